/** The members as far as invitations go. */
import {activeOn, bySeniority} from '../../agenda/people.ts'
import type {Invitee} from '../../calendar/invitations.ts'
import {isPlainAddress} from '../../calendar/text.ts'
import type {Circle} from '../../model/circle.ts'
import type {Day} from '../../model/day.ts'
import type {Member} from '../../model/member.ts'

/** All members, in the order of joining, as they are on a day. */
export function inviteesOn({members}: Pick<Circle, 'members'>, day: Day): Invitee[] {
  return [...members].toSorted(bySeniority).map(([id, member]) => ({id, standing: standingOn(member, day), address: addressIn(member)}))
}

function standingOn(member: Member, day: Day): Invitee['standing'] {
  if (activeOn(member, day)) return 'here'
  if (member.joined !== undefined && member.joined > day) return 'to come'
  return member.status === 'left' ? 'left' : 'paused'
}

function addressIn({email}: Member): Invitee['address'] {
  if (email === undefined) return 'none'
  return isPlainAddress(email) ? 'plain' : 'odd'
}

/** The members as far as invitations go. */
import {activeOn, bySeniority} from '../../agenda/people.ts'
import type {Invitee} from '../../calendar/invitations.ts'
import {isPlainAddress} from '../../calendar/text.ts'
import type {Circle} from '../../model/circle.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import type {MemberPage} from '../../model/gathering.ts'
import type {Member} from '../../model/member.ts'

/** All members, in the order of joining, as they are on a day, with what they answered on their `pages` of a gathering. */
export function inviteesOn({members}: Pick<Circle, 'members'>, day: Day, pages: ReadonlyMap<string, MemberPage> = new Map()): Invitee[] {
  return [...members].toSorted(bySeniority).map(([id, member]) => {
    const address = addressIn(member)
    return {id, standing: standingOn(member, day), address, ...defined({email: address === 'plain' ? member.email : undefined, rsvp: pages.get(id)?.rsvp})}
  })
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

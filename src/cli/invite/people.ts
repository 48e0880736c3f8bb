/** The members as far as invitations go, and which other gatherings have something new to say to those invited. */
import {activeOn, bySeniority} from '../../agenda/people.ts'
import {lastTold, needsOf} from '../../calendar/invitations.ts'
import type {Invitee} from '../../calendar/invitations.ts'
import {isPlainAddress} from '../../calendar/text.ts'
import type {Circle} from '../../model/circle.ts'
import type {Day} from '../../model/day.ts'
import type {Member} from '../../model/member.ts'
import {shortName} from '../../model/members.ts'
import {gatheringById} from '../../schedule/named.ts'
import {listed} from '../../schedule/words.ts'

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

/** A remark for each other gathering to come that was changed or called off since members were told of it. */
export function otherNotes(circle: Circle, but: string, nowMs: number): string[] {
  return [...circle.gatherings.values()].flatMap(({id, pages}) => {
    const told = id === but ? new Map() : lastTold(pages)
    const one = told.size === 0 ? undefined : gatheringById(circle, id)
    if (one === undefined || one.status === 'held' || one.endMs <= nowMs) return []
    const round = {gathering: one, people: inviteesOn(circle, one.start.day), told, revision: 0, inviter: '', to: [...told.keys()]}
    const {needs} = needsOf(round)
    const called = needs.map(({member}) => shortName(circle.members, member))
    return called.length === 0 ? [] : [`${listed(called)} should hear of ${id} too: circle invite ${id}`]
  })
}

/** An answer on a member's own page, whichever way it came: what it makes of the page, and how it is told. */
import {activeOn} from '../../agenda/people.ts'
import type {Circle} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import type {MemberPage} from '../../model/gathering.ts'
import {shortName, statusWords} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {listed} from '../../schedule/words.ts'
import {gatheringPath} from '../../store/kinds.ts'
import type {Setting} from '../command.ts'

/** An answer to the question whether one comes. */
export type Rsvp = NonNullable<MemberPage['rsvp']>

/** How an answer is told, to the one who gave it and of them. */
export const states: Readonly<Record<Rsvp, readonly [you: string, they: string]>> = {
  going: ['you are going', 'is going'],
  maybe: ['you may come', 'may come'],
  declined: ["you can't come", "can't come"],
}

/** The page with another answer. A reason belongs to the answer that it was given with. */
export function withAnswer(page: MemberPage, rsvp: Rsvp, why: string | undefined): MemberPage {
  const {rsvp: _, why: __, ...rest} = page
  return {...rest, rsvp, ...defined({why: why ?? (page.rsvp === rsvp ? page.why : undefined)})}
}

/** The circle with a member's page as it then is. */
export function withPage(circle: Circle, one: Gathering, member: string, page: MemberPage): Circle {
  const record = circle.gatherings.get(one.id) ?? {id: one.id, shared: {}, pages: new Map()}
  return {...circle, gatherings: new Map([...circle.gatherings, [one.id, {...record, pages: new Map([...record.pages, [member, page]])}]])}
}

/** What makes an answer count for less than it says. */
export function remarks(circle: Circle, one: Gathering, member: string, rsvp: Rsvp, {today}: Pick<Setting, 'today'>): string[] {
  const called = shortName(circle.members, member)
  const record = circle.members.get(member)!
  const listedAway = rsvp !== 'declined' && circle.gatherings.get(one.id)?.shared.regrets?.includes(member) === true
  return [
    ...(activeOn(record, one.start.day) ? [] : [`${called} is not counted on that day: ${statusWords(record, today)}.`]),
    ...(listedAway ? [`The shared page still has ${called} under \`regrets\`, which counts: take ${member} out of it in ${gatheringPath(one.id)}.`] : []),
  ]
}

/** A remark for a gathering that is moved: what was answered before was to another time, and stands on the pages all the same. */
export function answeredBefore({gatherings, members}: Circle, id: string): string[] {
  const answered = [...(gatherings.get(id)?.pages ?? [])].filter(([member, {rsvp}]) => rsvp !== undefined && members.has(member)).map(([member]) => shortName(members, member))
  return answered.length === 0 ? [] : [`${listed(answered)} answered before it was moved: ask ${answered.length === 1 ? 'once more' : 'them again'}.`]
}

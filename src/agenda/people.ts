/** Who belongs, who is expected, and what they are called. */
import type {Circle} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import type {Member} from '../model/member.ts'
import {shortName} from '../model/members.ts'

/** A member as others read of them. */
export interface Person {
  readonly id: string
  readonly name: string
  /** The first name where no other member has it, else the whole name. */
  readonly called: string
}

/** What a gathering's pages tell of who comes. */
export interface Answers {
  /** Members to count on: active, and not known to be away. For a held gathering, those who were there. */
  readonly expected: readonly Person[]
  readonly going: readonly Person[]
  readonly maybe: readonly Person[]
  readonly unanswered: readonly Person[]
  /** Declined, or their regrets are on the shared page. For a held gathering, everybody who was not there. */
  readonly away: readonly Person[]
}

/** Whether a member takes part on a day: they have joined, and neither paused nor left (`since` says from when). */
export function activeOn(member: Member, day: Day): boolean {
  if (member.joined !== undefined && member.joined > day) return false
  const since = member.since ?? ''
  return member.status === undefined || member.status === 'active' ? since <= day : since > day
}

/** Every member as a person, in the order of joining, then of ids. */
export function peopleOf(members: ReadonlyMap<string, Member>): Map<string, Person> {
  return new Map([...members].toSorted(bySeniority).map(([id, {name}]): [string, Person] => [id, {id, name, called: shortName(members, id)}]))
}

/** Order of joining, then of ids. A member without a day of joining was there from the start. */
export function bySeniority([a, memberA]: readonly [string, Member], [b, memberB]: readonly [string, Member]): number {
  const [from, to] = [memberA.joined ?? '', memberB.joined ?? '']
  if (from !== to) return from < to ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** Who comes to the gathering `id` on `day`. */
export function answersOf(circle: Pick<Circle, 'members' | 'gatherings'>, id: string, day: Day): Answers {
  const record = circle.gatherings.get(id)
  const people = [...peopleOf(circle.members).values()].filter((person) => activeOn(circle.members.get(person.id)!, day))
  const present = record?.shared.status === 'held' ? record.shared.present : undefined
  if (present !== undefined) {
    const there = [...peopleOf(circle.members).values()].filter((person) => present.includes(person.id))
    return {expected: there, going: there, maybe: [], unanswered: [], away: people.filter((person) => !present.includes(person.id))}
  }
  const rsvp = (person: Person) => record?.pages.get(person.id)?.rsvp
  const away = people.filter((person) => rsvp(person) === 'declined' || record?.shared.regrets?.includes(person.id) === true)
  const expected = people.filter((person) => !away.includes(person))
  return {
    expected,
    going: expected.filter((person) => rsvp(person) === 'going'),
    maybe: expected.filter((person) => rsvp(person) === 'maybe'),
    unanswered: expected.filter((person) => rsvp(person) === undefined),
    away,
  }
}

/** What carries over: the commitments that people report on at a gathering. */
import type {Circle} from '../model/circle.ts'
import {commitmentsOf, isOverdue, stateOf} from '../model/commitments.ts'
import type {CommitmentState, Promised} from '../model/commitments.ts'
import type {Day} from '../model/day.ts'
import type {Commitment} from '../model/gathering.ts'
import type {When} from '../model/when.ts'
import {eveningsBefore, held} from './evenings.ts'
import {peopleOf} from './people.ts'
import type {Person} from './people.ts'

/** A commitment to report on. */
export interface Carried extends Promised {
  /** What people type: its id where no other commitment of the circle has that, else `gathering/member/id`. */
  readonly named: string
  readonly who: Person
  readonly state: CommitmentState
  /** It is open, and its day is before the gathering's. */
  readonly overdue: boolean
}

/**
 * What there is to report on at the gathering `id` that begins at `start`: commitments of earlier gatherings that are
 * open on that day, and those done or dropped since the last gathering that was held. Members who left are not asked.
 * By member in the order of joining; then what is due first, and what has no day last.
 */
export function carriedTo(circle: Pick<Circle, 'charter' | 'members' | 'gatherings'>, id: string, start: When, zone = circle.charter.timezone): Carried[] {
  const before = eveningsBefore(circle, id, start, zone)
  const earlier = new Set(before.map((evening) => evening.id))
  const since = held(before).at(-1)?.start.day
  const people = peopleOf(circle.members)
  const seniority = [...people.keys()]
  const all = commitmentsOf(circle)
  const taken = new Map<string, number>()
  for (const {id} of all) taken.set(id, (taken.get(id) ?? 0) + 1)
  const carried = all.flatMap((promised): Carried[] => {
    const {gathering, member, id, commitment} = promised
    const who = people.get(member)
    if (who === undefined || !earlier.has(gathering) || circle.members.get(member)!.status === 'left') return []
    const then = asOf(commitment, start.day)
    const settled = then.done ?? then.dropped
    if (settled !== undefined && since !== undefined && settled <= since) return []
    const named = taken.get(id) === 1 ? id : `${gathering}/${member}/${id}`
    return [{gathering, member, id, commitment, named, who, state: stateOf(then), overdue: isOverdue(then, start.day)}]
  })
  return carried.toSorted(
    (a, b) =>
      seniority.indexOf(a.member) - seniority.indexOf(b.member) ||
      compare(a.commitment.due ?? '9999', b.commitment.due ?? '9999') ||
      compare(a.gathering, b.gathering) ||
      compare(a.id, b.id),
  )
}

/** A commitment as it stood on a day: what came of it later is left out. */
function asOf({what, due, done, dropped, why}: Commitment, day: Day): Commitment {
  return {
    what,
    ...(due === undefined ? {} : {due}),
    ...(done === undefined || done > day ? {} : {done}),
    ...(dropped === undefined || dropped > day ? {} : {dropped, ...(why === undefined ? {} : {why})}),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

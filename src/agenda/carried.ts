/** What carries over: the commitments that people report on at a gathering. */
import type {Circle} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import type {Commitment} from '../model/gathering.ts'
import type {When} from '../model/when.ts'
import {eveningsBefore, held} from './evenings.ts'
import {peopleOf} from './people.ts'
import type {Person} from './people.ts'

/** A commitment with its full address: the gathering and the member on whose page it stands, and its key there. */
export interface Promised {
  readonly gathering: string
  readonly member: string
  readonly commitment: string
  /** What people call it: the shortest of `k3fx`, `ann/k3fx` and `2026-11-27-weekly/ann/k3fx` that is unique in the circle. */
  readonly id: string
  readonly entry: Commitment
}

/** A commitment to report on. */
export interface Carried extends Promised {
  readonly who: Person
  readonly state: 'open' | 'done' | 'dropped'
  /** It is open, and its day is before the gathering's. */
  readonly overdue: boolean
}

/** Every commitment of the circle: gatherings in the order of their ids, then members, then as written. */
export function commitmentsOf({gatherings}: Pick<Circle, 'gatherings'>): Promised[] {
  const all: Omit<Promised, 'id'>[] = []
  for (const [gathering, {pages}] of gatherings) {
    for (const [member, {commitments = {}}] of pages) {
      for (const [commitment, entry] of Object.entries(commitments)) all.push({gathering, member, commitment, entry})
    }
  }
  const taken = new Map<string, number>()
  for (const one of all) for (const name of namesOf(one)) taken.set(name, (taken.get(name) ?? 0) + 1)
  return all.map(({gathering, member, commitment, entry}) => {
    const id = namesOf({gathering, member, commitment}).find((name) => taken.get(name) === 1)!
    return {gathering, member, commitment, id, entry}
  })
}

function namesOf({gathering, member, commitment}: Omit<Promised, 'id' | 'entry'>): [string, string, string] {
  return [commitment, `${member}/${commitment}`, `${gathering}/${member}/${commitment}`]
}

/**
 * What there is to report on at the gathering `id` that begins at `start`: commitments of earlier gatherings that are
 * open on that day, and those done or dropped since the last gathering that was held. Members who left are not asked.
 * By member in the order of joining; then what is due first, and what has no day last.
 */
export function carriedTo(circle: Pick<Circle, 'charter' | 'members' | 'gatherings'>, id: string, start: When): Carried[] {
  const before = eveningsBefore(circle, id, start)
  const earlier = new Set(before.map((evening) => evening.id))
  const since = held(before).at(-1)?.start.day
  const people = peopleOf(circle.members)
  const seniority = [...people.keys()]
  const carried = commitmentsOf(circle).flatMap((promised): Carried[] => {
    const who = people.get(promised.member)
    if (who === undefined || !earlier.has(promised.gathering) || circle.members.get(promised.member)!.status === 'left') return []
    const {state, day} = stateOn(promised.entry, start.day)
    if (state !== 'open' && since !== undefined && day <= since) return []
    return [{...promised, who, state, overdue: state === 'open' && promised.entry.due !== undefined && promised.entry.due < start.day}]
  })
  return carried.toSorted(
    (a, b) =>
      seniority.indexOf(a.member) - seniority.indexOf(b.member) ||
      compare(a.entry.due ?? '9999', b.entry.due ?? '9999') ||
      compare(a.gathering, b.gathering) ||
      compare(a.commitment, b.commitment),
  )
}

/** What had become of a commitment by a day, and when. */
function stateOn({done, dropped}: Commitment, day: Day): {state: 'open' | 'done' | 'dropped'; day: Day} {
  if (done !== undefined && done <= day) return {state: 'done', day: done}
  if (dropped !== undefined && dropped <= day) return {state: 'dropped', day: dropped}
  return {state: 'open', day}
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

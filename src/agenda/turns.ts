/**
 * Fair turns: who has which role next, worked out from the log, the same on every clone. No scores are kept: only the
 * day on which somebody last had a role, which is also the reason that people are shown.
 */
import type {Day} from '../model/day.ts'
import type {Member} from '../model/member.ts'
import {agoWords} from '../schedule/words.ts'
import type {Evening} from './evenings.ts'
import {bySeniority} from './people.ts'

/** A role to fill at one gathering. */
export interface Slot {
  /** The key under `roles` on the gathering's page: `hot-seat`, and `hot-seat-2` for its second seat. */
  readonly id: string
  /** The role itself: turns count over all of its seats. */
  readonly role: string
  /** Whether it is somebody else's turn each time; if not, whoever had it last keeps it. */
  readonly rotates: boolean
  /** Roles that one should have had before. */
  readonly after: readonly string[]
}

/** A member and when they last had a role. */
export interface Candidate {
  readonly member: string
  /** Absent: never. */
  readonly last?: Day
  /** `never`, `last time`, `9 weeks ago`. */
  readonly reason: string
}

export interface Turn {
  readonly slot: Slot
  /** Undefined: there is nobody to take it. */
  readonly taker: Candidate | undefined
  /** It stands on the gathering's page already. */
  readonly set: boolean
  /** Whose turn it would be if the taker can't: at most two, in order. */
  readonly next: readonly Candidate[]
}

export interface TurnsInput {
  readonly slots: readonly Slot[]
  readonly members: ReadonlyMap<string, Member>
  /** Members who can take a role: active and expected. In any order. */
  readonly able: readonly string[]
  /** Held gatherings before this one, earliest first. */
  readonly log: readonly Evening[]
  /** What stands on the gathering's page already: slot to member. */
  readonly set: Readonly<Record<string, string>>
  /** The day of the gathering. */
  readonly day: Day
}

/**
 * Fills the slots. For each: who never had the role comes first (in the order of joining, then of ids), then who had it
 * longest ago; nobody gets a second role while somebody has none. The longest wait is met first, whatever the role:
 * filling the roles one after the other would keep the last of them from the same people year in, year out.
 */
export function fairTurns(input: TurnsInput): Turn[] {
  const {slots, set, able, log} = input
  const past = pastOf(slots, log)
  const takers = new Map<string, string>()
  const busy = new Map<string, number>()
  const take = ({id}: Slot, member: string): void => {
    takers.set(id, member)
    busy.set(member, (busy.get(member) ?? 0) + 1)
  }
  for (const slot of slots) if (Object.hasOwn(set, slot.id)) take(slot, set[slot.id]!)
  for (const slot of slots) {
    const keeper = slot.rotates || takers.has(slot.id) ? undefined : lastTaker(slot, log)
    if (keeper !== undefined && able.includes(keeper) && !busy.has(keeper)) take(slot, keeper)
  }
  const queues = new Map(slots.map((slot) => [slot.id, queue(slot, input, past)]))
  const open = able.length === 0 ? [] : slots.filter(({id}) => !takers.has(id))
  while (open.length > 0) {
    const offers = open.map((slot) => {
      const member = firstFree(queues.get(slot.id)!, busy)
      return {slot, member, waited: waited(slot, member, input, past)}
    })
    const [offer] = offers.toSorted((a, b) => b.waited - a.waited)
    open.splice(open.indexOf(offer!.slot), 1)
    take(offer!.slot, offer!.member)
  }
  return slots.map((slot) => {
    const taker = takers.get(slot.id)
    const others = slot.rotates ? queues.get(slot.id)!.filter((member) => !busy.has(member)) : []
    const next = others.slice(0, 2).map((member) => candidate(member, slot.role, input, past))
    return {slot, taker: taker === undefined ? undefined : candidate(taker, slot.role, input, past), set: Object.hasOwn(set, slot.id), next}
  })
}

/** The slots of a role with so many seats. */
export function slotsOf(role: string, {seats = 1, rotates = true, after = []}: {seats?: number; rotates?: boolean; after?: readonly string[]} = {}): Slot[] {
  return Array.from({length: seats}, (_, seat) => ({id: seat === 0 ? role : `${role}-${seat + 1}`, role, rotates, after}))
}

/** The members who had a role at a gathering: those its page names, save who is known not to have been there. */
function takersOf(role: string, {record: {shared}}: Evening): string[] {
  return Object.entries(shared.roles ?? {})
    .filter(([key, member]) => isSeatOf(key, role) && (shared.present === undefined || shared.present.includes(member)))
    .map(([, member]) => member)
}

function isSeatOf(key: string, role: string): boolean {
  return key === role || (key.startsWith(`${role}-`) && /^[1-9]\d?$/.test(key.slice(role.length + 1)))
}

/** For each role and member the places in the log at which they had it, latest first. */
type Past = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>

function pastOf(slots: readonly Slot[], log: readonly Evening[]): Past {
  const roles = new Set(slots.flatMap(({role, after}) => [role, ...after]))
  return new Map([...roles].map((role) => {
    const places = new Map<string, number[]>()
    log.forEach((evening, place) => {
      for (const member of new Set(takersOf(role, evening))) places.set(member, [place, ...(places.get(member) ?? [])])
    })
    return [role, places]
  }))
}

function placesOf(member: string, role: string, past: Past): readonly number[] {
  return past.get(role)?.get(member) ?? []
}

/** Everybody able, the next in turn first. */
function queue(slot: Slot, {members, able}: TurnsInput, past: Past): string[] {
  const ready = (member: string): boolean => slot.after.every((role) => placesOf(member, role, past).length > 0)
  return [...members]
    .filter(([id]) => able.includes(id))
    .toSorted(bySeniority)
    .map(([member]) => ({member, ready: ready(member), places: placesOf(member, slot.role, past)}))
    .toSorted((a, b) => Number(b.ready) - Number(a.ready) || byPlaces(a.places, b.places))
    .map(({member}) => member)
}

/** Longest ago first; had they it last at the same gathering, then by the time before that, and so on. */
function byPlaces(a: readonly number[], b: readonly number[]): number {
  const turn = a.findIndex((place, index) => place !== b[index])
  return turn === -1 ? a.length - b.length : a[turn]! - (b[turn] ?? -1)
}

function firstFree(order: readonly string[], busy: ReadonlyMap<string, number>): string {
  return order.toSorted((a, b) => (busy.get(a) ?? 0) - (busy.get(b) ?? 0))[0]!
}

/**
 * How long a member has waited for a role: gatherings since they had it, times its seats, as a role with two seats
 * comes round twice as often. Where two roles want one member, the role that they have waited for longer gets them.
 */
function waited({role}: Slot, member: string, {log, slots}: TurnsInput, past: Past): number {
  const last = placesOf(member, role, past)[0] ?? -1
  return (log.length - last) * slots.filter((slot) => slot.role === role).length
}

function lastTaker(slot: Slot, log: readonly Evening[]): string | undefined {
  return log.findLast((evening) => takersOf(slot.role, evening).length > 0)?.record.shared.roles?.[slot.id]
}

function candidate(member: string, role: string, {log, day}: TurnsInput, past: Past): Candidate {
  const place = placesOf(member, role, past)[0]
  if (place === undefined) return {member, reason: 'never'}
  const last = log[place]!.start.day
  return {member, last, reason: place === log.length - 1 ? 'last time' : agoWords(last, day)}
}

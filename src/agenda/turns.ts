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
  /** Absent: there is nobody to take it. */
  readonly taker?: Candidate
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
 * Fills the slots in order. For each: who never had the role comes first (in the order of joining, then of ids), then
 * who had it longest ago; nobody gets a second role while somebody has none.
 */
export function fairTurns(input: TurnsInput): Turn[] {
  const busy = new Map<string, number>()
  const take = (member: string): void => void busy.set(member, (busy.get(member) ?? 0) + 1)
  for (const slot of input.slots) {
    const member = own(input.set, slot.id)
    if (member !== undefined) take(member)
  }
  const fixed = new Map<string, string>()
  for (const slot of input.slots) {
    const keeper = slot.rotates || own(input.set, slot.id) !== undefined ? undefined : lastTaker(slot, input.log)
    if (keeper === undefined || !input.able.includes(keeper) || [...fixed.values()].includes(keeper)) continue
    fixed.set(slot.id, keeper)
    take(keeper)
  }
  return input.slots.map((slot) => {
    const order = queue(slot, input)
    const set = own(input.set, slot.id)
    const chosen = set ?? fixed.get(slot.id) ?? firstFree(order, busy)
    if (chosen !== undefined && set === undefined && !fixed.has(slot.id)) take(chosen)
    const others = order.filter((member) => member !== chosen && !busy.has(member))
    const next = (slot.rotates ? others.slice(0, 2) : []).map((member) => candidate(member, slot.role, input))
    return {slot, set: set !== undefined, next, ...(chosen === undefined ? {} : {taker: candidate(chosen, slot.role, input)})}
  })
}

/** The slots of a role with so many seats. */
export function slotsOf(role: string, {seats = 1, rotates = true, after = []}: {seats?: number; rotates?: boolean; after?: readonly string[]} = {}): Slot[] {
  return Array.from({length: seats}, (_, seat) => ({id: seat === 0 ? role : `${role}-${seat + 1}`, role, rotates, after}))
}

/** The members who had a role at a gathering: those its page names, save who is known not to have been there. */
export function takersOf(role: string, {record: {shared}}: Evening): string[] {
  return Object.entries(shared.roles ?? {})
    .filter(([key, member]) => isSeatOf(key, role) && (shared.present === undefined || shared.present.includes(member)))
    .map(([, member]) => member)
}

function isSeatOf(key: string, role: string): boolean {
  return key === role || (key.startsWith(`${role}-`) && /^[1-9]\d?$/.test(key.slice(role.length + 1)))
}

/** Everybody able, the next in turn first. */
function queue(slot: Slot, input: TurnsInput): string[] {
  const able = new Set(input.able)
  return [...input.members]
    .filter(([id]) => able.has(id))
    .toSorted(bySeniority)
    .map(([member]) => ({member, ready: slot.after.every((role) => lastOf(member, role, input.log) !== undefined), last: lastOf(member, slot.role, input.log)?.place ?? -1}))
    .toSorted((a, b) => Number(b.ready) - Number(a.ready) || a.last - b.last)
    .map(({member}) => member)
}

function firstFree(order: readonly string[], busy: ReadonlyMap<string, number>): string | undefined {
  return order.toSorted((a, b) => (busy.get(a) ?? 0) - (busy.get(b) ?? 0))[0]
}

function lastTaker(slot: Slot, log: readonly Evening[]): string | undefined {
  return log.findLast((evening) => takersOf(slot.role, evening).length > 0)?.record.shared.roles?.[slot.id]
}

/** The latest gathering at which a member had a role: its place in the log, and its day. */
function lastOf(member: string, role: string, log: readonly Evening[]): {place: number; day: Day} | undefined {
  const place = log.findLastIndex((evening) => takersOf(role, evening).includes(member))
  return place === -1 ? undefined : {place, day: log[place]!.start.day}
}

function candidate(member: string, role: string, {log, day}: TurnsInput): Candidate {
  const last = lastOf(member, role, log)
  if (last === undefined) return {member, reason: 'never'}
  return {member, last: last.day, reason: last.place === log.length - 1 ? 'last time' : agoWords(last.day, day)}
}

function own(map: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

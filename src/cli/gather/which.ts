/** Which gathering is logged, and whether it may be. */
import {addDays} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import type {Calendar} from '../../schedule/folders.ts'
import {gatherings} from '../../schedule/gatherings.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {wallOf} from '../../schedule/instant.ts'
import {gatheringNamed, latestGathering} from '../../schedule/named.ts'
import {dayWords} from '../../schedule/words.ts'

interface Now {
  readonly nowMs: number
  readonly today: Day
}

/** The scribe may begin while the others are still taking off their coats. */
const earlyMs = 2 * 3_600_000

/**
 * The gathering to log: the one that was typed, else the last one that has begun (or begins within two hours), else one
 * of this day. It hangs on the clock alone and not on what is logged already, so that the same line run twice means the
 * same gathering. `plans`: it is only to be given a topic or roles, so it may be still to come. Throws `unknown` when
 * there is none, `refused` when it cannot be logged.
 */
export function gatheringToLog(circle: Calendar, typed: string | undefined, now: Now, plans = false): Gathering {
  const one = typed === undefined ? usualGathering(circle, now) : gatheringNamed(circle, typed, now)
  if (!(plans && canBePlanned(one, now))) requireLoggable(one, now)
  return one
}

/** True while a topic or a role is a plan: the gathering begins in more than two hours, and is neither logged nor cancelled. */
export function canBePlanned(one: Gathering, {nowMs}: Pick<Now, 'nowMs'>): boolean {
  return one.status === 'planned' && one.startMs > nowMs + earlyMs
}

function usualGathering(circle: Calendar, {nowMs, today}: Now): Gathering {
  const begun = latestGathering(circle, nowMs + earlyMs, today)
  if (begun !== undefined) return begun
  const first = gatherings(circle, {from: addDays(today, -1), to: addDays(today, 2)}).find((one) => one.status !== 'cancelled' && hasCome(one, nowMs))
  if (first !== undefined) return first
  throw new Fault('unknown', 'there has been no gathering yet', {hint: '`circle schedule list` shows those to come; one that was not planned: circle schedule add "yesterday 19:00"'})
}

/** True on the day of the gathering, where it is, and ever after. */
function hasCome(one: Gathering, nowMs: number): boolean {
  return one.startMs <= nowMs || one.start.day <= wallOf(one.timezone, nowMs).day
}

/** Throws a `refused` fault for a gathering that was cancelled, or is still to come. */
export function requireLoggable(one: Gathering, {nowMs}: Pick<Now, 'nowMs'>): void {
  if (one.status === 'cancelled') throw new Fault('refused', `${one.id} was cancelled${one.why === undefined ? '' : `: ${one.why}`}`, {hint: `if it took place after all: circle schedule restore ${one.id}`})
  if (!hasCome(one, nowMs)) throw new Fault('refused', `${one.id} is still to come, on ${dayWords(one.start.day)}`, {hint: `before its day it takes --topic and --role alone; if it was earlier: circle schedule move ${one.id} ${one.start.time === undefined ? 'today' : `"today ${one.start.time}"`}`})
}

/** Gatherings of the last weeks before this one that nobody has logged, oldest first. */
export function unlogged(circle: Calendar, one: Gathering, {today, nowMs}: Now): Gathering[] {
  return gatherings(circle, {from: addDays(today, -60), to: addDays(today, 1)}).filter((other) => other.id !== one.id && other.status === 'planned' && other.endMs <= nowMs && other.start.day >= circle.charter.founded)
}

/**
 * The gathering at which this one's promises are reported on: the next of its rhythm within 40 days, else of any rhythm,
 * else (there is none) the next date of its own. Planned and not over; undefined when there is none in two years.
 */
export function followingGathering(circle: Calendar, one: Gathering, {today, nowMs}: Now): Gathering | undefined {
  const from = one.start.day > today ? one.start.day : today
  const within = (days: number): Gathering[] =>
    gatherings(circle, {from: addDays(from, -31), to: addDays(from, days)}).filter((other) => other.status === 'planned' && other.startMs > one.startMs && other.startMs > nowMs)
  const soon = within(40)
  const near = soon.find(({rhythm}) => rhythm !== undefined && rhythm === one.rhythm) ?? soon.find(({rhythm}) => rhythm !== undefined)
  if (near !== undefined) return near
  const later = within(800)
  return later.find(({rhythm}) => rhythm !== undefined) ?? later[0]
}

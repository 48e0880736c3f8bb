/** A VTIMEZONE (RFC 5545 3.6.5) for any IANA zone, made from the zone data of the program's own machine. */
import {tzOffset} from '@date-fns/tz/tzOffset'
import type {JcalComponent, JcalProperty} from './ical.ts'

/** A change of a zone's offset from UTC. */
export interface Transition {
  /** The first instant (epoch milliseconds) at the new offset. */
  readonly ms: number
  /** Offsets in minutes east of UTC. */
  readonly before: number
  readonly after: number
}

/** One STANDARD or DAYLIGHT part of a VTIMEZONE. */
export interface Observance {
  readonly kind: 'standard' | 'daylight'
  /** Wall time at which it starts, in the offset before: `1970-03-29T02:00:00`. */
  readonly starts: string
  /** Offsets in minutes east of UTC. */
  readonly before: number
  readonly after: number
  /** TZNAME. */
  readonly name: string
  /** When it comes every year: the month and `-1SU`, `2SU` …. Absent: it starts once. */
  readonly yearly?: {readonly month: number; readonly day: string}
}

const minute = 60_000
const day = 86_400_000
/** Offsets with parts of a minute were in use until 1972 (Liberia); VTIMEZONE could say them, but not all of its readers hear. */
export const firstTrustedYear = 1973
/** No zone kept an offset for less than this in the years that we write. */
const step = 7 * day
/** Years beyond the last event over which a yearly rule must hold, so that the 4th Sunday and the last one are told apart. */
const yearsAhead = 6
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
/** Up to this year at least an endless zone is looked at: what began long ago is to be right today, and laws that were passed count. */
const settledYear = 2037
/** How many years beyond a window clocks must stay to say that they stay for good. */
const yearsOfStillness = 40
/** Where rules that hold for the whole window are anchored, as Google does: old clients know no year before it. */
const anchorYear = 1970

/**
 * All changes of a zone's offset with `from` <= instant < `to` (epoch milliseconds), in order.
 * Found by bisection to the minute, so it does not end where a table would (2037).
 */
export function transitions(zone: string, from: number, to: number): Transition[] {
  const found: Transition[] = []
  // Looking begins on a grid that does not depend on the window, so that the answer does not either.
  let low = Math.floor(from / step) * step - step
  let before = tzOffset(zone, new Date(low))
  while (low < to) {
    const high = low + step
    const after = tzOffset(zone, new Date(high))
    if (after !== before) {
      const ms = firstAt(zone, low, high, before)
      if (ms >= from && ms < to) found.push({ms, before, after})
    }
    low = high
    before = after
  }
  return found
}

/** The first whole minute in (low, high] at which the offset is no longer `before`. */
function firstAt(zone: string, low: number, high: number, before: number): number {
  let last = low / minute
  let first = high / minute
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2)
    if (tzOffset(zone, new Date(middle * minute)) === before) last = middle
    else first = middle
  }
  return first * minute
}

/**
 * The parts of a VTIMEZONE that is right from `from` to `to` (epoch milliseconds, not before 1973) and a year round them.
 * Where two yearly rules explain all of it: one DAYLIGHT and one STANDARD, the shape that every reader knows. Else each change is
 * spelled out. It depends on the years of the window alone.
 */
export function observances(zone: string, from: number, to: number): Observance[] {
  const firstYear = Math.max(new Date(from).getUTCFullYear() - 1, firstTrustedYear)
  const lastYear = new Date(to).getUTCFullYear() + 1
  const start = Date.UTC(firstYear, 0, 1)
  const changes = transitions(zone, start, Date.UTC(lastYear + yearsAhead + 1, 0, 1))
  const near = changes.filter((change) => change.ms < Date.UTC(lastYear + 1, 0, 1))
  if (near.length === 0) return [standing(zone, start, near)]
  return twoRules(changes, lastYear + yearsAhead - firstYear + 1) ?? [standing(zone, start, near), ...spelledOut(near)]
}

/**
 * As `observances`, and true of all the time after, as far as anybody knows: what does not fit two yearly rules is spelled out up to the
 * year from which they hold, or from which the clocks change no more. Undefined where there is no such year, as in Morocco.
 */
export function endlessObservances(zone: string, from: number, to: number): Observance[] | undefined {
  const firstYear = Math.max(new Date(from).getUTCFullYear() - 1, firstTrustedYear)
  const lastYear = Math.max(new Date(to).getUTCFullYear() + 1, settledYear)
  const start = Date.UTC(firstYear, 0, 1)
  const changes = transitions(zone, start, Date.UTC(lastYear + yearsAhead + 1, 0, 1))
  for (let year = firstYear; year <= lastYear; year += 1) {
    const split = changes.findIndex(({ms}) => ms >= Date.UTC(year, 0, 1))
    if (split === -1) break
    const before = changes.slice(0, split)
    const rules = twoRules(changes.slice(split), lastYear + yearsAhead - year + 1, before.length === 0 ? anchorYear : year)
    if (rules !== undefined) return before.length === 0 ? rules : [standing(zone, start, before), ...spelledOut(before), ...rules]
  }
  const near = changes.filter((change) => change.ms < Date.UTC(lastYear + 1, 0, 1))
  const later = transitions(zone, Date.UTC(lastYear + 1, 0, 1), Date.UTC(lastYear + 1 + yearsOfStillness, 0, 1))
  return later.length === 0 ? [standing(zone, start, near), ...spelledOut(near)] : undefined
}

/** The offset before the first change of the window, as if it had always been so. */
function standing(zone: string, start: number, changes: readonly Transition[]): Observance {
  const offset = changes[0]?.before ?? tzOffset(zone, new Date(start))
  return {kind: 'standard', starts: `${anchorYear}-01-01T00:00:00`, before: offset, after: offset, name: zoneName(offset)}
}

function spelledOut(changes: readonly Transition[]): Observance[] {
  return changes.map((change, index) => {
    const next = changes[index + 1]
    // Ahead for less than a year is summer time; ahead for good is a new standard time.
    const passing = next === undefined || (next.after < next.before && next.ms - change.ms < 365 * day)
    return {
      kind: change.after > change.before && passing ? 'daylight' : 'standard',
      starts: wall(change),
      before: change.before,
      after: change.after,
      name: zoneName(change.after),
    }
  })
}

/** One rule for the clocks going forward and one for back, from a year on, if they explain every change of that many years. */
function twoRules(changes: readonly Transition[], years: number, anchored = anchorYear): Observance[] | undefined {
  const forward = changes.filter((change) => change.after > change.before)
  const back = changes.filter((change) => change.after < change.before)
  if (forward.length !== years || back.length !== years) return undefined
  const daylight = yearly('daylight', forward, anchored)
  const standard = yearly('standard', back, anchored)
  if (daylight === undefined || standard === undefined || daylight.after !== standard.before || daylight.before !== standard.after) return undefined
  return [daylight, standard]
}

/** One yearly rule, from a year on, that gives all these changes, one a year, or undefined. */
function yearly(kind: Observance['kind'], changes: readonly Transition[], anchored: number): Observance | undefined {
  const [first] = changes
  if (first === undefined) return undefined
  const at = new Date(wallMs(first))
  const [month, weekday, clock] = [at.getUTCMonth(), at.getUTCDay(), wall(first).slice(11)]
  const years = new Set<number>()
  const places = {last: true, nth: new Set<number>()}
  for (const change of changes) {
    const date = new Date(wallMs(change))
    const same = date.getUTCMonth() === month && date.getUTCDay() === weekday && wall(change).slice(11) === clock
    if (!same || change.before !== first.before || change.after !== first.after) return undefined
    years.add(date.getUTCFullYear())
    places.nth.add(Math.ceil(date.getUTCDate() / 7))
    places.last &&= new Date(wallMs(change) + 7 * day).getUTCMonth() !== month
  }
  if (years.size !== changes.length || (!places.last && places.nth.size !== 1)) return undefined
  const nth = places.last ? -1 : Math.ceil(at.getUTCDate() / 7)
  const anchor = nthWeekday(anchored, month, weekday, nth)
  return {
    kind,
    starts: `${anchor}T${clock}`,
    before: first.before,
    after: first.after,
    name: zoneName(first.after),
    yearly: {month: month + 1, day: `${nth}${weekdays[weekday]}`},
  }
}

/** The day (`1970-03-29`) of the nth, or last (-1), such weekday (0 = Sunday) of a month (0 = January). */
function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const last = new Date(Date.UTC(year, month + 1, 0))
  const first = new Date(Date.UTC(year, month, 1))
  const date = nth === -1
    ? last.getUTCDate() - ((last.getUTCDay() - weekday + 7) % 7)
    : 1 + ((weekday - first.getUTCDay() + 7) % 7) + (nth - 1) * 7
  return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10)
}

/** The wall clock at a change, by the offset before it (RFC 5545 3.6.5: DTSTART of an observance). */
function wallMs(change: Transition): number {
  return change.ms + change.before * minute
}

function wall(change: Transition): string {
  return new Date(wallMs(change)).toISOString().slice(0, 19)
}

/** The offset as the zone database names what has no letters of its own: `+01`, `+0530`. English letters would hang on Intl's version. */
function zoneName(offset: number): string {
  return offsetText(offset).replace(/:00$/, '').replace(':', '')
}

/** Minutes east of UTC as `+05:30`. */
function offsetText(offset: number): string {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  return `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

/** The VTIMEZONE of a zone, right for instants from `from` to `to` (epoch milliseconds, not before 1973). */
export function vtimezone(zone: string, from: number, to: number): JcalComponent {
  return component(zone, observances(zone, from, to))
}

/** The VTIMEZONE of a zone, right from `from` (epoch milliseconds, not before 1973) for ever; undefined where no VTIMEZONE is. */
export function endlessVtimezone(zone: string, from: number, to: number): JcalComponent | undefined {
  const parts = endlessObservances(zone, from, to)
  return parts && component(zone, parts)
}

function component(zone: string, parts: readonly Observance[]): JcalComponent {
  return ['vtimezone', [['tzid', {}, 'text', zone]], parts.map(part)]
}

function part(observance: Observance): JcalComponent {
  const properties: JcalProperty[] = [
    ['dtstart', {}, 'date-time', observance.starts],
    ['tzoffsetfrom', {}, 'utc-offset', offsetText(observance.before)],
    ['tzoffsetto', {}, 'utc-offset', offsetText(observance.after)],
    ['tzname', {}, 'text', observance.name],
  ]
  if (observance.yearly !== undefined) {
    const rule = {freq: 'YEARLY', bymonth: observance.yearly.month, byday: observance.yearly.day}
    properties.splice(1, 0, ['rrule', {}, 'recur', rule])
  }
  return [observance.kind, properties, []]
}

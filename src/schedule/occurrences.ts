/** From a rhythm to its days. */
import {addDays, dayFrom, dayNumber, isDay, partsOf, weekday} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import {readRepeats} from '../model/repeats.ts'
import type {Recurrence} from '../model/rrule.ts'
import {readWhen} from '../model/when.ts'
import type {When} from '../model/when.ts'
import {expand} from './expand.ts'
import {resolveWall} from './instant.ts'

/** Days from `from` up to, but not including, `to`. */
export interface Window {
  readonly from: Day
  readonly to: Day
}

/** What of a rhythm decides its days. */
export interface Pattern {
  readonly starts: string
  readonly repeats?: string
  readonly until?: string
  readonly timezone?: string
}

/**
 * The days of a rhythm that fall in the window, in order. `zone` is the circle's; the rhythm's own goes before it (the zone
 * matters only for an UNTIL in UTC). `starts` is the first occurrence, or where it does not fit the rule, the day from which
 * the rule counts. Throws a Fault when `starts`, `repeats` or `until` cannot be read.
 */
export function occurrences(rhythm: Pattern, zone: string, window: Window): Day[] {
  const starts = readWhen(rhythm.starts)
  if (starts === undefined) {
    throw new Fault('unsound', `\`starts\` is not a day, nor a day and a time: ${rhythm.starts}`, {hint: 'write "2026-11-27 19:00", say'})
  }
  if (rhythm.until !== undefined && !isDay(rhythm.until)) throw new Fault('unsound', `\`until\` is not a day: ${rhythm.until}`, {hint: 'write "2027-06-01", say'})
  const to = rhythm.until === undefined ? window.to : earlier(window.to, addDays(rhythm.until, 1))
  if (rhythm.repeats === undefined) return starts.day >= window.from && starts.day < to ? [starts.day] : []
  const rule = readRepeats(rhythm.repeats)
  if ('problem' in rule) throw new Fault('unsound', `\`repeats\` ${rule.problem}: ${rhythm.repeats}`, {hint: rule.hint})
  const until = lastStart(rule, starts, rhythm.timezone ?? zone)
  const end = until === undefined ? to : earlier(to, addDays(until, 1))
  return expand(complete(rule, starts.day), dayNumber(starts.day), dayNumber(window.from), dayNumber(end)).map(dayFrom)
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b
}

/**
 * The rule with what it leaves open taken from its first day (RFC 5545 3.3.10: "the appropriate day, month … would have
 * been retrieved from DTSTART"): `every week` that starts on a Friday is every Friday, `every month` that starts on the 31st
 * is every 31st.
 */
export function complete(rule: Recurrence, starts: Day): Recurrence {
  const {month, date} = partsOf(starts)
  const dayless = rule.byDay === undefined && rule.byMonthDay === undefined && rule.byYearDay === undefined
  if (!dayless || rule.freq === 'daily') return rule
  if (rule.freq === 'weekly' || rule.byWeekNo !== undefined) return {...rule, byDay: [{weekday: weekday(starts)}]}
  if (rule.freq === 'monthly') return {...rule, byMonthDay: [date]}
  return {...rule, byMonth: rule.byMonth ?? [month], byMonthDay: [date]}
}

/** The last day on which an occurrence may start by the rule's UNTIL. */
function lastStart(rule: Recurrence, starts: When, zone: string): Day | undefined {
  const {until} = rule
  if (until === undefined || until.time === undefined) return until?.day
  const time = starts.time ?? '00:00'
  if (until.utc !== true) return time <= until.time ? until.day : addDays(until.day, -1)
  const end = resolveWall('UTC', until.day, until.time).ms
  // A wall is never more than a day away from UTC, so one of these days is the last.
  for (const ahead of [1, 0, -1]) {
    const day = addDays(until.day, ahead)
    if (resolveWall(zone, day, time).ms <= end) return day
  }
  return addDays(until.day, -2)
}

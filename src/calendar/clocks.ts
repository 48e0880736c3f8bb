/** Where a rhythm and the changes of a zone's clocks meet. */
import {addMonths, dayFrom, dayNumber} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import type {Recurrence} from '../model/rrule.ts'
import type {When} from '../model/when.ts'
import {expand} from '../schedule/expand.ts'
import {wallMs} from '../schedule/instant.ts'
import {transitions} from './vtimezone.ts'

const msOfMinute = 60_000
const msOfDay = 86_400_000
/**
 * How many years of an endless rhythm are looked at: days of the week come back to the same dates after 28, so what never met a change
 * in 40 years never will, as long as the law stays.
 */
const yearsAhead = 40

/**
 * The first day on which a gathering begins, lasts or ends while the zone's clocks skip or repeat an hour, so that readers may disagree
 * about it; undefined when there is none. `first` is the first gathering, with a time of day; the others are on `days`, or by `rule` without end.
 */
export function dayMetByClocks(
  zone: string,
  first: {readonly start: When; readonly end: When; readonly startMs: number; readonly endMs: number},
  others: {readonly days: readonly Day[]} | {readonly rule: Recurrence},
): Day | undefined {
  const {start, end} = first
  const time = wallMs({day: '1970-01-01', time: start.time ?? '00:00'})
  // By the clock or by the watch, whichever is longer: on the night of a change they differ.
  const length = Math.max(first.endMs - first.startMs, wallMs(end) - wallMs(start))
  const stop = 'rule' in others ? addMonths(start.day, 12 * yearsAhead) : others.days.at(-1)!
  const known = 'rule' in others ? undefined : new Set(others.days)
  for (const {ms, before, after} of transitions(zone, first.startMs - 2 * msOfDay, wallMs({day: stop}) + length + 3 * msOfDay)) {
    // On the wall, the clocks show from `low` to `high` never or twice.
    const [low, high] = [before, after].map((offset) => ms + offset * msOfMinute).toSorted((a, b) => a - b) as [number, number]
    const from = Math.ceil((low - length - time) / msOfDay)
    const to = Math.ceil((high - time) / msOfDay)
    const met = 'rule' in others
      ? expand(others.rule, dayNumber(start.day), from, to).map(dayFrom)
      : Array.from({length: to - from}, (_, index) => dayFrom(from + index)).filter((day) => known!.has(day))
    if (met[0] !== undefined) return met[0]
  }
  return undefined
}

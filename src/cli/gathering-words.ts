/** A gathering in the words of a list, for people and for programs. */
import {addDays} from '../model/day.ts'
import type {When} from '../model/when.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {instantText, wallOf} from '../schedule/instant.ts'
import {dayWords, shortDay} from '../schedule/words.ts'
import type {Cell} from './terminal/lines.ts'
import {bad, faint, good, name} from './terminal/lines.ts'

/** One gathering of `schedule list --json`: instants in UTC, or days for one that takes all day, the end exclusive. */
export function gatheringJson(one: Gathering): Record<string, unknown> {
  return {
    id: one.id,
    rhythm: one.rhythm ?? null,
    title: one.title,
    status: one.status,
    start: one.allDay ? one.start.day : instantText(one.startMs),
    end: one.allDay ? one.end.day : instantText(one.endMs),
    timezone: one.timezone,
    allDay: one.allDay,
    place: one.place ?? null,
    link: one.link ?? null,
  }
}

/** `19:00–21:00`, `all day`, `19:00 to Sun 29 Nov 12:00`: wall-clock in the gathering's zone. */
export function hours(one: Gathering): string {
  if (one.allDay) {
    const last = addDays(one.end.day, -1)
    return last === one.start.day ? 'all day' : `to ${shortDay(last)}`
  }
  // The clock really shows this where the written hour does not exist.
  const [start, end]: [When, When] = [wallOf(one.timezone, one.startMs), wallOf(one.timezone, one.endMs)]
  return start.day === end.day ? `${start.time}–${end.time}` : `${start.time} to ${shortDay(end.day)} ${end.time}`
}

/** `Friday 27 November 2026, 19:00–21:00`. */
export function whenWords(one: Gathering): string {
  return `${dayWords(one.start.day)}, ${hours(one)}`
}

/**
 * For whoever reads it by the clocks of `zone`: `Europe/Stockholm`, and when it begins on their own, `; 12:00 in America/New_York`
 * (with the day where that is another). Undefined where these are its own clocks, or it takes all day.
 */
export function clockWords(one: Gathering, zone: string): string | undefined {
  if (one.allDay || one.timezone === zone) return undefined
  const [there, here] = [wallOf(one.timezone, one.startMs), wallOf(zone, one.startMs)]
  const day = there.day === here.day ? '' : `${shortDay(here.day)} `
  return here.day === there.day && here.time === there.time ? one.timezone : `${one.timezone}; ${day}${here.time} in ${zone}`
}

/** Pairs at the same time, the first three of them by name: two rhythms that meet once meet often. */
export function clashNotes(pairs: readonly (readonly [Gathering, Gathering])[]): string[] {
  const named = pairs.slice(0, 3).map(([a, b]) => `${a.id} and ${b.id} are at the same time.`)
  return pairs.length > named.length ? [...named, `… and ${pairs.length - named.length} more.`] : named
}

/** A row of a list: id, day, hours, title, and what is particular about it. */
export function gatheringRow(one: Gathering, homeZone: string): Cell[] {
  const remarks = [
    ...(one.status === 'cancelled' ? [bad(`cancelled${one.why === undefined ? '' : `: ${one.why}`}`)] : []),
    ...(one.status === 'held' ? [good('held')] : []),
    ...(one.moved ? [faint(one.start.day === one.due ? 'at another hour' : `moved from ${shortDay(one.due)}`)] : []),
    ...(one.timezone === homeZone ? [] : [faint(one.timezone)]),
  ]
  const spaced = remarks.flatMap((remark, index) => (index === 0 ? [remark] : [', ', remark]))
  return [name(one.id), `${shortDay(one.start.day)} ${one.start.day.slice(0, 4)}`, hours(one), one.title, spaced]
}

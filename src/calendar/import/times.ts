/** Times of a file in zones that the circle knows, and how long something lasts in the words of its pages. */
import {addDays, daysBetween} from '../../model/day.ts'
import {whenText} from '../../model/when.ts'
import type {When} from '../../model/when.ts'
import {resolveWall, wallOf} from '../../schedule/instant.ts'
import {lengthOf} from './values.ts'
import type {Moment} from './values.ts'

/** A time on the wall of a zone. */
export interface Placed {
  readonly when: When
  readonly zone: string
}

/** Which zone a moment's TZID is; undefined when that cannot be told. */
export type ZoneOf = (tzid: string) => string | undefined

/** A moment in its zone: a day alone and a time without a zone are the circle's (`home`). Undefined when its zone is not known. */
export function placed(moment: Moment, home: string, zoneOf: ZoneOf): Placed | undefined {
  const when = moment.time === undefined ? {day: moment.day} : {day: moment.day, time: moment.time}
  if (when.time === undefined) return {when, zone: home}
  const zone = moment.utc ? 'UTC' : moment.tzid === undefined ? home : zoneOf(moment.tzid)
  return zone === undefined ? undefined : {when, zone}
}

/** The instant, in milliseconds; of a day alone, when it begins. */
export function instantOf({when, zone}: Placed): number {
  return resolveWall(zone, when.day, when.time ?? '00:00').ms
}

/** The same instant on the wall of another zone; as it was where that wall shows its time twice, and the other is meant. */
export function moved(place: Placed, zone: string): Placed {
  if (place.when.time === undefined) return {when: place.when, zone}
  if (place.zone === zone) return place
  const ms = instantOf(place)
  const when = wallOf(zone, ms)
  return resolveWall(zone, when.day, when.time).ms === ms ? {when, zone} : place
}

/** How long an event lasts: absent where it says nothing, or that it takes no time; `wrong` is a clause that follows "it". */
export interface Lasting {
  readonly lasts?: string
  readonly wrong?: string
  /** It begins and ends at once, or says no end at all. */
  readonly empty?: true
}

const longestDays = 366

/** From the end or the length that an event says (RFC 5545 3.6.1: one of them, or none). */
export function lastingOf(start: Placed, end: Placed | undefined, duration: string | undefined): Lasting {
  const allDay = start.when.time === undefined
  if (end !== undefined && (end.when.time === undefined) !== allDay) return {wrong: 'begins with a time and ends with a day, or the other way round'}
  if (end !== undefined) return allDay ? daysFrom(start.when, end.when) : between(start, end)
  if (duration === undefined) return allDay ? {} : {empty: true}
  const length = lengthOf(duration)
  if (length === undefined) return {wrong: `has a length that is none (${duration.slice(0, 40)})`}
  if (allDay) return whole(length.days + Math.ceil(length.minutes / 1440))
  return length.days + length.minutes === 0 ? {empty: true} : said(length.days, length.minutes)
}

function daysFrom(start: When, end: When): Lasting {
  const days = daysBetween(start.day, end.day)
  return days < 0 ? {wrong: `ends on ${end.day}, before it begins`} : whole(days)
}

/** Some programs write the day itself as the end of a single day. */
function whole(days: number): Lasting {
  return days <= 1 ? {} : said(days, 0)
}

/** Days of the calendar, then exact minutes: as the circle counts, so that the end is this very instant. */
function between(start: Placed, end: Placed): Lasting {
  const [from, to] = [instantOf(start), instantOf(end)]
  if (to < from) return {wrong: `ends at ${whenText(end.when)}, before it begins`}
  if (to === from) return {empty: true}
  const last = moved(end, start.zone).when
  let days = Math.max(0, daysBetween(start.when.day, last.day))
  const reached = (count: number): number => (count === 0 ? from : instantOf({zone: start.zone, when: {...start.when, day: addDays(start.when.day, count)}}))
  if (days > longestDays) return said(days, 0)
  while (days > 0 && reached(days) > to) days -= 1
  return said(days, Math.round((to - reached(days)) / 60_000))
}

/** `2h`, `90 min`, `3 days`, `1 day 2h`. */
function said(days: number, minutes: number): Lasting {
  if (days + minutes / 1440 > longestDays) return {wrong: `lasts more than ${longestDays} days`}
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const clock = minutes === 0 ? '' : rest === 0 ? `${hours}h` : hours === 0 ? `${rest} min` : hours === 1 && rest === 30 ? '90 min' : `${hours}h ${rest}m`
  const calendar = days === 0 ? '' : days === 1 ? '1 day' : `${days} days`
  return {lasts: [calendar, clock].filter((part) => part !== '').join(' ')}
}

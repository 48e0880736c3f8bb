/**
 * Wall-clock time in a zone, and instants: the one place where an instant is made. Built on `tzOffset`, which is sound;
 * nothing here depends on the zone of the machine (TZDate and Date's local methods do, so they are not used anywhere).
 */
import {tzOffset} from '@date-fns/tz/tzOffset'
import {dayFrom, dayNumber} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import type {When} from '../model/when.ts'

const msOfMinute = 60_000
const msOfDay = 86_400_000

/** An instant for a time on the wall, and whether that time came once, never (`gap`) or twice (`overlap`) that day. */
export interface Resolved {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly ms: number
  readonly kind: 'ok' | 'gap' | 'overlap'
}

/**
 * The instant of a wall-clock time. A time that comes twice is the first; a time that is skipped counts with the offset
 * before the gap, so 02:30 in Stockholm on the night of spring is 03:30 (RFC 5545 3.3.5; 3.3.10 with erratum 4271).
 * Throws when the runtime does not know the zone.
 */
export function resolveWall(zone: string, day: Day, time: string): Resolved {
  const wall = wallMs({day, time})
  if (zone === 'UTC') return {ms: wall, kind: 'ok'}
  const before = offsetMs(zone, wall - msOfDay)
  const after = offsetMs(zone, wall + msOfDay)
  const offsets = new Set([before, offsetMs(zone, wall), after])
  const hits = [...offsets].map((offset) => wall - offset).filter((ms) => offsetMs(zone, ms) === wall - ms)
  if (hits.length === 0) return {ms: wall - Math.min(...offsets), kind: 'gap'}
  return {ms: Math.min(...hits), kind: hits.length > 1 ? 'overlap' : 'ok'}
}

/** What the wall shows as a number that grows by the clock: milliseconds since 1970, as if it hung in UTC. */
export function wallMs({day, time = '00:00'}: When): number {
  return dayNumber(day) * msOfDay + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * msOfMinute
}

/** The wall-clock day and time (`HH:MM`, whole minutes) at an instant in milliseconds. Throws when the zone is not known. */
export function wallOf(zone: string, ms: number): {day: Day; time: string} {
  const wall = ms + (zone === 'UTC' ? 0 : offsetMs(zone, ms))
  const number = Math.floor(wall / msOfDay)
  const minutes = Math.floor((wall - number * msOfDay) / msOfMinute)
  return {day: dayFrom(number), time: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`}
}

/** `2026-03-05T18:00:00Z`, for an instant in milliseconds; parts of a second are dropped. */
export function instantText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetMs(zone: string, ms: number): number {
  const minutes = tzOffset(zone, new Date(ms))
  if (Number.isNaN(minutes)) {
    throw new Fault('unsound', `this machine does not know the time zone ${zone}`, {hint: 'write an IANA name such as Europe/Stockholm, or update Node'})
  }
  return Math.round(minutes * msOfMinute)
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

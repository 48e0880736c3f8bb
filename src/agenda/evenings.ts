/** The gatherings that were held, in order: what turns, queries and sessions are counted from. */
import type {Rhythm} from '../model/charter.ts'
import type {GatheringRecord} from '../model/circle.ts'
import {dayNumber} from '../model/day.ts'
import {readWhen} from '../model/when.ts'
import type {When} from '../model/when.ts'
import {nameParts, rhythmNamed} from '../schedule/folders.ts'
import type {Calendar} from '../schedule/folders.ts'
import {resolveWall} from '../schedule/instant.ts'

/** A gathering that is in the log, and when it began (wall-clock, as far as its page and its rhythm tell). */
export interface Evening {
  readonly id: string
  readonly start: When
  readonly format?: string
  readonly record: GatheringRecord
}

/** When the gathering of a record begins: its own `when`, or else the day in its id at its rhythm's time; undefined when neither tells. */
function whenOf(record: GatheringRecord, rhythm: Rhythm | undefined): When | undefined {
  const moved = record.shared.when === undefined ? undefined : readWhen(record.shared.when)
  if (moved !== undefined) return moved
  const {due} = nameParts(record.id)
  if (due === undefined) return undefined
  const time = rhythm === undefined ? undefined : readWhen(rhythm.starts)?.time
  return time === undefined ? {day: due} : {day: due, time}
}

/**
 * Every recorded gathering that begins before `start` (wall-clock in `zone`; the circle's when absent) and is not `id`
 * itself, earliest first.
 */
export function eveningsBefore(circle: Calendar, id: string, start: When, zone = circle.charter.timezone): Evening[] {
  const {charter} = circle
  const dated = [...circle.gatherings.values()].flatMap((record) => {
    const rhythm = rhythmNamed(circle, record.shared.rhythm ?? nameParts(record.id).name)
    const when = record.id === id ? undefined : whenOf(record, rhythm)
    return when === undefined ? [] : [{record, rhythm, when, zone: record.shared.timezone ?? rhythm?.timezone ?? charter.timezone}]
  })
  // Instants cost time, and tell more than the clock on the wall only where walls differ.
  const orderOf = dated.some((one) => one.zone !== zone) ? instantOf : wallOrder
  const limit = orderOf(start, zone)
  return dated
    .map(({record, rhythm, when, zone: own}) => ({order: orderOf(when, own), evening: eveningOf(record, rhythm, when, charter.format)}))
    .filter(({order, evening}) => order < limit || (order === limit && evening.id < id))
    .toSorted((a, b) => a.order - b.order || (a.evening.id < b.evening.id ? -1 : 1))
    .map(({evening}) => evening)
}

function eveningOf(record: GatheringRecord, rhythm: Rhythm | undefined, start: When, usualFormat: string | undefined): Evening {
  // A day or more of its own, such as a retreat, is not one of the circle's usual gatherings.
  const usual = start.time === undefined ? undefined : usualFormat
  const format = record.shared.format ?? rhythm?.format ?? usual
  return {id: record.id, start, record, ...(format === undefined ? {} : {format})}
}

function instantOf({day, time}: When, zone: string): number {
  return resolveWall(zone, day, time ?? '00:00').ms
}

/** All day comes before any time of that day. */
function wallOrder({day, time}: When): number {
  const [hours, minutes] = (time ?? '0:0').split(':').map(Number)
  return dayNumber(day) * 1441 + (time === undefined ? 0 : 1 + hours! * 60 + minutes!)
}

/** Those of them that took place. */
export function held(evenings: readonly Evening[]): Evening[] {
  return evenings.filter(({record}) => record.shared.status === 'held')
}

/** The gatherings that were held, in order: what turns, queries and sessions are counted from. */
import type {Circle, GatheringRecord} from '../model/circle.ts'
import {isDay} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {compareWhen, readWhen} from '../model/when.ts'
import type {When} from '../model/when.ts'

/** A gathering that is in the log, and when it began (wall-clock, as far as its page and its rhythm tell). */
export interface Evening {
  readonly id: string
  readonly start: When
  readonly format?: string
  readonly record: GatheringRecord
}

/** When the gathering of a record begins: its own `when`, or else the day in its id at its rhythm's time; undefined when neither tells. */
export function whenOf(record: GatheringRecord, charter: Circle['charter']): When | undefined {
  const moved = record.shared.when === undefined ? undefined : readWhen(record.shared.when)
  if (moved !== undefined) return moved
  const day: Day = record.id.slice(0, 10)
  if (!isDay(day)) return undefined
  const starts = rhythmOf(record, charter)?.starts
  const time = starts === undefined ? undefined : readWhen(starts)?.time
  return time === undefined ? {day} : {day, time}
}

/** Every recorded gathering that begins before `start` and is not `id` itself, earliest first. */
export function eveningsBefore(circle: Pick<Circle, 'charter' | 'gatherings'>, id: string, start: When): Evening[] {
  const evenings: Evening[] = []
  for (const record of circle.gatherings.values()) {
    const when = record.id === id ? undefined : whenOf(record, circle.charter)
    if (when === undefined || compareWhen(when, start) > 0) continue
    if (compareWhen(when, start) === 0 && record.id > id) continue
    // A day or more of its own, such as a retreat, is not one of the circle's usual gatherings.
    const usual = when.time === undefined ? undefined : circle.charter.format
    const format = record.shared.format ?? rhythmOf(record, circle.charter)?.format ?? usual
    evenings.push({id: record.id, start: when, record, ...(format === undefined ? {} : {format})})
  }
  return evenings.toSorted((a, b) => compareWhen(a.start, b.start) || (a.id < b.id ? -1 : 1))
}

/** Those of them that took place. */
export function held(evenings: readonly Evening[]): Evening[] {
  return evenings.filter(({record}) => record.shared.status === 'held')
}

function rhythmOf(record: GatheringRecord, charter: Circle['charter']) {
  const {rhythm} = record.shared
  return rhythm !== undefined && Object.hasOwn(charter.rhythms ?? {}, rhythm) ? charter.rhythms![rhythm] : undefined
}

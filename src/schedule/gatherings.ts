/** The gatherings of a circle: its rhythms' occurrences, and what the folders under gatherings/ say about them. */
import type {Rhythm} from '../model/charter.ts'
import type {GatheringRecord} from '../model/circle.ts'
import {addDays} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {defined} from '../model/defined.ts'
import {readDuration} from '../model/duration.ts'
import type {Duration} from '../model/duration.ts'
import {Fault} from '../model/fault.ts'
import type {GatheringStatus} from '../model/gathering.ts'
import {readWhen, whenText} from '../model/when.ts'
import type {When} from '../model/when.ts'
import {hitsOf, nameParts, rhythmNamed} from './folders.ts'
import type {Calendar} from './folders.ts'
import {resolveWall, wallOf} from './instant.ts'
import type {Resolved} from './instant.ts'
import {occurrences} from './occurrences.ts'
import type {Window} from './occurrences.ts'

/** A gathering with everything settled: what its own page says, else its rhythm, else the charter. */
export interface Gathering {
  readonly id: string
  /** Absent for a date of its own. */
  readonly rhythm?: string
  /** The local day it was due, which its id begins with; never changes. */
  readonly due: Day
  readonly title: string
  readonly status: GatheringStatus
  readonly why?: string
  /** On the wall in `timezone`. */
  readonly start: When
  /** On the wall in `timezone`; for all day, the first day that is not part of it. */
  readonly end: When
  readonly timezone: string
  readonly allDay: boolean
  /** Milliseconds since 1970-01-01T00:00Z; for all day, when that day begins in `timezone`. */
  readonly startMs: number
  readonly endMs: number
  /** Whether clocks skip (`gap`) or repeat (`overlap`) the time at which it starts. */
  readonly kind: Resolved['kind']
  /** It is not when its rhythm (or for a date of its own, its id) says. */
  readonly moved: boolean
  readonly place?: string
  readonly link?: string
  readonly topic?: string
  readonly format?: string
  /** Its folder, if it has one. */
  readonly record?: GatheringRecord
}

/** How long a gathering lasts that doesn't say. */
export const usualLength: Duration = {days: 0, minutes: 120}
const wholeDay: Duration = {days: 1, minutes: 0}

/** A gathering before its instants are made: which occurrence it is and when it starts on the wall. */
interface Slot {
  readonly id: string
  readonly due: Day
  readonly rhythmId?: string
  readonly rhythm?: Rhythm
  readonly record?: GatheringRecord
  readonly start: When
  /** When it would be if nobody had moved it. */
  readonly planned: When
}

/**
 * The gatherings that start in the window, sorted by start, then id. A moved gathering counts where it now is; cancelled ones
 * are in. A folder that hits no occurrence of its rhythm is left out (see `strays`) unless it was held: the past stays as it
 * was when a rhythm is edited. Throws a Fault for values that `check` would refuse.
 */
export function gatherings(circle: Calendar, window: Window): Gathering[] {
  const slots = new Map<string, Slot>()
  for (const [rhythmId, rhythm] of Object.entries(circle.charter.rhythms ?? {})) {
    for (const due of occurrences(rhythm, circle.charter.timezone, window)) {
      const id = `${due}-${rhythmId}`
      slots.set(id, slotOf(id, due, rhythmId, rhythm, circle.gatherings.get(id)))
    }
  }
  const hits = hitsOf(circle)
  for (const record of circle.gatherings.values()) {
    const slot = slots.has(record.id) ? undefined : slotOfRecord(circle, record, hits)
    if (slot !== undefined) slots.set(slot.id, slot)
  }
  return [...slots.values()]
    .filter((slot) => slot.start.day >= window.from && slot.start.day < window.to)
    .map((slot) => settle(circle, slot))
    .toSorted(byStart)
}

/** Earlier first; at the same instant by id. */
export function byStart(a: Gathering, b: Gathering): number {
  return a.startMs - b.startMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** Pairs that overlap in time, earlier first. Cancelled gatherings clash with nothing; an all-day one with all on its days. */
export function clashes(list: readonly Gathering[]): [Gathering, Gathering][] {
  const sorted = list.filter((gathering) => gathering.status !== 'cancelled').toSorted(byStart)
  const pairs: [Gathering, Gathering][] = []
  sorted.forEach((first, index) => {
    for (let next = index + 1; next < sorted.length; next += 1) {
      const second = sorted[next]!
      if (second.startMs >= first.endMs) break
      pairs.push([first, second])
    }
  })
  return pairs
}

// From ids and folders to slots

function slotOf(id: string, due: Day, rhythmId: string, rhythm: Rhythm, record: GatheringRecord | undefined): Slot {
  const {time} = whenOf(rhythm.starts)
  const planned = time === undefined ? {day: due} : {day: due, time}
  const start = record?.shared.when === undefined ? planned : whenOf(record.shared.when)
  return {id, due, rhythmId, rhythm, start, planned, ...(record === undefined ? {} : {record})}
}

/** What a folder stands for; undefined when it stands for no gathering. */
function slotOfRecord(circle: Calendar, record: GatheringRecord, hits: ReadonlyMap<string, ReadonlySet<Day>>): Slot | undefined {
  const {id, shared} = record
  const {due, name} = nameParts(id)
  if (due === undefined) return undefined
  const rhythm = rhythmNamed(circle, name)
  const held = shared.status === 'held'
  const own = shared.rhythm === undefined && shared.when !== undefined
  if (rhythm !== undefined && (shared.rhythm === undefined || shared.rhythm === name)) {
    const hit = hits.get(name)?.has(due) === true
    if (hit || (held && !own)) return slotOf(id, due, name, rhythm, record)
  }
  if (own) return ownSlot(id, due, whenOf(shared.when), record)
  return held ? ownSlot(id, due, shared.when === undefined ? {day: due} : whenOf(shared.when), record) : undefined
}

function ownSlot(id: string, due: Day, start: When, record: GatheringRecord): Slot {
  return {id, due, start, planned: start.day === due ? start : {day: due}, record}
}

// From slots to gatherings

function settle(circle: Calendar, slot: Slot): Gathering {
  const {charter} = circle
  const {rhythm, record, start} = slot
  const shared = record?.shared
  const timezone = shared?.timezone ?? rhythm?.timezone ?? charter.timezone
  const allDay = start.time === undefined
  const lasts = shared?.lasts ?? rhythm?.lasts
  const times = allDay ? wholeDays(start.day, lasts, timezone) : clockTimes(start, lasts, timezone)
  const optional = {
    rhythm: slot.rhythmId,
    why: shared?.why,
    place: shared?.place ?? rhythm?.place,
    link: shared?.link ?? rhythm?.link,
    topic: shared?.topic,
    format: shared?.format ?? rhythm?.format ?? charter.format,
    record,
  }
  return {
    id: slot.id,
    due: slot.due,
    title: shared?.title ?? rhythm?.title ?? wordsOf(slot.id),
    status: shared?.status ?? 'planned',
    start,
    timezone,
    allDay,
    ...times,
    moved: whenText(start) !== whenText(slot.planned) || timezone !== (rhythm === undefined ? timezone : (rhythm.timezone ?? charter.timezone)),
    ...defined(optional),
  }
}

type Times = Pick<Gathering, 'end' | 'startMs' | 'endMs' | 'kind'>

/** Days are days of the calendar; then minutes are exact (RFC 5545 3.3.6), so two hours are two hours on any night. */
function clockTimes(start: When, lasts: string | undefined, zone: string): Times {
  const length = lasts === undefined ? usualLength : durationOf(lasts)
  const time = start.time ?? '00:00'
  const {ms, kind} = resolveWall(zone, start.day, time)
  const endMs = (length.days === 0 ? ms : resolveWall(zone, addDays(start.day, length.days), time).ms) + length.minutes * 60_000
  return {startMs: ms, endMs, kind, end: wallOf(zone, endMs)}
}

/** Whole days; hours beyond them make one more day. */
function wholeDays(day: Day, lasts: string | undefined, zone: string): Times {
  const length = lasts === undefined ? wholeDay : durationOf(lasts)
  const end = addDays(day, length.days + Math.ceil(length.minutes / 1440))
  return {startMs: resolveWall(zone, day, '00:00').ms, endMs: resolveWall(zone, end, '00:00').ms, kind: 'ok', end: {day: end}}
}

/** `Summer picnic` for `2026-12-05-summer-picnic`. */
function wordsOf(id: string): string {
  const words = nameParts(id).name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function whenOf(text: string): When {
  const when = readWhen(text)
  if (when === undefined) throw new Fault('unsound', `not a day, nor a day and a time: ${text}`, {hint: 'write "2026-11-27 19:00", say'})
  return when
}

function durationOf(text: string): Duration {
  const length = readDuration(text)
  if (length === undefined) throw new Fault('unsound', `not a length of time: ${text}`, {hint: 'write 2h, 90 min or 3 days'})
  return length
}

/** Whether Node's own zone data is as new as the system's, and in which zones the two disagree. */
import {readFileSync, statSync} from 'node:fs'
import {tzOffset} from '@date-fns/tz/tzOffset'
import {readTzif} from '../schedule/tzif.ts'

/** Where systems keep their zone data. */
const places = ['/usr/share/zoneinfo', '/var/db/timezone/zoneinfo', '/usr/lib/zoneinfo', '/etc/zoneinfo']

/** The system's zone data; undefined where it has none that can be read (Windows keeps it in another form). */
export interface SystemZones {
  readonly folder: string
  /** `2026f`, where it says so. */
  readonly version?: string
}

/** Looks where systems keep it; undefined where none of these places has any. */
export function systemZones(): SystemZones | undefined {
  const folder = places.find((place) => statSync(place, {throwIfNoEntry: false})?.isDirectory())
  if (folder === undefined) return undefined
  const version = /^# version (\S+)/.exec(textOf(`${folder}/tzdata.zi`) ?? '')?.[1] ?? textOf(`${folder}/+VERSION`)?.trim()
  return {folder, ...(version === undefined || version === '' ? {} : {version})}
}

function textOf(path: string): string | undefined {
  return statSync(path, {throwIfNoEntry: false})?.isFile() ? readFileSync(path, 'utf8') : undefined
}

/** A zone in which the two disagree: from the first instant on at which they do, in milliseconds; offsets in minutes. */
export interface Disagreement {
  readonly zone: string
  readonly ms: number
  /** When they first agree again, where that is in view. */
  readonly untilMs?: number
  readonly node: number
  readonly system: number
}

const step = 24 * 3_600_000
/** Clocks change on whole quarters of an hour. */
const fineStep = 900_000

/** The system's offsets of a zone, in seconds by instant; undefined when it has no such zone. */
function offsetsOf({folder}: SystemZones, zone: string): ReturnType<typeof readTzif> | undefined {
  const path = `${folder}/${zone}`
  return statSync(path, {throwIfNoEntry: false})?.isFile() ? readTzif(readFileSync(path)) : undefined
}

/** Whether two offsets in minutes are not the same; the zone database has seconds in old ones. */
function differ(one: number, other: number): boolean {
  return Math.abs(one - other) > 0.02
}

/** Whether the system's data has a zone, in a form that can be read. */
export function knowsZone(system: SystemZones, zone: string): boolean {
  return offsetsOf(system, zone) !== undefined
}

/** Compares one zone from one instant to another (milliseconds), to a quarter of an hour; undefined when both say the same, or the system has no such zone. */
export function disagreement(system: SystemZones, zone: string, fromMs: number, toMs: number): Disagreement | undefined {
  const at = offsetsOf(system, zone)
  if (at === undefined) return undefined
  const node = (ms: number): number => tzOffset(zone, new Date(ms))
  const theirs = (ms: number): number => at(ms) / 60
  const ms = firstWhere({fromMs, toMs}, (one) => differ(node(one), theirs(one)), node)
  if (ms === undefined) return undefined
  const untilMs = firstWhere({fromMs: ms, toMs}, (one) => !differ(node(one), theirs(one)), node)
  return {zone, ms, ...(untilMs === undefined ? {} : {untilMs}), node: node(ms), system: theirs(ms)}
}

/** The first instant for which something holds. It is looked for closely where that begins, and where Node's clocks change, since it may hold for an hour only. */
function firstWhere({fromMs, toMs}: {fromMs: number; toMs: number}, holds: (ms: number) => boolean, node: (ms: number) => number): number | undefined {
  if (holds(fromMs)) return fromMs
  let before = node(fromMs)
  for (let ms = fromMs; ms < toMs; ms += step) {
    const next = Math.min(ms + step, toMs)
    const after = node(next)
    const changes = differ(before, after)
    before = after
    if (!changes && !holds(next)) continue
    for (let fine = ms + fineStep; fine <= next; fine += fineStep) if (holds(fine)) return fine
  }
  return undefined
}

/** An event of a calendar, as far as clocks matter: its start in epoch milliseconds, and on the wall. */
interface Timed {
  readonly timezone: string
  readonly allDay: boolean
  readonly startMs: number
  readonly start: {readonly day: string}
}

/**
 * A sentence for each zone in which Node's data and the system's tell another offset at the start of an event: a calendar program that goes
 * by the clocks in our file shows that one at another hour than one that goes by its own.
 */
export function clockNotes(events: readonly Timed[]): string[] {
  const system = systemZones()
  if (system === undefined) return []
  const odd = new Map<string, Timed>()
  const known = new Map<string, ReturnType<typeof offsetsOf>>()
  for (const event of events) {
    const zone = event.timezone
    if (event.allDay || odd.has(zone)) continue
    if (!known.has(zone)) known.set(zone, offsetsOf(system, zone))
    const at = known.get(zone)
    if (at !== undefined && differ(tzOffset(zone, new Date(event.startMs)), at(event.startMs) / 60)) odd.set(zone, event)
  }
  const versions = `${process.versions.tz ?? 'of an unknown version'} in Node, ${system.version ?? 'of an unknown version'} in this system`
  return [...odd].map(([zone, {start}]) => `The zone data differ on ${zone} from ${start.day} on (${versions}): calendars that go by the file may be off by then. \`circle doctor\` says more.`)
}

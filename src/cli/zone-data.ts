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
  readonly node: number
  readonly system: number
}

const step = 6 * 3_600_000

/** Compares one zone from one instant to another (milliseconds), to six hours; undefined when both say the same, or the system has no such zone. */
export function disagreement({folder}: SystemZones, zone: string, fromMs: number, toMs: number): Disagreement | undefined {
  const path = `${folder}/${zone}`
  const at = statSync(path, {throwIfNoEntry: false})?.isFile() ? readTzif(readFileSync(path)) : undefined
  if (at === undefined) return undefined
  for (let ms = fromMs; ms < toMs; ms += step) {
    const [node, system] = [tzOffset(zone, new Date(ms)), at(ms) / 60]
    if (Math.abs(node - system) > 0.02) return {zone, ms, node, system}
  }
  return undefined
}

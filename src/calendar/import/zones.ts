/** From the names that programs give to time zones to IANA's, and never to a zone whose clocks are others. */
import {dayNumber} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {isZone, zoneMeant} from '../../model/zone.ts'
import {resolveWall, wallMs} from '../../schedule/instant.ts'
import {clocksOf} from './clocks.ts'
import type {RawComponent} from './lines.ts'
import {cleanLine} from '../text.ts'
import {zoneCalled} from '../zone-names.ts'
import type {WindowsZones} from '../zone-names.ts'
import {first, text} from './values.ts'
import type {Moment} from './values.ts'

/** A name of the file, and what it is taken for. */
export interface ZoneFound {
  readonly zone: string
  /** A sentence, where more than a name decided. */
  readonly note?: string
}

/** Zones of many people with clocks of their own, tried where only the clocks of the file can tell. */
const wellKnown = [
  'Europe/London', 'Europe/Lisbon', 'Europe/Berlin', 'Europe/Paris', 'Europe/Madrid', 'Europe/Helsinki', 'Europe/Athens', 'Europe/Istanbul', 'Europe/Moscow',
  'America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Phoenix', 'America/Anchorage', 'America/Halifax', 'America/St_Johns',
  'America/Sao_Paulo', 'America/Bogota', 'America/Mexico_City', 'America/Argentina/Buenos_Aires', 'America/Santiago', 'Africa/Cairo', 'Africa/Lagos',
  'Africa/Johannesburg', 'Africa/Nairobi', 'Asia/Jerusalem', 'Asia/Dubai', 'Asia/Karachi', 'Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Dhaka', 'Asia/Bangkok',
  'Asia/Jakarta', 'Asia/Shanghai', 'Asia/Singapore', 'Asia/Tokyo', 'Asia/Seoul', 'Australia/Perth', 'Australia/Adelaide', 'Australia/Brisbane',
  'Australia/Sydney', 'Pacific/Auckland', 'Pacific/Honolulu', 'UTC',
]

/** Far more names than a file of people has. */
const mostZones = 100

/** The most times at which clocks are compared. */
const mostSamples = 3000

/**
 * The zone for each TZID of `used`, which gives the times it is used at; names that cannot be told are not in it. A name of
 * IANA's is that zone, with a maker's prefix or without (`/freeassociation.sourceforge.net/Europe/Berlin`); a name of
 * Windows' likewise. Any other is the first zone (`home`, those of the file, well-known ones) that has the same instant
 * as the file's own VTIMEZONE for every one of those times. Where a name decided and the file's own clocks differ from that
 * zone's, at a time on the day `from` or later, that is noted.
 */
export function zonesOf(
  used: ReadonlyMap<string, readonly Moment[]>,
  definitions: readonly RawComponent[],
  home: string,
  windows: WindowsZones,
  from?: Day,
): Map<string, ZoneFound> {
  const found = new Map<string, ZoneFound>()
  const names = [...used].slice(0, mostZones)
  for (const [tzid, times] of names) {
    const zone = zoneCalled(tzid, windows, home)
    if (zone === undefined) continue
    const definition = definitionOf(definitions, tzid)
    const coming = from === undefined ? times : times.filter(({day}) => day >= from)
    const differs = definition !== undefined && hasOtherClocks(definition, coming, zone)
    found.set(tzid, differs ? {zone, note: `The file's own clocks for ${JSON.stringify(cleanLine(tzid).slice(0, 60))} differ from those of ${zone}: its times are taken as ${zone}.`} : {zone})
  }
  const others = [...new Set([...found.values()].map(({zone}) => zone))]
  for (const [tzid, times] of names) {
    if (found.has(tzid)) continue
    // Calendars that were put into one file may each mean another zone by a name such as `Customized Time Zone`.
    const meant = differing(definitions.filter((one) => isNamed(one, tzid)))
    if (meant[0] === undefined || meant.length > mostDiffering) continue
    const said = text(first(meant[0], 'X-LIC-LOCATION'))?.trim()
    const guesses = [said, zoneMeant(tzid)].filter((name) => name !== undefined && isZone(name)) as string[]
    const zone = sameClocks(meant, times, [...guesses, home, ...others, ...wellKnown])
    if (zone !== undefined) found.set(tzid, {zone, note: `The clocks of "${tzid}" are those of ${zone} at every time in the file: taken as that.`})
  }
  return found
}

function definitionOf(definitions: readonly RawComponent[], tzid: string): RawComponent | undefined {
  return definitions.find((one) => isNamed(one, tzid))
}

function isNamed(definition: RawComponent, tzid: string): boolean {
  return text(first(definition, 'TZID'))?.trim() === tzid
}

/** More than so many of one name, each with other lines, are no file of people's. */
const mostDiffering = 20

/** One of each that says the same. */
function differing(definitions: readonly RawComponent[]): RawComponent[] {
  const linesOf = ({properties, components}: RawComponent): unknown => [properties.map(({text: line}) => line), components.map(linesOf)]
  return [...new Map(definitions.map((one) => [JSON.stringify(linesOf(one)), one])).values()]
}

/** Whether the file's own clocks can be read, and show another time than the zone's. */
function hasOtherClocks(definition: RawComponent, times: readonly Moment[], zone: string): boolean {
  const walls = wallsOf(times)
  const instants = walls.length === 0 ? undefined : instantsOf(definition, walls)
  return instants !== undefined && !agree(zone, walls, instants)
}

function wallsOf(times: readonly Moment[]): Moment[] {
  const timed = times.filter(({time}) => time !== undefined)
  return [...new Map(timed.map((moment) => [`${moment.day} ${moment.time}`, moment])).values()].slice(0, mostSamples)
}

function agree(zone: string, walls: readonly Moment[], instants: readonly number[]): boolean {
  return walls.every((moment, index) => resolveWall(zone, moment.day, moment.time!).ms === instants[index])
}

/** The first candidate that has the clocks of all these definitions, at every time. */
function sameClocks(definitions: readonly RawComponent[], times: readonly Moment[], candidates: readonly string[]): string | undefined {
  const walls = wallsOf(times)
  if (walls.length === 0) return candidates[0]
  const clocks = definitions.map((definition) => instantsOf(definition, walls))
  return candidates.find((zone) => clocks.every((instants) => instants !== undefined && agree(zone, walls, instants)))
}

/** The instants of times by the file's own clocks; undefined when those cannot be read. */
function instantsOf(definition: RawComponent, walls: readonly Moment[]): number[] | undefined {
  const numbers = walls.map((moment) => dayNumber(moment.day))
  const clocks = clocksOf(definition, numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b)))
  if (clocks === undefined) return undefined
  return walls.map((moment) => {
    const wall = wallMs(moment)
    return wall - clocks(wall)
  })
}

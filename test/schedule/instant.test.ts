import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {Fault} from '../../src/model/fault.ts'
import {dayFrom} from '../../src/model/day.ts'
import {instantText, resolveWall, wallOf} from '../../src/schedule/instant.ts'
import {hostZones, inHostZone} from './circles.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'

function at(zone: string, text: string): string {
  const {ms, kind} = resolveWall(zone, text.slice(0, 10), text.slice(11))
  return `${instantText(ms)} ${kind}`
}

describe.each(hostZones)('a time on the wall, on a machine in %s', (host) => {
  it.each([
    ['Europe/Stockholm', '2026-03-05 19:00', '2026-03-05T18:00:00Z ok'],
    ['Europe/Stockholm', '2026-07-05 19:00', '2026-07-05T17:00:00Z ok'],
    // The night of spring: 02:00 to 03:00 is skipped; the offset before the gap counts.
    ['Europe/Stockholm', '2026-03-29 01:59', '2026-03-29T00:59:00Z ok'],
    ['Europe/Stockholm', '2026-03-29 02:00', '2026-03-29T01:00:00Z gap'],
    ['Europe/Stockholm', '2026-03-29 02:30', '2026-03-29T01:30:00Z gap'],
    ['Europe/Stockholm', '2026-03-29 03:00', '2026-03-29T01:00:00Z ok'],
    // The night of autumn: 02:00 to 03:00 comes twice; the first counts.
    ['Europe/Stockholm', '2026-10-25 01:59', '2026-10-24T23:59:00Z ok'],
    ['Europe/Stockholm', '2026-10-25 02:30', '2026-10-25T00:30:00Z overlap'],
    ['Europe/Stockholm', '2026-10-25 03:00', '2026-10-25T02:00:00Z ok'],
    ['America/New_York', '2026-03-08 02:30', '2026-03-08T07:30:00Z gap'],
    ['America/New_York', '2026-11-01 01:30', '2026-11-01T05:30:00Z overlap'],
    // Half an hour, and east of everything.
    ['Australia/Lord_Howe', '2026-04-05 01:45', '2026-04-04T14:45:00Z overlap'],
    ['Australia/Lord_Howe', '2026-10-04 02:15', '2026-10-03T15:45:00Z gap'],
    ['Pacific/Chatham', '2026-08-31 08:00', '2026-08-30T19:15:00Z ok'],
    ['Pacific/Kiritimati', '2026-01-01 00:00', '2025-12-31T10:00:00Z ok'],
    ['Pacific/Niue', '2026-01-01 23:59', '2026-01-02T10:59:00Z ok'],
    // Where TZDate goes wrong on a machine in Stockholm or on Lord Howe (date-fns/tz issues 25, 40).
    ['Africa/Cairo', '2026-03-29 02:00', '2026-03-29T00:00:00Z ok'],
    ['Europe/Stockholm', '2026-10-04 02:00', '2026-10-04T00:00:00Z ok'],
    // Midnight is skipped; a whole day is skipped.
    ['Asia/Beirut', '2026-03-29 00:00', '2026-03-28T22:00:00Z gap'],
    ['Pacific/Apia', '2011-12-30 12:00', '2011-12-30T22:00:00Z gap'],
    ['Asia/Kolkata', '2026-06-15 21:00', '2026-06-15T15:30:00Z ok'],
    ['UTC', '2026-06-15 21:00', '2026-06-15T21:00:00Z ok'],
  ])('%s %s is %s', (zone, wall, instant) => inHostZone(host, () => expect(at(zone, wall)).toBe(instant)))
})

describe('around every change of clocks', () => {
  const zones = thorough ? Intl.supportedValuesOf('timeZone') : [
    'Europe/Stockholm', 'Europe/Dublin', 'Europe/Chisinau', 'America/New_York', 'America/St_Johns', 'America/Santiago', 'America/Nuuk', 'Africa/Casablanca', 'Africa/Cairo',
    'Asia/Jerusalem', 'Asia/Beirut', 'Asia/Gaza', 'Australia/Lord_Howe', 'Australia/Adelaide', 'Pacific/Chatham', 'Pacific/Easter', 'Antarctica/Troll', 'Asia/Kathmandu',
  ]
  const [first, last] = [Date.UTC(2024, 0, 1), Date.UTC(2027, 0, 1)]

  /** The oracle: what the runtime's own calendar shows at an instant, as if it were UTC. */
  function shown(zone: string): (ms: number) => number {
    const format = new Intl.DateTimeFormat('en-US', {timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric'})
    return (ms) => {
      const part = Object.fromEntries(format.formatToParts(ms).map(({type, value}) => [type, Number(value)]))
      return Date.UTC(part['year']!, part['month']! - 1, part['day'], part['hour'], part['minute'])
    }
  }

  /** The instants between which the offset changes, to the minute. */
  function changes(wall: (ms: number) => number): number[] {
    const found: number[] = []
    const week = 7 * 86_400_000
    for (let ms = first; ms < last; ms += week) {
      if (wall(ms) - ms === wall(ms + week) - (ms + week)) continue
      let [before, after] = [ms, ms + week]
      while (after - before > 60_000) {
        const middle = Math.floor((before + after) / 120_000) * 60_000
        if (wall(middle) - middle === wall(before) - before) before = middle
        else after = middle
      }
      found.push(after)
    }
    return found
  }

  it.each(zones)('%s: an instant shows the time it was made from, the first of two, and never none', (zone) => {
    const wall = shown(zone)
    for (const change of changes(wall)) {
      const [before, after] = [wall(change - 60_000) + 60_000 - change, wall(change) - change]
      for (let step = -150; step <= 150; step += thorough ? 1 : 15) {
        const local = change + Math.max(before, after) + step * 60_000
        const day = dayFrom(Math.floor(local / 86_400_000))
        const time = new Date(local).toISOString().slice(11, 16)
        const {ms, kind} = resolveWall(zone, day, time)
        const instants = [...new Set([local - before, local - after])].filter((candidate) => wall(candidate) === local).toSorted((a, b) => a - b)
        expect([kind, ms]).toEqual(instants.length === 0 ? ['gap', local - before] : [instants.length === 1 ? 'ok' : 'overlap', instants[0]])
        if (kind !== 'gap') expect(wallOf(zone, ms)).toEqual({day, time})
      }
    }
  })
})

it('goes there and back at any time in any zone, and is never out of order outside an overlap', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC')
  const minute = fc.integer({min: Date.UTC(1975, 0, 1) / 60_000, max: Date.UTC(2099, 0, 1) / 60_000})
  fc.assert(fc.property(zone, minute, fc.integer({min: 1, max: 3000}), (name, number, step) => {
    const instant = number * 60_000
    const {day, time} = wallOf(name, instant)
    const made = resolveWall(name, day, time)
    expect(made.kind).not.toBe('gap')
    if (made.kind === 'ok') expect(made.ms).toBe(instant)
    else expect(made.ms).toBeLessThanOrEqual(instant)
    expect(wallOf(name, made.ms)).toEqual({day, time})
    const later = wallOf(name, instant + step * 60_000)
    const next = resolveWall(name, later.day, later.time)
    if (next.kind === 'ok' && made.kind === 'ok') expect(next.ms).toBeGreaterThan(made.ms)
  }), {numRuns: thorough ? 20_000 : 300})
})

it('says so when the zone is not known', () => {
  expect(() => resolveWall('Europe/Nowhere', '2026-01-01', '10:00')).toThrow(Fault)
  expect(() => wallOf('Europe/Nowhere', 0)).toThrow(/does not know the time zone Europe\/Nowhere/)
})

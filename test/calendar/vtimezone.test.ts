import {describe, expect, it} from 'vitest'
import {ICAL, readIcal, writeIcal} from '../../src/calendar/ical.ts'
import {observances, transitions, vtimezone} from '../../src/calendar/vtimezone.ts'
import type {Observance} from '../../src/calendar/vtimezone.ts'

const thorough = process.env.CIRCLE_THOROUGH === '1'
const hour = 3_600_000
const day = 24 * hour
const from = Date.UTC(2026, 0, 1)
const to = Date.UTC(2035, 11, 31)

/** Zones with something of their own: half hours, quarter hours, odd rules, breaks for Ramadan, changed laws, both hemispheres. */
const peculiar = [
  'Africa/Cairo', 'Africa/Casablanca', 'Africa/El_Aaiun', 'America/Adak', 'America/Asuncion', 'America/Caracas', 'America/Havana', 'America/Mexico_City',
  'America/New_York', 'America/Nuuk', 'America/Santiago', 'America/Sao_Paulo', 'America/Scoresbysund', 'America/St_Johns', 'America/Vancouver',
  'Antarctica/Troll', 'Asia/Almaty', 'Asia/Amman', 'Asia/Beirut', 'Asia/Gaza', 'Asia/Hebron', 'Asia/Jerusalem', 'Asia/Kolkata', 'Asia/Kathmandu',
  'Asia/Tehran', 'Asia/Tokyo', 'Atlantic/Azores', 'Australia/Adelaide', 'Australia/Eucla', 'Australia/Lord_Howe', 'Australia/Sydney',
  'Europe/Chisinau', 'Europe/Dublin', 'Europe/Istanbul', 'Europe/Lisbon', 'Europe/London', 'Europe/Moscow', 'Europe/Stockholm', 'Pacific/Apia',
  'Pacific/Auckland', 'Pacific/Chatham', 'Pacific/Easter', 'Pacific/Kiritimati', 'Pacific/Norfolk', 'UTC',
]
const all = Intl.supportedValuesOf('timeZone')
const zones = thorough ? all : [...new Set([...peculiar, ...all.filter((_, index) => index % 25 === 0)])]

/** A zone's offset by its wall clock, in minutes: nothing shared with the code under test but Intl itself. */
function offsetReader(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  })
  return (ms) => {
    const at = Object.fromEntries(format.formatToParts(ms).map(({type, value}) => [type, Number(value)])) as Record<string, number>
    return (Date.UTC(at.year ?? 0, (at.month ?? 0) - 1, at.day, at.hour, at.minute, at.second) - ms) / 60_000
  }
}

/** When the parts of a VTIMEZONE take effect, written from RFC 5545 3.6.5 for the test: `[instant, offset]`, in order. */
function onsets(parts: readonly Observance[], lastYear: number): [number, number][] {
  const list: [number, number][] = []
  for (const part of parts) {
    const first = Date.parse(`${part.starts}Z`)
    if (part.yearly === undefined) {
      list.push([first - part.before * 60_000, part.after])
      continue
    }
    const [, nth, weekday] = /^(-?\d)(\w\w)$/.exec(part.yearly.day) ?? []
    for (let year = 1970; year <= lastYear; year++) {
      const days = Array.from({length: 31}, (_, index) => new Date(Date.UTC(year, (part.yearly?.month ?? 0) - 1, index + 1)))
        .filter((date) => date.getUTCMonth() === (part.yearly?.month ?? 0) - 1 && ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][date.getUTCDay()] === weekday)
      const date = days.at(Number(nth) > 0 ? Number(nth) - 1 : Number(nth))
      if (date !== undefined) list.push([date.getTime() + (first % day) - part.before * 60_000, part.after])
    }
  }
  return list.toSorted((a, b) => a[0] - b[0])
}

function offsetIn(list: readonly [number, number][], ms: number): number | undefined {
  return list.findLast(([onset]) => onset <= ms)?.[1]
}

describe('the changes of a zone', () => {
  it('are found to the minute', () => {
    expect(transitions('Europe/Stockholm', Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))).toEqual([
      {ms: Date.UTC(2026, 2, 29, 1), before: 60, after: 120},
      {ms: Date.UTC(2026, 9, 25, 1), before: 120, after: 60},
    ])
    expect(transitions('Australia/Lord_Howe', Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1))).toEqual([{ms: Date.UTC(2026, 3, 4, 15), before: 660, after: 630}])
  })

  it('do not end in 2037', () => {
    expect(transitions('America/New_York', Date.UTC(2090, 0, 1), Date.UTC(2091, 0, 1)).map(({ms}) => new Date(ms).toISOString())).toEqual([
      '2090-03-12T07:00:00.000Z',
      '2090-11-05T06:00:00.000Z',
    ])
  })

  it('are none where clocks stay', () => {
    expect(transitions('Asia/Kolkata', from, to)).toEqual([])
  })

  it.each(thorough ? all : ['Africa/Casablanca', 'Asia/Gaza', 'Africa/Cairo'])('leave nothing out in %s', (zone) => {
    const read = offsetReader(zone)
    const found = transitions(zone, Date.UTC(1973, 0, 1), Date.UTC(2060, 0, 1))
    let at = 0
    for (let ms = Date.UTC(1973, 0, 1); ms < Date.UTC(2060, 0, 1); ms += day) {
      while (at < found.length && (found[at]?.ms ?? 0) <= ms) at++
      const offset = found[at - 1]?.after ?? found[0]?.before ?? read(ms)
      if (read(ms) !== offset) expect.fail(`${new Date(ms).toISOString()} is at ${read(ms)}, not ${offset}`)
    }
  })
})

describe('the parts of a VTIMEZONE', () => {
  it('are the two that everybody knows where two rules explain the window', () => {
    expect(observances('Europe/Stockholm', Date.UTC(2026, 10, 1), Date.UTC(2028, 0, 1))).toEqual([
      {kind: 'daylight', starts: '1970-03-29T02:00:00', before: 60, after: 120, name: '+02', yearly: {month: 3, day: '-1SU'}},
      {kind: 'standard', starts: '1970-10-25T03:00:00', before: 120, after: 60, name: '+01', yearly: {month: 10, day: '-1SU'}},
    ])
    expect(observances('America/New_York', from, to).map((part) => [part.starts, part.yearly, part.name])).toEqual([
      ['1970-03-08T02:00:00', {month: 3, day: '2SU'}, '-04'],
      ['1970-11-01T02:00:00', {month: 11, day: '1SU'}, '-05'],
    ])
  })

  it('tell the last Sunday from the fourth, however short the window', () => {
    for (let year = 2020; year < 2040; year++) {
      const parts = observances('Europe/Berlin', Date.UTC(year, 5, 1), Date.UTC(year, 5, 2))
      expect(parts.map(({yearly}) => yearly?.day)).toEqual(['-1SU', '-1SU'])
    }
  })

  it('are one where clocks stay', () => {
    expect(observances('Asia/Kolkata', from, to)).toEqual([{kind: 'standard', starts: '1970-01-01T00:00:00', before: 330, after: 330, name: '+0530'}])
  })

  it('are spelled out where no two rules will do', () => {
    const parts = observances('Africa/Casablanca', Date.UTC(2026, 5, 1), Date.UTC(2026, 8, 1))
    expect(parts.length).toBeGreaterThan(4)
    expect(parts.every(({yearly}) => yearly === undefined)).toBe(true)
  })

  it('depend on the years of the window alone', () => {
    for (const zone of ['Africa/Casablanca', 'Europe/Paris', 'America/Santiago']) {
      expect(observances(zone, Date.UTC(2027, 0, 1), Date.UTC(2028, 0, 1))).toEqual(observances(zone, Date.UTC(2027, 11, 31), Date.UTC(2028, 11, 31)))
    }
  })

  it('always hold a STANDARD, and begin before anything that happens', () => {
    for (const zone of zones) {
      const parts = observances(zone, from, to)
      expect(parts.some(({kind}) => kind === 'standard'), zone).toBe(true)
      expect(Math.min(...parts.map(({starts}) => Date.parse(`${starts}Z`))), zone).toBeLessThan(Date.UTC(1972, 0, 1))
    }
  })
})

describe('a VTIMEZONE over ten years', () => {
  it.each(zones)('of %s gives the offsets that the zone has', (zone) => {
    const read = offsetReader(zone)
    const list = onsets(observances(zone, from, to), 2036)
    const edges = transitions(zone, from, to).flatMap(({ms}) => [ms - 60_000, ms, ms + hour])
    const step = thorough ? day : 9 * day
    const moments = [...edges, ...Array.from({length: Math.floor((to - from) / step)}, (_, index) => from + index * step)]
    for (const ms of moments) {
      if (offsetIn(list, ms) !== read(ms)) expect.fail(`at ${new Date(ms).toISOString()} it is ${offsetIn(list, ms)}, not ${read(ms)}`)
    }
  })

  it.each(zones)('of %s is read so by ical.js', (zone) => {
    const read = offsetReader(zone)
    const written = writeIcal(['vcalendar', [], [vtimezone(zone, from, to)]])
    const component = new ICAL.Component(readIcal(written)).getFirstSubcomponent('vtimezone')
    if (component === null) throw new Error('no VTIMEZONE')
    const timezone = new ICAL.Timezone(component)
    const changes = transitions(zone, from, to).map(({ms}) => ms)
    const edges = changes.flatMap((ms) => [-26 * hour, -3 * hour, 3 * hour, 26 * hour].map((far) => ms + far))
    const spread = Array.from({length: Math.floor((to - from) / (thorough ? 3 * day : 30 * day))}, (_, index) => from + index * (thorough ? 3 * day : 30 * day))
    // Near a change the wall clock may show a time twice, which we never write as wall time.
    const moments = [...edges, ...spread.filter((ms) => changes.every((change) => Math.abs(change - ms) >= 3 * hour))]
    for (const ms of moments) {
      const wall = new Date(ms + read(ms) * 60_000).toISOString().slice(0, 19)
      const offset = timezone.utcOffset(ICAL.Time.fromDateTimeString(wall)) / 60
      if (offset !== read(ms)) expect.fail(`at ${wall} it is ${offset}, not ${read(ms)}`)
    }
  })
})

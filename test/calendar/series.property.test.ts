/** Any rhythm with any exceptions: one by one and in series form a calendar comes to the same, for readers that are not ours. */
import fc from 'fast-check'
import {RRuleTemporal} from 'rrule-temporal'
import {describe, expect, it} from 'vitest'
import {eventsOf} from '../../src/calendar/events.ts'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {seriesOf} from '../../src/calendar/series.ts'
import {calendarText} from '../../src/calendar/write.ts'
import type {Rhythm} from '../../src/model/charter.ts'
import type {GatheringRecord} from '../../src/model/circle.ts'
import {addDays, dayFrom, dayNumber} from '../../src/model/day.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {recurrenceText} from '../../src/model/rrule.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import {instantText, wallOf} from '../../src/schedule/instant.ts'
import {occurrences} from '../../src/schedule/occurrences.ts'
import {anyRule} from '../schedule/rules.ts'
import {feed} from './feed.ts'

const thorough = process.env.CIRCLE_THOROUGH === '1'
const founded = Date.UTC(2026, 10, 22) / 1000

const zone = fc.constantFrom('Europe/Stockholm', 'America/New_York', 'America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Santiago', 'Europe/Dublin', 'UTC')
const twoDigits = (number: number): string => String(number).padStart(2, '0')
const time = fc.oneof(
  fc.tuple(fc.integer({min: 0, max: 23}), fc.integer({min: 0, max: 59})).map(([hour, minute]) => `${twoDigits(hour)}:${twoDigits(minute)}`),
  fc.constantFrom('00:00', '01:30', '02:00', '02:30', '03:00', '23:30'),
)
const day = fc.integer({min: dayNumber('2024-01-01'), max: dayNumber('2029-12-31')}).map(dayFrom)
const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')
const interval = fc.integer({min: 1, max: 4}).map((every) => (every === 1 ? '' : `;INTERVAL=${every}`))
const place = fc.oneof(
  fc.tuple(fc.constantFrom('1', '2', '3', '4', '-1'), weekday).map(([nth, name]) => `BYDAY=${nth}${name}`),
  fc.oneof(fc.integer({min: 1, max: 28}), fc.constant(-1)).map((date) => `BYMONTHDAY=${date}`),
)
/** Mostly rules that have a portable form, as people have them; sometimes any. */
const rule = fc.oneof(
  {weight: 4, arbitrary: fc.tuple(interval, fc.uniqueArray(weekday, {minLength: 1, maxLength: 3})).map(([every, days]) => `FREQ=WEEKLY${every};BYDAY=${days.join(',')}`)},
  {weight: 4, arbitrary: fc.tuple(interval, place).map(([every, where]) => `FREQ=MONTHLY${every};${where}`)},
  {weight: 1, arbitrary: fc.tuple(fc.integer({min: 1, max: 12}), place).map(([month, where]) => `FREQ=YEARLY;BYMONTH=${month};${where}`)},
  {weight: 1, arbitrary: anyRule.map(recurrenceText)},
)
const rhythm: fc.Arbitrary<Rhythm> = fc.record({
  starts: fc.oneof({weight: 5, arbitrary: fc.tuple(day, time).map((parts) => parts.join(' '))}, {weight: 2, arbitrary: day}),
  repeats: fc.tuple(rule, fc.oneof(fc.constant(''), fc.integer({min: 1, max: 60}).map((count) => `;COUNT=${count}`))).map((parts) => parts.join('')),
  until: fc.option(day, {nil: undefined}),
  lasts: fc.constantFrom('30 min', '2h', '90 min', '10h', '1 day', '3 days'),
}).map(({until, ...rest}) => (until === undefined ? rest : {...rest, until}))

/** What is done to some of the gatherings: which (by their place among the first sixty), and what. */
const exceptions = fc.array(fc.tuple(fc.integer({min: 0, max: 60}), fc.constantFrom('topic', 'cancelled', 'moved', 'longer', 'held', 'elsewhere'), fc.integer({min: -40, max: 40})), {maxLength: 12})

function pageOf(what: string, due: string, days: number): SharedPage {
  const page = {rhythm: 'weekly'}
  if (what === 'topic') return {...page, topic: 'Thrift'}
  if (what === 'cancelled') return {...page, status: 'cancelled', why: 'Snow'}
  if (what === 'moved') return {...page, when: `${addDays(due, days)} 12:15`}
  if (what === 'longer') return {...page, lasts: '4h'}
  return what === 'held' ? {...page, status: 'held'} : {...page, place: 'The park'}
}

/** `CONFIRMED start end title topic` of everything that ical.js finds in a calendar, up to a day. */
function occurrencesRead(text: string, to: string): string[] {
  return new ICAL.Component(readIcal(text)).getAllSubcomponents('vevent').flatMap((component) => {
    const event = new ICAL.Event(component, {exceptions: []})
    const found: string[] = []
    const iterator = event.iterator()
    for (let next = iterator.next() as ICAL.Time | null; next && next.toString().slice(0, 10) < addDays(to, 2); next = iterator.next()) {
      const {startDate, endDate} = event.isRecurring() ? event.getOccurrenceDetails(next) : event
      const [start, end] = [startDate, endDate].map((each) => (each.isDate ? each.toString() : instantText(each.toJSDate().getTime())))
      found.push([component.getFirstPropertyValue('status'), start, end, event.summary, event.location, event.description].join(' '))
    }
    return found
  })
}

/** The starts of a series as rrule-temporal reads them, in UTC; of days, the days. */
function startsByAnother(text: string, to: number): string[] {
  const series = text.replace(/\r\n /g, '').split('BEGIN:VEVENT').slice(1).find((event) => event.includes('\r\nRRULE:')) ?? ''
  const lines = series.split('\r\n').filter((line) => /^(DTSTART|RRULE|EXDATE)/.test(line))
  const days = lines.some((line) => line.startsWith('DTSTART;VALUE=DATE:'))
  // It reads times only: days are midnights of UTC to it.
  const asTimes = lines.map((line) => line.replace(/;VALUE=DATE:(\d{8})/, ':$1T000000Z').replace(/UNTIL=(\d{8})(?!T)/, 'UNTIL=$1T235959Z'))
  const reader = new RRuleTemporal({rruleString: (days ? asTimes : lines).join('\n'), maxIterations: 20_000})
  return reader.between(new Date(0), new Date(to - 1), true).map(({epochMilliseconds}) => instantText(epochMilliseconds).slice(0, days ? 10 : 20))
}

describe('any rhythm with any exceptions', () => {
  it('comes to the same one by one and in series form', () => {
    const seen = {series: 0, bounded: 0, excepted: 0, days: 0}
    fc.assert(fc.property(zone, rhythm, exceptions, fc.integer({min: 0, max: 900}), (timezone, weekly, changes, later) => {
      const charter = {circle: 1, id: '7k2mq9xw', name: 'Club', purpose: 'To try.', founded: '2026-11-22', timezone, rhythms: {weekly}}
      const from = addDays(weekly.starts.slice(0, 10), later - 30)
      const window = {from, to: addDays(from, 550)}
      const due = occurrences(weekly, timezone, {from: '2000-01-01', to: '2060-01-01'}).slice(0, 61)
      const records = changes.flatMap(([nth, what, days]): [string, GatheringRecord][] => {
        const id = `${due[nth]}-weekly`
        return due[nth] === undefined ? [] : [[id, {id, shared: pageOf(what, due[nth], days), pages: new Map()}]]
      })
      const circle = {charter, gatherings: new Map(records)}
      const listed = gatherings(circle, window)
      const single = eventsOf(circle, listed, () => founded)
      const {events, notes} = seriesOf({circle, gatherings: listed, events: single, window, changed: () => founded})
      const text = calendarText(feed(events, {timezone})).text

      const inWindow = (lines: readonly string[]): string[] => lines.filter((line) => {
        const [, start = ''] = line.split(' ')
        const on = start.length === 10 ? start : wallOf(timezone, Date.parse(start)).day
        return on >= window.from && on < window.to
      }).toSorted()
      expect(inWindow(occurrencesRead(text, window.to))).toEqual(inWindow(occurrencesRead(calendarText(feed(single, {timezone})).text, window.to)))

      const series = events.find(({recurs}) => recurs !== undefined)
      expect(notes.length === 0 || series === undefined).toBe(true)
      if (series?.recurs === undefined) return
      seen.series += 1
      if (series.recurs.lastEndMs !== undefined) seen.bounded += 1
      if (series.recurs.except.length > 0) seen.excepted += 1
      if (series.allDay) seen.days += 1
      // temporal-polyfill misses a change of Morocco's clocks in 2030, which has two Ramadans.
      if (timezone === 'Africa/Casablanca') return
      const {starts, checkedTo} = series.recurs
      const meant = starts.map((ms) => (series.allDay ? wallOf(timezone, ms).day : instantText(ms)))
      const read = startsByAnother(text, checkedTo)
      expect(read.slice(0, meant.length)).toEqual(meant)
      if (!series.allDay) expect(read.length).toBe(meant.length)
    }), {numRuns: thorough ? 6000 : 200})
    // Of two hundred runs about twenty are of each kind at the least, and none of a kind would be a fault of the generators.
    const least = thorough ? 300 : 1
    expect(Object.values(seen).every((count) => count >= least), JSON.stringify(seen)).toBe(true)
  }, 300_000)
})

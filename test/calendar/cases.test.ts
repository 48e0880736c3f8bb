import fc from 'fast-check'
import {afterEach, describe, expect, it} from 'vitest'
import {eventsOf} from '../../src/calendar/events.ts'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {seriesOf} from '../../src/calendar/series.ts'
import {transitions} from '../../src/calendar/vtimezone.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import {instantText, wallOf} from '../../src/schedule/instant.ts'
import {cases, circleOf} from './cases.ts'
import type {Case} from './cases.ts'
import {feed, timed} from './feed.ts'

const home = process.env.TZ

afterEach(() => {
  process.env.TZ = home
})

function calendarOf(each: Case, form: 'single' | 'series'): string {
  const circle = circleOf(each)
  const window = {from: each.window[0], to: each.window[1]}
  const changed = (): number => Date.UTC(2026, 2, 1) / 1000
  const listed = gatherings(circle, window)
  const events = eventsOf(circle, listed, changed)
  const written = form === 'single' ? events : seriesOf({circle, gatherings: listed, events, window, changed}).events
  return calendarText(feed(written, {timezone: each.timezone})).text
}

/** `CONFIRMED start end`, as ical.js reads a calendar, every occurrence of what recurs: none of the cases is endless. */
function readEvents(text: string): string[] {
  return new ICAL.Component(readIcal(text)).getAllSubcomponents('vevent').flatMap((component) => {
    const event = new ICAL.Event(component, {exceptions: []})
    const found: string[] = []
    const iterator = event.iterator()
    for (let next = iterator.next() as ICAL.Time | null; next; next = iterator.next()) {
      const {startDate, endDate} = event.isRecurring() ? event.getOccurrenceDetails(next) : event
      const [start, end] = [startDate, endDate].map((time) => (time.isDate ? time.toString() : instantText(time.toJSDate().getTime())))
      found.push(`${component.getFirstPropertyValue('status')} ${start} ${end}`)
    }
    return found
  })
}

describe.each(['single', 'series'] as const)('the hard cases as %s events', (form) => {
  it.each(cases())('come out right in the calendar, wherever the machine is: $id', (each) => {
    const texts = ['UTC', 'Europe/Stockholm', 'Australia/Lord_Howe'].map((zone) => {
      process.env.TZ = zone
      return calendarOf(each, form)
    })
    expect(new Set(texts).size).toBe(1)

    const cut = (text: string) => (each.expected.every(({end}) => end !== undefined) ? text : text.split(' ').slice(0, 2).join(' '))
    const called = each.series.reduce((count, {cancelled, exdates}) => count + cancelled.length + exdates.length, 0)
    const read = readEvents(texts[0] ?? '').map(cut)
    const expected = each.expected.map(({start, end = ''}) => `CONFIRMED ${start} ${end}`.trim())
    expect(read.filter((event) => event.startsWith('CONFIRMED')).toSorted()).toEqual(expected.toSorted())
    expect(read.filter((event) => event.startsWith('CANCELLED'))).toHaveLength(called)
    expect(read).toEqual(expect.arrayContaining((each.expectedCancelled ?? []).map(({start, end = ''}) => `CANCELLED ${start} ${end}`)))
  })
})

describe('any time in any zone', () => {
  const thorough = process.env.CIRCLE_THOROUGH === '1'
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const year = fc.integer({min: 1950, max: 2150})
  const length = fc.integer({min: 0, max: 4 * 1440})

  const few = ['Africa/Monrovia', 'Africa/Casablanca', 'America/Santiago', 'Asia/Gaza', 'Europe/Dublin', 'Australia/Lord_Howe']

  it.each(thorough ? Intl.supportedValuesOf('timeZone') : few)(
    'may be years from the others in its calendar: %s',
    (zone) => {
      const events = Array.from({length: 60}, (_, index) => {
        const start = Date.UTC(1970, 0, 3) + index * 900 * 86_400_000
        const [from, to] = [wallOf(zone, start), wallOf(zone, start + 7_200_000)]
        return timed(`e${index}`, `${from.day} ${from.time}`, `${to.day} ${to.time}`, zone)
      })
      const {text, notes} = calendarText(feed(events))
      expect(readEvents(text)).toEqual(events.map(({startMs, endMs}) => `CONFIRMED ${instantText(startMs)} ${instantText(endMs)}`))
      expect(notes[0]).toContain('is too long ago for calendars to know its zone.')
    },
  )

  it('is read back as the instant that was meant, also round every change of the clocks', () => {
    const moment = fc.tuple(zone, year, fc.integer({min: 0, max: 527_040}), fc.integer({min: -200, max: 200}), fc.boolean(), length)
    fc.assert(fc.property(moment, ([timezone, year, minutes, near, atChange, length]) => {
      const change = atChange ? transitions(timezone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))[minutes % 2] : undefined
      const start = change === undefined ? Date.UTC(year, 0, 1) + minutes * 60_000 : change.ms + near * 60_000
      const [from, to] = [wallOf(timezone, start), wallOf(timezone, start + length * 60_000)]
      const event = timed('a', `${from.day} ${from.time}`, `${to.day} ${to.time}`, timezone)
      const meant = {...event, endMs: event.startMs + length * 60_000}
      const [read] = readEvents(calendarText(feed([meant])).text)
      expect(read).toBe(`CONFIRMED ${instantText(meant.startMs)} ${instantText(meant.endMs)}`)
    }), {numRuns: thorough ? 20_000 : 400})
  }, 300_000)
})

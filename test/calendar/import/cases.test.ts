import {describe, expect, it} from 'vitest'
import {fakeChanged} from './round.ts'
import {calendarText} from '../../../src/calendar/write.ts'
import {eventsOf} from '../../../src/calendar/events.ts'
import {seriesOf} from '../../../src/calendar/series.ts'
import {gatherings} from '../../../src/schedule/gatherings.ts'
import type {Gathering} from '../../../src/schedule/gatherings.ts'
import {cases, circleOf} from '../cases.ts'
import type {Case} from '../cases.ts'
import {carriedOut, circleWith, event, fileOf, imported, listedIn} from './files.ts'

/** A case as somebody else's program would write it. */
function foreign({timezone, series}: Case): string {
  const at = (name: string, value: string): string => (value.includes('T') ? `${name};TZID=${timezone}:${value.replace(/[-:]/g, '')}` : `${name};VALUE=DATE:${value.replaceAll('-', '')}`)
  return fileOf(...series.flatMap(({uid, start, end, rrule, exdates, moved, cancelled}) => [
    event(`UID:${uid}`, `SUMMARY:${uid}`, at('DTSTART', start), at('DTEND', end), ...(rrule === null ? [] : [`RRULE:${rrule}`]), ...exdates.map((date) => at('EXDATE', date))),
    ...moved.map(({from, to, end: until}) => event(`UID:${uid}`, `SUMMARY:${uid}`, at('RECURRENCE-ID', from), at('DTSTART', to), at('DTEND', until))),
    ...cancelled.map((date) => event(`UID:${uid}`, `SUMMARY:${uid}`, at('RECURRENCE-ID', date), at('DTSTART', date), 'STATUS:CANCELLED')),
  ]))
}

function said(list: readonly Gathering[], cancelled: boolean): {start: string; end: string}[] {
  const text = (one: Gathering, end: boolean): string => (one.allDay ? (end ? one.end.day : one.start.day) : new Date(end ? one.endMs : one.startMs).toISOString().replace('.000', ''))
  return list.filter(({status}) => (status === 'cancelled') === cancelled).map((one) => ({start: text(one, false), end: text(one, true)}))
}

describe('the hard cases', () => {
  it.each(cases().map((one) => [one.id, one] as const))('%s: come out of a foreign file with the very instants', (_, one) => {
    const circle = circleWith({timezone: one.timezone})
    const plan = imported(foreign(one), circle)
    const found = said(listedIn(carriedOut(circle, plan), ...one.window), false)
    expect(plan.notTaken).toEqual([])
    expect(found.map(({start}) => start)).toEqual(one.expected.map(({start}) => start))
    for (const [index, {end}] of one.expected.entries()) if (end !== undefined) expect(found[index]!.end).toBe(end)
  })

  it.each(cases().map((one) => [one.id, one] as const))('%s: come back from our own file, date by date and as a series', (_, one) => {
    const circle = circleOf(one)
    const window = {from: one.window[0], to: one.window[1]}
    const list = gatherings(circle, window)
    const events = eventsOf(circle, list, fakeChanged)
    const forms = [events, seriesOf({circle, gatherings: list, events, window, changed: fakeChanged}).events]
    for (const form of forms) {
      const {text} = calendarText({name: 'x', timezone: one.timezone, version: '1', events: form})
      const empty = circleWith({timezone: one.timezone, id: 'empty'})
      const plan = imported(text, empty)
      expect(plan.notTaken).toEqual([])
      expect(plan.misses).toEqual([])
      const back = listedIn(carriedOut(empty, plan), ...one.window)
      expect(said(back, false)).toEqual(said(list, false))
      expect(said(back, true)).toEqual(said(list, true))
      // What is its own already is left alone.
      const again = imported(text, {...circleWith(), ...circle})
      expect([again.rhythms, again.gatherings, again.differs, again.notTaken, again.misses]).toEqual([[], [], [], [], []])
    }
  })
})

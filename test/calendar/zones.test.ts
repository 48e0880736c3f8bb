import {describe, expect, it} from 'vitest'
import type {CalendarEvent} from '../../src/calendar/event.ts'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {endlessObservances} from '../../src/calendar/vtimezone.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {addDays} from '../../src/model/day.ts'
import {resolveWall} from '../../src/schedule/instant.ts'
import {feed, timed} from './feed.ts'

/** A gathering every week at seven in the evening, for ever; known for ten weeks. */
function endless(day: string, timezone: string): CalendarEvent {
  const event = timed(`weekly.${timezone.replace('/', '-')}`, `${day} 19:00`, `${day} 21:00`, timezone)
  const starts = Array.from({length: 10}, (_, index) => resolveWall(timezone, addDays(day, index * 7), '19:00').ms)
  return {...event, recurs: {rule: 'FREQ=WEEKLY', except: [], starts, checkedTo: starts.at(-1)! + 1}}
}

/** What ical.js makes of a VTIMEZONE at seven in the evening of that day, as an instant. */
function eveningIn(text: string, zone: string, day: string): number {
  const component = new ICAL.Component(readIcal(text)).getAllSubcomponents('vtimezone').find((each) => each.getFirstPropertyValue('tzid') === zone)!
  const time = ICAL.Time.fromDateTimeString(`${day}T19:00:00`)
  time.zone = new ICAL.Timezone(component)
  return time.toJSDate().getTime()
}

describe('the zone of what never ends', () => {
  it.each([
    ['Europe/Stockholm', '2026-10-02', 'whose rules hold'],
    ['America/New_York', '2005-10-07', 'whose rules changed since'],
    ['America/Sao_Paulo', '2016-10-07', 'whose clocks change no more'],
    ['Asia/Almaty', '2020-10-02', 'whose offset changed once'],
    ['Asia/Kolkata', '2020-10-02', 'whose clocks never changed'],
    ['Australia/Lord_Howe', '2007-03-02', 'of half an hour, whose rules changed'],
  ])('is right for good: %s from %s on, %s', (zone, day) => {
    const {text} = calendarText(feed([endless(day, zone)]))
    // The last first: ical.js would work the zone out anew for each later year.
    const days = Array.from({length: 300}, (_, index) => addDays(day, index * 47)).toReversed()
    const wrong = days.filter((each) => eveningIn(text, zone, each) !== resolveWall(zone, each, '19:00').ms)
    expect(wrong).toEqual([])
  })

  it('is right for single events of long ago in the same file, too', () => {
    const old = timed('old', '1991-10-04 19:00', '1991-10-04 21:00', 'Europe/Stockholm')
    const {text} = calendarText(feed([old, endless('2026-10-02', 'Europe/Stockholm')]))
    for (const day of ['2061-07-01', '2040-12-01', '1995-10-06', '1991-10-04']) expect(eveningIn(text, 'Europe/Stockholm', day)).toBe(resolveWall('Europe/Stockholm', day, '19:00').ms)
    expect(text.match(/^BEGIN:VTIMEZONE/gm)).toHaveLength(1)
  })

  it('is two rules from 1970 on where they explain everything, as for what ends', () => {
    expect(endlessObservances('Europe/Stockholm', Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))?.map(({starts, yearly}) => [starts, yearly?.day])).toEqual([
      ['1970-03-29T02:00:00', '-1SU'], ['1970-10-25T03:00:00', '-1SU'],
    ])
  })

  it('does not hang on the day of the export', () => {
    const from = Date.UTC(2005, 9, 7)
    expect(endlessObservances('America/New_York', from, Date.UTC(2006, 0, 1))).toEqual(endlessObservances('America/New_York', from, Date.UTC(2028, 5, 1)))
  })

  it.each(['Africa/Casablanca', 'Asia/Gaza'])('is none where no yearly rules are known: %s', (zone) => {
    expect(endlessObservances(zone, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))).toBeUndefined()
  })
})

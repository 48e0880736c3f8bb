import {describe, expect, it} from 'vitest'
import type {CalendarEvent, Recurs} from '../../src/calendar/event.ts'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {whyNoSeries} from '../../src/calendar/recurring.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {addDays} from '../../src/model/day.ts'
import {instantText, resolveWall} from '../../src/schedule/instant.ts'
import {allDay, feed, timed} from './feed.ts'

const stockholm = 'Europe/Stockholm'
const rule = 'FREQ=WEEKLY;BYDAY=FR'

/** The event on so many days, a number of days apart, save on those at the places of `except`. */
function recurring(event: CalendarEvent, count: number, apart: number, recurs: Partial<Recurs> & {skip?: readonly number[]} = {}): CalendarEvent & {recurs: Recurs} {
  const {skip = [], ...more} = recurs
  const whens = Array.from({length: count}, (_, index) => ({...event.start, day: addDays(event.start.day, index * apart)}))
  const starts = whens.filter((_, index) => !skip.includes(index)).map(({day}) => resolveWall(event.timezone, day, event.start.time ?? '00:00').ms)
  return {...event, recurs: {rule, except: skip.map((index) => whens[index]!), starts, checkedTo: starts.at(-1)! + 86_400_000, ...more}}
}

function lines(events: readonly CalendarEvent[]): string[] {
  return calendarText(feed(events)).text.replace(/\r\n[ \t]/g, '').split('\r\n')
}

/** The first starts of the only event, as ical.js works them out of the text. */
function startsIn(text: string, count: number): string[] {
  const event = new ICAL.Event(new ICAL.Component(readIcal(text)).getFirstSubcomponent('vevent')!)
  const iterator = event.iterator()
  return Array.from({length: count}, () => iterator.next()).filter((time) => time !== null && time !== undefined)
    .map((time) => (time.isDate ? time.toString() : instantText(time.toJSDate().getTime())))
}

const friday = timed('weekly.series', '2026-10-02 19:00', '2026-10-02 21:00', stockholm)

describe('an event that recurs', () => {
  it('has its rule, and an EXDATE of its own for each date left out, in the form of its start', () => {
    const read = lines([recurring(friday, 10, 7, {skip: [3, 5]})])
    expect(read.filter((line) => /^(DTSTART;|RRULE:FREQ=W|EXDATE)/.test(line))).toEqual([
      'DTSTART;TZID=Europe/Stockholm:20261002T190000',
      'RRULE:FREQ=WEEKLY;BYDAY=FR',
      'EXDATE;TZID=Europe/Stockholm:20261023T190000',
      'EXDATE;TZID=Europe/Stockholm:20261106T190000',
    ])
  })

  it('leaves out days as days, and UTC as UTC', () => {
    expect(lines([recurring(allDay('days', '2026-10-02', '2026-10-03', stockholm), 4, 7, {skip: [1]})])).toContain('EXDATE;VALUE=DATE:20261009')
    expect(lines([recurring(timed('utc', '2026-10-02 19:00', '2026-10-02 21:00', 'Etc/UTC'), 4, 7, {skip: [1]})])).toContain('EXDATE:20261009T190000Z')
  })

  it('keeps its hour when the clocks change', () => {
    const {text} = calendarText(feed([recurring(friday, 30, 7)]))
    expect(startsIn(text, 5)).toEqual(['2026-10-02T17:00:00Z', '2026-10-09T17:00:00Z', '2026-10-16T17:00:00Z', '2026-10-23T17:00:00Z', '2026-10-30T18:00:00Z'])
  })

  it.each([
    ['FREQ=MONTHLY;BYDAY=1FR', [0, 35, 63]],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=MO', [0, 14, 28]],
    ['FREQ=WEEKLY;BYDAY=FR;UNTIL=20261016T215959Z', [0, 7, 14]],
    ['FREQ=WEEKLY;COUNT=3;BYDAY=FR', [0, 7, 14]],
    ['FREQ=MONTHLY;BYMONTHDAY=2', [0, 31, 61]],
    ['FREQ=YEARLY;BYMONTH=10;BYDAY=1FR', [0, 364]],
  ])('may have the rule %s, which is read as it was meant', (rule, days) => {
    const starts = days.map((number) => resolveWall(stockholm, addDays('2026-10-02', number), '19:00').ms)
    const event = recurring(friday, 1, 7, {rule, starts, checkedTo: starts.at(-1)! + 1})
    expect(lines([event])).toContain(`RRULE:${rule}`)
    expect(startsIn(calendarText(feed([event])).text, days.length)).toEqual(starts.map(instantText))
  })

  it('is refused when its rule comes to other starts than it should', () => {
    const wrong = /has the starts .* not /
    const good = recurring(friday, 10, 7)
    expect(() => lines([{...good, recurs: {...good.recurs, starts: good.recurs.starts.slice(1)}}])).toThrow(wrong)
    expect(() => lines([{...good, recurs: {...good.recurs, starts: good.recurs.starts.filter((_, index) => index !== 4)}}])).toThrow(wrong)
    expect(() => lines([{...good, recurs: {...good.recurs, checkedTo: good.recurs.checkedTo + 7 * 86_400_000}}])).toThrow(wrong)
    expect(() => lines([recurring(friday, 10, 7, {rule: 'FREQ=WEEKLY;COUNT=9;BYDAY=FR'})])).toThrow(wrong)
    expect(() => lines([recurring(friday, 10, 7, {rule: 'FREQ=WEEKLY;BYDAY=TH'})])).toThrow(wrong)
    const days = recurring(allDay('days', '2026-10-02', '2026-10-03', stockholm), 10, 7)
    expect(() => lines([{...days, recurs: {...days.recurs, starts: days.recurs.starts.slice(0, -1)}}])).toThrow(wrong)
  })

  it('is refused with an exception that leaves nothing out: ical.js would overlook the next', () => {
    const stray = recurring(friday, 10, 7, {except: [{day: '2026-10-03', time: '19:00'}]})
    expect(() => lines([stray])).toThrow('has exceptions that leave nothing out ["2026-10-03T19:00:00"], not []')
    expect(() => lines([recurring(friday, 10, 7, {except: [{day: '2030-10-03', time: '19:00'}]})])).toThrow('2030-10-03')
    expect(() => lines([recurring(friday, 10, 7, {except: [{day: '2030-10-04', time: '19:00'}]})])).not.toThrow()
    expect(() => lines([recurring(allDay('days', '2026-10-02', '2026-10-03', stockholm), 4, 7, {except: [{day: '2026-10-04'}]})])).toThrow('["2026-10-04"]')
  })

  it('may begin with a date that is left out', () => {
    const event = recurring(friday, 4, 7, {skip: [0]})
    expect(startsIn(calendarText(feed([event])).text, 1)).toEqual(['2026-10-09T17:00:00Z'])
  })
})

describe('what cannot be one event', () => {
  it.each<[string, CalendarEvent, RegExp]>([
    ['a rule that is none', recurring(friday, 4, 7, {rule: 'every week'}), /"every week" is not a rule as calendars write it$/],
    ['a rule with a line of its own', recurring(friday, 4, 7, {rule: 'FREQ=WEEKLY\r\nATTENDEE:mailto:eve@example.org'}), /is not a rule/],
    ['a rule by the second', recurring(friday, 4, 7, {rule: 'FREQ=SECONDLY'}), /is not a rule/],
    ['a rule with two parts of one name', recurring(friday, 4, 7, {rule: 'FREQ=WEEKLY;BYDAY=FR;BYDAY=SA'}), /is not a rule/],
    ['a rule in other words than it is read back', recurring(friday, 4, 7, {rule: 'FREQ=WEEKLY;BYDAY=FR;INTERVAL=01'}), /is not a rule/],
    ['no start', recurring(friday, 4, 7, {starts: []}), /it recurs at no time at all$/],
    ['starts out of order', recurring(friday, 4, 7, {starts: [friday.startMs, friday.startMs]}), /its times are not in order$/],
    ['a start that is no time', recurring(friday, 4, 7, {starts: [Number.NaN]}), /it recurs at a time that is none$/],
    ['an end that its rule does not have', recurring(friday, 4, 7, {lastEndMs: friday.endMs + 365 * 86_400_000}), /it ends at another time than its rule does$/],
    ['an end before its last time', recurring(friday, 4, 7, {rule: `${rule};COUNT=4`, lastEndMs: friday.endMs}), /it ends at another time than its rule does$/],
    ['an exception without its hour', recurring(friday, 4, 7, {except: [{day: '2026-10-09'}]}), /an exception is at another time of day/],
    ['an exception twice', recurring(friday, 4, 7, {except: [{day: '2026-10-09', time: '19:00'}, {day: '2026-10-09', time: '19:00'}]}), /it has an exception twice$/],
    ['starts at several hours', recurring(friday, 4, 7, {starts: [friday.startMs, friday.startMs + 7 * 86_400_000 + 60_000]}), /not always start at the same time of day \(2026-10-09\)$/],
    ['an hour that the clocks skip', recurring(timed('a', '2026-03-22 02:30', '2026-03-22 02:45', stockholm), 2, 7), /skip or repeat its hour on 2026-03-29$|not always start at the same time/],
    ['an hour that the clocks repeat', recurring(timed('a', '2026-10-18 02:30', '2026-10-18 02:45', stockholm), 2, 7), /skip or repeat its hour on 2026-10-25$/],
    ['clocks that change while it is on', recurring(timed('a', '2026-03-21 22:00', '2026-03-22 04:00', stockholm), 2, 7), /change while it is on, on 2026-03-28$/],
    ['a time before zones were known', recurring(timed('a', '1960-10-07 19:00', '1960-10-07 21:00', stockholm), 2, 7), /it began before calendars knew the clocks of Europe\/Stockholm$/],
    ['no end where nobody knows the clocks of later years', recurring(timed('a', '2026-10-02 19:00', '2026-10-02 21:00', 'Africa/Casablanca'), 2, 7), /it never ends, and the clocks of Africa\/Casablanca follow no yearly rules$/],
  ])('is refused: %s', (_, event, reason) => {
    expect(whyNoSeries(event)).toMatch(reason)
    expect(() => lines([event])).toThrow(/cannot be in a calendar: /)
  })

  it('is not what ends, in any zone', () => {
    const event = timed('a', '2026-10-02 19:00', '2026-10-02 21:00', 'Africa/Casablanca')
    const bounded = recurring(event, 20, 7, {rule: 'FREQ=WEEKLY;COUNT=20;BYDAY=FR', lastEndMs: event.endMs + 19 * 7 * 86_400_000})
    expect(whyNoSeries(bounded)).toBeUndefined()
    expect(lines([bounded])).toContain('RRULE:FREQ=WEEKLY;COUNT=20;BYDAY=FR')
  })

  it('is not what happens once', () => {
    expect(whyNoSeries(friday)).toBeUndefined()
  })
})

import {afterEach, describe, expect, it} from 'vitest'
import {colours} from '../../src/calendar/colours.ts'
import type {CalendarEvent, Feed} from '../../src/calendar/event.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {Fault} from '../../src/model/fault.ts'
import {allDay, feed, timed, weekly} from './feed.ts'

const stockholm = 'Europe/Stockholm'

/** The lines of a calendar, unfolded. */
function lines(text: string): string[] {
  return text.replace(/\r\n[ \t]/g, '').split('\r\n')
}

function kindOf(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Fault) return `${error.kind}: ${error.message}`
    throw error
  }
  return 'nothing wrong'
}

describe('a calendar file', () => {
  it('is this, to the byte', () => {
    const {text, notes} = calendarText(feed(
      [timed('2026-11-27-weekly', '2026-11-27 19:00', '2026-11-27 21:00', 'America/New_York', {
        location: 'The Indian King tavern, upstairs; left',
        url: 'https://meet.example.org/apron',
        description: 'Topic: Is thrift a virtue?\nJoin: https://meet.example.org/apron',
      })],
      {description: 'Improve ourselves and serve our city.'},
    ))
    expect(notes).toEqual([])
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
    expect(text.split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//circle//circle 1.2.3//EN',
      'CALSCALE:GREGORIAN',
      'NAME:Leather Apron Club',
      'X-WR-CALNAME:Leather Apron Club',
      'DESCRIPTION:Improve ourselves and serve our city.',
      'X-WR-CALDESC:Improve ourselves and serve our city.',
      'X-WR-TIMEZONE:America/New_York',
      'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
      'X-PUBLISHED-TTL:PT6H',
      'BEGIN:VTIMEZONE',
      'TZID:America/New_York',
      'BEGIN:DAYLIGHT',
      'DTSTART:19700308T020000',
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU',
      'TZOFFSETFROM:-0500',
      'TZOFFSETTO:-0400',
      'TZNAME:-04',
      'END:DAYLIGHT',
      'BEGIN:STANDARD',
      'DTSTART:19701101T020000',
      'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU',
      'TZOFFSETFROM:-0400',
      'TZOFFSETTO:-0500',
      'TZNAME:-05',
      'END:STANDARD',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'UID:2026-11-27-weekly.7k2mq9xw@circle',
      'SUMMARY:Friday meeting',
      'DTSTAMP:20261123T000000Z',
      'DTSTART;TZID=America/New_York:20261127T190000',
      'DTEND;TZID=America/New_York:20261127T210000',
      'SEQUENCE:86400',
      'LOCATION:The Indian King tavern\\, upstairs\\; left',
      'STATUS:CONFIRMED',
      'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
      'TRANSP:OPAQUE',
      'CREATED:20261122T000000Z',
      'LAST-MODIFIED:20261123T000000Z',
      'DESCRIPTION:Topic: Is thrift a virtue?\\nJoin: https://meet.example.org/apr',
      ' on',
      'URL;VALUE=URI:https://meet.example.org/apron',
      'CONFERENCE;FEATURE=VIDEO,AUDIO;LABEL=Join;VALUE=URI:https://meet.example.o',
      ' rg/apron',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  it('has no METHOD, no organizer, no attendee, no alarm', () => {
    const {text} = calendarText(feed(weekly(3, '2026-11-27 19:00', '2026-11-27 21:00', stockholm)))
    expect(text).not.toMatch(/^(METHOD|ORGANIZER|ATTENDEE|BEGIN:VALARM)/m)
  })

  it('has one VTIMEZONE for each zone, before the events', () => {
    const {text} = calendarText(feed([
      timed('b', '2026-11-28 10:00', '2026-11-28 11:00', 'Pacific/Chatham'),
      ...weekly(3, '2026-11-27 19:00', '2026-11-27 21:00', stockholm),
    ]))
    expect(lines(text).filter((line) => /^(TZID|BEGIN:VEVENT)/.test(line))).toEqual([
      'TZID:Europe/Stockholm', 'TZID:Pacific/Chatham', 'BEGIN:VEVENT', 'BEGIN:VEVENT', 'BEGIN:VEVENT', 'BEGIN:VEVENT',
    ])
  })

  it('has a component even when there is no event', () => {
    expect(lines(calendarText(feed([])).text)).toContain('TZID:Etc/UTC')
  })

  it('has a day alone for what takes all day, the end exclusive, and no zone', () => {
    const {text} = calendarText(feed([allDay('retreat', '2027-06-11', '2027-06-14', stockholm)]))
    expect(lines(text)).toContain('DTSTART;VALUE=DATE:20270611')
    expect(lines(text)).toContain('DTEND;VALUE=DATE:20270614')
    expect(text).not.toContain('VTIMEZONE')
  })

  it('frees the time of what is cancelled', () => {
    const {text} = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 21:00', stockholm, {status: 'CANCELLED'})]))
    expect(lines(text)).toEqual(expect.arrayContaining(['STATUS:CANCELLED', 'TRANSP:TRANSPARENT', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE']))
  })

  it('leaves out the end of what takes no time', () => {
    const {text} = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 19:00', stockholm)]))
    expect(text).not.toContain('DTEND')
  })

  it('has UTC in its own form, by any of its names', () => {
    for (const zone of ['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT+0']) {
      const {text, notes} = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 20:00', zone)]))
      expect(lines(text), zone).toContain('DTSTART:20261127T190000Z')
      expect(notes).toEqual([])
    }
  })

  it('never falls back on the titles of a package when there are no words', () => {
    const empty = {summary: ' \u0007 ', location: '', url: 'mailto:a@b.example'}
    const {text} = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 20:00', stockholm, empty)], {name: ''}))
    expect(lines(text)).toContain('SUMMARY:Gathering')
    expect(lines(text)).toContain('X-WR-CALNAME:Circle')
    expect(text).not.toMatch(/^(LOCATION|URL)/m)
  })
})

describe('what a calendar file says of itself', () => {
  const of = (more: Partial<Feed>): string[] => lines(calendarText(feed([], more)).text)

  it('is its colour, by name and as Apple has it, and where it can be fetched', () => {
    expect(of({color: 'teal', source: 'https://Example.org/circle.ics'})).toEqual(expect.arrayContaining([
      'COLOR:teal', 'X-APPLE-CALENDAR-COLOR:#008080', 'SOURCE;VALUE=URI:https://example.org/circle.ics',
    ]))
    expect(of({}).filter((line) => /COLOR|SOURCE/.test(line))).toEqual([])
  })

  it('is no source that is no web address', () => {
    expect(of({source: 'file:///etc/passwd'}).filter((line) => line.startsWith('SOURCE'))).toEqual([])
  })

  it('is no source with a password, which whoever gets the file could read', () => {
    for (const source of ['https://ann:secret@example.org/circle.ics', 'https://token@example.org/circle.ics']) {
      expect(kindOf(() => of({source}))).toMatch(/^refused: the address of the calendar has a name or password in it/)
      expect(kindOf(() => of({source}))).not.toMatch(/secret|token/)
    }
  })

  it('has colours of CSS alone, each as six digits', () => {
    expect(Object.entries(colours).filter(([name, hex]) => !/^[a-z]+$/.test(name) || !/^#[0-9A-F]{6}$/.test(hex))).toEqual([])
    expect(Object.keys(colours).length).toBeGreaterThanOrEqual(16)
    for (const color of ['Teal', 'hasOwnProperty', '', 'teal\r\nMETHOD:REQUEST', '#008080']) {
      expect(kindOf(() => of({color})), color).toMatch(/^unsound: ".*" is not a colour for a calendar$/)
    }
  })
})

describe('what an event says besides', () => {
  const event = (more: Partial<CalendarEvent>): string[] => lines(calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 21:00', stockholm, more)])).text)

  it('is a link to meet, for calendars that know one', () => {
    expect(event({url: 'https://Meet.example.org/a b'})).toEqual(expect.arrayContaining([
      'URL;VALUE=URI:https://meet.example.org/a%20b', 'CONFERENCE;FEATURE=VIDEO,AUDIO;LABEL=Join;VALUE=URI:https://meet.example.org/a%20b',
    ]))
    expect(event({url: 'tel:+1'}).filter((line) => /^(URL|CONFERENCE)/.test(line))).toEqual([])
  })

  it('is what it belongs to: each once, each escaped, none empty', () => {
    expect(event({categories: ['Junto', 'Talk, and tea', 'a;b', 'Junto', ' ', 'back\\slash\\']})).toContain('CATEGORIES:Junto,Talk\\, and tea,a\\;b,back/slash/')
    expect(event({categories: ['']}).filter((line) => line.startsWith('CATEGORIES'))).toEqual([])
  })

  it('is whether it is certain', () => {
    expect(event({status: 'TENTATIVE'})).toEqual(expect.arrayContaining(['STATUS:TENTATIVE', 'TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE']))
    expect(event({})).toEqual(expect.arrayContaining(['STATUS:CONFIRMED', 'TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:BUSY']))
  })

  it.each<[string, Partial<CalendarEvent>]>([
    ['an organizer', {organizer: {name: 'Ann', email: 'ann@example.org'}}],
    ['attendees', {attendees: [{name: 'Bo', email: 'bo@example.org'}]}],
    ['an empty list of attendees', {attendees: []}],
  ])('is never %s: whoever has the link can read it', (_, people) => {
    expect(kindOf(() => event(people))).toBe('unsound: "Friday meeting" names people, and whoever has a calendar file can read it')
  })
})

describe('a time that the clocks show never or twice', () => {
  it('is written in UTC when it is the start, with a note', () => {
    const events = weekly(4, '2026-03-15 02:30', '2026-03-15 04:00', stockholm)
    const {text, notes} = calendarText(feed(events))
    expect(lines(text).filter((line) => line.startsWith('DTSTART') && !line.includes('1970'))).toEqual([
      'DTSTART;TZID=Europe/Stockholm:20260315T023000',
      'DTSTART;TZID=Europe/Stockholm:20260322T023000',
      'DTSTART:20260329T013000Z',
      'DTSTART;TZID=Europe/Stockholm:20260405T023000',
    ])
    expect(notes).toEqual([
      '"Friday meeting" starts on 2026-03-29 at 02:30, a time that Europe/Stockholm skips that day. It is written as 2026-03-29T01:30:00Z in UTC.',
    ])
  })

  it('is written in UTC when it is the end', () => {
    const {text, notes} = calendarText(feed([timed('a', '2026-10-25 01:00', '2026-10-25 02:30', stockholm)]))
    expect(lines(text)).toContain('DTSTART:20261024T230000Z')
    expect(lines(text)).toContain('DTEND:20261025T003000Z')
    expect(notes).toEqual([
      '"Friday meeting" ends on 2026-10-25 at 02:30, a time that Europe/Stockholm has twice that day. It is written as 2026-10-24T23:00:00Z in UTC.',
    ])
  })

  it('leaves out the zone to show the calendar in, whose clocks some readers would take it to, and so lose which of the two it was', () => {
    const shownIn = (start: string, end: string, timezone: string, zone: string): string[] =>
      lines(calendarText(feed([timed('a', start, end, zone)], {timezone})).text).filter((line) => line.startsWith('X-WR-TIMEZONE'))
    expect(shownIn('2026-10-25 02:30', '2026-10-25 05:00', stockholm, stockholm)).toEqual([])
    expect(shownIn('2026-10-25 01:00', '2026-10-25 02:30', stockholm, stockholm)).toEqual([])
    expect(shownIn('2026-10-25 01:30', '2026-10-25 03:30', stockholm, 'UTC')).toEqual([])
    // Here nothing is lost.
    expect(shownIn('2026-10-25 02:30', '2026-10-25 05:00', 'UTC', stockholm)).toEqual(['X-WR-TIMEZONE:UTC'])
    expect(shownIn('2026-10-25 09:30', '2026-10-25 11:30', stockholm, 'UTC')).toEqual([`X-WR-TIMEZONE:${stockholm}`])
    expect(shownIn('2026-03-29 02:30', '2026-03-29 03:30', stockholm, stockholm)).toEqual([`X-WR-TIMEZONE:${stockholm}`])
  })

  it('is written in UTC when the model means another instant than the wall says', () => {
    const event = timed('a', '2026-03-29 01:00', '2026-03-29 04:00', stockholm)
    const {text, notes} = calendarText(feed([{...event, endMs: event.endMs + 3_600_000}]))
    expect(lines(text)).toContain('DTEND:20260329T030000Z')
    expect(notes).toHaveLength(1)
  })
})

describe('a calendar file of the same events', () => {
  const events = [
    ...weekly(60, '2026-03-05 19:00', '2026-03-05 20:30', stockholm),
    timed('lord-howe', '2026-04-05 01:30', '2026-04-05 03:45', 'Australia/Lord_Howe'),
    allDay('retreat', '2027-06-11', '2027-06-14', 'Africa/Casablanca'),
    timed('ramadan', '2027-02-07 19:00', '2027-02-07 21:00', 'Africa/Casablanca'),
  ]
  const home = process.env.TZ

  afterEach(() => {
    process.env.TZ = home
  })

  it('is the same, byte for byte, in any zone that the machine is in', () => {
    const once = calendarText(feed(events))
    expect(calendarText(feed(events))).toEqual(once)
    const offsets = new Set<number>()
    for (const zone of ['Europe/Stockholm', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Kiritimati']) {
      process.env.TZ = zone
      offsets.add(new Date(Date.UTC(2026, 0, 1)).getTimezoneOffset())
      expect(calendarText(feed(events)), zone).toEqual(once)
    }
    expect(offsets.size, 'the zones took effect').toBe(4)
  })

  it('has the same VTIMEZONE with another event in the same years', () => {
    const one = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Africa/Casablanca')])).text
    const two = calendarText(feed([timed('a', '2026-01-02 19:00', '2026-01-02 21:00', 'Africa/Casablanca')])).text
    expect(zoneOf(one)).toBe(zoneOf(two))
  })
})

describe('what no calendar can hold', () => {
  const good = timed('a', '2026-11-27 19:00', '2026-11-27 21:00', stockholm)

  it.each([
    ['a UID of other characters', {uid: 'a\r\nRRULE:FREQ=DAILY'}],
    ['an end before the start', {endMs: good.startMs - 1}],
    ['a zone that is none', {timezone: 'Central European Time'}],
    ['no time of day', {start: {day: '2026-11-27'}}],
    ['a revision below nothing', {sequence: -1}],
    ['a revision beyond 32 bits', {sequence: 2 ** 31}],
    ['a change at no time', {modified: Number.NaN}],
    ['a start at no time', {startMs: Number.NaN}],
    ['a day that ends before it starts', {allDay: true, end: {day: '2026-11-27'}}],
  ])('is refused: %s', (_, wrong) => {
    expect(kindOf(() => calendarText(feed([{...good, ...wrong}])))).toMatch(/^unsound: "Friday meeting" on 2026-11-27 cannot be in a calendar: /)
  })

  it('is refused when two have one UID', () => {
    expect(kindOf(() => calendarText(feed([good, good])))).toBe('unsound: two entries of the calendar have the UID a.7k2mq9xw@circle')
  })
})

function zoneOf(text: string): string | undefined {
  return /BEGIN:VTIMEZONE[^]*END:VTIMEZONE/.exec(text)?.[0]
}

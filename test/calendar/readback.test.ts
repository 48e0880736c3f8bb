import {describe, expect, it} from 'vitest'
import {entryOf} from '../../src/calendar/entry.ts'
import {readIcal} from '../../src/calendar/ical.ts'
import {messageText} from '../../src/calendar/message.ts'
import {readBack} from '../../src/calendar/readback.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {allDay, feed, timed} from './feed.ts'

const weeks = [0, 14, 21].map((days) => Date.UTC(2026, 7, 7 + days, 17))
const events = [
  timed('a', '2026-07-03 19:00', '2026-07-03 21:00', 'Europe/Stockholm', {
    description: 'Topic: thrift', location: 'Tavern', url: 'https://x.example/', alarms: [1440, 15], categories: ['Junto', 'a,b'],
  }),
  allDay('b', '2026-07-10', '2026-07-12', 'Europe/Stockholm'),
  timed('c', '2026-08-07 19:00', '2026-08-07 21:00', 'Europe/Stockholm', {
    recurs: {rule: 'FREQ=WEEKLY;BYDAY=FR', except: [{day: '2026-08-14', time: '19:00'}], starts: weeks, checkedTo: weeks[2]! + 1},
  }),
]
const entries = events.map(entryOf)
const {text} = calendarText(feed(events))
const meant = readIcal(text)

describe('a calendar read back', () => {
  it('is what was meant', () => {
    expect(() => readBack(text, meant, entries)).not.toThrow()
  })

  it.each([
    ['a property more', text.replace('TRANSP:', 'RRULE:FREQ=DAILY\r\nTRANSP:'), /RRULE|rrule/],
    ['an event more', text.replace('END:VCALENDAR', 'BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR'), /vevent/],
    ['a property less', text.replace('LOCATION:Tavern\r\n', ''), /location/],
    ['a METHOD', text.replace('BEGIN:VTIMEZONE', 'METHOD:PUBLISH\r\nBEGIN:VTIMEZONE'), /method/],
    ['another parameter', text.replace('DTSTART;VALUE=DATE:20260710', 'DTSTART:20260710T000000'), /20260710|2026-07-10/],
    ['a bare carriage return', text.replace('thrift', 'thr\rift'), /U\+000D/],
    ['a bare newline', text.replace('\r\nTRANSP', '\nTRANSP'), /U\+000A/],
    ['a line of 76 octets', text.replace('LOCATION:', `X-A:${'a'.repeat(72)}\r\nLOCATION:`), /75 octets/],
    ['a line of few characters but 76 octets', text.replace('LOCATION:', `X-A:${'漢'.repeat(24)}\r\nLOCATION:`), /75 octets/],
    ['an empty line', text.replace('LOCATION:', '\r\nLOCATION:'), /empty line/],
    ['no end to the last line', text.slice(0, -2), /last line/],
    ['nothing that can be read', text.replace('END:VEVENT', 'END:VTODO'), /read back differently/],
  ])('is refused with %s', (_, altered, reason) => {
    expect(altered).not.toBe(text)
    expect(() => readBack(altered, meant, entries)).toThrow(reason)
  })

  it.each([
    ['starts at another time', text.replace('DTSTART;TZID=Europe/Stockholm:20260703T190000', 'DTSTART;TZID=Europe/Stockholm:20260703T180000'), /the start/],
    ['ends at another time', text.replace('20260703T210000', '20260703T220000'), /the end/],
    ['is in a zone with other rules', text.replace('TZOFFSETTO:+0200', 'TZOFFSETTO:+0300'), /the start/],
    ['is on another day', text.replace('DTSTART;VALUE=DATE:20260710', 'DTSTART;VALUE=DATE:20260709'), /the first day/],
    ['has another title', text.replace('SUMMARY:Friday', 'SUMMARY:Monday'), /the title/],
    ['has another UID', text.replace('UID:a.', 'UID:c.'), /the UID/],
    ['changed at another time', text.replace('LAST-MODIFIED:2026', 'LAST-MODIFIED:2027'), /LAST-MODIFIED/],
    ['has another link', text.replace('URL;VALUE=URI:https://x.example/', 'URL;VALUE=URI:https://y.example/'), /the link \(URL\)/],
    ['has another link to meet', text.replace('LABEL=Join;VALUE=URI:https://x.example/', 'LABEL=Join;VALUE=URI:https://y.example/'), /the link \(CONFERENCE\)/],
    ['has another reminder', text.replace('TRIGGER:-PT15M', 'TRIGGER:-PT16M'), /the reminders/],
    ['has a reminder after it starts', text.replace('TRIGGER:-PT15M', 'TRIGGER:PT15M'), /the reminders/],
    ['has a reminder at an hour', text.replace('TRIGGER:-PT15M', 'TRIGGER;VALUE=DATE-TIME:20260703T100000Z'), /the reminders/],
    ['has a reminder that sends mail', text.replace('ACTION:DISPLAY', 'ACTION:EMAIL'), /the reminders/],
    ['has a reminder less', text.replace(/BEGIN:VALARM[^]*?END:VALARM\r\n/, ''), /the reminders/],
    ['has another category', text.replace('CATEGORIES:Junto', 'CATEGORIES:Other'), /the categories/],
    ['has a category cut in two', text.replace('Junto,a\\,b', 'Junto,a,b'), /the categories/],
    ['names somebody', text.replace('TRANSP:', 'ATTENDEE:mailto:eve@example.org\r\nTRANSP:'), /the people/],
    ['recurs', text.replace('TRANSP:', 'RRULE:FREQ=DAILY\r\nTRANSP:'), /that it recurs/],
    ['recurs by another rule', text.replace('RRULE:FREQ=WEEKLY;BYDAY=FR', 'RRULE:FREQ=WEEKLY;BYDAY=FR,SA'), /the starts/],
    ['recurs no more', text.replace('RRULE:FREQ=WEEKLY;BYDAY=FR', 'RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=FR'), /the starts/],
    ['recurs on a date that was left out', text.replace(/EXDATE.*\r\n/, ''), /the starts/],
    ['is left out in another form', text.replace('EXDATE;TZID=Europe/Stockholm:20260814T190000', 'EXDATE:20260814T180000Z'), /the starts/],
    ['is cancelled', text.replace('STATUS:CONFIRMED', 'STATUS:CANCELLED'), /the status/],
  ])('is refused when an event %s, even if just that was written', (_, altered, reason) => {
    expect(altered).not.toBe(text)
    expect(() => readBack(altered, readIcal(altered), entries)).toThrow(reason)
  })
})

describe('a message read back', () => {
  const people = {
    organizer: {name: 'Ann "A" Ek', email: 'ann@example.org', sentBy: 'post@example.org'},
    attendees: [{name: 'Bo, of Boda', email: 'bo@example.org'}, {name: '', email: 'cy@example.org'}],
  }
  const event = timed('a', '2026-07-03 19:00', '2026-07-03 21:00', 'Europe/Stockholm', {...people, stamp: Date.UTC(2026, 6, 1) / 1000})
  const message = messageText({method: 'REQUEST', version: '1', event})
  const entry = entryOf(event)

  it('is what was meant', () => {
    expect(() => readBack(message, readIcal(message), [entry], 'REQUEST')).not.toThrow()
  })

  it.each([
    ['another method', message.replace('METHOD:REQUEST', 'METHOD:CANCEL'), /the method/],
    ['no method', message.replace('METHOD:REQUEST\r\n', ''), /the method/],
    ['another organizer', message.replace('mailto:ann@', 'mailto:eve@'), /the people/],
    ['another sender', message.replace('mailto:post@', 'mailto:eve@'), /the people/],
    ['another attendee', message.replace('mailto:cy@', 'mailto:eve@'), /the people/],
    ['an attendee more', message.replace('ORGANIZER', 'ATTENDEE:mailto:eve@example.org\r\nORGANIZER'), /the people/],
    ['another name', message.replace('of Boda', 'of Bora'), /the people/],
    ['an answer that nobody gave', message.replace('PARTSTAT=NEEDS-ACTION', 'PARTSTAT=ACCEPTED'), /ACCEPTED/],
    ['another time at which it was made', message.replace('DTSTAMP:20260701', 'DTSTAMP:20260702'), /DTSTAMP/],
  ])('is refused with %s', (what, altered, reason) => {
    expect(altered).not.toBe(message)
    const meant = readIcal(what.startsWith('an answer') ? message : altered)
    expect(() => readBack(altered, meant, [entry], 'REQUEST')).toThrow(reason)
  })
})

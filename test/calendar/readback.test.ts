import {describe, expect, it} from 'vitest'
import {entryOf} from '../../src/calendar/entry.ts'
import {readIcal} from '../../src/calendar/ical.ts'
import {readBack} from '../../src/calendar/readback.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {allDay, feed, timed} from './feed.ts'

const events = [
  timed('a', '2026-07-03 19:00', '2026-07-03 21:00', 'Europe/Stockholm', {description: 'Topic: thrift', location: 'Tavern'}),
  allDay('b', '2026-07-10', '2026-07-12', 'Europe/Stockholm'),
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
    ['is cancelled', text.replace('STATUS:CONFIRMED', 'STATUS:CANCELLED'), /the status/],
  ])('is refused when an event %s, even if just that was written', (_, altered, reason) => {
    expect(altered).not.toBe(text)
    expect(() => readBack(altered, readIcal(altered), entries)).toThrow(reason)
  })
})

import {describe, expect, it} from 'vitest'
import type {CalendarEvent, Message} from '../../src/calendar/event.ts'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {messageText} from '../../src/calendar/message.ts'
import {Fault} from '../../src/model/fault.ts'
import {allDay, timed} from './feed.ts'

const stockholm = 'Europe/Stockholm'
const people: Pick<CalendarEvent, 'organizer' | 'attendees'> = {
  organizer: {name: 'Ann Ek', email: 'ann@example.org'},
  attendees: [{name: 'Bo Ek', email: 'bo@example.org'}],
}
const stamp = Date.UTC(2026, 10, 24, 8) / 1000
const evening = timed('2026-11-27-weekly', '2026-11-27 19:00', '2026-11-27 21:00', stockholm, {
  ...people, stamp, location: 'The Indian King tavern', url: 'https://meet.example.org/apron', description: 'Topic: Is thrift a virtue?', alarms: [15],
})

/** The lines of a message, unfolded, without its zone. */
function lines(message: Partial<Message> & {event: CalendarEvent}): string[] {
  const text = messageText({method: 'REQUEST', version: '1.2.3', ...message})
  return text.replace(/\r\n[ \t]/g, '').replace(/BEGIN:VTIMEZONE[^]*END:VTIMEZONE\r\n/, '').split('\r\n')
}

function faultOf(event: CalendarEvent, method: Message['method'] = 'REQUEST'): string {
  try {
    messageText({method, version: '1', event})
  } catch (error) {
    if (error instanceof Fault) return `${error.kind}: ${error.message}`
    throw error
  }
  return 'nothing wrong'
}

describe('an invitation', () => {
  it('is this, to the line', () => {
    expect(lines({event: evening})).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//circle//circle 1.2.3//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'UID:2026-11-27-weekly.7k2mq9xw@circle',
      'SUMMARY:Friday meeting',
      'DTSTAMP:20261124T080000Z',
      'DTSTART;TZID=Europe/Stockholm:20261127T190000',
      'DTEND;TZID=Europe/Stockholm:20261127T210000',
      'SEQUENCE:86400',
      'LOCATION:The Indian King tavern',
      'STATUS:CONFIRMED',
      'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
      'TRANSP:OPAQUE',
      'CREATED:20261122T000000Z',
      'LAST-MODIFIED:20261123T000000Z',
      'DESCRIPTION:Topic: Is thrift a virtue?',
      'URL;VALUE=URI:https://meet.example.org/apron',
      'CONFERENCE;FEATURE=VIDEO,AUDIO;LABEL=Join;VALUE=URI:https://meet.example.org/apron',
      'ORGANIZER;CN=Ann Ek:mailto:ann@example.org',
      'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Bo Ek:mailto:bo@example.org',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Friday meeting',
      'TRIGGER:-PT15M',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  it('brings its zone, and no name, refresh or source of a feed', () => {
    const text = messageText({method: 'REQUEST', version: '1', event: evening})
    expect(text.match(/^TZID:.*$/gm)?.map((line) => line.trim())).toEqual(['TZID:Europe/Stockholm'])
    expect(text).not.toMatch(/^(NAME|X-WR-|REFRESH|X-PUBLISHED|SOURCE|COLOR)/m)
  })

  it('asks everybody who is in it', () => {
    const attendees = [...people.attendees!, {name: '', email: 'cy@example.org'}]
    expect(lines({event: {...evening, attendees}}).filter((line) => line.startsWith('ATTENDEE'))).toEqual([
      'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Bo Ek:mailto:bo@example.org',
      'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:cy@example.org',
    ])
  })

  it('knows what somebody answered already, and asks them all the same', () => {
    const attendees = (['ACCEPTED', 'TENTATIVE', 'DECLINED'] as const).map((answered) => ({name: '', email: `${answered.toLowerCase()}@example.org`, answered}))
    expect(lines({event: {...evening, attendees}}).filter((line) => line.startsWith('ATTENDEE')).map((line) => line.replace(/^.*ROLE=REQ-PARTICIPANT;/, ''))).toEqual([
      'PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:accepted@example.org', 'PARTSTAT=TENTATIVE;RSVP=TRUE:mailto:tentative@example.org', 'PARTSTAT=DECLINED;RSVP=TRUE:mailto:declined@example.org',
    ])
    expect(lines({method: 'CANCEL', event: {...evening, status: 'CANCELLED', attendees}}).join()).not.toContain('PARTSTAT')
  })

  it('says who sends it for another', () => {
    const organizer = {name: 'Leather Apron Club', email: 'ann@example.org', sentBy: 'bo@example.org'}
    expect(lines({event: {...evening, organizer}})).toContain('ORGANIZER;CN=Leather Apron Club;SENT-BY="mailto:bo@example.org":mailto:ann@example.org')
  })

  it('names people so that no reader takes a part of the name for something else', () => {
    const names = ['Bo "the Baker" Ek', 'Ek, Bo; of: Boda', 'Bo ^ Ek', 'Bo\\Ek', 'Bo\r\nATTENDEE:mailto:eve@example.org', '"', ' ', 'Бо 🧑‍🍳']
    const attendees = names.map((name, index) => ({name, email: `m${index}@example.org`}))
    const text = messageText({method: 'REQUEST', version: '1', event: {...evening, attendees}})
    expect(text.replace(/\r\n /g, '').match(/^ATTENDEE.*$/gm)?.map((line) => /RSVP=TRUE(.*):mailto/.exec(line)?.[1])).toEqual([
      ";CN=Bo 'the Baker' Ek", ';CN="Ek, Bo; of: Boda"', ';CN=Bo ^^ Ek', ';CN=Bo/Ek', ';CN="Bo ATTENDEE:mailto:eve@example.org"', ";CN='", '', ';CN=Бо 🧑‍🍳',
    ])
    const event = new ICAL.Component(readIcal(text)).getFirstSubcomponent('vevent')!
    expect(event.getAllProperties('attendee').map((property) => property.getFirstParameter('cn'))).toEqual([
      "Bo 'the Baker' Ek", 'Ek, Bo; of: Boda', 'Bo ^ Ek', 'Bo/Ek', 'Bo ATTENDEE:mailto:eve@example.org', "'", undefined, 'Бо 🧑‍🍳',
    ])
  })

  it('may be to something that takes all day, or is in UTC', () => {
    const days = lines({event: allDay('retreat', '2027-06-11', '2027-06-14', stockholm, people)})
    expect(days).toEqual(expect.arrayContaining(['DTSTART;VALUE=DATE:20270611', 'DTEND;VALUE=DATE:20270614']))
    expect(lines({event: timed('a', '2026-03-29 02:30', '2026-03-29 04:00', stockholm, people)})).toContain('DTSTART:20260329T013000Z')
  })

  it('was made when it last changed, if nobody says when', () => {
    const {stamp: _, ...rest} = evening
    expect(lines({event: rest})).toContain('DTSTAMP:20261123T000000Z')
  })
})

describe('a cancellation', () => {
  it('has the same UID, STATUS:CANCELLED and those who are told, asks nobody, reminds nobody, and frees the time', () => {
    const read = lines({method: 'CANCEL', event: {...evening, sequence: 86_401}})
    expect(read).toEqual(expect.arrayContaining([
      'METHOD:CANCEL', 'UID:2026-11-27-weekly.7k2mq9xw@circle', 'SEQUENCE:86401', 'STATUS:CANCELLED', 'TRANSP:TRANSPARENT', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE',
      'DTSTART;TZID=Europe/Stockholm:20261127T190000', 'ORGANIZER;CN=Ann Ek:mailto:ann@example.org',
      'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN=Bo Ek:mailto:bo@example.org',
    ]))
    expect(read.filter((line) => /VALARM|RSVP|PARTSTAT/.test(line))).toEqual([])
  })
})

describe('what cannot be sent', () => {
  it.each<[string, Partial<CalendarEvent>, RegExp]>([
    ['without an organizer', {organizer: undefined as never}, /it has no organizer$/],
    ['to nobody', {attendees: []}, /it invites nobody$/],
    ['to one address twice', {attendees: [{name: 'Bo', email: 'bo@example.org'}, {name: 'Bo', email: 'Bo@Example.org'}]}, /it invites Bo@Example\.org twice$/],
    ['to two addresses in one', {attendees: [{name: 'Bo', email: 'bo@example.org,eve@example.org'}]}, /"bo@example\.org,eve@example\.org" is not a plain mail address$/],
    ['to an address with a header', {attendees: [{name: 'Bo', email: 'bo?cc=eve@example.org'}]}, /is not a plain mail address$/],
    ['to an address with a line break', {attendees: [{name: 'Bo', email: 'bo@example.org\r\nX:'}]}, /"bo@example\.org X:" is not a plain mail address$/],
    ['from a name for an address', {organizer: {name: 'Ann', email: 'Ann <ann@example.org>'}}, /is not a plain mail address$/],
    ['for somebody without an address', {organizer: {name: 'Ann', email: 'ann@example.org', sentBy: ''}}, /"" is not a plain mail address$/],
    ['to a series', {recurs: {rule: 'FREQ=WEEKLY', except: [], starts: [evening.startMs], checkedTo: evening.endMs}}, /an invitation is to one gathering, not to a series$/],
    ['to what is called off', {status: 'CANCELLED'}, /it is called off, so nobody can be invited to it$/],
  ])('is an invitation %s', (_, wrong, reason) => {
    const fault = faultOf({...evening, ...wrong})
    expect(fault).toMatch(/^unsound: "Friday meeting" on 2026-11-27 cannot be sent: /)
    expect(fault).toMatch(reason)
  })

  it('is anything that no calendar can hold', () => {
    expect(faultOf({...evening, uid: 'a b'})).toBe('unsound: "Friday meeting" on 2026-11-27 cannot be in a calendar: its UID has characters that calendars do not take')
    expect(faultOf({...evening, stamp: Number.NaN})).toMatch(/an instant that is out of range$/)
  })
})

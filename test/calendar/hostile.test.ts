import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {CalendarEvent, Feed} from '../../src/calendar/event.ts'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {messageText} from '../../src/calendar/message.ts'
import {nameText} from '../../src/calendar/party.ts'
import {cleanLine, cleanLink, cleanText, cleanWord} from '../../src/calendar/text.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {Fault} from '../../src/model/fault.ts'
import {addDays} from '../../src/model/day.ts'
import {spent} from '../cost.ts'
import {allDay, feed, timed, weekly} from './feed.ts'
import {namesIn, partOf, plainList, plainParameter, plainText, wrongLines} from './lines.ts'
import type {ContentLine, Part} from './lines.ts'

const runs = process.env.CIRCLE_THOROUGH === '1' ? 2500 : 200

const nasty = fc.constantFrom(
  '\r', '\n', '\r\n', '\n ', '\r\n\t', '\u0085', '\u2028', '\u2029', '\0', '\v', '\f', '\x1b[2J', '\x7f', '\x9b',
  '\ud83d', '\ude00', '\uFEFF', '\u202e', '\u200b',
  '\\', '\\n', '\\N', '\\\\', '\\,', ';', ',', ':', '"', "'", '^n', "^'", '^^', '^', '=', '\t', ' ', '  ',
  'א', 'ع', '👩‍👩‍👧', '🇸🇪', 'e\u0301', '漢字', '\u{10ffff}', '\ufffe',
  'BEGIN:VEVENT', 'END:VEVENT', '\r\nEND:VCALENDAR\r\n', '\rRRULE:FREQ=DAILY;COUNT=3', '\nATTENDEE:mailto:eve@example.org',
  '\r\n BEGIN:VALARM', ';TZID=Europe/Paris', 'VALUE=DATE', '":mailto:eve@example.org', '";RSVP=TRUE;CN="', '^"', '\\"',
)
const graphemes = fc.string({maxLength: 30, unit: 'grapheme'})
const words = fc.oneof(
  {arbitrary: fc.array(fc.oneof(nasty, fc.string({maxLength: 8, unit: 'binary'}), graphemes), {maxLength: 24}).map((parts) => parts.join('')), weight: 8},
  {arbitrary: fc.tuple(nasty, fc.integer({min: 60, max: 90})).map(([part, count]) => part.repeat(count)), weight: 2},
  {arbitrary: fc.string({unit: 'grapheme-composite', maxLength: 200}), weight: 1},
)
const link = fc.oneof(words, words.map((text) => `https://x.example/${text}`))

const eventWords = fc.record({
  summary: words, location: words, description: words, url: link, categories: fc.array(words, {maxLength: 4}),
  alarms: fc.array(fc.integer({min: 0, max: 20_000}), {maxLength: 3}), whole: fc.boolean(), recurs: fc.boolean(),
})
type EventWords = typeof eventWords extends fc.Arbitrary<infer T> ? T : never

/** The event of those words, on one Friday, or on five. */
function eventOf({whole, recurs, ...more}: EventWords): CalendarEvent {
  const event = whole
    ? allDay('a', '2026-11-27', '2026-11-28', 'Asia/Kolkata', more)
    : timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Asia/Kolkata', more)
  if (!recurs) return event
  const starts = [0, 7, 21, 28].map((days) => event.startMs + days * 86_400_000)
  const lastEndMs = event.endMs + 28 * 86_400_000
  const except = [{...event.start, day: addDays(event.start.day, 14)}]
  return {...event, recurs: {rule: 'FREQ=WEEKLY;COUNT=5;BYDAY=FR', except, starts, checkedTo: lastEndMs + 86_400_000, lastEndMs}}
}

/** What must stand in the event's component, and no more; each name as often as it is here. */
function namesMeant({location, description, url, categories, whole, recurs}: EventWords): string[] {
  const time = whole ? 'VALUE' : 'TZID'
  return [
    'UID', 'SUMMARY', 'DTSTAMP', `DTSTART;${time}`, `DTEND;${time}`, 'SEQUENCE', 'STATUS', 'X-MICROSOFT-CDO-BUSYSTATUS', 'TRANSP', 'CREATED', 'LAST-MODIFIED',
    ...(cleanLine(location) === '' ? [] : ['LOCATION']),
    ...(cleanText(description) === '' ? [] : ['DESCRIPTION']),
    ...(cleanLink(url) === undefined ? [] : ['URL;VALUE', 'CONFERENCE;FEATURE;LABEL;VALUE']),
    ...(categories.every((category) => cleanWord(category) === '') ? [] : ['CATEGORIES']),
    ...(recurs ? ['RRULE', `EXDATE;${time}`] : []),
  ]
}

/** The one line of that name. */
function only(part: Part, name: string): ContentLine | undefined {
  const lines = part.lines.filter((line) => line.name === name)
  expect(lines.length, name).toBeLessThanOrEqual(1)
  return lines[0]
}

function textIn(part: Part, name: string): string | undefined {
  const line = only(part, name)
  return line && plainText(line.value)
}

function eventIn(calendar: Part): Part {
  const events = calendar.parts.filter(({name}) => name === 'VEVENT')
  expect(events).toHaveLength(1)
  return events[0]!
}

/** The event says what was meant, cleaned, and nothing else. */
function expectEvent(part: Part, input: EventWords, alarmed: boolean, people: readonly string[] = []): void {
  expect(namesIn(part)).toEqual([...namesMeant(input), ...people].toSorted())
  expect(textIn(part, 'SUMMARY')).toBe(cleanLine(input.summary) || 'Gathering')
  expect(textIn(part, 'LOCATION')).toBe(cleanLine(input.location) || undefined)
  expect(textIn(part, 'DESCRIPTION')).toBe(cleanText(input.description) || undefined)
  expect(only(part, 'URL')?.value).toBe(cleanLink(input.url))
  expect(only(part, 'CONFERENCE')?.value).toBe(cleanLink(input.url))
  expect(plainList(only(part, 'CATEGORIES')?.value ?? '')).toEqual([...new Set(input.categories.map(cleanWord))].filter((text) => text !== ''))
  const alarms = alarmed ? new Set(input.alarms).size : 0
  expect(part.parts.map(({name}) => name)).toEqual(Array.from({length: alarms}, () => 'VALARM'))
  for (const alarm of part.parts) {
    expect(namesIn(alarm)).toEqual(['ACTION', 'DESCRIPTION', 'TRIGGER'])
    expect(textIn(alarm, 'DESCRIPTION')).toBe(cleanLine(input.summary) || 'Gathering')
  }
}

describe('any words at all', () => {
  it('come out of a feed as they went in, add nothing, and fit the lines', () => {
    const feedWords = fc.record({name: words, description: words, version: words, timezone: words, source: link})
    fc.assert(fc.property(feedWords, eventWords, (about, input) => {
      const {text} = calendarText(feed([eventOf(input)], {...about, color: 'teal'}))
      expect(wrongLines(text)).toEqual([])
      const calendar = partOf(text)
      const described = cleanText(about.description)
      expect(namesIn(calendar)).toEqual([
        'VERSION', 'PRODID', 'CALSCALE', 'NAME', 'X-WR-CALNAME', 'X-WR-TIMEZONE', 'REFRESH-INTERVAL;VALUE', 'X-PUBLISHED-TTL', 'COLOR', 'X-APPLE-CALENDAR-COLOR',
        ...(described === '' ? [] : ['DESCRIPTION', 'X-WR-CALDESC']),
        ...(cleanLink(about.source) === undefined ? [] : ['SOURCE;VALUE']),
      ].toSorted())
      expect(calendar.parts.map(({name}) => name)).toEqual(input.whole ? ['VEVENT'] : ['VTIMEZONE', 'VEVENT'])
      for (const name of ['NAME', 'X-WR-CALNAME']) expect(textIn(calendar, name)).toBe(cleanLine(about.name) || 'Circle')
      for (const name of ['DESCRIPTION', 'X-WR-CALDESC']) expect(textIn(calendar, name)).toBe(described || undefined)
      expect(textIn(calendar, 'X-WR-TIMEZONE')).toBe(cleanLine(about.timezone))
      expect(only(calendar, 'SOURCE')?.value).toBe(cleanLink(about.source))
      expectEvent(eventIn(calendar), input, true)
    }), {numRuns: runs})
  })

  it('come out of a message as they went in, and invite nobody else', () => {
    const people = fc.record({organizer: words, attendees: fc.array(words, {minLength: 1, maxLength: 3}), sent: fc.boolean()})
    fc.assert(fc.property(people, eventWords.map((input) => ({...input, recurs: false})), fc.constantFrom('REQUEST', 'CANCEL'), words, (who, input, method, version) => {
      const event: CalendarEvent = {
        ...eventOf(input),
        organizer: {name: who.organizer, email: 'ann@example.org', ...(who.sent ? {sentBy: 'post@example.org'} : {})},
        attendees: who.attendees.map((name, index) => ({name, email: `m${index}@example.org`})),
      }
      const text = messageText({method, version, event})
      expect(wrongLines(text)).toEqual([])
      const calendar = partOf(text)
      expect(namesIn(calendar)).toEqual(['CALSCALE', 'METHOD', 'PRODID', 'VERSION'])
      expect(only(calendar, 'METHOD')?.value).toBe(method)
      expect(calendar.parts.map(({name}) => name)).toEqual(input.whole ? ['VEVENT'] : ['VTIMEZONE', 'VEVENT'])

      const named = (name: string, ...more: string[]): string => [...(nameText(name) === undefined ? [] : ['CN']), ...more].toSorted().map((each) => `;${each}`).join('')
      const part = eventIn(calendar)
      expectEvent(part, input, method === 'REQUEST', [
        `ORGANIZER${named(who.organizer, ...(who.sent ? ['SENT-BY'] : []))}`,
        ...who.attendees.map((name) => `ATTENDEE${named(name, 'CUTYPE', 'ROLE', ...(method === 'REQUEST' ? ['PARTSTAT', 'RSVP'] : []))}`),
      ])
      const lines = part.lines.filter(({name}) => name === 'ORGANIZER' || name === 'ATTENDEE')
      expect(lines.map(({value}) => value)).toEqual(['mailto:ann@example.org', ...who.attendees.map((_, index) => `mailto:m${index}@example.org`)])
      const called = lines.map(({parameters}) => parameters.find(({name}) => name === 'CN')?.values.map(plainParameter))
      expect(called).toEqual([who.organizer, ...who.attendees].map(nameText).map((name) => name && [name]))
      for (const name of called.flatMap((name) => name ?? [])) expect(name).not.toMatch(/["\\\n]/)
    }), {numRuns: runs})
  })

  it('are the same in ical.js, in each field', () => {
    fc.assert(fc.property(eventWords, words, (input, name) => {
      const event = {...eventOf({...input, recurs: false}), organizer: {name, email: 'ann@example.org'}, attendees: [{name, email: 'bo@example.org'}]}
      const component = new ICAL.Component(readIcal(messageText({method: 'REQUEST', version: '1', event}))).getFirstSubcomponent('vevent')!
      expect(component.getFirstPropertyValue('summary')).toBe(cleanLine(input.summary) || 'Gathering')
      expect(component.getFirstPropertyValue('description') ?? '').toBe(cleanText(input.description))
      expect(component.getFirstPropertyValue('location') ?? '').toBe(cleanLine(input.location))
      expect(component.getFirstProperty('categories')?.getValues() ?? []).toEqual([...new Set(input.categories.map(cleanWord))].filter((text) => text !== ''))
      expect(component.getFirstProperty('attendee')?.getFirstParameter('cn')).toBe(nameText(name))
      expect(component.getFirstProperty('conference')?.getParameter('feature')).toEqual(cleanLink(input.url) === undefined ? undefined : ['VIDEO', 'AUDIO'])
    }), {numRuns: runs})
  })

  it('are never an address', () => {
    const good = timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Asia/Kolkata')
    const parties = (email: string): Partial<CalendarEvent>[] => [
      {organizer: {name: 'Ann', email}, attendees: [{name: 'Bo', email: 'bo@example.org'}]},
      {organizer: {name: 'Ann', email: 'ann@example.org', sentBy: email}, attendees: [{name: 'Bo', email: 'bo@example.org'}]},
      {organizer: {name: 'Ann', email: 'ann@example.org'}, attendees: [{name: 'Bo', email: 'bo@example.org'}, {name: 'Cy', email}]},
    ]
    fc.assert(fc.property(words, nasty, (text, part) => {
      for (const email of [text, `bo@example.org${part}`, `${part}bo@example.org`, `bo${part}@example.org`]) {
        if (/^[\w.'=]+@[\w.-]+$/.test(email)) continue
        for (const people of parties(email)) expect(() => messageText({method: 'REQUEST', version: '1', event: {...good, ...people}})).toThrow(Fault)
      }
    }), {numRuns: runs})
  })

  it('are never a UID, a zone, a rule or a colour', () => {
    const good = timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Asia/Kolkata')
    const recurs = {rule: 'FREQ=DAILY', except: [], starts: [good.startMs], checkedTo: good.startMs + 1}
    fc.assert(fc.property(words, nasty, (text, part) => {
      for (const uid of [text, `a${part}@circle`].filter((uid) => !/^[\w.@-]+$/.test(uid))) expect(() => calendarText(feed([{...good, uid}]))).toThrow(Fault)
      for (const timezone of [text, `Asia/${part}`, `Asia/Kolkata${part}`].filter((zone) => !/^[\w/+-]+$/.test(zone))) {
        expect(() => calendarText(feed([{...good, timezone}]))).toThrow(Fault)
      }
      for (const rule of [text, `FREQ=DAILY${part}`, `FREQ=DAILY;X=${part}`]) expect(() => calendarText(feed([{...good, recurs: {...recurs, rule}}]))).toThrow(Fault)
      for (const color of [text, `teal${part}`]) expect(() => calendarText(feed([good], {color}))).toThrow(Fault)
    }), {numRuns: runs})
  })
})

describe('a hundred thousand characters', () => {
  it.each(['x', '\r', '👩‍👩‍👧', '\\', ',;:"', 'é ', '\u2028', '^', '" '])('may be in every field: %j', (part) => {
    const long = `${part.repeat(100_000 / part.length)}.`
    const more = {summary: long, location: long, description: long, categories: [long], url: `https://x.example/${long}`, alarms: [15]}
    const event = timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Asia/Kolkata', more)
    const {text} = calendarText(feed([event], {name: long, description: long, source: `https://x.example/${long}`}))
    expect(wrongLines(text)).toEqual([])
    expect(textIn(eventIn(partOf(text)), 'DESCRIPTION')).toBe(cleanText(long))

    const people = {organizer: {name: long, email: 'ann@example.org'}, attendees: [{name: long, email: 'bo@example.org'}]}
    const message = messageText({method: 'REQUEST', version: long, event: {...event, ...people}})
    expect(wrongLines(message)).toEqual([])
    expect(eventIn(partOf(message)).lines.filter(({name}) => name === 'ATTENDEE')).toHaveLength(1)
  })
})

describe('the time it takes', () => {
  const place = (length: number): string => '👩‍👩‍👧'.repeat(length / 8)
  const many = (count: number): CalendarEvent[] => weekly(count, '2000-01-07 19:00', '2000-01-07 21:00', 'America/New_York', {alarms: [15], categories: ['a', 'b']})

  it.each<[string, number, (size: number) => Partial<Feed>]>([
    ['the number of events', 300, (count) => ({events: many(count)})],
    ['the length of titles and texts', 20_000, (length) => ({
      name: 'x'.repeat(length),
      events: [timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Europe/Stockholm', {summary: 'x'.repeat(length), location: place(length), description: 'ä,;\\ '.repeat(length / 5)})],
    })],
    ['the number and length of categories', 3000, (length) => ({
      events: [timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Europe/Stockholm', {categories: Array.from({length}, (_, index) => `category, ${index}`)})],
    })],
    ['the number of times and exceptions', 200, (count) => {
      const event = timed('a', '2020-01-03 19:00', '2020-01-03 21:00', 'Asia/Kolkata')
      const at = (index: number): number => event.startMs + index * 7 * 86_400_000
      const list = Array.from({length: count}, (_, index) => index)
      const except = list.filter((index) => index % 2 === 1).map((index) => ({...event.start, day: addDays(event.start.day, index * 7)}))
      const recurs = {rule: `FREQ=WEEKLY;COUNT=${count};BYDAY=FR`, except, starts: list.filter((index) => index % 2 === 0).map(at), checkedTo: at(count), lastEndMs: at(count)}
      return {events: [{...event, recurs}]}
    }],
  ])('grows with %s, not with its square', (_, size, input) => {
    const [small, large] = [feed([], input(size)), feed([], input(size * 8))]
    expect(growth(() => calendarText(small), () => calendarText(large))).toBeLessThan(28)
  })

  it('grows with the number of people, not with its square', () => {
    const message = (count: number): (() => string) => {
      const attendees = Array.from({length: count}, (_, index) => ({name: `Member "${index}"`, email: `m${index}@example.org`}))
      const event = timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Europe/Stockholm', {organizer: {name: 'Ann', email: 'ann@example.org'}, attendees})
      return () => messageText({method: 'REQUEST', version: '1', event})
    }
    expect(growth(message(400), message(3200))).toBeLessThan(28)
  })
})

/** How many times as long the large one takes as the small one: the processor's time, so that other programs do not count; the least of several. */
function growth(small: () => unknown, large: () => unknown): number {
  const times = Array.from({length: 4}, () => [spent(small), spent(large)] as const).slice(1)
  return Math.min(...times.map(([, ms]) => ms)) / Math.max(Math.min(...times.map(([ms]) => ms)), 1)
}

import {describe, expect, it} from 'vitest'
import type {CalendarEvent} from '../../src/calendar/event.ts'
import {eventsOf} from '../../src/calendar/events.ts'
import type {More} from '../../src/calendar/events.ts'
import {messageText} from '../../src/calendar/message.ts'
import {seriesOf} from '../../src/calendar/series.ts'
import {calendarText} from '../../src/calendar/write.ts'
import type {Rhythm} from '../../src/model/charter.ts'
import type {GatheringRecord} from '../../src/model/circle.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import {cases, circleOf, notPortable} from './cases.ts'
import type {Case} from './cases.ts'
import {allDay, feed, timed, weekly} from './feed.ts'
import {look, misread, precise, readersHere, readersRight, seenAs, simple, weakAt} from './readers.ts'
import type {Seen} from './readers.ts'

const thorough = process.env.CIRCLE_THOROUGH === '1'

const here = readersHere()
if (typeof here === 'string' && process.env.CIRCLE_READERS === '1') throw new Error(`The readers of calendars should be here: ${here}`)
const title = typeof here === 'string' ? `other readers (skipped: ${here}; see the head of test/fixtures/calendar/check_ics.py)` : 'other readers'

/** A case as events, one by one or in series form, and what they must be by the fixture: nothing of ours. */
function eventsOfCase(each: Case, form: 'single' | 'series' = 'single'): {each: Case; events: readonly CalendarEvent[]; notes: readonly string[]; expected: string[]} {
  const circle = circleOf(each)
  const {expected, expectedCancelled = []} = each
  const window = {from: each.window[0], to: each.window[1]}
  const changed = (): number => Date.UTC(2026, 2, 1) / 1000
  const listed = gatherings(circle, window)
  const events = eventsOf(circle, listed, changed)
  return {
    each,
    ...(form === 'single' ? {events, notes: []} : seriesOf({circle, gatherings: listed, events, window, changed})),
    expected: [
      ...expected.map(({start, end = ''}) => `CONFIRMED ${start} ${end}`),
      ...expectedCancelled.map(({start, end = ''}) => `CANCELLED ${start} ${end}`),
    ].toSorted(),
  }
}

/** What a reader sees of a case; ends left out where the fixture or the reader has none, and dates that the case only left out. */
function asExpected(each: Case, seen: readonly Seen[], withEnds = true): string[] {
  const hasEnds = withEnds && each.expected.every(({end}) => end !== undefined)
  const leftOut = new Set(each.series.flatMap(({uid, exdates}) => exdates.map((day) => `${day.slice(0, 10)}-${uid}.${each.id}@circle`)))
  return seen.filter(({uid}) => !leftOut.has(uid)).map(({start, end, status}) => `${status} ${start} ${hasEnds ? end : ''}`).toSorted()
}

/**
 * Programs that get the last evening of a series with UNTIL wrong in a zone far east: iCal::Parser compares the clock there with UNTIL, which
 * is in UTC (RFC 5545 3.3.10), and at 19:00 in Auckland the last second of the day is only 10:59:59 in UTC.
 */
const knownAlone: Readonly<Record<string, readonly string[]>> = {'Pacific/Auckland': ['perl'], 'Asia/Kolkata': ['perl']}

/** Whether a reader sees a case as it is laid down; of what recurs vobject tells no ends. */
function isRight(reader: string, occurrences: readonly Seen[] | null, each: Case, expected: readonly string[], form: string): boolean {
  const withEnds = !(form === 'series' && reader === 'vobject')
  const meant = withEnds ? expected : expected.map((line) => line.replace(/\S+$/, ''))
  return JSON.stringify(asExpected(each, occurrences ?? [], withEnds)) === JSON.stringify(meant)
}

describe.skipIf(typeof here === 'string').each(['single', 'series'] as const)(`${title}, of %s events,`, (form) => {
  // pyical moves what recurs in UTC to the zone in which the calendar is shown.
  const shown = {timezone: 'UTC'}

  it('see each of the hard cases exactly as it is laid down, at least five of them each', () => {
    // What begins after 2037 has a file of its own, below.
    const early = cases().filter(({window}) => window[1] <= '2035')
    const all = early.map((each) => eventsOfCase(each, form))
    const events = all.flatMap(({events}) => events)
    const report = look(calendarText(feed(events, shown)).text, '2026-01-01', '2031-01-01', thorough ? [...precise, 'radicale'] : precise)
    expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
    expect(misread(report, events)).toEqual([])
    for (const {each, expected} of all) {
      const right = Object.entries(report.readers).filter(([reader, {occurrences}]) => {
        const own = (occurrences ?? []).filter(({uid}) => uid.endsWith(`.${each.id}@circle`))
        return isRight(reader, own, each, expected, form)
      })
      expect(right.length, `${each.id}: ${right.map(([name]) => name).join(', ')}`).toBeGreaterThanOrEqual(5)
    }
  }, 300_000)

  it('see what comes after 2037 at its hour, where their zones go that far', () => {
    const late = cases().filter(({window}) => window[1] > '2035')
    expect(late.map(({id}) => id)).toEqual(['beyond-2038'])
    for (const each of late) {
      const {events, expected} = eventsOfCase(each, form)
      const report = look(calendarText(feed(events)).text, each.window[0], each.window[1], [...precise, 'radicale', ...simple.filter((name) => name !== 'calcurse')])
      expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
      const right = Object.entries(report.readers).filter(([reader, {occurrences}]) => {
        const ends = reader === 'perl' || reader === 'rrule-temporal' ? 'series' : form
        return isRight(ends === form ? reader : 'vobject', occurrences, each, expected, ends)
      })
      expect(right.length, right.map(([name]) => name).join()).toBeGreaterThanOrEqual(5)
    }
  }, 300_000)

  it.runIf(thorough).each(cases())('see $id alone as it is laid down', (each) => {
    const {events, expected} = eventsOfCase(each, form)
    // calcurse shows two of one title at one time as one.
    const times = events.flatMap((event) => seenAs(event).map(({start}) => start))
    const readers = [...precise, 'radicale', ...simple].filter((name) => name !== 'calcurse' || new Set(times).size === times.length)
    const report = look(calendarText(feed(events, shown)).text, each.window[0], each.window[1], readers)
    expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
    const wrong = Object.entries(report.readers).filter(([, {occurrences}]) => {
      const seen = (occurrences ?? []).map(({start}) => start).toSorted()
      return seen.join() !== times.toSorted().join()
    }).map(([name]) => name)
    const known = weakAt(events)
    expect(wrong.filter((name) => !known.has(name))).toEqual([])
    expect(readers.length - wrong.length).toBeGreaterThanOrEqual(5)
    expect(expected.length).toBeGreaterThan(0)
  }, 300_000)
})

describe.skipIf(typeof here === 'string')(`${title}, of series that end and have exceptions,`, () => {
  const zones = ['America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kolkata', 'Asia/Jerusalem', 'America/Santiago', 'America/St_Johns', 'UTC']
  const rhythms: Readonly<Record<string, Rhythm>> = {
    // The last is excepted too: the series ends earlier, by UNTIL.
    evening: {title: 'Evening', starts: '2026-08-04 19:00', repeats: 'every 2 weeks on tuesday and thursday', until: '2027-04-15', lasts: '2h'},
    morning: {title: 'Morning', starts: '2026-09-07 07:00', repeats: 'every month on the 1st monday', until: '2027-05-03', lasts: '90 min'},
    days: {title: 'Days', starts: '2026-08-29', repeats: 'every month on the last saturday', until: '2027-05-29', lasts: '2 days'},
  }
  const changed = (): number => Date.UTC(2026, 2, 1) / 1000
  const window = {from: '2026-08-01', to: '2027-08-01'}

  /** What a circle in a zone has, with the second, a later and the last gathering of each rhythm excepted. */
  function seriesIn(zone: string): CalendarEvent[] {
    const charter = {circle: 1, id: zone.toLowerCase().replaceAll(/[^a-z]+/g, '-'), name: zone, purpose: 'Talk.', founded: '2026-01-01', timezone: zone, rhythms}
    const usual = gatherings({charter, gatherings: new Map()}, window)
    const records = Object.keys(rhythms).flatMap((id) => {
      const own = usual.filter(({rhythm}) => rhythm === id)
      return [own[1]!, own[4]!, own.at(-1)!].map((gathering): [string, GatheringRecord] => [gathering.id, {id: gathering.id, shared: {rhythm: id, topic: 'Thrift'}, pages: new Map()}])
    })
    const circle = {charter, gatherings: new Map(records)}
    const listed = gatherings(circle, window)
    const {events, notes} = seriesOf({circle, gatherings: listed, events: eventsOf(circle, listed, changed), window, changed})
    expect(notes).toEqual([])
    expect(events.map(({recurs}) => recurs?.rule.includes(';UNTIL=') ?? false).filter(Boolean)).toHaveLength(3)
    return events
  }

  it('see all of them at their hours, in zones far east and west and with odd clocks', () => {
    const events = zones.flatMap(seriesIn)
    expect(unsound(calendarText(feed(events, {timezone: 'UTC'})).text, events, window.from, window.to)).toEqual([])
  }, 300_000)

  it.runIf(thorough).each(zones)('see those of %s alone, in programs that know one zone a file', (zone) => {
    const events = seriesIn(zone).filter(({allDay}) => !allDay)
    const report = look(calendarText(feed(events, {timezone: zone})).text, window.from, window.to, simple)
    const meant = events.flatMap((event) => seenAs(event).map(({start}) => start)).toSorted()
    const wrong = Object.entries(report.readers).filter(([, {occurrences}]) => (occurrences ?? []).map(({start}) => start).toSorted().join() !== meant.join()).map(([name]) => name)
    expect(wrong).toEqual(knownAlone[zone] ?? [])
  }, 300_000)
})

describe('the hard cases in series form', () => {
  it.each(cases())('are series but for what the rule, the clocks or a single date do not allow: $id', (each) => {
    const {events, notes} = eventsOfCase(each, 'series')
    const why = notPortable[each.id]
    expect(events.some(({recurs}) => recurs !== undefined)).toBe(why === undefined)
    expect(notes).toEqual(why === undefined || each.series.every(({rrule}) => rrule === null) ? [] : [why])
  })
})

/** What is wrong with the bytes, the zones or what readers say of a file; nothing, when it is sound. */
function unsound(text: string, events: readonly CalendarEvent[], from: string, to: string): string[] {
  const report = look(text, from, to, thorough ? precise : precise.filter((name) => name !== 'khal'))
  const notes = Object.entries(report.readers).flatMap(([reader, {notes}]) => notes.map((note) => `${reader}: ${note}`))
  const few = events.filter((event) => readersRight(report, event, to) < 5).map(({uid}) => `fewer than five readers see ${uid} as it is meant`)
  return [...report.errors, ...report.warnings, ...report.timezone, ...notes, ...misread(report, events, to), ...few]
}

describe.skipIf(typeof here === 'string')(`${title}, of a calendar in every mode,`, () => {
  const charter = {
    circle: 1, id: '7k2mq9xw', name: 'Leather Apron Club, "Philadelphia"', purpose: 'Improve ourselves;\nand serve our city.', founded: '2026-11-22', timezone: 'America/New_York',
    rhythms: {
      weekly: {title: 'Friday meeting', starts: '2026-11-27 19:00', repeats: 'every week', lasts: '2h', place: 'The Indian King', link: 'https://meet.example.org/apron'},
      retreat: {title: 'Retreat', starts: '2027-06-11', repeats: 'every year on the 2nd friday of june', lasts: '3 days'},
      night: {title: 'Watch', starts: '2027-01-10 01:30', repeats: 'every month on the 2nd sunday', until: '2027-12-31', lasts: '1h'},
    },
  }
  const records: Record<string, GatheringRecord['shared']> = {
    '2026-11-27-weekly': {rhythm: 'weekly', topic: 'Is thrift a virtue?', roles: {scribe: 'bo'}},
    '2026-12-25-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'Christmas'},
    '2027-01-01-weekly': {rhythm: 'weekly', when: '2027-01-02 15:00', place: 'At Bo\u2019s'},
    '2026-12-05-picnic': {when: '2026-12-05 12:00', title: 'Picnic'},
  }
  const circle = {charter, gatherings: new Map(Object.entries(records).map(([id, shared]): [string, GatheringRecord] => [id, {id, shared, pages: new Map()}]))}
  const window = {from: '2026-11-01', to: '2027-12-31'}
  const listed = gatherings(circle, window)
  const changed = (id: string): number => Date.UTC(2026, 10, 23) / 1000 + id.length
  const own: More = {
    alarms: [1440, 15, 0], formats: new Map(listed.map(({id}) => [id, 'Junto'])),
    roles: new Map([['2026-11-27-weekly', {set: ['Scribe'], proposed: []}], ['2026-12-04-weekly', {set: [], proposed: ['Timekeeper']}]]),
  }
  const modes: readonly [string, More, 'single' | 'series'][] = [
    ['as it is', {}, 'single'],
    ['in series', {}, 'series'],
    ['for a member, with reminders, format and roles', own, 'single'],
    ['for a member, in series', own, 'series'],
    ['for a member far away', {...own, timezone: 'Asia/Kolkata'}, 'single'],
    ['for a member where clocks change on other days', {...own, timezone: 'Pacific/Auckland'}, 'single'],
    ['with the circle in each title', {prefix: charter.name}, 'single'],
  ]

  it.each(modes)('find it sound %s, and see what is meant', (_, more, form) => {
    const single = eventsOf(circle, listed, changed, more)
    const events = form === 'single' ? single : seriesOf({circle, gatherings: listed, events: single, window, changed, more, formatName: ({id}) => more.formats && (more.formats.get(id) ?? 'Junto')}).events
    expect(events.filter(({recurs}) => recurs !== undefined).map(({uid}) => uid)).toEqual(form === 'single' ? [] : ['weekly.series.7k2mq9xw@circle', 'retreat.series.7k2mq9xw@circle'])
    const {text} = calendarText(feed(events, {
      name: charter.name, description: charter.purpose, timezone: more.timezone ?? charter.timezone, color: 'purple', source: 'https://example.org/apron,1.ics',
    }))
    // What never ends is looked at as far as we said what it comes to.
    expect(unsound(text, events, window.from, '2028-01-01')).toEqual([])
  }, 300_000)

  it('find a file of each gathering sound', () => {
    for (const event of eventsOf(circle, listed, changed, own).filter(({uid}) => /^(2026-1[12]|2027-03-14)/.test(uid))) {
      expect(unsound(calendarText(feed([event])).text, [event], window.from, window.to), event.uid).toEqual([])
    }
  }, 300_000)

  it('find several circles in one file sound', () => {
    const other = {charter: {...charter, id: 'x3fz0p1d', name: 'Bokcirkeln', timezone: 'Europe/Stockholm'}, gatherings: new Map()}
    const events = [circle, other].flatMap((each) => eventsOf(each, gatherings(each, window), changed, {prefix: each.charter.name}))
    expect(unsound(calendarText(feed(events, {color: 'teal'})).text, events, window.from, window.to)).toEqual([])
  }, 300_000)

  const party = {organizer: {name: 'Ann "A" Ek; \u05d0', email: 'ann@example.org'}, attendees: [{name: 'Bo, Berg:\r\nRRULE:FREQ=DAILY', email: 'bo@example.org'}, {name: '', email: 'cy@example.org'}]}
  const invited: readonly [string, CalendarEvent][] = [
    ['timed', timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Europe/Stockholm', {...party, alarms: [15], url: 'https://x.example/', description: 'Join', categories: ['Apron'], stamp: Date.UTC(2026, 10, 24) / 1000})],
    ['sent in another\u2019s place', timed('b', '2027-04-04 10:00', '2027-04-04 11:45', 'Australia/Lord_Howe', {...party, organizer: {...party.organizer, sentBy: 'bo@example.org'}})],
    ['of whole days', allDay('c', '2027-06-11', '2027-06-14', 'Pacific/Auckland', party)],
    ['in an hour that is skipped', timed('d', '2027-03-28 02:15', '2027-03-28 04:00', 'Europe/Stockholm', party)],
    ['in an hour that is repeated', timed('e', '2026-10-25 02:15', '2026-10-25 04:00', 'Europe/Stockholm', party)],
  ]

  it.each(invited)('find an invitation, its update and its cancellation sound: %s', (_, event) => {
    const later = {...event, sequence: event.sequence + 1}
    const off: CalendarEvent = {...later, status: 'CANCELLED'}
    const {alarms: _alarms, ...quiet} = off
    for (const [method, meant] of [['REQUEST', event], ['REQUEST', later], ['CANCEL', quiet]] as const) {
      expect(unsound(messageText({method, version: '1.2.3', event: meant}), [meant], '2026-01-01', '2028-01-01'), method).toEqual([])
    }
  }, 300_000)

  it('agree on all days, cancelled ones, gaps, overlaps, odd zones and hostile words', () => {
    const hostile = 'a\rRRULE:FREQ=DAILY;COUNT=3\r\nATTENDEE:mailto:eve@example.org\u2028BEGIN:VEVENT\u0085END:VCALENDAR\n ";,:\\\\n\t👩‍👩‍👧 א \ud800'
    const events = [
      ...weekly(12, '2026-09-06 10:00', '2026-09-06 11:45', 'Australia/Lord_Howe'),
      timed('gap', '2026-03-29 02:15', '2026-03-29 04:00', 'Europe/Stockholm'),
      timed('overlap', '2026-10-25 02:15', '2026-10-25 04:00', 'Europe/Stockholm'),
      timed('ends-in-gap', '2026-03-29 01:00', '2026-03-29 02:30', 'Europe/Stockholm'),
      timed('ends-in-overlap', '2026-10-25 01:00', '2026-10-25 02:30', 'Europe/Stockholm'),
      timed('midnight', '2026-12-31 22:00', '2027-01-01 01:00', 'America/New_York'),
      timed('chatham', '2026-09-27 12:45', '2026-09-27 13:45', 'Pacific/Chatham'),
      timed('kolkata', '2026-06-15 21:00', '2026-06-15 22:00', 'Asia/Kolkata'),
      timed('santiago', '2026-09-07 19:00', '2026-09-07 21:00', 'America/Santiago'),
      timed('jerusalem', '2026-03-28 19:00', '2026-03-28 21:00', 'Asia/Jerusalem'),
      timed('nuuk', '2026-03-30 19:00', '2026-03-30 21:00', 'America/Nuuk'),
      timed('dublin', '2026-07-01 19:00', '2026-07-01 21:00', 'Europe/Dublin'),
      timed('utc', '2026-07-01 19:00', '2026-07-01 21:00', 'UTC'),
      allDay('retreat', '2026-06-11', '2026-06-14', 'Pacific/Auckland'),
      allDay('cancelled', '2026-06-20', '2026-06-21', 'Europe/Stockholm', {status: 'CANCELLED', summary: 'Cancelled: Walk'}),
      timed('hostile', '2026-07-03 19:00', '2026-07-03 21:00', 'Europe/Stockholm', {
        summary: hostile, location: hostile, description: hostile.repeat(200), url: 'https://x.example/"\r\n;,',
      }),
    ]
    const {text} = calendarText(feed(events, {name: hostile, description: hostile}))
    const report = look(text, '2026-01-01', '2027-06-01', precise)
    expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
    expect(misread(report, events)).toEqual([])
    for (const event of events) expect(readersRight(report, event), event.uid).toBeGreaterThanOrEqual(5)
  }, 300_000)

  it('find an empty calendar sound', () => {
    const report = look(calendarText(feed([])).text, '2026-01-01', '2027-01-01', precise)
    expect(report.errors).toEqual([])
    expect(misread(report, [])).toEqual([])
  }, 300_000)
})

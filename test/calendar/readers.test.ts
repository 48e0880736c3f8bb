import {describe, expect, it} from 'vitest'
import {eventsOf} from '../../src/calendar/events.ts'
import type {CalendarEvent} from '../../src/calendar/event.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import {instantText} from '../../src/schedule/instant.ts'
import {cases, circleOf} from './cases.ts'
import type {Case} from './cases.ts'
import {allDay, feed, timed, weekly} from './feed.ts'
import {look} from './readers.ts'
import type {Report, Seen} from './readers.ts'

const thorough = process.env.CIRCLE_THOROUGH === '1'
/** Readers that tell events apart and take several zones in one file. */
const precise = ['libical', 'pyical', 'vobject', 'khal', 'sabre2', 'ical.js']
/** These know one zone a file, or tell no UID: they get a file for each case. */
const simple = ['calcurse', 'perl', 'rrule-temporal']

/** What a reader is known to get wrong whatever it is given. */
const weaknesses: readonly {reader: string; where: (event: CalendarEvent) => boolean; why: string}[] = [
  {reader: 'khal', where: ({startMs}) => startMs >= Date.UTC(2038, 0, 1), why: 'its pytz has no summer time after 2037'},
  {reader: 'pyical', where: ({startMs}) => startMs >= Date.UTC(2038, 0, 1), why: 'its pytz has no summer time after 2037'},
  {
    reader: 'radicale',
    where: ({timezone}) => ['Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Chatham'].includes(timezone),
    why: 'its vobject writes +05:30 as +05:00',
  },
]

/** The readers that are there, or why there are too few. */
function readersHere(): readonly string[] | string {
  try {
    const {text} = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Europe/Stockholm')]))
    const report = look(text, '2026-01-01', '2027-01-01', [...precise, ...simple])
    const here = Object.entries(report.readers).filter(([, {occurrences}]) => occurrences !== null).map(([name]) => name)
    return here.length >= 5 ? here : `only ${here.length} readers of calendars are installed`
  } catch (error) {
    return error instanceof Error ? error.message : 'it cannot be run'
  }
}

const here = readersHere()
if (typeof here === 'string' && process.env.CIRCLE_READERS === '1') throw new Error(`The readers of calendars should be here: ${here}`)
const title = typeof here === 'string' ? `other readers (skipped: ${here}; see the head of test/fixtures/calendar/check_ics.py)` : 'other readers'


/** An event as a reader should see it. */
function seenAs(event: CalendarEvent): Seen {
  const [start, end] = event.allDay ? [event.start.day, event.end.day] : [instantText(event.startMs), instantText(event.endMs)]
  return {uid: event.uid, start, end, status: event.status}
}

const line = ({uid, start, end, status}: Seen): string => [uid, start, end, status].join(' ')

/** What readers see otherwise than it is meant, save what they are known for: `khal: extra …`. */
function misread(report: Report, events: readonly CalendarEvent[]): string[] {
  const wrong: string[] = []
  for (const [reader, {notes, occurrences}] of Object.entries(report.readers)) {
    if (occurrences === null) continue
    const weak = new Set(events.filter((event) => weaknesses.some((weakness) => weakness.reader === reader && weakness.where(event))).map(({uid}) => uid))
    const meant = events.filter(({uid}) => !weak.has(uid)).map((event) => line(seenAs(event))).toSorted()
    const seen = occurrences.filter(({uid}) => !weak.has(uid)).map(line).toSorted()
    for (const note of notes) if (/FAILED|CRASH|TIMEOUT|error|HTTP|malformed/i.test(note)) wrong.push(`${reader}: ${note}`)
    for (const each of seen) if (!meant.includes(each)) wrong.push(`${reader}: extra ${each}`)
    for (const each of meant) if (!seen.includes(each)) wrong.push(`${reader}: lacks ${each}`)
    if (seen.length !== new Set(seen).size) wrong.push(`${reader}: something twice`)
  }
  return wrong
}

/** How many readers see an event as it is meant. */
function readersRight(report: Report, event: CalendarEvent): number {
  const meant = line(seenAs(event))
  return Object.values(report.readers).filter(({occurrences}) => occurrences?.filter(({uid}) => uid === event.uid).map(line).join() === meant).length
}

/** A case as events, and what they must be by the fixture: nothing of ours. */
function eventsOfCase(each: Case): {each: Case; events: CalendarEvent[]; expected: string[]} {
  const circle = circleOf(each)
  const {expected, expectedCancelled = [], window} = each
  const events = eventsOf(circle, gatherings(circle, {from: window[0], to: window[1]}), () => Date.UTC(2026, 2, 1) / 1000)
  return {
    each,
    events,
    expected: [
      ...expected.map(({start, end = ''}) => `CONFIRMED ${start} ${end}`),
      ...expectedCancelled.map(({start, end = ''}) => `CANCELLED ${start} ${end}`),
    ].toSorted(),
  }
}

/** What a reader sees of a case; ends left out where the fixture has none, and dates that the case only left out. */
function asExpected(each: Case, seen: readonly Seen[]): string[] {
  const hasEnds = each.expected.every(({end}) => end !== undefined)
  const leftOut = new Set(each.series.flatMap(({uid, exdates}) => exdates.map((day) => `${day.slice(0, 10)}-${uid}.${each.id}@circle`)))
  return seen.filter(({uid}) => !leftOut.has(uid)).map(({start, end, status}) => `${status} ${start} ${hasEnds ? end : ''}`).toSorted()
}

describe.skipIf(typeof here === 'string')(title, () => {
  it('see each of the hard cases exactly as it is laid down, at least five of them each', () => {
    // What begins after 2037 has a file of its own, below.
    const early = cases().filter(({window}) => window[1] <= '2035')
    const all = early.map((each) => eventsOfCase(each))
    const events = all.flatMap(({events}) => events)
    const report = look(calendarText(feed(events)).text, '2026-01-01', '2031-01-01', thorough ? [...precise, 'radicale'] : precise)
    expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
    expect(misread(report, events)).toEqual([])
    for (const {each, expected} of all) {
      const right = Object.entries(report.readers).filter(([, {occurrences}]) => {
        const own = (occurrences ?? []).filter(({uid}) => uid.endsWith(`.${each.id}@circle`))
        return JSON.stringify(asExpected(each, own)) === JSON.stringify(expected)
      })
      expect(right.length, `${each.id}: ${right.map(([name]) => name).join(', ')}`).toBeGreaterThanOrEqual(5)
    }
  }, 300_000)

  it('see what comes after 2037 at its hour, where their zones go that far', () => {
    const late = cases().filter(({window}) => window[1] > '2035')
    expect(late.map(({id}) => id)).toEqual(['beyond-2038'])
    for (const each of late) {
      const {events, expected} = eventsOfCase(each)
      const report = look(calendarText(feed(events)).text, each.window[0], each.window[1], [...precise, 'radicale'])
      expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
      const right = Object.values(report.readers).filter(({occurrences}) => JSON.stringify(asExpected(each, occurrences ?? [])) === JSON.stringify(expected))
      expect(right.length).toBeGreaterThanOrEqual(5)
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

  it.runIf(thorough).each(cases())('see $id alone as it is laid down', (each) => {
    const {events, expected} = eventsOfCase(each)
    // calcurse knows no STATUS, and shows two of one title at one time as one.
    const plain = events.every(({status}) => status === 'CONFIRMED') && new Set(events.map(({startMs}) => startMs)).size === events.length
    const readers = [...precise, 'radicale', ...simple].filter((name) => plain || name !== 'calcurse')
    const report = look(calendarText(feed(events)).text, each.window[0], each.window[1], readers)
    expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
    const wrong = Object.entries(report.readers).filter(([, {occurrences}]) => {
      const told = (occurrences ?? []).map(({start}) => start).toSorted()
      return told.join() !== events.map((event) => seenAs(event).start).toSorted().join()
    }).map(([name]) => name)
    const known = new Set(weaknesses.filter(({where}) => events.some(where)).map(({reader}) => reader))
    expect(wrong.filter((name) => !known.has(name))).toEqual([])
    expect(readers.length - wrong.length).toBeGreaterThanOrEqual(5)
    expect(expected.length).toBeGreaterThan(0)
  }, 300_000)
})

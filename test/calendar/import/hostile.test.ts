import {isDeepStrictEqual} from 'node:util'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {readCalendar} from '../../../src/calendar/import/source.ts'
import type {Plan} from '../../../src/calendar/import/plan.ts'
import {charterSchema} from '../../../src/model/charter.ts'
import {Fault} from '../../../src/model/fault.ts'
import {forms} from '../../../src/model/forms.ts'
import {sharedPageSchema} from '../../../src/model/gathering.ts'
import type {PlainMap} from '../../../src/model/node.ts'
import {readNode} from '../../../src/model/schema.ts'
import type {RecordSchema} from '../../../src/model/schema.ts'
import {strays} from '../../../src/schedule/strays.ts'
import {readText} from '../../../src/store/yaml/read.ts'
import {render} from '../../../src/store/yaml/render.ts'
import {spent} from '../../cost.ts'
import {carriedOut, circleWith, event, fileOf, imported, listedIn} from './files.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What is wrong with a record once it has been written and read again. */
function flaws(record: object, schema: RecordSchema): unknown[] {
  const parsed = readText(render(record as PlainMap, schema), 'a.yaml')
  if ('problems' in parsed) return [...parsed.problems]
  const findings: Parameters<typeof readNode>[3] = []
  const again = readNode(parsed.root, schema, 'a.yaml', findings) ?? {}
  return [...findings, ...(isDeepStrictEqual(structuredClone(again), structuredClone(record)) ? [] : [{again, record}])]
}

/** The first lines of events of which the outcome says nothing at all: not taken, not there, not named. */
function unsaid(text: string, plan: Plan): number[] {
  const said = [plan.rhythms, plan.gatherings, plan.differs, plan.notTaken, plan.misses].flatMap((list) => list.map(({line}) => line)).concat(plan.there)
  const lines = text.split(/\r\n|\n/)
  const begins = lines.flatMap((line, index) => (line === 'BEGIN:VEVENT' ? [index + 1] : []))
  return begins.filter((begin) => {
    const end = lines.indexOf('END:VEVENT', begin) + 1
    return !said.some((line) => line >= begin && line <= end)
  })
}

function sound(text: string): void {
  const circle = circleWith()
  const plan = imported(text, circle)
  expect(unsaid(text, plan)).toEqual([])
  if (plan.charter !== undefined) expect(flaws(plan.charter, charterSchema)).toEqual([])
  for (const {id, record} of plan.gatherings) {
    expect(forms.id.fault(id)).toBe(undefined)
    expect(flaws(record, sharedPageSchema)).toEqual([])
  }
  for (const {id} of plan.rhythms) expect(forms.id.fault(id)).toBe(undefined)
  const after = carriedOut(circle, plan)
  expect(strays(after)).toEqual([])
  listedIn(after)
}

describe('a hostile file', () => {
  const nasty = fc.oneof(
    fc.string({unit: 'binary', maxLength: 200}),
    fc.constantFrom('\u0000', '\u001b[2J', '\u202e', '\u2028', '---\n', '- x: y', '{a: b}', '"', "'", '!!js/function', '&a *a', '# no', ': ', '\\n', '\\,', '\ud800', 'null', '2026-11-27', '19:00', 'constructor', '__proto__', 'CON', 'x'.repeat(5000), '😀'.repeat(300)),
  )
  const property = fc.constantFrom('SUMMARY', 'LOCATION', 'DESCRIPTION', 'URL', 'CONFERENCE', 'UID', 'STATUS', 'CLASS', 'RRULE', 'EXDATE', 'RDATE', 'DURATION', 'DTEND', 'RECURRENCE-ID', 'SEQUENCE', 'DTSTAMP')
  const value = fc.oneof(nasty, fc.constantFrom('20261201T190000', '20261208T190000Z', '20261208', 'FREQ=WEEKLY', 'FREQ=DAILY;COUNT=3', 'PT1H', 'P3D', 'Cancelled: x', 'https://example.org/a b', '2026-12-05-x.abcd@circle', 'x.series.abcd@circle'))
  const anyEvent = fc.tuple(fc.constantFrom('DTSTART:20261201T190000', 'DTSTART;VALUE=DATE:20261201', 'DTSTART:20261201T190000Z', 'DTSTART;TZID=America/New_York:20261201T190000'), fc.array(fc.tuple(property, value), {maxLength: 8}))
    .map(([start, lines]) => event(start, ...lines.map(([name, words]) => `${name}:${words}`)))

  it('makes no page that is unsound, whatever its words', () => {
    fc.assert(fc.property(fc.array(anyEvent, {maxLength: 4}), (events) => sound(fileOf(...events))), {numRuns: thorough ? 20_000 : 300})
  }, thorough ? 600_000 : 60_000)

  it('is read or refused, whatever its bytes', () => {
    const piece = fc.oneof(fc.uint8Array({maxLength: 40}), fc.constantFrom('BEGIN:VCALENDAR\r\n', 'BEGIN:VEVENT\n', 'END:VEVENT\n', 'END:VCALENDAR\n', 'DTSTART:20261201\n', ' folded', '\r', 'SUMMARY;X="').map(bytes))
    fc.assert(fc.property(fc.array(piece, {maxLength: 30}), (pieces) => {
      try {
        imported(Uint8Array.from([...bytes('BEGIN:VCALENDAR\n'), ...pieces.flatMap((each) => [...each])]))
      } catch (error) {
        if (!(error instanceof Fault)) throw error
      }
    }), {numRuns: thorough ? 20_000 : 500})
  }, thorough ? 600_000 : 60_000)

  /** Milliseconds of the processor. Two seconds are promised; a slow machine gets three times that. */
  const patience = 6000
  const never = 'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-366'
  const many = (count: number, one: (index: number) => string): string => fileOf(...Array.from({length: count}, (_, index) => one(index)))
  const dates = (count: number): string => Array.from({length: count}, (_, index) => `2027${String((index % 12) + 1).padStart(2, '0')}${String((index % 28) + 1).padStart(2, '0')}T${String(index % 24).padStart(2, '0')}0000`).join(',')
  it.each([
    ['ten thousand single events', () => many(10_000, (index) => event(`UID:${index}`, `SUMMARY:E${index}`, `DTSTART:2027${String((index % 12) + 1).padStart(2, '0')}10T${String(index % 24).padStart(2, '0')}0000`, 'DURATION:PT1H'))],
    ['two thousand rhythms', () => many(2000, (index) => event(`UID:${index}`, `SUMMARY:E${index}`, 'DTSTART:20270101T190000', 'RRULE:FREQ=DAILY'))],
    ['rhythms with thousands of exceptions', () => many(100, (index) => event(`UID:${index}`, `SUMMARY:E${index}`, 'DTSTART:20270101T190000', 'RRULE:FREQ=DAILY;COUNT=9999', `EXDATE:${dates(1000)}`))],
    ['exceptions that all miss', () => many(20, (index) => event(`UID:${index}`, `SUMMARY:E${index}`, 'DTSTART:20270101T193000', 'RRULE:FREQ=DAILY', `EXDATE:${dates(4900)}`))],
    ['rules that never come', () => many(500, (index) => event(`UID:${index}`, 'DTSTART:20270101T190000', `SUMMARY:${index}`, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'))],
    ['rules that come never, and that only every day of three centuries tells', () => many(500, (index) => event(`UID:${index}`, 'DTSTART:20270101T190000', `SUMMARY:${index}`, `RRULE:${never}`))],
    ['singles over three centuries', () => many(3000, (index) => event(`UID:${index}`, `SUMMARY:${index}`, `DTSTART:${1900 + (index % 299)}${String((index % 12) + 1).padStart(2, '0')}01T190000`))],
    ['a title of two megabytes', () => fileOf(event('UID:a', `SUMMARY:${'a\\,b '.repeat(400_000)}`, 'DTSTART:20270101'))],
    ['a hundred thousand folds', () => fileOf(event('UID:a', `SUMMARY:${'a\r\n '.repeat(100_000)}`, 'DTSTART:20270101'))],
    ['zones without end', () => fileOf(`BEGIN:VTIMEZONE\r\nTZID:Q\r\n${'BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1,2,3,4,5,6,7,8,9\r\nEND:STANDARD\r\n'.repeat(150)}END:VTIMEZONE`, ...Array.from({length: 500}, (_, index) => event(`UID:${index}`, `SUMMARY:${index}`, `DTSTART;TZID=Q:${1950 + (index % 200)}0101T190000`)))],
    ['ten thousand entries with one UID', () => many(10_000, (index) => event('UID:a', 'SUMMARY:A', 'DTSTART:20270101', `SEQUENCE:${index}`))],
  ])('with %s ends soon', (_, make) => {
    const file = bytes(make())
    let plan: Plan | undefined
    const took = spent(() => {
      plan = imported(file, circleWith({rhythms: {weekly: {starts: '2020-01-01 19:00', repeats: 'every day'}}}), {from: '1900-01-01'})
    })
    expect(took).toBeLessThan(patience)
    expect(plan!.gatherings.length).toBeLessThanOrEqual(2000)
    expect(JSON.stringify(plan!.charter ?? {}).length).toBeLessThan(100_000)
  })

  it('with too much that repeats names what was not looked at, and takes what happens once', () => {
    const single = event('UID:s', 'SUMMARY:Picnic', 'DTSTART:20270101T190000')
    const plan = imported(fileOf(...Array.from({length: 60}, (_, index) => event(`UID:${index}`, 'DTSTART:20270101T190000', `SUMMARY:${index}`, `RRULE:${never}`)), single))
    const [early, late] = [plan.notTaken[0]!, plan.notTaken.at(-1)!]
    expect([plan.notTaken.length, early.why, late.why]).toEqual([60, 'never falls on a day', 'cannot be looked at: the file has too much that repeats'])
    expect(plan.gatherings.map(({id}) => id)).toEqual(['2027-01-01-picnic'])
  })

  it('is not what a group has: two hundred rules that come each year, or came a number of times', () => {
    const rule = (index: number): string => (index % 2 === 0 ? 'FREQ=YEARLY' : 'FREQ=WEEKLY;COUNT=30')
    const plan = imported(many(200, (index) => event(`UID:${index}`, `SUMMARY:E${index}`, 'DTSTART:20240101T190000', `RRULE:${rule(index)}`)), circleWith(), {from: '2026-11-28'})
    expect([plan.rhythms.length, plan.notTaken.length]).toEqual([100, 100])
    expect(new Set(plan.notTaken.map(({why}) => why))).toEqual(new Set(['is over: its last date was before 2026-11-28']))
  })

  it('with rhythms of long foreign words makes no charter that cannot be read', () => {
    const file = many(150, (index) => event(`UID:${index}`, `SUMMARY:${index}${'読'.repeat(300)}`, `LOCATION:${'書'.repeat(300)}`, 'DTSTART:20270101T190000', 'RRULE:FREQ=WEEKLY'))
    const plan = imported(file)
    expect(flaws(plan.charter!, charterSchema)).toEqual([])
    expect(plan.rhythms.length + plan.notTaken.length).toBe(150)
    expect(plan.notTaken.length).toBeGreaterThan(0)
  })

  it.each([
    ['', 'the file is no calendar'],
    ['<html>Sign in</html>', 'the file is no calendar'],
    [`BEGIN:VCALENDAR\n${'BEGIN:X\n'.repeat(10)}`, 'entries within entries'],
    [`BEGIN:VCALENDAR\n${'BEGIN:X\nEND:X\n'.repeat(20_001)}`, 'has more than 20000 entries'],
    [`BEGIN:VCALENDAR\n${'\n'.repeat(400_001)}`, 'has more than 400000 lines'],
    [' '.repeat(16 * 1024 * 1024 + 1), 'bytes long; the longest that is read is 16777216'],
  ])('that is none is refused in words', (text, message) => {
    expect(() => readCalendar(bytes(text))).toThrow(message)
  })
})

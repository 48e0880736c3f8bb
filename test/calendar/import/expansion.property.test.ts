/** Any calendar of ordinary events: all of it is taken or named, and what is taken happens when an independent expansion says. */
import fc from 'fast-check'
import {RRuleTemporal} from 'rrule-temporal'
import {Temporal} from 'temporal-polyfill'
import {describe, expect, it} from 'vitest'
import {recurrenceText} from '../../../src/model/rrule.ts'
import {anyRule} from '../../schedule/rules.ts'
import {carriedOut, circleWith, event, fileOf, imported, listedIn, startsOf} from './files.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'
const zones = ['Europe/Stockholm', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'] as const
const [from, to] = ['2026-01-01', '2028-01-01']

interface Series {
  readonly title: string
  readonly zone: (typeof zones)[number]
  readonly rule: string
  /** All starts by rrule-temporal; the first is DTSTART. */
  readonly starts: readonly Temporal.ZonedDateTime[]
  /** Which of them are left out, and which are moved by so many minutes. */
  readonly except: readonly number[]
  readonly moved: readonly {readonly at: number; readonly by: number}[]
  /** An exception half an hour beside a date, which hits nothing. */
  readonly missed: boolean
}

const series: fc.Arbitrary<Series | undefined> = fc.record({
  zone: fc.constantFrom(...zones),
  rule: anyRule,
  count: fc.option(fc.integer({min: 1, max: 20}), {nil: undefined}),
  day: fc.integer({min: 0, max: 300}),
  except: fc.uniqueArray(fc.integer({min: 0, max: 6}), {maxLength: 3}),
  moved: fc.uniqueArray(fc.record({at: fc.integer({min: 0, max: 6}), by: fc.integer({min: 1, max: 5000})}), {maxLength: 2, selector: ({at}) => at}),
  missed: fc.boolean(),
  number: fc.integer({min: 0, max: 1_000_000}),
}).map(({zone, rule, count, day, except, moved, missed, number}) => {
  // What rrule-temporal expands wrongly is compared elsewhere (test/schedule/occurrences.test.ts); here, what calendars have.
  if (rule.freq === 'yearly' && (rule.byDay !== undefined || rule.byWeekNo !== undefined || rule.byYearDay !== undefined)) return undefined
  const begin = Temporal.PlainDate.from('2026-01-05').add({days: day}).toZonedDateTime({timeZone: zone, plainTime: '12:00'})
  const text = recurrenceText({...rule, ...(count === undefined ? {} : {count})})
  const expand = (start: Temporal.ZonedDateTime): Temporal.ZonedDateTime[] => {
    const stamp = start.toPlainDateTime().toString().replace(/[-:]/g, '').slice(0, 15)
    const oracle = new RRuleTemporal({rruleString: `DTSTART;TZID=${zone}:${stamp}\nRRULE:${text}`, maxIterations: 20_000})
    return oracle.between(start, Temporal.PlainDate.from(to).toZonedDateTime(zone), true) as unknown as Temporal.ZonedDateTime[]
  }
  // A start that is none of the rule's own days means different things to different programs.
  const [first] = expand(begin)
  if (first === undefined) return undefined
  const starts = expand(first)
  if (starts.length === 0 || starts[0]!.epochMilliseconds !== first.epochMilliseconds) return undefined
  return {title: `Series ${number}`, zone, rule: text, starts, except: except.filter((at) => at < starts.length), moved: moved.filter(({at}) => at < starts.length && !except.includes(at)), missed}
})

function stamp(name: string, moment: Temporal.ZonedDateTime, zone: string): string {
  const local = moment.withTimeZone(zone).toPlainDateTime().toString().replace(/[-:]/g, '').slice(0, 15).padEnd(15, '0')
  return zone === 'UTC' ? `${name}:${local}Z` : `${name};TZID=${zone}:${local}`
}

function eventsOf({title, zone, rule, starts, except, moved, missed}: Series, uid: string): string[] {
  const end = (moment: Temporal.ZonedDateTime): string => stamp('DTEND', moment.add({minutes: 90}), zone)
  return [
    event(`UID:${uid}`, `SUMMARY:${title}`, stamp('DTSTART', starts[0]!, zone), end(starts[0]!), `RRULE:${rule}`, ...except.map((at) => stamp('EXDATE', starts[at]!, zone)), ...(missed ? [stamp('EXDATE', starts[0]!.add({minutes: 30}), zone)] : [])),
    ...moved.map(({at, by}) => event(`UID:${uid}`, `SUMMARY:${title}`, stamp('RECURRENCE-ID', starts[at]!, zone), stamp('DTSTART', starts[at]!.add({minutes: by}), zone), end(starts[at]!.add({minutes: by})))),
  ]
}

function expected({starts, except, moved}: Series): number[] {
  return starts.flatMap((start, at) => {
    if (except.includes(at)) return []
    const by = moved.find((each) => each.at === at)?.by ?? 0
    return [start.add({minutes: by}).epochMilliseconds]
  })
}

describe('any calendar of recurring events', () => {
  it('happens when it did, and nothing of it is lost', () => {
    fc.assert(fc.property(fc.array(series, {minLength: 3, maxLength: 6}), (some) => {
      const all = some.filter((one) => one !== undefined).filter((one, index, list) => list.findIndex(({title}) => title === one.title) === index)
      const text = fileOf(...all.flatMap((one, index) => eventsOf(one, `u${index}`)))
      const circle = circleWith({timezone: 'Europe/Stockholm'})
      const plan = imported(text, circle)
      expect(plan.notTaken).toEqual([])
      expect(plan.rhythms.length).toBe(all.length)
      expect(plan.misses.length).toBe(all.filter(({missed}) => missed).length)
      // Each date left out is there as called off, each one moved as moved.
      expect(plan.gatherings.length).toBe(all.reduce((sum, {except, moved}) => sum + except.length + moved.length, 0))
      const after = carriedOut(circle, plan)
      const found = startsOf(listedIn(after, from, to)).toSorted()
      const end = Date.parse('2027-12-31T00:00:00Z')
      const wanted = all.flatMap(expected).filter((ms) => ms < end).map((ms) => new Date(ms).toISOString().replace('.000', '')).toSorted()
      expect(found.filter((start) => Date.parse(start) < end)).toEqual(wanted)
      const again = imported(text, after)
      expect([again.rhythms, again.gatherings, again.differs]).toEqual([[], [], []])
    }), {numRuns: thorough ? 3000 : 60})
  }, thorough ? 600_000 : 60_000)
})

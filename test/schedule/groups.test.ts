import {readFileSync} from 'node:fs'
import {RRuleTemporal} from 'rrule-temporal'
import {Temporal} from 'temporal-polyfill'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import {addDays, weekday} from '../../src/model/day.ts'
import {zoneMeant} from '../../src/model/zone.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import {circleOf} from './circles.ts'

interface Meeting {
  readonly description: string
  readonly day: string
  readonly time: string
  readonly tz: string
  readonly frequency: string
}
interface Group {
  readonly name: string
  readonly meetings?: readonly Meeting[]
}
interface Read {
  /** Our phrase. */
  readonly repeats: string
  /** The same in the oracle's language, not read by us. */
  readonly rule: string
}

const {groups} = parse(readFileSync(new URL('../fixtures/real/kubernetes-groups.yaml', import.meta.url), 'utf8')) as {groups: readonly Group[]}
const meetings = groups.flatMap(({name, meetings: list = []}) => list.map((meeting) => [`${name}: ${meeting.description}`, meeting] as const))

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** The words of a frequency without what is said beside it: conditions, alternation, where to find dates, a first day. */
function frequencyOf({day, frequency}: Meeting): string {
  const plain = frequency.toLowerCase().replace(/,? (you must|interleaved|starting|\(\[).*$/, '').replace(/ - alternating.*$/, '')
  return /^(first|third) /i.test(day) ? `${plain} ${day.toLowerCase().split(' ')[0]}` : plain
}

/** Every free text that the groups use, as a phrase of ours on their weekday, and as a rule for the oracle. */
const readings: Readonly<Record<string, (name: string, code: string) => Read>> = {
  'weekly': (name, code) => ({repeats: `weekly on ${name}`, rule: `FREQ=WEEKLY;BYDAY=${code}`}),
  'biweekly': (name, code) => ({repeats: `biweekly on ${name}s`, rule: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${code}`}),
  'bi-weekly': (name, code) => ({repeats: `every 2 weeks on ${name}`, rule: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${code}`}),
  'every four weeks': (name, code) => ({repeats: `every four weeks on ${name}`, rule: `FREQ=WEEKLY;INTERVAL=4;BYDAY=${code}`}),
  // They don't say which Thursday; we take the second.
  'monthly': (name, code) => ({repeats: `monthly on the second ${name}`, rule: `FREQ=MONTHLY;BYDAY=2${code}`}),
  'monthly first': (name, code) => ({repeats: `every month on the first ${name}`, rule: `FREQ=MONTHLY;BYDAY=1${code}`}),
  'monthly third': (name, code) => ({repeats: `every month on the 3rd ${name}`, rule: `FREQ=MONTHLY;BYDAY=3${code}`}),
  'first monday of the month': () => ({repeats: 'first monday of the month', rule: 'FREQ=MONTHLY;BYDAY=1MO'}),
  'first tuesday of the month': () => ({repeats: 'first tuesday of the month', rule: 'FREQ=MONTHLY;BYDAY=1TU'}),
  'first wednesday of the month': () => ({repeats: 'First Wednesday of the month', rule: 'FREQ=MONTHLY;BYDAY=1WE'}),
  // The day after the fourth Tuesday, which is the 22nd to the 28th; the oracle is asked for those Tuesdays and goes on a day.
  'monthly - wednesday, after the fourth tuesday, every month': () => ({repeats: 'FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=23,24,25,26,27,28,29', rule: 'FREQ=MONTHLY;BYDAY=4TU'}),
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The first day they name ("starting Tuesday Feb 11, 2025"), else the first such weekday from 5 January 2026. */
function startOf({day, frequency}: Meeting, number: number): string {
  const said = /starting (?:[a-z]+day )?([a-z]{3})[a-z]* (\d+)(?:st|nd|rd|th)?,? (\d{4})/i.exec(`${frequency} ${day}`)
  if (said !== null) return `${said[3]}-${String(monthNames.indexOf(said[1]!.toLowerCase()) + 1).padStart(2, '0')}-${said[2]!.padStart(2, '0')}`
  return addDays('2026-01-05', (number - weekday('2026-01-05') + 7) % 7)
}

/** `9:00`, `14:30`, `2PM`. */
function clockOf(text: string): string {
  const [, hour = '', minute = '00', half] = /^(\d{1,2})(?::(\d{2}))?\s*([AP]M)?$/i.exec(text)!
  return `${String((Number(hour) % (half === undefined ? 24 : 12)) + (half?.toUpperCase() === 'PM' ? 12 : 0)).padStart(2, '0')}:${minute}`
}

describe('a group founded from its own words gathers on the days of an engine that is not ours', () => {
  const [from, to] = ['2026-01-01', '2028-01-01']

  it.each(meetings)('%s', (_, meeting) => {
    const number = names.findIndex((name) => meeting.day.toLowerCase().includes(name))
    const reading = readings[frequencyOf(meeting)]
    const timezone = zoneMeant(meeting.tz)
    if (reading === undefined || timezone === undefined) throw new Error(`not in the table: ${meeting.frequency}, ${meeting.tz}`)
    const {repeats, rule} = reading(names[number]!, codes[number]!)
    const [day, time] = [startOf(meeting, number), clockOf(meeting.time)]

    const list = gatherings(circleOf(timezone, {regular: {starts: `${day} ${time}`, repeats, lasts: '1h'}}), {from, to})

    const start = Temporal.ZonedDateTime.from(`${day}T${time}[${timezone}]`)
    const after = meeting.frequency.includes('after the fourth') ? 1 : 0
    const oracle = new RRuleTemporal({rruleString: `DTSTART;TZID=${timezone}:${start.subtract({days: after}).toPlainDateTime().toString().replaceAll(/[-:]/g, '').slice(0, 13)}00\nRRULE:${rule}`})
    const expected = oracle.between(Temporal.ZonedDateTime.from(`${from}T00:00[${timezone}]`), Temporal.ZonedDateTime.from(`${to}T00:00[${timezone}]`), true)
      .map((moment) => Temporal.ZonedDateTime.from(moment.toString()).add({days: after}))
      .filter((moment) => Temporal.ZonedDateTime.compare(moment, start) >= 0)

    expect(expected.length).toBeGreaterThan(20)
    expect(list.map(({startMs}) => new Date(startMs).toISOString())).toEqual(expected.map((moment) => new Date(moment.epochMilliseconds).toISOString()))
    expect(list.map(({start: {day: localDay}}) => localDay)).toEqual(expected.map((moment) => moment.toPlainDate().toString()))
  })

  it('all 72 of them', () => expect(meetings).toHaveLength(72))
})

/** What the clocks of a file's own VTIMEZONE do (RFC 5545 3.6.5), to find the zone it is. */
import {dayFrom, dayNumber, isDay} from '../../model/day.ts'
import {readRule} from '../../model/rrule.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import type {RawComponent} from './lines.ts'
import {all, first, moments, raw} from './values.ts'

const minute = 60_000
const day = 86_400_000

/** A change of the clocks: the time on the wall before it, in milliseconds as if it were UTC, and the offsets before and after. */
interface Change {
  readonly wall: number
  readonly before: number
  readonly after: number
}

/** How far clocks are ahead of UTC, in milliseconds, when they show a time (milliseconds, as if the wall were UTC). */
export type Clocks = (wall: number) => number

/** Far more parts than a zone has. */
const mostParts = 100
const mostChanges = 5000

/** The clocks of a VTIMEZONE from one day (number since 1970) to another; undefined when its parts cannot be read. */
export function clocksOf(component: RawComponent, from: number, to: number): Clocks | undefined {
  const parts = component.components.filter(({name}) => name === 'STANDARD' || name === 'DAYLIGHT')
  if (parts.length === 0 || parts.length > mostParts) return undefined
  const changes: Change[] = []
  for (const part of parts) {
    const found = changesOf(part, from, to)
    if (found === undefined) return undefined
    changes.push(...found)
    if (changes.length > mostChanges) return undefined
  }
  const ordered = changes.toSorted((a, b) => a.wall - b.wall)
  return (wall) => {
    const at = ordered.findLastIndex((change) => change.wall <= wall)
    const change = ordered[at]
    if (change === undefined) return ordered[0]!.before
    // A time that the clocks skip counts with the offset before (RFC 5545 3.3.5).
    return wall < change.wall + (change.after - change.before) ? change.before : change.after
  }
}

/** The changes that one part says: its own start, its RDATEs, and those of its rule about the days that are asked for. */
function changesOf(part: RawComponent, from: number, to: number): Change[] | undefined {
  const [before, after] = [offsetOf(part, 'TZOFFSETFROM'), offsetOf(part, 'TZOFFSETTO')]
  const start = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})/.exec(raw(first(part, 'DTSTART')))
  if (before === undefined || after === undefined || start === null) return undefined
  const [, year = '', month, date, hour, min] = start
  const time = (Number(hour) * 60 + Number(min)) * minute
  // Outlook counts from 1601; years before 1900 are none of ours, and say nothing about a rule for every year.
  const begins = `${Number(year) < 1900 ? '1900' : year}-${month}-${date}`
  if (!isDay(begins)) return undefined
  const change = (number: number, at: number): Change => ({wall: number * day + at, before, after})
  const changes = [change(dayNumber(begins), time)]
  for (const property of all(part, 'RDATE')) {
    const extra = moments(property)
    if (extra === undefined) return undefined
    changes.push(...extra.map((moment) => change(dayNumber(moment.day), moment.time === undefined ? time : clock(moment.time))))
  }
  const rules = all(part, 'RRULE')
  if (rules.length > 1) return undefined
  if (rules[0] === undefined) return changes
  const rule = readRule(raw(rules[0]))
  if ('problem' in rule || rule.freq !== 'yearly') return undefined
  // UNTIL is an instant (RFC 5545 3.6.5): its day is the one on the wall before the change.
  const repeats = raw(rules[0]).replace(/UNTIL=(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})\d{2}Z/i, (_, y: string, m: string, d: string, h: string, i: string) =>
    `UNTIL=${new Date(Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(i)) + before).toISOString().slice(0, 10)}`)
  const pattern = {starts: begins, repeats}
  // The last change before the days that are asked for decides with what they begin.
  const window = {from: dayFrom(Math.max(from - 800, dayNumber('1900-01-01'))), to: dayFrom(Math.min(to + 2, dayNumber('2199-12-31')))}
  return [...changes, ...occurrences(pattern, 'UTC', window).map((found) => change(dayNumber(found), time))]
}

function clock(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * minute
}

/** `+0130`, `-053000` in milliseconds. */
function offsetOf(part: RawComponent, name: string): number | undefined {
  const found = /^([+-])(\d{2})(\d{2})(\d{2})?$/.exec(raw(first(part, name)))
  if (found === null) return undefined
  const [, sign, hours, minutes, seconds = '0'] = found
  const ms = (Number(hours) * 60 + Number(minutes)) * minute + Number(seconds) * 1000
  return sign === '-' ? -ms : ms
}

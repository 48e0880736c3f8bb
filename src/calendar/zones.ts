/** The zones that a calendar's events are in, as components of it. */
import {Fault} from '../model/fault.ts'
import type {Entry} from './entry.ts'
import type {JcalComponent} from './ical.ts'
import {endlessVtimezone, vtimezone} from './vtimezone.ts'

/** The years over which a zone has to be right, in epoch milliseconds. */
interface Span {
  from: number
  to: number
  /** Whether something in it never ends. */
  endless: boolean
}

/**
 * One VTIMEZONE for each zone in which an entry is written, over the whole time of all its entries, in order of names. An empty calendar
 * has one too: RFC 5545 3.6 wants a component. Throws Fault('unsound') when something recurs without end in a zone whose clocks
 * follow no yearly rules.
 */
export function zonesOf(entries: readonly Entry[]): JcalComponent[] {
  if (entries.length === 0) return [vtimezone('Etc/UTC', 0, 0)]
  const spans = new Map<string, Span>()
  for (const {form, event} of entries) {
    if (form !== 'zone') continue
    const {startMs, recurs} = event
    const end = recurs === undefined ? event.endMs : (recurs.lastEndMs ?? Math.max(event.endMs, recurs.checkedTo))
    const endless = recurs !== undefined && recurs.lastEndMs === undefined
    const span = spans.get(event.timezone)
    if (span === undefined) {
      spans.set(event.timezone, {from: startMs, to: end, endless})
      continue
    }
    span.from = Math.min(span.from, startMs)
    span.to = Math.max(span.to, end)
    span.endless ||= endless
  }
  return [...spans].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([zone, span]) => zoneOver(zone, span))
}

function zoneOver(zone: string, {from, to, endless}: Span): JcalComponent {
  if (!endless) return vtimezone(zone, from, to)
  return endlessVtimezone(zone, from, to) ?? refuseEndless(zone)
}

function refuseEndless(zone: string): never {
  throw new Fault('unsound', `the calendar cannot say how the clocks go in ${zone} for something that never ends`, {
    hint: 'no calendar was written. Leave out --series, or give the rhythm an `until`.',
  })
}

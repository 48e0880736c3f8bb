/** What the package `ics` lays out and checks: one event of each kind, as a mould for all the others. */
import {createEvents} from 'ics'
import type {EventAttributes} from 'ics'
import {Fault} from '../model/fault.ts'
import {instantText} from '../schedule/instant.ts'
import type {Entry} from './entry.ts'
import {readIcal} from './ical.ts'
import type {JcalComponent} from './ical.ts'

/** The most of any text that `ics` is given: its folding takes time with the square of the length. The whole comes after. */
const longestDraft = 200

/** The mould of an entry. */
export type Moulds = (entry: Entry) => JcalComponent

/**
 * One event of each kind, laid out and checked by `ics`. Only one, because its checks take 0.3 ms an event on a cold
 * start, with 80 events a tenth of what the whole command may take; what makes each event its own is put in after. `ics` knows neither
 * zones nor RFC 7986 and spoils links, names and reminders, so it gets dates as text (and no host's zone comes in), short words, and no
 * more. Throws Fault('unsound') when `ics` refuses one.
 */
export function mouldsOf(entries: readonly Entry[]): Moulds {
  const firsts = new Map<string, Entry>()
  for (const entry of entries) if (!firsts.has(kindOf(entry))) firsts.set(kindOf(entry), entry)
  const {error, value} = createEvents([...firsts.values()].map(attributes), {productId: 'circle'})
  if (error || !value) {
    const reasons = (error as {errors?: string[]} | null)?.errors ?? [String(error)]
    throw new Fault('unsound', `the calendar cannot be written: ${reasons.join('; ')}`, {
      hint: 'this is a fault of the program. Please report it.',
      cause: error,
    })
  }
  const [, , events] = readIcal(value)
  const moulds = new Map([...firsts.keys()].map((kind, index) => [kind, events[index] as JcalComponent]))
  return (entry) => moulds.get(kindOf(entry)) as JcalComponent
}

/** Events of one kind have the same properties from `ics`, and the same status. */
function kindOf({event, location, end}: Entry): string {
  return [event.status, location === undefined, end === undefined].join()
}

function attributes({event, summary, location, start, end}: Entry): EventAttributes {
  const given = {
    uid: event.uid,
    title: summary.slice(0, longestDraft),
    timestamp: basic(instantText(event.modified * 1000)),
    start: basic(start),
    ...(end === undefined ? {} : {end: basic(end)}),
    sequence: event.sequence,
    ...(location === undefined ? {} : {location: location.slice(0, longestDraft)}),
    status: event.status,
    busyStatus: busy[event.status],
    transp: event.status === 'CANCELLED' ? 'TRANSPARENT' : 'OPAQUE',
    created: basic(instantText(event.created * 1000)),
    lastModified: basic(instantText(event.modified * 1000)),
    method: undefined,
  }
  // The types of ics leave out `timestamp`, `method: undefined` and an event without an end, all of which it takes.
  return given as unknown as EventAttributes
}

/** What Outlook shows of somebody's time (X-MICROSOFT-CDO-BUSYSTATUS, MS-OXCICAL 2.1.3.1.1.20.31). */
const busy = {CONFIRMED: 'BUSY', TENTATIVE: 'TENTATIVE', CANCELLED: 'FREE'} as const

/** jCal's `2026-11-27T19:00:00` as iCalendar's `20261127T190000`. */
function basic(text: string): string {
  return text.replace(/[-:]/g, '')
}

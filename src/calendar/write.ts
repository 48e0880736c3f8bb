/** A feed as iCalendar text (RFC 5545, RFC 7986), read back before anybody gets it. */
import {createEvents} from 'ics'
import type {EventAttributes} from 'ics'
import {Fault} from '../model/fault.ts'
import {entryOf} from './entry.ts'
import type {Entry} from './entry.ts'
import type {Feed} from './event.ts'
import {jcalInstant, readIcal, writeIcal} from './ical.ts'
import type {JcalComponent, JcalProperty, JcalValue} from './ical.ts'
import {readBack} from './readback.ts'
import {cleanLine, cleanText} from './text.ts'
import {vtimezone} from './vtimezone.ts'

/** The most of any text that `ics` is given: its folding takes time with the square of the length. The whole comes after. */
const longestDraft = 200
/** How often a subscribed calendar should look again (RFC 7986 5.7). */
const refresh = 'PT6H'

/**
 * A feed as the text of an .ics file, lines ending in CRLF, and notes (one sentence each) on events whose times had to be written in
 * UTC. The same feed gives the same text on every machine with the same zone data, whatever its own zone and clock. Throws
 * Fault('unsound') when an event is impossible or when what would be written reads back as something else.
 */
export function calendarText(feed: Feed): {text: string; notes: string[]} {
  const entries = feed.events.map(entryOf)
  refuseTwins(entries)
  const component = finished(moulds(entries), feed, entries)
  const text = writeIcal(component)
  readBack(text, component, entries)
  return {text, notes: entries.flatMap((entry) => entry.note ?? [])}
}

function refuseTwins(entries: readonly Entry[]): void {
  const seen = new Set<string>()
  for (const {event} of entries) {
    if (seen.has(event.uid)) {
      throw new Fault('unsound', `two entries of the calendar have the UID ${event.uid}`, {
        hint: 'no calendar was written. Check the circle with: circle check',
      })
    }
    seen.add(event.uid)
  }
}

/**
 * One event of each kind, laid out and checked by `ics`, by kind. Only one, because its checks take 0.3 ms an event on a cold
 * start, with 80 events a tenth of what the whole command may take; what makes each event its own is put in after. `ics` knows neither zones
 * nor RFC 7986 and spoils links, so it gets dates as text (and no host's zone comes in), short words, and no links.
 */
function moulds(entries: readonly Entry[]): Map<string, JcalComponent> {
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
  return new Map([...firsts.keys()].map((kind, index) => [kind, events[index] as JcalComponent]))
}

/** Events of one kind have the same properties from `ics`, and the same status. */
function kindOf({event, location, end}: Entry): string {
  return [event.status, location === undefined, end === undefined].join()
}

function attributes({event, summary, location, start, end}: Entry): EventAttributes {
  const cancelled = event.status === 'CANCELLED'
  const given = {
    uid: event.uid,
    title: summary.slice(0, longestDraft),
    timestamp: basic(jcalInstant(event.modified * 1000)),
    start: basic(start),
    ...(end === undefined ? {} : {end: basic(end)}),
    sequence: event.sequence,
    ...(location === undefined ? {} : {location: location.slice(0, longestDraft)}),
    status: event.status,
    busyStatus: cancelled ? 'FREE' : 'BUSY',
    transp: cancelled ? 'TRANSPARENT' : 'OPAQUE',
    created: basic(jcalInstant(event.created * 1000)),
    lastModified: basic(jcalInstant(event.modified * 1000)),
    method: undefined,
  }
  // The types of ics leave out `timestamp`, `method: undefined` and an event without an end, all of which it takes.
  return given as unknown as EventAttributes
}

/** jCal's `2026-11-27T19:00:00` as iCalendar's `20261127T190000`. */
function basic(text: string): string {
  return text.replace(/[-:]/g, '')
}

/** The whole calendar: names, zones, and each event in its mould. */
function finished(kinds: ReadonlyMap<string, JcalComponent>, feed: Feed, entries: readonly Entry[]): JcalComponent {
  const events = entries.map((entry) => finishedEvent(kinds.get(kindOf(entry)) as JcalComponent, entry))
  return ['vcalendar', calendarProperties(feed), [...zones(entries), ...events]]
}

function calendarProperties(feed: Feed): JcalProperty[] {
  const title = cleanLine(feed.name) || 'Circle'
  const about = feed.description === undefined ? '' : cleanText(feed.description)
  const properties: JcalProperty[] = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', `-//circle//circle ${feed.version.replace(/[^\w.+-]/g, '')}//EN`],
    ['calscale', {}, 'text', 'GREGORIAN'],
    ['name', {}, 'text', title],
    ['x-wr-calname', {}, 'text', title],
  ]
  if (about !== '') properties.push(['description', {}, 'text', about], ['x-wr-caldesc', {}, 'text', about])
  properties.push(
    ['x-wr-timezone', {}, 'text', cleanLine(feed.timezone)],
    ['refresh-interval', {}, 'duration', refresh],
    ['x-published-ttl', {}, 'text', refresh],
  )
  return properties
}

/** One VTIMEZONE for each zone that is used, over all its events. An empty calendar has one too: RFC 5545 3.6 wants a component. */
function zones(entries: readonly Entry[]): JcalComponent[] {
  const spans = new Map<string, {from: number; to: number}>()
  for (const {form, event} of entries) {
    if (form !== 'zone') continue
    const span = spans.get(event.timezone)
    if (span === undefined) {
      spans.set(event.timezone, {from: event.startMs, to: event.endMs})
      continue
    }
    span.from = Math.min(span.from, event.startMs)
    span.to = Math.max(span.to, event.endMs)
  }
  if (entries.length === 0) return [vtimezone('Etc/UTC', 0, 0)]
  return [...spans].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([zone, span]) => vtimezone(zone, span.from, span.to))
}

/** A mould with everything that is this event's own, and all that `ics` cannot write: zones, types, links and the whole of each text. */
function finishedEvent([name, mould]: JcalComponent, entry: Entry): JcalComponent {
  const {form, event} = entry
  const type = form === 'day' ? 'date' : 'date-time'
  const parameters: Record<string, string> = form === 'zone' ? {tzid: event.timezone} : {}
  const modified = jcalInstant(event.modified * 1000)
  const properties = [...mould]
  put(properties, 'uid', 'text', event.uid)
  put(properties, 'summary', 'text', entry.summary)
  put(properties, 'dtstamp', 'date-time', modified)
  put(properties, 'dtstart', type, entry.start, parameters)
  put(properties, 'dtend', type, entry.end, parameters)
  put(properties, 'sequence', 'integer', event.sequence)
  put(properties, 'location', 'text', entry.location)
  put(properties, 'created', 'date-time', jcalInstant(event.created * 1000))
  put(properties, 'last-modified', 'date-time', modified)
  put(properties, 'description', 'text', entry.description)
  put(properties, 'url', 'uri', entry.url)
  return [name, properties, []]
}

/** Sets a property, in the place of the one of that name where there is one. */
function put(properties: JcalProperty[], name: string, type: string, value: JcalValue | undefined, parameters: Record<string, string> = {}): void {
  if (value === undefined) return
  const property: JcalProperty = [name, {...parameters}, type, value]
  const place = properties.findIndex(([other]) => other === name)
  if (place === -1) properties.push(property)
  else properties[place] = property
}


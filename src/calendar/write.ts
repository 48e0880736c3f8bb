/** A feed as iCalendar text (RFC 5545, RFC 7986), read back before anybody gets it. */
import {Fault} from '../model/fault.ts'
import {resolveWall, wallOf} from '../schedule/instant.ts'
import {colours} from './colours.ts'
import {beginning, eventComponent} from './component.ts'
import {entryOf} from './entry.ts'
import type {Entry} from './entry.ts'
import type {CalendarEvent, Feed} from './event.ts'
import {writeIcal} from './ical.ts'
import type {JcalComponent, JcalProperty} from './ical.ts'
import {mouldsOf} from './mould.ts'
import {readBack} from './readback.ts'
import {cleanLine, cleanLink, cleanText} from './text.ts'
import {zonesOf} from './zones.ts'

/** How often a subscribed calendar should look again (RFC 7986 5.7). */
const refresh = 'PT6H'

/**
 * A feed as the text of an .ics file, lines ending in CRLF, and notes (one sentence each) on events whose times had to be written in
 * UTC. The same feed gives the same text on every machine with the same zone data, whatever its own zone and clock. Throws
 * Fault('unsound') when an event is impossible or names people (whoever has the link can read a feed), when a colour is none, or when
 * what would be written reads back as something else; Fault('refused') when the file's own address has a password in it.
 */
export function calendarText(feed: Feed): {text: string; notes: string[]} {
  feed.events.forEach(refusePeople)
  const entries = feed.events.map(entryOf)
  refuseTwins(entries)
  const mould = mouldsOf(entries)
  const events = entries.map((entry) => eventComponent(mould(entry), entry))
  const component: JcalComponent = ['vcalendar', calendarProperties(feed, shownIn(feed, entries)), [...zonesOf(entries), ...events]]
  const text = writeIcal(component)
  readBack(text, component, entries)
  return {text, notes: entries.flatMap((entry) => entry.note ?? [])}
}

function refusePeople({summary, organizer, attendees}: CalendarEvent): void {
  if (organizer === undefined && attendees === undefined) return
  throw new Fault('unsound', `"${cleanLine(summary)}" names people, and whoever has a calendar file can read it`, {
    hint: 'no calendar was written. This is a fault of the program; please report it.',
  })
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
 * The zone in which calendars that ask for one show it. None where an event in UTC begins or ends at a time that its clocks have twice:
 * Python's x-wr-timezone takes such an event to those clocks, and loses which of the two it was.
 */
function shownIn({timezone}: Feed, entries: readonly Entry[]): string | undefined {
  if (timezone === undefined) return undefined
  const isTwice = (ms: number): boolean => {
    const {day, time} = wallOf(timezone, ms)
    return resolveWall(timezone, day, time).kind === 'overlap'
  }
  return entries.some(({form, event}) => form === 'utc' && (isTwice(event.startMs) || isTwice(event.endMs))) ? undefined : timezone
}

function calendarProperties(feed: Feed, timezone: string | undefined): JcalProperty[] {
  const title = cleanLine(feed.name) || 'Circle'
  const about = feed.description === undefined ? '' : cleanText(feed.description)
  const properties: JcalProperty[] = [...beginning(feed.version), ['name', {}, 'text', title], ['x-wr-calname', {}, 'text', title]]
  if (about !== '') properties.push(['description', {}, 'text', about], ['x-wr-caldesc', {}, 'text', about])
  if (timezone !== undefined) properties.push(['x-wr-timezone', {}, 'text', cleanLine(timezone)])
  properties.push(['refresh-interval', {}, 'duration', refresh], ['x-published-ttl', {}, 'text', refresh])
  if (feed.color !== undefined) properties.push(['color', {}, 'text', feed.color], ['x-apple-calendar-color', {}, 'text', colourOf(feed.color)])
  const source = feed.source === undefined ? undefined : sourceOf(feed.source)
  if (source !== undefined) properties.push(['source', {}, 'uri', source])
  return properties
}

/** A web address, or undefined when it is none. A password in it would be in the hands of whoever gets the file. */
function sourceOf(text: string): string | undefined {
  const link = cleanLink(text)
  const {username = '', password = ''} = link === undefined ? {} : new URL(link)
  if (username === '' && password === '') return link
  throw new Fault('refused', 'the address of the calendar has a name or password in it, which everybody who gets the file could read', {
    hint: 'no calendar was written. Give the address without what stands before the @.',
  })
}

function colourOf(name: string): string {
  const colour = Object.hasOwn(colours, name) ? colours[name] : undefined
  if (colour !== undefined) return colour
  throw new Fault('unsound', `"${cleanLine(name)}" is not a colour for a calendar`, {hint: `write one of ${Object.keys(colours).join(', ')}`})
}

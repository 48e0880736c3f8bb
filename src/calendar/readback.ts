/** Reading our own file again, as a stranger would, before anybody relies on it. */
import {Fault} from '../model/fault.ts'
import type {Entry} from './entry.ts'
import {ICAL, readIcal} from './ical.ts'
import type {JcalComponent, JcalProperty} from './ical.ts'

/**
 * Reads iCalendar text again and compares: its lines with RFC 5545 3.1, its properties with `meant` (nothing more, nothing less), each
 * event's words and instants with its entry, as ical.js (Thunderbird, Nextcloud) works them out from the file's own VTIMEZONE.
 * Throws Fault('unsound') at the first difference.
 */
export function readBack(text: string, meant: JcalComponent, entries: readonly Entry[]): void {
  checkLines(text)
  const read = reading(text)
  if (JSON.stringify(read) !== JSON.stringify(meant)) differs(firstDifference(read, meant))
  const events = new ICAL.Component(read).getAllSubcomponents('vevent')
  if (events.length !== entries.length) differs(`it has ${events.length} events, not ${entries.length}`)
  // The last first: ical.js works a zone out up to the year that it is asked for, and all over again for a later one.
  for (const [index, entry] of [...entries.entries()].toReversed()) {
    // Without `exceptions` each event would look for its own among all others, which takes time with their square.
    checkEvent(new ICAL.Event(events[index], {strictExceptions: true, exceptions: []}), entry)
  }
}

function reading(text: string): JcalComponent {
  try {
    return readIcal(text)
  } catch (error) {
    return differs(error instanceof Error ? error.message : 'it cannot be read', error)
  }
}

/** No line over 75 octets, none empty, no line end but CRLF, no control character but tab, every END after its BEGIN. */
function checkLines(text: string): void {
  const plain = text.replaceAll('\r\n', '')
  const stray = /[\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029]/.exec(plain)
  if (stray !== null) differs(`it has the control character U+${stray[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`)
  const lines = text.split('\r\n')
  if (lines.pop() !== '') differs('its last line does not end')
  // ical.js takes any END for the end of what is open, other readers do not.
  const open: string[] = []
  for (const line of lines) {
    if (line === '') differs('it has an empty line')
    if (line.length > 25 && Buffer.byteLength(line) > 75) differs('it has a line of more than 75 octets')
    if (line.startsWith('BEGIN:')) open.push(line.slice(6))
    if (line.startsWith('END:') && open.pop() !== line.slice(4)) differs(`it has ${line} in the wrong place`)
  }
}

function checkEvent(read: ICAL.Event, {event, summary, location, url, description, form, start, end}: Entry): void {
  const same = (what: string, is: unknown, should: unknown): void => {
    if (is !== should) differs(`"${summary}" on ${event.start.day} has ${what} ${JSON.stringify(is)}, not ${JSON.stringify(should)}`)
  }
  const component = read.component
  same('the UID', read.uid, event.uid)
  same('the title', read.summary, summary)
  same('the place', read.location ?? undefined, location)
  same('the description', read.description ?? undefined, description)
  same('the link', component.getFirstPropertyValue('url') ?? undefined, url)
  same('the status', component.getFirstPropertyValue('status'), event.status)
  same('the revision', read.sequence, event.sequence)
  for (const name of ['dtstamp', 'last-modified']) {
    same(name.toUpperCase(), (component.getFirstPropertyValue(name) as ICAL.Time).toUnixTime(), event.modified)
  }
  if (form === 'day') {
    same('the first day', read.startDate.toString(), start)
    same('the end', read.endDate.toString(), end)
    same('days', read.startDate.isDate && read.endDate.isDate, true)
    return
  }
  same('the start', read.startDate.toJSDate().getTime(), event.startMs)
  same('the end', read.endDate.toJSDate().getTime(), event.endMs)
}

/** Where two calendars part, in words. */
function firstDifference(read: JcalComponent, meant: JcalComponent): string {
  const [lines, expected] = [flat(read), flat(meant)]
  const place = lines.findIndex((line, index) => line !== expected[index])
  if (place === -1) return `${(expected[lines.length] ?? 'something').slice(0, 80)} is missing`
  return `it has ${(lines[place] ?? '').slice(0, 80)} where there should be ${(expected[place] ?? 'nothing').slice(0, 80)}`
}

function flat([name, properties, components]: JcalComponent): string[] {
  return [name, ...properties.map((property: JcalProperty) => JSON.stringify(property)), ...components.flatMap(flat)]
}

function differs(what: string, cause?: unknown): never {
  throw new Fault('unsound', `the calendar would read back differently: ${what}`, {
    hint: 'no calendar was written. This is a fault of the program; please report it.',
    ...(cause === undefined ? {} : {cause}),
  })
}

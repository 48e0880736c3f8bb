/** Reading our own file again, as a stranger would, before anybody relies on it. */
import {Fault} from '../model/fault.ts'
import {resolveWall, wallOf} from '../schedule/instant.ts'
import {formText} from './entry.ts'
import type {Entry} from './entry.ts'
import type {Message, Party, Recurs} from './event.ts'
import {ICAL, readIcal} from './ical.ts'
import type {JcalComponent, JcalProperty} from './ical.ts'
import {addressText, nameText} from './party.ts'

/**
 * Reads iCalendar text again and compares: its lines with RFC 5545 3.1, its properties with `meant` (nothing more, nothing less), each
 * event's words, instants, reminders and people with its entry, as ical.js (Thunderbird, Nextcloud) works them out from the file's own
 * VTIMEZONE; of what recurs, every start. `method` is the message's; a feed has none. Throws Fault('unsound') at the first difference.
 */
export function readBack(text: string, meant: JcalComponent, entries: readonly Entry[], method?: Message['method']): void {
  checkLines(text)
  const read = reading(text)
  if (JSON.stringify(read) !== JSON.stringify(meant)) differs(firstDifference(read, meant))
  const calendar = new ICAL.Component(read)
  same('the calendar', 'the method', calendar.getFirstPropertyValue('method') ?? undefined, method)
  const events = calendar.getAllSubcomponents('vevent')
  if (events.length !== entries.length) differs(`it has ${events.length} events, not ${entries.length}`)
  // The last first: ical.js works a zone out up to the year that it is asked for, and all over again for a later one.
  for (const [index, entry] of [...entries.entries()].toReversed()) {
    // Without `exceptions` each event would look for its own among all others, which takes time with their square.
    checkEvent(new ICAL.Event(events[index], {strictExceptions: true, exceptions: []}), entry, method)
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

function checkEvent(read: ICAL.Event, entry: Entry, method: Message['method'] | undefined): void {
  const {event, summary, form, start, end} = entry
  const component = read.component
  const expect = (what: string, is: unknown, should: unknown): void => same(`"${summary}" on ${event.start.day}`, what, is, should)
  const value = (name: string): unknown => component.getFirstPropertyValue(name) ?? undefined
  expect('the UID', read.uid, event.uid)
  expect('the title', read.summary, summary)
  expect('the place', read.location ?? undefined, entry.location)
  expect('the description', read.description ?? undefined, entry.description)
  for (const name of ['url', 'conference']) expect(`the link (${name.toUpperCase()})`, value(name), entry.url)
  expect('the status', value('status'), event.status)
  expect('the revision', read.sequence, event.sequence)
  expect('DTSTAMP', secondsOf(component, 'dtstamp'), entry.stamp)
  expect('LAST-MODIFIED', secondsOf(component, 'last-modified'), event.modified)
  expect('the categories', textOf(component.getAllProperties('categories').flatMap((property) => property.getValues())), textOf(entry.categories))
  expect('the reminders', textOf(component.getAllSubcomponents('valarm').map(remindedAt)), textOf(entry.alarms))
  expect('the people', textOf(peopleRead(component)), textOf(method === undefined ? [] : peopleMeant(entry)))
  if (form === 'day') {
    expect('the first day', read.startDate.toString(), start)
    expect('the end', read.endDate.toString(), end)
    expect('days', read.startDate.isDate && read.endDate.isDate, true)
  } else {
    expect('the start', read.startDate.toJSDate().getTime(), event.startMs)
    expect('the end', read.endDate.toJSDate().getTime(), event.endMs)
  }
  expect('that it recurs', read.isRecurring(), event.recurs !== undefined)
  if (event.recurs === undefined) return
  // ical.js comes to a stop at an EXDATE that leaves nothing out, and shows what a later one should have.
  expect('exceptions that leave nothing out', textOf(straysRead(read, entry, event.recurs)), '[]')
  expect('the starts', textOf(startsRead(read, entry, event.recurs)), textOf(startsMeant(entry, event.recurs)))
}

function secondsOf(component: ICAL.Component, name: string): number {
  return (component.getFirstPropertyValue(name) as ICAL.Time).toUnixTime()
}

/** How many minutes before the start a reminder comes, and nothing else than that. */
function remindedAt(alarm: ICAL.Component): number | string {
  const trigger = alarm.getFirstPropertyValue('trigger')
  if (alarm.getFirstPropertyValue('action') !== 'DISPLAY' || !(trigger instanceof ICAL.Duration)) return 'something else'
  return trigger.toSeconds() === 0 ? 0 : -trigger.toSeconds() / 60
}

function peopleRead(component: ICAL.Component): (string | undefined)[][] {
  return ['organizer', 'attendee'].flatMap((name) =>
    component.getAllProperties(name).map((property) => [name, ...['cn', 'sent-by'].map((parameter) => property.getFirstParameter(parameter)), String(property.getFirstValue())]))
}

function peopleMeant({event: {organizer, attendees = []}}: Entry): (string | undefined)[][] {
  const row = (name: string, party: Party, sentBy?: string) => [name, nameText(party.name), sentBy && addressText(sentBy), addressText(party.email)]
  return [...(organizer === undefined ? [] : [row('organizer', organizer, organizer.sentBy)]), ...attendees.map((party) => row('attendee', party))]
}

/** Exceptions that are no date of the rule. */
function straysRead(read: ICAL.Event, entry: Entry, {except}: Recurs): string[] {
  const missing = new Set(except.map((when) => formText(entry, when)))
  const last = [...missing].toSorted().at(-1) ?? ''
  const iterator = (read.component.getFirstPropertyValue('rrule') as ICAL.Recur).iterator(read.startDate)
  for (let next = iterator.next() as ICAL.Time | null; next !== null && next !== undefined && next.toString() <= last; next = iterator.next()) {
    missing.delete(next.toString())
  }
  return [...missing]
}

/** The starts that ical.js works out, up to where they are known; one more than there should be is enough to see that they are too many. */
function startsRead(read: ICAL.Event, {event}: Entry, {starts, checkedTo}: Recurs): (number | string)[] {
  const found: ICAL.Time[] = []
  const iterator = read.iterator()
  const beyond = wallOf(event.timezone, checkedTo).day
  for (let next = iterator.next() as ICAL.Time | null; next !== null && next !== undefined && found.length <= starts.length; next = iterator.next()) {
    if (next.toString().slice(0, 10) > beyond) break
    found.push(next)
  }
  // The last first, for the same reason as above.
  const times = found.toReversed().map((time) => (time.isDate ? time.toString() : time.toJSDate().getTime())).toReversed()
  return times.filter((time) => (typeof time === 'number' ? time : resolveWall(event.timezone, time, '00:00').ms) < checkedTo)
}

function startsMeant({form, event}: Entry, {starts}: Recurs): (number | string)[] {
  return form === 'day' ? starts.map((ms) => wallOf(event.timezone, ms).day) : [...starts]
}

function textOf(list: readonly unknown[]): string {
  return JSON.stringify(list)
}

function same(where: string, what: string, is: unknown, should: unknown): void {
  if (is !== should) differs(`${where} has ${what} ${shortened(is)}, not ${shortened(should)}`)
}

function shortened(value: unknown): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value))
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
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

/** From an event of the model to exactly what is written for it: safe words, and times in the form that every reader takes alike. */
import {Fault} from '../model/fault.ts'
import {instantText, resolveWall} from '../schedule/instant.ts'
import type {When} from '../model/when.ts'
import {inOrder, isAhead} from './alarms.ts'
import {highestSequence} from './event.ts'
import type {CalendarEvent} from './event.ts'
import {isUtc, whyNoSeries} from './recurring.ts'
import {cleanLine, cleanLink, cleanText, cleanWord} from './text.ts'
import {firstTrustedYear} from './vtimezone.ts'

/** What is written for one event. */
export interface Entry {
  readonly event: CalendarEvent
  readonly summary: string
  readonly location: string | undefined
  readonly url: string | undefined
  readonly description: string | undefined
  /** Each once, none without words, and without backslashes: ical.js takes the one at a category's end and the comma after it for a comma. */
  readonly categories: readonly string[]
  /** In minutes before the start, the one that comes first in front; none for what is called off. */
  readonly alarms: readonly number[]
  /** DTSTAMP, in epoch seconds. */
  readonly stamp: number
  /** Days alone, wall time in the event's zone, or instants in UTC. */
  readonly form: 'day' | 'zone' | 'utc'
  /** As jCal has them: `2026-11-27`, `2026-11-27T19:00:00`, `2026-11-27T18:00:00Z`. */
  readonly start: string
  /** Exclusive; absent when the event takes no time. */
  readonly end: string | undefined
  /** Why it is not in the form one would expect, for the person who asked for the file. */
  readonly note: string | undefined
}

/** The years that a day can have (model/day.ts), and one more at either end for zones. */
const [earliest, latest] = [Date.UTC(1899, 0, 1), Date.UTC(2201, 0, 1)]
/**
 * An event as it is written. Throws Fault('unsound') for one that no calendar can hold: a UID of other characters, an end
 * before the start, a number out of range.
 */
export function entryOf(event: CalendarEvent): Entry {
  refuseImpossible(event)
  const words = {
    event,
    summary: cleanLine(event.summary) || 'Gathering',
    location: worded(event.location, cleanLine),
    url: worded(event.url, cleanLink),
    description: worded(event.description, cleanText),
    categories: [...new Set(event.categories?.map(cleanWord).filter((category) => category !== ''))],
    alarms: event.status === 'CANCELLED' ? [] : inOrder(event.alarms ?? []),
    stamp: event.stamp ?? event.modified,
  }
  if (event.allDay) return {...words, form: 'day', start: event.start.day, end: event.end.day, note: undefined}
  const empty = event.endMs === event.startMs
  const reason = isUtc(event.timezone) ? undefined : whyUtc(event)
  if (isUtc(event.timezone) || reason !== undefined) {
    const [start, end] = [instantText(event.startMs), instantText(event.endMs)]
    return {...words, form: 'utc', start, end: empty ? undefined : end, note: reason && `${reason} It is written as ${start} in UTC.`}
  }
  return {...words, form: 'zone', start: wallText(event.start), end: empty ? undefined : wallText(event.end), note: undefined}
}

/** Why an event cannot be written as wall time in its zone, or undefined when it can. */
function whyUtc(event: CalendarEvent): string | undefined {
  if (event.startMs < Date.UTC(firstTrustedYear, 0, 1)) {
    return `"${cleanLine(event.summary)}" on ${event.start.day} is too long ago for calendars to know its zone.`
  }
  return clockTrouble(event, 'starts', event.start, event.startMs, event.kind) ?? clockTrouble(event, 'ends', event.end, event.endMs)
}

/** What is wrong with a wall time, as a sentence, or undefined when every reader makes the same instant of it. */
function clockTrouble(event: CalendarEvent, verb: string, when: When, ms: number, known?: CalendarEvent['kind']): string | undefined {
  const resolved = resolveWall(event.timezone, when.day, when.time ?? '00:00')
  const kind = known === undefined || known === 'ok' ? resolved.kind : known
  const what = `"${cleanLine(event.summary)}" ${verb} on ${when.day} at ${when.time ?? '00:00'}`
  if (kind === 'gap') return `${what}, a time that ${event.timezone} skips that day.`
  if (kind === 'overlap') return `${what}, a time that ${event.timezone} has twice that day.`
  return resolved.ms === ms ? undefined : `${what} by the clock, but not by its length.`
}

function refuseImpossible(event: CalendarEvent): void {
  const refuse = (what: string): never => {
    throw new Fault('unsound', `"${cleanLine(event.summary)}" on ${event.start.day} cannot be in a calendar: ${what}`, {
      hint: 'no calendar was written. Mend that gathering, then try again.',
    })
  }
  if (!/^[\w.@-]{1,255}$/.test(event.uid)) refuse('its UID has characters that calendars do not take')
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(event.timezone)) refuse('it has no IANA time zone')
  if (event.allDay ? event.end.day <= event.start.day : event.endMs < event.startMs) refuse('it ends before it starts')
  if (!event.allDay && (event.start.time === undefined || event.end.time === undefined)) refuse('it has no time of day')
  const instants = [event.startMs, event.endMs, event.modified * 1000, event.created * 1000, (event.stamp ?? event.modified) * 1000]
  if (!instants.every((ms) => Number.isInteger(ms) && ms >= earliest && ms < latest)) refuse('it has an instant that is out of range')
  if (!Number.isInteger(event.sequence) || event.sequence < 0 || event.sequence > highestSequence) refuse('its SEQUENCE is out of range')
  if (event.alarms?.every(isAhead) === false) refuse('it has a reminder that does not come within the year before it')
  const series = whyNoSeries(event)
  if (series !== undefined) refuse(series)
}

function worded(text: string | undefined, clean: (text: string) => string | undefined): string | undefined {
  const cleaned = text === undefined ? '' : clean(text)
  return cleaned === '' ? undefined : cleaned
}

/** A wall time, or a day, in the form in which the event is written. */
export function formText({form, event}: Pick<Entry, 'form' | 'event'>, when: When): string {
  if (form === 'day') return when.day
  return form === 'zone' ? wallText(when) : instantText(resolveWall(event.timezone, when.day, when.time ?? '00:00').ms)
}

function wallText(when: When): string {
  return `${when.day}T${when.time ?? '00:00'}:00`
}

/** Events and feeds for the tests of the calendar. */
import type {CalendarEvent, Feed} from '../../src/calendar/event.ts'
import {addDays} from '../../src/model/day.ts'
import {readWhen} from '../../src/model/when.ts'
import {resolveWall} from '../../src/schedule/instant.ts'

/** A timed event from and to these wall times (`2026-03-05 19:00`). */
export function timed(id: string, from: string, to: string, timezone: string, more: Partial<CalendarEvent> = {}): CalendarEvent {
  const [start, end] = [readWhen(from), readWhen(to)]
  if (start?.time === undefined || end?.time === undefined) throw new Error(`not wall times: ${from}, ${to}`)
  const [first, last] = [resolveWall(timezone, start.day, start.time), resolveWall(timezone, end.day, end.time)]
  return {...common(id), start, end, timezone, allDay: false, startMs: first.ms, endMs: last.ms, kind: first.kind, ...more}
}

/** An event that takes whole days, `to` being the day after the last. */
export function allDay(id: string, from: string, to: string, timezone: string, more: Partial<CalendarEvent> = {}): CalendarEvent {
  const [startMs, endMs] = [from, to].map((day) => resolveWall(timezone, day, '00:00').ms) as [number, number]
  return {...common(id), start: {day: from}, end: {day: to}, timezone, allDay: true, startMs, endMs, kind: 'ok', ...more}
}

/** `count` events a week apart. */
export function weekly(count: number, from: string, to: string, timezone: string, more: Partial<CalendarEvent> = {}): CalendarEvent[] {
  return Array.from({length: count}, (_, week) => {
    const [first, last] = [from, to].map((text) => `${addDays(text.slice(0, 10), 7 * week)}${text.slice(10)}`) as [string, string]
    return timed(`${first.slice(0, 10)}-weekly`, first, last, timezone, more)
  })
}

function common(id: string): Pick<CalendarEvent, 'uid' | 'summary' | 'status' | 'sequence' | 'modified' | 'created'> {
  return {
    uid: `${id}.7k2mq9xw@circle`,
    summary: 'Friday meeting',
    status: 'CONFIRMED',
    sequence: 86_400,
    modified: Date.UTC(2026, 10, 23) / 1000,
    created: Date.UTC(2026, 10, 22) / 1000,
  }
}

export function feed(events: readonly CalendarEvent[], more: Partial<Feed> = {}): Feed {
  return {name: 'Leather Apron Club', timezone: 'America/New_York', version: '1.2.3', events, ...more}
}

/** Days in words, the same on every machine whatever its language and zone. */
import {formatDuration} from 'date-fns/formatDuration'
import {daysBetween, weekday} from '../model/day.ts'
import type {Day, Weekday} from '../model/day.ts'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** `Monday` for 0 to `Sunday` for 6. */
export function weekdayName(day: Weekday): string {
  return weekdays[day]!
}

/** A day in full: `Friday 27 November 2026`. */
export function dayWords(day: Day): string {
  return `${weekdays[weekday(day)]} ${dateOf(day)} ${monthOf(day)} ${day.slice(0, 4)}`
}

/** A day in short, without its year: `Fri 27 Nov`. */
export function shortDay(day: Day): string {
  return `${weekdays[weekday(day)]!.slice(0, 3)} ${dateOf(day)} ${monthOf(day).slice(0, 3)}`
}

/**
 * How long before `to` a day was, as people say it: `today`, `yesterday`, `5 days ago`, `last week` (7 or 8 days),
 * `11 days ago`, `9 weeks ago`, `7 months ago`, `3 years ago`; for a day after `to`: `tomorrow`, `in 5 days`, `next week` …
 */
export function agoWords(from: Day, to: Day): string {
  const days = daysBetween(from, to)
  if (days === 0) return 'today'
  const past = days > 0
  const count = Math.abs(days)
  if (count === 1) return past ? 'yesterday' : 'tomorrow'
  if (count === 7 || count === 8) return past ? 'last week' : 'next week'
  return past ? `${spanWords(count)} ago` : `in ${spanWords(count)}`
}

/** A number of days as the unit that people would use: `5 days`, `11 days`, `9 weeks` (full ones), `7 months`, `3 years`. */
function spanWords(days: number): string {
  if (days < 14) return formatDuration({days}, {zero: true, format: ['days']})
  if (days < 17 * 7) return formatDuration({weeks: Math.floor(days / 7)})
  if (days < 700) return formatDuration({months: Math.round(days / 30.44)})
  return formatDuration({years: Math.round(days / 365.25)})
}

/** A number and its noun: `1 week`, `9 weeks`. The plural is the noun with an s unless given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}

/** Minutes as people say them: `45 minutes`, `1 hour`, `1 hour 20 minutes`. */
export function minutesWords(minutes: number): string {
  return formatDuration({hours: Math.floor(minutes / 60), minutes: minutes % 60}) || '0 minutes'
}

/** Names in a row: `Ann`, `Ann and Bo`, `Ann, Bo and Cy`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

function dateOf(day: Day): number {
  return Number(day.slice(8, 10))
}

function monthOf(day: Day): string {
  return months[Number(day.slice(5, 7)) - 1]!
}

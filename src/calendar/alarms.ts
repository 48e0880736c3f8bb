/** Reminders of an event (VALARM, RFC 5545 3.6.6): when they come, and as calendars write it. */
import type {JcalComponent} from './ical.ts'

/** No calendar takes a reminder longer before; a year, leap day and all. */
const longest = 366 * 1440

/** Whether reminders can come so many minutes before the start. Never after it: Outlook refuses those. */
export function isAhead(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= longest
}

/** Reminders in minutes before the start as they are written: each once, the one that comes first in front. */
export function inOrder(minutes: readonly number[]): number[] {
  return [...new Set(minutes)].toSorted((a, b) => b - a)
}

/**
 * So many minutes before the start, as RFC 5545 3.3.6 writes it: `-PT15M`, `-PT1H30M`, `-P1D`, `PT0S`. Whole days are days and so come
 * at the same hour, also where the clocks change in between.
 */
export function triggerText(minutes: number): string {
  if (minutes === 0) return 'PT0S'
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const time = `${hours === 0 ? '' : `${hours}H`}${rest === 0 ? '' : `${rest}M`}`
  return `-P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`
}

/** One reminder that shows `words`. */
export function alarm(minutes: number, words: string): JcalComponent {
  return [
    'valarm',
    [
      ['action', {}, 'text', 'DISPLAY'],
      ['description', {}, 'text', words],
      ['trigger', {}, 'duration', triggerText(minutes)],
    ],
    [],
  ]
}

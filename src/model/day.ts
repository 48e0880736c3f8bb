/**
 * Days of the calendar, without time or zone. A day is its ISO text, so days sort as text; arithmetic is on the
 * number of days since 1970-01-01 (the same on every machine: no zone of the host takes part).
 */

/** `2026-11-27`: a real day of the years 1900 to 2199. */
export type Day = string

/** Days of the week in ISO's order: 0 is Monday, 6 is Sunday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6

export const firstYear = 1900
export const lastYear = 2199
/** The first and the last day there is. */
export const firstDay: Day = '1900-01-01'
export const lastDay: Day = '2199-12-31'

const msOfDay = 86_400_000
const form = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether the text is a day: strictly YYYY-MM-DD, on the calendar, 1900 to 2199. */
export function isDay(text: string): boolean {
  const parts = form.exec(text)
  if (parts === null) return false
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  return year >= firstYear && year <= lastYear && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month)
}

/** The number of days in a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whether the year has a 29 February. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Days since 1970-01-01, negative before. The text must be a day. */
export function dayNumber(day: Day): number {
  return numberOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)))
}

/** Days since 1970-01-01 of a date given in parts; month 1 to 12, the date within its month. */
export function numberOf(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / msOfDay
}

/** The day that is so many days after 1970-01-01. */
export function dayFrom(number: number): Day {
  return new Date(number * msOfDay).toISOString().slice(0, 10)
}

/** The parts of a day; month 1 to 12. */
export function partsOf(day: Day): {year: number; month: number; date: number} {
  return {year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), date: Number(day.slice(8, 10))}
}

/** The day so many days later, or earlier when negative. */
export function addDays(day: Day, days: number): Day {
  return dayFrom(dayNumber(day) + days)
}

/** The day so many days later (negative: earlier), or the last (the first) that there is. */
export function shiftedDay(day: Day, days: number): Day {
  return dayFrom(Math.min(Math.max(dayNumber(day) + days, dayNumber(firstDay)), dayNumber(lastDay)))
}

/** The same date so many months later (or earlier); the month's last day where it has no such date. */
export function addMonths(day: Day, months: number): Day {
  const {year, month, date} = partsOf(day)
  const index = year * 12 + (month - 1) + months
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1]
  return dayFrom(numberOf(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth))))
}

/** The day of the week. */
export function weekday(day: Day): Weekday {
  return weekdayOf(dayNumber(day))
}

/** The day of the week of a day given as days since 1970-01-01, which was a Thursday. */
export function weekdayOf(number: number): Weekday {
  return (((number + 3) % 7) + 7) % 7 as Weekday
}

/** How many days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: Day, b: Day): number {
  return dayNumber(b) - dayNumber(a)
}

/**
 * Expansion of a rule to days, RFC 5545 3.3.10. Every BY part of a rule for days says which days of a period qualify, whether
 * the RFC's table calls it "expand" or "limit"; so each period (a day, week, month or year) is asked for its qualifying days,
 * and BYSETPOS picks from them. Days here are numbers since 1970-01-01.
 */
import {dayFrom, dayNumber, daysInMonth, firstDay, isLeapYear, lastDay, numberOf, partsOf, weekdayOf} from '../model/day.ts'
import type {Weekday} from '../model/day.ts'
import type {Recurrence} from '../model/rrule.ts'

const lastNumber = dayNumber(lastDay)
const firstNumber = dayNumber(firstDay)
const everyMonth: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

/** A day in parts, as the tests of a rule need it. */
interface Candidate {
  readonly number: number
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly date: number
}

type Test = (day: Candidate) => boolean

/** How a frequency walks through the calendar. */
interface Walk {
  /** The first day of the period that is so many intervals after the one that holds `starts`. */
  readonly first: (step: number) => number
  /** A step whose period does not begin after the day, and is as near to it as can be told cheaply. */
  readonly stepBefore: (day: number) => number
  /** The qualifying days of a period, in order, given its first day. */
  readonly days: (first: number) => readonly number[]
}

/**
 * The days of a complete rule (see `complete`) from `starts` on that are at least `from` and before `to`, in order. COUNT counts
 * from `starts`; intervals count from the period that holds `starts`. UNTIL is the caller's: it shortens `to`. It ends also for a
 * rule that never comes, and does not walk from the start to a far window unless COUNT asks for it.
 */
export function expand(rule: Recurrence, starts: number, from: number, to: number): number[] {
  const least = Math.max(starts, from)
  const end = Math.min(to, lastNumber + 1)
  const walk = walkOf(rule, starts)
  const found: number[] = []
  let left = rule.count ?? Infinity
  for (let step = rule.count === undefined ? Math.max(0, walk.stepBefore(least)) : 0; left > 0; step += 1) {
    const first = walk.first(step)
    if (first >= end) break
    for (const day of picked(walk.days(first), rule.bySetPos)) {
      if (day < starts) continue
      if (left === 0 || day >= end) return found
      left -= 1
      if (day >= least) found.push(day)
    }
  }
  return found
}

/** BYSETPOS: the nth of a period's days, from their end when negative. */
function picked(days: readonly number[], positions: readonly number[] | undefined): readonly number[] {
  if (positions === undefined) return days
  const indexes = new Set(positions.map((position) => (position > 0 ? position - 1 : days.length + position)))
  return days.filter((_, index) => indexes.has(index))
}

function walkOf(rule: Recurrence, starts: number): Walk {
  const tests = testsOf(rule)
  const fits = (day: Candidate): boolean => tests.every((test) => test(day))
  const {interval} = rule
  switch (rule.freq) {
    case 'daily':
    case 'weekly': {
      const length = rule.freq === 'daily' ? 1 : 7
      const origin = rule.freq === 'daily' ? starts : weekStartOf(starts, rule.weekStart)
      return {
        first: (step) => origin + step * interval * length,
        stepBefore: (day) => Math.floor((day - origin) / (interval * length)),
        days: (first) => fittingOf(first, length, fits),
      }
    }
    case 'monthly': {
      const {year, month} = partsOf(dayFrom(starts))
      const origin = year * 12 + month - 1
      return {
        first: (step) => firstOfMonth(origin + step * interval),
        stepBefore: (day) => Math.floor((monthIndex(day) - origin) / interval),
        days: (first) => fittingOfMonth(monthIndex(first), fits),
      }
    }
    case 'yearly': {
      if (rule.byWeekNo !== undefined) return walkOfWeekYears(rule, starts, fits)
      const {year} = partsOf(dayFrom(starts))
      // Months that cannot qualify are not looked at, so that a yearly rule costs what a monthly one does.
      const months = (rule.byMonth ?? everyMonth).map((month) => month - 1).toSorted((a, b) => a - b)
      return {
        first: (step) => numberOf(year + step * interval, 1, 1),
        stepBefore: (day) => Math.floor((Math.floor(monthIndex(day) / 12) - year) / interval),
        days: (first) => months.flatMap((month) => fittingOfMonth(monthIndex(first) + month, fits)),
      }
    }
  }
}

/**
 * With BYWEEKNO a year is the year of its weeks: week 1 is the first with four days in the year, and belongs to it whole
 * (RFC 5545 3.3.10), so 30 December 2014 is in week 1 of 2015.
 */
function walkOfWeekYears(rule: Recurrence, starts: number, fits: Test): Walk {
  const origin = weekOf(starts, rule.weekStart).year
  return {
    first: (step) => firstWeekOf(origin + step * rule.interval, rule.weekStart),
    stepBefore: (day) => Math.floor((weekOf(day, rule.weekStart).year - origin) / rule.interval),
    days: (first) => fittingOf(first, firstWeekOf(weekOf(first, rule.weekStart).year + 1, rule.weekStart) - first, fits),
  }
}

/** Months since the year 0. */
function monthIndex(number: number): number {
  const date = new Date(number * 86_400_000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function firstOfMonth(index: number): number {
  return numberOf(Math.floor(index / 12), (index % 12) + 1, 1)
}

/** The qualifying ones of so many days in a row. */
function fittingOf(first: number, length: number, fits: Test): number[] {
  const days: number[] = []
  for (let number = Math.max(first, firstNumber); number < first + length && number <= lastNumber; number += 1) {
    if (fits(candidate(number))) days.push(number)
  }
  return days
}

function fittingOfMonth(index: number, fits: Test): number[] {
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1]
  const first = numberOf(year, month, 1)
  const days: number[] = []
  for (let date = 1; date <= daysInMonth(year, month); date += 1) {
    const number = first + date - 1
    if (number <= lastNumber && fits({number, year, month, date})) days.push(number)
  }
  return days
}

function candidate(number: number): Candidate {
  const date = new Date(number * 86_400_000)
  return {number, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate()}
}

/** One test for each BY part that the rule has. */
function testsOf(rule: Recurrence): readonly Test[] {
  const tests: Test[] = []
  const {byMonth, byWeekNo, byYearDay, byMonthDay, byDay} = rule
  if (byMonth !== undefined) tests.push((day) => byMonth.includes(day.month))
  if (byMonthDay !== undefined) tests.push((day) => isAmong(byMonthDay, day.date, daysInMonth(day.year, day.month)))
  if (byYearDay !== undefined) tests.push((day) => isAmong(byYearDay, dayOfYear(day), daysInYear(day.year)))
  if (byDay !== undefined) tests.push(weekdayTest(rule, byDay))
  if (byWeekNo !== undefined) {
    tests.push((day) => {
      const {week, weeks} = weekOf(day.number, rule.weekStart)
      return isAmong(byWeekNo, week, weeks)
    })
  }
  return tests
}

/** Whether the nth of so many is among the wanted, which count from the end when negative. */
function isAmong(wanted: readonly number[], nth: number, total: number): boolean {
  return wanted.includes(nth) || wanted.includes(nth - total - 1)
}

/** BYDAY; a numbered day counts in its month when the rule is monthly or names months, else in its year (RFC 5545 3.3.10, notes 1 and 2). */
function weekdayTest(rule: Recurrence, byDay: NonNullable<Recurrence['byDay']>): Test {
  const inMonth = rule.freq === 'monthly' || rule.byMonth !== undefined
  return (day) => {
    const weekday = weekdayOf(day.number)
    return byDay.some((wanted) => {
      if (wanted.weekday !== weekday) return false
      if (wanted.nth === undefined) return true
      const [nth, total] = inMonth ? [day.date, daysInMonth(day.year, day.month)] : [dayOfYear(day), daysInYear(day.year)]
      return wanted.nth > 0 ? Math.ceil(nth / 7) === wanted.nth : Math.ceil((total - nth + 1) / 7) === -wanted.nth
    })
  }
}

function dayOfYear(day: Candidate): number {
  return day.number - numberOf(day.year, 1, 1) + 1
}

function daysInYear(year: number): number {
  return isLeapYear(year) ? 366 : 365
}

function weekStartOf(number: number, weekStart: Weekday): number {
  return number - ((weekdayOf(number) - weekStart + 7) % 7)
}

/** The year to which a day's week belongs, the number of the week in it, and how many weeks that year has (ISO 8601, any start of the week). */
function weekOf(number: number, weekStart: Weekday): {year: number; week: number; weeks: number} {
  const start = weekStartOf(number, weekStart)
  const {year} = candidate(start + 3)
  const firstWeek = firstWeekOf(year, weekStart)
  return {year, week: (start - firstWeek) / 7 + 1, weeks: (firstWeekOf(year + 1, weekStart) - firstWeek) / 7}
}

/** The first day of a year's week 1, the week that holds 4 January. */
function firstWeekOf(year: number, weekStart: Weekday): number {
  return weekStartOf(numberOf(year, 1, 4), weekStart)
}

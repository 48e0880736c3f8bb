/**
 * Rules that Outlook, Google, Apple and Thunderbird read alike, and how the days of any other rule are said by one of them. Outlook is
 * the narrowest: it takes what fits its own patterns ([MS-OXCICAL] 2.1.3.2.2) and quietly makes something else of the rest.
 */
import {addMonths, dayFrom, dayNumber, lastDay, partsOf, daysInMonth, weekdayOf} from '../model/day.ts'
import type {Day, Weekday} from '../model/day.ts'
import {recurrenceText} from '../model/rrule.ts'
import type {Recurrence, RuleDay} from '../model/rrule.ts'
import {expand} from '../schedule/expand.ts'

/** The most weeks or months between two occurrences that Outlook takes ([MS-OXOCAL] 2.2.1.44.1, Period). */
const longestInterval = 99
/** COUNT of at most three digits ([MS-OXCICAL] 2.1.3.2.2). */
export const longestCount = 999
/** Every month has them. */
const lastCommonDate = 28
/** From how many years of an endless rhythm its shape is read. */
const sampleYears = 6

/**
 * A rule of the portable set that gives, counted from `from`, exactly the days that `rule` (complete, counted from `starts`) gives from
 * `from`, which is one of them, to `last`, or without `last` as long as there are days (2199). The portable set:
 * - `FREQ=WEEKLY;INTERVAL=n;BYDAY=…`, weeks beginning on Monday
 * - `FREQ=MONTHLY;INTERVAL=n;BYMONTHDAY=` 1 to 28 or -1
 * - `FREQ=MONTHLY;INTERVAL=n;BYDAY=` one weekday, the first to the fourth or the last
 * - `FREQ=YEARLY;BYMONTH=m` with one of the last two
 *
 * Nothing is concluded from how a rule is worded: its days are looked at, rules that could give them are made, and one counts when it
 * gives those days and no others. So `every 14 days`, `the Wednesday between the 8th and the 14th` and twice a year on a date all have
 * a portable form, and COUNT=3 of a rule that has none may have one. Undefined when there is none. COUNT and UNTIL of `rule` are left
 * aside: the caller knows `last`.
 */
export function portableRule(rule: Recurrence, starts: Day, from: Day, last?: Day): Recurrence | undefined {
  const {count: _, until: __, ...endless} = rule
  const days = (until: Day): number[] => expand(endless, dayNumber(starts), dayNumber(from), dayNumber(until) + 1)
  const end = last ?? lastDay
  const first = days(earlier(end, addMonths(from, 12 * sampleYears)))
  const sample = first.length < 3 ? days(end) : first
  if (sample.length < 2) return undefined
  const candidates = candidatesOf(sample).toSorted((a, b) => unlike(a, rule) - unlike(b, rule))
  const same = candidates.find((candidate) => saysTheSame(candidate, endless))
  if (same !== undefined || candidates.length === 0) return same
  const meant = sample === first && end > addMonths(from, 12 * sampleYears) ? days(end) : sample
  return candidates.find((candidate) => sameDays(expand(candidate, dayNumber(from), dayNumber(from), dayNumber(end) + 1), meant))
}

/** A rule of the portable set as it is written, without its end; the start of the week is spelled out, for Outlook's is Sunday. */
export function portableText(rule: Recurrence): string {
  return rule.freq === 'weekly' ? `${recurrenceText(rule)};WKST=MO` : recurrenceText(rule)
}

/** Rules of the portable set that might give these days (numbers, in order, at least two). */
function candidatesOf(days: readonly number[]): Recurrence[] {
  return [...weeklyOf(days), ...monthlyOf(days)]
}

function weeklyOf(days: readonly number[]): Recurrence[] {
  const weekdays = [...new Set(days.map(weekdayOf))].toSorted((a, b) => a - b)
  // Day 0 was a Thursday, so weeks begin on Monday, three days before.
  const interval = stepOf(days.map((day) => Math.floor((day + 3) / 7)))
  if (interval > longestInterval) return []
  return [{freq: 'weekly', interval, byDay: weekdays.map((weekday) => ({weekday})), weekStart: 0}]
}

/** Rules with one day a month, in every nth month; every twelfth month is every year. */
function monthlyOf(days: readonly number[]): Recurrence[] {
  const dates = days.map((day) => ({...partsOf(dayFrom(day)), weekday: weekdayOf(day)}))
  const months = dates.map(({year, month}) => year * 12 + month)
  const interval = stepOf(months)
  if (new Set(months).size < months.length || interval > longestInterval) return []
  const month = dates[0]!.month
  const pace = interval === 12 ? {freq: 'yearly' as const, interval: 1, byMonth: [month]} : {freq: 'monthly' as const, interval}
  return placesOf(dates).map((place) => ({...pace, ...place, weekStart: 0 as Weekday}))
}

type Place = {readonly byMonthDay: readonly number[]} | {readonly byDay: readonly RuleDay[]}

/** Where in its month each of the dates stands: a date, the nth weekday, the last one, the last day. */
function placesOf(dates: readonly {year: number; month: number; date: number; weekday: Weekday}[]): Place[] {
  const {date, weekday} = dates[0]!
  const places: Place[] = []
  const left = dates.map((each) => daysInMonth(each.year, each.month) - each.date)
  const nth = Math.ceil(date / 7)
  if (date <= lastCommonDate && dates.every((each) => each.date === date)) places.push({byMonthDay: [date]})
  if (left.every((days) => days === 0)) places.push({byMonthDay: [-1]})
  if (dates.every((each) => each.weekday === weekday)) {
    if (nth <= 4 && dates.every((each) => Math.ceil(each.date / 7) === nth)) places.push({byDay: [{weekday, nth}]})
    if (left.every((days) => days < 7)) places.push({byDay: [{weekday, nth: -1}]})
  }
  return places
}

/** The greatest number that divides every step from one of these to the next; 1 when they are all one. */
function stepOf(numbers: readonly number[]): number {
  const step = numbers.slice(1).reduce((divisor, number, index) => divisorOf(divisor, number - numbers[index]!), 0)
  return step === 0 ? 1 : step
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b)
}

/** How far a candidate is from the words of the rule, so that of several right ones the most natural is taken. */
function unlike(candidate: Recurrence, rule: Recurrence): number {
  const weeks = (freq: Recurrence['freq']): boolean => freq === 'weekly' || freq === 'daily'
  return (weeks(candidate.freq) === weeks(rule.freq) ? 0 : 2) + ((candidate.byDay === undefined) === (rule.byDay === undefined) ? 0 : 1)
}

/** Whether two rules without an end are the same by their parts, so that there is nothing to prove. */
function saysTheSame(candidate: Recurrence, rule: Recurrence): boolean {
  const weekStartMatters = rule.freq === 'weekly' && rule.interval > 1 && (rule.byDay?.length ?? 0) > 1
  const byDay = rule.byDay?.toSorted((a, b) => a.weekday - b.weekday)
  const plain = {...rule, ...(byDay === undefined ? {} : {byDay}), ...(weekStartMatters ? {} : {weekStart: 0 as Weekday})}
  return recurrenceText(plain) === recurrenceText(candidate)
}

function sameDays(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((day, index) => day === b[index])
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b
}

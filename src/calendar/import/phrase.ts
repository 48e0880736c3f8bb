/** A rule in the words that people read, where the words say exactly that rule. */
import {weekday} from '../../model/day.ts'
import type {Day, Weekday} from '../../model/day.ts'
import {ordinalText, weekdayName} from '../../model/phrase-pieces.ts'
import {readRepeats} from '../../model/repeats.ts'
import {recurrenceText} from '../../model/rrule.ts'
import type {Recurrence, RuleDay} from '../../model/rrule.ts'
import {monthWords} from '../../model/words.ts'
import {listed} from '../../schedule/words.ts'

/** A phrase such as `every 2 weeks on tuesday` for a rule that counts from `starts`; the rule itself where no phrase is the same rule. */
export function repeatsText(rule: Recurrence, starts: Day): string {
  const plain = plainRule(rule, starts)
  const phrase = phraseOf(plain)
  if (phrase === undefined) return recurrenceText(rule)
  const read = readRepeats(phrase)
  return 'problem' in read || !sameRule(read, rule, starts) ? recurrenceText(rule) : phrase
}

/** Whether two rules that count from the same day give the same days. False also where it would take more than their parts to tell. */
export function sameRule(a: Recurrence, b: Recurrence, starts: Day): boolean {
  return recurrenceText(plainRule(a, starts)) === recurrenceText(plainRule(b, starts))
}

/** A rule in the simplest of its forms: lists in order, no week start where none matters, `2TU` for the Tuesday of the second week. */
function plainRule(rule: Recurrence, starts: Day): Recurrence {
  const {byDay, bySetPos, byMonthDay, ...rest} = rule
  const days = byDay === undefined ? undefined : sortedDays(byDay)
  const base = {...rest, ...sorted('byMonth', rule), ...sorted('byWeekNo', rule), ...sorted('byYearDay', rule), weekStart: weekStartOf(rule, starts)}
  const [only, ...more] = days ?? []
  const single = only !== undefined && more.length === 0 && only.nth === undefined && rule.byYearDay === undefined && rule.byWeekNo === undefined
  if (single && isOfMonth(rule)) {
    if (bySetPos?.length === 1 && byMonthDay === undefined && Math.abs(bySetPos[0]!) <= 5 && (rule.byMonth?.length ?? 1) === 1) {
      return {...base, byDay: [{weekday: only.weekday, nth: bySetPos[0]!}]}
    }
    const week = bySetPos === undefined && byMonthDay !== undefined ? weekOf(byMonthDay) : undefined
    if (week !== undefined) return {...base, byDay: [{weekday: only.weekday, nth: week}]}
  }
  return {...base, ...(days === undefined ? {} : {byDay: days}), ...sorted('bySetPos', rule), ...sorted('byMonthDay', rule)}
}

/** Days of a month are counted: in every month, or every year in months that are named. */
function isOfMonth(rule: Recurrence): boolean {
  return rule.freq === 'monthly' || (rule.freq === 'yearly' && rule.byMonth !== undefined)
}

/** The week of the month that seven dates are: 8 to 14 is the second. */
function weekOf(dates: readonly number[]): number | undefined {
  const ordered = dates.toSorted((a, b) => a - b)
  const week = (ordered[0]! + 6) / 7
  const whole = ordered.length === 7 && Number.isInteger(week) && week >= 1 && week <= 4
  return whole && ordered.every((date, index) => date === ordered[0]! + index) ? week : undefined
}

function sorted<K extends 'byMonth' | 'byWeekNo' | 'byYearDay' | 'bySetPos' | 'byMonthDay'>(key: K, rule: Recurrence): Partial<Recurrence> {
  const list = rule[key]
  return list === undefined ? {} : {[key]: [...new Set(list)].toSorted((a, b) => a - b)}
}

function sortedDays(days: readonly RuleDay[]): RuleDay[] {
  const keyed = new Map(days.map((day) => [`${day.nth ?? 0} ${day.weekday}`, day]))
  return [...keyed.values()].toSorted((a, b) => (a.nth ?? 0) - (b.nth ?? 0) || a.weekday - b.weekday)
}

/** Monday, unless the week's first day decides which days the rule takes (RFC 5545 3.3.10, WKST). */
function weekStartOf(rule: Recurrence, starts: Day): Weekday {
  const {weekStart} = rule
  if (rule.byWeekNo !== undefined || (rule.freq === 'weekly' && rule.bySetPos !== undefined)) return weekStart
  if (rule.freq !== 'weekly' || rule.interval === 1) return 0
  const own = weekday(starts)
  const ahead = (day: Weekday, from: Weekday): number => ((day - from + 7) % 7) - ((own - from + 7) % 7)
  return (rule.byDay ?? []).every(({weekday: day}) => ahead(day, weekStart) === ahead(day, 0)) ? 0 : weekStart
}

const units = {daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year'} as const

function phraseOf(rule: Recurrence): string | undefined {
  if (rule.byWeekNo !== undefined || rule.until?.time !== undefined) return undefined
  const on = spots(rule)
  if (on === undefined) return undefined
  const unit = units[rule.freq]
  const every = rule.interval === 1 ? `every ${unit}` : `every ${rule.interval} ${unit}s`
  const end = rule.count === undefined ? (rule.until === undefined ? '' : ` until ${rule.until.day}`) : ` ${rule.count} times`
  return `${every}${on}${end}`
}

/** ` on the 2nd tuesday`, or nothing; undefined where there are no words for it. */
function spots(rule: Recurrence): string | undefined {
  const {freq, byDay, byMonth, byMonthDay, byYearDay, bySetPos} = rule
  const months = byMonth === undefined ? '' : ` of ${listed(byMonth.map(monthName))}`
  if (byYearDay !== undefined || (byMonth !== undefined && freq !== 'yearly')) return undefined
  if (byDay === undefined && byMonthDay === undefined) return bySetPos === undefined && byMonth === undefined ? '' : undefined
  if (byDay !== undefined && byMonthDay !== undefined) return undefined
  if (byMonthDay !== undefined) {
    if (bySetPos !== undefined || freq === 'daily') return undefined
    if (freq === 'yearly' && byMonth?.length === 1 && byMonthDay.length === 1 && byMonthDay[0]! > 0) return ` on ${byMonthDay[0]} ${monthName(byMonth[0]!)}`
    const said = listed(byMonthDay.map((date) => `${ordinalText(date)}${date < 0 ? ' day' : ''}`))
    return ` on the ${said}${months}`
  }
  const days = byDay!
  if (freq === 'weekly') return bySetPos === undefined ? ` on ${listed(days.map((day) => weekdayName(day.weekday)))}` : undefined
  if (bySetPos !== undefined) {
    const working = days.length === 5 && days.every((day, index) => day.weekday === index && day.nth === undefined)
    return working ? ` on the ${listed(bySetPos.map(ordinalText))} weekday${months}` : undefined
  }
  if (days.some((day) => day.nth === undefined)) return undefined
  return ` on the ${listed(days.map((day) => `${ordinalText(day.nth!)} ${weekdayName(day.weekday)}`))}${months || (freq === 'yearly' ? ' of the year' : '')}`
}

function monthName(month: number): string {
  return Object.keys(monthWords).find((word) => monthWords[word] === month) ?? ''
}

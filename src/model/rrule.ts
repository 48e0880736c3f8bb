/** Recurrence rules as iCalendar writes them: RFC 5545 3.3.10, for days. What a rule means is src/schedule/occurrences.ts. */
import {isDay} from './day.ts'
import type {Day, Weekday} from './day.ts'
import {isTime} from './when.ts'

export type Frequency = 'daily' | 'weekly' | 'monthly' | 'yearly'

/** A weekday, every one of the period, or only the nth (from its end when negative). */
export interface RuleDay {
  readonly weekday: Weekday
  readonly nth?: number
}

/**
 * The last moment on which an occurrence may start: a whole day of the calendar, inclusive; or with `time` (`HH:MM`) a
 * moment on the wall of the rhythm's own zone, or in UTC. Seconds are dropped: gatherings start on whole minutes.
 */
export interface Until {
  readonly day: Day
  readonly time?: string
  readonly utc?: boolean
}

/** A rule for days, with the parts and the meaning of RFC 5545 3.3.10. Times of the day are not part of it. */
export interface Recurrence {
  readonly freq: Frequency
  /** 1 to 999. */
  readonly interval: number
  /** 1 to 12. */
  readonly byMonth?: readonly number[]
  /** 1 to 53, or -53 to -1. */
  readonly byWeekNo?: readonly number[]
  /** 1 to 366, or -366 to -1. */
  readonly byYearDay?: readonly number[]
  /** 1 to 31, or -31 to -1. */
  readonly byMonthDay?: readonly number[]
  readonly byDay?: readonly RuleDay[]
  /** 1 to 366, or -366 to -1. */
  readonly bySetPos?: readonly number[]
  readonly weekStart: Weekday
  /** 1 to 9999. Not together with `until`. */
  readonly count?: number
  readonly until?: Until
}

/** Why a text is not a rhythm: a clause that follows "`repeats` ", and what to write instead. */
export interface RepeatsProblem {
  readonly problem: string
  readonly hint: string
}

export const mostInterval = 999
export const mostCount = 9999

const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
const frequencies: Readonly<Record<string, Frequency>> = {DAILY: 'daily', WEEKLY: 'weekly', MONTHLY: 'monthly', YEARLY: 'yearly'}
const finer = new Set(['HOURLY', 'MINUTELY', 'SECONDLY'])
const example = 'FREQ=MONTHLY;BYDAY=2TU'
/** So that a rule from a hostile file cannot be long. */
const longestList = 400

type Draft = {-readonly [K in keyof Recurrence]?: Recurrence[K]}

/** Whether the text is meant as a rule rather than as a phrase. */
export function looksLikeRule(text: string): boolean {
  return /^\s*(rrule\s*:|[a-z-]+\s*=)/i.test(text)
}

/**
 * Reads `FREQ=MONTHLY;BYDAY=2TU`, in any case, with or without `RRULE:` in front. Rules finer than a day are refused:
 * a gathering is known by its day and its rhythm.
 */
export function readRule(text: string): Recurrence | RepeatsProblem {
  const parts = partsOf(text.trim().replace(/^rrule\s*:\s*/i, '').toUpperCase())
  if (!(parts instanceof Map)) return parts
  const draft: Draft = {}
  for (const [name, value] of parts) {
    const problem = readPart(name, value, draft)
    if (problem !== undefined) return problem
  }
  if (draft.freq === undefined) return {problem: 'is a rule without FREQ', hint: `write a rule such as ${example}`}
  const rule: Recurrence = {...draft, freq: draft.freq, interval: draft.interval ?? 1, weekStart: draft.weekStart ?? 0}
  return conflictIn(rule) ?? rule
}

function partsOf(text: string): Map<string, string> | RepeatsProblem {
  const parts = new Map<string, string>()
  for (const part of text.replace(/;$/, '').split(';')) {
    const [name = '', value, ...more] = part.split('=').map((piece) => piece.trim())
    if (value === undefined || value === '' || more.length > 0) {
      return {problem: `has a part of a rule that is not NAME=VALUE (${part.trim()})`, hint: `write a rule such as ${example}`}
    }
    if (parts.has(name)) return {problem: `says ${name} twice`, hint: `keep one ${name}`}
    parts.set(name, value)
  }
  return parts
}

function readPart(name: string, value: string, draft: Draft): RepeatsProblem | undefined {
  switch (name) {
    case 'FREQ':
      if (finer.has(value)) {
        return {
          problem: `repeats within a day (FREQ=${value})`,
          hint: 'use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY; a circle has at most one gathering of a rhythm a day',
        }
      }
      if (!Object.hasOwn(frequencies, value)) {
        return {problem: `has a FREQ that is none of DAILY, WEEKLY, MONTHLY, YEARLY (${value})`, hint: `write a rule such as ${example}`}
      }
      draft.freq = frequencies[value]!
      return undefined
    case 'INTERVAL':
      return whole(name, value, mostInterval, (number) => (draft.interval = number))
    case 'COUNT':
      return whole(name, value, mostCount, (number) => (draft.count = number))
    case 'BYMONTH':
      return wholes(name, value, 1, 12, false, (numbers) => (draft.byMonth = numbers))
    case 'BYWEEKNO':
      return wholes(name, value, 1, 53, true, (numbers) => (draft.byWeekNo = numbers))
    case 'BYYEARDAY':
      return wholes(name, value, 1, 366, true, (numbers) => (draft.byYearDay = numbers))
    case 'BYMONTHDAY':
      return wholes(name, value, 1, 31, true, (numbers) => (draft.byMonthDay = numbers))
    case 'BYSETPOS':
      return wholes(name, value, 1, 366, true, (numbers) => (draft.bySetPos = numbers))
    case 'BYDAY': {
      const days = value.split(',').map((day) => readRuleDay(day.trim()))
      if (days.length > longestList || !days.every((day) => day !== undefined)) {
        return {
          problem: `has a BYDAY that is not a list of weekdays (${value})`,
          hint: 'write BYDAY=MO,TH, or 2TU for the second Tuesday, -1FR for the last Friday',
        }
      }
      draft.byDay = days
      return undefined
    }
    case 'WKST': {
      const day = weekdayNames.indexOf(value as (typeof weekdayNames)[number])
      if (day === -1) return {problem: `has a WKST that is not a weekday (${value})`, hint: 'write WKST=MO'}
      draft.weekStart = day as Weekday
      return undefined
    }
    case 'UNTIL': {
      const until = readUntil(value)
      if (until === undefined) {
        return {problem: `has an UNTIL that is not a day or a moment (${value})`, hint: 'write UNTIL=20270601, or with a time UNTIL=20270601T170000Z'}
      }
      draft.until = until
      return undefined
    }
    case 'BYHOUR':
    case 'BYMINUTE':
    case 'BYSECOND':
      return {problem: `sets the time of day (${name})`, hint: `take ${name} out: the time of day stands in \`starts\``}
    default:
      return {problem: `has a part that rules do not have (${name})`, hint: `write a rule such as ${example}`}
  }
}

function whole(name: string, value: string, most: number, keep: (number: number) => void): RepeatsProblem | undefined {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0
  if (number < 1 || number > most) {
    return {problem: `has ${article(name)} ${name} that is not a whole number from 1 to ${most} (${value})`, hint: `write ${name}=2, say`}
  }
  keep(number)
  return undefined
}

function wholes(name: string, value: string, least: number, most: number, signed: boolean, keep: (numbers: readonly number[]) => void): RepeatsProblem | undefined {
  const texts = value.split(',').map((text) => text.trim())
  const numbers = texts.map((text) => (signed ? /^[+-]?\d{1,3}$/ : /^\d{1,3}$/).test(text) ? Number(text) : 0)
  if (texts.length > longestList || numbers.some((number) => Math.abs(number) < least || Math.abs(number) > most)) {
    return {problem: `has a ${name} that is not a list of whole numbers from ${least} to ${most}${signed ? ` or -${most} to -${least}` : ''} (${value})`, hint: `write ${name}=${least}, say`}
  }
  keep([...new Set(numbers)])
  return undefined
}

function article(name: string): string {
  return /^[AEIOU]/.test(name) ? 'an' : 'a'
}

function readRuleDay(text: string): RuleDay | undefined {
  const parts = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text)
  if (parts === null) return undefined
  const day = weekdayNames.indexOf(parts[2] as (typeof weekdayNames)[number])
  if (day === -1) return undefined
  if (parts[1] === undefined) return {weekday: day as Weekday}
  const nth = Number(parts[1])
  return nth === 0 || Math.abs(nth) > 53 ? undefined : {weekday: day as Weekday, nth}
}

function readUntil(text: string): Until | undefined {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?([0-5]\d|60)?(Z)?)?$/.exec(text)
  if (parts === null) return undefined
  const [, year, month, date, hour, minute, , zulu] = parts
  const day = `${year}-${month}-${date}`
  if (!isDay(day)) return undefined
  if (hour === undefined) return {day}
  const time = `${hour}:${minute}`
  if (!isTime(time)) return undefined
  return zulu === undefined ? {day, time} : {day, time, utc: true}
}

/** Parts that RFC 5545 3.3.10 does not allow together. */
function conflictIn(rule: Recurrence): RepeatsProblem | undefined {
  const freq = rule.freq.toUpperCase()
  const numbered = rule.byDay?.some((day) => day.nth !== undefined) ?? false
  const other = rule.byMonth ?? rule.byWeekNo ?? rule.byYearDay ?? rule.byMonthDay ?? rule.byDay
  if (rule.count !== undefined && rule.until !== undefined) return {problem: 'has both COUNT and UNTIL', hint: 'keep one of them'}
  if (rule.byWeekNo !== undefined && rule.freq !== 'yearly') return {problem: `has BYWEEKNO with FREQ=${freq}`, hint: 'BYWEEKNO goes with FREQ=YEARLY'}
  if (rule.byYearDay !== undefined && rule.freq !== 'yearly') return {problem: `has BYYEARDAY with FREQ=${freq}`, hint: 'BYYEARDAY goes with FREQ=YEARLY'}
  if (rule.byMonthDay !== undefined && rule.freq === 'weekly') {
    return {problem: 'has BYMONTHDAY with FREQ=WEEKLY', hint: 'BYMONTHDAY goes with FREQ=MONTHLY, or with DAILY or YEARLY'}
  }
  if (numbered && (rule.freq === 'daily' || rule.freq === 'weekly')) {
    return {problem: `has a numbered BYDAY with FREQ=${freq}`, hint: 'a numbered day such as 2TU goes with FREQ=MONTHLY or YEARLY'}
  }
  if (numbered && rule.byWeekNo !== undefined) return {problem: 'has a numbered BYDAY together with BYWEEKNO', hint: 'take the number out of BYDAY'}
  if (rule.bySetPos !== undefined && other === undefined) {
    return {problem: 'has BYSETPOS alone', hint: 'BYSETPOS picks from what another part gives: add BYDAY, say'}
  }
  return undefined
}

/**
 * The rule as iCalendar writes it, `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH`; reads back as the same rule. What `starts` adds
 * to it (a weekday, a date) is not in it.
 */
export function recurrenceText(rule: Recurrence): string {
  const parts = [`FREQ=${rule.freq.toUpperCase()}`]
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`)
  const lists: readonly (readonly [string, readonly number[] | undefined])[] = [['BYMONTH', rule.byMonth], ['BYWEEKNO', rule.byWeekNo], ['BYYEARDAY', rule.byYearDay], ['BYMONTHDAY', rule.byMonthDay]]
  for (const [name, numbers] of lists) if (numbers !== undefined) parts.push(`${name}=${numbers.join(',')}`)
  if (rule.byDay !== undefined) parts.push(`BYDAY=${rule.byDay.map((day) => `${day.nth ?? ''}${weekdayNames[day.weekday]}`).join(',')}`)
  if (rule.bySetPos !== undefined) parts.push(`BYSETPOS=${rule.bySetPos.join(',')}`)
  if (rule.weekStart !== 0) parts.push(`WKST=${weekdayNames[rule.weekStart]}`)
  if (rule.count !== undefined) parts.push(`COUNT=${rule.count}`)
  if (rule.until !== undefined) parts.push(`UNTIL=${untilText(rule.until)}`)
  return parts.join(';')
}

function untilText(until: Until): string {
  const day = until.day.replaceAll('-', '')
  if (until.time === undefined) return day
  return `${day}T${until.time.replace(':', '')}00${until.utc === true ? 'Z' : ''}`
}

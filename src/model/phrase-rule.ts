/** From the pieces of a phrase to a rule: what fits together, and what does not. */
import type {Weekday} from './day.ts'
import {Misread, generalHint, ordinalText, weekdayName} from './phrase-pieces.ts'
import type {Draft, Spot} from './phrase-pieces.ts'
import type {Recurrence, RuleDay} from './rrule.ts'
import type {Pace} from './words.ts'

/** The rule that the pieces of a phrase say together. Throws a Misread when they do not fit. */
export function assemble(draft: Draft): Recurrence {
  if (draft.pace === undefined && draft.spots.length + draft.months.length + draft.dates.length === 0) throw new Misread('does not say how often', generalHint)
  const ends = {...(draft.count === undefined ? {} : {count: draft.count}), ...(draft.until === undefined ? {} : {until: draft.until})}
  if (draft.dates.length > 0) return {...datesOfYear(draft), ...ends}
  const pace = draft.pace ?? paceOf(draft)
  const months = draft.months.length === 0 ? {} : {byMonth: distinct(draft.months)}
  const base = {freq: pace.freq, interval: pace.interval, weekStart: 0 as Weekday, ...months}
  switch (pace.freq) {
    case 'daily':
      if (draft.spots.length > 0) throw new Misread('is every day and on some days', 'write every week on tuesday and thursday, say')
      return {...base, ...ends}
    case 'weekly':
      return {...base, ...spotsOfWeek(draft), ...ends}
    case 'monthly':
      if (draft.months.length > 0) throw new Misread('counts months and names a month', 'write every year on the 2nd friday of june, say')
      return {...base, ...spotsOfMonth(draft), ...ends}
    case 'yearly':
      return {...base, ...spotsOfYear(draft), ...ends}
  }
}

function distinct<T>(list: readonly T[]): readonly T[] {
  return [...new Set(list)]
}

/** How often, where only days are named: weekdays come every week, dates and nth weekdays every month, months every year. */
function paceOf(draft: Draft): Pace {
  const plain = draft.spots.length > 0 && draft.spots.every((spot) => spot.kind === 'weekday' && spot.nth === undefined)
  if (plain) return {freq: 'weekly', interval: 1}
  return {freq: draft.months.length > 0 || draft.spots.some((spot) => spot.kind === 'yearDay') ? 'yearly' : 'monthly', interval: 1}
}

type Parts = Pick<Recurrence, 'byMonth' | 'byMonthDay' | 'byDay' | 'bySetPos' | 'byYearDay'>

function spotsOfWeek(draft: Draft): Parts {
  if (draft.spots.length === 0) return {}
  const days = draft.spots.map((spot) => {
    if (spot.kind === 'weekday' && spot.nth === undefined) return spot.weekday
    throw new Misread('names a day of the month in a rhythm of weeks', 'write every month on the 2nd tuesday, or every 2 weeks on tuesday')
  })
  return {byDay: distinct(days).toSorted().map((weekday) => ({weekday}))}
}

function spotsOfMonth(draft: Draft): Parts {
  if (draft.spots.length === 0) return {}
  const plain = draft.spots.find((spot) => spot.kind === 'weekday' && spot.nth === undefined)
  if (plain?.kind === 'weekday') {
    const name = weekdayName(plain.weekday)
    throw new Misread(`does not say which ${name} of the month`, `write every month on the 2nd ${name}, or on the last ${name}`)
  }
  return spotsCounted(draft.spots, 5)
}

/** Dates, nth weekdays and nth working days, of a month or a year; one kind at a time. */
function spotsCounted(spots: readonly Spot[], mostWeeks: number): Parts {
  const kinds = new Set(spots.map((spot) => spot.kind))
  if (kinds.size > 1) throw new Misread('mixes dates and weekdays', 'make two rhythms of it: a circle can have several')
  const byDay: RuleDay[] = []
  const numbers: number[] = []
  for (const spot of spots) {
    if (spot.kind === 'weekday') byDay.push({weekday: spot.weekday, nth: within(spot.nth ?? 1, mostWeeks, weekdayName(spot.weekday))})
    else if (spot.kind === 'date') numbers.push(within(spot.date, 31, 'day'))
    else if (spot.kind === 'working') numbers.push(within(spot.nth, 23, 'working day'))
    else numbers.push(within(spot.nth, 366, 'day'))
  }
  if (kinds.has('weekday')) return {byDay}
  if (kinds.has('date')) return {byMonthDay: distinct(numbers)}
  if (kinds.has('yearDay')) return {byYearDay: distinct(numbers)}
  return {byDay: ([0, 1, 2, 3, 4] as const).map((weekday) => ({weekday})), bySetPos: distinct(numbers)}
}

function within(nth: number, most: number, what: string): number {
  if (Math.abs(nth) > most) throw new Misread(`asks for the ${ordinalText(nth)} ${what}, which there never is`, `write a number up to ${most}`)
  return nth
}

function spotsOfYear(draft: Draft): Parts {
  if (draft.spots.length === 0) return {}
  if (draft.spots.some((spot) => spot.kind === 'weekday' && spot.nth === undefined)) {
    throw new Misread('does not say which day of the year', 'write every year on the 2nd friday of june, say')
  }
  if (draft.spots.some((spot) => spot.kind === 'yearDay')) return spotsCounted(draft.spots, 53)
  if (draft.months.length > 0) {
    if (draft.spots.some((spot) => spot.kind === 'working') && draft.months.length > 1) {
      throw new Misread('counts working days in several months', 'make a rhythm for each month: a circle can have several')
    }
    return spotsCounted(draft.spots, 5)
  }
  if (draft.wholeYear && draft.spots.every((spot) => spot.kind === 'weekday')) return spotsCounted(draft.spots, 53)
  throw new Misread('does not say which month', 'write every year on the 2nd friday of june, or every year on 6 june')
}

/** `every year on 15 january and 15 july`: a rule has every date in every month, so the dates must be such a square. */
function datesOfYear(draft: Draft): Recurrence {
  const {pace = {freq: 'yearly', interval: 1}} = draft
  if (pace.freq !== 'yearly') throw new Misread('names a date of the year in another rhythm', 'write every year on 6 june, say')
  if (draft.spots.length > 0 || draft.months.length > 0) throw new Misread('mixes dates and other days', 'make two rhythms of it: a circle can have several')
  const months = distinct(draft.dates.map((date) => date.month))
  const dates = distinct(draft.dates.map((date) => date.date))
  const pairs = new Set(draft.dates.map((date) => `${date.month} ${date.date}`))
  if (pairs.size !== months.length * dates.length) {
    throw new Misread('names dates that are not the same in each month', 'make a rhythm of each: a circle can have several')
  }
  return {freq: 'yearly', interval: pace.interval, weekStart: 0, byMonth: months, byMonthDay: dates}
}

/**
 * The grammar of rhythms in words. A phrase has up to three pieces, in any order that people use:
 *
 * - how often: `every 2 weeks`, `biweekly`, `twice a year`, `of every month`, `every second thursday`;
 * - on what: `on tuesday and thursday`, `on the 2nd tuesday`, `on the last day`, `on the 1st and 15th`, `on 6 june`, `of june`;
 * - how long: `until 2027-06-01`, `12 times`.
 *
 * Pieces are collected word by word, then put together; a piece that does not fit the others is a problem with a hint.
 */
import {daysInMonth, isDay} from './day.ts'
import type {Weekday} from './day.ts'
import {Misread, generalHint, ordinalText, weekdayName} from './phrase-pieces.ts'
import type {Draft, MonthDate, Spot} from './phrase-pieces.ts'
import {assemble} from './phrase-rule.ts'
import {mostCount, mostInterval} from './rrule.ts'
import type {Recurrence, RepeatsProblem} from './rrule.ts'
import {dayGroups, monthWords, numberWords, ordinalWords, paces, units, weekdayWords} from './words.ts'
import type {Pace, Table} from './words.ts'

interface Reader {
  readonly words: readonly string[]
  at: number
}

/** Reads a phrase of words; see src/model/repeats.ts. */
export function readPhrase(text: string): Recurrence | RepeatsProblem {
  const reader: Reader = {words: wordsOf(text), at: 0}
  const draft: Draft = {spots: [], months: [], dates: []}
  try {
    if (reader.words.length === 0) throw new Misread('is empty', generalHint)
    while (reader.at < reader.words.length) {
      if (!readPiece(reader, draft)) throw notUnderstood(reader)
    }
    return assemble(draft)
  } catch (error) {
    if (error instanceof Misread) return {problem: error.message, hint: error.hint}
    throw error
  }
}

/** Words in lower case; commas and hyphens are only between words. `2027-06-01` stays one word. */
function wordsOf(text: string): readonly string[] {
  return text.toLowerCase()
    .replace(/\b(bi|half|semi)[\s-]?(weekly|yearly|annually|annual)\b/g, '$1$2')
    .replace(/\b(mon|tue|wed|thu|fri|sat|sun)([a-z]*)\s?[–—-]\s?(?=(mon|tue|wed|thu|fri|sat|sun))/g, '$1$2 to ')
    .replace(/([a-z])[–—-](?=[a-z])/g, (_, letter: string) => `${letter} `)
    .replace(/([a-z\d])\.(?=\s|$)/g, '$1')
    .replace(/\s*(,|&|\+)\s*/g, (_, mark: string) => (mark === ',' ? ' , ' : ' and '))
    .replace(/\s,\sand\s/g, ' and ')
    .replace(/[\s,]+$/, '')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** The word that so many places on, or undefined after the end. */
function peek(reader: Reader, ahead = 0): string | undefined {
  return reader.words[reader.at + ahead]
}

/** Moves past the word when it is one of these. */
function take(reader: Reader, ...words: readonly string[]): boolean {
  const word = peek(reader)
  if (word === undefined || !words.includes(word)) return false
  reader.at += 1
  return true
}

/** Moves past the words when they all follow. */
function takeAll(reader: Reader, words: string): boolean {
  const list = words.split(' ')
  if (!list.every((word, index) => peek(reader, index) === word)) return false
  reader.at += list.length
  return true
}

function takeFrom<T>(reader: Reader, words: Table<T>): T | undefined {
  const word = peek(reader)
  const value = word === undefined ? undefined : words[word]
  if (value !== undefined) reader.at += 1
  return value
}

/** What `attempt` reads, or undefined with the reader where it was. */
function attempt<T>(reader: Reader, read: () => T | undefined): T | undefined {
  const {at} = reader
  const value = read()
  if (value === undefined) reader.at = at
  return value
}

function notUnderstood(reader: Reader): Misread {
  const rest = reader.words.slice(reader.at).join(' ').replaceAll(' ,', ',')
  const word = peek(reader) ?? ''
  if (/^(at|from|starting|starts|beginning|since)$/.test(word) || /^\d{1,2}(:\d{2})?(am|pm)?$/.test(word) && word.length > 2) {
    return new Misread(`says when it begins ("${rest}")`, 'take that out: the first day and the time of day stand in `starts`')
  }
  if (word === 'bimonthly') {
    return new Misread(
      'says "bimonthly", which is every two months to some and twice a month to others',
      'write every 2 months, or every month on the 1st and 15th',
    )
  }
  if (/^(until|till|through|up)$/.test(word)) return new Misread(`does not say until which day ("${rest}")`, 'write the last day, as in until 2027-06-01')
  if (word === 'for') {
    return new Misread(`does not say how many times ("${rest}")`, 'write a number of times, as in 12 times, or a last day, as in until 2027-06-01')
  }
  if (/^(except|but|unless|without|not)$/.test(word)) {
    return new Misread(`makes exceptions ("${rest}")`, 'take them out: a gathering that does not happen is cancelled by itself (circle schedule cancel)')
  }
  return new Misread(`is not understood from "${rest}" on`, generalHint)
}

/** Reads one piece into the draft; false when what follows is none. */
function readPiece(reader: Reader, draft: Draft): boolean {
  if (reader.at > 0) take(reader, ',')
  return readEnd(reader, draft) || readPace(reader, draft) || readSpots(reader, draft) || readMonths(reader, draft)
}

// How long

function readEnd(reader: Reader, draft: Draft): boolean {
  const until = attempt(reader, () => (take(reader, 'until', 'till') || takeAll(reader, 'up to') || take(reader, 'through') ? readDay(reader) : undefined))
  if (until !== undefined) {
    if (draft.until !== undefined || draft.count !== undefined) {
      throw new Misread('says twice how long it goes on', 'keep one: until a day, or a number of times')
    }
    draft.until = {day: until}
    return true
  }
  const count = attempt(reader, () => {
    take(reader, 'for')
    const number = readNumber(reader)
    return number !== undefined && take(reader, 'times', 'time', 'occurrences', 'gatherings', 'meetings', 'sessions') && !isRate(reader) ? number : undefined
  })
  if (count === undefined) return false
  if (draft.until !== undefined || draft.count !== undefined) throw new Misread('says twice how long it goes on', 'keep one: until a day, or a number of times')
  draft.count = bounded(count, mostCount, 'times')
  return true
}

/** `a year` after `4 times`. */
function isRate(reader: Reader): boolean {
  return ['a', 'an', 'per', 'each', 'every'].includes(peek(reader) ?? '') && units[peek(reader, 1) ?? ''] !== undefined
}

/** `2027-06-01`, `1 june 2027`, `june 1, 2027`. */
function readDay(reader: Reader): string | undefined {
  const word = peek(reader) ?? ''
  if (isDay(word)) {
    reader.at += 1
    return word
  }
  return attempt(reader, () => {
    const date = readMonthDate(reader)
    if (date === undefined) return undefined
    take(reader, ',')
    const year = /^\d{4}$/.test(peek(reader) ?? '') ? peek(reader) : undefined
    if (year === undefined) return undefined
    reader.at += 1
    const day = `${year}-${String(date.month).padStart(2, '0')}-${String(date.date).padStart(2, '0')}`
    return isDay(day) ? day : undefined
  })
}

/** A whole number in figures or words. */
function readNumber(reader: Reader): number | undefined {
  const word = peek(reader) ?? ''
  if (!/^\d{1,15}$/.test(word)) return takeFrom(reader, numberWords)
  reader.at += 1
  return Number(word)
}

function bounded(number: number, most: number, what: string): number {
  if (number < 1 || number > most) throw new Misread(`says ${number} ${what}`, `write a number from 1 to ${most}`)
  return number
}

// How often

function readPace(reader: Reader, draft: Draft): boolean {
  if (peek(reader) === 'once' && ['every', 'each'].includes(peek(reader, 1) ?? '')) reader.at += 1
  const pace = takeFrom(reader, paces) ?? attempt(reader, () => readRate(reader)) ?? attempt(reader, () => readEvery(reader, draft))
  if (pace === undefined) return false
  if (pace !== 'spots') setPace(draft, pace)
  return true
}

function setPace(draft: Draft, pace: Pace): void {
  if (draft.pace !== undefined && (draft.pace.freq !== pace.freq || draft.pace.interval !== pace.interval)) {
    throw new Misread('says twice how often', 'keep one of them; a circle can have several rhythms')
  }
  draft.pace = pace
}

/** `twice a year`, `4 times per year`, `once a month`. */
function readRate(reader: Reader): Pace | undefined {
  const number = take(reader, 'once') ? 1 : take(reader, 'twice') ? 2 : take(reader, 'thrice') ? 3 : readNumber(reader)
  if (number === undefined) return undefined
  take(reader, 'times', 'time')
  if (take(reader, 'yearly', 'annually')) return perYear(number)
  if (!take(reader, 'a', 'an', 'per', 'each', 'every')) return undefined
  const unit = takeFrom(reader, units)
  if (unit === undefined) return undefined
  if (number === 1) return unit
  if (unit.freq === 'yearly') return perYear(number)
  const hints: Table<string> = {daily: 'a circle has at most one gathering of a rhythm a day', weekly: 'write the days, as in every week on monday and thursday', monthly: 'write the days, as in every month on the 1st and 15th, or every 2 weeks'}
  throw new Misread(`does not say on which days (${number} times a ${unit.freq.replace('ly', '').replace('dai', 'day')})`, hints[unit.freq] ?? generalHint)
}

function perYear(number: number): Pace {
  if (number < 1 || 12 % number !== 0) {
    throw new Misread(
      `says ${number} times a year, which is no whole number of months`,
      'write every 5 weeks, say, or the dates: every year on 15 january and 15 july',
    )
  }
  return number === 1 ? {freq: 'yearly', interval: 1} : {freq: 'monthly', interval: 12 / number}
}

/** After `every`: a number of units, weekdays, an ordinal with either, a month. `spots` when it was put into the draft. */
function readEvery(reader: Reader, draft: Draft): Pace | 'spots' | undefined {
  if (!take(reader, 'every', 'each')) return undefined
  if (take(reader, 'other', 'alternate')) return readEveryNth(reader, draft, 2)
  const number = attempt(reader, () => {
    const count = readNumber(reader)
    return count !== undefined && units[peek(reader) ?? ''] !== undefined ? count : undefined
  })
  if (number !== undefined) return times(takeFrom(reader, units)!, number)
  const unit = takeFrom(reader, units)
  if (unit !== undefined) return unit
  const nth = attempt(reader, () => {
    const ordinal = readOrdinal(reader)
    const next = peek(reader) ?? ''
    return ordinal !== undefined && ordinal > 1 && (units[next] !== undefined && !isDayOfMonth(reader) || weekdayWords[next] !== undefined) ? ordinal : undefined
  })
  if (nth !== undefined) return readEveryNth(reader, draft, nth)
  const {at} = reader
  if ((readOrdinal(reader) ?? 0) > 1 && dayGroups[peek(reader) ?? ''] !== undefined) {
    throw new Misread(`can mean several things ("every ${reader.words.slice(at, reader.at + 1).join(' ')}")`, generalHint)
  }
  reader.at = at
  return readSpots(reader, draft) || readMonths(reader, draft) ? 'spots' : undefined
}

/** `day of the month`, `day of june`: the nth day is a date then, not every n days. */
function isDayOfMonth(reader: Reader): boolean {
  return peek(reader) === 'day' && ['of', 'in'].includes(peek(reader, 1) ?? '')
}

function times(unit: Pace, number: number): Pace {
  return {freq: unit.freq, interval: bounded(unit.interval * bounded(number, mostInterval, 'as the interval'), mostInterval, 'as the interval')}
}

/** `every other week`, `every second thursday`; but `every second thursday of the month` is the month's second Thursday. */
function readEveryNth(reader: Reader, draft: Draft, nth: number): Pace | 'spots' {
  const unit = takeFrom(reader, units)
  if (unit !== undefined) return times(unit, nth)
  const days = readWeekdays(reader)
  if (days === undefined) throw notUnderstood(reader)
  if (['of', 'in'].includes(peek(reader) ?? '')) {
    draft.spots.push(...days.map((weekday): Spot => ({kind: 'weekday', weekday, nth})))
    readOf(reader, draft)
    return 'spots'
  }
  const name = days[0] === undefined ? '' : weekdayName(days[0])
  if (nth > 2) {
    throw new Misread(`can mean two things ("every ${ordinalText(nth)} ${name}")`, `write every ${nth} weeks on ${name}, or every month on the ${ordinalText(nth)} ${name}`)
  }
  draft.spots.push(...days.map((weekday): Spot => ({kind: 'weekday', weekday})))
  return {freq: 'weekly', interval: nth}
}

// On what

/** `2nd`, `second`, `last`, `second to last`, `twenty first`; never a bare figure. */
function readOrdinal(reader: Reader): number | undefined {
  return attempt(reader, () => {
    if (takeAll(reader, 'next to last')) return -2
    const tens = peek(reader)
    if (tens === 'twenty' || tens === 'thirty') {
      const ones = ordinalWords[peek(reader, 1) ?? ''] ?? 0
      if (ones < 1 || ones > 9) return undefined
      reader.at += 2
      return (tens === 'twenty' ? 20 : 30) + ones
    }
    const figure = /^(\d{1,3})(st|nd|rd|th)$/.exec(peek(reader) ?? '')
    if (figure !== null) reader.at += 1
    const ordinal = figure === null ? takeFrom(reader, ordinalWords) : Number(figure[1])
    if (ordinal === undefined || ordinal === 0) return undefined
    if (ordinal < 0) return ordinal
    return takeAll(reader, 'to last') || take(reader, 'last') || takeAll(reader, 'to the last') ? -ordinal : ordinal
  })
}

/** `tuesday`, `tue and thu`, `monday to friday`, `weekdays`. */
function readWeekdays(reader: Reader): readonly Weekday[] | undefined {
  const days: Weekday[] = []
  do {
    const found = attempt(reader, () => {
      take(reader, 'on')
      const group = takeFrom(reader, dayGroups)
      if (group !== undefined) return group
      const first = takeFrom(reader, weekdayWords)
      if (first === undefined) return undefined
      const last = attempt(reader, () => (take(reader, 'to', 'through') ? takeFrom(reader, weekdayWords) : undefined))
      return last === undefined ? [first] : Array.from({length: ((last - first + 7) % 7) + 1}, (_, step) => ((first + step) % 7) as Weekday)
    })
    if (found === undefined) return undefined
    days.push(...found)
  } while (attempt(reader, () => (take(reader, 'and', ',') && isWeekdayNext(reader) ? true : undefined)))
  return days
}

function isWeekdayNext(reader: Reader): boolean {
  const word = peek(reader) === 'on' ? peek(reader, 1) : peek(reader)
  return word !== undefined && (weekdayWords[word] !== undefined || dayGroups[word] !== undefined)
}

/** One spot or several joined by `and`, with what they are of: `the 1st and 3rd tuesday of the month`. */
function readSpots(reader: Reader, draft: Draft): boolean {
  const found = readSpotOn(reader)
  if (found === undefined) return false
  for (;;) {
    const more = attempt(reader, () => (take(reader, 'and', ',') ? readSpotOn(reader) : undefined))
    if (more === undefined) break
    found.push(...more)
  }
  for (const spot of found) {
    if ('kind' in spot) draft.spots.push(spot)
    else draft.dates.push(spot)
  }
  readOf(reader, draft)
  return true
}

function readSpotOn(reader: Reader): (Spot | MonthDate)[] | undefined {
  return attempt(reader, () => {
    take(reader, 'on')
    take(reader, 'the')
    return readSpot(reader)
  })
}

function readSpot(reader: Reader): (Spot | MonthDate)[] | undefined {
  const dated = attempt(reader, () => readMonthDate(reader))
  if (dated !== undefined) return [dated]
  const weekdays = attempt(reader, () => readWeekdays(reader))
  if (weekdays !== undefined) return weekdays.map((weekday) => ({kind: 'weekday', weekday}))
  const ordinals = readOrdinals(reader)
  if (ordinals === undefined) return undefined
  if (takeAll(reader, 'day of the year')) return ordinals.map((nth) => ({kind: 'yearDay', nth}))
  if (take(reader, 'weekday', 'workday') || takeAll(reader, 'working day')) return ordinals.map((nth) => ({kind: 'working', nth}))
  if (dayGroups[peek(reader) ?? ''] !== undefined) throw new Misread(`does not say which day (${peek(reader)})`, 'write every month on the last saturday, say')
  const days = attempt(reader, () => readWeekdays(reader))
  if (days !== undefined) return ordinals.flatMap((nth) => days.map((weekday): Spot => ({kind: 'weekday', weekday, nth})))
  const said = take(reader, 'day', 'days')
  if (!said && ordinals.some((nth) => nth < 0)) return undefined
  return ordinals.map((date) => ({kind: 'date', date}))
}

/** `1st and 3rd`, `the first, second and last`; a following date with its month or weekday of its own is left alone. */
function readOrdinals(reader: Reader): readonly number[] | undefined {
  const first = readOrdinal(reader)
  if (first === undefined) return undefined
  const ordinals = [first]
  for (;;) {
    const next = attempt(reader, () => {
      if (!take(reader, 'and', ',')) return undefined
      take(reader, 'on')
      take(reader, 'the')
      return readOrdinal(reader)
    })
    if (next === undefined) return ordinals
    ordinals.push(next)
  }
}

/** `6 june`, `6th of june`, `june 6`, `june 6th`. */
function readMonthDate(reader: Reader): MonthDate | undefined {
  const before = attempt(reader, () => {
    const date = readDate(reader)
    take(reader, 'of')
    const month = date === undefined ? undefined : takeFrom(reader, monthWords)
    return date === undefined || month === undefined ? undefined : {month, date}
  })
  const found = before ?? attempt(reader, () => {
    const month = takeFrom(reader, monthWords)
    take(reader, 'the')
    const date = month === undefined ? undefined : readDate(reader)
    return date === undefined || month === undefined || isUnitNext(reader) ? undefined : {month, date}
  })
  if (found !== undefined && (found.date < 1 || found.date > daysInMonth(2000, found.month))) {
    throw new Misread(`names a date that no year has (${found.date} ${monthName(found.month)})`, 'write, for instance, every year on 6 june')
  }
  return found
}

/** So that `in june 12 times` is not the twelfth of June. */
function isUnitNext(reader: Reader): boolean {
  return ['times', 'time', 'occurrences', 'gatherings', 'meetings', 'sessions'].includes(peek(reader) ?? '') || weekdayWords[peek(reader) ?? ''] !== undefined
}

/** A date of the month: `6`, `6th`, `sixth`. */
function readDate(reader: Reader): number | undefined {
  const word = peek(reader) ?? ''
  if (!/^\d{1,2}$/.test(word)) return readOrdinal(reader)
  reader.at += 1
  return Number(word)
}

function monthName(month: number): string {
  return Object.keys(monthWords).find((word) => monthWords[word] === month) ?? String(month)
}

/** What the spots are of: `of the month`, `of every 3rd month`, `of june and december`, `in the year`. */
function readOf(reader: Reader, draft: Draft): void {
  const {at} = reader
  if (!take(reader, 'of', 'in')) return
  if (readMonths(reader, draft)) return
  if (take(reader, 'the', 'a') || peek(reader) === 'month' || peek(reader) === 'year') {
    if (take(reader, 'month')) return defaultPace(draft, {freq: 'monthly', interval: 1})
    if (take(reader, 'year')) return defaultPace(draft, {freq: 'yearly', interval: 1}, true)
  }
  const pace = attempt(reader, () => readEvery(reader, {spots: [], months: [], dates: []}))
  if (pace !== undefined && pace !== 'spots' && (pace.freq === 'monthly' || pace.freq === 'yearly')) {
    if (pace.freq === 'yearly') return defaultPace(draft, pace, true)
    return setPace(draft, pace)
  }
  const every = attempt(reader, () => (take(reader, 'every', 'each') ? true : undefined))
  if (every && readMonths(reader, draft)) return
  reader.at = at
  throw notUnderstood(reader)
}

/** The month or the year that spots are of; `every 2 months on the 1st monday of the month` says it already. */
function defaultPace(draft: Draft, pace: Pace, ofYear = false): void {
  if (draft.pace === undefined) draft.pace = pace
  else if (draft.pace.freq !== pace.freq) setPace(draft, pace)
  if (ofYear && draft.months.length === 0 && draft.dates.length === 0) draft.wholeYear = true
}

/** `june`, `june and december`, `of june`, `in june`. */
function readMonths(reader: Reader, draft: Draft): boolean {
  const months = attempt(reader, () => {
    take(reader, 'in', 'of')
    const list: number[] = []
    do {
      const month = takeFrom(reader, monthWords)
      if (month === undefined) return undefined
      list.push(month)
    } while (attempt(reader, () => (take(reader, 'and', ',') && monthWords[peek(reader) ?? ''] !== undefined ? true : undefined)))
    return list
  })
  if (months === undefined) return false
  draft.months.push(...months)
  return true
}

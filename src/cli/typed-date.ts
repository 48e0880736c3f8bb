/**
 * Days as people type them. What is common is read here, exactly; other dates ("26 november", "june 6th 2027, 7pm") are
 * given to chrono-node, loaded only then, and its answer counts only when it used every word and nothing was guessed.
 */
import {addDays, addMonths, daysBetween, isDay, weekday} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import {nearest} from '../model/nearest.ts'
import {readWhen, whenText} from '../model/when.ts'
import type {When} from '../model/when.ts'

/** The day at the circle's place, and which way a date without a year lies. */
export interface Here {
  readonly today: Day
  /**
   * `past` for what has happened: "friday" is then the last one, today included. `nearest` is the same for a weekday; a
   * date without its year is the one least far away. Default: `future`.
   */
  readonly toward?: 'future' | 'past' | 'nearest'
}

const longest = 100
const examples = 'write a day such as 2026-11-26, tomorrow, "next thursday 19:00" or "in 2 weeks"'
const daysInFigures = 'write the day as 2026-11-26, or with the month by name: "26 november"; a time as 19:00'
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const numbers: Readonly<Record<string, number>> = {a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12}
const vocabulary = ['today', 'tonight', 'tomorrow', 'yesterday', 'next', 'last', 'this', 'week', 'weeks', 'days', 'months', 'after', 'before', ...weekdays]
const weekdayForm = '(mon|monday|tue|tues|tuesday|wed|weds|wednesday|thu|thur|thurs|thursday|fri|friday|sat|saturday|sun|sunday)'
const timeForm = '(\\d{1,2}:\\d{2}(?:\\s?[ap]\\.?m\\.?)?|\\d{1,2}\\s?[ap]\\.?m\\.?|noon)'

/**
 * Reads a day, with a time when one was typed: `2026-11-26`, `2026-11-26 19:00`, `26.11.2026`, `today`, `thursday`, `next thursday 19:00`,
 * `thursday next week`, `last friday`, `in 2 weeks`, `26 november 7pm`. A weekday is the first such day after today ("last":
 * the last before today). Throws a `usage` fault for whatever is not understood to the last word, and for what is ambiguous.
 */
export async function readTyped(text: string, here: Here): Promise<When> {
  const typed = text.trim()
  if (typed === '') throw new Fault('usage', 'no day was given', {hint: examples})
  if (typed.length > longest) throw new Fault('usage', `a day of ${typed.length} characters is no day`, {hint: examples})
  // Seconds of nought are how programs write a time.
  const exact = readWhen(typed.replace(/(?<=[ T]\d\d:\d\d):00$/, ''))
  if (exact !== undefined) return exact
  const spaced = typed.toLowerCase().replaceAll(',', ' ').replace(/(\d{4}-\d{2}-\d{2})t(?=\d)/, '$1 ').replace(/\s+/g, ' ').trim()
  const words = undotted(spaced, here, typed)
  const refusal = refusalOf(words, typed)
  if (refusal !== undefined) throw refusal
  const {day: dayWords, time} = splitTime(words, typed)
  const day = dayIn(dayWords, here, typed) ?? (await dayOfCalendar(dayWords, here, typed))
  if (day === undefined) throw notUnderstood(typed, words, here)
  if (!isDay(day)) throw new Fault('usage', `the years are 1900 to 2199: ${typed}`, {hint: examples})
  return time === undefined ? {day} : {day, time}
}

/** With dots the day comes first, wherever dots are used: `24.12.2026` and `24.12.` become days in ISO's form. */
function undotted(words: string, here: Here, typed: string): string {
  return words.replace(/(?<!\S)(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}))?(?!\S)/, (_, date: string, month: string, year: string | undefined) => {
    const rest = `${month.padStart(2, '0')}-${date.padStart(2, '0')}`
    const day = year === undefined ? yearFor(rest, here) : `${year}-${rest}`
    if (!isDay(day)) throw new Fault('usage', `there is no such day: ${typed}`, {hint: 'with dots the day comes first, as in 24.12.2026; or write 2026-12-24'})
    return day
  })
}

/** A day written with slashes, whether it could be two days or only one. */
function slashed(words: string, typed: string): Fault {
  const [, first, second, year] = /(?<!\S)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\S)/.exec(words) ?? []
  const [date = '', month = ''] = Number(first) > 12 ? [first, second] : Number(second) > 12 ? [second, first] : []
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  if (isDay(day)) return new Fault('usage', `a day is not written with slashes here: ${typed}`, {hint: `write it as ${day}`})
  return new Fault('usage', `day and month cannot be told apart: ${typed}`, {hint: daysInFigures})
}

/** What is plainly something else than a day, or more than one day, or a day and a zone. */
function refusalOf(words: string, typed: string): Fault | undefined {
  if (/\d\s*\/\s*\d/.test(words)) return slashed(words, typed)
  if (/(^|\s)\d{1,2}-\d{1,2}(-\d{2,4})?(\s|$)/.test(words)) return new Fault('usage', `day and month cannot be told apart: ${typed}`, {hint: daysInFigures})
  if (/\d\.\s?\d/.test(words)) return new Fault('usage', `neither a day nor a time is written so here: ${typed}`, {hint: 'write the day as 24.12.2026 or 24.12. or 2026-12-24; a time as 19:00'})
  if (/\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(z|[+-]\d{2}:?\d{2})$/.test(words) || /\b(utc|gmt|cet|cest|eet|bst|est|edt|cst|cdt|mst|mdt|pst|pdt|[ecmp]t|[a-z]+\/[a-z_]+)$/.test(words)) {
    return new Fault('usage', `a time zone cannot be given with a time: ${typed}`, {hint: "write the time as it is in the circle's own time zone"})
  }
  if (/^(every|each)\b/.test(words)) {
    return new Fault('usage', `that is a rhythm, not a day: ${typed}`, {hint: 'give the first day; a rhythm goes with circle schedule add-rhythm'})
  }
  if (/^((this|next|last) )?(week|weekend|month|year)$/.test(words)) {
    return new Fault('usage', `which day? ${typed}`, {hint: 'name the day, as in "thursday next week" or "in 2 weeks"'})
  }
  if (/\b(morning|afternoon|evening|night|midnight)\b/.test(words) || words === 'tonight') {
    return new Fault('usage', `at what time? ${typed}`, {hint: 'write a clock time, as in "tomorrow 19:00"'})
  }
  if (/\b(hours?|minutes?|hrs?|mins?)\b/.test(words)) return new Fault('usage', `a day is wanted: ${typed}`, {hint: examples})
  return undefined
}

// The clock time

function splitTime(words: string, typed: string): {day: string; time?: string} {
  const parts = new RegExp(`^(.*?)[ ]?(?:(?<= )at )?${timeForm}$`).exec(words)
  const ahead = new RegExp(`^(?:at )?${timeForm} (?:on )?(.+)$`).exec(words)
  const [day, time] = parts !== null ? [parts[1]!, parts[2]!] : ahead !== null ? [ahead[2]!, ahead[1]!] : [words, undefined]
  if (time === undefined) {
    if (/\d:|:\d/.test(words)) throw new Fault('usage', `that is no time of day: ${typed}`, {hint: 'write the time as 19:00'})
    return {day}
  }
  if (day.trim() === '') throw new Fault('usage', `on which day? ${typed}`, {hint: `write "today ${typed}", say`})
  const clock = clockOf(time)
  if (clock === undefined) throw new Fault('usage', `that is no time of day: ${typed}`, {hint: 'write the time as 19:00'})
  return {day: day.trim(), time: clock}
}

/** `19:00`, `9:30`, `7pm`, `7:30 p.m.`, `noon`. */
function clockOf(text: string): string | undefined {
  if (text === 'noon') return '12:00'
  const parts = /^(\d{1,2})(?::(\d{2}))?\s?(?:([ap])\.?m\.?)?$/.exec(text)
  if (parts === null) return undefined
  const [hour, minute, half] = [Number(parts[1]), Number(parts[2] ?? 0), parts[3]]
  if (minute > 59 || hour > 23 || (half !== undefined && (hour < 1 || hour > 12))) return undefined
  const hours = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0)
  return `${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

// The day

/** A day in the words that are read here; undefined for others. */
function dayIn(words: string, here: Here, typed: string): Day | undefined {
  const {today} = here
  if (isDay(words)) return words
  switch (words.replace(/^the /, '')) {
    case 'today':
    case 'tonight':
      return today
    case 'tomorrow':
      return addDays(today, 1)
    case 'yesterday':
      return addDays(today, -1)
    case 'day after tomorrow':
      return addDays(today, 2)
    case 'day before yesterday':
      return addDays(today, -2)
    default:
      return weekdayIn(words, here, typed) ?? distanceIn(words, today)
  }
}

function weekdayIn(words: string, here: Here, typed: string): Day | undefined {
  const {today} = here
  const plain = new RegExp(`^(?:on )?(?:(this|next|coming|this coming|last|past|previous) )?${weekdayForm}$`).exec(words)
  if (plain !== null) {
    const wanted = weekdayOf(plain[2]!)
    const ahead = ((wanted - weekday(today) + 6) % 7) + 1
    const behind = ((weekday(today) - wanted + 6) % 7) + 1
    if (/^(last|past|previous)$/.test(plain[1] ?? '')) return addDays(today, -behind)
    return plain[1] === undefined && (here.toward ?? 'future') !== 'future' ? addDays(today, -(behind % 7)) : addDays(today, ahead)
  }
  const inWeek = new RegExp(`^(?:on )?${weekdayForm} (?:of )?(this|next|last) week$`).exec(words) ?? new RegExp(`^(this|next|last) week (?:on )?${weekdayForm}$`).exec(words)
  if (inWeek !== null) {
    const [name, which] = inWeek[1]!.length > 2 && /^(this|next|last)$/.test(inWeek[1]!) ? [inWeek[2]!, inWeek[1]!] : [inWeek[1]!, inWeek[2]!]
    const monday = addDays(today, -weekday(today))
    return addDays(monday, weekdayOf(name) + 7 * (which === 'next' ? 1 : which === 'last' ? -1 : 0))
  }
  const dated = new RegExp(`^${weekdayForm} (\\d{4}-\\d{2}-\\d{2})$`).exec(words)
  if (dated === null || !isDay(dated[2]!)) return undefined
  checkWeekday(dated[2]!, weekdayOf(dated[1]!), typed)
  return dated[2]!
}

/** A weekday that was typed with a date must be the date's. */
function checkWeekday(day: Day, typedWeekday: number, typed: string): void {
  if (weekday(day) === typedWeekday) return
  throw new Fault('usage', `${day} is a ${weekdays[weekday(day)]}: ${typed}`, {hint: 'check the day, or leave the weekday out'})
}

function weekdayOf(name: string): number {
  return weekdays.findIndex((full) => full.startsWith(name.slice(0, 3)))
}

/** `in 2 weeks`, `2 weeks from now`, `a week ago`, `in 3 months`. */
function distanceIn(words: string, today: Day): Day | undefined {
  const parts = /^(in )?(\d{1,4}|[a-z]+) (day|week|fortnight|month|year)s?( ago| from now| from today)?$/.exec(words)
  if (parts === null) return undefined
  const [, ahead, amount = '', unit, where] = parts
  if ((ahead === undefined) === (where === undefined)) return undefined
  const count = /^\d+$/.test(amount) ? Number(amount) : Object.hasOwn(numbers, amount) ? numbers[amount]! : undefined
  if (count === undefined) return undefined
  const signed = where === ' ago' ? -count : count
  if (unit === 'month') return addMonths(today, signed)
  if (unit === 'year') return addMonths(today, signed * 12)
  return addDays(today, signed * (unit === 'day' ? 1 : unit === 'week' ? 7 : 14))
}

/** A date with its month by name, by chrono-node. Its guesses are not taken: only a day and a month that were typed. */
async function dayOfCalendar(words: string, here: Here, typed: string): Promise<Day | undefined> {
  // Only words for a date go there: it would skip others, and read some in a way of its own.
  if (!/\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/.test(words) || !/\d/.test(words)) return undefined
  const {parse} = await import('chrono-node/en')
  // The year is ours to find, so any will do here, if it has a 29 February.
  const reference = {instant: new Date('2024-06-15T12:00:00Z'), timezone: 0}
  const results = parse(words, reference, {forwardDate: false})
  const [found, ...more] = results
  if (found === undefined || more.length > 0 || found.index !== 0 || found.text.length !== words.length || found.end) return undefined
  const {start} = found
  if (!start.isCertain('day') || !start.isCertain('month') || start.isCertain('hour') || start.isCertain('timezoneOffset')) return undefined
  const date = `${String(start.get('month')).padStart(2, '0')}-${String(start.get('day')).padStart(2, '0')}`
  const day = start.isCertain('year') ? `${start.get('year')}-${date}` : yearFor(date, here)
  const typedWeekday = start.get('weekday')
  if (isDay(day) && start.isCertain('weekday') && typedWeekday !== null) checkWeekday(day, (typedWeekday + 6) % 7, typed)
  return day
}

/** A date without its year: the next one from today on, or when logging, the last one up to today, or the nearest. */
function yearFor(date: string, here: Here): Day {
  const year = Number(here.today.slice(0, 4))
  if (here.toward === 'nearest') {
    const [next, last] = (['future', 'past'] as const).map((toward) => yearFor(date, {...here, toward}))
    return !isDay(last!) || daysBetween(here.today, next!) <= daysBetween(last!, here.today) ? next! : last!
  }
  const years = here.toward === 'past' ? Array.from({length: 9}, (_, index) => year - index) : Array.from({length: 9}, (_, index) => year + index)
  const fits = (day: Day): boolean => isDay(day) && (here.toward === 'past' ? day <= here.today : day >= here.today)
  return years.map((candidate) => `${candidate}-${date}`).find(fits) ?? `${year}-${date}`
}

function notUnderstood(typed: string, words: string, here: Here): Fault {
  const mended = words.split(' ').map((word) => (/\d/.test(word) || word.length < 4 ? word : (nearest(word, vocabulary) ?? word))).join(' ')
  const {day, time} = splitTime(mended, typed)
  const meant = mended === words ? undefined : dayIn(day, here, typed)
  const hint = meant === undefined ? examples : `did you mean "${mended}" (${whenText(time === undefined ? {day: meant} : {day: meant, time})})?`
  return new Fault('usage', `not a day that can be understood: ${typed}`, {hint})
}

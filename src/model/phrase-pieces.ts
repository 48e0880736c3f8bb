/** What src/model/phrase.ts collects from a phrase, and src/model/phrase-rule.ts makes a rule of. */
import type {Weekday} from './day.ts'
import type {Until} from './rrule.ts'
import {weekdayWords} from './words.ts'
import type {Pace} from './words.ts'

/** Day of the period: a weekday, perhaps the nth; or a date of the month; or the nth working day. */
export type Spot =
  | {readonly kind: 'weekday'; readonly weekday: Weekday; readonly nth?: number}
  | {readonly kind: 'date'; readonly date: number}
  | {readonly kind: 'working'; readonly nth: number}
  | {readonly kind: 'yearDay'; readonly nth: number}

/** A date with its month: `6 june`. */
export interface MonthDate {
  readonly month: number
  readonly date: number
}

/** What has been collected so far. */
export interface Draft {
  pace?: Pace
  /** Spots are counted in the whole year: `the first monday of the year`. */
  wholeYear?: boolean
  readonly spots: Spot[]
  readonly months: number[]
  readonly dates: MonthDate[]
  count?: number
  until?: Until
}

/** Why a phrase cannot be read; thrown by the pieces, caught by `readPhrase`. */
export class Misread extends Error {
  readonly hint: string
  constructor(problem: string, hint: string) {
    super(problem)
    this.hint = hint
  }
}

/** The hint where words are not understood at all. */
export const generalHint = 'write, for instance, every 2 weeks on tuesday, every month on the last friday, or every year on 6 june'

/** `1st`, `2nd`, `last`, `2nd last`. */
export function ordinalText(nth: number): string {
  if (nth === -1) return 'last'
  const size = Math.abs(nth)
  const ending = size % 100 >= 11 && size % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][size % 10] ?? 'th')
  return `${size}${ending}${nth < 0 ? ' last' : ''}`
}

/** `tuesday`, for a day of the week. */
export function weekdayName(weekday: Weekday): string {
  return Object.keys(weekdayWords).find((word) => weekdayWords[word] === weekday) ?? ''
}

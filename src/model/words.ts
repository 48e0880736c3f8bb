/** The words of rhythms in phrases (src/model/phrase.ts), each with what it means. */
import type {Weekday} from './day.ts'
import type {Frequency} from './rrule.ts'

/** Words and what they mean; without a prototype, so that no word of a phrase is taken for a method. */
export type Table<T> = Readonly<Record<string, T>>

export const weekdayWords = table<Weekday>([
  ['monday mondays mon mo', 0],
  ['tuesday tuesdays tues tue tu', 1],
  ['wednesday wednesdays wed weds we', 2],
  ['thursday thursdays thurs thur thu th', 3],
  ['friday fridays fri fr', 4],
  ['saturday saturdays sat sa', 5],
  ['sunday sundays sun su', 6],
])
export const monthWords = table<number>([
  ['january jan', 1], ['february feb', 2], ['march mar', 3], ['april apr', 4], ['may', 5], ['june jun', 6],
  ['july jul', 7], ['august aug', 8], ['september sept sep', 9], ['october oct', 10], ['november nov', 11], ['december dec', 12],
])
export const ordinalWords = table<number>([
  ['first', 1], ['second', 2], ['third', 3], ['fourth', 4], ['fifth', 5], ['sixth', 6], ['seventh', 7], ['eighth', 8], ['ninth', 9],
  ['tenth', 10], ['eleventh', 11], ['twelfth', 12], ['thirteenth', 13], ['fourteenth', 14], ['fifteenth', 15], ['sixteenth', 16],
  ['seventeenth', 17], ['eighteenth', 18], ['nineteenth', 19], ['twentieth', 20], ['thirtieth', 30], ['last final', -1], ['penultimate', -2],
])
export const numberWords = table<number>([
  ['one', 1], ['two', 2], ['three', 3], ['four', 4], ['five', 5], ['six', 6], ['seven', 7], ['eight', 8], ['nine', 9], ['ten', 10],
  ['eleven', 11], ['twelve', 12], ['thirteen', 13], ['fourteen', 14], ['fifteen', 15], ['sixteen', 16], ['twenty', 20], ['thirty', 30],
])

/** How often: every so many days, weeks, months or years. */
export interface Pace {
  readonly freq: Frequency
  readonly interval: number
}
export const units = table<Pace>([
  ['day days', {freq: 'daily', interval: 1}],
  ['week weeks', {freq: 'weekly', interval: 1}],
  ['fortnight fortnights', {freq: 'weekly', interval: 2}],
  ['month months', {freq: 'monthly', interval: 1}],
  ['quarter quarters', {freq: 'monthly', interval: 3}],
  ['year years', {freq: 'yearly', interval: 1}],
])
export const paces = table<Pace>([
  ['daily', {freq: 'daily', interval: 1}],
  ['weekly', {freq: 'weekly', interval: 1}],
  ['biweekly fortnightly', {freq: 'weekly', interval: 2}],
  ['monthly', {freq: 'monthly', interval: 1}],
  ['quarterly', {freq: 'monthly', interval: 3}],
  ['halfyearly semiannually semiannual', {freq: 'monthly', interval: 6}],
  ['yearly annually annual', {freq: 'yearly', interval: 1}],
  ['biennially', {freq: 'yearly', interval: 2}],
])
export const dayGroups = table<readonly Weekday[]>([
  ['weekday weekdays workday workdays', [0, 1, 2, 3, 4]],
  ['weekend weekends', [5, 6]],
])
const otherWords = [
  'every', 'each', 'other', 'alternate', 'the', 'on', 'of', 'in', 'and', 'a', 'an', 'per', 'to', 'through', 'until', 'till', 'times', 'time', 'once', 'twice', 'thrice', 'for',
  'occurrences', 'gatherings', 'meetings', 'sessions',
]

/** Every word that a phrase may have, for "did you mean"; of equally near ones the first is offered. */
export const vocabulary: readonly string[] = [...otherWords, ...[units, paces, dayGroups, weekdayWords, monthWords, ordinalWords, numberWords].flatMap((words: Table<unknown>) => Object.keys(words))]

function table<T>(rows: readonly (readonly [string, T])[]): Table<T> {
  const map: Record<string, T> = Object.create(null)
  for (const [words, value] of rows) for (const word of words.split(' ')) map[word] = value
  return map
}

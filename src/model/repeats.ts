import {readRule} from './rrule.ts'
import type {Recurrence} from './rrule.ts'

export type {Recurrence} from './rrule.ts'

/** First words only; the phrases follow. */
export function readRepeats(text: string): Recurrence | {problem: string; hint: string} {
  const phrase = /^every (\d+ )?(week|month|year)s?$/.exec(text)
  if (phrase === null) return readRule(text)
  const freq = phrase[2] === 'week' ? 'weekly' : phrase[2] === 'month' ? 'monthly' : 'yearly'
  return {freq, interval: Number(phrase[1] ?? 1), weekStart: 0}
}

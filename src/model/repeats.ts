/** What people call a rhythm (`every 2 weeks on tuesday`), or a rule (`FREQ=WEEKLY;INTERVAL=2`), read as a Recurrence. */
import {nearest} from './nearest.ts'
import {generalHint} from './phrase-pieces.ts'
import {readPhrase} from './phrase.ts'
import {looksLikeRule, readRule} from './rrule.ts'
import type {Recurrence, RepeatsProblem} from './rrule.ts'
import {vocabulary} from './words.ts'

export type {Recurrence, RepeatsProblem} from './rrule.ts'

/** Longer than anything sensible; a limit so that no file can keep the reader busy. */
const longest = 500

/**
 * Reads a phrase or a rule. Every word counts: what is not understood is a problem, never left out. `problem` is a clause
 * that follows "`repeats` "; `hint` says what would be right. What the words leave open (the weekday of `every week`) is
 * not filled in here: it comes from the rhythm's `starts`, see src/schedule/occurrences.ts.
 */
export function readRepeats(text: string): Recurrence | RepeatsProblem {
  if (text.length > longest) return {problem: `is longer than ${longest} characters`, hint: 'write a phrase such as every 2 weeks on tuesday'}
  if (looksLikeRule(text)) return readRule(text)
  const reading = readPhrase(text)
  if (!('problem' in reading) || reading.hint !== generalHint) return reading
  const meant = repeatsMeant(text)
  return meant === undefined ? reading : {problem: reading.problem, hint: `did you mean ${meant}?`}
}

/** The phrase with its misspelt words put right, when that makes it one that can be read. */
export function repeatsMeant(text: string): string | undefined {
  if (text.length > longest || looksLikeRule(text)) return undefined
  const known = new Set(vocabulary)
  const words = text.trim().toLowerCase().split(/\s+/)
  const mended = words.map((word) => {
    const plain = word.replace(/,$/, '')
    return plain.length < 3 || known.has(plain) || /\d/.test(plain) ? word : (nearest(plain, vocabulary) ?? word)
  })
  const phrase = mended.join(' ')
  return phrase === words.join(' ') || 'problem' in readPhrase(phrase) ? undefined : phrase
}

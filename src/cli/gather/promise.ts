import type {Circle} from '../../model/circle.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {memberNamed} from '../../model/members.ts'
import {readTyped} from '../typed-date.ts'
import type {Promised} from './told.ts'

/** What a promise is read against. */
export interface PromiseContext {
  readonly members: Circle['members']
  /** The day from which "friday" is counted: that of the gathering or of the logging, whichever is later. */
  readonly from: Day
  /** The day of the next gathering, if one is planned. */
  readonly nextDay?: Day
  /** Whose it is when nobody is named. */
  readonly actor?: string
}

export interface ReadPromise extends Promised {
  /** What could not be understood as a day, and so stays among the words. */
  readonly unread?: string
}

/**
 * Reads `ann: read chapter 2 by friday`: the member before the first colon, the words, and by which day. What follows
 * the last "by" counts as a day only when it is one to the last word; else it stays part of what was promised.
 * Throws `usage` or `unknown` when it is not clear whose it is, or nothing is promised.
 */
export async function readPromise(text: string, {members, from, nextDay, actor}: PromiseContext): Promise<ReadPromise> {
  const {who, words} = splitMember(text)
  const member = who === undefined ? actor : memberNamed(members, who)
  if (member === undefined) throw new Fault('usage', `who promised this? ${text.trim()}`, {hint: 'name the member first: "ann: read chapter 2 by friday"'})
  if (words === '') throw new Fault('usage', `what did ${member} promise?`, {hint: 'write it after the colon: "ann: read chapter 2 by friday"'})
  const parts = /^(.*\S)\s+by\s+(\S.*?)[.\s]*$/i.exec(words)
  if (parts === null) return {member, commitment: {what: words}}
  const due = await dueDay(parts[2]!, from, nextDay)
  if (due !== undefined) return {member, commitment: {what: parts[1]!.replace(/[,;]$/, ''), due}}
  return {member, commitment: {what: words}, ...(/\d|day\b|week|month/i.test(parts[2]!) ? {unread: parts[2]!} : {})}
}

/** The member before the first colon, in `ann: …` and `scribe=bo`; a colon of a link is none. */
function splitMember(text: string): {who?: string; words: string} {
  const parts = /^\s*([^:\n]{1,80}?)\s*:(?!\/\/)\s*(.*)$/s.exec(text)
  return parts === null ? {words: tidy(text)} : {who: parts[1]!, words: tidy(parts[2]!)}
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** A day in a person's words; undefined when they are none, or say a clock time too. */
export async function dueDay(words: string, from: Day, nextDay: Day | undefined): Promise<Day | undefined> {
  if (/^(the )?next (gathering|meeting|time)$/i.test(words.trim())) return nextDay
  try {
    const {day, time} = await readTyped(words, {today: from})
    return time === undefined ? day : undefined
  } catch (error) {
    if (error instanceof Fault && error.kind === 'usage') return undefined
    throw error
  }
}

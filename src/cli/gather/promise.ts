import type {Circle} from '../../model/circle.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {memberNamed} from '../../model/members.ts'
import type {When} from '../../model/when.ts'
import {readTyped} from '../typed-date.ts'
import type {Promised} from './told.ts'

/** What a promise is read against. */
export interface PromiseContext {
  readonly members: Circle['members']
  /** The day from which "friday" is counted: that of the gathering or of the logging, whichever is later. */
  readonly from: Day
  /** The day of the next gathering, if one is planned. */
  readonly nextDay?: Day
  /** What that gathering is called. */
  readonly nextTitle?: string
  /** Whose it is when nobody is named. */
  readonly actor?: string
}

export interface ReadPromise extends Promised {
  /** What could not be understood as a day, and so stays among the words. */
  readonly unread?: string
  /** The time that was said with the day: a commitment has none. */
  readonly time?: string
}

/**
 * Reads `ann: read chapter 2 by friday`: the member before the first colon, the words, and by which day. What follows
 * the last "by" counts as a day only when it is one to the last word (a time behind it is given back on its own); else
 * it stays part of what was promised.
 * Throws `usage` or `unknown` when it is not clear whose it is, or nothing is promised.
 */
export async function readPromise(text: string, {members, from, nextDay, actor}: PromiseContext): Promise<ReadPromise> {
  const {who, words} = splitMember(text)
  const member = who === undefined ? actor : memberNamed(members, who)
  if (member === undefined) throw new Fault('usage', `who promised this? ${text.trim()}`, {hint: 'name the member first: "ann: read chapter 2 by friday"'})
  if (words === '') throw new Fault('usage', `what did ${member} promise?`, {hint: 'write it after the colon: "ann: read chapter 2 by friday"'})
  const parts = /^(.*\S)\s+by\s+(\S.*?)[.\s]*$/i.exec(words)
  if (parts === null) return {member, commitment: {what: words}, ...unreadIn(words)}
  const due = await dueDay(parts[2]!, from, nextDay)
  if (due !== undefined) return {member, commitment: {what: parts[1]!.replace(/[,;]$/, ''), due: due.day}, ...(due.time === undefined ? {} : {time: due.time})}
  return {member, commitment: {what: words}, ...unreadIn(words)}
}

/** Words that tell of a time, though of no day that could be understood. */
const timely =
  /\d|day\b|week|month|tonight|noon|evening|morning|spring|summer|autumn|winter|christmas|xmas|easter|new year|january|february|march|april|\bmay\b|june|july|august|september|october|november|december/i

/** A "by", anywhere in the words, behind which a time is told of. */
function unreadIn(words: string): {unread?: string} {
  const unread = words.split(/(?:^|\s)by\s+/i).slice(1).find((part) => timely.test(part.split(' ').slice(0, 4).join(' ')))
  return unread === undefined ? {} : {unread: unread.replace(/[.\s]+$/, '')}
}

/** What should be pointed out about a promise as it was read: no day, a time, or a day before `from`. */
export function promiseRemarks({commitment: {what, due}, unread, time}: ReadPromise, from: Day): string[] {
  return [
    ...(unread === undefined ? [] : [`No day was understood in "by ${unread}", so "${what}" has none. Write it at the end, such as "by 2026-12-04" or "by friday".`]),
    ...(time === undefined ? [] : [`"${what}" is due on ${due}: a commitment has a day and no time, so ${time} is left out.`]),
    ...(due === undefined || due >= from ? [] : [`"${what}" is due on ${due}, which is past already.`]),
  ]
}

/** The member before the first colon, in `ann: …` and `scribe=bo`; a colon of a link is none. */
function splitMember(text: string): {who?: string; words: string} {
  const parts = /^\s*([^:\n]{1,80}?)\s*:(?!\/\/)\s*(.*)$/s.exec(text)
  return parts === null ? {words: tidy(text)} : {who: parts[1]!, words: tidy(parts[2]!)}
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** A day in a person's words, and the time if they say one; undefined when they are none. */
export async function dueDay(words: string, from: Day, nextDay: Day | undefined): Promise<When | undefined> {
  if (/^(the )?next (gathering|meeting|time)$/i.test(words.trim())) return nextDay === undefined ? undefined : {day: nextDay}
  try {
    return await readTyped(words, {today: from})
  } catch (error) {
    if (error instanceof Fault && error.kind === 'usage') return undefined
    throw error
  }
}

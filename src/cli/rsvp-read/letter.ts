/** One letter or calendar file: who sent it, and the calendars in it. */
import {longestCalendar, plainAddress} from '../../calendar/reply.ts'
import {linesOf} from '../../calendar/unfold.ts'
import type {Piece} from './pieces.ts'

/** A calendar that came, as text, and what the letter says its method is. */
export interface Enclosed {
  readonly text: string
  readonly method?: string
}

export interface Letter {
  /** Absent for a calendar by itself, which nobody sent. Plain addresses in lower case. */
  readonly senders?: readonly string[]
  /** When the letter says it was written, in epoch milliseconds. */
  readonly dateMs?: number
  readonly calendars: readonly Enclosed[]
}

/** More parts than any letter has that a person reads, and more lines than ten megabytes need: each costs postal-mime time and memory. */
const mostParts = 2000
const mostLines = 150_000

/** What a piece is; `other` for a letter without a calendar. Throws nothing but faults of the program. */
export async function letterIn({bytes, boxed}: Extract<Piece, {bytes: Buffer}>): Promise<Letter | 'other' | {readonly problem: string}> {
  const text = calendarText(bytes)
  if (text !== undefined) return {calendars: [{text}]}
  const mail = mailBytes(bytes)
  if (mail === undefined) return {problem: 'is neither a mail nor a calendar'}
  const plain = mail.toString('latin1')
  // Most letters of a mailbox are about something else: they need not be taken apart.
  if (!/text\/calendar|application\/ics/i.test(plain)) return 'other'
  if (timesIn(plain, '\n') > mostLines) return {problem: `has more than ${mostLines / 1000},000 lines`}
  if (timesIn(plain, '\n--') > mostParts) return {problem: `has more than ${mostParts} parts`}
  return opened(boxed ? Buffer.from(plain.replace(/^>(>*From )/gm, '$1'), 'latin1') : mail)
}

function timesIn(text: string, part: string): number {
  let count = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count += 1
  return count
}

/** The bytes as the text of a calendar; undefined when they are none. */
function calendarText(bytes: Buffer): string | undefined {
  const begin = textOf(bytes.subarray(0, 4096))
  return /^\s*BEGIN:VCALENDAR/i.test(begin) ? textOf(bytes) : undefined
}

function textOf(bytes: Uint8Array): string {
  // Nobody reads one of this length, and putting it together would take long.
  if (bytes.length > 4 * longestCalendar) return Buffer.from(bytes).toString('latin1')
  return Array.from(linesOf(bytes), ({text}) => text).join('\n')
}

/** The mail in a file, without what some programs write before it; undefined when it does not begin as mails do (RFC 5322 2.2). */
function mailBytes(bytes: Buffer): Buffer | undefined {
  // A byte order mark; the line with the length that Apple Mail begins its own files with.
  const [before = ''] = /^(?:\u00ef\u00bb\u00bf)?(?:\d{1,9} *\r?\n)?(?:\r?\n)*/.exec(bytes.toString('latin1', 0, 200)) ?? []
  const mail = bytes.subarray(before.length)
  return /^(?:From .*\r?\n)?[!-9;-~]{1,80}[ \t]*:/.test(mail.toString('latin1', 0, 1200)) ? mail : undefined
}

async function opened(bytes: Buffer): Promise<Letter | 'other' | {readonly problem: string}> {
  const {default: PostalMime, addressParser} = await import('postal-mime')
  const mail = await PostalMime.parse(bytes, {maxNestingDepth: 40, maxHeadersSize: 250_000, maxRfc822NestingDepth: 4}).catch((error: unknown) => ({
    problem: `cannot be taken apart: ${error instanceof Error ? error.message : String(error)}`,
  }))
  if ('problem' in mail) return mail
  const calendars = mail.attachments.filter(({mimeType}) => mimeType === 'text/calendar' || mimeType === 'application/ics')
  if (calendars.length === 0) return 'other'
  // A header that stands twice, or names two, leaves open who sent it.
  const senders = ['from', 'sender'].flatMap((name) => {
    const named = mail.headers.filter(({key}) => key === name).flatMap(({value}) => addressParser(value, {flatten: true}))
    const address = named.length === 1 ? plainAddress(named[0]!.address ?? '') : undefined
    return address === undefined ? [] : [address]
  })
  const dateMs = Date.parse(mail.date ?? '')
  return {
    senders: [...new Set(senders)],
    ...(Number.isNaN(dateMs) ? {} : {dateMs}),
    calendars: calendars.map(({content, method}) => ({
      text: typeof content === 'string' ? content : textOf(new Uint8Array(content)),
      ...(method === undefined ? {} : {method}),
    })),
  }
}

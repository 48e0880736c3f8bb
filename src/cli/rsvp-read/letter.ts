/** One letter or calendar file: who sent it, and the calendars in it. */
import type {Attachment} from 'postal-mime'
import {longestCalendar, plainAddress} from '../../calendar/reply.ts'
import {linesOf} from '../../calendar/unfold.ts'
import {answeredIn, mayAnswer} from './answered.ts'
import type {Answered} from './answered.ts'
import type {Piece} from './pieces.ts'

/** A calendar that came, as text, and what the letter says its method is. */
export interface Enclosed {
  readonly text: string
  readonly method?: string
}

/** A letter, as far as answers go. */
export interface Letter {
  /** Absent for a calendar by itself, which nobody sent. Plain addresses in lower case. */
  readonly senders?: readonly string[]
  /** When the letter says it was written, in epoch milliseconds. */
  readonly dateMs?: number
  readonly calendars: readonly Enclosed[]
  /** What it answers, in words or with a calendar; absent where nothing says so. */
  readonly answered?: Answered
}

/** More parts than any letter has that a person reads, and more lines than ten megabytes need: each costs postal-mime time and memory. */
const mostParts = 2000
const mostLines = 150_000
/** In bytes. */
const longestHead = 250_000

/** What a piece is; `other` for a letter without a calendar that answers nothing of ours. Throws nothing but faults of the program. */
export async function letterIn({bytes, boxed}: Extract<Piece, {bytes: Buffer}>): Promise<Letter | 'other' | {readonly problem: string}> {
  const text = calendarText(bytes)
  if (text !== undefined) return {calendars: [{text}]}
  const mail = mailBytes(bytes)
  if (mail === undefined) return {problem: 'is neither a mail nor a calendar'}
  const plain = mail.toString('latin1')
  // Most letters of a mailbox are about something else: they need not be taken apart.
  if (!/text\/calendar|application\/ics|\.ics\b/i.test(plain)) {
    const head = headOf(plain)
    return mayAnswer(head) ? opened(Buffer.from(`${head}\r\n\r\n`, 'latin1')) : 'other'
  }
  if (timesIn(plain, '\n') > mostLines) return {problem: `has more than ${mostLines / 1000},000 lines`}
  if (timesIn(plain, '\n--') > mostParts) return {problem: `has more than ${mostParts} parts`}
  return opened(boxed ? Buffer.from(plain.replace(/^>(>*From )/gm, '$1'), 'latin1') : mail)
}

/** The lines before the first empty one, as far as they are read. */
function headOf(mail: string): string {
  const end = /\r?\n\r?\n/.exec(mail)?.index ?? mail.length
  return mail.slice(0, Math.min(end, longestHead))
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
  const mail = await PostalMime.parse(bytes, {maxNestingDepth: 40, maxHeadersSize: longestHead, maxRfc822NestingDepth: 4}).catch((error: unknown) => ({
    problem: `cannot be taken apart: ${error instanceof Error ? error.message : String(error)}`,
  }))
  if ('problem' in mail) return mail
  const calendars = mail.attachments.filter(isCalendar)
  const answered = answeredIn(mail.headers, mail.subject ?? '')
  if (calendars.length === 0 && answered === undefined) return 'other'
  // A header that stands twice, names two, or says more than one address plainly, leaves open who sent it. Sender says nothing: mail
  // programs do not show it, and nobody looks after what stands there.
  const from = mail.headers.filter(({key}) => key === 'from').map(({value}) => value)
  const named = from.every(isOneAddress) ? from.flatMap((value) => addressParser(value, {flatten: true})) : []
  const sender = named.length === 1 ? plainAddress(named[0]!.address ?? '') : undefined
  const dateMs = Date.parse(mail.date ?? '')
  return {
    senders: sender === undefined ? [] : [sender],
    ...(Number.isNaN(dateMs) ? {} : {dateMs}),
    ...(answered === undefined ? {} : {answered}),
    calendars: calendars.map(({content, method}) => ({
      text: typeof content === 'string' ? content : textOf(new Uint8Array(content)),
      ...(method === undefined ? {} : {method}),
    })),
  }
}

/** Whether a part of a letter is a calendar, by its type, or by its name where its type says nothing of what it is. */
function isCalendar({mimeType, filename}: Attachment): boolean {
  if (mimeType === 'text/calendar' || mimeType === 'application/ics') return true
  return (mimeType === 'application/octet-stream' || mimeType === 'text/plain') && /\.ics$/i.test(filename ?? '')
}

/** Whether a From has one address at its end and nothing like another in it: `Bo <bo@example.org>`, `bo@example.org (Bo)`. */
function isOneAddress(value: string): boolean {
  const plain = value.replace(/"(?:[^"\\]|\\.)*"/g, 'q').replace(/\([^()<>]*\)/g, ' ')
  return /^[^<>]*<[^<>]*>\s*$/.test(plain) || /^\s*[^\s<>,;]+\s*$/.test(plain)
}

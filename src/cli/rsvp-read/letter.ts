/** One letter or calendar file: who sent it, and the calendars in it. */
import type {Piece} from './pieces.ts'
import {plainAddress} from '../../calendar/reply.ts'

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

/** The bytes as the text of a calendar, in UTF-8, UTF-16 or, where they are neither, as Windows wrote it in the west; undefined when they are none. */
function calendarText(bytes: Buffer): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  const head = new TextDecoder(encoding).decode(bytes.subarray(0, 4096))
  return /^\s*BEGIN:VCALENDAR/i.test(head) ? textIn(bytes, encoding) : undefined
}

function textIn(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return new TextDecoder(encoding === 'utf-8' ? 'windows-1252' : encoding).decode(bytes)
  }
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
      text: typeof content === 'string' ? content : textIn(new Uint8Array(content), 'utf-8'),
      ...(method === undefined ? {} : {method}),
    })),
  }
}

/** Writes an invitation as mail (RFC 6047): words to read, and last the calendar message, which calendar programs take. */
import {createHash} from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type {Party} from '../../calendar/event.ts'
import {cleanLine, cleanText, isPlainAddress, shortened} from '../../calendar/text.ts'
import {Fault} from '../../model/fault.ts'

/** A letter to be. Names, subject and texts may hold other people's words. */
export interface Letter {
  readonly from: Party
  readonly to: readonly Party[]
  /** Who sends it, where that is not who it is from. */
  readonly sender?: Party
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The message of iTIP, as it is to arrive, and its METHOD; absent: there is nothing to take for a calendar. */
  readonly calendar?: {readonly method: string; readonly text: string}
  /** `local@domain`, without brackets, and never used for another letter. */
  readonly messageId: string
  /** When it was written, in epoch milliseconds. */
  readonly dateMs: number
}

/**
 * The whole mail with CRLF at the ends of lines; the same letter gives the same bytes. The calendar arrives byte for byte.
 * Throws an `unsound` fault for an address that is not one plain address, or a method that is none.
 */
export async function letterOf(letter: Letter): Promise<Buffer> {
  const {from, to, sender, calendar} = letter
  if (to.length === 0) throw new Fault('unsound', 'a letter to nobody cannot be sent')
  if (calendar !== undefined && !/^[A-Z]+$/.test(calendar.method)) throw new Fault('unsound', `${calendar.method} is not a method of a calendar message`)
  requirePlain(letter.messageId, 'the id of a letter')
  const composer = new MailComposer({
    from: addressOf(from),
    ...(sender === undefined || sender.email === from.email ? {} : {sender: addressOf(sender)}),
    to: to.map(addressOf),
    subject: headText(letter.subject, longestSubject),
    messageId: `<${letter.messageId}>`,
    date: new Date(letter.dateMs).toUTCString().replace('GMT', '+0000'),
    // Words that a person can read in the file too; the calendar is for programs, and no server on the way may touch it.
    text: {content: cleanText(letter.text), contentTransferEncoding: 'quoted-printable'},
    html: {content: cleanText(letter.html), contentTransferEncoding: 'quoted-printable'},
    // Last, and in the same multipart/alternative: only there do Outlook and Gmail take it for an invitation.
    alternatives: calendar === undefined ? [] : [{contentType: `text/calendar; charset=UTF-8; method=${calendar.method}`, content: Buffer.from(calendar.text, 'utf8'), contentTransferEncoding: 'base64'}],
    textEncoding: 'B',
    baseBoundary: boundaryOf(letter),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

/** A subject needs no more, and some servers refuse headers of many kilobytes. */
const longestSubject = 300
const longestName = 120

/**
 * One line of at most so many characters. What would pass for an encoded word (RFC 2047) is taken apart: readers decode one
 * that somebody wrote into a name, line breaks and all.
 */
function headText(text: string, longest: number): string {
  return shortened(cleanLine(text).replaceAll('=?', '= ?'), longest)
}

function addressOf({name, email}: Party): {name: string; address: string} {
  requirePlain(email, 'an address')
  return {name: headText(name, longestName), address: email}
}

function requirePlain(address: string, what: string): void {
  if (isPlainAddress(address)) return
  throw new Fault('unsound', `${what} is not plain, so it cannot stand in a mail: ${cleanLine(address)}`, {hint: 'write one address such as ann@example.org'})
}

/** From what the letter says, so that it is the same again, and nobody can write it into their own words beforehand. */
function boundaryOf(letter: Letter): string {
  return createHash('sha256').update(JSON.stringify(letter)).digest('hex').slice(0, 32)
}

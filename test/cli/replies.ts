/** Circles that get answers by mail, and the letters that they come in. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {commitAll, lived, put} from './circles.ts'

/** The letter with this name in test/fixtures/replies. */
export function letter(name: string): string {
  return readFileSync(letterPath(name), 'utf8')
}

export function letterPath(name: string): string {
  return new URL(`../fixtures/replies/${name}`, import.meta.url).pathname
}

/** The circle of `lived` with the id that the letters answer to, and nobody's answer to 2026-12-04 yet. */
export async function invited(): Promise<string> {
  const root = await lived()
  const charter = readFileSync(join(root, 'charter.yaml'), 'utf8')
  put(root, {'charter.yaml': charter.replace(/^id: .*$/m, 'id: 7k2mq9xw'), 'gatherings/2026-12-04-weekly/cy.yaml': 'takeaway: |\n  None yet.\n'})
  commitAll(root, 'Take the id that the letters know')
  return root
}

/** What an answer says, where it isn't the usual. */
export interface Said {
  readonly uid?: string
  readonly from?: string
  readonly who?: string
  readonly status?: string
  readonly stamp?: string
  readonly sequence?: number
  readonly comment?: string
  /** Lines of the event. */
  readonly more?: readonly string[]
}

/** An answer as a calendar: Bo comes on 2026-12-04. */
export function calendar({uid = '2026-12-04-weekly.7k2mq9xw@circle', who = 'bo@example.org', status = 'ACCEPTED', stamp = '20261128T090000Z', sequence, comment, more = []}: Said = {}): string {
  return [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', 'METHOD:REPLY', 'BEGIN:VEVENT', `UID:${uid}`, ...(stamp === '' ? [] : [`DTSTAMP:${stamp}`]),
    ...(sequence === undefined ? [] : [`SEQUENCE:${sequence}`]), `ATTENDEE;PARTSTAT=${status}:mailto:${who}`, ...(comment === undefined ? [] : [`COMMENT:${comment}`]), ...more,
    'END:VEVENT', 'END:VCALENDAR', '',
  ].join('\r\n')
}

/** The same as a mail. */
export function mail(said: Said = {}): string {
  const {from = said.who ?? 'bo@example.org'} = said
  return [`From: Somebody <${from}>`, 'To: ann@example.org', 'Subject: Re: Friday meeting', 'MIME-Version: 1.0', 'Content-Type: text/calendar; charset=UTF-8; method=REPLY', '', calendar(said)].join('\r\n')
}

/** Mails as a mailbox, with the ends of lines that Unix has. */
export function mailbox(mails: readonly string[]): string {
  return mails.map((each) => `From somebody@example.org Sat Nov 28 09:00:00 2026\n${each.replaceAll('\r\n', '\n').replace(/^(>*From )/gm, '>$1').trimEnd()}\n\n`).join('')
}

/** Mails as files: one to a file for a mail program, or all on standard output. */
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {isAbsolute, join, relative, sep} from 'node:path'
import {onDisk, statsOf, targetAt} from '../../store/disk.ts'
import {writeExports} from '../../store/export.ts'
import type {Composed} from './compose.ts'

/** Outlook opens a file that begins so as a draft, ready to be sent; others overlook it. */
const unsent = 'X-Unsent: 1'

/** Makes the folder of the mails. One in the circle is hidden from git: the mails have addresses in them. Throws `refused` or `system`. */
export function makeMailFolder(root: string, folder: string): void {
  const below = relative(root, folder)
  const isWithin = below !== '' && !isAbsolute(below) && below.split(sep)[0] !== '..'
  // What stands in the circle may have come from anywhere: no links on the way.
  if (isWithin) targetAt(root, `${below.split(sep).join('/')}/mail.eml`)
  if (onDisk(folder, () => statsOf(folder)) !== undefined) return
  onDisk(folder, () => {
    mkdirSync(folder, {recursive: true, mode: 0o700})
    if (isWithin) writeFileSync(join(folder, '.gitignore'), '*\n')
  }, 'made')
}

/** Writes each mail to a file of its own, or none of them. Earlier ones of the same name are written over, anything else only with `over`. */
export function writeMails(folder: string, mails: readonly Composed[], over: boolean): void {
  writeExports(mails.map((mail) => ({path: mailPath(folder, mail), text: `${unsent}\r\n${mail.bytes.toString('utf8')}`, begins: unsent})), over)
}

/** The names of the mails of earlier runs that lie beside these. They stay: nobody knows whether they were sent. */
export function earlierMails(folder: string, mails: readonly Composed[]): string[] {
  const now = new Set(mails.map(({name}) => name))
  return onDisk(folder, () => readdirSync(folder), 'read').filter((name) => /^\d{4}-\d{2}-\d{2}-.*\.eml$/.test(name) && !now.has(name)).toSorted()
}

/** Where a mail is written. */
export function mailPath(folder: string, {name}: Composed): string {
  return join(folder, name)
}

/** One mail as it is; several in one mailbox, as mail programs keep them (RFC 4155, lines that look like its own marked with `>`). */
export function mailsText(mails: readonly Composed[], nowMs: number): string {
  const texts = mails.map(({bytes}) => bytes.toString('utf8'))
  if (texts.length < 2) return texts.join('')
  return texts.map((text, index) => `From ${mails[index]!.from} ${mboxDate(nowMs)}\n${text.replaceAll('\r\n', '\n').replace(/^(>*From )/gm, '>$1').trimEnd()}\n\n`).join('')
}

/** `Sat Nov 28 10:00:00 2026`, in UTC. */
function mboxDate(ms: number): string {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ')
  return `${weekday} ${month} ${day!.replace(/^0/, ' ')} ${time} ${year}`
}

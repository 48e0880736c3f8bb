/** A person's own settings for mail, in a folder made for the test, and the letters they send. */
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {letterOf} from '../../../src/cli/mail/letter.ts'
import type {Letter} from '../../../src/cli/mail/letter.ts'
import {openMailer} from '../../../src/cli/mail/deliver.ts'
import type {Delivery, Mailer} from '../../../src/cli/mail/deliver.ts'
import {folder} from '../harness.ts'

export interface Home {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly asks: false
  readonly file: string
}

/** What a command would see of a person whose mail.yaml says this; undefined: there is none. */
export function home(settings?: string, env: Readonly<Record<string, string | undefined>> = {}): Home {
  const config = folder('config')
  const file = join(config, 'circle', 'mail.yaml')
  mkdirSync(dirname(file))
  if (settings !== undefined) {
    writeFileSync(file, settings)
    chmodSync(file, 0o644)
  }
  return {env: {PATH: process.env.PATH, XDG_CONFIG_HOME: config, ...env}, folder: folder('at'), asks: false, file}
}

/** The settings of an account on loopback; `more` are further lines under `smtp`. */
export function account(port: number, ...more: readonly string[]): string {
  const security = more.some((line) => line.startsWith('security')) ? [] : ['security: none']
  return ['smtp:', ...['host: 127.0.0.1', `port: ${port}`, ...security, ...more].map((line) => `  ${line}`), ''].join('\n')
}

export const sample: Letter = {
  from: {name: 'Ann Ek', email: 'ann@example.org'},
  to: [{name: 'Bo Berg', email: 'bo@example.org'}],
  subject: 'Invitation: Friday meeting',
  text: 'Come and talk.\n',
  html: '<p>Come and talk.</p>\n',
  calendar: {method: 'REQUEST', text: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n'},
  messageId: '2026-11-27-weekly.0.bo@example.org',
  dateMs: Date.parse('2026-11-28T10:00:00Z'),
}

/** Sends the sample to each of these addresses in turn, through one mailer, and closes it. */
export async function sent(at: Home, ...to: readonly string[]): Promise<Delivery[]> {
  return using(await openMailer(at), async (mailer) => {
    const deliveries: Delivery[] = []
    for (const address of to) deliveries.push(await mailer.deliver(await mailTo(address)))
    return deliveries
  })
}

/** The sample, in an envelope to this address. */
export async function mailTo(address: string): Promise<{from: string; to: string[]; bytes: Buffer}> {
  return {from: sample.from.email, to: [address], bytes: await letterOf({...sample, to: [{name: '', email: address}]})}
}

/** Does something with a mailer, and closes it whatever comes. */
export async function using<T>(mailer: Mailer, act: (mailer: Mailer) => Promise<T>): Promise<T> {
  try {
    return await act(mailer)
  } finally {
    await mailer.close()
  }
}

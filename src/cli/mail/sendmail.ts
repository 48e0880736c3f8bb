/** Hands mails to a program that takes them as sendmail(8) does: on its standard input, to whom their headers name. */
import {basename} from 'node:path'
import {cleanLine, isPlainAddress} from '../../calendar/text.ts'
import {limitFrom} from '../../git/manner.ts'
import type {Context} from '../context.ts'
import type {Delivery, Mail, Mailer} from './deliver.ts'
import {saidBy} from './password.ts'
import {runProgram} from './run-program.ts'
import type {Sendmail} from './settings.ts'

/** What sendmail's statuses (sysexits.h) mean for one mail alone: its data (65), its recipient (67), the recipient's host (68). */
const ofThisMail = new Set([65, 67, 68])

/** A mailer that runs the program once for each mail. Throws a `usage` fault for a CIRCLE_NETWORK_LIMIT that is no number. */
export function sendmailMailer({words}: Sendmail, {env}: Pick<Context, 'env'>): Mailer {
  const limitMs = limitFrom(env.CIRCLE_NETWORK_LIMIT) ?? 120_000
  return {through: words[0], deliver: (mail) => deliver(words, mail, {env, limitMs}), close: () => Promise.resolve()}
}

async function deliver(words: Sendmail['words'], {from, to, bytes}: Mail, {env, limitMs}: {env: Context['env']; limitMs: number}): Promise<Delivery> {
  for (const address of [from, ...to]) {
    if (!isPlainAddress(address)) return {outcome: 'refused', reason: `${cleanLine(address)} is not an address that a program can be given`}
  }
  // -i: a line with a dot alone does not end the mail. -t: to whom the headers name. -f: where it comes back to if it cannot be
  // delivered; an account of msmtp is chosen by it too.
  const sender = words.includes('-f') ? [] : ['-f', from]
  // Programs that take mail from here expect lines as this system ends them.
  const input = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
  const ending = await runProgram([...words, '-i', '-t', ...sender], {env, input, limitMs, spared: true})
  const called = basename(words[0])
  const said = saidBy(ending.stderr)
  if (ending.how === 'missing') return {outcome: 'broken', reason: `${words[0]} ${ending.why}`, unsure: false, hint: 'look at `sendmail` in mail.yaml'}
  if (ending.how !== 'ended') return {outcome: 'broken', reason: `${called} ${ending.why}${said}`, unsure: true}
  if (ending.status === 0 && ending.unread) return {outcome: 'broken', reason: `${called} ended without reading the whole mail${said}`, unsure: false}
  if (ending.status === 0) return {outcome: 'accepted'}
  const reason = `${called} ended with status ${ending.status}${said}`
  // Others mean it too, and do not say so: msmtp ends with 69 for an address that its server does not take, others with 1 for everything.
  return ofThisMail.has(ending.status) ? {outcome: 'refused', reason} : {outcome: 'broken', reason, unsure: false, doubtful: true}
}

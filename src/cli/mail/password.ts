/** The password of the SMTP account: from the environment, or from the user's own program. It is never shown and never written. */
import {cleanLine, shortened} from '../../calendar/text.ts'
import type {Context} from '../context.ts'
import {runProgram} from './run-program.ts'
import {passwordName} from './settings.ts'
import type {Smtp, Words} from './settings.ts'

/** The password, or why there is none and what to do about it. */
export type Password = {readonly password: string} | {readonly reason: string; readonly hint: string}

/** The most characters of what a program or a server said that are shown. */
export const mostSaid = 300

/** A person may have to unlock what keeps it. */
const limitMs = 120_000

/** Asks for the password of an account that has a user: the environment first, then the program of the settings. */
export async function passwordOf({user, host, passwordCommand}: Pick<Smtp, 'user' | 'host' | 'passwordCommand'>, {env, asks}: Pick<Context, 'env' | 'asks'>): Promise<Password> {
  const told = env[passwordName] ?? ''
  if (told !== '') return {password: told}
  if (passwordCommand !== undefined) return fromProgram(passwordCommand, env, asks)
  return {
    reason: `there is no password for ${user} at ${host}`,
    hint: `set ${passwordName}, or name a program that tells it: passwordCommand: [pass, show, mail] under \`smtp\``,
  }
}

async function fromProgram(words: Words, env: Context['env'], asks: boolean): Promise<Password> {
  // The other words stay unsaid: somebody may have written the password among them.
  const called = `the program for the password (${words[0]})`
  const hint = 'run the words of `passwordCommand` yourself: the first line that they print must be the password'
  const ending = await runProgram(words, {env, asks, limitMs})
  if (ending.how === 'missing') return {reason: `${called} ${ending.why}`, hint: 'look at `passwordCommand` in mail.yaml, and at the PATH'}
  const said = (secrets: string): string => saidBy(ending.stderr, [...secrets.split(/\r?\n/).flatMap((line) => [line, line.trim()]), ...words.slice(1)])
  if (ending.how !== 'ended') return {reason: `${called} ${ending.why}${said('')}`, hint}
  if (ending.status !== 0) return {reason: `${called} ended with status ${ending.status}${said(ending.stdout)}`, hint}
  const [password = ''] = ending.stdout.split(/\r?\n/)
  return password === '' ? {reason: `${called} told none${said(ending.stdout)}`, hint} : {password}
}

/** `: what it said`, its last lines on one line, without the secrets; nothing where it said nothing. */
export function saidBy(stderr: string, secrets: readonly string[] = []): string {
  const lines = withoutSecrets(stderr, secrets).split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== '')
  const told = cleanLine(lines.slice(-3).join(' '))
  return told === '' ? '' : `: ${shortened(told, mostSaid)}`
}

/** The text with every secret in it made unreadable, plain and in base64. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => (secret.length < 3 ? [] : [secret, Buffer.from(secret, 'utf8').toString('base64')]))
  return forms.toSorted((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, '…'), text)
}

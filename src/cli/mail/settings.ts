/**
 * The user's own mail settings, `mail.yaml` in their own folder of settings: never in a circle, since they name programs and
 * what is in a circle is everybody's. No password stands in it; one comes from the environment or from a program.
 */
import {accessSync, constants, realpathSync, statSync} from 'node:fs'
import {homedir} from 'node:os'
import {basename, delimiter, dirname, isAbsolute, join, relative, resolve} from 'node:path'
import type {Party} from '../../calendar/event.ts'
import {isPlainAddress} from '../../calendar/text.ts'
import {isBroken, findRepository} from '../../git/find.ts'
import {Fault} from '../../model/fault.ts'
import {readPerson} from '../../model/members.ts'
import type {MapNode, Node} from '../../model/node.ts'
import {readNode} from '../../model/schema.ts'
import type {Finding, Form, RecordSchema, Schema} from '../../model/schema.ts'
import {errorCode} from '../../store/disk.ts'
import {readBytes} from '../../store/file.ts'
import {findCircle} from '../../store/find.ts'
import {readYaml} from '../../store/yaml/read.ts'
import type {Context} from '../context.ts'

/** A program and what it is given, as words: no shell reads them. */
export type Words = readonly [program: string, ...args: string[]]

/** An SMTP account. */
export interface Smtp {
  readonly kind: 'smtp'
  readonly host: string
  readonly port: number
  /** From the first byte on, from STARTTLS on, or never. */
  readonly security: 'tls' | 'starttls' | 'none'
  /** True where mail and password may go to another computer in clear. */
  readonly unencrypted: boolean
  /** Absent: the server wants no password. */
  readonly user?: string
  readonly passwordCommand?: Words
}

/** A program that takes mail as sendmail(8) does. */
export interface Sendmail {
  readonly kind: 'sendmail'
  readonly words: Words
}

/** How a user sends mail. */
export interface MailSettings {
  /** The file they were read from; absent where there is none, and mail goes through a sendmail that was found. */
  readonly file?: string
  /** Whose name and address the mail bears; absent: the member's own. */
  readonly from?: Party
  readonly through: Smtp | Sendmail
}

/** The name of the environment that holds the password of the SMTP account. */
export const passwordName = 'CIRCLE_SMTP_PASSWORD'

/** Where the settings are looked for: `<XDG_CONFIG_HOME or ~/.config>/circle/mail.yaml`. A relative XDG_CONFIG_HOME does not count, as its specification says. */
export function mailFile({env}: Pick<Context, 'env'>): string {
  const xdg = env.XDG_CONFIG_HOME ?? ''
  return join(isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), '.config'), 'circle', 'mail.yaml')
}

/**
 * How this user sends mail: as their `mail.yaml` says, else through a sendmail that is there; undefined where there is neither.
 * Throws a `usage` fault with file, line and column for settings that are not sound, and `refused` for a file that others can
 * change or that lies in a circle.
 */
export function mailSettings(context: Pick<Context, 'env' | 'folder'>): MailSettings | undefined {
  const file = mailFile(context)
  const bytes = ownBytes(file, context.folder)
  const sendmail = (): Sendmail | undefined => {
    const found = foundSendmail(context.env)
    return found === undefined ? undefined : {kind: 'sendmail', words: [found]}
  }
  if (bytes === undefined) {
    const through = sendmail()
    return through === undefined ? undefined : {through}
  }
  const {from, through: said} = readSettings(bytes, file)
  const through = said ?? sendmail()
  return through === undefined ? undefined : {file, ...(from === undefined ? {} : {from}), through}
}

/** The fault where mail is to be sent and nothing says how. */
export function noMail(context: Pick<Context, 'env'>): Fault {
  const lines = ['smtp:', '  host: smtp.example.org', '  user: you@example.org', '  passwordCommand: [pass, show, mail]']
  return new Fault('missing', 'circle does not know how to send mail from here: there is no sendmail, and no settings for mail', {
    hint: `write these four lines, with the words of your provider, in ${mailFile(context)}:\n${lines.join('\n')}`,
  })
}

/** The sendmail of this machine: on the PATH, or where it is by custom; undefined when there is none. */
export function foundSendmail(env: Context['env']): string | undefined {
  // A relative folder would be one of the circle's, and its programs are not the user's.
  const folders = [...(env.PATH ?? '').split(delimiter).filter(isAbsolute), '/usr/sbin', '/usr/lib']
  return folders.map((folder) => join(folder, 'sendmail')).find(isProgram)
}

/**
 * Where a program lies that the settings name: an absolute path as it is, or a name that is looked for on the PATH as `foundSendmail` does;
 * undefined when it is not there. On Windows the system looks for it.
 */
export function programAt(program: string, env: Context['env']): string | undefined {
  if (process.platform === 'win32') return program
  if (program.includes('/')) return isAbsolute(program) ? program : undefined
  return (env.PATH ?? '').split(delimiter).filter(isAbsolute).map((folder) => join(folder, program)).find(isProgram)
}

/** True for a file that this user may run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The bytes of the user's file; undefined when there is none. It may be a link, as those who keep their settings in one place have it. */
function ownBytes(file: string, folder: string): Uint8Array | undefined {
  let real: string
  try {
    real = realpathSync(file)
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw new Fault('system', `${file} cannot be read: ${errorCode(error) ?? String(error)}`, {hint: 'look at the permissions of the file', cause: error})
  }
  requireOwn(real, file, folder)
  try {
    return readBytes(dirname(real), basename(real))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new Fault(error.kind === 'unsound' ? 'usage' : error.kind, `${file}: ${error.message}`, {...(error.hint === undefined ? {} : {hint: error.hint}), cause: error})
  }
}

/** Throws a `refused` fault for settings that somebody else could have written. */
function requireOwn(real: string, file: string, folder: string): void {
  const places = [findCircle(dirname(real)), findCircle(folder), topOf(findCircle(folder) ?? folder)]
  const place = places.find((each) => each !== undefined && isWithin(real, each))
  if (place !== undefined) {
    throw new Fault('refused', `${file} lies in ${place}, which others share: settings for mail are yours alone, and name programs`, {hint: 'move it to ~/.config/circle/mail.yaml, and set XDG_CONFIG_HOME to a folder of your own, or unset it'})
  }
  if (process.platform === 'win32') return
  for (const path of [real, dirname(real)]) {
    if (!isOpenToOthers(path)) continue
    const what = path === real ? file : `the folder of ${file}`
    throw new Fault('refused', `${what} can be changed by other users of this computer, and it may name programs to run`, {hint: `make it yours alone: chmod go-w '${path === real ? file : dirname(file)}'`})
  }
}

/** True where somebody else than this user (and root) may write. A group that bears the number of its owner is that owner's own. */
function isOpenToOthers(path: string): boolean {
  const {mode, uid, gid} = statSync(path)
  const self = process.getuid?.()
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== uid) || (self !== undefined && uid !== self && uid !== 0)
}

function topOf(folder: string): string | undefined {
  const found = findRepository(folder)
  return found === undefined || isBroken(found) ? undefined : found.top
}

function isWithin(real: string, folder: string): boolean {
  const path = relative(realpathSync(folder), real)
  return path !== '' && !path.startsWith('..') && !isAbsolute(path)
}

const host: Form = {
  name: 'the name of a mail server',
  example: 'smtp.example.org',
  fault: (text) => (/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$|^[0-9a-f:]*:[0-9a-f:.]+$/i.test(text) ? undefined : 'is not the name or address of a computer'),
  advice: () => 'write the name alone, such as smtp.example.org, and the port under `port`',
}

const from: Form = {
  name: 'a name and an address',
  example: 'Ann Ek <ann@example.org>',
  fault: (text) => (partyOf(text) === undefined ? 'is not a name with an e-mail address' : undefined),
}

function partyOf(text: string): Party | undefined {
  if (isPlainAddress(text)) return {name: '', email: text}
  try {
    const {name, email} = readPerson(text)
    return email === undefined || !isPlainAddress(email) ? undefined : {name, email}
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}

const word: Schema = {kind: 'line'}

const smtp: RecordSchema = {
  kind: 'record',
  required: false,
  fields: {
    host: {kind: 'line', form: host, required: true},
    port: {kind: 'integer', least: 1, most: 65_535},
    security: {kind: 'choice', of: ['tls', 'starttls', 'none']},
    unencrypted: {kind: 'flag'},
    user: word,
    passwordCommand: {kind: 'list', of: word, flow: true},
  },
}

/** A program is a path or words: one of two kinds of value, so the schema is made for what is there. */
function schemaFor(root: Node): RecordSchema {
  const sendmail = entryOf(root, 'sendmail')?.kind === 'list' ? {kind: 'list', of: word, flow: true} as const : word
  return {kind: 'record', fields: {from: {kind: 'line', form: from}, smtp, sendmail}}
}

interface Raw {
  readonly from?: string
  readonly smtp?: Omit<Smtp, 'kind' | 'port' | 'security' | 'unencrypted' | 'passwordCommand'> & {readonly port?: number; readonly security?: Smtp['security']; readonly unencrypted?: boolean; readonly passwordCommand?: readonly string[]}
  readonly sendmail?: string | readonly string[]
}

function readSettings(bytes: Uint8Array, file: string): {from?: Party; through?: Smtp | Sendmail} {
  const parsed = readYaml(bytes, file)
  if ('problems' in parsed) {
    const [first] = parsed.problems
    throw new Fault('usage', first!.message, {place: first!, hint: first!.hint.replace(/;? ?the last good version: .*$/, '') || 'write it again'})
  }
  const findings: Finding[] = []
  for (const secret of secretsIn(parsed.root)) findings.push(secret)
  const raw = findings.length > 0 ? undefined : (readNode(parsed.root, schemaFor(parsed.root), 'mail.yaml', findings) as Raw | undefined)
  if (findings.length === 0 && raw !== undefined) findings.push(...senseless(parsed.root, raw))
  const first = findings.toSorted((a, b) => a.at - b.at)[0]
  if (first !== undefined) throw new Fault('usage', first.message, {place: {file, ...parsed.place(first.at)}, hint: first.hint})
  return {...(raw?.from === undefined ? {} : {from: partyOf(raw.from)!}), ...throughOf(raw ?? {})}
}

function throughOf({smtp: account, sendmail}: Raw): {through?: Smtp | Sendmail} {
  if (sendmail !== undefined) return {through: {kind: 'sendmail', words: wordsOf(typeof sendmail === 'string' ? [sendmail] : sendmail)}}
  if (account === undefined) return {}
  const security = account.security ?? (account.port === 465 ? 'tls' : 'starttls')
  const port = account.port ?? {tls: 465, starttls: 587, none: 25}[security]
  const {host: server, user, passwordCommand, unencrypted = false} = account
  return {through: {kind: 'smtp', host: server, port, security, unencrypted, ...(user === undefined ? {} : {user}), ...(passwordCommand === undefined ? {} : {passwordCommand: wordsOf(passwordCommand)})}}
}

function wordsOf([program, ...args]: readonly string[]): Words {
  return [program!, ...args]
}

/** Keys that would hold a password. What they hold is never read, let alone said. */
function secretsIn(root: Node): Finding[] {
  const entries = [root, entryOf(root, 'smtp')].flatMap((node) => (node?.kind === 'map' ? node.entries : []))
  return entries.flatMap(({key, keyStart}) => (/(pass|password|passwd|passphrase|pwd|secret|token)$/i.test(key)
    ? [{at: keyStart, message: `\`${key}\` does not belong in a file: a password would end in copies and backups`, hint: `take it out, and name a program that tells it, such as passwordCommand: [pass, show, mail]; or set ${passwordName}`}]
    : []))
}

/** What the keys say together, where each alone is right. */
function senseless(root: Node, {smtp: account, sendmail}: Raw): Finding[] {
  const findings: Finding[] = []
  const at = (node: Node | undefined): number => (node ?? root).start
  const say = (node: Node | undefined, message: string, hint: string): void => {
    findings.push({at: at(node), message, hint})
  }
  const server = entryOf(root, 'smtp')
  if (account !== undefined && sendmail !== undefined) say(entryOf(root, 'sendmail'), 'both `smtp` and `sendmail` are there, and mail goes one way', 'take one of them out')
  if (Array.isArray(sendmail) && sendmail.length === 0) say(entryOf(root, 'sendmail'), '`sendmail` names no program', 'write its path, such as /usr/sbin/sendmail')
  if (account?.passwordCommand?.length === 0) say(entryOf(server, 'passwordCommand'), '`passwordCommand` names no program', 'write its words, such as [pass, show, mail]')
  for (const [node, words] of [[entryOf(root, 'sendmail'), [sendmail ?? []].flat()], [entryOf(server, 'passwordCommand'), account?.passwordCommand ?? []]] as const) {
    const program = words[0]
    if (program !== undefined && !isAbsolute(program) && /[/\\]/.test(program)) say(node, `${program} is a path from wherever circle is run`, `write the whole path, such as ${resolve('/', basename(program))}, or the name alone`)
  }
  if (account?.passwordCommand !== undefined && account.user === undefined) say(entryOf(server, 'passwordCommand'), 'a password without a `user` has no use', 'write whose it is: `user: you@example.org`')
  if (account?.security === 'none' && !isLoopback(account.host) && account.unencrypted !== true) {
    say(entryOf(server, 'security'), `without encryption everybody on the way to ${account.host} can read mail and password`, 'write `security: starttls` or `tls`. If you know that nobody is on the way: `unencrypted: yes`')
  }
  return findings
}

/** True for a name or address of this very computer. */
export function isLoopback(name: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i.test(name)
}

function entryOf(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? (node as MapNode).entries.find((entry) => entry.key === key)?.value : undefined
}

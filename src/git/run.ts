/**
 * The one place that runs git: a process without a shell, with flags that keep a repository's own settings from running
 * programs, and an environment that is git's but for what the user set for their transport and identity.
 */
import {dirname, resolve} from 'node:path'
import {Fault} from '../model/fault.ts'
import {asideEnvironment} from './aside.ts'
import {guard} from './guard.ts'

export interface GitOptions {
  /** What git reads on its standard input; nothing when absent. */
  readonly input?: string | Uint8Array
  /** Added to git's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Settings for this one call, `name=value`. */
  readonly settings?: readonly string[]
  /** True where the user's own hooks, signing and prompts run: a commit, a push. */
  readonly hooks?: boolean
  /** The filters (`lfs`, …) that the configuration names: none of them runs. */
  readonly filters?: readonly string[]
  /** Exit statuses that are answers, not failures. 0 always is. */
  readonly accept?: readonly number[]
  /** False for the one command (check-ignore) that cannot take paths literally. */
  readonly literal?: boolean
  /** Milliseconds until git is stopped; 0 for no limit. */
  readonly limitMs?: number
  /** Told the number of the process as soon as it runs. */
  readonly onStart?: (pid: number) => void
  /** In a group of its own, so that a stop reaches what git started (a transport); Ctrl-C is handed on to it. */
  readonly ownGroup?: boolean
  /** True: git and ssh may ask a person for passwords, at the terminal or through their askpass; false: nothing asks, not even where hooks run. */
  readonly asks?: boolean
  /** What is thrown when git is stopped at its limit, in place of the usual. */
  readonly late?: () => Fault
}

export interface GitAnswer {
  readonly status: number
  readonly stdout: Buffer
  /** Raw: it may hold what a server or a hook said. The printer neutralises it. */
  readonly stderr: string
}

/** From TRUST's list of what runs programs or reaches outside; each was seen to be needed. Unknown names do no harm in older versions. */
const always = [
  'core.fsmonitor=false', 'safe.bareRepository=explicit', 'protocol.ext.allow=never', 'diff.external=', 'core.alternateRefsCommand=',
  'submodule.recurse=false', 'fetch.recurseSubmodules=false', 'log.showSignature=false', 'color.ui=false', 'core.quotePath=false',
  'gc.auto=0', 'maintenance.auto=false', 'transfer.credentialsInUrl=die', 'core.fsync=committed', 'advice.detachedHead=false',
]
const withoutHooks = ['core.hooksPath=/dev/null', 'core.symlinks=false']

/** Names of the environment that are the user's own, not a repository's: identity, global settings, transport. */
const users = new Set([
  'GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_AUTHOR_DATE', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL', 'GIT_COMMITTER_DATE',
  'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM',
  'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSH_VARIANT', 'GIT_PROXY_COMMAND', 'GIT_PROXY_SSL_CAINFO', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH',
  'GIT_SSL_CERT', 'GIT_SSL_KEY', 'GIT_SSL_NO_VERIFY', 'GIT_HTTP_LOW_SPEED_LIMIT', 'GIT_HTTP_LOW_SPEED_TIME', 'GIT_HTTP_PROXY_AUTHMETHOD',
])

/** What git gets in another form, and the password of the mail account (src/cli/mail/settings.ts), which is no hook's business. */
const others = new Set(['LANGUAGE', 'LC_ALL', 'CIRCLE_SMTP_PASSWORD'])

/**
 * Runs git in the folder `top`. Throws a `git` fault when git is missing, is stopped at its limit, or ends with a status
 * that is not accepted; `interrupted` when the user stopped it.
 */
export async function git(top: string, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  const answer = await run(commandLine(top, args, options), environment(top, process.env, options), options)
  if (answer.status === 0 || options.accept?.includes(answer.status)) return answer
  throw failure(top, args, answer)
}

/** What git prints, as text without the line end. */
export async function gitText(top: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await git(top, args, options)).stdout.toString('utf8').replace(/\n$/, '')
}

/** What git prints with `-z`, as its parts. */
export async function gitParts(top: string, args: readonly string[], options: GitOptions = {}): Promise<string[]> {
  const parts = (await git(top, args, options)).stdout.toString('utf8').split('\0')
  if (parts.at(-1) === '') parts.pop()
  return parts
}

/** True where a program may open a window, or use the terminal, to ask for a password. */
function mayAsk({hooks = false, asks = hooks}: GitOptions): boolean {
  return asks
}

function commandLine(top: string, args: readonly string[], options: GitOptions): string[] {
  const {hooks, settings = [], filters = [], literal = true} = options
  const off = filters.flatMap((name) => [`filter.${name}.clean=`, `filter.${name}.smudge=`, `filter.${name}.process=`, `filter.${name}.required=false`])
  const all = [...always, ...(hooks ? [] : withoutHooks), ...(mayAsk(options) ? [] : ['core.askPass=']), ...off, ...settings].flatMap((setting) => ['-c', setting])
  return ['-C', top, '--no-pager', ...(hooks ? [] : ['--no-optional-locks']), ...(literal ? ['--literal-pathspecs'] : []), ...all, ...args]
}

/** Git's environment: the caller's without GIT_* that points elsewhere, English messages, no questions at a terminal but where it may ask. */
export function environment(top: string, from: NodeJS.ProcessEnv, options: GitOptions = {}): NodeJS.ProcessEnv {
  const {env = {}, hooks, asks} = options
  const kept = Object.entries(from).filter(([name]) => (!name.startsWith('GIT_') || users.has(name)) && !others.has(name))
  const letters = from.LC_ALL ? {LC_CTYPE: from.LC_ALL} : {}
  const silent = mayAsk(options) ? {} : {GIT_ASKPASS: '', SSH_ASKPASS: ''}
  const asking = asks ? {GIT_TERMINAL_PROMPT: '1', ...(from.GIT_ASKPASS ? {GIT_ASKPASS: from.GIT_ASKPASS} : {})} : {}
  const quiet = hooks ? {} : {GIT_OPTIONAL_LOCKS: '0'}
  return {
    ...Object.fromEntries(kept), ...letters, LC_MESSAGES: 'C',
    GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh', GIT_CEILING_DIRECTORIES: dirname(top), ...silent, ...asking, ...quiet, ...asideEnvironment(), ...env,
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv, {input, limitMs = 120_000, ownGroup = false, asks = false, onStart, late}: GitOptions): Promise<GitAnswer> {
  // Loading this costs as much as a small command; many commands never run git.
  const {spawn} = await import('node:child_process')
  return new Promise((resolve, reject) => {
    // Windows has no such groups, and would open a window for it.
    const isGroup = ownGroup && process.platform !== 'win32'
    const child = spawn('git', args, {env, stdio: ['pipe', 'pipe', 'pipe'], detached: isGroup, windowsHide: true})
    const out: Buffer[] = []
    const err: Buffer[] = []
    const watch = guard(child, {limitMs, isGroup, holds: isGroup || asks})
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    // Git may end without reading all its input; its status says what came of it.
    child.stdin.on('error', () => undefined)
    let unnoted: unknown
    try {
      if (child.pid !== undefined) onStart?.(child.pid)
      child.stdin.end(input ?? '')
    } catch (error) {
      // Nobody would know of it, so it must not begin: it still waits for its input.
      unnoted = error
      child.kill('SIGKILL')
    }
    child.on('error', (error) => {
      watch.release()
      reject(cannotStart(error))
    })
    child.on('close', (status, signal) => {
      watch.release()
      const stderr = Buffer.concat(err).toString('utf8')
      const reason = signal === 'SIGINT' ? 'interrupted' : watch.reason()
      if (unnoted !== undefined) reject(unnoted)
      else if (reason === 'interrupted') reject(new Fault('interrupted', 'Interrupted while git was at work.'))
      else if (reason === 'late') reject(late?.() ?? tooLate(limitMs))
      else resolve({status: status ?? 128, stdout: Buffer.concat(out), stderr: signal === null ? stderr : `${stderr}git was ended by ${signal}`})
    })
  })
}

function tooLate(limitMs: number): Fault {
  return new Fault('git', `git did not end within ${limitMs / 1000} seconds and was stopped`, {hint: 'try the same in plain git to see what it waits for'})
}

function cannotStart(error: Error): Fault {
  const missing = 'code' in error && error.code === 'ENOENT'
  return missing
    ? new Fault('git', 'git is not installed, or not on the PATH', {hint: 'install it from https://git-scm.com, then run the same command again (one that only writes files takes --no-commit)', cause: error})
    : new Fault('git', `git could not be started: ${error.message}`, {hint: 'look at how git is installed: git --version', cause: error})
}

/** What git says when it fails, and what that means for a person. The first that fits counts. */
const known: readonly (readonly [RegExp, (found: RegExpExecArray, top: string) => readonly [string, string]])[] = [
  [/detected dubious ownership/, (_, top) => [
    `${top} belongs to another user of this computer, so git refuses to work in it`,
    `if you trust it: git config --global --add safe.directory '${top}'`,
  ]],
  [/Unable to create '([^']*\.lock)': File exists/, (found) => [
    `git is at work in this repository, or was cut off: ${found[1]} is there`,
    `wait for the other git to end. If none is running, remove the file: rm '${found[1]}'`,
  ]],
  [/could not lock config file (\S+): File exists/, (found, top) => [
    `git is at work in this repository, or was cut off: ${resolve(top, `${found[1]}.lock`)} is there`,
    `wait for the other git to end. If none is running, remove the file: rm '${resolve(top, `${found[1]}.lock`)}'`,
  ]],
  [/index file (?:smaller than expected|corrupt)|bad (?:index )?signature|bad index version|index file open failed/, () => [
    "git's list of files (the index) is damaged, as after a power cut", 'have git make it anew; your files stay as they are: rm "$(git rev-parse --git-path index)" && git reset',
  ]],
  [/could not fetch \S+ from promisor remote/, () => [
    'this clone lacks older versions of files, which git fetches as it needs them, and their place cannot be reached now', 'look whether this computer is online, then run the same command again. To see more: git fetch',
  ]],
  [/(?:Author|Committer) identity unknown|unable to auto-detect email address|empty ident name|no email was given/, () => noName],
  [/cannot use bare repository|must be run in a work tree/, () => ['this is a bare repository, with no files to work on', 'clone it, and work in the clone']],
  [/not a git repository/, (_, top) => [`${top} is not a git repository that git accepts`, 'look at it with git status']],
  [/gpg failed to sign|failed to write commit object|ssh-keygen|error: Load key/, () => [
    'git could not sign the commit, as your settings ask for', 'try git commit yourself to see why, or turn signing off for this repository: git config commit.gpgsign false',
  ]],
  [/object file .* is empty|loose object .* is corrupt|bad object|fatal: .*corrupt|unable to read tree/, () => [
    'the repository is damaged', 'git fsck shows what is missing. Fetch a sound copy from another clone before you go on.',
  ]],
]

export const noName: readonly [string, string] = [
  'git does not know your name and e-mail, which every commit needs',
  'tell it once: git config --global user.name "Your Name" && git config --global user.email you@example.org',
]

/** A `system` fault where git failed because of the disk; undefined where the reason is another. */
export function diskTrouble(stderr: string): Fault | undefined {
  const cause = new Error(stderr)
  if (/No space left on device|Out of diskspace|[Dd]isk quota exceeded/.test(stderr)) return new Fault('system', 'the disk is full, so git could not write', {hint: 'make room on the disk, then run the same command again', cause})
  // Git forgets here what the system said.
  const unwritten = /couldn't write '[^']+'/.exec(stderr)?.[0]
  if (unwritten !== undefined) return new Fault('system', `the disk is full, it seems: git ${unwritten}`, {hint: 'make room on the disk, then run the same command again', cause})
  if (/Read-only file system/.test(stderr)) return new Fault('system', 'the disk can only be read, so git could not write', {hint: 'mount it for writing, or copy the circle to another disk', cause})
  if (/insufficient permission|: Permission denied$/m.test(stderr)) return new Fault('system', 'git may not write in this repository', {hint: 'look at who owns the files in .git', cause})
  return undefined
}

function failure(top: string, args: readonly string[], {status, stderr}: GitAnswer): Fault {
  const trouble = diskTrouble(stderr)
  if (trouble !== undefined) return trouble
  for (const [pattern, meaning] of known) {
    const found = pattern.exec(stderr)
    if (found === null) continue
    const [message, hint] = meaning(found, top)
    return new Fault('git', message, {hint, cause: new Error(stderr)})
  }
  const command = args.find((arg) => !arg.startsWith('-')) ?? ''
  return new Fault('git', `git ${command} failed: ${gist(stderr) || `status ${status}`}`, {hint: 'try the same in plain git to see more', cause: new Error(stderr)})
}

/** The part of what git or a hook said that says why: its last error lines, on one line. */
export function gist(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('hint:'))
  const errors = lines.filter((line) => /^(fatal|error):/.test(line))
  const told = (errors.length > 0 ? errors : lines.slice(-3)).map((line) => line.replace(/^(fatal|error): /, '')).join(' ')
  return told.length > 300 ? `${told.slice(0, 300)}…` : told
}

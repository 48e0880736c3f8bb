/** Drives the built program (bin/circle.js) in temporary folders, with real git, and through a pseudo-terminal. */
import {spawn as spawnPty} from '@lydell/node-pty'
import {execFileSync, spawn} from 'node:child_process'
import {chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll} from 'vitest'

/** The program that is driven: the one built here, or another build of it that CIRCLE_PROGRAM names. */
export const program = process.env.CIRCLE_PROGRAM ?? new URL('../../bin/circle.js', import.meta.url).pathname

const made: string[] = []
afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, {recursive: true, force: true})
})

/** A new temporary folder, without links in its path; removed after the tests of the file. */
export function folder(name = 'circle'): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `${name}-`))
  made.push(path)
  return path
}

let home: string | undefined

/** An environment of our own: no settings of the machine, a fixed clock, zone and language. */
export function environment(more: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  if (home === undefined) {
    home = folder('home')
    writeFileSync(join(home, 'gitconfig'), '[user]\n\tname = Ann Ek\n\temail = ann@example.org\n[gc]\n\tauto = 0\n[init]\n\tdefaultBranch = main\n')
  }
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_CONFIG_SYSTEM: '/dev/null',
    CIRCLE_NOW: '2026-11-28T10:00:00Z',
    TZ: 'UTC',
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
    COLUMNS: '100',
    TERM: 'xterm-256color',
    ...more,
  }
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

export interface Run {
  readonly cwd?: string
  /** Added to the environment; undefined takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
  /** How wide the terminal is; 100 when absent. */
  readonly columns?: number
}

export interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `circle` with these words to its end, without a terminal. */
export function circle(words: readonly string[], {cwd, env, input}: Run = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {cwd, env: environment(env), stdio: ['pipe', 'pipe', 'pipe']})
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
    child.on('error', reject)
    child.on('close', (status, signal) => {
      resolve({status: status ?? (signal === null ? -1 : 128), stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8')})
    })
  })
}

/** As `circle`, and throws with everything that was printed unless it ends with status 0. Gives stdout. */
export async function done(words: readonly string[], run: Run = {}): Promise<string> {
  const {status, stdout, stderr} = await circle(words, run)
  if (status !== 0) throw new Error(`circle ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}

/** Runs git with these words, in the tests' own environment. Gives stdout without the last line end. */
export function git(cwd: string, ...words: string[]): string {
  return execFileSync('git', words, {cwd, env: environment(), encoding: 'utf8'}).replace(/\n$/, '')
}

/** How many commits there are. */
export function commits(cwd: string): number {
  return Number(git(cwd, 'rev-list', '--count', 'HEAD'))
}

let pattern: Promise<string> | undefined

/** A circle of Ann, Bo and Cy that gathers every Friday at 19:00 in UTC, first on 2026-11-20: its folder. `more`: flags of init. */
export async function founded(more: readonly string[] = []): Promise<string> {
  if (more.length > 0) return found(more)
  // Founded once in each file of tests, and copied: that is quicker by far.
  pattern ??= found([])
  const root = join(folder(), 'apron')
  cpSync(await pattern, root, {recursive: true, preserveTimestamps: true})
  return root
}

async function found(more: readonly string[]): Promise<string> {
  const root = join(folder(), 'apron')
  const members = ['Ann Ek <ann@example.org>', 'Bo Berg <bo@example.org>', 'Cy Ash <cy@example.org>'].flatMap((person) => ['--member', person])
  await done(['init', root, '--name', 'Apron Club', '--purpose', 'Talk.', '--timezone', 'UTC', '--starts', '2026-11-20 19:00', '--repeats', 'every week', ...members, ...more, '--yes'], {
    env: {CIRCLE_NOW: '2026-11-16T10:00:00Z'},
  })
  return root
}

/** All files below a folder but git's own, by path: what a test compares before and after. */
export function filesIn(root: string, below = ''): Record<string, string> {
  const all: Record<string, string> = {}
  for (const entry of readdirSync(join(root, below), {withFileTypes: true})) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.name === '.git') continue
    if (entry.isDirectory()) Object.assign(all, filesIn(root, path))
    else all[path] = readFileSync(join(root, path), 'utf8')
  }
  return all
}

/** Writes a small program for /bin/sh and gives its path: an editor, say. */
export function script(lines: string): string {
  const path = join(folder('script'), 'script.sh')
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
  return path
}

const keys = {enter: '\r', down: '\u001b[B', up: '\u001b[A', space: ' ', tab: '\t', backspace: '\u007f', 'ctrl-c': '\u0003', 'ctrl-u': '\u0015'} as const
export type Key = keyof typeof keys

export interface Terminal {
  readonly pid: number
  /** Sends text as typed. */
  type(text: string): void
  press(...pressed: Key[]): Promise<void>
  /** Waits until this is on the screen, after what was seen before; throws with the whole screen when it does not come. */
  sees(wanted: string | RegExp, limitMs?: number): Promise<void>
  /** Waits for the question, then types an answer and presses Enter. */
  answer(question: string | RegExp, text?: string): Promise<void>
  /** Waits for the end: the exit status (128 + the signal for one that was killed). */
  exit(limitMs?: number): Promise<number>
  /** Ends the process and its terminal. */
  kill(signal?: string): void
  /** All that was printed, without colours and cursor movements. */
  screen(): string
  /** All that was printed, byte by byte. */
  raw(): string
}

/**
 * Starts `circle` with these words at a terminal. `afterwards`: what the shell does when it has ended, as in `stty -a`;
 * `into`: what its standard output is piped into.
 */
export function terminal(words: readonly string[], {cwd = process.cwd(), env, columns = 100, afterwards, into}: Run & {readonly afterwards?: string; readonly into?: string} = {}): Terminal {
  const line = [process.execPath, program, ...words]
  const shell = ['/bin/sh', '-c', `"$@"${into === undefined ? '' : ` | ${into}`}; status=$?; ${afterwards ?? ':'}; exit $status`, 'sh', ...line]
  const [command, ...args] = afterwards === undefined && into === undefined ? line : shell
  const pty = spawnPty(command!, args, {name: env?.TERM ?? 'xterm-256color', cols: columns, rows: 40, cwd, env: environment(env)})
  let raw = ''
  let seen = 0
  let ended: number | undefined
  const waiters = new Set<() => void>()
  const wake = (): void => {
    for (const waiter of waiters) waiter()
  }
  pty.onData((text) => {
    raw += text
    wake()
  })
  pty.onExit(({exitCode, signal}) => {
    ended = signal === undefined || signal === 0 ? exitCode : 128 + signal
    wake()
  })
  const until = (fulfilled: () => boolean, what: string, limitMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const finish = (error?: Error): void => {
        clearTimeout(timer)
        waiters.delete(look)
        if (error === undefined) resolve()
        else reject(error)
      }
      const look = (): void => {
        if (fulfilled()) finish()
        else if (ended !== undefined) setTimeout(() => finish(fulfilled() ? undefined : new Error(`ended with ${ended} without ${what}:\n${plain(raw)}`)), 50)
      }
      const timer = setTimeout(() => finish(new Error(`${what} did not come:\n${plain(raw)}`)), limitMs)
      waiters.add(look)
      look()
    })
  const terminal: Terminal = {
    pid: pty.pid,
    type: (text) => pty.write(text),
    press: async (...pressed) => {
      for (const key of pressed) {
        pty.write(keys[key])
        // A prompt that is drawn anew between two keys must not take both for one.
        await new Promise((resolve) => setTimeout(resolve, 40))
      }
    },
    sees: (wanted, limitMs = 60_000) =>
      until(() => {
        const text = plain(raw).slice(seen)
        const found = typeof wanted === 'string' ? {index: text.indexOf(wanted), length: wanted.length} : matched(wanted, text)
        if (found === undefined || found.index < 0) return false
        seen += found.index + found.length
        return true
      }, `"${String(wanted)}"`, limitMs),
    answer: async (question, text = '') => {
      await terminal.sees(question)
      // The prompt listens from just after it is drawn.
      await new Promise((resolve) => setTimeout(resolve, 40))
      if (text !== '') pty.write(text)
      await terminal.press('enter')
    },
    exit: async (limitMs = 60_000) => {
      await until(() => ended !== undefined, 'the end', limitMs)
      return ended!
    },
    kill: (signal = 'SIGKILL') => pty.kill(signal),
    screen: () => plain(raw),
    raw: () => raw,
  }
  return terminal
}

function matched(wanted: RegExp, text: string): {index: number; length: number} | undefined {
  const match = wanted.exec(text)
  return match === null ? undefined : {index: match.index, length: match[0].length}
}

function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/\u001b[()][A-Z0-9]|\u001b[=>78]/g, '').replaceAll('\r', '')
}

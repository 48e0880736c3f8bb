/** A circle whose user is in the middle of edits of their own, and what is compared when a command was cut off in it. */
import {spawn, spawnSync} from 'node:child_process'
import {appendFileSync, existsSync, readdirSync, readFileSync, rmSync, watch} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {commitAll, lived, put} from './circles.ts'
import {circle, environment, filesIn, git, program} from './harness.ts'
import type {Outcome} from './harness.ts'

/** What stands in every edit of the user's, and so in no commit of ours. */
const mark = 'by my own hand'

/**
 * A circle with a history, and with staged, unstaged and untracked edits: in files that commands change, and in others.
 * `more`: files of the circle that are committed first.
 */
export async function busy(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await lived()
  if (Object.keys(more).length > 0) {
    put(root, more)
    commitAll(root)
  }
  appendFileSync(join(root, 'README.md'), `\nStaged ${mark}.\n`)
  appendFileSync(join(root, 'members/cy.yaml'), `\n# staged ${mark}\n`)
  appendFileSync(join(root, 'gatherings/2026-11-20-weekly/ann.yaml'), `\n# staged ${mark}\n`)
  git(root, 'add', '--all')
  appendFileSync(join(root, 'README.md'), `\nNot staged ${mark}.\n`)
  for (const path of ['charter.yaml', 'members/ann.yaml', 'gatherings/2026-11-20-weekly/gathering.yaml', 'gatherings/2026-12-04-weekly/gathering.yaml']) {
    appendFileSync(join(root, path), `\n# not staged ${mark}\n`)
  }
  put(root, {'untracked.txt': `Untracked ${mark}.\n`})
  return root
}

/** The user's own words, file by file, in the folder and in the index: they are the same before and after every command. */
export function own(root: string): Record<string, readonly string[]> {
  const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.includes(mark))
  const files = Object.entries(filesIn(root)).map(([path, text]) => [path, linesOf(text)] as const)
  return Object.fromEntries([...files.filter(([, lines]) => lines.length > 0), ['the index', linesOf(git(root, 'diff', '--cached'))], ['the history', linesOf(git(root, 'log', '--patch'))]])
}

/**
 * All that a command may change: the files, what is staged against HEAD, and the history with the files of each commit. The three
 * together say what HEAD and the index hold. Ids that are drawn anew each time are made the same.
 */
export function stateOf(root: string): Record<string, string> {
  // A calendar says when it was made.
  const files = Object.entries(filesIn(root)).filter(([path]) => !path.endsWith('.ics')).map(([path, text]) => [path, alike(text)] as const)
  if (!existsSync(join(root, '.git'))) return Object.fromEntries(files)
  return {...Object.fromEntries(files), '(staged)': alike(git(root, 'diff', '--cached')), '(history)': alike(git(root, 'log', '--format=%s', '--name-status'))}
}

function alike(text: string): string {
  return text
    .replace(/^([+ -]? +)[bcdfghjkmnpqrstvwxz][bcdfghjkmnpqrstvwxz2-9]{3}:/gm, '$1(id):')
    .replace(/^index .*\n/gm, '')
    .replace(/^(id:|Found circle) \w{8}$/gm, '$1 (id)')
}

/** What lies in the writer's own folder, which is empty when nobody is at work. */
export function leftovers(root: string): string[] {
  const state = join(root, '.git', 'circle')
  const within = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])
  return [...within(state).filter((name) => name !== 'tmp'), ...within(join(state, 'tmp'))]
}

export interface Cut {
  readonly cwd: string
  /** Milliseconds until the kill, counted from the first file that the command makes in `watched`, or else from its start. */
  readonly afterMs: number
  readonly watched?: string
  /** With everything that the program started, or alone. */
  readonly whole: boolean
}

/** Runs `circle` and kills it. Gives its exit status; undefined when it was killed before its end. */
export function cut(words: readonly string[], {cwd, afterMs, watched, whole}: Cut): Promise<{status: number | undefined; stderr: string; runMs: number}> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(process.execPath, [program, ...words], {cwd, env: environment(), detached: true, stdio: ['ignore', 'ignore', 'pipe']})
    let stderr = ''
    let timer: NodeJS.Timeout | undefined
    const arm = (): void => {
      timer ??= setTimeout(() => {
        if (child.exitCode === null) process.kill(whole ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGKILL')
      }, afterMs)
    }
    const watcher = watched === undefined ? undefined : watch(watched, arm)
    if (watched === undefined) arm()
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.on('error', reject)
    child.on('exit', (status) => {
      clearTimeout(timer)
      watcher?.close()
      // What was started by it may hold the pipe open for longer than it lives.
      setImmediate(() => resolve({status: status ?? undefined, stderr, runMs: performance.now() - began}))
    })
  })
}

/**
 * Brings a circle to rest as its user would: by the next command, whichever it is; and where that says that git left a
 * lock, by what it says to type. Gives the number of locks.
 */
export async function settle(root: string, words: readonly string[]): Promise<number> {
  for (let locks = 0; ; locks += 1) {
    const next: Outcome = await circle(words, {cwd: root})
    const lock = /rm '(.*\.lock)'/.exec(next.stderr)?.[1]
    expect(lock === undefined ? [0] : [0, 5], `circle ${words.join(' ')}: ${next.stdout}${next.stderr}`).toContain(next.status)
    if (lock === undefined) return locks
    // The repository may begin above the circle.
    expect(join(root, '.git').startsWith(lock.slice(0, lock.indexOf('/.git/')))).toBe(true)
    expect(locks).toBeLessThan(3)
    rmSync(lock)
  }
}

/** True where strace is installed, and may be used. */
export const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0

/** Runs `circle` under strace with these flags of its own. Gives the exit status; null when it was killed. */
export function traced(flags: readonly string[], words: readonly string[], cwd: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('strace', [...flags, process.execPath, program, ...words], {cwd, env: environment(), stdio: 'ignore'})
    child.on('error', reject)
    child.on('exit', resolve)
  })
}

/** Throws when git finds fault with what it has stored. */
export function fsck(root: string): void {
  git(root, 'fsck', '--full', '--strict', '--no-dangling', '--no-progress')
}

/** A number from 0 to 1, and then the next, the same in every run. */
export function chances(seed: number): () => number {
  let at = seed
  return () => {
    at = (at * 1103515245 + 12345) % 2147483648
    return at / 2147483648
  }
}

/** Reads a file that may not be there. */
export function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

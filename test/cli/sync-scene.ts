/** Two clones of one circle in the middle of work on both sides, and what is compared when a sync of one was cut off. */
import {execFileSync, spawn, spawnSync} from 'node:child_process'
import {appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {commitAll, lived, put} from './circles.ts'
import {circle, environment, filesIn, folder, git, program} from './harness.ts'
import type {Outcome, Run} from './harness.ts'

/** The folder of all, the bare repository, the clones of two members, and the folders of the circle in them. */
export interface Scene {
  readonly at: string
  readonly bare: string
  readonly ann: string
  readonly bo: string
  readonly inAnn: string
  readonly inBo: string
}

const next = 'gatherings/2026-12-04-weekly'
const last = 'gatherings/2026-11-20-weekly'

/**
 * Ann has commits that are not shared, edits of the circle's files (staged, not staged, untracked), and unsaved changes of files
 * beside it; Bo has shared changes of the same records and of others, new files, files that went, and one that became a program.
 * `inside`: the folder of the repository that the circle lies in.
 */
async function made(inside: string): Promise<string> {
  const at = folder('scene')
  const first = join(at, 'first')
  mkdirSync(first)
  git(first, 'init', '--quiet')
  cpSync(await lived(), join(first, inside), {recursive: true, filter: (path) => !/[\\/]\.git([\\/]|$)/.test(path)})
  put(first, {
    'other/notes.txt': 'one\ntwo\nthree\nfour\nfive\n', 'other/mine.txt': 'one\n', 'other/both.txt': 'one\ntwo\nthree\nfour\nfive\n', 'other/old.txt': 'Old.\n', 'other/deep/er/gone.txt': 'Gone.\n',
    'other/removed.txt': 'Removed.\n', 'other/tool.sh': '#!/bin/sh\n', 'other/bytes.bin': '\u0000\u0001\r\n',
  })
  commitAll(first, 'Begin')
  git(at, 'clone', '--quiet', '--bare', 'first', 'apron.git')
  git(join(at, 'apron.git'), 'remote', 'remove', 'origin')
  for (const [name, whole] of [['ann', 'Ann Ek'], ['bo', 'Bo Berg']] as const) {
    git(at, 'clone', '--quiet', 'apron.git', name)
    git(join(at, name), 'remote', 'set-url', 'origin', join(at, 'apron.git'))
    git(join(at, name), 'config', 'user.name', whole)
    git(join(at, name), 'config', 'user.email', `${name}@example.org`)
    git(join(at, name), 'config', 'gc.auto', '0')
  }
  rmSync(first, {recursive: true})
  theirs(join(at, 'bo'), inside)
  ours(join(at, 'ann'), inside)
  return at
}

function edit(root: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(root, path), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(root, path), text.replace(from, to))
}

/** What Bo has shared. */
function theirs(top: string, inside: string): void {
  const root = join(top, inside)
  edit(root, `${last}/gathering.yaml`, 'guests: [Dora Lind]', 'guests: [Dora Lind, Eve Holm]')
  edit(root, `${last}/gathering.yaml`, '  We talked about thrift.\n', '  Bo opened the evening.\n  We talked about thrift.\n')
  edit(root, `${next}/gathering.yaml`, 'topic: Luck', 'topic: Luck and fate')
  appendFileSync(join(root, 'members/cy.yaml'), 'offers: [chess]\n')
  put(root, {[`${next}/bo.yaml`]: 'rsvp: going\n', 'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: From Bo\n'})
  rmSync(join(top, 'other/old.txt'))
  rmSync(join(top, 'other/deep'), {recursive: true})
  chmodSync(join(top, 'other/tool.sh'), 0o755)
  edit(top, 'other/notes.txt', 'one', 'one, and Bo\'s')
  edit(top, 'other/both.txt', 'five', 'five by Bo')
  put(top, {'other/new/they.txt': 'New by Bo.\n', 'other/new/bytes.bin': '\u0000\u00ff\r\n\n'})
  commitAll(top, 'By Bo')
  git(top, 'push', '--quiet')
}

/** What Ann has committed, and what she has not. */
function ours(top: string, inside: string): void {
  const root = join(top, inside)
  edit(root, `${last}/gathering.yaml`, '  And about debt.\n', '  And about debt.\n  Ann closed it.\n')
  appendFileSync(join(root, 'members/cy.yaml'), 'seeks: [Latin]\n')
  put(root, {[`${next}/ann.yaml`]: 'rsvp: going\n'})
  commitAll(top, 'By Ann')
  edit(top, 'other/both.txt', 'one\n', 'one by Ann\n')
  commitAll(top, 'By Ann, again')
  appendFileSync(join(root, 'members/ann.yaml'), 'seeks: [Greek]\n')
  git(top, 'add', '--all')
  appendFileSync(join(root, 'members/ann.yaml'), 'offers: [bread]\n')
  appendFileSync(join(root, `${next}/gathering.yaml`), '\n# By Ann\'s own hand.\n')
  put(root, {'topics.yaml.draft': 'Not the circle\'s.\n', [`${last}/cy.yaml`]: 'takeaway: By Ann for Cy.\n'})
  edit(top, 'other/mine.txt', 'one', 'staged')
  git(top, 'add', 'other/mine.txt')
  edit(top, 'other/mine.txt', 'staged', 'not staged')
  put(top, {'other/free.txt': 'Untracked.\n', 'other/new/free.txt': 'Untracked, in a folder that others make.\n'})
  rmSync(join(top, 'other/removed.txt'))
}

/** Gives such scenes, one like the other; the first is made when it is asked for, and costs more. */
export function scenes(inside = ''): () => Promise<Scene> {
  let pattern: Promise<string> | undefined
  return async () => {
    pattern ??= made(inside)
    const [from, at] = [await pattern, folder('scene')]
    cpSync(from, at, {recursive: true, preserveTimestamps: true})
    for (const name of ['ann', 'bo']) {
      const config = join(at, name, '.git', 'config')
      writeFileSync(config, readFileSync(config, 'utf8').replaceAll(from, at))
      // The copies have other inodes, and git would look at every file again.
      git(join(at, name), 'status')
    }
    return {at, bare: join(at, 'apron.git'), ann: join(at, 'ann'), bo: join(at, 'bo'), inAnn: join(at, 'ann', inside), inBo: join(at, 'bo', inside)}
  }
}

/** Takes a scene's folders away before the end of the tests, which may need many. */
export function clear({at}: Scene): void {
  rmSync(at, {recursive: true, force: true, maxRetries: 5, retryDelay: 100})
}

/** The tree of a commit. */
export function treeOf(root: string, commit = 'main'): string {
  return git(root, 'rev-parse', `${commit}^{tree}`)
}

/** All that a person has in a clone: the files, what is committed and what is staged, and what git says of all three. */
export function holdings(root: string): Record<string, string> {
  return {...filesIn(root), '(committed)': treeOf(root, 'HEAD'), '(staged)': git(root, 'ls-files', '--stage'), '(status)': git(root, 'status', '--porcelain', '--untracked-files=all')}
}

/** Those files beside the circle that Ann has not saved in git: nobody touches them, whatever happens. */
export function unsaved({ann, inAnn}: Scene): Record<string, string | undefined> {
  const paths = [...['mine.txt', 'free.txt', 'new/free.txt', 'removed.txt'].map((name) => join(ann, 'other', name)), join(inAnn, 'topics.yaml.draft')]
  return {...Object.fromEntries(paths.map((path) => [path.slice(ann.length), existsSync(path) ? readFileSync(path, 'latin1') : undefined])), '(staged)': git(ann, 'show', ':other/mine.txt')}
}

/** Throws when git finds fault with what it has stored here. */
export function sound(...repositories: readonly string[]): void {
  for (const each of repositories) {
    const {status, stdout, stderr} = spawnSync('git', ['-c', 'safe.bareRepository=all', '-C', each, 'fsck', '--full', '--strict', '--no-dangling', '--no-progress'], {env: environment(), encoding: 'utf8'})
    expect({status, said: `${stdout}${stderr.replaceAll(/^notice:.*\n/gm, '')}`}, each).toEqual({status: 0, said: ''})
  }
}

/** What circle keeps for itself while it works: nothing of it is there afterwards. */
export function leftBy(root: string): string[] {
  const state = join(git(root, 'rev-parse', '--absolute-git-dir'), 'circle')
  if (!existsSync(state)) return []
  return readdirSync(state, {recursive: true, withFileTypes: true}).filter((entry) => !entry.isDirectory() || entry.name.startsWith('share-')).map(({name}) => name)
}

/** Which processes a kill ends: the program alone, its process group, or all that it started, in groups of their own too. */
export type Reach = 'alone' | 'group' | 'all'
export const reaches: readonly Reach[] = ['alone', 'group', 'all']

export interface CutOff {
  /** Milliseconds from the start, or from when there is a file `from`. */
  readonly afterMs: number
  readonly from?: string
  readonly reach: Reach
  readonly signal?: NodeJS.Signals
}

/** Runs `circle` and ends it after that time. Gives its exit status, or the signal that ended it. */
export function cutOff(words: readonly string[], {cwd, env}: Run, {afterMs, from, reach, signal = 'SIGKILL'}: CutOff): Promise<{status: number | undefined; by: NodeJS.Signals | undefined; stdout: string; stderr: string; runMs: number}> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(process.execPath, [program, ...words], {cwd, env: environment(env), detached: true, stdio: ['ignore', 'pipe', 'pipe']})
    let [stdout, stderr] = ['', '']
    let timer: NodeJS.Timeout | undefined
    const arm = (): void => {
      timer = setTimeout(() => {
        if (child.exitCode === null && child.pid !== undefined) end(child.pid, reach, signal)
      }, afterMs)
    }
    const look = from === undefined ? undefined : setInterval(() => {
      if (!existsSync(from)) return
      clearInterval(look)
      arm()
    }, 20)
    if (from === undefined) arm()
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.on('error', reject)
    child.on('exit', (status, by) => {
      clearTimeout(timer)
      clearInterval(look)
      // What was started by it may hold the pipe open for longer than it lives.
      setImmediate(() => resolve({status: status ?? undefined, by: by ?? undefined, stdout, stderr, runMs: performance.now() - began}))
    })
  })
}

function end(pid: number, reach: Reach, signal: NodeJS.Signals): void {
  const pids = reach === 'alone' ? [pid] : reach === 'group' ? [-pid] : [pid, ...startedBy(pid)]
  for (const each of pids) {
    try {
      process.kill(each, signal)
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

/** Where the system shows its processes as files (Linux); none elsewhere. */
const processes = (): string[] => (existsSync('/proc') ? readdirSync('/proc') : [])

/** All processes that this one has started, and those that they have. */
function startedBy(pid: number): number[] {
  const all = processes().filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      return [[Number(name), Number(readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1])] as const]
    } catch {
      return []
    }
  })
  const below = (above: number): number[] => all.filter(([, parent]) => parent === above).flatMap(([each]) => [each, ...below(each)])
  return below(pid)
}

/** The processes that work in a folder, by what they were called with or where they are. */
export function workingIn(at: string): string[] {
  return processes().filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return line.includes(at) || readlinkSync(`/proc/${name}/cwd`).startsWith(at) ? [line] : []
    } catch {
      return []
    }
  })
}

export interface Settled {
  readonly last: Outcome
  /** Locks that git had left and that were taken away as the program says. */
  readonly locks: readonly string[]
}

/**
 * Runs a command as the user would after an accident, until it comes to its end. Where it says that git left a lock, what it
 * says is typed; it may say so at most three times, and has to end with 5 then. `within`: where such locks may lie.
 */
export async function settled(words: readonly string[], cwd: string, within: readonly string[]): Promise<Settled> {
  const locks: string[] = []
  for (;;) {
    const last = await circle(words, {cwd})
    const lock = /rm '(.*\.lock)'/.exec(last.stderr)?.[1]
    const said = `circle ${words.join(' ')}: ${last.status} ${last.stdout}${last.stderr}`
    if (lock === undefined) {
      expect(last.status, said).toBe(0)
      return {last, locks}
    }
    expect([0, 5], said).toContain(last.status)
    expect(within.some((each) => lock.startsWith(each)), said).toBe(true)
    expect(existsSync(lock), said).toBe(true)
    expect(locks.length, said).toBeLessThan(4)
    rmSync(lock)
    locks.push(lock)
  }
}

const realGit = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim()

export interface Fake {
  /** To be put first on the PATH: the environment in which circle finds it. */
  readonly env: Readonly<Record<string, string>>
  /** Git's commands in the order in which circle called them. */
  readonly calls: () => string[]
}

/**
 * A `git` that does as the real one, and something else before or after the call of this number (from 1): a line for the shell, in
 * which `$PPID` is circle. Without a number it only counts.
 */
export function fakeGit(act?: {readonly nth: number; readonly when: 'before' | 'after'; readonly line: string}): Fake {
  const bin = folder('bin')
  const log = join(bin, 'calls')
  const here = (when: string): string => (act?.when === when ? `if [ "$n" -eq ${act.nth} ]; then\n${act.line}\nfi\n` : '')
  writeFileSync(join(bin, 'git'), `#!/bin/sh
for word; do case "$word" in -*|*=*|/*) ;; *) break ;; esac; done
echo "$word $$" >> '${log}'
n=$(sed -n "/ $$$/=" '${log}')
${act?.when === 'after' ? `${here('before')}'${realGit}' "$@"\nstatus=$?\n${here('after')}exit $status` : `${here('before')}exec '${realGit}' "$@"`}
`, {mode: 0o755})
  return {env: {PATH: `${bin}:${process.env.PATH ?? ''}`}, calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').map((line) => line.split(' ')[0]!) : [])}
}

/** Evenly so many of them, beginning somewhere; all when there are not more. `chance`: from 0 to 1. */
export function sampled<T>(all: readonly T[], howMany: number, chance: number): T[] {
  if (howMany >= all.length) return [...all]
  const first = chance * (all.length / howMany)
  return Array.from({length: howMany}, (_, index) => all[Math.floor(first + (index * all.length) / howMany)] ?? all.at(-1)!)
}

/** Does all of them, two at a time. */
export async function inTwoLanes<T>(all: readonly T[], work: (each: T, index: number) => Promise<void>): Promise<void> {
  const lane = async (first: number): Promise<void> => {
    for (let index = first; index < all.length; index += 2) await work(all[index]!, index)
  }
  await Promise.all([lane(0), lane(1)])
}

/** Calls that change something on the disk, by the names that they have on any processor. */
export const changing = ['open', 'openat', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir', 'fsync', 'fdatasync', 'write', 'pwrite64', 'chmod', 'fchmod', 'fchmodat']

export interface Call {
  readonly name: string
  /** Which of the calls of that name, counted from 1. */
  readonly nth: number
}

/** The calls below `root` in what strace wrote down of one process. */
export function callsIn(log: string, root: string): Call[] {
  const times = new Map<string, number>()
  return log.split('\n').flatMap((line): Call[] => {
    const name = /^(\w+)\(/.exec(line)?.[1]
    if (name === undefined || !changing.includes(name)) return []
    const nth = (times.get(name) ?? 0) + 1
    times.set(name, nth)
    return line.includes(root) && (!name.startsWith('open') || /O_WRONLY|O_RDWR|O_CREAT/.test(line)) ? [{name, nth}] : []
  })
}

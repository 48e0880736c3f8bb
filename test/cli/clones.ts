/** Clones of one circle that share it through a bare repository, and what a test compares of them before and after. */
import {execFileSync} from 'node:child_process'
import {cpSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {commitAll, everything, lived, put} from './circles.ts'
import {circle, done, environment, folder, git} from './harness.ts'

/** The folder of all, the bare repository, and the clones of two members. */
export interface Clones {
  readonly at: string
  readonly bare: string
  readonly ann: string
  readonly bo: string
}

let pattern: Promise<string> | undefined

/** Ann's and Bo's clones of the circle that `lived` makes, both in step with the bare repository. */
export async function clones(): Promise<Clones> {
  pattern ??= shared()
  const [from, at] = [await pattern, folder('shared')]
  cpSync(from, at, {recursive: true, preserveTimestamps: true})
  for (const name of ['ann', 'bo']) {
    const config = join(at, name, '.git', 'config')
    writeFileSync(config, readFileSync(config, 'utf8').replaceAll(from, at))
    // The copies have other inodes, and git would look at every file again.
    git(join(at, name), 'status')
  }
  return {at, bare: join(at, 'apron.git'), ann: join(at, 'ann'), bo: join(at, 'bo')}
}

async function shared(): Promise<string> {
  const at = folder('shared')
  git(await lived(), 'clone', '--quiet', '--bare', '.', join(at, 'apron.git'))
  git(join(at, 'apron.git'), 'remote', 'remove', 'origin')
  for (const [name, whole] of [['ann', 'Ann Ek'], ['bo', 'Bo Berg']] as const) {
    cloned(at, name, whole)
    await done(['sync'], {cwd: join(at, name)})
  }
  return at
}

/** A further clone beside the others, of a member by this name. */
export function cloned(at: string, name: string, whole: string, ...flags: string[]): string {
  git(at, 'clone', '--quiet', ...flags, join(at, 'apron.git'), name)
  git(join(at, name), 'config', 'user.name', whole)
  git(join(at, name), 'config', 'user.email', `${name}@example.org`)
  return join(at, name)
}

/** Everything in a clone but what fetching alone brings: objects, and what git last saw of the remote. */
export function standing(root: string): Record<string, string> {
  const fetched = /^\.git\/(objects|circle\/tmp|shallow|refs\/remotes|logs\/refs\/remotes|FETCH_HEAD|ORIG_HEAD)(\/|$)/
  return Object.fromEntries(Object.entries(everything(root)).filter(([path]) => !fetched.test(path)))
}

/** The commit that the circle's branch is at. */
export function tip(root: string, branch = 'main'): string {
  return git(root, 'rev-parse', branch)
}

/** Sends by plain git what is committed, as somebody without circle does. */
export function pushed(root: string, ...words: string[]): void {
  git(root, 'push', '--quiet', ...words)
}

/** Bo changes files and shares them by plain git. */
export function boShares({bo}: Clones, files: Readonly<Record<string, string>>): void {
  put(bo, files)
  commitAll(bo, 'By Bo')
  pushed(bo)
}

/** A text file of a clone. */
export function text(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Runs what a hint says, as a person would paste it into a shell. */
export function typed(cwd: string, line: string, env?: Readonly<Record<string, string>>): string {
  return execFileSync('sh', ['-c', line], {cwd, env: environment(env), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})
}

export interface Meeting {
  readonly root: string
  readonly bare: string
  readonly words?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly status: number
  /** What is said, without `error: `; and the hint. What the hint's first group holds is given back. */
  readonly says: RegExp
  readonly hint: RegExp
}

/** A command meets a state in which it does nothing: it says so and what helps, and all is as it was, here and at the remote. */
export async function meets({root, bare, words = ['sync'], env, status, says, hint}: Meeting): Promise<string> {
  const look = (): unknown => [standing(root), git(bare, 'for-each-ref')]
  const before = look()
  const outcome = await circle(words, {cwd: root, ...(env === undefined ? {} : {env})})
  const [, said = '', help = ''] = /^error: (.*)\nhint: (.*)\n$/.exec(outcome.stderr) ?? []
  expect([outcome.status, outcome.stdout, said], outcome.stderr).toEqual([status, '', expect.stringMatching(says)])
  expect(help).toMatch(hint)
  expect(look()).toEqual(before)
  return hint.exec(help)?.[1] ?? ''
}

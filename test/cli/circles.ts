/** Circles that tests of commands work on, and what a test compares before and after. */
import {createHash} from 'node:crypto'
import {cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {circle, folder, founded, git} from './harness.ts'
import type {Run} from './harness.ts'

/** Gives copies of one circle, made when the first is asked for: founding costs more than copying. */
export function copies(make: () => Promise<string>): () => Promise<string> {
  let original: Promise<string> | undefined
  return async () => {
    original ??= make()
    const copy = join(folder(), 'apron')
    cpSync(await original, copy, {recursive: true, preserveTimestamps: true})
    // The copies have other inodes, and git would look at every file again.
    git(copy, 'status')
    return copy
  }
}

/** Writes files below a folder, as a person with an editor would. */
export function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
}

/** Commits all that is there. */
export function commitAll(root: string, message = 'By hand'): void {
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--message', message)
}

/**
 * A circle of Ann, Bo and Cy that gathers on Fridays at 19:00 in UTC. Two evenings are logged, the third (today is the day
 * after it) is not; Bo's commitment is overdue, Ann keeps one, and a retreat is a date of its own.
 */
export async function lived(): Promise<string> {
  const root = await founded(['--place', 'The tavern', '--lasts', '2h'])
  put(root, evenings)
  commitAll(root)
  return root
}

const evenings = {
  'gatherings/2026-11-20-weekly/gathering.yaml': `rhythm: weekly

status: held

topic: Is thrift a virtue?

roles: {recorder: ann, timekeeper: bo}

present: [ann, bo]

regrets: [cy]

guests: [Dora Lind]

notes: |
  We talked about thrift.
  And about debt.

decisions:
  p0aa: Meet at seven.
`,
  'gatherings/2026-11-20-weekly/ann.yaml': `takeaway: |
  Keep accounts.

commitments:
  k3fx:
    what: Read the first two chapters.
    due: "2026-12-04"

  k9zz:
    what: Bring the lamp.
    done: "2026-11-25"
`,
  'gatherings/2026-11-20-weekly/bo.yaml': `commitments:
  m2dd:
    what: Ask the landlord.
    due: "2026-11-24"

  m7tt:
    what: Buy candles.
    dropped: "2026-11-22"
    why: The landlord has some.
`,
  'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Luck\n',
  'gatherings/2026-12-04-weekly/cy.yaml': 'rsvp: declined\n\nwhy: In Boston.\n',
}

/**
 * Everything below a folder, git's own files too, by path: kind, permissions and a hash of the content. What git writes of its own
 * when it only looks (the times in its index) is left out: the index counts by what it says.
 */
export function everything(root: string): Record<string, string> {
  const all: Record<string, string> = {}
  const walk = (below: string): void => {
    for (const name of readdirSync(join(root, below)).toSorted()) {
      const path = below === '' ? name : `${below}/${name}`
      const stats = lstatSync(join(root, path))
      if (path === '.git/index') all[path] = git(root, 'ls-files', '--stage', '--debug').replace(/^ {2}(?!size).*$/gm, '')
      else if (stats.isSymbolicLink()) all[path] = `link to ${readlinkSync(join(root, path))}`
      else if (stats.isDirectory()) {
        all[path] = 'folder'
        walk(path)
      } else if (!stats.isFile()) all[path] = 'special'
      else all[path] = `${(stats.mode & 0o777).toString(8)} ${createHash('sha1').update(readFileSync(join(root, path))).digest('hex')}`
    }
  }
  walk('')
  return all
}

/** Runs with --json and gives the one object on stdout; throws when stdout holds anything else, or the command fails. */
export async function json<T = Record<string, unknown>>(words: readonly string[], run: Run = {}): Promise<T> {
  const {status, stdout, stderr} = await circle([...words, '--json'], run)
  if (status !== 0) throw new Error(`circle ${words.join(' ')} --json ended with ${status}:\n${stdout}${stderr}`)
  return JSON.parse(stdout) as T
}

/** The files that git would commit, or that it does not know: empty when all is committed. */
export function uncommitted(root: string): string {
  return git(root, 'status', '--porcelain', '--untracked-files=all')
}

/** What the last commit says and touches: `Add member dan: members/dan.yaml`. */
export function lastCommit(root: string): string {
  return `${git(root, 'log', '-1', '--format=%s')}: ${git(root, 'show', '--name-only', '--format=', 'HEAD').split('\n').join(', ')}`
}

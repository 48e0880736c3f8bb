/** A range of commits such as `main..HEAD`, and what the circle's files were at each of them. Reads objects, never the work tree. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../model/fault.ts'
import type {Repository} from './find.ts'
import {isShallow} from './state.ts'
import {versionsIn} from './objects.ts'
import type {Version, Versions} from './objects.ts'
import {git, gitParts} from './run.ts'

/** Where a range begins and ends; all are full ids of commits. */
export interface CommitRange {
  /** Its commits and what they build on are left out; absent: from the very first commit. */
  readonly base?: string
  readonly head: string
  /** What there was before: `base`, or for `base...head` where the two parted. Absent: nothing. */
  readonly before?: string
  /** False where `head` does not build on `before`: the history was written anew, or went two ways. */
  readonly goesOn: boolean
}

export interface RangeCommit {
  readonly oid: string
  readonly parents: readonly string[]
  /** The author, as git was told. */
  readonly name: string
  readonly email: string
  /** The first line of the message. */
  readonly subject: string
}

/**
 * Reads `base..head`, or `base...head` for what head has brought since the two parted. An empty base, or the zeros that a forge
 * gives for a branch that is new, means from the very first commit; an empty head means HEAD. Throws a `usage` fault for
 * anything else, `unknown` for a revision that is not there, `git` where this clone is too shallow to tell.
 */
export async function rangeNamed(repository: Repository, typed: string): Promise<CommitRange> {
  const [, from, dots, to] = /^\s*(.*?)(\.{2,3})(.*?)\s*$/s.exec(typed) ?? []
  if (from === undefined || to === undefined) throw new Fault('usage', `not a range of commits: ${typed}`, {hint: 'write base..head, such as origin/main..HEAD'})
  for (const revision of [from, to]) {
    if (revision.startsWith('-') || /[\0-\x20\x7f]/.test(revision)) throw new Fault('usage', `not a revision: ${revision}`, {hint: 'write base..head, such as origin/main..HEAD'})
  }
  const head = await commitNamed(repository, to === '' ? 'HEAD' : to)
  if (from === '' || /^0{40}(0{24})?$/.test(from)) return {head, goesOn: true}
  const base = await commitNamed(repository, from)
  const parted = await mergeBase(repository, base, head)
  if (dots === '..') return {base, head, before: base, goesOn: parted === base}
  if (parted === undefined) throw new Fault('git', `${from} and ${to === '' ? 'HEAD' : to} have no commit in common`, {hint: isShallow(repository) ? unshallow : `write ${from}..${to} to compare them as they are`})
  return {base, head, before: parted, goesOn: true}
}

const unshallow = 'this clone holds the newest commits only: fetch all of them, with `fetch-depth: 0` in the workflow or git fetch --unshallow'

async function commitNamed(repository: Repository, revision: string): Promise<string> {
  const {status, stdout} = await git(repository.top, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], {accept: [1, 128]})
  const oid = stdout.toString().trim()
  if (status === 0 && /^[0-9a-f]{40,64}$/.test(oid)) return oid
  throw new Fault('unknown', `there is no commit ${revision} in this repository`, {hint: isShallow(repository) ? unshallow : '`git log --oneline --all` lists them'})
}

async function mergeBase({top}: Repository, a: string, b: string): Promise<string | undefined> {
  const {status, stdout} = await git(top, ['merge-base', a, b], {accept: [1]})
  return status === 0 ? stdout.toString().trim() : undefined
}

/** The commits of a range, each after those it builds on. Throws a `git` fault where a shallow clone lacks some of them. */
export async function commitsBetween(repository: Repository, {base, head}: CommitRange): Promise<RangeCommit[]> {
  const format = ['%an', '%ae', '%s', '%P', '%H'].join('%x00')
  const parts = await gitParts(repository.top, ['log', '--topo-order', '--reverse', '-z', `--format=${format}`, '--encoding=UTF-8', '--no-ext-diff', '--no-textconv', '--end-of-options', head, ...(base === undefined ? [] : [`^${base}`]), '--'])
  const commits: RangeCommit[] = []
  for (let at = 0; at + 4 < parts.length; at += 5) {
    const [name = '', email = '', subject = '', parents = '', oid = ''] = parts.slice(at, at + 5)
    commits.push({oid, parents: parents.split(' ').filter((parent) => parent !== ''), name, email, subject})
  }
  requireWhole(repository, commits)
  return commits
}

/** Where a shallow clone was cut, a commit seems to be the first of all. */
function requireWhole(repository: Repository, commits: readonly RangeCommit[]): void {
  if (!isShallow(repository)) return
  const cut = new Set(readFileSync(join(repository.commonDir, 'shallow'), 'utf8').split('\n'))
  const found = commits.find(({oid}) => cut.has(oid))
  if (found !== undefined) throw new Fault('git', `the commits before ${found.oid.slice(0, 7)} are not in this clone, so the change cannot be checked`, {hint: unshallow})
}

/** A commit with all that the circle has there, by path from its folder. */
export interface Snapshot extends RangeCommit {
  readonly files: Versions
  /** What each parent has, in their order. */
  readonly before: readonly Versions[]
  /** The paths at which the files differ from the first parent's, or from nothing. */
  readonly changed: readonly string[]
}

/** The commits of a range and what the circle was at each. */
export interface Story {
  /** What the circle was at the commits outside that the range builds on, by their ids. */
  readonly begins: ReadonlyMap<string, Versions>
  /** The ids of all files' contents that occur. */
  readonly contents: ReadonlySet<string>
  /** In the order of the commits. To be gone through once: what nobody asks for any more is let go. */
  readonly snapshots: () => Generator<Snapshot>
}

/**
 * Reads what each commit changed, all at once, so that it costs a few processes and not some for each. `commits` are in the order
 * of `commitsBetween`. `paths`: the files and folders of the circle to look at, below `prefix`.
 */
export async function storyOf({top}: Repository, prefix: string, paths: readonly string[], commits: readonly RangeCommit[]): Promise<Story> {
  const inside = new Set(commits.map(({oid}) => oid))
  const begins = new Map<string, Versions>()
  for (const parent of new Set(commits.flatMap(({parents}) => parents))) if (!inside.has(parent)) begins.set(parent, await treeAt(top, prefix, parent, paths))
  const changes = await changesOf(top, prefix, paths, commits)
  const versions = [...[...begins.values()].flatMap((tree) => [...tree.values()]), ...[...changes.values()].flat().flatMap(({after}) => after ?? [])]
  // Links and submodules have no content that counts.
  const contents = new Set(versions.filter(({mode}) => mode.startsWith('100')).map(({oid}) => oid))
  return {begins, contents, snapshots: () => snapshots(commits, begins, changes)}
}

function* snapshots(commits: readonly RangeCommit[], begins: ReadonlyMap<string, Versions>, changes: ReadonlyMap<string, readonly Changed[]>): Generator<Snapshot> {
  const trees = new Map(begins)
  const waiting = new Map<string, number>()
  for (const parent of commits.flatMap(({parents}) => parents)) waiting.set(parent, (waiting.get(parent) ?? 0) + 1)
  for (const commit of commits) {
    const before = commit.parents.map((parent) => trees.get(parent) ?? new Map<string, Version>())
    const changed = changes.get(commit.oid) ?? []
    const files = changed.length === 0 ? (before[0] ?? new Map<string, Version>()) : applied(before[0], changed)
    if (waiting.has(commit.oid)) trees.set(commit.oid, files)
    for (const parent of commit.parents) {
      const left = waiting.get(parent)! - 1
      waiting.set(parent, left)
      if (left === 0) trees.delete(parent)
    }
    yield {...commit, files, before, changed: changed.map(({path}) => path)}
  }
}

/** What the circle below `prefix` has at `paths` in the commit `oid`, by path from its folder. */
export async function treeAt(top: string, prefix: string, oid: string, paths: readonly string[]): Promise<Versions> {
  const versions = await versionsIn(top, oid, paths.map((path) => prefix + path))
  return new Map([...versions].map(([path, version]) => [path.slice(prefix.length), version]))
}

interface Changed {
  /** From the circle's folder. */
  readonly path: string
  /** Absent: it is gone. */
  readonly after?: Version
}

function applied(before: Versions | undefined, changed: readonly Changed[]): Versions {
  const files = new Map(before)
  for (const {path, after} of changed) {
    if (after === undefined) files.delete(path)
    else files.set(path, after)
  }
  return files
}

/** What each commit has other than its first parent, or than nothing. */
async function changesOf(top: string, prefix: string, paths: readonly string[], commits: readonly RangeCommit[]): Promise<Map<string, Changed[]>> {
  const input = commits.map(({oid, parents}) => `${[oid, ...parents.slice(0, 1)].join(' ')}\n`).join('')
  const parts = await gitParts(top, ['diff-tree', '--stdin', '--root', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '-O/dev/null', '--no-ext-diff', '--no-textconv', '--no-relative', '--ignore-submodules=none', '--', ...paths.map((path) => prefix + path)], {input})
  const changes = new Map<string, Changed[]>()
  let current: Changed[] = []
  for (let at = 0; at < parts.length; ) {
    const part = parts[at]!
    const [, mode, oid] = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) \w+$/.exec(part) ?? []
    if (mode === undefined || oid === undefined) {
      current = []
      changes.set(part.trim(), current)
      at += 1
    } else {
      current.push({path: (parts[at + 1] ?? '').slice(prefix.length), ...(/^0+$/.test(oid) ? {} : {after: {mode, oid}})})
      at += 2
    }
  }
  return changes
}

/** The sizes of blobs in bytes, by id; those that are missing are left out. */
export async function sizesOf(top: string, oids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (oids.length === 0) return new Map()
  const {stdout} = await git(top, ['cat-file', '--batch-check'], {input: oids.map((oid) => `${oid}\n`).join('')})
  return new Map(stdout.toString('latin1').split('\n').flatMap((line) => {
    const [, oid, size] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? []
    return oid === undefined ? [] : [[oid, Number(size)] as const]
  }))
}

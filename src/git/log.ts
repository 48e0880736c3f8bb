/** The commits of a history, each with the files it changed. */
import type {Repository} from './find.ts'
import {prefixOf} from './find.ts'
import type {Version} from './objects.ts'
import {git, gitParts} from './run.ts'

/** One file that a commit changed. Without `before` it is new, without `after` it is gone. */
export interface FileChange {
  /** From the circle's root. */
  readonly path: string
  /** For a merge, what its first parent has. */
  readonly before?: Version
  readonly after?: Version
  /** For a merge, what its further parents have, one each. */
  readonly others?: readonly (Version | undefined)[]
}

/** A commit. Whatever people may write in one (name, e-mail, subject) is text from outside. */
export interface Commit {
  readonly oid: string
  readonly parents: readonly string[]
  /** The author's, as are `email` and `time`. */
  readonly name: string
  readonly email: string
  /** Seconds since 1970. */
  readonly time: number
  readonly subject: string
  /** For a merge, only what it made other than each of its parents. */
  readonly changes: readonly FileChange[]
}

/** Which commits: those that `to` can reach and none of `not` can. */
export interface Range {
  /** An id, or HEAD. */
  readonly to: string
  readonly not?: readonly string[]
  /** Only changes of these files and folders, from the circle's root; all when absent. */
  readonly paths?: readonly string[]
  /** How many, the newest. */
  readonly limit?: number
}

/**
 * The commits that changed something in the circle, newest first, and none before its children. Commits that changed
 * nothing there are left out. One process, and no program or setting of the repository has a say in it. Throws a `git`
 * fault when `to` or one of `not` is no commit here.
 */
export async function commitsIn(repository: Repository, root: string, {limit = Infinity, ...range}: Range): Promise<Commit[]> {
  // Git counts merges that took every file from one side or the other; they change nothing, so ask for some more.
  for (let asked = limit * 2 + 10; ; asked *= 8) {
    const all = await readLog(repository, root, range, asked)
    const commits = all.filter(({changes}) => changes.length > 0)
    if (commits.length >= limit || all.length < asked) return commits.slice(0, limit)
  }
}

async function readLog(repository: Repository, root: string, {to, not = [], paths = []}: Range, most: number): Promise<Commit[]> {
  const {top} = repository
  const prefix = prefixOf(root, repository)
  const wanted = paths.length > 0 ? paths.map((path) => prefix + path) : [prefix === '' ? '.' : prefix]
  const parts = await gitParts(top, [
    'log', `--format=${fields.join('%x00')}`, '--encoding=UTF-8', '--raw', '-z', '-c', '--no-renames', '--no-abbrev', '--full-history', '--date-order',
    '-O/dev/null', '--no-ext-diff', '--no-textconv', '--no-relative', '--ignore-submodules=none', ...(Number.isFinite(most) ? [`--max-count=${most}`] : []),
    '--end-of-options', to, ...not.map((oid) => `^${oid}`), '--', ...wanted,
  ], {settings: ['log.showRoot=true', 'log.follow=false']})
  return commitsOf(parts, prefix)
}

/** Id, parents, the author's name, address and time, subject. */
const fields = ['%H', '%P', '%an', '%ae', '%at', '%s']

/** Reads what git printed in its own order, so that nothing people wrote can be taken for another part of it. */
function commitsOf(parts: readonly string[], prefix: string): Commit[] {
  const commits: Commit[] = []
  for (let at = 0; at + fields.length <= parts.length; ) {
    const [oid = '', parents = '', name = '', email = '', time = '', subject = ''] = parts.slice(at, at + fields.length)
    at += fields.length
    // An empty part follows where a merge begins to tell of its files, also when it has nothing to tell.
    if (parts[at] === '') at += 1
    const changes: FileChange[] = []
    for (let raw = rawChange(parts[at]); raw !== undefined; raw = rawChange(parts[at])) {
      const path = parts[at + 1] ?? ''
      if (path.startsWith(prefix)) changes.push({path: path.slice(prefix.length), ...raw})
      at += 2
    }
    commits.push({oid, parents: parents === '' ? [] : parents.split(' '), name, email, time: Number(time), subject, changes})
  }
  return commits
}

/** `:100644 100644 OID OID M`; for a merge one colon, mode and id more for each further parent. Undefined for anything else. */
function rawChange(part: string | undefined): Omit<FileChange, 'path'> | undefined {
  const [, colons = '', rest = ''] = /^\n?(:+)(.*)$/s.exec(part ?? '') ?? []
  if (colons === '') return undefined
  const sides = colons.length
  const words = rest.split(' ')
  const before = version(words[0], words[sides + 1])
  const after = version(words[sides], words[2 * sides + 1])
  const others = Array.from({length: sides - 1}, (_, index) => version(words[index + 1], words[sides + 2 + index]))
  return {...(before === undefined ? {} : {before}), ...(after === undefined ? {} : {after}), ...(others.length === 0 ? {} : {others})}
}

function version(mode = '', oid = ''): Version | undefined {
  return mode === '' || /^0+$/.test(mode) ? undefined : {mode, oid}
}

/** The whole messages of commits, by id. One process. Throws a `git` fault when one of them is no commit here. */
export async function messagesOf({top}: Repository, oids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (oids.length === 0) return new Map()
  const parts = await gitParts(top, ['log', '--no-walk=unsorted', '-z', '--format=%H%x00%B', '--encoding=UTF-8', '--end-of-options', ...oids])
  return new Map(Array.from({length: Math.floor(parts.length / 2)}, (_, index) => [parts[index * 2]!, parts[index * 2 + 1]!]))
}

/** The commit that HEAD names; undefined where there is none yet. */
export async function headCommit({top}: Repository): Promise<string | undefined> {
  const {status, stdout} = await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {accept: [1]})
  return status === 0 ? stdout.toString().trim() : undefined
}

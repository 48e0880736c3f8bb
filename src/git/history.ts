/** What history tells about the circle's files: when each changed. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {bytesOf} from '../store/disk.ts'
import type {Repository} from './find.ts'
import {prefixOf} from './find.ts'
import {isContent, versionsIn} from './objects.ts'
import type {Version} from './objects.ts'
import {git, gitParts} from './run.ts'

/** When a file first and last changed: committer's time, seconds since 1970. */
export interface Span {
  readonly first: number
  readonly last: number
}

export interface Changes {
  /** By path from the circle's root; files that no commit has are left out. */
  readonly spans: ReadonlyMap<string, Span>
  /** Those of the asked paths whose file is not as HEAD has it, or not in HEAD: their own time of change counts. */
  readonly dirty: ReadonlySet<string>
  /** True for a shallow clone: the first changes may be missing. */
  readonly partial: boolean
}

/**
 * When the files below the circle's root changed, over all commits that HEAD can reach, each by its latest and earliest
 * committer's time: so it is the same on every clone of a commit, and only grows. A merge counts for a file that it made
 * other than in every parent. Two processes. `paths` are those to be told dirty or not. Where there is no commit yet,
 * every path is dirty.
 */
export async function lastChanges(repository: Repository, root: string, paths: readonly string[]): Promise<Changes> {
  const {top, commonDir} = repository
  const prefix = prefixOf(root, repository)
  const partial = existsSync(join(commonDir, 'shallow'))
  const {status, stdout} = await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {accept: [1]})
  if (status !== 0) return {spans: new Map(), dirty: new Set(paths), partial}
  const head = stdout.toString().trim()
  const below = prefix === '' ? '.' : prefix
  const [log, tree] = await Promise.all([
    gitParts(top, ['log', '--format=%x01%ct', '--name-only', '-z', '-c', '--no-renames', '--full-history', '--no-ext-diff', '--no-textconv', '--end-of-options', head, '--', below], {settings: ['log.showRoot=true']}),
    versionsIn(top, head, prefix === '' ? [] : [prefix]),
  ])
  const dirty = paths.filter((path) => isDirty(root, path, tree.get(prefix + path)))
  return {spans: spansIn(log, prefix), dirty: new Set(dirty), partial}
}

function spansIn(log: readonly string[], prefix: string): Map<string, Span> {
  const spans = new Map<string, Span>()
  let time = 0
  for (const part of log) {
    const begins = /^\n?\u0001(\d+)$/.exec(part)
    if (begins !== null) {
      time = Number(begins[1])
      continue
    }
    const name = part.replace(/^\n/, '')
    if (!name.startsWith(prefix)) continue
    const path = name.slice(prefix.length)
    const span = spans.get(path)
    spans.set(path, span === undefined ? {first: time, last: time} : {first: Math.min(span.first, time), last: Math.max(span.last, time)})
  }
  return spans
}

/** True where a file is not what the last commit has, or there is none of it. */
function isDirty(root: string, path: string, version: Version | undefined): boolean {
  const bytes = bytesOf(join(root, path))
  return version === undefined || bytes === undefined || !isContent(bytes, version)
}

/** What commits did to the records of a circle, read from git's own versions of the files. */
import type {Touched} from '../merge/deed.ts'
import type {PlainMap} from '../model/node.ts'
import {readNode} from '../model/schema.ts'
import type {Finding} from '../model/schema.ts'
import {kinds, placeOf} from '../store/kinds.ts'
import type {Kind} from '../store/kinds.ts'
import {readText} from '../store/yaml/read.ts'
import {largestFile} from '../store/yaml/screen.ts'
import type {Commit, FileChange} from './log.ts'
import type {Version} from './objects.ts'
import {textsOf} from './objects.ts'

/** The record that a version of a file is; undefined where it cannot be read: no text, not sound, a link. */
export type RecordReader = (kind: Kind, path: string, version: Version) => PlainMap | undefined

/**
 * What each commit changed, by its id: one list for each of its parents, and one for a first commit. All contents are read
 * by one process. Throws a `git` fault when git cannot read them.
 */
export async function recordChanges(top: string, commits: readonly Commit[]): Promise<ReadonlyMap<string, readonly (readonly Touched[])[]>> {
  const changes = commits.flatMap((commit) => commit.changes).filter(({path}) => placeOf(path) !== undefined)
  const read = await recordReader(top, changes.flatMap(({before, after, others = []}) => [before, after, ...others]))
  return new Map(commits.map((commit) => [commit.oid, sidesOf(commit).map((side) => side.map((change) => touched(change, read)))]))
}

/** Reads the contents of these versions at once, and each as a record when it is asked for. */
export async function recordReader(top: string, versions: readonly (Version | undefined)[]): Promise<RecordReader> {
  const plain = versions.filter((version) => version !== undefined && isPlainFile(version)) as readonly Version[]
  const texts = await textsOf(top, [...new Set(plain.map(({oid}) => oid))])
  const known = new Map<string, PlainMap | undefined>()
  return (kind, path, version) => {
    const key = `${kind} ${version.oid}`
    if (!known.has(key)) {
      const text = isPlainFile(version) ? texts.get(version.oid) : undefined
      known.set(key, text === undefined ? undefined : recordIn(kind, text, path))
    }
    return known.get(key)
  }
}

/** The changes as each parent sees them. */
function sidesOf({changes, parents}: Commit): FileChange[][] {
  return Array.from({length: Math.max(1, parents.length)}, (_, index) => (index === 0 ? [...changes] : changes.map(({path, after, others}) => {
    const before = others?.[index - 1]
    return {path, ...(before === undefined ? {} : {before}), ...(after === undefined ? {} : {after})}
  })))
}

function touched({path, before, after}: FileChange, read: RecordReader): Touched {
  const place = placeOf(path)
  if (place === undefined) return {path, change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'}
  const [was, is] = [before, after].map((version) => (version === undefined ? undefined : read(place.kind, path, version)))
  if (after !== undefined && is === undefined) return {path, change: 'unreadable'}
  if (before !== undefined && was === undefined) return {path, change: after === undefined ? 'removed' : 'mended'}
  return {...place, ...(was === undefined ? {} : {before: was}), ...(is === undefined ? {} : {after: is})}
}

/** A text as the record it is; undefined where it is not sound. */
export function recordIn(kind: Kind, text: string, path: string): PlainMap | undefined {
  // What nobody reads from a folder is not read from history either.
  const parsed = text.length > largestFile ? undefined : readText(text, path)
  if (parsed === undefined || 'problems' in parsed) return undefined
  const findings: Finding[] = []
  const record = readNode(parsed.root, kinds[kind].schema, kinds[kind].called, findings)
  return findings.length > 0 ? undefined : (record as PlainMap | undefined)
}

function isPlainFile({mode}: Version): boolean {
  return mode === '100644' || mode === '100755'
}

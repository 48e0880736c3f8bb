/** Checks a merged circle before anybody gets it: read from memory, as if it stood on the disk. */
import {Fault} from '../../model/fault.ts'
import {unsound} from '../../model/problem.ts'
import {isPlace} from '../../store/disk.ts'
import {charterPath, isWithin, recordFolders} from '../../store/kinds.ts'
import {readRecords} from '../../store/records.ts'
import type {Reading} from '../../store/records.ts'
import {treeSource} from '../../store/source.ts'
import type {TreeFile} from '../../store/source.ts'
import {blobsOf, versionsIn} from '../objects.ts'
import type {Ground, Leaf} from './trees.ts'

/** The circle that a commit with these changes would hold. One or two processes. */
export async function readingOf({top, prefix}: Pick<Ground, 'top' | 'prefix'>, commit: string, changes: ReadonlyMap<string, Leaf | undefined> = new Map()): Promise<Reading> {
  const leaves = new Map<string, Leaf>(await versionsIn(top, commit, prefix === '' ? [] : [prefix]))
  for (const [path, leaf] of changes) {
    if (leaf === undefined) leaves.delete(path)
    else if (path.startsWith(prefix)) leaves.set(path, leaf)
  }
  const records = [...leaves].filter(([path]) => isNearRecords(path.slice(prefix.length)))
  const blobs = await blobsOf(top, [...new Set(records.filter(([, {mode, bytes}]) => mode.startsWith('100') && bytes === undefined).map(([, {oid}]) => oid))])
  const files = new Map<string, TreeFile>()
  for (const [path, {mode, oid, bytes}] of records) files.set(path.slice(prefix.length), {mode, bytes: bytes ?? blobs.get(oid) ?? new Uint8Array()})
  return readRecords(treeSource(files))
}

/** True for a record, for what lies among the records, and for what stands where their folder should be. */
function isNearRecords(path: string): boolean {
  return path === charterPath || recordFolders.includes(path) || isWithin(recordFolders, path)
}

/**
 * Throws `unsound` when the merged circle could not be relied on, naming the first place; `fromTheirs` tells which files
 * are as the others have them. Throws `refused` where two names are one file on many computers, or one leads elsewhere.
 */
export async function requireSound(ground: Ground, commit: string, changes: ReadonlyMap<string, Leaf | undefined>, fromTheirs: (path: string) => boolean): Promise<void> {
  const {problems} = await readingOf(ground, commit, changes)
  const [first] = problems
  if (first !== undefined) {
    if (!fromTheirs(ground.prefix + first.file)) throw unsound(problems)
    throw new Fault('unsound', `as the others have it, ${first.message}`, {
      place: first,
      hint: `${first.hint.replace(/[.?]$/, '')}${first.hint.endsWith('?') ? '?' : '.'} Whoever shared it can mend it and sync; or take it as it is (git pull), mend it here, then circle sync.`,
    })
  }
  const odd = [...changes.keys()].find((path) => !isPlace(path))
  if (odd !== undefined) {
    throw new Fault('refused', `others changed ${odd}, which has a name that circle does not write`, {
      hint: 'take it over with plain git, which itself refuses what leads out of the folder: git pull. Then circle sync.',
    })
  }
  await requireApart(ground.top, commit, changes)
}

/** Names that differ in case, or in how letters are put together, are one file on Windows and macOS. */
async function requireApart(top: string, commit: string, changes: ReadonlyMap<string, Leaf | undefined>): Promise<void> {
  const added = [...changes].filter(([, leaf]) => leaf !== undefined).map(([path]) => path)
  if (added.length === 0) return
  const here = new Set((await versionsIn(top, commit, [])).keys())
  const paths = new Set([...here, ...added])
  for (const [path, leaf] of changes) if (leaf === undefined) paths.delete(path)
  const folded = new Map<string, string>()
  for (const path of paths) {
    const name = path.normalize('NFC').toLowerCase()
    const other = folded.get(name)
    if (other !== undefined && (changes.has(path) || changes.has(other))) throw oneFile(other, path, here)
    folded.set(name, path)
  }
}

function oneFile(one: string, other: string, here: ReadonlySet<string>): Fault {
  const mine = [one, other].find((path) => here.has(path))
  return new Fault('refused', `${one} and ${other} differ only in how they are written, and are one file on many computers`, {
    hint: mine === undefined
      ? `the others added both. Take them as they are (git pull), then rename one: git mv '${other}' NEW-NAME && git commit -m "Rename"`
      : `rename the one that is here, then run circle sync again: git mv '${mine}' NEW-NAME && git commit -m "Rename"`,
  })
}

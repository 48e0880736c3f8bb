/** What was edited by hand: files of the circle that are not as the last commit has them. */
import {lstatSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {unsound} from '../../model/problem.ts'
import {bytesOf, onDisk, targetAt} from '../../store/disk.ts'
import {companions, isWithin, placeOf, recordFolders, reservedFolders} from '../../store/kinds.ts'
import {leftover, readRecords} from '../../store/records.ts'
import {diskSource} from '../../store/source.ts'
import type {Bench} from '../../store/temp.ts'
import type {Write} from '../../store/write.ts'
import type {Room} from '../carry.ts'
import {prefixOf} from '../find.ts'
import type {Repository} from '../find.ts'
import {isContent, textIn, textsOf, versionsIn} from '../objects.ts'
import type {Version} from '../objects.ts'
import {planCommit} from '../plan.ts'
import type {Plan} from '../plan.ts'
import type {Identity} from '../settings.ts'

export interface ByHand {
  /** What a commit of it would hold; undefined when nothing was edited. Nothing but blobs is stored. */
  readonly plan: Plan | undefined
  /** The files of the circle that were edited or made, from its root. */
  readonly edited: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Looks at the work tree. Throws `unsound` when an edited record cannot be relied on, and what `planCommit` throws. A
 * record that was deleted by hand is left to the person: nobody else loses it by that.
 */
export async function editedByHand({root, repository}: Room & {readonly repository: Repository}, head: string, bench: Bench, identity: Identity | undefined): Promise<ByHand> {
  const prefix = prefixOf(root, repository)
  const tree = await versionsIn(repository.top, head, prefix === '' ? [] : [prefix])
  const {ours: paths, strangers} = onDisk(root, () => filesOf(root), 'read')
  const changed = paths.flatMap((path) => changedFile(root, path, tree.get(prefix + path)))
  const gone = [...tree.keys()].filter((path) => path.startsWith(prefix) && isOurs(path.slice(prefix.length)) && bytesOf(join(repository.top, path)) === undefined)
  const notes = gone.map((path) => `${path} was deleted here. The others keep it: circle deletes nothing. It comes back with: git checkout HEAD -- '${path}'`)
  for (const path of strangers) {
    if (changedFile(root, path, tree.get(prefix + path)).length > 0) notes.push(`${path} is not shared: a record is called such as members/ann.yaml. Rename it, or commit it with git yourself.`)
  }
  const texts = await textsOf(repository.top, changed.flatMap(({version}) => (version === undefined ? [] : [version.oid])))
  const writes: Write[] = []
  for (const {path, bytes, version} of changed) {
    const text = textIn(bytes)
    if (text === undefined) notes.push(`${path} is not text, so it was left to you: git add '${path}' && git commit`)
    else writes.push({path, before: version === undefined ? undefined : texts.get(version.oid), after: text, onto: () => text})
  }
  if (writes.length === 0) return {plan: undefined, edited: [], notes}
  requireSound(root, writes)
  const plan = await planCommit({repository, prefix, message: messageFor(writes.map(({path}) => path)), identity}, writes, bench)
  const edited = plan.commit.map(({path}) => path.slice(prefix.length))
  return {plan: edited.length === 0 ? undefined : plan, edited, notes: [...notes, ...plan.notes]}
}

/** Ids and paths, never people's words: the message is read where the files are not. */
function messageFor(paths: readonly string[]): string {
  const [first] = paths
  return paths.length === 1 ? `Edit ${first}` : `Edit ${paths.length} files\n\n${paths.join('\n')}`
}

function requireSound(root: string, writes: readonly Write[]): void {
  const edited = new Set(writes.map(({path}) => path))
  const problems = readRecords(diskSource(root)).problems.filter(({file}) => edited.has(file))
  if (problems.length > 0) throw unsound(problems)
}

interface ChangedFile {
  readonly path: string
  readonly bytes: Buffer
  readonly version: Version | undefined
}

/** The file when it is not what the commit has, its line ends aside. */
function changedFile(root: string, path: string, version: Version | undefined): ChangedFile[] {
  const bytes = bytesOf(targetAt(root, path).file)
  if (bytes === undefined || (version !== undefined && isContent(bytes, version))) return []
  return [{path, bytes, version}]
}

/** True for a path that circle shares unasked: a record, or a file that it made beside the records. */
function isOurs(path: string): boolean {
  if (companions.includes(path) || placeOf(path) !== undefined) return true
  if (/(^|\/)(\.|[^/]*~$|#)/.test(path.replace(/^\.circle\//, ''))) return false
  if (path.startsWith('.circle/schema/')) return path.endsWith('.json')
  if (path.startsWith('templates/')) return true
  return isWithin(reservedFolders, path) && path.endsWith('.yaml')
}

/** The circle's own files below its root, and what lies among its records and is none; no link is followed. */
function filesOf(root: string): {ours: string[]; strangers: string[]} {
  const ours: string[] = companions.filter((path) => lstatSync(join(root, path), {throwIfNoEntry: false})?.isFile())
  const strangers: string[] = []
  const walk = (folder: string): void => {
    if (lstatSync(join(root, folder), {throwIfNoEntry: false})?.isDirectory() !== true) return
    for (const entry of readdirSync(join(root, folder), {withFileTypes: true})) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && isOurs(path)) ours.push(path)
      else if (entry.isFile() && isWithin(recordFolders, path) && !leftover.test(entry.name)) strangers.push(path)
    }
  }
  if (lstatSync(join(root, '.circle'), {throwIfNoEntry: false})?.isDirectory()) walk('.circle/schema')
  for (const folder of [...recordFolders, ...reservedFolders, 'templates']) walk(folder)
  return {ours: ours.toSorted(), strangers: strangers.toSorted()}
}

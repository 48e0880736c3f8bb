/**
 * Reads the files of a circle. Every reader of a circle goes through `readRecords`: an index that makes reading
 * independent of size would go here.
 */
import {lstatSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Node, PlainMap} from '../model/node.ts'
import {unsound} from '../model/problem.ts'
import type {Problem} from '../model/problem.ts'
import {readNode} from '../model/schema.ts'
import type {Finding} from '../model/schema.ts'
import {Fault} from '../model/fault.ts'
import {readBytes} from './file.ts'
import {charterPath, idFault, kinds} from './kinds.ts'
import type {Kind} from './kinds.ts'
import {readYaml} from './yaml/read.ts'

/** One file of the circle, read and valid by its schema. */
export interface StoredRecord {
  readonly kind: Kind
  /** The record's own id; for a page, the gathering's. */
  readonly id: string
  /** For a page: whose it is. */
  readonly member?: string
  readonly path: string
  readonly text: string
  readonly root: Node
  readonly record: PlainMap
  /** Line and column, from 1, of an offset of `text`. */
  readonly place: (offset: number) => {line: number; column: number}
}

/** All records that could be read, and what is wrong with the files that could not. */
export interface Reading {
  readonly records: readonly StoredRecord[]
  /** Files that are not sound: the circle cannot be relied on. */
  readonly problems: readonly Problem[]
  /** Files and folders that should not be where they are; nothing reads them. */
  readonly strangers: readonly Problem[]
}

/** Where a record lies below the folder of the circle. */
export interface Location {
  readonly kind: Kind
  readonly id: string
  readonly member?: string
  readonly path: string
}

/** Reads all records below `root`, in the order of their kinds and ids. Throws a `system` fault when a folder cannot be read. */
export function readRecords(root: string): Reading {
  const strangers: Problem[] = []
  const problems: Problem[] = []
  const records: StoredRecord[] = []
  for (const location of locations(root, {strangers, problems})) {
    const outcome = readRecord(root, location)
    if ('record' in outcome) records.push(outcome)
    else problems.push(...outcome.problems)
  }
  return {records, problems, strangers}
}

/** One record by its place. Throws an `unsound` fault when it cannot be relied on. */
export function readOne(root: string, location: Location): StoredRecord {
  const outcome = readRecord(root, location)
  if ('problems' in outcome) throw unsound(outcome.problems)
  return outcome
}

/** Reads and checks one record; a missing charter is a problem like any other. */
function readRecord(root: string, location: Location): StoredRecord | {problems: Problem[]} {
  const {kind, path} = location
  let bytes: Uint8Array | undefined
  try {
    bytes = readBytes(root, path)
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'unsound') throw error
    return {problems: [{file: path, line: error.place?.line ?? 1, column: error.place?.column ?? 1, message: error.message, hint: error.hint ?? ''}]}
  }
  if (bytes === undefined) return {problems: [{file: path, line: 1, column: 1, message: 'the file is missing', hint: 'was it renamed or deleted? `git checkout -- <file>` brings it back'}]}
  const parsed = readYaml(bytes, path)
  if ('problems' in parsed) return {problems: [...parsed.problems]}
  const findings: Finding[] = []
  const record = readNode(parsed.root, kinds[kind].schema, kinds[kind].called, findings)
  if (findings.length > 0 || record === undefined) {
    return {problems: findings.map(({at, message, hint}) => ({file: path, ...parsed.place(at), message, hint}))}
  }
  return {...location, text: parsed.text, root: parsed.root, record: record as PlainMap, place: parsed.place}
}

/** Where what is found on the way is put down. */
interface Found {
  readonly strangers: Problem[]
  readonly problems: Problem[]
}

function locations(root: string, found: Found): Location[] {
  return [
    {kind: 'charter', id: 'charter', path: charterPath},
    ...filesIn(root, 'members', found).map((id) => ({kind: 'member' as const, id, path: `members/${id}.yaml`})),
    ...foldersIn(root, 'gatherings', found).flatMap((id) => pagesOf(root, id, found)),
    ...filesIn(root, 'formats', found).map((id) => ({kind: 'format' as const, id, path: `formats/${id}.yaml`})),
  ]
}

function pagesOf(root: string, id: string, found: Found): Location[] {
  const names = filesIn(root, `gatherings/${id}`, found, 'page')
  const shared = names.includes('gathering') || names.length > 0 ? [{kind: 'gathering' as const, id, path: `gatherings/${id}/gathering.yaml`}] : []
  const own = names.filter((name) => name !== 'gathering')
  return [...shared, ...own.map((member) => ({kind: 'page' as const, id, member, path: `gatherings/${id}/${member}.yaml`}))]
}

/** Left behind by editors and sync programs; a conflict copy holds somebody's words, so it is reported. */
const leftover = /(^\.|~$|\.sw[a-p]$|\.bak$|\.tmp$|^#.*#$|^Thumbs\.db$|^desktop\.ini$)/i
const conflictCopy = /(conflicted copy|\.sync-conflict-|\(\d+\)\.ya?ml$|\.orig$|\.rej$)/i

function filesIn(root: string, folder: string, found: Found, kind: Kind = folder === 'members' ? 'member' : 'format'): string[] {
  const ids: string[] = []
  for (const entry of entriesOf(root, folder, found)) {
    const path = `${folder}/${entry}`
    const id = entry.endsWith('.yaml') ? entry.slice(0, -'.yaml'.length) : undefined
    const fault = id === undefined ? undefined : kind === 'page' && id === 'gathering' ? undefined : idFault(kind, id)
    if (id !== undefined && fault === undefined) ids.push(id)
    else if (conflictCopy.test(entry)) found.strangers.push(stranger(path, 'is a copy that a sync program or a merge left behind', 'take over what is missing in the real file, then delete this one'))
    else if (!leftover.test(entry)) found.strangers.push(stranger(path, fault === undefined ? 'is not a record: its name does not end in .yaml' : `has a name that ${fault}`, fault === undefined ? 'rename it, or move it out of this folder' : 'rename it, such as ann-ek.yaml'))
  }
  // By id: `ann` before `ann-ek`, although `ann-ek.yaml` comes before `ann.yaml`.
  return ids.toSorted()
}

function foldersIn(root: string, folder: string, found: Found): string[] {
  const ids: string[] = []
  for (const entry of entriesOf(root, folder, found)) {
    const path = `${folder}/${entry}`
    const stats = lstatSync(join(root, path), {throwIfNoEntry: false})
    if (stats?.isDirectory() && idFault('gathering', entry) === undefined) ids.push(entry)
    else if (!leftover.test(entry)) found.strangers.push(stranger(path, stats?.isSymbolicLink() ? 'is a link' : stats?.isDirectory() ? `has a name that ${idFault('gathering', entry)}` : 'is not the folder of a gathering', 'each gathering is a folder such as gatherings/2026-11-27-weekly'))
  }
  return ids
}

function stranger(path: string, what: string, hint: string): Problem {
  return {file: path, line: 1, column: 1, message: `${path} ${what}`, hint}
}

/** The names in a folder of the circle, sorted; none when the folder is absent. A link in its place is a problem. */
function entriesOf(root: string, folder: string, {problems}: Found): string[] {
  const path = join(root, folder)
  const stats = lstatSync(path, {throwIfNoEntry: false})
  if (stats === undefined) return []
  if (!stats.isDirectory()) {
    const what = stats.isSymbolicLink() ? 'a link' : stats.isFile() ? 'a file' : 'a special file'
    problems.push({file: folder, line: 1, column: 1, message: `${folder} is ${what} where a folder should be`, hint: 'move it away: circle reads nothing through links'})
    return []
  }
  try {
    return readdirSync(path).toSorted()
  } catch (error) {
    throw new Fault('system', `${folder} cannot be read: ${(error as NodeJS.ErrnoException).code}`, {place: {file: folder}, hint: 'look at the permissions of the folder', cause: error})
  }
}

/**
 * Reads the files of a circle. Every reader of a circle goes through `readRecords`: an index that makes reading
 * independent of size would go here.
 */
import type {Node, PlainMap} from '../model/node.ts'
import {unsound} from '../model/problem.ts'
import type {Problem} from '../model/problem.ts'
import {readNode} from '../model/schema.ts'
import type {Finding} from '../model/schema.ts'
import {Fault} from '../model/fault.ts'
import {charterPath, formatPath, gatheringPath, idFault, isOwnPage, kinds, memberPath, paged, pagePath, pollPath, votePath} from './kinds.ts'
import type {Kind, Location} from './kinds.ts'
import type {Entry, Source} from './source.ts'
import {readYaml} from './yaml/read.ts'

/** One file of the circle, read and valid by its schema. */
export interface StoredRecord extends Location {
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

type Outcome = StoredRecord | {readonly problems: readonly Problem[]}

/** What was read before, by the very bytes and their path: for many versions of one circle, most of whose files are the same. */
export type Remembered = WeakMap<Uint8Array, Map<string, Outcome>>

/**
 * Reads all records of a circle, in the order of their kinds and ids. What is in `remembered` is not read again, and what is
 * read is put there. Throws a `system` fault when a folder cannot be read.
 */
export function readRecords(source: Source, remembered?: Remembered): Reading {
  const strangers: Problem[] = []
  const problems: Problem[] = []
  const records: StoredRecord[] = []
  for (const location of locations(source, {strangers, problems})) {
    const outcome = readRecord(source, location, remembered)
    if ('record' in outcome) records.push(outcome)
    else problems.push(...outcome.problems)
  }
  return {records, problems, strangers}
}

/** One record by its place. Throws an `unsound` fault when it cannot be relied on. */
export function readOne(source: Source, location: Location): StoredRecord {
  const outcome = readRecord(source, location)
  if ('problems' in outcome) throw unsound(outcome.problems)
  return outcome
}

/** Reads and checks one record; a missing charter is a problem like any other. */
function readRecord(source: Source, location: Location, remembered?: Remembered): Outcome {
  const {path} = location
  let bytes: Uint8Array | undefined
  try {
    bytes = source.bytes(path)
  } catch (error) {
    return {problems: [problemOf(error, path)]}
  }
  if (bytes === undefined) return {problems: [{file: path, line: 1, column: 1, message: 'the file is missing', hint: missingHint(location.kind, path)}]}
  const known = remembered?.get(bytes)
  const outcome = known?.get(path) ?? readBytesOf(bytes, location)
  if (known !== undefined) known.set(path, outcome)
  else remembered?.set(bytes, new Map([[path, outcome]]))
  return outcome
}

function readBytesOf(bytes: Uint8Array, location: Location): Outcome {
  const {kind, path} = location
  const parsed = readYaml(bytes, path)
  if ('problems' in parsed) return {problems: [...parsed.problems]}
  const findings: Finding[] = []
  const record = readNode(parsed.root, kinds[kind].schema, kinds[kind].called, findings)
  if (findings.length > 0 || record === undefined) {
    return {problems: findings.map(({at, message, hint}) => ({file: path, ...parsed.place(at), message, hint}))}
  }
  return {...location, text: parsed.text, root: parsed.root, record: record as PlainMap, place: parsed.place}
}

/** A folder with pages and no shared page may have lost it, or never had one. */
function missingHint(kind: Kind, path: string): string {
  if (kind === 'poll') return `if it was deleted: \`git checkout HEAD -- ${path}\`. Polls are made with circle schedule poll open`
  if (kind !== 'gathering') return `was it renamed or deleted? \`git checkout HEAD -- ${path}\` brings it back`
  return `if it was deleted: \`git checkout HEAD -- ${path}\`. If never there: write \`rhythm: weekly\` in it, in a folder named like 2026-11-27-weekly`
}

/** Where what is found on the way is put down. */
interface Found {
  readonly strangers: Problem[]
  readonly problems: Problem[]
}

function locations(source: Source, found: Found): Location[] {
  return [
    {kind: 'charter', id: 'charter', path: charterPath},
    ...filesIn(source, 'members', found).map((id) => ({kind: 'member' as const, id, path: memberPath(id)})),
    ...foldersIn(source, 'gatherings', found).flatMap((id) => pagesOf(source, 'gatherings', id, found)),
    ...foldersIn(source, 'polls', found).flatMap((id) => pagesOf(source, 'polls', id, found)),
    ...filesIn(source, 'formats', found).map((id) => ({kind: 'format' as const, id, path: formatPath(id)})),
  ]
}

type PagedFolder = keyof typeof paged

function pagesOf(source: Source, folder: PagedFolder, id: string, found: Found): Location[] {
  const {shared, own} = paged[folder]
  const [sharedPath, ownPath] = folder === 'polls' ? [pollPath, votePath] : [gatheringPath, pagePath]
  const names = filesIn(source, `${folder}/${id}`, found, own)
  const page = names.length > 0 ? [{kind: shared, id, path: sharedPath(id)}] : []
  return [...page, ...names.filter((name) => name !== shared).map((member) => ({kind: own, id, member, path: ownPath(id, member)}))]
}

/** Left behind by editors and sync programs; a conflict copy holds somebody's words, so it is reported. */
export const leftover = /(^\.|~$|\.sw[a-p]$|\.bak$|\.tmp$|^#.*#$|^Thumbs\.db$|^desktop\.ini$)/i
const conflictCopy = /(conflicted copy|\.sync-conflict-|\(\d+\)\.ya?ml$|\.orig$|\.rej$)/i

function filesIn(source: Source, folder: string, found: Found, kind: Kind = folder === 'members' ? 'member' : 'format'): string[] {
  const ids: string[] = []
  for (const {name: entry} of entriesOf(source, folder, found)) {
    const path = `${folder}/${entry}`
    const id = entry.endsWith('.yaml') ? entry.slice(0, -'.yaml'.length) : undefined
    const fault = id === undefined || (isOwnPage(kind) && id === sharedName(kind)) ? undefined : idFault(kind, id)
    if (id !== undefined && fault === undefined) ids.push(id)
    else if (conflictCopy.test(entry)) found.strangers.push(stranger(path, 'is a copy that a sync program or a merge left behind', 'take over what is missing in the real file, then delete this one'))
    else if (!leftover.test(entry)) found.strangers.push(stranger(path, fault === undefined ? 'is not a record: its name does not end in .yaml' : `has a name that ${fault}`, fault === undefined ? 'rename it, or move it out of this folder' : 'rename it, such as ann-ek.yaml'))
  }
  // By id: `ann` before `ann-ek`, although `ann-ek.yaml` comes before `ann.yaml`.
  return ids.toSorted()
}

function sharedName(kind: 'page' | 'vote'): string {
  return kind === 'vote' ? paged.polls.shared : paged.gatherings.shared
}

const exampleFolder = {gatherings: 'gatherings/2026-11-27-weekly', polls: 'polls/winter-walk-k3fx'} as const

function foldersIn(source: Source, folder: PagedFolder, found: Found): string[] {
  const ids: string[] = []
  const {shared} = paged[folder]
  for (const {name, kind} of entriesOf(source, folder, found)) {
    const fault = idFault(shared, name)
    if (kind === 'folder' && fault === undefined) ids.push(name)
    else if (!leftover.test(name)) {
      const what = kind === 'folder' ? `has a name that ${fault}` : kind === 'link' || kind === 'submodule' ? `is a ${kind}` : `is not the folder of a ${shared}`
      found.strangers.push(stranger(`${folder}/${name}`, what, `each ${shared} is a folder such as ${exampleFolder[folder]}`))
    }
  }
  return ids
}

function stranger(path: string, what: string, hint: string): Problem {
  return {file: path, line: 1, column: 1, message: `${path} ${what}`, hint}
}

/** What is in a folder of the circle; nothing when it is absent. A link or a file in its place is a problem. */
function entriesOf(source: Source, folder: string, {problems}: Found): readonly Entry[] {
  try {
    return source.names(folder) ?? []
  } catch (error) {
    problems.push(problemOf(error, folder))
    return []
  }
}

/** An `unsound` fault about a file as a problem; any other error is thrown on. */
function problemOf(error: unknown, file: string): Problem {
  if (!(error instanceof Fault) || error.kind !== 'unsound') throw error
  return {file, line: error.place?.line ?? 1, column: error.place?.column ?? 1, message: error.message, hint: error.hint ?? ''}
}

/** Where letters are read from: files and folders that a person names, or standard input. Only plain files are opened, and no link is followed. */
import {closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync} from 'node:fs'
import type {Dirent} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../../model/fault.ts'
import {errorCode} from '../../store/disk.ts'
import type {Context} from '../context.ts'
import {shellWord} from '../shell-word.ts'

/** One file, or standard input. */
export interface Source {
  /** As it was named, to be shown. */
  readonly name: string
  /** Its bytes, a piece at a time. Throws an error of the file system. */
  readonly chunks: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** What was found under the names that were typed. */
export interface Sources {
  readonly sources: readonly Source[]
  /** What lies there and is no plain file, by name. */
  readonly refused: readonly {readonly at: string; readonly reason: string}[]
  /** How many files of a folder are no letters by their names. */
  readonly passedOver: number
}

const chunkSize = 262_144

/**
 * The files under each name: a file itself; of a Maildir those in `new` and `cur` (https://cr.yp.to/proto/maildir.html); of any other folder
 * its letters, calendars and mailboxes. Throws a Fault: `missing` when there is nothing under a name, `refused` for a link or a pipe,
 * `system` when a folder cannot be read.
 */
export function sourcesNamed(context: Pick<Context, 'stdin' | 'path'>, names: readonly string[]): Sources {
  const input: Source = {name: 'standard input', chunks: () => context.stdin}
  const all = [...new Set(names)].map((name) => (name === '-' ? oneSource(input) : sourcesAt(context.path(name), name)))
  return {
    sources: all.flatMap(({sources}) => sources),
    refused: all.flatMap(({refused}) => refused),
    passedOver: all.reduce((sum, {passedOver}) => sum + passedOver, 0),
  }
}

function oneSource(source: Source): Sources {
  return {sources: [source], refused: [], passedOver: 0}
}

function sourcesAt(path: string, name: string): Sources {
  const stats = onSystem(name, () => lstatSync(path, {throwIfNoEntry: false}))
  if (stats === undefined) throw new Fault('missing', `there is no file ${name}`, {hint: 'check its name, or give - to read standard input'})
  if (stats.isFile()) return oneSource(fileSource(path, name))
  if (stats.isDirectory()) return folderSources(path, name.replace(/(?<=.)\/+$/, ''))
  const is = stats.isSymbolicLink() ? 'a link' : 'no plain file'
  throw new Fault('refused', `${name} is ${is}`, {hint: stats.isSymbolicLink() ? 'name the file that it leads to' : `give what comes out of it to standard input: circle rsvp --read - < ${shellWord(name)}`})
}

function folderSources(path: string, name: string): Sources {
  const entries = entriesIn(path, name)
  const boxes = ['new', 'cur'].filter((box) => entries.some((entry) => entry.name === box && entry.isDirectory()))
  const isMaildir = boxes.length > 0
  const files = isMaildir
    ? boxes.flatMap((box) => entriesIn(join(path, box), `${name}/${box}`).map((entry) => ({entry, below: `${box}/${entry.name}`})))
    : entries.map((entry) => ({entry, below: entry.name}))
  const seen = files.filter(({entry}) => !entry.name.startsWith('.'))
  const wanted = seen.filter(({entry}) => !entry.isDirectory() && (isMaildir || isLetterName(entry.name)))
  return {
    sources: wanted.filter(({entry}) => entry.isFile()).map(({below}) => fileSource(join(path, below), `${name}/${below}`)),
    refused: wanted
      .filter(({entry}) => !entry.isFile())
      .map(({entry, below}) => ({at: `${name}/${below}`, reason: entry.isSymbolicLink() ? 'is a link' : 'is no plain file'})),
    passedOver: seen.filter(({entry}) => entry.isFile()).length - wanted.filter(({entry}) => entry.isFile()).length,
  }
}

/** Letters, calendars and mailboxes as programs name them; a number alone is a letter of MH. */
function isLetterName(name: string): boolean {
  return /\.(?:eml|emlx|ics|mbox|mbx)$/i.test(name) || /^(?:mbox|inbox|\d+)$/i.test(name)
}

function entriesIn(path: string, name: string): Dirent[] {
  const entries = onSystem(name, () => readdirSync(path, {withFileTypes: true}))
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function fileSource(path: string, name: string): Source {
  return {name, chunks: () => chunksOf(path)}
}

/** The bytes of a plain file. Something else may have come in its place since it was looked at. */
function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error(`${path} is no plain file`), {code: 'ENXIO', syscall: 'open'})
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkSize)
      const count = readSync(file, chunk, 0, chunkSize, null)
      if (count === 0) return
      yield chunk.subarray(0, count)
    }
  } finally {
    closeSync(file)
  }
}

/** Why a file cannot be read, in words that follow its name; undefined for an error that is none of the file system's. */
export function readingTrouble(error: unknown): string | undefined {
  const code = errorCode(error)
  if (code === undefined) return undefined
  const known: Readonly<Record<string, string>> = {
    EACCES: 'may not be read', EPERM: 'may not be read', ENOENT: 'is gone', ELOOP: 'is a link', ENXIO: 'is no plain file', EIO: 'cannot be read: the disk reports an error',
    EISDIR: 'is a folder', ENAMETOOLONG: 'has a name that is too long', ENOTDIR: 'lies below a file',
  }
  return known[code] ?? `cannot be read: the system said ${code}`
}

function onSystem<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const trouble = readingTrouble(error)
    if (trouble === undefined) throw error
    throw new Fault('system', `${name} ${trouble}`, {place: {file: name}, hint: 'look at its name and permissions, then run the same command again', cause: error})
  }
}

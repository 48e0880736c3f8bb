/**
 * What a writer is about to do, on the disk before any file of the circle changes: enough to finish it after the
 * program was killed at any point. It is removed when all is done; so where there is one, a writer is at work or died.
 */
import {readFileSync, renameSync, unlinkSync} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../model/fault.ts'
import {diskFault, errorCode, onDisk, statsOf, syncFolder, writeWhole} from './disk.ts'

/** One file: its text before (undefined: it was not there) and after (undefined: it goes). */
export interface JournalEntry {
  readonly path: string
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** `latin1`: the texts are bytes, one to one, of a file that need not be text; else UTF-8. */
  readonly encoding?: 'latin1' | undefined
}

/** The bytes that a text of an entry, or of a write, stands for. */
export function bytesFrom(text: string, {encoding}: Pick<JournalEntry, 'encoding'>): Buffer {
  return Buffer.from(text, encoding ?? 'utf8')
}

export interface Journal {
  readonly version: 1
  readonly entries: readonly JournalEntry[]
  /** What the committer prepared, as data; undefined when nothing is to be committed. */
  readonly prepared?: unknown
}

function journalPath(state: string): string {
  return join(state, 'journal.json')
}

/** True when a writer is at work or died on the way. One look at the file system. */
export function hasJournal(state: string): boolean {
  const path = journalPath(state)
  return onDisk(path, () => statsOf(path), 'looked at') !== undefined
}

/** The journal, or undefined where there is none. Throws a `system` fault for one that nobody can rely on. */
export function readJournal(state: string): Journal | undefined {
  const path = journalPath(state)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw diskFault(error, path, 'read')
  }
  const journal = parsed(text)
  if (journal !== undefined) return journal
  throw new Fault('system', `${path} is not a journal that this circle can read`, {
    place: {file: path},
    hint: 'look at your last change with git status, then move that file away',
  })
}

function parsed(text: string): Journal | undefined {
  try {
    const journal = JSON.parse(text) as Partial<Journal>
    return journal.version === 1 && Array.isArray(journal.entries) && journal.entries.every(isEntry) ? (journal as Journal) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isEntry(value: unknown): value is JournalEntry {
  const entry = value as Partial<JournalEntry> | null
  if (typeof entry?.path !== 'string' || ![undefined, 'latin1'].includes(entry.encoding)) return false
  return [entry.before, entry.after].every((text) => ['string', 'undefined'].includes(typeof text)) && entry.before !== entry.after
}

/** Puts the journal in place, whole and lasting. From here on the change will be finished, if need be by the next start. */
export function writeJournal(state: string, temp: string, journal: Journal): void {
  const path = journalPath(state)
  onDisk(path, () => {
    writeWhole(temp, Buffer.from(JSON.stringify(journal)))
    renameSync(temp, path)
    try {
      syncFolder(state)
    } catch (error) {
      unlinkSync(path)
      throw error
    }
  })
}

/** Takes the journal away: the change is complete, or undone. */
export function removeJournal(state: string): void {
  const path = journalPath(state)
  onDisk(path, () => {
    unlinkSync(path)
    syncFolder(state)
  }, 'removed')
}

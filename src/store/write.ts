/**
 * The one writer of a circle's files: all of a change or none of it, also when the program is killed between any two
 * steps, and nothing of anybody else's lost.
 *
 * Everything that can fail is done first (looking at the targets, writing the new texts beside the circle, preparing the
 * commit). Then the journal is written: from that moment the change counts as decided, and whoever comes next finishes
 * it. Then the files are renamed into place and the commit is made; a fault on the way puts everything back.
 *
 * What is left open: a program that replaces a file by a rename in the microseconds between our last look at it and our
 * own rename. One that writes into the file in that time is noticed afterwards, and its words are put back.
 */
import {copyFileSync, linkSync, mkdirSync, renameSync, rmdirSync, unlinkSync, utimesSync} from 'node:fs'
import {randomBytes} from 'node:crypto'
import {basename, dirname, join, relative} from 'node:path'
import type {Stats} from 'node:fs'
import {Fault} from '../model/fault.ts'
import {bytesOf, diskFault, errorCode, onDisk, statsOf, syncFolder, targetAt, writeWhole} from './disk.ts'
import type {Target} from './disk.ts'
import {bytesFrom, readJournal, removeJournal, writeJournal} from './journal.ts'
import type {JournalEntry} from './journal.ts'
import type {Held} from './lock.ts'
import {clearBench, noteBeside, setUpBench} from './temp.ts'
import type {Bench} from './temp.ts'

/** One file of a change. */
export interface Write {
  /** Relative to the circle's root, with `/`. */
  readonly path: string
  /** The text as it was read; undefined: there must be no such file. */
  readonly before: string | undefined
  /** Undefined: the file goes, and with it the folders that become empty. */
  readonly after: string | undefined
  /** `latin1`: the texts are bytes, one to one, of a file that need not be text; else UTF-8. */
  readonly encoding?: 'latin1' | undefined
  /** The same change done to another version of this file (HEAD's, the index's); undefined when it cannot be done there. Not asked of a removal. */
  readonly onto: (other: string | undefined) => string | undefined
}

/** What makes a change part of a history. `Prepared` is plain data: it is kept in the journal. */
export interface Committer<Prepared, Result> {
  /** Finds out and makes ready all it can, before anything visible changes. */
  readonly prepare: (writes: readonly Write[], bench: Bench) => Promise<Prepared>
  /** Runs when the files are in place. When it throws, nothing of it is left, and the files are put back. */
  readonly commit: (prepared: Prepared, bench: Bench) => Promise<Result>
}

/** Remarks for people, and whether all is done; else the journal stays, for the next start to try again. */
export interface Finished {
  readonly notes: readonly string[]
  readonly done: boolean
}

/** Completes a commit that a killed process had prepared. `settled`: all files read as that process meant. */
export type Finish = (prepared: unknown, settled: boolean, bench: Bench) => Promise<Finished>

interface Staged extends Target {
  readonly before: Buffer | undefined
  readonly after: Buffer | undefined
  /** The new text, to be renamed into place; for a file that goes, where it is moved first. */
  readonly temp: string
  /** The old file itself (or a copy), to be renamed back. */
  readonly old: string | undefined
}

/** What has been done so far, to be undone. */
interface Done {
  readonly folders: string[]
  readonly placed: Staged[]
}

/**
 * Carries out all writes or none. The caller holds the lock, and an earlier journal has been dealt with (`recover`).
 * Throws `refused` when a file is not as it was read, `system` when the disk fails, and what the committer throws; then
 * every file is as it was. Returns the committer's result; undefined without one, or when nothing changes.
 */
export async function writeAll<Prepared, Result>(
  root: string,
  held: Held,
  writes: readonly Write[],
  committer?: Committer<Prepared, Result>,
): Promise<Result | undefined> {
  const wanted = writes.filter(({before, after}) => before !== after)
  if (wanted.length === 0) return undefined
  refuseTwice(wanted)
  const targets = wanted.map((write) => unchangedTarget(root, write))
  const bench = setUpBench(root, held)
  try {
    const prepared = await committer?.prepare(wanted, bench)
    const staged = wanted.map((write, index) => stage(root, bench, write, targets[index] as Target))
    const entries = wanted.map(({path, before, after, encoding}) => ({path, before, after, encoding}))
    writeJournal(held.state, bench.name('journal'), {version: 1, entries, prepared})
    const done: Done = {folders: [], placed: []}
    let result: Result | undefined
    try {
      putInPlace(staged, done)
      if (committer !== undefined) result = await committer.commit(prepared as Prepared, bench)
    } catch (error) {
      throw undo(done, held, error)
    }
    for (const each of staged) removeEmptied(root, each)
    removeJournal(held.state)
    return result
  } finally {
    clearBench(root, held)
  }
}

/** Names that differ only in case or in how letters are put together are one file on some disks. */
function refuseTwice(writes: readonly Write[]): void {
  const seen = new Set<string>()
  for (const {path} of writes) {
    const name = path.normalize('NFC').toLowerCase()
    if (seen.has(name)) throw new Fault('refused', `${path} would be written twice by one change`, {place: {file: path}})
    seen.add(name)
  }
}

function unchangedTarget(root: string, write: Write): Target {
  const target = onDisk(write.path, () => targetAt(root, write.path), 'looked at')
  requireUnchanged(target, write.before === undefined ? undefined : bytesFrom(write.before, write))
  return target
}

/** Throws `refused` unless the file's bytes are those that were read. */
function requireUnchanged({path, file}: Target, before: Buffer | undefined): void {
  const now = onDisk(path, () => bytesOf(file), 'read')
  if (now === undefined ? before === undefined : before !== undefined && now.equals(before)) return
  const what = before === undefined ? 'is there already' : now === undefined ? 'was removed while circle was at work' : 'was changed while circle was at work'
  throw new Fault('refused', `${path} ${what}. Nothing was written.`, {place: {file: path}, hint: 'run the same command again: it will start from the file as it is now'})
}

/** Writes the new text (a file that goes needs none), and keeps a hold of the old file, so that nothing later needs room on the disk. */
function stage(root: string, bench: Bench, write: Write, target: Target): Staged {
  const [before, after] = [write.before, write.after].map((text) => (text === undefined ? undefined : bytesFrom(text, write)))
  return onDisk(write.path, () => {
    const temp = tempFor(root, bench, target, 'new')
    if (after === undefined) return {...target, before, after, temp, old: temp}
    writeWhole(temp, after, target.stats)
    const old = target.stats === undefined ? undefined : keepOld(tempFor(root, bench, target, 'old'), target.file, target.stats)
    return {...target, before, after, temp, old}
  })
}

/** A name from which a rename can reach the target: one of the bench's, or a dot file where that is another disk. */
function tempFor(root: string, bench: Bench, target: Target, kind: string): string {
  const temp = bench.name(kind)
  const folder = target.folders[0] === undefined ? dirname(target.file) : dirname(target.folders[0])
  if (statsOf(dirname(temp))?.dev === statsOf(folder)?.dev) return temp
  const dotFile = join(folder, `.${basename(target.file).slice(0, 100)}.circle-${randomBytes(6).toString('hex')}`)
  noteBeside(bench, relative(root, dotFile).replaceAll('\\', '/'))
  return dotFile
}

/** A second name for the old file, which costs nothing and keeps its times; a copy where the disk has no such thing. */
function keepOld(old: string, file: string, stats: Stats): string {
  try {
    linkSync(file, old)
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    copyFileSync(file, old)
    utimesSync(old, stats.atime, stats.mtime)
  }
  return old
}

function putInPlace(staged: readonly Staged[], done: Done): void {
  for (const each of staged) {
    onDisk(each.path, () => {
      makeFolders(each.folders, done)
      requireUnchanged(each, each.before)
      if (each.after === undefined) renameSync(each.file, each.temp)
      else renameSync(each.temp, each.file)
      done.placed.push(each)
      requireOldUntouched(each)
    })
  }
  syncFoldersOf(staged)
}

function makeFolders(folders: readonly string[], done: Done): void {
  for (const folder of folders) {
    const stats = statsOf(folder)
    if (stats?.isDirectory()) continue
    mkdirSync(folder)
    done.folders.push(folder)
  }
}

/** Somebody may have written into the old file after our last look at it and before the rename. */
function requireOldUntouched({path, old, before}: Staged): void {
  if (old === undefined || before === undefined || bytesOf(old)?.equals(before)) return
  throw new Fault('refused', `${path} was changed while circle was at work. Nothing was written.`, {
    place: {file: path},
    hint: 'run the same command again: it will start from the file as it is now',
  })
}

function syncFoldersOf(targets: readonly Target[]): void {
  const folders = new Set(targets.flatMap(({file, folders}) => [dirname(file), ...folders.map((folder) => dirname(folder))]))
  for (const folder of folders) if (statsOf(folder) !== undefined) onDisk(folder, () => syncFolder(folder))
}

/** Puts everything back as it was, after `error`. Returns the error to throw: the same, or one that says what is left. */
function undo(done: Done, held: Held, error: unknown): unknown {
  try {
    const kept = done.placed.toReversed().filter((each) => !putBack(each))
    for (const folder of done.folders.toReversed()) removeFolder(folder)
    syncFoldersOf(done.placed)
    removeJournal(held.state)
    if (kept.length === 0) return error
    const paths = kept.map(({path}) => path).join(', ')
    const said = error instanceof Error ? error.message : String(error)
    return new Fault('system', `${whole(said)} Meanwhile somebody changed ${paths}, so that was left as it is.`, {hint: 'look at it with git diff', cause: error})
  } catch (second) {
    const said = second instanceof Error ? second.message : String(second)
    return new Fault('system', `${whole(error instanceof Error ? error.message : String(error))} Then putting things back failed: ${said}.`, {
      hint: 'the next circle command here finishes what was begun; run circle again once the disk is well',
      cause: error,
    })
  }
}

/** A message as a sentence before another. */
function whole(message: string): string {
  return message.endsWith('.') ? message : `${message}.`
}

/** False when somebody has changed the file since, so that it is left alone. */
function putBack({file, after, old}: Staged): boolean {
  const now = bytesOf(file)
  if (now === undefined ? after !== undefined : after === undefined || !now.equals(after)) return false
  if (old === undefined) unlinkSync(file)
  else renameSync(old, file)
  return true
}

/** Removes the folder of a file that went, and those above it, as long as nothing is in them. */
function removeEmptied(root: string, {file, after}: Target & {readonly after?: Buffer | undefined}): void {
  if (after !== undefined) return
  try {
    for (let folder = dirname(file); folder.length > root.length; folder = dirname(folder)) {
      if (statsOf(folder) !== undefined) rmdirSync(folder)
    }
  } catch (error) {
    // Most often something else is in it. Whatever the reason: an empty folder harms nobody, and git knows of none.
    if (errorCode(error) === undefined) throw error
  }
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) throw error
  }
}

/**
 * Finishes what a killed process had decided: its files are put in place, and `finish` makes the commit. A file that
 * somebody has changed since is left as it is, and what was meant for it is kept in the state folder. The caller holds
 * the lock, and must not write while it is not `done`.
 */
export async function recover(root: string, held: Held, finish?: Finish): Promise<Finished> {
  const journal = readJournal(held.state)
  if (journal === undefined) {
    clearBench(root, held)
    return {notes: [], done: true}
  }
  const bench = setUpBench(root, held)
  const outcomes = journal.entries.map((entry) => ({path: entry.path, after: entry.after === undefined ? undefined : bytesFrom(entry.after, entry), now: standing(root, entry)}))
  const foreign = outcomes.filter(({now}) => now === 'foreign')
  const begun = foreign.length === 0 || outcomes.some(({now}) => now === 'after')
  const notes: string[] = []
  if (begun) {
    for (const {path, after, now} of outcomes) {
      if (now === 'before') placeAgain(root, bench, path, after)
      else if (now === 'foreign') notes.push(keepMeant(held.state, path, after))
    }
    const paths = outcomes.filter(({now}) => now !== 'foreign').map(({path}) => path)
    if (paths.length > 0) notes.unshift(`An earlier circle command was cut off. Its writing has been finished: ${listed(paths)}.`)
  } else {
    notes.push(`An earlier circle command was cut off before it wrote anything, and ${listed(foreign.map(({path}) => path))} has changed since: nothing was done.`)
  }
  if (begun) for (const {path, after, now} of outcomes) if (after === undefined && now !== 'foreign') removeEmptied(root, targetAt(root, path))
  const finished = journal.prepared === undefined ? undefined : await finish?.(journal.prepared, foreign.length === 0, bench)
  if (finished?.done !== false) removeJournal(held.state)
  clearBench(root, held)
  return {notes: [...notes, ...(finished?.notes ?? [])], done: finished?.done ?? true}
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(', ')
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown
}

/** How a file stands to what a killed process meant for it. */
function standing(root: string, entry: JournalEntry): 'before' | 'after' | 'foreign' {
  const {path} = entry
  let now: Buffer | undefined
  try {
    now = bytesOf(targetAt(root, path).file)
  } catch (error) {
    if (error instanceof Fault && error.kind === 'refused') return 'foreign'
    throw diskFault(error, path, 'read')
  }
  const reads = (text: string | undefined): boolean => (now === undefined || text === undefined ? now === text : now.equals(bytesFrom(text, entry)))
  return reads(entry.after) ? 'after' : reads(entry.before) ? 'before' : 'foreign'
}

function placeAgain(root: string, bench: Bench, path: string, after: Buffer | undefined): void {
  onDisk(path, () => {
    const target = targetAt(root, path)
    if (after === undefined) {
      unlinkSync(target.file)
      return syncFoldersOf([target])
    }
    makeFolders(target.folders, {folders: [], placed: []})
    const temp = tempFor(root, bench, {...target, folders: []}, 'new')
    writeWhole(temp, after, target.stats)
    renameSync(temp, target.file)
    return syncFoldersOf([target])
  })
}

/** Keeps a text that could not be put in place, where nobody looks by chance. Returns the remark that says so. */
function keepMeant(state: string, path: string, after: Buffer | undefined): string {
  if (after === undefined) return `${path} was changed since an earlier circle command was cut off, so it was left as it is; that command meant to remove it.`
  const kept = join(state, 'kept', `${path.replaceAll('/', '--')}-${randomBytes(3).toString('hex')}`)
  onDisk(kept, () => {
    mkdirSync(dirname(kept), {recursive: true})
    writeWhole(kept, after)
  })
  return `${path} was changed since an earlier circle command was cut off, so it was left as it is; what that command meant to write is in ${kept}.`
}

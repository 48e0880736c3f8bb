import {closeSync, mkdirSync, openSync, readSync, readdirSync, renameSync, rmSync, rmdirSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {Fault} from '../model/fault.ts'
import {besidePath} from './beside.ts'
import {errorCode, onDisk, statsOf, writeWhole} from './disk.ts'

/** A file that is made anew each time it is asked for: a calendar, an agenda. */
export interface Export {
  /** Absolute. */
  readonly path: string
  readonly text: string
  /** How every such file begins: one that begins otherwise is something else, and not written over. */
  readonly begins: string
  /** It is one of several in a folder of their own, which is made where it is not there. */
  readonly among?: true
}

/**
 * Writes exports, each whole or not at all, and none of them where one may not be written or they do not all fit on the disk. Never
 * through a link, and over nothing but an earlier export, unless `over`. Throws `refused` or `system`.
 */
export function writeExports(exports: readonly Export[], over: boolean): void {
  const folders = [...new Set(exports.filter(({among}) => among === true).map(({path}) => dirname(path)))]
  for (const folder of folders) refuseNoFolder(folder)
  for (const each of exports) refuseOther(each, over)
  const made: {folder: string; first: string}[] = []
  // What is written for a folder comes into a hidden one there, which a killed process leaves for the next one to find and remove.
  const drafts = new Map<string, string>()
  const written: {path: string; temp: string}[] = []
  try {
    for (const folder of folders) {
      const first = onDisk(folder, () => mkdirSync(folder, {recursive: true}), 'made')
      if (first !== undefined) made.push({folder, first})
      drafts.set(folder, draftsIn(folder))
    }
    for (const {path, text} of exports) {
      const folder = drafts.get(dirname(path))
      const temp = folder === undefined ? besidePath(path) : join(folder, basename(path))
      written.push({path, temp})
      onDisk(path, () => writeWhole(temp, Buffer.from(text), statsOf(path)), 'written')
    }
    for (const {path, temp} of written) onDisk(path, () => renameSync(temp, path))
  } catch (error) {
    for (const {temp} of written) rmSync(temp, {force: true})
    removeAll(drafts.values())
    for (const {folder, first} of made) removeEmpty(folder, first)
    throw error
  }
  removeAll(drafts.values())
}

function removeAll(folders: Iterable<string>): void {
  for (const folder of folders) rmSync(folder, {recursive: true, force: true})
}

/** The names of the files right in a folder that begin as exports do, sorted; none where there is no such folder. */
export function exportsIn(folder: string, {begins, ending}: {readonly begins: string; readonly ending: string}): string[] {
  if (statsOf(folder)?.isDirectory() !== true) return []
  const names = onDisk(folder, () => readdirSync(folder, {withFileTypes: true}), 'read')
  return names.filter((entry) => entry.isFile() && entry.name.endsWith(ending) && beginsWith(`${folder}/${entry.name}`, begins)).map(({name}) => name).toSorted()
}

function refuseNoFolder(folder: string): void {
  const stats = statsOf(folder)
  if (stats === undefined || stats.isDirectory()) return
  throw new Fault('refused', `${folder} is ${stats.isSymbolicLink() ? 'a link' : 'not a folder'}, so nothing is written there`, {hint: 'name another folder with --out'})
}

function refuseOther({path, begins}: Export, over: boolean): void {
  const stats = statsOf(path)
  if (stats !== undefined && !stats.isFile()) {
    const what = stats.isSymbolicLink() ? 'a link' : stats.isDirectory() ? 'a folder' : 'not a file'
    throw new Fault('refused', `${path} is ${what}, so nothing is written there`, {hint: 'name another file with --out'})
  }
  if (stats !== undefined && !over && !beginsWith(path, begins)) {
    throw new Fault('refused', `${path} is there already, and is something else`, {hint: 'name another file with --out, or write over it with --yes'})
  }
}

/** A hidden folder for what is to come into this one. */
function draftsIn(folder: string): string {
  const draft = besidePath(join(folder, 'drafts'))
  onDisk(folder, () => mkdirSync(draft), 'written')
  return draft
}

/** Removes folders that were just made, from the innermost out, as long as nothing is in them. */
function removeEmpty(folder: string, first: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    // Somebody else put something there meanwhile, so it stays.
    if (errorCode(error) === undefined) throw error
    return
  }
  if (folder !== first && folder !== dirname(folder)) removeEmpty(dirname(folder), first)
}

/** True for an empty file too. */
function beginsWith(path: string, beginning: string): boolean {
  const file = onDisk(path, () => openSync(path, 'r'), 'read')
  try {
    const bytes = Buffer.alloc(Buffer.byteLength(beginning))
    const length = readSync(file, bytes)
    return length === 0 || bytes.subarray(0, length).toString() === beginning
  } finally {
    closeSync(file)
  }
}

import {closeSync, mkdirSync, openSync, readSync, readdirSync, renameSync, rmSync} from 'node:fs'
import {dirname} from 'node:path'
import {Fault} from '../model/fault.ts'
import {besidePath} from './beside.ts'
import {diskFault, onDisk, statsOf, writeWhole} from './disk.ts'

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
 * Writes exports, each whole or not at all, and none of them where one may not be written. Never through a link, and over nothing but
 * an earlier export, unless `over`. Throws `refused` or `system`.
 */
export function writeExports(exports: readonly Export[], over: boolean): void {
  const folders = new Set(exports.filter(({among}) => among === true).map(({path}) => dirname(path)))
  for (const folder of folders) refuseNoFolder(folder)
  for (const each of exports) refuseOther(each, over)
  for (const folder of folders) onDisk(folder, () => mkdirSync(folder, {recursive: true}), 'made')
  for (const each of exports) writeExport(each)
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

function writeExport({path, text}: Export): void {
  const stats = statsOf(path)
  const temp = besidePath(path)
  try {
    writeWhole(temp, Buffer.from(text), stats)
    renameSync(temp, path)
  } catch (error) {
    rmSync(temp, {force: true})
    throw diskFault(error, path, 'written')
  }
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

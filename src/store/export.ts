import {closeSync, lstatSync, openSync, readSync, renameSync, rmSync} from 'node:fs'
import {Fault} from '../model/fault.ts'
import {besidePath} from './beside.ts'
import {diskFault, onDisk, writeWhole} from './disk.ts'

/** A file that is made anew each time it is asked for: a calendar, an agenda. */
export interface Export {
  /** Absolute. */
  readonly path: string
  readonly text: string
  /** How every such file begins: one that begins otherwise is something else, and not written over. */
  readonly begins: string
}

/**
 * Writes an export, whole or not at all. Never through a link, and over nothing but an earlier export, unless `over`.
 * Throws `refused` or `system`.
 */
export function writeExport({path, text, begins}: Export, over: boolean): void {
  const stats = lstatSync(path, {throwIfNoEntry: false})
  if (stats !== undefined && !stats.isFile()) {
    const what = stats.isSymbolicLink() ? 'a link' : stats.isDirectory() ? 'a folder' : 'not a file'
    throw new Fault('refused', `${path} is ${what}, so nothing is written there`, {hint: 'name another file with --out'})
  }
  if (stats !== undefined && !over && !beginsWith(path, begins)) {
    throw new Fault('refused', `${path} is there already, and is something else`, {hint: 'name another file with --out, or write over it with --yes'})
  }
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

import {lstatSync, renameSync, rmSync} from 'node:fs'
import {Fault} from '../model/fault.ts'
import {besidePath} from './beside.ts'
import {diskFault, writeWhole} from './disk.ts'

/**
 * Writes a file that is not one of the circle's records (a calendar, an agenda), whole or not at all. Never through a
 * link, never over anything but a file. Throws `refused` or `system`.
 */
export function writeExport(path: string, text: string): void {
  const stats = lstatSync(path, {throwIfNoEntry: false})
  if (stats !== undefined && !stats.isFile()) {
    const what = stats.isSymbolicLink() ? 'a link' : stats.isDirectory() ? 'a folder' : 'not a file'
    throw new Fault('refused', `${path} is ${what}, so nothing is written there`, {hint: 'name another file with --out'})
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

import {statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {Fault} from '../model/fault.ts'
import {statsOf} from '../store/disk.ts'
import {findCircle} from '../store/find.ts'
import type {Context} from './context.ts'

/** The folder of the circle around -C or the working folder. Throws a `missing` fault when there is none; `hint` says what to do then. */
export function circleRoot(context: Pick<Context, 'folder'>, hint = '`circle init` founds one; -C names the folder of another'): string {
  const root = findCircle(context.folder)
  if (root === undefined && isBare(context.folder)) {
    throw new Fault('missing', `${context.folder} is a bare repository, with no files to work on`, {hint: `get a folder of your own from it: circle join '${context.folder}'`})
  }
  if (root === undefined) throw new Fault('missing', `there is no circle in ${context.folder}, nor in a folder above it`, {hint})
  return root
}

/** True for the folder of a repository that git keeps without a work tree. */
function isBare(folder: string): boolean {
  return statsOf(join(folder, 'HEAD'))?.isFile() === true && ['objects', 'refs'].every((name) => statsOf(join(folder, name))?.isDirectory())
}

/** Throws a `refused` fault when a folder cannot be at `root`, because it or what should hold it is a file. */
export function requirePlace(root: string): void {
  let at = root
  while (statsOf(at) === undefined && at !== dirname(at)) at = dirname(at)
  // A link to a folder is a way as good as any on the way there; at the place itself it is not.
  const isFolder = at === root ? statsOf(at)?.isDirectory() : statSync(at, {throwIfNoEntry: false})?.isDirectory()
  if (isFolder !== true) throw new Fault('refused', `${at} is not a folder`, {hint: 'name a folder, or one that is not there yet'})
}

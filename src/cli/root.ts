import {statSync} from 'node:fs'
import {dirname} from 'node:path'
import {Fault} from '../model/fault.ts'
import {statsOf} from '../store/disk.ts'
import {findCircle} from '../store/find.ts'
import type {Context} from './context.ts'

/** The folder of the circle around -C or the working folder. Throws a `missing` fault when there is none. */
export function circleRoot(context: Pick<Context, 'folder'>): string {
  const root = findCircle(context.folder)
  if (root === undefined) throw new Fault('missing', `there is no circle in ${context.folder}, nor in a folder above it`, {hint: '`circle init` founds one; -C names the folder of another'})
  return root
}

/** Throws a `refused` fault when a folder cannot be at `root`, because it or what should hold it is a file. */
export function requirePlace(root: string): void {
  let at = root
  while (statsOf(at) === undefined && at !== dirname(at)) at = dirname(at)
  // A link to a folder is a way as good as any on the way there; at the place itself it is not.
  const isFolder = at === root ? statsOf(at)?.isDirectory() : statSync(at, {throwIfNoEntry: false})?.isDirectory()
  if (isFolder !== true) throw new Fault('refused', `${at} is not a folder`, {hint: 'name a folder, or one that is not there yet'})
}

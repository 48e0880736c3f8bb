/** Founding a circle: its folder, its repository and its first commit, all of it or nothing. */
import {mkdirSync, renameSync, rmSync, rmdirSync} from 'node:fs'
import {dirname} from 'node:path'
import {besidePath} from '../store/beside.ts'
import {errorCode, onDisk, statsOf, syncFolder} from '../store/disk.ts'
import {carryOut, carryOutFirst, initRepository, repositoryAround} from './carry.ts'
import type {Carried, FirstCarry} from './carry.ts'
import {stateFolder} from './find.ts'
import {programsIn, readSettings} from './settings.ts'

/**
 * Writes and commits the first files of a circle, or leaves nothing behind. A folder that is not there yet is made whole
 * beside its place and renamed; one that is there gets a repository, whose journal tells the next start what to finish.
 */
export async function foundCircle(founding: FirstCarry): Promise<Carried> {
  const {root, own} = founding
  const isAside = statsOf(root) === undefined && repositoryAround(root, own !== undefined) === undefined
  const folder = isAside ? dirname(root) : root
  // The uppermost folder that was not there before.
  const made = onDisk(folder, () => makeFolders(folder), 'made')
  try {
    return (isAside ? await foundAside(founding) : undefined) ?? (await foundInPlace(founding))
  } catch (error) {
    if (made !== undefined) removeEmpty(folder, made)
    throw error
  }
}

/** Undefined, with nothing done, where the user's own template brings hooks: those run in the circle's very folder. */
async function foundAside({own, ...founding}: FirstCarry): Promise<Carried | undefined> {
  const {root} = founding
  const aside = onDisk(root, () => besidePath(root), 'made')
  try {
    onDisk(root, () => mkdirSync(aside), 'made')
    const repository = await initRepository(aside, own)
    if (programsIn(repository, await readSettings(aside)).length > 0) return undefined
    const carried = await carryOut({...founding, root: aside, repository, state: stateFolder(aside, repository)})
    onDisk(root, () => {
      renameSync(aside, root)
      syncFolder(dirname(root))
    }, 'made')
    return carried
  } finally {
    rmSync(aside, {recursive: true, force: true})
  }
}

async function foundInPlace(founding: FirstCarry): Promise<Carried> {
  const made = onDisk(founding.root, () => makeFolders(founding.root), 'made')
  try {
    return await carryOutFirst(founding)
  } catch (error) {
    if (made !== undefined) removeEmpty(founding.root, made)
    throw error
  }
}

/**
 * Makes a folder and those above it that are missing; returns the uppermost one made, undefined when it was there. Node's
 * own way to do so never ends where the system makes no folders, as below /proc.
 */
export function makeFolders(folder: string): string | undefined {
  const missing: string[] = []
  for (let at = folder; statsOf(at) === undefined && at !== dirname(at); at = dirname(at)) missing.unshift(at)
  for (const each of missing) mkdirSync(each)
  return missing[0]
}

/** Removes a folder, and those above it up to `top`, as long as nothing is in them. */
export function removeEmpty(folder: string, top: string): void {
  try {
    for (let at = folder; at.length >= top.length; at = dirname(at)) rmdirSync(at)
  } catch (error) {
    // Not empty: something of the user's came meanwhile, so it stays.
    if (errorCode(error) !== 'ENOTEMPTY') throw error
  }
}

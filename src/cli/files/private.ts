/**
 * Files in the writer's own room of a clone: only the user can read them, and git never commits them. They are ours, but a broken disk or
 * another version may have left anything in them.
 */
import {closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {findRepository, isBroken, stateFolder} from '../../git/find.ts'
import {Fault} from '../../model/fault.ts'
import {statsOf, targetAt} from '../../store/disk.ts'

/** A folder of this name in the writer's own room; not made yet. Throws `refused` where a link is in the way. */
export function privateFolder(root: string, name: string): string {
  const found = findRepository(root)
  const state = stateFolder(root, found === undefined || isBroken(found) ? undefined : found)
  const folder = join(state, name)
  // Outside git the folder lies in the circle's own, which may have come from anywhere: no links on the way there.
  if (found === undefined || isBroken(found)) targetAt(root, `${relative(root, folder).replaceAll('\\', '/')}/draft`)
  else if (statsOf(folder)?.isSymbolicLink()) throw new Fault('refused', `${folder} is a link`, {hint: 'move it away: circle writes nothing through links'})
  return folder
}

/** Makes a folder of `privateFolder`, where it is not there yet. */
export function makePrivateFolder(root: string, folder: string): void {
  if (statsOf(folder) !== undefined) return
  mkdirSync(join(folder, '..'), {recursive: true})
  mkdirSync(folder, {mode: 0o700})
  if (relative(root, folder).startsWith('.circle')) writeFileSync(join(folder, '.gitignore'), '*\n')
}

/** Writes a file there, whole or not at all. `careful`: it also outlives a power cut. */
export function writePrivate(path: string, text: string, careful: boolean): void {
  const temp = `${path}.${process.pid}`
  rmSync(temp, {force: true})
  const file = openSync(temp, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    if (careful) fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temp, path)
}

/** What JSON text holds by its keys; undefined for any other JSON. Throws a `system` fault, "`what` cannot be read", for what is no JSON. */
export function mapIn(text: string, what: string, hint: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isMap(value) ? value : undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Fault('system', `${what} cannot be read`, {hint, cause: error})
  }
}

/** True for a value of JSON that has keys. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The writer's own temporary files, all in one folder of the state; whoever holds the lock may clear it. */
import {mkdirSync, readFileSync, readdirSync, rmSync, unlinkSync, writeFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {diskFault, errorCode, onDisk, statsOf, targetAt} from './disk.ts'
import type {Held} from './lock.ts'

/** A folder for temporary files that lasts as long as the lock is held. */
export interface Bench {
  /** The path of a temporary file that is not there yet. */
  readonly name: (kind: string) => string
}

/** The folder of temporary files in a state folder. Only the holder of the lock changes anything in it. */
export function benchFolder(state: string): string {
  return join(state, 'tmp')
}

/** Makes the folder of temporary files, empty, for the holder of the lock. What is in it was left by a process that died. */
export function setUpBench(root: string, held: Held): Bench {
  const folder = benchFolder(held.state)
  onDisk(folder, () => {
    mkdirSync(folder, {recursive: true})
    hideFromGit(root, held.state)
  }, 'made')
  clearBench(root, held)
  let count = 0
  return {name: (kind) => join(folder, `${process.pid}-${held.nonce}-${(count += 1)}-${kind}`)}
}

/** Removes every temporary file, those beside their targets too. Nothing but ours is in that folder, and we hold the lock. */
export function clearBench(root: string, {state}: Held): void {
  const folder = benchFolder(state)
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (name.endsWith('-beside')) removeBeside(root, readFileSync(path, 'utf8'))
      rmSync(path, {recursive: true, force: true})
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw diskFault(error, folder, 'cleared')
  }
}

/** Where a dot file stands in for a temporary file, as its folder is on another disk, a note of it is kept here first. */
export function noteBeside(bench: Bench, path: string): void {
  const note = bench.name('beside')
  onDisk(note, () => writeFileSync(note, path, {flag: 'wx'}))
}

/** Only a dot file of the kind that we make, at a plain place in the circle, is ever removed. */
function removeBeside(root: string, path: string): void {
  if (!/(^|\/)\.[^/]*\.circle-[0-9a-f]+$/.test(path)) return
  const {file} = targetAt(root, path)
  if (statsOf(file) !== undefined) unlinkSync(file)
}

/** Outside .git, the state hides itself from git, whether or not the circle's own .gitignore names it. */
function hideFromGit(root: string, state: string): void {
  if (relative(root, state).split(/[\\/]/)[0] !== '.circle') return
  const ignore = join(state, '.gitignore')
  if (statsOf(ignore) === undefined) writeFileSync(ignore, '*\n')
}

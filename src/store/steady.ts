/** Reading while somebody may be writing: the answer is from before a change or from after it, never from its middle. */
import {statSync} from 'node:fs'
import {errorCode} from './disk.ts'
import {hasJournal} from './journal.ts'
import {lockNonce} from './lock.ts'
import {benchFolder} from './temp.ts'

/**
 * Reads, and reads again when a writer was at work meanwhile. Every writer, and nobody who only waits to write, makes and
 * removes files in the folder of temporary files, its journal first of all; so the time of that folder tells. Looking costs
 * two calls of the file system. After a few rounds it takes what it got, or throws what the last reading threw.
 */
export async function steadily<T>(state: string, read: () => T | Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    const before = mark(state)
    try {
      const value = await read()
      if (round === 5 || (before !== undefined && mark(state) === before)) return value
    } catch (error) {
      if (round === 5 || (before !== undefined && mark(state) === before)) throw error
    }
    for (let wait = 0; wait < 100 && isWriting(state); wait += 1) await new Promise((resolve) => { setTimeout(resolve, 10) })
  }
}

/** When anybody last began or ended writing; undefined while somebody is. */
function mark(state: string): string | undefined {
  if (isWriting(state)) return undefined
  try {
    return String(statSync(benchFolder(state), {bigint: true}).mtimeNs)
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return 'never'
    throw error
  }
}

/** A journal without a lock stands still: its files are in place, and its commit waits for a lock of git's to go. */
function isWriting(state: string): boolean {
  return hasJournal(state) && lockNonce(state) !== undefined
}

/** A private folder for what a sync needs on the disk while it works: temporary indexes, versions to be merged. */
import {mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {onDisk} from '../../store/disk.ts'
import {processLives} from '../../store/lock.ts'
import type {Bench} from '../../store/temp.ts'
import {removeEmpty} from '../found.ts'

const named = /^share-(\d+)-/

/**
 * Does `work` with a folder of its own in the state folder, and takes it away again; also those that killed processes left.
 * `leavesNothing`: the state folder goes too, where it was not there before.
 */
export async function inWorkshop<T>(state: string, work: (bench: Bench) => Promise<T>, leavesNothing = false): Promise<T> {
  let made: string | undefined
  const folder = onDisk(state, () => {
    made = mkdirSync(state, {recursive: true})
    clearDead(state)
    return mkdtempSync(join(state, `share-${process.pid}-`))
  }, 'made')
  let count = 0
  try {
    return await work({name: (kind) => join(folder, `${(count += 1)}-${kind}`)})
  } finally {
    rmSync(folder, {recursive: true, force: true})
    if (leavesNothing && made !== undefined) removeEmpty(state, made)
  }
}

function clearDead(state: string): void {
  for (const name of readdirSync(state)) {
    const pid = named.exec(name)?.[1]
    if (pid !== undefined && !processLives(Number(pid))) rmSync(join(state, name), {recursive: true, force: true})
  }
}

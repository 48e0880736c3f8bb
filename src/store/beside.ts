/** Names for what is made beside its place and then renamed into it, so that the place never holds half of it. */
import {randomBytes} from 'node:crypto'
import {readdirSync, rmSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {errorCode} from './disk.ts'
import {processLives} from './lock.ts'

/** A path in the same folder as `path`, hidden, and this process's own. What killed processes left there for `path` goes. */
export function besidePath(path: string): string {
  clearBeside(path)
  return join(dirname(path), `${stemOf(path)}${process.pid}-${randomBytes(6).toString('hex')}`)
}

/** Removes what killed processes left beside `path`. */
export function clearBeside(path: string): void {
  clearDead(dirname(path), stemOf(path))
}

function stemOf(path: string): string {
  return `.${basename(path).replace(/^\./, '').slice(0, 100)}.circle-`
}

function clearDead(folder: string, stem: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    // Where we may write but not look around, nothing is cleared; a folder that is missing is found out when it is written to.
    if (errorCode(error) === undefined) throw error
    return
  }
  for (const name of names) {
    const pid = name.startsWith(stem) ? /^(\d+)-[0-9a-f]{12}$/.exec(name.slice(stem.length))?.[1] : undefined
    // A git that such a process had started may still be writing there.
    if (pid !== undefined && !processLives(Number(pid))) rmSync(join(folder, name), {recursive: true, force: true, maxRetries: 3, retryDelay: 50})
  }
}

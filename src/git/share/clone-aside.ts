/** A clone that is looked at beside its place, and only comes there when somebody has said yes to it. */
import {readdirSync, renameSync, rmSync, rmdirSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {Fault} from '../../model/fault.ts'
import {besidePath} from '../../store/beside.ts'
import {onDisk, statsOf, syncFolder} from '../../store/disk.ts'
import {charterPath} from '../../store/kinds.ts'
import {shownUrl} from '../address.ts'
import {repositoryOf} from '../carry.ts'
import {checkOut, cloneInto} from '../clone.ts'
import {setUpDriver} from '../driver.ts'
import type {Repository} from '../find.ts'
import {makeFolders, removeEmpty} from '../found.ts'
import type {Manner} from '../manner.ts'
import {git, gitParts} from '../run.ts'
import {programsNamed, trust} from '../settings.ts'

export interface CloneWish {
  /** Where the clone shall be: absolute; not there yet, or an empty folder. */
  readonly place: string
  readonly url: string
  readonly manner: Manner
}

/** A clone beside its place. */
export interface Aside {
  readonly repository: Repository
  /** The circle's folder in it, absolute. */
  readonly root: string
  /** Where that will be. */
  readonly rootToBe: string
  /** Puts the clone into its place for good; gives the circle's folder there and its repository. */
  readonly settle: () => Promise<{readonly root: string; readonly repository: Repository}>
}

/**
 * Clones beside the place and does `work` with the clone. Unless `work` settled it, nothing of it stays, also after Ctrl-C.
 * Throws `refused` where the place is taken, `missing` where no circle is found, `git` in words.
 */
export async function withCloneAside<T>(wish: CloneWish, work: (aside: Aside) => Promise<T>): Promise<T> {
  const {place} = wish
  requireFree(place)
  const made = onDisk(place, () => makeFolders(dirname(place)), 'made')
  const aside = onDisk(place, () => besidePath(place), 'made')
  let settled = false
  const clear = (): void => {
    if (settled) return
    rmSync(aside, {recursive: true, force: true, maxRetries: 3, retryDelay: 50})
    if (made !== undefined) removeEmpty(dirname(place), made)
  }
  const stop = stopping(clear)
  try {
    const repository = await cloneInto(aside, wish.url, wish.manner)
    const below = await circleIn(repository, wish.url)
    await checkOut(repository)
    await setUpDriver(repository, join(aside, below))
    const settle = async (): Promise<{root: string; repository: Repository}> => {
      stop.check()
      putInPlace(aside, place)
      settled = true
      return {root: join(place, below), repository: await settledIn(place)}
    }
    return await work({repository, root: join(aside, below), rootToBe: join(place, below), settle})
  } finally {
    stop.release()
    clear()
  }
}

/**
 * After Ctrl-C whatever git is doing ends first, and then this clears up; or it does so by itself in a moment. `check` throws
 * where somebody has said stop.
 */
function stopping(clear: () => void): {readonly check: () => void; readonly release: () => void} {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  let stopped: NodeJS.Signals | undefined
  let timer: NodeJS.Timeout | undefined
  const release = (): void => {
    clearTimeout(timer)
    for (const signal of signals) process.removeListener(signal, stop)
  }
  const stop = (signal: NodeJS.Signals): void => {
    stopped = signal
    timer ??= setTimeout(() => {
      clear()
      release()
      process.kill(process.pid, signal)
    }, 2_000)
  }
  for (const signal of signals) process.on(signal, stop)
  const check = (): void => {
    if (stopped !== undefined) throw new Fault('interrupted', 'Interrupted. Nothing was written.')
  }
  return {check, release}
}

/** Takes a clone away again that was settled and then came to nothing. */
export function removeSettled(place: string): void {
  const beside = onDisk(place, () => besidePath(place), 'removed')
  onDisk(place, () => renameSync(place, beside), 'removed')
  rmSync(beside, {recursive: true, force: true, maxRetries: 3, retryDelay: 50})
}

/** Throws a `refused` fault where something is in the place already. */
function requireFree(place: string): void {
  const stats = statsOf(place)
  if (stats === undefined) return
  if (!stats.isDirectory()) throw new Fault('refused', `${place} is not a folder`, {hint: 'name a folder, or one that is not there yet'})
  if (onDisk(place, () => readdirSync(place), 'looked at').length === 0) return
  throw new Fault('refused', `${place} is there already, and not empty`, {hint: `name another folder: circle join <git-url> ${basename(place)}-2`})
}

function putInPlace(aside: string, place: string): void {
  requireFree(place)
  onDisk(place, () => {
    if (statsOf(place) !== undefined) rmdirSync(place)
    renameSync(aside, place)
    syncFolder(dirname(place))
  }, 'made')
}

/** The repository in its place. Hooks in it come from the user's own template, since no clone brings any. */
async function settledIn(place: string): Promise<Repository> {
  const repository = repositoryOf(place)
  if (repository === undefined) throw new Fault('git', `the clone in ${place} is no repository any more`, {hint: 'run the same command again'})
  if ((await programsNamed(repository)).length > 0) await trust(repository)
  return repository
}

/** Where in a clone the circle lies: `''` for its top, else a folder. Looks at the commit, so that nothing need be written. */
async function circleIn({top}: Repository, url: string): Promise<string> {
  const {status} = await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {accept: [1]})
  if (status !== 0) {
    throw new Fault('missing', `there is nothing in ${shownUrl(url)} yet`, {hint: 'whoever founded the circle shares it first: circle share <git-url>'})
  }
  const entries = await gitParts(top, ['ls-tree', '-r', '-z', 'HEAD'])
  const files = entries.filter((entry) => entry.startsWith('100')).map((entry) => entry.slice(entry.indexOf('\t') + 1))
  const folders = files.filter((path) => path === charterPath || path.endsWith(`/${charterPath}`)).map((path) => dirname(path))
  if (folders.includes('.')) return ''
  if (folders.length === 0) throw new Fault('missing', `there is no circle in ${shownUrl(url)}: it has no ${charterPath}`, {hint: 'look at the address again; or found a circle of your own: circle init'})
  if (folders.length === 1) return folders[0]!
  throw new Fault('refused', `there are ${folders.length} circles in ${shownUrl(url)}: ${folders.slice(0, 5).join(', ')}`, {
    hint: 'clone it with git, go to the folder of yours, and add yourself: circle member add "Your Name <you@example.org>"',
  })
}

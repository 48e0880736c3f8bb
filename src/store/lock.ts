/**
 * One writer at a time. The lock is a file that names its holder; it is linked into place complete, so it is never half
 * written. A holder is dead when it ran on this machine and there is no such process any more, or another that took
 * its number, and no git that it started goes on without it. A suspended holder is alive, and its lock is never taken
 * away. Not for network drives: a lock of another machine is left for a person to judge.
 */
import {randomBytes} from 'node:crypto'
import {linkSync, mkdirSync, readFileSync, readlinkSync, readdirSync, renameSync, unlinkSync, writeFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {Fault} from '../model/fault.ts'
import {diskFault, errorCode, onDisk} from './disk.ts'

/** Who holds a lock. */
interface Holder {
  readonly pid: number
  readonly host: string
  /** When the process started, as the system counts it; empty where it can't be known. */
  readonly started: string
  /** Tells this very taking of the lock from every other. */
  readonly nonce: string
}

/** Proof that the lock is held. */
export interface Held {
  readonly state: string
  readonly nonce: string
}

export interface LockOptions {
  /** How long to wait for another process, in milliseconds. */
  readonly limitMs?: number
}

const lockName = 'lock'

/** Takes the lock of the folder `state` (made if need be), does `work`, and gives the lock back. Throws a `system` fault when it stays taken. */
export async function withLock<T>(state: string, work: (held: Held) => Promise<T> | T, options: LockOptions = {}): Promise<T> {
  const held = await takeLock(state, options)
  try {
    return await work(held)
  } finally {
    releaseLock(held)
  }
}

/** Takes the lock, waiting up to ten seconds (or `limitMs`) for another process. */
export async function takeLock(state: string, {limitMs = 10_000}: LockOptions = {}): Promise<Held> {
  const lock = join(state, lockName)
  try {
    makeFolder(state)
    const me = holderHere()
    const until = Date.now() + limitMs
    for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
      if (place(lock, me)) {
        clearLeftovers(state, me)
        return {state, nonce: me.nonce}
      }
      if (breakDead(lock, me)) continue
      if (Date.now() >= until) throw takenFault(lock)
      await sleep(pause * (0.5 + Math.random()))
    }
  } catch (error) {
    throw diskFault(error, lock, 'made')
  }
}

/** Gives the lock back; nothing happens when it is no longer ours. */
export function releaseLock({state, nonce}: Held): void {
  const lock = join(state, lockName)
  if (readHolder(lock)?.nonce !== nonce) return
  removeIfThere(childPath(lock, nonce))
  unlinkSync(lock)
}

/** Notes a process that works for the holder of the lock: should the holder be killed, the lock is kept until that one ends. */
export function noteChild({state, nonce}: Held, pid: number): void {
  const path = childPath(join(state, lockName), nonce)
  const draft = join(state, `.holder-${process.pid}-${nonce}`)
  onDisk(path, () => {
    writeFileSync(draft, JSON.stringify({...holderHere(), pid, started: startOf(pid)}))
    renameSync(draft, path)
  })
}

function childPath(lock: string, nonce: string): string {
  return join(dirname(lock), `child-${nonce}`)
}

/** The nonce of the lock in place, whoever holds it; undefined when it is free. */
export function lockNonce(state: string): string | undefined {
  return readHolder(join(state, lockName))?.nonce
}

/** Makes the folder, and the ones above it that are not there. (Node's own `recursive` never ends where mkdir says ENOENT, as below /proc.) */
function makeFolder(path: string, above = 40): void {
  try {
    mkdirSync(path)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return
    if (errorCode(error) !== 'ENOENT' || above === 0) throw error
    makeFolder(dirname(path), above - 1)
    makeFolder(path, 0)
  }
}

/** Puts a file that names `me` at `path`, complete from its first moment; false when something is there. */
function place(path: string, me: Holder): boolean {
  const draft = join(dirname(path), `.holder-${me.pid}-${me.nonce}`)
  writeFileSync(draft, JSON.stringify(me), {flag: 'wx', mode: 0o644})
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    unlinkSync(draft)
  }
}

/**
 * Removes the lock at `path` when its holder is dead; true when it is worth trying for the lock again at once.
 *
 * Two processes may find the same dead lock, and the slower must not remove the lock that the faster has taken since.
 * So removing needs a ticket named after the dead lock's nonce: only its maker may remove that lock, after another look
 * at it, and nonces never come back. A ticket is itself a lock, and is broken the same way when its maker died.
 */
function breakDead(path: string, me: Holder): boolean {
  const holder = readHolder(path)
  if (holder === undefined) return true
  if (!isDead(holder, me) || childLives(path, holder, me)) return false
  const ticket = join(dirname(path), `${lockName}-${holder.nonce}`)
  if (!place(ticket, {...me, nonce: randomBytes(9).toString('hex')})) return breakDead(ticket, me)
  try {
    if (readHolder(path)?.nonce === holder.nonce) removeIfThere(path)
  } finally {
    removeIfThere(ticket)
  }
  return true
}

function childLives(path: string, {nonce}: Holder, me: Holder): boolean {
  const child = readHolder(childPath(path, nonce))
  return child !== undefined && !isDead(child, me)
}

/**
 * Removes drafts and tickets that killed processes left behind. Called by the holder of the lock: the locks that old
 * tickets are for are gone for good, so a ticket removed while somebody still looks at it does no harm.
 */
function clearLeftovers(state: string, me: Holder): void {
  for (const name of readdirSync(state)) {
    const pid = /^\.holder-(\d+)-/.exec(name)?.[1]
    const holder = name.startsWith(`${lockName}-`) || name.startsWith('child-') ? readHolder(join(state, name)) : undefined
    if ((pid !== undefined && !processLives(Number(pid))) || (holder !== undefined && isDead(holder, me))) removeIfThere(join(state, name))
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

function readHolder(path: string): Holder | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const holder = JSON.parse(text) as Partial<Holder>
    if (typeof holder.pid === 'number' && typeof holder.host === 'string' && typeof holder.nonce === 'string' && /^[0-9a-f]+$/.test(holder.nonce)) {
      return {pid: holder.pid, host: holder.host, nonce: holder.nonce, started: typeof holder.started === 'string' ? holder.started : ''}
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new Fault('system', `${path} is not a lock that circle made.`, {place: {file: path}, hint: `If no other circle is running, remove it: rm '${path}'`})
}

function isDead(holder: Holder, me: Holder): boolean {
  if (holder.host !== me.host) return false
  if (!processLives(holder.pid)) return true
  const started = startOf(holder.pid)
  return holder.started !== '' && started !== '' && started !== holder.started
}

/** False when there is no such process on this machine, or only what is left of one. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
  return !/^[ZX] /.test(statOf(pid))
}

/** When a process started, in ticks since the machine did (Linux); empty elsewhere. */
function startOf(pid: number): string {
  return statOf(pid).split(' ')[19] ?? ''
}

/** The fields of /proc/PID/stat from the third on (its name, the second, may hold anything); empty where there is none. */
function statOf(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    return ''
  }
}

function holderHere(): Holder {
  return {pid: process.pid, host: hostHere(), started: startOf(process.pid), nonce: randomBytes(9).toString('hex')}
}

/** This machine's name; in a container with the container's own process numbers, those told apart as well. */
function hostHere(): string {
  if (process.platform !== 'linux') return hostname()
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    return hostname()
  }
}

function takenFault(lock: string): Fault {
  const holder = readHolder(lock)
  if (holder === undefined) return new Fault('system', 'Other circle commands kept this circle busy.', {hint: 'Run the same command again.'})
  if (holder.host === hostHere()) {
    const child = readHolder(childPath(lock, holder.nonce))
    const who = child === undefined || processLives(holder.pid) ? `Another circle command (process ${holder.pid})` : `The git of a circle command that was cut off (process ${child.pid})`
    return new Fault('system', `${who} is writing to this circle.`, {
      hint: 'Wait for it to end, or end it, then run the same command again.',
    })
  }
  const host = holder.host.split(' ')[0]
  return new Fault('system', `A circle command on another machine (process ${holder.pid} on ${host}) is writing to this circle, or was cut off while it did.`, {
    hint: `If it is no longer running there, remove its lock: rm '${lock}'`,
  })
}

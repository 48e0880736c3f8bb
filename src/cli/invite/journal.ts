/**
 * What this clone sent: kept in the writer's own room, where only the user can read it and git never commits it. A mail cannot be
 * taken back and a commit can fail or go, so each mail is noted before it goes and after it went, and the last to each member stays
 * noted when it is on a page: a run that was cut off at any moment goes on from there, and nobody is sent the same twice, whatever
 * becomes of the commits.
 */
import {readFileSync, readdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import type {Told} from '../../calendar/invitations.ts'
import {isLater} from '../../calendar/told.ts'
import {addDays} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {onDisk, statsOf, syncFolder} from '../../store/disk.ts'
import {releaseLock, takeLock} from '../../store/lock.ts'
import {isMap, makePrivateFolder, mapIn, privateFolder, writePrivate} from '../files/private.ts'

/** One mail to one member. */
export interface Entry {
  readonly member: string
  /** Who sent it: on whose page it is to stand. */
  readonly by: string
  /** `going`: it was about to go, and nothing is known since. */
  readonly state: 'going' | 'gone'
  readonly told: Omit<Told, 'unsure' | 'by'>
}

/** What is kept of one gathering. */
export interface Journal {
  readonly entries: () => readonly Entry[]
  /** Notes these on the disk, in place of what was noted of the same mails. */
  readonly note: (entries: readonly Entry[]) => void
  /** These did not go. */
  readonly drop: (entries: readonly Entry[]) => void
  /** All that is known to have gone stands on pages now: the last to each member stays, and what is not known to have gone, unless a later one reached that member. */
  readonly settle: () => void
}

const folderName = 'invitations'

/** The journal of a gathering of the circle in `root`. Nothing is made before something is noted. */
export function journalOf(root: string, gathering: string): Journal {
  const folder = privateFolder(root, folderName)
  const file = join(folder, `${gathering}.json`)
  const read = (): Entry[] => onDisk(file, () => (statsOf(file)?.isFile() === true ? entriesIn(readFileSync(file, 'utf8')) : []), 'read')
  const write = (entries: readonly Entry[]): void => onDisk(file, () => {
    if (entries.length === 0) rmSync(file, {force: true})
    else {
      makePrivateFolder(root, folder)
      writePrivate(file, `${JSON.stringify({version: 1, mails: entries}, undefined, 2)}\n`, true)
    }
    // Without it a power cut could bring back the name of the file before, and with it a mail that is not known to have gone.
    if (statsOf(folder) !== undefined) syncFolder(folder)
  })
  return {
    entries: read,
    note: (entries) => write([...read().filter((entry) => !entries.some((other) => isNews(other, entry))), ...entries]),
    drop: (entries) => write(read().filter((entry) => entry.state === 'gone' || !entries.some((other) => isSameMail(entry, other)))),
    settle: () => {
      const all = read()
      const gone = lastGone(all)
      const settled = all.filter((entry) => (entry.state === 'gone' ? gone.includes(entry) : !gone.some((other) => other.member === entry.member && other.told.sequence >= entry.told.sequence)))
      if (settled.length < all.length) write(settled)
    },
  }
}

/** That a mail is about to go once more takes nothing from it having gone before. */
function isNews(entry: Entry, known: Entry): boolean {
  return isSameMail(entry, known) && (entry.state === 'gone' || known.state === 'going')
}

/** Of those that went, the last of each sender to each member. */
export function lastGone(entries: readonly Entry[]): Entry[] {
  const last = new Map<string, Entry>()
  for (const entry of entries) {
    const key = `${entry.by} ${entry.member}`
    const known = last.get(key)
    if (entry.state === 'gone' && (known === undefined || !isLater(known.told, entry.told))) last.set(key, entry)
  }
  return [...last.values()]
}

function isSameMail(one: Entry, other: Entry): boolean {
  return one.member === other.member && one.told.sequence === other.told.sequence && one.told.method === other.told.method && one.told.address === other.told.address
}

/** The gatherings of which something is kept. */
export function journaled(root: string): string[] {
  const folder = privateFolder(root, folderName)
  const names = onDisk(folder, () => (statsOf(folder) === undefined ? [] : readdirSync(folder)), 'read')
  return names.flatMap((name) => /^(\d{4}-\d{2}-\d{2}-[a-z0-9-]+)\.json$/.exec(name)?.[1] ?? []).toSorted()
}

/** So many days after its day a gathering is over for long, also one that was put off. */
const daysKept = 400

/** Removes what is kept of gatherings that are over for long, and what a run left that was killed while it wrote. For whoever has `onlyRun`. */
export function tidy(root: string, today: Day): void {
  const folder = privateFolder(root, folderName)
  const oldest = addDays(today, -daysKept)
  onDisk(folder, () => {
    for (const name of readdirSync(folder)) {
      const [, day, rest] = /^(\d{4}-\d{2}-\d{2})-[a-z0-9-]+\.json(\.\d+)?$/.exec(name) ?? []
      if (day !== undefined && (rest !== undefined || day < oldest)) rmSync(join(folder, name), {force: true})
    }
  }, 'cleared')
}

/** Whether a run is at work in this clone at this moment: what the journal has then is not what was left over. */
export async function isAtWork(root: string): Promise<boolean> {
  const folder = privateFolder(root, folderName)
  if (onDisk(folder, () => statsOf(folder)) === undefined) return false
  try {
    releaseLock(await takeLock(folder, {limitMs: 0}))
    return false
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'system' || error.place !== undefined) throw error
    return true
  }
}

/**
 * One run at a time: takes the lock of this clone's invitations, and gives what gives it back; it ends with the process too. Throws
 * a `refused` fault when another run keeps it.
 */
export async function onlyRun(root: string): Promise<() => void> {
  const folder = privateFolder(root, folderName)
  onDisk(folder, () => makePrivateFolder(root, folder), 'made')
  try {
    const held = await takeLock(folder, {limitMs: 3000})
    const release = (): void => releaseLock(held)
    // Where the record cannot be committed, nothing after it runs.
    process.once('exit', release)
    return () => {
      process.removeListener('exit', release)
      release()
    }
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'system' || error.place !== undefined) throw error
    // One of another machine may be left from long ago, and its hint says how to take it away.
    const hint = error.hint?.includes('rm ') === true ? error.hint : 'wait for it to end, then run the same command again: it will know what was sent'
    throw new Fault('refused', 'another `circle invite` is at work in this clone', {hint, cause: error})
  }
}

// Reading back

function entriesIn(text: string): Entry[] {
  const hint = 'look at the folder `invitations` in .git/circle; without that file circle knows only what stands on the pages'
  const {version, mails} = mapIn(text, 'what circle kept of the invitations it sent', hint) ?? {}
  return version === 1 && Array.isArray(mails) ? mails.filter(isEntry) : []
}

function isEntry(value: unknown): value is Entry {
  if (!isMap(value) || !isMap(value.told)) return false
  const {member, by, state, told} = value
  const texts = [member, by, told.sent, told.when, told.of, told.organizer]
  const numbers = [told.sequence, told.since]
  const later = [told.address, told.from, told.parts, told.outdated]
  if (!later.every((text) => text === undefined || typeof text === 'string')) return false
  return texts.every((text) => typeof text === 'string') && numbers.every(Number.isInteger) && (state === 'going' || state === 'gone') && (told.method === 'request' || told.method === 'cancel')
}

/**
 * What the runner calls: carries out a change of the circle's files and its commit, all or nothing, under one lock.
 * What writes and runs git is loaded when it is needed: reading commands need none of it.
 */
import {mkdirSync, readdirSync, renameSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../model/fault.ts'
import {onDisk, statsOf, targetAt} from '../store/disk.ts'
import {hasJournal} from '../store/journal.ts'
import type {Held} from '../store/lock.ts'
import type {Finish, Finished, Write} from '../store/write.ts'
import {findRepository, isBroken, prefixOf, stateFolder} from './find.ts'
import type {Repository} from './find.ts'
import type {Identity} from './settings.ts'

/** Where a circle is written. */
export interface Room {
  /** The circle's folder, absolute. */
  readonly root: string
  /** The writer's own folder: `stateFolder(root, repository)`. */
  readonly state: string
  readonly repository: Repository | undefined
}

export interface Carry extends Room {
  readonly writes: readonly Write[]
  /** The message of the commit: a line, or a line, a blank line and more. */
  readonly message: string
  /** False: write the files alone. */
  readonly commit: boolean
  /** Author and committer, where git's own settings are not to be used. */
  readonly identity?: Identity | undefined
  /** The lock, when the caller holds it (`underLock`); else it is taken for this call. */
  readonly held?: Held
}

export interface Carried {
  /** The id of the commit, when one was made. */
  readonly committed?: string
  /** Remarks for people: what was finished of an earlier command, what went into the commit whole. */
  readonly notes: string[]
}

/**
 * Takes the lock, finishes what a killed process left, and does `work`: read, decide, and `carryOut` with `held`. Two
 * processes then never decide on the same reading. Nothing should wait for a person in here. Throws `system` when another
 * process keeps the lock for ten seconds.
 */
export async function underLock<T>(room: Room, work: (held: Held, notes: string[]) => Promise<T>): Promise<T> {
  return recovered(room, async (held, {notes, done}) => {
    if (!done) throw new Fault('git', notes.at(-2) ?? '', {hint: notes.at(-1) ?? ''})
    return work(held, [...notes])
  })
}

async function recovered<T>(room: Room, work: (held: Held, finished: Finished) => Promise<T>): Promise<T> {
  requireOwnState(room)
  const [{withLock}, {recover}] = await Promise.all([import('../store/lock.ts'), import('../store/write.ts')])
  return withLock(room.state, async (held) => work(held, await recover(room.root, held, finisher(room, held))))
}

/** Carries out all writes and their commit, or nothing. Throws a fault of any kind but `usage`; then every file is as it was. */
export async function carryOut(carry: Carry): Promise<Carried> {
  if (carry.held === undefined) {
    return underLock(carry, async (held, notes) => {
      const carried = await carryOut({...carry, held})
      return {...carried, notes: [...notes, ...carried.notes]}
    })
  }
  const {held} = carry
  return withoutInterruption(() => carryOutHeld(carry, held))
}

async function carryOutHeld({root, repository, writes, message, commit, identity}: Carry, held: Held): Promise<Carried> {
  const {writeAll} = await import('../store/write.ts')
  if (!commit || repository === undefined) {
    await writeAll(root, held, writes)
    return {notes: []}
  }
  const [{planCommit}, {commitPlan}] = await Promise.all([import('./plan.ts'), import('./commit.ts')])
  const wish = {repository, prefix: prefixOf(root, repository), message, identity}
  const carried = await writeAll(root, held, writes, {
    prepare: (wanted, bench) => planCommit(wish, wanted, bench),
    commit: async (plan, bench) => ({oid: await commitPlan(plan, {repository, bench, held}), notes: plan.notes}),
  })
  return {...(carried?.oid === undefined ? {} : {committed: carried.oid}), notes: [...(carried?.notes ?? [])]}
}

/**
 * Lets one Ctrl-C go by while `work` writes. Git, when it is at work, ends of it, and everything is put back; else the
 * moment passes and all is done. A second one ends the program; the next start finishes what it had begun.
 */
export async function withoutInterruption<T>(work: () => Promise<T>): Promise<T> {
  const letPass = (): void => undefined
  process.once('SIGINT', letPass)
  try {
    return await work()
  } finally {
    process.removeListener('SIGINT', letPass)
  }
}

/**
 * For every command, reading ones too, before it reads: finishes what a killed process had decided, and waits for a
 * process that is writing right now. Where git left a lock, it says so and lets the command read. Without a journal it
 * costs one look at the file system, or two. Returns remarks.
 * `within` is the environment's CIRCLE_WITHIN: a hook of our own commit may read on while its writer waits for it.
 */
export async function recoverFirst(room: Room, within?: string): Promise<string[]> {
  const notes: string[] = []
  for (const each of [room, {...room, state: join(room.root, '.circle', 'local')}, topRoomOf(room)]) {
    const {state} = each
    if (!hasJournal(state) || (within !== undefined && within === (await import('../store/lock.ts')).lockNonce(state))) continue
    notes.push(...(await recovered(each, async (_, finished) => finished.notes)))
  }
  return notes
}

/** Where a sync writes: files beside the circle too, when it lies in a folder of the repository. */
export function topRoomOf(room: Room): Room {
  const {repository} = room
  return repository === undefined ? room : {root: repository.top, state: stateFolder(repository.top, repository), repository}
}

function finisher({repository}: Room, held: Held): Finish {
  return async (prepared, settled, bench) => {
    const [{isPlan}, {finishPlan}] = await Promise.all([import('./plan.ts'), import('./commit.ts')])
    if (repository === undefined) return {done: true, notes: ['It was not committed: there is no git repository here any more.']}
    const {finishAdvance, isAdvance} = await import('./share/advance.ts')
    if (isAdvance(prepared)) return finishAdvance(prepared, settled, {repository, held})
    if (!isPlan(prepared)) return {done: true, notes: ['It was not committed: what was noted of the commit makes no sense.']}
    return finishPlan(prepared, settled, {repository, bench, held})
  }
}

/** Outside git the state lies in the circle's own folder, which may have come from anywhere: no links on the way there. */
function requireOwnState({root, state}: Room): void {
  if (state === join(root, '.circle', 'local')) targetAt(root, '.circle/local/lock')
}

/**
 * The repository around `folder`, ready for the writer; undefined when there is none. Throws a `git` fault for one so
 * broken that git would overlook it, and use one further up.
 */
export function repositoryOf(folder: string): Repository | undefined {
  const found = findRepository(folder)
  if (found === undefined || !isBroken(found)) return found
  throw new Fault('git', `The git repository in ${found.top} is broken: ${found.broken}.`, {hint: 'Mend it, or restore it from another clone. git status in that folder says more.'})
}

/**
 * Makes a repository in `root`, on the branch that the user's settings name, else `main`: made beside its place and then
 * renamed, so that a kill leaves no half of one. `who`: the person who commits there, where git knows nobody.
 */
export async function initRepository(root: string, who?: Identity): Promise<Repository> {
  const [{git}, {setUpDriver}, {introduce, programsNamed, readSettings, settingOf, trust}, {besidePath}] = await Promise.all([
    import('./run.ts'), import('./driver.ts'), import('./settings.ts'), import('../store/beside.ts'),
  ])
  const branch = settingOf(await readSettings(root), 'init.defaultbranch') || 'main'
  const beside = onDisk(root, () => besidePath(join(root, '.git')), 'looked at')
  try {
    onDisk(beside, () => mkdirSync(beside), 'made')
    await git(beside, ['init', '--quiet', `--initial-branch=${branch}`])
    const fresh = repositoryIn(beside)
    if (who !== undefined) await introduce(fresh, who)
    await setUpDriver(fresh, beside)
    onDisk(join(root, '.git'), () => renameSync(fresh.gitDir, join(root, '.git')), 'made')
  } finally {
    rmSync(beside, {recursive: true, force: true})
  }
  const repository = repositoryIn(root)
  // Hooks that come from the user's own template are theirs.
  if ((await programsNamed(repository)).length > 0) await trust(repository)
  return repository
}

function repositoryIn(root: string): Repository {
  const repository = repositoryOf(root)
  if (repository === undefined) throw new Fault('git', `git made no repository in ${root}.`, {hint: 'Try git init in that folder yourself.'})
  return repository
}

export interface FirstCarry extends Omit<Carry, keyof Room | 'held'> {
  readonly root: string
  /** The circle gets a repository of its own, even inside another one, and this person commits in it where git knows nobody. */
  readonly own?: Identity | undefined
}

/**
 * Founds a circle: makes a repository where there is none, then carries out its first change. When that fails, the
 * repository made here goes away again.
 */
export async function carryOutFirst({own, ...carry}: FirstCarry): Promise<Carried> {
  const found = repositoryAround(carry.root, own !== undefined)
  const repository = found ?? (await initRepository(carry.root, own))
  try {
    const carried = await carryOut({...carry, repository, state: stateFolder(carry.root, repository)})
    return found === undefined || carried.committed === undefined ? carried : {...carried, notes: [...carried.notes, ...(await driverNotes(found, carry.root))]}
  } catch (error) {
    if (found === undefined) await removeUnborn(repository)
    throw error
  }
}

/** Sets up the merge in a repository that was there before; a remark where that failed, since all else is done by then. */
async function driverNotes(repository: Repository, root: string): Promise<string[]> {
  try {
    await (await import('./driver.ts')).setUpDriver(repository, root)
    return []
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [`Plain git merges this circle line by line for now: ${error.message}`]
  }
}

/** The repository that a circle in `root` would be part of; with `own` only one right there. */
export function repositoryAround(root: string, own: boolean): Repository | undefined {
  return own && statsOf(join(root, '.git')) === undefined ? undefined : repositoryOf(root)
}

/** Takes away a repository that nobody has committed to, not even in the meantime; in one step, so that no half of it stays. */
async function removeUnborn({top, gitDir}: Repository): Promise<void> {
  const [{withLock}, {besidePath}] = await Promise.all([import('../store/lock.ts'), import('../store/beside.ts')])
  const beside = besidePath(gitDir)
  await withLock(stateFolder(top, {top, gitDir, commonDir: gitDir}), () => {
    if (readdirSync(join(gitDir, 'refs', 'heads')).length === 0) renameSync(gitDir, beside)
  })
  rmSync(beside, {recursive: true, force: true})
}

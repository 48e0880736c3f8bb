/** Which commit `circle undo` is about: the user's own last that has not been taken back. */
import type {Repository} from '../git/find.ts'
import {commitsIn, headCommit} from '../git/log.ts'
import {isShallow} from '../git/state.ts'
import type {Commit} from '../git/log.ts'
import {blobsOf} from '../git/objects.ts'
import {commitTyped, isShared, undoingsIn} from '../git/undo.ts'
import type {Undoings} from '../git/undo.ts'
import {Fault} from '../model/fault.ts'
import {bytesOf, onDisk, targetAt} from '../store/disk.ts'
import {charterPath, placeOf, sharedPathOf} from '../store/kinds.ts'
import type {Source} from '../store/source.ts'
import {takenBack} from './undo-files.ts'
import type {Outcome, Versions} from './undo-files.ts'

export interface Ground {
  readonly repository: Repository
  readonly root: string
  readonly source: Source
  /** The user's, as git knows it. */
  readonly email: string
}

/** A commit, and what becomes of each of its files when it is taken back. */
export interface Undoing {
  readonly commit: Commit
  readonly outcomes: readonly Outcome[]
  /** A newer commit, by somebody else. */
  readonly newer?: Commit
}

/** How many commits are looked at first: most often one of them is the user's. */
const firstLook = 50

/**
 * The user's last commit of which something is left to take back; that of the id that was typed, if one was. Throws
 * `missing` when there is none, `refused` for one of somebody else's, and what `takenBack` throws.
 */
export async function findUndoing(ground: Ground, typed: string | undefined): Promise<Undoing> {
  const {repository, root, email} = ground
  const head = await headCommit(repository)
  if (head === undefined) throw nothing()
  if (typed !== undefined) return typedUndoing(ground, head, await commitTyped(repository, typed))
  const undoings = await undoingsIn(repository, head, email)
  for (const limit of [firstLook, Infinity]) {
    const commits = await commitsIn(repository, root, {to: head, limit})
    for (const commit of commits) {
      if (!isCandidate(commit, email, undoings)) continue
      const outcomes = await outcomesOf(ground, commit)
      if (outcomes.every(({change}) => change === 'none')) continue
      const newer = commits.find((each) => each.parents.length < 2)
      return {commit, outcomes, ...(newer === undefined || isBy(newer, email) ? {} : {newer})}
    }
    if (commits.length < limit) break
  }
  throw nothing()
}

/** Merges bring together what others did, and what was taken back stays so until somebody asks for it. */
function isCandidate(commit: Commit, email: string, {undoing, undone}: Undoings): boolean {
  return commit.parents.length < 2 && isBy(commit, email) && !undoing.has(commit.oid) && !undone.has(commit.oid)
}

function isBy(commit: Commit, email: string): boolean {
  return commit.email.toLowerCase() === email.toLowerCase()
}

function nothing(): Fault {
  return new Fault('missing', 'there is nothing of yours to take back', {hint: '`circle history` shows what was done, and by whom'})
}

async function typedUndoing(ground: Ground, head: string, oid: string): Promise<Undoing> {
  const {repository, root, email} = ground
  const commit = (await commitsIn(repository, root, {to: head})).find((each) => each.oid === oid)
  if (commit === undefined) throw new Fault('unknown', `the commit ${oid.slice(0, 7)} has changed nothing in this circle`, {hint: '`circle history` shows those that have'})
  if (commit.parents.length > 1) throw new Fault('refused', `${oid.slice(0, 7)} brought together what several people did, so it is not taken back as a whole`, {hint: 'take back single commits: `circle history` shows them'})
  if (!isBy(commit, email)) throw new Fault('refused', `${calledCommit(commit)} is by ${commit.name}, and everyone takes back what they did themselves`, {hint: 'ask them, or change it with a command of its own'})
  const outcomes = await outcomesOf(ground, commit)
  if (outcomes.every(({change}) => change === 'none')) throw new Fault('missing', `nothing of ${calledCommit(commit)} is left to take back`, {hint: '`circle history` shows what was done since'})
  return {commit, outcomes}
}

/** `"Log 2026-11-27-weekly" (3f2a1bc)` */
export function calledCommit({subject, oid}: Commit): string {
  return `"${subject}" (${oid.slice(0, 7)})`
}

async function outcomesOf(ground: Ground, commit: Commit): Promise<Outcome[]> {
  const {repository, root, source} = ground
  requireKnown(repository, commit)
  const {changes} = commit
  const odd = changes.find(({before, after}) => [before, after].some((version) => version !== undefined && !version.mode.startsWith('100')))
  if (odd !== undefined) throw new Fault('refused', `${calledCommit(commit)} is not taken back: ${odd.path} is a link or a submodule`, {place: {file: odd.path}, hint: `take it back with git: git revert ${commit.oid.slice(0, 7)}`})
  const blobs = await blobsOf(repository.top, [...new Set(changes.flatMap(({before, after}) => [before, after].flatMap((version) => version?.oid ?? [])))])
  const content = (oid: string | undefined): Buffer | undefined => {
    if (oid === undefined) return undefined
    const bytes = blobs.get(oid)
    if (bytes === undefined) throw new Fault('git', `git does not have all of what ${calledCommit(commit)} changed`, {hint: 'git fsck says more; a partial clone needs its remote: git fetch'})
    return bytes
  }
  const all = changes.map(({path, before, after}): Versions => {
    return {path, was: content(before?.oid), did: content(after?.oid), now: onDisk(path, () => bytesOf(targetAt(root, path).file), 'read')}
  })
  const shared = await isShared(repository, commit.oid)
  const called = calledCommit(commit)
  // Pages first: whether a shared page goes hangs on whether they do.
  const pages = all.filter(({path}) => !isSharedPage(path)).map((versions) => takenBack(versions, {called, shared, isAlone: () => true}))
  const going = new Set(pages.flatMap(({change, path}) => (change === 'removed' ? [path] : [])))
  const isAlone = (path: string): boolean => {
    const folder = path.slice(0, path.lastIndexOf('/'))
    return (source.names(folder) ?? []).every(({name}) => `${folder}/${name}` === path || going.has(`${folder}/${name}`))
  }
  const others = all.filter(({path}) => isSharedPage(path)).map((versions) => takenBack(versions, {called, shared, isAlone}))
  return [...others, ...pages]
}

function isSharedPage(path: string): boolean {
  const place = placeOf(path)
  return place !== undefined && sharedPathOf(place) === path
}

/** What was before must be in this clone; and before its founding a circle was none. */
function requireKnown(repository: Repository, commit: Commit): void {
  if (commit.parents.length === 0 && isShallow(repository)) {
    throw new Fault('git', `what was before ${calledCommit(commit)} is not in this clone`, {hint: 'fetch the rest of the history: git fetch --unshallow'})
  }
  if (commit.changes.some(({path, before}) => path === charterPath && before === undefined)) {
    throw new Fault('refused', `${calledCommit(commit)} founded the circle, and that is not taken back`, {hint: 'a circle that nobody wants is a folder: remove it'})
  }
}

/**
 * Sharing: what was edited here and what others shared become one circle. All of it is made as objects first, and pushed;
 * only what is through comes into the branch and the work tree. So an interrupted sync is as if it had not begun.
 */
import {setTimeout as sleep} from 'node:timers/promises'
import type {Choice} from '../../merge/conflict.ts'
import {Fault} from '../../model/fault.ts'
import type {Held} from '../../store/lock.ts'
import {topRoomOf, underLock, withoutInterruption} from '../carry.ts'
import type {Room} from '../carry.ts'
import {prefixOf} from '../find.ts'
import type {Repository} from '../find.ts'
import {fetchFrom, linkOf, noteSeen, peekFrom, pushTo, requireKept, tipsOf} from '../network.ts'
import type {Link, Manner} from '../network.ts'
import {git} from '../run.ts'
import {readSettings, requireIdentity, requireTrust} from '../settings.ts'
import type {Identity, Setting} from '../settings.ts'
import {isShallow, readHead, requireIdle, requireOwnWorkTree} from '../state.ts'
import {advance, advanceBranch, wayTo} from './advance.ts'
import {isAncestor, mergeBase} from './bases.ts'
import {editHooks, mergeHooks, storeCommit, storeHidden} from './commits.ts'
import {differences, isSame} from './differences.ts'
import {editedByHand} from './hand.ts'
import {requireSound} from './judge.ts'
import {mergeTrees} from './trees.ts'
import type {Ground, MergedTrees, PathConflict} from './trees.ts'
import {inWorkshop} from './workshop.ts'

/** What both sides are while people decide: commits by id, to tell who changed what. */
export interface Sides {
  readonly base: string
  readonly mine: string
  readonly theirs: string
}

export interface SyncWish {
  readonly manner: Manner
  /** Who commits, where git's own settings are not to be used. */
  readonly identity?: Identity | undefined
  /** Settles conflicts, in their order; undefined when nobody can. Each is asked once, also when others push in between. */
  readonly decide: (conflicts: readonly PathConflict[], sides: Sides) => Promise<readonly Choice[] | undefined>
  /** Put a history that was rewritten together with ours, instead of stopping. */
  readonly acceptRewritten?: boolean
  /** Find out, and change nothing; to be called within `withObjectsAside`, so that not even objects are left. */
  readonly dryRun?: boolean
}

/** What a sync came to. Commits by id. */
export interface Shared {
  readonly link: Link
  /** Where the branch stood. */
  readonly before: string
  /** The same with what was edited by hand. */
  readonly mine: string
  /** What the others had; undefined for a remote without this branch. */
  readonly theirs: string | undefined
  /** Where all stand now. */
  readonly after: string
  /** Files that were edited by hand and are committed now, from the circle's root. */
  readonly edited: readonly string[]
  readonly tries: number
  /** True when something was pushed. */
  readonly sent: boolean
  readonly notes: readonly string[]
}

/** What people must decide first; nothing has changed. */
export interface Undecided {
  readonly conflicts: readonly PathConflict[]
  readonly sides: Sides
}

export type GitRoom = Room & {readonly repository: Repository}

/** How often somebody else may be first before we give up for now. */
const mostTries = 100
const longestPauseMs = 15_000
/** How often the remote's branch may be in use without coming any further: then its lock was left behind. */
const mostIdle = 8
/** How often a file may be changed here in the moment in which it is to be written. */
const mostClashes = 3

/**
 * Shares the circle in `room`. Throws `git` when git, the network or the remote fails, `unsound` when a circle would not
 * be sound, `refused` when something of the user's is in the way; then nothing has changed here.
 */
export async function synchronise(room: GitRoom, wish: SyncWish): Promise<Shared | Undecided> {
  const settings = await readyToShare(room.repository)
  const memory: Memory = {choices: new Map(), idle: 0, clashes: 0}
  for (let tries = 1; ; tries += 1) {
    const began = performance.now()
    const shared = await inWorkshop(room.state, (bench) => once({room, settings, wish, memory, ground: groundOf(room, bench)}), wish.dryRun === true)
    if (shared !== undefined) return 'conflicts' in shared ? shared : {...shared, tries}
    if (tries === mostTries) {
      throw new Fault('git', `others shared something ${mostTries} times while this sync was at work`, {hint: 'nothing was changed; run circle sync again in a while'})
    }
    await sleep(pauseAfter(tries, performance.now() - began))
  }
}

/**
 * How many milliseconds to wait after a try that came too late. Those who collide wait for different times, longer each time, as
 * on a shared wire: only one can get through while one try lasts, and the tries of the others only slow it down. At most as long
 * as sixteen tries last.
 */
function pauseAfter(tries: number, tookMs: number): number {
  return Math.random() * Math.min(Math.max(tookMs, 50) * 2 ** Math.min(tries, 4), longestPauseMs)
}

function groundOf({root, repository}: GitRoom, bench: Ground['bench']): Ground {
  return {top: repository.top, prefix: prefixOf(root, repository), bench}
}

/** Throws where nothing should be shared from: git is in the middle of something, programs were not asked about. */
export async function readyToShare(repository: Repository): Promise<Setting[]> {
  await requireIdle(repository)
  const settings = await readSettings(repository.top)
  requireOwnWorkTree(repository, settings)
  requireTrust(repository, settings)
  return settings
}

interface Attempt {
  readonly room: GitRoom
  readonly settings: readonly Setting[]
  readonly wish: SyncWish
  readonly ground: Ground
  readonly memory: Memory
}

/** What one try tells the next. */
interface Memory {
  /** Answers that were given, by conflict. */
  readonly choices: Map<string, Choice>
  /** What the others had when the last push did not get through, and how many pushes in a row met just that. */
  refusedAt?: string | undefined
  idle: number
  clashes: number
  /** The first try that got through to the others, but did not arrive here. */
  through?: Omit<Shared, 'tries'>
}

/** One try; undefined when somebody else was first, here or there. */
async function once(attempt: Attempt): Promise<Omit<Shared, 'tries'> | Undecided | undefined> {
  const {room, settings, wish, memory} = attempt
  const {repository} = room
  const {branch, oid: before} = await readHead(repository)
  if (before === undefined) throw new Fault('git', 'nothing has been committed here yet, so there is nothing to share', {hint: 'commit what is there: git add -A && git commit'})
  const link = linkOf(repository, settings, {branch})
  const theirs = await (wish.dryRun === true ? peekFrom : fetchFrom)(repository, link, wish.manner)
  const seen = wish.acceptRewritten === true ? undefined : await requireKept(repository, link, theirs)
  if (theirs === undefined && wish.acceptRewritten !== true) await requireNewBranch(repository, link, wish.manner)
  const hand = await handCommit(attempt, branch, before)
  if (hand === undefined) return undefined
  const merged = await mergedWith(attempt, hand, before, theirs)
  if ('conflicts' in merged) return merged
  const way = await wayTo(repository, hand.mine, merged.after, hand.index)
  const shared = {link, before, mine: hand.mine, theirs, after: merged.after, edited: hand.edited, notes: [...hand.notes, ...merged.remarks, ...way.notes]}
  if (wish.dryRun === true) return {...shared, sent: merged.after !== theirs}
  const sent = merged.after !== theirs
  if (sent && (await send(attempt, link, theirs, merged.after)) === 'moved') return undefined
  const isStill = !sent && merged.after === before && hand.mine === before
  const arrived = isStill || (await arrive(attempt, {branch, before, hand, after: merged.after}))
  const notes = [...shared.notes, ...(seen === merged.after ? [] : await remembered(repository, link, merged.after))]
  const all = together({...shared, sent, notes}, memory.through)
  if (arrived) return all
  if (sent) memory.through = all
  return undefined
}

/** Pushes; when the remote's branch has been in use for long and is where it was, its lock is not waited for any more. */
async function send({room: {repository}, wish, memory}: Attempt, link: Link, theirs: string | undefined, after: string): Promise<'through' | 'moved'> {
  memory.idle = theirs === memory.refusedAt ? memory.idle + 1 : 0
  memory.refusedAt = theirs
  return pushTo(repository, link, after, wish.manner, memory.idle < mostIdle)
}

/** What a sync came to whose first tries went through already: all of it is told. */
function together(last: Omit<Shared, 'tries'>, earlier: Omit<Shared, 'tries'> | undefined): Omit<Shared, 'tries'> {
  if (earlier === undefined) return last
  const {before, theirs, edited, notes} = earlier
  return {...last, before, theirs, sent: true, edited: [...new Set([...edited, ...last.edited])], notes: [...new Set([...notes, ...last.notes])]}
}

/** Notes what the remote has now. Where that fails all else is done, so it is a remark and no more. */
async function remembered(repository: Repository, link: Link, tip: string): Promise<string[]> {
  try {
    await noteSeen(repository, link, tip)
    return []
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [`All is shared; but what ${link.remote} has now could not be noted: ${error.message}`, ...(error.hint === undefined ? [] : [error.hint])]
  }
}

/** A branch of one's own should not come up among the others by accident. */
async function requireNewBranch({top}: Repository, {url, branch, remote}: Link, manner: Manner): Promise<void> {
  const {branches, main} = await tipsOf(top, url, manner)
  if (branches.size === 0) return
  const other = main ?? [...branches.keys()][0]!
  const {status} = await git(top, ['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/remotes/${remote}/${other}`], {accept: [1, 128]})
  throw new Fault('git', `you are on the branch ${branch}, and the circle is shared on ${other}`, {
    hint: `go to it: ${status === 0 ? '' : `git fetch ${remote} && `}git switch ${other}. Or share this branch too: git push -u ${remote} ${branch}`,
  })
}

interface Hand {
  /** HEAD's commit, or one on top of it with what was edited by hand. */
  readonly mine: string
  readonly index: Parameters<typeof advanceBranch>[1]['index']
  readonly edited: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Commits what was edited by hand, as an object alone. Under the lock, so that no other command writes meanwhile; undefined when
 * somebody committed here since HEAD was read: what they committed was not edited by hand.
 */
async function handCommit({room, settings, wish, ground}: Attempt, branch: string, before: string): Promise<Hand | undefined> {
  return underTopLock(room, async () => {
    const now = await readHead(room.repository)
    if (now.oid !== before || now.branch !== branch) return undefined
    const {plan, edited, notes} = await editedByHand(room, before, ground.bench, wish.identity)
    if (plan === undefined) return {mine: before, index: [], edited: [], notes}
    const changes = new Map(plan.commit.map(({path, to}) => [path, to]))
    const mine = await storeCommit({repository: room.repository, settings, bench: ground.bench, identity: wish.identity}, {upon: before, changes, parents: [before], message: plan.message}, editHooks)
    return {mine, index: plan.index, edited, notes}
  })
}

interface Merged {
  readonly after: string
  readonly remarks: readonly string[]
}

/** The commit that holds both sides. Asks about conflicts; validates the circle that comes of it. */
async function mergedWith(attempt: Attempt, {mine}: Hand, before: string, theirs: string | undefined): Promise<Merged | Undecided> {
  const {room: {repository}, ground} = attempt
  const {top} = ground
  if (theirs === undefined || theirs === mine || (await isAncestor(top, theirs, mine))) {
    // What plain git committed goes out too, and was never looked at.
    if (theirs !== mine) await requireSound(ground, mine, new Map(), () => false)
    return {after: mine, remarks: []}
  }
  if (await isAncestor(top, mine, theirs)) {
    const changes = new Map([...(await differences(top, mine, theirs))].map(([path, {to}]) => [path, to]))
    await requireSound(ground, mine, changes, () => true)
    return {after: theirs, remarks: []}
  }
  const hidden = (one: string, other: string, changes: MergedTrees['changes']): Promise<string> =>
    storeHidden({repository, bench: ground.bench}, {upon: one, changes, parents: [one, other], message: 'Merge base'})
  const base = await mergeBase(ground, mine, theirs, hidden)
  if (base === undefined) throw unrelated(repository, attempt)
  const outcome = await settled(attempt, {base, mine, theirs})
  if ('sides' in outcome) return outcome
  const {changes, remarks} = outcome
  const others = await differences(top, mine, theirs)
  const theirVersions = new Map([...others].map(([path, {to}]) => [path, to]))
  await requireSound(ground, mine, changes, (path) => changes.has(path) && isSame(changes.get(path), theirVersions.get(path)))
  // All that is here is there too, and no commit of ours would be lost: so take theirs, and need no merge. What somebody
  // decided against is not there: it goes into the history, where it can be found.
  const isTheirs = attempt.memory.choices.size === 0 && [...others].every(([path, {to}]) => isSame(changes.get(path), to)) && changes.size === others.size
  if (isTheirs && (await isAncestor(top, before, theirs))) return {after: theirs, remarks}
  return {after: await mergeCommit(attempt, {mine, theirs}, changes), remarks}
}

async function mergeCommit({room, settings, wish, ground}: Attempt, {mine, theirs}: Omit<Sides, 'base'>, changes: MergedTrees['changes']): Promise<string> {
  if (wish.identity === undefined) requireIdentity(settings)
  const manner = {repository: room.repository, settings, bench: ground.bench, identity: wish.identity}
  return storeCommit(manner, {upon: mine, changes, parents: [mine, theirs], message: 'Merge what others shared'}, mergeHooks)
}

function unrelated(repository: Repository, {wish}: Attempt): Fault {
  if (isShallow(repository)) {
    return new Fault('git', 'this clone holds only the newest part of the history, and the part where both began is missing', {hint: 'fetch the rest: git fetch --unshallow. Then run circle sync again.'})
  }
  if (wish.acceptRewritten === true) return new Fault('git', 'the rewritten history has nothing in common with this one', {hint: 'keep this folder, join the other one beside it (circle join), and bring over what is missing'})
  return new Fault('git', 'the circle there and the one here began apart: two people each founded one', {hint: 'choose one: join the other one in a new folder (circle join), and add there what is missing'})
}

/** The merge with every conflict settled: by answers given before, else by asking. */
async function settled({ground, memory: {choices}, wish}: Attempt, sides: Sides): Promise<MergedTrees | Undecided> {
  for (;;) {
    const merged = await mergeTrees(ground, sides, (conflict) => choices.get(keyOf(conflict)))
    if (merged.conflicts.length === 0) return merged
    const answers = await wish.decide(merged.conflicts, sides)
    if (answers === undefined) return {conflicts: merged.conflicts, sides}
    for (const [index, each] of merged.conflicts.entries()) {
      const answer = answers[index]
      if (answer === undefined) throw new Error('a conflict was left without an answer')
      choices.set(keyOf(each), answer)
    }
  }
}

/** The same question again has the same key. Of a file that is no text the question does not say what is in it, so its versions do. */
function keyOf({path, conflict: {field, base, mine, theirs}, versions}: PathConflict): string {
  const isWhole = mine === undefined && theirs === undefined
  return JSON.stringify([path, field, base ?? null, mine ?? null, theirs ?? null, ...(isWhole ? [versions] : [])])
}

interface Arrival {
  readonly branch: string
  readonly before: string
  readonly hand: Hand
  readonly after: string
}

/**
 * Brings this clone to what has been shared. False when somebody committed here meanwhile: then a next try takes that in.
 * False too when a file was changed in this very moment: then what was edited before is committed, and a next try sees the rest.
 */
async function arrive({room, memory}: Attempt, {branch, before, hand, after}: Arrival): Promise<boolean> {
  const {repository} = room
  return underTopLock(room, (held) => withoutInterruption(async () => {
    const now = await readHead(repository)
    if (now.oid !== before || now.branch !== branch) return false
    if (hand.mine !== before) await advanceBranch({repository, held}, {branch, from: before, to: hand.mine, index: hand.index})
    try {
      if (after !== hand.mine) await advance({repository, held}, branch, hand.mine, after)
      return true
    } catch (error) {
      if (!(error instanceof Fault) || error.kind !== 'refused' || (memory.clashes += 1) > mostClashes) throw error
      return false
    }
  }))
}

/** The circle's own lock, and that of the repository's top, where the circle lies in a folder of it. */
async function underTopLock<T>(room: GitRoom, work: (held: Held) => Promise<T>): Promise<T> {
  const topRoom = topRoomOf(room)
  return underLock(room, async (held) => (topRoom.state === room.state ? work(held) : underLock(topRoom, work)))
}

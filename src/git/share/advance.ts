/**
 * Brings this clone to a commit that has been shared: work tree, index and branch, in one journalled write. It touches
 * nothing that the user has not saved in git.
 */
import {chmodSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../../model/fault.ts'
import {bytesOf, onDisk, statsOf, targetAt} from '../../store/disk.ts'
import {noteChild} from '../../store/lock.ts'
import type {Held} from '../../store/lock.ts'
import {writeAll} from '../../store/write.ts'
import type {Finished, Write} from '../../store/write.ts'
import {stepIndex, unstepIndex} from '../commit.ts'
import type {Repository} from '../find.ts'
import {blobId, blobsOf, indexVersions, isContent} from '../objects.ts'
import type {Version} from '../objects.ts'
import type {Step} from '../plan.ts'
import {git} from '../run.ts'
import {isLocked, readHead, requireIdle} from '../state.ts'
import {differences, isSame} from './differences.ts'
import type {Difference} from './differences.ts'

/** What is left to do once the files are in place; plain data, kept in the journal. */
export interface Advance {
  readonly kind: 'advance'
  /** `refs/heads/main` */
  readonly branch: string
  readonly from: string
  readonly to: string
  readonly index: readonly Step[]
  readonly modes?: Way['modes']
}

/** The way from one commit to another, as it is possible in this work tree. */
export interface Way {
  readonly writes: readonly Write[]
  readonly index: readonly Step[]
  /** Files that must become programs, or stop being ones. */
  readonly modes: readonly (readonly [path: string, executable: boolean])[]
  /** Where other repositories are to lie in this one: git expects a folder there, be it an empty one. */
  readonly folders: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Finds the way from the commit `from`, which the work tree is at, to `to`. Throws `refused` where a file that would
 * change has changes that git does not have, or is a link. Changes nothing. `first`: what the index gets before that.
 */
export async function wayTo({top}: Repository, from: string, to: string, first: readonly Step[] = []): Promise<Way> {
  const changes = await differences(top, from, to)
  if (changes.size === 0) return {writes: [], index: [], modes: [], folders: [], notes: []}
  refuseSwaps([...changes.keys()])
  const blobs = await blobsOf(top, [...new Set([...changes.values()].flatMap((change) => (change.to?.mode.startsWith('100') ? [change.to.oid] : [])))])
  const {versions, unmerged} = await indexVersions(top, [...changes.keys()])
  if (unmerged[0] !== undefined) throw new Fault('git', `${unmerged[0]} has a conflict that is not settled`, {hint: `settle it in that file, then: git add '${unmerged[0]}'`})
  const stepped = new Map(first.map((step) => [step.path, step]))
  const way = {writes: [] as Write[], index: [] as Step[], modes: [] as [string, boolean][], folders: [] as string[], notes: [] as string[]}
  for (const [path, change] of changes) {
    const now = versions.get(path)
    const step = stepped.get(path)
    const staged = step !== undefined && step.from?.oid === now?.oid ? step.to : now
    if (isSame(staged, change.from)) way.index.push({path, from: staged, to: change.to})
    else if (staged?.oid !== change.to?.oid) throw inTheWay(path, 'staged')
    requireRoom(top, path, change)
    if (change.to?.mode === '160000' && change.from === undefined) way.folders.push(path)
    if (change.to?.mode === '160000' || change.from?.mode === '160000') continue
    const write = writeFor(top, path, change, blobs)
    if (write === 'gone') way.notes.push(`${path} was deleted here and changed by others; it comes back with: git checkout -- '${path}'`)
    else if (write !== undefined) way.writes.push(write)
    if (change.to !== undefined && write !== 'gone' && (change.to.mode === '100755') !== (change.from?.mode === '100755')) way.modes.push([path, change.to.mode === '100755'])
  }
  return way
}

/** A file in place of a folder, or of one that is the same name on many computers, is more than one careful write can do. */
function refuseSwaps(paths: readonly string[]): void {
  const names = new Map(paths.map((path) => [path.normalize('NFC').toLowerCase(), path]))
  for (const path of paths) {
    const name = path.normalize('NFC').toLowerCase()
    const above = name.split('/').map((_, index, parts) => parts.slice(0, index).join('/')).find((folder) => names.has(folder))
    const other = above === undefined ? names.get(name)! : names.get(above)!
    if (other === path) continue
    throw new Fault('refused', `others put ${path} in the place of ${other}, or the other way round, and circle leaves such a change to git`, {hint: 'take it over with plain git: git pull. Then circle sync.'})
  }
}

/** Throws where a file that is to come finds something else of the user's in its place, or in that of its folder. */
function requireRoom(top: string, path: string, {from}: Difference): void {
  if (from !== undefined) return
  const places = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
  for (const place of places) {
    const stats = statsOf(join(top, place))
    if (stats === undefined) return
    if (place === path ? !stats.isFile() : !stats.isDirectory()) throw inTheWay(path, 'new', place)
  }
}

/** The write that brings one file along; undefined when it is so already, `gone` when the user has deleted it. */
function writeFor(top: string, path: string, {from, to}: Difference, blobs: ReadonlyMap<string, Buffer>): Write | 'gone' | undefined {
  const link = [from, to].some((version) => version?.mode === '120000')
  if (link) throw new Fault('refused', `others changed ${path}, which is a link, and circle neither follows nor writes links`, {hint: 'take it over with plain git: git pull. Then circle sync.'})
  const now = onDisk(path, () => bytesOf(targetAt(top, path).file), 'read')
  const after = to === undefined ? undefined : blobs.get(to.oid)
  if (to !== undefined && after === undefined) throw new Fault('git', `git does not have the new content of ${path}`, {hint: 'git fsck says more; a partial clone needs its remote: git fetch'})
  if (now === undefined) {
    if (from !== undefined) return to === undefined ? undefined : 'gone'
    return latin(path, undefined, after)
  }
  if (to !== undefined && isContent(now, to)) return undefined
  if (from === undefined || !isContent(now, from)) throw inTheWay(path, from === undefined ? 'new' : 'edited')
  // Git keeps it with plain line ends, and this work tree has it with others: so it stays.
  const windows = after !== undefined && isWindows(now) && blobId(now, from.oid.length) !== from.oid && !after.includes('\r')
  return latin(path, now, windows ? Buffer.from(after.toString('latin1').replaceAll('\n', '\r\n'), 'latin1') : after)
}

/** True for a file in which every line ends with CR LF. */
function isWindows(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  return text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text)
}

/** Bytes one to one, whatever they are. */
function latin(path: string, before: Buffer | undefined, after: Buffer | undefined): Write {
  return {path, before: before?.toString('latin1'), after: after?.toString('latin1'), encoding: 'latin1', onto: () => undefined}
}

function inTheWay(path: string, what: 'new' | 'edited' | 'staged', place = path): Fault {
  if (what === 'new') {
    return new Fault('refused', `others added ${path}, and there is something else of yours in its place${place === path ? '' : ` (${place})`}`, {hint: `move yours away, then run circle sync again: mv '${place}' '${place}.mine'`})
  }
  const state = what === 'staged' ? 'have staged a change of it' : 'have changes of it that git does not have'
  return new Fault('refused', `others changed ${path}, and you ${state}`, {
    hint: `commit yours, then run circle sync again: git add '${path}' && git commit. Or set yours aside meanwhile: git stash, and git stash pop after it`,
  })
}

/** Where a clone is brought along: the caller holds the lock of the state for the repository's top. */
export interface Site {
  readonly repository: Repository
  readonly held: Held
}

/** Goes the way. All or nothing, and finished by the next start when killed. Throws `refused` when a file has changed meanwhile. */
export async function advance(site: Site, branch: string, from: string, to: string): Promise<readonly string[]> {
  const {top} = site.repository
  const way = await wayTo(site.repository, from, to)
  const plan: Advance = {kind: 'advance', branch, from, to, index: way.index, modes: way.modes}
  const arrive = async (): Promise<void> => {
    for (const path of way.folders) if (statsOf(join(top, path)) === undefined) onDisk(path, () => mkdirSync(targetAt(top, path).file, {recursive: true}), 'made')
    await arriveAt(site, plan)
  }
  if (way.writes.length > 0) await writeAll(top, site.held, way.writes, {prepare: async () => plan, commit: arrive})
  else await arrive()
  return way.notes
}

/**
 * Index first, then the branch: killed in between, the user finds the change staged, and nothing lost. Git's processes are noted:
 * should we be killed and they go on alone, whoever comes next waits for them.
 */
async function arriveAt({repository: {top}, held}: Site, {branch, from, to, index, modes = []}: Advance): Promise<void> {
  const onStart = (pid: number): void => noteChild(held, pid)
  for (const [path, executable] of modes) onDisk(path, () => chmodSync(targetAt(top, path).file, executable ? 0o755 : 0o644))
  await stepIndex(top, index, undefined, onStart)
  try {
    await git(top, ['update-ref', '-m', 'circle sync', '--end-of-options', branch, to, from], {onStart})
  } catch (error) {
    await unstepIndex(top, index)
    throw error
  }
}

/** Moves branch and index alone: the work tree has it all already. What was staged otherwise in the meantime stays staged. */
export async function advanceBranch(site: Site, advance: Omit<Advance, 'kind'>): Promise<void> {
  await arriveAt(site, {kind: 'advance', ...advance, index: await openSteps(site.repository.top, advance.index)})
}

/** Those steps of the index before which it stands still. */
async function openSteps(top: string, steps: readonly Step[]): Promise<Step[]> {
  if (steps.length === 0) return []
  const {versions} = await indexVersions(top, steps.map(({path}) => path))
  return steps.filter(({path, from}) => versions.get(path)?.oid === from?.oid)
}

/** True for data that has the shape of an advance, and in which every id is one: it may go to git. */
export function isAdvance(value: unknown): value is Advance {
  const advance = value as Partial<Advance> | null
  const isId = (oid: unknown): boolean => typeof oid === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(oid)
  const isVersion = (version: Version | undefined): boolean => version === undefined || (isId(version.oid) && /^\d{6}$/.test(version.mode))
  return typeof advance === 'object' && advance?.kind === 'advance' && /^refs\/heads\/[^\0\s]+$/.test(advance.branch ?? '') && isId(advance.from) && isId(advance.to) &&
    Array.isArray(advance.index) && advance.index.every((step: Step) => typeof step?.path === 'string' && !step.path.includes('\0') && isVersion(step.from) && isVersion(step.to)) &&
    (advance.modes === undefined || (Array.isArray(advance.modes) && advance.modes.every(([path, executable]) => typeof path === 'string' && !path.includes('\0') && typeof executable === 'boolean')))
}

/** Finishes an advance that was cut off after its files were in place. `settled`: they all read as they should. */
export async function finishAdvance(plan: Advance, settled: boolean, site: Site): Promise<Finished> {
  const {repository} = site
  try {
    await requireIdle(repository)
    const {branch, oid} = await readHead(repository)
    if (branch === plan.branch && oid === plan.to) return {done: true, notes: []}
    if (branch !== plan.branch || oid !== plan.from) return {done: true, notes: ['The branch has moved since; run circle sync again.']}
    if (!settled) return {done: true, notes: ['The rest comes in with the next circle sync.']}
    await arriveAt(site, {...plan, index: await openSteps(repository.top, plan.index)})
    return {done: true, notes: []}
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return {done: !isLocked(repository), notes: [`An earlier circle sync was cut off before it was done: ${error.message}`, ...(error.hint === undefined ? [] : [error.hint])]}
  }
}

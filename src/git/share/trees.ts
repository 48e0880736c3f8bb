/**
 * Merges whole commits in memory, path by path: what one side changed is taken; what both changed is merged field by
 * field where it is a record of the circle, line by line where it is other text.
 */
import type {Choice, Conflict} from '../../merge/conflict.ts'
import {placeOf, sharedPathOf} from '../../store/kinds.ts'
import type {Location} from '../../store/kinds.ts'
import type {Bench} from '../../store/temp.ts'
import {unsound} from '../../model/problem.ts'
import {blobId, blobsOf, textIn} from '../objects.ts'
import type {Version} from '../objects.ts'
import {toldApart} from './apart.ts'
import {differences, isSame} from './differences.ts'
import type {Differences} from './differences.ts'
import {mergePlain} from './plain.ts'
import {mergeTexts} from './texts.ts'

/** A file of a merged commit; `bytes` where the repository does not hold it yet. */
export interface Leaf extends Version {
  readonly bytes?: Buffer | undefined
}

/** A file before and after, as one side has it: `to` undefined where the side has taken it away. */
export interface Changed {
  readonly from: Version | undefined
  readonly to: Leaf | undefined
}
export type Changes = ReadonlyMap<string, Changed>

/** A conflict, and the file it is in: a path from the top of the repository. */
export interface PathConflict {
  readonly path: string
  readonly conflict: Conflict
  /** The ids of both sides' versions of the file. */
  readonly versions?: string
}

export type SettleAt = (conflict: PathConflict) => Choice | undefined

/** Where commits are merged. */
export interface Ground {
  readonly top: string
  /** Where the circle stands in the repository, `''` or `folder/`. */
  readonly prefix: string
  /** For temporary files. */
  readonly bench: Bench
}

/** Three commits, by id. */
export interface Trees {
  readonly base: string
  readonly mine: string
  readonly theirs: string
}

export interface MergedTrees {
  /** What the merged commit has other than `mine`, by path from the top; undefined: it has no such file. */
  readonly changes: ReadonlyMap<string, Leaf | undefined>
  /** Those that `settle` did not answer: the merge is not complete. */
  readonly conflicts: readonly PathConflict[]
  /** What was decided without asking and a person should know. */
  readonly remarks: readonly string[]
}

/** Throws `unsound` when a record that both changed cannot be read on one side. Changes nothing. */
export async function mergeTrees(ground: Ground, trees: Trees, settle: SettleAt): Promise<MergedTrees> {
  const [mine, theirs] = await Promise.all([differences(ground.top, trees.base, trees.mine), differences(ground.top, trees.base, trees.theirs)])
  const sides = await toldApart(ground, trees, {mine, theirs})
  const result = new Map<string, Leaf | undefined>()
  const conflicts: PathConflict[] = []
  const remarks: string[] = [...sides.remarks]
  const contents = await contentsOf(ground.top, sides)
  for (const path of [...new Set([...sides.mine.keys(), ...sides.theirs.keys()])].toSorted()) {
    const [ours, others] = [sides.mine.get(path), sides.theirs.get(path)]
    if (ours === undefined || others === undefined || isSame(ours.to, others.to)) result.set(path, (ours ?? others)!.to)
    else {
      const versions = `${ours.to?.oid} ${others.to?.oid}`
      const merged = await mergePath(ground, path, ours, others, contents, (conflict) => settle({path, conflict, versions}))
      result.set(path, merged.leaf)
      conflicts.push(...merged.conflicts.map((conflict) => ({path, conflict, versions})))
      remarks.push(...merged.remarks)
    }
  }
  remarks.push(...keepSharedPages(ground, sides, result))
  return {changes: sinceMine(mine, theirs, result), conflicts, remarks}
}

/** A gathering or poll that one side took away whole, and in which the other wrote a page: its shared page stays too, for without it none can be read. */
function keepSharedPages({prefix}: Ground, sides: {readonly mine: Changes; readonly theirs: Changes}, result: Map<string, Leaf | undefined>): string[] {
  const placeAt = (path: string): Location | undefined => (path.startsWith(prefix) ? placeOf(path.slice(prefix.length)) : undefined)
  const remarks: string[] = []
  for (const [path, leaf] of result) {
    const place = leaf === undefined ? placeAt(path) : undefined
    if (place?.kind !== 'gathering' && place?.kind !== 'poll') continue
    const page = [...result].find(([other, kept]) => kept !== undefined && isPageOf(placeAt(other), path.slice(prefix.length)))?.[0]
    const was = (sides.mine.get(path) ?? sides.theirs.get(path))?.from
    if (page === undefined || was === undefined) continue
    result.set(path, was)
    remarks.push(`${path} was deleted on one side, and ${page} was written on the other: it stays.`)
  }
  return remarks
}

/** Whether it is a member's own page that goes with this shared page. */
function isPageOf(place: Location | undefined, shared: string): boolean {
  return place?.member !== undefined && sharedPathOf(place) === shared
}

/** What the result has other than my commit. A path that my side was told to leave is as it was at the base. */
function sinceMine(mine: Differences, theirs: Differences, result: ReadonlyMap<string, Leaf | undefined>): Map<string, Leaf | undefined> {
  const changes = new Map<string, Leaf | undefined>()
  for (const path of new Set([...mine.keys(), ...result.keys()])) {
    const ours = mine.get(path)
    const base = ours === undefined ? theirs.get(path)?.from : ours.from
    const has = ours === undefined ? base : ours.to
    const wants = result.has(path) ? result.get(path) : base
    if (!isSame(has, wants)) changes.set(path, wants)
  }
  return changes
}

type Contents = ReadonlyMap<string, Buffer>

/** What the files hold that both sides changed, in one process. */
async function contentsOf(top: string, sides: {readonly mine: Changes; readonly theirs: Changes}): Promise<Contents> {
  const both = [...sides.mine].flatMap(([path, ours]) => (sides.theirs.has(path) ? [ours, sides.theirs.get(path)!] : []))
  const wanted = both.flatMap(({from, to}) => [from, to]).filter((leaf): leaf is Leaf => leaf !== undefined && isFile(leaf) && (leaf as Leaf).bytes === undefined)
  const contents = new Map(await blobsOf(top, [...new Set(wanted.map(({oid}) => oid))]))
  for (const {to} of both) if (to?.bytes !== undefined) contents.set(to.oid, to.bytes)
  return contents
}

/** True for a file, not a link or a submodule. */
export function isFile({mode}: Version): boolean {
  return mode.startsWith('100')
}

interface MergedPath {
  readonly leaf: Leaf | undefined
  readonly conflicts: readonly Conflict[]
  readonly remarks: readonly string[]
}

async function mergePath(
  ground: Ground,
  path: string,
  {from, to: mine}: Changed,
  {to: theirs}: Changed,
  contents: Contents,
  settle: (conflict: Conflict) => Choice | undefined,
): Promise<MergedPath> {
  const {prefix} = ground
  if (mine === undefined || theirs === undefined) {
    const who = mine === undefined ? 'was deleted here and changed by others' : 'was deleted by others and changed here'
    return {leaf: mine ?? theirs, conflicts: [], remarks: [`${path} ${who}: it stays, as changed.`]}
  }
  const mode = mine.mode === from?.mode ? theirs.mode : mine.mode
  const [was, is, other] = [from, mine, theirs].map((leaf) => (leaf === undefined ? undefined : contents.get(leaf.oid)))
  if (mine.oid === theirs.oid) return {leaf: {...mine, mode}, conflicts: [], remarks: []}
  if (!isFile(mine) || !isFile(theirs) || is === undefined || other === undefined) return wholePath(mine, theirs, from, settle)
  const place = path.startsWith(prefix) ? placeOf(path.slice(prefix.length)) : undefined
  if (place === undefined) {
    const {bytes, conflict} = await mergePlain(ground, {base: was, mine: is, theirs: other}, isMade(path, prefix) ? () => made(is, other) : settle)
    return {leaf: leafOf(bytes, mode, mine), conflicts: conflict === undefined ? [] : [conflict], remarks: []}
  }
  const texts = {mine: textAt(path, is), theirs: textAt(path, other), ...(was === undefined ? {} : {base: textAt(path, was)})}
  const {text, conflicts, remarks} = mergeTexts(place, texts, settle)
  return {leaf: leafOf(Buffer.from(text), mode, mine), conflicts, remarks}
}

function textAt(path: string, bytes: Buffer): string {
  const text = textIn(bytes)
  if (text !== undefined) return text
  throw unsound([{file: path, line: 1, column: 1, message: 'is not UTF-8 text on one of the two sides', hint: 'save it as UTF-8, and commit that'}])
}

/** Schemas for editors are made by the program: whichever of two versions stays, nobody's words are lost. */
function isMade(path: string, prefix: string): boolean {
  return path.startsWith(`${prefix}.circle/schema/`)
}

function made(mine: Buffer, theirs: Buffer): Choice {
  return Buffer.compare(mine, theirs) < 0 ? 'mine' : 'theirs'
}

/** A link or a submodule that both changed is one side's, whole. */
function wholePath(mine: Leaf, theirs: Leaf, from: Version | undefined, settle: (conflict: Conflict) => Choice | undefined): MergedPath {
  const conflict: Conflict = {field: []}
  const choice = settle(conflict)
  if (choice === 'theirs') return {leaf: theirs, conflicts: [], remarks: []}
  if (choice === 'base') return {leaf: from, conflicts: [], remarks: []}
  return {leaf: mine, conflicts: choice === 'mine' ? [] : [conflict], remarks: []}
}

function leafOf(bytes: Buffer, mode: string, {oid}: Version): Leaf {
  return {mode, oid: blobId(bytes, oid.length), bytes}
}

/**
 * What only looks like one record, or like two, when two clones meet: two people who took one id at once, two dates under
 * one name, one person under two ids. They are renamed on their own side before anything is merged.
 */
import {namesakes, renamedIn} from '../../merge/namesakes.ts'
import type {Added, Rename} from '../../merge/namesakes.ts'
import {gatheringPath, isOwnPage, isWithin, kinds, memberPath, paged, pagePath, placeOf, votePath} from '../../store/kinds.ts'
import type {Location} from '../../store/kinds.ts'
import {edit} from '../../store/yaml/edit.ts'
import {blobId, blobsOf, textIn} from '../objects.ts'
import type {Version} from '../objects.ts'
import {recordIn, recordReader} from '../record-changes.ts'
import type {RecordReader} from '../record-changes.ts'
import {git, gitParts} from '../run.ts'
import type {Difference, Differences} from './differences.ts'
import type {Changed, Changes, Ground, Leaf, Trees} from './trees.ts'

export interface Sides {
  readonly mine: Changes
  readonly theirs: Changes
  /** What was renamed, for people. */
  readonly remarks: readonly string[]
}

/** What each side changed, with its records renamed where they only look like one, or like two. */
export async function toldApart(ground: Ground, trees: Trees, sides: {readonly mine: Differences; readonly theirs: Differences}): Promise<Sides> {
  const places = {mine: addedPlaces(ground, sides.mine), theirs: addedPlaces(ground, sides.theirs)}
  if (!mayMeet(places.mine, places.theirs)) return {...sides, remarks: []}
  const all = [...places.mine, ...places.theirs]
  const read = await recordReader(ground.top, all.map(({version}) => version))
  const times = await addedAt(ground.top, trees.base, trees.mine, places.mine.map(({path}) => path))
  const mine = addedRecords(places.mine, read, (path) => times.get(path) ?? 1)
  // What is shared keeps its id, whoever came first by the clock: others may have written under it since, here too.
  const theirs = addedRecords(places.theirs, read, () => 0)
  const ids = await idsIn(ground, trees)
  const renames = namesakes(mine, theirs, (kind, id) => ids.has(`${kind} ${id}`))
  if (renames.length === 0) return {...sides, remarks: []}
  const [ours, others] = await Promise.all((['mine', 'theirs'] as const).map((side) => renamed(ground, sides[side], renames.filter((rename) => rename.side === side))))
  return {mine: ours!, theirs: others!, remarks: [...new Set(renames.map(({remark}) => `${remark}.`))]}
}

interface AddedPlace {
  readonly place: Location
  readonly path: string
  readonly version: Version
}

/** The members and shared pages that a side added. */
function addedPlaces({prefix}: Ground, differences: Differences): AddedPlace[] {
  return [...differences].flatMap(([path, {from, to}]): AddedPlace[] => {
    const place = from === undefined && to !== undefined && path.startsWith(prefix) ? placeOf(path.slice(prefix.length)) : undefined
    return place !== undefined && ['member', 'gathering'].includes(place.kind) ? [{place, path, version: to!}] : []
  })
}

/** Cheap: nothing needs to be read where no two records could be taken for one. */
function mayMeet(mine: readonly AddedPlace[], theirs: readonly AddedPlace[]): boolean {
  const members = (side: readonly AddedPlace[]): boolean => side.some(({place}) => place.kind === 'member')
  const paths = new Set(mine.map(({path}) => path))
  return (members(mine) && members(theirs)) || theirs.some(({path}) => paths.has(path))
}

function addedRecords(places: readonly AddedPlace[], read: RecordReader, when: (path: string) => number): Added[] {
  return places.flatMap(({place, path, version}): Added[] => {
    const record = read(place.kind, path, version)
    if (record === undefined || (place.kind === 'gathering' && record.rhythm !== undefined)) return []
    return [{kind: place.kind as Added['kind'], id: place.id, record, when: when(path)}]
  })
}

/** When each path first came into the history from `base` to `commit`: the author's time, in seconds since 1970. */
async function addedAt(top: string, base: string, commit: string, paths: readonly string[]): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  if (paths.length === 0) return times
  const parts = await gitParts(top, ['log', '-z', '--format=%x01%at', '--name-only', '--diff-filter=A', '--no-renames', '--full-history', '--end-of-options', commit, `^${base}`, '--', ...paths])
  let time = 0
  for (const part of parts) {
    const begins = /^\n?\u0001(\d+)$/.exec(part)
    if (begins !== null) time = Number(begins[1])
    // The oldest comes last.
    else times.set(part.replace(/^\n/, ''), time)
  }
  return times
}

/** The ids of members and gatherings that either side has, as `member ann`. */
async function idsIn({top, prefix}: Ground, {mine, theirs}: Trees): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const tree of [mine, theirs]) {
    const {stdout} = await git(top, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree, '--', `${prefix}members`, `${prefix}gatherings`])
    for (const path of stdout.toString().split('\0')) {
      const place = path.startsWith(prefix) ? placeOf(path.slice(prefix.length)) : undefined
      if (place !== undefined) ids.add(`${place.kind === 'member' ? 'member' : 'gathering'} ${place.id}`)
    }
  }
  return ids
}

/** A side's changes after its renames, in their order. */
async function renamed(ground: Ground, differences: Differences, renames: readonly Rename[]): Promise<Changes> {
  let changes: Map<string, Changed> = new Map(differences)
  if (renames.length === 0) return changes
  const texts = await textsToChange(ground, differences)
  for (const rename of renames) {
    const moved = new Map<string, Changed>()
    for (const [path, change] of changes) {
      const target = movedPath(ground, path, change, rename)
      moved.set(target, target === path ? change : {from: undefined, to: change.to})
    }
    changes = moved
    for (const [path, change] of changes) {
      const leaf = change.to === undefined ? undefined : withReferences(ground, path, change.to, rename, texts)
      if (leaf !== undefined) changes.set(path, {...change, to: leaf})
    }
  }
  return changes
}

/** The contents of the records that the side changed, by id of the blob. */
async function textsToChange({top, prefix}: Ground, differences: Differences): Promise<Map<string, string>> {
  const oids = [...differences].flatMap(([path, {to}]: [string, Difference]) => (to !== undefined && path.startsWith(prefix) && isWithin(Object.keys(paged), path.slice(prefix.length)) ? [to.oid] : []))
  const texts = new Map<string, string>()
  for (const [oid, bytes] of await blobsOf(top, [...new Set(oids)])) {
    const text = textIn(bytes)
    if (text !== undefined) texts.set(oid, text)
  }
  return texts
}

/** Where a file of the side goes: a member's entry and pages with the member, all of a gathering with the gathering. */
function movedPath({prefix}: Ground, path: string, {from}: Changed, {kind, from: old, to}: Rename): string {
  const place = path.startsWith(prefix) ? placeOf(path.slice(prefix.length)) : undefined
  // What was there before the sides parted belongs to whoever had that id then.
  if (place === undefined || from !== undefined) return path
  if (kind === 'member') {
    if (place.kind === 'member' && place.id === old) return prefix + memberPath(to)
    if (!isOwnPage(place.kind) || place.member !== old) return path
    return prefix + (place.kind === 'vote' ? votePath : pagePath)(place.id, to)
  }
  if (place.id !== old || !['gathering', 'page'].includes(place.kind)) return path
  return prefix + (place.kind === 'gathering' ? gatheringPath(to) : pagePath(to, place.member!))
}

/** The same record with the new id where it names the old one; undefined when it does not. */
function withReferences({prefix}: Ground, path: string, {mode, oid}: Leaf, rename: Rename, texts: Map<string, string>): Leaf | undefined {
  const place = path.startsWith(prefix) ? placeOf(path.slice(prefix.length)) : undefined
  const text = texts.get(oid)
  if (place === undefined || text === undefined) return undefined
  const record = recordIn(place.kind, text, path)
  const after = record === undefined ? undefined : renamedIn(place.kind, record, rename)
  if (after === undefined || after === record) return undefined
  const changed = edit(text, after, kinds[place.kind].schema, path)
  if (changed === text) return undefined
  const bytes = Buffer.from(changed)
  const id = blobId(bytes, oid.length)
  texts.set(id, changed)
  return {mode, oid: id, bytes}
}

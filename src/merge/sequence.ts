/** Lists of records, whose order means something: the steps of a format. */
import {isPlainMap} from '../model/node.ts'
import type {Plain, PlainMap} from '../model/node.ts'
import type {Desk, Three} from './desk.ts'
import {keepInsertions, mergeVersions} from './joined.ts'
import {mergeLines} from './lines.ts'
import type {Hunk} from './lines.ts'
import {textOf} from './same.ts'

/** Merges one item that both sides changed; `field` ends with its position in the merged list, from 0. */
export type MergeItem = (field: readonly string[], three: Three<PlainMap>) => PlainMap

type Lists = Three<readonly Plain[]>
type Contested = Hunk & {readonly kind: 'conflict'}

/**
 * Merges lists item by item as texts are merged line by line. An item that both sides changed and that is still the
 * same (its first field says so) is merged field by field; where that does not do, it is one question for the list.
 */
export function mergeSequence(desk: Desk, path: readonly string[], {base = [], first = [], second = []}: Lists, mergeItem: MergeItem | undefined): readonly Plain[] {
  const items = new Map([...base, ...second, ...first].map((item) => [textOf(item), item]))
  const itemsFor = (keys: readonly string[]): Plain[] => keys.map((key) => items.get(key)!)
  const [before, one, other] = [base.map(textOf), first.map(textOf), second.map(textOf)]
  const hunks = mergeLines(before, one, other).map(keepInsertions)
  const contested = hunks.filter((hunk) => hunk.kind === 'conflict')
  if (mergeItem === undefined || !contested.every((hunk) => areStillThemselves(hunk, itemsFor))) {
    const merged = mergeVersions(before, one, other)
    if (merged.clean !== undefined) return itemsFor(merged.clean)
    const versions = {base: itemsFor(merged.base), first: itemsFor(merged.first), second: itemsFor(merged.second), both: itemsFor(merged.both)}
    return desk.ask({field: path, ...versions}) as readonly Plain[]
  }
  const list: Plain[] = []
  for (const hunk of hunks) {
    if (hunk.kind === 'clean') list.push(...itemsFor(hunk.lines))
    else for (const three of triplesOf(hunk, itemsFor)) list.push(mergeItem([...path, String(list.length)], three))
  }
  return list
}

function triplesOf({base, mine, theirs}: Contested, itemsFor: (keys: readonly string[]) => Plain[]): Three<PlainMap>[] {
  const [before, one, other] = [itemsFor(base), itemsFor(mine), itemsFor(theirs)] as [PlainMap[], PlainMap[], PlainMap[]]
  return before.map((item, at) => ({base: item, first: one[at], second: other[at]}))
}

/** As many items in each version, and the first field of each the same in all three. */
function areStillThemselves(hunk: Contested, itemsFor: (keys: readonly string[]) => Plain[]): boolean {
  if (hunk.mine.length !== hunk.base.length || hunk.theirs.length !== hunk.base.length) return false
  return triplesOf(hunk, itemsFor).every((three) => {
    const names = [three.base, three.first, three.second].map((item) => (isPlainMap(item) ? textOf(nameOf(item)) : ''))
    return names[0] !== '' && names.every((name) => name === names[0])
  })
}

function nameOf(item: PlainMap): Plain | undefined {
  return item['title'] ?? item['what']
}

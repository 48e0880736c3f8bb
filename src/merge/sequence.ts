/** Lists of records, whose order means something: the steps of a format. */
import type {Plain, PlainMap} from '../model/node.ts'
import type {Desk, Three} from './desk.ts'
import {keepInsertions, mergeVersions} from './joined.ts'
import {mergeLines} from './lines.ts'
import type {Hunk} from './lines.ts'
import {same, textOf, under} from './same.ts'

/** How to merge an item that both sides changed. */
export interface ItemMerge {
  /** The field that says which item it is. */
  readonly name: string
  /** `field` ends with the item's position in the merged list, from 0. */
  readonly merge: (field: readonly string[], three: Three<PlainMap>) => PlainMap
}

type Lists = Three<readonly Plain[]> & {readonly required: boolean}
type Contested = Hunk & {readonly kind: 'conflict'}

/**
 * Merges lists item by item as texts are merged line by line. An item that both sides changed and that is still the
 * same (its name says so) is merged field by field; where that does not do, it is one question for the list.
 */
export function mergeSequence(desk: Desk, path: readonly string[], {base = [], first = [], second = [], required}: Lists, item: ItemMerge | undefined): readonly Plain[] {
  const items = new Map([...base, ...second, ...first].map((item) => [textOf(item), item]))
  const itemsFor = (keys: readonly string[]): Plain[] => keys.map((key) => items.get(key)!)
  const [before, one, other] = [base.map(textOf), first.map(textOf), second.map(textOf)]
  const hunks = mergeLines(before, one, other).map(keepInsertions)
  const contested = hunks.filter((hunk) => hunk.kind === 'conflict')
  if (item === undefined || !contested.every((hunk) => areStillThemselves(triplesOf(hunk, itemsFor), hunk, item.name))) {
    const merged = mergeVersions(before, one, other)
    if (merged.clean !== undefined) return itemsFor(merged.clean)
    const isEmptied = [merged.base, merged.first, merged.second].some(({length}) => length === 0)
    if (required && isEmptied) return desk.ask({field: path, base, first, second, both: itemsFor(merged.both)}) as readonly Plain[]
    const versions = {base: itemsFor(merged.base), first: itemsFor(merged.first), second: itemsFor(merged.second), both: itemsFor(merged.both)}
    return desk.ask({field: path, ...versions}) as readonly Plain[]
  }
  const list: Plain[] = []
  for (const hunk of hunks) {
    if (hunk.kind === 'clean') list.push(...itemsFor(hunk.lines))
    else for (const three of triplesOf(hunk, itemsFor)) list.push(item.merge([...path, String(list.length)], three))
  }
  return list
}

function triplesOf({base, mine, theirs}: Contested, itemsFor: (keys: readonly string[]) => Plain[]): Three<PlainMap>[] {
  const [before, one, other] = [itemsFor(base), itemsFor(mine), itemsFor(theirs)] as [PlainMap[], PlainMap[], PlainMap[]]
  return before.map((item, at) => ({base: item, first: one[at], second: other[at]}))
}

/** As many items in each version, and the name of each the same in all three. */
function areStillThemselves(triples: readonly Three<PlainMap>[], {base, mine, theirs}: Contested, name: string): boolean {
  if (mine.length !== base.length || theirs.length !== base.length) return false
  return triples.every((three) => same(under(three.base, name), under(three.first, name)) && same(under(three.base, name), under(three.second, name)))
}

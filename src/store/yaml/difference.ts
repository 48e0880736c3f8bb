/** What a parsed file has to change to say a wanted record: one change at a time, the smallest that there is. */
import {isPlainMap} from '../../model/node.ts'
import type {ListNode, MapNode, Node, Plain, PlainMap} from '../../model/node.ts'
import type {Schema} from '../../model/schema.ts'
import {keysInOrder, scalarText, schemaOfItems, schemaUnder} from './render.ts'

/** Keys of maps and positions in lists, from the root. */
export type Path = readonly (string | number)[]

/**
 * The value at `path` becomes another. `whole`: write it anew even where a smaller edit might do; `through`: and with
 * it the comments below that are indented further.
 */
export interface Setting {
  readonly kind: 'set'
  readonly path: Path
  readonly value: Plain
  readonly schema: Schema | undefined
  readonly whole?: boolean
  readonly through?: boolean
}
/** A key comes into the map at `path`, before the entry that stands at `before`. */
export interface Adding {
  readonly kind: 'add'
  readonly path: Path
  readonly key: string
  readonly before: number
  readonly value: Plain
  readonly schema: Schema | undefined
  readonly within: Schema | undefined
}
/** An item comes into the list at `path`, before the item that stands at `before`. */
export interface Inserting {
  readonly kind: 'insert'
  readonly path: Path
  readonly before: number
  readonly value: Plain
  readonly schema: Schema | undefined
}
/** The key or item at `path` goes. */
export interface Removing {
  readonly kind: 'remove'
  readonly path: Path
}
export type Change = Setting | Adding | Inserting | Removing

/** A change, and the larger units that hold it, the innermost first: what to write anew when it cannot be done in place. */
export interface Difference {
  readonly change: Change
  readonly around: readonly Setting[]
}

/** The first thing in which a file differs from what it should say; undefined when nothing does. */
export function firstDifference(root: MapNode, wanted: PlainMap, schema: Schema): Difference | undefined {
  return mapDifference(root, wanted, schema, [], [])
}

/** True when the node says the value: equal texts, line breaks at their ends aside; keys in any order; empty entries aside. */
export function says(node: Node, value: Plain, schema: Schema | undefined): boolean {
  if (typeof value !== 'object') return node.kind === 'scalar' && textSays(node.text, value, schema)
  if (isPlainMap(value)) {
    if (node.kind !== 'map') return false
    const entries = node.entries.filter((entry) => entry.value.kind !== 'empty')
    if (entries.length !== keysInOrder(value, undefined).length) return false
    return entries.every((entry) => {
      const wanted = value[entry.key]
      return wanted !== undefined && says(entry.value, wanted, schemaUnder(schema, entry.key))
    })
  }
  if (node.kind !== 'list') return false
  const items = node.items.filter((item) => item.kind !== 'empty')
  return items.length === value.length && items.every((item, at) => says(item, value[at] ?? '', schemaOfItems(schema)))
}

function textSays(text: string, value: string | number | boolean, schema: Schema | undefined): boolean {
  const said = trimmed(text)
  if (schema?.kind === 'flag') return (value === true ? ['true', 'yes'] : ['false', 'no']).includes(said.toLowerCase())
  return said === trimmed(scalarText(value))
}

/** Line breaks at the end of a text mean nothing in a circle's files: a block scalar has one, or none, as it is written. */
export function trimmed(text: string): string {
  return text.endsWith('\n') ? text.replace(/\n+$/, '') : text
}

function mapDifference(node: MapNode, wanted: PlainMap, schema: Schema | undefined, path: Path, around: readonly Setting[]): Difference | undefined {
  for (const entry of node.entries) {
    const value = wanted[entry.key]
    const under = schemaUnder(schema, entry.key)
    if (value === undefined || says(entry.value, value, under)) continue
    return valueDifference(entry.value, value, under, [...path, entry.key], around)
  }
  const present = new Map(node.entries.map((entry, at) => [entry.key, at]))
  const order = [...ordered(schema), ...keysInOrder(wanted, schema)]
  for (const key of keysInOrder(wanted, schema)) {
    const value = wanted[key]
    if (value === undefined || present.has(key)) continue
    const before = placeOf(key, order, present)
    return {change: {kind: 'add', path, key, before, value, schema: schemaUnder(schema, key), within: schema}, around}
  }
  const gone = node.entries.find((entry) => entry.value.kind !== 'empty' && wanted[entry.key] === undefined)
  return gone === undefined ? undefined : {change: {kind: 'remove', path: [...path, gone.key]}, around}
}

function ordered(schema: Schema | undefined): string[] {
  return schema?.kind === 'record' ? Object.keys(schema.fields) : []
}

/** Where a new key goes among those present: after the nearest that comes before it in the order, or else before the nearest after it. */
function placeOf(key: string, order: readonly string[], present: ReadonlyMap<string, number>): number {
  const at = order.indexOf(key)
  for (let earlier = at - 1; earlier >= 0; earlier--) {
    const position = present.get(order[earlier] ?? '')
    if (position !== undefined) return position + 1
  }
  for (let later = at + 1; later < order.length; later++) {
    const position = present.get(order[later] ?? '')
    if (position !== undefined) return position
  }
  return present.size
}

function valueDifference(node: Node, value: Plain, schema: Schema | undefined, path: Path, around: readonly Setting[]): Difference {
  const change: Setting = {kind: 'set', path, value, schema}
  const wider = [{...change, whole: true}, {...change, whole: true, through: true}, ...around]
  if (node.kind === 'map' && isPlainMap(value) && node.entries.length > 0 && keysInOrder(value, schema).length > 0) {
    return mapDifference(node, value, schema, path, wider) ?? {change, around: wider}
  }
  if (node.kind === 'list' && Array.isArray(value) && value.length > 0 && isPlainList(node)) {
    return listDifference(node, value, schema, path, wider) ?? {change, around: wider}
  }
  return {change, around: wider}
}

function isPlainList(node: ListNode): boolean {
  return node.items.length > 0 && node.items.every((item) => item.kind !== 'empty')
}

/** The longest table that is filled to find what two lists have in common. */
const largestTable = 250_000

function listDifference(node: ListNode, wanted: readonly Plain[], schema: Schema | undefined, path: Path, around: readonly Setting[]): Difference | undefined {
  const of = schemaOfItems(schema)
  const same = (item: number, value: number) => says(node.items[item] as Node, wanted[value] ?? '', of)
  let start = 0
  while (start < node.items.length && start < wanted.length && same(start, start)) start++
  let [items, values] = [node.items.length, wanted.length]
  while (items > start && values > start && same(items - 1, values - 1)) [items, values] = [items - 1, values - 1]
  if (items === start && values === start) return undefined
  const value = wanted[start] ?? ''
  const insert: Inserting = {kind: 'insert', path, before: start, value, schema: of}
  const remove: Removing = {kind: 'remove', path: [...path, start]}
  if (items === start) return {change: insert, around}
  if (values === start) return {change: remove, around}
  const kept = commonStart(start, items, values, same)
  if (kept === 'item') return {change: insert, around}
  if (kept === 'value') return {change: remove, around}
  return valueDifference(node.items[start] as Node, value, of, [...path, start], around)
}

/**
 * Whether the first item, or the first value, of two ranges that begin differently belongs to a longest common
 * subsequence of them, or neither does.
 */
function commonStart(start: number, items: number, values: number, same: (item: number, value: number) => boolean): 'item' | 'value' | 'neither' {
  const [rows, columns] = [items - start, values - start]
  if (rows * columns > largestTable) return 'neither'
  let below = new Uint32Array(columns + 1)
  let firstRowBelow = below
  for (let row = rows - 1; row >= 0; row--) {
    const current = new Uint32Array(columns + 1)
    for (let column = columns - 1; column >= 0; column--) {
      current[column] = same(start + row, start + column)
        ? (below[column + 1] ?? 0) + 1
        : Math.max(below[column] ?? 0, current[column + 1] ?? 0)
    }
    firstRowBelow = below
    below = current
  }
  const whole = below[0] ?? 0
  const withoutFirstItem = firstRowBelow[0] ?? 0
  const withoutFirstValue = below[1] ?? 0
  const withoutBoth = firstRowBelow[1] ?? 0
  if (withoutBoth === whole) return 'neither'
  return withoutFirstValue === whole && withoutFirstItem < whole ? 'item' : 'value'
}

/** What a tree says, as texts, lists and maps without prototypes: to compare what was written with what was meant. */
export function meaning(node: Node): Plain | undefined {
  if (node.kind === 'empty') return undefined
  if (node.kind === 'scalar') return trimmed(node.text)
  if (node.kind === 'list') return node.items.map(meaning).filter((item) => item !== undefined)
  const map: Record<string, Plain | undefined> = Object.create(null)
  for (const {key, value} of node.entries) map[key] = meaning(value)
  return map
}

/** What a meaning becomes by a change. */
export function changed(before: Plain, change: Change): Plain {
  if (change.kind === 'remove') return at(before, change.path.slice(0, -1), (holder) => without(holder, change.path.at(-1) ?? 0))
  return at(before, change.path, (old) => {
    if (change.kind === 'set') return change.value
    if (change.kind === 'add') return Object.assign(Object.create(null), old, {[change.key]: change.value})
    return Array.isArray(old) ? old.toSpliced(change.before, 0, change.value) : [change.value]
  })
}

function at(value: Plain | undefined, path: Path, make: (old: Plain) => Plain): Plain {
  const [step, ...rest] = path
  if (step === undefined) return make(value ?? Object.create(null))
  if (typeof step === 'number') return Array.isArray(value) ? value.with(step, at(value[step], rest, make)) : []
  const map = isPlainMap(value) ? value : {}
  return Object.assign(Object.create(null), map, {[step]: at(map[step], rest, make)})
}

function without(holder: Plain, step: string | number): Plain {
  if (Array.isArray(holder)) return holder.filter((_, position) => position !== step)
  const rest: Record<string, Plain | undefined> = Object.assign(Object.create(null), holder)
  delete rest[step]
  return rest
}

/** True when two meanings are one, keys in any order, scalars by their text. */
export function alike(one: Plain | undefined, other: Plain | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item, position) => alike(item, other[position]))
  if (isPlainMap(one) && isPlainMap(other)) {
    const keys = keysInOrder(one, undefined)
    return keys.length === keysInOrder(other, undefined).length && keys.every((key) => alike(one[key], other[key]))
  }
  return typeof one !== 'object' && typeof other !== 'object' && trimmed(scalarText(one)) === trimmed(scalarText(other))
}

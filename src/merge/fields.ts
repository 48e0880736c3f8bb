/** Three versions of a value → one, by its schema. */
import {isPlainMap} from '../model/node.ts'
import type {Plain, PlainMap} from '../model/node.ts'
import type {ChoiceSchema, IntegerSchema, LineSchema, MapSchema, RecordSchema, Schema} from '../model/schema.ts'
import {mergeApart} from './apart.ts'
import type {Desk, Three} from './desk.ts'
import {mergeSet, orderOf} from './lists.ts'
import {keysOf, same, textOf, under} from './same.ts'
import {mergeSequence} from './sequence.ts'
import type {ItemMerge} from './sequence.ts'
import {mergeText} from './texts.ts'
import {twinsIn} from './twins.ts'

type Path = readonly string[]

/** Merges a record field by field; those that only make sense together as one. */
export function mergeFields(desk: Desk, path: Path, schema: RecordSchema, three: Three<PlainMap>): PlainMap {
  const values = new Map<string, Plain | undefined>()
  const groups = new Map((schema.together ?? []).map((group) => [group[0]!, group]))
  const apart = schema.apart
  const known = Object.keys(schema.fields)
  const all = keysInOrder(three)
  for (const key of [...known, ...all.filter((other) => !known.includes(other))]) {
    if (values.has(key)) continue
    const lists = apart !== undefined && apart.lists.includes(key) ? apart.lists : undefined
    if (lists !== undefined) {
      const merged = mergeListsApart(desk, path, apart!, three)
      for (const list of lists) values.set(list, merged.get(list))
      continue
    }
    const group = groups.get(key)
    if (group === undefined) values.set(key, mergeValue(desk, [...path, key], fieldOf(schema, key), at(three, key)))
    else for (const [field, value] of mergeTogether(desk, path, schema, group, three)) values.set(field, value)
  }
  return mapOf([...all, ...known], values)
}

function fieldOf(schema: RecordSchema, key: string): Schema | undefined {
  return Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined
}

function keysInOrder({base, first, second}: Three<PlainMap>): string[] {
  return orderOf(keysOf(base), keysOf(first), keysOf(second))
}

/** The three versions of what stands under a key. */
function at({base, first, second}: Three<PlainMap>, key: string): Three {
  return {base: under(base, key), first: under(first, key), second: under(second, key)}
}

function mapOf(order: readonly string[], values: ReadonlyMap<string, Plain | undefined>): PlainMap {
  const map: Record<string, Plain> = Object.create(null)
  for (const key of order) {
    const value = values.get(key)
    if (value !== undefined) map[key] = value
  }
  return map
}

/** The side that alone changed a value, or both where they agree; undefined when each changed it in its own way. */
function agreed<T extends Plain>({base, first, second}: Three<T>): {readonly value: T | undefined} | undefined {
  if (same(first, second) || same(base, second)) return {value: first}
  return same(base, first) ? {value: second} : undefined
}

function mergeListsApart(desk: Desk, path: Path, apart: NonNullable<RecordSchema['apart']>, three: Three<PlainMap>): ReadonlyMap<string, Plain | undefined> {
  const whole = agreed(picked(three, apart.lists))
  if (whole === undefined) return mergeApart(desk, path, apart, three)
  return new Map(apart.lists.map((list) => [list, under(whole.value, list)]))
}

/** The three versions of some fields of a record; one that has none of them is not there. */
function picked({base, first, second}: Three<PlainMap>, keys: readonly string[]): Three<PlainMap> {
  const pick = (record: PlainMap | undefined): PlainMap | undefined => {
    const map = mapOf(keys, new Map(keys.map((key) => [key, under(record, key)])))
    return keysOf(map).length === 0 ? undefined : map
  }
  return {base: pick(base), first: pick(first), second: pick(second)}
}

/**
 * Fields that only make sense together. Where both sides say the same thing in the main (both cancelled it), the rest
 * is merged field by field; else it is one question, named after the first field, with maps as its values.
 */
function mergeTogether(desk: Desk, path: Path, schema: RecordSchema, group: readonly string[], three: Three<PlainMap>): readonly (readonly [string, Plain | undefined])[] {
  const whole = picked(three, group)
  const single = agreed(whole)
  if (single !== undefined) return group.map((key) => [key, under(single.value, key)])
  const {latest} = schema
  if (latest !== undefined && group.includes(latest)) {
    const later = laterOf(whole, latest)
    return group.map((key) => [key, under(later, key)])
  }
  if (inTheMain(schema, group, whole.first) === inTheMain(schema, group, whole.second) && !changedApart(schema, group, whole)) {
    return group.map((key) => [key, mergeValue(desk, [...path, key], neededIn(whole, key, fieldOf(schema, key)), at(whole, key))])
  }
  const chosen = desk.ask({field: [...path, group[0]!], ...whole, required: group.some((key) => fieldOf(schema, key)?.required === true)})
  return group.map((key) => [key, isPlainMap(chosen) ? under(chosen, key) : undefined])
}

/** The side in which a number is higher; of two alike, the one that every clone would take. */
function laterOf({first, second}: Three<PlainMap>, key: string): PlainMap | undefined {
  const [one, other] = [first, second].map((side) => Number(under(side, key) ?? -1)) as [number, number]
  if (one !== other) return one > other ? first : second
  return textOf(first ?? '') > textOf(second ?? '') ? first : second
}

/** True when one side changed one of the fields and the other another: an hour here, its zone there, and nobody meant both. */
function changedApart(schema: RecordSchema, group: readonly string[], {base, first, second}: Three<PlainMap>): boolean {
  const [one, other] = [first, second].map((side) => group.filter((key) => !joins(fieldOf(schema, key)) && !same(under(base, key), under(side, key))))
  return one!.length > 0 && other!.length > 0 && !one!.some((key) => other!.includes(key))
}

/** What both sides say of a thing that hangs together has to stay said: no reason is gone because there was none before. */
function neededIn({first, second}: Three<PlainMap>, key: string, schema: Schema | undefined): Schema | undefined {
  const isInBoth = under(first, key) !== undefined && under(second, key) !== undefined
  return isInBoth && schema !== undefined ? {...schema, required: true} : schema
}

/** What such fields say, apart from the wording: choices and numbers as they are; without any, which other fields there are. */
function inTheMain(schema: RecordSchema, group: readonly string[], values: PlainMap | undefined): string {
  const choosing = group.filter((key) => ['choice', 'integer', 'flag'].includes(fieldOf(schema, key)?.kind ?? ''))
  if (choosing.length > 0) return textOf(mapOf(choosing, new Map(choosing.map((key) => [key, under(values, key)]))))
  return keysOf(values).filter((key) => !joins(fieldOf(schema, key))).toSorted().join(' ')
}

function joins(schema: Schema | undefined): boolean {
  return schema?.kind === 'line' && schema.joins === true
}

/** Merges a value; without a schema (what stands under `x-…`) by its shape. */
export function mergeValue(desk: Desk, path: Path, schema: Schema | undefined, three: Three): Plain | undefined {
  const whole = agreed(three)
  if (whole !== undefined) return whole.value
  const present = [three.base, three.first, three.second].filter((value) => value !== undefined)
  switch (schema?.kind ?? shapeOf(present)) {
    case 'record':
      return mergeRecord(desk, path, schema as RecordSchema, three as Three<PlainMap>)
    case 'map':
      return unlessEmpty(mergeMap(desk, path, schema?.kind === 'map' ? schema : undefined, mapsOf(three)))
    case 'list':
      return mergeList(desk, path, schema, listsOf(three))
    case 'text':
      return mergeText(desk, path, textsOf(three), schema?.required)
    case 'line':
      return mergeLine(desk, path, schema as LineSchema, three)
    default:
      return desk.ask({field: path, ...three, required: (schema as ChoiceSchema | IntegerSchema | undefined)?.required ?? false})
  }
}

/** What somebody's own values look like, where both look alike. */
function shapeOf(values: readonly Plain[]): 'map' | 'list' | 'text' | undefined {
  if (values.every(isPlainMap)) return 'map'
  if (values.every((value) => Array.isArray(value))) return 'list'
  return values.length > 1 && values.every((value) => typeof value === 'string') && values.some((value) => String(value).trim().includes('\n')) ? 'text' : undefined
}

function mapsOf({base, first, second}: Three): Three<PlainMap> {
  const map = (value: Plain | undefined): PlainMap | undefined => (isPlainMap(value) ? value : undefined)
  return {base: map(base), first: map(first), second: map(second)}
}

function listsOf({base, first, second}: Three): Required<Three<readonly Plain[]>> {
  const list = (value: Plain | undefined): readonly Plain[] => (Array.isArray(value) ? value : [])
  return {base: list(base), first: list(first), second: list(second)}
}

function textsOf({base, first, second}: Three): Three<string> {
  const text = (value: Plain | undefined): string | undefined => (value === undefined || typeof value === 'object' ? undefined : String(value))
  return {base: text(base), first: text(first), second: text(second)}
}

function unlessEmpty(map: PlainMap): PlainMap | undefined {
  return keysOf(map).length === 0 ? undefined : map
}

function mergeRecord(desk: Desk, path: Path, schema: RecordSchema, {base, first, second}: Three<PlainMap>): PlainMap | undefined {
  if (first !== undefined && second !== undefined) return mergeFields(desk, path, schema, {base, first, second})
  return kept(desk, path, first ?? second)
}

/** What one side took out and the other changed stays. */
function kept<T extends Plain>(desk: Desk, path: Path, value: T | undefined): T | undefined {
  const [name, ...outer] = path.toReversed()
  const where = outer.length === 0 ? '' : ` under \`${outer.toReversed().join('.')}\``
  desk.remark(`\`${name}\`${where} was taken out on one side and changed on the other: it stays`)
  return value
}

function mergeMap(desk: Desk, path: Path, schema: MapSchema | undefined, three: Three<PlainMap>): PlainMap {
  const twins = schema?.once === true ? twinsIn(three) : undefined
  const keys = keysInOrder(three).filter((key) => twins?.has(key) !== true)
  const values = new Map<string, Plain | undefined>()
  for (const key of keys) {
    const entry = at(three, key)
    const isTakenOut = agreed(entry) === undefined && (entry.first === undefined || entry.second === undefined)
    values.set(key, isTakenOut ? kept(desk, [...path, key], entry.first ?? entry.second) : mergeValue(desk, [...path, key], schema?.of, entry))
  }
  return mapOf(keys, values)
}

function mergeList(desk: Desk, path: Path, schema: Schema | undefined, lists: Required<Three<readonly Plain[]>>): readonly Plain[] | undefined {
  const {base = [], first = [], second = []} = lists
  const of = schema?.kind === 'list' ? schema.of : undefined
  const areScalars = of === undefined ? [...base, ...first, ...second].every((item) => typeof item !== 'object') : of.kind !== 'record' && of.kind !== 'map' && of.kind !== 'list'
  const merged = areScalars ? mergeSet(base, first, second) : mergeSequence(desk, path, {base, first, second, required: schema?.required ?? false}, itemMerge(desk, of))
  if (merged.length > 0 || schema?.required !== true) return merged.length > 0 ? merged : undefined
  // Each took out what the other left, of a list that has to be there.
  return desk.ask({field: path, ...lists, required: true}) as readonly Plain[]
}

/** A record in a list is named by its first field. */
function itemMerge(desk: Desk, of: Schema | undefined): ItemMerge | undefined {
  if (of?.kind !== 'record') return undefined
  return {name: Object.keys(of.fields)[0]!, merge: (field, three) => mergeFields(desk, field, of, three)}
}

function mergeLine(desk: Desk, path: Path, schema: LineSchema, three: Three): Plain | undefined {
  const {base, first, second} = three
  if (base === undefined && schema.settle !== undefined && first !== undefined && second !== undefined) {
    const [early, late] = [String(first), String(second)].toSorted()
    return schema.settle === 'earlier' ? early : late
  }
  const both = joins(schema) && first !== undefined && second !== undefined ? linesTogether(String(first), String(second)) : undefined
  return desk.ask({field: path, ...three, both, required: schema.required ?? false})
}

/** `Thrift / Debt`; what stands in both once. */
function linesTogether(first: string, second: string): string {
  const parts = [first, second].flatMap((line) => line.trim().split(' / '))
  return [...new Set(parts)].join(' / ')
}

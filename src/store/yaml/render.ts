/** New YAML: a whole file, or an entry of one, laid out by its schema. */
import {isPlainMap} from '../../model/node.ts'
import type {Plain, PlainMap} from '../../model/node.ts'
import type {RecordSchema, Schema} from '../../model/schema.ts'
import {inlineScalar, literalBlock} from './scalar.ts'

/** How far entries are indented. */
const step = 2
/** A list or map that is written on one line is broken up when the line would be longer than this. */
const widest = 100

/**
 * A new file: the keys in the schema's order, then others in their own; a blank line between the keys of a spaced
 * record; text as block scalars. `comment` becomes a comment on the first line. Ends with a line feed.
 */
export function render(record: PlainMap, schema: RecordSchema, comment?: string): string {
  const keys = keysInOrder(record, schema)
  const lines = keys.length === 0 ? ['{}'] : mapLines(record, schema, 0)
  const head = comment === undefined ? [] : [`# ${comment.replaceAll(/\s+/g, ' ').trim()}`]
  return `${[...head, ...lines].join('\n')}\n`
}

/** The keys that have a value, in the order in which they are written. */
export function keysInOrder(record: PlainMap, schema: Schema | undefined): string[] {
  const present = Object.keys(record).filter((key) => record[key] !== undefined)
  if (schema?.kind !== 'record') return present
  const known = Object.keys(schema.fields)
  return [...known.filter((key) => present.includes(key)), ...present.filter((key) => !known.includes(key))]
}

/** The schema of what stands under `key`; undefined for a key of somebody's own (`x-…`). */
export function schemaUnder(schema: Schema | undefined, key: string): Schema | undefined {
  if (schema?.kind === 'map') return schema.of
  return schema?.kind === 'record' && Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined
}

/** The schema of the items of a list. */
export function schemaOfItems(schema: Schema | undefined): Schema | undefined {
  return schema?.kind === 'list' ? schema.of : undefined
}

/** True when a blank line belongs between the entries. */
export function isSpaced(schema: Schema | undefined): boolean {
  return (schema?.kind === 'map' || schema?.kind === 'record') && schema.spaced === true
}

/** True when an item is a map whose first key stands behind the hyphen. */
export function isMappedItem(value: Plain, schema: Schema | undefined, indent: number): value is PlainMap {
  return isPlainMap(value) && !isInline(value, schema, indent + step)
}

/** A value as it follows its key or hyphen: what stands on that line, and the lines below it with their indentation. */
export interface Written {
  readonly head: string
  readonly lines: readonly string[]
}

/** The lines of an entry, the key in column `indent` (from 0), what lies below it in column `inner`. */
export function entryLines(key: string, value: Plain, schema: Schema | undefined, indent: number, inner = indent + step): string[] {
  const {head, lines} = written(value, schema, indent, inner)
  return [`${' '.repeat(indent)}${inlineScalar(key, false)}:${head === '' ? '' : ` ${head}`}`, ...lines]
}

/** The lines of an item of a list, the hyphen in column `indent` (from 0). */
export function itemLines(value: Plain, schema: Schema | undefined, indent: number): string[] {
  const margin = ' '.repeat(indent)
  if (isMappedItem(value, schema, indent)) {
    const [first = '', ...rest] = mapLines(value, schema, indent + step)
    return [`${margin}- ${first.trimStart()}`, ...rest]
  }
  const {head, lines} = written(value, schema, indent)
  return [`${margin}-${head === '' ? '' : ` ${head}`}`, ...lines]
}

/** A value whose key or hyphen stands in column `indent`; what lies below is indented to `inner`. */
export function written(value: Plain, schema: Schema | undefined, indent: number, inner = indent + step): Written {
  if (typeof value === 'string') return writtenText(value, schema, indent, inner)
  if (typeof value !== 'object') return {head: scalarText(value), lines: []}
  const inline = isInline(value, schema, indent)
  if (inline) return {head: inlineValue(value, schema), lines: []}
  if (isPlainMap(value)) return {head: '', lines: mapLines(value, schema, inner)}
  return {head: '', lines: listLines(value, schema, inner)}
}

function writtenText(text: string, schema: Schema | undefined, indent: number, inner: number): Written {
  const block = schema?.kind === 'text' || (schema === undefined && text.includes('\n')) ? literalBlock(text, inner - indent) : undefined
  if (block === undefined) return {head: inlineScalar(text, false), lines: []}
  return {head: block.header, lines: block.lines.map((line) => (line === '' ? '' : ' '.repeat(inner) + line))}
}

function mapLines(map: PlainMap, schema: Schema | undefined, indent: number): string[] {
  const lines: string[] = []
  for (const key of keysInOrder(map, schema)) {
    const value = map[key]
    if (value === undefined) continue
    if (lines.length > 0 && isSpaced(schema)) lines.push('')
    lines.push(...entryLines(key, value, schemaUnder(schema, key), indent))
  }
  return lines
}

function listLines(items: readonly Plain[], schema: Schema | undefined, indent: number): string[] {
  return items.flatMap((item) => itemLines(item, schemaOfItems(schema), indent))
}

/** True when a list or map goes on one line: it is empty, or its schema says so and it fits. */
function isInline(value: PlainMap | readonly Plain[], schema: Schema | undefined, indent: number): boolean {
  if (isPlainMap(value) ? keysInOrder(value, schema).length === 0 : value.length === 0) return true
  const wanted = (schema?.kind === 'list' || schema?.kind === 'map') && schema.flow === true
  if (!wanted) return false
  // The key takes some room too; ids and field names are short.
  return indent + 14 + inlineValue(value, schema).length <= widest
}

/** Any value on one line, as it can stand within brackets (scalars) or be one (lists and maps). */
export function inlineValue(value: Plain, schema: Schema | undefined): string {
  if (typeof value === 'string') return inlineScalar(value, true)
  if (typeof value !== 'object') return scalarText(value)
  if (!isPlainMap(value)) return `[${value.map((item) => inlineValue(item, schemaOfItems(schema))).join(', ')}]`
  const entries = keysInOrder(value, schema).map((key) => inlineEntry(key, value[key] ?? '', schemaUnder(schema, key)))
  return `{${entries.join(', ')}}`
}

/** `key: value` within braces. */
export function inlineEntry(key: string, value: Plain, schema: Schema | undefined): string {
  return `${inlineScalar(key, true)}: ${inlineValue(value, schema)}`
}

/** The text of a scalar value. Yes and no are `true` and `false`: YAML 1.1 and 1.2 agree on these. */
export function scalarText(value: string | number | boolean): string {
  return String(value)
}

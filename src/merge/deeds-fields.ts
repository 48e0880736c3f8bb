/** Compares two versions of a record field by field. */
import {isPlainMap} from '../model/node.ts'
import type {Plain, PlainMap} from '../model/node.ts'
import type {FieldChange, LinesChange} from './deed.ts'
import {same} from './same.ts'

/** The fields among `names` that are not the same, in that order. */
export function changedAmong(names: readonly string[], before: PlainMap | undefined, after: PlainMap): string[] {
  return names.filter((name) => !same(before?.[name], after[name]))
}

/** The keys of both, those of `before` first. */
export function keysOfBoth(before: PlainMap, after: PlainMap): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
}

/** One field, before and after. */
export function fieldChange(field: string, before: Plain | undefined, after: Plain | undefined): FieldChange {
  return {field, ...(before === undefined ? {} : {before: textOf(before)}), ...(after === undefined ? {} : {after: textOf(after)})}
}

/** What came and what went of two lists of lines; a line that is there twice counts each time. */
export function linesChange(before: Plain | undefined, after: Plain | undefined): LinesChange {
  return {added: without(linesOf(after), linesOf(before)), removed: without(linesOf(before), linesOf(after))}
}

/** A value that is a map, else an empty one. */
export function mapOf(value: Plain | undefined): PlainMap {
  return isPlainMap(value) ? value : {}
}

/** A value that is there, as text. */
export function textOf(value: Plain): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The entry `{key: text}` for a value that is there; for one that is not, nothing. */
export function maybe<K extends string>(key: K, value: Plain | undefined): {readonly [name in K]?: string} {
  return (value === undefined ? {} : {[key]: textOf(value)}) as {readonly [name in K]?: string}
}

function linesOf(value: Plain | undefined): string[] {
  return Array.isArray(value) ? value.map(textOf) : []
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at < 0) return true
    left.splice(at, 1)
    return false
  })
}

/** When two values say the same. */
import {isPlainMap} from '../model/node.ts'
import type {Plain, PlainMap} from '../model/node.ts'

/** True when both say the same: keys in any order, scalars by their text, line breaks at the end of a text aside. */
export function same(one: Plain | undefined, other: Plain | undefined): boolean {
  if (one === other) return true
  if (one === undefined || other === undefined) return false
  return textOf(one) === textOf(other)
}

/** One text for all values that say the same. Two texts in their order (`<`) put two values in an order of their own. */
export function textOf(value: Plain | undefined): string {
  if (value === undefined) return ''
  if (isPlainMap(value)) {
    const entries = keysOf(value).toSorted().map((key) => `${JSON.stringify(key)}:${textOf(value[key])}`)
    return `{${entries.join(',')}}`
  }
  if (typeof value === 'object') return `[${value.map(textOf).join(',')}]`
  return JSON.stringify(trimmed(String(value)))
}

/** Line breaks at the end of a text mean nothing in a circle's files. */
export function trimmed(text: string): string {
  return text.endsWith('\n') ? text.replace(/\n+$/, '') : text
}

/** The keys that have a value. */
export function keysOf(map: PlainMap | undefined): string[] {
  return map === undefined ? [] : Object.keys(map).filter((key) => map[key] !== undefined)
}

/** The value under a key; nothing for what only the map's prototype has. */
export function under(map: PlainMap | undefined, key: string): Plain | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined
}

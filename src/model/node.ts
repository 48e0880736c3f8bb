/**
 * A YAML file as the program sees it: only what the format needs (text, lists, maps), each with its place.
 * The store makes these trees; schemas read values out of them.
 */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

/** Offsets (`start`, `end`) are UTF-16 positions in the file's text; `end` is exclusive. */
export interface ScalarNode {
  readonly kind: 'scalar'
  /** For a plain scalar its source text, never what YAML would make of it: `0800`, `no`, `2026-11-27`. */
  readonly text: string
  readonly style: ScalarStyle
  readonly start: number
  readonly end: number
}

export interface ListNode {
  readonly kind: 'list'
  readonly flow: boolean
  readonly items: readonly Node[]
  readonly start: number
  readonly end: number
}

export interface Entry {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: Node
}

export interface MapNode {
  readonly kind: 'map'
  readonly flow: boolean
  readonly entries: readonly Entry[]
  readonly start: number
  readonly end: number
}

/** A key or an item with nothing after it (`topic:`). */
export interface EmptyNode {
  readonly kind: 'empty'
  readonly start: number
  readonly end: number
}

export type Node = ScalarNode | ListNode | MapNode | EmptyNode

/** A plain value: what a record is as data. Maps have no prototype, so that no id can be taken for a method. */
export type Plain = string | number | boolean | readonly Plain[] | PlainMap
export interface PlainMap {
  readonly [key: string]: Plain | undefined
}

/** Narrows a plain value to a map. */
export function isPlainMap(value: Plain | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of a node without any schema: every scalar is its text; empty entries are left out. */
export function plainOf(node: Node): Plain | undefined {
  switch (node.kind) {
    case 'empty':
      return undefined
    case 'scalar':
      return node.text
    case 'list':
      return node.items.map(plainOf).filter((item) => item !== undefined)
    case 'map': {
      const map: Record<string, Plain | undefined> = Object.create(null)
      for (const {key, value} of node.entries) {
        const plain = plainOf(value)
        if (plain !== undefined) map[key] = plain
      }
      return map
    }
  }
}

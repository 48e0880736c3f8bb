/** The comments of a YAML text, each with what it is about: so that those of one version can be brought into another. */
import type {ListNode, MapNode, Node, Plain} from '../../model/node.ts'
import {isPlainMap} from '../../model/node.ts'
import {columnOf, contentEnd, isBlankLine, isBlockScalar, isFirstOnLine, lineEnd, lineStart, unitsOf} from './layout.ts'
import type {Unit} from './layout.ts'
import {scalarText} from './render.ts'

/**
 * What a comment is about. `head`: the file, before its first entry; `above`, `beside` and `below` an entry or item;
 * `end`: of a map or list (an empty path: of the file). Steps of a path are `.key` and `-text of the item`.
 */
export interface Anchor {
  readonly place: 'head' | 'above' | 'beside' | 'below' | 'end'
  readonly path: readonly string[]
}

/** A comment: `text` from its `#`, without blanks at its end. */
export interface Comment {
  readonly text: string
  /** The offset of its `#`. */
  readonly start: number
  /** The offset after its last character. */
  readonly end: number
  /** Nothing else stands on its line. */
  readonly alone: boolean
  readonly anchor: Anchor
}

/** An entry or item of a text, in the text's order, with the place where it stands. */
export interface Spot {
  readonly path: readonly string[]
  readonly unit: Unit
  readonly column: number
  readonly holder: MapNode | ListNode
  readonly parent: Spot | undefined
}

/** A text that was read: its entries and items, and its comments, both in its order. */
export interface Annotated {
  readonly text: string
  readonly root: Node
  readonly spots: readonly Spot[]
  readonly comments: readonly Comment[]
}

/** The comments of a text and what they are about. `text` ends with a line feed and has no byte order mark; `root` is its tree. */
export function annotated(text: string, root: Node): Annotated {
  const spots: Spot[] = []
  gatherSpots(text, root, undefined, spots)
  const head = headEnd(text, spots)
  const comments: Comment[] = []
  let at = 0
  for (const {start, end, alone, apart} of withSurroundings(text, commentRanges(text, root))) {
    while (at < spots.length && (spots[at] as Spot).unit.start < start) at++
    const neighbours = {previous: spots[at - 1], next: spots[at]}
    const anchor = start < head ? {place: 'head' as const, path: []} : alone ? anchorOf(text, start, apart, neighbours) : besideOf(text, start, neighbours.previous)
    comments.push({text: text.slice(start, end), start, end, alone, anchor})
  }
  return {text, root, spots, comments}
}

/** What lies around a run of whole-line comments: a blank line, or the end of the text. */
interface Apart {
  above: boolean
  below: boolean
}

function withSurroundings(text: string, ranges: readonly Range[]): (Range & {alone: boolean; apart: Apart})[] {
  let run: {end: number; apart: Apart} | undefined
  return ranges.map((range) => {
    const alone = isFirstOnLine(text, range.start)
    const [from, to] = [lineStart(text, range.start), lineEnd(text, range.start)]
    const below = to >= text.length || isBlankLine(text, to)
    if (alone && run?.end === from) {
      run.end = to
      run.apart.below = below
    } else run = {end: to, apart: {above: from === 0 || isBlankLine(text, from - 1), below}}
    return {...range, alone, apart: run.apart}
  })
}

/** One string for a path. */
export function pathKey(path: readonly string[]): string {
  return path.join('\0')
}

/** The paths of all entries and items of a value, as `pathKey` writes them. */
export function pathsIn(value: Plain): Set<string> {
  const paths = new Set<string>()
  addPaths(value, [], paths)
  return paths
}

function addPaths(value: Plain | undefined, path: readonly string[], paths: Set<string>): void {
  if (Array.isArray(value)) {
    const steps = itemSteps(value.map(wordOf))
    for (const [at, item] of value.entries()) {
      const under = [...path, steps[at] ?? '']
      paths.add(pathKey(under))
      addPaths(item, under, paths)
    }
  } else if (isPlainMap(value)) {
    for (const key of Object.keys(value)) {
      if (value[key] === undefined) continue
      const under = [...path, `.${key}`]
      paths.add(pathKey(under))
      addPaths(value[key], under, paths)
    }
  }
}

/** What an item is called by: its text, or the first there is in it. */
function wordOf(value: Plain | undefined): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return wordOf(value[0])
  if (isPlainMap(value)) return wordOf(Object.values(value)[0])
  return scalarText(value as string | number | boolean).replace(/\n+$/, '')
}

function wordAt(node: Node | undefined): string {
  if (node === undefined || node.kind === 'empty') return ''
  if (node.kind === 'scalar') return node.text.replace(/\n+$/, '')
  return wordAt(node.kind === 'list' ? node.items[0] : node.entries[0]?.value)
}

/** Equal items are told apart by their number. */
function itemSteps(words: readonly string[]): string[] {
  const times = new Map<string, number>()
  return words.map((word) => {
    const time = (times.get(word) ?? 0) + 1
    times.set(word, time)
    return time === 1 ? `-${word}` : `-${word}\n${time}`
  })
}

function gatherSpots(text: string, node: Node, parent: Spot | undefined, spots: Spot[]): void {
  if (node.kind !== 'map' && node.kind !== 'list') return
  const steps = node.kind === 'map' ? node.entries.map(({key}) => `.${key}`) : itemSteps(node.items.map(wordAt))
  for (const [at, unit] of unitsOf(text, node).entries()) {
    const spot: Spot = {path: [...(parent?.path ?? []), steps[at] ?? ''], unit, column: columnOf(text, unit.start), holder: node, parent}
    spots.push(spot)
    gatherSpots(text, unit.value, spot, spots)
  }
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Where comments stand: each `#` outside of keys and values begins one. */
function commentRanges(text: string, root: Node): Range[] {
  if (!text.includes('#')) return []
  const words: Range[] = []
  gatherWords(text, root, words)
  const found: Range[] = []
  let from = 0
  for (const {start, end} of [...words, {start: text.length, end: text.length}]) {
    for (let at = text.indexOf('#', from); at !== -1 && at < start; at = text.indexOf('#', lineEnd(text, at))) {
      const line = text.slice(at, contentEnd(text, at))
      found.push({start: at, end: at + line.trimEnd().length})
    }
    from = Math.max(from, end)
  }
  return found
}

/** Keys and scalars, in the text's order: a `#` in them is no comment. A block of text begins below its header. */
function gatherWords(text: string, node: Node, words: Range[]): void {
  if (node.kind === 'map') {
    for (const {keyStart, keyEnd, value} of node.entries) {
      words.push({start: keyStart, end: keyEnd})
      gatherWords(text, value, words)
    }
  } else if (node.kind === 'list') {
    for (const item of node.items) gatherWords(text, item, words)
  } else if (node.kind === 'scalar') {
    words.push(isBlockScalar(node) ? {start: lineEnd(text, node.start), end: node.end} : node)
  }
}

/** Where the comments about the file end: those that begin it, up to the first line that is none. */
function headEnd(text: string, spots: readonly Spot[]): number {
  const first = spots[0]?.unit.start ?? text.length
  let at = 0
  while (at < first && /^(?:---)?[ \t]*(?:#|\r?\n|$)/.test(text.slice(at, lineEnd(text, at))) && !isBlankLine(text, at)) at = lineEnd(text, at)
  return at
}

interface Neighbours {
  readonly previous: Spot | undefined
  readonly next: Spot | undefined
}

function anchorOf(text: string, start: number, apart: Apart, {previous, next}: Neighbours): Anchor {
  if (previous === undefined) return next === undefined ? {place: 'end', path: []} : {place: 'above', path: next.path}
  const {value} = previous.unit
  if (start < value.end && !hasChildren(value)) return {place: 'above', path: previous.path}
  const within = bracketsAround(previous, start)
  if (within !== undefined) {
    if (next !== undefined && next.unit.start < within.holder.end) return {place: 'above', path: next.path}
    return {place: 'below', path: within.path}
  }
  const column = columnOf(text, start)
  const owner = ownerAt(previous, column)
  if (next !== undefined && column <= next.column) {
    const belongs = !apart.above && apart.below && owner.column >= next.column
    return belongs ? {place: 'below', path: owner.path} : {place: 'above', path: next.path}
  }
  return apart.above ? {place: 'end', path: owner.parent?.path ?? []} : {place: 'below', path: owner.path}
}

function besideOf(text: string, start: number, previous: Spot | undefined): Anchor {
  let owner = previous
  while (owner?.holder.flow === true && start >= owner.holder.end && owner.parent !== undefined) owner = owner.parent
  if (owner === undefined || (owner.holder.flow && start >= owner.holder.end)) return {place: 'end', path: []}
  const from = Math.max(owner.unit.value.end, owner.unit.after)
  if (start > from && text.slice(from, start).includes('\n')) return {place: 'end', path: []}
  return {place: 'beside', path: owner.path}
}

function hasChildren(node: Node): boolean {
  return (node.kind === 'map' && node.entries.length > 0) || (node.kind === 'list' && node.items.length > 0)
}

/** The spot in the brackets that are open at `at`. */
function bracketsAround(previous: Spot | undefined, at: number): Spot | undefined {
  let spot = previous
  while (spot !== undefined && !(spot.holder.flow && at < spot.holder.end)) spot = spot.parent
  return spot
}

/** The innermost of an entry and those it stands in that is not indented further than `column`, or else the outermost. */
function ownerAt(spot: Spot, column: number): Spot {
  let owner = spot
  while (owner.parent !== undefined && (owner.column > column || owner.holder.flow)) owner = owner.parent
  return owner
}

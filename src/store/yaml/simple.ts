/**
 * The quick way for the files that the program writes and most people write: `key: value` lines, lists, blocks of
 * text, brackets on one line. It is some fifty times quicker than a whole YAML parser, and a circle has many small
 * files. Whatever it is not sure of, it leaves to the library: it accepts less than YAML, and means the same by it
 * (a property test compares the two). It reports no errors.
 */
import type {Entry, ListNode, MapNode, Node, ScalarNode} from '../../model/node.ts'
import {keyFlaw} from './compose.ts'
import {deepest, mostEntries} from './screen.ts'

/** The tree of a screened text, or undefined: then the library has to read it. */
export function readSimple(text: string): MapNode | undefined {
  if (/[\t\r\u{FEFF}]/u.test(text)) return undefined
  const cursor: Cursor = {text, at: 0}
  const indent = nextLine(cursor)
  if (indent !== 0) return undefined
  const root = readMap(cursor, 0, 1)
  return root !== undefined && cursor.at >= text.length ? root : undefined
}

interface Cursor {
  readonly text: string
  /** The beginning of a line, or the end of the text. */
  at: number
}

/** Moves to the next line that is neither blank nor a comment; its indentation, or -1 at the end of the text. */
function nextLine(cursor: Cursor): number {
  const {text} = cursor
  while (cursor.at < text.length) {
    let at = cursor.at
    while (text[at] === ' ') at++
    const first = text[at]
    if (first !== undefined && first !== '\n' && first !== '#') return at - cursor.at
    cursor.at = lineEnd(text, at)
  }
  return -1
}

function lineEnd(text: string, at: number): number {
  const lineFeed = text.indexOf('\n', at)
  return lineFeed === -1 ? text.length : lineFeed + 1
}

const keyForm = /(?:([A-Za-z0-9_][A-Za-z0-9_-]{0,99})|"([A-Za-z0-9_-]{1,99})"):(?=[ \n]|$)/y

/** A map whose keys stand in the column `indent`, the `depth`th of the collections that hold each other. In a list the first of them stands behind the hyphen, at `first`. */
function readMap(cursor: Cursor, indent: number, depth: number, first?: number): MapNode | undefined {
  if (depth >= deepest) return undefined
  const entries: Entry[] = []
  const keys = new Set<string>()
  for (;;) {
    const inline = first !== undefined && entries.length === 0
    const found = inline ? indent : nextLine(cursor)
    if (found > indent) return undefined
    if (found < indent) break
    const keyStart = inline ? first : cursor.at + indent
    keyForm.lastIndex = keyStart
    const match = keyForm.exec(cursor.text)
    const key = match?.[1] ?? match?.[2]
    if (key === undefined || keys.has(key) || keyFlaw(key, 0) !== undefined || entries.length >= mostEntries) return undefined
    keys.add(key)
    const keyEnd = keyForm.lastIndex - 1
    const value = readValue(cursor, keyEnd + 1, indent, depth)
    if (value === undefined) return undefined
    entries.push({key, keyStart, keyEnd, value})
  }
  const [begin, last] = [entries[0], entries.at(-1)]
  if (begin === undefined || last === undefined) return undefined
  return {kind: 'map', flow: false, entries, start: begin.keyStart, end: last.value.end}
}

/** The value after the colon at `after`; leaves the cursor at the beginning of the line behind it. */
function readValue(cursor: Cursor, after: number, indent: number, depth: number): Node | undefined {
  const {text} = cursor
  let at = after
  while (text[at] === ' ') at++
  const first = text[at]
  if (first === undefined || first === '\n' || (first === '#' && at > after)) return readBelow(cursor, after, indent, depth)
  if (first === '|') return readBlock(cursor, at, indent)
  if (first === '[' || first === '{') return closing(cursor, readFlow(text, at))
  return closing(cursor, readScalar(text, at))
}

function readBelow(cursor: Cursor, after: number, indent: number, depth: number): Node | undefined {
  cursor.at = lineEnd(cursor.text, after)
  const found = nextLine(cursor)
  const dash = cursor.text[cursor.at + found] === '-'
  if (found < indent || (found === indent && !dash)) return {kind: 'empty', start: after, end: after}
  return dash ? readList(cursor, found, indent, depth) : readMap(cursor, found, depth + 1)
}

function readList(cursor: Cursor, indent: number, outer: number, depth: number): ListNode | undefined {
  const items: Node[] = []
  let start = -1
  for (;;) {
    const found = nextLine(cursor)
    if (found > indent) return undefined
    const dash = cursor.at + indent
    if (found < indent) break
    if (cursor.text[dash] !== '-') {
      if (indent !== outer) return undefined
      break
    }
    if (start === -1) start = dash
    let at = dash + 1
    while (cursor.text[at] === ' ') at++
    if (at === dash + 1 || items.length >= mostEntries) return undefined
    keyForm.lastIndex = at
    const item = keyForm.test(cursor.text) ? readMap(cursor, at - cursor.at, depth + 2, at) : closing(cursor, readScalar(cursor.text, at))
    if (item === undefined) return undefined
    items.push(item)
  }
  const last = items.at(-1)
  return last === undefined ? undefined : {kind: 'list', flow: false, items, start, end: last.end}
}

const restOfLine = /(?: +#[^\n]*| *)(?:\n|$)/y

/** The node, when nothing but a comment follows it on its line. */
function closing<T extends Node>(cursor: Cursor, node: T | undefined): T | undefined {
  if (node === undefined) return undefined
  restOfLine.lastIndex = node.end
  if (!restOfLine.test(cursor.text)) return undefined
  cursor.at = restOfLine.lastIndex
  return node
}

const doubleForm = /"((?:[^"\\\n]|\\["\\])*)"/y
const singleForm = /'((?:[^'\n]|'')*)'/y
const plainForm = /[^\s\-?:,[\]{}#&*!|>'"%@`][^\n]*/y

/** A scalar on one line. A plain one ends before a comment and the blanks before it. */
function readScalar(text: string, at: number): ScalarNode | undefined {
  if (text[at] === '"') return matched(text, doubleForm, at, 'double')
  if (text[at] === "'") return matched(text, singleForm, at, 'single')
  plainForm.lastIndex = at
  const whole = plainForm.exec(text)?.[0]
  if (whole === undefined) return undefined
  const comment = whole.indexOf(' #')
  const plain = (comment === -1 ? whole : whole.slice(0, comment)).replace(/ +$/, '')
  if (plain.includes(': ') || plain.endsWith(':')) return undefined
  return {kind: 'scalar', text: plain, style: 'plain', start: at, end: at + plain.length}
}

function matched(text: string, form: RegExp, at: number, style: 'single' | 'double'): ScalarNode | undefined {
  form.lastIndex = at
  const match = form.exec(text)
  if (match === null) return undefined
  const inner = match[1] ?? ''
  return {kind: 'scalar', text: style === 'single' ? inner.replaceAll("''", "'") : inner.replaceAll(/\\(["\\])/g, '$1'), style, start: at, end: form.lastIndex}
}

const flowPlain = /[A-Za-z0-9\u00c0-\uffff](?:[^,[\]{}:#"'\n&*!|>%@`?]*[^,[\]{}:#"'\n&*!|>%@`? ])?/y
const flowGap = / *(,?) */y

/** A list or map in brackets on one line, with scalars in it. */
function readFlow(text: string, start: number): ListNode | MapNode | undefined {
  const isMap = text[start] === '{'
  const close = isMap ? '}' : ']'
  const items: Node[] = []
  const entries: Entry[] = []
  let at = start + 1
  while (text[at] === ' ') at++
  while (text[at] !== close) {
    const item = readFlowScalar(text, at)
    if (item === undefined || items.length >= mostEntries) return undefined
    if (isMap) {
      const entry = readFlowEntry(text, item)
      if (entry === undefined || entries.some(({key}) => key === entry.key)) return undefined
      entries.push(entry)
      at = entry.value.end
    } else at = item.end
    items.push(item)
    flowGap.lastIndex = at
    const comma = flowGap.exec(text)?.[1]
    at = flowGap.lastIndex
    if (comma !== ',' && text[at] !== close) return undefined
  }
  const end = at + 1
  return isMap ? {kind: 'map', flow: true, entries, start, end} : {kind: 'list', flow: true, items, start, end}
}

function readFlowScalar(text: string, at: number): ScalarNode | undefined {
  if (text[at] === '"') return matched(text, doubleForm, at, 'double')
  if (text[at] === "'") return matched(text, singleForm, at, 'single')
  flowPlain.lastIndex = at
  const plain = flowPlain.exec(text)?.[0]
  return plain === undefined ? undefined : {kind: 'scalar', text: plain, style: 'plain', start: at, end: at + plain.length}
}

function readFlowEntry(text: string, key: ScalarNode): Entry | undefined {
  if (text[key.end] !== ':' || text[key.end + 1] !== ' ' || key.text.length > 99 || keyFlaw(key.text, 0) !== undefined) return undefined
  let at = key.end + 1
  while (text[at] === ' ') at++
  const value = readFlowScalar(text, at)
  return value === undefined ? undefined : {key: key.text, keyStart: key.start, keyEnd: key.end, value}
}

const blockHeader = /\|(-?)(?: +#[^\n]*| *)\n/y

/** A literal block whose indentation is plain to see. */
function readBlock(cursor: Cursor, start: number, outer: number): ScalarNode | undefined {
  const {text} = cursor
  blockHeader.lastIndex = start
  const chomp = blockHeader.exec(text)?.[1]
  if (chomp === undefined) return undefined
  const lines: string[] = []
  let indent = -1
  let end = blockHeader.lastIndex
  let at = end
  while (at < text.length) {
    let content = at
    while (text[content] === ' ') content++
    const next = lineEnd(text, content)
    if (text[content] === '\n' || content === text.length) {
      if (content > at) return undefined
      lines.push('')
    } else {
      const column = content - at
      if (indent === -1) indent = column
      if (column <= outer) break
      // A line between the two indentations is an error, or a comment that is easily taken for text.
      if (column < indent) return undefined
      lines.push(text.slice(at + indent, text[next - 1] === '\n' ? next - 1 : next))
      end = next
    }
    at = next
  }
  if (indent <= outer || end === blockHeader.lastIndex) return undefined
  cursor.at = at
  while (lines.at(-1) === '') lines.pop()
  return {kind: 'scalar', text: `${lines.join('\n')}${chomp === '-' ? '' : '\n'}`, style: 'literal', start, end}
}

/**
 * From the library's tree to ours. The `yaml` package parses; what it says is translated for people who have never
 * read the YAML specification. Its conversion to JavaScript values is never used: every scalar stays its text.
 */
import {createRequire} from 'node:module'
import type {CST, Document, Pair, ParsedNode, YAMLMap} from 'yaml'
import type {Entry, MapNode, Node, ScalarStyle} from '../../model/node.ts'
import {gate} from './gate.ts'
import type * as Library from './library.ts'
import {codePoint, mostProblems} from './screen.ts'
import type {Flaw} from './screen.ts'

/** Where the build has put library.ts; unbuilt, the package itself serves. */
declare const __CIRCLE_YAML__: string | undefined
const place = typeof __CIRCLE_YAML__ === 'string' ? __CIRCLE_YAML__ : 'yaml'

let loaded: typeof Library | undefined

/** The library, loaded when the first file needs it: most circles are read without (simple.ts), and start quicker. */
function library(): typeof Library {
  loaded ??= createRequire(import.meta.url)(place) as typeof Library
  return loaded
}

/** The tree of a screened text, or everything wrong with it (at most `mostProblems` flaws). `path` is only for hints. */
export function compose(text: string, path: string): Node | Flaw[] {
  try {
    const tokens = tokensOf(text)
    const refused = gate(tokens)
    if (refused.length > 0) return once(refused)
    return composeTokens(tokens, text, path)
  } catch (error) {
    // The library recurses; the screen and the gate keep it shallow, and this is the net below them.
    if (!(error instanceof RangeError)) throw error
    return [{at: 0, message: 'is nested too deeply, or too long, to be read', hint: 'write lists and maps flatter'}]
  }
}

/** The tokens up to the first few errors: the composer would make a stack trace for each of them. */
function tokensOf(text: string): CST.Token[] {
  const tokens: CST.Token[] = []
  let errors = 0
  for (const token of new (library().Parser)().parse(text)) {
    tokens.push(token)
    if (token.type === 'error' && ++errors >= mostProblems) break
  }
  return tokens
}

/** Thrown through the library to stop at the first few errors: it makes a stack trace for each. */
const enough = Symbol('enough flaws')

function composeTokens(tokens: readonly CST.Token[], text: string, path: string): Node | Flaw[] {
  const flaws: Flaw[] = []
  const composer = new (library().Composer)({schema: 'failsafe', version: '1.2', strict: true, uniqueKeys: false, stringKeys: true})
  // The composer has no option for this, and keeps every error otherwise.
  Object.assign(composer, {
    onError: (source: ErrorSource, code: string, message: string, warning?: boolean) => {
      // A bracket that closes in the column of its key is fine by every reader there is.
      if (warning === true && code === 'BAD_INDENT') return
      flaws.push(translate(startOf(source), code, message, text, path))
      if (flaws.length >= mostProblems) throw enough
    },
  })
  let document: Document.Parsed<ParsedNode> | undefined
  try {
    for (const found of composer.compose(tokens)) {
      document ??= found
      for (const error of found.errors) flaws.push(translate(error.pos[0], error.code, error.message, text, path))
    }
  } catch (error) {
    if (error !== enough) throw error
  }
  for (const error of composer.streamInfo().errors) flaws.push(translate(error.pos[0], error.code, error.message, text, path))
  if (flaws.length > 0) return once(flaws)
  const {contents} = document ?? {}
  if (contents === undefined || contents === null) return [emptyFile]
  const root = nodeOf(contents, text, flaws)
  if (flaws.length > 0) return once(flaws)
  return root.kind === 'empty' ? [emptyFile] : root
}

/** What is said of a file with nothing in it but blanks and comments. */
export const emptyFile: Flaw = {at: 0, message: 'is empty', hint: 'write `key: value` lines, or take the file away'}

type ErrorSource = number | readonly number[] | {readonly offset: number}

function startOf(source: ErrorSource): number {
  if (typeof source === 'number') return source
  return 'offset' in source ? source.offset : (source[0] ?? 0)
}

/** In the file's order, one for each place. */
function once(flaws: readonly Flaw[]): Flaw[] {
  const places = new Set<number>()
  return flaws
    .toSorted((a, b) => a.at - b.at)
    .filter(({at}) => !places.has(at) && places.add(at))
    .slice(0, mostProblems)
}

function translate(at: number, code: string, message: string, text: string, path: string): Flaw {
  const place = Math.min(at, text.length)
  // What opened and never closes runs to the end of the file, or to where the indentation ends it.
  const cut = text.slice(place).trim() === ''
  if (cut && (code === 'MISSING_CHAR' || code === 'BAD_INDENT')) {
    return {at: place, message: 'a quote or a bracket is never closed; the file looks cut off', hint: `close it, or see the last good version: git show HEAD:${path}`}
  }
  if (code === 'MISSING_CHAR' && message.startsWith('Missing closing')) {
    return {at: place, message: 'a quote is never closed', hint: "close it; inside '…' a quote is written twice, inside \"…\" as \\\""}
  }
  const [said, hint] = translations[code] ?? ['is not YAML that can be relied on', 'write `key: value` lines, lists as `- item`']
  if (code === 'MISSING_CHAR') return {at: place, ...missing(message)}
  return {at: place, message: said, hint}
}

function missing(message: string): {message: string; hint: string} {
  if (message.startsWith('Implicit map keys')) return {message: 'a key has no colon after it', hint: 'write `key: value`'}
  if (message.startsWith('Comments must')) return {message: 'a comment begins without a space before it', hint: 'put a space before the #'}
  if (message.startsWith('Sequence item')) return {message: 'a line stands among the items of a list without a hyphen', hint: 'write `- item`, or indent the line as what it belongs to'}
  if (message.startsWith('Missing space after :')) return {message: 'a colon has no space after it', hint: 'write `key: value`'}
  if (message.startsWith('Block scalars with')) {
    return {message: 'a block of text begins with an empty line that is indented further than the text', hint: 'take the spaces out of the empty line'}
  }
  if (message.startsWith('Block collection cannot')) return {message: 'a key stands on the line of `---`', hint: 'put it on a line of its own'}
  return {message: 'a comma or a colon is missing between the entries', hint: 'write [a, b] or {key: value, other: value}'}
}

const translations: Readonly<Record<string, readonly [string, string]>> = {
  TAB_AS_INDENT: ['a line is indented with a tab', 'indent with spaces'],
  BAD_INDENT: ['the indentation does not fit the lines above', 'indent entries of one list or map alike'],
  BAD_DQ_ESCAPE: ['a backslash in "…" begins no escape that YAML knows', 'write \\\\ for a backslash, or use single quotes'],
  BAD_SCALAR_START: ['a value begins with a character that means something else in YAML', 'put the value in quotes'],
  BLOCK_AS_IMPLICIT_KEY: ['a second `key:` stands on the same line', 'put it on a line of its own, or the whole value in quotes'],
  BLOCK_IN_FLOW: ['a block of lines stands inside brackets', 'close the bracket first, or write it on one line'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1,024 characters', 'was a colon meant to be part of a text? Put the text in quotes'],
  MULTILINE_IMPLICIT_KEY: ['a line has no colon, or a key runs over several lines', 'write `key: value`; indent the further lines of a text'],
  UNEXPECTED_TOKEN: ['something stands here that does not belong to the entry', 'put it on a line of its own, or the whole value in quotes'],
  RESOURCE_EXHAUSTION: ['is nested too deeply', 'write lists and maps flatter'],
}

/** Words that JavaScript gives a meaning of its own when they name a property. */
const reserved = new Set(['__proto__', 'constructor', 'prototype'])

/** The flaw of a key that may not be one, if any. */
export function keyFlaw(key: string, at: number): Flaw | undefined {
  if (reserved.has(key)) return {at, message: `\`${key}\` cannot be a key`, hint: 'choose another word'}
  if (key === '') return {at, message: 'a key is empty', hint: 'write `key: value`'}
  return undefined
}

/** What is said of a key that stands twice in a map. */
export function twice(key: string, at: number, line: number): Flaw {
  return {at, message: `\`${key}\` is written twice`, hint: `the first is on line ${line}; keep one of them`}
}

function nodeOf(node: ParsedNode, text: string, flaws: Flaw[]): Node {
  if (library().isSeq(node)) {
    const [start, end] = node.range
    const items = node.items.map((item) => nodeOf(item as ParsedNode, text, flaws))
    return {kind: 'list', flow: node.flow === true, items, start, end: node.flow === true ? end : (items.at(-1)?.end ?? end)}
  }
  if ('items' in node) return mapOf(node, text, flaws)
  if (!library().isScalar(node) || !('range' in node) || node.type === undefined || node.type === null) return {kind: 'empty', start: node.range[0], end: node.range[0]}
  const [start, end] = node.range
  const source = String(node.source ?? '')
  if (node.type === 'PLAIN' && start === end) return {kind: 'empty', start, end}
  const hidden = node.type === 'QUOTE_DOUBLE' ? /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\p{Cs}]/u.exec(source)?.[0] : undefined
  if (hidden !== undefined) flaws.push({at: start, message: `a control character (${codePoint(hidden)}) is written in this text`, hint: 'take it out'})
  return {kind: 'scalar', text: source, style: styles[node.type] ?? 'plain', start, end}
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
}

function mapOf(node: YAMLMap.Parsed, text: string, flaws: Flaw[]): MapNode {
  const [start, end] = node.range
  const flow = node.flow === true
  const lines = new Map<string, number>()
  const entries = node.items.map((pair) => entryOf(pair, text, flaws))
  for (const {key, keyStart} of entries) {
    const flaw = keyFlaw(key, keyStart)
    if (flaw !== undefined) flaws.push(flaw)
    const first = lines.get(key)
    if (first !== undefined) flaws.push(twice(key, keyStart, lineOf(text, first)))
    else lines.set(key, keyStart)
  }
  return {kind: 'map', flow, entries, start, end: flow ? end : (entries.at(-1)?.value.end ?? end)}
}

function entryOf(pair: Pair<ParsedNode, ParsedNode | null>, text: string, flaws: Flaw[]): Entry {
  const key = nodeOf(pair.key, text, flaws)
  const [keyStart, keyEnd] = [key.start, key.end]
  if (pair.value !== null) {
    const value = nodeOf(pair.value, text, flaws)
    if (value.kind !== 'empty') return {key: textOf(key), keyStart, keyEnd, value}
  }
  const after = colonAfter(text, keyEnd)
  return {key: textOf(key), keyStart, keyEnd, value: {kind: 'empty', start: after, end: after}}
}

function textOf(key: Node): string {
  return key.kind === 'scalar' ? key.text : ''
}

/** The offset after the colon that follows a key; `{a, b}` has none, then it is the end of the key. */
function colonAfter(text: string, keyEnd: number): number {
  const match = /[ \t]*:/y
  match.lastIndex = keyEnd
  return match.test(text) ? match.lastIndex : keyEnd
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

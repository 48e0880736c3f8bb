/**
 * The gate over the concrete syntax tree: what YAML can do and the format of a circle does not need is refused by
 * kind, before the library gives it any meaning. The walk is a loop, so no file can overflow the stack.
 */
import type {CST} from 'yaml'
import {deepest, mostEntries, mostProblems} from './screen.ts'
import type {Flaw} from './screen.ts'

/** What the gate refuses in the tokens of one file, at most `mostProblems` flaws. */
export function gate(tokens: readonly CST.Token[]): Flaw[] {
  const flaws: Flaw[] = []
  let documents = 0
  for (const token of tokens) {
    if (flaws.length >= mostProblems) break
    if (token.type === 'directive') flaws.push({at: token.offset, message: 'a directive (`%`) is not part of the format', hint: 'take the line out'})
    if (token.type !== 'document') continue
    documents++
    if (documents === 2) flaws.push({at: token.offset, message: 'a second document (`---`) begins here', hint: 'a file holds one record; take the line out'})
    if (documents === 1) gateDocument(token, flaws)
  }
  return flaws
}

interface Visit {
  readonly token: CST.Token
  readonly depth: number
}

function gateDocument(document: CST.Document, flaws: Flaw[]): void {
  gateProperties(document.start, flaws)
  const visits: Visit[] = document.value === undefined ? [] : [{token: document.value, depth: 0}]
  while (visits.length > 0 && flaws.length < mostProblems) {
    const visit = visits.pop()
    if (visit !== undefined) gateToken(visit, visits, flaws)
  }
}

function gateToken({token, depth}: Visit, visits: Visit[], flaws: Flaw[]): void {
  if (token.type === 'alias') {
    flaws.push({at: token.offset, message: `an alias (\`${token.source}\`) is not part of the format`, hint: 'write the value itself, or put it in quotes'})
    return
  }
  gateClosed(token, flaws)
  gateLines(token, flaws)
  if (token.type !== 'block-map' && token.type !== 'block-seq' && token.type !== 'flow-collection') return
  if (depth >= deepest) {
    flaws.push({at: token.offset, message: 'is nested too deeply', hint: `at most ${deepest} lists and maps may stand within each other`})
    return
  }
  if (token.items.length > mostEntries && token.items.filter((item) => item.key || item.value || item.sep).length > mostEntries) {
    flaws.push({at: token.offset, message: `has more than ${mostEntries} entries`, hint: 'split it'})
    return
  }
  const list = token.type === 'block-seq' || (token.type === 'flow-collection' && token.start.source === '[')
  for (let index = token.items.length - 1; index >= 0; index--) {
    const item = token.items[index]
    if (item === undefined) continue
    gateProperties(item.start, flaws)
    if (item.sep) gateProperties(item.sep, flaws)
    gateKey(item, token.offset, list, flaws)
    if (item.key && list && !item.sep) visits.push({token: item.key, depth: depth + 1})
    if (item.value) visits.push({token: item.value, depth: depth + 1})
    if (flaws.length >= mostProblems) return
  }
}

/** The library tells where an open quote or bracket ran to; a person wants to know where it began. */
function gateClosed(token: CST.Token, flaws: Flaw[]): void {
  const quote = token.type === 'double-quoted-scalar' ? '"' : token.type === 'single-quoted-scalar' ? "'" : undefined
  if (quote !== undefined && 'source' in token && (token.source.length === 1 || !token.source.endsWith(quote))) {
    flaws.push({at: token.offset, message: `a quote (${quote}) is never closed; unless it was forgotten, the file looks cut off`, hint: `close it, and indent its further lines; a text with ${quote} in it is safest in a block (|)`})
  } else if (token.type === 'flow-collection' && token.end.length === 0) {
    flaws.push({at: token.offset, message: `a bracket (${token.start.source}) is never closed; unless it was forgotten, the file looks cut off`, hint: 'close it, and indent its further lines; a text that begins with a bracket stands in quotes'})
  }
}

/** An item indented further than the one above is sound YAML, and silently becomes more of that one's text. */
function gateLines(token: CST.Token, flaws: Flaw[]): void {
  if (token.type !== 'scalar') return
  const line = /\n[ \t]*(?=-[ \t])/.exec(token.source)
  if (line === null) return
  const at = token.offset + line.index + line[0].length
  flaws.push({at, message: 'a line that begins with a hyphen would become part of the text above', hint: 'indent the items of one list alike, or put the whole text in quotes'})
}

interface Item {
  readonly start: readonly CST.SourceToken[]
  readonly key?: CST.Token | null | undefined
  readonly sep?: readonly CST.SourceToken[] | undefined
}

function gateKey(item: Item, offset: number, list: boolean, flaws: Flaw[]): void {
  const colon = item.sep?.find((token) => token.type === 'map-value-ind')
  if (item.key) gateClosed(item.key, flaws)
  if (list) {
    if (colon !== undefined) flaws.push({at: colon.offset, message: 'a key stands in a list', hint: 'put the key and its value in braces: {key: value}'})
    return
  }
  const {key} = item
  if (key === null || (key === undefined && item.sep !== undefined)) {
    flaws.push({at: colon?.offset ?? offset, message: 'a colon has no key before it', hint: 'write `key: value`'})
  } else if (key?.type === 'alias') {
    flaws.push({at: key.offset, message: `an alias (\`${key.source}\`) is not part of the format`, hint: 'write the key itself'})
  } else if (key?.type === 'block-seq' || key?.type === 'block-map') {
    flaws.push({at: key.offset, message: 'the indentation does not fit the lines above', hint: 'indent entries of one list or map alike'})
  } else if (key !== undefined && 'items' in key) {
    flaws.push({at: key.offset, message: 'a key is a list or a map', hint: 'write a word as the key'})
  } else if (key?.type === 'scalar' && key.source === '<<') {
    flaws.push({at: key.offset, message: 'a merge key (`<<`) is not part of the format', hint: 'write the keys themselves'})
  }
}

function gateProperties(tokens: readonly CST.SourceToken[], flaws: Flaw[]): void {
  for (const {type, offset, source} of tokens) {
    if (type === 'anchor') flaws.push({at: offset, message: `an anchor (\`${source}\`) is not part of the format`, hint: 'take it out, or put the value in quotes'})
    else if (type === 'tag') flaws.push({at: offset, message: `a tag (\`${source}\`) is not part of the format`, hint: 'take it out, or put the value in quotes'})
    else if (type === 'explicit-key-ind') flaws.push({at: offset, message: 'an explicit key (`?`) is not part of the format', hint: 'write `key: value`'})
  }
}

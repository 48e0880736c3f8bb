/** The geometry of a YAML text: lines, comments, and which lines belong to an entry. All texts here end with a line feed. */
import type {ListNode, MapNode, Node} from '../../model/node.ts'

/** Replaces the text from `start` to `end` (exclusive). */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text after the replacements, which must not overlap; of those at one offset, the first comes first. */
export function replaced(text: string, replacements: readonly Replacement[]): string {
  let result = ''
  let from = 0
  for (const {start, end, text: by} of replacements.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(from, start) + by
    from = Math.max(from, end)
  }
  return result + text.slice(from)
}

export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
}

/** The offset after the line break of the line on which `at` stands. */
export function lineEnd(text: string, at: number): number {
  const lineFeed = text.indexOf('\n', at)
  return lineFeed === -1 ? text.length : lineFeed + 1
}

/** The offset before the line break of the line on which `at` stands. */
export function contentEnd(text: string, at: number): number {
  const end = lineEnd(text, at)
  if (text[end - 1] !== '\n') return end
  return text[end - 2] === '\r' && end - 2 >= at ? end - 2 : end - 1
}

/** The column of an offset, from 0. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at)
}

export function isFirstOnLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === ''
}

export function isBlankLine(text: string, at: number): boolean {
  return at < text.length && text.slice(lineStart(text, at), lineEnd(text, at)).trim() === ''
}

/** The column of the comment that is alone on the line of `at`, or undefined when the line is no such line. */
export function commentColumn(text: string, at: number): number | undefined {
  if (at >= text.length) return undefined
  const line = text.slice(lineStart(text, at), lineEnd(text, at))
  const column = line.search(/\S/)
  return line[column] === '#' ? column : undefined
}

/** The column of the comment that is indented furthest of those that follow at `start`; -1 when none follows. */
export function deepestComment(text: string, start: number): number {
  let column = -1
  for (let at = start; at < text.length; at = lineEnd(text, at)) {
    const comment = commentColumn(text, at)
    if (comment === undefined && !isBlankLine(text, at)) break
    column = Math.max(column, comment ?? -1)
  }
  return column
}

/** The next offset at which something other than blanks, line breaks and comments stands. */
export function skipTrivia(text: string, at: number): number {
  const trivia = /(?:[ \t\r\n]+|#[^\n]*)*/y
  trivia.lastIndex = at
  trivia.test(text)
  return trivia.lastIndex
}

/** An entry of a map or an item of a list: where its key or hyphen begins, and its value. */
export interface Unit {
  readonly start: number
  /** After the colon or the hyphen; in brackets an item has neither, and it is `start`. */
  readonly after: number
  readonly value: Node
}

/** The units of a collection, in the file's order. */
export function unitsOf(text: string, node: MapNode | ListNode): Unit[] {
  if (node.kind === 'map') return node.entries.map(({keyStart, keyEnd, value}) => ({start: keyStart, after: afterColon(text, keyEnd), value}))
  if (node.flow) return node.items.map((value) => ({start: value.start, after: value.start, value}))
  let at = node.start
  return node.items.map((value) => {
    const start = skipTrivia(text, at)
    at = Math.max(value.end, start + 1)
    return {start, after: start + 1, value}
  })
}

function afterColon(text: string, keyEnd: number): number {
  const colon = skipTrivia(text, keyEnd)
  return text[colon] === ':' ? colon + 1 : keyEnd
}

export function isBlockScalar(node: Node): boolean {
  return node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded')
}

/** A block of text ends with a line of blanks that are part of it: they are indented further than the text. */
function endsInBlanks(node: Node): boolean {
  return node.kind === 'scalar' && /(?:^|\n)[ \t]+\n*$/.test(node.text)
}

/** The offset after the last line of a value that is not within brackets; blank lines at its end are not counted, unless they are text. */
export function valueEnd(text: string, node: Node): number {
  if (isBlockScalar(node)) {
    const header = lineEnd(text, node.start)
    let end = text[node.end - 1] === '\n' ? node.end : lineEnd(text, node.end)
    if (endsInBlanks(node)) return Math.max(end, header)
    while (end > header && isBlankLine(text, end - 1)) end = lineStart(text, end - 1)
    return Math.max(end, header)
  }
  if (node.kind === 'map' && !node.flow) return valueEnd(text, node.entries.at(-1)?.value ?? {kind: 'empty', start: node.end, end: node.end})
  if (node.kind === 'list' && !node.flow) return valueEnd(text, node.items.at(-1) ?? {kind: 'empty', start: node.end, end: node.end})
  return lineEnd(text, node.end)
}

/** The offset after the last line of a unit whose key or hyphen stands in `column`: comments below it that are indented further belong to it. */
export function unitEnd(text: string, {value, after}: Unit, column: number): number {
  let end = Math.max(valueEnd(text, value), lineEnd(text, after))
  for (let at = end; at < text.length; at = lineEnd(text, at)) {
    const comment = commentColumn(text, at)
    if (comment !== undefined && comment > column) end = lineEnd(text, at)
    else if (!isBlankLine(text, at)) break
  }
  return end
}

/** True when blank lines stand between most of the units; undefined when there are too few to tell. */
export function areSpaced(text: string, units: readonly Unit[]): boolean | undefined {
  if (units.length < 2) return undefined
  let blanks = 0
  for (let at = 1; at < units.length; at++) {
    const [previous, next] = [units[at - 1], units[at]]
    if (previous === undefined || next === undefined) continue
    const between = text.slice(valueEnd(text, previous.value) - 1, lineStart(text, next.start))
    if (/\n[ \t]*\r?\n/.test(between)) blanks++
  }
  return blanks * 2 > units.length - 1
}

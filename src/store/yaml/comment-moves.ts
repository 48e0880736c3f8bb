/** Brings comments into a YAML text and takes them out, each step read back: nothing else of the text may change. */
import {Fault} from '../../model/fault.ts'
import {annotated, pathKey} from './comments.ts'
import type {Annotated, Comment, Spot} from './comments.ts'
import {alike, meaning} from './difference.ts'
import {columnOf, commentColumn, contentEnd, isBlankLine, isBlockScalar, isFirstOnLine, lineEnd, lineStart, unitEnd} from './layout.ts'
import {readText} from './read.ts'

/** Comments of the target next to which a comment belongs, where they are known; only those that have a line to themselves count. */
export interface Neighbours {
  /** The one right above it. */
  readonly above?: Comment | undefined
  /** The one right below it. */
  readonly below?: Comment | undefined
}

/**
 * The text with a comment that stands in `source`: next to its neighbours there, or about the same entry; where that
 * is gone, about the nearest that is left; at the end of the file at the last. Texts end with a line feed and have no
 * byte order mark. Throws a `system` fault when no place can be found where it would be read back as a comment.
 */
export function withComment(target: Annotated, comment: Comment, source: Annotated, neighbours: Neighbours, file: string): Annotated {
  const wanted = [...target.comments.map(({text}) => text), comment.text]
  for (const candidate of placesFor(target, comment, source, neighbours)) {
    const result = verified(candidate, target, wanted, file)
    if (result !== undefined) return result
  }
  throw new Fault('system', `${file} could not take in the comment \`${comment.text}\``, {place: {file}, hint: 'report this with the file'})
}

/** The text without one of its comments. Throws a `system` fault when it would not read as before. */
export function withoutComment(target: Annotated, comment: Comment, file: string): Annotated {
  const wanted = target.comments.filter((other) => other !== comment).map(({text}) => text)
  for (const candidate of comment.alone ? linesOut(target.text, comment) : [tailOut(target.text, comment)]) {
    const result = verified(candidate, target, wanted, file)
    if (result !== undefined) return result
  }
  throw new Fault('system', `${file} could not be read without the comment \`${comment.text}\``, {place: {file}, hint: 'report this with the file'})
}

/** The candidate, when it says what the target says and has just the wanted comments. */
function verified(candidate: string, target: Annotated, wanted: readonly string[], file: string): Annotated | undefined {
  const parsed = readText(candidate, file)
  if ('problems' in parsed || !alike(meaning(parsed.root), meaning(target.root))) return undefined
  const result = annotated(candidate, parsed.root)
  const [has, should] = [result.comments.map(({text}) => text).toSorted(), wanted.toSorted()]
  return has.length === should.length && has.every((text, at) => text === should[at]) ? result : undefined
}

function tailOut(text: string, {start}: Comment): string {
  const before = text.slice(0, start).replace(/[ \t]+$/, '')
  return before + text.slice(contentEnd(text, start))
}

/** Without the line; where comments below it would become part of a block of text above, with those further out. */
function* linesOut(text: string, {start}: Comment): Generator<string> {
  const [from, to] = [lineStart(text, start), lineEnd(text, start)]
  const doubled = (from === 0 || isBlankLine(text, from - 1)) && isBlankLine(text, to)
  yield text.slice(0, from) + text.slice(doubled ? lineEnd(text, to) : to)
  const column = columnOf(text, start)
  let [moved, at] = ['', to]
  for (; at < text.length; at = lineEnd(text, at)) {
    const own = commentColumn(text, at)
    if (own === undefined && !isBlankLine(text, at)) break
    moved += text.slice(own !== undefined && own > column ? at + own - column : at, lineEnd(text, at))
  }
  yield text.slice(0, from) + moved + text.slice(at)
}

/** The texts with the comment, the best place first. */
function* placesFor(target: Annotated, comment: Comment, source: Annotated, {above, below}: Neighbours): Generator<string> {
  const {text} = target
  if (above?.alone === true) yield withLine(text, lineEnd(text, above.start), columnOf(text, above.start), comment.text)
  if (below?.alone === true) yield withLine(text, lineStart(text, below.start), columnOf(text, below.start), comment.text)
  const {place, path} = comment.anchor
  const spots = new Map(target.spots.map((spot) => [pathKey(spot.path), spot]))
  if (place === 'head') yield atHead(target, comment, source)
  const own = spots.get(pathKey(path))
  if (own !== undefined) yield* aboutSpot(target, own, comment, source)
  if (path.length > 0) yield* nearby(target, spots, comment, source)
  yield atEnd(text, comment.text)
}

function withLine(text: string, at: number, column: number, comment: string): string {
  return `${text.slice(0, at)}${' '.repeat(column)}${comment}\n${text.slice(at)}`
}

/** Behind the comments that begin the file; one that tells editors the schema has to come first. */
function atHead({text, comments}: Annotated, comment: Comment, source: Annotated): string {
  const head = comments.findLast(({anchor}) => anchor.place === 'head')
  if (head !== undefined) return withLine(text, comment.text.startsWith('# yaml-language-server:') ? 0 : lineEnd(text, head.start), 0, comment.text)
  const last = source.comments.findLast(({anchor}) => anchor.place === 'head') ?? comment
  const apart = isBlankLine(source.text, lineEnd(source.text, last.start)) && !isBlankLine(text, 0)
  return `${comment.text}\n${apart ? '\n' : ''}${text}`
}

function atEnd(text: string, comment: string): string {
  return `${text}${/(?:^|\n)[ \t]*\n$/.test(text) ? '' : '\n'}${comment}\n`
}

function* aboutSpot(target: Annotated, spot: Spot, comment: Comment, source: Annotated): Generator<string> {
  const {place} = comment.anchor
  if (place === 'beside') {
    const beside = besideOf(target.text, spot, comment, source.text)
    if (beside !== undefined) yield beside
  }
  if (place === 'end') {
    const last = lastIn(target, spot)
    if (last !== undefined) yield belowSpot(target.text, last, comment.text)
  }
  if (place === 'below' || place === 'end') yield belowSpot(target.text, spot, comment.text)
  yield aboveSpot(target.text, spot, comment.text)
}

/** The last of what stands in an entry on lines of its own. */
function lastIn({spots}: Annotated, spot: Spot): Spot | undefined {
  return spots.findLast(({parent, holder}) => parent === spot && !holder.flow)
}

function firstOnLine(text: string, spot: Spot): Spot {
  let outer = spot
  while (outer.parent !== undefined && !isFirstOnLine(text, outer.unit.start)) outer = outer.parent
  return outer
}

function aboveSpot(text: string, spot: Spot, comment: string): string {
  const {unit, column} = firstOnLine(text, spot)
  return withLine(text, lineStart(text, unit.start), column, comment)
}

function belowSpot(text: string, spot: Spot, comment: string): string {
  const {unit, column, holder} = firstOnLine(text, spot)
  return withLine(text, holder.flow ? lineEnd(text, unit.value.end) : unitEnd(text, unit, column), column, comment)
}

/** Behind the value, or behind the key where the value lies below; undefined where something else follows. */
function besideOf(text: string, {unit: {after, value}}: Spot, comment: Comment, from: string): string | undefined {
  const below = value.kind === 'empty' || ((value.kind === 'map' || value.kind === 'list') && !value.flow)
  const header = isBlockScalar(value) ? (/^[|>][-+0-9]*/.exec(text.slice(value.start, value.start + 8))?.[0].length ?? 1) : undefined
  const start = below ? after : header === undefined ? value.end : value.start + header
  const end = contentEnd(text, start)
  const rest = text.slice(start, end).trimEnd()
  if (rest.trim() !== '' && rest.trim() !== ',') return undefined
  const line = start + rest.length
  const blanks = /[ \t]+$/.exec(from.slice(lineStart(from, comment.start), comment.start))?.[0] ?? ' '
  const width = columnOf(from, comment.start) - columnOf(text, line)
  const gap = comment.alone ? ' ' : /^ {2,}$/.test(blanks) && width > 1 ? ' '.repeat(width) : blanks
  return `${text.slice(0, line)}${gap}${comment.text}${text.slice(end)}`
}

/** Next to the nearest entry of the source that the target has too: the sibling before, the one after, what holds them. */
function* nearby(target: Annotated, spots: ReadonlyMap<string, Spot>, comment: Comment, source: Annotated): Generator<string> {
  const key = pathKey(comment.anchor.path)
  let own = source.spots.find(({path}) => pathKey(path) === key)
  while (own !== undefined) {
    const {parent} = own
    const siblings = source.spots.filter((spot) => spot.parent === parent)
    const at = siblings.indexOf(own)
    for (let distance = 1; distance < siblings.length; distance++) {
      const [before, behind] = [siblings[at - distance], siblings[at + distance]].map((spot) => (spot === undefined ? undefined : spots.get(pathKey(spot.path))))
      if (before !== undefined) yield belowSpot(target.text, before, comment.text)
      if (behind !== undefined) yield aboveSpot(target.text, behind, comment.text)
    }
    const holder = parent === undefined ? undefined : spots.get(pathKey(parent.path))
    if (holder !== undefined) yield belowSpot(target.text, lastIn(target, holder) ?? holder, comment.text)
    own = parent
  }
}

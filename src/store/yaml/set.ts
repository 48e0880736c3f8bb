/** The value of an entry or item becomes another: only its own bytes change, in the style it was written in. */
import type {ListNode, MapNode, Node, Plain, ScalarNode} from '../../model/node.ts'
import type {Schema} from '../../model/schema.ts'
import {trimmed} from './difference.ts'
import type {Setting} from './difference.ts'
import {columnOf, contentEnd, deepestComment, isBlockScalar, isFirstOnLine, lineEnd, lineStart, unitEnd, valueEnd} from './layout.ts'
import type {Replacement, Unit} from './layout.ts'
import {inlineValue, isMappedItem, itemLines, scalarText, written} from './render.ts'
import type {Written} from './render.ts'
import {inlineScalarLike, literalBlock} from './scalar.ts'

/** Sets the value of a unit of `holder`. Undefined when it cannot be said in place: then a larger unit is written. */
export function setValue(text: string, unit: Unit, holder: MapNode | ListNode, {value, schema, whole, through}: Setting): Replacement[] | undefined {
  const {value: old} = unit
  if (typeof value !== 'object' && old.kind === 'scalar' && whole !== true) {
    if (isBlockScalar(old)) {
      const within = setBlockText(text, unit, old, scalarText(value))
      if (within !== undefined) return within
    } else if (holder.flow || schema?.kind !== 'text' || !scalarText(value).includes('\n')) {
      return setInline(text, old, inlineLike(value, old, holder.flow))
    }
  }
  if (holder.flow) return setInFlow(text, unit, value, schema)
  const column = columnOf(text, unit.start)
  const end = through === true ? unitEnd(text, unit, column) : bodyEnd(text, unit)
  if (holder.kind === 'list' && isMappedItem(value, schema, column)) {
    const lines = itemLines(value, schema, column)
    return [{start: unit.start, end, text: `${lines.join('\n').slice(column)}\n`}]
  }
  return setWhole(text, unit, end, written(value, schema, column, innerColumn(text, old, end, column, value)))
}

function inlineLike(value: string | number | boolean, old: ScalarNode, flow: boolean): string {
  return typeof value === 'string' ? inlineScalarLike(value, old.style, flow) : scalarText(value)
}

function setInFlow(text: string, {start, after, value: old}: Unit, value: Plain, schema: Schema | undefined): Replacement[] {
  const said = inlineValue(value, schema)
  if (old.kind !== 'empty') return [{start: old.start, end: old.end, text: said}]
  const colon = after > start && text[after - 1] === ':'
  return [{start: after, end: after, text: colon ? ` ${said}` : `: ${said}`}]
}

/** Replaces a value on its own line; a comment behind it stays, in its column where others stand in the same. */
function setInline(text: string, old: {start: number; end: number}, said: string): Replacement[] {
  const replacement = {start: old.start, end: old.end, text: said}
  const gap = /^[ \t]*/.exec(text.slice(old.end, contentEnd(text, old.end)))?.[0] ?? ''
  const comment = old.end + gap.length
  if (gap === '' || gap.includes('\t') || text[comment] !== '#' || text.slice(old.start, old.end).includes('\n')) return [replacement]
  if (!standsAligned(text, comment)) return [replacement]
  const width = gap.length + (old.end - old.start) - said.length
  return [{start: old.start, end: comment, text: said + ' '.repeat(Math.max(1, width))}]
}

/** True when a comment on another line begins in the same column. */
function standsAligned(text: string, comment: number): boolean {
  const column = columnOf(text, comment)
  const own = lineStart(text, comment)
  for (let at = 0; at < text.length; at = lineEnd(text, at)) {
    if (at !== own && text[at + column] === '#' && text[at + column - 1] === ' ' && at + column < lineEnd(text, at)) return true
  }
  return false
}

/**
 * The column of what stands below the key: as it was, where the old value stood below it too; for a text further in
 * than the comments that follow at `end`, or they would be part of it.
 */
function innerColumn(text: string, old: Node, end: number, column: number, value: Plain): number {
  if (typeof value === 'string') return Math.max(column + 2, deepestComment(text, end) + 1)
  if ((old.kind === 'list' || old.kind === 'map') && !old.flow && isFirstOnLine(text, old.start)) {
    const inner = columnOf(text, old.start)
    if (inner > column || (inner === column && Array.isArray(value))) return inner
  }
  return column + 2
}

/** The offset after the last line of a value, or of its key where it has none. */
function bodyEnd(text: string, {value, after}: Unit): number {
  return Math.max(valueEnd(text, value), lineEnd(text, after))
}

function setWhole(text: string, unit: Unit, end: number, {head, lines}: Written): Replacement[] {
  const {after, value: old} = unit
  const said = head === '' ? '' : ` ${head}`
  const body = lines.map((line) => `${line}\n`).join('')
  const keyLineEnd = contentEnd(text, after)
  if (old.kind === 'empty') {
    const changes = setInline(text, {start: after, end: after}, said)
    const below = lineEnd(text, after)
    return body === '' ? changes : [...changes, {start: below, end: below, text: body}]
  }
  const onKeyLine = old.start <= keyLineEnd && lineStart(text, old.start) === lineStart(text, after)
  const inline = !isBlockScalar(old) && (old.kind === 'scalar' || old.flow)
  if (inline && body === '') return setInline(text, old, head)
  const tail = commentAfter(text, inline ? old.end : onKeyLine ? old.start + headerLength(text, old) : after)
  const keyComment = onKeyLine ? tail : commentAfter(text, after) || (inline ? tail : '')
  const breakOf = text.slice(keyLineEnd, lineEnd(text, after))
  return [{start: after, end, text: `${said}${keyComment}${breakOf}${body}`}]
}

function headerLength(text: string, old: Node): number {
  return isBlockScalar(old) ? (/^[|>][-+0-9]*/.exec(text.slice(old.start, old.start + 8))?.[0].length ?? 1) : 0
}

/** The comment that follows on the line, with the blanks before it. */
function commentAfter(text: string, at: number): string {
  const rest = text.slice(at, contentEnd(text, at))
  return /^[ \t]+#/.test(rest) ? rest : ''
}

/** New lines in a block scalar, its header, indentation and the blank lines below it as they were. */
function setBlockText(text: string, unit: Unit, old: ScalarNode, wanted: string): Replacement[] | undefined {
  const column = columnOf(text, unit.start)
  const headerEnd = lineEnd(text, old.start)
  const inner = innerOf(text, old, headerEnd) ?? column + 2
  const block = literalBlock(wanted, inner - column)
  if (block === undefined) return undefined
  const header = /^([|>])([-+0-9]*)/.exec(text.slice(old.start, headerEnd))
  if (header === null) return undefined
  const [whole, sign = '', marks = ''] = header
  const folded = sign === '>' && canFold(wanted)
  const told = /[1-9]/.test(marks) ? marks : `${block.header.slice(1)}${marks}`
  const lines = folded ? trimmed(wanted).replaceAll(/\n+/g, (breaks) => `${breaks}\n`).split('\n') : block.lines
  const body = lines.map((line) => (line === '' ? '\n' : `${' '.repeat(inner)}${line}\n`)).join('')
  const rest = text.slice(old.start + whole.length, headerEnd)
  return [{start: old.start, end: bodyEnd(text, unit), text: `${folded ? '>' : '|'}${told}${rest}${body}`}]
}

/** The column of the text of a block scalar: where its first line stands, less the blanks that belong to the text. */
function innerOf(text: string, old: ScalarNode, headerEnd: number): number | undefined {
  const written = /^[ ]*(?=[^ \r\n])/m.exec(text.slice(headerEnd, old.end))
  const said = /^[ ]*(?=[^ \r\n])/m.exec(old.text)
  return written === null || said === null ? undefined : written[0].length - said[0].length
}

/** True when each line can be one that folding leaves alone. */
function canFold(wanted: string): boolean {
  return !/^[ \t]|[ \t]$/m.test(trimmed(wanted)) && !wanted.startsWith('\n')
}

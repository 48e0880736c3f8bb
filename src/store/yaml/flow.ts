/** Lists and maps in brackets: entries put in and taken out with just their comma, in the spacing that is there. */
import type {ListNode, MapNode, Node} from '../../model/node.ts'
import type {Adding, Inserting} from './difference.ts'
import {columnOf, contentEnd, isFirstOnLine, lineEnd, lineStart, skipTrivia, unitsOf} from './layout.ts'
import type {Replacement, Unit} from './layout.ts'
import {inlineEntry, inlineValue} from './render.ts'

/** Puts an entry or an item in. */
export function addToFlow(text: string, node: Node, change: Adding | Inserting): Replacement[] | undefined {
  if (node.kind !== 'map' && node.kind !== 'list') return undefined
  const units = unitsOf(text, node)
  const said = change.kind === 'add' ? inlineEntry(change.key, change.value, change.schema) : inlineValue(change.value, change.schema)
  const next = units[change.before]
  if (next !== undefined) return [{start: next.start, end: next.start, text: said + separatorBefore(text, next, units)}]
  const last = units.at(-1)
  return last === undefined ? undefined : append(text, node, last, said, separator(text, units))
}

/** What stands between a new entry and the one that it comes before. */
function separatorBefore(text: string, next: Unit, units: readonly Unit[]): string {
  const ownLine = isFirstOnLine(text, next.start)
  return ownLine ? `,\n${' '.repeat(columnOf(text, next.start))}` : separator(text, units)
}

function separator(text: string, units: readonly Unit[]): string {
  const [first, second] = units
  const between = first === undefined || second === undefined ? ', ' : text.slice(endOf(first), second.start)
  return /^ *, *$/.test(between) ? between : ', '
}

function endOf(unit: Unit): number {
  return unit.value.kind === 'empty' ? unit.value.start : unit.value.end
}

function append(text: string, node: MapNode | ListNode, last: Unit, said: string, between: string): Replacement[] {
  const end = endOf(last)
  const comma = skipTrivia(text, end)
  const trailing = text[comma] === ','
  const mark = trailing ? comma + 1 : end
  const bracket = node.end - 1
  const lineIsOver = contentEnd(text, mark) <= bracket
  if (lineIsOver && isFirstOnLine(text, last.start)) {
    // A line for each: after the last one's own comment.
    const at = contentEnd(text, mark)
    const line = `\n${' '.repeat(columnOf(text, last.start))}${said}`
    if (trailing) return [{start: at, end: at, text: `${line},`}]
    return [{start: end, end, text: ','}, {start: at, end: at, text: line}]
  }
  return [{start: mark, end: mark, text: trailing ? ` ${said}` : `${between}${said}`}]
}

/** Takes an entry or an item out, and no comment that is not its own; undefined when that cannot be done. */
export function removeFromFlow(text: string, node: MapNode | ListNode, index: number): Replacement[] | undefined {
  const units = unitsOf(text, node)
  const [previous, unit, next] = [units[index - 1], units[index], units[index + 1]]
  if (unit === undefined || units.length === 1) return undefined
  const end = endOf(unit)
  const comma = skipTrivia(text, end)
  const hasComma = text[comma] === ','
  const after = hasComma ? comma + 1 : end
  const alone = isFirstOnLine(text, unit.start) && /^[ \t]*(?:#.*)?$/.test(text.slice(after, contentEnd(text, after))) && contentEnd(text, end) >= after
  if (alone) {
    const own = {start: lineStart(text, unit.start), end: lineEnd(text, after), text: ''}
    if (hasComma || previous === undefined) return [own]
    const earlier = skipTrivia(text, endOf(previous))
    return text[earlier] === ',' ? [{start: earlier, end: earlier + 1, text: ''}, own] : undefined
  }
  const range = next === undefined ? {start: previous === undefined ? unit.start : endOf(previous), end} : {start: unit.start, end: next.start}
  const outside = next === undefined ? text.slice(range.start, unit.start) : text.slice(end, range.end)
  if (!outside.includes('#')) return [{...range, text: ''}]
  return text.slice(end, comma).includes('#') ? undefined : [withOneGap(text, unit.start, after)]
}

/** An entry alone, for the comments around it to stay: with the blanks before it, or those behind it where it is first on its line. */
function withOneGap(text: string, start: number, end: number): Replacement {
  const before = /[ \t]*$/.exec(text.slice(lineStart(text, start), start))?.[0].length ?? 0
  const behind = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
  return isFirstOnLine(text, start) ? {start, end: end + behind, text: ''} : {start: start - before, end, text: ''}
}

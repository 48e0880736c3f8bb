/** Entries of maps and items of lists that stand on lines of their own: put in and taken out with just those lines. */
import type {ListNode, MapNode} from '../../model/node.ts'
import type {Adding, Inserting} from './difference.ts'
import {areSpaced, columnOf, commentColumn, deepestComment, isBlankLine, isFirstOnLine, lineEnd, lineStart, unitEnd, unitsOf, valueEnd} from './layout.ts'
import type {Replacement, Unit} from './layout.ts'
import {entryLines, isSpaced, itemLines} from './render.ts'

/** Puts a key into a map, with blank lines around it where the others have them. */
export function addEntry(text: string, map: MapNode, {key, value, schema, within, before}: Adding): Replacement[] | undefined {
  const units = unitsOf(text, map)
  const [first] = units
  if (first === undefined) return undefined
  const column = columnOf(text, first.start)
  const spaced = areSpaced(text, units) ?? isSpaced(within)
  // A text stands further in than the comments that follow, or they would be part of it.
  const inner = (below: number) => (typeof value === 'string' ? Math.max(column + 2, deepestComment(text, below) + 1) : undefined)
  return putIn(text, units, before, column, (below) => entryLines(key, value, schema, column, inner(below)), spaced)
}

/** Puts an item into a list. */
export function insertItem(text: string, list: ListNode, {value, schema, before}: Inserting): Replacement[] | undefined {
  const units = unitsOf(text, list)
  const [first] = units
  if (first === undefined) return undefined
  const column = columnOf(text, first.start)
  return putIn(text, units, before, column, () => itemLines(value, schema, column), areSpaced(text, units) ?? false)
}

function putIn(text: string, units: readonly Unit[], before: number, column: number, linesAbove: (below: number) => readonly string[], spaced: boolean): Replacement[] {
  const blockAbove = (below: number) => `${linesAbove(below).join('\n')}\n`
  const previous = units[before - 1]
  if (previous !== undefined) {
    const at = afterComments(text, unitEnd(text, previous, column), column)
    const block = blockAbove(at)
    const apart = spaced && !isBlankLine(text, lineStart(text, at - 1))
    return [{start: at, end: at, text: apart ? `\n${block}` : block}]
  }
  const next = units[0] as Unit
  if (!isFirstOnLine(text, next.start)) {
    // `- key: value`: the new one takes the place after the hyphen.
    return [{start: next.start, end: next.start, text: `${blockAbove(next.start).slice(column)}${' '.repeat(column)}`}]
  }
  const at = beforeComments(text, lineStart(text, next.start), column)
  const block = blockAbove(at)
  return [{start: at, end: at, text: spaced ? `${block}\n` : block}]
}

/** A comment right below an entry, with no other entry of the collection right below itself, belongs to that entry. */
function afterComments(text: string, end: number, column: number): number {
  let at = end
  for (let own = commentColumn(text, at); own !== undefined && own >= column; own = commentColumn(text, at)) at = lineEnd(text, at)
  const line = text.slice(at, lineEnd(text, at))
  return line.trim() === '' || line.search(/\S/) < column ? at : end
}

/** A comment right above an entry belongs to it, unless it begins the file: then it is about the file. */
function beforeComments(text: string, start: number, column: number): number {
  let at = start
  while (at > 0 && commentColumn(text, at - 1) === column) at = lineStart(text, at - 1)
  return at === 0 ? start : at
}

/**
 * Takes an entry or item out, with its own lines, and with the blank lines that kept it apart where they would now
 * stand doubled. The root's last entry leaves `{}`: a file must say something.
 */
export function removeUnit(text: string, collection: MapNode | ListNode, index: number, root: boolean): Replacement[] | undefined {
  const units = unitsOf(text, collection)
  const unit = units[index]
  if (unit === undefined) return undefined
  const column = columnOf(text, unit.start)
  const next = units[index + 1]
  if (!isFirstOnLine(text, unit.start)) {
    if (next === undefined) return undefined
    const below = unitEnd(text, unit, column)
    if (text.slice(below, next.start).trim() === '') return [{start: unit.start, end: next.start, text: ''}]
    // A comment stands above the next one, which therefore stays on its line.
    return [{start: text.slice(0, unit.start).trimEnd().length, end: below, text: '\n'}]
  }
  const end = unitEnd(text, unit, column)
  const start = lineStart(text, unit.start)
  if (units.length === 1) return root ? [{start, end, text: '{}\n'}] : undefined
  return [withBlanks(text, start, end, index, units)]
}

function withBlanks(text: string, start: number, end: number, index: number, units: readonly Unit[]): Replacement {
  const previous = units[index - 1]
  if (index === units.length - 1 && previous !== undefined) {
    const floor = valueEnd(text, previous.value)
    let before = start
    while (before > floor && isBlankLine(text, before - 1)) before = lineStart(text, before - 1)
    return {start: before, end, text: ''}
  }
  let after = end
  while (isBlankLine(text, after)) after = lineEnd(text, after)
  const blankAbove = start === 0 || isBlankLine(text, start - 1)
  const first = index === 0 && start > 0 && commentColumn(text, start - 1) === undefined
  return {start, end: blankAbove || first ? after : end, text: ''}
}

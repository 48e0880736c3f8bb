import {breaches, problem} from '../../store/rules.ts'
import {readRecords} from '../../store/records.ts'
import {circleOf} from '../../store/shelf.ts'
import {readBytes} from '../../store/file.ts'
import {strays} from '../../schedule/strays.ts'
import {gatheringPath} from '../../store/kinds.ts'
import type {Problem} from '../../model/problem.ts'
import {placeText} from '../../model/fault.ts'
import type {FreeCommand} from '../command.ts'
import {atRest, roomOf} from '../at-rest.ts'
import {circleRoot} from '../root.ts'
import {shippedFormatIds} from '../shipped.ts'
import type {Block} from '../terminal/lines.ts'
import {bad, faint, good} from '../terminal/lines.ts'

export const command: FreeCommand = {
  free: async (context) => {
    const root = circleRoot(context)
    const {value: problems, notes} = await atRest(roomOf(root), context, () => problemsOf(root, shippedFormatIds()))
    const json = {ok: problems.length === 0, problems: problems.map(({file, line, column, message, hint}) => ({file, line, column, message, hint}))}
    if (problems.length === 0) return {show: [[good('All sound.'), ' Every file of the circle can be relied on.']], notes, json}
    return {
      show: [...problems.flatMap((one) => problemBlocks(root, one)), faint(`${problems.length} problem${problems.length === 1 ? '' : 's'}.`)],
      notes,
      json,
      status: 3,
    }
  },
}

/** Everything that is wrong with the files of a circle, sorted by file and place. */
export function problemsOf(root: string, formats: readonly string[]): Problem[] {
  const {records, problems, strangers} = readRecords(root)
  const all = [...problems, ...strangers, ...breaches(records, formats, problems.map(({file}) => file))]
  // What hits no occurrence can only be told when the charter can be read.
  if (records.some(({kind}) => kind === 'charter')) {
    for (const {id, message, hint} of strays(circleOf(records))) {
      const record = records.find(({path}) => path === gatheringPath(id))
      if (record !== undefined) all.push(problem(record, ['rhythm'], message, hint))
    }
  }
  const key = ({file, line, column}: Problem): string => `${file}\0${String(line).padStart(9, '0')}\0${String(column).padStart(9, '0')}`
  return all.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function problemBlocks(root: string, one: Problem): Block[] {
  const line = lineOf(root, one)
  return [
    [bad(`${placeText(one)}: `), one.message],
    ...(line === undefined ? [] : [[faint(`  ${one.line} | `), line.text], [faint(`  ${' '.repeat(String(one.line).length)} | `), `${' '.repeat(line.column)}^`]]),
    [faint('  hint: '), one.hint],
    '',
  ]
}

/** The line of the problem, cut to a window of 100 columns around its place; undefined when it cannot be shown. */
function lineOf(root: string, {file, line, column}: Problem): {text: string; column: number} | undefined {
  let bytes: Uint8Array | undefined
  try {
    bytes = readBytes(root, file)
  } catch {
    // What cannot be read is the problem itself, and said so above.
    return undefined
  }
  const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes).split(/\r\n|\n/)[line - 1]?.replaceAll('\t', ' ')
  if (text === undefined || text.trim() === '') return undefined
  const from = Math.max(0, column - 70)
  return {text: text.slice(from, from + 100), column: column - 1 - from}
}

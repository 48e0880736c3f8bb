import {readRecords} from '../../store/records.ts'
import {diskSource} from '../../store/source.ts'
import type {Source} from '../../store/source.ts'
import type {Problem} from '../../model/problem.ts'
import {placeText} from '../../model/fault.ts'
import type {FreeCommand} from '../command.ts'
import {atRest, roomOf} from '../at-rest.ts'
import {problemsOf} from '../problems.ts'
import {circleRoot} from '../root.ts'
import type {Block} from '../terminal/lines.ts'
import {bad, faint, good} from '../terminal/lines.ts'

export const command: FreeCommand = {
  free: async (context) => {
    const root = circleRoot(context)
    const source = diskSource(root)
    const {value: problems, notes} = await atRest(roomOf(root), context, () => problemsOf(source, readRecords(source)))
    const json = {ok: problems.length === 0, problems: problems.map(({file, line, column, message, hint}) => ({file, line, column, message, hint}))}
    if (problems.length === 0) return {show: [[good('All sound.'), ' Every file of the circle can be relied on.']], notes, json}
    return {
      show: [...problems.flatMap((one) => problemBlocks(source, one)), faint(`${problems.length} problem${problems.length === 1 ? '' : 's'}.`)],
      notes,
      json,
      status: 3,
    }
  },
}

function problemBlocks(source: Source, one: Problem): Block[] {
  const line = lineOf(source, one)
  return [
    [bad(`${placeText(one)}: `), one.message],
    ...(line === undefined ? [] : [[faint(`  ${one.line} | `), line.text], [faint(`  ${' '.repeat(String(one.line).length)} | `), `${' '.repeat(line.column)}^`]]),
    [faint('  hint: '), one.hint],
    '',
  ]
}

/** The line of the problem, cut to a window of 100 columns around its place; undefined when it cannot be shown. */
function lineOf(source: Source, {file, line, column}: Problem): {text: string; column: number} | undefined {
  let bytes: Uint8Array | undefined
  try {
    bytes = source.bytes(file)
  } catch {
    // What cannot be read is the problem itself, and said so above.
    return undefined
  }
  const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes).split(/\r\n|\n/)[line - 1]?.replaceAll('\t', ' ')
  if (text === undefined || text.trim() === '') return undefined
  const from = Math.max(0, column - 70)
  return {text: text.slice(from, from + 100), column: column - 1 - from}
}

/** How a problem in a file is shown. */
import {placeText} from '../model/fault.ts'
import type {Problem} from '../model/problem.ts'
import type {Source} from '../store/source.ts'
import type {Block} from './terminal/lines.ts'
import {bad, faint} from './terminal/lines.ts'

/** A problem of a file in `source`: where and what, the line, what would be right; then `more`, and an empty line. */
export function problemBlocks(source: Source, one: Problem, more: readonly Block[] = []): Block[] {
  const line = lineOf(source, one)
  return [
    [bad(`${placeText(one)}: `), one.message],
    ...(line === undefined ? [] : [[faint(`  ${one.line} | `), line.text], [faint(`  ${' '.repeat(String(one.line).length)} | `), `${' '.repeat(line.column)}^`]]),
    [faint('  hint: '), one.hint],
    ...more,
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

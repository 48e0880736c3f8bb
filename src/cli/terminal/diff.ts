import type {Block} from './lines.ts'
import {bad, faint, good, strong} from './lines.ts'

interface Edit {
  readonly sign: ' ' | '-' | '+'
  readonly line: string
}

const context = 3

/** What would be written, as a diff people know from git: `---`, `+++`, and the changed lines with three around them. */
export function diffBlocks(path: string, before: string | undefined, after: string | undefined): Block[] {
  if (before === after) return []
  const edits = editsBetween(linesOf(before ?? ''), linesOf(after ?? ''))
  const heading = [strong(`--- ${before === undefined ? '/dev/null' : `a/${path}`}`), strong(`+++ ${after === undefined ? '/dev/null' : `b/${path}`}`)]
  return [...heading, ...hunks(edits).flatMap((hunk) => hunkBlocks(hunk))]
}

/** What follows a last line without a newline; part of that line, since it differs from the same words with one. */
const unended = '\n\\ No newline at end of file'

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  const last = lines.pop()!
  return last === '' ? lines : [...lines, last + unended]
}

/** The longest common subsequence of what is left between the common beginning and end. */
function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1
  const same = (line: string): Edit => ({sign: ' ', line})
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

function middle(before: readonly string[], after: readonly string[]): Edit[] {
  const lengths = Array.from({length: before.length + 1}, () => new Uint16Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] = before[i] === after[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  const edits: Edit[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push({sign: ' ', line: before[i]!})
      i += 1
      j += 1
    } else if (i < before.length && (j === after.length || lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      edits.push({sign: '-', line: before[i]!})
      i += 1
    } else {
      edits.push({sign: '+', line: after[j]!})
      j += 1
    }
  }
  return edits
}

interface Hunk {
  readonly beforeStart: number
  readonly afterStart: number
  readonly edits: readonly Edit[]
}

function hunks(edits: readonly Edit[]): Hunk[] {
  const changed = edits.flatMap(({sign}, index) => (sign === ' ' ? [] : [index]))
  const ranges: {from: number; to: number}[] = []
  for (const index of changed) {
    const last = ranges.at(-1)
    if (last !== undefined && index - context <= last.to) last.to = index + context + 1
    else ranges.push({from: Math.max(0, index - context), to: index + context + 1})
  }
  return ranges.map(({from, to}) => {
    const count = (sign: string): number => edits.slice(0, from).filter((edit) => edit.sign !== sign).length + 1
    return {beforeStart: count('+'), afterStart: count('-'), edits: edits.slice(from, to)}
  })
}

function hunkBlocks({beforeStart, afterStart, edits}: Hunk): Block[] {
  const length = (sign: string): number => edits.filter((edit) => edit.sign !== sign).length
  const start = (line: number, lines: number): number => (lines === 0 ? line - 1 : line)
  const [before, after] = [length('+'), length('-')]
  return [
    faint(`@@ -${start(beforeStart, before)},${before} +${start(afterStart, after)},${after} @@`),
    ...edits.flatMap(({sign, line}) => {
      const [words = '', end] = line.split('\n')
      const shown = sign === '+' ? good(sign + words) : sign === '-' ? bad(sign + words) : sign + words
      return end === undefined ? [shown] : [shown, end]
    }),
  ]
}

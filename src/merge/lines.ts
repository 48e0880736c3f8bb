/** Three versions of a text, line by line. */
import {editsBetween} from './edits.ts'
import type {Edit} from './edits.ts'

/** A stretch of the merged text: settled, or changed by both sides, each in its own way. An empty `base`: both put something in there. */
export type Hunk =
  | {readonly kind: 'clean'; readonly lines: readonly string[]}
  | {readonly kind: 'conflict'; readonly base: readonly string[]; readonly mine: readonly string[]; readonly theirs: readonly string[]}

/**
 * Merges two versions of a text that both come from `base` (diff3). Edits conflict only when they touch the same lines,
 * or put different lines in at the same place; edits of neighbouring lines stand side by side, and what either only took
 * out is out. Near-linear.
 */
export function mergeLines(base: readonly string[], mine: readonly string[], theirs: readonly string[]): Hunk[] {
  const hunks: Hunk[] = []
  const [ours, others] = [editsBetween(base, mine), editsBetween(base, theirs)]
  let [at, our, other] = [0, 0, 0]
  let last: (Edit & {readonly mine: boolean}) | undefined
  let settled: string[] | undefined
  const clean = (lines: readonly string[]): void => {
    if (lines.length === 0) return
    if (settled === undefined) {
      settled = []
      hunks.push({kind: 'clean', lines: settled})
    }
    for (const line of lines) settled.push(line)
  }
  while (our < ours.length || other < others.length) {
    const [mineNext, theirsNext] = [ours[our], others[other]]
    if (mineNext !== undefined && theirsNext !== undefined && isSamePlace(mineNext, theirsNext)) {
      const place = placeAround(ours, our, others, other)
      clean(base.slice(at, place.start))
      const said = {mine: patched(base, place, place.ours), theirs: patched(base, place, place.others)}
      if (takesOnlyOut(place)) clean([])
      else if (areEqual(said.mine, said.theirs)) clean(said.mine)
      else {
        hunks.push({kind: 'conflict', base: base.slice(place.start, place.end), ...said})
        settled = undefined
      }
      our += place.ours.length
      other += place.others.length
      at = place.end
      last = undefined
      continue
    }
    const isMine = theirsNext === undefined || (mineNext !== undefined && comesFirst(mineNext, theirsNext))
    const edit = (isMine ? mineNext : theirsNext)!
    clean(base.slice(at, edit.start))
    clean(edit.lines.slice(last === undefined || last.mine === isMine ? 0 : repeated(last, edit)))
    if (isMine) our += 1
    else other += 1
    at = edit.end
    last = {...edit, mine: isMine}
  }
  clean(base.slice(at))
  return hunks
}

function isInsertion({start, end}: Edit): boolean {
  return start === end
}

/** True when both edits change one line, put in at one place, or one puts in amid what the other changes. */
function isSamePlace(one: Edit, other: Edit): boolean {
  if (isInsertion(one) && isInsertion(other)) return one.start === other.start
  return Math.max(one.start, other.start) < Math.min(one.end, other.end) || isAmid(one, other) || isAmid(other, one)
}

function isAmid(insertion: Edit, edit: Edit): boolean {
  return isInsertion(insertion) && edit.start < insertion.start && insertion.start < edit.end
}

/** Of two edits at different places. What is put in before a line comes before what that line became. */
function comesFirst(one: Edit, other: Edit): boolean {
  return one.start < other.start || (one.start === other.start && isInsertion(one))
}

interface Place {
  readonly start: number
  readonly end: number
  readonly ours: readonly Edit[]
  readonly others: readonly Edit[]
}

/** The lines that hang together because edits of both sides overlap, from one edit of each on. */
function placeAround(ours: readonly Edit[], ourFirst: number, others: readonly Edit[], otherFirst: number): Place {
  const start = Math.min(ours[ourFirst]!.start, others[otherFirst]!.start)
  let end = Math.max(ours[ourFirst]!.end, others[otherFirst]!.end)
  let [our, other] = [ourFirst + 1, otherFirst + 1]
  for (;;) {
    const [mineNext, theirsNext] = [ours[our], others[other]]
    if (mineNext !== undefined && mineNext.start < end) {
      end = Math.max(end, mineNext.end)
      our += 1
    } else if (theirsNext !== undefined && theirsNext.start < end) {
      end = Math.max(end, theirsNext.end)
      other += 1
    } else return {start, end, ours: ours.slice(ourFirst, our), others: others.slice(otherFirst, other)}
  }
}

/** Both sides only took lines out: then all of those are out. */
function takesOnlyOut({ours, others}: Place): boolean {
  return [...ours, ...others].every(({lines}) => lines.length === 0)
}

function patched(base: readonly string[], {start, end}: Place, edits: readonly Edit[]): string[] {
  const lines: string[] = []
  let at = start
  for (const edit of edits) {
    lines.push(...base.slice(at, edit.start), ...edit.lines)
    at = edit.end
  }
  return [...lines, ...base.slice(at, end)]
}

/**
 * How many lines at the beginning of an edit the edit of the other side has just brought. One scribe mends the last
 * line and adds another, one adds only that: it is one line.
 */
function repeated(last: Edit, edit: Edit): number {
  if (last.end !== edit.start || !(isInsertion(last) || isInsertion(edit))) return 0
  for (let count = Math.min(last.lines.length, edit.lines.length); count > 0; count -= 1) {
    if (areEqual(last.lines.slice(-count), edit.lines.slice(0, count))) return count
  }
  return 0
}

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index])
}

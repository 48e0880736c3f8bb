/** Texts to begin a merge with: three versions merged line by line, lines in conflict joined where that can be read. */
import {editsBetween} from '../../merge/edits.ts'
import {mergeLines} from '../../merge/lines.ts'
import type {Hunk} from '../../merge/lines.ts'
import type {Versions} from './texts-comments.ts'

/** The merged texts; where lines are in conflict, with those of one side before the other's and the other way round. `reads` tells whether a text can be read. */
export function* mergedTexts({base, one, other}: Versions<string>, reads: (text: string) => boolean): Generator<string> {
  const lines = {one: linesOf(one), other: linesOf(other)}
  const hunks = mergeLines(base === undefined ? inBoth(lines.one, lines.other) : linesOf(base), lines.one, lines.other)
  const text = joined(hunks, 'mine', reads)
  yield text
  const turned = hunks.some(({kind}) => kind === 'conflict') ? joined(hunks, 'theirs', reads) : text
  if (turned !== text) yield turned
}

/**
 * How far a text is from what merging the three as bags of lines would give, in characters: lines of both sides that it
 * lacks, lines that one side took out, lines of its own.
 */
export function distance(text: string, {base, one, other}: Versions<string>): number {
  const counts = new Map<string, [number, number, number, number]>()
  for (const [at, version] of [base, one, other, text].entries()) {
    for (const line of version === undefined ? [] : linesOf(version)) {
      const count = counts.get(line) ?? [0, 0, 0, 0]
      count[at as 0] += 1
      counts.set(line, count)
    }
  }
  let sum = 0
  for (const [line, [was, is, too, now]] of counts) sum += Math.abs(now - merged(base === undefined ? Math.min(is, too) : was, is, too)) * (line.length + 1)
  return sum
}

function merged(was: number, is: number, too: number): number {
  if (is >= was && too >= was) return Math.max(is, too)
  return is <= was && too <= was ? Math.min(is, too) : is + too - was
}

/** The lines of a text that ends with a line feed. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  lines.pop()
  return lines
}

export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

/** What two texts that have no common past have in common. */
function inBoth(one: readonly string[], other: readonly string[]): string[] {
  const lines: string[] = []
  let at = 0
  for (const {start, end} of editsBetween(one, other)) {
    lines.push(...one.slice(at, start))
    at = end
  }
  return [...lines, ...one.slice(at)]
}

type Conflicting = Extract<Hunk, {kind: 'conflict'}>

/** The hunks as one text: of those in conflict both sides' lines, `first` before the other, where that reads; else those of `first`. */
function joined(hunks: readonly Hunk[], first: 'mine' | 'theirs', reads: (text: string) => boolean): string {
  const parts = hunks.map((hunk) => (hunk.kind === 'clean' ? hunk.lines : hunk[first]))
  for (const [at, hunk] of hunks.entries()) {
    if (hunk.kind === 'clean') continue
    const both = parts.with(at, bothOf(hunk, first, parts[at - 1]?.at(-1), parts[at + 1]?.[0]))
    if (reads(textOf(both.flat()))) parts[at] = both[at] ?? []
  }
  return textOf(parts.flat())
}

/** The lines of both sides, those that are equal once, a blank line between entries where one stands before or behind. */
function bothOf(hunk: Conflicting, first: 'mine' | 'theirs', before: string | undefined, behind: string | undefined): string[] {
  const [one, other] = first === 'mine' ? [hunk.mine, hunk.theirs] : [hunk.theirs, hunk.mine]
  const lines: string[] = []
  let at = 0
  for (const {start, end, lines: put} of editsBetween(one, other)) {
    lines.push(...one.slice(at, start))
    const own = one.slice(start, end)
    const worth = [own, put].every((part) => part.some((line) => !isBlank(line) && !line.trimStart().startsWith('#')))
    const spaced = worth && (isBlank(lines.at(-1) ?? before) || isBlank(one[end] ?? behind))
    const apart = spaced && !isBlank(own.at(-1)) && !isBlank(put[0])
    lines.push(...own, ...(apart ? [''] : []), ...put)
    at = end
  }
  return [...lines, ...one.slice(at)]
}

function isBlank(line: string | undefined): boolean {
  return line?.trim() === ''
}

/** Two texts that both stay. */
import {mergeLines} from './lines.ts'
import type {Hunk} from './lines.ts'
import {partnersOf} from './edits.ts'

/**
 * Both sequences of lines in one: what they share once, else the first's lines before the second's, and no line of the
 * second that stands anywhere in the first. A line that one of them has several times (`- agreed`) is the same only behind
 * the same line: each of them stays. Blank lines separate paragraphs as they did.
 */
export function joined(first: readonly string[], second: readonly string[]): string[] {
  const repeated = new Set([...repeatedIn(first), ...repeatedIn(second)])
  const numbers = new Map<string, number>()
  const partners = partnersOf(namesOf(first, 'first', repeated, numbers), namesOf(second, 'second', repeated, numbers))
  const known = new Set(first.filter((line) => !repeated.has(line)))
  const lines: string[] = []
  let [start, next] = [0, 0]
  for (let at = 0; at <= first.length; at += 1) {
    const partner = at === first.length ? second.length : partners[at]!
    if (partner === -1) continue
    addBoth(lines, first.slice(start, at), second.slice(next, partner), known)
    if (at < first.length) lines.push(first[at]!)
    start = at + 1
    next = partner + 1
  }
  return lines
}

function repeatedIn(lines: readonly string[]): string[] {
  const seen = new Set<string>()
  return lines.filter((line) => seen.has(line) || !seen.add(line))
}

/**
 * What lines are paired by. A blank line holds nothing together: each has a name that no other has. A repeated one is
 * named with the line before it; `numbers` stand for names, so that these stay short.
 */
function namesOf(lines: readonly string[], side: string, repeated: ReadonlySet<string>, numbers: Map<string, number>): string[] {
  let before = -1
  return lines.map((line, at) => {
    if (isBlank(line)) return `\n${side} ${at}`
    const name = repeated.has(line) ? `${line}\n${before}` : line
    before = numbers.get(name) ?? numbers.size
    numbers.set(name, before)
    return name
  })
}

function isBlank(line: string): boolean {
  return line.trim() === ''
}

function addBoth(lines: string[], first: readonly string[], second: readonly string[], known: ReadonlySet<string>): void {
  lines.push(...first)
  const news = second.filter((line) => isBlank(line) || !known.has(line))
  if (news.every(isBlank)) {
    if (first.length === 0 && news.length === second.length) lines.push(...news)
    return
  }
  const isApart = lines.length > 0 && isBlank(lines.at(-1)!)
  lines.push(...(isApart ? news.slice(news.findIndex((line) => !isBlank(line))) : news))
}

/** What two versions of one sequence come to. */
export interface Versions {
  /** The merged lines, where nothing is left to ask. */
  readonly clean?: readonly string[]
  /** Else the merged lines with one version or another of what both changed. */
  readonly base: readonly string[]
  readonly first: readonly string[]
  readonly second: readonly string[]
  readonly both: readonly string[]
}

/** Merges by lines; what both put in at one place stays without a question. */
export function mergeVersions(base: readonly string[], first: readonly string[], second: readonly string[]): Versions {
  const hunks = mergeLines(base, first, second).map(keepInsertions)
  const whole = (lines: (hunk: Hunk & {kind: 'conflict'}) => readonly string[]): string[] => hunks.flatMap((hunk) => (hunk.kind === 'clean' ? hunk.lines : lines(hunk)))
  return {
    ...(hunks.every(({kind}) => kind === 'clean') ? {clean: whole(() => [])} : {}),
    base: whole((hunk) => hunk.base),
    first: whole((hunk) => hunk.mine),
    second: whole((hunk) => hunk.theirs),
    both: whole((hunk) => joined(hunk.mine, hunk.theirs)),
  }
}

/** A hunk in which both sides only put lines in has them all. */
export function keepInsertions(hunk: Hunk): Hunk {
  return hunk.kind === 'conflict' && hunk.base.length === 0 ? {kind: 'clean', lines: joined(hunk.mine, hunk.theirs)} : hunk
}

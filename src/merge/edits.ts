/** What changed from one sequence of lines to another. */

/** The lines from `start` up to `end` (exclusive) of the old sequence became these. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly lines: readonly string[]
}

/**
 * The edits that lead from one sequence to the other, in order; none touches the next. Lines that stand once in both
 * hold the two together (Bram Cohen's patience diff), a table of common subsequences does the rest. Near-linear: what
 * would need a larger table counts as replaced.
 */
export function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  const partners = partnersOf(before, after)
  const edits: Edit[] = []
  let [start, next] = [0, 0]
  for (let at = 0; at <= before.length; at += 1) {
    const partner = at === before.length ? after.length : partners[at]!
    if (partner === -1) continue
    if (at > start || partner > next) edits.push({start, end: at, lines: after.slice(next, partner)})
    start = at + 1
    next = partner + 1
  }
  return edits
}

/** For each line of the first sequence the position of its partner in the second, rising; -1 where it has none. */
export function partnersOf(before: readonly string[], after: readonly string[]): Int32Array {
  const numbers = new Map<string, number>()
  const numbered = (lines: readonly string[]): number[] =>
    lines.map((line) => {
      const number = numbers.get(line) ?? numbers.size
      numbers.set(line, number)
      return number
    })
  const [one, other] = [numbered(before), numbered(after)]
  const partners = new Int32Array(before.length).fill(-1)
  pair(one, other, {from: 0, to: one.length, otherFrom: 0, otherTo: other.length}, 0, partners)
  return partners
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly otherFrom: number
  readonly otherTo: number
}

/** Stretches within stretches; deeper ones are left to the table. */
const deepest = 40
/** The most cells of a table of common subsequences. */
const largestTable = 1_000_000

function pair(one: readonly number[], other: readonly number[], whole: Stretch, depth: number, partners: Int32Array): void {
  let {from, to, otherFrom, otherTo} = whole
  while (from < to && otherFrom < otherTo && one[from] === other[otherFrom]) partners[from++] = otherFrom++
  while (from < to && otherFrom < otherTo && one[to - 1] === other[otherTo - 1]) partners[--to] = --otherTo
  if (from === to || otherFrom === otherTo) return
  const stretch = {from, to, otherFrom, otherTo}
  const anchors = depth < deepest ? anchorsOf(one, other, stretch) : []
  if (anchors.length === 0) {
    pairByTable(one, other, stretch, partners)
    return
  }
  let [last, otherLast] = [from, otherFrom]
  for (const [at, otherAt] of anchors) {
    partners[at] = otherAt
    pair(one, other, {from: last, to: at, otherFrom: otherLast, otherTo: otherAt}, depth + 1, partners)
    last = at + 1
    otherLast = otherAt + 1
  }
  pair(one, other, {from: last, to, otherFrom: otherLast, otherTo}, depth + 1, partners)
}

type Pair = readonly [at: number, otherAt: number]

/** The longest rising row of lines that stand once in each stretch. */
function anchorsOf(one: readonly number[], other: readonly number[], {from, to, otherFrom, otherTo}: Stretch): Pair[] {
  const places = onlyPlaces(one, from, to)
  const otherPlaces = onlyPlaces(other, otherFrom, otherTo)
  const pairs: Pair[] = []
  for (const [line, at] of places) {
    const otherAt = otherPlaces.get(line)
    if (at !== -1 && otherAt !== undefined && otherAt !== -1) pairs.push([at, otherAt])
  }
  return longestRise(pairs)
}

/** Where each line stands; -1 when it stands there more than once. In the order of their first places. */
function onlyPlaces(lines: readonly number[], from: number, to: number): Map<number, number> {
  const places = new Map<number, number>()
  for (let at = from; at < to; at += 1) places.set(lines[at]!, places.has(lines[at]!) ? -1 : at)
  return places
}

/** The longest subsequence of pairs, sorted by the first place, whose second places rise too: by piles of patience. */
function longestRise(pairs: readonly Pair[]): Pair[] {
  const tops: number[] = []
  const before = new Int32Array(pairs.length).fill(-1)
  for (const [index, [, place]] of pairs.entries()) {
    let [low, high] = [0, tops.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[tops[middle]!]![1] < place) low = middle + 1
      else high = middle
    }
    if (low > 0) before[index] = tops[low - 1]!
    tops[low] = index
  }
  const rise: Pair[] = []
  for (let index = tops.at(-1) ?? -1; index !== -1; index = before[index]!) rise.push(pairs[index]!)
  return rise.toReversed()
}

/** Pairs the lines of a longest common subsequence, among the lines that stand in both stretches. */
function pairByTable(one: readonly number[], other: readonly number[], {from, to, otherFrom, otherTo}: Stretch, partners: Int32Array): void {
  const rows = placesOfThose(one, from, to, new Set(other.slice(otherFrom, otherTo)))
  const columns = placesOfThose(other, otherFrom, otherTo, new Set(one.slice(from, to)))
  if (rows.length * columns.length > largestTable) return
  const width = columns.length + 1
  const lengths = new Uint32Array((rows.length + 1) * width)
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    for (let column = columns.length - 1; column >= 0; column -= 1) {
      const cell = row * width + column
      const isSame = one[rows[row]!] === other[columns[column]!]
      lengths[cell] = isSame ? lengths[cell + width + 1]! + 1 : Math.max(lengths[cell + width]!, lengths[cell + 1]!)
    }
  }
  let [row, column] = [0, 0]
  while (row < rows.length && column < columns.length) {
    const cell = row * width + column
    if (one[rows[row]!] === other[columns[column]!]) partners[rows[row++]!] = columns[column++]!
    else if (lengths[cell + width]! >= lengths[cell + 1]!) row += 1
    else column += 1
  }
}

function placesOfThose(lines: readonly number[], from: number, to: number, wanted: ReadonlySet<number>): number[] {
  const places: number[] = []
  for (let at = from; at < to; at += 1) if (wanted.has(lines[at]!)) places.push(at)
  return places
}

import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {editsBetween} from '../../src/merge/edits.ts'
import {joined} from '../../src/merge/joined.ts'
import {mergeLines} from '../../src/merge/lines.ts'
import {spent} from '../cost.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'

/** `a b c` as lines, `a`, `b` and `c`; a point is a blank line. */
function lines(words: string): string[] {
  return words.split(' ').filter((word) => word !== '').map((word) => (word === '.' ? '' : word))
}

/** Settled lines as they are, a conflict as `<mine|base|theirs>`. */
function merged(base: string, mine: string, theirs: string): string {
  const hunks = mergeLines(lines(base), lines(mine), lines(theirs))
  return hunks.map((hunk) => (hunk.kind === 'clean' ? hunk.lines.join(' ') : `<${hunk.mine.join(' ')}|${hunk.base.join(' ')}|${hunk.theirs.join(' ')}>`)).join(' ')
}

describe('merging lines', () => {
  it.each([
    ['takes what one side changed', 'a b c', 'a B c', 'a b c', 'a B c'],
    ['takes what each side changed elsewhere', 'a b c d', 'A b c d', 'a b c D', 'A b c D'],
    ['takes edits of neighbouring lines', 'a b', 'A b', 'a B', 'A B'],
    ['takes what both changed alike', 'a b c', 'a B c', 'a B c', 'a B c'],
    ['asks about one line that both changed', 'a b c', 'a B c', 'a bb c', 'a <B|b|bb> c'],
    ['asks about a line that one changed and the other took out', 'a b c', 'a B c', 'a c', 'a <B|b|> c'],
    ['asks about what both put in at one place', 'a b', 'a x b', 'a y b', 'a <x||y> b'],
    ['puts one in before a line, one behind it', 'a', 'x a', 'a y', 'x a y'],
    ['puts in behind a line that the other changed', 'a b', 'A b', 'a x b', 'A x b'],
    ['puts in before a line that the other changed', 'a b', 'a B', 'a x b', 'a x B'],
    ['asks when one puts in amid what the other rewrote', 'a b c', 'X', 'a b y c', '<X|a b c|a b y c>'],
    ['asks once about edits that hang together', 'a b c d', 'A B c d', 'a B2 C d', '<A B c|a b c|a B2 C> d'],
    ['adds one line once where a side also mended the line before', 'a', 'A n', 'a n', 'A n'],
    ['adds one line once where a side also mended the line behind', 'a', 'n A', 'n a', 'n A'],
    ['takes out what either took out', 'a b c d', 'b c d', 'a b c', 'b c'],
    ['takes out what both took out in part', 'a b c d e', 'a d e', 'a b e', 'a e'],
    ['starts from nothing', '', 'a', '', 'a'],
  ])('%s', (_, base, mine, theirs, wanted) => {
    expect(merged(base, mine, theirs)).toBe(wanted)
  })

  it('gives edits that lead from one text to the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), {maxLength: 14})
    fc.assert(
      fc.property(text, text, (before, after) => {
        const result: string[] = []
        let at = 0
        for (const {start, end, lines: put} of editsBetween(before, after)) {
          expect(start).toBeGreaterThanOrEqual(at)
          result.push(...before.slice(at, start), ...put)
          at = end
        }
        expect([...result, ...before.slice(at)]).toEqual(after)
      }),
      {numRuns: thorough ? 50_000 : 1000},
    )
  })

  it('gives each side its own text where the other changed nothing, and the same hunks with the sides swapped', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', ''), {maxLength: 10})
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        expect(mergeLines(base, mine, base).flatMap((hunk) => (hunk.kind === 'clean' ? hunk.lines : ['?']))).toEqual(mine)
        const swapped = mergeLines(base, theirs, mine).map((hunk) => (hunk.kind === 'clean' ? hunk : {...hunk, mine: hunk.theirs, theirs: hunk.mine}))
        expect(mergeLines(base, mine, theirs)).toEqual(swapped)
      }),
      {numRuns: thorough ? 50_000 : 1000},
    )
  })

  it.each<[string, (side: number) => (_: unknown, at: number) => string]>([
    ['of which nothing is alike', (side) => (_, at) => `${side} ${at}`],
    ['that are shuffled', (side) => (_, at) => `${(at * [7919, 6007, 4001][side]!) % 10_000}`],
    ['of few different lines', (side) => (_, at) => `${(at * (at + side)) % 7}`],
    ['of which every second line is another', (side) => (_, at) => `${at % 2 === 0 ? '' : side} ${at}`],
  ])('merges texts of 10,000 lines %s in well under a second', (_, lineOf) => {
    const [base, mine, theirs] = [0, 1, 2].map((side) => Array.from({length: 10_000}, lineOf(side)))
    expect(spent(() => mergeLines(base!, mine!, theirs!))).toBeLessThan(700)
  })
})

describe('joining two texts', () => {
  it.each([
    ['keeps both, the first first', 'a', 'b', 'a b'],
    ['has what they share once', 'a x c', 'a y c', 'a x y c'],
    ['has a line once that stands elsewhere', 'a b', 'c a', 'c a b'],
    ['keeps paragraphs apart', '. a', '. b', '. a . b'],
    ['does not double the blank line between paragraphs', 'a .', '. b .', 'a . b .'],
    ['is one text when both are alike', 'a . b', 'a . b', 'a . b'],
    ['keeps each of the lines that one has several times', 'ann yes', 'bo yes cy yes', 'ann yes bo yes cy yes'],
    ['has a line that both have several times once behind one line', 'ann yes bo yes', 'ann yes bo yes cy yes', 'ann yes bo yes cy yes'],
  ])('%s', (_, first, second, wanted) => {
    expect(joined(lines(first), lines(second))).toEqual(lines(wanted))
  })
})

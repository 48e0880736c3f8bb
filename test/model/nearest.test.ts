import {describe, expect, it} from 'vitest'
import {nearest} from '../../src/model/nearest.ts'

describe('what was meant', () => {
  it.each<[typed: string, candidates: string[], meant: string | undefined, why: string]>([
    ['stauts', ['status', 'schedule'], 'status', 'two letters swapped'],
    ['memer', ['member', 'gather'], 'member', 'a letter left out'],
    ['logg', ['log', 'show'], 'log', 'a letter too many'],
    ['BO', ['bo', 'ann'], 'bo', 'capitals'],
    ['bu', ['bo', 'ann'], 'bo', 'a slip in two letters'],
    ['xyz', ['bo', 'ann'], undefined, 'nothing near'],
    ['', ['bo'], undefined, 'nothing at all'],
    ['ann', [], undefined, 'nobody there'],
    ['abc', ['abd', 'abe'], 'abd', 'the first of two that are as near'],
    ['a'.repeat(40), ['a'], undefined, 'a word of quite another length'],
  ])('of %s is among %j: %s (%s)', (typed, candidates, meant, _) => expect(nearest(typed, candidates)).toBe(meant))
})

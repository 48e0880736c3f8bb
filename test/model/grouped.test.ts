import {describe, expect, it} from 'vitest'
import {grouped} from '../../src/model/grouped.ts'

describe('grouped', () => {
  it('keeps the order of keys and of what has one key, whatever lies between', () => {
    expect(grouped(['bo', 'ann', 'bea', 'al', 'cy'], (name) => name[0]!)).toEqual([['bo', 'bea'], ['ann', 'al'], ['cy']])
  })

  it('takes any text for a key, and tells items by their place where it is asked to', () => {
    expect(grouped(['__proto__', 'constructor', '__proto__'], (name) => name)).toEqual([['__proto__', '__proto__'], ['constructor']])
    expect(grouped(['', ''], (_, index) => String(index))).toEqual([[''], ['']])
    expect(grouped([], () => 'x')).toEqual([])
  })
})

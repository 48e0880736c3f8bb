import {describe, expect, it} from 'vitest'
import {defined} from '../../src/model/defined.ts'

describe('a record without what has no value', () => {
  it('has neither the key nor undefined; everything else stays, also what is empty', () => {
    expect(Object.entries(defined({place: undefined, title: '', count: 0, roles: []}))).toEqual([['title', ''], ['count', 0], ['roles', []]])
  })
})

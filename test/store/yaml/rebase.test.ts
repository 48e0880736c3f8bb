import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {PlainMap} from '../../../src/model/node.ts'
import {rebase} from '../../../src/store/yaml/rebase.ts'
import {page} from './pages.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

describe('our own change, done to another version', () => {
  it('brings along what changed and leaves what did not', () => {
    const before = {status: 'planned', topic: 'Thrift', lasts: '2h'}
    const after = {status: 'held', topic: 'Thrift', notes: 'Good.'}
    expect(plain(rebase(before, after, {status: 'planned', topic: 'Theirs', lasts: '3h', place: 'Inn'}))).toEqual({status: 'held', topic: 'Theirs', place: 'Inn', notes: 'Good.'})
  })

  it('goes into maps', () => {
    const before = {decisions: {a: 'one', b: 'two'}}
    expect(plain(rebase(before, {decisions: {a: 'one!', c: 'three'}}, {decisions: {a: 'one', b: 'two', d: 'four'}}))).toEqual({decisions: {a: 'one!', d: 'four', c: 'three'}})
    expect(plain(rebase({}, {roles: {scribe: 'bo'}}, {roles: {host: 'cy'}}))).toEqual({roles: {host: 'cy', scribe: 'bo'}})
    expect(plain(rebase({roles: {scribe: 'bo'}}, {}, {roles: {scribe: 'bo', host: 'cy'}}))).toEqual({})
  })

  it('takes lists as ordered sets', () => {
    const list = (before: string[], after: string[], onto: string[]) => rebase({present: before}, {present: after}, {present: onto})['present']
    expect(list(['ann', 'bo'], ['ann', 'bo', 'cy'], ['ann', 'bo', 'dan'])).toEqual(['ann', 'bo', 'cy', 'dan'])
    expect(list(['ann', 'bo'], ['bo'], ['ann', 'eve', 'bo'])).toEqual(['eve', 'bo'])
    expect(list(['ann'], ['bo', 'ann'], ['eve', 'ann'])).toEqual(['bo', 'eve', 'ann'])
    expect(list(['ann'], ['ann', 'bo'], ['bo', 'ann'])).toEqual(['bo', 'ann'])
    expect(rebase({}, {present: ['ann']}, {present: ['bo']})['present']).toEqual(['bo', 'ann'])
    expect(rebase({present: ['ann']}, {present: ['ann', 'bo']}, {})['present']).toEqual(['ann', 'bo'])
  })

  it('takes out of a list that goes only what was in it', () => {
    expect(plain(rebase({present: ['ann', 'bo']}, {}, {present: ['ann', 'cy', 'bo']}))).toEqual({present: ['cy']})
    expect(plain(rebase({present: ['ann', 'bo']}, {}, {present: ['bo']}))).toEqual({})
  })

  it('alters none of the three', () => {
    const [before, after, onto] = [{a: ['x'], m: {k: 'v'}}, {a: ['x', 'y'], m: {}}, {a: ['z'], m: {k: 'v', l: 'w'}}]
    const copies = structuredClone([before, after, onto])
    rebase(before, after, onto)
    expect([before, after, onto]).toEqual(copies)
  })

  it('is the change itself on the version it was made to, and nothing where nothing changed', () => {
    const pages = page as fc.Arbitrary<PlainMap>
    fc.assert(
      fc.property(pages, pages, (before, other) => {
        expect(plain(rebase(before, before, other))).toEqual(plain(other))
        const [one, two] = [withoutLists(before), withoutLists(other)]
        expect(plain(rebase(one, two, one))).toEqual(plain(two))
      }),
    )
  })
})

/** Lists are sets here: repeated items and another order are no change. */
function withoutLists(record: PlainMap): PlainMap {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !['present', 'promises', 'x-own'].includes(key)))
}

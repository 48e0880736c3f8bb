import {describe, expect, it} from 'vitest'
import {memberByEmail, memberNamed, membersNamed, newMemberId, readPerson, shortName} from '../../src/model/members.ts'
import type {Member} from '../../src/model/member.ts'

const members = new Map<string, Member>([
  ['ann', {name: 'Ann Ek', email: 'ann@example.org'}],
  ['ann-lind', {name: 'Ann Lind', email: 'lind@example.org', status: 'left'}],
  ['bo', {name: 'Bo Berg', email: 'BO@example.org'}],
  ['cy', {name: 'Åsa Öberg'}],
])

describe('the member that was typed', () => {
  it.each([['ann', 'ann'], ['ANN', 'ann'], ['Ann Lind', 'ann-lind'], ['bo', 'bo'], ['Åsa', 'cy'], ['åsa öberg', 'cy'], [' bo ', 'bo']])('%s is %s', (typed, id) => expect(memberNamed(members, typed)).toBe(id))

  it.each([['Berg', 'bo'], ['öberg', 'cy'], ['lind', 'ann-lind'], ['be', 'bo'], ['ann-l', 'ann-lind'], ['Ann E', 'ann']])('%s, of which there is one, is %s', (typed, id) => expect(memberNamed(members, typed)).toBe(id))

  it('is one who is here rather than one who left', () => {
    const kims = new Map<string, Member>([['a-b', {name: 'Kim Ek', status: 'left'}], ['a-c', {name: 'Kim Berg'}], ['a-d', {name: 'Lo Ekman'}]])
    expect([memberNamed(kims, 'kim'), memberNamed(kims, 'ek'), memberNamed(kims, 'ekm')]).toEqual(['a-c', 'a-b', 'a-d'])
    expect(() => memberNamed(kims, 'a-e')).toThrow(expect.objectContaining({hint: 'did you mean a-c?'}))
    expect(() => memberNamed(kims, 'x')).toThrow(expect.objectContaining({hint: 'the members are a-c, a-d'}))
  })

  it('that is nobody is answered with up to twenty who are here', () => {
    const crowd = (size: number): Map<string, Member> => new Map(Array.from({length: size}, (_, index) => [`m${index + 1}`, {name: `M${index + 1}`}]))
    const hint = (size: number): string | undefined => {
      try {
        memberNamed(crowd(size), 'zoroaster')
      } catch (error) {
        return (error as {hint?: string}).hint
      }
      return undefined
    }
    expect(hint(20)).toMatch(/^the members are m1, .*, m19, m20$/)
    expect(hint(25)).toMatch(/^the members are m1, .*, m19, m20 …$/)
    const gone = new Map<string, Member>([['bo', {name: 'Bo', status: 'left'}]])
    expect(() => memberNamed(gone, 'zoroaster')).toThrow(expect.objectContaining({hint: 'everybody has left; `circle member list --all` shows them'}))
  })

  it('is said to be one of several, or nobody', () => {
    const twins = new Map<string, Member>([['a-b', {name: 'Kim A'}], ['a-c', {name: 'Kim B'}]])
    expect(() => memberNamed(twins, 'kim')).toThrow('2 members are called kim')
    expect(() => memberNamed(members, 'dora')).toThrow('no member is called dora')
    expect(() => memberNamed(members, '')).toThrow()
    expect(() => memberNamed(members, '__proto__')).toThrow()
    expect(() => memberNamed(new Map(), 'ann')).toThrow(expect.objectContaining({hint: expect.stringContaining('circle member add')}))
  })

  it('may stand in a list, once each, in its order', () => {
    expect(membersNamed(members, ['bo, ann', 'Bo', ''])).toEqual(['bo', 'ann'])
    expect(() => membersNamed(members, ['bo,dora'])).toThrow('no member is called dora')
  })
})

describe('the name to show', () => {
  it('is the first name where nobody else has it', () => {
    expect(['ann', 'ann-lind', 'bo', 'nobody'].map((id) => shortName(members, id))).toEqual(['Ann Ek', 'Ann Lind', 'Bo', 'nobody'])
  })
})

describe('a person', () => {
  it.each([
    ['Bo Ek <bo@example.org>', {name: 'Bo Ek', email: 'bo@example.org'}],
    ['  Bo   <bo@example.org> ', {name: 'Bo', email: 'bo@example.org'}],
    ['Bo', {name: 'Bo'}],
    ["Siobhán O'Brien", {name: "Siobhán O'Brien"}],
    ['Bob, <bob@example.org>', {name: 'Bob', email: 'bob@example.org'}],
    ["O'Brien, Pat <pat@example.org>", {name: "Pat O'Brien", email: 'pat@example.org'}],
    ['"O\'Brien, Pat" <pat@example.org>', {name: "Pat O'Brien", email: 'pat@example.org'}],
    ['Martin King, Jr.', {name: 'Martin King, Jr.'}],
    ['🎷', {name: '🎷'}],
  ])('is read from %j', (text, person) => expect(readPerson(text)).toEqual(person))

  it.each(['', ' ', '<bo@example.org>', 'bo@example.org', 'Bo <bo>', 'Bo <a@x.org', 'Bo a@x.org>', 'Bo <>', 'Bo <a@x.org> Ek', 'Bo <a@x.org> <b@x.org>', '-', '...', ', <a@x.org>', '"" <a@x.org>'])('is not read from %j', (text) => expect(() => readPerson(text)).toThrow())
})

describe('the id for somebody new', () => {
  it('is the first name, then more of it, then a number', () => {
    const taken = new Set<string>()
    const ids = ['Ann Ek', 'Ann Lind', 'Ann Ek', 'Ann Ek', 'Ann'].map((name) => {
      const id = newMemberId(name, (candidate) => taken.has(candidate))
      taken.add(id)
      return id
    })
    expect(ids).toEqual(['ann', 'ann-lind', 'ann-ek', 'ann-ek-2', 'ann-2'])
  })

  it('is found for any name, however long, and however many have it', () => {
    const taken = new Set<string>()
    for (const name of ['x'.repeat(200), 'Ann '.repeat(50), '李', '', 'con', 'gathering', 'constructor']) {
      for (let count = 0; count < 12; count += 1) {
        const id = newMemberId(name, (candidate) => taken.has(candidate))
        expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
        expect(id.length).toBeLessThanOrEqual(64)
        expect(taken.has(id)).toBe(false)
        taken.add(id)
      }
    }
  })
})

describe('the member with an address', () => {
  it('is found in any case; one who left only when nobody else has it', () => {
    expect(memberByEmail(members, 'bo@EXAMPLE.org')).toBe('bo')
    expect(memberByEmail(members, 'lind@example.org')).toBe('ann-lind')
    expect(memberByEmail(members, 'x@example.org')).toBeUndefined()
    expect(memberByEmail(new Map<string, Member>([['a', {name: 'A', email: 'a@x.org', status: 'left'}], ['b', {name: 'B', email: 'a@x.org'}]]), 'a@x.org')).toBe('b')
  })
})

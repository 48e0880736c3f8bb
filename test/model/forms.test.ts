import {describe, expect, it} from 'vitest'
import {forms, idMeant, longestId, slugOf} from '../../src/model/forms.ts'

const sound = (form: keyof typeof forms, text: string): boolean => forms[form].fault(text) === undefined

describe('an id', () => {
  it.each(['ann', 'ann-ek', '2026-11-27-weekly', 'a', '7', 'a'.repeat(longestId)])('may be %s', (id) => expect(sound('id', id)).toBe(true))
  it.each(['', 'Ann', 'åsa', 'ann_ek', 'ann ek', '-ann', 'ann-', 'a--b', '../x', 'a/b', 'a.b', 'con', 'nul', 'com1', 'lpt9', 'aux', 'prn', 'constructor', 'prototype', '__proto__', 'a\n', 'a'.repeat(longestId + 1)])(
    'may not be %j',
    (id) => expect(sound('id', id)).toBe(false),
  )
  it.each(['gathering', 'topic', 'decision', 'poll'])('of a member may not be %s, the name of a shared page', (id) => {
    expect(sound('memberId', id)).toBe(false)
    expect(sound('id', id)).toBe(true)
  })
})

describe('the id that words come to', () => {
  it.each([
    ['Ann Ek', 'ann-ek'], ['Åsa Öberg', 'asa-oberg'], ['Łukasz', 'lukasz'], ['Straße', 'strasse'], ['Þórður', 'thordur'], ["O'Brien", 'obrien'], ['Ann’s walk', 'anns-walk'], ['  a  --  b ', 'a-b'],
    ['ﬁne', 'fine'], ['Ⅳ', 'iv'], ['李', undefined], ['🎷', undefined], ['', undefined], ['Con', undefined], ['...', undefined], ['İstanbul', 'istanbul'],
  ])('%s: %s', (words, id) => expect(idMeant(words)).toBe(id))
  it('is never longer than an id may be', () => expect(idMeant('word '.repeat(40))!.length).toBeLessThanOrEqual(longestId))
})

describe('an e-mail address', () => {
  it.each(['ann@example.org', 'a.b+c@x.co', "o'brien@example.org", 'a@localhost'])('may be %s', (address) => expect(sound('email', address)).toBe(true))
  it.each(['ann', 'ann@', '@x.org', 'ann@x@y', 'a b@x.org', 'a@x..org', 'a..b@x.org', 'a@-x.org', '"a b"@x.org', 'a@x.org, b@x.org', 'a@x.org\n', 'å@x.org', '<a@x.org>'])('may not be %j', (address) => expect(sound('email', address)).toBe(false))
})

describe('a link', () => {
  it.each(['https://meet.example.org/apron', 'http://x.org', 'HTTPS://x.org/?a=b#c'])('may be %s', (link) => expect(sound('link', link)).toBe(true))
  it.each(['meet.example.org', 'javascript:alert(1)', 'ftp://x.org', 'https://', 'https://x.org/a b', 'https://x.org/"', 'file:///etc/passwd', 'https://x.org/<'])('may not be %j', (link) => expect(sound('link', link)).toBe(false))
})

describe('each form', () => {
  it.each(Object.entries(forms))('%s has an example that is right', (_, form) => {
    const example = form.example.replaceAll('"', '').split(/, | or /)[0]!
    expect(form.fault(example)).toBeUndefined()
    if (form.pattern !== undefined) expect(example).toMatch(new RegExp(form.pattern))
  })
})

describe('a title as part of an id', () => {
  it.each<[what: string, title: string | undefined, most: number, slug: string | undefined]>([
    ['is whole where it fits', 'Winter walk', 11, 'winter-walk'],
    ['is cut between words', 'Winter walk', 10, 'winter'],
    ['is cut in a word where there is but one', 'Winterwalk', 6, 'winter'],
    ['is none without letters', '!!!', 10, undefined],
    ['is none without a title', undefined, 10, undefined],
  ])('%s', (_, title, most, slug) => expect(slugOf(title, most)).toBe(slug))
})

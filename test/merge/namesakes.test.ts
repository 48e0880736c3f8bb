import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {forms} from '../../src/model/forms.ts'
import {namesakes, renamedIn} from '../../src/merge/namesakes.ts'
import type {Added, Rename} from '../../src/merge/namesakes.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'

function member(id: string, name: string, email?: string, when = 1): Added {
  return {kind: 'member', id, record: {name, ...(email === undefined ? {} : {email})}, when}
}

function gathering(id: string, record: Added['record'], when = 1): Added {
  return {kind: 'gathering', id, record, when}
}

const nothing = (): boolean => false

/** `theirs ann → ann-lind`; checked to be the same with the sides swapped. */
function renamed(mine: readonly Added[], theirs: readonly Added[], taken: (kind: string, id: string) => boolean = nothing): string[] {
  const words = (renames: readonly Rename[]): string[] => renames.map(({side, from, to}) => `${side} ${from} → ${to}`)
  const swap = {mine: 'theirs', theirs: 'mine'} as const
  const swapped = namesakes(theirs, mine, taken).map((rename) => ({...rename, side: swap[rename.side]}))
  expect(swapped).toEqual(namesakes(mine, theirs, taken))
  return words(swapped)
}

describe('two who both became ann', () => {
  it('are two people when their addresses differ: the later gets another id', () => {
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org', 5)], [member('ann', 'Ann Lind', 'lind@example.org', 9)])).toEqual(['theirs ann → ann-lind'])
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org', 9)], [member('ann', 'Ann Lind', 'lind@example.org', 5)])).toEqual(['mine ann → ann-ek'])
  })

  it('are one person when the address is one, whatever the name', () => {
    expect(renamed([member('ann', 'Ann Ek', 'Ann@Example.org')], [member('ann', 'Anna', 'ann@example.org')])).toEqual([])
  })

  it.each([
    ['Ann Ek', ' ann  EK', true],
    ['Ann Ek', 'Ann Lind', false],
  ])('without an address go by their names: %s and %s', (mine, theirs, areOne) => {
    expect(renamed([member('ann', mine)], [member('ann', theirs, 'a@example.org')]).length === 0).toBe(areOne)
    expect(renamed([member('ann', mine)], [member('ann', theirs)]).length === 0).toBe(areOne)
  })

  it('get an id that is free on both sides', () => {
    const taken = (_: string, id: string): boolean => id === 'ann-lind'
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org', 1)], [member('ann', 'Ann Lind', 'lind@example.org', 2)], taken)).toEqual(['theirs ann → ann-lind-2'])
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org', 1), member('ann-lind', 'Anna Lind', 'al@example.org', 3)], [member('ann', 'Ann Lind', 'lind@example.org', 2)])).toEqual(['theirs ann → ann-lind-2'])
  })

  it('of one second are decided alike by every clone', () => {
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org')], [member('ann', 'Ann Lind', 'lind@example.org')])).toEqual(['theirs ann → ann-lind'])
  })

  it('are named in a remark', () => {
    const [rename] = namesakes([member('ann', 'Ann Ek', 'ek@example.org', 5)], [member('ann', 'Ann Lind', 'lind@example.org', 9)], nothing)
    expect(rename?.remark).toBe('Ann Ek and Ann Lind were both added as ann: Ann Lind is ann-lind')
  })
})

describe('one person under two ids', () => {
  it('has the one that was there first', () => {
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org', 5)], [member('ann-ek', 'Ann Ek', 'EK@example.org', 9)])).toEqual(['theirs ann-ek → ann'])
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org', 9)], [member('ann-ek', 'Ann Ek', 'EK@example.org', 5)])).toEqual(['mine ann → ann-ek'])
  })

  it('takes it only once a namesake has left it', () => {
    const mine = [member('ann', 'Ann Ek', 'ek@example.org', 1)]
    const theirs = [member('ann', 'Ann Lind', 'lind@example.org', 2), member('ann-ek', 'Ann Ek', 'ek@example.org', 3)]
    expect(renamed(mine, theirs)).toEqual(['theirs ann → ann-lind', 'theirs ann-ek → ann'])
  })

  it('does not go by a name alone', () => {
    expect(renamed([member('ann', 'Ann Ek')], [member('ann-ek', 'Ann Ek')])).toEqual([])
  })

  it('leaves two ids on one side alone', () => {
    expect(renamed([member('ann', 'Ann Ek', 'ek@example.org', 1), member('ann-ek', 'Ann Ek', 'ek@example.org', 2)], [])).toEqual([])
  })
})

describe('two gatherings of one id', () => {
  const picnic = {when: '2026-12-05 12:00', title: 'Picnic'}

  it.each([
    ['another hour', {...picnic, when: '2026-12-05 13:00'}],
    ['another title', {...picnic, title: 'Skating'}],
    ['no title', {when: picnic.when}],
  ])('are two when the later has %s', (_, other) => {
    const [words, ...more] = renamed([gathering('2026-12-05-picnic', picnic, 5)], [gathering('2026-12-05-picnic', other, 9)])
    expect(more).toEqual([])
    expect(words).toMatch(/^theirs 2026-12-05-picnic → 2026-12-05-picnic-[a-z]{4}$/)
  })

  it('are one with the same time and title, or of a rhythm', () => {
    expect(renamed([gathering('2026-12-05-picnic', picnic)], [gathering('2026-12-05-picnic', {...picnic, title: 'picnic ', place: 'Park'})])).toEqual([])
    expect(renamed([gathering('2026-12-04-weekly', {rhythm: 'weekly'})], [gathering('2026-12-04-weekly', {rhythm: 'weekly', when: '2026-12-04 20:00'})])).toEqual([])
  })

  it('get letters that every clone works out alike, others where those are taken', () => {
    const mine = [gathering('2026-12-05-picnic', picnic, 1)]
    const theirs = [gathering('2026-12-05-picnic', {title: 'Skating', when: '2026-12-05 12:00'}, 2)]
    const [first] = renamed(mine, theirs)
    const reordered = [gathering('2026-12-05-picnic', {when: '2026-12-05 12:00', title: 'Skating'}, 2)]
    expect(renamed(mine, reordered)).toEqual([first])
    const [second] = renamed(mine, theirs, (_, id) => first!.endsWith(id))
    expect(second).not.toBe(first)
    expect(second).toMatch(/-picnic-[a-z]{4}$/)
  })

  it('get an id, however long theirs was', () => {
    const id = `2026-12-05-${'a'.repeat(47)}-bbbbb`
    const [words] = renamed([gathering(id, picnic, 1)], [gathering(id, {...picnic, title: 'Other'}, 2)])
    expect(forms.id.fault(words!.split(' → ')[1]!)).toBeUndefined()
  })
})

describe('references to a renamed member', () => {
  const rename = {kind: 'member', from: 'ann', to: 'ann-lind'} as const

  it('are changed on a shared page, each once', () => {
    const page = {rhythm: 'weekly', roles: {scribe: 'ann', host: 'bo'}, present: ['bo', 'ann'], regrets: ['cy'], notes: 'ann'}
    expect({...renamedIn('gathering', page, rename)}).toEqual({...page, roles: {scribe: 'ann-lind', host: 'bo'}, present: ['bo', 'ann-lind']})
    expect({...renamedIn('gathering', {present: ['ann', 'ann-lind']}, rename)}).toEqual({present: ['ann-lind']})
  })

  it('are changed where members keep whom they invited', () => {
    const sent = {sequence: 1, method: 'request'}
    const page = {rsvp: 'going', invited: {ann: sent, bo: {...sent, organizer: 'ann'}, cy: {...sent, organizer: 'bo'}}}
    expect(structuredClone(renamedIn('page', page, rename))).toEqual({rsvp: 'going', invited: {'ann-lind': sent, bo: {...sent, organizer: 'ann-lind'}, cy: {...sent, organizer: 'bo'}}})
    const others = {invited: {cy: sent}}
    expect(renamedIn('page', others, rename)).toBe(others)
  })

  it('are nowhere else', () => {
    const page = {rsvp: 'going'}
    expect(renamedIn('page', page, rename)).toBe(page)
    expect(renamedIn('gathering', {present: ['bo']}, rename)).toEqual({present: ['bo']})
    expect(renamedIn('gathering', {present: ['ann']}, {...rename, kind: 'gathering'})).toEqual({present: ['ann']})
  })
})

describe('references to a renamed gathering', () => {
  const rename = {kind: 'gathering', from: '2026-12-05-walk', to: '2026-12-05-walk-bcdf'} as const

  it('are changed where it came of a poll', () => {
    const poll = {title: 'Walk', status: 'closed', chosen: 'k3fx', options: {k3fx: {when: '2026-12-05', gathering: '2026-12-05-walk'}, w7ab: {when: '2026-12-06', gathering: '2026-12-06-walk'}}}
    expect(structuredClone(renamedIn('poll', poll, rename))).toEqual({...poll, options: {...poll.options, k3fx: {when: '2026-12-05', gathering: '2026-12-05-walk-bcdf'}}})
  })

  it('are no others', () => {
    for (const poll of [{title: 'Walk', options: {k3fx: {when: '2026-12-05', gathering: '2026-12-06-walk'}}}, {title: '2026-12-05-walk'}]) expect(renamedIn('poll', poll, rename)).toBe(poll)
    const named = {title: 'ann', options: {k3fx: {when: '2026-12-05', gathering: 'ann'}}}
    expect(renamedIn('poll', named, {kind: 'member', from: 'ann', to: 'ann-lind'})).toBe(named)
  })
})

describe('any members that two sides added', () => {
  const person = fc.record({
    id: fc.constantFrom('ann', 'ann-ek', 'bo', 'cy'),
    name: fc.constantFrom('Ann Ek', 'Ann Lind', 'Bo', 'Cy'),
    email: fc.constantFrom(undefined, 'a@example.org', 'b@example.org', 'c@example.org'),
    when: fc.integer({min: 1, max: 3}),
  })
  // On one side no id and no address is there twice.
  const side = fc.uniqueArray(person, {maxLength: 4, comparator: (one, other) => one.id === other.id || (one.email !== undefined && one.email === other.email)}).map((people) => people.map(({id, name, email, when}) => member(id, name, email, when)))

  it('end with ids under which nobody meets anybody else, and everybody meets themselves', () => {
    fc.assert(
      fc.property(side, side, (mine, theirs) => {
        const renames = namesakes(mine, theirs, nothing)
        renamed(mine, theirs)
        const after = (name: 'mine' | 'theirs', added: readonly Added[]): Map<string, Added> => {
          const members = new Map(added.map((each) => [each.id, each]))
          for (const {from, to} of renames.filter((rename) => rename.side === name)) {
            expect(members.has(to)).toBe(false)
            members.set(to, members.get(from)!)
            members.delete(from)
          }
          return members
        }
        const [one, other] = [after('mine', mine), after('theirs', theirs)]
        expect([one.size, other.size]).toEqual([mine.length, theirs.length])
        for (const [id, {record}] of one) {
          const met = other.get(id)?.record
          if (met !== undefined && met.email !== undefined && record.email !== undefined) expect(met.email).toBe(record.email)
          if (met !== undefined && met.email !== record.email) expect(met.name).toBe(record.name)
          for (const [otherId, {record: else_}] of other) if (record.email !== undefined && else_.email === record.email) expect(otherId).toBe(id)
        }
      }),
      {numRuns: thorough ? 100_000 : 2000},
    )
  })
})

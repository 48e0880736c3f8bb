import {describe, expect, it} from 'vitest'
import type {Hearing} from '../../src/cli/deed-clauses.ts'
import {authorWords, doingJson, doingWords, momentWords, summarise} from '../../src/cli/deed-words.ts'
import type {Doing} from '../../src/cli/deeds-of.ts'
import type {Deed} from '../../src/merge/deed.ts'
import type {GatheringRecord} from '../../src/model/circle.ts'
import type {SharedPage} from '../../src/model/gathering.ts'

const page = (id: string, shared: SharedPage): [string, GatheringRecord] => [id, {id, shared, pages: new Map()}]

const hearing: Hearing = {
  circle: {
    members: new Map([['ann', 'Ann Ek'], ['bo', 'Bo Berg'], ['cy', 'Cy Ash'], ['dee', 'Dee Oz'], ['eve', 'Eve Li'], ['fay', 'Fay Mo']].map(([id, name]) => [id!, {name: name!, email: `${id}@example.org`}])),
    gatherings: new Map([page('2026-12-11-weekly', {rhythm: 'weekly', when: '2026-12-12 18:00'}), page('2026-12-18-weekly', {rhythm: 'weekly'}), page('2026-12-18-asia', {rhythm: 'asia'})]),
    polls: new Map([['winter-walk-k3fx', {id: 'winter-walk-k3fx', shared: {title: 'Winter walk'}, pages: new Map()}]]),
  },
  you: 'ann', today: '2026-11-28', timezone: 'UTC',
}

const by = (who: string, ...deeds: Deed[]): Doing => ({oid: 'a'.repeat(40), name: `${who} as git has it`, email: `${who}@example.org`, time: 0, deeds})
const words = (who: string, ...deeds: Deed[]): string[] => doingWords(by(who, ...deeds), hearing)

const friday = '2026-11-27-weekly'
const next = '2026-12-04-weekly'
const promised = (member: string, id: string, gathering = friday): Deed => ({deed: 'promised', gathering, member, id, what: `do ${id}`})
const kept = (member: string, id: string): Deed => ({deed: 'kept', gathering: friday, member, id, what: `do ${id}`})

describe('what one did, in words', () => {
  it.each<[string, Deed, string]>([
    ['bo', {deed: 'logged', gathering: friday, topic: 'Thrift'}, 'Bo logged Fri 27 Nov'],
    ['bo', {deed: 'logged', gathering: '2025-11-28-weekly'}, 'Bo logged Fri 28 Nov 2025'],
    ['bo', {deed: 'added to log', gathering: friday, fields: ['present', 'notes']}, 'Bo added to the log of Fri 27 Nov (who was there, notes)'],
    ['cy', {deed: 'answered', gathering: next, member: 'cy', rsvp: 'declined', why: 'In Boston'}, "Cy can't come on Fri 4 Dec: In Boston"],
    ['cy', {deed: 'answered', gathering: next, member: 'cy', rsvp: 'maybe'}, 'Cy may come on Fri 4 Dec'],
    ['bo', {deed: 'answered', gathering: next, member: 'cy', rsvp: 'declined', why: 'In Boston'}, "Bo wrote Cy's answer: can't come on Fri 4 Dec: In Boston"],
    ['bo', {deed: 'answered', gathering: next, member: 'ann', rsvp: 'going'}, 'Bo wrote your answer: can come on Fri 4 Dec'],
    ['ann', {deed: 'answered', gathering: next, member: 'ann'}, 'you took back the answer for Fri 4 Dec'],
    ['bo', {deed: 'invited', gathering: next, member: 'bo', invited: ['ann', 'cy']}, 'Bo invited you and Cy to Fri 4 Dec'],
    ['ann', {deed: 'told of change', gathering: next, member: 'ann', invited: ['bo']}, 'you wrote to Bo about Fri 4 Dec'],
    ['cy', {deed: 'told of cancellation', gathering: next, member: 'cy', invited: ['bo', 'eva']}, 'Cy told Bo and eva of the cancellation of Fri 4 Dec'],
    ['cy', {deed: 'took out invitation', gathering: next, member: 'cy', invited: ['bo']}, 'Cy took out the invitation of Bo to Fri 4 Dec'],
    ['ann', {deed: 'invited', gathering: next, member: 'bo', invited: ['cy']}, 'you noted that Bo invited Cy to Fri 4 Dec'],
    ['ann', kept('ann', 'k3fx'), 'you kept a commitment: do k3fx'],
    ['bo', kept('cy', 'k3fx'), "Bo marked Cy's commitment as kept: do k3fx"],
    ['bo', kept('ann', 'k3fx'), 'Bo marked your commitment as kept: do k3fx'],
    ['bo', promised('cy', 'k3fx'), 'Bo made a commitment for Cy: do k3fx'],
    ['bo', {deed: 'reopened', gathering: friday, member: 'bo', id: 'x', what: 'read'}, 'Bo opened a commitment again: read'],
    ['ann', {deed: 'moved', gathering: next, to: '2026-12-05 18:00'}, 'you moved Fri 4 Dec to Sat 5 Dec 18:00'],
    ['ann', {deed: 'moved', gathering: next, from: '2026-12-05 18:00', to: '2026-12-05 20:00'}, 'you moved Sat 5 Dec 18:00 to 20:00'],
    ['bo', {deed: 'cancelled', gathering: '2026-12-25-weekly', why: 'Christmas'}, 'Bo called off Fri 25 Dec: Christmas'],
    ['bo', {deed: 'restored', gathering: '2026-12-25-weekly'}, 'Bo took back the cancellation of Fri 25 Dec'],
    ['bo', {deed: 'moved back', gathering: next}, 'Bo took back the move of Fri 4 Dec'],
    ['bo', {deed: 'planned', gathering: next, fields: ['topic', 'roles'], topic: 'Luck'}, 'Bo planned Fri 4 Dec: Luck (roles)'],
    ['bo', {deed: 'planned', gathering: '2026-12-11-weekly', fields: ['topic'], topic: 'Luck'}, 'Bo planned Fri 11 Dec (moved to Sat 12 Dec): Luck'],
    ['bo', {deed: 'planned', gathering: '2026-12-18-asia', fields: ['topic'], topic: 'Luck'}, 'Bo planned Fri 18 Dec (2026-12-18-asia): Luck'],
    ['bo', {deed: 'dated', gathering: '2026-12-05-picnic', when: '2026-12-05 14:00', title: 'Picnic'}, 'Bo added the date Sat 5 Dec 14:00 (Picnic)'],
    ['cy', {deed: 'joined', member: 'cy', name: 'Cy Ash'}, 'Cy joined'],
    ['bo', {deed: 'joined', member: 'cy', name: 'Cy Ash'}, 'Bo added Cy'],
    ['bo', {deed: 'left', member: 'cy'}, 'Bo wrote that Cy left'],
    ['ann', {deed: 'entry', member: 'ann', fields: ['email', 'seeks']}, 'you changed your entry (address, what they seek)'],
    ['bo', {deed: 'entry', member: 'bo', fields: ['name']}, 'Bo changed their entry (name)'],
    ['bo', {deed: 'promises', added: ['Come in time.'], removed: []}, 'Bo added a promise: Come in time.'],
    ['bo', {deed: 'charter', field: 'purpose', before: 'a', after: 'b'}, "Bo changed the charter's purpose"],
    ['bo', {deed: 'charter', field: 'name', before: 'a', after: 'Club'}, 'Bo renamed the circle Club'],
    ['bo', {deed: 'rhythm ended', rhythm: 'weekly', until: '2026-12-31'}, 'Bo ended the rhythm weekly after Thu 31 Dec'],
    ['bo', {deed: 'file', path: 'charter.yaml', change: 'unreadable'}, "Bo left charter.yaml so that it can't be read"],
    ['zed', {deed: 'edited', path: 'members/ann.yaml'}, 'zed as git has it edited members/ann.yaml'],
  ])('%s: %o', (who, deed, expected) => {
    expect(words(who, deed)).toEqual([expected])
  })

  it('tells the commitments and takeaways of a log with it, and what belongs to other evenings apart', () => {
    expect(words('bo', {deed: 'logged', gathering: friday}, promised('ann', 'aaaa'), promised('cy', 'bbbb'), {deed: 'takeaway', gathering: friday, member: 'cy', change: 'added'}, kept('bo', 'cccc'))).toEqual([
      'Bo logged Fri 27 Nov, with 2 commitments and 1 takeaway', 'Bo kept a commitment: do cccc',
    ])
  })

  it('tells a founding with its members, without the files that come with it', () => {
    const joined = (member: string): Deed => ({deed: 'joined', member, name: member})
    expect(words('bo', {deed: 'founded', name: 'Apron'}, joined('ann'), joined('bo'), joined('cy'), {deed: 'file', path: '.gitattributes', change: 'added'})).toEqual(['Bo founded Apron with you and Cy'])
  })

  it.each<[string, Deed, string]>([
    ['bo', {deed: 'poll opened', poll: 'winter-walk-k3fx', title: 'Winter walk'}, 'Bo opened the poll Winter walk'],
    ['ann', {deed: 'voted', poll: 'winter-walk-k3fx', member: 'ann', change: 'added'}, 'you voted in the poll Winter walk'],
    ['cy', {deed: 'voted', poll: 'winter-walk-k3fx', member: 'cy', change: 'changed', why: 'In Boston'}, 'Cy changed the votes in the poll Winter walk: In Boston'],
    ['ann', {deed: 'voted', poll: 'winter-walk-k3fx', member: 'bo', change: 'added'}, "you wrote Bo's votes in the poll Winter walk"],
    ['bo', {deed: 'voted', poll: 'gone-w7ab', member: 'bo', change: 'removed'}, 'Bo took back the votes in the poll gone-w7ab'],
    ['bo', {deed: 'poll option', poll: 'winter-walk-k3fx', title: 'Winter walk', change: 'added', when: '2026-12-05 14:00'}, 'Bo added Sat 5 Dec 14:00 to the poll Winter walk'],
    ['bo', {deed: 'poll changed', poll: 'winter-walk-k3fx', title: 'Winter walk', fields: ['deadline', 'lasts']}, 'Bo changed the poll Winter walk (deadline, how long)'],
    ['bo', {deed: 'poll cancelled', poll: 'winter-walk-k3fx', title: 'Winter walk', why: 'Snow'}, 'Bo called off the poll Winter walk: Snow'],
    ['bo', {deed: 'poll reopened', poll: 'winter-walk-k3fx', title: 'Winter walk'}, 'Bo reopened the poll Winter walk'],
  ])('says of a poll what %s did: %j', (who, deed, said) => expect(words(who, deed)).toEqual([said]))

  it('tells the date that came of a poll with its closing', () => {
    const closed: Deed = {deed: 'poll closed', poll: 'winter-walk-k3fx', title: 'Winter walk', when: '2026-12-05 14:00', gathering: '2026-12-05-winter-walk'}
    expect(words('bo', {deed: 'dated', gathering: '2026-12-05-winter-walk', when: '2026-12-05 14:00', title: 'Winter walk'}, closed)).toEqual(['Bo closed the poll Winter walk: Sat 5 Dec 14:00'])
    expect(words('bo', {deed: 'dated', gathering: '2026-12-06-picnic', when: '2026-12-06', title: 'Picnic'}, closed)).toEqual(['Bo added the date Sun 6 Dec (Picnic)', 'Bo closed the poll Winter walk: Sat 5 Dec 14:00'])
  })

  it('shortens what is long, and breaks no line', () => {
    const [line] = words('cy', {deed: 'answered', gathering: next, member: 'cy', rsvp: 'declined', why: `a\n${'b'.repeat(500)}`})
    expect(line).toMatch(/^Cy can't come on Fri 4 Dec: a b+…$/)
    expect(line!.length).toBeLessThan(110)
  })
})

describe('who did it', () => {
  it('is you, a member by e-mail, or whatever the commit says', () => {
    const who = (name: string, email: string): string => authorWords({name, email}, hearing)
    expect([who('x', 'ANN@example.org'), who('x', 'bo@example.org'), who('Zed Yo', 'zed@example.org'), who('', 'zed@example.org'), who('', '')]).toEqual(['you', 'Bo', 'Zed Yo', 'zed@example.org', 'somebody'])
  })
})

describe('when it was done', () => {
  it.each([
    [Date.UTC(2026, 10, 28, 9, 5), 'today 09:05'],
    [Date.UTC(2026, 10, 27, 23, 59), 'yesterday 23:59'],
    [Date.UTC(2026, 10, 20, 8, 0), 'Fri 20 Nov 08:00'],
    [Date.UTC(2025, 10, 28, 8, 0), 'Fri 28 Nov 2025 08:00'],
  ])('%i: %s', (ms, expected) => {
    expect(momentWords(ms / 1000, hearing)).toBe(expected)
  })

  it('is told where the circle is at home', () => {
    expect(momentWords(Date.UTC(2026, 10, 27, 20, 0) / 1000, {timezone: 'Asia/Kolkata', today: '2026-11-28'})).toBe('today 01:30')
  })
})

describe('a summary', () => {
  // Newest first, as git tells them.
  const summary = (most: number, ...doings: Doing[]): string[] => summarise(doings.toReversed(), most, hearing)

  it('joins what one person did of a kind, in the order in which it was done', () => {
    expect(summary(9,
      by('bo', {deed: 'logged', gathering: friday}),
      by('cy', {deed: 'answered', gathering: next, member: 'cy', rsvp: 'declined'}),
      by('bo', promised('bo', 'aaaa')), by('bo', promised('bo', 'bbbb')), by('bo', promised('bo', 'cccc')),
      by('cy', {deed: 'answered', gathering: '2026-12-11-weekly', member: 'cy', rsvp: 'declined', why: 'Ill'}),
      by('bo', kept('cy', 'dddd'), kept('ann', 'eeee')),
      by('bo', {deed: 'logged', gathering: '2026-11-20-weekly'}),
      by('ann', kept('ann', 'ffff')),
    )).toEqual([
      'Bo logged Fri 27 Nov and Fri 20 Nov', 'Bo made 3 commitments', 'Bo marked 2 commitments of others as kept',
      "Cy can't come on Fri 4 Dec and Fri 11 Dec (moved to Sat 12 Dec)", 'you kept a commitment: do ffff',
    ])
  })

  it('tells what was done again once, as it was in the end, whoever did it', () => {
    expect(summary(9,
      by('cy', {deed: 'answered', gathering: next, member: 'cy', rsvp: 'going'}),
      by('cy', {deed: 'answered', gathering: next, member: 'cy', rsvp: 'declined', why: 'Ill'}),
      by('ann', {deed: 'moved', gathering: next, to: '2026-12-05'}), by('bo', {deed: 'moved', gathering: next, from: '2026-12-05', to: '2026-12-06'}),
      by('bo', {deed: 'edited', path: 'a.yaml'}), by('bo', {deed: 'edited', path: 'a.yaml'}),
    )).toEqual(["Cy can't come on Fri 4 Dec: Ill", 'Bo moved Fri 4 Dec to Sun 6 Dec', 'Bo edited a.yaml'])
  })

  it('says where a gathering is now, when a move did not stay', () => {
    const move = (to: string): Doing => by('bo', {deed: 'moved', gathering: '2026-12-11-weekly', to})
    expect(summary(9, move('2026-12-13 18:00'))).toEqual(['Bo moved Fri 11 Dec to Sun 13 Dec 18:00 (now Sat 12 Dec 18:00)'])
    expect(summary(9, move('2026-12-12 18:00'))).toEqual(['Bo moved Fri 11 Dec to Sat 12 Dec 18:00'])
  })

  it('is never longer than asked for, and says how much more there is', () => {
    const many = ['bo', 'cy', 'dee', 'eve', 'fay'].map((who) => by(who, promised(who, 'aaaa')))
    expect(summary(5, ...many)).toHaveLength(5)
    expect(summary(3, ...many)).toEqual(['Bo made a commitment: do aaaa', 'Cy made a commitment: do aaaa', 'and 3 more'])
    expect(summary(3)).toEqual([])
  })

  it('names some of many, and counts files', () => {
    const logs = Array.from({length: 7}, (_, index): Deed => ({deed: 'logged', gathering: `2026-11-0${index + 1}-x`}))
    const files = Array.from({length: 7}, (_, index): Deed => ({deed: 'file', path: `docs/${index}.md`, change: 'added'}))
    expect(summary(9, by('bo', ...logs), by('bo', ...files))).toEqual(['Bo logged Sun 1 Nov, Mon 2 Nov, Tue 3 Nov and 4 more', 'Bo added 7 files'])
  })
})

describe('one commit as data', () => {
  it('has who, when and what, without words', () => {
    const deed = promised('bo', 'aaaa')
    expect(doingJson(by('bo', deed), hearing)).toEqual({commit: 'a'.repeat(40), when: '1970-01-01T00:00:00Z', author: {name: 'bo as git has it', email: 'bo@example.org', member: 'bo'}, deeds: [deed]})
    expect(doingJson(by('zed', deed), hearing)).toMatchObject({author: {member: null}})
  })
})

import {describe, expect, it} from 'vitest'
import {charterSchema} from '../../src/model/charter.ts'
import {formatSchema} from '../../src/model/format.ts'
import {memberPageSchema, sharedPageSchema} from '../../src/model/gathering.ts'
import {memberSchema} from '../../src/model/member.ts'
import type {PlainMap} from '../../src/model/node.ts'
import type {RecordSchema} from '../../src/model/schema.ts'
import type {Choice} from '../../src/merge/conflict.ts'
import {mergeRecords} from '../../src/merge/record.ts'
import {placesOf} from './places.ts'

type Sides = readonly [base: PlainMap | undefined, mine: PlainMap, theirs: PlainMap]

function merge(schema: RecordSchema, [base, mine, theirs]: Sides, choice?: Choice) {
  const {record, conflicts, remarks} = mergeRecords({...(base === undefined ? {} : {base}), mine, theirs}, schema, () => choice)
  return {record: ordinary(record), conflicts: ordinary(conflicts), remarks}
}

/** Maps with a prototype, as `toEqual` and `toStrictEqual` like them. */
function ordinary<T>(value: T): T {
  return JSON.parse(JSON.stringify(value))
}

/** The record, where there is nothing to ask. */
function clean(schema: RecordSchema, ...sides: Sides): PlainMap {
  const {record, conflicts} = merge(schema, sides)
  expect(conflicts).toEqual([])
  const swapped = merge(schema, [sides[0], sides[2], sides[1]])
  expect(swapped.record).toEqual(record)
  return record
}

describe('an evening that two scribes logged', () => {
  const planned = {rhythm: 'weekly'}
  const ann = {rhythm: 'weekly', status: 'held', topic: 'Thrift', roles: {scribe: 'ann'}, present: ['ann', 'bo'], notes: 'Bo read.\nWe argued.', decisions: {aaaa: 'Meet at eight.'}}
  const bo = {rhythm: 'weekly', status: 'held', topic: 'Thrift', roles: {facilitator: 'bo'}, present: ['bo', 'cy'], guests: ['Dora'], notes: 'Bo read.\nIt rained.', decisions: {bbbb: 'Buy a lamp.'}}

  it.each([['planned before', planned], ['that nobody had a page of', undefined]])('%s has the lists, notes, roles and decisions of both', (_, base) => {
    expect(clean(sharedPageSchema, base, ann, bo)).toEqual({
      rhythm: 'weekly',
      status: 'held',
      topic: 'Thrift',
      roles: {scribe: 'ann', facilitator: 'bo'},
      present: expect.toSatisfy((list: string[]) => list.toSorted().join() === 'ann,bo,cy'),
      guests: ['Dora'],
      notes: expect.toSatisfy((notes: string) => notes.split('\n').toSorted().join('|') === 'Bo read.|It rained.|We argued.'),
      decisions: {aaaa: 'Meet at eight.', bbbb: 'Buy a lamp.'},
    })
  })

  it('asks who had a role that each gives to another', () => {
    const {conflicts, record} = merge(sharedPageSchema, [planned, {...planned, roles: {scribe: 'ann'}}, {...planned, roles: {scribe: 'bo', host: 'cy'}}])
    expect(conflicts).toEqual([{field: ['roles', 'scribe'], mine: 'ann', theirs: 'bo'}])
    expect(record.roles).toEqual({scribe: 'ann', host: 'cy'})
  })

  it('keeps both topics where both are wanted', () => {
    const sides: Sides = [{...planned, topic: 'Open'}, {...planned, topic: 'Thrift'}, {...planned, topic: 'Debt'}]
    expect(merge(sharedPageSchema, sides).conflicts).toEqual([{field: ['topic'], base: 'Open', mine: 'Thrift', theirs: 'Debt', both: 'Debt / Thrift'}])
    expect(merge(sharedPageSchema, sides, 'both').record.topic).toBe('Debt / Thrift')
    expect(merge(sharedPageSchema, [sides[0], sides[2], sides[1]], 'both').record.topic).toBe('Debt / Thrift')
  })

  it('does not repeat a topic that was kept before', () => {
    const {conflicts} = merge(sharedPageSchema, [{topic: 'Open'}, {topic: 'Debt / Thrift'}, {topic: 'Debt / Wealth'}])
    expect(conflicts[0]?.both).toBe('Debt / Thrift / Wealth')
  })
})

describe('whether somebody was there', () => {
  const base = {rhythm: 'weekly', present: ['bo']}

  it('is one question for a member who was there and had told them', () => {
    const sides: Sides = [base, {...base, present: ['bo', 'ann']}, {...base, regrets: ['ann']}]
    const {conflicts} = merge(sharedPageSchema, sides)
    expect(conflicts).toEqual([{field: ['attendance', 'ann'], mine: 'present', theirs: 'regrets'}])
    expect(placesOf(conflicts[0]!, sharedPageSchema)).toEqual([['present'], ['regrets']])
    expect(merge(sharedPageSchema, sides, 'mine').record).toEqual({...base, present: ['bo', 'ann']})
    expect(merge(sharedPageSchema, sides, 'theirs').record).toEqual({...base, regrets: ['ann']})
    expect(merge(sharedPageSchema, sides, 'base').record).toEqual(base)
  })

  it('takes a correction that one side made', () => {
    const there = {rhythm: 'weekly', present: ['ann', 'bo']}
    const away = {rhythm: 'weekly', present: ['bo'], regrets: ['ann']}
    expect(clean(sharedPageSchema, there, away, {...there, present: ['ann', 'bo', 'cy']})).toEqual({rhythm: 'weekly', present: ['bo', 'cy'], regrets: ['ann']})
  })

  it('takes a correction that both made once', () => {
    const there = {present: ['ann']}
    expect(clean(sharedPageSchema, there, {present: ['bo'], regrets: ['ann']}, {regrets: ['ann']})).toEqual({present: ['bo'], regrets: ['ann']})
  })

  it('has no list that nobody is on', () => {
    expect(clean(sharedPageSchema, {present: ['ann', 'bo']}, {present: ['bo']}, {present: ['ann']})).toEqual({})
  })
})

describe('what becomes of a gathering', () => {
  it('asks between a move here and another there', () => {
    const {conflicts} = merge(sharedPageSchema, [{rhythm: 'weekly'}, {rhythm: 'weekly', when: '2026-11-27 20:00'}, {rhythm: 'weekly', when: '2026-11-28 19:00'}])
    expect(conflicts).toEqual([{field: ['when'], mine: '2026-11-27 20:00', theirs: '2026-11-28 19:00'}])
  })

  it('asks once, with the reason, between held and cancelled', () => {
    const sides: Sides = [{rhythm: 'weekly'}, {rhythm: 'weekly', status: 'held', present: ['ann']}, {rhythm: 'weekly', status: 'cancelled', why: 'Snow'}]
    const {conflicts} = merge(sharedPageSchema, sides)
    expect(conflicts).toEqual([{field: ['status'], mine: {status: 'held'}, theirs: {status: 'cancelled', why: 'Snow'}}])
    expect(placesOf(conflicts[0]!, sharedPageSchema)).toEqual([['status'], ['why']])
    expect(merge(sharedPageSchema, sides, 'mine').record).toEqual({rhythm: 'weekly', status: 'held', present: ['ann']})
    expect(merge(sharedPageSchema, sides, 'theirs').record).toEqual({rhythm: 'weekly', status: 'cancelled', why: 'Snow', present: ['ann']})
  })

  it('asks only for the reason when both cancelled it', () => {
    const {conflicts, record} = merge(sharedPageSchema, [{}, {status: 'cancelled', why: 'Snow'}, {status: 'cancelled', why: 'Flu'}])
    expect(conflicts).toEqual([{field: ['why'], mine: 'Snow', theirs: 'Flu', both: 'Flu / Snow'}])
    expect(record).toEqual({status: 'cancelled', why: 'Snow'})
  })

  it('does not leave the reason behind when it takes place after all', () => {
    const sides: Sides = [{status: 'cancelled', why: 'Snow'}, {status: 'planned'}, {status: 'cancelled', why: 'Much snow'}]
    expect(merge(sharedPageSchema, sides).conflicts.map(({field}) => field)).toEqual([['status']])
    expect(merge(sharedPageSchema, sides, 'mine').record).toEqual({status: 'planned'})
  })
})

describe('an hour, and the zone that it is in', () => {
  const there = {when: '2026-11-28 19:00', timezone: 'Europe/Stockholm'}

  it.each<[string, PlainMap, PlainMap, PlainMap]>([
    ['which stood there both', there, {...there, when: '2026-11-28 18:00'}, {...there, timezone: 'Asia/Kolkata'}],
    ['of which the zone is new', {when: there.when}, {when: '2026-11-28 18:00'}, {...there, timezone: 'Asia/Kolkata'}],
  ])('%s are asked about together, when each side changed one of them', (_, base, mine, theirs) => {
    const {conflicts} = merge(sharedPageSchema, [base, mine, theirs])
    expect(conflicts).toEqual([{field: ['when'], base, mine, theirs}])
    expect(merge(sharedPageSchema, [base, mine, theirs], 'theirs').record).toEqual(theirs)
    expect(merge(sharedPageSchema, [base, mine, theirs], 'mine').record).toEqual(mine)
  })

  it('of a rhythm, likewise', () => {
    const rhythm = (more: PlainMap): PlainMap => ({circle: 1, id: 'x', name: 'Apron', purpose: 'Learn.', founded: '2026-11-22', timezone: 'UTC', rhythms: {weekly: {starts: '2026-11-27 19:00', repeats: 'every week', ...more}}})
    const {conflicts} = merge(charterSchema, [rhythm({}), rhythm({starts: '2026-11-27 18:00'}), rhythm({timezone: 'Asia/Kolkata'})])
    expect(conflicts.map(({field}) => field)).toEqual([['rhythms', 'weekly', 'starts']])
  })

  it('of a rhythm stay said where there was none before, also when what was before is chosen', () => {
    const rhythm = (more: PlainMap): PlainMap => ({circle: 1, id: 'x', name: 'Apron', purpose: 'Learn.', founded: '2026-11-22', timezone: 'UTC', rhythms: {weekly: {repeats: 'every week', ...more}}})
    const sides: Sides = [undefined, rhythm({starts: '2026-11-27 18:00'}), rhythm({starts: '2026-11-28', timezone: 'Asia/Kolkata'})]
    expect([sides[1], sides[2]]).toContainEqual(merge(charterSchema, sides, 'base').record)
  })

  it('are taken from the one side that changed both', () => {
    const theirs = {when: '2026-11-28 18:00', timezone: 'Asia/Kolkata', topic: 'Luck'}
    expect(clean(sharedPageSchema, {...there, topic: 'Luck'}, {...there, topic: 'Thrift'}, theirs)).toEqual({...theirs, topic: 'Thrift'})
  })
})

describe("a member's page", () => {
  it('asks once between going here and declined with a reason there', () => {
    const sides: Sides = [{}, {rsvp: 'going'}, {rsvp: 'declined', why: 'Ill'}]
    expect(merge(memberPageSchema, sides).conflicts).toEqual([{field: ['rsvp'], mine: {rsvp: 'going'}, theirs: {rsvp: 'declined', why: 'Ill'}}])
    expect(merge(memberPageSchema, sides, 'mine').record).toEqual({rsvp: 'going'})
    expect(merge(memberPageSchema, sides, 'theirs').record).toEqual({rsvp: 'declined', why: 'Ill'})
  })

  it('takes the reason from the side that gave one', () => {
    expect(clean(memberPageSchema, {rsvp: 'going'}, {rsvp: 'declined'}, {rsvp: 'declined', why: 'Ill'})).toEqual({rsvp: 'declined', why: 'Ill'})
  })

  it('has whom both invited, and of one whom both wrote to the later mail, whole, without a question', () => {
    const first = {sent: '2026-11-28 10:00', method: 'request', sequence: 5, when: '2026-12-04 19:00', since: 5, of: 'aaaaaaaaaaaa'}
    const [second, third] = [{...first, sent: '2026-11-29 08:00', sequence: 9, when: '2026-12-05 18:00', since: 9}, {...first, sent: '2026-11-29 09:00', method: 'cancel', sequence: 8, organizer: 'bo'}]
    expect(clean(memberPageSchema, {invited: {cy: first}}, {invited: {cy: second}}, {invited: {cy: third, dee: first}})).toEqual({invited: {cy: second, dee: first}})
    expect(clean(memberPageSchema, {}, {invited: {cy: first}}, {invited: {cy: {...first, sent: '2026-11-28 11:00'}}})).toEqual({invited: {cy: {...first, sent: '2026-11-28 11:00'}}})
  })

  it('has the commitments of both', () => {
    const [one, other] = [{what: 'Read.'}, {what: 'Write.', due: '2026-12-04'}]
    expect(clean(memberPageSchema, {}, {commitments: {aaaa: one}}, {commitments: {bbbb: other}})).toEqual({commitments: {aaaa: one, bbbb: other}})
  })

  it('asks once between done here and dropped there', () => {
    const open = {what: 'Read.', due: '2026-12-04'}
    const of = (fate: PlainMap) => ({commitments: {aaaa: {...open, ...fate}}})
    const sides: Sides = [of({}), of({done: '2026-12-01'}), of({dropped: '2026-12-02', why: 'Too long'})]
    const {conflicts} = merge(memberPageSchema, sides)
    expect(conflicts).toEqual([{field: ['commitments', 'aaaa', 'done'], mine: {done: '2026-12-01'}, theirs: {dropped: '2026-12-02', why: 'Too long'}}])
    expect(placesOf(conflicts[0]!, memberPageSchema)).toEqual([['commitments', 'aaaa', 'done'], ['commitments', 'aaaa', 'dropped'], ['commitments', 'aaaa', 'why']])
    expect(merge(memberPageSchema, sides, 'theirs').record).toEqual(of({dropped: '2026-12-02', why: 'Too long'}))
    expect(merge(memberPageSchema, sides, 'mine').record).toEqual(of({done: '2026-12-01'}))
  })

  it('takes the earlier day when both say it is done', () => {
    const of = (done?: string) => ({commitments: {aaaa: {what: 'Read.', ...(done === undefined ? {} : {done})}}})
    expect(clean(memberPageSchema, of(), of('2026-12-03'), of('2026-12-01'))).toEqual(of('2026-12-01'))
  })

  it('merges another day here with what became of it there', () => {
    const of = (more: PlainMap) => ({commitments: {aaaa: {what: 'Read.', ...more}}})
    expect(clean(memberPageSchema, of({due: '2026-12-04'}), of({due: '2026-12-11'}), of({due: '2026-12-04', done: '2026-12-03'}))).toEqual(of({due: '2026-12-11', done: '2026-12-03'}))
  })

  it('keeps a commitment that one took out and the other settled, and says so', () => {
    const sides: Sides = [{commitments: {aaaa: {what: 'Read.'}, bbbb: {what: 'Go.'}}}, {rsvp: 'going'}, {commitments: {aaaa: {what: 'Read.', done: '2026-12-03'}, bbbb: {what: 'Go.'}}}]
    const {record, conflicts, remarks} = merge(memberPageSchema, sides)
    expect(record).toEqual({rsvp: 'going', commitments: {aaaa: {what: 'Read.', done: '2026-12-03'}}})
    expect(conflicts).toEqual([])
    expect(remarks).toEqual(['`aaaa` under `commitments` was taken out on one side and changed on the other: it stays'])
  })
})

describe('notes', () => {
  const notes = (text?: string): PlainMap => (text === undefined ? {} : {notes: text})

  it('take edits of different paragraphs', () => {
    expect(clean(sharedPageSchema, notes('One.\n\nTwo.\n\nThree.'), notes('First.\n\nTwo.\n\nThree.'), notes('One.\n\nTwo.\n\nThree.\nAnd more.'))).toEqual(notes('First.\n\nTwo.\n\nThree.\nAnd more.'))
  })

  it('ask about a line that both changed, and lose nothing else with any answer', () => {
    const sides: Sides = [notes('One.\nTwo.'), notes('Zero.\nOne.\nTwo of mine.'), notes('One.\nTwo of theirs.\nThree.')]
    expect(merge(sharedPageSchema, sides).conflicts).toEqual([
      {
        field: ['notes'],
        base: 'Zero.\nOne.\nTwo.',
        mine: 'Zero.\nOne.\nTwo of mine.',
        theirs: 'Zero.\nOne.\nTwo of theirs.\nThree.',
        both: 'Zero.\nOne.\nTwo of theirs.\nThree.\nTwo of mine.',
      },
    ])
  })

  it('are asked about whole where an answer would lose a line that one only moved', () => {
    const sides: Sides = [notes('A.\nB.\nC.\nD.\nE.'), notes('A.\nE.\nD.'), notes('A.\nX.\nB.\nD.\nE.')]
    for (const choice of ['mine', 'theirs', 'both'] as const) {
      const kept = String(merge(sharedPageSchema, sides, choice).record.notes ?? '').split('\n')
      expect(kept).toEqual(expect.arrayContaining(['A.', 'D.', 'E.']))
    }
  })

  it('are joined when both wrote some, and keep their paragraphs', () => {
    expect(clean(sharedPageSchema, notes(), notes('A.\n\nB.'), notes('A.\n\nC.'))).toEqual(notes('A.\n\nB.\n\nC.'))
  })

  it('are asked about when one took them all out and the other went on writing', () => {
    expect(merge(sharedPageSchema, [notes('A.'), notes(), notes('A.\nB.')]).conflicts).toEqual([{field: ['notes'], base: 'A.', theirs: 'A.\nB.'}])
  })

  it('are gone when each took out what the other left', () => {
    expect(clean(sharedPageSchema, notes('A.\n\nB.'), notes('A.'), notes('B.'))).toEqual({})
  })

  it('are no question for a line break at the end', () => {
    expect(clean(sharedPageSchema, notes('A.'), notes('A.\n'), notes('A.\nB.'))).toEqual(notes('A.\nB.'))
  })

  it('that have to be there are asked about rather than emptied', () => {
    const charter = (purpose: string) => ({circle: 1, id: 'x', name: 'X', purpose, founded: '2026-11-22', timezone: 'UTC'})
    const sides: Sides = [charter('A.\n\nB.'), charter('A.'), charter('B.')]
    expect(merge(charterSchema, sides).conflicts).toEqual([{field: ['purpose'], base: 'A.\n\nB.', mine: 'A.', theirs: 'B.'}])
  })
})

describe('a list', () => {
  const promises = (...list: string[]): PlainMap => (list.length === 0 ? {name: 'X'} : {name: 'X', promises: list})

  it.each([
    ['has what each put in and not what either took out', ['a', 'b', 'c'], ['a', 'c', 'd'], ['x', 'a', 'b'], ['x', 'a', 'd']],
    ['keeps a promise in both wordings', ['a', 'b', 'c'], ['a', 'b of mine', 'c'], ['a', 'b of theirs', 'c'], ['a', 'b of mine', 'b of theirs', 'c']],
    ['keeps the wording of one where the other took it out', ['a', 'b'], ['a', 'b2'], ['a'], ['a', 'b2']],
    ['has what one put in where the other took out the whole', ['a', 'b'], [], ['a', 'b', 'c'], ['c']],
    ['is not there when nothing is left of it', ['a', 'b'], ['b'], ['a'], []],
    ['takes an order that one side changed', ['a', 'b', 'c'], ['c', 'a', 'b'], ['a', 'b', 'd', 'c'], ['c', 'a', 'b', 'd']],
    ['has an item once that both put in', ['a'], ['a', 'x'], ['a', 'x', 'y'], ['a', 'x', 'y']],
  ])('%s', (_, base, mine, theirs, wanted) => {
    expect(clean(charterSchema, promises(...base), promises(...mine), promises(...theirs))).toEqual(promises(...wanted))
  })

  it('can hold two of one name', () => {
    expect(clean(sharedPageSchema, {guests: ['Dora', 'Dora']}, {guests: ['Dora', 'Dora', 'Ed']}, {guests: ['Dora', 'Dora', 'Flo']})).toEqual({guests: ['Dora', 'Dora', 'Ed', 'Flo']})
  })
})

describe('a map', () => {
  it('keeps what one took out and the other changed, and says so', () => {
    const {record, conflicts, remarks} = merge(sharedPageSchema, [{decisions: {aaaa: 'Meet at eight.'}}, {}, {decisions: {aaaa: 'Meet at nine.'}}])
    expect({record, conflicts}).toEqual({record: {decisions: {aaaa: 'Meet at nine.'}}, conflicts: []})
    expect(remarks).toEqual(['`aaaa` under `decisions` was taken out on one side and changed on the other: it stays'])
  })

  it('merges what stands under one key', () => {
    const weekly = (more: PlainMap) => ({rhythms: {weekly: {starts: '2026-11-27 19:00', ...more}}})
    expect(clean(charterSchema, weekly({place: 'Tavern'}), weekly({place: 'Library'}), weekly({place: 'Tavern', until: '2027-06-01'}))).toEqual(weekly({place: 'Library', until: '2027-06-01'}))
  })

  it('is not there when nothing is left of it', () => {
    expect(clean(sharedPageSchema, {roles: {scribe: 'ann', host: 'bo'}}, {roles: {host: 'bo'}}, {roles: {scribe: 'ann'}})).toEqual({})
  })

  it('is not confused by names that mean something to JavaScript', () => {
    const theirs = JSON.parse('{"x-a": {"toString": "b", "__proto__": {"valueOf": "c"}}}') as PlainMap
    const {record} = mergeRecords({base: {}, mine: {'x-a': {constructor: 'a'}}, theirs}, memberPageSchema, () => undefined)
    expect(JSON.stringify(record)).toBe('{"x-a":{"toString":"b","__proto__":{"valueOf":"c"},"constructor":"a"}}')
  })
})

describe('what both sides wrote down in the same words, under ids of their own', () => {
  const decided = (decisions: PlainMap): PlainMap => ({rhythm: 'weekly', decisions})
  const promised = (commitments: PlainMap): PlainMap => ({commitments})

  it('stays once, under the smaller id', () => {
    expect(clean(sharedPageSchema, {rhythm: 'weekly'}, decided({bbbb: 'Meet at eight.'}), decided({aaaa: 'Meet at eight.'}))).toEqual(decided({aaaa: 'Meet at eight.'}))
    expect(clean(sharedPageSchema, undefined, decided({bbbb: 'Meet at eight.'}), decided({aaaa: 'Meet at eight.'}))).toEqual(decided({aaaa: 'Meet at eight.'}))
    const read = {what: 'Read.', due: '2026-12-04'}
    expect(clean(memberPageSchema, {}, promised({aaaa: read}), promised({bbbb: {due: '2026-12-04', what: 'Read.'}}))).toEqual(promised({aaaa: read}))
  })

  it('stays with the rest of both', () => {
    const base = decided({cccc: 'Buy a lamp.'})
    const mine = decided({cccc: 'Buy a lamp.', bbbb: 'Meet at eight.', dddd: 'Read on.'})
    const theirs = decided({cccc: 'Buy a lamp.', eeee: 'Sing.', aaaa: 'Meet at eight.'})
    expect(clean(sharedPageSchema, base, mine, theirs)).toEqual(decided({cccc: 'Buy a lamp.', dddd: 'Read on.', eeee: 'Sing.', aaaa: 'Meet at eight.'}))
  })

  it('stays as often as the side has it that has it oftener', () => {
    const mine = promised({aaaa: {what: 'Bake.'}, dddd: {what: 'Bake.'}})
    expect(clean(memberPageSchema, {}, mine, promised({bbbb: {what: 'Bake.'}}))).toEqual(mine)
    expect(clean(memberPageSchema, {}, mine, promised({bbbb: {what: 'Bake.'}, cccc: {what: 'Bake.'}}))).toEqual(promised({aaaa: {what: 'Bake.'}, cccc: {what: 'Bake.'}}))
  })

  it('stays twice where anything differs', () => {
    for (const other of ['Meet at Eight.', 'Meet at eight', 'Meet  at eight.']) {
      expect(clean(sharedPageSchema, {}, decided({aaaa: 'Meet at eight.'}), decided({bbbb: other})).decisions).toEqual({aaaa: 'Meet at eight.', bbbb: other})
    }
    for (const more of [{due: '2026-12-04'}, {done: '2026-12-04'}, {'x-note': 'soon'}]) {
      const both = {aaaa: {what: 'Read.'}, bbbb: {what: 'Read.', ...more}}
      expect(clean(memberPageSchema, {}, promised({aaaa: both.aaaa}), promised({bbbb: both.bbbb}))).toEqual(promised(both))
    }
  })

  it('stays twice where one was there before, or both had the other too', () => {
    const before = decided({bbbb: 'Meet at eight.'})
    expect(clean(sharedPageSchema, before, {...before, topic: 'Thrift'}, decided({bbbb: 'Meet at eight.', aaaa: 'Meet at eight.'})).decisions).toEqual({bbbb: 'Meet at eight.', aaaa: 'Meet at eight.'})
    const twice = decided({aaaa: 'Sing.', bbbb: 'Sing.'})
    expect(clean(sharedPageSchema, {}, twice, {...twice, topic: 'Thrift'}).decisions).toEqual(twice.decisions)
    // What one side has under an id that was there before is no new one.
    const taken = merge(sharedPageSchema, [before, {rhythm: 'weekly'}, decided({bbbb: 'Meet at nine.', aaaa: 'Meet at eight.'})])
    expect(taken.record.decisions).toEqual({bbbb: 'Meet at nine.', aaaa: 'Meet at eight.'})
  })

  it('stays twice where keys mean something: who had which role', () => {
    expect(clean(sharedPageSchema, {}, {roles: {host: 'ann'}}, {roles: {scribe: 'ann'}})).toEqual({roles: {host: 'ann', scribe: 'ann'}})
  })
})

describe('a member', () => {
  const ann = {name: 'Ann Ek', email: 'ann@example.org', joined: '2026-11-22'}

  it('added on two machines joined and agreed on the earlier day', () => {
    expect(clean(memberSchema, undefined, {...ann, agreed: '2026-11-24'}, {...ann, joined: '2026-11-20', agreed: '2026-11-25'})).toEqual({...ann, joined: '2026-11-20', agreed: '2026-11-24'})
  })

  it('is asked about when paused here and gone there, with the days', () => {
    const sides: Sides = [ann, {...ann, status: 'paused', since: '2026-12-01'}, {...ann, status: 'left', since: '2026-12-02'}]
    expect(merge(memberSchema, sides).conflicts).toEqual([{field: ['status'], mine: {status: 'paused', since: '2026-12-01'}, theirs: {status: 'left', since: '2026-12-02'}}])
  })

  it('is asked about with the base, where there was one', () => {
    const sides: Sides = [ann, {...ann, email: 'ek@example.org'}, {...ann, email: 'ann@example.com'}]
    expect(merge(memberSchema, sides).conflicts).toEqual([{field: ['email'], base: 'ann@example.org', mine: 'ek@example.org', theirs: 'ann@example.com'}])
    expect(merge(memberSchema, sides, 'base').record).toEqual(ann)
  })

  it('stays asked about when both is answered where both cannot be', () => {
    expect(merge(memberSchema, [ann, {...ann, name: 'Ann'}, {...ann, name: 'A. Ek'}], 'both').conflicts).toHaveLength(1)
  })
})

describe('keys of somebody’s own', () => {
  it.each<[string, PlainMap['x'], PlainMap['x'], PlainMap['x'], PlainMap['x']]>([
    ['lists', ['a', 'b'], ['a'], ['a', 'b', 'c'], ['a', 'c']],
    ['lists of lists', [['a']], [['a'], ['b']], [['a'], ['c']], [['a'], ['b'], ['c']]],
    ['lists of maps', [{a: '1'}], [{a: '1'}, {b: '1'}], [{z: '1'}, {a: '1'}], [{z: '1'}, {a: '1'}, {b: '1'}]],
    ['maps', {a: '1', b: '2'}, {a: '3', b: '2'}, {a: '1', c: {d: '4'}}, {a: '3', c: {d: '4'}}],
    ['texts', 'a\nb', 'A\nb', 'a\nB', 'A\nB'],
  ])('are merged by their shape: %s', (_, base, mine, theirs, wanted) => {
    expect(clean(memberSchema, {'x-a': base}, {'x-a': mine}, {'x-a': theirs})).toEqual({'x-a': wanted})
  })

  it('are asked about when their shapes differ', () => {
    expect(merge(memberSchema, [{}, {'x-a': 'text'}, {'x-a': ['list']}]).conflicts).toEqual([{field: ['x-a'], mine: 'text', theirs: ['list']}])
    expect(merge(memberSchema, [{'x-a': 'one'}, {'x-a': 'two'}, {}]).conflicts).toEqual([{field: ['x-a'], base: 'one', mine: 'two'}])
  })
})

describe('the steps of a format', () => {
  const step = (title: string, more: PlainMap = {}): PlainMap => ({title, minutes: '10', ...more})
  const format = (...steps: PlainMap[]): PlainMap => ({name: 'Junto', purpose: 'Talk.', steps})

  it('are merged field by field where they are the same step', () => {
    const merged = clean(formatSchema, format(step('Open'), step('Talk')), format(step('Open', {minutes: '5'}), step('Talk')), format(step('Open', {speaks: 'round'}), step('Talk'), step('Close')))
    expect(merged).toEqual(format(step('Open', {minutes: '5', speaks: 'round'}), step('Talk'), step('Close')))
  })

  it('are asked about field by field, by their position', () => {
    const sides: Sides = [format(step('Open'), step('Talk')), format(step('Start'), step('Open'), step('Talk', {minutes: '20'})), format(step('Open'), step('Talk', {minutes: '30'}))]
    const {conflicts} = merge(formatSchema, sides)
    expect(conflicts).toEqual([{field: ['steps', '2', 'minutes'], base: '10', mine: '20', theirs: '30'}])
    expect(placesOf(conflicts[0]!, formatSchema)).toEqual([['steps']])
  })

  it('are one question where one took a step out that the other changed', () => {
    const sides: Sides = [format(step('Open'), step('Talk')), format(step('Talk')), format(step('Open', {minutes: '5'}), step('Talk'), step('Close'))]
    expect(merge(formatSchema, sides).conflicts).toEqual([
      {
        field: ['steps'],
        base: [step('Open'), step('Talk'), step('Close')],
        mine: [step('Talk'), step('Close')],
        theirs: [step('Open', {minutes: '5'}), step('Talk'), step('Close')],
      },
    ])
  })

  it('are asked about rather than all taken out', () => {
    const sides: Sides = [format(step('Open'), step('Talk')), format(step('Open')), format(step('Talk'))]
    expect(merge(formatSchema, sides).conflicts).toEqual([{field: ['steps'], base: [step('Open'), step('Talk')], mine: [step('Open')], theirs: [step('Talk')]}])
  })

  it('keep the numbers of people from one side', () => {
    const people = (least: number, most: number) => ({...format(step('Open')), people: {least, most}})
    const {conflicts} = merge(formatSchema, [people(4, 12), people(8, 12), people(4, 6)])
    expect(conflicts).toEqual([{field: ['people', 'least'], base: {least: 4, most: 12}, mine: {least: 8, most: 12}, theirs: {least: 4, most: 6}}])
  })
})

describe('merging', () => {
  it('takes the one side that changed something, as it is written there', () => {
    const base = {rhythm: 'weekly', notes: 'A.'}
    const mine = {notes: 'A.\n\n', present: [], rhythm: 'weekly'}
    expect(merge(sharedPageSchema, [base, mine, base])).toEqual({record: mine, conflicts: [], remarks: []})
    expect(merge(sharedPageSchema, [base, base, mine])).toEqual({record: mine, conflicts: [], remarks: []})
  })

  it('alters none of the three', () => {
    const sides = [{present: ['ann'], roles: {scribe: 'ann'}}, {present: ['bo'], roles: {scribe: 'bo'}}, {present: ['cy'], roles: {scribe: 'cy'}}] as const
    const before = JSON.stringify(sides)
    merge(sharedPageSchema, [...sides], 'theirs')
    expect(JSON.stringify(sides)).toBe(before)
  })
})

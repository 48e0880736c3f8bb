import {describe, expect, it} from 'vitest'
import type {RecordChange, Touched} from '../../src/merge/deed.ts'
import {termsChanged} from '../../src/merge/deeds-charter.ts'
import {deedsOf} from '../../src/merge/deeds.ts'
import type {PlainMap} from '../../src/model/node.ts'

type Sides = Pick<RecordChange, 'before' | 'after'>

const friday = '2026-12-04-weekly'
const shared = (sides: Sides): Touched => ({kind: 'gathering', id: friday, path: `gatherings/${friday}/gathering.yaml`, ...sides})
const page = (sides: Sides, member = 'cy'): Touched => ({kind: 'page', id: friday, member, path: `gatherings/${friday}/${member}.yaml`, ...sides})
const member = (sides: Sides): Touched => ({kind: 'member', id: 'cy', path: 'members/cy.yaml', ...sides})
const poll = (sides: Sides): Touched => ({kind: 'poll', id: 'walk-k3fx', path: 'polls/walk-k3fx/poll.yaml', ...sides})
const vote = (sides: Sides): Touched => ({kind: 'vote', id: 'walk-k3fx', member: 'cy', path: 'polls/walk-k3fx/cy.yaml', ...sides})
const charter = (sides: Sides): Touched => ({kind: 'charter', id: 'charter', path: 'charter.yaml', ...sides})

const weekly = {rhythm: 'weekly'}
const sent = {sent: '2026-11-28 10:00', method: 'request', sequence: 1}
const founding: PlainMap = {circle: 1, id: 'apron', name: 'Apron', purpose: 'Talk.', founded: '2026-11-20', timezone: 'UTC', promises: ['Come.', 'Listen.'], roles: ['host'], rhythms: {weekly: {starts: '2026-11-20 19:00', repeats: 'every week'}}}

/** What a commit with one parent did that made these changes. */
const told = (...changes: Touched[]): unknown[] => deedsOf([changes])

describe('what was done to the shared page of a gathering', () => {
  it.each<[string, Sides, unknown[]]>([
    ['planned: its topic and roles', {before: weekly, after: {...weekly, topic: 'Luck', roles: {host: 'bo'}}}, [{deed: 'planned', gathering: friday, fields: ['topic', 'roles'], topic: 'Luck'}]],
    ['planned on a new page', {after: {...weekly, topic: 'Luck'}}, [{deed: 'planned', gathering: friday, fields: ['topic'], topic: 'Luck'}]],
    ['a topic taken out', {before: {...weekly, topic: 'Luck'}, after: weekly}, [{deed: 'planned', gathering: friday, fields: ['topic']}]],
    ['moved from its rhythm', {after: {...weekly, when: '2026-12-05 18:00'}}, [{deed: 'moved', gathering: friday, to: '2026-12-05 18:00'}]],
    ['moved again, to another place', {before: {...weekly, when: '2026-12-05'}, after: {...weekly, when: '2026-12-06', place: 'Barn'}}, [{deed: 'moved', gathering: friday, from: '2026-12-05', to: '2026-12-06'}, {deed: 'planned', gathering: friday, fields: ['place']}]],
    ['moved back', {before: {...weekly, when: '2026-12-05'}, after: weekly}, [{deed: 'moved back', gathering: friday}]],
    ['cancelled', {before: weekly, after: {...weekly, status: 'cancelled', why: 'Snow'}}, [{deed: 'cancelled', gathering: friday, why: 'Snow'}]],
    ['restored', {before: {...weekly, status: 'cancelled', why: 'Snow'}, after: weekly}, [{deed: 'restored', gathering: friday}]],
    ['a date of its own', {after: {when: '2026-12-05 14:00', title: 'Picnic', place: 'Park'}}, [{deed: 'dated', gathering: friday, when: '2026-12-05 14:00', title: 'Picnic'}]],
    ['logged', {before: {...weekly, topic: 'Luck'}, after: {...weekly, topic: 'Luck', status: 'held', present: ['ann'], notes: 'x'}}, [{deed: 'logged', gathering: friday, topic: 'Luck'}]],
    ['added to the log', {before: {...weekly, status: 'held', present: ['ann']}, after: {...weekly, status: 'held', present: ['ann', 'bo'], notes: 'x', decisions: {p0aa: 'y'}}}, [{deed: 'added to log', gathering: friday, fields: ['present', 'notes', 'decisions']}]],
    ['not held after all', {before: {...weekly, status: 'held', present: ['ann']}, after: weekly}, [{deed: 'unlogged', gathering: friday}]],
    ['a status that only says what was so', {before: weekly, after: {...weekly, status: 'planned'}}, [{deed: 'edited', path: `gatherings/${friday}/gathering.yaml`}]],
  ])('%s', (_, sides, deeds) => {
    expect(told(shared(sides))).toEqual(deeds)
  })

  it('is nothing for a page that was made for what members say on theirs', () => {
    expect(told(shared({after: weekly}), page({after: {rsvp: 'going'}}))).toEqual([{deed: 'answered', gathering: friday, member: 'cy', rsvp: 'going'}])
    expect(told(shared({after: weekly}))).toEqual([{deed: 'edited', path: `gatherings/${friday}/gathering.yaml`}])
  })
})

describe('what was done to a poll', () => {
  const one = {poll: 'walk-k3fx', title: 'Walk'}
  const open = {title: 'Walk', deadline: '2026-12-03', options: {a: {when: '2026-12-05 14:00'}, b: {when: '2026-12-06'}}}
  const closed = {...open, status: 'closed', chosen: 'a', options: {a: {...open.options.a, gathering: '2026-12-05-walk'}, b: {...open.options.b, gathering: '2026-12-06-walk'}}}

  it.each<[string, Sides, unknown[]]>([
    ['opened', {after: open}, [{deed: 'poll opened', ...one}]],
    ['another date', {before: open, after: {...open, options: {...open.options, c: {when: '2026-12-07'}}}}, [{deed: 'poll option', ...one, change: 'added', when: '2026-12-07'}]],
    ['a date at another hour, and one gone', {before: open, after: {...open, options: {a: {when: '2026-12-05 15:00'}}}}, [{deed: 'poll option', ...one, change: 'changed', when: '2026-12-05 15:00'}, {deed: 'poll option', ...one, change: 'removed', when: '2026-12-06'}]],
    ['another deadline and place', {before: open, after: {...open, deadline: '2026-12-04', place: 'Barn'}}, [{deed: 'poll changed', ...one, fields: ['place', 'deadline']}]],
    ['closed', {before: open, after: closed}, [{deed: 'poll closed', ...one, when: '2026-12-05 14:00', gathering: '2026-12-05-walk'}]],
    ['closed with another date', {before: closed, after: {...closed, chosen: 'b'}}, [{deed: 'poll closed', ...one, when: '2026-12-06', gathering: '2026-12-06-walk'}]],
    ['called off', {before: open, after: {...open, status: 'cancelled', why: 'Snow'}}, [{deed: 'poll cancelled', ...one, why: 'Snow'}]],
    ['reopened', {before: closed, after: open}, [{deed: 'poll reopened', ...one}]],
    ['a status that only says what was so', {before: open, after: {...open, status: 'open'}}, [{deed: 'edited', path: 'polls/walk-k3fx/poll.yaml'}]],
  ])('%s', (_, sides, deeds) => expect(told(poll(sides))).toEqual(deeds))

  it.each<[string, Sides, unknown[]]>([
    ['votes', {after: {votes: {a: 'yes'}, why: 'Gladly'}}, [{deed: 'voted', poll: 'walk-k3fx', member: 'cy', change: 'added', why: 'Gladly'}]],
    ['other votes', {before: {votes: {a: 'yes'}}, after: {votes: {a: 'no'}}}, [{deed: 'voted', poll: 'walk-k3fx', member: 'cy', change: 'changed'}]],
    ['votes taken back', {before: {votes: {a: 'yes'}}, after: {}}, [{deed: 'voted', poll: 'walk-k3fx', member: 'cy', change: 'removed'}]],
    ['votes taken back with their page', {before: {votes: {a: 'yes'}, why: 'Gladly'}}, [{deed: 'voted', poll: 'walk-k3fx', member: 'cy', change: 'removed'}]],
  ])('%s', (_, sides, deeds) => expect(told(vote(sides))).toEqual(deeds))
})

describe("what was done to a member's own page", () => {
  const read = {gathering: friday, member: 'cy', id: 'k3fx', what: 'Read.'}
  const commitments = (commitment: PlainMap): PlainMap => ({commitments: {k3fx: {what: 'Read.', ...commitment}}})

  it.each<[string, Sides, unknown[]]>([
    ['an answer', {after: {rsvp: 'declined', why: 'Boston'}}, [{deed: 'answered', gathering: friday, member: 'cy', rsvp: 'declined', why: 'Boston'}]],
    ['another reason', {before: {rsvp: 'declined', why: 'Boston'}, after: {rsvp: 'declined'}}, [{deed: 'answered', gathering: friday, member: 'cy', rsvp: 'declined'}]],
    ['invitations', {after: {invited: {bo: sent, ann: sent}}}, [{deed: 'invited', gathering: friday, member: 'cy', invited: ['bo', 'ann']}]],
    ['news of a change, and a new one', {before: {invited: {bo: sent}}, after: {invited: {bo: {...sent, sequence: 2}, ann: sent}}}, [{deed: 'told of change', gathering: friday, member: 'cy', invited: ['bo']}, {deed: 'invited', gathering: friday, member: 'cy', invited: ['ann']}]],
    ['news for the one in whose name they went', {after: {invited: {ann: {...sent, organizer: 'ann'}}}}, [{deed: 'told of change', gathering: friday, member: 'cy', invited: ['ann']}]],
    ['a cancellation', {before: {invited: {bo: sent, ann: sent}}, after: {invited: {bo: {...sent, method: 'cancel'}, ann: sent}}}, [{deed: 'told of cancellation', gathering: friday, member: 'cy', invited: ['bo']}]],
    ['one that takes place after all', {before: {invited: {bo: {...sent, method: 'cancel'}}}, after: {invited: {bo: {...sent, sequence: 3}}}}, [{deed: 'invited', gathering: friday, member: 'cy', invited: ['bo']}]],
    ['an invitation taken out', {before: {rsvp: 'going', invited: {bo: sent}}, after: {rsvp: 'going'}}, [{deed: 'took out invitation', gathering: friday, member: 'cy', invited: ['bo']}]],
    ['an answer taken back', {before: {rsvp: 'going', takeaway: 'x'}, after: {takeaway: 'x'}}, [{deed: 'answered', gathering: friday, member: 'cy'}]],
    ['a takeaway', {after: {takeaway: 'x'}}, [{deed: 'takeaway', gathering: friday, member: 'cy', change: 'added'}]],
    ['a commitment made', {after: commitments({})}, [{deed: 'promised', ...read}]],
    ['one made and kept at once', {after: commitments({done: '2026-12-05'})}, [{deed: 'promised', ...read}, {deed: 'kept', ...read}]],
    ['kept', {before: commitments({}), after: commitments({done: '2026-12-05'})}, [{deed: 'kept', ...read}]],
    ['dropped', {before: commitments({}), after: commitments({dropped: '2026-12-05', why: 'No time'})}, [{deed: 'dropped', ...read, why: 'No time'}]],
    ['open again', {before: commitments({done: '2026-12-05'}), after: commitments({})}, [{deed: 'reopened', ...read}]],
    ['another day', {before: commitments({due: '2026-12-05'}), after: commitments({due: '2026-12-06'})}, [{deed: 'changed promise', ...read}]],
    ['another day on which it was kept', {before: commitments({done: '2026-12-05'}), after: commitments({done: '2026-12-06'})}, [{deed: 'changed promise', ...read}]],
    ['taken out', {before: commitments({}), after: {}}, [{deed: 'took out promise', ...read}]],
  ])('%s', (_, sides, deeds) => {
    expect(told(page(sides))).toEqual(deeds)
  })

  it('is told of a commitment whose id looks like a key of people\'s own', () => {
    expect(told(page({after: {commitments: {'x-ab': {what: 'Read.'}}}}))).toEqual([{deed: 'promised', ...read, id: 'x-ab'}])
  })
})

describe("what was done to a member's entry", () => {
  const cy = {name: 'Cy Ash', email: 'cy@example.org', joined: '2026-11-20'}

  it.each<[string, Sides, unknown[]]>([
    ['joined', {after: {...cy, agreed: '2026-11-20'}}, [{deed: 'joined', member: 'cy', name: 'Cy Ash'}]],
    ['paused', {before: cy, after: {...cy, status: 'paused', since: '2026-12-01'}}, [{deed: 'paused', member: 'cy', since: '2026-12-01'}]],
    ['returned', {before: {...cy, status: 'paused'}, after: cy}, [{deed: 'returned', member: 'cy'}]],
    ['left', {before: cy, after: {...cy, status: 'left'}}, [{deed: 'left', member: 'cy'}]],
    ['agreed', {before: cy, after: {...cy, agreed: '2026-12-01'}}, [{deed: 'agreed', member: 'cy', day: '2026-12-01'}]],
    ['changed', {before: cy, after: {...cy, name: 'Cyrus Ash', seeks: ['French']}}, [{deed: 'entry', member: 'cy', fields: ['name', 'seeks']}]],
    ['no longer agreed', {before: {...cy, agreed: '2026-12-01'}, after: cy}, [{deed: 'entry', member: 'cy', fields: ['agreed']}]],
    ['only a key of their own', {before: cy, after: {...cy, 'x-shoes': '42'}}, [{deed: 'edited', path: 'members/cy.yaml'}]],
    ['only a comment', {before: cy, after: cy}, [{deed: 'edited', path: 'members/cy.yaml'}]],
  ])('%s', (_, sides, deeds) => {
    expect(told(member(sides))).toEqual(deeds)
  })
})

describe('what was done to the charter', () => {
  it.each<[string, PlainMap, unknown[]]>([
    ['promises', {promises: ['Listen.', 'Come in time.']}, [{deed: 'promises', added: ['Come in time.'], removed: ['Come.']}]],
    ['promises in another order', {promises: ['Listen.', 'Come.']}, [{deed: 'edited', path: 'charter.yaml'}]],
    ['the purpose', {purpose: 'Talk and read.'}, [{deed: 'charter', field: 'purpose', before: 'Talk.', after: 'Talk and read.'}]],
    ['something new', {privacy: 'listed'}, [{deed: 'charter', field: 'privacy', after: 'listed'}]],
    ['roles', {roles: ['host', 'scribe']}, [{deed: 'roles', added: ['scribe'], removed: []}]],
    ['a rhythm more', {rhythms: {...(founding.rhythms as PlainMap), retreat: {starts: '2027-06-11'}}}, [{deed: 'rhythm added', rhythm: 'retreat', starts: '2027-06-11'}]],
    ['a rhythm less', {rhythms: {}}, [{deed: 'rhythm removed', rhythm: 'weekly', starts: '2026-11-20 19:00', repeats: 'every week'}]],
    ['the end of a rhythm', {rhythms: {weekly: {starts: '2026-11-20 19:00', repeats: 'every week', until: '2026-12-31'}}}, [{deed: 'rhythm ended', rhythm: 'weekly', until: '2026-12-31'}]],
    ['a rhythm elsewhere', {rhythms: {weekly: {starts: '2026-11-20 20:00', repeats: 'every week', place: 'Barn'}}}, [{deed: 'rhythm changed', rhythm: 'weekly', fields: [{field: 'starts', before: '2026-11-20 19:00', after: '2026-11-20 20:00'}, {field: 'place', after: 'Barn'}]}]],
  ])('%s', (_, change, deeds) => {
    expect(told(charter({before: founding, after: {...founding, ...change}}))).toEqual(deeds)
  })

  it('is the founding where there was none', () => {
    expect(told(charter({after: founding}))).toEqual([{deed: 'founded', name: 'Apron'}])
  })

  it('asks for a new agreement by name, purpose, promises and privacy alone', () => {
    const all = {...founding, name: 'Club', purpose: 'Read.', promises: ['Come.'], privacy: 'public', roles: [], format: 'junto', rhythms: {}, timezone: 'Asia/Kolkata'}
    expect(termsChanged(founding, all).map((deed) => ('field' in deed ? deed.field : deed.deed))).toEqual(['promises', 'name', 'purpose', 'privacy'])
    expect(termsChanged(founding, {...founding, roles: [], rhythms: {}, 'x-color': 'red'})).toEqual([])
  })
})

describe('what was done to other files', () => {
  it('is told by their names, as what cannot be read is', () => {
    expect(told({path: 'README.md', change: 'added'}, {path: 'members/bo.yaml', change: 'unreadable'}, member({before: {name: 'Cy'}}))).toEqual([
      {deed: 'file', path: 'README.md', change: 'added'},
      {deed: 'file', path: 'members/bo.yaml', change: 'unreadable'},
      {deed: 'file', path: 'members/cy.yaml', change: 'removed'},
    ])
  })

  it('is told of a format by its id', () => {
    const format = (sides: Sides): Touched => ({kind: 'format', id: 'ours', path: 'formats/ours.yaml', ...sides})
    expect(told(format({after: {name: 'Ours'}}))).toEqual([{deed: 'format', format: 'ours', change: 'added'}])
    expect(told(format({before: {name: 'Ours'}, after: {name: 'All ours'}}))).toEqual([{deed: 'format', format: 'ours', change: 'changed'}])
    expect(told(format({before: {name: 'Ours'}, after: {name: 'Ours', 'x-by': 'Bo'}}))).toEqual([{deed: 'edited', path: 'formats/ours.yaml'}])
  })
})

describe('what a merge did', () => {
  const log = {...weekly, status: 'held', present: ['ann']}

  it('is nothing where each side did its part', () => {
    const after = {...log, notes: 'By Ann.', guests: ['Dora']}
    expect(deedsOf([[shared({before: {...log, notes: 'By Ann.'}, after})], [shared({before: {...log, guests: ['Dora']}, after})]])).toEqual([])
  })

  it('is what neither side had, beside what each did', () => {
    const after = {...log, notes: 'By both.', guests: ['Dora'], present: ['ann', 'bo']}
    const [mine, theirs] = [{...log, notes: 'By Ann.', guests: ['Dora']}, {...log, notes: 'By Bo.', present: ['ann', 'bo']}]
    expect(deedsOf([[shared({before: mine, after})], [shared({before: theirs, after})]])).toEqual([{deed: 'added to log', gathering: friday, fields: ['notes']}])
  })

  it('is told of an entry of a map by itself', () => {
    const made = (...ids: string[]): PlainMap => ({commitments: Object.fromEntries(ids.map((id) => [id, {what: id}]))})
    const after = made('aaaa', 'bbbb', 'cccc')
    expect(deedsOf([[page({before: made('aaaa'), after})], [page({before: made('bbbb'), after})]])).toMatchObject([{deed: 'promised', id: 'cccc'}])
  })

  it('is nothing where both sides made the same record and one had more in it', () => {
    const after = {rsvp: 'going', takeaway: 'x'}
    expect(deedsOf([[page({after})], [page({before: {rsvp: 'going'}, after})]])).toMatchObject([{deed: 'takeaway'}])
    expect(deedsOf([[page({before: {takeaway: 'x'}, after})], [page({before: {rsvp: 'going'}, after})]])).toEqual([])
  })

  it('is told of other files where they are as in no parent', () => {
    const readme: Touched = {path: 'README.md', change: 'changed'}
    expect(deedsOf([[readme], [readme]])).toEqual([{deed: 'file', path: 'README.md', change: 'changed'}])
  })
})

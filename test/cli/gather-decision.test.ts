import {describe, expect, it} from 'vitest'
import {logged} from '../../src/cli/gather/decision.ts'
import {notHeld} from '../../src/cli/gather/not-held.ts'
import {nothingTold} from '../../src/cli/gather/told.ts'
import type {Told} from '../../src/cli/gather/told.ts'
import type {Change, RecordWrite, Setting} from '../../src/cli/command.ts'
import type {Circle} from '../../src/model/circle.ts'
import type {MemberPage, SharedPage} from '../../src/model/gathering.ts'
import {charter, circle, members, records} from '../agenda/circle.ts'

const last = '2026-11-20-weekly'
const id = '2026-11-27-weekly'

const setting: Setting = {
  nowMs: Date.parse('2026-11-28T10:00:00Z'),
  timezone: 'UTC',
  today: '2026-11-28',
  time: '10:00',
  newId: (taken) => ['id1', 'id2', 'id3', 'id4', 'id5', 'id6'].find((candidate) => !taken(candidate))!,
}

function apron(pages: Parameters<typeof records>[0] = {}): Circle {
  return circle({
    charter: charter({timezone: 'UTC', rhythms: {weekly: {starts: '2026-11-20 19:00', repeats: 'every week'}}}),
    members: members({ann: {}, bo: {}, cy: {}}),
    gatherings: records(pages),
  })
}

const log = (before: Circle, told: Partial<Told>, gathering = id): Change => logged(before, gathering, {...nothingTold, ...told}, setting)

function shared(change: Change): SharedPage | undefined {
  return change.writes?.find((write): write is Extract<RecordWrite, {kind: 'gathering'}> => write.kind === 'gathering')?.record
}

function page(change: Change, member: string, gathering = id): MemberPage | undefined {
  return change.writes?.find((write): write is Extract<RecordWrite, {kind: 'page'}> => write.kind === 'page' && write.member === member && write.id === gathering)?.record
}

/** The circle as it is after a change. */
function after(before: Circle, change: Change): Circle {
  const gatherings = new Map(before.gatherings)
  for (const write of change.writes ?? []) {
    if (write.kind === 'gathering') gatherings.set(write.id, {id: write.id, shared: write.record, pages: gatherings.get(write.id)?.pages ?? new Map()})
    if (write.kind === 'page') gatherings.set(write.id, {...gatherings.get(write.id)!, pages: new Map([...gatherings.get(write.id)!.pages, [write.member, write.record]])})
  }
  return {...before, gatherings}
}

describe('a gathering that has no folder yet', () => {
  it('gets a page with its rhythm, that it was held, and what is told', () => {
    const change = log(apron(), {present: ['ann', 'bo'], regrets: ['cy'], guests: ['Dora'], topic: 'Thrift', notes: 'Much.', roles: {scribe: 'bo'}, decisions: [{text: 'Meet at seven'}]})
    expect(shared(change)).toEqual({
      rhythm: 'weekly', status: 'held', topic: 'Thrift', roles: {scribe: 'bo'}, present: ['ann', 'bo'], regrets: ['cy'], guests: ['Dora'], notes: 'Much.', decisions: {id1: 'Meet at seven'},
    })
    expect(change.message).toBe(`Log ${id}`)
    expect(change.writes).toHaveLength(1)
  })

  it('gets no list that nobody told anything for', () => {
    expect(shared(log(apron(), {topic: 'Thrift'}))).toEqual({rhythm: 'weekly', status: 'held', topic: 'Thrift'})
  })

  it('gets a page for each member who promised something, and for nobody else', () => {
    const change = log(apron(), {present: ['ann', 'bo'], commitments: [{member: 'bo', commitment: {what: 'Read', due: '2026-12-04'}}]})
    expect(page(change, 'bo')).toEqual({commitments: {id1: {what: 'Read', due: '2026-12-04'}}})
    expect(page(change, 'ann')).toBeUndefined()
  })
})

describe('a gathering that was planned with words of its own', () => {
  const planned = apron({[id]: {rhythm: 'weekly', when: '2026-11-27 20:00', topic: 'Old', regrets: ['cy'], pages: {ann: {rsvp: 'going'}}}})

  it('keeps them', () => {
    expect(shared(log(planned, {present: ['ann']}))).toEqual({rhythm: 'weekly', when: '2026-11-27 20:00', status: 'held', topic: 'Old', present: ['ann'], regrets: ['cy']})
  })

  it("keeps the answer on a member's page when a promise comes to it", () => {
    expect(page(log(planned, {commitments: [{member: 'ann', commitment: {what: 'Read'}}]}), 'ann')).toEqual({rsvp: 'going', commitments: {id1: {what: 'Read'}}})
  })
})

describe('a gathering that is logged already', () => {
  const before = apron({
    [id]: {
      rhythm: 'weekly', status: 'held', topic: 'Thrift', present: ['ann', 'bo'], regrets: ['cy'], guests: ['Dora'], notes: 'Much.', decisions: {p0aa: 'Meet at seven'}, roles: {scribe: 'bo'},
      pages: {ann: {commitments: {k3fx: {what: 'Read chapter 2.', due: '2026-12-04'}}}},
    },
  })

  it('is written to no more by the same telling', () => {
    const told: Partial<Told> = {
      present: ['bo', 'ann'], regrets: ['cy'], guests: ['Dora'], topic: 'Thrift', notes: 'Much.', roles: {scribe: 'bo'}, decisions: [{text: 'meet at  seven.'}],
      commitments: [{member: 'ann', commitment: {what: 'read chapter 2', due: '2026-12-04'}}],
    }
    expect(log(before, told).writes).toEqual([])
    const fresh = apron()
    expect(log(after(fresh, log(fresh, told)), told).writes).toEqual([])
  })

  it('gets who is told besides', () => {
    expect(shared(log(before, {present: ['cy'], guests: ['Eli'], decisions: [{text: 'Bring cake'}]}))).toMatchObject({
      present: ['ann', 'bo', 'cy'], guests: ['Dora', 'Eli'], decisions: {p0aa: 'Meet at seven', id1: 'Bring cake'},
    })
  })

  it('moves a member who is told elsewhere', () => {
    expect(shared(log(before, {present: ['cy']}))).not.toHaveProperty('regrets')
    expect(shared(log(before, {regrets: ['bo']}))).toMatchObject({present: ['ann'], regrets: ['cy', 'bo']})
  })

  it('takes out who was not there after all', () => {
    expect(shared(log(before, {absent: ['bo', 'cy'], strangers: ['Dora']}))).toEqual({rhythm: 'weekly', status: 'held', topic: 'Thrift', present: ['ann'], notes: 'Much.', decisions: {p0aa: 'Meet at seven'}, roles: {scribe: 'bo'}})
  })

  it('gets another topic and other notes in place of the old, and loses them when they are empty', () => {
    expect(shared(log(before, {topic: 'Virtue', notes: 'More.'}))).toMatchObject({topic: 'Virtue', notes: 'More.'})
    const emptied = shared(log(before, {topic: '', notes: ''}))
    expect(emptied).not.toHaveProperty('topic')
    expect(emptied).not.toHaveProperty('notes')
  })

  it('gets a role added, changed, and taken out', () => {
    expect(shared(log(before, {roles: {scribe: 'ann', timekeeper: 'cy'}}))).toMatchObject({roles: {scribe: 'ann', timekeeper: 'cy'}})
    expect(shared(log(before, {roles: {scribe: undefined, host: 'cy'}}))?.roles).toEqual({host: 'cy'})
  })

  it('corrects the day of a promise with the same words, and leaves a day that is not told', () => {
    expect(page(log(before, {commitments: [{member: 'ann', commitment: {what: 'Read chapter 2', due: '2026-12-11'}}]}), 'ann')).toEqual({commitments: {k3fx: {what: 'Read chapter 2.', due: '2026-12-11'}}})
    expect(log(before, {commitments: [{member: 'ann', commitment: {what: 'Read chapter 2'}}]}).writes).toEqual([])
  })

  it('takes the same words of another member as another promise', () => {
    expect(page(log(before, {commitments: [{member: 'bo', commitment: {what: 'Read chapter 2'}}]}), 'bo')).toEqual({commitments: {id1: {what: 'Read chapter 2'}}})
  })
})

describe('ids', () => {
  it('are free in the whole circle, also among those just given', () => {
    const before = apron({[last]: {rhythm: 'weekly', status: 'held', decisions: {id2: 'Old'}, pages: {bo: {commitments: {id1: {what: 'Old'}}}}}})
    const change = log(before, {commitments: [{member: 'ann', commitment: {what: 'A'}}, {member: 'ann', commitment: {what: 'B'}}, {member: 'bo', commitment: {what: 'C'}}], decisions: [{text: 'D'}]})
    const given = [...Object.keys(page(change, 'ann')!.commitments!), ...Object.keys(page(change, 'bo')!.commitments!)]
    expect(new Set([...given, 'id1']).size).toBe(4)
    expect(Object.keys(shared(change)!.decisions!)).not.toContain('id2')
  })

  it('given by a file are kept, and correct what stands under them', () => {
    const before = apron({[id]: {rhythm: 'weekly', status: 'held', decisions: {p0aa: 'Old'}, pages: {ann: {commitments: {k3fx: {what: 'Old', due: '2026-12-04'}}}}}})
    const change = log(before, {decisions: [{id: 'p0aa', text: 'New'}], commitments: [{member: 'ann', id: 'k3fx', commitment: {what: 'New'}}]})
    expect(shared(change)?.decisions).toEqual({p0aa: 'New'})
    expect(page(change, 'ann')?.commitments).toEqual({k3fx: {what: 'New', due: '2026-12-04'}})
  })
})

describe("what became of last time's commitments", () => {
  const before = apron({
    [last]: {rhythm: 'weekly', status: 'held', pages: {ann: {commitments: {k3fx: {what: 'Read', due: '2026-11-27'}, m4gh: {what: 'Write', dropped: '2026-11-25', why: 'ill'}}}, bo: {takeaway: 'x', commitments: {p9qr: {what: 'Map', done: '2026-11-22'}}}}},
  })

  it('is written on the page where they stand, with the day of the gathering', () => {
    const change = log(before, {fates: [{id: 'k3', became: 'done'}]})
    expect(page(change, 'ann', last)).toEqual({commitments: {k3fx: {what: 'Read', due: '2026-11-27', done: '2026-11-27'}, m4gh: {what: 'Write', dropped: '2026-11-25', why: 'ill'}}})
  })

  it('takes two of one page together', () => {
    const change = log(before, {fates: [{id: 'k3fx', became: 'dropped', why: 'no time'}, {id: 'm4gh', became: 'done'}]})
    expect(page(change, 'ann', last)?.commitments).toEqual({k3fx: {what: 'Read', due: '2026-11-27', dropped: '2026-11-27', why: 'no time'}, m4gh: {what: 'Write', done: '2026-11-27'}})
  })

  it('keeps the day on which it was done before, and is not dropped then', () => {
    expect(log(before, {fates: [{id: 'p9qr', became: 'done'}]}).writes?.filter(({kind}) => kind === 'page')).toEqual([])
    expect(() => log(before, {fates: [{id: 'p9qr', became: 'dropped', why: 'x'}]})).toThrow(/was done on 2026-11-22/)
  })

  it('names a commitment that is there', () => {
    expect(() => log(before, {fates: [{id: 'zzzz', became: 'done'}]})).toThrow(/no commitment has the id zzzz/)
  })
})

describe('what was logged by mistake', () => {
  const before = apron({
    [last]: {rhythm: 'weekly', status: 'held', pages: {bo: {commitments: {p9qr: {what: 'Map', dropped: '2026-11-22', why: 'lost'}}}}},
    [id]: {rhythm: 'weekly', status: 'held', guests: ['Dora Lind'], decisions: {p0aa: 'Meet at seven'}, pages: {ann: {takeaway: 'Much.', commitments: {k3fx: {what: 'Read'}}}, bo: {commitments: {m2dd: {what: 'Write', done: '2026-11-28'}, m2ee: {what: 'Sing'}}}}},
  })

  it('is taken out: a decision, a guest, an open commitment', () => {
    const change = log(before, {removed: ['p0', 'dora  lind', 'k3fx']})
    expect(shared(change)).toEqual({rhythm: 'weekly', status: 'held'})
    expect(page(change, 'ann')).toEqual({takeaway: 'Much.'})
    expect(page(change, 'bo')).toBeUndefined()
  })

  it('leaves a page that says nothing else with an empty list, for a page is never deleted', () => {
    const one = apron({[id]: {rhythm: 'weekly', status: 'held', pages: {ann: {commitments: {k3fx: {what: 'Read'}}}}}})
    expect(page(log(one, {removed: ['k3fx']}), 'ann')).toEqual({commitments: {}})
  })

  it.each([
    ['p0ab', /nothing of 2026-11-27-weekly is called p0ab/, 'did you mean p0aa?'],
    ['Dora Lint', /is called Dora Lint/, 'did you mean Dora Lind?'],
    ['m2', /2 entries of 2026-11-27-weekly begin with m2/, 'say which: 2026-11-27-weekly/bo/m2dd (Write), 2026-11-27-weekly/bo/m2ee (Sing)'],
    ['m2dd', /m2dd is done already: Write/, `if that was a mistake, open it first: circle gather ${id} --reopen m2dd`],
    ['p9qr', /p9qr was promised at 2026-11-20-weekly/, 'circle gather 2026-11-20-weekly --remove p9qr; or, to give it up: circle drop p9qr --why "…"'],
  ])('is not taken out when it is not clear what is meant, or is history: %s', (typed, message, hint) => {
    expect(() => log(before, {removed: [typed]})).toThrow(message)
    expect(() => log(before, {removed: [typed]})).toThrow(expect.objectContaining({hint}))
  })

  it('is opened again, without a word of what had become of it', () => {
    expect(page(log(before, {fates: [{id: 'p9qr', became: 'open'}]}), 'bo', last)).toEqual({commitments: {p9qr: {what: 'Map'}}})
    expect(log(before, {fates: [{id: 'k3fx', became: 'open'}]}).writes).toEqual([])
  })

  it('is opened again without logging an evening that nobody has logged', () => {
    const one = apron({[last]: {rhythm: 'weekly', status: 'held', pages: {bo: {commitments: {p9qr: {what: 'Map', done: '2026-11-22'}}}}}})
    expect(log(one, {fates: [{id: 'p9qr', became: 'open'}]}).writes).toEqual([{kind: 'page', id: last, member: 'bo', record: {commitments: {p9qr: {what: 'Map'}}}}])
  })
})

describe('a gathering that is still to come', () => {
  const coming = '2026-12-04-weekly'

  it('is planned with a topic and roles, and not logged', () => {
    const change = log(apron(), {topic: 'Thrift', roles: {scribe: 'bo'}}, coming)
    expect(shared(change)).toEqual({rhythm: 'weekly', topic: 'Thrift', roles: {scribe: 'bo'}})
    expect(change.message).toBe(`Plan ${coming}`)
    const moved = apron({[coming]: {rhythm: 'weekly', when: '2026-12-05 19:00', status: 'planned', regrets: ['cy']}})
    expect(shared(log(moved, {topic: 'Thrift'}, coming))).toEqual({rhythm: 'weekly', when: '2026-12-05 19:00', status: 'planned', topic: 'Thrift', regrets: ['cy']})
  })

  it('is logged in the morning of its day when it is said that it was held', () => {
    const morning = {...setting, nowMs: Date.parse('2026-12-04T09:00:00Z'), today: '2026-12-04'}
    const status = (told: Partial<Told>) => shared(logged(apron(), coming, {...nothingTold, ...told}, morning))?.status
    expect(status({topic: 'Thrift'})).toBeUndefined()
    expect(status({topic: 'Thrift', held: true})).toBe('held')
    expect(status({topic: 'Thrift', present: ['ann']})).toBe('held')
  })

  it('takes nothing else', () => {
    expect(() => log(apron(), {topic: 'Thrift', notes: 'x'}, coming)).toThrow(/still to come/)
    expect(() => log(apron({[coming]: {rhythm: 'weekly', status: 'cancelled', why: 'snow'}}), {topic: 'Thrift'}, coming)).toThrow(/was cancelled/)
  })
})

describe('a gathering that was not held after all', () => {
  it('is planned again, and nobody was there', () => {
    const change = notHeld(apron({[id]: {rhythm: 'weekly', status: 'held', topic: 'Thrift', present: ['ann'], regrets: ['cy'], pages: {ann: {rsvp: 'going'}}}}), id)
    expect(change.writes).toEqual([{kind: 'gathering', id, record: {rhythm: 'weekly', topic: 'Thrift'}}])
    expect(change.message).toBe(`Take back ${id}`)
  })

  it('is not so when it was not logged, or more is told of it', () => {
    expect(() => notHeld(apron(), id)).toThrow(/is not logged/)
    expect(() => notHeld(apron({[id]: {rhythm: 'weekly', status: 'held', notes: 'x', guests: ['Dora'], pages: {ann: {takeaway: 'y', commitments: {k3fx: {what: 'z'}}}}}}), id)).toThrow(/has guests, notes, commitments and takeaways on its pages/)
  })
})

describe('a telling that cannot be', () => {
  it('has one member both present and away, or names somebody unknown', () => {
    expect(() => log(apron(), {present: ['ann'], regrets: ['ann']})).toThrow(/ann cannot be both/)
    for (const told of [{present: ['dan']}, {roles: {scribe: 'dan'}}, {commitments: [{member: 'dan', commitment: {what: 'x'}}]}, {pages: {dan: {takeaway: 'x'}}}]) {
      expect(() => log(apron(), told)).toThrow(/dan is not a member/)
    }
  })

  it('is about a gathering that was cancelled, or is still to come', () => {
    const cancelled = apron({[id]: {rhythm: 'weekly', status: 'cancelled', why: 'snow'}})
    expect(() => log(cancelled, {present: ['ann']})).toThrow(/was cancelled: snow/)
    expect(() => log(apron(), {present: ['ann']}, '2026-12-04-weekly')).toThrow(/still to come, on Friday 4 December 2026/)
  })
})

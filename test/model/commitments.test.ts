import {describe, expect, it} from 'vitest'
import type {Circle} from '../../src/model/circle.ts'
import {commitmentNamed, commitmentsOf, isOverdue, stateOf} from '../../src/model/commitments.ts'
import type {Commitment, MemberPage} from '../../src/model/gathering.ts'

const page = (commitments: Record<string, Commitment>): MemberPage => ({commitments})
const circle: Pick<Circle, 'gatherings'> = {
  gatherings: new Map([
    ['2026-11-20-weekly', {id: '2026-11-20-weekly', shared: {}, pages: new Map([['ann', page({k3fx: {what: 'Read'}, k9zz: {what: 'Sing', done: '2026-11-22'}})], ['bo', page({m2dd: {what: 'Ask'}})]])}],
    ['2026-11-27-weekly', {id: '2026-11-27-weekly', shared: {}, pages: new Map([['bo', page({m2dd: {what: 'Again'}, m7tt: {what: 'Buy', dropped: '2026-11-28', why: 'x'}})], ['cy', {} as MemberPage]])}],
  ]),
}

describe('commitments', () => {
  it('come in the order of gatherings and members', () => {
    expect(commitmentsOf(circle).map(({gathering, member, id}) => `${gathering.slice(5, 10)} ${member} ${id}`)).toEqual(['11-20 ann k3fx', '11-20 ann k9zz', '11-20 bo m2dd', '11-27 bo m2dd', '11-27 bo m7tt'])
  })

  it('are open, done or dropped; done wins', () => {
    expect([{what: ''}, {what: '', done: '2026-01-01'}, {what: '', dropped: '2026-01-01'}, {what: '', done: '2026-01-01', dropped: '2026-01-01'}].map(stateOf)).toEqual(['open', 'done', 'dropped', 'done'])
  })

  it('are overdue from the day after they were due, while they are open', () => {
    expect(['2026-11-23', '2026-11-24', '2026-11-25'].map((today) => isOverdue({what: '', due: '2026-11-24'}, today))).toEqual([false, false, true])
    expect(isOverdue({what: ''}, '2030-01-01')).toBe(false)
    expect(isOverdue({what: '', due: '2026-11-24', done: '2026-11-30'}, '2026-12-01')).toBe(false)
  })
})

describe('the commitment that was typed', () => {
  it('is an id, the beginning of one, or its whole address', () => {
    expect(commitmentNamed(circle, 'k3fx').commitment.what).toBe('Read')
    expect(commitmentNamed(circle, 'K9').commitment.what).toBe('Sing')
    expect(commitmentNamed(circle, '2026-11-27-weekly/bo/m2dd').commitment.what).toBe('Again')
  })

  it('is the open one where a beginning fits just one that is', () => expect(commitmentNamed(circle, 'k').id).toBe('k3fx'))

  it('is asked about where it is not clear', () => {
    expect(() => commitmentNamed(circle, 'm2dd')).toThrow(expect.objectContaining({hint: expect.stringContaining('2026-11-20-weekly/bo/m2dd (bo: Ask), 2026-11-27-weekly/bo/m2dd (bo: Again)')}))
    expect(() => commitmentNamed(circle, 'k3fy')).toThrow(expect.objectContaining({hint: 'did you mean k3fx?'}))
    expect(() => commitmentNamed(circle, '')).toThrow('no commitment has the id')
  })
})

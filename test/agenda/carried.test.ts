import {describe, expect, it} from 'vitest'
import {carriedTo} from '../../src/agenda/carried.ts'
import type {Commitment} from '../../src/model/gathering.ts'
import {circle, members, records} from './circle.ts'

const start = {day: '2026-11-27', time: '19:00'}
const who = members({ann: {}, bo: {joined: '2026-01-01'}})

function told(entries: Record<string, {status?: 'held' | 'planned' | 'cancelled'; when?: string; of?: Record<string, Record<string, Commitment>>}>, people = who) {
  const gatherings = records(
    Object.fromEntries(
      Object.entries(entries).map(([id, {status = 'held', when, of = {}}]) => {
        const pages = Object.fromEntries(Object.entries(of).map(([member, commitments]) => [member, {commitments}]))
        return [id, {status, pages, ...(when === undefined ? {} : {when})}]
      }),
    ),
  )
  return carriedTo(circle({members: people, gatherings}), '2026-11-27-weekly', start)
}

describe('what carries over to a gathering', () => {
  it('is what is open, and what was done or dropped since the last time', () => {
    const carried = told({
      '2026-11-13-weekly': {of: {ann: {aaaa: {what: 'Long done', done: '2026-11-20'}, bbbb: {what: 'Just done', done: '2026-11-21'}}}},
      '2026-11-20-weekly': {of: {ann: {cccc: {what: 'Given up', dropped: '2026-11-25', why: 'no time'}, dddd: {what: 'Open'}}}},
    })
    expect(carried.map(({id, state}) => [id, state])).toEqual([['bbbb', 'done'], ['cccc', 'dropped'], ['dddd', 'open']])
  })

  it('is overdue as of the day of the gathering, not on its due day', () => {
    const carried = told({'2026-11-20-weekly': {of: {ann: {aaaa: {what: 'A', due: '2026-11-26'}, bbbb: {what: 'B', due: '2026-11-27'}, cccc: {what: 'C'}}}}})
    expect(carried.map(({id, overdue}) => [id, overdue])).toEqual([['aaaa', true], ['bbbb', false], ['cccc', false]])
  })

  it('comes by member in the order of joining, then by due day, without a day last', () => {
    const carried = told({
      '2026-11-13-weekly': {of: {ann: {aaaa: {what: 'A'}}, bo: {bbbb: {what: 'B'}}}},
      '2026-11-20-weekly': {of: {ann: {cccc: {what: 'C', due: '2026-12-04'}, dddd: {what: 'D', due: '2026-12-01'}}}},
    })
    expect(carried.map(({id}) => id)).toEqual(['bbbb', 'dddd', 'cccc', 'aaaa'])
  })

  it('leaves out what stands on this page or a later one, though the later was moved', () => {
    const page = {of: {ann: {aaaa: {what: 'A'}}}}
    expect(told({'2026-11-27-weekly': page, '2026-12-04-weekly': page, '2026-11-20-weekly': {...page, when: '2026-11-28 19:00'}})).toEqual([])
    expect(told({'2026-12-04-weekly': {...page, when: '2026-11-26 19:00'}})).toHaveLength(1)
  })

  it('keeps what was said at an evening that was never logged as held', () => {
    expect(told({'2026-11-20-weekly': {status: 'planned', of: {ann: {aaaa: {what: 'A'}}}}})).toHaveLength(1)
  })

  it('shows a past gathering as it stood then', () => {
    expect(told({'2026-11-20-weekly': {of: {ann: {aaaa: {what: 'A', done: '2026-12-24'}}}}})[0]).toMatchObject({state: 'open'})
  })

  it('does not ask those who left, nor pages of people whom nobody knows', () => {
    const people = members({ann: {status: 'left', since: '2026-11-22'}, bo: {status: 'paused'}})
    const page = {aaaa: {what: 'A'}}
    expect(told({'2026-11-20-weekly': {of: {ann: page, bo: {bbbb: {what: 'B'}}, zed: {cccc: {what: 'C'}}}}}, people).map(({id}) => id)).toEqual(['bbbb'])
  })
})

describe('the name of a commitment', () => {
  it('is its id, or where another has that its whole address', () => {
    const carried = told({
      '2026-11-13-weekly': {of: {ann: {k3fx: {what: 'A'}, qqqq: {what: 'B'}}}},
      '2026-11-20-weekly': {of: {bo: {k3fx: {what: 'C'}}}},
    })
    expect(carried.map(({named}) => named)).toEqual(['2026-11-20-weekly/bo/k3fx', '2026-11-13-weekly/ann/k3fx', 'qqqq'])
  })
})

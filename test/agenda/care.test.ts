import {describe, expect, it} from 'vitest'
import {careOf} from '../../src/agenda/care.ts'
import type {Care} from '../../src/agenda/care.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {charter, circle, members, records} from './circle.ts'

const rhythm = {weekly: {starts: '2026-11-06 19:00', repeats: 'every week', lasts: '2h'}}
const held = (present: readonly string[], regrets: readonly string[] = []): SharedPage => ({rhythm: 'weekly', status: 'held', present, regrets})

function care(entries: Parameters<typeof records>[0], {at = '2026-11-28T10:00:00Z', people = members({ann: {}, bo: {}})}: {at?: string; people?: ReturnType<typeof members>} = {}): Care {
  return careOf(circle({charter: charter({timezone: 'UTC', founded: '2026-11-01', rhythms: rhythm}), members: people, gatherings: records(entries)}), Date.parse(at), at.slice(0, 10))
}

describe('gatherings that nobody logged', () => {
  it('are those that are over, and neither held nor cancelled', () => {
    const {unlogged} = care({'2026-11-06-weekly': held(['ann']), '2026-11-13-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'x'}})
    expect(unlogged.map(({id}) => id)).toEqual(['2026-11-20-weekly', '2026-11-27-weekly'])
  })

  it('are none while they last', () => {
    expect(care({}, {at: '2026-11-06T20:59:00Z'}).unlogged).toEqual([])
    expect(care({}, {at: '2026-11-06T21:00:00Z'}).unlogged.map(({id}) => id)).toEqual(['2026-11-06-weekly'])
  })

  it('follow one that was moved', () => {
    const {unlogged} = care({'2026-11-27-weekly': {rhythm: 'weekly', when: '2026-11-29 19:00'}})
    expect(unlogged.map(({id}) => id)).not.toContain('2026-11-27-weekly')
  })

  it('are history after some months, and never before the founding', () => {
    expect(care({}, {at: '2027-11-28T10:00:00Z'}).unlogged[0]!.id > '2027-07-01').toBe(true)
  })
})

describe('overdue commitments', () => {
  it('are open ones whose day has passed, of members who are still there', () => {
    const pages = {ann: {commitments: {a1: {what: 'x', due: '2026-11-27'}, a2: {what: 'x', due: '2026-11-28'}, a3: {what: 'x'}}}, bo: {commitments: {b1: {what: 'x', due: '2026-11-01'}}}}
    const people = members({ann: {}, bo: {status: 'left', since: '2026-11-20'}})
    expect(care({'2026-11-20-weekly': {...held(['ann']), pages}}, {people}).overdue.map(({id}) => id)).toEqual(['a1'])
  })
})

describe('members not seen for a while', () => {
  const three = {'2026-11-06-weekly': held(['ann']), '2026-11-13-weekly': held(['ann'], ['bo']), '2026-11-20-weekly': held(['ann'])}

  it('were at none of the last three that were held; it counts how often they told', () => {
    expect(care(three).absent).toEqual([{member: 'bo', gatherings: ['2026-11-06-weekly', '2026-11-13-weekly', '2026-11-20-weekly'], told: 1}])
  })

  it('are told with all they have missed in a row, not only three', () => {
    const four = {...three, '2026-11-27-weekly': held(['ann'], ['bo'])}
    expect(care(four).absent).toEqual([{member: 'bo', gatherings: ['2026-11-06-weekly', '2026-11-13-weekly', '2026-11-20-weekly', '2026-11-27-weekly'], told: 2}])
  })

  it('are not those who were there once, joined or came back since, or are away', () => {
    expect(care({...three, '2026-11-13-weekly': held(['ann', 'bo'])}).absent).toEqual([])
    for (const bo of [{joined: '2026-11-10'}, {status: 'active', since: '2026-11-10'}, {status: 'paused', since: '2026-11-01'}, {status: 'left', since: '2026-11-01'}] as const) {
      expect(care(three, {people: members({ann: {}, bo})}).absent, JSON.stringify(bo)).toEqual([])
    }
  })

  it('are also those who will pause later', () => {
    const people = members({ann: {}, bo: {status: 'paused', since: '2027-01-01'}})
    expect(care(three, {people}).absent.map(({member}) => member)).toEqual(['bo'])
  })

  it('are nobody where it was not written down who was there', () => {
    expect(care({...three, '2026-11-13-weekly': {rhythm: 'weekly', status: 'held'}}).absent).toEqual([])
  })

  it('skip what was cancelled', () => {
    expect(care({...three, '2026-11-13-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'x'}, '2026-11-27-weekly': held(['ann'])}).absent.map(({gatherings}) => gatherings)).toEqual([
      ['2026-11-06-weekly', '2026-11-20-weekly', '2026-11-27-weekly'],
    ])
  })
})

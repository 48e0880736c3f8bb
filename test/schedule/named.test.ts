import {describe, expect, it} from 'vitest'
import {comingGathering, gatheringById, gatheringNamed, gatheringsOn, heldGatherings, latestGathering} from '../../src/schedule/named.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {circleOf} from './circles.ts'

const weekly = {starts: '2026-11-06 19:00', repeats: 'every week', lasts: '2h'}
const circle = circleOf('Europe/Stockholm', {weekly}, {
  '2026-11-13-weekly': {rhythm: 'weekly', status: 'held'},
  '2026-11-20-weekly': {rhythm: 'weekly', when: '2026-11-21 10:00'},
  '2026-11-27-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'x'},
  '2026-12-05-picnic': {when: '2026-12-05'},
  '2026-12-11-tea': {when: '2026-12-11 15:00', lasts: '1h'},
})
const at = (instant: string) => ({nowMs: Date.parse(instant), today: instant.slice(0, 10)})
const named = (typed: string, instant = '2026-11-16T12:00:00Z'): string => gatheringNamed(circle, typed, at(instant)).id

describe('the gathering that was typed', () => {
  it.each([
    ['2026-11-13-weekly', '2026-11-13-weekly', 'an id'],
    ['2026-12-18-weekly', '2026-12-18-weekly', 'the id of a date without a page'],
    ['2026-12-05-picnic', '2026-12-05-picnic', 'a date of its own'],
    ['2026-11-13', '2026-11-13-weekly', 'a day'],
    ['2026-11-20', '2026-11-20-weekly', 'the day from which it was moved'],
    ['2026-11-21', '2026-11-20-weekly', 'the day to which it was moved'],
    ['2026-11-27', '2026-11-27-weekly', 'the day of one that is cancelled'],
    ['next', '2026-11-20-weekly', 'the next'],
    ['last', '2026-11-13-weekly', 'the last'],
    [' NEXT ', '2026-11-20-weekly', 'in capitals'],
  ])('%s is %s: %s', (typed, id) => expect(named(typed)).toBe(id))

  it('is asked about where a day holds two', () => {
    expect(() => named('2026-12-11')).toThrow(expect.objectContaining({message: 'there are 2 gatherings on 2026-12-11', hint: expect.stringContaining('2026-12-11-tea')}))
  })

  it('that is not there is answered with what is near', () => {
    expect(() => named('elevenses')).toThrow(expect.objectContaining({hint: expect.stringMatching(/^near today: 2026-/)}))
    expect(() => named('2026-11-14')).toThrow(expect.objectContaining({hint: expect.stringMatching(/^near that day: 2026-11-06-weekly, 2026-11-13-weekly, 2026-11-20-weekly$/)}))
    expect(() => named('2026-11-13-weakly')).toThrow(expect.objectContaining({hint: 'did you mean 2026-11-13-weekly?'}))
    expect(() => named('2026-11-14-weekly')).toThrow('there is no gathering 2026-11-14-weekly')
    for (const odd of ['', '__proto__', '2026-02-30', '9999-01-01', 'constructor']) expect(() => named(odd), odd).toThrow()
  })
})

describe('a word that is no id', () => {
  it('is answered with the one it is in', () => {
    expect(() => named('picnic')).toThrow(expect.objectContaining({message: 'there is no gathering picnic', hint: 'did you mean 2026-12-05-picnic?'}))
    expect(() => named('Tea')).toThrow(expect.objectContaining({hint: 'did you mean 2026-12-11-tea?'}))
    const titled = circleOf('UTC', {}, {'2026-12-05-outing': {when: '2026-12-05', title: 'Summer picnic'}, '2026-12-06-talk': {when: '2026-12-06', topic: 'Thrift'}})
    expect(() => gatheringNamed(titled, 'picnic', at('2026-11-16T12:00:00Z'))).toThrow(expect.objectContaining({hint: 'did you mean 2026-12-05-outing?'}))
    expect(() => gatheringNamed(titled, 'thrift', at('2026-11-16T12:00:00Z'))).toThrow(expect.objectContaining({hint: 'did you mean 2026-12-06-talk?'}))
  })

  it('is answered with the nearest of those it is in', () => {
    expect(() => named('weekly')).toThrow(expect.objectContaining({hint: 'say which: 2026-11-06-weekly, 2026-11-13-weekly, 2026-11-20-weekly …'}))
  })

})

describe('a folder that hits no date', () => {
  const after = (shared: SharedPage) => circleOf('UTC', {weekly: {...weekly, until: '2026-12-04'}}, {'2026-12-11-weekly': shared})
  const refused = (shared: SharedPage, typed = '2026-12-11-weekly') => () => gatheringNamed(after(shared), typed, at('2026-11-16T12:00:00Z'))

  it('is told of as such, with what to do', () => {
    expect(refused({rhythm: 'weekly', topic: 'Sun'})).toThrow(expect.objectContaining({message: '2026-12-11-weekly is no gathering: 2026-12-11 is not a day of the rhythm `weekly`', hint: expect.stringContaining('its nearest day is 2026-12-04')}))
    expect(refused({rhythm: 'weekly'})).toThrow(expect.objectContaining({message: '2026-12-11-weekly is no gathering: its folder hits no date of the rhythm weekly', hint: 'nothing is written there but its rhythm, so the folder can be deleted'}))
  })

  it('is never what was meant', () => {
    expect(refused({rhythm: 'weekly'}, '2026-12-11-weekyl')).toThrow(expect.objectContaining({hint: expect.not.stringContaining('2026-12-11')}))
  })
})

describe('next and last', () => {
  it('next is planned and not over; a cancelled one is passed by', () => {
    expect(named('next', '2026-11-21T10:59:00Z')).toBe('2026-11-20-weekly')
    expect(named('next', '2026-11-21T11:00:00Z')).toBe('2026-12-04-weekly')
  })

  it('last has begun', () => {
    expect(named('last', '2026-11-21T08:59:00Z')).toBe('2026-11-13-weekly')
    expect(named('last', '2026-11-21T09:00:00Z')).toBe('2026-11-20-weekly')
    expect(named('last', '2026-11-30T12:00:00Z')).toBe('2026-11-20-weekly')
  })

  it('are found far away, and may be none', () => {
    const yearly = circleOf('UTC', {yearly: {starts: '2026-06-06', repeats: 'every year'}})
    expect(comingGathering(yearly, Date.parse('2026-06-08T00:00:00Z'), '2026-06-08')?.id).toBe('2027-06-06-yearly')
    expect(latestGathering(yearly, Date.parse('2030-06-01T00:00:00Z'), '2030-06-01')?.id).toBe('2029-06-06-yearly')
    const none = circleOf('UTC', {})
    expect([comingGathering(none, 0, '1970-01-01'), latestGathering(none, 0, '1970-01-01')]).toEqual([undefined, undefined])
    expect(() => gatheringNamed(none, 'next', at('2026-11-16T12:00:00Z'))).toThrow('no gathering is planned')
    expect(() => gatheringNamed(none, 'last', at('2026-11-16T12:00:00Z'))).toThrow('there has been no gathering yet')
  })
})

describe('gatherings by id, on a day, and held', () => {
  it('are found wherever they were moved', () => {
    expect(gatheringById(circle, '2026-11-20-weekly')?.start.day).toBe('2026-11-21')
    expect(gatheringById(circle, '2026-11-21-weekly')).toBeUndefined()
    expect(gatheringsOn(circle, '2026-11-20').map(({id}) => id)).toEqual(['2026-11-20-weekly'])
    expect(heldGatherings(circle).map(({id}) => id)).toEqual(['2026-11-13-weekly'])
  })
})

import {describe, expect, it} from 'vitest'
import {eveningsBefore, held} from '../../src/agenda/evenings.ts'
import {fairTurns, slotsOf} from '../../src/agenda/turns.ts'
import type {Slot, Turn} from '../../src/agenda/turns.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import type {Member} from '../../src/model/member.ts'
import {addDays} from '../../src/model/day.ts'
import {charter, circle, members, records} from './circle.ts'

const day = '2026-11-27'

function turns(slots: Slot[], who: Map<string, Member>, log: Record<string, SharedPage>, more: {able?: string[]; set?: Record<string, string>} = {}): Turn[] {
  const all = circle({members: who, gatherings: records(log)})
  return fairTurns({slots, members: who, able: more.able ?? [...who.keys()], log: held(eveningsBefore(all, `${day}-weekly`, {day, time: '19:00'})), set: more.set ?? {}, day})
}

const takers = (given: readonly Turn[]): (string | undefined)[] => given.map(({taker}) => taker?.member)
const held1 = (roles: Record<string, string>, present?: string[]): SharedPage => ({rhythm: 'weekly', status: 'held', roles, ...(present === undefined ? {} : {present})})

const three = members({ann: {}, bo: {}, cy: {}})

describe('whose turn it is', () => {
  it('is theirs who never had the role, with the reason in words', () => {
    const [turn] = turns(slotsOf('scribe'), three, {'2026-09-25-weekly': held1({scribe: 'bo'}), '2026-11-20-weekly': held1({scribe: 'ann'})})
    expect(turn!.taker).toEqual({member: 'cy', reason: 'never'})
    expect(turn!.next).toEqual([
      {member: 'bo', last: '2026-09-25', reason: '9 weeks ago'},
      {member: 'ann', last: '2026-11-20', reason: 'last time'},
    ])
  })

  it('is theirs who had it longest ago when everybody has had it', () => {
    const log = {'2026-11-06-weekly': held1({scribe: 'cy'}), '2026-11-13-weekly': held1({scribe: 'ann'}), '2026-11-20-weekly': held1({scribe: 'bo'})}
    expect(takers(turns(slotsOf('scribe'), three, log))).toEqual(['cy'])
  })

  it('goes by the day of joining, then by id, among those who never had it', () => {
    const who = members({ann: {joined: '2026-03-01'}, bo: {joined: '2026-02-01'}, cy: {joined: '2026-02-01'}})
    const [turn] = turns(slotsOf('scribe'), who, {})
    expect([turn!.taker!.member, ...turn!.next.map(({member}) => member)]).toEqual(['bo', 'cy', 'ann'])
  })

  it('passes over who can not come', () => {
    expect(takers(turns(slotsOf('scribe'), three, {}, {able: ['cy', 'bo']}))).toEqual(['bo'])
    expect(turns(slotsOf('scribe'), three, {}, {able: []})[0]).toMatchObject({next: [], set: false})
    expect(takers(turns(slotsOf('scribe'), three, {}, {able: []}))).toEqual([undefined])
  })

  it('counts gatherings that were held, and only those', () => {
    const log = {
      '2026-11-13-weekly': {rhythm: 'weekly', status: 'cancelled', roles: {scribe: 'ann'}} as const,
      '2026-11-20-weekly': {rhythm: 'weekly', roles: {scribe: 'ann'}},
      '2026-12-04-weekly': held1({scribe: 'ann'}),
    }
    expect(takers(turns(slotsOf('scribe'), three, log))).toEqual(['ann'])
  })

  it('does not count a turn of somebody who was not there after all', () => {
    expect(takers(turns(slotsOf('scribe'), three, {'2026-11-20-weekly': held1({scribe: 'ann'}, ['bo', 'cy'])}))).toEqual(['ann'])
    expect(takers(turns(slotsOf('scribe'), three, {'2026-11-20-weekly': held1({scribe: 'ann'}, ['ann', 'cy'])}))).toEqual(['bo'])
  })

  it('takes a moved gathering for when it was held', () => {
    const log = {'2026-10-02-weekly': {...held1({scribe: 'ann'}), when: '2026-11-21 19:00'}, '2026-11-20-weekly': held1({scribe: 'bo'}), '2026-11-13-weekly': held1({scribe: 'cy'})}
    expect(takers(turns(slotsOf('scribe'), three, log))).toEqual(['cy'])
    expect(turns(slotsOf('scribe'), three, log)[0]!.next.map(({member}) => member)).toEqual(['bo', 'ann'])
  })

  it('gives nobody two roles while somebody has none', () => {
    const slots = [...slotsOf('president'), ...slotsOf('scribe'), ...slotsOf('timekeeper')]
    expect(takers(turns(slots, three, {}))).toEqual(['ann', 'bo', 'cy'])
    expect(new Set(takers(turns([...slots, ...slotsOf('host')], three, {}))).size).toBe(3)
  })

  it('lets stand what is on the page', () => {
    const slots = [...slotsOf('president'), ...slotsOf('scribe')]
    const given = turns(slots, three, {}, {set: {scribe: 'ann'}})
    expect(takers(given)).toEqual(['bo', 'ann'])
    expect(given.map(({set}) => set)).toEqual([false, true])
  })

  it('leaves a role that does not rotate to who has it', () => {
    const leader = slotsOf('leader', {rotates: false})
    expect(takers(turns(leader, three, {'2026-11-20-weekly': held1({leader: 'cy'})}))).toEqual(['cy'])
    expect(takers(turns(leader, three, {'2026-11-20-weekly': held1({leader: 'cy'})}, {able: ['bo', 'ann']}))).toEqual(['ann'])
    expect(takers(turns([...slotsOf('scribe'), ...leader], three, {'2026-11-20-weekly': held1({leader: 'ann'})}))).toEqual(['bo', 'ann'])
  })

  it('counts the seats of a role as one', () => {
    const seats = slotsOf('hot-seat', {seats: 2})
    expect(seats.map(({id}) => id)).toEqual(['hot-seat', 'hot-seat-2'])
    expect(takers(turns(seats, three, {'2026-11-20-weekly': held1({'hot-seat': 'bo', 'hot-seat-2': 'ann'})}))).toEqual(['cy', 'ann'])
  })

  it('prefers who has had the roles that come before', () => {
    const slots = slotsOf('president', {after: ['scribe']})
    expect(takers(turns(slots, three, {'2026-11-20-weekly': held1({scribe: 'cy'})}))).toEqual(['cy'])
    expect(takers(turns(slots, three, {}))).toEqual(['ann'])
  })

  it('does not take a role for a method', () => {
    expect(takers(turns(slotsOf('to-string'), three, {}, {set: Object.create(null) as Record<string, string>}))).toEqual(['ann'])
    expect(turns([{id: 'toString', role: 'toString', rotates: true, after: []}], three, {})[0]!.set).toBe(false)
  })
})

describe('a year of turns', () => {
  const slots = [...slotsOf('president'), ...slotsOf('scribe'), ...slotsOf('hot-seat', {seats: 2})]
  const years = Array.from({length: process.env['CIRCLE_THOROUGH'] === undefined ? 20 : 1000}, (_, seed) => {
    const chance = randomFrom(seed)
    const ids = ['ann', 'bo', 'cy', 'dee', 'ed', 'flo', 'gus', 'hal', 'ivy'].slice(0, 5 + (seed % 5))
    const rate = chance() * 0.3
    return {ids, away: Array.from({length: 40}, () => ids.flatMap((_, place) => (chance() < rate ? [place] : [])))}
  })

  function simulate(ids: string[], away: number[][], reorder: <T>(items: T[]) => T[] = (items) => items) {
    const who = new Map(reorder([...members(Object.fromEntries(ids.map((id) => [id, {}])))]))
    const pages: [string, SharedPage][] = []
    const weeks = away.map((places, week) => {
      const day = addDays('2026-01-02', week * 7)
      const able = reorder(ids.filter((_, place) => !places.includes(place)))
      const all = circle({members: who, gatherings: new Map(reorder([...records(Object.fromEntries(pages))]))})
      const given = fairTurns({slots, members: who, able, log: held(eveningsBefore(all, `${day}-weekly`, {day, time: '19:00'})), set: {}, day})
      const roles = Object.fromEntries(given.flatMap(({slot, taker}) => (taker === undefined ? [] : [[slot.id, taker.member]])))
      pages.push([`${day}-weekly`, held1(roles, able)])
      return {able, roles}
    })
    return weeks
  }

  it('gives no role to the absent and none twice, and serves all alike', () => {
    for (const {ids, away} of years) {
      const weeks = simulate(ids, away)
      for (const {able, roles} of weeks) {
        for (const member of Object.values(roles)) expect(able).toContain(member)
        if (able.length > 0) expect(new Set(Object.values(roles)).size).toBe(Math.min(able.length, slots.length))
      }
      // Those who are nearly always there have had each role about as often as each other.
      const steady = ids.filter((id) => weeks.filter(({able}) => able.includes(id)).length >= 36)
      for (const role of ['president', 'scribe', 'hot-seat']) {
        const counts = steady.map((id) => weeks.flatMap(({roles}) => Object.entries(roles)).filter(([key, member]) => key.startsWith(role) && member === id).length)
        const fair = (weeks.length * (role === 'hot-seat' ? 2 : 1)) / ids.length
        if (counts.length > 1) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(Math.ceil(fair / 3) + 1)
      }
    }
  })

  it('serves everybody alike, to a turn or two, when all are always there', () => {
    const ids = ['ann', 'bo', 'cy', 'dee', 'ed', 'flo', 'gus']
    const weeks = simulate(ids, Array.from({length: 49}, () => []))
    for (const role of ['president', 'scribe']) {
      const counts = ids.map((id) => weeks.filter(({roles}) => roles[role] === id).length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2)
    }
  })

  it('is the same whatever order the files were read in', () => {
    for (const {ids, away} of years.slice(0, 100)) {
      const turned = simulate(ids, away, (items) => items.toReversed())
      expect(turned.map(({roles}) => roles)).toEqual(simulate(ids, away).map(({roles}) => roles))
    }
  })
})

/** Numbers from 0 to 1 that look random and are the same each time (Park and Miller's generator). */
function randomFrom(seed: number): () => number {
  let state = (seed + 1) * 48_271
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

describe('the order of evenings', () => {
  it('is that of time itself where rhythms live in different zones', () => {
    const two = circle({
      charter: charter({timezone: 'UTC', rhythms: {asia: {starts: '2026-11-06 08:00', repeats: 'every week', timezone: 'Asia/Tokyo'}, america: {starts: '2026-11-05 19:00', repeats: 'every week', timezone: 'America/Los_Angeles'}}}),
      // On the walls Friday 08:00 comes after Thursday 19:00; in time it comes four hours before.
      gatherings: records({'2026-11-06-asia': {rhythm: 'asia', status: 'held'}, '2026-11-05-america': {rhythm: 'america', status: 'held'}}),
    })
    expect(eveningsBefore(two, '2026-11-12-america', {day: '2026-11-12', time: '19:00'}, 'America/Los_Angeles').map(({id}) => id)).toEqual(['2026-11-06-asia', '2026-11-05-america'])
    expect(eveningsBefore(two, '2026-11-05-america', {day: '2026-11-05', time: '19:00'}, 'America/Los_Angeles').map(({id}) => id)).toEqual(['2026-11-06-asia'])
    expect(eveningsBefore(two, '2026-11-06-asia', {day: '2026-11-06', time: '08:00'}, 'Asia/Tokyo')).toEqual([])
  })
})

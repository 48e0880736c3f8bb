import {describe, expect, it} from 'vitest'
import {careOf} from '../../../src/agenda/care.ts'
import {activeOn} from '../../../src/agenda/people.ts'
import {juntoYear, zone} from '../../../src/cli/demo/year.ts'
import {shippedFormat} from '../../../src/cli/shipped.ts'
import {commitmentsOf, stateOf} from '../../../src/model/commitments.ts'
import {addDays, daysBetween} from '../../../src/model/day.ts'
import {clashes, gatherings} from '../../../src/schedule/gatherings.ts'
import {wallOf} from '../../../src/schedule/instant.ts'
import {comingGathering} from '../../../src/schedule/named.ts'
import {strays} from '../../../src/schedule/strays.ts'

const format = shippedFormat('junto')
const example = (now: string) => juntoYear({nowMs: Date.parse(now), id: 'k7mq9xwz', format})

/** Days on which calendars slip: a leap day, turns of the year, clocks going forward and back, and Fridays before, in and after a meeting. */
const days = [
  '2028-02-29T12:00:00Z', '2027-01-01T00:30:00Z', '2026-12-31T23:59:59Z', '2027-03-14T06:30:00Z', '2026-11-01T05:30:00Z', '2026-06-13T12:00:00Z', '2026-06-14T12:00:00Z',
  '2026-11-27T22:59:00Z', '2026-11-27T23:30:00Z', '2026-11-28T01:00:00Z', '2026-11-28T04:59:00Z', '2026-05-31T12:00:00Z', '2026-07-31T12:00:00Z', '2027-02-28T12:00:00Z',
]

describe('the year of the example', () => {
  it('is the same circle for the same instant', () => {
    expect(example('2026-11-28T10:00:00Z')).toEqual(example('2026-11-28T10:00:00Z'))
  })

  it('has the same people and words on any day', () => {
    const topics = (now: string) => [...example(now).gatherings.values()].flatMap(({id, shared, pages}) => (id.endsWith('weekly') ? [[shared.topic, shared.present, [...pages.keys()]]] : []))
    expect(topics('2026-11-28T10:00:00Z')).toEqual(topics('2027-03-02T10:00:00Z'))
  })

  it('gives every evening a topic of its own', () => {
    const topics = [...example('2026-11-28T10:00:00Z').gatherings.values()].filter(({shared}) => shared.status === 'held').map(({shared}) => shared.topic)
    expect(topics).not.toContain(undefined)
    expect(new Set(topics).size).toBe(topics.length)
  })

  it('has every role with somebody who was there, and everybody about as often', () => {
    const {gatherings: records} = example('2026-11-28T10:00:00Z')
    const counts = new Map<string, number>()
    for (const {shared} of records.values()) {
      const taken = Object.values(shared.roles ?? {})
      if (shared.status === 'held' && shared.rhythm === 'weekly') expect(new Set(taken).size).toBe(3)
      for (const member of taken) {
        expect(shared.present).toContain(member)
        counts.set(member, (counts.get(member) ?? 0) + 1)
      }
    }
    const shares = [...counts.values()]
    expect(counts.size).toBe(12)
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(5)
  })

  it.each(days)('stands at %s as it should', (now) => {
    const circle = example(now)
    const nowMs = Date.parse(now)
    const {day: today} = wallOf(zone, nowMs)
    const pages = [...circle.gatherings.values()]
    expect(circle.members.size).toBe(12)
    expect(strays(circle)).toEqual([])
    const all = gatherings(circle, {from: circle.charter.founded, to: addDays(today, 60)})
    expect(clashes(all)).toEqual([])
    expect(all.filter(({moved}) => moved)).toHaveLength(1)
    expect(all.filter(({status}) => status === 'cancelled')).toHaveLength(1)
    const held = all.filter(({status}) => status === 'held')
    expect(held.filter(({rhythm}) => rhythm === 'weekly')).toHaveLength(50)
    expect(held.filter(({rhythm}) => rhythm === 'retreat')).toHaveLength(1)
    expect(held.every(({endMs}) => endMs <= nowMs)).toBe(true)
    expect(daysBetween(circle.charter.founded, today)).toBeGreaterThan(357)

    const care = careOf(circle, nowMs, today)
    expect(care.unlogged).toHaveLength(1)
    expect(care.overdue.map(({member}) => member)).toEqual(['hugh'])
    expect(care.absent).toMatchObject([{member: 'george', told: 3}])
    expect(new Set(commitmentsOf(circle).map(({commitment}) => stateOf(commitment)))).toEqual(new Set(['done', 'dropped', 'open']))
    for (const {member, gathering, commitment} of commitmentsOf(circle)) {
      expect([commitment.done ?? '', commitment.dropped ?? ''].every((day) => day <= today)).toBe(true)
      expect(circle.gatherings.get(gathering)!.shared.present).toContain(member)
    }
    for (const {shared, id} of pages) expect((shared.present ?? []).every((member) => activeOn(circle.members.get(member)!, id.slice(0, 10)))).toBe(true)
    const next = comingGathering(circle, nowMs, today)!
    expect(next.topic).toBeDefined()
    expect(daysBetween(today, next.start.day)).toBeLessThanOrEqual(7)
  })
})

import {describe, expect, it} from 'vitest'
import type {Rhythm} from '../../src/model/charter.ts'
import type {Circle} from '../../src/model/circle.ts'
import type {MemberPage, SharedPage} from '../../src/model/gathering.ts'
import {gatheringById} from '../../src/schedule/named.ts'
import {calledOff, outlived, ownDate, strayNamed} from '../../src/schedule/outlived.ts'
import {strays} from '../../src/schedule/strays.ts'
import {circleOf} from './circles.ts'

const weekly: Rhythm = {starts: '2026-11-27 19:00', repeats: 'every week', lasts: '90 min', timezone: 'Europe/Stockholm', place: 'The tavern', link: 'https://x.example/w', title: 'Friday', format: 'junto'}

function circleWith(folders: Readonly<Record<string, SharedPage>>, pages: Readonly<Record<string, MemberPage>> = {}, rhythm: Rhythm = weekly): Circle {
  const {charter, gatherings} = circleOf('UTC', {weekly: rhythm}, folders)
  const withPages = new Map([...gatherings].map(([id, record]) => [id, id in pages ? {...record, pages: new Map([['ann', pages[id]!]])} : record]))
  return {charter, gatherings: withPages, members: new Map(), polls: new Map(), formats: new Map()}
}

const ids = (some: readonly {readonly id: string}[]): string[] => some.map(({id}) => id)

describe('a date of its own', () => {
  it('begins when it began, in the same zone, and keeps all that it had of its rhythm', () => {
    const circle = circleWith({'2026-12-18-weekly': {rhythm: 'weekly', topic: 'Luck'}})
    const [before, page] = [gatheringById(circle, '2026-12-18-weekly')!, ownDate(circle, circle.gatherings.get('2026-12-18-weekly')!)]
    expect(page).toEqual({when: '2026-12-18 19:00', lasts: '90 min', timezone: 'Europe/Stockholm', place: 'The tavern', link: 'https://x.example/w', title: 'Friday', format: 'junto', topic: 'Luck'})
    const after = gatheringById(circleWith({'2026-12-18-weekly': page}, {}, {...weekly, until: '2026-12-11'}), '2026-12-18-weekly')!
    const {rhythm: _, record: __, ...was} = before
    const {record: ___, ...is} = after
    expect(is).toEqual(was)
  })

  it('keeps what its own page says before what the rhythm says', () => {
    const shared: SharedPage = {rhythm: 'weekly', when: '2026-12-19 10:00', place: 'The park', lasts: '3h'}
    expect(ownDate(circleWith({}), {id: '2026-12-18-weekly', shared})).toMatchObject({when: '2026-12-19 10:00', place: 'The park', lasts: '3h', title: 'Friday'})
  })

  it('takes all day where its rhythm does, or is not there any more', () => {
    expect(ownDate(circleWith({}, {}, {starts: '2026-11-27', repeats: 'every week'}), {id: '2026-12-18-weekly', shared: {rhythm: 'weekly'}})).toEqual({when: '2026-12-18'})
    expect(ownDate(circleWith({}), {id: '2026-12-18-gone', shared: {rhythm: 'gone', topic: 'Luck'}})).toEqual({when: '2026-12-18', topic: 'Luck'})
  })

  it('is called off with a reason, unless it had one before', () => {
    expect(calledOff({when: '2026-12-18', status: 'planned'}, 'Snow')).toEqual({when: '2026-12-18', status: 'cancelled', why: 'Snow'})
    expect(calledOff({when: '2026-12-18', status: 'cancelled', why: 'Ice'}, 'Snow')).toEqual({when: '2026-12-18', status: 'cancelled', why: 'Ice'})
    expect(calledOff({when: '2026-12-18', status: 'cancelled'}, 'Snow')).toEqual({when: '2026-12-18', status: 'cancelled', why: 'Snow'})
  })
})

describe('what a rhythm leaves behind when it ends', () => {
  it('is what is due later and says something, and no stray is left of it', () => {
    const circle = circleWith(
      {
        '2026-12-04-weekly': {rhythm: 'weekly', topic: 'Before'},
        '2026-12-11-weekly': {rhythm: 'weekly', when: '2026-12-14 19:00'},
        '2026-12-18-weekly': {rhythm: 'weekly'},
        '2026-12-25-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'Christmas'},
        '2027-01-01-weekly': {rhythm: 'weekly'},
        '2027-01-08-weekly': {rhythm: 'weekly', status: 'held'},
        '2027-01-15-weekly': {topic: 'Without its rhythm'},
        '2027-01-22-weekly': {rhythm: 'weekly', when: '2026-12-10 19:00'},
        '2027-01-23-weekly': {when: '2027-01-23 10:00'},
        '2027-01-24-picnic': {when: '2027-01-24 10:00'},
      },
      {'2026-12-18-weekly': {rsvp: 'going'}},
    )
    const {off, kept} = outlived(circle, 'weekly', '2026-12-11')
    expect(ids(off)).toEqual(['2026-12-18-weekly', '2026-12-25-weekly', '2027-01-15-weekly'])
    expect(off.map(({shared: {status, why}}) => [status, why])).toEqual([['cancelled', 'The rhythm weekly has ended'], ['cancelled', 'Christmas'], ['cancelled', 'The rhythm weekly has ended']])
    expect(off[0]!.pages.get('ann')).toEqual({rsvp: 'going'})
    expect([ids(kept), kept[0]!.shared.status, kept[0]!.shared.when]).toEqual([['2027-01-22-weekly'], undefined, '2026-12-10 19:00'])
    const after = {charter: {...circle.charter, rhythms: {weekly: {...weekly, until: '2026-12-11'}}}, gatherings: new Map([...circle.gatherings, ...[...off, ...kept].map((one) => [one.id, one] as const)])}
    expect(strays(after)).toEqual([])
  })

  it('is nothing of another rhythm', () => {
    expect(outlived(circleWith({'2026-12-18-weekly': {rhythm: 'weekly', topic: 'Luck'}}), 'monthly', '2026-12-01')).toEqual({off: [], kept: []})
  })
})

describe('a stray folder', () => {
  it('is found by its name, however that is typed, where its name has a day', () => {
    const circle = circleWith({'2026-12-19-weekly': {rhythm: 'weekly', topic: 'Luck'}, '2026-12-18-weekly': {rhythm: 'weekly'}, 'picnic': {rhythm: 'weekly'}})
    expect(strayNamed(circle, ' 2026-12-19-WEEKLY ')?.id).toBe('2026-12-19-weekly')
    for (const id of ['2026-12-18-weekly', '2026-12-26-weekly', 'picnic', 'next']) expect(strayNamed(circle, id)).toBeUndefined()
  })
})

import {describe, expect, it} from 'vitest'
import type {Rhythm} from '../../src/model/charter.ts'
import {Fault} from '../../src/model/fault.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {whenText} from '../../src/model/when.ts'
import {clashes, gatherings} from '../../src/schedule/gatherings.ts'
import type {Gathering} from '../../src/schedule/gatherings.ts'
import {instantText} from '../../src/schedule/instant.ts'
import {spent} from '../cost.ts'
import {circleOf, hostZones, inHostZone} from './circles.ts'

const weekly: Rhythm = {title: 'Friday meeting', starts: '2026-11-27 19:00', repeats: 'every week on friday', lasts: '2h', place: 'The Indian King', link: 'https://meet.example.org/a'}
const retreat: Rhythm = {starts: '2027-06-11', repeats: 'every year on the 2nd friday of june', lasts: '3 days', place: 'Burlington'}
const december = {from: '2026-12-01', to: '2027-01-01'}

function junto(folders: Readonly<Record<string, SharedPage>> = {}, rhythms: Readonly<Record<string, Rhythm>> = {weekly, retreat}): ReturnType<typeof circleOf> {
  return circleOf('America/New_York', rhythms, folders, {format: 'junto'})
}

function ids(list: readonly Gathering[]): string[] {
  return list.map(({id}) => id)
}

/** The one gathering of a circle with one folder. */
function only(id: string, shared: SharedPage, window = {from: '2026-01-01', to: '2028-01-01'}): Gathering {
  const found = gatherings(junto({[id]: shared}), window).find((one) => one.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

/** One rhythm in a zone: when its gatherings start and end, as instants. */
function instants(zone: string, rhythm: Rhythm, window: {from: string; to: string}): string[] {
  return gatherings(circleOf(zone, {weekly: rhythm}), window).map(({startMs, endMs}) => `${instantText(startMs)} ${instantText(endMs)}`)
}

describe('a gathering without a folder', () => {
  it("has its rhythm's values, and the charter's format", () => {
    expect(gatherings(junto(), {from: '2026-11-27', to: '2026-11-28'})).toEqual([{
      id: '2026-11-27-weekly', rhythm: 'weekly', due: '2026-11-27', title: 'Friday meeting', status: 'planned',
      start: {day: '2026-11-27', time: '19:00'}, end: {day: '2026-11-27', time: '21:00'}, timezone: 'America/New_York', allDay: false,
      startMs: Date.parse('2026-11-28T00:00:00Z'), endMs: Date.parse('2026-11-28T02:00:00Z'), kind: 'ok', moved: false,
      place: 'The Indian King', link: 'https://meet.example.org/a', format: 'junto',
    }])
  })

  it('is named after its rhythm where that has no title', () => {
    const list = gatherings(junto({}, {'book-evening': {starts: '2026-12-05 18:00'}}), december)
    expect(list.map(({title}) => title)).toEqual(['Book evening'])
  })

  it('lasts two hours, or the day, when nothing is said', () => {
    const list = gatherings(junto({}, {evening: {starts: '2026-12-05 23:00'}, walk: {starts: '2026-12-08'}}), december)
    expect(list.map(({end}) => whenText(end))).toEqual(['2026-12-06 01:00', '2026-12-09'])
  })

  it('may be in a zone of its rhythm', () => {
    const [twin] = gatherings(junto({}, {twin: {starts: '2026-12-05 08:00', timezone: 'Asia/Tokyo'}}), december)
    expect(twin).toMatchObject({timezone: 'Asia/Tokyo', startMs: Date.parse('2026-12-04T23:00:00Z'), start: {day: '2026-12-05', time: '08:00'}})
  })
})

describe('gatherings of several rhythms', () => {
  it('are in the order of their start, then of their ids', () => {
    const rhythms = {b: {starts: '2026-12-04 19:00'}, a: {starts: '2026-12-04 19:00'}, early: {starts: '2026-12-04 09:00', timezone: 'Asia/Tokyo'}, day: {starts: '2026-12-04'}}
    expect(ids(gatherings(junto({}, rhythms), december))).toEqual(['2026-12-04-early', '2026-12-04-day', '2026-12-04-a', '2026-12-04-b'])
  })

  it('are none where there is no rhythm', () => expect(gatherings(circleOf('UTC', {}), december)).toEqual([]))
})

describe('a folder', () => {
  it('overrides what it says, and nothing else', () => {
    const shared: SharedPage = {rhythm: 'weekly', lasts: '3h', title: 'Christmas', place: "Ann's", link: 'https://x.example.org/', topic: 'Thrift', format: 'feast'}
    expect(only('2026-12-18-weekly', shared)).toMatchObject({
      title: 'Christmas', place: "Ann's", link: 'https://x.example.org/', topic: 'Thrift', format: 'feast', end: {day: '2026-12-18', time: '22:00'}, moved: false, record: {shared},
    })
    expect(only('2026-12-18-weekly', {rhythm: 'weekly'})).toMatchObject({title: 'Friday meeting', place: 'The Indian King', status: 'planned', format: 'junto'})
  })

  it('that says it is cancelled leaves it in the list, with the reason', () => {
    expect(only('2026-12-25-weekly', {rhythm: 'weekly', status: 'cancelled', why: 'Christmas'})).toMatchObject({status: 'cancelled', why: 'Christmas', start: {day: '2026-12-25', time: '19:00'}})
  })

  it('without `rhythm` counts by its name', () => {
    const list = gatherings(junto({'2026-12-04-weekly': {topic: 'Thrift'}}), {from: '2026-12-04', to: '2026-12-05'})
    expect(list).toMatchObject([{id: '2026-12-04-weekly', rhythm: 'weekly', topic: 'Thrift', title: 'Friday meeting'}])
  })

  it('of a date of its own needs only `when`', () => {
    const list = gatherings(junto({'2026-12-05-summer-picnic': {when: '2026-12-05 12:00', place: 'The park'}}, {}), december)
    expect(list).toMatchObject([{id: '2026-12-05-summer-picnic', due: '2026-12-05', title: 'Summer picnic', place: 'The park', moved: false, end: {day: '2026-12-05', time: '14:00'}}])
    expect(list[0]).not.toHaveProperty('rhythm')
  })
})

describe('a moved gathering', () => {
  const moved = (when: string, more: SharedPage = {}): SharedPage => ({rhythm: 'weekly', when, ...more})

  it('keeps its id and the day it was due', () => {
    expect(only('2026-12-04-weekly', moved('2026-12-05 18:00'))).toMatchObject({due: '2026-12-04', start: {day: '2026-12-05', time: '18:00'}, end: {day: '2026-12-05', time: '20:00'}, moved: true})
    expect(only('2026-12-04-weekly', moved('2026-12-04 19:30')).moved).toBe(true)
    expect(only('2026-12-04-weekly', moved('2026-12-04 19:00')).moved).toBe(false)
    expect(only('2026-12-04-weekly', {rhythm: 'weekly', timezone: 'Europe/London'})).toMatchObject({moved: true, startMs: Date.parse('2026-12-04T19:00:00Z')})
  })

  it('is where it now is: out of the window, or into it', () => {
    const circle = junto({'2026-12-04-weekly': moved('2027-02-03 19:00')})
    expect(ids(gatherings(circle, {from: '2026-12-01', to: '2026-12-12'}))).toEqual(['2026-12-11-weekly'])
    expect(ids(gatherings(circle, {from: '2027-02-01', to: '2027-02-06'}))).toEqual(['2026-12-04-weekly', '2027-02-05-weekly'])
  })

  it('may be moved onto another: both are there', () => {
    const circle = junto({'2026-12-04-weekly': moved('2026-12-11 19:00')})
    expect(ids(gatherings(circle, {from: '2026-12-11', to: '2026-12-12'}))).toEqual(['2026-12-04-weekly', '2026-12-11-weekly'])
  })

  it('to a day without a time takes all day', () => {
    expect(only('2026-12-04-weekly', moved('2026-12-06'))).toMatchObject({allDay: true, start: {day: '2026-12-06'}, end: {day: '2026-12-07'}, moved: true})
  })

  it('of its own is moved when its day is no longer that of its id', () => {
    expect(only('2026-12-05-picnic', {when: '2026-12-06 12:00'})).toMatchObject({due: '2026-12-05', moved: true})
  })
})

describe('a folder that hits no occurrence', () => {
  it('is no gathering', () => {
    const circle = junto({'2026-12-03-weekly': {rhythm: 'weekly'}, '2026-12-02-weekly': {rhythm: 'weekly', status: 'cancelled'}, '2026-12-01-monthly': {rhythm: 'monthly'}, 'nonsense': {}, '2026-12-08-picnic': {}})
    expect(ids(gatherings(circle, {from: '2026-12-01', to: '2026-12-11'}))).toEqual(['2026-12-04-weekly'])
  })

  it('stays when it was held: a rhythm that is edited does not change the past', () => {
    const held: SharedPage = {rhythm: 'weekly', status: 'held', present: ['ann']}
    const circle = junto({'2026-12-02-weekly': held}, {weekly: {...weekly, starts: '2026-12-18 18:00'}})
    expect(gatherings(circle, december)).toMatchObject([{id: '2026-12-02-weekly', status: 'held', start: {day: '2026-12-02', time: '18:00'}}, {id: '2026-12-18-weekly'}, {id: '2026-12-25-weekly'}])
  })

  it('stays when it was held and its rhythm is gone from the charter', () => {
    const circle = junto({'2026-12-02-monthly': {rhythm: 'monthly', status: 'held', when: '2026-12-02 17:00'}, '2026-12-03-monthly': {rhythm: 'monthly', status: 'held'}}, {})
    expect(gatherings(circle, december)).toMatchObject([{id: '2026-12-02-monthly', title: 'Monthly', start: {time: '17:00'}}, {id: '2026-12-03-monthly', allDay: true}])
  })
})

describe.each(hostZones)('how long it lasts, on a machine in %s', (host) => {
  it('is exact in hours, over a night when clocks change too', () => inHostZone(host, () => {
    const night: Rhythm = {starts: '2026-03-28 23:00', lasts: '4h'}
    expect(instants('Europe/Stockholm', night, {from: '2026-03-28', to: '2026-03-29'})).toEqual(['2026-03-28T22:00:00Z 2026-03-29T02:00:00Z'])
    const [one] = gatherings(circleOf('Europe/Stockholm', {night}), {from: '2026-03-28', to: '2026-03-29'})
    expect(one?.end).toEqual({day: '2026-03-29', time: '04:00'})
  }))

  it('is by the calendar in days', () => inHostZone(host, () => {
    const camp: Rhythm = {starts: '2026-03-28 12:00', lasts: '1 day 2h'}
    expect(instants('Europe/Stockholm', camp, {from: '2026-03-28', to: '2026-03-29'})).toEqual(['2026-03-28T11:00:00Z 2026-03-29T12:00:00Z'])
    const days: Rhythm = {starts: '2026-03-28', lasts: '2 days'}
    expect(instants('Europe/Stockholm', days, {from: '2026-03-28', to: '2026-03-29'})).toEqual(['2026-03-27T23:00:00Z 2026-03-29T22:00:00Z'])
  }))

  it('begins where the clock goes on when its hour is skipped', () => inHostZone(host, () => {
    const [one] = gatherings(circleOf('Europe/Stockholm', {owl: {starts: '2026-03-29 02:30', lasts: '1h'}}), {from: '2026-03-29', to: '2026-03-30'})
    expect(one).toMatchObject({kind: 'gap', start: {day: '2026-03-29', time: '02:30'}, startMs: Date.parse('2026-03-29T01:30:00Z'), end: {day: '2026-03-29', time: '04:30'}})
  }))
})

describe('an all-day gathering', () => {
  it('ends on the first day that is not part of it, and begins when the day does', () => {
    const one = gatherings(junto(), {from: '2027-06-11', to: '2027-06-12'}).find(({allDay}) => allDay)
    expect(one).toMatchObject({id: '2027-06-11-retreat', start: {day: '2027-06-11'}, end: {day: '2027-06-14'}, startMs: Date.parse('2027-06-11T04:00:00Z'), endMs: Date.parse('2027-06-14T04:00:00Z'), kind: 'ok'})
  })

  it('takes whole days, also when hours are given', () => {
    const list = gatherings(junto({}, {a: {starts: '2026-12-05', lasts: '2h'}, b: {starts: '2026-12-06', lasts: '1 day 1h'}}), december)
    expect(list.map(({end}) => end.day)).toEqual(['2026-12-06', '2026-12-08'])
  })

  it('begins after midnight where midnight is skipped', () => {
    const [one] = gatherings(circleOf('Asia/Beirut', {walk: {starts: '2026-03-29'}}), {from: '2026-03-29', to: '2026-03-30'})
    expect(one).toMatchObject({startMs: Date.parse('2026-03-28T22:00:00Z'), endMs: Date.parse('2026-03-29T21:00:00Z'), kind: 'ok'})
  })
})

describe('clashes', () => {
  const pairs = (folders: Readonly<Record<string, SharedPage>>, window = {from: '2026-01-01', to: '2028-01-01'}): string[][] => clashes(gatherings(junto(folders), window)).map(ids)

  it('are gatherings that overlap, the earlier first', () => {
    expect(pairs({'2026-12-04-dinner': {when: '2026-12-04 20:59'}}, december)).toEqual([['2026-12-04-weekly', '2026-12-04-dinner']])
    expect(pairs({'2026-12-04-dinner': {when: '2026-12-04 18:00', lasts: '5h'}}, december)).toEqual([['2026-12-04-dinner', '2026-12-04-weekly']])
  })

  it('are not those that follow on each other, nor cancelled ones', () => {
    expect(pairs({'2026-12-04-dinner': {when: '2026-12-04 21:00'}}, december)).toEqual([])
    expect(pairs({'2026-12-04-dinner': {when: '2026-12-04 20:00', status: 'cancelled'}}, december)).toEqual([])
  })

  it('are told across zones by the instant', () => {
    expect(pairs({'2026-12-05-call': {when: '2026-12-05 01:00', timezone: 'Europe/London'}}, december)).toEqual([['2026-12-04-weekly', '2026-12-05-call']])
    expect(pairs({'2026-12-04-call': {when: '2026-12-04 19:00', timezone: 'Europe/London'}}, december)).toEqual([])
  })

  it('are between all that share a day of a retreat', () => {
    expect(pairs({}, {from: '2027-06-01', to: '2027-07-01'})).toEqual([['2027-06-11-retreat', '2027-06-11-weekly']])
    expect(pairs({'2027-06-14-call': {when: '2027-06-14 00:00'}}, {from: '2027-06-01', to: '2027-06-17'})).toEqual([['2027-06-11-retreat', '2027-06-11-weekly']])
    expect(pairs({'2027-06-13-call': {when: '2027-06-13 23:00', lasts: '30m'}}, {from: '2027-06-11', to: '2027-06-17'})).toContainEqual(['2027-06-11-retreat', '2027-06-13-call'])
  })
})

it('says what it cannot read', () => {
  expect(() => gatherings(junto({'2026-12-05-picnic': {when: 'noon'}}), december)).toThrow(Fault)
  expect(() => gatherings(junto({'2026-12-04-weekly': {lasts: 'a while'}}), december)).toThrow(/not a length of time/)
})

it('stays quick in a circle with a long past', () => {
  const folders: Record<string, SharedPage> = {}
  for (const {id} of gatherings(junto({}, {weekly: {...weekly, starts: '1980-01-04 19:00'}}), {from: '1980-01-01', to: '2026-01-01'})) folders[id] = {rhythm: 'weekly', status: 'held'}
  const circle = junto(folders, {weekly: {...weekly, starts: '1980-01-04 19:00'}})
  expect(Object.keys(folders).length).toBeGreaterThan(2300)
  expect(spent(() => expect(gatherings(circle, december)).toHaveLength(4))).toBeLessThan(300)
})

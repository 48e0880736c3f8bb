import {describe, expect, it} from 'vitest'
import type {CalendarEvent} from '../../src/calendar/event.ts'
import {eventsOf} from '../../src/calendar/events.ts'
import type {More} from '../../src/calendar/events.ts'
import {seriesOf} from '../../src/calendar/series.ts'
import type {SeriesInput} from '../../src/calendar/series.ts'
import {calendarText} from '../../src/calendar/write.ts'
import type {Charter, Rhythm} from '../../src/model/charter.ts'
import type {GatheringRecord} from '../../src/model/circle.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import type {Window} from '../../src/schedule/occurrences.ts'
import {feed} from './feed.ts'

const founded = Date.UTC(2026, 10, 22) / 1000
const weekly: Rhythm = {title: 'Friday meeting', starts: '2026-11-27 19:00', repeats: 'FREQ=WEEKLY;BYDAY=FR', lasts: '2h', place: 'The Indian King'}
const year: Window = {from: '2026-11-01', to: '2027-11-01'}

interface Scene {
  readonly rhythms?: Readonly<Record<string, Rhythm>>
  /** The shared pages, by the gatherings' ids. */
  readonly pages?: Readonly<Record<string, SharedPage>>
  readonly window?: Window
  readonly timezone?: string
  readonly changed?: (id: string) => number
  readonly more?: More
  readonly formatName?: SeriesInput['formatName']
}

function series({rhythms = {weekly}, pages = {}, window = year, timezone = 'Europe/Stockholm', changed = () => founded, more = {}, formatName}: Scene = {}) {
  const charter: Charter = {circle: 1, id: '7k2mq9xw', name: 'Leather Apron Club', purpose: 'Improve ourselves.', founded: '2026-11-22', timezone, format: 'junto', rhythms}
  const records = Object.entries(pages).map(([id, shared]): [string, GatheringRecord] => [id, {id, shared, pages: new Map()}])
  const circle = {charter, gatherings: new Map(records)}
  const listed = gatherings(circle, window)
  const events = eventsOf(circle, listed, changed, more)
  const result = seriesOf({circle, gatherings: listed, events, window, changed, more, ...(formatName === undefined ? {} : {formatName})})
  // What is said is written, or it is a fault: it is read back there.
  calendarText(feed(result.events))
  return {...result, single: events}
}

/** The one series among events. */
function one(events: readonly CalendarEvent[]): CalendarEvent & {readonly recurs: NonNullable<CalendarEvent['recurs']>} {
  const [only, ...others] = events.filter(({recurs}) => recurs !== undefined)
  if (only?.recurs === undefined || others.length > 0) throw new Error(`${others.length + 1} series`)
  return {...only, recurs: only.recurs}
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The events that stand for themselves, `uid: start`. */
function alone(events: readonly CalendarEvent[]): string[] {
  return events.filter(({recurs}) => recurs === undefined).map(({uid, start}) => `${uid.split('.')[0]}: ${start.day} ${start.time ?? ''}`.trim())
}

describe('a rhythm as a series', () => {
  it('is one event, with the rhythm\'s id in its UID and everything that its gatherings have', () => {
    const {events, notes, single} = series()
    expect(notes).toEqual([])
    expect(events).toHaveLength(1)
    const {recurs, ...event} = one(events)
    expect({...event, uid: ''}).toEqual({...single[0], uid: ''})
    expect(event.uid).toBe('weekly.series.7k2mq9xw@circle')
    expect(recurs).toMatchObject({rule: 'FREQ=WEEKLY;BYDAY=FR;WKST=MO', except: []})
    expect(recurs.lastEndMs, 'without end').toBeUndefined()
    expect(recurs.starts.slice(0, 3).map(day)).toEqual(['2026-11-27', '2026-12-04', '2026-12-11'])
  })

  it('begins with the first day that fits the rule, not with the day from which it counts', () => {
    const {events} = series({rhythms: {weekly: {...weekly, starts: '2026-11-23 19:00', repeats: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR'}}})
    expect(one(events)).toMatchObject({start: {day: '2026-11-27', time: '19:00'}, recurs: {rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=MO'}})
  })

  it('ends by COUNT as long as nothing is left out', () => {
    const rule = (more: Partial<Rhythm>) => one(series({rhythms: {weekly: {...weekly, ...more}}}).events).recurs.rule
    expect(rule({repeats: 'FREQ=WEEKLY;COUNT=10'})).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;COUNT=10')
    expect(rule({until: '2026-12-31'})).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;COUNT=5')
    expect(rule({repeats: 'FREQ=WEEKLY;UNTIL=20261225T180000Z'})).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;COUNT=5')
    expect(rule({repeats: 'FREQ=WEEKLY;COUNT=10', until: '2026-12-11'})).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;COUNT=3')
    expect(rule({repeats: 'FREQ=WEEKLY;COUNT=999'})).toMatch(/;COUNT=999$/)
    expect(rule({repeats: 'FREQ=WEEKLY;COUNT=1000'}), 'of four digits').toMatch(/;UNTIL=20460119T225959Z$/)
  })

  it('ends on the last second of the last day in its zone when something is left out', () => {
    const pages = {'2026-12-04-weekly': {rhythm: 'weekly', status: 'cancelled' as const}}
    const bounded = {...weekly, until: '2026-12-18'}
    const rule = (timezone: string) => one(series({rhythms: {weekly: bounded}, pages, timezone}).events).recurs.rule
    expect(rule('Europe/Stockholm')).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;UNTIL=20261218T225959Z')
    expect(rule('America/Los_Angeles')).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;UNTIL=20261219T075959Z')
    expect(rule('Pacific/Auckland')).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;UNTIL=20261218T105959Z')
    const days = {...bounded, starts: '2026-11-27', lasts: '1 day'}
    expect(one(series({rhythms: {weekly: days}, pages}).events).recurs.rule).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;UNTIL=20261218')
  })

  it('of whole days is one of whole days', () => {
    const retreat = {title: 'Retreat', starts: '2027-06-11', repeats: 'every year on the 2nd friday of june', lasts: '3 days'}
    expect(one(series({rhythms: {retreat}}).events)).toMatchObject({
      allDay: true, start: {day: '2027-06-11'}, end: {day: '2027-06-14'}, recurs: {rule: 'FREQ=YEARLY;BYMONTH=6;BYDAY=2FR', except: []},
    })
  })

  it('may come seldom, and may last until the next begins', () => {
    const seldom = {starts: '2027-10-01', repeats: 'every 4 years on the 1st friday of october', lasts: '3 days'}
    expect(one(series({rhythms: {seldom}}).events).recurs).toMatchObject({rule: 'FREQ=MONTHLY;INTERVAL=48;BYDAY=1FR'})
    const always = {starts: '2027-10-25', repeats: 'every week', lasts: '7 days'}
    expect(one(series({rhythms: {always}}).events).recurs).toMatchObject({rule: 'FREQ=WEEKLY;BYDAY=MO;WKST=MO'})
  })

  it('is in its own zone, also in a calendar for somebody elsewhere', () => {
    const {events} = series({rhythms: {weekly: {...weekly, timezone: 'America/New_York'}}, pages: {'2026-12-04-weekly': {topic: 'Thrift'}}, more: {timezone: 'Asia/Tokyo'}})
    expect(one(events)).toMatchObject({timezone: 'America/New_York', start: {day: '2026-11-27', time: '19:00'}, end: {day: '2026-11-27', time: '21:00'}})
    expect(events.find(({recurs}) => recurs === undefined)).toMatchObject({timezone: 'Asia/Tokyo', start: {day: '2026-12-05', time: '09:00'}})
  })

  it('has the format and the reminders of its gatherings', () => {
    const ids = gatherings({charter: {circle: 1, id: 'x', name: 'x', purpose: 'x', founded: '2026-11-22', timezone: 'UTC', rhythms: {weekly}}, gatherings: new Map()}, year).map(({id}) => id)
    const more = {formats: new Map(ids.map((id) => [id, 'Junto'])), alarms: [1440, 15], prefix: 'Leather Apron Club'}
    const {events} = series({more, formatName: () => 'Junto'})
    expect(events).toHaveLength(1)
    expect(one(events)).toMatchObject({summary: 'Leather Apron Club: Friday meeting', description: 'Format: Junto', alarms: [1440, 15]})
  })
})

describe('a gathering that is not as its rhythm says', () => {
  const pages: Record<string, SharedPage> = {
    '2026-12-04-weekly': {rhythm: 'weekly', topic: 'Is thrift a virtue?'},
    '2026-12-11-weekly': {rhythm: 'weekly', when: '2026-12-12 10:00'},
    '2026-12-18-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'Snow'},
    '2026-12-25-weekly': {rhythm: 'weekly', lasts: '3h'},
    '2027-01-01-weekly': {rhythm: 'weekly', place: 'The park'},
    '2027-01-08-weekly': {rhythm: 'weekly', title: 'Walk'},
    '2027-01-15-weekly': {rhythm: 'weekly', when: '2027-01-15 19:00', timezone: 'Europe/Paris'},
    '2027-01-22-weekly': {rhythm: 'weekly', link: 'https://meet.example.org/apron'},
  }

  it('is left out of the series and stands for itself', () => {
    const {events} = series({pages})
    expect(one(events).recurs.except).toEqual(Object.keys(pages).map((id) => ({day: id.slice(0, 10), time: '19:00'})))
    expect(alone(events)).toEqual([
      '2026-12-04-weekly: 2026-12-04 19:00', '2026-12-11-weekly: 2026-12-12 10:00', '2026-12-18-weekly: 2026-12-18 19:00', '2026-12-25-weekly: 2026-12-25 19:00',
      '2027-01-01-weekly: 2027-01-01 19:00', '2027-01-08-weekly: 2027-01-08 19:00', '2027-01-15-weekly: 2027-01-15 19:00', '2027-01-22-weekly: 2027-01-22 19:00',
    ])
    expect(events.find(({status}) => status === 'CANCELLED')).toMatchObject({uid: '2026-12-18-weekly.7k2mq9xw@circle', description: 'Cancelled: Snow'})
  })

  it('is one only where a calendar shows it', () => {
    const same: Record<string, SharedPage> = {
      '2026-12-04-weekly': {rhythm: 'weekly', status: 'held', present: ['ann'], notes: 'Good talk.'},
      '2026-12-11-weekly': {rhythm: 'weekly', when: '2026-12-11 19:00', lasts: '120 min', place: 'The Indian King'},
    }
    expect(alone(series({pages: same}).events)).toEqual([])
  })

  it('does not begin a series, nor end one', () => {
    const first: Record<string, SharedPage> = {
      '2026-11-27-weekly': {rhythm: 'weekly', topic: 'Founding'}, '2026-12-04-weekly': {rhythm: 'weekly', status: 'cancelled'}, '2026-12-18-weekly': {rhythm: 'weekly', topic: 'Farewell'},
    }
    const {events} = series({rhythms: {weekly: {...weekly, repeats: 'FREQ=WEEKLY;COUNT=6', until: '2026-12-31'}}, pages: {...first, '2027-01-01-weekly': {topic: 'x'}}})
    expect(one(events)).toMatchObject({
      start: {day: '2026-12-11'}, recurs: {rule: 'FREQ=WEEKLY;BYDAY=FR;WKST=MO;UNTIL=20261225T225959Z', except: [{day: '2026-12-18', time: '19:00'}]},
    })
    expect(alone(events)).toEqual(['2026-11-27-weekly: 2026-11-27 19:00', '2026-12-04-weekly: 2026-12-04 19:00', '2026-12-18-weekly: 2026-12-18 19:00'])
  })

  it('keeps the fortnight when it was the first', () => {
    const {events} = series({rhythms: {weekly: {...weekly, repeats: 'every 2 weeks on tuesday and friday'}}, pages: {'2026-11-27-weekly': {topic: 'Founding'}}})
    expect(one(events)).toMatchObject({start: {day: '2026-12-08'}, recurs: {rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;WKST=MO'}})
    expect(one(events).recurs.starts.slice(0, 3).map(day)).toEqual(['2026-12-08', '2026-12-11', '2026-12-22'])
  })

  it('is one by the member\'s own roles too', () => {
    const roles = new Map([['2026-12-04-weekly', {set: ['Scribe'], proposed: []}]])
    const {events} = series({more: {roles}})
    expect(alone(events)).toEqual(['2026-12-04-weekly: 2026-12-04 19:00'])
    expect(events.find(({recurs}) => recurs === undefined)?.description).toContain('Scribe')
  })

  it('is one by their turn too, when the window has gone past it and nobody wrote a page', () => {
    const [own, others] = [{set: [], proposed: ['Scribe']}, {set: [], proposed: ['Reader']}]
    const roles = new Map([['2026-12-04-weekly', own], ['2026-12-04-other', others]])
    const until = {weekly: {...weekly, until: '2027-12-31'}}
    for (const rhythms of [undefined, until]) {
      const [now, later, earlier] = [year, {from: '2027-02-01', to: '2027-11-01'}, {from: '2026-11-01', to: '2026-12-01'}].map((window) => series({more: {roles}, window, ...(rhythms === undefined ? {} : {rhythms})}).events)
      expect(alone(now!)).toEqual(['2026-12-04-weekly: 2026-12-04 19:00'])
      for (const other of [later!, earlier!]) {
        expect(alone(other)).toEqual(alone(now!))
        expect([one(other).recurs.rule, one(other).recurs.except]).toEqual([one(now!).recurs.rule, one(now!).recurs.except])
      }
    }
  })

  it('stands for itself also outside the window, since the series is the whole rhythm', () => {
    const late: Window = {from: '2027-06-01', to: '2027-07-01'}
    const {events} = series({pages: {...pages, '2028-03-03-weekly': {rhythm: 'weekly', when: '2027-06-12 10:00'}, '2027-06-11-weekly': {rhythm: 'weekly', when: '2028-06-09 10:00'}}, window: late})
    expect(one(events).start.day).toBe('2026-11-27')
    expect(one(events).recurs.except).toHaveLength(10)
    expect(alone(events)).toHaveLength(10)
  })

  it('stays when the rhythm no longer has its day', () => {
    const held: Record<string, SharedPage> = {'2026-12-03-weekly': {rhythm: 'weekly', status: 'held'}, '2026-12-05-picnic': {when: '2026-12-05 12:00'}}
    const {events} = series({pages: held})
    expect(one(events).recurs.except).toEqual([])
    expect(alone(events)).toEqual(['2026-12-03-weekly: 2026-12-03 19:00', '2026-12-05-picnic: 2026-12-05 12:00'])
  })
})

describe('a series and the day on which it is written', () => {
  const pages: Record<string, SharedPage> = {'2026-12-04-weekly': {rhythm: 'weekly', topic: 'Thrift'}, '2027-12-03-weekly': {rhythm: 'weekly', status: 'cancelled'}}

  it('are independent: it is the same, to the byte', () => {
    const written = (window: Window) => calendarText(feed(series({pages, window}).events)).text
    const first = written({from: '2026-11-01', to: '2028-05-01'})
    expect(written({from: '2026-12-24', to: '2028-06-24'})).toBe(first)
    expect(written({from: '2027-12-24', to: '2029-06-24'})).toBe(first)
  })

  it('are independent also where the law of the clocks changed in between', () => {
    const old = {...weekly, starts: '2017-01-06 19:00'}
    const written = (window: Window) => calendarText(feed(series({rhythms: {weekly: old}, window, timezone: 'America/Sao_Paulo'}).events)).text
    expect(written({from: '2026-12-24', to: '2028-06-24'})).toBe(written({from: '2028-12-24', to: '2030-06-24'}))
  })
})

describe('the revision of a series', () => {
  const edited = (times: Record<string, number>) => one(series({
    pages: {'2026-12-04-weekly': {rhythm: 'weekly'}, '2026-12-05-picnic': {when: '2026-12-05 12:00'}}, changed: (id) => founded + (times[id] ?? 100),
  }).events)

  it('grows with the charter and with every page of the rhythm, also when a page says nothing any more', () => {
    expect(edited({})).toMatchObject({sequence: 100, modified: founded + 100, created: founded})
    expect(edited({'weekly.series': 200}).sequence).toBe(200)
    expect(edited({'2026-12-04-weekly': 300}).sequence).toBe(300)
    expect(edited({'2026-12-05-picnic': 400}).sequence, 'of another').toBe(100)
  })

  it('is of the same UID when the rhythm is edited, so that it takes the place of the former', () => {
    const uids = [weekly, {...weekly, starts: '2026-11-28 10:00', repeats: 'every week on saturday'}, {...weekly, timezone: 'Asia/Tokyo'}].map((rhythm) => one(series({rhythms: {weekly: rhythm}}).events).uid)
    expect(new Set(uids)).toEqual(new Set(['weekly.series.7k2mq9xw@circle']))
  })
})

describe('a rhythm that is written date by date', () => {
  const why = (rhythm: Partial<Rhythm>, scene: Scene = {}): string[] => {
    const {events, notes, single} = series({...scene, rhythms: {weekly: {...weekly, ...rhythm}}})
    expect(events).toEqual(single)
    return notes
  }

  it('says so, and why', () => {
    expect(why({repeats: 'every 10 days'})).toEqual(['weekly is written date by date: not all calendar programs know "every 10 days".'])
    expect(why({starts: '2027-01-03 02:30', repeats: 'every week', lasts: '1h'})).toEqual([
      'weekly is written date by date: the clocks of Europe/Stockholm change while it begins, lasts or ends on 2027-03-28.',
    ])
    expect(why({starts: '2026-11-27 19:00', repeats: 'every day', lasts: '26h'})).toEqual(['weekly is written date by date: each gathering lasts into the next.'])
    expect(why({}, {timezone: 'Africa/Casablanca'})).toEqual([
      'weekly is written date by date: it has no end, and nobody can say how the clocks of Africa/Casablanca go in later years; with `until` it can be one entry.',
    ])
    expect(why({until: '2026-12-04'}, {pages: {'2026-11-27-weekly': {topic: 'Thrift'}}})).toEqual([
      'weekly is written date by date: hardly any of its dates is without something of its own.',
    ])
    expect(why({timezone: 'UTC'})).toEqual(['weekly is written date by date: some calendar programs take what repeats in UTC to the clocks of Europe/Stockholm.'])
    expect(why({starts: '1972-11-24 19:00'}, {window: {from: '1972-11-01', to: '1973-03-01'}})).toEqual([
      'weekly is written date by date: it begins before 1973, when calendar programs do not know the clocks.',
    ])
  })

  it.each([
    ['begins in an hour that is skipped', '2027-03-14 02:30', '1h', true],
    ['ends in an hour that is skipped', '2027-03-14 01:00', '1h 30m', true],
    ['ends when an hour is skipped', '2027-03-14 01:00', '1h', true],
    ['lasts over an hour that is skipped', '2027-03-13 22:00', '8h', true],
    ['begins when the hour has been skipped', '2027-03-14 03:00', '1h', false],
    ['ends before it is skipped', '2027-03-14 00:00', '1h 59m', false],
    ['begins in an hour that is repeated', '2026-10-11 02:30', '1h', true],
    ['begins when it has been repeated', '2026-10-11 03:00', '1h', false],
  ])('is one that %s', (_, starts, lasts, troubled) => {
    const rhythm = {starts, lasts, repeats: 'every week', until: starts < '2027' ? '2026-11-30' : '2027-04-30'}
    const {notes} = series({rhythms: {weekly: {...weekly, ...rhythm}}, window: {from: '2026-09-01', to: '2027-09-01'}})
    expect(notes.length).toBe(troubled ? 1 : 0)
  })

  it('may be a series with an end where the clocks of later years are not known', () => {
    const {notes, events} = series({rhythms: {weekly: {...weekly, until: '2028-01-01'}}, timezone: 'Africa/Casablanca'})
    expect(notes).toEqual([])
    expect(one(events).recurs.rule).toBe('FREQ=WEEKLY;BYDAY=FR;WKST=MO;COUNT=58')
  })

  it('meets a change of the clocks after many years, and is none', () => {
    // Easter is not asked: a 28 March is a Sunday, the last of its month, in 2027, 2032, 2038 …
    expect(why({starts: '2028-01-28 02:30', repeats: 'every month', lasts: '1h'}, {window: {from: '2028-01-01', to: '2028-06-01'}})).toEqual([
      'weekly is written date by date: the clocks of Europe/Stockholm change while it begins, lasts or ends on 2029-10-28.',
    ])
  })

  it('needs no word when it has one date, or none in the window', () => {
    expect(why({repeats: 'FREQ=WEEKLY;COUNT=1'})).toEqual([])
    expect(why({repeats: undefined as never})).toEqual([])
    expect(why({repeats: 'every 10 days'}, {window: {from: '2020-01-01', to: '2021-01-01'}})).toEqual([])
  })
})

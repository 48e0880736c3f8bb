import {describe, expect, it} from 'vitest'
import {eventsOf, inZone} from '../../src/calendar/events.ts'
import type {More} from '../../src/calendar/events.ts'
import {calendarText} from '../../src/calendar/write.ts'
import type {GatheringRecord} from '../../src/model/circle.ts'
import type {Charter} from '../../src/model/charter.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import {feed} from './feed.ts'

const charter: Charter = {
  circle: 1,
  id: '7k2mq9xw',
  name: 'Leather Apron Club',
  purpose: 'Improve ourselves.',
  founded: '2026-11-22',
  timezone: 'America/New_York',
  rhythms: {
    weekly: {
      title: 'Friday meeting', starts: '2026-11-27 19:00', repeats: 'FREQ=WEEKLY;BYDAY=FR;COUNT=4', lasts: '2h',
      place: 'The Indian King', link: 'https://meet.example.org/apron',
    },
    retreat: {title: 'Yearly retreat', starts: '2027-06-11', lasts: '3 days'},
  },
}
const founded = Date.UTC(2026, 10, 22) / 1000

function events(pages: Record<string, SharedPage> = {}, changed: (id: string) => number = () => founded + 3600, more: Partial<Charter> = {}, besides: More = {}) {
  const records = Object.entries(pages).map(([id, shared]): [string, GatheringRecord] => [id, {id, shared, pages: new Map()}])
  const circle = {charter: {...charter, ...more}, gatherings: new Map(records)}
  return eventsOf(circle, gatherings(circle, {from: '2026-01-01', to: '2028-01-01'}), changed, besides)
}

describe('a gathering in the calendar', () => {
  it('is named by its id and the circle, whatever becomes of it', () => {
    expect(events().map(({uid}) => uid)).toEqual([
      '2026-11-27-weekly.7k2mq9xw@circle', '2026-12-04-weekly.7k2mq9xw@circle', '2026-12-11-weekly.7k2mq9xw@circle', '2026-12-18-weekly.7k2mq9xw@circle',
      '2027-06-11-retreat.7k2mq9xw@circle',
    ])
    const [moved] = events({'2026-11-27-weekly': {rhythm: 'weekly', when: '2026-11-28 10:00', title: 'Walk'}})
    expect(moved).toMatchObject({
      uid: '2026-11-27-weekly.7k2mq9xw@circle', summary: 'Walk', start: {day: '2026-11-28', time: '10:00'}, end: {day: '2026-11-28', time: '12:00'},
    })
  })

  it('has its place, its link and its topic, the link in the text too', () => {
    const [first] = events({'2026-11-27-weekly': {rhythm: 'weekly', topic: 'Is thrift a virtue?'}})
    expect(first).toMatchObject({
      location: 'The Indian King', url: 'https://meet.example.org/apron', status: 'CONFIRMED',
      description: 'Topic: Is thrift a virtue?\nJoin: https://meet.example.org/apron',
    })
  })

  it('has the link for a place when it has no place', () => {
    const [only] = events({}, undefined, {rhythms: {weekly: {starts: '2026-11-27 19:00', link: 'https://meet.example.org/a b'}}})
    expect(only).toMatchObject({location: 'https://meet.example.org/a%20b', url: 'https://meet.example.org/a%20b'})
  })

  it('stays when it is cancelled, marked in the title too, with the reason', () => {
    const [first] = events({'2026-11-27-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'Snow\r\nEND:VEVENT'}})
    expect(first).toMatchObject({
      summary: 'Cancelled: Friday meeting', status: 'CANCELLED', description: 'Cancelled: Snow END:VEVENT\nJoin: https://meet.example.org/apron',
    })
  })

  it('takes whole days, the end exclusive', () => {
    expect(events().at(-1)).toMatchObject({allDay: true, start: {day: '2027-06-11'}, end: {day: '2027-06-14'}})
  })
})

describe('what a calendar says besides the page', () => {
  const id = '2026-11-27-weekly'
  const link = 'Join: https://meet.example.org/apron'

  it('is the circle as a category', () => {
    expect(events()[0]).toMatchObject({categories: ['Leather Apron Club']})
  })

  it('is the format by its name, the member’s roles, and the link last', () => {
    const roles = new Map([[id, {set: ['Scribe', 'Timekeeper'], proposed: ['Essayist']}], ['2026-12-04-weekly', {set: ['Scribe'], proposed: []}]])
    const [first, second, third] = events({[id]: {rhythm: 'weekly', topic: 'Luck'}}, undefined, {}, {formats: new Map([[id, 'Junto\nEND:VEVENT']]), roles})
    expect(first?.description).toBe(`Topic: Luck\nFormat: Junto END:VEVENT\nYour roles: Scribe, Timekeeper\nYours by turn, if nobody says otherwise: Essayist\n${link}`)
    expect(second?.description).toBe(`Your role: Scribe\n${link}`)
    expect(third?.description).toBe(link)
  })

  it('is no role where there is nothing to do: the gathering is off', () => {
    const roles = new Map([[id, {set: ['Scribe'], proposed: ['Essayist']}]])
    const [first] = events({[id]: {rhythm: 'weekly', status: 'cancelled', why: 'Snow'}}, undefined, {}, {roles})
    expect(first?.description).toBe(`Cancelled: Snow\n${link}`)
  })

  it('is the circle before the title, where there are several, after the word that it is off', () => {
    const [first, second] = events({[id]: {rhythm: 'weekly', status: 'cancelled'}}, undefined, {}, {prefix: 'Apron'})
    expect([first?.summary, second?.summary]).toEqual(['Cancelled: Apron: Friday meeting', 'Apron: Friday meeting'])
  })

  it('is a reminder of what is to come, and of nothing that was held or is off', () => {
    const pages: Record<string, SharedPage> = {[id]: {rhythm: 'weekly', status: 'held'}, '2026-12-04-weekly': {rhythm: 'weekly', status: 'cancelled'}}
    expect(events(pages, undefined, {}, {alarms: [1440, 15]}).map(({alarms}) => alarms)).toEqual([undefined, undefined, [1440, 15], [1440, 15], [900]])
    expect(events({}, undefined, {}, {alarms: []}).filter((event) => 'alarms' in event)).toEqual([])
  })

  it('reminds of whole days at nine in the morning, and of none at night', () => {
    const retreat = (alarms: number[]) => events({}, undefined, {}, {alarms}).at(-1)?.alarms
    expect(retreat([2880, 1440, 120, 15])).toEqual([2880 - 540, 1440 - 540])
    expect(retreat([15])).toBeUndefined()
  })
})

describe('an event on other clocks', () => {
  it('is at the same instants, and says the day and time there', () => {
    const [here, there] = [events()[0]!, events({}, undefined, {}, {timezone: 'Asia/Kolkata'})[0]!]
    expect(there).toMatchObject({timezone: 'Asia/Kolkata', start: {day: '2026-11-28', time: '05:30'}, end: {day: '2026-11-28', time: '07:30'}, startMs: here.startMs, endMs: here.endMs, uid: here.uid})
  })

  it('takes the same days where it takes whole days', () => {
    expect(events({}, undefined, {}, {timezone: 'Pacific/Auckland'}).at(-1)).toMatchObject({timezone: 'America/New_York', start: {day: '2027-06-11'}, end: {day: '2027-06-14'}})
  })

  it('is told of an hour that those clocks show twice', () => {
    // 01:30 in New York, the second time: 06:30 UTC on 1 November 2026.
    const startMs = Date.UTC(2026, 10, 1, 6, 30)
    const event = {...events()[0]!, timezone: 'UTC', start: {day: '2026-11-01', time: '06:30'}, end: {day: '2026-11-01', time: '07:30'}, startMs, endMs: startMs + 3_600_000}
    const there = inZone(event, 'America/New_York')
    expect(there).toMatchObject({start: {day: '2026-11-01', time: '01:30'}, kind: 'overlap', startMs})
    expect(calendarText(feed([there])).text).toContain('DTSTART:20261101T063000Z')
  })
})

describe('the revision of an entry', () => {
  it('is the seconds from founding to its last change, which is its stamp too', () => {
    const [first, second] = events({}, (id) => founded + (id === '2026-11-27-weekly' ? 5000 : 4000))
    expect(first).toMatchObject({sequence: 5000, modified: founded + 5000, created: founded})
    expect(second).toMatchObject({sequence: 4000, modified: founded + 4000, created: founded})
  })

  it('is never less than nothing, nor more than a reader takes', () => {
    expect(events({}, () => founded - 7200.5)[0]).toMatchObject({sequence: 0, modified: founded - 7201, created: founded - 7201})
    expect(events({}, () => founded + 2 ** 31)[0]).toMatchObject({sequence: 2 ** 31 - 1})
  })

  it('grows with each change', () => {
    const sequences = [0, 1, 60, 86_400].map((after) => events({}, () => founded + after)[0]?.sequence ?? -1)
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
    expect(new Set(sequences).size).toBe(4)
  })
})

describe('what stays in the circle', () => {
  it('is in no line of the calendar', () => {
    const shared: SharedPage = {
      rhythm: 'weekly', status: 'held', topic: 'shown-topic', present: ['canary-ann'], regrets: ['canary-bo'], guests: ['Canary Guest'],
      notes: 'canary notes ann@canary.example',
      roles: {scribe: 'canary-cy'}, decisions: {p0aa: 'canary decision'},
    }
    const page = {rsvp: 'declined' as const, why: 'canary why', takeaway: 'canary takeaway', commitments: {k3fx: {what: 'canary what'}}}
    const pages = new Map([['canary-ann', page]])
    const circle = {
      charter: {...charter, promises: ['canary promise'], purpose: 'canary purpose'},
      gatherings: new Map<string, GatheringRecord>([['2026-11-27-weekly', {id: '2026-11-27-weekly', shared, pages}]]),
    }
    const {text} = calendarText(feed(eventsOf(circle, gatherings(circle, {from: '2026-01-01', to: '2028-01-01'}), () => founded)))
    const whole = text.replace(/\r\n /g, '')
    expect(whole).toContain('shown-topic')
    expect(whole.toLowerCase()).not.toContain('canary')
    expect(whole.replace(/^UID:.*$/gm, '')).not.toContain('@')
  })
})

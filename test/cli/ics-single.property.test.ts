/** Any circle with several rhythms and formats: in series form only what says something of its own is an entry of its own. */
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {seriesOf} from '../../src/calendar/series.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {partOf} from '../../src/cli/ics/part.ts'
import type {Material} from '../../src/cli/ics/part.ts'
import type {Charter, Rhythm} from '../../src/model/charter.ts'
import type {Circle, GatheringRecord} from '../../src/model/circle.ts'
import {addDays, dayFrom, dayNumber} from '../../src/model/day.ts'
import type {Format} from '../../src/model/format.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {nameParts} from '../../src/schedule/folders.ts'
import {occurrences} from '../../src/schedule/occurrences.ts'

const thorough = process.env.CIRCLE_THOROUGH === '1'
const founded = Date.UTC(2026, 10, 22) / 1000

const formats = new Map(['junto', 'walk'].map((id): [string, Format] => [id, {name: `The ${id}`, purpose: 'To meet.', steps: [{title: 'Meet', minutes: 'rest'}]}]))
/** None, two that there are, and one that there is not. */
const format = fc.constantFrom(undefined, 'junto', 'walk', 'junta')
const day = fc.integer({min: dayNumber('2026-01-01'), max: dayNumber('2027-12-31')}).map(dayFrom)
const repeats = fc.constantFrom('every week', 'every 2 weeks', 'every month on the 2nd tuesday', 'every year on the 2nd friday of june', 'every month on the last day', 'FREQ=WEEKLY;COUNT=30')
const rhythm: fc.Arbitrary<Rhythm> = fc.tuple(day, fc.constantFrom('', ' 19:30', ' 09:00'), repeats, format, fc.constantFrom(undefined, 'The tavern'))
  .map(([starts, time, phrase, named, place]) => ({
    starts: `${starts}${time}`, repeats: phrase, lasts: time === '' ? '2 days' : '2h', ...(named === undefined ? {} : {format: named}), ...(place === undefined ? {} : {place}),
  }))

/** What a page says: whether that is anything of its own depends on the rhythm, and is told by `hasItsOwn`. */
const page: fc.Arbitrary<SharedPage> = fc.constantFrom<SharedPage>({topic: 'Thrift'}, {status: 'held', present: ['ann']}, {status: 'cancelled'}, {format: 'walk'}, {format: 'junto'}, {place: 'The tavern'}, {notes: 'Good.'})

/** Whether a page says what its rhythm, and the circle, do not say already. */
function hasItsOwn(said: SharedPage, {format: usual, place, starts}: Rhythm, circles: string | undefined): boolean {
  const known = (id: string | undefined): string | undefined => (id !== undefined && formats.has(id) ? id : undefined)
  const ofRhythm = usual ?? (starts.includes(' ') ? circles : undefined)
  return said.topic !== undefined || said.status === 'cancelled' || (said.format !== undefined && known(said.format) !== known(ofRhythm)) || (said.place !== undefined && said.place !== place)
}

describe('any circle in series form', () => {
  it('has as single entries only gatherings with something of their own, whatever the window', () => {
    const seen = {days: 0, named: 0, alone: 0}
    const pages = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({min: 0, max: 20}), page), {maxLength: 5})
    fc.assert(fc.property(format, fc.tuple(rhythm, rhythm, rhythm), pages, fc.integer({min: -100, max: 1500}), fc.constantFrom(20, 90, 550, 1300), (usual, [a, b, c], said, later, length) => {
      const rhythms: Record<string, Rhythm> = {a, b, c}
      const charter: Charter = {circle: 1, id: '7k2mq9xw', name: 'Club', purpose: 'To try.', founded: '2026-11-22', timezone: 'Europe/Berlin', rhythms, ...(usual === undefined ? {} : {format: usual})}
      const records = said.flatMap(([name, nth, shared]): [string, GatheringRecord][] => {
        const due = occurrences(rhythms[name]!, charter.timezone, {from: '2026-01-01', to: '2035-01-01'})[nth]
        return due === undefined ? [] : [[`${due}-${name}`, {id: `${due}-${name}`, shared: {rhythm: name, ...shared}, pages: new Map()}]]
      })
      const circle: Circle = {charter, members: new Map(), gatherings: new Map(records), polls: new Map(), formats}
      const from = addDays('2026-06-01', later)
      const material = (to: string): Material => ({
        history: {changed: () => founded, at: () => founded, within: () => founded, logged: founded, notes: []}, formats, wishes: {from, to, inTheirZone: false, series: true}, series: seriesOf, clocks: () => [],
      })
      const {events, notes} = partOf(circle, material(addDays(from, length)))
      // What is said is written, or it is a fault: it is read back there.
      calendarText({name: 'Club', version: '1', timezone: charter.timezone, events})
      const without = new Set(notes.flatMap((note) => /^(\w) is written date by date/.exec(note)?.[1] ?? []))
      for (const {uid} of events.filter(({recurs}) => recurs === undefined)) {
        const id = uid.slice(0, -'.7k2mq9xw@circle'.length)
        const name = nameParts(id).name!
        if (without.has(name)) continue
        const shared = circle.gatherings.get(id)?.shared
        expect([id, shared !== undefined && hasItsOwn(shared, rhythms[name]!, usual)]).toEqual([id, true])
        seen.alone += 1
      }
      for (const {allDay, description, uid} of events.filter(({recurs}) => recurs !== undefined)) {
        const known = formats.get(rhythms[uid.slice(0, 1)]!.format ?? (allDay ? '' : (usual ?? '')))
        expect([uid, description]).toEqual([uid, known === undefined ? undefined : `Format: ${known.name}`])
        if (allDay) seen.days += 1
        if (known !== undefined) seen.named += 1
      }
    }), {numRuns: thorough ? 1000 : 50})
    expect(Object.values(seen).every((count) => count >= (thorough ? 100 : 3)), JSON.stringify(seen)).toBe(true)
  }, 300_000)
})

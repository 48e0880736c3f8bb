import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import type {Rhythm} from '../../src/model/charter.ts'
import {dayNumber} from '../../src/model/day.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import type {Gathering} from '../../src/schedule/gatherings.ts'
import {instantText, resolveWall} from '../../src/schedule/instant.ts'
import {strays} from '../../src/schedule/strays.ts'
import {circleOf, hostZones, inHostZone} from './circles.ts'

interface Case {
  readonly id: string
  readonly timezone: string
  readonly allDay: boolean
  readonly series: readonly {
    readonly uid: string
    readonly start: string
    readonly end: string
    readonly rrule: string | null
    readonly exdates: readonly string[]
    readonly moved: readonly {readonly from: string; readonly to: string; readonly end: string}[]
    readonly cancelled: readonly string[]
    readonly rdates: readonly string[]
  }[]
  readonly window: readonly [string, string]
  readonly expected: readonly {readonly start: string; readonly end?: string; readonly uid: string; readonly was?: string}[]
  readonly expectedCancelled?: readonly {readonly start: string; readonly end: string; readonly uid: string}[]
}

const {cases} = JSON.parse(readFileSync(new URL('../fixtures/calendar/cases.json', import.meta.url), 'utf8')) as {cases: readonly Case[]}

/** `2026-03-05T19:00:00` as circle writes it. */
function wall(text: string): string {
  return text.slice(0, 16).replace('T', ' ')
}

/** How long from one wall time to another on an ordinary day. */
function length(start: string, end: string): string {
  const minutes = (text: string): number => (text.length > 10 ? Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)) : 0)
  const days = dayNumber(end.slice(0, 10)) - dayNumber(start.slice(0, 10))
  return start.length > 10 ? `${days * 1440 + minutes(end) - minutes(start)} min` : `${days} days`
}

/** The circle that a case tells of: a series is a rhythm; what is skipped or called off is a cancelled gathering. */
function found(one: Case): ReturnType<typeof circleOf> {
  const rhythms: Record<string, Rhythm> = {}
  const folders: Record<string, SharedPage> = {}
  for (const {uid, start, end, rrule, exdates, moved, cancelled, rdates} of one.series) {
    if (rdates.length > 0) throw new Error('no case has RDATE')
    rhythms[uid] = {starts: wall(start), lasts: length(start, end), ...(rrule === null ? {} : {repeats: rrule})}
    for (const skipped of [...exdates, ...cancelled]) folders[`${skipped.slice(0, 10)}-${uid}`] = {rhythm: uid, status: 'cancelled', why: 'called off'}
    for (const {from, to, end: until} of moved) folders[`${from.slice(0, 10)}-${uid}`] = {rhythm: uid, when: wall(to), lasts: length(to, until)}
  }
  return circleOf(one.timezone, rhythms, folders)
}

/** A gathering in the words of the cases. */
function told(gathering: Gathering, timezone: string): {uid: string; start: string; end: string; was?: string} {
  const {rhythm = '', allDay, start, end, startMs, endMs, moved, due} = gathering
  if (allDay) return {uid: rhythm, start: start.day, end: end.day, ...(moved ? {was: due} : {})}
  const was = moved ? {was: instantText(resolveWall(timezone, due, rhythmTime.get(rhythm) ?? '').ms)} : {}
  return {uid: rhythm, start: instantText(startMs), end: instantText(endMs), ...was}
}
const rhythmTime = new Map<string, string>()

describe.each(hostZones)('the hard schedules, on a machine in %s', (host) => {
  it.each(cases.map((one) => [one.id, one] as const))('%s', (_, one) => {
    inHostZone(host, () => {
      const circle = found(one)
      for (const {uid, start} of one.series) rhythmTime.set(uid, start.slice(11, 16))
      const list = gatherings(circle, {from: one.window[0], to: one.window[1]})
      const happening = list.filter(({status}) => status === 'planned').map((gathering) => told(gathering, one.timezone))
      // Where a case gives no end, readers differ on it; then only the starts count.
      const expected = one.expected.map((item, index) => ({end: happening[index]?.end, ...item}))
      const sorted = <T extends {start: string; was?: string}>(items: readonly T[]): T[] => items.toSorted((a, b) => `${a.start} ${a.was}`.localeCompare(`${b.start} ${b.was}`))
      expect(sorted(happening)).toEqual(sorted(expected))
      const calledOff = new Set(one.series.flatMap(({cancelled}) => cancelled.map((text) => text.slice(0, 10))))
      const shown = list.filter(({status, due}) => status === 'cancelled' && calledOff.has(due)).map((gathering) => told(gathering, one.timezone))
      expect(shown).toEqual(one.expectedCancelled ?? [])
      expect(strays(circle)).toEqual([])
    })
  })
})

it('has all the cases', () => expect(cases).toHaveLength(26))

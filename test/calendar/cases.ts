/** The hard cases of test/fixtures/calendar/cases.json, as circles. */
import {readFileSync} from 'node:fs'
import type {Charter, Rhythm} from '../../src/model/charter.ts'
import type {GatheringRecord} from '../../src/model/circle.ts'
import {daysBetween} from '../../src/model/day.ts'
import type {SharedPage} from '../../src/model/gathering.ts'

export interface Expected {
  /** UTC instants, or days. */
  readonly start: string
  /** Absent where only the start is laid down. */
  readonly end?: string
}

export interface Case {
  readonly id: string
  readonly timezone: string
  readonly series: readonly {
    readonly uid: string
    readonly start: string
    readonly end: string
    readonly rrule: string | null
    readonly exdates: readonly string[]
    readonly moved: readonly {readonly from: string; readonly to: string; readonly end: string}[]
    readonly cancelled: readonly string[]
  }[]
  /** Days from (inclusive) and to (exclusive). */
  readonly window: readonly [string, string]
  readonly expected: readonly Expected[]
  readonly expectedCancelled?: readonly Expected[]
}

/** The cases that are no series in any part, and why: what is not here is written as series only. */
export const notPortable: Readonly<Record<string, string>> = {
  'monthly-31st-skips-short-months': 'w is written date by date: not all calendar programs know "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=8".',
  'gap-0230-stockholm': 'w is written date by date: the clocks of Europe/Stockholm change while it begins, lasts or ends on 2026-03-29.',
  'overlap-0230-stockholm': 'w is written date by date: the clocks of Europe/Stockholm change while it begins, lasts or ends on 2026-10-25.',
  'one-off-kolkata': 'a single date: there is nothing to say',
}

const file = new URL('../fixtures/calendar/cases.json', import.meta.url)

/** All cases of the file. */
export function cases(): Case[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as {cases: Case[]}).cases
}

/** A circle whose rhythms and gatherings are a case. Dates that a case leaves out are called off, for a circle has no other way. */
export function circleOf({id, timezone, series}: Case): {charter: Charter; gatherings: Map<string, GatheringRecord>} {
  const rhythms: Record<string, Rhythm> = {}
  const folders = new Map<string, GatheringRecord>()
  const note = (rhythm: string, due: string, shared: SharedPage): void => {
    const folder = `${due.slice(0, 10)}-${rhythm}`
    folders.set(folder, {id: folder, shared: {rhythm, ...shared}, pages: new Map()})
  }
  for (const {uid, start, end, rrule, exdates, moved, cancelled} of series) {
    rhythms[uid] = {starts: whenText(start), lasts: lengthText(start, end), ...(rrule === null ? {} : {repeats: rrule})}
    for (const due of exdates) note(uid, due, {status: 'cancelled', why: 'Left out'})
    for (const due of cancelled) note(uid, due, {status: 'cancelled', why: 'Called off'})
    for (const {from, to, end} of moved) note(uid, from, {when: whenText(to), lasts: lengthText(to, end)})
  }
  const charter = {circle: 1, id, name: id, purpose: 'To be hard.', founded: '2026-01-01', timezone, rhythms}
  return {charter, gatherings: folders}
}

/** `2026-03-05 19:00`, or the day alone. */
function whenText(text: string): string {
  return text.slice(0, 16).replace('T', ' ')
}

/** A length on the wall, as the files of a circle have it. */
function lengthText(start: string, end: string): string {
  if (!start.includes('T')) return `${daysBetween(start, end)} days`
  return `${(Date.parse(`${end}Z`) - Date.parse(`${start}Z`)) / 60_000} min`
}

/** When a circle to be will gather: worked out as it will be once it is founded, never from what was typed. */
import type {GatheringRecord} from '../model/circle.ts'
import {addDays} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import {gatherings} from '../schedule/gatherings.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {occurrences} from '../schedule/occurrences.ts'
import {dayWords} from '../schedule/words.ts'
import type {RecordWrite} from './command.ts'
import {foundingRecords} from './found.ts'
import type {Founding} from './found.ts'

/** A rhythm without a day for so long is a slip. */
const horizonDays = 800

/** The first three gatherings of a founding; none where no date is given. Throws a `usage` fault for a rhythm that never comes. */
export function firstGatherings(founding: Founding): Gathering[] {
  const {starts, repeats} = founding
  if (starts === undefined) return []
  const records = foundingRecords(founding, undefined)
  const {record: charter} = records.find((write) => write.kind === 'charter') as Extract<RecordWrite, {kind: 'charter'}>
  const folders = records.flatMap((write): [string, GatheringRecord][] => (write.kind === 'gathering' ? [[write.id, {id: write.id, shared: write.record, pages: new Map()}]] : []))
  const found = gatherings({charter, gatherings: new Map(folders)}, {from: starts.day, to: addDays(starts.day, horizonDays)})
  if (found.length === 0) throw new Fault('usage', `${repeats} never falls on a day within two years of ${starts.day}`, {hint: 'look at how often and from when again'})
  return found.slice(0, 3)
}

/** Says so when the day from which a rhythm counts is none of its days; undefined when it is, or there is none. */
export function offRhythm({starts, repeats}: Founding, [first]: readonly Gathering[]): string | undefined {
  if (starts === undefined || repeats === undefined || first === undefined || first.start.day === starts.day) return undefined
  return `${dayWords(starts.day)} is no day of the rhythm "${repeats}", so the first gathering is on ${dayWords(first.start.day)}.`
}

/** The first day of a rhythm that counts from this day, which is that of `once`; undefined when it has none within two years. */
export function firstDayFrom(day: Day, repeats: string, zone: string): Day | undefined {
  return repeats === 'once' ? day : occurrences({starts: day, repeats}, zone, {from: day, to: addDays(day, horizonDays)})[0]
}

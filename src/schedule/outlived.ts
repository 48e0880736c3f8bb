/** Folders of a rhythm's dates that are no dates of it any more: what becomes of them so that they stay gatherings. */
import type {Rhythm} from '../model/charter.ts'
import type {Circle, GatheringRecord} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import {defined} from '../model/defined.ts'
import type {SharedPage} from '../model/gathering.ts'
import {readWhen, whenText} from '../model/when.ts'
import {isBare, nameParts, rhythmNamed} from './folders.ts'
import type {Calendar} from './folders.ts'
import {gatheringById} from './named.ts'
import {strays} from './strays.ts'

/**
 * The shared page of a folder as that of a date of its own: it begins when it began, and keeps what it had of its rhythm. A
 * rhythm that is not there any more leaves its day alone. The folder's name must begin with a day.
 */
export function ownDate({charter}: Calendar, {id, shared}: Pick<GatheringRecord, 'id' | 'shared'>): SharedPage {
  const {due, name} = nameParts(id)
  const {rhythm: said, ...page} = shared
  const rhythm: Partial<Rhythm> = rhythmNamed({charter, gatherings: new Map()}, said ?? name) ?? {}
  const time = rhythm.starts === undefined ? undefined : readWhen(rhythm.starts)?.time
  const {lasts, timezone, place, link, title, format} = rhythm
  return defined({when: whenText({day: due!, ...(time === undefined ? {} : {time})}), lasts, timezone, place, link, title, format, ...defined(page)})
}

/** The same, called off. What was called off before keeps its reason. */
export function calledOff(page: SharedPage, why: string): SharedPage {
  return {...page, status: 'cancelled', why: page.status === 'cancelled' ? (page.why ?? why) : why}
}

/** What ending a rhythm does to folders of its later dates. */
export interface Outlived {
  /** They are called off. */
  readonly off: readonly GatheringRecord[]
  /** They had been moved to the last day or before it, and take place. */
  readonly kept: readonly GatheringRecord[]
}

/**
 * The folders of a rhythm that are due after a day, as they become when it ends with that day: dates of their own. One that was
 * held stays as it is, and so does one that says nothing but its rhythm: it falls away with the rhythm.
 */
export function outlived(circle: Circle, rhythm: string, after: Day): Outlived {
  const later = [...circle.gatherings.values()].filter((record) => nameParts(record.id).name === rhythm && record.id.slice(0, 10) > after && record.shared.status !== 'held' && !isBare(record) && isOf(circle, record, rhythm))
  const isKept = ({shared}: GatheringRecord): boolean => shared.when !== undefined && shared.when.slice(0, 10) <= after
  return {
    off: later.filter((record) => !isKept(record)).map((record) => ({...record, shared: calledOff(ownDate(circle, record), `The rhythm ${rhythm} has ended`)})),
    kept: later.filter(isKept).map((record) => ({...record, shared: ownDate(circle, record)})),
  }
}

/** Whether a folder with the name of a rhythm's date is of that rhythm, and not a date of its own. */
function isOf(circle: Circle, {id, shared}: GatheringRecord, rhythm: string): boolean {
  if (shared.rhythm !== undefined) return shared.rhythm === rhythm
  return shared.when === undefined || gatheringById(circle, id)?.rhythm === rhythm
}

/** The folder that was typed, where it names no gathering but a day, so that it can be made a date of its own. */
export function strayNamed(circle: Calendar, typed: string): GatheringRecord | undefined {
  const id = typed.trim().toLowerCase()
  const record = circle.gatherings.get(id)
  if (record === undefined || nameParts(id).due === undefined) return undefined
  return strays({charter: circle.charter, gatherings: new Map([[id, record]])}).length === 0 ? undefined : record
}

/** What the names of folders under gatherings/ say: a day, and a rhythm or a slug. */
import type {Rhythm} from '../model/charter.ts'
import type {Circle, GatheringRecord} from '../model/circle.ts'
import {addDays, isDay} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {grouped} from '../model/grouped.ts'
import {occurrences} from './occurrences.ts'

/** What of a circle decides when it gathers. */
export type Calendar = Pick<Circle, 'charter' | 'gatherings'>

/** The two parts of a gathering's id, `2026-11-27` and `weekly`; `due` is undefined when it is not made so. */
export function nameParts(id: string): {due: Day | undefined; name: string} {
  const due = id.slice(0, 10)
  return isDay(due) && id[10] === '-' && id.length > 11 ? {due, name: id.slice(11)} : {due: undefined, name: ''}
}

/** True for a folder that says nothing but its rhythm: nothing is lost when it hits no date. */
export function isBare({shared, pages}: GatheringRecord): boolean {
  return pages.size === 0 && shared.rhythm !== undefined && Object.entries(shared).every(([key, value]) => key === 'rhythm' || value === undefined)
}

/** A rhythm of the charter by its id. */
export function rhythmNamed(circle: Calendar, id: string): Rhythm | undefined {
  const {rhythms} = circle.charter
  return rhythms !== undefined && Object.hasOwn(rhythms, id) ? rhythms[id] : undefined
}

/** For each rhythm, the days on which it falls among those that folders name. Asked once, so that it costs one expansion a rhythm. */
export function hitsOf(circle: Calendar): ReadonlyMap<string, ReadonlySet<Day>> {
  const dates = [...circle.gatherings.keys()].flatMap((id) => {
    const {due, name} = nameParts(id)
    const rhythm = rhythmNamed(circle, name)
    return due === undefined || rhythm === undefined ? [] : [{due, name, rhythm}]
  })
  return new Map(grouped(dates, ({name}) => name).map((alike) => {
    const {name, rhythm} = alike[0]!
    const days = alike.map(({due}) => due).toSorted()
    return [name, new Set(occurrences(rhythm, circle.charter.timezone, {from: days[0]!, to: addDays(days.at(-1)!, 1)}))]
  }))
}

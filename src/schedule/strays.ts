/** Folders under gatherings/ that name no gathering, so that nobody waits for an exception that hits nothing. */
import type {GatheringRecord} from '../model/circle.ts'
import {addDays, shiftedDay} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {nearest} from '../model/nearest.ts'
import type {Rhythm} from '../model/charter.ts'
import {hitsOf, isBare, nameParts, rhythmNamed} from './folders.ts'
import type {Calendar} from './folders.ts'
import {occurrences} from './occurrences.ts'

/** A folder that names no gathering: what is wrong, and what would be right. */
export interface Stray {
  /** The folder's name. */
  readonly id: string
  readonly message: string
  readonly hint: string
}

/**
 * The folders that hit no occurrence of their rhythm, name no rhythm of the charter, or are a date of their own without
 * `when`, in the order of their ids. A gathering that was held is history: it stays when its rhythm is edited; and a folder
 * that says nothing but its rhythm loses nothing when that rhythm is ended.
 */
export function strays(circle: Calendar): Stray[] {
  const hits = hitsOf(circle)
  return [...circle.gatherings.values()].flatMap((record) => {
    const wrong = wrongWith(circle, record, hits)
    return wrong === undefined ? [] : [{id: record.id, ...wrong}]
  })
}

function wrongWith(circle: Calendar, record: GatheringRecord, hits: ReadonlyMap<string, ReadonlySet<Day>>): Omit<Stray, 'id'> | undefined {
  const {id, shared} = record
  const {due, name} = nameParts(id)
  if (due === undefined) {
    return {
      message: `gatherings/${id} is not named by a day and a rhythm`,
      hint: 'a gathering is a folder such as 2026-11-27-weekly, or 2026-12-05-picnic for a date of its own',
    }
  }
  const rhythmId = shared.rhythm ?? name
  const rhythm = rhythmNamed(circle, rhythmId)
  if (shared.rhythm !== undefined) {
    if (rhythm === undefined) return {message: `the charter has no rhythm \`${rhythmId}\``, hint: invitedHint(record) ?? rhythmHint(circle, record, rhythmId)}
    if (rhythmId !== name) {
      return {
        message: `gatherings/${id} says \`rhythm: ${rhythmId}\`, but its name ends in ${name}`,
        hint: `name the folder ${due}-${rhythmId}, or take \`rhythm\` out and write \`when\``,
      }
    }
  } else if (shared.when !== undefined) {
    return undefined
  }
  if (rhythm === undefined) return {message: `gatherings/${id} has neither a rhythm nor a time`, hint: `write \`when: "${due} 19:00"\`, or name the rhythm`}
  if (shared.status === 'held' || hits.get(rhythmId)?.has(due) === true) return undefined
  // It was a date until the rhythm was ended, and nothing was ever said about it.
  if (isBare(record) && fell(circle, rhythm, due)) return undefined
  return {message: `${due} is not a day of the rhythm \`${rhythmId}\``, hint: invitedHint(record) ?? nearestHint(circle, record, rhythm, due)}
}

/** Whether the rhythm would fall on a day if it had not been ended. */
function fell(circle: Calendar, {until: _, ...rhythm}: Rhythm, day: Day): boolean {
  return occurrences(rhythm, circle.charter.timezone, {from: day, to: addDays(day, 1)}).length > 0
}

/** What can be done with a folder whatever became of its rhythm. */
function wayOut({id}: GatheringRecord): string {
  return `write \`when\` in place of \`rhythm\`, call it off (circle schedule cancel ${id}), or delete the folder`
}

/** Calendar entries hang on the name of the folder: where people have one, it stays, until they have heard. */
function invitedHint({id, pages}: GatheringRecord): string | undefined {
  const isInvited = [...pages.values()].some(({invited = {}}) => Object.values(invited).some(({method}) => method === 'request'))
  return isInvited ? `people were invited to it, so its name stays: call it off (circle schedule cancel ${id}), or write \`when\` in place of \`rhythm\`` : undefined
}

function rhythmHint(circle: Calendar, record: GatheringRecord, name: string): string {
  const out = wayOut(record)
  const known = Object.keys(circle.charter.rhythms ?? {})
  const meant = nearest(name, known)
  if (meant !== undefined) return `did you mean ${meant}? If not, ${out}`
  return known.length === 0 ? out : `its rhythms are ${known.join(', ')}: name folder and \`rhythm\` after one of these, ${out}`
}

/** The rhythm's days next to the one that was named. */
function nearestHint(circle: Calendar, record: GatheringRecord, rhythm: Rhythm, due: Day): string {
  const out = wayOut(record)
  const reach = 400
  const days = occurrences(rhythm, circle.charter.timezone, {from: shiftedDay(due, -reach), to: shiftedDay(due, reach)})
  const near = [days.findLast((day) => day < due), days.find((day) => day > due)].filter((day) => day !== undefined)
  if (near.length === 0) return out
  return near.length === 1 ? `its nearest day is ${near[0]}; name the folder for it, ${out}` : `its nearest days are ${near.join(' and ')}; name the folder for one of these, ${out}`
}

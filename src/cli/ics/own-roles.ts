/** What a member does at which gathering: for that member's own calendar, in which nobody else is named. */
import {agendaOf, formatIdOf, titleOf} from '../../agenda/agenda.ts'
import type {Roles} from '../../calendar/events.ts'
import type {Circle} from '../../model/circle.ts'
import {addDays, addMonths, isDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import type {Format} from '../../model/format.ts'
import {gatherings} from '../../schedule/gatherings.ts'
import type {Gathering} from '../../schedule/gatherings.ts'

/** How far ahead of the log the next gathering is looked for: near first, as looking takes time. */
const monthsAhead = [2, 36]

/**
 * The roles of a member by the ids of the gatherings at which they have any. Set are those on a gathering's page; proposed, at the first
 * one planned after the last one logged, those that are theirs by turn. That is told from the log, not from the clock, so that the
 * same files say the same on any day.
 */
export function ownRoles(circle: Circle, member: string, formats: ReadonlyMap<string, Format>): Map<string, Roles> {
  const next = nextByLog(circle)
  const proposed = next === undefined ? [] : proposedAt(circle, member, next, formats)
  const roles = new Map([...circle.gatherings].flatMap(([id, {shared}]): [string, Roles][] => {
    const set = Object.entries(shared.roles ?? {}).filter(([, holder]) => holder === member).map(([role]) => titleOf(role))
    return set.length === 0 ? [] : [[id, {set, proposed: []}]]
  }))
  if (next !== undefined && proposed.length > 0) roles.set(next.id, {set: roles.get(next.id)?.set ?? [], proposed})
  return roles
}

/** The first gathering that is planned after the last one that was held; undefined when none comes. */
function nextByLog(circle: Circle): Gathering | undefined {
  const {last, earliest} = logged(circle)
  // A day back, since the days of other zones begin earlier.
  const from = addDays(last ?? earliest, -1)
  for (const months of monthsAhead) {
    const near = gatherings(circle, {from, to: addMonths(from, months)})
    const lastHeld = near.findLast(({status}) => status === 'held')
    const next = near.find(({status, startMs}) => status === 'planned' && (lastHeld === undefined || startMs > lastHeld.startMs))
    if (next !== undefined) return next
  }
  return undefined
}

/** The day in the id of the last gathering that was held, and the earliest day on which anything could have been planned. */
function logged({charter, gatherings: records}: Circle): {last: Day | undefined; earliest: Day} {
  const dayIn = (text: string): Day => text.slice(0, '2026-11-27'.length)
  const held = [...records.values()].filter(({shared}) => shared.status === 'held').map(({id, shared}) => dayIn(shared.when ?? id))
  const starts = [charter.founded, ...Object.values(charter.rhythms ?? {}).map((rhythm) => dayIn(rhythm.starts)), ...[...records.keys()].map(dayIn)]
  return {last: held.filter(isDay).toSorted().at(-1), earliest: starts.filter(isDay).toSorted()[0] ?? charter.founded}
}

/** The roles that turn gives a member at a gathering, where the page does not say who has them. */
function proposedAt(circle: Circle, member: string, gathering: Gathering, formats: ReadonlyMap<string, Format>): string[] {
  const format = formatIdOf(gathering, circle.charter)
  if (format !== undefined && !formats.has(format)) return []
  const {roles} = agendaOf({circle, gathering, gatherings: [gathering], formats, today: gathering.start.day})
  return roles.filter((role) => !role.set && role.member?.id === member).map(({title}) => title)
}

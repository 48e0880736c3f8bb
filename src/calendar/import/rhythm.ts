/** A recurring event becomes a rhythm of the charter, or it is said why it cannot. */
import type {Rhythm} from '../../model/charter.ts'
import {addDays, daysBetween, firstDay, lastDay, shiftedDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {sameLength} from '../../model/duration.ts'
import {longestId, slugOf} from '../../model/forms.ts'
import {readRepeats} from '../../model/repeats.ts'
import {readRule} from '../../model/rrule.ts'
import type {Recurrence} from '../../model/rrule.ts'
import {readWhen, whenText} from '../../model/when.ts'
import type {When} from '../../model/when.ts'
import {nameParts} from '../../schedule/folders.ts'
import {resolveWall, wallOf} from '../../schedule/instant.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {shortened} from '../text.ts'
import type {Draft} from './draft.ts'
import {repeatsText, sameRule} from './phrase.ts'
import {mostLooked, placedIn, unknownZone} from './scene.ts'
import type {Home, Looked, Scene} from './scene.ts'
import {lastingOf} from './times.ts'

/** The rhythm, or why there is none (a clause that follows "it"). */
export type Made = {readonly rhythm: Rhythm; readonly empty: boolean} | {readonly wrong: string}

/** The rhythm that an event with a rule is. Whether it is past or there already is not asked here. */
export function rhythmOf(scene: Scene, draft: Draft): Made {
  if (scene.looked.days >= mostLooked) return {wrong: 'cannot be looked at: the file has too much that repeats'}
  const start = placedIn(scene, draft.start)
  if (start === undefined) return {wrong: unknownZone(draft.start)}
  const end = draft.end === undefined ? undefined : placedIn(scene, draft.end)
  if (draft.end !== undefined && end === undefined) return {wrong: unknownZone(draft.end)}
  const lasting = lastingOf(start, end, draft.duration)
  if (lasting.wrong !== undefined) return {wrong: lasting.wrong}
  const rule = readRule(withoutClock(draft.rule ?? '', start.when))
  if ('problem' in rule) return {wrong: `${rule.problem.slice(0, 200)}; ${rule.hint}`}
  const bound = ending(rule, start.when, start.zone)
  const home = scene.circle.charter.timezone
  const rhythm: Rhythm = defined({
    title: draft.title,
    starts: whenText(start.when),
    repeats: repeatsText(bound.rule, start.when.day),
    until: bound.until,
    lasts: lasting.lasts,
    timezone: start.zone === home ? undefined : start.zone,
    place: draft.place,
    link: draft.link,
  }) as Rhythm
  if (firstFrom(rhythm, home, start.when.day, scene.looked) === undefined) return {wrong: 'never falls on a day'}
  return {rhythm, empty: lasting.empty === true}
}

/** A rule without the hour that some programs write into it, where that is the hour of the start. */
function withoutClock(rule: string, {time}: When): string {
  const [hour, minute] = (time ?? '00:00').split(':').map(Number)
  const same: Readonly<Record<string, number>> = {BYHOUR: hour!, BYMINUTE: minute!, BYSECOND: 0}
  return rule.split(';').filter((part) => {
    const [name = '', value = ''] = part.split('=')
    const expected = same[name.trim().toUpperCase()]
    return expected === undefined || !/^\d{1,2}$/.test(value.trim()) || Number(value) !== expected
  }).join(';')
}

/** The last day that UNTIL allows, apart from the rule: then the rule can be a phrase, and a person can read the day. */
function ending(rule: Recurrence, starts: When, zone: string): {rule: Recurrence; until?: Day} {
  const {until, ...endless} = rule
  if (until === undefined) return {rule}
  const day = lastDayOf(until, starts, zone)
  return day < starts.day ? {rule} : {rule: endless, until: day}
}

function lastDayOf(until: NonNullable<Recurrence['until']>, starts: When, zone: string): Day {
  if (until.time === undefined) return until.day
  // Of whole days, programs write the day they mean as its midnight or its last second in UTC.
  if (starts.time === undefined && ['00:00', '23:59'].includes(until.time)) return until.day
  const time = starts.time ?? '00:00'
  if (until.utc !== true) return time <= until.time ? until.day : addDays(until.day, -1)
  const end = resolveWall('UTC', until.day, until.time).ms
  const wall = wallOf(zone, end).day
  return resolveWall(zone, wall, time).ms <= end ? wall : addDays(wall, -1)
}

/**
 * The first day of a rhythm from a day on; near days first, since a long look ahead costs time. A rule of days that does not come
 * in eleven years is one that never comes: a hostile file can have hundreds. The days looked at are added to `looked`.
 */
export function firstFrom(rhythm: Rhythm, home: string, asked: Day, looked: Looked = {days: 0}): Day | undefined {
  const {day} = readWhen(rhythm.starts)!
  const from = day > asked ? day : asked
  const rule = ruleOf(rhythm)
  if (rule?.count !== undefined) return firstCounted(rhythm, home, from, rule.count, looked)
  for (const to of [shiftedDay(from, 400), shiftedDay(from, 4000), ...(rule?.freq === 'daily' ? [] : [lastDay])]) {
    const [found] = occurrences(rhythm, home, {from, to})
    const end = rhythm.until !== undefined && rhythm.until < to ? rhythm.until : to
    looked.days += Math.max(0, daysBetween(from, end))
    if (found !== undefined) return found
  }
  return undefined
}

/** A rule with a number of times is counted from its start, up to its last; for its exceptions once more. */
function firstCounted(rhythm: Rhythm, home: string, from: Day, count: number, looked: Looked): Day | undefined {
  const {day} = readWhen(rhythm.starts)!
  const all = occurrences(rhythm, home, {from: firstDay, to: lastDay})
  looked.days += 2 * Math.max(0, daysBetween(day, all.length < count ? lastDay : all.at(-1)!))
  return all.find((each) => each >= from)
}

/** What an id of a rhythm may have in its place: the day stands in front of it where it names a gathering. */
const longestRhythmId = Math.min(40, longestId - 11)

/** A free id for a rhythm: of its title, or the one it had where it comes from. */
export function freeRhythmId(circle: Home, draft: Draft, wanted: string | undefined, planned: ReadonlySet<string>): string {
  const dates = new Set([...circle.gatherings.values()].filter(({shared}) => shared.rhythm === undefined).map(({id}) => nameParts(id).name))
  const taken = (id: string): boolean => Object.hasOwn(circle.charter.rhythms ?? {}, id) || dates.has(id) || planned.has(id)
  const slug = wanted ?? slugOf(draft.title, longestRhythmId) ?? 'gathering'
  if (!taken(slug)) return slug
  for (let number = 2; ; number += 1) if (!taken(`${slug}-${number}`)) return `${slug}-${number}`
}

/** How two rhythms that begin alike differ, in words; nothing where they are the same. `mine` is the circle's. */
export function rhythmDifferences(mine: Rhythm, theirs: Rhythm): string[] {
  const found: string[] = []
  if (!sameRepeats(mine, theirs)) found.push(`repeats ${quoted(mine.repeats)}, there ${quoted(theirs.repeats)}`)
  for (const field of ['until', 'lasts', 'place', 'link'] as const) {
    if (mine[field] === theirs[field] || (field === 'lasts' && sameLength(mine.lasts, theirs.lasts))) continue
    found.push(`${field} ${quoted(mine[field])}, there ${quoted(theirs[field])}`)
  }
  return found
}

/** Whether two rhythms that begin alike follow the same rule. */
export function sameRepeats(mine: Rhythm, theirs: Rhythm): boolean {
  const [a, b] = [ruleOf(mine), ruleOf(theirs)]
  return a === undefined || b === undefined ? a === b : sameRule(a, b, readWhen(theirs.starts)?.day ?? '')
}

/** The rule of a rhythm; undefined for one that happens once, and for words that are none. */
export function ruleOf({repeats}: Rhythm): Recurrence | undefined {
  const rule = repeats === undefined ? undefined : readRepeats(repeats)
  return rule === undefined || 'problem' in rule ? undefined : rule
}

/** A value in words. */
export function quoted(value: string | undefined): string {
  return value === undefined ? 'nothing' : `"${shortened(value, 60)}"`
}

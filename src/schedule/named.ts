import {addDays, daysBetween, isDay} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import {nearest} from '../model/nearest.ts'
import {readWhen} from '../model/when.ts'
import {nameParts} from './folders.ts'
import type {Calendar} from './folders.ts'
import {byStart, gatherings} from './gatherings.ts'
import type {Gathering} from './gatherings.ts'
import {strays} from './strays.ts'
import {shortDay} from './words.ts'

/** The longest that a gathering is looked for ahead: a yearly retreat, skipped once. */
const horizonDays = 800

/** The next gathering that is planned and not over at `nowMs`; undefined when there is none in two years. */
export function comingGathering(circle: Calendar, nowMs: number, today: Day): Gathering | undefined {
  // Near dates first: most circles meet within weeks, and a long window costs time.
  for (const days of [40, horizonDays]) {
    const found = gatherings(circle, {from: addDays(today, -31), to: addDays(today, days)}).find((one) => one.status === 'planned' && one.endMs > nowMs)
    if (found !== undefined) return found
  }
  return undefined
}

/** The last gathering that had begun at `nowMs` and was not cancelled. */
export function latestGathering(circle: Calendar, nowMs: number, today: Day): Gathering | undefined {
  for (const days of [40, 400, 4000]) {
    const found = gatherings(circle, {from: addDays(today, -days), to: addDays(today, 2)}).findLast((one) => one.status !== 'cancelled' && one.startMs <= nowMs)
    if (found !== undefined) return found
  }
  return undefined
}

/** The gathering with this id, whether it has a folder or not; undefined when no occurrence and no folder has it. */
export function gatheringById(circle: Calendar, id: string): Gathering | undefined {
  const record = circle.gatherings.get(id)
  const days = [record?.shared.when === undefined ? undefined : readWhen(record.shared.when)?.day, id.slice(0, 10)]
  // One folder is enough to look at; the others only cost time.
  const one: Calendar = {charter: circle.charter, gatherings: record === undefined ? new Map() : new Map([[id, record]])}
  for (const day of days) {
    if (day === undefined || !isDay(day)) continue
    const found = gatherings(one, {from: day, to: addDays(day, 1)}).find((candidate) => candidate.id === id)
    if (found !== undefined) return found
  }
  return undefined
}

/** The gatherings that were held, oldest first. */
export function heldGatherings(circle: Calendar): Gathering[] {
  return [...circle.gatherings.values()]
    .filter(({shared}) => shared.status === 'held')
    .flatMap(({id}) => gatheringById(circle, id) ?? [])
    .toSorted(byStart)
}

/** The gatherings due on a day or moved to it. */
export function gatheringsOn(circle: Calendar, day: Day): Gathering[] {
  const moved = [...circle.gatherings.keys()].filter((id) => id.startsWith(`${day}-`)).flatMap((id) => gatheringById(circle, id) ?? [])
  const there = gatherings(circle, {from: addDays(day, -1), to: addDays(day, 2)}).filter(({due, start}) => due === day || start.day === day)
  return [...new Map([...there, ...moved].map((one) => [one.id, one])).values()]
}

/**
 * The gathering that was typed: an id, a day where it is unambiguous, `next` or `last`. `today` is the day of `nowMs`
 * where the circle is at home. Throws an `unknown` fault that says what there is instead.
 */
export function gatheringNamed(circle: Calendar, typed: string, {nowMs, today}: {nowMs: number; today: Day}): Gathering {
  const wanted = typed.trim().toLowerCase()
  if (wanted === 'next') return comingGathering(circle, nowMs, today) ?? none('no gathering is planned', 'plan one: circle schedule add "next friday 19:00"')
  if (wanted === 'last') return latestGathering(circle, nowMs, today) ?? none('there has been no gathering yet', '`circle schedule list` shows those to come')
  if (isDay(wanted)) return onlyOne(gatheringsOn(circle, wanted), circle, wanted)
  const found = gatheringById(circle, wanted)
  if (found !== undefined) return found
  refuseStray(circle, wanted)
  const day = wanted.slice(0, 10)
  const near = isDay(day) ? gatheringsOn(circle, day).map(({id}) => id) : []
  const known = [...circle.gatherings.keys()].filter((id) => gatheringById(circle, id) !== undefined)
  const meant = nearest(wanted, [...known, ...near, 'next', 'last'])
  if (meant !== undefined) return none(`there is no gathering ${typed}`, `did you mean ${meant}?`)
  return none(`there is no gathering ${typed}`, isDay(day) ? nearDays(circle, day) : (withWord(circle, wanted, today) ?? nearDays(circle, today, 'near today')))
}

/** Throws for a folder that is there, but stands for no gathering. */
function refuseStray(circle: Calendar, id: string): void {
  const record = circle.gatherings.get(id)
  if (record === undefined) return
  const [stray] = strays({charter: circle.charter, gatherings: new Map([[id, record]])})
  if (stray !== undefined) none(`${id} is no gathering: ${stray.message}`, stray.hint)
  none(`${id} is no gathering: its folder hits no date of the rhythm ${record.shared.rhythm ?? nameParts(id).name}`, 'nothing is written there but its rhythm, so the folder can be deleted')
}

/** What to say of a word that gatherings about `today` have in their name, title or topic; undefined when none has. */
function withWord(circle: Calendar, word: string, today: Day): string | undefined {
  const words = (one: Gathering): string[] => [nameParts(one.id).name, one.title, one.topic ?? ''].flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  const found = gatherings(circle, {from: addDays(today, -400), to: addDays(today, 400)}).filter((one) => words(one).includes(word))
  if (found.length < 2) return found.length === 0 ? undefined : `did you mean ${found[0]!.id}?`
  return `say which: ${closestIds(found, today).join(', ')}${found.length > 3 ? ' …' : ''}`
}

function onlyOne(found: readonly Gathering[], circle: Calendar, day: Day): Gathering {
  if (found.length === 1) return found[0]!
  if (found.length === 0) return none(`there is no gathering on ${shortDay(day)} ${day.slice(0, 4)}`, nearDays(circle, day))
  return none(`there are ${found.length} gatherings on ${day}`, `say which: ${found.map(({id}) => id).join(', ')}`)
}

function nearDays(circle: Calendar, day: Day, where = 'near that day'): string {
  const near = gatherings(circle, {from: addDays(day, -31), to: addDays(day, 32)})
  return near.length === 0 ? '`circle schedule list` shows the dates' : `${where}: ${closestIds(near, day).join(', ')}`
}

/** The ids of the three that are nearest to a day. */
function closestIds(found: readonly Gathering[], day: Day): string[] {
  const distance = (one: Gathering): number => Math.abs(daysBetween(one.start.day, day))
  return found.toSorted((a, b) => distance(a) - distance(b)).slice(0, 3).map(({id}) => id).toSorted()
}

function none(message: string, hint: string): never {
  throw new Fault('unknown', message, {hint})
}

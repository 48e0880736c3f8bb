/**
 * From an .ics file to what it becomes in a circle: rhythms, pages of their dates, dates of their own. What the circle has
 * already stays as it is; nothing of the file is left out without a word.
 *
 * Two are the same when they are called alike and begin at the same time: that makes a second import of a file add nothing.
 * (A UID is not kept: it is of no use to the people who read the pages, and tells where the calendar came from.)
 */
import type {Charter, Rhythm} from '../../model/charter.ts'
import type {GatheringRecord} from '../../model/circle.ts'
import {addMonths, dayNumber, lastDay, shiftedDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {readWhen} from '../../model/when.ts'
import {rhythmNamed} from '../../schedule/folders.ts'
import {gatheringById} from '../../schedule/named.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {counted} from '../../schedule/words.ts'
import type {WindowsZones} from '../zone-names.ts'
import {addDates, compareOwn, dateOf, dueIn} from './dates.ts'
import type {OwnDate} from './dates.ts'
import type {Draft} from './draft.ts'
import {addExceptions, dropExtra, extraDate, replaceExtra} from './exceptions.ts'
import {groupsOf} from './groups.ts'
import type {Group} from './groups.ts'
import {firstFrom, freeRhythmId, rhythmDifferences, rhythmOf} from './rhythm.ts'
import {called, leave, outside, placedIn} from './scene.ts'
import type {Home, Outcome, Scene} from './scene.ts'
import {momentsOf} from './source.ts'
import type {Source} from './source.ts'
import {instantOf} from './times.ts'
import type {Moment} from './values.ts'
import {zonesOf} from './zones.ts'

/** What is asked for. */
export interface Asked {
  /** Dates before this day, and rhythms that ended before it, are past and not taken. */
  readonly from: Day
  /** The last day that is taken; absent: no end. */
  readonly to?: Day
  /** Take events too that are marked as private. */
  readonly secret: boolean
  readonly windows: WindowsZones
}

/** What a file becomes. */
export interface Plan extends Outcome {
  /** The charter with the new rhythms; absent when there are none. */
  readonly charter?: Charter
}

/** The most bytes that rhythms may make a charter have, well below what is read of a file. */
const mostCharter = 90_000
const mostRhythms = 150
/** The most recurring events that are looked at: a limit for hostile files. */
const mostRecurring = 500

/** What the file becomes in the circle. Pure, and the same every time. */
export function importPlan(circle: Home, source: Source, asked: Asked): Plan {
  const out: Outcome = {
    rhythms: [], gatherings: [], there: [], differs: [], notTaken: [...source.left], misses: [], remarks: [...source.remarks],
  }
  const used = usedZones(source.drafts)
  const zones = zonesOf(used, source.definitions, circle.charter.timezone, asked.windows)
  const scene: Scene = {circle, zoneOf: (tzid) => zones.get(tzid)?.zone, from: asked.from, ...defined({to: asked.to}), out}
  for (const {note} of zones.values()) if (note !== undefined) out.remarks.push(note)
  const open = source.drafts.filter((draft) => {
    if (draft.secret && !asked.secret) leave(scene, draft, 'is marked as private; --private takes such events too')
    return !draft.secret || asked.secret
  })
  const {groups, left} = groupsOf(open)
  out.notTaken.push(...left)
  const dates = takeGroups(scene, groups)
  const rhythms = Object.fromEntries(out.rhythms.map(({id, rhythm}) => [id, rhythm]))
  const charter = out.rhythms.length === 0 ? undefined : {...circle.charter, rhythms: {...circle.charter.rhythms, ...rhythms}}
  const pages = out.gatherings.map(({id, record}): [string, GatheringRecord] => [id, {id, shared: record, pages: new Map()}])
  addDates(scene, dates, {charter: charter ?? circle.charter, gatherings: new Map([...circle.gatherings, ...pages])})
  const floating = open.filter(({start}) => start.time !== undefined && !start.utc && start.tzid === undefined).length
  if (floating > 0) out.remarks.push(`Times in no zone (${counted(floating, 'event')}): taken as times in ${circle.charter.timezone}.`)
  const byLine = <T extends {readonly line: number}>(list: T[]): T[] => list.toSorted((a, b) => a.line - b.line)
  const {notTaken, misses, differs} = out
  const sorted = {...out, rhythms: byLine(out.rhythms), notTaken: byLine(notTaken), misses: byLine(misses), differs: byLine(differs)}
  return charter === undefined ? sorted : {...sorted, charter}
}

/** The moments for which each TZID is used; of what recurs, a day of each week for five years. */
function usedZones(drafts: readonly Draft[]): Map<string, Moment[]> {
  const used = new Map<string, Moment[]>()
  for (const draft of drafts) {
    const {rule, start} = draft
    const recurring = rule === undefined || start.tzid === undefined ? [] : Array.from({length: 260}, (_, week) => week)
    const weekly = recurring.map((week) => ({...start, day: shiftedDay(start.day, week * 7)}))
    for (const moment of [...momentsOf(draft), ...weekly]) {
      if (moment.tzid === undefined) continue
      const list = used.get(moment.tzid)
      if (list === undefined) used.set(moment.tzid, [moment])
      else list.push(moment)
    }
  }
  return used
}

/** A rhythm of the file that has its place in the circle. */
interface Settled {
  readonly id: string
  readonly rhythm: Rhythm
}

/** Takes what recurs, and gives all that happens once. */
function takeGroups(scene: Scene, groups: readonly Group[]): OwnDate[] {
  const {circle} = scene
  const dates: OwnDate[] = []
  const claimed = new Set<string>()
  const settled = new Map<Group, Settled>()
  const series = new Map<string, Group>()
  const mine = groups.filter((group) => !isOwn(scene, group))
  let recurring = 0
  for (const group of mine) {
    if (group.master.rule === undefined) continue
    recurring += 1
    if (recurring > mostRecurring) {
      leave(scene, group.master, `is more than the ${mostRecurring} recurring events that are looked at`)
      continue
    }
    const found = settle(scene, group, claimed)
    if (found === undefined) continue
    settled.set(group, found)
    if (group.origin?.rhythm !== undefined) series.set(`${group.origin.rhythm}.${group.origin.circle}`, group)
  }
  const singles = new Map<Group, Map<Day, Draft>>()
  for (const group of mine) {
    if (group.master.rule !== undefined) continue
    const {gathering, circle: from} = group.origin ?? {}
    const due = gathering === undefined ? undefined : dueIn(gathering)
    const whole = due === undefined ? undefined : series.get(`${gathering!.slice(11)}.${from}`)
    const rhythm = whole === undefined ? undefined : settled.get(whole)!.rhythm
    if (rhythm !== undefined && occurrences(rhythm, circle.charter.timezone, {from: due!, to: shiftedDay(due!, 1)}).length > 0) {
      const list = singles.get(whole!) ?? new Map<Day, Draft>()
      singles.set(whole!, list.set(due!, group.master))
    } else dates.push(...onceOf(scene, group, gathering))
  }
  for (const [group, {id, rhythm}] of settled) {
    const {master, overrides} = group
    dates.push(...addExceptions(scene, {id, rhythm, master, overrides, singles: singles.get(group) ?? new Map()}))
  }
  for (const group of mine) {
    if (group.master.rule === undefined || settled.has(group)) continue
    for (const draft of group.overrides) leave(scene, draft, `belongs to what stands on line ${group.master.line}, which is not taken`)
  }
  return dates
}

/** True, and compared, for an event of this very circle that the circle has. */
function isOwn(scene: Scene, {master, origin}: Group): boolean {
  const {circle, out} = scene
  if (origin === undefined || origin.circle !== circle.charter.id) return false
  if (origin.gathering !== undefined) {
    const one = gatheringById(circle, origin.gathering)
    if (one === undefined || master.rule !== undefined) return false
    compareOwn(scene, one, master)
    return true
  }
  const id = origin.rhythm!
  const rhythm = rhythmNamed(circle, id)
  if (rhythm === undefined || master.rule === undefined) return false
  const made = rhythmOf(scene, master)
  if ('wrong' in made) leave(scene, master, made.wrong)
  else if (sameDates(scene, rhythm, made.rhythm)) out.there.push(master.line)
  else out.differs.push({line: master.line, id, how: 'its dates here are others than there'})
  return true
}

/** Whether a series of this circle falls on its rhythm's days; it may begin later, where the first dates stand for themselves. */
function sameDates({circle}: Scene, mine: Rhythm, theirs: Rhythm): boolean {
  const home = circle.charter.timezone
  const [when, other] = [readWhen(mine.starts), readWhen(theirs.starts)]
  if (when === undefined || other === undefined || when.time !== other.time) return false
  if ((mine.timezone ?? home) !== (theirs.timezone ?? home)) return false
  const end = addMonths(other.day, 24)
  const window = {from: other.day, to: end > lastDay || dayNumber(end) < dayNumber(other.day) ? lastDay : end}
  return occurrences(mine, home, window).join() === occurrences(theirs, home, window).join()
}

/** The rhythm that a recurring event becomes or already is; undefined when it is not taken, and then it has been said. */
function settle(scene: Scene, {master, origin}: Group, claimed: Set<string>): Settled | undefined {
  const {circle, out} = scene
  if (master.cancelled) return leave(scene, master, 'is called off as a whole')
  const made = rhythmOf(scene, master)
  if ('wrong' in made) return leave(scene, master, made.wrong)
  const {rhythm, empty} = made
  const coming = firstFrom(rhythm, circle.charter.timezone, scene.from)
  if (coming === undefined) return leave(scene, master, `is over: its last date was before ${scene.from}`)
  const late = outside(scene, coming)
  if (late !== undefined) return leave(scene, master, late)
  const existing = existingRhythm(circle, rhythm, claimed)
  if (existing !== undefined) {
    claimed.add(existing.id)
    const found = rhythmDifferences(existing.rhythm, rhythm)
    if (found.length === 0) out.there.push(master.line)
    else out.differs.push({line: master.line, id: existing.id, how: found.join('; ')})
    return existing
  }
  if (!hasRoomFor(scene, rhythm)) return leave(scene, master, 'is more than the charter can hold')
  const id = freeRhythmId(circle, master, origin?.rhythm, new Set(out.rhythms.map((one) => one.id)))
  sayOfNew(scene, id, rhythm, empty)
  offRule(scene, master, rhythm, id)
  out.rhythms.push({line: master.line, id, rhythm})
  return {id, rhythm}
}

/** The circle's rhythm that is called alike and begins at the same time, if no other event of the file is it. */
function existingRhythm({charter}: Home, {starts, timezone, title}: Rhythm, claimed: ReadonlySet<string>): Settled | undefined {
  const home = charter.timezone
  const isIt = (one: Rhythm): boolean => one.starts === starts && (one.timezone ?? home) === (timezone ?? home) && one.title === title
  const found = Object.entries(charter.rhythms ?? {}).find(([id, one]) => !claimed.has(id) && isIt(one))
  return found === undefined ? undefined : {id: found[0], rhythm: found[1]}
}

function hasRoomFor({circle, out}: Scene, rhythm: Rhythm): boolean {
  const bytes = new TextEncoder().encode(JSON.stringify([circle.charter, out.rhythms, rhythm])).length
  return out.rhythms.length < mostRhythms && bytes <= mostCharter
}

/** What a person should know of a new rhythm. */
function sayOfNew({circle, out}: Scene, id: string, {title}: Rhythm, empty: boolean): void {
  const [namesake] = Object.entries(circle.charter.rhythms ?? {}).find(([, one]) => one.title === title && title !== undefined) ?? []
  if (namesake !== undefined) {
    const instead = `circle schedule end-rhythm ${namesake} --after DAY`
    out.remarks.push(`${id} is called like the rhythm ${namesake}, which stays. If it takes its place: ${instead}`)
  }
  if (empty) out.remarks.push(`${id} has no length in the file: two hours are assumed.`)
}

/** A first date that its own rule does not give: calendars disagree about it, so a person should decide. */
function offRule({out, circle}: Scene, master: Draft, rhythm: Rhythm, id: string): void {
  const day = master.start.day
  if (occurrences(rhythm, circle.charter.timezone, {from: day, to: shiftedDay(day, 1)}).length > 0) return
  const why = `is none of its rule (${rhythm.repeats}), and calendars disagree whether it counts`
  out.misses.push({line: master.line, what: `${day}, the first date of ${id}`, why: `${why}. If it does: circle schedule add "${rhythm.starts}"`})
}

/** The dates of an event that follows no rule: its own, and those that it adds. */
function onceOf(scene: Scene, {master, overrides}: Group, wanted: string | undefined): OwnDate[] {
  const {out} = scene
  const own = dateOf(scene, master, wanted)
  const placed = placedIn(scene, master.start)
  const dates = new Map<number, OwnDate>(own === undefined || placed === undefined ? [] : [[instantOf(placed), own]])
  if (own !== undefined) {
    for (const extra of master.extra) {
      const date = extraDate(scene, master, extra)
      if (date !== undefined) dates.set(instantOf(date.start), date)
    }
  }
  const lost = (line: number, what: string): void => {
    out.misses.push({line, what: `${what} ${called(master)}`, why: 'hits no date of it'})
  }
  for (const {line, value} of master.except) if (!dropExtra(scene, dates, value)) lost(line, `${value.day}, left out of`)
  if (own !== undefined && !dates.has(instantOf(placed!))) leave(scene, master, 'leaves out its own date (EXDATE)')
  for (const draft of overrides) {
    if (draft.future || !replaceExtra(scene, dates, draft)) lost(draft.of!.line, `${draft.of!.value.day}, changed in`)
    else if (draft.line !== master.line && instantOf(placed!) === instantOf(placedIn(scene, draft.of!.value)!)) {
      leave(scene, master, `is changed as a whole by what stands on line ${draft.line}`)
    }
  }
  return [...dates.values()]
}


/**
 * From an .ics file to what it becomes in a circle: rhythms, pages of their dates, dates of their own. What the circle has
 * already stays as it is; nothing of the file is left out without a word.
 *
 * Two are the same when they are called alike and begin at the same time; a rhythm, with one of the dates of the event, since
 * of one that is going on only what is to come is taken. That makes a second import of a file add nothing.
 * (A UID is not kept: it is of no use to the people who read the pages, and tells where the calendar came from.)
 */
import type {Charter, Rhythm} from '../../model/charter.ts'
import type {GatheringRecord} from '../../model/circle.ts'
import {shiftedDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {readWhen, whenText} from '../../model/when.ts'
import {resolveWall, wallOf} from '../../schedule/instant.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {counted} from '../../schedule/words.ts'
import type {WindowsZones} from '../zone-names.ts'
import {chosenOf} from './choice.ts'
import type {Choice} from './choice.ts'
import {addDates, dateOf, dueIn} from './dates.ts'
import type {OwnDate} from './dates.ts'
import type {Draft} from './draft.ts'
import {addExceptions, dropExtra, extraDate, replaceExtra} from './exceptions.ts'
import {groupsOf} from './groups.ts'
import type {Group} from './groups.ts'
import {isOwn, ownIds} from './own.ts'
import {firstFrom, freeRhythmId, rhythmDifferences, rhythmOf, sameRepeats} from './rhythm.ts'
import {called, leave, outside, placedIn} from './scene.ts'
import type {Home, Outcome, Scene} from './scene.ts'
import {momentsOf} from './source.ts'
import {endingBy, startingFrom} from './stretch.ts'
import type {Source} from './source.ts'
import {instantOf} from './times.ts'
import type {Moment} from './values.ts'
import {zonesOf} from './zones.ts'

/** What is asked for. */
export interface Asked extends Choice {
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
  const used = usedZones(source.drafts, asked.from)
  const zones = zonesOf(used, source.definitions, circle.charter.timezone, asked.windows, asked.from)
  const scene: Scene = {circle, zoneOf: (tzid) => zones.get(tzid)?.zone, from: asked.from, ...defined({to: asked.to}), looked: {days: 0}, out}
  for (const {note} of zones.values()) if (note !== undefined) out.remarks.push(note)
  const open = source.drafts.filter((draft) => {
    if (draft.secret && !asked.secret) leave(scene, draft, 'is marked as private; --private takes such events too')
    return !draft.secret || asked.secret
  })
  const {groups, left} = groupsOf(open)
  out.notTaken.push(...left)
  const dates = takeGroups(scene, chosenOf(scene, groups, asked))
  const rhythms = Object.fromEntries(out.rhythms.map(({id, rhythm}) => [id, rhythm]))
  const charter = out.rhythms.length === 0 ? undefined : {...circle.charter, rhythms: {...circle.charter.rhythms, ...rhythms}}
  const pages = out.gatherings.map(({id, record}): [string, GatheringRecord] => [id, {id, shared: record, pages: new Map()}])
  addDates(scene, dates, {charter: charter ?? circle.charter, gatherings: new Map([...circle.gatherings, ...pages])})
  const floating = open.filter(({start}) => start.time !== undefined && !start.utc && start.tzid === undefined).length
  if (floating > 0) out.remarks.push(`Times in no zone (${counted(floating, 'event')}): taken as times in ${circle.charter.timezone}.`)
  out.remarks.push(...skippedTimes(scene, open))
  const byLine = <T extends {readonly line: number}>(list: T[]): T[] => list.toSorted((a, b) => a.line - b.line)
  const {notTaken, misses, differs} = out
  const sorted = {...out, rhythms: byLine(out.rhythms), notTaken: byLine(notTaken), misses: byLine(misses), differs: byLine(differs)}
  return charter === undefined ? sorted : {...sorted, charter}
}

const mostSkipped = 3

/** Times that the clocks skip, which count as later ones. */
function skippedTimes(scene: Scene, drafts: readonly Draft[]): string[] {
  const found = drafts.flatMap(({line, start, extra}) => [{line, value: start}, ...extra.map((one) => ({line: one.line, value: one.value.start}))])
    .flatMap(({line, value}) => {
      const place = placedIn(scene, value)
      if (place?.when.time === undefined || outside(scene, place.when.day) !== undefined) return []
      const {kind, ms} = resolveWall(place.zone, place.when.day, place.when.time)
      return kind === 'gap' ? [`${whenText(place.when)} in ${place.zone} (line ${line}) is ${wallOf(place.zone, ms).time}`] : []
    })
  if (found.length === 0) return []
  const rest = found.length > mostSkipped ? ` and ${found.length - mostSkipped} more` : ''
  return [`Times that do not exist, since the clocks skip them: ${found.slice(0, mostSkipped).join(', ')}${rest}.`]
}

/** The moments for which each TZID is used; of what recurs, a day of each week for five years, and for a year from the first day asked for. */
function usedZones(drafts: readonly Draft[], from: Day): Map<string, Moment[]> {
  const used = new Map<string, Moment[]>()
  for (const draft of drafts) {
    const {rule, start} = draft
    const recurring = rule === undefined || start.tzid === undefined ? [] : Array.from({length: 260}, (_, week) => week)
    const weekly = recurring.map((week) => ({...start, day: shiftedDay(start.day, week * 7)}))
    const later = from <= start.day ? [] : recurring.slice(0, 53).map((week) => ({...start, day: shiftedDay(from, week * 7)}))
    for (const moment of [...momentsOf(draft), ...weekly, ...later]) {
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
  /** As the file has it, also where it begins earlier or ends later. */
  readonly whole: Rhythm
}

/** Takes what recurs, and gives all that happens once. */
function takeGroups(scene: Scene, groups: readonly Group[]): OwnDate[] {
  const {circle} = scene
  const dates: OwnDate[] = []
  const claimed = new Set<string>()
  const settled = new Map<Group, Settled>()
  const series = new Map<string, Group>()
  const own = ownIds(scene, groups)
  const mine = groups.filter((group) => !isOwn(scene, group, own))
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
  for (const [group, {id, rhythm, whole}] of settled) {
    const {master, overrides} = group
    dates.push(...addExceptions(scene, {id, rhythm, whole, master, overrides, singles: singles.get(group) ?? new Map()}))
  }
  for (const group of mine) {
    if (group.master.rule === undefined || settled.has(group)) continue
    for (const draft of group.overrides) leave(scene, draft, `belongs to what stands on line ${group.master.line}, which is not taken`)
  }
  return dates
}

/** The rhythm that a recurring event becomes or already is; undefined when it is not taken, and then it has been said. */
function settle(scene: Scene, {master, origin}: Group, claimed: Set<string>): Settled | undefined {
  const {circle, out} = scene
  if (master.cancelled) return leave(scene, master, 'is called off as a whole')
  const made = rhythmOf(scene, master)
  if ('wrong' in made) return leave(scene, master, made.wrong)
  const {rhythm: whole, empty} = made
  const home = circle.charter.timezone
  const coming = firstFrom(whole, home, scene.from, scene.looked)
  if (coming === undefined) return leave(scene, master, `is over: its last date was before ${scene.from}`)
  const late = outside(scene, coming)
  if (late !== undefined) return leave(scene, master, late)
  const begun = startingFrom(whole, home, scene.from) ?? whole
  const existing = existingRhythm(scene, whole, begun, claimed)
  if (existing !== undefined) {
    claimed.add(existing.id)
    const found = differencesOf(scene, existing.rhythm, whole)
    if (found.length === 0) out.there.push(master.line)
    else out.differs.push({line: master.line, id: existing.id, how: found.join('; ')})
    return {...existing, whole}
  }
  const rhythm = endingBy(begun, home, scene.to)
  if (!hasRoomFor(scene, rhythm)) return leave(scene, master, 'is more than the charter can hold')
  const id = freeRhythmId(circle, master, origin?.rhythm, new Set(out.rhythms.map((one) => one.id)))
  sayOfNew(scene, id, rhythm, empty)
  if (rhythm.starts === whole.starts) offRule(scene, master, rhythm, id)
  out.rhythms.push({line: master.line, id, rhythm})
  return {id, rhythm, whole}
}

/**
 * The circle's rhythm that is the file's, if no other event of the file is it: it is called alike, and begins with one of its
 * dates by the same rule; or just where the file's would begin, by whatever rule.
 */
function existingRhythm({circle}: Scene, whole: Rhythm, begun: Rhythm, claimed: ReadonlySet<string>): Omit<Settled, 'whole'> | undefined {
  const home = circle.charter.timezone
  const {time} = readWhen(whole.starts)!
  const isAlike = ({starts, timezone, title}: Rhythm): boolean => {
    return title === whole.title && (timezone ?? home) === (whole.timezone ?? home) && readWhen(starts)?.time === time
  }
  const alike = Object.entries(circle.charter.rhythms ?? {}).filter(([id, one]) => !claimed.has(id) && isAlike(one))
  const found = alike.find(([, one]) => hasRuleOf(one, whole, home)) ?? alike.find(([, {starts}]) => starts === whole.starts || starts === begun.starts)
  return found === undefined ? undefined : {id: found[0], rhythm: found[1]}
}

function hasRuleOf(mine: Rhythm, whole: Rhythm, home: string): boolean {
  const {day} = readWhen(mine.starts)!
  if (mine.starts !== whole.starts && occurrences(whole, home, {from: day, to: shiftedDay(day, 1)}).length === 0) return false
  const theirs = startingFrom(whole, home, day)
  // A number of times that was cut by --to became a last day.
  return theirs !== undefined && [theirs, endingBy(theirs, home, mine.until)].some((each) => sameRepeats(mine, each))
}

/** How the circle's rhythm differs from the file's, both from where the circle's begins on. */
function differencesOf({circle, to}: Scene, mine: Rhythm, whole: Rhythm): string[] {
  const home = circle.charter.timezone
  const theirs = startingFrom(whole, home, readWhen(mine.starts)!.day) ?? whole
  const found = rhythmDifferences(mine, theirs)
  const cut = to === undefined ? found : rhythmDifferences(mine, endingBy(theirs, home, to))
  return cut.length < found.length ? cut : found
}

function hasRoomFor({circle, out}: Scene, rhythm: Rhythm): boolean {
  if (out.rhythms.length >= mostRhythms) return false
  return new TextEncoder().encode(JSON.stringify([circle.charter, out.rhythms, rhythm])).length <= mostCharter
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


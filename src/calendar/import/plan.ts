/**
 * From an .ics file to what it becomes in a circle: rhythms, pages of their dates, dates of their own. What the circle has
 * already stays as it is; nothing of the file is left out without a word.
 *
 * Two are the same when they are called alike and begin at the same time: that makes a second import of a file add nothing.
 * (A UID is not kept: it is of no use to the people who read the pages, and tells where the calendar came from.)
 */
import type {Charter, Rhythm} from '../../model/charter.ts'
import type {GatheringRecord} from '../../model/circle.ts'
import {addMonths, dayNumber, lastDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {readWhen} from '../../model/when.ts'
import {gatheringById} from '../../schedule/named.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {counted} from '../../schedule/words.ts'
import {cleanLine} from '../text.ts'
import {addDates, compareOwn, dateOf, dueIn} from './dates.ts'
import type {Date as OwnDate} from './dates.ts'
import {draftOf} from './draft.ts'
import type {Draft} from './draft.ts'
import {addExceptions, dropExtra, extraDate, replaceExtra} from './exceptions.ts'
import {groupsOf} from './groups.ts'
import type {Group} from './groups.ts'
import {readLines, shortened} from './lines.ts'
import type {Left, RawComponent, RawFile} from './lines.ts'
import {firstFrom, freeRhythmId, later, rhythmDifferences, rhythmOf} from './rhythm.ts'
import {called, outside, placedIn} from './scene.ts'
import type {Home, Outcome, Scene} from './scene.ts'
import {instantOf} from './times.ts'
import {all, first, text} from './values.ts'
import type {Moment} from './values.ts'
import {zonesOf} from './zones.ts'
import type {WindowsZones} from './zones.ts'

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

/** A file that has been read, and not yet given a meaning for a circle. */
export interface Source {
  readonly drafts: readonly Draft[]
  readonly definitions: readonly RawComponent[]
  readonly left: readonly Left[]
  readonly remarks: readonly string[]
  /** The names of zones that its times use. */
  readonly zones: readonly string[]
}

/** What a file becomes. */
export interface Plan extends Outcome {
  /** The charter with the new rhythms; absent when there are none. */
  readonly charter?: Charter
}

/** The most bytes that rhythms may make a charter have, well below what is read of a file. */
const mostCharter = 90_000
const mostRhythms = 150
/** The most recurring events that are looked at, and the most dates that they may leave out or add: limits for hostile files. */
const mostRecurring = 500
const mostExceptions = 10_000

/** Reads an .ics file. Throws Fault('unsound') for what is no calendar, Fault('refused') for an answer to an invitation. */
export function readCalendar(bytes: Uint8Array): Source {
  const file = readLines(bytes)
  const drafts: Draft[] = []
  const left: Left[] = [...file.left]
  let exceptions = 0
  for (const calendar of file.calendars) {
    const method = text(first(calendar, 'METHOD'))?.trim().toUpperCase()
    if (method === 'REPLY' || method === 'COUNTER' || method === 'DECLINECOUNTER' || method === 'REFRESH') {
      throw new Fault('refused', `the file is an answer to an invitation (METHOD:${method}), not a calendar`, {hint: 'to read answers: circle rsvp --read FILE'})
    }
    for (const component of calendar.components) {
      if (component.name !== 'VEVENT') continue
      const draft = draftOf(component, method === 'CANCEL')
      if ('start' in draft) exceptions += draft.except.length + draft.extra.length
      if (!('start' in draft)) left.push(draft)
      else if (exceptions > mostExceptions) left.push({line: draft.line, what: called(draft), why: `leaves out or adds dates beyond the ${mostExceptions} that are read of a file`})
      else drafts.push(draft)
    }
  }
  const zones = new Set(drafts.flatMap((draft) => momentsOf(draft).flatMap(({tzid}) => tzid ?? [])))
  return {drafts, definitions: file.calendars.flatMap(({components}) => components.filter(({name}) => name === 'VTIMEZONE')), left, remarks: remarksOn(file, drafts), zones: [...zones]}
}

function momentsOf({start, end, of, except, extra}: Draft): Moment[] {
  const single = [start, end, of?.value].filter((moment) => moment !== undefined)
  return [...single, ...except.map(({value}) => value), ...extra.flatMap(({value}) => (value.end === undefined ? [value.start] : [value.start, value.end]))]
}

/** What the file has that no circle keeps, each kind in a sentence with its number. */
function remarksOn(file: RawFile, drafts: readonly Draft[]): string[] {
  const components = file.calendars.flatMap((calendar) => calendar.components)
  const events = components.filter(({name}) => name === 'VEVENT')
  const having = (holds: (event: RawComponent) => boolean): number => events.filter(holds).length
  const say = (count: number, what: string, rest: string): string[] => (count === 0 ? [] : [`${what} (${counted(count, 'event')}): ${rest}.`])
  const kinds = new Map<string, number>()
  for (const {name} of components) if (name !== 'VEVENT' && name !== 'VTIMEZONE') kinds.set(name, (kinds.get(name) ?? 0) + 1)
  const names: Readonly<Record<string, string>> = {VTODO: 'task', VJOURNAL: 'journal entry', VFREEBUSY: 'entry of free and busy times', VAVAILABILITY: 'entry of free and busy times'}
  const plurals: Readonly<Record<string, string>> = {VJOURNAL: 'journal entries', VFREEBUSY: 'entries of free and busy times', VAVAILABILITY: 'entries of free and busy times'}
  return [
    ...say(having((event) => all(event, 'ATTENDEE').length > 0), 'People who are invited', 'not taken over; circle member add adds members'),
    ...say(having(({components: inner}) => inner.some(({name}) => name === 'VALARM')), 'Reminders', 'not taken over; circle ics --remind sets them for a calendar'),
    ...say(having((event) => first(event, 'ATTACH') !== undefined), 'Attachments', 'not taken over'),
    ...say(drafts.filter(({described}) => described).length, 'Descriptions', 'not taken over, but for a topic and a link to join'),
    ...say(having((event) => first(event, 'UID') === undefined), 'No UID', 'each is taken as one of its own'),
    ...say(drafts.filter((draft) => momentsOf(draft).some(({seconds}) => seconds)).length, 'Seconds in times', 'left out, since gatherings start on whole minutes'),
    ...[...kinds].map(([name, count]) => `${counted(count, Object.hasOwn(names, name) ? names[name]! : `entry ${shortened(cleanLine(name), 20)}`, Object.hasOwn(plurals, name) ? plurals[name]! : undefined)}: not taken over.`),
    ...(file.guessed ? ['The file is not in UTF-8; it was read as Windows-1252.'] : []),
  ]
}

/** What the file becomes in the circle. Pure, and the same every time. */
export function importPlan(circle: Home, source: Source, asked: Asked): Plan {
  const out: Outcome = {rhythms: [], gatherings: [], there: [], differs: [], notTaken: [...source.left], misses: [], remarks: [...source.remarks]}
  const used = usedZones(source.drafts)
  const zones = zonesOf(used, source.definitions, circle.charter.timezone, asked.windows)
  const scene: Scene = {circle, zoneOf: (tzid) => zones.get(tzid)?.zone, from: asked.from, ...(asked.to === undefined ? {} : {to: asked.to}), out}
  for (const {note} of zones.values()) if (note !== undefined) out.remarks.push(note)
  const open = source.drafts.filter((draft) => {
    if (draft.secret && !asked.secret) out.notTaken.push({line: draft.line, what: called(draft), why: 'is marked as private; --private takes such events too'})
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
  const sorted = {...out, rhythms: byLine(out.rhythms), gatherings: out.gatherings, notTaken: byLine(out.notTaken), misses: byLine(out.misses), differs: byLine(out.differs)}
  return charter === undefined ? sorted : {...sorted, charter}
}

/** The moments for which each TZID is used; of what recurs, a day of each week for five years. */
function usedZones(drafts: readonly Draft[]): Map<string, Moment[]> {
  const used = new Map<string, Moment[]>()
  for (const draft of drafts) {
    const weekly = draft.rule === undefined || draft.start.tzid === undefined ? [] : Array.from({length: 260}, (_, week) => ({...draft.start, day: later(draft.start.day, week * 7)}))
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
  const {out, circle} = scene
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
      out.notTaken.push({line: group.master.line, what: called(group.master), why: `is more than the ${mostRecurring} recurring events that are looked at`})
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
    if (rhythm !== undefined && occurrences(rhythm, circle.charter.timezone, {from: due!, to: later(due!, 1)}).length > 0) {
      const list = singles.get(whole!) ?? new Map<Day, Draft>()
      singles.set(whole!, list.set(due!, group.master))
    } else dates.push(...onceOf(scene, group, gathering))
  }
  for (const [group, {id, rhythm}] of settled) dates.push(...addExceptions(scene, {id, rhythm, master: group.master, overrides: group.overrides, singles: singles.get(group) ?? new Map()}))
  for (const group of mine) {
    if (group.master.rule === undefined || settled.has(group)) continue
    for (const draft of group.overrides) out.notTaken.push({line: draft.line, what: called(draft), why: `belongs to what stands on line ${group.master.line}, which is not taken`})
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
  const rhythm = Object.hasOwn(circle.charter.rhythms ?? {}, id) ? circle.charter.rhythms![id] : undefined
  if (rhythm === undefined || master.rule === undefined) return false
  const made = rhythmOf(scene, master)
  if ('wrong' in made) out.notTaken.push({line: master.line, what: called(master), why: made.wrong})
  else if (sameDates(scene, rhythm, made.rhythm)) out.there.push(master.line)
  else out.differs.push({line: master.line, id, how: 'its dates here are others than there'})
  return true
}

/** Whether a series of this circle falls on its rhythm's days; it may begin later, where the first dates stand for themselves. */
function sameDates({circle}: Scene, mine: Rhythm, theirs: Rhythm): boolean {
  const home = circle.charter.timezone
  const [when, other] = [readWhen(mine.starts), readWhen(theirs.starts)]
  if (when === undefined || other === undefined || when.time !== other.time || (mine.timezone ?? home) !== (theirs.timezone ?? home)) return false
  const end = addMonths(other.day, 24)
  const window = {from: other.day, to: end > lastDay || dayNumber(end) < dayNumber(other.day) ? lastDay : end}
  return occurrences(mine, home, window).join() === occurrences(theirs, home, window).join()
}

/** The rhythm that a recurring event becomes or already is; undefined when it is not taken, and then it has been said. */
function settle(scene: Scene, {master, origin}: Group, claimed: Set<string>): Settled | undefined {
  const {circle, out} = scene
  const left = (why: string): undefined => {
    out.notTaken.push({line: master.line, what: called(master), why})
    return undefined
  }
  if (master.cancelled) return left('is called off as a whole')
  const made = rhythmOf(scene, master)
  if ('wrong' in made) return left(made.wrong)
  const {rhythm, empty} = made
  const home = circle.charter.timezone
  const coming = firstFrom(rhythm, home, scene.from)
  if (coming === undefined) return left(`is over: its last date was before ${scene.from}`)
  const late = outside(scene, coming)
  if (late !== undefined) return left(late)
  const zone = rhythm.timezone ?? home
  const existing = Object.entries(circle.charter.rhythms ?? {}).find(([id, one]) => !claimed.has(id) && one.starts === rhythm.starts && (one.timezone ?? home) === zone && one.title === rhythm.title)
  if (existing !== undefined) {
    const [id, one] = existing
    claimed.add(id)
    const found = rhythmDifferences(one, rhythm)
    if (found.length === 0) out.there.push(master.line)
    else out.differs.push({line: master.line, id, how: found.join('; ')})
    return {id, rhythm: one}
  }
  if (out.rhythms.length >= mostRhythms || new TextEncoder().encode(JSON.stringify([circle.charter, out.rhythms, rhythm])).length > mostCharter) return left('is more than the charter can hold')
  const id = freeRhythmId(circle, master, origin?.rhythm, new Set(out.rhythms.map((one) => one.id)))
  const namesake = Object.entries(circle.charter.rhythms ?? {}).find(([, one]) => one.title === rhythm.title && rhythm.title !== undefined)
  if (namesake !== undefined) {
    out.remarks.push(`${id} is called like the rhythm ${namesake[0]}, which stays. If it takes its place: circle schedule end-rhythm ${namesake[0]} --after DAY`)
  }
  if (empty) out.remarks.push(`${id} has no length in the file: two hours are assumed.`)
  offRule(scene, master, rhythm, id)
  out.rhythms.push({line: master.line, id, rhythm})
  return {id, rhythm}
}

/** A first date that its own rule does not give: calendars disagree about it, so a person should decide. */
function offRule({out, circle}: Scene, master: Draft, rhythm: Rhythm, id: string): void {
  const day = master.start.day
  if (occurrences(rhythm, circle.charter.timezone, {from: day, to: later(day, 1)}).length > 0) return
  out.misses.push({line: master.line, what: `${day}, the first date of ${id}`, why: `is none of its rule (${rhythm.repeats}), and calendars disagree whether it counts. If it does: circle schedule add "${rhythm.starts}"`})
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
  if (own !== undefined && !dates.has(instantOf(placed!))) out.notTaken.push({line: master.line, what: called(master), why: 'leaves out its own date (EXDATE)'})
  for (const draft of overrides) {
    if (draft.future || !replaceExtra(scene, dates, draft)) lost(draft.of!.line, `${draft.of!.value.day}, changed in`)
    else if (draft.line !== master.line && instantOf(placed!) === instantOf(placedIn(scene, draft.of!.value)!)) {
      out.notTaken.push({line: master.line, what: called(master), why: `is changed as a whole by what stands on line ${draft.line}`})
    }
  }
  return [...dates.values()]
}


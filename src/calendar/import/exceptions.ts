/** What a file says about single dates of a rhythm: left out, changed, added. */
import type {Rhythm} from '../../model/charter.ts'
import {addDays, firstDay, shiftedDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {sameLength} from '../../model/duration.ts'
import type {SharedPage} from '../../model/gathering.ts'
import {readWhen, whenText} from '../../model/when.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {calledOffThere, dateOf, pageDifferences} from './dates.ts'
import type {OwnDate} from './dates.ts'
import type {Draft, Lined} from './draft.ts'
import {addPage, called, outside, placedIn, unknownZone} from './scene.ts'
import type {Scene} from './scene.ts'
import {instantOf, lastingOf, moved} from './times.ts'
import type {Placed} from './times.ts'
import type {Extra, Moment} from './values.ts'

/** What a date that a calendar leaves out says: a circle keeps it, as cancelled. */
const leftOutThere = 'Left out in the calendar it came from'

/** A rhythm with what the file says about its dates. */
export interface Excepted {
  readonly id: string
  readonly rhythm: Rhythm
  /** As the file has it, also where it begins earlier or ends later than the circle's. */
  readonly whole: Rhythm
  readonly master: Draft
  readonly overrides: readonly Draft[]
  /** Events of their own that stand for dates which the series leaves out, by the day they were due. */
  readonly singles: ReadonlyMap<Day, Draft>
}

/** Tells of each day whether the rhythm falls on it. */
type Falls = (day: Day) => boolean

/** What stands on a page that a date of a rhythm is to have, and where it comes from. */
interface DuePage {
  readonly line: number
  readonly what: string
  readonly record: SharedPage
  /** When it takes place, where that is said. */
  readonly start?: Placed
}

/** What the exceptions of one rhythm come to: pages by the days that were due, and dates that are added, by instant. */
interface Gathered {
  readonly pages: Map<Day, DuePage>
  /** Days that are left out, and on which lines. */
  readonly gone: Map<Day, number>
  readonly extras: Map<number, OwnDate>
  readonly falls: Falls
  /** The file has dates there, and the circle's rhythm has none. */
  readonly beyond: Falls
}

/** Adds a page for each date that is not as the rhythm says, and gives the dates that the file adds to it. */
export function addExceptions(scene: Scene, excepted: Excepted): OwnDate[] {
  const {rhythm, whole} = excepted
  const home = scene.circle.charter.timezone
  const [here, there] = [fallsOf(rhythm, home), fallsOf(whole, home)]
  const {day: begins} = readWhen(rhythm.starts)!
  const beyond: Falls = (day) => day < begins || (rhythm.until !== undefined && day > rhythm.until)
  const falls: Falls = (day) => (beyond(day) ? there(day) : here(day))
  const gathered: Gathered = {pages: new Map(), gone: new Map(), extras: extraDates(scene, excepted, falls), falls, beyond}
  for (const left of excepted.master.except) leaveOut(scene, excepted, left, gathered)
  for (const [due, draft] of excepted.singles) {
    const page = pageOf(scene, excepted, due, draft)
    if (page !== undefined) gathered.pages.set(due, {line: draft.line, what: called(draft), ...page})
  }
  for (const draft of excepted.overrides) change(scene, excepted, draft, gathered)
  for (const [due, page] of gathered.pages) addDuePage(scene, excepted, due, page)
  tellOtherwise(scene, excepted, gathered, there)
  return [...gathered.extras.values()]
}

/** A date that is left out: called off, or not added after all. */
function leaveOut(scene: Scene, {id, rhythm, master}: Excepted, {line, value}: Lined<Moment>, {pages, gone, extras, falls, beyond}: Gathered): void {
  const due = dueOf(scene, rhythm, value, falls)
  if (due !== undefined && beyond(due)) {
    gone.set(due, line)
    scene.out.notTaken.push({line, what: `${due}, left out of ${id}`, why: outside(scene, due) ?? `is no date of ${id} here`})
  } else if (due !== undefined) {
    gone.set(due, line)
    pages.set(due, {line, record: {rhythm: id, status: 'cancelled', why: leftOutThere}, what: `${due}, left out of ${id}`})
  } else if (!dropExtra(scene, extras, value)) {
    const what = `${momentText(value)}, left out of ${called(master)}`
    scene.out.misses.push({line, what, why: missWords(scene, id, rhythm, value, falls)})
  }
}

/** A date that is changed: a page of its own, or another added date. */
function change(scene: Scene, excepted: Excepted, draft: Draft, {pages, gone, extras, falls, beyond}: Gathered): void {
  const {out} = scene
  const {id, rhythm, master} = excepted
  const {line, value} = draft.of!
  const what = `${momentText(value)}, changed in ${called(master)}`
  const due = dueOf(scene, rhythm, value, falls)
  if (draft.future) {
    out.notTaken.push({line, what, why: allLater(draft)})
    return
  }
  if (due === undefined) {
    if (!replaceExtra(scene, extras, draft)) out.misses.push({line, what, why: missWords(scene, id, rhythm, value, falls, draft)})
    return
  }
  if (gone.has(due)) {
    out.misses.push({line, what, why: `is left out as well, on line ${gone.get(due)}`})
    return
  }
  if (beyond(due)) {
    const date = draft.cancelled ? undefined : dateOf(scene, draft)
    const why = outside(scene, due) ?? `is no date of ${id} here`
    // Of a date that was moved into the days that are asked for, there is no rhythm to belong to.
    if (date !== undefined && outside(scene, moved(date.start, scene.circle.charter.timezone).when.day) === undefined) extras.set(instantOf(date.start), date)
    else if (date !== undefined || draft.cancelled) out.notTaken.push({line: draft.line, what, why})
    return
  }
  const other = pages.get(due)
  if (other !== undefined) {
    out.notTaken.push({line: draft.line, what, why: `is about the same date as what stands on line ${other.line}`})
    return
  }
  const page = pageOf(scene, excepted, due, draft)
  if (page !== undefined) pages.set(due, {line: draft.line, what, ...page})
}

/** Why a change of a date and of all later ones is not taken, as a clause. */
export function allLater({cancelled}: Draft): string {
  const end = 'end the rhythm with circle schedule end-rhythm'
  return cancelled ? `calls off all later dates too (RANGE=THISANDFUTURE): ${end}` : `changes all later dates too (RANGE=THISANDFUTURE): ${end}, and add another`
}

function addDuePage(scene: Scene, {id: rhythmId, rhythm}: Excepted, due: Day, {line, record, what, start}: DuePage): void {
  const {circle, out} = scene
  const id = `${due}-${rhythmId}`
  // Of a date that was moved, either day makes it one that is asked for.
  const reasons = [due, start?.when.day ?? due].map((day) => outside(scene, day))
  const mine = circle.gatherings.get(id)?.shared
  if (reasons.every((why) => why !== undefined)) out.notTaken.push({line, what, why: reasons[0]!})
  else if (mine !== undefined) compareDue(scene, {line, id}, mine, record, {due, rhythm})
  else if (Object.keys(record).length === 1) out.there.push(line)
  else addPage(scene, {line, id, record}, what)
}

/** Dates that are otherwise in the circle, while the file has nothing but its rule for them. */
function tellOtherwise(scene: Scene, {id, rhythm, master}: Excepted, {pages, gone}: Gathered, there: Falls): void {
  for (const [key, {shared}] of scene.circle.gatherings) {
    const due = key.slice(0, 10)
    if (shared.rhythm !== id || key !== `${due}-${id}` || pages.has(due) || gone.has(due) || outside(scene, due) !== undefined || !there(due)) continue
    const how = dueDifferences(shared, {rhythm: id}, {due, rhythm})
    if (how.length > 0) scene.out.differs.push({line: master.line, id: key, how: how.join('; ')})
  }
}

/** A date of a rhythm as the rhythm has it. */
interface DueDate {
  readonly due: Day
  readonly rhythm: Rhythm
}

function compareDue({out}: Scene, {line, id}: {line: number; id: string}, mine: SharedPage, theirs: SharedPage, date: DueDate): void {
  const found = dueDifferences(mine, theirs, date)
  if (found.length === 0) out.there.push(line)
  else out.differs.push({line, id, how: found.join('; ')})
}

/** How two pages of one date differ; what the file's does not say is as the rhythm has it. */
function dueDifferences(mine: SharedPage, theirs: SharedPage, {due, rhythm}: DueDate): string[] {
  const {time} = readWhen(rhythm.starts)!
  const usual = defined({when: time === undefined ? due : `${due} ${time}`, lasts: rhythm.lasts})
  const isUsual = mine.when === undefined || mine.when === usual.when
  const plain = theirs.status === 'cancelled' ? {} : {...(isUsual ? {} : {when: usual.when}), ...(mine.lasts === undefined ? {} : {lasts: usual.lasts})}
  return pageDifferences(mine, defined({...plain, ...theirs}))
}

/** What an event says about one date of a rhythm, where it differs; undefined when it cannot be taken, and then it has been said. */
function pageOf(scene: Scene, {id, rhythm}: Excepted, due: Day, draft: Draft): {record: SharedPage; start: Placed} | undefined {
  const date = dateOf(scene, draft)
  if (date === undefined) return undefined
  const zone = rhythm.timezone ?? scene.circle.charter.timezone
  const placedStart = placedIn(scene, draft.start)!
  const start = moved(placedStart, zone)
  const end = draft.end === undefined ? undefined : placedIn(scene, draft.end)
  const {lasts} = lastingOf(start, end, draft.duration)
  const own = <T>(mine: T | undefined, ofRhythm: T | undefined): T | undefined => (mine === ofRhythm ? undefined : mine)
  const {time} = readWhen(rhythm.starts)!
  const planned = time === undefined ? due : `${due} ${time}`
  const isThen = instantOf(start) === instantOf({zone, when: readWhen(planned)!}) && (start.when.time === undefined) === (time === undefined)
  const same = start.zone === zone && isThen
  const usual = start.when.time === undefined ? '1 day' : '2h'
  const record: SharedPage = defined({
    rhythm: id,
    when: same ? undefined : whenText(start.when),
    lasts: sameLength(lasts, rhythm.lasts) ? undefined : (lasts ?? usual),
    timezone: start.zone === zone ? undefined : start.zone,
    title: own(draft.title, rhythm.title),
    place: own(draft.place, rhythm.place),
    link: own(draft.link, rhythm.link),
    topic: draft.topic,
    ...(draft.cancelled ? {status: 'cancelled' as const, why: draft.why ?? calledOffThere} : {}),
  })
  return {record, start}
}

// Which date an exception is about

/** Tells of each day whether a rhythm falls on it. `home` is the circle's zone. */
export function fallsOf(rhythm: Rhythm, home: string): Falls {
  // A rule with a number of times is counted from its start every time, so it is counted once.
  const counted = /count\s*=|\btimes?\b|occurrences|gatherings|meetings|sessions/i.test(rhythm.repeats ?? '')
  const all = counted ? new Set(occurrences(rhythm, home, {from: firstDay, to: '2199-12-31'})) : undefined
  const known = new Map<Day, boolean>()
  return (day) => {
    if (all !== undefined) return all.has(day)
    const asked = known.get(day)
    if (asked !== undefined) return asked
    const falls = occurrences(rhythm, home, {from: day, to: addDays(day, 1)}).length > 0
    known.set(day, falls)
    return falls
  }
}

/** The day of the rhythm that a moment is the start of; a day alone is that day. Undefined when it hits none. */
export function dueOf(scene: Scene, rhythm: Rhythm, moment: Moment, falls: Falls): Day | undefined {
  const {time} = readWhen(rhythm.starts)!
  if (moment.time === undefined || time === undefined) return falls(moment.day) ? moment.day : undefined
  const zone = rhythm.timezone ?? scene.circle.charter.timezone
  const place = placedIn(scene, moment)
  if (place === undefined) return undefined
  const ms = instantOf(place)
  const days = new Set([moved(place, zone).when.day, moment.day])
  return [...days].find((day) => instantOf({zone, when: {day, time}}) === ms && falls(day))
}

/** For so many the dates that are near are told; to find them costs time. */
const mostNear = 100

/** Why an exception hits nothing: the hour is another, or the day is. */
export function missWords(scene: Scene, id: string, rhythm: Rhythm, moment: Moment, falls: Falls, changed?: Draft): string {
  const place = placedIn(scene, moment)
  if (place === undefined) return unknownZone(moment)
  const home = scene.circle.charter.timezone
  const {day} = moved(place, rhythm.timezone ?? home).when
  if (scene.out.misses.length >= mostNear) return 'hits no date'
  if (falls(day)) {
    const start = changed === undefined || changed.cancelled ? undefined : placedIn(scene, changed.start)
    const when = start === undefined ? undefined : whenText(moved(start, rhythm.timezone ?? home).when)
    const command = when === undefined ? `circle schedule cancel ${day}-${id}` : `circle schedule move ${day}-${id} "${when}"`
    return `hits no date: that day it is at ${readWhen(rhythm.starts)!.time}. If it is meant: ${command}`
  }
  const reach = 400
  const near = occurrences(rhythm, home, {from: shiftedDay(day, -reach), to: shiftedDay(day, reach)})
  const around = [near.findLast((each) => each < day), near.find((each) => each > day)].filter((each) => each !== undefined)
  return `hits no date${around.length === 0 ? '' : `: the nearest ${around.length === 1 ? 'is' : 'are'} ${around.join(' and ')}`}`
}

/** A moment of the file in words, with its zone. */
export function momentText(moment: Moment): string {
  const zone = moment.utc ? ' UTC' : moment.tzid === undefined ? '' : ` ${moment.tzid.slice(0, 60)}`
  return `${whenText(moment)}${moment.time === undefined ? '' : zone}`
}

// Dates that are added

/** By instant: the dates of RDATE that are none of the rhythm's. */
function extraDates(scene: Scene, {rhythm, master}: Excepted, falls: Falls): Map<number, OwnDate> {
  const found = new Map<number, OwnDate>()
  for (const {line, value} of master.extra) {
    if (dueOf(scene, rhythm, value.start, falls) !== undefined) continue
    const date = extraDate(scene, master, {line, value})
    if (date !== undefined) found.set(instantOf(date.start), date)
  }
  return found
}

/** A date that is added to an event, as one of its own: it lasts as long, unless it says otherwise. */
export function extraDate(scene: Scene, master: Draft, {line, value}: Lined<Extra>): OwnDate | undefined {
  const {end: _, duration: __, ...rest} = master
  const date = dateOf(scene, {...rest, line, start: value.start, ...defined({end: value.end, duration: value.duration})})
  if (date === undefined || value.end !== undefined || value.duration !== undefined) return date
  const start = placedIn(scene, master.start)
  const end = master.end === undefined ? undefined : placedIn(scene, master.end)
  const lasting = start === undefined ? {} : lastingOf(start, end, master.duration)
  return {...date, empty: lasting.empty === true, ...defined({lasts: lasting.lasts})}
}

/** Takes an added date out again when it is left out too. */
export function dropExtra(scene: Scene, extras: Map<number, OwnDate>, moment: Moment): boolean {
  const place = placedIn(scene, moment)
  return place !== undefined && extras.delete(instantOf(place))
}

/** Puts what is said about an added date in its place. */
export function replaceExtra(scene: Scene, extras: Map<number, OwnDate>, draft: Draft): boolean {
  const place = placedIn(scene, draft.of!.value)
  if (place === undefined || !extras.has(instantOf(place))) return false
  const date = dateOf(scene, draft)
  if (date === undefined) extras.delete(instantOf(place))
  else extras.set(instantOf(place), date)
  return true
}

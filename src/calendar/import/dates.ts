/** An event that happens once becomes a gathering of its own. */
import {daysBetween, shiftedDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {sameLength} from '../../model/duration.ts'
import {forms, longestId, slugOf} from '../../model/forms.ts'
import type {SharedPage} from '../../model/gathering.ts'
import {readWhen, whenText} from '../../model/when.ts'
import {gatherings} from '../../schedule/gatherings.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {nameParts} from '../../schedule/folders.ts'
import {gatheringById} from '../../schedule/named.ts'
import type {Draft} from './draft.ts'
import {quoted} from './rhythm.ts'
import {addPage, called, leave, mostPages, outside, placedIn, unknownZone} from './scene.ts'
import type {Home, Scene} from './scene.ts'
import {instantOf, lastingOf, moved} from './times.ts'
import type {Placed} from './times.ts'

/** What a cancelled gathering says where the file says no reason. */
export const calledOffThere = 'Called off in the calendar it came from'

/** An event that happens once, with its time. */
export interface OwnDate {
  readonly draft: Draft
  readonly line: number
  readonly start: Placed
  readonly lasts?: string
  readonly empty: boolean
  /** The id that it had in the circle it comes from. */
  readonly wanted?: string
}

/** The event as a date of its own; undefined when it cannot be one, and then it has been said. */
export function dateOf(scene: Scene, draft: Draft, wanted?: string): OwnDate | undefined {
  const start = placedIn(scene, draft.start)
  if (start === undefined) return leave(scene, draft, unknownZone(draft.start))
  const end = draft.end === undefined ? undefined : placedIn(scene, draft.end)
  if (draft.end !== undefined && end === undefined) return leave(scene, draft, unknownZone(draft.end))
  // A time in UTC names no place: the circle's clocks are the ones that people look at.
  const here = start.zone === 'UTC' ? moved(start, scene.circle.charter.timezone) : start
  const lasting = lastingOf(here, end, draft.duration)
  if (lasting.wrong !== undefined) return leave(scene, draft, lasting.wrong)
  return {draft, line: draft.line, start: here, empty: lasting.empty === true, ...defined({lasts: lasting.lasts, wanted})}
}

/** What a date of its own says on its page. */
function pageOfDate({draft, start, lasts}: OwnDate, home: string): SharedPage {
  return defined({
    when: whenText(start.when),
    lasts,
    timezone: start.zone === home ? undefined : start.zone,
    title: draft.title,
    place: draft.place,
    link: draft.link,
    topic: draft.topic,
    ...(draft.cancelled ? {status: 'cancelled' as const, why: draft.why ?? calledOffThere} : {}),
  })
}

/** Adds the dates to what comes of the file, in the order given, but for those that are there already. */
export function addDates(scene: Scene, dates: readonly OwnDate[], after: Home): void {
  const {circle, out} = scene
  const home = circle.charter.timezone
  const asked = dates.filter((date) => {
    const why = outside(scene, moved(date.start, home).when.day)
    if (why !== undefined) leave(scene, {...date.draft, line: date.line}, why)
    return why === undefined
  })
  const known = alike(after, asked.map(({start}) => start.when.day))
  const ids = new Set([...after.gatherings.keys(), ...out.gatherings.map(({id}) => id)])
  const seen = new Map<string, number>()
  for (const date of asked) {
    const key = keyOf(date.draft.title ?? '', beginning(date.start))
    // A circle may have two at one time under one title; anybody else's calendar has the same thing twice.
    const twin = seen.get(date.wanted ?? key)
    if (twin !== undefined) {
      leave(scene, {...date.draft, line: date.line}, `is the same as what stands on line ${twin}`)
      continue
    }
    seen.set(date.wanted ?? key, date.line)
    const same = ownAlike(after, date) ?? known.get(key)
    const record = pageOfDate(date, home)
    if (same !== undefined) compare(scene, after, same, record, date)
    else if (out.gatherings.length >= mostPages || !differsByTime(scene, date, record)) {
      const id = idOf(after, date, ids)
      ids.add(id)
      addPage(scene, {line: date.line, id, record}, called(date.draft))
    }
  }
}

/** The date of the circle that has the same id, title and time: it came from an earlier import. */
function ownAlike(after: Home, {wanted, draft, start}: OwnDate): Gathering | undefined {
  const page = wanted === undefined ? undefined : after.gatherings.get(wanted)?.shared
  if (page === undefined || page.rhythm !== undefined || page.title !== draft.title) return undefined
  const one = gatheringById(after, wanted!)
  return one !== undefined && beginsThen(one, start) ? one : undefined
}

function keyOf(title: string, begins: number | Day): string {
  return `${begins} ${title}`
}

/** When a gathering begins, to compare: a whole day is the same day in every zone. */
function beginningOf({allDay, start, startMs}: Gathering): number | Day {
  return allDay ? start.day : startMs
}

function beginning(place: Placed): number | Day {
  return place.when.time === undefined ? place.when.day : instantOf(place)
}

function beginsThen(one: Gathering, place: Placed): boolean {
  return beginningOf(one) === beginning(place)
}

/** The gatherings about some days, by what makes two the same: when they are, and what they are called. */
function alike(after: Home, days: readonly Day[]): Map<string, Gathering> {
  const found = new Map<string, Gathering>()
  for (const {from, to} of stretches(days)) {
    for (const one of gatherings(after, {from, to})) {
      const title = one.record?.shared.title ?? (one.rhythm === undefined ? '' : one.title)
      found.set(keyOf(title, beginningOf(one)), one)
    }
  }
  return found
}

/** Windows that hold the days, without the long empty times between them. */
function stretches(days: readonly Day[]): {from: Day; to: Day}[] {
  const windows: {from: Day; to: Day}[] = []
  for (const day of days.toSorted()) {
    const last = windows.at(-1)
    if (last !== undefined && daysBetween(last.to, day) < 60) last.to = shiftedDay(day, 2)
    else windows.push({from: shiftedDay(day, -2), to: shiftedDay(day, 2)})
  }
  return windows
}

/** What is there already stays; where the file says otherwise, that is told. */
function compare(scene: Scene, {charter}: Home, one: Gathering, record: SharedPage, {line, draft}: OwnDate): void {
  const {out} = scene
  const page: SharedPage = one.record?.shared ?? {}
  const found = one.rhythm === undefined ? pageDifferences(page, record) : pageDifferences(shownAt(scene, charter, one, record, draft), record)
  if (found.length === 0) out.there.push(line)
  else out.differs.push({line, id: one.id, how: found.join('; ')})
}

/** How long a gathering lasts, as its page or its rhythm says it; undefined where neither does. */
function lastsSaid({rhythms}: Home['charter'], {record, rhythm}: Gathering): string | undefined {
  return record?.shared.lasts ?? (rhythm === undefined ? undefined : rhythms?.[rhythm]?.lasts)
}

/** What a gathering shows, by its page or its rhythm, at the time that the file's page gives. */
function shownAt(scene: Scene, charter: Home['charter'], one: Gathering, {when, timezone, ...record}: SharedPage, {end}: Draft): SharedPage {
  const {place, link, topic, status} = one
  const last = end?.time === undefined ? undefined : placedIn(scene, end)
  const endsAlike = last !== undefined && instantOf(last) === one.endMs
  const lasts = endsAlike ? record.lasts : (lastsSaid(charter, one) ?? (one.allDay ? '1 day' : '2h'))
  // A calendar of several circles has the circle's name before the title.
  const title = record.title === `${charter.name}: ${one.title}` ? record.title : one.title
  return defined({when, timezone, lasts, title, place, link, topic, status})
}

/** Each field of the file's page that the circle's page has otherwise. */
export function pageDifferences(mine: SharedPage, theirs: SharedPage): string[] {
  const fields = ['when', 'lasts', 'timezone', 'title', 'place', 'link', 'topic'] as const
  const isSame = (field: (typeof fields)[number]): boolean => mine[field] === theirs[field] || (field === 'lasts' && sameLength(mine.lasts, theirs.lasts))
  const found = fields.filter((field) => theirs[field] !== undefined && !isSame(field))
  return [...statusDifferences(mine, theirs), ...found.map((field) => `${field} ${quoted(mine[field])}, there ${quoted(theirs[field])}`)]
}

/** Whether one takes place and the other does not, in words. */
function statusDifferences(mine: {readonly status?: string}, theirs: {readonly status?: string}): string[] {
  const [here, there] = [mine.status === 'cancelled', theirs.status === 'cancelled']
  if (here === there) return []
  return [here ? 'is cancelled here, and takes place there' : 'takes place here, and is cancelled there']
}

/** True, and told, when the circle has that gathering, by its id or its day and title, at another time. */
function differsByTime({circle, out}: Scene, date: OwnDate, record: SharedPage): boolean {
  const {wanted, draft, line, start} = date
  const ids = [...(wanted === undefined ? [] : [wanted]), `${start.when.day}-${slugOfDate(date)}`]
  for (const id of ids) {
    if (!circle.gatherings.has(id) && !Object.hasOwn(circle.charter.rhythms ?? {}, id.slice(11))) continue
    const one = gatheringById(circle, id)
    if (one === undefined || (one.rhythm === undefined ? one.record?.shared.title : one.title) !== draft.title) continue
    const {place, link, topic, status} = one
    const shown = defined({lasts: lastsSaid(circle.charter, one), timezone: record.timezone === undefined ? undefined : one.timezone, place, link, topic, status})
    const how = pageDifferences({...shown, title: draft.title ?? '', when: whenText(one.start)}, record)
    out.differs.push({line, id, how: how.join('; ')})
    return true
  }
  return false
}

function slugOfDate({draft}: OwnDate): string {
  return slugOf(draft.title, longestId - 15) ?? 'gathering'
}

/** The day and a slug of the title, or the id it had; with a number where that is taken. It must not look like a date of a rhythm. */
function idOf({charter}: Home, date: OwnDate, ids: ReadonlySet<string>): string {
  const {wanted, start} = date
  const isRhythm = (id: string): boolean => Object.hasOwn(charter.rhythms ?? {}, id)
  const isRhythms = (id: string): boolean => isRhythm(id.slice(11)) && gatheringById({charter, gatherings: new Map()}, id) !== undefined
  if (wanted !== undefined && forms.id.fault(wanted) === undefined && !ids.has(wanted) && !isRhythms(wanted)) return wanted
  const slug = slugOfDate(date)
  for (let number = 1; ; number += 1) {
    const word = number === 1 ? slug : `${slug}-${number}`
    if (!ids.has(`${start.when.day}-${word}`) && !isRhythm(word)) return `${start.when.day}-${word}`
  }
}

/** Whether an event of this very circle is as the circle has it: only what a calendar shows of it counts. */
export function compareOwn(scene: Scene, one: Gathering, draft: Draft): void {
  const {out} = scene
  const start = placedIn(scene, draft.start)
  const [status] = statusDifferences(one, {status: draft.cancelled ? 'cancelled' : 'planned'})
  if (status !== undefined) out.differs.push({line: draft.line, id: one.id, how: status})
  else if (start !== undefined && beginsThen(one, start)) {
    const date = dateOf(scene, draft)
    if (date === undefined) return
    const record = pageOfDate(date, scene.circle.charter.timezone)
    const found = pageDifferences(shownAt(scene, scene.circle.charter, one, record, draft), record)
    if (found.length === 0) out.there.push(draft.line)
    else out.differs.push({line: draft.line, id: one.id, how: found.join('; ')})
  } else {
    const there = start === undefined ? 'a time that cannot be told' : whenText(moved(start, one.timezone).when)
    out.differs.push({line: draft.line, id: one.id, how: `when "${whenText(one.start)}", there "${there}"`})
  }
}

/** The day of a gathering's id. */
export function dueIn(id: string): Day | undefined {
  const {due} = nameParts(id)
  return due !== undefined && readWhen(due) !== undefined ? due : undefined
}

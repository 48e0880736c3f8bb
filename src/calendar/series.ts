/** A calendar in series form: one recurring event for each rhythm that all calendar programs read alike, the other gatherings one by one. */
import type {Charter, Rhythm} from '../model/charter.ts'
import type {GatheringRecord} from '../model/circle.ts'
import {addDays, addMonths, daysBetween, firstDay, lastDay} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {sameLength} from '../model/duration.ts'
import {readRepeats} from '../model/repeats.ts'
import type {Recurrence} from '../model/rrule.ts'
import {readWhen} from '../model/when.ts'
import {nameParts} from '../schedule/folders.ts'
import {gatherings} from '../schedule/gatherings.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {resolveWall} from '../schedule/instant.ts'
import {complete, occurrences} from '../schedule/occurrences.ts'
import type {Window} from '../schedule/occurrences.ts'
import {dayMetByClocks} from './clocks.ts'
import type {CalendarEvent, Recurs} from './event.ts'
import {eventsOf} from './events.ts'
import type {More} from './events.ts'
import {longestCount, portableRule, portableText} from './portable.ts'
import {isUtc} from './recurring.ts'
import {endlessVtimezone, firstTrustedYear} from './vtimezone.ts'

/** What series are made from. */
export interface SeriesInput {
  readonly circle: {readonly charter: Charter; readonly gatherings: ReadonlyMap<string, GatheringRecord>}
  /** Those of the window. */
  readonly gatherings: readonly Gathering[]
  /** The same, one by one, as `eventsOf` made them. */
  readonly events: readonly CalendarEvent[]
  readonly window: Window
  /** As for `eventsOf`. It is also asked about `weekly.series`, the rhythm `weekly` as a whole. */
  readonly changed: (gathering: string) => number
  /** What `eventsOf` was given besides. */
  readonly more?: More
  /** The name of the format of any gathering of the circle, as `more.formats` has it for those of the window; undefined for none. */
  readonly formatName?: (gathering: Gathering) => string | undefined
}

/** A rhythm as a series, and which of its gatherings are not in it. */
interface Series {
  readonly event: CalendarEvent
  /** The days, of those on which gatherings of the window were due, that the series covers. */
  readonly covered: ReadonlySet<Day>
  /** Events of its gatherings outside the window that stand for themselves. */
  readonly beyond: readonly CalendarEvent[]
}

/** How far an endless rhythm is looked at from its start: what its days decide must not hang on the day of the export. */
const monthsAhead = 240
/** How far an endless series is read again from its start, if not to the end of the window. */
const monthsRead = 24
const dayAfterAll = addDays(lastDay, 1)
const msOfDay = 86_400_000

/**
 * The events of a calendar in series form, by their starts, and for each rhythm that has none, why (a sentence). A series is the whole
 * rhythm, from its first day to its last or for ever, whatever the window: so it is the same on whatever day it is written. Where a
 * rhythm has no gathering in the window, it is left out.
 *
 * - DTSTART is the first gathering that is as the rhythm says, so that no series begins with an exception (which old readers show).
 * - A gathering that is moved, cancelled, of another length, or says anything of its own (topic, title, place, the member's roles) is an
 *   EXDATE and an event of its own with its own UID: several readers ignore RECURRENCE-ID or misread it. That goes for gatherings
 *   outside the window too. Reminders are the series' own. What the rule does not give (held before the rhythm was changed) stays as it is.
 * - It ends by COUNT where nothing is left out, else by UNTIL, which is 23:59:59 of the last day in the rhythm's zone: readers that
 *   compare instants and those that compare clocks agree on both.
 * - It is in the rhythm's own zone, also in a calendar for a member elsewhere: only there is it at the same hour all year.
 * - Its UID is the rhythm's id and the circle's. When the charter or a page of the rhythm changes, its SEQUENCE grows, so an edited
 *   rhythm takes the place of the former one.
 *
 * It has none where the portable set has no rule for it, where clocks change while a gathering begins, lasts or ends, where a gathering
 * lasts into the next (Outlook takes no such series: [MS-OXOCAL] 2.2.1.44), before 1973, in UTC in a circle elsewhere (recurring-ical-events
 * moves it to X-WR-TIMEZONE, as it found Google to do), and where an endless one is in a zone whose clocks nobody can foretell. The charter must be sound: throws a Fault for what `check` would refuse.
 */
export function seriesOf(input: SeriesInput): {events: CalendarEvent[]; notes: string[]} {
  const singles = new Map(input.gatherings.map((gathering, index) => [gathering, input.events[index]!]))
  const events: CalendarEvent[] = []
  const notes: string[] = []
  for (const [id, rhythm] of Object.entries(input.circle.charter.rhythms ?? {})) {
    const listed = input.gatherings.filter((gathering) => gathering.rhythm === id)
    if (rhythm.repeats === undefined || listed.length === 0) continue
    const series = seriesOfRhythm(input, id, rhythm, new Map(listed.map((gathering) => [gathering, singles.get(gathering)!])))
    if (series === undefined) continue
    if (typeof series === 'string') {
      notes.push(`${id} is written date by date: ${series}.`)
      continue
    }
    events.push(series.event, ...series.beyond)
    for (const gathering of listed) if (series.covered.has(gathering.due)) singles.delete(gathering)
  }
  return {events: [...events, ...singles.values()].toSorted((a, b) => a.startMs - b.startMs || (a.uid < b.uid ? -1 : 1)), notes}
}

/**
 * A rhythm as a series, or a clause why it is none; undefined for one that has a single date. `listed` are its gatherings of the
 * window and their events.
 */
function seriesOfRhythm(input: SeriesInput, id: string, rhythm: Rhythm, listed: ReadonlyMap<Gathering, CalendarEvent>): Series | string | undefined {
  const {circle: {charter, gatherings: records}, window} = input
  const starts = readWhen(rhythm.starts)!.day
  const rule = complete(readRepeats(rhythm.repeats!) as Recurrence, starts)
  const own = [...[...records.values()].filter((record) => nameParts(record.id).name === id), ...turnsOf(input, id)]
  const bounded = rule.count !== undefined || rule.until !== undefined || rhythm.until !== undefined
  const days = occurrences(rhythm, charter.timezone, {from: firstDay, to: bounded ? dayAfterAll : horizon(window.to, starts, own)})
  if (days.length < 2) return undefined

  const mould = mouldOf(input, bareOf(input, id, rhythm, starts), own)
  const known = new Set(days)
  const beyond = exceptions(input, rhythm, own, mould).filter(([gathering]) => gathering.rhythm === id && known.has(gathering.due))
  const except = new Set([...listed, ...beyond].filter(([gathering, event]) => standsAlone(gathering, event, rhythm, mould)).map(([{due}]) => due))
  const kept = days.filter((day) => !except.has(day))
  const [first, last] = [kept[0], bounded ? kept.at(-1) : undefined]
  if (first === undefined || kept.length < 2) return 'hardly any of its dates is without something of its own'
  const fit = portableRule(rule, starts, first, last)
  if (fit === undefined) return `not all calendar programs know "${rhythm.repeats}"`

  const model = bareOf(input, id, rhythm, first)
  const stretch: Stretch = {
    rule: fit,
    given: days.filter((day) => day >= first && (last === undefined || day <= last)),
    seenTo: last === undefined ? later(window.to, addMonths(first, monthsRead)) : addDays(last, 366),
    ...(last === undefined ? {} : {last: bareOf(input, id, rhythm, last)}),
  }
  const trouble = troubleWith(model, charter.timezone, stretch)
  if (trouble !== undefined) return trouble
  const recurs = recursOf(model, stretch, except)
  const {start, end, startMs, endMs, allDay, timezone} = model
  return {
    event: {...mould, start, end, startMs, endMs, allDay, timezone, kind: 'ok', recurs},
    covered: new Set(kept),
    beyond: beyond.map(([, event]) => event),
  }
}

/** The part of a rhythm that a series covers. */
interface Stretch {
  /** Of the portable set. */
  readonly rule: Recurrence
  /** The days that the rule gives, exceptions too; of an endless rhythm the first of them. */
  readonly given: readonly Day[]
  /** Up to where what is written will be read again, exclusive. */
  readonly seenTo: Day
  /** The last gathering; absent: it never ends. */
  readonly last?: Gathering
}

/** How it recurs: the rule, and what it must come to. */
function recursOf({start: {time}, allDay, timezone}: Gathering, {rule, given, seenTo, last}: Stretch, except: ReadonlySet<Day>): Recurs {
  const at = (day: Day): number => resolveWall(timezone, day, time ?? '00:00').ms
  const left = given.filter((day) => except.has(day))
  return {
    rule: `${portableText(rule)}${endOf(timezone, given.length, last?.due, left.length > 0, allDay)}`,
    except: left.map((day) => (time === undefined ? {day} : {day, time})),
    starts: given.filter((day) => day < seenTo && !except.has(day)).map(at),
    checkedTo: at(seenTo),
    ...(last === undefined ? {} : {lastEndMs: last.endMs}),
  }
}

/** The gatherings of a rhythm at which the member has a role and which have no page, as if each had an empty one. */
function turnsOf({circle: {gatherings: records}, more}: SeriesInput, rhythm: string): GatheringRecord[] {
  const without = [...(more?.roles?.keys() ?? [])].filter((id) => !records.has(id) && nameParts(id).name === rhythm)
  return without.map((id) => ({id, shared: {rhythm}, pages: new Map()}))
}

/** Up to where the days of an endless rhythm are looked at, exclusive: past the window, and past all that anybody wrote about it. */
function horizon(to: Day, starts: Day, own: readonly GatheringRecord[]): Day {
  const far = own.map(({id}) => addDays(nameParts(id).due ?? starts, 1)).reduce(later, later(to, addMonths(starts, monthsAhead)))
  return far > dayAfterAll ? dayAfterAll : far
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b
}

/** The gathering that the rhythm has on a day when nobody wrote anything about it; its id is that of no gathering. */
function bareOf({circle}: SeriesInput, id: string, rhythm: Rhythm, day: Day): Gathering {
  const {repeats: _, until: __, ...once} = rhythm
  const {time} = readWhen(rhythm.starts)!
  const charter = {...circle.charter, rhythms: {[id]: {...once, starts: time === undefined ? day : `${day} ${time}`}}}
  const [bare] = gatherings({charter, gatherings: new Map()}, {from: day, to: addDays(day, 1)})
  return {...bare!, id: `${id}.series`}
}

/** The event of a series but for its times: the words of a gathering about which nobody said anything, and the rhythm's last change. */
function mouldOf(input: SeriesInput, bare: Gathering, own: readonly GatheringRecord[]): CalendarEvent {
  const {circle, changed} = input
  const last = Math.max(changed(bare.id), ...own.map((record) => changed(record.id)))
  const [mould] = eventsOf(circle, [bare], () => last, moreFor(input, [bare]))
  return mould!
}

/** `more` for gatherings that need not be of the window. */
function moreFor({more = {}, formatName}: SeriesInput, asked: readonly Gathering[]): More {
  if (formatName === undefined) return more
  return {...more, formats: new Map(asked.flatMap((gathering): [string, string][] => {
    const name = formatName(gathering)
    return name === undefined ? [] : [[gathering.id, name]]
  }))}
}

/** The gatherings of a rhythm outside the window that have something of their own, each with its event. */
function exceptions(input: SeriesInput, rhythm: Rhythm, own: readonly GatheringRecord[], mould: CalendarEvent): [Gathering, CalendarEvent][] {
  const {circle, window, changed} = input
  const outside = own.flatMap((record) => {
    const {due, name} = nameParts(record.id)
    const day = readWhen(record.shared.when ?? '')?.day ?? due
    if (day === undefined || (day >= window.from && day < window.to)) return []
    const one = {charter: {...circle.charter, rhythms: {[name]: rhythm}}, gatherings: new Map([[record.id, record]])}
    return gatherings(one, {from: day, to: addDays(day, 1)}).filter((gathering) => gathering.id === record.id)
  })
  const events = eventsOf(circle, outside, changed, moreFor(input, outside))
  return outside.flatMap((gathering, index): [Gathering, CalendarEvent][] => {
    const event = events[index]!
    return standsAlone(gathering, event, rhythm, mould) ? [[gathering, event]] : []
  })
}

/** Whether a gathering is in any way not what its rhythm says. */
function standsAlone(gathering: Gathering, event: CalendarEvent, rhythm: Rhythm, mould: CalendarEvent): boolean {
  const lasts = gathering.record?.shared.lasts
  return gathering.moved || gathering.status === 'cancelled' || (lasts !== undefined && !sameLength(lasts, rhythm.lasts)) || wordsOf(event) !== wordsOf(mould)
}

function wordsOf({summary, location, url, description}: CalendarEvent): string {
  return JSON.stringify([summary, location, url, description])
}

/** Why a rhythm with a portable rule is no series all the same, as a clause. `home` is the circle's zone. */
function troubleWith(model: Gathering, home: string, {rule, given, seenTo, last}: Stretch): string | undefined {
  const {start, end, timezone, startMs, endMs, allDay} = model
  const nearest = given.reduce((least, day, index) => Math.min(least, index === 0 ? Infinity : daysBetween(given[index - 1]!, day)), Infinity)
  const length = allDay ? daysBetween(start.day, end.day) : (endMs - startMs) / msOfDay
  if (length > nearest) return 'each gathering lasts into the next'
  if (allDay) return undefined
  if (isUtc(timezone)) return isUtc(home) ? undefined : `some calendar programs take what repeats in UTC to the clocks of ${home}`
  if (startMs < Date.UTC(firstTrustedYear, 0, 2)) return `it begins before ${firstTrustedYear}, when calendar programs do not know the clocks`
  const met = dayMetByClocks(timezone, model, last === undefined ? {rule} : {days: given})
  if (met !== undefined) return `the clocks of ${timezone} change while it begins, lasts or ends on ${met}`
  if (last === undefined && endlessVtimezone(timezone, startMs, resolveWall(timezone, seenTo, '00:00').ms) === undefined) {
    return `it has no end, and nobody can say how the clocks of ${timezone} go in later years; with \`until\` it can be one entry`
  }
  return undefined
}

/** COUNT or UNTIL, or nothing for what has no end. */
function endOf(zone: string, count: number, last: Day | undefined, skipped: boolean, allDay: boolean): string {
  if (last === undefined) return ''
  if (!skipped && count <= longestCount) return `;COUNT=${count}`
  if (allDay) return `;UNTIL=${last.replaceAll('-', '')}`
  const ms = resolveWall(zone, last, '23:59').ms + 59_000
  return `;UNTIL=${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

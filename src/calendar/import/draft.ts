/** A VEVENT of somebody's file as plain values; its zones are still names of the file's own. */
import {shortened} from '../text.ts'
import {wordsOf} from './words.ts'
import type {Words} from './words.ts'
import type {Left, RawComponent} from './lines.ts'
import {all, extras, first, moments, parameter, raw, text} from './values.ts'
import type {Extra, Moment} from './values.ts'

/** A value and the line it stands on. */
export interface Lined<T> {
  readonly line: number
  readonly value: T
}

/** An event as the file has it. */
export interface Draft extends Words {
  readonly line: number
  /** Where the last of its properties begins. */
  readonly lastLine: number
  readonly uid?: string
  readonly start: Moment
  readonly end?: Moment
  /** As it is written: `PT2H`. */
  readonly duration?: string
  /** As it is written: `FREQ=WEEKLY;BYDAY=FR`. */
  readonly rule?: string
  readonly except: readonly Lined<Moment>[]
  readonly extra: readonly Lined<Extra>[]
  /** The occurrence that this event stands for (RECURRENCE-ID). */
  readonly of?: Lined<Moment>
  /** It stands for all later ones as well (RANGE=THISANDFUTURE). */
  readonly future: boolean
  readonly cancelled: boolean
  /** It was marked as not for everybody (CLASS). */
  readonly secret: boolean
  /** For which of two with one UID is newer. */
  readonly revision: readonly [sequence: number, stamp: string]
}

/** The most dates that one event leaves out or adds. */
const mostDates = 5000

/** An event, or why it cannot be read. `cancels`: the whole file is a cancellation (METHOD:CANCEL). */
export function draftOf(event: RawComponent, cancels: boolean): Draft | Left {
  const words = wordsOf(event)
  const what = words.title ?? 'an event without a title'
  const left = (why: string, line = event.line): Left => ({line, what, why})
  const twice = ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RECURRENCE-ID'].map((name) => all(event, name)).find((list) => list.length > 1)
  if (twice !== undefined) return left(`says ${twice[0]!.name} twice`, twice[1]!.line)
  const exrule = first(event, 'EXRULE')
  if (exrule !== undefined) return left('leaves out dates by a rule (EXRULE), which a circle has no word for', exrule.line)
  const one = single(event)
  if ('why' in one) return left(one.why, one.line)
  const lists = listsOf(event)
  if ('why' in lists) return left(lists.why, lists.line)
  const rule = first(event, 'RRULE')
  const uid = text(first(event, 'UID'))?.trim().slice(0, 300)
  const duration = first(event, 'DURATION')
  const status = text(first(event, 'STATUS'))?.trim().toUpperCase()
  const secrecy = text(first(event, 'CLASS'))?.trim().toUpperCase()
  const days = wholeDays(event, one.start, one.end)
  return {
    ...words,
    line: event.line,
    lastLine: Math.max(event.line, event.properties.at(-1)?.line ?? 0),
    ...(uid === undefined ? {} : {uid}),
    ...one,
    ...days,
    ...(duration === undefined ? {} : {duration: raw(duration)}),
    ...(rule === undefined ? {} : {rule: raw(rule)}),
    ...lists,
    cancelled: cancels || status === 'CANCELLED' || words.calledOff,
    secret: secrecy === 'PRIVATE' || secrecy === 'CONFIDENTIAL',
    revision: [sequenceOf(event), raw(first(event, 'DTSTAMP'))],
  }
}

function sequenceOf(event: RawComponent): number {
  const said = raw(first(event, 'SEQUENCE'))
  return /^\d{1,10}$/.test(said) ? Number(said) : 0
}

interface Wrong {
  readonly why: string
  readonly line: number
}

/** The moments that an event has one of. */
function single(event: RawComponent): Pick<Draft, 'start' | 'end' | 'of' | 'future'> | Wrong {
  const read = (name: string): Lined<Moment> | Wrong | undefined => {
    const property = first(event, name)
    if (property === undefined) return undefined
    const [moment, ...more] = moments(property) ?? []
    if (moment === undefined || more.length > 0) return {why: `has no date from 1900 to 2199 in ${name} (${shortened(raw(property))})`, line: property.line}
    return {line: property.line, value: moment}
  }
  const [start, end, of] = [read('DTSTART'), read('DTEND'), read('RECURRENCE-ID')]
  if (start === undefined) return {why: 'says no date (DTSTART)', line: event.line}
  for (const each of [start, end, of]) if (each !== undefined && 'why' in each) return each
  const range = first(event, 'RECURRENCE-ID')
  return {
    start: (start as Lined<Moment>).value,
    ...(end === undefined ? {} : {end: (end as Lined<Moment>).value}),
    ...(of === undefined ? {} : {of: of as Lined<Moment>}),
    future: range !== undefined && parameter(range, 'range')?.toUpperCase() === 'THISANDFUTURE',
  }
}

function listsOf(event: RawComponent): Pick<Draft, 'except' | 'extra'> | Wrong {
  const except: Lined<Moment>[] = []
  const extra: Lined<Extra>[] = []
  for (const property of event.properties) {
    const {name, line} = property
    if (name !== 'EXDATE' && name !== 'RDATE') continue
    const found = name === 'EXDATE'
      ? moments(property)?.map((value) => except.push({line, value}))
      : extras(property)?.map((value) => extra.push({line, value}))
    if (found === undefined) return {why: `has no dates from 1900 to 2199 in ${name} (${shortened(raw(property))})`, line}
    if (except.length + extra.length > mostDates) return {why: `leaves out or adds more than ${mostDates} dates`, line}
  }
  return {except, extra}
}

/** An event that Outlook marked as all day, though it wrote it from midnight to midnight. */
function wholeDays(event: RawComponent, start: Moment, end: Moment | undefined): Pick<Draft, 'start' | 'end'> | Record<never, never> {
  const marked = text(first(event, 'X-MICROSOFT-CDO-ALLDAYEVENT'))?.toUpperCase() === 'TRUE'
  if (!marked || start.time !== '00:00' || end?.time !== '00:00') return {}
  const day = (moment: Moment): Moment => ({day: moment.day, utc: false, seconds: false})
  return {start: day(start), end: day(end)}
}

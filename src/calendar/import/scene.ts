/** What all parts of an import share: the circle, the file's zones, what is asked for, and what comes of it. */
import type {Charter, Rhythm} from '../../model/charter.ts'
import type {GatheringRecord} from '../../model/circle.ts'
import type {Day} from '../../model/day.ts'
import type {SharedPage} from '../../model/gathering.ts'
import type {Draft} from './draft.ts'
import type {Left} from './lines.ts'
import {placed} from './times.ts'
import type {Placed, ZoneOf} from './times.ts'
import type {Moment} from './values.ts'

/** What of a circle an import looks at. */
export interface Home {
  readonly charter: Charter
  readonly gatherings: ReadonlyMap<string, GatheringRecord>
}

/** A rhythm that a recurring event became. */
export interface NewRhythm {
  readonly line: number
  readonly id: string
  readonly rhythm: Rhythm
}

/** A page that an event, or a date left out, became. */
export interface NewPage {
  readonly line: number
  readonly id: string
  readonly record: SharedPage
}

/** Something that the circle has already, otherwise than the file: it stays as it is. */
export interface Differing {
  readonly line: number
  /** The rhythm or gathering of the circle. */
  readonly id: string
  /** What differs, in words. */
  readonly how: string
}

/** What comes of a file, in the order in which it stands there. */
export interface Outcome {
  readonly rhythms: NewRhythm[]
  readonly gatherings: NewPage[]
  /** Lines of what the circle has already, just so. */
  readonly there: number[]
  readonly differs: Differing[]
  readonly notTaken: Left[]
  /** Exceptions that hit no date of what they are exceptions to. */
  readonly misses: Left[]
  /** Sentences about how things were taken. */
  readonly remarks: string[]
}

/** How many days have been looked at to find those on which recurring events fall: a limit for hostile files. */
export interface Looked {
  days: number
}

/** Far more than a calendar of people needs (most events fall within a year), and a few seconds at worst. */
export const mostLooked = 2_000_000

/** What all parts of an import work on. */
export interface Scene {
  readonly circle: Home
  readonly zoneOf: ZoneOf
  /** Dates before this day are past, and not taken. */
  readonly from: Day
  /** The last day that is taken. */
  readonly to?: Day
  readonly looked: Looked
  readonly out: Outcome
}

/** The most pages that one import writes. */
export const mostPages = 2000

/** Where a moment of the file is on the circle's clocks; undefined when its zone cannot be told. */
export function placedIn({circle, zoneOf}: Scene, moment: Moment): Placed | undefined {
  return placed(moment, circle.charter.timezone, zoneOf)
}

/** What an event is called where things are listed. */
export function called({title}: Pick<Draft, 'title'>): string {
  return title ?? 'an event without a title'
}

/** Why a day is not asked for, as a clause; undefined when it is. */
export function outside({from, to}: Scene, day: Day): string | undefined {
  if (day < from) return `is past: before ${from}`
  return to !== undefined && day > to ? `comes after ${to}` : undefined
}

/** Why a moment has no place on the circle's clocks, as a clause. */
export function unknownZone(moment: Moment): string {
  return `is in a time zone that cannot be told (${(moment.tzid ?? '').slice(0, 60)})`
}

/** Says that an event is not taken, and why (a clause that follows "it"). */
export function leave({out}: Scene, draft: Pick<Draft, 'title' | 'line'>, why: string): undefined {
  out.notTaken.push({line: draft.line, what: called(draft), why})
  return undefined
}

/** Adds a page, or says that there are too many. */
export function addPage({out}: Scene, page: NewPage, what: string): void {
  if (out.gatherings.length < mostPages) out.gatherings.push(page)
  else out.notTaken.push({line: page.line, what, why: `is more than the ${mostPages} dates that are taken at once`})
}

/** A calendar file of one circle or several, as text, and what is told of it. */
import type {CalendarEvent} from '../../calendar/event.ts'
import {calendarText} from '../../calendar/write.ts'
import type {Circle} from '../../model/circle.ts'
import {addDays} from '../../model/day.ts'
import {listed} from '../../schedule/words.ts'
import type {Change} from '../command.ts'
import {programVersion} from '../version.ts'
import type {Part} from './part.ts'
import {usualColour} from './wishes.ts'
import type {Wishes} from './wishes.ts'

/** A circle, and what a calendar has of it. */
export interface Contribution {
  readonly circle: Circle
  readonly part: Part
}

/** How calendar files begin, and how their names end. */
export const calendarFile = {begins: 'BEGIN:VCALENDAR', ending: '.ics'} as const

/** `text`, and notes (a sentence each) on what is not as one would expect. Throws Fault('unsound') when it would read back differently. */
export function feedText(contributions: readonly Contribution[], wishes: Wishes, events: readonly CalendarEvent[]): {text: string; notes: string[]} {
  const [first] = contributions
  const only = contributions.length === 1 ? first : undefined
  return calendarText({
    name: listed(contributions.map(({circle}) => circle.charter.name)),
    ...(only === undefined ? {} : {description: only.circle.charter.purpose}),
    // Some readers move what is in another zone to this one, so circles in several have none.
    ...(contributions.every(({part}) => part.timezone === first!.part.timezone) ? {timezone: first!.part.timezone} : {}),
    version: programVersion,
    color: colourOf(contributions, wishes),
    ...(wishes.source === undefined ? {} : {source: wishes.source}),
    events,
  })
}

/** A calendar on its way to where it was asked for: the file `out`, with a line on what it `holds`; or, without one, standard output. */
export function handedOut(text: string, out: string | undefined, dry: boolean, holds: string): Pick<Change, 'file' | 'exports' | 'show'> {
  if (out === undefined) return {file: text}
  return {exports: [{path: out, text, begins: calendarFile.begins}], show: [`${holds}${dry ? ', would be written to ' : ': '}${out}`]}
}

/** What was written, for programs: the same for a file and a folder, for one circle and several. */
export function told(contributions: readonly Contribution[], wishes: Wishes, member: string | undefined): Record<string, unknown> {
  const [first] = contributions
  return {
    from: wishes.from,
    to: addDays(wishes.to, -1),
    gatherings: sum(contributions.map(({part}) => part.gatherings.length)),
    events: sum(contributions.map(({part}) => part.events.length)),
    timezone: first!.part.timezone,
    color: colourOf(contributions, wishes),
    ...(contributions.length === 1 ? {remind: first!.part.alarms} : {}),
    ...(member === undefined ? {} : {member}),
    ...(wishes.series ? {series: sum(contributions.map(({part}) => part.events.filter(({recurs}) => recurs !== undefined).length))} : {}),
    ...(wishes.source === undefined ? {} : {source: wishes.source}),
  }
}

/** `2026-10-29 to 2028-05-27`. */
export function spanWords({from, to}: Wishes): string {
  return `${from} to ${addDays(to, -1)}`
}

function colourOf(contributions: readonly Contribution[], {color}: Wishes): string {
  return color ?? usualColour(contributions.map(({circle}) => circle.charter.id))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

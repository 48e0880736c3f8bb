/** The part of a calendar that comes from one circle. */
import {formatIdOf} from '../../agenda/agenda.ts'
import type {CalendarEvent} from '../../calendar/event.ts'
import {eventsOf} from '../../calendar/events.ts'
import type {More} from '../../calendar/events.ts'
import type {seriesOf} from '../../calendar/series.ts'
import type {Circle} from '../../model/circle.ts'
import type {Format} from '../../model/format.ts'
import {memberNamed} from '../../model/members.ts'
import {gatherings} from '../../schedule/gatherings.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import type {Shelf} from '../../store/shelf.ts'
import {historyOf} from '../history.ts'
import type {History} from '../history.ts'
import {shippedFormat, shippedFormatIds} from '../shipped.ts'
import {ownRoles} from './own-roles.ts'
import {invitationNotes, reminderNotes} from './part-notes.ts'
import {reminderMinutes} from './reminders.ts'
import type {Wishes} from './wishes.ts'
import {clockNotes} from '../zone-data.ts'

/** What the events of a circle are made of, besides the circle itself. */
export interface Material {
  readonly history: History
  /** The formats that the circle's gatherings name, as far as there are such. */
  readonly formats: ReadonlyMap<string, Format>
  readonly wishes: Wishes
  /** The id of the member whose own calendar it is. */
  readonly member?: string
  /** What is to be said of the clocks of these events' zones. */
  readonly clocks: typeof clockNotes
  /** Makes series of single events; there where series are asked for. */
  readonly series?: typeof seriesOf
}

/** What a calendar has of one circle. */
export interface Part {
  readonly gatherings: readonly Gathering[]
  /** One for each gathering; fewer in series. */
  readonly events: readonly CalendarEvent[]
  /** The zone to show it in. */
  readonly timezone: string
  /** Minutes before the start. */
  readonly alarms: readonly number[]
  readonly notes: readonly string[]
}

/** Collects what the events of a circle are made of. Throws an `unknown` fault when the member is nobody here. */
export async function materialFor(shelf: Shelf, wishes: Wishes): Promise<Material> {
  const {circle} = shelf
  const member = wishes.member === undefined ? undefined : memberNamed(circle.members, wishes.member)
  return {
    history: await historyOf({shelf}, member === undefined ? 'shared' : 'members too'),
    formats: formatsNamed(circle),
    wishes,
    clocks: clockNotes,
    ...(member === undefined ? {} : {member}),
    ...(wishes.series ? {series: (await import('../../calendar/series.ts')).seriesOf} : {}),
  }
}

/** The circle's own formats, and of those that the program ships the ones that are named somewhere in the circle. */
function formatsNamed({charter, gatherings: records, formats}: Circle): Map<string, Format> {
  const named = [charter.format, ...Object.values(charter.rhythms ?? {}).map(({format}) => format), ...[...records.values()].map(({shared}) => shared.format)]
  const wanted = new Set(named.flatMap((id) => (id === undefined || formats.has(id) ? [] : [id])))
  const shipped = wanted.size === 0 ? [] : shippedFormatIds().filter((id) => wanted.has(id))
  return new Map([...formats, ...shipped.map((id): [string, Format] => [id, shippedFormat(id)])])
}

/** The events of a circle. `prefix`: what stands before each title. */
export function partOf(circle: Circle, material: Material, prefix?: string): Part {
  const {wishes, member, formats, history, series} = material
  const window = {from: wishes.from, to: wishes.to}
  const listed = gatherings(circle, window)
  const own = member === undefined ? undefined : circle.members.get(member)
  const alarms = wishes.alarms ?? reminderMinutes(own?.remind ?? [])
  const timezone = wishes.inTheirZone ? (own?.timezone ?? circle.charter.timezone) : circle.charter.timezone
  const changed = changedIn(history, member !== undefined)
  const {names, notes} = formatNames(circle, listed, formats)
  const more: More = {
    formats: names,
    alarms,
    ...(member === undefined ? {} : {roles: ownRoles(circle, member, formats)}),
    ...(prefix === undefined ? {} : {prefix}),
    ...(wishes.inTheirZone ? {timezone} : {}),
  }
  const events = eventsOf(circle, listed, changed, more)
  // A series has in it what all pages of its rhythm leave of it, those that are gone too.
  const whole = (id: string): number => (id.endsWith('.series') ? Math.max(changed(id), history.logged) : changed(id))
  const made = series === undefined ? {events, notes: []} : series({circle, gatherings: listed, events, window, changed: whole, more, formatName: (gathering) => formats.get(formatIdOf(gathering, circle.charter) ?? '')?.name})
  const gone = own?.status === 'left' ? [`${own.name} has left, so no turns after that are proposed to them.`] : []
  return {gatherings: listed, events: made.events, timezone, alarms, notes: [...history.notes, ...gone, ...notes, ...reminderNotes(listed, alarms), ...made.notes, ...material.clocks(events), ...(series === undefined ? [] : invitationNotes(circle, listed, made.events))]}
}

/**
 * When what the event of a gathering is made of last changed. Always of the same files, whatever they say: were one left out because it
 * is not needed any more, the event would change and seem older than it was.
 */
function changedIn(history: History, forMember: boolean): (gathering: string) => number {
  const formats = history.within('formats')
  if (!forMember) return (gathering) => Math.max(history.changed(gathering), formats)
  // Turns are told from the whole log, from all members, and from who has said that they cannot come.
  const all = Math.max(formats, history.logged, history.within('members'))
  return (gathering) => Math.max(history.changed(gathering), all, history.within(`gatherings/${gathering}`))
}

/** The names of gatherings' formats by the gatherings' ids, and which formats there are not. */
function formatNames({charter}: Circle, listed: readonly Gathering[], formats: ReadonlyMap<string, Format>): {names: Map<string, string>; notes: string[]} {
  const names = new Map<string, string>()
  const unknown = new Map<string, string>()
  for (const gathering of listed) {
    const id = formatIdOf(gathering, charter)
    if (id === undefined) continue
    const format = formats.get(id)
    if (format === undefined) unknown.set(id, unknown.get(id) ?? gathering.id)
    else names.set(gathering.id, format.name)
  }
  return {names, notes: [...unknown].map(([id, gathering]) => `The format of ${gathering} is not known, so the calendar leaves it out: ${id}.`)}
}

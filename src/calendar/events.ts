/** Gatherings as events of a calendar. What leaves the circle is listed here, field by field, and nothing else does. */
import {dayNumber} from '../model/day.ts'
import type {Charter} from '../model/charter.ts'
import {resolveWall, wallOf} from '../schedule/instant.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {highestSequence} from './event.ts'
import type {CalendarEvent} from './event.ts'
import {cleanLine, cleanLink} from './text.ts'
import {uidOf} from './uid.ts'

/** What of a gathering may be in a calendar that anybody with the link can read: no member, no answer, no notes. */
type Shown = Pick<
  Gathering,
  'id' | 'title' | 'status' | 'why' | 'start' | 'end' | 'timezone' | 'allDay' | 'startMs' | 'endMs' | 'kind' | 'place' | 'link' | 'topic'
>

/** What a calendar says besides what stands on the gathering's own page. Each part is left out where it is not given. */
export interface More {
  /** The name of the format by which a gathering is run, by the gathering's id. */
  readonly formats?: ReadonlyMap<string, string>
  /** The roles of the one member whose calendar this is, in words, by the gathering's id. */
  readonly roles?: ReadonlyMap<string, Roles>
  /** When reminders of what is still to come come, in minutes before the start. */
  readonly alarms?: readonly number[]
  /** Stands before each title, where a calendar holds several circles: the circle's name. */
  readonly prefix?: string
  /** The zone in which times are written, if not each in its gathering's own. The instants are the same. */
  readonly timezone?: string
}

/** A member's roles at one gathering. */
export interface Roles {
  /** Those that stand on the gathering's page. */
  readonly set: readonly string[]
  /** Those that are theirs by turn, as long as nobody says otherwise. */
  readonly proposed: readonly string[]
}

const minutesOfDay = 1440
/** Whole days before what takes all day count from nine in the morning: at midnight nobody wants to be reminded. */
const morning = 9 * 60

/**
 * Gatherings as events. `changed` gives, for a gathering's id, when what its event is made from (the charter, its shared page, and
 * whatever `more` came from) last changed, in epoch seconds. It is DTSTAMP and LAST-MODIFIED; SEQUENCE is the seconds from the day of
 * founding (00:00 UTC) to it, so it grows with every change and is the same on every clone. The UID is the gathering's id and the
 * circle's, which never change.
 */
export function eventsOf(
  circle: {readonly charter: Pick<Charter, 'id' | 'founded' | 'name'>},
  gatherings: readonly Shown[],
  changed: (gathering: string) => number,
  more: More = {},
): CalendarEvent[] {
  const {charter} = circle
  const founded = dayNumber(charter.founded) * 86_400
  return gatherings.map((gathering) => {
    const modified = Math.floor(changed(gathering.id))
    const {start, end, timezone, allDay, startMs, endMs, kind} = gathering
    const cancelled = gathering.status === 'cancelled'
    const title = more.prefix === undefined ? gathering.title : `${more.prefix}: ${gathering.title}`
    const alarms = gathering.status === 'planned' ? alarmsOf(more.alarms ?? [], allDay) : []
    const event: CalendarEvent = {
      uid: uidOf(gathering.id, charter.id),
      summary: cancelled ? `Cancelled: ${title}` : title,
      start,
      end,
      timezone,
      allDay,
      startMs,
      endMs,
      kind,
      status: cancelled ? 'CANCELLED' : 'CONFIRMED',
      sequence: Math.min(Math.max(modified - founded, 0), highestSequence),
      modified,
      created: Math.min(founded, modified),
      ...words(gathering, more),
      categories: [charter.name],
      ...(alarms.length === 0 ? {} : {alarms}),
    }
    return more.timezone === undefined ? event : inZone(event, more.timezone)
  })
}

/**
 * The same event with its times on the clocks of another zone: the instants stay. Days are days everywhere, so what takes all day
 * stays as it is.
 */
export function inZone(event: CalendarEvent, timezone: string): CalendarEvent {
  if (event.allDay || event.timezone === timezone) return event
  const [start, end] = [wallOf(timezone, event.startMs), wallOf(timezone, event.endMs)]
  return {...event, timezone, start, end, kind: resolveWall(timezone, start.day, start.time).kind}
}

/**
 * Reminders of one event, in minutes before it begins. An event that takes all day begins at midnight: there whole days count from
 * nine in the morning (`1d` is at nine the day before), and what is shorter than a day is left out.
 */
function alarmsOf(alarms: readonly number[], allDay: boolean): number[] {
  return allDay ? alarms.filter((minutes) => minutes >= minutesOfDay).map((minutes) => minutes - morning) : [...alarms]
}

/** Place, link and text. The link is in the text as well, since many clients show no other. */
function words({id, status, why, place, link, topic}: Shown, {formats, roles}: More): Pick<CalendarEvent, 'location' | 'url' | 'description'> {
  const url = link === undefined ? undefined : cleanLink(link)
  const location = place ?? url
  const cancelled = status === 'cancelled'
  const own = cancelled ? undefined : roles?.get(id)
  const lines = [
    cancelled && why !== undefined ? `Cancelled: ${cleanLine(why)}` : '',
    headed('Topic', topic),
    headed('Format', formats?.get(id)),
    headed(own?.set.length === 1 ? 'Your role' : 'Your roles', listed(own?.set)),
    headed('Yours by turn, if nobody says otherwise', listed(own?.proposed)),
    url === undefined ? '' : `Join: ${url}`,
  ].filter((line) => line !== '')
  return {
    ...(location === undefined ? {} : {location}),
    ...(url === undefined ? {} : {url}),
    ...(lines.length === 0 ? {} : {description: lines.join('\n')}),
  }
}

function headed(head: string, text: string | undefined): string {
  const line = text === undefined ? '' : cleanLine(text)
  return line === '' ? '' : `${head}: ${line}`
}

function listed(roles: readonly string[] = []): string | undefined {
  return roles.length === 0 ? undefined : roles.join(', ')
}

/** Gatherings as events of a calendar. What leaves the circle is listed here, field by field, and nothing else does. */
import {dayNumber} from '../model/day.ts'
import type {Charter} from '../model/charter.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import type {CalendarEvent} from './event.ts'
import {cleanLine, cleanLink} from './text.ts'

/** What of a gathering may be in a calendar that anybody with the link can read: no member, no answer, no notes. */
type Shown = Pick<
  Gathering,
  'id' | 'title' | 'status' | 'why' | 'start' | 'end' | 'timezone' | 'allDay' | 'startMs' | 'endMs' | 'kind' | 'place' | 'link' | 'topic'
>

/** RFC 5545 3.3.8. */
const largestInteger = 2_147_483_647

/**
 * Gatherings as events. `changed` gives, for a gathering's id, when what its event is made from (the charter and its shared page) last
 * changed, in epoch seconds. It is DTSTAMP and LAST-MODIFIED; SEQUENCE is the seconds from the day of founding (00:00 UTC) to it,
 * so it grows with every change and is the same on every clone. The UID is the gathering's id and the circle's, which never change.
 */
export function eventsOf(
  circle: {readonly charter: Pick<Charter, 'id' | 'founded'>},
  gatherings: readonly Shown[],
  changed: (gathering: string) => number,
): CalendarEvent[] {
  const founded = dayNumber(circle.charter.founded) * 86_400
  return gatherings.map((gathering) => {
    const modified = Math.floor(changed(gathering.id))
    const {start, end, timezone, allDay, startMs, endMs, kind} = gathering
    const cancelled = gathering.status === 'cancelled'
    return {
      uid: `${gathering.id}.${circle.charter.id}@circle`,
      summary: cancelled ? `Cancelled: ${gathering.title}` : gathering.title,
      start,
      end,
      timezone,
      allDay,
      startMs,
      endMs,
      kind,
      status: cancelled ? 'CANCELLED' : 'CONFIRMED',
      sequence: Math.min(Math.max(modified - founded, 0), largestInteger),
      modified,
      created: Math.min(founded, modified),
      ...words(gathering),
    }
  })
}

/** Place, link and text. The link is in the text as well, since many clients show no other. */
function words({status, why, place, link, topic}: Shown): Pick<CalendarEvent, 'location' | 'url' | 'description'> {
  const url = link === undefined ? undefined : cleanLink(link)
  const location = place ?? url
  const lines = [
    status === 'cancelled' && why !== undefined ? `Cancelled: ${cleanLine(why)}` : '',
    topic === undefined ? '' : `Topic: ${cleanLine(topic)}`,
    url === undefined ? '' : `Join: ${url}`,
  ].filter((line) => line !== '')
  return {
    ...(location === undefined ? {} : {location}),
    ...(url === undefined ? {} : {url}),
    ...(lines.length === 0 ? {} : {description: lines.join('\n')}),
  }
}

/** What is to be said of a circle's part of a calendar that is not as one would expect. */
import type {CalendarEvent} from '../../calendar/event.ts'
import {uidOf} from '../../calendar/uid.ts'
import type {Circle} from '../../model/circle.ts'
import {counted} from '../../schedule/words.ts'
import type {Gathering} from '../../schedule/gatherings.ts'

const minutesOfDay = 1440

/** That reminders of less than a day are left out where a gathering takes all day; `alarms` in minutes before the start. */
export function reminderNotes(gatherings: readonly Gathering[], alarms: readonly number[]): string[] {
  const days = gatherings.filter(({allDay, status}) => allDay && status === 'planned')
  if (days.length === 0 || alarms.every((minutes) => minutes >= minutesOfDay)) return []
  return [`Reminders of less than a day are left out for ${counted(days.length, 'gathering that takes', 'gatherings that take')} all day, such as ${days[0]!.id}; 1d comes at 09:00 the day before.`]
}

/** That gatherings which are in a series here have gone out as invitations too, which are entries of their own. */
export function invitationNotes({charter}: Circle, gatherings: readonly Gathering[], events: readonly CalendarEvent[]): string[] {
  const alone = new Set(events.map(({uid}) => uid))
  const invited = gatherings.filter(({id, record}) => {
    const pages = [...(record?.pages.values() ?? [])]
    return !alone.has(uidOf(id, charter.id)) && pages.some((page) => Object.values(page.invited ?? {}).some(({method}) => method === 'request'))
  })
  if (invited.length === 0) return []
  return [`${counted(invited.length, 'gathering')} of a series went out as ${invited.length === 1 ? 'an invitation' : 'invitations'} too: who was invited sees ${invited.length === 1 ? 'it' : 'them'} twice, and should take the calendar without --series, or none.`]
}

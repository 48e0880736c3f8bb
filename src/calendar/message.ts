/** A message of iTIP (RFC 5546) as iCalendar text: an invitation, its update, or its cancellation. */
import {Fault} from '../model/fault.ts'
import {beginning, eventComponent} from './component.ts'
import {entryOf} from './entry.ts'
import type {CalendarEvent, Message} from './event.ts'
import {writeIcal} from './ical.ts'
import type {JcalComponent} from './ical.ts'
import {mouldsOf} from './mould.ts'
import {peopleFault, peopleOf} from './party.ts'
import {readBack} from './readback.ts'
import {cleanLine} from './text.ts'
import {zonesOf} from './zones.ts'

/**
 * A message as iCalendar text, lines ending in CRLF: METHOD, the zone, and one event with its organizer and attendees (RFC 5546 3.2.2,
 * 3.2.5). Whatever the event says, a cancellation has STATUS:CANCELLED and no reminders. Throws Fault('unsound') when the event is
 * impossible, recurs, invites to what is called off, names nobody, or names somebody by what is no plain address; and when what would
 * be written reads back as something else.
 */
export function messageText({method, version, event}: Message): string {
  const fault = methodFault(method, event) ?? peopleFault(event)
  if (fault !== undefined) {
    throw new Fault('unsound', `"${cleanLine(event.summary)}" on ${event.start.day} cannot be sent: ${fault}`, {hint: 'nothing was sent.'})
  }
  const entry = entryOf(method === 'CANCEL' ? {...event, status: 'CANCELLED'} : event)
  const inside = eventComponent(mouldsOf([entry])(entry), entry, peopleOf(event, method))
  const component: JcalComponent = ['vcalendar', [...beginning(version), ['method', {}, 'text', method]], [...zonesOf([entry]), inside]]
  const text = writeIcal(component)
  readBack(text, component, [entry], method)
  return text
}

/** One gathering, one message: Exchange and Nextcloud lose parts of a series that comes by mail. */
function methodFault(method: Message['method'], event: CalendarEvent): string | undefined {
  if (event.recurs !== undefined) return 'an invitation is to one gathering, not to a series'
  return method === 'REQUEST' && event.status === 'CANCELLED' ? 'it is called off, so nobody can be invited to it' : undefined
}

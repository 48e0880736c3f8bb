/** People in messages: ORGANIZER and ATTENDEE (RFC 5545 3.8.4). */
import type {CalendarEvent, Message, Party} from './event.ts'
import type {JcalParameters, JcalProperty} from './ical.ts'
import {cleanLine, cleanWord, isPlainAddress} from './text.ts'

/**
 * A name as it can stand in a parameter of every reader: no quotation mark, which many take for the end of the name, and no backslash,
 * which many take for an escape. What else has to be escaped, RFC 6868 does. Undefined when nothing is left.
 */
export function nameText(name: string): string | undefined {
  const cleaned = cleanWord(name).replaceAll('"', "'")
  return cleaned === '' ? undefined : cleaned
}

/** Why the people of a message cannot be written, as a clause that follows the event's name, or undefined. */
export function peopleFault({organizer, attendees = []}: CalendarEvent): string | undefined {
  if (organizer === undefined) return 'it has no organizer'
  if (attendees.length === 0) return 'it invites nobody'
  const addresses = [organizer.email, ...(organizer.sentBy === undefined ? [] : [organizer.sentBy]), ...attendees.map(({email}) => email)]
  const wrong = addresses.find((address) => !isPlainAddress(address))
  if (wrong !== undefined) return `"${cleanLine(wrong)}" is not a plain mail address`
  // Capitals make no other address: a domain has none (RFC 5321 2.4), and nobody tells two people apart by them.
  const seen = new Set<string>()
  const twice = attendees.find(({email}) => seen.size === seen.add(email.toLowerCase()).size)
  return twice && `it invites ${twice.email} twice`
}

/** ORGANIZER and the ATTENDEEs as a message of that method has them: who is asked to answer, or only who is told (RFC 5546 3.2.5). */
export function peopleOf({organizer, attendees = []}: CalendarEvent, method: Message['method']): JcalProperty[] {
  const properties = attendees.map((party): JcalProperty => {
    const asked: JcalParameters = method === 'REQUEST' ? {partstat: party.answered ?? 'NEEDS-ACTION', rsvp: 'TRUE'} : {}
    const parameters: JcalParameters = {cutype: 'INDIVIDUAL', role: 'REQ-PARTICIPANT', ...asked, ...named(party)}
    return ['attendee', parameters, 'cal-address', addressText(party.email)]
  })
  if (organizer === undefined) return properties
  const sender: JcalParameters = organizer.sentBy === undefined ? {} : {'sent-by': addressText(organizer.sentBy)}
  return [['organizer', {...named(organizer), ...sender}, 'cal-address', addressText(organizer.email)], ...properties]
}

function named({name}: Party): JcalParameters {
  const cn = nameText(name)
  return cn === undefined ? {} : {cn}
}

/** `mailto:bo@example.org`: Outlook knows it in lower case only. */
export function addressText(email: string): string {
  return `mailto:${email}`
}

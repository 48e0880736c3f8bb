/** An entry as a component of iCalendar: its mould, and all that makes it this event. */
import {instantText} from '../schedule/instant.ts'
import {alarm} from './alarms.ts'
import {formText} from './entry.ts'
import type {Entry} from './entry.ts'
import type {JcalComponent, JcalParameters, JcalProperty, JcalValue} from './ical.ts'
import {recurrenceOf} from './recurring.ts'

/** What a link to meet is called where a calendar shows CONFERENCE (RFC 7986 5.11). */
const conferenceLabel = 'Join'

/** A mould with everything that is this event's own, and all that `ics` cannot write: zones, types, links, and the whole of each text. */
export function eventComponent([name, mould]: JcalComponent, entry: Entry, people: readonly JcalProperty[] = []): JcalComponent {
  const {form, event, url, categories} = entry
  const type = form === 'day' ? 'date' : 'date-time'
  const parameters: JcalParameters = form === 'zone' ? {tzid: event.timezone} : {}
  const properties = [...mould]
  put(properties, 'uid', 'text', event.uid)
  put(properties, 'summary', 'text', entry.summary)
  put(properties, 'dtstamp', 'date-time', instantText(entry.stamp * 1000))
  put(properties, 'dtstart', type, entry.start, parameters)
  put(properties, 'dtend', type, entry.end, parameters)
  put(properties, 'sequence', 'integer', event.sequence)
  put(properties, 'location', 'text', entry.location)
  put(properties, 'created', 'date-time', instantText(event.created * 1000))
  put(properties, 'last-modified', 'date-time', instantText(event.modified * 1000))
  put(properties, 'description', 'text', entry.description)
  put(properties, 'url', 'uri', url)
  put(properties, 'conference', 'uri', url, {feature: ['VIDEO', 'AUDIO'], label: conferenceLabel})
  const [category, ...categoriesMore] = categories
  if (category !== undefined) properties.push(['categories', {}, 'text', category, ...categoriesMore])
  properties.push(...recurrenceOf(event, type, parameters, (when) => formText(entry, when)), ...people)
  return [name, properties, entry.alarms.map((minutes) => alarm(minutes, entry.summary))]
}

/** Sets a property, in the place of the one of that name where there is one. */
function put(properties: JcalProperty[], name: string, type: string, value: JcalValue | undefined, parameters: JcalParameters = {}): void {
  if (value === undefined) return
  const property: JcalProperty = [name, {...parameters}, type, value]
  const place = properties.findIndex(([other]) => other === name)
  if (place === -1) properties.push(property)
  else properties[place] = property
}

/** How every calendar and message of ours begins, but for what is its own. */
export function beginning(version: string): JcalProperty[] {
  return [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', `-//circle//circle ${version.replace(/[^\w.+-]/g, '')}//EN`],
    ['calscale', {}, 'text', 'GREGORIAN'],
  ]
}

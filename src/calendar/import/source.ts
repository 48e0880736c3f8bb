/** An .ics file as events in plain values, before they have a meaning for a circle; and what of the file no circle keeps. */
import {Fault} from '../../model/fault.ts'
import {counted} from '../../schedule/words.ts'
import {cleanLine, shortened} from '../text.ts'
import {draftOf} from './draft.ts'
import type {Draft} from './draft.ts'
import {readLines} from './lines.ts'
import type {Left, RawComponent, RawFile} from './lines.ts'
import {called} from './scene.ts'
import {all, first, raw, text} from './values.ts'
import type {Moment} from './values.ts'
import {linkProperties} from './words.ts'

/** A file that has been read, and not yet given a meaning for a circle. */
export interface Source {
  readonly drafts: readonly Draft[]
  readonly definitions: readonly RawComponent[]
  readonly left: readonly Left[]
  readonly remarks: readonly string[]
  /** The names of zones that its times use. */
  readonly zones: readonly string[]
}

/** The most dates that the events of a file may leave out or add: a limit for hostile files. */
const mostExceptions = 10_000

/** Reads an .ics file. Throws Fault('unsound') for what is no calendar, Fault('refused') for an answer to an invitation. */
export function readCalendar(bytes: Uint8Array): Source {
  const file = readLines(bytes)
  const drafts: Draft[] = []
  const left: Left[] = [...file.left]
  let exceptions = 0
  for (const calendar of file.calendars) {
    const method = text(first(calendar, 'METHOD'))?.trim().toUpperCase()
    if (['REPLY', 'COUNTER', 'DECLINECOUNTER', 'REFRESH'].includes(method ?? '')) {
      const what = `the file is an answer to an invitation (METHOD:${method}), not a calendar`
      throw new Fault('refused', what, {hint: 'to read answers: circle rsvp --read FILE'})
    }
    for (const component of calendar.components) {
      if (component.name !== 'VEVENT') continue
      const draft = draftOf(component, method === 'CANCEL')
      if ('start' in draft) exceptions += draft.except.length + draft.extra.length
      if (!('start' in draft)) left.push(draft)
      else if (exceptions > mostExceptions) {
        left.push({line: draft.line, what: called(draft), why: `leaves out or adds dates beyond the ${mostExceptions} that are read of a file`})
      } else drafts.push(draft)
    }
  }
  const zones = new Set(drafts.flatMap((draft) => momentsOf(draft).flatMap(({tzid}) => tzid ?? [])))
  const definitions = file.calendars.flatMap(({components}) => components.filter(({name}) => name === 'VTIMEZONE'))
  return {drafts, definitions, left, remarks: remarksOn(file, drafts), zones: [...zones]}
}

/** Every moment that an event names. */
export function momentsOf({start, end, of, except, extra}: Draft): Moment[] {
  const single = [start, end, of?.value].filter((moment) => moment !== undefined)
  const added = extra.flatMap(({value}) => [value.start, value.end]).filter((moment) => moment !== undefined)
  return [...single, ...except.map(({value}) => value), ...added]
}

function hasSeconds(draft: Draft): boolean {
  return momentsOf(draft).some(({seconds}) => seconds)
}

/** What the file has that no circle keeps, each kind in a sentence with its number. */
function remarksOn(file: RawFile, drafts: readonly Draft[]): string[] {
  const components = file.calendars.flatMap((calendar) => calendar.components)
  const events = components.filter(({name}) => name === 'VEVENT')
  const having = (holds: (event: RawComponent) => boolean): number => events.filter(holds).length
  const say = (count: number, what: string, rest: string): string[] => (count === 0 ? [] : [`${what} (${counted(count, 'event')}): ${rest}.`])
  const alarmed = ({components: inner}: RawComponent): boolean => inner.some(({name}) => name === 'VALARM')
  return [
    ...say(having((event) => all(event, 'ATTENDEE').length > 0), 'People who are invited', 'not taken over; circle member add adds members'),
    ...say(having(alarmed), 'Reminders', 'not taken over; circle ics --remind sets them for a calendar'),
    ...say(having((event) => first(event, 'ATTACH') !== undefined), 'Attachments', 'not taken over'),
    ...say(drafts.filter(({described}) => described).length, 'Descriptions', 'not taken over, but for a topic and a link to join'),
    ...say(drafts.filter(({cut}) => cut).length, 'Words that are too long for a title, place or topic', 'cut off'),
    ...linkRemarks(drafts),
    ...propertyRemarks(events),
    ...say(having((event) => first(event, 'UID') === undefined), 'No UID', 'each is taken as one of its own'),
    ...say(drafts.filter(hasSeconds).length, 'Seconds in times', 'left out, since gatherings start on whole minutes'),
    ...otherKinds(components),
    ...(file.guessed ? ['The file is not in UTF-8; it was read as Windows-1252.'] : []),
  ]
}

const mostNamed = 3

/** Addresses that have no place beside the link, the first of them by name. */
function linkRemarks(drafts: readonly Draft[]): string[] {
  const having = drafts.filter(({otherLinks}) => otherLinks.length > 0)
  if (having.length === 0) return []
  const all = having.flatMap(({line, otherLinks}) => otherLinks.map((link) => `${shortened(link, 100)} (line ${line})`))
  const rest = all.length > mostNamed ? ` and ${all.length - mostNamed} more` : ''
  return [`Other links (${counted(having.length, 'event')}): not taken over, since a gathering has one: ${all.slice(0, mostNamed).join(', ')}${rest}.`]
}

/** What is taken over, or named in another sentence, or says nothing to people. */
const known: ReadonlySet<string> = new Set([
  'DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'EXDATE', 'EXRULE', 'RECURRENCE-ID', 'UID', 'SEQUENCE', 'DTSTAMP', 'CREATED', 'LAST-MODIFIED',
  'SUMMARY', 'LOCATION', 'DESCRIPTION', 'X-ALT-DESC', 'CLASS', 'TRANSP', 'ATTENDEE', 'ATTACH', 'X-MICROSOFT-CDO-ALLDAYEVENT', ...linkProperties,
])
const mostProperties = 12

/** Every other property that says something, by name, with the number of events that have it. */
function propertyRemarks(events: readonly RawComponent[]): string[] {
  const found = new Map<string, number>()
  for (const event of events) {
    const names = new Set(event.properties.filter((property) => !known.has(property.name) && raw(property) !== '').map((property) => {
      return property.name === 'STATUS' ? `STATUS:${raw(property).toUpperCase()}` : property.name
    }))
    for (const name of names) found.set(name, (found.get(name) ?? 0) + 1)
  }
  for (const plain of ['STATUS:CONFIRMED', 'STATUS:CANCELLED']) found.delete(plain)
  if (found.size === 0) return []
  // What programs added for themselves comes last.
  const own = (name: string): number => (name.startsWith('X-') ? 1 : 0)
  const sorted = [...found].toSorted(([a], [b]) => own(a) - own(b) || (a < b ? -1 : 1))
  const said = sorted.slice(0, mostProperties).map(([name, count]) => `${shortened(cleanLine(name), 40)} (${counted(count, 'event')})`)
  const rest = sorted.length > mostProperties ? ` and ${sorted.length - mostProperties} more` : ''
  return [`Other properties, not taken over: ${said.join(', ')}${rest}.`]
}

/** What entries that are no events are called, one and several. */
const entryNames: Readonly<Record<string, readonly [one: string, several?: string]>> = {
  VTODO: ['task'],
  VJOURNAL: ['journal entry', 'journal entries'],
  VFREEBUSY: ['entry of free and busy times', 'entries of free and busy times'],
  VAVAILABILITY: ['entry of free and busy times', 'entries of free and busy times'],
}

function otherKinds(components: readonly RawComponent[]): string[] {
  const kinds = new Map<string, number>()
  for (const {name} of components) if (name !== 'VEVENT' && name !== 'VTIMEZONE') kinds.set(name, (kinds.get(name) ?? 0) + 1)
  return [...kinds].map(([name, count]) => {
    const [one, several] = Object.hasOwn(entryNames, name) ? entryNames[name]! : [`entry ${shortened(cleanLine(name), 20)}`]
    return `${counted(count, one, several)}: not taken over.`
  })
}

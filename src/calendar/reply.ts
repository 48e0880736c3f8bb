/**
 * Answers that come back from calendars (RFC 5546 3.2.3, 3.2.7): iCalendar text to replies, and which of several stands. The text is a
 * stranger's: only the lines that an answer needs are looked at, and what cannot be read is said, never thrown.
 */
import {isDay} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {defined} from '../model/defined.ts'
import {forms} from '../model/forms.ts'
import type {MemberPage} from '../model/gathering.ts'
import {grouped} from '../model/grouped.ts'
import {resolveWall, wallOf} from '../schedule/instant.ts'
import {readIcal} from './ical.ts'
import type {JcalComponent, JcalProperty} from './ical.ts'
import {cleanLine} from './text.ts'
import {unfolded} from './unfold.ts'
import {zoneCalled} from './zone-names.ts'
import type {WindowsZones} from './zone-names.ts'

/** The longest calendar that is read, in characters, and the most components in it. */
export const longestCalendar = 1_000_000
const mostComponents = 5000
/** The longest line, put together again, of those that are read. */
const longestLine = 16_384
/** The longest reason that is kept. */
const longestComment = 500

/** A time as a calendar wrote it. */
export interface Moment {
  readonly day: Day
  /** `HH:MM`; absent: the whole day. */
  readonly time?: string
  /** What the calendar calls its zone; `UTC` for an instant; absent: it names none. */
  readonly zone?: string
}

/** What somebody answered to an invitation, or which time they propose in its place. */
export interface Reply {
  /** `counter`: another time is proposed (RFC 5546 3.2.7). */
  readonly method: 'reply' | 'counter'
  readonly uid: string
  /** Which date of a series is meant. */
  readonly date?: Moment
  /** Which edition of the invitation is answered; absent where the calendar doesn't say. */
  readonly sequence?: number
  /** When it was written, in epoch milliseconds; absent where the calendar doesn't say. */
  readonly stampMs?: number
  /** Who may be the one who answers: exactly one, but where another time is proposed. Plain addresses in lower case. */
  readonly addresses: readonly string[]
  /** Who sent it in their place, in lower case. */
  readonly sentBy?: string
  /** PARTSTAT in capitals (RFC 5545 3.2.12). */
  readonly status: string
  /** To whom it was handed on. */
  readonly delegates: readonly string[]
  /** In one line, cleaned. */
  readonly comment?: string
  /** When the calendar has the gathering; of a proposal, the time that is proposed. */
  readonly start?: Moment
  readonly end?: Moment
}

/** What a calendar text holds. */
export interface Reading {
  readonly replies: readonly Reply[]
  /** How many calendars in it are no answers: invitations, feeds. */
  readonly others: number
  /** What in it cannot be read, each as words that can follow "the calendar". */
  readonly problems: readonly string[]
}

/** What is read of a calendar, and of an event. */
const kept: Readonly<Record<string, readonly string[]>> = {
  vcalendar: ['method'],
  vevent: ['uid', 'sequence', 'dtstamp', 'recurrence-id', 'dtstart', 'dtend', 'attendee', 'comment'],
}

/** The answers in iCalendar text. `method`: what the letter calls it, for a calendar that doesn't say. Never throws. */
export function repliesIn(text: string, method?: string): Reading {
  if (text.length > longestCalendar) return unread(`is longer than ${longestCalendar / 1000} kB`)
  const parts = calendarsIn(text)
  if ('problem' in parts) return unread(parts.problem)
  if (parts.calendars.length === 0) return unread('is none: it has no BEGIN:VCALENDAR')
  const readings = parts.calendars.map((calendar) => readCalendar(calendar, method))
  return {
    replies: readings.flatMap(({replies}) => replies),
    others: readings.reduce((sum, {others}) => sum + others, 0),
    problems: readings.flatMap(({problems}) => problems),
  }
}

function unread(problem: string): Reading {
  return {replies: [], others: 0, problems: [problem]}
}

/** Each VCALENDAR in the text, without the lines that are not read, one property a line. */
function calendarsIn(text: string): {calendars: string[]} | {problem: string} {
  const calendars: string[] = []
  const open: string[] = []
  let lines: string[] = []
  let components = 0
  for (const {text: line} of unfolded(text.replace(/^\ufeff+/, ''))) {
    const [name = '', value = ''] = /^([A-Za-z0-9-]+)[:;](.{0,40})/s.exec(line)?.slice(1).map((part) => part.trim().toLowerCase()) ?? []
    if (name === 'begin') {
      components += 1
      if (components > mostComponents) return {problem: `has more than ${mostComponents} components`}
      open.push(value)
    } else if (name !== 'end' && !(kept[open.at(-1) ?? '']?.includes(name) === true && open.length <= 2)) continue
    if (line.length > longestLine && name !== 'comment') return {problem: `has a line of ${line.length} characters`}
    if (open.length <= 2 && open[0] === 'vcalendar' && (open.length === 1 || open[1] === 'vevent')) lines.push(line.slice(0, longestLine))
    if (name !== 'end') continue
    if (open.pop() !== value) return {problem: `has END:${cleanLine(value).toUpperCase()} in the wrong place`}
    if (open.length > 0) continue
    if (value === 'vcalendar') calendars.push(lines.join('\n'))
    lines = []
  }
  return open.length === 0 ? {calendars} : {problem: 'is cut off'}
}

function readCalendar(text: string, called: string | undefined): Reading {
  let calendar: JcalComponent
  try {
    calendar = readIcal(text)
  } catch (error) {
    // ical.js throws errors of several kinds, with the whole line in them.
    return unread(`cannot be read: ${cleanLine(error instanceof Error ? error.message : String(error)).slice(0, 100)}`)
  }
  const method = (textOf(calendar, 'method') ?? called ?? '').trim().toLowerCase()
  if (method !== 'reply' && method !== 'counter') return {replies: [], others: 1, problems: []}
  const read = calendar[2].map((event) => readEvent(event, method))
  return {
    replies: read.flatMap((each) => ('problem' in each ? [] : [each])),
    // An answer about a task or a free time.
    others: read.length === 0 ? 1 : 0,
    problems: read.flatMap((each) => ('problem' in each ? [each.problem] : [])),
  }
}

function readEvent(event: JcalComponent, method: Reply['method']): Reply | {problem: string} {
  const uid = textOf(event, 'uid')?.trim() ?? ''
  if (uid === '') return {problem: 'answers something without a UID'}
  const attendees = new Map(propertiesOf(event, 'attendee').flatMap((property) => {
    const address = addressOf(property)
    return address === undefined ? [] : [[address, property] as const]
  }))
  const [attendee] = attendees.values()
  if (attendee === undefined) return {problem: 'does not say whose answer it is'}
  if (method === 'reply' && attendees.size > 1) return {problem: `is the answer of ${attendees.size} people at once`}
  const dates = propertiesOf(event, 'recurrence-id')
  const date = dates[0] === undefined ? undefined : momentOf(dates[0])
  if (dates.length > 0 && date === undefined) return {problem: 'answers a date that cannot be read'}
  const sequence = sequenceIn(event)
  const stampMs = stampOf(propertiesOf(event, 'dtstamp')[0])
  const sentBy = plainAddress(parameter(attendee, 'sent-by') ?? '')
  const comment = commentOf(event)
  const [start, end] = [momentOf(propertiesOf(event, 'dtstart')[0]), momentOf(propertiesOf(event, 'dtend')[0])]
  return {
    method,
    uid,
    addresses: [...attendees.keys()],
    status: cleanLine(parameter(attendee, 'partstat') ?? 'NEEDS-ACTION').toUpperCase().slice(0, 40),
    delegates: parametersOf(attendee, 'delegated-to').flatMap((each) => plainAddress(each) ?? []),
    ...defined({date, sequence, stampMs, sentBy, comment, start, end}),
  }
}

function sequenceIn(event: JcalComponent): number | undefined {
  const value = propertiesOf(event, 'sequence')[0]?.[3]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function propertiesOf([, properties]: JcalComponent, name: string): JcalProperty[] {
  return properties.filter((property) => property[0] === name)
}

function textOf(component: JcalComponent, name: string): string | undefined {
  const value = propertiesOf(component, name)[0]?.[3]
  return typeof value === 'string' ? cleanLine(value) : undefined
}

function parametersOf([, parameters]: JcalProperty, name: string): string[] {
  const value: unknown = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  return [value].flat(2).filter((each): each is string => typeof each === 'string')
}

function parameter(property: JcalProperty, name: string): string | undefined {
  return parametersOf(property, name)[0]
}

/** The address of an attendee; calendar servers that know people by other names give it as EMAIL. */
function addressOf(property: JcalProperty): string | undefined {
  const value = property[3]
  return (typeof value === 'string' ? plainAddress(value) : undefined) ?? plainAddress(parameter(property, 'email') ?? '')
}

/** One plain address in lower case, with `mailto:` or without, or undefined. */
export function plainAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^mailto:/i, '').trim()
  const address = (/%[0-9a-f]{2}/i.test(bare) ? decoded(bare) : bare).toLowerCase()
  return forms.email.fault(address) === undefined ? address : undefined
}

/** As an address of the web writes characters (RFC 6068 2); as it is, where it doesn't. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

function commentOf(event: JcalComponent): string | undefined {
  const said = propertiesOf(event, 'comment').flatMap(([, , , value]) => (typeof value === 'string' ? [cleanLine(value)] : []))
  const line = said.join(' ').replace(/\s+/g, ' ').trim()
  if (line === '') return undefined
  const characters = Array.from(line)
  return characters.length <= longestComment ? line : `${characters.slice(0, longestComment).join('').trimEnd()}…`
}

// Time

function momentOf(property: JcalProperty | undefined): Moment | undefined {
  const [, day = '', hour, minute, utc] = /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):([0-5]\d):[0-6]\d(Z?))?$/.exec(String(property?.[3])) ?? []
  if (property === undefined || !isDay(day)) return undefined
  if (hour === undefined) return {day}
  const zone = utc === 'Z' ? 'UTC' : parameter(property, 'tzid')
  return {day, time: `${hour}:${minute}`, ...(zone === undefined ? {} : {zone: cleanLine(zone)})}
}

/** DTSTAMP is in UTC (RFC 5545 3.8.7.2); a calendar that leaves the Z out means that too. */
function stampOf(property: JcalProperty | undefined): number | undefined {
  const [text] = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(String(property?.[3])) ?? []
  const ms = text === undefined ? Number.NaN : Date.parse(`${text}Z`)
  return Number.isNaN(ms) ? undefined : ms
}

/** A time as the clocks of `zone` show it. A whole day, a time that names no zone and one whose zone nobody knows stay as they are. */
export function momentIn(zone: string, moment: Moment, windows: WindowsZones): {day: Day; time?: string} {
  const {day, time} = moment
  if (time === undefined) return {day}
  const from = moment.zone === undefined ? undefined : zoneCalled(moment.zone, windows)
  return from === undefined || from === zone ? {day, time} : wallOf(zone, resolveWall(from, day, time).ms)
}

// Which of them stands

/** An answer with what tells it from earlier and later ones. */
export interface Edition {
  readonly rsvp: NonNullable<MemberPage['rsvp']>
  readonly why?: string
  /** When the reason was written, where an older answer than this one gave it. */
  readonly whyMs?: number
  /** As in Reply, or the edition that was out when it was written; where nothing tells, it goes by the time alone. */
  readonly sequence?: number
  /** As in Reply, where it can be relied on; none counts as the oldest. */
  readonly stampMs?: number
  /** When it says itself that it was written, where that cannot be: it lay ahead when the answer was first read. */
  readonly datedMs?: number
}

const answers: Readonly<Record<string, Edition['rsvp']>> = {ACCEPTED: 'going', DECLINED: 'declined', TENTATIVE: 'maybe'}

/** What a PARTSTAT says; undefined where it is no answer: not yet (NEEDS-ACTION), or somebody else's to give (DELEGATED). */
export function answerIn(status: string): Edition['rsvp'] | undefined {
  return Object.hasOwn(answers, status) ? answers[status] : undefined
}

/** How much an answer leaves to hope for: of two that were written at one time the more careful one counts. */
const careful: readonly Edition['rsvp'][] = ['going', 'maybe', 'declined']

/**
 * Sorts the one that stands last: by SEQUENCE, then by when it was written (RFC 5546 2.1.5). Two that are alike in both are sorted by
 * what they say, so that it never matters in which order they were read.
 */
export function byEdition(a: Edition, b: Edition): number {
  return (
    compare(a.sequence ?? 0, b.sequence ?? 0) ||
    compare(a.stampMs ?? Number.NEGATIVE_INFINITY, b.stampMs ?? Number.NEGATIVE_INFINITY) ||
    compare(a.datedMs ?? Number.NEGATIVE_INFINITY, b.datedMs ?? Number.NEGATIVE_INFINITY) ||
    compare(careful.indexOf(a.rsvp), careful.indexOf(b.rsvp)) ||
    compare(a.why ?? '', b.why ?? '')
  )
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * For each key, the one that stands, in the order in which the keys come first. One without a reason has that of the same answer
 * just before it.
 */
export function standing<T extends {readonly key: string; readonly edition: Edition}>(replies: readonly T[]): T[] {
  return grouped(replies, ({key}) => key).map((all) => {
    const sorted = all.toSorted((a, b) => byEdition(b.edition, a.edition))
    const newest = sorted[0]!
    const other = sorted.findIndex(({edition}) => edition.rsvp !== newest.edition.rsvp)
    const giver = sorted.slice(0, other === -1 ? undefined : other).find(({edition}) => edition.why !== undefined)
    if (giver === undefined || giver === newest) return newest
    const {why, whyMs = giver.edition.stampMs} = giver.edition
    return {...newest, edition: {...newest.edition, why: why!, ...(whyMs === undefined ? {} : {whyMs})}}
  })
}

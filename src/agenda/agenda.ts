/** An agenda: what a gathering's format, the circle's log and the date come to, as plain values. */
import type {Circle} from '../model/circle.ts'
import {addDays} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {defined} from '../model/defined.ts'
import {Fault} from '../model/fault.ts'
import {readMinutes, readOnly} from '../model/format.ts'
import type {Format, FormatStep, Minutes, Speaks} from '../model/format.ts'
import type {GatheringStatus} from '../model/gathering.ts'
import {nearest} from '../model/nearest.ts'
import {whenText} from '../model/when.ts'
import type {When} from '../model/when.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {wallOf} from '../schedule/instant.ts'
import {counted, listed} from '../schedule/words.ts'
import {fitWarning, timeBoxes} from './boxes.ts'
import {carriedTo} from './carried.ts'
import type {Carried} from './carried.ts'
import {eveningsBefore, held} from './evenings.ts'
import type {Evening} from './evenings.ts'
import {activeOn, answersOf, peopleOf} from './people.ts'
import type {Answers, Person} from './people.ts'
import {fairTurns, slotsOf} from './turns.ts'
import type {Slot, Turn} from './turns.ts'

/** A role at this gathering, who has it and why. */
export interface AgendaRole {
  /** The key under `roles` on the gathering's page. */
  readonly id: string
  readonly title: string
  readonly does?: string
  /** Absent: there is nobody to take it. */
  readonly member?: Person
  /** `never`, `last time`, `9 weeks ago`: when they last had it. Absent with `member`. */
  readonly reason?: string
  /** It stands on the gathering's page; otherwise it is only proposed. */
  readonly set: boolean
  /** Whose turn it would be if they can't. */
  readonly next: readonly {readonly member: Person; readonly reason: string}[]
}

export interface AgendaStep {
  readonly title: string
  /** When it begins, wall-clock in the gathering's zone; absent when the gathering takes all day. */
  readonly at?: When
  /** Absent when the gathering takes all day and the format leaves it open. */
  readonly minutes?: number
  /** Minutes for each person or seat, where the format counts so. */
  readonly each?: number
  readonly speaks?: Speaks
  /** The title of the role that leads it, and who has that role. */
  readonly role?: string
  readonly led: readonly Person[]
  readonly guide: readonly string[]
  readonly queries: readonly {readonly number: number; readonly question: string}[]
}

/** Something to prepare: by whom (absent: everybody), and by which day. */
export interface Preparation {
  readonly what: string
  readonly by: Day
  readonly role?: string
  readonly member?: Person
}

export interface AgendaView {
  readonly circle: string
  readonly gathering: string
  readonly title: string
  readonly status: GatheringStatus
  readonly why?: string
  readonly allDay: boolean
  /** Wall-clock in `timezone`; for a gathering that takes all day the end is exclusive. */
  readonly start: When
  readonly end: When
  readonly timezone: string
  /** The same time for members whose clocks show another, by zone. */
  readonly elsewhere: readonly {readonly timezone: string; readonly start: When; readonly end: When; readonly members: readonly Person[]}[]
  readonly place?: string
  readonly link?: string
  readonly topic?: string
  readonly format?: {readonly id: string; readonly name: string; readonly confidential: 'none' | 'shared' | 'focus-person-only'; readonly session?: {readonly number: number; readonly of: number}}
  readonly people: Answers & {readonly guests: readonly string[]}
  readonly promises: readonly string[]
  readonly prepare: readonly Preparation[]
  readonly roles: readonly AgendaRole[]
  readonly steps: readonly AgendaStep[]
  /** Minutes at the end that no step wants. */
  readonly spare: number
  /** Minutes by which the steps are longer than the gathering. */
  readonly over: number
  readonly commitments: readonly Carried[]
  readonly records: readonly string[]
  readonly warnings: readonly {readonly message: string; readonly hint: string}[]
}

export interface AgendaInput {
  readonly circle: Circle
  readonly gathering: Gathering
  /** The schedule, at least from today up to the gathering: those still to come before it are counted as if held. */
  readonly gatherings: readonly Gathering[]
  /** Formats by id: the program's, and over them the circle's own. Only the gathering's (`formatIdOf`) is needed. */
  readonly formats: ReadonlyMap<string, Format>
  readonly today: Day
}

/** Draws up the agenda of a gathering. Throws a Fault ('unknown') when its format is not among `formats`. */
export function agendaOf({circle, gathering, gatherings, formats, today}: AgendaInput): AgendaView {
  const before = eveningsBefore(circle, gathering.id, gathering.start, gathering.timezone)
  const [formatId, format] = formatOf(gathering, circle, formats)
  const answers = answersOf(circle, gathering.id, gathering.start.day)
  const record = circle.gatherings.get(gathering.id) ?? gathering.record
  const guests = record?.shared.guests ?? []
  const count = answers.expected.length + guests.length
  const number = earlierOf(formatId, gathering, gatherings, before, circle, today)
  const session = format?.sessions === undefined ? undefined : {number: (number % format.sessions) + 1, of: format.sessions}
  const slots = slotsFor(format, circle.charter.roles ?? [], record?.shared.roles ?? {}, gathering.status === 'held')
  const turns = fairTurns({
    slots,
    members: circle.members,
    able: answers.expected.filter(({id}) => activeOn(circle.members.get(id)!, gathering.start.day)).map(({id}) => id),
    log: held(before),
    set: record?.shared.roles ?? {},
    day: gathering.start.day,
  })
  const people = peopleOf(circle.members)
  const roles = turns.map((turn) => roleOf(turn, format, people))
  const chosen = (format?.steps ?? []).filter((step) => readOnly(step.only ?? '')?.(session?.number ?? number + 1, session?.of) ?? true)
  const boxable = chosen.map((step) => ({title: step.title, minutes: minutesOf(step), seats: format?.roles?.[step.role ?? '']?.seats ?? 1, optional: step.optional === true}))
  const length = gathering.allDay ? undefined : Math.round((gathering.endMs - gathering.startMs) / 60_000)
  const {boxes, spare, over} = timeBoxes(boxable, count, length)
  const start = gathering.allDay ? gathering.start : wallOf(gathering.timezone, gathering.startMs)
  const end = gathering.allDay ? gathering.end : wallOf(gathering.timezone, gathering.endMs)
  const warnings = [
    ...clockWarning(gathering, start),
    ...headWarning(format, count, gathering),
    ...(gathering.status === 'cancelled' ? [] : [fitWarning(boxable, count, length) ?? []].flat()),
    ...roleWarnings(roles, answers, gathering),
  ]
  return {
    circle: circle.charter.name,
    gathering: gathering.id,
    title: gathering.title,
    status: gathering.status,
    allDay: gathering.allDay,
    start,
    end,
    timezone: gathering.timezone,
    elsewhere: elsewhereOf(circle, gathering, answers.expected, start),
    ...defined({why: gathering.why, place: gathering.place, link: gathering.link, topic: gathering.topic}),
    ...(format === undefined ? {} : {format: {id: formatId!, name: format.name, confidential: format.confidential ?? 'none', ...defined({session})}}),
    people: {...answers, guests},
    promises: circle.charter.promises ?? [],
    prepare: gathering.status === 'planned' ? preparations(format, turns, people, gathering.start.day) : [],
    roles,
    steps: chosen.map((step, index) => stepOf(step, boxable[index]!.minutes, boxes[index]!, gathering, {format, roles, number})),
    spare: chosen.length === 0 ? 0 : spare,
    over,
    commitments: carriedTo(circle, gathering.id, gathering.start, gathering.timezone),
    records: format?.records ?? [],
    warnings,
  }
}

function formatOf(gathering: Gathering, circle: Circle, formats: ReadonlyMap<string, Format>): [string, Format] | [undefined, undefined] {
  const id = formatIdOf(gathering, circle.charter)
  if (id === undefined) return [undefined, undefined]
  const format = formats.get(id)
  if (format !== undefined) return [id, format]
  const meant = nearest(id, formats.keys())
  throw new Fault('unknown', `the format of ${gathering.id} is not known: ${id}`, {
    hint: meant === undefined ? `formats are ${[...formats.keys()].toSorted().join(', ')}; one of your own is a file formats/${id}.yaml` : `did you mean ${meant}?`,
  })
}

/**
 * The format of a gathering: its own, or its rhythm's, or the circle's. What takes all day has the circle's only when
 * it says so itself: an evening's steps are no plan for a retreat.
 */
export function formatIdOf(gathering: Gathering, charter: Circle['charter']): string | undefined {
  const usual = charter.format
  const given = gathering.format ?? usual
  if (!gathering.allDay || given !== usual) return given
  const rhythm = gathering.rhythm !== undefined && Object.hasOwn(charter.rhythms ?? {}, gathering.rhythm) ? charter.rhythms![gathering.rhythm] : undefined
  return gathering.record?.shared.format ?? rhythm?.format
}

/** How many gatherings of this format come before: those held, and those still to come. */
function earlierOf(format: string | undefined, gathering: Gathering, gatherings: readonly Gathering[], before: readonly Evening[], circle: Circle, today: Day): number {
  const past = held(before).filter((evening) => evening.format === format)
  const ahead = gatherings.filter(
    (other) => other.status === 'planned' && other.start.day >= today && other.startMs < gathering.startMs && other.id !== gathering.id && formatIdOf(other, circle.charter) === format,
  )
  return past.length + ahead.length
}

/** The format's roles, then the circle's own, then whatever else stands on the page; for a held gathering only what stands there. */
function slotsFor(format: Format | undefined, chores: readonly string[], set: Readonly<Record<string, string>>, isHeld: boolean): Slot[] {
  const slots = [...Object.entries(format?.roles ?? {}).flatMap(([id, role]) => slotsOf(id, role)), ...chores.filter((id) => !Object.hasOwn(format?.roles ?? {}, id)).flatMap((id) => slotsOf(id))]
  const others = Object.keys(set).filter((id) => !slots.some((slot) => slot.id === id))
  return [...slots, ...others.flatMap((id) => slotsOf(id))].filter((slot) => !isHeld || Object.hasOwn(set, slot.id))
}

function roleOf({slot, taker, set, next}: Turn, format: Format | undefined, people: ReadonlyMap<string, Person>): AgendaRole {
  const person = (id: string): Person => people.get(id) ?? {id, name: id, called: id}
  return {
    id: slot.id,
    title: titleOf(slot.id),
    set,
    next: next.map(({member, reason}) => ({member: person(member), reason})),
    ...(taker === undefined ? {} : {member: person(taker.member), reason: taker.reason}),
    ...defined({does: format?.roles?.[slot.role]?.does}),
  }
}

/** A role's id as a title: `hot-seat-2` is `Hot seat 2`. */
export function titleOf(role: string): string {
  const words = role.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function minutesOf(step: FormatStep): Minutes {
  return readMinutes(step.minutes) ?? {least: 0, most: Infinity, per: 'gathering'}
}

interface Setting {
  readonly format: Format | undefined
  readonly roles: readonly AgendaRole[]
  readonly number: number
}

function stepOf(step: FormatStep, minutes: Minutes, box: {minutes: number; from: number; each?: number}, gathering: Gathering, {format, roles, number}: Setting): AgendaStep {
  const open = gathering.allDay && minutes.most === Infinity && minutes.least === 0
  const slots = step.role === undefined ? [] : slotsOf(step.role, format?.roles?.[step.role]).map((slot) => slot.id)
  return {
    title: step.title,
    led: roles.filter((role) => slots.includes(role.id)).flatMap((role) => role.member ?? []),
    guide: (step.do ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== ''),
    queries: step.queries === true ? queriesFor(format, number) : [],
    ...defined({speaks: step.speaks, role: step.role === undefined ? undefined : titleOf(step.role), each: box.each, minutes: open ? undefined : box.minutes}),
    ...(gathering.allDay ? {} : {at: wallOf(gathering.timezone, gathering.startMs + box.from * 60_000)}),
  }
}

/** The share of the standing queries that a gathering takes when so many came before it: all come up in turn. */
export function queriesFor(format: Format | undefined, earlier: number): {number: number; question: string}[] {
  const {number = 0, questions = []} = format?.queries ?? {}
  return Array.from({length: Math.min(number, questions.length)}, (_, turn) => {
    const place = (earlier * number + turn) % questions.length
    return {number: place + 1, question: questions[place]!}
  })
}

function preparations(format: Format | undefined, turns: readonly Turn[], people: ReadonlyMap<string, Person>, day: Day): Preparation[] {
  const everybody = (format?.bring ?? []).map(({what, ahead = 0}): Preparation => ({what, by: addDays(day, -ahead)}))
  const some = turns.flatMap(({slot, taker}): Preparation[] => {
    const role = format?.roles?.[slot.role]
    if (role?.prepares === undefined) return []
    const member = taker === undefined ? undefined : people.get(taker.member)
    return [{what: role.prepares, by: addDays(day, -(role.ahead ?? 0)), role: titleOf(slot.id), ...defined({member})}]
  })
  return [...some, ...everybody].toSorted((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
}

/** Members' own times, where they differ. A member without a zone lives in the circle's. */
function elsewhereOf(circle: Circle, gathering: Gathering, expected: readonly Person[], start: When): AgendaView['elsewhere'] {
  if (gathering.allDay) return []
  const zones = new Map<string, Person[]>()
  for (const person of expected) {
    const zone = circle.members.get(person.id)!.timezone ?? circle.charter.timezone
    zones.set(zone, [...(zones.get(zone) ?? []), person])
  }
  return [...zones]
    .map(([timezone, members]) => ({timezone, start: wallOf(timezone, gathering.startMs), end: wallOf(timezone, gathering.endMs), members}))
    .filter((other) => whenText(other.start) !== whenText(start))
    .toSorted((a, b) => (whenText(a.start) < whenText(b.start) ? -1 : whenText(a.start) > whenText(b.start) ? 1 : a.timezone < b.timezone ? -1 : 1))
}

type Warning = AgendaView['warnings'][number]

function clockWarning({kind, start, timezone, allDay}: Gathering, shown: When): Warning[] {
  if (allDay || kind === 'ok') return []
  if (kind === 'gap') return [{message: `Clocks go forward in ${timezone}: ${start.time} does not exist that day, so it begins at ${shown.time}.`, hint: 'Tell everybody, or move the gathering.'}]
  return [{message: `Clocks go back in ${timezone}: ${start.time} comes twice that day. It begins the first time.`, hint: 'Tell everybody, or move the gathering.'}]
}

function headWarning(format: Format | undefined, count: number, {status}: Gathering): Warning[] {
  const {least = 0, most = Infinity} = format?.people ?? {}
  if (status !== 'planned' || (count >= least && count <= most)) return []
  const suited = most === Infinity ? `${least} or more` : least === 0 ? `at most ${most}` : `${least} to ${most}`
  return [{message: `${counted(count, 'person is', 'people are')} expected, and ${format!.name} is for ${suited}.`, hint: count < least ? 'Ask those who have not answered, or move the gathering.' : 'Gather in two rooms, or choose another format.'}]
}

/** Roles that were given to somebody who can't come, and roles that nobody is left to take. */
function roleWarnings(roles: readonly AgendaRole[], {expected}: Answers, {status}: Gathering): Warning[] {
  if (status !== 'planned') return []
  return roles.flatMap((role): Warning[] => {
    if (role.member === undefined) return expected.length === 0 ? [] : [{message: `Nobody can be ${role.title.toLowerCase()}.`, hint: 'Ask somebody.'}]
    // Away, on a break, or not a member any more.
    if (!role.set || expected.some(({id}) => id === role.member!.id)) return []
    const next = role.next.map(({member, reason}) => `${member.called} (${reason})`)
    return [{message: `${role.member.called} is down as ${role.title.toLowerCase()} and can't come.`, hint: next.length === 0 ? 'Ask somebody else.' : `Next in turn: ${listed(next)}.`}]
  })
}

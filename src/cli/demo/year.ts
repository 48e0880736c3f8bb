/** The example circle: a year of the Junto up to a given instant, as the records it is made of. Pure. */
import {agendaOf} from '../../agenda/agenda.ts'
import {activeOn} from '../../agenda/people.ts'
import type {Charter, Rhythm} from '../../model/charter.ts'
import {formatVersion} from '../../model/charter.ts'
import type {Circle, GatheringRecord} from '../../model/circle.ts'
import {addDays, addMonths, partsOf, weekday} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import type {Format} from '../../model/format.ts'
import type {Commitment, MemberPage, SharedPage} from '../../model/gathering.ts'
import type {Member} from '../../model/member.ts'
import {gatheringById} from '../../schedule/named.ts'
import {resolveWall, wallOf} from '../../schedule/instant.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {chance} from './chance.ts'
import type {Chance} from './chance.ts'
import {deeds, lately} from './deeds.ts'
import type {Deed} from './deeds.ts'
import {friends} from './people.ts'
import type {Friend} from './people.ts'
import {nextTopic, retreat, takeaways, talks} from './talk.ts'

export const zone = 'America/New_York'
const [begins, ends] = ['18:00', '20:00']
const friday = 4
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']

/** The Friday meetings of the year, by week. The last one that is over is not logged yet; the next one follows it. */
const lastWeek = 51
const cancelledWeek = lastWeek - 3
const movedWeek = lastWeek - 2
/** The one who has not been seen lately, and the weeks in which he sent no word. */
const missing = {member: 'george', from: lastWeek - 4, silent: [lastWeek - 4, lastWeek - 2]}

/** The example as of an instant. The same instant gives the same records; `id` is the charter's, `format` the Junto's. */
export function juntoYear({nowMs, id, format}: {readonly nowMs: number; readonly id: string; readonly format: Format}): Circle {
  const {day: today} = wallOf(zone, nowMs)
  const first = addDays(lastFriday(nowMs, today), -7 * lastWeek)
  const founded = addDays(first, -4)
  const away = retreatRhythm(founded, today)
  const charter: Charter = {
    circle: formatVersion,
    id,
    name: 'Leather Apron Club',
    purpose: 'Improve ourselves, and be of use to one another and to our town, through honest and friendly talk.',
    promises: ['What is said here stays here.', "We come prepared, and tell the others when we can't come.", 'We seek the truth, not victory.'],
    format: 'junto',
    founded,
    timezone: zone,
    privacy: 'private',
    roles: Object.keys(format.roles ?? {}),
    rhythms: {
      weekly: {title: 'Friday meeting', starts: `${first} ${begins}`, repeats: 'every week on friday', lasts: '2h', place: 'The Indian King tavern', link: 'https://meet.example.org/junto'},
      retreat: away,
    },
  }
  const members = new Map(friends.map((friend): [string, Member] => [friend.id, memberOf(friend, founded, first)]).toSorted(byKey))
  const gatherings = new Map<string, GatheringRecord>()
  const circle: Circle = {charter, members, gatherings, polls: new Map(), formats: new Map()}
  const luck = chance(1727)
  const scribe: Scribe = {circle, gatherings, format, first, today, chance: luck, retreatIds: retreat.decisions.map(luck.newId), due: [...deeds]}
  for (let week = 0; week < lastWeek; week += 1) {
    // The retreat comes between two Fridays.
    if (away.starts > dayOf(first, week - 1) && away.starts <= dayOf(first, week)) addRetreat(scribe, away.starts)
    if (week === cancelledWeek) add(scribe, weekly(first, week), {rhythm: 'weekly', status: 'cancelled', why: 'The tavern is let to a wedding party, and half of us are invited'})
    else addEvening(scribe, week)
  }
  addNext(scribe)
  return {...circle, gatherings: new Map([...gatherings].toSorted(byKey))}
}

/** What is known while the year is written down. */
interface Scribe {
  /** As far as it is written. */
  readonly circle: Circle
  readonly gatherings: Map<string, GatheringRecord>
  readonly format: Format
  readonly first: Day
  readonly today: Day
  readonly chance: Chance
  /** Drawn beforehand: the retreat comes in another week each month, and must not change what follows. */
  readonly retreatIds: readonly string[]
  /** Commitments that nobody has made yet. */
  readonly due: Deed[]
}

/** The last Friday whose meeting is over. */
function lastFriday(nowMs: number, today: Day): Day {
  const day = addDays(today, -((weekday(today) - friday + 7) % 7))
  return resolveWall(zone, day, ends).ms <= nowMs ? day : addDays(day, -7)
}

/** A retreat of three days every year, held some five months ago. From Saturday on, so that Friday's meeting stands. */
function retreatRhythm(founded: Day, today: Day): Rhythm & {readonly starts: Day} {
  const {month} = partsOf(addMonths(today, -5))
  const repeats = `every year on the 2nd saturday of ${months[month - 1]}`
  const [starts] = occurrences({starts: founded, repeats}, zone, {from: addDays(founded, 1), to: today})
  return {title: 'Yearly retreat', starts: starts!, repeats, lasts: '3 days', place: 'Burlington, across the river'}
}

const dayOf = (first: Day, week: number): Day => addDays(first, 7 * week)
const weekly = (first: Day, week: number): string => `${dayOf(first, week)}-weekly`

function memberOf({id, name, joins, pauses, timezone, offers, seeks}: Friend, founded: Day, first: Day): Member {
  const joined = joins === 0 ? founded : dayOf(first, joins)
  return {
    name,
    email: `${id.replace('-', '.')}@example.org`,
    joined,
    agreed: joined,
    ...(pauses === undefined ? {status: 'active'} : {status: 'paused', since: dayOf(first, pauses)}),
    ...defined({timezone, offers, seeks}),
  }
}

/** A meeting that was held, with the pages of those who had something to say. */
function addEvening(scribe: Scribe, week: number): void {
  const {first} = scribe
  const id = weekly(first, week)
  const day = week === movedWeek ? addDays(dayOf(first, week), -1) : dayOf(first, week)
  const talk = talks[week > cancelledWeek ? week - 1 : week]!
  const {present, regrets} = attendance(scribe, week, day)
  const shared: SharedPage = {
    rhythm: 'weekly',
    ...(week === movedWeek ? {when: `${day} ${begins}`, place: 'The book room at Robert’s'} : {}),
    status: 'held',
    topic: talk.topic,
    roles: fairRoles(scribe, id, present),
    present,
    ...(regrets.length === 0 ? {} : {regrets}),
    ...(talk.guest === undefined ? {} : {guests: [talk.guest]}),
    ...(talk.notes === undefined ? {} : {notes: talk.notes}),
    ...(talk.decision === undefined ? {} : {decisions: {[scribe.chance.newId()]: talk.decision}}),
  }
  const pages = new Map<string, MemberPage>()
  for (const deed of deedsOf(scribe, week, present)) {
    const page = pages.get(deed.who) ?? {}
    pages.set(deed.who, {...page, commitments: {...page.commitments, [scribe.chance.newId()]: commitmentOf(deed, day, scribe.today)}})
  }
  if (week % 3 === 0) {
    const who = scribe.chance.oneOf(present.filter((member) => !pages.has(member)))
    pages.set(who, {takeaway: takeaways[(week / 3) % takeaways.length]!})
  }
  add(scribe, id, shared, pages)
}

/** Who came, and who sent word that they would not. The first evening nobody misses. */
function attendance({circle, chance}: Scribe, week: number, day: Day): {present: string[]; regrets: string[]} {
  const present: string[] = []
  const regrets: string[] = []
  for (const [id, member] of circle.members) {
    if (!activeOn(member, day)) continue
    const [away, silent] = [chance.happens(0.14), chance.happens(0.2)]
    if (id === missing.member && week >= missing.from) {
      if (!missing.silent.includes(week)) regrets.push(id)
    } else if (week === 0 || !away || lately.some(({back, who}) => week === lastWeek - back && who === id)) present.push(id)
    else if (!silent) regrets.push(id)
  }
  return {present, regrets}
}

/** The roles as the agenda of that evening would have given them to those who came. */
function fairRoles({circle, gatherings, format}: Scribe, id: string, present: readonly string[]): Record<string, string> {
  const regrets = [...circle.members.keys()].filter((member) => !present.includes(member))
  const expecting = new Map([...gatherings, [id, {id, shared: {rhythm: 'weekly', regrets}, pages: new Map()}]])
  const gathering = gatheringById({...circle, gatherings: expecting}, id)!
  const {roles} = agendaOf({circle: {...circle, gatherings: expecting}, gathering, gatherings: [gathering], formats: new Map([['junto', format]]), today: gathering.start.day})
  return Object.fromEntries(roles.flatMap((role) => (role.member === undefined ? [] : [[role.id, role.member.id]])))
}

/** What is promised on an evening: lately what is written so, before that the next in line whose members are there. */
function deedsOf({due}: Scribe, week: number, present: readonly string[]): Deed[] {
  const recent = lately.filter(({back}) => week === lastWeek - back)
  if (recent.length > 0 || week > lastWeek - 5) return recent
  const next = due.findIndex(({who}) => present.includes(who))
  return next === -1 ? [] : due.splice(next, 1)
}

function commitmentOf({what, weeks, kept, dropped}: Deed, day: Day, today: Day): Commitment {
  const after = (days: number): Day => {
    const then = addDays(day, days)
    return then < today ? then : today
  }
  return {
    what,
    ...(weeks === undefined ? {} : {due: addDays(day, 7 * weeks)}),
    ...(kept === undefined ? {} : {done: after(kept)}),
    ...(dropped === undefined ? {} : {dropped: after(dropped.after), why: dropped.why}),
  }
}

function addRetreat(scribe: Scribe, day: Day): void {
  const present = [...scribe.circle.members].filter(([id, member]) => activeOn(member, day) && id !== 'william-coleman').map(([id]) => id)
  const shared: SharedPage = {
    rhythm: 'retreat',
    status: 'held',
    topic: retreat.topic,
    present,
    regrets: ['william-coleman'],
    notes: retreat.notes,
    decisions: Object.fromEntries(retreat.decisions.map((decision, index) => [scribe.retreatIds[index], decision])),
  }
  add(scribe, `${day}-retreat`, shared, new Map(Object.entries(retreat.takeaways).map(([member, takeaway]) => [member, {takeaway}])))
}

/** The meeting to come has a topic and a few answers. */
function addNext(scribe: Scribe): void {
  const answers: Readonly<Record<string, MemberPage>> = {
    benjamin: {rsvp: 'going'},
    hugh: {rsvp: 'maybe', why: 'The press may run late'},
    joseph: {rsvp: 'going'},
    robert: {rsvp: 'declined', why: 'At the furnace until Monday'},
    'william-coleman': {rsvp: 'going'},
  }
  add(scribe, weekly(scribe.first, lastWeek + 1), {rhythm: 'weekly', topic: nextTopic}, new Map(Object.entries(answers)))
}

function add({gatherings}: Scribe, id: string, shared: SharedPage, pages: ReadonlyMap<string, MemberPage> = new Map()): void {
  gatherings.set(id, {id, shared, pages: new Map([...pages].toSorted(byKey))})
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

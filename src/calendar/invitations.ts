/** Who needs which mail about a gathering: worked out from what the gathering is now and what each member was last sent. */
import {defined} from '../model/defined.ts'
import type {Invited, MemberPage} from '../model/gathering.ts'
import {grouped} from '../model/grouped.ts'
import {whenText} from '../model/when.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {digits, partsChanged, partsOf} from './said.ts'
import type {Part} from './said.ts'
import {isLater, isSame} from './told.ts'

/** Parts of a record that older ones lack. */
type Later = 'address' | 'from' | 'parts' | 'outdated'

/** The last mail that a member was sent about a gathering. */
export interface Told extends Required<Omit<Invited, Later>>, Pick<Invited, Later> {
  /** Who sent it; absent: the organizer. */
  readonly by?: string
  /** It is not known whether it arrived: the program was cut off, or the connection broke. */
  readonly unsure?: true
  /** Of one SEQUENCE, and says something else: two clones that did not know of each other sent it. Which of them a calendar has, nobody knows. */
  readonly other?: Pick<Told, 'method' | 'when' | 'of' | 'parts'>
}

/** A member, as far as invitations go. */
export interface Invitee {
  readonly id: string
  /** On the day of the gathering; `left` also from today on. */
  readonly standing: 'here' | 'paused' | 'to come' | 'left' | 'unknown'
  /** `odd`: one that cannot stand in the head of a mail as it is. */
  readonly address: 'plain' | 'odd' | 'none'
  /** The address itself, where it is a plain one. */
  readonly email?: string
  /** What they have answered. */
  readonly rsvp?: NonNullable<MemberPage['rsvp']>
}

/** What a round of invitations is worked out from. */
export interface Round {
  readonly gathering: Gathering
  readonly people: readonly Invitee[]
  /** What each was last sent, by member. */
  readonly told: ReadonlyMap<string, Told>
  /** SEQUENCE of the gathering's event by its history. */
  readonly revision: number
  /** Who invites now. */
  readonly inviter: string
  /** These alone; absent: everybody who needs something. */
  readonly to?: readonly string[]
  /** Also to those who have the latest already. */
  readonly again?: boolean
}

/**
 * Why a member is written to: for the first time, once more, at a new address, since something changed, since it takes place after all,
 * to call it off, since they left.
 */
export type Reason = 'invitation' | 'again' | 'new address' | 'changed' | 'restored' | 'cancelled' | 'removed'

/** One member's part of a mail. */
export interface Need extends Required<Omit<Invited, 'sent' | Later>>, Pick<Invited, Later> {
  readonly member: string
  readonly reason: Reason
  /** When the last one said that it begins, where that was another time. */
  readonly before?: string
  /** That was in another zone, which nobody knows any more. */
  readonly rezoned?: true
  /** What is not as the last one said, where that is known. */
  readonly changed?: readonly Part[]
  /** For one who invited others, and hears what somebody else sends them: no calendar takes an invitation from itself. */
  readonly copy?: true
}

/** Why a member gets no mail. */
export type SkipReason = 'current' | 'inviter' | 'organizer' | 'no address' | 'odd address' | 'paused' | 'to come' | 'left' | 'not invited' | 'unsure' | 'unknown' | 'renamed'

/** A member who gets no mail, and why. */
export interface Skip {
  readonly member: string
  readonly why: SkipReason
}

/** A mail: to one member, or with `--together` to several. */
export interface Mail extends Pick<Need, 'method' | 'sequence' | 'organizer' | 'from' | 'reason' | 'copy'> {
  readonly to: readonly Need[]
  /** All who are named as invited in it, those it goes to too. */
  readonly listed: readonly string[]
  /** What those have answered to the time that it has. */
  readonly answers: ReadonlyMap<string, NonNullable<MemberPage['rsvp']>>
}

/** What a mail said of a gathering: when it begins, and digits for the rest. */
export type Said = Pick<Told, 'when' | 'of'>

/**
 * What an invitation to this gathering says, to know when there is something new to say. `of` stands for all that counts but the
 * start: its first four digits for the zone (with it the start is another time), the others for length, title, place and link.
 */
export function saidOf(gathering: Gathering): Said {
  const {start, end, timezone, title, place, link} = gathering
  return {when: whenText(start), of: digits(timezone, 4) + digits(JSON.stringify([whenText(end), title, place ?? null, link ?? null]), 8)}
}

/**
 * Who needs a mail about the gathering, and who is passed over and why, in the order of `people`; those who were invited and
 * are no members any more at the end. Nobody who has the latest is sent anything, unless `again`. A SEQUENCE is always higher
 * than that of the last mail to the same member which said something else (RFC 5546 2.1.4).
 */
export function needsOf(round: Round): {needs: Need[]; skipped: Skip[]} {
  const {people, told, to} = round
  const known = new Set(people.map(({id}) => id))
  const gone = [...told.keys()].filter((id) => !known.has(id)).toSorted().map((id): Invitee => ({id, standing: 'unknown', address: 'none'}))
  // Older records say nothing of an address: whoever is new may be one of these under another id.
  const isUnclear = gone.some(({id}) => told.get(id)!.method === 'request' && told.get(id)!.address === undefined)
  const edition = editionOf(round)
  const organizers = new Set([...told].flatMap(([member, {organizer}]) => (organizer === member ? [] : [organizer])))
  const needs: Need[] = []
  const skipped: Skip[] = []
  for (const person of [...people, ...gone]) {
    const member = person.id
    if (to !== undefined && !to.includes(member)) continue
    const decided = decide(round, person, organizers.has(member))
    if ('why' in decided) skipped.push({member, why: decided.why})
    else if (person.address !== 'plain') skipped.push({member, why: addressTrouble(person)})
    else if (isUnclear && decided.reason === 'invitation' && to === undefined) skipped.push({member, why: 'renamed'})
    else needs.push(needOf(round, person, decided.reason, edition))
  }
  return {needs, skipped}
}

function addressTrouble({standing, address}: Invitee): SkipReason {
  if (standing === 'unknown') return 'unknown'
  return address === 'odd' ? 'odd address' : 'no address'
}

type Decided = {readonly reason: Reason} | {readonly why: SkipReason}

function decide(round: Round, person: Invitee, isOrganizer: boolean): Decided {
  const {gathering, told, again = false} = round
  const last = told.get(person.id)
  const gone = isGone(person)
  if (!gone && (last === undefined ? isOrganizer : isCopy(person.id, last))) return decideCopy(round, person, last)
  const off = gathering.status === 'cancelled'
  if (off || gone) {
    if (last === undefined) return {why: gone ? 'left' : person.id === round.inviter ? 'inviter' : 'not invited'}
    if (mayHave(last)) return {reason: off ? 'cancelled' : 'removed'}
  } else {
    if (last?.method !== 'request') {
      // Where it is not known that a cancellation arrived, the invitation may still stand in their calendar.
      const why = last !== undefined && (last.unsure === true || mayHave(last)) ? undefined : whyNotNow(round, person)
      return why === undefined ? {reason: last === undefined ? 'invitation' : 'restored'} : {why}
    }
    if (last.other !== undefined || !isSame(last, saidOf(gathering))) return {reason: 'changed'}
    if (last.address !== undefined && person.email !== undefined && last.address.toLowerCase() !== person.email.toLowerCase()) return {reason: 'new address'}
  }
  if (again) return {reason: 'again'}
  return {why: last.unsure ? 'unsure' : gone ? 'left' : 'current'}
}

/** Why somebody who has no invitation gets none either; whoever is named gets one all the same. */
function whyNotNow({inviter, to, told}: Round, {id, standing}: Invitee): SkipReason | undefined {
  if (to?.includes(id) === true) return undefined
  if (id === inviter && !told.has(id)) return 'inviter'
  return standing === 'paused' || standing === 'to come' ? standing : undefined
}

/** What somebody else sends in a member's name, that member hears once, and nobody hears of their own mails. */
function decideCopy(round: Round, {id}: Invitee, last: Told | undefined): Decided {
  const {gathering, inviter, to, again = false} = round
  const isOff = gathering.status === 'cancelled'
  const isNamed = last === undefined && !isOff && to?.includes(id) === true
  if (id === inviter) return isNamed ? {reason: 'invitation'} : {why: 'inviter'}
  const isNow = (each: Told | undefined): boolean => (isOff ? each?.method === 'cancel' : each?.method === 'request' && isSame(each, saidOf(gathering)))
  const heard = heardBy(round, id)
  if (!isNow(heard)) return {reason: isOff ? 'cancelled' : heard?.method === 'cancel' ? 'restored' : 'changed'}
  if (isNamed) return {reason: 'invitation'}
  if (again && isNow(last)) return {reason: 'again'}
  return {why: last?.unsure === true ? 'unsure' : 'organizer'}
}

/**
 * The last that one who invites knows of: what they sent themselves, but for those who left, and what they were sent a copy of. Where all that
 * is left is what others told those who left, it is that this was so: it takes nothing from what the one who invited knows.
 */
function heardBy({told, people}: Round, id: string): Told | undefined {
  const here = new Set(people.filter((person) => !isGone(person)).map((person) => person.id))
  const known = [...told].filter(([member, {by, organizer, method}]) => member === id || ((by ?? organizer) === id && (method === 'request' || here.has(member))))
  const removed = [...told].filter(([member, {organizer, method}]) => organizer === id && method === 'cancel' && !here.has(member))
  return latest(known.map(([, each]) => each)) ?? latest(removed.map(([, each]) => ({...each, method: 'request'})))
}

function latest(all: readonly Told[]): Told | undefined {
  return all.reduce<Told | undefined>((best, each) => (best === undefined || isLater(each, best) ? each : best), undefined)
}

function isCopy(member: string, {organizer, by = organizer}: Told): boolean {
  return organizer === member && by !== member
}

/** Whether their calendar may have it as taking place. */
function mayHave({method, other}: Told): boolean {
  return method === 'request' || other?.method === 'request'
}

function isGone({standing}: Invitee): boolean {
  return standing === 'left' || standing === 'unknown'
}

/** Whether the gathering begins when a mail said it did, zone and all. */
export function isSameStart(told: Said, said: Said): boolean {
  return told.when === said.when && isSameZone(told, said)
}

function isSameZone(told: Said, said: Said): boolean {
  return told.of.slice(0, 4) === said.of.slice(0, 4)
}

/**
 * The SEQUENCE of what is to be said now: that of the mails that said the same, as long as none after them said something
 * else; else one more than any that was sent, and at least what the history says.
 */
function editionOf({gathering, told, revision}: Round): number {
  const all = [...told.values()]
  const highest = (some: readonly Told[]): number => Math.max(-1, ...some.map(({sequence}) => sequence))
  const fresh = Math.max(highest(all) + 1, revision)
  const requests = all.filter(({method}) => method === 'request')
  if (gathering.status === 'cancelled') {
    const called = highest(all.filter(({method}) => method === 'cancel'))
    return called > highest(requests) && called >= revision ? called : fresh
  }
  const said = saidOf(gathering)
  const alike = highest(requests.filter((each) => isSame(each, said)))
  return alike > highest(requests.filter((each) => !isSame(each, said))) ? alike : fresh
}

function needOf(round: Round, person: Invitee, reason: Reason, edition: number): Need {
  const {gathering, told, inviter, people} = round
  const {id: member} = person
  const last = told.get(member)
  const said = saidOf(gathering)
  const addressIn = (id: string | undefined): string | undefined => people.find((each) => each.id === id && each.address === 'plain')?.email
  const kept = last !== undefined && people.some(({id, address}) => id === last.organizer && address === 'plain') ? last : undefined
  const isOrganizer = last === undefined && reason !== 'invitation'
  const organizer = kept?.organizer ?? (isOrganizer ? member : inviter)
  const isCopied = organizer === member && inviter !== member
  const known = isCopied ? heardBy(round, member) : last
  const usual = last === undefined || reason === 'new address' ? edition : isRepeat(last, reason, said) ? last.sequence : Math.max(edition, last.sequence + 1)
  // What one who invites hears comes after all that they know of, also where those whom the others sent something newer were not reached yet.
  const method = reason === 'cancelled' || reason === 'removed' ? 'cancel' : reason === 'again' ? last!.method : 'request'
  const saysElse = known !== undefined && (known.method !== method || (method === 'request' && !isSame(known, said)))
  const isNews = known !== undefined && isCopied && reason !== 'invitation' && (reason !== 'again' || saysElse)
  const sequence = isNews ? Math.max(usual, known.sequence + 1) : usual
  return {
    member,
    reason,
    method,
    sequence,
    ...said,
    since: last !== undefined && isSameTime(last, said) ? last.since : sequence,
    organizer,
    ...defined({
      address: person.email,
      from: kept?.from ?? addressIn(organizer),
      parts: partsOf(gathering),
      outdated: last === undefined ? undefined : outdatedIn(last, person, said),
      copy: isCopied ? (true as const) : undefined,
      ...differences(known, gathering, said),
    }),
  }
}

/** Whether a mail says what the last one said: one that is called off may have another title by now. */
function isRepeat(last: Told, reason: Reason, said: Said): boolean {
  return reason === 'again' && last.other === undefined && isSame(last, said)
}

/** Whether all that the member may have names the time that it has now. */
function isSameTime(last: Told, said: Said): boolean {
  return isSameStart(last, said) && (last.other === undefined || isSameStart(last.other, said))
}

/** What is not as the last mail said, or another of its edition. */
function differences(told: Told | undefined, gathering: Gathering, said: Said): Pick<Need, 'before' | 'rezoned' | 'changed'> {
  if (told === undefined) return {}
  const last = told.other !== undefined && isSame(told, said) ? told.other : told
  const isMoved = !isSameStart(last, said)
  const changed = last.parts === undefined ? [] : partsChanged(last.parts, partsOf(gathering))
  return {
    ...(isMoved ? {before: last.when} : {}),
    ...(isSameZone(last, said) ? {} : {rezoned: true}),
    ...(changed.length === 0 && !isMoved ? {} : {changed: [...(isMoved ? ['time' as const] : []), ...changed]}),
  }
}

/** An answer that was there when another time was named was to the time before, until it is another. */
function outdatedIn(last: Told, {rsvp}: Invitee, said: Said): Invitee['rsvp'] {
  return !isSameTime(last, said) || last.outdated === rsvp ? rsvp : undefined
}

/** What a member has answered to the time that the gathering has, as far as they were told it. */
function answerOf(person: Invitee, last: Told | undefined, said: Said): Invitee['rsvp'] {
  return last === undefined || outdatedIn(last, person, said) !== undefined ? undefined : person.rsvp
}

/**
 * The mails that these needs come to: one a member, who is alone in it; `together`, one for all that have one organizer, at one
 * address, and one method, which names all who are invited, also those who need no mail now.
 */
export function mailsOf(needs: readonly Need[], {people, told, gathering}: Pick<Round, 'people' | 'told' | 'gathering'>, together: boolean): Mail[] {
  const said = saidOf(gathering)
  const answersOf = (listed: readonly string[]): Mail['answers'] => new Map(people.flatMap((person) => {
    const answer = listed.includes(person.id) ? answerOf(person, told.get(person.id), said) : undefined
    return answer === undefined ? [] : [[person.id, answer]]
  }))
  const mailOf = (head: Need, reason: Reason, to: readonly Need[], listed: readonly string[]): Mail => {
    const {method, sequence, organizer, from, copy} = head
    return {method, sequence, organizer, reason, to, listed, answers: answersOf(listed), ...defined({from, copy})}
  }
  if (!together) return needs.map((need) => mailOf(need, need.reason, [need], [need.member]))
  const groups = grouped(needs, ({method, organizer, from, copy, member}) => `${method} ${organizer} ${from ?? ''} ${copy === true ? member : ''}`)
  return groups.map((group) => {
    const sequence = Math.max(...group.map((need) => need.sequence))
    const to = group.map((need): Need => ({...need, sequence, since: need.since === need.sequence ? sequence : need.since}))
    const [first] = to
    const others = first!.method === 'cancel' || first!.copy === true ? [] : people.filter((person) => isInvited(person, told.get(person.id))).map(({id}) => id)
    const reason = to.every((need) => need.reason === first!.reason) ? first!.reason : first!.method === 'cancel' ? 'cancelled' : 'invitation'
    return mailOf(first!, reason, to, [...new Set([...to.map(({member}) => member), ...others])])
  })
}

function isInvited({id, standing, address}: Invitee, told: Told | undefined): boolean {
  return told?.method === 'request' && !isCopy(id, told) && standing !== 'left' && address === 'plain'
}

/** Those who have the latest, but for a topic that is new since: that alone is no reason for a mail. */
export function withoutTopic({gathering, told}: Pick<Round, 'gathering' | 'told'>, skipped: readonly Skip[]): string[] {
  const now = partsOf(gathering)
  if (gathering.topic === undefined || gathering.status === 'cancelled') return []
  return skipped.filter(({why}) => why === 'current').map(({member}) => member).filter((member) => {
    const parts = told.get(member)?.parts
    return parts !== undefined && partsChanged(parts, now).includes('topic')
  })
}

/** Who needs which mail about a gathering: worked out from what the gathering is now and what each member was last sent. */
import type {Invited, MemberPage} from '../model/gathering.ts'
import {readWhen, whenText} from '../model/when.ts'
import type {Gathering} from '../schedule/gatherings.ts'

/** The last mail that a member was sent about a gathering. */
export interface Told extends Required<Invited> {
  /** It is not known whether it arrived: the program was cut off, or the connection broke. */
  readonly unsure?: true
}

/** A member, as far as invitations go. */
export interface Invitee {
  readonly id: string
  /** On the day of the gathering; `left` also from today on. */
  readonly standing: 'here' | 'paused' | 'to come' | 'left' | 'unknown'
  /** `odd`: one that cannot stand in the head of a mail as it is. */
  readonly address: 'plain' | 'odd' | 'none'
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

/** Why a member is written to: for the first time, once more, since something changed, since it takes place after all, to call it off, since they left. */
export type Reason = 'invitation' | 'again' | 'changed' | 'restored' | 'cancelled' | 'removed'

/** One member's part of a mail. */
export interface Need extends Required<Omit<Invited, 'sent'>> {
  readonly member: string
  readonly reason: Reason
  /** When the last one said that it begins, where that was another time. */
  readonly before?: string
}

/** Why a member gets no mail. */
export type SkipReason = 'current' | 'inviter' | 'organizer' | 'no address' | 'odd address' | 'paused' | 'to come' | 'left' | 'not invited' | 'unsure' | 'unknown'

export interface Skip {
  readonly member: string
  readonly why: SkipReason
}

/** A mail: to one member, or with `--together` to several. */
export interface Mail extends Pick<Need, 'method' | 'sequence' | 'organizer' | 'reason'> {
  readonly to: readonly Need[]
  /** All who are named as invited in it, those it goes to too. */
  readonly listed: readonly string[]
}

/** RFC 5545 3.3.8. */
const largestSequence = 2_147_483_647

/**
 * What each member was last sent, of all pages of a gathering and of what is `kept` by a run that was cut off: the highest
 * SEQUENCE. A record that lacks any part counts as none.
 */
export function lastTold(pages: ReadonlyMap<string, MemberPage>, kept: ReadonlyMap<string, readonly Told[]> = new Map()): Map<string, Told> {
  const last = new Map<string, Told>()
  const take = (member: string, told: Told | undefined): void => {
    const known = last.get(member)
    if (told !== undefined && (known === undefined || isLater(told, known))) last.set(member, told)
  }
  for (const [by, {invited}] of pages) for (const [member, record] of Object.entries(invited ?? {})) take(member, toldIn(by, record))
  for (const [member, all] of kept) for (const told of all) take(member, told)
  return last
}

/** A record of the page of `by`, if it is whole. */
function toldIn(by: string, {sent, method, sequence, when, since, of, organizer = by}: Invited): Told | undefined {
  if (sent === undefined || method === undefined || sequence === undefined || when === undefined || since === undefined || of === undefined) return undefined
  if (sequence > largestSequence || readWhen(when) === undefined || !/^[0-9a-f]{12}$/.test(of)) return undefined
  return {sent, method, sequence, when, since, of, organizer}
}

/** Of two of one SEQUENCE, what is known to have gone, then the one that was sent later, then the cancellation. */
function isLater(one: Told, other: Told): boolean {
  if (one.sequence !== other.sequence) return one.sequence > other.sequence
  if (one.unsure !== other.unsure) return one.unsure === undefined
  if (one.sent !== other.sent) return one.sent > other.sent
  return one.method === 'cancel' && other.method !== 'cancel'
}

/**
 * What an invitation to this gathering says, to know when there is something new to say. `of` stands for all that counts but the
 * start: its first four digits for the zone (with it the start is another time), the others for length, title, place and link.
 */
export function saidOf(gathering: Gathering): {when: string; of: string} {
  const {start, end, timezone, title, place, link} = gathering
  return {when: whenText(start), of: digits(timezone, 4) + digits(JSON.stringify([whenText(end), title, place ?? null, link ?? null]), 8)}
}

/** FNV-1a of 32 bits, of a text's UTF-16; for four digits folded. It is no secret and keeps nobody out. */
function digits(text: string, length: 4 | 8): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  const folded = length === 4 ? (hash ^ (hash >>> 16)) & 0xffff : hash >>> 0
  return folded.toString(16).padStart(length, '0')
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
    else needs.push(needOf(round, member, decided.reason, edition))
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
  const gone = person.standing === 'left' || person.standing === 'unknown'
  const off = gathering.status === 'cancelled'
  if (off || gone) {
    if (last === undefined) return {why: gone ? 'left' : person.id === round.inviter ? 'inviter' : 'not invited'}
    if (last.method === 'request') return {reason: off ? 'cancelled' : 'removed'}
  } else {
    if (last?.method !== 'request') {
      const why = whyNotNow(round, person, last === undefined && isOrganizer)
      return why === undefined ? {reason: last === undefined ? 'invitation' : 'restored'} : {why}
    }
    if (!isSame(last, saidOf(gathering))) return {reason: 'changed'}
  }
  if (again) return {reason: 'again'}
  return {why: last.unsure ? 'unsure' : gone ? 'left' : 'current'}
}

/** Why somebody who has no invitation gets none either; whoever is named gets one all the same. */
function whyNotNow({inviter, to, told}: Round, {id, standing}: Invitee, isOrganizer: boolean): SkipReason | undefined {
  if (to?.includes(id) === true) return undefined
  if (id === inviter && !told.has(id)) return 'inviter'
  if (isOrganizer) return 'organizer'
  return standing === 'paused' || standing === 'to come' ? standing : undefined
}

function isSame(told: Told, said: {readonly when: string; readonly of: string}): boolean {
  return told.when === said.when && told.of === said.of
}

/** Whether the gathering begins when a mail said it did, zone and all. */
function isSameStart(told: Told, said: {readonly when: string; readonly of: string}): boolean {
  return told.when === said.when && told.of.slice(0, 4) === said.of.slice(0, 4)
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

function needOf({gathering, told, inviter, people}: Round, member: string, reason: Reason, edition: number): Need {
  const last = told.get(member)
  const said = saidOf(gathering)
  const sequence = last === undefined ? edition : reason === 'again' ? last.sequence : Math.max(edition, last.sequence + 1)
  const canOrganize = people.some(({id, address}) => id === last?.organizer && address === 'plain')
  return {
    member,
    reason,
    method: reason === 'cancelled' || reason === 'removed' ? 'cancel' : reason === 'again' ? last!.method : 'request',
    sequence,
    ...said,
    since: last !== undefined && isSameStart(last, said) ? last.since : sequence,
    organizer: last !== undefined && canOrganize ? last.organizer : inviter,
    ...(last === undefined || last.when === said.when ? {} : {before: last.when}),
  }
}

/**
 * The mails that these needs come to: one a member, who is alone in it; `together`, one for all that have one organizer and
 * one method, which names all who are invited, also those who need no mail now.
 */
export function mailsOf(needs: readonly Need[], {people, told}: Pick<Round, 'people' | 'told'>, together: boolean): Mail[] {
  if (!together) return needs.map((need) => ({...shared(need), to: [need], listed: [need.member]}))
  const groups = new Map<string, Need[]>()
  for (const need of needs) {
    const key = `${need.method} ${need.organizer}`
    groups.set(key, [...(groups.get(key) ?? []), need])
  }
  return [...groups.values()].map((group) => {
    const sequence = Math.max(...group.map((need) => need.sequence))
    const to = group.map((need): Need => ({...need, sequence, since: need.since === need.sequence ? sequence : need.since}))
    const [first] = to
    const others = first!.method === 'cancel' ? [] : people.filter((person) => isInvited(person, told.get(person.id))).map(({id}) => id)
    const reason = to.every((need) => need.reason === first!.reason) ? first!.reason : first!.method === 'cancel' ? 'cancelled' : 'invitation'
    return {...shared(first!), reason, to, listed: [...new Set([...to.map(({member}) => member), ...others])]}
  })
}

function shared({method, sequence, organizer, reason}: Need): Pick<Mail, 'method' | 'sequence' | 'organizer' | 'reason'> {
  return {method, sequence, organizer, reason}
}

function isInvited({standing, address}: Invitee, told: Told | undefined): boolean {
  return told?.method === 'request' && standing !== 'left' && address === 'plain'
}

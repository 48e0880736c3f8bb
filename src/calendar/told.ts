/** What members were last sent about a gathering: read from its pages and from what a clone kept of its own mails. */
import {defined} from '../model/defined.ts'
import type {Invited, MemberPage} from '../model/gathering.ts'
import {readWhen} from '../model/when.ts'
import {highestSequence} from './event.ts'
import type {Invitee, Said, Told} from './invitations.ts'
import {isPlainAddress} from './text.ts'

/**
 * What each member was last sent, of all pages of a gathering and of what this clone has `kept` of its own mails: the highest
 * SEQUENCE. A record that lacks any part counts as none.
 */
export function lastTold(pages: ReadonlyMap<string, MemberPage>, kept: ReadonlyMap<string, readonly Told[]> = new Map()): Map<string, Told> {
  const all = new Map<string, Told[]>()
  const take = (member: string, told: Told | undefined): void => {
    if (told !== undefined) all.set(member, [...(all.get(member) ?? []), told])
  }
  for (const [by, {invited}] of pages) for (const [member, record] of Object.entries(invited ?? {})) take(member, toldIn(by, record))
  for (const [member, some] of kept) for (const told of some) take(member, told)
  return new Map([...all].map(([member, some]) => [member, lastOf(some)]))
}

function lastOf(some: readonly Told[]): Told {
  const last = some.reduce((best, each) => (isLater(each, best) ? each : best))
  const other = some.find(({sequence, method, when, of}) => sequence === last.sequence && (method !== last.method || !isSame(last, {when, of})))
  if (other === undefined) return last
  const {method, when, of, parts} = other
  return {...last, other: {method, when, of, ...defined({parts})}}
}

/** Whether the page of who sent it has this mail, or a later one to the same member. */
export function standsOn(pages: ReadonlyMap<string, MemberPage>, by: string, member: string, told: Told): boolean {
  const record = pages.get(by)?.invited?.[member]
  const stands = record === undefined ? undefined : toldIn(by, record)
  return stands !== undefined && !isLater(told, stands) && (isLater(stands, told) || (stands.address === told.address && stands.parts === told.parts))
}

/**
 * What was told, by the ids that members have now: where the id of somebody who was invited is nobody's any more, and one member has
 * the very address that the mail went to, that is them under another id, and they are not sent the same twice.
 */
export function toldNow(told: ReadonlyMap<string, Told>, people: readonly Pick<Invitee, 'id' | 'email'>[]): Map<string, Told> {
  const known = new Set(people.map(({id}) => id))
  const renamed = new Map([...told].flatMap(([id, {address}]): [string, string][] => {
    const same = known.has(id) || address === undefined ? [] : people.filter(({email}) => email?.toLowerCase() === address.toLowerCase())
    return same.length === 1 ? [[id, same[0]!.id]] : []
  }))
  if (renamed.size === 0) return new Map(told)
  const called = (id: string): string => renamed.get(id) ?? id
  const all = new Map<string, Told[]>()
  for (const [id, one] of told) {
    const now: Told = {...one, organizer: called(one.organizer), ...(one.by === undefined ? {} : {by: called(one.by)})}
    all.set(called(id), [...(all.get(called(id)) ?? []), now])
  }
  return new Map([...all].map(([id, some]) => [id, some.length === 1 ? some[0]! : lastOf(some)]))
}

/** All that a member was sent, by the records of a gathering's pages, one of each who sent something. A record that lacks any part counts as none. */
export function toldTo(pages: ReadonlyMap<string, MemberPage>, member: string): Told[] {
  return [...pages].flatMap(([by, {invited}]) => (invited !== undefined && Object.hasOwn(invited, member) ? (toldIn(by, invited[member]!) ?? []) : []))
}

/** A record of the page of `by`, if it is whole. */
function toldIn(by: string, {sent, method, sequence, when, since, of, organizer = by, address, from, parts, outdated}: Invited): Told | undefined {
  if (sent === undefined || method === undefined || sequence === undefined || when === undefined || since === undefined || of === undefined) return undefined
  if (sequence > highestSequence || readWhen(when) === undefined || !/^[0-9a-f]{12}$/.test(of)) return undefined
  const later = {
    by, address, outdated,
    from: from === undefined || !isPlainAddress(from) ? undefined : from,
    parts: parts === undefined || !/^[0-9a-f]{20}$/.test(parts) ? undefined : parts,
  }
  return {sent, method, sequence, when, since, of, organizer, ...defined(later)}
}

/** The one member who was invited at this address, by the records of a gathering's pages; undefined for none, and for several. */
export function memberInvitedAs(pages: ReadonlyMap<string, MemberPage>, address: string): string | undefined {
  const wanted = address.toLowerCase()
  const records = [...pages.values()].flatMap(({invited}) => Object.entries(invited ?? {}))
  const members = new Set(records.filter(([, record]) => record.address?.toLowerCase() === wanted).map(([member]) => member))
  return members.size === 1 ? [...members][0] : undefined
}

/**
 * Of two of one SEQUENCE, what is known to have gone to that address, then the one that was sent later, then the cancellation. All alike
 * is not later.
 */
export function isLater(one: Told, other: Told): boolean {
  if (one.sequence !== other.sequence) return one.sequence > other.sequence
  // That it went to another address tells nothing of this one. Older records say nothing of an address.
  const isThere = one.address === undefined || other.address === undefined || one.address === other.address
  if (isThere && one.unsure !== other.unsure) return one.unsure === undefined
  if (one.sent !== other.sent) return one.sent > other.sent
  return one.method === 'cancel' && other.method !== 'cancel'
}

/** Whether a mail said this of a gathering. */
export function isSame(told: Said, said: Said): boolean {
  return told.when === said.when && told.of === said.of
}

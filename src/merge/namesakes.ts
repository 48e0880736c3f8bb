/** What only looks like one record, and what only looks like two, when two clones meet. */
import {longestId} from '../model/forms.ts'
import {newMemberId} from '../model/members.ts'
import {isPlainMap} from '../model/node.ts'
import type {Plain, PlainMap} from '../model/node.ts'
import {keysOf, textOf, under} from './same.ts'

export type NamedKind = 'member' | 'gathering'

/** A record that one side added since the base. */
export interface Added {
  readonly kind: NamedKind
  readonly id: string
  readonly record: PlainMap
  /** When its side first added it, in seconds since 1970. */
  readonly when: number
}

/** A record of one side that gets another id before the sides are merged. */
export interface Rename {
  readonly side: 'mine' | 'theirs'
  readonly kind: NamedKind
  readonly from: string
  readonly to: string
  /** For people: why, a sentence without a full stop. */
  readonly remark: string
}

interface Sided extends Added {
  readonly side: 'mine' | 'theirs'
}

/**
 * Which records get another id, because both sides added two under one id, or one person under two. Two members are one
 * person when they have one address (without regard to case), or, where one has none, one name; two gatherings of one id
 * are one when they belong to a rhythm, or have the same time and title. Whoever came first keeps the id. `taken`: whether
 * either side has a record of that id. Every clone decides the same, whichever side it calls mine.
 *
 * To be carried out in the order given. With a member go the pages of that name in all gatherings and polls of that side, and the
 * references on its shared pages (`renamedIn`); with a gathering the whole folder. A member who becomes one that the other
 * side added is merged with them as one record.
 */
export function namesakes(mine: readonly Added[], theirs: readonly Added[], taken: (kind: NamedKind, id: string) => boolean): Rename[] {
  const all: Sided[] = [...mine.map((added) => ({...added, side: 'mine' as const})), ...theirs.map((added) => ({...added, side: 'theirs' as const}))].toSorted(inOrder)
  const members = all.filter(({kind}) => kind === 'member')
  const ids = new Set(members.map(({id}) => id))
  return [
    ...memberRenames(members, (id) => ids.has(id) || taken('member', id)),
    ...gatheringRenames(all.filter(({kind}) => kind === 'gathering'), (id) => taken('gathering', id)),
  ]
}

/** Who came first; at the same second, by the records' own texts, so that it does not matter who asks. */
function inOrder(one: Sided, other: Sided): number {
  return one.when - other.when || compare(textOf(one.record), textOf(other.record)) || compare(one.id, other.id)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

// Members

/** The records of one person, the first first: one, or one of each side. */
type Person = readonly [Sided, ...Sided[]]

function memberRenames(added: readonly Sided[], taken: (id: string) => boolean): Rename[] {
  const owners = new Map<string, Sided>()
  const renames: Rename[] = []
  for (const person of peopleOf(added)) {
    const [first] = person
    const owner = owners.get(first.id)
    const isFree = owner === undefined && !person.some((each) => closesCircle(renames, each, first.id))
    const id = isFree ? first.id : newMemberId(nameOf(first), (candidate) => owners.has(candidate) || taken(candidate))
    owners.set(id, first)
    for (const {side, id: from} of person) {
      if (from === id) continue
      const isShared = owner !== undefined && from === first.id
      const remark = isShared ? `${nameOf(owner)} and ${nameOf(first)} were both added as ${from}: ${nameOf(first)} is ${id}` : `${person.map((each) => `${nameOf(each)} was added as ${each.id}`).join(' and ')}: one person, ${id}`
      renames.push({side, kind: 'member', from, to: id, remark})
    }
  }
  return vacatedFirst(renames)
}

/** True when two people, or more, would change places on one side. */
function closesCircle(renames: readonly Rename[], {side, id}: Pick<Sided, 'side' | 'id'>, to: string): boolean {
  const next = renames.find((rename) => rename.side === side && rename.from === to)
  if (next === undefined || to === id) return false
  return next.to === id || closesCircle(renames, {side, id}, next.to)
}

function nameOf({record, id}: Sided): string {
  return String(under(record, 'name') ?? id)
}

function peopleOf(added: readonly Sided[]): Person[] {
  const people: Person[] = []
  const placed = new Set<Sided>()
  for (const one of added) {
    if (placed.has(one)) continue
    const others = added.filter((other) => other.side !== one.side && !placed.has(other))
    const same = others.find((other) => haveOneAddress(one, other)) ?? others.find((other) => other.id === one.id && isOnePerson(one, other) && !hasAnother(other, added, one.side))
    people.push(same === undefined ? [one] : [one, same])
    placed.add(one)
    if (same !== undefined) placed.add(same)
  }
  return people
}

/** True when the other side has somebody with the very address of this one. */
function hasAnother(one: Sided, added: readonly Sided[], side: Sided['side']): boolean {
  return added.some((other) => other.side === side && haveOneAddress(one, other))
}

function addressOf({record}: Sided): string | undefined {
  const email = under(record, 'email')
  return typeof email === 'string' ? email.trim().toLowerCase() : undefined
}

function haveOneAddress(one: Sided, other: Sided): boolean {
  const address = addressOf(one)
  return address !== undefined && address === addressOf(other)
}

/** For two of one id. */
function isOnePerson(one: Sided, other: Sided): boolean {
  if (addressOf(one) !== undefined && addressOf(other) !== undefined) return haveOneAddress(one, other)
  return plainWords(nameOf(one)) === plainWords(nameOf(other))
}

/** Without regard to case and spaces. */
function plainWords(text: string): string {
  return text.normalize('NFC').toLowerCase().trim().split(/\s+/).join(' ')
}

/** Whoever gives an id up on a side goes before whoever gets it there. */
function vacatedFirst(renames: readonly Rename[]): Rename[] {
  const waiting = (rename: Rename, among: readonly Rename[]): boolean => among.some((other) => other.side === rename.side && other.from === rename.to)
  const order: Rename[] = []
  for (let left = [...renames]; left.length > 0;) {
    const pending = left
    order.push(...pending.filter((rename) => !waiting(rename, pending)))
    left = pending.filter((rename) => waiting(rename, pending))
  }
  return order
}

// Gatherings

function gatheringRenames(added: readonly Sided[], taken: (id: string) => boolean): Rename[] {
  const renames: Rename[] = []
  for (const [index, later] of added.entries()) {
    const earlier = added.slice(0, index).find((other) => other.id === later.id && other.side !== later.side)
    if (earlier === undefined || isOneGathering(earlier, later)) continue
    const to = freshId(later, taken)
    renames.push({side: later.side, kind: 'gathering', from: later.id, to, remark: `two gatherings were planned as ${later.id}: ${wordsFor(later)} is ${to}`})
  }
  return renames
}

function wordsFor({record}: Sided): string {
  const [title, when] = [under(record, 'title'), under(record, 'when')]
  return [title, when].filter((part) => part !== undefined).join(', ') || 'the later one'
}

function isOneGathering({record: one}: Sided, {record: other}: Sided): boolean {
  if (under(one, 'rhythm') !== undefined || under(other, 'rhythm') !== undefined) return true
  const [title, otherTitle] = [under(one, 'title'), under(other, 'title')].map((text) => plainWords(String(text ?? '')))
  return textOf(under(one, 'when')) === textOf(under(other, 'when')) && title === otherTitle
}

/** The id and four letters that the record's text gives, so that every clone finds the same; others where that is taken. */
function freshId({id, record}: Sided, taken: (id: string) => boolean): string {
  const stem = id.slice(0, longestId - 5).replace(/-+$/, '')
  for (let round = 0; ; round += 1) {
    const fresh = `${stem}-${lettersOf(`${round} ${textOf(record)}`)}`
    if (!taken(fresh)) return fresh
  }
}

/** Without vowels, so that they make no words. */
const letters = 'bcdfghjkmnpqrstvwxyz'

/** Four letters from a text, by FNV-1a (32 bits). */
function lettersOf(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return [0, 1, 2, 3].map((place) => letters[Math.floor(hash / letters.length ** place) % letters.length]).join('')
}

// References

/**
 * A record of the renamed side in which a member or gathering goes by the new id: the roles, present and regrets of a gathering's
 * shared page, on members' own pages those whom they invited, and the gathering that came of a poll. Any other record is as it was.
 */
export function renamedIn(kind: string, record: PlainMap, {kind: named, from, to}: Pick<Rename, 'kind' | 'from' | 'to'>): PlainMap {
  if (kind === 'poll' && named === 'gathering') return withOptions(record, from, to)
  if ((kind !== 'gathering' && kind !== 'page') || named !== 'member') return record
  const changes = kind === 'page' ? invitedIn(record, from, to) : sharedIn(record, from, to)
  return Object.keys(changes).length === 0 ? record : plainMap(Object.entries({...record, ...changes}))
}

/** A poll whose options name the gathering by its new id. */
function withOptions(record: PlainMap, from: string, to: string): PlainMap {
  const options = under(record, 'options')
  if (!isPlainMap(options)) return record
  const cameOf = (option: Plain): Plain => (isPlainMap(option) && under(option, 'gathering') === from ? plainMap(Object.entries({...option, gathering: to} as Record<string, Plain>)) : option)
  const entries = keysOf(options).map((id): [string, Plain] => [id, cameOf(options[id]!)])
  if (entries.every(([id, option]) => option === options[id])) return record
  return plainMap(Object.entries({...record, options: plainMap(entries)} as Record<string, Plain>))
}

function sharedIn(record: PlainMap, from: string, to: string): Record<string, Plain> {
  const renamed = (value: Plain): Plain => (value === from ? to : value)
  const changes: Record<string, Plain> = {}
  for (const list of ['present', 'regrets']) {
    const items = under(record, list)
    if (Array.isArray(items) && items.includes(from)) changes[list] = [...new Set(items.map(renamed))]
  }
  const roles = under(record, 'roles')
  if (isPlainMap(roles) && keysOf(roles).some((role) => roles[role] === from)) {
    changes['roles'] = plainMap(keysOf(roles).map((role) => [role, renamed(roles[role]!)]))
  }
  return changes
}

function invitedIn(record: PlainMap, from: string, to: string): Record<string, Plain> {
  const invited = under(record, 'invited')
  if (!isPlainMap(invited)) return {}
  const organized = (entry: Plain): Plain => (isPlainMap(entry) && under(entry, 'organizer') === from ? plainMap(Object.entries({...entry, organizer: to})) : entry)
  const entries = keysOf(invited).map((member): [string, Plain] => [member === from ? to : member, organized(invited[member]!)])
  const isSame = entries.every(([member, entry]) => invited[member] === entry)
  return isSame ? {} : {invited: plainMap(entries)}
}

function plainMap(entries: readonly (readonly [string, Plain | undefined])[]): PlainMap {
  return Object.assign(Object.create(null), Object.fromEntries(entries))
}

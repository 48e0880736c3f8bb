import type {Circle} from './circle.ts'
import type {Day} from './day.ts'
import {Fault} from './fault.ts'
import {forms, idMeant, longestId} from './forms.ts'
import type {Member} from './member.ts'
import {nearest} from './nearest.ts'

type Members = Circle['members']

/** True for a member who is neither paused nor left, by the status alone: from which day it holds is `since`. */
export function isActive(member: Member): boolean {
  return member.status === undefined || member.status === 'active'
}

/** True for a member whose status holds only from a day after `today`. */
export function isToCome({since}: Member, today: Day): boolean {
  return since !== undefined && since > today
}

/** `active`, `paused since 2026-11-01`; `paused from 2026-12-01` where that is after `today`. */
export function statusWords(member: Member, today: Day): string {
  const {status = 'active', since} = member
  return since === undefined ? status : `${status} ${isToCome(member, today) ? 'from' : 'since'} ${since}`
}

/** The name to show for an id: the first name where no other member has it, else the whole name; the id for somebody unknown. */
export function shortName(members: Members, id: string): string {
  const whole = members.get(id)?.name
  if (whole === undefined) return id
  const first = firstName(whole)
  for (const [other, {name}] of members) if (other !== id && firstName(name) === first) return whole
  return first
}

function firstName(name: string): string {
  return name.split(/\s+/)[0]!
}

/**
 * The id of the member that was typed: an id, a whole name, or a first name that only one has.
 * Throws an `unknown` fault with the nearest one, or with all of them.
 */
export function memberNamed(members: Members, typed: string): string {
  const wanted = typed.trim().toLowerCase()
  if (members.has(wanted)) return wanted
  const byName = [...members].filter(([, {name}]) => name.toLowerCase() === wanted)
  const byFirst = [...members].filter(([, {name}]) => firstName(name).toLowerCase() === wanted)
  const found = byName.length > 0 ? byName : byFirst
  if (found.length === 1) return found[0]![0]
  if (found.length > 1) throw new Fault('unknown', `${found.length} members are called ${typed}`, {hint: `say which: ${found.map(([id]) => id).join(', ')}`})
  const meant = nearest(wanted, [...members.keys(), ...[...members.values()].map(({name}) => name)])
  const everybody = [...members.keys()].slice(0, 12).join(', ')
  throw new Fault('unknown', `no member is called ${typed}`, {
    hint: meant !== undefined ? `did you mean ${meant}?` : members.size === 0 ? 'add the first one: circle member add "Ann Ek <ann@example.org>"' : `the members are ${everybody}${members.size > 12 ? ' …' : ''}`,
  })
}

/** The members in a list such as `ann,bo` or `Ann, Bo`; each once, in the order given. Throws as `memberNamed` does. */
export function membersNamed(members: Members, typed: readonly string[]): string[] {
  const ids = typed.flatMap((list) => list.split(',')).filter((word) => word.trim() !== '').map((word) => memberNamed(members, word))
  return [...new Set(ids)]
}

export interface Person {
  readonly name: string
  readonly email?: string
}

/** Reads `Bo Ek <bo@example.org>`, or a name alone. Throws a `usage` fault for anything else. */
export function readPerson(text: string): Person {
  const match = /^\s*([^<>]*?)\s*(?:<\s*([^<>]*?)\s*>)?\s*$/.exec(text)
  const [, name = '', email] = match ?? []
  const example = 'write it like "Bo Ek <bo@example.org>"'
  if (name === '' || /[\n\r]/.test(text)) throw new Fault('usage', `not a name with an address: ${text}`, {hint: example})
  if (email === undefined) {
    if (name.includes('@')) throw new Fault('usage', `a name is missing before ${name}`, {hint: example})
    return {name}
  }
  const fault = forms.email.fault(email)
  if (fault !== undefined) throw new Fault('usage', `the address of ${name} ${fault}: ${email}`, {hint: example})
  return {name, email}
}

/** The id for somebody new: the first name where it is free, else more of the name, else with a number. */
export function newMemberId(name: string, taken: (id: string) => boolean): string {
  const words = name.trim().split(/\s+/)
  const candidates = words.flatMap((_, index) => idMeant(words.slice(0, index + 1).join(' ')) ?? [])
  const free = (id: string): boolean => !taken(id) && forms.memberId.fault(id) === undefined
  for (const candidate of candidates) if (free(candidate)) return candidate
  // Nothing of the name can be an id: letters that have no counterpart among ours, or a reserved word.
  const whole = (candidates.at(-1) ?? idMeant(`${name} member`) ?? 'member').slice(0, longestId - 6).replace(/-$/, '')
  if (free(whole)) return whole
  for (let number = 2; ; number += 1) if (free(`${whole}-${number}`)) return `${whole}-${number}`
}

/** The member with this e-mail address, compared without regard to case; one who left only when nobody else has it. */
export function memberByEmail(members: Members, email: string): string | undefined {
  const matches = [...members].filter(([, member]) => member.email?.toLowerCase() === email.toLowerCase())
  return (matches.find(([, member]) => member.status !== 'left') ?? matches[0])?.[0]
}

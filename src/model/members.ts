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
  return name.trim().split(/\s+/)[0]!
}

/** How many members a hint names. */
const namedAtMost = 20

/**
 * The id of the member that was typed: an id, a whole name, or what only one has: a first name, another word of the name, the
 * beginning of an id or a word. One who left is meant only where nobody else is. Throws an `unknown` fault with the nearest
 * one, or with those who are here.
 */
export function memberNamed(members: Members, typed: string): string {
  const wanted = typed.trim().toLowerCase()
  if (members.has(wanted)) return wanted
  const all = wanted === '' ? [] : [...members].map(([id, {name, status}]) => ({id, name: name.toLowerCase(), words: name.toLowerCase().split(/\s+/), left: status === 'left'}))
  const ways: ((one: (typeof all)[number]) => boolean)[] = [
    ({name}) => name === wanted,
    ({words}) => words[0] === wanted,
    ({words}) => words.includes(wanted),
    ({id, name, words}) => [id, name, ...words].some((each) => each.startsWith(wanted)),
  ]
  for (const way of ways) {
    const fitting = all.filter(way)
    const here = fitting.filter(({left}) => !left)
    const found = here.length > 0 ? here : fitting
    if (found.length === 1) return found[0]!.id
    if (found.length > 1) throw new Fault('unknown', `${found.length} members are called ${typed}`, {hint: `say which: ${found.map(({id}) => id).join(', ')}`})
  }
  throw new Fault('unknown', `no member is called ${typed}`, {hint: membersHint(members, wanted)})
}

function membersHint(members: Members, wanted: string): string {
  if (members.size === 0) return 'add the first one: circle member add "Ann Ek <ann@example.org>"'
  const here = [...members].filter(([, {status}]) => status !== 'left')
  const meant = nearest(wanted, here.flatMap(([id, {name}]) => [id, name]))
  if (meant !== undefined) return `did you mean ${meant}?`
  if (here.length === 0) return 'everybody has left; `circle member list --all` shows them'
  return `the members are ${here.slice(0, namedAtMost).map(([id]) => id).join(', ')}${here.length > namedAtMost ? ' …' : ''}`
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

/**
 * Reads `Bo Ek <bo@example.org>`, or a name alone; `Ek, Bo` as mail programs write it is turned round.
 * Throws a `usage` fault for anything else.
 */
export function readPerson(text: string): Person {
  const match = /^\s*([^<>]*?)\s*(?:<\s*([^<>]*?)\s*>)?\s*$/.exec(text)
  const [, typed = '', email] = match ?? []
  const name = givenFirst(typed.replace(/^"(.*)"$/, '$1').replace(/[\s,]+$/, ''))
  const example = 'write it like "Bo Ek <bo@example.org>"'
  if (isPunctuation(name) || /[\n\r]/.test(text)) throw new Fault('usage', `not a name with an address: ${text}`, {hint: example})
  if (email === undefined) {
    if (name.includes('@')) throw new Fault('usage', `a name is missing before ${name}`, {hint: example})
    return {name}
  }
  const fault = forms.email.fault(email)
  if (fault !== undefined) throw new Fault('usage', `the address of ${name} ${fault}: ${email}`, {hint: example})
  return {name, email}
}

/** `Pat O'Brien` for `O'Brien, Pat`; what follows the comma in `King, Jr.` is no given name. */
function givenFirst(name: string): string {
  const [family = '', given = '', ...more] = name.split(',').map((part) => part.trim())
  return family === '' || given === '' || more.length > 0 || /^([js]r|ph\.?\s?d|m\.?d|esq|[ivx]+)\.?$/i.test(given) ? name : `${given} ${family}`
}

/** True also for no text at all. A picture is a name of sorts. */
function isPunctuation(text: string): boolean {
  return /^[\p{P}\p{Sm}\p{Sc}\p{Sk}\s]*$/u.test(text)
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

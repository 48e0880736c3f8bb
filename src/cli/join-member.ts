/** Who joins a circle: pure, from the circle and what somebody said of themselves to their page. */
import type {Charter} from '../model/charter.ts'
import type {Circle} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import {forms} from '../model/forms.ts'
import type {Member} from '../model/member.ts'
import {memberByEmail, memberNamed, newMemberId} from '../model/members.ts'
import type {RecordWrite} from './command.ts'

/** What somebody said of themselves. */
export interface Joiner {
  readonly name: string
  readonly email: string
}

/** The member that somebody is, or will be. */
export interface Joining {
  readonly id: string
  readonly member: Member
  /** What it takes to make that so; none when it is so already. */
  readonly writes: readonly RecordWrite[]
  /** The message of the commit. */
  readonly message: string
}

/** The member that this address, or what was typed after --as, names; undefined for somebody new. Throws `unknown` for a wrong --as. */
export function knownAs({members}: Circle, email: string | undefined, as: string | undefined): string | undefined {
  if (as !== undefined) return memberNamed(members, as)
  return email === undefined ? undefined : memberByEmail(members, email)
}

/** True when somebody has still to agree to the promises. Who has left is not asked. */
export function owesAgreement({promises = []}: Charter, member: Member | undefined): boolean {
  return promises.length > 0 && member?.agreed === undefined && member?.status !== 'left'
}

/** A member who was here before: agrees today where they had not yet, and gets an address where they had none. */
export function rejoin({members, charter}: Circle, id: string, email: string | undefined, today: Day): Joining {
  const before = members.get(id)!
  const agrees = owesAgreement(charter, before)
  const hasNone = before.email === undefined && email !== undefined && before.status !== 'left'
  const {name, ...rest} = before
  const member: Member = {name, ...(hasNone ? {email} : {}), ...rest, ...(agrees ? {agreed: today} : {})}
  const changed = agrees || hasNone
  return {id, member, writes: changed ? [{kind: 'member', id, record: member}] : [], message: agrees ? `Agree as member ${id}` : `Edit member ${id}`}
}

/**
 * Somebody new. Throws `refused` when a member has that name already, unless an id says that it is another person, and
 * when the id is taken; `usage` for what is no id.
 */
export function firstJoin({members, charter}: Circle, {name, email}: Joiner, wanted: string | undefined, today: Day): Joining {
  const fresh = newMemberId(name, (candidate) => members.has(candidate))
  const namesake = namesakeOf(members, name)
  if (wanted === undefined && namesake !== undefined) {
    throw new Fault('refused', `${namesake} is called ${members.get(namesake)!.name} too`, {hint: `if that is you: --as ${namesake}; if you are somebody else: --id ${fresh}`})
  }
  const id = wanted ?? fresh
  const fault = forms.memberId.fault(id)
  if (fault !== undefined) throw new Fault('usage', `the id ${id} ${fault}`, {hint: `write one such as --id ${fresh}`})
  if (members.has(id)) throw new Fault('refused', `there is already a member ${id}: ${members.get(id)!.name}`, {hint: `choose another with --id, such as ${fresh}`})
  const agreed = owesAgreement(charter, undefined) ? {agreed: today} : {}
  const member: Member = {name, email, joined: today, ...agreed, status: 'active'}
  return {id, member, writes: [{kind: 'member', id, record: member}], message: `Add member ${id}`}
}

/** A member of the same name, one who is here before one who has left. */
export function namesakeOf(members: Circle['members'], name: string): string | undefined {
  const same = [...members].filter(([, member]) => member.name.toLowerCase() === name.toLowerCase())
  return (same.find(([, {status}]) => status !== 'left') ?? same[0])?.[0]
}

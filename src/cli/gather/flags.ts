import {Fault} from '../../model/fault.ts'
import {slotsOf} from '../../agenda/turns.ts'
import type {FormatRole} from '../../model/format.ts'
import {forms} from '../../model/forms.ts'
import {memberNamed, membersNamed, shortName} from '../../model/members.ts'
import {nearest} from '../../model/nearest.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import type {Input, Stage} from '../command.ts'
import {pageOf} from '../scheduled.ts'
import {formatsFor} from '../shipped.ts'
import {list, oneLine} from '../typed.ts'
import {fromFile, textOf} from './from-file.ts'
import {promiseRemarks, readPromise} from './promise.ts'
import {both, nothingTold} from './told.ts'
import type {Fate, Promised, Told} from './told.ts'
import {followingGathering} from './which.ts'

/** The flags that tell something of a gathering. */
const tellingFlags = ['present', 'regrets', 'guest', 'topic', 'role', 'notes', 'commit', 'done', 'drop', 'decision', 'takeaway', 'remove', 'reopen', 'from']

/** True when a flag tells something, so that nothing needs to be asked. */
export function tells(input: Input): boolean {
  return tellingFlags.some((flag) => input[flag] !== undefined)
}

/** True when the flags tell nothing but what can be said of a gathering that is still to come. */
export function plans(input: Input): boolean {
  return tells(input) && tellingFlags.every((flag) => input[flag] === undefined || flag === 'topic' || flag === 'role')
}

/** What is told, and what should be pointed out about it. */
export interface Telling {
  readonly told: Told
  readonly remarks: readonly string[]
}

/** What the flags tell of a gathering; flags have the last word over --from. Throws `usage`, `unknown`, and for a file `unsound`. */
export async function toldByFlags(stage: Stage, input: Input, one: Gathering): Promise<Telling> {
  if (input.from === '-' && input.notes === '-') throw new Fault('usage', 'both --from and --notes would read standard input', {hint: 'give one of them a file, or put the notes in the YAML'})
  const {members} = stage.circle
  const file = typeof input.from === 'string' ? await fromFile(stage, input.from, one) : nothingTold
  const {commitments, remarks} = await promisesIn(stage, list(input.commit), one)
  const topic = oneLine(input.topic)
  const notes = await notesIn(stage, input)
  const flags: Told = {
    ...nothingTold,
    ...(topic === undefined ? {} : {topic}),
    ...(notes === undefined ? {} : {notes}),
    present: membersNamed(members, list(input.present)),
    regrets: membersNamed(members, list(input.regrets)),
    guests: guestsIn(list(input.guest)),
    roles: Object.fromEntries(list(input.role).map((text) => roleIn(text, members))),
    decisions: list(input.decision).map((text) => ({text: oneLine(text)!})),
    commitments,
    fates: [...list(input.done).flatMap((ids) => settledIn(ids, 'done')), ...list(input.drop).map(droppedIn), ...list(input.reopen).flatMap((ids) => settledIn(ids, 'open'))],
    removed: list(input.remove).map((what) => oneLine(what)!),
    pages: await takeawaysIn(stage, list(input.takeaway)),
  }
  const told = both(file, flags)
  return {told, remarks: [...roleRemarks(stage, one, told), ...remarks]}
}

/** Roles that nobody knows of, and roles of members who were not there. */
function roleRemarks({circle}: Stage, one: Gathering, {roles, present, regrets, absent}: Told): string[] {
  const own = one.format === undefined ? undefined : formatsFor(circle, one.format).get(one.format)?.roles
  const chores = circle.charter.roles ?? []
  const known = [...Object.entries(own ?? {}), ...chores.map((id): [string, FormatRole | undefined] => [id, undefined])].flatMap(([id, role]) => slotsOf(id, role).map((slot) => slot.id))
  const there = [...(pageOf(circle, one).present ?? []).filter((id) => !regrets.includes(id) && !absent.includes(id)), ...present]
  return Object.entries(roles).flatMap(([role, member]): string[] => {
    const meant = nearest(role, known)
    return [
      ...(known.includes(role) ? [] : [`The role ${role} is neither in the format nor in the charter${meant !== undefined ? `; did you mean ${meant}?` : known.length === 0 ? '.' : `, which have ${known.join(', ')}.`}`]),
      ...(member === undefined || there.length === 0 || there.includes(member) ? [] : [`${shortName(circle.members, member)} had the role ${role}, but is not among those who were there.`]),
    ]
  })
}

/** Names with commas between. */
export function guestsIn(typed: readonly string[]): string[] {
  return typed.flatMap((names) => names.split(',')).map((guest) => guest.replace(/\s+/g, ' ').trim()).filter((guest) => guest !== '')
}

/** What a promise of this gathering is read against. */
export function promiseContext({circle, setting}: Stage, one: Gathering) {
  const following = followingGathering(circle, one, setting)
  return {
    members: circle.members,
    from: one.start.day > setting.today ? one.start.day : setting.today,
    ...(following === undefined ? {} : {nextDay: following.start.day, nextTitle: following.title}),
  }
}

async function promisesIn(stage: Stage, typed: readonly string[], one: Gathering): Promise<{commitments: Promised[]; remarks: string[]}> {
  if (typed.length === 0) return {commitments: [], remarks: []}
  const context = promiseContext(stage, one)
  const actor = typed.every((text) => /:(?!\/\/)/.test(text)) ? undefined : await stage.actor()
  const commitments: Promised[] = []
  const remarks: string[] = []
  for (const text of typed) {
    const promise = await readPromise(text, actor === undefined ? context : {...context, actor})
    commitments.push({member: promise.member, commitment: promise.commitment})
    remarks.push(...promiseRemarks(promise, context.from))
  }
  return {commitments, remarks}
}

async function notesIn({context}: Stage, {notes}: Input): Promise<string | undefined> {
  if (typeof notes !== 'string') return undefined
  const text = (notes === '-' ? await textOf(context, '-') : notes).replaceAll('\r\n', '\n').replace(/^\n+|\s+$/g, '')
  if (text === '') throw new Fault('usage', notes === '-' ? 'standard input holds no notes' : 'empty notes were given', {hint: 'write something, or leave --notes out'})
  return text
}

/** `scribe=bo`. */
function roleIn(text: string, members: Stage['circle']['members']): [string, string] {
  const [, role, member] = /^\s*([^=:]+?)\s*[=:]\s*(\S.*)$/.exec(text) ?? []
  if (role === undefined || member === undefined) throw new Fault('usage', `not a role with its member: ${text}`, {hint: 'write it like --role scribe=bo'})
  const id = role.toLowerCase().replace(/\s+/g, '-')
  const fault = forms.id.fault(id)
  if (fault !== undefined) throw new Fault('usage', `the role ${role} ${fault}`, {hint: 'write it like --role scribe=bo'})
  return [id, memberNamed(members, member)]
}

function settledIn(ids: string, became: 'done' | 'open'): Fate[] {
  return ids.split(',').map((id) => id.trim()).filter((id) => id !== '').map((id) => ({id, became}))
}

/** `k3fx: no time`. */
function droppedIn(text: string): Fate {
  const [, id, why] = /^\s*([^\s:]+)\s*:\s*(\S.*)$/.exec(text) ?? []
  if (id === undefined || why === undefined) throw new Fault('usage', `why is it dropped? ${text}`, {hint: 'write it like --drop "k3fx: no time for it"'})
  return {id, became: 'dropped', why: oneLine(why)!}
}

async function takeawaysIn(stage: Stage, typed: readonly string[]): Promise<Told['pages']> {
  const actor = typed.length === 0 ? undefined : await stage.actor()
  return Object.fromEntries(typed.map((text) => {
    const {member, takeaway} = takeawayIn(text, stage.circle.members, actor)
    return [member, {takeaway}]
  }))
}

/** `ann: what she takes home`, of one line or several; the `actor`'s when nobody is named. Throws `usage` or `unknown`. */
export function takeawayIn(text: string, members: Stage['circle']['members'], actor: string | undefined): {member: string; takeaway: string} {
  const [, who, words] = /^\s*([^:\n]{1,80}?)\s*:(?!\/\/)\s*(\S.*)$/s.exec(text) ?? []
  const member = who === undefined ? actor : memberNamed(members, who)
  const takeaway = (words ?? text).trim()
  if (member === undefined || takeaway === '') throw new Fault('usage', `whose takeaway is this? ${text}`, {hint: 'name the member first: "ann: what she takes home"'})
  return {member, takeaway}
}

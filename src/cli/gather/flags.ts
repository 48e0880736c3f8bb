import {Fault} from '../../model/fault.ts'
import {forms} from '../../model/forms.ts'
import {memberNamed, membersNamed} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import type {Input, Stage} from '../command.ts'
import {list, oneLine} from '../typed.ts'
import {fromFile, textOf} from './from-file.ts'
import {readPromise} from './promise.ts'
import {both, nothingTold} from './told.ts'
import type {Fate, Promised, Told} from './told.ts'
import {followingGathering} from './which.ts'

/** The flags that tell something of a gathering. */
const tellingFlags = ['present', 'regrets', 'guest', 'topic', 'role', 'notes', 'commit', 'done', 'drop', 'decision', 'takeaway', 'from']

/** True when a flag tells something, so that nothing needs to be asked. */
export function tells(input: Input): boolean {
  return tellingFlags.some((flag) => input[flag] !== undefined)
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
    fates: [...list(input.done).flatMap((ids) => keptIn(ids)), ...list(input.drop).map(droppedIn)],
    pages: await takeawaysIn(stage, list(input.takeaway)),
  }
  return {told: both(file, flags), remarks}
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
    ...(following === undefined ? {} : {nextDay: following.start.day}),
  }
}

async function promisesIn(stage: Stage, typed: readonly string[], one: Gathering): Promise<{commitments: Promised[]; remarks: string[]}> {
  if (typed.length === 0) return {commitments: [], remarks: []}
  const context = promiseContext(stage, one)
  const actor = typed.every((text) => /:(?!\/\/)/.test(text)) ? undefined : await stage.actor()
  const commitments: Promised[] = []
  const remarks: string[] = []
  for (const text of typed) {
    const {unread, ...promised} = await readPromise(text, actor === undefined ? context : {...context, actor})
    commitments.push(promised)
    if (unread !== undefined) remarks.push(`No day was understood in "by ${unread}", so "${promised.commitment.what}" has none. Write one such as "by 2026-12-04" or "by friday".`)
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

function keptIn(ids: string): Fate[] {
  return ids.split(',').map((id) => id.trim()).filter((id) => id !== '').map((id) => ({id, became: 'done'}))
}

/** `k3fx: no time`. */
function droppedIn(text: string): Fate {
  const [, id, why] = /^\s*([^\s:]+)\s*:\s*(\S.*)$/.exec(text) ?? []
  if (id === undefined || why === undefined) throw new Fault('usage', `why is it dropped? ${text}`, {hint: 'write it like --drop "k3fx: no time for it"'})
  return {id, became: 'dropped', why: oneLine(why)!}
}

/** `ann: what she takes home`, of one line or several. */
async function takeawaysIn(stage: Stage, typed: readonly string[]): Promise<Told['pages']> {
  const pages: Record<string, {takeaway: string}> = {}
  for (const text of typed) {
    const [, who, words] = /^\s*([^:\n]{1,80}?)\s*:(?!\/\/)\s*(\S.*)$/s.exec(text) ?? []
    const member = who === undefined ? await stage.actor() : memberNamed(stage.circle.members, who)
    const takeaway = (words ?? text).trim()
    if (member === undefined || takeaway === '') throw new Fault('usage', `whose takeaway is this? ${text}`, {hint: 'write it like --takeaway "ann: what she takes home"'})
    pages[member] = {takeaway}
  }
  return pages
}

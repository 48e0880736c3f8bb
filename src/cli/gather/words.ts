/** What logging shows when it is done. */
import {titleOf} from '../../agenda/agenda.ts'
import type {Circle} from '../../model/circle.ts'
import type {Promised} from '../../model/commitments.ts'
import type {Day} from '../../model/day.ts'
import type {SharedPage} from '../../model/gathering.ts'
import {shortName} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {listed} from '../../schedule/words.ts'
import type {RecordWrite} from '../command.ts'
import {commitmentRows} from '../commitment-rows.ts'
import {whenWords} from '../gathering-words.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint, name, section, strong} from '../terminal/lines.ts'
import type {Told} from './told.ts'

interface Showing {
  readonly today: Day
  /** All of it; or only that it is logged, and the commitments with their ids; or what it will be. */
  readonly shown: 'whole' | 'news' | 'preview'
  /** The circle before. */
  readonly before: Circle
  /** What is taken out. */
  readonly gone: readonly (readonly Cell[])[]
}

/** The gathering as it is logged now, or as it will be: then without ids for what has none yet, and with what it corrects. */
export function loggedBlocks(circle: Circle, one: Gathering, writes: readonly RecordWrite[], {today, shown, before, gone}: Showing): Block[] {
  if (writes.length === 0) return [[name(one.id), ' is logged so already. Nothing was changed.']]
  const record = circle.gatherings.get(one.id)
  const preview = shown === 'preview'
  const was = before.gatherings.get(one.id)
  const facts = factRows(circle, one, preview && was?.shared.status === 'held' ? was.shared : undefined)
  const promised = [...(record?.pages ?? [])].flatMap(([member, page]) => Object.entries(page.commitments ?? {}).map(([id, commitment]): Promised => {
    const earlier = was?.pages.get(member)?.commitments?.[id]
    return {gathering: one.id, member, id: preview && earlier === undefined ? '' : id, commitment: preview ? marked(commitment, earlier) : commitment}
  }))
  const decisions = Object.entries(record?.shared.decisions ?? {}).map(([id, text]): Cell[] => [name(preview && was?.shared.decisions?.[id] === undefined ? '' : id), text])
  const takenHome = [...(record?.pages ?? [])].flatMap(([member, {takeaway}]): Cell[][] => {
    const earlier = was?.pages.get(member)?.takeaway
    const correction = preview && earlier !== undefined && earlier !== takeaway ? [faint(` (was: ${flat(earlier)})`)] : []
    return takeaway === undefined ? [] : [[shortName(circle.members, member), [flat(takeaway), ...correction]]]
  })
  const earlier = writes.flatMap((write) => (write.kind === 'page' && write.id !== one.id ? changedIn(circle, write.id, write.member, before) : []))
  const heading: Block = preview ? strong(`${one.id}, as it will be logged:`) : ['Logged ', name(one.id), ': ', strong(whenWords(one)), '.']
  if (shown === 'news') return [heading, ...section('Commitments', commitmentRows(promised, circle, today))]
  return [
    heading,
    ...(facts.length === 0 ? [] : [{table: facts, indent: 2}]),
    ...section('From earlier', commitmentRows(earlier, circle, today)),
    ...section('Commitments', commitmentRows(promised, circle, today)),
    ...section('Decisions', decisions.length === 0 ? [] : [{table: decisions, indent: 2}]),
    ...section('Takes home', takenHome.length === 0 ? [] : [{table: takenHome, indent: 2}]),
    ...section('Taken out', gone.length === 0 ? [] : [{table: gone, indent: 2}]),
  ]
}

/** The commitments that are open again. */
export function reopenedBlocks(circle: Circle, writes: readonly RecordWrite[], {today, before}: Pick<Showing, 'today' | 'before'>): Block[] {
  const open = writes.flatMap((write) => (write.kind === 'page' ? changedIn(circle, write.id, write.member, before) : []))
  return open.length === 0 ? ['It is open already. Nothing was changed.'] : ['Open again:', ...commitmentRows(open, circle, today)]
}

/** What a gathering that is still to come is planned with. */
export function plannedBlocks({members}: Pick<Circle, 'members'>, one: Gathering, {topic, roles}: Pick<Told, 'topic' | 'roles'>, writes: readonly RecordWrite[]): Block[] {
  if (writes.length === 0) return [[name(one.id), ' is planned so already. Nothing was changed.']]
  const takers = Object.entries(roles).flatMap(([role, id]) => (id === undefined ? [] : [`${shortName(members, id)} as ${role.replaceAll('-', ' ')}`]))
  const parts = [...(topic === undefined ? [] : [`the topic "${topic}"`]), ...takers]
  return [[name(one.id), ' is planned with ', strong(listed(parts)), ': ', whenWords(one), '.']]
}

/** A commitment that was logged otherwise, and says so. */
function marked(commitment: Promised['commitment'], was: Promised['commitment'] | undefined): Promised['commitment'] {
  return was === undefined || was.due === commitment.due ? commitment : {...commitment, what: `${commitment.what} (was ${was.due === undefined ? 'without a day' : `by ${was.due}`})`}
}

function flat(text: string): string {
  return text.trim().replaceAll('\n', ' / ')
}

/** Who was there and what it was about, as rows of a table; where a page `was` logged otherwise, with that. */
function factRows(circle: Circle, one: Gathering, was: SharedPage | undefined): Cell[][] {
  const before = new Map(was === undefined ? [] : factsOf(circle, was))
  return factsOf(circle, one.record?.shared ?? {}).flatMap(([key, value]): Cell[][] => {
    const earlier = before.get(key) ?? ''
    if (value === '' && earlier === '') return []
    return [[faint(key), earlier === '' || earlier === value ? value : [value === '' ? 'none' : value, faint(` (was: ${earlier})`)]]]
  })
}

function factsOf(circle: Circle, page: SharedPage): [string, string][] {
  const names = (ids: readonly string[] | undefined): string => listed((ids ?? []).map((id) => shortName(circle.members, id)))
  return [
    ['topic', page.topic ?? ''],
    ['present', names(page.present)],
    ['regrets', names(page.regrets)],
    ['guests', listed(page.guests ?? [])],
    ['roles', Object.entries(page.roles ?? {}).map(([role, id]) => `${titleOf(role)}: ${shortName(circle.members, id)}`).join(', ')],
    ['notes', noteLength(page.notes)],
  ]
}

/** `3 lines`; empty for no notes. */
export function noteLength(notes: string | undefined): string {
  const lines = notes?.split('\n').filter((line) => line.trim() !== '').length ?? 0
  return lines === 0 ? '' : lines === 1 ? '1 line' : `${lines} lines`
}

/** The commitments on a member's page that were not so before. */
function changedIn(circle: Circle, gathering: string, member: string, before: Circle): Promised[] {
  const was = before.gatherings.get(gathering)?.pages.get(member)?.commitments ?? {}
  const commitments = circle.gatherings.get(gathering)?.pages.get(member)?.commitments ?? {}
  return Object.entries(commitments).filter(([id, commitment]) => was[id] !== commitment).map(([id, commitment]) => ({gathering, member, id, commitment}))
}

/** What logging shows when it is done. */
import type {Circle} from '../../model/circle.ts'
import type {Promised} from '../../model/commitments.ts'
import type {Day} from '../../model/day.ts'
import {shortName} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {listed} from '../../schedule/words.ts'
import type {RecordWrite} from '../command.ts'
import {commitmentRows} from '../commitment-rows.ts'
import {whenWords} from '../gathering-words.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint, name, section, strong} from '../terminal/lines.ts'

/** The gathering as it is logged now; or of it only that it is, and the commitments with their ids. */
export function loggedBlocks(circle: Circle, one: Gathering, writes: readonly RecordWrite[], {today, shown}: {today: Day; shown: 'whole' | 'news'}): Block[] {
  if (writes.length === 0) return [[name(one.id), ' is logged so already. Nothing was changed.']]
  const record = circle.gatherings.get(one.id)
  const facts = factRows(circle, one)
  const promised = [...(record?.pages ?? [])].flatMap(([member, page]) => Object.entries(page.commitments ?? {}).map(([id, commitment]): Promised => ({gathering: one.id, member, id, commitment})))
  const decisions = Object.entries(record?.shared.decisions ?? {}).map(([id, text]): Cell[] => [name(id), text])
  const earlier = writes.flatMap((write) => (write.kind === 'page' && write.id !== one.id ? settledIn(circle, write.id, write.member) : []))
  const heading: Block = ['Logged ', name(one.id), ': ', strong(whenWords(one)), '.']
  if (shown === 'news') return [heading, ...section('Commitments', commitmentRows(promised, circle, today))]
  return [
    heading,
    ...(facts.length === 0 ? [] : [{table: facts, indent: 2}]),
    ...section('From earlier', commitmentRows(earlier, circle, today)),
    ...section('Commitments', commitmentRows(promised, circle, today)),
    ...section('Decisions', decisions.length === 0 ? [] : [{table: decisions, indent: 2}]),
  ]
}

/** Who was there and what it was about, as rows of a table. */
function factRows(circle: Circle, one: Gathering): Cell[][] {
  const page = one.record?.shared ?? {}
  const names = (ids: readonly string[] | undefined): string => listed((ids ?? []).map((id) => shortName(circle.members, id)))
  const facts: [string, string][] = [
    ['topic', page.topic ?? ''],
    ['present', names(page.present)],
    ['regrets', names(page.regrets)],
    ['guests', listed(page.guests ?? [])],
    ['roles', Object.entries(page.roles ?? {}).map(([role, id]) => `${role}: ${shortName(circle.members, id)}`).join(', ')],
    ['notes', noteLength(page.notes)],
  ]
  return facts.filter(([, value]) => value !== '').map(([key, value]) => [faint(key), value])
}

function noteLength(notes: string | undefined): string {
  const lines = notes?.split('\n').filter((line) => line.trim() !== '').length ?? 0
  return lines === 0 ? '' : lines === 1 ? '1 line' : `${lines} lines`
}

function settledIn(circle: Circle, gathering: string, member: string): Promised[] {
  const commitments = circle.gatherings.get(gathering)?.pages.get(member)?.commitments ?? {}
  return Object.entries(commitments).filter(([, {done, dropped}]) => done !== undefined || dropped !== undefined).map(([id, commitment]) => ({gathering, member, id, commitment}))
}

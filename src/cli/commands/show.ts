import {titleOf} from '../../agenda/agenda.ts'
import type {Circle, GatheringRecord} from '../../model/circle.ts'
import type {Promised} from '../../model/commitments.ts'
import type {MemberPage} from '../../model/gathering.ts'
import {shortName} from '../../model/members.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {circleCommand} from '../command.ts'
import {commitmentRows} from '../commitment-rows.ts'
import {gatheringJson, whenWords} from '../gathering-words.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {bad, faint, good, name, section, strong} from '../terminal/lines.ts'

export const command = circleCommand<{id: string}>({
  answers: ({circle, setting}, input) => ({id: gatheringNamed(circle, input.gathering as string, setting).id}),

  change: (circle, {id}, setting) => {
    const one = gatheringNamed(circle, id, setting)
    const record = one.record
    const tone = {planned: faint('planned'), held: good('held'), cancelled: bad('cancelled')}[one.status]
    return {
      show: [
        [strong(one.title), '  ', name(one.id), '  ', tone],
        {table: factRows(circle, one), indent: 2},
        ...(record === undefined ? [] : pageBlocks(circle, record, setting.today)),
      ],
      json: {gathering: {...gatheringJson(one), due: one.due, why: one.why ?? null, page: record?.shared ?? null, pages: Object.fromEntries(record?.pages ?? [])}},
    }
  },
})

function factRows(circle: Circle, one: ReturnType<typeof gatheringNamed>): Cell[][] {
  const page = one.record?.shared ?? {}
  const names = (ids: readonly string[] | undefined): string => (ids ?? []).map((id) => shortName(circle.members, id)).join(', ')
  const roles = Object.entries(page.roles ?? {}).map(([role, id]) => `${titleOf(role)}: ${shortName(circle.members, id)}`).join(', ')
  const facts: [string, string | undefined][] = [
    ['when', `${whenWords(one)} (${one.timezone})${!one.moved ? '' : one.start.day === one.due ? ', at another hour' : `, moved from ${one.due}`}`],
    ['why', one.why],
    ['where', one.place],
    ['link', one.link],
    ['topic', one.topic],
    ['roles', roles],
    ['present', names(page.present)],
    ['regrets', names(page.regrets)],
    ['guests', (page.guests ?? []).join(', ')],
  ]
  return facts.filter(([, value]) => value !== undefined && value !== '').map(([key, value]) => [faint(key), value!])
}

function pageBlocks(circle: Circle, record: GatheringRecord, today: string): Block[] {
  const {shared, pages} = record
  const decisions = Object.entries(shared.decisions ?? {}).map(([id, decision]): Cell[] => [name(id), decision])
  const promised = [...pages].flatMap(([member, page]) => Object.entries(page.commitments ?? {}).map(([id, commitment]): Promised => ({gathering: record.id, member, id, commitment})))
  return [
    ...section('Notes', shared.notes === undefined ? [] : [{text: shared.notes.trimEnd()}]),
    ...section('Decisions', decisions.length === 0 ? [] : [{table: decisions, indent: 2}]),
    ...section('Commitments', commitmentRows(promised, circle, today)),
    ...section('Takeaways', takeaways(circle, pages)),
    ...section('Answers', answers(circle, pages)),
  ]
}

function takeaways(circle: Circle, pages: ReadonlyMap<string, MemberPage>): Block[] {
  return [...pages].flatMap(([member, {takeaway}]): Block[] => (takeaway === undefined ? [] : [[strong(shortName(circle.members, member)), ':'], {text: takeaway.trimEnd()}]))
}

function answers(circle: Circle, pages: ReadonlyMap<string, MemberPage>): Block[] {
  const rows = [...pages].filter(([, {rsvp}]) => rsvp !== undefined).map(([member, {rsvp, why}]): Cell[] => [shortName(circle.members, member), `${rsvp}${why === undefined ? '' : `: ${why}`}`])
  return rows.length === 0 ? [] : [{table: rows, indent: 2}]
}

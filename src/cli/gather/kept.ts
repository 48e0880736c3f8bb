import {commitmentNamed} from '../../model/commitments.ts'
import type {Circle} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import {shortName} from '../../model/members.ts'
import {listed, shortDay} from '../../schedule/words.ts'
import {titleOf} from '../../agenda/agenda.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint} from '../terminal/lines.ts'
import {notesIn} from './notes.ts'
import type {Saved} from './draft.ts'
import {noteLength} from './words.ts'

/** What a draft holds, a line for each part that holds something. `page`: what its editor was given. */
export function keptBlocks(circle: Circle, {answers, typing, prefilled}: Saved, page: string | undefined): Block[] {
  const called = (id: string): string => shortName(circle.members, id)
  const names = (ids: readonly string[] = []): string => listed(ids.map(called))
  const notes = page === undefined ? answers.notes : notesIn(page, prefilled ?? '')
  const settled = (answers.fates ?? []).filter(({became}) => became !== 'open')
  const rows: [string, string][] = [
    ['present', names(answers.present)],
    ['regrets', names(answers.regrets)],
    ['guests', listed(answers.guests ?? [])],
    ['topic', answers.topic ?? ''],
    ['roles', Object.entries(answers.roles ?? {}).map(([role, id]) => `${titleOf(role)}: ${called(id)}`).join(', ')],
    ['notes', noteLength(notes)],
    ...settled.map(({id, became}): [string, string] => ['from earlier', `${commitmentWords(circle, id)}: ${became === 'done' ? 'kept' : 'dropped'}`]),
    ...(answers.promises ?? []).map(({member, what, due}): [string, string] => ['commitment', `${called(member)}: ${what}${due === undefined ? '' : `, by ${shortDay(due)}`}`]),
    ...(answers.decisions ?? []).map((text): [string, string] => ['decision', text]),
    ...(answers.takeaways ?? []).map(({member, takeaway}): [string, string] => ['takes home', `${called(member)}: ${takeaway}`]),
    ['half a line', typing?.text ?? ''],
  ]
  const held = rows.filter(([, words]) => words !== '').map(([key, words]): Cell[] => [faint(key), words])
  return held.length === 0 ? [] : [{table: held, indent: 2}]
}

function commitmentWords(circle: Circle, address: string): string {
  try {
    const {member, commitment} = commitmentNamed(circle, address)
    return `${shortName(circle.members, member)}: ${commitment.what}`
  } catch (error) {
    // It may have been taken out since.
    if (error instanceof Fault) return address
    throw error
  }
}

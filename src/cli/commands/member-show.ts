import {titleOf} from '../../agenda/agenda.ts'
import {commitmentsOf, stateOf} from '../../model/commitments.ts'
import {statusWords} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {commitmentRows} from '../commitment-rows.ts'
import {faint, section, strong} from '../terminal/lines.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {memberTyped} from '../typed.ts'

export const command = circleCommand<{id: string}>({
  answers: async (stage, input) => ({id: await memberTyped(stage, input.member)}),

  change: (circle, {id}, {today}) => {
    const member = circle.members.get(id)!
    const mine = commitmentsOf(circle).filter((promised) => promised.member === id)
    const open = mine.filter(({commitment}) => stateOf(commitment) === 'open')
    const kept = mine.filter(({commitment}) => stateOf(commitment) === 'done')
    const rows: Cell[][] = [
      ['id', id],
      ...(member.email === undefined ? [] : [['e-mail', member.email]]),
      ['status', statusWords(member, today)],
      ...(member.joined === undefined ? [] : [['joined', member.joined]]),
      ['agreed', member.agreed ?? faint('not yet')],
      ['time zone', member.timezone ?? circle.charter.timezone],
      ...(member.offers === undefined ? [] : [['offers', member.offers.join(', ')]]),
      ...(member.seeks === undefined ? [] : [['seeks', member.seeks.join(', ')]]),
      ...((member.remind ?? []).length === 0 ? [] : [['reminders', `${member.remind!.join(', ')} before a gathering`]]),
    ]
    const turns = turnRows(circle.gatherings.values(), id)
    const show: Block[] = [
      strong(member.name),
      {table: rows, indent: 2},
      ...section('Open commitments', commitmentRows(open, circle, today)),
      ...section('Turns taken', turns.length === 0 ? [] : [{table: turns, indent: 2}]),
      ...(kept.length === 0 ? [] : ['', faint(`${kept.length} commitment${kept.length === 1 ? '' : 's'} kept: circle commitments --member ${id}`)]),
    ]
    return {
      show,
      json: {member: {id, ...member}, commitments: mine.map(({gathering, id: commitment, commitment: words}) => ({gathering, id: commitment, ...words}))},
    }
  },
})

function turnRows(gatherings: Iterable<{id: string; shared: {status?: string; roles?: Readonly<Record<string, string>>}}>, member: string): Cell[][] {
  const latest = new Map<string, string>()
  for (const {id, shared} of gatherings) {
    if (shared.status !== 'held') continue
    for (const [role, holder] of Object.entries(shared.roles ?? {})) if (holder === member) latest.set(role, id)
  }
  return [...latest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([role, gathering]) => [titleOf(role), faint(`last on ${gathering.slice(0, 10)}`)])
}

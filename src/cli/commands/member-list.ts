import {isActive, isToCome, statusWords} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import type {Cell} from '../terminal/lines.ts'
import {faint, name} from '../terminal/lines.ts'

export const command = circleCommand<{all: boolean}>({
  answers: (_, input) => ({all: input.all === true}),

  change: ({members}, {all}, {today}) => {
    const listed = [...members].filter(([, member]) => all || member.status !== 'left' || isToCome(member, today))
    const rows = listed.map(([id, member]): Cell[] => [
      name(id),
      member.name,
      isActive(member) && !isToCome(member, today) ? '' : faint(statusWords(member, today)),
      faint(member.timezone ?? ''),
    ])
    return {
      show: rows.length === 0 ? ['No members yet. Add one: circle member add "Ann Ek <ann@example.org>"'] : [{table: rows}],
      json: {members: listed.map(([id, member]) => ({id, ...member}))},
    }
  },
})

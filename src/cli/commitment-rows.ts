import type {Circle} from '../model/circle.ts'
import {isOverdue, stateOf} from '../model/commitments.ts'
import type {Promised} from '../model/commitments.ts'
import type {Day} from '../model/day.ts'
import {shortName} from '../model/members.ts'
import type {Block, Cell} from './terminal/lines.ts'
import {bad, faint, good, name} from './terminal/lines.ts'

/** Commitments as a table: id, who, by when or what became of it, and the words; none as no block at all. */
export function commitmentRows(promised: readonly Promised[], circle: Pick<Circle, 'members'>, today: Day): Block[] {
  if (promised.length === 0) return []
  const rows = promised.map(({id, member, commitment}): Cell[] => [
    name(id),
    shortName(circle.members, member),
    stateCell(commitment, today),
    commitment.what + (commitment.why === undefined ? '' : ` (${commitment.why})`),
  ])
  return [{table: rows, indent: 2}]
}

function stateCell(commitment: Promised['commitment'], today: Day): Cell {
  switch (stateOf(commitment)) {
    case 'done':
      return good(`done ${commitment.done}`)
    case 'dropped':
      return faint(`dropped ${commitment.dropped}`)
    case 'open':
      if (isOverdue(commitment, today)) return bad(`overdue since ${commitment.due}`)
      return commitment.due === undefined ? faint('open') : `by ${commitment.due}`
  }
}

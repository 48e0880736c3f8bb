/** What a circle should look after: gatherings nobody logged, commitments past their day, members not seen for a while. */
import type {Circle} from '../model/circle.ts'
import {commitmentsOf, isOverdue} from '../model/commitments.ts'
import type {Promised} from '../model/commitments.ts'
import {addDays} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {gatherings} from '../schedule/gatherings.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {activeOn} from './people.ts'

/** So many held gatherings in a row without a member are worth a word. */
const absences = 3
/** Gatherings older than this are history, logged or not. */
const careDays = 120

export interface Care {
  /** Over, and neither held nor cancelled; oldest first. */
  readonly unlogged: readonly Gathering[]
  /** Open, and due before today. */
  readonly overdue: readonly Promised[]
  /** Active members who were at none of the last three gatherings held: all they have missed in a row; of `told` they told us. */
  readonly absent: readonly {readonly member: string; readonly gatherings: readonly string[]; readonly told: number}[]
}

/** What needs care on the day `today`, of which `nowMs` is an instant. */
export function careOf(circle: Circle, nowMs: number, today: Day): Care {
  const from = addDays(today, -careDays)
  const past = gatherings(circle, {from: from > circle.charter.founded ? from : circle.charter.founded, to: addDays(today, 1)})
  return {
    unlogged: past.filter((one) => one.status === 'planned' && one.endMs <= nowMs),
    overdue: commitmentsOf(circle).filter(({member, commitment}) => isOverdue(commitment, today) && circle.members.get(member)?.status !== 'left'),
    absent: absentMembers(circle, gatherings(circle, {from: addDays(today, -3 * 366), to: addDays(today, 1)}).filter((one) => one.status === 'held'), today),
  }
}

function absentMembers(circle: Circle, held: readonly Gathering[], today: Day): Care['absent'] {
  return [...circle.members].flatMap(([id, member]) => {
    if (!activeOn(member, today)) return []
    // Gatherings before they joined or came back do not count; a pause that is still to come changes nothing yet.
    const since = [member.joined, member.since].filter((day) => day !== undefined && day <= today).toSorted().at(-1) ?? ''
    const theirs = held.filter((one) => one.start.day >= since)
    const lastThere = theirs.findLastIndex(({record}) => record!.shared.present?.includes(id) ?? true)
    const missed = theirs.slice(lastThere + 1)
    if (missed.length < absences) return []
    return [{member: id, gatherings: missed.map((one) => one.id), told: missed.filter(({record}) => record!.shared.regrets?.includes(id)).length}]
  })
}

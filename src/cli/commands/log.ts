import {memberNamed, shortName} from '../../model/members.ts'
import {heldGatherings} from '../../schedule/named.ts'
import {shortDay} from '../../schedule/words.ts'
import {circleCommand} from '../command.ts'
import {gatheringJson} from '../gathering-words.ts'
import type {Cell} from '../terminal/lines.ts'
import {faint, name} from '../terminal/lines.ts'
import {count} from '../typed.ts'

interface Answers {
  readonly last?: number
  readonly member?: string
}

export const command = circleCommand<Answers>({
  answers: ({circle}, input) => {
    const last = count(input.last, '--last')
    return {...(last === undefined ? {} : {last}), ...(typeof input.member === 'string' ? {member: memberNamed(circle.members, input.member)} : {})}
  },

  change: (circle, {last, member}) => {
    const listed = heldGatherings(circle)
      .filter((one) => member === undefined || one.record!.shared.present?.includes(member))
      .toReversed()
      .slice(0, last)
    const rows = listed.map((one): Cell[] => {
      const {present = [], guests = []} = one.record!.shared
      const there = [...present.map((id) => shortName(circle.members, id)), ...guests.map((guest) => `${guest} (guest)`)]
      return [name(one.id), `${shortDay(one.start.day)} ${one.start.day.slice(0, 4)}`, [one.topic ?? one.title, faint(there.length === 0 ? '' : `  ${there.join(', ')}`)]]
    })
    return {
      show: rows.length === 0 ? ['No gathering has been logged yet. After the first one: circle gather'] : [{table: rows}],
      json: {gatherings: listed.map((one) => ({...gatheringJson(one), topic: one.topic ?? null, present: one.record!.shared.present ?? [], regrets: one.record!.shared.regrets ?? [], guests: one.record!.shared.guests ?? []}))},
    }
  },
})

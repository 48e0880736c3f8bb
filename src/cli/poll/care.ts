/** What the open polls ask of the member at the keyboard, for `circle status`. */
import type {Circle} from '../../model/circle.ts'
import {tallyOf} from '../../schedule/poll.ts'
import type {Setting} from '../command.ts'
import type {Cell} from '../terminal/lines.ts'
import {faint, name} from '../terminal/lines.ts'
import {openPolls} from './which.ts'
import {deadlineWords, zoneFor} from './words.ts'

/** A poll that waits for an answer of yours, or for somebody to close it. */
export interface PollCare {
  readonly id: string
  /** You have answered none of its dates (`silent`) or not all of them (`partly`). */
  readonly waits: 'silent' | 'partly' | undefined
  /** The time to answer is over. */
  readonly overdue: boolean
  /** Everybody who is waited for has answered every date. */
  readonly complete: boolean
  readonly row: readonly Cell[]
}

/** The open polls that you have not answered, and those that can be closed because their time is over or everybody has answered. */
export function pollCare(circle: Circle, you: string | undefined, setting: Setting): PollCare[] {
  return openPolls(circle).flatMap((poll): PollCare[] => {
    const {silent, partly, isOverdue, slots} = tallyOf(circle, poll, setting)
    const {id, shared: {title}} = poll
    const waits = you === undefined ? undefined : silent.includes(you) ? 'silent' : partly.includes(you) ? 'partly' : undefined
    const isPast = slots.every((slot) => slot.isPast)
    const complete = !isPast && silent.length + partly.length === 0
    if (isPast || isOverdue || complete) {
      const [said, next] = isPast ? ['every date is past', ''] : [isOverdue ? 'the time to answer is over' : 'everybody has answered', 'close ']
      return [{id, waits, overdue: isOverdue, complete, row: [name(id), `${title}: ${said}`, faint(`circle schedule poll ${next}${id}`)]}]
    }
    if (waits === undefined) return []
    const until = deadlineWords(circle, poll, zoneFor(circle, you))
    const end = until === undefined ? '' : `until ${until}`
    const said = waits === 'silent' ? `when can you come?${end === '' ? '' : ` Answer ${end}`}` : `you have not answered every date${end === '' ? '' : `, ${end}`}`
    return [{id, waits, overdue: false, complete, row: [name(id), `${title}: ${said}`, faint(`circle schedule poll vote ${id}`)]}]
  })
}

import {Fault} from '../../model/fault.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {ownDate, strayNamed} from '../../schedule/outlived.ts'
import {circleCommand} from '../command.ts'
import {withInvited} from '../invite/untold.ts'
import {pageOf, scheduled} from '../scheduled.ts'
import {whyTyped} from '../why.ts'

interface Answers {
  readonly id: string
  readonly why: string
}

export const command = circleCommand<Answers>({
  answers: async ({circle, setting, context}, input) => {
    const typed = input.gathering as string
    const {id} = strayNamed(circle, typed) ?? gatheringNamed(circle, typed, setting)
    return {id, why: await whyTyped(input.why, context.asks, `why is ${id} cancelled?`)}
  },

  change: (circle, {id, why}, setting) => {
    const stray = strayNamed(circle, id)
    if (stray !== undefined) {
      const record = {...ownDate(circle, stray), status: 'cancelled', why} as const
      const notes = ['It hit no date of a rhythm, so from now on it is a date of its own.']
      return withInvited(circle, scheduled(circle, id, record, {message: `Cancel ${id}`, done: 'is cancelled', notes}), setting.nowMs)
    }
    const one = gatheringNamed(circle, id, setting)
    if (one.status === 'held') throw new Fault('refused', `${id} has been held, so it cannot be cancelled`, {hint: 'to mend a slip, edit its `status` by hand'})
    return withInvited(circle, scheduled(circle, id, {...pageOf(circle, one), status: 'cancelled', why}, {message: `Cancel ${id}`, done: 'is cancelled'}), setting.nowMs)
  },
})

import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {gatheringOf, pollStatus} from '../../model/poll.ts'
import {circleCommand} from '../command.ts'
import {pollChange, pollWith} from '../poll/asked.ts'
import {openPoll, pollAsked, pollNamed} from '../poll/which.ts'
import {zoneFor} from '../poll/words.ts'
import {whyTyped} from '../why.ts'

interface Answers {
  readonly id: string
  readonly why: string
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {context, actor} = stage
    const poll = await pollAsked(stage, typeof input.poll === 'string' ? input.poll : undefined)
    const {id} = poll
    const gathering = gatheringOf(poll.shared)
    if (pollStatus(poll.shared) === 'closed' && gathering !== undefined) {
      throw new Fault('refused', `the poll ${id} was closed: ${gathering}`, {hint: `call the gathering off: circle schedule cancel ${gathering} --why "…"`})
    }
    openPoll(poll)
    const you = await actor()
    return {id, why: await whyTyped(input.why, context.asks, `why is the poll ${id} called off?`, 'give the reason with --why "…"'), ...defined({you})}
  },

  change: (circle, {id, why, you}, setting) => {
    const poll = openPoll(pollNamed(circle, id))
    const after = pollWith(poll, {shared: {...poll.shared, status: 'cancelled', why}})
    return pollChange(circle, after, {setting, zone: zoneFor(circle, you), message: `Call off the poll ${id}`, done: 'is called off'})
  },
})

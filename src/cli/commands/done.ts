import {Fault} from '../../model/fault.ts'
import {commitmentNamed, stateOf} from '../../model/commitments.ts'
import type {Day} from '../../model/day.ts'
import {shortName} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {alreadySettled, settled} from '../settled.ts'
import {good} from '../terminal/lines.ts'
import {optionalDay} from '../typed.ts'

interface Answers {
  readonly typed: string
  readonly on?: Day
}

export const command = circleCommand<Answers>({
  answers: async ({setting}, input) => {
    const on = await optionalDay(input.on, setting)
    if (on !== undefined && on > setting.today) throw new Fault('usage', `${on} is still to come`, {hint: 'say done when it is done'})
    return {typed: input.id as string, ...(on === undefined ? {} : {on})}
  },

  change: (circle, {typed, on}, {today}) => {
    const promised = commitmentNamed(circle, typed)
    if (stateOf(promised.commitment) === 'dropped') throw alreadySettled(promised)
    const before = promised.commitment.done
    const day = on ?? before ?? today
    return settled(circle, promised, {...promised.commitment, done: day}, {
      message: `Done ${promised.id} of ${promised.gathering}`,
      show: [[good(heading(day, before)), promised.commitment.what, ` (${shortName(circle.members, promised.member)})`]],
    })
  },
})

function heading(day: Day, before: Day | undefined): string {
  if (before === undefined) return 'Done: '
  return before === day ? `Done already, on ${day}: ` : `Done on ${day}, not on ${before}: `
}

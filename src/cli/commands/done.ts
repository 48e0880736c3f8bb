import {Fault} from '../../model/fault.ts'
import {commitmentNamed} from '../../model/commitments.ts'
import type {Day} from '../../model/day.ts'
import {shortName} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {settled} from '../settled.ts'
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
    const {dropped: _, why: __, ...rest} = promised.commitment
    const commitment = {...rest, done: on ?? promised.commitment.done ?? today}
    return settled(circle, promised, commitment, {
      message: `Done ${promised.id} of ${promised.gathering}`,
      show: [[good('Done: '), promised.commitment.what, ` (${shortName(circle.members, promised.member)})`]],
    })
  },
})

import {commitmentNamed, stateOf} from '../../model/commitments.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {shortName} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {alreadySettled, settled} from '../settled.ts'
import {oneLine, optionalDay} from '../typed.ts'

interface Answers {
  readonly typed: string
  readonly why: string
  readonly on?: Day
}

export const command = circleCommand<Answers>({
  answers: async ({circle, setting, context}, input) => {
    const promised = commitmentNamed(circle, input.id as string)
    const {id, commitment} = promised
    if (input.why === undefined && stateOf(commitment) !== 'open') throw alreadySettled(promised)
    const on = await optionalDay(input.on, setting)
    if (on !== undefined && on > setting.today) throw new Fault('usage', `${on} is still to come`, {hint: 'give it up on the day itself'})
    return {typed: input.id as string, ...(on === undefined ? {} : {on}), why: oneLine(input.why) ?? (await askWhy(context.asks, id, commitment.what))}
  },

  change: (circle, {typed, why, on}, {today}) => {
    const promised = commitmentNamed(circle, typed)
    const {commitment} = promised
    const same = stateOf(commitment) === 'dropped' && commitment.why === why && (on === undefined || on === commitment.dropped)
    if (stateOf(commitment) !== 'open' && !same) throw alreadySettled(promised)
    return settled(circle, promised, {...commitment, dropped: on ?? commitment.dropped ?? today, why}, {
      message: `Drop ${promised.id} of ${promised.gathering}`,
      show: [['Dropped: ', promised.commitment.what, ` (${shortName(circle.members, promised.member)})`]],
    })
  },
})

async function askWhy(asks: boolean, id: string, what: string): Promise<string> {
  if (!asks) throw new Fault('usage', `why is ${id} dropped?`, {hint: 'give the reason with --why "…"'})
  const {askLine} = await import('../terminal/prompts.ts')
  return askLine({message: `Why is "${what}" dropped?`, fault: (text) => (text === '' ? 'a word or two will do' : undefined)})
}

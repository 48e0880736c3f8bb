import {commitmentNamed} from '../../model/commitments.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {shortName} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {settled} from '../settled.ts'
import {oneLine, optionalDay} from '../typed.ts'

interface Answers {
  readonly typed: string
  readonly why: string
  readonly on?: Day
}

export const command = circleCommand<Answers>({
  answers: async ({circle, setting, context}, input) => {
    const {id, commitment} = commitmentNamed(circle, input.id as string)
    const on = await optionalDay(input.on, setting)
    if (on !== undefined && on > setting.today) throw new Fault('usage', `${on} is still to come`, {hint: 'give it up on the day itself'})
    return {typed: input.id as string, ...(on === undefined ? {} : {on}), why: oneLine(input.why) ?? (await askWhy(context.asks, id, commitment.what))}
  },

  change: (circle, {typed, why, on}, {today}) => {
    const promised = commitmentNamed(circle, typed)
    const {done, ...rest} = promised.commitment
    if (done !== undefined) throw new Fault('refused', `${promised.id} was done on ${done}`, {hint: 'what is done cannot be dropped; to mend a slip, edit the page by hand'})
    return settled(circle, promised, {...rest, dropped: on ?? today, why}, {
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

import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import type {Member} from '../model/member.ts'
import {circleCommand} from './command.ts'
import type {Command} from './command.ts'
import {strong} from './terminal/lines.ts'
import {memberTyped, optionalDay} from './typed.ts'

interface Answers {
  readonly id: string
  readonly since?: Day
}

/** The command that gives a member another status: nobody is deleted. */
export function memberStatusCommand(verb: string, status: NonNullable<Member['status']>, words: string): Command {
  return circleCommand<Answers>({
    answers: async (stage, input) => ({id: await memberTyped(stage, input.member), since: await optionalDay(input.since, stage.setting, 'nearest')}),

    change: ({members}, {id, since}, {today}) => {
      const member = members.get(id)!
      const begun = member.since === undefined || member.since <= today
      if ((member.status ?? 'active') === status && since === undefined && begun) {
        throw new Fault('refused', `${id} is already ${status}`, {hint: `\`circle member show ${id}\` shows them`})
      }
      const day = since ?? today
      const notes = status === 'left' ? [`${member.name}'s page stays, and so does what they have read: old clones and the history cannot be taken back.`] : []
      return {
        writes: [{kind: 'member', id, record: {...member, status, since: day}}],
        message: `Member ${id} ${verb}s`,
        show: [[strong(member.name), ` ${words}${day === today ? '' : `, from ${day}`}.`]],
        notes,
        json: {member: {id, ...member, status, since: day}},
      }
    },
  })
}

import type {Circle} from '../model/circle.ts'
import {commitmentsOf, stateOf} from '../model/commitments.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import type {Member} from '../model/member.ts'
import {shortName} from '../model/members.ts'
import {gatheringById} from '../schedule/named.ts'
import {counted, listed} from '../schedule/words.ts'
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

    change: (circle, {id, since}, {today}) => {
      const member = circle.members.get(id)!
      const begun = member.since === undefined || member.since <= today
      if ((member.status ?? 'active') === status && since === undefined && begun) {
        throw new Fault('refused', `${id} is already ${status}`, {hint: `\`circle member show ${id}\` shows them`})
      }
      const day = since ?? today
      const notes = [
        ...(status === 'left' ? [`${member.name}'s page stays, and so does what they have read: old clones and the history cannot be taken back.`, ...openNotes(circle, id)] : []),
        ...(status === 'active' ? [] : roleNotes(circle, id, day)),
      ]
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

/** What a member said they would do, and nobody will now, unless they do. */
function openNotes(circle: Circle, member: string): string[] {
  const open = commitmentsOf(circle).filter((promised) => promised.member === member && stateOf(promised.commitment) === 'open')
  if (open.length === 0) return []
  return [`${shortName(circle.members, member)} has ${counted(open.length, 'open commitment')}: ${listed(open.map(({id, commitment}) => `${id} (${commitment.what})`))}.`]
}

/** The roles that pages of gatherings from a day on give a member: somebody else has to take them. */
function roleNotes(circle: Circle, member: string, from: Day): string[] {
  const roles = [...circle.gatherings.values()].flatMap(({id, shared}) => {
    const one = Object.values(shared.roles ?? {}).includes(member) ? gatheringById(circle, id) : undefined
    if (one === undefined || one.status !== 'planned' || one.start.day < from) return []
    return Object.entries(shared.roles!).filter(([, taker]) => taker === member).map(([role]) => `${role} at ${id}`)
  })
  return roles.length === 0 ? [] : [`${shortName(circle.members, member)} is down as ${listed(roles)}.`]
}

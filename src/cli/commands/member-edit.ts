import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {forms} from '../../model/forms.ts'
import type {Member} from '../../model/member.ts'
import {memberByEmail} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {editRecord} from '../edit-record.ts'
import type {Edited} from '../edit-record.ts'
import {remindersTyped} from '../ics/reminders.ts'
import {name} from '../terminal/lines.ts'
import {list, memberTyped, oneLine, oneZone, optionalDay} from '../typed.ts'

interface Answers {
  readonly id: string
  /** The whole file, from the editor. */
  readonly edited?: Edited
  readonly part: Partial<Member>
  readonly agreed?: Day
  /** What takes the place of their reminders; none takes them away. */
  readonly remind?: readonly string[]
}

const flagNames = ['name', 'email', 'timezone', 'offers', 'seeks', 'remind', 'agreed']

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const id = await memberTyped(stage, input.member)
    if (flagNames.every((flag) => input[flag] === undefined)) {
      return {id, part: {}, edited: await editRecord(stage, 'member', id, flagNames)}
    }
    const email = oneLine(input.email)
    const fault = email === undefined ? undefined : forms.email.fault(email)
    if (fault !== undefined) throw new Fault('usage', `--email ${fault}: ${email}`, {hint: 'write one such as ann@example.org'})
    const member = stage.circle.members.get(id)!
    const added = (before: readonly string[] | undefined, words: readonly string[]): string[] => [...new Set([...(before ?? []), ...words])]
    const offers = list(input.offers).map((line) => oneLine(line)!)
    const seeks = list(input.seeks).map((line) => oneLine(line)!)
    return {
      id,
      ...defined({agreed: await optionalDay(input.agreed, stage.setting), remind: remindersTyped(input.remind)}),
      part: defined({
        name: oneLine(input.name),
        email,
        timezone: oneZone(input.timezone),
        offers: offers.length === 0 ? undefined : added(member.offers, offers),
        seeks: seeks.length === 0 ? undefined : added(member.seeks, seeks),
      }),
    }
  },

  change: ({members}, {id, edited, part, agreed, remind}) => {
    const record = edited === undefined ? reminded({...members.get(id)!, ...part, ...defined({agreed})}, remind) : (edited.record as unknown as Member)
    const twin = record.email === undefined ? undefined : memberByEmail(new Map([...members].filter(([other]) => other !== id)), record.email)
    if (twin !== undefined) throw new Fault('refused', `${record.email} is already the address of ${twin}`, {hint: 'each member has an address of their own'})
    if (edited !== undefined && edited.text === edited.before) return {after: edited.discard, show: ['Nothing was changed.'], json: {member: {id, ...record}}}
    return {
      // What was typed in the editor is written as it is, comments and all.
      writes: [edited === undefined ? {kind: 'member', id, record} : {kind: 'file', path: edited.path, text: edited.text, before: edited.before}],
      ...(edited === undefined ? {} : {after: edited.discard}),
      message: `Edit member ${id}`,
      show: [['Changed ', name(id), '.']],
      json: {member: {id, ...record}},
    }
  },
})

/** A member with other reminders; with none the field goes. Undefined leaves them as they are. */
function reminded({remind, ...member}: Member, lengths: readonly string[] | undefined): Member {
  const kept = lengths ?? remind ?? []
  return kept.length === 0 ? member : {...member, remind: kept}
}

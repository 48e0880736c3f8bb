import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {forms} from '../../model/forms.ts'
import type {Member} from '../../model/member.ts'
import {memberByEmail, newMemberId, readPerson} from '../../model/members.ts'
import type {Person} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {list, oneLine, oneZone, optionalDay} from '../typed.ts'
import {name, strong} from '../terminal/lines.ts'

interface Answers {
  readonly person: Person
  readonly id?: string
  readonly timezone?: string
  readonly offers: readonly string[]
  readonly seeks: readonly string[]
  readonly agreed?: Day
}

export const command = circleCommand<Answers>({
  answers: async ({setting}, input) => ({
    person: readPerson(oneLine(input.person)!),
    id: input.id as string | undefined,
    timezone: oneZone(input.timezone),
    offers: list(input.offers).map((line) => oneLine(line)!),
    seeks: list(input.seeks).map((line) => oneLine(line)!),
    agreed: await optionalDay(input.agreed, setting),
  }),

  change: (circle, {person, id: wanted, timezone, offers, seeks, agreed}, {today}) => {
    const {members, charter} = circle
    const twin = person.email === undefined ? undefined : memberByEmail(members, person.email)
    if (twin !== undefined) {
      const left = members.get(twin)!.status === 'left'
      throw new Fault('refused', `${person.email} is already the address of ${twin}`, {hint: left ? `to have them back: circle member return ${twin}` : `\`circle member show ${twin}\` shows them`})
    }
    const id = wanted ?? newMemberId(person.name, (candidate) => members.has(candidate))
    const fault = forms.memberId.fault(id)
    if (fault !== undefined) throw new Fault('usage', `the id ${id} ${fault}`, {hint: 'write one such as --id ann-ek'})
    if (members.has(id)) throw new Fault('refused', `there is already a member ${id}: ${members.get(id)!.name}`, {hint: 'choose another with --id'})
    const record: Member = {
      name: person.name,
      ...(person.email === undefined ? {} : {email: person.email}),
      joined: today,
      ...(agreed === undefined ? {} : {agreed}),
      status: 'active',
      ...(timezone === undefined || timezone === charter.timezone ? {} : {timezone}),
      ...(offers.length === 0 ? {} : {offers}),
      ...(seeks.length === 0 ? {} : {seeks}),
    }
    return {
      writes: [{kind: 'member', id, record}],
      message: `Add member ${id}`,
      show: [[strong(record.name), ' is a member, as ', name(id), '.']],
      json: {member: {id, ...record}},
    }
  },
})

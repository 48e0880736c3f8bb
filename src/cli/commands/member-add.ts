import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {forms, idMeant} from '../../model/forms.ts'
import type {Circle} from '../../model/circle.ts'
import type {Member} from '../../model/member.ts'
import {memberByEmail, newMemberId, readPerson} from '../../model/members.ts'
import type {Person} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {remindersTyped} from '../ics/reminders.ts'
import {list, oneLine, oneZone, optionalDay} from '../typed.ts'
import {name, strong} from '../terminal/lines.ts'

interface Answers {
  readonly person: Person
  readonly id?: string
  readonly timezone?: string
  readonly offers: readonly string[]
  readonly seeks: readonly string[]
  readonly remind: readonly string[]
  readonly agreed?: Day
}

export const command = circleCommand<Answers>({
  answers: async ({setting}, input) => ({
    person: readPerson(oneLine(input.person)!),
    id: input.id as string | undefined,
    timezone: oneZone(input.timezone),
    offers: list(input.offers).map((line) => oneLine(line)!),
    seeks: list(input.seeks).map((line) => oneLine(line)!),
    remind: remindersTyped(input.remind) ?? [],
    agreed: await optionalDay(input.agreed, setting),
  }),

  change: (circle, {person, id: wanted, timezone, offers, seeks, remind, agreed}, {today}) => {
    const {members, charter} = circle
    const twin = person.email === undefined ? undefined : memberByEmail(members, person.email)
    if (twin !== undefined) {
      const left = members.get(twin)!.status === 'left'
      throw new Fault('refused', `${person.email} is already the address of ${twin}`, {hint: left ? `to have them back: circle member return ${twin}` : `\`circle member show ${twin}\` shows them`})
    }
    const fresh = newMemberId(person.name, (candidate) => members.has(candidate))
    if (wanted === undefined) refuseNamesake(members, person.name, fresh)
    const id = wanted ?? fresh
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
      ...(remind.length === 0 ? {} : {remind}),
    }
    return {
      writes: [{kind: 'member', id, record}],
      message: `Add member ${id}`,
      show: [[strong(record.name), ' is a member, as ', name(id), '.']],
      notes: wanted === undefined && isNameless(person.name) ? [`Nothing of this name can stand in an id, so the id is ${id}. --id gives another one.`] : [],
      json: {member: {id, ...record}},
    }
  },
})

/** Two members may have one name, but somebody has to say so. */
function refuseNamesake(members: Circle['members'], name: string, fresh: string): void {
  const namesakes = [...members].filter(([, member]) => member.name.toLowerCase() === name.toLowerCase())
  const [id, member] = namesakes.find(([, {status}]) => status !== 'left') ?? namesakes[0] ?? []
  if (id === undefined || member === undefined) return
  const other = `for another person of that name: --id ${fresh}`
  if (member.status !== 'left') throw new Fault('refused', `${id} is called ${member.name} too`, {hint: other})
  throw new Fault('refused', `${id} is called ${member.name} too, and has left`, {hint: `to have them back: circle member return ${id}; ${other}`})
}

/** True when the id would be made of no part of the name. */
function isNameless(name: string): boolean {
  return idMeant(`${name} x`) === 'x'
}

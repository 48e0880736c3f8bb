/** From what a member needs to the mail itself, whole, before anything goes: what cannot be written stops all of it. */
import {createHash} from 'node:crypto'
import type {CalendarEvent, Party} from '../../calendar/event.ts'
import {eventsOf} from '../../calendar/events.ts'
import {mailWords} from '../../calendar/invitation-words.ts'
import type {Mail, Need, Told} from '../../calendar/invitations.ts'
import {messageText} from '../../calendar/message.ts'
import type {Circle} from '../../model/circle.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {letterOf} from '../mail/letter.ts'
import {programVersion} from '../version.ts'

/** A mail, ready to go. */
export interface Composed {
  readonly mail: Mail
  readonly from: string
  readonly to: readonly string[]
  readonly bytes: Buffer
  /** What it is called as a file, without a folder. */
  readonly name: string
}

/** What all mails of a run have in common. */
export interface Occasion {
  readonly circle: Circle
  readonly gathering: Gathering
  /** The member who sends. */
  readonly inviter: string
  /** Whose name and address the mails bear. */
  readonly from: Party
  readonly changed: (gathering: string) => number
  readonly together: boolean
  readonly nowMs: number
}

/** The letter of one mail. Throws an `unsound` fault when it would read back as something else. */
export async function composed(occasion: Occasion, mail: Mail): Promise<Composed> {
  const {circle, gathering, inviter, from, together, nowMs} = occasion
  const to = mail.to.map(({member}) => partyOf(circle, member))
  const [only] = mail.to.length === 1 ? mail.to : []
  const method = mail.method === 'cancel' ? 'CANCEL' : 'REQUEST'
  const event = eventIn(occasion, mail)
  const words = mailWords({
    method: mail.method,
    reason: mail.reason,
    circle: circle.charter.name,
    gathering,
    sender: from.name,
    ...(mail.organizer === inviter ? {} : {organizer: partyOf(circle, mail.organizer).name}),
    ...(only === undefined || together ? {} : {timezone: circle.members.get(only.member)?.timezone ?? circle.charter.timezone}),
    ...(only?.before === undefined ? {} : {before: only.before}),
    together: mail.listed.length > 1,
  })
  const bytes = await letterOf({
    from: headed(from),
    to: eachOnce(to).map(headed),
    ...words,
    calendar: {method, text: messageText({method, version: programVersion, event})},
    messageId: messageIdOf(event.uid, mail, from.email),
    dateMs: nowMs,
  })
  return {mail, from: from.email, to: to.map(({email}) => email), bytes, name: nameOf(mail, inviter, gathering.id, together)}
}

function eventIn({circle, gathering, from, changed, nowMs}: Occasion, mail: Mail): CalendarEvent {
  // Whoever has left is told that it is off for them, whatever it is for the others.
  const shown: Gathering = mail.method === 'cancel' && gathering.status !== 'cancelled' ? {...gathering, status: 'cancelled'} : gathering
  const [event] = eventsOf(circle, [shown], changed)
  const organizer = partyOf(circle, mail.organizer)
  return {
    ...event!,
    sequence: mail.sequence,
    stamp: Math.floor(nowMs / 1000),
    organizer: organizer.email.toLowerCase() === from.email.toLowerCase() ? organizer : {...organizer, sentBy: from.email},
    attendees: eachOnce(mail.listed.map((member) => partyOf(circle, member))),
  }
}

/** `sendmail -t` reads addresses out of the headers, and not every one of them minds quotation marks: no name looks like an address. */
function headed({name, email}: Party): Party {
  return {name: name.replace(/[<>@"\\]+/g, ' ').replace(/ {2,}/g, ' ').trim(), email}
}

/** Two members may share an address. */
function eachOnce(parties: readonly Party[]): Party[] {
  return [...new Map(parties.toReversed().map((party) => [party.email.toLowerCase(), party])).values()].toReversed()
}

/** A member with a name and an address. */
export function partyOf({members}: Pick<Circle, 'members'>, id: string): Party {
  const {name, email = ''} = members.get(id) ?? {name: id}
  return {name, email}
}

/**
 * The same mail again has the same id, so that a mailbox which has it shows it once. At the sender's own domain: a name that is
 * none looks like spam to many servers.
 */
function messageIdOf(uid: string, mail: Mail, from: string): string {
  const who = mail.to.map(({member}) => member).join()
  const sign = createHash('sha256').update(JSON.stringify([uid, who, mail.sequence, mail.method])).digest('hex').slice(0, 32)
  return `circle.${sign}@${from.replace(/^.*@/, '')}`
}

function nameOf(mail: Mail, inviter: string, gathering: string, together: boolean): string {
  if (!together) return `${gathering}.${mail.to[0]!.member}.eml`
  return `${gathering}${mail.method === 'cancel' ? '.cancelled' : ''}${mail.organizer === inviter ? '' : `.for-${mail.organizer}`}.eml`
}

/** What is recorded of a member's part of a mail that was sent at `sent`, wall-clock where the circle is at home. */
export function toldBy({method, sequence, when, since, of, organizer}: Need, sent: string): Omit<Told, 'unsure'> {
  return {sent, method, sequence, when, since, of, organizer}
}

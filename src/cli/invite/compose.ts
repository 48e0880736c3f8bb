/** From what a member needs to the mail itself, whole, before anything goes: what cannot be written stops all of it. */
import type {Attendee, CalendarEvent, Party} from '../../calendar/event.ts'
import {eventsOf} from '../../calendar/events.ts'
import {mailWords} from '../../calendar/invitation-words.ts'
import type {MailWords} from '../../calendar/invitation-words.ts'
import type {Mail, Need, Told} from '../../calendar/invitations.ts'
import {messageText} from '../../calendar/message.ts'
import type {Circle} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import type {MemberPage} from '../../model/gathering.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {letterOf} from '../mail/letter.ts'
import {programVersion} from '../version.ts'
import {messageId} from './message-id.ts'

/** A mail, ready to go. */
export interface Composed {
  readonly mail: Mail
  readonly from: string
  readonly to: readonly string[]
  readonly words: MailWords
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
  /** Its DTSTAMP: now, or later than that of an earlier mail of the same edition. */
  readonly stampMs: number
}

/** The letter of one mail. Throws an `unsound` fault when it would read back as something else. */
export async function composed(occasion: Occasion, mail: Mail): Promise<Composed> {
  const {circle, gathering, inviter, from, nowMs} = occasion
  const to = mail.to.map(({member}) => partyOf(circle, member))
  const method = mail.method === 'cancel' ? 'CANCEL' : 'REQUEST'
  const event = eventIn(occasion, mail)
  const words = mailWords({
    method: mail.method,
    reason: mail.reason,
    circle: circle.charter.name,
    gathering,
    sender: from.name,
    timezones: mail.listed.map((member) => circle.members.get(member)?.timezone ?? circle.charter.timezone),
    together: mail.listed.length > 1,
    ...(mail.organizer === inviter ? {} : {organizer: partyOf(circle, mail.organizer).name}),
    ...newsIn(mail),
  })
  const bytes = await letterOf({
    from: headed(from),
    to: eachOnce(to).map(headed),
    ...words,
    ...(mail.copy === true ? {} : {calendar: {method, text: messageText({method, version: programVersion, event})}}),
    messageId: messageIdOf(event.uid, mail, from.email, to),
    dateMs: nowMs,
  })
  return {mail, from: from.email, to: to.map(({email}) => email), words, bytes, name: nameOf(mail, occasion)}
}

/** What is new to all whom the mail goes to: of several, what changed for any of them, and the time before where it was one. */
function newsIn({to, reason, copy}: Mail): Partial<Pick<Need, 'before' | 'rezoned' | 'changed' | 'copy'>> {
  const first = to[0]!
  const isOne = to.every(({before, rezoned}) => before === first.before && rezoned === first.rezoned)
  const changed = reason === 'changed' || reason === 'restored' ? [...new Set(to.flatMap((need) => need.changed ?? []))] : []
  return defined({before: isOne ? first.before : undefined, rezoned: isOne ? first.rezoned : undefined, changed: changed.length === 0 ? undefined : changed, copy})
}

function eventIn({circle, gathering, from, changed, stampMs}: Occasion, mail: Mail): CalendarEvent {
  // Whoever has left is told that it is off for them, whatever it is for the others.
  const shown: Gathering = mail.method === 'cancel' && gathering.status !== 'cancelled' ? {...gathering, status: 'cancelled'} : gathering
  const [event] = eventsOf(circle, [shown], changed)
  const own = partyOf(circle, mail.organizer)
  const organizer = mail.from === undefined ? own : {...own, email: mail.from}
  return {
    ...event!,
    sequence: mail.sequence,
    stamp: Math.floor(stampMs / 1000),
    organizer: organizer.email.toLowerCase() === from.email.toLowerCase() ? organizer : {...organizer, sentBy: from.email},
    attendees: eachOnce(mail.listed.map((member): Attendee => {
      const answer = mail.answers.get(member)
      return {...partyOf(circle, member), ...(answer === undefined ? {} : {answered: answered[answer]})}
    })),
  }
}

const answered: Readonly<Record<NonNullable<MemberPage['rsvp']>, NonNullable<Attendee['answered']>>> = {going: 'ACCEPTED', maybe: 'TENTATIVE', declined: 'DECLINED'}

/** `sendmail -t` reads addresses out of the headers, and not every one of them minds quotation marks: no name looks like an address. */
function headed({name, email}: Party): Party {
  return {name: name.replace(/[<>@"\\]+/g, ' ').replace(/ {2,}/g, ' ').trim(), email}
}

/** Two members may share an address. */
function eachOnce<T extends Party>(parties: readonly T[]): T[] {
  return [...new Map(parties.toReversed().map((party) => [party.email.toLowerCase(), party])).values()].toReversed()
}

/** A member with a name and an address. */
export function partyOf({members}: Pick<Circle, 'members'>, id: string): Party {
  const {name, email = ''} = members.get(id) ?? {name: id}
  return {name, email}
}

/** At the sender's own domain: a name that is none looks like spam to many servers. */
function messageIdOf(uid: string, mail: Mail, from: string, to: readonly Party[]): string {
  const who = mail.to.map((need, index) => ({member: need.member, address: to[index]!.email, need}))
  return `${messageId(uid, who, mail.sequence, mail.method)}@${from.replace(/^.*@/, '')}`
}

function nameOf(mail: Mail, {circle, gathering: {id}, inviter, together}: Occasion): string {
  if (!together || mail.copy === true) return `${id}.${mail.to[0]!.member}.eml`
  const isOld = mail.from !== undefined && mail.from !== partyOf(circle, mail.organizer).email
  const old = isOld ? `.from-${mail.from.replaceAll(/[^\w.@-]/g, '-')}` : ''
  return `${id}${mail.method === 'cancel' ? '.cancelled' : ''}${mail.organizer === inviter ? '' : `.for-${mail.organizer}`}${old}.eml`
}

/** What is recorded of a member's part of a mail that was sent at `sent`, wall-clock where the circle is at home. */
export function toldBy({method, sequence, when, since, of, organizer, address, from, parts, outdated}: Need, sent: string): Omit<Told, 'unsure' | 'by'> {
  return {sent, method, sequence, when, since, of, organizer, ...defined({address, from, parts, outdated})}
}

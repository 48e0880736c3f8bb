/** Answers in a member's own words: named, for a person to read, and never written down. */
import {mailWords} from '../../calendar/invitation-words.ts'
import type {Reason} from '../../calendar/invitations.ts'
import {uidOf} from '../../calendar/uid.ts'
import type {Circle} from '../../model/circle.ts'
import type {Invited} from '../../model/gathering.ts'
import {memberByEmail} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {gatheringById} from '../../schedule/named.ts'
import {inviteesOn} from '../invite/people.ts'
import {messageName} from '../invite/message-id.ts'
import type {Answered} from './answered.ts'
import {keyOf} from './given.ts'
import type {Given} from './given.ts'

/** A letter without an answer in a calendar that seems to answer something. */
export interface WordsLetter {
  readonly at: string
  readonly senders: readonly string[]
  readonly dateMs?: number
  readonly answered: Answered
}

/** A letter that answers an invitation in words. */
export interface InWords {
  /** Gathering and member. */
  readonly key: string
  readonly one: Gathering
  readonly member: string
  readonly letter: WordsLetter
}

/** How many editions before the last one are known by their ids. */
const editionsBack = 20

/**
 * The letters that answer invitations to gatherings to come, the newest of each member to each gathering: they come from a member's own
 * address, and answer a mail that this member was sent, by its id or its subject.
 */
export function inWords(circle: Circle, letters: readonly WordsLetter[], nowMs: number): InWords[] {
  if (letters.length === 0) return []
  const open = openInvitations(circle, nowMs)
  const newest = new Map<string, InWords>()
  for (const letter of letters) {
    const [member] = letter.senders.flatMap((each) => memberByEmail(circle.members, each) ?? [])
    const one = member === undefined ? undefined : open.find(({invited, ids, subjects}) => (
      invited.has(member) && (letter.answered.ids.some((id) => ids.get(id)?.includes(member)) || (letter.answered.subject !== undefined && subjects.has(letter.answered.subject)))
    ))?.one
    if (one === undefined || member === undefined) continue
    const key = keyOf(one.id, member)
    const before = newest.get(key)
    if (before === undefined || (before.letter.dateMs ?? 0) <= (letter.dateMs ?? 0)) newest.set(key, {key, one, member, letter})
  }
  return [...newest.values()]
}

/** Those that nothing was written down after: whoever read such a letter and did as it says need not hear of it again. */
export function unheard(letters: readonly InWords[], given: ReadonlyMap<string, Given>): InWords[] {
  return letters.filter(({key, letter: {dateMs}}) => {
    const answer = given.get(key)
    return answer?.rsvp === undefined || (dateMs !== undefined && answer.atMs < dateMs)
  })
}

interface Open {
  readonly one: Gathering
  readonly invited: ReadonlySet<string>
  /** The ids of the mails that went out, each with those it went to. */
  readonly ids: ReadonlyMap<string, readonly string[]>
  readonly subjects: ReadonlySet<string>
}

function openInvitations(circle: Circle, nowMs: number): Open[] {
  return [...circle.gatherings.values()].flatMap(({id, pages}): Open[] => {
    const records = [...pages.values()].flatMap(({invited}) => Object.entries(invited ?? {}))
    const one = records.length === 0 ? undefined : gatheringById(circle, id)
    if (one === undefined || one.status !== 'planned' || one.endMs <= nowMs) return []
    return [{one, invited: new Set(records.map(([member]) => member)), ids: idsOf(circle, one, records), subjects: subjectsOf(circle, one)}]
  })
}

function idsOf(circle: Circle, one: Gathering, records: readonly (readonly [string, Invited])[]): Map<string, readonly string[]> {
  const uid = uidOf(one.id, circle.charter.id)
  const order = inviteesOn(circle, one.start.day).map(({id}) => id)
  const ids = new Map<string, readonly string[]>()
  const known = new Map(records.map(([member, {address}]) => [member, {member, address: address ?? circle.members.get(member)?.email ?? ''}]))
  const take = (members: readonly string[], edition: number): void => {
    ids.set(messageName(uid, members.map((member) => known.get(member)!), edition, 'request'), members)
  }
  for (const [member, {sequence = 0}] of records) {
    for (let edition = Math.max(0, sequence - editionsBack); edition <= sequence; edition += 1) take([member], edition)
  }
  // One mail to several: those who were last sent the same edition.
  for (const sequence of new Set(records.map(([, record]) => record.sequence ?? 0))) {
    const group = new Set(records.filter(([, record]) => record.sequence === sequence && record.method === 'request').map(([member]) => member))
    const together = order.filter((id) => group.has(id))
    if (together.length > 1) take(together, sequence)
  }
  return ids
}

/** The subjects that mails about it have, as it is now. */
function subjectsOf({charter}: Circle, gathering: Gathering): Set<string> {
  const reasons: readonly Reason[] = ['invitation', 'changed', 'restored']
  const subjects = reasons.map((reason) => mailWords({method: 'request', reason, circle: charter.name, gathering, sender: '', timezones: [], together: false}).subject)
  return new Set(subjects.map((subject) => subject.replace(/\s+/g, ' ').trim()))
}

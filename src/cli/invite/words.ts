/** What `circle invite` tells of its mails: who got what, who got none, and what to do about it. */
import type {Reason, Skip, SkipReason} from '../../calendar/invitations.ts'
import type {Circle} from '../../model/circle.ts'
import {grouped} from '../../model/grouped.ts'
import {shortName} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {listed} from '../../schedule/words.ts'
import {shortWhen} from '../own-page.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {bad, faint, name, strong} from '../terminal/lines.ts'
import type {Composed} from './compose.ts'
import type {Outcome, Result} from './send.ts'

const nouns: Readonly<Record<Reason, string>> = {
  invitation: 'invitation', again: 'once more', 'new address': 'invitation at a new address', changed: 'change', restored: 'invitation again', cancelled: 'cancellation', removed: 'cancellation',
}

/** What became of a mail, in words. */
export const verbs: Readonly<Record<Outcome, string>> = {
  sent: 'sent', written: 'written', printed: 'printed', planned: 'to go', refused: 'refused', failed: 'not sent', unsure: 'perhaps sent', unsent: 'not sent',
}

const skips: Readonly<Record<SkipReason, string>> = {
  current: 'has it already', inviter: 'invites', organizer: 'invites others', 'no address': 'no address', 'odd address': 'odd address', paused: 'paused',
  'to come': 'not yet a member', left: 'left', 'not invited': 'was not invited', unsure: 'perhaps has it', unknown: 'no member', renamed: 'perhaps invited',
}

/** The gathering, and below it who gets what and who gets nothing. */
export function roundBlocks(circle: Circle, one: Gathering, results: readonly Result[], skipped: readonly Skip[]): Block[] {
  const rows = new Map<string, string[]>()
  const add = (label: string, member: string): unknown => rows.set(label, [...(rows.get(label) ?? []), member === '' ? '' : shortName(circle.members, member)])
  for (const {need, outcome} of results) add(`${nouns[need.reason]} ${verbs[outcome]}`, need.member)
  const done = rows.size
  for (const {member, why} of skipped) add(skips[why], member)
  const table = [...rows].map(([label, people], index): Cell[] => [index < done ? label : faint(label), listed(people)])
  const off = one.status === 'cancelled' ? [', ', bad('called off')] : []
  const nobody = results.length === 0 ? [': nobody needs a mail'] : []
  return [[strong(shortWhen(circle, one)), ...off, ' ', faint('('), name(one.id), faint(')'), ...nobody], {table, indent: 2}]
}

/** What one mail says, to whom, as its reader sees it. */
export function wordsBlocks({members}: Circle, {mail, words: {subject, text}}: Composed): Block[] {
  const to = listed(mail.to.map(({member}) => shortName(members, member)))
  return ['', [strong(`To ${to}: ${subject}`)], ...text.trimEnd().split('\n').map((line) => (line === '' ? '' : `  ${line}`))]
}

/** What a person should know, or do next, about those who got no mail. */
export function skipNotes({members}: Circle, one: Gathering, skipped: readonly Skip[]): string[] {
  const whose = (...reasons: readonly SkipReason[]): string[] => skipped.filter(({why}) => reasons.includes(why)).map(({member}) => member)
  const called = (ids: readonly string[]): string => listed(ids.map((id) => shortName(members, id)))
  const [unsure, bare, odd] = [whose('unsure'), whose('no address'), whose('odd address')]
  const [fresh, unknown] = [whose('renamed'), whose('unknown')]
  return [
    ...(unsure.length > 0 ? [`It is not known whether the mail to ${called(unsure)} arrived. Ask; if it did not: circle invite ${one.id} --again --send --to ${unsure.join(',')}`] : []),
    ...(bare.length > 0 ? [`${called(bare)} ${bare.length === 1 ? 'has' : 'have'} no address: circle member edit ${bare[0]} --email ADDRESS`] : []),
    ...(fresh.length > 0 && unknown.length > 0 ? [renamedNote(one, unknown, fresh, called(fresh))] : []),
    ...odd.map((id) => `The address of ${called([id])} cannot be used in a mail as it is: ${members.get(id)?.email ?? ''}`),
  ]
}

/** Whoever is new may have been invited under another id. */
function renamedNote({id}: Gathering, unknown: readonly string[], fresh: readonly string[], called: string): string {
  const gone = unknown.length === 1 ? 'was invited and is' : 'were invited and are'
  const others = `${called} ${fresh.length === 1 ? 'is' : 'are'} not the same under another id`
  return `${listed(unknown)} ${gone} no member any more. Where ${others}: circle invite ${id} --to ${fresh.join(',')}`
}

/** Answers go to the organizer, who may have left since, or has another address: calendars take changes from nobody else. */
export function organizerNotes({members}: Circle, results: readonly Result[]): string[] {
  const calendars = results.filter(({need}) => need.copy === undefined)
  const namesOf = (some: readonly Result[]): string => listed(some.map(({need}) => shortName(members, need.member)))
  const left = [...new Set(calendars.map(({need}) => need.organizer))].filter((id) => members.get(id)?.status === 'left')
  const old = [...new Set(calendars.flatMap(({need}) => (isOld(members, need) ? [need.from] : [])))]
  return [
    ...left.map((id) => {
      const theirs = calendars.filter(({need}) => need.organizer === id)
      return `${shortName(members, id)} has left, and still gets the answers of ${namesOf(theirs)}: calendars take changes only in the name of who invited first.`
    }),
    ...old.map((from) => {
      const theirs = calendars.filter(({need}) => need.from === from && isOld(members, need))
      return `The answers of ${namesOf(theirs)} still go to ${from}: calendars take changes only from the address that invited first.`
    }),
  ]
}

/** Whether the mail keeps an address of its organizer that is not theirs any more. */
function isOld(members: Circle['members'], {organizer, from}: Result['need']): boolean {
  const now = members.get(organizer)?.email
  return from !== undefined && now !== undefined && from.toLowerCase() !== now.toLowerCase()
}

/** Who invited, and hears in words alone what another sends in their name. */
export function copyNotes({members}: Circle, results: readonly Result[]): string[] {
  const copied = listed(results.filter(({need}) => need.copy === true).map(({need}) => shortName(members, need.member)))
  return copied === '' ? [] : [`${copied} invited first: that mail has words alone, since no calendar takes an invitation from its own address.`]
}

/** A new topic is no reason for a mail. */
export function topicNotes({members}: Circle, one: Gathering, without: readonly string[]): string[] {
  if (without.length === 0) return []
  return [`The topic is new since ${listed(without.map((id) => shortName(members, id)))} heard of it: circle invite ${one.id} --again --to ${without.join(',')} tells them.`]
}

/** The error and its hint, where mails did not go; undefined where all did. */
export function troubleOf({members}: Circle, one: Gathering, results: readonly Result[]): {message: string; hint: string} | undefined {
  const called = (some: readonly Result[]): string => listed(some.map(({need}) => shortName(members, need.member)))
  const refused = results.filter(({outcome}) => outcome === 'refused')
  const broken = results.filter(({outcome}) => outcome === 'failed' || outcome === 'unsure')
  const rest = results.filter(({outcome}) => outcome === 'unsent')
  if (refused.length + broken.length === 0) return undefined
  const said = [
    ...refused.map((result) => `the mail to ${called([result])} was refused: ${result.reason ?? ''}`),
    ...grouped(broken, ({outcome, reason}) => `${outcome} ${reason ?? ''}`).map((some) => `the mail to ${called(some)} ${some[0]!.outcome === 'unsure' ? 'may have been sent or not' : 'was not sent'}: ${some[0]!.reason ?? ''}`),
    ...(rest.length > 0 ? [`nor was anything sent to ${called(rest)}`] : []),
  ]
  const unsure = broken.filter(({outcome}) => outcome === 'unsure').map(({need}) => need.member)
  const hints = [
    ...new Set(broken.flatMap(({hint}) => hint ?? [])),
    ...(refused.length > 0 ? [`look at the address: circle member show ${refused[0]!.need.member}`] : []),
    ...(unsure.length > 0 ? [`ask whether it arrived; if not: circle invite ${one.id} --again --send --to ${unsure.join(',')}`] : []),
    'the same command again goes on with those who have none yet',
  ]
  return {message: said.join('; '), hint: hints.join('. ').replace(/\. ([a-z])/g, (_, letter: string) => `. ${letter.toUpperCase()}`)}
}

/** What is still to go when a person has stopped it. */
export function stoppedNote({members}: Circle, results: readonly Result[]): string {
  const unsent = results.filter(({outcome}) => outcome === 'unsent').map(({need}) => shortName(members, need.member))
  return `Stopped: nothing was sent to ${listed(unsent)}. The same command goes on.`
}

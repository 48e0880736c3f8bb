/** Answers that were read, for people and for programs. Everything in them that others wrote has been cleaned, and is escaped where it is printed. */
import {answerIn} from '../../calendar/reply.ts'
import type {Circle} from '../../model/circle.ts'
import {shortName} from '../../model/members.ts'
import {instantText} from '../../schedule/instant.ts'
import {counted, listed} from '../../schedule/words.ts'
import {ownPage, shortWhen} from '../own-page.ts'
import {states} from '../rsvp/answer.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint, name, section, strong, warn} from '../terminal/lines.ts'
import type {InWords} from './in-words.ts'
import {isOddlyDated} from './judge.ts'
import type {Judgement, NotApplied} from './judge.ts'
import type {Post} from './read.ts'

/** How many files that cannot be read are named to a person. */
const mostNamed = 8

/** Who answered what, and below it what was not written down and why, and who wrote in words. */
export function blocksOf(circle: Circle, {applied, notApplied}: Judgement, letters: readonly InWords[]): Block[] {
  const rows = applied.map(({one, member, edition}): Cell[] => {
    const {why} = ownPage(circle, one.id, member)
    return [strong(shortName(circle.members, member)), states[edition.rsvp][1], shortWhen(circle, one), [faint('('), name(one.id), faint(')'), why === undefined ? '' : ` ${why}`]]
  })
  const table: Block[] = rows.length === 0 ? ['No new answers.'] : [{table: rows}]
  return [
    ...table,
    ...section('Not written down', notApplied.length === 0 ? [] : [{table: notApplied.map((not) => notAppliedRow(circle, not)), indent: 2}]),
    ...section('Answered in words', letters.length === 0 ? [] : [{table: letters.map((each) => inWordsRow(circle, each)), indent: 2}]),
  ]
}

function inWordsRow(circle: Circle, letter: InWords): Cell[] {
  return [strong(shortName(circle.members, letter.member)), name(letter.one.id), letter.letter.at, ['read it; ', faint(inWordsHint(letter))]]
}

/** What to do once a person has read it. */
function inWordsHint({one, member}: InWords): string {
  return `then: circle rsvp ${one.id} yes, maybe or no --as ${member}`
}

function notAppliedRow(circle: Circle, {gathering, member, address, reason, received: {reply}}: NotApplied): Cell[] {
  const answer = reply.method === 'counter' ? 'other time' : (answerIn(reply.status) ?? (reply.status === 'DELEGATED' ? 'delegated' : 'no answer'))
  return [
    member === undefined ? address : strong(shortName(circle.members, member)),
    gathering === undefined ? '' : name(gathering),
    warn(answer),
    [reason.text, ...(reply.comment === undefined ? [] : [` (${reply.comment})`]), ...(reason.hint === undefined ? [] : ['; ', faint(reason.hint)])],
  ]
}

/** Whose answers came from somebody else in their place, how much was read, and what could not be. */
export function notesOf(circle: Circle, {unreadable, letters, mails, calendars, passedOver}: Post, {applied, before, older, twice, elsewhere}: Judgement): string[] {
  const inPlace = applied.flatMap(({one, member, received: {reply: {sentBy, addresses}, senders}}) => (
    sentBy === undefined || senders === undefined || addresses.some((each) => senders.includes(each)) ? [] : [`The answer of ${shortName(circle.members, member)} to ${one.id} was sent in their place by ${sentBy}.`]
  ))
  const odd = applied.flatMap(({one, member, edition}) => (
    isOddlyDated(edition) ? [`The answer of ${shortName(circle.members, member)} to ${one.id} bears an odd date, ${instantText(edition.datedMs!)}: it counts as of ${instantText(edition.stampMs!)}.`] : []
  ))
  const told = [
    ...(before === 0 ? [] : [`${counted(before, 'answer')} ${before === 1 ? 'is' : 'are'} on the pages already`]),
    ...(older === 0 ? [] : [`${older} gave way to a newer one`]),
    ...(twice === 0 ? [] : [`${twice} came twice`]),
    ...(elsewhere === 0 ? [] : [`${elsewhere} ${elsewhere === 1 ? 'is' : 'are'} about something else than this circle`]),
    ...(mails + calendars === 0 ? [] : [`${counted(mails + calendars, 'other mail or calendar', 'other mails and calendars')}`]),
    ...(passedOver === 0 ? [] : [`${counted(passedOver, 'file')} passed over, no ${passedOver === 1 ? 'letter by its name' : 'letters by their names'}`]),
  ]
  const more = unreadable.length - mostNamed
  return [
    ...inPlace,
    ...odd,
    ...unreadable.slice(0, mostNamed).map(({at, reason}) => `Not read: ${at} ${reason}.`),
    ...(more > 0 ? [`… and ${more} more that could not be read; --json names them.`] : []),
    `Read ${counted(letters, 'letter')}${told.length === 0 ? '' : `: ${listed(told)}`}.`,
  ]
}

/** As `blocksOf` and `notesOf`, for programs. */
export function jsonOf(circle: Circle, {unreadable, mails, calendars, passedOver}: Post, {applied, notApplied, before, older, twice, elsewhere}: Judgement, letters: readonly InWords[]): Record<string, unknown> {
  return {
    applied: applied.map(({one, member, edition, received: {at}}) => ({
      gathering: one.id,
      member,
      rsvp: edition.rsvp,
      why: ownPage(circle, one.id, member).why ?? null,
      written: edition.stampMs === undefined ? null : instantText(edition.stampMs),
      ...(edition.datedMs === undefined ? {} : {dated: instantText(edition.datedMs)}),
      file: at,
    })),
    inWords: letters.map((letter) => ({
      gathering: letter.one.id,
      member: letter.member,
      written: letter.letter.dateMs === undefined ? null : instantText(letter.letter.dateMs),
      file: letter.letter.at,
      hint: `read it, ${inWordsHint(letter)}`,
    })),
    notApplied: notApplied.map(({gathering, member, address, reason: {kind, text, hint, proposed}, received: {reply, at, senders}}) => ({
      gathering: gathering ?? null,
      member: member ?? null,
      address,
      from: senders?.[0] ?? null,
      rsvp: reply.method === 'counter' ? null : (answerIn(reply.status) ?? null),
      why: reply.comment ?? null,
      written: reply.stampMs === undefined ? null : instantText(reply.stampMs),
      ...(proposed === undefined ? {} : {proposed: {start: proposed.start ?? null, end: proposed.end ?? null}}),
      file: at,
      kind,
      reason: text,
      hint: hint ?? null,
    })),
    skipped: {before, older, twice, elsewhere, mails, calendars, files: passedOver},
    unreadable: unreadable.map(({at, reason}) => ({file: at, reason})),
  }
}

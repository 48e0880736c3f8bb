/** Why an answer is not written down, in words, and what a person can do about it. */
import {answerIn} from '../../calendar/reply.ts'
import type {Reply} from '../../calendar/reply.ts'
import type {Circle} from '../../model/circle.ts'
import {shortName} from '../../model/members.ts'
import {whenText} from '../../model/when.ts'
import type {When} from '../../model/when.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {wallOf} from '../../schedule/instant.ts'
import {listed, shortDay} from '../../schedule/words.ts'
import {shortWhen} from '../own-page.ts'
import type {Given} from './given.ts'

/** `kind`: for programs, a word that doesn't change. */
export interface Reason {
  readonly kind:
    | 'address' | 'sender' | 'gathering' | 'series' | 'left' | 'proposal' | 'undecided' | 'delegated'
    | 'cancelled' | 'held' | 'over' | 'time' | 'since' | 'undated' | 'meanwhile'
  /** Words that follow the one whose answer it is: `Bo: the letter is from …`. */
  readonly text: string
  readonly hint?: string
  /** The time that is proposed, wall-clock in the gathering's zone. */
  readonly proposed?: {readonly start?: string; readonly end?: string}
}

/** An answer that something stands against. */
interface Case {
  readonly circle: Circle
  readonly one: Gathering
  /** Empty for nobody that the circle knows. */
  readonly member: string
  readonly reply: Reply
  readonly address: string
}

const typed = {going: 'yes', maybe: 'maybe', declined: 'no'} as const

/** The command that writes it down all the same. */
function byHand({one, member, reply}: Case): string {
  const rsvp = answerIn(reply.status)
  return `circle rsvp ${one.id} ${rsvp === undefined ? 'yes' : typed[rsvp]} --as ${member === '' ? 'MEMBER' : member}`
}

const called = ({circle, member}: Case): string => shortName(circle.members, member)

/** Each reason that there is. */
export const against = {
  stranger: (case_: Case): Reason => ({
    kind: 'address',
    text: `no member has the address ${case_.address}${case_.member === '' ? '' : `, and the letter is from ${called(case_)}`}`,
    hint: case_.member === '' ? `if you know whose it is: ${byHand(case_)}` : `if it is ${called(case_)}'s: ${byHand(case_)}`,
  }),
  sender: (case_: Case, sender: string | undefined): Reason => ({
    kind: 'sender',
    text: sender === undefined ? 'the letter does not say plainly whom it is from' : `the letter is from ${sender}, and the answer is that of ${case_.address}`,
    hint: `if it is ${called(case_)}'s all the same: ${byHand(case_)}`,
  }),
  nothing: (what: string): Reason => ({kind: 'gathering', text: `there is no gathering ${what}`, hint: '`circle schedule list` shows those to come'}),
  series: (rhythm: string): Reason => ({kind: 'series', text: `the answer is to all of ${rhythm} at once`, hint: 'ask to which dates they come: circle invite asks for each by itself'}),
  left: (case_: Case): Reason => ({kind: 'left', text: `${called(case_)} has left the circle`, hint: `if they are back: circle member return ${case_.member}`}),
  undecided: ({reply}: Case): Reason => reply.status === 'DELEGATED'
    ? {kind: 'delegated', text: `handed on${reply.delegates.length === 0 ? '' : ` to ${listed(reply.delegates)}`}: nobody else can come in a member's place`}
    : {kind: 'undecided', text: 'not decided yet'},
  proposal: (case_: Case, {start, end}: {start?: When; end?: When}): Reason => ({
    kind: 'proposal',
    text: start === undefined ? 'another time is proposed, and not said which' : `another time is proposed: ${span(start, end)}`,
    ...(start === undefined ? {} : {hint: `to take it: circle schedule move ${case_.one.id} "${whenText(start)}"`}),
    proposed: {...(start === undefined ? {} : {start: whenText(start)}), ...(end === undefined ? {} : {end: whenText(end)})},
  }),
  cancelled: ({one}: Case): Reason => ({kind: 'cancelled', text: `${one.id} was cancelled${one.why === undefined ? '' : ` (${one.why})`}`}),
  held: ({one}: Case): Reason => ({kind: 'held', text: `${one.id} has been held`, hint: `who was there is corrected with circle gather ${one.id} --present or --regrets`}),
  over: ({one}: Case): Reason => ({kind: 'over', text: `${one.id} is over`, hint: `\`circle gather ${one.id}\` logs who was there`}),
  otherTime: (case_: Case, when: When | undefined, hasLatest: boolean): Reason => ({
    kind: 'time',
    text: `the answer is to another time${when === undefined ? '' : `, ${span(when)}`}; it is now ${shortWhen(case_.circle, case_.one)}`,
    hint: `ask again: circle invite ${case_.one.id} --to ${case_.member}${hasLatest ? ' --again' : ''}`,
  }),
  since: (given: Given, timezone: string): Reason => {
    const {day, time} = wallOf(timezone, given.atMs)
    const on = `on ${shortDay(day)} ${day.slice(0, 4)} at ${time}`
    return {kind: 'since', text: given.rsvp === undefined ? `the answer was taken back since, ${on}` : `answered since in another way: ${given.rsvp}, ${on}`}
  },
  undated: (case_: Case): Reason => ({kind: 'undated', text: 'nothing says when it was written, so the answer on the page stays', hint: `if it is the newer one: ${byHand(case_)}`}),
  meanwhile: (): Reason => ({kind: 'meanwhile', text: 'the page was changed meanwhile', hint: 'run the same command again'}),
} satisfies Record<string, (...words: never[]) => Reason>

/** `Fri 4 Dec 2026, 19:00–21:00`. */
function span(start: When, end?: When): string {
  const from = `${shortDay(start.day)} ${start.day.slice(0, 4)}${start.time === undefined ? '' : `, ${start.time}`}`
  if (end?.time === undefined || start.time === undefined) return from
  return end.day === start.day ? `${from}–${end.time}` : `${from} to ${shortDay(end.day)} ${end.time}`
}

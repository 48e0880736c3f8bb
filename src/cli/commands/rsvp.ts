import {answersOf} from '../../agenda/people.ts'
import type {Circle} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {MemberPage} from '../../model/gathering.ts'
import {nearest} from '../../model/nearest.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {gatheringById, gatheringNamed} from '../../schedule/named.ts'
import {listed} from '../../schedule/words.ts'
import {circleCommand} from '../command.ts'
import type {Change, Input, Setting, Stage} from '../command.ts'
import {gatheringJson} from '../gathering-words.ts'
import {calledFor, elsewhere, ownPage, ownPageWrites, shortWhen, speakerOf} from '../own-page.ts'
import type {Speaker} from '../own-page.ts'
import type {Seen} from '../rsvp-read/seen.ts'
import {remarks, states, withAnswer, withPage} from '../rsvp/answer.ts'
import type {Rsvp} from '../rsvp/answer.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, name, strong} from '../terminal/lines.ts'
import {list, oneLine} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly speaker: Speaker
  readonly rsvp: Rsvp
  readonly why?: string
  /** Where an answer that the page has already leaves its trace: a letter that was written before it must not win later. */
  readonly seen?: Seen
}

/** What people type. */
const words: Readonly<Record<Rsvp, readonly string[]>> = {
  going: ['yes', 'y', 'going', 'coming'],
  maybe: ['maybe', 'perhaps'],
  declined: ['no', 'n', 'declined', 'not going', 'not coming', 'cannot', "can't", "can't come"],
}

/** Answers that were read from letters: what decides on them. */
type Decide = (circle: Circle, setting: Setting) => Change

export const command = circleCommand<Answers | Decide>({
  answers: async (stage, input) => {
    if (input.read !== undefined) return fromLetters(stage, input)
    const {gathering, rsvp} = typedWords(input)
    const one = answerable(gatheringNamed(stage.circle, gathering ?? 'next', stage.setting), stage.setting)
    const why = oneLine(input.why)
    const speaker = await speakerOf(stage)
    const said = rsvp === undefined ? {...defined({why}), ...(await asked(stage, one, speaker, why))} : {rsvp, ...defined({why})}
    const isRepeated = ownPage(stage.circle, one.id, speaker.member).rsvp === said.rsvp
    const seen = isRepeated && isInvited(stage.circle, one.id, speaker.member) ? (await import('../rsvp-read/seen.ts')).seenIn(stage.shelf.root) : undefined
    return {id: one.id, speaker, ...said, ...defined({seen})}
  },

  change: (circle, answers, setting) => (typeof answers === 'function' ? answers(circle, setting) : answered(circle, answers, setting)),
})

/** Whether a member was sent an invitation, which they may have answered by mail. */
function isInvited({gatherings}: Circle, gathering: string, member: string): boolean {
  return [...(gatherings.get(gathering)?.pages.values() ?? [])].some(({invited}) => invited !== undefined && Object.hasOwn(invited, member))
}

async function fromLetters(stage: Stage, input: Input): Promise<Decide> {
  const words = [input.gathering, input.answer, input.why].filter((word) => word !== undefined)
  if (words.length > 0) throw new Fault('usage', `--read takes answers from letters, so ${String(words[0])} goes without it`, {hint: 'circle rsvp --read FILE …, or circle rsvp yes'})
  return (await import('../rsvp-read/read.ts')).answersRead(stage, list(input.read))
}

function answered(circle: Circle, {id, speaker, rsvp, why, seen}: Answers, setting: Setting): Change {
  const one = answerable(gatheringNamed(circle, id, setting), setting)
  const {member} = speaker
  const page = withAnswer(ownPage(circle, id, member), rsvp, why)
  const after = withPage(circle, one, member, page)
  const isOpen = (gathering: string): boolean => (gatheringById(circle, gathering)?.endMs ?? 0) > setting.nowMs
  return {
    writes: ownPageWrites(circle, one, member, page),
    message: `Answer ${id}: ${member} ${rsvp}`,
    show: answerBlocks(after, one, speaker, page),
    notes: remarks(after, one, member, rsvp, setting),
    json: {gathering: gatheringJson(one), member, rsvp, why: page.why ?? null, answers: answerIds(after, one)},
    after: () => seen?.add([{gathering: id, member, edition: {rsvp, stampMs: setting.nowMs}}], isOpen),
  }
}

/** What was typed: `yes`, `2026-12-04 yes`, or a gathering alone, which leaves the answer to be asked for. */
function typedWords(input: Input): {gathering?: string; rsvp?: Rsvp} {
  const [first, second] = [input.gathering, input.answer].map((word) => (typeof word === 'string' ? word : undefined))
  const [one, two] = [rsvpIn(first), rsvpIn(second)]
  if (second === undefined) return first === undefined ? {} : one === undefined ? {gathering: gatheringOnly(first)} : {rsvp: one}
  if (two !== undefined) return {gathering: first!, rsvp: two}
  if (one !== undefined) return {gathering: second, rsvp: one}
  throw noAnswer(second)
}

function rsvpIn(typed: string | undefined): Rsvp | undefined {
  const word = typed?.trim().toLowerCase().replaceAll('’', "'")
  return word === undefined ? undefined : (Object.keys(words) as Rsvp[]).find((rsvp) => words[rsvp].includes(word) || words[rsvp].includes(word.replace(/^cant\b/, "can't")))
}

/** A word alone that is no answer is a gathering where it can be one. */
function gatheringOnly(typed: string): string {
  if (/^\s*(next|last|\d{4}-\d{2}-\d{2}.*)$/i.test(typed)) return typed
  throw noAnswer(typed)
}

function noAnswer(typed: string): Fault {
  const meant = nearest(typed.trim().toLowerCase(), ['yes', 'maybe', 'no', 'going', 'declined'])
  return new Fault('usage', `not an answer: ${typed}`, {hint: `say yes, maybe or no${meant === undefined ? '' : `; did you mean ${meant}?`}`})
}

/** The gathering, while an answer can still be given. Throws a `refused` fault once it is cancelled, held or over. */
function answerable(one: Gathering, {nowMs}: Pick<Setting, 'nowMs'>): Gathering {
  const others = '`circle schedule list` shows those to come'
  if (one.status === 'cancelled') throw new Fault('refused', `${one.id} was cancelled${one.why === undefined ? '' : `: ${one.why}`}`, {hint: others})
  if (one.status === 'held') throw new Fault('refused', `${one.id} has been held`, {hint: `who was there is corrected with circle gather ${one.id} --present or --regrets`})
  if (one.endMs <= nowMs) throw new Fault('refused', `${one.id} is over`, {hint: `\`circle gather ${one.id}\` logs who was there; ${others}`})
  return one
}

async function asked({circle, context}: Stage, one: Gathering, speaker: Speaker, why: string | undefined): Promise<Pick<Answers, 'rsvp' | 'why'>> {
  const {isYou} = speaker
  const who = isYou ? 'Are you' : `Is ${calledFor(circle, speaker)}`
  const question = `${who} going to ${one.id}, ${shortWhen(circle, one)}?`
  if (!context.asks) throw new Fault('usage', question.charAt(0).toLowerCase() + question.slice(1), {hint: `answer it: circle rsvp ${one.id} yes, maybe or no`})
  const {askChoice, askLine} = await import('../terminal/prompts.ts')
  const before = ownPage(circle, one.id, speaker.member)
  const rsvp = await askChoice<Rsvp>(question, [{name: 'Yes', value: 'going'}, {name: 'Maybe', value: 'maybe'}, {name: 'No', value: 'declined'}], before.rsvp)
  if (rsvp === 'going' || why !== undefined) return {rsvp}
  const kept = before.rsvp === rsvp ? before.why : undefined
  const reason = await askLine({message: 'Why? (shown to the others; empty: not said)', ...(kept === undefined ? {} : {default: kept})})
  return {rsvp, ...(reason === '' ? {} : {why: reason})}
}

function answerBlocks(circle: Circle, one: Gathering, speaker: Speaker, {rsvp, why}: MemberPage): Block[] {
  const [you, they] = states[rsvp!]
  const told = speaker.isYou ? you : `${calledFor(circle, speaker)} ${they}`
  const there = elsewhere(circle, one, speaker.member)
  return [
    [strong(shortWhen(circle, one)), `: ${told}${why === undefined ? '' : ` (${why})`}. `, faint('('), name(one.id), faint(')')],
    ...(there === undefined ? [] : [[there]]),
    {table: answerRows(circle, one), indent: 2},
  ]
}

/** Who answered what, the speaker too. */
function answerRows(circle: Circle, one: Gathering): string[][] {
  const {going, maybe, away, unanswered} = answersOf(circle, one.id, one.start.day)
  const rows: [string, string[]][] = [
    ['going', going.map(({called}) => called)],
    ['maybe', maybe.map(({called}) => called)],
    ["can't come", away.map(({called}) => called)],
    ['no answer yet', unanswered.map(({called}) => called)],
  ]
  return rows.filter(([, people]) => people.length > 0).map(([state, people]) => [state, listed(people)])
}

function answerIds(circle: Circle, one: Gathering): Record<string, string[]> {
  const {going, maybe, away, unanswered} = answersOf(circle, one.id, one.start.day)
  const ids = (people: readonly {readonly id: string}[]): string[] => people.map(({id}) => id)
  return {going: ids(going), maybe: ids(maybe), declined: ids(away), unanswered: ids(unanswered)}
}

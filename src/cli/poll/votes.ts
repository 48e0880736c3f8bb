/** A member's votes, as they are typed in words or flags, or asked for date by date. */
import type {Circle, PollRecord} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import type {Vote} from '../../model/poll.ts'
import {nearest} from '../../model/nearest.ts'
import {counted} from '../../schedule/words.ts'
import type {Slot, Tally} from '../../schedule/poll.ts'
import type {Input, Stage} from '../command.ts'
import {calledFor} from '../own-page.ts'
import type {Speaker} from '../own-page.ts'
import {list} from '../typed.ts'
import {datesNamed} from './which.ts'
import {besideIn, spanIn, zoneFor} from './words.ts'

/** Votes by the id of the option, and what the others should know. */
export interface Said {
  readonly votes: ReadonlyMap<string, Vote>
  readonly why?: string
}

/** What people type. */
const spoken: Readonly<Record<Vote, readonly string[]>> = {
  yes: ['yes', 'y', 'can'],
  'if-need-be': ['if need be', 'if-need-be', 'ifneedbe', 'need be', 'maybe', '(yes)'],
  no: ['no', 'n', 'cannot', "can't"],
}
const nothing = ['skip', '-', '–', '?', '']

/** The answers in `yes, no, if need be`, `skip` for none; undefined where a word is none. */
export function votesIn(typed: string): (Vote | undefined)[] | undefined {
  const words = typed.split(',').map((word) => word.trim().toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' '))
  const votes = words.map((word) => (Object.keys(spoken) as Vote[]).find((vote) => spoken[vote].includes(word)))
  return votes.every((vote, index) => vote !== undefined || nothing.includes(words[index]!)) ? votes : undefined
}

/**
 * The votes that were typed, none where every date was skipped; undefined when nothing was typed. Throws a `usage` fault for
 * what is none, and for one date said twice.
 */
export async function typedVotes(
  {setting}: Pick<Stage, 'setting'>, tally: Tally, input: Input, words: string | undefined, zone: string,
): Promise<Map<string, Vote> | undefined> {
  const flags: readonly (readonly [Vote, Input[string], string])[] = [
    ['yes', input.can, '--can'], ['if-need-be', input.ifNeedBe, '--if-need-be'], ['no', input.cannot, '--cannot'],
  ]
  const said = words === undefined ? new Map<string, Vote>() : inOrder(tally, words)
  for (const [vote, typed, flag] of flags) {
    for (const slot of await datesNamed(tally, list(typed), zone, setting)) {
      if (said.has(slot.id) && said.get(slot.id) !== vote) {
        throw new Fault('usage', `two answers are given to date ${slot.number}`, {hint: `name it once: take it out of ${flag}, or out of the other`})
      }
      said.set(slot.id, vote)
    }
  }
  if (typeof input.rest === 'string') {
    const [vote, ...more] = votesIn(input.rest) ?? []
    if (vote === undefined || more.length > 0) {
      throw new Fault('usage', `not an answer: ${input.rest}`, {hint: 'say --rest yes, --rest "if need be" or --rest no'})
    }
    for (const {id, isPast} of tally.slots) if (!isPast && !said.has(id)) said.set(id, vote)
  }
  return said.size === 0 && words === undefined ? undefined : said
}

/** Answers to the dates to come in the order in which they are shown; one alone is to all of them. */
function inOrder({slots}: Tally, words: string): Map<string, Vote> {
  const votes = votesIn(words)
  if (votes === undefined) throw notVotes(words)
  const toCome = slots.filter(({isPast}) => !isPast)
  const [only] = votes
  if (votes.length === 1) return new Map(only === undefined ? [] : toCome.map(({id}) => [id, only]))
  if (votes.length !== toCome.length) {
    throw new Fault('usage', `${counted(votes.length, 'answer')} to ${counted(toCome.length, 'date')} to come`, {
      hint: 'give one for each, in the order of their numbers, "skip" for none; or name the dates: --can 1,3 --cannot 2',
    })
  }
  return new Map(toCome.flatMap(({id}, index) => (votes[index] === undefined ? [] : [[id, votes[index]]])))
}

/** The fault for words that are no votes: which is none, and what is meant perhaps. */
export function notVotes(typed: string): Fault {
  const wrong = typed.split(',').map((word) => word.trim().toLowerCase()).find((word) => votesIn(word) === undefined)
  const meant = nearest(wrong ?? '', Object.values(spoken).flat())
  const nearby = meant === undefined ? '' : `; did you mean ${meant}?`
  return new Fault('usage', `not an answer: ${wrong}`, {hint: `say yes, if need be or no, as in "yes, no, if need be"${nearby}`})
}

/** Asks about each date to come, by the clocks of whoever is asked. Throws a `usage` fault where nobody can be asked. */
export async function askedVotes(
  {circle, context}: Stage, {id, shared, pages}: PollRecord, tally: Tally, speaker: Speaker, why: string | undefined,
): Promise<Said> {
  const toCome = tally.slots.filter(({isPast}) => !isPast)
  if (toCome.length === 0) {
    throw new Fault('refused', `every date of ${id} is past`, {hint: `add one: circle schedule poll add-option ${id} "saturday 14:00"`})
  }
  if (!context.asks) {
    const who = speaker.isYou ? 'do you' : `does ${calledFor(circle, speaker)}`
    throw new Fault('usage', `what ${who} say to the ${counted(toCome.length, 'date')} of ${id}?`, {
      hint: `answer in their order: circle schedule poll vote ${id} "yes, if need be, no"; or name the dates: --can 1,3 --cannot 2`,
    })
  }
  const {askChoice, askLine} = await import('../terminal/prompts.ts')
  const zone = zoneFor(circle, speaker.member)
  const votes = new Map<string, Vote>()
  for (const [index, slot] of toCome.entries()) {
    const who = speaker.isYou ? 'you' : calledFor(circle, speaker)
    const question = `${shared.title}, ${index + 1} of ${toCome.length}: can ${who} come ${timeOf(circle, slot, zone)}?`
    const vote = await askChoice<Vote | 'nothing'>(question, [
      {name: 'Yes', value: 'yes'},
      {name: 'If need be', value: 'if-need-be', description: 'only if it suits the others best'},
      {name: 'No', value: 'no'},
      {name: 'Say nothing yet', value: 'nothing'},
    ], slot.votes.get(speaker.member))
    if (vote !== 'nothing') votes.set(slot.id, vote)
  }
  const before = pages.get(speaker.member)?.why
  const line = why ?? await askLine({message: 'Anything the others should know? (empty: no)', ...(before === undefined ? {} : {default: before})})
  return {votes, ...(line === '' ? {} : {why: line})}
}

function timeOf(circle: Circle, {gathering}: Slot, zone: string): string {
  const beside = besideIn(circle, gathering, zone)
  return `${spanIn(gathering, zone)}${beside === undefined ? '' : ` (${beside})`}`
}

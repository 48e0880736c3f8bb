import type {Circle, PollRecord} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import {shortName} from '../../model/members.ts'
import {counted, listed} from '../../schedule/words.ts'
import {pageOfOption, ranked, standingOf, tallyOf} from '../../schedule/poll.ts'
import type {Slot, Tally} from '../../schedule/poll.ts'
import {circleCommand} from '../command.ts'
import type {Change, Setting, Stage} from '../command.ts'
import {ownDateId} from '../own-date.ts'
import {pollWith} from '../poll/asked.ts'
import {dateNamed, openPoll, pollNamed} from '../poll/which.ts'
import {deadlineWords, outcomeRows, pollJson, reasonWords, ruleWords, slotWords, zoneFor} from '../poll/words.ts'
import {pastNotes, scheduled} from '../scheduled.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, name, strong} from '../terminal/lines.ts'

interface Answers {
  readonly id: string
  /** The option that was named. */
  readonly chosen?: string
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async (stage, {poll: typed, choose}) => {
    const {circle, setting, actor} = stage
    const poll = openPoll(pollNamed(circle, typeof typed === 'string' ? typed : undefined))
    const tally = tallyOf(circle, poll, setting)
    const you = await actor()
    const zone = zoneFor(circle, you)
    const named = typeof choose === 'string' ? await dateNamed(tally, choose, zone, setting) : undefined
    const slot = named ?? bestOf(poll, tally)
    await requireTime(stage, poll, tally, slot, zone)
    return {id: poll.id, ...(named === undefined ? {} : {chosen: named.id}), ...(you === undefined ? {} : {you})}
  },

  change: (circle, {id, chosen, you}, setting) => {
    const poll = openPoll(pollNamed(circle, id))
    const tally = tallyOf(circle, poll, setting)
    const slot = chosen === undefined ? bestOf(poll, tally) : tally.slots.find(({ids}) => ids.includes(chosen))
    if (slot === undefined) throw new Fault('refused', `the date ${chosen} was taken out of the poll meanwhile`, {hint: `look at it again: circle schedule poll ${id}`})
    return closing(circle, {poll, tally, slot, isNamed: chosen !== undefined, zone: zoneFor(circle, you)}, setting)
  },
})

/** The best date by the rule. Throws a `refused` fault where there is none to come, or nobody can come to any. */
function bestOf({id}: PollRecord, tally: Tally): Slot {
  const standing = standingOf(tally)
  if (standing !== undefined) return standing.best
  const instead = `or call it off: circle schedule poll cancel ${id} --why "…"`
  if (tally.slots.every(({isPast}) => isPast)) throw new Fault('refused', `every date of ${id} is past`, {hint: `add one: circle schedule poll add-option ${id} "saturday 14:00"; ${instead}`})
  throw new Fault('refused', `nobody can come to any date of ${id}`, {hint: `name one with --choose, ${instead}`})
}

/** Before the time to answer is over, those who have not answered count on it: then somebody has to say so. Once everybody has answered it may be closed. */
async function requireTime({circle, context, flags}: Stage, poll: PollRecord, {deadlineMs, isOverdue, silent, partly}: Tally, slot: Slot, zone: string): Promise<void> {
  const missing = [...silent, ...partly]
  if (deadlineMs === undefined || isOverdue || missing.length === 0 || flags.yes) return
  const who = listed(missing.map((member) => shortName(circle.members, member)))
  const state = `they can answer until ${deadlineWords(circle, poll, zone)}, and ${who} ${missing.length === 1 ? 'has' : 'have'} not yet answered all`
  if (!context.asks) throw new Fault('usage', `close ${poll.id} now? ${state[0]!.toUpperCase()}${state.slice(1)}`, {hint: 'to close it all the same, give --yes'})
  const {askYes} = await import('../terminal/prompts.ts')
  if (!await askYes(`Close it now with date ${slotWords(slot, zone)}? ${state[0]!.toUpperCase()}${state.slice(1)}.`, false)) throw new Fault('interrupted', 'Not closed. Nothing was changed.')
}

interface Closing {
  readonly poll: PollRecord
  readonly tally: Tally
  readonly slot: Slot
  /** Somebody chose it, whatever the rule says. */
  readonly isNamed: boolean
  readonly zone: string
}

function closing(circle: Circle, {poll, tally, slot, isNamed, zone}: Closing, setting: Setting): Change {
  const {shared} = poll
  const gathering = ownDateId(slot.gathering.start.day, shared.title, circle)
  const options = {...shared.options, [slot.id]: {...shared.options![slot.id]!, gathering}}
  const after = pollWith(poll, {shared: {...shared, status: 'closed', chosen: slot.id, options}})
  const planned = scheduled(circle, gathering, pageOfOption(shared, slot.id), {message: `Close the poll ${poll.id}: ${gathering}`, done: 'is planned', notes: pastNotes(slot.gathering.start, setting, gathering)})
  return {
    ...planned,
    writes: [...planned.writes!, {kind: 'poll', id: poll.id, record: after.shared}],
    show: [
      [name(poll.id), ' is closed: ', strong(slotWords(slot, zone)), '.'],
      '',
      {table: outcomeRows(tally, ranked(tally), zone), indent: 2},
      ...reasonBlocks(tally, slot, isNamed),
      '',
      ...planned.show!,
      ...askBlocks(slot, gathering),
    ],
    json: {...(planned.json as object), poll: pollJson(after, tally), reason: isNamed ? 'named' : 'rule'},
  }
}

function reasonBlocks(tally: Tally, slot: Slot, isNamed: boolean): Block[] {
  const standing = standingOf(tally)
  if (!isNamed) return [[`Date ${slot.number}: ${reasonWords(standing!)}.`], [faint(ruleWords())]]
  const differs = standing !== undefined && standing.best.id !== slot.id
  return [[`Date ${slot.number} was named${differs ? `; by the rule it would have been date ${standing.best.number}: ${reasonWords(standing)}` : ''}.`], [faint(ruleWords())]]
}

/** A vote is a wish; whether they come, everyone says themselves. */
function askBlocks({yes, ifNeedBe}: Slot, gathering: string): Block[] {
  const can = [...yes, ...ifNeedBe].length
  return [[`${can === 0 ? 'Everybody says' : `${counted(can, 'member')} could come; each says`} whether they will: `, faint(`circle rsvp ${gathering} yes`)]]
}

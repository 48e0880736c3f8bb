import {isDeepStrictEqual} from 'node:util'
import type {Circle, PollRecord} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {SharedPage} from '../../model/gathering.ts'
import {shortName} from '../../model/members.ts'
import type {Poll} from '../../model/poll.ts'
import {counted, listed} from '../../schedule/words.ts'
import {pageOfOption, ranked, standingOf, tallyOf} from '../../schedule/poll.ts'
import type {Slot, Tally} from '../../schedule/poll.ts'
import {circleCommand} from '../command.ts'
import type {Change, Setting, Stage} from '../command.ts'
import {ownDateId} from '../own-date.ts'
import {pollWith} from '../poll/asked.ts'
import {dateNamed, openPoll, pollAsked, pollNamed} from '../poll/which.ts'
import {deadlineWords, outcomeBlock, pollJson, reasonWords, ruleWords, slotWords, zoneFor} from '../poll/words.ts'
import {pastNotes, scheduled} from '../scheduled.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, name, section, steps, strong} from '../terminal/lines.ts'

interface Answers {
  readonly id: string
  /** The option that was named. */
  readonly chosen?: string
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async (stage, {poll: typed, choose}) => {
    const {circle, setting, actor} = stage
    const poll = openPoll(await pollAsked(stage, typeof typed === 'string' ? typed : undefined))
    const tally = tallyOf(circle, poll, setting)
    const you = await actor()
    const zone = zoneFor(circle, you)
    const named = typeof choose === 'string' ? await dateNamed(tally, choose, zone, setting) : undefined
    const slot = named ?? bestOf(poll, tally)
    await requireTime(stage, poll, tally, slot, zone)
    return {id: poll.id, ...defined({chosen: named?.id, you})}
  },

  change: (circle, {id, chosen, you}, setting) => {
    const poll = openPoll(pollNamed(circle, id))
    const tally = tallyOf(circle, poll, setting)
    const slot = chosen === undefined ? bestOf(poll, tally) : tally.slots.find(({ids}) => ids.includes(chosen))
    if (slot === undefined) {
      throw new Fault('refused', `the date ${chosen} was taken out of the poll meanwhile`, {hint: `look at it again: circle schedule poll ${id}`})
    }
    return closing(circle, {poll, tally, slot, isNamed: chosen !== undefined, zone: zoneFor(circle, you)}, setting)
  },
})

/** The best date by the rule. Throws a `refused` fault where there is none to come, or nobody can come to any. */
function bestOf({id}: PollRecord, tally: Tally): Slot {
  const standing = standingOf(tally)
  if (standing !== undefined) return standing.best
  const instead = `or call it off: circle schedule poll cancel ${id} --why "…"`
  if (tally.slots.every(({isPast}) => isPast)) {
    throw new Fault('refused', `every date of ${id} is past`, {hint: `add one: circle schedule poll add-option ${id} "saturday 14:00"; ${instead}`})
  }
  if (tally.slots.every(({isPast, votes}) => isPast || votes.size === 0)) {
    throw new Fault('refused', `nobody has answered ${id} yet`, {hint: `answer it: circle schedule poll vote ${id}; name a date with --choose, ${instead}`})
  }
  throw new Fault('refused', `nobody can come to any date of ${id}`, {hint: `name one with --choose, ${instead}`})
}

/** Those who have not answered count on being asked: unless their time is over, somebody has to say that it is closed without them. */
async function requireTime({circle, context, flags}: Stage, poll: PollRecord, tally: Tally, slot: Slot, zone: string): Promise<void> {
  const {isOverdue, silent, partly} = tally
  const missing = [...silent, ...partly]
  if (isOverdue || missing.length === 0 || flags.yes) return
  const who = listed(missing.map((member) => shortName(circle.members, member)))
  const until = deadlineWords(circle, poll, zone)
  const state = `${until === undefined ? '' : `They can answer until ${until}, and `}${who} ${missing.length === 1 ? 'has' : 'have'} not yet answered all`
  if (!context.asks) throw new Fault('usage', `close ${poll.id} now? ${state}`, {hint: 'to close it all the same, give --yes'})
  const {askYes} = await import('../terminal/prompts.ts')
  if (!await askYes(`Close it now with date ${slotWords(slot, zone)}? ${state}.`, false)) {
    throw new Fault('interrupted', 'Not closed. Nothing was changed.')
  }
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
  const page = pageOfOption(shared, slot.id)
  const again = calledOff(circle, shared, slot, page)
  const gathering = again ?? ownDateId(slot.gathering.start.day, shared.title, circle)
  const options = {...shared.options, [slot.id]: {...shared.options![slot.id]!, gathering}}
  const after = pollWith(poll, {shared: {...shared, status: 'closed', chosen: slot.id, options}})
  const planned = scheduled(circle, gathering, page, {
    message: `Close the poll ${poll.id}: ${gathering}`,
    done: again === undefined ? 'is planned' : 'is planned again',
    notes: pastNotes(slot.gathering.start, setting, gathering),
    zone,
  })
  return {
    ...planned,
    writes: [...planned.writes!, {kind: 'poll', id: poll.id, record: after.shared}],
    show: [
      [name(poll.id), ' is closed: ', strong(slotWords(slot, zone)), '.'],
      '',
      outcomeBlock(tally, ranked(tally), zone),
      ...reasonBlocks(tally, slot, isNamed),
      '',
      ...planned.show!,
      ...section('Next', [steps([
        [`circle rsvp ${gathering} yes`, askedWords(slot)],
        [`circle invite ${gathering}`, 'invites the members by mail'],
      ])]),
    ],
    json: {...(planned.json as object), poll: pollJson(after, tally), reason: isNamed ? 'named' : 'rule'},
  }
}

/** The gathering that came of this date before, where it was called off since and says nothing else than the date would now. */
function calledOff({gatherings}: Circle, {options}: Poll, {ids}: Slot, page: SharedPage): string | undefined {
  return ids.flatMap((id) => options?.[id]?.gathering ?? []).find((gathering) => {
    const {status, why: _, ...said} = gatherings.get(gathering)?.shared ?? {}
    return status === 'cancelled' && isDeepStrictEqual({...said}, {...page})
  })
}

function reasonBlocks(tally: Tally, slot: Slot, isNamed: boolean): Block[] {
  const standing = standingOf(tally)
  if (!isNamed) return [[`Date ${slot.number}: ${reasonWords(standing!)}.`], [faint(ruleWords())]]
  const differs = standing !== undefined && standing.best.id !== slot.id
  const instead = differs ? `; by the rule it would have been date ${standing.best.number}: ${reasonWords(standing)}` : ''
  return [[`Date ${slot.number} was named${instead}.`], [faint(ruleWords())]]
}

/** A vote is a wish; whether they come, everyone says themselves. */
function askedWords({yes, ifNeedBe}: Slot): string {
  const can = [...yes, ...ifNeedBe].length
  return `says that you come${can === 0 ? '' : `: ${counted(can, 'member')} could, and each says so`}`
}

import type {Circle, PollRecord} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {shortName, statusWords} from '../../model/members.ts'
import type {PollPage, Vote} from '../../model/poll.ts'
import {counted, listed} from '../../schedule/words.ts'
import {tallyOf} from '../../schedule/poll.ts'
import type {Tally} from '../../schedule/poll.ts'
import {circleCommand} from '../command.ts'
import type {Change, Setting} from '../command.ts'
import {calledFor, speakerOf} from '../own-page.ts'
import type {Speaker} from '../own-page.ts'
import {pollWith} from '../poll/asked.ts'
import {askedVotes, notVotes, typedVotes, votesIn} from '../poll/votes.ts'
import type {Said} from '../poll/votes.ts'
import {openPoll, openPolls, pollAsked, pollExactly, pollNamed, pollsHint, pollsMeant} from '../poll/which.ts'
import {deadlineWords, pollBlocks, pollJson, slotWords, zoneFor} from '../poll/words.ts'
import {name} from '../terminal/lines.ts'
import {oneLine} from '../typed.ts'

interface Answers extends Said {
  readonly id: string
  readonly speaker: Speaker
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {circle, setting} = stage
    const [first, second] = [input.poll, input.votes].map((word) => (typeof word === 'string' ? word : undefined))
    // `vote "yes,no"` is about the only open poll, unless just that is the name of one.
    const alone = second === undefined && first !== undefined && areVotes(circle, first)
    const poll = openPoll(await pollAsked(stage, alone ? undefined : first))
    const speaker = await speakerOf(stage)
    const tally = tallyOf(circle, poll, setting)
    const why = oneLine(input.why)
    const said = await typedVotes(stage, tally, input, alone ? first : second, zoneFor(circle, speaker.member))
    if (said !== undefined) return {id: poll.id, speaker, votes: said, ...defined({why})}
    return {id: poll.id, speaker, ...(await askedVotes(stage, poll, tally, speaker, why))}
  },

  change: (circle, {id, speaker, votes, why}, setting) => {
    const {member} = speaker
    const poll = openPoll(pollNamed(circle, id))
    if (votes.size === 0 && why === undefined) return nothingSaid(circle, poll, member, setting)
    const page = pageAfter(poll.pages.get(member) ?? {}, tallyOf(circle, poll, setting), votes, why)
    const after = pollWith(poll, {page: [member, page]})
    const tally = tallyOf(circle, after, setting)
    const zone = zoneFor(circle, member)
    const whose = speaker.isYou ? 'your votes' : `the votes of ${calledFor(circle, speaker)}`
    return {
      writes: [{kind: 'vote', id, member, record: page}],
      message: `Vote in ${id}: ${member}`,
      show: [[name(id), `: ${whose} are written down.`], '', ...pollBlocks(circle, after, tally, zone)],
      notes: remarks(circle, {speaker, tally, votes, until: deadlineWords(circle, after, zone)}, setting),
      json: {poll: pollJson(after, tally), member, votes: page.votes ?? {}, why: page.why ?? null},
    }
  },
})

/** Whether what was typed alone are votes and not a poll. Throws a `usage` or `unknown` fault where it can be neither. */
function areVotes(circle: Circle, typed: string): boolean {
  if (pollExactly(circle, typed) !== undefined) return false
  if (votesIn(typed) !== undefined) return true
  if (typed.includes(',')) throw notVotes(typed)
  if (pollsMeant(circle, typed).length > 0) return false
  const asPoll = pollsHint(circle, typed)
  throw new Fault('unknown', `neither a poll nor an answer: ${typed}`, {hint: openPolls(circle).length === 0 ? asPoll : `${asPoll}; or ${notVotes(typed).hint}`})
}

/** Every date was skipped: what was said before stays. */
function nothingSaid(circle: Circle, poll: PollRecord, member: string, setting: Setting): Change {
  const tally = tallyOf(circle, poll, setting)
  const page = poll.pages.get(member)
  return {
    show: pollBlocks(circle, poll, tally, zoneFor(circle, member)),
    notes: ['Nothing changed: every date was skipped, and what was said before stays.'],
    json: {poll: pollJson(poll, tally), member, votes: page?.votes ?? {}, why: page?.why ?? null},
  }
}

/** The member's page with these votes: each under the id of its date, and under no other id of the same. */
function pageAfter(
  {votes: before = {}, why: said, ...rest}: PollPage, {slots}: Tally, votes: ReadonlyMap<string, Vote>, why: string | undefined,
): PollPage {
  const after: Record<string, Vote> = {...before}
  for (const [option, vote] of votes) {
    const slot = slots.find(({ids}) => ids.includes(option))
    if (slot === undefined) {
      throw new Fault('refused', `the date ${option} was taken out of the poll meanwhile`, {hint: 'look at it again: circle schedule poll'})
    }
    for (const twin of slot.ids) delete after[twin]
    after[slot.id] = vote
  }
  return {...rest, ...(Object.keys(after).length === 0 ? {} : {votes: after}), ...defined({why: why ?? said})}
}

interface Voted {
  readonly speaker: Speaker
  readonly tally: Tally
  readonly votes: ReadonlyMap<string, Vote>
  readonly until: string | undefined
}

function remarks(circle: Circle, {speaker: {member}, tally, votes, until}: Voted, {today}: Setting): string[] {
  const record = circle.members.get(member)!
  const zone = zoneFor(circle, member)
  const past = tally.slots.filter(({id, isPast}) => isPast && votes.has(id))
  const unsaid = tally.slots.filter(({isPast, votes: said}) => !isPast && !said.has(member))
  const numbered = `${unsaid.length === 1 ? 'date' : 'dates'} ${listed(unsaid.map(({number}) => String(number)))}`
  const isWaited = record.status === undefined || record.status === 'active'
  return [
    ...past.map((slot) => `This date is past, so the vote changes nothing: ${slotWords(slot, zone)}.`),
    ...(tally.isOverdue ? [`The time to answer was until ${until}; votes count until somebody closes the poll.`] : []),
    ...(unsaid.length > 0 ? [`Nothing said yet to ${numbered}, of ${counted(tally.slots.length, 'date')}.`] : []),
    ...(isWaited ? [] : [`${shortName(circle.members, member)} is not waited for: ${statusWords(record, today)}.`]),
  ]
}

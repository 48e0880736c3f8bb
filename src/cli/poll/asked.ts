/** What the commands of polls have in common: the poll they write on, with what it then comes to. */
import type {Circle, PollRecord} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import type {Poll, PollPage} from '../../model/poll.ts'
import {whenText} from '../../model/when.ts'
import type {When} from '../../model/when.ts'
import {wallOf} from '../../schedule/instant.ts'
import {tallyOf} from '../../schedule/poll.ts'
import type {Tally} from '../../schedule/poll.ts'
import type {Change, Setting} from '../command.ts'
import type {Block} from '../terminal/lines.ts'
import {name} from '../terminal/lines.ts'
import {whenTyped} from '../typed.ts'
import {pollBlocks, pollJson} from './words.ts'

/** A poll with another shared page, or another page of one member. */
export function pollWith(
  poll: PollRecord, {shared = poll.shared, page}: {readonly shared?: Poll; readonly page?: readonly [member: string, page: PollPage]},
): PollRecord {
  if (page === undefined) return {...poll, shared}
  return {...poll, shared, pages: new Map([...poll.pages, page].toSorted(([one], [other]) => (one < other ? -1 : 1)))}
}

interface Told {
  readonly setting: Setting
  /** In which it is shown. */
  readonly zone: string
  readonly message: string
  /** What was done, after the poll's id: `is open`. */
  readonly done: string
  readonly notes?: (tally: Tally) => readonly string[]
  /** What to do next, below the poll. */
  readonly below?: readonly Block[]
}

/** The change that gives a poll's shared page new content, shown as it then stands. */
export function pollChange(circle: Circle, poll: PollRecord, {setting, zone, message, done, notes, below = []}: Told): Change {
  const tally = tallyOf(circle, poll, setting)
  return {
    writes: [{kind: 'poll', id: poll.id, record: poll.shared}],
    message,
    show: [[name(poll.id), ` ${done}.`], '', ...pollBlocks(circle, poll, tally, zone), ...below],
    notes: notes?.(tally) ?? [],
    json: {poll: pollJson(poll, tally)},
  }
}

/** A day and perhaps a time as it was typed, as the poll writes it: by the clocks of its own zone. */
export async function writtenWhen(typed: string, zone: string, setting: Setting): Promise<string> {
  return whenText(await whenIn(typed, zone, setting))
}

/** Throws a `usage` fault for a time to answer that is over before anybody can answer. */
export function requireToCome(circle: Pick<Circle, 'charter' | 'members'>, shared: Poll, setting: Setting): void {
  const {isOverdue} = tallyOf(circle, {id: 'asked', shared, pages: new Map()}, setting)
  if (isOverdue) throw new Fault('usage', `the time to answer would be over already: ${shared.deadline}`, {hint: 'give a later --deadline, or leave it out'})
}

/** What is wrong with a day and perhaps a time, in itself or as `judge` finds it written, for the question that it was to answer. */
export async function whenProblem(typed: string, zone: string, setting: Setting, judge?: (written: string) => void): Promise<string | undefined> {
  try {
    const written = await writtenWhen(typed, zone, setting)
    judge?.(written)
    return undefined
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'usage') throw error
    return judge === undefined && error.hint !== undefined ? `${error.message}; ${error.hint}` : error.message
  }
}

/** A day and perhaps a time by the clocks of a zone: where it is already tomorrow, "tomorrow" is a day later. */
export function whenIn(typed: string, zone: string, setting: Setting): Promise<When> {
  return whenTyped(typed, {...setting, today: wallOf(zone, setting.nowMs).day})
}

/** Which poll, and which of its dates, is meant by what was typed. */
import type {Circle, PollRecord} from '../../model/circle.ts'
import {weekday} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {idMeant} from '../../model/forms.ts'
import {nearest} from '../../model/nearest.ts'
import {gatheringOf, pollStatus} from '../../model/poll.ts'
import type {When} from '../../model/when.ts'
import type {Slot, Tally} from '../../schedule/poll.ts'
import {weekdayName} from '../../schedule/words.ts'
import type {Setting, Stage} from '../command.ts'
import {whenTyped} from '../typed.ts'
import {wallIn} from './words.ts'

/** The open polls, in the order of their ids. */
export function openPolls({polls}: Pick<Circle, 'polls'>): PollRecord[] {
  return [...polls.values()].filter(({shared}) => pollStatus(shared) === 'open')
}

/**
 * The poll that was typed: its id or title, or what only one has, the beginning of one. Without a word the only open one.
 * Throws an `unknown` fault for a word that means none or several; without one `usage` where several are open, `missing` where none is.
 */
export function pollNamed(circle: Pick<Circle, 'polls'>, typed: string | undefined): PollRecord {
  if (typed === undefined) return onlyOpen(circle)
  const found = pollsMeant(circle, typed)
  if (found.length === 1) return found[0]!
  if (found.length === 0) throw new Fault('unknown', `there is no poll ${typed}`, {hint: pollsHint(circle, typed)})
  throw new Fault('unknown', `${found.length} polls are called ${typed}`, {hint: `say which: ${found.map(({id}) => id).join(', ')}`})
}

function onlyOpen(circle: Pick<Circle, 'polls'>): PollRecord {
  const open = openPolls(circle)
  if (open.length === 1) return open[0]!
  if (open.length > 1) throw new Fault('usage', 'which poll?', {hint: `say which: ${open.map(({id}) => id).join(', ')}`})
  throw new Fault('missing', 'no poll is open', {hint: 'circle sync fetches what others opened; to open one: circle schedule poll open "Winter walk" --option "2026-12-05 14:00"'})
}

/** The polls that a word may mean: that of this id, else those of this title, else those whose id or title begins so. */
export function pollsMeant({polls}: Pick<Circle, 'polls'>, typed: string): PollRecord[] {
  const wanted = typed.trim().toLowerCase()
  const known = polls.get(wanted)
  if (known !== undefined) return [known]
  const titled = titledAs(polls, wanted)
  if (titled.length > 0 || wanted === '') return titled
  const slug = idMeant(typed)
  return openOnes([...polls.values()].filter((poll) => titleOf(poll).startsWith(wanted) || (slug !== undefined && poll.id.startsWith(slug))))
}

function titledAs(polls: Circle['polls'], wanted: string): PollRecord[] {
  return openOnes([...polls.values()].filter((poll) => titleOf(poll) === wanted))
}

function titleOf({shared}: PollRecord): string {
  return shared.title.trim().toLowerCase()
}

/** Those that are open, where any is: of two under one name that is the one people mean. */
function openOnes(polls: readonly PollRecord[]): PollRecord[] {
  const open = polls.filter(({shared}) => pollStatus(shared) === 'open')
  return open.length > 0 ? open : [...polls]
}

/** The poll that was typed, as `pollNamed` finds it; where several are open and none was typed, it is asked for at a terminal. */
export async function pollAsked({circle, context}: Pick<Stage, 'circle' | 'context'>, typed: string | undefined): Promise<PollRecord> {
  const open = openPolls(circle)
  return typed === undefined && open.length > 1 && context.asks ? askedAmong(open) : pollNamed(circle, typed)
}

/** Asks at a terminal which of several polls is meant. */
export async function askedAmong(polls: readonly PollRecord[]): Promise<PollRecord> {
  const {askChoice} = await import('../terminal/prompts.ts')
  return askChoice('Which poll?', polls.map((poll) => ({name: `${poll.shared.title}  ${poll.id}`, value: poll})))
}

/** The poll of just that id or title, whether it is open or not; undefined where none or several have it. */
export function pollExactly({polls}: Pick<Circle, 'polls'>, typed: string): PollRecord | undefined {
  const wanted = typed.trim().toLowerCase()
  const [only, ...more] = titledAs(polls, wanted)
  return polls.get(wanted) ?? (more.length === 0 ? only : undefined)
}

/** What to do where a word means no poll: the nearest one, or how to see or open some. */
export function pollsHint({polls}: Pick<Circle, 'polls'>, typed: string): string {
  const meant = nearest(typed.trim().toLowerCase(), [...polls.values()].flatMap(({id, shared}) => [id, shared.title]))
  if (meant !== undefined) return `did you mean ${meant}?`
  return polls.size === 0 ? 'open one: circle schedule poll open "Winter walk" --option "2026-12-05 14:00"' : '`circle schedule poll --all` shows them'
}

/** A poll that is still open. Throws a `refused` fault that says what became of it. */
export function openPoll(poll: PollRecord): PollRecord {
  const {id, shared: {why}} = poll
  const gathering = gatheringOf(poll.shared)
  const status = pollStatus(poll.shared)
  if (status === 'open') return poll
  const became = status === 'closed' ? `was closed${gathering === undefined ? '' : `: ${gathering}`}` : `was called off${why === undefined ? '' : `: ${why}`}`
  throw new Fault('refused', `the poll ${id} ${became}`, {hint: `to go on with it: circle schedule poll reopen ${id}`})
}

/**
 * The date of a poll that was typed: its number, its id, its weekday where no other has that, or its day (and time) in `zone`,
 * else in the poll's own. Throws an `unknown` or `usage` fault.
 */
export async function dateNamed({slots}: Tally, typed: string, zone: string, setting: Setting): Promise<Slot> {
  const wanted = typed.trim().toLowerCase()
  const known = slots.find(({ids, number}) => String(number) === wanted || ids.includes(wanted))
  if (known !== undefined) return known
  const hint = `its dates are 1 to ${slots.length}: \`circle schedule poll\` shows them`
  if (/^\d+$/.test(wanted)) throw new Fault('unknown', `the poll has no date ${typed}`, {hint})
  const named = slots.filter(({gathering}) => weekdayName(weekday(wallIn(gathering, zone).day)).toLowerCase() === wanted)
  if (named.length === 1) return named[0]!
  const when = await whenTyped(typed, setting)
  const on = (start: When): boolean => start.day === when.day && (when.time === undefined || when.time === start.time)
  const [here, there] = [slots.filter(({gathering}) => on(wallIn(gathering, zone))), slots.filter(({gathering}) => on(gathering.start))]
  const found = here.length > 0 ? here : there
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    const numbers = found.map(({number}) => number).join(', ')
    throw new Fault('usage', `${found.length} dates of the poll are on ${when.day}`, {hint: `say which by its number: ${numbers}`})
  }
  throw new Fault('unknown', `the poll asks about no date on ${when.day}${when.time === undefined ? '' : ` at ${when.time}`}`, {hint})
}

/** Several dates, as `1,3` or one by one, each once. */
export async function datesNamed(tally: Tally, typed: readonly string[], zone: string, setting: Setting): Promise<Slot[]> {
  const found: Slot[] = []
  for (const word of typed.flatMap((each) => each.split(',')).filter((each) => each.trim() !== '')) found.push(await dateNamed(tally, word, zone, setting))
  return [...new Set(found)]
}

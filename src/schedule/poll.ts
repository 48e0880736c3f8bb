/** What a poll has come to: its dates, who can come to each, which is the best and by which part of the rule. */
import type {Circle, PollRecord} from '../model/circle.ts'
import {addDays} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {defined} from '../model/defined.ts'
import type {SharedPage} from '../model/gathering.ts'
import type {Member} from '../model/member.ts'
import {isActive, isToCome} from '../model/members.ts'
import type {Vote} from '../model/poll.ts'
import {readWhen} from '../model/when.ts'
import {byStart, gatherings} from './gatherings.ts'
import type {Gathering} from './gatherings.ts'
import {resolveWall} from './instant.ts'

/** One date of a poll, with what was said to it. Members are ids, in the order of ids. */
export interface Slot {
  /** By which it is known; votes are written under it. */
  readonly id: string
  /** With the options that say the very same, as two people may add one at once. */
  readonly ids: readonly string[]
  /** From 1, in the order in which the dates were added: a number stays when an earlier date is added. */
  readonly number: number
  /** The gathering it would be; its id is only for this. */
  readonly gathering: Gathering
  readonly votes: ReadonlyMap<string, Vote>
  readonly yes: readonly string[]
  readonly ifNeedBe: readonly string[]
  readonly no: readonly string[]
  /** Those waited for who have not said. */
  readonly unsaid: readonly string[]
  /** It has begun; a whole day is past when it is over. */
  readonly isPast: boolean
}

/** What has been said in a poll, date by date. */
export interface Tally {
  /** In the order in which they were added. */
  readonly slots: readonly Slot[]
  /** Whose votes count or are waited for. */
  readonly voters: readonly string[]
  /** Of those waited for: who has said nothing to any date to come, and who to some only. */
  readonly silent: readonly string[]
  readonly partly: readonly string[]
  /** When the time to answer is over, milliseconds since 1970; absent: never. */
  readonly deadlineMs?: number
  readonly isOverdue: boolean
}

/** Which date is best. */
export interface Standing {
  readonly best: Slot
  /** Part of `rule` that told it from the next best, counted from 0; absent where there is no other. */
  readonly decidedBy?: number
  /** The next best. */
  readonly next?: Slot
  /** Dates as good as the best in all but being later. */
  readonly ties: readonly Slot[]
}

/** The rule by which a date is chosen, its parts in their order: each says what is compared, and of more which is better. */
export const rule: readonly {readonly words: string; readonly of: (slot: Pick<Slot, 'yes' | 'ifNeedBe' | 'no' | 'gathering'>) => number}[] = [
  {words: 'the most who can come at all', of: ({yes, ifNeedBe}) => yes.length + ifNeedBe.length},
  {words: 'the most who say yes', of: ({yes}) => yes.length},
  {words: 'the fewest who say no', of: ({no}) => -no.length},
  {words: 'the earliest', of: ({gathering}) => -gathering.startMs},
]
const earliest = rule.length - 1

/** What has been said in a poll by `nowMs`. Throws a Fault for values that `check` would refuse. */
export function tallyOf(circle: Pick<Circle, 'charter' | 'members'>, poll: PollRecord, {nowMs, today}: {readonly nowMs: number; readonly today: Day}): Tally {
  const zone = poll.shared.timezone ?? circle.charter.timezone
  const waited = [...circle.members].flatMap(([id, member]) => (isActive(member) !== isToCome(member, today) ? [id] : []))
  const slots = datesOf(circle, poll).map(({ids, gathering}, index): Slot => {
    const votes = votesFor(circle, poll, ids, gathering.start.day)
    const who = (vote: Vote): string[] => [...votes].flatMap(([member, said]) => (said === vote ? [member] : []))
    return {
      id: ids[0]!, ids, number: index + 1, gathering, votes,
      yes: who('yes'), ifNeedBe: who('if-need-be'), no: who('no'),
      unsaid: waited.filter((member) => !votes.has(member)),
      isPast: (gathering.allDay ? gathering.endMs : gathering.startMs) <= nowMs,
    }
  })
  const toCome = slots.filter(({isPast}) => !isPast)
  const missing = (member: string): number => toCome.filter(({unsaid}) => unsaid.includes(member)).length
  const deadlineMs = deadlineOf(poll.shared.deadline, zone)
  return {
    slots,
    voters: [...circle.members.keys()].filter((member) => waited.includes(member) || slots.some(({votes}) => votes.has(member))),
    silent: waited.filter((member) => toCome.length > 0 && missing(member) === toCome.length),
    partly: waited.filter((member) => missing(member) > 0 && missing(member) < toCome.length),
    ...defined({deadlineMs}),
    isOverdue: deadlineMs !== undefined && deadlineMs <= nowMs,
  }
}

/** The dates to come, the best first by `rule`. */
export function ranked({slots}: Pick<Tally, 'slots'>): Slot[] {
  return slots.filter(({isPast}) => !isPast).toSorted((one, other) => differenceOf(one, other)?.by ?? 0)
}

/** The dates in the order of time. */
export function inTime(slots: readonly Slot[]): Slot[] {
  return slots.toSorted((one, other) => byStart(one.gathering, other.gathering))
}

/** The best of the dates to come by `rule`; undefined when nobody can come to any of them. */
export function standingOf({slots}: Pick<Tally, 'slots'>): Standing | undefined {
  const [best, next] = ranked({slots})
  if (best === undefined || rule[0]!.of(best) === 0) return undefined
  const ties = slots.filter((slot) => slot !== best && !slot.isPast && (differenceOf(best, slot)?.part ?? earliest) === earliest)
  return {best, ...(next === undefined ? {} : {next, ...defined({decidedBy: differenceOf(best, next)?.part})}), ties}
}

/** The first part of the rule in which two dates differ; `by` is negative where the one is better. */
function differenceOf(one: Slot, other: Slot): {part: number; by: number} | undefined {
  const part = rule.findIndex(({of}) => of(one) !== of(other))
  return part < 0 ? undefined : {part, by: rule[part]!.of(other) - rule[part]!.of(one)}
}

/** What a date's gathering would say on its page. */
export function pageOfOption(shared: PollRecord['shared'], id: string): SharedPage {
  const {timezone, title, options, lasts, place, link} = shared
  const {gathering: _, ...own} = options?.[id] ?? {}
  return defined({lasts, timezone, place, link, title, ...own})
}

interface DateAsked {
  readonly ids: readonly string[]
  readonly gathering: Gathering
}

/** The dates in the order in which they stand in the file; options that come to the very same gathering are one, where the first of them stands. */
function datesOf({charter}: Pick<Circle, 'charter'>, {shared}: PollRecord): DateAsked[] {
  // No rhythm takes part: these are dates of their own.
  const {rhythms: _, ...plain} = charter
  const dates = new Map<string, {ids: string[]; gathering: Gathering}>()
  for (const id of Object.keys(shared.options ?? {})) {
    const gathering = gatheringFor(plain, shared, id)
    if (gathering === undefined) continue
    const {startMs, endMs, allDay, place, link} = gathering
    const key = JSON.stringify([startMs, endMs, allDay, place, link])
    const known = dates.get(key)
    if (known === undefined) dates.set(key, {ids: [id], gathering})
    else known.ids.push(id)
  }
  return [...dates.values()].map(({ids, gathering}) => ({ids: ids.toSorted(), gathering}))
}

function gatheringFor(charter: Circle['charter'], shared: PollRecord['shared'], option: string): Gathering | undefined {
  const page = pageOfOption(shared, option)
  const day = readWhen(page.when ?? '')?.day
  if (day === undefined) return undefined
  const id = `${day}-${option}`
  const [found] = gatherings({charter, gatherings: new Map([[id, {id, shared: page, pages: new Map()}]])}, {from: day, to: addDays(day, 1)})
  return found
}

/** Who says what to a date: of several options that are one, the first that a member has answered. Who has left by then does not count. */
function votesFor({members}: Pick<Circle, 'members'>, {pages}: PollRecord, ids: readonly string[], day: Day): Map<string, Vote> {
  const said = new Map<string, Vote>()
  for (const [id, member] of members) {
    const votes = pages.get(id)?.votes ?? {}
    const option = ids.find((one) => Object.hasOwn(votes, one))
    if (option !== undefined && !hasLeft(member, day)) said.set(id, votes[option]!)
  }
  return said
}

function hasLeft({status, since}: Member, day: Day): boolean {
  return status === 'left' && (since ?? '') <= day
}

/** The end of a day, or the minute that is named, in milliseconds. */
function deadlineOf(deadline: string | undefined, zone: string): number | undefined {
  const when = deadline === undefined ? undefined : readWhen(deadline)
  if (when === undefined) return undefined
  return when.time === undefined ? resolveWall(zone, addDays(when.day, 1), '00:00').ms : resolveWall(zone, when.day, when.time).ms
}

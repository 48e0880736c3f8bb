/** A poll in words, for people and for programs. */
import type {Circle, PollRecord} from '../../model/circle.ts'
import {shortName} from '../../model/members.ts'
import {gatheringOf, pollStatus} from '../../model/poll.ts'
import type {Vote} from '../../model/poll.ts'
import {readWhen, whenText} from '../../model/when.ts'
import type {When} from '../../model/when.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {instantText, wallOf} from '../../schedule/instant.ts'
import type {Slot, Standing, Tally} from '../../schedule/poll.ts'
import {rule, standingOf} from '../../schedule/poll.ts'
import {counted, dayWords, listed, shortDay} from '../../schedule/words.ts'
import {gatheringJson, hours} from '../gathering-words.ts'
import type {Block, Cell, Span} from '../terminal/lines.ts'
import {bad, faint, good, name, strong, warn} from '../terminal/lines.ts'

/** The zone in which somebody reads times: their own, else the circle's. */
export function zoneFor({charter, members}: Pick<Circle, 'charter' | 'members'>, member: string | undefined): string {
  return (member === undefined ? undefined : members.get(member)?.timezone) ?? charter.timezone
}

/** When a date begins, on the wall in a zone; a whole day is the same day everywhere. */
export function wallIn(one: Gathering, zone: string): When {
  return one.allDay ? one.start : wallOf(zone, one.startMs)
}

/** `Sat 5 Dec 2026, 14:00–16:00` in a zone. */
export function spanIn(one: Gathering, zone: string): string {
  const start = wallIn(one, zone)
  const there: Gathering = one.allDay ? one : {...one, timezone: zone, start, end: wallOf(zone, one.endMs)}
  return `${shortDay(start.day)} ${start.day.slice(0, 4)}, ${hours(there)}`
}

/** The same time by the circle's clocks, or by the poll's own, where they show another than those of `zone`: `09:00 in America/New_York`. */
export function besideIn({charter}: Pick<Circle, 'charter'>, one: Gathering, zone: string): string | undefined {
  if (one.allDay) return undefined
  const here = wallOf(zone, one.startMs)
  const other = [charter.timezone, one.timezone].find((each) => whenText(wallOf(each, one.startMs)) !== whenText(here))
  if (other === undefined) return undefined
  const there = wallOf(other, one.startMs)
  return `${there.day === here.day ? '' : `${shortDay(there.day)} `}${there.time} in ${other}`
}

/** `1, Sat 5 Dec 2026, 14:00–16:00`. */
export function slotWords({number, gathering}: Slot, zone: string): string {
  return `${number}, ${spanIn(gathering, zone)}`
}

/** `until Friday 4 December 2026, 18:00 (UTC)`: the deadline as it is written, with its zone where that is not the reader's. */
export function deadlineWords({charter}: Pick<Circle, 'charter'>, {shared}: PollRecord, zone: string): string | undefined {
  const when = shared.deadline === undefined ? undefined : readWhen(shared.deadline)
  if (when === undefined) return undefined
  const own = shared.timezone ?? charter.timezone
  return `${dayWords(when.day)}${when.time === undefined ? '' : `, ${when.time}`}${own === zone ? '' : ` (${own})`}`
}

/** A poll with all that was said in it, as the member reads it whose zone it is. */
export function pollBlocks(circle: Circle, poll: PollRecord, tally: Tally, zone: string): Block[] {
  const {shared} = poll
  const where = [shared.place, shared.link].filter((part) => part !== undefined).join(', ')
  const deadline = deadlineWords(circle, poll, zone)
  const isAsked = deadline !== undefined && pollStatus(shared) === 'open'
  const until = !isAsked ? '' : tally.isOverdue ? `The time to answer was until ${deadline}.` : `Answer until ${deadline}.`
  return [
    [strong(shared.title), '  ', name(poll.id)],
    ...(shared.about === undefined ? [] : [{text: shared.about}]),
    ...(where === '' ? [] : [where]),
    ...becameBlocks(tally, poll, zone),
    ...besidesBlocks(circle, poll),
    ...(until === '' ? [] : [[tally.isOverdue ? warn(until) : until]]),
    '',
    ...datesBlocks(circle, poll, tally, zone),
    ...remarkBlocks(circle, poll, tally),
    ...(pollStatus(shared) === 'open' ? ['', ...standingBlocks(tally, zone)] : []),
  ]
}

function becameBlocks({slots}: Tally, {shared}: PollRecord, zone: string): Block[] {
  const status = pollStatus(shared)
  if (status === 'cancelled') return [[bad('Called off'), shared.why === undefined ? '.' : `: ${shared.why}`]]
  if (status !== 'closed') return []
  const chosen = slots.find(({ids}) => shared.chosen !== undefined && ids.includes(shared.chosen))
  const gathering = gatheringOf(shared)
  const date = chosen === undefined ? [] : [': ', strong(slotWords(chosen, zone))]
  return [[good('Closed'), ...date, ...(gathering === undefined ? ['.'] : [', ', name(gathering), '.'])]]
}

/** Where two people closed it at once with two dates, or it was called off meanwhile, more is planned than the poll says. */
function besidesBlocks({gatherings}: Circle, {shared}: PollRecord): Block[] {
  const chosen = gatheringOf(shared)
  const besides = Object.values(shared.options ?? {}).flatMap(({gathering}) => (gathering === undefined || gathering === chosen ? [] : [gathering]))
  const planned = besides.filter((id) => (gatherings.get(id)?.shared.status ?? 'planned') === 'planned' && gatherings.has(id))
  return planned.map((id) => [warn('Also planned: '), name(id), '. If it is off: ', faint(`circle schedule cancel ${id} --why "…"`)])
}

const short: Readonly<Record<Vote, Span>> = {yes: good('yes'), 'if-need-be': warn('(yes)'), no: bad('no')}
/** So many members fit beside each other; more are listed. */
const mostColumns = 7

function datesBlocks(circle: Circle, poll: PollRecord, tally: Tally, zone: string): Block[] {
  const when = (slot: Slot): Cell => {
    const beside = besideIn(circle, slot.gathering, zone)
    const own = ownPlace(poll, slot)
    return [
      spanIn(slot.gathering, zone), ...(beside === undefined ? [] : [faint(` (${beside})`)]),
      ...(own === '' ? [] : [`, ${own}`]), ...(slot.isPast ? [faint(', past')] : []),
    ]
  }
  const lead = (slot: Slot): Cell[] => [String(slot.number), name(slot.id), when(slot)]
  const {voters, slots} = tally
  const listedNames: Block = {table: slots.map((slot) => [...lead(slot), saidWords(circle, slot)]), indent: 2}
  const below: Block = {table: slots.flatMap((slot): Cell[][] => [lead(slot), ['', '', saidWords(circle, slot)]]), indent: 2}
  if (voters.length > mostColumns) return [{layouts: [[listedNames], [below]]}]
  const head: Cell[] = ['', '', '', ...voters.map((member) => faint(shortName(circle.members, member)))]
  const said = (slot: Slot, member: string): Cell => {
    const vote = slot.votes.get(member)
    return vote === undefined ? faint('–') : short[vote]
  }
  const rows = slots.map((slot) => [...lead(slot), ...voters.map((member) => said(slot, member))])
  const legend = slots.some(({ifNeedBe}) => ifNeedBe.length > 0) ? [[faint('  (yes): if need be')]] : []
  return [{layouts: [[{table: [head, ...rows], indent: 2}, ...legend], [listedNames], [below]]}]
}

/** Where a date would be, if that is not where the others are. */
function ownPlace({shared}: PollRecord, {gathering: {place, link}}: Slot): string {
  return [...(place === shared.place ? [] : [place]), ...(link === shared.link ? [] : [link])].filter((part) => part !== undefined).join(', ')
}

/** `yes: Ann and Bo; if need be: Cy`. */
function saidWords({members}: Pick<Circle, 'members'>, {yes, ifNeedBe, no}: Slot): string {
  const called = (ids: readonly string[]): string => listed(ids.map((id) => shortName(members, id)))
  const parts = [['yes', yes], ['if need be', ifNeedBe], ['no', no]] as const
  return parts.flatMap(([word, ids]) => (ids.length === 0 ? [] : [`${word}: ${called(ids)}`])).join('; ') || 'no answers'
}

function remarkBlocks({members}: Circle, {shared, pages}: PollRecord, {silent, partly}: Tally): Block[] {
  const called = (ids: readonly string[]): string => listed(ids.map((id) => shortName(members, id)))
  const said = [...pages].flatMap(([member, {why}]): Block[] => {
    return why === undefined || !members.has(member) ? [] : [[`  ${shortName(members, member)}: ${why}`]]
  })
  const waits = pollStatus(shared) === 'open'
  return [
    ...said,
    ...(waits && silent.length > 0 ? [`  No answer yet: ${called(silent)}`] : []),
    ...(waits && partly.length > 0 ? [`  Not to every date: ${called(partly)}`] : []),
  ]
}

/** Which date is the best as things stand, and by what. */
function standingBlocks(tally: Tally, zone: string): Block[] {
  const standing = standingOf(tally)
  if (standing === undefined) return [noneWords(tally)]
  return [['Best so far: ', strong(slotWords(standing.best, zone)), `: ${reasonWords(standing)}.`]]
}

function noneWords({slots}: Tally): string {
  if (slots.every(({isPast}) => isPast)) return 'Every date is past.'
  return slots.every(({votes}) => votes.size === 0) ? 'Nobody has answered yet.' : 'So far nobody can come to any of them.'
}

/** Why it is the best: what told it from the next best, and which are as good. */
export function reasonWords({best, decidedBy, next, ties}: Standing): string {
  const can = `${counted(best.yes.length + best.ifNeedBe.length, 'member')} can come`
  if (next === undefined) return can
  const other = `date ${next.number}`
  if (decidedBy === 0) return `${can}, to ${other} ${rule[0]!.of(next) === 0 ? 'nobody' : `only ${rule[0]!.of(next)}`}`
  if (decidedBy === 1) return `${can}, as many as to ${other}, but more of them say yes: ${best.yes.length}, not ${next.yes.length}`
  if (decidedBy === 2) return `${can}, as many as to ${other}, but fewer say no: ${best.no.length}, not ${next.no.length}`
  const others = ties.length === 1 ? `date ${ties[0]!.number} is` : `dates ${listed(ties.map(({number}) => String(number)))} are`
  return `${can}; ${others} as good, and the earliest is taken`
}

/** The rule, in one sentence. */
export function ruleWords(): string {
  return `The rule: ${rule.map(({words}) => words).join(', then ')}.`
}

/** How each date came out, the best first: how many can come, of them with yes, and how many cannot. */
export function outcomeBlock({slots}: Tally, ranked: readonly Slot[], zone: string): Block {
  const rest = slots.filter((slot) => !ranked.includes(slot))
  const all = [...ranked, ...rest].map((slot) => {
    const last = slot.isPast ? 'past' : slot.unsaid.length === 0 ? '' : `${slot.unsaid.length} not said`
    const counts = [`${rule[0]!.of(slot)} can come`, `${slot.yes.length} yes`, `${slot.ifNeedBe.length} if need be`, `${slot.no.length} no`]
    return {lead: [String(slot.number), spanIn(slot.gathering, zone)], counts, last, line: [...counts, ...(last === '' ? [] : [last])].join(', ')}
  })
  return {layouts: [
    [{table: all.map(({lead, counts, last}) => [...lead, ...counts, faint(last)]), indent: 2}],
    [{table: all.map(({lead, line}) => [...lead, line]), indent: 2, whole: true}],
    [{table: all.flatMap(({lead, line}): Cell[][] => [lead, ['', line]]), indent: 2}],
  ]}
}

/** A poll for `--json`: dates in the order of their numbers, members by id. */
export function pollJson(poll: PollRecord, tally: Tally): Record<string, unknown> {
  const {shared, pages} = poll
  const standing = pollStatus(shared) === 'open' ? standingOf(tally) : undefined
  return {
    id: poll.id, title: shared.title, about: shared.about ?? null, status: pollStatus(shared), why: shared.why ?? null,
    deadline: tally.deadlineMs === undefined ? null : instantText(tally.deadlineMs), overdue: tally.isOverdue,
    options: tally.slots.map(optionJson),
    silent: tally.silent, partly: tally.partly,
    comments: Object.fromEntries([...pages].flatMap(([member, {why}]) => (why === undefined ? [] : [[member, why]]))),
    best: standing?.best.id ?? null, ties: standing?.ties.map(({id}) => id) ?? [],
    chosen: shared.chosen ?? null, gathering: gatheringOf(shared) ?? null,
  }
}

function optionJson({id, number, gathering, yes, ifNeedBe, no, unsaid, isPast}: Slot): Record<string, unknown> {
  const {start, end, timezone, allDay, place, link} = gatheringJson(gathering)
  return {id, number, start, end, timezone, allDay, place, link, yes, ifNeedBe, no, unsaid, past: isPast}
}

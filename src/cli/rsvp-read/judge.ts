/** Which of the answers that were read count: for which gathering and member each is, whether it is theirs, and what stands against it. */
import {isSameStart, saidOf} from '../../calendar/invitations.ts'
import {isSame, lastTold, memberInvitedAs, toldTo} from '../../calendar/told.ts'
import {answerIn, byEdition, momentIn, standing} from '../../calendar/reply.ts'
import type {Edition, Moment, Reply} from '../../calendar/reply.ts'
import {originOf} from '../../calendar/uid.ts'
import {zoneCalled} from '../../calendar/zone-names.ts'
import type {WindowsZones} from '../../calendar/zone-names.ts'
import type {Circle} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import type {MemberPage} from '../../model/gathering.ts'
import {memberByEmail} from '../../model/members.ts'
import {readWhen, whenText} from '../../model/when.ts'
import type {When} from '../../model/when.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {resolveWall, wallOf} from '../../schedule/instant.ts'
import {gatheringById} from '../../schedule/named.ts'
import {ownPage} from '../own-page.ts'
import {keyOf} from './given.ts'
import type {Given} from './given.ts'
import {against} from './reasons.ts'
import type {Reason} from './reasons.ts'

/** An answer with the letter that it came in. */
export interface Received {
  readonly reply: Reply
  /** The file, and in a mailbox which letter. */
  readonly at: string
  /** Absent for a calendar by itself, which nobody sent. */
  readonly senders?: readonly string[]
  /** When the letter says it was written, in epoch milliseconds. */
  readonly dateMs?: number
}

/** An answer that is a member's own, about a gathering of this circle. */
export interface Answer {
  /** Gathering and member. */
  readonly key: string
  readonly one: Gathering
  readonly member: string
  readonly edition: Edition
  readonly received: Received
  /** It is to another time than the gathering has: to which, where that is known. */
  readonly other?: OtherTime
}

interface OtherTime {
  readonly when?: When
}

/** An answer that is not written down, and why. */
export interface NotApplied {
  readonly received: Received
  readonly gathering?: string
  readonly member?: string
  readonly address: string
  readonly reason: Reason
}

/** What judging all answers came to. */
export interface Judgement {
  readonly applied: readonly Answer[]
  readonly notApplied: readonly NotApplied[]
  /** Those that the pages say now, those that gave way to them, and those that bear a time at which they cannot have been written. */
  readonly taken: readonly Answer[]
  /** How many the pages say already. */
  readonly before: number
  /** How many gave way to a newer one. */
  readonly older: number
  /** How many came twice. */
  readonly twice: number
  /** How many are about something that is not this circle's. */
  readonly elsewhere: number
}

/** What judging needs beside the circle and the answers. */
export interface Bench {
  readonly nowMs: number
  readonly windows: WindowsZones
  /** What history knows of the answers on the pages, by `key`; one without an entry was never given. */
  readonly given: ReadonlyMap<string, Given>
  /** The answers that were read from letters before, by `key`. */
  readonly read: ReadonlyMap<string, readonly Edition[]>
}

/** Clocks go wrong: a time further ahead than this is odd enough to say so. */
const longestAhead = 86_400_000

/** Judges all that was read. The same answers in any order, or twice, come to the same. */
export function judged(circle: Circle, all: readonly Received[], bench: Bench): Judgement {
  const {answers, single, same, stand, notApplied, elsewhere} = sorted(circle, all, bench)
  const fates = stand.map((answer) => {
    const fate = fateOf(circle, answer, bench)
    const beside = single.filter(({key, other}) => key === answer.key && other === undefined)
    if (fate === 'apply') return {answer: inLight(circle, answer, beside, bench), fate, read: answer}
    const reason = fate === 'older' || fate === 'before' ? reasoned(circle, answer, beside, bench) : undefined
    return reason === undefined ? {answer, fate, read: answer} : {answer: reason, fate: 'apply' as const, read: answer}
  })
  const standAgainst = fates.flatMap(({answer, fate}) => (typeof fate === 'string' ? [] : [notAppliedOf(answer.received, fate, answer.one.id, answer.member)]))
  // What came once more from somebody else, as when it is sent on, has been taken from its own sender.
  const strange = notApplied.filter(({received, gathering, member}) => !same.has(sameness(received, `${gathering} ${member}`)))
  const others = new Map(strange.map((not) => [`${not.reason.kind} ${sameness(not.received, `${not.gathering} ${not.member ?? not.address}`)}`, not]))
  return {
    applied: fates.flatMap(({answer, fate}) => (fate === 'apply' ? [answer] : [])),
    notApplied: [...others.values(), ...standAgainst],
    taken: [...fates.flatMap(({fate, read}) => (read.other === undefined && typeof fate === 'string' ? [read] : [])), ...single.filter((answer) => answer.edition.datedMs !== undefined || isOlder(answer, stand))],
    before: fates.filter(({fate}) => fate === 'before').length,
    older: single.length - stand.length + fates.filter(({fate}) => fate === 'older').length,
    twice: answers.length - single.length + (notApplied.length - others.size),
    elsewhere,
  }
}

/** One answer for each page that some say other than: whose history has to be looked at before they are judged. */
export function contested(circle: Circle, all: readonly Received[], bench: Omit<Bench, 'given'>): Answer[] {
  const {single} = sorted(circle, all, bench)
  // Not only the newest: which that is may change with what is known of those that were read before.
  return [...new Map(single.filter(({one, member, edition}) => !saysSo(ownPage(circle, one.id, member), edition)).map((answer) => [answer.key, answer])).values()]
}

interface Sorted {
  readonly answers: readonly Answer[]
  /** Each once. */
  readonly single: readonly Answer[]
  /** What each says, as `sameness` has it. */
  readonly same: ReadonlySet<string>
  /** The newest of each member to each gathering. */
  readonly stand: readonly Answer[]
  readonly notApplied: readonly NotApplied[]
  readonly elsewhere: number
}

function sorted(circle: Circle, all: readonly Received[], bench: Omit<Bench, 'given'>): Sorted {
  // Many answers are to few gatherings, and finding one means working out its rhythm.
  const known = new Map<string, About>()
  const about = (reply: Reply): About => {
    const key = JSON.stringify([reply.uid, reply.date])
    if (!known.has(key)) known.set(key, gatheringOf(circle, reply, bench))
    return known.get(key)
  }
  const placed = all.map((received) => place(circle, received, about(received.reply), bench))
  const answers = placed.flatMap((each) => (each.kind === 'answer' ? [each.answer] : []))
  // Where the calendar has no time, that of the letter tells two apart.
  const single = new Map(answers.toReversed().map((answer) => [`${answer.edition.stampMs} ${answer.other === undefined} ${sameness(answer.received, answer.key)}`, answer]))
  return {
    answers,
    single: [...single.values()].toReversed(),
    same: new Set(answers.map((answer) => sameness(answer.received, answer.key))),
    stand: standingNow([...single.values()].toReversed()),
    notApplied: placed.flatMap((each) => (each.kind === 'against' ? [each.not] : [])),
    elsewhere: placed.filter(({kind}) => kind === 'elsewhere').length,
  }
}

/**
 * The newest answers to the time that each gathering has, of each member. One to another time never takes the place of such an answer: it
 * stands beside it where it is newer, to be told of.
 */
function standingNow(single: readonly Answer[]): Answer[] {
  const now = standing(single.filter(({other}) => other === undefined))
  const byKey = new Map(now.map((answer) => [answer.key, answer]))
  const others = standing(single.filter(({other}) => other !== undefined))
  return [...now, ...others.filter(({key, edition}) => !byKey.has(key) || byEdition(edition, byKey.get(key)!.edition) > 0)]
}

/** Whether a page has this answer already: one without a reason leaves the reason as it is. */
function saysSo({rsvp, why}: MemberPage, edition: Edition): boolean {
  return rsvp === edition.rsvp && (edition.why === undefined || why === edition.why)
}

/** What two readings of one answer have in common. */
function sameness({reply}: Received, key: string): string {
  const {method, status, sequence, stampMs, comment, start} = reply
  return JSON.stringify([key, method, status, sequence, stampMs, comment, method === 'counter' ? start : undefined])
}

function notAppliedOf(received: Received, reason: Reason, gathering?: string, member?: string, address = received.reply.addresses[0]!): NotApplied {
  return {received, address, reason, ...(gathering === undefined ? {} : {gathering}), ...(member === undefined ? {} : {member})}
}

type Placed = {readonly kind: 'elsewhere'} | {readonly kind: 'against'; readonly not: NotApplied} | {readonly kind: 'answer'; readonly answer: Answer}

/** Whose answer it is and to what; whether they sent it and it says something. */
function place(circle: Circle, received: Received, about: About, bench: Omit<Bench, 'given'>): Placed {
  const {reply, senders} = received
  if (about === undefined) return {kind: 'elsewhere'}
  // A proposal may name everybody who is invited: it is its sender's.
  const address = reply.addresses.find((each) => senders?.includes(each)) ?? reply.addresses[0]!
  const pages = 'one' in about ? pagesOf(circle, about.one.id) : new Map<string, MemberPage>()
  // The address that the invitation went to, though it is no longer the member's.
  const member = memberByEmail(circle.members, address) ?? memberInvitedAs(pages, address)
  const not = (reason: Reason, gathering: string | undefined): Placed => ({kind: 'against', not: notAppliedOf(received, reason, gathering, member, address)})
  if ('reason' in about) return not(about.reason, undefined)
  const {one} = about
  const case_ = {circle, one, member: member ?? '', reply, address}
  if (member === undefined) {
    // Whoever has several addresses often answers for another one than they were invited at.
    const [sender] = (senders ?? []).flatMap((each) => memberByEmail(circle.members, each) ?? [])
    return not(against.stranger({...case_, member: sender ?? ''}), one.id)
  }
  if (circle.members.get(member)?.status === 'left') return not(against.left(case_), one.id)
  // SENT-BY is the sender's own word, so it counts for a member alone, who is known and seen to have done it.
  const isInPlace = reply.sentBy !== undefined && senders?.includes(reply.sentBy) === true && memberByEmail(circle.members, reply.sentBy) !== undefined
  if (senders !== undefined && !senders.includes(address) && !isInPlace) {
    return not(against.sender(case_, senders[0]), one.id)
  }
  if (reply.method === 'counter') return not(against.proposal(case_, proposedIn(one, reply, bench)), one.id)
  const rsvp = answerIn(reply.status)
  if (rsvp === undefined) return not(against.undecided(case_), one.id)
  const key = keyOf(one.id, member)
  const edition = editionIn(circle, one.id, member, {
    rsvp,
    ...defined({why: reply.comment, sequence: reply.sequence}),
    ...timeOf(received, bench.read.get(key)?.filter((each) => each.rsvp === rsvp) ?? [], bench.nowMs),
  })
  return {kind: 'answer', answer: {key, one, member, edition, received, ...defined({other: otherTime(circle, {one, member, edition, received}, bench)})}}
}

/**
 * An answer with the edition by which it is sorted. Many calendars leave it out: then it is the last one that was out when they wrote, as far
 * as records tell, else the one before all of those. That hangs on this answer alone, so that of any three the order is one. No answer can be
 * to an edition that was never sent; and where nobody knows of any, numbers tell nothing and the time decides.
 */
function editionIn(circle: Circle, gathering: string, member: string, {sequence: said, ...answer}: Edition): Edition {
  const sent = toldTo(pagesOf(circle, gathering), member)
  if (sent.length === 0) return answer
  const last = (some: typeof sent): number => Math.max(...some.map(({sequence}) => sequence))
  if (said !== undefined) return {...answer, sequence: Math.min(said, last(sent))}
  const out = sent.filter((each) => answer.stampMs !== undefined && answer.stampMs >= msOf(circle, each.sent))
  return {...answer, sequence: out.length > 0 ? last(out) : Math.max(0, Math.min(...sent.map(({sequence}) => sequence)) - 1)}
}

/**
 * When an answer was written. A time that lies ahead cannot be: then it is that of the letter, else when the answer was first read, so that it
 * counts once and never against what was said after that.
 */
function timeOf({reply, dateMs}: Received, read: readonly Edition[], nowMs: number): Pick<Edition, 'stampMs' | 'datedMs'> {
  const dated = reply.stampMs ?? dateMs
  if (dated === undefined) return {}
  const before = read.find(({datedMs}) => datedMs === dated)
  if (before?.stampMs !== undefined) return {stampMs: before.stampMs, datedMs: dated}
  if (dated <= nowMs) return {stampMs: dated}
  return {stampMs: dateMs !== undefined && dateMs <= nowMs ? dateMs : Math.floor(nowMs / 1000) * 1000, datedMs: dated}
}

/** Whether the time that an answer bears is no slip of a clock. */
export function isOddlyDated({datedMs, stampMs}: Edition): boolean {
  return datedMs !== undefined && stampMs !== undefined && datedMs > stampMs + longestAhead
}

/** The gathering that is answered, or why there is none; undefined for something of another calendar. */
type About = {readonly one: Gathering} | {readonly reason: Reason} | undefined

function gatheringOf(circle: Circle, {uid, date}: Reply, {windows}: Pick<Bench, 'windows'>): About {
  const {id: charter, timezone} = circle.charter
  const origin = originOf(uid)
  if (origin === undefined || origin.circle !== charter) return undefined
  const {rhythm, gathering: id} = origin
  if (rhythm !== undefined) {
    if (date === undefined) return {reason: against.series(rhythm)}
    const zone = circle.charter.rhythms?.[rhythm]?.timezone ?? timezone
    const {day} = momentIn(zone, date, windows)
    const found = gatheringById(circle, `${day}-${rhythm}`)
    return found === undefined ? {reason: against.nothing(`of ${rhythm} on ${day}`)} : {one: found}
  }
  const one = gatheringById(circle, id!)
  return one === undefined ? {reason: against.nothing(id!)} : {one}
}

function proposedIn(one: Gathering, {start, end}: Reply, {windows}: Pick<Bench, 'windows'>): {start?: When; end?: When} {
  return {...(start === undefined ? {} : {start: momentIn(one.timezone, start, windows)}), ...(end === undefined ? {} : {end: momentIn(one.timezone, end, windows)})}
}

// What stands against an answer, or has overtaken it

function fateOf(circle: Circle, answer: Answer, bench: Bench): 'apply' | 'before' | 'older' | Reason {
  const {one, member, edition, key, other, received: {reply}} = answer
  const case_ = {circle, one, member, reply, address: reply.addresses[0]!}
  const page = ownPage(circle, one.id, member)
  if (saysSo(page, edition)) return 'before'
  if (one.status === 'cancelled') return against.cancelled(case_)
  if (one.status === 'held') return against.held(case_)
  if (one.endMs <= bench.nowMs) return against.over(case_)
  // One that only repeated what the page says changed nothing on it, and is newer all the same.
  const repeated = bench.read.get(key)?.filter(({rsvp}) => rsvp === page.rsvp) ?? []
  if (repeated.some((each) => compareGiven(circle, answer, each, bench) >= 0)) return 'older'
  const given = bench.given.get(key)
  if (given?.edition !== undefined && given.rsvp === page.rsvp) {
    if (compareGiven(circle, answer, given.edition, bench) >= 0) return 'older'
  } else if (given !== undefined) {
    if (given.rsvp !== page.rsvp || given.why !== page.why) return against.meanwhile()
    if (edition.stampMs === undefined) return against.undated(case_)
    if (edition.stampMs <= given.atMs) return against.since(given, circle.charter.timezone)
  } else if (page.rsvp !== undefined) return against.meanwhile()
  return other === undefined ? 'apply' : against.otherTime(case_, other.when, hasLatest(circle, one, member))
}

function compareGiven(circle: Circle, {one, member, edition}: Answer, given: Edition, {nowMs}: Bench): number {
  const known = editionIn(circle, one.id, member, given.stampMs === undefined ? given : {...given, stampMs: Math.min(given.stampMs, nowMs)})
  const [first] = standing([{key: '', edition: known, given: true}, {key: '', edition, given: false}])
  return first!.given ? 0 : -1
}

/**
 * The answer on a page with another reason: the newest that was given with it, and since which no other answer was given, in whatever order
 * they are read. Undefined where that is what the page says, and where the answer was not read from a letter.
 */
function reasoned(circle: Circle, answer: Answer, single: readonly Answer[], bench: Bench): Answer | undefined {
  const {one, member, key} = answer
  const {rsvp, why} = ownPage(circle, one.id, member)
  const given = bench.given.get(key)
  if (rsvp === undefined || given?.edition === undefined || given.rsvp !== rsvp || given.why !== why) return undefined
  const {why: _, whyMs = given.edition.stampMs, ...page} = given.edition
  if (page.stampMs === undefined || one.status !== 'planned' || one.endMs <= bench.nowMs) return undefined
  const known = [page, ...(bench.read.get(key) ?? [])].map((each) => editionIn(circle, one.id, member, each))
  const giver = why === undefined ? [] : [editionIn(circle, one.id, member, {...page, why, ...(whyMs === undefined ? {} : {stampMs: whyMs})})]
  const all = [...known, ...giver, ...single.map(({edition}) => edition)].map((edition) => ({key, edition}))
  const [stands] = standing(all)
  if (stands === undefined || stands.edition.rsvp !== rsvp || stands.edition.why === why) return undefined
  return {...answer, edition: stands.edition}
}

/** A new answer with the reason that stands with it when those that were read before are looked at too. */
function inLight(circle: Circle, answer: Answer, single: readonly Answer[], bench: Bench): Answer {
  const {one, member, key} = answer
  const given = bench.given.get(key)?.edition
  const known = [...(bench.read.get(key) ?? []), ...(given === undefined ? [] : [given])].map((each) => editionIn(circle, one.id, member, each))
  const [stands] = standing([...known, ...single.map(({edition}) => edition)].map((edition) => ({key, edition})))
  return stands === undefined || stands.edition.rsvp !== answer.edition.rsvp ? answer : {...answer, edition: {...stands.edition}}
}

/** Whether an answer gave way to another that came with it. */
function isOlder({key, other, edition}: Answer, stand: readonly Answer[]): boolean {
  return other === undefined && stand.some((each) => each.key === key && each.other === undefined && byEdition(each.edition, edition) > 0)
}

/** Whether a member was sent what the gathering is now: then they are asked again only where that is said. */
function hasLatest(circle: Circle, one: Gathering, member: string): boolean {
  const told = lastTold(pagesOf(circle, one.id)).get(member)
  return told?.method === 'request' && isSame(told, saidOf(one))
}

function pagesOf({gatherings}: Circle, id: string): ReadonlyMap<string, MemberPage> {
  return gatherings.get(id)?.pages ?? new Map()
}

/**
 * Whether an answer is to another time than the gathering now has; undefined when it is to this one. The start that the calendar has tells
 * it plainly, whatever the edition says: records may lie in another clone. Without it, what was sent tells.
 */
function otherTime(circle: Circle, {one, member, edition, received: {reply}}: Omit<Answer, 'key'>, {windows}: Pick<Bench, 'windows'>): OtherTime | undefined {
  const sent = toldTo(pagesOf(circle, one.id), member).toSorted((a, b) => a.since - b.since)
  const {start, sequence} = reply
  const isPlain = start !== undefined && isPlainStart(one, start, windows)
  if (start !== undefined && (isPlain || sent.length === 0) && !isNow(one, start, windows)) return {when: momentIn(one.timezone, start, windows)}
  if (sent.length === 0) return undefined
  const answered = sequence === undefined
    ? sent.filter((each) => edition.stampMs !== undefined && edition.stampMs >= msOf(circle, each.sent))
    : sent.filter(({since}) => since <= sequence)
  const newest = answered.at(-1)
  const isWhole = isPlain && one.allDay === (start.time === undefined)
  // Written before the last mail that is known, or to one that is not: then the start alone says what was answered.
  if (newest === undefined) return isWhole && sequence === undefined ? undefined : {}
  const [when, said] = [readWhen(newest.when), saidOf(one)]
  // Where the gathering is now in another zone, the same hour is another time.
  if (isWhole || when === undefined || isSameStart(newest, said)) return undefined
  return newest.when === said.when ? {} : {when}
}

/** Whether a calendar's start says by itself which time it means: its zone is known, or it is a day. */
function isPlainStart(one: Gathering, {time, zone}: Moment, windows: Bench['windows']): boolean {
  return one.allDay || time === undefined || (zone !== undefined && zoneCalled(zone, windows) !== undefined)
}

/** The beginning of the minute at which something was sent: records have no seconds. */
function msOf({charter}: Circle, sent: string): number {
  const {day, time = '00:00'} = readWhen(sent) ?? {day: '9999-12-31', time: '00:00'}
  return resolveWall(charter.timezone, day, time).ms
}

/** Whether a calendar has the gathering at the time that it has. Calendars make times of days, so for a whole day only the day counts. */
function isNow(one: Gathering, start: Moment, windows: Bench['windows']): boolean {
  if (one.allDay || start.time === undefined) return start.day === one.start.day || momentIn(one.timezone, start, windows).day === one.start.day
  return whenText(momentIn(one.timezone, start, windows)) === whenText(wallOf(one.timezone, one.startMs))
}

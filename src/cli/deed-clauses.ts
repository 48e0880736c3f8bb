/** What each deed is called: what follows the name of the one who did it. */
import type {Deed} from '../merge/deed.ts'
import type {Circle} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import {isDay} from '../model/day.ts'
import {shortName} from '../model/members.ts'
import {readWhen} from '../model/when.ts'
import {counted, listed, shortDay} from '../schedule/words.ts'

/** For whom it is told: names, days and "you" depend on that. */
export interface Hearing {
  readonly circle: Pick<Circle, 'members' | 'gatherings' | 'polls'>
  /** The member at the keyboard. */
  readonly you?: string
  readonly today: Day
  readonly timezone: string
}

/** One thing that was done, to be said alone or together with others of its `key`. */
export interface Clause {
  readonly key: string
  /** What to say when it stands alone. */
  readonly alone: string
  readonly item: string
  readonly together: (items: readonly string[]) => string
  /** What it leaves so: a later one about the same has taken its place. */
  readonly about?: string
  /** The same told from an earlier beginning, where what came before has lost its place to this one. */
  readonly since?: {readonly from: string; readonly told: (from: string) => string}
}

/** Whether a deed is told from its author's own page, and how its owner is called. */
interface Owner {
  readonly isAuthor: boolean
  /** `Cy`, `you`. */
  readonly called: string
  /** `Cy's`, `your`. */
  readonly whose: string
}

/** The clauses for one deed of `author`, a member's id; undefined for somebody who is none. */
export function clausesOf(deed: Deed, author: string | undefined, hearing: Hearing): Clause[] {
  const on = (gathering: string): string => gatheringDay(gathering, hearing)
  switch (deed.deed) {
    case 'founded':
      return [whole('founded', `founded ${deed.name}`)]
    case 'charter':
      return [deed.field === 'name' && deed.after !== undefined ? {...whole('name', `renamed the circle ${deed.after}`), about: 'name'} : row("changed the charter's", charterWords[deed.field] ?? deed.field)]
    case 'promises':
      return [...deed.added.map((line) => several('added a promise', (count) => `added ${counted(count, 'promise')}`, line)), ...deed.removed.map((line) => several('took out a promise', (count) => `took out ${counted(count, 'promise')}`, line))]
    case 'roles':
      return [...deed.added.map((role) => row('added to the roles:', role)), ...deed.removed.map((role) => row('took out of the roles:', role))]
    case 'rhythm added':
    case 'rhythm removed':
      return [row(deed.deed === 'rhythm added' ? 'added the rhythm' : 'took out the rhythm', deed.rhythm)]
    case 'rhythm ended':
      return [{...whole(`ended ${deed.rhythm}`, `ended the rhythm ${deed.rhythm} after ${dayOf(deed.until, hearing)}`), about: `ended ${deed.rhythm}`}]
    case 'rhythm changed':
      return [fields(`changed the rhythm ${deed.rhythm}`, deed.fields.map(({field}) => field))]
    case 'format':
      return [row(`${deed.change} the format`, deed.format)]
    case 'edited':
      return [files('edited', deed.path)]
    case 'file':
      return [deed.change === 'unreadable' ? whole(`unreadable ${deed.path}`, `left ${deed.path} so that it can't be read`) : files(deed.change, deed.path)]
    case 'joined':
    case 'left':
    case 'paused':
    case 'returned':
    case 'agreed':
    case 'entry':
      return [memberClause(deed, ownerOf(deed.deed === 'joined' ? nowKnownAs(deed, hearing) : deed.member, author, hearing))]
    case 'answered':
      return [{...answerClause(deed, on(deed.gathering), ownerOf(deed.member, author, hearing)), about: `answer ${deed.gathering} ${deed.member}`}]
    case 'invited':
    case 'told of change':
    case 'told of cancellation':
    case 'took out invitation':
      return [invitedClause(deed, on(deed.gathering), ownerOf(deed.member, author, hearing), hearing)]
    case 'takeaway':
      return [{...takeawayClause(deed.change, on(deed.gathering), ownerOf(deed.member, author, hearing)), about: `takeaway ${deed.gathering} ${deed.member}`}]
    case 'poll opened':
    case 'poll reopened':
    case 'poll changed':
    case 'poll option':
    case 'poll closed':
    case 'poll cancelled':
      return [pollClause(deed, hearing)]
    case 'voted':
      return [{...voteClause(deed, pollTitle(deed.poll, hearing), ownerOf(deed.member, author, hearing)), about: `votes ${deed.poll} ${deed.member}`}]
    case 'promised':
    case 'kept':
    case 'dropped':
    case 'reopened':
    case 'changed promise':
    case 'took out promise':
      return [commitmentClause(deed.deed, cut(deed.what), ownerOf(deed.member, author, hearing))]
    default:
      return [gatheringClause(deed, on(deed.gathering), hearing)]
  }
}

type GatheringDeed = Extract<Deed, {deed: 'dated' | 'planned' | 'moved' | 'cancelled' | 'restored' | 'moved back' | 'unlogged' | 'logged' | 'added to log'}>
type MemberDeed = Extract<Deed, {deed: 'joined' | 'left' | 'paused' | 'returned' | 'agreed' | 'entry'}>

function gatheringClause(deed: GatheringDeed, day: string, hearing: Hearing): Clause {
  switch (deed.deed) {
    case 'dated':
      return row('added the date', [deed.when === undefined ? day : whenOf(deed.when, hearing), ...(deed.title === undefined ? [] : [`(${cut(deed.title)})`])].join(' '))
    case 'planned': {
      const besides = deed.fields.filter((field) => field !== 'topic' || deed.topic === undefined).map((field) => fieldWords[field] ?? field)
      const rest = besides.length === 0 ? '' : ` (${besides.join(', ')})`
      return {...row('planned', day), alone: `planned ${day}${deed.topic === undefined ? '' : `: ${cut(deed.topic)}`}${rest}`}
    }
    case 'moved':
      return {...several('moved', (count) => `moved ${counted(count, 'gathering')}`, day), alone: movedWords(deed, hearing), about: `when ${deed.gathering}`, since: movedSince(deed, hearing)}
    case 'cancelled':
      return {...row('called off', day), alone: `called off ${day}${deed.why === undefined ? '' : `: ${cut(deed.why)}`}`}
    case 'restored':
      return row('took back the cancellation of', day)
    case 'moved back':
      return {...row('took back the move of', day), about: `when ${deed.gathering}`}
    case 'unlogged':
      return row('took back the log of', day)
    case 'logged':
      return row('logged', day)
    case 'added to log':
      return fields(`added to the log of ${day}`, deed.fields.map((field) => fieldWords[field] ?? field))
  }
}

type PollDeed = Extract<Deed, {deed: 'poll opened' | 'poll reopened' | 'poll changed' | 'poll option' | 'poll closed' | 'poll cancelled'}>

function pollClause(deed: PollDeed, hearing: Hearing): Clause {
  const title = cut(deed.title)
  switch (deed.deed) {
    case 'poll opened':
      return row('opened the poll', title)
    case 'poll reopened':
      return {...row('reopened the poll', title), about: `poll ${deed.poll}`}
    case 'poll changed':
      return fields(`changed the poll ${title}`, deed.fields.map((field) => fieldWords[field] ?? field))
    case 'poll option': {
      const [verb, where] = {added: ['added', 'to'], changed: ['changed', 'in'], removed: ['took out', 'of']}[deed.change] as [string, string]
      return {...row(`${verb} dates ${where} the poll`, title), alone: `${verb} ${deed.when === undefined ? 'a date' : whenOf(deed.when, hearing)} ${where} the poll ${title}`}
    }
    case 'poll closed':
      return {...row('closed the poll', title), alone: `closed the poll ${title}${deed.when === undefined ? '' : `: ${whenOf(deed.when, hearing)}`}`, about: `poll ${deed.poll}`}
    case 'poll cancelled':
      return {...row('called off the poll', title), alone: `called off the poll ${title}${deed.why === undefined ? '' : `: ${cut(deed.why)}`}`, about: `poll ${deed.poll}`}
  }
}

function voteClause({change, why}: Extract<Deed, {deed: 'voted'}>, title: string, {isAuthor, called, whose}: Owner): Clause {
  const because = why === undefined || change === 'removed' ? '' : `: ${cut(why)}`
  const own = {added: 'voted in the poll', changed: 'changed the votes in the poll', removed: 'took back the votes in the poll'}[change]
  if (isAuthor) return {...row(own, title), alone: `${own} ${title}${because}`}
  return {...row('wrote the votes of', called), alone: `wrote ${whose} votes in the poll ${title}${because}`}
}

/** What a poll is called by its title; by its id where there is none by now. */
export function pollTitle(id: string, {circle}: Pick<Hearing, 'circle'>): string {
  return cut(circle.polls.get(id)?.shared.title ?? id)
}

interface Move {
  readonly gathering: string
  readonly from?: string
  readonly to: string
}

/** Two moves of one gathering are one move, from where the first began. Where it did not stay, as others moved it too, it says so. */
function movedSince(move: Move, hearing: Hearing): NonNullable<Clause['since']> {
  const is = hearing.circle.gatherings.get(move.gathering)?.shared.when
  const end = is === undefined || is === move.to ? '' : ` (now ${whenOf(is, hearing)})`
  return {from: move.from ?? move.gathering.slice(0, 10), told: (from) => `${movedWords({...move, from}, hearing)}${end}`}
}

function movedWords({gathering, from, to}: Move, hearing: Hearing): string {
  const before = from ?? gathering.slice(0, 10)
  const [was, is] = [readWhen(before)?.day, readWhen(to)]
  const target = was !== undefined && is?.day === was && is.time !== undefined ? is.time : whenOf(to, hearing)
  return `moved ${whenOf(before, hearing)} to ${target}`
}

function memberClause(deed: MemberDeed, {isAuthor, called, whose}: Owner): Clause {
  switch (deed.deed) {
    case 'joined':
      return isAuthor ? whole('joined', 'joined') : row('added', called)
    case 'agreed':
      return {...(isAuthor ? whole('agreed', 'agreed to the promises') : told(called, 'agreed to the promises')), about: `agreed ${deed.member}`}
    case 'entry':
      return fields(isAuthor ? `changed ${whose === 'your' ? whose : 'their'} entry` : `changed ${whose} entry`, deed.fields.map((field) => fieldWords[field] ?? field))
    default:
      return {...(isAuthor ? whole(deed.deed, deed.deed) : told(called, deed.deed)), about: `status ${deed.member}`}
  }
}

/** Whoever took an id that somebody else had already has another one since: the id by which they are known now. */
function nowKnownAs({member, name}: Extract<Deed, {deed: 'joined'}>, {circle: {members}}: Hearing): string {
  if (members.get(member)?.name === name) return member
  return [...members].find(([, other]) => other.name === name)?.[0] ?? member
}

const answers: Readonly<Record<string, string>> = {going: 'can come', maybe: 'may come', declined: "can't come"}

function answerClause({rsvp, why}: {readonly rsvp?: string; readonly why?: string}, day: string, {isAuthor, called, whose}: Owner): Clause {
  const says = rsvp === undefined ? undefined : `${answers[rsvp] ?? rsvp} on`
  const because = why === undefined ? '' : `: ${cut(why)}`
  if (says === undefined) return isAuthor ? row('took back the answer for', day) : row(`took back ${whose} answer for`, day)
  if (isAuthor) return {...row(says, day), alone: `${says} ${day}${because}`}
  return {...row('wrote the answers of', called), alone: `wrote ${whose} answer: ${says} ${day}${because}`}
}

/** Whom somebody wrote to: of several gatherings, each with its people. */
function invitedClause({deed, invited}: Extract<Deed, {invited: unknown}>, day: string, {isAuthor, called}: Owner, {circle, you}: Hearing): Clause {
  const people = few(invited.map((id) => (id === you ? 'you' : shortName(circle.members, id))))
  const [verb, link] = ({
    invited: ['invited', 'to'], 'told of change': ['wrote to', 'about'], 'told of cancellation': ['told', 'of the cancellation of'], 'took out invitation': ['took out the invitation of', 'to'],
  } as const)[deed]
  const head = isAuthor ? verb : `noted that ${called} ${verb}`
  return {key: `${deed} ${isAuthor ? '' : called}`, alone: `${head} ${people} ${link} ${day}`, item: `${people} ${link} ${day}`, together: (items) => `${head} ${items.join('; ')}`}
}

function takeawayClause(change: 'added' | 'changed' | 'removed', day: string, {isAuthor, called, whose}: Owner): Clause {
  const verb = {added: 'wrote', changed: 'changed', removed: 'took out'}[change]
  if (isAuthor) return row(`${verb} ${change === 'added' ? 'a' : 'the'} takeaway of`, day)
  return {...row(`${verb} the takeaways of`, called), alone: `${verb} ${whose} takeaway of ${day}`}
}

/** For each thing done to a commitment: the verb, and what follows the noun. On somebody else's page it may be another one. */
const commitmentWords = {
  promised: {own: ['made', ''], others: ['made', '']},
  kept: {own: ['kept', ''], others: ['marked', ' as kept']},
  dropped: {own: ['dropped', ''], others: ['marked', ' as dropped']},
  reopened: {own: ['opened', ' again'], others: ['opened', ' again']},
  'changed promise': {own: ['changed', ''], others: ['changed', '']},
  'took out promise': {own: ['took out', ''], others: ['took out', '']},
} as const

function commitmentClause(deed: keyof typeof commitmentWords, what: string, {isAuthor, called, whose}: Owner): Clause {
  const [verb, end] = commitmentWords[deed][isAuthor ? 'own' : 'others']
  if (isAuthor) return several(`${verb} a commitment${end}`, (count) => `${verb} ${counted(count, 'commitment')}${end}`, what)
  if (deed === 'promised') {
    const made = (items: readonly string[]): string => `made ${counted(items.length, 'commitment')} for ${few([...new Set(items)])}`
    return {key: 'promised for', alone: `made a commitment for ${called}: ${what}`, item: called, together: made}
  }
  const many = (items: readonly string[]): string => (
    new Set(items).size === 1 ? `${verb} ${items.length} of ${whose} commitments${end}` : `${verb} ${items.length} commitments of others${end}`
  )
  return {key: `${deed} of others`, alone: `${verb} ${whose} commitment${end}: ${what}`, item: whose, together: many}
}

function ownerOf(member: string, author: string | undefined, {circle, you}: Hearing): Owner {
  const called = member === you ? 'you' : shortName(circle.members, member)
  return {isAuthor: member === author, called, whose: member === you ? 'your' : `${called}'s`}
}

/**
 * The day of a gathering: the first one, and where it has been moved to, for what was said before it was moved was said of the
 * first. With its id, where another has the same day.
 */
export function gatheringDay(id: string, hearing: Hearing): string {
  const day = gatheringOn(id, hearing)
  if (day === undefined) return id
  const first = id.slice(0, 10)
  const twin = [...hearing.circle.gatherings.keys()].some((other) => other !== id && gatheringOn(other, hearing) === day)
  if (twin) return `${dayOf(day, hearing)} (${id})`
  return first === day || !isDay(first) ? dayOf(day, hearing) : `${dayOf(first, hearing)} (moved to ${dayOf(day, hearing)})`
}

function gatheringOn(id: string, {circle}: Hearing): Day | undefined {
  const when = circle.gatherings.get(id)?.shared.when
  const day = when === undefined ? id.slice(0, 10) : readWhen(when)?.day
  return day !== undefined && isDay(day) ? day : undefined
}

/** `Fri 27 Nov`, with the year where it is not this one. */
export function dayOf(day: string, {today}: Pick<Hearing, 'today'>): string {
  if (!isDay(day)) return day
  return day.slice(0, 4) === today.slice(0, 4) ? shortDay(day) : `${shortDay(day)} ${day.slice(0, 4)}`
}

/** The same, and the time where there is one. */
export function whenOf(text: string, hearing: Pick<Hearing, 'today'>): string {
  const when = readWhen(text)
  return when === undefined ? text : [dayOf(when.day, hearing), ...(when.time === undefined ? [] : [when.time])].join(' ')
}

const charterWords: Readonly<Record<string, string>> = {timezone: 'time zone', founded: 'founding day', circle: 'version of the files'}

const fieldWords: Readonly<Record<string, string>> = {
  email: 'address', timezone: 'time zone', offers: 'what they offer', seeks: 'what they seek', remind: 'reminders', joined: 'the day they joined', agreed: 'the day they agreed',
  present: 'who was there', regrets: 'regrets', lasts: 'how long', about: 'what it is for',
}

function whole(key: string, text: string): Clause {
  return {key, alone: text, item: text, together: () => text}
}

/** `head` and one thing, or several in a row. */
function row(head: string, item: string): Clause {
  return {key: head, alone: `${head} ${item}`, item, together: (items) => `${head} ${few([...new Set(items)])}`}
}

/** One thing in its own words, or how many. */
function several(head: string, many: (count: number) => string, item: string): Clause {
  return {key: head, alone: `${head}: ${cut(item)}`, item, together: (items) => many(items.length)}
}

function fields(head: string, names: readonly string[]): Clause {
  return {key: head, alone: `${head} (${names.join(', ')})`, item: names.join(', '), together: (items) => `${head} (${[...new Set(items.flatMap((item) => item.split(', ')))].join(', ')})`}
}

function files(verb: string, path: string): Clause {
  return {...row(verb, path), key: `files ${verb}`, together: (items) => (new Set(items).size > 3 ? `${verb} ${new Set(items).size} files` : `${verb} ${listed([...new Set(items)])}`)}
}

/** Somebody wrote of another what that one did. */
function told(called: string, what: string): Clause {
  return {key: `wrote that ${what}`, alone: `wrote that ${called} ${what}`, item: called, together: (items) => `wrote that ${few([...new Set(items)])} ${what}`}
}

/** So many are named; of more, the first ones. */
const most = 4

function few(items: readonly string[]): string {
  return items.length <= most ? listed(items) : `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`
}

/** People's own words on one line, not longer than it is good to read. */
export function cut(text: string, length = 72): string {
  const letters = [...text.trim().replace(/\s+/g, ' ')]
  return letters.length <= length ? letters.join('') : `${letters.slice(0, length - 1).join('').trimEnd()}…`
}

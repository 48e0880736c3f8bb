/** What members of a circle do, as command lines: drawn by chance, and such that they make sense in the circle as it stands. */
import {keyOf} from './simulated-state.ts'
import type {Snapshot} from './simulated-state.ts'

/** Draws: a number from 0 to 1, one of several, some of them, yes or no. */
export interface Chance {
  (): number
  readonly one: <T>(all: readonly T[]) => T
  readonly some: <T>(all: readonly T[], share: number) => T[]
  readonly yes: (share: number) => boolean
}

/** Chances that are the same for the same seed (mulberry32). */
export function chance(seed: number): Chance {
  let at = seed >>> 0
  const draw = (): number => {
    at = (at + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(at ^ (at >>> 15), at | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return Object.assign(draw, {
    one: <T>(all: readonly T[]): T => all[Math.floor(draw() * all.length)]!,
    some: <T>(all: readonly T[], share: number): T[] => all.filter(() => draw() < share),
    yes: (share: number): boolean => draw() < share,
  })
}

/** Who does something, in which circle, and a number that no other operation has: it stands in every word they write. */
export interface Scene {
  readonly me: string
  readonly circle: Snapshot
  readonly number: number
  readonly chance: Chance
}

/** The evenings of the rhythm: those that were, and those to come (today is 2026-11-28). */
export const past = ['2026-09-11', '2026-09-18', '2026-09-25', '2026-10-02', '2026-10-09', '2026-10-16', '2026-10-23', '2026-10-30', '2026-11-06', '2026-11-13', '2026-11-20', '2026-11-27'].map((day) => `${day}-weekly`)
/** A few evenings, for a group whose members all write about the same. */
const few = past.slice(-5)
export const future = ['2026-12-04', '2026-12-11', '2026-12-18', '2026-12-25', '2027-01-01', '2027-01-08', '2027-01-15', '2027-01-22'].map((day) => `${day}-weekly`)

/** A kind of operation: its command line, or undefined when there is nothing to do it to. */
type Operation = (scene: Scene) => readonly string[] | undefined

const firstNames = ['Dan', 'Eve', 'Ann', 'Noa', 'Sam', 'Uma']
const otherNames = ['Abe', 'Bea', 'Cal', 'Dee', 'Eva', 'Flo', 'Gus', 'Hans', 'Ines', 'Jan', 'Kai', 'Liv', 'Max', 'Nils', 'Olga', 'Per', 'Rosa', 'Siv', 'Tom', 'Una', 'Vera', 'Will']
const surnames = ['Ek', 'Lind', 'Moe', 'Ash', 'Park', 'Quist']

/** A commitment in the circle. */
interface Promised {
  readonly id: string
  readonly member: string
  readonly isOpen: boolean
}

function promisedIn({state}: Snapshot): Promised[] {
  return [...state.keys()].flatMap((key) => {
    const [, member, id] = /^page .+? (\S+@\S+) \/ commitments \/ (\w+) \/ what$/.exec(key) ?? []
    if (id === undefined) return []
    const isOpen = ['done', 'dropped'].every((field) => !state.has(key.replace(/what$/, field)))
    // Ids are drawn anew in every run; what was promised is not.
    return [{id, member: member!, isOpen, what: state.get(key)!}]
  }).toSorted((one, other) => (one.what < other.what ? -1 : 1))
}

const statusOf = ({state, names}: Snapshot, id: string): string => state.get(keyOf(`gathering ${names.gathering(id)}`, 'status')) ?? 'planned'
const mine = ({me, circle}: Scene): Promised[] => promisedIn(circle).filter(({member, isOpen}) => isOpen && member === circle.names.member(me))
const promisee = ({circle, chance: {one}}: Scene): string => one(circle.members)

/** One evening as a scribe logs it: some or all of it. */
function logged(scene: Scene, day: string, how: {readonly whole: boolean}): string[] {
  const {circle, chance: {one, some, yes}, number} = scene
  const members = circle.members
  const flags: string[] = []
  const maybe = (share: number, ...words: string[]): void => {
    if (yes(how.whole ? Math.max(share, 0.7) : share)) flags.push(...words)
  }
  const present = some(members, 0.6)
  const regrets = some(members.filter((id) => !present.includes(id)), 0.4)
  if (present.length > 0) maybe(0.6, '--present', present.join(','))
  if (regrets.length > 0) maybe(0.4, '--regrets', regrets.join(','))
  maybe(0.4, '--topic', `Topic ${number}`)
  maybe(0.3, '--notes', `Note ${number}.\nSecond line ${number}.`)
  maybe(0.4, '--commit', `${promisee(scene)}: Do thing ${number}`)
  maybe(0.3, '--decision', `Decision ${number}`)
  maybe(0.2, '--guest', `Guest ${number}`)
  maybe(0.2, '--role', `${one(['scribe', 'host'])}=${one(members)}`)
  maybe(0.2, '--takeaway', `${one(members)}: Takeaway ${number}, told`)
  if (flags.length === 0) flags.push('--decision', `Decision ${number}`)
  return ['gather', day, ...flags, '--yes']
}

/** The operations, each with how often it comes. */
export type Habits = readonly (readonly [weight: number, operation: Operation])[]

const rsvp: Operation = ({circle, chance: {one, yes}, number}) => {
  const [day, answer] = [one(future), one(['yes', 'maybe', 'no'])]
  if (statusOf(circle, day) !== 'planned') return undefined
  return ['rsvp', day, answer, ...(answer !== 'yes' && yes(0.5) ? ['--why', `Reason ${number}`] : [])]
}
const takeaway: Operation = ({chance: {one}, number}) => ['takeaway', one(few), `Takeaway ${number}.`]
const log: Operation = (scene) => logged(scene, scene.chance.one(few), {whole: scene.chance.yes(0.3)})
const plan: Operation = ({chance: {one}, number, circle}) => {
  const day = one(future)
  return statusOf(circle, day) === 'planned' ? ['gather', day, '--topic', `Plan ${number}`, '--yes'] : undefined
}
const keep: Operation = (scene) => {
  const open = mine(scene)
  return open.length === 0 ? undefined : ['done', scene.chance.one(open).id, '--on', scene.chance.one(['2026-11-26', '2026-11-27', '2026-11-28'])]
}
const giveUp: Operation = (scene) => {
  const open = mine(scene)
  return open.length === 0 ? undefined : ['drop', scene.chance.one(open).id, '--why', `No time ${scene.number}`]
}
const keepForAnother: Operation = ({circle, chance: {one}}) => {
  const open = promisedIn(circle).filter(({isOpen}) => isOpen)
  return open.length === 0 ? undefined : ['gather', 'last', '--done', one(open).id, '--yes']
}
const reopen: Operation = ({circle, chance: {one}}) => {
  const closed = promisedIn(circle).filter(({isOpen}) => !isOpen)
  return closed.length === 0 ? undefined : ['gather', 'last', '--reopen', one(closed).id, '--yes']
}
const takeOut: Operation = ({circle, chance: {one}}) => {
  const decisions = [...circle.state.keys()].flatMap((key) => {
    const [, day, id] = /^gathering (\S+-weekly) \/ decisions \/ (\w+)$/.exec(key) ?? []
    return id === undefined ? [] : [{day: day!, id, what: circle.state.get(key)!}]
  }).toSorted((first, second) => (first.what < second.what ? -1 : 1))
  if (decisions.length === 0) return undefined
  const {day, id} = one(decisions)
  return ['gather', day, '--remove', id, '--yes']
}
const describe: Operation = ({me, chance: {one, yes}, number}) => ['member', 'edit', me, one(['--offers', '--seeks']), `Skill ${number}`, ...(yes(0.2) ? ['--timezone', one(['Asia/Kolkata', 'Europe/Oslo', 'America/New_York'])] : [])]
const describeAnother: Operation = ({circle, chance: {one}, number}) => ['member', 'edit', one(circle.members), one(['--offers', '--seeks']), `Skill ${number}, told`]
const rest: Operation = ({me, circle: {state, names}, number}) => {
  const status = state.get(keyOf(`member ${names.member(me)}`, 'status'))
  return ['member', status === 'paused' ? 'return' : 'pause', me, '--since', `2026-11-${10 + (number % 18)}`]
}
const welcome: Operation = ({chance: {one}, number}) => ['member', 'add', `${one(firstNames)} ${one(surnames)} <new${number}@example.org>`]
/** In a group as it is, two who join at once seldom have one name. */
const welcomeAnother: Operation = ({chance: {one}, number}) => ['member', 'add', `${one(otherNames)} ${one(surnames)} <new${number}@example.org>`]
const move: Operation = ({circle, chance: {one}, number}) => {
  const day = one(future)
  return statusOf(circle, day) === 'planned' ? ['schedule', 'move', day, `${day.slice(0, 10)} 1${number % 10}:${10 + (number % 50)}`] : undefined
}
const cancel: Operation = ({circle, chance: {one}, number}) => {
  const day = one(future)
  return statusOf(circle, day) === 'planned' ? ['schedule', 'cancel', day, '--why', `Closed ${number}`] : undefined
}
const restore: Operation = ({circle, chance: {one}}) => {
  const changed = future.filter((day) => statusOf(circle, day) === 'cancelled' || circle.state.has(keyOf(`gathering ${day}`, 'when')))
  return changed.length === 0 ? undefined : ['schedule', 'restore', one(changed)]
}
/** A date of its own on one of so many days: the fewer, the more often two have one name. */
const dateOnOneOf = (days: number): Operation => ({chance: {one}, number}) => {
  const when = `2027-0${2 + (number % 2)}-${String(1 + (number % days)).padStart(2, '0')} ${10 + (Math.floor(number / 60) % 12)}:${String(number % 60).padStart(2, '0')}`
  return ['schedule', 'add', when, '--title', one(['Picnic', 'Walk']), '--place', `Hall ${number}`]
}
/** Polls by what they are called, as their ids are drawn anew in every run. */
const openPolls = ({circle: {polls, state}}: Scene): string[] => {
  const titleOf = (id: string): string => state.get(keyOf(`poll ${id}`, 'title'))!
  return polls.filter((id) => (state.get(keyOf(`poll ${id}`, 'status')) ?? 'open') === 'open').toSorted((one, other) => (titleOf(one) < titleOf(other) ? -1 : 1))
}
const inPoll = (lineOf: (poll: string, scene: Scene) => readonly string[]): Operation => (scene) => {
  const open = openPolls(scene)
  return open.length === 0 ? undefined : ['schedule', 'poll', ...lineOf(scene.chance.one(open), scene)]
}
const openPoll: Operation = ({chance: {one}, number}) => ['schedule', 'poll', 'open', `Poll ${number}`, '--option', `2027-03-0${1 + (number % 9)} 1${number % 10}:00`, '--option', '2027-03-20', ...one([['--deadline', '2027-01-31'], []])]
const vote: Operation = inPoll((poll, {chance: {one, yes}, number}) => ['vote', poll, ...one([['yes'], ['if need be'], ['no'], ['--can', '1'], ['--cannot', '2', '--rest', 'yes']]), ...(yes(0.3) ? ['--why', `Remark of ${number}`] : [])])
const addOption: Operation = inPoll((poll, {number}) => ['add-option', poll, `2027-04-${String(1 + (number % 28)).padStart(2, '0')}`])
const closePoll: Operation = inPoll((poll) => ['close', poll, '--choose', '1', '--yes'])
const cancelPoll: Operation = inPoll((poll, {number}) => ['cancel', poll, '--why', `Off ${number}`])
const promise: Operation = ({number}) => ['charter', 'edit', '--promise', `Promise ${number}.`]

/** All there is, with as much overlap as can be: every evening has several scribes, anybody moves dates. */
export const crowded: Habits = [
  [14, rsvp], [8, takeaway], [14, log], [4, plan], [8, keep], [4, giveUp], [3, keepForAnother], [2, reopen], [2, takeOut], [6, describe], [2, describeAnother], [3, rest],
  [3, welcome], [4, move], [4, cancel], [3, restore], [4, dateOnOneOf(3)], [2, promise],
  [3, openPoll], [8, vote], [2, addOption], [1, closePoll], [1, cancelPoll],
]

/** Who was there on an evening: everybody who writes it down says the same. */
function wasThere(day: string, member: string): 'present' | 'regrets' | undefined {
  const fate = chance([...`${day} ${member}`].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7))()
  return fate < 0.65 ? 'present' : fate < 0.85 ? 'regrets' : undefined
}

/** A group as it is: everybody on their own pages, one scribe for an evening, and now and then somebody else logs it too. */
export function calm(scribes: ReadonlyMap<string, string>): Habits {
  const those = (day: string, fate: 'present' | 'regrets'): string => [...new Set(scribes.values())].filter((id) => wasThere(day, id) === fate).join(',')
  const evening = (day: string, {chance: {one, yes}, number}: Scene): string[] => [
    'gather', day, '--present', those(day, 'present'), '--regrets', those(day, 'regrets'), '--topic', `Topic of ${day}`,
    ...(yes(0.7) ? ['--notes', `Note ${number}.\nSecond line ${number}.`] : []), ...(yes(0.7) ? ['--decision', `Decision ${number}`] : []),
    ...(yes(0.7) ? ['--commit', `${one([...scribes.values()])}: Do thing ${number}`] : []), '--yes',
  ]
  const scribe: Operation = (scene) => {
    const {chance: {one}, circle, number} = scene
    const days = past.filter((day) => scribes.get(day) === scene.me)
    if (days.length === 0) return undefined
    const day = one(days)
    if (statusOf(circle, day) !== 'held') return evening(day, scene)
    return ['gather', day, ...one([['--decision', `Decision ${number}`], ['--guest', `Guest ${number}`], ['--commit', `${one([...scribes.values()])}: Do thing ${number}`], ['--notes', `Note ${number}.`]]), '--yes']
  }
  const second: Operation = (scene) => {
    const {chance: {one, yes}, circle, number, me} = scene
    const day = one(past)
    return yes(0.5) && statusOf(circle, day) !== 'held' ? evening(day, scene) : ['gather', day, '--decision', `Decision ${number}`, '--commit', `${me}: Do thing ${number}`, '--yes']
  }
  const takeaways: Operation = ({chance: {one}, number}) => ['takeaway', one(past), `Takeaway ${number}.`]
  return [[30, rsvp], [18, takeaways], [16, scribe], [4, second], [14, keep], [4, giveUp], [8, describe], [2, rest], [1, welcomeAnother], [1, move], [1, cancel], [1, dateOnOneOf(28)]]
}

/** Draws an operation that makes sense now. */
export function drawn(scene: Scene, habits: Habits): readonly string[] {
  const all = habits.reduce((sum, [weight]) => sum + weight, 0)
  for (;;) {
    let left = scene.chance() * all
    const [, operation] = habits.find(([weight]) => (left -= weight) < 0) ?? habits[0]!
    const words = operation(scene)
    if (words !== undefined) return words
  }
}

/** Something a person with an editor does to a record's text: a comment, a line of notes, a topic in other words. */
export function editedText(text: string, {chance: {one, yes}, number}: Pick<Scene, 'chance' | 'number'>): string {
  const remark = `# Remark ${number}`
  const lines = text.split('\n')
  const fields = lines.flatMap((line, at) => (/^(name|rhythm|topic|status|present|rsvp|takeaway|commitments|notes|title|votes|options):/.test(line) ? [at] : []))
  const notes = lines.findIndex((line) => /^(notes|takeaway): \|/.test(line))
  if (notes >= 0 && yes(0.5)) return lines.toSpliced(notes + 1, 0, `  Line by hand ${number}.`).join('\n')
  const comments = lines.flatMap((line, at) => (line.includes('# Remark') ? [at] : []))
  if (comments.length > 0 && yes(0.4)) {
    const at = one(comments)
    return lines.with(at, lines[at]!.replace(/# Remark \d+/, remark)).join('\n')
  }
  if (fields.length === 0) return `${remark}\n${text}`
  const at = one(fields)
  return yes(0.5) && /: [^|>]/.test(lines[at]!) ? lines.with(at, lines[at]!.includes('#') ? lines[at]!.replace(/#.*/, remark) : `${lines[at]} ${remark}`).join('\n') : lines.toSpliced(at, 0, remark).join('\n')
}


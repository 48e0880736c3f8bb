/** What a scribe is asked at a terminal. Every answer is kept at once; what is answered is not asked again. */
import type {AgendaView} from '../../agenda/agenda.ts'
import {agendaOf} from '../../agenda/agenda.ts'
import {agendaMarkdown} from '../../agenda/page.ts'
import {activeOn} from '../../agenda/people.ts'
import type {Circle} from '../../model/circle.ts'
import {commitmentsOf, stateOf} from '../../model/commitments.ts'
import type {Promised} from '../../model/commitments.ts'
import {Fault} from '../../model/fault.ts'
import {shortName} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {dayWords, listed, shortDay} from '../../schedule/words.ts'
import type {Stage} from '../command.ts'
import {formatsFor, templateFor} from '../shipped.ts'
import {pageOf} from '../scheduled.ts'
import {faint} from '../terminal/lines.ts'
import {askChoice, askLine, askLines, askTicks} from '../terminal/prompts.ts'
import type {Answers, Draft, Saved} from './draft.ts'
import {guestsIn, promiseContext} from './flags.ts'
import {askNotes} from './ask-notes.ts'
import {dueDay, readPromise} from './promise.ts'

/** Where questions are asked: the gathering, its agenda, and where answers are kept. */
export interface Desk {
  readonly stage: Stage
  readonly one: Gathering
  /** The agenda as if the gathering were still to come: what was proposed. */
  readonly view: AgendaView
  readonly agenda: string
  readonly draft: Draft
  /** What is kept so far. */
  readonly saved: () => Saved
  /** Keeps answers. `done`: the question they belong to is answered to its end. */
  readonly keep: (answers: Answers, done?: Question['key']) => void
  /** Keeps a half-typed line; and gives it back when the same question is asked again. */
  readonly typing: (question: string) => (text: string) => void
  readonly typed: (question: string) => string | undefined
  readonly keepPrefilled: (text: string) => void
}

export interface Question {
  readonly key: keyof Answers
  /** For the list of what can be changed. */
  readonly about: string
  readonly ask: (desk: Desk) => Promise<void>
}

export const questions: readonly Question[] = [
  {key: 'present', about: 'who was there', ask: askPresent},
  {key: 'regrets', about: 'who had told you', ask: askRegrets},
  {key: 'guests', about: 'guests', ask: askGuests},
  {key: 'topic', about: 'the topic', ask: askTopic},
  {key: 'roles', about: 'who had which role', ask: askRoles},
  {key: 'notes', about: 'the notes', ask: askNotes},
  {key: 'fates', about: "what became of last time's commitments", ask: askFates},
  {key: 'promises', about: 'new commitments', ask: askPromises},
  {key: 'decisions', about: 'decisions', ask: askDecisions},
]

/** The agenda of a gathering as it was before it was held: with the roles and commitments to be asked about. */
export function plannedAgenda({circle, shelf, setting}: Stage, one: Gathering): {view: AgendaView; text: string} {
  const {status: _, present: __, ...shared} = pageOf(circle, one)
  const record = {id: one.id, shared, pages: one.record?.pages ?? new Map()}
  const planned: Circle = {...circle, gatherings: new Map([...circle.gatherings, [one.id, record]])}
  const view = agendaOf({circle: planned, gathering: {...one, status: 'planned', record}, gatherings: [], formats: formatsFor(circle, one.format), today: setting.today})
  const template = templateFor(shelf.root, 'agenda.md')
  return {view, text: agendaMarkdown(view, template.text, template.file)}
}

// Who was there

interface Seat {
  readonly id: string
  readonly rsvp: string | undefined
  readonly why: string | undefined
  /** Took part on the day itself; not somebody who joined or came back since, and may have been there all the same. */
  readonly usual: boolean
}

/** Members who take part on that day or on this one, and whoever else is on its page. */
function seats({stage: {circle, setting}, one}: Desk): Seat[] {
  const page = pageOf(circle, one)
  const listedThere = [...(page.present ?? []), ...(page.regrets ?? [])]
  return [...circle.members].filter(([id, member]) => activeOn(member, one.start.day) || activeOn(member, setting.today) || listedThere.includes(id)).map(([id, member]) => {
    const own = one.record?.pages.get(id)
    return {id, rsvp: own?.rsvp, why: own?.why, usual: activeOn(member, one.start.day)}
  })
}

function seatWords({circle}: Stage, {id, rsvp, why}: Seat): string {
  const answer = rsvp === undefined ? '' : why === undefined ? ` (${rsvp})` : ` (${rsvp}: ${why})`
  return circle.members.get(id)!.name + answer
}

async function askPresent(desk: Desk): Promise<void> {
  const {stage, one, saved, keep} = desk
  const page = pageOf(stage.circle, one)
  const before = saved().answers.present ?? (one.status === 'held' ? page.present : undefined)
  const all = seats(desk)
  const likely = ({id, rsvp, usual}: Seat): boolean => (rsvp === undefined ? usual : rsvp === 'going') && page.regrets?.includes(id) !== true
  const choices = all.map((seat) => ({name: seatWords(stage, seat), value: seat.id, checked: before === undefined ? likely(seat) : before.includes(seat.id)}))
  keep({present: choices.length === 0 ? [] : await askTicks('Who was there?', choices)}, 'present')
}

async function askRegrets(desk: Desk): Promise<void> {
  const {stage, one, saved, keep} = desk
  const page = pageOf(stage.circle, one)
  const {present = [], regrets} = saved().answers
  const away = seats(desk).filter(({id, usual}) => !present.includes(id) && (usual || page.regrets?.includes(id) === true))
  const told = ({id, rsvp}: Seat): boolean => (regrets ?? page.regrets)?.includes(id) ?? rsvp === 'declined'
  const choices = away.map((seat) => ({name: seatWords(stage, seat), value: seat.id, checked: told(seat)}))
  keep({regrets: choices.length === 0 ? [] : await askTicks('Who had told you that they could not come?', choices)}, 'regrets')
}

async function askGuests({stage, one, saved, keep, typing, typed}: Desk): Promise<void> {
  const before = saved().answers.guests ?? pageOf(stage.circle, one).guests ?? []
  const begun = typed('guests') ?? before.join(', ')
  const line = await askLine({message: 'Guests? (names, with commas between)', ...(begun === '' ? {} : {begun}), typing: typing('guests')})
  keep({guests: guestsIn([line])}, 'guests')
}

async function askTopic({stage, one, saved, keep, typing, typed}: Desk): Promise<void> {
  const begun = typed('topic') ?? saved().answers.topic ?? pageOf(stage.circle, one).topic ?? ''
  keep({topic: await askLine({message: 'What was it about?', ...(begun === '' ? {} : {begun}), typing: typing('topic')})}, 'topic')
}

// Roles

async function askRoles({stage, one, view, saved, keep}: Desk): Promise<void> {
  const {present = [], roles: answered} = saved().answers
  const held = pageOf(stage.circle, one).roles ?? {}
  const slots = [...new Set([...view.roles.map(({id}) => id), ...Object.keys(held), ...Object.keys(answered ?? {})])]
  if (slots.length === 0 || present.length === 0) return keep({roles: answered ?? held}, 'roles')
  const proposed = Object.fromEntries(view.roles.flatMap(({id, member}) => (member !== undefined && present.includes(member.id) ? [[id, member.id]] : [])))
  const likely: Readonly<Record<string, string>> = answered ?? (one.status === 'held' ? held : proposed)
  const called = (id: string | undefined): string => (id === undefined ? 'nobody' : shortName(stage.circle.members, id))
  const choice = await askChoice(`Who had which role? ${slots.map((slot) => `${roleWords(slot)}: ${called(likely[slot])}`).join(', ')}`, [
    {name: 'As it says here', value: 'so' as const},
    {name: 'It was different', value: 'other' as const},
    {name: 'Nobody had a role', value: 'none' as const},
  ])
  if (choice !== 'other') return keep({roles: choice === 'so' ? likely : {}}, 'roles')
  const roles: Record<string, string> = {}
  for (const slot of slots) {
    const people = present.map((id) => ({name: stage.circle.members.get(id)?.name ?? id, value: id}))
    const taker = await askChoice(`${roleWords(slot)}?`, [...people, {name: 'nobody', value: ''}], likely[slot] ?? '')
    if (taker !== '') roles[slot] = taker
  }
  keep({roles}, 'roles')
}

function roleWords(slot: string): string {
  return slot.replaceAll('-', ' ')
}

// Commitments

async function askFates({stage, view, saved, keep, typing, typed}: Desk): Promise<void> {
  const now = commitmentsOf(stage.circle).filter(({commitment}) => stateOf(commitment) === 'open')
  const open = view.commitments.filter((carried) => carried.state === 'open' && now.some((other) => addressOf(other) === addressOf(carried)))
  const before = saved().answers.fates ?? []
  // Once all were asked, asking again means all of them; an interrupted run goes on where it stopped.
  const again = saved().answered.includes('fates')
  const fates = again ? [] : [...before]
  for (const carried of open) {
    const {commitment, who, overdue} = carried
    const id = addressOf(carried)
    if (fates.some((fate) => fate.id === id)) continue
    const earlier = before.find((fate) => fate.id === id)
    const due = commitment.due === undefined ? '' : ` (${overdue ? 'was due' : 'due'} ${shortDay(commitment.due)})`
    const became = await askChoice(`${who.called}: ${commitment.what}${due}`, [
      {name: 'Still open', value: 'open' as const},
      {name: 'Kept', value: 'done' as const},
      {name: 'Dropped', value: 'dropped' as const},
    ], earlier?.became ?? 'open')
    const begun = typed(`why ${id}`) ?? earlier?.why
    const why = became !== 'dropped' ? undefined : await askLine({message: 'Why?', ...(begun === undefined ? {} : {begun}), typing: typing(`why ${id}`), fault: (text) => (text === '' ? 'a word or two will do' : undefined)})
    fates.push({id, became, ...(why === undefined ? {} : {why})})
    keep({fates: [...fates]})
  }
  keep({fates}, 'fates')
}

function addressOf({gathering, member, id}: Promised): string {
  return `${gathering}/${member}/${id}`
}

async function askPromises(desk: Desk): Promise<void> {
  const {stage, one, saved, keep, typing, typed} = desk
  const {present} = saved().answers
  const actor = await stage.actor()
  const context = {...promiseContext(stage, one), ...(actor === undefined ? {} : {actor})}
  const example = shortName(stage.circle.members, present?.[0] ?? actor ?? 'ann').toLowerCase()
  await dropSome(desk)
  const message = `Who will do what? ("${example}: read chapter 2 by friday"; empty for nothing)`
  const begun = typed('promises')
  await askLines({
    message,
    again: 'And who else? (empty to go on)',
    ...(begun === undefined ? {} : {begun}),
    typing: typing('promises'),
    fault: (text) => readPromise(text, context).then(() => undefined, faultWords),
    took: async (line) => {
      const {member, commitment} = await readPromise(line, context)
      const promise = {member, what: commitment.what, ...(commitment.due === undefined ? {} : {due: commitment.due})}
      // Kept before its day is asked for: a line that was typed must not hang on the next one.
      const earlier = saved().answers.promises ?? []
      keep({promises: [...earlier, promise]})
      const due = commitment.due ?? (await askDue(context))
      keep({promises: [...earlier, {...promise, ...(due === undefined ? {} : {due})}]})
      stage.context.notes.blocks([faint(`  ${shortName(stage.circle.members, member)}: ${commitment.what}${due === undefined ? '' : `, by ${dayWords(due)}`}`)])
    },
  })
  keep({promises: saved().answers.promises ?? []}, 'promises')
}

/** Asked again, what was typed can be taken back. */
async function dropSome({stage, saved, keep}: Desk): Promise<void> {
  const {answers: {promises = []}, answered} = saved()
  if (promises.length === 0 || !answered.includes('promises')) return
  const choices = promises.map((promise, index) => ({name: `${shortName(stage.circle.members, promise.member)}: ${promise.what}`, value: index, checked: true}))
  const kept = await askTicks('Which of these stay?', choices)
  keep({promises: promises.filter((_, index) => kept.includes(index))})
}

async function askDue({from, nextDay}: ReturnType<typeof promiseContext>): Promise<string | undefined> {
  const usual = nextDay === undefined ? 'empty for no day' : `empty for the next gathering, ${shortDay(nextDay)}; "none" for no day`
  const words = await askLine({
    message: `By when? (${usual})`,
    fault: async (text) => (text === '' || text === 'none' || (await dueDay(text, from, nextDay)) !== undefined ? undefined : 'not a day that can be understood; write "friday", "in 2 weeks" or 2026-12-04'),
  })
  if (words === 'none') return undefined
  return words === '' ? nextDay : dueDay(words, from, nextDay)
}

function faultWords(error: unknown): string {
  if (error instanceof Fault) return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`
  throw error
}

// Decisions

async function askDecisions({saved, keep, typing, typed}: Desk): Promise<void> {
  const {answers: {decisions = []}, answered} = saved()
  const again = answered.includes('decisions') && decisions.length > 0
  const kept = again ? await askTicks('Which of these stay?', decisions.map((text) => ({name: text, value: text, checked: true}))) : decisions
  keep({decisions: kept})
  const begun = typed('decisions')
  await askLines({
    message: 'What was decided? (empty for nothing)',
    again: 'And what else? (empty to go on)',
    ...(begun === undefined ? {} : {begun}),
    typing: typing('decisions'),
    took: (line) => keep({decisions: [...(saved().answers.decisions ?? []), line]}),
  })
  keep({decisions: saved().answers.decisions ?? []}, 'decisions')
}

/** The words for what is answered already: `who was there, guests and the topic`. */
export function answeredWords(saved: Saved): string {
  return listed(questions.filter(({key}) => saved.answered.includes(key)).map(({about}) => about))
}


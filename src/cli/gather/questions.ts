/** What a scribe is asked at a terminal. Every answer is kept at once; what is answered is not asked again. */
import type {AgendaView} from '../../agenda/agenda.ts'
import {agendaOf, titleOf} from '../../agenda/agenda.ts'
import {agendaMarkdown} from '../../agenda/page.ts'
import {activeOn} from '../../agenda/people.ts'
import type {Circle} from '../../model/circle.ts'
import {shortName} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import type {Stage} from '../command.ts'
import {formatsFor, templateFor} from '../shipped.ts'
import {pageOf} from '../scheduled.ts'
import {askChoice, askLine, askTicks, askYes} from '../terminal/prompts.ts'
import type {Answers, Draft, Saved} from './draft.ts'
import {guestsIn} from './flags.ts'
import {askNotes} from './ask-notes.ts'
import {askDecisions, askFates, askPromises, askTakeaways, openBefore} from './ask-words.ts'

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
  readonly key: Exclude<keyof Answers, 'removed'>
  /** For the list of what can be changed. */
  readonly about: string
  readonly ask: (desk: Desk) => Promise<void>
  /** False where there is nothing to ask. Absent: there always is. */
  readonly applies?: (desk: Desk) => boolean
}

export const questions: readonly Question[] = [
  {key: 'present', about: 'who was there', ask: askPresent},
  {key: 'regrets', about: 'who had told you', ask: askRegrets, applies: (desk) => awaySeats(desk).length > 0},
  {key: 'guests', about: 'guests', ask: askGuests},
  {key: 'topic', about: 'the topic', ask: askTopic},
  {key: 'roles', about: 'who had which role', ask: askRoles, applies: (desk) => slotsOf(desk).length > 0 && (desk.saved().answers.present ?? []).length > 0},
  {key: 'notes', about: 'the notes', ask: askNotes},
  {key: 'fates', about: "what became of last time's commitments", ask: askFates, applies: (desk) => openBefore(desk).length > 0},
  {key: 'promises', about: 'new commitments', ask: askPromises},
  {key: 'decisions', about: 'decisions', ask: askDecisions},
  {key: 'takeaways', about: 'what they take home', ask: askTakeaways},
]

/** The agenda of a gathering as it was before it was held: with the roles and commitments to be asked about. */
export function plannedAgenda({circle, shelf, setting}: Stage, one: Gathering): {view: AgendaView; text: string} {
  const {status: _, present: __, ...shared} = pageOf(circle, one)
  const record = {id: one.id, shared, pages: one.record?.pages ?? new Map()}
  const planned: Circle = {...circle, gatherings: new Map([...circle.gatherings, [one.id, record]])}
  const view = agendaOf({circle: planned, gathering: {...one, status: 'planned', record}, gatherings: [], formats: formatsFor(circle, one.format), today: setting.today})
  const template = templateFor(shelf.source, 'agenda.md')
  return {view, text: agendaMarkdown(view, template.text, template.file)}
}

// Who was there

interface Seat {
  readonly id: string
  readonly rsvp: string | undefined
  readonly why: string | undefined
  /** Took part on the day itself; not somebody who joined or came back since, and may have been there all the same. */
  readonly usual: boolean
  /** What else they were on that day. */
  readonly status: 'paused' | 'left' | undefined
}

/** Members who take part on that day or on this one, who pause, or who left on that day; and whoever else is on its page. */
function seats({stage: {circle, setting}, one}: Desk): Seat[] {
  const page = pageOf(circle, one)
  const listedThere = [...(page.present ?? []), ...(page.regrets ?? [])]
  const day = one.start.day
  return [...circle.members].flatMap(([id, member]): Seat[] => {
    const own = one.record?.pages.get(id)
    const usual = activeOn(member, day)
    const status = usual || member.status === 'active' ? undefined : member.status
    const may = usual || activeOn(member, setting.today) || status === 'paused' || (status === 'left' && member.since === day) || listedThere.includes(id)
    return may ? [{id, rsvp: own?.rsvp, why: own?.why, usual, status}] : []
  })
}

function seatWords({circle}: Stage, {id, rsvp, why, status}: Seat): string {
  const answer = rsvp === undefined ? '' : why === undefined ? ` (${rsvp})` : ` (${rsvp}: ${why})`
  return `${circle.members.get(id)!.name}${status === undefined ? '' : ` (${status})`}${answer}`
}

async function askPresent(desk: Desk): Promise<void> {
  const {stage, one, saved, keep} = desk
  const page = pageOf(stage.circle, one)
  const before = saved().answers.present ?? (one.status === 'held' ? page.present : undefined)
  const all = seats(desk)
  const likely = ({id, rsvp, usual}: Seat): boolean => (rsvp === undefined ? usual : rsvp === 'going') && page.regrets?.includes(id) !== true
  const choices = all.map((seat) => ({name: seatWords(stage, seat), value: seat.id, checked: before === undefined ? likely(seat) : before.includes(seat.id)}))
  for (;;) {
    const present = choices.length === 0 ? [] : await askTicks('Who was there?', choices)
    // Enter alone, pressed for a space, must not log an evening of nobody.
    if (present.length > 0 || choices.length === 0 || (await askYes('Nobody was there? Log it all the same?', false))) return keep({present}, 'present')
  }
}

/** Those who were missed. */
function awaySeats(desk: Desk): Seat[] {
  const {stage, one, saved} = desk
  const {present = []} = saved().answers
  return seats(desk).filter(({id, usual}) => !present.includes(id) && (usual || pageOf(stage.circle, one).regrets?.includes(id) === true))
}

async function askRegrets(desk: Desk): Promise<void> {
  const {stage, one, saved, keep} = desk
  const page = pageOf(stage.circle, one)
  const {regrets} = saved().answers
  const away = awaySeats(desk)
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

function slotsOf({stage, one, view, saved}: Desk): string[] {
  const held = pageOf(stage.circle, one).roles ?? {}
  return [...new Set([...view.roles.map(({id}) => id), ...Object.keys(held), ...Object.keys(saved().answers.roles ?? {})])]
}

async function askRoles(desk: Desk): Promise<void> {
  const {stage, one, view, saved, keep} = desk
  const {present = [], roles: answered} = saved().answers
  const held = pageOf(stage.circle, one).roles ?? {}
  const slots = slotsOf(desk)
  if (slots.length === 0 || present.length === 0) return keep({roles: answered ?? held}, 'roles')
  const proposed = Object.fromEntries(view.roles.flatMap(({id, member}) => (member !== undefined && present.includes(member.id) ? [[id, member.id]] : [])))
  const likely: Readonly<Record<string, string>> = answered ?? (one.status === 'held' ? held : proposed)
  const called = (id: string | undefined): string => (id === undefined ? 'nobody' : shortName(stage.circle.members, id))
  const choice = await askChoice(`Who had which role? ${slots.map((slot) => `${titleOf(slot)}: ${called(likely[slot])}`).join(', ')}`, [
    {name: 'As it says here', value: 'so' as const},
    {name: 'It was different', value: 'other' as const},
    {name: 'Nobody had a role', value: 'none' as const},
  ])
  if (choice !== 'other') return keep({roles: choice === 'so' ? likely : {}}, 'roles')
  const roles: Record<string, string> = {}
  for (const slot of slots) {
    const people = present.map((id) => ({name: stage.circle.members.get(id)?.name ?? id, value: id}))
    const taker = await askChoice(`${titleOf(slot)}?`, [...people, {name: 'nobody', value: ''}], likely[slot] ?? '')
    if (taker !== '') roles[slot] = taker
  }
  keep({roles}, 'roles')
}

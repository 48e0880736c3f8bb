/** An agenda as a page: the names that a template may use, and the words for each. */
import type {Day} from '../model/day.ts'
import {addDays} from '../model/day.ts'
import type {Speaks} from '../model/format.ts'
import type {When} from '../model/when.ts'
import {agoWords, counted, dayWords, listed, shortDay} from '../schedule/words.ts'
import type {AgendaRole, AgendaStep, AgendaView} from './agenda.ts'
import type {Carried} from './carried.ts'
import {renderTemplate} from './template.ts'
import type {Shape, Values} from './template.ts'

/** What a template of an agenda may name. Part of the format: names are added, not changed. */
export const agendaShape = {
  circle: 'text',
  id: 'text',
  title: 'text',
  heading: 'text',
  format: 'text',
  session: 'text',
  when: 'text',
  elsewhere: {when: 'text', zone: 'text', who: 'text'},
  place: 'text',
  link: 'link',
  topic: 'text',
  cancelled: 'flag',
  why: 'text',
  expected: 'text',
  answers: 'text',
  names: 'text',
  away: 'text',
  guests: 'text',
  confidential: 'text',
  promises: 'texts',
  warnings: {message: 'text', hint: 'text'},
  prepare: {what: 'text', by: 'text', who: 'text'},
  roles: {role: 'text', who: 'text', turn: 'text', does: 'text', nobody: 'flag'},
  steps: {time: 'text', title: 'text', minutes: 'text', speaks: 'text', led: 'text', guide: 'texts', queries: {number: 'text', question: 'text'}},
  end: 'text',
  spare: 'text',
  commitments: {who: 'text', what: 'text', id: 'text', due: 'text', state: 'text', why: 'text', overdue: 'flag', done: 'flag', dropped: 'flag'},
  records: 'texts',
  has_promises: 'flag',
  has_prepare: 'flag',
  has_roles: 'flag',
  has_steps: 'flag',
  has_commitments: 'flag',
  has_records: 'flag',
} as const satisfies Shape

/** The agenda as Markdown. `template` was read from `file`; throws a Fault when it is not sound. */
export function agendaMarkdown(view: AgendaView, template: string, file: string): string {
  return renderTemplate(template, file, agendaShape, agendaValues(view))
}

/** The values that a template is given, in words. */
export function agendaValues(view: AgendaView): Values & {readonly [name in keyof typeof agendaShape]: unknown} {
  const {people} = view
  const last = view.allDay ? addDays(view.end.day, -1) : view.end.day
  return {
    circle: view.circle,
    id: view.gathering,
    title: view.title,
    heading: view.title === view.circle ? view.title : `${view.circle}: ${view.title}`,
    format: view.format?.name,
    session: view.format?.session === undefined ? undefined : `${view.format.session.number} of ${view.format.session.of}`,
    when: whenWords(view, last),
    elsewhere: view.elsewhere.map(({timezone, start, end, members}) => ({
      when: `${start.day === view.start.day ? '' : `${shortDay(start.day)}, `}${spanOf(start, end)}`,
      zone: timezone,
      who: members.map(({called}) => called).join(', '),
    })),
    place: view.place,
    link: view.link,
    topic: view.topic,
    cancelled: view.status === 'cancelled',
    why: view.why,
    expected: view.status === 'held' ? `There (${people.expected.length})` : `Expected (${people.expected.length})`,
    answers: answerWords(view),
    names: people.expected.map(({called}) => called).join(', '),
    away: people.away.map(({called}) => called).join(', '),
    guests: people.guests.join(', '),
    confidential: view.format === undefined ? undefined : confidences[view.format.confidential],
    promises: view.promises,
    warnings: view.warnings.map(({message, hint}) => ({message, hint})),
    prepare: view.prepare.map(({what, by, role, member}) => ({
      what,
      by: by === view.start.day ? undefined : shortDay(by),
      who: role === undefined ? 'Everybody' : member === undefined ? role : `${member.called} (${role.toLowerCase()})`,
    })),
    roles: view.roles.map(roleValues),
    steps: view.steps.map(stepValues),
    end: view.allDay || view.over > 0 || view.steps.length === 0 ? undefined : view.end.time,
    spare: view.spare === 0 ? undefined : counted(view.spare, 'minute'),
    commitments: view.commitments.map((carried) => commitmentValues(carried, view.start.day)),
    records: view.records,
    has_promises: view.promises.length > 0,
    has_prepare: view.prepare.length > 0,
    has_roles: view.roles.length > 0,
    has_steps: view.steps.length > 0,
    has_commitments: view.commitments.length > 0,
    has_records: view.records.length > 0,
  }
}

const confidences = {
  none: undefined,
  shared: 'What is said stays in the circle.',
  'focus-person-only': 'Notes go to the focus person and to nobody else. The log says only that the gathering was held.',
} as const

/** `Friday 27 November 2026, 19:00–21:00 (America/New_York)`; `Friday 11 June 2027 to Sunday 13 June 2027` for whole days. */
function whenWords(view: AgendaView, last: Day): string {
  if (view.allDay) return last <= view.start.day ? `${dayWords(view.start.day)}, all day` : `${dayWords(view.start.day)} to ${dayWords(last)}`
  return `${dayWords(view.start.day)}, ${spanOf(view.start, view.end)} (${view.timezone})`
}

/** `19:00–21:00`; with the day of the end when that is another. */
function spanOf(start: When, end: When): string {
  return start.day === end.day ? `${start.time}–${end.time}` : `${start.time} to ${shortDay(end.day)}, ${end.time}`
}

/** `7 going, 1 maybe, 2 have not answered`, once anybody has answered. */
function answerWords({status, people}: AgendaView): string | undefined {
  if (status === 'held' || people.going.length + people.maybe.length + people.away.length === 0) return undefined
  return [
    people.going.length === 0 ? '' : `${people.going.length} going`,
    people.maybe.length === 0 ? '' : `${people.maybe.length} maybe`,
    people.unanswered.length === 0 ? '' : `${people.unanswered.length} ${people.unanswered.length === 1 ? 'has' : 'have'} not answered`,
  ].filter((part) => part !== '').join(', ')
}

function roleValues({title, does, member, reason, set, next}: AgendaRole): Values {
  return {
    role: title,
    does,
    who: member?.called,
    nobody: member === undefined,
    turn: set || member === undefined ? undefined : [`${member.called}: ${reason}`, ...next.map((other) => `${other.member.called}: ${other.reason}`)].join('; '),
  }
}

const talk: Readonly<Record<Speaks, string>> = {one: 'one speaks', round: 'a round', pairs: 'in pairs', silent: 'in silence', all: 'open talk'}

function stepValues(step: AgendaStep): Values {
  return {
    time: step.at?.time,
    title: step.title,
    minutes: step.minutes === undefined ? undefined : `${step.minutes} min${step.each === undefined || step.each === step.minutes ? '' : `, ${step.each} each`}`,
    speaks: step.speaks === undefined || (step.speaks === 'one' && step.role !== undefined) ? undefined : talk[step.speaks],
    led: step.led.length > 0 ? listed(step.led.map(({called}) => called)) : step.role === undefined ? undefined : `the ${step.role.toLowerCase()}`,
    guide: step.guide,
    queries: step.queries,
  }
}

function commitmentValues({who, commitment: entry, named, state, overdue}: Carried, day: Day): Values {
  return {
    who: who.called,
    what: entry.what.replace(/\.$/, ''),
    id: named,
    due: entry.due === undefined ? undefined : shortDay(entry.due),
    overdue,
    done: state === 'done',
    dropped: state === 'dropped',
    why: state === 'dropped' ? entry.why : undefined,
    state: state === 'open' ? (overdue ? `was due ${shortDay(entry.due!)}, ${agoWords(entry.due!, day)}` : entry.due === undefined ? 'open' : `due ${shortDay(entry.due)}`) : state,
  }
}

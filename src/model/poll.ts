import {forms} from './forms.ts'
import type {RecordSchema} from './schema.ts'

export type PollStatus = 'open' | 'closed' | 'cancelled'
/** What a member says to an option: they can come, they could if that suits everybody else best, they cannot. */
export type Vote = 'yes' | 'if-need-be' | 'no'

/** The answers, the best first. */
export const votes: readonly Vote[] = ['yes', 'if-need-be', 'no']

/** One date that a poll asks about. */
export interface PollOption {
  /** On the wall in the poll's zone; a day alone takes all day. */
  readonly when: string
  /** Where it differs from the poll. */
  readonly lasts?: string
  readonly place?: string
  readonly link?: string
  /** The gathering that came of it, where the poll was closed with it. */
  readonly gathering?: string
}

/** polls/ID/poll.yaml: the shared page of a poll that finds a date. */
export interface Poll {
  readonly title: string
  readonly about?: string
  /** Of the options and the deadline; absent: the circle's. */
  readonly timezone?: string
  readonly lasts?: string
  readonly place?: string
  readonly link?: string
  /** Until when to answer: a day with all its hours, or a day and a time. */
  readonly deadline?: string
  /** Absent means open. */
  readonly status?: PollStatus
  /** Why it was called off. */
  readonly why?: string
  /** Once closed: the option that it was. */
  readonly chosen?: string
  /** By a short random id. */
  readonly options?: Readonly<Record<string, PollOption>>
}

/** polls/ID/MEMBER.yaml: a member's own page of a poll. */
export interface PollPage {
  /** By the option's id; what is not there is not said. */
  readonly votes?: Readonly<Record<string, Vote>>
  readonly why?: string
}

const option: RecordSchema = {
  kind: 'record',
  fields: {
    when: {kind: 'line', required: true, form: forms.when, about: 'The day, and the time unless it takes all day.'},
    lasts: {kind: 'line', form: forms.duration, about: 'Where it differs from the poll.'},
    place: {kind: 'line', about: 'Where it differs from the poll.'},
    link: {kind: 'line', form: forms.link, about: 'Where it differs from the poll.'},
    gathering: {kind: 'line', form: forms.id, about: 'The gathering that came of it, where the poll was closed with it.'},
  },
}

export const pollSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  about: 'The shared page of a poll that finds a date.',
  together: [['status', 'why', 'chosen']],
  fields: {
    title: {kind: 'line', required: true, about: 'What a date is looked for.'},
    about: {kind: 'text', about: 'What it is for, in more words.'},
    timezone: {kind: 'line', form: forms.zone, about: "Of the options and the deadline, if not the circle's."},
    lasts: {kind: 'line', form: forms.duration, about: 'How long it would take.'},
    place: {kind: 'line', about: 'Where it would be.'},
    link: {kind: 'line', form: forms.link, about: 'Where online.'},
    deadline: {kind: 'line', form: forms.when, about: 'Until when to answer: that whole day, or a day and a time.'},
    status: {kind: 'choice', of: ['open', 'closed', 'cancelled'], about: 'Absent means open.'},
    why: {kind: 'line', joins: true, about: 'Why it was called off.'},
    chosen: {kind: 'line', form: forms.id, about: 'The option that was chosen.'},
    options: {kind: 'map', keys: forms.id, of: option, about: 'The dates, each under a short id of its own.'},
  },
}

export const pollPageSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  about: "A member's own page of a poll.",
  fields: {
    votes: {kind: 'map', keys: forms.id, of: {kind: 'choice', of: votes, about: 'yes, if-need-be or no.'}, about: 'What they say to each option, by its id.'},
    why: {kind: 'line', joins: true, about: 'What the others should know about it.'},
  },
}

/** The status of a poll, also of one that does not say. */
export function pollStatus({status}: Poll): PollStatus {
  return status ?? 'open'
}

/** The gathering that came of a closed poll; undefined while none has. */
export function gatheringOf({chosen, options}: Poll): string | undefined {
  return chosen === undefined || options === undefined || !Object.hasOwn(options, chosen) ? undefined : options[chosen]!.gathering
}

import {forms} from './forms.ts'
import type {RecordSchema} from './schema.ts'

export type GatheringStatus = 'planned' | 'held' | 'cancelled'

/** gatherings/ID/gathering.yaml: the shared page of a gathering, from planned to held. */
export interface SharedPage {
  /** Absent for a date of its own. */
  readonly rhythm?: string
  /** Where it differs from the rhythm; required for a date of its own. */
  readonly when?: string
  readonly lasts?: string
  readonly timezone?: string
  readonly place?: string
  readonly link?: string
  readonly title?: string
  readonly format?: string
  /** Absent means planned. */
  readonly status?: GatheringStatus
  /** Why it was cancelled. */
  readonly why?: string
  readonly topic?: string
  /** Role to member. */
  readonly roles?: Readonly<Record<string, string>>
  readonly present?: readonly string[]
  /** Members who told us that they could not come. */
  readonly regrets?: readonly string[]
  readonly guests?: readonly string[]
  readonly notes?: string
  readonly decisions?: Readonly<Record<string, string>>
}

/** A commitment on a member's own page: open, done on a day, or dropped on a day (with `why`). */
export interface Commitment {
  readonly what: string
  readonly due?: string
  readonly done?: string
  readonly dropped?: string
  readonly why?: string
}

/**
 * The last invitation, update or cancellation that a member was sent, by the member on whose page it stands.
 * One that lacks any of it counts as none.
 */
export interface Invited {
  /** When, wall-clock in the circle's zone. */
  readonly sent?: string
  readonly method?: 'request' | 'cancel'
  /** Its SEQUENCE. */
  readonly sequence?: number
  /** When it said that the gathering begins, wall-clock in the gathering's zone. */
  readonly when?: string
  /** The SEQUENCE of the first message that said so: answers to an older one are answers to another time. */
  readonly since?: number
  /** Twelve hexadecimal digits that stand for all else that was said, to know when there is something new to say. */
  readonly of?: string
  /** In whose name it went; absent: of the member on whose page it stands. */
  readonly organizer?: string
  /** Where it went. */
  readonly address?: string
  /** Whose address stood in it as the organizer's: calendars take changes from no other. */
  readonly from?: string
  /** Twenty hexadecimal digits, four each for length, title, place, link and topic, to say which of them changed. */
  readonly parts?: string
  /** The answer that the member had given when it named another time: that one was to the time before. */
  readonly outdated?: 'going' | 'maybe' | 'declined'
}

/** gatherings/ID/MEMBER.yaml: a member's own page of a gathering. */
export interface MemberPage {
  readonly rsvp?: 'going' | 'maybe' | 'declined'
  readonly why?: string
  readonly takeaway?: string
  readonly commitments?: Readonly<Record<string, Commitment>>
  /** Whom they invited to it, by member. */
  readonly invited?: Readonly<Record<string, Invited>>
}

export const sharedPageSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  about: 'The shared page of a gathering, from planned to held.',
  together: [['status', 'why'], ['when', 'timezone']],
  apart: {called: 'attendance', lists: ['present', 'regrets']},
  fields: {
    rhythm: {kind: 'line', form: forms.id, about: 'The rhythm it belongs to; absent for a date of its own.'},
    when: {kind: 'line', form: forms.when, about: 'Where it differs from the rhythm, or for a date of its own.'},
    lasts: {kind: 'line', form: forms.duration, about: 'Where it differs from the rhythm.'},
    timezone: {kind: 'line', form: forms.zone, about: 'Where it differs from the rhythm.'},
    place: {kind: 'line', about: 'Where it differs from the rhythm.'},
    link: {kind: 'line', form: forms.link, about: 'Where it differs from the rhythm.'},
    title: {kind: 'line', about: 'Where it differs from the rhythm.'},
    format: {kind: 'line', form: forms.id, about: 'Where it differs from the rhythm.'},
    status: {kind: 'choice', of: ['planned', 'held', 'cancelled'], about: 'Absent means planned.'},
    why: {kind: 'line', joins: true, about: 'Why it was cancelled.'},
    topic: {kind: 'line', joins: true, about: 'What it is about.'},
    roles: {kind: 'map', keys: forms.id, of: {kind: 'line', form: forms.memberId}, flow: true, about: 'Who had which role.'},
    present: {kind: 'list', of: {kind: 'line', form: forms.memberId}, flow: true, about: 'Members who were there.'},
    regrets: {kind: 'list', of: {kind: 'line', form: forms.memberId}, flow: true, about: 'Members who told us that they could not come.'},
    guests: {kind: 'list', of: {kind: 'line'}, flow: true, about: 'Guests, by name.'},
    notes: {kind: 'text', about: 'What was talked about, as far as the circle wants it written down.'},
    decisions: {kind: 'map', keys: forms.id, of: {kind: 'line'}, once: true, about: 'What was decided, each under a short id of its own.'},
  },
}

const commitment: RecordSchema = {
  kind: 'record',
  together: [['done', 'dropped', 'why']],
  fields: {
    what: {kind: 'line', required: true, about: 'What was promised.'},
    due: {kind: 'line', form: forms.day, about: 'By when.'},
    done: {kind: 'line', form: forms.day, settle: 'earlier', about: 'The day it was done.'},
    dropped: {kind: 'line', form: forms.day, settle: 'earlier', about: 'The day it was given up.'},
    why: {kind: 'line', joins: true, about: 'Why it was given up.'},
  },
}

const invited: RecordSchema = {
  kind: 'record',
  together: [['sent', 'method', 'sequence', 'when', 'since', 'of', 'organizer', 'address', 'from', 'parts', 'outdated']],
  latest: 'sequence',
  fields: {
    sent: {kind: 'line', form: forms.when, about: "When it was sent, by the circle's clock."},
    method: {kind: 'choice', of: ['request', 'cancel'], about: 'An invitation or its update, or a cancellation.'},
    sequence: {kind: 'integer', least: 0, about: 'Which edition of the calendar entry it was.'},
    when: {kind: 'line', form: forms.when, about: 'When it said that the gathering begins.'},
    since: {kind: 'integer', least: 0, about: 'The first edition that said so.'},
    of: {kind: 'line', about: 'Stands for all else that was said, to know when there is something new to say.'},
    organizer: {kind: 'line', form: forms.memberId, about: 'In whose name it went, where that is another member.'},
    address: {kind: 'line', about: 'Where it went, to know when the member has a new address.'},
    from: {kind: 'line', about: "The organizer's address in it: calendars take changes from no other."},
    parts: {kind: 'line', about: 'Stands for length, title, place, link and topic, to say which of them changed.'},
    outdated: {kind: 'choice', of: ['going', 'maybe', 'declined'], about: 'The answer that stood when it named another time, and was to the time before.'},
  },
}

export const memberPageSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  about: "A member's own page of a gathering.",
  together: [['rsvp', 'why']],
  fields: {
    rsvp: {kind: 'choice', of: ['going', 'maybe', 'declined'], about: 'Whether they come.'},
    why: {kind: 'line', joins: true, about: 'Why not.'},
    takeaway: {kind: 'text', about: 'What they take home.'},
    commitments: {kind: 'map', keys: forms.id, of: commitment, once: true, about: 'What they said they would do, each under a short id of its own.'},
    invited: {kind: 'map', keys: forms.memberId, of: invited, about: 'Whom they sent an invitation by mail, and what it said; written by the program.'},
  },
}

import {forms} from './forms.ts'
import type {RecordSchema} from './schema.ts'

/** A rhythm on which the circle gathers. Times are wall-clock times in `timezone`, or else in the circle's. */
export interface Rhythm {
  readonly title?: string
  /** The first occurrence, or the day from which the rule counts: `2026-11-27 19:00`; without a time, all day. */
  readonly starts: string
  /** A phrase or an RRULE (model/repeats.ts). Absent: `starts` is the only date. */
  readonly repeats?: string
  /** The last day on which it may fall, inclusive. */
  readonly until?: string
  readonly lasts?: string
  readonly timezone?: string
  readonly place?: string
  readonly link?: string
  /** The format of these gatherings, if not the circle's. */
  readonly format?: string
}

/** charter.yaml: what the circle is. */
export interface Charter {
  /** The version of the file format. */
  readonly circle: number
  /** Never changes: calendar entries hang on it. */
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly promises?: readonly string[]
  readonly format?: string
  readonly founded: string
  readonly timezone: string
  readonly privacy?: 'private' | 'listed' | 'public'
  readonly roles?: readonly string[]
  readonly rhythms?: Readonly<Record<string, Rhythm>>
}

/** The one version of the file format there is. */
export const formatVersion = 1

const rhythm: RecordSchema = {
  kind: 'record',
  together: [['starts', 'timezone']],
  fields: {
    title: {kind: 'line', about: 'What these gatherings are called.'},
    starts: {kind: 'line', form: forms.when, required: true, about: 'The first occurrence, or the day from which the rule counts. Without a time: all day.'},
    repeats: {kind: 'line', form: forms.repeats, about: 'A phrase such as "every 2 weeks on tuesday", or an RRULE. Absent: one single date.'},
    until: {kind: 'line', form: forms.day, about: 'The last day on which it may fall.'},
    lasts: {kind: 'line', form: forms.duration, about: 'How long: 2h, 90 min, 3 days.'},
    timezone: {kind: 'line', form: forms.zone, about: "If not the circle's."},
    place: {kind: 'line', about: 'Where.'},
    link: {kind: 'line', form: forms.link, about: 'Where online.'},
    format: {kind: 'line', form: forms.id, about: "If not the circle's."},
  },
}

export const charterSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  about: 'What the circle is: purpose, promises, rhythms, roles.',
  fields: {
    circle: {kind: 'integer', least: 1, required: true, about: 'Version of the file format.'},
    id: {kind: 'line', form: forms.id, required: true, about: 'Never changes: calendar entries hang on it.'},
    name: {kind: 'line', required: true, about: 'What the circle is called.'},
    purpose: {kind: 'text', required: true, about: 'What the circle is for, in a sentence or two.'},
    promises: {kind: 'list', of: {kind: 'line'}, about: 'What the members promise each other.'},
    format: {kind: 'line', form: forms.id, about: 'How a gathering is run: junto, study-circle, mastermind, book-club, or one of your own in formats/.'},
    founded: {kind: 'line', form: forms.day, settle: 'earlier', required: true, about: 'The day the circle was founded.'},
    timezone: {kind: 'line', form: forms.zone, required: true, about: 'IANA name; every time in the files is wall-clock time in this zone.'},
    privacy: {kind: 'choice', of: ['private', 'listed', 'public'], about: 'private: nothing may be published; listed: name, purpose, dates; public: all but sealed words and addresses.'},
    roles: {kind: 'list', of: {kind: 'line', form: forms.id}, flow: true, about: 'Chores that rotate.'},
    rhythms: {kind: 'map', keys: forms.id, of: rhythm, spaced: true, about: 'When the circle gathers. Any number, or none.'},
  },
}

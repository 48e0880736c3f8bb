import {forms} from './forms.ts'
import type {RecordSchema} from './schema.ts'

/** members/ID.yaml: a member. The file's name is the member's id. */
export interface Member {
  readonly name: string
  readonly email?: string
  readonly joined?: string
  /** The day they agreed to the charter's promises; with the time, where they agreed again that day. */
  readonly agreed?: string
  /** Absent means active. */
  readonly status?: 'active' | 'paused' | 'left'
  /** The day from which `status` holds. */
  readonly since?: string
  readonly timezone?: string
  readonly offers?: readonly string[]
  readonly seeks?: readonly string[]
  /** How long before a gathering their calendar reminds them: `1d`, `15m`. */
  readonly remind?: readonly string[]
}

export const memberSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  about: 'A member of the circle.',
  together: [['status', 'since']],
  fields: {
    name: {kind: 'line', required: true, about: "The member's name."},
    email: {kind: 'line', form: forms.email, about: 'One address.'},
    joined: {kind: 'line', form: forms.day, settle: 'earlier', about: 'The day they joined.'},
    agreed: {kind: 'line', form: forms.when, settle: 'earlier', about: "The day they agreed to the charter's promises; with the time, where they agreed again that day."},
    status: {kind: 'choice', of: ['active', 'paused', 'left'], about: 'Nobody is deleted: a status changes.'},
    since: {kind: 'line', form: forms.day, about: 'The day from which the status holds.'},
    timezone: {kind: 'line', form: forms.zone, about: "If not the circle's."},
    offers: {kind: 'list', of: {kind: 'line'}, flow: true, about: 'What they can teach.'},
    seeks: {kind: 'list', of: {kind: 'line'}, flow: true, about: 'What they want to learn.'},
    remind: {kind: 'list', of: {kind: 'line', form: forms.ahead}, flow: true, about: 'How long before a gathering their own calendar reminds them: 1d, 15m.'},
  },
}

/**
 * A format: how a kind of gathering is run, as data that a person can write by hand. What a circle does with one
 * (clock times, whose turn it is) is worked out by src/agenda.
 */
import {forms, idMeant} from './forms.ts'
import {nearest} from './nearest.ts'
import type {Form, RecordSchema} from './schema.ts'

/** How the talk goes in a step. */
export type Speaks = 'one' | 'round' | 'pairs' | 'silent' | 'all'

/** One part of a gathering. */
export interface FormatStep {
  readonly title: string
  /** As written, see `readMinutes`: `10`, `3 each`, `20 a seat`, `10-15`, `at least 45`, `rest`. */
  readonly minutes: string
  readonly speaks?: Speaks
  /** The role that leads it, or whose turn it is to speak. */
  readonly role?: string
  /** At which gatherings, see `readOnly`; absent: at every one. */
  readonly only?: string
  /** It may be dropped when time is short. */
  readonly optional?: boolean
  /** This gathering's share of the format's queries is read out here. */
  readonly queries?: boolean
  /** What to do, for somebody who does it for the first time: a sentence or two a line. */
  readonly do?: string
}

/** A chore or a part that a member has for one gathering. */
export interface FormatRole {
  readonly does: string
  /** Absent means yes: somebody else's turn each time. */
  readonly rotates?: boolean
  /** How many members have it at one gathering, as with hot seats. Absent means one. */
  readonly seats?: number
  /** Roles that one should have had before. */
  readonly after?: readonly string[]
  /** What to prepare, and how many days before the gathering it is due. */
  readonly prepares?: string
  readonly ahead?: number
}

/** What everybody brings, and how many days before the gathering it is due (absent: on the day). */
export interface FormatInput {
  readonly what: string
  readonly ahead?: number
}

/** formats/ID.yaml, or one that the program ships. */
export interface Format {
  readonly name: string
  readonly purpose: string
  /** Where it comes from, and what in it is only suggested. */
  readonly source?: string
  readonly licence?: string
  readonly people?: {readonly least?: number; readonly usual?: number; readonly most?: number}
  readonly lasts?: string
  /** How often such groups usually gather. */
  readonly repeats?: string
  /** How many gatherings make one course, where it has an end; then the next course begins. */
  readonly sessions?: number
  /** none: nothing is; shared: it stays in the circle; focus-person-only: notes go to the focus person and nobody else. */
  readonly confidential?: 'none' | 'shared' | 'focus-person-only'
  readonly bring?: readonly FormatInput[]
  readonly roles?: Readonly<Record<string, FormatRole>>
  readonly steps: readonly FormatStep[]
  /** Standing questions, of which each gathering takes `number`, in turn. */
  readonly queries?: {readonly number: number; readonly questions: readonly string[]}
  /** What to write down. */
  readonly records?: readonly string[]
}

/** Minutes of a step: between `least` and `most`, once, for every person there, or for every seat of its role. */
export interface Minutes {
  readonly least: number
  /** Infinity: it takes whatever is left. */
  readonly most: number
  readonly per: 'gathering' | 'person' | 'seat'
}

const longestStep = 24 * 60

/** Reads `10`, `10-15`, `3 each`, `2-4 each`, `20-30 a seat`, `at least 45` or `rest`; undefined for anything else. */
export function readMinutes(text: string): Minutes | undefined {
  if (text === 'rest') return {least: 0, most: Infinity, per: 'gathering'}
  const open = /^at least (\d{1,4})$/.exec(text)
  const closed = /^(\d{1,4})(?: ?[-–] ?(\d{1,4}))?( each| a seat)?$/.exec(text)
  const [, from, to, each] = open ?? closed ?? []
  if (from === undefined) return undefined
  const least = Number(from)
  const most = open === null ? Number(to ?? from) : Infinity
  if (least < 1 || least > longestStep || most < least || (most > longestStep && most !== Infinity)) return undefined
  return {least, most, per: each === ' each' ? 'person' : each === ' a seat' ? 'seat' : 'gathering'}
}

/** Whether a step belongs to the gathering with this number (from 1) of a course of `of` gatherings (absent: without end). */
export type Occasion = (number: number, of: number | undefined) => boolean

/**
 * Reads the gatherings that a step is for: `first`, `later` (all but the first), `last`, `before last` (all but the
 * last), `every 4` (the fourth, the eighth …), `2` or `2-5`; undefined for anything else.
 */
export function readOnly(text: string): Occasion | undefined {
  if (text === 'first') return (number) => number === 1
  if (text === 'later') return (number) => number > 1
  if (text === 'last') return (number, of) => number === of
  if (text === 'before last') return (number, of) => number !== of
  const every = /^every ([1-9]\d{0,2})$/.exec(text)
  if (every !== null) return (number) => number % Number(every[1]) === 0
  const some = /^([1-9]\d{0,2})(?: ?[-–] ?([1-9]\d{0,2}))?$/.exec(text)
  if (some === null || Number(some[2] ?? some[1]) < Number(some[1])) return undefined
  return (number) => number >= Number(some[1]) && number <= Number(some[2] ?? some[1])
}

const minutes: Form = {
  name: 'minutes',
  example: '10, 3 each, 20 a seat, 10-15, at least 45 or rest',
  fault: (text) => (readMinutes(text) === undefined ? 'is not a number of minutes' : undefined),
  meant: (text) => {
    const plain = text.trim().toLowerCase().replace(/\s*(minutes|minute|mins|min|m)\b\.?/, '').replace(/ per (person|member)$/, ' each').replace(/ per seat$/, ' a seat')
    return plain !== text && readMinutes(plain) !== undefined ? plain : undefined
  },
}

const only: Form = {
  name: 'gatherings',
  example: 'first, later, last, before last, every 4, 2 or 2-5',
  fault: (text) => (readOnly(text) === undefined ? 'says no gatherings that are known' : undefined),
  meant: (text) => nearest(text, ['first', 'later', 'last', 'before last']),
}

const role: Form = {...forms.id, name: "a role's id", example: 'timekeeper', meant: idMeant}

const step: RecordSchema = {
  kind: 'record',
  fields: {
    title: {kind: 'line', required: true, about: 'What the step is called.'},
    minutes: {kind: 'line', form: minutes, required: true, about: '10; 3 each (times the people there); 20 a seat; 10-15; at least 45; rest (all that is left).'},
    speaks: {kind: 'choice', of: ['one', 'round', 'pairs', 'silent', 'all'], about: 'one speaks; a round; in pairs; nobody (silent); open talk (all).'},
    role: {kind: 'line', form: role, about: 'The role that leads it.'},
    only: {kind: 'line', form: only, about: 'At which gatherings: first, later, last, before last, every 4, 2-5. Absent: at every one.'},
    optional: {kind: 'flag', about: 'May be dropped when time is short.'},
    queries: {kind: 'flag', about: "This gathering's share of `queries` is read out here."},
    do: {kind: 'text', about: 'What to do, for somebody who does it for the first time.'},
  },
}

const formatRole: RecordSchema = {
  kind: 'record',
  fields: {
    does: {kind: 'line', required: true, about: 'What they do, in a line.'},
    rotates: {kind: 'flag', about: "Somebody else's turn each time; absent means yes."},
    seats: {kind: 'integer', least: 1, most: 50, about: 'How many members have it at one gathering; absent means one.'},
    after: {kind: 'list', of: {kind: 'line', form: role}, flow: true, about: 'Roles that one should have had before.'},
    prepares: {kind: 'line', about: 'What to prepare.'},
    ahead: {kind: 'integer', least: 0, most: 366, about: 'How many days before the gathering that is due.'},
  },
}

export const formatSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  about: 'How a kind of gathering is run.',
  fields: {
    name: {kind: 'line', required: true, about: 'What it is called.'},
    purpose: {kind: 'text', required: true, about: 'What it is good for.'},
    source: {kind: 'text', about: 'Where it comes from, and what in it is only suggested.'},
    licence: {kind: 'line', about: 'On what terms its words may be used.'},
    people: {
      kind: 'record',
      about: 'How many people it suits.',
      together: [['least', 'usual', 'most']],
      fields: {
        least: {kind: 'integer', least: 1, most: 1000, about: 'Fewer is too few.'},
        usual: {kind: 'integer', least: 1, most: 1000, about: 'Best with so many.'},
        most: {kind: 'integer', least: 1, most: 1000, about: 'More is too many.'},
      },
    },
    lasts: {kind: 'line', form: forms.duration, about: 'How long such a gathering takes.'},
    repeats: {kind: 'line', form: forms.repeats, about: 'How often such groups usually gather.'},
    sessions: {kind: 'integer', least: 1, most: 1000, about: 'How many gatherings make a course, where it has an end.'},
    confidential: {kind: 'choice', of: ['none', 'shared', 'focus-person-only'], about: 'shared: it stays in the circle; focus-person-only: notes go to the focus person and nobody else.'},
    bring: {
      kind: 'list',
      about: 'What everybody brings or prepares.',
      of: {
        kind: 'record',
        fields: {
          what: {kind: 'line', required: true, about: 'What.'},
          ahead: {kind: 'integer', least: 0, most: 366, about: 'How many days before the gathering it is due; absent: on the day.'},
        },
      },
    },
    roles: {kind: 'map', keys: role, of: formatRole, spaced: true, about: 'Chores and parts, each for one gathering.'},
    steps: {kind: 'list', of: step, required: true, about: 'What happens, in order.'},
    queries: {
      kind: 'record',
      about: 'Standing questions, taken in turn.',
      fields: {
        number: {kind: 'integer', least: 1, most: 100, required: true, about: 'How many at a gathering.'},
        questions: {kind: 'list', of: {kind: 'line'}, required: true, about: 'All of them.'},
      },
    },
    records: {kind: 'list', of: {kind: 'line'}, about: 'What to write down.'},
  },
}

export interface FormatFault {
  readonly at: readonly (string | number)[]
  readonly message: string
  readonly hint: string
}

/**
 * What is wrong with a format although each of its values is sound: counts out of order, a step for a role that
 * nobody describes. `roles` are the circle's own, which a step may name too. `at` is the path of the value.
 */
export function formatFaults(format: Format, roles: readonly string[] = []): FormatFault[] {
  const faults: FormatFault[] = []
  const known = [...new Set([...Object.keys(format.roles ?? {}), ...roles])]
  const named = [
    ...format.steps.map((step, index) => ({where: `the step \`${step.title}\``, role: step.role, at: ['steps', index, 'role']})),
    ...Object.entries(format.roles ?? {}).flatMap(([id, {after = []}]) => after.map((role, index) => ({where: `the role \`${id}\``, role, at: ['roles', id, 'after', index]}))),
  ]
  for (const {where, role, at} of named) {
    if (role === undefined || known.includes(role)) continue
    const meant = nearest(role, known)
    faults.push({at, message: `${where} names a role that is not described: ${role}`, hint: meant === undefined ? `describe \`${role}\` under \`roles\`` : `did you mean ${meant}?`})
  }
  const {least = 1, most = Infinity} = format.people ?? {}
  const {usual = least} = format.people ?? {}
  if (least > usual || usual > most) faults.push({at: ['people'], message: '`people` does not rise from `least` over `usual` to `most`', hint: 'write for instance `people: {least: 4, usual: 8, most: 12}`'})
  const reading = format.steps.findIndex((step) => step.queries === true)
  if (reading !== -1 && format.queries === undefined) {
    faults.push({at: ['steps', reading, 'queries'], message: 'a step reads queries out, and the format has none', hint: 'write `queries` with `number` and `questions`, or take `queries: yes` out of the step'})
  }
  return faults
}

/** What founding a circle writes: pure, from answers to records. */
import {asText} from '../agenda/markdown.ts'
import type {Charter, Rhythm} from '../model/charter.ts'
import {formatVersion} from '../model/charter.ts'
import {weekday} from '../model/day.ts'
import type {Day} from '../model/day.ts'
import {defined} from '../model/defined.ts'
import type {Format} from '../model/format.ts'
import {jsonSchema} from '../model/json-schema.ts'
import type {Member} from '../model/member.ts'
import {newMemberId} from '../model/members.ts'
import type {Person} from '../model/members.ts'
import {readRepeats} from '../model/repeats.ts'
import type {When} from '../model/when.ts'
import {whenText} from '../model/when.ts'
import {weekdayName} from '../schedule/words.ts'
import {kindNames, kinds, schemaPath} from '../store/kinds.ts'
import type {RecordWrite} from './command.ts'

/** What is known about a circle to be. Dates are wall-clock in `timezone`. */
export interface Founding {
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly promises: readonly string[]
  readonly format: string
  readonly timezone: string
  readonly founded: Day
  readonly starts?: When
  readonly repeats?: string
  readonly lasts?: string
  readonly place?: string
  readonly link?: string
  /** The first is the founder. */
  readonly people: readonly Person[]
}

/** The records of a new circle, in the order in which they are shown. */
export function foundingRecords(founding: Founding, format: Format | undefined): RecordWrite[] {
  const writes: RecordWrite[] = [{kind: 'charter', record: charterOf(founding, format)}]
  const taken = new Set<string>()
  for (const [index, {name, email}] of founding.people.entries()) {
    const id = newMemberId(name, (candidate) => taken.has(candidate))
    taken.add(id)
    // The founder wrote the promises; the others agree when they join or say so.
    const agreed = index === 0 && founding.promises.length > 0 ? {agreed: founding.founded} : {}
    const record: Member = {name, ...(email === undefined ? {} : {email}), joined: founding.founded, ...agreed, status: 'active'}
    writes.push({kind: 'member', id, record})
  }
  if (founding.starts !== undefined && founding.repeats === undefined) writes.push(singleDate(founding, founding.starts))
  return writes
}

function charterOf(founding: Founding, format: Format | undefined): Charter {
  const rhythm = rhythmOf(founding)
  return {
    circle: formatVersion,
    id: founding.id,
    name: founding.name,
    purpose: founding.purpose,
    ...(founding.promises.length === 0 ? {} : {promises: founding.promises}),
    format: founding.format,
    founded: founding.founded,
    timezone: founding.timezone,
    privacy: 'private',
    ...(hasScribe(format) ? {} : {roles: ['scribe']}),
    ...(rhythm === undefined ? {} : {rhythms: {[rhythm.id]: rhythm.rhythm}}),
  }
}

/** Chores beyond those of the format: somebody has to log the evening. */
function hasScribe(format: Format | undefined): boolean {
  return ['scribe', 'recorder', 'note-taker'].some((role) => Object.hasOwn(format?.roles ?? {}, role))
}

function rhythmOf({starts, repeats, lasts, place, link}: Founding): {id: string; rhythm: Rhythm} | undefined {
  if (starts === undefined || repeats === undefined) return undefined
  return {id: rhythmId(repeats), rhythm: {...rhythmTitle(repeats, starts), starts: whenText(starts), repeats, ...defined({lasts, place, link})}}
}

/** `Friday meeting` for a rhythm on one day of the week, `Monthly meeting` for others with a name of their own. */
function rhythmTitle(repeats: string, starts: When): {title?: string} {
  const rule = readRepeats(repeats)
  if ('problem' in rule) return {}
  const oneDay = rule.freq === 'weekly' && (rule.byDay === undefined || rule.byDay.length === 1)
  if (oneDay) return {title: `${weekdayName(rule.byDay?.[0]?.weekday ?? weekday(starts.day))} meeting`}
  const id = rhythmId(repeats)
  return id === 'regular' ? {} : {title: `${id.charAt(0).toUpperCase()}${id.slice(1)} meeting`}
}

/** A short name for a rhythm: weekly, biweekly, monthly, quarterly, half-yearly, yearly, daily, or regular. */
export function rhythmId(repeats: string): string {
  const rule = readRepeats(repeats)
  if ('problem' in rule) return 'regular'
  const names: Readonly<Record<string, string>> = {
    'daily 1': 'daily', 'weekly 1': 'weekly', 'weekly 2': 'biweekly', 'monthly 1': 'monthly', 'monthly 3': 'quarterly', 'monthly 6': 'half-yearly', 'monthly 12': 'yearly', 'yearly 1': 'yearly',
  }
  return names[`${rule.freq} ${rule.interval}`] ?? 'regular'
}

function singleDate({starts: _, ...founding}: Founding, when: When): RecordWrite {
  const {lasts, place, link} = founding
  return {kind: 'gathering', id: `${when.day}-first`, record: {when: whenText(when), ...defined({lasts, place, link}), title: 'First gathering'}}
}

/** JSON Schemas for editors. */
function schemaFiles(): RecordWrite[] {
  return kindNames.map((kind) => ({kind: 'file', path: schemaPath(kind), text: `${JSON.stringify(jsonSchema(kinds[kind].schema, kind), undefined, 2)}\n`}))
}

/** The files beside the records: a front page, what git is told, schemas. `template` gives the text of one that the program ships. */
export function companionFiles(about: Pick<Founding, 'name' | 'purpose' | 'promises'>, template: (file: string) => string): RecordWrite[] {
  return [
    {kind: 'file', path: 'README.md', text: frontPage(template('README.md'), about)},
    {kind: 'file', path: '.gitattributes', text: template('gitattributes')},
    {kind: 'file', path: '.gitignore', text: template('gitignore')},
    ...schemaFiles(),
  ]
}

/** The front page for people; what the program wrote stands between two markers. */
function frontPage(template: string, {name, purpose, promises}: Pick<Founding, 'name' | 'purpose' | 'promises'>): string {
  const words: Readonly<Record<string, string>> = {
    name: asText(name),
    purpose: purpose.trim().split('\n').map(asText).join('\n'),
    promises: promises.length === 0 ? '' : `\nWe promise each other:\n\n${promises.map((promise) => `- ${asText(promise)}`).join('\n')}\n`,
  }
  return template.replace(/\{\{(\w+)\}\}/g, (_, key: string) => words[key] ?? '')
}

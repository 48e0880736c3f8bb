/** A conflict as people see it: which field of what, what each side says, who said so and when. */
import {prefixOf} from '../git/find.ts'
import {commitsIn} from '../git/log.ts'
import {recordChanges} from '../git/record-changes.ts'
import type {GitRoom, Sides} from '../git/share/sync.ts'
import type {PathConflict} from '../git/share/trees.ts'
import type {Conflict} from '../merge/conflict.ts'
import {isPlainMap} from '../model/node.ts'
import type {Plain, PlainMap} from '../model/node.ts'
import {shortName} from '../model/members.ts'
import {instantText} from '../schedule/instant.ts'
import {placeOf} from '../store/kinds.ts'
import type {Hearing} from './deed-clauses.ts'
import {gatheringDay, pollTitle} from './deed-clauses.ts'
import {authorWords, momentWords} from './deed-words.ts'
import type {Block, Cell} from './terminal/lines.ts'
import {faint, strong} from './terminal/lines.ts'

/** Who last changed a field on one side, and when (seconds since 1970); undefined where history does not tell. */
export interface Said {
  readonly name: string
  readonly email: string
  readonly time: number
}

/** A conflict with what is known of it. */
export interface Told extends PathConflict {
  /** From the circle's root; for a file beside the circle from the repository's. */
  readonly file: string
  readonly mineBy?: Said
  readonly theirsBy?: Said
}

/** Finds out who made the two versions of each conflict. Two processes for each side. */
export async function told(room: GitRoom, conflicts: readonly PathConflict[], {base, mine, theirs}: Sides): Promise<Told[]> {
  const prefix = prefixOf(room.root, room.repository)
  const fileOf = (path: string): string => (path.startsWith(prefix) ? path.slice(prefix.length) : path)
  const files = [...new Set(conflicts.map(({path}) => fileOf(path)))]
  const [ours, others] = await Promise.all([mine, theirs].map((to, index) => changesOf(room, files, {to, not: [base, index === 0 ? theirs : mine]})))
  return conflicts.map((each) => {
    const file = fileOf(each.path)
    const [mineBy, theirsBy] = [ours!(file, each.conflict), others!(file, each.conflict)]
    return {...each, file, ...(mineBy === undefined ? {} : {mineBy}), ...(theirsBy === undefined ? {} : {theirsBy})}
  })
}

type WhoChanged = (file: string, conflict: Conflict) => Said | undefined

async function changesOf({root, repository}: GitRoom, files: readonly string[], range: {readonly to: string; readonly not: readonly string[]}): Promise<WhoChanged> {
  const commits = await commitsIn(repository, root, {...range, paths: files})
  const changes = await recordChanges(repository.top, commits)
  return (file, conflict) => commits.find((commit) => (changes.get(commit.oid) ?? []).some((side) => side.some((touched) => {
    if (touched.path !== file) return false
    if (!('kind' in touched) || conflict.field.length === 0) return true
    return fieldsOf(conflict).some((field) => JSON.stringify(valueAt(touched.before, field)) !== JSON.stringify(valueAt(touched.after, field)))
  })))
}

/** The field; of fields that only make sense together (done here, dropped there) each of them. */
function fieldsOf({field, base, mine, theirs}: Conflict): (readonly string[])[] {
  const keys = new Set([base, mine, theirs].flatMap((value) => (isPlainMap(value) ? Object.keys(value) : [])))
  return [field, ...[...keys].map((key) => [...field.slice(0, -1), key])]
}

/** What a record says at a field; for whether a member was there, the list that names them. */
function valueAt(record: PlainMap | undefined, [first, ...rest]: readonly string[]): Plain | undefined {
  if (record === undefined || first === undefined) return undefined
  if (first === 'attendance') return ['present', 'regrets'].find((list) => Array.isArray(record[list]) && (record[list] as readonly Plain[]).includes(rest[0] ?? ''))
  const value = record[first]
  if (rest.length === 0) return value
  return isPlainMap(value) ? valueAt(value, rest) : value
}

/** `The gathering of Fri 27 Nov, topic`. */
export function subject({file, conflict: {field}}: Pick<Told, 'file' | 'conflict'>, hearing: Hearing): string {
  const what = recordWords(file, hearing)
  if (field.length === 0) return what
  const [first, second] = field
  if (first === 'attendance' && second !== undefined) return `${what}: was ${shortName(hearing.circle.members, second)} there?`
  return `${what}: ${field.join(', ')}`
}

function recordWords(file: string, hearing: Hearing): string {
  const place = placeOf(file)
  if (place === undefined) return file
  switch (place.kind) {
    case 'charter':
      return 'The charter'
    case 'member':
      return `The entry of ${shortName(hearing.circle.members, place.id)}`
    case 'poll':
      return `The poll ${pollTitle(place.id, hearing)}`
    case 'vote':
      return `The votes of ${shortName(hearing.circle.members, place.member!)} in the poll ${pollTitle(place.id, hearing)}`
    case 'format':
      return `The format ${place.id}`
    case 'gathering':
      return `The gathering of ${gatheringDay(place.id, hearing)}`
    case 'page':
      return `The page of ${shortName(hearing.circle.members, place.member!)} for ${gatheringDay(place.id, hearing)}`
  }
}

/** What one side says, in a line or more. */
export function valueWords(value: Plain | undefined): string {
  if (value === undefined) return '(nothing)'
  if (isPlainMap(value)) return Object.entries(value).map(([key, each]) => `${key}: ${valueWords(each)}`).join('; ') || '(nothing)'
  if (Array.isArray(value)) return value.map(valueWords).join(', ')
  return String(value).trimEnd()
}

/** `Bo, yesterday 20:11`; `you` where nobody else is known. */
export function saidWords(by: Said | undefined, fallback: string, hearing: Hearing): string {
  return by === undefined ? fallback : `${authorWords(by, hearing)}, ${momentWords(by.time, hearing)}`
}

/** Both versions of a field, one below the other. */
export function conflictBlocks(one: Told, hearing: Hearing): Block[] {
  const {conflict: {base, mine, theirs, field}, mineBy, theirsBy} = one
  const rows: Cell[][] = [
    [faint('mine'), faint(saidWords(mineBy, 'you', hearing)), valueWords(mine)],
    [faint('theirs'), faint(saidWords(theirsBy, 'the others', hearing)), valueWords(theirs)],
    ...(base === undefined ? [] : [[faint('before'), '', valueWords(base)]]),
  ]
  // A whole file, or one that is no text, says too much for a few lines.
  const shown = field.length === 0 ? rows.map(([side, who]) => [side!, who!]) : rows
  return [strong(subject(one, hearing)), {table: shown, indent: 2}]
}

/** A conflict as data, for `--json`. */
export function conflictJson({file, conflict: {field, base, mine, theirs, both}, mineBy, theirsBy}: Told): Record<string, unknown> {
  const said = (by: Said | undefined): unknown => (by === undefined ? null : {name: by.name, email: by.email, when: instantText(by.time * 1000)})
  return {
    file, field,
    base: base ?? null, mine: mine ?? null, theirs: theirs ?? null, both: both ?? null,
    mineBy: said(mineBy), theirsBy: said(theirsBy),
  }
}

/** True where keeping both is one of the answers. */
export function keepsBoth({both}: Conflict): boolean {
  return both !== undefined
}

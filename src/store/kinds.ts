import {charterSchema} from '../model/charter.ts'
import {formatSchema} from '../model/format.ts'
import {forms} from '../model/forms.ts'
import {memberPageSchema, sharedPageSchema} from '../model/gathering.ts'
import {memberSchema} from '../model/member.ts'
import {pollPageSchema, pollSchema} from '../model/poll.ts'
import type {RecordSchema} from '../model/schema.ts'

/** The kinds of record a circle is made of. A `page` is a member's own page of a gathering, a `vote` that of a poll. */
export type Kind = 'charter' | 'member' | 'gathering' | 'page' | 'poll' | 'vote' | 'format'

interface KindDescription {
  readonly schema: RecordSchema
  /** What the record is called in a message. */
  readonly called: string
}

export const kinds: Readonly<Record<Kind, KindDescription>> = {
  charter: {schema: charterSchema, called: 'the charter'},
  member: {schema: memberSchema, called: 'a member'},
  gathering: {schema: sharedPageSchema, called: 'a gathering'},
  page: {schema: memberPageSchema, called: "a member's page"},
  poll: {schema: pollSchema, called: 'a poll'},
  vote: {schema: pollPageSchema, called: "a member's votes"},
  format: {schema: formatSchema, called: 'a format'},
}

export const kindNames = Object.keys(kinds) as Kind[]

/** Where a record lies below the folder of the circle. */
export interface Location {
  readonly kind: Kind
  /** The record's own id; for a page or votes, that of the gathering or poll. */
  readonly id: string
  /** For a page or votes: whose they are. */
  readonly member?: string
  readonly path: string
}

/** Where a record lives, relative to the circle's folder. */
export const charterPath = 'charter.yaml'
export const memberPath = (id: string): string => `members/${id}.yaml`
export const gatheringPath = (id: string): string => `gatherings/${id}/gathering.yaml`
export const pagePath = (gathering: string, member: string): string => `gatherings/${gathering}/${member}.yaml`
export const pollPath = (id: string): string => `polls/${id}/poll.yaml`
export const votePath = (poll: string, member: string): string => `polls/${poll}/${member}.yaml`
export const formatPath = (id: string): string => `formats/${id}.yaml`
export const schemaPath = (kind: Kind): string => `.circle/schema/${kind}.json`

/** The first line of a new record, for editors that complete and check YAML by a schema. */
export function schemaComment(kind: Kind, path: string): string {
  const up = '../'.repeat(path.split('/').length - 1)
  return `yaml-language-server: $schema=${up}${schemaPath(kind)}`
}

/** What is wrong with an id that a file or folder gives a record, or undefined. */
export function idFault(kind: Kind, id: string): string | undefined {
  return (kind === 'member' || isOwnPage(kind) ? forms.memberId : forms.id).fault(id)
}

/** The kinds whose records are folders, by the folder they lie in: the shared page, which is called so too, and the members' own. */
export const paged = {gatherings: {shared: 'gathering', own: 'page'}, polls: {shared: 'poll', own: 'vote'}} as const

/** Whether it is a member's own page, of a gathering or of a poll. */
export function isOwnPage(kind: Kind): kind is 'page' | 'vote' {
  return kind === 'page' || kind === 'vote'
}

/** The path of a shared page, where the kind is one, or of the shared page that goes with a member's own; undefined for any other. */
export function sharedPathOf({kind, id}: Pick<Location, 'kind' | 'id'>): string | undefined {
  if (kind === 'gathering' || kind === 'page') return gatheringPath(id)
  return kind === 'poll' || kind === 'vote' ? pollPath(id) : undefined
}

/** The kinds whose records are single files, by the folder they lie in. */
const singles = {members: 'member', formats: 'format'} as const

/** The folders in which records lie, below that of the circle. */
export const recordFolders: readonly string[] = [...Object.keys(singles), ...Object.keys(paged)]
/** Folders kept for kinds of record that are still to come: every YAML file in them is the circle's. */
export const reservedFolders: readonly string[] = ['topics', 'decisions', 'resources']
/** Files that the circle keeps beside its folders. */
export const companions: readonly string[] = [charterPath, 'README.md', '.gitattributes', '.gitignore']

/** True for what lies in one of these folders, however deep. */
export function isWithin(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`))
}

/** The record that lies at a path below the circle's folder; undefined when none has its place there. */
export function placeOf(path: string): Location | undefined {
  if (path === charterPath) return {kind: 'charter', id: 'charter', path}
  const [, folder, id = '', page] = /^([a-z]+)\/([^/]+?)(?:\/([^/]+))?\.yaml$/.exec(path) ?? []
  if (folder === 'members' || folder === 'formats') {
    return page === undefined && idFault(singles[folder], id) === undefined ? {kind: singles[folder], id, path} : undefined
  }
  if ((folder !== 'gatherings' && folder !== 'polls') || page === undefined) return undefined
  const {shared, own} = paged[folder]
  if (idFault(shared, id) !== undefined) return undefined
  if (page === shared) return {kind: shared, id, path}
  return idFault(own, page) === undefined ? {kind: own, id, member: page, path} : undefined
}

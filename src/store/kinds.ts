import {charterSchema} from '../model/charter.ts'
import {formatSchema} from '../model/format.ts'
import {forms} from '../model/forms.ts'
import {memberPageSchema, sharedPageSchema} from '../model/gathering.ts'
import {memberSchema} from '../model/member.ts'
import type {RecordSchema} from '../model/schema.ts'

/** The kinds of record a circle is made of. A `page` is a member's own page of a gathering. */
export type Kind = 'charter' | 'member' | 'gathering' | 'page' | 'format'

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
  format: {schema: formatSchema, called: 'a format'},
}

export const kindNames = Object.keys(kinds) as Kind[]

/** Where a record lies below the folder of the circle. */
export interface Location {
  readonly kind: Kind
  /** The record's own id; for a page, the gathering's. */
  readonly id: string
  /** For a page: whose it is. */
  readonly member?: string
  readonly path: string
}

/** Where a record lives, relative to the circle's folder. */
export const charterPath = 'charter.yaml'
export const memberPath = (id: string): string => `members/${id}.yaml`
export const gatheringPath = (id: string): string => `gatherings/${id}/gathering.yaml`
export const pagePath = (gathering: string, member: string): string => `gatherings/${gathering}/${member}.yaml`
export const formatPath = (id: string): string => `formats/${id}.yaml`
export const schemaPath = (kind: Kind): string => `.circle/schema/${kind}.json`

/** The first line of a new record, for editors that complete and check YAML by a schema. */
export function schemaComment(kind: Kind, path: string): string {
  const up = '../'.repeat(path.split('/').length - 1)
  return `yaml-language-server: $schema=${up}${schemaPath(kind)}`
}

/** What is wrong with an id that a file or folder gives a record, or undefined. */
export function idFault(kind: Kind, id: string): string | undefined {
  return (kind === 'member' || kind === 'page' ? forms.memberId : forms.id).fault(id)
}

/** The record that lies at a path below the circle's folder; undefined when none has its place there. */
export function placeOf(path: string): Location | undefined {
  if (path === charterPath) return {kind: 'charter', id: 'charter', path}
  const [, folder, id = '', page] = /^(members|gatherings|formats)\/([^/]+?)(?:\/([^/]+))?\.yaml$/.exec(path) ?? []
  if (folder === undefined || (page === undefined) === (folder === 'gatherings')) return undefined
  const kind = folder === 'members' ? 'member' : folder === 'formats' ? 'format' : page === 'gathering' ? 'gathering' : 'page'
  if (idFault(kind === 'page' ? 'gathering' : kind, id) !== undefined) return undefined
  if (kind !== 'page') return {kind, id, path}
  return idFault('page', page!) === undefined ? {kind, id, member: page!, path} : undefined
}

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

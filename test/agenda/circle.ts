/** Circles to test agendas with. */
import {readFileSync} from 'node:fs'
import type {Circle, GatheringRecord} from '../../src/model/circle.ts'
import type {Charter} from '../../src/model/charter.ts'
import {formatSchema} from '../../src/model/format.ts'
import type {Format} from '../../src/model/format.ts'
import type {MemberPage, SharedPage} from '../../src/model/gathering.ts'
import type {Member} from '../../src/model/member.ts'
import {readNode} from '../../src/model/schema.ts'
import type {Finding} from '../../src/model/schema.ts'
import {readText} from '../../src/store/yaml/read.ts'

export const shippedFormats = ['book-club', 'junto', 'mastermind', 'study-circle']

export function templateText(path: string): string {
  return readFileSync(new URL(`../../templates/${path}`, import.meta.url), 'utf8')
}

/** Reads a format's YAML; throws when anything is wrong with it. */
export function formatFrom(text: string, file = 'formats/own.yaml'): Format {
  const parsed = readText(text, file)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  const findings: Finding[] = []
  const format = readNode(parsed.root, formatSchema, 'the format', findings)
  if (findings.length > 0) throw new Error(JSON.stringify(findings))
  return format as unknown as Format
}

export function shippedFormat(id: string): Format {
  return formatFrom(templateText(`formats/${id}.yaml`), `formats/${id}.yaml`)
}

export function formats(): Map<string, Format> {
  return new Map(shippedFormats.map((id) => [id, shippedFormat(id)]))
}

export function charter(more: Partial<Charter> = {}): Charter {
  return {circle: 1, id: '7k2mq9xw', name: 'Leather Apron Club', purpose: 'Improve ourselves.', founded: '2026-01-02', timezone: 'America/New_York', ...more}
}

/** Members by id, with names made from the ids, all joined on the same day unless they say otherwise. */
export function members(entries: Record<string, Partial<Member>>): Map<string, Member> {
  return new Map(Object.entries(entries).map(([id, more]) => [id, Object.assign({name: id.charAt(0).toUpperCase() + id.slice(1), joined: '2026-01-02'}, more)]))
}

/** Gathering records by id; pages by member. */
export function records(entries: Record<string, SharedPage & {pages?: Record<string, MemberPage>}>): Map<string, GatheringRecord> {
  const all = Object.entries(entries).map(([id, {pages = {}, ...shared}]): [string, GatheringRecord] => [id, {id, shared, pages: new Map(Object.entries(pages))}])
  return new Map(all.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export function circle(parts: Partial<Circle> = {}): Circle {
  return {charter: charter(), members: new Map(), gatherings: new Map(), polls: new Map(), formats: new Map(), ...parts}
}

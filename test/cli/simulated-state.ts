/**
 * What a circle says, as a flat list: one line a field, an item of a list, a line of a text, a comment. Read without the program, so
 * that a simulation can tell by itself what its operations did and whether it is still there.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'

/** By key, as `gathering 2026-11-20-weekly / topic`; what is not there has no entry. */
export type State = ReadonlyMap<string, string>

/** Who and what the ids of a circle stand for: two clones may give one id to two people, and rename one of them later. */
export interface Names {
  /** A member's address, or else the id. */
  readonly member: (id: string) => string
  /** A gathering of a rhythm by its id; a date of its own by its place, which no other has. */
  readonly gathering: (id: string) => string
}

/** A circle at one moment. */
export interface Snapshot {
  readonly state: State
  readonly names: Names
  readonly members: readonly string[]
  readonly gatherings: readonly string[]
  readonly polls: readonly string[]
}

const between = ' / '

/** Puts a key together. */
export function keyOf(...parts: readonly string[]): string {
  return parts.join(between)
}

type Tree = {readonly [key: string]: unknown}
interface Read {
  readonly record: Tree
  readonly text: string
}
const parsed = new Map<string, Read>()

function read(file: string): Read | undefined {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const known = parsed.get(text)
  if (known !== undefined) return known
  const fresh = {record: (parse(text) ?? {}) as Tree, text}
  parsed.set(text, fresh)
  return fresh
}

const listed = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : [])

/** Reads the circle in the folder `root`. Throws when a file is no YAML. */
export function snapshot(root: string): Snapshot {
  const state = new Map<string, string>()
  const members = listed(join(root, 'members')).filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -5))
  const gatherings = listed(join(root, 'gatherings'))
  const addresses = new Map(members.map((id) => [id, String(read(join(root, 'members', `${id}.yaml`))!.record.email ?? id)]))
  const places = new Map(gatherings.map((id) => {
    const shared = read(join(root, 'gatherings', id, 'gathering.yaml'))?.record
    return [id, shared !== undefined && shared.rhythm === undefined && typeof shared.place === 'string' ? `at ${shared.place}` : id]
  }))
  const names: Names = {member: (id) => addresses.get(id) ?? id, gathering: (id) => places.get(id) ?? id}
  addRecord(state, 'charter', read(join(root, 'charter.yaml'))!, names)
  for (const id of members) addRecord(state, recordName(`members/${id}.yaml`, names)!, read(join(root, 'members', `${id}.yaml`))!, names)
  for (const id of gatherings) {
    for (const file of listed(join(root, 'gatherings', id))) {
      const path = `gatherings/${id}/${file}`
      const name = recordName(path, names)
      if (name !== undefined) addRecord(state, name, read(join(root, path))!, names)
    }
  }
  const polls = listed(join(root, 'polls'))
  for (const id of polls) {
    for (const file of listed(join(root, 'polls', id))) {
      const path = `polls/${id}/${file}`
      addRecord(state, recordName(path, names)!, read(join(root, path))!, names)
    }
  }
  return {state, names, members, gatherings, polls}
}

/** What a file is about, whatever ids it goes by. */
export function recordName(path: string, names: Names): string | undefined {
  if (path === 'charter.yaml') return 'charter'
  const member = /^members\/(.+)\.yaml$/.exec(path)?.[1]
  if (member !== undefined) return `member ${names.member(member)}`
  const [, gathering, page] = /^gatherings\/([^/]+)\/([^/]+)\.yaml$/.exec(path) ?? []
  const [, poll, votes] = /^polls\/([^/]+)\/([^/]+)\.yaml$/.exec(path) ?? []
  if (poll !== undefined) return votes === 'poll' ? `poll ${poll}` : `votes ${poll} ${names.member(votes!)}`
  if (gathering === undefined) return undefined
  return page === 'gathering' ? `gathering ${names.gathering(gathering)}` : `page ${names.gathering(gathering)} ${names.member(page!)}`
}

function addRecord(state: Map<string, string>, name: string, {record, text}: Read, names: Names): void {
  for (const [field, value] of Object.entries(record)) {
    if (field === 'present' || field === 'regrets') for (const id of value as string[]) state.set(keyOf(name, 'attendance', names.member(id)), field)
    else if (field === 'roles' && !Array.isArray(value)) for (const [role, id] of Object.entries(value as Tree)) state.set(keyOf(name, field, role), names.member(String(id)))
    else if (['notes', 'takeaway'].includes(field)) addAll(state, [name, field], String(value).split('\n').filter((line) => line.trim() !== ''))
    else addValue(state, [name, field], value)
  }
  addAll(state, [name, '#'], [...text.matchAll(/# (Remark \d+)/g)].map((match) => match[1]!))
}

function addValue(state: Map<string, string>, path: readonly string[], value: unknown): void {
  if (Array.isArray(value)) addAll(state, path, value.map(String))
  else if (typeof value === 'object' && value !== null) for (const [key, each] of Object.entries(value)) addValue(state, [...path, key], each)
  else state.set(keyOf(...path), String(value))
}

function addAll(state: Map<string, string>, path: readonly string[], items: readonly string[]): void {
  for (const item of items) state.set(keyOf(...path, item), 'there')
}

/** One field that an operation set; `gone`: it took it out. */
export interface Effect {
  readonly key: string
  readonly value: string
}

export const gone = '(gone)'

/** What is different in `after`. */
export function effectsOf(before: State, after: State): Effect[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].filter((key) => before.get(key) !== after.get(key)).map((key) => ({key, value: after.get(key) ?? gone}))
}

/** The parts of a key: the record's name, then the field. */
export function partsOf(key: string): readonly [record: string, ...field: string[]] {
  return key.split(between) as [string, ...string[]]
}

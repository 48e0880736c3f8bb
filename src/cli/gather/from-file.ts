/** Reads --from: a gathering's pages as YAML, the shared page's keys at the top and members' own pages under `pages`. */
import {Fault} from '../../model/fault.ts'
import {forms} from '../../model/forms.ts'
import {memberPageSchema, sharedPageSchema} from '../../model/gathering.ts'
import type {Commitment, MemberPage, SharedPage} from '../../model/gathering.ts'
import {nearest} from '../../model/nearest.ts'
import type {Entry, Node} from '../../model/node.ts'
import {unsound} from '../../model/problem.ts'
import type {Problem} from '../../model/problem.ts'
import {readNode} from '../../model/schema.ts'
import type {Finding, RecordSchema, Schema} from '../../model/schema.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {readYaml} from '../../store/yaml/read.ts'
import {largestFile} from '../../store/yaml/screen.ts'
import type {Stage} from '../command.ts'
import type {Context} from '../context.ts'
import {bytesNamed} from '../files/named.ts'
import {nothingTold} from './told.ts'
import type {Fate, Frame, Promised, Told} from './told.ts'

const readable = {most: largestFile, hint: 'keep long texts in a file of their own'}

/** A list stands for a map whose ids are not known yet. */
type Keyed<T> = Readonly<Record<string, T>> | readonly T[]

interface GivenPage extends Omit<MemberPage, 'commitments'> {
  readonly commitments?: Keyed<Commitment>
}

interface Given extends Omit<SharedPage, 'decisions'> {
  readonly decisions?: Keyed<string>
  readonly pages?: Readonly<Record<string, GivenPage>>
}

/** What the file `name` (`-`: standard input) tells of a gathering. Throws `unsound` with line and column, `missing`, `system`. */
export async function fromFile(stage: Stage, name: string, one: Gathering): Promise<Told> {
  const file = name === '-' ? 'standard input' : name
  const parsed = readYaml(await bytesNamed(stage.context, name, readable), file)
  if ('problems' in parsed) throw unsound(parsed.problems)
  const findings: Finding[] = []
  const given = readNode(parsed.root, schemaFor(parsed.root), 'the file', findings) as Given | undefined
  if (findings.length === 0 && given !== undefined) findings.push(...strangersIn(parsed.root, stage.circle.members), ...othersIn(parsed.root, given, one))
  const problems = findings.map(({at, message, hint}): Problem => ({file, ...parsed.place(at), message, hint}))
  if (problems.length > 0 || given === undefined) throw unsoundInput(problems)
  return toldBy(given)
}

/** As `unsound`, without the remark that `circle check` lists more: it does not know this file. */
function unsoundInput(problems: readonly Problem[]): Fault {
  const [first, ...more] = problems
  if (first === undefined) throw new Error('an unsound input without a problem')
  return new Fault('unsound', first.message, {place: first, hint: more.length === 0 ? first.hint : `${first.hint} (and ${more.length} more)`})
}

/** The schemas of the pages; where the file has a list of decisions or commitments, a list. */
function schemaFor(root: Node): RecordSchema {
  const decisions = valueIn(root, 'decisions')?.kind === 'list' ? listed(sharedPageSchema.fields.decisions!) : sharedPageSchema.fields.decisions!
  const pages = entriesIn(valueIn(root, 'pages'))
  const asList = pages.some(({value}) => valueIn(value, 'commitments')?.kind === 'list')
  // One form for all pages of a file: its writer chose one.
  const commitments = asList ? listed(memberPageSchema.fields.commitments!) : memberPageSchema.fields.commitments!
  const page: RecordSchema = {...memberPageSchema, fields: {...memberPageSchema.fields, commitments}}
  return {...sharedPageSchema, fields: {...sharedPageSchema.fields, decisions, pages: {kind: 'map', keys: forms.memberId, of: page}}}
}

function listed(schema: Schema): Schema {
  return schema.kind === 'map' ? {kind: 'list', of: schema.of} : schema
}

function valueIn(node: Node | undefined, key: string): Node | undefined {
  return entriesIn(node).find((entry) => entry.key === key)?.value
}

function entriesIn(node: Node | undefined): readonly Entry[] {
  return node?.kind === 'map' ? node.entries : []
}

/** Everybody named must be a member. */
function strangersIn(root: Node, members: Stage['circle']['members']): Finding[] {
  const listed = ['present', 'regrets'].flatMap((key) => itemsIn(valueIn(root, key)))
  const roles = entriesIn(valueIn(root, 'roles')).map(({value}) => value)
  const named = [...listed, ...roles].flatMap((node) => (node.kind === 'scalar' ? [{id: node.text, at: node.start}] : []))
  const pages = entriesIn(valueIn(root, 'pages')).map(({key, keyStart}) => ({id: key, at: keyStart}))
  return [...named, ...pages].filter(({id}) => !members.has(id)).map(({id, at}) => {
    const meant = nearest(id, members.keys())
    return {at, message: `${id} is not a member`, hint: meant === undefined ? `the members are ${[...members.keys()].join(', ')}` : `did you mean ${meant}?`}
  })
}

function itemsIn(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : []
}

/** It must be this gathering's, and tell of one that was held. */
function othersIn(root: Node, {rhythm, status}: Given, one: Gathering): Finding[] {
  const at = (key: string): number => valueIn(root, key)!.start
  return [
    ...(rhythm === undefined || rhythm === one.rhythm ? [] : [{at: at('rhythm'), message: `the file is of the rhythm ${rhythm}, and ${one.id} is ${one.rhythm === undefined ? 'a date of its own' : `of ${one.rhythm}`}`, hint: 'name the gathering that it is of: circle gather DAY --from …'}]),
    ...(status === 'cancelled' ? [{at: at('status'), message: 'the file tells of a gathering that was cancelled', hint: `to say so: circle schedule cancel ${one.id} --why "…"`}] : []),
  ]
}

function toldBy(given: Given): Told {
  const {rhythm: _, status, why: __, topic, notes, present, regrets, guests, roles, decisions, pages, ...frame} = given
  return {
    ...nothingTold,
    ...(status === 'held' ? {held: true} : {}),
    frame: frame as Frame,
    ...(topic === undefined ? {} : {topic}),
    ...(notes === undefined ? {} : {notes}),
    present: present ?? [],
    regrets: regrets ?? [],
    guests: guests ?? [],
    roles: roles ?? {},
    decisions: keyed(decisions).map(([id, text]) => (id === undefined ? {text} : {id, text})),
    commitments: Object.entries(pages ?? {}).flatMap(([member, page]) => keyed(page.commitments).map(([id, commitment]): Promised => (id === undefined ? {member, commitment} : {member, id, commitment}))),
    fates: [] as Fate[],
    pages: Object.fromEntries(Object.entries(pages ?? {}).map(([member, {commitments: ___, ...page}]) => [member, page]).filter(([, page]) => Object.keys(page!).length > 0)),
  }
}

function keyed<T>(values: Keyed<T> | undefined): [string | undefined, T][] {
  if (values === undefined) return []
  return Array.isArray(values) ? values.map((value: T): [undefined, T] => [undefined, value]) : Object.entries(values as Readonly<Record<string, T>>)
}

// Bytes

/** The text of a file named on the command line, or of standard input for `-`. */
export async function textOf(context: Pick<Context, 'stdin' | 'path'>, name: string): Promise<string> {
  const bytes = await bytesNamed(context, name, readable)
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch (cause) {
    throw new Fault('unsound', `${name === '-' ? 'standard input' : name} is not UTF-8 text`, {hint: 'save it as UTF-8', cause})
  }
}

/**
 * Schemas as data. One description of a record serves four readers: the check of a file, the program that
 * edits it (order and layout of keys), the JSON Schema for editors, and the person who reads this.
 */
import {nearest} from './nearest.ts'
import {plainOf} from './node.ts'
import type {Entry, Node, Plain, PlainMap} from './node.ts'

/** A form that one line of text must have: a day, an id, a duration … */
export interface Form {
  readonly name: string
  /** For the hint: what a right one looks like. */
  readonly example: string
  /** What is wrong with this text, a clause that follows the field's name, or undefined when nothing is. */
  readonly fault: (text: string) => string | undefined
  /** A better text that the writer may have meant. */
  readonly meant?: (text: string) => string | undefined
  /** What to write instead, a clause, where more can be said than an example. */
  readonly advice?: (text: string) => string | undefined
  /** A regular expression for editors; looser than `fault`. */
  readonly pattern?: string
}

interface Described {
  /** One sentence for editors and for the README. */
  readonly about?: string
  readonly required?: boolean
}

/** Free text of any number of lines, written as a block scalar (`|`). */
export interface TextSchema extends Described {
  readonly kind: 'text'
}
/** One line of text. */
export interface LineSchema extends Described {
  readonly kind: 'line'
  readonly form?: Form
  /** Which of two texts stays where two people wrote the field at once and it had none before. By their order as texts. */
  readonly settle?: 'earlier' | 'later'
  /** Two texts can stand here together: `Thrift / Debt`. */
  readonly joins?: true
}
export interface ChoiceSchema extends Described {
  readonly kind: 'choice'
  readonly of: readonly string[]
}
export interface IntegerSchema extends Described {
  readonly kind: 'integer'
  readonly least?: number
  readonly most?: number
}
/** Yes or no. */
export interface FlagSchema extends Described {
  readonly kind: 'flag'
}
export interface ListSchema extends Described {
  readonly kind: 'list'
  readonly of: Schema
  /** Written on one line: `[ann, bo]`. */
  readonly flow?: boolean
}
/** A map with keys of one form (member ids, random ids) and values of one schema. */
export interface MapSchema extends Described {
  readonly kind: 'map'
  readonly keys: Form
  readonly of: Schema
  readonly flow?: boolean
  /** A blank line between the entries. */
  readonly spaced?: boolean
  /** Keys are random ids that mean nothing: what two people wrote in at once in the same words stays once. */
  readonly once?: true
}
/** A map with known keys. Their order here is the order in which the program writes them. */
export interface RecordSchema extends Described {
  readonly kind: 'record'
  readonly fields: Readonly<Record<string, Schema>>
  readonly spaced?: boolean
  /** Fields that only make sense together: a merge takes them from one side. No field is in two groups. */
  readonly together?: readonly (readonly string[])[]
  /** Of the group that this number is in, a merge takes the side where it is higher, and asks nobody. */
  readonly latest?: string
  /** Lists that hold nothing in common, and what being in one of them is called: a merge asks once for each item. */
  readonly apart?: {readonly called: string; readonly lists: readonly string[]}
}
export type Schema =
  | TextSchema
  | LineSchema
  | ChoiceSchema
  | IntegerSchema
  | FlagSchema
  | ListSchema
  | MapSchema
  | RecordSchema

/** Something wrong at an offset of the file; the store turns offsets into lines and columns. */
export interface Finding {
  readonly at: number
  readonly message: string
  readonly hint: string
}

/** Reads a value by its schema. Keys that begin with `x-` are kept as they are. Never throws. */
export function readNode(node: Node, schema: Schema, name: string, findings: Finding[]): Plain | undefined {
  if (node.kind === 'empty') return undefined
  switch (schema.kind) {
    case 'record':
      return readRecord(node, schema, name, findings)
    case 'map':
      return readMap(node, schema, name, findings)
    case 'list':
      return readList(node, schema, name, findings)
    default:
      return readScalar(node, schema, name, findings)
  }
}

function readRecord(node: Node, schema: RecordSchema, name: string, findings: Finding[]): PlainMap | undefined {
  if (node.kind !== 'map') return wrongKind(node, name, 'keys and values (`key: value`)', findings)
  const record = emptyMap()
  for (const entry of node.entries) {
    const field = Object.hasOwn(schema.fields, entry.key) ? schema.fields[entry.key] : undefined
    if (field !== undefined) record[entry.key] = readNode(entry.value, field, entry.key, findings)
    else if (entry.key.startsWith('x-')) record[entry.key] = plainOf(entry.value)
    else findings.push(unknownKey(entry, schema, name))
  }
  for (const [key, field] of Object.entries(schema.fields)) {
    if (!field.required || record[key] !== undefined) continue
    const entry = node.entries.find((candidate) => candidate.key === key)
    if (entry === undefined || entry.value.kind === 'empty') {
      const what = entry === undefined ? `${name} has no \`${key}\`` : `\`${key}\` is empty`
      findings.push({at: entry?.keyStart ?? node.start, message: what, hint: `write ${exampleOf(key, field)}`})
    }
  }
  return dropUndefined(record)
}

function readMap(node: Node, schema: MapSchema, name: string, findings: Finding[]): PlainMap | undefined {
  if (node.kind !== 'map') return wrongKind(node, name, 'keys and values (`key: value`)', findings)
  const map = emptyMap()
  for (const entry of node.entries) {
    const fault = schema.keys.fault(entry.key)
    if (fault !== undefined) {
      const meant = schema.keys.meant?.(entry.key) ?? schema.keys.example
      findings.push({at: entry.keyStart, message: `\`${entry.key}\` under \`${name}\` ${fault}`, hint: `write ${schema.keys.name} such as ${meant}`})
      continue
    }
    map[entry.key] = readNode(entry.value, schema.of, entry.key, findings)
    if (entry.value.kind === 'empty') findings.push({at: entry.keyStart, message: `\`${entry.key}\` under \`${name}\` is empty`, hint: `write ${exampleOf(entry.key, schema.of)}, or take the line out`})
  }
  return dropUndefined(map)
}

function readList(node: Node, schema: ListSchema, name: string, findings: Finding[]): readonly Plain[] | undefined {
  if (node.kind !== 'list') return wrongKind(node, name, 'a list (`[a, b]`, or a line `- a` for each)', findings)
  const items: Plain[] = []
  for (const item of node.items) {
    if (item.kind === 'empty') findings.push({at: item.start, message: `an item of \`${name}\` is empty`, hint: 'write something after the hyphen, or take the line out'})
    const value = readNode(item, schema.of, name, findings)
    if (value !== undefined) items.push(value)
  }
  return items
}

type ScalarSchema = TextSchema | LineSchema | ChoiceSchema | IntegerSchema | FlagSchema

function readScalar(node: Node, schema: ScalarSchema, name: string, findings: Finding[]): Plain | undefined {
  if (node.kind !== 'scalar') return wrongKind(node, name, schema.kind === 'text' ? 'text' : 'one line of text', findings)
  const text = node.text.replace(/\n+$/, '')
  const problem = scalarFault(text, schema)
  if (problem !== undefined) {
    findings.push({at: node.start, message: `\`${name}\` ${problem.message}`, hint: problem.hint})
    return undefined
  }
  if (schema.kind === 'integer') return Number(text)
  if (schema.kind === 'flag') return truths.get(text.toLowerCase())
  return text
}

const truths = new Map([['true', true], ['yes', true], ['false', false], ['no', false]])

function scalarFault(text: string, schema: ScalarSchema): {message: string; hint: string} | undefined {
  switch (schema.kind) {
    case 'text':
      return undefined
    case 'line': {
      if (text.trim() === '') return {message: 'is empty', hint: 'write something, or take the line out'}
      if (text.includes('\n')) return {message: 'has more than one line', hint: 'put it on one line'}
      const fault = schema.form?.fault(text)
      if (schema.form === undefined || fault === undefined) return undefined
      return {message: `${fault}: ${text}`, hint: formHint(schema.form, text)}
    }
    case 'choice': {
      if (schema.of.includes(text)) return undefined
      const meant = nearest(text, schema.of)
      return {message: `is none of ${schema.of.join(', ')}: ${text}`, hint: meant === undefined ? `write one of ${schema.of.join(', ')}` : `did you mean ${meant}?`}
    }
    case 'integer': {
      const {least = 0, most = Number.MAX_SAFE_INTEGER} = schema
      const sound = /^(0|-?[1-9]\d{0,14})$/.test(text) && Number(text) >= least && Number(text) <= most
      return sound ? undefined : {message: `is not a whole number${schema.most === undefined ? ` from ${least}` : ` from ${least} to ${most}`}: ${text}`, hint: `write a number such as ${Math.max(least, 1)}`}
    }
    case 'flag':
      return truths.has(text.toLowerCase()) ? undefined : {message: `is neither yes nor no: ${text}`, hint: 'write yes or no'}
  }
}

/** What to do about a text that does not have its form: the text that was meant, else advice, else an example. */
export function formHint(form: Form, text: string): string {
  const meant = form.meant?.(text)
  if (meant !== undefined) return `did you mean ${meant}?`
  return form.advice?.(text) ?? `write ${form.name} such as ${form.example}`
}

function wrongKind(node: Node, name: string, wanted: string, findings: Finding[]): undefined {
  const kinds = {scalar: 'text', list: 'a list', map: 'keys and values', empty: 'nothing'}
  findings.push({at: node.start, message: `\`${name}\` is ${kinds[node.kind]} where ${wanted} should be`, hint: `write ${wanted}`})
  return undefined
}

function unknownKey(entry: Entry, schema: RecordSchema, name: string): Finding {
  const known = Object.keys(schema.fields)
  const meant = nearest(entry.key, known)
  const hint = meant === undefined ? `known keys are ${known.join(', ')}; a key of your own begins with x-` : `did you mean \`${meant}\`? A key of your own begins with x-`
  return {at: entry.keyStart, message: `${name} knows no \`${entry.key}\``, hint}
}

function exampleOf(key: string, schema: Schema): string {
  switch (schema.kind) {
    case 'line':
      return `\`${key}: ${schema.form?.example ?? '…'}\``
    case 'choice':
      return `\`${key}: ${schema.of[0]}\``
    case 'integer':
      return `\`${key}: ${Math.max(schema.least ?? 0, 1)}\``
    case 'list':
      return `\`${key}: [${schema.of.kind === 'line' ? (schema.of.form?.example ?? '…') : '…'}]\``
    default:
      return `\`${key}: …\``
  }
}

function emptyMap(): Record<string, Plain | undefined> {
  return Object.create(null)
}

function dropUndefined(map: Record<string, Plain | undefined>): PlainMap {
  for (const key of Object.keys(map)) if (map[key] === undefined) delete map[key]
  return map
}

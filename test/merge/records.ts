/** Random records by their schemas, and random edits of them. */
import type {Plain, PlainMap} from '../../src/model/node.ts'
import {isPlainMap} from '../../src/model/node.ts'
import type {RecordSchema, Schema} from '../../src/model/schema.ts'

/** A whole number from 0 up to `below` (exclusive). */
export type Dice = (below: number) => number

/** The same numbers for the same seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const oneOf = <T>(dice: Dice, all: readonly T[]): T => all[dice(all.length)]!

const byForm: Readonly<Record<string, readonly string[]>> = {
  'an id': ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee'],
  "a member's id": ['ann', 'bo', 'cy', 'di', 'ed'],
  "a role's id": ['host', 'scribe', 'reader'],
  'a day': ['2026-11-27', '2026-12-04', '2026-12-11', '2027-01-01'],
  'a day, with a time unless it takes all day,': ['2026-11-27 19:00', '2026-11-27 20:00', '2026-11-28'],
  'a length': ['2h', '90 min', '3 days'],
  'a length of time before': ['1d', '15m', '0m'],
  'an IANA time zone': ['Europe/Stockholm', 'America/New_York', 'UTC'],
  'a rhythm': ['every week on friday', 'every 2 weeks on tuesday', 'every month on the last day'],
  'one e-mail address': ['ann@example.org', 'bo@example.org', 'cy@example.com'],
  'a link': ['https://a.example.org/', 'https://b.example.org/'],
  minutes: ['10', '3 each', 'rest', '10-15'],
  gatherings: ['first', 'later', 'every 4'],
}

/** What nobody else has written: names of the items of a list, by which a test knows them again. */
const ownWords = (dice: Dice): string => `Name ${dice(1_000_000)}`
const isName = (key: string): boolean => key === 'title' || key === 'what'

/** Mostly words that nobody else has, now and then some that others have too. */
function words(dice: Dice): string {
  return dice(4) === 0 ? oneOf(dice, ['Thrift', 'Debt', 'To err', 'no', '0800', 'a: b # c']) : `Words ${dice(100_000)}`
}

export function valueFor(schema: Schema, dice: Dice): Plain {
  switch (schema.kind) {
    case 'text':
      return textFrom(Array.from({length: 1 + dice(7)}, () => (dice(4) === 0 ? '' : words(dice))), dice)
    case 'line':
      return schema.form === undefined ? words(dice) : oneOf(dice, byForm[schema.form.name]!)
    case 'choice':
      return oneOf(dice, schema.of)
    case 'integer':
      return (schema.least ?? 0) + dice(4)
    case 'flag':
      return dice(2) === 0
    case 'list':
      return unlike(Array.from({length: 1 + dice(4)}, () => valueFor(schema.of, dice)))
    case 'map':
      return Object.fromEntries(Array.from({length: 1 + dice(3)}, () => [oneOf(dice, byForm[schema.keys.name]!), valueFor(schema.of, dice)]))
    case 'record':
      return recordFor(schema, dice)
  }
}

/** Each line a fresh text has only once; no blank lines at its ends. */
function textFrom(lines: readonly string[], dice: Dice): string {
  const text = lines.filter((line, at) => line === '' || lines.indexOf(line) === at).join('\n').replace(/^\n+|\n+$/g, '')
  return text === '' ? words(dice) : text
}

function unlike(items: readonly Plain[]): readonly Plain[] {
  return items.filter((item, at) => items.findIndex((other) => JSON.stringify(other) === JSON.stringify(item)) === at)
}

export function recordFor(schema: RecordSchema, dice: Dice): PlainMap {
  const record: Record<string, Plain> = {}
  for (const [key, field] of Object.entries(schema.fields)) if (field.required === true || dice(2) === 0) record[key] = isName(key) ? ownWords(dice) : valueFor(field, dice)
  if (dice(3) === 0) record['x-own'] = ownValue(dice)
  return sound(record, schema, dice)
}

function ownValue(dice: Dice): Plain {
  const shapes: readonly (() => Plain)[] = [() => words(dice), () => unlike([words(dice), words(dice)]), () => ({a: words(dice), b: [words(dice)]}), () => `${words(dice)}\n${ownWords(dice)}`]
  return oneOf(dice, shapes)()
}

/** Nobody on two lists, nothing both done and dropped: what a schema cannot say, and the rules of a circle do. */
function sound(record: PlainMap, schema: RecordSchema, dice: Dice): PlainMap {
  const result: Record<string, Plain> = {...record} as Record<string, Plain>
  const named = new Set<Plain>()
  for (const list of schema.apart?.lists ?? []) {
    const items = result[list]
    if (!Array.isArray(items)) continue
    result[list] = items.filter((item) => !named.has(item))
    if ((result[list] as readonly Plain[]).length === 0) delete result[list]
    for (const item of items) named.add(item)
  }
  if ('done' in schema.fields) {
    if (result['done'] !== undefined) delete result['dropped']
    if (result['dropped'] === undefined) delete result['why']
    else result['why'] ??= words(dice)
  }
  return result
}

/** A version of a value in which some things are other than they were. */
export function edited(value: Plain, schema: Schema | undefined, dice: Dice): Plain {
  switch (schema?.kind) {
    case 'record':
      return sound(editedMap(value as PlainMap, (key) => schema.fields[key], {required: (key) => schema.fields[key]?.required === true, fresh: () => missingField(value as PlainMap, schema, dice)}, dice), schema, dice)
    case 'map':
      return editedMap(value as PlainMap, () => schema.of, {required: () => false, fresh: () => [oneOf(dice, byForm[schema.keys.name]!), valueFor(schema.of, dice)]}, dice)
    case 'list':
      return editedList(value as readonly Plain[], schema.of, dice)
    case 'text':
      return editedText(String(value), dice)
    case undefined:
      return dice(3) === 0 ? ownValue(dice) : Array.isArray(value) ? unlike([...value, words(dice)]) : isPlainMap(value) ? {...value, c: words(dice)} : value
    default:
      return valueFor(schema!, dice)
  }
}

interface Ways {
  readonly required: (key: string) => boolean
  readonly fresh: () => readonly [string, Plain]
}

function editedMap(map: PlainMap, schemaOf: (key: string) => Schema | undefined, {required, fresh}: Ways, dice: Dice): PlainMap {
  const result: Record<string, Plain> = {}
  for (const [key, value] of Object.entries(map)) {
    const chance = dice(20)
    if (chance === 0 && !required(key)) continue
    result[key] = chance >= 7 ? value! : isName(key) ? ownWords(dice) : edited(value!, schemaOf(key), dice)
  }
  if (dice(2) === 0) {
    const [key, value] = fresh()
    result[key] ??= value
  }
  return Object.keys(result).length === 0 ? map : result
}

function missingField(record: PlainMap, schema: RecordSchema, dice: Dice): readonly [string, Plain] {
  const missing = Object.keys(schema.fields).filter((key) => record[key] === undefined)
  if (missing.length === 0 || dice(8) === 0) return ['x-own', ownValue(dice)]
  const key = oneOf(dice, missing)
  return [key, isName(key) ? ownWords(dice) : valueFor(schema.fields[key]!, dice)]
}

function editedList(list: readonly Plain[], of: Schema, dice: Dice): readonly Plain[] {
  const kept = list.filter(() => dice(5) !== 0)
  const items = kept.map((item) => (dice(5) === 0 ? edited(item, of, dice) : item))
  if (dice(2) === 0) items.splice(dice(items.length + 1), 0, valueFor(of, dice))
  if (dice(8) === 0 && of.kind === 'line') items.reverse()
  return items.length === 0 ? list : unlike(items)
}

function editedText(text: string, dice: Dice): string {
  const lines = text.split('\n').flatMap((line) => {
    const chance = dice(12)
    if (chance === 0) return []
    if (chance === 1) return [words(dice)]
    return chance === 2 ? [line, words(dice)] : [line]
  })
  return textFrom(lines, dice)
}

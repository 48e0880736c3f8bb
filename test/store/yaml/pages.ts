/**
 * Pages as people write them: random records, put down in every style that the format admits, with the lines of
 * each entry known, so that a test can tell what an edit may touch without asking the code under test.
 */
import fc from 'fast-check'
import type {Form, RecordSchema} from '../../../src/model/schema.ts'

const anyKey: Form = {name: 'a key', example: 'key', fault: () => undefined}

/** A schema with one field of each shape that the circle's own schemas have. */
export const pageSchema: RecordSchema = {
  kind: 'record',
  spaced: true,
  fields: {
    circle: {kind: 'integer'},
    name: {kind: 'line'},
    open: {kind: 'flag'},
    topic: {kind: 'line'},
    roles: {kind: 'map', keys: anyKey, of: {kind: 'line'}, flow: true},
    present: {kind: 'list', of: {kind: 'line'}, flow: true},
    promises: {kind: 'list', of: {kind: 'line'}},
    notes: {kind: 'text'},
    commitments: {
      kind: 'map',
      keys: anyKey,
      of: {kind: 'record', fields: {what: {kind: 'line'}, due: {kind: 'line'}, done: {kind: 'line'}, why: {kind: 'text'}}},
    },
    rhythms: {
      kind: 'map',
      keys: anyKey,
      spaced: true,
      of: {kind: 'record', fields: {title: {kind: 'line'}, starts: {kind: 'line'}, lasts: {kind: 'line'}}},
    },
  },
}

export type Value = string | number | boolean | Value[] | {[key: string]: Value}
export type Page = {[key: string]: Value}

/** A page's text, what it says, and which lines (from 0, end exclusive) each entry or item has to itself. */
export interface WrittenPage {
  readonly text: string
  readonly page: Page
  readonly spans: ReadonlyMap<string, readonly [number, number]>
}

const words = ['ann', 'bo', 'cy', 'Dora Lind', 'Is thrift a virtue?', 'Åsa på ön', 'two  blanks', 'no', 'Yes', 'on', '~', 'null', '19:00', '2026-11-27', '0800', '1_000', '0x1f', '1e3', '.inf', '=', '<<', '1:30:00', '12', '-1', '- dash', '? mark', 'a: b', 'a:', 'x #y', '#tag', "it's", 'say "hi"', '"quoted"', "'single'", '[x]', '{y}', 'a, b', '& co', '*star', '!bang', '|', '> more', '%d', '@home', '`code`', ' lead', 'trail ', 'back\\slash', 'tab\there', 'https://x.example/a?b=c#d', 'emoji 🎉 and 漢字', '---', '...', 'y', 'N', '👩‍👩‍👧', 'a\u2028b', '\u{FEFF}mark', 'e\u0301', 'true', '==', 'a,b', '3 days', '2h']
const plainWords = ['ann', 'bo', 'cy', 'Dora Lind', 'Is thrift a virtue?', 'Åsa på ön', '2h', '3 days', 'every week', 'x:y', 'a#b', "it's", '12', '2026-11-27', 'no']

/** One line of text, often one that YAML would take for something else. */
export const line: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...plainWords),
  fc.constantFrom(...words),
  fc.string({unit: 'binary', minLength: 1, maxLength: 12}).map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\u{FEFF}]/gu, '')).filter((text) => text.trim() !== ''),
  fc.string({unit: fc.constantFrom('a', ' ', ':', '#', '-', "'", '"', '\\', ',', '[', ']', '{', '}', '&', '*', '!', '|', '>', '%', '@', '?', '0', '.', '_'), minLength: 1, maxLength: 10}).filter((text) => text.trim() !== ''),
)

const textLine = fc.oneof({weight: 3, arbitrary: fc.constantFrom('One line.', 'Another', '- a point', 'key: value', '# heading', '"x"', '> quoted', '')}, {weight: 1, arbitrary: fc.constantFrom('  indented', '\ttabbed', '   ', 'trailing  ', '---', '...', '======', '%x', ' one blank')}, {weight: 1, arbitrary: line})
/** Text of several lines, without line breaks at its end. */
export const text: fc.Arbitrary<string> = fc.array(textLine, {minLength: 1, maxLength: 5}).map((lines) => lines.join('\n').replace(/\n+$/, '')).filter((whole) => whole !== '')

const ids = ['k3fx', 'p0aa', 'weekly', 'retreat', 'ann', 'bo', '1e3', 'no', '0800', 'x-y', 'on', '12']
const mapOf = <T>(value: fc.Arbitrary<T>, minKeys = 1) => fc.dictionary(fc.constantFrom(...ids), value, {minKeys, maxKeys: 3, noNullPrototype: true})
const commitment = fc.record({what: line, due: line, done: line, why: text}, {requiredKeys: ['what'], noNullPrototype: true})
const rhythm = fc.record({title: line, starts: line, lasts: line}, {requiredKeys: ['starts'], noNullPrototype: true})

/** A value for each field of `pageSchema`, and a key of somebody's own. */
export const values: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  circle: fc.nat(20),
  name: line,
  open: fc.boolean(),
  topic: line,
  roles: mapOf(line),
  present: fc.array(line, {minLength: 1, maxLength: 4}),
  promises: fc.array(line, {minLength: 1, maxLength: 4}),
  notes: text,
  commitments: mapOf(commitment as fc.Arbitrary<Value>),
  rhythms: mapOf(rhythm as fc.Arbitrary<Value>),
  'x-own': fc.oneof(line, fc.array(line, {minLength: 1, maxLength: 3}), mapOf(line)),
}

export const fullPage = fc.record(values as Record<string, fc.Arbitrary<Value>>, {noNullPrototype: true}) as fc.Arbitrary<Page>

export const page: fc.Arbitrary<Page> = fc
  .record(values as Record<string, fc.Arbitrary<Value>>, {requiredKeys: [], noNullPrototype: true})
  .filter((record) => Object.keys(record).length > 0) as fc.Arbitrary<Page>

/** Chooses a number from 0, less than `sides`. */
export type Dice = (sides: number) => number

/** The same throws for the same seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

/** A page in some style: every choice of style is one of `dice`. `schema` is the one of its keys. */
export function write(record: Page, dice: Dice, schema: RecordSchema = pageSchema): WrittenPage {
  const writer = new PageWriter(dice)
  const keys = dice(3) > 0 ? Object.keys(schema.fields).concat('x-own').filter((key) => key in record) : shuffled(Object.keys(record), dice)
  writer.page(record, keys)
  return writer.done(record)
}

function shuffled(keys: string[], dice: Dice): string[] {
  return keys.map((key) => ({key, at: dice(1_000)})).toSorted((a, b) => a.at - b.at).map(({key}) => key)
}

class PageWriter {
  private readonly lines: string[] = []
  private readonly spans = new Map<string, readonly [number, number]>()
  private comments = 0
  /** The last entry was a block scalar: what is indented further below it would be text. */
  private afterBlock = false
  private readonly dice: Dice

  constructor(dice: Dice) {
    this.dice = dice
  }

  private pick<T>(...choices: T[]): T {
    return choices[this.dice(choices.length)] as T
  }

  private comment(): string {
    return `# c${++this.comments}${this.pick('', " don't: [touch", ' "')}.`
  }

  private between(indent: number, spaced: boolean): void {
    if (spaced) this.lines.push(...this.pick([''], [''], [''], ['', ''], [' ']))
    else if (this.pick(false, false, false, false, true)) this.lines.push('')
    if (this.pick(false, false, false, true)) {
      for (let count = this.pick(1, 1, 2); count > 0; count--) this.lines.push(' '.repeat(this.afterBlock ? indent : this.pick(indent, indent, indent, indent + 2)) + this.comment())
      if (this.pick(false, false, true)) this.lines.push('')
    }
  }

  page(record: Page, keys: string[]): void {
    if (this.pick(false, false, true)) this.lines.push(...this.pick(['# first line of the file'], ['# first line of the file', ''], ['---'], ['']))
    const spaced = this.pick(true, true, false)
    for (const [position, key] of keys.entries()) {
      if (position > 0) this.between(0, spaced)
      this.entry(key, record[key] as Value, 0, [key], key === 'notes')
    }
    if (this.pick(false, false, true)) this.lines.push(...this.pick([''], ['', ''], [this.comment()], ['', this.comment()], ['...']))
  }

  private tail(): string {
    return this.pick('', '', '', '', '', ` ${this.comment()}`, `   ${this.comment()}`, `\t${this.comment()}`, '  ')
  }

  private key(key: string): string {
    const quoted = key === '1e3' || key === 'no' || key === 'on' || key === '12' ? this.pick(`"${key}"`, `'${key}'`, key) : this.pick(key, key, key, `"${key}"`, `'${key}'`)
    return `${quoted}${this.pick('', '', '', '', ' ')}:`
  }

  private entry(key: string, value: Value, indent: number, path: string[], isText: boolean): void {
    const start = this.lines.length
    this.afterBlock = false
    this.value(' '.repeat(indent) + this.key(key), value, indent, path, isText)
    this.spans.set(path.join('/'), [start, this.lines.length])
  }

  private value(head: string, value: Value, indent: number, path: string[], isText: boolean): void {
    const gap = this.pick(' ', ' ', ' ', '  ', '     ')
    if (typeof value === 'string') return this.scalar(head, gap, value, indent, isText)
    if (typeof value !== 'object') {
      this.lines.push(`${head}${gap}${typeof value === 'boolean' ? this.pick(String(value), value ? 'yes' : 'no') : value}${this.tail()}`)
      return
    }
    const flow = this.pick(true, false, !path.includes('commitments') && !path.includes('rhythms'))
    if (flow) return this.flow(head, gap, value, indent)
    if (Array.isArray(value)) return this.list(head, value, indent, path)
    this.map(head, value, indent, path)
  }

  private list(head: string, items: Value[], indent: number, path: string[]): void {
    this.lines.push(head + this.tail())
    const inner = indent + this.pick(0, 2, 2, 1, 3)
    for (const [position, item] of items.entries()) {
      if (position > 0) this.between(inner, false)
      const start = this.lines.length
      this.afterBlock = false
      this.scalar(`${' '.repeat(inner)}-`, this.pick(' ', ' ', '   '), item as string, inner, false)
      this.spans.set([...path, String(position)].join('/'), [start, this.lines.length])
    }
  }

  private map(head: string, map: {[key: string]: Value}, indent: number, path: string[]): void {
    this.lines.push(head + this.tail())
    const inner = indent + this.pick(2, 2, 4, 1, 3)
    const spaced = this.pick(true, false)
    for (const [position, [key, value]] of Object.entries(map).entries()) {
      if (position > 0) this.between(inner, spaced)
      this.entry(key, value, inner, [...path, key], key === 'why')
    }
  }

  private scalar(head: string, gap: string, value: string, indent: number, isText: boolean): void {
    if ((isText || this.pick(false, false, false, false, false, true)) && this.pick(true, true, false) && this.block(head, gap, value, indent)) return
    const inline = this.inline(value, false)
    const below = this.pick(false, false, false, false, false, false, true) && !head.trimEnd().endsWith('-')
    if (below) {
      this.lines.push(head + this.tail(), `${' '.repeat(indent + this.pick(1, 2, 4))}${inline}${this.tail()}`)
    } else if (/^[a-z]+ [a-z]+/i.test(inline) && this.pick(false, false, true)) {
      const [first = '', ...rest] = inline.split(' ')
      this.lines.push(`${head}${gap}${first}`, `${' '.repeat(indent + this.pick(1, 2, 5))}${rest.join(' ')}${this.tail()}`)
    } else this.lines.push(`${head}${gap}${inline}${this.tail()}`)
  }

  /** A block scalar, where the text can be one. */
  private block(head: string, gap: string, value: string, indent: number): boolean {
    if (/[\u2028\u2029\u{FEFF}\u{FFFE}\u{FFFF}]/u.test(value) || /(?:^|\n)[ \t]*$/.test(value)) return false
    this.afterBlock = true
    const step = this.pick(1, 2, 2, 3, 4)
    const leading = /^\n*[ \t]/.test(value)
    const folded = !value.includes('\n') && !leading && this.pick(false, false, true)
    const chomp = this.pick('', '', '-', '+')
    const told = leading || this.pick(false, false, false, true) ? String(step) : ''
    const marks = this.pick(told + chomp, chomp + told)
    this.lines.push(`${head}${gap}${folded ? '>' : '|'}${marks}${this.pick('', '', ` ${this.comment()}`)}`)
    for (const part of value.split('\n')) this.lines.push(part === '' ? this.pick('', '', ' '.repeat(indent + step)) : ' '.repeat(indent + step) + part)
    return true
  }

  private inline(value: string, flow: boolean): string {
    if (value.includes('\n') || /[\t\\\u2028\u2029\u{FEFF}\u{FFFE}\u{FFFF}]/u.test(value)) return this.double(value)
    const plain = plainWords.includes(value) && !(flow && /[:,?#]/.test(value))
    return this.pick(plain ? value : this.double(value), this.double(value), `'${value.replaceAll("'", "''")}'`)
  }

  private double(value: string): string {
    return JSON.stringify(value).replaceAll(/[\u2028\u2029\u{FEFF}\u{FFFE}\u{FFFF}]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }

  private flow(head: string, gap: string, value: Value, indent: number): void {
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
    const parts = this.flowParts(value)
    if (this.pick(false, false, true)) {
      const margin = ' '.repeat(indent + this.pick(2, 4))
      this.lines.push(`${head}${gap}${open}${this.pick('', ` ${this.comment()}`)}`)
      const trailing = this.pick(true, false)
      for (const [position, part] of parts.entries()) {
        if (this.pick(false, false, false, true)) this.lines.push(margin + this.comment())
        this.lines.push(`${margin}${part}${position < parts.length - 1 || trailing ? ',' : ''}${this.pick('', '', ` ${this.comment()}`)}`)
      }
      this.lines.push(`${' '.repeat(this.pick(indent, indent + 2))}${close}${this.tail()}`)
      return
    }
    const pad = this.pick('', '', ' ')
    this.lines.push(`${head}${gap}${open}${pad}${parts.join(this.pick(', ', ', ', ' , ', ',  '))}${this.pick('', '', ',')}${pad}${close}${this.tail()}`)
  }

  private flowParts(value: Value): string[] {
    if (Array.isArray(value)) return value.map((item) => this.flowValue(item))
    return Object.entries(value as {[key: string]: Value}).map(([key, under]) => `${this.inline(key, true)}: ${this.flowValue(under)}`)
  }

  private flowValue(value: Value): string {
    if (typeof value === 'string') return this.inline(value, true)
    if (typeof value !== 'object') return String(value)
    return Array.isArray(value) ? `[${this.flowParts(value).join(', ')}]` : `{${this.flowParts(value).join(', ')}}`
  }

  done(record: Page): WrittenPage {
    const windows = this.pick(false, false, false, true)
    const unended = this.pick(false, false, false, true)
    const mark = this.pick('', '', '', '\u{FEFF}')
    let text = this.lines.join('\n') + (unended ? '' : '\n')
    if (windows) text = text.replaceAll('\n', '\r\n')
    return {text: mark + text, page: record, spans: this.spans}
  }
}

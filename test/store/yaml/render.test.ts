import {spawnSync} from 'node:child_process'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import {charterSchema} from '../../../src/model/charter.ts'
import {memberPageSchema, sharedPageSchema} from '../../../src/model/gathering.ts'
import type {PlainMap} from '../../../src/model/node.ts'
import {plainOf} from '../../../src/model/node.ts'
import {readText} from '../../../src/store/yaml/read.ts'
import {render} from '../../../src/store/yaml/render.ts'
import {page, pageSchema} from './pages.ts'
import type {Page} from './pages.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'

/** Texts as they are, numbers and flags too; line breaks at the ends of texts left out. */
function tidy(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\n+$/, '')
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, under]) => [key, tidy(under)]))
}

describe('a new file', () => {
  it('is laid out as the design shows', () => {
    const charter: PlainMap = {
      id: '7k2mq9xw',
      circle: 1,
      name: 'Leather Apron Club',
      purpose: 'Improve ourselves and serve our city\nthrough honest, friendly talk.',
      promises: ['What is said here stays here.', "We come prepared, and tell the others when we can't come."],
      founded: '2026-11-22',
      timezone: 'America/New_York',
      roles: ['facilitator', 'scribe', 'timekeeper'],
      rhythms: {
        weekly: {repeats: 'every week on friday', title: 'Friday meeting', starts: '2026-11-27 19:00', lasts: '2h', link: 'https://meet.example.org/apron'},
        retreat: {starts: '2027-06-11', lasts: '3 days'},
      },
      'x-colour': 'no',
    }
    expect(render(charter, charterSchema, 'yaml-language-server: $schema=.circle/schema/charter.json')).toBe(`# yaml-language-server: $schema=.circle/schema/charter.json
circle: 1

id: 7k2mq9xw

name: Leather Apron Club

purpose: |
  Improve ourselves and serve our city
  through honest, friendly talk.

promises:
  - What is said here stays here.
  - We come prepared, and tell the others when we can't come.

founded: "2026-11-22"

timezone: America/New_York

roles: [facilitator, scribe, timekeeper]

rhythms:
  weekly:
    title: Friday meeting
    starts: "2026-11-27 19:00"
    repeats: every week on friday
    lasts: 2h
    link: https://meet.example.org/apron

  retreat:
    starts: "2027-06-11"
    lasts: 3 days

x-colour: "no"
`)
  })

  it('has a line for each of what does not fit on one', () => {
    const guests = Array.from({length: 12}, (_, at) => `Guest Number ${at}`)
    expect(render({guests}, sharedPageSchema)).toBe(`guests:\n${guests.map((guest) => `  - ${guest}\n`).join('')}`)
    expect(render({guests: guests.slice(0, 2), roles: {scribe: 'bo'}, present: []}, sharedPageSchema)).toBe('roles: {scribe: bo}\n\npresent: []\n\nguests: [Guest Number 0, Guest Number 1]\n')
  })

  it('leaves out what is undefined, and is a map even when it is empty', () => {
    expect(render({rsvp: 'going', why: undefined}, memberPageSchema)).toBe('rsvp: going\n')
    expect(render({}, memberPageSchema)).toBe('{}\n')
  })

  it('never breaks a long line', () => {
    const topic = 'word '.repeat(60).trim()
    expect(render({topic}, sharedPageSchema)).toBe(`topic: ${topic}\n`)
  })

  it.each([
    ['of one line', 'One', '|\n  One'],
    ['that begins with blanks', '  One\nTwo', '|2\n    One\n  Two'],
    ['that begins with an empty line', '\nOne', '|\n\n  One'],
    ['with line breaks at its end', 'One\n\n\n', '|\n  One'],
    ['with an indented line', 'One\n  two', '|\n  One\n    two'],
    ['that looks like YAML', 'a: b\n- c\n# d', '|\n  a: b\n  - c\n  # d'],
    ['of nothing', '', '""'],
    ['of blanks alone', '  ', '"  "'],
    ['that ends with a line of blanks', 'One\n  ', '"One\\n  "'],
    ['with a line end of another system', 'One\r\nTwo', '"One\\r\\nTwo"'],
  ])('writes a text %s', (_, notes, wanted) => {
    expect(render({notes}, sharedPageSchema)).toBe(`notes: ${wanted}\n`)
  })

  it.each(['19:00', '2026-11-27', '2026-11-27 19:00', '0800', '1_000', '0x1f', '0b1', '0o7', '1e3', '1.', '.5', '.', '._', '-1', '+1', '.inf', '-.INF', '.NaN', '1:30:00', 'yes', 'No', 'ON', 'off', 'y', 'N', 'true', 'False', 'null', '~', '=', '<<', '', ' a', 'a ', 'a: b', 'a:', 'a #b', '#a', '- a', '-', '? a', '& a', '*a', '!a', '|', '>', '%a', '@a', '`a', '"a"', "'a'", '[a', '{a', '---', '...', ',a', 'a\tb', '12', '1,000'])('quotes %s', (topic) => {
    expect(render({topic}, sharedPageSchema)).toBe(`topic: ${JSON.stringify(topic)}\n`)
  })

  it.each(['2h', '3 days', '90 min', 'Is thrift a virtue?', "can't", 'a-b', 'a, b', 'https://a.example/b?c#d', 'k3fx', '7k2mq9xw', 'FREQ=MONTHLY;BYDAY=WE', 'America/New_York', 'Åsa', 'x [y] {z}', '12 Main Street', 'nobody', 'say "hi"'])('leaves %s plain', (topic) => {
    expect(render({topic}, sharedPageSchema)).toBe(`topic: ${topic}\n`)
  })

  it('quotes more within brackets, and keys too', () => {
    expect(render({guests: ['a, b', 'c: d', 'x]', 'no', 'e f'], decisions: {no: 'a', '1e3': 'b', '0800': 'c'}}, sharedPageSchema)).toBe(
      'guests: ["a, b", "c: d", "x]", "no", e f]\n\ndecisions:\n  "no": a\n  "1e3": b\n  "0800": c\n',
    )
  })

  it('refuses to write a control character, which the reader would refuse', () => {
    expect(() => render({topic: 'a\u{1b}[2J'}, sharedPageSchema)).toThrow('a text holds a control character (U+001B)')
  })
})

describe('any new file', {timeout: thorough ? 3_600_000 : 180_000}, () => {
  const runs = thorough ? 30_000 : 500

  it('says the record to our reader, and to the library as YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(page, (record) => {
        const text = render(record as PlainMap, pageSchema)
        const parsed = readText(text, 'x')
        if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
        expect(tidy(plainOf(parsed.root))).toEqual(tidy(asTexts(record)))
        expect(tidy(parse(text, {version: '1.1'}))).toEqual(tidy(record))
        expect(tidy(parse(text, {version: '1.2'}))).toEqual(tidy(record))
      }),
      {numRuns: runs},
    )
  })

  it.skipIf(spawnSync('python3', ['-c', 'import yaml']).status !== 0)('says the record to PyYAML', () => {
    const records = fc.sample(page, {numRuns: thorough ? 5_000 : 300, seed: 7})
    const texts = records.map((record) => render(record as PlainMap, pageSchema))
    const program = 'import json, sys, yaml\nprint(json.dumps([yaml.safe_load(text) for text in json.load(sys.stdin)]))'
    const {stdout, stderr} = spawnSync('python3', ['-c', program], {input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 1e9})
    expect(stderr).toBe('')
    const read: unknown[] = JSON.parse(stdout)
    for (const [at, record] of records.entries()) expect(tidy(read[at]), texts[at]).toEqual(tidy(record))
  })
})

function asTexts(record: Page): unknown {
  return JSON.parse(JSON.stringify(record), (_, value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value))
}

import {describe, expect, it} from 'vitest'
import {forms} from '../../src/model/forms.ts'
import {jsonSchema} from '../../src/model/json-schema.ts'
import {readNode} from '../../src/model/schema.ts'
import type {Finding, RecordSchema} from '../../src/model/schema.ts'
import {kindNames, kinds} from '../../src/store/kinds.ts'
import {readText} from '../../src/store/yaml/read.ts'

const schema: RecordSchema = {
  kind: 'record',
  fields: {
    name: {kind: 'line', required: true},
    about: {kind: 'text'},
    day: {kind: 'line', form: forms.day},
    mood: {kind: 'choice', of: ['glad', 'sad']},
    size: {kind: 'integer', least: 1, most: 9},
    open: {kind: 'flag'},
    tags: {kind: 'list', of: {kind: 'line'}, flow: true},
    parts: {kind: 'map', keys: forms.id, of: {kind: 'record', fields: {what: {kind: 'line', required: true}}}},
  },
}

function reading(text: string): {value: unknown; findings: string[]} {
  const parsed = readText(text, 'x.yaml')
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  const findings: Finding[] = []
  const value = readNode(parsed.root, schema, 'a thing', findings)
  return {value: value === undefined ? undefined : JSON.parse(JSON.stringify(value)), findings: findings.map(({at, message, hint}) => `${parsed.place(at).line}:${parsed.place(at).column} ${message} | ${hint}`)}
}

describe('a record read by its schema', () => {
  it('is the source text of what people wrote, not what YAML makes of it', () => {
    expect(reading('name: 0800\nabout: no\nday: 2026-11-27\ntags: [yes, 1.0, ~x, 12:30]\nsize: 7\nopen: Yes\n')).toEqual({
      value: {name: '0800', about: 'no', day: '2026-11-27', tags: ['yes', '1.0', '~x', '12:30'], size: 7, open: true},
      findings: [],
    })
  })

  it('takes text of several lines, without its last line end', () => {
    expect(reading('name: a\nabout: |\n  one\n  two\n').value).toEqual({name: 'a', about: 'one\ntwo'})
  })

  it('keeps keys of one’s own, whatever they hold', () => {
    expect(reading('name: a\nx-shoe: {size: 44, colours: [red]}\n')).toEqual({value: {name: 'a', 'x-shoe': {size: '44', colours: ['red']}}, findings: []})
  })

  it.each([
    ['mood: glad\n', '1:1 a thing has no `name` | write `name: …`'],
    ['name:\n', '1:1 `name` is empty | write '],
    ['name: a\nmood: happy\n', '2:7 `mood` is none of glad, sad: happy | write one of glad, sad'],
    ['name: a\nmood: gald\n', 'did you mean glad?'],
    ['name: a\nsize: 10\n', '2:7 `size`'],
    ['name: a\nsize: 1e3\n', '2:7 `size`'],
    ['name: a\nsize: 07\n', '2:7 `size`'],
    ['name: a\nopen: maybe\n', '2:7 `open`'],
    ['name: a\nday: 2026-02-30\n', '2:6 `day` is not a day of the calendar: 2026-02-30'],
    ['name: a\ntags: red\n', '2:7 `tags`'],
    ['name: a\ntags: [red, {a: b}]\n', '2:13 '],
    ['name: a\ntags:\n  - red\n  -\n', 'an item of `tags` is empty'],
    ['name: [a]\n', '1:7 `name`'],
    ['name: "a\\nb"\n', '1:7 `name` has more than one line | put it on one line'],
    ['name: a\nparts: {A b: {what: x}}\n', '2:9 `A b` under `parts` is not an id'],
    ['name: a\nparts:\n  k1:\n', '3:3 `k1` under `parts` is empty'],
    ['name: a\nparts:\n  k1:\n    wat: x\n', '4:5 '],
    ['name: a\nnmae: b\n', 'did you mean `name`?'],
    ['- a\n', '1:1 '],
  ])('finds what is wrong in %j', (text, finding) => {
    const {findings} = reading(text)
    expect(findings.join('\n')).toContain(finding)
    for (const each of findings) expect(each).toMatch(/^\d+:\d+ .+ \| .+$/s)
  })

  it('finds everything at once', () => expect(reading('nmae: a\nmood: x\nsize: y\n').findings).toHaveLength(4))

  it('has no prototype that an id could be taken for', () => {
    const parsed = readText('name: a\nparts: {tostring: {what: x}}\n', 'x.yaml')
    if ('problems' in parsed) throw new Error('unsound')
    const value = readNode(parsed.root, schema, 'a thing', []) as {parts: object}
    expect('toString' in value.parts).toBe(false)
    expect('hasOwnProperty' in value).toBe(false)
  })
})

describe('the JSON Schema for editors', () => {
  it.each(kindNames)('of a %s knows every field, closes the record, and lets x- keys in', (kind) => {
    const made = jsonSchema(kinds[kind].schema, kind) as {properties: object; required?: string[]; additionalProperties: boolean; patternProperties: object}
    expect(Object.keys(made.properties)).toEqual(Object.keys(kinds[kind].schema.fields))
    expect([made.additionalProperties, made.patternProperties]).toEqual([false, {'^x-': {}}])
    expect(made.required ?? []).toEqual(Object.entries(kinds[kind].schema.fields).filter(([, field]) => field.required === true).map(([key]) => key))
  })

  it('says of every field what it is', () => {
    for (const kind of kindNames) for (const [key, field] of Object.entries(kinds[kind].schema.fields)) expect(field.about, `${kind}.${key}`).toMatch(/\w.*\.$/)
  })

  it('has patterns that compile, as editors read them', () => {
    const patterns = JSON.stringify(kindNames.map((kind) => jsonSchema(kinds[kind].schema, kind))).match(/"pattern":"((?:[^"\\]|\\.)*)"/g) ?? []
    expect(patterns.length).toBeGreaterThan(0)
    for (const pattern of patterns) expect(() => new RegExp(JSON.parse(`{${pattern}}`).pattern as string, 'u')).not.toThrow()
  })
})

import {describe, expect, it} from 'vitest'
import {jsonSchema} from '../../src/model/json-schema.ts'
import type {PlainMap} from '../../src/model/node.ts'
import {pollPageSchema, pollSchema, pollStatus, votes} from '../../src/model/poll.ts'
import {readNode} from '../../src/model/schema.ts'
import type {Finding, RecordSchema} from '../../src/model/schema.ts'
import {edit} from '../../src/store/yaml/edit.ts'
import {readText} from '../../src/store/yaml/read.ts'
import {render} from '../../src/store/yaml/render.ts'

function read(text: string, schema: RecordSchema): {record: unknown; findings: string[]} {
  const parsed = readText(text, 'page.yaml')
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  const findings: Finding[] = []
  const record = readNode(parsed.root, schema, 'a page', findings)
  return {record: JSON.parse(JSON.stringify(record ?? null)), findings: findings.map(({message, hint}) => `${message} | ${hint}`)}
}

describe("a member's votes", () => {
  it.each(['yes', '"yes"', "'yes'"])('are read as %s', (yes) => {
    expect(read(`votes:\n  k3fx: ${yes}\n  w7ab: no\n  p0aa: if-need-be\n`, pollPageSchema)).toEqual({record: {votes: {k3fx: 'yes', w7ab: 'no', p0aa: 'if-need-be'}}, findings: []})
  })

  it('are written so that no reader of YAML takes one for true or false', () => {
    const page: PlainMap = {votes: {k3fx: 'yes', w7ab: 'no', p0aa: 'if-need-be'}}
    expect(render(page, pollPageSchema)).toBe('votes:\n  k3fx: "yes"\n  w7ab: "no"\n  p0aa: if-need-be\n')
  })

  it('keep the lines that did not change as they were written by hand', () => {
    const text = 'votes:\n  k3fx: yes # gladly\n  w7ab: no\n'
    expect(edit(text, {votes: {k3fx: 'yes', w7ab: 'if-need-be'}}, pollPageSchema, 'ann.yaml')).toBe('votes:\n  k3fx: yes # gladly\n  w7ab: if-need-be\n')
  })

  it('are no other words', () => {
    expect(read('votes:\n  k3fx: maybe\n  w7ab: if-need-by\n', pollPageSchema).findings).toEqual([
      '`k3fx` is none of yes, if-need-be, no: maybe | write one of yes, if-need-be, no',
      '`w7ab` is none of yes, if-need-be, no: if-need-by | did you mean if-need-be?',
    ])
  })

  it('may stand bare for an editor whose YAML takes them for true and false', () => {
    const schema = jsonSchema(pollPageSchema, 'vote') as {properties: {votes: {additionalProperties: {enum: unknown[]}}}}
    expect(schema.properties.votes.additionalProperties.enum).toEqual([...votes, true, false])
  })
})

describe('the page of a poll', () => {
  it('is written in one order, with what looks like a date in quotes', () => {
    const poll: PlainMap = {options: {k3fx: {place: 'Barn', when: '2026-12-05 14:00'}}, deadline: '2026-12-03', lasts: '2h', title: 'Walk', about: 'Round the lake.'}
    expect(render(poll, pollSchema)).toBe('title: Walk\n\nabout: |\n  Round the lake.\n\nlasts: 2h\n\ndeadline: "2026-12-03"\n\noptions:\n  k3fx:\n    when: "2026-12-05 14:00"\n    place: Barn\n')
  })

  it('has a title, and options that say when', () => {
    expect(read('options:\n  k3fx:\n    place: Barn\n', pollSchema).findings).toEqual(['k3fx has no `when` | write `when: "2026-11-27 19:00"`', 'a page has no `title` | write `title: …`'])
  })

  it('is open unless it says otherwise', () => {
    expect([pollStatus({title: 'x'}), pollStatus({title: 'x', status: 'open'}), pollStatus({title: 'x', status: 'closed'})]).toEqual(['open', 'open', 'closed'])
  })
})

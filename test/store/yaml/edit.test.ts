import {readdirSync, readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {Fault} from '../../../src/model/fault.ts'
import {memberPageSchema, sharedPageSchema} from '../../../src/model/gathering.ts'
import {memberSchema} from '../../../src/model/member.ts'
import type {Plain, PlainMap} from '../../../src/model/node.ts'
import {readNode} from '../../../src/model/schema.ts'
import type {Finding, RecordSchema} from '../../../src/model/schema.ts'
import {edit} from '../../../src/store/yaml/edit.ts'
import {readText} from '../../../src/store/yaml/read.ts'
import {spent} from '../../cost.ts'

const folder = new URL('../../fixtures/yaml/', import.meta.url)
const fixture = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const schemas: Readonly<Record<string, RecordSchema>> = {'gathering.yaml': sharedPageSchema, 'member-windows.yaml': memberSchema, 'page.yaml': memberPageSchema}

type Draft = {[key: string]: Plain | undefined}

function recordOf(text: string, schema: RecordSchema): Draft {
  const parsed = readText(text, 'x')
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  const findings: Finding[] = []
  const record = readNode(parsed.root, schema, 'the page', findings)
  expect(findings).toEqual([])
  return JSON.parse(JSON.stringify(record))
}

/** What an edit takes out (`- line`) and puts in (`+ line`), line by line, by a longest common subsequence. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const table = Array.from({length: old.length + 1}, () => new Uint32Array(now.length + 1))
  const cell = (row: number, column: number) => table[row]?.[column] ?? 0
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      const line = table[row] as Uint32Array
      line[column] = old[row] === now[column] ? cell(row + 1, column + 1) + 1 : Math.max(cell(row + 1, column), cell(row, column + 1))
    }
  }
  const lines: string[] = []
  let [row, column] = [0, 0]
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) [row, column] = [row + 1, column + 1]
    else if (row < old.length && (column >= now.length || cell(row + 1, column) >= cell(row, column + 1))) lines.push(`- ${old[row++]}`)
    else lines.push(`+ ${now[column++]}`)
  }
  return lines
}

function changeIn(name: string, change: (record: Draft) => void): string[] {
  const [text, schema] = [fixture(name), schemas[name] as RecordSchema]
  const record = recordOf(text, schema)
  change(record)
  const result = edit(text, record as PlainMap, schema)
  expect(recordOf(result, schema)).toEqual(record)
  expect(edit(result, record as PlainMap, schema)).toBe(result)
  return difference(text, result)
}

const under = (record: Draft, key: string) => record[key] as Draft
const items = (record: Draft, key: string) => record[key] as string[]

describe('a page that somebody wrote by hand', () => {
  it.each(Object.keys(schemas))('is left alone when nothing changes: %s', (name) => {
    const text = fixture(name)
    expect(edit(text, recordOf(text, schemas[name] as RecordSchema) as PlainMap, schemas[name] as RecordSchema)).toBe(text)
  })

  it('has a test for each', () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(schemas).toSorted())
  })

  it.each<[string, (record: Draft) => void, string[]]>([
    ['a word, its comment in its place', (r) => { r['rhythm'] = 'monthly' }, ['- rhythm:   weekly            # the Friday one', '+ rhythm:   monthly            # the Friday one']],
    ['a text in single quotes', (r) => { r['when'] = '2026-11-28 20:00' }, ["- when:     '2026-11-27 19:00'  # an hour later", "+ when:     '2026-11-28 20:00'  # an hour later"]],
    ['a value before a tab', (r) => { r['lasts'] = '90 min' }, ['- lasts: 2h\t# a tab before this comment', '+ lasts: 90 min\t# a tab before this comment']],
    ['a text in double quotes', (r) => { r['place'] = 'At "Ann\'s"' }, ['- "place" : "The \\"Indian King\\" tavern"', '+ "place" : "At \\"Ann\'s\\""']],
    ['a key that had nothing', (r) => { r['topic'] = 'Thrift: a virtue?' }, ['- topic:', '+ topic: "Thrift: a virtue?"']],
    ['a role more', (r) => { under(r, 'roles')['host'] = 'cy' }, ['- roles: { facilitator: ann , scribe: bo }   # rotate!', '+ roles: { facilitator: ann , scribe: bo , host: cy }   # rotate!']],
    ['a role less', (r) => { delete under(r, 'roles')['facilitator'] }, ['- roles: { facilitator: ann , scribe: bo }   # rotate!', '+ roles: { scribe: bo }   # rotate!']],
    ['one more who came, where the last has no comma', (r) => { items(r, 'present').push('dan') }, ["-     'cy'   # no comma here", "+     'cy',   # no comma here", '+     dan']],
    ['one more in the middle', (r) => { items(r, 'present').splice(1, 0, 'dan') }, ['+     dan,']],
    ['one less in the middle', (r) => { items(r, 'present').splice(0, 1) }, ['-     ann,   # came late']],
    ['the last less', (r) => { items(r, 'present').pop() }, ['-     bo,', "-     'cy'   # no comma here", '+     bo']],
    ['a regret more', (r) => { items(r, 'regrets').push('no') }, ['+ - "no"']],
    ['a regret less', (r) => { items(r, 'regrets').shift() }, ['- - dan      # flu']],
    ['a regret instead of another', (r) => { items(r, 'regrets')[1] = 'fay' }, ['- -   eve', '+ -   fay']],
    ['no regrets any more', (r) => { delete r['regrets'] }, ['- regrets:', '- - dan      # flu', '- # away for work', '- -   eve', '-     ']],
    ['a guest more, in a list without blanks', (r) => { items(r, 'guests').push('Gil') }, ['- guests: [Dora Lind,"Fay Ek"]', '+ guests: [Dora Lind,"Fay Ek",Gil]']],
    ['a line of the notes', (r) => { r['notes'] = String(r['notes']).replace('Last', 'Very last') }, ['-    Last line.', '+    Very last line.']],
    ['notes that begin with blanks', (r) => { r['notes'] = '  x\ny' }, ['- notes: |+  # as spoken', '-    First line.', '-      Indented further.', '- ', '-    # not a comment', '-    Last line.', '+ notes: |3+  # as spoken', '+      x', '+    y']],
    ['a decision more', (r) => { under(r, 'decisions')['z9zz'] = 'Yes' }, ['+       z9zz: "Yes"']],
    ['a decision over two lines', (r) => { under(r, 'decisions')['p0aa'] = 'Meet at six.' }, ['-       p0aa:   Meet at seven', '-         instead of eight.', '+       p0aa:   Meet at six.']],
    ['a quoted decision', (r) => { under(r, 'decisions')['1e3'] = "It isn't." }, ['-       "1e3": \'It\'\'s settled.\'', '+       "1e3": \'It isn\'\'t.\'']],
    ['a folded decision', (r) => { under(r, 'decisions')['k3fx'] = 'Buy a lamp.' }, ['-          Buy a lamp,', '-          and oil for it.', '+          Buy a lamp.']],
    ['a decision less', (r) => { delete under(r, 'decisions')['1e3'] }, ['-       "1e3": \'It\'\'s settled.\'']],
    ['a key of their own', (r) => { r['x-weather'] = 'sun' }, ['- x-weather: rain   ', '+ x-weather: sun   ']],
    ['an item below its hyphen', (r) => { items(r, 'x-list')[1] = 'three' }, ['-       two', '+       three']],
    ['a new key at its place', (r) => { r['link'] = 'https://a.example' }, ['+ link: https://a.example', '+ ']],
  ])('changes %s', (_, change, wanted) => {
    const lines = changeIn('gathering.yaml', change)
    if (wanted[0]?.startsWith('+ link')) expect(lines.filter((line) => line.startsWith('-'))).toEqual([])
    else expect(lines).toEqual(wanted)
  })

  it.each<[string, (record: Draft) => void, string[]]>([
    ['a value', (r) => { r['email'] = 'ann@a.example' }, ['- email: ann@example.org   # work\r', '+ email: ann@a.example     # work\r']],
    ['an item at the end of the file', (r) => { items(r, 'seeks').push('c') }, ['- seeks: [a, b]', '+ seeks: [a, b, c]']],
    ['an item on a line', (r) => { items(r, 'offers').push('Latin') }, ['+   - Latin\r']],
    ['a key in the middle', (r) => { r['status'] = 'paused' }, ['+ status: paused\r', '+ \r']],
  ])('keeps CR LF, the mark at the beginning and the missing end: %s', (_, change, wanted) => {
    expect(changeIn('member-windows.yaml', change).toSorted()).toEqual(wanted.toSorted())
  })

  it.each<[string, (record: Draft) => void, string[]]>([
    ['within braces', (r) => { under(under(r, 'commitments'), 'k3fx')['done'] = '2026-12-03' }, ['-     k3fx: {what: "Read: all of it", due: \'2026-12-04\'}  # hers', '+     k3fx: {what: "Read: all of it", due: \'2026-12-04\', done: "2026-12-03"}  # hers']],
    ['after a comment that is indented further', (r) => { under(under(r, 'commitments'), 'p0aa')['done'] = '2026-12-03' }, ['+ ', '+         done: "2026-12-03"']],
    ['a plain date stays plain only where it is safe', (r) => { under(under(r, 'commitments'), 'p0aa')['due'] = '2026-12-12' }, ['-         due: 2026-12-11', '+         due: "2026-12-12"']],
    ['a new commitment', (r) => { under(r, 'commitments')['z9zz'] = {what: 'Rest', due: '2026-12-31'} }, ['+     z9zz:', '+       what: Rest', '+       due: "2026-12-31"']],
    ['a commitment less', (r) => { delete under(r, 'commitments')['q1bb'] }, ['-     q1bb:', '-         what: Sleep']],
    ['a text with a told indentation', (r) => { r['takeaway'] = '   Begins with blanks.\nThen not.\nEnd.' }, ['+   End.']],
  ])('changes a page with odd indentation: %s', (_, change, wanted) => {
    expect(changeIn('page.yaml', change)).toEqual(wanted)
  })
})

describe('an edit', () => {
  it('of nothing is a new file, and comments alone are kept', () => {
    expect(edit('', {rsvp: 'going'}, memberPageSchema)).toBe('rsvp: going\n')
    expect(edit('# mine\n', {rsvp: 'going'}, memberPageSchema)).toBe('# mine\n\nrsvp: going\n')
  })

  it('makes and takes away a map', () => {
    const text = 'rhythm: weekly\n\nstatus: held\n'
    const more = edit(text, {rhythm: 'weekly', status: 'held', decisions: {p0aa: 'Meet', k3fx: 'Part'}}, sharedPageSchema)
    expect(more).toBe('rhythm: weekly\n\nstatus: held\n\ndecisions:\n  p0aa: Meet\n  k3fx: Part\n')
    expect(edit(more, {rhythm: 'weekly', status: 'held'}, sharedPageSchema)).toBe(text)
  })

  it('turns the last entry into an empty map, and that into a page again', () => {
    expect(edit('# mine\nrsvp: going\n', {}, memberPageSchema)).toBe('# mine\n{}\n')
    expect(edit('# mine\n{}\n', {rsvp: 'maybe', why: 'no'}, memberPageSchema)).toBe('# mine\nrsvp: maybe\n\nwhy: "no"\n')
  })

  it('leaves a file alone whose lines end in both ways', () => {
    expect(edit('rsvp: going # a\r\nwhy: x # b\n\r\ntakeaway: |\n  y\r\n', {rsvp: 'maybe', why: 'z', takeaway: 'y'}, memberPageSchema)).toBe('rsvp: maybe # a\r\nwhy: z # b\n\r\ntakeaway: |\n  y\r\n')
    // Without an end of the last line, the one that becomes the last loses its own, whichever that is.
    expect(edit('rsvp: going\n\r\nwhy: x\r\ntakeaway: y', {rsvp: 'going', why: 'x'}, memberPageSchema)).toBe('rsvp: going\n\r\nwhy: x')
  })

  it('puts a new text further in than the comments that follow it, or they would be part of it', () => {
    expect(edit('rsvp: going\n# asked twice\n\n  # about what I do\ncommitments:\n  aaaa:\n    what: x\n', {rsvp: 'going', takeaway: 'One.\nTwo.', commitments: {aaaa: {what: 'x'}}}, memberPageSchema)).toBe(
      'rsvp: going\n# asked twice\n\ntakeaway: |\n   One.\n   Two.\n\n  # about what I do\ncommitments:\n  aaaa:\n    what: x\n',
    )
  })

  it('puts a new key behind the comments of the last one', () => {
    const text = 'commitments:\n  k3fx:\n    what: x\n    # mine\n  p0aa:\n    what: y\n'
    const wanted = {commitments: {k3fx: {what: 'x', done: '2026-12-03'}, p0aa: {what: 'y'}}}
    expect(edit(text, wanted, memberPageSchema)).toBe(text.replace('# mine\n', '# mine\n    done: "2026-12-03"\n'))
  })

  it('does not take a comment below into a text that it makes', () => {
    expect(edit('takeaway: one\n    # mine\nrsvp: going\n', {takeaway: 'one\ntwo', rsvp: 'going'}, memberPageSchema)).toBe('takeaway: |\n     one\n     two\n    # mine\nrsvp: going\n')
  })

  it('knows a line of blanks that is part of a text from one that is none', () => {
    const text = 'takeaway: |\n  one\n     \nrsvp: going # mine\n\nwhy: x\n'
    const takeaway = 'one\n   '
    expect(edit(text, {takeaway, why: 'x'}, memberPageSchema)).toBe('takeaway: |\n  one\n     \nwhy: x\n')
    expect(edit(text, {takeaway, rsvp: 'maybe', why: 'x'}, memberPageSchema)).toBe(text.replace('going', 'maybe'))
    const last = 'rsvp: going # mine\ntakeaway: |\n  one\n     \n'
    expect(edit(last, {takeaway, rsvp: 'going', why: 'x'}, memberPageSchema)).toContain('going # mine\n')
    expect(edit(last, {takeaway: 'two', rsvp: 'going'}, memberPageSchema)).toBe('rsvp: going # mine\ntakeaway: |\n  two\n')
  })

  it('takes the blanks out of empty lines only where a text above would take them in', () => {
    const blanks = 'takeaway: |\n  one\nwhy: x # mine\n     \nrsvp: going\n'
    expect(edit(blanks, {takeaway: 'one', why: 'z', rsvp: 'going'}, memberPageSchema)).toBe(blanks.replace('x', 'z'))
    expect(edit(blanks, {takeaway: 'one', rsvp: 'going'}, memberPageSchema)).toBe('takeaway: |\n  one\n\nrsvp: going\n')
    expect(edit('rsvp: going\n     \n', {rsvp: 'going', takeaway: 'one\ntwo'}, memberPageSchema)).toBe('rsvp: going\n\ntakeaway: |\n  one\n  two\n\n')
    expect(edit('takeaway: one\n     \nrsvp: going\n', {takeaway: 'one\ntwo', rsvp: 'going'}, memberPageSchema)).toBe('takeaway: |\n  one\n  two\n\nrsvp: going\n')
  })

  it('keeps the comments within brackets when an item goes', () => {
    const text = 'guests: [ # friends\n  Ann, Bo,  # who founded it\n  Cy, # new\n  Dan]\n'
    expect(edit(text, {guests: ['Ann', 'Cy', 'Dan']}, sharedPageSchema)).toBe('guests: [ # friends\n  Ann,  # who founded it\n  Cy, # new\n  Dan]\n')
    expect(edit(text, {guests: ['Ann', 'Bo', 'Cy']}, sharedPageSchema)).toBe('guests: [ # friends\n  Ann, Bo,  # who founded it\n  Cy, # new\n  ]\n')
  })

  it('keeps the comment above a key when the one before it, behind the hyphen, goes', () => {
    const text = 'x-list:\n  - a: one # its own\n    # about b\n    b:   two\n  - c: three\n'
    expect(edit(text, {'x-list': [{b: 'two'}, {c: 'three'}]}, memberPageSchema)).toBe('x-list:\n  -\n    # about b\n    b:   two\n  - c: three\n')
    expect(edit(text.replace('    # about b\n', '\n'), {'x-list': [{b: 'two'}, {c: 'three'}]}, memberPageSchema)).toBe('x-list:\n  - b:   two\n  - c: three\n')
  })

  it('refuses what it cannot read, and what nobody could', () => {
    const kind = (change: () => unknown) => {
      try {
        return change()
      } catch (error) {
        return error instanceof Fault ? error.kind : error
      }
    }
    expect(kind(() => edit('a: &x b\n', {}, memberPageSchema))).toBe('unsound')
    expect(kind(() => edit('- a\n', {}, memberPageSchema))).toBe('unsound')
    expect(kind(() => edit('why: a\n', {why: 'a\u{7}'}, memberPageSchema))).toBe('refused')
  })

  it('of many things at once is done in good time', () => {
    const guests = Array.from({length: 400}, (_, at) => `guest ${at}`)
    const ms = spent(() => {
      expect(recordOf(edit('guests: [a]\n', {guests}, sharedPageSchema), sharedPageSchema)).toEqual({guests})
    })
    expect(ms).toBeLessThan(5_000)
  })
})

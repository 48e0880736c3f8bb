import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {readDuration} from '../../src/model/duration.ts'
import {formatFaults, formatSchema, readMinutes, readOnly} from '../../src/model/format.ts'
import {readNode} from '../../src/model/schema.ts'
import type {Finding} from '../../src/model/schema.ts'
import {readText} from '../../src/store/yaml/read.ts'
import {fitWarning} from '../../src/agenda/boxes.ts'
import {formatFrom, shippedFormat, shippedFormats} from '../agenda/circle.ts'

function findingsOf(text: string): Finding[] {
  const parsed = readText(text, 'formats/own.yaml')
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  const findings: Finding[] = []
  readNode(parsed.root, formatSchema, 'the format', findings)
  return findings
}

describe('minutes', () => {
  it.each([
    ['10', {least: 10, most: 10, per: 'gathering'}],
    ['10-15', {least: 10, most: 15, per: 'gathering'}],
    ['3 each', {least: 3, most: 3, per: 'person'}],
    ['2 - 4 each', {least: 2, most: 4, per: 'person'}],
    ['20–30 a seat', {least: 20, most: 30, per: 'seat'}],
    ['at least 45', {least: 45, most: Infinity, per: 'gathering'}],
    ['rest', {least: 0, most: Infinity, per: 'gathering'}],
  ])('reads %s', (text, minutes) => {
    expect(readMinutes(text)).toEqual(minutes)
  })

  it.each(['', '0', '-5', '15-10', '10 minutes', '1.5', 'each', 'at least 0', '99999', '5 eachs', '10 a seat each', ' 10', '10\n'])('refuses %j', (text) => {
    expect(readMinutes(text)).toBeUndefined()
  })

  it('never reads a step that ends before it begins', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const minutes = readMinutes(text)
        expect(minutes === undefined || (minutes.least >= 0 && minutes.most >= minutes.least)).toBe(true)
      }),
    )
  })
})

const which = (text: string, of?: number): number[] => [1, 2, 3, 4, 5, 6, 7, 8].filter((number) => readOnly(text)!(number, of))

describe('the gatherings that a step is for', () => {
  it.each([
    ['first', undefined, [1]],
    ['later', undefined, [2, 3, 4, 5, 6, 7, 8]],
    ['every 4', undefined, [4, 8]],
    ['2-5', undefined, [2, 3, 4, 5]],
    ['3', undefined, [3]],
    ['last', 5, [5]],
    ['before last', 3, [1, 2, 4, 5, 6, 7, 8]],
    ['last', undefined, []],
  ])('reads %s (a course of %s)', (text, of, numbers) => {
    expect(which(text, of)).toEqual(numbers)
  })

  it.each(['', 'never', 'every 0', '0', '5-2', 'every', 'First'])('refuses %j', (text) => {
    expect(readOnly(text)).toBeUndefined()
  })
})

describe('a format written by hand', () => {
  it('needs no more than a name, a purpose and steps', () => {
    const format = formatFrom('name: Tea\npurpose: Talk.\nsteps:\n  - title: Talk\n    minutes: rest\n')
    expect(format.steps).toEqual([{title: 'Talk', minutes: 'rest'}])
    expect(formatFaults(format)).toEqual([])
  })

  it('is told what it may have meant', () => {
    const findings = findingsOf('name: Tea\npurpose: Talk.\nsteps:\n  - title: Talk\n    minuts: 5\n  - title: Tea\n    minutes: 10 minutes\n    speaks: rounds\n    only: frist\n')
    expect(findings.map(({hint}) => hint)).toEqual([
      'did you mean `minutes`? A key of your own begins with x-',
      expect.stringContaining('minutes: 10'),
      'did you mean 10?',
      'did you mean round?',
      'did you mean first?',
    ])
  })

  it('may name roles that the circle has', () => {
    const format = formatFrom('name: Tea\npurpose: Talk.\nsteps:\n  - title: Talk\n    minutes: rest\n    role: scribe\n')
    expect(formatFaults(format, ['scribe'])).toEqual([])
    expect(formatFaults(format, ['timekeeper'])).toEqual([{at: ['steps', 0, 'role'], message: 'the step `Talk` names a role that is not described: scribe', hint: 'describe `scribe` under `roles`'}])
  })

  it('is told of a role that is misspelt, people that do not rise and queries that are not there', () => {
    const format = formatFrom('name: Tea\npurpose: Talk.\npeople: {least: 5, usual: 4}\nroles:\n  host:\n    does: Pours.\n    after: [hots]\nsteps:\n  - title: Talk\n    minutes: rest\n    queries: yes\n')
    expect(formatFaults(format).map(({message}) => message)).toEqual([
      'the role `host` names a role that is not described: hots',
      '`people` does not rise from `least` over `usual` to `most`',
      'a step reads queries out, and the format has none',
    ])
    expect(formatFaults(format)[0]!.hint).toBe('did you mean host?')
  })
})

describe.each(shippedFormats)('the format %s', (id) => {
  const format = shippedFormat(id)

  it('is sound', () => {
    expect(formatFaults(format)).toEqual([])
  })

  it('says where it comes from and how it is run', () => {
    expect(format.source).toMatch(/suggest/)
    expect(format.licence).toBeDefined()
    expect(format.records!.length).toBeGreaterThan(1)
    for (const step of format.steps) expect(step.do, step.title).toBeDefined()
    for (const [role, {prepares, ahead}] of Object.entries(format.roles!)) expect(ahead === undefined, role).toBe(prepares === undefined)
  })

  it('fits its own length, at every gathering of its course, for as many people as it usually has and for the most', () => {
    const {days, minutes} = readDuration(format.lasts!)!
    for (let number = 1; number <= (format.sessions ?? 1); number += 1) {
      const steps = format.steps
        .filter(({only}) => only === undefined || readOnly(only)!(number, format.sessions))
        .map((step) => ({title: step.title, minutes: readMinutes(step.minutes)!, seats: format.roles?.[step.role ?? '']?.seats ?? 1}))
      for (const people of [format.people!.usual!, format.people!.most!]) expect(fitWarning(steps, people, days * 1440 + minutes)).toBeUndefined()
    }
  })
})

describe('the standing queries of the Junto', () => {
  it('are twenty-four, all different', () => {
    const {queries} = shippedFormat('junto')
    expect(new Set(queries!.questions).size).toBe(24)
  })
})

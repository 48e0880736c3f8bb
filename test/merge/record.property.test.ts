import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {charterSchema} from '../../src/model/charter.ts'
import {formatSchema} from '../../src/model/format.ts'
import {memberPageSchema, sharedPageSchema} from '../../src/model/gathering.ts'
import {memberSchema} from '../../src/model/member.ts'
import {pollPageSchema, pollSchema} from '../../src/model/poll.ts'
import {isPlainMap} from '../../src/model/node.ts'
import type {Node, Plain, PlainMap} from '../../src/model/node.ts'
import {readNode} from '../../src/model/schema.ts'
import type {Finding, RecordSchema, Schema} from '../../src/model/schema.ts'
import type {Choice, Conflict} from '../../src/merge/conflict.ts'
import {mergeRecords} from '../../src/merge/record.ts'
import {textOf} from '../../src/merge/same.ts'
import {placesOf} from './places.ts'
import {diceOf, edited, recordFor} from './records.ts'

const runs = process.env['CIRCLE_THOROUGH'] === '1' ? 4_000 : 150
/** Chooses other cases. */
const seed = Number(process.env['CIRCLE_SEED'] ?? 1)

/** One thing that a record says: a value of a field, an item of a list, a line of a text. */
interface Fact {
  readonly path: readonly string[]
  readonly says: string
  /** The schema of a single value: which is replaced when it changes. */
  readonly single?: Schema | undefined
  /** An item of a list of records, which may be moved and merged. */
  readonly inItem?: boolean
}

function factsOf(value: Plain | undefined, schema: Schema | undefined, path: readonly string[] = []): Fact[] {
  if (value === undefined) return []
  if (isPlainMap(value)) {
    return Object.entries(value).flatMap(([key, under]) => factsOf(under, schema?.kind === 'record' ? schema.fields[key] : schema?.kind === 'map' ? schema.of : undefined, [...path, key]))
  }
  if (typeof value === 'object') {
    const of = schema?.kind === 'list' ? schema.of : undefined
    if (of?.kind !== 'record') return value.map((item) => ({path, says: textOf(item)}))
    return (value as readonly PlainMap[]).flatMap((item) => factsOf(item, of, [String(item['title'] ?? item['what'])]).map(({path: inner, says}) => ({path, says: `${inner.join('.')} ${says}`, inItem: true})))
  }
  const text = String(value)
  if (schema?.kind === 'text' || text.includes('\n')) return text.split('\n').filter((line) => line.trim() !== '').map((line) => ({path, says: JSON.stringify(line)}))
  return [{path, says: textOf(value), single: schema}]
}

function named({path, says}: Fact): string {
  return `${path.join('.')}: ${says}`
}

function namesOf(record: PlainMap | undefined, schema: RecordSchema): Set<string> {
  return new Set(factsOf(record, schema).map(named))
}

/** The conflicts that lie where a fact does. */
function conflictsAt({path}: Fact, conflicts: readonly Conflict[], schema: RecordSchema): Conflict[] {
  return conflicts.filter((conflict) => placesOf(conflict, schema).some((place) => place.every((key, at) => path[at] === key) || path.every((key, at) => place[at] === key)))
}

interface Case {
  readonly schema: RecordSchema
  readonly base: PlainMap | undefined
  readonly mine: PlainMap
  readonly theirs: PlainMap
}

const schemas = {charter: charterSchema, member: memberSchema, 'shared page': sharedPageSchema, 'member page': memberPageSchema, poll: pollSchema, votes: pollPageSchema, format: formatSchema}

function caseOf(schema: RecordSchema, seed: number, hasBase: boolean): Case {
  const dice = diceOf(seed)
  const base = recordFor(schema, dice)
  const [mine, theirs] = [edited(base, schema, dice) as PlainMap, edited(base, schema, dice) as PlainMap]
  return {schema, base: hasBase ? base : undefined, mine, theirs}
}

function merge({schema, base, mine, theirs}: Case, settle: (conflict: Conflict) => Choice | undefined = () => undefined) {
  return mergeRecords({...(base === undefined ? {} : {base}), mine, theirs}, schema, settle)
}

/** What a side put in is in the record or in a conflict as that side's; what it took out is out, asked about or remarked. */
function losesNothing(one: Case): void {
  const {schema, base} = one
  const {record, conflicts, remarks} = merge(one)
  const [before, after] = [namesOf(base, schema), namesOf(record, schema)]
  for (const side of ['mine', 'theirs'] as const) {
    const other = namesOf(one[side === 'mine' ? 'theirs' : 'mine'], schema)
    const here = namesOf(one[side], schema)
    for (const fact of factsOf(one[side], schema)) {
      if (before.has(named(fact)) || after.has(named(fact)) || isSaidOnce(fact, one[side], one, record)) continue
      if (fact.single?.kind === 'line' && fact.single.settle !== undefined) continue
      if (isOfLater(fact, one, record)) continue
      const asked = conflictsAt(fact, conflicts, schema)
      const shown = asked.map((conflict) => JSON.stringify(conflict[side] ?? null)).join() + asked.map(({field}) => field.join()).join()
      expect(shown, `${side} put in ${named(fact)}`).toContain(fact.says.slice(fact.says.indexOf('"') + 1, -1))
    }
    for (const fact of factsOf(base, schema)) {
      if (here.has(named(fact)) || !after.has(named(fact)) || fact.inItem === true || isOfLater(fact, one, record)) continue
      const isAsked = conflictsAt(fact, conflicts, schema).length > 0
      const isKept = remarks.some((remark) => fact.path.some((key) => remark.startsWith(`\`${key}\``)))
      const isMoved = fact.single === undefined && hasMovedLines(valueAt(base, fact.path), valueAt(one[side === 'mine' ? 'theirs' : 'mine'], fact.path))
      expect(isAsked || isKept || isMoved || !other.has(named(fact)), `${side} took out ${named(fact)}`).toBe(true)
    }
  }
}

/** It is of fields of which the later of two versions stands, whole; that it does is looked at here. */
function isOfLater({path}: Fact, {schema, base, mine, theirs}: Case, record: PlainMap): boolean {
  const [parent, key = ''] = [path.slice(0, -1), path.at(-1)]
  let within: Schema | undefined = schema
  for (const step of parent) within = within?.kind === 'map' ? within.of : within?.kind === 'record' ? within.fields[step] : undefined
  const latest = within?.kind === 'record' ? within.latest : undefined
  const group = within?.kind === 'record' && latest !== undefined ? within.together?.find((each) => each.includes(latest)) : undefined
  const [first, second] = [mine, theirs].map((side) => valueAt(side, parent))
  if (latest === undefined || group?.includes(key) !== true || !isPlainMap(first) || !isPlainMap(second)) return false
  const whole = (value: Plain | undefined): string => textOf(Object.fromEntries(group.flatMap((each) => (isPlainMap(value) && value[each] !== undefined ? [[each, value[each]]] : []))))
  const is = whole(valueAt(record, parent))
  expect([whole(first), whole(second)]).toContain(is)
  const highest = Math.max(...[first, second].map((side) => Number(side[latest] ?? -1)))
  const before = whole(valueAt(base, parent))
  if (![whole(first), whole(second)].includes(before)) expect(Number((is === whole(first) ? first : second)[latest] ?? -1)).toBe(highest)
  return true
}

/** The other side wrote the same in, under a smaller id of its own, and that stays. */
function isSaidOnce({path: [field = '', id = '']}: Fact, side: PlainMap, {schema, base, mine, theirs}: Case, record: PlainMap): boolean {
  const within = schema.fields[field]
  if (within?.kind !== 'map' || within.once !== true || valueAt(base, [field, id]) !== undefined) return false
  const other = valueAt(side === mine ? theirs : mine, [field])
  const twins = isPlainMap(other) ? Object.keys(other).filter((key) => valueAt(base, [field, key]) === undefined && valueAt(side, [field, key]) === undefined) : []
  return twins.some((key) => key < id && textOf(valueAt(record, [field, key])) === textOf(valueAt(side, [field, id])))
}

function valueAt(record: PlainMap | undefined, path: readonly string[]): Plain | undefined {
  return path.reduce<Plain | undefined>((value, key) => (isPlainMap(value) ? value[key] : undefined), record)
}

/** A line that was taken out and put in elsewhere: for whoever merges it is a new one. */
function hasMovedLines(before: Plain | undefined, after: Plain | undefined): boolean {
  if (typeof before !== 'string' || typeof after !== 'string') return false
  const places = after.split('\n').filter((line) => line !== '').map((line) => before.split('\n').indexOf(line)).filter((place) => place !== -1)
  return places.some((place, at) => at > 0 && place < places[at - 1]!)
}

/** What neither changed is as it was, and what both said alike is said, whatever is answered. */
function keepsWhatIsAgreed(one: Case, choice: Choice | undefined): void {
  const after = namesOf(merge(one, () => choice).record, one.schema)
  const [mine, theirs, before] = [namesOf(one.mine, one.schema), namesOf(one.theirs, one.schema), namesOf(one.base, one.schema)]
  const agreed = [...mine].filter((fact) => theirs.has(fact) && (choice !== 'base' || before.has(fact)))
  expect(agreed.filter((fact) => !after.has(fact))).toEqual([])
  if (choice === 'both') return
  expect([...after].filter((fact) => !mine.has(fact) && !theirs.has(fact) && !before.has(fact))).toEqual([])
}

function nodeOf(value: Plain): Node {
  const place = {start: 0, end: 0}
  if (isPlainMap(value)) return {kind: 'map', flow: false, ...place, entries: Object.entries(value).map(([key, under]) => ({key, keyStart: 0, keyEnd: 0, value: nodeOf(under!)}))}
  if (typeof value === 'object') return {kind: 'list', flow: false, ...place, items: value.map(nodeOf)}
  return {kind: 'scalar', text: String(value), style: 'plain', ...place}
}

function isSound(record: PlainMap, schema: RecordSchema): void {
  const findings: Finding[] = []
  const read = readNode(nodeOf(record), schema, 'the record', findings)
  expect(findings).toEqual([])
  expect(textOf(read)).toBe(textOf(record))
  const {present = [], regrets = [], commitments = {}} = record as {present?: string[]; regrets?: string[]; commitments?: Record<string, PlainMap>}
  expect(new Set([...present, ...regrets]).size).toBe(present.length + regrets.length)
  for (const {done, dropped, why} of Object.values(commitments)) {
    expect([done, dropped]).toContain(undefined)
    if (dropped !== undefined) expect(why).toBeDefined()
  }
  for (const list of Object.values(record)) if (Array.isArray(list)) expect(list).not.toEqual([])
}

function flipped({field, base, mine, theirs, both}: Conflict): Conflict {
  const all = {base, mine: theirs, theirs: mine, both}
  return {field, ...Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))}
}

describe.each(Object.entries(schemas))('merging any two versions of a %s', {timeout: runs > 1_000 ? 600_000 : 180_000}, (_, schema) => {
  const holds = (check: (one: Case) => void): void => {
    // One base in five is missing: then both sides made the record.
    fc.assert(fc.property(fc.integer(), fc.integer({min: 0, max: 4}), (roll, chance) => check(caseOf(schema, roll, chance > 0))), {numRuns: runs, seed})
  }

  it('loses no change of either side', () => holds(losesNothing))

  it('keeps what neither changed, and what both say', () => {
    holds((one) => {
      for (const choice of [undefined, 'mine', 'theirs', 'both', 'base'] as const) keepsWhatIsAgreed(one, choice)
    })
  })

  it('gives a sound record, and with answers leaves no question', () => {
    holds((one) => {
      isSound(merge(one).record, schema)
      for (const choice of ['mine', 'theirs', 'base'] as const) {
        const {record, conflicts} = merge(one, () => choice)
        expect(conflicts).toEqual([])
        isSound(record, schema)
      }
      const {record, conflicts} = merge(one, ({both}) => (both === undefined ? 'theirs' : 'both'))
      expect(conflicts).toEqual([])
      isSound(record, schema)
    })
  })

  it('gives the same with the sides swapped, but for their names', () => {
    holds((one) => {
      const [here, there] = [merge(one), merge({...one, mine: one.theirs, theirs: one.mine})]
      expect(there.conflicts.map(flipped)).toEqual(here.conflicts)
      expect(there.remarks).toEqual(here.remarks)
      const settled = merge(one, () => 'mine')
      const settledThere = merge({...one, mine: one.theirs, theirs: one.mine}, () => 'theirs')
      expect(JSON.stringify(settledThere.record)).toBe(JSON.stringify(settled.record))
    })
  })

  it('has mine where nothing is answered', () => {
    holds((one) => {
      expect(JSON.stringify(merge(one).record)).toBe(JSON.stringify(merge(one, () => 'mine').record))
    })
  })

  it('changes nothing where both are alike, and takes what only one side changed', () => {
    holds(({base, mine}) => {
      for (const one of [{schema, base, mine, theirs: mine}, ...(base === undefined ? [] : [{schema, base, mine, theirs: base}, {schema, base, mine: base, theirs: mine}])]) {
        expect(merge(one)).toEqual({record: mine, conflicts: [], remarks: []})
      }
    })
  })

  it('comes to rest: merged again with either side it is the same', () => {
    holds((one) => {
      const {record, conflicts} = merge(one)
      if (conflicts.length > 0 || one.base === undefined) return
      expect(merge({...one, base: one.mine, mine: record, theirs: one.mine}).record).toEqual(record)
    })
  })
})

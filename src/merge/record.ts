/** Three versions of a record → one, field by field. */
import type {PlainMap} from '../model/node.ts'
import type {RecordSchema} from '../model/schema.ts'
import type {Conflict, Settle} from './conflict.ts'
import {deskFor} from './desk.ts'
import {mergeFields} from './fields.ts'
import {same, textOf} from './same.ts'

export interface Versions {
  /** The record both sides began with; absent when both made it. */
  readonly base?: PlainMap
  readonly mine: PlainMap
  readonly theirs: PlainMap
}

export interface Merged {
  readonly record: PlainMap
  /** What `settle` gave no answer for; there the record has mine. */
  readonly conflicts: Conflict[]
  /** What was decided and ought to be said, a clause each. */
  readonly remarks: string[]
}

/**
 * Merges two versions of a record that come from one base. What one side changed is taken; what both changed alike is no
 * question; maps are merged by key, lists of lines as sets, lists of records as sequences, free text line by line,
 * attendance by member. `settle` is asked once for each field that both changed in their own ways; `both` is an answer
 * only where the conflict has it. Records that are sound by the schema give one that is, whatever is answered. The
 * result does not depend on which side is called mine, but for the names of the values in a conflict.
 */
export function mergeRecords({base, mine, theirs}: Versions, schema: RecordSchema, settle: Settle): Merged {
  // Keys in another order say the same: then one order is chosen, whichever side has it.
  if (same(mine, theirs)) return {record: JSON.stringify(mine) <= JSON.stringify(theirs) ? mine : theirs, conflicts: [], remarks: []}
  if (base !== undefined && same(base, mine)) return {record: theirs, conflicts: [], remarks: []}
  if (base !== undefined && same(base, theirs)) return {record: mine, conflicts: [], remarks: []}
  const mineIsFirst = textOf(mine) < textOf(theirs)
  const desk = deskFor(settle, mineIsFirst)
  const [first, second] = mineIsFirst ? [mine, theirs] : [theirs, mine]
  const record = mergeFields(desk, [], schema, {base, first, second})
  return {record, conflicts: desk.conflicts, remarks: desk.remarks}
}

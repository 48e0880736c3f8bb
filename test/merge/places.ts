/** Where in a record a conflict lies, for tests. */
import {isPlainMap} from '../../src/model/node.ts'
import type {RecordSchema, Schema} from '../../src/model/schema.ts'
import type {Conflict} from '../../src/merge/conflict.ts'

/**
 * The paths of what changes with the answer to a conflict: mostly its field; both lists
 * for a member's attendance; all of the fields that only make sense together; the whole list for an item of one.
 */
export function placesOf(conflict: Conflict, schema: RecordSchema): readonly (readonly string[])[] {
  const {field} = conflict
  let within: Schema | undefined = schema
  for (const [depth, key] of field.entries()) {
    const path = field.slice(0, depth)
    if (within?.kind === 'list') return [path]
    if (within?.kind === 'map') within = within.of
    else if (within?.kind === 'record') {
      if (within.apart?.called === key) return within.apart.lists.map((list) => [...path, list])
      if (depth === field.length - 1) return keysTogether(conflict, within, key).map((each) => [...path, each])
      within = Object.hasOwn(within.fields, key) ? within.fields[key] : undefined
    }
  }
  return [field]
}

function keysTogether({base, mine, theirs}: Conflict, schema: RecordSchema, key: string): readonly string[] {
  const group = schema.together?.find(([head]) => head === key)
  return group !== undefined && [base, mine, theirs].some(isPlainMap) ? group : [key]
}

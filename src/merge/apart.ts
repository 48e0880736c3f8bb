/** Lists that hold nothing in common: a member was there, or had told the others, or neither. */
import type {Plain, PlainMap} from '../model/node.ts'
import type {RecordSchema} from '../model/schema.ts'
import type {Desk, Three} from './desk.ts'
import {orderOf} from './lists.ts'
import {under} from './same.ts'

type Apart = NonNullable<RecordSchema['apart']>

/**
 * The merged lists by their keys. Each item has one answer, the list that names it; when both sides changed it, each in
 * its own way, that is one question with the names of the lists as its values.
 */
export function mergeApart(desk: Desk, path: readonly string[], {called, lists}: Apart, {base, first, second}: Three<PlainMap>): Map<string, Plain> {
  const [before, one, other] = [placesIn(base, lists), placesIn(first, lists), placesIn(second, lists)]
  const answers = new Map<string, string | undefined>()
  for (const item of orderOf([...before.keys()], [...one.keys()], [...other.keys()])) {
    const [was, here, there] = [before.get(item), one.get(item), other.get(item)]
    if (here === there || there === was) answers.set(item, here)
    else if (here === was) answers.set(item, there)
    else answers.set(item, desk.ask({field: [...path, called, item], base: was, first: here, second: there}) as string | undefined)
  }
  const merged = new Map<string, Plain>()
  for (const list of lists) {
    const named = orderOf(itemsOf(base, list), itemsOf(first, list), itemsOf(second, list)).filter((item) => answers.get(item) === list)
    if (named.length > 0) merged.set(list, named)
  }
  return merged
}

function itemsOf(record: PlainMap | undefined, list: string): string[] {
  const items = under(record, list)
  return Array.isArray(items) ? [...new Set(items.map(String))] : []
}

/** The first list that names each item. */
function placesIn(record: PlainMap | undefined, lists: readonly string[]): Map<string, string> {
  const places = new Map<string, string>()
  for (const list of lists) for (const item of itemsOf(record, list)) if (!places.has(item)) places.set(item, list)
  return places
}

/** Our own change, done to somebody else's version of the same record. */
import {isPlainMap} from '../../model/node.ts'
import type {Plain, PlainMap} from '../../model/node.ts'
import {alike} from './difference.ts'

/**
 * What changed from `before` to `after`, done to `onto`: maps key by key; lists as ordered sets (items that came in
 * come in behind the item they stand behind in `after`; items that went go, also when the whole list went); anything
 * else is replaced when it changed. What did not change is `onto`'s. Pure: none of the three is altered.
 */
export function rebase(before: PlainMap, after: PlainMap, onto: PlainMap): PlainMap {
  const result: Record<string, Plain | undefined> = Object.assign(Object.create(null), onto)
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]]
    if (alike(was, is)) continue
    const value = is === undefined ? leftOf(was, onto[key]) : rebaseValue(was, is, onto[key])
    if (value === undefined) delete result[key]
    else result[key] = value
  }
  return result
}

/** What stays of a value that we took away: the items of a list that others have put in. */
function leftOf(was: Plain | undefined, onto: Plain | undefined): Plain | undefined {
  if (!Array.isArray(was) || !Array.isArray(onto)) return undefined
  const left = rebaseList(was, [], onto)
  return left.length === 0 ? undefined : left
}

function rebaseValue(was: Plain | undefined, is: Plain, onto: Plain | undefined): Plain {
  if (isPlainMap(is) && isPlainMap(onto) && (was === undefined || isPlainMap(was))) return rebase(was ?? {}, is, onto)
  if (Array.isArray(is) && Array.isArray(onto) && (was === undefined || Array.isArray(was))) return rebaseList(was ?? [], is, onto)
  return is
}

function rebaseList(was: readonly Plain[], is: readonly Plain[], onto: readonly Plain[]): readonly Plain[] {
  const gone = was.filter((item) => !has(is, item))
  const result = onto.filter((item) => !has(gone, item))
  for (const [position, item] of is.entries()) {
    if (has(was, item) || has(result, item)) continue
    const behind = is.slice(0, position).findLast((earlier) => has(result, earlier))
    const place = behind === undefined ? (position === 0 && was.length > 0 ? 0 : result.length) : indexOf(result, behind) + 1
    result.splice(place, 0, item)
  }
  return result
}

function has(items: readonly Plain[], item: Plain): boolean {
  return indexOf(items, item) !== -1
}

function indexOf(items: readonly Plain[], item: Plain): number {
  return items.findIndex((other) => alike(other, item))
}

/** Lists as ordered sets. */
import type {Plain} from '../model/node.ts'
import {textOf} from './same.ts'

/**
 * What two versions of a list come to: whatever either side put in is in, whatever either took out is out. An item that
 * stands in a list several times counts as several (two guests called Dora).
 */
export function mergeSet(base: readonly Plain[], first: readonly Plain[], second: readonly Plain[]): Plain[] {
  const [before, one, other] = [itemsOf(base), itemsOf(first), itemsOf(second)]
  const stays = (key: string): boolean => (one.has(key) && other.has(key)) || (!before.has(key) && (one.has(key) || other.has(key)))
  return orderOf([...before.keys()], [...one.keys()], [...other.keys()]).filter(stays).map((key) => (one.get(key) ?? other.get(key))!)
}

function itemsOf(list: readonly Plain[]): Map<string, Plain> {
  const counts = new Map<string, number>()
  return new Map(list.map((item) => {
    const text = textOf(item)
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    return [`${count} ${text}`, item]
  }))
}

/**
 * All keys of three versions of a list (each key once in each), in the order of the version that moved some, or else of
 * the first; what is only in another comes behind the key it stands behind there.
 */
export function orderOf(base: readonly string[], first: readonly string[], second: readonly string[]): string[] {
  const [lead, other] = hasMoved(base, first) || !hasMoved(base, second) ? [first, second] : [second, first]
  const order = [...lead]
  const [before, there] = [new Set(base), new Set(other)]
  insertMissing(order, other, (key) => !before.has(key) && !there.has(key))
  insertMissing(order, base, () => false)
  return order
}

function hasMoved(base: readonly string[], side: readonly string[]): boolean {
  const place = new Map(base.map((key, at) => [key, at]))
  const places = side.flatMap((key) => place.get(key) ?? [])
  return places.some((at, index) => index > 0 && at < places[index - 1]!)
}

/** Puts the missing keys in, each behind the one before it; and behind those, found there, that `yields` says to let pass. */
function insertMissing(order: string[], from: readonly string[], yields: (key: string) => boolean): void {
  const present = new Set(order)
  let behind: string | undefined
  for (const key of from) {
    if (!present.has(key)) {
      let place = behind === undefined ? 0 : order.indexOf(behind) + 1
      while (place < order.length && yields(order[place]!)) place += 1
      order.splice(place, 0, key)
      present.add(key)
    }
    behind = key
  }
}

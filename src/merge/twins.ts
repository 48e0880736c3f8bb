/** What two people wrote down at once in the same words, each under an id of their own. */
import type {PlainMap} from '../model/node.ts'
import type {Three} from './desk.ts'
import {keysOf, textOf, under} from './same.ts'

/**
 * The keys that go, each with the one that stays for it, so that what both sides wrote in since the base stays once: of
 * two entries that say the same, each new on one side only, the one with the larger key goes. What a side has several
 * times stays as often as the side has it that has it oftener.
 */
export function twinsIn({base, first, second}: Three<PlainMap>): ReadonlyMap<string, string> {
  const others = newOn(second, base, first)
  const stays = new Map<string, string>()
  for (const [text, keys] of newOn(first, base, second)) {
    const twins = others.get(text) ?? []
    for (const [at, key] of keys.slice(0, twins.length).entries()) {
      const [smaller, larger] = [key, twins[at]!].toSorted() as [string, string]
      stays.set(larger, smaller)
    }
  }
  return stays
}

/** The keys that only this side has, sorted, by what their entries say. */
function newOn(side: PlainMap | undefined, base: PlainMap | undefined, other: PlainMap | undefined): Map<string, string[]> {
  const byText = new Map<string, string[]>()
  for (const key of keysOf(side).toSorted()) {
    if (under(base, key) !== undefined || under(other, key) !== undefined) continue
    const text = textOf(under(side, key))
    byText.set(text, [...(byText.get(text) ?? []), key])
  }
  return byText
}

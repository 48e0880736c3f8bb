import type {PlainMap} from '../model/node.ts'
import type {Deed} from './deed.ts'
import {changedAmong, fieldChange, keysOfBoth, linesChange, mapOf, maybe, textOf} from './deeds-fields.ts'
import {same} from './same.ts'

/** Fields of a charter that are one text, in the order in which they are told. */
const texts = ['name', 'purpose', 'privacy', 'format', 'timezone', 'founded', 'id', 'circle']

/** What a member agrees to. Rhythms, roles and formats change without asking anybody again. */
const agreedTo = ['name', 'purpose', 'promises', 'privacy']

/** What was done to the charter; a charter that was not there before founds the circle. */
export function charterDeeds(before: PlainMap | undefined, after: PlainMap): Deed[] {
  if (before === undefined) return [{deed: 'founded', name: textOf(after.name ?? '')}]
  const lists = (['promises', 'roles'] as const).map((deed) => ({deed, ...linesChange(before[deed], after[deed])}))
  return [
    ...lists.slice(0, 1).filter(isChange),
    ...changedAmong(texts, before, after).map((field): Deed => ({deed: 'charter', ...fieldChange(field, before[field], after[field])})),
    ...lists.slice(1).filter(isChange),
    ...rhythmDeeds(mapOf(before.rhythms), mapOf(after.rhythms)),
  ]
}

/** What changed, from one charter to another, of what a member agrees to. */
export function termsChanged(before: PlainMap, after: PlainMap): Deed[] {
  const only = (charter: PlainMap): PlainMap => Object.fromEntries(agreedTo.map((field) => [field, charter[field]]))
  return charterDeeds(only(before), only(after))
}

function isChange({added, removed}: {readonly added: readonly string[]; readonly removed: readonly string[]}): boolean {
  return added.length > 0 || removed.length > 0
}

function rhythmDeeds(before: PlainMap, after: PlainMap): Deed[] {
  return keysOfBoth(before, after).flatMap((rhythm): Deed[] => {
    const [old, now] = [before[rhythm], after[rhythm]]
    if (old === undefined || now === undefined) {
      const {starts = '', repeats} = mapOf(old ?? now)
      return [{deed: now === undefined ? 'rhythm removed' : 'rhythm added', rhythm, starts: textOf(starts), ...maybe('repeats', repeats)}]
    }
    return same(old, now) ? [] : rhythmChange(rhythm, mapOf(old), mapOf(now))
  })
}

function rhythmChange(rhythm: string, before: PlainMap, after: PlainMap): Deed[] {
  const fields = changedAmong(keysOfBoth(before, after).filter((key) => !key.startsWith('x-')), before, after)
  if (fields.length === 0) return []
  if (fields.join() === 'until' && after.until !== undefined) return [{deed: 'rhythm ended', rhythm, until: textOf(after.until)}]
  return [{deed: 'rhythm changed', rhythm, fields: fields.map((field) => fieldChange(field, before[field], after[field]))}]
}

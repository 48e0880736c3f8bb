/** What both sides wrote in the same words goes by one id before they are merged, so that the words around it find each other too. */
import {twinsIn} from '../../merge/twins.ts'
import {isPlainMap} from '../../model/node.ts'
import type {Entry, Plain, PlainMap} from '../../model/node.ts'
import type {RecordSchema} from '../../model/schema.ts'
import type {Annotated} from '../../store/yaml/comments.ts'
import {replaced} from '../../store/yaml/layout.ts'
import type {Replacement} from '../../store/yaml/layout.ts'

/** A version of a file as a text and as what it says. */
export interface Version {
  readonly text: Annotated
  readonly record: PlainMap
}

/** The texts of both sides with the ids that `twinsIn` keeps, in the quotes that these have on the other side; undefined where nothing is to change. */
export function underOneId(base: PlainMap | undefined, one: Version, other: Version, schema: RecordSchema): {readonly one: string; readonly other: string} | undefined {
  const changes: Record<'one' | 'other', Replacement[]> = {one: [], other: []}
  for (const [field, of] of Object.entries(schema.fields)) {
    if (of.kind !== 'map' || of.once !== true) continue
    const [entries, others] = [entriesOf(one, field), entriesOf(other, field)]
    for (const [goes, stays] of twinsIn({base: mapIn(base, field), first: mapIn(one.record, field), second: mapIn(other.record, field)})) {
      const [side, entry, twin, source] = entries.has(goes) ? (['one', entries.get(goes), others.get(stays), other] as const) : (['other', others.get(goes), entries.get(stays), one] as const)
      if (entry !== undefined && twin !== undefined) changes[side].push({start: entry.keyStart, end: entry.keyEnd, text: source.text.text.slice(twin.keyStart, twin.keyEnd)})
    }
  }
  if (changes.one.length + changes.other.length === 0) return undefined
  return {one: replaced(one.text.text, changes.one), other: replaced(other.text.text, changes.other)}
}

function mapIn(record: PlainMap | undefined, field: string): PlainMap | undefined {
  const value: Plain | undefined = record?.[field]
  return isPlainMap(value) ? value : undefined
}

function entriesOf({text: {root}}: Version, field: string): ReadonlyMap<string, Entry> {
  const value = root.kind === 'map' ? root.entries.find(({key}) => key === field)?.value : undefined
  return new Map(value?.kind === 'map' ? value.entries.map((entry) => [entry.key, entry]) : [])
}

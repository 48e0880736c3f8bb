/** The order of keys, the same whichever side is merged into which. */
import {isPlainMap} from '../../model/node.ts'
import type {Node, Plain, PlainMap} from '../../model/node.ts'
import type {Schema} from '../../model/schema.ts'
import {keysInOrder, schemaOfItems, schemaUnder} from '../../store/yaml/render.ts'
import type {Versions} from './texts-comments.ts'

/** The record, its keys as the base has them, then as one side, then as the other. */
export function inOrderOf(record: PlainMap, {base, one, other}: Versions<PlainMap | undefined>): PlainMap {
  const versions = [base, one, other].filter((version) => version !== undefined)
  const ordered: Record<string, Plain | undefined> = Object.create(null)
  for (const key of new Set([...versions, record].flatMap((version) => keysInOrder(version, undefined)))) {
    const value = record[key]
    if (value !== undefined) ordered[key] = isPlainMap(value) ? inOrderOf(value, {base: mapAt(base, key), one: mapAt(one, key), other: mapAt(other, key)}) : value
  }
  return ordered
}

function mapAt(version: PlainMap | undefined, key: string): PlainMap | undefined {
  const value = version?.[key]
  return isPlainMap(value) ? value : undefined
}

/** How many keys of a text stand right before one that the schema would have before them. */
export function turnedKeys(node: Node, schema: Schema | undefined): number {
  if (node.kind === 'list') return node.items.reduce((sum, item) => sum + turnedKeys(item, schemaOfItems(schema)), 0)
  if (node.kind !== 'map') return 0
  const fields = schema?.kind === 'record' ? Object.keys(schema.fields) : []
  const order = (key: string | undefined) => (fields.includes(key ?? '') ? fields.indexOf(key ?? '') : fields.length)
  const turned = node.entries.filter(({key}, at) => order(key) > order(node.entries[at + 1]?.key)).length
  return node.entries.reduce((sum, {key, value}) => sum + turnedKeys(value, schemaUnder(schema, key)), turned)
}

/** Keys that nothing stands under: what is left of a map when two people each took out what the other had left. */
import type {MapNode, Node} from '../../model/node.ts'
import {removeUnit} from './block.ts'
import {pathKey} from './comments.ts'
import {alike, meaning} from './difference.ts'
import type {Tree} from './edit.ts'
import {removeFromFlow} from './flow.ts'
import {replaced} from './layout.ts'
import {readText} from './read.ts'

/** The paths of the keys with nothing under them, as `pathKey` writes them; items of lists by their position. */
export function emptyKeys(root: Node): Set<string> {
  return new Set(emptyEntries(root, []).map(({path}) => path))
}

/** The text without such keys, save those in `known` and those that cannot go by themselves; what it says stays. */
export function withoutEmptyKeys(tree: Tree, known: ReadonlySet<string>, file: string): Tree {
  const tried = new Set(known)
  let left = tree
  for (;;) {
    const entry = emptyEntries(left.root, []).find(({path}) => !tried.has(path))
    if (entry === undefined) return left
    tried.add(entry.path)
    left = withoutEntry(left, entry, file) ?? left
  }
}

interface EmptyEntry {
  readonly path: string
  readonly map: MapNode
  readonly index: number
}

function emptyEntries(node: Node, path: readonly string[]): EmptyEntry[] {
  if (node.kind === 'list') return node.items.flatMap((item, at) => emptyEntries(item, [...path, String(at)]))
  if (node.kind !== 'map') return []
  return node.entries.flatMap(({key, value}, index) => {
    const under = [...path, key]
    return value.kind === 'empty' ? [{path: pathKey(under), map: node, index}] : emptyEntries(value, under)
  })
}

function withoutEntry({text, root}: Tree, {map, index}: EmptyEntry, file: string): Tree | undefined {
  const replacements = map.flow ? removeFromFlow(text, map, index) : removeUnit(text, map, index, map === root)
  if (replacements === undefined) return undefined
  const without = replaced(text, replacements)
  const parsed = readText(without, file)
  if ('problems' in parsed || parsed.root.kind !== 'map' || !alike(meaning(parsed.root), meaning(root))) return undefined
  return {text: without, root: parsed.root}
}

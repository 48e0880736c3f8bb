/**
 * The smallest edit of a YAML text that makes it say a record: one change after another, each by replacing ranges of
 * the text, each read back and compared before it counts. Where the small edit does not read back as meant, the
 * next larger unit is written anew; a file is never written anew as a whole.
 */
import {Fault} from '../../model/fault.ts'
import type {MapNode, Node, Plain, PlainMap} from '../../model/node.ts'
import {unsound} from '../../model/problem.ts'
import type {RecordSchema} from '../../model/schema.ts'
import {addEntry, insertItem, removeUnit} from './block.ts'
import {emptyFile} from './compose.ts'
import {alike, changed, firstDifference, meaning} from './difference.ts'
import type {Change, Path} from './difference.ts'
import {addToFlow, removeFromFlow} from './flow.ts'
import {lineEnd, replaced, unitsOf} from './layout.ts'
import type {Replacement} from './layout.ts'
import {readText} from './read.ts'
import {entryLines, render} from './render.ts'
import {setValue} from './set.ts'

/** After so many small changes the rest of a file's changes are made in larger units. */
const mostSteps = 100

/**
 * `text`, changed as little as possible so that it reads as `record` (which is the whole truth: keys that are not in
 * it go). Everything outside the entries that change stays as it is, byte for byte; a text that says the record
 * already is returned as it is. An empty text becomes `render`. Throws a Fault: `unsound` when the text cannot be read,
 * `refused` when the record holds control characters, `system` when the change cannot be written so that it reads
 * back. `file` is the path, for messages.
 */
export function edit(text: string, record: PlainMap, schema: RecordSchema, file = 'the file'): string {
  if (text.trim() === '') return render(record, schema)
  const shape = shapeOf(text)
  const start = read(shape.text, file)
  if (start === 'empty') return shape.restore(`${shape.text}\n${render(record, schema)}`)
  const result = editTree({root: start, text: shape.text}, record, schema, file).text
  if (result === shape.text) return text
  const restored = shape.restore(result)
  if (restored !== result) verify(restored, result, file)
  return restored
}

interface Shape {
  /** Without a byte order mark, with a line feed at the end; CR LF become LF where all lines end so. */
  readonly text: string
  readonly restore: (text: string) => string
}

function shapeOf(original: string): Shape {
  const mark = original.startsWith('\u{FEFF}') ? '\u{FEFF}' : ''
  const body = original.slice(mark.length)
  const windows = body.includes('\r\n') && !/(?:^|[^\r])\n/.test(body)
  const text = windows ? body.replaceAll('\r\n', '\n') : body
  const closed = text.endsWith('\n')
  return {
    text: closed ? text : `${text}\n`,
    restore: (edited) => {
      const end = closed ? edited : edited.replace(/\r?\n$/, '')
      return mark + (windows ? end.replaceAll('\n', '\r\n') : end)
    },
  }
}

function read(text: string, file: string): MapNode | 'empty' {
  const parsed = readText(text, file)
  if ('problems' in parsed) {
    if (parsed.problems[0]?.message === emptyFile.message) return 'empty'
    throw unsound(parsed.problems)
  }
  if (parsed.root.kind === 'map') return parsed.root
  throw unsound([{file, line: 1, column: 1, message: 'is not keys and values', hint: 'write `key: value` lines'}])
}

/** A text and its tree; no byte order mark, and a line feed at the end. */
export interface Tree {
  readonly root: MapNode
  readonly text: string
  /** What it says, where that is known. */
  readonly says?: Plain
}

/** The same for a text that was read, whose line ends are all LF; and it is read when it comes back. */
export function editTree(start: Tree, record: PlainMap, schema: RecordSchema, file: string): Tree {
  let tree = start
  for (let steps = 0; ; steps++) {
    const difference = firstDifference(tree.root, record, schema)
    if (difference === undefined) return tree
    const {change, around} = difference
    const outermost = around.at(-1)
    const units = steps < mostSteps || outermost === undefined ? [change, ...around] : [outermost]
    tree = carryOut(tree, units, file)
  }
}

/** The text after the first of the changes that can be written so that it reads back as meant. */
function carryOut({root, text, says}: Tree, changes: readonly Change[], file: string): Tree {
  const before = says ?? meaning(root) ?? {}
  for (const change of changes) {
    const replacements = replacementsFor(root, text, change)
    if (replacements === undefined) continue
    const blanked = withBlankedBelow(text, replacements)
    for (const candidate of blanked === undefined ? [replaced(text, replacements)] : [replaced(text, replacements), replaced(text, blanked)]) {
      const parsed = readText(candidate, file)
      if ('problems' in parsed || parsed.root.kind !== 'map') continue
      const said = meaning(parsed.root)
      if (said !== undefined && alike(said, changed(before, change))) return {root: parsed.root, text: candidate, says: said}
    }
  }
  throw cannot(file, changes.at(-1)?.path ?? [])
}

/**
 * The replacements, and no blanks on the empty lines below them: a block of text that comes to stand above would take
 * them in. Undefined when there are none.
 */
function withBlankedBelow(text: string, replacements: readonly Replacement[]): Replacement[] | undefined {
  const start = lineEnd(text, Math.max(0, ...replacements.map(({end}) => end)) - 1)
  const empty = /(?:[ \t]*\r?\n)*/y
  empty.lastIndex = start
  const lines = empty.exec(text)?.[0] ?? ''
  return /[ \t]/.test(lines) ? [...replacements, {start, end: start + lines.length, text: lines.replaceAll(/[ \t]+/g, '')}] : undefined
}

function verify(restored: string, result: string, file: string): void {
  const [one, other] = [readText(restored, file), readText(result, file)]
  if ('problems' in one || 'problems' in other || !alike(meaning(one.root), meaning(other.root))) throw cannot(file, [])
}

function cannot(file: string, path: Path): Fault {
  const where = path.length === 0 ? '' : ` \`${path.join('.')}\``
  return new Fault('system', `${file} could not be changed${where} so that it reads back as meant; nothing was written`, {
    place: {file},
    hint: 'change it in a text editor, and report this with the file',
  })
}

function replacementsFor(root: MapNode, text: string, change: Change): Replacement[] | undefined {
  const steps = change.kind === 'set' || change.kind === 'remove' ? change.path.slice(0, -1) : change.path
  const {node, flow} = find(root, steps)
  if (node === undefined) return undefined
  const last = change.path.at(-1)
  switch (change.kind) {
    case 'add':
      if (node === root && root.entries.length === 0) {
        return [{start: root.start, end: root.end, text: entryLines(change.key, change.value, change.schema, 0).join('\n')}]
      }
      if (flow) return addToFlow(text, node, change)
      return node.kind === 'map' ? addEntry(text, node, change) : undefined
    case 'insert':
      if (flow) return addToFlow(text, node, change)
      return node.kind === 'list' ? insertItem(text, node, change) : undefined
    case 'remove': {
      const index = indexOf(node, last)
      if (index === undefined || (node.kind !== 'map' && node.kind !== 'list')) return undefined
      if (flow && node === root && root.entries.length === 1) return [{start: root.start + 1, end: root.end - 1, text: ''}]
      return flow ? removeFromFlow(text, node, index) : removeUnit(text, node, index, node === root)
    }
    case 'set': {
      const index = indexOf(node, last)
      if (index === undefined || (node.kind !== 'map' && node.kind !== 'list')) return undefined
      const unit = unitsOf(text, node)[index]
      return unit === undefined ? undefined : setValue(text, unit, node, change)
    }
  }
}

/** The collection at a path, and whether it stands in brackets. */
function find(root: MapNode, path: Path): {node: Node | undefined; flow: boolean} {
  let node: Node | undefined = root
  for (const step of path) node = childOf(node, step)
  return {node, flow: (node?.kind === 'map' || node?.kind === 'list') && node.flow}
}

function childOf(node: Node | undefined, step: string | number): Node | undefined {
  if (node?.kind === 'list' && typeof step === 'number') return node.items[step]
  if (node?.kind === 'map') return node.entries.find(({key}) => key === step)?.value
  return undefined
}

function indexOf(node: Node, step: string | number | undefined): number | undefined {
  if (node.kind === 'list' && typeof step === 'number') return step
  const index = node.kind === 'map' ? node.entries.findIndex(({key}) => key === step) : -1
  return index === -1 ? undefined : index
}

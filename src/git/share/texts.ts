/**
 * Three versions of a record's text → one. What it says is merged field by field (src/merge); how it says it (comments,
 * order, blank lines, quotes) is kept from both sides. Nothing here depends on which side is called mine, save the
 * names of conflicts.
 */
import type {Conflict, Settle} from '../../merge/conflict.ts'
import {mergeRecords} from '../../merge/record.ts'
import {Fault} from '../../model/fault.ts'
import {isPlainMap} from '../../model/node.ts'
import type {PlainMap} from '../../model/node.ts'
import {unsound} from '../../model/problem.ts'
import type {Problem} from '../../model/problem.ts'
import {readNode} from '../../model/schema.ts'
import type {Finding, RecordSchema} from '../../model/schema.ts'
import {kinds} from '../../store/kinds.ts'
import type {Kind} from '../../store/kinds.ts'
import {annotated} from '../../store/yaml/comments.ts'
import type {Annotated} from '../../store/yaml/comments.ts'
import {edit, editTree} from '../../store/yaml/edit.ts'
import type {Tree} from '../../store/yaml/edit.ts'
import {emptyKeys, withoutEmptyKeys} from '../../store/yaml/emptied.ts'
import {readText} from '../../store/yaml/read.ts'
import {render} from '../../store/yaml/render.ts'
import {readSimple} from '../../store/yaml/simple.ts'
import {keptComments, withKept} from './texts-comments.ts'
import type {Kept, Versions} from './texts-comments.ts'
import {allFormed, inForm, mergedForm} from './texts-form.ts'
import type {Form} from './texts-form.ts'
import {distance, mergedTexts} from './texts-lines.ts'
import {withMarkers} from './texts-markers.ts'
import type {Labels} from './texts-markers.ts'
import {inOrderOf, turnedKeys} from './texts-order.ts'
import {underOneId} from './texts-twins.ts'
import type {Version} from './texts-twins.ts'

/** What a file is, and where: `path` is for messages. */
export interface RecordPlace {
  readonly kind: Kind
  readonly path: string
}

/** Three versions of a file; no base: both sides made it. */
export interface Texts {
  readonly base?: string | undefined
  readonly mine: string
  readonly theirs: string
}

export interface MergedText {
  readonly text: string
  /** Those that were not settled: there the text has `mine`. */
  readonly conflicts: readonly Conflict[]
  /** What was decided without asking and a person should know. */
  readonly remarks: readonly string[]
}

/**
 * Merges three versions of a record. A version that only one side changed, or both alike, is taken byte for byte, unread.
 * Throws `unsound` when a side cannot be read; a base that cannot be read counts as none, with a remark.
 */
export function mergeTexts(place: RecordPlace, texts: Texts, settle: Settle): MergedText {
  const untouched = withoutMerge(texts)
  if (untouched !== undefined) return {text: untouched, conflicts: [], remarks: []}
  const merge = opened(place, texts)
  const {record, conflicts, remarks} = mergeRecords(merge.records, merge.schema, settle)
  return {text: inForm(written(merge, record).text, merge.form), conflicts, remarks: [...merge.remarks, ...remarks]}
}

/**
 * The same, and where both sides changed a field each in its own way, both versions of the lines that it stands on, with
 * the markers that git uses. Without a conflict the text has none.
 */
export function markedText(place: RecordPlace, texts: Texts, labels: Labels): MergedText {
  const untouched = withoutMerge(texts)
  if (untouched !== undefined) return {text: untouched, conflicts: [], remarks: []}
  const merge = opened(place, texts)
  const {record, conflicts, remarks: said} = mergeRecords(merge.records, merge.schema, () => undefined)
  const remarks = [...merge.remarks, ...said]
  if (conflicts.length === 0) return {text: inForm(written(merge, record).text, merge.form), conflicts, remarks}
  const other = mergeRecords(merge.records, merge.schema, () => 'theirs').record
  const [first, second] = merge.mineFirst ? [record, other] : [other, record]
  const one = written(merge, first)
  const two = rewritten(merge, one.text, inOrderOf(second, merge.ordered), keptComments(merge.versions, second)) ?? written(merge, second)
  const [mine, theirs] = merge.mineFirst ? [one, two] : [two, one]
  return {text: inForm(withMarkers(mine.text, theirs.text, labels), {...merge.form, closed: true}), conflicts, remarks}
}

function withoutMerge({base, mine, theirs}: Texts): string | undefined {
  if (mine === theirs || base === theirs) return mine
  return base === mine ? theirs : undefined
}

/** Three versions that were read; `one` and `other` are the sides in the order of their texts. */
interface Merge {
  readonly place: RecordPlace
  readonly schema: RecordSchema
  readonly records: {readonly base?: PlainMap; readonly mine: PlainMap; readonly theirs: PlainMap}
  readonly ordered: Versions<PlainMap>
  readonly versions: Versions<Annotated>
  /** Keys with nothing under them on either side. */
  readonly empty: ReadonlySet<string>
  readonly form: Form
  readonly mineFirst: boolean
  readonly remarks: readonly string[]
}

const sideNames = {mine: 'as it is here', theirs: 'as the others have it'}

function opened(place: RecordPlace, {base, mine, theirs}: Texts): Merge {
  const {schema} = kinds[place.kind]
  const mineFirst = mine < theirs
  const [one, other] = mineFirst ? [mine, theirs] : [theirs, mine]
  const bodies = allFormed({base, one, other})
  const read = (body: string, side: 'mine' | 'theirs') => {
    const version = readVersion(place, body)
    if ('problems' in version) throw unsound(version.problems.map((problem) => ({...problem, message: `${problem.message} (the file ${sideNames[side]})`})))
    return version
  }
  const ours = read(mineFirst ? bodies.one.body : bodies.other.body, 'mine')
  const others = read(mineFirst ? bodies.other.body : bodies.one.body, 'theirs')
  const past = bodies.base === undefined ? undefined : readVersion(place, bodies.base.body)
  const was = past === undefined || 'problems' in past ? undefined : past
  const [first, second] = twinsAsOne(place, was?.record, mineFirst ? [ours, others] : [others, ours])
  const [mineRecord, theirsRecord] = mineFirst ? [first.record, second.record] : [second.record, first.record]
  return {
    place,
    schema,
    records: {...(was === undefined ? {} : {base: was.record}), mine: mineRecord, theirs: theirsRecord},
    ordered: {base: was?.record, one: first.record, other: second.record},
    versions: {base: was?.text, one: first.text, other: second.text},
    empty: new Set([...emptyKeys(first.text.root), ...emptyKeys(second.text.root)]),
    form: mergedForm(bodies.base?.form, bodies.one.form, bodies.other.form),
    mineFirst,
    remarks: past !== undefined && was === undefined ? ['what both sides began with cannot be read: all that either has stays'] : [],
  }
}

/** Both sides, what they say in the same words under one id; as they are where that does not read. */
function twinsAsOne(place: RecordPlace, base: PlainMap | undefined, [one, other]: readonly [Version, Version]): readonly [Version, Version] {
  const bodies = underOneId(base, one, other, kinds[place.kind].schema)
  if (bodies === undefined) return [one, other]
  const [first, second] = [readVersion(place, bodies.one), readVersion(place, bodies.other)]
  return 'problems' in first || 'problems' in second ? [one, other] : [first, second]
}

function readVersion({kind, path}: RecordPlace, body: string): Version | {problems: Problem[]} {
  const parsed = readText(body, path)
  if ('problems' in parsed) return parsed
  const findings: Finding[] = []
  const record = readNode(parsed.root, kinds[kind].schema, kinds[kind].called, findings)
  if (findings.length > 0 || !isPlainMap(record)) {
    return {problems: findings.map(({at, message, hint}) => ({file: path, ...parsed.place(at), message, hint}))}
  }
  return {text: annotated(body, parsed.root), record}
}

/** The text that says the record, has the comments that stay, and is nearest to what both sides wrote. */
function written(merge: Merge, merged: PlainMap): Annotated {
  const {versions, place, schema} = merge
  const record = inOrderOf(merged, merge.ordered)
  const kept = keptComments(versions, merged)
  const bodies = {base: versions.base?.text, one: versions.one.text, other: versions.other.text}
  // Where the quick reader does for both sides, what it is not sure of is not worth the slow one: joined keys, mostly.
  const simple = [bodies.one, bodies.other].every((body) => readSimple(body) !== undefined)
  const reads = (text: string) => (simple ? readSimple(text) !== undefined : !('problems' in readText(text, place.path)))
  // One side's text alone has nothing of how the other one wrote: only where the two together do not do.
  const starts = [() => mergedTexts(bodies, reads), () => [bodies.one, bodies.other], () => [render(record, schema)]]
  for (const texts of starts) {
    const text = nearest(merge, texts(), record, kept)
    if (text !== undefined) return text
  }
  throw new Fault('system', `${place.path} could not be merged so that it reads back as meant`, {place: {file: place.path}, hint: 'report this with both versions of the file'})
}

/** Of the texts to begin with the one that, changed to say the record, is nearest to what both sides wrote. */
function nearest(merge: Merge, starts: Iterable<string>, record: PlainMap, kept: readonly Kept[]): Annotated | undefined {
  const {base, one, other} = merge.versions
  const bodies = {base: base?.text, one: one.text, other: other.text}
  const found: {tree: Tree; far: number; turned: number}[] = []
  for (const start of starts) {
    const tree = saying(merge, start, record)
    if (tree === undefined) continue
    const [far, turned] = [distance(tree.text, bodies), turnedKeys(tree.root, merge.schema)]
    found.push({tree, far, turned})
    if (far === 0 && turned === 0) break
  }
  for (const {tree} of found.toSorted((a, b) => a.far - b.far || a.turned - b.turned)) {
    const text = commented(merge, tree, kept)
    if (text !== undefined) return text
  }
  return undefined
}

/** A text changed to say the record and to have the comments; undefined when it cannot be read or written so. */
function rewritten(merge: Merge, start: string, record: PlainMap, kept: readonly Kept[]): Annotated | undefined {
  const tree = saying(merge, start, record)
  return tree === undefined ? undefined : commented(merge, tree, kept)
}

/** A text changed to say the record. A text without keys, or with lines that end in CR LF, is read once more. */
function saying({place: {path}, schema, empty}: Merge, start: string, record: PlainMap): Tree | undefined {
  return ifWritten(() => {
    const tree = start.includes('\r') ? undefined : treeOf(start, path)
    const said = tree === undefined ? treeOf(edit(start, record, schema, path), path) : editTree(tree, record, schema, path)
    return said === undefined ? undefined : withoutEmptyKeys(said, empty, path)
  })
}

function commented({versions, place: {path}}: Merge, {text, root}: Tree, kept: readonly Kept[]): Annotated | undefined {
  return ifWritten(() => withKept(annotated(text, root), kept, versions, path))
}

/** Undefined when it cannot be written: another text to begin with may do; when none does, that is an error. */
function ifWritten<T>(write: () => T | undefined): T | undefined {
  try {
    return write()
  } catch (error) {
    if (error instanceof Fault && (error.kind === 'system' || error.kind === 'unsound')) return undefined
    throw error
  }
}

function treeOf(text: string, path: string): Tree | undefined {
  const parsed = readText(text, path)
  return 'problems' in parsed || parsed.root.kind !== 'map' ? undefined : {text, root: parsed.root}
}

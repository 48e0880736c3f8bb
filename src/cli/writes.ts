/** From records to texts: what a change comes to, file by file. */
import {Fault} from '../model/fault.ts'
import type {PlainMap} from '../model/node.ts'
import {readNode} from '../model/schema.ts'
import type {RecordSchema} from '../model/schema.ts'
import {bytesOf, onDisk, statsOf, targetAt} from '../store/disk.ts'
import {charterPath, formatPath, gatheringPath, kinds, memberPath, pagePath, pollPath, schemaComment, votePath} from '../store/kinds.ts'
import type {Write} from '../store/write.ts'
import {edit} from '../store/yaml/edit.ts'
import {readText} from '../store/yaml/read.ts'
import {rebase} from '../store/yaml/rebase.ts'
import {render} from '../store/yaml/render.ts'
import type {RecordWrite} from './command.ts'

/**
 * The files that records come to. `texts` are the circle's files as they were read; a record that stands there already
 * comes to no change.
 */
export function fileWrites(root: string, texts: ReadonlyMap<string, string>, writes: readonly RecordWrite[]): Write[] {
  return writes.map((write) => (write.kind === 'file' || write.kind === 'remove' ? wholeFile(root, texts, write) : recordFile(texts, write))).filter(({before, after}) => before !== after)
}

/** The writes of a record, by its kind and id. */
type OfRecord = Exclude<RecordWrite, {kind: 'file' | 'remove'}>

function recordFile(texts: ReadonlyMap<string, string>, write: OfRecord): Write {
  const path = pathOf(write)
  const {schema} = kinds[write.kind]
  const record = write.record as unknown as PlainMap
  const before = texts.get(path)
  // Only the charter names its schema: a page starts the same for everybody who begins it.
  const fresh = (): string => render(record, schema, write.kind === 'charter' ? schemaComment(write.kind, path) : undefined)
  return {
    path,
    before,
    after: before === undefined ? fresh() : edit(before, record, schema, path),
    onto: (other) => {
      if (other === undefined) return before === undefined ? fresh() : undefined
      const [was, theirs] = [before === undefined ? {} : recordIn(before, schema, path), recordIn(other, schema, path)]
      return was === undefined || theirs === undefined ? undefined : edit(other, rebase(was, record, theirs), schema, path)
    },
  }
}

function wholeFile(root: string, texts: ReadonlyMap<string, string>, write: Exclude<RecordWrite, OfRecord>): Write {
  const {path, before: expected, encoding} = write
  const text = write.kind === 'remove' ? undefined : write.text
  const before = (encoding === undefined ? texts.get(path) : undefined) ?? textOf(root, path, encoding)
  const isGone = before === undefined && text === undefined
  const isFresh = write.kind === 'file' && write.fresh === true
  if ((expected !== undefined && before !== expected && !isGone) || (isFresh && before !== undefined)) {
    throw new Fault('refused', `${path} was changed meanwhile`, {place: {file: path}, hint: 'run the same command again: it will start from the file as it is now'})
  }
  const onto = write.kind === 'file' ? write.onto : undefined
  return {path, before, after: text, ...(encoding === undefined ? {} : {encoding}), onto: onto ?? ((other) => (other === before ? text : undefined))}
}

function textOf(root: string, path: string, encoding: 'latin1' | undefined): string | undefined {
  // The folder of a circle to be need not be there yet.
  const bytes = onDisk(path, () => (statsOf(root) === undefined ? undefined : bytesOf(targetAt(root, path).file)), 'read')
  if (bytes === undefined) return undefined
  return encoding === undefined ? new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes) : bytes.toString(encoding)
}

function pathOf(write: OfRecord): string {
  switch (write.kind) {
    case 'charter':
      return charterPath
    case 'member':
      return memberPath(write.id)
    case 'gathering':
      return gatheringPath(write.id)
    case 'page':
      return pagePath(write.id, write.member)
    case 'poll':
      return pollPath(write.id)
    case 'vote':
      return votePath(write.id, write.member)
    case 'format':
      return formatPath(write.id)
  }
}

/** The record that a text says; undefined when it is not sound. */
function recordIn(text: string, schema: RecordSchema, path: string): PlainMap | undefined {
  const parsed = readText(text, path)
  if ('problems' in parsed) return undefined
  const findings: Parameters<typeof readNode>[3] = []
  const record = readNode(parsed.root, schema, path, findings)
  return findings.length > 0 ? undefined : (record as PlainMap | undefined)
}

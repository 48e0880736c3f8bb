/** Git's own versions of files: what HEAD and the index hold, and blobs put there without running a filter. */
import {createHash} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {relative} from 'node:path'
import {onDisk} from '../store/disk.ts'
import type {Bench} from '../store/temp.ts'
import {git, gitParts} from './run.ts'

/** A file as a tree or the index holds it. */
export interface Version {
  /** `100644`, `100755`, `120000` (a link), `160000` (a submodule). */
  readonly mode: string
  readonly oid: string
}

/** Versions by path from the top of the repository. */
export type Versions = ReadonlyMap<string, Version>

/** What the commit `oid` (a full id, or HEAD) has at these paths; all of it when `paths` is empty. */
export async function versionsIn(top: string, oid: string, paths: readonly string[]): Promise<Versions> {
  const parts = await gitParts(top, ['ls-tree', '-r', '-z', '--full-tree', oid, '--', ...paths])
  return new Map(parts.flatMap((part) => {
    const [, mode = '', version = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(part) ?? []
    return path === '' ? [] : [[path, {mode, oid: version}] as const]
  }))
}

/** What the index has at these paths, and those paths that are there in several conflicting versions. */
export async function indexVersions(top: string, paths: readonly string[]): Promise<{versions: Versions; unmerged: string[]}> {
  const versions = new Map<string, Version>()
  const unmerged = new Set<string>()
  for (const part of await gitParts(top, ['ls-files', '--stage', '-z', '--full-name', '--', ...paths])) {
    const [, mode = '', oid = '', stage = '', path = ''] = /^(\d+) ([0-9a-f]+) (\d)\t(.*)$/s.exec(part) ?? []
    if (stage === '0') versions.set(path, {mode, oid})
    else unmerged.add(path)
  }
  return {versions, unmerged: [...unmerged]}
}

/** The id that git gives a file with this content. `length` 40: SHA-1, 64: SHA-256. */
export function blobId(bytes: Uint8Array, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** True when a file's bytes are a version of git's, with its own line ends or with plain ones; no filter runs. */
export function isContent(bytes: Buffer, {oid}: Pick<Version, 'oid'>): boolean {
  if (blobId(bytes, oid.length) === oid) return true
  return bytes.includes('\r\n') && blobId(Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), oid.length) === oid
}

/** The content of blobs, by id; those that are missing are left out. One process. */
export async function blobsOf(top: string, oids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const blobs = new Map<string, Buffer>()
  if (oids.length === 0) return blobs
  const {stdout} = await git(top, ['cat-file', '--batch'], {input: oids.map((oid) => `${oid}\n`).join('')})
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(10, at)
    const [oid = '', kind, size] = stdout.toString('latin1', at, end).split(' ')
    at = end + 1
    if (size === undefined) continue
    if (kind === 'blob') blobs.set(oid, stdout.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return blobs
}

/** The texts of blobs, by id; those that are missing or not UTF-8 are left out. */
export async function textsOf(top: string, oids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const [oid, bytes] of await blobsOf(top, oids)) {
    const text = textIn(bytes)
    if (text !== undefined) texts.set(oid, text)
  }
  return texts
}

/** The text that these bytes are in UTF-8; undefined when they are not. A byte order mark stays. */
export function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Stores texts (as UTF-8) or bytes as blobs, unchanged, and returns their ids in the same order. */
export async function storeTexts(top: string, bench: Bench, texts: readonly (string | Uint8Array)[]): Promise<string[]> {
  if (texts.length === 0) return []
  const files = texts.map((text) => {
    const file = bench.name('blob')
    onDisk(file, () => writeFileSync(file, text, {flag: 'wx'}))
    return relative(top, file)
  })
  const {stdout} = await git(top, ['hash-object', '-w', '--no-filters', '--stdin-paths'], {input: files.map((file) => `${file}\n`).join('')})
  return stdout.toString().trim().split('\n')
}

/** What attributes say about a file: `unspecified`, `set`, `unset` or a value. */
export interface Attributes {
  readonly text: string
  readonly eol: string
  readonly filter: string
  readonly 'working-tree-encoding': string
}

/** The attributes of these paths that change a file between the work tree and the repository. */
export async function attributesOf(top: string, paths: readonly string[]): Promise<ReadonlyMap<string, Attributes>> {
  const names = ['text', 'eol', 'filter', 'working-tree-encoding']
  const {stdout} = await git(top, ['check-attr', '-z', '--stdin', ...names], {input: paths.map((path) => `${path}\0`).join('')})
  const parts = stdout.toString().split('\0')
  const found = new Map<string, Record<string, string>>()
  for (let index = 0; index + 2 < parts.length; index += 3) {
    const path = parts[index] ?? ''
    found.set(path, {...found.get(path), [parts[index + 1] ?? '']: parts[index + 2] ?? ''})
  }
  return found as ReadonlyMap<string, unknown> as ReadonlyMap<string, Attributes>
}

/** The rules that hide these paths from `git add`, as `.gitignore:3: *.yaml`, by path. */
export async function ignoredAmong(top: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map()
  const {stdout} = await git(top, ['check-ignore', '-v', '-z', '--stdin'], {input: paths.map((path) => `${path}\0`).join(''), accept: [1], literal: false})
  const parts = stdout.toString().split('\0')
  const rules = new Map<string, string>()
  for (let index = 0; index + 3 < parts.length; index += 4) {
    const [source, line, pattern, path = ''] = parts.slice(index, index + 4)
    if (!pattern?.startsWith('!')) rules.set(path, `${source}:${line}: ${pattern}`)
  }
  return rules
}

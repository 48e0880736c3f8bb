/** Where the files of a circle are read from: a folder on the disk, or a tree of git's in memory. Both are judged alike. */
import {readdirSync} from 'node:fs'
import type {Dirent} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../model/fault.ts'
import {errorCode, statsOf} from './disk.ts'
import {notPlain, odd, partsOf, readBytes, tooLarge} from './file.ts'
import {largestFile} from './yaml/screen.ts'

/** What stands under one name of a folder. A `submodule` is only ever found in a tree. */
export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'submodule' | 'special'
}

/** Paths are relative to the circle's folder, with forward slashes. */
export interface Source {
  /**
   * What is in a folder, in the order of code units; undefined when there is no such folder. Throws a Fault: `unsound`
   * when something else stands there, `system` when it cannot be read.
   */
  readonly names: (folder: string) => readonly Entry[] | undefined
  /** As `readBytes` of src/store/file.ts, with the same faults. */
  readonly bytes: (path: string) => Uint8Array | undefined
}

/** The circle in the folder `root`, as it is at the moment of each look. */
export function diskSource(root: string): Source {
  return {names: (folder) => namesOnDisk(root, folder), bytes: (path) => readBytes(root, path)}
}

function namesOnDisk(root: string, folder: string): Entry[] | undefined {
  const parts = partsOf(folder)
  try {
    for (let count = 1; count <= parts.length; count++) {
      const part = parts.slice(0, count)
      const stats = statsOf(join(root, ...part))
      if (stats === undefined) return undefined
      if (!stats.isDirectory()) throw noFolder(part.join('/'), kindOf(stats))
    }
    return inOrder(readdirSync(join(root, ...parts), {withFileTypes: true}).map((entry) => ({name: entry.name, kind: kindOf(entry)})))
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('system', `${folder} cannot be read: ${errorCode(error) ?? String(error)}`, {place: {file: folder}, hint: 'look at the permissions of the folder', cause: error})
  }
}

function kindOf(found: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): Entry['kind'] {
  return found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'special'
}

/** A file as a tree has it. `mode` as git writes it: `100644`, `100755`, `120000` a link, `160000` a submodule. */
export interface TreeFile {
  readonly mode: string
  readonly bytes: Uint8Array
}

/** The circle that these files make, by path from the circle's folder. Links and submodules have no bytes that count. */
export function treeSource(files: ReadonlyMap<string, TreeFile>): Source {
  let known: ReadonlyMap<string, ReadonlyMap<string, Entry>> | undefined
  const folders = (): ReadonlyMap<string, ReadonlyMap<string, Entry>> => (known ??= foldersOf(files))
  return {
    names: (folder) => {
      const standing = standingAt(files, partsOf(folder))
      if (standing !== undefined) throw noFolder(standing.name, standing.kind)
      const entries = folders().get(folder)
      return entries === undefined ? undefined : inOrder([...entries.values()])
    },
    bytes: (path) => {
      const parts = partsOf(path)
      const standing = standingAt(files, parts)
      if (standing === undefined) {
        if (folders().has(path)) throw notPlain(path, true)
        return undefined
      }
      const {name, kind, file} = standing
      if (kind === 'link') throw odd(path, `${name} is a link`, 'put the file itself there: a circle follows no links')
      if (kind === 'submodule') throw odd(path, `${name} is a submodule`, 'put the file itself there: a circle has no submodules')
      if (name !== path) throw odd(path, `${name} is a file where a folder should be`, 'move it away')
      if (file.bytes.length > largestFile) throw tooLarge(path, file.bytes.length)
      return file.bytes
    },
  }
}

/** A source with some files other than it has them; undefined: gone. No folder of these may be a file. */
export function changedSource(source: Source, changes: ReadonlyMap<string, Uint8Array | undefined>): Source {
  const added = new Map([...changes].flatMap(([path, bytes]): [string, TreeFile][] => (bytes === undefined ? [] : [[path, {mode: '100644', bytes}]])))
  const more = treeSource(added)
  return {
    names: (folder) => {
      const [kept, fresh] = [source.names(folder), more.names(folder)]
      if (kept === undefined) return fresh
      const entries = new Map([...(fresh ?? []), ...kept].map((entry) => [entry.name, entry]))
      return inOrder([...entries.values()].filter(({name}) => added.has(`${folder}/${name}`) || !changes.has(`${folder}/${name}`)))
    },
    bytes: (path) => (changes.has(path) ? more.bytes(path) : source.bytes(path)),
  }
}

/** What is no folder on the way along `parts`, or at its end: the first such thing. */
function standingAt(files: ReadonlyMap<string, TreeFile>, parts: readonly string[]): {name: string; kind: 'file' | 'link' | 'submodule'; file: TreeFile} | undefined {
  for (let count = 1; count <= parts.length; count++) {
    const name = parts.slice(0, count).join('/')
    const file = files.get(name)
    if (file !== undefined) return {name, kind: kindOfMode(file.mode), file}
  }
  return undefined
}

function kindOfMode(mode: string): 'file' | 'link' | 'submodule' {
  return mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file'
}

/** The entries of each folder; a tree has a folder where it has something in it. */
function foldersOf(files: ReadonlyMap<string, TreeFile>): Map<string, Map<string, Entry>> {
  const folders = new Map<string, Map<string, Entry>>()
  for (const [path, {mode}] of files) {
    let entry: Entry = {name: path.slice(path.lastIndexOf('/') + 1), kind: kindOfMode(mode)}
    for (let at = path.lastIndexOf('/'); at > 0; ) {
      const folder = path.slice(0, at)
      const entries = folders.get(folder)
      if (entries !== undefined) {
        entries.set(entry.name, entry)
        break
      }
      folders.set(folder, new Map([[entry.name, entry]]))
      at = folder.lastIndexOf('/')
      entry = {name: folder.slice(at + 1), kind: 'folder'}
    }
  }
  return folders
}

function inOrder(entries: Entry[]): Entry[] {
  return entries.toSorted(({name: a}, {name: b}) => (a < b ? -1 : a > b ? 1 : 0))
}

function noFolder(folder: string, kind: Entry['kind']): Fault {
  return odd(folder, `${folder} is a ${kind === 'special' ? 'special file' : kind} where a folder should be`, 'move it away: circle reads nothing through links')
}

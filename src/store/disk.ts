/** The few dealings with the disk that writing needs: whole files that survive a power cut, and faults in plain words. */
import {closeSync, constants, fchmodSync, fchownSync, fstatSync, fsyncSync, lstatSync, openSync, readFileSync, realpathSync, writeSync} from 'node:fs'
import type {Stats} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../model/fault.ts'

/** What a Node error code means to a person, and what to do about it. */
const meanings: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'make room on the disk, then run the same command again'],
  EDQUOT: ['your share of the disk is used up', 'make room, then run the same command again'],
  EROFS: ['the disk can only be read', 'copy the circle to a disk that can be written, or mount this one for writing'],
  EACCES: ['you may not write there', 'ask for the right to write in that folder, or work on a clone of your own'],
  EPERM: ['the system does not allow it', 'look at the rights and attributes of that file and its folder'],
  EMFILE: ['too many files are open', 'close other programs, or raise the limit (ulimit -n), then run the same command again'],
  ENFILE: ['too many files are open', 'close other programs, then run the same command again'],
  ENAMETOOLONG: ['its name is too long for this disk', 'move the circle to a folder with a shorter path'],
  EIO: ['the disk reported an error', 'look after the disk, and keep a copy of the circle elsewhere'],
  ENOTDIR: ['a file stands where a folder should be', 'move that file away, then run the same command again'],
  EISDIR: ['a folder stands where a file should be', 'move that folder away, then run the same command again'],
  EFBIG: ['it is too large for this disk', 'move the circle to another disk'],
  EXDEV: ['it lies on another disk than its folder', 'move the whole circle to one disk'],
  EBUSY: ['another program is using it', 'close that program, then run the same command again'],
}

/** The code of an error of the file system, such as `ENOSPC`; undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/**
 * An error of the file system as a `system` fault: "members/ann.yaml could not be written: the disk is full".
 * Any other value comes back as it is, to be thrown on.
 */
export function diskFault(error: unknown, path: string, done = 'written'): unknown {
  const code = errorCode(error)
  if (code === undefined) return error
  const [why, hint] = meanings[code] ?? [`the system said ${code}`, 'look at that file and its folder, then run the same command again']
  return new Fault('system', `${path} could not be ${done}: ${why}`, {place: {file: path}, hint, cause: error})
}

/** Does `work`, turning an error of the file system into a fault about `path`. */
export function onDisk<T>(path: string, work: () => T, done = 'written'): T {
  try {
    return work()
  } catch (error) {
    throw diskFault(error, path, done)
  }
}

/** `lstat`, or undefined where there is nothing. */
export function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, {throwIfNoEntry: false})
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

/**
 * Writes a new file whole: every byte is on the disk when this returns, or an error is thrown. A plain write may be cut
 * short by a full disk without an error, so the bytes are counted and the size is looked at.
 * `like` gives an existing file's permission bits (and for root its owner); else 0644 less the umask.
 */
export function writeWhole(path: string, bytes: Uint8Array, like?: Stats): void {
  const file = openSync(path, 'wx', like === undefined ? 0o644 : 0o600)
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
    if (like !== undefined) {
      const mine = fstatSync(file)
      if (process.getuid?.() === 0 && (mine.uid !== like.uid || mine.gid !== like.gid)) fchownSync(file, like.uid, like.gid)
      fchmodSync(file, like.mode & 0o7777)
    }
    fsyncSync(file)
    const size = fstatSync(file).size
    if (size !== bytes.length) throw Object.assign(new Error(`${size} of ${bytes.length} bytes written`), {code: 'ENOSPC', syscall: 'write'})
  } finally {
    closeSync(file)
  }
}

/** Makes the names in a folder (created, renamed, removed) survive a power cut. Windows has no such call. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, constants.O_RDONLY)
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** A regular file's bytes, never through a link; undefined where there is nothing. */
export function bytesOf(path: string): Buffer | undefined {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
  try {
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** A place below the circle's root where a file is or will be. */
export interface Target {
  /** Relative to the root, with `/`. */
  readonly path: string
  /** Absolute. */
  readonly file: string
  /** The folders to make first, absolute, outermost first. */
  readonly folders: readonly string[]
  /** The file's own, where it exists. */
  readonly stats: Stats | undefined
}

/** True for a path that stays below a folder, out of its .git, on every system. */
export function isPlace(path: string): boolean {
  return !path.split('/').some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git' || /[\\\0:]/.test(part))
}

/**
 * Looks at each part of `path` below `root`. Throws a `refused` fault for a path that leads out of the circle or into
 * .git, for a link anywhere on the way, and for anything but a regular file at its end.
 */
export function targetAt(root: string, path: string): Target {
  const parts = path.split('/')
  if (!isPlace(path)) {
    throw new Fault('refused', `${path} is not a place in the circle`, {hint: 'circle writes only below its own folder'})
  }
  const folders: string[] = []
  let at = root
  for (const [index, part] of parts.slice(0, -1).entries()) {
    at = join(at, part)
    const stats = statsOf(at)
    if (stats === undefined) folders.push(at)
    else if (!stats.isDirectory()) throw notPlain(parts.slice(0, index + 1).join('/'), stats, 'folder')
  }
  const existing = folders[0] === undefined ? at : join(folders[0], '..')
  const expected = join(realpathSync(root), ...parts.slice(0, -1).slice(0, parts.length - 1 - folders.length))
  if (realpathSync(existing) !== expected) {
    throw new Fault('refused', `${path} leads out of the circle's folder`, {place: {file: path}, hint: 'circle writes only below its own folder'})
  }
  const file = join(at, parts.at(-1) ?? '')
  const stats = statsOf(file)
  if (stats !== undefined && !stats.isFile()) throw notPlain(path, stats, 'file')
  return {path, file, folders, stats}
}

function notPlain(path: string, stats: Stats, wanted: 'file' | 'folder'): Fault {
  const is = stats.isSymbolicLink() ? 'a link' : stats.isDirectory() ? 'a folder' : stats.isFile() ? 'a file' : 'a special file'
  return new Fault('refused', `${path} is ${is}, where a ${wanted} should be`, {place: {file: path}, hint: 'move it away: circle writes nothing through links or special files'})
}

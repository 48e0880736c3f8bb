/** Reads one file below the circle's folder, and only a plain one: no link is followed, nothing that could block is opened. */
import {closeSync, constants, fstatSync, lstatSync, openSync, readSync} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../model/fault.ts'
import {largestFile} from './yaml/screen.ts'

/**
 * The bytes of the file at `path`, which is relative to the folder `root` and has forward slashes; undefined when
 * there is no such file. Throws a Fault: `unsound` when the file or a folder on the way is a link, is not a regular
 * file, or is larger than 128 KiB; `system` when the system does not let us read it.
 */
export function readBytes(root: string, path: string): Uint8Array | undefined {
  const parts = partsOf(path)
  return orFault(path, () => (isThere(root, parts, path) ? readPlain(join(root, ...parts), path) : undefined))
}

/** The names that make up a path within the circle. Throws an `unsound` fault for one that leads elsewhere. */
export function partsOf(path: string): string[] {
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\') || part.includes('\0'))) {
    throw new Fault('unsound', `${JSON.stringify(path)} is not a path within the circle`, {hint: 'name a file below the circle’s folder'})
  }
  return parts
}

/** True when each folder on the way is a folder and the file is one; no part may be a link. */
function isThere(root: string, parts: readonly string[], path: string): boolean {
  for (let count = 1; count <= parts.length; count++) {
    const part = parts.slice(0, count)
    const found = lstatSync(join(root, ...part), {throwIfNoEntry: false})
    if (found === undefined) return false
    const name = part.join('/')
    if (found.isSymbolicLink()) throw odd(path, `${name} is a link`, 'put the file itself there: a circle follows no links')
    if (count === parts.length) {
      if (!found.isFile()) throw notPlain(path, found.isDirectory())
    } else if (!found.isDirectory()) throw odd(path, `${name} is a file where a folder should be`, 'move it away')
  }
  return true
}

function readPlain(full: string, path: string): Uint8Array {
  // On Windows these flags do not exist; there lstat alone stands guard.
  const descriptor = openSync(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const found = fstatSync(descriptor)
    if (!found.isFile()) throw notPlain(path, found.isDirectory())
    if (found.size > largestFile) throw tooLarge(path, found.size)
    return readAll(descriptor, path, found.size)
  } finally {
    closeSync(descriptor)
  }
}

/** Reads to the end, and one byte more than expected, so that a file that grows meanwhile is noticed. */
function readAll(descriptor: number, path: string, size: number): Uint8Array {
  let bytes = Buffer.allocUnsafe(size + 1)
  let length = 0
  for (;;) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null)
    if (count === 0) return bytes.subarray(0, length)
    length += count
    if (length > largestFile) throw tooLarge(path, length)
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(Math.max(4096, length))])
  }
}

/** An `unsound` fault about what stands at `path`. */
export function odd(path: string, message: string, hint: string): Fault {
  return new Fault('unsound', message, {place: {file: path}, hint})
}

/** The fault for a folder, or for a pipe or device, where a file should be. */
export function notPlain(path: string, folder: boolean): Fault {
  return folder
    ? odd(path, `${path} is a folder where a file should be`, 'move it away')
    : odd(path, `${path} is not a regular file`, 'take it away: only regular files are read')
}

/** The fault for a file of more than 128 KiB; `size` in bytes. */
export function tooLarge(path: string, size: number): Fault {
  return odd(path, `${path} is ${size} bytes long; the longest that is read is ${largestFile}`, 'split it, or keep long texts in a file of their own')
}

function orFault<T>(path: string, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Fault) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    // It went, or became something else, between the look and the opening.
    if (code === 'ENOENT') return undefined
    if (code === 'ELOOP') throw odd(path, `${path} is a link`, 'put the file itself there: a circle follows no links')
    throw new Fault('system', `${path} cannot be read: ${reasons[code ?? ''] ?? code ?? String(error)}`, {place: {file: path}, hint: 'see to that, and try again', cause: error})
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'the system does not allow it (EACCES)',
  EPERM: 'the system does not allow it (EPERM)',
  EMFILE: 'too many files are open (EMFILE)',
  ENFILE: 'too many files are open on this computer (ENFILE)',
  EIO: 'the disk reports an error (EIO)',
  ENAMETOOLONG: 'its name is too long (ENAMETOOLONG)',
  ENOTDIR: 'a part of its path is no folder (ENOTDIR)',
}

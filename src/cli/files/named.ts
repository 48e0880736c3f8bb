/** The bytes of a file that is named on the command line, or of standard input. */
import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs'
import {Fault} from '../../model/fault.ts'
import type {Context} from '../context.ts'

/** The most bytes that are read, and what to do about a file with more. */
export interface Size {
  readonly most: number
  readonly hint: string
}

/**
 * Reads the file `name`, or standard input for `-`. The user names it, so links are followed; a pipe or a device
 * may never come to an end, so it is refused. Throws `missing`, `system`, and `unsound` for a file that is too long.
 */
export async function bytesNamed({stdin, path}: Pick<Context, 'stdin' | 'path'>, name: string, size: Size): Promise<Uint8Array> {
  if (name !== '-') return fileBytes(path(name), name, size)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk as Buffer))
    length += chunks.at(-1)!.length
    if (length > size.most) throw tooLong('standard input', size)
  }
  return Buffer.concat(chunks)
}

function fileBytes(path: string, name: string, size: Size): Uint8Array {
  try {
    // A pipe that nobody writes to would be waited for already here.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = fstatSync(file)
      if (!stats.isFile() && !stats.isDirectory()) throw notPlain(name)
      if (stats.size > size.most) throw tooLong(name, size)
      const bytes = readFileSync(file)
      // It may grow meanwhile.
      if (bytes.length > size.most) throw tooLong(name, size)
      return bytes
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (error instanceof Fault) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new Fault('missing', `there is no file ${name}`, {hint: 'check its name, or give - to read standard input', cause: error})
    throw new Fault('system', `${name} cannot be read: ${code === 'EISDIR' ? 'it is a folder' : code}`, {hint: 'name a file that can be read', cause: error})
  }
}

function notPlain(name: string): Fault {
  return new Fault('refused', `${name} is no plain file`, {hint: 'give what comes out of it to standard input, with - for the name'})
}

function tooLong(name: string, {most, hint}: Size): Fault {
  return new Fault('unsound', `${name} is longer than ${most} bytes`, {place: {file: name}, hint})
}

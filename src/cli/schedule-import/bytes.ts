/** The bytes of the calendar file that is named on the command line. */
import {closeSync, fstatSync, openSync, readFileSync} from 'node:fs'
import {mostBytes} from '../../calendar/import/lines.ts'
import {Fault} from '../../model/fault.ts'
import type {Context} from '../context.ts'

/** Reads a file, following links as the person who names it would expect, or standard input for `-`. Throws `missing`, `system` and `unsound`. */
export async function bytesOf({stdin, path}: Pick<Context, 'stdin' | 'path'>, name: string): Promise<Uint8Array> {
  if (name !== '-') return fileBytes(path(name), name)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk as Buffer))
    size += chunks.at(-1)!.length
    if (size > mostBytes) throw tooLarge('standard input')
  }
  return Buffer.concat(chunks)
}

function fileBytes(path: string, name: string): Uint8Array {
  try {
    const file = openSync(path, 'r')
    try {
      if (fstatSync(file).size > mostBytes) throw tooLarge(name)
      return readFileSync(file)
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

function tooLarge(name: string): Fault {
  return new Fault('unsound', `${name} is longer than ${mostBytes} bytes`, {hint: 'export a shorter stretch of time, or one calendar at a time'})
}

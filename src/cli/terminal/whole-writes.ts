import {fstatSync, writeSync} from 'node:fs'
import type {Writable} from 'node:stream'

/**
 * Has a stream of the process write all of what it is given, or fail. Node's own to a file takes what a full disk cut short for
 * written, so that `circle ics --out - > circle.ics` would give half a calendar and say nothing.
 */
export function wholeWrites(stream: Writable & {readonly fd: number}): void {
  if (!fstatSync(stream.fd).isFile()) return
  stream._write = (chunk: string | Uint8Array, encoding, done) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(stream.fd, bytes, at)
    } catch (error) {
      done(error as Error)
      return
    }
    done()
  }
}

/** The one reader of YAML: bytes in, a tree with places out, or everything that is wrong with the file. */
import type {Node} from '../../model/node.ts'
import type {Problem} from '../../model/problem.ts'
import {compose} from './compose.ts'
import {placer} from './place.ts'
import {decode, screen} from './screen.ts'
import {readSimple} from './simple.ts'
import type {Flaw} from './screen.ts'

/** A file that was read. `text` has its byte order mark, if it has one; offsets of `root` count it. */
export interface Parsed {
  readonly text: string
  readonly root: Node
  /** Line and column, from 1, of an offset of `text`. */
  readonly place: (offset: number) => {line: number; column: number}
}

/**
 * Reads a YAML file. `file` is its path below the circle's folder, with forward slashes, for the problems.
 * Never throws, whatever the bytes are. A file with nothing in it but comments is a problem ("is empty").
 */
export function readYaml(bytes: Uint8Array, file: string): Parsed | {problems: Problem[]} {
  const text = decode(bytes, file)
  return typeof text === 'string' ? readText(text, file) : {problems: [problemOf(text, '', file)]}
}

/** The same for a text that is in memory. */
export function readText(text: string, file: string): Parsed | {problems: Problem[]} {
  const flaws = screen(text, file)
  if (flaws.length > 0) return {problems: flaws.map((flaw) => problemOf(flaw, text, file))}
  const root = readSimple(text) ?? compose(text, file)
  if (Array.isArray(root)) return {problems: root.map((flaw) => problemOf(flaw, text, file))}
  return {text, root, place: placer(text)}
}

function problemOf({at, line, message, hint}: Flaw, text: string, file: string): Problem {
  const place = line === undefined ? placer(text)(at) : {line, column: 1}
  return {file, ...place, message, hint}
}

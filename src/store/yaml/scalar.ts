/** How a text is written as a YAML scalar so that every reader, of YAML 1.1 or 1.2, takes it for that text. */
import type {ScalarStyle} from '../../model/node.ts'
import {Fault} from '../../model/fault.ts'
import {codePoint} from './screen.ts'

/** A text on one line: plain where that is safe, else in double quotes. `flow`: within brackets, where more needs quotes. */
export function inlineScalar(text: string, flow: boolean): string {
  return isPlainSafe(text, flow) ? text : doubleQuoted(text)
}

/** The same, but in the quotes it had before where the new text can be said in them. */
export function inlineScalarLike(text: string, style: ScalarStyle, flow: boolean): string {
  if (style === 'single' && canBeSingle(text)) return `'${text.replaceAll("'", "''")}'`
  if (style === 'double') return doubleQuoted(text)
  return inlineScalar(text, flow)
}

function canBeSingle(text: string): boolean {
  return !/[\n\t\u2028\u2029]/.test(text) && !mustEscape.test(text)
}

/** True when the text, written as it is, reads as itself everywhere. */
export function isPlainSafe(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || /[\n\t\u2028\u2029\u0085]/.test(text) || mustEscape.test(text)) return false
  if (/^[-?:,[\]{}#&*!|>'"%@`=<~]/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false
  if (/:(?:\s|$)|\s#/.test(text)) return false
  if (flow && /[,[\]{}:?#]/.test(text)) return false
  return !lookalikes.some((form) => form.test(text))
}

/** Plain scalars that YAML 1.1 or 1.2 takes for something other than text (yaml.org/type, YAML 1.2.2 section 10.3). */
const lookalikes: readonly RegExp[] = [
  /^(?:y|n|yes|no|on|off|true|false|null)$/i,
  /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+)$/i,
  /^[-+]?[0-9][0-9_,]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]*)?$/i,
  /^[-+]?\.[0-9_]*(?:e[-+]?[0-9]*)?$/i,
  /^[-+]?[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?$/,
  /^[-+]?\.(?:inf|nan)$/i,
  /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt\s])/,
]

/** What YAML does not count as printable, and line ends of YAML 1.1; lone surrogates have no bytes at all. */
const mustEscape = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u{FEFF}\u{FFFE}\u{FFFF}\p{Cs}]/u
/** What the reader refuses, escaped or not: it could only be a trick or damage. */
const refused = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\p{Cs}]/u

/** The first character of a text that no file of a circle may hold, as `U+001B`; undefined when there is none. */
export function controlIn(text: string): string | undefined {
  const found = refused.exec(text)?.[0]
  return found === undefined ? undefined : codePoint(found)
}

/** In double quotes, on one line. Throws a Fault for a control character, which no file of a circle may hold. */
export function doubleQuoted(text: string): string {
  const control = controlIn(text)
  if (control !== undefined) {
    throw new Fault('refused', `a text holds a control character (${control})`, {hint: 'take it out and try again'})
  }
  return `"${text.replace(/["\\\n\r\t\u2028\u2029\u{FEFF}\u{FFFE}\u{FFFF}]/gu, escaped)}"`
}

const named: Readonly<Record<string, string>> = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u2028': '\\L', '\u2029': '\\P'}

function escaped(character: string): string {
  return named[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** A text as a block scalar: what stands after the key (`|`, `|2`, `|-`), and its lines without indentation. */
export interface Block {
  readonly header: string
  readonly lines: readonly string[]
}

/**
 * The text as a literal block, or undefined when it cannot be one (nothing in it, or characters that need an
 * escape, or a last line of blanks alone). `step` is by how many columns its lines are indented further than the key. Line breaks at the end of a
 * text mean nothing in a circle's files and are left out.
 */
export function literalBlock(text: string, step: number): Block | undefined {
  const body = text.replace(/\n+$/, '')
  if (body.trim() === '' || /(?:^|\n)[ \t]+$/.test(body) || mustEscape.test(body)) return undefined
  const lines = body.split('\n')
  const first = lines.find((line) => line !== '') ?? ''
  // An indentation has to be told when it cannot be seen from the first line: a tab would be taken for a bad one too.
  const told = /^[ \t]/.test(first)
  return {header: told ? `|${step}` : '|', lines}
}

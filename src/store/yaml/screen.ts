/**
 * What is looked at before any YAML parser sees a file: size, encoding, what kind of file it is at all, merge
 * conflicts, control characters, and nesting so deep that a parser would choke on it. Everything here is linear.
 */

/** The largest file that is read, in bytes. */
export const largestFile = 128 * 1024
/** How many collections may stand within each other. */
export const deepest = 24
/** The most entries that one list or map may have. */
export const mostEntries = 2_000
/** The most problems that are told of one file. */
export const mostProblems = 20

/** Something wrong at an offset of the text. */
export interface Flaw {
  readonly at: number
  /** The line, from 1, where there is no text that `at` could count in. */
  readonly line?: number
  readonly message: string
  readonly hint: string
}

/** How many brackets may be open, or indicators follow each other on a line, before the parser is even started. */
const deepestRun = 200

/**
 * The text of a file: strict UTF-8, a byte order mark kept. A flaw when it is no text, or plainly some other kind of file.
 * `path` is only for the hint.
 */
export function decode(bytes: Uint8Array, path: string): string | Flaw {
  const lastGood = `the last good version: git show HEAD:${path}`
  if (bytes.length > largestFile) {
    return {at: 0, message: `is ${bytes.length} bytes long; the longest that is read is ${largestFile}`, hint: 'split it, or keep long texts in a file of their own'}
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return {at: 0, message: 'is compressed (gzip), not YAML', hint: 'decompress it first'}
  if (startsWith(bytes, '\0GITCRYPT')) return {at: 0, message: 'is encrypted by git-crypt', hint: 'run git-crypt unlock first'}
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return {at: 0, message: 'is in UTF-16, not in UTF-8', hint: 'save it as UTF-8'}
  }
  if (bytes.length > 0 && bytes.every((byte) => byte === 0)) {
    return {at: 0, message: 'holds nothing but zero bytes, as after a power cut', hint: lastGood}
  }
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)
  } catch {
    return {at: 0, line: brokenLine(bytes), message: 'is not UTF-8 text', hint: `save it as UTF-8; ${lastGood}`}
  }
}

/** Everything wrong with the text that can be told without a parser, at most `mostProblems` flaws. */
export function screen(text: string, path: string): Flaw[] {
  const foreign = foreignFile(text)
  if (foreign !== undefined) return [foreign]
  const flaws = [...conflicts(text), ...controls(text, path)]
  if (flaws.length === 0) {
    const deep = tooDeep(text)
    if (deep !== undefined) flaws.push({at: deep, message: 'is nested too deeply', hint: `at most ${deepest} lists and maps may stand within each other`})
  }
  return flaws.slice(0, mostProblems)
}

function startsWith(bytes: Uint8Array, ascii: string): boolean {
  for (let at = 0; at < ascii.length; at++) if (bytes[at] !== ascii.charCodeAt(at)) return false
  return true
}

/** The number of the first line that is not UTF-8. */
function brokenLine(bytes: Uint8Array): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const lineFeed = bytes.indexOf(0x0a, start)
    const end = lineFeed === -1 ? bytes.length : lineFeed + 1
    try {
      new TextDecoder('utf-8', {fatal: true}).decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    start = end
  }
  return line
}

function foreignFile(text: string): Flaw | undefined {
  const head = text.slice(0, 200).replace(/^\u{FEFF}/u, '').trimStart()
  if (head.startsWith('version https://git-lfs.github.com/spec/')) {
    return {at: 0, message: 'is a Git LFS pointer, not the file itself', hint: 'run git lfs pull; records of a circle should not be kept in LFS'}
  }
  if (/^(<!doctype html|<html|<head|<\?xml)/i.test(head)) {
    return {at: 0, message: 'is a web page, not YAML', hint: 'it was perhaps downloaded without being signed in; fetch it again with git'}
  }
  return undefined
}

/** Conflict markers are named wherever they stand: indented in a block of text they would be valid YAML, and become the note. */
function conflicts(text: string): Flaw[] {
  if (!/^[ \t]*(?:<{7}|>{7}|\|{7}|={7})/m.test(text)) return []
  const flaws: Flaw[] = []
  for (const match of text.matchAll(/^([ \t]*)(<{7}|>{7}|\|{7}|={7})(?=[ \r\n]|$)([^\r\n]*)/gm)) {
    const [, indent = '', marker = '', rest = ''] = match
    if (marker === '=======' && (indent !== '' || rest !== '')) continue
    const previous = flaws.at(-1)
    if (previous !== undefined && !marker.startsWith('<')) continue
    const at = match.index + indent.length
    const theirs = /^[ \t]*>{7} ([^\r\n]+)/m.exec(text.slice(at, at + 16_384))?.[1]
    const ours = marker.startsWith('<') ? rest.trim() : ''
    const sides = ours !== '' && theirs !== undefined ? ` (\`${shortened(ours)}\` against \`${shortened(theirs)}\`)` : ''
    flaws.push({at, message: `a merge conflict was left in the file${sides}`, hint: 'keep one side or both, and take the lines with <<<<<<<, ======= and >>>>>>> out'})
    if (flaws.length === mostProblems) break
  }
  return flaws
}

function shortened(label: string): string {
  return label.length > 60 ? `${label.slice(0, 59)}…` : label
}

function controls(text: string, path: string): Flaw[] {
  const unwanted = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{FEFF}\u{FFFE}\u{FFFF}]|\r(?!\n)/gu
  const flaws: Flaw[] = []
  for (const match of text.matchAll(unwanted)) {
    const [character] = match
    if (character === '\u{FEFF}' && match.index === 0) continue
    if (character === '\0') {
      return [...flaws, {at: match.index, message: 'a zero byte stands in the file; it looks damaged', hint: `the last good version: git show HEAD:${path}`}]
    }
    if (character === '\r') flaws.push({at: match.index, message: 'a carriage return stands without a line feed', hint: 'end lines with LF (or CR LF)'})
    else flaws.push({at: match.index, message: `a control character (${codePoint(character)}) stands in the file`, hint: 'take it out'})
    if (flaws.length === mostProblems) break
  }
  return flaws
}

/** `U+001B`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/**
 * The offset at which more brackets are open, or more indicators follow each other, than any sound file has. It looks
 * into texts and comments too, so the limit is generous; the exact one is held once there is a tree to look at.
 */
function tooDeep(text: string): number | undefined {
  let open = 0
  let run = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x5b: // [
      case 0x7b: // {
        if (++open > deepestRun) return at
        break
      case 0x5d: // ]
      case 0x7d: // }
        if (open > 0) open--
        break
      case 0x2d: // -
      case 0x3f: // ?
      case 0x3a: // :
        if (isSpace(text.charCodeAt(at + 1)) && ++run > deepestRun) return at
        break
      case 0x0a:
        run = 0
        break
    }
  }
  return undefined
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** An .ics file as components and unfolded lines, each with its place in the file; nothing is given a meaning here. */
import {Fault} from '../../model/fault.ts'

/** A property: its whole unfolded line (RFC 5545 3.1), `SUMMARY;LANGUAGE=de:Abend`. */
export interface RawProperty {
  /** In capitals. */
  readonly name: string
  readonly text: string
  /** Where it begins in the file, from 1. */
  readonly line: number
}

/** What stands between BEGIN and END. */
export interface RawComponent {
  /** In capitals: `VEVENT`. */
  readonly name: string
  /** Of its BEGIN, from 1. */
  readonly line: number
  readonly properties: readonly RawProperty[]
  readonly components: readonly RawComponent[]
}

/** Something of the file that is not taken over: where it stands, what it is, and why (a clause that follows "it"). */
export interface Left {
  readonly line: number
  readonly what: string
  readonly why: string
}

/** A file, read. */
export interface RawFile {
  readonly calendars: readonly RawComponent[]
  readonly left: readonly Left[]
  /** It was not UTF-8, and was read as Windows-1252, which old programs wrote. */
  readonly guessed: boolean
}

/** Far more than a group's calendar has; a limit so that no file can keep the program busy. */
export const mostBytes = 16 * 1024 * 1024
const mostLines = 400_000
const mostComponents = 20_000
const deepest = 6

type Open = {name: string; line: number; properties: RawProperty[]; components: RawComponent[]}

/**
 * Reads the bytes of an .ics file: byte order marks, any line ends, lines folded in the midst of a letter, several
 * calendars in one file. A line that is none is left out and named. Throws Fault('unsound') for what is no calendar,
 * and for one that is too large.
 */
export function readLines(bytes: Uint8Array): RawFile {
  if (bytes.length > mostBytes) throw tooLarge(`is ${bytes.length} bytes long; the longest that is read is ${mostBytes}`)
  const {text, wide} = textOf(bytes)
  const file = {calendars: [] as RawComponent[], left: [] as Left[], guessed: false}
  const open: Open[] = []
  let components = 0
  for (const {line, text: folded} of logicalLines(text)) {
    const decoded = wide ? {text: folded, guessed: false} : decode(folded)
    if (decoded.guessed) file.guessed = true
    const name = /^([A-Za-z0-9-]+)[;:]/.exec(decoded.text)?.[1]?.toUpperCase()
    if (name === undefined) {
      file.left.push({line, what: shortened(decoded.text), why: 'is no property; perhaps a line was broken here without a blank before its rest'})
      continue
    }
    const value = decoded.text.slice(name.length + 1).trim().toUpperCase()
    if (name === 'BEGIN') {
      components += 1
      if (components > mostComponents) throw tooLarge(`has more than ${mostComponents} entries`)
      if (open.length >= deepest) throw tooLarge(`has entries within entries, more than ${deepest} deep, on line ${line}`)
      open.push({name: value, line, properties: [], components: []})
    } else if (name === 'END') close(file, open, value, line)
    else if (open.length > 0) open.at(-1)!.properties.push({name, text: decoded.text, line})
    else file.left.push({line, what: shortened(decoded.text), why: 'stands outside of any calendar'})
  }
  for (const one of open) if (one.name !== 'VCALENDAR') file.left.push({line: one.line, what: one.name, why: 'never ends: the file was cut off'})
  const [rest] = open
  if (rest?.name === 'VCALENDAR') file.calendars.push(rest)
  if (file.calendars.length === 0) throw new Fault('unsound', 'the file is no calendar: nothing in it begins with BEGIN:VCALENDAR', {hint: 'export the calendar as iCalendar, an .ics file'})
  return file
}

function tooLarge(what: string): Fault {
  return new Fault('unsound', `the file ${what}`, {hint: 'export a shorter stretch of time, or one calendar at a time'})
}

/** Ends the innermost component of that name; what was open inside it never ended, so it is left out. */
function close(file: {calendars: RawComponent[]; left: Left[]}, open: Open[], name: string, line: number): void {
  const at = open.findLastIndex((one) => one.name === name)
  if (at === -1) {
    file.left.push({line, what: `END:${shortened(name)}`, why: 'ends what never began'})
    return
  }
  for (const one of open.splice(at + 1)) file.left.push({line: one.line, what: one.name, why: `never ends before the ${name} that it stands in`})
  const done = open.pop()!
  if (open.length > 0) open.at(-1)!.components.push(done)
  else if (name === 'VCALENDAR') file.calendars.push(done)
  else file.left.push({line: done.line, what: shortened(name), why: 'stands outside of any calendar'})
}

/** The bytes as text, one letter a byte; wide where a mark at the beginning says UTF-16. */
function textOf(bytes: Uint8Array): {text: string; wide: boolean} {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return {text: new TextDecoder('utf-16le').decode(bytes), wide: true}
  if (first === 0xfe && second === 0xff) return {text: new TextDecoder('utf-16be').decode(bytes), wide: true}
  const mark = first === 0xef && second === 0xbb && bytes[2] === 0xbf
  return {text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', mark ? 3 : 0), wide: false}
}

/** One letter a byte becomes text: folding may part the bytes of a letter, so only whole lines can be decoded. */
function decode(line: string): {text: string; guessed: boolean} {
  if (!/[\x80-\xff]/.test(line)) return {text: line, guessed: false}
  const bytes = Buffer.from(line, 'latin1')
  try {
    return {text: new TextDecoder('utf-8', {fatal: true}).decode(bytes), guessed: false}
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return {text: new TextDecoder('windows-1252').decode(bytes), guessed: true}
  }
}

/** Lines without their ends, unfolded (RFC 5545 3.1), empty ones left out. */
function* logicalLines(text: string): Generator<{line: number; text: string}> {
  // Only the oldest files have carriage returns alone.
  const end = text.includes('\n') ? '\n' : '\r'
  let pieces: string[] = []
  let [begins, number] = [0, 0]
  for (let at = 0; at < text.length;) {
    const next = text.indexOf(end, at)
    const stop = next === -1 ? text.length : next
    const line = text.slice(at, stop).replace(/\r+$/, '')
    at = stop + 1
    number += 1
    if (number > mostLines) throw tooLarge(`has more than ${mostLines} lines`)
    if ((line.startsWith(' ') || line.startsWith('\t')) && pieces.length > 0) {
      pieces.push(line.slice(1))
      continue
    }
    if (pieces.length > 0) yield {line: begins, text: pieces.join('')}
    pieces = line.trim() === '' ? [] : [line]
    begins = number
  }
  if (pieces.length > 0) yield {line: begins, text: pieces.join('')}
}

/** The beginning of other people's words, to name them by. */
export function shortened(text: string, most = 40): string {
  const letters = Array.from(text.slice(0, most * 4))
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('')
}

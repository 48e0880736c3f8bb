/** An .ics file as components and unfolded lines, each with its place in the file; nothing is given a meaning here. */
import {Fault} from '../../model/fault.ts'
import {shortened} from '../text.ts'
import {linesOf} from '../unfold.ts'

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
  const file = {calendars: [] as RawComponent[], left: [] as Left[], guessed: false}
  const open: Open[] = []
  let components = 0
  for (const {line, text, guessed} of linesOf(bytes)) {
    if (line > mostLines) throw tooLarge(`has more than ${mostLines} lines`)
    if (text === '') continue
    file.guessed ||= guessed
    const name = /^([A-Za-z0-9-]+)[;:]/.exec(text)?.[1]?.toUpperCase()
    if (name === undefined) {
      file.left.push({line, what: shortened(text), why: 'is no property; perhaps a line was broken here without a blank before its rest'})
      continue
    }
    const value = text.slice(name.length + 1).trim().toUpperCase()
    if (name === 'BEGIN') {
      components += 1
      if (components > mostComponents) throw tooLarge(`has more than ${mostComponents} entries`)
      if (open.length >= deepest) throw tooLarge(`has entries within entries, more than ${deepest} deep, on line ${line}`)
      open.push({name: value, line, properties: [], components: []})
    } else if (name === 'END') close(file, open, value, line)
    else if (open.length > 0) open.at(-1)!.properties.push({name, text, line})
    else file.left.push({line, what: shortened(text), why: 'stands outside of any calendar'})
  }
  for (const {name, line} of open) {
    if (name !== 'VCALENDAR') file.left.push({line, what: name, why: 'never ends: the file was cut off'})
  }
  const [rest] = open
  if (rest?.name === 'VCALENDAR') file.calendars.push(rest)
  if (file.calendars.length === 0) {
    throw new Fault('unsound', 'the file is no calendar: nothing in it begins with BEGIN:VCALENDAR', {hint: 'export the calendar as iCalendar, an .ics file'})
  }
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

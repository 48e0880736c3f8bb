import fastStringWidth from 'fast-string-width'
import {safe} from './safe.ts'

/** Breaks text between words so that no line is wider than `width`; a longer word stands on a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of safe(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && fastStringWidth(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** A text that was written for a wide window, in one of `width` columns: prose anew, a row's second column under itself, all else broken between words. */
export function narrowed(text: string, width: number): string {
  const lines = text.split('\n')
  return lines.every((line) => fastStringWidth(line) <= width) ? text : joined(lines).flatMap((line) => narrowLine(line, width)).join('\n')
}

/** The lines of a paragraph as one, and a row's with those that go on with its second column; what is indented otherwise stands line by line. */
function joined(lines: readonly string[]): string[] {
  const whole: string[] = []
  // Where a line that goes on with the one before begins.
  let goesOn: number | undefined
  for (const line of lines) {
    const indent = indentOf(line)
    if (line !== '' && indent === goesOn) {
      whole.push(`${whole.pop()!} ${line.trim()}`)
      continue
    }
    whole.push(line)
    goesOn = line === '' ? undefined : (leadOf(line)?.length ?? (indent === 0 ? 0 : undefined))
  }
  return whole
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** A row's first column, with the blanks up to its second. */
function leadOf(line: string): string | undefined {
  return /^ +\S.*? {2,}(?=\S)/.exec(line)?.[0]
}

function narrowLine(line: string, width: number): string[] {
  if (fastStringWidth(line) <= width) return [line]
  const lead = leadOf(line) ?? ' '.repeat(indentOf(line))
  const rest = line.slice(lead.length)
  if (lead.length <= width / 2) return wrap(rest, width - lead.length).map((part, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${part}`)
  const [term, indent] = [lead.trimEnd(), Math.min(indentOf(line) + 2, 8)]
  return [...(term === '' ? [] : [term]), ...wrap(rest, width - indent).map((part) => `${' '.repeat(indent)}${part}`)]
}

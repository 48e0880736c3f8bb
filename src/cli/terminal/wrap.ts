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

/** The lines of a calendar as they were before they were folded (RFC 5545 3.1), out of its text or its bytes. */

/** A line that was put together again, without its end. */
export interface Line {
  readonly text: string
  /** Where it begins in the file, from 1. */
  readonly line: number
}

/** The unfolded lines of a text, whatever ends them. A blank one ends the line before it, and comes out empty. */
export function* unfolded(text: string): Generator<Line> {
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
    if ((line.startsWith(' ') || line.startsWith('\t')) && pieces.length > 0) {
      pieces.push(line.slice(1))
      continue
    }
    if (pieces.length > 0) yield {line: begins, text: pieces.join('')}
    const isBlank = line.trim() === ''
    if (isBlank) yield {line: number, text: ''}
    pieces = isBlank ? [] : [line]
    begins = number
  }
  if (pieces.length > 0) yield {line: begins, text: pieces.join('')}
}

/**
 * The unfolded lines of a file, in UTF-8, in UTF-16 where a mark at its beginning says so, or, where a line is neither (`guessed`), as
 * Windows wrote it in the west. Folding may part the bytes of a letter, so lines are put together before they are decoded.
 */
export function* linesOf(bytes: Uint8Array): Generator<Line & {readonly guessed: boolean}> {
  const [first, second] = bytes
  const wide = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined
  if (wide !== undefined) {
    for (const line of unfolded(new TextDecoder(wide).decode(bytes))) yield {...line, guessed: false}
    return
  }
  const mark = first === 0xef && second === 0xbb && bytes[2] === 0xbf
  for (const {line, text} of unfolded(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', mark ? 3 : 0))) {
    yield {line, ...decoded(text)}
  }
}

/** From one letter a byte to text. */
function decoded(line: string): {text: string; guessed: boolean} {
  if (!/[\x80-\xff]/.test(line)) return {text: line, guessed: false}
  const bytes = Buffer.from(line, 'latin1')
  try {
    return {text: new TextDecoder('utf-8', {fatal: true}).decode(bytes), guessed: false}
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return {text: new TextDecoder('windows-1252').decode(bytes), guessed: true}
  }
}

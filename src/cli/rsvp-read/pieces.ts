/** From the bytes of a file to the letters in it: a mailbox is taken apart as it is read, so that its size doesn't matter. */

/** A letter or a calendar, or why one could not be taken. */
export type Piece =
  /** `boxed`: from a mailbox, where lines of a letter that begin with `From ` are marked with `>`. */
  | {readonly at: string; readonly bytes: Buffer; readonly boxed: boolean}
  | {readonly at: string; readonly problem: string}

/** The longest letter that is read, in bytes. */
export const longestLetter = 10_000_000

const tooLong = `is longer than ${longestLetter / 1_000_000} MB`

/** Takes bytes as they come, and gives letters as soon as they are whole. */
interface Taker {
  readonly more: (bytes: Buffer) => Iterable<Piece>
  readonly end: () => Iterable<Piece>
  /** Nothing more is wanted. */
  readonly isDone: () => boolean
}

/**
 * The letters in the bytes of `name`: each of a mailbox (mbox in any of its forms: RFC 4155, its Appendix A; lines end with or without CR), or
 * the one that the file is. Throws what `chunks` throws.
 */
export async function* piecesIn(name: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let taker: Taker | undefined
  let head = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (taker === undefined) {
      head = Buffer.concat([head, bytes])
      if (head.length < 8) continue
      taker = isMailbox(head) ? boxTaker(name) : wholeTaker(name)
      yield* taker.more(head)
    } else yield* taker.more(bytes)
    if (taker.isDone()) return
  }
  if (taker === undefined) {
    taker = wholeTaker(name)
    yield* taker.more(head)
  }
  yield* taker.end()
}

function isMailbox(head: Buffer): boolean {
  return head.toString('latin1', 0, 8).replace(/^\u00ef\u00bb\u00bf/, '').startsWith('From ')
}

function wholeTaker(name: string): Taker {
  let parts: Buffer[] = []
  let size = 0
  return {
    *more(bytes) {
      parts.push(bytes)
      size += bytes.length
      if (size <= longestLetter) return
      parts = []
      yield {at: name, problem: tooLong}
    },
    *end() {
      if (size > longestLetter) return
      yield size === 0 ? {at: name, problem: 'is empty'} : {at: name, bytes: Buffer.concat(parts), boxed: false}
    },
    isDone: () => size > longestLetter,
  }
}

/**
 * Some mailboxes do not mark lines of a letter that look like the beginning of one, and count its bytes instead: whoever writes such a
 * line into a letter would write the next letter, in any name.
 */
const mayBeInside = 'may be a part of the letter before it, by the Content-Length of that one; save it as a file of its own'

/** How many bytes a letter of a mailbox says that it has, from its separator on; 0 where it says nothing. */
function claimedBy(letter: Buffer): number {
  const head = letter.toString('latin1', 0, 250_000)
  const end = /\r?\n\r?\n/.exec(head)
  const said = end === null ? null : /^content-length:[ \t]*(\d{1,10})[ \t]*\r?$/im.exec(head.slice(0, end.index))
  return said === null ? 0 : end!.index + end![0].length + Number(said[1])
}

/** How many bytes must follow the beginning of a line to tell whether it begins a letter. */
const longestSeparator = 500
/** A line that begins a letter has the time at which it came, after its sender, who may have any name. */
const separator = /^From .*\b\d{1,2}:\d{2}\b.*\b\d{4}\b/
const lineOfFrom = Buffer.from('\nFrom ')

function boxTaker(name: string): Taker {
  let pending = Buffer.alloc(0)
  let parts: Buffer[] = []
  let size = 0
  let count = 0
  // Where in the file the letter begins that is being put together, and up to where an earlier one says that it goes.
  let [start, claimed] = [0, 0]
  const keep = (bytes: Buffer): void => {
    size += bytes.length
    if (size <= longestLetter) parts.push(bytes)
    else parts = []
  }
  const letter = (): Piece => {
    count += 1
    const at = `${name}, letter ${count}`
    const bytes = Buffer.concat(parts)
    const problem = size > longestLetter ? tooLong : start < claimed ? mayBeInside : undefined
    const piece: Piece = problem === undefined ? {at, bytes: bytes.subarray(bytes.indexOf(10) + 1), boxed: true} : {at, problem}
    claimed = Math.max(claimed, start + claimedBy(bytes))
    start += size
    parts = []
    size = 0
    return piece
  }
  const take = function* (isEnd: boolean): Generator<Piece> {
    let from = 0
    for (;;) {
      const at = pending.indexOf(lineOfFrom, from) + 1
      // What may be the beginning of a separator, and the blank line before it, waits for what follows.
      const isCut = at === 0 || (!isEnd && at + longestSeparator > pending.length)
      if (isCut) {
        const seen = isEnd ? pending.length : Math.max(0, (at === 0 ? pending.length - lineOfFrom.length : at) - 4)
        keep(pending.subarray(0, seen))
        pending = pending.subarray(seen)
        return
      }
      const end = pending.subarray(at, at + longestSeparator).indexOf(10)
      if (afterBlankLine(pending, at) && separator.test(pending.toString('latin1', at, at + (end === -1 ? longestSeparator : end)))) {
        keep(pending.subarray(0, at))
        yield letter()
        pending = pending.subarray(at)
        from = 0
      } else from = at
    }
  }
  return {
    *more(bytes) {
      pending = Buffer.concat([pending, bytes])
      yield* take(false)
    },
    *end() {
      yield* take(true)
      yield letter()
    },
    isDone: () => false,
  }
}

/** Whether the line before the one at `at` is empty; a CR may stand before each LF. */
function afterBlankLine(bytes: Buffer, at: number): boolean {
  const before = at - (bytes[at - 2] === 13 ? 3 : 2)
  return bytes[before] === 10
}

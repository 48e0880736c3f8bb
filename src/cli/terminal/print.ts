import {Chalk} from 'chalk'
import type {ChalkInstance} from 'chalk'
import fastStringWidth from 'fast-string-width'
import type {Block, Cell, Span, Tone} from './lines.ts'
import {safe, safeJson, safeLines} from './safe.ts'

/** A stream to print to. `columns` is the width of the window, if it is one. */
export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Prints blocks, JSON or an exact file to one stream. Nothing else in the program writes to a stream. */
export interface Printer {
  blocks(blocks: readonly Block[]): void
  json(value: unknown): void
  /** A file such as a calendar: exactly as it is to a pipe, made safe for a person's window. */
  exact(text: string): void
  /** At a terminal: a line that the next one takes the place of; without a text it goes away. To a pipe: nothing. */
  passing(text?: string): void
}

/**
 * Colour, per stream: never with --no-color, NO_COLOR (https://no-color.org) or TERM=dumb, forced by FORCE_COLOR,
 * else when the stream is a terminal. NO_COLOR wins over FORCE_COLOR.
 */
export function colours(stream: Stream, env: Readonly<Record<string, string | undefined>>, noColor: boolean): boolean {
  if (noColor || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return false
  const forced = env.FORCE_COLOR
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return stream.isTTY === true
}

/** A printer for one stream. */
export function printer(stream: Stream, colour: boolean): Printer {
  const chalk = new Chalk({level: colour ? 1 : 0})
  const width = stream.isTTY === true ? (stream.columns ?? 80) : Infinity
  return {
    blocks: (blocks) => {
      const lines = blocks.flatMap((block) => linesOf(block, chalk, width))
      if (lines.length > 0) stream.write(`${lines.join('\n')}\n`)
    },
    json: (value) => stream.write(`${safeJson(value)}\n`),
    exact: (text) => stream.write(stream.isTTY === true ? safeLines(text) : text),
    passing: (text = '') => {
      if (stream.isTTY === true) stream.write(`\r\u001b[K${fitting(text, width - 1)}`)
    },
  }
}

/** As much of a line as fits. */
function fitting(text: string, width: number): string {
  let line = ''
  for (const character of safe(text)) {
    if (fastStringWidth(line + character) > width) break
    line += character
  }
  return line
}

function tones(chalk: ChalkInstance): Record<Tone, (text: string) => string> {
  return {strong: chalk.bold, faint: chalk.dim, good: chalk.green, warn: chalk.yellow, bad: chalk.red, name: chalk.cyan}
}

function linesOf(block: Block, chalk: ChalkInstance, width: number): string[] {
  if (typeof block === 'object' && 'layouts' in block) return fittingLayout(block.layouts, chalk, width)
  if (typeof block === 'object' && 'table' in block) return tableLines(block.table, block.indent ?? 0, chalk, block.whole === true ? Infinity : width)
  if (typeof block === 'object' && 'text' in block && !('tone' in block)) return safeLines(block.text.replace(/\n$/, '')).split('\n')
  return wrapped(spansOf(block as Cell), chalk, width)
}

/** The lines of the first layout of which none is wider than the window, measured without colours. */
function fittingLayout(layouts: readonly (readonly Block[])[], chalk: ChalkInstance, width: number): string[] {
  const bare = new Chalk({level: 0})
  const lines = (layout: readonly Block[], paint: ChalkInstance): string[] => layout.flatMap((block) => linesOf(block, paint, width))
  const fits = (layout: readonly Block[]): boolean => lines(layout, bare).every((line) => fastStringWidth(line) <= width)
  return lines(layouts.find(fits) ?? layouts.at(-1) ?? [], chalk)
}

function spansOf(cell: Cell): readonly Span[] {
  return Array.isArray(cell) ? (cell as readonly Span[]) : [cell as Span]
}

function plainOf(span: Span): string {
  return safe(typeof span === 'string' ? span : span.text)
}

function cellWidth(cell: Cell): number {
  return spansOf(cell).reduce((sum, span) => sum + fastStringWidth(plainOf(span)), 0)
}

/** Spans as lines that are no wider than `width`, broken between words; each word keeps its tone. */
function wrapped(spans: readonly Span[], chalk: ChalkInstance, width: number): string[] {
  const colour = tones(chalk)
  const paint = (text: string, span: Span): string => (typeof span === 'string' || text === '' ? text : colour[span.tone](text))
  if (cellWidth(spans) <= width) return [spans.map((span) => paint(plainOf(span), span)).join('')]
  const lines: string[] = []
  let [line, used] = ['', 0]
  for (const word of wordsOf(spans)) {
    const bare = word.reduce((sum, {text}) => sum + fastStringWidth(text), 0) - blanksAfter(word)
    if (used > 0 && used + bare > width) {
      lines.push(line)
      line = ''
      used = 0
    }
    // The blank stays bare, so that it can be taken off the end of a line.
    for (const {text, span} of word) line += paint(text.trimEnd(), span) + text.slice(text.trimEnd().length)
    used += bare + blanksAfter(word)
  }
  return [...lines, line].map((each) => each.replace(/ +$/, ''))
}

interface Piece {
  readonly text: string
  readonly span: Span
}

/** The words of a line, each with the blanks after it: what follows a span without a blank, such as a full stop, belongs to its last word. */
function wordsOf(spans: readonly Span[]): Piece[][] {
  const words: Piece[][] = []
  for (const span of spans) {
    for (const text of plainOf(span).split(/(?<= )(?=[^ ])/)) {
      const last = words.at(-1)
      if (last === undefined || last.at(-1)!.text.endsWith(' ')) words.push([{text, span}])
      else last.push({text, span})
    }
  }
  return words
}

function blanksAfter(word: readonly Piece[]): number {
  const {text} = word.at(-1)!
  return text.length - text.trimEnd().length
}

function tableLines(rows: readonly (readonly Cell[])[], indent: number, chalk: ChalkInstance, width: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({length: columns}, (_, column) =>
    Math.max(0, ...rows.map((row) => (column < row.length - 1 ? cellWidth(row[column]!) : 0))),
  )
  return rows.flatMap((row) => rowLines(row, widths, indent, chalk, width))
}

/** The last cell wraps under itself, unless that leaves it too little room. */
function rowLines(row: readonly Cell[], widths: readonly number[], indent: number, chalk: ChalkInstance, width: number): string[] {
  const lead = row.slice(0, -1)
  let before = ' '.repeat(indent)
  for (const [column, cell] of lead.entries()) {
    before += wrapped(spansOf(cell), chalk, Infinity)[0]! + ' '.repeat(widths[column]! - cellWidth(cell) + 2)
  }
  const start = indent + lead.reduce((sum, _, column) => sum + widths[column]! + 2, 0)
  const room = width - start < 16 ? Infinity : width - start
  return wrapped(spansOf(row.at(-1) ?? ''), chalk, room).map((text, index) => ((index === 0 ? before : ' '.repeat(start)) + text).trimEnd())
}

/** An editor that died may leave the terminal on its second screen, with the cursor hidden. */
export function leaveScreen(stream: Stream): void {
  if (stream.isTTY === true) stream.write('\u001b[?1049l\u001b[?2004l\u001b[?25h\u001b[0m')
}

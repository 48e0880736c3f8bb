import {Chalk} from 'chalk'
import type {ChalkInstance} from 'chalk'
import fastStringWidth from 'fast-string-width'
import type {Block, Cell, Span, Tone} from './lines.ts'
import {safe, safeJson, safeLines} from './safe.ts'
import {wrap} from './wrap.ts'

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
  }
}

function tones(chalk: ChalkInstance): Record<Tone, (text: string) => string> {
  return {strong: chalk.bold, faint: chalk.dim, good: chalk.green, warn: chalk.yellow, bad: chalk.red, name: chalk.cyan}
}

function spanText(span: Span, chalk: ChalkInstance): string {
  return typeof span === 'string' ? safe(span) : tones(chalk)[span.tone](safe(span.text))
}

function linesOf(block: Block, chalk: ChalkInstance, width: number): string[] {
  if (typeof block === 'object' && 'table' in block) return tableLines(block.table, block.indent ?? 0, chalk, width)
  if (typeof block === 'object' && 'text' in block && !('tone' in block)) return safeLines(block.text.replace(/\n$/, '')).split('\n')
  const spans = Array.isArray(block) ? (block as readonly Span[]) : [block as Span]
  return [spans.map((span) => spanText(span, chalk)).join('')]
}

function spansOf(cell: Cell): readonly Span[] {
  return Array.isArray(cell) ? (cell as readonly Span[]) : [cell as Span]
}

function cellWidth(cell: Cell): number {
  return spansOf(cell).reduce((sum, span) => sum + fastStringWidth(safe(typeof span === 'string' ? span : span.text)), 0)
}

function tableLines(rows: readonly (readonly Cell[])[], indent: number, chalk: ChalkInstance, width: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({length: columns}, (_, column) =>
    Math.max(0, ...rows.map((row) => (column < row.length - 1 ? cellWidth(row[column]!) : 0))),
  )
  return rows.flatMap((row) => rowLines(row, widths, indent, chalk, width))
}

function rowLines(row: readonly Cell[], widths: readonly number[], indent: number, chalk: ChalkInstance, width: number): string[] {
  const last = row.at(-1)
  if (last === undefined) return ['']
  const lead = row.slice(0, -1)
  let before = ' '.repeat(indent)
  for (const [column, cell] of lead.entries()) {
    before += spansOf(cell).map((span) => spanText(span, chalk)).join('') + ' '.repeat(widths[column]! - cellWidth(cell) + 2)
  }
  const start = indent + lead.reduce((sum, _, column) => sum + widths[column]! + 2, 0)
  if (start + cellWidth(last) <= width || width - start < 16) return [(before + spansOf(last).map((span) => spanText(span, chalk)).join('')).trimEnd()]
  const wrapped = wrap(spansOf(last).map((span) => (typeof span === 'string' ? span : span.text)).join(''), width - start)
  return wrapped.map((text, index) => (index === 0 ? before : ' '.repeat(start)) + text)
}

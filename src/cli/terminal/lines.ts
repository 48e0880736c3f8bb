/**
 * What a command shows, as data: lines of spans, tables, or text as it stands. No colour and no control character
 * is ever in it; src/cli/terminal/print.ts is the one place that prints.
 */

export type Tone = 'strong' | 'faint' | 'good' | 'warn' | 'bad' | 'name'
export type Span = string | {readonly text: string; readonly tone: Tone}
export type Cell = Span | readonly Span[]

export type Block =
  | Span
  | readonly Span[]
  /** Columns are padded to the widest cell; the last one wraps under itself in a narrow window, but where no line may be broken (`whole`). */
  | {readonly table: readonly (readonly Cell[])[]; readonly indent?: number; readonly whole?: true}
  /** The first of these layouts of one thing that fits into the window, else the last. */
  | {readonly layouts: readonly (readonly Block[])[]}
  /** Text of several lines, as it stands. */
  | {readonly text: string}

export const strong = (text: string): Span => ({text, tone: 'strong'})
export const faint = (text: string): Span => ({text, tone: 'faint'})
export const good = (text: string): Span => ({text, tone: 'good'})
export const warn = (text: string): Span => ({text, tone: 'warn'})
export const bad = (text: string): Span => ({text, tone: 'bad'})
export const name = (text: string): Span => ({text, tone: 'name'})

/** A heading with its blocks below, and an empty line before it; nothing when there are no blocks. */
export function section(heading: string, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : ['', strong(heading), ...blocks]
}

/** Commands to go on with, each with what it does; where the window is too narrow, that stands below its command, so that no command is broken. */
export function steps(rows: readonly (readonly [command: string, does: string])[]): Block {
  const beside: Block = {table: rows.map(([command, does]) => [name(command), does]), indent: 2, whole: true}
  const below = rows.flatMap(([command, does]): Block[] => [{table: [[name(command)]], indent: 2, whole: true}, {table: [[does]], indent: 4}])
  return {layouts: [[beside], below]}
}

import {Fault} from './fault.ts'

/** Something in a file that is not sound. Line and column count from 1; `hint` says what would be right. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly hint: string
}

/** The fault that stands for one or more problems: the first in full, and how many more there are. */
export function unsound(problems: readonly Problem[]): Fault {
  const [first, ...more] = problems
  if (first === undefined) throw new Error('unsound() was called without a problem')
  const hint = more.length === 0 ? first.hint : `${first.hint} (${more.length} more: circle check lists them all)`
  return new Fault('unsound', first.message, {place: first, hint})
}

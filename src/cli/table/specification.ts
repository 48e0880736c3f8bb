/** What the table says of a command, and what several commands have in common. */
import type {Command} from '../command.ts'

export interface Argument {
  readonly name: string
  readonly about: string
  readonly required?: boolean
}

export interface Option {
  /** As commander reads it: `-n, --next <count>`. */
  readonly flags: string
  readonly about: string
  /** May be given more than once. */
  readonly many?: boolean
}

export interface Specification {
  readonly name: string
  readonly group: string
  readonly about: string
  readonly details?: string
  readonly arguments?: readonly Argument[]
  readonly options?: readonly Option[]
  /** Command lines that run, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[]
  readonly load: () => Promise<{readonly command: Command}>
}

/** The gathering that a command is about. */
export const gathering: Argument = {name: 'gathering', about: 'its id, its day, `next` or `last`'}

/** The flags that every command knows. */
export const commonOptions: readonly Option[] = [
  {flags: '-C, --dir <folder>', about: 'the circle to work on, if not the one around this folder'},
  {flags: '--as <member>', about: 'who you are, if not the member with your git e-mail'},
  {flags: '--json', about: 'print one JSON object instead of text'},
  {flags: '--dry-run', about: 'show what would change, and write nothing'},
  {flags: '--no-commit', about: 'write, but leave the commit to you'},
  {flags: '-y, --yes', about: 'ask nothing; take the defaults'},
  {flags: '-q, --quiet', about: 'print results only'},
  {flags: '--no-color', about: 'no colours'},
  {flags: '--verbose', about: 'with an error, show the details for a bug report'},
]

/** The examples of `circle --help`. */
export const rootExamples: readonly (readonly [line: string, does: string])[] = [
  ['circle init', 'found a circle in this folder'],
  ['circle', 'where things stand'],
  ['circle gather', 'log the last gathering'],
]

/**
 * What can go wrong, as a value: a kind, a message for a person, where it happened, and what to do next.
 * Only the program's outermost function catches one; src/cli/exit.ts turns its kind into an exit status.
 */

/** The kinds of fault. src/cli/exit.ts gives each its exit status. */
export type FaultKind =
  | 'usage' // the command line was used wrongly, or an answer is missing and there is no terminal
  | 'unknown' // it names a member, gathering, commitment … that is not there
  | 'missing' // no circle here, no editor, no such file
  | 'refused' // done as asked, it would harm something that is there
  | 'unsound' // a file of the circle cannot be relied on
  | 'decide' // people must decide first
  | 'git' // git or the network failed
  | 'mail' // the mail could not be handed over
  | 'system' // the disk, the permissions, another process
  | 'interrupted' // the person said stop

/** A place in a file: line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

export interface FaultDetails {
  readonly place?: Place
  /** What to do next, a sentence. */
  readonly hint?: string
  readonly cause?: unknown
}

/** A fault that ends a command. It is an Error so that `throw` keeps the stack for --verbose. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly kind: FaultKind
  readonly place: Place | undefined
  readonly hint: string | undefined

  constructor(kind: FaultKind, message: string, details: FaultDetails = {}) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause})
    this.kind = kind
    this.place = details.place
    this.hint = details.hint
  }
}

/** `file`, `file:line` or `file:line:column`. */
export function placeText(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
}

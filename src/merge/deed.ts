/** What people do in a circle, as data. Words for it are made where it is shown. */
import type {PlainMap} from '../model/node.ts'

/** One record that a commit changed. Without `before` it is new, without `after` it is gone. */
export interface RecordChange {
  readonly kind: 'charter' | 'member' | 'gathering' | 'page' | 'poll' | 'vote' | 'format'
  /** The record's own id; for a page or votes, that of the gathering or poll. */
  readonly id: string
  /** For a page or votes: whose they are. */
  readonly member?: string
  /** From the circle's root. */
  readonly path: string
  readonly before?: PlainMap
  readonly after?: PlainMap
}

/** A file that a commit changed and that cannot be told as a record. */
export interface PathChange {
  readonly path: string
  /** `unreadable`: it should be a record, and what it became cannot be read; `mended`: what it was could not be. */
  readonly change: 'added' | 'changed' | 'removed' | 'unreadable' | 'mended'
}

export type Touched = RecordChange | PathChange

/** One field, before and after; without `before` it was not there, without `after` it is gone. */
export interface FieldChange {
  readonly field: string
  readonly before?: string
  readonly after?: string
}

/** Lines that came and went: promises, roles. */
export interface LinesChange {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** One thing that was done. `gathering`, `poll`, `member`, `rhythm`, `format` and `id` are ids; texts are people's own words. */
export type Deed =
  | {readonly deed: 'founded'; readonly name: string}
  | ({readonly deed: 'charter'} & FieldChange)
  | ({readonly deed: 'promises'} & LinesChange)
  | ({readonly deed: 'roles'} & LinesChange)
  | {readonly deed: 'rhythm added' | 'rhythm removed'; readonly rhythm: string; readonly starts: string; readonly repeats?: string}
  | {readonly deed: 'rhythm ended'; readonly rhythm: string; readonly until: string}
  | {readonly deed: 'rhythm changed'; readonly rhythm: string; readonly fields: readonly FieldChange[]}
  | {readonly deed: 'joined'; readonly member: string; readonly name: string}
  | {readonly deed: 'left' | 'paused' | 'returned'; readonly member: string; readonly since?: string}
  | {readonly deed: 'agreed'; readonly member: string; readonly day: string}
  | {readonly deed: 'entry'; readonly member: string; readonly fields: readonly string[]}
  | {readonly deed: 'dated'; readonly gathering: string; readonly when?: string; readonly title?: string}
  | {readonly deed: 'planned'; readonly gathering: string; readonly fields: readonly string[]; readonly topic?: string}
  | {readonly deed: 'moved'; readonly gathering: string; readonly from?: string; readonly to: string}
  | {readonly deed: 'cancelled'; readonly gathering: string; readonly why?: string}
  | {readonly deed: 'restored' | 'moved back' | 'unlogged'; readonly gathering: string}
  | {readonly deed: 'logged'; readonly gathering: string; readonly topic?: string}
  | {readonly deed: 'added to log'; readonly gathering: string; readonly fields: readonly string[]}
  | {readonly deed: 'answered'; readonly gathering: string; readonly member: string; readonly rsvp?: string; readonly why?: string}
  /** `member`: on whose page it stands; `invited`: whom they wrote to. */
  | {readonly deed: 'invited' | 'told of change' | 'told of cancellation' | 'took out invitation'; readonly gathering: string; readonly member: string; readonly invited: readonly string[]}
  | {readonly deed: 'takeaway'; readonly gathering: string; readonly member: string; readonly change: 'added' | 'changed' | 'removed'}
  | ({readonly deed: 'promised' | 'kept' | 'dropped' | 'reopened' | 'changed promise' | 'took out promise'} & OneCommitment)
  | {readonly deed: 'poll opened' | 'poll reopened'; readonly poll: string; readonly title: string}
  | {readonly deed: 'poll changed'; readonly poll: string; readonly title: string; readonly fields: readonly string[]}
  | {readonly deed: 'poll option'; readonly poll: string; readonly title: string; readonly change: 'added' | 'changed' | 'removed'; readonly when?: string}
  | {readonly deed: 'poll closed'; readonly poll: string; readonly title: string; readonly when?: string; readonly gathering?: string}
  | {readonly deed: 'poll cancelled'; readonly poll: string; readonly title: string; readonly why?: string}
  | {readonly deed: 'voted'; readonly poll: string; readonly member: string; readonly change: 'added' | 'changed' | 'removed'; readonly why?: string}
  | {readonly deed: 'format'; readonly format: string; readonly change: 'added' | 'changed'}
  /** Comments, order, or keys that only people read. */
  | {readonly deed: 'edited'; readonly path: string}
  | {readonly deed: 'file'; readonly path: string; readonly change: PathChange['change']}

/** A commitment with its address. */
export interface OneCommitment {
  readonly gathering: string
  readonly member: string
  readonly id: string
  readonly what: string
  readonly why?: string
}

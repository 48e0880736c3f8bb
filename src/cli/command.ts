/** What a command is: questions answered first, then a pure decision on a change, carried out by src/cli/run.ts. */
import type {Identity} from '../git/settings.ts'
import type {Charter} from '../model/charter.ts'
import type {Circle} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import type {Format} from '../model/format.ts'
import type {MemberPage, SharedPage} from '../model/gathering.ts'
import type {Member} from '../model/member.ts'
import type {Poll, PollPage} from '../model/poll.ts'
import type {Export} from '../store/export.ts'
import type {Shelf} from '../store/shelf.ts'
import type {Context} from './context.ts'
import type {Block} from './terminal/lines.ts'

/** The flags every command knows. */
export interface CommonFlags {
  readonly dir?: string
  readonly as?: string
  readonly json: boolean
  readonly dryRun: boolean
  readonly commit: boolean
  readonly yes: boolean
  readonly quiet: boolean
  readonly color: boolean
  readonly verbose: boolean
}

/** Arguments and options of one command as typed by the user: words, lists of words, or yes/no. */
export type Input = Readonly<Record<string, string | readonly string[] | boolean | undefined>>

/** When and for whom a command runs. Days and times are wall-clock in `timezone`. */
export interface Setting {
  readonly nowMs: number
  /** The circle's zone, or before there is a circle the system's. */
  readonly timezone: string
  readonly today: Day
  /** `HH:MM` */
  readonly time: string
  /** A short random id that no YAML reader takes for a number or a word, other than those in `taken`. */
  readonly newId: (taken: (id: string) => boolean) => string
}

/** What a record becomes. A record that is not there yet is created. */
export type RecordWrite =
  | {readonly kind: 'charter'; readonly record: Charter}
  | {readonly kind: 'member'; readonly id: string; readonly record: Member}
  | {readonly kind: 'gathering'; readonly id: string; readonly record: SharedPage}
  | {readonly kind: 'page'; readonly id: string; readonly member: string; readonly record: MemberPage}
  | {readonly kind: 'poll'; readonly id: string; readonly record: Poll}
  | {readonly kind: 'vote'; readonly id: string; readonly member: string; readonly record: PollPage}
  | {readonly kind: 'format'; readonly id: string; readonly record: Format}
  | WholeFile
  /** A file that goes, as long as it has this text. */
  | {readonly kind: 'remove'; readonly path: string; readonly before: string; readonly encoding?: 'latin1'}

/** A whole file. With `latin1`, its texts are bytes, one to one. */
export interface WholeFile {
  readonly kind: 'file'
  readonly path: string
  readonly text: string
  /** The text that it must still have, where it was made from one. */
  readonly before?: string
  /** There must be no such file yet. */
  readonly fresh?: true
  readonly encoding?: 'latin1'
  /** The same change done to another version of the file, where there is more to it than to put the text in its place. */
  readonly onto?: (other: string | undefined) => string | undefined
}

/** What a command decided: what to write, one line that says what was done, and what to show. */
export interface Change {
  readonly writes?: readonly RecordWrite[]
  /** The message of the commit: ids, never people's words. */
  readonly message?: string
  /** For people, on stdout. */
  readonly show?: readonly Block[]
  /** With --dry-run, on stderr after the diff: what would then be so. */
  readonly foreseen?: readonly Block[]
  /** For programs, with --json, on stdout: one documented object. */
  readonly json?: unknown
  /** A file such as a calendar, exact, on stdout. */
  readonly file?: string
  /** Remarks, on stderr. */
  readonly notes?: readonly string[]
  /** Files outside the circle's records, written as they are (an exported calendar). */
  readonly exports?: readonly Export[]
  /** The exit status, where it isn't 0. */
  readonly status?: number
  /** What to do once all is written (remove a draft that has been used). */
  readonly after?: () => void
}

/** Where a command's questions are answered: the circle as it is now, and the world outside. */
export interface Stage {
  readonly shelf: Shelf
  readonly circle: Circle
  readonly setting: Setting
  readonly context: Context
  readonly flags: CommonFlags
  /** The member at the keyboard: --as, else by git's e-mail; undefined when that is nobody we know. */
  readonly actor: () => Promise<string | undefined>
}

/** A command that works on a circle. */
export interface CircleCommand<Answers> {
  /** Whatever the decision needs from outside: prompts, files, typed dates. Runs before the lock is taken. */
  readonly answers: (stage: Stage, input: Input) => Answers | Promise<Answers>
  /** The decision: pure, and made on the circle as it is under the lock when it writes. */
  readonly change: (circle: Circle, answers: Answers, setting: Setting) => Change
  /** What runs instead where the input asks for something that is not about the one circle around the folder. */
  readonly instead?: (input: Input) => Promise<FreeCommand | undefined>
}

/** A command that needs no circle. What it writes, it writes below `root`. */
export interface FreeCommand {
  readonly free: (context: Context, input: Input, flags: CommonFlags) => Promise<FreeChange>
}
export interface FreeChange extends Change {
  /** The folder of the circle to be. */
  readonly root?: string
  /** The circle gets a repository of its own, even inside another one, and this person commits in it where git knows nobody. */
  readonly ownRepository?: Identity
  /** What to show instead, decided on the circle as it then is. */
  readonly next?: (stage: Stage) => Promise<Change>
}

/** What a file in src/cli/commands exports as `command`. */
export type Command = CircleCommand<unknown> | FreeCommand

/** Ties the type of the answers to the decision that takes them. */
export function circleCommand<Answers>(command: CircleCommand<Answers>): Command {
  // Answers go only from a command to itself, so nobody else needs their type.
  return command as unknown as CircleCommand<unknown>
}

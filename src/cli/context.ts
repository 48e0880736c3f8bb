/**
 * The one object that holds what a command may touch: folder, environment, streams, clock, randomness, git, editor,
 * prompts. It is built in one place, and a test can fake any of it.
 */
import {randomBytes} from 'node:crypto'
import {resolve} from 'node:path'
import {Fault} from '../model/fault.ts'
import type {CommonFlags} from './command.ts'
import type {Printer, Stream} from './terminal/print.ts'
import {colours, printer} from './terminal/print.ts'

/** The part of Node's `process` that the program uses. */
export interface World {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Readonly<Record<string, string | undefined>>
  cwd(): string
}

export interface Context {
  /** Where to look for the circle: -C, else the working folder. Absolute. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nowMs: number
  /** The system's time zone. */
  readonly zone: () => string
  /** A word of `length` characters that no YAML reader takes for a number or a word. */
  readonly randomId: (length: number) => string
  /** True when a person can be asked: stdin and stderr are terminals, and --yes was not given. */
  readonly asks: boolean
  readonly stdin: NodeJS.ReadStream
  readonly stderr: Stream
  readonly out: Printer
  readonly notes: Printer
  /** The user's name and e-mail as git knows them in a folder. */
  readonly identity: (folder?: string) => Promise<{name?: string; email?: string}>
  /** The path of a file named on the command line. */
  readonly path: (name: string) => string
}

/** Throws a `usage` fault when CIRCLE_NOW makes no sense, and a `missing` one when the folder one is in has been deleted. */
export function contextOf(world: World, flags: CommonFlags): Context {
  const cwd = folderOf(world)
  return {
    folder: resolve(cwd, flags.dir ?? '.'),
    env: world.env,
    nowMs: now(world.env.CIRCLE_NOW),
    zone: () => systemZone(world.env),
    randomId,
    asks: world.stdin.isTTY === true && world.stderr.isTTY === true && !flags.yes,
    stdin: world.stdin,
    stderr: world.stderr,
    out: printer(world.stdout, colours(world.stdout, world.env, !flags.color)),
    notes: printer(world.stderr, colours(world.stderr, world.env, !flags.color)),
    identity: async (folder) => (await import('../git/settings.ts')).identity(folder ?? resolve(cwd, flags.dir ?? '.')),
    path: (name) => resolve(cwd, name),
  }
}

function folderOf(world: Pick<World, 'cwd'>): string {
  try {
    return world.cwd()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Fault('missing', 'the folder you are in is there no longer', {hint: 'go to another one: cd', cause: error})
  }
}

/** The clock, or the instant in CIRCLE_NOW, for tests and for looking back. */
function now(fixed: string | undefined): number {
  if (fixed === undefined || fixed === '') return Date.now()
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(fixed) ? Date.parse(fixed) : Number.NaN
  if (Number.isNaN(ms)) throw new Fault('usage', `CIRCLE_NOW is not an instant: ${fixed}`, {hint: 'write one such as 2026-11-27T18:00:00Z, or unset it'})
  return ms
}

function systemZone(env: Readonly<Record<string, string | undefined>>): string {
  // Asking Intl costs some 20 ms; most systems that set TZ name a zone there.
  const named = env.TZ?.replace(/^:/, '')
  if (named !== undefined && /^[A-Z][A-Za-z_]+\/[A-Za-z_/+-]+$/.test(named)) return named
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** No vowels, so no words (`null`, `true`, or worse); a letter first, so no number. */
const letters = 'bcdfghjkmnpqrstvwxz'
const lettersAndDigits = `${letters}23456789`

function randomId(length: number): string {
  const bytes = randomBytes(length * 2)
  return Array.from({length}, (_, index) => {
    const from = index === 0 ? letters : lettersAndDigits
    return from[bytes.readUInt16LE(index * 2) % from.length]
  }).join('')
}

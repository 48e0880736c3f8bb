/** Merges files that are no records of the circle: text line by line, by git itself. */
import {writeFileSync} from 'node:fs'
import type {Choice, Conflict} from '../../merge/conflict.ts'
import {onDisk} from '../../store/disk.ts'
import type {Bench} from '../../store/temp.ts'
import {textIn} from '../objects.ts'
import {git} from '../run.ts'

/** What a file holds on each side; undefined where there is none. */
export interface Sides {
  readonly base: Buffer | undefined
  readonly mine: Buffer
  readonly theirs: Buffer
}

export interface PlainMerge {
  readonly bytes: Buffer
  /** Set when both changed the same lines, or the file is no text: it must be settled as a whole. */
  readonly conflict?: Conflict
}

/**
 * Merges with `git merge-file`. Where both changed the same lines, `settle` is asked once about the file: `mine` and
 * `theirs` then decide those lines, `both` keeps them one below the other. A file that is no text is one side's, whole.
 */
export async function mergePlain({top, bench}: {readonly top: string; readonly bench: Bench}, sides: Sides, settle: (conflict: Conflict) => Choice | undefined): Promise<PlainMerge> {
  const {base = Buffer.alloc(0), mine, theirs} = sides
  const texts = [base, mine, theirs].map((bytes) => (bytes.includes(0) ? undefined : textIn(bytes)))
  if (texts.includes(undefined)) return settled(sides, {field: []}, settle)
  const files = [mine, base, theirs].map((bytes) => {
    const file = bench.name('version')
    onDisk(file, () => writeFileSync(file, bytes, {mode: 0o600, flag: 'wx'}))
    return file
  })
  const clean = await mergeFile(top, files, [])
  if (clean !== undefined) return {bytes: clean}
  const union = (await mergeFile(top, files, ['--union'])) ?? mine
  const [was, is, other, both] = [base, mine, theirs, union].map((bytes) => bytes.toString('utf8'))
  const conflict: Conflict = {field: [], ...(sides.base === undefined ? {} : {base: was!}), mine: is!, theirs: other!, both: both!}
  const choice = settle(conflict)
  if (choice === 'both') return {bytes: union}
  if (choice === 'base') return {bytes: base}
  const bytes = (await mergeFile(top, files, [choice === 'theirs' ? '--theirs' : '--ours'])) ?? mine
  return choice === undefined ? {bytes, conflict} : {bytes}
}

function settled({base, mine, theirs}: Sides, conflict: Conflict, settle: (conflict: Conflict) => Choice | undefined): PlainMerge {
  const choice = settle(conflict)
  if (choice === undefined || choice === 'both') return {bytes: mine, conflict}
  return {bytes: choice === 'theirs' ? theirs : choice === 'base' ? (base ?? mine) : mine}
}

/** Undefined when there are conflicts. */
async function mergeFile(top: string, files: readonly string[], how: readonly string[]): Promise<Buffer | undefined> {
  // The status is the number of conflicts, 127 at most; 128 and above is a failure.
  const accept = Array.from({length: 127}, (_, index) => index + 1)
  const {status, stdout} = await git(top, ['merge-file', '-p', '-q', ...how, '--', ...files], {accept})
  return status === 0 ? stdout : undefined
}

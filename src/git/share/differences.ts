/** What differs between two commits, path by path. Git's search for renames is off: it once moved one person's edit into another's file. */
import type {Version} from '../objects.ts'
import {gitParts} from '../run.ts'

/** A file as one tree has it and as the other has it; undefined where a tree has none. */
export interface Difference {
  readonly from: Version | undefined
  readonly to: Version | undefined
}

/** By path from the top of the repository. */
export type Differences = ReadonlyMap<string, Difference>

/** Compares two commits or trees, given by their ids. */
export async function differences(top: string, from: string, to: string): Promise<Differences> {
  const found = new Map<string, Difference>()
  if (from === to) return found
  const parts = await gitParts(top, ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', '--end-of-options', from, to])
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [oldMode = '', mode = '', oldOid = '', oid = ''] = (parts[index] ?? '').slice(1).split(' ')
    found.set(parts[index + 1] ?? '', {from: versionOf(oldMode, oldOid), to: versionOf(mode, oid)})
  }
  return found
}

function versionOf(mode: string, oid: string): Version | undefined {
  return /^0+$/.test(oid) ? undefined : {mode, oid}
}

/** True when both are absent, or the same content with the same mode. */
export function isSame(one: Version | undefined, other: Version | undefined): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode
}

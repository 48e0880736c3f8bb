import {lstatSync} from 'node:fs'
import {join} from 'node:path'
import {repositoryOf} from '../git/carry.ts'
import {lastChanges} from '../git/history.ts'
import {charterPath, gatheringPath} from '../store/kinds.ts'
import type {Stage} from './command.ts'

/** When what a gathering's calendar entry is made of last changed, in epoch seconds, and remarks about that. */
export interface History {
  readonly changed: (gathering: string) => number
  readonly notes: readonly string[]
}

/**
 * Reads from git's history when charter and shared pages last changed; a file that differs from the last commit, or has
 * none, counts by its own time. The same commit gives the same answer on every clone.
 */
export async function historyOf({shelf}: Stage): Promise<History> {
  const {root, circle} = shelf
  const paths = [charterPath, ...[...circle.gatherings.keys()].map(gatheringPath)]
  const repository = repositoryOf(root)
  const history = repository === undefined ? undefined : await lastChanges(repository, root, paths)
  const times = new Map(paths.map((path) => [path, Math.max(history?.spans.get(path)?.last ?? 0, history === undefined || history.dirty.has(path) ? fileTime(root, path) : 0)]))
  const charter = times.get(charterPath)!
  return {
    changed: (gathering) => Math.max(charter, times.get(gatheringPath(gathering)) ?? 0),
    notes: history?.partial === true ? ['This clone holds only the newest part of the history, so the calendar may say that entries changed later than they did.'] : [],
  }
}

function fileTime(root: string, path: string): number {
  return Math.floor((lstatSync(join(root, path), {throwIfNoEntry: false})?.mtimeMs ?? 0) / 1000)
}

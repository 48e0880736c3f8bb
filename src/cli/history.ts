import {lstatSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {repositoryOf} from '../git/carry.ts'
import {lastChanges} from '../git/history.ts'
import {charterPath, gatheringPath} from '../store/kinds.ts'
import type {Stage} from './command.ts'

/** When the circle's files last changed, in epoch seconds, and remarks about that. */
export interface History {
  /** What a gathering's calendar entry is made of: the charter and its shared page. */
  readonly changed: (gathering: string) => number
  /** One file, by its path; 0 for one that nobody knows. */
  readonly at: (path: string) => number
  /** The latest of all files right in a folder such as `members`, also those that are gone. */
  readonly within: (folder: string) => number
  /** The latest of all shared pages, also those that are gone. */
  readonly logged: number
  readonly notes: readonly string[]
}

/**
 * Reads from git's history when files last changed; a file that differs from the last commit, or has none, counts by its
 * own time. The same commit gives the same answer on every clone. What members wrote, in their entries and on their own pages,
 * counts by its own time only when it is `asked` for: a calendar for everybody has nothing of it, and looking costs time.
 */
export async function historyOf({shelf: {root, texts}}: Pick<Stage, 'shelf'>, asked: 'shared' | 'members too' = 'shared'): Promise<History> {
  const paths = [...texts.keys()].filter((path) => asked === 'members too' || isShared(path))
  const repository = repositoryOf(root)
  const history = repository === undefined ? undefined : await lastChanges(repository, root, paths)
  const times = new Map([...(history?.spans ?? [])].map(([path, {last}]): [string, number] => [path, last]))
  for (const path of paths) {
    if (history === undefined || history.dirty.has(path)) times.set(path, Math.max(times.get(path) ?? 0, fileTime(root, path)))
  }
  const folders = new Map<string, number>()
  let logged = 0
  for (const [path, time] of times) {
    const folder = dirname(path)
    folders.set(folder, Math.max(folders.get(folder) ?? 0, time))
    if (isSharedPage(path)) logged = Math.max(logged, time)
  }
  const at = (path: string): number => times.get(path) ?? 0
  return {
    changed: (gathering) => Math.max(at(charterPath), at(gatheringPath(gathering))),
    at,
    within: (folder) => folders.get(folder) ?? 0,
    logged,
    notes: history?.partial === true ? ['This clone holds only the newest part of the history, so the calendar may say that entries changed later than they did.'] : [],
  }
}

function isShared(path: string): boolean {
  return path === charterPath || isSharedPage(path) || path.startsWith('formats/')
}

function isSharedPage(path: string): boolean {
  return path.startsWith('gatherings/') && path.endsWith('/gathering.yaml')
}

function fileTime(root: string, path: string): number {
  return Math.floor((lstatSync(join(root, path), {throwIfNoEntry: false})?.mtimeMs ?? 0) / 1000)
}

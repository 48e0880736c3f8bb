/** Finds the repository around a folder by looking at files alone: starting up costs no process. */
import {lstatSync, readFileSync, realpathSync, statSync} from 'node:fs'
import {dirname, join, relative, resolve, sep} from 'node:path'

/** A git repository with a work tree. All paths are absolute, without links. */
export interface Repository {
  /** The top of the work tree. */
  readonly top: string
  /** This work tree's own part of the repository: `.git`, or where a `.git` file points (a linked work tree, a submodule). */
  readonly gitDir: string
  /** What all work trees of the repository share. The same as `gitDir` but in a linked work tree. */
  readonly commonDir: string
}

/** What stands in the way of a repository that is there: git would overlook it and take one further up. */
export interface BrokenRepository {
  readonly top: string
  readonly broken: string
}

/** The repository that holds `folder`, going up; undefined when there is none. Needs no git. */
export function findRepository(folder: string): Repository | BrokenRepository | undefined {
  const start = realFolder(folder)
  for (let top = start; ; top = dirname(top)) {
    const stats = lstatSync(join(top, '.git'), {throwIfNoEntry: false})
    if (stats !== undefined) return repositoryAt(top)
    if (top === dirname(top)) return undefined
  }
}

/** Narrows what `findRepository` found. */
export function isBroken(found: Repository | BrokenRepository): found is BrokenRepository {
  return 'broken' in found
}

/** The folder without links; for one that is not there yet, its nearest folder that is. */
function realFolder(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const stats = statSync(at, {throwIfNoEntry: false})
    if (stats !== undefined || at === dirname(at)) return realpathSync(at)
  }
}

function repositoryAt(top: string): Repository | BrokenRepository {
  const dotGit = join(top, '.git')
  try {
    const named = statSync(dotGit).isDirectory() ? dotGit : /^gitdir: (.*?)\r?\n?$/s.exec(readFileSync(dotGit, 'utf8'))?.[1]
    if (named === undefined) return {top, broken: `${dotGit} is neither a repository nor names one`}
    const gitDir = realpathSync(resolve(top, named))
    const shared = textOf(join(gitDir, 'commondir'))
    const commonDir = shared === undefined ? gitDir : realpathSync(resolve(gitDir, shared.trimEnd()))
    const head = textOf(join(gitDir, 'HEAD'))
    if (head === undefined || !/^(ref: |[0-9a-f]{40})/.test(head)) return {top, broken: `${join(gitDir, 'HEAD')} is ${head === undefined ? 'missing' : 'damaged'}`}
    return {top, gitDir, commonDir}
  } catch (error) {
    return {top, broken: `${dotGit} cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`}
  }
}

function textOf(path: string): string | undefined {
  const stats = statSync(path, {throwIfNoEntry: false})
  return stats?.isFile() ? readFileSync(path, 'utf8') : undefined
}

/** Where the circle stands in the repository: '' at its top, else `folder/`, with `/`. */
export function prefixOf(root: string, {top}: Repository): string {
  const path = relative(top, realpathSync(root)).split(sep).join('/')
  return path === '' ? '' : `${path}/`
}

/**
 * The folder of what the writer keeps for itself: its lock, its journal, its temporary files. In the repository's own
 * folder, so that nothing of it is ever committed; a circle in a subfolder has one of its own.
 */
export function stateFolder(root: string, repository: Repository | undefined): string {
  if (repository === undefined) return join(root, '.circle', 'local')
  // The sign keeps a circle's folder apart from the writer's own names in the state of a circle above it.
  const parts = prefixOf(root, repository).split('/').filter((part) => part !== '')
  return join(repository.gitDir, 'circle', ...parts.map((part) => `+${part}`))
}

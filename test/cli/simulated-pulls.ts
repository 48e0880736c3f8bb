/** Sharing with plain git alone: pull, settle what is in markers, push. And what other ways of merging would have made of it. */
import {spawnSync} from 'node:child_process'
import {readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {versionsIn} from '../../src/git/objects.ts'
import {mergeTrees} from '../../src/git/share/trees.ts'
import {inWorkshop} from '../../src/git/share/workshop.ts'
import {environment, folder, git, program, script} from './harness.ts'
import {effectsOf, snapshot} from './simulated-state.ts'

/** An environment in which git finds a program `circle`. */
export function withCircle(): Readonly<Record<string, string>> {
  const bin = folder('bin')
  symlinkSync(script(`exec '${process.execPath}' '${program}' "$@"`), join(bin, 'circle'))
  return {PATH: `${bin}${delimiter}${process.env.PATH}`}
}

/** Runs git as a person does. It need not succeed. */
function plain(root: string, words: readonly string[], env: Readonly<Record<string, string>>): {status: number; said: string} {
  const {status, stdout, stderr} = spawnSync('git', words, {cwd: root, env: environment({GIT_EDITOR: 'true', ...env}), encoding: 'utf8'})
  return {status: status ?? -1, said: stdout + stderr}
}

export interface Pulled {
  /** The merges that were made, by id. */
  readonly merges: readonly string[]
  /** Those of them in which git left something to settle: what, in words. */
  readonly conflicts: ReadonlyMap<string, string>
  /** The keys of what was settled. */
  readonly asked: readonly string[]
}

/** Pulls and pushes until it is through; what is in markers becomes one side's. */
export function pulled(root: string, prefer: 'mine' | 'theirs', env: Readonly<Record<string, string>>): Pulled {
  const merges: string[] = []
  const conflicts = new Map<string, string>()
  const asked: string[] = []
  for (let tries = 1; tries <= 20; tries += 1) {
    const before = git(root, 'rev-parse', 'HEAD')
    const {status, said} = plain(root, ['pull', '--no-rebase', '--no-edit', '--quiet'], env)
    const unmerged = git(root, 'diff', '--name-only', '--diff-filter=U').split('\n').filter((path) => path !== '')
    if (status !== 0 && unmerged.length === 0) throw new Error(`git pull in ${root} ended with ${status}: ${said}`)
    const shown = unmerged.map((path) => `${path}:\n${inMarkers(root, path)}`).join('\n')
    if (unmerged.length > 0) {
      asked.push(...settle(root, unmerged, prefer))
      git(root, 'commit', '--quiet', '--all', '--no-edit')
    }
    const after = git(root, 'rev-parse', 'HEAD')
    if (after !== before && git(root, 'show', '--no-patch', '--format=%P', after).startsWith(`${before} `)) merges.push(after)
    if (unmerged.length > 0) conflicts.set(after, shown)
    const push = plain(root, ['push', '--quiet'], env)
    if (push.status === 0) return {merges, conflicts, asked}
    if (!/fetch first|rejected|cannot lock ref/.test(push.said)) throw new Error(`git push in ${root} ended with ${push.status}: ${push.said}`)
  }
  throw new Error(`git push in ${root} was rejected twenty times`)
}

const marked = /^<<<<<<< .*\n([\s\S]*?)^=======\n([\s\S]*?)^>>>>>>> .*\n/gm

function inMarkers(root: string, path: string): string {
  return [...readFileSync(join(root, path), 'utf8').matchAll(marked)].map(([block]) => block).join('')
}

/** Gives every conflict to one side. Gives the keys in which the sides differ. */
function settle(root: string, paths: readonly string[], prefer: 'mine' | 'theirs'): string[] {
  const texts = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  const write = (side: '$1' | '$2'): void => {
    for (const [path, text] of texts) writeFileSync(join(root, path), text.replace(marked, side))
  }
  write('$1')
  const mine = snapshot(root).state
  write('$2')
  const theirs = snapshot(root).state
  if (prefer === 'mine') write('$1')
  return effectsOf(mine, theirs).map(({key}) => key)
}

/** The files in which a merge is not what `circle sync` makes of the same commits. */
export async function unlikeSync(root: string, merge: string): Promise<string[]> {
  const [mine, theirs] = git(root, 'show', '--no-patch', '--format=%P', merge).split(' ')
  const base = git(root, 'merge-base', mine!, theirs!)
  const {changes} = await inWorkshop(folder('workshop'), (bench) => mergeTrees({top: root, prefix: '', bench}, {base, mine: mine!, theirs: theirs!}, () => undefined))
  const expected = new Map(await versionsIn(root, mine!, []))
  for (const [path, leaf] of changes) {
    if (leaf === undefined) expected.delete(path)
    else expected.set(path, leaf)
  }
  const made = await versionsIn(root, merge, [])
  return [...new Set([...expected.keys(), ...made.keys()])].filter((path) => expected.get(path)?.oid !== made.get(path)?.oid)
}

/** What git makes of the same two commits without circle: a conflict, the same, or something else that looks clean. */
export function byLines(root: string, merge: string): 'conflict' | 'same' | 'other' {
  const [mine, theirs] = git(root, 'show', '--no-patch', '--format=%P', merge).split(' ')
  const tree = join(folder('lines'), 'tree')
  git(root, 'worktree', 'add', '--quiet', '--detach', tree, mine!)
  try {
    const {status} = plain(tree, ['merge', '--no-edit', '--quiet', theirs!], {})
    if (status !== 0) return 'conflict'
    return git(tree, 'rev-parse', 'HEAD^{tree}') === git(root, 'rev-parse', `${merge}^{tree}`) ? 'same' : 'other'
  } finally {
    rmSync(tree, {recursive: true, force: true})
    git(root, 'worktree', 'prune')
  }
}

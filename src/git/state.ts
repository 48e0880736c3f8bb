/** States of a repository in which circle does not commit, each with what it is and what to do. Looks at files alone. */
import {existsSync, readFileSync, readdirSync, statSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {Fault} from '../model/fault.ts'
import type {Repository} from './find.ts'
import {isOn, settingOf} from './settings.ts'
import type {Setting} from './settings.ts'
import {git} from './run.ts'

/** A file or folder in the git folder that says what git is in the middle of, and both ways out. */
const unfinished: readonly (readonly [name: string, what: string, on: string, off: string])[] = [
  ['rebase-merge', 'a rebase', 'git rebase --continue', 'git rebase --abort'],
  ['rebase-apply/applying', 'the taking in of patches (git am)', 'git am --continue', 'git am --abort'],
  ['rebase-apply', 'a rebase', 'git rebase --continue', 'git rebase --abort'],
  ['MERGE_HEAD', 'a merge', 'when circle check is content, git add -A && git commit --no-edit', 'git merge --abort'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick', 'git cherry-pick --continue', 'git cherry-pick --abort'],
  ['REVERT_HEAD', 'a revert', 'git revert --continue', 'git revert --abort'],
  ['BISECT_LOG', 'a bisect', 'git bisect good (or bad)', 'git bisect reset'],
]

/**
 * Throws a `git` fault when git is in the middle of something, or holds a lock for more than a second (another git is
 * at work, or was cut off). No lock is ever removed here.
 */
export async function requireIdle(repository: Repository): Promise<void> {
  const {gitDir, commonDir} = repository
  for (const [name, what, on, off] of unfinished) {
    if (existsSync(join(gitDir, name)) || (name === 'BISECT_LOG' && existsSync(join(commonDir, name)))) {
      throw new Fault('git', `${what} is in progress in this repository`, {hint: `go on with it: ${on}. Or give it up: ${off}. Then run the same command again.`})
    }
  }
  // Of several commits some are still to come, and the one at which it stopped was committed by hand.
  const todo = join(gitDir, 'sequencer', 'todo')
  if (existsSync(todo)) {
    const word = readFileSync(todo, 'utf8').startsWith('revert') ? 'revert' : 'cherry-pick'
    throw new Fault('git', `a ${word} of several commits is in progress in this repository`, {hint: `go on with it: git ${word} --continue. Or leave out the rest: git ${word} --quit. Then run the same command again.`})
  }
  for (let round = 0; round < 40 && isLocked(repository); round += 1) await sleep(25)
  for (const lock of locksOf(repository)) {
    const stats = statSync(lock, {throwIfNoEntry: false})
    if (stats !== undefined) throw lockFault(lock, Date.now() - stats.mtimeMs)
  }
}

/** True when git holds a lock here, or left one. */
export function isLocked(repository: Repository): boolean {
  return locksOf(repository).some((lock) => existsSync(lock))
}

/** The locks that a commit needs: of the index, of HEAD, and of the branch. */
function locksOf({gitDir, commonDir}: Repository): string[] {
  const branch = /^ref: (refs\/heads\/\S+)\s*$/.exec(readFileSync(join(gitDir, 'HEAD'), 'utf8'))?.[1]
  return [join(gitDir, 'index.lock'), join(gitDir, 'HEAD.lock'), ...(branch === undefined ? [] : [join(commonDir, `${branch}.lock`)])]
}

function lockFault(lock: string, ageMs: number): Fault {
  return new Fault('git', `git is at work in this repository, or was cut off: ${lock} has been there for ${ageText(ageMs)}`, {
    hint: `wait for the other git to end. If none is running, remove the file: rm '${lock}'`,
  })
}

function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 3) return 'a moment'
  if (seconds < 120) return `${seconds} seconds`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

/** Throws a `git` fault for a bare repository, and `refused` where its settings put the work tree elsewhere. */
export function requireOwnWorkTree({top, gitDir}: Repository, settings: readonly Setting[]): void {
  if (isOn(settingOf(settings, 'core.bare')) && gitDir === join(top, '.git')) {
    throw new Fault('git', 'this is a bare repository, with no files to work on', {hint: 'clone it, and work in the clone'})
  }
  const elsewhere = settingOf(settings, 'core.worktree')
  if (elsewhere !== undefined && resolve(gitDir, elsewhere) !== top) {
    throw new Fault('refused', `this repository says that its files are elsewhere (core.worktree = ${elsewhere})`, {
      hint: 'if you did not mean that: git config --local --unset core.worktree',
    })
  }
}

/** Where the repository stands. */
export interface Head {
  /** The full name of the branch, `refs/heads/main`. */
  readonly branch: string
  /** Its commit; undefined when there is none yet. */
  readonly oid: string | undefined
}

/**
 * The branch and its commit. Throws a `git` fault where a commit would go astray: a detached HEAD, a branch whose file is
 * empty (as after a power cut: its history is there, and must not be begun again), a new branch in a repository with others.
 */
export async function readHead(repository: Repository): Promise<Head> {
  const {top} = repository
  const {status, stdout} = await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {accept: [1]})
  const oid = status === 0 ? stdout.toString().trim() : undefined
  const branch = await branchOf(repository)
  if (branch === undefined) {
    throw new Fault('git', 'no branch is checked out (a detached HEAD), so a commit would soon be lost from sight', {
      hint: `go back to your branch: git switch ${await usualBranch(repository)}. Or make one of this place: git switch -c NAME`,
    })
  }
  if (oid === undefined) await requireUnborn(repository, branch)
  return {branch, oid}
}

async function branchOf({top, gitDir}: Repository): Promise<string | undefined> {
  const found = /^ref: (\S+)\s*$/.exec(readFileSync(join(gitDir, 'HEAD'), 'utf8'))?.[1]
  if (found === undefined) return undefined
  if (found !== 'refs/heads/.invalid') return found
  // The newer storage of refs keeps a stand-in in that file.
  const {status, stdout} = await git(top, ['symbolic-ref', '--quiet', 'HEAD'], {accept: [1]})
  return status === 0 ? stdout.toString().trim() : undefined
}

/** The branch that was checked out before; else main, or the only one. */
async function usualBranch({top}: Repository): Promise<string> {
  const branches = await branchesIn(top, 'refs/heads')
  const {stdout} = await git(top, ['rev-parse', '--quiet', '--verify', '--abbrev-ref', '@{-1}'], {accept: [1, 128]})
  const before = stdout.toString().trim()
  return branches.includes(before) ? before : branches.length === 1 ? branches[0]! : 'main'
}

/** The short names of the branches below `refs/heads` or `refs/remotes`: those of a remote without its name. */
async function branchesIn(top: string, below: 'refs/heads' | 'refs/remotes'): Promise<string[]> {
  const depth = below === 'refs/heads' ? 2 : 3
  const {stdout} = await git(top, ['for-each-ref', `--format=%(refname:lstrip=${depth})`, below])
  return stdout.toString().split('\n').filter((name) => name !== '' && name !== 'HEAD')
}

/** Unborn is a branch without a file, in a repository without any other ref; everything else is damage or a mistake. */
async function requireUnborn({top, commonDir}: Repository, branch: string): Promise<void> {
  const file = join(commonDir, branch)
  if (existsSync(file)) throw await damaged(top, file, join(commonDir, 'logs', branch))
  const others = [...(await branchesIn(top, 'refs/heads')), ...(await branchesIn(top, 'refs/remotes'))]
  const other = others.find((name) => name === 'main') ?? others[0]
  if (other !== undefined || hasFiles(join(commonDir, 'refs', 'heads'))) {
    throw new Fault('git', `the branch ${branch.replace('refs/heads/', '')} has no commit yet, but the repository has others${other === undefined ? '' : `, such as ${other}`}`, {
      hint: `switch to the branch of the circle: git switch ${other ?? 'NAME (git branch --all lists them)'}`,
    })
  }
}

/** The fault for a branch whose file names no commit, with what puts the last one back that its log knows. */
async function damaged(top: string, file: string, log: string): Promise<Fault> {
  const said = `${file} is damaged, as after a power cut: it should name the last commit, and does not`
  const lines = existsSync(log) ? readFileSync(log, 'latin1').split('\n') : []
  const oids = lines.flatMap((line) => /^[0-9a-f]+ ([0-9a-f]{40,64}) /.exec(line)?.[1] ?? []).toReversed()
  for (const oid of oids.slice(0, 10)) {
    // The power may have gone before the commit itself was on the disk.
    const {status} = await git(top, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${oid}^{tree}`], {accept: [1, 128]})
    if (status === 0) return new Fault('git', said, {hint: `put back the last commit that its log knows: echo ${oid} > '${file}'. Then look with git fsck whether all is there.`})
  }
  return new Fault('git', said, {hint: `nothing tells which commit that was: clone the circle again (circle join) in a new folder, and bring over what is missing`})
}

/** True for a clone that was made without its older history. */
export function isShallow({commonDir}: Repository): boolean {
  return existsSync(join(commonDir, 'shallow'))
}

function hasFiles(folder: string): boolean {
  if (!existsSync(folder)) return false
  return readdirSync(folder, {withFileTypes: true}).some((entry) => entry.isFile() || hasFiles(join(folder, entry.name)))
}

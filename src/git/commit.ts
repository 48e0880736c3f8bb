/** Makes the commit that a plan describes, with the user's hooks and signing, and finishes one that was cut off. */
import {copyFileSync, existsSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Fault} from '../model/fault.ts'
import {onDisk, statsOf} from '../store/disk.ts'
import {noteChild} from '../store/lock.ts'
import type {Held} from '../store/lock.ts'
import type {Bench} from '../store/temp.ts'
import type {Finished} from '../store/write.ts'
import type {Repository} from './find.ts'
import {indexVersions, versionsIn} from './objects.ts'
import type {Version} from './objects.ts'
import {settingsForCommit} from './plan.ts'
import type {Plan, Step} from './plan.ts'
import {diskTrouble, gist, git, gitParts, gitText} from './run.ts'
import type {GitAnswer} from './run.ts'
import {isLocked, readHead} from './state.ts'

/** What hooks find in their environment: a circle command among them knows that the writer is waiting for it. */
const withinName = 'CIRCLE_WITHIN'

export interface Site {
  readonly repository: Repository
  readonly bench: Bench
  /** The lock under which all this happens. */
  readonly held: Held
}

/**
 * Brings the index along, then commits. The index goes first: were we killed in between, the user would find our change
 * staged, and no commit of theirs could take it back unseen. Throws `git` when git or a hook refuses; then index and
 * branch are as they were. Returns the commit's id; undefined when HEAD has all of it already.
 */
export async function commitPlan(plan: Plan, site: Site): Promise<string | undefined> {
  const {top} = site.repository
  const wayBack = plan.commit.length > 0 ? keepRoom(site) : undefined
  await stepIndex(top, plan.index)
  if (plan.commit.length === 0) return undefined
  try {
    const oid = await makeCommit(plan, site, false)
    if (plan.hooked) await takeOverFromHook(top, plan)
    return oid
  } catch (error) {
    const made = await ourCommit(top, plan)
    if (made !== undefined) return made
    for (const file of wayBack ?? []) rmSync(file, {force: true})
    await unstepIndex(top, plan.index).catch((second: unknown) => {
      throw leftStaged(error, second)
    })
    throw error
  }
}

/** Takes the room that an index needs, so that it can be put back on a disk that has become full. Returns what holds it. */
function keepRoom({repository: {gitDir}, bench}: Site): string[] {
  const theirs = join(gitDir, 'index')
  const room = bench.name('room')
  onDisk(theirs, () => writeFileSync(room, Buffer.alloc((statsOf(theirs)?.size ?? 0) + 8192)))
  return [room]
}

function leftStaged(error: unknown, second: unknown): Fault {
  const said = (value: unknown): string => (value instanceof Error ? value.message : String(value))
  return new Fault('system', `${said(error)}; then the index could not be put back, so the change is staged still (${said(second)})`, {hint: 'git status shows it; git restore --staged . takes it out', cause: error})
}

/**
 * Finishes what `commitPlan` began in a process that was killed. `settled`: the files read as that process meant. Where
 * git is busy or left a lock, it is not done, and may be once the lock is gone; any other obstacle leaves the files as
 * they are and the commit to the user.
 */
export async function finishPlan(plan: Plan, settled: boolean, site: Site): Promise<Finished> {
  try {
    await settingsForCommit(site.repository, plan.identity)
    return {done: true, notes: await finish(plan, settled, site)}
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const hint = error.hint === undefined ? [] : [error.hint]
    if (isLocked(site.repository)) return {done: false, notes: [`An earlier circle command was cut off before its commit: ${error.message}`, ...hint]}
    return {done: true, notes: [`The files are in place, but not committed: ${error.message}`, ...hint]}
  }
}

async function finish(plan: Plan, settled: boolean, site: Site): Promise<readonly string[]> {
  const {top} = site.repository
  const {oid} = await readHead(site.repository)
  const paths = plan.commit.map(({path}) => path)
  const tree = oid === undefined || paths.length === 0 ? new Map<string, Version>() : await versionsIn(top, oid, paths)
  const open = plan.commit.filter(({path, to}) => tree.get(path)?.oid !== to?.oid)
  if (!settled && open.length > 0) return ['Nothing was committed: a file has changed since.']
  if (open.some(({path, from}) => tree.get(path)?.oid !== from?.oid)) {
    return (await ourCommit(top, plan)) === undefined ? ['It was not committed: the branch has other changes of the same files now. git status shows them.'] : []
  }
  await commitPlan({...plan, head: oid, index: await openSteps(top, plan.index), commit: open}, site)
  return plan.notes
}

/** Those steps of the index that have not been taken, and where nobody has staged anything else. */
async function openSteps(top: string, steps: readonly Step[]): Promise<Step[]> {
  if (steps.length === 0) return []
  const {versions} = await indexVersions(top, steps.map(({path}) => path))
  return steps.filter(({path, from}) => versions.get(path)?.oid === from?.oid)
}

/** Enters versions for just these paths; every other entry of the index stays byte for byte. `onStart` is told of git's process. */
export async function stepIndex(top: string, steps: readonly Step[], indexFile?: string, onStart: (pid: number) => void = () => undefined): Promise<void> {
  if (steps.length === 0) return
  const input = steps.map(({path, from, to}) => entryOf(path, to, from)).join('')
  await git(top, ['update-index', '-z', '--index-info'], {input, onStart, ...(indexFile === undefined ? {} : temporary(indexFile))})
}

/** One entry as `update-index --index-info` takes it; no version: it goes. `other`: what stood or will stand there. */
function entryOf(path: string, version: Version | undefined, other: Version | undefined): string {
  const {mode, oid} = version ?? {mode: '0', oid: '0'.repeat(other?.oid.length ?? 40)}
  return `${mode} ${oid}\t${path}\0`
}

/** Puts the index back, except where somebody has staged something else meanwhile. */
export async function unstepIndex(top: string, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return
  const {versions} = await indexVersions(top, steps.map(({path}) => path))
  const back = steps.filter(({path, to}) => versions.get(path)?.oid === to?.oid)
  const input = back.map(({path, from, to}) => entryOf(path, from, to))
  if (input.length > 0) await git(top, ['update-index', '-z', '--index-info'], {input: input.join('')})
}

function temporary(indexFile: string): {env: Record<string, string>; settings: string[]} {
  return {env: {GIT_INDEX_FILE: indexFile}, settings: ['core.splitIndex=false']}
}

/**
 * An index with HEAD's files and our change. It begins as a copy of the user's, which saves git from reading every file
 * again; their staged changes are then replaced by what HEAD has.
 */
async function ownIndex({head, commit}: Plan, {repository: {top, gitDir}, bench}: Site): Promise<string> {
  const indexFile = bench.name('index')
  const theirs = join(gitDir, 'index')
  if (head !== undefined) {
    if (existsSync(theirs)) onDisk(theirs, () => copyFileSync(theirs, indexFile), 'copied')
    await git(top, ['read-tree', '--reset', head], temporary(indexFile))
  }
  await stepIndex(top, commit, indexFile)
  return indexFile
}

async function makeCommit(plan: Plan, site: Site, again: boolean): Promise<string> {
  const {top} = site.repository
  const indexFile = await ownIndex(plan, site)
  const {env, settings: own} = temporary(indexFile)
  const amend = again ? ['--amend', '--no-verify'] : []
  const answer = await git(top, ['commit', '--quiet', '--cleanup=whitespace', '--no-status', ...amend, '--file=-'], {
    input: plan.message,
    env: {...env, ...identityEnvironment(plan), [withinName]: site.held.nonce},
    settings: [...own, 'i18n.commitEncoding=UTF-8'],
    filters: plan.filters,
    hooks: true,
    accept: [1, 128],
    // Killed now, we would leave git to go on alone with a temporary index that the next start takes away.
    onStart: (pid) => noteChild(site.held, pid),
    limitMs: process.stdin.isTTY ? 0 : 600_000,
  })
  if (answer.status !== 0) throw refusal(answer, plan.hooked)
  const [oid = '', parent] = (await gitText(top, ['rev-parse', 'HEAD', 'HEAD^@'])).split('\n')
  if (parent === plan.head || again) return oid
  // Somebody committed in the moment before we did, and our commit, made for the older HEAD, would take theirs back.
  return makeCommit(await planUpon(top, plan, parent), site, true)
}

/** The same plan for another HEAD; files that the other commit changed too are left as that commit has them. */
async function planUpon(top: string, plan: Plan, head: string | undefined): Promise<Plan> {
  const tree = head === undefined ? new Map<string, Version>() : await versionsIn(top, head, plan.commit.map(({path}) => path))
  return {...plan, head, commit: plan.commit.filter(({path, from}) => tree.get(path)?.oid === from?.oid)}
}

function identityEnvironment({identity}: Plan): Record<string, string> {
  if (identity === undefined) return {}
  const {name, email} = identity
  return {GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email}
}

function refusal({stderr, stdout}: GitAnswer, hooked: boolean): Fault {
  const said = gist(stderr) || gist(stdout.toString('utf8'))
  const cause = new Error(stderr)
  const trouble = hooked ? undefined : diskTrouble(stderr)
  if (trouble !== undefined) return trouble
  const lock = /Unable to create '([^']*\.lock)': File exists/.exec(stderr)?.[1]
  if (lock !== undefined) return new Fault('git', `git is at work in this repository, or was cut off: ${lock} is there`, {hint: `wait for the other git to end. If none is running, remove the file: rm '${lock}'`, cause})
  if (/failed to write commit object|gpg failed to sign/.test(stderr)) {
    return new Fault('git', `git could not sign the commit, as your settings ask for: ${said}`, {hint: 'try git commit --allow-empty to see why, or turn signing off here: git config commit.gpgsign false', cause})
  }
  if (hooked) {
    return new Fault('git', `a hook of this repository refused the commit: ${said || 'it did not say why'}`, {hint: 'mend what it asks for and run the same command again. --no-commit writes the files alone.', cause})
  }
  return new Fault('git', `git could not commit: ${said}`, {hint: 'every file is as it was. --no-commit writes the files alone.', cause})
}

/** The commit of this plan, if it is the one HEAD names: made on the same HEAD with the same first line (a hook may add others). */
async function ourCommit(top: string, {head, message}: Plan): Promise<string | undefined> {
  const {status, stdout} = await git(top, ['log', '-1', '--format=%H%x00%P%x00%B'], {accept: [128]})
  if (status !== 0) return undefined
  const [oid, parents = '', body = ''] = stdout.toString().split('\0')
  return parents === (head ?? '') && body.split('\n')[0] === message.trim().split('\n')[0] ? oid : undefined
}

/**
 * A hook may have changed what was committed (a formatter does, with `git add`). The index follows, where it holds what
 * we put there or what HEAD had before; else it would seem to take the hook's work back.
 */
async function takeOverFromHook(top: string, plan: Plan): Promise<void> {
  const parts = await gitParts(top, ['diff-tree', '-r', '-z', '--root', '--no-commit-id', '--no-renames', 'HEAD'])
  const changes: Step[] = []
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [oldMode = '', mode = '', oldOid = '', oid = ''] = (parts[index] ?? '').slice(1).split(' ')
    const from = /^0+$/.test(oldOid) ? undefined : {mode: oldMode, oid: oldOid}
    if (!/^0+$/.test(oid)) changes.push({path: parts[index + 1] ?? '', from, to: {mode, oid}})
  }
  const ours = new Map(plan.commit.map(({path, to}) => [path, to?.oid]))
  const hooks = changes.filter(({path, to}) => ours.get(path) !== to?.oid)
  if (hooks.length === 0) return
  const {versions} = await indexVersions(top, hooks.map(({path}) => path))
  await stepIndex(top, hooks.filter(({path, from}) => [from?.oid, ours.get(path)].includes(versions.get(path)?.oid)))
}

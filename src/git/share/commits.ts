/** Makes commits as objects alone: no branch, index or file moves until what they hold has been shared. */
import {Fault} from '../../model/fault.ts'
import type {Bench} from '../../store/temp.ts'
import {blobId} from '../objects.ts'
import {gist, git, gitText} from '../run.ts'
import {hasHook, isOn, settingOf} from '../settings.ts'
import type {Identity, Setting} from '../settings.ts'
import type {Repository} from '../find.ts'
import type {Leaf} from './trees.ts'

/** A commit to be made: the tree of `upon` with `changes` done to it. */
export interface Draft {
  readonly upon: string
  /** By path from the top; undefined: no such file. */
  readonly changes: ReadonlyMap<string, Leaf | undefined>
  readonly parents: readonly string[]
  readonly message: string
}

/** Who commits, and how: as the user's settings say. */
export interface Manner {
  readonly repository: Repository
  readonly settings: readonly Setting[]
  readonly bench: Bench
  readonly identity?: Identity | undefined
}

/** Stores the tree of a draft and all that is new in it; returns the tree's id. */
export async function storeTree({repository: {top}, bench}: Pick<Manner, 'repository' | 'bench'>, {upon, changes}: Pick<Draft, 'upon' | 'changes'>): Promise<{tree: string; index: string}> {
  await storeBlobs(top, [...changes.values()].flatMap((leaf) => (leaf?.bytes === undefined ? [] : [leaf.bytes])))
  const index = bench.name('index')
  const own = {env: {GIT_INDEX_FILE: index}, settings: ['core.splitIndex=false', 'index.version=2']}
  await git(top, ['read-tree', upon], own)
  const lines = [...changes].map(([path, leaf]) => (leaf === undefined ? `0 ${'0'.repeat(upon.length)}\t${path}\0` : `${leaf.mode} ${leaf.oid}\t${path}\0`))
  // What goes, goes first: a file may stand where a folder was.
  const input = lines.toSorted((one, other) => Number(other.startsWith('0 ')) - Number(one.startsWith('0 '))).join('')
  if (input !== '') await git(top, ['update-index', '-z', '--index-info'], {...own, input})
  return {tree: await gitText(top, ['write-tree'], own), index}
}

/** Stores contents in one process, and nothing else. */
async function storeBlobs(top: string, contents: readonly Buffer[]): Promise<void> {
  if (contents.length === 0) return
  const parts = contents.flatMap((bytes) => [Buffer.from(`blob\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')])
  await git(top, ['fast-import', '--quiet', '--done'], {input: Buffer.concat([...parts, Buffer.from('done\n')])})
}

/**
 * Makes the commit of a draft, signed where the user's settings say so. `hooks`: the user's hooks that may refuse it or
 * change its message. Throws `git` when git or a hook refuses. Returns the commit's id.
 */
export async function storeCommit(manner: Manner, draft: Draft, hooks: readonly string[]): Promise<string> {
  const {repository: {top}, settings, identity} = manner
  const {tree, index} = await storeTree(manner, draft)
  const message = await throughHooks(manner, draft.message, index, hooks)
  const sign = isOn(settingOf(settings, 'commit.gpgsign')) ? ['-S'] : []
  const parents = draft.parents.flatMap((parent) => ['-p', parent])
  const who: Record<string, string> = identity === undefined ? {} : {GIT_AUTHOR_NAME: identity.name, GIT_AUTHOR_EMAIL: identity.email, GIT_COMMITTER_NAME: identity.name, GIT_COMMITTER_EMAIL: identity.email}
  const answer = await git(top, ['commit-tree', tree, ...parents, ...sign], {
    input: `${message.trimEnd()}\n`, env: who, settings: ['i18n.commitEncoding=UTF-8'], hooks: true, limitMs: process.stdin.isTTY ? 0 : 600_000,
    ...(sign.length > 0 ? {accept: [1, 128]} : {}),
  })
  if (answer.status === 0) return answer.stdout.toString().trim()
  throw new Fault('git', `git could not sign the commit, as your settings ask for: ${gist(answer.stderr)}`, {
    hint: 'try git commit --allow-empty to see why, or turn signing off here: git config commit.gpgsign false', cause: new Error(answer.stderr),
  })
}

/** A commit that nobody sees: a merge of two merge bases. The same two give the same commit on every clone. */
export async function storeHidden(site: Pick<Manner, 'repository' | 'bench'>, draft: Draft): Promise<string> {
  const {tree} = await storeTree(site, draft)
  const nobody = {GIT_AUTHOR_NAME: 'circle', GIT_AUTHOR_EMAIL: 'circle', GIT_COMMITTER_NAME: 'circle', GIT_COMMITTER_EMAIL: 'circle', GIT_AUTHOR_DATE: '@0 +0000', GIT_COMMITTER_DATE: '@0 +0000'}
  return gitText(site.repository.top, ['commit-tree', tree, ...draft.parents.flatMap((parent) => ['-p', parent])], {input: draft.message, env: nobody})
}

/** Hooks of a commit that a person made by editing, and of a merge, as git runs them. */
export const editHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg']
export const mergeHooks = ['pre-merge-commit', 'prepare-commit-msg', 'commit-msg']

/** Runs those hooks that are there on the index of the commit to be; returns the message as they leave it. */
async function throughHooks({repository, settings, bench}: Manner, message: string, index: string, hooks: readonly string[]): Promise<string> {
  const there = hooks.filter((name) => hasHook(repository, settings, [name]))
  if (there.length === 0) return message
  const {readFileSync, writeFileSync} = await import('node:fs')
  const file = bench.name('message')
  writeFileSync(file, `${message}\n`, {flag: 'wx', mode: 0o600})
  const before = await gitText(repository.top, ['write-tree'], {env: {GIT_INDEX_FILE: index}})
  for (const name of there) {
    const args = name === 'prepare-commit-msg' ? ['--', file, name === hooks[1] && hooks[0] === 'pre-merge-commit' ? 'merge' : 'message'] : name === 'commit-msg' ? ['--', file] : []
    const {status, stdout, stderr} = await git(repository.top, ['hook', 'run', name, ...args], {hooks: true, env: {GIT_INDEX_FILE: index}, accept: Array.from({length: 255}, (_, code) => code + 1)})
    if (status === 0) continue
    if (/is not a git command/.test(stderr)) throw new Fault('git', `this git is too old to run the hook ${name} in a sync`, {hint: 'update git to 2.36 or newer; or commit with git yourself first: git add -A && git commit'})
    throw new Fault('git', `the hook ${name} of this repository refused: ${gist(stderr) || gist(stdout.toString('utf8')) || 'it did not say why'}`, {hint: 'mend what it asks for, then run circle sync again; nothing was changed'})
  }
  if ((await gitText(repository.top, ['write-tree'], {env: {GIT_INDEX_FILE: index}})) !== before) {
    throw new Fault('git', 'a hook of this repository changed what was to be committed', {hint: 'commit with git yourself first: git add -A && git commit, then circle sync'})
  }
  return readFileSync(file, 'utf8')
}

/** A leaf for content that the repository may not hold yet. `like` gives the length of ids. */
export function freshLeaf(bytes: Buffer, mode: string, like: string): Leaf {
  return {mode, oid: blobId(bytes, like.length), bytes}
}

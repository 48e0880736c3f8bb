/** Cloning a circle without anything in it acting: no filter, hook, link or submodule. */
import {readdirSync, rmSync} from 'node:fs'
import {dirname} from 'node:path'
import {Fault} from '../model/fault.ts'
import {onDisk, statsOf} from '../store/disk.ts'
import {requireUrl} from './address.ts'
import {findRepository, isBroken} from './find.ts'
import type {Repository} from './find.ts'
import {makeFolders} from './found.ts'
import {networkOptions} from './manner.ts'
import type {Manner} from './manner.ts'
import {git, gitText} from './run.ts'
import {filtersIn, readSettings} from './settings.ts'
import {networkFault} from './trouble.ts'

/**
 * Clones `url` into `folder`, which is not there yet or is empty, without writing any of its files: `checkOut` does. Kept in
 * the clone's settings: links come out as plain text, and damaged objects are refused. Hooks in it come from the user's own
 * template: a remote sends none. Of a clone that fails or is interrupted nothing stays. Throws `usage` for what is no address,
 * `refused` for a folder that is in use, `git` in words.
 */
export async function cloneInto(folder: string, url: string, manner: Manner): Promise<Repository> {
  const address = requireUrl(url, dirname(folder))
  if (onDisk(folder, () => isInUse(folder), 'looked at')) {
    throw new Fault('refused', `${folder} is there already, and not empty`, {hint: 'name another folder, or move that one out of the way'})
  }
  const made = onDisk(folder, () => makeFolders(folder), 'made')
  try {
    await clone(folder, address, manner)
    const repository = repositoryIn(folder)
    await standOnBranch(repository)
    return repository
  } catch (error) {
    removeClone(folder, made)
    throw error
  }
}

function isInUse(folder: string): boolean {
  const stats = statsOf(folder)
  return stats !== undefined && (!stats.isDirectory() || readdirSync(folder).length > 0)
}

/** Takes away all that was put into the folder, and those folders that were made for it. */
function removeClone(folder: string, made: string | undefined): void {
  if (made !== undefined) rmSync(made, {recursive: true, force: true})
  else for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`, {recursive: true, force: true})
}

async function clone(folder: string, url: string, manner: Manner): Promise<void> {
  // `--no-local`: nothing of a stick is linked to, and what it holds is checked as if it came over the network.
  const kept = ['core.symlinks=false', 'transfer.fsckObjects=true'].flatMap((setting) => ['--config', setting])
  const args = ['clone', '--quiet', '--no-checkout', '--no-local', '--origin=origin', '--no-recurse-submodules', ...kept, '--', url, folder]
  const {status, stderr} = await git(folder, args, networkOptions({url}, manner, await readSettings(folder), 'clone'))
  if (status !== 0) throw networkFault(stderr, {url})
}

function repositoryIn(folder: string): Repository {
  const found = findRepository(folder)
  if (found === undefined || isBroken(found)) throw new Fault('git', `git made no repository in ${folder}`, {hint: 'try git clone yourself to see more'})
  return found
}

/**
 * Where the remote's HEAD names a branch that is not there (a bare repository made before its first push often does), the
 * clone stands on the only branch there is, or on `main`.
 */
async function standOnBranch({top}: Repository): Promise<void> {
  if ((await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {accept: [1]})).status === 0) return
  const lines = (await gitText(top, ['for-each-ref', '--format=%(refname:lstrip=3) %(objectname)', 'refs/remotes/origin'])).split('\n').filter((line) => line !== '')
  const branches = new Map(lines.map((line) => line.split(' ') as [string, string]))
  branches.delete('HEAD')
  if (branches.size === 0) return
  const name = branches.size === 1 ? [...branches.keys()][0] : ['main', 'master'].find((each) => branches.has(each))
  const oid = name === undefined ? undefined : branches.get(name)
  if (name === undefined || oid === undefined) {
    throw new Fault('git', `the remote has several branches (${[...branches.keys()].slice(0, 5).join(', ')}) and does not say which is the circle's`, {
      hint: 'whoever runs it can say so there: git symbolic-ref HEAD refs/heads/NAME',
    })
  }
  await git(top, ['update-ref', `refs/heads/${name}`, oid])
  await git(top, ['symbolic-ref', 'HEAD', `refs/heads/${name}`])
  await git(top, ['branch', '--quiet', '--set-upstream-to', `refs/remotes/origin/${name}`, name])
}

/** Writes the files of a fresh clone; no filter runs (files of Git LFS stay pointers), nor any hook. Nothing for one without a commit. */
export async function checkOut({top}: Repository): Promise<void> {
  if ((await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {accept: [1]})).status !== 0) return
  await git(top, ['reset', '--hard', '--quiet', 'HEAD'], {filters: filtersIn(await readSettings(top))})
}

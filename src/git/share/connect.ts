/** Connects a circle to the place through which it is shared from then on; all of it, or nothing. */
import {existsSync, readdirSync, realpathSync, renameSync, rmSync, rmdirSync, statSync} from 'node:fs'
import {basename, dirname, join, sep} from 'node:path'
import {Fault} from '../../model/fault.ts'
import {besidePath} from '../../store/beside.ts'
import {onDisk, statsOf, syncFolder} from '../../store/disk.ts'
import {charterPath} from '../../store/kinds.ts'
import {localPath, shownUrl} from '../address.ts'
import type {Room} from '../carry.ts'
import type {Repository} from '../find.ts'
import type {Manner} from '../manner.ts'
import {fetchFrom, tipsOf} from '../network.ts'
import type {Link, Tips} from '../network.ts'
import {git, gitParts} from '../run.ts'
import type {Setting} from '../settings.ts'
import {isShallow, readHead} from '../state.ts'
import {readyToShare, synchronise} from './sync.ts'
import type {Shared} from './sync.ts'

export interface ConnectWish {
  readonly room: Room & {readonly repository: Repository}
  /** As `requireUrl` gives it. */
  readonly url: string
  readonly manner: Manner
}

/** What connecting would do, found out without changing anything. */
export interface Prospect {
  readonly url: string
  /** The branch here, in short. */
  readonly here: string
  /** The branch there. */
  readonly there: string
  /** The folder in which a bare repository is made first, absolute. */
  readonly makes?: string
  /** True when the remote has commits. */
  readonly hasHistory: boolean
}

const remote = 'origin'

/** Throws a `refused` fault where the circle is shared already, and says through which place. */
export function requireUnshared(settings: readonly Setting[]): void {
  const known = settings.find(({scope, name}) => scope !== 'global' && scope !== 'system' && /^remote\..+\.url$/s.test(name))
  if (known === undefined) return
  const name = known.name.slice('remote.'.length, -'.url'.length)
  throw new Fault('refused', `this circle is shared already, through ${name}: ${shownUrl(known.value)}`, {
    hint: `share what is new with circle sync. To share it elsewhere instead: git remote remove ${name}, then this command again`,
  })
}

/** Looks at both sides. Throws where nothing can be shared from here, or not to there. */
export async function prospectOf({room: {repository}, url, manner}: ConnectWish): Promise<Prospect> {
  const settings = await readyToShare(repository)
  requireUnshared(settings)
  const {branch, oid} = await readHead(repository)
  if (oid === undefined) throw new Fault('git', 'nothing has been committed here yet, so there is nothing to share', {hint: 'commit what is there: git add -A && git commit'})
  const here = branch.replace(/^refs\/heads\//, '')
  const makes = folderToMake(localPath(url, repository.top), repository)
  if (makes !== undefined) return {url, here, there: here, makes, hasHistory: false}
  const tips = await tipsOf(repository.top, url, manner)
  return {url, here, there: branchThere(tips, here, url), hasHistory: tips.branches.size > 0}
}

function branchThere({branches, main}: Tips, here: string, url: string): string {
  if (branches.size === 0 || branches.has(here)) return here
  if (main !== undefined && branches.has(main)) return main
  if (branches.size === 1) return [...branches.keys()][0]!
  throw new Fault('refused', `${shownUrl(url)} has several branches (${[...branches.keys()].slice(0, 5).join(', ')}), and none is called ${here}`, {
    hint: 'give the address of an empty repository, or rename the branch here: git branch -m NAME',
  })
}

/** The folder where a bare repository has to be made first; undefined where there is one, or the address leads elsewhere. */
function folderToMake(path: string | undefined, {top}: Repository): string | undefined {
  if (path === undefined) return undefined
  const stats = statSync(path, {throwIfNoEntry: false})
  if (stats === undefined) {
    if (isBare(`${path}.git`)) return undefined
    const above = dirname(path)
    if (statSync(above, {throwIfNoEntry: false})?.isDirectory() !== true) throw new Fault('missing', `there is no folder ${above}`, {hint: 'make it first, or look whether the disk is plugged in. An address on the internet begins with https:// or git@'})
    requireOutside(join(realpathSync(above), basename(path)), top)
    return path
  }
  requireOutside(realpathSync(path), top)
  if (!stats.isDirectory()) throw new Fault('refused', `${path} is a file, not a folder`, {hint: 'name a folder that is not there yet'})
  if (isBare(path)) return undefined
  if (existsSync(join(path, '.git'))) {
    throw new Fault('refused', `${path} is a repository in which somebody works, so nothing can be sent there`, {hint: `name a folder that is not there yet: circle share ${path}.git`})
  }
  if (onDisk(path, () => readdirSync(path), 'looked at').length === 0) return path
  throw new Fault('refused', `${path} holds other files`, {hint: `name a folder in it that is not there yet: circle share ${join(path, 'circle.git')}`})
}

function isBare(path: string): boolean {
  return existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects'))
}

function requireOutside(path: string, top: string): void {
  if (path !== top && !path.startsWith(`${top}${sep}`)) return
  throw new Fault('refused', `${path} lies in the circle itself`, {hint: 'name a folder outside of it: on a stick, or on another computer. An address on the internet begins with https:// or git@'})
}

/**
 * Connects and shares. Throws as `prospectOf`, `refused` where the remote has a history that is not this circle's, and as
 * `synchronise`; then the remote's entry is gone again, and so is a repository that was made for it.
 */
export async function connect(wish: ConnectWish, {here, there, makes}: Prospect): Promise<Shared> {
  const {room, url, manner} = wish
  const {top} = room.repository
  // One Ctrl-C ends git; what was begun is then put back.
  const letPass = (): void => undefined
  process.on('SIGINT', letPass)
  const unmake = makes === undefined ? (): void => undefined : await makeBare(makes, here)
  try {
    await git(top, ['remote', 'add', '--', remote, url])
    try {
      // What was last seen of an earlier remote of this name says nothing about this one.
      await git(top, ['update-ref', '-d', `refs/circle/seen/${remote}/${there}`])
      await git(top, ['config', '--local', `branch.${here}.remote`, remote])
      await git(top, ['config', '--local', `branch.${here}.merge`, `refs/heads/${there}`])
      await requireOurs(wish, {remote, url, branch: there, tracking: `refs/remotes/${remote}/${there}`})
      const shared = await synchronise(room, {manner, decide: async () => undefined})
      if ('conflicts' in shared) throw undecided(url)
      return shared
    } catch (error) {
      await git(top, ['remote', 'remove', remote])
      throw error
    }
  } catch (error) {
    unmake()
    throw error
  } finally {
    process.removeListener('SIGINT', letPass)
  }
}

function undecided(url: string): Fault {
  return new Fault('decide', 'the circle there and the one here differ in a field that both changed', {hint: `connect by hand, then decide: git remote add ${remote} ${shownUrl(url)} && circle sync`})
}

/** Throws a `refused` fault where the remote's history has nothing in common with ours. */
async function requireOurs({room: {repository}, url, manner}: ConnectWish, link: Link): Promise<void> {
  const {top} = repository
  const theirs = await fetchFrom(repository, link, manner)
  if (theirs === undefined || isShallow(repository)) return
  const {status} = await git(top, ['merge-base', 'HEAD', theirs], {accept: [1]})
  if (status === 0) return
  const files = await gitParts(top, ['ls-tree', '-r', '-z', '--name-only', theirs])
  if (files.some((path) => path === charterPath || path.endsWith(`/${charterPath}`))) {
    throw new Fault('refused', `there is another circle in ${shownUrl(url)}: two people each founded one`, {
      hint: `choose one of them. To take theirs: circle join ${shownUrl(url)} in a new folder, and add there what is missing`,
    })
  }
  throw new Fault('refused', `${shownUrl(url)} holds something else already: ${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''}`, {
    hint: 'make an empty repository there, without a README or a licence, and give its address',
  })
}

/** Makes a bare repository beside its place and renames it. Gives what takes it away again, as long as nothing was sent there. */
async function makeBare(place: string, branch: string): Promise<() => void> {
  const wasThere = statsOf(place) !== undefined
  const aside = onDisk(place, () => besidePath(place), 'made')
  try {
    // Without the user's template: its hooks would be taken for somebody else's.
    await git(dirname(place), ['init', '--bare', '--quiet', '--template=', `--initial-branch=${branch}`, '--', aside])
    onDisk(place, () => {
      if (wasThere) rmdirSync(place)
      renameSync(aside, place)
      syncFolder(dirname(place))
    }, 'made')
  } finally {
    rmSync(aside, {recursive: true, force: true})
  }
  return () => {
    if (readdirSync(join(place, 'refs', 'heads')).length > 0) return
    if (wasThere) for (const name of readdirSync(place)) rmSync(join(place, name), {recursive: true, force: true})
    else rmSync(place, {recursive: true, force: true})
  }
}

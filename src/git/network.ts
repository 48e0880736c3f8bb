/** What goes over the network: fetching a branch, publishing a commit, asking a remote what it has. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {Fault} from '../model/fault.ts'
import {shownUrl} from './address.ts'
import type {Repository} from './find.ts'
import {findRepository, isBroken} from './find.ts'
import {networkOptions} from './manner.ts'
import type {Manner} from './manner.ts'
import {lockIn, refusalOf, wasMoved} from './refusal.ts'
import {git, gitText} from './run.ts'
import {hasHook, readSettings, requireTrust, settingOf} from './settings.ts'
import type {Setting} from './settings.ts'
import {isShallow} from './state.ts'
import type {Head} from './state.ts'
import {networkFault} from './trouble.ts'

export type {Manner} from './manner.ts'

/** The branch elsewhere that a branch here is shared through. */
export interface Link {
  /** The remote's name, `origin`. */
  readonly remote: string
  /** Its address, as git's settings have it. It may hold a password: show it with `shownUrl`. */
  readonly url: string
  /** The branch there, in short: `main`. */
  readonly branch: string
  /** Where git keeps what it last saw of it: `refs/remotes/origin/main`. */
  readonly tracking: string
}

/**
 * The link of the branch that is checked out: its upstream, else the same name at the only remote, else at `origin`.
 * Throws a `git` fault where there is no remote, or several and none is chosen.
 */
export function linkOf(_: Repository, settings: readonly Setting[], {branch: full}: Pick<Head, 'branch'>): Link {
  const here = full.replace(/^refs\/heads\//, '')
  const remotes = [...new Set(settings.flatMap(({name}) => /^remote\.(.+)\.url$/s.exec(name)?.[1] ?? []))]
  const chosen = settingOf(settings, `branch.${here}.remote`)
  const upstream = chosen === undefined || chosen === '.' ? undefined : chosen
  if (upstream !== undefined && !remotes.includes(upstream)) {
    throw new Fault('git', `the branch ${here} is to be shared through ${shownUrl(upstream)}, which is not the name of a remote`, {
      hint: remotes.length === 0 ? `give it one: git remote add origin ${shownUrl(upstream)}` : `choose one: git config branch.${here}.remote ${remotes[0]}`,
    })
  }
  const remote = upstream ?? onlyRemote(remotes, here)
  const merge = upstream === undefined ? undefined : settingOf(settings, `branch.${here}.merge`)
  const branch = merge?.startsWith('refs/heads/') ? merge.slice('refs/heads/'.length) : here
  if (!isName(remote) || !isName(branch)) {
    throw new Fault('git', `${remote}/${branch} is not a name that git can use`, {hint: 'look at .git/config, or: git branch --unset-upstream'})
  }
  return {remote, url: settings.find(({name}) => name === `remote.${remote}.url`)?.value ?? '', branch, tracking: `refs/remotes/${remote}/${branch}`}
}

function onlyRemote(remotes: readonly string[], here: string): string {
  if (remotes.length === 0) {
    throw new Fault('git', 'this circle is not connected to any other place yet', {hint: 'connect it: circle share <url>. Or clone one that is shared: circle join <url>'})
  }
  const only = remotes.length === 1 ? remotes[0] : remotes.find((name) => name === 'origin')
  if (only !== undefined) return only
  throw new Fault('git', `there are several remotes (${remotes.join(', ')}), and none is chosen for the branch ${here}`, {
    hint: `choose one: git config branch.${here}.remote ${remotes[0]}`,
  })
}

/** Narrower than git-check-ref-format(1): nothing that a refspec reads as a pattern or a second name. */
function isName(name: string): boolean {
  return name !== '' && !/[\p{Cc}\s:*?[\\^~]|\.\.|@\{|\/\/|^[-+/.]|[/.]$|\.lock$/u.test(name)
}

/**
 * Fetches the branch into its tracking ref, and nothing else; runs no hook. Returns its commit there, undefined when the
 * remote is empty or has no such branch. Throws a `git` fault in words, `refused` for a repository not trusted yet.
 */
export async function fetchFrom(repository: Repository, link: Link, manner: Manner): Promise<string | undefined> {
  const {top} = repository
  const options = networkOptions(link, manner, await trustedSettings(repository))
  const refspec = `+refs/heads/${link.branch}:${link.tracking}`
  const args = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-prune', '--refmap=', '--', link.remote, refspec]
  for (let round = 1; ; round += 1) {
    const {status, stderr} = await git(top, args, options)
    if (status === 0) return gitText(top, ['rev-parse', '--verify', '--end-of-options', `${link.tracking}^{commit}`])
    if (/couldn't find remote ref/.test(stderr)) return undefined
    if (!/cannot lock ref|Unable to create '[^']*\.lock'/.test(stderr)) throw networkFault(stderr, link)
    if (round === 5) throw lockedFault(stderr, link)
    // Another fetch in this clone, which is over in a moment.
    await sleep(100 * round * (0.5 + Math.random()))
  }
}

/** As `fetchFrom`, but nothing is noted of it: no ref moves, and only objects come. Returns the commit there. */
export async function peekFrom(repository: Repository, link: Link, manner: Manner): Promise<string | undefined> {
  const {top} = repository
  const oid = (await tipsOf(top, link.url, manner)).branches.get(link.branch)
  if (oid === undefined) return undefined
  const options = networkOptions(link, manner, await trustedSettings(repository))
  const args = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-prune', '--refmap=', '--', link.remote, `refs/heads/${link.branch}`]
  const {status, stderr} = await git(top, args, options)
  if (status !== 0) throw networkFault(stderr, link)
  return oid
}

function lockedFault(stderr: string, {remote, tracking}: Link): Fault {
  const cause = new Error(shownUrl(stderr))
  const lock = /Unable to create '([^']*\.lock)': File exists/.exec(stderr)?.[1]
  if (lock !== undefined) {
    return new Fault('git', `git is at work in this repository, or was cut off: ${lock} is there`, {hint: `wait for the other git to end. If none is running, remove the file: rm '${lock}'`, cause})
  }
  return new Fault('git', `git cannot note down what ${remote} has (${tracking})`, {hint: `an older branch may be in the way: git remote prune ${remote}`, cause})
}

/**
 * Publishes the commit `oid` (a full id) as the branch's new end, never by force, with the user's own hooks. 'moved': somebody
 * was first, and theirs must be merged before. Throws a `git` fault in words for every other refusal. The remote's own hooks
 * run, on this computer where it is a folder: joining and sharing ask about those once, and from then on it is the user's.
 * `patient`: a lock of the branch there is another push, soon over; else it counts as left behind, and is a fault.
 */
export async function pushTo(repository: Repository, link: Link, oid: string, manner: Manner, patient = true): Promise<'through' | 'moved'> {
  const {top} = repository
  const settings = await trustedSettings(repository)
  const peer = {...link, sends: true}
  const args = ['push', '--porcelain', '--no-follow-tags', '--no-recurse-submodules', '--', link.remote, `${oid}:refs/heads/${link.branch}`]
  const answer = await git(top, args, {...networkOptions(peer, manner, settings), hooks: true})
  if (answer.status === 0) {
    // Git has noted it down already, unless its settings fetch into other refs. Where another git holds the ref, the next fetch does.
    await git(top, ['update-ref', link.tracking, oid], {accept: [1, 128]})
    return 'through'
  }
  if (wasMoved(answer) && (patient || lockIn(answer) === undefined)) return 'moved'
  throw refusalOf(answer, peer, hasHook(repository, settings, ['pre-push']))
}

async function trustedSettings(repository: Repository): Promise<Setting[]> {
  const settings = await readSettings(repository.top)
  requireTrust(repository, settings)
  return settings
}

/** What a remote has. */
export interface Tips {
  /** The commits of its branches, by their short names; none for an empty remote. */
  readonly branches: ReadonlyMap<string, string>
  /** The branch that a clone begins with, where the remote says so. */
  readonly main?: string
}

/** Asks the remote at `url` what it has, from `folder`. Throws a `git` fault in words. */
export async function tipsOf(folder: string, url: string, manner: Manner): Promise<Tips> {
  const found = findRepository(folder)
  const repository = found === undefined || isBroken(found) ? undefined : found
  const top = repository?.top ?? folder
  const settings = repository === undefined ? await readSettings(top) : await trustedSettings(repository)
  const {status, stdout, stderr} = await git(top, ['ls-remote', '--symref', '--', url, 'HEAD', 'refs/heads/*'], networkOptions({url}, manner, settings))
  if (status !== 0) throw networkFault(stderr, {url})
  const lines = stdout.toString('utf8').split('\n').map((line) => line.split('\t'))
  const main = lines.flatMap(([what = '', name]) => (name === 'HEAD' ? (/^ref: refs\/heads\/(.+)$/.exec(what)?.[1] ?? []) : []))[0]
  const branches = lines.flatMap(([oid = '', name = '']) => (name.startsWith('refs/heads/') ? [[name.slice('refs/heads/'.length), oid] as const] : []))
  return {branches: new Map(branches), ...(main === undefined ? {} : {main})}
}

/** Remembers that `oid` was the branch's end at the remote; so a rewritten history is noticed. */
export async function noteSeen({top}: Repository, link: Link, oid: string): Promise<void> {
  await git(top, ['update-ref', seenRef(link), oid])
}

/**
 * Throws a `git` fault when the commit last seen at the remote is no longer in the history of `tip`, or when the branch is
 * gone: somebody rewrote what was shared. Nothing is known of a link that was never used, or where the clone is cut short.
 * Returns the commit last seen there.
 */
export async function requireKept(repository: Repository, link: Link, tip: string | undefined): Promise<string | undefined> {
  const {top} = repository
  const {status, stdout} = await git(top, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${seenRef(link)}^{commit}`], {accept: [1, 128]})
  if (status !== 0) return undefined
  const seen = stdout.toString().trim()
  if (tip === undefined) {
    throw new Fault('git', `the branch ${link.branch} was at ${shownUrl(link.url)} before, and is not there any more`, {
      hint: `ask the others. If it has another name now: git fetch ${link.remote} && git branch --set-upstream-to ${link.remote}/NAME. To put yours there again: circle sync --accept-rewritten`,
    })
  }
  if (seen === tip) return seen
  const {status: answer} = await git(top, ['merge-base', '--is-ancestor', seen, tip], {accept: [1, 128]})
  if (answer !== 1 || (await isCutShort(repository, tip))) return seen
  throw new Fault('git', `somebody rewrote the history of ${link.branch} at ${shownUrl(link.url)}: commits that were shared before (up to ${seen.slice(0, 10)}) are not in it any more`, {
    hint: 'ask the others what happened. To put both histories together, so that nothing is lost: circle sync --accept-rewritten',
  })
}

function seenRef({remote, branch}: Link): string {
  return `refs/circle/seen/${remote}/${branch}`
}

/** True for a shallow clone in which the history of `tip` ends where it was cut: what came before is not known. */
async function isCutShort(repository: Repository, tip: string): Promise<boolean> {
  if (!isShallow(repository)) return false
  const cuts = new Set(readFileSync(join(repository.commonDir, 'shallow'), 'utf8').split('\n').filter((line) => line !== ''))
  const history = await gitText(repository.top, ['rev-list', '--end-of-options', tip])
  return history.split('\n').some((oid) => cuts.has(oid))
}

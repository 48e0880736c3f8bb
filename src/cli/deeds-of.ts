/** What was done in a circle, from git's history. */
import {prefixOf} from '../git/find.ts'
import type {Repository} from '../git/find.ts'
import {commitsIn, headCommit} from '../git/log.ts'
import type {Commit, Range} from '../git/log.ts'
import {textsOf} from '../git/objects.ts'
import {recordChanges, recordIn} from '../git/record-changes.ts'
import type {Deed} from '../merge/deed.ts'
import {deedsOf} from '../merge/deeds.ts'
import {termsChanged} from '../merge/deeds-charter.ts'
import type {Charter} from '../model/charter.ts'
import type {PlainMap} from '../model/node.ts'
import {charterPath, memberPath} from '../store/kinds.ts'

/** What one commit did. Name and address are its author's, whatever they wrote there. */
export interface Doing {
  readonly oid: string
  readonly name: string
  readonly email: string
  /** Seconds since 1970. */
  readonly time: number
  readonly deeds: readonly Deed[]
}

/** What these commits did, in their order; merges that did nothing of their own are left out. Throws a `git` fault. */
export async function doingsOf(repository: Repository, commits: readonly Commit[]): Promise<Doing[]> {
  const changes = await recordChanges(repository.top, commits)
  const doings = commits.map(({oid, name, email, time}) => ({oid, name, email, time, deeds: deedsOf(changes.get(oid) ?? [])}))
  return doings.filter(({deeds}) => deeds.length > 0)
}

/** What was done in a range of commits, newest first, as many as `limit` says. Throws a `git` fault. */
export async function doingsIn(repository: Repository, root: string, {limit = Infinity, ...range}: Range): Promise<Doing[]> {
  for (let asked = limit; ; asked *= 2) {
    const commits = await commitsIn(repository, root, {...range, limit: asked})
    const doings = await doingsOf(repository, commits)
    if (doings.length >= limit || commits.length < asked) return doings.slice(0, limit)
  }
}

/**
 * What changed of that which a member agreed to, since the commit in which their entry began to say the day it says now.
 * Nothing, where no commit says so yet: then it is agreed to as it is. Throws a `git` fault.
 */
export async function changedSinceAgreed(repository: Repository, root: string, member: string, agreed: string, charter: Charter): Promise<readonly Deed[]> {
  const head = await headCommit(repository)
  const commits = head === undefined ? [] : await commitsIn(repository, root, {to: head, paths: [memberPath(member)]})
  const changes = await recordChanges(repository.top, commits)
  const since = commits.find(({oid}) => (changes.get(oid) ?? []).every((side) => side.some((touched) => 'kind' in touched && touched.after?.agreed === agreed && touched.before?.agreed !== agreed)))
  if (since === undefined) return []
  // By its name in that commit: one process less than to look up its id first.
  const [text] = (await textsOf(repository.top, [`${since.oid}:${prefixOf(root, repository)}${charterPath}`])).values()
  const before = text === undefined ? undefined : recordIn('charter', text, charterPath)
  return before === undefined ? [] : termsChanged(before, charter as unknown as PlainMap)
}

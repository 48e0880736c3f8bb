/** What is to be said of a range of commits: files that were not sound, records that are gone, pages that others wrote. */
import {Fault} from '../model/fault.ts'
import type {Problem} from '../model/problem.ts'
import type {Repository} from '../git/find.ts'
import {blobsOf} from '../git/objects.ts'
import type {Versions} from '../git/objects.ts'
import {commitsBetween, sizesOf, storyOf, treeAt} from '../git/range.ts'
import type {CommitRange, RangeCommit, Snapshot, Story} from '../git/range.ts'
import {charterPath, placeOf, recordFolders} from '../store/kinds.ts'
import {readRecords} from '../store/records.ts'
import type {Remembered} from '../store/records.ts'
import {treeSource} from '../store/source.ts'
import type {Source} from '../store/source.ts'
import {largestFile} from '../store/yaml/screen.ts'
import {problemKey, problemsOf} from './problems.ts'

/** A file that was not sound at a commit. */
export interface UnsoundAt {
  readonly problem: Problem
  /** The commit that brought it; absent: it was so before the range. */
  readonly commit?: RangeCommit
  /** The circle as it was there. */
  readonly source: Source
  /** True when it is sound again at the end. */
  readonly mended: boolean
}

/** A record that was there before the range, and is not at its end. */
export interface Gone {
  readonly file: string
  /** Who took it away; absent when no commit of the range did: the history was written anew. */
  readonly commit?: RangeCommit
}

/** A page under a member's name that another's commit wrote. */
export interface ByOther {
  readonly file: string
  readonly member: string
  readonly commit: RangeCommit
  /** Who wrote it, where they are a member. */
  readonly author?: string
  /** True for a merge that joined two versions of the page, which is nobody's writing. */
  readonly joined: boolean
}

export interface Findings {
  readonly commits: number
  readonly unsound: readonly UnsoundAt[]
  readonly gone: readonly Gone[]
  readonly byOthers: readonly ByOther[]
}

/** What of a circle is looked at: its records, and the template that `check` reads. */
const watched = [charterPath, ...recordFolders, 'templates/agenda.md']

/** A circle as it was at one commit. */
interface Judged {
  readonly source: Source
  readonly problems: readonly Problem[]
  /** The members' addresses, in lower case. */
  readonly emails: ReadonlyMap<string, string>
}

/**
 * Judges the circle below `prefix` at every commit of a range. Throws `missing` when there is no circle at either end, `git` when
 * the repository cannot be read or is too shallow.
 */
export async function findingsIn(repository: Repository, prefix: string, range: CommitRange): Promise<Findings> {
  const {top} = repository
  const [before, head] = await Promise.all([range.before === undefined ? new Map() : treeAt(top, prefix, range.before, watched), treeAt(top, prefix, range.head, watched)])
  if (!before.has(charterPath) && !head.has(charterPath)) throw new Fault('missing', `there is no circle in ${prefix === '' ? top : `${top}/${prefix}`} at these commits`, {hint: '-C names the folder of the circle'})
  const commits = await commitsBetween(repository, range)
  const story = await storyOf(repository, prefix, watched, commits)
  const judge = judgeOf(await contentsOf(top, new Set([...story.contents, ...blobsIn(head)])))
  const atEnd = judge(head)
  const removals = new Map<string, RangeCommit>()
  const unsound: Omit<UnsoundAt, 'mended'>[] = []
  const byOthers: ByOther[] = []
  for (const {snapshot, judged, parents} of judgements(story, judge)) {
    const known = new Set(parents.flatMap(({problems}) => problems.map(problemKey)))
    for (const problem of judged.problems) if (!known.has(problemKey(problem))) unsound.push({problem, commit: snapshot, source: judged.source})
    noteRemovals(removals, snapshot)
    byOthers.push(...writtenByOthers(snapshot, [judged, atEnd, ...parents]))
  }
  const brought = new Set(unsound.map(({problem}) => problemKey(problem)))
  const still = new Set(atEnd.problems.map(problemKey))
  const inherited = atEnd.problems.filter((problem) => !brought.has(problemKey(problem))).map((problem) => ({problem, source: atEnd.source, mended: false}))
  return {
    commits: commits.length,
    unsound: [...inherited, ...unsound.map((one) => ({...one, mended: !still.has(problemKey(one.problem))}))],
    gone: [...before.keys()].filter((file) => placeOf(file) !== undefined && !head.has(file)).map((file) => ({file, ...commitOf(removals.get(file))})),
    byOthers,
  }
}

function commitOf(commit: RangeCommit | undefined): {commit?: RangeCommit} {
  return commit === undefined ? {} : {commit}
}

// Judging

type Judge = (files: Versions) => Judged

/** Each snapshot with the circle as it was there and at its parents. */
function* judgements({begins, snapshots}: Story, judge: Judge): Generator<{snapshot: Snapshot; judged: Judged; parents: readonly Judged[]}> {
  const all = new Map([...begins].map(([oid, files]) => [oid, judge(files)]))
  for (const snapshot of snapshots()) {
    const parents = snapshot.parents.flatMap((oid) => all.get(oid) ?? [])
    // Before somebody founds it there is no circle; that one is gone is said of its charter, once.
    const hasCircle = [snapshot.files, ...snapshot.before].some((files) => files.has(charterPath))
    const judged = !hasCircle ? nothing : snapshot.changed.length === 0 && parents.length > 0 ? parents[0]! : judge(snapshot.files)
    all.set(snapshot.oid, judged)
    yield {snapshot, judged, parents}
  }
}

const nothing: Judged = {source: treeSource(new Map()), problems: [], emails: new Map()}

/** Judges circles made of these contents; each file is read once, in however many commits it is. */
function judgeOf(contents: ReadonlyMap<string, Uint8Array>): Judge {
  const remembered: Remembered = new WeakMap()
  const empty = new Uint8Array()
  return (files) => {
    if (!files.has(charterPath)) return nothing
    const source = treeSource(new Map([...files].map(([path, {mode, oid}]) => [path, {mode, bytes: contents.get(oid) ?? empty}])))
    const reading = readRecords(source, remembered)
    const emails = reading.records.flatMap(({kind, id, record}) => (kind === 'member' && typeof record.email === 'string' ? [[id, record.email.toLowerCase()] as const] : []))
    return {source, problems: problemsOf(source, reading), emails: new Map(emails)}
  }
}

function blobsIn(files: Versions): string[] {
  return [...files.values()].filter(({mode}) => mode.startsWith('100')).map(({oid}) => oid)
}

/** The contents of files by id. One that is larger than is ever read comes as so many zeros. */
async function contentsOf(top: string, wanted: ReadonlySet<string>): Promise<Map<string, Uint8Array>> {
  const sizes = await sizesOf(top, [...wanted])
  const missing = [...wanted].find((oid) => !sizes.has(oid))
  if (missing !== undefined) throw new Fault('git', `the repository is damaged, or this clone is not whole: ${missing} is missing`, {hint: 'clone it anew, without --filter'})
  const read = await blobsOf(top, [...wanted].filter((oid) => sizes.get(oid)! <= largestFile))
  return new Map([...wanted].map((oid) => [oid, read.get(oid) ?? new Uint8Array(Math.min(sizes.get(oid)!, 2 ** 31))]))
}

// Who did it

/** Notes who took files away; where a merge brought that along, who did it first. */
function noteRemovals(removals: Map<string, RangeCommit>, snapshot: Snapshot): void {
  for (const path of snapshot.changed) {
    if (snapshot.files.has(path)) continue
    if (snapshot.parents.length === 1 || !removals.has(path)) removals.set(path, snapshot)
  }
}

/** The pages under a member's name that a commit changed although its author has not that member's address, now, before or at the end. */
function writtenByOthers(snapshot: Snapshot, circles: readonly Judged[]): ByOther[] {
  const {files, before, changed, email} = snapshot
  const author = authorIn(circles, email)
  return changed.flatMap((file): ByOther[] => {
    const member = memberOf(file)
    if (member === undefined || circles.some(({emails}) => emails.get(member) === email.toLowerCase())) return []
    const [version, ...earlier] = [files, ...before].map((tree) => tree.get(file)?.oid)
    // A merge that took a page as one side has it wrote nothing.
    if (earlier.includes(version) && before.length > 0) return []
    return [{file, member, commit: snapshot, joined: new Set(earlier).size > 1, ...(author === undefined ? {} : {author})}]
  })
}

function memberOf(file: string): string | undefined {
  const place = placeOf(file)
  return place?.kind === 'member' ? place.id : place?.member
}

function authorIn(circles: readonly Judged[], email: string): string | undefined {
  for (const {emails} of circles) for (const [id, address] of emails) if (address === email.toLowerCase()) return id
  return undefined
}

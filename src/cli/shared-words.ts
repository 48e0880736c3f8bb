/** What came in and what went out, in a person's words. */
import {prefixOf} from '../git/find.ts'
import {readingOf} from '../git/share/judge.ts'
import type {GitRoom, Shared} from '../git/share/sync.ts'
import {memberByEmail, memberNamed} from '../model/members.ts'
import {counted} from '../schedule/words.ts'
import {diskSource} from '../store/source.ts'
import type {Reading} from '../store/records.ts'
import {circleOf} from '../store/shelf.ts'
import {unsound} from '../model/problem.ts'
import type {CommonFlags} from './command.ts'
import type {Context} from './context.ts'
import {shownUrl} from '../git/address.ts'
import type {Hearing} from './deed-clauses.ts'
import {doingJson, summarise} from './deed-words.ts'
import {doingsIn} from './deeds-of.ts'
import type {Doing} from './deeds-of.ts'
import {problemKey, problemsOf} from './problems.ts'
import {settingIn} from './setting.ts'
import type {Block} from './terminal/lines.ts'
import {strong} from './terminal/lines.ts'

/** As many lines as fit on a small screen. */
const mostLines = 12

/** For whom things are told: the person at the keyboard, in the circle as a commit has it. */
export async function hearingOf(room: GitRoom, context: Context, flags: CommonFlags, commit: string): Promise<Hearing> {
  return hearingIn(await readingAt(room, commit), room.root, context, flags)
}

/** The circle as a commit has it. */
export async function readingAt({root, repository}: GitRoom, commit: string): Promise<Reading> {
  return readingOf({top: repository.top, prefix: prefixOf(root, repository)}, commit)
}

/** The same as `hearingOf`, in a circle that was read already. */
export async function hearingIn({records, problems}: Reading, root: string, context: Context, flags: CommonFlags): Promise<Hearing> {
  if (!records.some(({kind}) => kind === 'charter')) throw unsound(problems)
  const circle = circleOf(records)
  const {email} = await context.identity(root)
  const you = flags.as !== undefined ? memberNamed(circle.members, flags.as) : email === undefined ? undefined : memberByEmail(circle.members, email)
  const {today, timezone} = settingIn(context, circle.charter.timezone)
  return {circle, today, timezone, ...(you === undefined ? {} : {you})}
}

/** How many of the things to mend are named; `circle check` lists all. */
const mostToMend = 3

/**
 * What is to be mended since this sync and was not so for everybody before it: two changes that are sound by themselves may break a
 * rule together (somebody is written down who is a member no more), and what was amiss on one side is now so for all. It can be
 * read and is shared, so it is a remark. `now`: the circle after it.
 */
export async function toMend(room: GitRoom, {before, after, theirs, sent}: Pick<Shared, 'before' | 'after' | 'theirs' | 'sent'>, now: Reading): Promise<string[]> {
  if (after === before && !sent) return []
  const source = diskSource(room.root)
  const found = problemsOf(source, now)
  if (found.length === 0) return []
  const sides = [...new Set([before, ...(theirs === undefined ? [] : [theirs])])]
  const known = await Promise.all(sides.map(async (side) => new Set(problemsOf(source, await readingAt(room, side)).map(problemKey))))
  const news = found.filter((problem) => !known.every((side) => side.has(problemKey(problem))))
  if (news.length === 0) return []
  const named = news.slice(0, mostToMend).map(({file, line, column, message}) => `${file}:${line}:${column}: ${message}`)
  const more = news.length > named.length ? [`and ${counted(news.length - named.length, 'thing')} more`] : []
  return ['To be mended, now that all of it is together (circle check says how):', ...named, ...more]
}

/** What others did, and what was done here, each commit's deeds. */
export interface Sides {
  readonly cameIn: readonly Doing[]
  readonly wentOut: readonly Doing[]
}

/** Finds out from git's history what a sync brought to either side. */
export async function sidesOf({root, repository}: GitRoom, {before, mine, theirs, sent}: Shared): Promise<Sides> {
  const [cameIn, wentOut] = await Promise.all([
    theirs === undefined || theirs === before ? [] : doingsIn(repository, root, {to: theirs, not: [before]}),
    sent && theirs !== undefined ? doingsIn(repository, root, {to: mine, not: [theirs]}) : [],
  ])
  return {cameIn, wentOut}
}

/** What a person reads after a sync. `hearing`: undefined where neither side did anything. */
export function sharedBlocks({cameIn, wentOut}: Sides, shared: Shared, hearing: Hearing | undefined, foreseen: boolean): Block[] {
  const {edited, theirs, sent, link} = shared
  const where = shownUrl(link.url)
  if (theirs === undefined) return [foreseen ? `All of it would go to ${where}, for the first time.` : `All of it is at ${where} now, for the first time.`]
  const saved = sent && edited.length > 0 ? [`${foreseen ? 'Would be saved' : 'Saved'}, edited by hand: ${files(edited)}`] : []
  const received = part(foreseen ? 'Would come in:' : 'Came in:', cameIn, hearing)
  const given = part(foreseen ? 'Would go out:' : 'Went out:', wentOut, hearing)
  const all = [...received, ...given, ...saved]
  if (all.length > 0) return all
  if (sent) return [foreseen ? 'Both sides would be put together.' : 'Both sides are together now.']
  return [shared.after === shared.before ? 'Nothing new in the circle, here or there.' : 'Came in: changes beside the records.']
}

function part(heading: string, doings: readonly Doing[], hearing: Hearing | undefined): Block[] {
  const lines = hearing === undefined ? [] : summarise(doings, mostLines, hearing)
  return lines.length === 0 ? [] : [strong(heading), ...lines.map((line): Block => ['  ', line])]
}

function files(paths: readonly string[]): string {
  return paths.length <= 6 ? paths.join(', ') : `${paths.slice(0, 5).join(', ')} and ${counted(paths.length - 5, 'more file')}`
}

/** The same for a program. */
export function sharedJson({cameIn, wentOut}: Sides, shared: Shared, hearing: Hearing | undefined, dryRun: boolean): Record<string, unknown> {
  return {
    dryRun,
    in: hearing === undefined ? [] : cameIn.map((doing) => doingJson(doing, hearing)),
    out: hearing === undefined ? [] : wentOut.map((doing) => doingJson(doing, hearing)),
    edited: shared.edited,
    conflicts: [],
    notes: shared.notes,
    // What would be is told by `in` and `out`; nothing of it is there.
    commit: dryRun ? null : shared.after,
    sent: shared.sent && !dryRun,
    tries: shared.tries,
    remote: shownUrl(shared.link.url),
  }
}

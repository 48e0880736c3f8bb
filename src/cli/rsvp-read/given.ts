/** What history tells about the answers on members' pages: when each became what it is, and whether it was read from a letter. */
import {lstatSync} from 'node:fs'
import {join} from 'node:path'
import type {Edition} from '../../calendar/reply.ts'
import {repositoryOf} from '../../git/carry.ts'
import {commitsIn, headCommit, messagesOf} from '../../git/log.ts'
import type {Commit} from '../../git/log.ts'
import {recordChanges} from '../../git/record-changes.ts'
import type {Touched} from '../../merge/deed.ts'
import type {Circle} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import type {PlainMap} from '../../model/node.ts'
import {instantText} from '../../schedule/instant.ts'
import {pagePath} from '../../store/kinds.ts'
import {ownPage} from '../own-page.ts'
import type {Rsvp} from '../rsvp/answer.ts'

/** The answer on a page. */
export interface Given {
  /** Absent: it was taken back. */
  readonly rsvp?: Rsvp
  readonly why?: string
  /** When it became so, in epoch milliseconds. */
  readonly atMs: number
  /** Which answer of a calendar it was, where it was read from a letter. */
  readonly edition?: Edition
}

/** An answer as a commit's message keeps it: what it came to, and which of several it was. Ids and times, none of people's words. */
export interface Kept {
  readonly gathering: string
  readonly member: string
  readonly edition: Edition
}

const subject = 'Read answers: '
const shortSubject = 100

/** The message of the commit that writes these answers down. */
export function messageOf(kept: readonly Kept[]): string {
  const gatherings = [...new Set(kept.map(({gathering}) => gathering))]
  const told = gatherings.map((id) => `${id}: ${kept.filter(({gathering}) => gathering === id).map(({member, edition}) => `${member} ${edition.rsvp}`).join(', ')}`)
  const whole = subject + told.join('; ')
  const first = whole.length <= shortSubject ? whole : `${subject}${kept.length} to ${gatherings.length === 1 ? gatherings[0] : `${gatherings.length} gatherings`}`
  return `${first}\n\n${kept.map(lineOf).join('\n')}`
}

function lineOf({gathering, member, edition: {rsvp, stampMs, datedMs, whyMs, sequence}}: Kept): string {
  const [written, dated, reason] = Object.entries({written: stampMs, dated: datedMs, 'reason written': whyMs}).map(([word, ms]) => (ms === undefined ? '' : `, ${word} ${instantText(ms)}`))
  return `${gathering} ${member} ${rsvp}${written}${dated}${sequence === undefined ? '' : `, to edition ${sequence}`}${reason}`
}

/** The answers that such a message keeps. */
function keptIn(message: string): Kept[] {
  return message.split('\n').slice(1).flatMap((line): Kept[] => {
    const [, gathering, member, rsvp, written, dated, sequence, reason] = keptLine.exec(line) ?? []
    if (gathering === undefined || member === undefined) return []
    const [stampMs, datedMs, whyMs] = [written, dated, reason].map((text) => (text === undefined ? undefined : Date.parse(text)))
    return [{gathering, member, edition: {rsvp: rsvp as Rsvp, ...defined({stampMs, datedMs, whyMs, sequence: sequence === undefined ? undefined : Number(sequence)})}}]
  })
}

const instant = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z`
const keptLine = new RegExp(String.raw`^(\S+) (\S+) (going|maybe|declined)(?:, written (${instant}))?(?:, dated (${instant}))?(?:, to edition (\d{1,10}))?(?:, reason written (${instant}))?$`)

/** By what a member's answer to a gathering is known. */
export function keyOf(gathering: string, member: string): string {
  return `${gathering} ${member}`
}

/** What history tells of the answers on pages, by `key`. */
export interface History {
  /** Those that were never given are left out. */
  readonly given: ReadonlyMap<string, Given>
  /** Every answer that was read from a letter and written down, also where another has come in its place. */
  readonly read: ReadonlyMap<string, readonly Edition[]>
}

/**
 * When the answers on these pages became what they are, by gathering and member, and which were read from letters before. An answer that
 * no commit has counts from when its file was written. Throws a `git` fault.
 */
export async function historyOf(
  root: string,
  circle: Circle,
  nowMs: number,
  pages: readonly {readonly key: string; readonly gathering: string; readonly member: string}[],
): Promise<History> {
  const repository = pages.length === 0 ? undefined : repositoryOf(root)
  const head = repository === undefined ? undefined : await headCommit(repository)
  const paths = pages.map(({gathering, member}) => pagePath(gathering, member))
  const commits = repository === undefined || head === undefined ? [] : await commitsIn(repository, root, {to: head, paths})
  const changes = repository === undefined ? new Map<string, never>() : await recordChanges(repository.top, commits)
  const last = lastAnswers(commits, changes)
  const readings = commits.filter((commit) => commit.subject.startsWith(subject)).map(({oid}) => oid)
  const messages = repository === undefined ? new Map<string, string>() : await messagesOf(repository, readings)
  const kept = new Map(readings.map((oid) => [oid, keptIn(messages.get(oid) ?? '')]))
  const all = [...kept.values()].flat()
  const given = new Map(pages.flatMap(({key, gathering, member}): [string, Given][] => {
    const {rsvp, why} = ownPage(circle, gathering, member)
    const now = defined({rsvp, why})
    const path = pagePath(gathering, member)
    const known = last.get(path)
    if (known === undefined || known.rsvp !== rsvp || known.why !== why) {
      return known === undefined && rsvp === undefined ? [] : [[key, {...now, atMs: fileTime(root, path) ?? nowMs}]]
    }
    const edition = kept.get(known.commit.oid)?.find((each) => each.gathering === gathering && each.member === member)?.edition
    const isThis = edition !== undefined && edition.rsvp === rsvp
    return [[key, {...now, atMs: known.commit.time * 1000, ...(isThis ? {edition: {...edition, ...defined({why})}} : {})}]]
  }))
  return {given, read: new Map(pages.map(({key, gathering, member}) => [key, editionsOf(all, gathering, member)]))}
}

/** Which answers of a member to a gathering these are. */
function editionsOf(kept: readonly Kept[], gathering: string, member: string): Edition[] {
  return kept.filter((each) => each.gathering === gathering && each.member === member).map(({edition}) => edition)
}

interface Last {
  readonly rsvp: unknown
  readonly why: unknown
  readonly commit: Commit
}

/** The newest commit that changed each page's answer, seen from each of its parents; `commits` are the newest first. */
function lastAnswers(commits: readonly Commit[], changes: ReadonlyMap<string, readonly (readonly Touched[])[]>): Map<string, Last> {
  const last = new Map<string, Last>()
  for (const commit of commits) {
    const [first = [], ...others] = changes.get(commit.oid) ?? []
    for (const touched of first) {
      if (last.has(touched.path) || !isAnswer(touched)) continue
      if (!others.every((side) => side.some((each) => each.path === touched.path && isAnswer(each)))) continue
      last.set(touched.path, {rsvp: touched.after?.rsvp, why: touched.after?.why, commit})
    }
  }
  return last
}

function isAnswer(touched: Touched): touched is Extract<Touched, {kind: string}> {
  if (!('kind' in touched) || touched.kind !== 'page') return false
  const [was, is]: (PlainMap | undefined)[] = [touched.before, touched.after]
  return was?.rsvp !== is?.rsvp || was?.why !== is?.why
}

function fileTime(root: string, path: string): number | undefined {
  return lstatSync(join(root, path), {throwIfNoEntry: false})?.mtimeMs
}

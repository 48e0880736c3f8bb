import type {Charter} from '../model/charter.ts'
import type {Circle, GatheringRecord, PollRecord} from '../model/circle.ts'
import type {Format} from '../model/format.ts'
import type {MemberPage, SharedPage} from '../model/gathering.ts'
import type {Member} from '../model/member.ts'
import type {Poll, PollPage} from '../model/poll.ts'
import {unsound} from '../model/problem.ts'
import {readRecords} from './records.ts'
import type {Reading, StoredRecord} from './records.ts'
import {diskSource} from './source.ts'
import type {Source} from './source.ts'

/** A circle together with the text of each file it was read from, so that a change can be told from it. */
export interface Shelf {
  readonly root: string
  /** Its files, for what is no record. */
  readonly source: Source
  readonly circle: Circle
  /** By path; a file that is not there has no text. */
  readonly texts: ReadonlyMap<string, string>
  /** What was read, with what is odd about it but no reason to stop. */
  readonly reading: Reading
}

/** Reads a sound circle. Throws an `unsound` fault that names the first problem when a file cannot be relied on. */
export function readShelf(root: string): Shelf {
  const source = diskSource(root)
  const reading = readRecords(source)
  const {records, problems} = reading
  if (problems.length > 0) throw unsound(problems)
  return {root, source, reading, circle: circleOf(records), texts: new Map(records.map((record) => [record.path, record.text]))}
}

/** The circle that valid records make. */
export function circleOf(records: readonly StoredRecord[]): Circle {
  const charter = records.find((record) => record.kind === 'charter')?.record as unknown as Charter
  return {
    charter,
    members: byId<Member>(records, 'member'),
    gatherings: gatheringsOf(records),
    polls: pollsOf(records),
    formats: byId<Format>(records, 'format'),
  }
}

/** Schemas have made sure that a record of this kind has the shape of its type. */
function byId<T>(records: readonly StoredRecord[], kind: 'member' | 'format'): Map<string, T> {
  return new Map(records.filter((record) => record.kind === kind).map((record) => [record.id, record.record as T]))
}

function gatheringsOf(records: readonly StoredRecord[]): Map<string, GatheringRecord> {
  const gatherings = new Map<string, {id: string; shared: SharedPage; pages: Map<string, MemberPage>}>()
  for (const {kind, id, record} of records) {
    if (kind === 'gathering') gatherings.set(id, {id, shared: record as SharedPage, pages: new Map()})
  }
  for (const {kind, id, member, record} of records) {
    if (kind === 'page' && member !== undefined) gatherings.get(id)?.pages.set(member, record as MemberPage)
  }
  return gatherings
}

function pollsOf(records: readonly StoredRecord[]): Map<string, PollRecord> {
  const polls = new Map<string, {id: string; shared: Poll; pages: Map<string, PollPage>}>()
  for (const {kind, id, record} of records) {
    if (kind === 'poll') polls.set(id, {id, shared: record as unknown as Poll, pages: new Map()})
  }
  for (const {kind, id, member, record} of records) {
    if (kind === 'vote' && member !== undefined) polls.get(id)?.pages.set(member, record as PollPage)
  }
  return polls
}

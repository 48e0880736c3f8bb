/** Which events belong together: what recurs, what stands for one of its dates, and what happens once. */
import {grouped} from '../../model/grouped.ts'
import {nameParts} from '../../schedule/folders.ts'
import {originOf} from '../uid.ts'
import type {Origin} from '../uid.ts'
import type {Draft} from './draft.ts'
import type {Left} from './lines.ts'
import {called} from './scene.ts'

/** An event that is not an exception of another, and its exceptions. */
export interface Group {
  readonly master: Draft
  readonly overrides: readonly Draft[]
  /** Where it comes from when a circle wrote it. */
  readonly origin?: Origin
}

/**
 * Events by their UID, in the order of the file. Of two with one UID the newer counts (SEQUENCE, then DTSTAMP, then the later
 * one; RFC 5546 2.1.5). A date of a series that is not in the file itself stands alone; so does an event without a UID.
 */
export function groupsOf(drafts: readonly Draft[]): {groups: Group[]; left: Left[]} {
  const left: Left[] = []
  const groups = grouped(drafts, ({uid}, index) => uid ?? `\n${index}`).flatMap((list) => {
    const masters = newest(list.filter((draft) => draft.of === undefined), () => '', left)
    const exceptions = newest(list.filter((draft) => draft.of !== undefined), ({of}) => momentKey(of!.value), left)
    const [master] = masters
    if (master === undefined) return exceptions.map((draft): Group => ({master: draft, overrides: []}))
    const origin = madeBy(master)
    return [{master, overrides: exceptions, ...(origin === undefined ? {} : {origin})}]
  })
  return {groups: groups.toSorted((a, b) => a.master.line - b.master.line), left}
}

function madeBy({uid = ''}: Draft): Origin | undefined {
  const origin = originOf(uid)
  return origin?.gathering !== undefined && nameParts(origin.gathering).due === undefined ? undefined : origin
}

function momentKey(moment: NonNullable<Draft['of']>['value']): string {
  return [moment.day, moment.time, moment.utc, moment.tzid].join(' ')
}

/** One draft for each key, the newest; the others are named. */
function newest(drafts: readonly Draft[], keyOf: (draft: Draft) => string, left: Left[]): Draft[] {
  const chosen = new Map<string, Draft>()
  for (const draft of drafts) {
    const key = keyOf(draft)
    const other = chosen.get(key)
    const newer = other === undefined || !isOlder(draft, other) ? draft : other
    const older = newer === draft ? other : draft
    if (older !== undefined) {
      left.push({line: older.line, what: called(older), why: `has the UID of another entry, on line ${newer.line}, which is newer`})
    }
    chosen.set(key, newer)
  }
  return [...chosen.values()]
}

function isOlder({revision: [sequence, stamp]}: Draft, {revision: [other, otherStamp]}: Draft): boolean {
  return sequence === other ? stamp < otherStamp : sequence < other
}

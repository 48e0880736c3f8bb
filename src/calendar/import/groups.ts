/** Which events belong together: what recurs, what stands for one of its dates, and what happens once. */
import {forms} from '../../model/forms.ts'
import {nameParts} from '../../schedule/folders.ts'
import type {Draft} from './draft.ts'
import type {Left} from './lines.ts'
import {called} from './scene.ts'

/** Where an event comes from when a circle wrote it: src/calendar/uid.ts. */
export interface Origin {
  /** The id of the circle's charter. */
  readonly circle: string
  /** The id of the gathering; absent for a whole rhythm. */
  readonly gathering?: string
  /** The id of the rhythm; absent for a gathering. */
  readonly rhythm?: string
}

/** An event that is not an exception of another, and its exceptions. */
export interface Group {
  readonly master: Draft
  readonly overrides: readonly Draft[]
  readonly origin?: Origin
}

/** The circle and the gathering or the rhythm that a UID is of; undefined for one that no circle made. */
export function originOf(uid: string | undefined): Origin | undefined {
  const found = /^([a-z0-9-]{1,64})(\.series)?\.([a-z0-9-]{1,64})@circle$/.exec(uid ?? '')
  if (found === null) return undefined
  const [, id = '', series, circle = ''] = found
  if (forms.id.fault(id) !== undefined) return undefined
  if (series !== undefined) return {circle, rhythm: id}
  return nameParts(id).due === undefined ? undefined : {circle, gathering: id}
}

/**
 * Events by their UID, in the order of the file. Of two with one UID the newer counts (SEQUENCE, then DTSTAMP, then the later
 * one; RFC 5546 2.1.5). A date of a series that is not in the file itself stands alone; so does an event without a UID.
 */
export function groupsOf(drafts: readonly Draft[]): {groups: Group[]; left: Left[]} {
  const left: Left[] = []
  const byUid = new Map<string, Draft[]>()
  for (const [index, draft] of drafts.entries()) {
    const key = draft.uid ?? `\n${index}`
    const list = byUid.get(key)
    if (list === undefined) byUid.set(key, [draft])
    else list.push(draft)
  }
  const groups = [...byUid.values()].flatMap((list) => {
    const masters = newest(list.filter((draft) => draft.of === undefined), () => '', left)
    const exceptions = newest(list.filter((draft) => draft.of !== undefined), ({of}) => momentKey(of!.value), left)
    const [master] = masters
    if (master === undefined) return exceptions.map((draft): Group => ({master: draft, overrides: []}))
    const origin = originOf(master.uid)
    return [{master, overrides: exceptions, ...(origin === undefined ? {} : {origin})}]
  })
  return {groups: groups.toSorted((a, b) => a.master.line - b.master.line), left}
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
    if (older !== undefined) left.push({line: older.line, what: called(older), why: `has the UID of another entry, on line ${newer.line}, which is newer`})
    chosen.set(key, newer)
  }
  return [...chosen.values()]
}

function isOlder({revision: [sequence, stamp]}: Draft, {revision: [other, otherStamp]}: Draft): boolean {
  return sequence === other ? stamp < otherStamp : sequence < other
}

/** Mails that went out from this clone and stand on no page: of a run that was cut off, or of commits that are gone. */
import {standsOn} from '../../calendar/told.ts'
import type {Circle} from '../../model/circle.ts'
import {addDays} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {shortName} from '../../model/members.ts'
import {gatheringById} from '../../schedule/named.ts'
import {listed} from '../../schedule/words.ts'
import {isAtWork, journalOf, journaled, lastGone} from './journal.ts'
import type {Entry} from './journal.ts'

/** So many days after a gathering's day nobody is told any more that mails about it are not on record. */
const daysBack = 60

/** Those of the entries that went and stand on no page. */
export function unrecordedAmong({gatherings}: Pick<Circle, 'gatherings'>, id: string, entries: readonly Entry[]): Entry[] {
  const pages = gatherings.get(id)?.pages ?? new Map()
  return lastGone(entries).filter(({by, member, told}) => !standsOn(pages, by, member, told))
}

/** Whom mails went to about a gathering, by id and by short names. */
export interface Unrecorded {
  readonly gathering: string
  readonly members: readonly string[]
  readonly called: string
}

/** All such gatherings but one, the earliest first. `read`: gives the circle, asked for only where something was ever sent. Throws what the journal throws. */
export function unrecordedIn(root: string, read: () => Circle, today: Day, but?: string): Unrecorded[] {
  const oldest = addDays(today, -daysBack)
  const ids = journaled(root).filter((id) => id !== but && id.slice(0, 10) >= oldest)
  if (ids.length === 0) return []
  const circle = read()
  return ids.flatMap((id) => {
    const members = [...new Set(unrecordedAmong(circle, id, journalOf(root, id).entries()).map(({member}) => member))]
    if (members.length === 0 || gatheringById(circle, id) === undefined) return []
    return [{gathering: id, members, called: listed(members.map((member) => shortName(circle.members, member)))}]
  })
}

/** One of them, to be told to people. */
export interface UnrecordedCare {
  readonly gathering?: string
  readonly members: readonly string[]
  readonly said: string
  readonly todo: string
}

/** The same for `circle status` and after a sync: none while a run is at work; where what was kept cannot be read, that. */
export async function unrecordedCare(root: string, read: () => Circle, today: Day): Promise<UnrecordedCare[]> {
  if (journaled(root).length === 0 || (await isAtWork(root))) return []
  try {
    return unrecordedIn(root, read, today).map(({gathering, members, called}) => (
      {gathering, members, said: `what was sent to ${called} is not on record`, todo: `circle invite ${gathering}`}
    ))
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'system') throw error
    return [{members: [], said: error.message, todo: error.hint ?? ''}]
  }
}

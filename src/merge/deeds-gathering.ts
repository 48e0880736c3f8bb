import type {PlainMap} from '../model/node.ts'
import type {Deed, OneCommitment} from './deed.ts'
import {changedAmong, keysOfBoth, mapOf, maybe, textOf} from './deeds-fields.ts'

/** What a log is made of, in the order in which it is told. */
const log = ['topic', 'present', 'regrets', 'guests', 'notes', 'decisions', 'roles']
/** Where and how a gathering is to be, beside when. */
const plan = ['title', 'lasts', 'timezone', 'place', 'link', 'format', 'rhythm']

/** What was done to the shared page of a gathering. A new page that only names its rhythm says nothing. */
export function sharedDeeds(gathering: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  const [was, is] = [before?.status ?? 'planned', after.status ?? 'planned']
  const moved = movedDeeds(gathering, before, after)
  if (is === 'held') {
    if (was !== 'held') return [{deed: 'logged', gathering, ...maybe('topic', after.topic)}, ...moved]
    const fields = changedAmong([...log, ...plan], before, after)
    return [...moved, ...(fields.length > 0 ? [{deed: 'added to log' as const, gathering, fields}] : [])]
  }
  if (is === 'cancelled') {
    if (was === 'cancelled' && before?.why === after.why) return [...moved, ...planDeeds(gathering, before, after)]
    return [{deed: 'cancelled', gathering, ...maybe('why', after.why)}]
  }
  if (was === 'held') return [{deed: 'unlogged', gathering}]
  const restored: Deed[] = was === 'cancelled' ? [{deed: 'restored', gathering}] : []
  return [...restored, ...moved, ...planDeeds(gathering, before, after)]
}

function movedDeeds(gathering: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  if (before?.when === after.when) return []
  if (before === undefined && after.rhythm === undefined) return [{deed: 'dated', gathering, ...maybe('when', after.when), ...maybe('title', after.title)}]
  if (after.when === undefined) return [{deed: 'moved back', gathering}]
  return [{deed: 'moved', gathering, ...maybe('from', before?.when), to: textOf(after.when)}]
}

function planDeeds(gathering: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  const told = before === undefined ? (after.rhythm === undefined ? ['title', ...plan] : ['rhythm']) : []
  const fields = changedAmong([...log, ...plan], before, after).filter((field) => !told.includes(field))
  if (fields.length === 0) return []
  return [{deed: 'planned', gathering, fields, ...(fields.includes('topic') ? maybe('topic', after.topic) : {})}]
}

/** What was done to a member's own page of a gathering. */
export function pageDeeds(gathering: string, member: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  const answered = changedAmong(['rsvp', 'why'], before, after).length > 0
  return [
    ...(answered ? [{deed: 'answered' as const, gathering, member, ...maybe('rsvp', after.rsvp), ...maybe('why', after.why)}] : []),
    ...invitedDeeds(gathering, member, mapOf(before?.invited), mapOf(after.invited)),
    ...takeawayDeeds(gathering, member, before, after),
    ...commitmentDeeds(gathering, member, mapOf(before?.commitments), mapOf(after.commitments)),
  ]
}

/** What was sent to whom: a first invitation (or one after a cancellation), news of a change, or a cancellation. */
function invitedDeeds(gathering: string, member: string, before: PlainMap, after: PlainMap): Deed[] {
  const kindOf = (id: string): 'invited' | 'told of change' | 'told of cancellation' | 'took out invitation' => {
    if (after[id] === undefined) return 'took out invitation'
    if (mapOf(after[id]).method === 'cancel') return 'told of cancellation'
    // One in whose name it went invited the others, and was only told.
    if (mapOf(after[id]).organizer === id) return 'told of change'
    return before[id] === undefined || mapOf(before[id]).method === 'cancel' ? 'invited' : 'told of change'
  }
  const changed = keysOfBoth(before, after).filter((id) => changedAmong(['sent', 'method', 'sequence'], mapOf(before[id]), mapOf(after[id])).length > 0)
  const kinds = [...new Set(changed.map(kindOf))]
  return kinds.map((deed) => ({deed, gathering, member, invited: changed.filter((id) => kindOf(id) === deed)}))
}

function takeawayDeeds(gathering: string, member: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  const [was, is] = [before?.takeaway, after.takeaway]
  if (was === is) return []
  return [{deed: 'takeaway', gathering, member, change: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'}]
}

function commitmentDeeds(gathering: string, member: string, before: PlainMap, after: PlainMap): Deed[] {
  return keysOfBoth(before, after).flatMap((id): Deed[] => {
    const [old, now] = [before[id], after[id]].map((value) => (value === undefined ? undefined : mapOf(value)))
    const one: OneCommitment = {gathering, member, id, what: textOf((now ?? old)?.what ?? id)}
    if (now === undefined) return [{deed: 'took out promise', ...one}]
    if (old === undefined) return [{deed: 'promised', ...one}, ...became(one, 'open', now)]
    const turned = became(one, stateOf(old), now)
    const said = changedAmong(['what', 'due'], old, now).length > 0 || (turned.length === 0 && changedAmong(['done', 'dropped', 'why'], old, now).length > 0)
    return [...(said ? [{deed: 'changed promise' as const, ...one}] : []), ...turned]
  })
}

function became(one: OneCommitment, was: 'open' | 'done' | 'dropped', now: PlainMap): Deed[] {
  const is = stateOf(now)
  if (was === is) return []
  if (is === 'open') return [{deed: 'reopened', ...one}]
  return is === 'done' ? [{deed: 'kept', ...one}] : [{deed: 'dropped', ...one, ...maybe('why', now.why)}]
}

/** As `stateOf` of the model: done wins over dropped. */
function stateOf({done, dropped}: PlainMap): 'open' | 'done' | 'dropped' {
  return done !== undefined ? 'done' : dropped !== undefined ? 'dropped' : 'open'
}

import type {PlainMap} from '../model/node.ts'
import type {Deed} from './deed.ts'
import {changedAmong, keysOfBoth, mapOf, maybe, textOf} from './deeds-fields.ts'
import {same} from './same.ts'

/** What a poll says beside its options and what became of it, in the order in which it is told. */
const said = ['title', 'about', 'timezone', 'lasts', 'place', 'link', 'deadline']

/** What was done to the shared page of a poll; one that was not there before has been opened. */
export function pollDeeds(poll: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  const one = {poll, title: textOf(after.title ?? poll)}
  if (before === undefined) return [{deed: 'poll opened', ...one}, ...becameDeeds(one, 'open', {}, after)]
  const fields = changedAmong(said, before, after)
  return [
    ...(fields.length > 0 ? [{deed: 'poll changed' as const, ...one, fields}] : []),
    ...optionDeeds(one, mapOf(before.options), mapOf(after.options)),
    ...becameDeeds(one, statusOf(before), before, after),
  ]
}

interface OnePoll {
  readonly poll: string
  readonly title: string
}

function optionDeeds(one: OnePoll, before: PlainMap, after: PlainMap): Deed[] {
  return keysOfBoth(before, after).flatMap((id): Deed[] => {
    const [old, now] = [before[id], after[id]]
    if (same(withoutGathering(old), withoutGathering(now))) return []
    const change = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
    return [{deed: 'poll option', ...one, change, ...maybe('when', mapOf(now ?? old).when)}]
  })
}

/** What became of it; of a closed one also that it was closed with another option. */
function becameDeeds(one: OnePoll, was: string, before: PlainMap, after: PlainMap): Deed[] {
  const is = statusOf(after)
  if (was === is && changedAmong(['why', 'chosen'], before, after).length === 0) return []
  if (is === 'closed') return [{deed: 'poll closed', ...one, ...maybe('when', chosenIn(after).when), ...maybe('gathering', chosenIn(after).gathering)}]
  if (is === 'cancelled') return [{deed: 'poll cancelled', ...one, ...maybe('why', after.why)}]
  return was === 'open' ? [{deed: 'poll changed', ...one, fields: changedAmong(['why', 'chosen'], before, after)}] : [{deed: 'poll reopened', ...one}]
}

/** What came of an option is told with the closing. */
function withoutGathering(option: PlainMap[string]): PlainMap | undefined {
  if (option === undefined) return undefined
  const {gathering: _, ...asked} = mapOf(option)
  return asked
}

function chosenIn({chosen, options}: PlainMap): PlainMap {
  return typeof chosen === 'string' ? mapOf(mapOf(options)[chosen]) : {}
}

function statusOf({status}: PlainMap): string {
  return textOf(status ?? 'open')
}

/** What was done to a member's own page of a poll. */
export function voteDeeds(poll: string, member: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  if (changedAmong(['votes', 'why'], before, after).length === 0) return []
  const [had, has] = [mapOf(before?.votes), mapOf(after.votes)].map((votes) => Object.keys(votes).length > 0)
  const change = !has && had ? 'removed' : had ? 'changed' : 'added'
  return [{deed: 'voted', poll, member, change, ...maybe('why', after.why)}]
}

/** Whether a circle would be worse off with a commit taken back. */
import {Fault, placeText} from '../model/fault.ts'
import {placeOf} from '../store/kinds.ts'
import {readRecords} from '../store/records.ts'
import {changedSource} from '../store/source.ts'
import type {Source} from '../store/source.ts'
import {problemKey, problemsOf} from './problems.ts'
import type {Outcome} from './undo-files.ts'

/** Throws `refused` when `circle check` would find something that it does not find now: it says where. */
export function requireNoWorse(source: Source, outcomes: readonly Outcome[], called: string): void {
  const changes = new Map(outcomes.flatMap((outcome): [string, Buffer | undefined][] => {
    if (outcome.change === 'removed') return [[outcome.path, undefined]]
    return 'text' in outcome ? [[outcome.path, Buffer.from(outcome.text, outcome.encoding ?? 'utf8')]] : []
  }))
  const after = changedSource(source, changes)
  const known = new Set(problemsOf(source, readRecords(source)).map(problemKey))
  const [first, ...more] = problemsOf(after, readRecords(after)).filter((problem) => !known.has(problemKey(problem)))
  if (first === undefined) return
  const going = outcomes.flatMap(({change, path}) => {
    const place = change === 'removed' ? placeOf(path) : undefined
    return place?.kind === 'member' ? [place.id] : []
  })
  const member = going.find((id) => first.message.startsWith(`${id} is not a member`))
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  if (member !== undefined) {
    throw new Fault('refused', `${called} is not taken back: ${placeText(first)} names ${member} by now${others}`, {hint: `a member who goes is kept as one who left: circle member leave ${member}`})
  }
  throw new Fault('refused', `${called} is not taken back: then ${first.message}, in ${placeText(first)}${others}`, {hint: 'change what came after it first, or change it with a command of its own'})
}

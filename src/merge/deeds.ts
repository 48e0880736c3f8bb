/** Tells what was done from how files changed. */
import {isPlainMap} from '../model/node.ts'
import type {Plain, PlainMap} from '../model/node.ts'
import type {Deed, PathChange, RecordChange, Touched} from './deed.ts'
import {charterDeeds} from './deeds-charter.ts'
import {pageDeeds, sharedDeeds} from './deeds-gathering.ts'
import {memberDeeds} from './deeds-member.ts'
import {pollDeeds, voteDeeds} from './deeds-poll.ts'
import {same} from './same.ts'

/**
 * What one commit did. `against`: what it changed of each of its parents; of none for a first commit, which is one list too.
 * What a merge took over from one side is that side's deed, so a merge did only what no parent had.
 */
export function deedsOf(against: readonly (readonly Touched[])[]): Deed[] {
  const [first = [], ...others] = against
  return deedsAgainst(others.length === 0 ? first : first.flatMap((touched) => ownPart(touched, others)))
}

/** The part of a change that none of a merge's further parents has either. */
function ownPart(touched: Touched, others: readonly (readonly Touched[])[]): Touched[] {
  if ('change' in touched || touched.after === undefined) return [touched]
  const {path, after} = touched
  const sides = [touched, ...others.flatMap((changes) => changes.find((other) => other.path === path) ?? [])]
  const befores = sides.flatMap((side) => ('before' in side && side.before !== undefined ? [side.before] : []))
  if (befores.length === 0) return [touched]
  const before = nearestTo(after, befores)
  return same(before, after) ? [] : [{...touched, before}]
}

/** A record that differs from `after` only in what none of `befores` has as it does. */
function nearestTo(after: PlainMap, befores: readonly PlainMap[]): PlainMap {
  const keys = new Set([...Object.keys(after), ...befores.flatMap((before) => Object.keys(before))])
  const entries = [...keys].map((key): [string, Plain | undefined] => {
    const [now, were] = [after[key], befores.map((before) => before[key])]
    if (were.some((was) => same(was, now))) return [key, now]
    const maps = were.filter((was) => isPlainMap(was))
    return [key, isPlainMap(now) && maps.length > 0 ? nearestTo(now, maps) : were.find((was) => was !== undefined)]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** What these changes of files mean, in their order. Something is always said where there is a change. */
function deedsAgainst(changes: readonly Touched[]): Deed[] {
  const deeds = changes.flatMap((touched) => ('change' in touched ? fileDeeds(touched) : recordDeeds(touched)))
  return deeds.length > 0 ? deeds : changes.map(({path}) => ({deed: 'edited', path}))
}

function fileDeeds({path, change}: PathChange): Deed[] {
  return [{deed: 'file', path, change}]
}

function recordDeeds(record: RecordChange): Deed[] {
  const {kind, id, member = '', path, before, after} = record
  if (after === undefined) {
    const taken = kind === 'vote' ? voteDeeds(id, member, before, {}) : []
    return taken.length > 0 ? taken : [{deed: 'file', path, change: 'removed'}]
  }
  const deeds = byKind(kind, id, member, before, after)
  // A new page that says nothing yet is there for what is said on others.
  return deeds.length > 0 || before === undefined ? deeds : [{deed: 'edited', path}]
}

function byKind(kind: RecordChange['kind'], id: string, member: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  switch (kind) {
    case 'charter':
      return charterDeeds(before, after)
    case 'member':
      return memberDeeds(id, before, after)
    case 'gathering':
      return sharedDeeds(id, before, after)
    case 'page':
      return pageDeeds(id, member, before, after)
    case 'poll':
      return pollDeeds(id, before, after)
    case 'vote':
      return voteDeeds(id, member, before, after)
    case 'format':
      return before !== undefined && sameButOwnKeys(before, after) ? [] : [{deed: 'format', format: id, change: before === undefined ? 'added' : 'changed'}]
  }
}

/** True when two records differ in nothing but keys that begin with `x-`. */
function sameButOwnKeys(before: PlainMap, after: PlainMap): boolean {
  return same(known(before), known(after))
}

function known(record: PlainMap): PlainMap {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('x-')))
}

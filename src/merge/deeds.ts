/** Tells what was done from how files changed. */
import type {PlainMap} from '../model/node.ts'
import type {Deed, PathChange, RecordChange, Touched} from './deed.ts'
import {charterDeeds} from './deeds-charter.ts'
import {pageDeeds, sharedDeeds} from './deeds-gathering.ts'
import {memberDeeds} from './deeds-member.ts'
import {same} from './same.ts'

/**
 * What one commit did. `against`: what it changed of each of its parents; of none for a first commit, which is one list too.
 * What a merge took over from one side is that side's deed, so a merge did only what it did to every parent.
 */
export function deedsOf(against: readonly (readonly Touched[])[]): Deed[] {
  const [first = [], ...others] = against.map(deedsAgainst)
  return first.filter((deed) => others.every((deeds) => deeds.some((other) => same(asPlain(deed), asPlain(other)))))
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
  if (after === undefined) return [{deed: 'file', path, change: 'removed'}]
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

/** Deeds are made of texts, lists and maps only. */
function asPlain(deed: Deed): PlainMap {
  return deed as unknown as PlainMap
}

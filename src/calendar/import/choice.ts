/** Which events of a file are taken, by what a person named: a title, a part of one, or a line of the file. */
import {Fault} from '../../model/fault.ts'
import {nearest} from '../../model/nearest.ts'
import type {Draft} from './draft.ts'
import type {Group} from './groups.ts'
import {called, leave} from './scene.ts'
import type {Outcome, Scene} from './scene.ts'

/** Events that were named. */
export interface Choice {
  /** These are left out. */
  readonly skip?: readonly string[]
  /** Nothing but these is taken. */
  readonly only?: readonly string[]
}

/** The groups that are asked for; the others are said to be left out. Throws an `unknown` fault for a word that names none. */
export function chosenOf(scene: Scene, groups: readonly Group[], {skip = [], only = []}: Choice): Group[] {
  const [skipped, kept] = [namedBy(groups, skip), namedBy(groups, only)]
  return groups.filter((group) => {
    const why = skipped.has(group) ? 'is left out by --skip' : only.length > 0 && !kept.has(group) ? 'is not named by --only' : undefined
    if (why !== undefined) for (const draft of [group.master, ...group.overrides]) leave(scene, draft, why)
    return why === undefined
  })
}

function namedBy(groups: readonly Group[], words: readonly string[]): Set<Group> {
  return new Set(words.flatMap((word) => {
    const found = groups.filter((group) => isNamed(group, word.trim().toLowerCase()))
    if (found.length > 0) return found
    const meant = nearest(word, groups.flatMap(({master}) => master.title ?? []))
    const hint = meant === undefined ? 'name one by its title, by a part of it, or by a line of the file' : `did you mean ${meant}?`
    throw new Fault('unknown', `the file has no event to take that is called ${word}, or stands on such a line`, {hint})
  }))
}

function isNamed({master, overrides}: Group, word: string): boolean {
  const title = (master.title ?? '').toLowerCase()
  if (!/^\d+$/.test(word)) return word !== '' && title.includes(word)
  return title === word || [master, ...overrides].some((draft) => standsOn(draft, Number(word)))
}

function standsOn({line, lastLine}: Draft, asked: number): boolean {
  return asked >= line && asked <= lastLine
}

/** The events of which something is taken, by title and line, in the order of the file. */
export function eventsTaken(drafts: readonly Draft[], {rhythms, gatherings}: Pick<Outcome, 'rhythms' | 'gatherings'>): {line: number; title: string}[] {
  const lines = [...rhythms, ...gatherings].map(({line}) => line)
  const taken = drafts.filter((draft) => lines.some((line) => standsOn(draft, line)))
  const masters = new Map(drafts.flatMap((draft) => (draft.of === undefined && draft.uid !== undefined ? [[draft.uid, draft] as const] : [])))
  const events = new Set(taken.map((draft) => (draft.uid === undefined ? draft : (masters.get(draft.uid) ?? draft))))
  return [...events].map((draft) => ({line: draft.line, title: called(draft)})).toSorted((one, other) => one.line - other.line)
}

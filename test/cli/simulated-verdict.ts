/** Whether what a group did is still there, when all have shared: judged by git's history and the simulation's own notes alone. */
import {join} from 'node:path'
import {folder, git} from './harness.ts'
import {gone, keyOf, partsOf, recordName, snapshot} from './simulated-state.ts'
import type {Effect, Names, State} from './simulated-state.ts'

/** An operation that was carried out: the commit it became, and what it set. */
export interface Deed {
  /** Counted from 0 through all clones. */
  readonly number: number
  readonly clone: string
  readonly words: string
  readonly commit: string
  readonly effects: readonly Effect[]
}

/** A question of a sync, as `--json` gives it. */
export interface Asked {
  readonly file: string
  readonly field: readonly string[]
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

export interface Verdict {
  /** In words, what should not be. */
  readonly wrong: readonly string[]
  /**
   * How many effects stand, were superseded by a later operation, were asked about, gave way by a rule (the earlier day stays), or
   * brought back what had been there when the sides parted: then only the other side has changed it.
   */
  readonly counts: Readonly<Record<'stands' | 'superseded' | 'asked' | 'ruled' | 'back', number>>
}

/** Judges the state at the commit `tip` in the clone `root`. `isAsked`: whether somebody was asked about an effect that did not stay. */
export function judge(root: string, tip: string, deeds: readonly Deed[], isAsked: (effect: Effect) => boolean, began: State, ended: State): Verdict {
  const known = knownAt(root, tip, deeds)
  const wrong: string[] = []
  const counts = {stands: 0, superseded: 0, asked: 0, ruled: 0, back: 0}
  const isBack = backs(root, known)
  const byKey = grouped(deeds.flatMap((deed) => deed.effects.map((effect) => ({deed, ...effect}))), ({key}) => key)
  for (const [key, effects] of byKey) {
    const value = ended.get(key) ?? gone
    if (value !== (began.get(key) ?? gone) && !effects.some((effect) => effect.value === value)) wrong.push(`${key} is ${value}, which nobody wrote`)
    for (const one of effects) {
      if (one.value === value) counts.stands += 1
      else if (effects.some((other) => isAfter(known, other.deed, one.deed))) counts.superseded += 1
      else if (isAsked(one)) counts.asked += 1
      else if (isSettledByRule(key, one.value, value)) counts.ruled += 1
      else if (isBack(one)) counts.back += 1
      else wrong.push(`${key} is ${value}, and ${one.value} was never asked about (${one.deed.number}, ${one.deed.clone}: ${one.deed.words}, ${one.deed.commit.slice(0, 8)})`)
    }
  }
  for (const [key, value] of began) if (!byKey.has(key) && ended.get(key) !== value) wrong.push(`${key} is ${ended.get(key) ?? gone} and was ${value}, and nobody touched it`)
  for (const [key, value] of ended) if (!byKey.has(key) && began.get(key) !== value) wrong.push(`${key} is ${value}, and nobody wrote it`)
  for (const deed of deeds) if (!known.has(deed.commit)) wrong.push(`the commit of ${deed.number} (${deed.words}) is not in the history`)
  return {wrong, counts}
}

/**
 * Whether an effect gave way in a merge before which its side had, all in all, changed nothing there: it brought back what had been when
 * the sides parted, so only the other side had changed it.
 */
function backs(root: string, known: Known): (effect: Effect & {readonly deed: Deed}) => boolean {
  const states = new Map<string, State>()
  const stateAt = (commit: string): State => {
    const there = states.get(commit)
    if (there !== undefined) return there
    const tree = join(folder('then'), 'tree')
    git(root, 'worktree', 'add', '--quiet', '--detach', tree, commit)
    const {state} = snapshot(tree)
    git(root, 'worktree', 'remove', '--force', tree)
    states.set(commit, state)
    return state
  }
  return ({key, value, deed}) => {
    const valueAt = (commit: string): string => stateAt(commit).get(key) ?? gone
    for (const [commit, {parents}] of known) {
      const mine = parents.find((parent) => known.get(parent)!.numbers.has(deed.number))
      const theirs = parents.find((parent) => !known.get(parent)!.numbers.has(deed.number))
      if (mine === undefined || theirs === undefined || valueAt(mine) !== value) continue
      if (valueAt(commit) !== value) return valueAt(git(root, 'merge-base', mine, theirs)) === value
    }
    return false
  }
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one])
  return groups
}

type Known = ReadonlyMap<string, {readonly parents: readonly string[]; readonly numbers: ReadonlySet<number>}>

/** Which operations each commit of the history has in it, parents first. */
function knownAt(root: string, tip: string, deeds: readonly Deed[]): Known {
  const own = grouped(deeds, ({commit}) => commit)
  const known = new Map<string, {parents: readonly string[]; numbers: ReadonlySet<number>}>()
  for (const line of git(root, 'rev-list', '--topo-order', '--reverse', '--parents', tip).split('\n')) {
    const [commit, ...parents] = line.split(' ')
    const all = new Set((own.get(commit!) ?? []).map(({number}) => number))
    for (const parent of parents) for (const number of known.get(parent)?.numbers ?? []) all.add(number)
    known.set(commit!, {parents, numbers: all})
  }
  return known
}

/** True when whoever did the later one had the earlier one before them. */
function isAfter(known: Known, later: Deed, earlier: Deed): boolean {
  return later !== earlier && later.commit !== earlier.commit && (known.get(later.commit)?.numbers.has(earlier.number) ?? false)
}

/** Fields that are one question together. */
const together: readonly (readonly string[])[] = [['rsvp', 'why'], ['status', 'why', 'since'], ['status', 'why', 'chosen'], ['done', 'dropped', 'why']]

/** True for a question that covers this field, and in which this value was one of the answers. */
export function isAbout({file, field, base, mine, theirs}: Asked, {key, value}: Effect, names: Names): boolean {
  const [record, ...path] = partsOf(key)
  if (recordName(file, names) !== record) return false
  const shown = JSON.stringify([base, mine, theirs])
  if (field.length === 0) return true
  if (field[0] === 'attendance') return path[0] === 'attendance' && names.member(field[1]!) === path[1]
  const isSame = field.every((part, at) => part === path[at])
  if (isSame && path.length > field.length) return shown.includes(path.at(-1)!) || shown.includes(value)
  if (!isSame) return field.length === path.length && keyOf(...field.slice(0, -1)) === keyOf(...path.slice(0, -1)) && together.some((group) => group.includes(field.at(-1)!) && group.includes(path.at(-1)!))
  return value === gone || shown.includes(JSON.stringify(value)) || (path[0] === 'roles' && mine !== undefined)
}

/** Of two days on which one thing was done, the earlier stays. */
function isSettledByRule(key: string, value: string, standing: string): boolean {
  return ['done', 'dropped', 'joined', 'agreed'].includes(partsOf(key).at(-1)!) && standing !== gone && standing < value
}

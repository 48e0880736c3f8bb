/** A course of events in a group: who does what, and when they share it. */
import {expect} from 'vitest'
import {inLanes, operated} from './simulated-group.ts'
import type {Group} from './simulated-group.ts'
import {chance, drawn} from './simulated-operations.ts'
import type {Chance, Habits} from './simulated-operations.ts'
import {snapshot} from './simulated-state.ts'
import type {Deed, Verdict} from './simulated-verdict.ts'

/** Chooses the course of events: CIRCLE_SEED. */
export const seed = Number(process.env.CIRCLE_SEED ?? 1)

/** How many operations: some in every run, 500 with CIRCLE_THOROUGH=1, or as CIRCLE_OPERATIONS says. */
export function operationsOr(few: number): number {
  return Number(process.env.CIRCLE_OPERATIONS ?? (process.env.CIRCLE_THOROUGH === '1' ? 500 : few))
}

/** What happens in one clone, in the order of all. */
export interface Action {
  readonly member: string
  readonly kind: 'operation' | 'sync'
  /** A line that is given, not drawn. */
  readonly words?: readonly string[]
}

/** Lines that one member types. */
export function given(member: string, ...lines: readonly (readonly string[])[]): Action[] {
  return lines.map((words) => ({member, kind: 'operation', words}))
}

/** Begins with what is given; then whoever is drawn does something, and syncs now and then; at the end all sync, twice. */
export function course(members: readonly string[], operations: number, first: readonly Action[] = []): Action[] {
  const {one, yes} = chance(seed)
  const actions = [...first]
  let left = operations - first.filter(({kind}) => kind === 'operation').length
  while (left > 0) {
    const member = one(members)
    if (yes(0.3)) actions.push({member, kind: 'sync'})
    else {
      actions.push({member, kind: 'operation'})
      left -= 1
    }
  }
  const order = members.map((member) => ({member, place: chance(seed + members.indexOf(member))()})).toSorted((a, b) => a.place - b.place)
  for (let round = 0; round < 2; round += 1) actions.push(...order.map(({member}): Action => ({member, kind: 'sync'})))
  return actions
}

export interface Told {
  readonly deeds: readonly Deed[]
  readonly refused: number
  readonly syncs: number
  readonly seconds: number
}

/** How a clone is shared: by its folder and the action's number; `edits`: whether people edit by hand before it. Gives what was edited. */
export type Share = (root: string, number: number, chance: Chance, edits: boolean) => Promise<readonly Deed[]>

/** Lets it all happen. Clones work at once; what each of them sees is the same for the same seed, as syncs come one after another. */
export async function happen(group: Group, actions: readonly Action[], habits: Habits, share: Share): Promise<Told> {
  const began = performance.now()
  const deeds: Deed[] = []
  let [refused, syncs] = [0, 0]
  const last = new Map<string, number>()
  const tasks = actions.map(({member, kind, words}, number) => {
    const root = group.clones.get(member)!
    const own = chance(seed * 100_003 + number)
    const after = [last.get(member), kind === 'sync' ? last.get('sync') : undefined].filter((at) => at !== undefined)
    last.set(member, number)
    if (kind === 'sync') last.set('sync', number)
    const run = async (): Promise<void> => {
      if (kind === 'sync') {
        syncs += 1
        deeds.push(...(await share(root, number, own, own.yes(0.25) && number < actions.length - 2 * group.clones.size)))
        return
      }
      const deed = await operated(root, words ?? drawn({me: member, circle: snapshot(root), number, chance: own}, habits), number)
      if (deed === undefined) refused += 1
      else deeds.push(deed)
    }
    return {after, run}
  })
  await inLanes(3, tasks)
  expect(refused).toBeLessThan(actions.length / 10)
  return {deeds: deeds.toSorted((one, other) => one.number - other.number), refused, syncs, seconds: (performance.now() - began) / 1000}
}

/** One line for people who read the run. */
export function report({deeds, refused, syncs, seconds}: Told, {counts}: Verdict, more: string): void {
  const effects = deeds.reduce((sum, deed) => sum + deed.effects.length, 0)
  process.stdout.write(`seed ${seed}: ${deeds.length} operations (${refused} refused), ${effects} effects: ${JSON.stringify(counts)}; ${syncs} syncs; ${more}; ${seconds.toFixed(0)} s\n`)
}

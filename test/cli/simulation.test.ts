/**
 * A group that works at its own pace, with real clones and a real remote: at the end all have the same, and every operation's effect
 * is there, was superseded by a later one, or was asked about. CIRCLE_SEED chooses another course of events, CIRCLE_THOROUGH=1 all 500.
 */
import {expect, it} from 'vitest'
import {expectOne, gathered, handEdit, inLanes, operated, synced} from './simulated-group.ts'
import type {Group, Synced} from './simulated-group.ts'
import {chance, crowded, drawn} from './simulated-operations.ts'
import type {Chance} from './simulated-operations.ts'
import {snapshot} from './simulated-state.ts'
import {judge} from './simulated-verdict.ts'
import type {Asked, Deed} from './simulated-verdict.ts'

const seed = Number(process.env.CIRCLE_SEED ?? 1)
const operations = Number(process.env.CIRCLE_OPERATIONS ?? (process.env.CIRCLE_THOROUGH === '1' ? 500 : 60))

/** What happens in one clone, in the order of all. */
interface Action {
  readonly member: string
  readonly kind: 'operation' | 'sync'
  /** A line that is given, not drawn. */
  readonly words?: readonly string[]
}

const given = (member: string, ...lines: readonly (readonly string[])[]): Action[] => lines.map((words) => ({member, kind: 'operation', words}))

/** What is sure to happen at the beginning: two people of one first name, two dates under one name, and an evening with two scribes. */
const collisions: readonly Action[] = [
  ...given('bo', ['member', 'add', 'Dan Lind <dan.lind@example.org>'], ['rsvp', '2026-12-04-weekly', 'yes', '--as', 'dan'], ['gather', '2026-11-27-weekly', '--present', 'dan,bo', '--role', 'scribe=dan', '--topic', 'Topic of Bo', '--decision', 'Meet at seven', '--yes']),
  ...given('cy', ['member', 'add', 'Dan Moe <dan.moe@example.org>'], ['rsvp', '2026-12-04-weekly', 'no', '--why', 'In Boston', '--as', 'dan'], ['gather', '2026-11-27-weekly', '--present', 'dan,cy', '--role', 'host=dan', '--commit', 'dan: Do thing of Cy', '--notes', 'Note of Cy.', '--yes']),
  ...given('bo', ['schedule', 'add', '2027-02-20 10:00', '--title', 'Picnic', '--place', 'Hall of Bo'], ['rsvp', '2027-02-20-picnic', 'yes']),
  ...given('cy', ['schedule', 'add', '2027-02-20 11:00', '--title', 'Picnic', '--place', 'Hall of Cy'], ['rsvp', '2027-02-20-picnic', 'maybe']),
  ...given('eli', ['gather', '2026-11-20-weekly', '--present', 'eli,gil', '--topic', 'Topic of Eli', '--notes', 'Note of Eli.', '--yes']),
  ...given('gil', ['gather', '2026-11-20-weekly', '--present', 'ann,gil', '--regrets', 'eli', '--topic', 'Topic of Gil', '--notes', 'Note of Gil.', '--yes']),
  {member: 'cy', kind: 'sync'}, {member: 'bo', kind: 'sync'}, {member: 'gil', kind: 'sync'}, {member: 'eli', kind: 'sync'},
]

/** A course of events: whoever is drawn does something, and syncs now and then. */
function course(members: readonly string[], {one, yes}: Chance): Action[] {
  const actions = [...collisions]
  let left = operations - collisions.filter(({kind}) => kind === 'operation').length
  while (left > 0) {
    const member = one(members)
    if (yes(0.3)) actions.push({member, kind: 'sync'})
    else {
      actions.push({member, kind: 'operation'})
      left -= 1
    }
  }
  for (const round of [1, 2]) actions.push(...members.toSorted(() => (yes(0.5) ? round : -round)).map((member): Action => ({member, kind: 'sync'})))
  return actions
}

interface Told {
  readonly deeds: Deed[]
  readonly asked: Asked[]
  readonly notes: string[]
  refused: number
  syncs: number
}

/** Lets it all happen. Clones work at once; what each of them sees is the same for the same seed, as syncs come one after another. */
async function happen(group: Group, actions: readonly Action[]): Promise<Told> {
  const told: Told = {deeds: [], asked: [], notes: [], refused: 0, syncs: 0}
  const last = new Map<string, number>()
  const tasks = actions.map(({member, kind, words}, number) => {
    const root = group.clones.get(member)!
    const own = chance(seed * 100_003 + number)
    const after = [last.get(member), kind === 'sync' ? last.get('sync') : undefined].filter((at) => at !== undefined)
    last.set(member, number)
    if (kind === 'sync') last.set('sync', number)
    const run = async (): Promise<void> => {
      if (kind === 'sync') {
        const edits = new Map(own.yes(0.25) && number < actions.length - group.clones.size ? [[number, handEdit(root, number, own)] as const] : [])
        note(told, await synced(root, own.one(['mine', 'theirs'] as const), edits))
        return
      }
      const deed = await operated(root, words ?? drawn({me: member, circle: snapshot(root), number, chance: own}, crowded), number)
      if (deed === undefined) told.refused += 1
      else told.deeds.push(deed)
    }
    return {after, run}
  })
  await inLanes(3, tasks)
  return told
}

function note(told: Told, {asked, byHand, notes}: Synced): void {
  told.syncs += 1
  told.asked.push(...asked)
  told.deeds.push(...byHand)
  told.notes.push(...notes)
}

it(`keeps every word of ${operations} operations in twelve clones`, async () => {
  const group = await gathered()
  const began = performance.now()
  const actions = course([...group.clones.keys()], chance(seed))
  const told = await happen(group, actions)
  const tip = await expectOne(group)
  const [root] = group.clones.values()
  const deeds = told.deeds.toSorted((one, other) => one.number - other.number)
  const {wrong, counts} = judge(root!, tip, deeds, told.asked, group.began.state, snapshot(root!))
  const effects = deeds.reduce((sum, deed) => sum + deed.effects.length, 0)
  console.log(`seed ${seed}: ${deeds.length} operations (${told.refused} refused), ${effects} effects: ${JSON.stringify(counts)}; ${told.syncs} syncs asked ${told.asked.length} times; ${((performance.now() - began) / 1000).toFixed(0)} s`)
  if (process.env.CIRCLE_NOTES === '1') console.log([...new Set(told.notes)].join('\n'))
  expect(wrong).toEqual([])
  expect(told.refused).toBeLessThan(actions.length / 10)
}, 3_600_000)

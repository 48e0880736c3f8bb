/** The same with plain git in place of `circle sync`, in clones that the program made: hardly ever a conflict, and never a wrong merge. */
import {expect, it} from 'vitest'
import {course, happen, operationsOr, report, seed} from './simulated-course.ts'
import {expectOne, gathered} from './simulated-group.ts'
import {calm, past} from './simulated-operations.ts'
import {byLines, pulled, unlikeSync, withCircle} from './simulated-pulls.ts'
import {snapshot} from './simulated-state.ts'
import {judge} from './simulated-verdict.ts'

const operations = operationsOr(50)

it(`merges ${operations} operations with git pull and git push`, async () => {
  const group = await gathered()
  const members = [...group.clones.keys()]
  const env = withCircle()
  const merges: string[] = []
  const conflicts = new Map<string, string>()
  const asked = new Set<string>()
  const scribes = new Map(past.map((day, index) => [day, members[(index + seed) % members.length]!]))
  const told = await happen(group, course(members, operations), calm(scribes), async (root, _, chance) => {
    const shared = pulled(root, chance.one(['mine', 'theirs'] as const), env)
    merges.push(...shared.merges)
    for (const [merge, shown] of shared.conflicts) conflicts.set(merge, shown)
    for (const key of shared.asked) asked.add(key)
    return []
  })
  const tip = await expectOne(group)
  const [root] = group.clones.values()
  const verdict = judge(root!, tip, told.deeds, ({key}) => asked.has(key), group.began.state, snapshot(root!).state)
  const lines = merges.map((merge) => byLines(root!, merge))
  const count = (kind: string): number => lines.filter((one) => one === kind).length
  report(told, verdict, `${merges.length} merges, ${conflicts.size} conflicts; without the driver ${count('conflict')} conflicts, ${count('other')} that look clean and are not the same`)
  for (const shown of conflicts.values()) process.stdout.write(`${shown}\n`)
  expect(verdict.wrong).toEqual([])
  const unlike: string[] = []
  for (const merge of merges) if (!conflicts.has(merge)) unlike.push(...(await unlikeSync(root!, merge)).map((path) => `${merge}: ${path}`))
  expect(unlike).toEqual([])
  expect(conflicts.size).toBeLessThanOrEqual(Math.ceil(merges.length / 100))
}, 3_600_000)

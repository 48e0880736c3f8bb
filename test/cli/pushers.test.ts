/** Many who share at the same moment: git lets one of them through at a time, and all get through. */
import {expect, it} from 'vitest'
import {fsck} from './busy.ts'
import {put} from './circles.ts'
import {circle, git} from './harness.ts'
import {gathered} from './simulated-group.ts'

const count = Number(process.env.CIRCLE_PUSHERS ?? (process.env.CIRCLE_THOROUGH === '1' ? 30 : 12))

interface Synced {
  readonly tries: number
  readonly sent: boolean
}

it(`lets ${count} people through who share at once`, async () => {
  const {remote, clones} = await gathered(count)
  const page = (member: string): string => `gatherings/2026-12-04-weekly/${member}.yaml`
  for (const [member, root] of clones) {
    // Each their own page, and all of them one line of the shared page of an evening.
    put(root, {
      [page(member)]: `takeaway: |\n  Of ${member}.\n`,
      'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n',
      'gatherings/2026-11-27-weekly/gathering.yaml': `rhythm: weekly\n\nstatus: held\n\npresent: [${member}]\n`,
    })
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message', `Page of ${member}`)
  }
  const began = performance.now()
  const outcomes = await Promise.all([...clones.values()].map(async (root) => {
    const outcome = await circle(['sync', '--json'], {cwd: root})
    return {...outcome, seconds: (performance.now() - began) / 1000}
  }))
  expect(outcomes.map(({status, stderr}) => (status === 0 ? '' : stderr)).filter((words) => words !== '')).toEqual([])
  const synced = outcomes.map(({stdout}) => JSON.parse(stdout) as Synced)
  const tries = synced.map((one) => one.tries).toSorted((one, other) => one - other)
  const seconds = outcomes.map((one) => one.seconds).toSorted((one, other) => one - other)
  const total = tries.reduce((sum, one) => sum + one, 0)
  process.stdout.write(`${count} at once: ${total} tries (most ${tries.at(-1)}, middle ${tries[Math.floor(count / 2)]}); through after ${seconds[0]!.toFixed(1)} to ${seconds.at(-1)!.toFixed(1)} s\n`)
  expect(synced.every(({sent}) => sent)).toBe(true)
  const files = git(remote, 'ls-tree', '-r', '--name-only', 'refs/heads/main').split('\n')
  expect(files).toEqual(expect.arrayContaining([...clones.keys()].map(page)))
  const present = /^present: \[(.*)\]$/m.exec(git(remote, 'show', 'refs/heads/main:gatherings/2026-11-27-weekly/gathering.yaml'))?.[1]?.split(', ')
  expect(present?.toSorted()).toEqual([...clones.keys()].toSorted())
  // Everybody's own commit is in the history as they made it, and nobody's clone is left half way.
  expect(git(remote, 'log', '--no-merges', '--format=%s', 'refs/heads/main').split('\n').filter((line) => line.startsWith('Page of')).toSorted()).toEqual([...clones.keys()].map((member) => `Page of ${member}`).toSorted())
  for (const root of clones.values()) {
    expect(git(root, 'status', '--porcelain')).toBe('')
    git(remote, 'merge-base', '--is-ancestor', git(root, 'rev-parse', 'HEAD'), 'refs/heads/main')
  }
  fsck(remote)
  const [first] = clones.values()
  expect((await circle(['sync'], {cwd: first})).status).toBe(0)
  expect(git(first!, 'rev-parse', 'HEAD')).toBe(git(remote, 'rev-parse', 'refs/heads/main'))
  expect((await circle(['check'], {cwd: first})).status).toBe(0)
}, 600_000)

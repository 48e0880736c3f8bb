/** Several commands at once on one circle: each gets through, and nobody's words are lost. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {busy, fsck, hasStrace, leftovers, own, traced} from './busy.ts'
import {copies} from './circles.ts'
import {circle, commits, done, folder, git} from './harness.ts'

const page = (...ids: readonly string[]): string => `commitments:\n${ids.map((id) => `  ${id}:\n    what: Do ${id}.\n    due: "2026-12-04"\n`).join('\n')}`

const circles = copies(() => busy({
  'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n\nstatus: held\n\npresent: [ann, bo, cy]\n',
  'gatherings/2026-11-27-weekly/ann.yaml': page('b2bb', 'c2cc', 'd2dd', 'f2ff'),
  'gatherings/2026-11-27-weekly/bo.yaml': page('g2gg', 'h2hh'),
  'gatherings/2026-11-27-weekly/cy.yaml': page('j2jj', 'k2kk'),
}))

/** Runs these lines at once. All get through, each with a commit of its own, and the user's own edits stay as they were. */
async function allAtOnce(root: string, lines: readonly (readonly string[])[]): Promise<void> {
  const [made, mine] = [commits(root), own(root)]
  const outcomes = await Promise.all(lines.map((words) => circle(words, {cwd: root})))
  expect(outcomes.map(({status, stderr}) => (status === 0 ? 'done' : stderr))).toEqual(outcomes.map(() => 'done'))
  expect(commits(root)).toBe(made + lines.length)
  expect(own(root)).toEqual(mine)
  expect(await done(['check'], {cwd: root})).toContain('All sound')
  expect(leftovers(root)).toEqual([])
  fsck(root)
}

const subjects = (root: string, count: number): string[] => git(root, 'log', `-${count}`, '--format=%s').split('\n').toSorted()
const people = ['Dan Ek', 'Eve Holm', 'Fay Lund', 'Gil Moe', 'Hal Nyberg', 'Ida Ost', 'Jon Park', 'Kim Quist']

describe('eight commands at once', () => {
  it('add eight members', async () => {
    const root = await circles()
    await allAtOnce(root, people.map((name) => ['member', 'add', name]))
    expect(git(root, 'ls-tree', '--name-only', 'HEAD', 'members/').split('\n')).toHaveLength(3 + people.length)
    expect(subjects(root, 8)).toEqual(people.map((name) => `Add member ${name.slice(0, 3).toLowerCase()}`))
  })

  it('add eight people of one first name, who all get an id', async () => {
    const root = await circles()
    await allAtOnce(root, people.map((name, index) => ['member', 'add', `Dan ${name.split(' ')[1]} <dan${index}@example.org>`]))
    const files = git(root, 'ls-tree', '--name-only', 'HEAD', 'members/').split('\n').filter((path) => path.startsWith('members/dan'))
    const addresses = files.map((path) => /^email: (.*)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1])
    expect(addresses.toSorted()).toEqual(people.map((_, index) => `dan${index}@example.org`))
  })

  it('keep eight commitments, several of them in one file', async () => {
    const root = await circles()
    const ids = ['b2bb', 'c2cc', 'd2dd', 'f2ff', 'g2gg', 'h2hh', 'j2jj', 'k2kk']
    await allAtOnce(root, ids.map((id) => ['done', id]))
    const open = JSON.parse(await done(['commitments', '--open', '--json'], {cwd: root})) as {commitments: readonly {id: string}[]}
    expect(open.commitments.map(({id}) => id).filter((id) => ids.includes(id))).toEqual([])
    expect(git(root, 'grep', '-c', 'done:', 'HEAD', '--', 'gatherings/2026-11-27-weekly').split('\n').map((line) => line.slice(-1))).toEqual(['4', '2', '2'])
  })

  it('move eight gatherings', async () => {
    const root = await circles()
    const days = ['2026-12-04', '2026-12-11', '2026-12-18', '2026-12-25', '2027-01-01', '2027-01-08', '2027-01-15', '2027-01-22']
    await allAtOnce(root, days.map((day) => ['schedule', 'move', day, `${day} 18:00`]))
    const {gatherings} = JSON.parse(await done(['schedule', 'list', '--next', '8', '--json'], {cwd: root})) as {gatherings: readonly {id: string; start: string}[]}
    expect(gatherings.map(({start}) => start)).toEqual(days.map((day) => `${day}T18:00:00Z`))
  })

  it('write the same file from all sides: the charter and one gathering\'s page', async () => {
    const root = await circles()
    const rhythms = ['reading', 'walk', 'retreat', 'supper'].map((id) => ['schedule', 'add-rhythm', id, '--starts', '2027-02-01 18:00', '--lasts', '1h', '--repeats', 'every month'])
    const decisions = ['one', 'two', 'three', 'four'].map((what) => ['gather', '2026-11-27', '--decision', `Decision ${what}`, '--guest', `Guest ${what}`, '--yes'])
    await allAtOnce(root, [...rhythms, ...decisions])
    const committed = git(root, 'show', 'HEAD:charter.yaml', 'HEAD:gatherings/2026-11-27-weekly/gathering.yaml')
    for (const words of ['reading:', 'walk:', 'retreat:', 'supper:', 'Decision one', 'Decision two', 'Decision three', 'Decision four']) expect(committed).toContain(words)
    for (const guest of ['Guest one', 'Guest two', 'Guest three', 'Guest four']) expect(/^guests: .*$/m.exec(committed)?.[0]).toContain(guest)
  })
})

describe('two commands at once that want the same', () => {
  it('take the same name: one gets it, the other is told or gets another', async () => {
    const root = await circles()
    const made = commits(root)
    const outcomes = await Promise.all([1, 2].map(() => circle(['member', 'add', 'Dan Ek <dan@example.org>', '--id', 'dan'], {cwd: root})))
    expect(outcomes.map(({status}) => status).toSorted()).toEqual([0, 1])
    expect(outcomes.find(({status}) => status === 1)?.stderr).toMatch(/^error: .*dan.*\nhint: .*\n$/i)
    expect(commits(root)).toBe(made + 1)
  })

  it('found one circle: the other is told, and takes nothing of it away', async () => {
    for (const dir of ['.', 'new/club']) {
      const top = folder()
      const outcomes = await Promise.all(['One', 'Two', 'Three'].map((name) => circle(['init', dir, '--name', name, '--starts', '2026-12-04 19:00', '--yes'], {cwd: top})))
      expect(outcomes.filter(({status}) => status === 0)).toHaveLength(1)
      for (const {stderr} of outcomes.filter(({status}) => status !== 0)) expect(stderr).toMatch(/^error: .*\nhint: .*\n$/)
      const root = join(top, dir)
      expect(await done(['check'], {cwd: root})).toContain('All sound')
      expect([commits(root), git(root, 'status', '--porcelain')]).toEqual([1, ''])
      fsck(root)
    }
  })
})

describe('a reader while others write', () => {
  it('never fails and never sees half of a change', async () => {
    const root = await circles()
    const ended = new AbortController()
    let readings = 0
    const rounds = new Set<string>()
    const reader = async (words: readonly string[]): Promise<void> => {
      while (!ended.signal.aborted) {
        const {status, stdout, stderr} = await circle(words, {cwd: root})
        expect([status, stderr]).toEqual([0, ''])
        // Topic and three members' pages are of one round, whichever it is.
        const told = new Set([...stdout.matchAll(/(?:Topic|Takeaway) (\d+)/g)].map((match) => match[1]!))
        expect(told.size, stdout).toBeLessThanOrEqual(1)
        for (const round of told) rounds.add(round)
        readings += 1
      }
    }
    const reading = Promise.all([reader(['show', '2026-11-27', '--json']), reader(['check', '--json'])])
    // On a busy machine a reader comes round seldom: it goes on until they have seen more than one state.
    const enough = (): boolean => readings > 5 && rounds.size > 1
    const writer = async (day: string): Promise<void> => {
      for (let round = 1; round <= 3 || (round <= 30 && !enough()); round += 1) {
        const takeaways = ['ann', 'bo', 'cy'].flatMap((member) => ['--takeaway', `${member}: Takeaway ${round}`])
        const words = ['gather', day, '--topic', `Topic ${round}`, ...takeaways, '--present', 'ann,bo,cy', '--yes']
        // Where strace is there, the writer takes its time between any two files.
        expect(hasStrace ? await traced(['-o', '/dev/null', '-e', 'trace=/rename', '-e', 'inject=/rename:delay_enter=150000'], words, root) : (await circle(words, {cwd: root})).status).toBe(0)
      }
    }
    try {
      await Promise.all([writer('2026-11-27'), writer('2026-11-20')])
    } finally {
      ended.abort()
      await reading
    }
    expect(readings).toBeGreaterThan(5)
    expect(rounds.size).toBeGreaterThan(1)
  })
})

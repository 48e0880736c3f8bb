import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lastCommit, lived, put} from './circles.ts'
import {circle, commits, done, founded, terminal} from './harness.ts'

const fresh = copies(lived)
const bo = 'gatherings/2026-11-20-weekly/bo.yaml'
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

describe('circle commitments', () => {
  const ids = async (...words: string[]): Promise<string[]> => (await json<{commitments: {id: string}[]}>(['commitments', ...words], {cwd: await fresh()})).commitments.map(({id}) => id)

  it('lists who said they would do what, and what became of it', async () => {
    const stdout = await done(['commitments'], {cwd: await fresh()})
    for (const words of [/k3fx.*Ann.*Read the first two chapters\./, /m2dd.*Bo.*Ask the landlord\./, /k9zz.*Bring the lamp\./, /m7tt.*Buy candles\./]) expect(stdout).toMatch(words)
  })

  it('takes one member, what is open, what is overdue', async () => {
    expect(await ids()).toEqual(['k3fx', 'k9zz', 'm2dd', 'm7tt'])
    expect(await ids('--member', 'ann')).toEqual(['k3fx', 'k9zz'])
    expect(await ids('--open')).toEqual(['k3fx', 'm2dd'])
    expect(await ids('--overdue')).toEqual(['m2dd'])
    expect(await ids('--member', 'ann', '--overdue')).toEqual([])
  })

  it('gives programs the state of each', async () => {
    const {commitments} = await json<{commitments: object[]}>(['commitments', '--member', 'bo'], {cwd: await fresh()})
    expect(commitments).toEqual([
      {gathering: '2026-11-20-weekly', member: 'bo', id: 'm2dd', state: 'open', overdue: true, what: 'Ask the landlord.', due: '2026-11-24'},
      {gathering: '2026-11-20-weekly', member: 'bo', id: 'm7tt', state: 'dropped', overdue: false, what: 'Buy candles.', dropped: '2026-11-22', why: 'The landlord has some.'},
    ])
  })

  it('says so when there are none', async () => {
    const root = await founded()
    expect(await done(['commitments'], {cwd: root})).toContain('No commitments yet.')
    expect(await done(['commitments', '--open'], {cwd: root})).toBe('No commitment is open.\n')
    expect(await done(['commitments', '--overdue'], {cwd: root})).toBe('Nothing is overdue.\n')
  })
})

describe('circle done', () => {
  it('marks a commitment kept today, and keeps every other byte', async () => {
    const root = await fresh()
    const before = text(root, bo)
    expect(await done(['done', 'm2dd'], {cwd: root})).toBe('Done: Ask the landlord. (Bo)\n')
    expect(text(root, bo)).toBe(before.replace('    due: "2026-11-24"\n', '    due: "2026-11-24"\n    done: "2026-11-28"\n'))
    expect(lastCommit(root)).toBe(`Done m2dd of 2026-11-20-weekly: ${bo}`)
    await done(['check'], {cwd: root})
  })

  it('takes the beginning of an id, a day, and says nothing changed the second time', async () => {
    const root = await fresh()
    await done(['done', 'm2', '--on', 'yesterday'], {cwd: root})
    expect(text(root, bo)).toContain('done: "2026-11-27"')
    const count = commits(root)
    expect((await circle(['done', 'm2dd'], {cwd: root})).stderr).toContain('Nothing changed: it was so already.')
    expect(commits(root)).toBe(count)
  })

  it('says that it was done already, and corrects the day when another is given', async () => {
    const root = await fresh()
    const before = everything(root)
    expect(await circle(['done', 'k9zz'], {cwd: root})).toEqual({status: 0, stdout: 'Done already, on 2026-11-25: Bring the lamp. (Ann)\n', stderr: 'Nothing changed: it was so already.\n'})
    expect((await circle(['done', 'k9zz', '--on', '2026-11-25'], {cwd: root})).stderr).toBe('Nothing changed: it was so already.\n')
    expect(everything(root)).toEqual(before)
    expect(await done(['done', 'k9zz', '--on', '2026-11-24'], {cwd: root})).toBe('Done on 2026-11-24, not on 2026-11-25: Bring the lamp. (Ann)\n')
    expect(text(root, 'gatherings/2026-11-20-weekly/ann.yaml')).toContain('    done: "2026-11-24"\n')
  })

  it('takes a weekday for the last one, today included', async () => {
    const root = await fresh()
    await done(['done', 'm2dd', '--on', 'saturday'], {cwd: root})
    expect(text(root, bo)).toContain('done: "2026-11-28"')
    await done(['done', 'k3fx', '--on', 'friday'], {cwd: root})
    expect(text(root, 'gatherings/2026-11-20-weekly/ann.yaml')).toContain('done: "2026-11-27"')
  })

  it('prefers the open one where a beginning fits several', async () => {
    const root = await fresh()
    await done(['done', 'm'], {cwd: root})
    expect(text(root, bo)).toContain('done: "2026-11-28"')
  })

  it('says which, where a beginning fits several open ones', async () => {
    const root = await fresh()
    put(root, {'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n', 'gatherings/2026-11-27-weekly/cy.yaml': 'commitments:\n  m2xx:\n    what: Sing.\n'})
    const before = everything(root)
    const {status, stderr} = await circle(['done', 'm2'], {cwd: root})
    expect([status, stderr]).toEqual([2, 'error: 2 commitments begin with m2\nhint: say which: m2dd (bo: Ask the landlord.), m2xx (cy: Sing.)\n'])
    expect(everything(root)).toEqual(before)
  })

  it('tells two of one id apart by gathering and member', async () => {
    const root = await fresh()
    put(root, {'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n', 'gatherings/2026-11-27-weekly/cy.yaml': 'commitments:\n  m2dd:\n    what: Sing.\n'})
    const {stderr} = await circle(['done', 'm2dd'], {cwd: root})
    expect(stderr).toContain('2026-11-27-weekly/cy/m2dd (cy: Sing.)')
    expect(await done(['done', '2026-11-27-weekly/cy/m2dd'], {cwd: root})).toBe('Done: Sing. (Cy)\n')
  })

  it.each([
    [['m2dx'], 'error: no commitment has the id m2dx\nhint: did you mean m2dd?\n'],
    [['zzzzzzzz'], 'error: no commitment has the id zzzzzzzz\nhint: `circle commitments --open` lists them\n'],
    [['m2dd', '--on', 'tomorrow'], 'error: 2026-11-29 is still to come\nhint: say done when it is done\n'],
  ])('refuses %j', async (words, error) => {
    const {status, stderr} = await circle(['done', ...words], {cwd: await fresh()})
    expect([status, stderr]).toEqual([2, error])
  })

  it('does not take back that a commitment was dropped', async () => {
    const root = await fresh()
    const before = everything(root)
    const {status, stderr} = await circle(['done', 'm7tt'], {cwd: root})
    expect([status, stderr]).toEqual([1, `error: m7tt was dropped on 2026-11-22: The landlord has some.\nhint: to take that back, edit ${bo}\n`])
    expect(everything(root)).toEqual(before)
  })
})

describe('circle drop', () => {
  it('does not know the future', async () => {
    const {status, stderr} = await circle(['drop', 'm2dd', '--why', 'x', '--on', 'tomorrow'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([2, 'error: 2026-11-29 is still to come\nhint: give it up on the day itself\n'])
  })

  it('gives a commitment up, with the reason', async () => {
    const root = await fresh()
    expect(await done(['drop', 'm2dd', '--why', 'He moved away'], {cwd: root})).toBe('Dropped: Ask the landlord. (Bo)\n')
    expect(text(root, bo)).toContain('    due: "2026-11-24"\n    dropped: "2026-11-28"\n    why: He moved away\n')
    expect(lastCommit(root)).toBe(`Drop m2dd of 2026-11-20-weekly: ${bo}`)
  })

  it('wants the reason: asks at a terminal, names the flag without one', async () => {
    const root = await fresh()
    expect((await circle(['drop', 'm2dd'], {cwd: root})).stderr).toBe('error: why is m2dd dropped?\nhint: give the reason with --why "…"\n')
    const at = terminal(['drop', 'm2dd'], {cwd: root})
    await at.answer('Why is "Ask the landlord." dropped?', 'He moved')
    expect(await at.exit()).toBe(0)
    expect(text(root, bo)).toContain('why: He moved\n')
  })

  it('does not drop what is done', async () => {
    const {status, stderr} = await circle(['drop', 'k9zz', '--why', 'x'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([1, 'error: k9zz was done on 2026-11-25\nhint: to take that back, edit gatherings/2026-11-20-weekly/ann.yaml\n'])
  })

  it('does not give another reason or day to what is dropped, and changes nothing for the same', async () => {
    const root = await fresh()
    const before = everything(root)
    for (const more of [['--why', 'x'], ['--why', 'The landlord has some.', '--on', '2026-11-23'], []]) {
      const {status, stderr} = await circle(['drop', 'm7tt', ...more], {cwd: root})
      expect([status, stderr]).toEqual([1, `error: m7tt was dropped on 2026-11-22: The landlord has some.\nhint: to take that back, edit ${bo}\n`])
    }
    expect(await circle(['drop', 'm7tt', '--why', 'The landlord has some.'], {cwd: root})).toMatchObject({status: 0, stderr: 'Nothing changed: it was so already.\n'})
    expect(everything(root)).toEqual(before)
  })
})

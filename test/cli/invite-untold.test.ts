import {describe, expect, it} from 'vitest'
import {copies, json} from './circles.ts'
import {circle, done, founded} from './harness.ts'

const [first, second] = ['2026-12-04-weekly', '2026-12-11-weekly']

/** A circle in which Bo and Cy are invited to the next gathering. */
const fresh = copies(async () => {
  const root = await founded()
  await done(['invite'], {cwd: root})
  return root
})
const remark = async (root: string, ...words: string[]): Promise<string> => (await circle(words, {cwd: root})).stderr
const told = `Bo and Cy were invited: circle invite ${first} tells them\n`

describe('a change of a gathering to which members were invited', () => {
  it('says who was, and what tells them: moved, called off, put back, edited', async () => {
    const root = await fresh()
    expect(await remark(root, 'schedule', 'move', first, '20:00')).toContain(told)
    expect(await remark(root, 'schedule', 'cancel', first, '--why', 'Snow')).toContain(told)
    await done(['invite', first], {cwd: root})
    expect(await remark(root, 'schedule', 'restore', first)).toContain(told)
    await done(['invite', first], {cwd: root})
    expect(await remark(root, 'schedule', 'edit', first, '--place', "Ann's kitchen")).toContain(told)
  })

  it('says nothing of it where nobody was invited, or there is nothing new to them', async () => {
    const root = await fresh()
    expect(await remark(root, 'schedule', 'move', second, '20:00')).not.toContain('invited')
    expect(await remark(root, 'schedule', 'edit', first, '--topic', 'Luck')).not.toContain('invited')
    await done(['schedule', 'move', first, '20:00'], {cwd: root})
    expect(await remark(root, 'schedule', 'restore', first)).not.toContain('invited')
  })

  it('names only those who were', async () => {
    const root = await founded()
    await done(['invite', '--to', 'cy'], {cwd: root})
    expect(await remark(root, 'schedule', 'cancel', first, '--why', 'Snow')).toContain(`Cy was invited: circle invite ${first} tells them\n`)
  })
})

describe('what needs care', () => {
  interface Care {
    readonly care: {readonly untold: readonly {readonly gathering: string; readonly members: readonly string[]}[]}
  }
  const untold = async (root: string, now?: string): Promise<Care['care']['untold']> => (await json<Care>([], {cwd: root, ...(now === undefined ? {} : {env: {CIRCLE_NOW: now}})})).care.untold

  it('is that people should hear of a cancellation or a change, until they have', async () => {
    const root = await fresh()
    expect(await untold(root)).toEqual([])
    await done(['schedule', 'move', first, '20:00'], {cwd: root})
    expect(await done([], {cwd: root})).toMatch(new RegExp(`Needs care\\n[^]*  ${first} +Bo and Cy should hear what changed +circle invite ${first}\\n`))
    await done(['schedule', 'cancel', first, '--why', 'Snow'], {cwd: root})
    expect(await done([], {cwd: root})).toMatch(new RegExp(`  ${first} +called off: Bo and Cy should hear of it +circle invite ${first}\\n`))
    expect(await untold(root)).toEqual([{gathering: first, members: ['bo', 'cy']}])
    expect(await untold(root, '2026-12-04T22:00:00Z')).toEqual([])
    await done(['invite', first], {cwd: root})
    expect(await untold(root)).toEqual([])
  })

  it('is also that somebody who left should hear of it', async () => {
    const root = await fresh()
    await done(['member', 'leave', 'cy'], {cwd: root})
    expect(await done([], {cwd: root})).toMatch(new RegExp(`  ${first} +Cy left, and should hear that it is off for them +circle invite ${first}\\n`))
  })
})

describe('circle invite without a gathering', () => {
  interface Round {
    readonly gathering: {readonly id: string}
    readonly mails: readonly {readonly member: string; readonly method: string}[]
  }
  const round = async (root: string, ...words: string[]): Promise<string[]> => {
    const {gathering, mails} = await json<Round>(['invite', ...words], {cwd: root})
    return [gathering.id, ...mails.map(({member, method}) => `${member} ${method}`)]
  }

  it('is first about one that was called off since people were invited, then about the next', async () => {
    const root = await fresh()
    await done(['schedule', 'cancel', first, '--why', 'Snow'], {cwd: root})
    const {stderr} = await circle(['invite', '--dry-run'], {cwd: root})
    expect(stderr).toContain(`This is about ${first} first: Bo and Cy had been invited to it. The next gathering: circle invite ${second}\n`)
    expect(await round(root)).toEqual([first, 'bo cancel', 'cy cancel'])
    expect(await round(root)).toEqual([second, 'bo request', 'cy request'])
    expect(await round(root)).toEqual([second])
  })

  it('goes through what is to be said in the order of the dates', async () => {
    const root = await fresh()
    await done(['invite', second], {cwd: root})
    await done(['schedule', 'move', second, '20:00'], {cwd: root})
    expect(await round(root)).toEqual([second, 'bo request', 'cy request'])
    await done(['schedule', 'move', second, '21:00'], {cwd: root})
    await done(['schedule', 'move', first, '21:00'], {cwd: root})
    expect(await round(root)).toEqual([first, 'bo request', 'cy request'])
    expect(await round(root)).toEqual([second, 'bo request', 'cy request'])
  })

  it('is about the next, where it is for others, or a gathering is named', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dee Li <dee@example.org>'], {cwd: root})
    await done(['schedule', 'cancel', first, '--why', 'Snow'], {cwd: root})
    expect(await round(root, '--to', 'dee')).toEqual([second, 'dee request'])
    expect(await round(root, 'next', '--to', 'bo')).toEqual([second, 'bo request'])
    expect(await round(root, '--to', 'bo')).toEqual([first, 'bo cancel'])
  })
})

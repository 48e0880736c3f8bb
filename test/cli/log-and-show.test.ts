import {describe, expect, it} from 'vitest'
import {copies, json, lived, put} from './circles.ts'
import {circle, done, founded} from './harness.ts'

const fresh = copies(lived)
const second = {'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n\nstatus: held\n\ntopic: Debt\n\npresent: [cy]\n'}

describe('circle log', () => {
  it('shows the gatherings held, newest first, with who was there', async () => {
    const root = await fresh()
    put(root, second)
    expect(await done(['log'], {cwd: root})).toBe(
      '2026-11-27-weekly  Fri 27 Nov 2026  Debt  Cy\n2026-11-20-weekly  Fri 20 Nov 2026  Is thrift a virtue?  Ann, Bo, Dora Lind (guest)\n',
    )
  })

  it('takes the last few, or those one member was at', async () => {
    const root = await fresh()
    put(root, second)
    const ids = async (...words: string[]): Promise<string[]> => (await json<{gatherings: {id: string}[]}>(['log', ...words], {cwd: root})).gatherings.map(({id}) => id)
    expect(await ids('--last', '1')).toEqual(['2026-11-27-weekly'])
    expect(await ids('--member', 'Bo')).toEqual(['2026-11-20-weekly'])
    expect(await ids('--member', 'cy')).toEqual(['2026-11-27-weekly'])
  })

  it('gives programs who was there', async () => {
    expect((await json<{gatherings: object[]}>(['log'], {cwd: await fresh()})).gatherings).toEqual([
      expect.objectContaining({id: '2026-11-20-weekly', status: 'held', topic: 'Is thrift a virtue?', present: ['ann', 'bo'], regrets: ['cy'], guests: ['Dora Lind'], start: '2026-11-20T19:00:00Z'}),
    ])
  })

  it('says so when nothing has been logged', async () => {
    const root = await founded()
    expect(await done(['log'], {cwd: root})).toBe('No gathering has been logged yet. After the first one: circle gather\n')
    expect(await json(['log'], {cwd: root})).toEqual({gatherings: []})
  })
})

describe('circle show', () => {
  it('shows one gathering whole: facts, notes, decisions, commitments, takeaways', async () => {
    const text = await done(['show', '2026-11-20'], {cwd: await fresh()})
    expect(text).toMatch(/^Friday meeting {2}2026-11-20-weekly {2}held\n/)
    expect(text).toContain('Friday 20 November 2026, 19:00–21:00 (UTC)')
    expect(text).toMatch(/present +Ann, Bo/)
    expect(text).toMatch(/regrets +Cy/)
    expect(text).toMatch(/guests +Dora Lind/)
    expect(text).toMatch(/roles +Recorder: Ann, Timekeeper: Bo/)
    expect(text).toContain('We talked about thrift.\nAnd about debt.\n')
    expect(text).toMatch(/p0aa +Meet at seven\./)
    for (const id of ['k3fx', 'k9zz', 'm2dd', 'm7tt']) expect(text).toContain(id)
    expect(text).toContain('Keep accounts.')
  })

  it('shows one to come, with the answers so far', async () => {
    const text = await done(['show', 'next'], {cwd: await fresh()})
    expect(text).toContain('planned')
    expect(text).toMatch(/Cy +declined: In Boston\./)
  })

  it('shows a date that has no page yet', async () => {
    const {gathering} = await json<{gathering: object}>(['show', '2026-12-18'], {cwd: await fresh()})
    expect(gathering).toEqual(expect.objectContaining({id: '2026-12-18-weekly', due: '2026-12-18', page: null, pages: {}}))
  })

  it('shows what was moved or cancelled, and why', async () => {
    const root = await fresh()
    await done(['schedule', 'move', '2026-12-11', '2026-12-12'], {cwd: root})
    await done(['schedule', 'cancel', '2026-12-18', '--why', 'Snow'], {cwd: root})
    expect(await done(['show', '2026-12-11-weekly'], {cwd: root})).toContain('moved from 2026-12-11')
    expect(await done(['show', '2026-12-18'], {cwd: root})).toMatch(/cancelled\n(.*\n)* +why +Snow/)
  })

  it('wants a gathering', async () => {
    const {status, stderr} = await circle(['show'], {cwd: await fresh()})
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: missing required argument 'gathering'\nhint: for example: circle show .*\. `circle show --help` shows how it is used\n$/)
  })
})

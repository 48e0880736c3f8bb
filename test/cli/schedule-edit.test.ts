import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lastCommit, lived} from './circles.ts'
import {circle, done} from './harness.ts'

const fresh = copies(lived)
const page = (root: string, id: string): string => readFileSync(join(root, 'gatherings', id, 'gathering.yaml'), 'utf8')
const edit = (root: string, ...words: string[]): Promise<string> => done(['schedule', 'edit', ...words], {cwd: root})

describe('circle schedule edit', () => {
  it('gives one gathering of a rhythm another place, and leaves the others', async () => {
    const root = await fresh()
    expect(await edit(root, '2026-12-11', '--place', "Ann's kitchen")).toBe("2026-12-11-weekly has changed: Friday 11 December 2026, 19:00–21:00.\n  place  Ann's kitchen\n")
    expect(page(root, '2026-12-11-weekly')).toBe("rhythm: weekly\n\nplace: Ann's kitchen\n")
    expect(lastCommit(root)).toBe('Edit 2026-12-11-weekly: gatherings/2026-12-11-weekly/gathering.yaml')
    const {gatherings} = await json<{gatherings: {place: string}[]}>(['schedule', 'list', '--next', '3'], {cwd: root})
    expect(gatherings.map(({place}) => place)).toEqual(['The tavern', "Ann's kitchen", 'The tavern'])
    await done(['check'], {cwd: root})
  })

  it('changes title, length, link and topic too, and keeps what else stands on the page', async () => {
    const root = await fresh()
    const stdout = await edit(root, 'next', '--title', 'Dinner', '--lasts', '4h', '--link', 'https://x.example/d', '--topic', 'Thrift')
    expect(stdout).toBe('2026-12-04-weekly has changed: Friday 4 December 2026, 19:00–23:00.\n  title  Dinner\n  lasts  4h\n  link   https://x.example/d\n  topic  Thrift\n')
    expect(page(root, '2026-12-04-weekly')).toBe('rhythm: weekly\n\nlasts: 4h\n\nlink: https://x.example/d\n\ntitle: Dinner\n\ntopic: Thrift\n')
    expect(await edit(root, 'next', '--topic', '', '--link', '')).toContain('  link   none\n  topic  none\n')
    expect(page(root, '2026-12-04-weekly')).toBe('rhythm: weekly\n\nlasts: 4h\n\ntitle: Dinner\n')
  })

  it('goes back to what the rhythm says with an empty text, or with the same as that', async () => {
    const root = await fresh()
    await edit(root, '2026-12-11', '--place', 'The park', '--lasts', '3h')
    expect(await edit(root, '2026-12-11', '--place', '', '--lasts', '120 min')).toBe('2026-12-11-weekly has changed: Friday 11 December 2026, 19:00–21:00.\n  lasts  2h as always\n  place  The tavern as always\n')
    expect(page(root, '2026-12-11-weekly')).toBe('rhythm: weekly\n')
  })

  it('takes out what a date of its own has, for good', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-05 14:00', '--title', 'Winter walk', '--place', 'The park'], {cwd: root})
    await edit(root, '2026-12-05', '--place', '', '--title', '')
    expect(page(root, '2026-12-05-winter-walk')).toBe('when: "2026-12-05 14:00"\n')
  })

  it('corrects what was held', async () => {
    const root = await fresh()
    await edit(root, '2026-11-20', '--place', 'The park')
    expect(page(root, '2026-11-20-weekly')).toContain('\nplace: The park\n')
    await done(['check'], {cwd: root})
  })

  it('writes nothing where it is so already', async () => {
    const root = await fresh()
    const before = everything(root)
    for (const words of [['--place', 'The tavern'], ['--topic', 'Luck'], ['--link', '']]) {
      const {status, stderr} = await circle(['schedule', 'edit', 'next', ...words], {cwd: root})
      expect([status, stderr]).toEqual([0, 'Nothing changed: it was so already.\n'])
    }
    expect(everything(root)).toEqual(before)
  })

  it('points out that it is long enough to meet another now', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-04 21:30', '--title', 'Choir'], {cwd: root})
    expect((await circle(['schedule', 'edit', '2026-12-04-weekly', '--lasts', '3h'], {cwd: root})).stderr).toContain('It is at the same time as 2026-12-04-choir')
  })

  it('shows with --dry-run what it would write, and tells programs what became of it', async () => {
    const root = await fresh()
    const before = everything(root)
    expect(await edit(root, '2026-12-11', '--place', 'The park', '--dry-run')).toContain('+place: The park')
    expect(everything(root)).toEqual(before)
    const {gathering} = await json<{gathering: Record<string, unknown>}>(['schedule', 'edit', '2026-12-11', '--place', 'The park', '--topic', 'Trees'], {cwd: root})
    expect(gathering).toMatchObject({id: '2026-12-11-weekly', place: 'The park', topic: 'Trees', status: 'planned'})
  })

  it.each([
    [['next'], 2, 'error: what is to change at 2026-12-04-weekly?\nhint: give --place, --link, --lasts, --title or --topic; when it is: circle schedule move\n'],
    [['next', '--link', 'javascript:alert(1)'], 2, 'error: --link is not a link'],
    [['next', '--lasts', 'long'], 2, 'error: --lasts is not a length of time: long'],
    [['next', '--place', 'a\nb'], 2, 'error: a text of several lines was given'],
    [['2026-12-18', '--place', 'x'], 1, 'error: 2026-12-18-weekly is cancelled\nhint: first take that back: circle schedule restore 2026-12-18-weekly\n'],
  ])('refuses %j', async (words, exit, error) => {
    const root = await fresh()
    await done(['schedule', 'cancel', '2026-12-18', '--why', 'x'], {cwd: root})
    const before = everything(root)
    const {status, stderr} = await circle(['schedule', 'edit', ...words], {cwd: root})
    expect(status).toBe(exit)
    expect(stderr).toContain(error)
    expect(everything(root)).toEqual(before)
  })
})

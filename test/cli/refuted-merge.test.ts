/** Merges that once came out clean and wrong, or lost a word, each with two or three real clones. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, put} from './circles.ts'
import {cloned, clones} from './clones.ts'
import {circle, done, git, terminal} from './harness.ts'

const evening = 'gatherings/2026-11-20-weekly/gathering.yaml'
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const change = (root: string, path: string, from: string, to: string): void => put(root, {[path]: read(root, path).replace(from, to)})
const at = (time: string) => ({GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time})

describe('two people who both became dan', () => {
  it('keep the id that is shared already, for others have written under it, although the other was added before', async () => {
    const {at: folder, ann, bo} = await clones()
    const cy = cloned(folder, 'cy', 'Cy Ash')
    await done(['member', 'add', 'Dan One <one@example.org>'], {cwd: bo, env: at('2026-11-21T09:00:00Z')})
    await done(['member', 'add', 'Dan Two <two@example.org>'], {cwd: ann, env: at('2026-11-21T10:00:00Z')})
    await done(['sync'], {cwd: ann})
    await done(['sync'], {cwd: cy})
    put(ann, {'gatherings/2026-11-20-weekly/dan.yaml': 'takeaway: |\n  What Dan Two takes home.\n'})
    change(cy, evening, 'present: [ann, bo]', 'present: [ann, bo, dan]')
    const told = await circle(['sync'], {cwd: bo})
    expect(told.stderr).toContain('Dan One is dan-one')
    expect(told.stdout).toContain('Ann added Dan Two')
    expect(told.stdout).toContain('you added Dan One')
    for (const root of [cy, ann, bo]) await done(['sync'], {cwd: root})
    expect(read(bo, 'members/dan.yaml')).toContain('two@example.org')
    expect(read(bo, 'members/dan-one.yaml')).toContain('one@example.org')
    expect(read(bo, evening)).toContain('present: [ann, bo, dan]')
    expect(read(bo, 'gatherings/2026-11-20-weekly/dan.yaml')).toContain('Dan Two')
    expect(existsSync(join(bo, 'gatherings/2026-11-20-weekly/dan-one.yaml'))).toBe(false)
  })
})

describe('two changes that are sound by themselves, and together break a rule', () => {
  it('are said to: a rhythm that ends before it starts', async () => {
    const {ann, bo} = await clones()
    change(bo, 'charter.yaml', 'repeats:', 'until: "2026-12-01"\n    repeats:')
    await done(['sync'], {cwd: bo})
    change(ann, 'charter.yaml', '2026-11-20 19:00', '2026-12-18 19:00')
    const {status, stderr} = await circle(['sync'], {cwd: ann})
    expect(status).toBe(0)
    expect(stderr).toMatch(/charter\.yaml:\d+:\d+: the rhythm weekly ends before it starts, on 2026-12-18/)
    expect(stderr).toContain('circle check')
  })

  it('are said to: a member whose file is gone, and who was there', async () => {
    const {ann, bo} = await clones()
    await done(['member', 'add', 'Eve Holm <eve@example.org>'], {cwd: bo})
    await done(['sync'], {cwd: bo})
    await done(['sync'], {cwd: ann})
    git(bo, 'rm', '--quiet', 'members/eve.yaml')
    commitAll(bo)
    await done(['sync'], {cwd: bo})
    change(ann, evening, 'present: [ann, bo]', 'present: [ann, bo, eve]')
    const {stderr} = await circle(['sync', '--dry-run'], {cwd: ann})
    expect(stderr).toContain('eve is not a member')
    expect((JSON.parse(await done(['sync', '--json'], {cwd: ann})) as {notes: readonly string[]}).notes.join('\n')).toContain('eve is not a member')
    // Said once: what was wrong before is no news.
    put(bo, {'notes.txt': 'By Bo.\n'})
    commitAll(bo)
    await done(['sync'], {cwd: bo})
    expect((await circle(['sync'], {cwd: ann})).stderr).toBe('')
  })
})

describe('a gathering whose folder one took away by plain git', () => {
  it('keeps its shared page where another wrote a page in it, and says so', async () => {
    const {ann, bo} = await clones()
    git(bo, 'rm', '--quiet', '-r', 'gatherings/2026-11-20-weekly')
    commitAll(bo)
    await done(['sync'], {cwd: bo})
    await done(['takeaway', '2026-11-20', 'Keep a diary.'], {cwd: ann})
    const {status, stderr} = await circle(['sync'], {cwd: ann})
    expect([status, stderr]).toEqual([0, expect.stringContaining(`${evening} was deleted on one side`)])
    expect(git(ann, 'ls-files', 'gatherings/2026-11-20-weekly').split('\n')).toEqual(['gatherings/2026-11-20-weekly/ann.yaml', evening])
    await done(['sync'], {cwd: bo})
    for (const root of [ann, bo]) expect(await done(['check'], {cwd: root})).toContain('All sound')
    expect(read(bo, evening)).toContain('Is thrift a virtue?')
  })
})

describe('a question about fields that only make sense together', () => {
  it('names whoever said something else in one of them', async () => {
    const {ann, bo} = await clones()
    await done(['drop', 'k3fx', '--why', 'No time'], {cwd: bo})
    await done(['sync'], {cwd: bo})
    await done(['done', 'k3fx'], {cwd: ann})
    const {status, stdout} = await circle(['sync', '--json'], {cwd: ann})
    expect(status).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({conflicts: [{field: ['commitments', 'k3fx', 'done'], mineBy: {name: 'Ann Ek'}, theirsBy: {name: 'Bo Berg'}}]})
  })
})

describe('an answer about a file that is no text', () => {
  it('holds for the version that was asked about, and not for one that somebody shares meanwhile', async () => {
    const {ann, bo} = await clones()
    const paint = (root: string, colour: number): void => writeFileSync(join(root, 'picture.bin'), Buffer.from([0, colour]))
    const share = async (colour: number): Promise<void> => {
      paint(bo, colour)
      commitAll(bo)
      await done(['sync'], {cwd: bo})
    }
    await share(1)
    paint(ann, 2)
    commitAll(ann)
    const asked = terminal(['sync'], {cwd: ann})
    await asked.sees('picture.bin')
    await asked.sees('mine (')
    await share(3)
    await asked.press('enter')
    // The answered question names it too: it is asked again only after the list is shown anew.
    await asked.sees('1 field was changed')
    await asked.sees('? picture.bin')
    await asked.press('down', 'enter')
    expect(await asked.exit()).toBe(0)
    expect([...readFileSync(join(ann, 'picture.bin'))]).toEqual([0, 3])
  })
})

describe('what somebody decided against', () => {
  it('is in the history, also where it was edited by hand and not committed', async () => {
    const {ann, bo} = await clones()
    change(bo, 'charter.yaml', 'Talk.', 'Talk and eat.')
    await done(['sync'], {cwd: bo})
    change(ann, 'charter.yaml', 'Talk.', 'Talk and read.')
    await done(['sync', '--prefer', 'theirs'], {cwd: ann})
    expect(read(ann, 'charter.yaml')).toContain('Talk and eat.')
    expect(git(ann, 'log', '--patch', 'origin/main')).toContain('Talk and read.')
  })
})

/** The flags that every command knows. */
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, copies, everything, json, lived, put, uncommitted} from './circles.ts'
import {circle, commits, done, filesIn, folder, git} from './harness.ts'

const fresh = copies(lived)

const reading: readonly (readonly string[])[] = [
  [], ['status'], ['member', 'list'], ['member', 'show', 'bo'], ['schedule', 'list'], ['agenda'], ['log'], ['show', 'last'], ['commitments'], ['check'], ['schema', 'page'], ['ics', '--out', '-'],
]
/** Each changes the circle; those that need it are given what they want. */
const writing: readonly (readonly [words: readonly string[], path: string, key: string])[] = [
  [['member', 'add', 'Dan'], 'members/dan.yaml', 'member'],
  [['member', 'edit', 'bo', '--seeks', 'tea'], 'members/bo.yaml', 'member'],
  [['member', 'pause', 'bo'], 'members/bo.yaml', 'member'],
  [['member', 'return', 'bo', '--since', 'tomorrow'], 'members/bo.yaml', 'member'],
  [['member', 'leave', 'bo'], 'members/bo.yaml', 'member'],
  [['schedule', 'add', 'tomorrow 10:00', '--title', 'Walk'], 'gatherings/2026-11-29-walk/gathering.yaml', 'gathering'],
  [['schedule', 'move', '2026-12-11', '20:00'], 'gatherings/2026-12-11-weekly/gathering.yaml', 'gathering'],
  [['schedule', 'edit', '2026-12-11', '--place', 'x'], 'gatherings/2026-12-11-weekly/gathering.yaml', 'gathering'],
  [['schedule', 'cancel', '2026-12-11', '--why', 'x'], 'gatherings/2026-12-11-weekly/gathering.yaml', 'gathering'],
  [['schedule', 'restore', '2026-12-18'], 'gatherings/2026-12-18-weekly/gathering.yaml', 'gathering'],
  [['schedule', 'add-rhythm', 'tea', '--starts', 'tomorrow'], 'charter.yaml', 'rhythm'],
  [['schedule', 'end-rhythm', 'weekly', '--after', '2027-01-31'], 'charter.yaml', 'rhythm'],
  [['done', 'm2dd'], 'gatherings/2026-11-20-weekly/bo.yaml', 'commitment'],
  [['drop', 'm2dd', '--why', 'x'], 'gatherings/2026-11-20-weekly/bo.yaml', 'commitment'],
]

/** A lived circle in which the gathering of 18 December is cancelled. */
async function ready(): Promise<string> {
  const root = await fresh()
  put(root, {'gatherings/2026-12-18-weekly/gathering.yaml': 'rhythm: weekly\n\nstatus: cancelled\n\nwhy: x\n'})
  commitAll(root)
  return root
}

describe('--json', () => {
  it.each(reading.map((words) => [words]))('makes `circle %j` print one JSON object and nothing else', async (words) => {
    const root = await fresh()
    const {status, stdout} = await circle([...words, '--json'], {cwd: root})
    expect(status).toBe(0)
    const value = JSON.parse(stdout) as unknown
    expect(typeof value === 'object' && value !== null && !Array.isArray(value)).toBe(true)
    expect(Object.keys(value as object).length).toBeGreaterThan(0)
    expect(stdout.endsWith('}\n')).toBe(true)
  })

  it.each(writing)('makes `circle %j` print what it made', async (words, path, key) => {
    const root = await ready()
    const {status, stdout} = await circle([...words, '--json'], {cwd: root})
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toHaveProperty(key)
    expect(git(root, 'show', '--name-only', '--format=', 'HEAD')).toBe(path)
  })

  it('may stand before the command', async () => {
    expect(JSON.parse(await done(['--json', 'member', 'list'], {cwd: await fresh()}))).toHaveProperty('members')
  })
})

describe('--dry-run', () => {
  it.each(writing)('makes `circle %j` show the diff, and write nothing', async (words, path) => {
    const root = await ready()
    const before = everything(root)
    const {status, stdout, stderr} = await circle([...words, '--dry-run'], {cwd: root})
    expect(status).toBe(0)
    expect(stdout).toContain(`+++ b/${path}\n`)
    expect(stdout).toMatch(/^@@ -\d+,\d+ \+\d+,\d+ @@$/m)
    expect(stdout).toMatch(/^\+[^+]/m)
    expect(stderr).not.toContain('Wrote')
    const {files} = await json<{dryRun: true; files: {path: string; before: string | null; after: string}[]}>([...words, '--dry-run'], {cwd: root})
    expect(files.map((each) => each.path)).toEqual([path])
    expect(files[0]!.after).not.toBe(files[0]!.before)
    expect(everything(root)).toEqual(before)
  })

  it('shows a diff that git can apply', async () => {
    const root = await ready()
    const diff = await done(['schedule', 'end-rhythm', 'weekly', '--after', '2027-01-31', '--dry-run'], {cwd: root})
    put(root, {'../change.diff': diff})
    git(root, 'apply', '../change.diff')
    const applied = filesIn(root)
    git(root, 'checkout', '--quiet', '.')
    await done(['schedule', 'end-rhythm', 'weekly', '--after', '2027-01-31', '--no-commit'], {cwd: root})
    expect(filesIn(root)).toEqual(applied)
  })

  it('shows what init would write, and makes no folder', async () => {
    const inside = folder()
    const stdout = await done(['init', join(inside, 'new'), '--yes', '--dry-run'])
    for (const path of ['charter.yaml', 'members/ann.yaml', 'README.md', '.gitignore']) expect(stdout).toContain(`--- /dev/null\n+++ b/${path}\n`)
    expect(everything(inside)).toEqual({})
  })

  it('says so when nothing would change', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--seeks', 'tea'], {cwd: root})
    expect(await done(['member', 'edit', 'bo', '--seeks', 'tea', '--dry-run'], {cwd: root})).toBe('Nothing would change.\n')
  })
})

describe('--no-commit', () => {
  it.each(writing)('makes `circle %j` write just what --dry-run showed, and leave the commit to the user', async (words, path) => {
    const root = await ready()
    const count = commits(root)
    const {files} = await json<{files: {after: string}[]}>([...words, '--dry-run'], {cwd: root})
    const {status, stderr} = await circle([...words, '--no-commit'], {cwd: root})
    expect([status, stderr]).toEqual([0, expect.stringContaining('not committed')])
    expect(commits(root)).toBe(count)
    expect(uncommitted(root).slice(3)).toBe(path)
    expect(filesIn(root)[path]).toBe(files[0]!.after)
  })
})

describe('--quiet', () => {
  it('prints results only: nothing for what writes, the answer for what reads', async () => {
    const root = await ready()
    for (const [words] of writing.slice(0, 6)) {
      const {status, stdout, stderr} = await circle([...words, '-q'], {cwd: root})
      expect([status, stdout, stderr], words.join(' ')).toEqual([0, '', ''])
    }
    expect((await circle(['schedule', 'list', '--quiet'], {cwd: root})).stdout).toContain('2026-12-04-weekly')
    expect((await circle(['show', 'nothing', '-q'], {cwd: root})).stderr).toMatch(/^error: /)
  })
})

describe('-C and the folder one is in', () => {
  it('find the circle from any subfolder, and from anywhere', async () => {
    const root = await fresh()
    mkdirSync(join(root, 'notes/deep'), {recursive: true})
    const expected = await done(['schedule', 'list'], {cwd: root})
    for (const cwd of [join(root, 'members'), join(root, 'gatherings/2026-11-20-weekly'), join(root, 'notes/deep')]) expect(await done(['schedule', 'list'], {cwd})).toBe(expected)
    expect(await done(['-C', root, 'schedule', 'list'], {cwd: '/'})).toBe(expected)
    expect(await done(['schedule', 'list', '--dir', 'members'], {cwd: root})).toBe(expected)
  })

  it('write to the right place from a subfolder', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dan'], {cwd: join(root, 'gatherings')})
    expect(filesIn(root)).toHaveProperty('members/dan.yaml')
    expect(uncommitted(root)).toBe('')
  })
})

describe('--as', () => {
  it('takes an id or a name, and says who there is', async () => {
    const root = await fresh()
    expect((await json<{you: string}>(['--as', 'Bo Berg'], {cwd: root})).you).toBe('bo')
    const {status, stderr} = await circle(['status', '--as', 'boo'], {cwd: root})
    expect([status, stderr]).toEqual([2, 'error: no member is called boo\nhint: did you mean bo?\n'])
  })
})

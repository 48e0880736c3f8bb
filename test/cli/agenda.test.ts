import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lived, put} from './circles.ts'
import {circle, commits, done, folder, founded} from './harness.ts'

const fresh = copies(lived)

describe('circle agenda', () => {
  it('is Markdown for the next gathering: when and where, steps with clock times, roles with reasons, what was promised last time', async () => {
    const text = await done(['agenda'], {cwd: await fresh()})
    expect(text).toMatch(/^# /)
    expect(text).toContain('Friday 4 December 2026')
    expect(text).toContain('19:00')
    expect(text).toContain('The tavern')
    expect(text).toContain('Luck')
    expect(text).toMatch(/19:\d\d/)
    expect(text).toContain('Cy')
    expect(text).toMatch(/never|weeks? ago/)
    expect(text).toMatch(/Ann: Read the first two chapters .*k3fx/)
    expect(text).toMatch(/Ann: Bring the lamp \(done/)
    expect(text).toMatch(/Bo: Ask the landlord \(was due/)
    expect(text).toMatch(/\*\*Away:\*\* Cy/)
    expect(text.endsWith('\n')).toBe(true)
  })

  it('gives each role to the one who had it never, or longest ago', async () => {
    const {agenda} = await json<{agenda: {roles: {id: string; member: {id: string}; reason: string}[]}}>(['agenda'], {cwd: await fresh()})
    const role = Object.fromEntries(agenda.roles.map(({id, member}) => [id, member?.id]))
    // Ann was recorder and Bo timekeeper the last time, and Cy cannot come.
    expect(role).toEqual({leader: expect.stringMatching(/^(ann|bo)$/), recorder: 'bo', timekeeper: 'ann'})
  })

  it('shows the hours of members who live elsewhere', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata'], {cwd: root})
    const text = await done(['agenda'], {cwd: root})
    expect(text).toMatch(/Bo.*00:30|00:30.*Bo|Kolkata/)
  })

  it('takes a gathering and another format', async () => {
    const root = await fresh()
    expect(await done(['agenda', '2026-12-11'], {cwd: root})).toContain('Friday 11 December 2026')
    const usual = await done(['agenda'], {cwd: root})
    for (const format of ['junto', 'mastermind', 'book-club', 'study-circle']) {
      const text = await done(['agenda', '--format', format], {cwd: root})
      expect(text, format).toContain('Friday 4 December 2026')
      expect(text === usual, format).toBe(format === 'study-circle')
    }
  })

  it('goes to a file with --out, from the folder one is in, and writes nothing into the circle', async () => {
    const [root, elsewhere] = [await fresh(), folder()]
    const count = commits(root)
    expect(await done(['-C', root, 'agenda', '--out', 'agenda.md'], {cwd: elsewhere})).toContain(join(elsewhere, 'agenda.md'))
    expect(readFileSync(join(elsewhere, 'agenda.md'), 'utf8')).toBe(await done(['agenda', '--out', '-'], {cwd: root}))
    expect(commits(root)).toBe(count)
  })

  it('writes no file with --dry-run', async () => {
    const [root, elsewhere] = [await fresh(), folder()]
    await done(['-C', root, 'agenda', '--out', 'agenda.md', '--dry-run'], {cwd: elsewhere})
    expect(everything(elsewhere)).toEqual({})
  })

  it('uses a format and a template of the circle’s own', async () => {
    const root = await fresh()
    put(root, {
      'formats/walk.yaml': 'name: Walk\n\npurpose: |\n  Walk and talk.\n\nsteps:\n  - title: Walk\n    minutes: 120\n',
      'templates/agenda.md': '{{ circle }} walks\n',
    })
    const {status, stdout, stderr} = await circle(['agenda', '--format', 'walk'], {cwd: root})
    expect([status, stderr]).toEqual([0, expect.any(String)])
    expect(stdout).toBe('Apron Club walks\n')
  })

  it.each([
    [['agenda', '--format', 'juntoo'], 2, 'juntoo'],
    [['agenda', '2026-12-05'], 2, 'there is no gathering on Sat 5 Dec 2026'],
    [['agenda', '--out', '/nowhere/agenda.md'], 1, '/nowhere'],
  ])('refuses %j in two lines', async (words, exit, error) => {
    const {status, stdout, stderr} = await circle(words, {cwd: await fresh()})
    expect([status, stdout]).toEqual([exit, ''])
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/)
    expect(stderr).toContain(error)
  })

  it('says where a template is wrong, and runs no code in it', async () => {
    const root = await fresh()
    put(root, {'templates/agenda.md': 'one\n{{ constructor.constructor("return process")() }}\n'})
    const {status, stderr} = await circle(['agenda'], {cwd: root})
    expect(status).toBe(3)
    expect(stderr).toMatch(/^error: templates\/agenda\.md:2:\d+: .*\nhint: .*\n$/)
  })
})

describe('an agenda written to a file', () => {
  it('goes over an earlier one, and over nothing else unless told', async () => {
    const [root, elsewhere] = [await founded(), folder()]
    const [own, precious] = [join(elsewhere, 'agenda.md'), join(elsewhere, 'precious.txt')]
    await done(['agenda', '--out', own], {cwd: root})
    await done(['agenda', '--out', own], {cwd: root})
    writeFileSync(precious, 'my poem')
    const {status, stderr} = await circle(['agenda', '--out', precious], {cwd: root})
    expect([status, stderr]).toEqual([1, `error: ${precious} is there already, and is something else\nhint: name another file with --out, or write over it with --yes\n`])
    expect(readFileSync(precious, 'utf8')).toBe('my poem')
    await done(['agenda', '--out', precious, '--yes'], {cwd: root})
    expect(readFileSync(precious, 'utf8')).toMatch(/^# /)
  })
})

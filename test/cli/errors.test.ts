/** What goes wrong ends in two lines, the exit status of the design, and every file as it was. */
import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {within} from '../cost.ts'
import {copies, everything, lived, put} from './circles.ts'
import {circle, commits, done, folder, git} from './harness.ts'
import type {Run} from './harness.ts'

const fresh = copies(lived)
const isRoot = process.getuid?.() === 0

/** Runs, and expects an error of two lines with this status that leaves everything as it was. */
async function refused(root: string, words: readonly string[], status: number, run: Run = {}): Promise<string> {
  const before = everything(root)
  const outcome = await circle(words, {cwd: root, ...run})
  expect([outcome.status, outcome.stdout], outcome.stderr).toEqual([status, ''])
  expect(outcome.stderr).toMatch(/^error: .+\nhint: .+\n$/)
  expect(everything(root)).toEqual(before)
  return outcome.stderr
}

describe('wrong use', () => {
  it.each<[what: string, words: readonly string[], error: string]>([
    ['an unknown member', ['member', 'show', 'dora'], 'error: no member is called dora\nhint: the members are ann, bo, cy\n'],
    ['a slip in a member', ['member', 'leave', 'bu'], 'error: no member is called bu\nhint: did you mean bo?\n'],
    ['a member without their name', ['member', 'pause'], "error: missing required argument 'member'"],
    ['what is not a date', ['schedule', 'add', 'when the moon is full'], 'error: not a day that can be understood: when the moon is full\nhint: write a day such as'],
    ['a day that the calendar has not', ['schedule', 'move', 'next', '2027-02-29'], '2027-02-29'],
    ['no such gathering', ['show', '2026-12-05'], 'error: there is no gathering on Sat 5 Dec 2026\nhint: near that day: '],
    ['an id of no gathering', ['schedule', 'cancel', '2026-12-05-picnic', '--why', 'x'], 'error: there is no gathering 2026-12-05-picnic\nhint: '],
    ['no such commitment', ['done', 'qqqq'], 'error: no commitment has the id qqqq'],
    ['no such rhythm', ['schedule', 'end-rhythm', 'monthly', '--after', 'today'], 'error: there is no rhythm monthly\nhint: the rhythms are weekly\n'],
    ['a needed answer, without a terminal', ['schedule', 'cancel', 'next'], 'hint: give the reason with --why'],
    ['an empty text', ['schedule', 'cancel', 'next', '--why', ' '], 'error: '],
    ['several lines where one goes', ['schedule', 'cancel', 'next', '--why', 'a\nb'], 'error: '],
    ['a control character', ['schedule', 'cancel', 'next', '--why', 'a\u001b[2Jb'], 'error: '],
  ])('%s', async (_, words, error) => {
    expect(await refused(await fresh(), words, 2)).toContain(error)
  })
})

describe('a file that is not sound', () => {
  const deep = 'x-a: '.concat('{a: '.repeat(200), '1', '}'.repeat(200), '\n')
  it.each<[what: string, path: string, text: string]>([
    ['half a line', 'members/bo.yaml', 'name: [Bo\n'],
    ['conflict markers', 'members/bo.yaml', 'name: Bo\n<<<<<<< ours\nemail: a@x.org\n=======\nemail: b@x.org\n>>>>>>> theirs\n'],
    ['an unknown key', 'members/bo.yaml', 'name: Bo\nnickname: B\n'],
    ['a charter of nothing', 'charter.yaml', ''],
    ['a charter without its name', 'charter.yaml', 'circle: 1\nid: abc\npurpose: x\nfounded: "2026-11-16"\ntimezone: UTC\n'],
    ['a gathering that is a list', 'gatherings/2026-12-04-weekly/gathering.yaml', '- weekly\n'],
    ['a page with a tag that runs code elsewhere', 'gatherings/2026-12-04-weekly/cy.yaml', 'rsvp: !!js/function "function () {}"\n'],
    ['references that multiply', 'members/bo.yaml', 'name: Bo\nx-a: &a [x, x]\nx-b: &b [*a, *a]\n'],
    ['1,000 bytes of nested keys', 'members/bo.yaml', '? '.repeat(500)],
    ['1,000 nested lists', 'members/bo.yaml', `name: ${'['.repeat(1000)}`],
    ['maps in maps in maps', 'members/bo.yaml', `name: Bo\n${deep}`],
    ['a file of many megabytes', 'members/bo.yaml', `name: Bo\nx-a: ${'a'.repeat(5_000_000)}\n`],
    ['a key that JavaScript knows', 'members/bo.yaml', 'name: Bo\n__proto__: {polluted: true}\n'],
  ])('%s: place, what is wrong, what to do, status 3, within two seconds', async (_, path, text) => {
    const root = await fresh()
    put(root, {[path]: text})
    let error = ''
    await within(2000, async () => {
      error = await refused(root, ['member', 'add', 'Dan'], 3)
    })
    expect(error).toMatch(new RegExp(`^error: ${path.replaceAll('.', '\\.')}(:\\d+(:\\d+)?)?: `))
    for (const words of [[], ['schedule', 'list'], ['agenda'], ['ics', '--out', '-']]) expect((await circle(words, {cwd: root})).status).toBe(3)
  })

  it('that is no UTF-8', async () => {
    const root = await fresh()
    writeFileSync(join(root, 'members/bo.yaml'), Buffer.from([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff, 0xfe, 0x0a]))
    expect(await refused(root, ['member', 'list'], 3)).toMatch(/^error: members\/bo\.yaml:1(:\d+)?: .*UTF-8/)
  })

  it.each<[what: string, make: (path: string) => void]>([
    ['a link', (path) => symlinkSync('/etc/passwd', path)],
    ['a link to nothing', (path) => symlinkSync('nowhere', path)],
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ])('that is %s', async (_, make) => {
    for (const path of ['charter.yaml', 'members/bo.yaml', 'gatherings/2026-12-04-weekly/gathering.yaml']) {
      const root = await fresh()
      rmSync(join(root, path))
      make(join(root, path))
      const {status, stdout, stderr} = await circle(['member', 'add', 'Dan'], {cwd: root})
      expect([status, stdout], `${path}: ${stderr}`).toEqual([3, ''])
      expect(stderr).toMatch(/^error: .+\nhint: .+\n$/)
      expect(stderr).toContain(path)
    }
  })

  it('in a folder that is a link', async () => {
    const root = await fresh()
    const elsewhere = folder()
    put(elsewhere, {'eve.yaml': 'name: Eve\n'})
    rmSync(join(root, 'members'), {recursive: true})
    symlinkSync(elsewhere, join(root, 'members'))
    expect(await refused(root, ['member', 'add', 'Dan'], 3)).toContain('members is a link')
  })
})

describe('git', () => {
  const noName = {GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.useConfigOnly', GIT_CONFIG_VALUE_0: 'true'}

  it('that knows no name: what to set', async () => {
    expect(await refused(await fresh(), ['member', 'add', 'Dan'], 5, {env: noName})).toMatch(/hint: .*git config/)
  })

  it('that is not there', async () => {
    expect(await refused(await fresh(), ['member', 'add', 'Dan'], 5, {env: {PATH: folder('empty')}})).toMatch(/^error: .*git/)
  })

  it('that is not there does not trouble what only reads, nor --no-commit', async () => {
    const root = await fresh()
    const env = {PATH: folder('empty')}
    for (const words of [['member', 'list'], ['schedule', 'list'], ['check'], ['log'], ['agenda'], ['commitments']]) await done(words, {cwd: root, env})
    await done(['member', 'add', 'Dan', '--no-commit'], {cwd: root, env})
  })

  it('in the middle of a merge', async () => {
    const root = await fresh()
    git(root, 'checkout', '--quiet', '-b', 'other')
    put(root, {'notes.txt': 'theirs\n'})
    git(root, 'add', '.')
    git(root, 'commit', '--quiet', '-m', 'Theirs')
    git(root, 'checkout', '--quiet', 'main')
    git(root, 'merge', '--quiet', '--no-commit', '--no-ff', 'other')
    const error = await refused(root, ['member', 'add', 'Dan'], 5)
    expect(error).toMatch(/merge/)
    expect((await circle(['member', 'list'], {cwd: root})).status).toBe(0)
  })

  it('on no branch: what is committed there would be lost', async () => {
    const root = await fresh()
    git(root, 'checkout', '--quiet', '--detach')
    const {status, stdout, stderr} = await circle(['member', 'add', 'Dan'], {cwd: root})
    if (status !== 0) expect([stdout, stderr]).toEqual(['', expect.stringMatching(/^error: .+\nhint: .+\n$/)])
    else expect(git(root, 'log', '-1', '--format=%s')).toBe('Add member dan')
  })

  it('that another git keeps busy', async () => {
    const root = await fresh()
    put(root, {'.git/index.lock': ''})
    const error = await refused(root, ['member', 'add', 'Dan'], 5)
    expect(error).toMatch(/index\.lock|another git/i)
  })

  it('whose hook refuses: its words are shown, nothing is written', async () => {
    const root = await fresh()
    put(root, {'.git/hooks/pre-commit': '#!/bin/sh\nprintf "no \\033[2Jcommits today\\n" >&2\nexit 1\n'})
    chmodSync(join(root, '.git/hooks/pre-commit'), 0o755)
    const before = everything(root)
    const {status, stderr} = await circle(['member', 'add', 'Dan'], {cwd: root})
    expect(status).not.toBe(0)
    expect(stderr).toMatch(/^error: /)
    expect(stderr).not.toContain('\u001b')
    expect(everything(root)).toEqual(before)
    expect(commits(root)).toBe(2)
  })

  it('whose settings are broken', async () => {
    const root = await fresh()
    put(root, {'.git/config': '[core\n'})
    const {status, stderr} = await circle(['member', 'add', 'Dan'], {cwd: root})
    expect(status).toBe(5)
    expect(stderr).toMatch(/^error: .+\nhint: .+\n$/)
  })
})

describe('the system', () => {
  it.skipIf(isRoot)('that lets nobody write here', async () => {
    const root = await fresh()
    chmodSync(join(root, 'members'), 0o555)
    try {
      await refused(root, ['member', 'add', 'Dan', '--no-commit'], 1)
    } finally {
      chmodSync(join(root, 'members'), 0o755)
    }
  })

  it.skipIf(isRoot)('that lets nobody read here', async () => {
    const root = await fresh()
    chmodSync(join(root, 'members/bo.yaml'), 0)
    const {status, stderr} = await circle(['member', 'list'], {cwd: root})
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: members\/bo\.yaml.*\nhint: .+\n$/)])
  })
})

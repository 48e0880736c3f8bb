import {chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, everything, json, lastCommit, put, uncommitted} from './circles.ts'
import {circle, commits, done, filesIn, folder, founded, git} from './harness.ts'

const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const schemas = ['charter', 'format', 'gathering', 'member', 'page', 'poll', 'vote'].map((kind) => `.circle/schema/${kind}.json`)

/** A git repository with files of its own. */
function repository(): string {
  const root = folder('repository')
  git(root, 'init', '--quiet')
  put(root, {'README.md': '# Ours\n', '.gitignore': 'secret\n', 'notes.txt': 'one\n'})
  commitAll(root, 'Before')
  return root
}

describe('circle init with flags', () => {
  it('founds a circle that can be relied on: charter, members, front page, schemas, one commit', async () => {
    const root = join(folder(), 'apron')
    const words = [
      'init', root, '--name', 'Leather Apron Club', '--purpose', 'Improve ourselves.', '--format', 'junto', '--timezone', 'America/New_York', '--starts', '2026-12-04 19:00',
      '--repeats', 'every week on friday', '--lasts', '90 min', '--place', 'The Indian King tavern', '--link', 'https://meet.example.org/apron',
      '--promise', 'What is said here stays here.', '--promise', 'We come prepared.', '--member', 'Ann Ek <ann@example.org>', '--member', 'Bo Ek <bo@example.org>', '--member', 'Åsa Ö', '--yes',
    ]
    const stdout = await done(words)
    expect(stdout).toContain(`Leather Apron Club is founded, in ${root}.`)
    expect(Object.keys(filesIn(root)).toSorted()).toEqual(['.gitattributes', '.gitignore', 'README.md', 'charter.yaml', 'members/ann.yaml', 'members/asa.yaml', 'members/bo.yaml', ...schemas].toSorted())
    expect(text(root, 'charter.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\.circle\/schema\/charter\.json\ncircle: 1\n\nid: [a-z][a-z0-9]{7}\n\nname: Leather Apron Club\n\npurpose: \|\n {2}Improve ourselves\.\n\npromises:\n {2}- What is said here stays here\.\n {2}- We come prepared\.\n\nformat: junto\n\nfounded: "2026-11-28"\n\ntimezone: America\/New_York\n\nprivacy: private\n\nroles: \[.*\]\n\nrhythms:\n {2}weekly:\n {4}title: Friday meeting\n {4}starts: "2026-12-04 19:00"\n {4}repeats: every week on friday\n {4}lasts: 90 min\n {4}place: The Indian King tavern\n {4}link: https:\/\/meet\.example\.org\/apron\n$/,
    )
    expect(text(root, 'members/ann.yaml')).toBe('name: Ann Ek\n\nemail: ann@example.org\n\njoined: "2026-11-28"\n\nagreed: "2026-11-28"\n\nstatus: active\n')
    expect(text(root, 'members/bo.yaml')).toBe('name: Bo Ek\n\nemail: bo@example.org\n\njoined: "2026-11-28"\n\nstatus: active\n')
    expect(text(root, 'README.md')).toContain('Leather Apron Club')
    expect(commits(root)).toBe(1)
    expect(uncommitted(root)).toBe('')
    expect(lastCommit(root)).toMatch(/^Found circle [a-z0-9]{8}: /)
    expect(await done(['check'], {cwd: root})).toContain('All sound.')
  })

  it('needs no flag but --yes: each has a sensible default, from the system and from git', async () => {
    const root = join(folder(), 'the-thursday-club')
    const {circle: made} = await json<{circle: object}>(['init', root, '--yes'], {env: {TZ: 'Europe/Stockholm'}})
    expect(made).toEqual({dir: root, id: expect.stringMatching(/^[a-z][a-z0-9]{7}$/), name: 'The thursday club', timezone: 'Europe/Stockholm'})
    expect(text(root, 'members/ann.yaml')).toContain('email: ann@example.org\n')
    expect(text(root, 'charter.yaml')).toContain('format: study-circle\n')
    expect(text(root, 'charter.yaml')).not.toContain('rhythms:')
    await done(['check'], {cwd: root})
  })

  it('says when it will first gather, not from when its rhythm counts', async () => {
    const root = join(folder(), 'talks')
    const words = ['init', root, '--timezone', 'UTC', '--starts', 'next thursday at 7pm', '--repeats', 'every month on the 1st thursday', '--yes']
    const dates = /^ {2}gathers {2}every month on the 1st thursday \(UTC\)\n {2}first {4}Thursday 3 December 2026, 19:00–21:00\n {2}then {5}Thu 7 Jan 2027, Thu 4 Feb 2027\n/m
    const remark = 'Thursday 26 November 2026 is no day of the rhythm "every month on the 1st thursday", so the first gathering is on Thursday 3 December 2026.\n'
    const now = {env: {CIRCLE_NOW: '2026-11-22T10:00:00Z'}}
    const foreseen = await circle([...words, '--dry-run'], now)
    expect(foreseen.stderr).toMatch(dates)
    expect(foreseen.stderr).toContain(remark)
    const {stdout, stderr} = await circle(words, now)
    expect(stdout).toMatch(dates)
    expect(stderr).toContain(remark)
    const {gatherings} = await json<{gatherings: {start: string}[]}>(['schedule', 'list', '--next', '1'], {cwd: root, ...now})
    expect(gatherings[0]?.start).toBe('2026-12-03T19:00:00Z')
  })

  it('founds nothing unasked, where there is no terminal to ask at', async () => {
    const root = join(folder(), 'by-accident')
    const {status, stderr} = await circle(['init', root])
    expect([status, stderr]).toEqual([2, 'error: nothing says what to found, and there is no terminal to ask at\nhint: give --name, --starts and the like, or --yes for a circle with the defaults\n'])
    expect(existsSync(root)).toBe(false)
  })

  it('founds in this folder, without a name of one', async () => {
    const root = join(folder(), 'walkers')
    mkdirSync(root)
    await done(['init', '--yes'], {cwd: root})
    expect(text(root, 'charter.yaml')).toContain('name: Walkers\n')
  })

  it('takes --starts without --repeats for one single date; without a clock time, all day', async () => {
    const root = join(folder(), 'picnic')
    await done(['init', root, '--starts', '2027-06-05', '--place', 'The park', '--yes'])
    expect(text(root, 'charter.yaml')).not.toContain('rhythms:')
    const {gatherings} = await json<{gatherings: object[]}>(['schedule', 'list'], {cwd: root})
    expect(gatherings).toEqual([expect.objectContaining({rhythm: null, start: '2027-06-05', end: '2027-06-06', allDay: true, place: 'The park'})])
    await done(['check'], {cwd: root})
  })

  it.each([
    ['Åsa Öberg', 'asa'], ['李 小龙', 'member'], ["Siobhán O'Brien", 'siobhan'], ['🎷', 'member'], ['Con', 'con-member'], ['Gathering', 'gathering-2'], ['True', 'true'], ['No', 'no'], ['007', '007'],
  ])('gives the founder %s the id %s, and writes the name as it is', async (name, id) => {
    const root = join(folder(), 'names')
    await done(['init', root, '--name', 'No: 1 #circle', '--member', name, '--yes'])
    await done(['check'], {cwd: root})
    const {members} = await json<{members: {id: string; name: string}[]}>(['member', 'list'], {cwd: root})
    expect(members.map((member) => [member.id, member.name])).toEqual([[id, name]])
  })

  it('gives members of one name ids of their own', async () => {
    const root = join(folder(), 'anns')
    await done(['init', root, ...['Ann Ek <a@x.org>', 'Ann Lind <b@x.org>', 'Ann Ek <c@x.org>'].flatMap((person) => ['--member', person]), '--yes'])
    expect((await json<{members: {id: string}[]}>(['member', 'list'], {cwd: root})).members.map(({id}) => id)).toEqual(['ann', 'ann-ek', 'ann-lind'])
  })

  it('leaves the commit to the user with --no-commit, and says so', async () => {
    const root = join(folder(), 'plain')
    const {status, stderr} = await circle(['init', root, '--no-commit', '--yes'])
    expect([status, stderr]).toEqual([0, expect.stringContaining('not committed')])
    expect(existsSync(join(root, 'charter.yaml'))).toBe(true)
  })

  it.each([
    [['--repeats', 'every week'], 2, 'error: --repeats says how often, but not from when'],
    [['--starts', 'tomorrow', '--repeats', 'every blue moon'], 2, 'error: --repeats '],
    [['--starts', '2026-12-01', '--repeats', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'], 2, 'never falls on a day'],
    [['--format', 'juntoo'], 2, 'error: no format is called juntoo'],
    [['--timezone', 'PT'], 2, 'error: --timezone is not a time zone: PT'],
    [['--member', 'ann@x.org'], 2, 'error: a name is missing before ann@x.org'],
    [['--starts', '8/12'], 2, 'error: day and month cannot be told apart: 8/12'],
    [['--link', 'meet.example.org'], 2, 'error: --link is not a link'],
    [['--name', ' '], 2, 'error: '],
    [['--purpose', '  '], 2, 'error: '],
    [['--promise', ''], 2, 'error: '],
    [['--lasts', 'a while'], 2, 'error: --lasts is not a length of time: a while'],
    [['--member', 'Ann <a@x.org>', '--member', 'Bo <A@x.org>'], 2, 'error: '],
  ])('refuses %j and leaves nothing behind', async (words, exit, error) => {
    const inside = folder()
    const {status, stdout, stderr} = await circle(['init', join(inside, 'new'), ...words, '--yes'])
    expect([status, stdout]).toEqual([exit, ''])
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/)
    expect(stderr).toContain(error)
    expect(everything(inside)).toEqual({})
  })
})

describe('circle init where something is', () => {
  it('refuses to found over a circle, and inside one', async () => {
    const root = await founded()
    const before = everything(root)
    const over = await circle(['init', root, '--yes'])
    expect([over.status, over.stderr]).toEqual([1, `error: there is already a circle in ${root}\nhint: \`circle\` shows how it stands; found another in another folder\n`])
    const inside = await circle(['init', join(root, 'members/sub'), '--yes'])
    expect([inside.status, inside.stderr]).toEqual([1, `error: ${join(root, 'members/sub')} lies inside the circle in ${root}\nhint: found the new one in a folder outside of it\n`])
    expect(everything(root)).toEqual(before)
  })

  it('leaves alone what is in a repository: files, staged and unstaged changes', async () => {
    const root = repository()
    put(root, {'notes.txt': 'one\ntwo\n', 'staged.txt': 'staged\n', 'README.md': '# Ours, changed\n', 'loose.txt': 'loose\n'})
    git(root, 'add', 'staged.txt')
    git(root, 'add', 'README.md')
    put(root, {'README.md': '# Ours, changed twice\n'})
    const before = uncommitted(root)
    const staged = git(root, 'diff', '--cached')
    const {status, stderr} = await circle(['init', root, '--yes'])
    expect(status).toBe(0)
    expect(stderr).toContain('README.md was already there and is left as it is.')
    expect(stderr).toContain('.gitignore was already there and is left as it is.')
    expect(uncommitted(root)).toBe(before)
    expect(git(root, 'diff', '--cached')).toBe(staged)
    expect(text(root, 'README.md')).toBe('# Ours, changed twice\n')
    expect(text(root, '.gitignore')).toBe('secret\n')
    expect(commits(root)).toBe(2)
    expect(git(root, 'show', '--name-only', '--format=', 'HEAD').split('\n').toSorted()).toEqual(['.gitattributes', 'charter.yaml', 'members/ann.yaml', ...schemas].toSorted())
    await done(['check'], {cwd: root})
  })

  it('founds in a subfolder of a repository, and makes no repository of its own', async () => {
    const top = repository()
    await done(['init', 'circles/apron', '--yes'], {cwd: top})
    expect(existsSync(join(top, 'circles/apron/.git'))).toBe(false)
    expect(commits(top)).toBe(2)
    expect(uncommitted(top)).toBe('')
    await done(['member', 'add', 'Bo'], {cwd: join(top, 'circles/apron/members')})
    expect(lastCommit(top)).toBe('Add member bo: circles/apron/members/bo.yaml')
  })

  it('founds in a folder with files that is no repository, and commits only what it wrote', async () => {
    const root = folder('full')
    put(root, {'README.md': 'mine\n', 'photos/a.txt': 'a\n'})
    await done(['init', root, '--yes'])
    expect(text(root, 'README.md')).toBe('mine\n')
    expect(uncommitted(root).split('\n').toSorted()).toEqual(['?? README.md', '?? photos/a.txt'])
  })

  it('refuses a file in the place of the folder', async () => {
    const inside = folder()
    put(inside, {taken: 'a file\n'})
    const {status, stderr} = await circle(['init', join(inside, 'taken'), '--yes'])
    expect([status, stderr]).toEqual([1, `error: ${join(inside, 'taken')} is not a folder\nhint: name a folder, or one that is not there yet\n`])
    expect((await circle(['init', join(inside, 'taken/below'), '--yes'])).stderr).toBe(`error: ${join(inside, 'taken')} is not a folder\nhint: name a folder, or one that is not there yet\n`)
    expect(text(inside, 'taken')).toBe('a file\n')
  })

  it('writes through no link', async () => {
    const [root, elsewhere] = [folder(), folder()]
    symlinkSync(elsewhere, join(root, 'members'))
    const {status, stderr} = await circle(['init', root, '--yes'])
    expect(status).not.toBe(0)
    expect(stderr).toMatch(/^error: .*members.*\nhint: .*\n$/)
    expect(everything(elsewhere)).toEqual({})
  })
})

describe('circle init and git', () => {
  it('says what to set where git knows no name, and leaves nothing behind', async () => {
    const inside = folder()
    const nobody = {GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.useConfigOnly', GIT_CONFIG_VALUE_0: 'true'}
    const {status, stdout, stderr} = await circle(['init', join(inside, 'new'), '--member', 'Ann', '--yes'], {env: nobody})
    expect([status, stdout]).toEqual([5, ''])
    expect(stderr).toMatch(/^error: .*\nhint: .*git config.*\n$/)
    expect(everything(inside)).toEqual({})
  })

  it('leaves a folder that was there as it was, where git knows no name', async () => {
    const inside = folder()
    put(inside, {'a.txt': 'a\n'})
    const before = everything(inside)
    const nobody = {GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.useConfigOnly', GIT_CONFIG_VALUE_0: 'true'}
    expect((await circle(['init', inside, '--member', 'Ann', '--yes'], {env: nobody})).status).toBe(5)
    expect(everything(inside)).toEqual(before)
  })

  it('says so where there is no git, and leaves nothing behind', async () => {
    const inside = folder()
    const {status, stderr} = await circle(['init', join(inside, 'new'), '--member', 'Ann', '--yes'], {env: {PATH: folder('empty')}})
    expect(status).toBe(5)
    expect(stderr).toMatch(/^error: .*git.*\nhint: .*\n$/)
    expect(everything(inside)).toEqual({})
  })

  it('takes back what it wrote when the commit fails', async () => {
    const inside = folder()
    const git = join(folder('bin'), 'git')
    writeFileSync(git, '#!/bin/sh\nfor word do case "$word" in commit-tree|commit) echo "fatal: no" >&2; exit 128;; esac; done\nexec /usr/bin/git "$@"\n')
    chmodSync(git, 0o755)
    const {status, stderr} = await circle(['init', join(inside, 'new'), '--yes'], {env: {PATH: `${join(git, '..')}:${process.env.PATH}`}})
    expect([status, stderr]).toEqual([5, expect.stringMatching(/^error: .*\nhint: /)])
    expect(everything(inside)).toEqual({})
  })
})

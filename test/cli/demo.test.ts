import ICAL from 'ical.js'
import {mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {circle, commits, done, filesIn, folder, git} from './harness.ts'

interface Tour {
  readonly dir: string
  readonly status: {readonly you: string; readonly next: {readonly id: string; readonly roles: readonly unknown[]}; readonly care: Record<string, readonly unknown[]>}
  readonly agenda: {readonly markdown: string}
  readonly ics: {readonly file: string; readonly gatherings: number}
}

async function example(env: Readonly<Record<string, string | undefined>> = {}): Promise<Tour> {
  return JSON.parse(await done(['demo', '--json'], {cwd: folder(), env})) as Tour
}

let made: Promise<Tour> | undefined
/** One for all tests that only read it. */
const readExample = (): Promise<Tour> => (made ??= example())

/** A git that knows no name: no settings of the user's, and none of the system's. */
const nameless = () => ({HOME: folder('home'), GIT_CONFIG_GLOBAL: '/dev/null', XDG_CONFIG_HOME: undefined, EMAIL: undefined})

describe.concurrent('circle demo', () => {
  it('shows status, agenda and calendar of a circle that is sound and committed', async () => {
    const cwd = folder()
    const {status, stdout, stderr} = await circle(['demo'], {cwd})
    const root = join(cwd, 'junto-demo')
    expect(status).toBe(0)
    expect(stdout).toContain(`Leather Apron Club is founded, in ${root}.`)
    const headings = ['$ circle --as benjamin', 'Needs care', '$ circle agenda', '# Leather Apron Club: Friday meeting', 'in Europe/London: William Coleman', '$ circle ics', 'Try next', 'cd junto-demo']
    const places = headings.map((heading) => stdout.indexOf(heading))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(stderr).toMatch(/^Wrote charter\.yaml, .* and \d+ more, commit [0-9a-f]{7}\.\n$/)

    expect(await done(['check', '-C', root])).toContain('All sound')
    expect(git(root, 'status', '--porcelain')).toBe('')
    expect(commits(root)).toBe(1)
    expect(git(root, 'log', '-1', '--format=%an')).toBe('Ann Ek')
    expect(git(root, 'remote')).toBe('')
    expect(readdirSync(join(root, 'members'))).toHaveLength(12)
  })

  it('shows what those commands show in it, to the letter', async () => {
    const {dir, agenda, ics, status} = await readExample()
    expect(await done(['agenda', '-C', dir])).toBe(agenda.markdown)
    expect(JSON.parse(await done(['status', '--json', '--as', 'benjamin', '-C', dir]))).toEqual(status)
    expect(await done(['ics', '--out', '-', '-C', dir])).toBe(readFileSync(ics.file, 'utf8'))
  })

  it('has commitments kept, dropped and open', async () => {
    const {dir} = await readExample()
    const {commitments} = JSON.parse(await done(['commitments', '--json', '-C', dir])) as {commitments: {state?: string; done?: string; dropped?: string}[]}
    const kept = commitments.filter((each) => each.done !== undefined)
    const dropped = commitments.filter((each) => each.dropped !== undefined)
    expect([kept.length, dropped.length, commitments.length - kept.length - dropped.length].every((count) => count > 0)).toBe(true)
  })

  it('writes a calendar that has the moved, the cancelled and the yearly gathering, and no address', async () => {
    const {ics} = await readExample()
    const text = readFileSync(ics.file, 'utf8')
    const events = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent')
    expect(events).toHaveLength(ics.gatherings)
    expect(events.filter((event) => event.getFirstPropertyValue('status') === 'CANCELLED').map((event) => String(event.getFirstPropertyValue('dtstart')))).toEqual(['2026-11-06T18:00:00'])
    expect(events.map((event) => String(event.getFirstPropertyValue('dtstart')))).toContain('2026-11-12T18:00:00')
    expect(events.filter((event) => String(event.getFirstPropertyValue('summary')).includes('Yearly retreat'))).toHaveLength(1)
    expect(text).not.toContain('@example.org')
  })

  it('is a circle to go on with, by the commands that it names', async () => {
    const cwd = folder()
    const stdout = await done(['demo'], {cwd})
    const root = join(cwd, 'junto-demo')
    const [, id] = /circle done (\w+)/.exec(stdout)!
    await done(['done', id!, '-C', root])
    await done(['gather', 'last', '--present', 'benjamin,joseph', '--yes', '-C', root])
    await done(['schedule', 'move', 'next', 'next thursday 18:00', '-C', root])
    await done(['log', '-C', root])
    await done(['init', join(root, '../our-circle'), '--member', 'Ann Ek <ann@example.org>', '--yes'])
    expect(JSON.parse(await done(['check', '--json', '-C', root]))).toEqual({ok: true, problems: []})
    expect(commits(root)).toBe(4)
  })
})

describe.concurrent('where circle demo founds it', () => {
  it('takes the next free name when it is run again, and says so', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, 'junto-demo'))
    writeFileSync(join(cwd, 'junto-demo', 'mine'), 'x')
    const {status, stderr} = await circle(['demo'], {cwd})
    expect(status).toBe(0)
    expect(stderr).toContain('junto-demo was there already, so this one is in junto-demo-2.')
    expect(filesIn(join(cwd, 'junto-demo'))).toEqual({mine: 'x'})
    expect(commits(join(cwd, 'junto-demo-2'))).toBe(1)
  })

  it('takes a folder that is named, new or empty, and says how to get there', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, "it's empty"))
    expect(await done(['demo', "it's empty"], {cwd})).toContain(`cd 'it'\\''s empty'`)
    expect(await done(['demo', 'not/there/yet'], {cwd})).toContain('cd not/there/yet')
  })

  it.each([
    ['a folder with something in it', (path: string) => (mkdirSync(path), writeFileSync(join(path, 'mine'), 'x')), 'is not empty'],
    ['a file', (path: string) => writeFileSync(path, 'x'), 'is not a folder'],
    ['a link', (path: string) => symlinkSync('.', path), 'is not a folder'],
  ])('refuses %s', async (_, make, message) => {
    const cwd = folder()
    make(join(cwd, 'taken'))
    const before = readdirSync(cwd)
    const {status, stdout, stderr} = await circle(['demo', 'taken'], {cwd})
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^error: .*taken ${message}\nhint: .*\n$`))
    expect(readdirSync(cwd)).toEqual(before)
  })

  it('refuses to found inside a circle', async () => {
    const {dir} = await readExample()
    const {status, stderr} = await circle(['demo'], {cwd: join(dir, 'members')})
    expect(status).toBe(1)
    expect(stderr).toContain(`lies inside the circle in ${dir}`)
    expect(git(dir, 'status', '--porcelain')).toBe('')
  })

  it('leaves a repository around it alone', async () => {
    const cwd = folder()
    git(cwd, 'init', '-q')
    git(cwd, 'commit', '-q', '--allow-empty', '-m', 'mine')
    await done(['demo'], {cwd})
    expect(commits(cwd)).toBe(1)
    expect(commits(join(cwd, 'junto-demo'))).toBe(1)
    expect(git(join(cwd, 'junto-demo'), 'status', '--porcelain')).toBe('')
  })
})

describe.concurrent('circle demo on any machine', () => {
  // test/cli/demo/year.test.ts has more such days.
  it.each(['2028-02-29T12:00:00Z', '2027-01-01T00:30:00Z', '2027-03-14T06:30:00Z'])('is sound on %s', async (now) => {
    const {dir, status} = await example({CIRCLE_NOW: now, TZ: 'Australia/Lord_Howe'})
    expect(JSON.parse(await done(['check', '--json', '-C', dir]))).toEqual({ok: true, problems: []})
    expect(git(dir, 'status', '--porcelain')).toBe('')
    expect(status.next.roles).toHaveLength(3)
  })

  it('makes the same files on the same day, but for the id of the circle', async () => {
    const [one, other] = await Promise.all([readExample(), example()])
    const plain = (dir: string) => {
      const {'charter.yaml': charter, 'leather-apron-club.ics': _, ...files} = filesIn(dir)
      return {...files, charter: charter!.replace(/^id: .*$/m, '')}
    }
    expect(plain(one.dir)).toEqual(plain(other.dir))
    expect(filesIn(one.dir)['charter.yaml']).not.toBe(filesIn(other.dir)['charter.yaml'])
  })

  it('commits as Franklin where git knows no name, so that what comes next works too', async () => {
    const env = nameless()
    const {dir} = await example(env)
    expect(git(dir, 'log', '-1', '--format=%an <%ae>')).toBe('Benjamin Franklin <benjamin@example.org>')
    expect(JSON.parse(await done(['status', '--json', '-C', dir], {env}))).toMatchObject({you: 'benjamin'})
    await done(['schedule', 'cancel', 'next', '--why', 'Snow', '-C', dir], {env})
    expect(commits(dir)).toBe(2)
  })

  it('leaves nothing behind where there is no git', async () => {
    const cwd = folder()
    const {status, stdout, stderr} = await circle(['demo', 'a/b'], {cwd, env: {PATH: folder('empty')}})
    expect([status, stdout]).toEqual([5, ''])
    expect(stderr).toContain('git is not installed')
    expect(readdirSync(cwd)).toEqual([])
  })

  it('writes without a commit when asked, and says so', async () => {
    const cwd = folder()
    const {stdout, stderr} = await circle(['demo', '--no-commit'], {cwd})
    expect(stdout).toContain('All sound; not committed.')
    expect(stderr).toContain('not committed.')
    expect(git(join(cwd, 'junto-demo'), 'rev-list', '--all', '--count')).toBe('0')
  })

  it('says nothing with --quiet, and writes nothing with --dry-run', async () => {
    const cwd = folder()
    expect(await circle(['demo', '--dry-run'], {cwd})).toMatchObject({status: 0, stdout: expect.stringContaining('charter.yaml') as string})
    expect(readdirSync(cwd)).toEqual([])
    expect(await circle(['demo', '-q'], {cwd})).toEqual({status: 0, stdout: '', stderr: ''})
    expect(readdirSync(cwd)).toEqual(['junto-demo'])
  })
})

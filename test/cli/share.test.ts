import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, copies, everything, json, put} from './circles.ts'
import {circle, commits, done, filesIn, folder, founded, git, terminal} from './harness.ts'

const fresh = copies(() => founded())
const bo = (): {GIT_CONFIG_GLOBAL: string} => {
  const file = join(folder('person'), 'gitconfig')
  writeFileSync(file, '[user]\n\tname = Bo Berg\n\temail = bo@example.org\n')
  return {GIT_CONFIG_GLOBAL: file}
}

/** An empty bare repository, as a forge makes one; its HEAD may name another branch than ours. */
function emptyRemote(branch = 'main'): string {
  const bare = join(folder('remote'), 'apron.git')
  git('/', 'init', '--quiet', '--bare', `--initial-branch=${branch}`, bare)
  return bare
}

/** What of a clone must be as before when nothing was shared: files, refs, settings. */
function standing(root: string): unknown {
  return [filesIn(root), git(root, 'for-each-ref'), git(root, 'config', '--local', '--list'), git(root, 'status', '--porcelain', '--untracked-files=all')]
}

const warning = 'can read all of Apron Club: names, addresses, notes, and all that ever stood there.'

describe('circle share', () => {
  it('sends everything to an empty repository, and prints the line for the others, which works', async () => {
    const [root, bare] = [await fresh(), emptyRemote()]
    const {status, stdout, stderr} = await circle(['share', bare, '--yes'], {cwd: root})
    expect(status).toBe(0)
    expect(stdout).toContain(`Apron Club is shared, in ${bare}.\n\nSend this line to the others:\n  circle join ${bare}\n`)
    expect(stderr).toContain(`Whoever can read ${bare} ${warning}`)
    expect(git(bare, 'rev-parse', 'main')).toBe(git(root, 'rev-parse', 'HEAD'))
    expect(git(root, 'status', '--porcelain', '--branch')).toBe('## main...origin/main')
    const cwd = folder()
    await done(['join', bare, '--agree'], {cwd, env: bo()})
    await done(['sync'], {cwd: root})
    expect(git(root, 'log', '-1', '--format=%s')).toBe('Agree as member bo')
    const again = await circle(['share', emptyRemote(), '--yes'], {cwd: root})
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining(`error: this circle is shared already, through origin: ${bare}\nhint: share what is new with circle sync.`)])
  })

  it.each([['not there yet', false], ['empty', true]])('makes a repository in a folder that is %s, as on a stick', async (_, isThere) => {
    const root = await fresh()
    const stick = join(folder("Ann's stick"), 'our circle')
    if (isThere) mkdirSync(stick)
    const {shared, join: line} = await json<{shared: object; join: string}>(['share', stick, '--yes'], {cwd: join(root, 'members')})
    expect(shared).toEqual({url: stick, remote: 'origin', branch: 'main', commit: git(root, 'rev-parse', 'HEAD')})
    expect(line).toBe(`circle join '${stick.replaceAll("'", "'\\''")}'`)
    expect(git(stick, 'rev-parse', '--is-bare-repository')).toBe('true')
    expect(git(stick, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
    expect(existsSync(join(stick, 'hooks'))).toBe(false)
    expect(readdirSync(join(stick, '..'))).toEqual(['our circle'])
    const cwd = folder()
    await done(['join', stick, '--agree'], {cwd, env: bo()})
    expect(readdirSync(cwd)).toEqual(['our circle'])
  })

  it('takes a path from the folder one is in, and -C for the circle', async () => {
    const [root, cwd] = [await fresh(), folder()]
    await done(['share', 'apron.git', '--yes', '-C', root], {cwd})
    expect(git(root, 'config', 'remote.origin.url')).toBe(join(cwd, 'apron.git'))
  })

  it('shares a circle in a folder of a bigger repository, and its branch by any name', async () => {
    const top = folder('big')
    git(top, 'init', '--quiet', '--initial-branch=trunk')
    put(top, {'README.md': '# Ours\n'})
    commitAll(top)
    await done(['init', 'circles/apron', '--yes'], {cwd: top})
    const bare = emptyRemote()
    await done(['share', bare, '--yes'], {cwd: join(top, 'circles/apron')})
    expect(git(bare, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/trunk')
    const cwd = folder()
    await done(['join', bare, '--agree'], {cwd, env: bo()})
    expect(existsSync(join(cwd, 'apron/circles/apron/members/bo.yaml'))).toBe(true)
  })

  it.each([['behind', 1, 0], ['ahead', 0, 1], ['apart', 1, 1]])('connects to a copy of this circle that is %s', async (_, here, there) => {
    const [root, bare] = [await fresh(), emptyRemote()]
    git(root, 'push', '--quiet', bare, 'main')
    for (let number = 0; number < there; number += 1) {
      const clone = join(folder(), 'clone')
      git('/', 'clone', '--quiet', bare, clone)
      await done(['member', 'add', 'Dee'], {cwd: clone})
      git(clone, 'push', '--quiet')
    }
    if (here > 0) await done(['member', 'add', 'Eve'], {cwd: root})
    await done(['share', bare, '--yes'], {cwd: root})
    expect(git(bare, 'rev-parse', 'main')).toBe(git(root, 'rev-parse', 'HEAD'))
    expect(readdirSync(join(root, 'members'))).toHaveLength(3 + here + there)
  })

  it('connects to the branch that this circle has there, by another name', async () => {
    const [root, bare] = [await fresh(), emptyRemote('master')]
    git(root, 'push', '--quiet', bare, 'main:master')
    await done(['member', 'add', 'Eve'], {cwd: root})
    await done(['share', bare, '--yes'], {cwd: root})
    expect(git(bare, 'for-each-ref', '--format=%(refname) %(objectname)')).toBe(`refs/heads/master ${git(root, 'rev-parse', 'HEAD')}`)
    expect(git(root, 'status', '--porcelain', '--branch')).toBe('## main...origin/master')
  })

  it('shows with --dry-run what it would do, and changes nothing on either side', async () => {
    const root = await fresh()
    const before = standing(root)
    const inside = folder()
    const stdout = await done(['share', join(inside, 'new.git'), '--dry-run'], {cwd: root})
    expect(stdout).toBe(`It would make a bare repository in ${join(inside, 'new.git')}.\nIt would connect the branch main to main in ${join(inside, 'new.git')}, and share the circle there.\n`)
    expect(await json(['share', emptyRemote(), '--dry-run'], {cwd: root})).toMatchObject({dryRun: true, branch: 'main', makes: null})
    expect(everything(inside)).toEqual({})
    expect(standing(root)).toEqual(before)
  })

  it('asks at a terminal, after saying who can read it; no is the default', async () => {
    const [root, bare] = [await fresh(), emptyRemote()]
    const before = standing(root)
    const no = terminal(['share', bare], {cwd: root, columns: 300})
    await no.sees(warning)
    await no.answer('Share it there?')
    expect(await no.exit()).toBe(130)
    expect(standing(root)).toEqual(before)
    expect(git(bare, 'for-each-ref')).toBe('')
    const yes = terminal(['share', bare], {cwd: root, columns: 300})
    await yes.answer('Share it there?', 'y')
    await yes.sees(`circle join ${bare}`)
    expect(await yes.exit()).toBe(0)
  })
})

describe('circle share where something stands in the way', () => {
  it('shares nothing unasked, where there is no terminal to ask at', async () => {
    const [root, bare] = [await fresh(), emptyRemote()]
    const before = standing(root)
    expect(await circle(['share', bare], {cwd: root})).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: whoever can read ${bare} can read all of the circle, and there is no terminal to ask at\nhint: add --yes if that is as it should be\n`,
    })
    expect(standing(root)).toEqual(before)
    expect(git(bare, 'for-each-ref')).toBe('')
  })

  it.each([
    ['-x', 2], ['--receive-pack=touch pwned', 2], ['ext::sh -c "touch pwned"', 2], ['https://ann:secret@example.invalid/x.git', 2], ['ssh://-oProxyCommand=touch%20pwned/x', 5], ['nowhere/at/all', 1], ['charter.yaml', 1], ['members', 1], ['inside.git', 1],
  ])('refuses the address %j, and runs nothing', async (url, exit) => {
    const root = await fresh()
    const before = standing(root)
    const {status, stdout, stderr} = await circle(['share', '--yes', '--', url], {cwd: root})
    expect([status, stdout, stderr]).toEqual([exit, '', expect.stringMatching(/^error: .*\nhint: .*\n$/)])
    expect(stderr).not.toContain('secret@')
    expect(standing(root)).toEqual(before)
    expect(existsSync(join(root, 'pwned'))).toBe(false)
  })

  it('sends nothing to a folder with other files, nor to one in which somebody works', async () => {
    const [root, inside] = [await fresh(), folder()]
    put(inside, {'full/a.txt': 'a\n'})
    git(inside, 'clone', '--quiet', root, 'work')
    const before = [standing(root), everything(inside)]
    expect((await circle(['share', join(inside, 'full'), '--yes'], {cwd: root})).stderr).toMatch(/^error: .*full holds other files\nhint: .*full\/circle\.git\n$/)
    expect((await circle(['share', join(inside, 'work'), '--yes'], {cwd: root})).stderr).toMatch(/^error: .* is a repository in which somebody works/)
    expect([standing(root), everything(inside)]).toEqual(before)
  })

  it('tells two circles apart, and a repository that holds something else; all is as before', async () => {
    const [root, other, else_] = [await fresh(), emptyRemote(), emptyRemote()]
    const second = await founded(['--place', 'Elsewhere'])
    git(second, 'push', '--quiet', other, 'main')
    const forge = folder('forge')
    git(forge, 'init', '--quiet')
    put(forge, {'README.md': '# apron\n', LICENSE: 'MIT\n'})
    commitAll(forge)
    git(forge, 'push', '--quiet', else_, 'main')
    const before = [standing(root), git(other, 'for-each-ref'), git(else_, 'for-each-ref')]
    const circles = await circle(['share', other, '--yes'], {cwd: root})
    expect([circles.status, circles.stderr]).toEqual([1, expect.stringMatching(/^error: there is another circle in .*: two people each founded one\nhint: choose one of them\..*circle join /)])
    const files = await circle(['share', else_, '--yes'], {cwd: root})
    expect([files.status, files.stderr]).toEqual([1, expect.stringMatching(/^error: .* holds something else already: LICENSE, README\.md\nhint: make an empty repository/)])
    expect([standing(root), git(other, 'for-each-ref'), git(else_, 'for-each-ref')]).toEqual(before)
  })

  it('puts everything back when the remote refuses', async () => {
    const [root, bare] = [await fresh(), emptyRemote()]
    mkdirSync(join(bare, 'hooks'), {recursive: true})
    writeFileSync(join(bare, 'hooks/pre-receive'), '#!/bin/sh\necho "quota exceeded" >&2\nexit 1\n', {mode: 0o755})
    const before = standing(root)
    const untrusted = await circle(['share', bare, '--yes'], {cwd: root})
    expect([untrusted.status, untrusted.stderr]).toEqual([1, expect.stringContaining('would run programs of its own on this computer')])
    const env = bo()
    writeFileSync(env.GIT_CONFIG_GLOBAL, `[user]\n\tname = Bo Berg\n\temail = bo@example.org\n[circle]\n\ttrusted = ${bare}\n`)
    const refused = await circle(['share', bare, '--yes'], {cwd: root, env})
    expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining('quota exceeded')])
    expect(standing(root)).toEqual(before)
  })

  it('takes away the repository that it made, when nothing came of it', async () => {
    const [root, inside] = [await fresh(), folder()]
    mkdirSync(join(inside, 'empty'))
    // A hook of the user's own that refuses every push.
    mkdirSync(join(root, '.git/hooks'), {recursive: true})
    writeFileSync(join(root, '.git/hooks/pre-push'), '#!/bin/sh\necho "not today" >&2\nexit 1\n', {mode: 0o755})
    const env = bo()
    writeFileSync(env.GIT_CONFIG_GLOBAL, `[user]\n\tname = Bo Berg\n\temail = bo@example.org\n[circle]\n\ttrusted = ${root}\n`)
    const before = standing(root)
    for (const name of ['new.git', 'empty']) {
      const {status, stderr} = await circle(['share', join(inside, name), '--yes'], {cwd: root, env})
      expect([status, stderr]).toEqual([5, expect.stringContaining('not today')])
    }
    expect(everything(inside)).toEqual({empty: 'folder'})
    expect(standing(root)).toEqual(before)
  })

  it('needs a circle, in a repository, with a commit, and git in the middle of nothing', async () => {
    expect((await circle(['share', 'x', '--yes'], {cwd: folder()})).stderr).toMatch(/^error: there is no circle in /)
    const bare = emptyRemote()
    const loose = folder('loose')
    put(loose, filesIn(await fresh()))
    expect(await circle(['share', bare, '--yes'], {cwd: loose})).toEqual({status: 5, stdout: '', stderr: expect.stringMatching(/^error: the circle in .* is in no git repository, so it cannot be shared\nhint: make one: cd .* && git init /) as string})
    git(loose, 'init', '--quiet')
    expect((await circle(['share', bare, '--yes'], {cwd: loose})).stderr).toMatch(/^error: nothing has been committed here yet/)
    const busy = await fresh()
    git(busy, 'switch', '--quiet', '--create', 'other')
    put(busy, {'notes.txt': 'theirs\n'})
    commitAll(busy)
    git(busy, 'switch', '--quiet', 'main')
    put(busy, {'notes.txt': 'mine\n'})
    commitAll(busy)
    expect(() => git(busy, 'merge', 'other')).toThrow()
    expect((await circle(['share', bare, '--yes'], {cwd: busy})).stderr).toMatch(/^error: a merge is in progress/)
    expect(git(bare, 'for-each-ref')).toBe('')
    expect(commits(busy)).toBe(2)
  })
})

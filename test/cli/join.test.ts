import {execFileSync, spawn} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {commitAll, copies, everything, json, put} from './circles.ts'
import {circle, commits, done, environment, folder, founded, git, program, terminal} from './harness.ts'

const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

/** A person's own settings of git. */
function person(name: string, email: string, more = ''): {GIT_CONFIG_GLOBAL: string} {
  const file = join(folder('person'), 'gitconfig')
  writeFileSync(file, `[user]\n\tname = ${name}\n\temail = ${email}\n[init]\n\tdefaultBranch = main\n${more}`)
  return {GIT_CONFIG_GLOBAL: file}
}
const dee = person('Dee Ash', 'dee@example.org')
const bo = person('Bo Berg', 'bo@example.org')
const nobody = {GIT_CONFIG_GLOBAL: '/dev/null'}

const fresh = copies(() => founded(['--place', 'The tavern']))

/** A bare repository, in a folder with a space in its name, that holds the circle of Ann, Bo and Cy. */
async function shared(prepare: (root: string) => void | Promise<void> = () => undefined): Promise<string> {
  const root = await fresh()
  await prepare(root)
  const bare = join(folder('a stick'), 'apron club.git')
  git(root, 'clone', '--quiet', '--bare', '--no-local', '.', bare)
  return bare
}

const promises = "What the members promise each other:\n  -  What is said here stays here.\n  -  We come prepared, and tell the others when we can't come.\n"

describe('circle join', () => {
  it('clones, shows purpose and promises, adds the member, commits and shares', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const {status, stdout, stderr} = await circle(['join', bare, '--agree'], {cwd, env: dee})
    expect(status).toBe(0)
    const root = join(cwd, 'apron club')
    expect(stderr).toContain(`Apron Club\nTalk.\n\n${promises}`)
    expect(stderr).toMatch(/Wrote members\/dee\.yaml, commit [0-9a-f]{7}, and shared it\.\n/)
    expect(stdout).toMatch(new RegExp(`^You are a member of Apron Club, as dee\\.\n  folder   ${root}\n  next     Friday meeting, Friday 4 December 2026, 19:00–21:00\n  where    The tavern\n  members  Ann Ek, Bo Berg, Cy Ash, Dee Ash\n`))
    expect(stdout).toContain("  cd 'apron club'       go there\n")
    expect(text(root, 'members/dee.yaml')).toBe('name: Dee Ash\n\nemail: dee@example.org\n\njoined: "2026-11-28"\n\nagreed: "2026-11-28"\n\nstatus: active\n')
    expect(git(root, 'log', '-1', '--format=%an %ae %s')).toBe('Dee Ash dee@example.org Add member dee')
    expect(git(bare, 'rev-parse', 'main')).toBe(git(root, 'rev-parse', 'HEAD'))
    expect(git(root, 'status', '--porcelain', '--branch')).toBe('## main...origin/main')
    expect(git(root, 'config', '--local', 'merge.circle.recursive')).toBe('binary')
    expect(git(root, 'config', '--local', 'core.symlinks')).toBe('false')
    expect(git(root, 'config', '--get-regexp', '^user\\.')).not.toContain('dee')
    expect(readdirSync(cwd)).toEqual(['apron club'])
    await done(['check'], {cwd: root, env: dee})
    expect((await json<{you: string}>([], {cwd: root, env: dee})).you).toBe('dee')
  })

  it('tells who lives by other clocks whose the hours are, and how to have their own', async () => {
    const bare = await shared()
    const at = async (TZ: string): Promise<string> => (await circle(['join', bare, '--agree'], {cwd: folder(), env: {...person('Dee Ash', `${TZ.length}@example.org`), TZ}})).stdout
    const there = await at('Asia/Kolkata')
    expect(there).toContain('Friday 4 December 2026, 19:00–21:00 (UTC; Sat 5 Dec 00:30 in Asia/Kolkata)\n')
    expect(there).toMatch(/  circle member edit dee --timezone Asia\/Kolkata  shows hours by your own clocks too\n/)
    expect(await at('Africa/Abidjan')).not.toContain('--timezone')
  })

  it('takes another folder, a name and an address, which then hold in this clone', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const {circle: about, member, new: isNew, shared: isShared, commit} = await json(['join', bare, 'new/below', '--agree', '--name', 'Åsa Ö', '--email', 'asa@example.org'], {cwd, env: nobody})
    const root = join(cwd, 'new/below')
    expect(about).toMatchObject({dir: root, name: 'Apron Club', purpose: 'Talk.', timezone: 'UTC'})
    expect([member, isNew, isShared, commit]).toEqual([{id: 'asa', name: 'Åsa Ö', email: 'asa@example.org', joined: '2026-11-28', agreed: '2026-11-28', status: 'active'}, true, true, git(root, 'rev-parse', 'HEAD')])
    expect(git(root, 'log', '-1', '--format=%an %ae %cn %ce')).toBe('Åsa Ö asa@example.org Åsa Ö asa@example.org')
    const other = join(cwd, 'other')
    await done(['join', bare, other, '--agree', '--email', 'private@example.org'], {env: dee})
    expect((await json<{you: string}>([], {cwd: other, env: dee})).you).toBe('dee')
  })

  it('knows by the e-mail who was there before, and has them agree once', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const first = await done(['join', bare, 'one', '--agree'], {cwd, env: person('B. Berg', 'BO@example.org')})
    expect(first).toContain('Welcome to Apron Club, Bo Berg (bo).\n')
    expect(text(join(cwd, 'one'), 'members/bo.yaml')).toBe('name: Bo Berg\n\nemail: bo@example.org\n\njoined: "2026-11-16"\n\nagreed: "2026-11-28"\n\nstatus: active\n')
    expect(git(bare, 'log', '-1', '--format=%s', 'main')).toBe('Agree as member bo')
    // On a second machine nothing is left to say.
    const {status, stderr} = await circle(['join', bare, 'two'], {cwd, env: {...bo, CIRCLE_NOW: '2027-01-01T10:00:00Z'}})
    expect([status, stderr.includes('Wrote')]).toEqual([0, false])
    expect(commits(join(cwd, 'two'))).toBe(2)
    expect(readdirSync(join(cwd, 'two/members')).toSorted()).toEqual(['ann.yaml', 'bo.yaml', 'cy.yaml'])
  })

  it('takes nobody back who has left, and says how they come back', async () => {
    const bare = await shared(async (root) => void (await done(['member', 'leave', 'bo'], {cwd: root})))
    const cwd = folder()
    const stdout = await done(['join', bare], {cwd, env: bo})
    expect(stdout).toContain('You have been a member of Apron Club, Bo Berg (bo).\nYou have left it;')
    expect(stdout).toContain('circle member return bo')
    expect(text(join(cwd, 'apron club'), 'members/bo.yaml')).toContain('status: left')
  })

  it('asks a namesake who they are: --as for the same person, --id for another', async () => {
    const bare = await shared(async (root) => void (await done(['member', 'add', 'Dee Ash'], {cwd: root})))
    const cwd = folder()
    const refused = await circle(['join', bare, '--agree'], {cwd, env: dee})
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('error: dee is called Dee Ash too\nhint: if that is you: --as dee; if you are somebody else: --id dee-ash\n')])
    expect(everything(cwd)).toEqual({})
    await done(['join', bare, 'other', '--agree', '--id', 'dee-ash', '--email', 'ash@example.org'], {cwd, env: dee})
    await done(['join', bare, 'same', '--agree', '--as', 'dee'], {cwd, env: dee})
    expect(text(join(cwd, 'same'), 'members/dee.yaml')).toMatch(/^name: Dee Ash\n\nemail: dee@example\.org\n\njoined: .*\n\nagreed: "2026-11-28"\n/)
    expect(text(join(cwd, 'same'), 'members/dee-ash.yaml')).toContain('email: ash@example.org')
  })

  it('finds the one circle in a folder of a bigger repository', async () => {
    const top = folder('big')
    git(top, 'init', '--quiet')
    put(top, {'README.md': '# Ours\n'})
    await done(['init', 'our circles/apron', '--yes', '--name', 'Apron'], {cwd: top})
    commitAll(top)
    const cwd = folder()
    const {circle: about} = await json<{circle: {dir: string}}>(['join', top, 'copy', '--agree', '--no-commit'], {cwd, env: dee})
    expect(about.dir).toBe(join(cwd, 'copy/our circles/apron'))
    expect(git(join(cwd, 'copy'), 'status', '--porcelain')).toBe('?? "our circles/apron/members/dee.yaml"')
    await done(['init', 'our circles/second', '--yes'], {cwd: top})
    const {status, stderr} = await circle(['join', top, 'third', '--agree'], {cwd, env: dee})
    expect([status, stderr]).toEqual([1, expect.stringContaining(`error: there are 2 circles in ${top}: our circles/apron, our circles/second\nhint: `)])
    expect(existsSync(join(cwd, 'third'))).toBe(false)
  })

  it('shows with --dry-run what it would write, asks for no consent, and leaves nothing', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const before = everything(bare)
    const {status, stdout, stderr} = await circle(['join', bare, '--dry-run'], {cwd, env: dee})
    expect(status).toBe(0)
    expect(stderr).toContain(promises)
    expect(stdout).toContain('+++ b/members/dee.yaml\n')
    expect(await json(['join', bare, '--dry-run'], {cwd, env: dee})).toMatchObject({dryRun: true, member: {id: 'dee'}, files: [{path: 'members/dee.yaml', before: null}]})
    expect(everything(cwd)).toEqual({})
    expect(everything(bare)).toEqual(before)
  })

  it('gets through when others join at the same moment, also with the same name', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const people = ['a', 'b', 'c', 'd'].map((letter) => person('Dee Ash', `${letter}@example.org`))
    const outcomes = await Promise.all(people.map((env, index) => circle(['join', bare, `clone-${index}`, '--agree'], {cwd, env})))
    // Who clones after another was through is told of the namesake; nobody is lost or mixed up.
    const through = outcomes.filter(({status}) => status === 0).length
    expect(outcomes.every(({status, stderr}) => status === 0 || stderr.includes('is called Dee Ash too')), JSON.stringify(outcomes)).toBe(true)
    await done(['join', bare, 'all'], {cwd, env: person('Ann Ek', 'ann@example.org')})
    expect(readdirSync(join(cwd, 'all/members'))).toHaveLength(3 + through)
    await done(['check'], {cwd: join(cwd, 'all')})
  })
})

describe('circle join at a terminal', () => {
  it('asks for address and name, and whether one agrees', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const run = terminal(['join', bare, 'new'], {cwd, env: dee})
    await run.sees('We come prepared')
    await run.answer('Your e-mail?')
    await run.answer('Your name?', 'Dee Dee')
    await run.answer('Do you agree to this?', 'y')
    await run.sees('You are a member of Apron Club, as dee.')
    expect(await run.exit()).toBe(0)
    expect(text(join(cwd, 'new'), 'members/dee.yaml')).toMatch(/^name: Dee Dee\n\nemail: dee@example\.org\n/)
  })

  it('asks nobody that it knows who they are', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const run = terminal(['join', bare, 'new'], {cwd, env: bo})
    await run.answer('Do you agree to this?', 'y')
    await run.sees('Welcome to Apron Club, Bo Berg (bo).')
    expect(await run.exit()).toBe(0)
    expect(run.screen()).not.toContain('e-mail?')
  })

  it.each([['says no', 130], ['presses Ctrl-C', 130]])('leaves nothing where somebody %s', async (what, status) => {
    const [bare, cwd] = [await shared(), folder()]
    const before = everything(bare)
    const run = terminal(['join', bare, 'new/below'], {cwd, env: bo})
    if (what === 'says no') await run.answer('Do you agree to this?', 'n')
    else {
      await run.sees('Do you agree to this?')
      await sleep(60)
      await run.press('ctrl-c')
    }
    expect(await run.exit()).toBe(status)
    expect(everything(cwd)).toEqual({})
    expect(everything(bare)).toEqual(before)
  })

  it('asks a namesake whether it is them', async () => {
    const bare = await shared(async (root) => void (await done(['member', 'add', 'Dee Ash'], {cwd: root})))
    const cwd = folder()
    const same = terminal(['join', bare, 'same', '--agree'], {cwd, env: dee})
    await same.answer('Your e-mail?')
    await same.answer('Your name?')
    await same.answer('Dee Ash (dee) is a member already. Is that you?', 'y')
    expect(await same.exit()).toBe(0)
    expect(readdirSync(join(cwd, 'same/members'))).toHaveLength(4)
    const other = terminal(['join', bare, 'other', '--agree'], {cwd, env: person('Dee Ash', 'else@example.org')})
    await other.answer('Your e-mail?')
    await other.answer('Your name?')
    await other.answer('Dee Ash (dee, dee@example.org) is a member already. Is that you?', 'n')
    expect(await other.exit()).toBe(0)
    expect(readdirSync(join(cwd, 'other/members'))).toContain('dee-ash.yaml')
  })
})

describe('circle join where something stands in the way', () => {
  const refusals: readonly (readonly [what: string, words: readonly string[], env: Record<string, string>, exit: number, error: string])[] = [
    ['without consent', [], dee, 2, 'error: whoever joins agrees to the promises above, and there is no terminal to ask at\nhint: read them, then add --agree\n'],
    ['with --yes, which is no consent', ['--yes'], dee, 2, 'hint: read them, then add --agree\n'],
    ['where git knows nobody', [], nobody, 2, 'error: who joins? git knows no name and address here\nhint: add --name "Your Name" --email you@example.org --agree\n'],
    ['with a wrong address', ['--agree', '--email', 'dee'], dee, 2, 'error: --email '],
    ['as somebody unknown', ['--agree', '--as', 'zed'], dee, 2, 'error: no member is called zed'],
    ['with a taken id', ['--agree', '--id', 'ann'], dee, 1, 'error: there is already a member ann: Ann Ek'],
  ]
  it.each(refusals)('refuses %s, and leaves nothing', async (_, words, env, exit, error) => {
    const [bare, cwd] = [await shared(), folder()]
    const before = everything(bare)
    const {status, stdout, stderr} = await circle(['join', bare, 'below/new', ...words], {cwd, env})
    expect([status, stdout]).toEqual([exit, ''])
    expect(stderr).toContain(error)
    expect(everything(cwd)).toEqual({})
    expect(everything(bare)).toEqual(before)
  })

  it.each([
    ['-x', 2], ['--upload-pack=touch pwned', 2], ['ext::sh -c "touch pwned"', 2], ['ssh://-oProxyCommand=touch%20pwned/x', 5], ['nowhere/at/all', 5], ['', 2],
  ])('runs nothing for the address %j', async (url, exit) => {
    const cwd = folder()
    const {status, stderr} = await circle(['join', '--agree', '--', url, 'new'], {cwd, env: dee})
    expect([status, stderr]).toEqual([exit, expect.stringMatching(/^error: .*\nhint: .*\n$/)])
    expect(everything(cwd)).toEqual({})
  })

  it('touches no folder that has something in it, and takes an empty one', async () => {
    const [bare, cwd] = [await shared(), folder()]
    put(cwd, {'full/mine.txt': 'mine\n', file: 'a file\n'})
    const before = everything(cwd)
    for (const name of ['full', 'file']) {
      const {status, stderr} = await circle(['join', bare, name, '--agree'], {cwd, env: dee})
      expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: .* is (there already, and not empty|not a folder)\nhint: /)])
    }
    expect(everything(cwd)).toEqual(before)
    mkdirSync(join(cwd, 'empty'))
    await done(['join', bare, 'empty', '--agree'], {cwd, env: dee})
    expect(existsSync(join(cwd, 'empty/charter.yaml'))).toBe(true)
    expect((await circle(['join', bare, 'empty/members/new', '--agree'], {cwd, env: dee})).stderr).toContain('lies inside the circle in')
  })

  it('says that nothing is there yet, or no circle, or one that is not sound', async () => {
    const cwd = folder()
    const empty = join(folder(), 'empty.git')
    git(cwd, 'init', '--quiet', '--bare', empty)
    expect(await circle(['join', empty, '--agree'], {cwd, env: dee})).toEqual({status: 1, stdout: '', stderr: `error: there is nothing in ${empty} yet\nhint: whoever founded the circle shares it first: circle share <git-url>\n`})
    const other = folder('other')
    git(other, 'init', '--quiet')
    put(other, {'README.md': 'x\n'})
    commitAll(other)
    expect((await circle(['join', other, 'x', '--agree'], {cwd, env: dee})).stderr).toMatch(/^error: there is no circle in .*: it has no charter\.yaml\nhint: /)
    const broken = await shared((root) => {
      put(root, {'members/bo.yaml': 'nome: Bo\n'})
      commitAll(root)
    })
    const {status, stderr} = await circle(['join', broken, 'x', '--agree'], {cwd, env: dee})
    expect([status, stderr]).toEqual([3, expect.stringMatching(/^error: members\/bo\.yaml:1:1: .*\nhint: nothing was written here; tell somebody in the circle/)])
    expect(everything(cwd)).toEqual({})
  })

  it('keeps the clone where it may not write there, says so, and ends with 5', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const refusing = person('Dee Ash', 'dee@example.org')
    mkdirSync(join(bare, 'hooks'), {recursive: true})
    writeFileSync(join(bare, 'hooks/pre-receive'), '#!/bin/sh\necho "members only" >&2\nexit 1\n')
    chmodSync(join(bare, 'hooks/pre-receive'), 0o755)
    const untrusted = await circle(['join', bare, '--agree'], {cwd, env: refusing})
    expect([untrusted.status, untrusted.stderr]).toEqual([1, expect.stringMatching(/^error: .* would run programs of its own on this computer when something is sent there: .*pre-receive\nhint: .*git config --global --add circle\.trusted '/)])
    expect(everything(cwd)).toEqual({})
    writeFileSync(refusing.GIT_CONFIG_GLOBAL, `${readFileSync(refusing.GIT_CONFIG_GLOBAL, 'utf8')}[circle]\n\ttrusted = ${bare}\n`)
    const {status, stdout, stderr} = await circle(['join', bare, '--agree'], {cwd, env: refusing})
    expect(status).toBe(5)
    expect(stdout).toContain('You are a member of Apron Club, as dee.')
    expect(stderr).toMatch(/Not shared yet: .*members only.*\n/)
    expect(stderr).toContain('`circle sync` in that folder tries again.')
    const root = join(cwd, 'apron club')
    expect(git(root, 'status', '--porcelain', '--branch')).toContain('ahead 1')
    rmSync(join(bare, 'hooks/pre-receive'))
    await done(['sync'], {cwd: root, env: refusing})
    expect(git(bare, 'rev-parse', 'main')).toBe(git(root, 'rev-parse', 'HEAD'))
  })

  it('asks at a terminal about hooks of a repository on this computer', async () => {
    const [bare, cwd] = [await shared(), folder()]
    const env = person('Bo Berg', 'bo@example.org')
    mkdirSync(join(bare, 'hooks'), {recursive: true})
    writeFileSync(join(bare, 'hooks/post-receive'), `#!/bin/sh\ntouch '${bare}/ran'\n`, {mode: 0o755})
    const no = terminal(['join', bare], {cwd, env})
    await no.answer('shall they run?', 'n')
    expect(await no.exit()).toBe(1)
    expect(everything(cwd)).toEqual({})
    const yes = terminal(['join', bare, '--agree'], {cwd, env})
    await yes.answer('shall they run?', 'y')
    expect(await yes.exit()).toBe(0)
    expect(existsSync(join(bare, 'ran'))).toBe(true)
    expect(text(env.GIT_CONFIG_GLOBAL, '')).toContain(`trusted = ${bare}`)
  })

  it('leaves nothing when it is stopped while it fetches', async () => {
    const cwd = folder()
    const bin = folder('bin')
    const real = execFileSync('/bin/sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim()
    writeFileSync(join(bin, 'git'), `#!/bin/sh\nfor word do case "$word" in clone) touch '${bin}/begun'; "${real}" "$@"; sleep 30;; esac; done\nexec '${real}' "$@"\n`, {mode: 0o755})
    const bare = await shared()
    const child = spawn(process.execPath, [program, 'join', bare, 'below/new', '--agree'], {cwd, env: environment({...dee, PATH: `${bin}:${process.env.PATH}`}), stdio: 'ignore'})
    const ended = new Promise<number>((resolve) => child.on('close', (status, signal) => resolve(status ?? (signal === null ? -1 : 128))))
    for (let round = 0; round < 200 && !existsSync(join(bin, 'begun')); round += 1) await sleep(25)
    child.kill('SIGINT')
    expect(await ended).toBeGreaterThan(100)
    expect(everything(cwd)).toEqual({})
  })
})

describe('circle join of a hostile repository', () => {
  it('runs none of it, follows no link, and fetches no submodule', async () => {
    const trace = join(folder('trace'), 'ran')
    const outside = folder('outside')
    put(outside, {'secret.yaml': 'name: Secret\n'})
    const bare = await shared((root) => {
      put(root, {
        '.gitattributes': '* filter=evil diff=evil\nmembers/*.yaml merge=evil\n',
        '.gitconfig': `[core]\n\tfsmonitor = touch ${trace}\n`,
        'hooks/post-checkout': `#!/bin/sh\ntouch ${trace}\n`,
        'embedded/HEAD': 'ref: refs/heads/main\n',
        'embedded/config': `[core]\n\tfsmonitor = "touch ${trace}; false"\n\tbare = false\n\tworktree = .\n`,
        'embedded/objects/x': '',
        'embedded/refs/x': '',
      })
      symlinkSync(join(outside, 'secret.yaml'), join(root, 'notes.txt'))
      git(root, 'add', '--all')
      git(root, 'update-index', '--add', '--cacheinfo', `160000,${git(root, 'rev-parse', 'HEAD')},sub`)
      git(root, 'commit', '--quiet', '--message', 'Evil')
    })
    const cwd = folder()
    const env = person('Dee Ash', 'dee@example.org', `[filter "evil"]\n\tsmudge = "touch ${trace}; cat"\n\tclean = "touch ${trace}; cat"\n\trequired = true\n[submodule]\n\trecurse = true\n`)
    const {status, stderr} = await circle(['join', bare, 'new', '--agree'], {cwd, env})
    expect(existsSync(trace), stderr).toBe(false)
    if (status === 0) expect(text(join(cwd, 'new'), 'notes.txt')).toBe(join(outside, 'secret.yaml'))
    else expect(everything(cwd)).toEqual({})
  })

  it('refuses a circle whose pages are links', async () => {
    const outside = folder('outside')
    put(outside, {'secret.yaml': 'name: Secret\n'})
    const bare = await shared((root) => {
      symlinkSync(join(outside, 'secret.yaml'), join(root, 'members/evil.yaml'))
      commitAll(root)
    })
    const cwd = folder()
    const {status, stdout, stderr} = await circle(['join', bare, '--agree'], {cwd, env: dee})
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^error: members\/evil\.yaml/)
    expect(stderr).not.toContain('Secret')
    expect(everything(cwd)).toEqual({})
    expect(Object.keys(everything(outside))).toEqual(['secret.yaml'])
  })

  it('shows control characters in a charter, and obeys none', async () => {
    const bare = await shared((root) => {
      put(root, {'charter.yaml': text(root, 'charter.yaml').replace('  Talk.', '  Talk.\u202e gnp.')})
      commitAll(root)
    })
    const {stderr} = await circle(['join', bare, '--dry-run'], {cwd: folder(), env: dee})
    expect(stderr).not.toContain('\u202e')
  })
})

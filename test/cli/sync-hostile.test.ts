import {chmodSync, existsSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, put, uncommitted} from './circles.ts'
import {boShares, clones, meets, pushed, standing, text, tip, typed} from './clones.ts'
import type {Clones} from './clones.ts'
import {circle, done, environment, git} from './harness.ts'

/** A program that leaves a file when it runs, and whether it did since one last asked. */
interface Canary {
  readonly path: string
  readonly sang: () => boolean
}

function canaryIn(at: string): Canary {
  const [path, song] = [join(at, 'canary.sh'), join(at, 'song')]
  writeFileSync(path, `#!/bin/sh\ntouch '${song}'\nexit 1\n`)
  chmodSync(path, 0o755)
  return {path, sang: () => {
    const sang = existsSync(song)
    rmSync(song, {force: true})
    return sang
  }}
}

/** Runs plain git, whether it fails or not. */
function plainly(cwd: string, line: string): void {
  typed(cwd, `${line} >/dev/null 2>&1 || true`)
}

interface Trap {
  /** Sets it in the clone's own settings. */
  readonly set: (all: Clones, canary: string) => void
  /** Plain git that falls into it. */
  readonly git: string
}

const setting = (name: string, value = (canary: string): string => canary) => (all: Clones, canary: string): void => void git(all.ann, 'config', name, value(canary))

const traps: Record<string, Trap> = {
  'a file system monitor': {set: setting('core.fsmonitor'), git: 'git status'},
  'a clean filter': {
    set: (all, canary) => {
      put(all.ann, {'.git/info/attributes': '* filter=evil\n'})
      git(all.ann, 'config', 'filter.evil.clean', canary)
    },
    git: 'touch charter.yaml && git add charter.yaml',
  },
  'a hook of commits': {set: (all) => void git('/', 'config', '--file', join(all.ann, '.git/config'), 'core.hooksPath', all.at), git: 'cp ../canary.sh ../pre-commit && git commit --allow-empty --message x'},
  'a hook of pushes': {
    set: ({ann}, canary) => {
      put(ann, {'.git/hooks/pre-push': `#!/bin/sh\nexec ${canary}\n`})
      chmodSync(join(ann, '.git/hooks/pre-push'), 0o755)
    },
    git: 'git push origin HEAD:other',
  },
  'another program at the remote': {set: setting('remote.origin.uploadpack'), git: 'git fetch'},
  'another ssh': {
    set: (all, canary) => {
      git(all.ann, 'config', 'core.sshCommand', canary)
      git(all.ann, 'config', 'remote.origin.url', 'ssh://nowhere.invalid/x.git')
    },
    git: 'git fetch',
  },
  'a program that signs': {
    set: (all, canary) => {
      git(all.ann, 'config', 'commit.gpgSign', 'true')
      git(all.ann, 'config', 'gpg.program', canary)
    },
    git: 'git commit --allow-empty --message x',
  },
  'a helper for passwords': {set: setting('credential.helper', (canary) => `!${canary}`), git: 'printf "protocol=http\\nhost=x\\n\\n" | GIT_ASKPASS=false git credential fill'},
  'a program that shows changes': {set: setting('diff.external'), git: 'echo "# x" >> charter.yaml && git diff'},
  'a merge driver': {
    set: setting('merge.circle.driver'),
    git: 'git switch -c one && echo "# a" >> charter.yaml && git commit -am a && git switch main && echo "# b" >> charter.yaml && git commit -am b && git merge one',
  },
  'settings from another file': {
    set: (all, canary) => {
      put(all.at, {settings: `[core]\n\tfsmonitor = ${canary}\n`})
      git(all.ann, 'config', 'include.path', join(all.at, 'settings'))
    },
    git: 'git status',
  },
}

describe('a clone whose own settings name programs', () => {
  it.each(Object.entries(traps))('%s: is asked about, and none runs before', async (name, {set, git: line}) => {
    const all = await clones()
    const canary = canaryIn(all.at)
    boShares(all, {'members/cy.yaml': `${text(all.bo, 'members/cy.yaml')}\n# Bo.\n`})
    put(all.ann, {'members/ann.yaml': `${text(all.ann, 'members/ann.yaml')}\n# Ann.\n`})
    if (name === 'a hook of commits') writeFileSync(join(all.at, 'pre-commit'), text(all.at, 'canary.sh'), {mode: 0o755})
    set(all, canary.path)
    const wanted = {root: all.ann, bare: all.bare, status: 1, says: /^this repository's own settings name programs that a commit would run: ./, hint: /^look at them\. If you trust them: git config --global --add circle\.trusted '.*\/ann'$/}
    const before = text(all.ann, 'members/ann.yaml')
    for (const words of [['sync'], ['sync', '--dry-run'], ['rsvp', '2026-12-11', 'yes', '--as', 'ann']]) {
      const {status, stderr} = await circle(words, {cwd: all.ann})
      expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: this repository's own settings name programs that a commit would run: .*\nhint: look at them\. If you trust them: git config --global --add circle\.trusted '.*\/ann'\n$/)])
    }
    expect([canary.sang(), text(all.ann, 'members/ann.yaml'), wanted.root]).toEqual([false, before, all.ann])
    plainly(all.ann, line)
    expect(canary.sang()).toBe(true)
  })
})

const addresses: Record<string, (all: Clones, canary: string) => void> = {
  'ext::': ({ann}, canary) => void git(ann, 'config', 'remote.origin.url', `ext::${canary}`),
  'one that git’s settings turn into ext::': ({ann, bare}, canary) => void git(ann, 'config', `url.ext::${canary}.insteadOf`, bare),
}

describe('an address that runs a program', () => {
  it.each(Object.entries(addresses))('%s: is refused', async (_, set) => {
    const all = await clones()
    const canary = canaryIn(all.at)
    git(all.ann, 'config', 'protocol.ext.allow', 'always')
    set(all, canary.path)
    const says = /of a kind that circle does not use \(ext\)$/
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says, hint: /^set the new address: (git remote set-url origin) <url>$|^look at them, and take out what you did not mean: git config --show-origin --get-regexp/})
    await meets({root: all.ann, bare: all.bare, status: 5, says, hint: /./, words: ['sync', '--dry-run']})
    expect(canary.sang()).toBe(false)
    plainly(all.ann, 'git fetch')
    expect(canary.sang()).toBe(true)
    if (command === '') git(all.ann, 'config', '--remove-section', `url.ext::${canary.path}`)
    else typed(all.ann, `${command} '${all.bare}'`)
    await done(['sync'], {cwd: all.ann})
  })

  it('also one for sending alone', async () => {
    const all = await clones()
    const canary = canaryIn(all.at)
    git(all.ann, 'config', 'protocol.ext.allow', 'always')
    git(all.ann, 'config', 'remote.origin.pushurl', `ext::${canary.path}`)
    put(all.ann, {'notes.txt': 'Ann.\n'})
    commitAll(all.ann)
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says: /^git's settings make another address of .*, of a kind that circle does not use \(ext\)$/, hint: /^look at them, and take out what you did not mean: (git config --show-origin --get-regexp '\^url\|pushurl')$/})
    expect(canary.sang()).toBe(false)
    expect(typed(all.ann, command)).toContain('remote.origin.pushurl ext::')
    plainly(all.ann, 'git push')
    expect(canary.sang()).toBe(true)
  })

  it.each(['--upload-pack=canary', '-x', 'ssh://-oProxyCommand=canary/x', '-oProxyCommand=canary:x'])('%s looks like an option, and goes nowhere', async (url) => {
    const all = await clones()
    git(all.ann, 'config', 'remote.origin.url', url)
    const wanted = {root: all.ann, bare: all.bare, status: 5, says: /is no address that git goes to: it looks like an option$/}
    const command = await meets({...wanted, hint: /^set the new address: (git remote set-url origin) <url>$/})
    await meets({...wanted, hint: /./, words: ['sync', '--dry-run']})
    typed(all.ann, `${command} '${all.bare}'`)
    await done(['sync'], {cwd: all.ann})
  })

  it.each([['branch.main.merge', 'refs/heads/--upload-pack=canary'], ['branch.main.remote', '--upload-pack=canary']])('a name in %s that looks like an option is no name', async (name, value) => {
    const all = await clones()
    if (name.endsWith('remote')) git(all.ann, 'config', `remote.${value}.url`, all.bare)
    git(all.ann, 'config', name, value)
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says: /--upload-pack=canary.* is not a name that git can use$/, hint: /^look at \.git\/config, or: (git branch --unset-upstream)$/})
    plainly(all.ann, command)
    await done(['sync'], {cwd: all.ann})
  })
})

describe('what others put into the circle', () => {
  it('an embedded bare repository runs nothing, wherever one stands in it', async () => {
    const all = await clones()
    const canary = canaryIn(all.at)
    boShares(all, {
      'templates/evil/HEAD': 'ref: refs/heads/main\n', 'templates/evil/objects/keep': '', 'templates/evil/refs/keep': '',
      'templates/evil/config': `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = ${canary.path}\n`,
    })
    await done(['sync'], {cwd: all.ann})
    const inside = join(all.ann, 'templates/evil')
    put(all.ann, {'members/ann.yaml': `${text(all.ann, 'members/ann.yaml')}\n# Ann.\n`})
    for (const words of [['sync', '--dry-run'], ['sync'], ['rsvp', '2026-12-11', 'yes', '--as', 'ann'], ['status'], ['history']]) await done(words, {cwd: inside})
    expect([canary.sang(), uncommitted(all.ann)]).toEqual([false, ''])
    plainly(inside, 'git status')
    expect(canary.sang()).toBe(true)
  })

  it('attributes call up none of the filters and drivers that the user has for other things', async () => {
    const all = await clones()
    const canary = canaryIn(all.at)
    const env = {GIT_CONFIG_GLOBAL: join(all.at, 'gitconfig')}
    put(all.at, {gitconfig: `[filter "own"]\n\tclean = ${canary.path}\n\tsmudge = ${canary.path}\n\trequired = true\n[merge "own"]\n\tdriver = ${canary.path}\n[diff "own"]\n\ttextconv = ${canary.path}\n`})
    boShares(all, {'.gitattributes': '* filter=own merge=own diff=own\n', 'members/cy.yaml': text(all.bo, 'members/cy.yaml').replace('Cy Ash', 'Cyd Ash')})
    put(all.ann, {'members/cy.yaml': `${text(all.ann, 'members/cy.yaml')}\n# Ann.\n`})
    commitAll(all.ann)
    await done(['sync', '--dry-run'], {cwd: all.ann, env})
    await done(['sync'], {cwd: all.ann, env})
    await done(['history'], {cwd: all.ann, env})
    expect([canary.sang(), tip(all.ann), text(all.ann, 'members/cy.yaml')]).toEqual([false, tip(all.bare), expect.stringMatching(/^name: Cyd Ash[^]*# Ann\.\n$/)])
    const before = standing(all.ann)
    put(all.ann, {'members/ann.yaml': `${text(all.ann, 'members/ann.yaml')}\n# Ann.\n`})
    const {status, stderr} = await circle(['sync'], {cwd: all.ann, env})
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: members\/ann\.yaml goes through the git filter own, which circle does not run\nhint: commit it with git yourself: git add 'members\/ann\.yaml' && git commit/)])
    expect({...standing(all.ann), 'members/ann.yaml': ''}).toEqual({...before, 'members/ann.yaml': ''})
    expect(canary.sang()).toBe(false)
    typed(all.ann, 'git -c filter.own.clean=cat add members/ann.yaml || true', env)
    plainly(all.ann, `GIT_CONFIG_GLOBAL='${env.GIT_CONFIG_GLOBAL}' git diff HEAD~1`)
    expect(canary.sang()).toBe(true)
  })

  const links: Record<string, (root: string) => void> = {
    'a record': (root) => (rmSync(join(root, 'members/cy.yaml')), symlinkSync('/etc/passwd', join(root, 'members/cy.yaml'))),
    'the folder of records': (root) => (rmSync(join(root, 'members'), {recursive: true}), symlinkSync('/etc', join(root, 'members'))),
    'the charter': (root) => (rmSync(join(root, 'charter.yaml')), symlinkSync('/dev/zero', join(root, 'charter.yaml'))),
  }
  it.each(Object.entries(links))('a link in place of %s is not followed, and mending it there helps', async (_, link) => {
    const all = await clones()
    link(all.bo)
    commitAll(all.bo)
    pushed(all.bo)
    await meets({root: all.ann, bare: all.bare, status: 3, says: /^(members|charter)\S*:1:1: as the others have it, (members|charter)\S* is a link/, hint: /Whoever shared it can mend it and sync/})
    git(all.bo, 'revert', '--no-edit', 'HEAD')
    pushed(all.bo)
    await done(['sync'], {cwd: all.ann})
    expect([tip(all.ann), uncommitted(all.ann)]).toEqual([tip(all.bare), ''])
  })

  it('a link beside the records is left to git', async () => {
    const all = await clones()
    symlinkSync('/etc/passwd', join(all.bo, 'notes'))
    commitAll(all.bo)
    pushed(all.bo)
    const command = await meets({root: all.ann, bare: all.bare, status: 1, says: /^others changed notes, which is a link, and circle neither follows nor writes links$/, hint: /^take it over with plain git: (git pull)\. Then circle sync\.$/})
    typed(all.ann, command)
    await done(['sync'], {cwd: all.ann})
  })

  it('another repository in it is not fetched', async () => {
    const all = await clones()
    put(all.bo, {'.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = ../nowhere.git\n'})
    git(all.bo, 'add', '.gitmodules')
    git(all.bo, 'update-index', '--add', '--cacheinfo', `160000,${tip(all.bo)},sub`)
    git(all.bo, 'commit', '--quiet', '--message', 'Sub')
    pushed(all.bo)
    git(all.ann, 'config', 'submodule.recurse', 'true')
    git(all.ann, 'config', 'fetch.recurseSubmodules', 'true')
    await done(['sync'], {cwd: all.ann})
    expect([existsSync(join(all.ann, '.git/modules')), readdirSync(join(all.ann, 'sub')), uncommitted(all.ann)]).toEqual([false, [], ''])
  })

  it.each(['.git', '.GIT', '..', 'a\\b'])('a folder called %s leads nowhere', async (name) => {
    const all = await clones()
    const blob = git(all.bo, 'rev-parse', 'HEAD:README.md')
    const [inner, lines] = [typed(all.bo, `printf '100755 blob ${blob}\\tpost-checkout\\n' | git mktree`).trim(), git(all.bo, 'ls-tree', 'HEAD')]
    writeFileSync(join(all.at, 'tree'), `${lines}\n040000 tree ${inner}\t${name}\n`)
    const tree = typed(all.bo, `git mktree < '${join(all.at, 'tree')}'`).trim()
    git(all.bo, 'push', '--quiet', 'origin', `${git(all.bo, 'commit-tree', '-p', 'HEAD', '-m', 'Evil', tree)}:main`)
    const before = standing(all.ann)
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: others changed .*post-checkout, which has a name that circle does not write\nhint: .*git pull\. Then circle sync\.\n$/)])
    expect([standing(all.ann), existsSync(join(all.at, 'post-checkout'))]).toEqual([before, false])
    put(all.ann, {'other.txt': 'x\n'})
    commitAll(all.ann)
    expect((await circle(['sync'], {cwd: all.ann})).stderr).toBe(stderr)
  })

  it('names and words that would take over a screen are shown, and obeyed by none', async () => {
    const all = await clones()
    boShares(all, {'notes\u001b[2Jx.txt': 'x\n'})
    writeFileSync(join(all.bare, 'hooks/pre-receive'), '#!/bin/sh\nprintf "\\033[2J\\033]0;owned\\007Only on Fridays." >&2\nexit 1\n', {mode: 0o755})
    put(all.ann, {'other.txt': 'x\n'})
    commitAll(all.ann)
    const refused = await circle(['sync'], {cwd: all.ann, env: environment({TERM: 'xterm'})})
    rmSync(join(all.bare, 'hooks/pre-receive'))
    const through = await circle(['sync'], {cwd: all.ann})
    // oxlint-disable-next-line no-control-regex
    expect(`${refused.stderr}${through.stdout}${through.stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect([refused.status, through.status, refused.stderr, through.stdout]).toEqual([5, 0, expect.stringContaining('Only on Fridays.'), expect.stringContaining('notes')])
  })
})

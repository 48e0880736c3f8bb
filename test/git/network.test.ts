import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {fetchFrom, linkOf, noteSeen, pushTo, requireKept, tipsOf} from '../../src/git/network.ts'
import type {Link} from '../../src/git/network.ts'
import {programsAt, readSettings, trust} from '../../src/git/settings.ts'
import {isShallow, readHead} from '../../src/git/state.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

beforeAll(() => {
  ownSettings()
})

const manner = {asks: false}

/** A bare repository for sharing, and two clones of it that each have its first commit. */
interface Shared {
  readonly remote: string
  readonly ann: Sandbox
  readonly bo: Sandbox
}

function shared(): Shared {
  const remote = join(folder(), 'apron.git')
  execFileSync('git', ['init', '-q', '--bare', remote])
  const ann = sandbox({'a.yaml': 'a: 1\n'})
  ann.git('remote', 'add', 'origin', remote)
  ann.git('push', '-q', '-u', 'origin', 'main')
  const bo = sandbox()
  bo.git('remote', 'add', 'origin', remote)
  bo.git('pull', '-q', 'origin', 'main')
  return {remote, ann, bo}
}

function hook(repository: string, name: string, script: string): void {
  const path = join(repository, 'hooks', name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

function commit(box: Sandbox, text: string): string {
  box.put('a.yaml', text)
  box.git('commit', '-q', '-a', '-m', 'Change')
  return box.git('rev-parse', 'HEAD').trim()
}

async function link(box: Sandbox): Promise<Link> {
  return linkOf(box.repository, await readSettings(box.root), await readHead(box.repository))
}

function tip(repository: string, branch = 'main'): string {
  return execFileSync('git', ['-C', repository, 'rev-parse', `refs/heads/${branch}`], {encoding: 'utf8'}).trim()
}

describe('the branch that is shared', () => {
  it('is the upstream of the branch that is checked out', async () => {
    const box = sandbox({'a.yaml': '1'})
    box.git('remote', 'add', 'one', '/one')
    box.git('remote', 'add', 'two', '/two')
    box.git('config', 'branch.main.remote', 'two')
    box.git('config', 'branch.main.merge', 'refs/heads/apron')
    expect(await link(box)).toEqual({remote: 'two', url: '/two', branch: 'apron', tracking: 'refs/remotes/two/apron'})
  })

  it.each([
    ['the only remote', ['forge'], 'forge'],
    ['else origin', ['forge', 'origin'], 'origin'],
  ])('without one is that of the same name at %s', async (_, remotes, remote) => {
    const box = sandbox({'a.yaml': '1'})
    for (const name of remotes) box.git('remote', 'add', name, `/${name}`)
    expect(await link(box)).toEqual({remote, url: `/${remote}`, branch: 'main', tracking: `refs/remotes/${remote}/main`})
  })

  it('is not guessed among several, and the command that is named helps', async () => {
    const box = sandbox({'a.yaml': '1'})
    for (const name of ['forge', 'stick']) box.git('remote', 'add', name, `/${name}`)
    await expect(link(box)).rejects.toMatchObject({
      kind: 'git', message: 'there are several remotes (forge, stick), and none is chosen for the branch main', hint: 'choose one: git config branch.main.remote forge',
    })
    box.git('config', 'branch.main.remote', 'forge')
    expect(await link(box)).toMatchObject({remote: 'forge', branch: 'main'})
  })

  it('is missing in a circle that is not shared yet', async () => {
    await expect(link(sandbox({'a.yaml': '1'}))).rejects.toMatchObject({kind: 'git', message: /not connected to any other place yet/, hint: /circle share <url>/})
  })

  it.each([
    ['an address in place of a name', ['branch.main.remote', 'https://bo:secret@host/x'], /shared through https:\/\/bo:…@host\/x, which is not the name of a remote/],
    ['a pattern', ['branch.main.merge', 'refs/heads/*'], /not a name that git can use/],
    ['a second name', ['branch.main.merge', 'refs/heads/a:refs/heads/b'], /not a name that git can use/],
    ['an option', ['remote.-x.url', '/x'], /not a name that git can use/],
  ])('is never %s', async (_, [name = '', value = ''], message) => {
    const box = sandbox({'a.yaml': '1'})
    if (!name.startsWith('remote.')) {
      box.git('config', 'remote.origin.url', '/x')
      box.git('config', 'branch.main.remote', 'origin')
    }
    box.git('config', name, value)
    await expect(link(box)).rejects.toThrow(message)
  })
})

describe('fetching', () => {
  it('brings the branch alone, and says where it ends', async () => {
    const {ann, bo} = shared()
    const oid = commit(bo, 'a: 2\n')
    bo.git('tag', 'v1')
    bo.git('push', '-q', 'origin', 'main', 'main:other', 'v1')
    expect(await fetchFrom(ann.repository, await link(ann), manner)).toBe(oid)
    expect(ann.git('rev-parse', 'origin/main').trim()).toBe(oid)
    expect(ann.git('tag').trim()).toBe('')
    expect(ann.git('branch', '-r').trim()).toBe('origin/main')
    expect(ann.read('a.yaml')).toBe('a: 1\n')
    expect(existsSync(join(ann.repository.gitDir, 'FETCH_HEAD'))).toBe(false)
  })

  it('finds nothing in an empty remote, nor a branch that is not there', async () => {
    const remote = join(folder(), 'empty.git')
    execFileSync('git', ['init', '-q', '--bare', remote])
    const box = sandbox({'a.yaml': '1'})
    box.git('remote', 'add', 'origin', remote)
    expect(await fetchFrom(box.repository, await link(box), manner)).toBeUndefined()
    box.git('push', '-q', 'origin', 'main:other')
    expect(await fetchFrom(box.repository, await link(box), manner)).toBeUndefined()
  })

  it('follows a history that was rewritten, without touching the branch here', async () => {
    const {ann, bo} = shared()
    const before = ann.git('rev-parse', 'main').trim()
    bo.git('commit', '-q', '--amend', '-m', 'Other')
    bo.git('push', '-q', '--force', 'origin', 'main')
    expect(await fetchFrom(ann.repository, await link(ann), manner)).toBe(bo.git('rev-parse', 'main').trim())
    expect(ann.git('rev-parse', 'main').trim()).toBe(before)
  })

  it('works in a clone without its older history, and in one that gets files as they are needed', async () => {
    const {remote, ann} = shared()
    commit(ann, 'a: 2\n')
    ann.git('push', '-q')
    execFileSync('git', ['-C', remote, 'config', 'uploadpack.allowFilter', 'true'])
    for (const option of ['--depth=1', '--filter=blob:none']) {
      const box = sandbox()
      rmSync(join(box.root, '.git'), {recursive: true})
      execFileSync('git', ['clone', '-q', option, `file://${remote}`, box.root])
      const oid = commit(ann, `a: ${option}\n`)
      ann.git('push', '-q')
      expect(await fetchFrom(box.repository, await link(box), manner)).toBe(oid)
      expect(isShallow(box.repository)).toBe(option === '--depth=1')
    }
  })

  it('runs no hook and follows no setting that would update other branches', async () => {
    const {ann, bo} = shared()
    commit(bo, 'a: 2\n')
    bo.git('push', '-q', 'origin', 'main')
    const trace = join(folder(), 'ran')
    hook(ann.repository.gitDir, 'reference-transaction', `touch ${trace}`)
    await trust(ann.repository)
    ann.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/heads/*')
    const before = ann.git('rev-parse', 'main').trim()
    rmSync(trace, {force: true})
    await fetchFrom(ann.repository, await link(ann), manner)
    expect(readFileSync(join(ann.repository.gitDir, 'refs/heads/main'), 'utf8').trim()).toBe(before)
    expect(existsSync(trace)).toBe(false)
  })

  it('waits for another fetch in the same clone', async () => {
    const {ann} = shared()
    const lock = join(ann.repository.gitDir, 'refs/remotes/origin/main.lock')
    commit(ann, 'a: 2\n')
    ann.git('push', '-q')
    ann.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1')
    writeFileSync(lock, '')
    const fetched = fetchFrom(ann.repository, await link(ann), manner)
    setTimeout(() => rmSync(lock), 250)
    expect(await fetched).toBe(tip(ann.root))
  })

  it('refuses where the repository\'s own settings name programs that nobody was asked about', async () => {
    const {ann} = shared()
    ann.git('config', 'core.sshCommand', 'evil')
    await expect(fetchFrom(ann.repository, await link(ann), manner)).rejects.toMatchObject({kind: 'refused', message: /core.sshcommand = evil/})
    await expect(pushTo(ann.repository, await link(ann), tip(ann.root), manner)).rejects.toMatchObject({kind: 'refused', message: /core.sshcommand = evil/})
  })

  it('says so when the remote has moved away', async () => {
    const {remote, ann} = shared()
    renameSync(remote, `${remote}.old`)
    const words = {kind: 'git', message: `there is no repository at ${remote}, or none that you may see`, hint: 'has it moved? Set the new address: git remote set-url origin <url>'}
    await expect(fetchFrom(ann.repository, await link(ann), manner)).rejects.toMatchObject(words)
    await expect(pushTo(ann.repository, await link(ann), tip(ann.root), manner)).rejects.toMatchObject(words)
  })
})

describe('publishing', () => {
  it('brings a commit through that no branch here names, and notes down where the remote is', async () => {
    const {remote, ann} = shared()
    const before = ann.git('rev-parse', 'main').trim()
    const oid = ann.git('commit-tree', '-p', 'HEAD', '-m', 'Aside', 'HEAD^{tree}').trim()
    expect(await pushTo(ann.repository, await link(ann), oid, manner)).toBe('through')
    expect(tip(remote)).toBe(oid)
    expect(ann.git('rev-parse', 'origin/main', 'main').trim().split('\n')).toEqual([oid, before])
    expect(await pushTo(ann.repository, await link(ann), oid, manner)).toBe('through')
  })

  it('begins the branch in an empty remote, and takes no tags along', async () => {
    const remote = join(folder(), 'empty.git')
    execFileSync('git', ['init', '-q', '--bare', remote])
    const box = sandbox({'a.yaml': '1'})
    box.git('remote', 'add', 'origin', remote)
    box.git('tag', '-a', '-m', 'One', 'v1')
    box.git('config', 'push.followTags', 'true')
    expect(await pushTo(box.repository, await link(box), tip(box.root), manner)).toBe('through')
    expect(await tipsOf(box.root, remote, manner)).toEqual({branches: new Map([['main', tip(box.root)]]), main: 'main'})
    expect(execFileSync('git', ['-C', remote, 'tag'], {encoding: 'utf8'})).toBe('')
  })

  it('has moved when somebody was first, whether or not their work was fetched since; nothing is forced', async () => {
    const {remote, ann, bo} = shared()
    const theirs = commit(bo, 'a: 2\n')
    bo.git('push', '-q', 'origin', 'main')
    const mine = commit(ann, 'a: 3\n')
    expect(await pushTo(ann.repository, await link(ann), mine, manner)).toBe('moved')
    await fetchFrom(ann.repository, await link(ann), manner)
    expect(await pushTo(ann.repository, await link(ann), mine, manner)).toBe('moved')
    expect(tip(remote)).toBe(theirs)
  })

  it('has moved when somebody comes first in the middle of it, or is at it in that moment', async () => {
    const {remote, ann, bo} = shared()
    const theirs = commit(bo, 'a: 2\n')
    bo.git('push', '-q', 'origin', 'main:aside')
    // After the remote has said where it stands, and before it takes ours.
    hook(ann.repository.gitDir, 'pre-push', `git --git-dir='${remote}' update-ref refs/heads/main ${theirs}`)
    await trust(ann.repository)
    const mine = commit(ann, 'a: 3\n')
    expect(await pushTo(ann.repository, await link(ann), mine, manner)).toBe('moved')
    rmSync(join(ann.repository.gitDir, 'hooks/pre-push'))
    ann.git('fetch', '-q')
    const next = ann.git('commit-tree', '-p', theirs, '-m', 'On theirs', 'HEAD^{tree}').trim()
    writeFileSync(join(remote, 'refs/heads/main.lock'), '')
    expect(await pushTo(ann.repository, await link(ann), next, manner)).toBe('moved')
    rmSync(join(remote, 'refs/heads/main.lock'))
    expect(await pushTo(ann.repository, await link(ann), next, manner)).toBe('through')
  })

  it('gets through one after the other when many push at once', async () => {
    const {remote, ann} = shared()
    const base = tip(remote)
    const where = await link(ann)
    const oids = ['1', '2', '3', '4', '5', '6'].map((name) => ann.git('commit-tree', '-p', base, '-m', name, 'HEAD^{tree}').trim())
    const answers = await Promise.all(oids.map((oid) => pushTo(ann.repository, where, oid, manner)))
    expect(answers.toSorted()).toEqual(['moved', 'moved', 'moved', 'moved', 'moved', 'through'])
    expect(tip(remote)).toBe(oids[answers.indexOf('through')])
  })

  it('gets everybody through in the end, each on top of the others', async () => {
    const {remote, ann} = shared()
    const where = await link(ann)
    const clones = Array.from({length: 6}, () => {
      const box = sandbox()
      box.git('remote', 'add', 'origin', remote)
      return box
    })
    await Promise.all(clones.map(async (box, index) => {
      for (;;) {
        const end = await fetchFrom(box.repository, where, manner)
        const oid = box.git('commit-tree', '-p', end ?? '', '-m', `Change ${index}`, `${end}^{tree}`).trim()
        if ((await pushTo(box.repository, where, oid, manner)) === 'through') return
      }
    }))
    const subjects = execFileSync('git', ['-C', remote, 'log', '--format=%s', 'main'], {encoding: 'utf8'}).trim().split('\n')
    expect(subjects.toSorted()).toEqual(['Begin', ...clones.map((_, index) => `Change ${index}`)].toSorted())
  })

  it('tells in one line why a rule of the remote refused, without what the line is not to show', async () => {
    const {remote, ann} = shared()
    hook(remote, 'pre-receive', `echo "not this way" >&2; echo "see https://bo:secret@host/rules" >&2; yes blah | head -500 >&2; exit 1`)
    const refused = pushTo(ann.repository, await link(ann), commit(ann, 'a: 2\n'), manner)
    await expect(refused).rejects.toMatchObject({kind: 'git', message: expect.stringContaining(`a rule of ${remote} refused what was sent: not this way see https://bo:…@host/rules blah`), hint: /nothing was sent/})
    await expect(refused).rejects.toSatisfy((fault: Error) => fault.message.length < 500 && !fault.message.includes('\n'))
    expect(ann.git('rev-parse', 'origin/main').trim()).toBe(tip(remote))
  })

  it('leaves the escapes in a hook\'s words to the printer, on one line', async () => {
    const {remote, ann} = shared()
    hook(remote, 'update', String.raw`printf 'all \033[2J gone\r\nor not\n' >&2; exit 1`)
    await expect(pushTo(ann.repository, await link(ann), commit(ann, 'a: 2\n'), manner)).rejects.toMatchObject({
      message: `a rule of ${remote} refused what was sent: all \u001B[2J gone or not`,
    })
  })

  it('is refused by a hook here, with what it said', async () => {
    const {remote, ann} = shared()
    const before = tip(remote)
    hook(ann.repository.gitDir, 'pre-push', 'echo "the tests fail" >&2; exit 1')
    await trust(ann.repository)
    await expect(pushTo(ann.repository, await link(ann), commit(ann, 'a: 2\n'), manner)).rejects.toMatchObject({
      kind: 'git', message: 'a hook of this repository (pre-push) refused to send: the tests fail', hint: 'mend what it asks for, then run the same command again',
    })
    expect(tip(remote)).toBe(before)
  })

  it("runs the remote's own hooks, as git does", async () => {
    const {remote, ann} = shared()
    const trace = join(folder(), 'ran')
    hook(remote, 'post-receive', `touch ${trace}`)
    expect(await pushTo(ann.repository, await link(ann), commit(ann, 'a: 2\n'), manner)).toBe('through')
    expect(existsSync(trace)).toBe(true)
  })

  it('goes to no folder that somebody works in', async () => {
    const {ann, bo} = shared()
    ann.git('remote', 'set-url', 'origin', bo.root)
    await expect(pushTo(ann.repository, await link(ann), commit(ann, 'a: 2\n'), manner)).rejects.toMatchObject({
      kind: 'git', message: `${bo.root} is a folder that somebody works in, so nothing can be sent there`, hint: expect.stringContaining(`git clone --bare '${bo.root}' '${bo.root}.git'`),
    })
  })
})

describe('what would run in a folder that things are sent to', () => {
  it('is named: its hooks and the programs in its settings, whether bare or not', async () => {
    const {remote, ann} = shared()
    expect(await programsAt(remote)).toEqual([])
    expect(await programsAt(ann.root)).toEqual([])
    const more = join(folder(), 'more')
    writeFileSync(more, '[core]\n\tfsmonitor = evil\n')
    execFileSync('git', ['-C', remote, 'config', 'include.path', more])
    execFileSync('git', ['-C', ann.root, 'config', 'core.sshCommand', 'evil'])
    hook(remote, 'update', 'true')
    expect(await programsAt(remote)).toEqual(['core.fsmonitor = evil', join(remote, 'hooks/update')])
    expect(await programsAt(remote.replace(/\.git$/, ''))).toEqual(['core.fsmonitor = evil', join(remote, 'hooks/update')])
    expect(await programsAt(ann.root)).toEqual(['core.sshcommand = evil'])
    expect(await programsAt(join(folder(), 'nowhere'))).toEqual([])
    await trust({top: remote})
    expect(await programsAt(remote)).toEqual([])
  })
})

describe('a history that was rewritten', () => {
  it('is noticed, and says what helps', async () => {
    const {remote, ann, bo} = shared()
    const where = await link(ann)
    const seen = tip(remote)
    await noteSeen(ann.repository, where, seen)
    const next = commit(bo, 'a: 2\n')
    bo.git('push', '-q', 'origin', 'main')
    await fetchFrom(ann.repository, where, manner)
    await expect(requireKept(ann.repository, where, next)).resolves.toBe(seen)
    bo.git('reset', '-q', '--soft', 'HEAD~1')
    bo.git('commit', '-q', '--amend', '-m', 'Other')
    bo.git('push', '-q', '--force', 'origin', 'main')
    const other = await fetchFrom(ann.repository, where, manner)
    await expect(requireKept(ann.repository, where, other)).rejects.toMatchObject({
      kind: 'git', message: `somebody rewrote the history of main at ${remote}: commits that were shared before (up to ${seen.slice(0, 10)}) are not in it any more`,
      hint: expect.stringContaining('circle sync --accept-rewritten'),
    })
    await expect(requireKept(ann.repository, where, undefined)).rejects.toMatchObject({kind: 'git', message: `the branch main was at ${remote} before, and is not there any more`})
    await noteSeen(ann.repository, where, other ?? '')
    await expect(requireKept(ann.repository, where, other)).resolves.toBe(other)
  })

  it('is not suspected where nothing was noted, or what was noted is gone', async () => {
    const {ann} = shared()
    const where = await link(ann)
    const oid = tip(ann.root)
    await expect(requireKept(ann.repository, where, oid)).resolves.toBeUndefined()
    await noteSeen(ann.repository, where, oid)
    writeFileSync(join(ann.repository.gitDir, 'refs/circle/seen/origin/main'), `${'1'.repeat(40)}\n`)
    await expect(requireKept(ann.repository, where, oid)).resolves.toBeUndefined()
  })

  it('cannot be told where the clone is cut off before it', async () => {
    const {remote, ann} = shared()
    const box = sandbox()
    rmSync(join(box.root, '.git'), {recursive: true})
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${remote}`, box.root])
    const where = await link(box)
    await noteSeen(box.repository, where, tip(remote))
    const next = commit(ann, 'a: 2\n')
    ann.git('push', '-q')
    box.git('fetch', '-q', '--depth=1')
    await expect(requireKept(box.repository, where, next)).resolves.toBeDefined()
  })
})

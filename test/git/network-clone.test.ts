import {execFileSync} from 'node:child_process'
import {existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {checkOut, cloneInto} from '../../src/git/clone.ts'
import {linkOf, pushTo} from '../../src/git/network.ts'
import {readSettings} from '../../src/git/settings.ts'
import {isShallow, readHead} from '../../src/git/state.ts'
import {interrupt} from './interrupt.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

const own = '[user]\n\tname = Test Person\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n'
const manner = {asks: false}

beforeAll(() => {
  ownSettings(own)
})

function bareOf(box: Sandbox): string {
  const path = join(folder(), 'apron.git')
  execFileSync('git', ['clone', '-q', '--bare', box.root, path])
  return path
}

describe('a clone', () => {
  it('holds all of the history and none of the files, until they are checked out', async () => {
    const box = sandbox({'charter.yaml': 'circle: 1\n', 'members/ann.yaml': 'name: Ann\n'})
    const place = join(folder(), 'here')
    const repository = await cloneInto(place, bareOf(box), manner)
    expect(repository).toEqual({top: place, gitDir: join(place, '.git'), commonDir: join(place, '.git')})
    expect(readdirSync(place)).toEqual(['.git'])
    expect(await readHead(repository)).toEqual({branch: 'refs/heads/main', oid: box.git('rev-parse', 'HEAD').trim()})
    await checkOut(repository)
    expect(readFileSync(join(place, 'members/ann.yaml'), 'utf8')).toBe('name: Ann\n')
    expect(execFileSync('git', ['-C', place, 'status', '--porcelain'], {encoding: 'utf8'})).toBe('')
  })

  it('stands on its own when the stick that it came from is pulled out', async () => {
    const stick = bareOf(sandbox({'a.yaml': 'a: 1\n'}))
    const repository = await cloneInto(join(folder(), 'here'), stick, manner)
    rmSync(stick, {recursive: true})
    await checkOut(repository)
    execFileSync('git', ['-C', repository.top, 'fsck', '--full', '--strict'], {stdio: 'pipe'})
    expect(existsSync(join(repository.gitDir, 'objects/info/alternates'))).toBe(false)
  })

  it('is shared through the branch that it came from, at an address that holds from anywhere', async () => {
    const stick = bareOf(sandbox({'a.yaml': 'a: 1\n'}))
    const place = join(stick, '../here')
    const repository = await cloneInto(place, './apron.git', manner)
    const head = await readHead(repository)
    const link = linkOf(repository, await readSettings(place), head)
    expect(link).toEqual({remote: 'origin', url: stick, branch: 'main', tracking: 'refs/remotes/origin/main'})
    expect(await pushTo(repository, link, head.oid ?? '', manner)).toBe('through')
    expect(isShallow(repository)).toBe(false)
  })

  it('of an empty remote stands on a branch without a commit', async () => {
    const remote = join(folder(), 'empty.git')
    execFileSync('git', ['init', '-q', '--bare', remote])
    const repository = await cloneInto(join(folder(), 'here'), remote, manner)
    await checkOut(repository)
    expect(await readHead(repository)).toEqual({branch: 'refs/heads/main', oid: undefined})
  })

  it('finds the branch where the remote still names one that nobody ever pushed', async () => {
    const box = sandbox({'a.yaml': 'a: 1\n'})
    const remote = bareOf(box)
    execFileSync('git', ['-C', remote, 'symbolic-ref', 'HEAD', 'refs/heads/master'])
    const repository = await cloneInto(join(folder(), 'here'), remote, manner)
    const head = await readHead(repository)
    expect(head).toEqual({branch: 'refs/heads/main', oid: box.git('rev-parse', 'HEAD').trim()})
    expect(linkOf(repository, await readSettings(repository.top), head)).toMatchObject({remote: 'origin', branch: 'main'})
    await checkOut(repository)
    expect(execFileSync('git', ['-C', repository.top, 'status', '--porcelain', '--branch'], {encoding: 'utf8'}).trim()).toBe('## main...origin/main')
  })

  it('does not guess among several', async () => {
    const box = sandbox({'a.yaml': 'a: 1\n'})
    box.git('branch', 'one')
    box.git('branch', 'two')
    box.git('switch', '-q', 'one')
    box.git('branch', '-D', 'main')
    const remote = bareOf(box)
    execFileSync('git', ['-C', remote, 'symbolic-ref', 'HEAD', 'refs/heads/master'])
    const place = join(folder(), 'here')
    await expect(cloneInto(place, remote, manner)).rejects.toMatchObject({kind: 'git', message: 'the remote has several branches (one, two) and does not say which is the circle\'s', hint: /git symbolic-ref HEAD/})
    expect(existsSync(place)).toBe(false)
  })

  it('may go into an empty folder, and into folders that are not there yet', async () => {
    const remote = bareOf(sandbox({'a.yaml': 'a: 1\n'}))
    const empty = folder()
    expect((await cloneInto(empty, remote, manner)).top).toBe(empty)
    const deep = join(folder(), 'a/b/c')
    expect((await cloneInto(deep, remote, manner)).top).toBe(deep)
  })
})

describe('nothing of a clone acts', () => {
  it('links come out as text, filters and hooks stay still, submodules stay away', async () => {
    const trace = join(folder(), 'ran')
    const inner = sandbox({'x.yaml': '1'})
    const box = sandbox({'a.yaml': 'a: 1\n', '.gitattributes': '*.yaml filter=evil\n', 'hooks/post-checkout': `#!/bin/sh\ntouch ${trace}\n`, '.githooks/post-checkout': `#!/bin/sh\ntouch ${trace}\n`})
    symlinkSync('/etc/passwd', join(box.root, 'link.yaml'))
    execFileSync('git', ['-C', box.root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub'], {stdio: 'pipe'})
    box.git('add', '-A')
    box.git('commit', '-q', '-m', 'Odd')
    const remote = bareOf(box)
    const templates = join(folder(), 'templates')
    mkdirSync(join(templates, 'hooks'), {recursive: true})
    for (const name of ['post-checkout', 'reference-transaction', 'post-index-change']) writeFileSync(join(templates, 'hooks', name), `#!/bin/sh\ntouch ${trace}\n`, {mode: 0o755})
    ownSettings(`${own}[filter "evil"]\n\tsmudge = touch ${trace}; cat\n\tclean = touch ${trace}; cat\n\trequired = true\n[init]\n\ttemplateDir = ${templates}\n[submodule]\n\trecurse = true\n`)
    try {
      const repository = await cloneInto(join(folder(), 'here'), remote, manner)
      await checkOut(repository)
      expect(existsSync(trace)).toBe(false)
      expect(lstatSync(join(repository.top, 'link.yaml')).isFile()).toBe(true)
      expect(readFileSync(join(repository.top, 'link.yaml'), 'utf8')).toBe('/etc/passwd')
      expect(readFileSync(join(repository.top, 'a.yaml'), 'utf8')).toBe('a: 1\n')
      expect(readdirSync(join(repository.top, 'sub'))).toEqual([])
      expect(readdirSync(join(repository.gitDir, 'hooks')).length).toBe(3)
    } finally {
      ownSettings(own)
    }
  })

  it('and it keeps that up: links and damaged objects stay out in later fetches too', async () => {
    const repository = await cloneInto(join(folder(), 'here'), bareOf(sandbox({'a.yaml': 'a: 1\n'})), manner)
    const settings = await readSettings(repository.top)
    expect(settings.filter(({scope}) => scope === 'local')).toEqual(expect.arrayContaining([
      {scope: 'local', name: 'core.symlinks', value: 'false'}, {scope: 'local', name: 'transfer.fsckobjects', value: 'true'},
    ]))
  })

  it('and damaged objects are refused', async () => {
    const box = sandbox({'a.yaml': 'a: 1\n'})
    const text = `tree ${box.git('rev-parse', 'HEAD^{tree}').trim()}\nauthor nobody <> <> 1 +0000\ncommitter x <x> 1 +0000\n\nbad\n`
    const oid = execFileSync('git', ['-C', box.root, 'hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {input: text, encoding: 'utf8'}).trim()
    box.git('update-ref', 'refs/heads/main', oid)
    const place = join(folder(), 'here')
    await expect(cloneInto(place, box.root, manner)).rejects.toMatchObject({kind: 'git', message: /^what came from .* is damaged: /})
    expect(existsSync(place)).toBe(false)
  })
})

describe('a clone that does not come about', () => {
  it.each([
    ['--upload-pack=evil', 'usage', /git would take it for an option/],
    ['ext::sh -c evil', 'usage', /would make git run a program/],
    ['/nowhere/apron.git', 'git', /there is no repository at \/nowhere\/apron.git/],
    ['http://127.0.0.1:1/x', 'git', /127.0.0.1 does not take connections/],
  ])('leaves nothing behind: %s', async (url, kind, message) => {
    const base = folder()
    await expect(cloneInto(join(base, 'a/b'), url, manner)).rejects.toMatchObject({kind, message: expect.stringMatching(message)})
    expect(readdirSync(base)).toEqual([])
    const empty = folder()
    await expect(cloneInto(empty, url, manner)).rejects.toMatchObject({kind})
    expect(readdirSync(empty)).toEqual([])
  })

  it('leaves what is there alone', async () => {
    const remote = bareOf(sandbox({'a.yaml': 'a: 1\n'}))
    const box = sandbox({'mine.yaml': '1'})
    await expect(cloneInto(box.root, remote, manner)).rejects.toMatchObject({kind: 'refused', message: `${box.root} is there already, and not empty`})
    const file = join(folder(), 'file')
    writeFileSync(file, 'mine')
    await expect(cloneInto(file, remote, manner)).rejects.toMatchObject({kind: 'refused'})
    await expect(cloneInto(join(file, 'below'), remote, manner)).rejects.toMatchObject({kind: 'system'})
    expect([box.read('mine.yaml'), readFileSync(file, 'utf8')]).toEqual(['1', 'mine'])
  })

  it('leaves nothing when the person says stop', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = folder()
    const cloned = cloneInto(join(base, 'here'), `git://127.0.0.1:${(server.address() as AddressInfo).port}/x`, manner)
    void interrupt()
    await expect(cloned).rejects.toMatchObject({kind: 'interrupted'})
    expect(readdirSync(base)).toEqual([])
    server.close()
  })
})

import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {rolldown} from 'rolldown'
import {beforeAll, describe, expect, it} from 'vitest'
import {recoverFirst, underLock} from '../../src/git/carry.ts'
import {trust} from '../../src/git/settings.ts'
import {hasJournal} from '../../src/store/journal.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

let worker = ''

beforeAll(async () => {
  ownSettings()
  worker = join(folder(), 'kill-worker.mjs')
  const bundle = await rolldown({input: new URL('kill-worker.ts', import.meta.url).pathname, platform: 'node', logLevel: 'silent'})
  await bundle.write({file: worker, format: 'esm', codeSplitting: false})
})

const killer = '#!/bin/sh\nkill -9 "$(ps -o ppid= -p $PPID | tr -d " ")"\n'

/** A circle whose command was killed when its files were in place and its commit was not: by a hook, gone since. */
async function cutOff(hook = `${killer}kill -9 $PPID\n`): Promise<Sandbox> {
  const box = sandbox({'a.yaml': 'mine: 0\n\n\nn: 0\n', 'b.yaml': 'n: 0\n'})
  const path = join(box.repository.gitDir, 'hooks', 'pre-commit')
  writeFileSync(path, hook, {mode: 0o755})
  await trust(box.repository)
  expect(spawnSync(process.execPath, [worker, box.root, '1']).signal).toBe('SIGKILL')
  expect(hasJournal(box.state)).toBe(true)
  expect(box.git('log', '--format=%s')).toBe('Begin\n')
  rmSync(path)
  return box
}

function done(box: Sandbox): string {
  return box.git('log', '--format=%s', '--name-only')
}

const step = 'Step 1\n\na.yaml\nb.yaml\nnew/1/page.yaml\n'
const begin = 'Begin\n\na.yaml\nb.yaml\n'

describe('a command that was killed before its commit', () => {
  it('is finished by the next, a reading one too', async () => {
    const box = await cutOff()
    expect(await recoverFirst(box)).toEqual(['An earlier circle command was cut off. Its writing has been finished: a.yaml, b.yaml, new/1/page.yaml.'])
    expect(done(box)).toBe(`${step}${begin}`)
    expect(box.git('status', '--porcelain')).toBe('')
    expect(await recoverFirst(box)).toEqual([])
  })

  it('is finished on top of what the user has committed since', async () => {
    const box = await cutOff()
    box.put('c.txt', 'c\n')
    box.git('add', 'c.txt')
    box.git('commit', '-q', '-m', 'Mine', '--', 'c.txt')
    await recoverFirst(box)
    expect(done(box)).toBe(`${step}Mine\n\nc.txt\n${begin}`)
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('is done when the user has committed its files themselves', async () => {
    const box = await cutOff()
    box.git('add', '-A')
    box.git('commit', '-q', '-m', 'Mine')
    await recoverFirst(box)
    expect(box.git('log', '--format=%s')).toBe('Mine\nBegin\n')
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('does not take back another change of the same file that was committed since', async () => {
    const box = await cutOff()
    const text = box.read('a.yaml')
    box.put('a.yaml', 'mine: 0\n\n\nn: 77\n')
    box.git('commit', '-q', '-m', 'Mine', '--', 'a.yaml')
    box.put('a.yaml', text)
    expect((await recoverFirst(box)).join()).toContain('It was not committed: the branch has other changes of the same files now')
    expect(box.git('show', 'HEAD:a.yaml')).toBe('mine: 0\n\n\nn: 77\n')
    expect(box.read('a.yaml')).toBe(text)
    expect(hasJournal(box.state)).toBe(false)
  })

  it('leaves a file that the user has edited since, and commits nothing', async () => {
    const box = await cutOff()
    box.put('a.yaml', 'mine: 5\n\n\nn: 1\n')
    const notes = (await recoverFirst(box)).join('\n')
    expect(notes).toContain('a.yaml was changed since')
    expect(notes).toContain('Nothing was committed')
    expect(box.read('a.yaml')).toBe('mine: 5\n\n\nn: 1\n')
    expect(box.git('log', '--format=%s')).toBe('Begin\n')
  })

  it('keeps what the user has staged since', async () => {
    const box = await cutOff()
    const text = box.read('a.yaml')
    box.put('a.yaml', 'mine: 7\n\n\nn: 1\n')
    box.git('add', 'a.yaml')
    box.put('a.yaml', text)
    await recoverFirst(box)
    expect(box.git('show', ':a.yaml')).toBe('mine: 7\n\n\nn: 1\n')
    expect(box.git('show', 'HEAD:a.yaml')).toBe('mine: 0\n\n\nn: 1\n')
  })

  it('waits for a lock that git left: reading goes on, writing does not, and the lock is never removed', async () => {
    const box = await cutOff()
    const lock = join(box.repository.gitDir, 'index.lock')
    writeFileSync(lock, '')
    const notes = await recoverFirst(box)
    expect(notes.join('\n')).toContain(`rm '${lock}'`)
    await expect(underLock(box, async () => undefined)).rejects.toThrow(/cut off before its commit/)
    expect(existsSync(lock)).toBe(true)
    rmSync(lock)
    await recoverFirst(box)
    expect(done(box)).toBe(`${step}${begin}`)
  })

  it('says so when a hook refuses it now', async () => {
    const box = await cutOff()
    writeFileSync(join(box.repository.gitDir, 'hooks', 'pre-commit'), '#!/bin/sh\necho not today >&2\nexit 1\n', {mode: 0o755})
    const notes = (await recoverFirst(box)).join('\n')
    expect(notes).toContain('The files are in place, but not committed: a hook of this repository refused the commit: not today')
    expect(box.read('b.yaml')).toBe('n: 1\n')
    expect(box.git('log', '--format=%s')).toBe('Begin\n')
    expect(hasJournal(box.state)).toBe(false)
  })

  it('runs no program of a repository that the user was not asked about', async () => {
    const box = await cutOff()
    const settings = readFileSync(process.env.GIT_CONFIG_GLOBAL ?? '', 'utf8')
    writeFileSync(process.env.GIT_CONFIG_GLOBAL ?? '', settings.replaceAll(/^\ttrusted = .*\n/gm, ''))
    const witness = join(box.repository.gitDir, 'ran')
    writeFileSync(join(box.repository.gitDir, 'hooks', 'pre-commit'), `#!/bin/sh\ntouch '${witness}'\n`, {mode: 0o755})
    expect((await recoverFirst(box)).join('\n')).toContain('name programs that a commit would run')
    expect(existsSync(witness)).toBe(false)
  })

  it('is waited for while the git it started goes on alone, and is committed once', async () => {
    const box = await cutOff(`${killer}sleep 1\n`)
    const start = Date.now()
    await recoverFirst(box)
    expect(Date.now() - start).toBeGreaterThan(300)
    expect(done(box)).toBe(`${step}${begin}`)
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('takes no order from a journal that is not ours', async () => {
    const box = await cutOff()
    const path = join(box.state, 'journal.json')
    const journal = JSON.parse(readFileSync(path, 'utf8')) as {prepared: {head: string}}
    journal.prepared.head = '--output=/tmp/owned'
    writeFileSync(path, JSON.stringify(journal))
    expect((await recoverFirst(box)).join()).toContain('not committed')
    expect(box.git('log', '--format=%s')).toBe('Begin\n')
  })

  it('lets a command inside its own commit read on', async () => {
    const box = await cutOff()
    const {nonce} = JSON.parse(readFileSync(join(box.state, 'lock'), 'utf8')) as {nonce: string}
    expect(await recoverFirst(box, nonce)).toEqual([])
    expect(hasJournal(box.state)).toBe(true)
  })
})

describe('Ctrl-C while git commits', () => {
  it('takes everything back', () => {
    const box = sandbox({'a.yaml': 'mine: 0\n\n\nn: 0\n', 'b.yaml': 'n: 0\n'})
    const interrupt = killer.replace('-9', '-INT')
    writeFileSync(join(box.repository.gitDir, 'hooks', 'pre-commit'), `${interrupt}kill -INT $PPID\nsleep 1\n`, {mode: 0o755})
    box.git('config', '--global', '--add', 'circle.trusted', box.root)
    const {status, stderr} = spawnSync(process.execPath, [worker, box.root, '1'], {encoding: 'utf8'})
    expect(status).toBe(1)
    expect(stderr).toContain('Interrupted while git was at work')
    expect(box.git('status', '--porcelain')).toBe('')
    expect(box.git('log', '--format=%s')).toBe('Begin\n')
    expect(hasJournal(box.state)).toBe(false)
  })
})

describe('a repository made after a command outside git was killed', () => {
  it('still gets its files finished', async () => {
    const box = sandbox({'a.yaml': 'n: 0\n'})
    box.put('.circle/local/journal.json', JSON.stringify({version: 1, entries: [{path: 'a.yaml', before: 'n: 0\n', after: 'n: 1\n'}]}))
    expect((await recoverFirst(box)).join()).toContain('has been finished: a.yaml')
    expect(box.read('a.yaml')).toBe('n: 1\n')
  })
})

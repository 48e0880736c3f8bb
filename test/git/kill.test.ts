import {spawn, spawnSync} from 'node:child_process'
import {existsSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {rolldown} from 'rolldown'
import {beforeAll, describe, expect, it} from 'vitest'
import {underLock} from '../../src/git/carry.ts'
import {trust} from '../../src/git/settings.ts'
import {Fault} from '../../src/model/fault.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

/** How many times to kill at random; CIRCLE_KILLS=2000 for a long run by hand. */
const kills = Number(process.env.CIRCLE_KILLS ?? 60)
let worker = ''

beforeAll(async () => {
  ownSettings()
  worker = join(folder(), 'kill-worker.mjs')
  const bundle = await rolldown({input: new URL('kill-worker.ts', import.meta.url).pathname, platform: 'node', logLevel: 'silent'})
  await bundle.write({file: worker, format: 'esm', codeSplitting: false})
})

/** A repository in which the user has staged and unstaged edits, in a file that the worker changes and in others. */
function busyBox(): Sandbox {
  const box = sandbox({'a.yaml': 'mine: 0\n\n\nn: 0\n', 'b.yaml': 'n: 0\n', 'c.txt': '0\n', 'new/0/page.yaml': 'n: 0\n'})
  box.put('a.yaml', 'mine: staged\n\n\nn: 0\n')
  box.put('c.txt', 'staged\n')
  box.git('add', '-A')
  box.put('a.yaml', 'mine: unstaged\n\n\nn: 0\n')
  box.put('c.txt', 'unstaged\n')
  box.put('d.txt', 'untracked\n')
  return box
}

/** Brings the circle to rest as the user would: runs circle again, and removes a lock of git's when told to. */
async function settle(box: Sandbox): Promise<number> {
  let removed = 0
  for (;;) {
    try {
      await underLock(box, async () => undefined)
      return removed
    } catch (error) {
      const lock = error instanceof Fault ? /rm '(.*\.lock)'$/.exec(error.hint ?? '')?.[1] : undefined
      if (lock === undefined || removed > 3) throw error
      expect(lock.startsWith(box.repository.gitDir)).toBe(true)
      rmSync(lock)
      removed += 1
    }
  }
}

/** All or none of each step, in the files, the index and the history; and the user's own as it was. Returns the step. */
function inspect(box: Sandbox, acknowledged: number): number {
  const step = Number(/\d+/.exec(box.read('b.yaml'))?.[0])
  expect(step).toBeGreaterThanOrEqual(acknowledged)
  expect(box.read('a.yaml')).toBe(`mine: unstaged\n\n\nn: ${step}\n`)
  expect(readdirSync(box.root).filter((name) => name !== 'new').toSorted()).toEqual(['.git', 'a.yaml', 'b.yaml', 'c.txt', 'd.txt'])
  expect(readdirSync(join(box.root, 'new'))).toEqual([String(step)])
  expect(box.read(`new/${step}/page.yaml`)).toBe(`n: ${step}\n`)
  expect(box.git('ls-tree', '-r', '--name-only', 'HEAD', 'new/')).toBe(`new/${step}/page.yaml\n`)
  expect(box.git('ls-files', 'new/')).toBe(`new/${step}/page.yaml\n`)
  expect(box.git('log', '-1', '--format=%s')).toBe(step === 0 ? 'Begin\n' : `Step ${step}\n`)
  expect(box.git('rev-list', '--count', 'HEAD')).toBe(`${step + 1}\n`)
  expect(box.git('show', 'HEAD:a.yaml', ':a.yaml', 'HEAD:b.yaml', ':b.yaml', ':c.txt', 'HEAD:c.txt')).toBe(
    `mine: 0\n\n\nn: ${step}\nmine: staged\n\n\nn: ${step}\nn: ${step}\nn: ${step}\nstaged\n0\n`,
  )
  expect(box.git('status', '--porcelain')).toBe('MM a.yaml\nMM c.txt\n?? d.txt\n')
  expect(box.read('c.txt')).toBe('unstaged\n')
  expectNoLeftovers(box)
  return step
}

function expectNoLeftovers({state}: Sandbox): void {
  expect(readdirSync(state).filter((name) => name !== 'tmp')).toEqual([])
  if (existsSync(join(state, 'tmp'))) expect(readdirSync(join(state, 'tmp'))).toEqual([])
}

function fsck(box: Sandbox): void {
  const {status, stdout, stderr} = spawnSync('git', ['-C', box.root, 'fsck', '--full', '--strict', '--no-dangling'], {encoding: 'utf8'})
  expect({status, stdout: stdout.trim(), stderr: stderr.replaceAll(/^(Checking|notice).*$/gm, '').trim()}).toEqual({status: 0, stdout: '', stderr: ''})
}

/** Runs the worker and kills it `afterMs` after it began to write: the process alone, or with the git it started. */
function killed(root: string, afterMs: number, whole: boolean): Promise<{acknowledged: number; complaint: string}> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [worker, root, '1000'], {detached: true, stdio: ['ignore', 'pipe', 'pipe']})
    let out = ''
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (out === '') setTimeout(() => process.kill(whole ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGKILL'), afterMs)
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString()
    })
    child.on('exit', () => resolve({acknowledged: Number(out.trim().split('\n').at(-1)?.replace('ready', '0') ?? 0), complaint}))
  })
}

/** How long one or two steps take on this machine, as busy as it is now, in milliseconds. */
async function oneOrTwoSteps(): Promise<number> {
  const {root} = busyBox()
  const began = performance.now()
  await new Promise((resolve) => {
    spawn(process.execPath, [worker, root, '4'], {stdio: 'ignore'}).on('exit', resolve)
  })
  return (performance.now() - began) / 3
}

describe('kill -9 at any time', () => {
  it.each([['the program alone', false], ['the program and its git', true]])('of %s leaves all of a change or nothing', async (_, whole) => {
    const box = busyBox()
    const inMs = await oneOrTwoSteps()
    let random = 12345 + Number(whole)
    let step = 0
    let locks = 0
    for (let round = 0; round < kills / 2; round += 1) {
      random = (random * 1103515245 + 12345) % 2147483648
      const {acknowledged, complaint} = await killed(box.root, (random / 2147483648) * inMs, whole)
      expect(complaint).toBe('')
      locks += await settle(box)
      step = inspect(box, Math.max(acknowledged, step))
      if (round % 25 === 0) fsck(box)
    }
    fsck(box)
    if (kills >= 40) expect(step).toBeGreaterThan(0)
    if (!whole) expect(locks).toBe(0)
  }, 180_000 + kills * 1500)
})

describe('two commands at once', () => {
  it('lose nothing of each other', async () => {
    const box = busyBox()
    const ends = await Promise.all([1, 2, 3].map(() => new Promise((resolve) => {
      spawn(process.execPath, [worker, box.root, '4'], {stdio: ['ignore', 'ignore', 'inherit']}).on('exit', resolve)
    })))
    expect(ends).toEqual([0, 0, 0])
    expect(inspect(box, 12)).toBe(12)
    fsck(box)
  })
})

const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0

describe.skipIf(!hasStrace)('kill -9 before each call that changes something (needs strace)', () => {
  const calls = ['link,linkat', 'rename,renameat,renameat2', 'unlink,unlinkat', 'mkdir,mkdirat,rmdir', 'fsync,fdatasync', 'clone,clone3,vfork', 'chmod,fchmod']
  it.each(calls)('%s', async (names) => {
    for (let nth = 1; nth < 60; nth += 1) {
      const box = busyBox()
      const {signal, status} = spawnSync('strace', ['-o', '/dev/null', '-e', `trace=${names}`, '-e', `inject=${names}:signal=SIGKILL:when=${nth}`, process.execPath, worker, box.root, '1'], {encoding: 'utf8'})
      await settle(box)
      const step = inspect(box, 0)
      if (signal === null && status === 0) {
        expect(step).toBe(1)
        expect(nth).toBeGreaterThan(1)
        return
      }
    }
    throw new Error('never came to its end')
  })
})

describe.skipIf(!hasStrace)('kill -9 while a refused commit is taken back', () => {
  it.each(['rename,renameat,renameat2', 'unlink,unlinkat', 'mkdir,mkdirat,rmdir'])('%s: all of the files or none', async (names) => {
    for (let nth = 1; nth < 80; nth += 1) {
      const box = busyBox()
      writeFileSync(join(box.repository.gitDir, 'hooks', 'pre-commit'), '#!/bin/sh\nexit 1\n', {mode: 0o755})
      await trust(box.repository)
      const {signal, status} = spawnSync('strace', ['-o', '/dev/null', '-e', `trace=${names}`, '-e', `inject=${names}:signal=SIGKILL:when=${nth}`, process.execPath, worker, box.root, '1'])
      await settle(box)
      const step = Number(/\d+/.exec(box.read('b.yaml'))?.[0])
      expect(box.read('a.yaml')).toBe(`mine: unstaged\n\n\nn: ${step}\n`)
      expect([0, 1].filter((page) => existsSync(join(box.root, `new/${page}`)))).toEqual([step])
      expect(box.git('log', '--format=%s')).toBe('Begin\n')
      // Finished without a commit, our change may stand in the index too: in both entries or in none.
      const staged = /(\d)\nstaged\n$/.exec(box.git('show', ':b.yaml', ':c.txt'))?.[1]
      expect(['0', String(step)]).toContain(staged)
      expect(box.git('show', ':a.yaml', ':b.yaml', ':c.txt')).toBe(`mine: staged\n\n\nn: ${staged}\nn: ${staged}\nstaged\n`)
      expectNoLeftovers(box)
      if (signal === null && status !== null) {
        expect(status).toBe(1)
        expect(step).toBe(0)
        return
      }
    }
    throw new Error('never came to its end')
  })
})

describe('a journal', () => {
  it('that nobody can read stops writing, and is left alone', async () => {
    const box = busyBox()
    await underLock(box, async () => undefined)
    box.put('.git/circle/journal.json', '{"version": 9}')
    await expect(underLock(box, async () => undefined)).rejects.toThrow(/journal.json is not a journal/)
    expect(readFileSync(join(box.state, 'journal.json'), 'utf8')).toBe('{"version": 9}')
  })
})

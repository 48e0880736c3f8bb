import {spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {rolldown} from 'rolldown'
import {describe, expect, it} from 'vitest'
import {Fault} from '../../src/model/fault.ts'
import {lockNonce, noteChild, releaseLock, takeLock, withLock} from '../../src/store/lock.ts'

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'circle-lock-'))
}

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Fault)
  return error as Fault
}

/** The lock as another process left it, with these changes. */
async function leave(state: string, change: Record<string, unknown>): Promise<void> {
  const held = await takeLock(state)
  const text = readFileSync(join(state, 'lock'), 'utf8')
  releaseLock(held)
  writeFileSync(join(state, 'lock'), JSON.stringify({...(JSON.parse(text) as object), ...change}))
}

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => { child.on('exit', resolve) })
  return child.pid ?? 0
}

describe('the lock', () => {
  it('is held by one at a time, also within a process', async () => {
    const state = join(folder(), 'state')
    let inside = 0
    await Promise.all(Array.from({length: 8}, () => withLock(state, async () => {
      inside += 1
      expect(inside).toBe(1)
      await sleep(2)
      inside -= 1
    })))
    expect(readdirSync(state)).toEqual([])
  })

  it('is given back when the work fails', async () => {
    const state = folder()
    await expect(withLock(state, () => { throw new Error('no') })).rejects.toThrow('no')
    expect(lockNonce(state)).toBeUndefined()
  })

  it('names who has it to those who wait in vain', async () => {
    const state = folder()
    const held = await takeLock(state)
    const fault = await faultOf(takeLock(state, {limitMs: 30}))
    expect(fault.kind).toBe('system')
    expect(fault.message).toContain(`process ${process.pid}`)
    releaseLock(held)
  })

  it('of a dead process is taken over at once', async () => {
    const state = folder()
    await leave(state, {pid: await deadPid(), nonce: 'abc123'})
    releaseLock(await takeLock(state, {limitMs: 0}))
    expect(readdirSync(state)).toEqual([])
  })

  it.runIf(process.platform === 'linux')('of a dead process whose number another one has now is taken over', async () => {
    const state = folder()
    await leave(state, {pid: process.ppid, started: '1', nonce: 'abc123'})
    releaseLock(await takeLock(state, {limitMs: 200}))
  })

  it('of a dead process is kept while the git that it started goes on', async () => {
    const state = folder()
    await leave(state, {pid: await deadPid(), nonce: 'abc123'})
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
    noteChild({state, nonce: 'abc123'}, child.pid ?? 0)
    expect((await faultOf(takeLock(state, {limitMs: 60}))).message).toContain(`process ${child.pid}`)
    child.kill('SIGKILL')
    await new Promise((resolve) => { child.on('exit', resolve) })
    releaseLock(await takeLock(state, {limitMs: 1000}))
    expect(readdirSync(state)).toEqual([])
  })

  it('of another machine is never taken; the message says whose it is and how to remove it', async () => {
    const state = folder()
    await leave(state, {pid: await deadPid(), host: 'elsewhere pid:[1]', nonce: 'abc123'})
    const fault = await faultOf(takeLock(state, {limitMs: 30}))
    expect(fault.message).toContain('on elsewhere')
    expect(fault.hint).toContain(`rm '${join(state, 'lock')}'`)
    expect(lockNonce(state)).toBe('abc123')
  })

  it('that was half broken by a process that died is broken all the same', async () => {
    const state = folder()
    const pid = await deadPid()
    await leave(state, {pid, nonce: 'abc123'})
    const text = readFileSync(join(state, 'lock'), 'utf8')
    writeFileSync(join(state, 'lock-abc123'), text.replace('abc123', 'def456'))
    writeFileSync(join(state, 'lock-def456'), text.replace('abc123', 'fed789'))
    writeFileSync(join(state, `.holder-${pid}-999`), text)
    releaseLock(await takeLock(state, {limitMs: 1000}))
    expect(readdirSync(state)).toEqual([])
  })

  it('that is no lock of ours is left alone', async () => {
    const state = folder()
    writeFileSync(join(state, 'lock'), 'hello')
    expect((await faultOf(takeLock(state, {limitMs: 30}))).message).toContain('is not a lock that circle made')
    expect(readFileSync(join(state, 'lock'), 'utf8')).toBe('hello')
  })

  it('cannot be made where nobody may write', async () => {
    const fault = await faultOf(takeLock('/dev/null/circle'))
    expect(fault.kind).toBe('system')
    expect(fault.message).toContain('could not be made')
  })
})

describe('four processes at once', () => {
  const rounds = process.env.CIRCLE_THOROUGH === '1' ? 400 : 60

  async function worker(): Promise<string> {
    const file = join(folder(), 'lock-worker.mjs')
    const bundle = await rolldown({input: new URL('lock-worker.ts', import.meta.url).pathname, platform: 'node', logLevel: 'silent'})
    await bundle.write({file, format: 'esm', codeSplitting: false})
    return file
  }

  function counter(): string {
    const place = folder()
    mkdirSync(join(place, 'state'))
    writeFileSync(join(place, 'number'), '000000')
    writeFileSync(join(place, 'additions'), '')
    return place
  }

  it('lose no addition', async () => {
    const place = counter()
    const file = await worker()
    await Promise.all(Array.from({length: 4}, () => new Promise((resolve) => {
      spawn(process.execPath, [file, place, String(rounds)], {stdio: 'inherit'}).on('exit', resolve)
    })))
    expect(readFileSync(join(place, 'number'), 'utf8')).toBe(String(rounds * 4).padStart(6, '0'))
    expect(readdirSync(join(place, 'state'))).toEqual([])
  })

  it('lose no addition when some are killed and one is suspended for a while', async () => {
    const place = counter()
    const file = await worker()
    const start = (): ReturnType<typeof spawn> => spawn(process.execPath, [file, place, '100000'], {stdio: 'inherit'})
    const others = [start(), start(), start()]
    let ends = 0
    for (let kill = 0; kill < (process.env.CIRCLE_THOROUGH === '1' ? 100 : 12); kill += 1) {
      const victim = start()
      await sleep(70 + (kill * 13) % 60)
      if (kill % 3 === 0) {
        others[0]?.kill('SIGSTOP')
        await sleep(30)
        others[0]?.kill('SIGCONT')
      }
      victim.kill('SIGKILL')
      ends += 1
    }
    for (const other of others) other.kill('SIGKILL')
    await sleep(50)
    releaseLock(await takeLock(join(place, 'state'), {limitMs: 2000}))
    const additions = readFileSync(join(place, 'additions'), 'utf8').split('\n').length - 1
    const number = Number(readFileSync(join(place, 'number'), 'utf8'))
    // Each of the killed may have died between its two writes, at most once.
    expect(additions - number).toBeGreaterThanOrEqual(0)
    expect(additions - number).toBeLessThanOrEqual(ends + others.length)
    expect(number).toBeGreaterThan(0)
    expect(readdirSync(join(place, 'state'))).toEqual([])
  })
})

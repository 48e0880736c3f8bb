/** Kills `circle sync` with SIGKILL at random moments: it is as if it had not begun, or the next one completes it; nothing is lost. */
import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, it} from 'vitest'
import {chances, hasStrace, traced} from './busy.ts'
import {circle, folder} from './harness.ts'
import {callsIn, changing, clear, cutOff, fakeGit, inTwoLanes, reaches, sampled, scenes} from './sync-scene.ts'
import {count, counted, inspect, referenceOf} from './sync-verdict.ts'

/** How many times to kill, over all tests; from CIRCLE_KILLS=200 on, also at every call of git and of the system. */
const kills = Number(process.env.CIRCLE_KILLS ?? 24)
const some = Math.ceil(kills / 20)
const seed = Number(process.env.CIRCLE_SEED ?? 1)
const inTime = 180_000 + kills * 6000

afterAll(() => {
  if (process.env.CIRCLE_KILLS !== undefined) process.stdout.write(counted())
})

describe('kill -9 of a sync as it calls git', () => {
  it.each([
    {what: 'which then does not run', line: 'kill -9 $PPID; exit 1', inside: ''},
    {what: 'which goes on alone, and slowly', line: 'kill -9 $PPID; sleep 0.4', inside: ''},
    {what: 'which goes on alone, and slowly, for a circle in a folder', line: 'kill -9 $PPID; sleep 0.4', inside: 'club'},
  ])('$what: the next commands complete it without a word about locks', async ({line, inside}) => {
    const fresh = scenes(inside)
    const first = await fresh()
    const counting = fakeGit()
    const reference = await referenceOf(first, counting.env)
    clear(first)
    const calls = counting.calls().map((name, index) => ({name, nth: index + 1}))
    const arriving = calls.filter(({name, nth}) => ['push', 'update-index', 'update-ref'].includes(name) && nth > calls.length / 2)
    const chosen = kills >= 200 ? calls : [...sampled(arriving, some, chances(seed)()), ...sampled(calls, some, chances(seed + 1)())]
    await inTwoLanes(chosen, async ({name, nth}) => {
      const scene = await fresh()
      const {status} = await cutOff(['sync'], {cwd: scene.inAnn, env: fakeGit({nth, when: 'before', line}).env}, {afterMs: 60_000, reach: 'alone'})
      expect(status, `${name} ${nth}`).toBe(undefined)
      count('killed as it called git')
      try {
        await inspect(scene, reference, {mayLock: false})
      } catch (error) {
        throw new Error(`at the call ${nth} of git (${name})`, {cause: error})
      }
      clear(scene)
    })
  }, inTime * 2)
})

describe('kill -9 at any time of a sync', () => {
  it.each([
    {where: 'at the top of its repository', inside: ''},
    {where: 'in a folder of it', inside: 'club'},
  ])('that merges, in a circle $where: nothing is lost, and the next sync completes', async ({inside}) => {
    const fresh = scenes(inside)
    const first = await fresh()
    const reference = await referenceOf(first)
    clear(first)
    const random = chances(seed * 7919)
    await inTwoLanes(Array.from({length: Math.ceil(kills / (kills >= 200 ? 2 : 4))}, () => random()), async (chance, round) => {
      const scene = await fresh()
      const reach = reaches[round % 3]!
      const {status, stderr} = await cutOff(['sync'], {cwd: scene.inAnn}, {afterMs: chance * reference.runMs * 1.05, reach})
      expect([0, undefined], stderr).toContain(status)
      count(status === 0 ? 'came to their end' : `killed (${reach})`)
      await inspect(scene, reference, {mayLock: reach !== 'alone'})
      clear(scene)
    })
  }, inTime)
})

describe.skipIf(!hasStrace)('kill -9 of a sync before each call that changes something (needs strace)', () => {
  it('of the program: nothing is lost, and the next sync completes', async () => {
    const fresh = scenes()
    const first = await fresh()
    const reference = await referenceOf(first)
    clear(first)
    const whole = await fresh()
    const log = join(folder(), 'calls')
    expect(await traced(['-y', '-s', '4096', '-o', log, '-e', `trace=${changing.map((name) => `?${name}`).join(',')}`], ['sync'], whole.inAnn)).toBe(0)
    const calls = callsIn(readFileSync(log, 'utf8'), whole.at)
    expect(calls.map(({name}) => name.replace(/at2?$/, ''))).toEqual(expect.arrayContaining(['open', 'rename', 'link', 'unlink', 'mkdir', 'fsync', 'chmod']))
    clear(whole)
    await inTwoLanes(kills >= 200 ? calls : sampled(calls, 2 * some, chances(seed)()), async ({name, nth}) => {
      const scene = await fresh()
      await traced(['-o', '/dev/null', '-e', `trace=${name}`, '-e', `inject=${name}:signal=SIGKILL:when=${nth}`], ['sync'], scene.inAnn)
      count('killed before a call of the system')
      try {
        await inspect(scene, reference, {mayLock: false})
      } catch (error) {
        throw new Error(`before ${name} number ${nth}`, {cause: error})
      }
      clear(scene)
    })
  }, inTime * 3)

  it('of one of its gits: what is left is named, or the next sync completes', async () => {
    const fresh = scenes()
    const first = await fresh()
    const counting = fakeGit()
    const reference = await referenceOf(first, counting.env)
    clear(first)
    const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim()
    const writers = ['config', 'fetch', 'hash-object', 'update-index', 'write-tree', 'commit-tree', 'fast-import', 'push', 'update-ref']
    const calls = counting.calls().flatMap((name, index) => (writers.includes(name) ? ['rename', 'link', 'unlink', 'fsync'].flatMap((call) => [1, 2].map((when) => ({name, nth: index + 1, call, when}))) : []))
    await inTwoLanes(kills >= 200 ? calls : sampled(calls, 2 * some, chances(seed)()), async ({name, nth, call, when}) => {
      const scene = await fresh()
      const line = `exec strace -f -o /dev/null -e trace=${call} -e inject=${call}:signal=SIGKILL:when=${when} '${real}' "$@"`
      const {status, stderr} = await circle(['sync'], {cwd: scene.inAnn, env: fakeGit({nth, when: 'before', line}).env})
      count(`git killed: ${status}`)
      const told = `git ${name} (call ${nth}) before its ${call} number ${when}: ${status} ${stderr}`
      expect([0, 1, 5], told).toContain(status)
      try {
        await inspect(scene, reference, {mayLock: true})
      } catch (error) {
        throw new Error(told, {cause: error})
      }
      clear(scene)
    })
  }, inTime * 3)
})

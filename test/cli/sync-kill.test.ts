/** Kills `circle sync` with SIGKILL at random moments: it is as if it had not begun, or the next one completes it; nothing is lost. */
import {afterAll, describe, expect, it} from 'vitest'
import {chances} from './busy.ts'
import {clear, cutOff, fakeGit, inTwoLanes, reaches, sampled, scenes} from './sync-scene.ts'
import {count, counted, inspect, referenceOf} from './sync-verdict.ts'

/** How many times to kill; CIRCLE_KILLS=500 for a long run by hand. */
const kills = Number(process.env.CIRCLE_KILLS ?? 40)
const seed = Number(process.env.CIRCLE_SEED ?? 1)
const inTime = 120_000 + kills * 6000

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
    const chosen = kills >= 200 ? calls : [...sampled(arriving, 4, chances(seed)()), ...sampled(calls, 4, chances(seed + 1)())]
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
    await inTwoLanes(Array.from({length: Math.ceil(kills / 2)}, () => random()), async (chance, round) => {
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

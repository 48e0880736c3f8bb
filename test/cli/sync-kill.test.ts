/** Kills `circle sync` with SIGKILL at random moments: it is as if it had not begun, or the next one completes it; nothing is lost. */
import {existsSync} from 'node:fs'
import {afterAll, describe, expect, it} from 'vitest'
import {chances} from './busy.ts'
import {filesIn} from './harness.ts'
import {clear, cutOff, fakeGit, holdings, inTwoLanes, leftBy, reaches, sampled, scenes, settled, sound, treeOf, unsaved} from './sync-scene.ts'
import type {Reach, Scene} from './sync-scene.ts'

/** How many times to kill; CIRCLE_KILLS=500 for a long run by hand. */
const kills = Number(process.env.CIRCLE_KILLS ?? 40)
const seed = Number(process.env.CIRCLE_SEED ?? 1)
const inTime = 120_000 + kills * 6000

const counts = new Map<string, number>()
const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1)
afterAll(() => {
  if (process.env.CIRCLE_KILLS !== undefined) process.stdout.write(`${[...counts].map(([what, times]) => `${times} ${what}`).toSorted().join('\n')}\n`)
})

/** What a sync that nobody cuts off makes of a scene. */
interface Reference {
  readonly runMs: number
  readonly before: Record<string, string>
  readonly after: Record<string, string>
  readonly trees: {readonly before: string; readonly after: string}
  readonly unsaved: Record<string, string | undefined>
  readonly inBo: Record<string, string>
}

async function referenceOf(scene: Scene, env: Readonly<Record<string, string>> = {}): Promise<Reference> {
  const [before, theirs, kept] = [holdings(scene.ann), treeOf(scene.bare), unsaved(scene)]
  const {status, stderr, runMs} = await cutOff(['sync'], {cwd: scene.inAnn, env}, {afterMs: 60_000, reach: 'alone'})
  expect(status, stderr).toBe(0)
  expect(unsaved(scene)).toEqual(kept)
  await settled(['sync'], scene.inBo, [])
  const after = holdings(scene.ann)
  expect(after['(committed)']).toBe(treeOf(scene.bare))
  sound(scene.ann, scene.bare, scene.bo)
  return {runMs, before, after, trees: {before: theirs, after: treeOf(scene.bare)}, unsaved: kept, inBo: filesIn(scene.bo)}
}

function filesOf({'(committed)': _, '(staged)': __, '(status)': ___, ...files}: Record<string, string>): Record<string, string> {
  return files
}

/** Everything that has to hold after a sync was cut off, and then when the user has gone on as if nothing had been. */
async function inspect(scene: Scene, reference: Reference, reach: Reach): Promise<void> {
  const {ann, bare, bo, inAnn, inBo} = scene
  expect(unsaved(scene)).toEqual(reference.unsaved)
  expect([reference.trees.before, reference.trees.after]).toContain(treeOf(bare))
  sound(ann, bare)
  const locks = (await settled(['status'], inAnn, [ann])).locks
  const {'(committed)': committed, '(staged)': staged, '(status)': _, ...files} = holdings(ann)
  expect([reference.before, reference.after].map(filesOf)).toContainEqual(files)
  count(committed === reference.after['(committed)'] ? 'arrived' : staged === reference.before['(staged)'] ? 'as before' : 'between')
  const next = await settled(['sync'], inAnn, [ann, bare])
  if (reach === 'alone') expect([...locks, ...next.locks]).toEqual([])
  for (const lock of [...locks, ...next.locks]) count(`lock ${lock.slice(scene.at.length)}`)
  expect(holdings(ann)).toEqual(reference.after)
  expect(unsaved(scene)).toEqual(reference.unsaved)
  expect(treeOf(bare)).toBe(reference.trees.after)
  await settled(['sync'], inBo, [])
  expect(filesIn(bo)).toEqual(reference.inBo)
  expect(treeOf(bo)).toBe(treeOf(ann))
  expect(leftBy(ann)).toEqual([])
  sound(ann, bare, bo)
}

describe('kill -9 of a sync as it calls git', () => {
  it.each([
    {what: 'which then does not run', line: 'kill -9 $PPID; exit 1', inside: ''},
    {what: 'which goes on alone, and slowly', line: 'kill -9 $PPID; sleep 0.4', inside: ''},
    {what: 'which goes on alone, and slowly, for a circle in a folder', line: 'kill -9 $PPID; sleep 0.4', inside: 'club'},
  ])('$what: the next commands complete it without a word about locks', async ({line, inside}) => {
    const fresh = scenes(inside)
    const first = await fresh()
    const counted = fakeGit()
    const reference = await referenceOf(first, counted.env)
    clear(first)
    const calls = counted.calls().map((name, index) => ({name, nth: index + 1}))
    const arriving = calls.filter(({name, nth}) => ['push', 'update-index', 'update-ref'].includes(name) && nth > calls.length / 2)
    const chosen = kills >= 200 ? calls : [...sampled(arriving, 4, chances(seed)()), ...sampled(calls, 4, chances(seed + 1)())]
    await inTwoLanes(chosen, async ({name, nth}) => {
      const scene = await fresh()
      const {status} = await cutOff(['sync'], {cwd: scene.inAnn, env: fakeGit({nth, when: 'before', line}).env}, {afterMs: 60_000, reach: 'alone'})
      expect(status, `${name} ${nth}`).toBe(undefined)
      count('killed as it called git')
      try {
        await inspect(scene, reference, 'alone')
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
      await inspect(scene, reference, reach)
      expect(existsSync(scene.ann)).toBe(true)
      clear(scene)
    })
  }, inTime)
})

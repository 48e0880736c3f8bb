/** What has to hold of a scene in which a sync was cut off, against one in which nobody cut it off. */
import {expect} from 'vitest'
import {filesIn} from './harness.ts'
import {cutOff, holdings, leftBy, settled, sound, treeOf, unsaved} from './sync-scene.ts'
import type {Scene} from './sync-scene.ts'

const counts = new Map<string, number>()

/** Counts what happened, for those who run this by hand. */
export function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

/** What was counted, one a line. */
export function counted(): string {
  return `${[...counts].map(([what, times]) => `${times} ${what}`).toSorted().join('\n')}\n`
}

/** What a sync that nobody cuts off makes of a scene. */
export interface Reference {
  readonly runMs: number
  readonly before: Record<string, string>
  readonly after: Record<string, string>
  readonly trees: {readonly before: string; readonly after: string}
  readonly unsaved: Record<string, string | undefined>
  readonly inBo: Record<string, string>
}

/** Syncs a scene without being cut off. */
export async function referenceOf(scene: Scene, env: Readonly<Record<string, string>> = {}): Promise<Reference> {
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

/**
 * Everything that has to hold after a sync was cut off, and then when the user has gone on as if nothing had been. `mayLock`: git
 * itself was killed, and may have left a lock.
 */
export async function inspect(scene: Scene, reference: Reference, {mayLock}: {readonly mayLock: boolean}): Promise<void> {
  const {ann, bare, bo, inAnn, inBo} = scene
  expect(unsaved(scene)).toEqual(reference.unsaved)
  expect([reference.trees.before, reference.trees.after]).toContain(treeOf(bare))
  sound(ann, bare)
  const locks = (await settled(['status'], inAnn, [ann])).locks
  const {'(committed)': committed, '(staged)': staged, '(status)': _, ...files} = holdings(ann)
  expect([reference.before, reference.after].map(filesOf)).toContainEqual(files)
  count(committed === reference.after['(committed)'] ? 'arrived' : staged === reference.before['(staged)'] ? 'as before' : 'between')
  const next = await settled(['sync'], inAnn, [ann, bare])
  if (!mayLock) expect([...locks, ...next.locks]).toEqual([])
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

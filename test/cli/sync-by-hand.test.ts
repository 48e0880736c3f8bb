/** A record that was edited by hand here, and changed by others meanwhile: the most usual thing there is. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {put, uncommitted} from './circles.ts'
import {clones, tip} from './clones.ts'
import {circle, done} from './harness.ts'

const page = 'gatherings/2026-11-20-weekly/gathering.yaml'

it('both are together, here and there, and nothing is left to commit', async () => {
  const {bare, ann, bo} = await clones()
  await done(['gather', '2026-11-20', '--guest', 'Eve Holm', '--yes'], {cwd: bo})
  await done(['sync'], {cwd: bo})
  put(ann, {[page]: readFileSync(join(ann, page), 'utf8').replace('topic:', '# asked by Ann\ntopic:')})
  const {status, stderr} = await circle(['sync'], {cwd: ann})
  expect(status, stderr).toBe(0)
  const text = readFileSync(join(ann, page), 'utf8')
  expect(text).toContain('# asked by Ann\ntopic:')
  expect(text).toContain('Eve Holm')
  expect([uncommitted(ann), tip(ann)]).toEqual(['', tip(bare)])
})

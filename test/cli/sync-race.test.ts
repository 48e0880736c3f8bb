/** Others who are at work at every step of a `circle sync`: nothing of anybody is lost, and what cannot be done yet is said clearly. */
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, it} from 'vitest'
import {chances} from './busy.ts'
import {commitAll, put} from './circles.ts'
import {circle, environment, filesIn, git, program} from './harness.ts'
import {clear, fakeGit, inTwoLanes, leftBy, sampled, scenes, sound, treeOf} from './sync-scene.ts'
import type {Scene} from './sync-scene.ts'

/** At how many of the calls of git somebody comes in between; CIRCLE_THOROUGH=1 for each of them. */
const howMany = process.env.CIRCLE_THOROUGH === undefined ? 3 : 1000
const seed = Number(process.env.CIRCLE_SEED ?? 1)

const counts = new Map<string, number>()
const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1)
afterAll(() => {
  if (process.env.CIRCLE_THOROUGH !== undefined) process.stdout.write(`${[...counts].map(([what, times]) => `${times} ${what}`).toSorted().join('\n')}\n`)
})

/** What Ann, Bo and those who come in between have written. */
const words = ['Eve Holm', 'Bo opened', 'Ann closed it', 'Luck and fate', 'chess', 'Latin', 'Greek', 'bread', "Ann's own hand", 'By Ann for Cy', 'one by Ann', 'five by Bo', "one, and Bo's", 'New by Bo', 'From Bo']

/** A line for the shell, in an environment without what circle tells git. */
function apart(line: string): string {
  const env = Object.entries(environment()).map(([name, value]) => `${name}='${value}'`).join(' ')
  return `env -i ${env} sh -c '${line.replaceAll("'", "'\\''")}' >/dev/null 2>&1 </dev/null`
}

interface Racer {
  readonly named: string
  /** What has to be ready before. */
  readonly prepare?: (scene: Scene) => void
  readonly line: (scene: Scene) => string
  /** A word that is in everybody's files at the end. */
  readonly word: string
}

const racers: readonly Racer[] = [
  {
    named: 'somebody pushes',
    prepare: ({bo}) => {
      put(bo, {'other/later.txt': 'Raced by Bo.\n'})
      commitAll(bo, 'Later')
    },
    line: ({bo}) => apart(`git -C '${bo}' push --quiet`),
    word: 'Raced by Bo',
  },
  {
    named: 'another circle command commits here',
    // It waits for the lock, where the sync has it: so it is left behind, and the sync goes on.
    line: ({at, inAnn}) => `(${apart(`'${process.execPath}' '${program}' -C '${inAnn}' rsvp 2026-12-18 no --why Raced; echo $? > '${at}/ended'`)} &)\nfor i in 1 2 3 4 5 6; do [ -e '${at}/ended' ] || sleep 0.1; done`,
    word: 'why: Raced',
  },
  {
    named: 'a record that both sides changed is edited by hand',
    line: ({inAnn}) => `echo '# Raced.' >> '${inAnn}/members/cy.yaml'`,
    word: '# Raced.',
  },
  {
    named: 'a record that was edited before is edited by hand, and staged',
    line: ({inAnn}) => `echo '# Raced.' >> '${inAnn}/members/ann.yaml'; ${apart(`git -C '${inAnn}' add members/ann.yaml`)}`,
    word: '# Raced.',
  },
  {
    named: 'a file beside the circle that others changed is edited by hand',
    line: ({ann}) => `echo Raced. >> '${ann}/other/notes.txt'`,
    word: 'Raced.',
  },
  {
    named: 'the user commits with git',
    line: ({ann, inAnn}) => `echo '# Raced.' >> '${inAnn}/members/bo.yaml'; ${apart(`git -C '${ann}' commit --quiet -m Raced -- '${inAnn}/members/bo.yaml'`)}`,
    word: '# Raced.',
  },
]

describe('while a sync is at work', () => {
  it.each(racers)('$named: nothing is lost, and the next sync completes', async ({named, prepare, line, word}) => {
    const fresh = scenes(named.includes('hand') ? 'club' : '')
    const first = await fresh()
    const counted = fakeGit()
    expect((await circle(['sync'], {cwd: first.inAnn, env: counted.env})).status).toBe(0)
    clear(first)
    const begun = counted.calls().findIndex((name) => name === 'fetch')
    const calls = counted.calls().map((name, index) => ({name, nth: index + 1})).slice(begun)
    await inTwoLanes(sampled(calls, howMany, chances(seed * racers.findIndex((each) => each.named === named))()), async ({name, nth}) => {
      const scene = await fresh()
      prepare?.(scene)
      const fake = fakeGit({nth, when: 'before', line: line(scene)})
      const {status, stderr} = await circle(['sync'], {cwd: scene.inAnn, env: fake.env})
      const told = `${named}, before git ${name} (call ${nth}): ${status} ${stderr}`
      expect([0, 1, 5], told).toContain(status)
      if (status !== 0) expect(stderr, told).toMatch(/^error: .+\nhint: .+\n$/m)
      count(`${named}: ${status}${status === 0 ? '' : ` ${stderr.replaceAll(/\S*scene-\S*/g, '…')}`}`)
      await completes(scene, word, told)
      clear(scene)
    })
  }, 1_200_000)
})

/** Both go on until nothing is new, and then have everything that anybody wrote. */
async function completes(scene: Scene, word: string, told: string): Promise<void> {
  const {at, ann, bo, bare, inAnn, inBo} = scene
  if (told.startsWith('another circle')) {
    for (let round = 0; round < 200 && !existsSync(join(at, 'ended')); round += 1) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(readFileSync(join(at, 'ended'), 'utf8'), told).toBe('0\n')
  }
  let {status, stderr} = await circle(['sync'], {cwd: inAnn})
  expect(status === 0 || /changed other\/notes\.txt, and you have changes/.test(stderr), `${told} THEN ${stderr}`).toBe(true)
  // What is edited beside the circle is for its user to commit, before others' changes of it can come in.
  if (git(ann, 'status', '--porcelain', 'other/notes.txt') !== '') {
    git(ann, 'commit', '--quiet', '--message', 'Mine', '--', 'other/notes.txt')
    ;({status, stderr} = await circle(['sync'], {cwd: inAnn}))
  }
  expect(status, `${told} THEN ${stderr}`).toBe(0)
  for (const cwd of [inBo, inAnn]) {
    const next = await circle(['sync'], {cwd})
    expect(next.status, `${told} THEN ${next.stderr}`).toBe(0)
  }
  expect([treeOf(ann, 'HEAD'), treeOf(bo, 'HEAD')], told).toEqual([treeOf(bare), treeOf(bare)])
  const all = Object.values(filesIn(bo)).join('\n')
  expect([...words, word].filter((each) => !all.includes(each)), told).toEqual([])
  expect(git(ann, 'status', '--porcelain', '--untracked-files=all').split('\n').map((line) => line.trim()), told).toEqual(
    ['MM other/mine.txt', 'D other/removed.txt', `?? ${inAnn.slice(ann.length + 1)}/topics.yaml.draft`.replace(' /', ' '), '?? other/free.txt', '?? other/new/free.txt'].toSorted((one, other) => Number(one.startsWith('?')) - Number(other.startsWith('?')) || (one.slice(2) < other.slice(2) ? -1 : 1)),
  )
  expect(readFileSync(join(ann, 'other/mine.txt'), 'utf8')).toBe('not staged\n')
  expect(leftBy(ann), told).toEqual([])
  sound(ann, bo, bare)
}

/** Ctrl-C and its like at random moments of a sync, and at its question: as if it had not begun, unless it was through already. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {chances} from './busy.ts'
import {commitAll, put} from './circles.ts'
import {circle, done, filesIn, git, terminal} from './harness.ts'
import {clear, cutOff, holdings, inTwoLanes, reaches, scenes, sound, treeOf, unsaved, workingIn} from './sync-scene.ts'
import type {Scene} from './sync-scene.ts'
import {inspect, referenceOf} from './sync-verdict.ts'

const rounds = Math.ceil(Number(process.env.CIRCLE_KILLS ?? 40) / 3)
const seed = Number(process.env.CIRCLE_SEED ?? 1)
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Waits for git that was left to end, which it must do soon. */
async function quiet({at}: Scene, told: string): Promise<void> {
  for (let round = 0; round < 60 && workingIn(at).length > 0; round += 1) await sleep(50)
  expect(workingIn(at), told).toEqual([])
}

describe('a signal at any time of a sync', () => {
  it('ends it with everything whole, no git left running, and no lock', async () => {
    const fresh = scenes()
    const first = await fresh()
    const reference = await referenceOf(first)
    clear(first)
    const random = chances(seed * 53)
    await inTwoLanes(Array.from({length: rounds}, () => random()), async (chance, round) => {
      const scene = await fresh()
      const signal = signals[round % 3]!
      const reach = reaches[Math.floor(round / 3) % 3]!
      const {status, by, stderr} = await cutOff(['sync'], {cwd: scene.inAnn}, {afterMs: chance * reference.runMs, reach, signal})
      const told = `${signal} to ${reach} after ${Math.round(chance * reference.runMs)} ms: ${status} ${by} ${stderr}`
      // Ended by the signal is 130 to a shell as well.
      if (signal === 'SIGINT') expect([0, 130, 'SIGINT'], told).toContain(status ?? by)
      else expect([0, 130, 5, signal], told).toContain(status ?? by)
      await quiet(scene, told)
      try {
        await inspect(scene, reference, {mayLock: false})
      } catch (error) {
        throw new Error(told, {cause: error})
      }
      clear(scene)
    })
  }, 180_000 + rounds * 12_000)

  it.each([['push', 'group'], ['fetch', 'alone'], ['push', 'alone']] as const)('as Ctrl-C in the middle of git %s, to %s', async (name, reach) => {
    const scene = await scenes()()
    const [before, remote] = [holdings(scene.ann), treeOf(scene.bare)]
    // A remote that takes its time.
    const slow = name === 'fetch' ? 'uploadpack' : 'receivepack'
    const mark = join(scene.at, 'begun')
    git(scene.ann, 'config', `remote.origin.${slow}`, `touch '${mark}'; sleep 30; git-${name === 'fetch' ? 'upload' : 'receive'}-pack`)
    git(scene.ann, 'config', '--global', '--add', 'circle.trusted', scene.ann)
    const {status, by, stderr, runMs} = await cutOff(['sync'], {cwd: scene.inAnn}, {afterMs: 100, from: mark, reach, signal: 'SIGINT'})
    expect(status ?? by, stderr).toBe(130)
    expect(runMs).toBeLessThan(25_000)
    await quiet(scene, name)
    expect(holdings(scene.ann)).toEqual(before)
    expect(treeOf(scene.bare)).toBe(remote)
    git(scene.ann, 'config', '--unset', `remote.origin.${slow}`)
    await done(['sync'], {cwd: scene.inAnn})
  })

  it.each(['ctrl-c', 'SIGHUP'])('as %s at a terminal in the middle of git push', async (how) => {
    const scene = await scenes()()
    const [before, remote] = [holdings(scene.ann), treeOf(scene.bare)]
    const mark = join(scene.at, 'pushing')
    git(scene.ann, 'config', 'remote.origin.receivepack', `touch '${mark}'; sleep 30; git-receive-pack`)
    git(scene.ann, 'config', '--global', '--add', 'circle.trusted', scene.ann)
    const shown = terminal(['sync'], {cwd: scene.inAnn})
    for (let round = 0; round < 600 && !existsSync(mark); round += 1) await sleep(50)
    if (how === 'ctrl-c') await shown.press('ctrl-c')
    else shown.kill(how)
    const status = await shown.exit(20_000)
    if (how === 'ctrl-c') expect(status, shown.screen()).toBe(130)
    await quiet(scene, how)
    expect(holdings(scene.ann)).toEqual(before)
    expect(treeOf(scene.bare)).toBe(remote)
    git(scene.ann, 'config', '--unset', 'remote.origin.receivepack')
    await done(['sync'], {cwd: scene.inAnn})
  })
})

/** A scene in which Ann and Bo have changed one field. */
async function asking(): Promise<Scene> {
  const scene = await scenes()()
  const path = join(scene.inAnn, 'gatherings/2026-12-04-weekly/gathering.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('topic: Luck', 'topic: Chance'))
  return scene
}

describe('while a sync asks', () => {
  it.each([['Ctrl-C', 'ctrl-c'], ['SIGTERM', 'SIGTERM'], ['SIGHUP', 'SIGHUP'], ['SIGKILL', 'SIGKILL']])('%s ends it, and nothing has changed', async (_, how) => {
    const scene = await asking()
    const [before, kept, remote] = [holdings(scene.ann), unsaved(scene), treeOf(scene.bare)]
    const shown = terminal(['sync'], {cwd: scene.inAnn, ...(how === 'ctrl-c' ? {afterwards: 'stty -a'} : {})})
    await shown.sees(/mine .*Chance/)
    await sleep(100)
    if (how === 'ctrl-c') await shown.press('ctrl-c')
    else process.kill(shown.pid, how)
    const status = await shown.exit()
    if (how === 'ctrl-c') expect(status).toBe(130)
    else expect(status).toBeGreaterThan(0)
    if (how === 'ctrl-c') expect(shown.screen()).toMatch(/[^-]icanon[^]* echo /)
    await quiet(scene, how)
    expect(holdings(scene.ann)).toEqual(before)
    expect(unsaved(scene)).toEqual(kept)
    expect(treeOf(scene.bare)).toBe(remote)
    await done(['sync', '--prefer', 'mine'], {cwd: scene.inAnn})
    expect(readFileSync(join(scene.inAnn, 'gatherings/2026-12-04-weekly/gathering.yaml'), 'utf8')).toContain('topic: Chance')
    sound(scene.ann, scene.bare)
  })

  it.each<[what: string, meanwhile: (scene: Scene) => Promise<void>, word: string]>([
    ['others push', async ({bo}) => {
      put(bo, {'other/later.txt': 'Raced by Bo.\n', 'members/dan.yaml': 'name: Dan Raced\n\njoined: "2026-11-20"\n\nstatus: active\n'})
      commitAll(bo, 'Later')
      git(bo, 'push', '--quiet')
    }, 'Dan Raced'],
    ['another command commits here', async ({inAnn}) => void await done(['rsvp', '2026-12-18', 'no', '--why', 'Raced'], {cwd: inAnn}), 'why: Raced'],
    ['the record itself is edited by hand', async ({inAnn}) => {
      const path = join(inAnn, 'gatherings/2026-12-04-weekly/gathering.yaml')
      writeFileSync(path, `${readFileSync(path, 'utf8')}\n# Raced.\n`)
    }, '# Raced.'],
    ['another sync goes through', async ({inAnn}) => void await done(['sync', '--prefer', 'mine'], {cwd: inAnn}), 'topic: Chance'],
  ])('%s: the answer counts, and all comes together', async (_, meanwhile, word) => {
    const scene = await asking()
    const shown = terminal(['sync'], {cwd: scene.inAnn})
    await shown.sees(/mine .*Chance/)
    await meanwhile(scene)
    await sleep(100)
    await shown.press('enter')
    expect(await shown.exit(), shown.screen()).toBe(0)
    await done(['sync'], {cwd: scene.inAnn})
    await done(['sync'], {cwd: scene.inBo})
    await done(['sync'], {cwd: scene.inAnn})
    expect([treeOf(scene.ann), treeOf(scene.bo)]).toEqual([treeOf(scene.bare), treeOf(scene.bare)])
    const all = Object.values(filesIn(scene.inBo)).join('\n')
    expect(['topic: Chance', word, 'Eve Holm', 'Ann closed it', 'Greek', 'five by Bo'].filter((each) => !all.includes(each))).toEqual([])
    expect((await circle(['check'], {cwd: scene.inAnn})).status).toBe(0)
    sound(scene.ann, scene.bo, scene.bare)
  })
})

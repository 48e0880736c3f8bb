/** Kills the other commands that share, or take back, with SIGKILL at random moments: nothing or all, and the next command goes on. */
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {busy, chances, fsck, leftovers, own, settle, stateOf} from './busy.ts'
import {copies, put} from './circles.ts'
import {circle, done, filesIn, folder, founded, git} from './harness.ts'
import {cutOff, inTwoLanes, leftBy, reaches, settled, sound, treeOf} from './sync-scene.ts'

/** How many times to kill; CIRCLE_KILLS=200 for a long run by hand. */
const kills = Math.ceil(Number(process.env.CIRCLE_KILLS ?? 40) / 10)
const seed = Number(process.env.CIRCLE_SEED ?? 1)
const inTime = 180_000 + kills * 6000

function moments(salt: number): number[] {
  const random = chances(seed * salt)
  return Array.from({length: kills}, () => random())
}

const dee = (): {GIT_CONFIG_GLOBAL: string} => {
  const file = join(folder('person'), 'gitconfig')
  writeFileSync(file, '[user]\n\tname = Dee Ash\n\temail = dee@example.org\n')
  return {GIT_CONFIG_GLOBAL: file}
}

describe('kill -9 at any time of circle join', () => {
  it('leaves no folder, or one with the whole clone and the page; the next command goes on from there', async () => {
    const [root, env] = [await founded(), dee()]
    const remote = (): {at: string; bare: string} => {
      const at = folder('joining')
      git(root, 'clone', '--quiet', '--bare', '.', join(at, 'apron.git'))
      return {at, bare: join(at, 'apron.git')}
    }
    const first = remote()
    mkdirSync(join(first.at, 'home'))
    const words = ['join', '../apron.git', '--agree']
    const whole = await cutOff(words, {cwd: join(first.at, 'home'), env}, {afterMs: 60_000, reach: 'alone'})
    expect(whole.status, whole.stderr).toBe(0)
    const after = treeOf(first.bare)
    await inTwoLanes(moments(31), async (chance, round) => {
      const {at, bare} = remote()
      const cwd = join(at, 'home')
      mkdirSync(cwd)
      const reach = reaches[round % 3]!
      await cutOff(words, {cwd, env}, {afterMs: chance * whole.runMs, reach})
      const place = join(cwd, 'apron')
      if (existsSync(place)) {
        expect(existsSync(join(place, 'members/dee.yaml'))).toBe(true)
        sound(place)
        await settled(['sync'], place, [at])
      } else {
        const again = await circle(words, {cwd, env})
        expect(again.status, again.stderr).toBe(0)
      }
      expect([treeOf(place), treeOf(bare)]).toEqual([after, after])
      expect(git(place, 'status', '--porcelain')).toBe('')
      expect(leftBy(place)).toEqual([])
      // Git that was left alone may have gone on for a moment in a folder that was just taken away.
      if (reach === 'all') expect(readdirSync(cwd)).toEqual(['apron'])
      sound(place, bare)
      rmSync(at, {recursive: true, force: true, maxRetries: 5, retryDelay: 100})
    })
  }, inTime)
})

describe('kill -9 at any time of circle share', () => {
  it.each([['a repository that is there', true], ['a folder in which it makes one', false]])('to %s: it can be done again, or a sync goes on', async (_, isThere) => {
    const fresh = copies(async () => {
      const root = await founded()
      put(root, {'members/ann.yaml': `${filesIn(root)['members/ann.yaml']}\nseeks: [Latin]\n`, 'notes.txt': 'Untracked.\n'})
      return root
    })
    const scene = async (): Promise<{root: string; stick: string; bare: string}> => {
      const [root, stick] = [await fresh(), folder('stick')]
      const bare = join(stick, 'apron.git')
      if (isThere) git(stick, 'init', '--quiet', '--bare', 'apron.git')
      return {root, stick, bare}
    }
    const reference = await scene()
    const whole = await cutOff(['share', reference.bare, '--yes'], {cwd: reference.root}, {afterMs: 60_000, reach: 'alone'})
    expect(whole.status, whole.stderr).toBe(0)
    const [files, tree] = [filesIn(reference.root), treeOf(reference.bare)]
    await inTwoLanes(moments(isThere ? 37 : 41), async (chance, round) => {
      const {root, stick, bare} = await scene()
      await cutOff(['share', bare, '--yes'], {cwd: root}, {afterMs: chance * whole.runMs, reach: reaches[round % 3]!})
      await settled(['status'], root, [root])
      sound(root)
      const known = git(root, 'config', '--local', '--list').includes('remote.origin.url=')
      await settled(known ? ['sync'] : ['share', bare, '--yes'], root, [root, stick])
      expect(filesIn(root)).toEqual(files)
      expect([treeOf(root), treeOf(bare)]).toEqual([tree, tree])
      expect(git(root, 'status', '--porcelain')).toBe('?? notes.txt')
      expect(readdirSync(stick)).toEqual(['apron.git'])
      expect(leftBy(root)).toEqual([])
      sound(root, bare)
    })
  }, inTime)
})

describe('kill -9 at any time', () => {
  it.each([
    {words: ['rsvp', 'yes', '--why', 'Gladly'], first: undefined},
    {words: ['takeaway', '2026-11-20', 'Less is more'], first: undefined},
    {words: ['undo', '--yes'], first: ['rsvp', '2026-12-11', 'no']},
  ])('of circle $words.0 leaves all of it or nothing', async ({words, first}) => {
    const fresh = copies(async () => {
      const root = await busy()
      if (first !== undefined) await done(first, {cwd: root})
      return root
    })
    const reference = await fresh()
    const [before, mine] = [stateOf(reference), own(reference)]
    const whole = await cutOff(words, {cwd: reference}, {afterMs: 60_000, reach: 'alone'})
    expect(whole.status, whole.stderr).toBe(0)
    const after = stateOf(reference)
    expect(after).not.toEqual(before)
    expect(own(reference)).toEqual(mine)
    await inTwoLanes(moments(words[0]!.length * 43), async (chance, round) => {
      const root = await fresh()
      const {status} = await cutOff(words, {cwd: root}, {afterMs: (0.3 + chance * 0.7) * whole.runMs, reach: reaches[round % 3]!})
      await settle(root, ['status'])
      expect(status === 0 ? [after] : [before, after]).toContainEqual(stateOf(root))
      expect(own(root)).toEqual(mine)
      await settle(root, ['member', 'add', 'Eve Holm'])
      expect(leftovers(root)).toEqual([])
      fsck(root)
    })
  }, inTime)
})

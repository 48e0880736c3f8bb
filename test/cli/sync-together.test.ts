/** Several commands at once in one clone, or in work trees of one, while they share; and locks that a git left behind. */
import {readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, put} from './circles.ts'
import {circle, done, filesIn, git} from './harness.ts'
import {fakeGit, holdings, leftBy, scenes, settled, sound, treeOf, unsaved} from './sync-scene.ts'

const fresh = scenes()
const inFolder = scenes('club')

describe('at once in one clone', () => {
  it.each([['at its top', fresh], ['in a folder of it', inFolder]])('two syncs of a circle %s both get through, and nothing is lost', async (_, scene) => {
    const reference = await scene()
    await done(['sync'], {cwd: reference.inAnn})
    const {ann, bo, bare, inAnn, inBo, ...rest} = await scene()
    const kept = unsaved({ann, bo, bare, inAnn, inBo, ...rest})
    const ends = await Promise.all([1, 2].map(() => circle(['sync'], {cwd: inAnn})))
    expect(ends.map(({status}) => status), JSON.stringify(ends)).toEqual([0, 0])
    for (const cwd of [inAnn, inBo, inAnn]) await done(['sync'], {cwd})
    expect(treeOf(ann)).toBe(treeOf(reference.ann))
    expect([treeOf(ann), treeOf(bo)]).toEqual([treeOf(bare), treeOf(bare)])
    expect(holdings(ann)).toEqual(holdings(reference.ann))
    expect(unsaved({ann, bo, bare, inAnn, inBo, ...rest})).toEqual(kept)
    expect(leftBy(ann)).toEqual([])
    sound(ann, bo, bare)
  })

  it('a sync and the log of a gathering, an answer and a takeaway, all get through', async () => {
    const {ann, bo, bare, inAnn, inBo} = await fresh()
    const commands = [['sync'], ['gather', '2026-11-27', '--present', 'ann,bo', '--topic', 'Debt', '--commit', 'ann: read on', '--yes'], ['rsvp', '2026-12-18', 'no'], ['takeaway', '2026-11-20', 'Less is more'], ['sync']]
    const ends = await Promise.all(commands.map((words) => circle(words, {cwd: inAnn})))
    expect(ends.map(({status}) => status), JSON.stringify(ends)).toEqual([0, 0, 0, 0, 0])
    for (const cwd of [inAnn, inBo, inAnn]) await done(['sync'], {cwd})
    expect([treeOf(ann), treeOf(bo)]).toEqual([treeOf(bare), treeOf(bare)])
    const all = Object.values(filesIn(inBo)).join('\n')
    expect(['topic: Debt', 'read on', 'rsvp: declined', 'Less is more', 'Eve Holm', 'Ann closed it', 'Greek', 'five by Bo'].filter((each) => !all.includes(each))).toEqual([])
    await done(['check'], {cwd: inBo})
    expect(leftBy(ann)).toEqual([])
    sound(ann, bo, bare)
  })

  it('two work trees of one repository, on branches of their own, sync beside each other', async () => {
    const {at, ann, bare, inAnn} = await fresh()
    git(ann, 'push', '--quiet', 'origin', 'origin/main:refs/heads/side')
    git(ann, 'fetch', '--quiet')
    const side = join(at, 'side')
    git(ann, 'worktree', 'add', '--quiet', '--track', '-b', 'side', side, 'origin/side')
    put(side, {'members/dan.yaml': 'name: Dan Side\n\njoined: "2026-11-20"\n\nstatus: active\n'})
    const ends = await Promise.all([circle(['sync'], {cwd: inAnn}), circle(['sync'], {cwd: side})])
    expect(ends.map(({status}) => status), JSON.stringify(ends)).toEqual([0, 0])
    expect([treeOf(ann, 'main'), treeOf(side, 'HEAD')]).toEqual([treeOf(bare, 'main'), treeOf(bare, 'side')])
    expect(git(bare, 'show', 'side:members/dan.yaml')).toContain('Dan Side')
    expect(git(bare, 'ls-tree', '-r', '--name-only', 'main')).not.toContain('dan.yaml')
    expect(git(side, 'status', '--porcelain')).toBe('')
    expect(leftBy(ann)).toEqual([])
    expect(leftBy(side)).toEqual([])
    sound(ann, bare)
  })
})

describe('a lock that git left', () => {
  it.each(['.git/index.lock', '.git/HEAD.lock', '.git/refs/heads/main.lock', '.git/refs/remotes/origin/main.lock', '.git/config.lock', '../apron.git/refs/heads/main.lock'])(
    '%s is named with what removes it, does no harm, and is never removed unasked',
    async (name) => {
      const scene = await fresh()
      const {ann, bare, inAnn} = scene
      const lock = join(ann, name)
      const [before, kept, remote] = [holdings(ann), unsaved(scene), treeOf(bare)]
      writeFileSync(lock, '')
      const {status, stderr} = await circle(['sync'], {cwd: inAnn})
      expect([status, stderr]).toEqual([5, expect.stringContaining(`rm '${lock}'`)])
      expect(statSync(lock).size).toBe(0)
      rmSync(lock)
      expect(holdings(ann)).toEqual(before)
      expect(unsaved(scene)).toEqual(kept)
      expect(treeOf(bare)).toBe(remote)
      expect((await settled(['sync'], inAnn, [])).locks).toEqual([])
      expect(treeOf(bare)).toBe(treeOf(ann))
    },
  )
})

describe('a sync that was killed before it brought the branch along', () => {
  it('does not move a branch that the user has left since', async () => {
    const {ann, inAnn} = await cutBeforeBranch()
    git(ann, 'symbolic-ref', 'HEAD', 'refs/heads/other')
    const tip = git(ann, 'rev-parse', 'main')
    await done(['status'], {cwd: inAnn})
    expect(git(ann, 'rev-parse', 'main', 'other')).toBe(`${tip}\n${tip}`)
    git(ann, 'symbolic-ref', 'HEAD', 'refs/heads/main')
    await done(['sync'], {cwd: inAnn})
  })

  it('waits for a lock of git, and is finished when that is gone', async () => {
    const scene = await cutBeforeBranch()
    const {ann, bare, inAnn} = scene
    const lock = join(ann, '.git/index.lock')
    writeFileSync(lock, '')
    const {status, stderr} = await circle(['status'], {cwd: inAnn})
    expect([status, stderr]).toEqual([0, expect.stringContaining(`rm '${lock}'`)])
    expect((await circle(['sync'], {cwd: inAnn})).status).toBe(5)
    rmSync(lock)
    await done(['status'], {cwd: inAnn})
    expect(treeOf(ann, 'HEAD')).toBe(treeOf(bare))
    expect(statSync(join(ann, 'other/tool.sh')).mode & 0o111).not.toBe(0)
    expect(git(ann, 'status', '--porcelain', 'other/tool.sh')).toBe('')
  })

  it('leaves a file alone that was edited since, and takes the edit in with the next sync', async () => {
    const {ann, bo, bare, inAnn, inBo} = await cutBeforeBranch()
    const path = join(inAnn, 'members/cy.yaml')
    writeFileSync(path, `${readFileSync(path, 'utf8')}\n# Since.\n`)
    await done(['status'], {cwd: inAnn})
    expect(readFileSync(path, 'utf8')).toContain('# Since.')
    for (const cwd of [inAnn, inBo]) await done(['sync'], {cwd})
    expect(readFileSync(join(inBo, 'members/cy.yaml'), 'utf8')).toContain('# Since.')
    expect([treeOf(ann), treeOf(bo)]).toEqual([treeOf(bare), treeOf(bare)])
  })
})

/** Ann's sync went through and was killed when her files were in place: her branch and index are as they were. */
async function cutBeforeBranch(): ReturnType<typeof fresh> {
  const scene = await fresh()
  commitAll(scene.ann, 'All by hand')
  git(scene.ann, 'branch', 'other')
  const counting = fakeGit()
  const trial = await fresh()
  commitAll(trial.ann, 'All by hand')
  await done(['sync'], {cwd: trial.inAnn, env: counting.env})
  const nth = counting.calls().lastIndexOf('update-index') + 1
  await circle(['sync'], {cwd: scene.inAnn, env: fakeGit({nth, when: 'before', line: 'kill -9 $PPID; exit 1'}).env})
  expect(readFileSync(join(scene.ann, '.git/circle/journal.json'), 'utf8')).toContain('"advance"')
  return scene
}

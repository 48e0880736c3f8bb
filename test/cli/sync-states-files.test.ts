import {chmodSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, put, uncommitted} from './circles.ts'
import {boShares, clones, meets, pushed, text, tip, typed} from './clones.ts'
import type {Clones} from './clones.ts'
import {circle, done, git} from './harness.ts'

/** Both have these files beside the circle, committed and shared. */
async function withFiles(files: Readonly<Record<string, string>>): Promise<Clones> {
  const all = await clones()
  boShares(all, files)
  git(all.ann, 'pull', '--quiet')
  await done(['sync'], {cwd: all.ann})
  return all
}

const cy = 'members/cy.yaml'

describe('circle sync beside changes of files that are not the circle’s', () => {
  it('leaves them exactly as they are: staged, not staged, new, deleted', async () => {
    const all = await withFiles({'a.txt': 'one\n', 'b.txt': 'one\n', 'c.txt': 'one\n', 'd.sh': 'one\n'})
    boShares(all, {'other.txt': 'Bo.\n', [cy]: `${text(all.bo, cy)}\n# Bo.\n`})
    put(all.ann, {'a.txt': 'staged\n', 'new.txt': 'staged\n', 'untracked.txt': 'x\n'})
    chmodSync(join(all.ann, 'd.sh'), 0o755)
    git(all.ann, 'add', 'a.txt', 'new.txt', 'd.sh')
    put(all.ann, {'a.txt': 'and not staged\n', 'b.txt': 'not staged\n'})
    rmSync(join(all.ann, 'c.txt'))
    const before = [uncommitted(all.ann), git(all.ann, 'diff'), git(all.ann, 'diff', '--cached')]
    put(all.ann, {'members/ann.yaml': `${text(all.ann, 'members/ann.yaml')}\n# Ann.\n`})
    expect(await done(['sync'], {cwd: all.ann})).toContain('Saved, edited by hand: members/ann.yaml')
    expect([uncommitted(all.ann), git(all.ann, 'diff'), git(all.ann, 'diff', '--cached')]).toEqual(before)
    expect([tip(all.ann), text(all.ann, 'other.txt'), git(all.ann, 'show', 'HEAD:a.txt')]).toEqual([tip(all.bare), 'Bo.\n', 'one'])
  })

  const changed: Record<string, (root: string) => void> = {
    'edited': (root) => put(root, {'a.txt': 'mine\n'}),
    'edited and staged': (root) => (put(root, {'a.txt': 'mine\n'}), void git(root, 'add', 'a.txt')),
    'staged as deleted': (root) => void git(root, 'rm', '--quiet', 'a.txt'),
    'staged as a program': (root) => (chmodSync(join(root, 'a.txt'), 0o755), void git(root, 'add', 'a.txt')),
  }
  it.each(Object.entries(changed))('stops at one that others changed too and that is %s here, and both ways out help', async (_, change) => {
    const all = await withFiles({'a.txt': 'one\ntwo\nthree\nfour\nfive\n'})
    boShares(all, {'a.txt': 'one\ntwo\nthree\nfour\nBo\n'})
    change(all.ann)
    const wanted = {root: all.ann, bare: all.bare, status: 1, says: /^others changed a\.txt, and you have (staged a change of it|changes of it that git does not have)$/}
    const hint = /^commit yours, then run circle sync again: git add 'a\.txt' && git commit\. Or set yours aside meanwhile: (git stash), and git stash pop after it$/
    const stash = await meets({...wanted, hint})
    typed(all.ann, stash)
    await done(['sync'], {cwd: all.ann})
    expect([text(all.ann, 'a.txt'), tip(all.ann)]).toEqual(['one\ntwo\nthree\nfour\nBo\n', tip(all.bare)])
  })

  it('merges it line by line once it is committed', async () => {
    const all = await withFiles({'a.txt': 'one\ntwo\nthree\nfour\nfive\n'})
    boShares(all, {'a.txt': 'one\ntwo\nthree\nfour\nBo\n'})
    put(all.ann, {'a.txt': 'Ann\ntwo\nthree\nfour\nfive\n'})
    const commit = await meets({root: all.ann, bare: all.bare, status: 1, says: /^others changed a\.txt/, hint: /again: (git add 'a\.txt' && git commit)\./})
    typed(all.ann, `${commit} --quiet --message "Mine"`)
    await done(['sync'], {cwd: all.ann})
    expect(text(all.ann, 'a.txt')).toBe('Ann\ntwo\nthree\nfour\nBo\n')
  })

  const places: Record<string, (all: Clones) => void> = {
    'a file': (all) => (put(all.ann, {notes: 'mine\n'}), boShares(all, {notes: 'Bo.\n'})),
    'a folder': (all) => (put(all.ann, {'notes/a.txt': 'mine\n'}), boShares(all, {notes: 'Bo.\n'})),
    'a file where a folder is to be': (all) => (put(all.ann, {notes: 'mine\n'}), boShares(all, {'notes/b/c.txt': 'Bo.\n'})),
    'a link': (all) => (symlinkSync(all.bo, join(all.ann, 'notes')), boShares(all, {'notes/b/c.txt': 'Bo.\n'})),
  }
  it.each(Object.entries(places))('stops where a new one of theirs finds %s in its place', async (_, make) => {
    const all = await clones()
    make(all)
    const command = await meets({
      root: all.ann, bare: all.bare, status: 1, says: /^others added notes(\/b\/c\.txt)?, and there is something else of yours in its place( \(notes\))?$/,
      hint: /^move yours away, then run circle sync again: (mv 'notes' 'notes\.mine')$/,
    })
    typed(all.ann, command)
    await done(['sync'], {cwd: all.ann})
    expect([tip(all.ann), uncommitted(all.ann)]).toEqual([tip(all.bare), expect.stringMatching(/^\?\? notes\.mine/)])
  })

  it('takes one that is there already, as the others have it', async () => {
    const all = await clones()
    boShares(all, {'notes.txt': 'the same\n'})
    put(all.ann, {'notes.txt': 'the same\n'})
    await done(['sync'], {cwd: all.ann})
    expect([tip(all.ann), uncommitted(all.ann)]).toEqual([tip(all.bare), ''])
  })

  const swaps: Record<string, (root: string) => void> = {
    'a folder of a file': (root) => (rmSync(join(root, 'notes')), put(root, {'notes/a.txt': 'x\n'})),
    'a file of a folder': (root) => (rmSync(join(root, 'deep'), {recursive: true}), put(root, {deep: 'x\n'})),
    'another name of the same letters': (root) => renameSync(join(root, 'notes'), join(root, 'Notes')),
  }
  it.each(Object.entries(swaps))('leaves it to git where others made %s', async (_, change) => {
    const all = await withFiles({notes: 'one\n', 'deep/er/a.txt': 'one\n', 'deep/b.txt': 'two\n'})
    change(all.bo)
    boShares(all, {})
    const command = await meets({root: all.ann, bare: all.bare, status: 1, says: /^others put .* in the place of .*, or the other way round, and circle leaves such a change to git$/, hint: /^take it over with plain git: (git pull)\. Then circle sync\.$/})
    typed(all.ann, command)
    await done(['sync'], {cwd: all.ann})
    expect([tip(all.ann), uncommitted(all.ann)]).toEqual([tip(all.bare), ''])
  })

  it('takes folders away that others emptied, and files that became programs as such', async () => {
    const all = await withFiles({'deep/er/a.txt': 'one\n', 'tool.sh': 'one\n', 'plain.sh': 'one\n'})
    rmSync(join(all.bo, 'deep'), {recursive: true})
    chmodSync(join(all.bo, 'tool.sh'), 0o755)
    boShares(all, {})
    await done(['sync'], {cwd: all.ann})
    expect([statSync(join(all.ann, 'deep'), {throwIfNoEntry: false}), (statSync(join(all.ann, 'tool.sh')).mode & 0o111) !== 0, uncommitted(all.ann)]).toEqual([undefined, true, ''])
  })
})

describe('names that are one file on many computers', () => {
  it('stop a sync, and renaming the one that is here helps', async () => {
    const all = await clones()
    boShares(all, {'Notes.md': 'Bo.\n'})
    put(all.ann, {'notes.md': 'Ann.\n'})
    commitAll(all.ann)
    const command = await meets({
      root: all.ann, bare: all.bare, status: 1, says: /^notes\.md and Notes\.md differ only in how they are written, and are one file on many computers$/,
      hint: /^rename the one that is here, then run circle sync again: (git mv 'notes\.md' NEW-NAME && git commit -m "Rename")$/,
    })
    typed(all.ann, command.replace('NEW-NAME', 'mine.md'))
    await done(['sync'], {cwd: all.ann})
    expect([text(all.ann, 'Notes.md'), text(all.ann, 'mine.md'), tip(all.ann)]).toEqual(['Bo.\n', 'Ann.\n', tip(all.bare)])
  })

  it('also where one was here and shared before, of a record too', async () => {
    const all = await clones()
    boShares(all, {'members/Cy.yaml': text(all.bo, cy)})
    await meets({root: all.ann, bare: all.bare, status: 1, says: /^members\/cy\.yaml and members\/Cy\.yaml differ only in how they are written/, hint: /^rename the one that is here/})
  })

  it('also where others added both: taken by plain git, one can be renamed', async () => {
    const all = await clones()
    boShares(all, {'Notes.md': 'Bo.\n', 'notes.md': 'bo.\n'})
    const command = await meets({
      root: all.ann, bare: all.bare, status: 1, says: /^Notes\.md and notes\.md differ only/,
      hint: /^the others added both\. Take them as they are \(git pull\), then rename one: (git mv 'notes\.md' NEW-NAME && git commit -m "Rename")$/,
    })
    git(all.ann, 'pull', '--quiet')
    typed(all.ann, command.replace('NEW-NAME', 'small.md'))
    await done(['sync'], {cwd: all.ann})
    expect(tip(all.ann)).toBe(tip(all.bare))
  })
})

describe('records in the way of a sync', () => {
  it('that a rule hides from git are shared all the same, and it says so', async () => {
    const all = await clones()
    put(all.ann, {'.git/info/exclude': 'members/d*\n', 'members/dee.yaml': text(all.ann, cy).replaceAll('cy@', 'dee@').replaceAll('Cy Ash', 'Dee Ash')})
    const {status, stdout, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stderr]).toEqual([0, 'members/dee.yaml is committed, although a rule hides it from git add (.git/info/exclude:1: members/d*).\n'])
    expect(stdout).toContain('Saved, edited by hand: members/dee.yaml')
    expect(git(all.bare, 'cat-file', '-t', 'main:members/dee.yaml')).toBe('blob')
  })

  it.each([['deleted', (root: string) => rmSync(join(root, cy))], ['taken out with git rm', (root: string) => void git(root, 'rm', '--quiet', cy)]])('that were %s stay at the others, and the command that brings them back does', async (_, remove) => {
    const all = await clones()
    remove(all.ann)
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    const found = /^members\/cy\.yaml was deleted here\. The others keep it: circle deletes nothing\. It comes back with: (git .*)\n$/.exec(stderr)
    expect([status, tip(all.ann), found?.[1]]).toEqual([0, tip(all.bare), "git checkout HEAD -- 'members/cy.yaml'"])
    typed(all.ann, found![1]!)
    expect(uncommitted(all.ann)).toBe('')
  })

  it('that were deleted here and changed by others come in, and stay deleted here until they are wanted', async () => {
    const all = await clones()
    boShares(all, {[cy]: text(all.bo, cy).replace('Cy Ash', 'Cyd Ash')})
    rmSync(join(all.ann, cy))
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, tip(all.ann), uncommitted(all.ann)]).toEqual([0, tip(all.bare), ` D ${cy}`])
    typed(all.ann, /It comes back with: (git .*)\n/.exec(stderr)![1]!)
    expect(text(all.ann, cy)).toContain('Cyd Ash')
  })

  const broken = {'broken YAML': ['name: [a\n', /members\/cy\.yaml:1:7: as the others have it, a bracket/], 'conflict markers': ['<<<<<<< HEAD\nname: Cy\n=======\nname: Cyd\n>>>>>>> x\n', /^members\/cy\.yaml:1:1: as the others have it, a merge conflict was left in the file \(`HEAD` against `x`\)$/]} as const
  const ways = {'and nothing changed here': () => undefined, 'and something else changed here': (root: string) => (put(root, {'other.txt': 'Ann.\n'}), commitAll(root))}
  const cases = Object.entries(broken).flatMap(([name, [content, says]]) => Object.entries(ways).map(([way, change]) => [name, way, content, says, change] as const))
  it.each(cases)('of the others with %s, %s: it names file and line, and mending it there helps', async (_, __, content, says, change) => {
    const all = await clones()
    const sound = text(all.bo, cy)
    boShares(all, {[cy]: content})
    change(all.ann)
    await meets({root: all.ann, bare: all.bare, status: 3, says, hint: /Whoever shared it can mend it and sync; or take it as it is \(git pull\), mend it here, then circle sync\.$/})
    put(all.bo, {[cy]: sound})
    await done(['sync'], {cwd: all.bo})
    await done(['sync'], {cwd: all.ann})
    expect([tip(all.ann), text(all.ann, cy)]).toEqual([tip(all.bare), sound])
  })

  it('of the others can also be taken as they are and mended here', async () => {
    const all = await clones()
    const sound = text(all.bo, cy)
    boShares(all, {[cy]: 'name: [a\n'})
    await meets({root: all.ann, bare: all.bare, status: 3, says: /as the others have it/, hint: /git pull/})
    git(all.ann, 'pull', '--quiet')
    put(all.ann, {[cy]: sound})
    expect(await done(['sync'], {cwd: all.ann})).toContain('Saved, edited by hand: members/cy.yaml')
  })

  it('broken there and changed here: it says whose they are', async () => {
    const all = await clones()
    boShares(all, {[cy]: 'name: [a\n'})
    put(all.ann, {[cy]: `${text(all.ann, cy)}\n# Ann.\n`})
    commitAll(all.ann)
    await meets({root: all.ann, bare: all.bare, status: 3, says: /^members\/cy\.yaml:1:7: .* \(the file as the others have it\)$/, hint: /./})
  })

  it.each([['edited by hand', false], ['committed by plain git', true]])('broken here, %s: nothing is committed or shared', async (_, committed) => {
    const all = await clones()
    boShares(all, {'notes.txt': 'Bo.\n'})
    const sound = text(all.ann, cy)
    put(all.ann, {[cy]: 'name: [a\n'})
    if (committed) commitAll(all.ann)
    await meets({root: all.ann, bare: all.bare, status: 3, says: /^members\/cy\.yaml:1:7: a bracket \(\[\) is never closed/, hint: /^close it/})
    put(all.ann, {[cy]: sound})
    await done(['sync'], {cwd: all.ann})
    expect(tip(all.ann)).toBe(tip(all.bare))
  })

  it('broken here and committed, with nothing new at the others: it goes to nobody', async () => {
    const all = await clones()
    put(all.ann, {[cy]: 'name: [a\n'})
    commitAll(all.ann)
    await meets({root: all.ann, bare: all.bare, status: 3, says: /^members\/cy\.yaml:1:7: a bracket/, hint: /./})
  })
})

it('a folder for files of mine stays where others add a repository of another', async () => {
  const all = await clones()
  const inner = join(all.at, 'inner')
  mkdirSync(inner)
  git(inner, 'init', '--quiet')
  put(inner, {a: 'b\n'})
  commitAll(inner)
  git(all.bo, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub')
  commitAll(all.bo)
  pushed(all.bo)
  await done(['sync'], {cwd: all.ann})
  expect([uncommitted(all.ann), tip(all.ann)]).toEqual(['', tip(all.bare)])
  expect(await done(['sync'], {cwd: all.ann})).toBe('Nothing new in the circle, here or there.\n')
})

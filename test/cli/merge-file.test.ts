import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync} from 'node:fs'
import {delimiter, dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {put} from './circles.ts'
import {circle, done, environment, folder, founded, git, program, script} from './harness.ts'

/** A folder with a program `circle` in it, as an installation puts it on the PATH. */
function installed(words = `exec '${process.execPath}' '${program}' "$@"`): string {
  const bin = folder('bin')
  symlinkSync(script(words), join(bin, 'circle'))
  return bin
}

const bin = installed()
const withCircle = {PATH: `${bin}${delimiter}${process.env.PATH}`}

interface Answer {
  readonly status: number
  readonly said: string
}

/** Plain git, as a person runs it. It need not succeed. */
function plain(root: string, words: readonly string[], env: Readonly<Record<string, string | undefined>> = withCircle): Answer {
  const {status, stdout, stderr} = spawnSync('git', words, {cwd: root, env: environment({GIT_EDITOR: 'true', ...env}), encoding: 'utf8'})
  return {status: status ?? -1, said: stdout + stderr}
}

const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const commit = (root: string, files: Readonly<Record<string, string>>, message = 'Change'): void => {
  put(root, files)
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--message', message)
}

const evening = 'gatherings/2026-11-20-weekly/gathering.yaml'
const base = 'rhythm: weekly\n\nstatus: held\n\ntopic: Thrift\n\npresent: [ann, bo]\n\nregrets: [cy]\n\nnotes: |\n  One.\n  Two.\n  Three.\n'

/** A circle with an evening, and a branch `other` on which it was changed; HEAD is `main`, on which it was changed too. */
async function parted(mine: string, theirs: string, before: string | undefined = base, path = evening): Promise<string> {
  const root = await founded()
  if (before !== undefined) commit(root, {[path]: before}, 'Log')
  git(root, 'switch', '--quiet', '--create', 'other')
  commit(root, {[path]: theirs}, 'Theirs')
  git(root, 'switch', '--quiet', 'main')
  commit(root, {[path]: mine}, 'Mine')
  return root
}

const mineAndTheirs: readonly [string, string] = [
  base.replace('present: [ann, bo]', 'present: [ann, bo, dee]').replace('  One.', '  One, as I heard it.'),
  base.replace('present: [ann, bo]', 'present: [ann, bo, eve]').replace('  Three.', '  Three, as they did.').replace('topic: Thrift', 'topic: Thrift and debt'),
]
const both = /topic: Thrift and debt\n\npresent: \[ann, bo, (dee, eve|eve, dee)\]\n\nregrets: \[cy\]\n\nnotes: \|\n {2}One, as I heard it\.\n {2}Two\.\n {2}Three, as they did\.\n$/

describe('circle merge-file', () => {
  const inFiles = (versions: readonly string[]): string => {
    const root = folder('versions')
    put(root, Object.fromEntries(['base', 'mine', 'theirs'].map((name, index) => [name, versions[index]!])))
    return root
  }
  const words = (path: string): string[] => ['merge-file', 'base', 'mine', 'theirs', path]

  it('merges a record field by field into the second file, says nothing, and ends with 0', async () => {
    const root = inFiles([base, ...mineAndTheirs])
    expect(await circle(words(evening), {cwd: root})).toEqual({status: 0, stdout: '', stderr: ''})
    expect(text(root, 'mine')).toMatch(both)
    expect([text(root, 'base'), text(root, 'theirs')]).toEqual([base, mineAndTheirs[1]])
    expect(readdirSync(root).toSorted()).toEqual(['base', 'mine', 'theirs'])
  })

  it('knows the record wherever in the repository the circle lies', async () => {
    const root = inFiles([base, ...mineAndTheirs])
    expect((await circle(words(`circles/our circle/${evening}`), {cwd: root})).status).toBe(0)
    expect(text(root, 'mine')).toMatch(both)
  })

  it('puts markers around the fields in question alone, and ends with 1', async () => {
    const root = inFiles([base, base.replace('Thrift', 'Luck').replace('One.', 'Mine.'), base.replace('Thrift', 'Debt').replace('Three.', 'Theirs.')])
    expect(await circle(words(evening), {cwd: root})).toEqual({status: 1, stdout: '', stderr: ''})
    expect(text(root, 'mine')).toBe(base.replace('topic: Thrift', '<<<<<<< mine\ntopic: Luck\n=======\ntopic: Debt\n>>>>>>> theirs').replace('One.', 'Mine.').replace('Three.', 'Theirs.'))
  })

  it('tells two people of one id apart, and mixes nothing of them', async () => {
    const [one, other] = ['name: Ann Ek\n\nemail: ann@example.org\n', 'name: Ann Lind\n\nemail: lind@example.org\n\noffers: [chess]\n']
    const root = inFiles(['', one, other])
    expect((await circle(words('members/ann.yaml'), {cwd: root})).status).toBe(1)
    expect(text(root, 'mine')).toBe(`<<<<<<< mine\n${one}=======\n${other}>>>>>>> theirs\n`)
  })

  it('joins one evening that two scribes logged', async () => {
    const root = inFiles(['', base.replace('  Two.\n  Three.\n', ''), base.replace('present: [ann, bo]', 'present: [ann, bo, dee]').replace('  Two.\n  Three.\n', '')])
    expect((await circle(words(evening), {cwd: root})).status).toBe(0)
    expect(text(root, 'mine')).toContain('present: [ann, bo, dee]')
  })

  it.each([
    ['a file that is no record', 'README.md', ['a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n'], 0, 'A\nb\nC\n'],
    ['a file that is no record, changed in one place', 'README.md', ['a\nb\n', 'mine\nb\n', 'theirs\nb\n'], 1, '<<<<<<< mine\nmine\n=======\ntheirs\n>>>>>>> theirs\nb\n'],
    ['a side that cannot be read', evening, ['topic: a\n\nwhy: b\n', 'topic: [a\n\nwhy: b\n', 'topic: a\n\nwhy: c\n'], 0, 'topic: [a\n\nwhy: c\n'],
    ['a side with markers', evening, ['topic: a\n', '<<<<<<< x\ntopic: b\n', 'topic: c\n'], 1, '<<<<<<< mine\n<<<<<<< x\ntopic: b\n=======\ntopic: c\n>>>>>>> theirs\n'],
    ['no line end at the end', 'notes.txt', ['a', 'b', 'c'], 1, '<<<<<<< mine\nb\n=======\nc\n>>>>>>> theirs\n'],
  ])('merges line by line: %s', async (_, path, versions, status, merged) => {
    const root = inFiles(versions)
    expect(await circle(words(path), {cwd: root})).toEqual({status, stdout: '', stderr: ''})
    expect(text(root, 'mine')).toBe(merged)
  })

  it('leaves what is no text as it is', async () => {
    const root = inFiles(['a\0', 'b\0', 'c\0'])
    expect((await circle(words('photo.jpg'), {cwd: root})).status).toBe(1)
    expect(text(root, 'mine')).toBe('b\0')
  })

  it('keeps bytes that are no UTF-8', async () => {
    const root = folder('versions')
    put(root, {base: 'a\nb\nc\n', theirs: 'a\nb\nC\n'})
    execFileSync('/bin/sh', ['-c', "printf '\\377\\nb\\nc\\n' > mine"], {cwd: root})
    expect((await circle(words('notes.txt'), {cwd: root})).status).toBe(0)
    expect(readFileSync(join(root, 'mine')).toString('latin1')).toBe('\u00ff\nb\nC\n')
  })

  it('says which file is missing', async () => {
    const root = folder('versions')
    const {status, stdout, stderr} = await circle(words(evening), {cwd: root})
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^error: there is no file .*base\nhint: .*\n$/)
  })
})

describe.each([['with circle on the PATH', withCircle], ['without', {}]] as const)('plain git, %s', (_, env) => {
  const hasCircle = 'PATH' in env

  it('merges what two people wrote in one evening', async () => {
    const root = await parted(...mineAndTheirs)
    const {status} = plain(root, ['merge', '--no-edit', 'other'], env)
    // Without circle git merges lines, and the list of those who were there is one.
    expect(status).toBe(hasCircle ? 0 : 1)
    if (hasCircle) expect(text(root, evening)).toMatch(both)
    else expect(text(root, evening)).toMatch(/<<<<<<< one side\npresent: \[ann, bo, dee\]\n=======\npresent: \[ann, bo, eve\]\n>>>>>>> the other\n/)
    expect(readdirSync(root).filter((name) => /merge|circle-/.test(name))).toEqual([])
  })

  it('leaves a conflict in markers, and in git\'s index', async () => {
    const root = await parted(base.replace('Thrift', 'Luck'), base.replace('Thrift', 'Debt'))
    expect(plain(root, ['merge', '--no-edit', 'other'], env).status).toBe(1)
    expect(text(root, evening)).toContain(hasCircle ? '<<<<<<< mine\ntopic: Luck\n=======\ntopic: Debt\n>>>>>>> theirs\n' : '<<<<<<< one side\ntopic: Luck\n')
    expect(git(root, 'ls-files', '--unmerged').split('\n')).toHaveLength(3)
    const {status, stderr} = await circle(['check'], {cwd: root})
    expect(status, stderr).toBe(3)
  })
})

describe('plain git with circle on the PATH', () => {
  it('pulls', async () => {
    const root = await parted(...mineAndTheirs)
    const bare = join(folder(), 'remote.git')
    git(root, 'clone', '--quiet', '--bare', '.', bare)
    git(bare, 'update-ref', 'refs/heads/main', 'refs/heads/other')
    git(root, 'remote', 'add', 'origin', bare)
    expect(plain(root, ['pull', '--no-edit', 'origin', 'main']).status).toBe(0)
    expect(text(root, evening)).toMatch(both)
  })

  it.each([[['rebase', 'other']], [['rebase', '--apply', 'other']], [['pull', '--rebase', '.', 'other']]])('does `git %j`, and calls theirs what came from others', async (words) => {
    const clean = await parted(...mineAndTheirs)
    expect(plain(clean, words).status).toBe(0)
    expect(text(clean, evening)).toMatch(both)
    const root = await parted(base.replace('Thrift', 'Luck'), base.replace('Thrift', 'Debt'))
    expect(plain(root, words).status).toBe(1)
    expect(text(root, evening)).toContain('<<<<<<< mine\ntopic: Luck\n=======\ntopic: Debt\n>>>>>>> theirs\n')
  })

  it('cherry-picks, reverts and unstashes', async () => {
    const root = await parted(...mineAndTheirs)
    expect(plain(root, ['cherry-pick', 'other']).status).toBe(0)
    expect(text(root, evening)).toMatch(both)
    expect(plain(root, ['revert', '--no-edit', 'HEAD']).status).toBe(0)
    expect(text(root, evening)).toBe(mineAndTheirs[0])
    put(root, {[evening]: text(root, evening).replace('regrets: [cy]', 'regrets: [cy, fay]')})
    git(root, 'stash', '--quiet')
    commit(root, {[evening]: text(root, evening).replace('regrets: [cy]', 'regrets: [cy, gus]')})
    expect(plain(root, ['stash', 'pop']).status).toBe(0)
    expect(text(root, evening)).toMatch(/regrets: \[cy, (fay, gus|gus, fay)\]/)
  })

  it('takes patches from others with theirs as theirs', async () => {
    const root = await parted(base.replace('Thrift', 'Luck'), base.replace('Thrift', 'Debt'))
    put(root, {'../one.patch': `${git(root, 'format-patch', '-1', '--stdout', 'other')}\n`})
    expect(plain(root, ['am', '-3', '../one.patch']).status).not.toBe(0)
    expect(text(root, evening)).toContain('<<<<<<< mine\ntopic: Luck\n=======\ntopic: Debt\n>>>>>>> theirs\n')
  })

  it('gets through merges that cross', async () => {
    const root = await parted(...mineAndTheirs)
    const [mine, theirs] = ['main', 'other'].map((name) => git(root, 'rev-parse', name))
    expect(plain(root, ['merge', '--no-edit', theirs!]).status).toBe(0)
    git(root, 'switch', '--quiet', 'other')
    expect(plain(root, ['merge', '--no-edit', mine!]).status).toBe(0)
    commit(root, {[evening]: text(root, evening).replace('regrets: [cy]', 'regrets: [cy, fay]')})
    git(root, 'switch', '--quiet', 'main')
    commit(root, {[evening]: text(root, evening).replace('regrets: [cy]', 'regrets: [cy, gus]')})
    expect(git(root, 'merge-base', '--all', 'main', 'other').split('\n')).toHaveLength(2)
    expect(plain(root, ['merge', '--no-edit', 'other']).status).toBe(0)
    expect(text(root, evening)).toMatch(/regrets: \[cy, (fay, gus|gus, fay)\]/)
    expect(text(root, evening)).toContain('One, as I heard it.')
    expect(text(root, evening)).toContain('Three, as they did.')
  })

  it('never takes one page for another that was moved', async () => {
    const root = await founded()
    const page = 'rhythm: weekly\n\nstatus: cancelled\n\nwhy: The hall is closed for a while, until further notice.\n'
    commit(root, {'gatherings/2026-11-20-weekly/gathering.yaml': page})
    git(root, 'switch', '--quiet', '--create', 'other')
    rmSync(join(root, 'gatherings/2026-11-20-weekly'), {recursive: true})
    commit(root, {'gatherings/2026-11-27-weekly/gathering.yaml': page}, 'Moved by hand')
    git(root, 'switch', '--quiet', 'main')
    commit(root, {'gatherings/2026-11-20-weekly/gathering.yaml': `${page}\nnotes: |\n  Of the 20th.\n`})
    plain(root, ['merge', '--no-edit', 'other'])
    expect(text(root, 'gatherings/2026-11-27-weekly/gathering.yaml')).toBe(page)
  })

  it('merges in a linked work tree and in a subfolder of a bigger repository', async () => {
    const root = await parted(...mineAndTheirs)
    const tree = join(folder(), 'tree')
    git(root, 'worktree', 'add', '--quiet', '-b', 'third', tree, 'main')
    expect(plain(tree, ['rebase', 'other']).status).toBe(0)
    expect(text(tree, evening)).toMatch(both)

    const top = folder('big')
    git(top, 'init', '--quiet')
    commit(top, {'README.md': '# Ours\n'})
    await done(['init', 'the circles/apron', '--yes', '--starts', '2026-11-20 19:00', '--repeats', 'every week'], {cwd: top})
    const path = `the circles/apron/${evening}`
    commit(top, {[path]: base})
    git(top, 'switch', '--quiet', '--create', 'other')
    commit(top, {[path]: mineAndTheirs[1]})
    git(top, 'switch', '--quiet', 'main')
    commit(top, {[path]: mineAndTheirs[0]})
    expect(plain(top, ['merge', '--no-edit', 'other']).status).toBe(0)
    expect(text(top, path)).toMatch(both)
  })
})

describe('plain git where circle fails', () => {
  it.each([
    ['ends with 1 and has written nothing', 'echo "not built" >&2; exit 1'],
    ['is killed', 'kill -9 $$'],
    ['is an older one', 'echo "error: unknown command" >&2; exit 2'],
  ])('merges as git does: it %s', async (_, words) => {
    const env = {PATH: `${installed(words)}${delimiter}${process.env.PATH}`}
    const clean = await parted(base.replace('Thrift', 'Luck'), base.replace('Three', 'Theirs'))
    expect(plain(clean, ['merge', '--no-edit', 'other'], env).status).toBe(0)
    expect(text(clean, evening)).toBe(base.replace('Thrift', 'Luck').replace('Three', 'Theirs'))
    const root = await parted(base.replace('Thrift', 'Luck'), base.replace('Thrift', 'Debt'))
    expect(plain(root, ['merge', '--no-edit', 'other'], env).status).toBe(1)
    expect(text(root, evening)).toContain('<<<<<<< one side\ntopic: Luck\n=======\ntopic: Debt\n>>>>>>> the other\n')
  })

  it('runs nothing that the data names', async () => {
    const root = await parted(...mineAndTheirs)
    const evil = "members/$(touch pwned)';touch pwned;'.yaml"
    mkdirSync(dirname(join(root, evil)), {recursive: true})
    commit(root, {[evil]: 'a\n'})
    cpSync(join(root, evil), join(root, 'copy'))
    git(root, 'switch', '--quiet', '--create', 'three')
    commit(root, {[evil]: 'b\n'})
    git(root, 'switch', '--quiet', 'main')
    commit(root, {[evil]: 'c\n'})
    plain(root, ['merge', '--no-edit', 'three'])
    expect(text(root, evil)).toContain('<<<<<<< mine\nc\n=======\nb\n>>>>>>> theirs\n')
    expect(existsSync(join(root, 'pwned'))).toBe(false)
  })
})

import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {repositoryOf} from '../../src/git/carry.ts'
import {commitsIn, headCommit} from '../../src/git/log.ts'
import {isShallow} from '../../src/git/state.ts'
import type {Commit} from '../../src/git/log.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

beforeAll(() => {
  ownSettings()
})

function at(box: Sandbox, seconds: number, ...commands: string[][]): void {
  const env = {...process.env, GIT_AUTHOR_DATE: `@${seconds} +0000`, GIT_COMMITTER_DATE: `@${seconds} +0200`}
  for (const command of commands) execFileSync('git', ['-C', box.root, ...command], {env, stdio: 'pipe'})
}

/** Commits these files at a time of our choosing, in seconds. */
function commitAt(box: Sandbox, seconds: number, files: Readonly<Record<string, string>>, subject = `At ${seconds}`): void {
  for (const [path, text] of Object.entries(files)) box.put(path, text)
  at(box, seconds, ['add', '-A'], ['commit', '-q', '--cleanup=verbatim', '-m', subject])
}

/** What a commit did to its files, as git's letters: `A a.yaml`. */
function letters({changes}: Commit): string[] {
  return changes.map(({path, before, after}) => `${before === undefined ? 'A' : after === undefined ? 'D' : 'M'} ${path}`)
}

describe('the commits of a history', () => {
  it('come newest first, each with author, time, subject and what it did to which file', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'a.yaml': '1\n', 'm/b c.yaml': '1\n'}, 'Begin')
    commitAt(box, 2000, {'a.yaml': '2\n'}, 'Go on')
    at(box, 3000, ['rm', '-q', 'a.yaml'], ['commit', '-q', '-m', 'End', '--author', 'Ann Ek <ann@example.org>'])
    const [end, on, begin, ...more] = await commitsIn(box.repository, box.root, {to: 'HEAD'})
    expect(more).toEqual([])
    expect([letters(end!), letters(on!), letters(begin!)]).toEqual([['D a.yaml'], ['M a.yaml'], ['A a.yaml', 'A m/b c.yaml']])
    expect(end).toMatchObject({oid: box.git('rev-parse', 'HEAD').trim(), parents: [on!.oid], name: 'Ann Ek', email: 'ann@example.org', time: 3000, subject: 'End'})
    expect(begin).toMatchObject({parents: [], name: 'Test Person', email: 'test@example.org', time: 1000, subject: 'Begin'})
    expect(on!.changes).toEqual([{path: 'a.yaml', before: {mode: '100644', oid: box.git('rev-parse', 'HEAD~2:a.yaml').trim()}, after: {mode: '100644', oid: box.git('rev-parse', 'HEAD~1:a.yaml').trim()}}])
  })

  it('are those that one commit can reach and others cannot, as many as asked for', async () => {
    const box = sandbox()
    for (const time of [1000, 2000, 3000, 4000]) commitAt(box, time, {'a.yaml': `${time}\n`})
    const from = box.git('rev-parse', 'HEAD~2').trim()
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD', not: [from]})).map(({time}) => time)).toEqual([4000, 3000])
    expect((await commitsIn(box.repository, box.root, {to: from, limit: 1})).map(({time}) => time)).toEqual([2000])
    await expect(commitsIn(box.repository, box.root, {to: '--output=x'})).rejects.toThrow(/bad revision|git log failed/)
  })

  it('of some files and folders are those that changed them, and tell only of them', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'a.yaml': '1', 'm/b.yaml': '1', 'm/*.yaml': '1', 'mm/c.yaml': '1'})
    commitAt(box, 2000, {'mm/c.yaml': '2'})
    commitAt(box, 3000, {'m/b.yaml': '3', 'a.yaml': '3'})
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD', paths: ['m']})).map(letters)).toEqual([['M m/b.yaml'], ['A m/*.yaml', 'A m/b.yaml']])
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD', paths: ['m/*.yaml']})).map(letters)).toEqual([['A m/*.yaml']])
  })

  it('of a circle in a subfolder are those that changed it, with paths from its root', async () => {
    const box = sandbox({'other.txt': 'x'}, 'groups/our circle')
    box.put('../../elsewhere.txt', 'x')
    commitAt(box, 5000, {'m/b.yaml': '1'})
    execFileSync('git', ['-C', join(box.root, '..', '..'), 'commit', '-q', '--allow-empty', '-m', 'Nothing'])
    expect(box.repository.top).not.toBe(box.root)
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD'})).map(letters)).toEqual([['A m/b.yaml'], ['A other.txt']])
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD', paths: ['m']})).map(letters)).toEqual([['A m/b.yaml']])
  })

  it('leave out a merge that took each file from one side, and tell of one only what it made other than both', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'mixed.yaml': '1\n2\n3\n4\n5\n6\n7\n', 'left.yaml': '1', 'right.yaml': '1'})
    at(box, 0, ['switch', '-q', '-c', 'side'])
    commitAt(box, 3000, {'mixed.yaml': 'side\n2\n3\n4\n5\n6\n7\n', 'left.yaml': '2'})
    at(box, 0, ['switch', '-q', 'main'])
    commitAt(box, 2000, {'mixed.yaml': '1\n2\n3\n4\n5\n6\nmain\n', 'right.yaml': '2'})
    at(box, 4000, ['merge', '-q', '-m', 'Together', 'side'])
    at(box, 0, ['switch', '-q', '-c', 'other', 'HEAD^'])
    commitAt(box, 5000, {'new.yaml': '1'})
    at(box, 0, ['switch', '-q', 'main'])
    at(box, 6000, ['merge', '-q', '-m', 'Nothing of its own', 'other'])
    const commits = await commitsIn(box.repository, box.root, {to: 'HEAD'})
    expect(commits.map(({time}) => time)).toEqual([5000, 4000, 3000, 2000, 1000])
    const merge = commits[1]!
    expect(letters(merge)).toEqual(['M mixed.yaml'])
    expect(merge.parents).toHaveLength(2)
    expect(merge.changes[0]).toMatchObject({before: {oid: box.git('rev-parse', `${merge.parents[0]}:mixed.yaml`).trim()}, after: {oid: box.git('rev-parse', `${merge.oid}:mixed.yaml`).trim()}})
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD', limit: 3})).map(({time}) => time)).toEqual([5000, 4000, 3000])
  })

  it('are as many as asked for although most are merges with nothing of their own', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'a.yaml': '0', 'b.yaml': '0'})
    for (let round = 1; round <= 8; round += 1) {
      at(box, 0, ['switch', '-q', '-c', `side${round}`])
      commitAt(box, 1000 + round * 10, {'a.yaml': `${round}`})
      at(box, 0, ['switch', '-q', 'main'])
      at(box, 1001 + round * 10, ['merge', '-q', '--no-ff', '-m', 'Merge', `side${round}`])
    }
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD', limit: 1})).map(({time}) => time)).toEqual([1080])
    expect(await commitsIn(box.repository, box.root, {to: 'HEAD'})).toHaveLength(9)
  })

  it('never come before their children, whatever the clocks of their makers said', async () => {
    const box = sandbox()
    commitAt(box, 5000, {'a.yaml': '1'}, 'first')
    commitAt(box, 1000, {'a.yaml': '2'}, 'second')
    commitAt(box, 9000, {'a.yaml': '3'}, 'third')
    commitAt(box, 2000, {'a.yaml': '4'}, 'fourth')
    expect((await commitsIn(box.repository, box.root, {to: 'HEAD'})).map(({subject}) => subject)).toEqual(['fourth', 'third', 'second', 'first'])
  })

  it('take what people wrote as text: control characters, colons, ids, odd file names and encodings', async () => {
    const box = sandbox()
    const oid = 'a'.repeat(40)
    commitAt(box, 1000, {'å\n:x.yaml': '1', [`:100644 100644 ${oid} ${oid} M`]: '1'}, `\u0001:100644 ${oid}\nsecond line\n\n${oid}`)
    at(box, 2000, ['commit', '-q', '--allow-empty', '-m', 'x'], ['-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '-q', '--amend', '--allow-empty', '--author', `:${oid} <--output=x@y>`, '-m', 'x'])
    box.put('z.yaml', '1')
    at(box, 3000, ['add', '-A'], ['commit', '-q', '--amend', '--author', `100644 :${oid} <b:o@example.org>`, '-m', ':100644'])
    const [last, first] = await commitsIn(box.repository, box.root, {to: 'HEAD'})
    expect(last).toMatchObject({name: `100644 :${oid}`, email: 'b:o@example.org', subject: ':100644'})
    expect(letters(last!)).toEqual(['A z.yaml'])
    expect(first!.subject).toBe(`\u0001:100644 ${oid} second line`)
    expect(letters(first!)).toEqual([`A :100644 100644 ${oid} ${oid} M`, 'A å\n:x.yaml'])
  })

  it('do not depend on the settings of the repository, and run none of its programs', async () => {
    const box = sandbox()
    const ran = join(folder(), 'ran')
    commitAt(box, 1000, {'a.yaml': '1\n2\n3\n4\n', '.gitattributes': '*.yaml diff=evil filter=evil\n'})
    at(box, 2000, ['mv', 'a.yaml', 'b.yaml'], ['commit', '-q', '-m', 'Rename'])
    const before = await commitsIn(box.repository, box.root, {to: 'HEAD'})
    const evil = ['log.showRoot=false', 'diff.renames=copies', 'log.diffMerges=first-parent', 'log.showSignature=true', 'diff.relative=true', 'log.follow=true', 'core.abbrev=5', 'format.pretty=oneline', 'log.decorate=full', 'diff.noprefix=true', 'diff.orderFile=nowhere']
    for (const setting of [...evil, ...['diff.external', 'diff.evil.command', 'diff.evil.textconv', 'filter.evil.clean', 'core.fsmonitor', 'core.pager', 'gpg.program'].map((name) => `${name}=touch ${ran}`)]) {
      const [name = '', value = ''] = setting.split(/=(.*)/s)
      box.git('config', name, value)
    }
    expect(letters(before[0]!)).toEqual(['D a.yaml', 'A b.yaml'])
    expect(await commitsIn(box.repository, box.root, {to: 'HEAD'})).toEqual(before)
    expect(() => execFileSync('ls', [ran], {stdio: 'pipe'})).toThrow()
  })

  it('of a shallow clone are those that are there', async () => {
    const box = sandbox()
    for (const time of [1000, 2000, 3000]) commitAt(box, time, {'a.yaml': `${time}`, 'b.yaml': '1'})
    const copy = join(folder(), 'copy')
    execFileSync('git', ['clone', '-q', '--depth', '2', `file://${box.root}`, copy], {stdio: 'pipe'})
    const clone = repositoryOf(copy)!
    expect([isShallow(box.repository), isShallow(clone)]).toEqual([false, true])
    expect((await commitsIn(clone, copy, {to: 'HEAD'})).map(letters)).toEqual([['M a.yaml'], ['A a.yaml', 'A b.yaml']])
  })
})

describe('the commit that HEAD names', () => {
  it('is none in a repository without commits', async () => {
    const box = sandbox()
    expect(await headCommit(box.repository)).toBeUndefined()
    commitAt(box, 1000, {'a.yaml': '1'})
    expect(await headCommit(box.repository)).toBe(box.git('rev-parse', 'HEAD').trim())
  })
})

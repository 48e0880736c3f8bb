import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {repositoryOf} from '../../src/git/carry.ts'
import {lastChanges} from '../../src/git/history.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

beforeAll(() => {
  ownSettings()
})

/** Commits these files at a time of our choosing, in seconds. */
function commitAt(box: Sandbox, seconds: number, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) box.put(path, text)
  at(box, seconds, ['add', '-A'], ['commit', '-q', '-m', 'x'])
}

function at(box: Sandbox, seconds: number, ...commands: string[][]): void {
  const env = {...process.env, GIT_AUTHOR_DATE: `@${seconds} +0000`, GIT_COMMITTER_DATE: `@${seconds} +0200`}
  for (const command of commands) execFileSync('git', ['-C', box.root, ...command], {env, stdio: 'pipe'})
}

describe('when files changed', () => {
  it('is the first and the last commit that touched them', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'a.yaml': '1', 'm/b c.yaml': '1'})
    commitAt(box, 2000, {'a.yaml': '2'})
    commitAt(box, 3000, {'å\n.yaml': '1'})
    for (const setting of ['log.showRoot=false', 'diff.renames=copies', 'log.diffMerges=first-parent', 'log.showSignature=true', 'diff.relative=true']) box.git('config', ...setting.split('='))
    const {spans, dirty, partial} = await lastChanges(box.repository, box.root, ['a.yaml', 'm/b c.yaml'])
    expect(Object.fromEntries(spans)).toEqual({'a.yaml': {first: 1000, last: 2000}, 'm/b c.yaml': {first: 1000, last: 1000}, 'å\n.yaml': {first: 3000, last: 3000}})
    expect([...dirty]).toEqual([])
    expect(partial).toBe(false)
  })

  it('is the latest time of any commit, whatever the clocks of its makers said', async () => {
    const box = sandbox()
    commitAt(box, 5000, {'a.yaml': '1'})
    commitAt(box, 1000, {'a.yaml': '2'})
    expect((await lastChanges(box.repository, box.root, [])).spans.get('a.yaml')).toEqual({first: 1000, last: 5000})
  })

  it('counts both sides of a merge, also the one that lost, and the merge itself where it made something new', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'kept.yaml': '1', 'mixed.yaml': '1\n2\n3\n4\n5\n6\n7\n', 'still.yaml': '1'})
    at(box, 0, ['switch', '-q', '-c', 'side'])
    commitAt(box, 3000, {'kept.yaml': 'side', 'mixed.yaml': 'side\n2\n3\n4\n5\n6\n7\n'})
    at(box, 0, ['switch', '-q', 'main'])
    commitAt(box, 2000, {'mixed.yaml': '1\n2\n3\n4\n5\n6\nmain\n', 'kept.yaml': 'main'})
    at(box, 4000, ['merge', '-q', '-X', 'ours', '-m', 'merge', 'side'])
    expect(box.read('kept.yaml')).toBe('main')
    const {spans} = await lastChanges(box.repository, box.root, [])
    expect(spans.get('kept.yaml')?.last).toBe(3000)
    expect(spans.get('mixed.yaml')?.last).toBe(4000)
    expect(spans.get('still.yaml')?.last).toBe(1000)
  })

  it('is the same on a clone, and told to be partial on a shallow one', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'a.yaml': '1'})
    commitAt(box, 2000, {'b.yaml': '1'})
    for (const [depth, expected] of [[[], false], [['--depth=1'], true]] as const) {
      const root = join(folder(), 'clone')
      execFileSync('git', ['clone', '-q', ...depth, `file://${box.root}`, root])
      const repository = repositoryOf(root)
      if (repository === undefined) throw new Error('no repository')
      const {spans, partial} = await lastChanges(repository, root, [])
      expect(partial).toBe(expected)
      expect(spans.get('b.yaml')?.last).toBe(2000)
      expect(spans.get('a.yaml')?.last).toBe(expected ? 2000 : 1000)
    }
  })

  it('does not follow a rename into another file', async () => {
    const box = sandbox()
    commitAt(box, 1000, {'a.yaml': 'the same text\n'.repeat(20)})
    at(box, 2000, ['mv', 'a.yaml', 'b.yaml'], ['commit', '-q', '-m', 'x'])
    expect((await lastChanges(box.repository, box.root, [])).spans.get('b.yaml')).toEqual({first: 2000, last: 2000})
  })

  it('of a circle in a folder is by its own paths', async () => {
    const box = sandbox({}, 'club')
    commitAt(box, 1000, {'a.yaml': '1', '../other.yaml': '1'})
    const {spans, dirty} = await lastChanges(box.repository, box.root, ['a.yaml', 'new.yaml'])
    expect([...spans.keys()]).toEqual(['a.yaml'])
    expect([...dirty]).toEqual(['new.yaml'])
  })

  it('takes a file for dirty by its bytes, not its time; CRLF that git keeps as LF is not dirty', async () => {
    const box = sandbox({'a.yaml': '1\n', 'b.yaml': '1\n', 'c.yaml': '1\n', 'd.yaml': '1\n'})
    box.put('a.yaml', '1\n')
    box.put('b.yaml', '2\n')
    box.put('c.yaml', '1\r\n')
    box.git('rm', '-q', '--cached', 'd.yaml')
    box.put('e.yaml', 'new')
    const {dirty} = await lastChanges(box.repository, box.root, ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml', 'e.yaml', 'gone.yaml'])
    expect([...dirty]).toEqual(['b.yaml', 'e.yaml', 'gone.yaml'])
  })

  it('before the first commit is nothing, and all is dirty', async () => {
    const box = sandbox()
    expect(await lastChanges(box.repository, box.root, ['a.yaml'])).toEqual({spans: new Map(), dirty: new Set(['a.yaml']), partial: false})
  })
})

import {rmSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {commitsIn} from '../../src/git/log.ts'
import {recordChanges} from '../../src/git/record-changes.ts'
import type {Touched} from '../../src/merge/deed.ts'
import {ownSettings, sandbox} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

beforeAll(() => {
  ownSettings()
})

function commit(box: Sandbox, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) box.put(path, text)
  box.git('add', '-A')
  box.git('commit', '-q', '-m', 'x')
}

/** What each commit changed of each parent, newest first. */
async function told(box: Sandbox): Promise<(readonly (readonly Touched[])[])[]> {
  const commits = await commitsIn(box.repository, box.root, {to: 'HEAD'})
  const changes = await recordChanges(box.repository.top, commits)
  return commits.map(({oid}) => changes.get(oid)!)
}

describe('what commits did to records', () => {
  it('is each record before and after, read by its schema, with its place', async () => {
    const box = sandbox()
    commit(box, {'members/ann.yaml': 'name: Ann\nagreed: 2026-11-20 # a day\n', 'gatherings/2026-11-27-weekly/ann.yaml': 'rsvp: going\n'})
    commit(box, {'members/ann.yaml': 'name: Ann Ek\n'})
    expect(await told(box)).toEqual([
      [[{kind: 'member', id: 'ann', path: 'members/ann.yaml', before: {name: 'Ann', agreed: '2026-11-20'}, after: {name: 'Ann Ek'}}]],
      [[
        {kind: 'page', id: '2026-11-27-weekly', member: 'ann', path: 'gatherings/2026-11-27-weekly/ann.yaml', after: {rsvp: 'going'}},
        {kind: 'member', id: 'ann', path: 'members/ann.yaml', after: {name: 'Ann', agreed: '2026-11-20'}},
      ]],
    ])
  })

  it('is the path alone of what is no record', async () => {
    const box = sandbox()
    commit(box, {'README.md': '1', 'members/Not An Id.yaml': 'name: x\n'})
    commit(box, {'README.md': '2'})
    box.git('rm', '-q', 'README.md')
    box.git('commit', '-q', '-m', 'x')
    expect(await told(box)).toEqual([
      [[{path: 'README.md', change: 'removed'}]],
      [[{path: 'README.md', change: 'changed'}]],
      [[{path: 'README.md', change: 'added'}, {path: 'members/Not An Id.yaml', change: 'added'}]],
    ])
  })

  it('says of a record that it cannot be read: not YAML, not sound, not text, too long, a link; and when it was mended', async () => {
    const box = sandbox({'members/ann.yaml': 'name: Ann\n'})
    const states = ['name: [', 'name: Ann\nage: 7\n', 'name: \u0000\n', `name: Ann\n# ${'x'.repeat(200_000)}\n`]
    for (const text of states) commit(box, {'members/ann.yaml': text})
    rmSync(join(box.root, 'members/ann.yaml'))
    symlinkSync('/etc/passwd', join(box.root, 'members/ann.yaml'))
    commit(box, {})
    rmSync(join(box.root, 'members/ann.yaml'))
    commit(box, {'members/ann.yaml': 'name: Ann\n'})
    expect((await told(box)).map(([side]) => side!.map((touched) => ('change' in touched ? touched.change : touched.after)))).toEqual([
      ['mended'], ['unreadable'], ['unreadable'], ['unreadable'], ['unreadable'], ['unreadable'], [{name: 'Ann'}],
    ])
  })

  it('is told of a merge for each of its parents', async () => {
    const box = sandbox({'members/ann.yaml': 'name: Ann\n'})
    box.git('switch', '-q', '-c', 'side')
    commit(box, {'members/ann.yaml': 'name: Side\n'})
    box.git('switch', '-q', 'main')
    commit(box, {'members/ann.yaml': 'name: Main\n'})
    box.git('merge', '-q', '-s', 'ours', '--no-commit', 'side')
    box.put('members/ann.yaml', 'name: Both\n')
    box.git('commit', '-q', '-a', '-m', 'Merge')
    const record = {kind: 'member', id: 'ann', path: 'members/ann.yaml', after: {name: 'Both'}}
    expect((await told(box))[0]).toEqual([[{...record, before: {name: 'Main'}}], [{...record, before: {name: 'Side'}}]])
  })

  it('finds the records of a circle in a subfolder', async () => {
    const box = sandbox({'charter.yaml': 'x: 1\n', 'members/ann.yaml': 'name: Ann\n'}, 'our circle')
    expect((await told(box))[0]![0]!.map(({path}) => path)).toEqual(['charter.yaml', 'members/ann.yaml'])
  })
})

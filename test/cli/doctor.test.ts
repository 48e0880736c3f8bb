import {existsSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {json} from './circles.ts'
import {clones} from './clones.ts'
import {circle, done, folder, founded} from './harness.ts'

interface Doctor {
  readonly findings: readonly {readonly about: string; readonly state: string; readonly said: string; readonly advice: string | null}[]
  readonly zoneData: {readonly node: string; readonly system: string | null; readonly wrong: readonly {readonly zone: string; readonly from: string; readonly nodeMinutes: number; readonly systemMinutes: number}[]}
}

async function findings(words: readonly string[], run = {}): Promise<Record<string, readonly [string, string, string | null]>> {
  const {findings: all} = await json<Doctor>(words, run)
  return Object.fromEntries(all.map(({about, state, said, advice}) => [about, [state, said, advice]]))
}

describe('circle doctor', () => {
  it('names what circle stands on, outside a circle too', async () => {
    const found = await findings(['doctor'], {cwd: folder(), env: {EDITOR: 'nano -w', VISUAL: ''}})
    expect(Object.keys(found)).toEqual(['circle', 'Node', 'git', 'you', 'zone data', 'editor', 'mail'])
    expect(found.Node).toEqual(['well', `${process.versions.node} on ${process.platform} ${process.arch}`, null])
    expect(found.git).toEqual(['well', expect.stringMatching(/^2\./), null])
    expect(found.you).toEqual(['well', 'Ann Ek <ann@example.org>', null])
    expect(found.editor).toEqual(['well', 'nano -w', null])
  })

  it('says what to do about what is missing', async () => {
    const root = await founded()
    const found = await findings(['doctor'], {cwd: root, env: {EDITOR: '', VISUAL: '', GIT_CONFIG_GLOBAL: '/dev/null', EMAIL: undefined}})
    expect(found.editor).toEqual(['care', 'none is set', expect.stringContaining('export EDITOR=')])
    expect(found.you).toEqual(['care', 'git does not know your name and e-mail', expect.stringContaining('git config --global user.name')])
    expect(found.sharing).toEqual(['care', 'with nobody yet', expect.stringContaining('circle share <git-url>')])
  })

  it('ends with 1 where git is missing, and still names the rest', async () => {
    const path = folder()
    mkdirSync(join(path, 'bin'))
    symlinkSync(process.execPath, join(path, 'bin', 'node'))
    const {status, stdout} = await circle(['doctor'], {cwd: folder(), env: {PATH: join(path, 'bin'), EDITOR: 'nano'}})
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^ill +git +git is not installed, or not on the PATH$/m)])
    expect(stdout).toMatch(/^git {2}install it from https:\/\/git-scm\.com/m)
  })

  it('says through what the circle is shared', async () => {
    const {ann, bare} = await clones()
    const found = await findings(['doctor'], {cwd: ann})
    expect([found.sharing, found['git merge']]).toEqual([['well', `through ${bare}`, null], undefined])
  })

  it('says that a file cannot be read, and still names the rest', async () => {
    const root = await founded()
    writeFileSync(join(root, 'members', 'ann.yaml'), 'name: [')
    const found = await findings(['doctor'], {cwd: root})
    expect(found['the files']).toEqual(['care', 'not all of this circle can be read, so its zones are not compared', expect.stringContaining('circle check')])
    expect(Object.keys(found)).toEqual(['circle', 'Node', 'git', 'you', 'sharing', 'the files', 'zone data', 'editor', 'mail'])
  })

  it('tells a git that works from a repository that is broken', async () => {
    const root = await founded()
    writeFileSync(join(root, '.git', 'HEAD'), 'garbage')
    const {status, stdout} = await circle(['doctor'], {cwd: root})
    expect(status).toBe(1)
    expect(stdout).toMatch(/^well +git +2\.[^]*^ill +repository +The git repository in .* is broken/m)
  })

  it('finds sendmail', async () => {
    const bin = folder()
    writeFileSync(join(bin, 'sendmail'), '#!/bin/sh\nexit 0\n', {mode: 0o755})
    const found = await findings(['doctor'], {cwd: folder(), env: {PATH: `${bin}:${process.env.PATH}`}})
    expect(found.mail).toEqual(['well', join(bin, 'sendmail'), null])
  })

  it.runIf(existsSync('/usr/share/zoneinfo/tzdata.zi'))("compares Node's zone data with the system's for the zones of the circle", async () => {
    const root = await founded()
    await done(['schedule', 'poll', 'open', 'Call', '--option', '2027-01-15 19:00', '--timezone', 'America/Vancouver'], {cwd: root})
    const {findings: all, zoneData} = await json<Doctor>(['doctor'], {cwd: root})
    expect(zoneData.node).toBe(process.versions.tz)
    const said = all.find(({about}) => about === 'zone data')!
    // British Columbia stays on summer time from 2026-11-01 on: since 2026b of the data.
    const [isOldHere, isNewThere] = [(process.versions.tz ?? '') < '2026b', (zoneData.system ?? '') >= '2026b']
    if (isOldHere && isNewThere) {
      expect(zoneData.wrong).toEqual([{zone: 'America/Vancouver', from: '2026-11-01T09:00:00Z', until: '2027-03-14T10:00:00Z', nodeMinutes: -480, systemMinutes: -420}])
      expect([said.state, said.said, said.advice]).toEqual(['care', expect.stringContaining('America/Vancouver from 2026-11-01 (UTC-8 here, UTC-7 there)'), expect.stringContaining('Update Node')])
    } else if (process.versions.tz === zoneData.system) expect([said.state, zoneData.wrong]).toEqual(['well', []])
  })
})

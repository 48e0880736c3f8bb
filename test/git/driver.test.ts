import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {carryOutFirst, initRepository} from '../../src/git/carry.ts'
import {driverLine, hasDriver, isDriver, setUpDriver} from '../../src/git/driver.ts'
import {programsIn, programsNamed, readSettings} from '../../src/git/settings.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'

ownSettings()

const config = (top: string): string => readFileSync(join(top, '.git/config'), 'utf8')

describe('setUpDriver', () => {
  it('writes the merge into the settings of the clone alone, once', async () => {
    const {repository, root, git} = sandbox({'charter.yaml': 'name: x\n'})
    expect(hasDriver(await readSettings(root))).toBe(false)
    await setUpDriver(repository, root)
    const once = config(root)
    await setUpDriver(repository, root)
    expect(config(root)).toBe(once)
    expect(hasDriver(await readSettings(root))).toBe(true)
    expect(git('config', '--local', 'merge.circle.driver')).toBe(`${driverLine}\n`)
    expect(git('config', '--local', 'merge.circle.recursive')).toBe('binary\n')
    expect(git('config', '--local', 'merge.renames')).toBe('false\n')
    expect(git('config', '--local', 'pull.twohead')).toBe('recursive\n')
    expect(git('status', '--porcelain')).toBe('')
  })

  it('lets `git pull` merge, unless somebody has said how it shall', async () => {
    const {repository, root, git} = sandbox({'charter.yaml': 'name: x\n'})
    git('config', 'pull.ff', 'only')
    await setUpDriver(repository, root)
    expect(git('config', '--local', '--get-regexp', '^pull\\.(rebase|ff)')).toBe('pull.ff only\n')
    git('config', '--unset', 'pull.ff')
    await setUpDriver(repository, root)
    expect(git('config', '--local', 'pull.rebase')).toBe('false\n')
  })

  it('leaves renames alone where the repository holds other things too', async () => {
    const {repository, root, git} = sandbox({'charter.yaml': 'name: x\n'}, 'circles/apron')
    await setUpDriver(repository, root)
    expect(git('config', '--local', '--get-regexp', '^merge\\.').split('\n').filter(Boolean).map((line) => line.split(' ')[0])).toEqual(['merge.circle.name', 'merge.circle.driver', 'merge.circle.recursive'])
  })

  it('replaces what an older circle, or somebody else, had put there', async () => {
    const {repository, root, git} = sandbox({'charter.yaml': 'name: x\n'})
    git('config', 'merge.circle.driver', 'evil %A')
    git('config', '--add', 'merge.circle.driver', 'worse %A')
    expect(hasDriver(await readSettings(root))).toBe(false)
    await setUpDriver(repository, root)
    expect(git('config', '--get-all', 'merge.circle.driver')).toBe(`${driverLine}\n`)
  })

  it('is part of founding, in a repository of its own and in one that was there', async () => {
    const fresh = folder()
    await initRepository(fresh)
    expect(hasDriver(await readSettings(fresh))).toBe(true)
    const {root} = sandbox({'notes.txt': 'mine\n'})
    await carryOutFirst({root, message: 'Found', commit: true, writes: [{path: 'charter.yaml', before: undefined, after: 'name: x\n'} as never]})
    expect(hasDriver(await readSettings(root))).toBe(true)
  })
})

describe('a repository that names a driver', () => {
  it('is asked about unless it is circle\'s own, to the letter', async () => {
    const {repository, root, git} = sandbox({'charter.yaml': 'name: x\n'})
    await setUpDriver(repository, root)
    expect(await programsNamed(repository)).toEqual([])
    for (const line of [`${driverLine}; touch /tmp/x`, `touch x; ${driverLine}`, 'circle merge-file %O %A %B %P', driverLine.replace('command -v circle', 'command -v ./circle')]) {
      expect(isDriver('merge.circle.driver', line)).toBe(false)
      git('config', 'merge.circle.driver', line)
      expect(programsIn(repository, await readSettings(root))).toEqual([`merge.circle.driver = ${line}`])
    }
    git('config', '--unset', 'merge.circle.driver')
    git('config', 'merge.other.driver', driverLine)
    expect(programsIn(repository, await readSettings(root))).toEqual([`merge.other.driver = ${driverLine}`])
  })

  it('has no word in it that the data could have chosen but for the path, which git quotes', () => {
    expect([...driverLine.matchAll(/%./g)].map(([word]) => word)).toEqual(['%O', '%A', '%B', '%P', '%A', '%A', '%O', '%B'])
  })
})

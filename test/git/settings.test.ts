import {appendFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {readSettings, settingOf} from '../../src/git/settings.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'

beforeAll(() => {
  ownSettings()
})

describe('the settings of a repository', () => {
  it('are read anew whenever a file has changed that they stand in', async () => {
    const {root, git} = sandbox({'a.txt': 'a\n'})
    const more = join(folder(), 'more')
    const value = async (): Promise<string | undefined> => settingOf(await readSettings(root), 'user.name')
    expect(await value()).toBe('Test Person')
    git('config', 'include.path', more)
    expect(await value()).toBe('Test Person')
    git('config', 'user.name', 'Ann')
    expect(await value()).toBe('Ann')
    git('config', '--unset', 'user.name')
    const global = ownSettings('[user]\n\temail = bo@example.org\n\tname = Bo\n')
    expect(await value()).toBe('Bo')
    appendFileSync(global, '\tname = Cy\n')
    expect(await value()).toBe('Cy')
  })

  it('are those of each folder, also before there is a repository', async () => {
    const root = folder()
    expect(settingOf(await readSettings(root), 'core.bare')).toBeUndefined()
    const other = sandbox({'a.txt': 'a\n'})
    other.git('config', 'user.name', 'Eve')
    expect(settingOf(await readSettings(other.root), 'user.name')).toBe('Eve')
    expect(settingOf(await readSettings(root), 'user.name')).not.toBe('Eve')
  })
})

import {chmodSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {put} from './circles.ts'
import {circle, commits, environment, folder, git, terminal} from './harness.ts'

/** A repository that came with a hook; its commit is the only one. */
function hooked(): string {
  const root = join(folder(), 'club')
  put(root, {'notes.txt': 'Notes.\n'})
  git(root, 'init', '--quiet')
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--message', 'Ours')
  put(root, {'.git/hooks/pre-commit': '#!/bin/sh\ntouch ran\n'})
  chmodSync(join(root, '.git/hooks/pre-commit'), 0o755)
  return root
}

/** Settings that a test may write its trust into. */
const settings = (): string => {
  const home = folder('home')
  put(home, {gitconfig: '[user]\n\tname = Ann Ek\n\temail = ann@example.org\n'})
  return join(home, 'gitconfig')
}

describe('founding a circle in a repository that would run programs', () => {
  it('asks at a terminal, and founds it when they are known', async () => {
    const root = hooked()
    const asked = terminal(['init', '--name', 'Club'], {cwd: root, env: {GIT_CONFIG_GLOBAL: settings()}})
    await asked.sees('would run programs')
    await asked.sees('.git/hooks/pre-commit')
    await asked.answer('Do you know them', 'y')
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(commits(root)).toBe(2)
    expect(readdirSync(root)).toContain('ran')
  })

  it('writes nothing when they are not', async () => {
    const root = hooked()
    const asked = terminal(['init', 'deep/club', '--name', 'Club'], {cwd: root, env: {GIT_CONFIG_GLOBAL: settings()}})
    await asked.answer('Do you know them', 'n')
    expect(await asked.exit(), asked.screen()).toBe(1)
    expect(asked.screen()).toMatch(/error: nothing was written/i)
    expect([commits(root), readdirSync(root).toSorted()]).toEqual([1, ['.git', 'notes.txt']])
  })

  it('says without a terminal how to agree', async () => {
    const root = hooked()
    const {status, stderr} = await circle(['init', '--name', 'Club'], {cwd: root})
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: .*pre-commit\.?\nhint: .*git config --global --add circle\.trusted/)])
    expect(readdirSync(root).toSorted()).toEqual(['.git', 'notes.txt'])
  })

  it('does not ask where the user\'s own template put the hooks', async () => {
    const home = folder('home')
    put(home, {'template/hooks/pre-commit': '#!/bin/sh\ntouch ran\n'})
    chmodSync(join(home, 'template/hooks/pre-commit'), 0o755)
    put(home, {gitconfig: `[user]\n\tname = Ann Ek\n\temail = ann@example.org\n[init]\n\ttemplateDir = ${home}/template\n`})
    const top = folder()
    const {status, stderr} = await circle(['init', 'club', '--name', 'Club'], {cwd: top, env: {...environment(), GIT_CONFIG_GLOBAL: join(home, 'gitconfig')}})
    expect(status, stderr).toBe(0)
    expect([readdirSync(top), readdirSync(join(top, 'club')).includes('ran')]).toEqual([['club'], true])
  })
})

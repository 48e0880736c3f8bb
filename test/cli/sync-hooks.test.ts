import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {put} from './circles.ts'
import {clones, standing, tip} from './clones.ts'
import type {Clones} from './clones.ts'
import {circle, done, folder, git} from './harness.ts'

function hook(root: string, name: string, lines: string): void {
  mkdirSync(join(root, '.git/hooks'), {recursive: true})
  writeFileSync(join(root, '.git/hooks', name), `#!/bin/sh\n${lines}\n`)
  chmodSync(join(root, '.git/hooks', name), 0o755)
}

/** Settings of the person at the keyboard, who trusts the programs of Ann's clone. */
function trusting({ann}: Clones): Record<string, string> {
  const file = join(folder(), 'gitconfig')
  writeFileSync(file, `[circle]\n\ttrusted = ${ann}\n[init]\n\tdefaultBranch = main\n`)
  return {GIT_CONFIG_GLOBAL: file}
}

/** Ann edits her entry by hand, and Bo has shared something else. */
async function apart(): Promise<Clones> {
  const all = await clones()
  await done(['rsvp', '2026-12-11', 'yes'], {cwd: all.bo})
  await done(['sync'], {cwd: all.bo})
  put(all.ann, {'members/ann.yaml': `${readFileSync(join(all.ann, 'members/ann.yaml'), 'utf8')}\n# At home on Fridays.\n`})
  return all
}

describe('the hooks of a clone, in a sync', () => {
  it('do not run before somebody has said that they may', async () => {
    const {ann} = await apart()
    const ran = join(folder(), 'ran')
    hook(ann, 'pre-commit', `touch ${ran}`)
    const before = standing(ann)
    const {status, stderr} = await circle(['sync'], {cwd: ann})
    expect([status, stderr]).toEqual([1, expect.stringContaining("name programs that a commit would run")])
    expect(stderr).toContain(`git config --global --add circle.trusted '${ann}'`)
    expect([existsSync(ran), standing(ann)]).toEqual([false, before])
  })

  it('see what is committed, and may refuse it: then nothing has changed, here or there', async () => {
    const all = await apart()
    hook(all.ann, 'pre-commit', 'git diff --cached --name-only >&2\necho "no more than 80 letters a line" >&2\nexit 1')
    const [before, there] = [standing(all.ann), tip(all.bare)]
    const {status, stderr} = await circle(['sync'], {cwd: all.ann, env: trusting(all)})
    expect([status, stderr]).toEqual([5, expect.stringMatching(/^error: the hook pre-commit of this repository refused: members\/ann\.yaml no more than 80 letters a line\nhint: /)])
    expect([standing(all.ann), tip(all.bare)]).toEqual([before, there])
  })

  it('may write into the message of what was edited by hand and of the merge', async () => {
    const all = await apart()
    hook(all.ann, 'commit-msg', 'printf "\\nReviewed-by: nobody\\n" >> "$1"')
    await done(['sync'], {cwd: all.ann, env: trusting(all)})
    expect(git(all.ann, 'log', '-2', '--format=%s|%b').trim().split('\n').filter((line) => line !== '')).toEqual([
      'Merge what others shared|Reviewed-by: nobody', 'Edit members/ann.yaml|Reviewed-by: nobody',
    ])
    expect(tip(all.bare)).toBe(tip(all.ann))
  })

  it('may refuse the push: then nothing has changed, here or there', async () => {
    const all = await apart()
    hook(all.ann, 'pre-push', 'echo "not on a Sunday" >&2\nexit 1')
    const [before, there] = [standing(all.ann), tip(all.bare)]
    const {status, stderr} = await circle(['sync'], {cwd: all.ann, env: trusting(all)})
    expect([status, stderr]).toEqual([5, expect.stringContaining('not on a Sunday')])
    expect([standing(all.ann), tip(all.bare)]).toEqual([before, there])
  })

  it('that change what is to be committed are told to do so before the sync', async () => {
    const all = await apart()
    hook(all.ann, 'pre-commit', 'echo "# formatted" >> members/bo.yaml\ngit add members/bo.yaml\ngit checkout -q -- . 2>/dev/null; exit 0')
    const {status, stderr} = await circle(['sync'], {cwd: all.ann, env: trusting(all)})
    expect([status, stderr]).toEqual([5, expect.stringMatching(/a hook of this repository changed what was to be committed\nhint: commit with git yourself first/)])
  })
})

describe('signing, in a sync', () => {
  const hasKeys = ((): boolean => {
    try {
      execFileSync('ssh-keygen', ['-?'], {stdio: 'ignore'})
      return true
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ENOENT'
    }
  })()

  it.runIf(hasKeys)("signs what was edited by hand and the merge, as the user's settings say", async () => {
    const {ann} = await apart()
    const key = join(folder(), 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    for (const [name, value] of [['gpg.format', 'ssh'], ['user.signingkey', key], ['commit.gpgsign', 'true']] as const) git(ann, 'config', name, value)
    await done(['sync'], {cwd: ann})
    for (const commit of ['HEAD', 'HEAD^1']) expect(git(ann, 'cat-file', '-p', commit)).toContain('-----BEGIN SSH SIGNATURE-----')
  })

  it.runIf(hasKeys)('stops where signing fails, with nothing changed', async () => {
    const all = await apart()
    for (const [name, value] of [['gpg.format', 'ssh'], ['user.signingkey', join(all.at, 'no-such-key')], ['commit.gpgsign', 'true']] as const) git(all.ann, 'config', name, value)
    const [before, there] = [standing(all.ann), tip(all.bare)]
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stderr]).toEqual([5, expect.stringContaining('git could not sign the commit')])
    expect([standing(all.ann), tip(all.bare)]).toEqual([before, there])
  })
})

import {existsSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, put, uncommitted} from './circles.ts'
import {boShares, clones, meets, standing, text, tip, typed} from './clones.ts'
import type {Clones} from './clones.ts'
import {circle, done, filesIn, folder, git} from './harness.ts'

/** Git ends with a failure, as it should here. */
function stuck(cwd: string, ...words: string[]): void {
  expect(() => typed(cwd, words.map((word) => `'${word}'`).join(' ').replace(/^/, 'git '))).toThrow()
}

/** Two branches that changed one line of a file beside the circle. */
function twoBranches({ann}: Clones): void {
  put(ann, {'notes.txt': 'zero\n'})
  commitAll(ann)
  git(ann, 'switch', '--quiet', '--create', 'side')
  for (const line of ['one', 'two']) {
    put(ann, {'notes.txt': `${line}\n`})
    commitAll(ann, line)
  }
  git(ann, 'switch', '--quiet', 'main')
  put(ann, {'notes.txt': 'other\n'})
  commitAll(ann)
}

interface State {
  readonly make: (all: Clones) => void
  readonly status?: number
  readonly says: RegExp
  /** Its first group is the command that is tried. */
  readonly hint: RegExp
  /** False where only sharing is in the way, and a commit is not. */
  readonly commits?: false
}

function lock(name: string): State {
  return {
    make: ({ann}) => put(ann, {[`.git/${name}`]: ''}),
    says: new RegExp(`^git is at work in this repository, or was cut off: .*/${name} (has been there for (a moment|\\d+ seconds)|is there)$`),
    hint: /wait for the other git to end\. If none is running, remove the file: (rm '.*')$/,
  }
}

const after = '\\. Then run the same command again\\.$'

const states: Record<string, State> = {
  'a merge in progress': {
    make: (all) => (twoBranches(all), stuck(all.ann, 'merge', 'side')),
    says: /^a merge is in progress in this repository$/, hint: new RegExp(`^go on with it: when circle check is content, git add -A && git commit --no-edit\\. Or give it up: (git merge --abort)${after}`),
  },
  'a rebase in progress': {
    make: (all) => (twoBranches(all), stuck(all.ann, 'rebase', 'side')),
    says: /^a rebase is in progress/, hint: new RegExp(`^go on with it: git rebase --continue\\. Or give it up: (git rebase --abort)${after}`),
  },
  'a rebase of the older kind in progress': {
    make: (all) => (twoBranches(all), stuck(all.ann, 'rebase', '--apply', 'side')),
    says: /^a rebase is in progress/, hint: /Or give it up: (git rebase --abort)\./,
  },
  'patches half taken in': {
    make: (all) => {
      twoBranches(all)
      writeFileSync(join(all.at, 'patch'), `${git(all.ann, 'format-patch', '-1', '--stdout', 'side')}\n`)
      stuck(all.ann, 'am', join(all.at, 'patch'))
    },
    says: /^the taking in of patches \(git am\) is in progress/, hint: /^go on with it: git am --continue\. Or give it up: (git am --abort)\./,
  },
  'a cherry-pick in progress': {
    make: (all) => (twoBranches(all), stuck(all.ann, 'cherry-pick', 'side')),
    says: /^a cherry-pick is in progress/, hint: /git cherry-pick --continue\. Or give it up: (git cherry-pick --abort)\./,
  },
  'a cherry-pick of several commits, of which one was committed by hand': {
    make: (all) => {
      twoBranches(all)
      stuck(all.ann, 'cherry-pick', 'main..side')
      put(all.ann, {'notes.txt': 'one\n'})
      commitAll(all.ann)
    },
    says: /^a cherry-pick of several commits is in progress/, hint: /^go on with it: git cherry-pick --continue\. Or leave out the rest: (git cherry-pick --quit)\./,
  },
  'a revert in progress': {
    make: (all) => (twoBranches(all), stuck(all.ann, 'revert', '--no-edit', 'HEAD~1')),
    says: /^a revert is in progress/, hint: /git revert --continue\. Or give it up: (git revert --abort)\./,
  },
  'a bisect in progress': {
    make: (all) => {
      twoBranches(all)
      git(all.ann, 'bisect', 'start', 'HEAD', 'HEAD~2')
    },
    says: /^a bisect is in progress/, hint: /git bisect good \(or bad\)\. Or give it up: (git bisect reset)\./,
  },
  'a lock of the index left behind': lock('index.lock'),
  'a lock of HEAD left behind': lock('HEAD.lock'),
  'a lock of the branch left behind': lock('refs/heads/main.lock'),
  'a lock of what was fetched left behind': {
    ...lock('refs/remotes/origin/main.lock'),
    make: (all) => {
      boShares(all, {'notes.txt': 'Bo.\n'})
      put(all.ann, {'.git/refs/remotes/origin/main.lock': ''})
    },
    commits: false,
  },
  'no branch checked out': {
    make: ({ann}) => void git(ann, 'switch', '--quiet', '--detach'),
    says: /^no branch is checked out \(a detached HEAD\), so a commit would soon be lost from sight$/,
    hint: /^go back to your branch: (git switch main)\. Or make one of this place: git switch -c NAME$/,
  },
  'a new branch without a commit beside others': {
    make: ({ann}) => {
      git(ann, 'switch', '--quiet', '--orphan', 'new')
      git(ann, 'checkout', 'main', '--', '.')
    },
    says: /^the branch new has no commit yet, but the repository has others, such as main$/, hint: /^switch to the branch of the circle: (git switch main)$/,
  },
  'another branch': {
    make: ({ann}) => void git(ann, 'switch', '--quiet', '--create', 'side'),
    says: /^you are on the branch side, and the circle is shared on main$/, hint: /^go to it: (git switch main)\. Or share this branch too: git push -u origin side$/, commits: false,
  },
  'another branch, to be shared as well': {
    make: ({ann}) => void git(ann, 'switch', '--quiet', '--create', 'side'),
    says: /^you are on the branch side/, hint: /Or share this branch too: (git push -u origin side)$/, commits: false,
  },
  'an empty ref, as after a power cut': {
    make: ({ann}) => writeFileSync(join(ann, '.git/refs/heads/main'), ''),
    says: /refs\/heads\/main is damaged, as after a power cut: it should name the last commit, and does not$/,
    hint: /^put back the last commit that its log knows: (echo [0-9a-f]{40} > '.*\/refs\/heads\/main')\. Then look with git fsck whether all is there\.$/,
  },
  'a ref full of NULs, and a log that ends in a commit that never reached the disk': {
    make: ({ann}) => {
      writeFileSync(join(ann, '.git/refs/heads/main'), '\0'.repeat(41))
      const log = join(ann, '.git/logs/refs/heads/main')
      writeFileSync(log, `${text(ann, '.git/logs/refs/heads/main')}${tip(ann, 'origin/main')} ${'1'.repeat(40)} A <a@b> 1 +0000\tx\n${'\0'.repeat(50)}`)
    },
    says: /refs\/heads\/main is damaged/, hint: /(echo [0-9a-f]{40} > '.*\/refs\/heads\/main')\./,
  },
  'an empty ref of what was fetched': {
    make: ({ann}) => writeFileSync(join(ann, '.git/refs/remotes/origin/main'), ''),
    says: /^what this clone noted of the remote \(refs\/remotes\/origin\/main\) is damaged, as after a power cut$/,
    hint: /^remove the note, and the next sync writes it anew: (rm "\$\(git rev-parse --git-path refs\/remotes\/origin\/main\)")$/, commits: false,
  },
  'an empty ref of what was last seen': {
    make: ({ann}) => writeFileSync(join(ann, '.git/refs/circle/seen/origin/main'), ''),
    says: /^what this clone noted of the remote \(refs\/circle\/seen\/origin\/main\) is damaged/, hint: /(rm .*)$/, commits: false,
  },
  'an unsettled conflict after git stash pop': {
    make: ({ann, ...all}) => {
      put(ann, {'charter.yaml': `${text(ann, 'charter.yaml')}\nx-a: one\n`})
      git(ann, 'stash')
      put(ann, {'charter.yaml': `${text(ann, 'charter.yaml')}\nx-a: two\n`})
      git(ann, 'commit', '--all', '--quiet', '--message', 'Two')
      git(ann, 'config', 'merge.circle.driver', 'false')
      stuck(ann, 'stash', 'pop')
      git(ann, 'config', 'merge.circle.driver', git(all.bo, 'config', 'merge.circle.driver'))
      git(ann, 'checkout', '--ours', '--', 'charter.yaml')
      boShares({ann, ...all}, {'charter.yaml': `${text(all.bo, 'charter.yaml')}\n# Bo was here.\n`})
    },
    says: /^charter\.yaml has a conflict that is not settled$/, hint: /^settle it in that file, then: (git add 'charter\.yaml')$/, commits: false,
  },
  'settings that put the files elsewhere': {
    make: ({ann, bo}) => void git(ann, 'config', 'core.worktree', bo),
    status: 1, says: /^this repository says that its files are elsewhere \(core\.worktree = .*\/bo\)$/, hint: /^if you did not mean that: (git config --local --unset core\.worktree)$/,
  },
  'settings that call it bare': {
    make: ({ann}) => void git(ann, 'config', 'core.bare', 'true'),
    says: /^this is a bare repository, with no files to work on$/, hint: /^clone it, and work in the clone()$/,
  },
}

describe('circle sync, and a command that commits, where the repository is in a state of its own', () => {
  it.each(Object.entries(states))('%s: says which, and the command that helps; all stays as it was', async (_, {make, status = 5, says, hint, commits}) => {
    const all = await clones()
    make(all)
    const command = await meets({root: all.ann, bare: all.bare, status, says, hint})
    if (commits !== false) await meets({root: all.ann, bare: all.bare, status, says, hint, words: ['rsvp', '2026-12-11', 'yes', '--as', 'ann']})
    if (command === '') return
    typed(all.ann, command)
    if (command === 'git cherry-pick --quit') expect(existsSync(join(all.ann, '.git/sequencer'))).toBe(false)
    await done(['sync'], {cwd: all.ann})
    expect(git(all.ann, 'fsck', '--no-dangling', '--no-reflogs')).toBe('')
    const branch = git(all.ann, 'branch', '--show-current')
    expect(tip(all.bare, branch)).toBe(tip(all.ann, branch))
  })

  it('a lock on what circle notes itself: all is shared, and a remark says so', async () => {
    const all = await clones()
    boShares(all, {'notes.txt': 'Bo.\n'})
    put(all.ann, {'.git/refs/circle/seen/origin/main.lock': ''})
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, tip(all.ann), uncommitted(all.ann)]).toEqual([0, tip(all.bare), ''])
    expect(stderr).toMatch(/^All is shared; but what origin has now could not be noted: git is at work in this repository, or was cut off: .*main\.lock is there\n.*rm '/)
  })

  it('a lock on the settings of a clone that plain git made', async () => {
    const all = await clones()
    git(all.ann, 'config', '--remove-section', 'merge.circle')
    put(all.ann, {'.git/config.lock': ''})
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says: /or was cut off: .*\.git\/config\.lock is there$/, hint: /remove the file: (rm '.*config\.lock')$/})
    typed(all.ann, command)
    await done(['sync'], {cwd: all.ann})
  })

  it('a damaged index', async () => {
    const all = await clones()
    boShares(all, {'notes.txt': 'Bo.\n'})
    writeFileSync(join(all.ann, '.git/index'), '')
    const before = filesIn(all.ann)
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stderr, filesIn(all.ann)]).toEqual([5, expect.stringMatching(/^error: git's list of files \(the index\) is damaged, as after a power cut\nhint: .*: rm /), before])
    typed(all.ann, /: (rm .*)\n/.exec(stderr)![1]!)
    await done(['sync'], {cwd: all.ann})
    expect([tip(all.ann), uncommitted(all.ann)]).toEqual([tip(all.bare), ''])
  })

  it('a branch of another name: the command names that one', async () => {
    const all = await clones()
    git(all.ann, 'branch', '--move', 'main', 'trunk')
    git(all.ann, 'branch', 'feature')
    git(all.ann, 'switch', '--quiet', '--detach')
    await meets({root: all.ann, bare: all.bare, status: 5, says: /^no branch is checked out/, hint: /^go back to your branch: git switch trunk\./})
  })
})

describe('circle sync where something that sharing needs is missing', () => {
  it('git', async () => {
    const all = await clones()
    const env = {PATH: '/nowhere'}
    const wanted = {bare: all.bare, env, status: 5, says: /^git is not installed, or not on the PATH$/, hint: /^install it from https:\/\/git-scm\.com, then run the same command again/}
    await meets({...wanted, root: all.ann})
    await meets({...wanted, root: all.ann, words: ['rsvp', '2026-12-11', 'yes', '--as', 'ann']})
    await meets({...wanted, root: all.ann, words: ['share', all.bare, '--yes']})
    const there = folder()
    const {status, stderr} = await circle(['join', all.bare, join(there, 'new'), '--agree'], {cwd: there, env})
    expect([status, stderr, existsSync(join(there, 'new'))]).toEqual([5, expect.stringMatching(/^error: git is not installed/), false])
  })

  it('a repository around the circle', async () => {
    const all = await clones()
    rmSync(join(all.ann, '.git'), {recursive: true})
    const before = filesIn(all.ann)
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stderr]).toEqual([5, expect.stringMatching(/^error: the circle in .* is in no git repository, so it cannot be shared\nhint: begin one: git init/)])
    expect(filesIn(all.ann)).toEqual(before)
    typed(all.ann, /begin one: (.*)\. Then circle share/.exec(stderr)![1]!)
    await done(['share', join(all.at, 'new.git'), '--yes'], {cwd: all.ann})
  })

  it('a remote', async () => {
    const all = await clones()
    git(all.ann, 'remote', 'remove', 'origin')
    await meets({root: all.ann, bare: all.bare, status: 5, says: /^this circle is not connected to any other place yet$/, hint: /^connect it: circle share <url>\. Or clone one that is shared: circle join <url>$/})
    await done(['share', all.bare, '--yes'], {cwd: all.ann})
    expect(await done(['sync'], {cwd: all.ann})).toBe('Nothing new in the circle, here or there.\n')
  })

  it('one remote among several', async () => {
    const all = await clones()
    git(all.ann, 'branch', '--unset-upstream')
    git(all.ann, 'remote', 'rename', 'origin', 'home')
    git(all.ann, 'remote', 'add', 'work', all.bare)
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says: /^there are several remotes \(home, work\), and none is chosen for the branch main$/, hint: /^choose one: (git config branch\.main\.remote home)$/})
    typed(all.ann, command)
    await done(['sync'], {cwd: all.ann})
  })

  it('a name and an e-mail: only where a commit is made', async () => {
    const all = await clones()
    const env = {GIT_CONFIG_GLOBAL: join(folder(), 'gitconfig')}
    for (const name of ['user.name', 'user.email']) git(all.ann, 'config', '--unset', name)
    boShares(all, {'notes.txt': 'Bo.\n'})
    await done(['sync'], {cwd: all.ann, env})
    put(all.ann, {'members/ann.yaml': `${text(all.ann, 'members/ann.yaml')}\n# Here.\n`})
    const wanted = {root: all.ann, bare: all.bare, env, status: 5, says: /^git does not know your name and e-mail, which every commit needs$/, hint: /^tell it once: (git config --global user\.name .* && git config --global user\.email .*)$/}
    const command = await meets(wanted)
    await meets({...wanted, words: ['rsvp', '2026-12-11', 'yes', '--as', 'ann']})
    typed(all.ann, command, env)
    await done(['sync'], {cwd: all.ann, env})
    expect(tip(all.bare)).toBe(tip(all.ann))
  })

  it('a name for the merge alone', async () => {
    const all = await clones()
    boShares(all, {'notes.txt': 'Bo.\n'})
    put(all.ann, {'other.txt': 'Ann.\n'})
    commitAll(all.ann)
    for (const name of ['user.name', 'user.email']) git(all.ann, 'config', '--unset', name)
    await meets({root: all.ann, bare: all.bare, env: {GIT_CONFIG_GLOBAL: '/dev/null'}, status: 5, says: /^git does not know your name/, hint: /^tell it once/})
  })

  it('a first commit', async () => {
    const all = await clones()
    const empty = join(all.at, 'empty.git')
    git(all.at, 'init', '--quiet', '--bare', empty)
    git(all.at, 'clone', '--quiet', empty, 'new')
    const root = join(all.at, 'new')
    put(root, filesIn(all.ann))
    // What plain git cloned learns first how records are merged.
    await circle(['sync'], {cwd: root})
    const before = standing(root)
    const command = await meets({root, bare: empty, status: 5, says: /^nothing has been committed here yet, so there is nothing to share$/, hint: /^commit what is there: (git add -A && git commit)$/})
    expect(standing(root)).toEqual(before)
    typed(root, `${command} --quiet --message "Begin"`)
    expect(await done(['sync'], {cwd: root})).toBe(`All of it is at ${empty} now, for the first time.\n`)
    expect(tip(empty)).toBe(tip(root))
  })
})

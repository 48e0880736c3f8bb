import {execFileSync} from 'node:child_process'
import {existsSync, readFileSync, rmSync, symlinkSync, unlinkSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {within} from '../cost.ts'
import {copies, everything, lived, put} from './circles.ts'
import {circle, done, environment, folder, founded, git} from './harness.ts'

const fresh = copies(lived)
const page = 'gatherings/2026-11-20-weekly/bo.yaml'
const evening = 'gatherings/2026-12-11-weekly/gathering.yaml'
const zeros = '0'.repeat(40)

interface Commit {
  readonly id: string
  readonly author: {readonly name: string; readonly email: string}
  readonly subject: string
}
interface Said {
  readonly ok: boolean
  readonly range: {readonly base: string | null; readonly head: string; readonly commits: number}
  readonly problems: readonly {readonly file: string; readonly line: number; readonly column: number; readonly message: string; readonly hint: string; readonly commit: Commit | null; readonly mended: boolean}[]
  readonly deleted: readonly {readonly file: string; readonly commit: Commit | null}[]
  readonly byOthers: readonly {readonly file: string; readonly member: string; readonly author: string | null; readonly joined: boolean; readonly commit: Commit}[]
}

/** What the check of a range says; it ends with 3 just where it is not content. */
async function said(root: string, range: string, ...more: string[]): Promise<Said> {
  const {status, stdout, stderr} = await circle(['check', '--change', range, '--json', ...more], {cwd: root})
  if (stdout === '') throw new Error(stderr)
  const answer = JSON.parse(stdout) as Said
  expect(status).toBe(answer.ok ? 0 : 3)
  return answer
}

type Person = 'Ann Ek' | 'Bo Berg' | 'Cy Ash' | 'Dora Lind'

/** Commits all that is there in somebody's name, and gives the commit's id. */
function commitAs(root: string, who: Person, message: string): string {
  const [name, email] = [who, `${who.split(' ')[0]!.toLowerCase()}@example.org`]
  git(root, 'add', '--all')
  git(root, '-c', `user.name=${name}`, '-c', `user.email=${email}`, 'commit', '--quiet', '--allow-empty', '--message', message)
  return git(root, 'rev-parse', 'HEAD')
}

/** Writes files, or takes them away, and commits them in somebody's name. */
function change(root: string, who: Person, message: string, files: Readonly<Record<string, string | undefined>>): string {
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) rmSync(join(root, path), {recursive: true})
    else put(root, {[path]: text})
  }
  return commitAs(root, who, message)
}

const unsound = 'rhythm: weekly\n\nstatus: hold\n'
const sound = 'rhythm: weekly\n\ntopic: Ships\n'

describe('circle check --change', () => {
  it('says that all is sound', async () => {
    const root = await fresh()
    const base = git(root, 'rev-parse', 'HEAD')
    expect(await done(['check', '--change', `${base}..HEAD`], {cwd: root})).toBe('All sound. There is no new commit.\n')
    change(root, 'Ann Ek', 'Plan', {[evening]: sound})
    expect(await done(['check', '--change', `${base}..HEAD`], {cwd: root})).toBe('All sound. Every file of the circle can be relied on at the one commit, and nothing was deleted.\n')
    const head = change(root, 'Ann Ek', 'Plan more', {[evening]: `${sound}\nplace: The quay\n`})
    expect(await done(['check', '--change', `${base}..HEAD`], {cwd: root})).toBe('All sound. Every file of the circle can be relied on at each of 2 commits, and nothing was deleted.\n')
    expect(await said(root, `${base}..HEAD`)).toEqual({ok: true, range: {base, head, commits: 2}, problems: [], deleted: [], byOthers: []})
  })

  it('names a file that was not sound on the way, with its place, the commit and who made it, once', async () => {
    const root = await fresh()
    const bad = change(root, 'Bo Berg', 'Cancel it?', {[evening]: unsound})
    change(root, 'Ann Ek', 'Something else', {'gatherings/2026-12-18-weekly/gathering.yaml': sound})
    const {status, stdout, stderr} = await circle(['check', '--change', 'HEAD~2..HEAD'], {cwd: root})
    expect([status, stderr]).toEqual([3, ''])
    expect(stdout).toBe(`${evening}:3:9: \`status\` is none of planned, held, cancelled: hold\n  3 | status: hold\n    |         ^\n  hint: did you mean held?\n  in ${bad.slice(0, 7)} by Bo Berg: Cancel it?\n\n1 problem in 2 commits.\n`)
    change(root, 'Cy Ash', 'Mend', {[evening]: sound})
    const {problems} = await said(root, 'HEAD~3..HEAD')
    expect(problems).toMatchObject([{file: evening, line: 3, column: 9, commit: {id: bad, author: {name: 'Bo Berg', email: 'bo@example.org'}, subject: 'Cancel it?'}, mended: true}])
    expect((await circle(['check', '--change', 'HEAD~3..HEAD'], {cwd: root})).stdout).toContain('Cancel it? (put right since)')
    expect(await said(root, 'HEAD~1..HEAD')).toMatchObject({ok: true, problems: []})
  })

  it('does not blame anybody for what was so before, and wants it mended', async () => {
    const root = await fresh()
    change(root, 'Bo Berg', 'Slip', {[evening]: unsound})
    change(root, 'Ann Ek', 'Lines move', {[evening]: `# A remark.\n${unsound}`})
    expect((await said(root, 'HEAD~1..HEAD')).problems).toMatchObject([{file: evening, line: 4, commit: null, mended: false}])
    expect((await circle(['check', '--change', 'HEAD~1..HEAD'], {cwd: root})).stdout).toContain('  in the circle, before these commits\n')
    change(root, 'Ann Ek', 'Mend', {[evening]: sound})
    expect(await said(root, 'HEAD~2..HEAD')).toMatchObject({ok: true, problems: []})
  })

  it('sees what only shows between files, and a merge that brings it about', async () => {
    const root = await fresh()
    git(root, 'checkout', '--quiet', '-b', 'side')
    change(root, 'Ann Ek', 'Dora', {'members/dora.yaml': 'name: Dora Lind\n\nemail: dora@example.org\n'})
    git(root, 'checkout', '--quiet', 'main')
    change(root, 'Bo Berg', 'Dora too', {'members/lind.yaml': 'name: Dora Lind\n\nemail: dora@example.org\n'})
    git(root, 'merge', '--quiet', '--no-edit', 'side')
    const {problems} = await said(root, 'HEAD~2..HEAD')
    expect(problems).toMatchObject([{file: 'members/lind.yaml', message: 'lind has the same address as dora', commit: {id: git(root, 'rev-parse', 'HEAD')}, mended: false}])
    expect(problems).toHaveLength(1)
  })

  it.each<[what: string, path: string, make: (root: string, path: string) => void]>([
    ['a link', 'members/bo.yaml', (root, path) => {
      unlinkSync(join(root, path))
      symlinkSync('ann.yaml', join(root, path))
    }],
    ['a file that is too long', 'members/bo.yaml', (root, path) => put(root, {[path]: `name: Bo Berg\n${'# long\n'.repeat(40_000)}`})],
    ['a file where a folder goes', 'members', (root, path) => {
      rmSync(join(root, path), {recursive: true})
      put(root, {[path]: 'x\n'})
    }],
    ['no UTF-8', 'members/bo.yaml', (root, path) => execFileSync('/bin/sh', ['-c', `printf 'name: B\\366\\n' > '${join(root, path)}'`])],
  ])('finds %s', async (_, path, make) => {
    const root = await fresh()
    make(root, path)
    commitAs(root, 'Bo Berg', 'Odd')
    const {ok, problems} = await said(root, 'HEAD~1..HEAD')
    expect([ok, problems.some(({file}) => file === path)]).toEqual([false, true])
  })

  it('takes no offence at commits before the circle was founded', async () => {
    const root = join(folder(), 'club')
    put(root, {'README.md': '# Us\n'})
    git(folder(), 'init', '--quiet', root)
    commitAs(root, 'Ann Ek', 'Begin')
    await done(['init', root, '--name', 'Club', '--starts', '2026-12-04 19:00', '--yes'])
    expect(await said(root, '..HEAD')).toMatchObject({ok: true, range: {base: null, commits: 2}})
    expect(await done(['check', '--change', '..'], {cwd: root})).toBe('All sound. Every file of the circle can be relied on at each of 2 commits.\n')
  })
})

describe('what is gone', () => {
  it.each<[what: string, path: string]>([
    ['a page', page],
    ['a member', 'members/cy.yaml'],
    ['a gathering', 'gatherings/2026-12-04-weekly/gathering.yaml'],
    ['the charter', 'charter.yaml'],
  ])('is an error: %s', async (_, path) => {
    const root = await fresh()
    const base = git(root, 'rev-parse', 'HEAD')
    const gone = change(root, 'Bo Berg', 'Tidy up', {[path]: undefined})
    change(root, 'Ann Ek', 'Go on', {'notes.txt': 'x\n'})
    expect((await said(root, `${base}..HEAD`)).deleted).toEqual([{file: path, commit: {id: gone, author: {name: 'Bo Berg', email: 'bo@example.org'}, subject: 'Tidy up'}}])
    const {status, stdout} = await circle(['check', '--change', `${base}..HEAD`], {cwd: root})
    expect(status).toBe(3)
    expect(stdout).toContain(`${path}: is gone\n  hint: nothing is deleted in a circle: git checkout ${base.slice(0, 7)} -- ${path} brings it back\n  in ${gone.slice(0, 7)} by Bo Berg: Tidy up\n`)
  })

  it('is an error when it only has another name now', async () => {
    const root = await fresh()
    git(root, 'mv', 'members/cy.yaml', 'members/cyrus.yaml')
    commitAs(root, 'Cy Ash', 'Rename')
    expect((await said(root, 'HEAD~1..HEAD')).deleted).toMatchObject([{file: 'members/cy.yaml', commit: {subject: 'Rename'}}])
  })

  it('is none when it is back, was never shared, or is no record', async () => {
    const root = await fresh()
    const text = readFileSync(join(root, page), 'utf8')
    change(root, 'Bo Berg', 'Away', {[page]: undefined})
    change(root, 'Bo Berg', 'Back', {[page]: text})
    change(root, 'Bo Berg', 'New', {[evening]: sound, 'notes.txt': 'x\n'})
    change(root, 'Bo Berg', 'Not so new', {[evening]: undefined, 'README.md': undefined})
    expect(await said(root, 'HEAD~4..HEAD')).toMatchObject({ok: true, deleted: []})
  })

  it('names who did it first where a merge brought it along', async () => {
    const root = await fresh()
    git(root, 'checkout', '--quiet', '-b', 'side')
    const gone = change(root, 'Cy Ash', 'Tidy up', {[page]: undefined})
    git(root, 'checkout', '--quiet', 'main')
    change(root, 'Ann Ek', 'Plan', {[evening]: sound})
    git(root, 'merge', '--quiet', '--no-edit', 'side')
    expect((await said(root, 'HEAD~2..HEAD')).deleted).toMatchObject([{file: page, commit: {id: gone}}])
    // And a merge that did it itself.
    git(root, 'reset', '--quiet', '--hard', 'HEAD~1')
    git(root, 'checkout', '--quiet', '-b', 'other', 'HEAD~1')
    change(root, 'Cy Ash', 'Plan', {'gatherings/2026-12-18-weekly/gathering.yaml': sound})
    git(root, 'checkout', '--quiet', 'main')
    git(root, 'merge', '--quiet', '--no-commit', 'other')
    git(root, 'rm', '--quiet', '-f', page)
    git(root, 'commit', '--quiet', '--message', 'Merge')
    expect((await said(root, 'HEAD~1..HEAD')).deleted).toMatchObject([{file: page, commit: {subject: 'Merge'}}])
  })

  it('shows a history that was written anew', async () => {
    const root = await fresh()
    const lost = change(root, 'Bo Berg', 'Plan', {[evening]: sound})
    git(root, 'reset', '--quiet', '--hard', 'HEAD~1')
    change(root, 'Ann Ek', 'Other', {'gatherings/2026-12-18-weekly/gathering.yaml': sound})
    expect(await said(root, `${lost}..HEAD`)).toMatchObject({ok: false, deleted: [{file: evening, commit: null}]})
    expect((await circle(['check', '--change', `${lost}..HEAD`], {cwd: root})).stdout).toContain('the history was written anew')
  })

  it('is counted from where the two parted with three dots: a pull request has not deleted what came since', async () => {
    const root = await fresh()
    git(root, 'checkout', '--quiet', '-b', 'mine')
    change(root, 'Ann Ek', 'Mine', {'gatherings/2026-12-18-weekly/gathering.yaml': sound})
    git(root, 'checkout', '--quiet', 'main')
    change(root, 'Bo Berg', 'Theirs', {[evening]: sound})
    expect(await said(root, 'main...mine')).toMatchObject({ok: true, range: {commits: 1}})
    git(root, 'checkout', '--quiet', 'mine')
    change(root, 'Ann Ek', 'Away', {[page]: undefined})
    expect((await said(root, 'main...mine')).deleted).toMatchObject([{file: page}])
  })
})

describe("members' pages that somebody else wrote", () => {
  it('are remarks: a scribe may', async () => {
    const root = await fresh()
    const theirs = change(root, 'Ann Ek', 'Log', {'gatherings/2026-12-04-weekly/bo.yaml': 'rsvp: going\n', 'gatherings/2026-12-04-weekly/ann.yaml': 'rsvp: going\n'})
    change(root, 'Bo Berg', 'Mine', {'gatherings/2026-12-04-weekly/bo.yaml': 'rsvp: maybe\n'})
    const stranger = change(root, 'Dora Lind', 'Hello', {'members/cy.yaml': 'name: Cy Ash\n\nemail: cy@example.org\n\njoined: "2026-11-16"\n'})
    expect(await said(root, 'HEAD~3..HEAD')).toMatchObject({ok: true, byOthers: [
      {file: 'gatherings/2026-12-04-weekly/bo.yaml', member: 'bo', author: 'ann', joined: false, commit: {id: theirs}},
      {file: 'members/cy.yaml', member: 'cy', author: null, joined: false, commit: {id: stranger, author: {name: 'Dora Lind', email: 'dora@example.org'}}},
    ]})
    const {status, stdout} = await circle(['check', '--change', 'HEAD~3..HEAD'], {cwd: root})
    expect(status).toBe(0)
    expect(stdout).toContain(`Members' own pages that somebody else wrote (a scribe may)\n  ${theirs.slice(0, 7)}  Ann Ek     gatherings/2026-12-04-weekly/bo.yaml\n  ${stranger.slice(0, 7)}  Dora Lind  members/cy.yaml\n`)
  })

  it('are errors with --strict', async () => {
    const root = await fresh()
    change(root, 'Ann Ek', 'Log', {'gatherings/2026-12-04-weekly/bo.yaml': 'rsvp: going\n'})
    const {status, stdout} = await circle(['check', '--change', 'HEAD~1..HEAD', '--strict'], {cwd: root})
    expect(status).toBe(3)
    expect(stdout).toMatch(/1 problem in 1 commit\.\n$/)
    change(root, 'Bo Berg', 'Mine', {'gatherings/2026-12-04-weekly/bo.yaml': 'rsvp: maybe\n'})
    expect(await said(root, 'HEAD~1..HEAD', '--strict')).toMatchObject({ok: true, byOthers: []})
  })

  it('are not those of a member whose address changes, whatever its letters', async () => {
    const root = await fresh()
    change(root, 'Bo Berg', 'Moved', {'members/bo.yaml': 'name: Bo Berg\n\nemail: BO@example.net\n'})
    git(root, '-c', 'user.email=bo@EXAMPLE.net', 'commit', '--quiet', '--allow-empty', '--message', 'x')
    put(root, {[page]: 'takeaway: |\n  Sing.\n'})
    git(root, 'add', '--all')
    git(root, '-c', 'user.email=bo@EXAMPLE.net', 'commit', '--quiet', '--message', 'Mine')
    expect(await said(root, 'HEAD~3..HEAD', '--strict')).toMatchObject({ok: true, byOthers: []})
  })

  it('count in a merge where the merge wrote them, not where it joined two versions or took one', async () => {
    const root = await fresh()
    const take = 'gatherings/2026-12-04-weekly/cy.yaml'
    git(root, 'checkout', '--quiet', '-b', 'side')
    change(root, 'Cy Ash', 'One', {[take]: 'rsvp: maybe\n', 'members/cy.yaml': `${readFileSync(join(root, 'members/cy.yaml'), 'utf8')}\noffers: [chess]\n`})
    git(root, 'checkout', '--quiet', 'main')
    change(root, 'Cy Ash', 'Two', {[take]: 'rsvp: declined\n\nwhy: Ill\n'})
    execFileSync('/bin/sh', ['-c', 'git merge side >/dev/null 2>&1 || true'], {cwd: root, env: environment()})
    put(root, {[take]: 'rsvp: maybe\n\nwhy: Ill\n', [page]: 'takeaway: |\n  Slipped in.\n'})
    commitAs(root, 'Ann Ek', 'Merge')
    expect((await said(root, 'HEAD~2..HEAD')).byOthers).toMatchObject([{file: page, joined: false, commit: {subject: 'Merge'}}, {file: take, joined: true}])
    const {status, stdout} = await circle(['check', '--change', 'HEAD~2..HEAD', '--strict'], {cwd: root})
    expect([status, stdout.includes('(a merge joined two versions)'), stdout.includes('1 problem in 3 commits.')]).toEqual([3, true, true])
  })
})

describe('a range', () => {
  it.each(['..', '..HEAD', `${zeros}..HEAD`, `${zeros}...HEAD`, `${'0'.repeat(64)}..`])('from the very first commit: %s', async (range) => {
    expect(await said(await fresh(), range)).toMatchObject({ok: true, range: {base: null, commits: 2}})
  })

  it.each<[range: string, commits: number]>([['HEAD~1..', 1], ['HEAD~1..main', 1], ['HEAD~1...HEAD', 1], ['main..main', 0], ['founded..HEAD', 1]])('may be %s', async (range, commits) => {
    const root = await fresh()
    git(root, 'tag', '--annotate', '--message', 'x', 'founded', 'HEAD~1')
    expect(await said(root, range)).toMatchObject({ok: true, range: {commits}})
  })

  it.each<[range: string, error: string]>([
    ['HEAD', 'error: not a range of commits: HEAD\nhint: write base..head, such as origin/main..HEAD\n'],
    ['', 'error: not a range of commits: \n'],
    ['main..nix', 'error: there is no commit nix in this repository\n'],
    ['nix..main', 'error: there is no commit nix in this repository\n'],
    ['abcdef1234567890abcdef1234567890abcdef12..HEAD', 'error: there is no commit abcdef1234567890abcdef1234567890abcdef12 in this repository\n'],
    ['--output=x..HEAD', 'error: not a revision: --output=x\n'],
    ['HEAD..--all', 'error: not a revision: --all\n'],
    ['a b..HEAD', 'error: not a revision: a b\n'],
    ['HEAD:charter.yaml..HEAD', 'error: there is no commit HEAD:charter.yaml in this repository\n'],
    ['^main..HEAD', 'error: there is no commit ^main in this repository\n'],
  ])('is refused: %s', async (range, error) => {
    const root = await fresh()
    const {status, stdout, stderr} = await circle(['check', `--change=${range}`], {cwd: root})
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(error)
    expect(existsSync(join(root, 'x'))).toBe(false)
  })

  it('of two histories that have nothing in common cannot tell where they parted', async () => {
    const root = await fresh()
    git(root, 'checkout', '--quiet', '--orphan', 'other')
    commitAs(root, 'Ann Ek', 'Anew')
    expect((await circle(['check', '--change', 'main...other'], {cwd: root})).stderr).toBe('error: main and other have no commit in common\nhint: write main..other to compare them as they are\n')
    expect(await said(root, 'main..other')).toMatchObject({ok: true, range: {commits: 1}})
  })

  it('goes with --change alone, and --strict goes with it', async () => {
    const {status, stderr} = await circle(['check', '--strict'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([2, 'error: --strict goes with --change\nhint: name the commits: circle check --change origin/main..HEAD --strict\n'])
  })
})

describe('where a forge runs it', () => {
  it('needs no branch, no identity and no sound work tree, and changes nothing', async () => {
    const root = await fresh()
    change(root, 'Ann Ek', 'Plan', {[evening]: sound})
    git(root, 'checkout', '--quiet', '--detach')
    put(root, {[evening]: '[broken', 'members/bo.yaml': ''})
    const before = everything(root)
    const nobody = {GIT_CONFIG_GLOBAL: '/dev/null', HOME: folder('nobody')}
    const {status, stderr} = await circle(['check', '--change', 'HEAD~1..HEAD'], {cwd: root, env: nobody})
    expect([status, stderr]).toEqual([0, ''])
    expect(everything(root)).toEqual(before)
  })

  it('looks at a circle in a subfolder alone, from within it or with -C', async () => {
    const top = folder()
    git(top, 'init', '--quiet')
    await done(['init', join(top, 'clubs/apron'), '--name', 'Apron', '--starts', '2026-12-04 19:00', '--repeats', 'every week', '--yes'], {cwd: top})
    put(top, {'gatherings/x.yaml': 'no circle of ours', 'charter.yaml.txt': 'x'})
    commitAs(top, 'Ann Ek', 'Beside')
    const bad = change(top, 'Bo Berg', 'Slip', {'clubs/apron/gatherings/2026-12-11-weekly/gathering.yaml': unsound})
    for (const [cwd, words] of [[join(top, 'clubs/apron'), []], [top, ['-C', 'clubs/apron']]] as const) {
      const {status, stdout} = await circle(['check', '--change', 'HEAD~2..HEAD', ...words, '--json'], {cwd})
      const {problems} = JSON.parse(stdout) as Said
      expect([status, problems.map(({file, commit}) => [file, commit?.id])]).toEqual([3, [[evening, bad]]])
    }
    expect((await circle(['check', '--change', 'HEAD~2..HEAD'], {cwd: top})).stderr).toBe(`error: there is no circle in ${top} at these commits\nhint: -C names the folder of the circle\n`)
  })

  it('sees the deletion of the charter, although the work tree holds no circle any more', async () => {
    const root = await fresh()
    change(root, 'Bo Berg', 'Close', {'charter.yaml': undefined})
    expect(await said(root, 'HEAD~1..HEAD')).toMatchObject({ok: false, deleted: [{file: 'charter.yaml', commit: {author: {name: 'Bo Berg'}}}]})
  })

  it('says of a shallow clone how to make it whole', async () => {
    const root = await fresh()
    change(root, 'Ann Ek', 'Plan', {[evening]: sound})
    const shallow = join(folder(), 'clone')
    git(root, 'clone', '--quiet', '--depth', '1', `file://${root}`, shallow)
    for (const range of [`${zeros}..HEAD`, `${git(root, 'rev-parse', 'HEAD~1')}..HEAD`]) {
      const {status, stdout, stderr} = await circle(['check', '--change', range], {cwd: shallow})
      expect([status === 0, stdout]).toEqual([false, ''])
      expect(stderr).toContain('fetch-depth: 0')
    }
    const deeper = join(folder(), 'clone')
    git(root, 'clone', '--quiet', '--depth', '2', `file://${root}`, deeper)
    expect(await said(deeper, 'HEAD~1..HEAD')).toMatchObject({ok: true, range: {commits: 1}})
  })

  it('says so where there is no repository', async () => {
    const root = await founded()
    rmSync(join(root, '.git'), {recursive: true})
    expect(await circle(['check', '--change', '..'], {cwd: root})).toEqual({status: 5, stdout: '', stderr: `error: there is no git repository in ${root}, nor in a folder above it\nhint: -C names the folder of the circle\n`})
  })

  it('runs nothing that came with the data', async () => {
    const root = await fresh()
    const trap = join(folder('trap'), 'ran')
    const program = `sh -c 'touch ${trap}; cat'`
    for (const [name, value] of Object.entries({'core.fsmonitor': program, 'filter.x.clean': program, 'filter.x.smudge': program, 'diff.x.textconv': program, 'diff.x.command': program, 'diff.external': program, 'core.pager': program, 'log.showSignature': 'true', 'gpg.program': program})) git(root, 'config', name, value)
    put(root, {'.git/info/attributes': '* filter=x diff=x\n', '.mailmap': 'Ann Ek <ann@example.org> <bo@example.org>\n'})
    const head = git(root, '-c', 'filter.x.clean=', '-c', 'core.fsmonitor=false', 'commit-tree', '-p', 'HEAD', '-m', 'x\u001b[31m', 'HEAD^{tree}')
    expect(await said(root, `HEAD~1..${head}`)).toMatchObject({ok: true})
    expect(existsSync(trap)).toBe(false)
  })

  it('shows no control characters that somebody put into a name or a message', async () => {
    const root = await fresh()
    put(root, {[evening]: unsound})
    git(root, 'add', '--all')
    git(root, '-c', 'user.name=Bo\u001b[31m', 'commit', '--quiet', '--message', 'x\u001b]0;title\u0007')
    const {stdout} = await circle(['check', '--change', 'HEAD~1..HEAD'], {cwd: root})
    expect(stdout).toContain('by Bo')
    expect(stdout).not.toMatch(/[\u001b\u0007]/)
  })

  it('reads each version of a file once: 500 commits of 100 files in a few seconds', async () => {
    const root = folder()
    git(root, 'init', '--quiet', '--initial-branch=main')
    const blob = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
    const days = Array.from({length: 48}, (_, week) => new Date(Date.UTC(2024, 0, 5 + 7 * week)).toISOString().slice(0, 10))
    const files: [string, string][] = [
      ['charter.yaml', 'circle: 1\nid: 7k2mq9xw\nname: X\npurpose: x\nfounded: "2024-01-05"\ntimezone: UTC\nrhythms:\n  weekly:\n    starts: "2024-01-05 19:00"\n    repeats: every week\n'],
      ['members/ann.yaml', 'name: Ann Ek\nemail: ann@example.org\n'],
      ...days.flatMap((day): [string, string][] => [[`gatherings/${day}-weekly/gathering.yaml`, `rhythm: weekly\n\nstatus: held\n\nnotes: |\n${'  A line of talk.\n'.repeat(40)}`], [`gatherings/${day}-weekly/ann.yaml`, 'takeaway: |\n  Words.\n']]),
    ]
    const stream = Array.from({length: 500}, (_, index) => {
      const changed: [string, string][] = index === 0 ? files : [[`gatherings/${days[index % 48]}-weekly/ann.yaml`, `takeaway: |\n  Words ${index}.\n`]]
      return `commit refs/heads/main\ncommitter Ann Ek <ann@example.org> ${1_700_000_000 + index} +0000\n${blob(`c${index}`)}${changed.map(([path, text]) => `M 100644 inline ${path}\n${blob(text)}`).join('')}`
    }).join('')
    execFileSync('git', ['fast-import', '--quiet'], {cwd: root, env: environment(), input: stream})
    git(root, 'checkout', '--quiet', 'main')
    await within(8000, async () => expect(await said(root, '..')).toMatchObject({ok: true, range: {commits: 500}}))
  })
})

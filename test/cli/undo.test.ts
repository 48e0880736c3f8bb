import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, copies, everything, json, lived, put, uncommitted} from './circles.ts'
import {circle, commits, done, environment, filesIn, folder, git, terminal} from './harness.ts'

const fresh = copies(lived)
const next = 'gatherings/2026-12-04-weekly'
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const undo = (root: string, ...more: string[]): Promise<string> => done(['undo', '--yes', ...more], {cwd: root})

/** Somebody else's commit, made with plain git. */
function byOther(root: string, files: Readonly<Record<string, string>>, message = 'By Bo'): void {
  put(root, files)
  git(root, 'add', '--all')
  execFileSync('git', ['commit', '--quiet', '--message', message], {cwd: root, env: {...environment(), GIT_AUTHOR_NAME: 'Bo Berg', GIT_AUTHOR_EMAIL: 'bo@example.org'}})
}

/** Makes all of it shared, as after a sync. */
function shared(root: string): string {
  const remote = join(folder('remote'), 'apron.git')
  git(root, 'clone', '--quiet', '--bare', '.', remote)
  git(root, 'remote', 'add', 'origin', remote)
  git(root, 'fetch', '--quiet', 'origin')
  return remote
}

async function refused(root: string, ...more: string[]): Promise<{status: number; stderr: string}> {
  const before = everything(root)
  const {status, stderr, stdout} = await circle(['undo', '--yes', ...more], {cwd: root})
  expect(stdout).toBe('')
  expect(everything(root)).toEqual(before)
  return {status, stderr}
}

describe('circle undo', () => {
  it('takes back a change of a field, as a new commit that says so', async () => {
    const root = await fresh()
    const before = filesIn(root)
    await done(['member', 'edit', 'ann', '--timezone', 'Europe/Stockholm'], {cwd: root})
    const edited = git(root, 'rev-parse', 'HEAD')
    const out = await undo(root)
    expect(out).toContain('Taken back:')
    expect(out).toContain('members/ann.yaml')
    expect(filesIn(root)).toEqual(before)
    expect(uncommitted(root)).toBe('')
    expect(git(root, 'log', '-1', '--format=%B').trim()).toBe(`Undo Edit member ann\n\nUndoes: ${edited}`)
  })

  it('takes away what was made, with its folder, where nobody else can have it', async () => {
    const root = await fresh()
    const before = filesIn(root)
    await done(['schedule', 'add', '2026-12-12 12:00', '--title', 'Picnic'], {cwd: root})
    expect(Object.keys(filesIn(root)).length).toBe(Object.keys(before).length + 1)
    const {stderr} = await circle(['undo', '--yes'], {cwd: root})
    expect(stderr).toMatch(/^Removed gatherings\/2026-12-12-picnic\/gathering.yaml, commit [0-9a-f]{7}\.$/m)
    expect(filesIn(root)).toEqual(before)
    expect(existsSync(join(root, 'gatherings/2026-12-12-picnic'))).toBe(false)
    expect(uncommitted(root)).toBe('')
  })

  it('goes back step by step: what was taken back is not met again', async () => {
    const root = await fresh()
    const before = filesIn(root)
    await done(['done', 'k3fx'], {cwd: root})
    const between = filesIn(root)
    await done(['rsvp', 'next', 'yes'], {cwd: root})
    await done(['takeaway', '2026-11-20', 'Thrift.'], {cwd: root})
    await undo(root)
    await undo(root)
    expect(filesIn(root)).toEqual(between)
    await undo(root)
    expect(filesIn(root)).toEqual(before)
    expect(git(root, 'log', '-3', '--format=%s').split('\n').every((subject) => subject.startsWith('Undo '))).toBe(true)
  })

  it('takes back an undo where it is asked to, and can then take back the thing itself again', async () => {
    const root = await fresh()
    await done(['done', 'k3fx'], {cwd: root})
    const after = filesIn(root)
    await undo(root)
    const before = filesIn(root)
    await undo(root, git(root, 'rev-parse', '--short', 'HEAD'))
    expect(filesIn(root)).toEqual(after)
    await undo(root)
    expect(filesIn(root)).toEqual(before)
  })

  it('passes over what is gone already, as after --no-commit', async () => {
    const root = await fresh()
    const before = filesIn(root)
    await done(['rsvp', 'next', 'yes'], {cwd: root})
    await done(['done', 'k3fx'], {cwd: root})
    await undo(root, '--no-commit')
    await undo(root)
    expect(filesIn(root)).toEqual(before)
    expect(uncommitted(root)).toBe(' M gatherings/2026-11-20-weekly/ann.yaml')
  })

  it('tells in JSON what was taken back', async () => {
    const root = await fresh()
    await done(['done', 'k3fx'], {cwd: root})
    const oid = git(root, 'rev-parse', 'HEAD')
    expect(await json(['undo', '--yes'], {cwd: root})).toEqual({
      undo: {commit: oid, subject: git(root, 'log', '-1', '--format=%s', oid), when: expect.stringMatching(/^\d{4}-/) as string},
      files: [{path: 'gatherings/2026-11-20-weekly/ann.yaml', change: 'changed'}],
    })
  })

  it('shows with --dry-run what would change, and changes nothing', async () => {
    const root = await fresh()
    await done(['rsvp', 'next', 'yes'], {cwd: root})
    const before = everything(root)
    const {status, stdout, stderr} = await circle(['undo', '--dry-run'], {cwd: root})
    expect(status).toBe(0)
    expect(stdout).toContain(`--- a/${next}/ann.yaml\n+++ /dev/null\n`)
    expect(stdout).toContain('-rsvp: going')
    expect(stderr).toContain('This would be taken back:')
    expect(await json<{files: unknown[]}>(['undo', '--dry-run'], {cwd: root})).toMatchObject({dryRun: true, files: [{path: `${next}/ann.yaml`, after: null}]})
    expect(everything(root)).toEqual(before)
  })
})

describe('what came after', () => {
  it('stays: other fields of the same file, of mine and of others, and comments', async () => {
    const root = await fresh()
    const page = 'gatherings/2026-11-20-weekly/gathering.yaml'
    put(root, {[page]: read(root, page).replace('Is thrift a virtue?', 'Luck')})
    commitAll(root, 'Topic')
    byOther(root, {[page]: `${read(root, page).replace('Meet at seven.', 'Meet at eight.')}\n# by Bo\n`})
    put(root, {[page]: read(root, page).replace('guests: [Dora Lind]', 'guests: [Dora Lind, Eva]')})
    await undo(root)
    const text = read(root, page)
    expect(text).toContain('topic: Is thrift a virtue?')
    expect(text).toContain('Meet at eight.')
    expect(text).toContain('# by Bo')
    expect(text).toContain('guests: [Dora Lind, Eva]')
    // The guest was not committed, and is not now.
    expect(git(root, 'diff', '--stat')).toContain('1 file changed, 1 insertion(+), 1 deletion(-)')
    expect(git(root, 'show', `HEAD:${page}`)).toContain('guests: [Dora Lind]\n')
    expect(git(root, 'show', `HEAD:${page}`)).toContain('topic: Is thrift a virtue?')
  })

  it('stays in other texts, line by line', async () => {
    const root = await fresh()
    put(root, {'notes.txt': '1\n2\n3\n4\n5\n'})
    byOther(root, {}, 'Notes')
    put(root, {'notes.txt': '1\ntwo\n3\n4\n5\n'})
    commitAll(root, 'Two')
    byOther(root, {'notes.txt': '1\ntwo\n3\n4\nfive\n'})
    await undo(root)
    expect(read(root, 'notes.txt')).toBe('1\n2\n3\n4\nfive\n')
  })

  it('in the very same field is a question: it lists what is there now, and changes nothing', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'ann', '--timezone', 'Europe/Stockholm'], {cwd: root})
    const oid = git(root, 'rev-parse', 'HEAD')
    byOther(root, {'members/ann.yaml': read(root, 'members/ann.yaml').replace('Europe/Stockholm', 'Asia/Kolkata')})
    const {status, stderr} = await refused(root)
    expect(status).toBe(4)
    expect(stderr).toMatch(/The entry of Ann: timezone +now: Asia\/Kolkata/)
    expect(stderr).toMatch(/^error: "Edit member ann" \([0-9a-f]{7}\) is not taken back: what it did was changed since, and nothing is changed now$/m)
    const run = await circle(['undo', '--yes', '--json'], {cwd: root})
    expect(run.status).toBe(4)
    expect(JSON.parse(run.stdout)).toEqual({
      undo: {commit: oid, subject: 'Edit member ann', when: expect.any(String) as string},
      conflicts: [{file: 'members/ann.yaml', field: ['timezone'], before: null, done: 'Europe/Stockholm', now: 'Asia/Kolkata'}],
    })
  })

  it('a file that is gone since is a question too', async () => {
    const root = await fresh()
    put(root, {'notes.txt': '1\n'})
    byOther(root, {}, 'Notes')
    put(root, {'notes.txt': '2\n'})
    commitAll(root, 'Two')
    git(root, 'rm', '--quiet', 'notes.txt')
    byOther(root, {}, 'Gone')
    expect((await refused(root)).status).toBe(4)
  })
})

describe('a file that was deleted by hand', () => {
  it('comes back, also one that is no text', async () => {
    const root = await fresh()
    const bytes = Buffer.from([0, 255, 13, 10, 254])
    writeFileSync(join(root, 'p.png'), bytes)
    byOther(root, {}, 'Picture')
    const page = read(root, `${next}/cy.yaml`)
    git(root, 'rm', '--quiet', 'p.png', `${next}/cy.yaml`)
    commitAll(root, 'Clean up')
    await undo(root)
    expect(readFileSync(join(root, 'p.png'))).toEqual(bytes)
    expect(read(root, `${next}/cy.yaml`)).toBe(page)
    expect(uncommitted(root)).toBe('')
  })

  it('does not come back over another that is there now', async () => {
    const root = await fresh()
    git(root, 'rm', '--quiet', `${next}/cy.yaml`)
    commitAll(root, 'Clean up')
    byOther(root, {[`${next}/cy.yaml`]: 'rsvp: going\n'})
    expect((await refused(root)).status).toBe(4)
  })
})

describe('what others may have', () => {
  it("is not deleted: a member's own page is emptied, a shared page goes back to its first line", async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-11', 'yes'], {cwd: root})
    await done(['takeaway', '2026-11-20', 'x'], {cwd: root})
    await undo(root)
    shared(root)
    await undo(root)
    expect(read(root, 'gatherings/2026-12-11-weekly/gathering.yaml')).toBe('rhythm: weekly\n')
    expect(read(root, 'gatherings/2026-12-11-weekly/ann.yaml')).toBe('{}\n')
    expect(await done(['check'], {cwd: root})).toContain('All sound')
    expect(uncommitted(root)).toBe('')
  })

  it('a member leaves instead', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dan Day <dan@example.org>'], {cwd: root})
    shared(root)
    const {status, stderr} = await refused(root)
    expect(status).toBe(1)
    expect(stderr).toContain('is not taken back: members/dan.yaml, which it made, has been shared')
    expect(stderr).toContain('circle member leave dan')
  })

  it('a date of its own is called off instead', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-12 12:00', '--title', 'Picnic'], {cwd: root})
    shared(root)
    const {status, stderr} = await refused(root)
    expect(status).toBe(1)
    expect(stderr).toContain('circle schedule cancel 2026-12-12-picnic')
  })

  it('keeps the answer that somebody else gave on the page that was made: the shared page stays for it', async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-11', 'yes'], {cwd: root})
    byOther(root, {'gatherings/2026-12-11-weekly/bo.yaml': 'rsvp: maybe\n'})
    await undo(root)
    expect(existsSync(join(root, 'gatherings/2026-12-11-weekly/ann.yaml'))).toBe(false)
    expect(read(root, 'gatherings/2026-12-11-weekly/gathering.yaml')).toBe('rhythm: weekly\n')
    expect(read(root, 'gatherings/2026-12-11-weekly/bo.yaml')).toBe('rsvp: maybe\n')
  })
})

describe('an undo that is shared', () => {
  const bo = {GIT_AUTHOR_NAME: 'Bo Berg', GIT_AUTHOR_EMAIL: 'bo@example.org', GIT_COMMITTER_NAME: 'Bo Berg', GIT_COMMITTER_EMAIL: 'bo@example.org'}

  it('reaches the others, and what they did meanwhile stays', async () => {
    const root = await fresh()
    await done(['done', 'k3fx'], {cwd: root})
    await done(['rsvp', '2026-12-11', 'yes'], {cwd: root})
    const remote = shared(root)
    git(root, 'branch', '--quiet', '--set-upstream-to=origin/main')
    const other = join(folder(), 'bo')
    git(root, 'clone', '--quiet', remote, other)
    await done(['rsvp', '2026-12-11', 'no', '--as', 'bo'], {cwd: other, env: bo})
    await undo(root)
    await undo(root)
    for (const [cwd, env] of [[other, bo], [root, {}], [other, bo]] as const) await done(['sync', '--yes'], {cwd, env})
    expect(filesIn(other)).toEqual(filesIn(root))
    expect(filesIn(root)).toMatchObject({'gatherings/2026-12-11-weekly/bo.yaml': 'rsvp: declined\n', 'gatherings/2026-12-11-weekly/ann.yaml': '{}\n'})
    expect(read(root, 'gatherings/2026-11-20-weekly/ann.yaml')).not.toContain('2026-11-28')
    expect(await done(['check'], {cwd: other})).toContain('All sound')
    // Bo, who last answered, is not met by what Ann did.
    await done(['undo', '--yes'], {cwd: other, env: bo})
    expect(read(other, 'gatherings/2026-12-11-weekly/bo.yaml')).toBe('{}\n')
  })
})

describe('an undo that would leave the circle worse', () => {
  it('is refused where a new member is named by now, and says where', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dan Day <dan@example.org>'], {cwd: root})
    byOther(root, {'gatherings/2026-11-20-weekly/gathering.yaml': read(root, 'gatherings/2026-11-20-weekly/gathering.yaml').replace('present: [ann, bo]', 'present: [ann, bo, dan]')})
    const {status, stderr} = await refused(root)
    expect(status).toBe(1)
    expect(stderr).toMatch(/is not taken back: gatherings\/2026-11-20-weekly\/gathering.yaml:9:20 names dan by now/)
    expect(stderr).toContain('circle member leave dan')
  })

  it('is done although something else is wrong with the circle already', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dan Day <dan@example.org>'], {cwd: root})
    byOther(root, {'gatherings/2026-11-20-weekly/gathering.yaml': read(root, 'gatherings/2026-11-20-weekly/gathering.yaml').replace('present: [ann, bo]', 'present: [ann, bo, eve]')})
    await undo(root)
    expect(existsSync(join(root, 'members/dan.yaml'))).toBe(false)
  })

  it('is refused for mails that went out, which would then go out again', async () => {
    const root = await fresh()
    await done(['invite', '2026-12-04', '--as', 'ann', '--yes'], {cwd: root})
    const {status, stderr} = await refused(root)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error: "Invite to 2026-12-04-weekly.*" \([0-9a-f]{7}\) is not taken back: it says who was sent a mail/)
    expect(stderr).toContain('hint: `circle schedule cancel 2026-12-04-weekly` and then `circle invite 2026-12-04-weekly` call it off')
    expect(await done(['invite', '2026-12-04', '--as', 'ann', '--yes'], {cwd: root})).toContain('nobody needs a mail')
  })

  it('is refused for the founding', async () => {
    const root = folder()
    await done(['init', root, '--name', 'X', '--starts', '2026-12-01', '--member', 'Ann Ek <ann@example.org>', '--yes'])
    const {status, stderr} = await refused(root)
    expect(status).toBe(1)
    expect(stderr).toContain('founded the circle, and that is not taken back')
  })

  it('is refused while what was made has changes that are not committed', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dan Day <dan@example.org>'], {cwd: root})
    put(root, {'members/dan.yaml': `${read(root, 'members/dan.yaml')}\noffers: [rope]\n`})
    const {status, stderr} = await refused(root)
    expect(status).toBe(1)
    expect(stderr).toContain('members/dan.yaml, which it made, was changed since')
  })
})

describe('whose it is', () => {
  it("is said of the last thing done when that is somebody else's, and one's own last is taken back", async () => {
    const root = await fresh()
    await done(['done', 'k3fx'], {cwd: root})
    byOther(root, {[`${next}/bo.yaml`]: 'rsvp: going\n'}, 'Answer 2026-12-04-weekly: bo going')
    const {stderr, status} = await circle(['undo', '--yes'], {cwd: root})
    expect(status).toBe(0)
    expect(stderr).toMatch(/"Answer 2026-12-04-weekly: bo going" \([0-9a-f]{7}\), is by Bo; this is the last of yours\./)
    expect(read(root, 'gatherings/2026-11-20-weekly/ann.yaml')).not.toContain('2026-11-28')
    expect(read(root, `${next}/bo.yaml`)).toBe('rsvp: going\n')
  })

  it('must be oneself, also for a commit that is named', async () => {
    const root = await fresh()
    byOther(root, {[`${next}/bo.yaml`]: 'rsvp: going\n'})
    const {status, stderr} = await refused(root, git(root, 'rev-parse', 'HEAD'))
    expect(status).toBe(1)
    expect(stderr).toContain('is by Bo Berg')
  })

  it('is nobody for somebody who has done nothing here', async () => {
    const root = await fresh()
    const before = everything(root)
    const {status, stderr} = await circle(['undo', '--yes'], {cwd: root, env: {GIT_AUTHOR_EMAIL: 'zoe@example.org'}})
    expect([status, stderr]).toEqual([1, 'error: there is nothing of yours to take back\nhint: `circle history` shows what was done, and by whom\n'])
    expect(everything(root)).toEqual(before)
  })

  it('finds a commit of ours that came in by a merge of somebody else', async () => {
    const root = await fresh()
    const base = git(root, 'rev-parse', 'HEAD')
    await done(['done', 'k3fx'], {cwd: root})
    const mine = git(root, 'rev-parse', 'HEAD')
    git(root, 'reset', '--quiet', '--hard', base)
    byOther(root, {[`${next}/bo.yaml`]: 'rsvp: going\n'})
    git(root, 'merge', '--quiet', '--no-ff', '--no-edit', mine)
    await undo(root)
    expect(git(root, 'log', '-1', '--format=%B').trim()).toContain(`Undoes: ${mine}`)
    expect(read(root, `${next}/bo.yaml`)).toBe('rsvp: going\n')
  })
})

describe('words that make no sense', () => {
  it.each([
    ['HEAD', 2, 'HEAD is not the id of a commit'],
    ['--output=x', 2, 'unknown option'],
    ['deadbeef', 2, 'there is no commit deadbeef'],
  ])('%s', async (typed, wanted, message) => {
    const {status, stderr} = await refused(await fresh(), typed)
    expect(status).toBe(wanted)
    expect(stderr).toContain(message)
  })

  it('nothing left of a commit is said', async () => {
    const root = await fresh()
    await done(['done', 'k3fx'], {cwd: root})
    const oid = git(root, 'rev-parse', 'HEAD')
    await undo(root)
    const {status, stderr} = await refused(root, oid)
    expect(status).toBe(1)
    expect(stderr).toContain('nothing of "')
  })
})

describe('without an answer', () => {
  it('asks for --yes where there is no terminal', async () => {
    const root = await fresh()
    await done(['done', 'k3fx'], {cwd: root})
    const before = everything(root)
    const {status, stderr} = await circle(['undo'], {cwd: root})
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: take back ".*" \([0-9a-f]{7}\)\?\nhint: add --yes, or look at it first with --dry-run\n$/)
    expect(everything(root)).toEqual(before)
  })

  it('asks at a terminal, and Enter alone takes nothing back', async () => {
    const root = await fresh()
    await done(['done', 'k3fx'], {cwd: root})
    const before = everything(root)
    const session = terminal(['undo'], {cwd: root})
    await session.sees('This would be taken back:')
    await session.sees('gatherings/2026-11-20-weekly/ann.yaml')
    await session.answer('Take it back?')
    expect(await session.exit()).toBe(130)
    expect(everything(root)).toEqual(before)
    const second = terminal(['undo'], {cwd: root})
    await second.answer('Take it back?', 'y')
    expect(await second.exit()).toBe(0)
    expect(git(root, 'log', '-1', '--format=%s')).toMatch(/^Undo /)
  })
})

describe('a history that is not all here', () => {
  it('is no ground to take its oldest commit for the making of everything', async () => {
    const origin = await fresh()
    const root = join(folder(), 'shallow')
    git(origin, 'clone', '--quiet', '--depth', '1', `file://${origin}`, root)
    const {status, stderr} = await refused(root)
    expect(status).toBe(5)
    expect(stderr).toContain('git fetch --unshallow')
  })
})

describe('a circle in a folder of a larger repository', () => {
  it('is taken back there, and files beside it are left alone', async () => {
    const top = folder()
    git(top, 'init', '--quiet')
    const root = join(top, 'apron')
    put(top, {'other.txt': '1\n'})
    put(root, filesIn(await fresh()))
    commitAll(top)
    await done(['rsvp', 'next', 'yes'], {cwd: root})
    put(top, {'other.txt': '2\n'})
    commitAll(top, 'Beside')
    await undo(root)
    expect(read(top, 'other.txt')).toBe('2\n')
    expect(existsSync(join(root, `${next}/ann.yaml`))).toBe(false)
    expect(existsSync(join(root, `${next}/cy.yaml`))).toBe(true)
    expect(uncommitted(top)).toBe('')
  })
})

describe('odd files', () => {
  it('may be large, and no text', async () => {
    const root = await fresh()
    const before = filesIn(root)
    writeFileSync(join(root, 'photo.jpg'), Buffer.alloc(300_000, 0xfe))
    await done(['check'], {cwd: root})
    commitAll(root, 'Photo')
    writeFileSync(join(root, 'photo.jpg'), Buffer.alloc(300_001, 0xfd))
    commitAll(root, 'Other photo')
    await undo(root)
    expect(readFileSync(join(root, 'photo.jpg'))).toEqual(Buffer.alloc(300_000, 0xfe))
    await undo(root)
    expect(filesIn(root)).toEqual(before)
    expect(uncommitted(root)).toBe('')
  })

  it('with line ends of Windows in the folder are the same files', async () => {
    const root = await fresh()
    put(root, {'.gitattributes': '* text=auto eol=crlf\n'})
    byOther(root, {}, 'Windows')
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata'], {cwd: root})
    await done(['rsvp', 'next', 'yes'], {cwd: root})
    for (const path of ['members/bo.yaml', `${next}/ann.yaml`]) put(root, {[path]: read(root, path).replaceAll('\r\n', '\n').replaceAll('\n', '\r\n')})
    expect(uncommitted(root)).toBe('')
    await undo(root)
    expect(existsSync(join(root, `${next}/ann.yaml`))).toBe(false)
    await undo(root)
    expect(read(root, 'members/bo.yaml')).not.toContain('Kolkata')
    expect(read(root, 'members/bo.yaml')).not.toMatch(/[^\r]\n/)
    expect(uncommitted(root)).toBe('')
  })

  it('an emptied page takes the next answer as ever', async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-11', 'yes'], {cwd: root})
    shared(root)
    await undo(root)
    await done(['rsvp', '2026-12-11', 'maybe'], {cwd: root})
    expect(await done(['check'], {cwd: root})).toContain('All sound')
    expect(read(root, 'gatherings/2026-12-11-weekly/ann.yaml')).toBe('rsvp: maybe\n')
  })

  it('that are links in git are left to git', async () => {
    const root = await fresh()
    symlinkSync('README.md', join(root, 'link'))
    commitAll(root, 'Link')
    const {status, stderr} = await refused(root)
    expect(status).toBe(1)
    expect(stderr).toContain('link is a link or a submodule')
  })
})

describe('while git is in the middle of something', () => {
  it('nothing is taken back', async () => {
    const root = await fresh()
    const base = git(root, 'rev-parse', 'HEAD')
    await done(['member', 'edit', 'ann', '--timezone', 'Asia/Kolkata'], {cwd: root})
    git(root, 'switch', '--quiet', '-c', 'other', base)
    byOther(root, {'notes.txt': 'x\n'})
    git(root, 'merge', '--quiet', '--no-commit', '--no-ff', 'main')
    const {status, stderr} = await refused(root)
    expect(status).toBe(5)
    expect(stderr).toContain('merge')
  })
})

/** Any deeds in any order, and all that Bo did between them by hand, on other pages and on the same. */
describe('all the way back', () => {
  const seeds = process.env.CIRCLE_THOROUGH === undefined ? [1] : Array.from({length: 12}, (_, index) => index + 1)
  it.each(seeds)("leaves just what others did: seed %i", async (seed) => {
    let random = seed * 7919
    const pick = <T>(items: readonly T[]): T => {
      random = (random * 1103515245 + 12345) % 2147483648
      return items[Math.floor((random / 2147483648) * items.length)]!
    }
    const root = await fresh()
    const deeds: string[][] = [
      ['done', 'k3fx'], ['rsvp', 'next', 'yes'], ['rsvp', 'next', 'no', '--why', 'Ill'], ['takeaway', '2026-11-20', 'Keep a list.'], ['member', 'edit', 'ann', '--timezone', 'Asia/Kolkata'],
      ['member', 'add', 'Dan Day <dan@example.org>'], ['member', 'pause', 'cy'], ['schedule', 'move', '2026-12-04', '2026-12-05 18:00'], ['schedule', 'cancel', '2026-12-25', '--why', 'Holiday'],
      ['gather', '2026-11-27', '--present', 'ann,bo', '--topic', 'Debt'], ['schedule', 'add', '2026-12-12 12:00', '--title', 'Picnic'], ['member', 'edit', 'bo', '--offers', 'rope'],
    ]
    const before = filesIn(root)
    let own = 0
    for (let count = 0; count < 8; count += 1) {
      const {status} = await circle(pick(deeds), {cwd: root})
      if (status === 0) own = commits(root)
      if (count === 3) byOther(root, {[`${next}/bo.yaml`]: 'rsvp: maybe\n', 'notes.txt': 'By Bo\n'})
      if (count === 5) byOther(root, {'members/cy.yaml': `${read(root, 'members/cy.yaml')}\nx-said: by Bo\n`})
    }
    expect(own).toBeGreaterThan(0)
    for (let count = 0; count < 12 && Object.entries(filesIn(root)).some(([path, text]) => before[path] !== text && !/By Bo|by Bo|maybe/.test(text)); count += 1) await undo(root)
    const after = filesIn(root)
    const {'members/cy.yaml': cy, [`${next}/bo.yaml`]: bo, 'notes.txt': notes, ...others} = after
    const {'members/cy.yaml': cyBefore, ...rest} = before
    expect({cy: cy!.includes('x-said: by Bo'), bo, notes}).toEqual({cy: true, bo: 'rsvp: maybe\n', notes: 'By Bo\n'})
    expect(cyBefore).toBeDefined()
    expect(others).toEqual(rest)
    expect(await done(['check'], {cwd: root})).toContain('All sound')
    expect(uncommitted(root)).toBe('')
  })
})

describe('a hook that refuses', () => {
  it('leaves everything as it was', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dan Day <dan@example.org>'], {cwd: root})
    const hook = join(root, '.git/hooks/pre-commit')
    writeFileSync(hook, '#!/bin/sh\nexit 1\n')
    chmodSync(hook, 0o755)
    git(root, 'config', 'circle.trusted', 'true')
    const count = commits(root)
    const {status} = await circle(['undo', '--yes'], {cwd: root})
    expect(status).not.toBe(0)
    expect(commits(root)).toBe(count)
    expect(existsSync(join(root, 'members/dan.yaml'))).toBe(true)
    expect(uncommitted(root)).toBe('')
  })
})

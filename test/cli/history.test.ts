import {execFileSync} from 'node:child_process'
import {rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {within} from '../cost.ts'
import {commitAll, copies, everything, json, lived, put} from './circles.ts'
import {circle, done, environment, folder, founded, git} from './harness.ts'

/** The environment of a commit by a person at a time. */
function as(who: string, at: string): Record<string, string> {
  const [name = '', email = ''] = {ann: ['Ann Ek', 'ann@example.org'], bo: ['Bo Berg', 'bo@example.org'], cy: ['Cyrus Ash', 'cy@example.org'], guest: ['\u001b[31mA Guest', 'guest@example.org']}[who] ?? []
  return {GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at}
}

function commitAs(root: string, who: string, at: string, files: Readonly<Record<string, string>>): void {
  put(root, files)
  execFileSync('git', ['-C', root, 'add', '--all'], {env: environment()})
  execFileSync('git', ['-C', root, 'commit', '-q', '-m', 'x'], {env: environment(as(who, at))})
}

/** A circle in which several people did several things, as git and the commands do them. */
async function busy(): Promise<string> {
  const root = join(folder(), 'apron')
  const members = ['Ann Ek <ann@example.org>', 'Bo Berg <bo@example.org>', 'Cy Ash <cy@example.org>'].flatMap((person) => ['--member', person])
  await done(['init', root, '--name', 'Apron Club', '--purpose', 'Talk.', '--timezone', 'UTC', '--starts', '2026-11-20 19:00', '--repeats', 'every week', ...members, '--yes'], {env: {CIRCLE_NOW: '2026-11-16T10:00:00Z', ...as('ann', '2026-11-16T10:00:00Z')}})
  await done(['gather', '2026-11-20', '--present', 'ann,bo', '--commit', 'bo: ask the landlord', '--commit', 'cy: read', '--takeaway', 'ann: thrift'], {cwd: root, env: as('bo', '2026-11-20T22:00:00Z')})
  commitAs(root, 'cy', '2026-11-24T08:00:00Z', {'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n', 'gatherings/2026-12-04-weekly/cy.yaml': 'rsvp: declined\nwhy: In Boston\n'})
  commitAs(root, 'guest', '2026-11-27T23:30:00Z', {'docs/hello.md': 'Hello\n', 'gatherings/2026-12-04-weekly/gathering.yaml': '# soon\nrhythm: weekly\n'})
  await done(['schedule', 'move', '2026-12-11', '2026-12-12 18:00'], {cwd: root, env: as('ann', '2026-11-28T09:00:00Z')})
  return root
}

const fresh = copies(busy)

/** What is shown, without ids of commits and without the spaces between columns. */
const lines = (text: string): string[] => text.trimEnd().split('\n').map((line) => line.replace(/^[0-9a-f]{7} +/, '').replace(/ {2,}/g, ' ').trim())

describe('circle history', () => {
  it('tells newest first who did what, in words, and when', async () => {
    expect(lines(await done(['history'], {cwd: await fresh()}))).toEqual([
      'today 09:00 you moved Fri 11 Dec to Sat 12 Dec 18:00',
      expect.stringMatching(/^yesterday 23:30 .*A Guest added docs\/hello.md$/),
      expect.stringMatching(/^.*A Guest edited gatherings\/2026-12-04-weekly\/gathering.yaml$/),
      "Tue 24 Nov 08:00 Cy can't come on Fri 4 Dec: In Boston",
      'Fri 20 Nov 22:00 Bo logged Fri 20 Nov, with 2 commitments and 1 takeaway',
      'Mon 16 Nov 10:00 you founded Apron Club with Bo and Cy',
    ])
  })

  it('prints no control character of a name', async () => {
    expect(await done(['history'], {cwd: await fresh()})).not.toContain('\u001b')
  })

  it('begins each commit with the id that git shows', async () => {
    const root = await fresh()
    const ids = git(root, 'log', '--format=%H').split('\n').map((id) => id.slice(0, 7))
    const shown = (await done(['history'], {cwd: root})).split('\n').flatMap((line) => /^[0-9a-f]{7}/.exec(line) ?? [])
    expect(shown).toEqual(ids)
  })

  it('tells "you" of whoever --as names', async () => {
    expect(await done(['history', '--as', 'bo', '--last', '5'], {cwd: await fresh()})).toMatch(/Ann moved[\s\S]*you logged Fri 20 Nov/)
  })

  it('shows as many as asked for, and says that there are older ones', async () => {
    const {stdout, stderr} = await circle(['history', '--last', '1'], {cwd: await fresh()})
    expect(lines(stdout)).toEqual(['today 09:00 you moved Fri 11 Dec to Sat 12 Dec 18:00'])
    expect(stderr).toBe('Older ones: circle history --last 5\n')
    expect((await circle(['history', '--last', '0'], {cwd: await fresh()})).status).toBe(2)
  })

  it.each([
    ['cy', ["Cy can't come on Fri 4 Dec: In Boston", 'Bo made a commitment for Cy: read', 'you added Cy']],
    ['Bo Berg', ['Bo made a commitment: ask the landlord', 'you added Bo']],
    ['2026-11-20', ['Bo logged Fri 20 Nov, with 2 commitments and 1 takeaway']],
    ['2026-12-04-weekly', ['edited gatherings/2026-12-04-weekly/gathering.yaml', "Cy can't come on Fri 4 Dec: In Boston"]],
    ['next', ["edited gatherings/2026-12-04-weekly/gathering.yaml", "Cy can't come on Fri 4 Dec: In Boston"]],
    ['charter', ['you founded Apron Club']],
    ['./members/bo.yaml', ['you added Bo']],
    ['gatherings/2026-12-04-weekly', ['edited gatherings/2026-12-04-weekly/gathering.yaml', "Cy can't come on Fri 4 Dec: In Boston"]],
  ])('of %s tells what changed it', async (record, expected) => {
    const shown = lines(await done(['history', record], {cwd: await fresh()}))
    expect(shown).toEqual(expected.map((words) => expect.stringMatching(new RegExp(`${words.replace(/[.*+?()[\]]/g, '\\$&')}$`))))
  })

  it('says what nothing has changed, and what it does not know', async () => {
    const root = await fresh()
    expect(await done(['history', 'formats/ours.yaml'], {cwd: root})).toBe('No commit has changed formats/ours.yaml yet.\n')
    for (const [record, status, message] of [['nobody', 2, 'nobody is neither a member nor a gathering'], ['../x', 2, 'not a path below the folder of the circle: ../x'], ['2026-11-21', 2, '2026-11-21']] as const) {
      const outcome = await circle(['history', record], {cwd: root})
      expect([outcome.status, outcome.stdout]).toEqual([status, ''])
      expect(outcome.stderr).toContain(message)
      expect(outcome.stderr).toContain('hint: ')
    }
  })

  it('gives the same as data', async () => {
    const root = await fresh()
    const {history, more, partial} = await json<{history: Record<string, unknown>[]; more: boolean; partial: boolean}>(['history', '--last', '3'], {cwd: root})
    expect([more, partial]).toEqual([true, false])
    expect(history[0]).toEqual({
      commit: git(root, 'rev-parse', 'HEAD'), when: '2026-11-28T09:00:00Z', author: {name: 'Ann Ek', email: 'ann@example.org', member: 'ann'},
      deeds: [{deed: 'moved', gathering: '2026-12-11-weekly', to: '2026-12-12 18:00'}],
    })
    expect(history[2]).toMatchObject({author: {name: 'Cyrus Ash', member: 'cy'}, deeds: [{deed: 'answered', gathering: '2026-12-04-weekly', member: 'cy', rsvp: 'declined', why: 'In Boston'}]})
  })

  it('tells both sides of a merge, and nothing of the merge itself', async () => {
    const root = await fresh()
    git(root, 'switch', '-q', '-c', 'side')
    commitAs(root, 'bo', '2026-11-28T09:10:00Z', {'gatherings/2026-12-04-weekly/bo.yaml': 'rsvp: going\n'})
    git(root, 'switch', '-q', 'main')
    commitAs(root, 'cy', '2026-11-28T09:20:00Z', {'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\ntopic: Luck\n'})
    git(root, 'merge', '-q', '-m', 'Merge', 'side')
    expect(lines(await done(['history', '--last', '2'], {cwd: root}))).toEqual(['today 09:20 Cy planned Fri 4 Dec: Luck', 'today 09:10 Bo can come on Fri 4 Dec'])
  })

  it('tells of a circle in a folder of a larger repository only what was done there', async () => {
    const top = folder()
    git(top, 'init', '-q')
    put(top, {'other.txt': 'x'})
    commitAll(top)
    const root = join(top, 'our circle')
    await done(['init', root, '--name', 'Apron', '--starts', '2026-11-20 19:00', '--member', 'Ann Ek <ann@example.org>', '--yes'])
    await done(['member', 'add', 'Bo Berg <bo@example.org>'], {cwd: root})
    put(top, {'other.txt': 'y'})
    commitAll(top)
    expect(lines(await done(['history'], {cwd: root}))).toEqual([expect.stringContaining('you added Bo'), expect.stringContaining('you founded Apron')])
    expect(lines(await done(['history', 'bo'], {cwd: root}))).toEqual([expect.stringContaining('you added Bo')])
  })

  it('says of a shallow clone that the older part is missing', async () => {
    const root = await fresh()
    const copy = join(folder(), 'copy')
    git(folder(), 'clone', '-q', '--depth', '2', `file://${root}`, copy)
    const {status, stdout, stderr} = await circle(['history'], {cwd: copy})
    expect([status, stderr]).toEqual([0, 'This clone holds only the newest part of the history; git fetch --unshallow fetches the rest.\n'])
    expect(stdout).toContain('you moved Fri 11 Dec')
    expect(await json(['history'], {cwd: copy})).toMatchObject({partial: true, more: false})
  })

  it('says so where nothing is committed yet, and where there is no repository', async () => {
    const root = await founded(['--no-commit'])
    expect(await done(['history'], {cwd: root})).toBe('Nothing has been committed yet.\n')
    rmSync(join(root, '.git'), {recursive: true})
    const {status, stderr} = await circle(['history'], {cwd: root})
    expect(status).toBe(1)
    expect(stderr).toContain('is in no git repository')
    expect(stderr).toContain('hint: begin to keep it: git init')
  })

  it('tells of what was once unsound, and goes on', async () => {
    const root = await fresh()
    commitAs(root, 'bo', '2026-11-28T09:10:00Z', {'members/bo.yaml': 'name: [\n'})
    commitAs(root, 'bo', '2026-11-28T09:11:00Z', {'members/bo.yaml': 'name: Bo Berg\nemail: bo@example.org\n'})
    expect(lines(await done(['history', '--last', '2'], {cwd: root}))).toEqual(['today 09:11 Bo mended members/bo.yaml', "today 09:10 Bo left members/bo.yaml so that it can't be read"])
  })

  it('changes nothing', async () => {
    const root = await fresh()
    const before = everything(root)
    await done(['history'], {cwd: root})
    await done(['history', 'bo'], {cwd: root})
    expect(everything(root)).toEqual(before)
  })
})

describe('a long history', () => {
  let root: string
  beforeAll(async () => {
    root = await lived()
    const stream = Array.from({length: 500}, (_, index) => [
      'commit refs/heads/main', `committer Bo Berg <bo@example.org> ${1_790_000_000 + index * 60} +0000`, 'data 1', 'x',
      ...(index === 0 ? [`from ${git(root, 'rev-parse', 'HEAD')}`] : []),
      ...['ann', 'bo', 'cy'].flatMap((who) => {
        const text = `takeaway: |\n  ${who} ${index}\n`
        return [`M 100644 inline gatherings/2026-11-20-weekly/${who}.yaml`, `data ${text.length}`, text]
      }),
    ].join('\n')).join('\n')
    const file = join(folder(), 'stream')
    writeFileSync(file, `${stream}\n`)
    execFileSync('/bin/sh', ['-c', `git -C '${root}' fast-import --quiet < '${file}'`], {env: environment()})
    git(root, 'reset', '-q', '--hard')
  })

  it('of 500 commits takes no longer than a person waits', async () => {
    // A second on a quiet machine; tests run beside others.
    await within(4000, async () => {
      const {history} = await json<{history: unknown[]}>(['history', '--last', '500'], {cwd: root})
      expect(history).toHaveLength(500)
    })
  })
})

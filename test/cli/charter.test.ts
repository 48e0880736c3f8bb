import {execFileSync} from 'node:child_process'
import {readFileSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, copies, json, lastCommit, put, uncommitted} from './circles.ts'
import {circle, commits, done, environment, folder, founded, git, script, terminal} from './harness.ts'

const fresh = copies(() => founded(['--promise', 'Come prepared.', '--promise', 'Listen.']))

/** Edits the charter by hand, as Bo, at a time, and commits it. */
function edit(root: string, at: string, from: string | RegExp, to: string): void {
  const file = join(root, 'charter.yaml')
  const text = readFileSync(file, 'utf8')
  const edited = text.replace(from, to)
  if (edited === text) throw new Error(`nothing to change: ${String(from)} in ${text}`)
  writeFileSync(file, edited)
  utimesSync(file, new Date(at), new Date(at))
  execFileSync('git', ['-C', root, 'commit', '-q', '-a', '-m', 'x'], {env: environment({GIT_AUTHOR_NAME: 'Bo Berg', GIT_AUTHOR_EMAIL: 'bo@example.org', GIT_AUTHOR_DATE: at})})
}

const charter = (root: string): string => readFileSync(join(root, 'charter.yaml'), 'utf8')
const ann = (root: string): string => readFileSync(join(root, 'members/ann.yaml'), 'utf8')

/** When Ann agrees, and when things change afterwards. */
const agreedOn = {CIRCLE_NOW: '2026-11-20T10:00:00Z'}
const later = '2026-11-27T09:30:00Z'

describe('circle charter show', () => {
  it('shows all of it', async () => {
    const text = await done(['charter', 'show'], {cwd: await fresh()})
    for (const words of ['Apron Club', 'Talk.', 'Come prepared.', 'Listen.', 'every week from Friday 20 November 2026 19:00', 'Monday 16 November 2026', 'UTC']) expect(text).toContain(words)
    expect(await json(['charter', 'show'], {cwd: await fresh()})).toMatchObject({charter: {name: 'Apron Club', promises: ['Come prepared.', 'Listen.'], rhythms: {weekly: {repeats: 'every week'}}}})
  })
})

describe('circle charter history', () => {
  it('tells each change with what was and what is, newest first', async () => {
    const root = await fresh()
    edit(root, '2026-11-26T09:00:00Z', 'Listen.', 'Hear each other out.')
    edit(root, later, '  Talk.', '  Talk and read.\n\nroles: [host]')
    edit(root, '2026-11-28T09:30:00Z', 'repeats: every week', 'repeats: every 2 weeks\n    place: The barn')
    const text = (await done(['charter', 'history'], {cwd: root})).replace(/ {2,}/g, '  ').replace(/[0-9a-f]{7}$/gm, 'abcdefa')
    expect(text.split('\n\n')).toEqual([
      'today 09:30  Bo  abcdefa\n  weekly, repeats was  every week\n  weekly, repeats is  every 2 weeks\n  weekly, place  The barn',
      'yesterday 09:30  Bo  abcdefa\n  purpose was  Talk.\n  purpose is  Talk and read.\n  new role  host',
      'Thu 26 Nov 09:00  Bo  abcdefa\n  promise taken out  Listen.\n  new promise  Hear each other out.',
      expect.stringMatching(/you {2}abcdefa\n {2}founded {2}Apron Club\n$/),
    ])
  })

  it('gives the same as data', async () => {
    const root = await fresh()
    edit(root, later, 'Talk.', 'Talk and read.')
    const {history} = await json<{history: unknown[]}>(['charter', 'history'], {cwd: root})
    expect(history).toEqual([
      {commit: git(root, 'rev-parse', 'HEAD'), when: later, author: {name: 'Bo Berg', email: 'bo@example.org', member: 'bo'}, deeds: [{deed: 'charter', field: 'purpose', before: 'Talk.', after: 'Talk and read.'}]},
      expect.objectContaining({deeds: [{deed: 'founded', name: 'Apron Club'}]}),
    ])
  })

  it('says so where it is not committed yet', async () => {
    expect(await done(['charter', 'history'], {cwd: await founded(['--no-commit'])})).toBe('The charter has not been committed yet.\n')
  })
})

describe('circle charter agree', () => {
  it('writes the day into your entry, and shows what you agree to', async () => {
    const root = await fresh()
    const text = await done(['charter', 'agree'], {cwd: root, env: agreedOn})
    for (const words of ['Talk.', 'Come prepared.', 'Ann Ek agreed today.']) expect(text).toContain(words)
    expect(ann(root)).toContain('agreed: "2026-11-20"')
    expect([lastCommit(root), uncommitted(root)]).toEqual(['Agree to the charter as ann: members/ann.yaml', ''])
  })

  it('shows what changed since you agreed last, and nothing of what asks nobody again', async () => {
    const root = await fresh()
    await done(['charter', 'agree'], {cwd: root, env: agreedOn})
    edit(root, later, /Listen\./, 'Hear each other out.')
    edit(root, later, 'repeats: every week', 'repeats: every 2 weeks')
    const text = await done(['charter', 'agree'], {cwd: root})
    expect(text).toContain('What changed since you agreed on Fri 20 Nov')
    expect(text).toMatch(/promise taken out +Listen\.\n +new promise +Hear each other out\./)
    expect(text).not.toContain('every 2 weeks')
    expect(text).not.toContain('Come prepared.')
    expect(ann(root)).toContain('agreed: "2026-11-28"')
    expect(await json(['charter', 'agree', '--dry-run'], {cwd: root, env: {CIRCLE_NOW: '2026-11-29T10:00:00Z'}})).toMatchObject({dryRun: true})
  })

  it('counts from the commit that set your present day, whatever else was written in your entry since', async () => {
    const root = await fresh()
    await done(['charter', 'agree'], {cwd: root, env: agreedOn})
    edit(root, later, 'Talk.', 'Talk and read.')
    await done(['member', 'edit', 'ann', '--seeks', 'French'], {cwd: root})
    expect(await json(['charter', 'agree'], {cwd: root})).toMatchObject({agreed: {before: '2026-11-20', now: '2026-11-28'}, changed: [{deed: 'charter', field: 'purpose', before: 'Talk.', after: 'Talk and read.'}]})
    expect(await json(['charter', 'agree'], {cwd: root, env: {CIRCLE_NOW: '2026-11-29T10:00:00Z'}})).toMatchObject({changed: []})
  })

  it('keeps the time too where you agreed before the change on the same day; then the status is content', async () => {
    const root = await fresh()
    await done(['charter', 'agree'], {cwd: root})
    edit(root, '2026-11-28T11:00:00Z', 'Talk.', 'Talk and read.')
    const noon = {cwd: root, env: {CIRCLE_NOW: '2026-11-28T12:00:00Z'}}
    expect(await done(['status'], noon)).toContain('changed since you agreed: purpose')
    const {status, stdout} = await circle(['charter', 'agree'], noon)
    expect([status, stdout]).toEqual([0, expect.stringContaining('purpose was')])
    expect(await done(['status'], noon)).not.toContain('changed since you agreed')
    expect(await json(['member', 'show', 'ann'], noon)).toMatchObject({member: {agreed: '2026-11-28 12:00'}})
    expect(await json(['charter', 'agree'], noon)).toMatchObject({agreed: {before: '2026-11-28 12:00', now: '2026-11-28 12:00'}, changed: []})
    expect((await circle(['check'], noon)).status).toBe(0)
  })

  it('needs to know who you are, and works without a repository', async () => {
    const root = await fresh()
    const nobody = await circle(['charter', 'agree'], {cwd: root, env: {GIT_AUTHOR_EMAIL: 'zed@example.org'}})
    expect([nobody.status, nobody.stderr]).toEqual([2, expect.stringContaining('--as')])
    execFileSync('rm', ['-rf', join(root, '.git')])
    await done(['charter', 'agree', '--as', 'bo'], {cwd: root})
    expect(readFileSync(join(root, 'members/bo.yaml'), 'utf8')).toContain('agreed: "2026-11-28"')
  })
})

describe('circle, when the charter changed since you agreed', () => {
  const care = async (root: string, more: readonly string[] = []): Promise<string> => (await done(['status', ...more], {cwd: root})).split('Needs care')[1] ?? ''

  it('says what, and how to agree again', async () => {
    const root = await fresh()
    await done(['charter', 'agree'], {cwd: root, env: agreedOn})
    edit(root, later, 'Listen.', 'Hear each other out.')
    edit(root, later, 'Talk.', 'Talk and read.')
    expect(await care(root)).toMatch(/the charter +changed since you agreed: promises and purpose +circle charter agree/)
    expect((await json<{care: {charter: unknown[]}}>(['status'], {cwd: root})).care.charter).toHaveLength(2)
    await done(['charter', 'agree'], {cwd: root})
    expect(await care(root)).not.toContain('the charter')
  })

  it('says nothing of rhythms and roles, to one who never agreed, or of a change before that', async () => {
    const root = await fresh()
    edit(root, '2026-11-19T09:00:00Z', 'Talk.', 'Talk and read.')
    await done(['charter', 'agree'], {cwd: root, env: agreedOn})
    edit(root, later, 'repeats: every week', 'repeats: every 2 weeks')
    expect(await care(root)).not.toContain('the charter')
    edit(root, later, 'Listen.', 'Hear each other out.')
    expect(await care(root)).toContain('the charter')
    execFileSync('sed', ['-i', '/^agreed/d', join(root, 'members/cy.yaml')])
    expect(await care(root, ['--as', 'cy'])).not.toContain('the charter')
  })

  it('tells where things stand although git is not there', async () => {
    const root = await fresh()
    await done(['charter', 'agree'], {cwd: root, env: agreedOn})
    edit(root, later, 'Talk.', 'Talk and read.')
    const text = await done(['status', '--as', 'ann'], {cwd: root, env: {PATH: folder('empty')}})
    expect(text).toContain('Apron Club')
    expect(text).not.toContain('the charter')
  })
})

describe('circle charter edit', () => {
  it('changes name and purpose, and adds promises, by flags', async () => {
    const root = await fresh()
    await done(['charter', 'edit', '--name', 'Junto', '--purpose', 'Read.', '--promise', 'Come in time.', '--promise', 'Listen.'], {cwd: root})
    expect(charter(root)).toMatch(/^name: Junto$/m)
    expect((await json<{charter: object}>(['charter', 'show'], {cwd: root})).charter).toMatchObject({name: 'Junto', purpose: 'Read.', promises: ['Come prepared.', 'Listen.', 'Come in time.']})
    expect([lastCommit(root), uncommitted(root)]).toEqual(['Edit the charter: charter.yaml', ''])
  })

  it('says what is missing without flags and terminal', async () => {
    const {status, stderr} = await circle(['charter', 'edit'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([2, 'error: what is to change about the charter?\nhint: say it with --name, --purpose, --promise; at a terminal it opens in your editor\n'])
  })

  it('opens the file in your editor, and writes what was typed, comments and all', async () => {
    const root = await fresh()
    const editor = script('sed -i "s/Talk\\./Talk and read. # at last/; s/^roles:.*/roles: [host]/" "$1"; sleep 1')
    const at = terminal(['charter', 'edit'], {cwd: root, env: {EDITOR: editor}})
    expect(await at.exit()).toBe(0)
    expect(charter(root)).toContain('Talk and read. # at last')
    expect([commits(root), uncommitted(root)]).toEqual([2, ''])
  })

  it('refuses another id, and asks again for what is not sound', async () => {
    const root = await fresh()
    const before = charter(root)
    const renamed = terminal(['charter', 'edit'], {cwd: root, env: {EDITOR: script('sed -i "s/^id: .*/id: other/" "$1"; sleep 1')}})
    expect(await renamed.exit()).toBe(1)
    expect(renamed.screen()).toContain('the id of the circle was changed')
    const broken = terminal(['charter', 'edit'], {cwd: await fresh(), env: {EDITOR: script('echo "colour: red" >> "$1"; sleep 1')}})
    await broken.sees('colour')
    await broken.answer('Edit it again?', 'n')
    expect(await broken.exit()).toBe(130)
    expect(charter(root)).toBe(before)
  })

  it('says which other files then name something that is gone', async () => {
    const root = await fresh()
    put(root, {'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\ntopic: Luck\n'})
    commitAll(root)
    const at = terminal(['charter', 'edit'], {cwd: root, env: {EDITOR: script('sed -i "s/^  weekly:/  monthly:/" "$1"; sleep 1')}})
    expect(await at.exit()).toBe(0)
    expect(at.screen()).toContain('gatherings/2026-12-04-weekly/gathering.yaml')
  })
})

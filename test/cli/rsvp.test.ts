import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lastCommit, lived, put, uncommitted} from './circles.ts'
import {circle, commits, done, terminal} from './harness.ts'

const fresh = copies(lived)
const next = 'gatherings/2026-12-04-weekly'
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

describe('circle rsvp', () => {
  it('writes the answer on your own page, for the next gathering, and shows who else answered', async () => {
    const root = await fresh()
    const {status, stdout, stderr} = await circle(['rsvp', 'yes'], {cwd: root})
    expect([status, stdout]).toEqual([0, "Fri 4 Dec 2026, 19:00–21:00: you are going. (2026-12-04-weekly)\n  going          Ann\n  can't come     Cy\n  no answer yet  Bo\n"])
    expect(stderr).toMatch(/^Wrote gatherings\/2026-12-04-weekly\/ann\.yaml, commit [0-9a-f]{7}\.\n$/)
    expect(text(root, `${next}/ann.yaml`)).toBe('rsvp: going\n')
    expect(lastCommit(root)).toBe(`Answer 2026-12-04-weekly: ann going: ${next}/ann.yaml`)
    expect(uncommitted(root)).toBe('')
    await done(['check'], {cwd: root})
  })

  it.each<[words: string[], page: string]>([
    [['maybe'], 'rsvp: maybe\n'],
    [['no'], 'rsvp: declined\n'],
    [['no', '--why', 'On a journey'], 'rsvp: declined\n\nwhy: On a journey\n'],
    [['going'], 'rsvp: going\n'],
    [['declined'], 'rsvp: declined\n'],
    [["can't"], 'rsvp: declined\n'],
    [['Can’t come'], 'rsvp: declined\n'],
    [['YES'], 'rsvp: going\n'],
    [['2026-12-04', 'yes'], 'rsvp: going\n'],
    [['next', 'yes'], 'rsvp: going\n'],
    [['2026-12-04-weekly', 'maybe', '--why', 'The train'], 'rsvp: maybe\n\nwhy: The train\n'],
    [['yes', '2026-12-04'], 'rsvp: going\n'],
  ])('takes %j', async (words, page) => {
    const root = await fresh()
    await done(['rsvp', ...words], {cwd: root})
    expect(text(root, `${next}/ann.yaml`)).toBe(page)
  })

  it('makes the folder of a date that has none, with the stub that everybody would write', async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-11', 'no', '--why', 'Yule fair'], {cwd: root})
    expect(text(root, 'gatherings/2026-12-11-weekly/gathering.yaml')).toBe('rhythm: weekly\n')
    expect(text(root, 'gatherings/2026-12-11-weekly/ann.yaml')).toBe('rsvp: declined\n\nwhy: Yule fair\n')
    await done(['check'], {cwd: root})
  })

  it('takes an old reason away with another answer, keeps it with the same one, and changes nothing twice', async () => {
    const root = await fresh()
    const page = `${next}/cy.yaml`
    const count = commits(root)
    const before = everything(root)
    expect((await circle(['rsvp', 'no', '--as', 'cy'], {cwd: root})).stderr).toBe('Nothing changed: it was so already.\n')
    expect([text(root, page), commits(root), everything(root)]).toEqual(['rsvp: declined\n\nwhy: In Boston.\n', count, before])
    expect(await done(['rsvp', 'yes', '--as', 'cy'], {cwd: root})).toContain('Cy is going.')
    expect(text(root, page)).toBe('rsvp: going\n')
    expect((await circle(['rsvp', 'yes', '--as', 'cy'], {cwd: root})).stderr).toBe('Nothing changed: it was so already.\n')
    expect(commits(root)).toBe(count + 1)
  })

  it('keeps what else stands on the page, comments and all', async () => {
    const root = await fresh()
    put(root, {[`${next}/ann.yaml`]: '# Mine.\n\ncommitments:\n  k2:\n    what: Sing.  # loudly\n\nx-mood: fine\n'})
    await done(['rsvp', 'maybe'], {cwd: root})
    const after = text(root, `${next}/ann.yaml`)
    for (const line of ['# Mine.\n', 'rsvp: maybe\n', '    what: Sing.  # loudly\n', 'x-mood: fine\n']) expect(after).toContain(line)
  })

  it("shows a member's own clock where it is another", async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata'], {cwd: root})
    expect(await done(['rsvp', 'yes', '--as', 'bo'], {cwd: root})).toContain('Fri 4 Dec 2026, 19:00–21:00: Bo is going. (2026-12-04-weekly)\nSat 5 Dec 2026, 00:30–02:30 in Asia/Kolkata\n')
    expect(await done(['rsvp', 'yes'], {cwd: root})).not.toContain('Kolkata')
  })

  it('gives programs the answer and everybody else\'s', async () => {
    const root = await fresh()
    const said = await json(['rsvp', 'no', '--why', 'Rain'], {cwd: root})
    expect(said).toMatchObject({gathering: {id: '2026-12-04-weekly'}, member: 'ann', rsvp: 'declined', why: 'Rain', answers: {going: [], maybe: [], declined: ['ann', 'cy'], unanswered: ['bo']}})
  })

  it('says when an answer does not count', async () => {
    const root = await fresh()
    put(root, {[`${next}/gathering.yaml`]: 'rhythm: weekly\n\nregrets: [ann]\n'})
    expect((await circle(['rsvp', 'yes'], {cwd: root})).stderr).toContain(`The shared page still has Ann under \`regrets\`, which counts: take ann out of it in ${next}/gathering.yaml.`)
    await done(['member', 'pause', 'bo'], {cwd: root})
    expect((await circle(['rsvp', 'yes', '--as', 'bo'], {cwd: root})).stderr).toContain('Bo is not counted on that day: paused since 2026-11-28.')
  })

  it('shows with --dry-run what it would write, and writes nothing', async () => {
    const root = await fresh()
    const before = everything(root)
    expect(await done(['rsvp', '2026-12-11', 'yes', '--dry-run'], {cwd: root})).toContain('rsvp: going')
    expect(everything(root)).toEqual(before)
  })

  it.each<[words: string[], status: number, error: string]>([
    [[], 2, 'error: are you going to 2026-12-04-weekly, Fri 4 Dec 2026, 19:00–21:00?\nhint: answer it: circle rsvp 2026-12-04-weekly yes, maybe or no\n'],
    [['2026-12-11'], 2, 'error: are you going to 2026-12-11-weekly, Fri 11 Dec 2026, 19:00–21:00?\nhint: answer it: circle rsvp 2026-12-11-weekly yes, maybe or no\n'],
    [['yess'], 2, 'error: not an answer: yess\nhint: say yes, maybe or no; did you mean yes?\n'],
    [['2026-12-04', 'frobnicate'], 2, 'error: not an answer: frobnicate\nhint: say yes, maybe or no\n'],
    [['2026-12-05', 'yes'], 2, 'error: there is no gathering on Sat 5 Dec 2026\n'],
    [['yes', '--why', ''], 2, 'error: an empty text was given\n'],
    [['yes', '--why', 'a\nb'], 2, 'error: a text of several lines was given where one line goes\n'],
    [['2026-11-20', 'yes'], 1, 'error: 2026-11-20-weekly has been held\n'],
    [['2026-11-27', 'no'], 1, 'error: 2026-11-27-weekly is over\nhint: `circle gather 2026-11-27-weekly` logs who was there; `circle schedule list` shows those to come\n'],
    [['yes', '--as', 'dora'], 2, 'error: no member is called dora\n'],
  ])('refuses %j, and changes nothing', async (words, status, error) => {
    const root = await fresh()
    const before = everything(root)
    const ended = await circle(['rsvp', ...words], {cwd: root})
    expect([ended.status, ended.stdout]).toEqual([status, ''])
    expect(ended.stderr).toContain(error)
    expect(everything(root)).toEqual(before)
  })

  it('passes over a cancelled gathering, and takes no answer for it', async () => {
    const root = await fresh()
    await done(['schedule', 'cancel', '2026-12-04', '--why', 'Snow'], {cwd: root})
    const {status, stderr} = await circle(['rsvp', '2026-12-04', 'yes'], {cwd: root})
    expect([status, stderr]).toEqual([1, 'error: 2026-12-04-weekly was cancelled: Snow\nhint: `circle schedule list` shows those to come\n'])
    await done(['rsvp', 'yes'], {cwd: root})
    expect(existsSync(join(root, 'gatherings/2026-12-11-weekly/ann.yaml'))).toBe(true)
  })

  it('wants to know who somebody is whom the circle does not know', async () => {
    const {status, stderr} = await circle(['rsvp', 'yes'], {cwd: await fresh(), env: {GIT_AUTHOR_EMAIL: 'dora@example.org'}})
    expect([status, stderr]).toEqual([2, 'error: who are you? No member has your e-mail in git\nhint: if you are a member, say which: --as ann. If not yet: circle member add "Your Name <you@example.org>"\n'])
  })

  it('asks at a terminal, and why not', async () => {
    const root = await fresh()
    const asked = terminal(['rsvp'], {cwd: root})
    await asked.sees('Are you going to 2026-12-04-weekly, Fri 4 Dec 2026, 19:00–21:00?')
    await asked.press('down', 'down', 'enter')
    await asked.answer('Why?', 'The tide')
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(text(root, `${next}/ann.yaml`)).toBe('rsvp: declined\n\nwhy: The tide\n')
  })

  it('is to the time that was there, and whoever moves a gathering is told who had answered', async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-11', 'yes', '--as', 'bo'], {cwd: root})
    expect((await circle(['schedule', 'move', '2026-12-11', '20:00'], {cwd: root})).stderr).toContain('Bo answered before it was moved: ask once more.\n')
    await done(['rsvp', '2026-12-11', 'no', '--as', 'cy'], {cwd: root})
    expect((await circle(['schedule', 'move', '2026-12-11', '21:00'], {cwd: root})).stderr).toContain('Bo and Cy answered before it was moved: ask them again.\n')
    expect((await circle(['schedule', 'move', '2026-12-18', '21:00'], {cwd: root})).stderr).not.toContain('answered')
  })
})

import {existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {circle, commits, done, filesIn, folder, founded, git} from './harness.ts'

const id = '2026-11-27-weekly'
const page = (root: string, name = 'gathering', gathering = id): string => readFileSync(join(root, 'gatherings', gathering, `${name}.yaml`), 'utf8')
const file = (text: string): string => {
  const path = join(folder('from'), 'evening.yaml')
  writeFileSync(path, text)
  return path
}

const everything = [
  'gather', '--present', 'ann,bo', '--regrets', 'Cy Ash', '--guest', 'Dora Lind', '--topic', 'Is thrift a virtue?', '--role', 'scribe=bo', '--notes', 'First line.\n\n# A heading: with a colon',
  '--commit', 'ann: read chapter 2 by friday', '--commit', 'bo: bring the map', '--decision', 'Meet at seven, not eight', '--takeaway', 'ann: much', '--yes',
]

describe('circle gather with flags', () => {
  it('writes the shared page and the page of each member who has something on it, in one commit', async () => {
    const root = await founded()
    const {stdout, stderr} = await circle(everything, {cwd: root})
    const ids = {ann: /(\w{4}):\n {4}what/.exec(page(root, 'ann'))?.[1], bo: /(\w{4}):\n {4}what/.exec(page(root, 'bo'))?.[1], decision: /decisions:\n {2}(\w{4}):/.exec(page(root))?.[1]}
    expect(page(root)).toBe(`rhythm: weekly

status: held

topic: Is thrift a virtue?

roles: {scribe: bo}

present: [ann, bo]

regrets: [cy]

guests: [Dora Lind]

notes: |
  First line.

  # A heading: with a colon

decisions:
  ${ids.decision}: Meet at seven, not eight
`)
    expect(page(root, 'ann')).toBe(`takeaway: |\n  much\n\ncommitments:\n  ${ids.ann}:\n    what: read chapter 2\n    due: "2026-12-04"\n`)
    expect(page(root, 'bo')).toBe(`commitments:\n  ${ids.bo}:\n    what: bring the map\n`)
    expect(existsSync(join(root, 'gatherings', id, 'cy.yaml'))).toBe(false)
    expect(stdout).toContain(`Logged ${id}: Friday 27 November 2026, 19:00–21:00.`)
    expect(stdout).toMatch(new RegExp(`${ids.ann} +Ann +by 2026-12-04 +read chapter 2`))
    expect(stderr).toContain('Not logged yet: 2026-11-20-weekly.')
    expect(git(root, 'log', '-1', '--format=%s')).toBe(`Log ${id}`)
    expect(git(root, 'show', '--name-only', '--format=').split('\n').toSorted()).toEqual([`gatherings/${id}/ann.yaml`, `gatherings/${id}/bo.yaml`, `gatherings/${id}/gathering.yaml`])
    expect((await circle(['check'], {cwd: root})).status).toBe(0)
  })

  it('changes nothing when the same line is run again', async () => {
    const root = await founded()
    await done(everything, {cwd: root})
    const before = [filesIn(root), commits(root)]
    expect(await done(everything, {cwd: root})).toContain(`${id} is logged so already. Nothing was changed.`)
    expect([filesIn(root), commits(root)]).toEqual(before)
  })

  it('adds and corrects when it is run with more, and keeps what people wrote between', async () => {
    const root = await founded()
    await done(everything, {cwd: root})
    const path = join(root, 'gatherings', id, 'gathering.yaml')
    writeFileSync(path, page(root).replace('topic: Is', '# the topic\ntopic:   Is'))
    git(root, 'commit', '-qam', 'By hand')
    await done(['gather', '--present', 'cy', '--regrets', 'bo', '--guest', 'Dora Lind, Eli', '--commit', 'ann: read chapter 2 by 2026-12-11', '--decision', 'Bring cake', '--yes'], {cwd: root})
    expect(page(root)).toContain('# the topic\ntopic:   Is thrift a virtue?\n')
    expect(page(root)).toContain('present: [ann, cy]\n\nregrets: [bo]\n\nguests: [Dora Lind, Eli]\n')
    expect(page(root)).toMatch(/Meet at seven, not eight\n {2}\w{4}: Bring cake\n$/)
    expect(page(root, 'ann')).toMatch(/what: read chapter 2\n {4}due: "2026-12-11"\n$/)
  })

  it("writes what became of last time's commitments where they stand", async () => {
    const root = await founded()
    await done(['gather', '2026-11-20', '--present', 'ann', '--commit', 'ann: read', '--commit', 'bo: write', '--yes'], {cwd: root})
    const [ann, bo] = ['ann', 'bo'].map((name) => / {2}(\w{4}):\n/.exec(page(root, name, '2026-11-20-weekly'))![1]!)
    await done(['gather', '--present', 'ann', '--done', ann!, '--drop', `${bo}: no ink`, '--yes'], {cwd: root})
    expect(page(root, 'ann', '2026-11-20-weekly')).toBe(`commitments:\n  ${ann}:\n    what: read\n    done: "2026-11-27"\n`)
    expect(page(root, 'bo', '2026-11-20-weekly')).toBe(`commitments:\n  ${bo}:\n    what: write\n    dropped: "2026-11-27"\n    why: no ink\n`)
    expect(commits(root)).toBe(3)
  })

  it('takes a promise without a name for the one at the keyboard', async () => {
    const root = await founded()
    await done(['gather', '--commit', 'read https://example.org/1', '--as', 'bo'], {cwd: root})
    expect(page(root, 'bo')).toContain('what: read https://example.org/1')
    await done(['gather', '--commit', 'write'], {cwd: root})
    expect(page(root, 'ann')).toContain('what: write')
  })

  it('points out a day that it did not understand, and keeps the words', async () => {
    const root = await founded()
    const {stderr, status} = await circle(['gather', '--commit', 'ann: read by 4/12'], {cwd: root})
    expect(status).toBe(0)
    expect(stderr).toContain('No day was understood in "by 4/12"')
    expect(page(root, 'ann')).toContain('what: read by 4/12\n')
  })

  it('points out a role that nobody knows, and one of a member who was not there', async () => {
    const root = await founded()
    const {stderr, status} = await circle(['gather', '--present', 'ann', '--role', 'recordr=bo', '--role', 'recorder=ann', '--role', 'foo=ann'], {cwd: root})
    expect(status).toBe(0)
    expect(stderr).toContain('The role recordr is neither in the format nor in the charter; did you mean recorder?')
    expect(stderr).toContain('The role foo is neither in the format nor in the charter, which have leader, recorder, timekeeper.')
    expect(stderr).toContain('Bo had the role recordr, but is not among those who were there.')
    expect(stderr).not.toContain('Ann had the role')
  })

  it('plans the topic and the roles of one that is still to come', async () => {
    const root = await founded()
    expect(await done(['gather', 'next', '--topic', 'Virtue', '--role', 'recorder=bo'], {cwd: root})).toContain('2026-12-04-weekly is planned with the topic "Virtue" and Bo as recorder: Friday 4 December 2026')
    expect(page(root, 'gathering', '2026-12-04-weekly')).toBe('rhythm: weekly\n\ntopic: Virtue\n\nroles: {recorder: bo}\n')
    expect(git(root, 'log', '-1', '--format=%s')).toBe('Plan 2026-12-04-weekly')
    expect(await done(['agenda', 'next'], {cwd: root})).toContain('Virtue')
    expect((await circle(['check'], {cwd: root})).status).toBe(0)
  })

  it('takes out, opens again and takes back what was logged by mistake', async () => {
    const root = await founded()
    await done(['gather', '--present', 'ann', '--guest', 'Dora', '--decision', 'Meet at seven', '--commit', 'ann: read', '--yes'], {cwd: root})
    const promised = / {2}(\w{4}):\n/.exec(page(root, 'ann'))![1]!
    const decided = /decisions:\n {2}(\w{4}):/.exec(page(root))![1]!
    await done(['done', promised], {cwd: root})
    expect(await done(['gather', '--reopen', promised], {cwd: root})).toMatch(new RegExp(`^Open again:\\n +${promised} +Ann +open +read\\n`))
    expect(git(root, 'log', '-1', '--format=%s')).toBe(`Reopen ${promised}`)
    expect(await done(['gather', '--reopen', promised], {cwd: root})).toContain('It is open already. Nothing was changed.')
    expect(page(root, 'ann')).toBe(`commitments:\n  ${promised}:\n    what: read\n`)
    const refused = await circle(['gather', '--not-held'], {cwd: root})
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/^error: 2026-11-27-weekly has guests, decisions and commitments on its pages\nhint: /)])
    expect(await done(['gather', '--remove', promised, '--remove', decided, '--remove', 'dora'], {cwd: root})).toMatch(/Taken out\n.*Meet at seven\n/)
    expect(page(root)).toBe('rhythm: weekly\n\nstatus: held\n\npresent: [ann]\n')
    expect((await circle(['check'], {cwd: root})).status).toBe(0)
    await done(['gather', '--not-held'], {cwd: root})
    expect(page(root)).toBe('rhythm: weekly\n')
    expect((await circle(['gather', '--not-held', '--topic', 'x'], {cwd: root})).status).toBe(2)
  })

  it('shows what it would write with --dry-run, and one object with --json', async () => {
    const root = await founded()
    const before = [filesIn(root), commits(root)]
    const shown = await done([...everything, '--dry-run'], {cwd: root})
    expect(shown).toContain(`+++ b/gatherings/${id}/gathering.yaml`)
    expect(shown).toContain('+status: held')
    expect([filesIn(root), commits(root)]).toEqual(before)
    const {gathering} = JSON.parse(await done([...everything, '--json'], {cwd: root})) as {gathering: Record<string, unknown>}
    expect(gathering).toMatchObject({id, status: 'held', start: '2026-11-27T19:00:00Z', page: {present: ['ann', 'bo']}, pages: {ann: {takeaway: 'much'}}})
  })

  it('reads notes from standard input', async () => {
    const root = await founded()
    await done(['gather', '--notes', '-'], {cwd: root, input: 'One\r\nTwo\r\n\r\n'})
    expect(page(root)).toContain('notes: |\n  One\n  Two\n')
  })

  it('logs a date of its own, and one that was moved to today', async () => {
    const root = await founded()
    await done(['schedule', 'add', '2026-11-28 09:00', '--title', 'Walk'], {cwd: root})
    await done(['gather', '2026-11-28', '--present', 'ann'], {cwd: root})
    expect(readFileSync(join(root, 'gatherings/2026-11-28-walk/gathering.yaml'), 'utf8')).toMatch(/when: "2026-11-28 09:00"[^]*status: held\n\npresent: \[ann\]\n$/)
    await done(['schedule', 'move', '2026-12-04', 'today 20:00'], {cwd: root})
    await done(['gather', '2026-12-04-weekly', '--present', 'ann'], {cwd: root})
    expect(page(root, 'gathering', '2026-12-04-weekly')).toContain('when: "2026-11-28 20:00"\n\nstatus: held\n')
  })
})

describe('circle gather that cannot be', () => {
  it.each([
    ['with nothing said and no terminal', ['gather'], 2, /^error: nothing was said about 2026-11-27-weekly\nhint: .*--present ann,bo.*--from FILE/],
    ['about one that is to come', ['gather', 'next', '--present', 'ann'], 1, /^error: 2026-12-04-weekly is still to come, on Friday 4 December 2026\nhint: /],
    ['about one that is not there', ['gather', '2026-11-26', '--present', 'ann'], 2, /^error: there is no gathering on Thu 26 Nov 2026\nhint: near that day: 2026-11-20-weekly/],
    ['with somebody unknown', ['gather', '--present', 'ann,boo'], 2, /^error: no member is called boo\nhint: did you mean bo\?/],
    ['with one both there and away', ['gather', '--present', 'ann', '--regrets', 'ann'], 2, /^error: ann cannot be both present and away\nhint: /],
    ['with a role of nobody', ['gather', '--role', 'scribe'], 2, /^error: not a role with its member: scribe\nhint: write it like --role scribe=bo/],
    ['with a commitment that is not there', ['gather', '--done', 'zzzz'], 2, /^error: no commitment has the id zzzz\nhint: /],
    ['with one dropped for no reason', ['gather', '--drop', 'zzzz'], 2, /^error: why is it dropped\? zzzz\nhint: /],
    ['with a promise of nothing', ['gather', '--commit', 'ann: '], 2, /^error: what did ann promise\?\nhint: /],
    ['with an empty topic', ['gather', '--topic', ' '], 2, /^error: an empty text was given\nhint: /],
    ['with two that read standard input', ['gather', '--from', '-', '--notes', '-'], 2, /^error: both --from and --notes would read standard input\nhint: /],
    ['from a file that is not there', ['gather', '--from', 'none.yaml'], 1, /^error: there is no file none\.yaml\nhint: /],
  ])('%s says so, and changes nothing', async (_, words, status, message) => {
    const root = await founded()
    const before = [filesIn(root), commits(root)]
    const outcome = await circle(words, {cwd: root})
    expect(outcome.stderr).toMatch(message)
    expect(outcome.stderr.trim().split('\n')).toHaveLength(2)
    expect([outcome.status, outcome.stdout]).toEqual([status, ''])
    expect([filesIn(root), commits(root)]).toEqual(before)
  })

  it('about one that was cancelled names the way back', async () => {
    const root = await founded()
    await done(['schedule', 'cancel', '2026-11-27', '--why', 'snow'], {cwd: root})
    const {status, stderr} = await circle(['gather', '2026-11-27', '--present', 'ann'], {cwd: root})
    expect(status).toBe(1)
    expect(stderr).toContain(`error: ${id} was cancelled: snow\nhint: if it took place after all: circle schedule restore ${id}`)
  })
})

describe('circle gather --from', () => {
  const whole = `# typed in the train
topic: Is thrift a virtue?
present: [ann, bo]
regrets: [cy]
roles: {scribe: bo}
guests:
  - Dora Lind
notes: |
  Much was said.
decisions:
  p0aa: Meet at seven
pages:
  ann:
    takeaway: Save more.
    commitments:
      k3fx:
        what: Read chapter 2
        due: 2026-12-04
`

  it('takes the pages, with their ids, from a file or from standard input', async () => {
    const [one, other] = [await founded(), await founded()]
    await done(['gather', '--from', file(whole)], {cwd: one})
    await done(['gather', '--from', '-'], {cwd: other, input: whole})
    expect(page(one)).toMatch(/^rhythm: weekly\n\nstatus: held\n\ntopic: Is thrift a virtue\?\n\nroles: \{scribe: bo\}\n\npresent: \[ann, bo\]\n\nregrets: \[cy\]\n\nguests: \[Dora Lind\]\n\nnotes: \|\n {2}Much was said\.\n\ndecisions:\n {2}p0aa: Meet at seven\n$/)
    expect(page(one, 'ann')).toBe('takeaway: |\n  Save more.\n\ncommitments:\n  k3fx:\n    what: Read chapter 2\n    due: "2026-12-04"\n')
    expect([page(other), page(other, 'ann')]).toEqual([page(one), page(one, 'ann')])
  })

  it('changes nothing the second time', async () => {
    const root = await founded()
    await done(['gather', '--from', '-'], {cwd: root, input: whole})
    const before = [filesIn(root), commits(root)]
    await done(['gather', '--from', '-'], {cwd: root, input: whole})
    expect([filesIn(root), commits(root)]).toEqual(before)
  })

  it('takes a gathering.yaml as the circle keeps it', async () => {
    const [root, other] = [await founded(), await founded()]
    await done(['gather', '--from', '-'], {cwd: root, input: whole})
    await done(['gather', '--from', join(root, 'gatherings', id, 'gathering.yaml')], {cwd: other})
    expect(page(other)).toBe(page(root))
  })

  it('takes lists where there are no ids yet, once each', async () => {
    const root = await founded()
    const lists = 'decisions:\n  - Meet at seven\npages:\n  bo:\n    commitments:\n      - what: Bring the map\n'
    await done(['gather', '--from', '-'], {cwd: root, input: lists})
    await done(['gather', '--from', '-'], {cwd: root, input: lists})
    expect(page(root)).toMatch(/decisions:\n {2}\w{4}: Meet at seven\n$/)
    expect(page(root, 'bo')).toMatch(/^commitments:\n {2}\w{4}:\n {4}what: Bring the map\n$/)
  })

  it('gives flags the last word', async () => {
    const root = await founded()
    await done(['gather', '--from', '-', '--topic', 'Virtue'], {cwd: root, input: whole})
    expect(page(root)).toContain('topic: Virtue\n')
  })

  it.each([
    ['a key that is none', 'presnt: [ann]\n', ':1:1: the file knows no `presnt`\nhint: did you mean `present`?'],
    ['somebody unknown', 'topic: x\npresent: [ann, boo]\n', ':2:16: boo is not a member\nhint: did you mean bo?'],
    ['a page of nobody', 'pages:\n  dan:\n    takeaway: x\n', ':2:3: dan is not a member'],
    ['a day that is none', 'pages:\n  ann:\n    commitments: {k3fx: {what: x, due: soon}}\n', ':3:'],
    ['another rhythm', 'rhythm: monthly\n', ':1:9: the file is of the rhythm monthly'],
    ['a cancelled one', 'status: cancelled\nwhy: snow\n', ':1:9: the file tells of a gathering that was cancelled'],
    ['an alias', 'topic: &a x\nnotes: *a\n', ':1:8:'],
    ['no YAML', 'present: [ann\n', ':'],
    ['nothing', '', ':1:1:'],
  ])('refuses %s, with file, line and column', async (_, text, message) => {
    const root = await founded()
    const before = [filesIn(root), commits(root)]
    const path = file(text)
    const named = await circle(['gather', '--from', path], {cwd: root})
    expect([named.status, named.stdout]).toEqual([3, ''])
    expect(named.stderr).toContain(`error: ${path}${message}`)
    const piped = await circle(['gather', '--from', '-'], {cwd: root, input: text})
    expect(piped.status).toBe(3)
    expect(piped.stderr).toContain(`error: standard input${message}`)
    expect([filesIn(root), commits(root)]).toEqual(before)
  })
})

describe('a draft outside git', () => {
  it('is not written through a link in the circle', async () => {
    const root = join(folder(), 'plain')
    const elsewhere = folder()
    await done(['init', root, '--name', 'Plain', '--timezone', 'UTC', '--starts', '2026-11-27 19:00', '--no-commit', '--yes'], {env: {CIRCLE_NOW: '2026-11-16T10:00:00Z'}})
    rmSync(join(root, '.git'), {recursive: true, force: true})
    mkdirSync(join(root, '.circle'), {recursive: true})
    symlinkSync(elsewhere, join(root, '.circle/local'))
    const {status, stderr} = await circle(['gather', '--present', 'ann'], {cwd: root})
    expect(status).toBe(1)
    expect(stderr).toMatch(/\.circle\/local.* is a link/)
    expect(filesIn(elsewhere)).toEqual({})
  })
})

/** What others wrote is shown, never obeyed: in every output, to a pipe and to a terminal. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, copies, lived, put} from './circles.ts'
import {circle, done, git, terminal} from './harness.ts'

/** Clears the screen, copies to the clipboard, overwrites the line, turns writing round, hides. No file may hold the half of it. */
const evil = 'E\u001b[2J\u001b]52;c;cm0gLXJm\u0007v\u001b]8;;http://evil.example\u001b\\il\u0008\u0008\u009b31m\u202egnp.exe\u202c\u200bx'
/** What a file may hold, and a screen would obey: direction, nothing to see, other ends of lines. */
const sly = 'E\u202egnp.exe\u202cv\u2066x\u2069il\u200b\u200f\u2060zero\u{e0041}\u{e0042}tag\u2028line\u2029par\ufeffend'
const quoted = `"${Array.from(sly, (character) => (/[a-z.]/i.test(character) ? character : `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`)).join('')}"`

/** What must not reach a screen as it is: everything unseen but line feeds, and at a terminal the program's own colours. */
// oxlint-disable-next-line no-control-regex
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u
/** What must not be in a file that is handed on as it is: controls, and other ends of lines. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/u
// oxlint-disable-next-line no-control-regex
const ours = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '').replaceAll('\r\n', '\n')

async function haunted(): Promise<string> {
  const root = await lived()
  const charter = readFileSync(join(root, 'charter.yaml'), 'utf8')
  put(root, {
    'charter.yaml': charter.replace('name: Apron Club', `name: ${quoted}`).replace('purpose: |\n  Talk.', `purpose: ${quoted}`).replace('place: The tavern', `place: ${quoted}`).replace('title: Friday meeting', `title: ${quoted}`),
    'members/bo.yaml': `name: ${quoted}\n\nemail: bo@example.org\n\noffers: [${quoted}]\n\nseeks: [${quoted}]\n`,
    'gatherings/2026-11-20-weekly/gathering.yaml': `rhythm: weekly\n\nstatus: held\n\ntopic: ${quoted}\n\nroles: {recorder: bo}\n\npresent: [ann, bo]\n\nguests: [${quoted}]\n\nnotes: ${quoted}\n\ndecisions:\n  p0aa: ${quoted}\n`,
    'gatherings/2026-11-20-weekly/bo.yaml': `takeaway: ${quoted}\n\ncommitments:\n  m2dd:\n    what: ${quoted}\n    due: "2026-11-24"\n  m7tt:\n    what: ${quoted}\n    dropped: "2026-11-22"\n    why: ${quoted}\n`,
    'gatherings/2026-12-04-weekly/gathering.yaml': `rhythm: weekly\n\ntopic: ${quoted}\n\nplace: ${quoted}\n`,
    'gatherings/2026-12-04-weekly/cy.yaml': `rsvp: declined\n\nwhy: ${quoted}\n`,
    'gatherings/2026-12-11-weekly/gathering.yaml': `rhythm: weekly\n\nstatus: cancelled\n\nwhy: ${quoted}\n`,
  })
  commitAll(root)
  return root
}

const fresh = copies(haunted)
const reading: readonly (readonly string[])[] = [
  [], ['member', 'list'], ['member', 'show', 'bo'], ['schedule', 'list'], ['agenda'], ['agenda', '--format', 'junto'], ['log'], ['show', '2026-11-20'], ['show', 'next'], ['show', '2026-12-11'], ['commitments'], ['check'],
]
const writing: readonly (readonly string[])[] = [
  ['member', 'pause', 'bo'], ['done', 'm2dd'], ['drop', 'm2dd', '--why', 'x'], ['schedule', 'move', 'next', '20:00'], ['schedule', 'edit', 'next', '--place', 'x'], ['schedule', 'cancel', 'next', '--why', 'x'], ['schedule', 'restore', '2026-12-11'], ['schedule', 'end-rhythm', 'weekly', '--after', '2027-01-31'],
]

describe('words that would take over a screen', () => {
  it('may stand in a file, some of them: it is the showing that makes them harmless', async () => {
    const {status, stdout} = await circle(['check'], {cwd: await fresh()})
    expect([status, stdout]).toEqual([0, expect.stringContaining('All sound')])
  })

  it('are refused where they could only do harm: escapes, bells, backspaces', async () => {
    const root = await fresh()
    put(root, {'members/bo.yaml': 'name: "Bo\\e[2J"\n', 'members/cy.yaml': 'name: Cy\u001b[2J\n'})
    const {status, stdout} = await circle(['check'], {cwd: root})
    expect(status).toBe(3)
    expect(stdout).toMatch(/members\/bo\.yaml:1:\d+: .*U\+001B/)
    expect(stdout).toMatch(/members\/cy\.yaml:1:\d+: /)
    expect(stdout).not.toMatch(unseen)
  })

  it.each(reading.map((words) => [words]))('are shown by `circle %j` to a pipe', async (words) => {
    const {stdout, stderr} = await circle(words, {cwd: await fresh()})
    // An agenda is a file: to a pipe it is exact, so that what people write from right to left stays so.
    expect(stdout).not.toMatch(words[0] === 'agenda' ? controls : unseen)
    expect(stderr).not.toMatch(unseen)
  })

  it.each(reading.map((words) => [words]))('are shown by `circle %j` at a terminal', async (words) => {
    const at = terminal(words, {cwd: await fresh(), env: {NO_COLOR: undefined}})
    await at.exit()
    expect(ours(at.raw())).not.toMatch(unseen)
  })

  it.each(reading.map((words) => [words]))('are escaped in the JSON of `circle %j`', async (words) => {
    const {stdout} = await circle([...words, '--json'], {cwd: await fresh()})
    expect(stdout).not.toMatch(unseen)
    JSON.parse(stdout)
  })

  it('are the same words to a program that reads the JSON', async () => {
    const {member} = JSON.parse(await done(['member', 'show', 'bo', '--json'], {cwd: await fresh()})) as {member: {name: string}}
    expect(member.name).toBe(sly)
  })

  it.each(writing.map((words) => [words]))('are shown by `circle %j`, in its diff too, and never in a commit’s message', async (words) => {
    const root = await fresh()
    for (const more of [['--dry-run'], ['--dry-run', '--json'], []]) {
      const {status, stdout, stderr} = await circle([...words, ...more], {cwd: root})
      expect(status, stderr).toBe(0)
      expect(stdout + stderr).not.toMatch(unseen)
    }
    const message = git(root, 'log', '-1', '--format=%B')
    expect(message).not.toMatch(unseen)
    expect(message).not.toContain('evil')
  })

  it('cannot break out of a line of the calendar', async () => {
    const root = await fresh()
    const text = await done(['ics', '--out', '-'], {cwd: root})
    expect(text.replaceAll('\r\n', '\n')).not.toMatch(controls)
    for (const line of text.trimEnd().split('\r\n')) expect(line).toMatch(/^( |[A-Z-]+[:;])/)
    const at = terminal(['ics', '--out', '-'], {cwd: root})
    await at.exit()
    expect(ours(at.raw())).not.toMatch(unseen)
  })

  it('are shown in errors: of what was typed, of a file’s name, of a file’s line', async () => {
    const root = await fresh()
    put(root, {[`members/${'x\u001b[2J\u202e'}.yaml`]: 'name: X\n', 'members/dora.yaml': `name: Dora\nemail: ${quoted}\n"k${'\\e'}[2J": 1\n`})
    for (const words of [['member', 'show', evil], ['schedule', 'add', evil], ['show', evil], ['done', evil], [evil], ['--format', evil], ['agenda', '--format', evil], ['-C', evil, 'log'], ['check'], ['member', 'list'], ['member', 'add', evil], ['member', 'add', 'X', '--id', evil], ['schedule', 'add-rhythm', evil, '--starts', 'today'], ['help', evil], ['schema', evil], ['init', '/nowhere', '--timezone', evil], ['--as', evil]]) {
      const {status, stdout, stderr} = await circle(words, {cwd: root})
      expect(status, JSON.stringify(words)).not.toBe(0)
      expect(stdout + stderr, JSON.stringify(words)).not.toMatch(unseen)
      expect(stderr, JSON.stringify(words)).not.toMatch(/\n\s+at /)
    }
  })
})

describe('what is private', () => {
  it('is in no commit’s message: ids only, never people’s words', async () => {
    const root = await copies(lived)()
    await done(['member', 'add', 'CANARY Name <canary@example.org>', '--seeks', 'CANARY'], {cwd: root})
    await done(['schedule', 'cancel', 'next', '--why', 'CANARY'], {cwd: root})
    await done(['schedule', 'move', '2026-12-11', '20:00'], {cwd: root})
    await done(['drop', 'm2dd', '--why', 'CANARY'], {cwd: root})
    await done(['schedule', 'add-rhythm', 'tea', '--starts', 'tomorrow', '--title', 'CANARY'], {cwd: root})
    const subjects = git(root, 'log', '--format=%B').split('\n').filter((line) => line !== '')
    // The id of a member is made of their name, as everybody knows.
    expect(subjects.filter((line) => /canary|example\.org/i.test(line))).toEqual(['Add member canary'])
  })
})

import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lastCommit, put, commitAll} from './circles.ts'
import {circle, done, founded} from './harness.ts'

const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const shared = (id: string): string => `gatherings/${id}/gathering.yaml`
const last = '2026-12-18-weekly'

interface Round {
  readonly gathering: {readonly id: string; readonly status: string}
  readonly mails: readonly {readonly member: string; readonly method: string}[]
}

/** A circle in which Bo and Cy are invited to the gathering of 18 December, which Bo said he comes to. */
const fresh = copies(async () => {
  const root = await founded(['--place', 'The tavern', '--lasts', '90 min'])
  await done(['invite', last], {cwd: root})
  await done(['rsvp', last, 'yes', '--as', 'bo'], {cwd: root})
  return root
})
const end = ['schedule', 'end-rhythm', 'weekly', '--after', '2026-12-11']

describe('circle schedule end-rhythm, where later dates have something to say', () => {
  it('calls them off, as dates of their own, and says who was invited', async () => {
    const root = await fresh()
    const {status, stdout, stderr} = await circle(end, {cwd: root})
    expect([status, stdout]).toEqual([0, 'The rhythm weekly ends with 2026-12-11. Its last gathering:\n'
      + '  2026-12-11-weekly  Fri 11 Dec 2026  19:00–20:30  Friday meeting\n'
      + 'Called off with it:\n'
      + '  2026-12-18-weekly  Fri 18 Dec 2026  19:00–20:30  Friday meeting  cancelled: The rhythm weekly has ended\n'])
    expect(stderr).toContain(`Bo and Cy were invited: circle invite ${last} tells them\n`)
    expect(text(root, shared(last))).toBe('when: "2026-12-18 19:00"\n\nlasts: 90 min\n\nplace: The tavern\n\ntitle: Friday meeting\n\nstatus: cancelled\n\nwhy: The rhythm weekly has ended\n')
    expect(text(root, `gatherings/${last}/bo.yaml`)).toBe('rsvp: going\n')
    expect(lastCommit(root)).toBe(`End rhythm weekly: charter.yaml, ${shared(last)}`)
    await done(['check'], {cwd: root})
    expect(await done(['show', last], {cwd: root})).toContain('The rhythm weekly has ended')
  })

  it('sends the cancellation of the same entry to those who were invited', async () => {
    const root = await fresh()
    const uids = async (): Promise<string[]> => [...(await done(['ics', '--out', '-', '--from', '2026-12-18', '--to', '2026-12-18'], {cwd: root})).matchAll(/^UID:(.*)\r$/gm)].map(([, uid]) => uid!)
    const before = await uids()
    await done(end, {cwd: root})
    expect([before.length, await uids()]).toEqual([1, before])
    expect(await done(['ics', '--out', '-'], {cwd: root})).toMatch(new RegExp(`UID:${before[0]!.slice(0, 20)}[^]*?STATUS:CANCELLED`))
    const {mails} = await json<Round>(['invite', last], {cwd: root})
    expect(mails.map(({member, method}) => `${member} ${method}`)).toEqual(['bo cancel', 'cy cancel'])
  })

  it('shows the same with --dry-run, and writes nothing; then tells programs', async () => {
    const root = await fresh()
    const before = everything(root)
    const {stderr} = await circle([...end, '--dry-run'], {cwd: root})
    expect(stderr).toContain(`Would be called off with it:\n  ${last}`)
    expect(stderr).toContain('Bo and Cy were invited')
    expect(everything(root)).toEqual(before)
    const made = await json<{calledOff: {id: string; status: string}[]; kept: unknown[]}>(end, {cwd: root})
    expect([made.calledOff.map(({id, status}) => `${id} ${status}`), made.kept]).toEqual([[`${last} cancelled`], []])
  })

  it('is undone whole', async () => {
    const root = await fresh()
    const before = [text(root, 'charter.yaml'), text(root, shared(last))]
    await done(end, {cwd: root})
    await done(['undo', '--yes'], {cwd: root})
    expect([text(root, 'charter.yaml'), text(root, shared(last))]).toEqual(before)
    await done(['check'], {cwd: root})
  })

  it('leaves the reason of what was called off before, and what had been moved to the last day or before it', async () => {
    const root = await fresh()
    await done(['schedule', 'cancel', '2026-12-25', '--why', 'Christmas'], {cwd: root})
    await done(['schedule', 'move', '2027-01-01', '2026-12-10 18:00'], {cwd: root})
    const stdout = await done(end, {cwd: root})
    expect(stdout).not.toContain('Christmas')
    expect(stdout).toContain('Moved to that day or before it, so not called off:\n  2027-01-01-weekly  Thu 10 Dec 2026')
    expect(text(root, shared('2026-12-25-weekly'))).toContain('why: Christmas\n')
    expect(text(root, shared('2027-01-01-weekly'))).toBe('when: "2026-12-10 18:00"\n\nlasts: 90 min\n\nplace: The tavern\n\ntitle: Friday meeting\n')
    await done(['check'], {cwd: root})
  })

  it('can take place after all, as a date of its own', async () => {
    const root = await fresh()
    await done(end, {cwd: root})
    expect(await done(['schedule', 'restore', last], {cwd: root})).toBe(`${last} takes place after all: Friday 18 December 2026, 19:00–20:30.\n`)
    await done(end, {cwd: root})
    expect((await json<Round>(['show', last], {cwd: root})).gathering.status).toBe('planned')
  })

  it('mends by the same command what an earlier end had left astray', async () => {
    const root = await fresh()
    put(root, {'charter.yaml': text(root, 'charter.yaml').replace(/(\n +)(repeats: .*)/, '$1$2$1until: "2026-12-11"')})
    commitAll(root)
    expect((await circle(['check'], {cwd: root})).status).toBe(3)
    await done(end, {cwd: root})
    await done(['check'], {cwd: root})
  })
})

describe('a folder that hits no date, since its rhythm was edited by hand', () => {
  const edited = async (): Promise<string> => {
    const root = await fresh()
    put(root, {'charter.yaml': text(root, 'charter.yaml').replace('starts: "2026-11-20 19:00"', 'starts: "2026-11-19 20:00"')})
    commitAll(root)
    return root
  }

  it('is said to be one, with what calls it off', async () => {
    const root = await edited()
    for (const words of [['invite', last], ['show', last]]) {
      const {status, stderr} = await circle(words, {cwd: root})
      expect([status, stderr]).toEqual([2, `error: ${last} is no gathering: 2026-12-18 is not a day of the rhythm \`weekly\`\n`
        + `hint: people were invited to it, so its name stays: call it off (circle schedule cancel ${last}), or write \`when\` in place of \`rhythm\`\n`])
    }
    expect((await circle(['check'], {cwd: root})).stdout).toContain(`circle schedule cancel ${last}`)
  })

  it('is called off as a date of its own, and those who were invited are told', async () => {
    const root = await edited()
    const {status, stdout, stderr} = await circle(['schedule', 'cancel', last, '--why', 'We meet on Thursdays now'], {cwd: root})
    expect([status, stdout]).toEqual([0, `${last} is cancelled: Friday 18 December 2026, 20:00–21:30.\n`])
    expect(stderr).toContain('It hit no date of a rhythm, so from now on it is a date of its own.\n')
    expect(stderr).toContain(`Bo and Cy were invited: circle invite ${last} tells them\n`)
    await done(['check'], {cwd: root})
    expect((await json<Round>(['invite', last], {cwd: root})).mails.map(({method}) => method)).toEqual(['cancel', 'cancel'])
  })
})

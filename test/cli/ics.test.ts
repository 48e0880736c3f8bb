import {cpSync, readFileSync, utimesSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {gatheringLines} from './calendar-text.ts'
import {commitAll, copies, everything, json, lived, put} from './circles.ts'
import {circle, commits, done, folder, git} from './harness.ts'

const fresh = copies(lived)
const unfolded = (text: string): string => text.replace(/\r\n /g, '')
const events = gatheringLines

const calendar = (root: string, ...words: string[]): Promise<string> => done(['ics', '--out', '-', ...words], {cwd: root})

describe('circle ics', () => {
  it('writes the calendar into the folder of the circle, 30 days back to 18 months ahead, and commits nothing', async () => {
    const root = await fresh()
    const count = commits(root)
    const stdout = await done(['ics'], {cwd: join(root, 'members')})
    expect(stdout).toContain(join(root, 'apron-club.ics'))
    const text = readFileSync(join(root, 'apron-club.ics'), 'utf8')
    const ids = [...events(text).keys()]
    expect(ids[0]).toBe('2026-11-20-weekly')
    expect(ids.at(-1)).toBe('2028-05-26-weekly')
    expect(commits(root)).toBe(count)
    expect(git(root, 'status', '--porcelain')).toBe('')
  })

  it('has one VEVENT for each gathering, with TZID, a VTIMEZONE, place, link and topic', async () => {
    const root = join(folder(), 'zoned')
    await done(['init', root, '--timezone', 'Europe/Stockholm', '--starts', '2026-12-04 19:00', '--repeats', 'weekly', '--lasts', '2h', '--place', 'Hall; 1, North', '--link', 'https://x.example/a', '--yes'])
    put(root, {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Luck\n'})
    const text = await calendar(root, '--from', '2026-12-01', '--to', '2026-12-31')
    expect(text.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1)
    const all = events(text)
    expect([...all.keys()]).toEqual(['2026-12-04-weekly', '2026-12-11-weekly', '2026-12-18-weekly', '2026-12-25-weekly'])
    const luck = all.get('2026-12-11-weekly')!
    expect(unfolded(text)).toContain('DTSTART;TZID=Europe/Stockholm:20261211T190000\r\nDTEND;TZID=Europe/Stockholm:20261211T210000')
    expect([luck.get('SUMMARY'), luck.get('LOCATION'), luck.get('URL'), luck.get('STATUS')]).toEqual(['Friday meeting', 'Hall\\; 1\\, North', 'https://x.example/a', 'CONFIRMED'])
    expect(luck.get('DESCRIPTION')).toContain('Luck')
  })

  it('keeps the UID of what is moved, and says what is cancelled and why', async () => {
    const root = await fresh()
    const before = events(await calendar(root))
    await done(['schedule', 'move', '2026-12-04', '2026-12-05 10:00'], {cwd: root})
    await done(['schedule', 'cancel', '2026-12-11', '--why', 'Snow'], {cwd: root})
    const text = await calendar(root)
    const after = events(text)
    expect(after.get('2026-12-04-weekly')!.get('UID')).toBe(before.get('2026-12-04-weekly')!.get('UID'))
    expect(after.get('2026-12-04-weekly')!.get('DTSTART')).toBe('20261205T100000Z')
    expect(after.get('2026-12-11-weekly')!.get('STATUS')).toBe('CANCELLED')
    expect(after.get('2026-12-11-weekly')!.get('DESCRIPTION')).toContain('Snow')
    expect(text).not.toContain('METHOD:')
  })

  it('gives SEQUENCE and LAST-MODIFIED from history: they grow with a change, and stay where nothing changed', async () => {
    const root = await fresh()
    const env = {GIT_AUTHOR_DATE: '2030-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2030-01-01T00:00:00Z'}
    const before = events(await calendar(root))
    await done(['schedule', 'move', '2026-12-11', '2026-12-12'], {cwd: root, env})
    const after = events(await calendar(root))
    const sequence = (all: typeof after, id: string): number => Number(all.get(id)!.get('SEQUENCE'))
    expect(sequence(after, '2026-12-11-weekly')).toBeGreaterThan(sequence(before, '2026-12-11-weekly'))
    expect(after.get('2026-12-11-weekly')!.get('LAST-MODIFIED')! > before.get('2026-12-11-weekly')!.get('LAST-MODIFIED')!).toBe(true)
    expect(after.get('2026-12-18-weekly')).toEqual(before.get('2026-12-18-weekly'))
  })

  it('grows also where a page goes that somebody deleted', async () => {
    const root = await fresh()
    const sequence = async (): Promise<number> => Number(events(await calendar(root)).get('2026-12-04-weekly')!.get('SEQUENCE'))
    const env = (day: string) => ({GIT_AUTHOR_DATE: `${day}T00:00:00Z`, GIT_COMMITTER_DATE: `${day}T00:00:00Z`})
    await done(['schedule', 'move', '2026-12-04', '2026-12-05'], {cwd: root, env: env('2030-01-01')})
    const moved = await sequence()
    git(root, 'rm', '--quiet', '-r', 'gatherings/2026-12-04-weekly')
    git(root, 'commit', '--quiet', '--message', 'By hand')
    expect(events(await calendar(root)).get('2026-12-04-weekly')!.get('DTSTART')).toBe('20261204T190000Z')
    expect(await sequence()).toBeGreaterThanOrEqual(moved)
  })

  it('is the same, byte for byte, on every clone of the same commit', async () => {
    const root = await fresh()
    const clone = join(folder(), 'clone')
    git(root, 'clone', '--quiet', root, clone)
    utimesSync(join(clone, 'charter.yaml'), 1, 1)
    const text = await calendar(root)
    expect(await calendar(clone)).toBe(text)
    for (const TZ of ['Australia/Lord_Howe', 'America/New_York']) expect(await done(['ics', '--out', '-'], {cwd: clone, env: {TZ, LC_ALL: 'C'}})).toBe(text)
  })

  it('works outside git, by the files’ own times', async () => {
    const root = await fresh()
    const plain = join(folder(), 'plain')
    cpSync(root, plain, {recursive: true, filter: (path) => !path.endsWith('/.git')})
    expect(events(await calendar(plain)).size).toBe(events(await calendar(root)).size)
  })

  it('takes a window, both days included, and a file from where one stands', async () => {
    const [root, elsewhere] = [await fresh(), folder()]
    await done(['-C', root, 'ics', '--from', '2026-12-04', '--to', '2026-12-11', '--out', '2026.ics'], {cwd: elsewhere})
    expect([...events(readFileSync(join(elsewhere, '2026.ics'), 'utf8')).keys()]).toEqual(['2026-12-04-weekly', '2026-12-11-weekly'])
    expect((await circle(['ics', '--from', '2026-12-04', '--to', '2026-12-01'], {cwd: root})).stderr).toMatch(/^error: .*\nhint: /)
  })

  it('tells nobody’s address, answer, notes, takeaway or commitment', async () => {
    const root = await fresh()
    put(root, {
      'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n\nroles: {recorder: bo}\n\npresent: [ann]\n\nguests: [CANARY-GUEST]\n\nnotes: |\n  CANARY-NOTES\n\ndecisions:\n  p0aa: CANARY-DECISION\n',
      'gatherings/2026-12-04-weekly/ann.yaml': 'rsvp: declined\n\nwhy: CANARY-WHY\n\ntakeaway: |\n  CANARY-TAKEAWAY\n\ncommitments:\n  k3fx:\n    what: CANARY-WHAT\n',
      'members/cy.yaml': 'name: Cy CANARY-NAME\n\nemail: canary@example.org\n\noffers: [CANARY-OFFER]\n',
    })
    commitAll(root)
    const text = unfolded(await calendar(root))
    expect(text).toContain('2026-12-04-weekly')
    expect(text).not.toMatch(/CANARY/i)
    expect(text).not.toMatch(/example\.org|ATTENDEE|ORGANIZER|mailto/i)
    const {text: inJson} = await json<{text: string}>(['ics', '--out', '-'], {cwd: root})
    expect(inJson).not.toMatch(/CANARY/i)
  })

  it.each(['charter.yaml', 'members/bo.yaml', 'gatherings/2026-12-04-weekly/gathering.yaml', 'README.md', '.git/config', 'CHARTER.yaml', '../apron/members/new.ics'])('never writes over the circle itself: %s', async (out) => {
    const root = await fresh()
    const before = everything(root)
    for (const command of ['ics', 'agenda']) {
      const {status, stdout, stderr} = await circle([command, '--out', out], {cwd: root})
      expect([status, stdout, stderr]).toEqual([1, '', `error: ${out} belongs to the circle itself, so nothing is written there\nhint: name another file with --out\n`])
    }
    expect(everything(root)).toEqual(before)
  })

  it('writes no file with --dry-run', async () => {
    const [root, elsewhere] = [await fresh(), folder()]
    const {stdout} = await circle(['-C', root, 'ics', '--out', 'x.ics', '--dry-run'], {cwd: elsewhere})
    expect(stdout).toContain(`would be written to ${join(elsewhere, 'x.ics')}`)
    expect(() => readFileSync(join(elsewhere, 'x.ics'))).toThrow()
  })

  it('says so where it cannot write', async () => {
    const {status, stderr} = await circle(['ics', '--out', '/nowhere/x.ics'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: .*\/nowhere.*\nhint: .*\n$/)])
  })
})

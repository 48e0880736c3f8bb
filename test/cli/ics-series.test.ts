import {execFileSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, put} from './circles.ts'
import {circle, done, environment, folder, founded} from './harness.ts'

const ics = (root: string, env: Record<string, string> = {}, ...more: string[]): Promise<string> => done(['ics', '--series', '--out', '-', ...more], {cwd: root, env})

/** The unfolded lines of the event whose UID begins so. */
function eventOf(text: string, uid: string): string[] {
  const events = text.replace(/\r\n /g, '').split('BEGIN:VEVENT\r\n').map((event) => event.split('\r\n'))
  return events.find(([first]) => first?.startsWith(`UID:${uid}`)) ?? []
}

const sequence = (text: string): number => Number(eventOf(text, 'weekly.series.').find((line) => line.startsWith('SEQUENCE:'))?.slice(9))

/** Commits all that is there at a time of our choice. */
function commitAt(root: string, date: string): void {
  execFileSync('git', ['add', '--all'], {cwd: root, env: environment()})
  execFileSync('git', ['commit', '--quiet', '--message', 'By hand'], {cwd: root, env: environment({GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date})})
}

describe('circle ics --series', () => {
  it('writes one entry for a rhythm, and beside it what differs', async () => {
    const root = await founded(['--lasts', '2h'])
    await done(['schedule', 'cancel', '2026-12-04', '--why', 'Snow'], {cwd: root})
    put(root, {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Is thrift a virtue?\n'})
    const text = await ics(root)
    expect(eventOf(text, 'weekly.series.')).toEqual(expect.arrayContaining([
      'DTSTART:20261120T190000Z', 'DTEND:20261120T210000Z', 'RRULE:FREQ=WEEKLY;BYDAY=FR;WKST=MO', 'EXDATE:20261204T190000Z', 'EXDATE:20261211T190000Z',
    ]))
    expect(eventOf(text, '2026-12-04-weekly.')).toContain('STATUS:CANCELLED')
    expect(eventOf(text, '2026-12-11-weekly.').join()).toContain('Is thrift a virtue?')
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(3)
  })

  it('says of which rhythm there is none, and why, and writes its dates', async () => {
    const root = await founded()
    await done(['schedule', 'add-rhythm', 'tens', '--starts', '2026-11-25 18:00', '--repeats', 'every 10 days'], {cwd: root})
    const {status, stderr, stdout} = await circle(['ics', '--series', '--out', '-'], {cwd: root})
    expect(status).toBe(0)
    expect(stderr).toContain('tens is written date by date: not all calendar programs know "every 10 days".')
    expect(eventOf(stdout, '2026-12-05-tens.')).toContain('DTSTART:20261205T180000Z')
  })

  it('is the same on another clone, in another zone, on another day', async () => {
    const root = await founded()
    put(root, {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\nwhen: "2026-12-12 10:00"\n'})
    commitAll(root)
    const clone = join(folder('clone'), 'apron')
    execFileSync('git', ['clone', '--quiet', root, clone], {env: environment()})
    const text = await ics(root)
    expect(await ics(clone, {TZ: 'Australia/Lord_Howe', CIRCLE_NOW: '2027-03-01T23:30:00Z'})).toBe(text)
    expect(await ics(root, {CIRCLE_NOW: '2027-06-01T12:00:00Z'}, '--member', 'ann', '--remind', 'none')).toContain('RRULE:FREQ=WEEKLY;BYDAY=FR;WKST=MO')
  })

  it('counts up with each change, also when a page goes again', async () => {
    const root = await founded()
    const first = sequence(await ics(root))
    put(root, {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Thrift\n'})
    commitAt(root, '2026-11-29T10:00:00Z')
    const excepted = await ics(root)
    expect(excepted).toContain('EXDATE')
    expect(sequence(excepted)).toBeGreaterThan(first)
    rmSync(join(root, 'gatherings/2026-12-11-weekly'), {recursive: true})
    commitAt(root, '2026-11-30T10:00:00Z')
    const whole = await ics(root)
    expect(whole).not.toContain('EXDATE')
    expect(sequence(whole)).toBeGreaterThan(sequence(excepted))
  })
})

import {spawnSync} from 'node:child_process'
import {cpSync, readFileSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {gatheringLines} from './calendar-text.ts'
import {commitAll, copies, put} from './circles.ts'
import {circle, done, environment, folder, founded, git, program} from './harness.ts'

/** A circle in a zone with summer time: a log, roles, an answer, a member elsewhere with reminders, a date of its own. */
const fresh = copies(async () => {
  const root = await founded(['--timezone', 'Europe/Stockholm', '--format', 'junto', '--lasts', '2h', '--place', 'Hall'])
  put(root, {
    'gatherings/2026-11-20-weekly/gathering.yaml': 'rhythm: weekly\n\nstatus: held\n\ntopic: Thrift\n\nroles: {president: ann, essayist: bo}\n\npresent: [ann, bo]\n',
    'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Luck\n\nroles: {essayist: bo}\n',
    'gatherings/2026-12-04-weekly/cy.yaml': 'rsvp: declined\n',
    'gatherings/2026-12-12-retreat/gathering.yaml': 'when: "2026-12-12"\n\nlasts: 2 days\n\nlink: https://meet.example.org/r\n',
    'members/bo.yaml': 'name: Bo Berg\n\nemail: bo@example.org\n\njoined: "2026-11-16"\n\ntimezone: America/New_York\n\nremind: [1d, 15m]\n',
  })
  commitAll(root)
  return root
})

const modes: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  '--series': ['--series'],
  '--member': ['--member', 'bo'],
  '--member in series': ['--member', 'bo', '--series'],
  '--for': ['--for', 'bo'],
  '--each': ['--each'],
  '--all': ['--all', '.'],
  'all of it': ['--all', '.', '--member', 'bo', '--series', '--remind', '2h', '--color', 'teal', '--source', 'https://x.example/a.ics'],
}
const span = ['--from', '2026-11-01', '--to', '2027-06-30']

/** What a mode writes, every file by its name. */
async function written(root: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const out = join(folder('out'), words.includes('--each') ? 'each' : 'one.ics')
  await done(['ics', ...words, '--out', out], {cwd: root, env})
  if (!words.includes('--each')) return {'one.ics': readFileSync(out, 'utf8')}
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]))
}

describe.each(Object.entries(modes))('the same commit, %s,', (_, words) => {
  it('gives the same bytes on another clone, with other file times, zone, language and day', async () => {
    const root = await fresh()
    const text = await written(root, [...words, ...span])
    expect(Object.values(text).join('')).toContain('BEGIN:VEVENT')
    const clone = join(folder(), 'apron')
    git(root, 'clone', '--quiet', root, clone)
    for (const path of git(clone, 'ls-files').split('\n')) utimesSync(join(clone, path), 2e9, 2e9)
    expect(await written(clone, [...words, ...span])).toEqual(text)
    const elsewhere = {TZ: 'Australia/Lord_Howe', LC_ALL: 'C', LANG: 'tr_TR.UTF-8', CIRCLE_NOW: '2027-03-28T00:59:59Z'}
    expect(await written(clone, [...words, ...span], elsewhere)).toEqual(text)
  })

  it('gives the same entries on another day where both days see them', async () => {
    const root = await fresh()
    const [today, later] = [await written(root, words), await written(root, words, {CIRCLE_NOW: '2026-12-09T10:00:00Z'})]
    const entries = (files: Record<string, string>) => new Map(Object.values(files).flatMap((text) => [...gatheringLines(text)].map(([id, event]) => [id, [[...event], event.triggers]] as const)))
    const [first, second] = [entries(today), entries(later)]
    const both = [...first].filter(([id]) => second.has(id))
    expect(both.length).toBeGreaterThan(2)
    for (const [id, event] of both) expect([id, second.get(id)]).toEqual([id, event])
  })
})

describe('what would read back differently', () => {
  it.each([
    ['another hour', '.replace("T190000","T193000")', []],
    ['an entry too many', '.replace("BEGIN:VEVENT","BEGIN:VEVENT\\r\\nUID:x\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT")', []],
    ['a line of somebody else’s', '.replace("STATUS:","ATTENDEE:mailto:x@x.example\\r\\nSTATUS:")', ['--for', 'bo']],
    ['another rule', '.replace("FREQ=WEEKLY","FREQ=DAILY")', ['--series']],
    ['another reminder', '.replace("-PT15M","PT15M")', ['--all', '.', '--member', 'bo']],
    ['a last file that is cut off', '.replace(/(2027-06-25[^]*)END:VCALENDAR\\r\\n$/,"$1")', ['--each']],
  ] as const)('(%s) is not written: exit 3, no file, nothing on stdout', async (_, fault, words) => {
    // The program as it is built, with a fault put into the one place where it writes a calendar's text.
    const broken = folder('broken')
    const from = join(program, '../..')
    for (const part of ['bin', 'dist', 'templates', 'package.json']) cpSync(join(from, part), join(broken, part), {recursive: true})
    const chunk = readdirSync(join(broken, 'dist')).map((name) => join(broken, 'dist', name)).find((path) => statSync(path).isFile() && /function writeIcal\(/.test(readFileSync(path, 'utf8')))!
    const code = readFileSync(chunk, 'utf8')
    const faulty = code.replace(/(function writeIcal\(\w+\)\{return [\w.]+\(\w+\))\}/, (_, whole: string) => `${whole}${fault}}`)
    expect(faulty).not.toBe(code)
    writeFileSync(chunk, faulty)
    symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(broken, 'node_modules'))

    const root = await fresh()
    const run = (...more: string[]) => spawnSync(process.execPath, [join(broken, 'bin/circle.js'), 'ics', ...words, ...span, ...more], {cwd: root, env: environment(), encoding: 'utf8'})
    const before = readdirSync(root)
    const {status, stdout, stderr} = run()
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^error: the calendar would read back differently: .*\nhint: no calendar was written\. .*\n$/)
    expect(readdirSync(root)).toEqual(before)
    if (!words.some((word) => word === '--each')) expect(run('--out', '-')).toMatchObject({status: 3, stdout: ''})
  })

  it('goes for what no calendar can hold too: an earlier file stays as it was', async () => {
    const root = await fresh()
    await done(['ics'], {cwd: root})
    const before = readFileSync(join(root, 'apron-club.ics'), 'utf8')
    put(root, {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Time\n'})
    // The year 2250, by a clock that is wrong.
    utimesSync(join(root, 'gatherings/2026-12-11-weekly/gathering.yaml'), 8_850_000_000, 8_850_000_000)
    const {status, stdout, stderr} = await circle(['ics'], {cwd: root})
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^error: "Friday meeting" on 2026-12-11 cannot be in a calendar: .*\nhint: no calendar was written\. .*\n$/)
    expect(readFileSync(join(root, 'apron-club.ics'), 'utf8')).toBe(before)
  })
})

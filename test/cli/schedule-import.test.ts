import {execFileSync} from 'node:child_process'
import {readFileSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {json, put} from './circles.ts'
import {circle, commits, done, filesIn, folder, founded, git, terminal} from './harness.ts'

const fixture = (name: string): string => new URL(`../fixtures/import/${name}`, import.meta.url).pathname

/** A circle without rhythms in a zone; today is Saturday 28 November 2026. */
async function empty(timezone: string): Promise<string> {
  const root = join(folder(), 'circle')
  await done(['init', root, '--name', 'Apron', '--purpose', 'Talk.', '--timezone', timezone, '--starts', '2026-11-20 19:00', '--member', 'Ann Ek <ann@example.org>', '--yes'], {env: {CIRCLE_NOW: '2026-11-16T10:00:00Z'}})
  return root
}

interface Found {
  readonly rhythms: readonly {id: string; starts: string; repeats?: string}[]
  readonly gatherings: readonly {id: string}[]
  readonly there: number
  readonly differs: readonly unknown[]
  readonly notTaken: readonly {line: number; what: string; why: string}[]
  readonly misses: readonly {line: number}[]
}

describe('circle schedule import', () => {
  it('takes over a calendar as Google exports it, in one commit, and the second time nothing', async () => {
    const root = await empty('Europe/Stockholm')
    const before = commits(root)
    const {stdout, stderr} = await circle(['schedule', 'import', fixture('google.ics'), '--yes'], {cwd: root})
    expect(stdout).toBe(`1 rhythm:
  study-circle  Study circle  every 2 weeks on tuesday  from 2026-12-01 19:00 until 2027-05-31
4 gatherings:
  2026-12-29-study-circle   Tue 29 Dec 2026  19:00–21:00    Study circle          cancelled: Left out in the calendar it came from
  2027-01-12-study-circle   Wed 13 Jan 2027  18:30–20:30    Study circle: guests  moved from Tue 12 Jan
  2026-12-05-winter-picnic  Sat 5 Dec 2026   14:00–17:00    Winter picnic
  2027-06-11-retreat        Fri 11 Jun 2027  to Sun 13 Jun  Retreat
Exceptions that hit no date, so they were not taken:
  line 31  2027-01-06 19:00 Europe/Stockholm, left out of Study circle  hits no date: the nearest are 2026-12-29 and 2027-01-12
  line 70  2027-03-02 19:00 Europe/Stockholm, changed in Study circle   hits no date: the nearest are 2027-02-23 and 2027-03-09
Not taken:
  line 93  Winter picnic  is past: before 2026-11-28
`)
    expect(stderr).toContain('People who are invited (1 event): not taken over; circle member add adds members.\n')
    expect(commits(root)).toBe(before + 1)
    expect(git(root, 'log', '-1', '--format=%s')).toBe('Import 1 rhythm, 4 gatherings')
    await done(['check'], {cwd: root})
    const files = filesIn(root)
    expect(await done(['schedule', 'import', fixture('google.ics')], {cwd: root})).toContain('5 are in the circle already, as the file has them.\n')
    expect(filesIn(root)).toEqual(files)
    expect(commits(root)).toBe(before + 1)
  })

  it.each([
    ['outlook.ics', 'Europe/Berlin', ['leserunde: every month on the 1st thursday 10 times'], ['2026-12-18-klausur', '2027-01-07-leserunde', '2027-02-04-leserunde'], ['63 Zahnarzt'], []],
    ['apple.ics', 'America/New_York', ['book-club: every month on the 2nd wednesday'], ['2027-01-13-book-club', '2027-02-10-book-club'], ['59 Birthday of George Eliot'], []],
    ['thunderbird.ics', 'Europe/Berlin', ['chorprobe: every week'], ['2026-12-10-chorprobe', '2026-12-24-chorprobe'], [], []],
    ['kubernetes.ics', 'America/Los_Angeles', ['regular-sig-meeting-api-machinery: every 2 weeks on wednesday', 'regular-sig-meeting-apps: every 2 weeks on monday', 'ai-conformance-meeting: every week on thursday'],
      ['2026-12-16-regular-sig-meeting-api-machinery', '2026-12-24-ai-conformance-meeting', '2026-12-31-ai-conformance-meeting'], ['35 Office hours, every hour'], [13, 14, 22, 23, 33]],
  ])('takes over %s', async (name, timezone, rhythms, gatherings, notTaken, misses) => {
    const root = await empty(timezone)
    const found = await json<Found>(['schedule', 'import', fixture(name), '--yes'], {cwd: root})
    expect(found.rhythms.map(({id, repeats}) => `${id}: ${repeats}`)).toEqual(rhythms)
    expect(found.gatherings.map(({id}) => id).toSorted()).toEqual(gatherings)
    expect(found.notTaken.map(({line, what}) => `${line} ${what}`)).toEqual(notTaken)
    expect(found.misses.map(({line}) => line)).toEqual(misses)
    await done(['check'], {cwd: root})
    const again = await json<Found>(['schedule', 'import', fixture(name)], {cwd: root})
    expect([again.rhythms, again.gatherings, again.differs]).toEqual([[], [], []])
  })

  it('adds nothing from the circle\'s own calendar, date by date or as a series, and all of it to an empty circle', async () => {
    const root = await founded()
    await done(['schedule', 'cancel', '2026-12-25', '--why', 'Christmas'], {cwd: root})
    await done(['schedule', 'move', '2026-12-11', 'saturday 18:00'], {cwd: root})
    await done(['schedule', 'add', '2026-12-12', '--title', 'Open day'], {cwd: root})
    const list = ['schedule', 'list', '--from', '2026-11-01', '--to', '2027-11-01', '--json']
    interface Listed {readonly gatherings: readonly {id: string; start: string; end: string; status: string; title: string}[]}
    const shown = (text: string): unknown => (JSON.parse(text) as Listed).gatherings.filter(({id}) => !id.endsWith('-first')).map(({id, start, end, status, title}) => ({id, start, end, status, title}))
    const mine = shown(await done(list, {cwd: root}))
    for (const form of [[], ['--series']]) {
      const file = join(folder(), 'own.ics')
      await done(['ics', '--out', file, '--from', '2026-11-01', '--to', '2027-11-01', ...form], {cwd: root})
      const own = await json<Found>(['schedule', 'import', file, '--from', '2026-01-01'], {cwd: root})
      expect([own.rhythms, own.gatherings, own.differs, own.notTaken, own.misses]).toEqual([[], [], [], [], []])
      const other = await empty('UTC')
      await done(['schedule', 'import', file, '--from', '2026-01-01', '--yes', '-q'], {cwd: other})
      expect(shown(await done(list, {cwd: other}))).toEqual(mine)
      await done(['check'], {cwd: other})
    }
  })

  it('shows with --dry-run what it would write, and writes nothing', async () => {
    const root = await empty('Europe/Stockholm')
    const files = filesIn(root)
    const {status, stdout, stderr} = await circle(['schedule', 'import', fixture('google.ics'), '--dry-run'], {cwd: root})
    expect(status).toBe(0)
    expect(stdout).toContain('+    repeats: every 2 weeks on tuesday\n')
    expect(stderr).toContain('1 rhythm:\n')
    expect(filesIn(root)).toEqual(files)
  })

  it('leaves out what is named, and takes nothing from before the circle', async () => {
    const root = await empty('America/New_York')
    const found = await json<Found>(['schedule', 'import', fixture('apple.ics'), '--skip', 'book', '--yes'], {cwd: root})
    expect([found.rhythms, found.gatherings]).toEqual([[], []])
    put(root, {'a.ics': 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:Choir\nDTSTART:20260903T190000\nRRULE:FREQ=WEEKLY\nEND:VEVENT\nEND:VCALENDAR\n'})
    await done(['schedule', 'import', 'a.ics', '--to', '2026-12-31', '--yes'], {cwd: root})
    expect(filesIn(root)['charter.yaml']).toContain('starts: "2026-12-03 19:00"')
    expect(filesIn(root)['charter.yaml']).toContain('until: "2026-12-31"')
    await done(['check'], {cwd: root})
  })

  it('takes the past and stops where it is told', async () => {
    const root = await empty('Europe/Stockholm')
    const found = await json<Found>(['schedule', 'import', fixture('google.ics'), '--from', '2025-01-01', '--to', '2026-12-31', '--yes'], {cwd: root})
    expect(found.gatherings.map(({id}) => id)).toEqual(['2026-12-29-study-circle', '2026-12-05-winter-picnic', '2025-12-06-winter-picnic'])
    expect(found.notTaken.map(({what, why}) => `${what} ${why}`)).toContain('Retreat comes after 2026-12-31')
  })

  it('asks at a terminal, where Enter alone takes nothing', async () => {
    const root = await empty('Europe/Stockholm')
    const before = commits(root)
    const no = terminal(['schedule', 'import', fixture('google.ics')], {cwd: root})
    await no.sees('Take over 1 rhythm and 4 gatherings?')
    await no.press('enter')
    expect(await no.exit()).toBe(130)
    expect(commits(root)).toBe(before)
    const some = terminal(['schedule', 'import', fixture('google.ics')], {cwd: root})
    await some.sees('Take over 1 rhythm and 4 gatherings?')
    await some.press('down', 'down', 'enter')
    await some.sees('Which?')
    await some.press('space', 'enter')
    await some.sees('0 rhythms and 2 gatherings taken over.')
    expect(await some.exit()).toBe(0)
    expect(commits(root)).toBe(before + 1)
    const all = terminal(['schedule', 'import', fixture('google.ics'), '--skip', 'nothing'], {cwd: root})
    expect(await all.exit()).toBe(2)
    const yes = terminal(['schedule', 'import', fixture('google.ics')], {cwd: root})
    await yes.answer('Take over 1 rhythm and 2 gatherings?', 'y')
    await yes.sees('1 rhythm and 2 gatherings taken over.')
    expect(await yes.exit()).toBe(0)
    expect(commits(root)).toBe(before + 2)
  })

  it('reads standard input', async () => {
    const root = await empty('Europe/Stockholm')
    const {status} = await circle(['schedule', 'import', '-', '--yes'], {cwd: root, input: readFileSync(fixture('google.ics'), 'utf8')})
    expect(status).toBe(0)
    expect(filesIn(root)['gatherings/2026-12-05-winter-picnic/gathering.yaml']).toBe('when: "2026-12-05 14:00"\n\nlasts: 3h\n\nplace: Tantolunden\n\ntitle: Winter picnic\n')
  })

  it.each([
    [['google.ics'], 2, 'error: take over 1 rhythm and 4 gatherings?\nhint: add --yes, or look at them first with --dry-run\n'],
    [['none.ics', '--yes'], 1, 'error: there is no file none.ics\nhint: check its name, or give - to read standard input\n'],
    [['.', '--yes'], 1, 'error: . cannot be read: it is a folder\nhint: name a file that can be read\n'],
    [['page.html', '--yes'], 3, 'error: the file is no calendar: nothing in it begins with BEGIN:VCALENDAR\nhint: export the calendar as iCalendar, an .ics file\n'],
    [['reply.ics', '--yes'], 1, 'error: the file is an answer to an invitation (METHOD:REPLY), not a calendar\nhint: to read answers: circle rsvp --read FILE\n'],
    [['google.ics', '--from', '2027-01-01', '--to', '2026-12-01'], 2, 'error: --to 2026-12-01 is before 2027-01-01\nhint: name a later day with --to, or an earlier one with --from\n'],
  ])('says what is wrong with %j', async (words, status, message) => {
    const root = await empty('Europe/Stockholm')
    put(root, {'google.ics': readFileSync(fixture('google.ics'), 'utf8'), 'page.html': '<html>', 'reply.ics': 'BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n'})
    const found = await circle(['schedule', 'import', ...words], {cwd: root})
    expect([found.status, found.stdout, found.stderr]).toEqual([status, '', message])
  })

  it.each([
    ['a pipe', (file: string) => void execFileSync('mkfifo', [file])],
    ['a link to a device', (file: string) => symlinkSync('/dev/zero', file)],
  ])('refuses %s, which may never end', async (_, make) => {
    const root = await empty('UTC')
    make(join(root, 'x.ics'))
    const {status, stdout, stderr} = await circle(['schedule', 'import', 'x.ics', '--yes'], {cwd: root})
    expect([status, stdout, stderr]).toEqual([1, '', 'error: x.ics is no plain file\nhint: give what comes out of it to standard input, with - for the name\n'])
  })

  it('shows what other people wrote, and never obeys it', async () => {
    const root = await empty('UTC')
    put(root, {'a.ics': 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:\u001b[2J\u202eevil\nDTSTART:20261205T100000Z\nDURATION:PT1H\nLOCATION:# x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:\u001b]0;x\u0007y\nRRULE:FREQ=\u001b[31mX\nDTSTART:20261205T100000Z\nEND:VEVENT\nbroken \u001b[31m line\nEND:VCALENDAR\n'})
    const {status, stdout, stderr} = await circle(['schedule', 'import', 'a.ics', '--yes'], {cwd: root})
    expect(status).toBe(0)
    expect(`${stdout}${stderr}`).not.toMatch(/[\u001b\u0007\u202e]/)
    expect(stdout).toContain('line 14  broken')
    await done(['check'], {cwd: root})
  })
})

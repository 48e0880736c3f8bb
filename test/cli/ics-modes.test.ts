import {existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {colours} from '../../src/calendar/colours.ts'
import {eventLines, gatheringLines, linesOf} from './calendar-text.ts'
import {commitAll, copies, everything, json, lived, put, uncommitted} from './circles.ts'
import {circle, commits, done, folder, founded, git} from './harness.ts'

const fresh = copies(lived)
const calendar = (root: string, ...words: string[]): Promise<string> => done(['ics', '--out', '-', ...words], {cwd: root})
/** The program commits at other moments of one second; history must tell them apart. */
const at = (second: number): Record<string, string> => ({GIT_AUTHOR_DATE: `2026-12-0${second}T00:00:00Z`, GIT_COMMITTER_DATE: `2026-12-0${second}T00:00:00Z`})
/** The last one logged is of 20 November, so the turns are those of the 27th, whatever the day is. */
const next = '2026-11-27-weekly'
/** The day before it, when one can still answer. */
const eve = {CIRCLE_NOW: '2026-11-26T10:00:00Z'}

describe('the description of a gathering', () => {
  it('has topic, format and link; a place stands in LOCATION, and the link where there is none', async () => {
    const root = await fresh()
    put(root, {
      'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Luck\n\nlink: https://meet.example.org/luck\n',
      'gatherings/2026-12-05-call/gathering.yaml': 'when: "2026-12-05 10:00"\n\nlink: https://meet.example.org/call\n\nformat: junto\n',
    })
    const all = gatheringLines(await calendar(root))
    expect(all.get('2026-12-04-weekly')!.get('DESCRIPTION')).toBe('Topic: Luck\\nFormat: Study circle\\nJoin: https://meet.example.org/luck')
    expect(all.get('2026-12-04-weekly')!.get('LOCATION')).toBe('The tavern')
    expect(all.get('2026-12-05-call')!.get('DESCRIPTION')).toBe('Format: Junto\\nJoin: https://meet.example.org/call')
    expect(all.get('2026-12-05-call')!.get('LOCATION')).toBe('https://meet.example.org/call')
    expect(all.get(next)!.get('CATEGORIES')).toBe('Apron Club')
  })

  it('names a format of the circle’s own, and moves on when that is renamed', async () => {
    const root = await fresh()
    const format = (name: string): string => `name: ${name}\n\npurpose: To talk.\n\nsteps:\n  - title: Talk\n    minutes: rest\n`
    put(root, {'formats/study-circle.yaml': format('Evening talk')})
    commitAll(root)
    const before = gatheringLines(await calendar(root)).get(next)!
    expect(before.get('DESCRIPTION')).toBe('Format: Evening talk')
    put(root, {'formats/study-circle.yaml': format('Night talk')})
    // Not committed yet: it counts by its own time.
    utimesSync(join(root, 'formats/study-circle.yaml'), 2e9, 2e9)
    const after = gatheringLines(await calendar(root)).get(next)!
    expect(after.get('DESCRIPTION')).toBe('Format: Night talk')
    expect(Number(after.get('SEQUENCE'))).toBeGreaterThan(Number(before.get('SEQUENCE')))
  })

  it('leaves out a format that there is not, and says so', async () => {
    const root = await fresh()
    put(root, {'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n\nformat: junta\n'})
    const {status, stdout, stderr} = await circle(['ics', '--out', '-', '--member', 'bo'], {cwd: root})
    expect([status, stderr]).toEqual([0, 'The format of 2026-12-04-weekly is not known, so the calendar leaves it out: junta.\n'])
    expect(gatheringLines(stdout).get('2026-12-04-weekly')!.has('DESCRIPTION')).toBe(false)
  })
})

describe('--remind', () => {
  it.runIf(existsSync('/usr/share/zoneinfo/tzdata.zi'))('says where Node and the system know other clocks for a zone', async () => {
    const root = await founded(['--timezone', 'America/Vancouver'])
    const {zoneData} = await json<{zoneData: {node: string; system: string | null}}>(['doctor'], {cwd: root})
    const {stderr} = await circle(['ics'], {cwd: root})
    // British Columbia stays on summer time from 2026-11-01 on: since 2026b of the data.
    if (zoneData.node < '2026b' && (zoneData.system ?? '') >= '2026b') expect(stderr).toMatch(/^The zone data differ on America\/Vancouver from 2026-11-20 on \(\S+ in Node, \S+ in this system\): calendars that go by the file may be off by then\./m)
    else if (zoneData.node === zoneData.system) expect(stderr).not.toContain('zone data')
    expect((await circle(['ics'], {cwd: await founded()})).stderr).not.toContain('zone data')
  })

  it('adds reminders to what is to come, and none to what was', async () => {
    const all = gatheringLines(await calendar(await fresh(), '--remind', '15m, 1 day,90 min'))
    expect(all.get(next)!.triggers).toEqual(['-P1D', '-PT1H30M', '-PT15M'])
    expect(all.get('2026-11-20-weekly')!.triggers).toEqual([])
  })

  it.each([
    ['soon', 'error: --remind takes lengths of time, and this is none: soon\n'],
    ['1d,-15m', 'error: --remind takes lengths of time, and this is none: -15m\n'],
    ['1d,400d', 'error: --remind takes at most a year (366 days), and this is more: 400d\n'],
    ['none,1d', 'error: --remind none takes all reminders away, and 1d is one\n'],
    [',', 'error: --remind says no length of time\n'],
    [' ', 'error: an empty text was given\n'],
  ])('takes no %j', async (times, error) => {
    const root = await fresh()
    for (const words of [['ics', '--remind', times], ['member', 'edit', 'bo', '--remind', times]]) {
      const {status, stdout, stderr} = await circle(words, {cwd: root})
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toContain(error)
      expect(stderr).toMatch(/\nhint: .*\n$/)
    }
    expect(uncommitted(root)).toBe('')
  })
})

describe('--remind given several times', () => {
  it('adds up, for a calendar and for a member’s entry', async () => {
    const root = await fresh()
    expect(gatheringLines(await calendar(root, '--remind', '15m', '--remind', '1d,15m', '--remind', '0m')).get(next)!.triggers).toEqual(['-P1D', '-PT15M', 'PT0S'])
    await done(['member', 'edit', 'bo', '--remind', '1d', '--remind', '0m'], {cwd: root})
    expect(readFileSync(join(root, 'members/bo.yaml'), 'utf8')).toContain('remind: [1d, 0m]\n')
    await done(['check'], {cwd: root})
    expect(gatheringLines(await calendar(root, '--member', 'bo')).get(next)!.triggers).toEqual(['-P1D', 'PT0S'])
    expect((await json<{member: {remind?: string[]}}>(['member', 'add', 'Dan Ek', '--remind', '1h', '--remind', '5m'], {cwd: root})).member.remind).toEqual(['1h', '5m'])
    const {status, stderr} = await circle(['ics', '--remind', '1d', '--remind', 'none'], {cwd: root})
    expect([status, stderr]).toEqual([2, 'error: --remind none takes all reminders away, and 1d is one\nhint: leave one of them out\n'])
  })

  it('is said, once, where it is left out because a gathering takes all day', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-12', '--title', 'Retreat', '--lasts', '2 days'], {cwd: root})
    const {stdout, stderr} = await circle(['ics', '--out', '-', '--remind', '15m', '--remind', '1d'], {cwd: root})
    expect(stderr).toBe('Reminders of less than a day are left out for 1 gathering that takes all day, such as 2026-12-12-retreat; 1d comes at 09:00 the day before.\n')
    expect(gatheringLines(stdout).get('2026-12-12-retreat')!.triggers).toEqual(['-PT15H'])
    for (const words of [['--remind', '1d'], [], ['--remind', '15m', '--to', '2026-12-11']]) expect((await circle(['ics', '--out', '-', ...words], {cwd: root})).stderr).toBe('')
  })
})

describe('reminders in a member’s entry', () => {
  it('are written, changed and taken away with `circle member edit`, and seen in `show`, `check` and the history', async () => {
    const root = await fresh()
    const page = (): string => readFileSync(join(root, 'members/bo.yaml'), 'utf8')
    const before = page()
    await done(['member', 'edit', 'bo', '--remind', '1d,15m'], {cwd: root})
    expect(page()).toBe(`${before}\nremind: [1d, 15m]\n`)
    expect(await done(['member', 'show', 'bo'], {cwd: root})).toMatch(/reminders +1d, 15m before a gathering\n/)
    expect(await done(['history', 'bo'], {cwd: root})).toContain('(reminders)')
    await done(['member', 'edit', 'bo', '--remind', '2h', '--timezone', 'Asia/Kolkata'], {cwd: root})
    expect(page()).toContain('remind: [2h]\n')
    await done(['check'], {cwd: root})
    await done(['member', 'edit', 'bo', '--remind', 'none'], {cwd: root})
    expect(page()).not.toContain('remind')
    expect((await json<{member: {remind?: string[]}}>(['member', 'add', 'Dan Ek', '--remind', '1h'], {cwd: root})).member.remind).toEqual(['1h'])
  })

  it('are lengths of time, or the file is not sound', async () => {
    const root = await fresh()
    put(root, {'members/bo.yaml': 'name: Bo Berg\n\nremind: [soon]\n'})
    const {status, stdout} = await circle(['check'], {cwd: root})
    expect([status, stdout]).toEqual([3, expect.stringMatching(/members\/bo\.yaml:3.*remind.*is not a length of time/s)])
  })

  it('are in that member’s own calendar alone, and --remind goes before them', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--remind', '1d,15m'], {cwd: root})
    const triggers = async (...words: string[]) => gatheringLines(await calendar(root, ...words)).get(next)!.triggers
    expect(await triggers('--member', 'bo')).toEqual(['-P1D', '-PT15M'])
    expect(await triggers('--member', 'bo', '--remind', '2h')).toEqual(['-PT2H'])
    expect(await triggers('--member', 'bo', '--remind', 'none')).toEqual([])
    expect(await triggers('--member', 'ann')).toEqual([])
    expect(await triggers()).toEqual([])
  })
})

describe('--member', () => {
  it('has the roles on the pages, and the turn at the first gathering after the last one logged', async () => {
    const root = await fresh()
    put(root, {'gatherings/2026-12-18-weekly/gathering.yaml': 'rhythm: weekly\n\nroles: {leader: bo, recorder: ann}\n'})
    const all = gatheringLines(await calendar(root, '--member', 'bo'))
    const roles = [...all].map(([id, event]) => [id, /Your.*$/.exec(event.get('DESCRIPTION') ?? '')?.[0]]).filter(([, words]) => words !== undefined)
    expect(roles).toEqual([
      ['2026-11-20-weekly', 'Your role: Timekeeper'],
      [next, 'Yours by turn\\, if nobody says otherwise: Recorder'],
      ['2026-12-18-weekly', 'Your role: Leader'],
    ])
  })

  it('says what the agenda says of the turn', async () => {
    const root = await fresh()
    const {agenda: {roles}} = await json<{agenda: {roles: {title: string; member: {id: string}}[]}}>(['agenda', next], {cwd: root})
    for (const member of ['ann', 'bo', 'cy']) {
      const words = gatheringLines(await calendar(root, '--member', member)).get(next)!.get('DESCRIPTION')!
      const titles = roles.filter((role) => role.member.id === member).map(({title}) => title)
      expect(words).toContain(`Yours by turn\\, if nobody says otherwise: ${titles.join('\\, ')}`)
    }
  })

  it('gives no turn to somebody who cannot come, nor what the page gives to another', async () => {
    const root = await fresh()
    await done(['rsvp', next, 'no', '--as', 'cy'], {cwd: root, env: eve})
    expect(gatheringLines(await calendar(root, '--member', 'cy')).get(next)!.get('DESCRIPTION')).toBe('Format: Study circle')
    put(root, {[`gatherings/${next}/gathering.yaml`]: 'rhythm: weekly\n\nroles: {recorder: cy, leader: cy, timekeeper: cy}\n'})
    expect(gatheringLines(await calendar(root, '--member', 'bo')).get(next)!.get('DESCRIPTION')).toBe('Format: Study circle')
  })

  it('is told from the log, not from the clock', async () => {
    const root = await fresh()
    const words = ['ics', '--out', '-', '--member', 'bo', '--from', '2026-11-01', '--to', '2027-01-31']
    const [early, late] = await Promise.all(['2026-11-21T10:00:00Z', '2027-01-30T23:59:00Z'].map((CIRCLE_NOW) => done(words, {cwd: root, env: {CIRCLE_NOW}})))
    expect(late).toBe(early)
  })

  it('is a file of its own, and names nobody', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--remind', '1d'], {cwd: root})
    expect(await done(['ics', '--member', 'Bo Berg'], {cwd: root})).toContain(join(root, 'apron-club-bo.ics'))
    const text = linesOf(readFileSync(join(root, 'apron-club-bo.ics'), 'utf8')).join('\n')
    expect(text).toContain('Your role: Timekeeper')
    expect(text).not.toMatch(/\b(Ann|Bo|Cy|Ek|Berg|Ash|Dora|Lind)\b|example\.org|@(?!circle)|ATTENDEE|ORGANIZER/)
    expect(uncommitted(root)).toBe('')
  })

  it('grows newer when what turns hang on changes: an answer, the log, a member', async () => {
    const root = await fresh()
    const words = ['--member', 'bo', '--from', '2026-11-01', '--to', '2027-01-31']
    const steps: readonly (readonly string[])[] = [
      ['rsvp', next, 'no', '--as', 'cy'],
      ['member', 'pause', 'cy'],
      ['member', 'edit', 'ann', '--remind', '2d'],
      ['gather', next, '--present', 'ann', '--yes'],
    ]
    let before = gatheringLines(await calendar(root, ...words))
    for (const [index, step] of steps.entries()) {
      await done(step, {cwd: root, env: {...at(index + 1), ...(step[0] === 'rsvp' ? eve : {})}})
      const after = gatheringLines(await calendar(root, ...words))
      for (const [id, event] of after) {
        const grown = Number(event.get('SEQUENCE')) - Number(before.get(id)!.get('SEQUENCE'))
        expect(grown, `${step.join(' ')}: ${id}`).toBeGreaterThanOrEqual(0)
        if (event.get('DESCRIPTION') !== before.get(id)!.get('DESCRIPTION')) expect(grown, `${step.join(' ')}: ${id}`).toBeGreaterThan(0)
      }
      before = after
    }
    expect(before.get('2026-12-04-weekly')!.get('DESCRIPTION')).toContain('Yours by turn')
  })

  it('says so when that member has left, or is nobody', async () => {
    const root = await fresh()
    await done(['member', 'leave', 'cy'], {cwd: root})
    expect((await circle(['ics', '--member', 'cy'], {cwd: root})).stderr).toBe('Cy Ash has left, so no turns after that are proposed to them.\n')
    const {status, stderr} = await circle(['ics', '--member', 'bob'], {cwd: root})
    expect([status, stderr]).toEqual([2, 'error: no member is called bob\nhint: did you mean bo?\n'])
  })
})

describe('--for', () => {
  it('writes the same instants on that member’s clocks, with a VTIMEZONE, and whole days as they are', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata', '--remind', '15m'], {cwd: root})
    await done(['schedule', 'add', '2026-12-12', '--title', 'Retreat', '--lasts', '2 days'], {cwd: root})
    const text = await calendar(root, '--for', 'bo')
    const all = gatheringLines(text)
    expect([all.get(next)!.line('DTSTART'), all.get(next)!.line('DTEND')]).toEqual(['DTSTART;TZID=Asia/Kolkata:20261128T003000', 'DTEND;TZID=Asia/Kolkata:20261128T023000'])
    expect(all.get(next)!.get('DESCRIPTION')).toContain('Yours by turn')
    expect(all.get(next)!.triggers).toEqual(['-PT15M'])
    expect(all.get('2026-12-12-retreat')!.line('DTSTART')).toBe('DTSTART;VALUE=DATE:20261212')
    expect(linesOf(text)).toEqual(expect.arrayContaining(['X-WR-TIMEZONE:Asia/Kolkata', 'TZID:Asia/Kolkata']))
    const here = gatheringLines(await calendar(root, '--member', 'bo'))
    expect(here.get(next)!.line('DTSTART')).toBe('DTSTART:20261127T190000Z')
    expect([...all].map(([id, event]) => [id, event.get('UID'), event.get('SEQUENCE'), event.get('DESCRIPTION')])).toEqual([...here].map(([id, event]) => [id, event.get('UID'), event.get('SEQUENCE'), event.get('DESCRIPTION')]))
  })
})

describe('the calendar of somebody who has left', () => {
  it.each(['--member', '--for'])('is written all the same, with what was theirs, and says so: %s', async (flag) => {
    const root = await fresh()
    await done(['member', 'leave', 'bo'], {cwd: root})
    const {status, stdout, stderr} = await circle(['ics', flag, 'bo', '--out', '-'], {cwd: root})
    expect([status, stderr]).toEqual([0, 'Bo Berg has left, so no turns after that are proposed to them.\n'])
    expect(gatheringLines(stdout).get('2026-11-20-weekly')!.get('DESCRIPTION')).toContain('Your role: Timekeeper')
    expect(stdout.match(/by turn/g), 'before they left').toHaveLength(1)
  })
})

describe('the files of one member', () => {
  it('are another for all clocks than for their own', async () => {
    const root = await fresh()
    const names = ['--member', '--for'].map(async (flag) => (await json<{file: string}>(['ics', flag, 'bo'], {cwd: root})).file)
    expect(await Promise.all(names)).toEqual([join(root, 'apron-club-bo.ics'), join(root, 'apron-club-for-bo.ics')])
    expect(uncommitted(root)).toBe('')
  })
})

describe('--series', () => {
  it('writes one entry for a rhythm, beside it what differs, and says on stderr what is no series', async () => {
    const root = await fresh()
    await done(['schedule', 'add-rhythm', 'odd', '--starts', '2027-01-29 20:00', '--repeats', 'every month on the 5th friday'], {cwd: root})
    const {status, stdout, stderr} = await circle(['ics', '--series', '--out', '-', '--to', '2027-12-31'], {cwd: root})
    expect(status).toBe(0)
    expect(stderr).toMatch(/^odd is written date by date: .*\.\n$/)
    const all = eventLines(stdout)
    const weekly = [...all.values()].find((event) => event.has('RRULE'))!
    expect(weekly.get('RRULE')).toMatch(/^FREQ=WEEKLY;.*BYDAY=FR/)
    expect(linesOf(stdout).filter((line) => line.startsWith('RRULE:FREQ=WEEKLY'))).toHaveLength(1)
    expect([...gatheringLines(stdout).keys()]).toEqual(expect.arrayContaining(['2026-12-04-weekly', '2027-01-29-odd']))
    expect(gatheringLines(stdout).has('2026-12-11-weekly')).toBe(false)
  })

  it('says where an evening of a series went out as an invitation too, which would show it twice', async () => {
    const root = await fresh()
    const invited = 'invited:\n  bo: {sent: 2026-11-27, method: request, sequence: 1, when: 2026-12-11 19:00}\n'
    put(root, {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n', 'gatherings/2026-12-11-weekly/ann.yaml': invited})
    await done(['check'], {cwd: root})
    const note = '1 gathering of a series went out as an invitation too: who was invited sees it twice, and should take the calendar without --series, or none.\n'
    expect((await circle(['ics', '--series', '--out', '-'], {cwd: root})).stderr).toBe(note)
    expect((await circle(['ics', '--out', '-'], {cwd: root})).stderr).toBe('')
    // An entry of its own has the invitation's UID.
    put(root, {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\ntopic: Luck\n'})
    expect((await circle(['ics', '--series', '--out', '-'], {cwd: root})).stderr).toBe('')
  })

  it('goes with a member’s own: where they have a role is an entry of its own', async () => {
    const all = gatheringLines(await calendar(await fresh(), '--series', '--member', 'bo', '--remind', '1h'))
    expect(all.get(next)!.get('DESCRIPTION')).toContain('Yours by turn')
    expect([all.get(next)!.triggers, all.get('weekly')!.triggers]).toEqual([['-PT1H'], ['-PT1H']])
  })
})

describe('--each', () => {
  it('writes a file for each gathering, named by its id, into a folder beside, which git ignores', async () => {
    const root = await fresh()
    const count = commits(root)
    const into = join(root, 'apron-club-calendar')
    expect(await done(['ics', '--each', '--from', '2026-12-01', '--to', '2026-12-18'], {cwd: root})).toBe(`3 files, 2026-12-01 to 2026-12-18: ${into}\n`)
    expect(readdirSync(into).toSorted()).toEqual(['2026-12-04-weekly.ics', '2026-12-11-weekly.ics', '2026-12-18-weekly.ics'])
    for (const file of readdirSync(into)) {
      const all = gatheringLines(readFileSync(join(into, file), 'utf8'))
      expect([...all.keys()]).toEqual([file.replace('.ics', '')])
    }
    const whole = gatheringLines(await calendar(root))
    expect([...gatheringLines(readFileSync(join(into, '2026-12-04-weekly.ics'), 'utf8')).get('2026-12-04-weekly')!]).toEqual([...whole.get('2026-12-04-weekly')!])
    expect([commits(root), uncommitted(root)]).toEqual([count, ''])
    await done(['check'], {cwd: root})
  })

  it('says what else is there, and leaves it alone', async () => {
    const [root, into] = [await fresh(), join(folder(), 'new', 'files')]
    await done(['ics', '--each', '--from', '2026-12-01', '--to', '2026-12-18', '--out', into], {cwd: root})
    put(into, {'notes.txt': 'Mine.', 'shopping.ics': 'no calendar', 'other.ics': 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'})
    const {status, stderr} = await circle(['ics', '--each', '--from', '2026-12-10', '--to', '2026-12-18', '--out', into], {cwd: root})
    expect([status, stderr]).toEqual([0, '2 other calendar files are in that folder, of no gathering in this calendar: 2026-12-04-weekly.ics, other.ics. Nothing was done to them.\n'])
    expect(readdirSync(into)).toHaveLength(6)
    expect(readFileSync(join(into, 'shopping.ics'), 'utf8')).toBe('no calendar')
  })

  it('writes none of the files where one stands that is something else, unless told to', async () => {
    const [root, into] = [await fresh(), folder()]
    put(into, {'2026-12-18-weekly.ics': 'Mine.'})
    const words = ['ics', '--each', '--from', '2026-12-01', '--to', '2026-12-18', '--out', into]
    const {status, stderr} = await circle(words, {cwd: root})
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: .*2026-12-18-weekly\.ics is there already, and is something else\nhint: .*\n$/)])
    expect(readdirSync(into)).toEqual(['2026-12-18-weekly.ics'])
    await done([...words, '--yes'], {cwd: root})
    expect(readdirSync(into)).toHaveLength(3)
  })

  it('follows no link, takes no folder of the circle’s own, and no file for a folder', async () => {
    const [root, elsewhere] = [await fresh(), folder()]
    symlinkSync(elsewhere, join(root, 'apron-club-calendar'))
    const linked = await circle(['ics', '--each'], {cwd: root})
    expect([linked.status, linked.stderr]).toEqual([1, expect.stringMatching(/^error: .*apron-club-calendar is a link, so nothing is written there\nhint: .*\n$/)])
    expect(readdirSync(elsewhere)).toEqual([])
    const before = everything(root)
    for (const out of ['members', 'gatherings/2026-12-04-weekly', '.git', 'charter.yaml']) {
      const {status, stderr} = await circle(['ics', '--each', '--out', out], {cwd: root})
      expect([out, status]).toEqual([out, 1])
      expect(stderr).toMatch(/^error: .*\nhint: .*\n$/)
    }
    expect(everything(root)).toEqual(before)
  })
})

describe('--all', () => {
  /** Two circles side by side, and the folder around them, which is none. */
  async function two(): Promise<{around: string; apron: string; books: string}> {
    const apron = await fresh()
    const around = dirname(apron)
    const books = join(around, 'books')
    await done(['init', books, '--name', 'Book Club', '--timezone', 'Europe/Stockholm', '--starts', '2026-12-01 18:00', '--repeats', 'monthly', '--member', 'Bo Berg <bo@example.org>', '--yes'])
    return {around, apron, books}
  }

  it('puts circles into one file, each title with its circle, every zone once, from a folder that is none', async () => {
    const {around, apron, books} = await two()
    const out = await done(['ics', '--all', 'apron', 'books/members', '--to', '2026-12-31'], {cwd: around})
    expect(out).toBe(`7 gatherings of 2 circles, 2026-10-29 to 2026-12-31: ${join(around, 'circles.ics')}\n`)
    const text = readFileSync(join(around, 'circles.ics'), 'utf8')
    expect([...eventLines(text).values()].map((event) => event.get('SUMMARY'))).toEqual([...Array.from({length: 6}, () => 'Apron Club: Friday meeting'), expect.stringMatching(/^Book Club: /)])
    expect(linesOf(text)).toContain('X-WR-CALNAME:Apron Club and Book Club')
    expect(linesOf(text).filter((line) => line.startsWith('TZID:'))).toEqual(['TZID:Europe/Stockholm'])
    expect([uncommitted(apron), uncommitted(books)]).toEqual(['', ''])
  })

  it('tells two circles of one name apart, and keeps the UIDs of each', async () => {
    const {around, apron, books} = await two()
    put(books, {'charter.yaml': readFileSync(join(books, 'charter.yaml'), 'utf8').replace('name: Book Club', 'name: apron club')})
    const text = await done(['ics', '--all', 'apron', 'books', '--out', '-', '--to', '2026-12-31'], {cwd: around})
    const id = (root: string): string => /^id: (\w+)/m.exec(readFileSync(join(root, 'charter.yaml'), 'utf8'))![1]!
    const titles = [...eventLines(text)].map(([uid, event]) => [uid.split('.')[1], event.get('SUMMARY')!.split(':')[0]])
    expect(new Set(titles.map((pair) => pair.join()))).toEqual(new Set([`${id(apron)}@circle,Apron Club (${id(apron)})`, `${id(books)}@circle,apron club (${id(books)})`]))
  })

  it('says when one circle was named twice, under one name or two', async () => {
    const {around, apron} = await two()
    git(around, 'clone', '--quiet', apron, 'clone')
    const {status, stdout, stderr} = await circle(['ics', '--all', 'apron', 'apron/members', 'clone', '--out', '-'], {cwd: around})
    expect([status, stderr]).toEqual([0, 'apron/members was named twice.\nclone is the same circle as apron (Apron Club), so only what apron has is in the calendar.\n'])
    expect([...gatheringLines(stdout)].map(([id, event]) => [id, event.get('UID'), event.get('SUMMARY')])).toEqual([...gatheringLines(await calendar(apron))].map(([id, event]) => [id, event.get('UID'), event.get('SUMMARY')]))
  })

  it('is one member’s in each of them, with their roles, reminders and clocks there', async () => {
    const {around, apron, books} = await two()
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata', '--remind', '1d'], {cwd: apron})
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata'], {cwd: books})
    const text = await done(['ics', '--all', 'apron', 'books', '--for', 'bo', '--out', '-', '--to', '2026-12-31'], {cwd: around})
    const all = gatheringLines(text)
    expect(linesOf(text).filter((line) => line.startsWith('TZID:'))).toEqual(['TZID:Asia/Kolkata'])
    expect([all.get(next)!.triggers, all.get('2026-12-01-monthly')!.triggers]).toEqual([['-P1D'], []])
    expect(all.get('2026-12-01-monthly')!.line('DTSTART')).toBe('DTSTART;TZID=Asia/Kolkata:20261201T223000')
    const {status, stderr} = await circle(['ics', '--all', 'apron', 'books', '--for', 'cy'], {cwd: around})
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^error: in books, no member is called cy\nhint: .*\n$/)])
  })

  it('stops at a folder that is no circle, or not sound, and says which', async () => {
    const {around, books} = await two()
    expect((await circle(['ics', '--all', 'apron', '.'], {cwd: around})).stderr).toBe(`error: there is no circle in ${around}, nor in a folder above it\nhint: name the folder of each circle, such as --all ../apron ../book-club\n`)
    put(books, {'members/bo.yaml': 'name: [\n'})
    const {status, stdout, stderr} = await circle(['ics', '--all', 'apron', 'books'], {cwd: around})
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^error: books\/members\/bo\.yaml:/)
    expect(existsSync(join(around, 'circles.ics'))).toBe(false)
  })

  it('is never written over a circle', async () => {
    const {around, books} = await two()
    const before = everything(books)
    const {status, stderr} = await circle(['ics', '--all', 'apron', 'books', '--out', 'books/charter.yaml', '--yes'], {cwd: around})
    expect([status, stderr]).toEqual([1, 'error: books/charter.yaml belongs to the circle itself, so nothing is written there\nhint: name another file with --out\n'])
    expect(everything(books)).toEqual(before)
  })
})

describe('--color and --source', () => {
  it('stand in the file; the colour is always the same for a circle, and another for most others', async () => {
    const root = await fresh()
    const colour = (text: string): string => linesOf(text).find((line) => line.startsWith('COLOR:'))!
    const usual = colour(await calendar(root))
    put(root, {'charter.yaml': readFileSync(join(root, 'charter.yaml'), 'utf8').replace('Apron Club', 'Another name')})
    expect(colour(await calendar(root))).toBe(usual)
    const text = await calendar(root, '--color', 'Teal', '--source', 'https://apron.example.org/apron.ics')
    expect(linesOf(text)).toEqual(expect.arrayContaining(['COLOR:teal', 'X-APPLE-CALENDAR-COLOR:#008080', 'SOURCE;VALUE=URI:https://apron.example.org/apron.ics']))
    expect(linesOf(await calendar(root)).filter((line) => line.startsWith('SOURCE'))).toEqual([])
  })
})

describe('flags that make no sense', () => {
  it.each([
    [['--member', 'bo', '--for', 'bo'], '--member and --for do not go together'],
    [['--series', '--for', 'bo'], '--series and --for do not go together'],
    [['--series', '--each'], '--series and --each do not go together'],
    [['--each', '--all', '.'], '--all and --each do not go together'],
    [['--each', '--source', 'https://x.example/a.ics'], '--source and --each do not go together'],
    [['--each', '--out', '-'], 'several files do not go to standard output'],
    [['-C', '.', '--all', '.'], '--dir names one circle, and --all names several'],
    [['--each', '--out', 'x.ICS'], '--each writes into a folder, and --out names a file: x.ICS\nhint: name a folder'],
    [['--color', 'tael'], '--color takes no such colour: tael\nhint: did you mean teal?'],
    [['--color', '#008080'], '--color takes no such colour: #008080\nhint: it takes '],
    [['--source', 'ftp://x.example/a.ics'], '--source is not a link'],
    [['--all', '.', '--from', '2027-01-01', '--to', '2026-01-01'], 'the calendar would end on 2026-01-01, before it begins on 2027-01-01'],
  ])('%j are refused with a hint', async (words, error) => {
    const root = await fresh()
    const before = everything(root)
    const {status, stdout, stderr} = await circle(['ics', ...words], {cwd: root})
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`error: ${error}`)
    expect(stderr).toMatch(/\nhint: .+\n$/)
    expect(everything(root)).toEqual(before)
  })
})

describe('--json', () => {
  it('says what was written, in every mode', async () => {
    const root = await fresh()
    const span = ['--from', '2026-12-01', '--to', '2026-12-18']
    const common = {from: '2026-12-01', to: '2026-12-18', gatherings: 3, timezone: 'UTC', color: expect.any(String)}
    expect(await json(['ics', ...span], {cwd: root})).toEqual({...common, file: join(root, 'apron-club.ics'), events: 3, remind: []})
    expect(await json(['ics', ...span, '--member', 'bo', '--remind', '1d,15m', '--source', 'https://x.example/a'], {cwd: root})).toEqual({
      ...common, file: join(root, 'apron-club-bo.ics'), events: 3, remind: [1440, 15], member: 'bo', source: 'https://x.example/a',
    })
    expect(await json(['ics', ...span, '--series', '--out', '-'], {cwd: root})).toMatchObject({...common, file: null, series: 1, text: expect.stringContaining('RRULE')})
    expect(await json(['ics', ...span, '--each'], {cwd: root})).toEqual({
      ...common, folder: join(root, 'apron-club-calendar'), events: 3, remind: [],
      files: ['2026-12-04-weekly', '2026-12-11-weekly', '2026-12-18-weekly'].map((gathering) => ({gathering, file: `${gathering}.ics`})),
    })
    expect(await json(['ics', ...span, '--all', '.', '--for', 'bo', '--out', 'all.ics'], {cwd: root})).toEqual({
      ...common, file: join(root, 'all.ics'), events: 3, remind: [],
      circles: [{id: expect.any(String), name: 'Apron Club', folder: root, gatherings: 3, remind: [], member: 'bo'}],
    })
  })

  it('is the same with --dry-run, which writes nothing and says so', async () => {
    const root = await fresh()
    const before = everything(root)
    for (const words of [[], ['--each'], ['--all', '.'], ['--series'], ['--for', 'bo']]) {
      expect(await json(['ics', ...words, '--dry-run'], {cwd: root})).toMatchObject({dryRun: true, gatherings: expect.any(Number)})
      expect(await done(['ics', ...words, '--dry-run'], {cwd: root})).toContain('would be written')
    }
    expect(everything(root)).toEqual(before)
  })
})

describe('a circle without any member or date', () => {
  it('has an empty calendar in every mode', async () => {
    const root = await founded()
    mkdirSync(join(root, 'empty'))
    const charter = readFileSync(join(root, 'charter.yaml'), 'utf8')
    writeFileSync(join(root, 'charter.yaml'), charter.slice(0, charter.indexOf('rhythms:')))
    for (const words of [[], ['--series'], ['--member', 'ann'], ['--for', 'ann'], ['--all', '.']]) expect(await calendar(root, ...words)).not.toContain('VEVENT')
    expect(await done(['ics', '--each', '--out', 'empty'], {cwd: root})).toMatch(/^0 files, /)
  })
})

describe('the help of circle ics', () => {
  it('names every colour that --color takes', async () => {
    const help = (await done(['ics', '--help'])).replace(/\s+/g, ' ')
    for (const name of Object.keys(colours)) expect(help).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lastCommit, lived, put} from './circles.ts'
import {circle, done, filesIn, folder, founded} from './harness.ts'

const fresh = copies(lived)
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

interface One {
  readonly id: string
  readonly start: string
  readonly end: string
  readonly status: string
  readonly allDay: boolean
}
const listed = async (root: string, ...words: string[]): Promise<One[]> => (await json<{gatherings: One[]}>(['schedule', 'list', ...words], {cwd: root})).gatherings

const phrases = [
  ['every week', 'FREQ=WEEKLY'],
  ['every 2 weeks on tuesday and thursday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH'],
  ['every month on the 2nd tuesday', 'FREQ=MONTHLY;BYDAY=2TU'],
  ['every month on the last friday', 'FREQ=MONTHLY;BYDAY=-1FR'],
  ['every month on the last day', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
  ['every 3 months', 'FREQ=MONTHLY;INTERVAL=3'],
  ['twice a year', 'FREQ=MONTHLY;INTERVAL=6'],
  ['every year on the 2nd friday of june', 'FREQ=YEARLY;BYMONTH=6;BYDAY=2FR'],
  ['every week until 2027-06-01', 'FREQ=WEEKLY;UNTIL=20270601T235959Z'],
  ['every week 12 times', 'FREQ=WEEKLY;COUNT=12'],
  ['daily', 'FREQ=DAILY'],
  ['weekly', 'FREQ=WEEKLY'],
  ['biweekly', 'FREQ=WEEKLY;INTERVAL=2'],
  ['fortnightly', 'FREQ=WEEKLY;INTERVAL=2'],
  ['every other week', 'FREQ=WEEKLY;INTERVAL=2'],
  ['monthly', 'FREQ=MONTHLY'],
  ['quarterly', 'FREQ=MONTHLY;INTERVAL=3'],
  ['yearly', 'FREQ=YEARLY'],
  ['every month on the second Tues', 'FREQ=MONTHLY;BYDAY=2TU'],
  ['every month on the 1st and third mon', 'FREQ=MONTHLY;BYDAY=1MO,3MO'],
] as const

describe('circle schedule list', () => {
  it('shows the next ten dates', async () => {
    const stdout = await done(['schedule', 'list'], {cwd: await fresh()})
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(10)
    expect(lines[0]).toBe('2026-12-04-weekly  Fri 4 Dec 2026   19:00–21:00  Friday meeting')
  })

  it('gives programs every field, instants in UTC', async () => {
    expect(await json(['schedule', 'list', '--next', '1'], {cwd: await fresh()})).toEqual({
      gatherings: [{
        id: '2026-12-04-weekly', rhythm: 'weekly', title: 'Friday meeting', status: 'planned', start: '2026-12-04T19:00:00Z', end: '2026-12-04T21:00:00Z',
        timezone: 'UTC', allDay: false, place: 'The tavern', link: null,
      }],
    })
  })

  it('takes --next, --from and --to, both days included, in words too', async () => {
    const root = await fresh()
    expect((await listed(root, '--next', '3')).map(({id}) => id)).toEqual(['2026-12-04-weekly', '2026-12-11-weekly', '2026-12-18-weekly'])
    expect((await listed(root, '--from', '2026-11-20', '--to', '2026-12-04')).map(({id, status}) => `${id} ${status}`)).toEqual([
      '2026-11-20-weekly held', '2026-11-27-weekly planned', '2026-12-04-weekly planned',
    ])
    expect((await listed(root, '--from', 'today', '--to', 'next friday')).map(({id}) => id)).toEqual(['2026-12-04-weekly'])
    expect(await listed(root, '--from', '2026-11-28', '--to', '2026-11-28')).toEqual([])
    expect(await listed(root, '--from', '2027-01-01', '--next', '2')).toHaveLength(2)
  })

  it('says by whose clocks the hours are, to who lives by others', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata'], {cwd: root})
    expect((await circle(['schedule', 'list', '--as', 'bo'], {cwd: root})).stderr).toBe('Hours are by the clocks of UTC.\n')
    expect((await circle(['schedule', 'list', '--as', 'ann'], {cwd: root})).stderr).toBe('')
  })

  it('names three clashes of two rhythms that meet again and again, and counts the others', async () => {
    const root = await fresh()
    await done(['schedule', 'add-rhythm', 'twin', '--starts', '2026-12-04 20:00', '--repeats', 'every week'], {cwd: root})
    const {stderr} = await circle(['schedule', 'list', '--next', '20'], {cwd: root})
    expect(stderr.match(/at the same time/g)).toHaveLength(3)
    expect(stderr).toMatch(/\n… and 7 more\.\n$/)
  })

  it('finds the next dates of a circle that gathers once a year', async () => {
    const root = join(folder(), 'yearly')
    await done(['init', root, '--timezone', 'UTC', '--starts', '2026-06-06', '--repeats', 'yearly', '--yes'])
    expect((await listed(root, '--next', '3')).map(({start}) => start)).toEqual(['2027-06-06', '2028-06-06', '2029-06-06'])
  })

  it.each([
    [['--next', '0'], '--next is not a whole number from 1: 0'],
    [['--next', 'ten'], '--next is not a whole number from 1: ten'],
    [['--from', '2026-13-01'], '2026-13-01'],
    [['--from', '2026-12-02', '--to', '2026-12-01'], '--to 2026-12-01 is before --from 2026-12-02'],
    [['--from', 'someday'], 'not a day that can be understood: someday'],
  ])('refuses %j', async (words, error) => {
    const {status, stderr} = await circle(['schedule', 'list', ...words], {cwd: await fresh()})
    expect(status).toBe(2)
    expect(stderr).toContain(error)
  })

  it('says so where nothing is planned, with a command that plans', async () => {
    const root = join(folder(), 'bare')
    await done(['init', root, '--yes'])
    expect(await done(['schedule', 'list'], {cwd: root})).toBe('No gathering is planned. Plan one: circle schedule add "next friday 19:00"\n')
    expect(await listed(root)).toEqual([])
    await done(['schedule', 'add', 'next friday 19:00'], {cwd: root})
    expect(await listed(root)).toHaveLength(1)
    expect(await done(['schedule', 'list', '--to', '2026-11-01'], {cwd: root})).toBe('No gathering falls on these days.\n')
  })
})

describe('circle schedule add', () => {
  it('plans a date of its own, in whatever words, with length, title, place and link', async () => {
    const root = await fresh()
    const words = ['schedule', 'add', 'saturday 14:00', '--title', 'Picnic', '--lasts', '3h', '--place', 'The park', '--link', 'https://x.example/p']
    expect(await done(words, {cwd: root})).toBe('2026-12-05-picnic is planned: Saturday 5 December 2026, 14:00–17:00.\n')
    expect(text(root, 'gatherings/2026-12-05-picnic/gathering.yaml')).toBe(
      'when: "2026-12-05 14:00"\n\nlasts: 3h\n\nplace: The park\n\nlink: https://x.example/p\n\ntitle: Picnic\n',
    )
    expect(lastCommit(root)).toBe('Plan 2026-12-05-picnic: gatherings/2026-12-05-picnic/gathering.yaml')
  })

  it('takes a day without a clock time for all day, its end exclusive', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-12', '--title', 'Open day'], {cwd: root})
    await done(['schedule', 'add', '2027-06-11', '--title', 'Retreat', '--lasts', '3 days'], {cwd: root})
    expect((await listed(root, '--from', '2026-12-12', '--to', '2027-06-30')).filter(({allDay}) => allDay).map(({id, start, end}) => [id, start, end])).toEqual([
      ['2026-12-12-open-day', '2026-12-12', '2026-12-13'],
      ['2027-06-11-retreat', '2027-06-11', '2027-06-14'],
    ])
  })

  it('gives two of one title on one day ids of their own', async () => {
    const root = await fresh()
    for (const hour of ['10:00', '15:00']) await done(['schedule', 'add', `2026-12-05 ${hour}`, '--title', 'Walk'], {cwd: root})
    expect((await listed(root, '--from', '2026-12-05', '--to', '2026-12-05')).map(({id}) => id)).toEqual(['2026-12-05-walk', '2026-12-05-walk-2'])
  })

  it('does not take the id of a rhythm’s date', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-04 10:00', '--title', 'Weekly'], {cwd: root})
    await done(['check'], {cwd: root})
    expect((await listed(root, '--from', '2026-12-04', '--to', '2026-12-04')).map(({id}) => id)).toEqual(['2026-12-04-weekly-2', '2026-12-04-weekly'])
  })

  it('points out a clash, and plans all the same', async () => {
    const root = await fresh()
    const {status, stderr} = await circle(['schedule', 'add', '2026-12-04 20:30', '--title', 'Choir'], {cwd: root})
    expect(status).toBe(0)
    expect(stderr).toContain('It is at the same time as 2026-12-04-weekly, Friday 4 December 2026, 19:00–21:00.')
    expect((await circle(['schedule', 'list'], {cwd: root})).stderr).toContain('2026-12-04-weekly and 2026-12-04-choir are at the same time.')
    expect((await circle(['schedule', 'add', '2026-12-04 21:00', '--title', 'Tea'], {cwd: root})).stderr).not.toContain('2026-12-04-weekly')
  })

  it('says what becomes of an hour that does not exist, or comes twice', async () => {
    const root = join(folder(), 'hours')
    await done(['init', root, '--timezone', 'Europe/Stockholm', '--yes'])
    const gap = await circle(['schedule', 'add', '2027-03-28 02:30', '--lasts', '1h'], {cwd: root})
    expect(gap.stderr).toContain('02:30 does not exist on 2027-03-28 in Europe/Stockholm')
    expect(gap.stdout).toContain('03:30–04:30')
    expect((await circle(['schedule', 'add', '2026-10-25 02:30', '--lasts', '1h'], {cwd: root})).stderr).toContain('02:30 comes twice on 2026-10-25 in Europe/Stockholm')
    expect((await listed(root, '--from', '2026-10-01', '--to', '2027-04-01')).map(({start}) => start)).toEqual(['2026-10-25T00:30:00Z', '2027-03-28T01:30:00Z'])
  })

  it.each([
    ['every friday', 'that is a rhythm, not a day: every friday'],
    ['8/12', 'day and month cannot be told apart: 8/12'],
    ['24/12/2026', 'a day is not written with slashes here: 24/12/2026'],
    ['tomorrow 25:00', 'that is no time of day: tomorrow 25:00'],
    ['2026-02-30', '2026-02-30'],
    ['tomorrow evening', 'at what time? tomorrow evening'],
    ['tomorrow 19:00 CET', 'a time zone cannot be given with a time'],
    ['tomorow', 'not a day that can be understood: tomorow'],
  ])('refuses %s: two lines, status 2, nothing written', async (when, error) => {
    const root = await fresh()
    const before = everything(root)
    const {status, stdout, stderr} = await circle(['schedule', 'add', when], {cwd: root})
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/)
    expect(stderr).toContain(error)
    expect(everything(root)).toEqual(before)
  })

  it('refuses a length and a link that are none', async () => {
    const root = await fresh()
    expect((await circle(['schedule', 'add', 'tomorrow 19:00', '--lasts', 'long'], {cwd: root})).stderr).toContain('--lasts is not a length of time: long')
    expect((await circle(['schedule', 'add', 'tomorrow 19:00', '--link', 'javascript:alert(1)'], {cwd: root})).stderr).toContain('--link is not a link')
  })
})

describe('circle schedule move', () => {
  it('moves a date of a rhythm; it keeps its id', async () => {
    const root = await fresh()
    expect(await done(['schedule', 'move', '2026-12-11', '2026-12-12 20:00'], {cwd: root})).toBe('2026-12-11-weekly is now on: Saturday 12 December 2026, 20:00–22:00.\n')
    expect(text(root, 'gatherings/2026-12-11-weekly/gathering.yaml')).toBe('rhythm: weekly\n\nwhen: "2026-12-12 20:00"\n')
    expect(lastCommit(root)).toBe('Move 2026-12-11-weekly: gatherings/2026-12-11-weekly/gathering.yaml')
    expect(await done(['schedule', 'list', '--from', '2026-12-12', '--to', '2026-12-12'], {cwd: root})).toContain('moved from Fri 11 Dec')
    await done(['check'], {cwd: root})
  })

  it('takes a day alone for the same hour, and an hour alone for the same day', async () => {
    const root = await fresh()
    await done(['schedule', 'move', '2026-12-11', '2026-12-13'], {cwd: root})
    await done(['schedule', 'move', '2026-12-18', '20:30'], {cwd: root})
    expect((await listed(root, '--from', '2026-12-12', '--to', '2026-12-18')).map(({id, start}) => [id, start])).toEqual([
      ['2026-12-11-weekly', '2026-12-13T19:00:00Z'],
      ['2026-12-18-weekly', '2026-12-18T20:30:00Z'],
    ])
    expect(await done(['schedule', 'list', '--from', '2026-12-18', '--to', '2026-12-18'], {cwd: root})).toMatch(/at another hour$/m)
    expect(await done(['show', '2026-12-18'], {cwd: root})).toContain('20:30–22:30 (UTC), at another hour')
  })

  it('keeps what stands on the page', async () => {
    const root = await fresh()
    await done(['schedule', 'move', 'next', 'sunday 10:00'], {cwd: root})
    expect(text(root, 'gatherings/2026-12-04-weekly/gathering.yaml')).toBe('rhythm: weekly\n\nwhen: "2026-11-29 10:00"\n\ntopic: Luck\n')
  })

  it('says so where it is there already, and writes nothing', async () => {
    const root = await fresh()
    const before = everything(root)
    for (const [typed, when] of [['2026-12-11', '2026-12-11'], ['2026-12-11', '19:00'], ['next', '2026-12-04 19:00']] as const) {
      const {status, stdout, stderr} = await circle(['schedule', 'move', typed, when], {cwd: root})
      expect([status, stderr]).toEqual([0, 'Nothing changed: it was so already.\n'])
      expect(stdout).toContain('is there already: ')
    }
    expect(everything(root)).toEqual(before)
  })

  it('remarks on a day that is past, and moves all the same', async () => {
    const root = await fresh()
    const {status, stderr} = await circle(['schedule', 'move', '2026-12-11', 'yesterday'], {cwd: root})
    expect(status).toBe(0)
    expect(stderr).toContain('That is in the past; `circle gather 2026-12-11-weekly` logs it.\n')
    expect((await circle(['schedule', 'add', 'last friday', '--title', 'Walk'], {cwd: root})).stderr).toContain('That is in the past; `circle gather 2026-11-27-walk` logs it.\n')
    expect((await circle(['schedule', 'add', 'today', '--title', 'Tea'], {cwd: root})).stderr).not.toContain('in the past')
  })

  it('points out that it now meets another', async () => {
    const {stderr} = await circle(['schedule', 'move', '2026-12-11', '2026-12-18'], {cwd: await fresh()})
    expect(stderr).toContain('It is at the same time as 2026-12-18-weekly')
  })

  it('says which, where a day holds two', async () => {
    const root = await fresh()
    await done(['schedule', 'move', '2026-12-11', '2026-12-18 10:00'], {cwd: root})
    const {status, stderr} = await circle(['schedule', 'move', '2026-12-18', '2026-12-19'], {cwd: root})
    expect(status).toBe(2)
    expect(stderr).toBe('error: there are 2 gatherings on 2026-12-18\nhint: say which: 2026-12-11-weekly, 2026-12-18-weekly\n')
  })

  it('leaves what was held, and what is cancelled, where it was', async () => {
    const root = await fresh()
    expect((await circle(['schedule', 'move', '2026-11-20', 'tomorrow'], {cwd: root})).stderr).toContain('2026-11-20-weekly has been held')
    await done(['schedule', 'cancel', 'next', '--why', 'Snow'], {cwd: root})
    expect((await circle(['schedule', 'move', '2026-12-04', 'tomorrow'], {cwd: root})).stderr).toContain('circle schedule restore 2026-12-04-weekly')
  })
})

describe('circle schedule cancel and restore', () => {
  it('keep the date with its reason, and take it back', async () => {
    const root = await fresh()
    expect(await done(['schedule', 'cancel', '2026-12-25', '--why', 'Christmas'], {cwd: root})).toBe('2026-12-25-weekly is cancelled: Friday 25 December 2026, 19:00–21:00.\n')
    expect(text(root, 'gatherings/2026-12-25-weekly/gathering.yaml')).toBe('rhythm: weekly\n\nstatus: cancelled\n\nwhy: Christmas\n')
    expect(lastCommit(root)).toBe('Cancel 2026-12-25-weekly: gatherings/2026-12-25-weekly/gathering.yaml')
    expect(await done(['schedule', 'list', '--from', '2026-12-25', '--to', '2026-12-25'], {cwd: root})).toContain('cancelled: Christmas')
    await done(['schedule', 'restore', '2026-12-25'], {cwd: root})
    expect((await listed(root, '--from', '2026-12-25', '--to', '2026-12-25')).map(({status}) => status)).toEqual(['planned'])
    expect(text(root, 'gatherings/2026-12-25-weekly/gathering.yaml')).not.toContain('Christmas')
  })

  it('take a move back', async () => {
    const root = await fresh()
    await done(['schedule', 'move', '2026-12-11', '2026-12-12'], {cwd: root})
    expect(await done(['schedule', 'restore', '2026-12-11-weekly'], {cwd: root})).toBe('2026-12-11-weekly is back in its place: Friday 11 December 2026, 19:00–21:00.\n')
    expect((await listed(root, '--from', '2026-12-11', '--to', '2026-12-12')).map(({id, start}) => [id, start])).toEqual([['2026-12-11-weekly', '2026-12-11T19:00:00Z']])
  })

  it('take the move of a date of its own back: to its day, at the hour it now has', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-06 14:00', '--title', 'Picnic', '--lasts', '3h'], {cwd: root})
    await done(['schedule', 'move', '2026-12-06-picnic', '2026-12-13 15:00'], {cwd: root})
    expect(await done(['schedule', 'list', '--from', '2026-12-13', '--to', '2026-12-13'], {cwd: root})).toContain('moved from Sun 6 Dec')
    const {stdout, stderr} = await circle(['schedule', 'restore', '2026-12-06-picnic'], {cwd: root})
    expect(stdout).toBe('2026-12-06-picnic is back on its day: Sunday 6 December 2026, 15:00–18:00.\n')
    expect(stderr).toContain('The hour from before the move is not written down, so it stays at 15:00.\n')
    expect((await circle(['schedule', 'restore', '2026-12-06-picnic'], {cwd: root})).stderr).toContain('is neither cancelled nor moved')
  })

  it('leave nothing behind that a later end of the rhythm would stumble over', async () => {
    const root = await fresh()
    await done(['schedule', 'move', '2026-12-25', '2026-12-26'], {cwd: root})
    await done(['schedule', 'restore', '2026-12-25-weekly'], {cwd: root})
    expect((await circle(['schedule', 'end-rhythm', 'weekly', '--after', '2026-12-11'], {cwd: root})).stderr).not.toContain('2026-12-25')
    await done(['check'], {cwd: root})
    const {status, stderr} = await circle(['show', '2026-12-25-weekly'], {cwd: root})
    expect([status, stderr]).toEqual([2, 'error: 2026-12-25-weekly is no gathering: its folder hits no date of the rhythm weekly\nhint: nothing is written there but its rhythm, so the folder can be deleted\n'])
  })

  it('are skipped by `next`, and never listed as the next gathering', async () => {
    const root = await fresh()
    await done(['schedule', 'cancel', 'next', '--why', 'Snow'], {cwd: root})
    await done(['schedule', 'cancel', 'next', '--why', 'More snow'], {cwd: root})
    expect(((await json<{next: One}>(['status'], {cwd: root})).next).id).toBe('2026-12-18-weekly')
  })

  it('want the reason, without a terminal', async () => {
    const root = await fresh()
    const before = filesIn(root)
    const {status, stderr} = await circle(['schedule', 'cancel', 'next'], {cwd: root})
    expect([status, stderr]).toEqual([2, 'error: why is 2026-12-04-weekly cancelled?\nhint: give the reason with --why "…"; it is shown in the calendar\n'])
    expect(filesIn(root)).toEqual(before)
  })

  it('refuse what was held, and what is neither cancelled nor moved', async () => {
    const root = await fresh()
    expect((await circle(['schedule', 'cancel', '2026-11-20', '--why', 'x'], {cwd: root})).stderr).toContain('has been held, so it cannot be cancelled')
    expect((await circle(['schedule', 'restore', 'next'], {cwd: root})).stderr).toContain('2026-12-04-weekly is neither cancelled nor moved')
  })
})

describe('circle schedule add-rhythm', () => {
  it('adds a rhythm to the charter and leaves every other byte of it', async () => {
    const root = await fresh()
    const before = text(root, 'charter.yaml')
    const stdout = await done(['schedule', 'add-rhythm', 'retreat', '--starts', '2027-06-11', '--repeats', 'every year on the 2nd friday of june', '--lasts', '3 days', '--title', 'Yearly retreat', '--place', 'Burlington'], {cwd: root})
    expect(stdout).toMatch(/^The rhythm retreat begins:\n +2027-06-11-retreat .*to Sun 13 Jun/)
    expect(text(root, 'charter.yaml')).toBe(
      `${before}\n  retreat:\n    title: Yearly retreat\n    starts: "2027-06-11"\n    repeats: every year on the 2nd friday of june\n    lasts: 3 days\n    place: Burlington\n`,
    )
    expect(lastCommit(root)).toBe('Add rhythm retreat: charter.yaml')
    await done(['check'], {cwd: root})
  })

  it('takes a zone of its own, an RRULE, or no rule for one single date', async () => {
    const root = await fresh()
    await done(['schedule', 'add-rhythm', 'asia', '--starts', '2027-01-05 08:00', '--repeats', 'every 2 weeks', '--lasts', '1h', '--timezone', 'Asia/Kolkata'], {cwd: root})
    await done(['schedule', 'add-rhythm', 'odd', '--starts', '2026-12-01 12:00', '--repeats', 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '--lasts', '1h'], {cwd: root})
    await done(['schedule', 'add-rhythm', 'once', '--starts', '2026-12-24 10:00', '--lasts', '1h'], {cwd: root})
    const starts = async (id: string): Promise<string[]> => (await listed(root, '--from', '2026-12-01', '--to', '2027-08-31')).filter((one) => one.id.endsWith(`-${id}`)).map(({start}) => start)
    expect((await starts('asia')).slice(0, 2)).toEqual(['2027-01-05T02:30:00Z', '2027-01-19T02:30:00Z'])
    expect(await starts('odd')).toEqual(['2027-08-13T12:00:00Z'])
    expect(await starts('once')).toEqual(['2026-12-24T10:00:00Z'])
  })

  it('means the same by each phrase and its RRULE', async () => {
    const root = await fresh()
    const rhythms = phrases.flatMap(([phrase, rule], index) => [[`phrase-${index}`, phrase], [`rule-${index}`, rule]])
    put(root, {
      'charter.yaml': text(root, 'charter.yaml').replace(/\nrhythms:[\s\S]*$/, `\nrhythms:\n${rhythms.map(([id, repeats]) => `  ${id}: {starts: "2027-01-08 10:00", lasts: 1h, repeats: "${repeats}"}\n`).join('')}`),
    })
    const all = await listed(root, '--from', '2027-01-01', '--to', '2029-12-31')
    const days = (id: string): string[] => all.filter((one) => one.id.slice(11) === id).map(({start}) => start)
    for (const [index, [phrase]] of phrases.entries()) {
      expect(days(`phrase-${index}`).length, phrase).toBeGreaterThan(1)
      expect(days(`phrase-${index}`), phrase).toEqual(days(`rule-${index}`))
    }
  })

  it.each([
    [['Monthly Evening', '--starts', 'tomorrow'], 'hint: write one such as monthly-evening'],
    [['monthly'], 'error: from when does it count?'],
    [['weekly', '--starts', 'tomorrow'], 'error: there is already a rhythm weekly'],
    [['monthly', '--starts', 'tomorrow', '--repeats', 'every blue moon'], 'error: --repeats '],
    [['monthly', '--starts', 'tomorrow', '--repeats', 'FREQ=HOURLY'], 'error: --repeats '],
    [['never', '--starts', '2026-12-01', '--repeats', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'], 'never'],
    [['monthly', '--starts', 'tomorrow', '--timezone', 'PT'], 'error: --timezone is not a time zone: PT'],
  ])('refuses %j in two lines and writes nothing', async (words, error) => {
    const root = await fresh()
    const before = everything(root)
    const {status, stdout, stderr} = await circle(['schedule', 'add-rhythm', ...words], {cwd: root})
    expect(status).not.toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/)
    expect(stderr).toContain(error)
    expect(everything(root)).toEqual(before)
  })

  it('shows with --dry-run which dates it would give, below the diff', async () => {
    const root = await fresh()
    const before = everything(root)
    const {stdout, stderr} = await circle(['schedule', 'add-rhythm', 'talks', '--starts', '2026-12-02 19:00', '--repeats', 'every month on the 1st thursday', '--dry-run'], {cwd: root})
    expect(stdout).toContain('+  talks:\n')
    expect(stdout).not.toContain('begins')
    expect(stderr).toMatch(/^The rhythm talks would begin:\n {2}2026-12-03-talks .*\n {2}2027-01-07-talks /)
    expect(everything(root)).toEqual(before)
  })

  it('refuses a name that would make a date of its own one of the rhythm', async () => {
    const root = await fresh()
    await done(['schedule', 'add', '2026-12-05 14:00', '--title', 'Picnic'], {cwd: root})
    const {status, stderr} = await circle(['schedule', 'add-rhythm', 'picnic', '--starts', '2026-12-05 10:00'], {cwd: root})
    expect([status, stderr]).toEqual([1, 'error: 2026-12-05-picnic is a date of its own, and would be taken for one of the rhythm picnic\nhint: give the rhythm another name\n'])
  })

  it('points out that its first dates meet another rhythm', async () => {
    const {stderr} = await circle(['schedule', 'add-rhythm', 'twin', '--starts', '2026-12-04 20:00', '--repeats', 'monthly', '--lasts', '1h'], {cwd: await fresh()})
    expect(stderr).toContain('2026-12-04-weekly and 2026-12-04-twin are at the same time.')
  })
})

describe('circle schedule end-rhythm', () => {
  it('ends a rhythm with a day that still counts; the past stays as it was', async () => {
    const root = await fresh()
    const stdout = await done(['schedule', 'end-rhythm', 'weekly', '--after', '2026-12-18'], {cwd: root})
    expect(stdout).toMatch(/^The rhythm weekly ends with 2026-12-18. Its last gathering:\n +2026-12-18-weekly/)
    expect(text(root, 'charter.yaml')).toContain('    until: "2026-12-18"\n')
    expect((await listed(root, '--from', '2026-11-01', '--to', '2027-02-01')).map(({id}) => id.slice(0, 10))).toEqual(['2026-11-20', '2026-11-27', '2026-12-04', '2026-12-11', '2026-12-18'])
    expect(lastCommit(root)).toBe('End rhythm weekly: charter.yaml')
  })

  it('shows with --dry-run which gathering would be the last', async () => {
    const {stderr} = await circle(['schedule', 'end-rhythm', 'weekly', '--after', '2026-12-18', '--dry-run'], {cwd: await fresh()})
    expect(stderr).toMatch(/^The rhythm weekly would end with 2026-12-18. Its last gathering:\n +2026-12-18-weekly/)
  })

  it('gives way to a new rhythm that begins after it', async () => {
    const root = await fresh()
    await done(['schedule', 'end-rhythm', 'weekly', '--after', '2026-12-11'], {cwd: root})
    await done(['schedule', 'add-rhythm', 'wednesdays', '--starts', '2026-12-16 18:00', '--repeats', 'weekly', '--lasts', '2h'], {cwd: root})
    expect((await listed(root, '--next', '4')).map(({id}) => id)).toEqual(['2026-12-04-weekly', '2026-12-11-weekly', '2026-12-16-wednesdays', '2026-12-23-wednesdays'])
    await done(['check'], {cwd: root})
  })

  it.each([
    [['weekly'], 'error: after which day does it end?\nhint: add --after 2026-12-31; that day still counts\n', 2],
    [['nosuch'], 'error: there is no rhythm nosuch\nhint: the rhythms are weekly\n', 2],
    [['weekley', '--after', 'today'], 'error: there is no rhythm weekley\nhint: did you mean weekly?\n', 2],
    [['weekly', '--after', '2026-11-01'], 'error: weekly begins only on 2026-11-20\nhint: end it on that day or later\n', 2],
  ])('refuses %j', async (words, error, exit) => {
    const {status, stderr} = await circle(['schedule', 'end-rhythm', ...words], {cwd: await fresh()})
    expect([status, stderr]).toEqual([exit, error])
  })
})

describe('a gathering on the command line', () => {
  it('is an id, a day, next or last', async () => {
    const root = await fresh()
    for (const [typed, id] of [['2026-12-11-weekly', '2026-12-11-weekly'], ['2026-12-11', '2026-12-11-weekly'], ['next', '2026-12-04-weekly'], ['last', '2026-11-27-weekly'], ['NEXT', '2026-12-04-weekly']] as const) {
      expect((await json<{gathering: One}>(['show', typed], {cwd: root})).gathering.id, typed).toBe(id)
    }
  })

  it('that is not there is answered with what is near', async () => {
    const root = await fresh()
    expect((await circle(['show', '2026-12-05'], {cwd: root})).stderr).toBe('error: there is no gathering on Sat 5 Dec 2026\nhint: near that day: 2026-11-27-weekly, 2026-12-04-weekly, 2026-12-11-weekly\n')
    expect((await circle(['show', '2026-12-04-weakly'], {cwd: root})).stderr).toBe('error: there is no gathering 2026-12-04-weakly\nhint: did you mean 2026-12-04-weekly?\n')
    expect((await circle(['show', 'nxt'], {cwd: root})).stderr).toContain('hint: did you mean next?')
  })

  it('that has begun is still the next one until it is over', async () => {
    const root = await fresh()
    const at = async (CIRCLE_NOW: string): Promise<string> => (await json<{next: One}>([], {cwd: root, env: {CIRCLE_NOW}})).next.id
    expect(await at('2026-12-04T20:59:00Z')).toBe('2026-12-04-weekly')
    expect(await at('2026-12-04T21:00:00Z')).toBe('2026-12-11-weekly')
  })
})

describe('a circle that has no rhythm', () => {
  it('may have none yet, and dates of its own', async () => {
    const root = await founded()
    put(root, {'charter.yaml': text(root, 'charter.yaml').replace(/\nrhythms:[\s\S]*$/, '')})
    await done(['check'], {cwd: root})
    await done(['schedule', 'add', '2026-12-01 18:00', '--title', 'Talk'], {cwd: root})
    expect((await json<{next: One}>([], {cwd: root})).next.id).toBe('2026-12-01-talk')
  })
})

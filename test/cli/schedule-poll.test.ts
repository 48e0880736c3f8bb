import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, copies, json, lastCommit, lived, put, uncommitted} from './circles.ts'
import {text} from './clones.ts'
import {circle, commits, done, terminal} from './harness.ts'
import type {Run} from './harness.ts'

const fresh = copies(lived)
const walk = 'winter-walk-k3fx'
const poll = `polls/${walk}/poll.yaml`

/** Two Saturdays and a Sunday, as they stand in the files; `more` is put before the options. */
const threeDates = (more = ''): string => `title: Winter walk\n\n${more}options:\n  b2bb:\n    when: "2026-12-05 14:00"\n  c3cc:\n    when: "2026-12-06 11:00"\n  d4dd:\n    when: "2026-12-12"\n`

/** The circle with the poll, and what members have said in it: `ann: 'yes no -'`. */
async function asked(said: Readonly<Record<string, string>> = {}, more = ''): Promise<string> {
  const root = await fresh()
  const words: Readonly<Record<string, string>> = {yes: '"yes"', no: '"no"', maybe: 'if-need-be'}
  const pages = Object.entries(said).map(([member, votes]) => {
    const lines = votes.split(' ').flatMap((vote, at) => (vote === '-' ? [] : [`  ${['b2bb', 'c3cc', 'd4dd'][at]}: ${words[vote]}\n`]))
    return [`polls/${walk}/${member}.yaml`, `votes:\n${lines.join('')}`]
  })
  put(root, {[poll]: threeDates(more), ...Object.fromEntries(pages)})
  commitAll(root)
  return root
}

interface PollJson {
  readonly id: string
  readonly status: string
  readonly overdue: boolean
  readonly options: readonly {readonly id: string; readonly start: string; readonly yes: readonly string[]; readonly ifNeedBe: readonly string[]; readonly no: readonly string[]; readonly unsaid: readonly string[]; readonly past: boolean}[]
  readonly silent: readonly string[]
  readonly partly: readonly string[]
  readonly best: string | null
  readonly ties: readonly string[]
  readonly chosen: string | null
  readonly gathering: string | null
}

const shown = async (root: string): Promise<PollJson> => (await json<{polls: PollJson[]}>(['schedule', 'poll', 'winter'], {cwd: root})).polls[0]!
const vote = (root: string, ...words: string[]): Promise<string> => done(['schedule', 'poll', 'vote', ...words], {cwd: root})

/** The words are refused with this status, and nothing is written. */
async function refused(root: string, words: readonly string[], status: number, error: RegExp, run: Run = {}): Promise<void> {
  const before = commits(root)
  const outcome = await circle(['schedule', 'poll', ...words], {cwd: root, ...run})
  expect([outcome.status, outcome.stdout, outcome.stderr]).toEqual([status, '', expect.stringMatching(error)])
  expect([commits(root), uncommitted(root)]).toEqual([before, ''])
}

describe('circle schedule poll open', () => {
  it('writes a page with each date once, under random ids, and commits it', async () => {
    const root = await fresh()
    const stdout = await done(['schedule', 'poll', 'open', 'Winter walk', '--option', '2026-12-06 11:00', '--option', 'saturday 14:00', '--option', '2026-12-05 14:00', '--deadline', 'thursday', '--lasts', '3h', '--place', 'The bridge', '--about', 'Round the lake.'], {cwd: root})
    const [id] = readdirSync(join(root, 'polls'))
    expect(id).toMatch(/^winter-walk-[a-z][a-z0-9]{3}$/)
    expect(text(root, `polls/${id}/poll.yaml`)).toMatch(/^title: Winter walk\n\nabout: \|\n {2}Round the lake\.\n\nlasts: 3h\n\nplace: The bridge\n\ndeadline: "2026-12-03"\n\noptions:\n {2}[a-z]\w{3}:\n {4}when: "2026-12-05 14:00"\n {2}[a-z]\w{3}:\n {4}when: "2026-12-06 11:00"\n$/)
    expect(stdout).toMatch(/1 +\w{4} +Sat 5 Dec 2026, 14:00–17:00 [^]*2 +\w{4} +Sun 6 Dec 2026, 11:00–14:00 /)
    expect(stdout).toContain('Answer until Thursday 3 December 2026.')
    expect(stdout).toContain('No answer yet: Ann, Bo and Cy')
    expect(lastCommit(root)).toBe(`Open the poll ${id}: polls/${id}/poll.yaml`)
    await done(['check'], {cwd: root})
  })

  it('takes times by the clocks of a zone of its own, where "today" is its own day too', async () => {
    const root = await fresh()
    const env = {CIRCLE_NOW: '2026-11-28T23:00:00Z'}
    const {poll: made} = await json<{poll: PollJson}>(['schedule', 'poll', 'open', 'Call', '--option', 'tomorrow 09:00', '--timezone', 'Asia/Tokyo'], {cwd: root, env})
    expect(made.options.map(({start}) => start)).toEqual(['2026-11-30T00:00:00Z'])
    expect(text(root, `polls/${made.id}/poll.yaml`)).toContain('timezone: Asia/Tokyo\n\noptions:')
  })

  it('asks again for a time to answer that is over, and says what is wrong with the flags before it asks', async () => {
    const root = await fresh()
    const at = terminal(['schedule', 'poll', 'open', 'Walk'], {cwd: root, columns: 200})
    await at.answer('Which dates?', '2026-12-05 14:00')
    await at.answer('Another?', '')
    // It is 10:00.
    await at.answer('Until when shall they answer?', 'today 09:00')
    await at.sees('the time to answer would be over already: 2026-11-28 09:00')
    at.type('\u0015today 13:00\r')
    expect(await at.exit()).toBe(0)
    expect(at.screen()).toContain('Answer until Saturday 28 November 2026, 13:00.')
    const late = terminal(['schedule', 'poll', 'open', 'Walk', '--deadline', 'yesterday'], {cwd: root})
    expect(await late.exit()).toBe(2)
    expect(late.screen()).not.toContain('Which dates?')
  })

  it('says what is odd: hours that clocks skip or show twice, what is past, one date alone, a deadline after the first', async () => {
    const root = await fresh()
    const open = async (...words: string[]): Promise<string> => (await circle(['schedule', 'poll', 'open', 'Walk', ...words, '--dry-run'], {cwd: root})).stderr
    expect(await open('--option', '2027-03-28 02:30', '--timezone', 'Europe/Stockholm')).toContain('02:30 does not exist on Sun 28 Mar in Europe/Stockholm: clocks go forward. It is taken as 03:30–05:30.')
    expect(await open('--option', '2027-10-31 02:30', '--timezone', 'Europe/Stockholm')).toContain('02:30 comes twice on Sun 31 Oct in Europe/Stockholm: clocks go back. The first is meant.')
    expect(await open('--option', '2026-11-27 19:00', '--option', '2026-12-05')).toContain('This date is past: 1, Fri 27 Nov 2026, 19:00–21:00.')
    expect(await open('--option', '2026-12-05')).toContain('One date is not much to choose from')
    expect(await open('--option', '2026-12-05 14:00', '--option', '2026-12-06', '--deadline', '2026-12-05')).toContain('The time to answer ends after a date has begun: 1, Sat 5 Dec 2026, 14:00–16:00.')
    expect(existsSync(join(root, 'polls'))).toBe(false)
  })

  it.each<[string[], RegExp]>([
    [['Walk'], /which dates shall the others choose from\?\nhint: give each with --option/],
    [['Walk', '--option', 'someday'], /not a day that can be understood: someday/],
    [['Walk', '--option', '2026-12-05', '--deadline', '2026-11-27'], /the time to answer would be over already: 2026-11-27/],
    [['Walk', '--option', '2026-12-05', '--timezone', 'Mars/Base'], /--timezone is not a time zone/],
    [[' ', '--option', '2026-12-05'], /an empty text was given/],
  ])('refuses %j', async (words, error) => refused(await fresh(), ['open', ...words], 2, error))

  it('gives a title without Latin letters an id all the same', async () => {
    const root = await fresh()
    const {poll: made} = await json<{poll: PollJson}>(['schedule', 'poll', 'open', '冬の散歩', '--option', '2026-12-05'], {cwd: root})
    expect(made.id).toMatch(/^poll-[a-z]\w{3}$/)
    await done(['check'], {cwd: root})
  })
})

describe('circle schedule poll', () => {
  it('shows who can come when, who has not answered, and which date is best by what', async () => {
    const root = await asked({ann: 'yes maybe no', bo: 'yes - -'}, 'deadline: "2026-12-03 18:00"\n\n')
    const stdout = await done(['schedule', 'poll'], {cwd: root})
    expect(stdout.split('\n').slice(3, -1)).toEqual([
      '                                        Ann    Bo   Cy',
      '  1  b2bb  Sat 5 Dec 2026, 14:00–16:00  yes    yes  –',
      '  2  c3cc  Sun 6 Dec 2026, 11:00–13:00  (yes)  –    –',
      '  3  d4dd  Sat 12 Dec 2026, all day     no     –    –',
      '  (yes): if need be',
      '  No answer yet: Cy',
      '  Not to every date: Bo',
      '',
      'Best so far: 1, Sat 5 Dec 2026, 14:00–16:00: 2 members can come, to date 2 only 1.',
    ])
    expect(await shown(root)).toMatchObject({best: 'b2bb', ties: [], silent: ['cy'], partly: ['bo'], options: [{yes: ['ann', 'bo'], unsaid: ['cy']}, {ifNeedBe: ['ann']}, {no: ['ann']}]})
  })

  it("shows times by the reader's own clocks, with the circle's beside where they differ", async () => {
    const root = await asked()
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata'], {cwd: root})
    await done(['member', 'edit', 'cy', '--timezone', 'Pacific/Auckland'], {cwd: root})
    const stdout = await done(['schedule', 'poll', '--as', 'bo'], {cwd: root})
    expect(stdout).toContain('Sat 5 Dec 2026, 19:30–21:30 (14:00 in UTC)')
    expect(stdout).toContain('Sat 12 Dec 2026, all day  ')
    expect(await done(['schedule', 'poll', '--as', 'cy'], {cwd: root})).toContain('Sun 6 Dec 2026, 03:00–05:00 (Sat 5 Dec 14:00 in UTC)')
  })

  it('lists names where there are too many to stand beside each other', async () => {
    const root = await asked({ann: 'yes maybe no', bo: 'yes no -'})
    put(root, Object.fromEntries(['dee', 'eve', 'fay', 'gus', 'hal'].map((id) => [`members/${id}.yaml`, `name: ${id.toUpperCase()} Oz\n`])))
    const stdout = await done(['schedule', 'poll'], {cwd: root})
    expect(stdout).toContain('1  b2bb  Sat 5 Dec 2026, 14:00–16:00  yes: Ann and Bo\n')
    expect(stdout).toContain('2  c3cc  Sun 6 Dec 2026, 11:00–13:00  if need be: Ann; no: Bo\n')
  })

  it.each([40, 60, 80, 100])('breaks no line of the table at %i columns, in a zone of its own neither', async (columns) => {
    const root = await asked({ann: 'yes maybe no', bo: 'yes no -', dee: 'no - -'})
    put(root, Object.fromEntries(['dee', 'eve'].map((id) => [`members/${id}.yaml`, `name: ${id.toUpperCase()} Oz\n`])))
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Kolkata'], {cwd: root})
    for (const words of [[], ['--as', 'bo']]) {
      const at = terminal(['schedule', 'poll', ...words], {cwd: root, columns})
      expect(await at.exit()).toBe(0)
      const lines = at.screen().split('\n').map((line) => line.trimEnd())
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
      // A date stands whole on its line, or over several that begin under each other; never from the edge of the window.
      expect(lines.filter((line) => /^ {2}[123] {2}\w{4} {2}S(at|un) /.test(line)).length).toBe(3)
      const table = lines.slice(0, lines.findIndex((line) => line.startsWith('Best so far')))
      expect(table.filter((line) => /^(14:00|16:00|UTC|\(yes\)|yes|no|–)/.test(line))).toEqual([])
      if (columns >= 80 && words.length === 0) expect(lines).toContain('  1  b2bb  Sat 5 Dec 2026, 14:00–16:00  yes    yes  –   no   –')
    }
  })

  it('shows the open ones; with --all or by name also others; and says when there is none', async () => {
    const root = await asked({}, 'status: cancelled\n\nwhy: Snow\n\n')
    const {stdout, stderr} = await circle(['schedule', 'poll'], {cwd: root})
    expect(stdout).toMatch(/^No poll is open\. Open one: circle schedule poll open /)
    expect(stderr).toBe('Those that were closed: circle schedule poll --all\n')
    for (const words of [['--all'], ['winter'], [walk], ['Winter walk']]) expect(await done(['schedule', 'poll', ...words], {cwd: root})).toContain('Called off: Snow')
    await refused(root, ['summer'], 2, /^error: there is no poll summer\nhint: `circle schedule poll --all` shows them\n$/)
  })

  it('shows words of others without obeying them', async () => {
    const root = await asked({}, 'about: "a \\u202e b"\n\n')
    expect(await done(['schedule', 'poll'], {cwd: root})).toContain('a \\u{202e} b')
  })

  it('does what `circle status` points at: polls that wait for you, and whose time is over', async () => {
    const root = await asked({ann: 'yes - -', bo: 'yes yes yes'}, 'deadline: "2026-12-03"\n\n')
    const status = async (...words: string[]): Promise<string> => done(['status', ...words], {cwd: root})
    expect(await status('--as', 'cy')).toMatch(/winter-walk-k3fx +Winter walk: when can you come\? Answer until Thursday 3 December 2026 +circle schedule poll vote winter-walk-k3fx\n/)
    expect(await status()).toContain('Winter walk: you have not answered every date, until Thursday 3 December 2026')
    expect(await status('--as', 'bo')).not.toContain(walk)
    const late = {cwd: root, env: {CIRCLE_NOW: '2026-12-04T10:00:00Z'}}
    expect(await done(['status', '--as', 'bo'], late)).toContain(`Winter walk: the time to answer is over`)
    expect((await json<{care: {polls: unknown}}>(['status', '--as', 'cy'], late)).care.polls).toEqual([{id: walk, waits: 'silent', overdue: true, complete: false}])
    put(root, {'members/cy.yaml': 'name: Cy Ash\n\nstatus: paused\n\nsince: "2026-11-20"\n'})
    expect(await status('--as', 'cy')).not.toContain(walk)
    await vote(root, 'yes')
    expect(await status('--as', 'bo')).toMatch(/Winter walk: everybody has answered +circle schedule poll close winter-walk-k3fx\n/)
  })
})

describe('circle schedule poll vote', () => {
  const ann = `polls/${walk}/ann.yaml`

  it('takes answers in the order of the dates', async () => {
    const root = await asked()
    await vote(root, 'yes, if need be, no', '--why', 'Home by six.')
    expect(text(root, ann)).toBe('votes:\n  b2bb: "yes"\n  c3cc: if-need-be\n  d4dd: "no"\n\nwhy: Home by six.\n')
    expect(lastCommit(root)).toBe(`Vote in ${walk}: ann: ${ann}`)
    expect(await shown(root)).toMatchObject({options: [{yes: ['ann']}, {ifNeedBe: ['ann']}, {no: ['ann']}]})
  })

  it.each<[string[], string]>([
    [['winter', 'no'], '  b2bb: "no"\n  c3cc: "no"\n  d4dd: "no"\n'],
    [['skip, yes, skip'], '  c3cc: "yes"\n'],
    [['winter walk', 'YES'], '  b2bb: "yes"\n  c3cc: "yes"\n  d4dd: "yes"\n'],
    [['--can', '1,3', '--cannot', '2'], '  b2bb: "yes"\n  d4dd: "yes"\n  c3cc: "no"\n'],
    [['--if-need-be', '2026-12-06', '--rest', 'no'], '  c3cc: if-need-be\n  b2bb: "no"\n  d4dd: "no"\n'],
    [['--can', 'd4dd', '--can', 'sunday'], '  d4dd: "yes"\n  c3cc: "yes"\n'],
    [[walk, 'yes', '--cannot', '3'], ''],
  ])('takes %j', async (words, votes) => {
    const root = await asked()
    if (votes === '') return refused(root, ['vote', ...words], 2, /two answers are given to date 3/)
    await vote(root, ...words)
    expect(text(root, ann)).toBe(`votes:\n${votes}`)
  })

  it('changes what is said and keeps the rest, also what was written by hand', async () => {
    const root = await asked()
    put(root, {[ann]: 'votes:\n  b2bb: yes # gladly\n  c3cc: no\n\nwhy: Home by six.\n'})
    await vote(root, '--can', '2')
    expect(text(root, ann)).toBe('votes:\n  b2bb: yes # gladly\n  c3cc: "yes"\n\nwhy: Home by six.\n')
  })

  it('speaks for another with --as, and for whoever pauses says that nobody waits for them', async () => {
    const root = await asked()
    put(root, {'members/cy.yaml': 'name: Cy Ash\n\nstatus: paused\n\nsince: "2026-11-20"\n'})
    const {stdout, stderr} = await circle(['schedule', 'poll', 'vote', 'yes', '--as', 'cy'], {cwd: root})
    expect(stdout).toContain(`${walk}: the votes of Cy are written down.`)
    expect(stderr).toContain('Cy is not waited for: paused since 2026-11-20.')
    expect((await shown(root)).options.map(({yes}) => yes)).toEqual([['cy'], ['cy'], ['cy']])
  })

  it('finds a day by the clocks of whoever votes', async () => {
    const root = await asked()
    await done(['member', 'edit', 'ann', '--timezone', 'Pacific/Auckland'], {cwd: root})
    // The first is on the 6th at 03:00 there, the second on the 7th.
    await vote(root, '--can', '2026-12-07')
    expect(text(root, ann)).toBe('votes:\n  c3cc: "yes"\n')
  })

  it('is taken after the deadline too, and counts for nothing where a date is past: it says both', async () => {
    const root = await asked({}, 'deadline: "2026-12-03"\n\n')
    const {status, stderr} = await circle(['schedule', 'poll', 'vote', '--can', '1,2'], {cwd: root, env: {CIRCLE_NOW: '2026-12-05T20:00:00Z'}})
    expect(status).toBe(0)
    expect(stderr).toContain('This date is past, so the vote changes nothing: 1, Sat 5 Dec 2026, 14:00–16:00.\n')
    expect(stderr).toContain('The time to answer was until Thursday 3 December 2026; votes count until somebody closes the poll.\n')
    expect(stderr).toContain('Nothing said yet to date 3, of 3 dates.\n')
  })

  it('writes one vote where two people had added one date at once, whichever of the two it stood under', async () => {
    const root = await asked({ann: 'no - -'})
    put(root, {[poll]: threeDates().replace('  c3cc:', '  a1aa:\n    when: "2026-12-05 14:00"\n  c3cc:')})
    expect((await shown(root)).options).toMatchObject([{id: 'a1aa', no: ['ann']}, {id: 'c3cc'}, {id: 'd4dd'}])
    await vote(root, '--can', '1')
    expect(text(root, ann)).toBe('votes:\n  a1aa: "yes"\n')
    await done(['check'], {cwd: root})
  })

  it.each<[string[], number, RegExp]>([
    [['vote'], 2, /what do you say to the 3 dates of winter-walk-k3fx\?\nhint: answer in their order/],
    [['vote', 'ja, nein'], 2, /not an answer: ja\nhint: say yes, if need be or no/],
    [['vote', 'yes, perhaps, no'], 2, /not an answer: perhaps\n/],
    [['vote', 'ja'], 2, /neither a poll nor an answer: ja\nhint: .*; or say yes, if need be or no/],
    [['edit', '--deadline', 'yesterday'], 2, /the time to answer would be over already: 2026-11-27/],
    [['vote', 'yes,no'], 2, /2 answers to 3 dates to come/],
    [['vote', 'winter', 'yes,yse,no'], 2, /not an answer: yse\nhint: .*did you mean yes\?/],
    [['vote', '--can', '4'], 2, /the poll has no date 4/],
    [['vote', '--can', '2026-12-07'], 2, /the poll asks about no date on 2026-12-07/],
    [['vote', '--rest', 'soon'], 2, /not an answer: soon/],
    [['vote', 'yes', '--as', 'zed'], 2, /no member is called zed/],
  ])('refuses %j', async (words, status, error) => refused(await asked(), words, status, error))

  it.each([['skip'], ['skip, skip, skip']])('changes nothing with %s, and writes a remark all the same', async (words) => {
    const root = await asked({ann: 'yes - -'})
    const before = commits(root)
    const {status, stderr} = await circle(['schedule', 'poll', 'vote', words], {cwd: root})
    expect([status, stderr]).toEqual([0, 'Nothing changed: every date was skipped, and what was said before stays.\n'])
    expect([commits(root), uncommitted(root)]).toEqual([before, ''])
    await vote(root, words, '--why', 'Perhaps later.')
    expect(text(root, ann)).toBe('votes:\n  b2bb: "yes"\n\nwhy: Perhaps later.\n')
  })

  it('takes a word for a poll where one has just that title', async () => {
    const root = await asked()
    put(root, {[poll]: threeDates().replace('Winter walk', 'N')})
    await vote(root, 'n', '--can', '2')
    expect(text(root, ann)).toBe('votes:\n  c3cc: "yes"\n')
    await vote(root, 'n', 'n')
    expect(text(root, ann)).toBe('votes:\n  b2bb: "no"\n  c3cc: "no"\n  d4dd: "no"\n')
  })

  it('keeps the numbers of dates when an earlier one is added', async () => {
    const root = await asked()
    await done(['schedule', 'poll', 'add-option', '2026-12-01 19:00'], {cwd: root})
    await vote(root, '--can', '1')
    expect(text(root, ann)).toBe('votes:\n  b2bb: "yes"\n')
    await refused(root, ['vote', 'no, no, no'], 2, /3 answers to 4 dates to come/)
  })

  it('asks at a terminal which of several polls is meant', async () => {
    const root = await asked()
    put(root, {'polls/tea-p4qq/poll.yaml': threeDates().replace('Winter walk', 'Tea')})
    commitAll(root)
    await refused(root, ['vote', 'no'], 2, /which poll\?\nhint: say which: tea-p4qq, winter-walk-k3fx/)
    const at = terminal(['schedule', 'poll', 'vote', 'no'], {cwd: root})
    await at.sees('Which poll?')
    await at.press('down', 'enter')
    expect(await at.exit()).toBe(0)
    expect(text(root, ann)).toBe('votes:\n  b2bb: "no"\n  c3cc: "no"\n  d4dd: "no"\n')
  })

  it('is refused once the poll is closed, or called off', async () => {
    await refused(await asked({}, 'status: cancelled\n\nwhy: Snow\n\n'), ['vote', walk, 'yes'], 1, /the poll winter-walk-k3fx was called off: Snow\nhint: to go on with it: circle schedule poll reopen winter-walk-k3fx/)
    await refused(await asked({}, 'status: closed\n\nchosen: b2bb\n\n'), ['vote', 'yes'], 1, /no poll is open/)
  })

  it('asks about each date at a terminal, by the clocks of whoever votes', async () => {
    const root = await asked({ann: '- no -'})
    await done(['member', 'edit', 'ann', '--timezone', 'Asia/Kolkata'], {cwd: root})
    const at = terminal(['schedule', 'poll', 'vote'], {cwd: root, columns: 200})
    await at.sees('Winter walk, 1 of 3: can you come Sat 5 Dec 2026, 19:30–21:30 (14:00 in UTC)?')
    await at.press('down', 'enter')
    await at.sees('2 of 3: can you come Sun 6 Dec 2026, 16:30–18:30')
    await at.press('enter')
    await at.sees('3 of 3: can you come Sat 12 Dec 2026, all day?')
    await at.press('up', 'enter')
    await at.answer('Anything the others should know?', 'Late by bus')
    expect(await at.exit()).toBe(0)
    // Begins at what was said before, and "Say nothing yet" is nothing.
    expect(text(root, ann)).toBe('votes:\n  b2bb: if-need-be\n  c3cc: "no"\n\nwhy: Late by bus\n')
  })
})

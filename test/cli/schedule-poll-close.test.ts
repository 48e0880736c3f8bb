import {describe, expect, it} from 'vitest'
import {commitAll, copies, json, lastCommit, lived, put, uncommitted} from './circles.ts'
import {clones, cloned, pushed, text} from './clones.ts'
import type {Clones} from './clones.ts'
import {circle, commits, done, filesIn, terminal} from './harness.ts'

const fresh = copies(lived)
const walk = 'winter-walk-k3fx'
const page = `polls/${walk}/poll.yaml`
const options = 'options:\n  b2bb:\n    when: "2026-12-05 14:00"\n  c3cc:\n    when: "2026-12-06 11:00"\n  d4dd:\n    when: "2026-12-12"\n'
const files = (more: string, said: Readonly<Record<string, string>>): Record<string, string> => ({
  [page]: `title: Winter walk\n\n${more}${options}`,
  ...Object.fromEntries(Object.entries(said).map(([member, votes]) => [`polls/${walk}/${member}.yaml`, `votes: {${votes}}\n`])),
})

/** The circle with a poll about three dates; votes as YAML has them: `{ann: 'b2bb: yes, c3cc: no'}`. */
async function asked(said: Readonly<Record<string, string>>, more = 'lasts: 3h\n\nplace: The bridge\n\n'): Promise<string> {
  const root = await fresh()
  put(root, files(more, said))
  commitAll(root)
  return root
}

const all = {ann: 'b2bb: yes, c3cc: if-need-be, d4dd: no', bo: 'b2bb: no, c3cc: yes, d4dd: no', cy: 'b2bb: yes, c3cc: yes, d4dd: yes'}
/** Closed without being asked. */
const close = (root: string, ...words: string[]): Promise<string> => done(['schedule', 'poll', 'close', '--yes', ...words], {cwd: root})

describe('circle schedule poll close', () => {
  it('plans the best date, shows how each came out and by which rule, and leaves everybody’s answers to them', async () => {
    const root = await asked(all)
    const stdout = await close(root)
    expect(text(root, 'gatherings/2026-12-06-winter-walk/gathering.yaml')).toBe('when: "2026-12-06 11:00"\n\nlasts: 3h\n\nplace: The bridge\n\ntitle: Winter walk\n')
    expect(text(root, page)).toMatch(/status: closed\n\nchosen: c3cc\n\noptions:[^]* {2}c3cc:\n {4}when: "2026-12-06 11:00"\n {4}gathering: 2026-12-06-winter-walk\n/)
    expect(stdout.split('\n')).toEqual([
      `${walk} is closed: 2, Sun 6 Dec 2026, 11:00–14:00.`,
      '',
      '  2  Sun 6 Dec 2026, 11:00–14:00  3 can come  2 yes  1 if need be  0 no',
      '  1  Sat 5 Dec 2026, 14:00–17:00  2 can come  2 yes  0 if need be  1 no',
      '  3  Sat 12 Dec 2026, all day     1 can come  1 yes  0 if need be  2 no',
      'Date 2: 3 members can come, to date 1 only 2.',
      'The rule: the most who can come at all, then the most who say yes, then the fewest who say no, then the earliest.',
      '',
      '2026-12-06-winter-walk is planned: Sunday 6 December 2026, 11:00–14:00.',
      '',
      'Next',
      '  circle rsvp 2026-12-06-winter-walk yes  says that you come: 3 members could, and each says so',
      '  circle invite 2026-12-06-winter-walk    invites the members by mail',
      '',
    ])
    expect(lastCommit(root)).toBe(`Close the poll ${walk}: 2026-12-06-winter-walk: gatherings/2026-12-06-winter-walk/gathering.yaml, ${page}`)
    expect(Object.keys(filesIn(root)).filter((path) => path.startsWith('gatherings/2026-12-06'))).toEqual(['gatherings/2026-12-06-winter-walk/gathering.yaml'])
    await done(['check'], {cwd: root})
    expect(await done(['schedule', 'list'], {cwd: root})).toContain('2026-12-06-winter-walk')
    expect(await done(['history', walk], {cwd: root})).toMatch(/you closed the poll Winter walk: Sun 6 Dec 11:00\n/)
  })

  it.each<[string, Record<string, string>, string, string]>([
    ['more yes', {ann: 'b2bb: if-need-be, c3cc: yes', bo: 'b2bb: yes, c3cc: yes'}, 'c3cc', 'Date 2: 2 members can come, as many as to date 1, but more of them say yes: 2, not 1.'],
    ['fewer no', {ann: 'b2bb: yes, c3cc: yes', bo: 'b2bb: no'}, 'c3cc', 'Date 2: 1 member can come, as many as to date 1, but fewer say no: 0, not 1.'],
    ['the earliest of equals', {ann: 'b2bb: yes, c3cc: yes, d4dd: yes'}, 'b2bb', 'Date 1: 1 member can come; dates 2 and 3 are as good, and the earliest is taken.'],
    ['nothing against it', {ann: 'd4dd: if-need-be'}, 'd4dd', 'Date 3: 1 member can come, to date 1 nobody.'],
  ])('says that it was %s', async (_, said, chosen, reason) => {
    const root = await asked(said)
    const stdout = await close(root)
    expect(stdout).toContain(`${reason}\n`)
    expect(text(root, page)).toContain(`chosen: ${chosen}\n`)
  })

  it('takes the date that is named, and says what the rule would have taken', async () => {
    const root = await asked(all)
    const stdout = await close(root, '--choose', '3')
    expect(stdout).toContain('Date 3 was named; by the rule it would have been date 2: 3 members can come, to date 1 only 2.\n')
    expect(text(root, 'gatherings/2026-12-12-winter-walk/gathering.yaml')).toBe('when: "2026-12-12"\n\nlasts: 3h\n\nplace: The bridge\n\ntitle: Winter walk\n')
    const other = await asked(all)
    expect(await json(['schedule', 'poll', 'close', '--choose', 'saturday 14:00'], {cwd: other})).toMatchObject({gathering: {id: '2026-12-05-winter-walk', start: '2026-12-05T14:00:00Z'}, poll: {chosen: 'b2bb', status: 'closed'}, reason: 'named'})
  })

  it('leaves out what is past, and points out what else is at that time', async () => {
    const root = await asked({...all, bo: 'b2bb: yes, c3cc: no, d4dd: no'})
    put(root, {'gatherings/2026-12-06-fair/gathering.yaml': 'when: "2026-12-06 10:00"\ntitle: Fair\n'})
    const {status, stdout, stderr} = await circle(['schedule', 'poll', 'close'], {cwd: root, env: {CIRCLE_NOW: '2026-12-05T14:00:00Z'}})
    expect([status, stdout]).toEqual([0, expect.stringContaining('2026-12-06-winter-walk is planned')])
    expect(stdout).toMatch(/ {2}1 {2}Sat 5 Dec 2026, 14:00–17:00 .* past\n/)
    expect(stderr).toContain('It is at the same time as 2026-12-06-fair')
  })

  it('keeps the zone of the poll', async () => {
    const root = await asked({ann: 'b2bb: yes'}, 'timezone: Asia/Kolkata\n\n')
    expect(await close(root)).toContain('Saturday 5 December 2026, 14:00–16:00 (Asia/Kolkata; 08:30 in UTC).')
    expect(text(root, 'gatherings/2026-12-05-winter-walk/gathering.yaml')).toBe('when: "2026-12-05 14:00"\n\ntimezone: Asia/Kolkata\n\ntitle: Winter walk\n')
  })

  it('gives the gathering another id where a gathering has that one', async () => {
    const root = await asked(all)
    await done(['schedule', 'add', '2026-12-06 19:00', '--title', 'Winter walk'], {cwd: root})
    await close(root)
    expect(text(root, page)).toContain('gathering: 2026-12-06-winter-walk-2\n')
    await done(['check'], {cwd: root})
  })

  const until = 'deadline: "2026-12-03"\n\n'
  it('asks first while there is time to answer and somebody has not; after it, or once all have, it does not', async () => {
    const {cy: _, ...two} = all
    const root = await asked(two, until)
    const before = commits(root)
    expect(await circle(['schedule', 'poll', 'close'], {cwd: root})).toEqual({
      status: 2, stdout: '',
      stderr: `error: close ${walk} now? They can answer until Thursday 3 December 2026, and Cy has not yet answered all\nhint: to close it all the same, give --yes\n`,
    })
    expect([commits(root), uncommitted(root)]).toEqual([before, ''])
    const no = terminal(['schedule', 'poll', 'close'], {cwd: root, columns: 200})
    await no.sees('Close it now with date 2, Sun 6 Dec 2026, 11:00–13:00?')
    await no.press('enter')
    expect(await no.exit()).toBe(130)
    expect(commits(root)).toBe(before)
    const yes = terminal(['schedule', 'poll', 'close'], {cwd: root, columns: 200})
    await yes.answer('Cy has not yet answered all.', 'y')
    expect(await yes.exit()).toBe(0)
    expect(commits(root)).toBe(before + 1)
    await close(await asked(two, until), '--yes')
    await close(await asked(all, until))
    const late = await asked(two, until)
    const endless = await asked(two)
    expect(await circle(['schedule', 'poll', 'close'], {cwd: endless})).toMatchObject({
      status: 2, stderr: `error: close ${walk} now? Cy has not yet answered all\nhint: to close it all the same, give --yes\n`,
    })
    await done(['schedule', 'poll', 'close'], {cwd: await asked(all)})
    await done(['schedule', 'poll', 'close'], {cwd: late, env: {CIRCLE_NOW: '2026-12-04T00:00:00Z'}})
  })

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['nobody can come', {ann: 'b2bb: no'}, '2026-11-28T10:00:00Z', /nobody can come to any date of winter-walk-k3fx\nhint: name one with --choose, or call it off: circle schedule poll cancel winter-walk-k3fx --why/],
    ['nobody has answered', {}, '2026-11-28T10:00:00Z', /nobody has answered winter-walk-k3fx yet\nhint: answer it: circle schedule poll vote winter-walk-k3fx; name a date with --choose, or call it off/],
    ['every date is past', {ann: 'b2bb: yes'}, '2026-12-13T00:00:00Z', /every date of winter-walk-k3fx is past\nhint: add one: circle schedule poll add-option/],
  ])('is refused where %s', async (_, said, now, error) => {
    const root = await asked(said)
    const before = commits(root)
    const outcome = await circle(['schedule', 'poll', 'close'], {cwd: root, env: {CIRCLE_NOW: now}})
    expect([outcome.status, outcome.stdout, outcome.stderr]).toEqual([1, '', expect.stringMatching(error)])
    expect([commits(root), uncommitted(root)]).toEqual([before, ''])
  })

  it('writes nothing with --dry-run, and shows what it would', async () => {
    const root = await asked(all)
    const before = filesIn(root)
    expect(await close(root, '--dry-run')).toMatch(/\+when: "2026-12-06 11:00"[^]*\+chosen: c3cc/)
    expect(filesIn(root)).toEqual(before)
  })

  it('is taken back whole by circle undo', async () => {
    const root = await asked(all)
    const before = filesIn(root)
    await close(root)
    await done(['undo', '--yes'], {cwd: root})
    expect(filesIn(root)).toEqual(before)
  })
})

describe('circle schedule poll add-option', () => {
  const add = (root: string, ...words: string[]): Promise<string> => done(['schedule', 'poll', 'add-option', ...words], {cwd: root})

  it('adds a date to the only open poll, or one that is named, and says that it is not answered', async () => {
    const root = await asked({ann: 'b2bb: yes, c3cc: no, d4dd: yes'})
    const {status, stdout, stderr} = await circle(['schedule', 'poll', 'add-option', 'tuesday 19:00'], {cwd: root})
    expect([status, stdout]).toEqual([0, expect.stringContaining(`${walk} has another date, 4, Tue 1 Dec 2026, 19:00–22:00.`)])
    expect(stderr).toContain('Whoever has answered already has not answered this one')
    expect(text(root, page)).toMatch(/ {2}d4dd:\n {4}when: "2026-12-12"\n {2}[a-z]\w{3}:\n {4}when: "2026-12-01 19:00"\n$/)
    expect(lastCommit(root)).toMatch(new RegExp(`^Add [a-z]\\w{3} to the poll ${walk}: ${page}$`))
    await add(root, 'winter', '2026-12-05 14:00', '--place', 'The tavern')
    expect(await done(['schedule', 'poll'], {cwd: root})).toContain('Sat 5 Dec 2026, 14:00–17:00, The tavern')
  })

  it('adds nothing that is there, to the minute', async () => {
    const root = await asked({})
    const {status, stderr} = await circle(['schedule', 'poll', 'add-option', '2026-12-06 11:00'], {cwd: root})
    expect([status, stderr, uncommitted(root)]).toEqual([0, 'Nothing changed: that is date 2, Sun 6 Dec 2026, 11:00–14:00, already.\n', ''])
  })
})

/** A poll that is open or not gets no deadline that is over. */
async function refusedDeadline(root: string): Promise<void> {
  const before = commits(root)
  for (const words of [['edit'], ['reopen']]) {
    const {status, stdout} = await circle(['schedule', 'poll', ...words, '--deadline', '2020-01-01'], {cwd: root})
    expect([status === 0, stdout, commits(root)]).toEqual([false, '', before])
  }
}

describe('a poll', () => {
  it('gets another deadline, title or place', async () => {
    const root = await asked({})
    await done(['schedule', 'poll', 'edit', '--deadline', 'friday 18:00', '--title', 'Long walk', '--place', 'The mill'], {cwd: root})
    expect(text(root, page)).toBe(`title: Long walk\n\nlasts: 3h\n\nplace: The mill\n\ndeadline: "2026-12-04 18:00"\n\n${options}`)
    const {status, stderr} = await circle(['schedule', 'poll', 'edit'], {cwd: root})
    expect([status, stderr]).toEqual([2, expect.stringContaining(`what shall be other in ${walk}?`)])
  })

  it('is called off with a reason, and opened again', async () => {
    const root = await asked(all)
    expect((await circle(['schedule', 'poll', 'cancel'], {cwd: root})).stderr).toContain(`why is the poll ${walk} called off?`)
    expect(await done(['schedule', 'poll', 'cancel', '--why', 'Snow'], {cwd: root})).toContain('Called off: Snow')
    expect(text(root, page)).toContain('status: cancelled\n\nwhy: Snow\n')
    await done(['schedule', 'poll', 'reopen', '--deadline', 'friday'], {cwd: root})
    expect(text(root, page)).toBe(`title: Winter walk\n\nlasts: 3h\n\nplace: The bridge\n\ndeadline: "2026-12-04"\n\n${options}`)
    await done(['check'], {cwd: root})
  })

  it('that was closed is opened again, and the gathering that came of it is called off', async () => {
    const root = await asked(all)
    await close(root)
    const closed = await circle(['schedule', 'poll', 'reopen'], {cwd: root})
    expect([closed.status, closed.stderr]).toEqual([2, expect.stringContaining('why is 2026-12-06-winter-walk called off, which came of the poll?')])
    expect((await circle(['schedule', 'poll', 'cancel', 'winter', '--why', 'x'], {cwd: root})).stderr).toContain('hint: call the gathering off: circle schedule cancel 2026-12-06-winter-walk')
    expect((await circle(['schedule', 'poll', 'reopen', '--why', 'x', '--deadline', '2020-01-01'], {cwd: root})).stderr).toContain('the time to answer would be over already: 2020-01-01')
    const reopened = await done(['schedule', 'poll', 'reopen', '--why', 'Flood'], {cwd: root})
    expect(reopened).toContain('2026-12-06-winter-walk is cancelled: Sunday 6 December 2026, 11:00–14:00.')
    expect(reopened).not.toContain('Also planned')
    expect(text(root, page)).not.toMatch(/status|chosen/)
    expect(text(root, 'gatherings/2026-12-06-winter-walk/gathering.yaml')).toContain('status: cancelled\n\nwhy: Flood\n')
    await refusedDeadline(root)
    // The same date again is the same gathering, so that nothing stands beside it as called off.
    expect(await close(root)).toContain('2026-12-06-winter-walk is planned again: Sunday 6 December 2026, 11:00–14:00.')
    expect(text(root, page)).toContain('gathering: 2026-12-06-winter-walk\n')
    expect(text(root, 'gatherings/2026-12-06-winter-walk/gathering.yaml')).toBe('when: "2026-12-06 11:00"\n\nlasts: 3h\n\nplace: The bridge\n\ntitle: Winter walk\n')
    expect(Object.keys(filesIn(root)).filter((path) => path.startsWith('gatherings/2026-12-06'))).toHaveLength(1)
    await done(['check'], {cwd: root})
  })

  it('that was closed, opened again and changed is another gathering', async () => {
    const root = await asked(all)
    await close(root)
    await done(['schedule', 'poll', 'reopen', '--why', 'Flood'], {cwd: root})
    await done(['schedule', 'poll', 'edit', '--place', 'The mill'], {cwd: root})
    await close(root)
    expect(text(root, page)).toContain('gathering: 2026-12-06-winter-walk-2\n')
    await done(['check'], {cwd: root})
  })

  it('stays closed once its gathering was held', async () => {
    const root = await asked(all)
    await close(root)
    await done(['gather', '2026-12-06', '--present', 'ann', '--yes'], {cwd: root, env: {CIRCLE_NOW: '2026-12-07T10:00:00Z'}})
    expect(await circle(['schedule', 'poll', 'reopen', '--why', 'x'], {cwd: root})).toMatchObject({status: 1, stderr: expect.stringContaining('has been held')})
  })

  it('that was shared is not deleted by circle undo, and votes are emptied', async () => {
    const {ann: root} = await clones()
    await done(['schedule', 'poll', 'open', 'Walk', '--option', '2026-12-05', '--option', '2026-12-06'], {cwd: root})
    await done(['sync'], {cwd: root})
    expect(await circle(['undo', '--yes'], {cwd: root})).toMatchObject({status: 1, stderr: expect.stringMatching(/has been shared[^]*hint: call it off instead: circle schedule poll cancel walk-\w{4} --why/)})
    await done(['schedule', 'poll', 'vote', 'yes'], {cwd: root})
    await done(['sync'], {cwd: root})
    await done(['undo', '--yes'], {cwd: root})
    const path = Object.keys(filesIn(root)).find((each) => /^polls\/.*\/ann\.yaml$/.test(each))
    expect(text(root, path!)).toBe('{}\n')
    await done(['check'], {cwd: root})
  })
})

describe('a poll in several clones', () => {
  /** Ann's, Bo's and Cy's clones with a poll that all have. */
  async function three(): Promise<Clones & {readonly cy: string}> {
    const made = await clones()
    put(made.ann, files('', {}))
    commitAll(made.ann)
    pushed(made.ann)
    const cy = cloned(made.at, 'cy', 'Cy Ash')
    for (const root of [made.ann, made.bo, cy]) await done(['sync'], {cwd: root})
    return {...made, cy}
  }
  const syncAll = async (...roots: string[]): Promise<void> => {
    for (const root of [...roots, ...roots]) await done(['sync'], {cwd: root})
    for (const root of roots) expect(filesIn(root)).toEqual(filesIn(roots[0]!))
    await done(['check'], {cwd: roots[0]!})
  }

  it('is voted in by all at once, and added to by two, without a question', async () => {
    const {ann, bo, cy} = await three()
    for (const [root, words] of [[ann, 'yes,no,yes'], [bo, 'no'], [cy, 'if need be']] as const) await done(['schedule', 'poll', 'vote', words], {cwd: root})
    await done(['schedule', 'poll', 'add-option', '2026-12-13 14:00'], {cwd: ann})
    await done(['schedule', 'poll', 'add-option', '2026-12-13 14:00'], {cwd: bo})
    await done(['schedule', 'poll', 'add-option', '2026-12-14'], {cwd: cy})
    await syncAll(ann, bo, cy)
    const {polls: [poll]} = await json<{polls: {options: {start: string}[]; silent: string[]; partly: string[]}[]}>(['schedule', 'poll'], {cwd: cy})
    // Of dates that were added at once, either may come first.
    const options = poll!.options.toSorted((one, other) => (one.start < other.start ? -1 : 1))
    expect({...poll, options}).toMatchObject({silent: [], partly: ['ann', 'bo', 'cy'], options: [
      {id: 'b2bb', yes: ['ann'], ifNeedBe: ['cy'], no: ['bo']}, {id: 'c3cc', yes: [], ifNeedBe: ['cy'], no: ['ann', 'bo']}, {id: 'd4dd', yes: ['ann']},
      {start: '2026-12-13T14:00:00Z', unsaid: ['ann', 'bo', 'cy']}, {start: '2026-12-14'},
    ]})
  })

  it('is closed by one while another votes, and called alike by both where they close it alike', async () => {
    const {ann, bo, cy} = await three()
    await done(['schedule', 'poll', 'vote', 'yes,no,no'], {cwd: ann})
    await syncAll(ann, bo, cy)
    await close(ann)
    await close(bo)
    await done(['schedule', 'poll', 'vote', 'no'], {cwd: cy})
    await syncAll(ann, bo, cy)
    expect(text(cy, page)).toMatch(/status: closed\n\nchosen: b2bb\n\n[^]* {2}b2bb:\n {4}when: "2026-12-05 14:00"\n {4}gathering: 2026-12-05-winter-walk\n/)
    expect(text(ann, `polls/${walk}/cy.yaml`)).toBe('votes:\n  b2bb: "no"\n  c3cc: "no"\n  d4dd: "no"\n')
  })

  it('that two closed with two dates is one question, and no date is lost', async () => {
    const {ann, bo} = await three()
    await done(['schedule', 'poll', 'close', '--choose', '1', '--yes'], {cwd: ann})
    await done(['schedule', 'poll', 'close', '--choose', '2', '--yes'], {cwd: bo})
    await done(['sync'], {cwd: ann})
    const asking = await circle(['sync', '--json'], {cwd: bo})
    expect(asking.status).toBe(4)
    expect((JSON.parse(asking.stdout) as {conflicts: unknown[]}).conflicts).toMatchObject([{file: page, field: ['chosen'], mine: 'c3cc', theirs: 'b2bb'}])
    await done(['sync', '--prefer', 'mine'], {cwd: bo})
    await syncAll(ann, bo)
    const shown = await done(['schedule', 'poll', 'winter'], {cwd: ann})
    expect(shown).toContain('Closed: 2, Sun 6 Dec 2026, 11:00–13:00, 2026-12-06-winter-walk.\nAlso planned: 2026-12-05-winter-walk. If it is off: circle schedule cancel 2026-12-05-winter-walk --why "…"\n')
    await done(['schedule', 'cancel', '2026-12-05-winter-walk', '--why', 'The other it is'], {cwd: ann})
    expect(await done(['schedule', 'poll', 'winter'], {cwd: ann})).not.toContain('Also planned')
  })

  it('that two closed with two hours of one day has the gathering that its own side planned', async () => {
    const {ann, bo} = await three()
    await done(['schedule', 'poll', 'add-option', '2026-12-05 18:00'], {cwd: ann})
    await syncAll(ann, bo)
    await done(['schedule', 'poll', 'close', '--choose', '1', '--yes'], {cwd: ann})
    await done(['schedule', 'poll', 'close', '--choose', '4', '--yes'], {cwd: bo})
    await done(['sync'], {cwd: ann})
    await done(['sync', '--prefer', 'mine'], {cwd: bo})
    await syncAll(ann, bo)
    const {polls: [poll]} = await json<{polls: {gathering: string}[]}>(['schedule', 'poll', 'winter'], {cwd: ann})
    const {gathering} = poll!
    expect(gathering).toMatch(/^2026-12-05-winter-walk-[a-z]{4}$/)
    expect(text(ann, `gatherings/${gathering}/gathering.yaml`)).toContain('when: "2026-12-05 18:00"')
    expect(text(ann, 'gatherings/2026-12-05-winter-walk/gathering.yaml')).toContain('when: "2026-12-05 14:00"')
  })

  it('has the votes of two who both became dan under two names', async () => {
    const {ann, bo} = await three()
    for (const [root, name] of [[ann, 'Dan Lind'], [bo, 'Dan Moe']] as const) {
      await done(['member', 'add', `${name} <${name.replace(' ', '.').toLowerCase()}@example.org>`], {cwd: root})
      await done(['schedule', 'poll', 'vote', root === ann ? 'yes' : 'no', '--as', 'dan'], {cwd: root})
    }
    await syncAll(ann, bo)
    const votes = Object.entries(filesIn(ann)).filter(([path]) => path.startsWith(`polls/${walk}/dan`)).map(([path, content]) => [path.slice(`polls/${walk}/`.length), content.includes('"yes"')])
    expect(votes.toSorted()).toEqual([[expect.stringMatching(/^dan-(lind|moe)\.yaml$/), expect.any(Boolean)], ['dan.yaml', expect.any(Boolean)]].toSorted())
    expect(new Set(votes.map(([, yes]) => yes)).size).toBe(2)
  })
})

import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lastCommit, lived, put, uncommitted} from './circles.ts'
import {circle, commits, done, filesIn} from './harness.ts'

const fresh = copies(lived)
const page = (root: string, id: string): string => readFileSync(join(root, `members/${id}.yaml`), 'utf8')

describe('circle member add', () => {
  it('writes a page for somebody new, by their first name, and commits it', async () => {
    const root = await fresh()
    const stdout = await done(['member', 'add', 'Dan Ek <dan@example.org>'], {cwd: root})
    expect(stdout).toContain('Dan Ek is a member, as dan.')
    expect(page(root, 'dan')).toBe('name: Dan Ek\n\nemail: dan@example.org\n\njoined: "2026-11-28"\n\nstatus: active\n')
    expect(lastCommit(root)).toBe('Add member dan: members/dan.yaml')
    expect(uncommitted(root)).toBe('')
  })

  it('takes an id, a time zone, what they offer and seek, and the day they agreed', async () => {
    const root = await fresh()
    const {member} = await json(['member', 'add', 'Dan Ek', '--id', 'dan-e', '--timezone', 'Asia/Kolkata', '--offers', 'chess', '--offers', 'tea, green', '--seeks', 'Tamil', '--agreed', 'yesterday'], {cwd: root})
    expect(member).toEqual({id: 'dan-e', name: 'Dan Ek', joined: '2026-11-28', agreed: '2026-11-27', status: 'active', timezone: 'Asia/Kolkata', offers: ['chess', 'tea, green'], seeks: ['Tamil']})
    expect((await json(['member', 'show', 'dan-e'], {cwd: root})).member).toEqual(member)
  })

  it('takes --agreed alone for today', async () => {
    expect((await json<{member: {agreed: string}}>(['member', 'add', 'Dan', '--agreed'], {cwd: await fresh()})).member.agreed).toBe('2026-11-28')
  })

  it('does not write down a time zone that is the circle’s own', async () => {
    expect((await json<{member: object}>(['member', 'add', 'Dan', '--timezone', 'UTC'], {cwd: await fresh()})).member).not.toHaveProperty('timezone')
  })

  it.each([
    ['Ann Lind', 'ann-lind', 'more of the name where the first is taken'],
    ['Ann-Ek', 'ann-ek', 'a name in one word'],
    ['Åsa Öberg', 'asa', 'letters with marks'],
    ['Łukasz Żak', 'lukasz', 'letters of other alphabets that look like ours'],
    ["Siobhán O'Brien", 'siobhan', 'an apostrophe'],
    ["O'Brien", 'obrien', 'a name with an apostrophe alone'],
    ['李 小龙', 'member', 'letters that have no counterpart'],
    ['🎷', 'member', 'no letters at all'],
    ['Con', 'con-member', 'a name that Windows keeps for itself'],
    ['Con Doyle', 'con-doyle', 'such a first name'],
    ['Gathering', 'gathering-2', 'the name of a shared page'],
    ['Constructor Jones', 'constructor-jones', 'a name that programs keep for themselves'],
    ['Jean-Luc Picard', 'jean-luc', 'a double first name'],
    [`Ann ${'Marie '.repeat(30)}`, 'ann-marie', 'a name longer than an id can be'],
  ])('gives %s the id %s: %s', async (name, id) => {
    const root = await fresh()
    expect((await json<{member: {id: string}}>(['member', 'add', name], {cwd: root})).member.id).toBe(id)
    await done(['check'], {cwd: root})
  })

  it('says so when nothing of the name can be an id', async () => {
    const root = await fresh()
    expect((await circle(['member', 'add', '李 小龙'], {cwd: root})).stderr).toContain('Nothing of this name can stand in an id, so the id is member. --id gives another one.\n')
    expect((await circle(['member', 'add', '王 芳', '--id', 'fang'], {cwd: root})).stderr).not.toContain('--id')
    expect((await circle(['member', 'add', 'Con'], {cwd: root})).stderr).not.toContain('--id')
  })

  it('asks before it adds a second person of one name', async () => {
    const root = await fresh()
    const before = everything(root)
    const {status, stderr} = await circle(['member', 'add', 'bo berg <other@example.org>'], {cwd: root})
    expect([status, stderr]).toEqual([1, 'error: bo is called Bo Berg too\nhint: for another person of that name: --id bo-berg\n'])
    expect(everything(root)).toEqual(before)
    await done(['member', 'add', 'Bo Berg', '--id', 'bo-berg'], {cwd: root})
    await done(['member', 'leave', 'cy'], {cwd: root})
    expect((await circle(['member', 'add', 'Cy Ash'], {cwd: root})).stderr).toBe('error: cy is called Cy Ash too, and has left\nhint: to have them back: circle member return cy; for another person of that name: --id cy-ash\n')
  })

  it('reads a name as mail programs write it', async () => {
    expect(await done(['member', 'add', "O'Brien, Pat <pat@example.org>"], {cwd: await fresh()})).toBe("Pat O'Brien is a member, as pat.\n")
  })

  it('says what to do about words without quotes', async () => {
    const {status, stderr} = await circle(['member', 'add', 'Dan', 'Ek', 'dan@example.org'], {cwd: await fresh()})
    expect(status).toBe(2)
    expect(stderr).toContain('hint: put words that belong together in quotes, as in circle member add "Bo Ek <bo@example.org>"\n')
    expect((await circle(['member', 'list', 'all'], {cwd: await fresh()})).stderr).not.toContain('quotes')
  })

  it('tells two people apart who have no letters of ours', async () => {
    const root = await fresh()
    await done(['member', 'add', '李 小龙'], {cwd: root})
    expect((await json<{member: {id: string}}>(['member', 'add', '王 芳'], {cwd: root})).member.id).toBe('member-2')
  })

  it.each([
    ['<dan@example.org>', 'error: not a name with an address: <dan@example.org>'],
    ['dan@example.org', 'error: a name is missing before dan@example.org'],
    ['Dan <dan>', 'error: the address of Dan is not an e-mail address: dan'],
    ['Dan <a@x.org> <b@x.org>', 'error: not a name with an address'],
    ['Dan\nEk', 'error: '],
    ['', 'error: '],
  ])('refuses %j, says why, and writes nothing', async (person, error) => {
    const root = await fresh()
    const before = everything(root)
    const {status, stderr} = await circle(['member', 'add', person], {cwd: root})
    expect(status).toBe(2)
    expect(stderr).toContain(error)
    expect(stderr).toContain('\nhint: ')
    expect(everything(root)).toEqual(before)
  })

  it('refuses an address that somebody has, in any case, and says whose it is', async () => {
    const {status, stderr} = await circle(['member', 'add', 'Beau <BO@example.org>'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([1, 'error: BO@example.org is already the address of bo\nhint: `circle member show bo` shows them\n'])
  })

  it('offers to have somebody back who left', async () => {
    const root = await fresh()
    await done(['member', 'leave', 'bo'], {cwd: root})
    expect((await circle(['member', 'add', 'Bo <bo@example.org>'], {cwd: root})).stderr).toContain('hint: to have them back: circle member return bo')
  })

  it.each([['Ann', 'is not an id'], ['gathering', 'shared page'], ['con', 'Windows'], ['../x', 'is not an id'], ['bo', 'already a member bo']])('refuses --id %s', async (id, why) => {
    const {status, stderr} = await circle(['member', 'add', 'Dan', '--id', id], {cwd: await fresh()})
    expect(status).not.toBe(0)
    expect(stderr).toContain(why)
  })

  it('says which time zone was meant', async () => {
    const {status, stderr} = await circle(['member', 'add', 'Dan', '--timezone', 'stockholm'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([2, 'error: --timezone is not a time zone: stockholm\nhint: did you mean Europe/Stockholm?\n'])
  })
})

describe('circle member list', () => {
  it('shows who is in the circle; those who left only with --all', async () => {
    const root = await fresh()
    await done(['member', 'pause', 'cy', '--since', '2026-11-01'], {cwd: root})
    await done(['member', 'leave', 'bo'], {cwd: root})
    expect(await done(['member', 'list'], {cwd: root})).toBe('ann  Ann Ek\ncy   Cy Ash  paused since 2026-11-01\n')
    expect(await done(['member', 'list', '--all'], {cwd: root})).toContain('bo   Bo Berg  left since 2026-11-28')
    expect((await json<{members: {id: string}[]}>(['member', 'list'], {cwd: root})).members.map(({id}) => id)).toEqual(['ann', 'cy'])
  })
})

describe('a status that is still to come', () => {
  it('is shown as such, and can be brought forward', async () => {
    const root = await fresh()
    await done(['member', 'pause', 'bo', '--since', '2026-12-05'], {cwd: root})
    await done(['member', 'leave', 'cy', '--since', '2026-12-31'], {cwd: root})
    expect(await done(['member', 'list'], {cwd: root})).toBe('ann  Ann Ek\nbo   Bo Berg  paused from 2026-12-05\ncy   Cy Ash   left from 2026-12-31\n')
    expect(await done(['member', 'show', 'bo'], {cwd: root})).toMatch(/status +paused from 2026-12-05/)
    await done(['member', 'pause', 'bo'], {cwd: root})
    expect(page(root, 'bo')).toContain('status: paused\n\nsince: "2026-11-28"\n')
  })

  it('gives no turn before the day of a return', async () => {
    const root = await fresh()
    await done(['member', 'return', 'bo', '--since', '2027-01-08'], {cwd: root})
    const {next} = await json<{next: {roles: {member: string | null}[]}}>([], {cwd: root})
    expect(next.roles.map(({member}) => member)).not.toContain('bo')
  })
})

describe('circle member show', () => {
  it('shows somebody’s page, their open commitments and the turns they took', async () => {
    const stdout = await done(['member', 'show', 'bo'], {cwd: await fresh()})
    expect(stdout).toContain('Bo Berg')
    expect(stdout).toContain('bo@example.org')
    expect(stdout).toMatch(/m2dd.*Ask the landlord/)
    expect(stdout).toMatch(/Timekeeper +last on 2026-11-20/)
    expect(stdout).not.toContain('Buy candles')
  })

  it('shows yourself, known by git’s e-mail or by --as', async () => {
    const root = await fresh()
    expect(await done(['member', 'show'], {cwd: root})).toContain('Ann Ek')
    expect(await done(['member', 'show', '--as', 'cy'], {cwd: root})).toContain('Cy Ash')
    const {status, stderr} = await circle(['member', 'show'], {cwd: root, env: {GIT_AUTHOR_EMAIL: 'eve@example.org', GIT_CONFIG_GLOBAL: '/dev/null'}})
    expect([status, stderr]).toEqual([2, 'error: which member?\nhint: name one, or say who you are with --as ann\n'])
  })

  it('takes an id, a first name or a whole name, in any case', async () => {
    const root = await fresh()
    for (const typed of ['bo', 'BO', 'Bo', 'bo berg']) expect((await json<{member: {id: string}}>(['member', 'show', typed], {cwd: root})).member.id).toBe('bo')
  })
})

describe('circle member edit', () => {
  it('changes what is named and keeps every other byte', async () => {
    const root = await fresh()
    const before = page(root, 'bo')
    await done(['member', 'edit', 'bo', '--email', 'bo@example.net', '--seeks', 'French', '--seeks', 'chess'], {cwd: root})
    expect(page(root, 'bo')).toBe(`${before.replace('bo@example.org', 'bo@example.net')}\nseeks: [French, chess]\n`)
    await done(['member', 'edit', 'bo', '--seeks', 'chess', '--seeks', 'Latin'], {cwd: root})
    expect(page(root, 'bo')).toContain('seeks: [French, chess, Latin]\n')
    expect(lastCommit(root)).toBe('Edit member bo: members/bo.yaml')
  })

  it('keeps the id when the name changes', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--name', 'Bo Lind'], {cwd: root})
    expect(page(root, 'bo')).toContain('name: Bo Lind\n')
  })

  it('says that nothing changed when the same is written twice, and makes no commit', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--timezone', 'Asia/Tokyo'], {cwd: root})
    const [before, count] = [filesIn(root), commits(root)]
    const {stderr} = await circle(['member', 'edit', 'bo', '--timezone', 'Asia/Tokyo'], {cwd: root})
    expect(stderr).toContain('Nothing changed: it was so already.')
    expect([filesIn(root), commits(root)]).toEqual([before, count])
  })

  it('refuses the address of another, and an address that is none', async () => {
    const root = await fresh()
    expect((await circle(['member', 'edit', 'bo', '--email', 'ANN@example.org'], {cwd: root})).stderr).toContain('ANN@example.org is already the address of ann')
    expect((await circle(['member', 'edit', 'bo', '--email', 'bo@'], {cwd: root})).stderr).toContain('--email is not an e-mail address: bo@')
  })

  it('says which flags there are, without a terminal and without a flag', async () => {
    const {status, stderr} = await circle(['member', 'edit', 'bo'], {cwd: await fresh()})
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: .*\nhint: .*--email/)
  })
})

describe('circle member pause, return and leave', () => {
  it('keep the page and change the status, from today or a day', async () => {
    const root = await fresh()
    await done(['member', 'pause', 'bo'], {cwd: root})
    expect(page(root, 'bo')).toContain('status: paused\n\nsince: "2026-11-28"\n')
    expect(lastCommit(root)).toBe('Member bo pauses: members/bo.yaml')
    await done(['member', 'return', 'bo', '--since', '2027-01-08'], {cwd: root})
    expect(page(root, 'bo')).toContain('status: active\n\nsince: "2027-01-08"\n')
    const {stdout, stderr} = await circle(['member', 'leave', 'bo', '--since', 'tomorrow'], {cwd: root})
    expect(stdout).toBe('Bo Berg has left, from 2026-11-29.\n')
    expect(stderr).toContain("Bo Berg's page stays")
    expect(page(root, 'bo')).toContain('status: left\n\nsince: "2026-11-29"\n')
    await done(['check'], {cwd: root})
  })

  it('name what somebody leaves open: commitments, and roles at gatherings to come', async () => {
    const root = await fresh()
    put(root, {
      'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\n\nroles: {recorder: bo, timekeeper: ann}\n',
      'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\n\nstatus: cancelled\n\nwhy: Snow\n\nroles: {recorder: bo}\n',
      'gatherings/2026-12-18-weekly/gathering.yaml': 'rhythm: weekly\n\nwhen: "2026-12-19 19:00"\n\nroles: {timekeeper: bo}\n',
    })
    const left = await circle(['member', 'leave', 'bo', '--dry-run'], {cwd: root})
    expect(left.stderr).toContain('Bo has 1 open commitment: m2dd (Ask the landlord.).\n')
    expect(left.stderr).toContain('Bo is down as recorder at 2026-12-04-weekly and timekeeper at 2026-12-18-weekly.\n')
    const later = await circle(['member', 'leave', 'bo', '--since', '2026-12-10', '--dry-run'], {cwd: root})
    expect(later.stderr).toContain('Bo is down as timekeeper at 2026-12-18-weekly.\n')
    const paused = await circle(['member', 'pause', 'bo', '--dry-run'], {cwd: root})
    expect(paused.stderr).toContain('Bo is down as recorder')
    expect(paused.stderr).not.toContain('commitment')
    expect((await circle(['member', 'leave', 'cy', '--dry-run'], {cwd: root})).stderr).toBe("Cy Ash's page stays, and so does what they have read: old clones and the history cannot be taken back.\n")
  })

  it('take a weekday since when for the last one, and another day for the nearest', async () => {
    const root = await fresh()
    await done(['member', 'pause', 'bo', '--since', 'saturday'], {cwd: root})
    expect(page(root, 'bo')).toContain('since: "2026-11-28"\n')
    await done(['member', 'leave', 'bo', '--since', '10 january'], {cwd: root})
    expect(page(root, 'bo')).toContain('since: "2027-01-10"\n')
  })

  it('refuse what is so already', async () => {
    const {status, stderr} = await circle(['member', 'return', 'bo'], {cwd: await fresh()})
    expect([status, stderr]).toEqual([1, 'error: bo is already active\nhint: `circle member show bo` shows them\n'])
  })

  it('give nobody a turn who is away', async () => {
    const root = await fresh()
    await done(['member', 'pause', 'bo'], {cwd: root})
    await done(['member', 'leave', 'cy'], {cwd: root})
    const {next} = await json<{next: {roles: {member: string | null}[]}}>([], {cwd: root})
    expect(next.roles.length).toBeGreaterThan(0)
    for (const {member} of next.roles) expect([null, 'ann']).toContain(member)
  })
})

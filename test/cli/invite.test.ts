import PostalMime from 'postal-mime'
import {existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {copies, everything, json, lastCommit, lived, put, uncommitted} from './circles.ts'
import {circle, commits, done, folder, founded, git} from './harness.ts'
import type {Outcome} from './harness.ts'
import {opened} from './post-office.ts'

const fresh = copies(founded)
const next = '2026-12-04-weekly'
const file = (root: string, member: string): string => join(root, 'invitations', `${next}.${member}.eml`)
const page = (root: string, member = 'ann'): string => readFileSync(join(root, 'gatherings', next, `${member}.yaml`), 'utf8')

interface Round {
  readonly gathering: {readonly id: string}
  readonly mails: readonly {readonly member: string; readonly method: string; readonly sequence: number; readonly outcome: string; readonly file?: string}[]
  readonly skipped: readonly {readonly member: string; readonly why: string}[]
  readonly text?: string
}

const invite = (root: string, ...words: string[]): Promise<Round> => json<Round>(['invite', ...words], {cwd: root})
const told = ({mails}: Round): string[] => mails.map(({member, method, outcome}) => `${member} ${method} ${outcome}`)
const skipped = ({skipped: all}: Round): string[] => all.map(({member, why}) => `${member}: ${why}`)

async function event(path: string): Promise<{method: string; summary: string; sequence: number; status: string; organizer: string; sentBy: string | undefined; attendees: string[]; start: string}> {
  const {calendar} = await opened(readFileSync(path))
  const component = new ICAL.Component(readIcal(calendar))
  const vevent = component.getFirstSubcomponent('vevent')!
  const organizer = vevent.getFirstProperty('organizer')!
  return {
    method: String(component.getFirstPropertyValue('method')),
    summary: String(vevent.getFirstPropertyValue('summary')),
    sequence: Number(vevent.getFirstPropertyValue('sequence')),
    status: String(vevent.getFirstPropertyValue('status')),
    organizer: String(organizer.getFirstValue()),
    sentBy: organizer.getFirstParameter('sent-by') || undefined,
    attendees: vevent.getAllProperties('attendee').map((property) => String(property.getFirstValue())),
    start: new ICAL.Event(vevent).startDate.toJSDate().toISOString(),
  }
}

describe('circle invite', () => {
  it('writes a mail for each member to a file that a mail program opens, and records who was invited', async () => {
    const root = await fresh()
    const {status, stdout, stderr} = await circle(['invite'], {cwd: root})
    expect([status, stdout]).toEqual([0, `Fri 4 Dec 2026, 19:00–21:00 (${next})\n  invitation written  Bo and Cy\n  invites             Ann\n`])
    expect(stderr).toContain(`Send each file in ${join(root, 'invitations')}: Outlook opens it as a draft`)
    expect(readdirSync(join(root, 'invitations')).toSorted()).toEqual(['.gitignore', `${next}.bo.eml`, `${next}.cy.eml`])
    expect(statSync(join(root, 'invitations')).mode & 0o777).toBe(0o700)
    const raw = readFileSync(file(root, 'bo'))
    expect(raw.toString()).toMatch(/^X-Unsent: 1\r\nFrom: Ann Ek <ann@example\.org>\r\nTo: Bo Berg <bo@example\.org>\r\n/)
    const mail = await opened(raw)
    expect([mail.subject, mail.method]).toEqual(['Invitation: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)', 'REQUEST'])
    expect(raw.toString() + mail.text + mail.html + mail.calendar).not.toMatch(/cy@|Cy/)
    expect(await event(file(root, 'bo'))).toMatchObject({method: 'REQUEST', status: 'CONFIRMED', organizer: 'mailto:ann@example.org', sentBy: undefined, attendees: ['mailto:bo@example.org'], start: '2026-12-04T19:00:00.000Z'})
    const sequence = (await event(file(root, 'bo'))).sequence
    const entry = (member: string): string => `  ${member}:\n    sent: "2026-11-28 10:00"\n    method: request\n    sequence: ${sequence}\n    when: "2026-12-04 19:00"\n    since: ${sequence}\n    of: \n    address: ${member}@example.org\n    from: ann@example.org\n    parts: \n`
    expect(page(root).replace(/of: [0-9a-f]{12}\n/g, 'of: \n').replace(/parts: [0-9a-f]{20}\n/g, 'parts: \n')).toBe(`invited:\n${entry('bo')}${entry('cy')}`)
    expect(readFileSync(join(root, 'gatherings', next, 'gathering.yaml'), 'utf8')).toBe('rhythm: weekly\n')
    expect(lastCommit(root)).toMatch(new RegExp(`^Invite to ${next}: bo, cy: `))
    expect(git(root, 'log', '-1', '--format=%B')).not.toContain('@')
    expect(uncommitted(root)).toBe('')
    await done(['check'], {cwd: root})
    expect(await done(['history', next], {cwd: root})).toContain('you invited Bo and Cy to Fri 4 Dec')
  })

  it('writes to nobody twice, and commits nothing then', async () => {
    const root = await fresh()
    await invite(root)
    const [before, count] = [everything(root), commits(root)]
    const again = await circle(['invite'], {cwd: root})
    expect([again.status, again.stdout]).toEqual([0, `Fri 4 Dec 2026, 19:00–21:00 (${next}): nobody needs a mail\n  invites         Ann\n  has it already  Bo and Cy\n`])
    expect([everything(root), commits(root)]).toEqual([before, count])
    expect(told(await invite(root, '--again', '--to', 'bo'))).toEqual(['bo request written'])
  })

  it('tells of a move, a cancellation and that it takes place after all, each once, each with a higher SEQUENCE', async () => {
    const root = await fresh()
    const sequences = [(await invite(root)).mails[0]!.sequence]
    const steps: [words: string[], method: string, subject: RegExp][] = [
      [['schedule', 'move', next, '2026-12-05 18:00'], 'request', /^Changed: /],
      [['schedule', 'cancel', next, '--why', 'Snow'], 'cancel', /^Called off: /],
      [['schedule', 'restore', next], 'request', /^After all: /],
    ]
    for (const [words, method, subject] of steps) {
      await done(words, {cwd: root})
      const round = await invite(root, next)
      expect(told(round)).toEqual([`bo ${method} written`, `cy ${method} written`])
      sequences.push(round.mails[0]!.sequence)
      const mail = await opened(readFileSync(file(root, 'bo')))
      expect(mail.subject).toMatch(subject)
      expect((await event(file(root, 'bo'))).sequence).toBe(sequences.at(-1))
      expect(told(await invite(root, next))).toEqual([])
    }
    expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b))
    expect(await done(['history', next], {cwd: root})).toContain('told Bo and Cy of the cancellation of')
  })

  it('says nothing of another topic, but has it in what it sends for another reason', async () => {
    const root = await fresh()
    await invite(root)
    await done(['gather', next, '--topic', 'Luck'], {cwd: root})
    const {stderr} = await circle(['invite', next], {cwd: root})
    expect(stderr).toContain(`The topic is new since Bo and Cy heard of it: circle invite ${next} --again --to bo,cy tells them.`)
    expect(told(await invite(root, next, '--again', '--to', 'bo'))).toEqual(['bo request written'])
    expect((await circle(['invite', next], {cwd: root})).stderr).toContain('The topic is new since Cy heard of it')
    await done(['schedule', 'move', next, '20:00'], {cwd: root})
    await invite(root)
    const {text} = await opened(readFileSync(file(root, 'cy')))
    expect(text).toContain('Topic: Luck')
    expect(text).toContain('Changed: when it begins and the topic\n')
  })

  it('invites a new member to what stands, and tells one who left that it is off for them', async () => {
    const root = await fresh()
    const {mails: [{sequence} = {sequence: -1}]} = await invite(root)
    await done(['member', 'add', 'Dee Li <dee@example.org>'], {cwd: root})
    await done(['member', 'leave', 'cy'], {cwd: root})
    const round = await invite(root)
    expect([told(round), skipped(round)]).toEqual([['cy cancel written', 'dee request written'], ['ann: inviter', 'bo: current']])
    expect(round.mails.find(({member}) => member === 'dee')!.sequence).toBe(sequence)
    expect(round.mails.find(({member}) => member === 'cy')!.sequence).toBeGreaterThan(sequence)
    expect(await event(file(root, 'cy'))).toMatchObject({method: 'CANCEL', status: 'CANCELLED'})
    expect((await opened(readFileSync(file(root, 'cy')))).text).toContain('You are no longer in Apron Club')
    expect(told(await invite(root))).toEqual([])
  })

  it('keeps the organizer where another member sends the change, and says who sends', async () => {
    const root = await fresh()
    await invite(root, '--to', 'cy')
    await done(['schedule', 'move', next, '20:00'], {cwd: root})
    const round = await invite(root, '--as', 'bo')
    expect([told(round), skipped(round)]).toEqual([['ann request written', 'cy request written'], ['bo: inviter']])
    expect(await event(file(root, 'cy'))).toMatchObject({organizer: 'mailto:ann@example.org', sentBy: 'mailto:bo@example.org'})
    expect((await opened(readFileSync(file(root, 'cy')))).from).toBe('bo@example.org')
    expect(page(root, 'bo')).toMatch(/ {2}cy:\n(?: {4}.*\n)* {4}organizer: ann\n/)
    // Whoever invited hears of it in words: their own program takes no invitation from themselves.
    const copy = readFileSync(file(root, 'ann'), 'utf8')
    expect(copy).toContain('Bo Berg sends this to those you =\r\ninvited, in your name.')
    expect(copy).not.toContain('text/calendar')
    expect(await done(['history', next], {cwd: root})).toMatch(/wrote to (you|Ann) about/)
    expect(told(await invite(root, '--as', 'bo'))).toEqual([])
    await done(['check'], {cwd: root})
    await done(['schedule', 'move', next, '21:00'], {cwd: root})
    expect(told(await invite(root, '--as', 'ann'))).toEqual(['bo request written', 'cy request written'])
    expect(await event(file(root, 'cy'))).toMatchObject({organizer: 'mailto:ann@example.org', sentBy: undefined})
  })

  it('keeps the address that calendars know when the inviter has a new one, and says where answers go', async () => {
    const root = await fresh()
    await invite(root, '--to', 'cy')
    await done(['member', 'edit', 'ann', '--email', 'ann@new.example'], {cwd: root})
    await done(['schedule', 'move', next, '20:00'], {cwd: root})
    const {stderr} = await circle(['invite', next, '--as', 'ann'], {cwd: root})
    expect(stderr).toContain('The answers of Cy still go to ann@example.org: calendars take changes only from the address that invited first.')
    expect(await event(file(root, 'cy'))).toMatchObject({organizer: 'mailto:ann@example.org', sentBy: 'mailto:ann@new.example'})
    expect((await opened(readFileSync(file(root, 'cy')))).from).toBe('ann@new.example')
    expect(await event(file(root, 'bo'))).toMatchObject({organizer: 'mailto:ann@new.example', sentBy: undefined})
    await done(['check'], {cwd: root})
  })

  it('writes to a new address of a member, once, and says so', async () => {
    const root = await fresh()
    const {mails: [{sequence} = {sequence: -1}]} = await invite(root)
    await done(['member', 'edit', 'bo', '--email', 'bo@new.example'], {cwd: root})
    const {stdout} = await circle(['invite', next], {cwd: root})
    expect(stdout).toContain('  invitation at a new address written  Bo\n')
    expect(await event(file(root, 'bo'))).toMatchObject({method: 'REQUEST', sequence, attendees: ['mailto:bo@new.example']})
    expect(page(root)).toContain('address: bo@new.example')
    expect(told(await invite(root, next))).toEqual([])
  })

  it('knows in an update what a member answered, unless the time is another', async () => {
    const root = await fresh()
    const partstat = async (): Promise<string | undefined> => /PARTSTAT=([A-Z-]+)/.exec((await opened(readFileSync(file(root, 'bo')))).calendar.replace(/\r?\n /g, ''))?.[1]
    await invite(root)
    expect(await partstat()).toBe('NEEDS-ACTION')
    await done(['rsvp', next, 'no', '--as', 'bo'], {cwd: root})
    const steps: [words: string[], expected: string][] = [[['edit', next, '--place', 'The barn'], 'DECLINED'], [['move', next, '20:00'], 'NEEDS-ACTION'], [['edit', next, '--place', 'The inn'], 'NEEDS-ACTION']]
    for (const [words, expected] of steps) {
      await done(['schedule', ...words], {cwd: root})
      await invite(root, next)
      expect(await partstat(), words.join(' ')).toBe(expected)
    }
    await done(['rsvp', next, 'yes', '--as', 'bo'], {cwd: root})
    await invite(root, next, '--again', '--to', 'bo')
    expect(await partstat()).toBe('ACCEPTED')
  })

  it('says in a shared circle what tells the others', async () => {
    const root = await fresh()
    expect((await circle(['invite', '--to', 'bo'], {cwd: root})).stderr).not.toContain('circle sync')
    git(root, 'remote', 'add', 'origin', join(folder('there'), 'x.git'))
    expect((await circle(['invite', '--to', 'cy'], {cwd: root})).stderr).toContain('`circle sync` tells the others who was sent what')
    expect((await circle(['invite', '--to', 'cy'], {cwd: root})).stderr).not.toContain('circle sync')
  })

  it('says who still gets the answers, where the organizer has left', async () => {
    const root = await fresh()
    await invite(root, '--to', 'cy')
    await done(['schedule', 'move', next, '20:00'], {cwd: root})
    await done(['member', 'leave', 'ann'], {cwd: root})
    const {stdout, stderr} = await circle(['invite', '--as', 'bo'], {cwd: root})
    expect(stdout).toContain('change written  Cy\n')
    expect(stderr).toContain('Ann has left, and still gets the answers of Cy')
  })

  it('names those it leaves out: no address, paused, left', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dee Li'], {cwd: root})
    await done(['member', 'pause', 'bo'], {cwd: root})
    await done(['member', 'leave', 'cy'], {cwd: root})
    const {stdout, stderr} = await circle(['invite'], {cwd: root})
    expect(stdout).toBe(`Fri 4 Dec 2026, 19:00–21:00 (${next}): nobody needs a mail\n  invites     Ann\n  paused      Bo\n  left        Cy\n  no address  Dee\n`)
    expect(stderr).toContain('Dee has no address: circle member edit dee --email ADDRESS')
    expect(told(await invite(root, '--to', 'bo'))).toEqual(['bo request written'])
  })

  it('names all in one mail with --together, which says that the addresses are shared', async () => {
    const root = await fresh()
    expect(told(await invite(root, '--together'))).toEqual(['bo request written', 'cy request written'])
    const path = join(root, 'invitations', `${next}.eml`)
    expect((await event(path)).attendees).toEqual(['mailto:bo@example.org', 'mailto:cy@example.org'])
    const mail = await opened(readFileSync(path))
    expect(mail.to).toEqual(['bo@example.org', 'cy@example.org'])
    expect(mail.text).toContain('each sees the addresses of the others')
  })

  it('shows with --dry-run who would get what, and writes and records nothing', async () => {
    const root = await fresh()
    const before = everything(root)
    for (const words of [[], ['--out', 'mails']]) expect(told(await invite(root, '--dry-run', ...words))).toEqual(['bo request planned', 'cy request planned'])
    expect((await circle(['invite', '--dry-run'], {cwd: root})).stdout).toContain('invitation to go  Bo and Cy')
    expect(everything(root)).toEqual(before)
  })

  it('prints one mail as it is, and several as a mailbox, and records nothing', async () => {
    const root = await fresh()
    const before = everything(root)
    const one = await done(['invite', '--to', 'bo', '--print'], {cwd: root})
    expect(one).toMatch(/^From: Ann Ek <ann@example\.org>\r\n/)
    expect((await opened(Buffer.from(one))).method).toBe('REQUEST')
    expect(one).toContain('Ann Ek invites you to Friday meeting of Apron Club.')
    const several = await done(['invite', '--out', '-'], {cwd: root})
    const mails = several.split(/^(?=From ann@example\.org Sat Nov 28 10:00:00 2026\n)/m)
    expect(mails).toHaveLength(2)
    for (const mail of mails) expect((await PostalMime.parse(mail.replace(/^From .*\n/, ''))).attachments).toHaveLength(1)
    expect((await invite(root, '--print')).text).toContain('To: Cy Ash <cy@example.org>')
    expect(everything(root)).toEqual(before)
  })

  it('leaves what an earlier run wrote, and says that it lies there', async () => {
    const root = await fresh()
    expect((await circle(['invite', '--to', 'bo'], {cwd: root})).stderr).not.toContain('earlier runs')
    const second = await circle(['invite', '--to', 'cy'], {cwd: root})
    expect(second.stderr).toContain(`${next}.bo.eml of earlier runs lies there too: send only what you have not sent yet.\n`)
    expect([existsSync(join(root, `invitations/${next}.bo.eml`)), existsSync(join(root, `invitations/${next}.cy.eml`))]).toEqual([true, true])
  })

  it('writes elsewhere with --out, over its own files and nothing else, and through no link', async () => {
    const root = await fresh()
    const out = folder('mails')
    expect((await invite(root, '--to', 'bo', '--out', out)).mails[0]!.file).toBe(join(out, `${next}.bo.eml`))
    await invite(root, '--to', 'bo', '--out', out, '--again')
    writeFileSync(join(out, `${next}.bo.eml`), 'mine')
    const refused = await circle(['invite', '--to', 'bo,cy', '--again', '--out', out], {cwd: root})
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('is there already, and is something else')])
    expect([readFileSync(join(out, `${next}.bo.eml`), 'utf8'), existsSync(join(out, `${next}.cy.eml`))]).toEqual(['mine', false])
    expect(page(root)).not.toContain('cy:')
    expect((await circle(['invite', '--out', 'gatherings/x'], {cwd: root})).stderr).toContain('belongs to the circle itself')
    symlinkSync(out, join(root, 'invitations'))
    const linked = await circle(['invite', '--to', 'cy'], {cwd: root})
    expect([linked.status, linked.stderr]).toEqual([1, expect.stringContaining('error: invitations is a link')])
    expect(existsSync(join(out, `${next}.cy.eml`))).toBe(false)
  })

  it.each<[string, string[], number, string]>([
    ['one that was held', ['2026-11-20'], 1, 'has been held'],
    ['one that is over', ['last'], 1, 'is over'],
    ['two ways', ['--send', '--print'], 2, 'two ways for one mail'],
    ['some and all', ['--to', 'bo', '--all'], 2, '--to names some and --all means all'],
    ['nobody', ['--to', ''], 2, '--to names nobody'],
    ['a stranger', ['--to', 'zed'], 2, 'no member is called zed'],
    ['a pause that is none', ['--send', '--pause', 'long'], 2, '--pause is no time'],
    ['a pause where nothing is sent', ['--pause', '1s'], 2, '--pause is a pause between mails that are sent'],
    ['a member for a gathering', ['cy'], 2, 'circle invite --to cy'],
    ['somebody new', ['Dee <dee@example.org>'], 2, 'circle member add'],
  ])('refuses %s', async (_, words, status, said) => {
    const root = await livedIn()
    const before = everything(root)
    const outcome = await circle(['invite', ...words], {cwd: root})
    expect([outcome.status, outcome.stdout]).toEqual([status, ''])
    expect(outcome.stderr).toContain(said)
    expect(everything(root)).toEqual(before)
  })

  it('wants to know who invites, and where answers go', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Dee Li'], {cwd: root})
    expect((await circle(['invite', '--as', 'dee'], {cwd: root})).stderr).toBe('error: Dee Li has no address, and answers have to go somewhere\nhint: circle member edit dee --email ADDRESS\n')
    const stranger = await circle(['invite'], {cwd: root, env: {GIT_CONFIG_GLOBAL: '/dev/null'}})
    expect([stranger.status, stranger.stderr]).toEqual([2, expect.stringContaining('who are you?')])
  })

  it('points out other gatherings that changed since members were told of them', async () => {
    const root = await fresh()
    await invite(root, '2026-12-11', '--to', 'bo')
    await done(['schedule', 'cancel', '2026-12-11', '--why', 'Snow'], {cwd: root})
    expect((await circle(['invite', 'next', '--dry-run'], {cwd: root})).stderr).toContain('Bo should hear of 2026-12-11-weekly too: circle invite 2026-12-11-weekly')
  })

  it('works outside git, and with --no-commit', async () => {
    const root = await fresh()
    const {stderr} = await circle(['invite', '--no-commit', '--to', 'bo'], {cwd: root})
    expect(stderr).toContain('not committed')
    expect(uncommitted(root)).toContain(`gatherings/${next}/ann.yaml`)
    const bare = folder('bare')
    put(bare, Object.fromEntries(Object.entries(await filesOf(root)).filter(([path]) => !path.startsWith('invitations/') && !path.startsWith('gatherings/'))))
    const outcome: Outcome = await circle(['invite', '--as', 'ann'], {cwd: bare})
    expect([outcome.status, outcome.stdout]).toEqual([0, expect.stringContaining('invitation written  Bo and Cy')])
    expect((await circle(['invite', '--as', 'ann'], {cwd: bare})).stdout).toContain('has it already  Bo and Cy')
  })

  it('takes the words of others for words', async () => {
    const root = await fresh()
    const evil = 'Bo "B" <b@evil.example>, x@evil.example;\\ \u202e<script>'
    put(root, {
      'members/bo.yaml': `name: ${JSON.stringify(evil)}\n\nemail: bo@example.org\n`,
      [`gatherings/${next}/gathering.yaml`]: `rhythm: weekly\n\ntitle: ${JSON.stringify('x END:VEVENT <img src=//evil>')}\n\nplace: ${JSON.stringify(evil)}\n`,
    })
    git(root, 'commit', '--quiet', '--all', '--message', 'x')
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message', 'y')
    await invite(root)
    const raw = readFileSync(file(root, 'bo'))
    const mail = await PostalMime.parse(raw)
    expect(mail.to).toHaveLength(1)
    expect(mail.to![0]!.address).toBe('bo@example.org')
    expect(mail.html).not.toMatch(/<img|<script/)
    expect((await event(file(root, 'bo'))).attendees).toEqual(['mailto:bo@example.org'])
    const [head] = raw.toString('latin1').split('\r\n\r\n')
    expect(head!.match(/[^\s<]+@[^\s>]+/g)!.filter((address) => !address.endsWith('@example.org'))).toEqual([])
  })
})

const livedIn = copies(lived)

async function filesOf(root: string): Promise<Record<string, string>> {
  const {filesIn} = await import('./harness.ts')
  return filesIn(root)
}

describe('what leaves the circle in a mail', () => {
  it('is the gathering, who it goes to and who invites: none of the rest', async () => {
    const root = await fresh()
    const canary = (word: string): string => `CANARY${word}`
    put(root, {
      'members/cy.yaml': `name: ${canary('name')}\n\nemail: canary.address@example.org\n\noffers: [${canary('offers')}]\n\nseeks: [${canary('seeks')}]\n`,
      'members/bo.yaml': `name: Bo Berg\n\nemail: bo@example.org\n\noffers: [${canary('offers')}]\n`,
      [`gatherings/${next}/gathering.yaml`]: `rhythm: weekly\n\ntopic: Luck\n\nroles: {recorder: cy}\n\nregrets: [cy]\n\nguests: [${canary('guest')}]\n\nnotes: |\n  ${canary('notes')}\n\ndecisions:\n  p0aa: ${canary('decision')}\n`,
      [`gatherings/${next}/cy.yaml`]: `rsvp: declined\n\nwhy: ${canary('why')}\n\ntakeaway: |\n  ${canary('takeaway')}\n\ncommitments:\n  k3fx:\n    what: ${canary('commitment')}\n`,
    })
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message', 'By hand')
    await invite(root)
    const raw = readFileSync(file(root, 'bo'))
    const mail = await opened(raw)
    const whole = `${raw.toString()}${mail.text}${mail.html}${mail.calendar.replace(/\r?\n /g, '')}`
    expect(whole).toContain('Luck')
    expect(whole.match(/canary\w*/gi) ?? []).toEqual([])
    expect(git(root, 'log', '-1', '--format=%B')).not.toMatch(/canary|@/i)
  })
})

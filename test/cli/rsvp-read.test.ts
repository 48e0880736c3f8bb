import {existsSync, readFileSync, rmSync, utimesSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {saidOf} from '../../src/calendar/invitations.ts'
import {uidOf} from '../../src/calendar/uid.ts'
import {messageName} from '../../src/cli/invite/message-id.ts'
import type {Gathering} from '../../src/schedule/gatherings.ts'
import {gatheringById} from '../../src/schedule/named.ts'
import {readShelf} from '../../src/store/shelf.ts'
import {commitAll, copies, everything, json, lastCommit, put, uncommitted} from './circles.ts'
import {circle, commits, done, folder, git} from './harness.ts'
import {calendar, invited, letterPath, mail, mailbox} from './replies.ts'

const fresh = copies(invited)
const next = 'gatherings/2026-12-04-weekly'
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
// History is written at these times; the letters were written on the morning of 2026-11-28.
const at = (time: string) => ({GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time})

interface Told {
  readonly applied: {gathering: string; member: string; rsvp: string; why: string | null; written: string | null; file: string}[]
  readonly notApplied: {gathering: string | null; member: string | null; address: string; from: string | null; rsvp: string | null; kind: string; reason: string; hint: string | null; proposed?: unknown}[]
  readonly inWords: {gathering: string; member: string}[]
  readonly skipped: Record<string, number>
  readonly unreadable: {file: string; reason: string}[]
}

/** Reads these texts, each a file of its own, in this order. */
async function read(root: string, ...texts: string[]): Promise<Told> {
  const below = folder('letters')
  put(below, Object.fromEntries(texts.map((each, index) => [`${String(index).padStart(4, '0')}.eml`, each])))
  return json<Told & Record<string, unknown>>(['rsvp', '--read', ...texts.map((_, index) => join(below, `${String(index).padStart(4, '0')}.eml`))], {cwd: root, env: at('2026-11-28T10:00:00Z')})
}

describe('circle rsvp --read', () => {
  it.each<[name: string, member: string, page: string]>([
    ['google-accepted.eml', 'bo', 'rsvp: going\n'],
    ['exchange-declined.eml', 'cy', 'rsvp: declined\n\nwhy: Tyvärr, jag är på resa; hälsa alla!\n\ntakeaway: |\n  None yet.\n'],
    ['outlook-saved.ics', 'cy', 'rsvp: maybe\n\nwhy: Tyvärr, jag är på resa; hälsa alla!\n\ntakeaway: |\n  None yet.\n'],
    ['outlook-com-tentative.eml', 'cy', 'rsvp: maybe\n\ntakeaway: |\n  None yet.\n'],
    ['apple-accepted.eml', 'bo', 'rsvp: going\n\nwhy: See you there\n'],
    ['thunderbird-accepted.eml', 'cy', 'rsvp: going\n\ntakeaway: |\n  None yet.\n'],
  ])('takes %s, on the page of %s', async (name, member, page) => {
    const root = await fresh()
    const told = await json<Told & Record<string, unknown>>(['rsvp', '--read', letterPath(name)], {cwd: root})
    expect([told.applied.map((each) => each.member), told.notApplied, told.unreadable]).toEqual([[member], [], []])
    expect(text(root, `${next}/${member}.yaml`)).toBe(page)
    expect(uncommitted(root)).toBe('')
    await done(['check'], {cwd: root})
  })

  it('writes all of a folder in one commit that names ids only, and shows who answered what', async () => {
    const root = await fresh()
    const below = folder('letters')
    put(below, {'a.eml': mail({comment: 'Gladly\\, and on foot'}), 'b.ics': calendar({who: 'CY@example.org', status: 'DECLINED', uid: '2026-12-11-weekly.7k2mq9xw@circle'}), 'c.txt': 'Not a letter.'})
    const {status, stdout, stderr} = await circle(['rsvp', '--read', below], {cwd: root})
    expect([status, stdout]).toEqual([0, "Bo  is going    Fri 4 Dec 2026, 19:00–21:00   (2026-12-04-weekly) Gladly, and on foot\nCy  can't come  Fri 11 Dec 2026, 19:00–21:00  (2026-12-11-weekly)\n"])
    expect(stderr).toMatch(/^Read 2 letters: 1 file passed over, no letter by its name\.\nWrote .*, commit [0-9a-f]{7}\.\n$/)
    expect(lastCommit(root)).toBe(`Read answers: 2026-12-04-weekly: bo going; 2026-12-11-weekly: cy declined: ${next}/bo.yaml, gatherings/2026-12-11-weekly/cy.yaml, gatherings/2026-12-11-weekly/gathering.yaml`)
    expect(git(root, 'log', '-1', '--format=%b')).toBe('2026-12-04-weekly bo going, written 2026-11-28T09:00:00Z\n2026-12-11-weekly cy declined, written 2026-11-28T09:00:00Z\n')
    expect(text(root, 'gatherings/2026-12-11-weekly/gathering.yaml')).toBe('rhythm: weekly\n')
    await done(['check'], {cwd: root})
  })

  it('changes nothing when the same letters are read again', async () => {
    const root = await fresh()
    const letters = ['google-accepted.eml', 'exchange-declined.eml'].map(letterPath)
    await done(['rsvp', '--read', ...letters], {cwd: root})
    const [count, before] = [commits(root), everything(root)]
    const {status, stdout, stderr} = await circle(['rsvp', '--read', ...letters], {cwd: root})
    expect([status, stdout, stderr]).toEqual([0, 'No new answers.\n', 'Read 2 letters: 2 answers are on the pages already and 1 came twice.\n'])
    expect([commits(root), everything(root)]).toEqual([count, before])
  })

  it('takes an older letter that is read later for older, also where what was read first is a newer one', async () => {
    const root = await fresh()
    await read(root, mail({stamp: '20261128T090000Z'}))
    expect(await read(root, mail({stamp: '20261128T080000Z', status: 'DECLINED'}))).toMatchObject({applied: [], notApplied: [], skipped: {older: 1}})
    // Written before the first was read, but after it was written.
    expect((await read(root, mail({stamp: '20261128T093000Z', status: 'DECLINED'}))).applied).toMatchObject([{member: 'bo', rsvp: 'declined'}])
  })

  it.each<[what: string, stamp: string, date: string | undefined, written: string]>([
    ['years ahead', '20300101T000000Z', undefined, '2026-11-28T10:00:00Z'],
    ['hours ahead', '20261128T180000Z', undefined, '2026-11-28T10:00:00Z'],
    ['years ahead, in a letter of this morning', '20300101T000000Z', 'Sat, 28 Nov 2026 09:30:00 +0000', '2026-11-28T09:30:00Z'],
    ['years ahead, in a letter of hours ahead', '20300101T000000Z', 'Sat, 28 Nov 2026 20:00:00 +0000', '2026-11-28T10:00:00Z'],
  ])('takes an answer that is dated %s once, and not over what is said after it was read', async (_, stamp, date, written) => {
    const root = await fresh()
    const odd = (date === undefined ? '' : `Date: ${date}\r\n`) + mail({stamp, status: 'DECLINED'})
    expect((await read(root, odd, mail())).applied).toMatchObject([{rsvp: 'declined', written, dated: expect.stringMatching(/^20(30|26)/)}])
    await done(['rsvp', '2026-12-04', 'yes', '--as', 'bo'], {cwd: root, env: at('2026-11-28T10:05:00Z')})
    const before = everything(root)
    // Later the time has come that was ahead.
    for (const now of ['2026-11-28T10:10:00Z', '2026-12-01T10:00:00Z']) {
      const below = folder('letters')
      put(below, {'odd.eml': odd})
      const again = await json<Told & Record<string, unknown>>(['rsvp', '--read', join(below, 'odd.eml')], {cwd: root, env: {...at(now), CIRCLE_NOW: now}})
      expect([again.applied, again.notApplied.map(({kind}) => kind)]).toEqual([[], ['since']])
    }
    expect(everything(root)).toEqual(before)
  })

  it('says that a date is odd, but not of a clock that is a little ahead', async () => {
    const below = folder('letters')
    put(below, {'odd.eml': mail({stamp: '20300101T000000Z'}), 'fast.eml': mail({stamp: '20261128T100500Z'})})
    const ended = await circle(['rsvp', '--read', join(below, 'odd.eml')], {cwd: await fresh()})
    expect(ended.stderr).toContain('The answer of Bo to 2026-12-04-weekly bears an odd date, 2030-01-01T00:00:00Z: it counts as of 2026-11-28T10:00:00Z.\n')
    expect((await circle(['rsvp', '--read', join(below, 'fast.eml')], {cwd: await fresh()})).stderr).not.toContain('odd')
  })

  it('knows in another clone that an answer with an odd date was read', async () => {
    const root = await fresh()
    await read(root, mail({stamp: '20300101T000000Z', status: 'DECLINED'}))
    await done(['rsvp', '2026-12-04', 'yes', '--as', 'bo'], {cwd: root, env: at('2026-11-28T10:00:00Z')})
    rmSync(join(root, '.git/circle'), {recursive: true})
    expect((await read(root, mail({stamp: '20300101T000000Z', status: 'DECLINED'}))).notApplied).toMatchObject([{kind: 'since'}])
  })

  it('takes the newest over several runs too, in any order, also where it only repeats what the page says', async () => {
    const letters = [mail({stamp: '20261128T090000Z'}), mail({stamp: '20261128T091000Z', status: 'DECLINED'}), mail({stamp: '20261128T092000Z'}), mail({stamp: '20261128T091500Z', status: 'TENTATIVE'})]
    for (const order of [[0, 2, 1, 3], [2, 1, 3, 0], [3, 0, 2, 1], [1, 0, 3, 2]]) {
      const root = await fresh()
      for (const index of order) await read(root, letters[index]!)
      expect([order, text(root, `${next}/bo.yaml`)]).toEqual([order, 'rsvp: going\n'])
    }
  })

  it('does not take an older one over what was given by hand and repeated in a letter', async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-04', 'yes', '--as', 'bo'], {cwd: root, env: at('2026-11-28T08:00:00Z')})
    expect((await read(root, mail({stamp: '20261128T092000Z'}))).skipped).toMatchObject({before: 1})
    expect(await read(root, mail({stamp: '20261128T091000Z', status: 'DECLINED'}))).toMatchObject({applied: [], skipped: {older: 1}})
  })

  it('does not take an older one over what was given by hand, and by hand again', async () => {
    const root = await fresh()
    const yes = (time: string): Promise<string> => done(['rsvp', '2026-12-04', 'yes', '--as', 'bo'], {cwd: root, env: {...at(time), CIRCLE_NOW: time}})
    await done(['invite', '2026-12-04', '--to', 'bo', '--out', folder()], {cwd: root, env: {...at('2026-11-28T07:00:00Z'), CIRCLE_NOW: '2026-11-28T07:00:00Z'}})
    await yes('2026-11-28T08:00:00Z')
    const count = commits(root)
    await yes('2026-11-28T09:30:00Z')
    expect(commits(root)).toBe(count)
    expect(await read(root, mail({stamp: '20261128T092000Z', status: 'DECLINED'}))).toMatchObject({applied: [], skipped: {older: 1}})
    expect((await read(root, mail({stamp: '20261128T094000Z', status: 'DECLINED'}))).applied).toMatchObject([{member: 'bo', rsvp: 'declined'}])
  })

  it('leaves an answer that was given since in another way', async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-04', 'maybe', '--as', 'bo', '--why', 'The train'], {cwd: root, env: at('2026-11-28T09:30:00Z')})
    expect((await read(root, mail())).notApplied).toMatchObject([{member: 'bo', kind: 'since', reason: 'answered since in another way: maybe, on Sat 28 Nov 2026 at 09:30'}])
    expect(text(root, `${next}/bo.yaml`)).toBe('rsvp: maybe\n\nwhy: The train\n')
    expect((await read(root, mail({stamp: '20261128T093100Z'}))).applied).toMatchObject([{member: 'bo', rsvp: 'going'}])
    expect(text(root, `${next}/bo.yaml`)).toBe('rsvp: going\n')
  })

  it('does not bring back an answer that was taken back', async () => {
    const root = await fresh()
    await read(root, mail())
    await done(['undo', '--yes'], {cwd: root, env: at('2026-11-28T10:30:00Z')})
    expect(existsSync(join(root, `${next}/bo.yaml`))).toBe(false)
    expect((await read(root, mail())).notApplied).toMatchObject([{member: 'bo', kind: 'since', reason: 'the answer was taken back since, on Sat 28 Nov 2026 at 10:30'}])
  })

  it('takes an answer without a time only where there is none yet', async () => {
    const root = await fresh()
    expect((await read(root, calendar({stamp: ''}))).applied).toMatchObject([{member: 'bo', rsvp: 'going', written: null}])
    await done(['rsvp', '2026-12-04', 'no', '--as', 'bo'], {cwd: root, env: at('2026-11-28T10:30:00Z')})
    expect((await read(root, calendar({stamp: ''}))).notApplied).toMatchObject([{kind: 'undated', hint: 'if it is the newer one: circle rsvp 2026-12-04-weekly yes --as bo'}])
  })

  it('keeps a reason that was given by hand with the same answer, and takes it away with another', async () => {
    const root = await fresh()
    await done(['rsvp', '2026-12-04', 'no', '--as', 'cy', '--why', 'In Boston'], {cwd: root, env: at('2026-11-28T07:00:00Z')})
    expect(await read(root, mail({who: 'cy@example.org', status: 'DECLINED'}))).toMatchObject({applied: [], skipped: {before: 1}})
    expect(text(root, `${next}/cy.yaml`)).toContain('why: In Boston')
    await read(root, mail({who: 'cy@example.org', status: 'DECLINED', comment: 'Ill\\nat home', stamp: '20261128T091000Z'}))
    expect(text(root, `${next}/cy.yaml`)).toContain('why: Ill at home\n')
    await read(root, mail({who: 'cy@example.org', stamp: '20261128T092000Z'}))
    expect(text(root, `${next}/cy.yaml`)).toBe('rsvp: going\n\ntakeaway: |\n  None yet.\n')
  })

  it.each<[what: string, letter: string, kind: string, reason: string, hint: string | null]>([
    ['from somebody else', mail({from: 'eve@example.net'}), 'sender', 'the letter is from eve@example.net, and the answer is that of bo@example.org', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['from two at once', mail().replace('From: Somebody <bo@example.org>', 'From: bo@example.org, eve@example.net'), 'sender', 'the letter does not say plainly whom it is from', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['with two headers From', `From: eve@example.net\r\n${mail()}`, 'sender', 'the letter does not say plainly whom it is from', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['whose Sender alone is a member', `Sender: bo@example.org\r\n${mail({from: 'eve@example.net'})}`, 'sender', 'the letter is from eve@example.net, and the answer is that of bo@example.org', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['with two addresses in one From', mail().replace('From: Somebody <bo@example.org>', 'From: <bo@example.org> <eve@example.net>'), 'sender', 'the letter does not say plainly whom it is from', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['with an address after a name that ends early', mail().replace('From: Somebody <bo@example.org>', 'From: "a\\\\" <bo@example.org> "<eve@example.net>"'), 'sender', 'the letter does not say plainly whom it is from', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['in their place, by a stranger who says so', mail({from: 'eve@example.net'}).replace('ATTENDEE;', 'ATTENDEE;SENT-BY="mailto:eve@example.net";'), 'sender', 'the letter is from eve@example.net, and the answer is that of bo@example.org', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['sent by another than it says', mail({from: 'eve@example.net'}).replace('ATTENDEE;', 'ATTENDEE;SENT-BY="mailto:mal@example.net";'), 'sender', 'the letter is from eve@example.net, and the answer is that of bo@example.org', "if it is Bo's all the same: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['from a stranger', mail({who: 'bo@gmail.example', status: 'DECLINED'}), 'address', 'no member has the address bo@gmail.example', 'if you know whose it is: circle rsvp 2026-12-04-weekly no --as MEMBER'],
    ['of a stranger, from a member', mail({who: 'bo@gmail.example', from: 'bo@example.org'}), 'address', 'no member has the address bo@gmail.example, and the letter is from Bo', "if it is Bo's: circle rsvp 2026-12-04-weekly yes --as bo"],
    ['to no gathering', mail({uid: '2026-12-05-weekly.7k2mq9xw@circle'}), 'gathering', 'there is no gathering 2026-12-05-weekly', '`circle schedule list` shows those to come'],
    ['to a whole series', mail({uid: 'weekly.series.7k2mq9xw@circle'}), 'series', 'the answer is to all of weekly at once', 'ask to which dates they come: circle invite asks for each by itself'],
    ['not decided', mail({status: 'NEEDS-ACTION'}), 'undecided', 'not decided yet', null],
    ['to one that was held', mail({uid: '2026-11-20-weekly.7k2mq9xw@circle'}), 'held', '2026-11-20-weekly has been held', 'who was there is corrected with circle gather 2026-11-20-weekly --present or --regrets'],
    ['to one that is over', mail({uid: '2026-11-27-weekly.7k2mq9xw@circle'}), 'over', '2026-11-27-weekly is over', '`circle gather 2026-11-27-weekly` logs who was there'],
    ['to another time', mail({more: ['DTSTART;TZID=W. Europe Standard Time:20261204T190000']}), 'time', 'the answer is to another time, Fri 4 Dec 2026, 18:00; it is now Fri 4 Dec 2026, 19:00–21:00', 'ask again: circle invite 2026-12-04-weekly --to bo'],
  ])('shows, and does not write down, an answer %s', async (_, letter, kind, reason, hint) => {
    const root = await fresh()
    const before = everything(root)
    expect((await read(root, letter)).notApplied).toMatchObject([{kind, reason, hint}])
    expect(everything(root)).toEqual(before)
  })

  it('takes no letter that answers for a whole year at once', async () => {
    const root = await fresh()
    const before = everything(root)
    const [head = '', event = '', tail = ''] = calendar().split(/(BEGIN:VEVENT[^]*END:VEVENT\r?\n)/)
    const many = Array.from({length: 21}, (_, week) => event.replace(/UID:.*/, `UID:weekly.series.7k2mq9xw@circle\r\nRECURRENCE-ID:20270${1 + Math.floor(week / 25)}${String(1 + week).padStart(2, '0')}T190000Z`))
    const {status, stderr} = await circle(['rsvp', '--read', '-'], {cwd: root, input: head + many.join('') + tail})
    expect([status, stderr.split('\n')[0]]).toEqual([1, 'error: standard input has 21 answers, and a letter is to one gathering, or a few'])
    expect(everything(root)).toEqual(before)
  })

  it('tells people so as well, and ends with 0', async () => {
    const {status, stdout} = await circle(['rsvp', '--read', letterPath('nextcloud-declined.eml'), letterPath('outlook-proposal.eml'), letterPath('delegated.eml')], {cwd: await fresh()})
    expect([status, stdout]).toEqual([0, `No new answers.

Not written down
  Cy  2026-12-04-weekly  declined    the letter is from noreply@cloud.example.net, and the answer is that of cy@example.org; if it is Cy's all the same: circle rsvp 2026-12-04-weekly no --as cy
  Cy  2026-12-04-weekly  other time  another time is proposed: Sat 5 Dec 2026, 19:00–21:00 (Saturday?); to take it: circle schedule move 2026-12-04-weekly "2026-12-05 19:00"
  Cy  2026-12-04-weekly  delegated   handed on to dora@example.net: nobody else can come in a member's place
`])
  })

  it('finds the date of a series, in whatever zone the calendar writes it', async () => {
    const root = await fresh()
    const uid = 'weekly.series.7k2mq9xw@circle'
    const told = await read(root, mail({uid, more: ['RECURRENCE-ID:20261211T190000Z']}), mail({uid, who: 'cy@example.org', more: ['RECURRENCE-ID;TZID=Tokyo Standard Time:20261219T040000'], status: 'DECLINED'}), mail({uid, more: ['RECURRENCE-ID:20261212T190000Z']}))
    expect(told.applied).toMatchObject([{gathering: '2026-12-11-weekly', member: 'bo', rsvp: 'going'}, {gathering: '2026-12-18-weekly', member: 'cy', rsvp: 'declined'}])
    expect(told.notApplied).toMatchObject([{kind: 'gathering', reason: 'there is no gathering of weekly on 2026-12-12'}])
  })

  it('counts what is about other things, and does not call that an error', async () => {
    const told = await read(await fresh(), mail({uid: '040000008200E00074C5B7101A82E008@other'}), mail().replace('METHOD:REPLY', 'METHOD:REQUEST').replace('; method=REPLY', ''), 'From: a@example.org\r\nSubject: Hello\r\n\r\nHow are you?\r\n')
    expect(told).toMatchObject({applied: [], notApplied: [], unreadable: [], skipped: {elsewhere: 1, calendars: 1, mails: 1}})
  })

  it('writes nothing with --dry-run, and shows what it would', async () => {
    const root = await fresh()
    const before = everything(root)
    const {status, stdout, stderr} = await circle(['rsvp', '--read', letterPath('google-accepted.eml'), '--dry-run'], {cwd: root})
    expect(status).toBe(0)
    expect(stdout).toContain('+rsvp: going')
    expect(stderr).toContain('Bo  is going')
    expect(everything(root)).toEqual(before)
  })

  it('says when an answer does not count', async () => {
    const root = await fresh()
    await done(['member', 'pause', 'bo'], {cwd: root})
    expect((await circle(['rsvp', '--read', letterPath('google-accepted.eml')], {cwd: root})).stderr).toContain('Bo is not counted on that day: paused since 2026-11-28.')
    await done(['member', 'leave', 'bo', '--yes'], {cwd: root})
    expect((await read(root, mail({status: 'DECLINED'}))).notApplied).toMatchObject([{kind: 'left', hint: 'if they are back: circle member return bo'}])
  })

  it('says so when a member answered in place of another', async () => {
    const root = await fresh()
    await done(['member', 'add', 'Eve <eve@example.net>'], {cwd: root})
    const {stdout, stderr} = await circle(['rsvp', '--read', letterPath('assistant-accepted.eml')], {cwd: root})
    expect(stdout).toContain('Cy  is going')
    expect(stderr).toContain('The answer of Cy to 2026-12-04-weekly was sent in their place by eve@example.net.\n')
  })

  it('shows the answer that an assistant sent who is no member, with what writes it down', async () => {
    const root = await fresh()
    const before = everything(root)
    const told = await json<Told & Record<string, unknown>>(['rsvp', '--read', letterPath('assistant-accepted.eml')], {cwd: root})
    expect([told.applied, told.unreadable]).toEqual([[], []])
    expect(told.notApplied).toMatchObject([{member: 'cy', kind: 'sender', from: 'eve@example.net', rsvp: 'going', hint: "if it is Cy's all the same: circle rsvp 2026-12-04-weekly yes --as cy"}])
    expect(everything(root)).toEqual(before)
  })

  it('leaves the commit to you with --no-commit, and knows the answer all the same', async () => {
    const root = await fresh()
    const count = commits(root)
    await done(['rsvp', '--read', letterPath('google-accepted.eml'), '--no-commit'], {cwd: root})
    expect([commits(root), uncommitted(root)]).toEqual([count, `?? ${next}/bo.yaml`])
    expect((await read(root, mail({stamp: '20261128T070000Z'}))).skipped).toMatchObject({before: 1})
  })

  it('works where there is no git', async () => {
    const root = await fresh()
    rmSync(join(root, '.git'), {recursive: true})
    expect((await read(root, mail())).applied).toMatchObject([{member: 'bo', rsvp: 'going'}])
    expect(text(root, `${next}/bo.yaml`)).toBe('rsvp: going\n')
    // The file was written now, by the clock of this machine.
    utimesSync(join(root, `${next}/bo.yaml`), new Date('2026-11-28T09:30:00Z'), new Date('2026-11-28T09:30:00Z'))
    expect((await read(root, mail({status: 'DECLINED', stamp: '20261128T091500Z'}))).notApplied).toMatchObject([{kind: 'since'}])
    expect((await read(root, mail({status: 'DECLINED', stamp: '20261128T094500Z'}))).applied).toMatchObject([{rsvp: 'declined'}])
  })

  it('writes the page of a new evening once, for all who answered', async () => {
    const root = await fresh()
    const uid = '2026-12-11-weekly.7k2mq9xw@circle'
    expect((await read(root, mail({uid}), mail({uid, who: 'cy@example.org', status: 'TENTATIVE'}))).applied).toHaveLength(2)
    expect(git(root, 'show', '--name-only', '--format=', 'HEAD').split('\n')).toEqual(['bo', 'cy', 'gathering'].map((name) => `gatherings/2026-12-11-weekly/${name}.yaml`))
  })

  it('takes no answer for a gathering that was cancelled', async () => {
    const root = await fresh()
    await done(['schedule', 'cancel', '2026-12-04', '--why', 'Snow'], {cwd: root})
    expect((await read(root, mail())).notApplied).toMatchObject([{kind: 'cancelled', reason: '2026-12-04-weekly was cancelled (Snow)'}])
  })

  it.each<[words: string[], status: number, error: string]>([
    [['yes', '--read', 'x.eml'], 2, 'error: --read takes answers from letters, so yes goes without it\n'],
    [['--read', 'x.eml', '--why', 'Rain'], 2, 'error: --read takes answers from letters, so Rain goes without it\n'],
    [['--read', 'nowhere.eml'], 1, 'error: there is no file nowhere.eml\nhint: check its name, or give - to read standard input\n'],
    [['--read'], 2, "error: option '--read <file...>' argument missing\n"],
  ])('refuses %j', async (words, status, error) => {
    const ended = await circle(['rsvp', ...words], {cwd: await fresh()})
    expect([ended.status, ended.stdout]).toEqual([status, ''])
    expect(ended.stderr).toContain(error)
  })

  describe('after an invitation', () => {
    const {of} = saidOf({start: {day: '2026-12-04', time: '19:00'}, end: {day: '2026-12-04', time: '21:00'}, timezone: 'UTC', title: 'x'} as Gathering)
    const sent = (when: string, sequence: number, since: number): string => `invited:\n  bo:\n    sent: "2026-11-28 08:00"\n    method: request\n    sequence: ${sequence}\n    when: "${when}"\n    since: ${since}\n    of: "${of}"\n`
    const asked = async (page: string): Promise<string> => {
      const root = await fresh()
      put(root, {[`${next}/ann.yaml`]: page})
      commitAll(root)
      return root
    }

    it('takes the newest: by edition, then by when it was written, and of two alike the more careful', async () => {
      const root = await asked(sent('2026-12-04 19:00', 8, 6))
      const told = await read(root, mail({stamp: '20261128T090000Z', sequence: 6}), mail({stamp: '20261128T080000Z', sequence: 7, status: 'TENTATIVE'}), mail({stamp: '20261128T093000Z', sequence: 6, status: 'DECLINED'}))
      expect(told).toMatchObject({applied: [{member: 'bo', rsvp: 'maybe', written: '2026-11-28T08:00:00Z'}], notApplied: [], skipped: {older: 2}})
      expect((await read(root, mail({sequence: 8}), mail({sequence: 8, status: 'DECLINED'}))).applied).toMatchObject([{rsvp: 'declined'}])
    })

    it('takes an answer to any edition that said the time that the gathering has', async () => {
      expect((await read(await asked(sent('2026-12-04 19:00', 9, 6)), mail({sequence: 6}))).applied).toMatchObject([{member: 'bo'}])
    })

    it('does not take an answer to an edition before that', async () => {
      expect((await read(await asked(sent('2026-12-04 19:00', 9, 6)), mail({sequence: 5}))).notApplied).toMatchObject([{kind: 'time', reason: 'the answer is to another time; it is now Fri 4 Dec 2026, 19:00–21:00', hint: 'ask again: circle invite 2026-12-04-weekly --to bo'}])
    })

    it('says how to ask one again who has the latest already, and one who has not', async () => {
      const bo = {sent: '2026-11-28 08:00', method: 'request', sequence: 9, when: '2026-12-04 19:00', since: 6}
      const page = (of_: string): string => `invited:\n  bo:\n${Object.entries({...bo, of: of_}).map(([key, value]) => `    ${key}: ${typeof value === 'string' ? `"${value}"` : value}\n`).join('')}`
      const root = await asked(page('000000000000'))
      expect((await read(root, mail({sequence: 5}))).notApplied).toMatchObject([{hint: 'ask again: circle invite 2026-12-04-weekly --to bo'}])
      const said = saidOf(gatheringById(readShelf(root).circle, '2026-12-04-weekly')!)
      put(root, {[`${next}/ann.yaml`]: page(said.of)})
      expect((await read(root, mail({sequence: 5}))).notApplied).toMatchObject([{hint: 'ask again: circle invite 2026-12-04-weekly --to bo --again'}])
    })

    it('knows the address that the invitation went to, though the member has another now', async () => {
      const root = await asked(`${sent('2026-12-04 19:00', 6, 6)}    address: bo@old.example\n`)
      expect((await read(root, mail({who: 'bo@old.example', sequence: 6}))).applied).toMatchObject([{member: 'bo'}])
      expect((await read(root, mail({who: 'bo@older.example', sequence: 6}))).notApplied).toMatchObject([{kind: 'address'}])
      expect((await read(root, mail({who: 'bo@old.example', from: 'eve@example.net', sequence: 7, status: 'DECLINED'}))).notApplied).toMatchObject([{kind: 'sender'}])
    })

    describe('in words', () => {
      const id = (edition: number): string => `<${messageName(uidOf('2026-12-04-weekly', '7k2mq9xw'), [{member: 'bo', address: 'bo@example.org'}], edition, 'request')}@example.org>`
      const words = (heads: readonly string[], from = 'bo@example.org'): string => ['Date: Sat, 28 Nov 2026 09:30:00 +0000', `From: Bo <${from}>`, 'Content-Type: text/plain', ...heads, '', 'I cannot, sorry.', ''].join('\r\n')

      it.each<[what: string, heads: string[]]>([
        ['to the mail', [`In-Reply-To: ${id(6)}`]],
        ['to an earlier edition', [`In-Reply-To: ${id(2)}`]],
        ['further down a thread, folded', ['References: <a@example.net>', `\t${id(6)} <b@example.net>`]],
        ['by its subject', ['Subject: AW: Re: Invitation: Friday meeting, Fri 4 Dec 2026 19:00', ' (Apron Club)']],
      ])('names an answer %s, and writes nothing down', async (_, heads) => {
        const root = await asked(sent('2026-12-04 19:00', 6, 6))
        const before = everything(root)
        const told = await read(root, words(heads))
        expect(told).toMatchObject({applied: [], notApplied: [], inWords: [{gathering: '2026-12-04-weekly', member: 'bo', written: '2026-11-28T09:30:00Z', file: expect.stringContaining('0000.eml'), hint: 'read it, then: circle rsvp 2026-12-04-weekly yes, maybe or no --as bo'}]})
        expect(everything(root)).toEqual(before)
        await done(['rsvp', '2026-12-04', 'no', '--as', 'bo'], {cwd: root, env: at('2026-11-28T10:00:00Z')})
        expect(await read(root, words(heads))).toMatchObject({inWords: [], skipped: {mails: 1}})
      })

      it.each<[how: string, words: string[], file: string]>([
        ['one by one', [], '.bo'], ['together', ['--together'], ''],
      ])('knows an answer to a mail of circle invite, written %s', async (_, more, name) => {
        const root = await fresh()
        await done(['invite', '2026-12-04', ...more], {cwd: root})
        const sentMail = text(root, `invitations/2026-12-04-weekly${name}.eml`)
        const [, messageId = ''] = /^Message-ID:\s*(<\S+>)/im.exec(sentMail) ?? []
        expect(await read(root, words([`In-Reply-To: ${messageId}`]))).toMatchObject({inWords: [{gathering: '2026-12-04-weekly', member: 'bo'}]})
        const [, subject = ''] = /^Subject: (.*(?:\r?\n[ \t].*)*)/im.exec(sentMail) ?? []
        expect(await read(root, words([`Subject: Re: ${subject}`]))).toMatchObject({inWords: [{gathering: '2026-12-04-weekly', member: 'bo'}]})
      })

      it.each<[what: string, letter: string]>([
        ['of somebody else', words([`In-Reply-To: ${id(6)}`], 'eve@example.net')],
        ['of a member who was not asked', words([`In-Reply-To: ${id(6)}`], 'ann@example.org')],
        ['to another mail', words(['In-Reply-To: <circle.0123456789abcdef0123456789abcdef@example.org>', 'Subject: Re: Lunch'])],
        ['that a program wrote', words([`In-Reply-To: ${id(6)}`, 'Auto-Submitted: auto-replied'])],
        ['that answers nothing', words(['Subject: Invitation: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)'])],
      ])('does not name a letter %s', async (_, letter) => {
        expect(await read(await asked(sent('2026-12-04 19:00', 6, 6)), letter)).toMatchObject({inWords: [], skipped: {mails: 1}})
      })

      it('tells people the file, and what to do', async () => {
        const below = folder('letters')
        put(below, {'box.mbox': mailbox(['From: a@example.org\n\nHi.\n', words([`In-Reply-To: ${id(6)}`])])})
        const {stdout} = await circle(['rsvp', '--read', 'box.mbox', '-C', await asked(sent('2026-12-04 19:00', 6, 6))], {cwd: below})
        expect(stdout).toBe('No new answers.\n\nAnswered in words\n  Bo  2026-12-04-weekly  box.mbox, letter 2  read it; then: circle rsvp 2026-12-04-weekly yes, maybe or no --as bo\n')
      })
    })

    it('does not take an answer to a time that the gathering no longer has, though no other was sent yet', async () => {
      const root = await asked(sent('2026-12-04 19:00', 6, 6))
      await done(['schedule', 'move', '2026-12-04', '2026-12-05 18:00'], {cwd: root})
      expect((await read(root, mail({sequence: 6}))).notApplied).toMatchObject([{kind: 'time', reason: 'the answer is to another time, Fri 4 Dec 2026, 19:00; it is now Sat 5 Dec 2026, 18:00–20:00'}])
    })

    it('does not take an answer to the same hour of another zone', async () => {
      const root = await asked(sent('2026-12-04 19:00', 6, 6))
      put(root, {[`${next}/gathering.yaml`]: 'rhythm: weekly\n\ntimezone: Asia/Tokyo\n'})
      commitAll(root)
      expect((await read(root, mail({sequence: 6}))).notApplied).toMatchObject([{kind: 'time', reason: 'the answer is to another time; it is now Fri 4 Dec 2026, 19:00–21:00 (Asia/Tokyo)'}])
    })

    it('does not let an edition that was never sent outdo a later answer', async () => {
      const root = await asked(sent('2026-12-04 19:00', 6, 6))
      expect((await read(root, mail({sequence: 2_000_000_000, status: 'DECLINED'}), mail({sequence: 6, stamp: '20261128T091000Z'}))).applied).toMatchObject([{rsvp: 'going'}])
    })
  })

  it('reads a mailbox with more in it than answers', async () => {
    const root = await fresh()
    const below = folder('letters')
    put(below, {'inbox.mbox': mailbox(['From: a@example.org\nSubject: Hi\n\nFrom here on.\n\nFrom me\n', mail(), mail({who: 'cy@example.org', status: 'TENTATIVE'}), 'From: b@example.org\n\nx\n'])})
    expect(await json(['rsvp', '--read', join(below, 'inbox.mbox')], {cwd: root})).toMatchObject({
      applied: [{member: 'bo', file: `${join(below, 'inbox.mbox')}, letter 2`}, {member: 'cy', rsvp: 'maybe'}], skipped: {mails: 2}, unreadable: [],
    })
  })
})

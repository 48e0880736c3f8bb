/** Where `circle rsvp --read` finds letters: files, folders, mailboxes, standard input. */
import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, put} from './circles.ts'
import {circle, folder} from './harness.ts'
import {calendar, invited, mail, mailbox} from './replies.ts'

const fresh = copies(invited)
const cy = (status = 'DECLINED'): string => mail({who: 'cy@example.org', status})

interface Told extends Record<string, unknown> {
  readonly applied: {member: string; rsvp: string; file: string}[]
  readonly skipped: Record<string, number>
  readonly unreadable: {file: string; reason: string}[]
}

/** What is read under a name in this folder. */
async function told(below: string, name: string, more: readonly string[] = []): Promise<Told> {
  return json<Told>(['rsvp', '-C', await fresh(), '--read', name, ...more], {cwd: below})
}

const members = ({applied}: Told): string[] => applied.map(({member, rsvp, file}) => `${member} ${rsvp} ${file}`)

describe('circle rsvp --read takes letters', () => {
  it('out of a Maildir, new and read ones', async () => {
    const below = folder('post')
    put(below, {'Mail/new/1.a.host': mail(), 'Mail/cur/2.b.host:2,RS': cy(), 'Mail/tmp/3.c.host': cy('TENTATIVE'), 'Mail/cur/.hidden': 'x', 'Mail/dovecot-uidlist': 'x', 'Mail/.Sent/cur/4': cy('TENTATIVE')})
    const found = await told(below, 'Mail')
    expect([members(found), found.unreadable]).toEqual([['bo going Mail/new/1.a.host', 'cy declined Mail/cur/2.b.host:2,RS'], []])
  })

  it('out of an empty Maildir, without a complaint', async () => {
    const below = folder('post')
    mkdirSync(join(below, 'Mail/new'), {recursive: true})
    const {status, stdout, stderr} = await circle(['rsvp', '-C', await fresh(), '--read', 'Mail'], {cwd: below})
    expect([status, stdout, stderr]).toEqual([0, 'No new answers.\n', 'Read 0 letters.\n'])
  })

  it('out of a folder: mails, calendars, mailboxes and those of MH, and counts what else is there', async () => {
    const below = folder('post')
    put(below, {'in/a.EML': mail(), 'in/17': cy(), 'in/photo.jpg': 'x', 'in/more/b.eml': cy('TENTATIVE'), 'in/box.mbox': mailbox(['From: x@example.org\n\nHello.\n']), 'in/invite.ics': calendar().replace('METHOD:REPLY', 'METHOD:REQUEST')})
    const found = await told(below, 'in/')
    expect([members(found), found.skipped]).toEqual([['cy declined in/17', 'bo going in/a.EML'], {before: 0, older: 0, twice: 0, elsewhere: 0, mails: 1, calendars: 1, files: 1}])
  })

  it('out of files with odd names', async () => {
    const below = folder('post')
    const name = '-o 你好 \u001b[2J ;$(x) "q".eml'
    put(below, {[name]: mail()})
    expect(members(await told(below, `./${name}`))).toEqual([`bo going ./${name}`])
    put(below, {[name]: 'x'})
    const {stderr} = await circle(['rsvp', '-C', await fresh(), '--read', `./${name}`], {cwd: below})
    expect(stderr).toContain('error: ./-o 你好 \\u{1b}[2J ;$(x) "q".eml is neither a mail nor a calendar\n')
  })

  it.each([['a mail', mail()], ['a calendar', calendar()], ['a mailbox', mailbox([mail()])]])('out of standard input: %s', async (_, input) => {
    expect(await json(['rsvp', '--read', '-'], {cwd: await fresh(), input})).toMatchObject({applied: [{member: 'bo', rsvp: 'going', file: expect.stringMatching(/^standard input/)}]})
  })

  it('out of several places, each once', async () => {
    const below = folder('post')
    put(below, {'a.eml': mail(), 'b.eml': cy()})
    expect(members(await told(below, 'a.eml', ['b.eml', 'a.eml']))).toEqual(['bo going a.eml', 'cy declined b.eml'])
  })

  it('that can be read, and names the others', async () => {
    const below = folder('post')
    put(below, {'in/a.eml': mail(), 'in/b.eml': '', 'in/c.ics': calendar().slice(0, 60), 'in/d.eml': '<html>', 'outside.eml': cy()})
    symlinkSync('../outside.eml', join(below, 'in/e.eml'))
    execFileSync('mkfifo', [join(below, 'in/f.eml')])
    const found = await told(below, 'in')
    expect(members(found)).toEqual(['bo going in/a.eml'])
    expect(found.unreadable.map(({file, reason}) => `${file} ${reason}`).toSorted()).toEqual([
      'in/b.eml is empty', 'in/c.ics has a calendar that is cut off', 'in/d.eml is neither a mail nor a calendar', 'in/e.eml is a link', 'in/f.eml is no plain file',
    ])
  })

  it.skipIf(process.getuid?.() === 0)('that it may read', async () => {
    const below = folder('post')
    put(below, {'in/a.eml': mail(), 'in/b.eml': cy()})
    chmodSync(join(below, 'in/b.eml'), 0)
    const found = await told(below, 'in')
    expect([members(found), found.unreadable]).toEqual([['bo going in/a.eml'], [{file: 'in/b.eml', reason: 'may not be read'}]])
  })

  it('no longer than 10 MB, and no calendar longer than one', async () => {
    const below = folder('post')
    put(below, {'in/a.eml': mail() + 'x'.repeat(10_000_000), 'in/b.ics': calendar({more: [`DESCRIPTION:${'x'.repeat(1_000_000)}`]}), 'in/c.eml': cy()})
    const found = await told(below, 'in')
    expect([members(found), found.unreadable]).toEqual([['cy declined in/c.eml'], [{file: 'in/a.eml', reason: 'is longer than 10 MB'}, {file: 'in/b.ics', reason: 'has a calendar that is longer than 1000 kB'}]])
  })

  it.each<[what: string, make: (below: string) => void, status: number, error: string]>([
    ['a link', (below) => symlinkSync('/etc/passwd', join(below, 'x')), 1, 'error: x is a link\nhint: name the file that it leads to\n'],
    ['a pipe', (below) => void execFileSync('mkfifo', [join(below, 'x')]), 1, 'error: x is no plain file\nhint: give what comes out of it to standard input: circle rsvp --read - < x\n'],
    ['an empty file', (below) => writeFileSync(join(below, 'x'), ''), 1, 'error: x is empty\nhint: save the answer as .eml or .ics and try again\n'],
    ['half a calendar', (below) => writeFileSync(join(below, 'x'), calendar().slice(0, 100)), 1, 'error: x has a calendar that is cut off\nhint: save the answer as .eml or .ics and try again\n'],
    ['nothing', () => undefined, 1, 'error: there is no file x\nhint: check its name, or give - to read standard input\n'],
  ])('and fails, changing nothing, where all that there is is %s', async (_, make, status, error) => {
    const [root, below] = [await fresh(), folder('post')]
    make(below)
    const before = everything(root)
    const ended = await circle(['rsvp', '-C', root, '--read', 'x'], {cwd: below})
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([status, '', error])
    expect(everything(root)).toEqual(before)
  })

  it('out of a mailbox of 5,000, of which few are answers', async () => {
    const below = folder('post')
    const other = 'From: list@example.org\nSubject: Minutes\nContent-Type: text/plain\n\nWe met, and From here on we meet again.\n'
    const box = mailbox(Array.from({length: 5000}, (_, index) => (index % 500 === 0 ? mail({stamp: `20261128T0${String(index / 500)}0000Z`, status: index % 1000 === 0 ? 'DECLINED' : 'ACCEPTED'}) : other)))
    writeFileSync(join(below, 'box'), box)
    const found = await told(below, 'box')
    expect([members(found), found.skipped]).toEqual([['bo going box, letter 4501'], {before: 0, older: 9, twice: 0, elsewhere: 0, mails: 4990, calendars: 0, files: 0}])
  })
})

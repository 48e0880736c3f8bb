import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {afterAll, describe, expect, it} from 'vitest'
import {copies, everything, uncommitted} from './circles.ts'
import {circle, commits, done, environment, folder, founded, git, program, script, terminal} from './harness.ts'
import type {Outcome} from './harness.ts'
import {opened, postOffice} from './post-office.ts'
import type {PostOffice} from './post-office.ts'

const fresh = copies(() => founded(['--member', 'Dee Li <dee@example.org>']))
const next = '2026-12-04-weekly'

/** An environment whose settings for mail say this. */
function settings(text: string): Record<string, string> {
  const home = folder('config')
  mkdirSync(join(home, 'circle'))
  writeFileSync(join(home, 'circle', 'mail.yaml'), text, {mode: 0o600})
  return {XDG_CONFIG_HOME: home}
}

const account = (port: number): Record<string, string> => settings(`smtp:\n  host: 127.0.0.1\n  port: ${port}\n  security: none\n`)
const send = (root: string, env: Record<string, string>, ...words: string[]): Promise<Outcome> => circle(['invite', '--send', '--pause', '0s', ...words], {cwd: root, env})
/** Waits until so many mails have been handed over. */
const handed = async ({mails}: PostOffice, count: number): Promise<void> => {
  while (mails.length < count) await new Promise((resolve) => setTimeout(resolve, 20))
}
const to = ({mails}: PostOffice): string[] => mails.flatMap((mail) => mail.to.map((address) => address.replace(/@.*/, '')))
const recorded = (root: string, gathering = next): string[] => {
  const path = join(root, 'gatherings', gathering, 'ann.yaml')
  return existsSync(path) ? [...readFileSync(path, 'utf8').matchAll(/^ {2}(\w+):$/gm)].map((match) => match[1]!) : []
}
/** The files in which something waits: a mail of which nothing is known, or one that stands on no page. */
const journal = (root: string): string[] => {
  const path = join(root, '.git', 'circle', 'invitations')
  if (!existsSync(path)) return []
  return readdirSync(path).filter((name) => {
    if (!name.endsWith('.json')) return false
    const {mails} = JSON.parse(readFileSync(join(path, name), 'utf8')) as {mails: {state: string; member: string}[]}
    return mails.some(({state, member}) => state === 'going' || !recorded(root, name.slice(0, -'.json'.length)).includes(member))
  })
}

describe('circle invite --send', () => {
  it('hands the mails to the account, one for each, and records them in one commit', async () => {
    const root = await fresh()
    const office = await postOffice()
    const count = commits(root)
    const {status, stdout, stderr} = await send(root, account(office.port))
    expect([status, stdout]).toEqual([0, `Fri 4 Dec 2026, 19:00–21:00 (${next})\n  invitation sent  Bo, Cy and Dee\n  invites          Ann\n`])
    expect(stderr).toMatch(/^1 of 3 {2}Bo: sent\n2 of 3 {2}Cy: sent\n3 of 3 {2}Dee: sent\n/)
    expect([to(office), recorded(root), commits(root) - count, uncommitted(root), journal(root)]).toEqual([['bo', 'cy', 'dee'], ['bo', 'cy', 'dee'], 1, '', []])
    for (const mail of office.mails) {
      const read = await opened(mail.raw)
      expect([mail.to, read.to, read.from, mail.from, read.method]).toEqual([mail.to, mail.to, 'ann@example.org', 'ann@example.org', 'REQUEST'])
      expect(mail.raw.toString()).not.toContain('X-Unsent')
    }
    const quiet = await send(root, account(office.port), '--quiet', '--again', '--to', 'bo')
    expect([quiet.status, quiet.stderr]).toEqual([0, ''])
    expect(office.mails).toHaveLength(4)
    expect(office.mails[3]!.raw.toString()).toContain(/^Message-ID: .*$/m.exec(office.mails[0]!.raw.toString())![0])
  })

  it('hands them to sendmail', async () => {
    const root = await fresh()
    const box = folder('box')
    const program = script(`cat > "${box}/$$"; echo "$@" >> "${box}/args"`)
    const {status} = await send(root, settings(`sendmail: ${program}\n`), '--to', 'bo,cy')
    expect(status).toBe(0)
    expect(readFileSync(join(box, 'args'), 'utf8')).toBe('-i -t -f ann@example.org\n-i -t -f ann@example.org\n')
    const mails = readdirSync(box).filter((name) => name !== 'args').map((name) => readFileSync(join(box, name), 'utf8'))
    expect(mails.map((mail) => /^To: .*<(.*)>$/m.exec(mail)?.[1]).toSorted()).toEqual(['bo@example.org', 'cy@example.org'])
  })

  it('bears the name and address of the settings, and says in whose name', async () => {
    const root = await fresh()
    const office = await postOffice()
    await send(root, settings(`from: Apron <apron@example.net>\n\nsmtp:\n  host: 127.0.0.1\n  port: ${office.port}\n  security: none\n`), '--to', 'bo')
    const read = await opened(office.mails[0]!.raw)
    expect([read.from, office.mails[0]!.from]).toEqual(['apron@example.net', 'apron@example.net'])
    expect(read.calendar.replace(/\r?\n /g, '')).toContain('ORGANIZER;CN=Ann Ek;SENT-BY="mailto:apron@example.net":mailto:ann@example.org')
  })

  it('says what is wrong with the settings before anything is done', async () => {
    const root = await fresh()
    const before = everything(root)
    const {status, stderr} = await send(root, settings('smtp: 5\n'))
    expect([status, stderr]).toEqual([2, expect.stringContaining('mail.yaml:1:')])
    expect(withoutLock(everything(root))).toEqual(withoutLock(before))
  })

  it('says so in a dry run too, and connects to nothing there', async () => {
    const root = await fresh()
    const dry = await send(root, settings('smtp: 5\n'), '--dry-run')
    expect([dry.status, dry.stderr]).toEqual([2, expect.stringContaining('mail.yaml:1:')])
    const well = await send(root, account(1), '--dry-run')
    expect([well.status, well.stdout]).toEqual([0, expect.stringContaining('invitation to go  Bo, Cy and Dee')])
  })

  it('says in a dry run what is not on record yet, and of a run at work that it is', async () => {
    const root = await fresh()
    const office = await postOffice()
    const hook = join(root, '.git', 'hooks', 'pre-commit')
    writeFileSync(hook, '#!/bin/sh\nexit 1\n', {mode: 0o755})
    await send(root, {...account(office.port), ...trusted(root)}, '--to', 'bo')
    const cut = await circle(['invite', next, '--dry-run'], {cwd: root})
    expect(cut.stderr).toContain(`What was sent to Bo earlier was not on record: circle invite ${next} records it.`)
    writeFileSync(hook, '#!/bin/sh\nexit 0\n')
    const release = office.hold()
    const slow = send(root, {...account(office.port), ...trusted(root)}, next)
    await handed(office, 2)
    const during = await circle(['invite', next, '--dry-run'], {cwd: root})
    release()
    expect(during.stderr).toContain('Another `circle invite` is at work in this clone')
    expect(during.stderr).not.toMatch(/cut off|not known/)
    expect((await slow).status).toBe(0)
  })

  it('records what went where one was refused, ends with 5, and goes on with that one alone', async () => {
    const root = await fresh()
    const office = await postOffice({refuses: ['cy@example.org']})
    const {status, stdout, stderr} = await send(root, account(office.port))
    expect(status).toBe(5)
    expect(stdout).toContain('  invitation sent     Bo and Dee\n  invitation refused  Cy\n')
    expect(stderr).toMatch(/error: the mail to Cy was refused: .*No such person here\nhint: look at the address: circle member show cy/)
    expect([to(office), recorded(root), journal(root)]).toEqual([['bo', 'dee'], ['bo', 'dee'], []])
    const better = await postOffice()
    const second = await send(root, account(better.port), '--json')
    expect(JSON.parse(second.stdout)).toMatchObject({mails: [{member: 'cy', method: 'request', outcome: 'sent'}]})
    expect([second.status, to(better), recorded(root)]).toEqual([0, ['cy'], ['bo', 'dee', 'cy']])
  })

  it('goes on after one that a program for mail did not take without saying why, and stops at two in a row', async () => {
    const root = await fresh()
    const box = folder('box')
    const program = (those: string): Record<string, string> => settings(`sendmail: ${script(`cat > "${box}/mail"\ncase "$(grep '^To:' "${box}/mail")" in ${those}) echo 'not taken' >&2; exit 69;; esac\ngrep '^To:' "${box}/mail" >> "${box}/gone"`)}\n`)
    const lone = await send(root, program('*bo@*'))
    expect(lone.stderr).toMatch(/error: the mail to Bo was not sent: script\.sh ended with status 69: not taken\nhint: the same command again goes on with those who have none yet\n/)
    expect([lone.status, recorded(root), journal(root)]).toEqual([5, ['cy', 'dee'], []])
    const two = await send(root, program('*bo@*|*cy@*'), '--again')
    expect(two.stderr).toContain('error: the mail to Bo and Cy was not sent: script.sh ended with status 69: not taken; nor was anything sent to Dee\n')
    expect(readFileSync(join(box, 'gone'), 'utf8').match(/\w+(?=@)/g)).toEqual(['cy', 'dee'])
  })

  it('tells even a quiet run what did not go', async () => {
    const root = await fresh()
    const {status, stderr} = await send(root, account(1), '--quiet')
    expect([status, stderr]).toEqual([5, expect.stringContaining('error: the mail to Bo was not sent: nothing takes mail at 127.0.0.1, port 1')])
    // All who have none are named, once.
    expect(stderr).toContain('nor was anything sent to Cy and Dee')
    expect(stderr).not.toContain('Stopped')
    expect([recorded(root), journal(root)]).toEqual([[], []])
  })

  it('records for one mail together those alone for whom it was taken', async () => {
    const root = await fresh()
    const office = await postOffice({refuses: ['cy@example.org']})
    const outcome = await send(root, account(office.port), '--together')
    expect([outcome.status, to(office), recorded(root)]).toEqual([5, ['bo', 'dee'], ['bo', 'dee']])
  })

  it('stops where the connection breaks, and does not send by itself what may have arrived', async () => {
    const root = await fresh()
    const office = await breaking(2)
    const {status, stdout, stderr} = await send(root, account(office.port))
    expect(status).toBe(5)
    expect(stdout).toContain('  invitation sent          Bo\n  invitation perhaps sent  Cy\n  invitation not sent      Dee\n')
    expect(stderr).toContain('2 of 3  Cy: perhaps sent\n')
    expect(stderr).toContain(`circle invite ${next} --again --send --to cy`)
    expect([office.whole(), recorded(root), journal(root)]).toEqual([2, ['bo'], [`${next}.json`]])

    const better = await postOffice()
    const second = await send(root, account(better.port))
    expect([second.status, to(better), recorded(root)]).toEqual([0, ['dee'], ['bo', 'dee']])
    expect(second.stdout).toContain('perhaps has it   Cy')
    expect(second.stderr).toContain('It is not known whether the mail to Cy arrived.')
    const third = await send(root, account(better.port), next, '--again', '--to', 'cy')
    expect([third.status, to(better), recorded(root), journal(root)]).toEqual([0, ['dee', 'cy'], ['bo', 'dee', 'cy'], []])
  })

  it('tells one who perhaps has it of a change all the same', async () => {
    const root = await fresh()
    const office = await breaking(1)
    await send(root, account(office.port), '--to', 'bo')
    await done(['schedule', 'cancel', next, '--why', 'Snow'], {cwd: root})
    const better = await postOffice()
    const {stdout} = await send(root, account(better.port), next)
    expect([to(better), journal(root)]).toEqual([['bo'], []])
    expect(stdout).toContain('cancellation sent  Bo')
    expect((await opened(better.mails[0]!.raw)).method).toBe('CANCEL')
  })

  it('sends nothing where the record could not be committed', async () => {
    const root = await fresh()
    const office = await postOffice()
    writeFileSync(join(root, '.git', 'MERGE_HEAD'), `${git(root, 'rev-parse', 'HEAD')}\n`)
    const {status, stderr} = await send(root, account(office.port))
    expect([status, to(office)]).toEqual([5, []])
    expect(stderr).toContain('a merge is in progress')
  })

  it('records what an earlier run sent and could not record, and sends it to nobody again', async () => {
    const root = await fresh()
    const office = await postOffice()
    const hook = join(root, '.git', 'hooks', 'pre-commit')
    writeFileSync(hook, '#!/bin/sh\nexit 1\n', {mode: 0o755})
    const trusting = trusted(root)
    const first = await send(root, {...account(office.port), ...trusting})
    expect([first.status === 0, to(office), recorded(root), uncommitted(root)]).toEqual([false, ['bo', 'cy', 'dee'], [], ''])
    writeFileSync(hook, '#!/bin/sh\nexit 0\n')
    expect((await circle(['invite', '2026-12-11', '--dry-run'], {cwd: root})).stderr).toContain(`What was sent about ${next} is not on record yet: circle invite ${next}`)
    const second = await send(root, {...account(office.port), ...trusting})
    expect([second.status, to(office), recorded(root), journal(root)]).toEqual([0, ['bo', 'cy', 'dee'], ['bo', 'cy', 'dee'], []])
    expect(second.stderr).toContain('What was sent to Bo, Cy and Dee earlier was not on record: it is now.')
  })

  it('records it even once the gathering is over', async () => {
    const root = await fresh()
    const office = await postOffice()
    const hook = join(root, '.git', 'hooks', 'pre-commit')
    writeFileSync(hook, '#!/bin/sh\nexit 1\n', {mode: 0o755})
    const trusting = trusted(root)
    await send(root, {...account(office.port), ...trusting})
    writeFileSync(hook, '#!/bin/sh\nexit 0\n')
    const late = {...account(office.port), ...trusting, CIRCLE_NOW: '2026-12-06T10:00:00Z'}
    expect((await send(root, late, next)).status).toBe(0)
    expect([recorded(root), (await send(root, late, next)).stderr]).toEqual([['bo', 'cy', 'dee'], expect.stringContaining('is over')])
  })

  it('is one run at a time: of two at once, nobody gets two mails', async () => {
    const root = await fresh()
    const office = await postOffice()
    const env = account(office.port)
    const both = await Promise.all([send(root, env), send(root, env)])
    expect(both.map(({status}) => status).toSorted()).toEqual(both.some(({status}) => status === 1) ? [0, 1] : [0, 0])
    expect(to(office).toSorted()).toEqual(['bo', 'cy', 'dee'])
    const release = office.hold()
    const slow = send(root, env, '2026-12-11')
    await handed(office, 4)
    const other = await send(root, env, '2026-12-11')
    release()
    expect([other.status, other.stderr]).toEqual([1, expect.stringContaining('error: another `circle invite` is at work in this clone')])
    expect((await slow).status).toBe(0)
    expect(office.mails).toHaveLength(6)
  })
})

describe('whatever becomes of the commits', () => {
  const kept = (root: string): string => join(root, '.git', 'circle', 'invitations')
  const unrecorded = `what was sent to Bo is not on record`

  it.each<[string, (root: string) => unknown]>([
    ['a commit that is gone', (root) => git(root, 'reset', '-q', '--hard', 'HEAD~1')],
    ['a branch that never had it', (root) => git(root, 'checkout', '-q', '-b', 'other', 'HEAD~1')],
  ])('sends nobody the same twice for %s, says so, and writes it down again', async (_, lose) => {
    const root = await fresh()
    const office = await postOffice()
    await send(root, account(office.port), '--to', 'bo')
    expect((await circle(['status'], {cwd: root})).stdout).not.toContain('on record')
    lose(root)
    expect(recorded(root)).toEqual([])
    const status = await circle(['status'], {cwd: root})
    expect(status.stdout).toContain(`${next}  ${unrecorded}`)
    expect(JSON.parse((await circle(['status', '--json'], {cwd: root})).stdout)).toMatchObject({care: {unrecorded: [{gathering: next, members: ['bo']}]}})
    const again = await send(root, account(office.port))
    expect([to(office), recorded(root), uncommitted(root)]).toEqual([['bo', 'cy', 'dee'], ['bo', 'cy', 'dee'], ''])
    expect(again.stderr).toContain('What was sent to Bo earlier was not on record: it is now.')
    expect((await circle(['status'], {cwd: root})).stdout).not.toContain('on record')
  })

  it('says after a sync that the others cannot know of it', async () => {
    const root = await fresh()
    const office = await postOffice()
    const bare = folder('bare')
    git(bare, 'init', '-q', '--bare')
    await done(['share', bare, '--yes'], {cwd: root})
    await send(root, account(office.port), '--to', 'bo')
    git(root, 'reset', '-q', '--hard', 'HEAD~1')
    expect((await circle(['sync', '--yes'], {cwd: root})).stderr).toContain(`About ${next}: ${unrecorded}, so others may send it again: circle invite ${next}`)
    await send(root, account(office.port), '--to', 'bo')
    const after = await circle(['sync', '--yes'], {cwd: root})
    expect([to(office), after.stdout, after.stderr]).toEqual([['bo'], expect.not.stringContaining('Nothing new'), expect.not.stringContaining('on record')])
  })

  it('forgets what is over for long, and clears what a killed run left', async () => {
    const root = await fresh()
    const office = await postOffice()
    await send(root, account(office.port), '--to', 'bo')
    for (const name of ['2025-01-03-weekly.json', '2026-11-20-weekly.json', `${next}.json.4711`]) writeFileSync(join(kept(root), name), '{"version": 1, "mails": []}\n')
    await send(root, account(office.port), '--to', 'cy')
    expect(readdirSync(kept(root)).filter((name) => name.includes('json')).toSorted()).toEqual(['2026-11-20-weekly.json', `${next}.json`])
  })

  it('sends nothing where no branch is checked out, and writes no files', async () => {
    const root = await fresh()
    const office = await postOffice()
    git(root, 'checkout', '-q', '--detach')
    const {status, stderr} = await send(root, account(office.port))
    expect([status, to(office), stderr]).toEqual([5, [], expect.stringContaining('no branch is checked out')])
    expect([(await circle(['invite'], {cwd: root})).status, existsSync(join(root, 'invitations'))]).toEqual([5, false])
  })
})

describe('a gathering that changes while its mails go', () => {
  it.each([
    ['moved', ['schedule', 'move', next, '2026-12-05 18:00'], 'It was changed while the mails went, and is now Sat 5 Dec 2026, 18:00–20:00.', 'REQUEST'],
    ['called off', ['schedule', 'cancel', next, '--why', 'Snow'], 'It was called off while the mails went.', 'CANCEL'],
  ])('is told as the mails have it, and who must hear that it was %s', async (_, words, note, method) => {
    const root = await fresh()
    const office = await postOffice()
    const env = account(office.port)
    const release = office.hold()
    const run = send(root, env, next, '--to', 'bo,cy')
    await handed(office, 1)
    await done(words, {cwd: root})
    release()
    const {status, stdout, stderr} = await run
    expect([status, stdout]).toEqual([0, expect.stringContaining(`Fri 4 Dec 2026, 19:00–21:00 (${next})\n  invitation sent  Bo and Cy\n`)])
    expect(stderr).toContain(`${note} The mails say what stands above: circle invite ${next} tells Bo and Cy.`)
    await send(root, env, next, '--to', 'bo,cy')
    expect([to(office), (await opened(office.mails[3]!.raw)).method]).toEqual([['bo', 'cy', 'bo', 'cy'], method])
  })
})

describe('a mail once more', () => {
  const stamp = async ({mails}: PostOffice): Promise<string> => /^DTSTAMP:(.*?)\r?$/m.exec((await opened(mails.at(-1)!.raw)).calendar)![1]!
  const idOf = ({mails}: PostOffice): string => /^Message-ID:\s*(\S+)/m.exec(mails.at(-1)!.raw.toString())![1]!

  it('is stamped later than the one before, also where the clock went back', async () => {
    const root = await fresh()
    const office = await postOffice()
    const at = (now: string): Record<string, string> => ({...account(office.port), CIRCLE_NOW: now})
    await send(root, at('2026-11-28T10:30:20Z'), next, '--to', 'bo')
    const stamps = [await stamp(office)]
    for (const now of ['2026-11-28T08:00:00Z', '2026-11-28T07:00:00Z', '2026-11-28T12:00:00Z']) {
      await send(root, at(now), next, '--to', 'bo', '--again')
      stamps.push(await stamp(office))
    }
    expect(stamps).toEqual(['20261128T103020Z', '20261128T103100Z', '20261128T103200Z', '20261128T120000Z'])
  })

  it('has the id of the one before where it says the same', async () => {
    const root = await fresh()
    const office = await postOffice()
    const env = account(office.port)
    await send(root, env, next, '--to', 'bo')
    await done(['schedule', 'cancel', next, '--why', 'Snow'], {cwd: root})
    await send(root, env, next, '--to', 'bo')
    const first = idOf(office)
    await send(root, env, next, '--to', 'bo', '--again')
    expect(idOf(office)).toBe(first)
  })
})

describe('at a terminal', () => {
  it('shows who gets what and asks, and sends nothing after a no', async () => {
    const root = await fresh()
    const office = await postOffice()
    const screen = terminal(['invite', '--send'], {cwd: root, env: account(office.port)})
    await screen.sees('invitation to go  Bo, Cy and Dee')
    await screen.answer('Send 3 mails through 127.0.0.1?', 'n')
    expect(await screen.exit()).toBe(130)
    expect([to(office), recorded(root)]).toEqual([[], []])
  })

  it('shows a bar, stops after the mail in hand at Ctrl-C, records what went, and goes on', async () => {
    const root = await fresh()
    const office = await postOffice()
    const screen = terminal(['invite', '--send', '--pause', '10min'], {cwd: root, env: account(office.port)})
    await screen.answer('Send 3 mails through 127.0.0.1?')
    await screen.sees(/█+░+ 1 of 3/)
    await screen.press('ctrl-c')
    expect(await screen.exit()).toBe(130)
    expect(screen.screen()).toContain('Stopped: nothing was sent to Cy and Dee. The same command goes on.')
    expect([to(office), recorded(root), journal(root)]).toEqual([['bo'], ['bo'], []])
    const {status} = await send(root, account(office.port), '--yes')
    expect([status, to(office), recorded(root)]).toEqual([0, ['bo', 'cy', 'dee'], ['bo', 'cy', 'dee']])
  })
})

describe('at a terminal, through a program', () => {
  it('lets the program end the mail in hand at Ctrl-C', async () => {
    const root = await fresh()
    const box = folder('box')
    const program = script(`cat > "${box}/$$"; echo begun > "${box}/begun"; while [ ! -e "${box}/go" ]; do sleep 0.05; done; mv "${box}/$$" "${box}/sent"`)
    const screen = terminal(['invite', '--send', '--yes'], {cwd: root, env: settings(`sendmail: ${program}\n`)})
    while (!existsSync(join(box, 'begun'))) await new Promise((resolve) => setTimeout(resolve, 20))
    await screen.press('ctrl-c')
    await screen.sees('Stopping after this mail.')
    writeFileSync(join(box, 'go'), '')
    expect(await screen.exit()).toBe(130)
    expect(screen.screen()).toContain('Stopped: nothing was sent to Cy and Dee.')
    expect([readFileSync(join(box, 'sent'), 'utf8').match(/^To: .*<(.*)>$/m)?.[1], recorded(root), journal(root)]).toEqual(['bo@example.org', ['bo'], []])
  })
})

describe('killed at any moment', () => {
  const people = ['bo', 'cy', 'dee', 'eva', 'fay', 'gus']
  const crowd = copies(() => founded(['--member', 'Dee Li <dee@example.org>', '--member', 'Eva Ro <eva@example.org>', '--member', 'Fay Ott <fay@example.org>', '--member', 'Gus Oz <gus@example.org>']))
  const rounds = Number(process.env.CIRCLE_KILLS ?? 4)

  it('sends nobody twice, and leaves out nobody but those it names', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const root = await crowd()
      const office = await postOffice()
      const env = account(office.port)
      for (let kill = 0; kill < 3; kill += 1) {
        const goal = office.mails.length + Math.floor(Math.random() * 3)
        await killed(root, env, () => office.mails.length >= goal, Math.random() * 25)
      }
      const last = await circle(['invite', '--send', '--pause', '0s', '--json'], {cwd: root, env})
      expect(last.status, last.stderr).toBe(0)
      const {skipped} = JSON.parse(last.stdout) as {skipped: {member: string; why: string}[]}
      const unsure = skipped.filter(({why}) => why === 'unsure').map(({member}) => member)
      const got = to(office)
      expect(got.toSorted(), 'nobody twice').toEqual([...new Set(got)].toSorted())
      expect(people.filter((member) => !got.includes(member) && !unsure.includes(member)), 'nobody left out').toEqual([])
      expect(recorded(root).toSorted()).toEqual(people.filter((member) => !unsure.includes(member)))
      expect(uncommitted(root)).toBe('')
      if (unsure.length > 0) await done(['invite', next, '--send', '--again', '--to', unsure.join(','), '--pause', '0s'], {cwd: root, env})
      expect([recorded(root).toSorted(), journal(root), people.filter((member) => !to(office).includes(member))]).toEqual([people, [], []])
      await office.close()
    }
  }, 180_000 + rounds * 15_000)

  async function killed(root: string, env: Record<string, string>, ready: () => boolean, moreMs: number): Promise<void> {
    const child = spawn(process.execPath, [program, 'invite', '--send', '--pause', '10ms'], {cwd: root, env: environment(env), stdio: 'ignore'})
    const ended = new Promise<void>((resolve) => {
      child.on('close', () => resolve())
    })
    const started = Date.now()
    while (!ready() && child.exitCode === null && Date.now() - started < 60_000) await new Promise((resolve) => setTimeout(resolve, 1))
    await new Promise((resolve) => setTimeout(resolve, moreMs))
    child.kill('SIGKILL')
    await ended
  }
})

/** Settings of git in which the user has agreed to the hooks of this repository. */
function trusted(root: string): Record<string, string> {
  const path = join(folder('git'), 'config')
  writeFileSync(path, `[user]\n\tname = Ann Ek\n\temail = ann@example.org\n[circle]\n\ttrusted = ${root}\n`)
  return {GIT_CONFIG_GLOBAL: path}
}

function withoutLock(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path !== '.git/circle/invitations'))
}

const servers: (() => void)[] = []
afterAll(() => {
  for (const close of servers) close()
})

/** A server that takes mails, and of the nth the whole, and then breaks off without an answer. */
async function breaking(nth: number): Promise<{port: number; whole: () => number}> {
  let whole = 0
  const server = createServer((socket) => {
    let inData = false
    let rest = ''
    socket.on('error', () => undefined)
    socket.write('220 mail.example.org ready\r\n')
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1')
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (inData) {
          if (line !== '.') continue
          inData = false
          whole += 1
          if (whole === nth) return void socket.destroy()
          socket.write('250 taken\r\n')
        } else if (line === 'DATA') {
          inData = true
          socket.write('354 go on\r\n')
        } else socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 mail.example.org\r\n')
      }
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  servers.push(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port')
  return {port: address.port, whole: () => whole}
}

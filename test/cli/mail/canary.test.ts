/** The password of the mail account, followed through the whole program: it may be in nothing that is printed, written or committed. */
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {foundSendmail} from '../../../src/cli/mail/settings.ts'
import {circle, filesIn, folder, founded, git, script} from '../harness.ts'
import type {Outcome} from '../harness.ts'
import {account, home} from './home.ts'
import {scripted, server} from './server.ts'

const canary = 'canary-4711'
const inBase64 = [canary, `\0ann\0${canary}`].map((secret) => Buffer.from(secret).toString('base64'))

/** All that one could find the password in after these runs: what was printed, every file, every commit with its message. */
function traces(root: string, outcomes: readonly Outcome[]): string {
  return [JSON.stringify(outcomes), JSON.stringify(filesIn(root)), git(root, 'log', '--all', '--patch', '--format=fuller'), ...['config', 'COMMIT_EDITMSG', 'logs/HEAD'].map((name) => readFileSync(join(root, '.git', name), 'utf8'))].join('\n')
}

function expectNoTrace(root: string, outcomes: readonly Outcome[]): void {
  const all = traces(root, outcomes)
  for (const secret of [canary, ...inBase64]) expect(all).not.toContain(secret)
}

const invite = (root: string, env: Readonly<Record<string, string | undefined>>, ...more: readonly string[]): Promise<Outcome> =>
  circle(['invite', 'next', '--send', '--yes', '--pause', '0s', '--verbose', ...more], {cwd: root, env: {...env, DEBUG: '*', NODE_DEBUG: ''}})

describe('the password of the mail account', () => {
  it('gets to the mail server alone, where all goes well', async () => {
    const told: unknown[] = []
    const office = await server({
      authOptional: false, allowInsecureAuth: true,
      onAuth: ({username, password}, _, done) => {
        told.push([username, password])
        done(null, {user: 'ann'})
      },
    })
    const root = await founded()
    // A hook is what comes nearest to the environment of git.
    const hook = join(root, '.git/hooks/post-commit')
    mkdirSync(join(root, '.git/hooks'), {recursive: true})
    writeFileSync(hook, '#!/bin/sh\nenv > "$(git rev-parse --git-dir)/seen"\n')
    chmodSync(hook, 0o755)
    const trusted = join(folder('trust'), 'gitconfig')
    writeFileSync(trusted, `[user]\n\tname = Ann Ek\n\temail = ann@example.org\n[circle]\n\ttrusted = ${root}\n`)
    const {env} = home(account(office.port, 'user: ann'), {CIRCLE_SMTP_PASSWORD: canary, GIT_CONFIG_GLOBAL: trusted})
    const outcomes = [await invite(root, env), await invite(root, env, '--again', '--json')]
    expect(outcomes.map(({status}) => status), JSON.stringify(outcomes)).toEqual([0, 0])
    expect([told, office.got.length]).toEqual([[['ann', canary], ['ann', canary]], 4])
    expect(office.got.join('')).not.toContain(canary)
    expect(readFileSync(join(root, '.git/seen'), 'utf8')).not.toContain(canary)
    expectNoTrace(root, outcomes)
  })

  it.each([
    ['a server that says it back', (): string => `535 no, not ${canary}, nor ${inBase64.join(' nor ')}`],
    ['a server that breaks off', (): string => 'cut'],
  ])('is in no message where it fails: %s', async (_, answer) => {
    const office = await scripted((command) => (command.startsWith('EHLO') ? '250-here\r\n250 AUTH PLAIN' : command.startsWith('AUTH') ? answer() : undefined))
    const root = await founded()
    const {env} = home(account(office.port, 'user: ann'), {CIRCLE_SMTP_PASSWORD: canary})
    const outcomes = [await invite(root, env), await invite(root, env, '--json')]
    expect(outcomes.map(({status}) => status), JSON.stringify(outcomes)).toEqual([5, 5])
    expect(office.got).toContain(`AUTH PLAIN ${inBase64[1]}`)
    expectNoTrace(root, outcomes)
  })

  it('is in no message where the program for it fails', async () => {
    const root = await founded()
    const program = script(`echo ${canary}; echo "no: ${canary} $2" >&2; exit 3`)
    const {env} = home(account(25, 'user: ann', `passwordCommand: [${program}, show, ${canary}]`))
    const outcomes = [await invite(root, env), await invite(root, env, '--json')]
    expect(outcomes.map(({status}) => status), JSON.stringify(outcomes)).toEqual([5, 5])
    expect(outcomes[0]!.stdout + outcomes[0]!.stderr).toContain('ended with status 3')
    expectNoTrace(root, outcomes)
  })
})

describe('settings that are not there', () => {
  // Where there is a sendmail, this would send real mail.
  it.skipIf(foundSendmail(process.env) !== undefined)('are shown as lines to write', async () => {
    const root = await founded()
    const at = home()
    const {status, stderr} = await circle(['invite', 'next', '--send', '--yes'], {cwd: root, env: {...at.env, PATH: process.env.PATH}})
    expect([status, stderr]).toEqual([1, expect.stringContaining(`in ${at.file}:\n  smtp:\n    host: smtp.example.org\n    user: you@example.org\n    passwordCommand: [pass, show, mail]\n`)])
  })
})

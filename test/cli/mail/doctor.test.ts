import {mkdirSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {foundSendmail, mailSettings} from '../../../src/cli/mail/settings.ts'
import {circle, folder, script} from '../harness.ts'
import {home} from './home.ts'
import {scripted} from './server.ts'

const canary = 'canary-4711'

/** What doctor says of mail with these settings, in its table, under it, and as data. */
async function doctor(settings: string | undefined, env: Readonly<Record<string, string | undefined>> = {}): Promise<{row: string; advice: string; json: unknown; all: string; file: string}> {
  const at = home(settings)
  const run = {cwd: at.folder, env: {...at.env, EDITOR: 'nano', ...env}}
  const [told, data] = [await circle(['doctor', '--verbose'], run), await circle(['doctor', '--json', '--verbose'], run)]
  const rows = told.stdout.split('\n').filter((line) => /^(\w+ +)?mail /.test(line))
  return {row: (rows.find((line) => !line.startsWith('mail')) ?? '').replace(/ {2,}/g, '  '), advice: rows.find((line) => line.startsWith('mail')) ?? '', json: (JSON.parse(data.stdout) as {mail: unknown}).mail, all: JSON.stringify([told, data]), file: at.file}
}

describe('circle doctor, of mail', () => {
  it('names an account and where its password comes from, and connects to nothing', async () => {
    const office = await scripted(() => undefined)
    const asked = script('touch "$0.ran"; exit 1')
    const account = `smtp:\n  host: 127.0.0.1\n  port: ${office.port}\n  user: ann@example.org\n  passwordCommand: [${asked}, ${canary}]\n`
    const json = {through: 'smtp', host: '127.0.0.1', port: office.port, security: 'starttls', user: 'ann@example.org'}
    const told = await doctor(account)
    expect([told.row, told.advice, told.json]).toEqual([`well  mail  127.0.0.1, port ${office.port} (STARTTLS) as ann@example.org, password from ${asked}`, '', {...json, password: 'program'}])
    const set = await doctor(account, {CIRCLE_SMTP_PASSWORD: canary})
    expect([set.row, set.json]).toEqual([expect.stringMatching(/password from CIRCLE_SMTP_PASSWORD$/), {...json, password: 'environment'}])
    expect([office.connections(), told.all.includes(canary), set.all.includes(canary)]).toEqual([0, false, false])
    expect((await circle(['doctor', '--json'], {env: {PATH: `${dirname(asked)}:${process.env.PATH}`}})).status).toBe(0)
  })

  it('says what is missing for it', async () => {
    const without = await doctor('smtp: {host: smtp.example.org, user: ann}')
    expect([without.row, without.advice]).toEqual(['look  mail  smtp.example.org, port 587 (STARTTLS) as ann, no password', expect.stringContaining('set CIRCLE_SMTP_PASSWORD')])
    const gone = await doctor('smtp: {host: smtp.example.org, user: ann, passwordCommand: [no-such-program, x]}')
    expect([gone.row, gone.advice]).toEqual([expect.stringContaining('password from no-such-program, which is not here'), expect.stringContaining(gone.file)])
    expect((await doctor('smtp: {host: localhost, security: none}')).row).toBe('well  mail  localhost, port 25 (no encryption) without a password')
  })

  it('names a sendmail, and says when it is not there', async () => {
    const program = script('exit 0')
    expect(await doctor(`sendmail: [${program}, --secret, ${canary}]`)).toMatchObject({row: `well  mail  ${program}`, json: {through: 'sendmail', program, found: true}, all: expect.not.stringContaining(canary)})
    expect(await doctor('sendmail: no-such-program')).toMatchObject({row: 'look  mail  no-such-program is no program that can be run here', json: {through: 'sendmail', program: 'no-such-program', found: false}})
  })

  it('names the place of what is wrong, without the words that stand there, and goes on', async () => {
    const told = await doctor(`smtp:\n  host: smtp.example.org\n  password: ${canary}\n`)
    expect([told.row, told.json]).toEqual([`look  mail  ${told.file}:3:3: \`password\` does not belong in a file: a password would end in copies and backups`, null])
    expect([told.advice, told.all.includes(canary)]).toEqual([expect.stringContaining('passwordCommand'), false])
  })

  it.skipIf(foundSendmail({}) !== undefined)('says how to begin where there is nothing, which is no fault', async () => {
    const bin = folder()
    mkdirSync(join(bin, 'bin'))
    symlinkSync(process.execPath, join(bin, 'bin', 'node'))
    const told = await doctor(undefined, {PATH: join(bin, 'bin')})
    expect([told.row, told.advice, told.json]).toEqual(['well  mail  no sendmail and no settings, so circle sends none from here: circle help mail', '', null])
  })
})

describe('circle help mail', () => {
  it('shows settings that are sound', async () => {
    const {stdout} = await circle(['help', 'mail'])
    const settings = [...stdout.matchAll(/(?:^ {2}[a-z]+:.*\n(?: {4}.*\n)*)+/gm)].map(([lines]) => lines.replace(/^ {2}/gm, ''))
    expect(settings).toHaveLength(3)
    const env = {PATH: dirname(script('exit 0'))}
    expect(settings.map((each) => mailSettings(home(each, env))).map((read) => read?.through.kind ?? read)).toEqual(['smtp', 'sendmail', foundSendmail({}) === undefined ? undefined : 'sendmail'])
  })
})

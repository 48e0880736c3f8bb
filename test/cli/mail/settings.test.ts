import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {foundSendmail, mailFile, mailSettings} from '../../../src/cli/mail/settings.ts'
import {openMailer} from '../../../src/cli/mail/deliver.ts'
import type {MailSettings} from '../../../src/cli/mail/settings.ts'
import type {Fault} from '../../../src/model/fault.ts'
import {folder, founded, git} from '../harness.ts'
import {home} from './home.ts'

/** An account as it is read where the file says no more than its host. */
const usual = {kind: 'smtp', host: 'smtp.example.org', port: 587, security: 'starttls', unencrypted: false}

const through = (settings: string): MailSettings['through'] => mailSettings(home(settings))!.through

/** The fault of these settings: kind, place without the folder, message, hint. */
function fault(settings: string, prepare: (at: ReturnType<typeof home>) => void = () => undefined): readonly [string, string | undefined, string, string | undefined] {
  const at = home(settings)
  prepare(at)
  try {
    mailSettings(at)
  } catch (error) {
    const {kind, place, message, hint} = error as Fault
    return [kind, place === undefined ? undefined : `${place.file === at.file ? 'mail.yaml' : place.file}:${place.line}:${place.column}`, message.replaceAll(at.file, 'FILE'), hint?.replaceAll(at.file, 'FILE')]
  }
  throw new Error('These settings are sound')
}

describe('the settings for mail', () => {
  it('are where a user keeps settings', () => {
    expect(mailFile({env: {XDG_CONFIG_HOME: '/home/ann/set', HOME: '/home/ann'}})).toBe('/home/ann/set/circle/mail.yaml')
    expect(mailFile({env: {HOME: '/home/ann'}})).toBe('/home/ann/.config/circle/mail.yaml')
    expect(mailFile({env: {XDG_CONFIG_HOME: '', HOME: '/home/ann'}})).toBe('/home/ann/.config/circle/mail.yaml')
    expect(mailFile({env: {XDG_CONFIG_HOME: 'set', HOME: '/home/ann'}})).toBe('/home/ann/.config/circle/mail.yaml')
    expect(mailFile({env: {}})).toBe(join(homedir(), '.config/circle/mail.yaml'))
  })

  it('name an account, with what is usual where they say nothing', () => {
    expect(through('smtp:\n  host: smtp.example.org\n')).toEqual(usual)
    expect(through('smtp: {host: smtp.example.org, port: 465}')).toEqual({...usual, port: 465, security: 'tls'})
    expect(through('smtp: {host: smtp.example.org, security: tls}')).toEqual({...usual, port: 465, security: 'tls'})
    expect(through('smtp: {host: smtp.example.org, port: 465, security: starttls}')).toEqual({...usual, port: 465})
    expect(through('smtp:\n  host: smtp.example.org\n  port: 2525\n  user: ann@example.org\n  passwordCommand: [pass, show, mail]\n')).toEqual({
      ...usual, port: 2525, user: 'ann@example.org', passwordCommand: ['pass', 'show', 'mail'],
    })
  })

  it('leave out encryption only to this computer, or where that is said', () => {
    for (const host of ['localhost', '127.0.0.1', '"::1"']) expect(through(`smtp: {host: ${host}, security: none}`)).toMatchObject({port: 25, security: 'none'})
    expect(through('smtp: {host: mail.lan, security: none, unencrypted: yes}')).toEqual({...usual, host: 'mail.lan', port: 25, security: 'none', unencrypted: true})
    for (const host of ['mail.lan', '127.0.0.1.example.org', '10.0.0.1']) {
      expect(fault(`smtp:\n  host: ${host}\n  security: none\n`)).toEqual(['usage', 'mail.yaml:3:13', `without encryption everybody on the way to ${host} can read mail and password`, expect.stringContaining('`unencrypted: yes`')])
    }
  })

  it('name a program by its path or its words', () => {
    expect(through('sendmail: /usr/sbin/sendmail')).toEqual({kind: 'sendmail', words: ['/usr/sbin/sendmail']})
    expect(through('sendmail: [msmtp, -a, "my account"]')).toEqual({kind: 'sendmail', words: ['msmtp', '-a', 'my account']})
  })

  it('say whom mail is from', () => {
    const from = (text: string): unknown => mailSettings(home(`from: ${text}\nsendmail: msmtp\n`))!.from
    expect(from('Ann Ek <ann@example.org>')).toEqual({name: 'Ann Ek', email: 'ann@example.org'})
    expect(from('ann@example.org')).toEqual({name: '', email: 'ann@example.org'})
    expect(mailSettings(home('sendmail: msmtp\n'))!.from).toBeUndefined()
    for (const wrong of ['Ann Ek', 'Ann <ann@example.org>, Bo <bo@example.org>', '"Ann <ann@example.org\\nBcc: x@example.org>"']) {
      expect(fault(`from: ${wrong}\nsendmail: msmtp\n`).slice(0, 2)).toEqual(['usage', 'mail.yaml:1:7'])
    }
  })

  it('may be a link, as those have it who keep their settings in one place', () => {
    const real = join(folder(), 'mine.yaml')
    writeFileSync(real, 'sendmail: msmtp\n')
    const at = home()
    symlinkSync(real, at.file)
    expect(mailSettings(at)).toEqual({file: at.file, through: {kind: 'sendmail', words: ['msmtp']}})
  })

  it.each([
    ['smtp:\n  hosst: smtp.example.org\n', '2:3', 'smtp knows no `hosst`', /did you mean `host`/],
    ['smpt:\n  host: smtp.example.org\n', '1:1', 'mail.yaml knows no `smpt`', /did you mean `smtp`/],
    ['smtp:\n  port: 25\n', '2:3', 'smtp has no `host`', /write `host: smtp\.example\.org`/],
    ['smtp:\n  host: https://smtp.example.org\n', '2:9', '`host` is not the name or address of a computer: https://smtp.example.org', /the name alone/],
    ['smtp:\n  host: smtp.example.org:587\n', '2:9', '`host` is not the name or address of a computer: smtp.example.org:587', /the port under `port`/],
    ['smtp:\n  host: smtp.example.org\n  port: 99999\n', '3:9', '`port` is not a whole number from 1 to 65535: 99999', /write a number/],
    ['smtp:\n  host: smtp.example.org\n  security: start-tls\n', '3:13', '`security` is none of tls, starttls, none: start-tls', /did you mean starttls/],
    ['smtp:\n  host: smtp.example.org\n  user: ann\n  passwordCommand: pass show mail\n', '4:20', '`passwordCommand` is text where a list (`[a, b]`, or a line `- a` for each) should be', /write a list/],
    ['smtp:\n  host: smtp.example.org\n  user: ann\n  passwordCommand: []\n', '4:20', '`passwordCommand` names no program', /pass, show, mail/],
    ['smtp:\n  host: smtp.example.org\n  passwordCommand: [pass]\n', '3:20', 'a password without a `user` has no use', /user: you@example\.org/],
    ['smtp:\n  host: smtp.example.org\n  user: ann\n  passwordCommand: [bin/pass]\n', '4:20', 'bin/pass is a path from wherever circle is run', /whole path/],
    ['sendmail: [msmtp, "a\\0b"]\n', '1:19', 'a control character (U+0000) is written in this text', /take it out/],
    ['smtp:\n  host: smtp.example.org\n  user: "ann\\0bo"\n', '3:9', 'a control character (U+0000) is written in this text', /take it out/],
    ['sendmail: ./sendmail\n', '1:11', './sendmail is a path from wherever circle is run', /whole path/],
    ['sendmail: []\n', '1:11', '`sendmail` names no program', /sbin/],
    ['smtp: {host: smtp.example.org}\nsendmail: msmtp\n', '2:11', 'both `smtp` and `sendmail` are there, and mail goes one way', /take one of them out/],
    ['smtp: smtp.example.org\n', '1:7', '`smtp` is text where keys and values (`key: value`) should be', /key: value/],
    ['- smtp\n', '1:1', '`mail.yaml` is a list where keys and values (`key: value`) should be', /key: value/],
    ['smtp: [\n', '1:7', expect.any(String), /./],
    ['# nothing yet\n', '1:1', expect.stringContaining('empty'), /./],
  ])('that are wrong are named by line and column: %j', (settings, place, message, hint) => {
    expect(fault(settings)).toEqual(['usage', `mail.yaml:${place}`, message, expect.stringMatching(hint)])
  })

  it.each([
    'smtp:\n  host: smtp.example.org\n  password: canary-4711\n', 'smtp: {host: smtp.example.org, pass: canary-4711}', 'password: canary-4711\n', 'smtp:\n  host: x\n  x-password: canary-4711\n',
    'smtp:\n  Password:\n    - canary-4711\n', 'smtp:\n  host: x: y\n  password: canary-4711\n  password: canary-4711\n', 'smtp:\n  password: "canary-4711\n', 'smtp:\n  password: canary-4711: [\n', 'password: &x canary-4711\n',
    'password: !!binary canary-4711\n', 'password: {canary-4711: canary-4711\n', 'password canary-4711\n', '? canary-4711\n',
  ])('with a password are refused, and say nothing of it: %j', (settings) => {
    const at = home(settings)
    let error: Error | undefined
    try {
      mailSettings(at)
    } catch (caught) {
      error = caught as Error
    }
    const {kind, message, hint, stack, cause, place} = error as Fault
    expect([kind, place?.file]).toEqual(['usage', at.file])
    expect([message, hint, stack, String(cause), cause instanceof Error ? cause.stack : ''].join('\n')).not.toContain('canary')
  })

  it('with a password say where it belongs', () => {
    expect(fault('smtp:\n  host: smtp.example.org\n  password: canary-4711\n')).toEqual([
      'usage', 'mail.yaml:3:3', '`password` does not belong in a file: a password would end in copies and backups',
      'take it out, and name a program that tells it, such as passwordCommand: [pass, show, mail]; or set CIRCLE_SMTP_PASSWORD',
    ])
  })

  it('that others can write to are refused, since they name programs', () => {
    const sound = 'sendmail: msmtp\n'
    expect(fault(sound, ({file}) => chmodSync(file, 0o646))).toEqual(['refused', undefined, 'FILE can be changed by other users of this computer, and it may name programs to run', "make it yours alone: chmod go-w 'FILE'"])
    expect(fault(sound, ({file}) => chmodSync(dirname(file), 0o777))).toEqual(['refused', undefined, 'the folder of FILE can be changed by other users of this computer, and it may name programs to run', expect.stringMatching(/chmod go-w '.*circle'$/)])
  })

  it('that are a folder, or too long, are named', () => {
    const at = home()
    mkdirSync(at.file)
    expect(() => mailSettings(at)).toThrow('is a folder where a file should be')
    expect(fault('#'.repeat(200_000))[2]).toContain('the longest that is read is 131072')
  })
})

describe('settings that lie in a circle', () => {
  const sound = 'sendmail: msmtp\n'

  it('are refused, wherever in it, and through a link too', async () => {
    const root = await founded()
    for (const config of [root, join(root, 'members'), join(root, '.git')]) {
      const file = join(config, 'circle', 'mail.yaml')
      mkdirSync(dirname(file), {recursive: true})
      writeFileSync(file, sound)
      for (const at of [root, join(root, 'gatherings'), folder()]) {
        expect(() => mailSettings({env: {XDG_CONFIG_HOME: config}, folder: at}), `${config} from ${at}`).toThrow(/lies in .*, which others share/)
      }
    }
    const at = home()
    symlinkSync(join(root, 'circle/mail.yaml'), at.file)
    expect(() => mailSettings({...at, folder: folder()})).toThrow(/lies in .*, which others share/)
  })

  it('are refused in the repository around it too, but not in another repository of the user', async () => {
    const top = folder()
    git(top, 'init', '--quiet')
    mkdirSync(join(top, 'circle'))
    writeFileSync(join(top, 'circle', 'mail.yaml'), sound)
    const own = {env: {XDG_CONFIG_HOME: top}, folder: await founded()}
    expect(mailSettings(own)!.through).toEqual({kind: 'sendmail', words: ['msmtp']})
    mkdirSync(join(top, 'club'))
    writeFileSync(join(top, 'club/charter.yaml'), 'circle: 1\n')
    expect(() => mailSettings({...own, folder: join(top, 'club')})).toThrow(/which others share/)
  })

  it('by the name of mail.yaml are not read', async () => {
    const root = await founded()
    writeFileSync(join(root, 'mail.yaml'), 'sendmail: /bin/false\n')
    expect(mailSettings({...home(), env: {PATH: '', XDG_CONFIG_HOME: folder()}, folder: root})).toEqual(foundSendmail({}) === undefined ? undefined : {through: expect.anything()})
  })
})

describe('where nothing is set up', () => {
  it.skipIf(foundSendmail({}) !== undefined)('says which lines to write, and where', async () => {
    const at = home(undefined, {PATH: ''})
    const error = await openMailer(at).catch((caught: unknown) => caught as Fault)
    expect(error).toMatchObject({kind: 'missing', hint: expect.stringContaining(`in ${at.file}:\nsmtp:\n  host: smtp.example.org\n`)})
    // What it says to write is sound.
    const lines = (error as Fault).hint!.split('\n').slice(1)
    expect(lines).toHaveLength(4)
    expect(mailSettings(home(lines.join('\n')))!.through).toMatchObject({kind: 'smtp', port: 587, security: 'starttls', user: 'you@example.org'})
  })
})

import {createServer} from 'node:net'
import {describe, expect, it} from 'vitest'
import {openMailer} from '../../../src/cli/mail/deliver.ts'
import {environment} from '../../../src/git/run.ts'
import {account, home, mailTo, sent} from './home.ts'
import {script} from '../harness.ts'
import {scripted, server} from './server.ts'

const accepted = {outcome: 'accepted'}
const broken = (reason: unknown, more: Readonly<Record<string, unknown>> = {}): unknown => ({outcome: 'broken', unsure: false, reason, ...more})

describe('an SMTP account', () => {
  it('takes several mails over one connection, each as it was written, to its envelope alone', async () => {
    const envelopes: unknown[] = []
    const office = await server({
      onMailFrom: ({address}, _, done) => {
        envelopes.push(address)
        done()
      },
      onRcptTo: ({address}, _, done) => {
        envelopes.push(address)
        done()
      },
    })
    expect(await sent(home(account(office.port)), 'bo@example.org', 'cy@example.org')).toEqual([accepted, accepted])
    expect([office.connections(), envelopes]).toEqual([1, ['ann@example.org', 'bo@example.org', 'ann@example.org', 'cy@example.org']])
    expect(office.got).toEqual([(await mailTo('bo@example.org')).bytes.toString(), (await mailTo('cy@example.org')).bytes.toString()])
  })

  it('is not connected to before the first mail, nor asked for a password', async () => {
    const office = await server()
    const mailer = await openMailer(home(account(office.port, 'user: ann', `passwordCommand: [${script('exit 1')}]`)))
    await mailer.close()
    expect([office.connections(), mailer.through]).toEqual([0, '127.0.0.1 as ann'])
  })

  it('goes on after a mail or an address that the server refuses for good', async () => {
    const office = await server({
      onRcptTo: ({address}, _, done) => (address.startsWith('no') ? done(Object.assign(new Error('No such person'), {responseCode: 550})) : done()),
      onData: (stream, {envelope: {rcptTo}}, done) => {
        stream.resume()
        stream.on('end', () => (rcptTo[0]!.address.startsWith('dull') ? done(Object.assign(new Error('Too dull'), {responseCode: 554})) : done()))
      },
    })
    expect(await sent(home(account(office.port)), 'no@example.org', 'dull@example.org', 'bo@example.org')).toEqual([
      {outcome: 'refused', reason: '127.0.0.1 does not take mail for this address: 550 No such person'},
      {outcome: 'refused', reason: '127.0.0.1 does not take this mail: 554 Too dull'},
      accepted,
    ])
    expect(office.connections()).toBe(1)
  })

  it('goes on after many that it refuses, without a warning', async () => {
    const office = await server({onRcptTo: (_, __, done) => done(Object.assign(new Error('Nobody'), {responseCode: 550}))})
    const warnings: string[] = []
    const warned = ({message}: Error): void => {
      warnings.push(message)
    }
    process.on('warning', warned)
    const deliveries = await sent(home(account(office.port)), ...Array.from({length: 25}, (_, index) => `no${index}@example.org`))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', warned)
    expect([deliveries.filter(({outcome}) => outcome === 'refused').length, office.connections(), warnings]).toEqual([25, 1, []])
  })

  it('goes on after a mailbox that is full for now, and leaves open what it means where the server asks for patience', async () => {
    const office = await server({
      onRcptTo: ({address}, _, done) => {
        if (address.startsWith('full')) done(Object.assign(new Error('4.2.2 Mailbox full'), {responseCode: 452}))
        else if (address.startsWith('grey')) done(Object.assign(new Error('4.7.1 Try again later'), {responseCode: 451}))
        else done()
      },
    })
    expect(await sent(home(account(office.port)), 'full@example.org', 'bo@example.org', 'grey@example.org')).toEqual([
      {outcome: 'refused', reason: expect.stringContaining('452 4.2.2 Mailbox full')}, accepted, broken(expect.stringContaining('451 4.7.1 Try again later'), {doubtful: true, hint: 'try again later'}),
    ])
  })

  it('stops where the server has no room, or does not let this address send', async () => {
    const full = await server({
      onData: (stream, _, done) => {
        stream.resume()
        stream.on('end', () => done(Object.assign(new Error('No room'), {responseCode: 452})))
      },
    })
    expect(await sent(home(account(full.port)), 'bo@example.org')).toEqual([broken('127.0.0.1 takes no mail now: 452 No room', {hint: 'try again later'})])
    const strict = await server({onMailFrom: (_, __, done) => done(Object.assign(new Error('You are not Ann'), {responseCode: 553}))})
    expect(await sent(home(account(strict.port)), 'bo@example.org')).toEqual([broken('127.0.0.1 lets this account send nothing from that address: 553 You are not Ann', {hint: expect.stringContaining('`from`')})])
  })

  it('says for whom a mail was not taken, where others got it', async () => {
    const office = await server({onRcptTo: ({address}, _, done) => (address.startsWith('no') ? done(Object.assign(new Error('Who'), {responseCode: 550})) : done())})
    const mailer = await openMailer(home(account(office.port)))
    const mail = await mailTo('bo@example.org')
    expect(await mailer.deliver({...mail, to: ['bo@example.org', 'no@example.org']})).toEqual({outcome: 'refused', reason: expect.stringContaining('no@example.org'), except: ['no@example.org']})
    expect(await mailer.deliver(mail)).toEqual(accepted)
    await mailer.close()
    expect([office.got.length, office.connections()]).toEqual([2, 1])
  })

  it('is given no address with more in it than an address', async () => {
    const office = await server()
    const mailer = await openMailer(home(account(office.port)))
    for (const wrong of [{from: 'ann@example.org>\r\nRCPT TO:<x@example.org'}, {to: ['bo@example.org> NOTIFY=NEVER']}, {to: []}]) {
      expect(await mailer.deliver({...(await mailTo('bo@example.org')), ...wrong})).toEqual({outcome: 'refused', reason: expect.any(String)})
    }
    expect(office.connections()).toBe(0)
  })

  it('refuses a mail that is larger than the server takes, without sending it', async () => {
    const office = await server({size: 500})
    expect(await sent(home(account(office.port)), 'bo@example.org')).toEqual([{outcome: 'refused', reason: expect.stringContaining('larger than allowed 500')}])
    expect(office.got).toEqual([])
  })
})

describe('a connection that breaks', () => {
  it.each([
    ['before the greeting', 'greeting'], ['at the greeting', 'EHLO'], ['at the sender', 'MAIL'], ['at the recipient', 'RCPT'], ['before the mail', 'DATA'],
  ])('%s has surely sent nothing', async (_, at) => {
    const office = await scripted((command) => (command.startsWith(at) ? 'cut' : undefined))
    expect(await sent(home(account(office.port)), 'bo@example.org')).toEqual([broken(expect.stringMatching(/^127\.0\.0\.1 broke off: /))])
  })

  it('after the whole mail and before the answer may have sent it', async () => {
    const office = await scripted((command) => (command === 'mail' ? 'cut' : undefined))
    expect(await sent(home(account(office.port)), 'bo@example.org')).toEqual([broken(expect.stringMatching(/^127\.0\.0\.1 broke off: /), {unsure: true})])
    expect([office.got.filter((each) => each === 'mail'), office.connections()]).toEqual([['mail'], 1])
  })

  it('and so may one that falls silent there; silent before, it has sent nothing', async () => {
    const [late, mute] = [await scripted((command) => (command === 'mail' ? 'silence' : undefined)), await scripted(() => 'silence')]
    const limit = {CIRCLE_NETWORK_LIMIT: '0.3'}
    const said = '127.0.0.1 (port PORT) did not answer in time'
    expect(await sent(home(account(late.port), limit), 'bo@example.org')).toEqual([broken(said.replace('PORT', String(late.port)), {unsure: true, hint: expect.any(String)})])
    expect(await sent(home(account(mute.port), limit), 'bo@example.org')).toEqual([broken(said.replace('PORT', String(mute.port)), {hint: expect.stringContaining('online')})])
  })

  it('with a greeting that turns everybody away says why', async () => {
    const office = await scripted((command) => (command === 'greeting' ? '554 not from where you are' : undefined))
    expect(await sent(home(account(office.port)), 'bo@example.org')).toEqual([broken('127.0.0.1 takes no mail now: 554 not from where you are', {hint: 'try again later'})])
  })

  it('with an answer to the whole mail has surely sent nothing', async () => {
    const office = await scripted((command) => (command === 'mail' ? '421 shutting down' : undefined))
    expect(await sent(home(account(office.port)), 'bo@example.org')).toEqual([broken('127.0.0.1 takes no mail now: 421 shutting down', {hint: 'try again later'})])
  })

  it.each([['cut', 'cut'], ['ended with 421', '421 that was enough for one connection']])('between two mails (%s) is opened anew, and the mail goes once', async (_, how) => {
    const mails: number[] = []
    const office = await scripted((command, connection) => {
      if (command === 'mail') mails.push(connection)
      return command.startsWith('MAIL') && mails.length === 1 && connection === 1 ? how : undefined
    })
    expect(await sent(home(account(office.port)), 'bo@example.org', 'cy@example.org')).toEqual([accepted, accepted])
    expect([mails, office.connections()]).toEqual([[1, 2], 2])
  })

  it('after the whole mail, on a connection that carried another before, sends nothing twice', async () => {
    let mails = 0
    const office = await scripted((command) => (command === 'mail' && (mails += 1) === 2 ? 'cut' : undefined))
    expect(await sent(home(account(office.port)), 'bo@example.org', 'cy@example.org')).toEqual([accepted, broken(expect.stringContaining('broke off'), {unsure: true})])
    expect([mails, office.connections()]).toEqual([2, 1])
  })

  it('after a refusal is opened anew for the next mail', async () => {
    const office = await scripted((command) => (command.includes('no@') ? '550 who' : command === 'RSET' ? 'cut' : undefined))
    expect(await sent(home(account(office.port)), 'no@example.org', 'bo@example.org')).toEqual([{outcome: 'refused', reason: expect.stringContaining('550 who')}, accepted])
    expect(office.connections()).toBe(2)
  })

  it('and breaks again is given up', async () => {
    let mails = 0
    const office = await scripted((command) => {
      if (command === 'mail') mails += 1
      return command.startsWith('MAIL') && mails === 1 ? 'cut' : undefined
    })
    expect(await sent(home(account(office.port)), 'bo@example.org', 'cy@example.org')).toEqual([accepted, broken(expect.stringContaining('broke off'))])
    expect(office.connections()).toBe(2)
  })

  it('cannot be made where nothing listens', async () => {
    const port = await new Promise<number>((resolve) => {
      const free = createServer().listen(0, '127.0.0.1', () => {
        const {port: found} = free.address() as {port: number}
        free.close(() => resolve(found))
      })
    })
    expect(await sent(home(account(port)), 'bo@example.org')).toEqual([broken(`nothing takes mail at 127.0.0.1, port ${port}`, {hint: expect.stringContaining('mail.yaml')})])
  })

  it('ends also where the server does not answer the goodbye', async () => {
    const office = await scripted((command) => (command === 'QUIT' ? 'silence' : undefined))
    const before = performance.now()
    expect(await sent(home(account(office.port)), 'bo@example.org')).toEqual([accepted])
    expect(performance.now() - before).toBeLessThan(30_000)
  })
})

describe('the password', () => {
  const canary = 'canary-4711-ü'
  const guarded = () => server({
    authOptional: false,
    allowInsecureAuth: true,
    authMethods: ['PLAIN'],
    onAuth: ({username, password}, _, done) => (username === 'ann' && password === canary ? done(null, {user: 'ann'}) : done(new Error(`Not ${password} for ${username}`))),
  })

  it('comes from the environment', async () => {
    const office = await guarded()
    expect(await sent(home(account(office.port, 'user: ann'), {CIRCLE_SMTP_PASSWORD: canary}), 'bo@example.org')).toEqual([accepted])
  })

  it('comes from the first line that a program prints, run without a shell, once', async () => {
    const office = await guarded()
    const runs = script(`echo "$@" >> "$0.ran"; echo '${canary}'; echo 'user: ann'`)
    const at = home(account(office.port, 'user: ann', `passwordCommand: [${runs}, "$(touch x)", "a b"]`))
    expect(await sent(at, 'bo@example.org', 'cy@example.org')).toEqual([accepted, accepted])
    const {readFileSync} = await import('node:fs')
    expect(readFileSync(`${runs}.ran`, 'utf8')).toBe('$(touch x) a b\n')
  })

  it('is not told to a program, nor in what the server says of it', async () => {
    const office = await guarded()
    const leaky = script(`echo "it is not $CIRCLE_SMTP_PASSWORD but ${canary}x and $1" >&2; echo ${canary}x; exit 0`)
    const wrong = await sent(home(account(office.port, 'user: ann', `passwordCommand: [${leaky}, hidden-word]`)), 'bo@example.org')
    expect(wrong).toEqual([broken('127.0.0.1 does not let ann in: 535 Not … for ann', {hint: expect.stringContaining('app password')})])
    const failing = await sent(home(account(office.port, 'user: ann', `passwordCommand: [${script(`echo "gpg: no key; ${canary}; $1" >&2; echo ${canary}; exit 2`)}, hidden-word]`)), 'bo@example.org')
    expect(failing).toEqual([broken(expect.stringMatching(/^the program for the password \(.*\) ended with status 2: gpg: no key; …; …$/), {hint: expect.stringContaining('passwordCommand')})])
  })

  it('is not told to git, which runs hooks that came with a repository', () => {
    expect(environment('/at', {CIRCLE_SMTP_PASSWORD: canary, KEPT: 'yes'})).toMatchObject({KEPT: 'yes'})
    expect(Object.values(environment('/at', {CIRCLE_SMTP_PASSWORD: canary}))).not.toContain(canary)
  })

  it.each([
    ['prints nothing', script('exit 0'), /told none$/],
    ['is not there', '/nowhere/at-all', /\(\/nowhere\/at-all\) was not found$/],
    ['is killed', script('kill -9 $$'), /was ended by SIGKILL$/],
  ])('is missing where the program %s', async (_, program, reason) => {
    const office = await guarded()
    expect(await sent(home(account(office.port, 'user: ann', `passwordCommand: [${program}]`)), 'bo@example.org')).toEqual([broken(expect.stringMatching(reason), {hint: expect.any(String)})])
    expect(office.connections()).toBe(0)
  })

  it('is missing where nothing tells it', async () => {
    expect(await sent(home(account(25, 'user: ann')), 'bo@example.org')).toEqual([broken('there is no password for ann at 127.0.0.1', {hint: expect.stringContaining('CIRCLE_SMTP_PASSWORD')})])
  })

  it('is kept from a server that asks for none', async () => {
    const office = await scripted(() => undefined)
    expect(await sent(home(account(office.port, 'user: ann'), {CIRCLE_SMTP_PASSWORD: canary}), 'bo@example.org')).toEqual([broken(expect.stringContaining('asks for no password'), {hint: expect.any(String)})])
    expect(office.got.join('\n')).not.toContain('AUTH')
  })
})

import {execFile, execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {beforeAll, describe, expect, it} from 'vitest'
import {rolldown} from 'rolldown'
import type {Delivery} from '../../../src/cli/mail/deliver.ts'
import {folder} from '../harness.ts'
import {account, home, mailTo, sent} from './home.ts'
import {scripted, server} from './server.ts'
import type {Served} from './server.ts'

const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
})()

/** A certificate that nobody has signed but itself, for a name or an address, and its key. */
function certificate(name: string): {file: string; cert: string; key: string} {
  const at = folder('certificate')
  const [file, key] = [join(at, 'cert.pem'), join(at, 'key.pem')]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', file, '-days', '2', '-subj', '/CN=test', '-addext', `subjectAltName=${name}`], {stdio: 'ignore'})
  return {file, cert: readFileSync(file, 'utf8'), key: readFileSync(key, 'utf8')}
}

const password = {CIRCLE_SMTP_PASSWORD: 'canary-4711'}

describe.runIf(hasOpenssl)('encryption', () => {
  let right: ReturnType<typeof certificate>
  let wrong: ReturnType<typeof certificate>
  let program: string

  beforeAll(async () => {
    ;[right, wrong] = [certificate('IP:127.0.0.1'), certificate('DNS:elsewhere.example.org')]
    // Node reads the names of trusted certificates once, when it starts: so this part runs in a process of its own.
    const bundle = await rolldown({input: new URL('../../../src/cli/mail/deliver.ts', import.meta.url).pathname, platform: 'node'})
    const out = folder('built')
    await bundle.write({dir: out, format: 'cjs', entryFileNames: 'deliver.cjs', chunkFileNames: '[name].cjs'})
    await bundle.close()
    program = join(out, 'send.cjs')
    writeFileSync(program, `
      const {openMailer} = require('./deliver.cjs')
      const {at, mail} = JSON.parse(process.argv[2])
      openMailer(at).then(async (mailer) => {
        const delivery = await mailer.deliver({...mail, bytes: Buffer.from(mail.bytes, 'base64')})
        await mailer.close()
        process.stdout.write(JSON.stringify(delivery))
      })
    `)
  })

  /** Sends the sample from a process whose environment says this of certificates. */
  async function sentFrom(settings: string, env: Readonly<Record<string, string>>): Promise<Delivery> {
    const mail = await mailTo('bo@example.org')
    const {stdout} = await promisify(execFile)(process.execPath, [program, JSON.stringify({at: home(settings, password), mail: {...mail, bytes: mail.bytes.toString('base64')}})], {env: {PATH: process.env.PATH, ...env}})
    return JSON.parse(stdout) as Delivery
  }

  /** A server that takes Ann's password, and whether it was ever told one. */
  async function guarded(security: 'tls' | 'starttls', {cert, key}: {cert: string; key: string}): Promise<Served & {asked: () => number}> {
    let asked = 0
    const office = await server({
      secure: security === 'tls', disabledCommands: [], authOptional: false, cert, key,
      onAuth: (_, __, done) => {
        asked += 1
        done(null, {user: 'ann'})
      },
    })
    return {...office, asked: () => asked}
  }

  describe.each(['tls', 'starttls'] as const)('by %s', (security) => {
    const settings = ({port}: Served): string => account(port, `security: ${security}`, 'user: ann')

    it('is refused with a certificate that nobody vouches for, before the password is told', async () => {
      const office = await guarded(security, right)
      expect(await sent(home(settings(office), password), 'bo@example.org')).toEqual([
        {outcome: 'broken', unsure: false, reason: expect.stringMatching(/^127\.0\.0\.1 does not prove that it is 127\.0\.0\.1: .*self-signed/), hint: expect.stringContaining('NODE_EXTRA_CA_CERTS')},
      ])
      expect([office.asked(), office.got]).toEqual([0, []])
    })

    it('is refused also where the environment turns the check off', async () => {
      const office = await guarded(security, right)
      expect(await sentFrom(settings(office), {NODE_TLS_REJECT_UNAUTHORIZED: '0'})).toMatchObject({outcome: 'broken', reason: expect.stringContaining('does not prove')})
      expect([office.asked(), office.got]).toEqual([0, []])
    })

    it('carries password and mail where the user trusts the certificate', async () => {
      const office = await guarded(security, right)
      expect(await sentFrom(settings(office), {NODE_EXTRA_CA_CERTS: right.file})).toEqual({outcome: 'accepted'})
      expect([office.asked(), office.got]).toEqual([1, [(await mailTo('bo@example.org')).bytes.toString()]])
    })

    it('is refused with a trusted certificate of another computer', async () => {
      const office = await guarded(security, wrong)
      expect(await sentFrom(settings(office), {NODE_EXTRA_CA_CERTS: wrong.file})).toMatchObject({outcome: 'broken', reason: expect.stringContaining('does not prove')})
      expect([office.asked(), office.got]).toEqual([0, []])
    })
  })
})

describe('a server without encryption', () => {
  it('is told neither password nor mail where STARTTLS was asked for', async () => {
    const office = await scripted((command) => (command.startsWith('EHLO') ? '250-here\r\n250 AUTH PLAIN' : undefined))
    expect(await sent(home(account(office.port, 'security: starttls', 'user: ann'), password), 'bo@example.org')).toEqual([
      {outcome: 'broken', unsure: false, reason: expect.stringContaining('found no encryption together'), hint: expect.stringContaining('465')},
    ])
    expect(office.got.join('\n')).not.toMatch(/AUTH|MAIL/)
  })

  it('is told nothing where TLS was asked for', async () => {
    const office = await scripted(() => undefined)
    expect(await sent(home(account(office.port, 'security: tls', 'user: ann'), password), 'bo@example.org')).toEqual([
      {outcome: 'broken', unsure: false, reason: expect.stringContaining('found no encryption together'), hint: expect.stringContaining('587')},
    ])
    expect(office.got.join('\n')).not.toMatch(/AUTH|MAIL/)
  })
})

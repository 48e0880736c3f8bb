import {readFileSync, writeFileSync} from 'node:fs'
import {basename, dirname, join, relative} from 'node:path'
import {describe, expect, it} from 'vitest'
import {openMailer} from '../../../src/cli/mail/deliver.ts'
import {folder, script} from '../harness.ts'
import {home, mailTo, sent} from './home.ts'

/** A sendmail that writes down what it was given, then does as these lines say. */
const fake = (lines = 'exit 0'): string => script(`for word in "$@"; do echo "$word"; done > "$0.words"; cat > "$0.mail"; env > "$0.env"\n${lines}`)
const broken = (reason: unknown, more: Readonly<Record<string, unknown>> = {}): unknown => ({outcome: 'broken', unsure: false, reason, ...more})

describe('a sendmail', () => {
  it('is given the mail on its standard input, with line ends of this system, and takes the recipients from its headers', async () => {
    const program = fake()
    expect(await sent(home(`sendmail: ${program}\n`), 'bo@example.org')).toEqual([{outcome: 'accepted'}])
    const mail = await mailTo('bo@example.org')
    expect(readFileSync(`${program}.words`, 'utf8')).toBe('-i\n-t\n-f\nann@example.org\n')
    expect(readFileSync(`${program}.mail`, 'utf8')).toBe(mail.bytes.toString().replaceAll('\r\n', '\n'))
    expect(mail.bytes.toString().match(/^(To|Cc|Bcc):.*$/gm)).toEqual(['To: bo@example.org'])
  })

  it('may be words, which no shell reads, and may name the sender itself', async () => {
    const program = fake()
    expect(await sent(home(`sendmail: ["${program}", -a, "$(touch x); my account", -f, me@example.org]\n`), 'bo@example.org')).toEqual([{outcome: 'accepted'}])
    expect(readFileSync(`${program}.words`, 'utf8')).toBe('-a\n$(touch x); my account\n-f\nme@example.org\n-i\n-t\n')
  })

  it('is not told the password of another account', async () => {
    const program = fake()
    await sent(home(`sendmail: ${program}\n`, {CIRCLE_SMTP_PASSWORD: 'canary-4711', KEPT: 'yes'}), 'bo@example.org')
    expect(readFileSync(`${program}.env`, 'utf8')).toMatch(/^KEPT=yes$/m)
    expect(readFileSync(`${program}.env`, 'utf8')).not.toContain('canary')
  })

  it('is found on the PATH where no settings name another, but not in a folder that depends on where one is', async () => {
    const program = fake()
    const named = join(dirname(program), 'sendmail')
    writeFileSync(named, readFileSync(program), {mode: 0o755})
    const mailer = await openMailer(home(undefined, {PATH: `bin:.::${dirname(program)}:${process.env.PATH}`}))
    expect(mailer.through).toBe(named)
    expect(await mailer.deliver(await mailTo('bo@example.org'))).toEqual({outcome: 'accepted'})
    expect(readFileSync(`${named}.words`, 'utf8')).toContain('-t\n')
  })

  it('that settings name is looked for there as well, and never in a folder that depends on where one is', async () => {
    const program = fake()
    const here = relative(process.cwd(), dirname(program))
    const wrong = home(`sendmail: ${basename(program)}\n`, {PATH: `${here}::.:${process.env.PATH}`})
    expect(await sent(wrong, 'bo@example.org')).toEqual([broken(`${basename(program)} was not found`, {hint: expect.stringContaining('mail.yaml')})])
    expect(await sent(home(`sendmail: ${basename(program)}\n`, {PATH: `${dirname(program)}:${process.env.PATH}`}), 'bo@example.org')).toEqual([{outcome: 'accepted'}])
  })

  it.each([65, 67, 68])('refuses one mail with status %i, and the next may go', async (status) => {
    const program = fake(`case "$(cat "$0.mail")" in *no@example.org*) echo "no@example.org: unknown" >&2; exit ${status};; esac`)
    expect(await sent(home(`sendmail: ${program}\n`), 'no@example.org', 'bo@example.org')).toEqual([
      {outcome: 'refused', reason: `${basename(program)} ended with status ${status}: no@example.org: unknown`}, {outcome: 'accepted'},
    ])
  })

  it.each([1, 64, 69, 70, 71, 73, 75, 77, 78])('is out of order with status %i, or this mail is', async (status) => {
    const program = fake(`echo "cannot\u001b[31m connect" >&2; exit ${status}`)
    expect(await sent(home(`sendmail: ${program}\n`), 'bo@example.org')).toEqual([broken(`${basename(program)} ended with status ${status}: cannot[31m connect`, {doubtful: true})])
  })

  it('that ends without reading the mail has not sent it, whatever its status', async () => {
    const program = script('exec 0<&-; exit 0')
    const mailer = await openMailer(home(`sendmail: ${program}\n`))
    const mail = await mailTo('bo@example.org')
    // More than a pipe holds.
    const delivery = await mailer.deliver({...mail, bytes: Buffer.concat([mail.bytes, Buffer.alloc(1_000_000, 'x\n')])})
    expect(delivery).toEqual(broken(`${basename(program)} ended without reading the whole mail`))
  })

  it('that is killed may have sent it', async () => {
    const program = fake('kill -9 $$')
    expect(await sent(home(`sendmail: ${program}\n`), 'bo@example.org')).toEqual([broken(`${basename(program)} was ended by SIGKILL`, {unsure: true})])
  })

  it('that does not end may have sent it, and is stopped with what it started', async () => {
    const program = fake('sleep 60 & wait')
    const before = performance.now()
    expect(await sent(home(`sendmail: ${program}\n`, {CIRCLE_NETWORK_LIMIT: '0.3'}), 'bo@example.org')).toEqual([broken(expect.stringContaining('did not end within 0.3 seconds'), {unsure: true})])
    expect(performance.now() - before).toBeLessThan(30_000)
  })

  it.each([['is not there', () => join(folder(), 'none'), 'was not found'], ['may not be run', () => folder(), 'may not be run']])('that %s is named', async (_, program, why) => {
    const path = program()
    expect(await sent(home(`sendmail: ${path}\n`), 'bo@example.org')).toEqual([broken(`${path} ${why}`, {hint: expect.stringContaining('mail.yaml')})])
  })

  it('is given no address that it could take for words of its own', async () => {
    const program = fake()
    const mailer = await openMailer(home(`sendmail: ${program}\n`))
    for (const wrong of [{from: '-oQ/tmp@example.org'}, {from: 'a b@example.org'}, {to: ['bo@example.org, x@example.org']}]) {
      expect(await mailer.deliver({...(await mailTo('bo@example.org')), ...wrong})).toEqual({outcome: 'refused', reason: expect.stringContaining('is not an address')})
    }
    expect(() => readFileSync(`${program}.words`)).toThrow('ENOENT')
  })
})

import {execFileSync} from 'node:child_process'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import {describe, expect, it} from 'vitest'
import {letterOf} from '../../../src/cli/mail/letter.ts'
import type {Letter} from '../../../src/cli/mail/letter.ts'
import {cleanLine, cleanText} from '../../../src/calendar/text.ts'
import {sample} from './home.ts'

const python = ((): string | undefined => {
  try {
    return execFileSync('python3', ['-c', 'import email.policy, sys; print(sys.version_info >= (3, 8))'], {encoding: 'utf8'}).trim() === 'True' ? 'python3' : undefined
  } catch {
    return undefined
  }
})()

/** A mail as Python's own parser reads it. */
interface Read {
  readonly defects: readonly string[]
  readonly headers: readonly string[]
  readonly subject: string
  readonly from: readonly [string, string][]
  readonly sender: readonly [string, string][]
  readonly to: readonly [string, string][]
  readonly date: string
  readonly id: string
  readonly type: string
  readonly parts: readonly {readonly type: string; readonly charset: string; readonly method: string | null; readonly encoding: string; readonly bytes: string}[]
}

const reader = `
import base64, email, email.policy, json, sys
def people(message, name):
    header = message[name]
    return [] if header is None else [[a.display_name, a.addr_spec] for a in header.addresses]
def read(raw):
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    parts = list(message.iter_parts())
    defects = [str(d) for part in [message, *parts] for d in part.defects]
    defects += [str(d) for part in [message, *parts] for name, value in part.items() for d in getattr(value, 'defects', [])]
    return dict(
        defects=defects, headers=[name.lower() for name in message.keys()], subject=str(message['subject'] or ''), date=message['date'].datetime.isoformat(),
        id=str(message['message-id']), type=message.get_content_type(),
        **{'from': people(message, 'from')}, sender=people(message, 'sender'), to=people(message, 'to'),
        parts=[dict(type=part.get_content_type(), charset=part.get_content_charset(), method=part.get_param('method'), encoding=part['content-transfer-encoding'],
                    bytes=base64.b64encode(part.get_payload(decode=True)).decode()) for part in parts])
print(json.dumps([read(base64.b64decode(line)) for line in sys.stdin]))
`

/** Many at once: a Python that starts for each would take most of the time. */
function readByPython(mails: readonly Buffer[]): Read[] {
  return JSON.parse(execFileSync(python!, ['-c', reader], {input: mails.map((mail) => mail.toString('base64')).join('\n'), encoding: 'utf8', maxBuffer: 2 ** 28})) as Read[]
}

/** What a server may refuse: lines of more than 998 octets (RFC 5322 2.1.1), a CR or LF alone, anything but ASCII. */
function faults(mail: Buffer): string[] {
  const text = mail.toString('latin1')
  return [
    ...(text.split('\r\n').some((line) => line.length > 998) ? ['a long line'] : []),
    ...(/\r(?!\n)|(?<!\r)\n/.test(text) ? ['half a line end'] : []),
    // oxlint-disable-next-line no-control-regex
    ...(/[^\r\n\t\x20-\x7e]/.test(text) ? ['more than ASCII'] : []),
    ...(text.endsWith('\r\n') ? [] : ['no line end at the end']),
  ]
}

const usualHeaders = ['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type']

describe('a letter', () => {
  it('is text, HTML and last the calendar, in a multipart/alternative', async () => {
    const text = (await letterOf(sample)).toString()
    const [head = '', ...rest] = text.split('\r\n\r\n')
    expect(head.split('\r\n').slice(0, -2)).toEqual([
      'From: Ann Ek <ann@example.org>', 'To: Bo Berg <bo@example.org>', 'Subject: Invitation: Friday meeting', 'Message-ID: <2026-11-27-weekly.0.bo@example.org>',
      'Date: Sat, 28 Nov 2026 10:00:00 +0000', 'MIME-Version: 1.0',
    ])
    expect(head).toMatch(/^Content-Type: multipart\/alternative;\r\n boundary="[^"]+"$/m)
    expect(rest.join('\n').match(/^Content-(Type|Transfer-Encoding): .*$/gm)).toEqual([
      'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable',
      'Content-Type: text/calendar; charset=UTF-8; method=REQUEST', 'Content-Transfer-Encoding: base64',
    ])
    expect(faults(Buffer.from(text))).toEqual([])
  })

  it('can be read as it is, whatever the language, but for the calendar', async () => {
    const text = (await letterOf({...sample, text: 'Kom och prata, Åsa = du.\nFrom here on.\n.\n'})).toString()
    expect(text).toContain('\r\n\r\nKom och prata, =C3=85sa =3D du.\r\nFrom here on.\r\n.\r\n')
    expect(text).not.toContain('METHOD:REQUEST')
  })

  it('has words alone where there is no calendar', async () => {
    const {calendar: _, ...words} = sample
    const text = (await letterOf(words)).toString()
    expect(text).toContain('Content-Type: multipart/alternative;')
    expect(text).not.toContain('text/calendar')
    expect(faults(Buffer.from(text))).toEqual([])
  })

  it('is the same bytes for the same letter, and others for another', async () => {
    const [one, same, other] = [await letterOf(sample), await letterOf(structuredClone(sample)), await letterOf({...sample, text: 'Come and listen.\n'})]
    expect(same.equals(one)).toBe(true)
    expect(other.toString().match(/boundary="(.*)"/)![1]).not.toBe(one.toString().match(/boundary="(.*)"/)![1])
  })

  it.each([
    'bo@example.org, evil@example.org', 'bo@example.org\r\nBcc: evil@example.org', '"bo"@example.org', 'bo', '', 'bo@example.org>', 'bo@exämple.org', 'a b@example.org',
  ])('goes to no address like %j', async (email) => {
    await expect(letterOf({...sample, to: [{name: 'Bo', email}]})).rejects.toThrow(/is not plain/)
    await expect(letterOf({...sample, from: {name: 'Bo', email}})).rejects.toThrow(/is not plain/)
    await expect(letterOf({...sample, sender: {name: 'Bo', email}})).rejects.toThrow(/is not plain/)
    await expect(letterOf({...sample, messageId: email})).rejects.toThrow(/is not plain/)
  })

  it('goes to somebody, and by a method', async () => {
    await expect(letterOf({...sample, to: []})).rejects.toThrow('to nobody')
    await expect(letterOf({...sample, calendar: {...sample.calendar!, method: 'REQUEST; x=y'}})).rejects.toThrow('is not a method')
  })

  it('names the sender only where it is not whom it is from', async () => {
    expect((await letterOf({...sample, sender: sample.from})).toString()).not.toContain('Sender:')
    expect((await letterOf({...sample, sender: {name: 'Cy', email: 'cy@example.org'}})).toString()).toContain('\r\nSender: Cy <cy@example.org>\r\n')
  })
})

const nasty = fc.oneof(
  fc.string({unit: 'grapheme', maxLength: 200}),
  fc.string({unit: 'binary', maxLength: 200}),
  fc.constantFrom(
    'Bo\r\nBcc: evil@example.org', 'Bo\nX: y\n\nbody', 'Bo\rBcc: evil@example.org', 'Bo\u2028Bcc: e@e.org', '"Bo" <evil@example.org>, ', 'Bo" <evil@example.org>', 'a, b; c: d (e)', '\\', '"', '<>', '@',
    '=?UTF-8?B?RXZpbA==?=', '=?utf-8?q?=0D=0ABcc:_evil@example.org?=', 'x'.repeat(10_000), '🎉'.repeat(3000), 'שלום עולם', '\u202egro.elpmaxe@live', '\ud800', '👨‍👩‍👧‍👦'.repeat(40), ' ', '', '.', ' lead and trail ', 'a'.repeat(80),
    `${'word '.repeat(60)}ä`, '\0', '=', '--', 'Å',
  ),
)

const letters: fc.Arbitrary<Letter & {readonly calendar: NonNullable<Letter['calendar']>}> = fc.record({
  from: fc.record({name: nasty, email: fc.constant('ann@example.org')}),
  to: fc.array(fc.record({name: nasty, email: fc.constantFrom('bo@example.org', 'b.o+x@mail.example.org', "o'brien@example.org")}), {minLength: 1, maxLength: 3}),
  subject: nasty,
  text: nasty.map((text) => `${text}\n.\nFrom here`),
  html: nasty.map((text) => `<p>${text}`),
  calendar: fc.record({method: fc.constantFrom('REQUEST', 'CANCEL'), text: fc.oneof(nasty, fc.string({unit: 'binary', minLength: 1, maxLength: 3000}))}).map(({method, text}) => ({method, text: `BEGIN:VCALENDAR\r\n${text.replace(/\p{Cs}/gu, '?')}\r\n`})),
  messageId: fc.constant('x.1@example.org'),
  dateMs: fc.integer({min: 0, max: 4_000_000_000_000}),
})

const cut = (text: string, longest: number): string => {
  const characters = Array.from(cleanLine(text).replaceAll('=?', '= ?'))
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`
}

describe.runIf(python !== undefined)('to Python, a letter from anybody about anything', () => {
  it('has no defect, no header and no recipient of its own, and arrives as it was meant', async () => {
    const all = fc.sample(letters, process.env.CIRCLE_THOROUGH === '1' ? 4000 : 300)
    const mails: Buffer[] = []
    for (const letter of all) mails.push(await letterOf(letter))
    const read = readByPython(mails)
    for (const [index, letter] of all.entries()) {
      const {parts, ...head} = read[index]!
      const why = JSON.stringify(letter)
      expect(faults(mails[index]!), why).toEqual([])
      expect(head.defects, why).toEqual([])
      expect(head.headers.filter((name) => name !== 'subject'), why).toEqual(usualHeaders.filter((name) => name !== 'subject'))
      // A long word begins on a line of its own.
      expect([head.subject.trimStart(), head.type, head.id, Date.parse(head.date)], why).toEqual([cut(letter.subject, 300), 'multipart/alternative', '<x.1@example.org>', letter.dateMs - (letter.dateMs % 1000)])
      // Python leaves a blank between two encoded words of a name, which there should be none of (RFC 2047 6.2); so names are for the other reader.
      const bare = ([name, address]: readonly [string, string]): [string, string] => [name.replace(/\s+/g, ''), address]
      expect([...head.from, ...head.to].map(bare), why).toEqual([letter.from, ...letter.to].map(({name, email}) => bare([cut(name, 120), email])))
      expect(parts.map(({bytes: _, ...kind}) => kind), why).toEqual([
        {type: 'text/plain', charset: 'utf-8', method: null, encoding: 'quoted-printable'}, {type: 'text/html', charset: 'utf-8', method: null, encoding: 'quoted-printable'},
        {type: 'text/calendar', charset: 'utf-8', method: letter.calendar.method, encoding: 'base64'},
      ])
      // Lines of words end as the mail's do; the calendar is the same to the last byte.
      const [words, html, calendar] = parts.map(({bytes}) => Buffer.from(bytes, 'base64').toString())
      expect([words, html].map((each) => each!.replaceAll('\r\n', '\n')), why).toEqual([cleanText(letter.text), cleanText(letter.html)])
      expect(calendar, why).toBe(letter.calendar.text)
    }
  })
})

describe('to postal-mime, a letter from anybody about anything', () => {
  it('is from and to whom it was written, by the names they have', async () => {
    const people = (header: readonly {readonly name?: string; readonly address?: string}[] | undefined): unknown => header?.map(({name, address}) => [name, address])
    for (const letter of fc.sample(letters, process.env.CIRCLE_THOROUGH === '1' ? 4000 : 300)) {
      const read = await PostalMime.parse(await letterOf(letter))
      const meant = ({name, email}: Letter['from']): unknown => [cut(name, 120), email]
      const why = JSON.stringify(letter)
      expect([people(read.from === undefined ? undefined : [read.from]), people(read.to), read.subject ?? ''], why).toEqual([[meant(letter.from)], letter.to.map(meant), cut(letter.subject, 300)])
      expect([read.cc, read.bcc, read.sender, read.replyTo], why).toEqual([undefined, undefined, undefined, undefined])
    }
  })
})

it.skipIf(python !== undefined)('is not read by Python here, since there is no python3', () => {
  expect(python).toBeUndefined()
})

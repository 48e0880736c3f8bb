/** Taking mailboxes and letters apart: src/cli/rsvp-read/pieces.ts and letter.ts. */
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {letterIn} from '../../src/cli/rsvp-read/letter.ts'
import type {Letter} from '../../src/cli/rsvp-read/letter.ts'
import {longestLetter, piecesIn} from '../../src/cli/rsvp-read/pieces.ts'
import {repliesIn} from '../../src/calendar/reply.ts'
import {cost} from '../cost.ts'
import {calendar, letter, mail, mailbox} from './replies.ts'

const numRuns = process.env.CIRCLE_THOROUGH === undefined ? 150 : 3000

/** The letters in a text that comes in pieces of so many bytes, with their first lines; or what is wrong with them. */
async function pieces(text: string | Uint8Array, size = 1_000_000): Promise<{at: string; text: string}[]> {
  const bytes = Buffer.from(text)
  const chunks = Array.from({length: Math.ceil(bytes.length / size)}, (_, index) => bytes.subarray(index * size, (index + 1) * size))
  const all: {at: string; text: string}[] = []
  for await (const piece of piecesIn('box', chunks)) all.push({at: piece.at, text: 'problem' in piece ? `! ${piece.problem}` : piece.bytes.toString('utf8')})
  return all
}

const whole = (text: string | Uint8Array, boxed = false): Promise<Letter | 'other' | {readonly problem: string}> => letterIn({at: 'x', bytes: Buffer.from(text), boxed})

async function withCalendars(text: string | Uint8Array, boxed = false): Promise<Letter> {
  const found = await whole(text, boxed)
  if (found === 'other' || 'problem' in found) throw new Error(`no letter: ${JSON.stringify(found)}`)
  return found
}

describe('a mailbox', () => {
  const first = 'From: a@example.org\n\nOne.\n'
  const second = 'From: b@example.org\n\nTwo.\n'
  const from = 'From a@example.org Sat Nov 28 09:00:00 2026\n'

  it.each<[what: string, box: string, letters: string[]]>([
    ['of two letters', `${from}${first}\n${from}${second}\n`, [`${first}\n`, `${second}\n`]],
    ['with the line ends of Windows', `${from}${first}\n${from}${second}\n`.replaceAll('\n', '\r\n'), [`${first}\n`.replaceAll('\n', '\r\n'), `${second}\n`.replaceAll('\n', '\r\n')]],
    ['as Thunderbird writes it', `From - Sat Nov 28 09:00:00 2026\n${first}\nFrom - Sat Nov 28 10:00:00 2026\n${second}`, [`${first}\n`, second]],
    ['as Google hands it out', `From 1234567890@xxx Sat Nov 28 09:00:00 +0000 2026\r\n${first}\nFrom 1234567891@xxx Sat Nov 28 09:00:00 +0000 2026\r\n${second}`, [`${first}\n`, second]],
    ['with a sender of an odd name', `From "a b"@example.org Sat Nov 28 09:00 2026\n${first}`, [first]],
    ['with lines that begin as a letter does', `${from}${first}From here on it is about luck.\n\nFrom me to you, 2026\n\n>From Bo\n`, [`${first}From here on it is about luck.\n\nFrom me to you, 2026\n\n>From Bo\n`]],
    ['without a blank line before the next letter', `${from}${first.trimEnd()}\n${from}${second}`, [`${first.trimEnd()}\n${from}${second}`]],
    ['of one empty letter', from, ['']],
  ])('%s', async (_, box, letters) => {
    for (const size of [1, 7, 64, 1_000_000]) expect((await pieces(box, size)).map(({text}) => text), `${size} bytes at a time`).toEqual(letters)
    expect((await pieces(box))[0]!.at).toBe('box, letter 1')
  })

  it('takes no letter that lies within the one before it by its length, for anybody can write such a line into their own', async () => {
    const inside = `${from}From: bo@example.org\n\nYes.\n`
    const counted = (body: string): string => `${from}From: eve@example.net\nContent-Length: ${body.length}\n\n${body}`
    expect((await pieces(`${counted(`Hello.\n\n${inside}`)}\n${from}${second}`)).map(({text}) => text.slice(0, 30))).toEqual(['From: eve@example.net\nContent-', '! may be a part of the letter ', second.slice(0, 30)])
    const plain = await pieces(`${counted('Hello.\n')}\n${counted('Bye.\n')}\n${from}${second}`)
    expect(plain.filter(({text}) => text.startsWith('!'))).toEqual([])
    expect(plain).toHaveLength(3)
  })

  it('comes apart into the letters that went in, whatever is in them', async () => {
    const line = fc.oneof(fc.string({unit: 'binary', maxLength: 40}).map((text) => text.replace(/[\r\n]/g, '')), fc.constantFrom('', 'From ', 'From a 10:00 2026', '>From x', 'From a@b Sat Nov 28 09:00:00 2026', 'text/calendar'))
    const body = fc.array(line, {maxLength: 12}).map((lines) => lines.join('\n'))
    await fc.assert(fc.asyncProperty(fc.array(body, {minLength: 1, maxLength: 5}), fc.integer({min: 1, max: 600}), async (bodies, size) => {
      const quoted = bodies.map((each) => each.replace(/^(>*From )/gm, '>$1'))
      const box = quoted.map((each) => `${from}X: y\n\n${each}\n\n`).join('')
      expect((await pieces(box, size)).map(({text}) => text)).toEqual(quoted.map((each) => `X: y\n\n${each}\n\n`))
    }), {numRuns})
  })

  it('names a letter that is too long, and takes the others', async () => {
    const box = `${from}${first}\n${from}${second}${'x'.repeat(longestLetter)}\n\n${from}${first}`
    expect((await pieces(box, 262_144)).map(({at, text}) => [at, text.length > 100 ? '' : text])).toEqual([['box, letter 1', `${first}\n`], ['box, letter 2', '! is longer than 10 MB'], ['box, letter 3', first]])
  })

  it('of lines that nearly begin a letter is done with in two seconds', async () => {
    const box = `${from}${first}${'\nFrom x 10:00\n'.repeat(700_000)}`
    expect(await cost(async () => expect(await pieces(box, 262_144)).toHaveLength(1))).toBeLessThan(2000)
  })

  it('holds 5,000 letters in the memory of one', async () => {
    const one = Buffer.from(mailbox([mail({comment: 'x'.repeat(20_000)})]))
    function* many(): Generator<Uint8Array> {
      for (let index = 0; index < 5000; index++) yield one
    }
    let [count, most] = [0, 0]
    const before = process.memoryUsage().arrayBuffers
    for await (const piece of piecesIn('box', many())) {
      count += 'bytes' in piece ? 1 : 0
      if (count % 500 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
    expect(count).toBe(5000)
    // All of it is a hundred megabytes.
    expect(most).toBeLessThan(60_000_000)
  })
})

describe('a file that is no mailbox', () => {
  it('is one letter', async () => {
    expect(await pieces('From: a@example.org\n\nFrom b Sat Nov 28 09:00:00 2026\n', 5)).toEqual([{at: 'box', text: 'From: a@example.org\n\nFrom b Sat Nov 28 09:00:00 2026\n'}])
  })

  it('can be empty, short or too long', async () => {
    expect(await pieces('')).toEqual([{at: 'box', text: '! is empty'}])
    expect(await pieces('x', 1)).toEqual([{at: 'box', text: 'x'}])
    expect(await pieces('y'.repeat(longestLetter + 1), 262_144)).toEqual([{at: 'box', text: '! is longer than 10 MB'}])
  })
})

describe('a letter', () => {
  it('gives its sender and each calendar in it', async () => {
    const {senders, dateMs, calendars} = await withCalendars(letter('google-accepted.eml'))
    expect([senders, new Date(dateMs!).toISOString()]).toEqual([['bo@example.org'], '2026-11-28T08:15:03.000Z'])
    expect(calendars.map(({text, method}) => [repliesIn(text).replies.length, method])).toEqual([[1, 'REPLY'], [1, undefined]])
  })

  it.each<[what: string, text: string | Uint8Array]>([
    ['after a byte order mark', `\u{feff}${mail()}`],
    ['of Apple Mail, with its length before it', `${mail().length}\n${mail()}`],
    ['as a calendar by itself', calendar()],
    ['as a calendar in UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(calendar(), 'utf16le')])],
    ['as a calendar after blank lines', `\r\n\n${calendar()}`],
    ['inside another letter', `From: bo@example.org\r\nContent-Type: message/rfc822\r\n\r\n${mail()}`],
    ['with headers in capitals', mail().replace('Content-Type: text/calendar', 'CONTENT-TYPE: TEXT/CALENDAR')],
    ['as application/ics', mail().replace('text/calendar', 'application/ics')],
    ['as a file that is a calendar by its name alone', mail().replace(/text\/calendar.*/, 'application/octet-stream; name="Invite.ICS"')],
    ['as text that is a calendar by its name alone', mail().replace(/text\/calendar.*/, 'text/plain\r\nContent-Disposition: attachment; filename="invite.ics"')],
  ])('is read %s', async (_, text) => {
    const {calendars} = await withCalendars(text)
    expect(calendars.flatMap(({text: each, method}) => repliesIn(each, method).replies).map(({status, addresses}) => [status, addresses])).toEqual([['ACCEPTED', ['bo@example.org']]])
  })

  it('is read in the letters of Windows, where it is no UTF-8', async () => {
    const {calendars} = await withCalendars(Buffer.from(calendar({comment: 'Tyv\u00e4rr'}), 'latin1'))
    expect(repliesIn(calendars[0]!.text).replies[0]!.comment).toBe('Tyvärr')
  })

  it('is read where a line is folded in the midst of a letter, as old programs fold', async () => {
    const [before, after] = calendar({comment: 'Tyv|rr'}).split('|').map((part) => Buffer.from(part)) as [Buffer, Buffer]
    const {calendars} = await withCalendars(Buffer.concat([before, Buffer.from([0xc3, 0x0d, 0x0a, 0x20, 0xa4]), after]))
    expect(repliesIn(calendars[0]!.text).replies[0]!.comment).toBe('Tyvärr')
  })

  it('of a mailbox has the mark taken off lines that begin with From', async () => {
    const {calendars} = await withCalendars(mail({more: ['>From x']}).replace('>From x\r\n', 'X-A:b\r\n>From y\r\n'), true)
    expect(calendars[0]!.text).toContain('\nFrom y\n')
  })

  it.each<[what: string, text: string, outcome: unknown]>([
    ['about something else', 'From: a@example.org\r\nSubject: Hi\r\n\r\nHow are you?\r\n', 'other'],
    ['that only speaks of calendars', 'From: a@example.org\r\nSubject: Hi\r\n\r\nThat is text/calendar.\r\n', 'other'],
    ['that is a page of the web', '<!doctype html><title>Log in</title>', {problem: 'is neither a mail nor a calendar'}],
    ['that is no text', '\u0000\u0001\u0002', {problem: 'is neither a mail nor a calendar'}],
    ['with too many parts', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/calendar\r\n\r\n'.repeat(3000)}`, {problem: 'has more than 2000 parts'}],
    ['with parts in parts', `${Array.from({length: 60}, (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}\r\n`).join('')}Content-Type: text/calendar\r\n\r\nx`, {problem: 'cannot be taken apart: Maximum MIME nesting depth of 40 levels exceeded'}],
  ])('%s is told apart', async (_, text, outcome) => {
    expect(await whole(text)).toEqual(outcome)
  })

  it('never ends in anything else, whatever bytes it has', async () => {
    const real = [letter('google-accepted.eml'), letter('exchange-declined.eml'), letter('apple-accepted.eml'), calendar(), mail()]
    const torn = fc.tuple(fc.constantFrom(...real), fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.uint8Array({maxLength: 12})), {maxLength: 6})).map(([text, tears]) => {
      let bytes = Buffer.from(text)
      for (const [at, length, put] of tears) bytes = Buffer.concat([bytes.subarray(0, at % bytes.length), put, bytes.subarray((at % bytes.length) + length)])
      return bytes
    })
    await fc.assert(fc.asyncProperty(fc.oneof(torn, fc.uint8Array({maxLength: 300}).map((bytes) => Buffer.from(bytes))), async (bytes) => {
      const found = await letterIn({at: 'x', bytes, boxed: bytes.length % 2 === 0})
      if (found === 'other') return
      if ('problem' in found) expect(found.problem).not.toBe('')
      else for (const {text, method} of found.calendars) expect(repliesIn(text, method).problems.every((problem) => problem !== '')).toBe(true)
    }), {numRuns})
  })

  it.each<[what: string, make: () => string | Uint8Array]>([
    ['ten megabytes of base64', () => `${mail().split('\r\n\r\n', 1)[0]!}\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUFB'.repeat(19)}\r\n`.repeat(126_000)}`],
    ['ten megabytes of quoted-printable', () => `${mail().split('\r\n\r\n', 1)[0]!}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${`${'=C3=A4'.repeat(12)}=\r\n`.repeat(131_000)}`],
    ['ten megabytes of one line', () => `${mail().split('\r\n\r\n', 1)[0]!}\r\n\r\n${'x'.repeat(9_900_000)}`],
    ['ten megabytes of empty lines', () => `${mail().split('\r\n\r\n', 1)[0]!}\r\n\r\n${'\n'.repeat(9_900_000)}`],
    ['a web page of ten megabytes beside it', () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n${'<p><b>x &amp; y '.repeat(600_000)}\r\n--b\r\nContent-Type: text/calendar\r\n\r\n${calendar()}\r\n--b--`],
    ['a megabyte of one header', () => `Subject: ${'a =?utf-8?q?=41?= '.repeat(50_000)}\r\n${mail()}`],
    ['a megabyte of addresses', () => `To: ${'"a, b" <c@d>, '.repeat(60_000)}\r\n${mail()}`],
    ['a megabyte of senders', () => `From: ${'"a, b" <c@d>, '.repeat(60_000)}\r\n${mail()}`],
    ['many headers', () => `${'X: y\r\n'.repeat(150_000)}${mail()}`],
    ['as many lines as are read', () => `${mail()}${'\n'.repeat(149_000)}`],
    ['a From that never closes', () => `From: ${'<"('.repeat(200_000)}\r\n${mail()}`],
    ['a megabyte of boundaries alike', () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${`--b${'x'.repeat(500)}\r\n`.repeat(1900)}Content-Type: text/calendar`],
    ['a calendar of many parameters', () => calendar({more: [`COMMENT${';a=b'.repeat(200_000)}:x`, `ATTENDEE${';a=b'.repeat(4000)}:mailto:a@b.c`]})],
    ['a calendar of many people', () => calendar({more: Array.from({length: 20_000}, (_, index) => `ATTENDEE:mailto:a${index}@example.org`)})],
    ['a calendar of many short lines', () => `BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n${'UID:\n'.repeat(190_000)}END:VEVENT\nEND:VCALENDAR`],
    ['a calendar folded after each letter', () => `BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nCOMMENT:${'x\n '.repeat(320_000)}\nEND:VEVENT\nEND:VCALENDAR`],
    ['a calendar of empty lines', () => `BEGIN:VCALENDAR\n${'\n'.repeat(9_900_000)}`],
    ['a calendar in calendars', () => `${'BEGIN:VCALENDAR\n'.repeat(60_000)}`],
    ['a calendar of many events', () => `BEGIN:VCALENDAR\nMETHOD:REPLY\n${'BEGIN:VEVENT\nUID:a\nATTENDEE:mailto:a@b.c\nEND:VEVENT\n'.repeat(17_000)}END:VCALENDAR`],
    ['an address that is all percent signs', () => calendar({more: [`ATTENDEE:mailto:${'%41'.repeat(5000)}@b.c`]})],
  ])('of %s is done with in two seconds', async (_, make) => {
    const bytes = Buffer.from(make())
    const took = await cost(async () => {
      const found = await letterIn({at: 'x', bytes, boxed: true})
      if (found !== 'other' && !('problem' in found)) for (const {text, method} of found.calendars) repliesIn(text, method)
    })
    if (process.env.CIRCLE_THOROUGH !== undefined) process.stdout.write(`${_}: ${Math.round(took)} ms\n`)
    expect(took).toBeLessThan(2000)
  })
})

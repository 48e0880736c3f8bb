import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {answerIn, byEdition, longestCalendar, momentIn, plainAddress, repliesIn, standing} from '../../src/calendar/reply.ts'
import type {Edition, Moment} from '../../src/calendar/reply.ts'
import {unseen} from '../../src/model/unseen.ts'
import {calendar, letter} from '../cli/replies.ts'

const numRuns = process.env.CIRCLE_THOROUGH === undefined ? 200 : 5000

const event = (...lines: string[]): string => ['BEGIN:VCALENDAR', 'METHOD:REPLY', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\n')
const usual = ['UID:x', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.org'] as const
const none = (): readonly string[] => []

describe('an answer in a calendar', () => {
  it('has whose it is, to what, when, and why', () => {
    const text = calendar({sequence: 6, status: 'DECLINED', comment: 'Not\\nthis\\, time', more: ['DTSTART;TZID=W. Europe Standard Time:20261204T200000', 'DTEND:20261204T210000Z', 'RECURRENCE-ID;VALUE=DATE:20261204']})
    expect(repliesIn(text)).toEqual({
      replies: [{
        method: 'reply', uid: '2026-12-04-weekly.7k2mq9xw@circle', date: {day: '2026-12-04'}, sequence: 6, stampMs: Date.UTC(2026, 10, 28, 9), addresses: ['bo@example.org'],
        status: 'DECLINED', delegates: [], comment: 'Not this, time', start: {day: '2026-12-04', time: '20:00', zone: 'W. Europe Standard Time'}, end: {day: '2026-12-04', time: '21:00', zone: 'UTC'},
      }],
      others: 0,
      problems: [],
    })
  })

  it.each<[what: string, line: string, address: string]>([
    ['in capitals', 'ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Bo@Example.ORG', 'bo@example.org'],
    ['with a quoted name with commas', 'ATTENDEE;CN="Berg, Bo; Dr.:":mailto:bo@example.org', 'bo@example.org'],
    ['with a name with commas that is not quoted', 'ATTENDEE;CN=Berg, Bo:mailto:bo@example.org', 'bo@example.org'],
    ['without mailto', 'ATTENDEE:bo@example.org', 'bo@example.org'],
    ['with a parameter of its own', 'ATTENDEE;CN=Bo;EMAIL=bo@example.org:/aMTIz/principal/', 'bo@example.org'],
    ['as the web writes it', 'ATTENDEE:mailto:bo%2Bclub@example.org', 'bo+club@example.org'],
    ['folded in its midst', 'ATTENDEE;CN=Bo:mailto:bo@exam\n ple.org', 'bo@example.org'],
    ['twice', 'ATTENDEE:mailto:bo@example.org\nATTENDEE;CN=Bo:MAILTO:BO@example.org', 'bo@example.org'],
  ])('has an address %s', (_, line, address) => {
    expect(repliesIn(event('UID:x', line))).toMatchObject({replies: [{addresses: [address]}], problems: []})
  })

  it.each<[what: string, text: string, problem: string]>([
    ['of nobody', event('UID:x'), 'does not say whose answer it is'],
    ['of somebody without an address', event('UID:x', 'ATTENDEE;CN=Bo:invalid:nomail'), 'does not say whose answer it is'],
    ['of two people', event('UID:x', 'ATTENDEE:mailto:a@b.c', 'ATTENDEE:mailto:d@e.f'), 'is the answer of 2 people at once'],
    ['to nothing', event('ATTENDEE:mailto:a@b.c'), 'answers something without a UID'],
    ['to a date that is none', event(...usual, 'RECURRENCE-ID:soon'), 'answers a date that cannot be read'],
    ['that is cut off', calendar().slice(0, -30), 'is cut off'],
    ['whose components end in the wrong order', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT', 'has END:VCALENDAR in the wrong place'],
    ['that is no calendar', 'Hello', 'is none: it has no BEGIN:VCALENDAR'],
    ['that is empty', '', 'is none: it has no BEGIN:VCALENDAR'],
    ['that is too long', `BEGIN:VCALENDAR\n${'x'.repeat(longestCalendar)}`, 'is longer than 1000 kB'],
    ['with too long a line', event(`UID:${'x'.repeat(20_000)}`), 'has a line of 20004 characters'],
    ['with too many components', `${'BEGIN:VEVENT\nEND:VEVENT\n'.repeat(5001)}`, 'has more than 5000 components'],
    ['that ical.js cannot read', event('UID:x', 'ATTENDEE;CN="Bo:mailto:bo@example.org'), 'cannot be read: invalid line (no matching double quote) ";CN="Bo:mailto:bo@example.org"'],
  ])('%s is a problem, and nothing else', (_, text, problem) => {
    expect(repliesIn(text)).toEqual({replies: [], others: 0, problems: [problem]})
  })

  it('is read whatever stands in lines that nobody needs', () => {
    const odd = ['X-APPLE: "', 'DESCRIPTION;ALTREP="never closed:x', 'ATTACH;:', '=;:', 'no colon at all', ':', '', 'BEGIN:VALARM', 'UID:alarm', 'ATTENDEE:mailto:eve@example.net', 'END:VALARM', 'CATEGORIES;X=']
    expect(repliesIn(event(...odd, ...usual))).toMatchObject({replies: [{uid: 'x', addresses: ['bo@example.org']}], problems: []})
    expect(repliesIn(`${event(...usual)}\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID;=:x\nEND:VEVENT\nEND:VCALENDAR`)).toMatchObject({replies: [{uid: 'x'}], problems: [expect.stringMatching(/^cannot be read: /)]})
  })

  it('is read after a byte order mark, with any line ends, in small letters', () => {
    for (const text of [`\u{feff}${calendar()}`, calendar().replaceAll('\r\n', '\n'), calendar().replaceAll('\r\n', '\r'), calendar().toLowerCase(), `\n\n${calendar()}\n\n`]) {
      expect(repliesIn(text)).toMatchObject({replies: [{addresses: ['bo@example.org'], status: 'ACCEPTED'}], problems: []})
    }
  })

  it('is none in an invitation or a feed, unless the letter says so and the calendar nothing else', () => {
    for (const method of ['METHOD:REQUEST\r\n', 'METHOD:CANCEL\r\n', '']) expect(repliesIn(calendar().replace('METHOD:REPLY\r\n', method))).toEqual({replies: [], others: 1, problems: []})
    expect(repliesIn(calendar().replace('METHOD:REPLY\r\n', ''), 'REPLY').replies).toHaveLength(1)
    expect(repliesIn(calendar().replace('METHOD:REPLY', 'METHOD:REQUEST'), 'REPLY').replies).toHaveLength(0)
    expect(repliesIn('BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VTODO\nUID:x\nEND:VTODO\nEND:VCALENDAR')).toEqual({replies: [], others: 1, problems: []})
  })

  it('can be one of several', () => {
    expect(repliesIn(calendar() + calendar({who: 'cy@example.org'})).replies.map(({addresses}) => addresses[0])).toEqual(['bo@example.org', 'cy@example.org'])
    expect(repliesIn(calendar().replace('END:VEVENT', 'END:VEVENT\r\nBEGIN:VEVENT\r\nUID:y\r\nATTENDEE:mailto:bo@example.org\r\nEND:VEVENT')).replies.map(({uid}) => uid)).toEqual(['2026-12-04-weekly.7k2mq9xw@circle', 'y'])
  })

  it('can leave out what it likes: then nothing is made up', () => {
    const [reply] = repliesIn(event('UID:x', 'ATTENDEE:mailto:bo@example.org', 'DTSTAMP:soon', 'DTSTART:soon', 'COMMENT: \\n ')).replies
    expect(reply).toEqual({method: 'reply', uid: 'x', addresses: ['bo@example.org'], status: 'NEEDS-ACTION', delegates: []})
  })

  it('has a reason of one line that holds nothing to obey', () => {
    expect(repliesIn(event(...usual, 'COMMENT:a\\n\tb  c\u001b[2J\u202e', 'COMMENT;LANGUAGE=sv:och \\\\ d\\; e')).replies[0]!.comment).toBe('a b c[2J\\u{202e} och \\ d; e')
    const long = repliesIn(event(...usual, `COMMENT:${'😀'.repeat(9000)}`)).replies[0]!.comment!
    expect([Array.from(long).length, long.endsWith('😀…')]).toEqual([501, true])
  })

  it('says who proposes another time, and when', () => {
    const proposal = calendar({more: ['ATTENDEE:mailto:cy@example.org', 'DTSTART:20261205T190000Z']}).replace('METHOD:REPLY', 'METHOD:COUNTER')
    expect(repliesIn(proposal).replies).toMatchObject([{method: 'counter', addresses: ['bo@example.org', 'cy@example.org'], start: {day: '2026-12-05', time: '19:00', zone: 'UTC'}}])
  })

  it('never throws, and holds no more than one line of clean text in each word', async () => {
    const lines = fc.constantFrom(...usual, ...calendar({sequence: 3, comment: 'x', more: ['RECURRENCE-ID:20261204T190000Z']}).split('\r\n'), ...letter('outlook-saved.ics').split('\r\n'))
    const part = fc.oneof({arbitrary: lines, weight: 5}, {arbitrary: fc.string({unit: 'binary', maxLength: 20}), weight: 1}, {arbitrary: fc.constantFrom('"', ';', ':', ',', '^n', '\\', '\r', '\n ', '\u2028', '\0', '=', ';VALUE=', ';VALUE=DATE', '__proto__', 'constructor'), weight: 1})
    const text = fc.array(fc.tuple(part, fc.constantFrom('\r\n', '\n', '', '\n ')), {maxLength: 30}).map((parts) => event(parts.flat().join('')))
    const tornText = fc.tuple(fc.constantFrom(calendar({sequence: 1, comment: 'x'}), event(...usual)), fc.nat(), fc.nat(9), fc.string({unit: 'binary', maxLength: 6})).map(([whole, at, length, put]) => whole.slice(0, at % whole.length) + put + whole.slice((at % whole.length) + length))
    fc.assert(fc.property(fc.oneof(text, tornText, fc.string({unit: 'binary'})), (whole) => {
      const {replies, problems} = repliesIn(whole)
      for (const word of [...problems, ...replies.flatMap(({uid, status, comment = '', addresses, delegates}) => [uid, status, comment, ...addresses, ...delegates])]) {
        expect(word).not.toMatch(/[\n\r\t]/)
        expect(word.replace(unseen, '')).toBe(word)
      }
      for (const {stampMs, sequence, addresses} of replies) {
        expect([stampMs, sequence].every((number) => number === undefined || Number.isSafeInteger(number))).toBe(true)
        expect(addresses.every((address) => plainAddress(address) === address)).toBe(true)
      }
    }), {numRuns})
  })
})

describe('a time', () => {
  const windows = (name: string): readonly string[] => (name === 'W. Europe Standard Time' ? ['Europe/Berlin'] : [])

  it.each<[what: string, moment: Moment, there: object]>([
    ['an instant', {day: '2026-12-04', time: '23:30', zone: 'UTC'}, {day: '2026-12-05', time: '00:30'}],
    ['a time of its own zone', {day: '2026-12-04', time: '20:00', zone: 'Europe/Stockholm'}, {day: '2026-12-04', time: '20:00'}],
    ['a time by Windows', {day: '2026-12-04', time: '20:00', zone: 'W. Europe Standard Time'}, {day: '2026-12-04', time: '20:00'}],
    ['a time of no zone', {day: '2026-12-04', time: '20:00'}, {day: '2026-12-04', time: '20:00'}],
    ['a time of a zone that nobody knows', {day: '2026-12-04', time: '20:00', zone: 'Mars'}, {day: '2026-12-04', time: '20:00'}],
    ['a day', {day: '2026-12-04'}, {day: '2026-12-04'}],
  ])('shows %s on its clocks', (_, moment, there) => {
    expect(momentIn('Europe/Stockholm', moment, windows)).toEqual(there)
  })

  it('is asked for any time that can be written', () => {
    for (const day of ['0001-01-01', '1600-02-29', '9999-12-31']) expect(momentIn('Asia/Kolkata', {day, time: '23:59', zone: 'America/New_York'}, none)).toHaveProperty('day')
  })
})

describe('which answer stands', () => {
  const edition = fc.record({rsvp: fc.constantFrom('going' as const, 'maybe' as const, 'declined' as const), why: fc.constantFrom('', 'a', 'b'), sequence: fc.nat(2), stampMs: fc.nat(3)}, {requiredKeys: ['rsvp']})

  it('is the same whatever the order, and however often each is read', () => {
    const all = fc.array(fc.record({key: fc.constantFrom('a', 'b'), edition}), {minLength: 1, maxLength: 8})
    fc.assert(fc.property(all.chain((replies) => fc.tuple(fc.constant(replies), fc.shuffledSubarray([...replies, ...replies], {minLength: replies.length}))), ([replies, again]) => {
      const told = (each: readonly {key: string; edition: Edition}[]): object => Object.fromEntries(standing(each).map(({key, edition: {rsvp, why, sequence = 0, stampMs = -1}}) => [key, [rsvp, why, sequence, stampMs]]))
      expect(told([...again, ...replies])).toEqual(told(replies))
    }), {numRuns})
  })

  it('is what stands of those that stand: reading in several goes comes to the same', () => {
    const bare = fc.array(edition.map(({why: _, ...rest}) => ({key: 'a', edition: rest as Edition})), {minLength: 2, maxLength: 8})
    fc.assert(fc.property(bare, fc.nat(), (replies, at) => {
      const cut = 1 + (at % (replies.length - 1))
      const [first, second] = [standing(replies.slice(0, cut)), standing(replies.slice(cut))]
      expect(byEdition(standing([...second, ...first])[0]!.edition, standing(replies)[0]!.edition)).toBe(0)
    }), {numRuns})
  })

  it('has the reason of the same answer just before it', () => {
    const one = (stampMs: number, rsvp: Edition['rsvp'], why?: string): {key: string; edition: Edition} => ({key: 'a', edition: {rsvp, stampMs, ...(why === undefined ? {} : {why})}})
    expect(standing([one(1, 'declined', 'Ill'), one(2, 'declined')])[0]!.edition.why).toBe('Ill')
    expect(standing([one(1, 'declined', 'Ill'), one(2, 'going'), one(3, 'declined')])[0]!.edition.why).toBeUndefined()
    expect(standing([one(1, 'declined', 'Ill'), one(2, 'declined', 'Well again')])[0]!.edition.why).toBe('Well again')
  })

  it('is a word that says so', () => {
    expect(['ACCEPTED', 'DECLINED', 'TENTATIVE', 'NEEDS-ACTION', 'DELEGATED', 'X-LATER', 'constructor'].map(answerIn)).toEqual(['going', 'declined', 'maybe', undefined, undefined, undefined, undefined])
  })
})

/**
 * Everything about an invitation, with nothing made up but the people: a mail server on loopback, each member's own calendar on a
 * calendar server, and answers as the mail programs of this world write them.
 */
import {readFileSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {ICAL, readIcal} from '../../src/calendar/ical.ts'
import {caldav, noCaldav} from './caldav.ts'
import type {Caldav} from './caldav.ts'
import {circle, done, folder, founded} from './harness.ts'
import type {Outcome} from './harness.ts'
import {opened, postOffice} from './post-office.ts'
import type {PostOffice} from './post-office.ts'

if (noCaldav !== undefined && process.env.CIRCLE_READERS === '1') throw new Error(`A calendar server should be here: ${noCaldav}`)

const now = {CIRCLE_NOW: '2026-11-28T10:00:00Z'}
const guests = ['bo', 'cy', 'dee', 'eva']
const address = (member: string): string => `${member}@example.org`

/** What one invitation says, read by ical.js. */
interface Sent {
  readonly method: string
  readonly uid: string
  readonly sequence: number
  readonly start: string
  readonly end: string
  readonly stamp: string
  readonly status: string
  readonly attendees: readonly string[]
  readonly organizer: string
}

function readSent(calendar: string): Sent {
  const component = new ICAL.Component(readIcal(calendar))
  const event = component.getFirstSubcomponent('vevent')!
  const read = new ICAL.Event(event)
  const instant = (time: ICAL.Time): string => time.toJSDate().toISOString().replace('.000', '')
  return {
    method: String(component.getFirstPropertyValue('method')),
    uid: read.uid,
    sequence: read.sequence,
    start: instant(read.startDate),
    end: instant(read.endDate),
    stamp: String(event.getFirstPropertyValue('dtstamp')),
    status: String(event.getFirstPropertyValue('status')),
    attendees: event.getAllProperties('attendee').map((property) => String(property.getFirstValue()).replace(/^mailto:/i, '')),
    organizer: String(event.getFirstPropertyValue('organizer')).replace(/^mailto:/i, ''),
  }
}

/** The mails since the last look: what each person got. */
async function arrived(office: PostOffice, from: number): Promise<Map<string, Sent[]>> {
  const got = new Map<string, Sent[]>()
  for (const {to, raw} of office.mails.slice(from)) {
    expect(to).toHaveLength(1)
    const mail = await opened(raw)
    expect(mail.to).toEqual(to)
    const sent = readSent(mail.calendar)
    expect(mail.method.toUpperCase()).toBe(sent.method)
    const others = guests.filter((member) => address(member) !== to[0])
    for (const other of others) expect(raw.toString() + mail.calendar + mail.text + mail.html, `the mail to ${to[0]}`).not.toContain(address(other))
    got.set(to[0]!, [...(got.get(to[0]!) ?? []), sent])
  }
  return got
}

/** What a calendar program keeps of an invitation: the same without METHOD (RFC 4791 4.1). */
function kept(calendar: string): string {
  return calendar.replace(/METHOD:[A-Z]+\r\n/, '')
}

const crlf = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`

/** Answers as these programs write them (facts: Exchange leaves ORGANIZER out, Gmail has the reply twice, times in Windows zones). */
const answers = {
  google: (member: string, {uid, sequence, start, end, organizer}: Sent, partstat: string, stamp: string): string => {
    const basic = (text: string): string => text.replace(/[-:]/g, '')
    const calendar = crlf([
      'BEGIN:VCALENDAR', 'PRODID:-//Google Inc//Google Calendar 70.9054//EN', 'VERSION:2.0', 'CALSCALE:GREGORIAN', 'METHOD:REPLY', 'BEGIN:VEVENT',
      `DTSTART:${basic(start)}`, `DTEND:${basic(end)}`, `DTSTAMP:${stamp}`, `ORGANIZER;CN=Ann Ek:mailto:${organizer}`, `UID:${uid}`,
      `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${partstat};CN=${address(member)};X-NUM-GUESTS=0:mailto:${address(member)}`,
      `CREATED:20261128T100000Z`, `LAST-MODIFIED:${stamp}`, `SEQUENCE:${sequence}`, 'STATUS:CONFIRMED', 'SUMMARY:Friday', 'TRANSP:OPAQUE', 'END:VEVENT', 'END:VCALENDAR',
    ])
    return crlf([
      `From: ${member} <${address(member)}>`, 'To: ann@example.org', `Subject: Accepted: Friday`, 'Date: Sat, 28 Nov 2026 12:00:00 +0000', 'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="outer"', '', '--outer', 'Content-Type: multipart/alternative; boundary="inner"', '',
      '--inner', 'Content-Type: text/plain; charset="UTF-8"', '', 'has accepted this invitation.',
      '--inner', 'Content-Type: text/calendar; charset="UTF-8"; method=REPLY', 'Content-Transfer-Encoding: base64', '', ...base64(calendar), '--inner--',
      '--outer', 'Content-Type: application/ics; name="invite.ics"', 'Content-Disposition: attachment; filename="invite.ics"', 'Content-Transfer-Encoding: base64', '', ...base64(calendar), '--outer--',
    ])
  },
  outlook: (member: string, {uid, sequence}: Sent, partstat: string, stamp: string): string => {
    const calendar = crlf([
      'BEGIN:VCALENDAR', 'METHOD:REPLY', 'PRODID:Microsoft Exchange Server 2010', 'VERSION:2.0', 'BEGIN:VTIMEZONE', 'TZID:W. Europe Standard Time',
      'BEGIN:STANDARD', 'DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD',
      'BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT', 'END:VTIMEZONE',
      'BEGIN:VEVENT', `ATTENDEE;PARTSTAT=${partstat};CN="Ash, Cy":MAILTO:${address(member).toUpperCase()}`, 'COMMENT;LANGUAGE=en-GB:On the road\\, sorry\\n', `UID:${uid}`,
      `SUMMARY;LANGUAGE=en-GB:Declined: Friday`, 'DTSTART;TZID=W. Europe Standard Time:20261204T200000', 'DTEND;TZID=W. Europe Standard Time:20261204T220000',
      'CLASS:PUBLIC', 'PRIORITY:5', `DTSTAMP:${stamp}`, 'TRANSP:OPAQUE', 'STATUS:CONFIRMED', `SEQUENCE:${sequence}`, 'X-MICROSOFT-CDO-APPT-SEQUENCE:0', 'END:VEVENT', 'END:VCALENDAR',
    ])
    return crlf([
      `From: "Ash, Cy" <${address(member)}>`, 'To: Ann Ek <ann@example.org>', 'Subject: Declined: Friday', 'MIME-Version: 1.0', 'Content-Type: multipart/alternative; boundary="_000_x_"', '',
      '--_000_x_', 'Content-Type: text/plain; charset="us-ascii"', '', '', '--_000_x_', 'Content-Type: text/calendar; charset="utf-8"; method=REPLY', 'Content-Transfer-Encoding: base64', '',
      ...base64(calendar), '--_000_x_--',
    ])
  },
  apple: (member: string, {uid, sequence, organizer}: Sent, partstat: string, stamp: string): string => {
    const calendar = crlf([
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Apple Inc.//macOS 15.1//EN', 'CALSCALE:GREGORIAN', 'METHOD:REPLY', 'BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${stamp}`, 'DTSTART:20261204T190000Z', 'DTEND:20261204T210000Z',
      `ATTENDEE;CN=Dee;CUTYPE=INDIVIDUAL;EMAIL=${address(member)};PARTSTAT=${partstat}:mailto:${address(member)}`, `ORGANIZER;CN=Ann Ek;EMAIL=${organizer}:mailto:${organizer}`, `SEQUENCE:${sequence}`, 'SUMMARY:Friday', 'END:VEVENT', 'END:VCALENDAR',
    ])
    return crlf([
      `From: Dee <${address(member)}>`, `To: ${organizer}`, 'Subject: =?utf-8?B?RGVlIGtvbW10?=', 'MIME-Version: 1.0', 'Content-Type: multipart/alternative; boundary=Apple-Mail-1', '',
      '--Apple-Mail-1', 'Content-Type: text/plain; charset=utf-8', '', 'Dee may come.', '--Apple-Mail-1', 'Content-Type: text/calendar; charset=utf-8; method=REPLY', 'Content-Transfer-Encoding: quoted-printable', '',
      calendar.replaceAll('=', '=3D').trimEnd(), '--Apple-Mail-1--',
    ])
  },
  thunderbird: (member: string, {uid, sequence, organizer}: Sent, partstat: string, stamp: string): string => crlf([
    `From: Eva <${address(member)}>`, `To: ${organizer}`, 'Subject: Event Invitation Reply: Friday', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="------------tb"', '',
    '--------------tb', 'Content-Type: multipart/alternative; boundary="------------tc"', '', '--------------tc', 'Content-Type: text/plain; charset=UTF-8', '', 'Eva has accepted.',
    '--------------tc', 'Content-Type: text/calendar; charset=UTF-8; method=REPLY', 'Content-Transfer-Encoding: 8bit', '',
    'BEGIN:VCALENDAR', 'PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN', 'VERSION:2.0', 'METHOD:REPLY', 'BEGIN:VEVENT', `LAST-MODIFIED:${stamp}`, `DTSTAMP:${stamp}`, `UID:${uid}`, 'SUMMARY:Friday',
    `ORGANIZER;CN=Ann Ek:mailto:${organizer}`, `ATTENDEE;CN=Eva;PARTSTAT=${partstat};ROLE=REQ-PARTICIPANT:mailto:${address(member)}`, 'DTSTART:20261204T190000Z', 'DTEND:20261204T210000Z', `SEQUENCE:${sequence}`, 'X-MOZ-RECEIVED-SEQUENCE:1', 'END:VEVENT', 'END:VCALENDAR',
    '--------------tc--', '--------------tb--',
  ]),
}

function base64(text: string): string[] {
  return Buffer.from(text).toString('base64').match(/.{1,76}/g) ?? []
}

/** Mails in one mailbox file, as mail programs keep them. */
function mbox(mails: readonly string[]): string {
  return mails.map((mail) => `From someone@example.org Sat Nov 28 12:00:00 2026\n${mail.replaceAll('\r\n', '\n').replace(/^(>*From )/gm, '>$1')}\n`).join('')
}

interface Scene {
  readonly root: string
  readonly office: PostOffice
  readonly env: Record<string, string>
  run(...words: string[]): Promise<Outcome>
}

async function scene(): Promise<Scene> {
  const root = await founded(['--member', 'Dee Li <dee@example.org>', '--member', 'Eva Ro <eva@example.org>'])
  const office = await postOffice()
  const home = folder('config')
  mkdirSync(join(home, 'circle'))
  writeFileSync(join(home, 'circle', 'mail.yaml'), `smtp:\n  host: 127.0.0.1\n  port: ${office.port}\n  security: none\n`, {mode: 0o600})
  const env = {...now, XDG_CONFIG_HOME: home}
  return {root, office, env, run: (...words) => circle(words, {cwd: root, env})}
}

function pages(root: string, gathering: string): Record<string, string> {
  return Object.fromEntries(guests.map((member) => {
    try {
      return [member, /^rsvp: (\w+)/m.exec(readFileSync(join(root, 'gatherings', gathering, `${member}.yaml`), 'utf8'))?.[1] ?? 'none']
    } catch {
      return [member, 'none']
    }
  }))
}

describe('an invitation from its first mail to its last', () => {
  it('goes out, is answered from four mail programs, moves, is called off, and mails nobody twice', async () => {
    const {root, office, run, env} = await scene()
    const send = async (): Promise<Map<string, Sent[]>> => {
      const from = office.mails.length
      const outcome = await run('invite', '2026-12-04', '--send', '--yes', '--pause', '0s')
      expect(outcome.status, outcome.stdout + outcome.stderr).toBe(0)
      return arrived(office, from)
    }

    const first = await send()
    expect([...first.keys()].toSorted()).toEqual(guests.map(address))
    for (const [to, sent] of first) {
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatchObject({method: 'REQUEST', start: '2026-12-04T19:00:00Z', end: '2026-12-04T21:00:00Z', status: 'CONFIRMED', attendees: [to], organizer: 'ann@example.org'})
    }
    expect(await send(), 'a second run sends nothing').toEqual(new Map())

    const one = (member: string): Sent => first.get(address(member))![0]!
    const replies = [
      answers.google('bo', one('bo'), 'ACCEPTED', '20261128T120000Z'),
      answers.outlook('cy', one('cy'), 'DECLINED', '20261128T121000Z'),
      answers.apple('dee', one('dee'), 'TENTATIVE', '20261128T122000Z'),
      answers.thunderbird('eva', one('eva'), 'ACCEPTED', '20261128T123000Z'),
    ]
    const box = join(folder('mail'), 'Inbox')
    writeFileSync(box, mbox([replies[2]!, replies[0]!, replies[0]!, replies[3]!, replies[1]!]))
    const later = {...env, CIRCLE_NOW: '2026-11-28T20:00:00Z'}
    await done(['rsvp', '--read', box], {cwd: root, env: later})
    expect(pages(root, '2026-12-04-weekly')).toEqual({bo: 'going', cy: 'declined', dee: 'maybe', eva: 'going'})
    expect(readFileSync(join(root, 'gatherings/2026-12-04-weekly/cy.yaml'), 'utf8')).toContain('why: On the road, sorry')

    await done(['schedule', 'move', '2026-12-04', '2026-12-05 18:00'], {cwd: root, env})
    const second = await send()
    expect([...second.keys()].toSorted()).toEqual(guests.map(address))
    for (const [to, sent] of second) {
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatchObject({method: 'REQUEST', uid: first.get(to)![0]!.uid, start: '2026-12-05T18:00:00Z', end: '2026-12-05T20:00:00Z'})
      expect(sent[0]!.sequence).toBeGreaterThan(first.get(to)![0]!.sequence)
    }
    expect(await send()).toEqual(new Map())

    // An answer to the old hour is no answer to the new one.
    const late = join(folder('mail'), 'late.eml')
    writeFileSync(late, answers.google('cy', one('cy'), 'ACCEPTED', '20261128T130000Z'))
    const told = await circle(['rsvp', '--read', late], {cwd: root, env: later})
    expect(told.stdout + told.stderr).toMatch(/another time|ask again/i)
    expect(pages(root, '2026-12-04-weekly').cy).toBe('declined')
    const fresh = join(folder('mail'), 'fresh.eml')
    writeFileSync(fresh, answers.google('cy', second.get(address('cy'))![0]!, 'ACCEPTED', '20261128T140000Z'))
    await done(['rsvp', '--read', fresh], {cwd: root, env: later})
    expect(pages(root, '2026-12-04-weekly').cy).toBe('going')

    await done(['schedule', 'cancel', '2026-12-04', '--why', 'Snow'], {cwd: root, env})
    const third = await send()
    expect([...third.keys()].toSorted()).toEqual(guests.map(address))
    for (const [to, sent] of third) {
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatchObject({method: 'CANCEL', status: 'CANCELLED', uid: first.get(to)![0]!.uid})
      expect(sent[0]!.sequence).toBeGreaterThan(second.get(to)![0]!.sequence)
    }
    expect(await send()).toEqual(new Map())
    expect(office.mails).toHaveLength(3 * guests.length)
    await done(['check'], {cwd: root, env})
  })

  it.skipIf(noCaldav !== undefined)('is kept by a calendar server as it was sent, each time', async () => {
    const {root, office, run, env} = await scene()
    const calendars = await caldav(guests)
    const deliver = async (from: number): Promise<void> => {
      for (const {to, raw} of office.mails.slice(from)) {
        const server = calendars.get(to[0]!.replace(/@.*/, ''))!
        const {calendar} = await opened(raw)
        const sent = readSent(calendar)
        expect([201, 204], `${to[0]}: ${sent.method}`).toContain(await server.put('gathering', kept(calendar)))
        const back = readSent(await server.get('gathering'))
        expect({...back, method: sent.method}).toEqual(sent)
      }
    }
    for (const words of [[], ['schedule', 'move', '2026-12-04', '2026-12-05 18:00'], ['schedule', 'cancel', '2026-12-04', '--why', 'Snow']]) {
      if (words.length > 0) await done(words, {cwd: root, env})
      const from = office.mails.length
      expect((await run('invite', '2026-12-04', '--send', '--yes', '--pause', '0s')).status).toBe(0)
      expect(office.mails).toHaveLength(from + guests.length)
      await deliver(from)
    }
  })

  it.skipIf(noCaldav !== undefined)('and the files of `circle ics --each` are kept by a calendar server one by one', async () => {
    const {root, env} = await scene()
    await done(['schedule', 'move', '2026-12-11', '2026-12-12 18:00'], {cwd: root, env})
    const out = folder('each')
    await done(['ics', '--each', '--out', out, '--from', '2026-12-01', '--to', '2027-02-28', '--remind', '1d,15m'], {cwd: root, env})
    const server: Caldav = (await caldav(['bo'])).get('bo')!
    const listed = JSON.parse(await done(['schedule', 'list', '--from', '2026-12-01', '--to', '2027-02-28', '--json'], {cwd: root, env})) as {gatherings: {id: string; start: string}[]}
    for (const {id} of listed.gatherings) expect(await server.put(id, readFileSync(join(out, `${id}.ics`), 'utf8')), id).toBe(201)
    const events = new ICAL.Component(readIcal(await server.all())).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
    const starts = events.map((event) => event.startDate.toJSDate().toISOString().replace('.000', '')).toSorted()
    expect(starts).toEqual(listed.gatherings.map(({start}) => new Date(start).toISOString().replace('.000', '')).toSorted())
  })
})

import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {mailWords} from '../../src/calendar/invitation-words.ts'
import type {Wording} from '../../src/calendar/invitation-words.ts'
import type {Charter} from '../../src/model/charter.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import type {Gathering} from '../../src/schedule/gatherings.ts'
import {gatheringById} from '../../src/schedule/named.ts'

const id = '2026-12-04-weekly'
const charter: Charter = {
  circle: 1, id: '7k2mq9xw', name: 'Apron', purpose: 'Talk.', founded: '2026-11-20', timezone: 'Europe/Stockholm',
  rhythms: {weekly: {title: 'Friday meeting', starts: '2026-11-20 19:00', repeats: 'every week', place: 'The tavern'}},
}

function gathering(shared: SharedPage = {}): Gathering {
  return gatheringById({charter, gatherings: new Map([[id, {id, shared: {rhythm: 'weekly', ...shared}, pages: new Map()}]])}, id)!
}

function words(more: Partial<Wording> = {}): ReturnType<typeof mailWords> {
  return mailWords({method: 'request', reason: 'invitation', circle: 'Apron Club', gathering: gathering(), sender: 'Ann Ek', timezones: ['Europe/Stockholm'], together: false, ...more})
}

describe('the words of an invitation', () => {
  it('say who invites to what, when, where, and how to answer', () => {
    const {subject, text} = words({gathering: gathering({topic: 'Luck', link: 'https://meet.example.org/apron'})})
    expect(subject).toBe('Invitation: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)')
    expect(text).toBe([
      'Ann Ek invites you to Friday meeting of Apron Club.',
      '',
      'When: Friday 4 December 2026, 19:00–21:00 (Europe/Stockholm)',
      'Where: The tavern',
      'Online: https://meet.example.org/apron',
      'Topic: Luck',
      '',
      'Your mail program can put it into your calendar and answer for you: yes, maybe or no. Where it shows no buttons for that, reply in your own words.',
      '',
      'This mail is for you alone: nobody else who is invited sees your address.',
      '',
    ].join('\n'))
  })

  it("say the time on the reader's own clocks, where those show another", () => {
    expect(words({timezones: ['Asia/Kolkata']}).text).toContain('When: Friday 4 December 2026, 19:00–21:00 (Europe/Stockholm)\n  Fri 4 Dec 2026, 23:30 to Sat 5 Dec 2026, 01:30 (Asia/Kolkata)\n')
    expect(words({timezones: ['Europe/Berlin']}).text).not.toContain('Berlin')
  })

  it('say the time on the clocks of all who read it, each once', () => {
    const {text} = words({timezones: ['Asia/Kolkata', 'Europe/Stockholm', 'Europe/London', 'Asia/Kolkata'], together: true})
    expect(text).toContain('(Europe/Stockholm)\n  Fri 4 Dec 2026, 23:30 to Sat 5 Dec 2026, 01:30 (Asia/Kolkata)\n  Fri 4 Dec 2026, 18:00–20:00 (Europe/London)\nWhere')
  })

  it("say the time before on the reader's own clocks too, and where that was in a zone that nobody knows any more, no time in this one", () => {
    const moved = {reason: 'changed', gathering: gathering({when: '2026-12-05 18:00'}), before: '2026-12-04 19:00', changed: ['time']} as const
    expect(words({...moved, timezones: ['Asia/Kolkata']}).text).toContain('\nBefore: Friday 4 December 2026, 19:00\n  Fri 4 Dec 2026, 23:30 (Asia/Kolkata)\n')
    expect(words({...moved, timezones: ['Asia/Kolkata'], rezoned: true}).text).toContain('\nBefore: Friday 4 December 2026, 19:00, in another time zone\nWhere')
  })

  it('say what changed', () => {
    const of = (changed: Wording['changed'], more: Partial<Wording> = {}): string | undefined => /^Changed: .*$/m.exec(words({reason: 'changed', ...(changed === undefined ? {} : {changed}), ...more}).text)?.[0]
    expect(of(['time', 'length', 'title', 'place', 'link', 'topic'])).toBe('Changed: when it begins, how long it takes, what it is called, where it is, the link and the topic')
    expect(of(['place'])).toBe('Changed: where it is')
    expect(of(undefined)).toBeUndefined()
    expect(of(['place'], {method: 'cancel', gathering: gathering({status: 'cancelled'})})).toBeUndefined()
  })

  it('tell one who invited others what is sent in their name, and promise them no buttons', () => {
    const told = words({reason: 'changed', copy: true, sender: 'Bo Berg', organizer: 'Ann Ek', changed: ['place']})
    expect(told.text).toContain('Friday meeting of Apron Club has changed. Bo Berg sends this to those you invited, in your name.\n')
    expect(told.text).toContain('change it there yourself. Answers still come to you.')
    expect(told.text + told.html).not.toMatch(/buttons|This mail is for you alone/)
    expect(words({reason: 'restored', copy: true}).text).not.toContain('invites you')
  })

  it.each<[string, SharedPage, string]>([
    ['all day', {when: '2026-12-05'}, 'When: Saturday 5 December 2026, all day\n'],
    ['some days', {when: '2026-12-05', lasts: '3 days'}, 'When: Saturday 5 December 2026 to Monday 7 December 2026\n'],
    ['past midnight', {lasts: '6h'}, 'When: Friday 4 December 2026, 19:00 to Saturday 5 December 2026, 01:00 (Europe/Stockholm)\n'],
    ['an hour that clocks skip', {when: '2027-03-28 02:30'}, 'When: Sunday 28 March 2027, 03:30–05:30 (Europe/Stockholm)\n'],
  ])('say when it takes %s', (_, shared, line) => {
    expect(words({gathering: gathering(shared), timezones: ['Asia/Kolkata']}).text).toContain(line.trimEnd())
  })

  it.each<[string, Partial<Wording>, string, string]>([
    ['a change', {reason: 'changed', gathering: gathering({when: '2026-12-05 18:00'}), before: '2026-12-04 19:00'}, 'Changed: Friday meeting, Sat 5 Dec 2026 18:00 (Apron Club)', 'Before: Friday 4 December 2026, 19:00\n'],
    ['that it takes place after all', {reason: 'restored'}, 'After all: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)', 'takes place after all. Ann Ek invites you again.'],
    ['that it is called off, and why', {method: 'cancel', reason: 'cancelled', gathering: gathering({status: 'cancelled', why: 'Snow'})}, 'Called off: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)', 'Why: Snow\n'],
    ['the same again', {method: 'cancel', reason: 'again', gathering: gathering({status: 'cancelled', why: 'Snow'})}, 'Called off: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)', 'is called off.\n'],
    ['that it is no longer for them', {method: 'cancel', reason: 'removed'}, 'No longer for you: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)', 'You are no longer in Apron Club'],
    ['who sends it for whom', {organizer: 'Bo Berg'}, 'Invitation: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)', 'Bo Berg invites you to Friday meeting of Apron Club. Ann Ek sends this for Bo Berg.'],
    ['that others see the address', {together: true}, 'Invitation: Friday meeting, Fri 4 Dec 2026 19:00 (Apron Club)', 'each sees the addresses of the others'],
  ])('say %s', (_, more, subject, line) => {
    const said = words(more)
    expect(said.subject).toBe(subject)
    expect(said.text).toContain(line)
    expect(said.text).not.toMatch(/undefined|\[object/)
  })
})

describe('the HTML of an invitation', () => {
  const hostile = `<script>alert(1)</script><img src="https://evil.example/x.png" onerror='x'>&amp;"'\u0060`

  it('escapes what others wrote, wherever it stands', () => {
    const {html} = words({circle: hostile, sender: hostile, organizer: `${hostile}2`, gathering: gathering({title: hostile, place: hostile, topic: hostile})})
    expect(html).not.toMatch(/<script|<img|onerror='|&amp;amp;amp/)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=&quot;https://evil.example/x.png&quot; onerror=&#39;x&#39;&gt;&amp;amp;&quot;&#39;&#96;')
  })

  it('links to http and https alone, and to nothing that can leave the attribute', () => {
    expect(words({gathering: gathering({link: 'https://meet.example.org/a?b=1&c="onclick=x'})}).html).toContain('<a href="https://meet.example.org/a?b=1&amp;c=%22onclick=x">')
    for (const link of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'mailto:x@y', 'https://']) expect(words({gathering: gathering({link})}).html).not.toContain('<a')
  })

  it('has no tag, attribute or line of the text that we did not write, whatever the words', () => {
    const tags = (html: string): string[] => (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/href="[^"<>]*"/, 'href'))
    const usual = tags(words({gathering: gathering({topic: 'x', link: 'https://x.org'})}).html)
    const lines = words({gathering: gathering({topic: 'x', link: 'https://x.org'})}).text.split('\n').length
    const text = fc.oneof(fc.string(), fc.constantFrom('<b>', '</td>', '"><a href="x">', '\r\nWhy: x', '\u2028', '\u202e', '&lt;'), fc.string({unit: fc.constantFrom('<', '>', '"', "'", '&', '\n', '\r', '\u0085', 'a', '/', '=')})).map((each) => `x${each}`)
    fc.assert(fc.property(text, text, text, text, (circle, title, place, topic) => {
      const said = words({circle, sender: title, gathering: gathering({title, place, topic, link: 'https://x.org'})})
      expect(tags(said.html)).toEqual(usual)
      expect(said.text.split('\n')).toHaveLength(lines)
      expect(said.subject).not.toMatch(/[\r\n]/)
    }), {numRuns: process.env.CIRCLE_THOROUGH === '1' ? 5000 : 300})
  })

  it('loads nothing', () => {
    expect(words({gathering: gathering({link: 'https://x.org'})}).html).not.toMatch(/src=|url\(|<link|<style|@import/)
  })
})

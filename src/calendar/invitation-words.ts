/** What an invitation, its update or its cancellation says to a person: subject, plain text and HTML. */
import {addDays} from '../model/day.ts'
import type {When} from '../model/when.ts'
import {readWhen} from '../model/when.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {resolveWall, wallOf} from '../schedule/instant.ts'
import {dayWords, listed, shortDay} from '../schedule/words.ts'
import type {Mail, Need} from './invitations.ts'
import type {Part} from './said.ts'
import {cleanLine, cleanLink, cleanText} from './text.ts'

/** What the words are made of. All of it may be other people's own words. */
export interface Wording extends Pick<Mail, 'method' | 'reason' | 'copy'>, Pick<Need, 'before' | 'rezoned' | 'changed'> {
  /** The circle's name. */
  readonly circle: string
  readonly gathering: Gathering
  /** The name of who sends it. */
  readonly sender: string
  /** Whose invitation it is, where that is somebody else. */
  readonly organizer?: string
  /** The zones of those who read it. */
  readonly timezones: readonly string[]
  /** All who are invited are named in it. */
  readonly together: boolean
}

/** The words of a mail, ready to be put into it. */
export interface MailWords {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The words of one mail. In the HTML everything is escaped, links are http or https, and nothing is loaded from anywhere. */
export function mailWords(wording: Wording): MailWords {
  const {gathering, circle} = wording
  const title = cleanLine(gathering.title) || 'Gathering'
  const lead = leadOf(wording, title)
  const rows = rowsOf(wording)
  const endings = endingsOf(wording)
  const subject = `${headings[kindOf(wording)]}: ${title}, ${shortDay(gathering.start.day)} ${gathering.start.day.slice(0, 4)}${clockOf(gathering)} (${cleanLine(circle)})`
  return {
    subject,
    text: [lead, '', ...rows.map(({name, value, more = []}) => [`${name}: ${value}`, ...more.map((line) => `  ${line}`)].join('\n')), '', ...endings.flatMap((line) => [line, ''])].join('\n').trimEnd() + '\n',
    html: page(lead, rows, endings).markup,
  }
}

type Kind = 'invitation' | 'changed' | 'restored' | 'cancelled' | 'removed'

const headings: Readonly<Record<Kind, string>> = {
  invitation: 'Invitation', changed: 'Changed', restored: 'After all', cancelled: 'Called off', removed: 'No longer for you',
}

/** A mail that is sent again says what it said. */
function kindOf({method, reason, gathering}: Pick<Wording, 'method' | 'reason' | 'gathering'>): Kind {
  if (method === 'cancel') return gathering.status === 'cancelled' ? 'cancelled' : 'removed'
  return reason === 'changed' || reason === 'restored' ? reason : 'invitation'
}

function leadOf(wording: Wording, title: string): string {
  const circle = cleanLine(wording.circle)
  const sender = cleanLine(wording.sender)
  const organizer = wording.organizer === undefined ? sender : cleanLine(wording.organizer)
  const by = wording.copy === true ? ` ${sender} sends this to those you invited, in your name.` : organizer === sender ? '' : ` ${sender} sends this for ${organizer}.`
  switch (kindOf(wording)) {
    case 'invitation':
      return `${organizer} invites you to ${title} of ${circle}.${by}`
    case 'changed':
      return `${title} of ${circle} has changed.${by || ` ${sender} sends you how it is now.`}`
    case 'restored':
      return `${title} of ${circle} takes place after all.${wording.copy === true ? '' : ` ${organizer} invites you again.`}${by}`
    case 'cancelled':
      return `${title} of ${circle} is called off.${by}`
    case 'removed':
      return `You are no longer in ${circle}, so this takes ${title} out of your calendar.${by}`
  }
}

/** One line about the gathering; `link`: its value is an address to go to. */
interface Row {
  readonly name: string
  readonly value: string
  readonly more?: readonly string[]
  readonly link?: true
}

function rowsOf({gathering, timezones, before, rezoned, changed = [], method, reason}: Wording): Row[] {
  const {place, link, topic, why} = gathering
  const there = elsewhereOf(gathering, timezones)
  const was = before === undefined ? undefined : readWhen(before)
  const address = link === undefined ? undefined : cleanLink(link)
  const off = kindOf({gathering, method, reason}) === 'cancelled'
  const rows: (Row | undefined)[] = [
    lineOf('Changed', method === 'cancel' ? undefined : listed(changed.map((part) => partWords[part]))),
    {name: 'When', value: spanWords(gathering, gathering.timezone, true), more: there},
    was === undefined || method === 'cancel' ? undefined : beforeRow(was, gathering.timezone, timezones, rezoned === true),
    lineOf('Why', off ? why : undefined),
    lineOf('Where', place),
    address === undefined || method === 'cancel' ? undefined : {name: 'Online', value: address, link: true},
    lineOf('Topic', topic),
  ]
  return rows.filter((row) => row !== undefined)
}

const partWords: Readonly<Record<Part, string>> = {
  time: 'when it begins', length: 'how long it takes', title: 'what it is called', place: 'where it is', link: 'the link', topic: 'the topic',
}

/** When it was to begin, also on the readers' own clocks. The zone that it had then is known only where it still has it. */
function beforeRow(was: When, timezone: string, timezones: readonly string[], isRezoned: boolean): Row {
  if (isRezoned) return {name: 'Before', value: `${whenWords(was)}, in another time zone`}
  if (was.time === undefined) return {name: 'Before', value: whenWords(was)}
  const {ms} = resolveWall(timezone, was.day, was.time)
  const more = others(timezones, timezone, ms).map((zone) => {
    const {day, time} = wallOf(zone, ms)
    return `${shortDay(day)} ${day.slice(0, 4)}, ${time} (${zone})`
  })
  return {name: 'Before', value: whenWords(was), more}
}

function lineOf(name: string, text: string | undefined): Row | undefined {
  const value = text === undefined ? '' : cleanLine(text)
  return value === '' ? undefined : {name, value}
}

function endingsOf(wording: Wording): string[] {
  if (wording.copy === true) return ['This is for you to know, and nothing in it for your mail program: if it stands in your own calendar, change it there yourself. Answers still come to you.']
  const cancelled = wording.method === 'cancel'
  const use = cancelled
    ? 'Your mail program can take it out of your calendar. Where it does not, take it out yourself.'
    : 'Your mail program can put it into your calendar and answer for you: yes, maybe or no. Where it shows no buttons for that, reply in your own words.'
  const who = wording.together ? 'This mail goes to several members, and each sees the addresses of the others.' : 'This mail is for you alone: nobody else who is invited sees your address.'
  return [use, who]
}

// When

/** `Friday 4 December 2026, 19:00–21:00 (Europe/Stockholm)`: what the clocks of a zone show. */
function spanWords(gathering: Gathering, timezone: string, long: boolean): string {
  const {allDay, start, end, startMs, endMs} = gathering
  if (allDay) {
    const last = addDays(end.day, -1)
    return last === start.day ? `${dayWords(start.day)}, all day` : `${dayWords(start.day)} to ${dayWords(last)}`
  }
  const [from, to] = [wallOf(timezone, startMs), wallOf(timezone, endMs)]
  const day = (each: string): string => (long ? dayWords(each) : `${shortDay(each)} ${each.slice(0, 4)}`)
  return from.day === to.day ? `${day(from.day)}, ${from.time}–${to.time} (${timezone})` : `${day(from.day)}, ${from.time} to ${day(to.day)}, ${to.time} (${timezone})`
}

/** The same on the readers' own clocks, where those show something else. */
function elsewhereOf(gathering: Gathering, timezones: readonly string[]): string[] {
  return gathering.allDay ? [] : others(timezones, gathering.timezone, gathering.startMs).map((timezone) => spanWords(gathering, timezone, false))
}

/** The zones, each once, whose clocks show another time than those of `timezone`. */
function others(timezones: readonly string[], timezone: string, ms: number): string[] {
  const {day, time} = wallOf(timezone, ms)
  return [...new Set(timezones)].filter((zone) => {
    const there = wallOf(zone, ms)
    return there.day !== day || there.time !== time
  })
}

function clockOf({allDay, timezone, startMs}: Gathering): string {
  return allDay ? '' : ` ${wallOf(timezone, startMs).time}`
}

function whenWords({day, time}: When): string {
  return time === undefined ? dayWords(day) : `${dayWords(day)}, ${time}`
}

// HTML

/** Markup that is safe as it stands. Only `markup` below makes it. */
interface Html {
  readonly markup: string
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;'}

/** The one way from text to markup: whatever is put into the template is escaped, unless it came out of one. */
function markup(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const safe = (value: string | Html | readonly Html[]): string => {
    if (typeof value === 'string') return cleanText(value).replace(/[&<>"'`]/g, (character) => entities[character]!)
    return 'markup' in value ? value.markup : value.map((each) => each.markup).join('')
  }
  return {markup: parts.reduce((whole, part, index) => whole + safe(values[index - 1]!) + part)}
}

function page(lead: string, rows: readonly Row[], endings: readonly string[]): Html {
  const lines = rows.map(({name, value, more = [], link}) => {
    const first = link === true ? markup`<a href="${value}">${value}</a>` : markup`${value}`
    return markup`<tr><th align="left" valign="top">${name}</th><td dir="auto">${first}${more.map((line) => markup`<br>${line}`)}</td></tr>
`
  })
  return markup`<!DOCTYPE html>
<html><head><meta charset="utf-8"></head><body>
<p dir="auto">${lead}</p>
<table cellpadding="4">
${lines}</table>
${endings.map((line) => markup`<p>${line}</p>
`)}</body></html>
`
}

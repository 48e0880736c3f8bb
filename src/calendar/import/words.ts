/** The words of an event, as a circle has them: title, place, link, topic, why; safe and of a length that fits its pages. */
import {forms} from '../../model/forms.ts'
import {cleanLine, cleanLink, cleanText, shortened} from '../text.ts'
import type {RawComponent} from './lines.ts'
import {all, first, text} from './values.ts'

/** What an event says in words. */
export interface Words {
  readonly title?: string
  readonly place?: string
  readonly link?: string
  /** Other addresses that it has where programs put the link, and that stand nowhere on the page. */
  readonly otherLinks: readonly string[]
  readonly topic?: string
  /** Why it does not take place. */
  readonly why?: string
  /** Its title says that it does not take place. */
  readonly calledOff: boolean
  /** It has a description of which not all is taken over. */
  readonly described: boolean
  /** A title, place, topic or reason is longer than a page has room for, and was cut. */
  readonly cut: boolean
}

const mostLetters = {title: 120, place: 200, topic: 200, why: 200, link: 1000}

/** Where programs put the address of a video meeting, the plainest first. */
const conferences = ['CONFERENCE', 'X-GOOGLE-CONFERENCE', 'X-MICROSOFT-SKYPETEAMSMEETINGURL', 'X-MICROSOFT-ONLINEMEETINGCONFLINK']
/** Every property that may hold the link. */
export const linkProperties: readonly string[] = [...conferences, 'URL']
const hosts = ['zoom.us', 'meet.google.com', 'teams.microsoft.com', 'teams.live.com', 'meet.jit.si', 'webex.com', 'whereby.com']
const meetings = new RegExp(`https://(?:[\\w-]+\\.)*(?:${hosts.join('|').replaceAll('.', '\\.')}|bbb\\.[\\w.-]+)/[^\\s<>",;]+`, 'i')

/** The words of a VEVENT. */
export function wordsOf(event: RawComponent): Words {
  const description = said(event, 'DESCRIPTION', cleanText) ?? ''
  const summary = said(event, 'SUMMARY', cleanLine)
  const off = summary === undefined ? null : /^cancell?ed:\s*(?=\S)/i.exec(summary)
  const location = said(event, 'LOCATION', cleanLine)
  const link = linkOf(event, location, description)
  const place = location === undefined || plainLink(location) !== undefined ? undefined : location
  const topic = lineSaid(description, 'topic')
  const why = lineSaid(description, 'cancelled')
  const title = summary?.slice(off?.[0].length ?? 0)
  const rest = description.split('\n').filter((line) => !/^\s*(topic|cancelled|join):/i.test(line) && line.trim() !== '')
  return {
    ...worded('title', title),
    ...worded('place', place),
    ...(link === undefined ? {} : {link}),
    otherLinks: otherLinks(event, location, link),
    ...worded('topic', topic),
    ...worded('why', why),
    calledOff: off !== null,
    described: rest.length > 0,
    cut: Object.entries({title, place, topic, why}).some(([key, words]) => isCut(key as keyof typeof mostLetters, words)),
  }
}

function said(event: RawComponent, name: string, clean: (text: string) => string): string | undefined {
  const found = text(first(event, name))
  const words = found === undefined ? '' : clean(found)
  return words === '' ? undefined : words
}

function worded<K extends 'title' | 'place' | 'topic' | 'why'>(key: K, words: string | undefined): Partial<Record<K, string>> {
  const line = words === undefined ? '' : shortened(words.trim(), mostLetters[key]).trim()
  return line === '' ? {} : ({[key]: line} as Record<K, string>)
}

function isCut(key: keyof typeof mostLetters, words = ''): boolean {
  const line = words.trim()
  return shortened(line, mostLetters[key]) !== line
}

/** `Topic: thrift` on a line of a description, as this program writes it. */
function lineSaid(description: string, what: string): string | undefined {
  return new RegExp(`^\\s*${what}:[ \\t]*(\\S.*)$`, 'im').exec(description.slice(0, 10_000))?.[1]?.trim()
}

function linkOf(event: RawComponent, location: string | undefined, description: string): string | undefined {
  const inPlace = /https?:\/\/[^\s<>",;]+/i.exec(location ?? '')?.[0]
  const addresses = [
    ...conferences.flatMap((name) => all(event, name).map((property) => text(property))),
    meetings.exec(location ?? '')?.[0],
    ...all(event, 'URL').map((property) => text(property)),
    inPlace,
    lineSaid(description, 'join'),
    meetings.exec(description.slice(0, 10_000))?.[0],
  ]
  for (const address of addresses) {
    const link = plainLink(address)
    if (link !== undefined) return link
  }
  return undefined
}

/** What the event names as an address, and neither the link nor the place says. */
function otherLinks(event: RawComponent, location: string | undefined, link: string | undefined): string[] {
  const named = linkProperties.flatMap((name) => all(event, name).map((property) => cleanLine(text(property) ?? '')))
  const place = location !== undefined && plainLink(location) !== undefined ? [location] : []
  return [...new Set([...named, ...place])].filter((address) => address !== '' && (plainLink(address) ?? address) !== link)
}

/** An address as a page of a circle can have it. */
function plainLink(found: string | undefined): string | undefined {
  const link = found === undefined || found.length > mostLetters.link ? undefined : cleanLink(found)
  return link === undefined || link.length > mostLetters.link || forms.link.fault(link) !== undefined ? undefined : link
}

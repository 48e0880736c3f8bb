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
  readonly topic?: string
  /** Why it does not take place. */
  readonly why?: string
  /** Its title says that it does not take place. */
  readonly calledOff: boolean
  /** It has a description of which not all is taken over. */
  readonly described: boolean
}

const mostLetters = {title: 120, place: 200, topic: 200, why: 200, link: 1000}

/** Where programs put the address of a video meeting, the plainest first. */
const linkProperties = ['CONFERENCE', 'X-GOOGLE-CONFERENCE', 'X-MICROSOFT-SKYPETEAMSMEETINGURL', 'X-MICROSOFT-ONLINEMEETINGCONFLINK', 'URL']
const meetings = /https:\/\/(?:[\w-]+\.)*(?:zoom\.us|meet\.google\.com|teams\.microsoft\.com|teams\.live\.com|meet\.jit\.si|webex\.com|whereby\.com|bbb\.[\w.-]+)\/[^\s<>"]+/i

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
  const rest = description.split('\n').filter((line) => !/^\s*(topic|cancelled|join):/i.test(line) && line.trim() !== '')
  return {
    ...worded('title', summary?.slice(off?.[0].length ?? 0)),
    ...worded('place', place),
    ...(link === undefined ? {} : {link}),
    ...worded('topic', topic),
    ...worded('why', why),
    calledOff: off !== null,
    described: rest.length > 0,
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

/** `Topic: thrift` on a line of a description, as this program writes it. */
function lineSaid(description: string, what: string): string | undefined {
  return new RegExp(`^\\s*${what}:[ \\t]*(\\S.*)$`, 'im').exec(description.slice(0, 10_000))?.[1]?.trim()
}

function linkOf(event: RawComponent, location: string | undefined, description: string): string | undefined {
  for (const name of linkProperties) {
    for (const property of all(event, name)) {
      const link = plainLink(text(property))
      if (link !== undefined) return link
    }
  }
  const inPlace = /https?:\/\/[^\s<>",;]+/i.exec(location ?? '')?.[0]
  return plainLink(inPlace) ?? plainLink(lineSaid(description, 'join')) ?? plainLink(meetings.exec(description.slice(0, 10_000))?.[0])
}

/** An address as a page of a circle can have it. */
function plainLink(found: string | undefined): string | undefined {
  const link = found === undefined || found.length > mostLetters.link ? undefined : cleanLink(found)
  return link === undefined || link.length > mostLetters.link || forms.link.fault(link) !== undefined ? undefined : link
}

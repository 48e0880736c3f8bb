/** The forms a line of text can have in the files of a circle. Each says what is wrong in words that follow the field's name. */
import {isOverYear, readAhead, readDuration} from './duration.ts'
import {isDay} from './day.ts'
import {readRepeats} from './repeats.ts'
import type {Form} from './schema.ts'
import {readWhen} from './when.ts'
import {isZone, zoneMeant} from './zone.ts'

/** Names that Windows keeps for devices (before the first dot), as Syncthing lists them. */
const reservedByWindows = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/
/** Names of shared pages, which no member may have. */
const sharedPages = new Set(['gathering', 'topic', 'decision', 'poll'])
/** Names that mean something to JavaScript; refused so that no map can be confused by one. */
const reservedByLanguage = new Set(['constructor', 'prototype'])

export const longestId = 64

function idFault(text: string): string | undefined {
  if (text.length > longestId) return `is longer than ${longestId} characters`
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) return 'is not an id (lower-case letters, digits, single hyphens)'
  if (reservedByWindows.test(text)) return 'is a name that Windows keeps for itself'
  if (reservedByLanguage.has(text)) return 'is a name that programs keep for themselves'
  return undefined
}

const id: Form = {name: 'an id', example: 'ann-ek', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', fault: idFault, meant: idMeant}

const memberId: Form = {
  ...id,
  name: "a member's id",
  fault: (text) => (sharedPages.has(text) ? 'is the name of a shared page, so no member can have it' : idFault(text)),
}

const day: Form = {
  name: 'a day',
  example: '"2026-11-27"',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  fault: (text) => (isDay(text) ? undefined : 'is not a day of the calendar'),
}

const when: Form = {
  name: 'a day, with a time unless it takes all day,',
  example: '"2026-11-27 19:00"',
  pattern: '^\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2})?$',
  fault: (text) => (readWhen(text) === undefined ? 'is not a day, nor a day and a time' : undefined),
}

const duration: Form = {
  name: 'a length',
  example: '2h, 90 min or 3 days',
  fault: (text) => (readDuration(text) === undefined ? 'is not a length of time' : undefined),
}

const ahead: Form = {
  name: 'a length of time before',
  example: '1d, 15m, or 0m for right at the start',
  fault: (text) => {
    if (readAhead(text) !== undefined) return undefined
    return isOverYear(text) ? 'is more than a year (366 days)' : 'is not a length of time'
  },
}

const zone: Form = {
  name: 'an IANA time zone',
  example: 'Europe/Stockholm',
  fault: (text) => (isZone(text) ? undefined : 'is not a time zone'),
  meant: zoneMeant,
}

const repeats: Form = {
  name: 'a rhythm',
  example: 'every 2 weeks on tuesday',
  fault: (text) => {
    const reading = readRepeats(text)
    return 'problem' in reading ? reading.problem : undefined
  },
  advice: (text) => {
    const reading = readRepeats(text)
    return 'problem' in reading ? reading.hint : undefined
  },
}

/** One `local@domain`, plain ASCII, no quotes, no comments, no second address (see RFC 5322 3.4.1 for all we leave out). */
const email: Form = {
  name: 'one e-mail address',
  example: 'ann@example.org',
  pattern: '^[^@\\s]+@[^@\\s]+$',
  fault: (text) =>
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*$/.test(text) && !text.includes('..')
      ? undefined
      : 'is not an e-mail address',
}

const link: Form = {
  name: 'a link',
  example: 'https://meet.example.org/apron',
  pattern: '^https?://',
  fault: (text) => (/^https?:\/\/[^\s<>"]+$/i.test(text) && URL.canParse(text) ? undefined : 'is not a link that begins with https:// or http://'),
}

export const forms = {id, memberId, day, when, duration, ahead, zone, repeats, email, link} as const

/** An id made from any words: `Ann Ek` is `ann-ek`, `Åsa` is `asa`, `O'Brien` is `obrien`; undefined when nothing is left. */
export function idMeant(text: string): string | undefined {
  const plain = text
    .normalize('NFKD')
    .replace(/[\p{M}'’ʼ]+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss').replaceAll('æ', 'ae').replaceAll('œ', 'oe').replaceAll('ø', 'o').replaceAll('ł', 'l').replaceAll('đ', 'd').replaceAll('þ', 'th').replaceAll('ð', 'd').replaceAll('ı', 'i')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestId)
    .replace(/^-+|-+$/g, '')
  return plain === '' || idFault(plain) !== undefined ? undefined : plain
}

/** A title as part of an id, of at most so many characters, cut between words where there are too many; undefined where nothing is left. */
export function slugOf(title: string | undefined, most: number): string | undefined {
  const slug = idMeant(title ?? '')
  if (slug === undefined || slug.length <= most) return slug
  const cut = slug.slice(0, most + 1)
  return idMeant(cut.includes('-') ? cut.slice(0, cut.lastIndexOf('-')) : slug.slice(0, most))
}

/** What a mail about a gathering said, as short digits: enough to know that something is new, and which part of it. */
import {dayNumber} from '../model/day.ts'
import type {Gathering} from '../schedule/gatherings.ts'

/** What can differ between two mails about one gathering. `time`: when it begins, on the wall or by its zone. */
export type Part = 'time' | 'length' | 'title' | 'place' | 'link' | 'topic'

const parts = ['length', 'title', 'place', 'link', 'topic'] as const

/** What a mail about a gathering says besides its start, part by part, to say what changed: four digits each for length, title, place, link and topic. */
export function partsOf({start, end, startMs, endMs, allDay, title, place, link, topic}: Gathering): string {
  const length = allDay ? `${dayNumber(end.day) - dayNumber(start.day)} days` : `${endMs - startMs}`
  return [length, title, place, link, topic].map((part) => digits(JSON.stringify([part ?? null]), 4)).join('')
}

/** The parts of `partsOf` that differ. */
export function partsChanged(one: string, other: string): Part[] {
  return parts.filter((_, index) => one.slice(index * 4, index * 4 + 4) !== other.slice(index * 4, index * 4 + 4))
}

/** FNV-1a of 32 bits, of a text's UTF-16, in hexadecimal; for four digits folded. It is no secret and keeps nobody out. */
export function digits(text: string, length: 4 | 8): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  const folded = length === 4 ? (hash ^ (hash >>> 16)) & 0xffff : hash >>> 0
  return folded.toString(16).padStart(length, '0')
}

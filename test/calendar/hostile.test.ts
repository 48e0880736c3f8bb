import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {readIcal} from '../../src/calendar/ical.ts'
import {cleanLine, cleanLink, cleanText} from '../../src/calendar/text.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {allDay, feed, timed} from './feed.ts'

const runs = process.env.CIRCLE_THOROUGH === '1' ? 5000 : 250

const nasty = fc.constantFrom(
  '\r', '\n', '\r\n', '\n ', '\r\n\t', '\u0085', '\u2028', '\u2029', '\0', '\v', '\f', '\x1b[2J', '\x7f', '\x9b',
  '\ud83d', '\ude00', '\uFEFF', '\u202e', '\u200b',
  '\\', '\\n', '\\N', '\\\\', '\\,', ';', ',', ':', '"', "'", '^n', '^', '=', '\t', ' ', '  ',
  'א', 'ع', '👩‍👩‍👧', '🇸🇪', 'e\u0301', '漢字', '\u{10ffff}', '\ufffe',
  'BEGIN:VEVENT', 'END:VEVENT', '\r\nEND:VCALENDAR\r\n', '\rRRULE:FREQ=DAILY;COUNT=3', '\nATTENDEE:mailto:eve@example.org',
  '\r\n BEGIN:VALARM', ';TZID=Europe/Paris', 'VALUE=DATE',
)
const graphemes = fc.string({maxLength: 30, unit: 'grapheme'})
const words = fc.oneof(
  {arbitrary: fc.array(fc.oneof(nasty, fc.string({maxLength: 8, unit: 'binary'}), graphemes), {maxLength: 24}).map((parts) => parts.join('')), weight: 8},
  {arbitrary: fc.tuple(nasty, fc.integer({min: 60, max: 90})).map(([part, count]) => part.repeat(count)), weight: 2},
  {arbitrary: fc.string({unit: 'grapheme-composite', maxLength: 200}), weight: 1},
)
const fields = fc.record({
  name: words, about: words, summary: words, location: words, description: words, whole: fc.boolean(),
  url: fc.oneof(words, words.map((text) => `https://x.example/${text}`)),
})

const written = new Set([
  'uid', 'summary', 'dtstamp', 'dtstart', 'dtend', 'sequence', 'location', 'status', 'x-microsoft-cdo-busystatus', 'transp', 'created',
  'last-modified', 'description', 'url', 'conference',
])

/** What is wrong with a file's lines by RFC 5545 3.1, and what no reader should have to see. */
function wrongLines(text: string): string[] {
  const raw = Buffer.from(text)
  const rows = raw.toString('latin1').split('\r\n')
  return [
    ...rows.filter((row) => row.length > 75).map((row) => `long: ${row}`),
    // A cut inside a character would not be UTF-8 on either side of it.
    ...rows.filter((row) => Buffer.from(Buffer.from(row, 'latin1').toString('utf8')).toString('latin1') !== row).map((row) => `cut: ${row}`),
    ...(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029]|\r(?!\n)|(?<!\r)\n/.test(text) ? ['a control character'] : []),
    ...(text.endsWith('\r\n') ? [] : ['no line end']),
  ]
}

describe('any words at all', () => {
  it('come out as they went in, add nothing, and fit the lines', () => {
    fc.assert(fc.property(fields, ({name, about, summary, location, description, url, whole}) => {
      const more = {summary, location, description, url}
      const event = whole
        ? allDay('a', '2026-11-27', '2026-11-28', 'Asia/Kolkata', more)
        : timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Asia/Kolkata', more)
      const {text} = calendarText(feed([event], {name, description: about}))
      expect(wrongLines(text)).toEqual([])

      const [, properties, components] = readIcal(text)
      expect(components.map(([component]) => component)).toEqual(whole ? ['vevent'] : ['vtimezone', 'vevent'])
      const [, read, inside] = components.at(-1) ?? ['', [], []]
      expect(inside).toEqual([])
      const values = new Map(read.map(([property, , , value]) => [property, value]))
      expect(values.size, 'nothing twice').toBe(read.length)
      for (const property of values.keys()) expect(written).toContain(property)
      expect(values.get('summary')).toBe(cleanLine(summary) || 'Gathering')
      expect(values.get('location')).toBe(cleanLine(location) || undefined)
      expect(values.get('description')).toBe(cleanText(description) || undefined)
      expect(values.get('url')).toBe(cleanLink(url))
      const titles = properties.filter(([property]) => property === 'name' || property === 'x-wr-calname').map(([, , , value]) => value)
      expect(titles).toEqual([cleanLine(name) || 'Circle', cleanLine(name) || 'Circle'])
    }), {numRuns: runs})
  })

  it('may be a hundred thousand characters', () => {
    for (const part of ['x', '\r', '👩‍👩‍👧', '\\', ',;:"', 'é ', '\u2028']) {
      const long = part.repeat(100_000 / part.length)
      const start = performance.now()
      const words = {summary: `${long}.`, location: `${long}.`, description: `${long}.`}
      const {text} = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Asia/Kolkata', words)]))
      expect(wrongLines(text)).toEqual([])
      expect(performance.now() - start, JSON.stringify(part)).toBeLessThan(5000)
    }
  })
})

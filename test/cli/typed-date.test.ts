import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {readTyped} from '../../src/cli/typed-date.ts'
import type {Here} from '../../src/cli/typed-date.ts'
import {Fault} from '../../src/model/fault.ts'
import {dayFrom} from '../../src/model/day.ts'
import {whenText} from '../../src/model/when.ts'
import {hostZones, inHostZone} from '../schedule/circles.ts'

/** A Sunday. */
const today = '2026-11-22'

async function read(text: string, here: Partial<Here> = {}): Promise<string> {
  return whenText(await readTyped(text, {today, ...here}))
}

async function refusal(text: string): Promise<Fault> {
  try {
    await read(text)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error(`"${text}" was read as ${await read(text)}`)
}

describe('a day as people type it', () => {
  it.each([
    ['2026-11-26', '2026-11-26'],
    ['2026-11-26 19:00', '2026-11-26 19:00'],
    ['2026-11-26T19:00', '2026-11-26 19:00'],
    ['2026-11-26T19:00:00', '2026-11-26 19:00'],
    ['2026-11-26 7pm', '2026-11-26 19:00'],
    ['2026-11-26 at 9:30', '2026-11-26 09:30'],
    [' 2026-11-26  ', '2026-11-26'],
    ['thursday 2026-11-26', '2026-11-26'],
    ['today', '2026-11-22'],
    ['Today 19:00', '2026-11-22 19:00'],
    ['tonight at 8pm', '2026-11-22 20:00'],
    ['tomorrow', '2026-11-23'],
    ['tomorrow, 7:30 p.m.', '2026-11-23 19:30'],
    ['tomorrow noon', '2026-11-23 12:00'],
    ['19:00 tomorrow', '2026-11-23 19:00'],
    ['yesterday', '2026-11-21'],
    ['the day after tomorrow', '2026-11-24'],
    ['day before yesterday', '2026-11-20'],
    ['in 2 weeks', '2026-12-06'],
    ['in two weeks 19:00', '2026-12-06 19:00'],
    ['in 10 days', '2026-12-02'],
    ['in 3 months', '2027-02-22'],
    ['in a year', '2027-11-22'],
    ['a week ago', '2026-11-15'],
    ['2 weeks from now', '2026-12-06'],
    ['26 november', '2026-11-26'],
    ['26th of november', '2026-11-26'],
    ['26 nov 7pm', '2026-11-26 19:00'],
    ['Nov 26, 2027 18:30', '2027-11-26 18:30'],
    ['june 6th', '2027-06-06'],
    ['thursday 26 november', '2026-11-26'],
    ['20 november', '2027-11-20'],
    ['22 november', '2026-11-22'],
    ['29 february', '2028-02-29'],
    ['24.12.2026', '2026-12-24'],
    ['24.12.', '2026-12-24'],
    ['8.12.2026 19:00', '2026-12-08 19:00'],
    ['20. 11. at 7pm', '2027-11-20 19:00'],
    ['thursday 24.12.2026', '2026-12-24'],
    ['12am 26 november', '2026-11-26 00:00'],
    ['12pm 26 november', '2026-11-26 12:00'],
  ])('%s is %s', async (text, when) => expect(await read(text)).toBe(when))
})

describe('a weekday', () => {
  it.each([
    ['thursday', '2026-11-26'],
    ['thu', '2026-11-26'],
    ['on thursday', '2026-11-26'],
    ['this thursday', '2026-11-26'],
    ['next thursday 19:00', '2026-11-26 19:00'],
    ['7pm on friday', '2026-11-27 19:00'],
    // Sunday is today; its name is the one to come.
    ['sunday', '2026-11-29'],
    ['next sunday', '2026-11-29'],
    ['monday', '2026-11-23'],
  ])('%s is the first after today: %s', async (text, when) => expect(await read(text)).toBe(when))

  it.each([
    ['last friday', '2026-11-20'],
    ['last sunday', '2026-11-15'],
    ['past monday', '2026-11-16'],
  ])('%s is the last before today: %s', async (text, when) => expect(await read(text)).toBe(when))

  it('of a week counts in weeks that begin on Monday', async () => {
    expect(await read('thursday next week')).toBe('2026-11-26')
    expect(await read('thursday next week', {today: '2026-11-23'})).toBe('2026-12-03')
    expect(await read('next week thursday 9:30', {today: '2026-11-27'})).toBe('2026-12-03 09:30')
    expect(await read('monday this week')).toBe('2026-11-16')
    expect(await read('friday last week')).toBe('2026-11-13')
  })
})

describe('when logging', () => {
  it('what has no year or no "next" lies in the past, today included', async () => {
    expect(await read('friday', {toward: 'past'})).toBe('2026-11-20')
    expect(await read('sunday', {toward: 'past'})).toBe('2026-11-22')
    expect(await read('next friday', {toward: 'past'})).toBe('2026-11-27')
    expect(await read('20 november', {toward: 'past'})).toBe('2026-11-20')
    expect(await read('26 november', {toward: 'past'})).toBe('2025-11-26')
    expect(await read('26.11.', {toward: 'past'})).toBe('2025-11-26')
  })
})

describe('when saying since when', () => {
  it('a weekday lies in the past, today included, and a date without its year where it is nearest', async () => {
    expect(await read('friday', {toward: 'nearest'})).toBe('2026-11-20')
    expect(await read('sunday', {toward: 'nearest'})).toBe('2026-11-22')
    expect(await read('1 december', {toward: 'nearest'})).toBe('2026-12-01')
    expect(await read('1 november', {toward: 'nearest'})).toBe('2026-11-01')
    expect(await read('6.1.', {toward: 'nearest'})).toBe('2027-01-06')
  })
})

describe('what is not a day is refused, to the last word', () => {
  it.each([
    ['every second tuesday', 'rhythm'],
    ['second tuesday of december', '2026-11-26'],
    ['first thursday of december', '2026-11-26'],
    ['26 november or so', '2026-11-26'],
    ['26 november to 28 november', '2026-11-26'],
    ['around 26 november', '2026-11-26'],
    ['december', '2026-11-26'],
    ['30 february', '2026-11-26'],
    ['31 november', '2026-11-26'],
    ['2026-02-30', '2026-11-26'],
    ['3026-01-01', '2026-11-26'],
    ['8/12', 'month by name'],
    ['8/12/2026', 'month by name'],
    ['24/12/2026', 'write it as 2026-12-24'],
    ['12/24/2026', 'write it as 2026-12-24'],
    ['13/13/2026', 'month by name'],
    ['12.24.2026', 'with dots the day comes first'],
    ['31.2.', 'with dots the day comes first'],
    ['24.12.26', '24.12.2026'],
    ['24.12', '24.12.2026'],
    ['friday 19.30', 'a time as 19:00'],
    ['8-12', 'month by name'],
    ['friday 19:00 CET', "circle's own time zone"],
    ['friday 19:00 America/New_York', "circle's own time zone"],
    ['26 november 19:00 UTC', "circle's own time zone"],
    ['2026-11-26T19:00:00Z', "circle's own time zone"],
    ['2026-11-26T19:00+01:00', "circle's own time zone"],
    ['next week', 'thursday next week'],
    ['next month', 'thursday next week'],
    ['monday morning', 'clock time'],
    ['tonight', 'clock time'],
    ['friday 25:00', '19:00'],
    ['friday 19:60', '19:00'],
    ['friday 13pm', '19:00'],
    ['19:00', 'today 19:00'],
    ['in 2 hours', 'in 2 weeks'],
    ['friday 27 november 2027', 'leave the weekday out'],
    ['friday 2026-11-26', 'leave the weekday out'],
    ['26 november 1805', '2026-11-26'],
    ['in 9999 years', '2026-11-26'],
    ['', '2026-11-26'],
    ['christmas', '2026-11-26'],
    ['constructor', '2026-11-26'],
    ['next', '2026-11-26'],
  ])('%j', async (text, hint) => {
    const fault = await refusal(text)
    expect(fault.kind).toBe('usage')
    expect(fault.hint).toContain(hint)
    if (text !== '') expect(fault.message).toContain(text)
  })

  it('saying only of a date that could be two that it could', async () => {
    expect((await refusal('8/12')).message).toBe('day and month cannot be told apart: 8/12')
    expect((await refusal('24/12/2026')).message).toBe('a day is not written with slashes here: 24/12/2026')
    expect((await refusal('12.24.2026')).message).toBe('there is no such day: 12.24.2026')
  })

  it('with what was probably meant', async () => {
    expect((await refusal('tomorow 19:00')).hint).toBe('did you mean "tomorrow 19:00" (2026-11-23 19:00)?')
    expect((await refusal('next thrusday')).hint).toBe('did you mean "next thursday" (2026-11-26)?')
  })

  it('and no text makes it fall over, or is read as two days', async () => {
    const word = fc.oneof(fc.constantFrom('next', 'last', 'friday', 'in', '2', 'weeks', 'at', '19:00', '7pm', 'november', '26', '2027', 'of', 'the', ',', 'on', 'ago'), fc.string({maxLength: 4}))
    await fc.assert(fc.asyncProperty(fc.array(word, {maxLength: 6}), async (words) => {
      try {
        expect(await read(words.join(' '))).toMatch(/^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$/)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        expect(error.kind).toBe('usage')
      }
    }), {numRuns: 400})
    expect((await refusal('x'.repeat(5000))).message).toContain('5000 characters')
  })
})

describe.each(hostZones)('on a machine in %s', (zone) => {
  it('days are the same', async () => {
    for (const text of ['26 november', 'nov 26 2027 7pm', 'june 6th', '29 february', 'next friday 19:00', 'in 2 weeks', '31 december 2026 23:59']) {
      expect(await inHostZone(zone, () => read(text))).toBe(await inHostZone('UTC', () => read(text)))
    }
  })
})

it('a day that is written out is read back, whatever the day', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({min: -20000, max: 80000}), async (number) => {
    const day = dayFrom(number)
    const words = new Intl.DateTimeFormat('en-GB', {timeZone: 'UTC', dateStyle: 'full'}).format(new Date(`${day}T00:00:00Z`))
    expect(await read(words)).toBe(day)
    expect(await read(`${day} 7pm`)).toBe(`${day} 19:00`)
  }), {numRuns: 100})
})

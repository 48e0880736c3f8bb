import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {dayMetByClocks} from '../../src/calendar/clocks.ts'
import {addDays, dayFrom, dayNumber} from '../../src/model/day.ts'
import type {Day} from '../../src/model/day.ts'
import {readRule} from '../../src/model/rrule.ts'
import type {Recurrence} from '../../src/model/rrule.ts'
import {resolveWall, wallOf} from '../../src/schedule/instant.ts'

const thorough = process.env.CIRCLE_THOROUGH === '1'

/** A gathering of some minutes, from a time on the wall. */
function lasting(zone: string, day: Day, time: string, minutes: number) {
  const startMs = resolveWall(zone, day, time).ms
  const endMs = startMs + minutes * 60_000
  return {start: {day, time}, end: wallOf(zone, endMs), startMs, endMs}
}

const rule = (text: string): {rule: Recurrence} => ({rule: readRule(text) as Recurrence})

describe('a gathering and a change of the clocks', () => {
  const stockholm = 'Europe/Stockholm'

  it('meet on the first day on which it begins, lasts or ends in one', () => {
    const days = ['2027-03-21', '2027-03-28', '2027-10-31']
    expect(dayMetByClocks(stockholm, lasting(stockholm, '2027-03-21', '02:30', 60), {days})).toBe('2027-03-28')
    expect(dayMetByClocks(stockholm, lasting(stockholm, '2027-03-21', '01:00', 59), {days})).toBeUndefined()
    expect(dayMetByClocks(stockholm, lasting(stockholm, '2027-03-21', '01:00', 60), {days}), 'it ends as the clocks change').toBe('2027-03-28')
    expect(dayMetByClocks(stockholm, lasting(stockholm, '2027-03-20', '23:00', 300), {days: ['2027-03-20', '2027-03-27']}), 'from the evening before').toBe('2027-03-27')
  })

  it('meet in later years too, when there is no end', () => {
    expect(dayMetByClocks(stockholm, lasting(stockholm, '2028-01-28', '02:30', 60), rule('FREQ=MONTHLY;BYMONTHDAY=28'))).toBe('2029-10-28')
    expect(dayMetByClocks(stockholm, lasting(stockholm, '2028-01-28', '19:00', 60), rule('FREQ=MONTHLY;BYMONTHDAY=28'))).toBeUndefined()
    expect(dayMetByClocks('Asia/Kolkata', lasting('Asia/Kolkata', '2028-01-28', '02:30', 60), rule('FREQ=DAILY'))).toBeUndefined()
  })

  it('meet exactly where one of its ends is no time or two, or its length is not that of the wall', () => {
    const zone = fc.constantFrom('Europe/Stockholm', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Santiago', 'Asia/Beirut', 'America/Havana', 'Pacific/Chatham')
    const first = fc.integer({min: dayNumber('2010-01-01'), max: dayNumber('2030-01-01')}).map(dayFrom)
    const minute = fc.oneof(fc.integer({min: 0, max: 1439}), fc.constantFrom(0, 60, 120, 150, 180, 1380))
    let met = 0
    fc.assert(fc.property(zone, first, minute, fc.constantFrom(1, 30, 60, 90, 240, 600, 2000), (zone, starts, at, length) => {
      const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
      const days = Array.from({length: 220}, (_, index) => addDays(starts, index))
      const wall = (day: Day, clock: string): number => Date.parse(`${day}T${clock}:00Z`)
      const troubled = days.find((day) => {
        const {startMs, end} = lasting(zone, day, time, length)
        // What it would end on if the clocks never changed.
        const usual = wallOf('UTC', wall(day, time) + length * 60_000)
        const ends = resolveWall(zone, usual.day, usual.time)
        return resolveWall(zone, day, time).kind !== 'ok' || ends.kind !== 'ok' || end.time !== usual.time || ends.ms !== startMs + length * 60_000
      })
      // The first one is the measure of the others, so it is in no trouble itself.
      if (troubled === starts) return
      const {start, end, startMs, endMs} = lasting(zone, starts, time, length)
      expect(dayMetByClocks(zone, {start, end, startMs, endMs}, {days})).toBe(troubled)
      if (troubled !== undefined) met += 1
    }), {numRuns: thorough ? 5000 : 150})
    expect(met, 'it happened').toBeGreaterThan(10)
  }, 300_000)
})

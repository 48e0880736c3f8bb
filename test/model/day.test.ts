import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {addDays, addMonths, dayFrom, dayNumber, daysBetween, daysInMonth, isDay, shiftedDay, weekday} from '../../src/model/day.ts'

describe('a day', () => {
  it.each(['2026-11-27', '2024-02-29', '2000-02-29', '1900-01-01', '2199-12-31'])('is %s', (text) => expect(isDay(text)).toBe(true))

  it.each([
    '2026-02-29', '2100-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-06-00', '1899-12-31', '2200-01-01',
    '2026-1-2', '26-11-27', '2026-11-27 ', ' 2026-11-27', '2026-11-27\n', '2026/11/27', '20261127', '+02026-11-27', '２０２６-11-27', '', 'today',
  ])('is not %j', (text) => expect(isDay(text)).toBe(false))

  it('is on its weekday, Monday being 0', () => {
    expect(weekday('1970-01-01')).toBe(3)
    expect(weekday('2026-11-27')).toBe(4)
    expect(weekday('1900-01-01')).toBe(0)
    expect(weekday('2000-02-29')).toBe(1)
    expect(weekday('2199-12-31')).toBe(1)
  })

  it('is counted from 1970', () => {
    expect(dayNumber('1970-01-01')).toBe(0)
    expect(dayNumber('1969-12-31')).toBe(-1)
    expect(dayNumber('2026-11-27')).toBe(20784)
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1)
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2)
  })

  it('is the same after there and back', () => {
    fc.assert(fc.property(fc.integer({min: -25567, max: 84005}), fc.integer({min: -400, max: 400}), (number, step) => {
      const day = dayFrom(number)
      expect(isDay(day)).toBe(true)
      expect(dayNumber(day)).toBe(number)
      expect(addDays(addDays(day, step), -step)).toBe(day)
      expect(weekday(addDays(day, 7))).toBe(weekday(day))
    }))
  })
})

describe('months later', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-11-30', 0, '2026-11-30'],
    ['2026-05-31', -18, '2024-11-30'],
  ])('%s and %i is %s', (day, months, expected) => expect(addMonths(day, months)).toBe(expected))
})

it('knows how long months are', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((month) => daysInMonth(2026, month))).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
  expect([1900, 2000, 2024, 2100].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 29, 28])
})

it.each([['2026-11-27', 7, '2026-12-04'], ['1900-01-02', -2, '1900-01-01'], ['2199-12-30', 5, '2199-12-31']])('never leaves the days that there are: %s and %i days', (day, days, there) => {
  expect(shiftedDay(day, days)).toBe(there)
})

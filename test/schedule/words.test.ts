import {describe, expect, it} from 'vitest'
import {addDays} from '../../src/model/day.ts'
import {agoWords, counted, dayWords, listed, minutesWords, shortDay} from '../../src/schedule/words.ts'

describe('a day in words', () => {
  it.each([
    ['2026-11-27', 'Friday 27 November 2026', 'Fri 27 Nov'],
    ['2024-02-29', 'Thursday 29 February 2024', 'Thu 29 Feb'],
    ['1969-12-31', 'Wednesday 31 December 1969', 'Wed 31 Dec'],
    ['2026-03-01', 'Sunday 1 March 2026', 'Sun 1 Mar'],
  ])('%s', (day, long, short) => {
    expect(dayWords(day)).toBe(long)
    expect(shortDay(day)).toBe(short)
  })
})

describe('how long ago', () => {
  const today = '2026-11-27'
  it.each([
    [0, 'today'],
    [1, 'yesterday'],
    [2, '2 days ago'],
    [6, '6 days ago'],
    [7, 'last week'],
    [8, 'last week'],
    [9, '9 days ago'],
    [13, '13 days ago'],
    [14, '2 weeks ago'],
    [20, '2 weeks ago'],
    [63, '9 weeks ago'],
    [118, '16 weeks ago'],
    [122, '4 months ago'],
    [364, '12 months ago'],
    [730, '2 years ago'],
    [-1, 'tomorrow'],
    [-3, 'in 3 days'],
    [-7, 'next week'],
    [-11, 'in 11 days'],
    [-14, 'in 2 weeks'],
    [-21, 'in 3 weeks'],
  ])('%i days before: %s', (days, words) => {
    expect(agoWords(addDays(today, -days), today)).toBe(words)
  })
})

describe('counts, minutes and rows', () => {
  it('read as people say them', () => {
    expect([counted(1, 'week'), counted(0, 'week'), counted(2, 'person', 'people')]).toEqual(['1 week', '0 weeks', '2 people'])
    expect([minutesWords(0), minutesWords(1), minutesWords(60), minutesWords(135)]).toEqual(['0 minutes', '1 minute', '1 hour', '2 hours 15 minutes'])
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c'])
  })
})

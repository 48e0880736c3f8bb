import {describe, expect, it} from 'vitest'
import {isOverYear, readAhead, readDuration} from '../../src/model/duration.ts'

describe('a length', () => {
  it.each([
    ['2h', 0, 120],
    ['2 hours', 0, 120],
    ['90 min', 0, 90],
    ['90m', 0, 90],
    ['1h 30m', 0, 90],
    ['1h30m', 0, 90],
    ['1h30', 0, 90],
    ['1 hour and 30 minutes', 0, 90],
    ['1 hour, 30 minutes', 0, 90],
    ['1.5h', 0, 90],
    ['an hour', 0, 60],
    ['half an hour', 0, 30],
    ['2 H', 0, 120],
    ['3 days', 3, 0],
    ['1 day', 1, 0],
    ['a week', 7, 0],
    ['1 day 2h', 1, 120],
    ['366 days', 366, 0],
    ['PT1H30M', 0, 90],
    ['PT90M', 0, 90],
    ['P3D', 3, 0],
    ['P1W', 7, 0],
    ['P1DT2H', 1, 120],
  ])('%s is %i days and %i minutes', (text, days, minutes) => expect(readDuration(text)).toEqual({days, minutes}))

  it.each([
    '', ' ', '2', 'h', '0h', '0 days', '-2h', '2h 3h', '2 fortnights', '2h of talk', '1.1 min', '0.5 days', '367 days', '9999999h', '1e3h', '2h and', 'and 2h', 'constructor', '2 constructor', '1h -30m', 'P', 'PT', 'P1H', 'PT1H1H',
  ])('%j is none', (text) => expect(readDuration(text)).toBeUndefined())
})

describe('how long before', () => {
  it('is a length, or none at all: right at the start', () => {
    expect(['0m', '0 min', '0h', 'PT0M', '1d', '366d'].map(readAhead)).toEqual([...Array.from({length: 4}, () => ({days: 0, minutes: 0})), {days: 1, minutes: 0}, {days: 366, minutes: 0}])
    expect(['', '0', '-0m', '-15m', '367d', '9000h'].map(readAhead)).toEqual(Array.from({length: 6}, () => undefined))
  })

  it('is known from what is no length by being more than a year', () => {
    expect(['400d', '9000h', '53 weeks'].map(isOverYear)).toEqual([true, true, true])
    expect(['366d', '0m', 'soon', '-400d', ''].map(isOverYear)).toEqual([false, false, false, false, false])
  })
})

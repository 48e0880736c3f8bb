import {describe, expect, it} from 'vitest'
import {readWhen, whenText} from '../../src/model/when.ts'

describe('a day, perhaps with a time', () => {
  it.each([
    ['2026-11-27', {day: '2026-11-27'}],
    ['2026-11-27 19:00', {day: '2026-11-27', time: '19:00'}],
    ['2026-11-27T00:00', {day: '2026-11-27', time: '00:00'}],
    ['2026-11-27 23:59', {day: '2026-11-27', time: '23:59'}],
  ])('reads %s', (text, when) => expect(readWhen(text)).toEqual(when))

  it.each([
    '2026-02-30 19:00', '2026-11-27 24:00', '2026-11-27 19:60', '2026-11-27 7:00', '2026-11-27  19:00', '2026-11-27 19:00:00', '2026-11-27T19:00Z',
    '2026-11-27t19:00', '19:00', '2026-11-27 ', 'tomorrow', '',
  ])('does not read %j', (text) => expect(readWhen(text)).toBeUndefined())

  it('is written as it is read', () => {
    expect(whenText({day: '2026-11-27', time: '19:00'})).toBe('2026-11-27 19:00')
    expect(whenText({day: '2026-11-27'})).toBe('2026-11-27')
  })
})

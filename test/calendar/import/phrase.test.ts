import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {repeatsText, sameRule} from '../../../src/calendar/import/phrase.ts'
import {dayFrom, dayNumber} from '../../../src/model/day.ts'
import {readRule, recurrenceText} from '../../../src/model/rrule.ts'
import type {Recurrence} from '../../../src/model/rrule.ts'
import {occurrences} from '../../../src/schedule/occurrences.ts'
import {anyRule} from '../../schedule/rules.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'

function rule(text: string): Recurrence {
  const read = readRule(text)
  if ('problem' in read) throw new Error(read.problem)
  return read
}

describe('a rule in words', () => {
  // 2026-12-01 is a Tuesday.
  it.each([
    ['FREQ=DAILY', 'every day'],
    ['FREQ=WEEKLY', 'every week'],
    ['FREQ=WEEKLY;BYDAY=TU', 'every week on tuesday'],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU', 'every 2 weeks on tuesday'],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TH,TU', 'every 2 weeks on tuesday and thursday'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every week on monday, tuesday, wednesday, thursday and friday'],
    ['FREQ=WEEKLY;COUNT=12;BYDAY=TU', 'every week on tuesday 12 times'],
    ['FREQ=MONTHLY', 'every month'],
    ['FREQ=MONTHLY;BYDAY=2TU', 'every month on the 2nd tuesday'],
    ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2', 'every month on the 2nd tuesday'],
    ['FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=8,9,10,11,12,13,14', 'every month on the 2nd tuesday'],
    ['FREQ=MONTHLY;BYDAY=-1FR', 'every month on the last friday'],
    ['FREQ=MONTHLY;BYDAY=1TU,3TU', 'every month on the 1st tuesday and 3rd tuesday'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', 'every month on the last day'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,15', 'every month on the 1st and 15th'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'every month on the last weekday'],
    ['FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO', 'every 3 months on the 1st monday'],
    ['FREQ=YEARLY', 'every year'],
    ['FREQ=YEARLY;BYMONTH=6;BYDAY=2FR', 'every year on the 2nd friday of june'],
    ['FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6', 'every year on 6 june'],
  ])('%s is %s', (text, words) => {
    expect(repeatsText(rule(text), '2026-12-01')).toBe(words)
  })

  it.each([
    // Weeks that begin on Sunday are others here: the Sunday is in the week after the Tuesday's or in the same.
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU',
    'FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=23,24,25,26,27,28,29',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    'FREQ=DAILY;BYDAY=MO,TU',
    'FREQ=WEEKLY;BYDAY=MO;BYMONTH=1,2',
  ])('%s stays a rule', (text) => {
    expect(readRule(repeatsText(rule(text), '2026-12-01'))).toEqual(rule(text))
    expect(repeatsText(rule(text), '2026-12-01')).toBe(recurrenceText(rule(text)))
  })

  it('gives the same days, whatever the rule', () => {
    fc.assert(fc.property(anyRule, fc.integer({min: dayNumber('2020-01-01'), max: dayNumber('2027-12-31')}), fc.option(fc.integer({min: 1, max: 30}), {nil: undefined}), (any, number, count) => {
      const starts = dayFrom(number)
      const whole = count === undefined ? any : {...any, count}
      const window = {from: starts, to: dayFrom(number + 3000)}
      const days = (repeats: string): string[] => occurrences({starts, repeats}, 'UTC', window)
      expect(days(repeatsText(whole, starts))).toEqual(days(recurrenceText(whole)))
    }), {numRuns: thorough ? 20_000 : 1500})
  }, thorough ? 300_000 : undefined)

  it('calls two rules the same only when their days are', () => {
    fc.assert(fc.property(anyRule, anyRule, fc.integer({min: dayNumber('2020-01-01'), max: dayNumber('2027-12-31')}), (a, b, number) => {
      const starts = dayFrom(number)
      expect(sameRule(a, {...a}, starts)).toBe(true)
      if (!sameRule(a, b, starts)) return
      const days = (one: Recurrence): string[] => occurrences({starts, repeats: recurrenceText(one)}, 'UTC', {from: starts, to: dayFrom(number + 3000)})
      expect(days(a)).toEqual(days(b))
    }), {numRuns: thorough ? 50_000 : 2000})
  }, thorough ? 300_000 : undefined)
})

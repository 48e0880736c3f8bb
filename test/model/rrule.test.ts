import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {readRule, recurrenceText} from '../../src/model/rrule.ts'
import {anyRule} from '../schedule/rules.ts'

describe('a rule', () => {
  it('has all the parts of RFC 5545 3.3.10 that are about days', () => {
    expect(readRule('FREQ=YEARLY;INTERVAL=2;BYMONTH=1,12;BYWEEKNO=20,-1;BYDAY=MO,FR;BYSETPOS=-1;WKST=SU;COUNT=9999')).toEqual({
      freq: 'yearly', interval: 2, byMonth: [1, 12], byWeekNo: [20, -1], byDay: [{weekday: 0}, {weekday: 4}], bySetPos: [-1], weekStart: 6, count: 9999,
    })
    expect(readRule('FREQ=YEARLY;BYYEARDAY=1,100,-1;BYMONTHDAY=+1,-31')).toEqual({freq: 'yearly', interval: 1, byYearDay: [1, 100, -1], byMonthDay: [1, -31], weekStart: 0})
    expect(readRule('FREQ=MONTHLY;BYDAY=2TU,-1FR')).toEqual({freq: 'monthly', interval: 1, byDay: [{weekday: 1, nth: 2}, {weekday: 4, nth: -1}], weekStart: 0})
  })

  it.each([
    ['20260331', {day: '2026-03-31'}],
    ['2026-03-31', {day: '2026-03-31'}],
    ['20260331T190000', {day: '2026-03-31', time: '19:00'}],
    ['20260701T065959Z', {day: '2026-07-01', time: '06:59', utc: true}],
  ])('ends with UNTIL=%s', (text, until) => expect(readRule(`FREQ=DAILY;UNTIL=${text}`)).toMatchObject({until}))

  it.each([
    ['FREQ=HOURLY', 'within a day'],
    ['FREQ=SECONDLY;COUNT=2', 'within a day'],
    ['FREQ=DAILY;BYHOUR=9', 'time of day'],
    ['FREQ=DAILY;BYMINUTE=0', 'time of day'],
    ['FREQ=DAILY;BYSECOND=0', 'time of day'],
    ['FREQ=FORTNIGHTLY', 'none of DAILY'],
    ['FREQ=constructor', 'none of DAILY'],
    ['INTERVAL=2', 'without FREQ'],
    ['FREQ=WEEKLY;INTERVAL=0', 'INTERVAL'],
    ['FREQ=WEEKLY;INTERVAL=1000', '1 to 999'],
    ['FREQ=WEEKLY;COUNT=10000', '1 to 9999'],
    ['FREQ=WEEKLY;COUNT=-1', 'COUNT'],
    ['FREQ=WEEKLY;COUNT=1e3', 'COUNT'],
    ['FREQ=WEEKLY;COUNT=3;UNTIL=20270101', 'both COUNT and UNTIL'],
    ['FREQ=WEEKLY;UNTIL=20270230', 'UNTIL'],
    ['FREQ=WEEKLY;UNTIL=20270201T250000Z', 'UNTIL'],
    ['FREQ=WEEKLY;FREQ=DAILY', 'FREQ twice'],
    ['FREQ=WEEKLY;BYDAY=2MO', 'numbered BYDAY'],
    ['FREQ=DAILY;BYDAY=2MO', 'numbered BYDAY'],
    ['FREQ=YEARLY;BYWEEKNO=2;BYDAY=2MO', 'numbered BYDAY'],
    ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY'],
    ['FREQ=MONTHLY;BYDAY=54MO', 'BYDAY'],
    ['FREQ=MONTHLY;BYDAY=XX', 'BYDAY'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY with FREQ=WEEKLY'],
    ['FREQ=MONTHLY;BYWEEKNO=1', 'BYWEEKNO with FREQ=MONTHLY'],
    ['FREQ=MONTHLY;BYYEARDAY=1', 'BYYEARDAY with FREQ=MONTHLY'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
    ['FREQ=MONTHLY;BYMONTH=-1', 'BYMONTH'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS alone'],
    ['FREQ=WEEKLY;WKST=2', 'WKST'],
    ['FREQ=WEEKLY;BYEASTER=0', 'BYEASTER'],
    ['FREQ=WEEKLY;X-NAME=0', 'X-NAME'],
    ['FREQ=WEEKLY;BYDAY', 'NAME=VALUE'],
    ['FREQ=WEEKLY;BYDAY=', 'NAME=VALUE'],
    ['FREQ=WEEKLY;;COUNT=2', 'NAME=VALUE'],
    ['', 'NAME=VALUE'],
  ])('is refused as %j', (text, part) => {
    const reading = readRule(text)
    expect('problem' in reading && reading.problem).toContain(part)
    expect('hint' in reading && reading.hint).not.toBe('')
  })

  it('is written so that it reads the same', () => {
    fc.assert(fc.property(anyRule, (rule) => {
      expect(readRule(recurrenceText(rule))).toEqual(rule)
    }))
    expect(recurrenceText({freq: 'weekly', interval: 1, weekStart: 6, until: {day: '2026-03-31', time: '17:00', utc: true}})).toBe('FREQ=WEEKLY;WKST=SU;UNTIL=20260331T170000Z')
  })
})

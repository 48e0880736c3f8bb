import {describe, expect, it} from 'vitest'
import {inOrder, isAhead, triggerText} from '../../src/calendar/alarms.ts'
import {ICAL} from '../../src/calendar/ical.ts'
import type {CalendarEvent} from '../../src/calendar/event.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {allDay, feed, timed} from './feed.ts'

/** Every line of the reminders in a feed of one event. */
function reminders(event: CalendarEvent): string[] {
  return calendarText(feed([event])).text.split('\r\n').filter((line) => /^(BEGIN:VALARM|ACTION|DESCRIPTION|TRIGGER)/.test(line))
}

describe('when a reminder comes', () => {
  it.each([
    [0, 'PT0S'], [1, '-PT1M'], [15, '-PT15M'], [60, '-PT1H'], [90, '-PT1H30M'], [1439, '-PT23H59M'], [1440, '-P1D'], [2880, '-P2D'], [10_080, '-P7D'],
    [1500, '-P1DT1H'], [1455, '-P1DT15M'], [4410, '-P3DT1H30M'],
  ])('is written so that every reader takes it: %i minutes before as %s', (minutes, text) => {
    expect(triggerText(minutes)).toBe(text)
  })

  it('is a duration by the grammar of RFC 5545 3.3.6, and the same length in ical.js', () => {
    for (let minutes = 1; minutes < 20_000; minutes += 7) {
      const text = triggerText(minutes)
      expect(text).toMatch(/^-P(\d+D(T(\d+H(\d+M)?|\d+M))?|T(\d+H(\d+M)?|\d+M))$/)
      expect(ICAL.Duration.fromString(text).toSeconds()).toBe(-minutes * 60)
    }
  })

  it('is never after the start, nor by parts of a minute, nor years before', () => {
    expect([0, 15, 527_040].map(isAhead)).toEqual([true, true, true])
    expect([-1, 0.5, 527_041, Number.NaN].map(isAhead)).toEqual([false, false, false, false])
  })

  it('is once each, the first in front', () => {
    expect(inOrder([15, 1440, 15, 0])).toEqual([1440, 15, 0])
  })
})

describe('a reminder', () => {
  const evening = timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Europe/Stockholm', {summary: 'Talk, and tea', alarms: [15, 1440, 15]})

  it('shows the title', () => {
    expect(reminders(evening)).toEqual([
      'BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:Talk\\, and tea', 'TRIGGER:-P1D', 'BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:Talk\\, and tea', 'TRIGGER:-PT15M',
    ])
  })

  it('comes before what takes all day too', () => {
    expect(reminders(allDay('b', '2027-06-11', '2027-06-14', 'Europe/Stockholm', {alarms: [900]}))).toContain('TRIGGER:-PT15H')
  })

  it('is of nothing that is called off', () => {
    expect(reminders({...evening, status: 'CANCELLED'})).toEqual([])
  })

  it.each([[-15], [1.5], [600_000], [Number.NaN]])('is refused when it does not come ahead of time: %d', (minutes) => {
    expect(() => reminders({...evening, alarms: [15, minutes]})).toThrow('it has a reminder that does not come within the year before it')
  })
})

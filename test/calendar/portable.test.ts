import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {portableRule, portableText} from '../../src/calendar/portable.ts'
import {dayFrom, dayNumber, lastDay} from '../../src/model/day.ts'
import type {Day} from '../../src/model/day.ts'
import {readRepeats} from '../../src/model/repeats.ts'
import type {Recurrence} from '../../src/model/rrule.ts'
import {expand} from '../../src/schedule/expand.ts'
import {complete} from '../../src/schedule/occurrences.ts'
import {anyRule} from '../schedule/rules.ts'

const thorough = process.env.CIRCLE_THOROUGH === '1'

function ruleOf(repeats: string, starts: Day): Recurrence {
  const rule = readRepeats(repeats)
  if ('problem' in rule) throw new Error(`${repeats} ${rule.problem}`)
  return complete(rule, starts)
}

/** The portable form of a rhythm that starts on its first day, from there for ever or until a day. */
function portable(repeats: string, starts: Day, last?: Day): string | undefined {
  const rule = portableRule(ruleOf(repeats, starts), starts, starts, last)
  return rule && portableText(rule)
}

describe('a rule of the portable set stays as it is', () => {
  it.each([
    ['every week', '2026-11-27', 'FREQ=WEEKLY;BYDAY=FR;WKST=MO'],
    ['every 2 weeks on tuesday and thursday', '2026-11-24', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=MO'],
    ['FREQ=WEEKLY;BYDAY=FR,MO', '2026-11-27', 'FREQ=WEEKLY;BYDAY=MO,FR;WKST=MO'],
    ['every month on the 2nd tuesday', '2026-11-10', 'FREQ=MONTHLY;BYDAY=2TU'],
    ['every 3 months on the 1st monday', '2026-01-05', 'FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO'],
    ['every month on the last friday', '2026-11-27', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['every month', '2026-11-15', 'FREQ=MONTHLY;BYMONTHDAY=15'],
    ['every month on the last day', '2026-11-30', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['every year on the 2nd friday of september', '2026-09-11', 'FREQ=YEARLY;BYMONTH=9;BYDAY=2FR'],
    ['every year on 6 june', '2026-06-06', 'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6'],
  ])('%s from %s', (repeats, starts, text) => {
    expect(portable(repeats, starts)).toBe(text)
  })
})

describe('a rule that says the same in other words', () => {
  it.each([
    ['every 14 days', '2026-11-27', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=MO'],
    ['every day', '2026-11-27', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;WKST=MO'],
    ['FREQ=DAILY;BYDAY=MO,WE', '2026-11-23', 'FREQ=WEEKLY;BYDAY=MO,WE;WKST=MO'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU', '2026-11-24', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU', '2026-11-24', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=MO'],
    ['FREQ=MONTHLY;BYDAY=FR', '2026-11-27', 'FREQ=WEEKLY;BYDAY=FR;WKST=MO'],
    ['FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=8,9,10,11,12,13,14', '2026-11-11', 'FREQ=MONTHLY;BYDAY=2WE'],
    ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2', '2026-11-10', 'FREQ=MONTHLY;BYDAY=2TU'],
    ['FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', '2026-11-30', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['FREQ=YEARLY;BYDAY=1MO', '2026-01-05', 'FREQ=YEARLY;BYMONTH=1;BYDAY=1MO'],
    ['FREQ=YEARLY;BYYEARDAY=32', '2026-02-01', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1'],
    ['FREQ=YEARLY;BYYEARDAY=-1', '2026-12-31', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1'],
    ['every year on 15 january and 15 july', '2026-01-15', 'FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=15'],
    ['every year on the 1st monday of april and october', '2026-04-06', 'FREQ=MONTHLY;INTERVAL=6;BYDAY=1MO'],
    ['every 2 years on the 2nd friday of september', '2026-09-11', 'FREQ=MONTHLY;INTERVAL=24;BYDAY=2FR'],
    ['every 12 months', '2026-09-11', 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=11'],
  ])('%s from %s', (repeats, starts, text) => {
    expect(portable(repeats, starts)).toBe(text)
  })

  it('is only the same as long as it lasts', () => {
    expect(portable('FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31', '2026-03-31')).toBe('FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1')
    expect(portable('FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31', '2026-05-31')).toBe('FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1')
    expect(portable('FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31', '2026-08-31')).toBeUndefined()
    expect(portable('every 10 days', '2026-11-27', '2026-12-17')).toBeUndefined()
  })

  it('is what comes nearest to its own words, where there are several', () => {
    expect(portable('every month on the 2nd tuesday', '2026-02-10', '2026-03-10')).toBe('FREQ=MONTHLY;BYDAY=2TU')
    expect(portable('every month', '2026-02-10', '2026-03-10')).toBe('FREQ=MONTHLY;BYMONTHDAY=10')
    expect(portable('every 4 weeks', '2026-02-10', '2026-03-10')).toBe('FREQ=WEEKLY;INTERVAL=4;BYDAY=TU;WKST=MO')
  })
})

describe('a rule for which there is no portable one', () => {
  it.each([
    ['a fifth Friday, which Outlook takes for the last', 'FREQ=MONTHLY;BYDAY=5FR', '2026-01-30'],
    ['the last but one Friday', 'FREQ=MONTHLY;BYDAY=-2FR', '2026-11-20'],
    ['the 29th, which February has not', 'FREQ=MONTHLY;BYMONTHDAY=29', '2026-11-29'],
    ['the 31st, which Outlook takes for the last day', 'every month on the 31st', '2026-01-31'],
    ['29 February, which Outlook takes for the 28th', 'every year on 29 february', '2028-02-29'],
    ['the Wednesday between the 23rd and the 29th', 'FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=23,24,25,26,27,28,29', '2026-11-25'],
    ['the last working day', 'every month on the last working day', '2026-11-30'],
    ['two days of a month', 'every month on the 1st and 3rd tuesday', '2026-11-03'],
    ['days that make no weeks', 'every 10 days', '2026-11-27'],
    ['weeks that begin on Sunday, where that matters', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU', '2026-11-24'],
    ['some months only', 'FREQ=MONTHLY;BYMONTH=9,10,11;BYDAY=1MO', '2026-09-07'],
    ['weeks of some months', 'FREQ=WEEKLY;BYMONTH=9,10;BYDAY=MO', '2026-09-07'],
    ['weeks by their number', 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '2026-05-11'],
    ['a hundred and fifty weeks', 'every 150 weeks', '2026-11-27'],
    ['nine years', 'every 9 years', '2026-11-27'],
  ])('%s', (_, repeats, starts) => {
    expect(portable(repeats, starts)).toBeUndefined()
  })
})

describe('any rule at all', () => {
  const set = /^(FREQ=WEEKLY(;INTERVAL=\d\d?)?;BYDAY=\w\w(,\w\w)*;WKST=MO|FREQ=MONTHLY(;INTERVAL=\d\d?)?;(BYDAY=([1-4]|-1)\w\w|BYMONTHDAY=(1?\d|2[0-8]|-1))|FREQ=YEARLY;BYMONTH=\d+;(BYDAY=([1-4]|-1)\w\w|BYMONTHDAY=(1?\d|2[0-8]|-1)))$/

  it('has a portable form of the set that gives the very same days, or none', () => {
    let found = 0
    // Few of all rules have one, so some that do are among them: how many are found is no matter of luck.
    const known = fc.constantFrom('every week', 'every 2 weeks on monday and thursday', 'every month on the 2nd tuesday', 'every month on the last friday')
    const rules = fc.oneof({weight: 3, arbitrary: anyRule}, {weight: 1, arbitrary: known.map((phrase) => readRepeats(phrase) as Recurrence)})
    const start = fc.integer({min: dayNumber('2000-01-01'), max: dayNumber('2030-12-31')})
    fc.assert(fc.property(rules, start, fc.integer({min: 1, max: 1500}), fc.integer({min: 0, max: 5}), (any, starts, span, later) => {
      const rule = complete(any, dayFrom(starts))
      const bounded = expand(rule, starts, starts, starts + span)
      const [first, last] = [bounded[Math.min(later, bounded.length - 1)], bounded.at(-1)]
      if (first === undefined || last === undefined) return
      for (const end of [last, undefined]) {
        const fit = portableRule(rule, dayFrom(starts), dayFrom(first), end === undefined ? undefined : dayFrom(end))
        if (fit === undefined) continue
        found += 1
        expect(portableText(fit)).toMatch(set)
        const to = (end ?? dayNumber(lastDay)) + 1
        expect(expand(fit, first, first, to)).toEqual(expand(rule, starts, first, to))
      }
    }), {numRuns: thorough ? 5000 : 150})
    expect(found, 'it happened').toBeGreaterThan(0)
  }, 300_000)
})

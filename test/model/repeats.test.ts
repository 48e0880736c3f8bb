import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {forms} from '../../src/model/forms.ts'
import {readRepeats, repeatsMeant} from '../../src/model/repeats.ts'
import {recurrenceText} from '../../src/model/rrule.ts'
import {formHint} from '../../src/model/schema.ts'
import {vocabulary} from '../../src/model/words.ts'
import {spent} from '../cost.ts'

function ruleOf(phrase: string): string {
  const reading = readRepeats(phrase)
  return 'problem' in reading ? `not read: it ${reading.problem}` : recurrenceText(reading)
}

function refusalOf(phrase: string): {problem: string; hint: string} {
  const reading = readRepeats(phrase)
  if ('problem' in reading) return reading
  throw new Error(`"${phrase}" was read as ${recurrenceText(reading)}`)
}

describe('the phrases of the design', () => {
  it.each([
    ['every week', 'FREQ=WEEKLY'],
    ['every week on friday', 'FREQ=WEEKLY;BYDAY=FR'],
    ['every 2 weeks on tuesday and thursday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH'],
    ['every month on the 2nd tuesday', 'FREQ=MONTHLY;BYDAY=2TU'],
    ['every month on the last friday', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['every month on the last day', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['every 3 months', 'FREQ=MONTHLY;INTERVAL=3'],
    ['twice a year', 'FREQ=MONTHLY;INTERVAL=6'],
    ['every year on the 2nd friday of june', 'FREQ=YEARLY;BYMONTH=6;BYDAY=2FR'],
    ['every week until 2027-06-01', 'FREQ=WEEKLY;UNTIL=20270601'],
    ['every week 12 times', 'FREQ=WEEKLY;COUNT=12'],
    ['daily', 'FREQ=DAILY'],
    ['weekly', 'FREQ=WEEKLY'],
    ['biweekly', 'FREQ=WEEKLY;INTERVAL=2'],
    ['fortnightly', 'FREQ=WEEKLY;INTERVAL=2'],
    ['every other week', 'FREQ=WEEKLY;INTERVAL=2'],
    ['monthly', 'FREQ=MONTHLY'],
    ['quarterly', 'FREQ=MONTHLY;INTERVAL=3'],
    ['yearly', 'FREQ=YEARLY'],
  ])('%s', (phrase, rule) => expect(ruleOf(phrase)).toBe(rule))
})

describe('the same in other words', () => {
  it.each([
    ['Every 2 Weeks on Tuesday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'],
    ['every two weeks tuesdays', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'],
    ['bi-weekly on tuesdays', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'],
    ['tuesdays, biweekly', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'],
    ['every fortnight on friday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR'],
    ['every alternate friday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR'],
    ['once every two weeks', 'FREQ=WEEKLY;INTERVAL=2'],
    ['every four weeks', 'FREQ=WEEKLY;INTERVAL=4'],
    ['every tuesday', 'FREQ=WEEKLY;BYDAY=TU'],
    ['tuesdays', 'FREQ=WEEKLY;BYDAY=TU'],
    ['each tuesday', 'FREQ=WEEKLY;BYDAY=TU'],
    ['on tuesdays and thursdays', 'FREQ=WEEKLY;BYDAY=TU,TH'],
    ['every mon, wed and fri', 'FREQ=WEEKLY;BYDAY=MO,WE,FR'],
    ['every week on friday, monday, and tuesday', 'FREQ=WEEKLY;BYDAY=MO,TU,FR'],
    ['every day', 'FREQ=DAILY'],
    ['every second day', 'FREQ=DAILY;INTERVAL=2'],
    ['every day 5 times', 'FREQ=DAILY;COUNT=5'],
    ['every weekday', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['monday to friday', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['mon-fri', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['every weekend', 'FREQ=WEEKLY;BYDAY=SA,SU'],
    ['annually', 'FREQ=YEARLY'],
    ['once a month', 'FREQ=MONTHLY'],
    ['four times a year', 'FREQ=MONTHLY;INTERVAL=3'],
    ['3 times per year', 'FREQ=MONTHLY;INTERVAL=4'],
    ['every quarter on the first monday', 'FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO'],
    ['first monday of every third month', 'FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO'],
    ['first Monday of the month', 'FREQ=MONTHLY;BYDAY=1MO'],
    ['second tuesday of every month', 'FREQ=MONTHLY;BYDAY=2TU'],
    ['every first monday', 'FREQ=MONTHLY;BYDAY=1MO'],
    ['every last friday', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['every month on the second to last friday', 'FREQ=MONTHLY;BYDAY=-2FR'],
    ['second-to-last friday of the month', 'FREQ=MONTHLY;BYDAY=-2FR'],
    ['monthly on the 2nd and 4th tuesday', 'FREQ=MONTHLY;BYDAY=2TU,4TU'],
    ['2nd & 4th Tuesday of each month', 'FREQ=MONTHLY;BYDAY=2TU,4TU'],
    ['every month on the first monday and third thursday', 'FREQ=MONTHLY;BYDAY=1MO,3TH'],
    ['on the 15th', 'FREQ=MONTHLY;BYMONTHDAY=15'],
    ['every 15th day of the month', 'FREQ=MONTHLY;BYMONTHDAY=15'],
    ['on the 1st and 15th', 'FREQ=MONTHLY;BYMONTHDAY=1,15'],
    ['every month on the thirty-first', 'FREQ=MONTHLY;BYMONTHDAY=31'],
    ['every six months on the 15th 5 times', 'FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=15;COUNT=5'],
    ['every month on the first weekday', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1'],
    ['last working day of the month', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'],
    ['every year on 6 june', 'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6'],
    ['every year on june 6th', 'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6'],
    ['yearly on the 6th of june', 'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6'],
    ['every year on 15 january and 15 july', 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=15'],
    ['every year on the last day of december', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1'],
    ['every 2 years on the last saturday of september', 'FREQ=YEARLY;INTERVAL=2;BYMONTH=9;BYDAY=-1SA'],
    ['every second tuesday in june', 'FREQ=YEARLY;BYMONTH=6;BYDAY=2TU'],
    ['first monday of the year', 'FREQ=YEARLY;BYDAY=1MO'],
    ['the 100th day of the year', 'FREQ=YEARLY;BYYEARDAY=100'],
    ['every monday in june', 'FREQ=WEEKLY;BYMONTH=6;BYDAY=MO'],
    ['every tuesday until 1 june 2027', 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270601'],
    ['every tuesday until june 1, 2027', 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270601'],
    ['biweekly, for 12 times', 'FREQ=WEEKLY;INTERVAL=2;COUNT=12'],
    ['every week, twelve gatherings', 'FREQ=WEEKLY;COUNT=12'],
  ])('%s', (phrase, rule) => expect(ruleOf(phrase)).toBe(rule))
})

describe('"every second tuesday"', () => {
  it('is every two weeks, "the second tuesday" once a month', () => {
    expect(ruleOf('every second tuesday')).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU')
    expect(ruleOf('every other tuesday')).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU')
    expect(ruleOf('every second tuesday and thursday')).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH')
    expect(ruleOf('the second tuesday of the month')).toBe('FREQ=MONTHLY;BYDAY=2TU')
    expect(ruleOf('every second tuesday of the month')).toBe('FREQ=MONTHLY;BYDAY=2TU')
    expect(ruleOf('every second and fourth tuesday')).toBe('FREQ=MONTHLY;BYDAY=2TU,4TU')
  })

  it('is asked about from the third on, where people mean both', () => {
    expect(refusalOf('every third thursday').hint).toBe('write every 3 weeks on thursday, or every month on the 3rd thursday')
    expect(ruleOf('every third thursday of the month')).toBe('FREQ=MONTHLY;BYDAY=3TH')
    expect(ruleOf('every third week on thursday')).toBe('FREQ=WEEKLY;INTERVAL=3;BYDAY=TH')
  })
})

describe('what cannot be read is refused with a hint, and nothing is left out', () => {
  it.each([
    ['evry week', 'did you mean every week?'],
    ['every week on thurday', 'did you mean every week on thursday?'],
    ['evry 2 weks on tusday', 'did you mean every 2 weeks on tuesday?'],
    ['every tuesday at 19:00', 'stand in `starts`'],
    ['every tuesday from 2027-01-01', 'stand in `starts`'],
    ['bimonthly', 'every 2 months'],
    ['twice a month', 'on the 1st and 15th'],
    ['twice a week', 'monday and thursday'],
    ['five times a year', 'every 5 weeks'],
    ['every month on thursday', 'on the 2nd thursday'],
    ['every week on the 2nd tuesday', 'every month on the 2nd tuesday'],
    ['every year on the 15th', 'every year on 6 june'],
    ['every year on the 2nd friday', '2nd friday of june'],
    ['every year on 15 january and 16 july', 'a rhythm of each'],
    ['every month on the 2nd tuesday and the 15th', 'two rhythms'],
    ['every month on the 15th and the 2nd tuesday', 'up to 5'],
    ['every week except christmas', 'cancelled'],
    ['every week for 6 weeks', '12 times'],
    ['every week until june', 'until 2027-06-01'],
    ['every week until 2027-02-30', 'until 2027-06-01'],
    ['every week until 2027-06-01 12 times', 'keep one'],
    ['every week on monday, every month', 'keep one'],
    ['every week on monday and every month', 'every 2 weeks'],
    ['every 0 weeks', '1 to 999'],
    ['every 1000 weeks', '1 to 999'],
    ['every 99999999999 weeks', '1 to 999'],
    ['every week 10000 times', '1 to 9999'],
    ['every week 0 times', '1 to 9999'],
    ['every month on the 6th monday', 'up to 5'],
    ['every month on the 32nd', 'up to 31'],
    ['every year on 31 february', '6 june'],
    ['every second weekday', 'every 2 weeks'],
    ['every month on the last weekend', 'last saturday'],
    ['12 times', 'every 2 weeks'],
    ['until 2027-06-01', 'every 2 weeks'],
    ['every', 'every 2 weeks'],
    ['every week or so', 'every 2 weeks'],
    ['every week on tuesday or thursday', 'every 2 weeks'],
    ['mon-wed-fri', 'every 2 weeks'],
    ['the wednesday after the fourth tuesday', 'every 2 weeks'],
    ['constructor', 'every 2 weeks'],
    ['every __proto__', 'every 2 weeks'],
    ['   ', 'every 2 weeks'],
  ])('%j', (phrase, hint) => {
    const refusal = refusalOf(phrase)
    expect(refusal.hint).toContain(hint)
    expect(refusal.problem).toMatch(/^[a-z]/)
    expect(`${refusal.problem}${refusal.hint}`).not.toContain('\n')
  })

  it('also when a word too many stands anywhere in a phrase', () => {
    const phrases = ['every 2 weeks on tuesday and thursday', 'every month on the 2nd tuesday', 'every year on the 2nd friday of june until 2027-06-01', 'twice a year 12 times']
    fc.assert(fc.property(fc.constantFrom(...phrases), fc.nat(12), fc.constantFrom('not', 'maybe', 'x', '7', 'week!', 'after', '19:00', '-', '?'), (phrase, at, word) => {
      const words = phrase.split(' ')
      words.splice(Math.min(at, words.length), 0, word)
      const reading = readRepeats(words.join(' '))
      // A figure before a unit or `times` may make another sound phrase; nothing else may pass.
      if (!('problem' in reading)) expect(word).toBe('7')
    }))
  })

  it('never throws and never takes long, whatever the text', () => {
    const word = fc.oneof(fc.constantFrom(...vocabulary, ',', '2', '2nd', '15', '2027-06-01', '-'), fc.string({maxLength: 6}))
    fc.assert(fc.property(fc.array(word, {maxLength: 40}), (words) => {
      let reading: ReturnType<typeof readRepeats> | undefined
      expect(spent(() => (reading = readRepeats(words.join(' '))))).toBeLessThan(500)
      if ('problem' in reading!) expect(reading.hint).not.toBe('')
      else expect(readRepeats(recurrenceText(reading!))).toEqual(reading)
    }), {numRuns: 500})
    expect(refusalOf('every week '.repeat(100)).problem).toBe('is longer than 500 characters')
  })
})

describe('a rule in place of a phrase', () => {
  it('is read in any case, with or without RRULE:', () => {
    const expected = readRepeats('every month on the 2nd tuesday')
    expect(readRepeats('FREQ=MONTHLY;BYDAY=2TU')).toEqual(expected)
    expect(readRepeats('rrule:freq=monthly;byday=2tu')).toEqual(expected)
  })
})

it('offers the phrase that was meant only when it can be read', () => {
  expect(repeatsMeant('evry month on the 2nd tuseday')).toBe('every month on the 2nd tuesday')
  expect(repeatsMeant('every week')).toBeUndefined()
  expect(repeatsMeant('all the time')).toBeUndefined()
})

it('hints at what would be right wherever a rhythm is read', () => {
  expect(formHint(forms.repeats, 'every third thursday')).toBe('write every 3 weeks on thursday, or every month on the 3rd thursday')
  expect(formHint(forms.repeats, 'evry week')).toBe('did you mean every week?')
  expect(formHint(forms.zone, 'stockholm')).toBe('did you mean Europe/Stockholm?')
  expect(formHint(forms.duration, 'a while')).toBe('write a length such as 2h, 90 min or 3 days')
})

import {describe, expect, it} from 'vitest'
import {readCalendar} from '../../../src/calendar/import/source.ts'
import type {Plan} from '../../../src/calendar/import/plan.ts'
import {carriedOut, circleWith, event, fileOf, imported, listedIn, startsOf} from './files.ts'

const at = 'TZID=Europe/Stockholm'
const weekly = (...more: readonly string[]): string =>
  event('UID:w', 'SUMMARY:Study circle', `DTSTART;${at}:20261201T190000`, `DTEND;${at}:20261201T210000`, 'RRULE:FREQ=WEEKLY;BYDAY=TU', ...more)
const single = (start: string, ...more: readonly string[]): string => event('UID:s', 'SUMMARY:Picnic', start, ...more)
const records = ({gatherings}: Plan): Record<string, unknown> => Object.fromEntries(gatherings.map(({id, record}) => [id, record]))
const reasons = (plan: Plan): string[] => plan.notTaken.map(({line, what, why}) => `${line} ${what}: ${why}`)

describe('a recurring event', () => {
  it('becomes a rhythm under an id of its title', () => {
    const plan = imported(fileOf(weekly('LOCATION:Library', 'URL:https://example.org/a')))
    expect(plan.charter?.rhythms).toEqual({
      'study-circle': {title: 'Study circle', starts: '2026-12-01 19:00', repeats: 'every week on tuesday', lasts: '2h', place: 'Library', link: 'https://example.org/a'},
    })
    expect([plan.gatherings, plan.notTaken, plan.misses]).toEqual([[], [], []])
  })

  it.each([
    ['UNTIL=20261229T180000Z', '2026-12-29'], // the very start of the last, in UTC
    ['UNTIL=20261229T175959Z', '2026-12-28'],
    ['UNTIL=20261229', '2026-12-29'],
    ['UNTIL=20261228T235959Z', '2026-12-28'], // in Stockholm that is the 29th already, but before 19:00
  ])('ends with the day that %s allows', (until, day) => {
    const plan = imported(fileOf(weekly().replace('BYDAY=TU', `BYDAY=TU;${until}`)))
    expect(plan.rhythms[0]?.rhythm).toMatchObject({repeats: 'every week on tuesday', until: day})
  })

  it.each([
    ['20270105T000000Z', '2027-01-05'], // New York is a day behind then, and Sydney one ahead below; a day is meant
    ['20270105T235959Z', '2027-01-05'],
    ['20270106T045959Z', '2027-01-05'], // the end of the day in New York
    ['20270105', '2027-01-05'],
  ])('that takes whole days ends with the day that UNTIL=%s names', (until, day) => {
    const file = fileOf(event('UID:d', 'SUMMARY:Week of quiet', 'DTSTART;VALUE=DATE:20261201', `RRULE:FREQ=DAILY;UNTIL=${until}`))
    expect(imported(file, circleWith({timezone: 'America/New_York'})).rhythms[0]?.rhythm.until).toBe(day)
    if (!until.includes('T04')) expect(imported(file, circleWith({timezone: 'Australia/Sydney'})).rhythms[0]?.rhythm.until).toBe(day)
  })

  it('is compared with an event of its own on one of its dates as the rhythm of the file has it', () => {
    const own = (length: string): string => event('UID:o', 'SUMMARY:Study circle', `DTSTART;${at}:20261208T190000`, `DURATION:${length}`)
    const told = (length: string): string[] => imported(fileOf(weekly().replace('T210000', 'T220000'), own(length))).differs.map(({how}) => how)
    expect([told('PT3H'), told('PT2H')]).toEqual([[], ['lasts "3h", there "2h"']])
  })

  it('keeps how many times', () => {
    expect(imported(fileOf(weekly().replace('BYDAY=TU', 'BYDAY=TU;COUNT=3'))).rhythms[0]?.rhythm.repeats).toBe('every week on tuesday 3 times')
  })

  it('keeps a zone of its own, and UTC where the file has it', () => {
    const file = fileOf(weekly().replaceAll('Europe/Stockholm', 'America/New_York'), weekly().replace('UID:w', 'UID:z').replaceAll(`;${at}`, '').replaceAll('0000\r', '0000Z\r'))
    expect(imported(file).rhythms.map(({rhythm}) => [rhythm.starts, rhythm.timezone])).toEqual([['2026-12-01 19:00', 'America/New_York'], ['2026-12-01 19:00', 'UTC']])
  })

  it('gets another id where the circle has that one, or a date of its own with that name', () => {
    const circle = circleWith({rhythms: {'study-circle': {starts: '2026-01-01'}}, pages: {'2026-05-01-study-circle-2': {when: '2026-05-01 10:00'}}})
    expect(imported(fileOf(weekly()), circle).rhythms.map(({id}) => id)).toEqual(['study-circle-3'])
  })

  it('says that another rhythm has its name', () => {
    const circle = circleWith({rhythms: {tuesday: {title: 'Study circle', starts: '2026-01-06 18:00', repeats: 'every week'}}})
    expect(imported(fileOf(weekly()), circle).remarks).toEqual(['study-circle is called like the rhythm tuesday, which stays. If it takes its place: circle schedule end-rhythm tuesday --after DAY'])
  })

  it('takes the hour out of a rule that repeats it, and refuses another', () => {
    const clocked = (hour: number): string => weekly().replace('BYDAY=TU', `BYDAY=TU;BYHOUR=${hour};BYMINUTE=0;BYSECOND=0`)
    expect(imported(fileOf(clocked(19))).rhythms.length).toBe(1)
    expect(reasons(imported(fileOf(clocked(18))))[0]).toMatch(/^3 Study circle: sets the time of day \(BYHOUR\)/)
  })

  it.each([
    ['FREQ=HOURLY', 'repeats within a day (FREQ=HOURLY)'],
    ['FREQ=SECONDLY;COUNT=1000000', 'repeats within a day (FREQ=SECONDLY)'],
    ['FREQ=WEEKLY;RSCALE=HEBREW', 'has a part that rules do not have (RSCALE)'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'never falls on a day'],
    ['FREQ=WEEKLY;UNTIL=20200101', 'never falls on a day'],
    ['nonsense', 'has a part of a rule that is not NAME=VALUE'],
  ])('is named with its line where the rule is %s', (rule, why) => {
    const plan = imported(fileOf(event('UID:w', 'SUMMARY:Odd', `DTSTART;${at}:20261201T190000`, `RRULE:${rule}`)))
    expect(plan.rhythms).toEqual([])
    expect(reasons(plan)[0]).toContain(`3 Odd: ${why}`)
  })

  it('is not taken when it is called off, over, or leaves dates out by a rule', () => {
    const plans = [
      imported(fileOf(weekly('STATUS:CANCELLED'))),
      imported(fileOf(weekly().replace('BYDAY=TU', 'BYDAY=TU;COUNT=2')), circleWith(), {from: '2027-01-01'}),
      imported(fileOf(weekly('EXRULE:FREQ=MONTHLY'))),
      imported(fileOf(weekly()), circleWith(), {to: '2026-11-30'}),
    ]
    expect(plans.flatMap(reasons)).toEqual([
      '3 Study circle: is called off as a whole',
      '3 Study circle: is over: its last date was before 2027-01-01',
      '9 Study circle: leaves out dates by a rule (EXRULE), which a circle has no word for',
      '3 Study circle: comes after 2026-11-30',
    ])
  })

  it('tells when its first date is none of its rule', () => {
    const plan = imported(fileOf(weekly().replace('BYDAY=TU', 'BYDAY=WE')))
    expect(plan.misses).toEqual([{line: 3, what: '2026-12-01, the first date of study-circle', why: 'is none of its rule (every week on wednesday), and calendars disagree whether it counts. If it does: circle schedule add "2026-12-01 19:00"'}])
  })
})

describe('a recurring event that is going on', () => {
  const started = (rule: string, start = '20260901T190000', ...more: readonly string[]): string =>
    fileOf(event('UID:w', 'SUMMARY:Study circle', `DTSTART;${at}:${start}`, 'DURATION:PT2H', `RRULE:${rule}`, ...more))
  const from = '2026-11-28'

  it.each([
    ['FREQ=WEEKLY;INTERVAL=2', '20260901T190000', {starts: '2026-12-08 19:00', repeats: 'every 2 weeks'}],
    ['FREQ=WEEKLY;COUNT=20', '20260901T190000', {starts: '2026-12-01 19:00', repeats: 'every week 7 times'}],
    ['FREQ=WEEKLY;UNTIL=20270105', '20260901T190000', {starts: '2026-12-01 19:00', repeats: 'every week', until: '2027-01-05'}],
    ['FREQ=MONTHLY;BYDAY=-1FR', '20250131T190000', {starts: '2026-12-25 19:00', repeats: 'every month on the last friday'}],
    ['FREQ=YEARLY', '19800229T190000', {starts: '2028-02-29 19:00', repeats: 'every year'}],
    ['FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31', '20260131T190000', {starts: '2028-07-31 19:00'}],
  ])('by %s from %s on begins with its first date to come, in step', (rule, start, expected) => {
    const plan = imported(started(rule, start), circleWith(), {from})
    expect(plan.rhythms[0]?.rhythm).toMatchObject(expected)
    const whole = listedIn(carriedOut(circleWith(), imported(started(rule, start))), from, '2040-01-01')
    expect(startsOf(listedIn(carriedOut(circleWith(), plan), '1950-01-01', '2040-01-01'))).toEqual(startsOf(whole))
  })

  it('ends where --to ends, also of a number of times', () => {
    const rhythm = (rule: string): unknown => imported(started(rule), circleWith(), {from, to: '2026-12-31'}).rhythms[0]?.rhythm
    expect(rhythm('FREQ=WEEKLY')).toMatchObject({starts: '2026-12-01 19:00', repeats: 'every week', until: '2026-12-31'})
    expect(rhythm('FREQ=WEEKLY;COUNT=30')).toMatchObject({repeats: 'every week', until: '2026-12-31'})
    expect(rhythm('FREQ=WEEKLY;COUNT=15')).not.toHaveProperty('until')
    expect(rhythm('FREQ=WEEKLY;UNTIL=20261208')).toMatchObject({until: '2026-12-08'})
  })

  it('is the same when the file is imported again, on a later day too, whether it was cut or not', () => {
    for (const [rule, to] of [['FREQ=WEEKLY'], ['FREQ=WEEKLY;COUNT=40'], ['FREQ=WEEKLY;COUNT=40', '2027-02-01'], ['FREQ=WEEKLY;INTERVAL=3', '2027-06-01']] as const) {
      const file = started(rule, '20260901T190000', `EXDATE;${at}:20261222T190000`)
      const asked = {from, ...(to === undefined ? {} : {to})}
      const circle = carriedOut(circleWith(), imported(file, circleWith(), asked))
      for (const again of [asked, {...asked, from: '2026-12-15'}, {...asked, from: '2026-01-01'}]) {
        const plan = imported(file, circle, again)
        expect([plan.rhythms, plan.gatherings, plan.differs]).toEqual([[], [], []])
      }
    }
  })

  it('has exceptions in the past, which are not taken; a date that was moved out of it stands for itself', () => {
    const file = started('FREQ=WEEKLY', '20260901T190000', `EXDATE;${at}:20261103T190000,20261208T190000`).replace('END:VCALENDAR', [
      event('UID:w', 'SUMMARY:Moved', `RECURRENCE-ID;${at}:20261124T190000`, `DTSTART;${at}:20261129T190000`, 'DURATION:PT2H'),
      event('UID:w', 'SUMMARY:Old', `RECURRENCE-ID;${at}:20261110T190000`, `DTSTART;${at}:20261111T190000`), 'END:VCALENDAR',
    ].join('\r\n'))
    const plan = imported(file, circleWith(), {from})
    expect(records(plan)).toEqual({
      '2026-12-08-study-circle': {rhythm: 'study-circle', status: 'cancelled', why: 'Left out in the calendar it came from'},
      '2026-11-29-moved': {when: '2026-11-29 19:00', lasts: '2h', title: 'Moved'},
    })
    expect(reasons(plan)).toEqual([
      '9 2026-11-03, left out of study-circle: is past: before 2026-11-28',
      '18 2026-11-10 19:00 Europe/Stockholm, changed in Study circle: is past: before 2026-11-28',
    ])
    expect(plan.misses).toEqual([])
  })
})

describe('events that are named', () => {
  const file = fileOf(weekly(), single('DTSTART:20261205T140000'), event('UID:b', "SUMMARY:Bo's birthday", 'DTSTART:20261210', 'RRULE:FREQ=YEARLY'))
  const taken = (choice: {skip?: string[]; only?: string[]}): string[] => {
    const {rhythms, gatherings} = imported(file, circleWith(), choice)
    return [...rhythms, ...gatherings].map(({id}) => id)
  }

  it('are left out by title, a part of it, or a line, or nothing else is taken', () => {
    expect(taken({})).toEqual(['study-circle', 'bos-birthday', '2026-12-05-picnic'])
    expect(taken({skip: ['BIRTHDAY']})).toEqual(['study-circle', '2026-12-05-picnic'])
    expect(taken({skip: ['10', 'Study circle']})).toEqual(['bos-birthday'])
    expect(taken({only: ['picnic']})).toEqual(['2026-12-05-picnic'])
    expect(reasons(imported(file, circleWith(), {skip: ['picnic']}))).toEqual(['10 Picnic: is left out by --skip'])
  })

  it('have to be there', () => {
    expect(() => taken({skip: ['picknick']})).toThrow('the file has no event to take that is called picknick')
    expect(() => taken({only: ['999']})).toThrow('the file has no event to take that is called 999')
  })
})

describe('an exception', () => {
  it('that leaves a date out becomes a gathering that is called off', () => {
    expect(records(imported(fileOf(weekly(`EXDATE;${at}:20261208T190000,20261215T190000`))))).toEqual({
      '2026-12-08-study-circle': {rhythm: 'study-circle', status: 'cancelled', why: 'Left out in the calendar it came from'},
      '2026-12-15-study-circle': {rhythm: 'study-circle', status: 'cancelled', why: 'Left out in the calendar it came from'},
    })
  })

  it.each([
    ['EXDATE:20261208T180000Z', 'in UTC'],
    ['EXDATE;TZID=America/New_York:20261208T130000', 'in another zone'],
    ['EXDATE;VALUE=DATE:20261208', 'as a day alone'],
  ])('%s hits its date %s', (line) => {
    expect(Object.keys(records(imported(fileOf(weekly(line)))))).toEqual(['2026-12-08-study-circle'])
  })

  it('that hits nothing is told with its line, and what is near', () => {
    const plan = imported(fileOf(weekly(`EXDATE;${at}:20261209T190000`, `EXDATE;${at}:20261208T180000`, 'EXDATE;TZID=Mars/Base:20261208T180000')))
    expect(plan.gatherings).toEqual([])
    expect(plan.misses).toEqual([
      {line: 9, what: '2026-12-09 19:00 Europe/Stockholm, left out of Study circle', why: 'hits no date: the nearest are 2026-12-08 and 2026-12-15'},
      {line: 10, what: '2026-12-08 18:00 Europe/Stockholm, left out of Study circle', why: 'hits no date: that day it is at 19:00. If it is meant: circle schedule cancel 2026-12-08-study-circle'},
      {line: 11, what: '2026-12-08 18:00 Mars/Base, left out of Study circle', why: 'is in a time zone that cannot be told (Mars/Base)'},
    ])
  })

  const changed = (...lines: readonly string[]): string => fileOf(weekly('LOCATION:Library'), event('UID:w', `RECURRENCE-ID;${at}:20261208T190000`, ...lines))

  it('that changes a date at another hour points to a move', () => {
    const file = fileOf(weekly(), event('UID:w', 'SUMMARY:Guests', `RECURRENCE-ID;${at}:20261208T180000`, `DTSTART;${at}:20261209T183000`))
    expect(imported(file).misses.map(({why}) => why)).toEqual([
      'hits no date: that day it is at 19:00. If it is meant: circle schedule move 2026-12-08-study-circle "2026-12-09 18:30"',
    ])
  })

  it('that changes a date says only what differs', () => {
    expect(records(imported(changed('SUMMARY:Guests', `DTSTART;${at}:20261209T183000`, `DTEND;${at}:20261209T200000`, 'LOCATION:Café', 'DESCRIPTION:Topic: Thrift')))).toEqual({
      '2026-12-08-study-circle': {rhythm: 'study-circle', when: '2026-12-09 18:30', lasts: '90 min', place: 'Café', title: 'Guests', topic: 'Thrift'},
    })
    expect(imported(changed('SUMMARY:Study circle', `DTSTART;${at}:20261208T190000`, `DTEND;${at}:20261208T210000`, 'LOCATION:Library')).gatherings).toEqual([])
  })

  it('that is called off says why, where the file does', () => {
    expect(records(imported(changed('SUMMARY:Cancelled: Study circle', `DTSTART;${at}:20261208T190000`, 'DURATION:PT2H', 'STATUS:CANCELLED', 'DESCRIPTION:Cancelled: Snow')))).toEqual({
      '2026-12-08-study-circle': {rhythm: 'study-circle', status: 'cancelled', why: 'Snow'},
    })
  })

  it('for all later dates too, or of a date that is left out, is told', () => {
    const future = fileOf(weekly(), event('UID:w', `RECURRENCE-ID;RANGE=THISANDFUTURE;${at}:20261208T190000`, `DTSTART;${at}:20261208T200000`))
    expect(reasons(imported(future))).toEqual(['12 2026-12-08 19:00 Europe/Stockholm, changed in Study circle: changes all later dates too (RANGE=THISANDFUTURE): end the rhythm with circle schedule end-rhythm, and add another'])
    expect(reasons(imported(future.replace('DTSTART;TZID=Europe/Stockholm:20261208', 'STATUS:CANCELLED\r\n$&')))).toEqual([expect.stringMatching(/: calls off all later dates too .* circle schedule end-rhythm$/)])
    const both = fileOf(weekly(`EXDATE;${at}:20261208T190000`), event('UID:w', `RECURRENCE-ID;${at}:20261208T190000`, `DTSTART;${at}:20261208T200000`))
    expect(imported(both).misses).toMatchObject([{line: 13, why: 'is left out as well, on line 9'}])
  })

  it('of an event that is not taken is not taken either', () => {
    const plan = imported(changed('SUMMARY:Guests', `DTSTART;${at}:20261209T183000`).replace('FREQ=WEEKLY', 'FREQ=HOURLY').replace(';BYDAY=TU', ''))
    expect(reasons(plan)[1]).toBe('11 Guests: belongs to what stands on line 3, which is not taken')
  })

  it('stands alone when the file lacks what it is an exception to', () => {
    expect(records(imported(fileOf(event('UID:w', 'SUMMARY:Guests', `RECURRENCE-ID;${at}:20261208T190000`, `DTSTART;${at}:20261209T183000`, 'DURATION:PT1H'))))).toEqual({
      '2026-12-09-guests': {when: '2026-12-09 18:30', lasts: '1h', title: 'Guests'},
    })
  })

  it('that adds a date becomes one of its own, as long as the others', () => {
    const file = fileOf(weekly(`RDATE;${at}:20261210T190000,20261208T190000`, `RDATE;VALUE=PERIOD;${at}:20261211T190000/PT30M`, `RDATE;${at}:20261212T190000`, `EXDATE;${at}:20261212T190000`), event('UID:w', 'SUMMARY:Walk', `RECURRENCE-ID;${at}:20261211T190000`, `DTSTART;${at}:20261211T200000`, 'DURATION:PT1H'))
    const plan = imported(file)
    expect(plan.misses).toEqual([])
    expect(records(plan)).toEqual({
      '2026-12-10-study-circle-2': {when: '2026-12-10 19:00', lasts: '2h', title: 'Study circle'},
      '2026-12-11-walk': {when: '2026-12-11 20:00', lasts: '1h', title: 'Walk'},
    })
  })
})

describe('a single event', () => {
  it.each([
    [[`DTSTART;${at}:20261205T140000`, `DTEND;${at}:20261205T170000`], {when: '2026-12-05 14:00', lasts: '3h'}],
    [['DTSTART:20261205T130000Z', 'DTEND:20261205T143000Z'], {when: '2026-12-05 14:00', lasts: '90 min'}],
    [['DTSTART:20261205T140000', 'DURATION:PT45M'], {when: '2026-12-05 14:00', lasts: '45 min'}],
    [['DTSTART;TZID=America/New_York:20261205T140000', 'DTEND;TZID=Europe/London:20261205T200000'], {when: '2026-12-05 14:00', lasts: '1h', timezone: 'America/New_York'}],
    [['DTSTART;VALUE=DATE:20261205'], {when: '2026-12-05'}],
    [['DTSTART;VALUE=DATE:20261205', 'DTEND;VALUE=DATE:20261205'], {when: '2026-12-05'}],
    [['DTSTART;VALUE=DATE:20261205', 'DTEND;VALUE=DATE:20261208'], {when: '2026-12-05', lasts: '3 days'}],
    [['DTSTART:20261205', 'DURATION:P1W'], {when: '2026-12-05', lasts: '7 days'}],
    [[`DTSTART;${at}:20261205T180000`, `DTEND;${at}:20261207T140000`], {when: '2026-12-05 18:00', lasts: '1 day 20h'}],
    // The night on which clocks go forward: seven hours on the wall, six by the clock that runs.
    [[`DTSTART;${at}:20270327T230000`, `DTEND;${at}:20270328T060000`], {when: '2027-03-27 23:00', lasts: '6h'}],
    // A time that the clocks skip: half past two is half past three.
    [[`DTSTART;${at}:20270328T023000`, 'DURATION:PT1H'], {when: '2027-03-28 02:30', lasts: '1h'}],
    // The second half past two of that night has no name in Stockholm.
    [['DTSTART:20271031T013000Z', 'DURATION:PT1H'], {when: '2027-10-31 01:30', lasts: '1h', timezone: 'UTC'}],
    [['DTSTART:20261205T140033', 'DTEND:20261205T150033'], {when: '2026-12-05 14:00', lasts: '1h'}],
    [['DTSTART:20261205T140000'], {when: '2026-12-05 14:00'}],
    [['DTSTART:20261205T000000', 'DTEND:20261207T000000', 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE'], {when: '2026-12-05', lasts: '2 days'}],
  ])('%j is when it was', (lines, page) => {
    const plan = imported(fileOf(single(lines[0]!, ...lines.slice(1))))
    expect(plan.notTaken).toEqual([])
    expect(Object.values(records(plan))).toEqual([{title: 'Picnic', ...page}])
  })

  it.each([
    ['DTEND:20261204T140000', 'ends at 2026-12-04 14:00, before it begins'],
    ['DTEND;VALUE=DATE:20261206', 'begins with a time and ends with a day, or the other way round'],
    ['DURATION:-PT1H', 'has a length that is none (-PT1H)'],
    ['DTEND:20281205T140000', 'lasts more than 366 days'],
    ['DTEND;TZID=Nowhere/Near:20261205T150000', 'is in a time zone that cannot be told (Nowhere/Near)'],
    ['DTSTART:20261206T140000', 'says DTSTART twice'],
    ['CLASS:PRIVATE', 'is marked as private; --private takes such events too'],
  ])('with %s is named', (line, why) => {
    expect(reasons(imported(fileOf(single('DTSTART:20261205T140000', line))))[0]).toContain(`Picnic: ${why}`)
  })

  it.each(['DTSTART:16040101', 'DTSTART:garbage', 'DTSTART:20261301T140000', 'DTSTART:20261205T250000', 'COMMENT:none'])('with %s is named', (start) => {
    expect(reasons(imported(fileOf(single(start))))[0]).toMatch(/^\d Picnic: (has no date from 1900 to 2199 in DTSTART|says no date)/)
  })

  it('that is past is taken only from the day that is asked for', () => {
    const file = fileOf(single('DTSTART:20251205T140000'))
    expect(reasons(imported(file, circleWith(), {from: '2026-01-01'}))).toEqual(['3 Picnic: is past: before 2026-01-01'])
    expect(imported(file, circleWith(), {from: '2025-12-05'}).gatherings.length).toBe(1)
    expect(imported(file, circleWith(), {from: '2025-01-01', to: '2025-12-04'}).gatherings.length).toBe(0)
  })

  it('marked as private is taken when that is asked for', () => {
    expect(imported(fileOf(single('DTSTART:20261205T140000', 'CLASS:CONFIDENTIAL')), circleWith(), {secret: true}).gatherings.length).toBe(1)
  })

  it('called off is there as called off', () => {
    const plan = imported(fileOf(event('UID:a', 'SUMMARY:Canceled: Picnic', 'DTSTART:20261205T140000', 'DURATION:PT1H')))
    expect(records(plan)).toEqual({'2026-12-05-picnic': {when: '2026-12-05 14:00', lasts: '1h', title: 'Picnic', status: 'cancelled', why: 'Called off in the calendar it came from'}})
  })

  it('that stands twice in the file is taken once', () => {
    const twice = fileOf(single('DTSTART:20261205T140000'), single('DTSTART:20261205T140000').replace('UID:s', 'UID:t'))
    expect(imported(twice).gatherings.length).toBe(1)
    expect(reasons(imported(twice))).toEqual(['8 Picnic: is the same as what stands on line 3'])
    const uid = fileOf(single('DTSTART:20261205T140000', 'SEQUENCE:2'), single('DTSTART:20261206T140000', 'SEQUENCE:1'))
    expect(Object.keys(records(imported(uid)))).toEqual(['2026-12-05-picnic'])
    expect(reasons(imported(uid))).toEqual(['9 Picnic: has the UID of another entry, on line 3, which is newer'])
  })

  it('keeps apart two of one name on one day, and what has no name', () => {
    const some = ['DTSTART:20261205T100000', 'DTSTART:20261205T160000'].map((start, index) => event(`UID:${index}`, 'SUMMARY:Tour', start))
    const nameless = event('DTSTART:20261205T120000')
    const japanese = event('UID:j', 'SUMMARY:読書会', 'DTSTART:20261206T120000')
    expect(Object.keys(records(imported(fileOf(...some, nameless, japanese))))).toEqual(['2026-12-05-tour', '2026-12-05-tour-2', '2026-12-05-gathering', '2026-12-06-gathering'])
  })

  it('finds the link where programs put it', () => {
    const link = (...lines: readonly string[]): unknown => imported(fileOf(single('DTSTART:20261205T140000', ...lines))).gatherings[0]?.record.link
    expect(link('CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.org/a', 'URL:https://example.org/b')).toBe('https://meet.example.org/a')
    expect(link('LOCATION:https://zoom.us/j/999', 'URL:https://example.org/x')).toBe('https://zoom.us/j/999')
    expect(link('LOCATION:Hall', 'URL:https://example.org/x')).toBe('https://example.org/x')
    expect(link('X-GOOGLE-CONFERENCE:https://meet.google.com/abc')).toBe('https://meet.google.com/abc')
    expect(link('LOCATION:Room 5 or https://example.org/room')).toBe('https://example.org/room')
    expect(link('DESCRIPTION:Join Zoom Meeting\\nhttps://us02web.zoom.us/j/123?pwd=x\\n\\nMeeting ID: 123')).toBe('https://us02web.zoom.us/j/123?pwd=x')
    expect(link('DESCRIPTION:We read https://example.org/book')).toBe(undefined)
    expect(link('URL:javascript:alert(1)')).toBe(undefined)
  })

  it('has a link in place of a place, not twice', () => {
    const {record} = imported(fileOf(single('DTSTART:20261205T140000', 'LOCATION:https://example.org/room'))).gatherings[0]!
    expect([record.place, record.link]).toEqual([undefined, 'https://example.org/room'])
  })
})

describe('importing again', () => {
  const file = fileOf(weekly(`EXDATE;${at}:20261208T190000`, `RDATE;${at}:20261210T190000`), single('DTSTART:20261205T140000', 'LOCATION:Park'))
  const first = imported(file)
  const circle = carriedOut(circleWith(), first)

  it('adds nothing, and says that all is there', () => {
    const again = imported(file, circle)
    expect([again.rhythms, again.gatherings, again.differs, again.charter]).toEqual([[], [], [], undefined])
    expect(again.there.length).toBe(4)
  })

  it('takes no other words for the same for a difference', () => {
    const {charter} = circle
    const worded = {...circle, charter: {...charter, rhythms: {'study-circle': {...charter.rhythms!['study-circle']!, lasts: '120 min', repeats: 'FREQ=WEEKLY;BYDAY=TU'}}}}
    expect(imported(file, worded).differs).toEqual([])
  })

  it('adds what is new in the file', () => {
    const more = file.replace('EXDATE', `EXDATE;${at}:20261215T190000\r\nEXDATE`).replace('END:VCALENDAR', `${single('DTSTART:20261219T140000').replace('UID:s', 'UID:t')}\r\nEND:VCALENDAR`)
    expect(Object.keys(records(imported(more, circle)))).toEqual(['2026-12-15-study-circle', '2026-12-19-picnic'])
  })

  it('leaves what people changed here, and tells how it differs', () => {
    const {charter, gatherings} = circle
    const mine = new Map(gatherings)
    mine.set('2026-12-08-study-circle', {id: '2026-12-08-study-circle', shared: {rhythm: 'study-circle', status: 'planned'}, pages: new Map()})
    mine.set('2026-12-05-picnic', {id: '2026-12-05-picnic', shared: {when: '2026-12-05 15:00', title: 'Picnic', place: 'Park'}, pages: new Map()})
    const changed = {...circle, gatherings: mine, charter: {...charter, rhythms: {'study-circle': {...charter.rhythms!['study-circle']!, place: 'Here'}}}}
    const plan = imported(file, changed)
    expect([plan.rhythms, plan.gatherings]).toEqual([[], []])
    expect(plan.differs).toEqual([
      {line: 3, id: 'study-circle', how: 'place "Here", there nothing'},
      {line: 9, id: '2026-12-08-study-circle', how: 'takes place here, and is cancelled there'},
      {line: 12, id: '2026-12-05-picnic', how: 'when "2026-12-05 15:00", there "2026-12-05 14:00"'},
    ])
  })

  it('tells of dates that are as the rule says in the file, and otherwise here', () => {
    const pages = {
      '2026-12-01-study-circle': {rhythm: 'study-circle', topic: 'Luck', when: '2026-12-01 19:00'},
      '2026-12-15-study-circle': {rhythm: 'study-circle', when: '2026-12-16 19:00', lasts: '3h'},
      '2026-12-22-study-circle': {rhythm: 'study-circle', status: 'cancelled' as const, why: 'Snow'},
      '2026-12-29-study-circle': {rhythm: 'study-circle', status: 'cancelled' as const, why: 'Snow'},
    }
    const mine = circleWith({rhythms: circle.charter.rhythms!, pages})
    const named = event('UID:w', 'SUMMARY:Study circle', `RECURRENCE-ID;${at}:20261229T190000`, `DTSTART;${at}:20261229T190000`, 'DURATION:PT2H')
    const told = (to: string): unknown => imported(fileOf(weekly(), named), mine, {from: '2026-12-01', to}).differs
    const differing = [
      {line: 3, id: '2026-12-15-study-circle', how: 'when "2026-12-16 19:00", there "2026-12-15 19:00"; lasts "3h", there "2h"'},
      {line: 3, id: '2026-12-22-study-circle', how: 'is cancelled here, and takes place there'},
      {line: 10, id: '2026-12-29-study-circle', how: 'is cancelled here, and takes place there'},
    ]
    expect(told('2027-06-01')).toEqual(differing)
    expect(told('2026-12-10')).toEqual([])
  })
})

describe('a file of a circle', () => {
  const series = event('UID:weekly.series.abcd@circle', 'SUMMARY:Friday meeting', `DTSTART;${at}:20261127T190000`, 'DURATION:PT2H', 'RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20261231', `EXDATE;${at}:20261204T190000`, `EXDATE;${at}:20261211T190000`)
  const movedOne = event('UID:2026-12-04-weekly.abcd@circle', 'SUMMARY:Friday meeting', `DTSTART;${at}:20261205T180000`, 'DURATION:PT2H', 'DESCRIPTION:Topic: Luck')
  const off = event('UID:2026-12-11-weekly.abcd@circle', 'SUMMARY:Cancelled: Friday meeting', `DTSTART;${at}:20261211T190000`, 'DURATION:PT2H', 'STATUS:CANCELLED', 'DESCRIPTION:Cancelled: Snow')
  const own = event('UID:2026-12-05-picnic.abcd@circle', 'SUMMARY:Winter picnic', 'DTSTART;VALUE=DATE:20261206')

  it('brings its ids along, and puts single events back where the series leaves them out', () => {
    const plan = imported(fileOf(series, movedOne, off, own))
    expect(Object.keys(plan.charter!.rhythms!)).toEqual(['weekly'])
    expect(records(plan)).toEqual({
      '2026-12-04-weekly': {rhythm: 'weekly', when: '2026-12-05 18:00', topic: 'Luck'},
      '2026-12-11-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'Snow'},
      '2026-12-05-picnic': {when: '2026-12-06', title: 'Winter picnic'},
    })
    expect([plan.misses, plan.notTaken]).toEqual([[], []])
  })

  it('is not taken for the circle\'s own dates where another circle has the same ids', () => {
    const circle = circleWith({rhythms: {weekly: {title: 'Choir', starts: '2026-11-27 18:00', repeats: 'every week'}}})
    const plan = imported(fileOf(movedOne, off), circle)
    expect(plan.gatherings.map(({id}) => id)).toEqual(['2026-12-05-friday-meeting', '2026-12-11-friday-meeting'])
    expect(startsOf(listedIn(carriedOut(circle, plan), '2026-12-04', '2026-12-12'))).toEqual(['2026-12-04T17:00:00Z', '2026-12-05T17:00:00Z', '2026-12-11T17:00:00Z'])
  })

  it('adds nothing to that very circle, and tells what was changed since', () => {
    const {charter, ...rest} = carriedOut(circleWith(), imported(fileOf(series, movedOne, off, own)))
    const circle = {...rest, charter: {...charter, id: 'abcd'}}
    const plan = imported(fileOf(series, movedOne, off, own), circle)
    expect([plan.rhythms, plan.gatherings, plan.differs, plan.notTaken, plan.misses]).toEqual([[], [], [], [], []])
    expect(plan.there.length).toBe(4)
    const earlier = imported(fileOf(movedOne.replace('T180000', 'T170000')), circle)
    expect(earlier.differs).toEqual([{line: 3, id: '2026-12-04-weekly', how: 'when "2026-12-05 18:00", there "2026-12-05 17:00"'}])
    const elsewhere = imported(fileOf(movedOne.replace('T180000', 'T170000')), {...rest, charter})
    expect([elsewhere.differs, elsewhere.gatherings]).toEqual([earlier.differs, []])
  })

  it('finds a whole day of a rhythm in another zone again', () => {
    const weekly = {title: 'Friday meeting', starts: '2026-12-04 19:00', repeats: 'every week', timezone: 'Australia/Sydney'}
    const circle = circleWith({id: 'abcd', rhythms: {weekly}, pages: {'2026-12-11-weekly': {rhythm: 'weekly', when: '2026-12-12'}}})
    const day = event('UID:2026-12-11-weekly.abcd@circle', 'SUMMARY:Friday meeting', 'DTSTART;VALUE=DATE:20261212')
    for (const file of [day, day.replace('.abcd@circle', '')]) {
      const {differs, gatherings, there} = imported(fileOf(file), circle)
      expect([differs, gatherings, there]).toEqual([[], [], [3]])
    }
  })

  it('compares a series with the rhythm of that very circle, its exceptions too, and adds none', () => {
    const weekly = {title: 'Friday meeting', starts: '2026-11-27 19:00', repeats: 'every week', until: '2026-12-18', lasts: '2h'}
    const circle = circleWith({id: 'abcd', rhythms: {weekly}, pages: {
      '2026-12-04-weekly': {rhythm: 'weekly', when: '2026-12-05 18:00', topic: 'Luck'},
      '2026-12-11-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'Snow'},
      '2026-12-18-weekly': {rhythm: 'weekly', topic: 'Ends'},
    }})
    const shorter = series.replace('UNTIL=20261231', 'UNTIL=20261211')
    const last = event('UID:2026-12-18-weekly.abcd@circle', 'SUMMARY:Friday meeting', `DTSTART;${at}:20261218T190000`, 'DURATION:PT2H', 'DESCRIPTION:Topic: Ends')
    const written = imported(fileOf(shorter, movedOne, off, last), circle)
    expect([written.rhythms, written.gatherings, written.differs, written.misses, written.notTaken]).toEqual([[], [], [], [], []])

    const without = imported(fileOf(shorter, movedOne, off), circle)
    expect(without.differs).toEqual([{line: 3, id: 'weekly', how: 'its dates here are others than there'}])

    const edited = shorter.replace('EXDATE', `RDATE;${at}:20261229T190000\r\nEXDATE;${at}:20261127T190000,20261128T190000\r\nEXDATE`)
    const instance = event('UID:weekly.series.abcd@circle', 'SUMMARY:Friday meeting', `RECURRENCE-ID;${at}:20261211T190000`, `DTSTART;${at}:20261211T200000`, 'DURATION:PT2H')
    const told = imported(fileOf(edited, instance, movedOne, last), circle)
    expect([told.rhythms, told.gatherings]).toEqual([[], []])
    expect(told.differs).toEqual([
      {line: 10, id: '2026-11-27-weekly', how: 'takes place here, and is left out there'},
      {line: 14, id: '2026-12-11-weekly', how: 'is cancelled here, and takes place there'},
    ])
    expect(told.misses).toEqual([{line: 10, what: '2026-11-28 19:00 Europe/Stockholm, left out of Friday meeting', why: 'hits no date: the nearest are 2026-11-27 and 2026-12-04'}])
    expect(reasons(told)).toEqual(['9 2026-12-29 19:00 Europe/Stockholm, added to Friday meeting: is no date of weekly here'])
  })
})

describe('what no circle keeps', () => {
  it('is named, each kind with its number', () => {
    const file = fileOf(
      event('UID:a', 'SUMMARY:A', 'DTSTART:20261205T140010Z', 'ATTENDEE:mailto:a@example.org', 'ATTACH:https://example.org/a', 'DESCRIPTION:Bring a pen', 'BEGIN:VALARM', 'TRIGGER:-PT15M', 'END:VALARM'),
      event('SUMMARY:B', 'DTSTART:20261206T140000'),
      'BEGIN:VTODO', 'UID:t', 'SUMMARY:Shop', 'END:VTODO', 'BEGIN:VJOURNAL', 'END:VJOURNAL', 'BEGIN:VJOURNAL', 'END:VJOURNAL',
    )
    expect(imported(file).remarks).toEqual([
      'People who are invited (1 event): not taken over; circle member add adds members.',
      'Reminders (1 event): not taken over; circle ics --remind sets them for a calendar.',
      'Attachments (1 event): not taken over.',
      'Descriptions (1 event): not taken over, but for a topic and a link to join.',
      'No UID (1 event): each is taken as one of its own.',
      'Seconds in times (1 event): left out, since gatherings start on whole minutes.',
      '1 task: not taken over.',
      '2 journal entries: not taken over.',
      'Times in no zone (1 event): taken as times in Europe/Stockholm.',
    ])
  })

  it('is named where it is another link, or a property without a place', () => {
    const file = fileOf(
      single('DTSTART:20261205T140000', 'LOCATION:https://zoom.us/j/999', 'URL:https://example.org/x', 'STATUS:TENTATIVE', 'GEO:59.3;18.1', 'X-COST:5'),
      event('UID:b', 'DTSTART:20261206T140000', 'GEO:59.3;18.1', 'PRIORITY:1', 'STATUS:CONFIRMED', 'COMMENT:', 'URL:webcal:x'),
    )
    expect(imported(file).remarks.slice(0, 2)).toEqual([
      'Other links (2 events): not taken over, since a gathering has one: https://example.org/x (line 3), webcal:x (line 13).',
      'Other properties, not taken over: GEO (2 events), PRIORITY (1 event), STATUS:TENTATIVE (1 event), X-COST (1 event).',
    ])
  })

  it('has a way of its own for answers to invitations', () => {
    expect(() => readCalendar(new TextEncoder().encode(fileOf('METHOD:REPLY', single('DTSTART:20261205T140000'))))).toThrow('the file is an answer to an invitation (METHOD:REPLY), not a calendar')
  })

  it('and a cancellation calls off what it names', () => {
    expect(imported(fileOf('METHOD:CANCEL', single('DTSTART:20261205T140000'))).gatherings[0]?.record.status).toBe('cancelled')
  })
})

describe('a date of the circle\'s own rhythm', () => {
  const friday = {title: 'Friday', starts: '2026-11-27 18:00', repeats: 'every week', lasts: '2h', place: 'Library', link: 'https://example.org/a'}
  const circle = circleWith({rhythms: {weekly: friday}, pages: {'2026-12-11-weekly': {rhythm: 'weekly', topic: 'Thrift'}}})
  const own = 'UID:2026-12-11-weekly.7k2mq9xw@circle'
  const times = (end: string): string[] => [`DTSTART;${at}:20261211T180000`, `DTEND;${at}:20261211T${end}`]
  const how = (...lines: readonly string[]): unknown => {
    const {differs, there, gatherings} = imported(fileOf(event(...lines)), circle)
    return [differs.map((one) => `${one.id} ${one.how}`), there.length, gatherings.length]
  }

  it('is told where the file has another length, place or link', () => {
    expect(how('UID:q', 'SUMMARY:Friday', 'LOCATION:Elsewhere', 'URL:https://example.org/b', ...times('230000'))).toEqual([
      ['2026-12-11-weekly lasts "2h", there "5h"; place "Library", there "Elsewhere"; link "https://example.org/a", there "https://example.org/b"'], 0, 0,
    ])
  })

  it('is told where an event with its own UID says another title or topic', () => {
    expect(how(own, 'SUMMARY:Changed', 'DESCRIPTION:Topic: Waste', ...times('200000'))).toEqual([
      ['2026-12-11-weekly title "Friday", there "Changed"; topic "Thrift", there "Waste"'], 0, 0,
    ])
  })

  it.each([['UID:q', 'Friday'], [own, 'Friday'], [own, 'Apron: Friday']])('is there as the file has it: %s, %s', (uid, title) => {
    expect(how(uid, `SUMMARY:${title}`, 'LOCATION:Library', 'URL:https://example.org/a', 'DESCRIPTION:Topic: Thrift', ...times('200000'))).toEqual([[], 1, 0])
  })
})

describe('what is taken otherwise than the file has it', () => {
  it('is a time that the clocks skip', () => {
    const file = fileOf(single(`DTSTART;${at}:20270328T023000`))
    expect(imported(file).remarks).toEqual(['Times that do not exist, since the clocks skip them: 2027-03-28 02:30 in Europe/Stockholm (line 3) is 03:30.'])
    expect(imported(fileOf(single(`DTSTART;${at}:20270328T033000`))).remarks).toEqual([])
    expect(imported(file, circleWith(), {from: '2027-04-01'}).remarks).toEqual([])
  })

  it('is a title or a place that is cut, said once', () => {
    const cut = (title: string, place: string): unknown => imported(fileOf(event('UID:s', `SUMMARY:${title}`, `LOCATION:${place}`, 'DTSTART:20261205T140000Z'))).remarks
    expect(cut('x'.repeat(121), 'y'.repeat(201))).toEqual(['Words that are too long for a title, place or topic (1 event): cut off.'])
    expect(cut('x'.repeat(120), 'y'.repeat(200))).toEqual([])
  })
})

import {describe, expect, it} from 'vitest'
import {vtimezone} from '../../../src/calendar/vtimezone.ts'
import {writeIcal} from '../../../src/calendar/ical.ts'
import {circleWith, event, fileOf, imported} from './files.ts'

const outlook = (tzid: string, from = '-0400', to = '-0500'): string => [
  'BEGIN:VTIMEZONE', `TZID:${tzid}`,
  'BEGIN:STANDARD', 'DTSTART:16010101T020000', `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, 'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11', 'END:STANDARD',
  'BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', `TZOFFSETFROM:${to}`, `TZOFFSETTO:${from}`, 'RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3', 'END:DAYLIGHT',
  'END:VTIMEZONE',
].join('\r\n')

/** The zone that becomes of an event every week in a zone of this name; the circle's own is not written. */
function zoneOf(tzid: string, definition = '', timezone = 'Europe/Stockholm'): string | undefined {
  const plan = imported(fileOf(...(definition === '' ? [] : [definition]), event('UID:a', 'SUMMARY:A', `DTSTART;TZID=${tzid}:20261201T190000`, 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY')), circleWith({timezone}))
  return plan.rhythms.length === 0 ? plan.notTaken[0]?.why : (plan.rhythms[0]!.rhythm.timezone ?? 'home')
}

describe('the name of a zone in a file', () => {
  it.each([
    ['Europe/Stockholm', 'home'],
    ['America/New_York', 'America/New_York'],
    ['america/new_york', 'America/New_York'],
    ['/freeassociation.sourceforge.net/Europe/Berlin', 'Europe/Berlin'],
    ['/mozilla.org/20050126_1/America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['"/softwarestudio.org/Olson_20011030_5/Europe/Stockholm"', 'home'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['W. Europe Standard Time', 'home'], // Stockholm is one of its zones, so it is the one that is meant
    ['Romance Standard Time', 'Europe/Paris'],
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['Mars/Base', 'is in a time zone that cannot be told (Mars/Base)'],
    ['Customized Time Zone', 'is in a time zone that cannot be told (Customized Time Zone)'],
    ['Europe/Stokholm', 'is in a time zone that cannot be told (Europe/Stokholm)'],
  ])('%s is taken for %s', (tzid, zone) => {
    expect(zoneOf(tzid)).toBe(zone)
  })

  it('is the circle\'s own where two names are one zone', () => {
    expect(zoneOf('Asia/Calcutta', '', 'Asia/Kolkata')).toBe('home')
    expect(zoneOf('Asia/Kolkata', '', 'Asia/Calcutta')).toBe('home')
  })
})

describe('a zone that only its clocks can tell', () => {
  it('is the circle\'s own when they agree at every time', () => {
    expect(zoneOf('Customized Time Zone', outlook('Customized Time Zone'), 'America/New_York')).toBe('home')
    expect(zoneOf('"(UTC-05:00) Eastern Time, US & Canada"', outlook('(UTC-05:00) Eastern Time\\, US & Canada'), 'America/New_York')).toBe('home')
  })

  it('is a well-known one, and that is said', () => {
    const plan = imported(fileOf(outlook('Ours'), event('UID:a', 'SUMMARY:A', 'DTSTART;TZID=Ours:20261201T190000', 'DURATION:PT1H')))
    expect(plan.gatherings[0]?.record).toMatchObject({when: '2026-12-01 19:00', timezone: 'America/New_York'})
    expect(plan.remarks).toEqual(['The clocks of "Ours" are those of America/New_York at every time in the file: taken as that.'])
  })

  it('is none where calendars in one file mean different zones by its name', () => {
    const calendar = (...offsets: string[]): string => fileOf(outlook('Ours', ...offsets), event(`UID:${offsets.join()}`, `SUMMARY:A ${offsets.join()}`, 'DTSTART;TZID=Ours:20261201T190000'))
    const taken = (text: string): number => imported(text).gatherings.length
    expect([taken(calendar()), taken(calendar() + calendar()), taken(calendar() + calendar('-0500', '-0600'))]).toEqual([1, 1, 0])
    expect(imported(calendar() + calendar('-0500', '-0600')).notTaken.map(({why}) => why)).toEqual(Array(2).fill('is in a time zone that cannot be told (Ours)'))
  })

  it('is none when no zone has its clocks', () => {
    expect(zoneOf('Ours', outlook('Ours', '-0407', '-0507'))).toBe('is in a time zone that cannot be told (Ours)')
    expect(zoneOf('Ours', 'BEGIN:VTIMEZONE\r\nTZID:Ours\r\nEND:VTIMEZONE')).toBe('is in a time zone that cannot be told (Ours)')
    expect(zoneOf('Ours', outlook('Ours').replaceAll('YEARLY', 'SECONDLY'))).toBe('is in a time zone that cannot be told (Ours)')
  })

  it.each(['Europe/London', 'Asia/Tokyo', 'America/Los_Angeles', 'Australia/Sydney', 'Asia/Kathmandu', 'America/Sao_Paulo'])('is found by the clocks of %s as this program writes them', (zone) => {
    const text = writeIcal(vtimezone(zone, Date.UTC(2026, 0, 1), Date.UTC(2033, 0, 1))).replace(zone, 'Ours').trimEnd()
    expect(zoneOf('Ours', text)).toBe(zone)
  })

  it('follows a rule that ends, to the very change', () => {
    // Clocks went back a last time in 2026, and stay.
    const ends = outlook('Ours').replace('BYDAY=2SU;BYMONTH=3', 'BYDAY=2SU;BYMONTH=3;UNTIL=20260308T070000Z')
    expect(zoneOf('Ours', ends, 'America/New_York')).not.toBe('home')
    const once = event('UID:a', 'SUMMARY:A', 'DTSTART;TZID=Ours:20260601T190000', 'DURATION:PT1H')
    expect(imported(fileOf(ends, once), circleWith({timezone: 'America/New_York'})).gatherings[0]?.record.timezone).toBe(undefined)
  })
})

describe('a zone that is known by its name', () => {
  const remarks = (tzid: string, definition: string, from = '2000-01-01', rule: readonly string[] = []): readonly string[] =>
    imported(fileOf(definition, event('UID:a', 'SUMMARY:A', `DTSTART;TZID=${tzid}:20261201T190000`, 'DURATION:PT1H', ...rule)), circleWith(), {from}).remarks

  it('is taken by its name, and it is said when the clocks in the file are others', () => {
    const said = 'The file\'s own clocks for "Europe/Berlin" differ from those of Europe/Berlin: its times are taken as Europe/Berlin.'
    expect(remarks('Europe/Berlin', outlook('Europe/Berlin'))).toEqual([said])
    expect(remarks('Z', outlook('Z', '+0100', '+0100'))).toEqual(['The file\'s own clocks for "Z" differ from those of UTC: its times are taken as UTC.'])
  })

  it('needs no word when they agree, when they cannot be read, and for dates that are past', () => {
    expect(remarks('America/New_York', outlook('America/New_York'))).toEqual([])
    expect(remarks('Europe/Berlin', 'BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE')).toEqual([])
    expect(remarks('Europe/Berlin', outlook('Europe/Berlin'), '2027-01-01')).toEqual([])
  })

  it('is compared in the summer too, for what recurs', () => {
    const winter = outlook('Europe/Berlin', '+0100', '+0100')
    expect(remarks('Europe/Berlin', winter)).toEqual([])
    expect(remarks('Europe/Berlin', winter, '2036-01-01', ['RRULE:FREQ=WEEKLY']).length).toBe(1)
  })
})

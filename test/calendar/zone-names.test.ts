import {describe, expect, it} from 'vitest'
import {zoneCalled} from '../../src/calendar/zone-names.ts'

const known: Readonly<Record<string, readonly string[]>> = {
  'W. Europe Standard Time': ['Europe/Berlin', 'Europe/Stockholm'], Odd: ['Nowhere/At all'],
}
const windows = (name: string): readonly string[] => known[name] ?? []

describe('the zone that a calendar calls', () => {
  it.each<[name: string, zone: string | undefined]>([
    ['Europe/Stockholm', 'Europe/Stockholm'],
    ['europe/stockholm', 'Europe/Stockholm'],
    ['"Europe/Stockholm"', 'Europe/Stockholm'],
    ['UTC', 'UTC'],
    ['Z', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['tzone://Microsoft/Utc', 'UTC'],
    ['tzone://Microsoft/Custom', undefined],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['/mozilla.org/20050126_1/Europe/Stockholm', 'Europe/Stockholm'],
    ['/freeassociation.sourceforge.net/America/Argentina/Salta', 'America/Argentina/Salta'],
    ['Odd', undefined],
    ['(UTC+01:00) Amsterdam, Berlin', undefined],
    ['', undefined],
  ])('%s is %s', (name, zone) => {
    expect(zoneCalled(name, windows)).toBe(zone)
  })

  it.each<[name: string, home: string]>([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['W. Europe Standard Time', 'Europe/Stockholm'],
  ])('%s is that of a circle in %s, under its own name for it', (name, home) => {
    expect(zoneCalled(name, windows, home)).toBe(home)
    expect(zoneCalled('America/New_York', windows, home)).toBe('America/New_York')
  })
})

import {describe, expect, it} from 'vitest'
import {isZone, zoneMeant} from '../../src/model/zone.ts'

describe('a time zone', () => {
  it.each([
    'UTC', 'Europe/Stockholm', 'America/New_York', 'America/Argentina/Buenos_Aires', 'America/North_Dakota/New_Salem', 'America/Port-au-Prince', 'Africa/Dar_es_Salaam',
    'Europe/Isle_of_Man', 'Antarctica/DumontDUrville', 'Antarctica/McMurdo', 'Asia/Ho_Chi_Minh', 'Pacific/Chatham', 'Etc/GMT+3', 'Asia/Ust-Nera',
  ])('is %s', (name) => expect(isZone(name)).toBe(true))

  it.each(['Europe/Kyiv', 'Asia/Kolkata', 'Asia/Calcutta', 'US/Pacific', 'America/Nuuk'])('is %s, whichever of its names the runtime lists', (name) => expect(isZone(name)).toBe(true))

  it.each([
    'europe/stockholm', 'Europe/stockholm', 'EUROPE/STOCKHOLM', 'europe/kyiv', 'Europe/kyiv', 'utc', 'Utc', 'Europe/Stokholm', 'Stockholm', 'CET', 'EST', 'PT', 'PST8PDT', 'Japan', 'GMT',
    '+02:00', 'UTC+2', '', ' Europe/Stockholm', 'Europe/Stockholm\n', '../../etc/passwd', 'Europe', 'constructor', 'Europe/',
  ])('is not %j', (name) => expect(isZone(name)).toBe(false))
})

describe('the zone that was meant', () => {
  it.each([
    ['europe/stockholm', 'Europe/Stockholm'],
    ['EUROPE/STOCKHOLM', 'Europe/Stockholm'],
    ['stockholm', 'Europe/Stockholm'],
    ['New York', 'America/New_York'],
    ['america/new york', 'America/New_York'],
    ['europe/kyiv', 'Europe/Kyiv'],
    ['africa/dar_es_salaam', 'Africa/Dar_es_Salaam'],
    ['Europe/Stokholm', 'Europe/Stockholm'],
    ['Stokholm', 'Europe/Stockholm'],
    ['PT', 'America/Los_Angeles'],
    ['PT (Pacific Time)', 'America/Los_Angeles'],
    ['Eastern Time (ET)', 'America/New_York'],
    ['EST (Eastern Time)', 'America/New_York'],
    ['CET', 'Europe/Berlin'],
    ['Poland', 'Europe/Warsaw'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
  ])('by %s is %s', (text, name) => {
    expect(zoneMeant(text)).toBe(name)
    expect(isZone(name)).toBe(true)
  })

  it.each(['', '   ', 'IST', 'XX', 'nowhere at all', 'constructor', '__proto__', '+02:00'])('by %j is not known', (text) => expect(zoneMeant(text)).toBeUndefined())

  it('knows a city by the name that IANA has for it now', () => {
    expect([zoneMeant('Kolkata'), zoneMeant('kyiv')]).toEqual(['Asia/Kolkata', 'Europe/Kyiv'])
  })
})

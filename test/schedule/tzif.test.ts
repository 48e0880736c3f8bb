import {existsSync, readFileSync} from 'node:fs'
import {tzOffset} from '@date-fns/tz/tzOffset'
import {describe, expect, it} from 'vitest'
import {readTzif} from '../../src/schedule/tzif.ts'
import {ruleOnly} from './zone-files.ts'

const folder = '/usr/share/zoneinfo'
const day = 86_400_000

const hours = (bytes: Uint8Array, ...instants: string[]): number[] => instants.map((instant) => readTzif(bytes)!(Date.parse(instant)) / 3600)

describe('the rule at the end of a zone file', () => {
  it('has the last Sundays of March and October', () => {
    const central = ruleOnly('CET-1CEST,M3.5.0,M10.5.0/3', 3600)
    expect(hours(central, '2027-03-28T00:59:59Z', '2027-03-28T01:00:00Z', '2027-10-31T00:59:59Z', '2027-10-31T01:00:00Z')).toEqual([1, 2, 2, 1])
  })

  it('turns round in the south, where summer spans the new year', () => {
    const sydney = ruleOnly('AEST-10AEDT,M10.1.0,M4.1.0/3', 36_000)
    expect(hours(sydney, '2027-01-15T00:00:00Z', '2027-04-03T15:59:59Z', '2027-04-03T16:00:00Z', '2027-10-02T15:59:59Z', '2027-10-02T16:00:00Z')).toEqual([11, 11, 10, 10, 11])
  })

  it('takes names in brackets, half hours, hours beyond a day, and hours before it', () => {
    expect(hours(ruleOnly('<+0530>-5:30', 19_800), '2030-06-01T00:00:00Z')).toEqual([5.5])
    // The 29th of March at 2, written from the 4th Thursday (RFC 9636 3.3.2).
    const israel = ruleOnly('IST-2IDT,M3.4.4/26,M10.5.0', 7200)
    expect(hours(israel, '2026-03-26T23:59:59Z', '2026-03-27T00:00:00Z')).toEqual([2, 3])
    const nuuk = ruleOnly('<-02>2<-01>,M3.5.0/-1,M10.5.0/0', -7200)
    expect(hours(nuuk, '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z')).toEqual([-2, -1])
  })

  it('takes days of the year', () => {
    const days = ruleOnly('AAA0BBB,J60,J300', 0)
    expect(hours(days, '2028-03-01T01:59:59Z', '2028-03-01T02:00:00Z', '2027-03-01T01:59:59Z', '2027-03-01T02:00:00Z')).toEqual([0, 1, 0, 1])
  })
})

describe('bytes that are no zone file', () => {
  it('are not read', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('# a text'), Buffer.alloc(100), ruleOnly('CET-1', 3600).subarray(0, 60)]) expect(readTzif(bytes)).toBeUndefined()
  })
})

describe.runIf(existsSync(folder))("the system's own files", () => {
  const differing = (zone: string): string | undefined => {
    const at = existsSync(`${folder}/${zone}`) ? readTzif(readFileSync(`${folder}/${zone}`)) : undefined
    if (at === undefined) return undefined
    for (let ms = Date.UTC(2024, 0, 1); ms < Date.UTC(2037, 0, 1); ms += 5.3 * day) {
      if (Math.abs(at(ms) / 60 - tzOffset(zone, new Date(ms))) > 0.02) return new Date(ms).toISOString()
    }
    return undefined
  }

  it('say what this Node says, but where a law has changed since one of the two was made', () => {
    for (const zone of ['Europe/Stockholm', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Chatham']) expect([zone, differing(zone)]).toEqual([zone, undefined])
    const zones = Intl.supportedValuesOf('timeZone')
    expect(zones.filter((zone) => differing(zone) !== undefined).length).toBeLessThan(zones.length / 20)
  })
})

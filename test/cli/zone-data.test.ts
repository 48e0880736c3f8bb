import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {disagreement, knowsZone} from '../../src/cli/zone-data.ts'
import {ruleOnly} from '../schedule/zone-files.ts'
import {folder} from './harness.ts'

/** A system whose data of a zone is one rule. */
function systemWith(zone: string, rule: string): {folder: string} {
  const path = join(folder(), zone)
  mkdirSync(join(path, '..'), {recursive: true})
  writeFileSync(path, ruleOnly(rule))
  return {folder: path.slice(0, -zone.length - 1)}
}

const [from, to] = [Date.parse('2026-06-01T00:00:00Z'), Date.parse('2027-12-01T00:00:00Z')]

function compared(zone: string, rule: string): unknown[] | undefined {
  const found = disagreement(systemWith(zone, rule), zone, from, to)
  if (found === undefined) return undefined
  const {ms, untilMs, node, system} = found
  return [new Date(ms).toISOString(), untilMs === undefined ? undefined : new Date(untilMs).toISOString(), node, system]
}

describe('the zone data of Node and of the system', () => {
  it('agree where they say the same at all times', () => {
    expect(compared('Europe/Stockholm', 'CET-1CEST,M3.5.0,M10.5.0/3')).toBe(undefined)
    expect(compared('Asia/Kolkata', 'IST-5:30')).toBe(undefined)
  })

  it('disagree from the very instant on, until they agree again', () => {
    expect(compared('Europe/Stockholm', 'CET-1')).toEqual(['2026-06-01T00:00:00.000Z', '2026-10-25T01:00:00.000Z', 120, 60])
    expect(compared('Europe/Stockholm', 'CEST-2')).toEqual(['2026-10-25T01:00:00.000Z', '2027-03-28T01:00:00.000Z', 60, 120])
    expect(compared('Asia/Kolkata', 'IST-5:45')).toEqual(['2026-06-01T00:00:00.000Z', undefined, 330, 345])
  })

  it('disagree for one hour too, where only the hour of a change is another', () => {
    expect(compared('Europe/Stockholm', 'CET-1CEST,M3.5.0,M10.5.0/4')).toEqual(['2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z', 60, 120])
    expect(compared('Europe/Stockholm', 'CET-1CEST,M3.5.0/3,M10.5.0/3')).toEqual(['2027-03-28T01:00:00.000Z', '2027-03-28T02:00:00.000Z', 120, 60])
  })

  it('are not compared where the system has no such zone', () => {
    const system = systemWith('Europe/Stockholm', 'CET-1')
    expect([knowsZone(system, 'Europe/Stockholm'), knowsZone(system, 'Europe/Oslo'), disagreement(system, 'Europe/Oslo', from, to)]).toEqual([true, false, undefined])
  })
})

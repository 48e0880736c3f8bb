/** Circles made for tests, and the zone of the machine. */
import type {Charter, Rhythm} from '../../src/model/charter.ts'
import type {Circle, GatheringRecord} from '../../src/model/circle.ts'
import type {SharedPage} from '../../src/model/gathering.ts'

/** A circle with these rhythms and folders, in a zone. */
export function circleOf(timezone: string, rhythms: Readonly<Record<string, Rhythm>>, folders: Readonly<Record<string, SharedPage>> = {}, charter: Partial<Charter> = {}): Pick<Circle, 'charter' | 'gatherings'> {
  const gatherings = new Map<string, GatheringRecord>(Object.entries(folders).map(([id, shared]) => [id, {id, shared, pages: new Map()}]))
  return {charter: {circle: 1, id: '7k2mq9xw', name: 'Apron Club', purpose: 'Talk.', founded: '2026-01-01', timezone, rhythms, ...charter}, gatherings}
}

/** The zones of machines on which results must be the same: none, one that changes by an hour, one that changes by half. */
export const hostZones = ['UTC', 'Europe/Stockholm', 'Australia/Lord_Howe'] as const

/** Puts this process into a zone, runs, and puts it back, also after a promise. Throws when the zone did not take, so that no test passes by mistake. */
export function inHostZone<T>(zone: (typeof hostZones)[number], run: () => T): T {
  const before = process.env['TZ']
  const putBack = (): void => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
  process.env['TZ'] = zone
  let result: T | undefined
  try {
    const noon = new Date(2026, 6, 1, 12).getTime() - Date.UTC(2026, 6, 1, 12)
    const ahead = {'UTC': 0, 'Europe/Stockholm': 2, 'Australia/Lord_Howe': 10.5}[zone]
    if (noon + ahead * 3_600_000 !== 0) throw new Error(`the test process did not move to ${zone}`)
    result = run()
    return result instanceof Promise ? (result.finally(putBack) as T) : result
  } finally {
    if (!(result instanceof Promise)) putBack()
  }
}

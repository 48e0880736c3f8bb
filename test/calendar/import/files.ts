/** Calendar files for tests of the import, and what becomes of them. */
import {findIana} from 'windows-iana'
import {importPlan} from '../../../src/calendar/import/plan.ts'
import {readCalendar} from '../../../src/calendar/import/source.ts'
import type {Asked, Plan} from '../../../src/calendar/import/plan.ts'
import type {Charter, Rhythm} from '../../../src/model/charter.ts'
import type {Circle, GatheringRecord} from '../../../src/model/circle.ts'
import type {SharedPage} from '../../../src/model/gathering.ts'
import {gatherings} from '../../../src/schedule/gatherings.ts'
import type {Gathering} from '../../../src/schedule/gatherings.ts'

/** An empty circle, or one with these rhythms and pages. */
export function circleWith({timezone = 'Europe/Stockholm', id = '7k2mq9xw', rhythms, pages = {}}: {
  readonly timezone?: string
  readonly id?: string
  readonly rhythms?: Readonly<Record<string, Rhythm>>
  readonly pages?: Readonly<Record<string, SharedPage>>
} = {}): Circle {
  const charter: Charter = {circle: 1, id, name: 'Apron', purpose: 'Talk.', founded: '2026-01-01', timezone, ...(rhythms === undefined ? {} : {rhythms})}
  const folders = Object.entries(pages).map(([key, shared]): [string, GatheringRecord] => [key, {id: key, shared, pages: new Map()}])
  return {charter, members: new Map(), gatherings: new Map(folders), formats: new Map(), polls: new Map()} as Circle
}

/** The lines of a whole file. The first property of the first component stands on line 4. */
export function fileOf(...lines: readonly string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
}

/** A VEVENT of these lines. */
export function event(...lines: readonly string[]): string {
  return ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n')
}

/** What a file becomes. Without more, everything from 2000 on is asked for. */
export function imported(text: string | Uint8Array, circle: Circle = circleWith(), asked: Partial<Asked> = {}): Plan {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return importPlan(circle, readCalendar(bytes), {from: '2000-01-01', secret: false, windows: (name) => findIana(name), ...asked})
}

/** The circle with a plan carried out. */
export function carriedOut(circle: Circle, plan: Plan): Circle {
  const pages = plan.gatherings.map(({id, record}): [string, GatheringRecord] => [id, {id, shared: record, pages: new Map()}])
  return {...circle, charter: plan.charter ?? circle.charter, gatherings: new Map([...circle.gatherings, ...pages])}
}

/** The gatherings of a circle from one day to another. */
export function listedIn(circle: Circle, from = '2026-01-01', to = '2029-01-01'): Gathering[] {
  return gatherings(circle, {from, to})
}

/** Instants, or the day of one that takes all day, of the gatherings that take place. */
export function startsOf(list: readonly Gathering[]): string[] {
  return list.filter(({status}) => status !== 'cancelled').map((one) => (one.allDay ? one.start.day : new Date(one.startMs).toISOString().replace('.000', '')))
}

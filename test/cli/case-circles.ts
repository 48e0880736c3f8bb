/** The hard schedules of test/fixtures/calendar/cases.json as circles, founded by the program's own commands. */
import {join} from 'node:path'
import type {Case, Expected} from '../calendar/cases.ts'
import {done, folder} from './harness.ts'

/** Founds a circle whose schedule is a case, by the commands a person would use. Gives its folder. */
async function foundedCase({timezone, series}: Case): Promise<string> {
  const root = join(folder('case'), 'circle')
  const env = {CIRCLE_NOW: '2026-01-01T12:00:00Z'}
  await done(['init', root, '--name', 'Hard', '--timezone', timezone, '--member', 'Ann Ek', '--yes'], {env})
  const run = {cwd: root, env}
  for (const {uid, start, end, rrule, exdates, moved, cancelled} of series) {
    const {rule, until} = withoutUntil(rrule, timezone)
    await done(['schedule', 'add-rhythm', uid, '--starts', typed(start), '--lasts', length(start, end), ...(rule === null ? [] : ['--repeats', rule])], run)
    // Where a case has a second series, the first one has ended.
    if (until !== undefined) await done(['schedule', 'end-rhythm', uid, '--after', until], run)
    for (const skipped of exdates) await done(['schedule', 'cancel', skipped.slice(0, 10), '--why', 'Left out'], run)
    for (const {from, to} of moved) await done(['schedule', 'move', `${from.slice(0, 10)}-${uid}`, typed(to)], run)
    for (const off of cancelled) await done(['schedule', 'cancel', off.slice(0, 10), '--why', 'Called off'], run)
  }
  return root
}

/** A rule that ends at an instant goes on here without its end, which is a day of the circle's place. */
function withoutUntil(rrule: string | null, timezone: string): {rule: string | null; until?: string} {
  const until = /;UNTIL=(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z/.exec(rrule ?? '')
  if (rrule === null || until === null) return {rule: rrule}
  const [whole, year, month, day, hour, minute, second] = until
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return {rule: rrule.replace(whole, ''), until: new Intl.DateTimeFormat('sv-SE', {timeZone: timezone, dateStyle: 'short'}).format(instant)}
}

const typed = (text: string): string => text.slice(0, 16).replace('T', ' ')

function length(start: string, end: string): string {
  const minutes = (Date.parse(start.includes('T') ? `${end}Z` : end) - Date.parse(start.includes('T') ? `${start}Z` : start)) / 60_000
  return start.includes('T') ? `${minutes} min` : `${minutes / 1440} days`
}

/** A gathering, as `schedule list` tells it. */
export interface Listed {
  readonly id: string
  readonly status: string
  readonly start: string
  readonly end: string
}

/** `start end`, sorted; the end only where the case lays it down. */
export const lines = (events: readonly Expected[], withEnds: boolean): string[] => events.map(({start, end}) => (withEnds ? `${start} ${end}` : start)).toSorted()

const roots = new Map<string, Promise<string>>()
/** The circle of a case, founded once in each file of tests. Gives its folder. */
export function rootOf(each: Case): Promise<string> {
  const root = roots.get(each.id) ?? foundedCase(each)
  roots.set(each.id, root)
  return root
}

/** The day before. */
export const daysBack = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

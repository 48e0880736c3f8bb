/** The hard schedules of test/fixtures/calendar/cases.json through the program: founded by its commands, listed, and read by others. */
import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, it} from 'vitest'
import {cases} from '../calendar/cases.ts'
import type {Case, Expected} from '../calendar/cases.ts'
import {json} from './circles.ts'
import {done, folder} from './harness.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/calendar/${name}`, import.meta.url))
const zones = ['UTC', 'Europe/Stockholm', 'Australia/Lord_Howe']
/** The quick ones; the slow ones (khal, radicale) look at the same events in test/calendar/readers.test.ts. */
const readers = ['libical', 'pyical', 'vobject', 'sabre2', 'ical.js', 'perl', 'calcurse']

/** Why a reader cannot be asked about a case: faults of theirs, or what they do not know. */
const excused: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'beyond-2038': {pyical: 'its pytz has no summer time after 2037', calcurse: 'its clock ends in 2037'},
  'overlap-0230-stockholm': {pyical: 'it turns all hours into those of X-WR-TIMEZONE, and loses which of the two it was'},
  'cancelled-and-moved': {calcurse: 'it knows no STATUS'},
  'count-with-skips': {calcurse: 'it knows no STATUS'},
  'moved-onto-next-one': {calcurse: 'it shows two of one title at one time as one'},
}

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

interface Listed {
  readonly id: string
  readonly status: string
  readonly start: string
  readonly end: string
}

/** `start end`, sorted; the end only where the case lays it down. */
const lines = (events: readonly Expected[], withEnds: boolean): string[] => events.map(({start, end}) => (withEnds ? `${start} ${end}` : start)).toSorted()

const roots = new Map<string, Promise<string>>()
function rootOf(each: Case): Promise<string> {
  const root = roots.get(each.id) ?? foundedCase(each)
  roots.set(each.id, root)
  return root
}

const daysBack = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

describe.concurrent.each(cases())('$id', (each) => {
  const window = ['--from', each.window[0], '--to', daysBack(each.window[1])]
  const withEnds = each.expected.every(({end}) => end !== undefined)
  const skipped = new Set(each.series.flatMap(({uid, exdates}) => exdates.map((day) => `${day.slice(0, 10)}-${uid}`)))

  it('is listed exactly as laid down, on a machine in any zone', async () => {
    const root = await rootOf(each)
    for (const TZ of zones) {
      const {gatherings} = await json<{gatherings: Listed[]}>(['schedule', 'list', ...window], {cwd: root, env: {TZ}})
      expect(lines(gatherings.filter(({status}) => status === 'planned'), withEnds), TZ).toEqual(lines(each.expected, withEnds))
      const off = gatherings.filter(({id, status}) => status === 'cancelled' && !skipped.has(id))
      expect(lines(off, true), TZ).toEqual(lines(each.expectedCancelled ?? [], true))
      expect(gatherings.filter(({id}) => skipped.has(id)).every(({status}) => status === 'cancelled')).toBe(true)
    }
  }, 120_000)

  it.skipIf(!existsSync('/usr/bin/python3'))('is seen so by at least five readers of calendars, in the .ics that the program writes', async ({skip}) => {
    const root = await rootOf(each)
    await done(['ics', ...window, '--out', join(root, 'case.ics')], {cwd: root, env: {TZ: 'Australia/Lord_Howe'}})
    const report = await look(join(root, 'case.ics'), each.id)
    const here = Object.entries(report.readers).filter(([, {occurrences}]) => occurrences !== null).map(([name]) => name)
    if (here.length < 5) skip(`only ${here.length} readers of calendars are installed: see the head of check_ics.py`)
    expect([report.errors, report.timezone]).toEqual([[], []])
    const right = here.filter((name) => !report.differs.includes(name))
    expect(here.filter((name) => !right.includes(name) && excused[each.id]?.[name] === undefined), 'readers that see it otherwise').toEqual([])
    expect(right.length, right.join(', ')).toBeGreaterThanOrEqual(5)
  }, 120_000)
})

interface Report {
  readonly errors: readonly string[]
  readonly timezone: readonly string[]
  readonly readers: Readonly<Record<string, {readonly occurrences: readonly unknown[] | null}>>
  readonly differs: readonly string[]
}

/** What check_ics.py says of a calendar and a case. */
function look(file: string, id: string): Promise<Report> {
  const words = [fixture('check_ics.py'), file, '--expect', fixture('cases.json'), '--case', id, '--json', '--readers', readers.join(','), '--node-modules', fileURLToPath(new URL('../../node_modules', import.meta.url))]
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/python3', words, {env: {...process.env, XDG_CACHE_HOME: folder('cache')}, stdio: ['ignore', 'pipe', 'pipe']})
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', () => (out.startsWith('{') ? resolve(JSON.parse(out) as Report) : reject(new Error(`check_ics.py: ${err}`))))
  })
}

/** The hard schedules of test/fixtures/calendar/cases.json through the program: founded by its commands, listed, and read by others. */
import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, it} from 'vitest'
import {cases} from '../calendar/cases.ts'
import {daysBack, lines, rootOf} from './case-circles.ts'
import type {Listed} from './case-circles.ts'
import {json} from './circles.ts'
import {done, folder} from './harness.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/calendar/${name}`, import.meta.url))
const zones = ['UTC', 'Europe/Stockholm', 'Australia/Lord_Howe']
/** The quick ones; the slow ones (khal, radicale) look at the same events in test/calendar/readers.test.ts. */
const readers = ['libical', 'pyical', 'vobject', 'sabre2', 'ical.js', 'perl', 'calcurse']

/** Why a reader cannot be asked about a case: faults of theirs, or what they do not know. */
const excused: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'beyond-2038': {pyical: 'its pytz has no summer time after 2037', calcurse: 'its clock ends in 2037'},
  'cancelled-and-moved': {calcurse: 'it knows no STATUS'},
  'count-with-skips': {calcurse: 'it knows no STATUS'},
  'moved-onto-next-one': {calcurse: 'it shows two of one title at one time as one'},
}

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
  })

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
  })
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

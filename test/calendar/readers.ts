/** Other people's programs, looking at a calendar of ours through test/fixtures/calendar/check_ics.py. */
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {CalendarEvent} from '../../src/calendar/event.ts'
import {calendarText} from '../../src/calendar/write.ts'
import {instantText} from '../../src/schedule/instant.ts'
import {feed, timed} from './feed.ts'

const script = fileURLToPath(new URL('../fixtures/calendar/check_ics.py', import.meta.url))
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** One event as a reader sees it: UTC instants (`2026-03-05T18:00:00Z`), or days; '' for an end that it does not tell. */
export interface Seen {
  readonly uid: string
  readonly start: string
  readonly end: string
  readonly status: string
}

export interface Report {
  /** What is wrong with the bytes, the lines, the properties. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  /** Where a VTIMEZONE is not what the system's own zone data say. */
  readonly timezone: readonly string[]
  /** By name; occurrences are null where a reader is not installed. */
  readonly readers: Readonly<Record<string, {readonly notes: readonly string[]; readonly occurrences: readonly Seen[] | null}>>
  readonly differs: readonly string[]
}

/** Has these readers look at a calendar from one day to another; throws when check_ics.py cannot run here. */
export function look(text: string, from: string, to: string, readers: readonly string[], more: readonly string[] = []): Report {
  const folder = mkdtempSync(join(tmpdir(), 'circle-readers-'))
  try {
    const file = join(folder, 'circle.ics')
    writeFileSync(file, text)
    const run = spawnSync('/usr/bin/python3', [
      script, file, '--from', from, '--to', to, '--json', '--readers', readers.join(','), '--node-modules', modules, ...more,
    ], {encoding: 'utf8', maxBuffer: 2 ** 28, env: {...process.env, XDG_CACHE_HOME: folder}, timeout: 300_000})
    if (run.error !== undefined) throw run.error
    if (!run.stdout.startsWith('{')) throw new Error(run.stderr.trim().split('\n').at(-1) ?? 'check_ics.py said nothing')
    return JSON.parse(run.stdout) as Report
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

/** Readers that tell events apart and take several zones in one file. */
export const precise: readonly string[] = ['libical', 'pyical', 'vobject', 'khal', 'sabre2', 'ical.js']
/** These know one zone a file, or tell no UID: they get a file for each case. */
export const simple: readonly string[] = ['calcurse', 'perl', 'rrule-temporal']

/** What a reader is known to get wrong whatever it is given. */
const weaknesses: readonly {reader: string; where: (event: CalendarEvent) => boolean; why: string}[] = [
  {reader: 'khal', where: (event) => lastStart(event) >= Date.UTC(2038, 0, 1), why: 'its pytz has no summer time after 2037'},
  {reader: 'pyical', where: (event) => lastStart(event) >= Date.UTC(2038, 0, 1), why: 'its pytz has no summer time after 2037'},
  {
    reader: 'radicale',
    where: ({timezone}) => ['Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Chatham'].includes(timezone),
    why: 'its vobject writes +05:30 as +05:00',
  },
  {reader: 'calcurse', where: ({status}) => status !== 'CONFIRMED', why: 'it knows no STATUS'},
]

function lastStart({recurs, startMs}: CalendarEvent): number {
  return recurs?.starts.at(-1) ?? startMs
}

/** The readers that are known to get one of these events wrong. */
export function weakAt(events: readonly CalendarEvent[]): Set<string> {
  return new Set(weaknesses.filter(({where}) => events.some(where)).map(({reader}) => reader))
}

/** The readers that are there, or why there are too few. */
export function readersHere(): readonly string[] | string {
  try {
    const {text} = calendarText(feed([timed('a', '2026-11-27 19:00', '2026-11-27 21:00', 'Europe/Stockholm')]))
    const report = look(text, '2026-01-01', '2027-01-01', [...precise, ...simple])
    const here = Object.entries(report.readers).filter(([, {occurrences}]) => occurrences !== null).map(([name]) => name)
    return here.length >= 5 ? here : `only ${here.length} readers of calendars are installed`
  } catch (error) {
    return error instanceof Error ? error.message : 'it cannot be run'
  }
}

/** An event as a reader should see it, once for each of its starts before a day. */
export function seenAs(event: CalendarEvent, to = '2200-01-01'): Seen[] {
  const {uid, status, recurs, allDay, start, end, startMs, endMs} = event
  if (allDay) {
    const days = recurs === undefined ? [start.day] : recurs.starts.map((ms) => dayIn(event, ms))
    const length = Date.parse(end.day) - Date.parse(start.day)
    return days.filter((day) => day < to).map((day) => ({uid, status, start: day, end: new Date(Date.parse(day) + length).toISOString().slice(0, 10)}))
  }
  const starts = (recurs?.starts ?? [startMs]).filter((ms) => ms < Date.parse(to))
  return starts.map((ms) => ({uid, status, start: instantText(ms), end: instantText(ms + endMs - startMs)}))
}

/** The day on which an event that takes all day begins, given when that day begins in its zone. */
function dayIn({timezone}: CalendarEvent, ms: number): string {
  return new Intl.DateTimeFormat('sv-SE', {timeZone: timezone, dateStyle: 'short'}).format(ms)
}

const line = ({uid, start, end, status}: Seen): string => [uid, start, end, status].join(' ')

/** The same without the ends of what recurs, which vobject does not tell. */
function told(list: readonly Seen[], reader: string, recurring: ReadonlySet<string>): string[] {
  return list.map((seen) => line(reader === 'vobject' && recurring.has(seen.uid) ? {...seen, end: ''} : seen)).toSorted()
}

function recurringIn(events: readonly CalendarEvent[]): Set<string> {
  return new Set(events.filter(({recurs}) => recurs !== undefined).map(({uid}) => uid))
}

/** What readers see otherwise than it is meant (up to a day, exclusive), save what they are known for: `khal: extra …`. */
export function misread(report: Report, events: readonly CalendarEvent[], to?: string): string[] {
  const wrong: string[] = []
  const recurring = recurringIn(events)
  for (const [reader, {notes, occurrences}] of Object.entries(report.readers)) {
    if (occurrences === null) continue
    const weak = new Set(events.filter((event) => weaknesses.some((weakness) => weakness.reader === reader && weakness.where(event))).map(({uid}) => uid))
    const meant = told(events.filter(({uid}) => !weak.has(uid)).flatMap((event) => seenAs(event, to)), reader, recurring)
    const seen = told(occurrences.filter(({uid}) => !weak.has(uid)), reader, recurring)
    for (const note of notes) if (/FAILED|CRASH|TIMEOUT|error|HTTP|malformed|restriction/i.test(note)) wrong.push(`${reader}: ${note}`)
    for (const each of seen) if (!meant.includes(each)) wrong.push(`${reader}: extra ${each}`)
    for (const each of meant) if (!seen.includes(each)) wrong.push(`${reader}: lacks ${each}`)
    if (seen.length !== new Set(seen).size) wrong.push(`${reader}: something twice`)
  }
  return wrong
}

/** How many readers see an event as it is meant. */
export function readersRight(report: Report, event: CalendarEvent, to?: string): number {
  const recurring = recurringIn([event])
  return Object.entries(report.readers).filter(([reader, {occurrences}]) => {
    const own = occurrences?.filter(({uid}) => uid === event.uid)
    return own !== undefined && told(own, reader, recurring).join() === told(seenAs(event, to), reader, recurring).join()
  }).length
}

/** Other people's programs, looking at a calendar of ours through test/fixtures/calendar/check_ics.py. */
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

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

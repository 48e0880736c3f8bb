/** The hard schedules of test/fixtures/calendar/cases.json from circle to circle: written as a calendar in every form, and taken over by another. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {cases, notPortable} from '../calendar/cases.ts'
import type {Case} from '../calendar/cases.ts'
import {look, precise, readersHere} from '../calendar/readers.ts'
import {daysBack, lines, rootOf} from './case-circles.ts'
import type {Listed} from './case-circles.ts'
import {copies, json} from './circles.ts'
import {done, folder} from './harness.ts'

const env = {CIRCLE_NOW: '2026-01-01T12:00:00Z'}
const forms = ['single', 'series'] as const
/** What is written, and the flags for it. */
const modes = {single: [], series: ['--series'], 'on Ann\'s clocks': ['--for', 'ann', '--remind', '1d']}

/** By zone, what gives copies of an empty circle there. */
const empty = new Map<string, () => Promise<string>>()

/** An empty circle in the zone of a case. Gives its folder. */
function emptyCircle({timezone}: Case): Promise<string> {
  const make = empty.get(timezone) ?? copies(async () => {
    const root = join(folder('empty'), 'circle')
    await done(['init', root, '--name', 'Other', '--timezone', timezone, '--member', 'Bo Berg', '--yes'], {env})
    return root
  })
  empty.set(timezone, make)
  return make()
}

async function listedIn(root: string, window: readonly string[]): Promise<Listed[]> {
  return (await json<{gatherings: Listed[]}>(['schedule', 'list', ...window], {cwd: root, env})).gatherings
}

const planned = (gatherings: readonly Listed[]): Listed[] => gatherings.filter(({status}) => status === 'planned')
const calledOff = (gatherings: readonly Listed[]): Listed[] => gatherings.filter(({status}) => status === 'cancelled')

describe.concurrent.each(cases())('$id', (each) => {
  const window = ['--from', each.window[0], '--to', daysBack(each.window[1])]
  const withEnds = each.expected.every(({end}) => end !== undefined)

  it('comes through a file, of single events, in series or on a member\'s clocks, into another circle as laid down', async () => {
    const root = await rootOf(each)
    await done(['member', 'edit', 'ann', '--timezone', 'Asia/Kolkata', '--no-commit'], {cwd: root, env})
    const here = await listedIn(root, window)
    const recurring = notPortable[each.id] === undefined ? each.series.filter(({rrule}) => rrule !== null).length : 0
    let single = ''
    for (const [form, flags] of Object.entries(modes)) {
      const file = join(folder('file'), 'case.ics')
      const written = await json<{series?: number}>(['ics', ...window, '--out', file, ...flags], {cwd: root, env})
      expect(written.series).toBe(form === 'series' ? recurring : undefined)
      if (form === 'single') single = readFileSync(file, 'utf8')
      if (written.series === 0) {
        // Without a series it is the file of single events again: what comes of that has been seen.
        expect(readFileSync(file, 'utf8')).toBe(single)
        continue
      }

      const other = await emptyCircle(each)
      const taken = await json<{notTaken: unknown[]; misses: unknown[]; rhythms: unknown[]}>(['schedule', 'import', file, '--from', each.window[0], '--yes', '--no-commit'], {cwd: other, env})
      expect([taken.notTaken, taken.misses], form).toEqual([[], []])
      expect(taken.rhythms, form).toHaveLength(written.series ?? 0)
      const there = await listedIn(other, window)
      expect(lines(planned(there), withEnds), form).toEqual(lines(each.expected, withEnds))
      expect(lines(calledOff(there), true), form).toEqual(lines(calledOff(here), true))
    }
  })
})

const here = readersHere()

describe.skipIf(typeof here === 'string')('a calendar of many circles', () => {
  const many = cases().filter(({window}) => window[1] <= '2031-01-01')

  it.each(forms)('has all that is laid down, of %s events, and at least five readers see it so', async (form) => {
    const roots: string[] = []
    for (const each of many) roots.push(await rootOf(each))
    const file = join(folder('file'), 'all.ics')
    const words = ['ics', '--from', '2026-01-01', '--to', '2030-12-31', '--out', file, '--remind', '1d,15m', '--color', 'teal', ...(form === 'series' ? ['--series'] : [])]
    await done([...words, '--all', ...roots], {cwd: folder('elsewhere'), env})
    const report = look(readFileSync(file, 'utf8'), '2026-01-01', '2031-01-01', precise)
    expect([report.errors, report.warnings, report.timezone]).toEqual([[], [], []])
    // One of the readers moves what recurs in UTC to the zone that the file names as its own: it names none.
    expect(readFileSync(file, 'utf8')).not.toContain('X-WR-TIMEZONE')
    for (const [index, each] of many.entries()) {
      const id = /^id: (\S+)$/m.exec(readFileSync(join(roots[index]!, 'charter.yaml'), 'utf8'))?.[1]
      const right = Object.entries(report.readers).filter(([, {occurrences}]) => {
        const own = (occurrences ?? []).filter(({uid, status}) => uid.endsWith(`.${id}@circle`) && status === 'CONFIRMED')
        return lines(own, false).join() === lines(each.expected, false).join()
      }).map(([name]) => name)
      expect(right.length, `${each.id}: ${right.join(', ')}`).toBeGreaterThanOrEqual(5)
    }
  }, 300_000)
})

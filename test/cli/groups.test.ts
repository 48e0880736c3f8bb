/** Real groups, from test/fixtures/real/kubernetes-groups.yaml, founded through the program with the rhythms in their own words. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import {json} from './circles.ts'
import {circle, done, folder} from './harness.ts'

interface Group {
  readonly name: string
  readonly purpose: string
  readonly meetings?: readonly {readonly description: string; readonly day: string; readonly time: string; readonly tz: string; readonly frequency: string}[]
}
const {groups} = parse(readFileSync(new URL('../fixtures/real/kubernetes-groups.yaml', import.meta.url), 'utf8')) as {groups: readonly Group[]}

/** How a person would say it to the program. */
const zones: Readonly<Record<string, string>> = {PT: 'America/Los_Angeles', ET: 'America/New_York', UTC: 'UTC', CET: 'Europe/Berlin'}
const zoneOf = (tz: string): string => zones[/^\w+/.exec(tz)![0]] ?? 'UTC'
const phraseOf = (frequency: string, day: string): string => (/month/i.test(frequency) ? `every month on the 1st ${day}` : `${/bi-?weekly/i.test(frequency) ? 'every 2 weeks' : 'every week'} on ${day}`)
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const clock = (time: string): string => time.padStart(5, '0')

const several = groups.filter(({meetings = []}) => meetings.length >= 3 && meetings.every(({day, time}) => weekdays.includes(day) && /^\d{1,2}:\d{2}$/.test(time))).slice(0, 4)

describe('groups as people run them', () => {
  it('are there to try', () => expect(several.length).toBe(4))

  it.each(several.map((group) => [group.name, group] as const))('%s gathers on all its rhythms', async (_, {name, purpose, meetings = []}) => {
    const root = join(folder(), 'group')
    const zone = zoneOf(meetings[0]!.tz)
    await done(['init', root, '--name', name, '--purpose', purpose, '--timezone', zone, '--member', 'Ann', '--yes'])
    for (const [index, {description, day, time, tz, frequency}] of meetings.entries()) {
      const away = zoneOf(tz) === zone ? [] : ['--timezone', zoneOf(tz)]
      await done(['schedule', 'add-rhythm', `m${index}`, '--title', description, '--starts', `2027-01-04 ${clock(time)}`, '--repeats', phraseOf(frequency, day), '--lasts', '1h', ...away], {cwd: root})
    }
    await done(['check'], {cwd: root})
    const {stdout, stderr} = await circle(['schedule', 'list', '--from', '2027-01-04', '--to', '2028-01-03', '--json'], {cwd: root})
    const {gatherings} = JSON.parse(stdout) as {gatherings: {id: string; rhythm: string; title: string; start: string; end: string; timezone: string}[]}
    for (const [index, {description, day, time, tz, frequency}] of meetings.entries()) {
      const own = gatherings.filter(({rhythm}) => rhythm === `m${index}`)
      const expected = /month/i.test(frequency) ? [12, 13] : /bi-?weekly/i.test(frequency) ? [26, 27] : [52, 53]
      expect(own.length, description).toBeGreaterThanOrEqual(expected[0]!)
      expect(own.length, description).toBeLessThanOrEqual(expected[1]!)
      for (const {start, end, title, timezone} of own) {
        expect([title, timezone]).toEqual([description, zoneOf(tz)])
        expect(Date.parse(end) - Date.parse(start)).toBe(3_600_000)
        // The clock on the wall, by the system's own zones.
        const wall = new Intl.DateTimeFormat('en-GB', {timeZone: zoneOf(tz), weekday: 'long', hour: '2-digit', minute: '2-digit'}).format(new Date(start))
        expect(wall).toMatch(new RegExp(`^${day}.* ${clock(time)}$`))
      }
    }
    // Two at one hour of one day are pointed out.
    const slots = gatherings.map(({start}) => start)
    expect(stderr.includes('at the same time')).toBe(new Set(slots).size < slots.length)
    const {text} = await json<{text: string}>(['ics', '--out', '-', '--from', '2027-01-04', '--to', '2028-01-03'], {cwd: root})
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(gatherings.length)
  })
})

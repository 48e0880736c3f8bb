// What a large calendar costs: 5,000 gatherings by our writer, which reads back what it wrote, beside ical-generator, which does not and
// writes no VTIMEZONE. Each in a process of its own, the median of the runs, with the most memory it ever had. It prints, and never fails a build.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {rolldown} from 'rolldown'

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const root = new URL('../../', import.meta.url)

/** The same weekly gatherings for either, from 2000 on, as plain values; two hours, a place, a link, a paragraph, a reminder. */
const gatherings = `
const day = 86_400_000
const about = 'Topic: Is thrift a virtue, or only a habit? Bring one page, and what became of what you said last time.\\n'.repeat(4)
const two = (number) => String(number).padStart(2, '0')
const list = Array.from({length: Number(process.argv[2])}, (_, index) => {
  const date = new Date(Date.UTC(2000, 0, 7) + index * day * 2).toISOString().slice(0, 10)
  return {id: date + '-weekly', date, summary: 'Gathering ' + index, place: 'The Indian King tavern, upstairs', url: 'https://meet.example.org/' + index, about}
})
const report = (text) => console.log(JSON.stringify({ms: performance.now() - begin, bytes: Buffer.byteLength(text), mib: process.resourceUsage().maxRSS / 1024}))
`

const ours = `
import {calendarText} from './src/calendar/write.ts'
import {resolveWall} from './src/schedule/instant.ts'
${gatherings}
const begin = performance.now()
const events = list.map(({id, date, summary, place, url, about}) => ({
  uid: id + '.7k2mq9xw@circle', summary, start: {day: date, time: '19:00'}, end: {day: date, time: '21:00'}, timezone: 'America/New_York', allDay: false,
  startMs: resolveWall('America/New_York', date, '19:00').ms, endMs: resolveWall('America/New_York', date, '21:00').ms, kind: 'ok', status: 'CONFIRMED',
  sequence: 1, modified: 1_795_000_000, created: 1_790_000_000, location: place, url, description: about, alarms: [15], categories: ['Bench'],
}))
report(calendarText({name: 'Bench', timezone: 'America/New_York', version: '0', events}).text)
`

const theirs = `
import ical, {ICalAlarmType, ICalEventStatus} from 'ical-generator'
${gatherings}
const begin = performance.now()
const calendar = ical({name: 'Bench', prodId: '-//circle//bench//EN', timezone: 'America/New_York'})
for (const {id, date, summary, place, url, about} of list) {
  const event = calendar.createEvent({
    id, summary, start: date + 'T19:00:00', end: date + 'T21:00:00', timezone: 'America/New_York', stamp: new Date(1_795_000_000_000), created: new Date(1_790_000_000_000),
    lastModified: new Date(1_795_000_000_000), sequence: 1, location: place, url, description: about, status: ICalEventStatus.CONFIRMED,
  })
  event.createCategory({name: 'Bench'})
  event.createAlarm({type: ICalAlarmType.display, trigger: 900, description: summary})
}
report(calendar.toString())
`

/** A program as one file that node can run. */
async function built(folder, name, source) {
  const entry = join(folder, `${name}.ts`)
  writeFileSync(entry, source.replaceAll("'./src/", `'${root.pathname}src/`))
  const bundle = await rolldown({input: entry, platform: 'node', cwd: root.pathname, resolve: {modules: [join(root.pathname, 'node_modules')]}, logLevel: 'silent'})
  const file = join(folder, `${name}.cjs`)
  await bundle.write({file, format: 'cjs', codeSplitting: false})
  await bundle.close()
  return file
}

function once(file, count) {
  const {status, stdout, stderr} = spawnSync('node', [file, String(count)], {encoding: 'utf8', env: {...process.env, TZ: 'UTC'}})
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Prints what exporting costs, each the median of so many runs. */
export async function benchCalendar(runs) {
  const folder = mkdtempSync(join(tmpdir(), 'circle-bench-calendar-'))
  try {
    const programs = [['our writer, read back', await built(folder, 'ours', ours)], ['ical-generator', await built(folder, 'theirs', theirs)]]
    console.log(`\nA calendar file, ${runs} runs each\n`)
    for (const count of [500, 5000]) {
      for (const [label, file] of programs) {
        const results = Array.from({length: runs}, () => once(file, count))
        const [ms, mib, bytes] = ['ms', 'mib', 'bytes'].map((key) => median(results.map((result) => result[key])))
        console.log(`${`${count} gatherings, ${label}`.padEnd(46)} ${ms.toFixed(0).padStart(6)} ms  ${mib.toFixed(0).padStart(4)} MiB  ${(bytes / 1024).toFixed(0).padStart(6)} KiB written`)
      }
    }
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await benchCalendar(Number(process.argv[2] ?? 5))

// What starting up costs: whole processes, each run beside a bare `node -e 0`, the median of the pairs' ratios. Then what a large calendar costs,
// and what sharing costs.
// It prints, and never fails a build. Usage: npm run bench [-- pairs]
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {benchCalendar} from './calendar.js'
import {benchSync} from './sync.js'

const pairs = Number(process.argv[2] ?? 21)
const program = new URL('../../bin/circle.js', import.meta.url).pathname
const now = '2026-11-22T12:00:00Z'
const home = mkdtempSync(join(tmpdir(), 'circle-bench-'))
const env = {...process.env, HOME: home, GIT_CONFIG_GLOBAL: join(home, 'gitconfig'), CIRCLE_NOW: now, TZ: 'America/New_York'}
writeFileSync(join(home, 'gitconfig'), '[user]\n\tname = Ann Ek\n\temail = ann@example.org\n')

/** A circle with so many gatherings held, each with a shared page and two members' pages. */
function circleWith(count) {
  const folder = join(home, `circle-${count}`)
  const members = ['Ann Ek <ann@example.org>', 'Bo Ek <bo@example.org>', 'Cy Ash <cy@example.org>'].flatMap((person) => ['--member', person])
  execFileSync('node', [program, 'init', folder, '--name', 'Bench', '--format', 'junto', '--starts', '2020-01-03 19:00', '--repeats', 'every week on friday', ...members, '--yes'], {env, stdio: 'ignore'})
  const last = Date.UTC(2026, 10, 20)
  for (let index = 0; index < count; index += 1) {
    const day = new Date(last - index * 7 * 86_400_000).toISOString().slice(0, 10)
    const gathering = join(folder, 'gatherings', `${day}-weekly`)
    mkdirSync(gathering, {recursive: true})
    const roles = ['ann', 'bo', 'cy'].map((_, at, all) => all[(at + index) % 3])
    writeFileSync(
      join(gathering, 'gathering.yaml'),
      `rhythm: weekly\n\nstatus: held\n\ntopic: Topic number ${index}\n\nroles: {president: ${roles[0]}, essayist: ${roles[1]}}\n\npresent: [ann, bo]\n\nregrets: [cy]\n\nnotes: |\n  We talked about this and that.\n  And about something else.\n\ndecisions:\n  p0k${index % 10}: Meet at seven.\n`,
    )
    for (const member of ['ann', 'bo']) {
      writeFileSync(
        join(gathering, `${member}.yaml`),
        `rsvp: going\n\ntakeaway: |\n  Something to take home.\n\ncommitments:\n  ${member[0]}k${index}:\n    what: Read chapter ${index}.\n    due: "${day}"\n    done: "${day}"\n`,
      )
    }
  }
  execFileSync('git', ['-C', folder, 'add', '-A'], {env})
  execFileSync('git', ['-C', folder, 'commit', '-qm', 'Bench'], {env})
  return folder
}

/** A circle that meets every day, with nothing written about any of its gatherings. */
function dailyCircle() {
  const folder = join(home, 'circle-daily')
  execFileSync('node', [program, 'init', folder, '--name', 'Bench', '--starts', '2020-01-01 19:00', '--repeats', 'every day', '--member', 'Ann Ek <ann@example.org>', '--yes'], {env, stdio: 'ignore'})
  return folder
}

function milliseconds(args, cwd) {
  const begin = process.hrtime.bigint()
  const {status} = spawnSync('node', args, {cwd, env, stdio: 'ignore'})
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  return Number(process.hrtime.bigint() - begin) / 1e6
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

function measure(label, args, folder, most) {
  const times = Array.from({length: pairs}, () => [milliseconds(['-e', '0'], folder), milliseconds([program, ...args], folder)])
  const ratio = median(times.map(([bare, whole]) => whole / bare))
  const [bare, whole] = [median(times.map(([time]) => time)), median(times.map(([, time]) => time))]
  const goal = most === undefined ? '' : `  at most ${most}: ${ratio <= most ? 'yes' : 'NO'}`
  console.log(`${label.padEnd(34)} ${ratio.toFixed(2).padStart(6)} x  ${whole.toFixed(0).padStart(5)} ms (node ${bare.toFixed(0)} ms)${goal}`)
}

try {
  const [small, large] = [circleWith(24), circleWith(240)]
  console.log(`Node ${process.version}, ${pairs} pairs each\n`)
  measure('circle --version', ['--version'], home, 1.25)
  measure('circle --help', ['--help'], home, 1.5)
  measure('circle, 24 gatherings', [], small, 3.5)
  measure('circle agenda, 24 gatherings', ['agenda'], small, 3.5)
  measure('circle ics, 24 gatherings', ['ics'], small, 4)
  measure('circle, 240 gatherings', [], large)
  measure('circle agenda, 240 gatherings', ['agenda'], large)
  measure('circle ics, 240 gatherings', ['ics'], large)
  const daily = dailyCircle()
  measure('circle ics, 5,000 gatherings', ['ics', '--from', '2020-01-01', '--to', '2033-09-08', '--out', '-'], daily)
} finally {
  rmSync(home, {recursive: true, force: true})
}
await benchCalendar(Math.min(pairs, 7))
benchSync(Math.min(pairs, 11))

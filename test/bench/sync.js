// What sharing costs: whole processes, real clones and a bare remote on this computer. It prints, and never fails a build.
// Usage: npm run bench, or alone: node test/bench/sync.js [pairs]
import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'

const program = process.env.CIRCLE_PROGRAM ?? new URL('../../bin/circle.js', import.meta.url).pathname
const records = 200

/** A group's places, made anew. */
function grounds() {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'circle-bench-sync-'))
  const env = {...process.env, HOME: home, GIT_CONFIG_GLOBAL: join(home, 'gitconfig'), GIT_CONFIG_SYSTEM: '/dev/null', CIRCLE_NOW: '2026-11-28T12:00:00Z', TZ: 'UTC', GIT_EDITOR: 'true'}
  writeFileSync(join(home, 'gitconfig'), '[user]\n\tname = Ann Ek\n\temail = ann@example.org\n[gc]\n\tauto = 0\n')
  return {home, env, git: (folder, ...words) => execFileSync('git', ['-C', folder, ...words], {env, stdio: 'ignore'})}
}

const page = ({takeaway = 'Something to take home.', done = false}) =>
  `rsvp: going\n\ntakeaway: |\n  ${takeaway}\n\ncommitments:\n  k3fx:\n    what: Read a chapter.\n    due: "2026-12-04"\n${done ? '    done: "2026-11-28"\n' : ''}`

/** Writes all pages of two members and commits them. */
function written({git}, folder, how) {
  const first = Date.UTC(2025, 0, 3)
  for (let index = 0; index < records; index += 1) {
    const day = new Date(first + Math.floor(index / 2) * 7 * 86_400_000).toISOString().slice(0, 10)
    const gathering = join(folder, 'gatherings', `${day}-weekly`)
    mkdirSync(gathering, {recursive: true})
    writeFileSync(join(gathering, 'gathering.yaml'), 'rhythm: weekly\n\nstatus: held\n\npresent: [ann, bo]\n')
    writeFileSync(join(gathering, `${index % 2 === 0 ? 'ann' : 'bo'}.yaml`), page(how(index)))
  }
  git(folder, 'add', '-A')
  git(folder, 'commit', '-qm', 'Bench')
}

/** Milliseconds that a process takes. */
function milliseconds(ground, command, args, cwd, env = ground.env) {
  const begin = process.hrtime.bigint()
  const {status, stdout, stderr} = spawnSync(command, args, {cwd, env, encoding: 'utf8'})
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`)
  return Number(process.hrtime.bigint() - begin) / 1e6
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const print = (label, times) => console.log(`${label.padEnd(52)} ${median(times).toFixed(0).padStart(6)} ms`)

/** Prints all of it; so many pairs of the short ones. */
export function benchSync(pairs) {
  const ground = grounds()
  try {
    const {home, env, git} = ground
    const [founder, remote] = [join(home, 'founder'), join(home, 'remote.git')]
    const people = ['Ann Ek <ann@example.org>', 'Bo Ek <bo@example.org>'].flatMap((person) => ['--member', person])
    milliseconds(ground, 'node', [program, 'init', founder, '--name', 'Bench', '--starts', '2025-01-03 19:00', '--repeats', 'every week on friday', ...people, '--yes'], home)
    written(ground, founder, () => ({}))
    milliseconds(ground, 'node', [program, 'share', remote, '--yes'], founder)
    const clone = join(home, 'clone')
    milliseconds(ground, 'node', [program, 'join', remote, clone, '--agree', '--name', 'Bo Ek', '--email', 'bo@example.org', '--yes'], home)
    milliseconds(ground, 'node', [program, 'sync'], founder)

    console.log(`\n${records} records changed on both sides`)
    written(ground, clone, () => ({takeaway: 'Something else.'}))
    written(ground, founder, () => ({done: true}))
    git(founder, 'push', '-q')
    git(clone, 'fetch', '-q')
    const bin = join(home, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'run.sh'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
    chmodSync(join(bin, 'run.sh'), 0o755)
    symlinkSync('run.sh', join(bin, 'circle'))
    const fresh = () => {
      const folder = mkdtempSync(join(home, 'copy-'))
      cpSync(clone, folder, {recursive: true, preserveTimestamps: true})
      const own = `${folder}.git`
      cpSync(remote, own, {recursive: true})
      git(folder, 'remote', 'set-url', 'origin', own)
      git(folder, 'status')
      return folder
    }
    print('circle sync: fetch, merge, check, push, write', [1, 2, 3].map(() => milliseconds(ground, 'node', [program, 'sync'], fresh())))
    print('circle sync --dry-run', [1, 2, 3].map(() => milliseconds(ground, 'node', [program, 'sync', '--dry-run'], fresh())))
    print('git merge, with a driver process for each file', [1].map(() => milliseconds(ground, 'git', ['merge', '-q', '--no-edit', 'origin/main'], fresh(), {...env, PATH: `${bin}${delimiter}${env.PATH}`})))
    print('git merge, line by line', [1, 2, 3].map(() => milliseconds(ground, 'git', ['merge', '-q', '--no-edit', 'origin/main'], fresh(), env)))

    console.log('\nNothing to do')
    const still = fresh()
    milliseconds(ground, 'node', [program, 'sync'], still)
    const times = Array.from({length: pairs}, () => [
      milliseconds(ground, 'git', ['fetch', '-q'], still),
      milliseconds(ground, 'node', ['-e', '0'], still),
      milliseconds(ground, 'node', [program, 'sync'], still),
      milliseconds(ground, 'node', [program, 'sync', '--dry-run'], still),
    ])
    for (const [index, label] of ['git fetch', 'node alone', 'circle sync', 'circle sync --dry-run'].entries()) print(label, times.map((all) => all[index]))
  } finally {
    rmSync(ground.home, {recursive: true, force: true})
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) benchSync(Number(process.argv[2] ?? 11))

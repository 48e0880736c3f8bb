/** A disk that is full, or can only be read: the command says so in two lines, and every file is as it was. */
import {spawnSync} from 'node:child_process'
import {chmodSync, chownSync, closeSync, cpSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, it} from 'vitest'
import {busy, fsck, leftovers, own, settle, stateOf} from './busy.ts'
import {copies} from './circles.ts'
import {circle, done, environment, folder, git, program} from './harness.ts'
import type {Outcome} from './harness.ts'

const aBusyCircle = copies(() => busy())
const mounted: string[] = []

/** A disk of our own in memory; undefined where that is not allowed. */
function disk(options: string): string | undefined {
  const at = folder('disk')
  const {status} = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at])
  if (status !== 0) return undefined
  mounted.push(at)
  return at
}

function unmount(at: string): boolean {
  return spawnSync('umount', [at]).status === 0
}

const canMount = ((): boolean => {
  const probe = disk('size=1m')
  return probe !== undefined && unmount(probe)
})()

afterAll(() => {
  for (const at of mounted) unmount(at)
  if (!canMount) process.stdout.write('Skipped: full and read-only disks, which need the right to mount (root).\n')
})

/** A disk with a circle on it. */
async function circleOnDisk(options: string): Promise<{at: string; root: string}> {
  const at = disk(options)!
  const root = join(at, 'apron')
  cpSync(await aBusyCircle(), root, {recursive: true, preserveTimestamps: true})
  git(root, 'status')
  return {at, root}
}

/** Takes all room on a disk but `pages` of 4 KiB. */
function fill(at: string, pages: number): void {
  rmSync(join(at, 'filler'), {force: true})
  const {bavail, bsize} = statfsSync(at)
  writeFileSync(join(at, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - pages * 4096)))
}

/** Takes all names on a disk but `names`. */
function fillNames(at: string, names: number): void {
  rmSync(join(at, 'fillers'), {recursive: true, force: true})
  mkdirSync(join(at, 'fillers'))
  for (let left = Number(statfsSync(at).ffree) - names; left > 0; left -= 1) writeFileSync(join(at, 'fillers', String(left)), '')
}

function makeRoom(at: string): void {
  for (const name of ['filler', 'fillers']) rmSync(join(at, name), {recursive: true, force: true})
}

const twoLines = /^error: .*\nhint: .*\n$/
const writing: readonly (readonly string[])[] = [
  ['gather', '2026-11-27', '--topic', 'Debt', '--notes', 'Long talk. '.repeat(800), '--takeaway', 'ann: Much', '--takeaway', 'bo: More', '--yes'],
  ['member', 'edit', 'cy', '--seeks', 'Latin'],
  ['schedule', 'add-rhythm', 'retreat', '--starts', '2027-06-11', '--lasts', '3 days', '--repeats', 'every year on the 2nd friday of june'],
]

describe.skipIf(!canMount)('a full disk', () => {
  const kinds = [
    {named: 'room', options: 'size=8m', take: fill, lefts: [0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48]},
    {named: 'names', options: 'size=32m,nr_inodes=600', take: fillNames, lefts: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 48]},
  ]
  // Of each two sizes one will do from day to day.
  const isThorough = process.env.CIRCLE_THOROUGH === '1'
  const cases = kinds.flatMap((kind, at) => writing.map((words) => ({...kind, lefts: kind.lefts.filter((_, index) => isThorough || index % 2 === at), words})))

  it.each(cases)('without $named: circle $words.0 changes nothing and says why, however little is missing', async ({options, take, lefts, words}) => {
    const {at, root} = await circleOnDisk(options)
    const [before, mine] = [stateOf(root), own(root)]
    let refused = 0
    for (const left of lefts) {
      take(at, left)
      const {status, stderr} = await circle(words, {cwd: root})
      if (status === 0) break
      refused += 1
      expect([1, 5]).toContain(status)
      expect(stderr, `${left} left`).toMatch(twoLines)
      expect(stderr, `${left} left`).toMatch(/disk is full/)
      expect(stateOf(root), `${left} left: ${stderr}`).toEqual(before)
      // Reading goes on.
      if (left % 4 === 0) await done(['check'], {cwd: root})
    }
    expect(refused).toBeGreaterThan(1)
    makeRoom(at)
    // It has been done with what room there was, or is done now.
    if (stateOf(root)['(history)'] === before['(history)']) await done(words, {cwd: root})
    expect(git(root, 'rev-list', '--count', 'HEAD')).toBe(String(before['(history)']!.split('\n').filter((line) => line !== '' && !/^[AM]\t/.test(line)).length + 1))
    expect(own(root)).toEqual(mine)
    expect(leftovers(root)).toEqual([])
    fsck(root)
  })

  it('lets no half of a circle be founded', async () => {
    const at = disk('size=2m')!
    const words = ['init', join(at, 'club'), '--name', 'Club', '--starts', '2026-12-04 19:00', '--yes']
    let refused = 0
    for (const left of [0, 1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128]) {
      fill(at, left)
      const {status, stderr} = await circle(words)
      if (status === 0) break
      refused += 1
      expect([[1, 5].includes(status), stderr]).toEqual([true, expect.stringMatching(twoLines)])
      expect(stderr).toMatch(/disk is full/)
      expect(readdirSync(at), stderr).toEqual(['filler'])
    }
    expect(refused).toBeGreaterThan(3)
    makeRoom(at)
    if (readdirSync(at).length === 0) await done(words)
    await done(['check'], {cwd: join(at, 'club')})
  })

  it('leaves the calendar that was there', async () => {
    const {at, root} = await circleOnDisk('size=8m')
    const out = join(at, 'circle.ics')
    writeFileSync(out, 'old\n')
    const names = ['apron', 'circle.ics', 'filler']
    for (const left of [0, 1, 2, 4]) {
      fill(at, left)
      const {status, stderr} = await circle(['ics', '--out', out, '--yes'], {cwd: root})
      expect([status, stderr]).toEqual([1, expect.stringMatching(twoLines)])
      expect([stderr.includes('the disk is full'), lstatSync(out).size, readdirSync(at).toSorted()]).toEqual([true, 4, names])
    }
    makeRoom(at)
    await done(['ics', '--out', out, '--yes'], {cwd: root})
  })

  it('leaves the folder of single calendars that was there, and makes none where not all of them fit', async () => {
    const {at, root} = await circleOnDisk('size=8m')
    const [out, other] = [join(at, 'each'), join(at, 'new', 'each')]
    await done(['ics', '--each', '--out', out, '--to', '2026-12-31'], {cwd: root})
    const before = contents(out)
    for (const [folder, left] of [[out, 12], [other, 0], [other, 3]] as const) {
      fill(at, left)
      const {status, stderr} = await circle(['ics', '--each', '--remind', '1d', '--out', folder], {cwd: root})
      expect([status, stderr]).toEqual([1, expect.stringMatching(twoLines)])
      expect(stderr).toContain('the disk is full')
      expect(contents(out)).toEqual(before)
      expect(readdirSync(at).toSorted()).toEqual(['apron', 'each', 'filler'])
    }
    makeRoom(at)
    await done(['ics', '--each', '--remind', '1d', '--out', out], {cwd: root})
    expect(Object.keys(contents(out)).length).toBeGreaterThan(Object.keys(before).length)
  })

  it('is no end of a calendar that goes to standard output', async () => {
    const {at, root} = await circleOnDisk('size=8m')
    const whole = await done(['ics', '--out', '-'], {cwd: root})
    for (const left of [0, 1]) {
      fill(at, left)
      const file = openSync(join(at, 'circle.ics'), 'w')
      const {status, stderr} = spawnSync(process.execPath, [program, 'ics', '--out', '-'], {cwd: root, env: environment(), stdio: ['ignore', file, 'pipe'], encoding: 'utf8'})
      closeSync(file)
      expect(lstatSync(join(at, 'circle.ics')).size).toBeLessThan(Buffer.byteLength(whole))
      expect([status, stderr]).toEqual([1, expect.stringMatching(twoLines)])
      expect(stderr).toContain('the disk is full')
    }
  })
})

/** The files in a folder by their names. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

const everyCommand: readonly (readonly string[])[] = [
  ...writing,
  ['member', 'add', 'Dan Ek'],
  ['member', 'pause', 'ann'],
  ['schedule', 'add', '2026-12-05 14:00'],
  ['schedule', 'move', '2026-12-04', '2026-12-03'],
  ['schedule', 'cancel', '2026-12-04', '--why', 'Snow'],
  ['schedule', 'end-rhythm', 'weekly', '--after', '2027-03-01'],
  ['done', 'k3fx'],
  ['drop', 'm2dd', '--why', 'No time'],
  ['ics'],
  ['agenda', '--out', 'agenda.md'],
  ['init', 'new', '--name', 'Club', '--yes'],
  ['demo', '../junto'],
]

const reading = [['status'], ['check'], ['log'], ['agenda'], ['schedule', 'list'], ['ics', '--out', '-'], ['commitments']]

describe.skipIf(!canMount)('a disk that can only be read', () => {
  it('is read as ever, and written by none', async () => {
    const {at, root} = await circleOnDisk('size=8m')
    const before = stateOf(root)
    spawnSync('mount', ['-o', 'remount,ro', at])
    for (const words of reading) await done(words, {cwd: root})
    for (const words of everyCommand) {
      const {status, stderr} = await circle(words, {cwd: root})
      expect([words, status, stderr]).toEqual([words, 1, expect.stringMatching(twoLines)])
      if (words[0] !== 'init') expect(stderr).toContain('the disk can only be read')
    }
    expect(stateOf(root)).toEqual(before)
    spawnSync('mount', ['-o', 'remount,rw', at])
    await settle(root, ['done', 'k3fx'])
    expect(leftovers(root)).toEqual([])
  })
})

/** Root may write anywhere, so there somebody else runs the command. */
const other = process.getuid?.() === 0 ? {uid: 65_534, gid: 65_534} : {}

function asOther(words: readonly string[], cwd: string, home: string): Outcome {
  const env = {...environment(), HOME: home, XDG_CONFIG_HOME: join(home, '.config'), GIT_CONFIG_GLOBAL: join(home, 'gitconfig')}
  const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...words], {cwd, env, encoding: 'utf8', ...other})
  return {status: status ?? -1, stdout, stderr}
}

/** Gives a folder to the one who runs the command, without the right to write. */
function giveAway(path: string): void {
  const {uid, gid} = other
  const stats = lstatSync(path)
  if (stats.isDirectory()) for (const name of readdirSync(path)) giveAway(join(path, name))
  if (uid !== undefined) chownSync(path, uid, gid)
  chmodSync(path, stats.mode & 0o555)
}

describe.skipIf(process.platform === 'win32')('a folder that one may not write to', () => {
  it('is read as ever, and written by none', async () => {
    const root = await aBusyCircle()
    const home = folder('home')
    writeFileSync(join(home, 'gitconfig'), '[user]\n\tname = Ann Ek\n\temail = ann@example.org\n')
    const before = stateOf(root)
    for (const path of [home, join(root, '..'), root]) chmodSync(path, 0o755)
    giveAway(root)
    try {
      for (const words of reading) expect(asOther(words, root, home)).toMatchObject({status: 0, stderr: ''})
      for (const words of everyCommand) {
        const {status, stderr} = asOther(words, root, home)
        expect([words, status, stderr]).toEqual([words, 1, expect.stringMatching(twoLines)])
        if (words[0] !== 'init') expect(stderr).toMatch(/you may not write there/)
      }
    } finally {
      spawnSync('chmod', ['-R', 'u+w', root])
    }
    spawnSync('chown', ['-R', String(process.getuid?.()), root])
    expect(stateOf(root)).toEqual(before)
  })
})

/** Kills the built program with SIGKILL at random moments: each command's change is there whole, or not at all. */
import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, it} from 'vitest'
import {busy, chances, cut, fsck, hasStrace, leftovers, own, settle, stateOf, textOf, traced} from './busy.ts'
import {commitAll, copies, put} from './circles.ts'
import {circle, done, folder, git} from './harness.ts'

/** How many times to kill each command; CIRCLE_KILLS=2000 spreads that many over all of them, for a long run by hand. */
const commands = 22
const kills = Math.ceil(Number(process.env.CIRCLE_KILLS ?? 100) / commands)
const seed = Number(process.env.CIRCLE_SEED ?? 1)
const inTime = 180_000 + kills * 3000

const aBusyCircle = copies(() => busy())

const evening = (): string => {
  const path = join(folder('from'), 'evening.yaml')
  writeFileSync(path, 'status: held\n\npresent: [ann, bo]\n\nnotes: |\n  We talked.\n\npages:\n  ann:\n    takeaway: Keep accounts.\n  bo:\n    commitments:\n      n4xx:\n        what: Bring a map.\n')
  return path
}

interface Case {
  readonly words: readonly string[]
  /** What makes the circle ready for it. */
  readonly first?: readonly string[]
}

const cases: readonly Case[] = [
  {words: ['member', 'add', 'Dan Ek <dan@example.org>', '--offers', 'chess']},
  {words: ['member', 'edit', 'cy', '--seeks', 'Latin']},
  {words: ['member', 'pause', 'ann']},
  {words: ['member', 'return', 'ann'], first: ['member', 'pause', 'ann', '--since', '2026-11-20']},
  {words: ['member', 'leave', 'cy']},
  {words: ['schedule', 'add', '2026-12-05 14:00', '--title', 'Picnic']},
  {words: ['schedule', 'move', '2026-12-04', '2026-12-03 18:00']},
  {words: ['schedule', 'cancel', '2026-12-04', '--why', 'Snow']},
  {words: ['schedule', 'edit', '2026-12-11', '--place', 'x']},
  {words: ['schedule', 'restore', '2026-12-11'], first: ['schedule', 'cancel', '2026-12-11', '--why', 'Snow']},
  {words: ['schedule', 'add-rhythm', 'retreat', '--starts', '2027-06-11', '--lasts', '3 days', '--repeats', 'every year on the 2nd friday of june']},
  {words: ['schedule', 'end-rhythm', 'weekly', '--after', '2027-03-01']},
  {words: ['gather', '2026-11-27', '--present', 'ann,bo', '--topic', 'Debt', '--commit', 'ann: read on', '--commit', 'bo: bring bread', '--done', 'k3fx', '--decision', 'Meet at six', '--yes']},
  {words: ['gather', '2026-11-27', '--from', evening(), '--yes']},
  {words: ['gather', '2026-11-20', '--takeaway', 'cy: Less is more', '--topic', 'Thrift again', '--yes']},
  {words: ['done', 'k3fx']},
  {words: ['drop', 'm2dd', '--why', 'The landlord is away']},
]

const counts = new Map<string, number>()
const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1)

afterAll(() => {
  if (process.env.CIRCLE_KILLS !== undefined) process.stdout.write(`${[...counts].map(([what, times]) => `${times} ${what}`).toSorted().join('\n')}\n`)
})

/** Runs `rounds` of them, two at a time: each lane has circles of its own. */
async function inTwoLanes(rounds: number, lane: (rounds: number, random: () => number) => Promise<void>): Promise<void> {
  await Promise.all([lane(Math.ceil(rounds / 2), chances(seed * 7919)), lane(Math.floor(rounds / 2), chances(seed * 104_729))])
}

describe('kill -9 at any time', () => {
  it.each(cases)('of circle $words.0 $words.1 leaves all of it or nothing', async ({words, first}) => {
    const circles = copies(async () => {
      const root = await aBusyCircle()
      if (first !== undefined) await done(first, {cwd: root})
      return root
    })
    const reference = await circles()
    const [before, mine] = [stateOf(reference), own(reference)]
    expect(mine['the history']).toEqual([])
    const whole = await cut(words, {cwd: reference, afterMs: 60_000, whole: false})
    expect(whole).toMatchObject({status: 0})
    const wholeMs = whole.runMs
    const after = stateOf(reference)
    expect(after).not.toEqual(before)
    expect(own(reference)).toEqual(mine)
    const last = await cut(words, {cwd: await circles(), watched: join(await circles(), '.git/circle'), afterMs: 60_000, whole: false})
    const writingMs = Math.max(wholeMs, last.runMs) * 0.7
    await inTwoLanes(kills, async (rounds, random) => {
      let root: string | undefined
      for (let round = 0; round < rounds; round += 1) {
        root ??= await circles()
        // Most of the kills fall into the time in which something is written.
        const writing = round % 4 !== 3
        const {status, stderr} = await cut(words, {cwd: root, afterMs: random() * (writing ? writingMs : wholeMs), whole: random() < 0.5, ...(writing ? {watched: join(root, '.git/circle')} : {})})
        expect([0, undefined], stderr).toContain(status)
        const locks = await settle(root, round % 2 === 0 ? ['check'] : ['status', '--json'])
        if (locks > 0) count('left a lock of git\'s')
        const now = stateOf(root)
        expect([status === 0 ? after : before, after]).toContainEqual(now)
        count(status === 0 ? 'came to their end' : now['(history)'] === after['(history)'] ? 'left all of it' : 'left nothing')
        if (round % 8 === 0) fsck(root)
        // The next command that writes clears what the killed ones left.
        if (round === rounds - 1) await settle(root, ['member', 'add', 'Eve Holm'])
        if (round === rounds - 1) expect(leftovers(root)).toEqual([])
        if (now['(history)'] === after['(history)']) {
          rmSync(root, {recursive: true, force: true})
          root = undefined
        }
      }
    })
  }, inTime)

  it.each([
    {words: ['ics', '--out', 'out/circle.ics', '--yes'], path: 'out/circle.ics'},
    {words: ['agenda', 'next', '--out', 'out/agenda.md', '--yes'], path: 'out/agenda.md'},
  ])('of circle $words.0 --out leaves the old file or the new one, and nothing beside it', async ({words, path}) => {
    const root = await aBusyCircle()
    const out = join(root, 'out')
    mkdirSync(out)
    const {runMs, status} = await cut(words, {cwd: root, afterMs: 60_000, whole: false})
    expect(status).toBe(0)
    const fresh = textOf(join(root, path))
    const random = chances(seed * 31)
    for (let round = 0; round < kills; round += 1) {
      writeFileSync(join(root, path), 'old\n')
      const {status} = await cut(words, {cwd: root, afterMs: random() * runMs, whole: false, ...(round % 2 === 0 ? {watched: out, afterMs: random() * 3} : {})})
      count(status === undefined ? 'cut an export off' : 'exports came to their end')
      expect(['old\n', fresh]).toContain(textOf(join(root, path)))
      // Of those that were killed at most the last has left something.
      expect(readdirSync(out).length).toBeLessThanOrEqual(2)
    }
    await done(words, {cwd: root})
    expect(readdirSync(out)).toEqual([path.replace('out/', '')])
  }, inTime)
})

const club = ['--name', 'Club', '--starts', '2026-12-04 19:00', '--repeats', 'every week', '--member', 'Ann Ek <ann@example.org>', '--yes']
const tracked = {'notes.txt': 'Notes.\n', 'README.md': 'Ours.\n'}

/** A repository of the user's, with edits of their own in it. */
async function repository(): Promise<string> {
  const root = join(folder(), 'ours')
  put(root, tracked)
  git(root, 'init', '--quiet')
  commitAll(root, 'Ours')
  put(root, {'notes.txt': 'Notes, staged.\n'})
  git(root, 'add', 'notes.txt')
  put(root, {'notes.txt': 'Notes, not staged.\n', 'other.txt': 'Not tracked.\n'})
  return root
}

interface Founding {
  readonly named: string
  readonly words: readonly string[]
  /** The folder in which it is run, with what is there before. */
  readonly make: () => Promise<string>
  /** Where the circle is to be, below that folder. */
  readonly at: string
}

const emptyFolder = async (): Promise<string> => folder()
const foundings: readonly Founding[] = [
  {named: 'init in a new folder', words: ['init', 'a/club', ...club], make: emptyFolder, at: 'a/club'},
  {named: 'init in an empty folder', words: ['init', ...club], make: emptyFolder, at: '.'},
  {named: 'init in a repository', words: ['init', ...club], make: repository, at: '.'},
  {named: 'init in a new folder of a repository', words: ['init', 'club', ...club], make: repository, at: 'club'},
  {named: 'demo in a new folder', words: ['demo', 'junto'], make: emptyFolder, at: 'junto'},
  {named: 'demo in an empty folder', words: ['demo', '.'], make: emptyFolder, at: '.'},
]

describe('kill -9 at any time while a circle is founded', () => {
  it.each(foundings)('$named: the same command again founds it, or says that it is there', async ({words, make, at, named}) => {
    const reference = await make()
    const {runMs, status, stderr} = await cut(words, {cwd: reference, afterMs: 60_000, whole: false})
    expect(status, stderr).toBe(0)
    const after = stateOf(join(reference, at))
    const around = stateOf(reference)
    // The example is a hundred and fifty files.
    await inTwoLanes(named.startsWith('demo') ? Math.ceil(kills / 2) : kills, async (rounds, random) => {
      for (let round = 0; round < rounds; round += 1) {
        const top = await make()
        const root = join(top, at)
        for (let times = 0; times < 2; times += 1) {
          const {status} = await cut(words, {cwd: top, afterMs: (0.2 + random() * 0.8) * runMs, whole: random() < 0.5})
          count(status === undefined ? 'cut a founding off' : 'foundings came to their end')
        }
        const isWhole = await foundedAgain(words, top, root)
        expect(stateOf(root)).toEqual(after)
        expect(stateOf(top)).toEqual(around)
        expect(namesIn(top)).toEqual(namesIn(reference))
        if (isWhole) await done(['check'], {cwd: root})
        if (round % 8 === 0) fsck(root)
        if (round === rounds - 1) await settle(root, ['member', 'add', 'Eve Holm'])
        if (round === rounds - 1 && git(root, 'rev-parse', '--show-toplevel') === root) expect(leftovers(root)).toEqual([])
        rmSync(top, {recursive: true, force: true})
      }
    })
  }, inTime)
})

function namesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.endsWith('.ics')).toSorted()
}

describe('a repository that was being made when its founder was killed', () => {
  it.each([['init', '.', ...club], ['demo', '.']])('is not in the way of circle %s', async (...words) => {
    const root = folder()
    put(root, {'.git.circle-999999999-0123456789ab/.git/HEAD': 'ref: refs/'})
    await done(words, {cwd: root})
    await done(['check'], {cwd: root})
    expect(readdirSync(root).filter((name) => name.startsWith('.git.'))).toEqual([])
  })
})

/** Runs the command again, as its user would, and types what it says. True when the circle was there already. */
async function foundedAgain(words: readonly string[], top: string, root: string): Promise<boolean> {
  const again = await circle(words, {cwd: top})
  if (again.status === 0) return false
  expect(again.stderr).toMatch(/there is already a circle in |is not empty\n/)
  expect(again.status).toBe(1)
  await settle(root, ['status'])
  return true
}

/** Calls that change something on the disk, by the names that they have on any processor. */
const changing = ['open', 'openat', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir', 'fsync', 'fdatasync', 'write', 'pwrite64', 'chmod', 'fchmod']

interface Call {
  readonly name: string
  /** Which of the calls of that name by that process, counted from 1. */
  readonly nth: number
}

/** The calls below `root` in what strace wrote down of one process. */
function callsIn(log: string, root: string): Call[] {
  const counted = new Map<string, number>()
  return log.split('\n').flatMap((line): Call[] => {
    const name = /^(\w+)\(/.exec(line)?.[1]
    if (name === undefined || !changing.includes(name)) return []
    const nth = (counted.get(name) ?? 0) + 1
    counted.set(name, nth)
    return line.includes(root) && (!name.startsWith('open') || /O_WRONLY|O_RDWR|O_CREAT/.test(line)) ? [{name, nth}] : []
  })
}

describe.skipIf(!hasStrace)('kill -9 before each call that changes something (needs strace)', () => {
  const words = ['gather', '2026-11-27', '--topic', 'Debt', '--commit', 'ann: read on', '--yes']

  it('leaves all of a gathering and its member\'s page, or nothing', async () => {
    const reference = await aBusyCircle()
    const before = stateOf(reference)
    const log = join(folder(), 'calls')
    expect(await traced(['-y', '-s', '4096', '-o', log, '-e', `trace=${changing.map((name) => `?${name}`).join(',')}`], words, reference)).toBe(0)
    const calls = callsIn(readFileSync(log, 'utf8'), reference)
    const after = stateOf(reference)
    expect(after).not.toEqual(before)
    expect(calls.map(({name}) => name.replace(/at2?$/, ''))).toEqual(expect.arrayContaining(['open', 'rename', 'link', 'unlink', 'mkdir', 'fsync']))
    const outcomes = new Set<boolean>()
    const lane = async (mine: readonly Call[]): Promise<void> => {
      let root: string | undefined
      for (const {name, nth} of mine) {
        root ??= await aBusyCircle()
        await traced(['-o', '/dev/null', '-e', `trace=${name}`, '-e', `inject=${name}:signal=SIGKILL:when=${nth}`], words, root)
        await settle(root, nth % 2 === 0 ? ['check'] : ['status', '--json'])
        const now = stateOf(root)
        expect([before, after], `before ${name} number ${nth}`).toContainEqual(now)
        outcomes.add(now['(history)'] === after['(history)'])
        if (now['(history)'] === after['(history)']) root = undefined
      }
    }
    await Promise.all([lane(calls.filter((_, index) => index % 2 === 0)), lane(calls.filter((_, index) => index % 2 === 1))])
    expect(outcomes.size).toBe(2)
    count(`${calls.length} calls`)
  }, inTime)

  it.each(['rename', 'link', 'unlink', 'fsync', 'mkdir'])('of git alone, each time that it comes to its first, second or third %s', async (name) => {
    const reference = await aBusyCircle()
    const before = stateOf(reference)
    await done(words, {cwd: reference})
    const after = stateOf(reference)
    const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim()
    for (let nth = 1; nth <= 3; nth += 1) {
      const root = await aBusyCircle()
      const bin = folder('bin')
      writeFileSync(join(bin, 'git'), `#!/bin/sh\nexec strace -o /dev/null -e trace=${name} -e inject=${name}:signal=SIGKILL:when=${nth} ${real} "$@"\n`, {mode: 0o755})
      const {status, stderr} = await circle(words, {cwd: root, env: {PATH: `${bin}:${process.env.PATH ?? ''}`}})
      expect([0, 1, 5]).toContain(status)
      if (status !== 0) expect(stderr).toMatch(/^(error: .*\nhint: .*\n|Not logged yet.*\n)+$/)
      await settle(root, ['status'])
      expect(status === 0 ? [after] : [before, after], `${name} ${nth}: ${stderr}`).toContainEqual(stateOf(root))
      await settle(root, ['member', 'add', 'Eve Holm'])
      expect(leftovers(root)).toEqual([])
    }
  }, inTime)
})

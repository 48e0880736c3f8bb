import {spawnSync} from 'node:child_process'
import {chmodSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, describe, expect, it} from 'vitest'
import {Fault} from '../../src/model/fault.ts'
import {hasJournal, writeJournal} from '../../src/store/journal.ts'
import {withLock} from '../../src/store/lock.ts'
import {steadily} from '../../src/store/steady.ts'
import {recover, writeAll} from '../../src/store/write.ts'
import type {Committer, Finish, Finished, Write} from '../../src/store/write.ts'

const mounts: string[] = []
afterAll(() => {
  for (const mount of mounts.toReversed()) spawnSync('umount', [mount])
})

function folder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'circle-write-')))
}

/** A small disk of its own; undefined where the system does not let us make one. */
function disk(size: string): string | undefined {
  const place = folder()
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place]).status !== 0) return undefined
  mounts.push(place)
  return place
}

function circle(files: Readonly<Record<string, string>>, root = folder()): {root: string; state: string} {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
  return {root, state: join(root, '.circle', 'local')}
}

function change(path: string, before: string | undefined, after: string): Write {
  return {path, before, after, onto: () => undefined}
}

function write<P, R>({root, state}: {root: string; state: string}, writes: Write[], committer?: Committer<P, R>): Promise<R | undefined> {
  return withLock(state, (held) => writeAll(root, held, writes, committer))
}

function mend({root, state}: {root: string; state: string}, finish?: Finish): Promise<Finished> {
  return withLock(state, (held) => recover(root, held, finish))
}

/** Every file below the root with its text, and every folder, but the writer's own. */
function tree(root: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of readdirSync(join(root, at)).toSorted()) {
    const path = at === '' ? name : `${at}/${name}`
    if (path === '.circle/local') continue
    const stats = lstatSync(join(root, path))
    if (stats.isDirectory()) Object.assign(found, {[`${path}/`]: ''}, tree(root, path))
    else found[path] = stats.isFile() ? `${readFileSync(join(root, path), 'utf8')} ${stats.mode & 0o777} ${stats.mtimeMs}` : 'special'
  }
  return found
}

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Fault)
  return error as Fault
}

const two = {'a.yaml': 'a: 1\n', 'b/b.yaml': 'b: 1\n'}
const both = [change('a.yaml', 'a: 1\n', 'a: 2\n'), change('b/b.yaml', 'b: 1\n', 'b: 2\n'), change('c/d/new.yaml', undefined, 'new: 1\n')]

describe('writing', () => {
  it('changes all files, makes folders, and leaves nothing behind', async () => {
    const place = circle(two)
    await write(place, both)
    expect(readFileSync(join(place.root, 'b/b.yaml'), 'utf8')).toBe('b: 2\n')
    expect(Object.keys(tree(place.root))).toEqual(['.circle/', 'a.yaml', 'b/', 'b/b.yaml', 'c/', 'c/d/', 'c/d/new.yaml'])
    expect(readdirSync(place.state).toSorted()).toEqual(['.gitignore', 'tmp'])
    expect(readdirSync(join(place.state, 'tmp'))).toEqual([])
  })

  it('does not touch a file that does not change', async () => {
    const place = circle(two)
    utimesSync(join(place.root, 'a.yaml'), 1, 1)
    await write(place, [change('a.yaml', 'a: 1\n', 'a: 1\n')])
    expect(statSync(join(place.root, 'a.yaml')).mtimeMs).toBe(1000)
  })

  it('keeps every byte of other alphabets, a byte order mark and CRLF', async () => {
    const text = '\uFEFFname: Zoë 🙂\r\n'
    const place = circle({'a.yaml': text})
    await write(place, [change('a.yaml', text, `${text}more: 日本\r\n`)])
    expect(readFileSync(join(place.root, 'a.yaml'))).toEqual(Buffer.from(`${text}more: 日本\r\n`))
  })

  it('parts from a hard link instead of writing through it', async () => {
    const place = circle(two)
    const other = join(folder(), 'other')
    linkSync(join(place.root, 'a.yaml'), other)
    await write(place, both)
    expect(readFileSync(other, 'utf8')).toBe('a: 1\n')
  })
})

describe('what is refused, with every file as it was', () => {
  const outside = folder()
  writeFileSync(join(outside, 'x.yaml'), 'x: 1\n')
  const cases: [string, (root: string) => void, Write, RegExp][] = [
    ['a file that changed', (root) => writeFileSync(join(root, 'b/b.yaml'), 'b: 9\n'), both[1] as Write, /b\/b.yaml was changed/],
    ['a file that went away', (root) => rmSync(join(root, 'b/b.yaml')), both[1] as Write, /b\/b.yaml was removed/],
    ['a new file that is there', (root) => mkdirSync(join(root, 'c/d'), {recursive: true}), change('a.yaml', undefined, 'x'), /twice|is there already/],
    ['a link', (root) => symlinkSync(join(outside, 'x.yaml'), join(root, 'l.yaml')), change('l.yaml', 'x: 1\n', 'x: 2\n'), /l.yaml is a link/],
    ['a folder that is a link', (root) => symlinkSync(outside, join(root, 'l')), change('l/x.yaml', 'x: 1\n', 'x: 2\n'), /l is a link/],
    ['a link that leads nowhere', (root) => symlinkSync('/nowhere/at/all', join(root, 'l.yaml')), change('l.yaml', undefined, 'x'), /l.yaml is a link/],
    ['a folder', (root) => mkdirSync(join(root, 'f.yaml')), change('f.yaml', undefined, 'x'), /f.yaml is a folder/],
    ['a pipe', (root) => spawnSync('mkfifo', [join(root, 'p.yaml')]), change('p.yaml', '', 'x'), /p.yaml is a special file/],
    ['a file where a folder should be', (root) => writeFileSync(join(root, 'f'), ''), change('f/x.yaml', undefined, 'x'), /f is a file, where a folder should be/],
    ['a way out', () => undefined, change('../x.yaml', undefined, 'x'), /not a place in the circle/],
    ['a way into .git', () => undefined, change('.GIT/hooks/pre-commit', undefined, 'x'), /not a place in the circle/],
    ['an absolute path', () => undefined, change('/etc/x', undefined, 'x'), /not a place in the circle/],
    ['one file twice', () => undefined, change('A.yaml', undefined, 'x'), /written twice/],
  ]
  it.each(cases)('%s', async (_, prepare, bad, message) => {
    const place = circle(two)
    prepare(place.root)
    const first = bad.path === 'b/b.yaml' ? both.filter(({path}) => path !== 'b/b.yaml') : both
    const before = tree(place.root)
    const fault = await faultOf(write(place, [...first, bad]))
    expect(fault.kind).toBe('refused')
    expect(fault.message).toMatch(message)
    expect(tree(place.root)).toEqual({...before, '.circle/': ''})
    expect(readFileSync(join(outside, 'x.yaml'), 'utf8')).toBe('x: 1\n')
  })
})

describe('what goes wrong half way', () => {
  it('a commit that fails takes back files, folders, times and permissions', async () => {
    const place = circle(two)
    chmodSync(join(place.root, 'a.yaml'), 0o600)
    utimesSync(join(place.root, 'a.yaml'), 1, 1)
    const before = tree(place.root)
    const committer = {prepare: async () => 'x', commit: async () => { throw new Fault('git', 'no') }}
    expect((await faultOf(write(place, both, committer))).message).toBe('no')
    expect(tree(place.root)).toEqual({...before, '.circle/': ''})
    expect(hasJournal(place.state)).toBe(false)
  })

  it('an edit that comes after the first look is kept, and all else is put back', async () => {
    const place = circle(two)
    const committer = {prepare: async () => writeFileSync(join(place.root, 'b/b.yaml'), 'b: mine\n'), commit: async () => undefined}
    expect((await faultOf(write(place, both, committer))).message).toContain('b/b.yaml was changed')
    expect(readFileSync(join(place.root, 'a.yaml'), 'utf8')).toBe('a: 1\n')
    expect(readFileSync(join(place.root, 'b/b.yaml'), 'utf8')).toBe('b: mine\n')
    expect(existsSync(join(place.root, 'c'))).toBe(false)
  })

  it('an edit that comes while a commit fails is kept, and said', async () => {
    const place = circle(two)
    const committer = {prepare: async () => 1, commit: async () => {
      writeFileSync(join(place.root, 'a.yaml'), 'a: mine\n')
      throw new Fault('git', 'The hook said no.')
    }}
    expect((await faultOf(write(place, both, committer))).message).toBe('The hook said no. Meanwhile somebody changed a.yaml, so that was left as it is.')
    expect(readFileSync(join(place.root, 'a.yaml'), 'utf8')).toBe('a: mine\n')
    expect(readFileSync(join(place.root, 'b/b.yaml'), 'utf8')).toBe('b: 1\n')
  })

  it('a name that is too long is said in a sentence', async () => {
    const place = circle(two)
    const before = tree(place.root)
    const fault = await faultOf(write(place, [...both, change(`c/${'x'.repeat(300)}.yaml`, undefined, 'x')]))
    expect(fault.kind).toBe('system')
    expect(fault.message).toContain('its name is too long for this disk')
    expect(tree(place.root)).toEqual({...before, '.circle/': ''})
  })

  it('a folder that may not be changed, met second, undoes the first', async ({skip}) => {
    const place = circle(two)
    const locked = join(place.root, 'b')
    if (process.getuid?.() === 0) {
      if (spawnSync('chattr', ['+i', locked]).status !== 0) skip('this disk has no immutable folders')
    } else chmodSync(locked, 0o500)
    try {
      const before = tree(place.root)
      const fault = await faultOf(write(place, both))
      expect(fault.kind).toBe('system')
      expect(fault.message).toMatch(/^b\/b.yaml could not be written: /)
      expect(fault.hint).not.toBe('')
      expect(tree(place.root)).toEqual({...before, '.circle/': ''})
      expect(hasJournal(place.state)).toBe(false)
    } finally {
      if (process.getuid?.() === 0) spawnSync('chattr', ['-i', locked])
      else chmodSync(locked, 0o700)
    }
  })
})

describe('a full disk', () => {
  it('leaves every file as it was, at any amount of room, and the next try with room succeeds', async ({skip}) => {
    const root = disk('1m')
    if (root === undefined) return skip('no right to mount a small disk')
    const large = `${'x'.repeat(70)}\n`.repeat(900)
    const place = circle({'a.yaml': 'a: 1\n', 'b.yaml': large}, root)
    const writes = [change('a.yaml', 'a: 1\n', 'a: 2\n'), change('b.yaml', large, `${large}more\n`), change('c/c.yaml', undefined, large)]
    const filler = join(root, 'filler')
    let failed = 0
    for (let room = 0; room <= 900; room += 25) {
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096', 'count=400'])
      const left = statSync(filler).size - room * 1024
      if (left < 0) break
      spawnSync('truncate', ['-s', String(left), filler])
      const before = tree(root)
      const error: unknown = await write(place, writes).then(() => undefined, (thrown: unknown) => thrown)
      if (error === undefined) {
        expect(readFileSync(join(root, 'c/c.yaml'), 'utf8')).toBe(large)
        expect(failed).toBeGreaterThan(3)
        return undefined
      }
      expect(error).toMatchObject({kind: 'system', message: expect.stringContaining('the disk is full') as string})
      expect(tree(root)).toEqual({...before, '.circle/': ''})
      expect(hasJournal(place.state)).toBe(false)
      failed += 1
    }
    throw new Error('never had room')
  })
})

describe('a disk that can only be read', () => {
  it('is said, and nothing changes', async ({skip}) => {
    const root = disk('400k')
    if (root === undefined) return skip('no right to mount a small disk')
    const place = circle(two, root)
    if (spawnSync('mount', ['-o', 'remount,ro', root]).status !== 0) return skip('no right to remount')
    const before = tree(root)
    const fault = await faultOf(write(place, both))
    expect(fault.kind).toBe('system')
    expect(fault.message).toContain('the disk can only be read')
    expect(tree(root)).toEqual(before)
    return undefined
  })
})

describe('a circle on another disk than its state', () => {
  it('is written by way of dot files, which never stay', async ({skip}) => {
    const root = disk('400k')
    if (root === undefined) return skip('no right to mount a small disk')
    const place = {...circle(two, root), state: join(folder(), 'state')}
    await write(place, both)
    expect(Object.keys(tree(root))).toEqual(['a.yaml', 'b/', 'b/b.yaml', 'c/', 'c/d/', 'c/d/new.yaml'])
    const before = tree(root)
    const committer = {prepare: async () => 1, commit: async () => { throw new Fault('git', 'no') }}
    await faultOf(write(place, [change('a.yaml', 'a: 2\n', 'a: 3\n'), change('e.yaml', undefined, 'x')], committer))
    expect(tree(root)).toEqual(before)
    return undefined
  })
})

describe('a journal that a killed process left', () => {
  function cut({root, state}: {root: string; state: string}, prepared?: unknown): void {
    mkdirSync(state, {recursive: true})
    const entries = both.map(({path, before, after}) => ({path, before, after}))
    writeJournal(state, join(state, 'draft'), {version: 1, entries, prepared})
    expect(hasJournal(state)).toBe(true)
    expect(existsSync(root)).toBe(true)
  }

  it.each([[[]], [['a.yaml']], [['a.yaml', 'b/b.yaml']], [['a.yaml', 'b/b.yaml', 'c/d/new.yaml']]])('is finished where %j was in place', async (done) => {
    const place = circle(two)
    for (const {path, after} of both.filter((each) => done.includes(each.path))) circle({[path]: after}, place.root)
    cut(place, {some: 'plan'})
    const asked: unknown[] = []
    const {notes} = await mend(place, async (prepared, settled) => {
      asked.push(prepared, settled)
      return {notes: ['Committed.'], done: true}
    })
    expect(asked).toEqual([{some: 'plan'}, true])
    expect(notes).toHaveLength(2)
    for (const {path, after} of both) expect(readFileSync(join(place.root, path), 'utf8')).toBe(after)
    expect(hasJournal(place.state)).toBe(false)
    expect(await mend(place)).toEqual({notes: [], done: true})
  })

  it('leaves what somebody changed since, keeps what was meant for it, and says both', async () => {
    const place = circle({...two, 'a.yaml': 'a: 2\n', 'b/b.yaml': 'b: mine\n'})
    cut(place, 1)
    const settledness: boolean[] = []
    const {notes} = await mend(place, async (_, settled) => {
      settledness.push(settled)
      return {notes: [], done: true}
    })
    expect(settledness).toEqual([false])
    expect(readFileSync(join(place.root, 'b/b.yaml'), 'utf8')).toBe('b: mine\n')
    expect(readFileSync(join(place.root, 'c/d/new.yaml'), 'utf8')).toBe('new: 1\n')
    expect(notes.join('\n')).toContain('b/b.yaml was changed since')
    const kept = readdirSync(join(place.state, 'kept'))
    expect(readFileSync(join(place.state, 'kept', kept[0] ?? ''), 'utf8')).toBe('b: 2\n')
  })

  it('does nothing when it had not begun and somebody has changed a file since', async () => {
    const place = circle({...two, 'b/b.yaml': 'b: mine\n'})
    cut(place)
    const before = tree(place.root)
    expect((await mend(place)).notes.join()).toContain('nothing was done')
    expect(tree(place.root)).toEqual(before)
  })

  it('stays while the commit cannot be finished', async () => {
    const place = circle(two)
    cut(place, 1)
    expect((await mend(place, async () => ({notes: ['busy'], done: false}))).done).toBe(false)
    expect(hasJournal(place.state)).toBe(true)
  })

  it('never leads out of the circle, whoever wrote it', async () => {
    const place = circle(two)
    mkdirSync(place.state, {recursive: true})
    const target = join(dirname(place.root), `out-${Date.now()}.yaml`)
    writeJournal(place.state, join(place.state, 'draft'), {version: 1, entries: [{path: `../${target.split('/').at(-1)}`, after: 'x'}, {path: '.git/hooks/pre-commit', after: 'x'}]})
    await mend(place)
    expect(existsSync(target)).toBe(false)
    expect(existsSync(join(place.root, '.git'))).toBe(false)
  })
})

describe('reading while others write', () => {
  it('never sees half of a change', async () => {
    const place = circle({'a.yaml': '0', 'b.yaml': '0'})
    const work = {ended: false}
    const writing = (async () => {
      for (let step = 0; step < 40; step += 1) await write(place, [change('a.yaml', String(step), String(step + 1)), change('b.yaml', String(step), String(step + 1))])
      work.ended = true
    })()
    let readings = 0
    while (!work.ended) {
      const [a, b] = await steadily(place.state, async () => {
        const first = readFileSync(join(place.root, 'a.yaml'), 'utf8')
        await new Promise((resolve) => { setTimeout(resolve, 1) })
        return [first, readFileSync(join(place.root, 'b.yaml'), 'utf8')]
      })
      expect(a).toBe(b)
      readings += 1
    }
    await writing
    expect(readings).toBeGreaterThan(0)
  })
})

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

function change<After extends string | undefined>(path: string, before: string | undefined, after: After): Write & {readonly after: After} {
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

describe('a file that goes', () => {
  const files = {...two, 'b/c.yaml': 'c: 1\n', 'd/e/f.yaml': 'f: 1\n'}
  const gone = [change('b/b.yaml', 'b: 1\n', undefined), change('d/e/f.yaml', 'f: 1\n', undefined)]

  it('takes with it the folders that become empty, and no others', async () => {
    const place = circle(files)
    mkdirSync(join(place.root, 'g'))
    await write(place, gone)
    expect(Object.keys(tree(place.root))).toEqual(['.circle/', 'a.yaml', 'b/', 'b/c.yaml', 'g/'])
    expect(readdirSync(join(place.state, 'tmp'))).toEqual([])
  })

  it('leaves its folder to a file that comes there', async () => {
    const place = circle(files)
    await write(place, [...gone, change('d/e/new.yaml', undefined, 'new: 1\n')])
    expect(Object.keys(tree(place.root))).toEqual(['.circle/', 'a.yaml', 'b/', 'b/c.yaml', 'd/', 'd/e/', 'd/e/new.yaml'])
  })

  it('was gone already: then nothing happens', async () => {
    const place = circle(two)
    await write(place, [change('x.yaml', undefined, undefined)])
    expect(existsSync(place.state) && hasJournal(place.state)).toBe(false)
  })

  it.each([
    ['that changed since', (root: string) => writeFileSync(join(root, 'd/e/f.yaml'), 'f: mine\n'), /d\/e\/f.yaml was changed/],
    ['that somebody else removed', (root: string) => rmSync(join(root, 'd/e/f.yaml')), /d\/e\/f.yaml was removed/],
    ['that is a link now', (root: string) => {
      rmSync(join(root, 'd/e/f.yaml'))
      symlinkSync(join(root, 'a.yaml'), join(root, 'd/e/f.yaml'))
    }, /d\/e\/f.yaml is a link/],
  ])('%s is left, and all else with it', async (_, prepare, message) => {
    const place = circle(files)
    prepare(place.root)
    const before = tree(place.root)
    const fault = await faultOf(write(place, [...both, change('d/e/f.yaml', 'f: 1\n', undefined)]))
    expect(fault).toMatchObject({kind: 'refused', message: expect.stringMatching(message) as string})
    expect(tree(place.root)).toEqual({...before, '.circle/': ''})
  })

  it('comes back, the same file, when the commit fails', async () => {
    const place = circle(files)
    chmodSync(join(place.root, 'd/e/f.yaml'), 0o600)
    utimesSync(join(place.root, 'd/e/f.yaml'), 1, 1)
    const before = tree(place.root)
    const committer = {prepare: async () => 'x', commit: async () => {
      expect(existsSync(join(place.root, 'd/e/f.yaml'))).toBe(false)
      throw new Fault('git', 'no')
    }}
    await faultOf(write(place, [...gone, change('d/e/new.yaml', undefined, 'new: 1\n')], committer))
    expect(tree(place.root)).toEqual({...before, '.circle/': ''})
    expect(hasJournal(place.state)).toBe(false)
  })

  it('does not come back over what somebody put there meanwhile', async () => {
    const place = circle(files)
    const committer = {prepare: async () => 'x', commit: async () => {
      writeFileSync(join(place.root, 'd/e/f.yaml'), 'f: mine\n')
      throw new Fault('git', 'No.')
    }}
    expect((await faultOf(write(place, gone, committer))).message).toBe('No. Meanwhile somebody changed d/e/f.yaml, so that was left as it is.')
    expect(readFileSync(join(place.root, 'd/e/f.yaml'), 'utf8')).toBe('f: mine\n')
    expect(readFileSync(join(place.root, 'b/b.yaml'), 'utf8')).toBe('b: 1\n')
  })

  it('words written into it after the last look are put back', async () => {
    const place = circle(files)
    const committer = {prepare: async () => writeFileSync(join(place.root, 'd/e/f.yaml'), 'f: mine\n'), commit: async () => undefined}
    expect((await faultOf(write(place, gone, committer))).message).toContain('d/e/f.yaml was changed')
    expect(readFileSync(join(place.root, 'd/e/f.yaml'), 'utf8')).toBe('f: mine\n')
    expect(readFileSync(join(place.root, 'b/b.yaml'), 'utf8')).toBe('b: 1\n')
  })
})

describe('bytes that are no text', () => {
  const bytes = Buffer.from(Array.from({length: 256}, (_, byte) => byte))
  const turned = Buffer.from(bytes.toReversed())
  const picture = {...change('p.png', bytes.toString('latin1'), turned.toString('latin1')), encoding: 'latin1' as const}

  it('are written one to one, and put back one to one', async () => {
    const place = circle(two)
    writeFileSync(join(place.root, 'p.png'), bytes)
    await faultOf(write(place, [picture], {prepare: async () => 1, commit: async () => { throw new Fault('git', 'no') }}))
    expect(readFileSync(join(place.root, 'p.png'))).toEqual(bytes)
    await write(place, [picture])
    expect(readFileSync(join(place.root, 'p.png'))).toEqual(turned)
    await write(place, [{...picture, before: picture.after, after: undefined}])
    expect(existsSync(join(place.root, 'p.png'))).toBe(false)
  })

  it('are finished one to one after a kill', async () => {
    const place = circle(two)
    writeFileSync(join(place.root, 'p.png'), bytes)
    mkdirSync(place.state, {recursive: true})
    const {path, before, after, encoding} = picture
    writeJournal(place.state, join(place.state, 'draft'), {version: 1, entries: [{path, before, after, encoding}]})
    await mend(place)
    expect(readFileSync(join(place.root, 'p.png'))).toEqual(turned)
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

  function cutRemoval(files: Readonly<Record<string, string>>): {root: string; state: string} {
    const place = circle(files)
    mkdirSync(place.state, {recursive: true})
    writeJournal(place.state, join(place.state, 'draft'), {version: 1, entries: [{path: 'a.yaml', before: 'a: 1\n', after: 'a: 2\n'}, {path: 'b/b.yaml', before: 'b: 1\n'}]})
    return place
  }

  it.each([
    ['was not begun', two],
    ['was at its first file', {...two, 'a.yaml': 'a: 2\n'}],
    ['had removed the file', {'a.yaml': 'a: 2\n'}],
  ])('is finished where a removal %s, and no empty folder stays', async (_, files) => {
    const place = cutRemoval(files)
    mkdirSync(join(place.root, 'b'), {recursive: true})
    const {notes, done} = await mend(place)
    expect({notes: notes.length, done}).toEqual({notes: 1, done: true})
    expect(Object.keys(tree(place.root))).toEqual(['.circle/', 'a.yaml'])
    expect(readFileSync(join(place.root, 'a.yaml'), 'utf8')).toBe('a: 2\n')
  })

  it('does not remove what somebody changed since, and says so', async () => {
    const place = cutRemoval({'a.yaml': 'a: 2\n', 'b/b.yaml': 'b: mine\n'})
    expect((await mend(place)).notes.join('\n')).toContain('b/b.yaml was changed since an earlier circle command was cut off, so it was left as it is; that command meant to remove it.')
    expect(readFileSync(join(place.root, 'b/b.yaml'), 'utf8')).toBe('b: mine\n')
    expect(existsSync(join(place.state, 'kept'))).toBe(false)
  })

  it('that says nothing of a file, or in an unknown encoding, is none', async () => {
    for (const entry of [{path: 'a.yaml'}, {path: 'a.yaml', after: 'x', encoding: 'utf16'}, {path: 'a.yaml', before: 1, after: 'x'}]) {
      const place = circle(two)
      mkdirSync(place.state, {recursive: true})
      writeFileSync(join(place.state, 'journal.json'), JSON.stringify({version: 1, entries: [entry]}))
      expect((await faultOf(mend(place))).message).toContain('is not a journal')
    }
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

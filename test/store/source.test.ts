import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {placeOf} from '../../src/store/kinds.ts'
import {readRecords} from '../../src/store/records.ts'
import {changedSource, diskSource, treeSource} from '../../src/store/source.ts'
import type {Source, TreeFile} from '../../src/store/source.ts'

const charter = 'circle: 1\nid: abc\nname: Apron\npurpose: Talk.\nfounded: "2026-11-16"\ntimezone: UTC\n'
let room = ''

beforeAll(() => {
  room = realpathSync(mkdtempSync(join(tmpdir(), 'circle-source-')))
})
afterAll(() => rmSync(room, {recursive: true, force: true}))

type Files = Readonly<Record<string, string | Uint8Array | {link: string}>>

function onDisk(files: Files): Source {
  const root = mkdtempSync(join(room, 'circle-'))
  for (const [path, what] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    if (typeof what === 'object' && 'link' in what) symlinkSync(what.link, join(root, path))
    else writeFileSync(join(root, path), what)
  }
  return diskSource(root)
}

function inTree(files: Files): Source {
  return treeSource(new Map(Object.entries(files).map(([path, what]): [string, TreeFile] => {
    if (typeof what === 'object' && 'link' in what) return [path, {mode: '120000', bytes: Buffer.from(what.link)}]
    return [path, {mode: '100644', bytes: Buffer.from(what)}]
  })))
}

/** All that a reading says, without functions. */
function said(source: Source): unknown {
  const {records, problems, strangers} = readRecords(source)
  return JSON.parse(JSON.stringify({records, problems, strangers}))
}

const circles: Readonly<Record<string, Files>> = {
  'a sound circle': {'charter.yaml': charter, 'members/ann.yaml': 'name: Ann\n', 'members/ann-ek.yaml': 'name: Ann Ek\n', 'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n', 'gatherings/2026-11-27-weekly/ann.yaml': 'rsvp: going\n', 'README.md': '# x\n'},
  'one without a charter': {'members/ann.yaml': 'name: Ann\n'},
  'a page without its shared page': {'charter.yaml': charter, 'gatherings/2026-11-27-weekly/ann.yaml': 'rsvp: going\n'},
  'unsound records': {'charter.yaml': charter, 'members/ann.yaml': 'nme: Ann\n', 'members/bo.yaml': 'name: [\n', 'members/cy.yaml': '', 'members/dee.yaml': 'name: Dee\njoined: soon\n'},
  'bad names': {'charter.yaml': charter, 'members/Ann.yaml': 'name: A\n', 'members/con.yaml': 'name: C\n', 'members/gathering.yaml': 'name: G\n', 'members/a.yml': 'name: A\n', 'members/bo (1).yaml': 'name: B\n', 'gatherings/Weekly/gathering.yaml': 'rhythm: x\n', 'gatherings/notes.txt': 'x', 'members/ann.yaml~': 'x'},
  'a folder where a file should be': {'charter.yaml': charter, 'members/ann.yaml/x.yaml': 'name: Ann\n'},
  'a file where a folder should be': {'charter.yaml': charter, members: 'name: Ann\n', gatherings: 'x'},
  'links instead of files': {'charter.yaml': {link: 'other.yaml'}, 'other.yaml': charter, 'members/eve.yaml': {link: '/dev/zero'}},
  'links instead of folders': {'charter.yaml': charter, 'elsewhere/x.yaml': 'name: X\n', members: {link: 'elsewhere'}, 'gatherings/2026-11-27-weekly': {link: '../elsewhere'}},
  'a file that is too long': {'charter.yaml': charter, 'members/ann.yaml': `name: Ann\n${'#'.repeat(128 * 1024)}\n`},
  'bytes that are no text': {'charter.yaml': charter, 'members/ann.yaml': Uint8Array.of(0x6e, 0xff, 0xfe)},
  'names that mean something to JavaScript': {'charter.yaml': charter, 'members/__proto__.yaml': 'name: P\n', '__proto__/x.yaml': 'x: y\n'},
}

describe('a circle in memory reads as on the disk', () => {
  it.each(Object.entries(circles))('%s', (_, files) => {
    expect(said(inTree(files))).toEqual(said(onDisk(files)))
  })

  it('and has problems where there should be some', () => {
    const counts = Object.entries(circles).map(([name, files]) => {
      const {problems, strangers} = readRecords(inTree(files))
      return [name, problems.length + strangers.length]
    })
    expect(Object.fromEntries(counts)).toMatchObject({'a sound circle': 0, 'one without a charter': 1, 'bad names': 7, 'links instead of files': 2, 'links instead of folders': 2, 'a file that is too long': 1})
  })
})

describe('a tree of git', () => {
  const submodule: TreeFile = {mode: '160000', bytes: new Uint8Array()}

  it('may have a submodule, which is never a record, nor a folder of any', () => {
    const {problems, strangers} = readRecords(treeSource(new Map([['charter.yaml', submodule], ['members', submodule], ['gatherings/2026-11-27-weekly', submodule]])))
    expect(problems.map(({message}) => message)).toEqual(['members is a submodule where a folder should be', 'charter.yaml is a submodule'])
    expect(strangers.map(({message}) => message)).toEqual(['gatherings/2026-11-27-weekly is a submodule'])
  })

  it('has executable files, which are files like others', () => {
    expect(readRecords(treeSource(new Map([['charter.yaml', {mode: '100755', bytes: Buffer.from(charter)}]]))).problems).toEqual([])
  })

  it('gives nothing for a path that is not there, and refuses one that leads elsewhere', () => {
    const source = inTree({'members/ann.yaml': 'name: Ann\n'})
    expect(source.bytes('members/bo.yaml')).toBeUndefined()
    expect(source.names('gatherings')).toBeUndefined()
    expect(source.names('members')).toEqual([{name: 'ann.yaml', kind: 'file'}])
    expect(() => source.bytes('../ann.yaml')).toThrow('not a path within the circle')
    expect(() => source.names('members/..')).toThrow('not a path within the circle')
  })
})

describe('a circle with some files changed', () => {
  const files = {'charter.yaml': charter, 'members/ann.yaml': 'name: Ann\n', 'members/bo.yaml': 'name: Bo\n', 'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n'}
  const changes = new Map<string, Uint8Array | undefined>([
    ['members/ann.yaml', Buffer.from('name: Anna\n')],
    ['members/bo.yaml', undefined],
    ['gatherings/2026-11-27-weekly/gathering.yaml', undefined],
    ['gatherings/2026-12-04-weekly/gathering.yaml', Buffer.from('rhythm: weekly\n')],
    ['formats/own.yaml', Buffer.from('nme: x\n')],
  ])

  it.each([['on the disk', onDisk], ['in memory', inTree]])('reads as if they stood there: %s', (_, make) => {
    const {records, problems, strangers} = readRecords(changedSource(make(files), changes))
    expect(records.map(({path, text}) => [path, text]).slice(1)).toEqual([['members/ann.yaml', 'name: Anna\n'], ['gatherings/2026-12-04-weekly/gathering.yaml', 'rhythm: weekly\n']])
    expect(problems.map(({file}) => file)).toEqual(expect.arrayContaining(['formats/own.yaml']))
    expect(strangers).toEqual([])
  })

  it('lacks what went', () => {
    const {problems} = readRecords(changedSource(inTree(files), new Map([['charter.yaml', undefined]])))
    expect(problems.map(({file, message}) => [file, message])).toEqual([['charter.yaml', 'the file is missing']])
  })
})

describe('a folder on the disk', () => {
  it.skipIf(process.platform === 'win32')('has kinds for what is in it, and no link leads into another', () => {
    const root = mkdtempSync(join(room, 'circle-'))
    mkdirSync(join(root, 'a/folder'), {recursive: true})
    writeFileSync(join(root, 'a/file'), '')
    symlinkSync('folder', join(root, 'a/link'))
    symlinkSync('a', join(root, 'b'))
    execFileSync('mkfifo', [join(root, 'a/pipe')])
    expect(diskSource(root).names('a')).toEqual([{name: 'file', kind: 'file'}, {name: 'folder', kind: 'folder'}, {name: 'link', kind: 'link'}, {name: 'pipe', kind: 'special'}])
    expect(() => diskSource(root).names('b/folder')).toThrow('b is a link where a folder should be')
  })
})

describe('the record that lies at a path', () => {
  it.each([
    ['charter.yaml', {kind: 'charter', id: 'charter'}],
    ['members/ann-ek.yaml', {kind: 'member', id: 'ann-ek'}],
    ['formats/junto.yaml', {kind: 'format', id: 'junto'}],
    ['gatherings/2026-11-27-weekly/gathering.yaml', {kind: 'gathering', id: '2026-11-27-weekly'}],
    ['gatherings/2026-11-27-weekly/ann.yaml', {kind: 'page', id: '2026-11-27-weekly', member: 'ann'}],
  ])('%s', (path, place) => expect(placeOf(path)).toEqual({...place, path}))

  it.each([
    'README.md', 'members/Ann.yaml', 'members/ann.yml', 'members/a/b.yaml', 'members/.yaml', 'members/gathering.yaml', 'gatherings/x.yaml', 'gatherings/Weekly/ann.yaml',
    'gatherings/2026-11-27-weekly/topic.yaml', 'gatherings/a/b/c.yaml', 'x/members/ann.yaml', 'charter.yaml\n', 'templates/agenda.md',
  ])('none at %j', (path) => expect(placeOf(path)).toBeUndefined())
})

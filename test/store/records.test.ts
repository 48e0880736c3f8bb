import {chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {readOne, readRecords} from '../../src/store/records.ts'
import {readShelf} from '../../src/store/shelf.ts'
import {diskSource} from '../../src/store/source.ts'

const charter = 'circle: 1\nid: abc\nname: Apron\npurpose: Talk.\nfounded: "2026-11-16"\ntimezone: UTC\n'

function folder(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'circle-records-')))
  for (const [path, text] of Object.entries({'charter.yaml': charter, ...files})) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
  return root
}

const places = (root: string): {records: string[]; problems: string[]; strangers: string[]} => {
  const {records, problems, strangers} = readRecords(diskSource(root))
  return {records: records.map(({path}) => path), problems: problems.map(({file, line, column}) => `${file}:${line}:${column}`), strangers: strangers.map(({file}) => file)}
}

describe('the records of a circle', () => {
  it('are its charter, members, gatherings with their pages, and formats, in the order of their ids', () => {
    const root = folder({
      'members/bo.yaml': 'name: Bo\n', 'members/ann-ek.yaml': 'name: Ann Ek\n', 'members/ann.yaml': 'name: Ann\n',
      'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n', 'gatherings/2026-11-27-weekly/bo.yaml': 'rsvp: going\n', 'gatherings/2026-11-20-weekly/gathering.yaml': 'rhythm: weekly\n',
      'README.md': '# x\n', '.circle/schema/member.json': '{}', 'notes/x.yaml': 'not: [a record',
    })
    expect(places(root)).toEqual({
      records: ['charter.yaml', 'members/ann.yaml', 'members/ann-ek.yaml', 'members/bo.yaml', 'gatherings/2026-11-20-weekly/gathering.yaml', 'gatherings/2026-11-27-weekly/gathering.yaml', 'gatherings/2026-11-27-weekly/bo.yaml'],
      problems: [],
      strangers: [],
    })
  })

  it('are polls too, with the votes of members', () => {
    const root = folder({
      'polls/walk-k3fx/poll.yaml': 'title: Walk\n', 'polls/walk-k3fx/bo.yaml': 'votes: {a: yes}\n', 'polls/lunch-w7ab/ann.yaml': '{}\n',
      'polls/Walk/poll.yaml': 'title: x\n', 'polls/notes.txt': 'x', 'polls/walk-k3fx/gathering.yaml': 'x: 1\n',
    })
    expect(places(root)).toEqual({
      records: ['charter.yaml', 'polls/lunch-w7ab/ann.yaml', 'polls/walk-k3fx/poll.yaml', 'polls/walk-k3fx/bo.yaml'],
      problems: ['polls/lunch-w7ab/poll.yaml:1:1'],
      strangers: ['polls/Walk', 'polls/notes.txt', 'polls/walk-k3fx/gathering.yaml'],
    })
  })

  it('are all read, and what is wrong with the others is said, all at once', () => {
    const root = folder({'members/ann.yaml': 'name: Ann\n', 'members/bo.yaml': 'name: [\n', 'members/cy.yaml': 'name: Cy\nage: 7\njoined: soon\n'})
    const {records, problems} = places(root)
    expect(records).toEqual(['charter.yaml', 'members/ann.yaml'])
    expect(problems.map((place) => place.split(':')[0])).toEqual(['members/bo.yaml', 'members/cy.yaml', 'members/cy.yaml'])
    expect(problems.slice(1)).toEqual(['members/cy.yaml:2:1', 'members/cy.yaml:3:9'])
  })

  it('lack a charter, or a shared page: that is a problem of its own', () => {
    const root = folder({'gatherings/2026-11-27-weekly/bo.yaml': 'rsvp: going\n'})
    rmSync(join(root, 'charter.yaml'))
    expect(places(root).problems).toEqual(['charter.yaml:1:1', 'gatherings/2026-11-27-weekly/gathering.yaml:1:1'])
  })

  it('are none in an empty folder of a gathering', () => {
    const root = folder({})
    mkdirSync(join(root, 'gatherings/2026-11-27-weekly'), {recursive: true})
    expect(places(root)).toEqual({records: ['charter.yaml'], problems: [], strangers: []})
  })

  it('are not what has another name: that is a stranger', () => {
    const root = folder({'members/Ann.yaml': 'name: A\n', 'members/a.yml': 'name: A\n', 'members/notes.txt': 'x', 'gatherings/notes.txt': 'x', 'gatherings/Weekly/gathering.yaml': 'rhythm: x\n', 'members/bo (1).yaml': 'name: B\n'})
    expect(places(root)).toEqual({
      records: ['charter.yaml'],
      problems: [],
      strangers: ['members/Ann.yaml', 'members/a.yml', 'members/bo (1).yaml', 'members/notes.txt', 'gatherings/Weekly', 'gatherings/notes.txt'],
    })
  })

  it('are not what editors leave behind, and nobody is told', () => {
    const root = folder({'members/.ann.yaml.swp': 'x', 'members/ann.yaml~': 'x', 'members/#ann.yaml#': 'x', 'members/Thumbs.db': 'x', 'members/ann.bak': 'x'})
    expect(places(root)).toEqual({records: ['charter.yaml'], problems: [], strangers: []})
  })

  it('are not read through links', () => {
    const [root, elsewhere] = [folder({'members/ann.yaml': 'name: Ann\n'}), folder({'x.yaml': 'name: X\n'})]
    symlinkSync(join(elsewhere, 'x.yaml'), join(root, 'members/eve.yaml'))
    expect(places(root)).toMatchObject({records: ['charter.yaml', 'members/ann.yaml'], problems: ['members/eve.yaml:1:1']})
    rmSync(join(root, 'members'), {recursive: true})
    symlinkSync(elsewhere, join(root, 'members'))
    expect(places(root)).toEqual({records: ['charter.yaml'], problems: ['members:1:1'], strangers: []})
    expect(readRecords(diskSource(root)).problems[0]!.message).toBe('members is a link where a folder should be')
  })

  it.skipIf(process.getuid?.() === 0)('in a folder that nobody may read end the reading', () => {
    const root = folder({'members/ann.yaml': 'name: Ann\n'})
    chmodSync(join(root, 'members'), 0)
    try {
      expect(() => readRecords(diskSource(root))).toThrow('members cannot be read')
    } finally {
      chmodSync(join(root, 'members'), 0o755)
    }
  })
})

describe('one record', () => {
  it('is read alone, or refused with its place', () => {
    const root = folder({'members/ann.yaml': 'name: Ann\n', 'members/bo.yaml': 'name: Bo\nage: 7\n'})
    expect({...readOne(diskSource(root), {kind: 'member', id: 'ann', path: 'members/ann.yaml'}).record}).toEqual({name: 'Ann'})
    expect(() => readOne(diskSource(root), {kind: 'member', id: 'bo', path: 'members/bo.yaml'})).toThrow(expect.objectContaining({kind: 'unsound', place: {file: 'members/bo.yaml', line: 2, column: 1, hint: expect.anything(), message: expect.anything()}}))
    expect(() => readOne(diskSource(root), {kind: 'member', id: 'cy', path: 'members/cy.yaml'})).toThrow('the file is missing')
  })
})

describe('a circle on its shelf', () => {
  it('has its members, gatherings and pages by id, and the text of each file', () => {
    const root = folder({'members/ann.yaml': 'name: Ann # the founder\n', 'gatherings/2026-11-27-weekly/gathering.yaml': 'rhythm: weekly\n', 'gatherings/2026-11-27-weekly/ann.yaml': 'rsvp: going\n'})
    const {circle, texts} = readShelf(root)
    expect(circle.charter.name).toBe('Apron')
    expect([...circle.members.keys()]).toEqual(['ann'])
    expect(circle.gatherings.get('2026-11-27-weekly')?.pages.get('ann')).toMatchObject({rsvp: 'going'})
    expect(texts.get('members/ann.yaml')).toBe('name: Ann # the founder\n')
    expect(texts.has('members/bo.yaml')).toBe(false)
  })

  it('has its polls with the votes of members', () => {
    const {circle} = readShelf(folder({'polls/walk-k3fx/poll.yaml': 'title: Walk\noptions: {a: {when: "2026-12-05"}}\n', 'polls/walk-k3fx/bo.yaml': 'votes: {a: yes}\n'}))
    const {id, shared, pages} = circle.polls.get('walk-k3fx')!
    expect([id, shared.title, pages.get('bo')?.votes?.a]).toEqual(['walk-k3fx', 'Walk', 'yes'])
  })

  it('is not given while a file cannot be relied on: the first is named, the others counted', () => {
    const root = folder({'members/ann.yaml': 'nme: Ann\n', 'members/bo.yaml': 'name: [\n'})
    expect(() => readShelf(root)).toThrow(expect.objectContaining({kind: 'unsound', place: expect.objectContaining({file: 'members/ann.yaml'}), hint: expect.stringContaining('circle check lists them all')}))
  })

  it('does not mind a stranger', () => expect(readShelf(folder({'members/notes.txt': 'x'})).circle.members.size).toBe(0))
})

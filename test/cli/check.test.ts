import {execFileSync} from 'node:child_process'
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, lived, put} from './circles.ts'
import {circle, done, founded} from './harness.ts'

const fresh = copies(lived)

interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly hint: string
}

/** What `check --json` says; it ends with 3 just where there is a problem. */
async function problems(root: string): Promise<Problem[]> {
  const {status, stdout} = await circle(['check', '--json'], {cwd: root})
  const {ok, problems: found} = JSON.parse(stdout) as {ok: boolean; problems: Problem[]}
  expect([status, ok]).toEqual(found.length === 0 ? [0, true] : [3, false])
  for (const one of found) expect(Object.keys(one).toSorted()).toEqual(['column', 'file', 'hint', 'line', 'message'])
  return found
}

const where = ({file, line, column}: Problem): string => `${file}:${line}:${column}`

describe('circle check', () => {
  it('says that all is sound', async () => {
    const root = await fresh()
    expect(await done(['check'], {cwd: root})).toBe('All sound. Every file of the circle can be relied on.\n')
    expect(await problems(root)).toEqual([])
  })

  it('shows every problem at once: place, what is wrong, the line, what would be right; and ends with 3', async () => {
    const root = await fresh()
    put(root, {
      'members/bo.yaml': 'name: Bo Berg\nemail: bo@\nstats: active\n',
      'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\nstatus: hold\npresent: [ann, boo]\n',
    })
    const {status, stdout, stderr} = await circle(['check'], {cwd: root})
    expect([status, stderr]).toEqual([3, ''])
    expect(stdout).toContain('members/bo.yaml:2:8: `email` is not an e-mail address: bo@\n  2 | email: bo@\n    |        ^\n  hint: ')
    expect(stdout).toContain('members/bo.yaml:3:1: ')
    expect(stdout).toMatch(/did you mean (`)?status/)
    expect(stdout).toContain('gatherings/2026-12-04-weekly/gathering.yaml:2:9: `status` is none of planned, held, cancelled: hold\n')
    expect(stdout).toContain('did you mean held?')
    expect(stdout).toMatch(/\n3 problems\.\n$/)
  })

  it.each<[what: string, files: Record<string, string>, place: string, words: string]>([
    ['a day that is none', {'members/bo.yaml': 'name: Bo\njoined: "2026-02-30"\n'}, 'members/bo.yaml:2:9', '2026-02-30'],
    ['a key twice', {'members/bo.yaml': 'name: Bo\nname: Beau\n'}, 'members/bo.yaml:2:1', 'name'],
    ['no name', {'members/bo.yaml': 'email: bo@example.org\n'}, 'members/bo.yaml:1:1', '`name`'],
    ['an empty file', {'members/bo.yaml': ''}, 'members/bo.yaml:1:1', ''],
    ['an anchor', {'members/bo.yaml': 'name: &a Bo\n'}, 'members/bo.yaml:1:7', 'anchor'],
    ['a tag', {'members/bo.yaml': 'name: !!str Bo\n'}, 'members/bo.yaml:1:7', 'tag'],
    ['a second document', {'members/bo.yaml': 'name: Bo\n---\nname: Cy\n'}, 'members/bo.yaml:2:1', 'document'],
    ['a conflict', {'members/bo.yaml': 'name: Bo\n<<<<<<< HEAD\nemail: a@x.org\n=======\nemail: b@x.org\n>>>>>>> other\n'}, 'members/bo.yaml:2:1', 'conflict'],
    ['a list where a map goes', {'members/bo.yaml': '- Bo\n'}, 'members/bo.yaml:1:1', ''],
    ['brackets that do not close', {'members/bo.yaml': 'name: Bo\noffers: [chess\n'}, 'members/bo.yaml:', ''],
    ['a tab for indentation', {'charter.yaml': 'circle: 1\nrhythms:\n\tweekly: {}\n'}, 'charter.yaml:3:1', 'tab'],
    ['a zone that is none', {'members/bo.yaml': 'name: Bo\ntimezone: stockholm\n'}, 'members/bo.yaml:2:11', 'stockholm'],
    ['a member who is not there', {'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\npresent: [ann, dora]\n'}, 'gatherings/2026-12-04-weekly/gathering.yaml:2:16', 'dora is not a member'],
    ['somebody listed twice', {'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\npresent: [ann, ann]\n'}, 'gatherings/2026-12-04-weekly/gathering.yaml:2:16', 'ann is listed twice'],
    ['somebody both there and not', {'gatherings/2026-12-04-weekly/gathering.yaml': 'rhythm: weekly\npresent: [ann]\nregrets: [ann]\n'}, 'gatherings/2026-12-04-weekly/gathering.yaml:3:11', 'ann is both present and regretted'],
    ['a page of nobody', {'gatherings/2026-12-04-weekly/dora.yaml': 'rsvp: going\n'}, 'gatherings/2026-12-04-weekly/dora.yaml:1:1', 'dora, who is not a member'],
    ['pages without a shared page', {'gatherings/2026-12-11-weekly/ann.yaml': 'rsvp: going\n'}, 'gatherings/2026-12-11-weekly/gathering.yaml:1:1', 'missing'],
    ['a date that hits no occurrence', {'gatherings/2026-12-05-weekly/gathering.yaml': 'rhythm: weekly\nstatus: cancelled\nwhy: x\n'}, 'gatherings/2026-12-05-weekly/gathering.yaml:1:9', ''],
    ['a rhythm that is not there', {'gatherings/2026-12-05-monthly/gathering.yaml': 'rhythm: monthly\n'}, 'gatherings/2026-12-05-monthly/gathering.yaml:1:9', 'monthly'],
    ['a folder of another rhythm', {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: monthly\n'}, 'gatherings/2026-12-11-weekly/gathering.yaml:1:9', 'monthly'],
    ['a cancellation without a reason', {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\nstatus: cancelled\n'}, 'gatherings/2026-12-11-weekly/gathering.yaml:2:9', 'not why'],
    ['an address that two have', {'members/bo.yaml': 'name: Bo\nemail: ANN@example.org\n'}, 'members/bo.yaml:2:8', 'bo has the same address as ann'],
    ['a member who is away since no day', {'members/bo.yaml': 'name: Bo\nstatus: left\n'}, 'members/bo.yaml:2:9', 'not since when'],
    ['a format that is not there', {'gatherings/2026-12-11-weekly/gathering.yaml': 'rhythm: weekly\nformat: juntoo\n'}, 'gatherings/2026-12-11-weekly/gathering.yaml:2:9', 'juntoo'],
    ['a commitment both done and dropped', {'gatherings/2026-11-20-weekly/bo.yaml': 'commitments:\n  k3:\n    what: x\n    done: "2026-11-24"\n    dropped: "2026-11-24"\n    why: y\n'}, 'gatherings/2026-11-20-weekly/bo.yaml:5:14', 'both done and dropped'],
    ['a name in capitals', {'members/Dora.yaml': 'name: Dora\n'}, 'members/Dora.yaml:1:1', 'Dora'],
    ['a name that Windows keeps', {'members/con.yaml': 'name: Con\n'}, 'members/con.yaml:1:1', 'Windows'],
    ['a member called as a shared page', {'members/gathering.yaml': 'name: G\n'}, 'members/gathering.yaml:1:1', 'shared page'],
    ['a copy of a sync program', {'members/bo (conflicted copy).yaml': 'name: Bo\n'}, 'members/bo (conflicted copy).yaml:1:1', 'copy'],
    ['another ending', {'members/dora.yml': 'name: Dora\n'}, 'members/dora.yml:1:1', '.yaml'],
    ['a newer format of files', {'charter.yaml': 'circle: 2\nid: abc\nname: A\npurpose: B\nfounded: "2026-11-16"\ntimezone: UTC\n'}, 'charter.yaml:1:9', 'version 2'],
  ])('points at %s', async (_, files, place, words) => {
    const root = await fresh()
    put(root, files)
    const found = await problems(root)
    const one = found.find((each) => where(each).startsWith(place))
    expect(one, JSON.stringify(found, undefined, 1)).toBeDefined()
    expect(`${one!.message} ${one!.hint}`).toContain(words)
    expect(one!.hint).not.toBe('')
  })

  it('asks "did you mean" about keys it does not know, save those that begin with x-', async () => {
    const root = await fresh()
    put(root, {'members/bo.yaml': 'name: Bo\nemial: bo@example.org\nx-shoe-size: 44\n'})
    const found = await problems(root)
    expect(found.map(where)).toEqual(['members/bo.yaml:2:1'])
    expect(found[0]!.hint).toContain('email')
  })

  it('lets alone what editors and systems leave behind', async () => {
    const root = await fresh()
    put(root, {'members/.DS_Store': 'x', 'members/bo.yaml~': 'x', 'members/.bo.yaml.swp': 'x', 'gatherings/.DS_Store': 'x', 'notes/anything.txt': 'x'})
    expect(await problems(root)).toEqual([])
  })

  it('reads no link, and nothing that is no file', async () => {
    const root = await fresh()
    rmSync(join(root, 'members/bo.yaml'))
    symlinkSync('ann.yaml', join(root, 'members/bo.yaml'))
    mkdirSync(join(root, 'members/dora.yaml'))
    execFileSync('mkfifo', [join(root, 'members/eve.yaml')])
    const found = await problems(root)
    for (const id of ['bo', 'dora', 'eve']) expect(found.map(({file}) => file)).toContain(`members/${id}.yaml`)
  })

  it('is changed by nothing and changes nothing', async () => {
    const root = await fresh()
    put(root, {'members/bo.yaml': 'name: [\n'})
    const before = everything(root)
    await circle(['check'], {cwd: root})
    expect(everything(root)).toEqual(before)
  })

  it('says so where the charter is broken, and goes on with the rest', async () => {
    const root = await founded()
    put(root, {'charter.yaml': 'circle: [1\n', 'members/bo.yaml': 'nmae: Bo\n'})
    expect((await problems(root)).map(({file}) => file)).toEqual(expect.arrayContaining(['charter.yaml', 'members/bo.yaml']))
  })

  it('keeps CRLF, a BOM and no final newline apart from what is wrong', async () => {
    const root = await fresh()
    put(root, {'members/bo.yaml': 'name: Bo\r\nemail: bo@example.org'})
    expect(await problems(root)).toEqual([])
  })

  it('names the line of bytes that are no UTF-8', async () => {
    const root = await fresh()
    writeFileSync(join(root, 'members/bo.yaml'), Buffer.from([...Buffer.from('name: Bo\noffers: ['), 0xff, 0x0a]))
    const found = await problems(root)
    expect(found[0]!.file).toBe('members/bo.yaml')
    expect(found[0]!.message).toContain('UTF-8')
  })
})

describe('circle schema', () => {
  it.each(['charter', 'member', 'gathering', 'page', 'format'])('prints the JSON Schema of a %s, as it stands in .circle/schema', async (kind) => {
    const root = await fresh()
    const text = await done(['schema', kind], {cwd: root})
    const schema = JSON.parse(text) as {$schema: string; type: string; properties: object}
    expect(schema).toMatchObject({$schema: 'http://json-schema.org/draft-07/schema#', type: 'object', additionalProperties: false})
    expect(await done(['schema', kind, '--json'], {cwd: root})).toBe(text)
    expect(execFileSync('cat', [join(root, `.circle/schema/${kind}.json`)], {encoding: 'utf8'})).toBe(text)
  })

  it('needs no circle, and knows which kinds there are', async () => {
    const {status, stderr} = await circle(['schema', 'membr'], {cwd: '/'})
    expect([status, stderr]).toEqual([2, 'error: no kind of file is called membr\nhint: did you mean member?\n'])
    expect((await circle(['schema', 'toad'], {cwd: '/'})).stderr).toContain('the kinds are charter, member, gathering, page, poll, vote, format')
  })
})

describe('a template of the circle\'s own', () => {
  it('is checked with everything else', async () => {
    const root = await founded()
    mkdirSync(join(root, 'templates'))
    writeFileSync(join(root, 'templates/agenda.md'), '# {{title}}\n\n{{date}}\n')
    const {status, stdout} = await circle(['check', '--json'], {cwd: root})
    expect(status).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ok: false, problems: [{file: 'templates/agenda.md', line: 3, message: expect.stringContaining('`date`')}]})
    writeFileSync(join(root, 'templates/agenda.md'), ' \n')
    expect((await circle(['check'], {cwd: root})).stdout).toContain('the template is empty')
    expect(await done([], {cwd: root})).toMatch(/the files +1 problem +circle check/)
    writeFileSync(join(root, 'templates/agenda.md'), '# {{title}}\n')
    await done(['check'], {cwd: root})
  })
})

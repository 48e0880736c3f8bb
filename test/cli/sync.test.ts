import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, everything, json, lastCommit, put, uncommitted} from './circles.ts'
import {boShares, cloned, clones, standing, text, tip} from './clones.ts'
import type {Clones} from './clones.ts'
import {circle, done, git, terminal} from './harness.ts'

const next = 'gatherings/2026-12-04-weekly/gathering.yaml'
const [cy, ann] = ['members/cy.yaml', 'members/ann.yaml']

/** Ann and Bo gave the same evening another topic, and Bo wrote notes. */
async function disagreeing(): Promise<Clones> {
  const all = await clones()
  boShares(all, {[next]: `${text(all.bo, next).replace('topic: Luck', 'topic: Fate')}\nnotes: |\n  By Bo.\n`})
  put(all.ann, {[next]: text(all.ann, next).replace('topic: Luck', 'topic: Chance')})
  return all
}

/** All clones after a round in which everybody has everything. */
async function inStep({ann, bo, bare}: Clones): Promise<void> {
  for (const root of [ann, bo]) await done(['sync'], {cwd: root})
  expect([tip(ann), tip(bo), uncommitted(ann), uncommitted(bo)]).toEqual([tip(bare), tip(bare), '', ''])
}

describe('circle sync', () => {
  it('says what came in and what went out, in words, and names what was edited by hand', async () => {
    const all = await clones()
    await done(['rsvp', '2026-12-04', 'no', '--why', 'In Turku.'], {cwd: all.bo})
    await done(['sync'], {cwd: all.bo})
    await done(['done', 'k3fx'], {cwd: all.ann})
    put(all.ann, {[ann]: `${text(all.ann, ann)}\n# At home.\n`})
    const said = await done(['sync'], {cwd: all.ann})
    expect(said).toMatch(/^Came in:\n {2}Bo can't come on Fri 4 Dec.*\nWent out:\n {2}you .*\n/)
    expect(said).toMatch(/\nSaved, edited by hand: members\/ann\.yaml\n$/)
    expect([tip(all.ann), uncommitted(all.ann)]).toEqual([tip(all.bare), ''])
    expect(git(all.ann, 'log', '--format=%s', '-2', '--first-parent')).toBe('Merge what others shared\nEdit members/ann.yaml')
    expect(await done(['sync'], {cwd: all.ann})).toBe('Nothing new in the circle, here or there.\n')
    await inStep(all)
  })

  it('says of what it shares what does not fit together any more, to the one who shares it and to the others', async () => {
    const all = await clones()
    put(all.ann, {'charter.yaml': text(all.ann, 'charter.yaml').replace(/^( +repeats: ).*$/m, '$1every week on tuesday').replace(/^( +starts: ).*$/m, '$1"2026-12-01 19:00"')})
    commitAll(all.ann, 'Meet on Tuesdays')
    const mended = /^To be mended, now that all of it is together \(circle check says how\):\ngatherings\/2026-12-04-weekly\/gathering\.yaml:/m
    for (const root of [all.ann, all.bo]) expect((await circle(['sync'], {cwd: root})).stderr, root).toMatch(mended)
    expect((await circle(['sync'], {cwd: all.ann})).stderr).toBe('')
  })

  it('commits hand edits alone where nothing is new elsewhere, and takes over without a commit what is new', async () => {
    const all = await clones()
    put(all.ann, {[ann]: `${text(all.ann, ann)}\n# At home.\n`, [cy]: `${text(all.ann, cy)}\n# Cy.\n`})
    await done(['sync'], {cwd: all.ann})
    expect(lastCommit(all.ann)).toBe(`Edit 2 files: ${ann}, ${cy}`)
    await done(['sync'], {cwd: all.bo})
    expect(tip(all.bo)).toBe(tip(all.ann))
  })

  it('leaves with --dry-run every byte as it is, and says what would be', async () => {
    const all = await clones()
    boShares(all, {[cy]: `${text(all.bo, cy)}\n# Bo.\n`, 'notes.txt': 'Bo.\n'})
    put(all.ann, {[ann]: `${text(all.ann, ann)}\n# At home.\n`})
    const before = [everything(all.ann), everything(all.bare)]
    const {status, stdout} = await circle(['sync', '--dry-run'], {cwd: all.ann})
    expect([everything(all.ann), everything(all.bare)]).toEqual(before)
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^Would come in:\n[^]*Would be saved, edited by hand: members\/ann\.yaml\n$/)])
    const conflicting = await disagreeing()
    const [was, there] = [everything(conflicting.ann), everything(conflicting.bare)]
    expect((await circle(['sync', '--dry-run'], {cwd: conflicting.ann})).status).toBe(4)
    expect([everything(conflicting.ann), everything(conflicting.bare)]).toEqual([was, there])
  })

  it('shares a circle that lies in a folder of the repository, and files beside it', async () => {
    const all = await clones()
    const names = git(all.bo, 'ls-tree', '--name-only', 'HEAD').split('\n')
    put(all.bo, {'club/keep': ''})
    for (const name of names) renameSync(join(all.bo, name), join(all.bo, 'club', name))
    rmSync(join(all.bo, 'club/keep'))
    boShares(all, {'README.txt': 'Other things.\n'})
    const cysClone = cloned(all.at, 'cy', 'Cy Ash')
    boShares(all, {[`club/${cy}`]: text(all.bo, `club/${cy}`).replace('Cy Ash', 'Cyd Ash'), 'README.txt': 'Other things, too.\n', 'club/notes.txt': 'x\n'})
    put(cysClone, {[`club/${ann}`]: `${text(cysClone, `club/${ann}`)}\n# Ann.\n`, 'mine.txt': 'not the circle’s\n'})
    const said = await done(['sync'], {cwd: join(cysClone, 'club')})
    expect(said).toContain('Saved, edited by hand: members/ann.yaml')
    expect([tip(cysClone), uncommitted(cysClone), text(cysClone, 'README.txt')]).toEqual([tip(all.bare), '?? mine.txt', 'Other things, too.\n'])
  })
})

describe('circle sync where both changed one field', () => {
  it('lists it, ends with 4, and changes nothing', async () => {
    const all = await disagreeing()
    const before = [standing(all.ann), tip(all.bare)]
    const {status, stdout, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stdout, stderr]).toEqual([4, '', expect.stringMatching(/^The gathering of Fri 4 Dec: topic\n +mine +.*Chance\n +theirs +.*Fate\n +before +.*Luck\n\nerror: 1 field was changed both here and by others; nothing has been changed or shared\nhint: run circle sync at a terminal/)])
    expect([standing(all.ann), tip(all.bare)]).toEqual(before)
  })

  it('gives it as data with --json', async () => {
    const all = await disagreeing()
    const before = [standing(all.ann), tip(all.bare)]
    const {status, stdout} = await circle(['sync', '--json'], {cwd: all.ann})
    expect([status, JSON.parse(stdout)]).toMatchObject([4, {conflicts: [{file: next, field: ['topic'], base: 'Luck', mine: 'Chance', theirs: 'Fate', theirsBy: {name: 'Bo Berg', email: 'bo@example.org'}}]}])
    expect([standing(all.ann), tip(all.bare)]).toEqual(before)
    const shared = await json(['sync', '--prefer', 'mine'], {cwd: all.ann})
    expect(shared).toMatchObject({dryRun: false, edited: [next], conflicts: [], sent: true, commit: tip(all.bare)})
  })

  it.each([['mine', 'Chance'], ['theirs', 'Fate']])('takes with --prefer %s that side of it, and both sides of all else', async (side, topic) => {
    const all = await disagreeing()
    await done(['sync', '--prefer', side], {cwd: all.ann})
    expect(text(all.ann, next)).toBe(`rhythm: weekly\n\ntopic: ${topic}\n\nnotes: |\n  By Bo.\n`)
    await inStep(all)
  })

  it('asks at a terminal, and keeps both where that is chosen', async () => {
    const all = await disagreeing()
    const at = terminal(['sync'], {cwd: all.ann})
    await at.sees('1 field was changed both here and by others. Which version stays?')
    await at.sees('both: ')
    await at.press('down', 'down', 'enter')
    expect(await at.exit()).toBe(0)
    expect(text(all.ann, next)).toMatch(/^topic: .*(Chance.*Fate|Fate.*Chance)/m)
    await inStep(all)
  })

  it('changes nothing when the question is left with Ctrl-C', async () => {
    const all = await disagreeing()
    const before = [standing(all.ann), tip(all.bare)]
    const at = terminal(['sync'], {cwd: all.ann})
    await at.sees('theirs (')
    await at.press('ctrl-c')
    expect(await at.exit()).toBe(130)
    expect([standing(all.ann), tip(all.bare)]).toEqual(before)
  })
})

describe('what circle sync puts together', () => {
  it('binary files beside the records are one side’s, whole, and asked about', async () => {
    const all = await clones()
    const bytes = (last: number): Buffer => Buffer.from([0, 1, 2, 255, 13, 10, last])
    writeFileSync(join(all.bo, 'photo.bin'), bytes(1))
    boShares(all, {})
    await done(['sync'], {cwd: all.ann})
    expect(readFileSync(join(all.ann, 'photo.bin'))).toEqual(bytes(1))
    writeFileSync(join(all.bo, 'photo.bin'), bytes(2))
    boShares(all, {})
    writeFileSync(join(all.ann, 'photo.bin'), bytes(3))
    commitAll(all.ann)
    const before = standing(all.ann)
    expect((await circle(['sync'], {cwd: all.ann})).status).toBe(4)
    expect(standing(all.ann)).toEqual(before)
    await done(['sync', '--prefer', 'theirs'], {cwd: all.ann})
    expect(readFileSync(join(all.ann, 'photo.bin'))).toEqual(bytes(2))
    await inStep(all)
  })

  it('a work tree with CR LF keeps them, and what is committed has none', async () => {
    const all = await clones()
    put(all.ann, {'.git/info/attributes': '* text=auto eol=crlf\n'})
    rmSync(join(all.ann, 'members'), {recursive: true})
    git(all.ann, 'checkout', '--', 'members')
    expect(text(all.ann, cy)).toContain('\r\n')
    boShares(all, {[cy]: text(all.bo, cy).replace('Cy Ash', 'Cyd Ash'), [ann]: `${text(all.bo, ann)}\n# By Bo.\n`})
    put(all.ann, {[ann]: text(all.ann, ann).replace('Ann Ek', 'Anna Ek')})
    await done(['sync'], {cwd: all.ann})
    for (const path of [cy, ann]) {
      expect(text(all.ann, path).replaceAll('\r\n', ''), path).not.toContain('\n')
      expect(git(all.bare, 'show', `main:${path}`), path).not.toContain('\r')
    }
    expect([git(all.bare, 'show', `main:${ann}`), uncommitted(all.ann)]).toEqual([expect.stringMatching(/Anna Ek[^]*# By Bo\./), ''])
  })

  it('histories that crossed: both sides took over the other’s before', async () => {
    const all = await clones()
    put(all.ann, {[next]: `${text(all.ann, next)}\nnotes: |\n  One.\n  Two.\n`})
    commitAll(all.ann)
    put(all.bo, {[next]: text(all.bo, next).replace('Luck', 'Fate')})
    commitAll(all.bo)
    const [one, two] = [tip(all.ann), tip(all.bo)]
    git(all.ann, 'fetch', '--quiet', all.bo, two)
    git(all.bo, 'fetch', '--quiet', all.ann, one)
    for (const [root, other] of [[all.ann, two], [all.bo, one]] as const) {
      git(root, 'merge', '--quiet', '--no-commit', '--strategy=ours', other)
      put(root, {[next]: 'rhythm: weekly\n\ntopic: Fate\n\nnotes: |\n  One.\n  Two.\n'})
      commitAll(root)
    }
    boShares(all, {[next]: `${text(all.bo, next)}  Three.\n`})
    put(all.ann, {[next]: text(all.ann, next).replace('Fate', 'Chance')})
    commitAll(all.ann)
    git(all.ann, 'fetch', '--quiet')
    expect(git(all.ann, 'merge-base', '--all', 'HEAD', tip(all.bo)).split('\n')).toHaveLength(2)
    await done(['sync'], {cwd: all.ann})
    expect(text(all.ann, next)).toBe('rhythm: weekly\n\ntopic: Chance\n\nnotes: |\n  One.\n  Two.\n  Three.\n')
    await inStep(all)
  })

  it('deleted by one and edited by the other: the edit stays, and it says so', async () => {
    const all = await clones()
    const page = 'gatherings/2026-12-04-weekly/cy.yaml'
    rmSync(join(all.bo, page))
    boShares(all, {})
    put(all.ann, {[page]: text(all.ann, page).replace('In Boston.', 'In Turku.')})
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stderr]).toEqual([0, `${page} was deleted by others and changed here: it stays, as changed.\n`])
    await inStep(all)
    expect(text(all.bo, page)).toContain('In Turku.')
  })

  it('one member on two machines', async () => {
    const all = await clones()
    const other = cloned(all.at, 'laptop', 'Ann Ek')
    git(other, 'config', 'user.email', 'ann@example.org')
    await done(['done', 'k3fx'], {cwd: all.ann})
    await done(['takeaway', '2026-11-20', 'Bring a lamp.'], {cwd: other})
    await done(['sync'], {cwd: all.ann})
    await done(['sync'], {cwd: other})
    const page = text(other, 'gatherings/2026-11-20-weekly/ann.yaml')
    expect([page, uncommitted(other), tip(other)]).toEqual([expect.stringMatching(/^takeaway:[^]*Bring a lamp\.[^]*k3fx:[^]*done: "2026-11-28"[^]*k9zz:/), '', tip(all.bare)])
  })

  it('two people who both became dee: the later gets another id', async () => {
    const all = await clones()
    await done(['member', 'add', 'Dee Ash <dee@example.org>'], {cwd: all.bo})
    await done(['sync'], {cwd: all.bo})
    await done(['member', 'add', 'Dee Oak <oak@example.org>'], {cwd: all.ann})
    const {status, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stderr]).toEqual([0, expect.stringContaining('dee')])
    await inStep(all)
    const members = git(all.ann, 'ls-tree', '--name-only', 'HEAD', 'members/').split('\n').filter((path) => path.includes('dee'))
    expect(members).toHaveLength(2)
    expect(members.map((path) => text(all.ann, path)).join('')).toMatch(/Dee Ash[^]*Dee Oak|Dee Oak[^]*Dee Ash/)
  })

  it('two picnics planned on one day', async () => {
    const all = await clones()
    await done(['schedule', 'add', '2026-12-06 11:00', '--title', 'Picnic', '--place', 'The park'], {cwd: all.bo})
    await done(['sync'], {cwd: all.bo})
    await done(['schedule', 'add', '2026-12-06 15:00', '--title', 'Picnic', '--place', 'The shore'], {cwd: all.ann})
    await done(['sync'], {cwd: all.ann})
    await inStep(all)
    const found = git(all.ann, 'ls-files', 'gatherings').split('\n').filter((path) => path.includes('2026-12-06')).map((path) => text(all.ann, path)).join('\n')
    for (const word of ['The park', 'The shore']) expect(found).toContain(word)
  })

  it('one evening logged by two scribes: their lists and notes join', async () => {
    const all = await clones()
    const log = (present: string, notes: string): string => `rhythm: weekly\n\nstatus: held\n\npresent: [${present}]\n\nnotes: |\n  ${notes}\n`
    boShares(all, {'gatherings/2026-11-27-weekly/gathering.yaml': log('ann, bo', 'Bo wrote this.')})
    put(all.ann, {'gatherings/2026-11-27-weekly/gathering.yaml': log('ann, cy', 'Ann wrote this.')})
    await done(['sync'], {cwd: all.ann})
    const merged = text(all.ann, 'gatherings/2026-11-27-weekly/gathering.yaml')
    expect(merged).toMatch(/present:[^]*ann[^]*/)
    for (const word of ['bo', 'cy', 'Bo wrote this.', 'Ann wrote this.']) expect(merged).toContain(word)
    await inStep(all)
  })
})

describe('what lies among the records and is none', () => {
  it('is named, and left to the person', async () => {
    const all = await clones()
    put(all.ann, {'members/eve.yml': 'name: Eve\n', 'gatherings/2026-11-20-weekly/notes.md': 'On thrift.\n', 'members/.ann.yaml.swp': 'x'})
    const {status, stdout, stderr} = await circle(['sync'], {cwd: all.ann})
    expect([status, stdout]).toEqual([0, 'Nothing new in the circle, here or there.\n'])
    expect(stderr.split('\n').filter((line) => line.includes('is not shared')).map((line) => line.split(' ')[0])).toEqual(['gatherings/2026-11-20-weekly/notes.md', 'members/eve.yml'])
    expect(tip(all.bare)).toBe(tip(all.ann))
  })
})

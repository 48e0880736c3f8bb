import {existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {circle, commits, done, filesIn, founded, git, script, terminal} from './harness.ts'
import type {Key, Terminal} from './harness.ts'

const id = '2026-11-27-weekly'
const page = (root: string, name = 'gathering'): string => readFileSync(join(root, 'gatherings', id, `${name}.yaml`), 'utf8')
const drafts = (root: string): string => join(root, '.git/circle/drafts')
const left = (root: string): string[] => (existsSync(drafts(root)) ? readdirSync(drafts(root)) : [])

/** An editor that adds a line, as a person would. */
const writer = (words: string): string => script(`printf '%s\\n' '${words}' >> "$1"`)
const noEditor = {EDITOR: undefined, VISUAL: undefined}

/** The questions in their order; each is answered by keys, else by Enter. */
type Steps = readonly (readonly [question: string, text?: string, ...keys: Key[]])[]

async function walk(asked: Terminal, steps: Steps): Promise<void> {
  for (const [question, text, ...keys] of steps) {
    await asked.sees(question)
    await asked.press(...keys)
    if (text !== undefined && text !== '') asked.type(text)
    await asked.press('enter')
    // The question is drawn anew with every key, so only its tick tells that it is answered.
    await asked.sees('✔')
  }
}

const before: Steps = [['Who was there?'], ['Guests?'], ['What was it about?'], ['Who had which role?']]
const behind: Steps = [['Who will do what?'], ['What was decided?'], ['Anything somebody takes home?'], ['Write it?']]

describe('a gathering logged at a terminal', () => {
  it('is asked about from who was there to what was decided, and written at once', async () => {
    const root = await founded()
    await done(['gather', '2026-11-20', '--present', 'ann,bo', '--commit', 'ann: read chapter 1 by 2026-11-27', '--commit', 'bo: bring the map', '--commit', 'ann: write', '--yes'], {cwd: root})
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: writer('We talked about thrift.')}})
    await walk(asked, [
      ['Who was there?', '', 'down', 'down', 'space'],
      ['Who had told you', '', 'space'],
      ['Guests?', 'Dora Lind, Eli'],
      ['What was it about?', 'Thrift: a virtue?'],
      ['Who had which role?'],
      ['Write notes'],
      ['read chapter 1', '', 'down'],
      ['write'],
      ['bring the map', '', 'down', 'down'],
      ['Why?', 'lost it'],
      ['Who will do what?', 'bo: write to Dora by friday'],
      ['And who else?', 'ann: read chapter 2'],
      ['By when?'],
      ['And who else?'],
      ['What was decided?', 'Meet at seven'],
      ['And what else?'],
      ['Anything somebody takes home?', 'bo: thrift pays'],
      ['And what else do they take home?', 'bo: at times'],
      ['And what else do they take home?'],
    ])
    await asked.sees('as it will be logged')
    // What has no id yet is shown without one.
    await asked.sees(/\n +Bo +by 2026-12-04 +write to Dora\n/)
    await asked.sees(/\n +Meet at seven\n/)
    await asked.sees(/\n +Bo +thrift pays \/ at times\n/)
    expect(existsSync(join(root, 'gatherings', id))).toBe(false)
    await asked.answer('Write it?')
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toMatch(/^rhythm: weekly\n\nstatus: held\n\ntopic: "Thrift: a virtue\?"\n\nroles: \{leader: ann, .*\}\n\npresent: \[ann, bo\]\n\nregrets: \[cy\]\n\nguests: \[Dora Lind, Eli\]\n\nnotes: \|\n {2}We talked about thrift\.\n\ndecisions:\n {2}\w{4}: Meet at seven\n$/)
    expect(page(root, 'ann')).toMatch(/^commitments:\n {2}\w{4}:\n {4}what: read chapter 2\n {4}due: "2026-12-04"\n$/)
    expect(page(root, 'bo')).toMatch(/^takeaway: \|\n {2}thrift pays\n {2}at times\n\ncommitments:\n {2}\w{4}:\n {4}what: write to Dora\n {4}due: "2026-12-04"\n$/)
    expect(readFileSync(join(root, 'gatherings/2026-11-20-weekly/ann.yaml'), 'utf8')).toMatch(/what: read chapter 1\n {4}due: "2026-11-27"\n {4}done: "2026-11-27"\n {2}\w{4}:\n {4}what: write\n$/)
    expect(readFileSync(join(root, 'gatherings/2026-11-20-weekly/bo.yaml'), 'utf8')).toMatch(/what: bring the map\n {4}dropped: "2026-11-27"\n {4}why: lost it\n$/)
    expect(git(root, 'log', '-1', '--format=%s')).toBe(`Log ${id}`)
    expect(commits(root)).toBe(3)
    expect(git(root, 'status', '--porcelain')).toBe('')
    expect(left(root)).toEqual([])
  })

  it('offers who joined since, but does not take them for there', async () => {
    const root = await founded()
    await done(['member', 'add', 'Zoe'], {cwd: root})
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await asked.sees('Who was there?')
    await asked.sees('Zoe')
    await asked.press('enter')
    await asked.sees('✔')
    await walk(asked, [['Guests?'], ['What was it about?'], ['Who had which role?'], ['Write notes', 'n'], ...behind])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toContain('present: [ann, bo, cy]')
    expect(page(root)).not.toContain('zoe')
  })

  it('shows what a name would do to the terminal, also in the complaint about an answer', async () => {
    const root = await founded()
    writeFileSync(join(root, 'members/zz.yaml'), 'name: "Everly\u202e"\n')
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [...before, ['Write notes', 'n']])
    await asked.sees('Who will do what?')
    asked.type('everlyx: sing')
    await asked.press('enter')
    await asked.sees('did you mean')
    expect(asked.screen()).toContain('did you mean Everly\\u{202e}?')
    expect(asked.screen()).not.toContain('\u202e')
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)
  })

  it('is corrected when it is run again: unticked, cleared, changed and added to', async () => {
    const root = await founded()
    await done(['gather', '--present', 'ann,bo', '--regrets', 'cy', '--guest', 'Dora', '--topic', 'Thrift', '--notes', 'Old words.', '--decision', 'Meet at seven', '--yes'], {cwd: root})
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: script(`sed -i 's/Old words/New words/' "$1"`)}})
    await asked.sees('Adding to')
    await walk(asked, [
      ['Who was there?', '', 'down', 'space'],
      ['Who had told you'],
      ['Guests?', '', 'ctrl-u'],
      ['What was it about?', ' and virtue'],
      ['Who had which role?'],
      ['Change the notes'],
      ['Who will do what?'],
      ['Which decisions of this evening stay?'],
      ['What was decided?', 'Bring cake'],
      ['And what else?'],
      ['Anything somebody takes home?'],
    ])
    await asked.sees('Thrift and virtue (was: Thrift)')
    await asked.sees('none (was: Dora)')
    await asked.answer('Write it?')
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toMatch(/topic: Thrift and virtue\n\npresent: \[ann\]\n\nregrets: \[cy\]\n\nnotes: \|\n {2}New words\.\n\ndecisions:\n {2}\w{4}: Meet at seven\n {2}\w{4}: Bring cake\n$/)
    expect(page(root)).not.toContain('Dora')
  })

  it('lets an answer be changed before it is written', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: writer('x')}})
    await walk(asked, before)
    await asked.answer('Write notes', 'n')
    await walk(asked, behind.slice(0, 3))
    await asked.sees('Write it?')
    // Nobody was missed, and nothing was promised last time: that cannot be changed.
    await asked.sees('Change who was there')
    expect(asked.screen()).not.toMatch(/Change (who had told you|what became)/)
    await asked.press('down', 'down', 'down', 'enter')
    await asked.sees('✔')
    await walk(asked, [['What was it about?', 'Thrift'], ['Write it?']])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toContain('topic: Thrift\n')
    expect(page(root)).not.toContain('notes')
  })

  it('takes notes line by line where no editor is set', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [...before, ['Write notes, line by line'], ['Notes (an empty line ends them)', 'One'], ['…', 'Two: three'], ['…'], ...behind])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toContain('notes: |\n  One\n  Two: three\n')
  })

  it('asks at the terminal, editor and all, while its results go to a pipe', async () => {
    const root = await founded()
    const asked = terminal(['gather', '--json'], {cwd: root, env: {EDITOR: script('[ -t 1 ] && echo Drawn. >> "$1"')}, into: 'cat > out.json'})
    await walk(asked, [...before, ['Write notes'], ...behind])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(JSON.parse(readFileSync(join(root, 'out.json'), 'utf8'))).toMatchObject({gathering: {id, page: {notes: 'Drawn.'}}})
  })

  it.each([
    ['a control character', 'esc \\033 here', 'they hold a control character (U+001B)'],
    ['Latin-1', 'caf\\351', 'they are not UTF-8 text'],
  ])('opens notes again that hold %s', async (_, words, fault) => {
    const root = await founded()
    const editor = script(`if [ -e "$1.again" ]; then echo Sound. > "$1"; else touch "$1.again"; printf '${words}\\n' >> "$1"; fi`)
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: editor}})
    await walk(asked, [...before, ['Write notes']])
    await asked.sees(`These notes cannot be written: ${fault}`)
    await walk(asked, [['Edit them again?'], ...behind])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toContain('notes: |\n  Sound.\n')
  })

  it('says what would stop the commit before it asks anything', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: {GIT_CONFIG_GLOBAL: '/dev/null'}})
    expect(await asked.exit(), asked.screen()).toBe(5)
    expect(asked.screen()).toMatch(/^error: git does not know your name[^]*\nhint: .*user\.name/)
  })

  it('leaves a topic with characters that cannot be seen as it is', async () => {
    const root = await founded()
    await done(['gather', '--topic', 'Thrift\u200bs and \u202evirtue', '--yes'], {cwd: root})
    const was = page(root)
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, before.slice(0, 2))
    await asked.sees('Thrift\\u{200b}s and')
    await asked.press('enter')
    await walk(asked, [...before.slice(3), ['Write notes', 'n'], ...behind])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toContain(/^topic:.*$/m.exec(was)![0])
  })

  it('keeps its draft in the circle where there is no git, hidden from one to come', async () => {
    const root = await founded()
    rmSync(join(root, '.git'), {recursive: true})
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [['Who was there?'], ['Guests?', 'Dora']])
    await asked.sees('What was it about?')
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)
    expect(readFileSync(join(root, '.circle/local/drafts', `${id}.json`), 'utf8')).toContain('Dora')
    git(root, 'init', '-q')
    expect(git(root, 'status', '--porcelain', '--untracked-files=all')).not.toContain('drafts')
    rmSync(join(root, '.git'), {recursive: true})
    const again = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(again, [['Go on with it?'], ...before.slice(2), ['Write notes', 'n'], ...behind])
    expect(await again.exit(), again.screen()).toBe(0)
    expect(page(root)).toContain('guests: [Dora]')
  })

  it('asks again about a promise that cannot be read, and whether an editor that did nothing is done', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: 'true'}})
    await walk(asked, [...before, ['Write notes'], ['Have you saved it and closed the editor?']])
    await asked.answer('Who will do what?', 'dan: read')
    await asked.sees('no member is called dan')
    await asked.press('ctrl-u')
    asked.type('bo: read by friday')
    await asked.press('enter')
    await asked.sees('✔')
    await walk(asked, [['And who else?'], ...behind.slice(1)])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).not.toContain('notes')
    expect(page(root, 'bo')).toContain('what: read\n    due: "2026-12-04"\n')
  })
})

describe('the checklist', () => {
  it('knows the answers of members, and ticks who is likely to have come', async () => {
    const root = await founded()
    mkdirSync(join(root, 'gatherings', id), {recursive: true})
    writeFileSync(join(root, 'gatherings', id, 'gathering.yaml'), 'rhythm: weekly\n')
    writeFileSync(join(root, 'gatherings', id, 'bo.yaml'), 'rsvp: declined\nwhy: ill\n')
    writeFileSync(join(root, 'gatherings', id, 'cy.yaml'), 'rsvp: going\n')
    const asked = terminal(['gather', '--no-commit'], {cwd: root, env: noEditor})
    await asked.sees('◉ Ann Ek')
    await asked.sees('◯ Bo Berg (declined: ill')
    await asked.sees('◉ Cy Ash (going)')
    await asked.press('enter')
    await asked.sees('◉ Bo Berg (declined')
    await walk(asked, [['submit'], ['Guests?'], ['What was it about?'], ['Who had which role?'], ['Write notes', 'n'], ...behind])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toContain('present: [ann, cy]\n\nregrets: [bo]\n')
    expect(page(root, 'bo')).toContain('rsvp: declined\n')
  })
})

describe('the checklist of who was there', () => {
  it('has also those who pause, unticked', async () => {
    const root = await founded()
    await done(['member', 'pause', 'bo', '--since', '2026-11-22'], {cwd: root})
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await asked.sees('◉ Ann Ek')
    await asked.sees('◯ Bo Berg (paused)')
    await asked.press('down', 'space', 'enter')
    await asked.sees('✔')
    await walk(asked, [['Guests?'], ['What was it about?'], ['Who had which role?'], ['Write notes', 'n'], ...behind])
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toContain('present: [ann, bo, cy]')
  })

  it('is asked again when nobody was ticked by mistake', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await asked.sees('Who was there?')
    await asked.press('space', 'down', 'space', 'down', 'space', 'enter')
    await asked.sees('✔')
    await walk(asked, [['Nobody was there? Log it all the same?'], ['Who was there?'], ['Guests?']])
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)
  })
})

describe('what was logged already', () => {
  it('is taken out again by unticking it', async () => {
    const root = await founded()
    await done(['gather', '--present', 'ann,bo,cy', '--decision', 'Meet at seven', '--decision', 'Bring cake', '--commit', 'ann: read', '--commit', 'bo: write', '--yes'], {cwd: root})
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [
      ...before,
      ['Write notes', 'n'],
      ['Which commitments of this evening stay?', '', 'space'],
      ['Who will do what?'],
      ['Which decisions of this evening stay?', '', 'down', 'space'],
      ['What was decided?'],
      ['Anything somebody takes home?'],
    ])
    await asked.sees('Taken out')
    await asked.answer('Write it?')
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(page(root)).toMatch(/decisions:\n {2}\w{4}: Meet at seven\n$/)
    expect(page(root, 'ann')).not.toContain('read')
    expect(page(root, 'bo')).toContain('write')
    expect((await circle(['check'], {cwd: root})).status).toBe(0)
  })
})

describe('an interrupted run', () => {
  it('shows what was promised before it asks for more', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [...before, ['Write notes', 'n'], ['Who will do what?', 'bo: read by 2026-12-04'], ['And who else?', 'ann: write'], ['By when? (empty for the next gathering, Friday meeting on Fri 4 Dec', 'yesterday']])
    await asked.sees('"write" is due on 2026-11-27, which is past already.')
    await asked.sees('And who else?')
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)
    const again = terminal(['gather'], {cwd: root, env: noEditor})
    await again.sees(/commitment +Bo: read, by Fri 4 Dec\n +commitment +Ann: write, by Fri 27 Nov\n/)
    expect(again.screen()).not.toMatch(/notes|last time/)
    await again.answer('Go on with it?')
    await again.sees(/So far:\n +Bo: read, by Friday 4 December 2026\n +Ann: write, by Friday 27 November 2026\n/)
    await walk(again, behind)
    expect(await again.exit(), again.screen()).toBe(0)
    expect(page(root, 'bo')).toContain('what: read\n')
    expect(page(root, 'ann')).toContain('what: write\n')
  })

  it('goes on although somebody has said what became of a commitment since', async () => {
    const root = await founded()
    await done(['gather', '2026-11-20', '--present', 'ann', '--commit', 'ann: read', '--yes'], {cwd: root})
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [...before, ['Write notes', 'n'], ['Ann: read', '', 'down', 'down'], ['Why?', 'ill']])
    await asked.sees('Who will do what?')
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)
    await done(['done', / {2}(\w{4}):\n/.exec(readFileSync(join(root, 'gatherings/2026-11-20-weekly/ann.yaml'), 'utf8'))![1]!], {cwd: root})
    const again = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(again, [['Go on with it?'], ...behind])
    expect(await again.exit(), again.screen()).toBe(0)
    expect(readFileSync(join(root, 'gatherings/2026-11-20-weekly/ann.yaml'), 'utf8')).toMatch(/what: read\n {4}done: "2026-11-28"\n$/)
  })

  it('is offered again when what was begun in its place is given up', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [['Who was there?'], ['Guests?', 'Dora']])
    await asked.sees('What was it about?')
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)

    const given = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(given, [['Go on with it?', 'n']])
    await given.sees('Who was there?')
    await given.press('ctrl-c')
    expect(await given.exit()).toBe(130)
    expect(given.screen()).toContain('what you typed is kept')
    expect(left(root)).toEqual([`${id}.json`])

    const other = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(other, [['Go on with it?', 'n'], ['Who was there?'], ['Guests?', 'Eli']])
    await other.sees('What was it about?')
    await other.press('ctrl-c')
    expect(await other.exit()).toBe(130)
    expect(other.screen()).toContain('goes on with it, or with what was put aside')

    const again = terminal(['gather'], {cwd: root, env: noEditor})
    await again.sees(/guests +Eli/)
    await again.answer('Go on with it?', 'n')
    await again.sees(/A run before that was put aside[^]*guests +Dora/)
    await walk(again, [['Go on with that one?'], ...before.slice(2), ['Write notes', 'n'], ...behind])
    expect(await again.exit(), again.screen()).toBe(0)
    expect(page(root)).toContain('guests: [Dora]')
    expect(left(root)).toEqual([])
  })

  it('leaves nothing behind when nothing was answered', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root})
    await asked.sees('Who was there?')
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)
    expect(asked.screen()).toContain('Cancelled. Nothing was written.')
    expect(left(root)).toEqual([])
  })

  it('keeps every answer and a half-typed line through Ctrl-C, and goes on', async () => {
    const root = await founded()
    const [files, count] = [filesIn(root), commits(root)]
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: writer('x')}})
    await walk(asked, [['Who was there?', '', 'down', 'space'], ['Who had told you'], ['Guests?', 'Dora']])
    await asked.sees('What was it about?')
    asked.type('Thrift is')
    await asked.sees('about? Thrift is')
    await asked.press('ctrl-c')
    expect(await asked.exit(), asked.screen()).toBe(130)
    expect(asked.screen()).toMatch(/Cancelled\. Nothing was written to the circle, and what you typed is kept\.\nhint: `circle gather 2026-11-27-weekly` goes on with it/)
    expect([filesIn(root), commits(root), git(root, 'status', '--porcelain')]).toEqual([files, count, ''])
    expect(statSync(drafts(root)).mode & 0o777).toBe(0o700)
    for (const file of left(root)) expect(statSync(join(drafts(root), file)).mode & 0o777).toBe(0o600)

    const again = terminal(['gather'], {cwd: root, env: {EDITOR: writer('Words.')}})
    await again.sees(/What you typed is kept:\n +present +Ann and Cy\n +guests +Dora\n +half a line +Thrift is\n/)
    await walk(again, [['Go on with it?'], ['What was it about?', ' it a virtue?'], ['Who had which role?'], ['Write notes'], ...behind])
    expect(await again.exit(), again.screen()).toBe(0)
    expect(page(root)).toContain('topic: Thrift is it a virtue?\n')
    expect(page(root)).toContain('present: [ann, cy]\n\nguests: [Dora]\n\nnotes: |\n  Words.\n')
    expect(left(root)).toEqual([])
  })

  it.each(['SIGKILL', 'SIGHUP', 'SIGTERM'])('loses nothing when its terminal goes by %s', async (signal) => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: writer('Noted.')}})
    await walk(asked, [['Who was there?'], ['Guests?', 'Dora'], ['What was it about?', 'Thrift'], ['Who had which role?'], ['Write notes'], ['Who will do what?', 'bo: read by friday'], ['And who else?', 'ann: write by friday']])
    await asked.sees('Ann: write, by Friday 4 December 2026')
    await asked.sees('And who else?')
    asked.type('cy: half a lin')
    await asked.sees('(empty to go on) cy: half a lin')
    asked.kill(signal)
    await asked.exit()
    expect(existsSync(join(root, 'gatherings', id))).toBe(false)

    const again = terminal(['gather'], {cwd: root, env: {EDITOR: 'false'}})
    await walk(again, [['Go on with it?'], ['Who will do what?', 'e'], ['By when?', 'none'], ['And who else?'], ...behind.slice(1)])
    expect(await again.exit(), again.screen()).toBe(0)
    expect(page(root)).toMatch(/topic: Thrift\n[^]*guests: \[Dora\]\n\nnotes: \|\n {2}Noted\.\n$/)
    expect(page(root, 'bo')).toContain('what: read\n')
    expect(page(root, 'ann')).toContain('what: write\n')
    expect(page(root, 'cy')).toContain('what: half a line\n')
  })

  it.each([
    ['ends with an error', 'exit 1', 'ended with status 1'],
    ['is killed', 'kill -9 $$', 'was ended by SIGKILL'],
  ])('keeps what stands in the page when the editor %s', async (_, end, words) => {
    const root = await founded()
    const dying = terminal(['gather'], {cwd: root, env: {VISUAL: script(`printf 'First words.\\n' >> "$1"\n${end}`)}})
    await walk(dying, [...before, ['Write notes']])
    expect(await dying.exit(), dying.screen()).toBe(1)
    expect(dying.screen()).toMatch(new RegExp(`error: the editor failed: .*${words}\\nhint: what was saved in the editor is kept: .circle gather ${id}. goes on with it`))
    const again = terminal(['gather'], {cwd: root, env: {EDITOR: writer('More words.')}})
    await walk(again, [['Go on with it?'], ['Go on with the notes'], ...behind])
    expect(await again.exit(), again.screen()).toBe(0)
    expect(page(root)).toContain('notes: |\n  First words.\n  More words.\n')
  })

  it('keeps the page and the terminal when Ctrl-C comes in the editor', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: script(`printf 'First words.\\n' >> "$1"\nstty -echo\necho ready\nsleep 60`)}})
    await walk(asked, [...before, ['Write notes']])
    await asked.sees('ready')
    await asked.press('ctrl-c')
    expect(await asked.exit(), asked.screen()).toBe(130)
    expect(asked.screen()).toMatch(/what was saved in the editor is kept\.\nhint: `circle gather 2026-11-27-weekly` goes on with it/)
    expect(readFileSync(join(drafts(root), `${id}.page.md`), 'utf8')).toContain('First words.')
  })

  it('gives the terminal back as it was when the editor dies in the middle of drawing', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: script('stty raw -echo\nkill -9 $$')}, afterwards: 'stty -a'})
    await walk(asked, [...before, ['Write notes']])
    await asked.exit()
    // Each line of what is said about it begins at the left.
    expect(asked.raw()).toMatch(/error: the editor failed: [^\n]*\r\n/)
    expect(asked.screen()).toMatch(/[ ;]echo[ ;\n]/)
    expect(asked.screen()).toMatch(/[ ;]icanon[ ;\n]/)
  })

  it('says so when the editor is not there, and takes another one the next time', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: {EDITOR: 'no-such-editor --wait'}})
    await walk(asked, [...before, ['Write notes']])
    expect(await asked.exit(), asked.screen()).toBe(1)
    expect(asked.screen()).toContain('error: the editor failed: no-such-editor was not found')
  })

  it('is put aside by beginning anew, and gone when that is written', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [['Who was there?'], ['Guests?', 'Dora']])
    await asked.sees('What was it about?')
    await asked.press('ctrl-c')
    expect(await asked.exit()).toBe(130)
    const again = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(again, [['Go on with it?', 'n'], ...before.slice(0, 1)])
    await again.sees('Guests?')
    expect(left(root)).toContain(`${id}.before.json`)
    await again.press('enter')
    await again.sees('✔')
    await walk(again, [...before.slice(2), ['Write notes', 'n'], ...behind])
    expect(await again.exit(), again.screen()).toBe(0)
    expect(page(root)).not.toContain('Dora')
    expect(left(root)).toEqual([])
  })

  it('is kept for later, pointed out without a terminal, and thrown away when asked to', async () => {
    const root = await founded()
    const asked = terminal(['gather'], {cwd: root, env: noEditor})
    await walk(asked, [...before, ['Write notes', 'n'], ...behind.slice(0, 3)])
    await asked.sees('Write it?')
    await asked.press('up', 'enter')
    expect(await asked.exit(), asked.screen()).toBe(130)
    expect((await circle(['gather'], {cwd: root})).stderr).toContain(`what was typed about ${id} is kept`)
    expect((await circle(['gather', '--topic', 'Thrift'], {cwd: root})).stderr).toContain(`What was typed about ${id} at a terminal is still kept`)
    expect((await circle(['gather', '2026-11-20', '--topic', 'Virtue'], {cwd: root})).stderr).toContain(`What was typed about ${id} at a terminal is still kept`)
    expect(left(root)).not.toEqual([])
    expect((await circle(['gather', '--discard-draft'], {cwd: root})).stdout).toContain(`Threw away what was typed about ${id}.`)
    expect(left(root)).toEqual([])
    expect((await circle(['gather', '--discard-draft'], {cwd: root})).stdout).toContain('Nothing was kept')
  })
})

import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, everything, json, lastCommit, lived} from './circles.ts'
import {circle, done, folder, founded, script, terminal} from './harness.ts'

const fresh = copies(lived)
const last = 'gatherings/2026-11-27-weekly'
const first = 'gatherings/2026-11-20-weekly'
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

/** An editor that puts these words into the file. */
const typing = (words: string): string => {
  const file = join(folder('words'), 'words')
  writeFileSync(file, words)
  // It takes as long as a person would, at the least.
  return script(`cat "$1" > '${file}.given'\ncp '${file}' "$1"\nsleep 1.1`)
}

describe('circle takeaway', () => {
  it('writes on your own page of the last gathering, logged or not', async () => {
    const root = await fresh()
    expect(await done(['takeaway', 'Luck is a habit.'], {cwd: root})).toBe('Your takeaway from Fri 27 Nov 2026, 19:00–21:00 (2026-11-27-weekly):\nLuck is a habit.\n')
    expect([text(root, `${last}/gathering.yaml`), text(root, `${last}/ann.yaml`)]).toEqual(['rhythm: weekly\n', 'takeaway: |\n  Luck is a habit.\n'])
    expect(lastCommit(root)).toBe(`Takeaway of ann from 2026-11-27-weekly: ${last}/ann.yaml, ${last}/gathering.yaml`)
    await done(['check'], {cwd: root})
  })

  it('replaces what was there, says what that was, and keeps the rest of the page', async () => {
    const root = await fresh()
    const before = text(root, `${first}/ann.yaml`)
    const stdout = await done(['takeaway', '2026-11-20', 'Owe nobody.\nNot even the landlord.'], {cwd: root})
    expect(stdout).toContain('Owe nobody.\nNot even the landlord.\nIt takes the place of:\nKeep accounts.\n')
    expect(text(root, `${first}/ann.yaml`)).toBe(before.replace('  Keep accounts.\n', '  Owe nobody.\n  Not even the landlord.\n'))
    const {stderr, stdout: again} = await circle(['takeaway', '2026-11-20', 'Owe nobody.\nNot even the landlord.'], {cwd: root})
    expect([stderr, again.includes('takes the place')]).toEqual(['Nothing changed: it was so already.\n', false])
  })

  it('reads standard input, and trims it', async () => {
    const root = await fresh()
    await done(['takeaway', '-'], {cwd: root, input: '\n\n- One.\r\n- Two.\r\n\r\n'})
    expect(text(root, `${last}/ann.yaml`)).toBe('takeaway: |\n  - One.\n  - Two.\n')
  })

  it('writes for somebody else', async () => {
    const root = await fresh()
    expect(await done(['takeaway', 'last', 'Sing.', '--as', 'bo'], {cwd: root})).toContain("Bo's takeaway from")
    expect(text(root, `${last}/bo.yaml`)).toBe('takeaway: |\n  Sing.\n')
  })

  it('gives programs the text and what it replaced', async () => {
    expect(await json(['takeaway', '2026-11-20', 'New.'], {cwd: await fresh()})).toMatchObject({gathering: {id: '2026-11-20-weekly'}, member: 'ann', takeaway: 'New.', before: 'Keep accounts.'})
  })

  it.each<[words: string[], status: number, error: string]>([
    [[], 2, 'error: what do you take home from 2026-11-27-weekly?\nhint: say it: circle takeaway 2026-11-27-weekly "…", or give - to read it from standard input\n'],
    [['2026-11-20-weekly'], 2, 'error: what do you take home from 2026-11-20-weekly?\n'],
    [['2026-11-20'], 2, 'error: what do you take home from 2026-11-20-weekly?\n'],
    [['Keep', 'accounts'], 2, 'error: Keep is no gathering\nhint: put the words in quotes: circle takeaway "…"\n'],
    [['  '], 2, 'error: an empty text was given\n'],
    [['-'], 2, 'error: standard input holds no words\n'],
    [['a\u001b[31mb'], 2, 'error: a control character (U+001B) is in the text\n'],
    [['2026-12-04', 'Sing.'], 1, 'error: 2026-12-04-weekly is still to come\nhint: `circle log` shows those that were held\n'],
    [['Sing.', '--as', 'dora'], 2, 'error: no member is called dora\n'],
  ])('refuses %j, and changes nothing', async (words, status, error) => {
    const root = await fresh()
    const before = everything(root)
    const ended = await circle(['takeaway', ...words], {cwd: root})
    expect([ended.status, ended.stdout]).toEqual([status, ''])
    expect(ended.stderr).toContain(error)
    expect(everything(root)).toEqual(before)
  })

  it('takes none from a gathering that was called off, nor before the first', async () => {
    const root = await fresh()
    await done(['schedule', 'cancel', '2026-11-27', '--why', 'Snow'], {cwd: root})
    expect((await circle(['takeaway', '2026-11-27', 'Sing.'], {cwd: root})).stderr).toBe('error: 2026-11-27-weekly was cancelled: Snow\nhint: if it took place after all: circle schedule restore 2026-11-27-weekly\n')
    expect((await circle(['takeaway', 'Sing.'], {cwd: await founded(), env: {CIRCLE_NOW: '2026-11-16T10:00:00Z'}})).stderr).toContain('error: there has been no gathering yet\n')
  })

  it('opens the editor at a terminal, with what stands there', async () => {
    const root = await fresh()
    const editor = typing('Keep accounts.\nDaily.\n\n')
    const asked = terminal(['takeaway', '2026-11-20'], {cwd: root, env: {EDITOR: editor}})
    await asked.sees('Your takeaway from Friday meeting, Fri 20 Nov 2026')
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(text(root, `${first}/ann.yaml`)).toMatch(/^takeaway: \|\n  Keep accounts\.\n  Daily\.\n\ncommitments:/)
    const words = /'([^']*\.given)'/.exec(readFileSync(editor, 'utf8'))![1]!
    expect(readFileSync(words, 'utf8')).toBe('Keep accounts.\n')
  })

  it('takes it out when the page comes back empty', async () => {
    const root = await fresh()
    const asked = terminal(['takeaway', '2026-11-20'], {cwd: root, env: {EDITOR: typing('')}})
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(asked.screen()).toContain('(2026-11-20-weekly) is taken out.')
    expect(text(root, `${first}/ann.yaml`)).toMatch(/^commitments:/)
  })

  it('keeps what was saved when the editor dies, and goes on with it', async () => {
    const root = await fresh()
    const dies = script('echo "Half a thought" > "$1"\nexit 1')
    const asked = terminal(['takeaway'], {cwd: root, env: {EDITOR: dies}})
    await asked.sees('`circle takeaway 2026-11-27-weekly` goes on with it')
    expect(await asked.exit(), asked.screen()).toBe(1)
    const again = terminal(['takeaway'], {cwd: root, env: {EDITOR: script('sleep 1.1; echo "and the rest." >> "$1"')}})
    await again.answer('Go on with it?', 'y')
    expect(await again.exit(), again.screen()).toBe(0)
    expect(text(root, `${last}/ann.yaml`)).toBe('takeaway: |\n  Half a thought\n  and the rest.\n')
    expect(existsSync(join(root, '.git/circle/drafts'))).toBe(true)
    const fresher = terminal(['takeaway'], {cwd: root, env: {EDITOR: script('sleep 1.1')}})
    expect(await fresher.exit(), fresher.screen()).toBe(0)
    expect(fresher.screen()).not.toContain('cut off')
  })

  it('asks line by line where no editor is set', async () => {
    const root = await fresh()
    const asked = terminal(['takeaway'], {cwd: root})
    await asked.answer('What do you take home?', 'Sing.')
    await asked.answer('…', 'Loudly.')
    await asked.sees('✔ … Loudly.')
    await asked.answer('…')
    expect(await asked.exit(), asked.screen()).toBe(0)
    expect(text(root, `${last}/ann.yaml`)).toBe('takeaway: |\n  Sing.\n  Loudly.\n')
  })
})

import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {everything} from './circles.ts'
import {commits, done, filesIn, folder, terminal} from './harness.ts'

const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const now = {TZ: 'Europe/Stockholm', CIRCLE_NOW: '2026-11-22T10:00:00Z'}

describe('circle init at a terminal', () => {
  it('asks eight short questions, shows what it will write, and founds on a yes', async () => {
    const root = join(folder(), 'apron')
    const at = terminal(['init', root], {env: now})
    await at.answer('What is the circle called?', 'Leather Apron Club')
    await at.answer('What is it for', 'Talk: honest & friendly.')
    await at.sees('How do you want to run a gathering?')
    await at.press('up', 'enter')
    await at.answer('How often do you gather?', 'every 2 weeks on tuesday')
    await at.answer(/When .*first/, 'next tuesday 19:00')
    await at.answer('Where?', 'https://meet.example.org/apron')
    await at.answer('What do you promise each other?', 'Come prepared; Listen')
    await at.answer('Who founds it?', 'Ann Ek <ann@example.org>, Bo Ek')
    await at.sees('charter.yaml')
    await at.sees('every 2 weeks on tuesday')
    expect(existsSync(root)).toBe(false)
    await at.answer('Found this circle?')
    expect(await at.exit()).toBe(0)
    expect(at.screen().match(/^\? /gm)?.length ?? 0).toBeGreaterThan(0)
    const charter = text(root, 'charter.yaml')
    expect(charter).toContain('name: Leather Apron Club\n')
    expect(charter).toContain('Talk: honest & friendly.\n')
    expect(charter).toContain('promises:\n  - Come prepared\n  - Listen\n')
    expect(charter).toContain('    starts: "2026-11-24 19:00"\n    repeats: every 2 weeks on tuesday\n')
    expect(charter).toContain('    link: https://meet.example.org/apron\n')
    expect(charter).toContain('timezone: Europe/Stockholm\n')
    expect(Object.keys(filesIn(root)).filter((path) => path.startsWith('members/'))).toEqual(['members/ann.yaml', 'members/bo.yaml'])
    expect(commits(root)).toBe(1)
    await done(['check'], {cwd: root})
  })

  it('has a default for each question that will do', async () => {
    const root = join(folder(), 'the-readers')
    const at = terminal(['init', root], {env: now})
    let questions = 0
    for (const question of ['called?', 'What is it for', 'run a gathering?', 'How often', /When .*first/, 'Where?', 'promise each other?', 'Who founds it?', 'Found this circle?']) {
      await at.answer(question)
      questions += 1
    }
    expect(questions).toBeLessThanOrEqual(8 + 1)
    expect(await at.exit()).toBe(0)
    const charter = text(root, 'charter.yaml')
    expect(charter).toContain('name: The readers\n')
    expect(charter).toContain('format: study-circle\n')
    expect(charter).toContain('    starts: "2026-11-29 19:00"\n    repeats: every week\n')
    expect(text(root, 'members/ann.yaml')).toContain('name: Ann Ek\n\nemail: ann@example.org\n')
    await done(['check'], {cwd: root})
  })

  it('offers a first day that fits the rhythm, and shows the dates before it founds', async () => {
    const root = join(folder(), 'talks')
    const at = terminal(['init', root], {env: now})
    for (const question of ['called?', 'What is it for', 'run a gathering?']) await at.answer(question)
    await at.answer('How often', 'every week until 2020-01-01')
    await at.sees('falls on no day within two years')
    await at.press('ctrl-u')
    at.type('every month on the 1st thursday')
    await at.press('enter')
    await at.sees('(2026-12-03 19:00)')
    await at.press('ctrl-u')
    at.type('2026-11-26 19:00')
    await at.press('enter')
    for (const question of ['Where?', 'promise each other?', 'Who founds it?']) await at.answer(question)
    await at.sees(/first +Thursday 3 December 2026, 19:00/)
    await at.sees('Thursday 26 November 2026 is no day of the rhythm')
    await at.answer('Found this circle?')
    expect(await at.exit()).toBe(0)
  })

  it('says what is wrong with an answer and asks again', async () => {
    const root = join(folder(), 'again')
    const at = terminal(['init', root], {env: now})
    await at.answer('called?')
    await at.answer('What is it for')
    await at.answer('run a gathering?')
    await at.answer('How often', 'every blue moon')
    await at.sees('try "every month on the 2nd tuesday"')
    await at.press('ctrl-u')
    await at.answer('How often', 'once')
    await at.answer(/When .*first/, '8/12')
    await at.sees('day and month cannot be told apart')
    await at.press('ctrl-u')
    at.type('saturday')
    await at.press('enter')
    await at.answer('Where?', 'The park, https://meet.example.org/park')
    await at.answer('promise each other?')
    await at.answer('Who founds it?', 'ann@example.org')
    await at.sees('a name is missing')
    await at.press('ctrl-u')
    at.type('Ann')
    await at.press('enter')
    await at.answer('Found this circle?')
    expect(await at.exit()).toBe(0)
    const {gatherings} = JSON.parse(await done(['schedule', 'list', '--json'], {cwd: root, env: now})) as {gatherings: unknown[]}
    expect(gatherings).toMatchObject([{start: '2026-11-28', place: 'The park', link: 'https://meet.example.org/park'}])
  })

  it.each([
    ['the first question', 0], ['a question in the middle', 4], ['the last question', 8],
  ])('leaves nothing behind after Ctrl-C at %s, and says so', async (_, after) => {
    const inside = folder()
    const at = terminal(['init', join(inside, 'apron')], {env: now})
    const questions = ['called?', 'What is it for', 'run a gathering?', 'How often', /When .*first/, 'Where?', 'promise each other?', 'Who founds it?', 'Found this circle?']
    for (const question of questions.slice(0, after)) await at.answer(question)
    await at.sees(questions[after]!)
    await at.press('ctrl-c')
    expect(await at.exit()).toBe(130)
    expect(at.screen()).toMatch(/Cancelled\. Nothing was changed\.\s*$/)
    expect(at.screen()).not.toMatch(/\bat .*\.js:\d/)
    expect(everything(inside)).toEqual({})
  })

  it('leaves nothing behind after a no', async () => {
    const inside = folder()
    const at = terminal(['init', join(inside, 'apron')], {env: now})
    for (const question of ['called?', 'What is it for', 'run a gathering?', 'How often', /When .*first/, 'Where?', 'promise each other?', 'Who founds it?']) await at.answer(question)
    await at.answer('Found this circle?', 'n')
    expect(await at.exit()).toBe(130)
    expect(at.screen()).toContain('Nothing was written.')
    expect(everything(inside)).toEqual({})
  })

  it('writes nothing with --dry-run, and shows what it would write', async () => {
    const inside = folder()
    const at = terminal(['init', join(inside, 'apron'), '--dry-run', '--name', 'Dry'], {env: now})
    await at.sees('+++ b/charter.yaml')
    expect(await at.exit()).toBe(0)
    expect(everything(inside)).toEqual({})
  })

  it('asks nothing when a flag says what the circle is', async () => {
    const root = join(folder(), 'apron')
    const at = terminal(['init', root, '--name', 'Flags'], {env: now})
    expect(await at.exit()).toBe(0)
    expect(text(root, 'charter.yaml')).toContain('name: Flags\n')
  })

  it('can be used in a window of 40 columns', async () => {
    const root = join(folder(), 'narrow')
    const at = terminal(['init', root], {env: {...now, COLUMNS: undefined}, columns: 40})
    for (const question of [/called\?/, /What is it\s+for/, /run\s+a\s+gathering\?/, /How often/, /When\s.*first/, /Where\?/, /promise each/, /Who founds/]) await at.answer(question)
    await at.answer(/Found this circle\?/)
    expect(await at.exit()).toBe(0)
    await done(['check'], {cwd: root})
  })
})

describe('circle member leave, drop and cancel at a terminal', () => {
  it('ask only for what is missing', async () => {
    const root = join(folder(), 'asks')
    await done(['init', root, '--starts', '2026-11-29 19:00', '--repeats', 'weekly', '--yes'], {env: now})
    const at = terminal(['schedule', 'cancel', 'next'], {cwd: root, env: now})
    await at.answer('Why is 2026-11-29-weekly cancelled?', 'Snow')
    expect(await at.exit()).toBe(0)
    expect(text(root, 'gatherings/2026-11-29-weekly/gathering.yaml')).toContain('why: Snow\n')
  })
})

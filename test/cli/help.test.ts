import {existsSync, readFileSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, it} from 'vitest'
import {readCommandLine} from '../../src/cli/program.ts'
import {table} from '../../src/cli/table.ts'
import {rootExamples} from '../../src/cli/table/specification.ts'
import {topics} from '../../src/cli/topics.ts'
import {copies, lived, put} from './circles.ts'
import {circle, done, folder} from './harness.ts'
import {mail, mailbox} from './replies.ts'

const fresh = copies(lived)
const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const names = table.map(({name}) => name)

/** The words of an example, as a shell would see them; what comes after a pipe or `>` is the shell's. */
function wordsOf(line: string): string[] {
  const own = line.split(/ [|>] /)[0]!
  return [...own.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!).slice(1)
}

describe('the table of commands', () => {
  it('has a row for each file of src/cli/commands, and a file for each row', () => {
    const files = readdirSync(file('src/cli/commands')).map((name) => name.replace(/\.ts$/, '')).toSorted()
    expect(files).toEqual(names.map((name) => name.replaceAll(' ', '-')).toSorted())
  })

  it('gives each command two or three examples, of the command itself', () => {
    for (const {name, examples} of table) {
      expect(examples.length, name).toBeGreaterThanOrEqual(2)
      expect(examples.length, name).toBeLessThanOrEqual(3)
      for (const [line] of examples) if (line !== 'circle') expect(line.startsWith(`circle ${name}`), line).toBe(true)
    }
  })

  it('says in words what each flag and argument is', () => {
    for (const {name, about, options = [], arguments: args = []} of table) {
      for (const text of [about, ...options.map((option) => option.about), ...args.map((argument) => argument.about)]) expect(text.length, name).toBeGreaterThan(2)
    }
  })
})

describe('circle --help', () => {
  it('shows every command, in its group, on stdout, and ends with 0', async () => {
    const {status, stdout, stderr} = await circle(['--help'])
    expect([status, stderr]).toEqual([0, ''])
    for (const name of new Set(names.map((each) => each.split(' ')[0]!))) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    expect(await done(['-h'])).toBe(stdout)
    expect(await done(['help'])).toContain(stdout.trimEnd())
  })

  it('fits a window of 100 columns', async () => {
    for (const name of ['', ...names]) {
      const text = await done([...name.split(' ').filter(Boolean), '--help'])
      // A line to copy is never broken.
      const [help] = text.split('Examples:')
      for (const line of help!.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
    }
  })

  it.each(names)('shows how `circle %s` is used, with its flags and examples', async (name) => {
    const text = await done([...name.split(' '), '--help'])
    const {options = [], examples} = table.find((each) => each.name === name)!
    expect(text).toContain(`circle ${name}`)
    for (const {flags} of options) expect(text).toContain(flags)
    for (const [line, does] of examples) {
      expect(text).toContain(`  ${line}\n`)
      expect(text).toContain(does)
    }
    expect(await done(['help', ...name.split(' ')])).toBe(text)
  })

  it('needs no git, no circle and no sound charter', async () => {
    const root = folder()
    put(root, {'charter.yaml': '[broken'})
    expect(await done(['schedule', 'move', '--help'], {cwd: root, env: {PATH: folder('empty'), CIRCLE_NOW: 'nonsense'}})).toContain('circle schedule move')
  })

  it('fits into a narrow window and breaks no word; only commands to copy stay on one line', () => {
    const [columns, lead] = [50, /^ +/]
    for (const words of [[], ...names.map((name) => name.split(' ')), ...Object.keys(topics).map((topic) => [topic])]) {
      const [narrow, wide] = [columns, undefined].map((width) => readCommandLine(['help', ...words], width)).map((request) => (request.kind === 'text' ? request.text : ''))
      const long = narrow!.split('\n').filter((line) => line.length > columns && !/^(Usage: | +(circle|git|smtp|sendmail) )/.test(line) && line.replace(lead, '').includes(' '))
      expect(long, words.join(' ')).toEqual([])
      expect(narrow!.split(/\s+/), words.join(' ')).toEqual(wide!.split(/\s+/))
    }
  })

  it.each(Object.keys(topics))('has a page on %s', async (topic) => {
    expect((await done(['help', topic])).startsWith(topics[topic]!)).toBe(true)
    expect(await done(['help'])).toContain(topic)
  })

  it.each([
    [['stauts'], 'error: there is no command `circle stauts`\nhint: did you mean `circle status`?\n'],
    [['member', 'ad'], 'error: there is no command `circle member ad`\nhint: did you mean `circle member add`?\n'],
    [['schedule', 'add-rythm'], 'error: there is no command `circle schedule add-rythm`\nhint: did you mean `circle schedule add-rhythm`?\n'],
    [['frobnicate'], 'error: there is no command `circle frobnicate`\nhint: `circle --help` lists the commands\n'],
    [['status', '--jsn'], "error: unknown option '--jsn'\nhint: Did you mean --json?\n"],
    [['help', 'stauts'], 'error: there is no help on stauts\nhint: did you mean `circle help status`?\n'],
    [['help', 'constructor'], 'error: there is no help on constructor\nhint: `circle help` lists the commands and topics\n'],
    [['help', 'member', 'ad'], 'error: there is no help on member ad\nhint: did you mean `circle help member add`?\n'],
    [['help', 'date'], 'error: there is no help on date\nhint: did you mean `circle help dates`?\n'],
    [['member', 'add'], "error: missing required argument 'person'\nhint: for example: circle member add "],
    [['invite', 'bo'], 'error: bo is a member, not a gathering\nhint: circle invite --to bo\n'],
    [['push'], 'hint: did you mean `circle sync`?\n'],
    [['leave'], 'hint: did you mean `circle member leave`?\n'],
    [['log', 'too', 'many'], 'hint: `circle log --help` shows how it is used\n'],
    [['schedule', 'poll', 'opne'], 'error: there is no poll opne, and no such command\nhint: did you mean `circle schedule poll open`?\n'],
    [['help', 'schedule', 'poll', 'opne'], 'error: there is no help on schedule poll opne\nhint: did you mean `circle help schedule poll open`?\n'],
    [['vote'], 'hint: did you mean `circle schedule poll vote`?\n'],
    [['cancel'], 'hint: did you mean `circle schedule cancel`?\n'],
    [['schedule', 'list', '--next'], 'hint: `circle schedule list --help` shows how it is used\n'],
  ])('answers %j with what was meant, and ends with 2', async (words, error) => {
    const {status, stdout, stderr} = await circle(words, {cwd: await fresh()})
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/)
    expect(stderr).toContain(error)
  })

  it('is shown for `circle member` alone', async () => {
    expect(await done(['member'])).toBe(await done(['member', '--help']))
  })
})

describe('the examples in the help', () => {
  const opened = ['schedule', 'poll', 'open', 'Winter walk', '--option', '2026-12-05 14:00', '--option', '2026-12-06 11:00']
  // What they take for granted: a gathering on Christmas that is off, a poll about two dates, a commitment k3fx, a format of Bo's choice, a mailbox.
  const ready: Readonly<Record<string, readonly (readonly string[])[]>> = {
    'schedule restore': [['schedule', 'cancel', '2026-12-25', '--why', 'x']],
    'schedule poll open': [],
    'schedule poll reopen': [opened, ['schedule', 'poll', 'cancel', '--why', 'x']],
    'schedule poll': [opened],
    'member add "Bo': [['member', 'edit', 'bo', '--email', 'bo@example.com']],
    sync: [['share', '../remote.git', '--yes']],
    'member return': [['member', 'pause', 'bo', '--since', '2026-11-01']],
  }
  const lines = [...rootExamples, ...table.flatMap(({examples}) => examples)].map(([line]) => line)

  it.each([...new Set(lines)].filter((line) => !/^circle (gather|demo|merge-file|join|share)\b/.test(line)))('run: %s', async (line) => {
    // At a terminal it asks; here it takes the defaults.
    const words = line === 'circle init' ? ['init', '--yes'] : wordsOf(line)
    const founds = words[0] === 'init'
    const cwd = founds ? folder() : await fresh()
    const before = Object.entries(ready).find(([name]) => line.startsWith(`circle ${name}`))?.[1] ?? []
    for (const words of before) await done(words, {cwd})
    if (line.includes('calendar.ics')) put(cwd, {'calendar.ics': readFileSync(file('test/fixtures/import/google.ics'), 'utf8')})
    if (line.includes('answers.mbox')) put(cwd, {'answers.mbox': mailbox([mail()])})
    const {status, stderr} = await circle(words, {cwd})
    expect([status, stderr.includes('error:')]).toEqual([0, false])
    await done(['check', ...(founds && words[1] !== undefined && !words[1].startsWith('-') ? ['-C', join(cwd, words[1])] : [])], {cwd})
  })
})

describe.skipIf(!existsSync(file('README.md')))('the README', () => {
  it('mentions every command', () => {
    const text = readFileSync(file('README.md'), 'utf8')
    // `circle member add`, `list` … stand in one row.
    const rows = text.split('\n').filter((line) => line.includes('circle '))
    for (const name of names) {
      const [first, ...rest] = name.split(' ')
      expect(rows.some((row) => row.includes(`circle ${name}`) || (row.includes(`\`circle ${first} `) && row.includes(`\`${rest.join(' ')}\``))), name).toBe(true)
    }
  })
})

import {execFile, spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'
import {copies, lived, put} from './circles.ts'
import {circle, done, environment, folder, program, terminal} from './harness.ts'

const fresh = copies(lived)
const shell = (line: string, cwd: string): Promise<{stdout: string; stderr: string}> =>
  promisify(execFile)('/bin/bash', ['-o', 'pipefail', '-c', line], {cwd, env: {...environment(), CIRCLE: program, NODE: process.execPath}})

describe('circle --version', () => {
  it('prints the version of the package, and nothing else', async () => {
    const {version} = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8')) as {version: string}
    for (const flag of ['--version', '-V']) {
      const {status, stdout, stderr} = await circle([flag], {cwd: '/', env: {PATH: folder('empty')}})
      expect([status, stdout, stderr]).toEqual([0, `${version}\n`, ''])
    }
  })
})

describe('results and remarks', () => {
  it('go to stdout and stderr: a pipe gets the result alone', async () => {
    const root = await fresh()
    const {stdout, stderr} = await circle(['schedule', 'add', '2026-12-04 20:00', '--title', 'Choir'], {cwd: root})
    expect(stdout).toBe('2026-12-04-choir is planned: Friday 4 December 2026, 20:00–22:00.\n')
    expect(stderr).toContain('It is at the same time as 2026-12-04-weekly')
    expect(stderr).toMatch(/Wrote gatherings\/2026-12-04-choir\/gathering\.yaml, commit [0-9a-f]{7}\.\n$/)
  })
})

describe('a pipe whose reader stops early', () => {
  it('is no fault: `circle … | head -1`', async () => {
    const root = await fresh()
    for (const words of ['log', 'schedule list --from 2026-01-01 --to 2036-01-01 --json', 'ics --out -', '--help', 'schema charter']) {
      const {stdout, stderr} = await shell(`"$NODE" "$CIRCLE" ${words} | head -1`, root)
      expect([stdout.split('\n').length, stderr.replace(/^npm warn.*$/gm, '')], words).toEqual([2, ''])
    }
  })

  it('gets all of a long output when it reads slowly', async () => {
    const root = await fresh()
    const {stdout} = await shell('"$NODE" "$CIRCLE" schedule list --from 2026-11-20 --to 2046-01-01 --json | (sleep 1; wc -c)', root)
    const whole = await done(['schedule', 'list', '--from', '2026-11-20', '--to', '2046-01-01', '--json'], {cwd: root})
    expect(Number(stdout)).toBe(Buffer.byteLength(whole))
    expect(Number(stdout)).toBeGreaterThan(200_000)
  })

  it('does not trouble a program whose stdout is closed', async () => {
    const root = await fresh()
    const child = spawn(process.execPath, [program, 'status'], {cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe']})
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(stderr).toBe('')
  })
})

describe('colour', () => {
  const escape = '\u001b['
  it('is for terminals', async () => {
    const root = await fresh()
    expect(await done([], {cwd: root, env: {NO_COLOR: undefined}})).not.toContain(escape)
    const at = terminal([], {cwd: root, env: {NO_COLOR: undefined}})
    await at.exit()
    expect(at.raw()).toContain(escape)
  })

  it('stays away with NO_COLOR, --no-color or a dumb terminal', async () => {
    const root = await fresh()
    for (const [words, env] of [[[], {NO_COLOR: '1'}], [['--no-color'], {NO_COLOR: undefined}], [['--no-color'], {NO_COLOR: undefined, FORCE_COLOR: '1'}], [[], {NO_COLOR: undefined, TERM: 'dumb'}]] as const) {
      const at = terminal([...words], {cwd: root, env})
      await at.exit()
      expect(at.raw(), JSON.stringify([words, env])).not.toContain(`${escape}1m`)
      expect(at.raw(), JSON.stringify([words, env])).not.toContain(`${escape}3`)
    }
  })

  it('comes to a pipe with FORCE_COLOR; NO_COLOR wins over it', async () => {
    const root = await fresh()
    expect(await done([], {cwd: root, env: {NO_COLOR: undefined, FORCE_COLOR: '1'}})).toContain(escape)
    expect(await done([], {cwd: root, env: {NO_COLOR: '1', FORCE_COLOR: '1'}})).not.toContain(escape)
    expect(await done([], {cwd: root, env: {NO_COLOR: undefined, FORCE_COLOR: '0'}})).not.toContain(escape)
    expect(await done([], {cwd: root, env: {NO_COLOR: '', FORCE_COLOR: '1'}})).toContain(escape)
  })

  it('is never in JSON, nor in a calendar', async () => {
    const root = await fresh()
    for (const words of [['--json'], ['ics', '--out', '-'], ['agenda', '--json']]) expect(await done(words, {cwd: root, env: {NO_COLOR: undefined, FORCE_COLOR: '1'}})).not.toContain('\u001b')
  })
})

describe('an error', () => {
  it('is two lines on stderr, and a stack only with --verbose or DEBUG', async () => {
    const root = await fresh()
    const {stdout, stderr} = await circle(['show', 'nothing'], {cwd: root})
    expect(stdout).toBe('')
    expect(stderr.trimEnd().split('\n')).toHaveLength(2)
    expect((await circle(['show', 'nothing', '--verbose'], {cwd: root})).stderr).toMatch(/\n\s+at /)
    expect((await circle(['show', 'nothing'], {cwd: root, env: {DEBUG: '1'}})).stderr).toMatch(/\n\s+at /)
  })

  it('with --json is still words on stderr, and nothing on stdout', async () => {
    const {status, stdout, stderr} = await circle(['show', 'nothing', '--json'], {cwd: await fresh()})
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: /)
  })

  it('names the circle that cannot be found, and what to do', async () => {
    const nowhere = folder()
    const {status, stderr} = await circle(['log'], {cwd: nowhere})
    expect([status, stderr]).toEqual([1, `error: there is no circle in ${nowhere}, nor in a folder above it\nhint: \`circle init\` founds one; -C names the folder of another\n`])
  })

  it('of a folder that is not there is no stack', async () => {
    expect((await circle(['-C', '/nowhere/at/all', 'log'])).stderr).toMatch(/^error: .*\/nowhere\/at\/all.*\nhint: .*\n$/)
  })
})

describe('a folder that was deleted', () => {
  it('is told as what it is, and not as a fault of the program', async () => {
    const {stderr} = await shell('mkdir gone && cd gone && rmdir ../gone && ! "$NODE" "$CIRCLE" status', folder())
    expect(stderr).toMatch(/^error: the folder you are in is there no longer\nhint: go to another one: cd$/m)
  })
})

describe('a long list in a narrow window', () => {
  it('wraps its last column and loses no word', async () => {
    const root = await fresh()
    put(root, {'gatherings/2026-11-27-weekly/gathering.yaml': `rhythm: weekly\n\nstatus: held\n\ntopic: ${'wisdom '.repeat(20).trim()}\n\npresent: [ann]\n`})
    const at = terminal(['log'], {cwd: root, columns: 70, env: {COLUMNS: undefined}})
    expect(await at.exit()).toBe(0)
    expect(at.screen().match(/wisdom/g)).toHaveLength(20)
    for (const line of at.screen().split('\n')) expect(line.length).toBeLessThanOrEqual(70)
  })
})

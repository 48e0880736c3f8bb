import {existsSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {findRepository, isBroken, stateFolder} from '../../src/git/find.ts'
import {environment, gist, git, gitText} from '../../src/git/run.ts'
import {identity} from '../../src/git/settings.ts'
import {asStored} from '../../src/git/plan.ts'
import {Fault} from '../../src/model/fault.ts'
import {interrupt} from './interrupt.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'

beforeAll(() => {
  ownSettings()
})

describe('a git that nobody could be told of', () => {
  it('does not begin, and is not waited for', async () => {
    const {root: top} = sandbox()
    let started = 0
    const full = new Fault('system', 'the disk is full')
    const told = (pid: number): void => {
      started = pid
      throw full
    }
    await expect(git(top, ['commit', '--allow-empty', '--file=-'], {input: 'Never\n', hooks: true, onStart: told})).rejects.toBe(full)
    expect(() => process.kill(started, 0)).toThrow('ESRCH')
  })
})

describe('the environment git gets', () => {
  const from = {PATH: '/bin', HOME: '/home/ann', GIT_DIR: '/elsewhere/.git', GIT_TRACE: '1', GIT_EDITOR: 'evil', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsmonitor', GIT_CONFIG_VALUE_0: 'evil', GIT_SSH_COMMAND: 'ssh -i key', GIT_AUTHOR_NAME: 'Ann', LC_ALL: 'sv_SE.UTF-8', LANGUAGE: 'sv', SSH_AUTH_SOCK: '/run/agent', SSH_ASKPASS: 'ask'}

  it('has nothing that points at another repository, and keeps identity and transport', () => {
    const env = environment('/a/circle', from)
    expect(Object.keys(env).filter((name) => name.startsWith('GIT_')).toSorted()).toEqual([
      'GIT_ALLOW_PROTOCOL', 'GIT_ASKPASS', 'GIT_AUTHOR_NAME', 'GIT_CEILING_DIRECTORIES', 'GIT_OPTIONAL_LOCKS', 'GIT_SSH_COMMAND', 'GIT_TERMINAL_PROMPT',
    ])
    expect(env).toMatchObject({GIT_CEILING_DIRECTORIES: '/a', SSH_ASKPASS: '', SSH_AUTH_SOCK: '/run/agent', HOME: '/home/ann'})
  })

  it('lets a person be asked at their terminal, through what they chose for it', () => {
    const env = environment('/a/circle', {...from, GIT_ASKPASS: 'window'}, {asks: true})
    expect(env).toMatchObject({GIT_TERMINAL_PROMPT: '1', GIT_ASKPASS: 'window', SSH_ASKPASS: 'ask'})
    expect(environment('/a/circle', from, {asks: true})).not.toHaveProperty('GIT_ASKPASS')
  })

  it('stops every way of asking where nobody is there, also where hooks run', () => {
    expect(environment('/a/circle', {...from, GIT_ASKPASS: 'window'}, {asks: false, hooks: true})).toMatchObject({GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: ''})
  })

  it('leaves a commit\'s own questions, for signing, to the user', () => {
    expect(environment('/a/circle', from, {hooks: true})).toMatchObject({GIT_TERMINAL_PROMPT: '0', SSH_ASKPASS: 'ask'})
  })

  it('makes git speak English, with the user\'s own letters', () => {
    const env = environment('/a/circle', from)
    expect([env.LC_ALL, env.LANGUAGE, env.LC_MESSAGES, env.LC_CTYPE]).toEqual([undefined, undefined, 'C', 'sv_SE.UTF-8'])
  })
})

describe('running git', () => {
  it('ends at its limit, with what it started', async () => {
    const box = sandbox()
    const start = Date.now()
    await expect(git(box.root, ['wait'], {settings: ['alias.wait=!sleep 20'], limitMs: 300, ownGroup: true})).rejects.toThrow(/did not end within 0.3 seconds/)
    expect(Date.now() - start).toBeLessThan(15_000)
  })

  it('says what it was told to say at its limit', async () => {
    const late = (): Fault => new Fault('git', 'nobody answered')
    await expect(git(sandbox().root, ['wait'], {settings: ['alias.wait=!sleep 20'], limitMs: 200, ownGroup: true, late})).rejects.toThrow('nobody answered')
  })

  it('ends at once when the person says stop again, even what ignores the first', async () => {
    const stopped = async (): Promise<number> => {
      const {root} = sandbox()
      const stubborn = git(root, ['wait'], {settings: ['alias.wait=!trap "" TERM; touch deaf; while :; do sleep 0.1; done'], ownGroup: true})
      while (!existsSync(join(root, 'deaf'))) await new Promise((resolve) => setTimeout(resolve, 10))
      await interrupt()
      const start = performance.now()
      setTimeout(() => process.emit('SIGINT'), 100)
      await expect(stubborn).rejects.toMatchObject({kind: 'interrupted'})
      return performance.now() - start
    }
    // Unasked it is killed after a second, and never sooner; a busy machine may be late a few times.
    const times: number[] = []
    while (times.length < 5 && !times.some((ms) => ms < 950)) times.push(await stopped())
    expect(Math.min(...times)).toBeLessThan(950)
    expect(['SIGINT', 'SIGTERM', 'SIGHUP', 'exit'].map((name) => process.listeners(name as 'SIGINT').filter(({name: own}) => own === 'stop' || own === 'atExit').length)).toEqual([0, 0, 0, 0])
  })

  it('gives it input and takes long output whole', async () => {
    const box = sandbox()
    const text = 'x'.repeat(300_000)
    const oid = await gitText(box.root, ['hash-object', '-w', '--stdin'], {input: text})
    expect(await gitText(box.root, ['cat-file', 'blob', oid])).toBe(text)
  })

  it('says in a sentence why it failed', async () => {
    const box = sandbox()
    await expect(git(box.root, ['cat-file', 'blob', 'nonsense'])).rejects.toMatchObject({kind: 'git', message: 'git cat-file failed: Not a valid object name nonsense'})
  })

  it('takes the lines that say why from what git printed', () => {
    expect(gist('hint: try this\nwarning: x\nfatal: first\nerror: second\n')).toBe('first second')
    expect(gist('remote: one\r\nremote: two\n')).toBe('remote: one remote: two')
    expect(gist('x'.repeat(1000))).toHaveLength(301)
  })
})

describe('finding the repository', () => {
  it('goes up from any folder, also one that is not there yet, and through links', () => {
    const box = sandbox({'m/a.yaml': '1'})
    const link = join(folder(), 'link')
    symlinkSync(box.root, link)
    for (const place of [box.root, join(box.root, 'm'), join(box.root, 'new/folder'), join(link, 'm')]) expect(findRepository(place)).toEqual(box.repository)
    expect(findRepository(folder())).toBeUndefined()
  })

  it.each([
    ['an empty .git', (top: string) => mkdirSync(join(top, '.git')), /HEAD is missing/],
    ['a .git that names nothing', (top: string) => writeFileSync(join(top, '.git'), 'hello'), /neither a repository/],
    ['a .git that names a folder that is gone', (top: string) => writeFileSync(join(top, '.git'), 'gitdir: /nowhere/x\n'), /ENOENT/],
    ['a HEAD of NULs', (top: string) => {
      mkdirSync(join(top, '.git'))
      writeFileSync(join(top, '.git/HEAD'), '\0\0\0')
    }, /HEAD is damaged/],
  ])('says so for %s, and does not take a repository further up', (_, prepare, message) => {
    const box = sandbox()
    const inner = join(box.root, 'inner')
    mkdirSync(inner)
    prepare(inner)
    const found = findRepository(inner)
    expect(found !== undefined && isBroken(found) ? found.broken : '').toMatch(message)
  })

  it('keeps the writer\'s folders of two circles in one repository apart', () => {
    const box = sandbox({'club/a.yaml': '1', 'club/tmp/a.yaml': '1'})
    const states = ['', 'club', 'club/tmp'].map((path) => stateFolder(join(box.root, path), box.repository))
    expect(states.map((state) => state.slice(box.repository.gitDir.length))).toEqual(['/circle', '/circle/+club', '/circle/+club/+tmp'])
  })
})

describe('who the user is', () => {
  it('is read from the repository, else from the user\'s own settings, and need not be known', async () => {
    const box = sandbox()
    expect(await identity(box.root)).toEqual({name: 'Test Person', email: 'test@example.org'})
    box.git('config', 'user.email', 'here@example.org')
    expect(await identity(join(box.root, 'sub'))).toEqual({name: 'Test Person', email: 'here@example.org'})
  })
})

describe('line ends as git stores them', () => {
  const attributes = (text: string, eol = 'unspecified'): Parameters<typeof asStored>[1] => ({text, eol, filter: 'unspecified', 'working-tree-encoding': 'unspecified'})
  it.each([
    ['text', attributes('set'), [], false, 'a\n'],
    ['-text', attributes('unset'), [], false, 'a\r\n'],
    ['text=auto', attributes('auto'), [], false, 'a\n'],
    ['text=auto, CRLF in git', attributes('auto'), [], true, 'a\r\n'],
    ['eol=crlf alone', attributes('unspecified', 'crlf'), [], false, 'a\n'],
    ['nothing', attributes('unspecified'), [], false, 'a\r\n'],
    ['core.autocrlf=true', attributes('unspecified'), [{scope: 'global', name: 'core.autocrlf', value: 'true'}], false, 'a\n'],
    ['core.autocrlf=input', attributes('unspecified'), [{scope: 'global', name: 'core.autocrlf', value: 'input'}], false, 'a\n'],
  ])('%s', (_, given, settings, hasCrlf, expected) => {
    expect(asStored('a\r\n', given, settings, hasCrlf)).toBe(expected)
  })
})

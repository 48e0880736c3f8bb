import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import {commitAll, copies, everything, json, lastCommit, lived, put, uncommitted} from './circles.ts'
import {circle, commits, done, environment, folder, founded, git, program} from './harness.ts'

const fresh = copies(lived)
const url = 'https://git.example.org/tools/circle.git'
const paths = ['.github/workflows/circle.yml', '.gitlab-ci.yml', '.forgejo/workflows/circle.yml']
const evening = 'gatherings/2026-12-11-weekly/gathering.yaml'
const [sound, unsound] = ['rhythm: weekly\n\ntopic: Ships\n', 'rhythm: weekly\n\nstatus: hold\n']
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

/** What a forge does with a workflow: its variables, and the lines of the shell that get the program and check. */
interface Steps {
  readonly variables: Readonly<Record<string, string>>
  readonly get: string
  readonly check: string
  /** The variables of the check's own, for what has happened. */
  readonly own: (event: Event) => Readonly<Record<string, string>>
  readonly image?: string
}

interface Event {
  readonly kind: 'push' | 'request'
  readonly before: string
  readonly after: string
}

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
  readonly shell?: string
}

/** A workflow of GitHub or Forgejo. Its expressions are JavaScript enough to be worked out as that. */
function actions(source: string): Steps & {readonly all: Record<string, unknown>; readonly steps: readonly Step[]} {
  const all = parse(source) as {jobs: {check: {env: Record<string, string>; steps: Step[]}}}
  const {env, steps} = all.jobs.check
  const [get, check] = steps.filter(({run}) => run !== undefined)
  const own = ({kind, before, after}: Event): Record<string, string> => {
    const github = {
      event_name: kind === 'push' ? 'push' : 'pull_request',
      sha: kind === 'push' ? after : 'the merge of both',
      event: {before: kind === 'push' ? before : undefined, pull_request: kind === 'push' ? {base: {}, head: {}} : {base: {sha: before}, head: {sha: after}}},
    }
    return Object.fromEntries(Object.entries(check!.env!).map(([name, value]) => {
      const expression = /^\$\{\{ (.*) \}\}$/.exec(value)![1]!
      // oxlint-disable-next-line no-new-func
      return [name, String((new Function('github', `return ${expression}`) as (context: unknown) => unknown)(github) ?? '')]
    }))
  }
  return {all, steps, variables: env, get: get!.run!, check: check!.run!, own}
}

function gitlab(source: string): Steps & {readonly all: Record<string, unknown>} {
  const all = parse(source) as {circle: {variables: Record<string, string>; before_script: string[]; script: string[]; image: string}}
  const {variables, before_script: get, script: check} = all.circle
  const own = ({kind, before, after}: Event): Record<string, string> =>
    kind === 'push' ? {CI_COMMIT_BEFORE_SHA: before, CI_COMMIT_SHA: after} : {CI_COMMIT_BEFORE_SHA: '0'.repeat(40), CI_COMMIT_SHA: after, CI_MERGE_REQUEST_DIFF_BASE_SHA: before}
  return {all, variables, get: get.join('\n'), check: check.join('\n'), own}
}

function workflows(root: string): readonly [forge: string, steps: Steps][] {
  return [['GitHub', actions(text(root, paths[0]!))], ['GitLab', gitlab(text(root, paths[1]!))], ['Forgejo', actions(text(root, paths[2]!))]]
}

/** Where a forge's runner keeps its own files, with the program that was built here in it. */
function runner(): string {
  const temp = folder('runner')
  put(temp, {'circle-program/bin/circle.js': `require(${JSON.stringify(program)})\n`})
  return temp
}

interface Ran {
  readonly status: number | null
  readonly output: string
}

function shell(lines: string, cwd: string, env: Readonly<Record<string, string>>): Ran {
  const {status, stdout, stderr} = spawnSync('/bin/sh', ['-e', '-c', lines], {cwd, env: {...environment(), ...env}, encoding: 'utf8'})
  return {status, output: stdout + stderr}
}

/** A clone of `root` as a runner has it: everything fetched, HEAD on the commit itself. */
function checkout(root: string, commit: string): string {
  const clone = join(folder(), 'work')
  git(root, 'clone', '--quiet', '--no-checkout', root, clone)
  git(clone, 'checkout', '--quiet', '--detach', commit)
  return clone
}

function committed(root: string, files: Readonly<Record<string, string>>, message = 'By hand'): string {
  put(root, files)
  commitAll(root, message)
  return git(root, 'rev-parse', 'HEAD')
}

describe('circle init --ci', () => {
  it('adds workflows for GitHub, GitLab and Forgejo to a circle that is there, and nothing else', async () => {
    const root = await fresh()
    const before = everything(root)
    const stdout = await done(['init', '--ci', `${url}#v0.1.0`], {cwd: root})
    for (const path of paths) expect(stdout).toContain(path)
    expect(stdout).toContain(`It gets the program from ${url}, version v0.1.0.`)
    expect(lastCommit(root)).toBe(`Let the forge check the circle: ${[paths[2], paths[0], paths[1]].join(', ')}`)
    expect(uncommitted(root)).toBe('')
    const changed = Object.entries(everything(root)).filter(([path, what]) => !path.startsWith('.git/') && before[path] !== what).map(([path]) => path)
    expect(changed.filter((path) => path.endsWith('.yml')).toSorted()).toEqual([paths[2], paths[0], paths[1]])
    expect(changed).toHaveLength(7)
    await done(['check'], {cwd: root})
    const again = everything(root)
    expect(await done(['init', '--ci', `${url}#v0.1.0`], {cwd: join(root, 'members')})).toBe('No workflow was added.\n')
    expect(everything(root)).toEqual(again)
  })

  it('leaves a file that says something else, and says so', async () => {
    const root = await fresh()
    committed(root, {'.gitlab-ci.yml': 'ours: {}\n'})
    const {status, stdout, stderr} = await circle(['init', '--ci', `${url}#v0.1.0`], {cwd: root})
    expect([status, stdout.includes(paths[1]!), text(root, '.gitlab-ci.yml')]).toEqual([0, false, 'ours: {}\n'])
    expect(stderr).toContain('.gitlab-ci.yml is there already and says something else; it is left as it is.\n')
    expect(existsSync(join(root, paths[0]!))).toBe(true)
  })

  it('founds a circle with workflows in one commit', async () => {
    const root = join(folder(), 'club')
    await done(['init', root, '--name', 'Club', '--ci', url, '--yes'])
    expect(commits(root)).toBe(1)
    for (const path of [...paths, 'charter.yaml']) expect(git(root, 'ls-files', path)).toBe(path)
    expect(uncommitted(root)).toBe('')
  })

  it('puts them at the top of the repository for a circle in a subfolder, old or new', async () => {
    const top = folder()
    git(top, 'init', '--quiet')
    committed(top, {'README.md': '# All of us\n'})
    await done(['init', 'clubs/apron club', '--name', 'Apron', '--starts', '2026-12-04 19:00', '--repeats', 'every week', '--ci', `${url}#v0.1.0`, '--yes'], {cwd: top})
    for (const [, {variables}] of workflows(top)) expect(variables.CIRCLE_FOLDER).toBe('clubs/apron club')
    expect([existsSync(join(top, 'clubs/apron club/.github')), uncommitted(top)]).toEqual([false, ''])
    const texts = paths.map((path) => text(top, path))
    git(top, 'rm', '--quiet', ...paths)
    commitAll(top)
    await done(['init', '--ci', `${url}#v0.1.0`], {cwd: join(top, 'clubs/apron club')})
    expect(paths.map((path) => text(top, path))).toEqual(texts)
    expect(uncommitted(top)).toBe('')
  })

  it('shows with --dry-run what it would write, and writes nothing', async () => {
    const root = await fresh()
    const before = everything(root)
    expect(await done(['init', '--ci', url, '--dry-run'], {cwd: root})).toContain('+  contents: read')
    expect(everything(root)).toEqual(before)
  })

  it('gives programs the files and where the program comes from', async () => {
    expect(await json(['init', '--ci', `${url}#v0.1.0`], {cwd: await fresh()})).toEqual({files: paths, source: url, version: 'v0.1.0'})
    const club = await json(['init', 'club', '--name', 'Club', '--ci', url, '--yes'], {cwd: folder()})
    expect(club).toMatchObject({circle: {name: 'Club'}, ci: {files: paths, source: url, version: null}})
  })

  it.each<[what: string, source: string, error: string]>([
    ['a quote', 'https://x.org/a"b', 'not a URL that a forge can get the program from'],
    ['a blank', 'https://x.org/a b', 'not a URL'],
    ['a new line', 'https://x.org/a\n  run: evil', 'not a URL'],
    ['a variable', 'https://x.org/$HOME', 'not a URL'],
    ['an expression', 'https://x.org/${{github.token}}', 'not a URL'],
    ['a command', 'https://x.org/`id`', 'not a URL'],
    ['a semicolon', 'https://x.org/a;id', 'not a URL'],
    ['an option', '--upload-pack=x', 'not a URL'],
    ['an option of ssh', 'ssh://-oProxyCommand=x/y', 'not a URL'],
    ['a host that begins with a hyphen', 'git@-x:y', 'not a URL'],
    ['a helper', 'ext::sh -c id', 'not a URL'],
    ['a path', '/home/ann/circle', 'not a URL'],
    ['a file', 'file:///home/ann/circle', 'not a URL'],
    ['plain http', 'http://x.org/a', 'not a URL'],
    ['a password', 'https://ann:secret@x.org/a', 'everybody would read it'],
    ['a token', 'https://token@x.org/a', 'everybody would read it'],
    ['a version with a quote', `${url}#v1"`, 'not a version'],
    ['a version that is an option', `${url}#-x`, 'not a version'],
    ['an empty version', `${url}#`, 'not a version'],
  ])('takes no source with %s', async (_, source, error) => {
    const root = await fresh()
    const before = everything(root)
    const {status, stderr} = await circle(['init', `--ci=${source}`], {cwd: root})
    expect([status, stderr.includes('secret')]).toEqual([2, false])
    expect(stderr).toContain(error)
    expect(everything(root)).toEqual(before)
  })

  it.each([url, 'ssh://git@git.example.org:2222/tools/circle.git', 'git@git.example.org:tools/circle.git', 'https://git.example.org:8443/~ann/circle'])('takes %s', async (source) => {
    const root = await fresh()
    const {status, stderr} = await circle(['init', '--ci', source], {cwd: root})
    expect([status, stderr.includes('ssh')]).toEqual([0, !source.startsWith('https:')])
    for (const [, {variables}] of workflows(root)) expect(variables.CIRCLE_SOURCE).toBe(source)
  })

  it('puts no folder into a workflow whose name a forge or a shell would read as more', async () => {
    for (const name of ['a$HOME', 'a${{x}}', 'a"b', 'a`id`', '-x']) {
      const top = folder()
      git(top, 'init', '--quiet')
      mkdirSync(join(top, name))
      const {status, stderr} = await circle(['init', '--name', 'Club', '--ci', url, '--yes'], {cwd: join(top, name)})
      expect([status, stderr]).toEqual([2, `error: the folder's name cannot stand in a workflow: ${name}\nhint: rename it: letters, digits, blanks, dots and hyphens will do\n`])
      expect(existsSync(join(top, name, 'charter.yaml'))).toBe(false)
    }
  })

  it('writes through no link, and needs a repository', async () => {
    const root = await fresh()
    const outside = folder()
    symlinkSync(outside, join(root, '.github'))
    expect((await circle(['init', '--ci', url], {cwd: root})).status).not.toBe(0)
    expect(existsSync(join(outside, 'workflows'))).toBe(false)
    const bare = await founded()
    execFileSync('rm', ['-rf', join(bare, '.git')])
    expect(await circle(['init', '--ci', url], {cwd: bare})).toMatchObject({status: 5, stderr: `error: there is no git repository in ${bare}, nor in a folder above it\nhint: make one first: git init\n`})
  })
})

describe('the source that --ci takes by itself', () => {
  /** A clone of the program, from where it says it has come. */
  function cloned(origin: string | undefined): string {
    const clone = join(folder(), 'circle')
    const home = join(dirname(program), '..')
    for (const name of ['bin', 'dist', 'templates', 'package.json']) cpSync(join(home, name), join(clone, name), {recursive: true})
    symlinkSync(join(home, 'node_modules'), join(clone, 'node_modules'))
    git(clone, 'init', '--quiet')
    put(clone, {'.git/info/exclude': 'node_modules\ndist\n'})
    commitAll(clone, 'The program')
    if (origin !== undefined) git(clone, 'remote', 'add', 'origin', origin)
    return clone
  }

  async function sourceIn(clone: string): Promise<{status: number; stderr: string; source?: string; version?: string | null}> {
    const root = await fresh()
    const {status, stdout, stderr} = spawnSync(process.execPath, [join(clone, 'bin/circle.js'), 'init', '--ci', '--json'], {cwd: root, env: environment(), encoding: 'utf8'})
    return {status: status ?? -1, stderr, ...(stdout === '' ? {} : (JSON.parse(stdout) as object))}
  }

  it('is where this program was cloned from, at its commit once that is there too', async () => {
    const clone = cloned(url)
    expect(await sourceIn(clone)).toMatchObject({status: 0, source: url, version: null, stderr: expect.stringContaining('The forge takes the newest version')})
    git(clone, 'update-ref', 'refs/remotes/origin/main', 'HEAD')
    expect(await sourceIn(clone)).toMatchObject({status: 0, source: url, version: git(clone, 'rev-parse', 'HEAD'), stderr: ''})
  })

  it.each([undefined, '/home/ann/circle', 'https://ann:secret@git.example.org/circle', 'ext::sh -c id'])('is asked for where that is %s', async (origin) => {
    const {status, stderr} = await sourceIn(cloned(origin))
    expect([status, stderr]).toEqual([2, 'error: where can a forge get this program from?\nhint: give the URL of its git repository: circle init --ci https://…/circle.git\n'])
  })
})

describe('the workflows', () => {
  it('have the whole history, the least rights, and no expression in a line of the shell', async () => {
    const root = await fresh()
    await done(['init', '--ci', url], {cwd: root})
    for (const path of [paths[0]!, paths[2]!]) {
      const {all, steps, get, check} = actions(text(root, path))
      expect([all.permissions, all.on]).toEqual([{contents: 'read'}, {push: {branches: ['**']}, pull_request: null}])
      expect(steps[0]).toMatchObject({uses: 'actions/checkout@v4', with: {'fetch-depth': 0, 'persist-credentials': false}})
      expect(get + check).not.toContain('${{')
    }
    const {all, variables, get, check} = gitlab(text(root, paths[1]!))
    expect(variables.GIT_DEPTH).toBe('0')
    expect(JSON.stringify((all.circle as {rules: unknown}).rules)).toContain('merge_request_event')
    expect(get + check).not.toContain('${{')
  })

  it('get the program at the version that was named, and build it without the scripts of packages', async () => {
    const source = folder('source')
    git(source, 'init', '--quiet', '--initial-branch=main')
    put(source, {
      'package.json': '{"name": "circle", "version": "0.1.0", "scripts": {"prepare": "touch prepared"}}\n',
      'package-lock.json': '{"name": "circle", "version": "0.1.0", "lockfileVersion": 3, "packages": {"": {"name": "circle", "version": "0.1.0"}}}\n',
      'bin/build.mjs': "import {writeFileSync} from 'node:fs'\nwriteFileSync('built', 'old')\n",
    })
    commitAll(source)
    git(source, 'tag', 'v0.1.0')
    committed(source, {'bin/build.mjs': "import {writeFileSync} from 'node:fs'\nwriteFileSync('built', 'new')\n"})
    const settings = join(folder(), 'gitconfig')
    writeFileSync(settings, `[url "file://${source}"]\n\tinsteadOf = ${url}\n`)
    for (const [version, built] of [['#v0.1.0', 'old'], ['', 'new']] as const) {
      const root = await fresh()
      await done(['init', '--ci', url + version], {cwd: root})
      for (const [forge, {get, variables}] of workflows(root)) {
        const temp = folder('runner')
        const {status, output} = shell(get, root, {...variables, RUNNER_TEMP: temp, GIT_CONFIG_GLOBAL: settings, npm_config_offline: 'true'})
        expect([forge, status, output.includes('rror')]).toEqual([forge, 0, false])
        expect([text(temp, 'circle-program/built'), existsSync(join(temp, 'circle-program/prepared'))]).toEqual([built, false])
      }
    }
  })

  it('let a sound push and a sound request through, and stop what is not', async () => {
    const root = await fresh()
    await done(['init', '--ci', url], {cwd: root})
    const founding = git(root, 'rev-parse', 'HEAD')
    const good = committed(root, {[evening]: sound})
    const slip = committed(root, {[evening]: unsound}, 'Slip')
    const mended = committed(root, {[evening]: sound}, 'Mend')
    git(root, 'rm', '--quiet', 'members/cy.yaml')
    commitAll(root, 'Away with him')
    const gone = git(root, 'rev-parse', 'HEAD')
    git(root, 'checkout', '--quiet', '-b', 'request', founding)
    const asked = committed(root, {'gatherings/2026-12-18-weekly/gathering.yaml': sound}, 'A request')
    git(root, 'checkout', '--quiet', '-b', 'anew', founding)
    git(root, 'commit', '--quiet', '--amend', '--message', 'Anew')
    const anew = git(root, 'rev-parse', 'HEAD')
    git(root, 'checkout', '--quiet', 'main')
    const lost = 'abcdef1234'.repeat(4)
    const temp = runner()
    const cases: readonly [Event, status: number, words: string][] = [
      [{kind: 'push', before: founding, after: good}, 0, 'All sound.'],
      [{kind: 'push', before: '0'.repeat(40), after: good}, 0, 'each of 4 commits'],
      [{kind: 'push', before: good, after: slip}, 3, `in ${slip.slice(0, 7)} by Ann Ek: Slip`],
      [{kind: 'push', before: good, after: mended}, 3, '(put right since)'],
      [{kind: 'push', before: '0'.repeat(40), after: mended}, 3, '(put right since)'],
      [{kind: 'push', before: mended, after: gone}, 3, 'members/cy.yaml: is gone'],
      [{kind: 'push', before: lost, after: anew}, 1, 'The history was written anew'],
      [{kind: 'request', before: good, after: asked}, 0, 'All sound.'],
      [{kind: 'request', before: founding, after: slip}, 3, evening],
    ]
    const [first, ...others] = workflows(root)
    // The lines of the shell are the same everywhere; what differs is what a forge says of a push and a request.
    const forOthers = cases.filter((_, index) => [0, 1, 5, 7].includes(index))
    for (const [[forge, {check, variables, own}], those] of [[first!, cases] as const, ...others.map((other) => [other, forOthers] as const)]) {
      for (const [event, status, words] of those) {
        const clone = checkout(root, event.after)
        const ran = shell(check, clone, {...variables, ...own(event), RUNNER_TEMP: temp, GIT_CONFIG_GLOBAL: '/dev/null'})
        expect([forge, event, ran.status]).toEqual([forge, event, status])
        expect(ran.output).toContain(words)
        expect(uncommitted(clone)).toBe('')
      }
    }
  })

  it('check a circle in a subfolder', async () => {
    const top = folder()
    git(top, 'init', '--quiet', '--initial-branch=main')
    await done(['init', 'clubs/apron club', '--name', 'Apron', '--starts', '2026-11-20 19:00', '--repeats', 'every week', '--ci', url, '--yes'], {cwd: top})
    const before = git(top, 'rev-parse', 'HEAD')
    const after = committed(top, {[`clubs/apron club/${evening}`]: unsound})
    const temp = runner()
    for (const [forge, {check, variables, own}] of workflows(top)) {
      const env = {...variables, ...own({kind: 'push', before, after}), RUNNER_TEMP: temp}
      const {status, output} = shell(check, checkout(top, after), env)
      expect([forge, status]).toEqual([forge, 3])
      expect(output).toContain(`${evening}:3:9`)
    }
  })
})

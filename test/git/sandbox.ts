/** Real repositories in temporary folders, with settings of their own: nothing of the machine's user is read or changed. */
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {repositoryOf} from '../../src/git/carry.ts'
import {stateFolder} from '../../src/git/find.ts'
import type {Repository} from '../../src/git/find.ts'
import type {Write} from '../../src/store/write.ts'

export interface Sandbox {
  readonly root: string
  readonly repository: Repository
  readonly state: string
  /** Plain git, as the user would run it. */
  readonly git: (...args: string[]) => string
  readonly put: (path: string, text: string) => void
  readonly read: (path: string) => string
}

/** Points git at settings of the test's own. Call it once in a test file. */
export function ownSettings(text = '[user]\n\tname = Test Person\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n'): string {
  const file = join(folder(), 'gitconfig')
  writeFileSync(file, text)
  process.env.GIT_CONFIG_GLOBAL = file
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  return file
}

export function folder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'circle-test-')))
}

/** A repository with these files in one commit; none at all when there are no files. */
export function sandbox(files: Readonly<Record<string, string>> = {}, inside = ''): Sandbox {
  const top = folder()
  const root = join(top, inside)
  mkdirSync(root, {recursive: true})
  const git = (...args: string[]): string => execFileSync('git', ['-C', root, ...args], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
  execFileSync('git', ['init', '-q', '-b', 'main', top])
  for (const [path, text] of Object.entries(files)) put(path, text)
  if (Object.keys(files).length > 0) {
    git('add', '-A')
    git('commit', '-q', '-m', 'Begin')
  }
  const repository = repositoryOf(root)
  if (repository === undefined) throw new Error('no repository')
  return {root, repository, state: stateFolder(root, repository), git, put, read: (path) => readFileSync(join(root, path), 'utf8')}
}

/** A write that sets one line `key: value` of a file of such lines; it can be done to any version that has that key. */
export function setLine(before: string | undefined, path: string, key: string, value: string): Write {
  const change = (text: string | undefined): string | undefined => {
    if (text === undefined) return undefined
    const pattern = new RegExp(`^${key}: .*?(\r?)$`, 'm')
    return pattern.test(text) ? text.replace(pattern, `${key}: ${value}$1`) : undefined
  }
  const after = before === undefined ? `${key}: ${value}\n` : change(before)
  if (after === undefined) throw new Error(`no ${key} in ${path}`)
  return {path, before, after, onto: (other) => (other === undefined && before === undefined ? after : change(other))}
}

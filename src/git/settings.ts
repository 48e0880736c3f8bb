/** Git's configuration, read in one process: who the user is, and which programs the repository's own part names. */
import {existsSync, readFileSync, readdirSync, statSync} from 'node:fs'
import {dirname, isAbsolute, join, resolve} from 'node:path'
import {Fault} from '../model/fault.ts'
import {isDriver} from './driver.ts'
import {findRepository, isBroken} from './find.ts'
import type {Repository} from './find.ts'
import {git, gitParts, noName} from './run.ts'

export interface Setting {
  /** `system`, `global`, `local`, `worktree` or `command`. */
  readonly scope: string
  /** Section and last part in lower case, as git gives it: `user.name`, `filter.lfs.clean`. */
  readonly name: string
  readonly value: string
}

export interface Identity {
  readonly name: string
  readonly email: string
}

/** What was read in a folder, the files that it stood in, and how those were then. */
interface Reading {
  readonly settings: readonly Setting[]
  readonly files: readonly string[]
  readonly seal: string
}
const readings = new Map<string, Reading>()

/**
 * All settings that hold in `top`, in git's order: a later one of the same name wins. Runs nothing. Asks git once, and again
 * when a file has changed that they stand in: a sync needs them at every step.
 */
export async function readSettings(top: string): Promise<Setting[]> {
  const known = readings.get(top)
  if (known !== undefined && known.seal === sealOf(known.files)) return [...known.settings]
  // Sealed as they are before git reads them: a change meanwhile then shows.
  const before = new Map(usualFiles(top).map((file) => [file, stampOf(file)]))
  const {settings, files} = settingsIn(await gitParts(top, ['config', '--list', '--show-scope', '--show-origin', '--includes', '-z']), top)
  const all = [...new Set([...before.keys(), ...files])]
  readings.set(top, {settings, files: all, seal: [environmentSeal(), ...all.map((file) => before.get(file) ?? stampOf(file))].join('\n')})
  return [...settings]
}

function sealOf(files: readonly string[]): string {
  return [environmentSeal(), ...files.map(stampOf)].join('\n')
}

function environmentSeal(): string {
  return JSON.stringify(['HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'].map((name) => process.env[name] ?? null))
}

/** Where settings stand, or may come to stand; HEAD, since some hold on one branch only. */
function usualFiles(top: string): string[] {
  const {HOME: home = '', XDG_CONFIG_HOME: xdg, GIT_CONFIG_GLOBAL: global} = process.env
  const users = global === undefined ? [join(home, '.gitconfig'), join(xdg ?? join(home, '.config'), 'git', 'config')] : [global]
  const found = findRepository(top)
  const own = found === undefined || isBroken(found) ? [join(top, '.git')] : [join(found.commonDir, 'config'), join(found.gitDir, 'config.worktree'), join(found.gitDir, 'HEAD')]
  return [...users, ...own]
}

function stampOf(file: string): string {
  try {
    const stats = statSync(file, {bigint: true, throwIfNoEntry: false})
    return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`
  } catch (error) {
    // A folder that may not be looked into: git finds nothing there either.
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return ''
    throw error
  }
}

function settingsIn(parts: readonly string[], top: string): {settings: Setting[]; files: string[]} {
  const settings: Setting[] = []
  const files = new Set<string>()
  for (let index = 0; index + 2 < parts.length; index += 3) {
    const [scope = '', origin = '', line = ''] = parts.slice(index, index + 3)
    const [name = '', ...value] = line.split('\n')
    // The flags of our own call come back with the scope `command`.
    if (scope === 'command') continue
    settings.push({scope, name, value: value.join('\n')})
    if (origin.startsWith('file:')) files.add(resolve(top, origin.slice('file:'.length)))
  }
  return {settings, files: [...files]}
}

/** The value that holds; undefined when nothing sets it. */
export function settingOf(settings: readonly Setting[], name: string): string | undefined {
  return settings.findLast((setting) => setting.name === name)?.value
}

/** True for what git takes as true; a name without a value is true. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(true|yes|on|1|)$/i.test(value)
}

/** The names of all filters in the settings, so that none of them runs. */
export function filtersIn(settings: readonly Setting[]): string[] {
  return [...new Set(settings.flatMap(({name}) => /^filter\.(.*)\.[a-z]+$/.exec(name)?.[1] ?? []))]
}

/** Who commits here: from the environment or git's settings. Undefined parts are not set anywhere. */
function identityIn(settings: readonly Setting[], role: 'author' | 'committer' = 'author', env: NodeJS.ProcessEnv = process.env): Partial<Identity> {
  const name = env[`GIT_${role.toUpperCase()}_NAME`] || settingOf(settings, `${role}.name`) || settingOf(settings, 'user.name')
  const email = env[`GIT_${role.toUpperCase()}_EMAIL`] || settingOf(settings, `${role}.email`) || settingOf(settings, 'user.email') || env.EMAIL
  return {...(name ? {name} : {}), ...(email ? {email} : {})}
}

/**
 * The user's name and e-mail as git knows them in `folder` (which need not be a repository); empty when git has none or
 * isn't installed. For defaults and for knowing who is at the keyboard.
 */
export async function identity(folder: string): Promise<Partial<Identity>> {
  const found = findRepository(folder)
  try {
    return identityIn(await readSettings(found === undefined || isBroken(found) ? folder : found.top))
  } catch (error) {
    if (error instanceof Fault && error.kind === 'git') return {}
    throw error
  }
}

/** Throws a `git` fault when author or committer has no name or e-mail. */
export function requireIdentity(settings: readonly Setting[]): void {
  const known = (['author', 'committer'] as const).map((role) => identityIn(settings, role))
  if (known.every(({name, email}) => name !== undefined && email !== undefined)) return
  throw new Fault('git', noName[0], {hint: noName[1]})
}

/**
 * Says in a repository's own settings who commits there; only where git knows no name or no address, and with `own` also
 * where it knows another address.
 */
export async function introduce({top}: Repository, {name, email}: Identity, own = false): Promise<void> {
  const known = identityIn(await readSettings(top))
  const differs = own && known.email?.toLowerCase() !== email.toLowerCase()
  if (known.name !== undefined && known.email !== undefined && !differs) return
  await git(top, ['config', '--local', 'user.name', name])
  await git(top, ['config', '--local', 'user.email', email])
}

/** Settings whose value is a program that git may run when we commit, fetch or push. */
const programs = [
  /^core\.(sshcommand|gitproxy|askpass|editor|pager|alternaterefscommand)$/, /^core\.hookspath$/, /^sequence\.editor$/, /^gpg\.(.*\.)?program$/,
  /^gpg\.ssh\.defaultkeycommand$/, /^credential\.(.*\.)?helper$/, /^filter\..*\.(clean|smudge|process)$/, /^diff\.external$/,
  /^diff\..*\.(command|textconv)$/, /^merge\..*\.driver$/, /^remote\..*\.(uploadpack|receivepack|vcs)$/, /^trailer\..*\.(cmd|command)$/,
  /^uploadpack\.packobjectshook$/, /^hook\..*\.command$/,
]

/**
 * What in the repository's own configuration would run a program when we commit or share: settings as `name = value`, and
 * hooks by their path. The user's global settings are their own and don't count, nor does circle's own merge driver.
 */
export function programsIn(repository: Repository, settings: readonly Setting[]): string[] {
  const own = settings.filter(({scope}) => scope === 'local' || scope === 'worktree')
  const named = own.filter(({name, value}) => value !== '' && (programs.some((pattern) => pattern.test(name)) || isMonitor(name, value)) && !isDriver(name, value))
  return [...named.map(({name, value}) => `${name} = ${value}`), ...hooksIn(repository, settings)]
}

function isMonitor(name: string, value: string): boolean {
  return name === 'core.fsmonitor' && !/^(true|false|yes|no|on|off|0|1)$/i.test(value)
}

/** The hooks that git would run: executable files with a hook's name, in the repository's folder of hooks. */
function hooksIn(repository: Repository, settings: readonly Setting[]): string[] {
  const folder = hooksFolder(repository, settings)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return []
  const names = readdirSync(folder).filter((name) => /^[a-z0-9-]+$/.test(name))
  return names.map((name) => join(folder, name)).filter((path) => {
    const stats = statSync(path, {throwIfNoEntry: false})
    return stats?.isFile() === true && (process.platform === 'win32' || (stats.mode & 0o111) !== 0)
  })
}

/** True when committing may change what is committed: such a hook is there. */
export function hasHook(repository: Repository, settings: readonly Setting[], names: readonly string[]): boolean {
  return hooksIn(repository, settings).some((path) => names.some((name) => path.endsWith(join('/', name))))
}

function hooksFolder({top, commonDir}: Repository, settings: readonly Setting[]): string {
  const path = settingOf(settings, 'core.hookspath')
  if (path === undefined || path === '') return join(commonDir, 'hooks')
  const home = path.startsWith('~/') ? join(process.env.HOME ?? '', path.slice(2)) : path
  return isAbsolute(home) ? home : resolve(top, home)
}

/** As `programsIn`, reading the settings; none when the user has said before that they trust this repository. */
export async function programsNamed(repository: Repository): Promise<string[]> {
  const settings = await readSettings(repository.top)
  return isTrusted(repository, settings) ? [] : programsIn(repository, settings)
}

/**
 * As `programsIn`, for the repository at `path` on this computer, which need not have a work tree: what would run here when
 * something is pushed to it. None when the user trusts it (`trust({top: path})`), or when there is no repository.
 */
export async function programsAt(path: string, settings?: readonly Setting[]): Promise<string[]> {
  if (isTrusted({top: path}, settings ?? (await readSettings(existsSync(path) ? path : '/')))) return []
  const gitDir = gitDirAt(path)
  if (gitDir === undefined) return []
  const files = ['config', 'config.worktree'].map((name) => join(gitDir, name)).filter((file) => existsSync(file))
  const own: Setting[] = []
  for (const file of files) {
    const parts = await gitParts(dirname(gitDir), ['config', '--file', file, '--list', '--includes', '-z'])
    own.push(...settingsIn(parts.flatMap((part) => ['local', '', part]), gitDir).settings)
  }
  return programsIn({top: gitDir, gitDir, commonDir: gitDir}, own)
}

/** Where git finds the repository that a path names. (git-clone(1); path.c, enter_repo) */
function gitDirAt(path: string): string | undefined {
  for (const suffix of ['/.git', '', '.git/.git', '.git']) {
    const place = `${path}${suffix}`
    const stats = statSync(place, {throwIfNoEntry: false})
    if (stats?.isDirectory() && existsSync(join(place, 'HEAD')) && existsSync(join(place, 'objects'))) return place
    const named = stats?.isFile() ? /^gitdir: (.*?)\r?\n?$/s.exec(readFileSync(place, 'utf8').slice(0, 4096))?.[1] : undefined
    if (named !== undefined) return resolve(dirname(place), named)
  }
  return undefined
}

/** True when the user has said yes to this repository's programs. Kept in their own global settings, where no repository reaches. */
function isTrusted({top}: Pick<Repository, 'top'>, settings: readonly Setting[]): boolean {
  return settings.some(({scope, name, value}) => (scope === 'global' || scope === 'system') && name === 'circle.trusted' && value === top)
}

/** Remembers that the user trusts this repository's programs. */
export async function trust({top}: Pick<Repository, 'top'>): Promise<void> {
  await git(top, ['config', '--global', '--add', 'circle.trusted', top])
}

/** Throws a `refused` fault when the repository names programs that the user has not been asked about. */
export function requireTrust(repository: Repository, settings: readonly Setting[]): void {
  if (isTrusted(repository, settings)) return
  const named = programsIn(repository, settings)
  if (named.length === 0) return
  throw new Fault('refused', `this repository's own settings name programs that a commit would run: ${named.slice(0, 3).join('; ')}`, {
    hint: `look at them. If you trust them: git config --global --add circle.trusted '${repository.top}'`,
  })
}

/** `circle init --ci`: workflow files that let a forge check every push and pull request. */
import {basename, dirname} from 'node:path'
import {carryOut, repositoryOf} from '../git/carry.ts'
import {findRepository, isBroken, prefixOf, stateFolder} from '../git/find.ts'
import type {Repository} from '../git/find.ts'
import {Fault} from '../model/fault.ts'
import {statsOf} from '../store/disk.ts'
import {readBytes} from '../store/file.ts'
import type {FreeChange, RecordWrite} from './command.ts'
import {programFolder, shippedTemplate} from './shipped.ts'
import type {Block} from './terminal/lines.ts'
import {faint} from './terminal/lines.ts'

/** Where each forge looks for its workflow, from the top of the repository, and the template of it. */
const forges = [
  {forge: 'GitHub', path: '.github/workflows/circle.yml', template: 'ci/github.yml'},
  {forge: 'GitLab', path: '.gitlab-ci.yml', template: 'ci/gitlab.yml'},
  {forge: 'Forgejo', path: '.forgejo/workflows/circle.yml', template: 'ci/forgejo.yml'},
] as const

/** Where the forge gets the program from. */
export interface ProgramSource {
  readonly url: string
  /** A commit or a tag; absent: the newest. */
  readonly version?: string
}

/** Workflow files for a circle. */
export interface Workflows {
  /** The top of the repository, where they lie: the circle's folder, or one above it. */
  readonly top: string
  /** Only those that are not there yet. */
  readonly writes: readonly RecordWrite[]
  readonly source: ProgramSource
  readonly notes: readonly string[]
}

/**
 * The workflow files for a circle in `root`, which need not be there yet. `typed`: the URL of the program's repository, perhaps with
 * `#` and a version; the one this program came from when absent. A file of the same name that says something else is left
 * as it is. Throws a `usage` fault where the source or the folder's name cannot stand in a workflow.
 */
export async function workflowsFor(root: string, typed: string | undefined): Promise<Workflows> {
  const repository = repositoryOf(root)
  const top = repository?.top ?? root
  const folder = repository === undefined ? '.' : folderIn(root, repository)
  const source = typed === undefined ? await ownSource() : sourceTyped(typed)
  const texts = forges.map(({path, template}) => ({path, text: workflow(template, folder, source), there: textAt(top, path)}))
  const left = texts.filter(({text, there}) => there !== undefined && there !== text)
  return {
    top,
    writes: texts.filter(({there}) => there === undefined).map(({path, text}) => ({kind: 'file', path, text})),
    source,
    notes: [
      ...left.map(({path}) => `${path} is there already and says something else; it is left as it is.`),
      ...(source.version === undefined ? [`The forge takes the newest version of the program; add one to the URL to stay with it: ${source.url}#COMMIT`] : []),
      ...(source.url.startsWith('https:') ? [] : ['The forge needs a key to get the program over ssh; with an https URL it needs none.']),
    ],
  }
}

/** The change that adds workflow files to a circle that is there. Throws `git` outside a repository. */
export async function addWorkflows(root: string, typed: string | undefined): Promise<FreeChange> {
  if (repositoryOf(root) === undefined) throw new Fault('git', `there is no git repository in ${root}, nor in a folder above it`, {hint: 'make one first: git init'})
  const workflows = await workflowsFor(root, typed)
  const {top, writes, notes} = workflows
  return {
    ...(writes.length === 0 ? {} : {root: top, writes}),
    message: 'Let the forge check the circle',
    notes,
    show: writes.length === 0 ? ['No workflow was added.'] : workflowBlocks(workflows),
    json: workflowsJson(workflows),
  }
}

/** Writes workflow files above the folder of a circle, where the founding itself writes nothing. */
export async function writeAbove({top, writes}: Workflows, commit: boolean): Promise<void> {
  const repository = repositoryOf(top)
  const files = writes.flatMap((write) => (write.kind === 'file' ? [{path: write.path, before: undefined, after: write.text, onto: (other: string | undefined) => (other === undefined ? write.text : undefined)}] : []))
  await carryOut({root: top, repository, state: stateFolder(top, repository), writes: files, message: 'Let the forge check the circle', commit})
}

/** What to say of workflow files that are written. */
export function workflowBlocks({writes, source}: Pick<Workflows, 'writes' | 'source'>): Block[] {
  const added = forges.filter(({path}) => writes.some((write) => write.kind === 'file' && write.path === path))
  return [
    'The forge will check every push and pull request:',
    {table: added.map(({forge, path}) => [path, forge]), indent: 2},
    faint(`It gets the program from ${source.url}${source.version === undefined ? '' : `, version ${source.version}`}. Take away the files of forges that you don't use.`),
  ]
}

/** For --json. */
export function workflowsJson({writes, source}: Workflows): Record<string, unknown> {
  return {files: writes.flatMap((write) => (write.kind === 'file' ? [write.path] : [])), source: source.url, version: source.version ?? null}
}

function workflow(template: string, folder: string, {url, version = ''}: ProgramSource): string {
  const values: Readonly<Record<string, string>> = {source: url, version, folder}
  return shippedTemplate(template)
    .replace(/^\{\{(get|check)\}\}\n/gm, (_, part: string) => indented(shippedTemplate(`ci/${part}.sh`), template === 'ci/gitlab.yml' ? 6 : 10))
    .replace(/"\{\{(\w+)\}\}"/g, (_, key: string) => `"${values[key]!}"`)
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by))
}

/** The file at a path below `top`; undefined when there is none. Throws `unsound` for a link or a folder in its place. */
function textAt(top: string, path: string): string | undefined {
  const bytes = statsOf(top) === undefined ? undefined : readBytes(top, path)
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
}

/** Where the circle lies below the top, as a workflow may name it: forges put values of their own for `$` and `${{`. */
function folderIn(root: string, repository: Repository): string {
  const path = pathIn(root, repository)
  if (path === '') return '.'
  if (/^[\p{L}\p{N}_.][\p{L}\p{N} _./+@,-]*$/u.test(path)) return path
  throw new Fault('usage', `the folder's name cannot stand in a workflow: ${path}`, {hint: 'rename it: letters, digits, blanks, dots and hyphens will do'})
}

/** A folder from the top of the repository, also one that is not there yet; '' for the top. */
function pathIn(folder: string, repository: Repository): string {
  if (statsOf(folder) !== undefined) return prefixOf(folder, repository).replace(/\/$/, '')
  const above = pathIn(dirname(folder), repository)
  return above === '' ? basename(folder) : `${above}/${basename(folder)}`
}

// The program's source

const https = /^https:\/\/[A-Za-z0-9.-]+(:\d+)?\/[A-Za-z0-9._~/+-]+$/
const ssh = /^(ssh:\/\/([A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+(:\d+)?\/|[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/))[A-Za-z0-9._~/+-]+$/

function isUsable(url: string): boolean {
  // What begins with a hyphen is an option to git or ssh.
  return (https.test(url) || ssh.test(url)) && !/(^|[/@:])-/.test(url)
}

function sourceTyped(typed: string): ProgramSource {
  const [, url = '', version] = /^([^#]*)(?:#(.*))?$/s.exec(typed.trim()) ?? []
  if (/^https?:\/\/[^/]*@/.test(url)) throw new Fault('usage', 'the URL holds a name or a password, and everybody would read it in the workflow', {hint: 'give the URL without it'})
  if (!isUsable(url)) throw new Fault('usage', `not a URL that a forge can get the program from: ${url}`, {hint: 'give one of git\'s that begins with https:// or ssh://; the folder of a new circle comes first: circle init apron --ci https://…'})
  if (version !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}$/.test(version)) throw new Fault('usage', `not a version: ${version}`, {hint: 'give a commit or a tag after the #'})
  return {url, ...(version === undefined ? {} : {version})}
}

/** Where this program was cloned from, and its commit, once that is there too. Throws `usage` where that cannot be told. */
async function ownSource(): Promise<ProgramSource> {
  const own = await cloneOfProgram()
  if (own !== undefined) return own
  throw new Fault('usage', 'where can a forge get this program from?', {hint: 'give the URL of its git repository: circle init --ci https://…/circle.git'})
}

async function cloneOfProgram(): Promise<ProgramSource | undefined> {
  const folder = programFolder()
  const found = findRepository(folder)
  // A program that was installed into another project has not come from that one's repository.
  if (found === undefined || isBroken(found) || prefixOf(folder, found) !== '') return undefined
  const [{readSettings, settingOf}, {gitText}] = await Promise.all([import('../git/settings.ts'), import('../git/run.ts')])
  const url = settingOf(await readSettings(found.top), 'remote.origin.url') ?? ''
  if (!isUsable(url)) return undefined
  const head = await gitText(found.top, ['rev-parse', '--verify', 'HEAD^{commit}'])
  const shared = await gitText(found.top, ['for-each-ref', '--count=1', `--contains=${head}`, 'refs/remotes/origin/'])
  return {url, ...(shared === '' ? {} : {version: head})}
}

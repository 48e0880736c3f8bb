/**
 * What a commit of ours will hold, decided before any file changes: exactly our change, done to what HEAD has and to what
 * the user has staged, so that their own edits are neither swept in nor lost. It is plain data, kept in the journal.
 */
import {Fault} from '../model/fault.ts'
import {bytesFrom} from '../store/journal.ts'
import type {Write} from '../store/write.ts'
import type {Bench} from '../store/temp.ts'
import type {Repository} from './find.ts'
import {attributesOf, blobId, blobsOf, ignoredAmong, indexVersions, storeTexts, textIn, versionsIn} from './objects.ts'
import type {Attributes, Version, Versions} from './objects.ts'
import {filtersIn, hasHook, isOn, readSettings, requireIdentity, requireTrust, settingOf} from './settings.ts'
import type {Identity, Setting} from './settings.ts'
import {readHead, requireIdle, requireOwnWorkTree} from './state.ts'

/** A file's version before and after: in HEAD for the commit, in the index for what the user has staged. */
export interface Step {
  /** From the top of the repository. */
  readonly path: string
  readonly from?: Version | undefined
  /** Undefined: the file goes. */
  readonly to?: Version | undefined
}

export interface Plan {
  /** HEAD's commit, on which ours stands; undefined on a branch without one. */
  readonly head?: string | undefined
  readonly message: string
  readonly identity?: Identity | undefined
  readonly commit: readonly Step[]
  readonly index: readonly Step[]
  /** The filters that the configuration names; none is run. */
  readonly filters: readonly string[]
  /** True when hooks are there that may refuse the commit or change it. */
  readonly hooked: boolean
  /** Remarks for people. */
  readonly notes: readonly string[]
}

export interface Wish {
  readonly repository: Repository
  /** Where the circle stands in the repository, `''` or `folder/`. */
  readonly prefix: string
  /** One line, or a line, a blank line and more. */
  readonly message: string
  /** Author and committer, where git is not to be asked. */
  readonly identity?: Identity | undefined
}

/** Hooks that can refuse a commit or change what it holds. */
const commitHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'reference-transaction']

/** Everything about one write that bears on its commit. */
interface Case {
  readonly path: string
  readonly write: Write
  readonly head: Version | undefined
  readonly staged: Version | undefined
  readonly attributes: Attributes | undefined
}

/** Throws `git` or `refused` where circle should not commit: no name, a state in the middle, programs not asked about. */
export async function settingsForCommit(repository: Repository, identity: Identity | undefined): Promise<Setting[]> {
  await requireIdle(repository)
  const settings = await readSettings(repository.top)
  requireOwnWorkTree(repository, settings)
  requireTrust(repository, settings)
  if (identity === undefined) requireIdentity(settings)
  return settings
}

/**
 * Plans the commit of `writes` and stores its blobs. Changes nothing that anybody sees. Throws `git` or `refused` faults
 * where circle should not commit.
 */
export async function planCommit({repository, prefix, message, identity}: Wish, writes: readonly Write[], bench: Bench): Promise<Plan> {
  const {top} = repository
  const paths = writes.map(({path}) => prefix + path)
  const fresh = writes.filter(({before}) => before === undefined).map(({path}) => prefix + path)
  const [settings, [head, tree], index, attributes, ignored] = await Promise.all([
    settingsForCommit(repository, identity),
    readHead(repository).then(async (found) => [found.oid, await treeOf(top, found.oid, paths)] as const),
    indexVersions(top, paths),
    attributesOf(top, paths),
    ignoredAmong(top, fresh),
  ])
  if (index.unmerged[0] !== undefined) {
    throw new Fault('git', `${index.unmerged[0]} has a conflict that is not settled`, {hint: `settle it in that file, then: git add '${index.unmerged[0]}'`})
  }
  const cases = writes.map((write): Case => {
    const path = prefix + write.path
    return {path, write, head: tree.get(path), staged: index.versions.get(path), attributes: attributes.get(path)}
  })
  for (const each of cases) requirePlain(each, settings)
  const idLength = head?.length ?? (settingOf(settings, 'extensions.objectformat') === 'sha256' ? 64 : 40)
  const plan = await textPlan(cases, {top, idLength, settings, bench, head, ignored})
  return {...plan, head, message, identity, filters: filtersIn(settings), hooked: hasHook(repository, settings, commitHooks)}
}

interface Ground {
  readonly top: string
  readonly idLength: number
  readonly settings: readonly Setting[]
  readonly bench: Bench
  readonly head: string | undefined
  readonly ignored: ReadonlyMap<string, string>
}

/** What git has of other versions of a file, as texts in the encoding of its write; undefined where there is none. */
type Others = (oid: string | undefined, write: Write) => string | undefined

async function textPlan(cases: readonly Case[], ground: Ground): Promise<Pick<Plan, 'commit' | 'index' | 'notes'>> {
  const wanted = cases.flatMap(({write, head, staged}) => [head, staged].flatMap((version) => (version === undefined || isBefore(version, write, ground) ? [] : version.oid)))
  const blobs = await blobsOf(ground.top, [...new Set(wanted)])
  const others: Others = (oid, {encoding}) => {
    const bytes = oid === undefined ? undefined : blobs.get(oid)
    return bytes === undefined || encoding === undefined ? bytes && textIn(bytes) : bytes.toString(encoding)
  }
  const notes: string[] = []
  const steps = cases.map((each) => (each.write.after === undefined ? removal(each, ground) : texts(each, each.write.after, others, ground, notes)))
  for (const [path, rule] of ground.ignored) notes.push(`${path} is committed, although a rule hides it from git add (${rule}).`)
  const contents = steps.flatMap(({commit, index}) => [commit, index].flatMap((step) => (step?.content === undefined ? [] : [step.content])))
  const ids = await stored(contents, ground)
  const finished = (step: Draft | undefined): Step[] => {
    if (step === undefined) return []
    const {path, from, mode, content} = step
    const to = content === undefined ? undefined : {mode, oid: ids.get(keyOf(content)) as string}
    return from?.oid === to?.oid ? [] : [{path, from, to}]
  }
  return {commit: steps.flatMap(({commit}) => finished(commit)), index: steps.flatMap(({index}) => finished(index)), notes}
}

/** A step whose content has not been stored yet; without content, the file goes. */
interface Draft {
  readonly path: string
  readonly from: Version | undefined
  readonly mode: string
  readonly content?: Content
}

interface Content {
  readonly text: string
  readonly encoding: 'latin1' | undefined
}

function keyOf({text, encoding}: Content): string {
  return `${encoding ?? ''}\0${text}`
}

/** The ids of contents, by key; each is stored once. */
async function stored(contents: readonly Content[], {top, bench}: Ground): Promise<ReadonlyMap<string, string>> {
  const unique = [...new Map(contents.map((content) => [keyOf(content), content]))]
  const ids = await storeTexts(top, bench, unique.map(([, content]) => bytesFrom(content.text, content)))
  return new Map(unique.map(([key], index) => [key, ids[index] as string]))
}

function texts(each: Case, after: string, others: Others, ground: Ground, notes: string[]): {commit: Draft; index?: Draft} {
  const {path, write, head, staged} = each
  const {encoding} = write
  const committed = committedText(each, after, others, ground, notes)
  const text = stagedText(each, after, committed, others, ground)
  return {
    commit: {path, from: head, mode: modeOf(each), content: {text: committed, encoding}},
    ...(text === undefined ? {} : {index: {path, from: staged, mode: staged?.mode ?? modeOf(each), content: {text, encoding}}}),
  }
}

/** A file goes only as a whole: what git does not have of it yet, in HEAD or staged, would be lost for good. */
function removal(each: Case, ground: Ground): {commit: Draft; index?: Draft} {
  const {path, write, head, staged} = each
  const isKnown = head !== undefined && isBefore(head, write, ground)
  if (!isKnown || (staged !== undefined && staged.oid !== head.oid)) {
    throw new Fault('refused', `${path} has changes of yours that are not committed, so it is not removed`, {place: {file: path}, hint: 'look at them with git diff HEAD, then commit them or take them back'})
  }
  const draft = {path, from: head, mode: modeOf(each)}
  return {commit: draft, ...(staged === undefined ? {} : {index: draft})}
}

async function treeOf(top: string, oid: string | undefined, paths: readonly string[]): Promise<Versions> {
  return oid === undefined ? new Map() : versionsIn(top, oid, paths)
}

function modeOf({head, staged}: Case): string {
  return (head ?? staged)?.mode ?? '100644'
}

/** Links, submodules and filters (git-crypt, LFS) make the file in the repository another than the one in the folder. */
function requirePlain({path, head, staged, attributes}: Case, settings: readonly Setting[]): void {
  const odd = [head, staged].find((version) => version !== undefined && !version.mode.startsWith('100'))
  if (odd !== undefined) {
    throw new Fault('refused', `${path} is a ${odd.mode === '160000' ? 'submodule' : 'link'} in git`, {hint: 'look at it with git status. --no-commit writes the files alone.'})
  }
  const filter = attributes?.filter ?? 'unspecified'
  const filtered = settings.some(({name, value}) => value !== '' && (name === `filter.${filter}.clean` || name === `filter.${filter}.process`))
  const encoding = attributes?.['working-tree-encoding'] ?? 'unspecified'
  if (!filtered && ['unspecified', 'unset', 'set'].includes(encoding)) return
  const what = filtered ? `goes through the git filter ${filter}` : `is kept in another encoding (${encoding})`
  throw new Fault('refused', `${path} ${what}, which circle does not run`, {hint: `commit it with git yourself: git add '${path}' && git commit (a command that writes it takes --no-commit)`})
}

/** True when a version in git is the file as it was read, with its own line ends or with plain ones. */
function isBefore({oid}: Version, write: Write, {idLength}: Ground): boolean {
  const {before, encoding} = write
  if (before === undefined) return false
  const forms = encoding === undefined ? [before, before.replaceAll('\r\n', '\n')] : [before]
  return forms.some((text) => blobId(bytesFrom(text, write), idLength) === oid)
}

/** The text to commit: HEAD's with our change, so that what the user has not committed stays out; else all of the file. */
function committedText(each: Case, after: string, others: Others, ground: Ground, notes: string[]): string {
  const {path, write, head} = each
  const whole = storedText(each, after, ground, head !== undefined && isCrlf(head, write, ground, others))
  if (head === undefined ? write.before === undefined : isBefore(head, write, ground)) return whole
  const other = others(head?.oid, write)
  const changed = head !== undefined && other === undefined ? undefined : write.onto(other)
  if (changed !== undefined) return storedText(each, changed, ground, other?.includes('\r\n') === true)
  if (write.before !== undefined) notes.push(`${path} had changes of yours that were not committed; circle's change is in the same place, so the commit holds all of that file.`)
  return whole
}

/** What the index should hold: as in the commit where nothing was staged, else what was staged with our change; undefined to leave it. */
function stagedText(each: Case, after: string, committed: string, others: Others, ground: Ground): string | undefined {
  const {write, head, staged} = each
  if (staged?.oid === head?.oid) return committed
  if (staged === undefined) return write.before === undefined ? committed : undefined
  if (isBefore(staged, write, ground)) return storedText(each, after, ground, isCrlf(staged, write, ground, others))
  const text = others(staged.oid, write)
  if (text === undefined) return undefined
  // `git add -N` keeps an empty place for a file that is to come.
  return text === '' && head === undefined ? committed : write.onto(text)
}

/** True when a version in git has CRLF itself: then `text=auto` leaves line ends alone, as git does. */
function isCrlf({oid}: Version, write: Write, {idLength}: Ground, others: Others): boolean {
  const {before} = write
  if (before?.includes('\r\n') && blobId(bytesFrom(before, write), idLength) === oid) return true
  return others(oid, write)?.includes('\r\n') === true
}

/** As git would store it; bytes are stored as they are. */
function storedText({write, attributes}: Case, text: string, {settings}: Ground, hasCrlf: boolean): string {
  return write.encoding === undefined ? asStored(text, attributes, settings, hasCrlf) : text
}

/**
 * A text as git would store it: with LF where its attributes or core.autocrlf say so, else as it is. What we write has LF,
 * or keeps a file's own CRLF; only the latter is ever changed here. (gitattributes(5), "text" and "eol")
 */
export function asStored(text: string, attributes: Attributes | undefined, settings: readonly Setting[], hasCrlf: boolean): string {
  if (!text.includes('\r\n')) return text
  const {text: kind = 'unspecified', eol = 'unspecified'} = attributes ?? {}
  const plain = text.replaceAll('\r\n', '\n')
  if (kind === 'unset') return text
  if (kind === 'set' || kind === 'input' || (kind === 'unspecified' && (eol === 'lf' || eol === 'crlf'))) return plain
  const auto = kind === 'auto' || isOn(settingOf(settings, 'core.autocrlf')) || settingOf(settings, 'core.autocrlf') === 'input'
  return auto && !hasCrlf ? plain : text
}

/** True for data that has the shape of a plan, and in which every id and mode is one: it may go to git. */
export function isPlan(value: unknown): value is Plan {
  const plan = value as Partial<Plan> | null
  if (typeof plan !== 'object' || plan === null || typeof plan.message !== 'string') return false
  if (plan.head !== undefined && !isId(plan.head)) return false
  if (plan.identity !== undefined && (typeof plan.identity.name !== 'string' || typeof plan.identity.email !== 'string')) return false
  return [plan.commit, plan.index].every((steps) => Array.isArray(steps) && steps.every(isStep)) && areTexts(plan.notes) && areTexts(plan.filters) && typeof plan.hooked === 'boolean'
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isStep(value: unknown): value is Step {
  const step = value as Partial<Step> | null
  if (typeof step?.path !== 'string' || /\0/.test(step.path)) return false
  const versions = [step.from, step.to].filter((version) => version !== undefined)
  return versions.length > 0 && versions.every(isVersion)
}

function isVersion(value: unknown): value is Version {
  const version = value as Partial<Version> | null
  return isId(version?.oid) && /^100(644|755)$/.test(version?.mode ?? '')
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value)
}

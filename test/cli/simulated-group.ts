/** A group of people with a clone each and a bare remote between them; every one of their actions is a process of the built program. */
import {cpSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {fsck} from './busy.ts'
import {circle, done, filesIn, folder, git} from './harness.ts'
import {editedText} from './simulated-operations.ts'
import type {Chance} from './simulated-operations.ts'
import {effectsOf, snapshot} from './simulated-state.ts'
import type {Snapshot} from './simulated-state.ts'
import type {Asked, Deed} from './simulated-verdict.ts'

const twelve = ['Ann Ek', 'Bo Berg', 'Cy Ash', 'Dag Rud', 'Eli Holm', 'Fay Lund', 'Gil Moe', 'Hal Nyberg', 'Ida Ost', 'Jon Park', 'Kim Quist', 'Lou Vik']
const more = ['Abe', 'Bea', 'Cal', 'Dee', 'Eva', 'Flo', 'Gus', 'Hans', 'Ines', 'Jan', 'Kai', 'Liv', 'Max', 'Nils', 'Olga', 'Per', 'Rosa', 'Siv']
const people = [...twelve, ...more.map((name) => `${name} Lind`)]

export interface Group {
  readonly remote: string
  /** The clones' folders, by the member whose clone it is. */
  readonly clones: ReadonlyMap<string, string>
  readonly began: Snapshot
}

/** Founds a circle, shares it, and has everybody clone it as the program does it. */
export async function gathered(size = twelve.length): Promise<Group> {
  const top = folder('group')
  const founder = join(top, 'founder')
  const members = people.slice(0, size).flatMap((person) => ['--member', `${person} <${idOf(person)}@example.org>`])
  await done(['init', founder, '--name', 'Apron Club', '--purpose', 'Talk.', '--timezone', 'UTC', '--starts', '2026-09-11 19:00', '--repeats', 'every week', ...members, '--yes'])
  const remote = join(top, 'remote.git')
  await done(['share', remote, '--yes'], {cwd: founder})
  const pattern = join(top, 'pattern')
  await done(['join', remote, pattern, '--agree', '--name', people[0]!, '--email', `${idOf(people[0]!)}@example.org`, '--yes'])
  const clones = new Map(people.slice(0, size).map((person): [string, string] => {
    const root = join(top, idOf(person))
    cpSync(pattern, root, {recursive: true, preserveTimestamps: true})
    git(root, 'config', 'user.name', person)
    git(root, 'config', 'user.email', `${idOf(person)}@example.org`)
    git(root, 'status')
    return [idOf(person), root]
  }))
  return {remote, clones, began: snapshot(pattern)}
}

const idOf = (person: string): string => person.split(' ')[0]!.toLowerCase()

/** Carries out one operation in a clone, and notes what it did; undefined when the program refused it, as it may. */
export async function operated(root: string, words: readonly string[], number: number): Promise<Deed | undefined> {
  const [before, head] = [snapshot(root).state, git(root, 'rev-parse', 'HEAD')]
  const {status, stdout, stderr} = await circle(words, {cwd: root})
  const commit = git(root, 'rev-parse', 'HEAD')
  if (status === 1 || status === 2) {
    expect(commit, stderr).toBe(head)
    if (process.env.CIRCLE_NOTES === '1') process.stdout.write(`refused: ${words.join(' ')}: ${stderr}`)
    return undefined
  }
  if (status !== 0) throw new Error(`circle ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return {number, clone: root, words: words.join(' '), commit, effects: effectsOf(before, snapshot(root).state)}
}

/** What a sync came to. */
export interface Synced {
  readonly asked: readonly Asked[]
  readonly byHand: readonly Deed[]
  readonly tries: number
  readonly notes: readonly string[]
}

interface SyncJson {
  readonly conflicts: readonly Asked[]
  readonly commit: string
  readonly edited: readonly string[]
  readonly tries: number
  readonly notes: readonly string[]
}

/** One sync of a clone: bare first, and where that asks, once more with one side preferred for all. */
export async function synced(root: string, prefer: 'mine' | 'theirs', edits: ReadonlyMap<number, readonly [path: string, text: string]>): Promise<Synced> {
  const head = git(root, 'rev-parse', 'HEAD')
  const deeds: Omit<Deed, 'commit'>[] = []
  for (const [number, [path, text]] of edits) {
    const before = snapshot(root).state
    writeFileSync(join(root, path), text)
    deeds.push({number, clone: root, words: `edit ${path}`, effects: effectsOf(before, snapshot(root).state)})
  }
  const bare = await circle(['sync', '--json'], {cwd: root})
  const asked = bare.status === 4 ? (JSON.parse(bare.stdout) as SyncJson).conflicts : []
  if (bare.status === 4) expect(git(root, 'rev-parse', 'HEAD')).toBe(head)
  const {status, stdout, stderr} = bare.status === 4 ? await circle(['sync', '--json', '--prefer', prefer], {cwd: root}) : bare
  if (status !== 0) throw new Error(`circle sync in ${root} ended with ${status}:\n${stdout}${stderr}`)
  const shared = JSON.parse(stdout) as SyncJson
  const commit = handCommit(root, head, shared.commit)
  return {asked, byHand: deeds.map((deed) => ({...deed, commit})), tries: shared.tries, notes: shared.notes}
}

/** The commit in which a sync saved what was edited by hand; where all of it was there already, all that came. */
function handCommit(root: string, head: string, after: string): string {
  const email = git(root, 'config', 'user.email')
  const lines = git(root, 'log', '--format=%H %ae %P %s', `${head}..${after}`).split('\n')
  const own = lines.find((line) => line.slice(line.indexOf(' ') + 1).startsWith(`${email} ${head} Edit `))
  return own?.split(' ')[0] ?? after
}

/** What somebody edits by hand in a clone: a record and its new text. */
export function handEdit(root: string, number: number, chance: Chance): readonly [path: string, text: string] {
  const files = ['members', 'gatherings', 'polls'].filter((folder) => existsSync(join(root, folder))).flatMap((folder) => readdirSync(join(root, folder), {recursive: true}).map((path) => `${folder}/${String(path)}`).filter((path) => path.endsWith('.yaml'))).toSorted()
  const path = chance.one(files)
  return [path, editedText(readFileSync(join(root, path), 'utf8'), {chance, number})]
}

/** Runs tasks, so many at once, each when those that it names are done. */
export async function inLanes(lanes: number, tasks: readonly {readonly after: readonly number[]; readonly run: () => Promise<void>}[]): Promise<void> {
  const ended: Promise<void>[] = []
  let free = lanes
  const waiting: (() => void)[] = []
  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  let failed = false
  for (const {after, run} of tasks) {
    ended.push((async () => {
      await Promise.all(after.map((at) => ended[at]))
      await enter()
      try {
        if (!failed) await run()
      } catch (error) {
        failed = true
        throw error
      } finally {
        leave()
      }
    })())
  }
  const outcomes = await Promise.allSettled(ended)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/** All clones are one, byte by byte, sound, and nothing is left lying about. Gives the commit they are at. */
export async function expectOne({remote, clones}: Group): Promise<string> {
  const [tip, files] = [git(remote, 'rev-parse', 'refs/heads/main'), filesIn([...clones.values()][0]!)]
  for (const root of clones.values()) {
    expect(git(root, 'rev-parse', 'HEAD')).toBe(tip)
    expect(git(root, 'status', '--porcelain', '--untracked-files=all')).toBe('')
    expect(filesIn(root)).toEqual(files)
  }
  const [first] = clones.values()
  for (const path of Object.keys(files)) expect(git(first!, 'show', `HEAD:${path}`)).toBe(files[path]!.replace(/\n$/, ''))
  expect(await done(['check'], {cwd: first!})).toContain('All sound')
  fsck(remote)
  fsck(first!)
  return tip
}


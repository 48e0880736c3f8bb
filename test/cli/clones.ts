/** Clones of one circle that share it through a bare repository, and what a test compares of them before and after. */
import {cpSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {everything, lived} from './circles.ts'
import {done, folder, git} from './harness.ts'

/** The folder of all, the bare repository, and the clones of two members. */
export interface Clones {
  readonly at: string
  readonly bare: string
  readonly ann: string
  readonly bo: string
}

let pattern: Promise<string> | undefined

/** Ann's and Bo's clones of the circle that `lived` makes, both in step with the bare repository. */
export async function clones(): Promise<Clones> {
  pattern ??= shared()
  const [from, at] = [await pattern, folder('shared')]
  cpSync(from, at, {recursive: true, preserveTimestamps: true})
  for (const name of ['ann', 'bo']) {
    const config = join(at, name, '.git', 'config')
    writeFileSync(config, readFileSync(config, 'utf8').replaceAll(from, at))
    // The copies have other inodes, and git would look at every file again.
    git(join(at, name), 'status')
  }
  return {at, bare: join(at, 'apron.git'), ann: join(at, 'ann'), bo: join(at, 'bo')}
}

async function shared(): Promise<string> {
  const at = folder('shared')
  git(await lived(), 'clone', '--quiet', '--bare', '.', join(at, 'apron.git'))
  git(join(at, 'apron.git'), 'remote', 'remove', 'origin')
  for (const [name, whole] of [['ann', 'Ann Ek'], ['bo', 'Bo Berg']] as const) {
    cloned(at, name, whole)
    await done(['sync'], {cwd: join(at, name)})
  }
  return at
}

/** A further clone beside the others, of a member by this name. */
export function cloned(at: string, name: string, whole: string, ...flags: string[]): string {
  git(at, 'clone', '--quiet', ...flags, join(at, 'apron.git'), name)
  git(join(at, name), 'config', 'user.name', whole)
  git(join(at, name), 'config', 'user.email', `${name}@example.org`)
  return join(at, name)
}

/** Everything in a clone but what fetching alone brings: objects, and what git last saw of the remote. */
export function standing(root: string): Record<string, string> {
  const fetched = /^\.git\/(objects|refs\/remotes|logs\/refs\/remotes|FETCH_HEAD|ORIG_HEAD)(\/|$)/
  return Object.fromEntries(Object.entries(everything(root)).filter(([path]) => !fetched.test(path)))
}

/** The commit that the circle's branch is at. */
export function tip(root: string, branch = 'main'): string {
  return git(root, 'rev-parse', branch)
}

/** Sends by plain git what is committed, as somebody without circle does. */
export function pushed(root: string, ...words: string[]): void {
  git(root, 'push', '--quiet', ...words)
}

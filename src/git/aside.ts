/** Lets git find out what would be, with every object it makes or fetches put aside: the repository stays as it is, to the byte. */
import {AsyncLocalStorage} from 'node:async_hooks'
import {existsSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onDisk} from '../store/disk.ts'
import type {Repository} from './find.ts'

const standing = new AsyncLocalStorage<Readonly<Record<string, string>>>()

/** What git's environment holds besides, for the calls made within `withObjectsAside`. */
export function asideEnvironment(): Readonly<Record<string, string>> {
  return standing.getStore() ?? {}
}

/** Does `work`; the objects that git makes meanwhile go to a private folder that is taken away at the end. */
export async function withObjectsAside<T>({commonDir}: Repository, work: () => Promise<T>): Promise<T> {
  const place = tmpdir()
  const folder = onDisk(place, () => mkdtempSync(join(place, 'circle-aside-')), 'made')
  const own = join(commonDir, 'objects')
  mkdirSync(join(folder, 'info'))
  // A partial or shallow clone reads its own marks from where its objects are.
  const env = {GIT_OBJECT_DIRECTORY: folder, GIT_ALTERNATE_OBJECT_DIRECTORIES: existsSync(own) ? own : ''}
  try {
    return await standing.run(env, work)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

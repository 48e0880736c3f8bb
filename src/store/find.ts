import {lstatSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {charterPath} from './kinds.ts'

/** The folder of the circle that holds `start`: the nearest one, going up, with a charter; undefined when there is none. */
export function findCircle(start: string): string | undefined {
  let folder = resolve(start)
  for (;;) {
    if (isThere(join(folder, charterPath))) return folder
    const above = dirname(folder)
    if (above === folder) return undefined
    folder = above
  }
}

/** True for anything of that name: a link to nothing too, so that the reader can say what is wrong with it. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, {throwIfNoEntry: false}) !== undefined
  } catch {
    // A folder that we may not look into holds no circle of ours.
    return false
  }
}

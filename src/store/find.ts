import {existsSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {charterPath} from './kinds.ts'

/** The folder of the circle that holds `start`: the nearest one, going up, with a charter; undefined when there is none. */
export function findCircle(start: string): string | undefined {
  let folder = resolve(start)
  for (;;) {
    if (existsSync(join(folder, charterPath))) return folder
    const above = dirname(folder)
    if (above === folder) return undefined
    folder = above
  }
}

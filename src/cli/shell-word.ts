/** Words to be copied into a shell. */
import {relative, sep} from 'node:path'

/** A text as a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w./:@+,=%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** What `cd` takes to get from one folder to another; undefined when they are the same. */
export function wayTo(from: string, folder: string): string | undefined {
  const way = relative(from, folder)
  if (way === '') return undefined
  return shellWord(way === '..' || way.startsWith(`..${sep}`) ? folder : way)
}

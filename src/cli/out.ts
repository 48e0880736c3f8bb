import {relative, sep} from 'node:path'
import {Fault} from '../model/fault.ts'
import {companions, recordFolders, reservedFolders} from '../store/kinds.ts'
import type {Input, Stage} from './command.ts'
import {oneLine} from './typed.ts'

/** What a circle is made of: nothing is exported over it. */
const own = {folders: [...recordFolders, ...reservedFolders, 'templates', '.circle', '.git'], files: companions.map((file) => file.toLowerCase())}

/**
 * The absolute path of the file that `--out` names; undefined when it was not given or is `-`, standard output. Throws a
 * `refused` fault for a file that belongs to the circle itself.
 */
export function outTyped({shelf, context}: Pick<Stage, 'shelf' | 'context'>, typed: Input[string]): string | undefined {
  const named = oneLine(typed)
  if (named === undefined || named === '-') return undefined
  const path = context.path(named)
  const [first = '', ...below] = relative(shelf.root, path).split(sep)
  // A name in other letters is the same file on many systems.
  const top = first.toLowerCase()
  if ((below.length === 0 ? own.files : own.folders).includes(top)) {
    throw new Fault('refused', `${named} belongs to the circle itself, so nothing is written there`, {hint: 'name another file with --out'})
  }
  return path
}

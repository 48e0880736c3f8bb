import {Fault} from '../model/fault.ts'
import {findCircle} from '../store/find.ts'
import type {Context} from './context.ts'

/** The folder of the circle around -C or the working folder. Throws a `missing` fault when there is none. */
export function circleRoot(context: Pick<Context, 'folder'>): string {
  const root = findCircle(context.folder)
  if (root === undefined) throw new Fault('missing', `there is no circle in ${context.folder}, nor in a folder above it`, {hint: '`circle init` founds one here; -C names the folder of another'})
  return root
}

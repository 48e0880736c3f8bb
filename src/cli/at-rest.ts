/** Before a circle is read: what a killed command left is finished, and nothing is read while a change is half written. */
import {join} from 'node:path'
import {recoverFirst, repositoryOf} from '../git/carry.ts'
import type {Room} from '../git/carry.ts'
import {stateFolder} from '../git/find.ts'
import {clearBeside} from '../store/beside.ts'
import {onDisk, statsOf} from '../store/disk.ts'
import {hasJournal} from '../store/journal.ts'
import {steadily} from '../store/steady.ts'
import type {Context} from './context.ts'

/** Where the circle in `root` is written. Throws a `git` fault when the repository around it is broken. */
export function roomOf(root: string): Room {
  const repository = repositoryOf(root)
  return {root, repository, state: stateFolder(root, repository)}
}

/** Whether this clone ever sent invitations: one look, before anything is loaded that knows more. */
export function hasSent({state}: Pick<Room, 'state'>): boolean {
  return statsOf(join(state, 'invitations')) !== undefined
}

/** Reads the circle at rest. `notes`: what was finished of an earlier command. */
export async function atRest<T>(room: Room, {env: {CIRCLE_WITHIN: within}}: Pick<Context, 'env'>, read: () => T): Promise<{value: T; notes: readonly string[]}> {
  const notes = await recoverFirst(room, within)
  // A hook of our own commit: the writer waits for it, and it must not wait for the writer.
  if (within !== undefined && hasJournal(room.state) && within === (await import('../store/lock.ts')).lockNonce(room.state)) return {value: read(), notes}
  return {value: await steadily(room.state, read), notes}
}

/** Finishes what a command that founded a circle in `root`, or worked in it, was killed at, and says so. */
export async function finishEarlier(root: string, context: Pick<Context, 'env' | 'notes'>): Promise<void> {
  if (statsOf(root)?.isDirectory() !== true) return
  onDisk(root, () => clearBeside(join(root, '.git')), 'cleared')
  const notes = await recoverFirst(roomOf(root), context.env.CIRCLE_WITHIN)
  if (notes.length > 0) context.notes.blocks(notes)
}

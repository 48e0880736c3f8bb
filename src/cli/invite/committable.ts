/** What would keep the record of mails from being committed, found out before they go. */
import {settingsForCommit} from '../../git/plan.ts'
import {readHead} from '../../git/state.ts'
import {roomOf} from '../at-rest.ts'
import type {Stage} from '../command.ts'
import {askTrust} from '../trust.ts'

/** Throws the faults that a commit would end with: no name, a merge in progress, no branch checked out. */
export async function requireCommittable({context, flags, shelf: {root}}: Pick<Stage, 'context' | 'flags' | 'shelf'>): Promise<void> {
  const {repository} = roomOf(root)
  if (!flags.commit || repository === undefined) return
  await askTrust(context, repository)
  await settingsForCommit(repository, undefined)
  await readHead(repository)
}

import type {Repository} from '../git/find.ts'
import {programsNamed, trust} from '../git/settings.ts'
import {Fault} from '../model/fault.ts'
import type {Context} from './context.ts'

/**
 * Asks once, at a terminal, about a repository whose own settings or hooks would run programs when we commit. The
 * answer is kept in the user's global git settings. Without a terminal the commit itself refuses, and says how to agree.
 */
export async function askTrust(context: Context, repository: Repository): Promise<void> {
  if (!context.asks) return
  const programs = await programsNamed(repository)
  if (programs.length === 0) return
  const {askYes} = await import('./terminal/prompts.ts')
  context.notes.blocks([`The repository in ${repository.top} would run programs of its own when circle commits:`, ...programs.map((program) => `  ${program}`)])
  if (!(await askYes('Do you know them, and shall they run?', false))) {
    throw new Fault('refused', 'nothing was written, since the programs of this repository were not agreed to', {hint: '--no-commit writes the files and leaves the commit to you'})
  }
  await trust(repository)
}

import type {Repository} from '../git/find.ts'
import {programsAt, programsNamed, trust} from '../git/settings.ts'
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

/**
 * The same about a repository on this computer that something will be sent to, at `path`: its settings and hooks then run
 * here. Throws `refused` where nobody can be asked, or they say no.
 */
export async function askTrustAt(context: Context, path: string): Promise<void> {
  const programs = await programsAt(path)
  if (programs.length === 0) return
  const byHand = `if you trust them: git config --global --add circle.trusted '${path}'`
  if (!context.asks) throw new Fault('refused', `${path} would run programs of its own on this computer when something is sent there: ${programs.slice(0, 3).join('; ')}`, {hint: `look at them; ${byHand}`})
  const {askYes} = await import('./terminal/prompts.ts')
  context.notes.blocks([`The repository in ${path} would run programs of its own on this computer when circle sends something there:`, ...programs.map((program) => `  ${program}`)])
  if (!(await askYes('Do you know them, and shall they run?', false))) throw new Fault('refused', 'nothing was written, since the programs of that repository were not agreed to', {hint: `look at them; ${byHand}`})
  await trust({top: path})
}

/** What git's history says about taking a commit back: what was taken back already, and what others may have. */
import {Fault} from '../model/fault.ts'
import type {Repository} from './find.ts'
import {git, gitParts} from './run.ts'

/** The last lines of the message of a commit that takes another one back. */
export function undoMessage(subject: string, oid: string): string {
  return `Undo ${subject}\n\nUndoes: ${oid}`
}

export interface Undoings {
  /** The commits that take another one back. */
  readonly undoing: ReadonlySet<string>
  /** The commits that have been taken back and not come back since: an undo that was itself undone counts no more. */
  readonly undone: ReadonlySet<string>
}

/** Who took back what, among the commits that `to` can reach, as `email` has it. One process. */
export async function undoingsIn({top}: Repository, to: string, email: string): Promise<Undoings> {
  const format = '--format=%H%x00%ae%x00%(trailers:key=Undoes,valueonly,separator=%x2C)'
  const parts = await gitParts(top, ['log', '-z', '--date-order', '--grep=^Undoes: ', format, '--end-of-options', to, '--'])
  const [undoing, undone] = [new Set<string>(), new Set<string>()]
  for (let at = 0; at + 1 < parts.length; at += 3) {
    const [oid = '', author = '', value = ''] = parts.slice(at, at + 3)
    if (!/^[0-9a-f]{40,64}$/.test(value) || author.toLowerCase() !== email.toLowerCase()) continue
    undoing.add(oid)
    // Newest first: whoever took this one back has been met.
    if (!undone.has(oid)) undone.add(value)
  }
  return {undoing, undone}
}

/** True when a remote's branch, as last seen, has the commit: then others may have read it. */
export async function isShared({top}: Repository, oid: string): Promise<boolean> {
  const answer = await git(top, ['for-each-ref', '--count=1', `--contains=${oid}`, '--format=%(refname)', 'refs/remotes', 'refs/circle/seen'])
  return answer.stdout.length > 0
}

/** The id of the commit that was typed, whole or its beginning. Throws `usage` for other words, `unknown` where it is none or several. */
export async function commitTyped({top}: Repository, typed: string): Promise<string> {
  if (!/^[0-9a-f]{4,64}$/i.test(typed)) throw new Fault('usage', `${typed} is not the id of a commit`, {hint: '`circle history` shows them: the letters and digits in front of each line'})
  const {status, stdout} = await git(top, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${typed}^{commit}`], {accept: [1, 128]})
  if (status !== 0) throw new Fault('unknown', `there is no commit ${typed} here, or there are several`, {hint: '`circle history` shows them'})
  return stdout.toString().trim()
}

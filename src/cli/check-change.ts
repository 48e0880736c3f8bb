/** `circle check --change`: what a forge asks of a push or a pull request. */
import {repositoryOf} from '../git/carry.ts'
import {prefixOf} from '../git/find.ts'
import {rangeNamed} from '../git/range.ts'
import type {CommitRange, RangeCommit} from '../git/range.ts'
import {Fault} from '../model/fault.ts'
import {counted} from '../schedule/words.ts'
import {findCircle} from '../store/find.ts'
import {findingsIn} from './change-findings.ts'
import type {ByOther, Findings, Gone, UnsoundAt} from './change-findings.ts'
import type {FreeChange} from './command.ts'
import type {Context} from './context.ts'
import {problemBlocks} from './problem-blocks.ts'
import type {Block} from './terminal/lines.ts'
import {bad, faint, good, section} from './terminal/lines.ts'

/**
 * Checks every commit of a range: files that are not sound, records that are gone, pages that somebody else wrote, which with
 * `strict` are wrong too. The work tree counts for nothing. Throws as `rangeNamed` and `findingsIn` do.
 */
export async function checkChange(context: Pick<Context, 'folder'>, typed: string, strict: boolean): Promise<FreeChange> {
  // The commits may have a circle where the work tree has none any more.
  const root = findCircle(context.folder) ?? context.folder
  const repository = repositoryOf(root)
  if (repository === undefined) throw new Fault('git', `there is no git repository in ${root}, nor in a folder above it`, {hint: '-C names the folder of the circle'})
  const range = await rangeNamed(repository, typed)
  const findings = await findingsIn(repository, prefixOf(root, repository), range)
  const written = findings.byOthers.filter(({joined}) => !joined)
  const wrong = findings.unsound.length + findings.gone.length + (strict ? written.length : 0)
  return {
    show: [
      ...findings.unsound.flatMap(unsoundBlocks),
      ...findings.gone.flatMap((one) => goneBlocks(one, range)),
      ...byOthersBlocks(findings.byOthers, strict),
      ...verdict(findings, range, wrong),
    ],
    json: jsonOf(findings, range, wrong === 0),
    ...(wrong === 0 ? {} : {status: 3}),
  }
}

function unsoundBlocks({problem, commit, source, mended}: UnsoundAt): Block[] {
  return problemBlocks(source, problem, [[faint('  in '), ...(commit === undefined ? ['the circle, before these commits'] : [inWords(commit)]), ...(mended ? [' (put right since)'] : [])]])
}

function goneBlocks({file, commit}: Gone, {before = ''}: CommitRange): Block[] {
  const hint = `nothing is deleted in a circle: git checkout ${before.slice(0, 7)} -- ${file} brings it back`
  const anew = 'none of these commits: the history was written anew, or is older than what it is compared with'
  return [[bad(`${file}: `), 'is gone'], [faint('  hint: '), hint], [faint('  in '), commit === undefined ? anew : inWords(commit)], '']
}

function inWords({oid, name, subject}: RangeCommit): string {
  return `${oid.slice(0, 7)} by ${name}: ${subject}`
}

function byOthersBlocks(byOthers: readonly ByOther[], strict: boolean): Block[] {
  if (byOthers.length === 0) return []
  const rows = byOthers.map(({commit, file, joined}) => [commit.oid.slice(0, 7), commit.name, file, joined ? '(a merge joined two versions)' : ''])
  const [, ...blocks] = section(strict ? "Members' own pages that somebody else wrote" : "Members' own pages that somebody else wrote (a scribe may)", [{table: rows, indent: 2}])
  return [...blocks, '']
}

function verdict({commits}: Findings, {before}: CommitRange, wrong: number): Block[] {
  if (wrong > 0) return [faint(`${counted(wrong, 'problem')} in ${counted(commits, 'commit')}.`)]
  if (commits === 0) return [[good('All sound.'), ' There is no new commit.']]
  return [[good('All sound.'), ` Every file of the circle can be relied on at ${commits === 1 ? 'the one commit' : `each of ${commits} commits`}${before === undefined ? '' : ', and nothing was deleted'}.`]]
}

function jsonOf({commits, unsound, gone, byOthers}: Findings, {base, head}: CommitRange, ok: boolean): unknown {
  const commitJson = (commit: RangeCommit | undefined): unknown => (commit === undefined ? null : {id: commit.oid, author: {name: commit.name, email: commit.email}, subject: commit.subject})
  return {
    ok,
    range: {base: base ?? null, head, commits},
    problems: unsound.map(({problem: {file, line, column, message, hint}, commit, mended}) => ({file, line, column, message, hint, commit: commitJson(commit), mended})),
    deleted: gone.map(({file, commit}) => ({file, commit: commitJson(commit)})),
    byOthers: byOthers.map(({file, member, author, joined, commit}) => ({file, member, author: author ?? null, joined, commit: commitJson(commit)})),
  }
}

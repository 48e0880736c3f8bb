/** The commit from which two histories parted; where there are several, they are merged first, the same way. */
import {Fault} from '../../model/fault.ts'
import {git} from '../run.ts'
import {mergeTrees} from './trees.ts'
import type {Ground} from './trees.ts'

/** Stores a merge of two commits as a commit, seen by nobody; returns its id. */
export type StoreMerge = (mine: string, theirs: string, changes: Awaited<ReturnType<typeof mergeTrees>>['changes']) => Promise<string>

/**
 * The id of the commit to compare both with; undefined when the histories have none in common. A virtual base, made of
 * several, holds for each field that they disagree on what it was before them.
 */
export async function mergeBase(ground: Ground, mine: string, theirs: string, store: StoreMerge): Promise<string | undefined> {
  const bases = await basesOf(ground.top, mine, theirs)
  let [base] = bases
  for (const next of bases.slice(1)) base = await mergedBase(ground, base!, next, store)
  return base
}

async function mergedBase(ground: Ground, one: string, other: string, store: StoreMerge): Promise<string> {
  const base = await mergeBase(ground, one, other, store)
  if (base === undefined) return one
  try {
    const {changes} = await mergeTrees(ground, {base, mine: one, theirs: other}, () => 'base')
    return await store(one, other, changes)
  } catch (error) {
    // A file that could not be read back then: whoever mended it has done so on both sides since, or differs in it now.
    if (error instanceof Fault && error.kind === 'unsound') return base
    throw error
  }
}

/** The best common ancestors, in an order that does not depend on who asks. */
async function basesOf(top: string, one: string, other: string): Promise<string[]> {
  const {status, stdout} = await git(top, ['merge-base', '--all', one, other], {accept: [1]})
  return status === 1 ? [] : stdout.toString().trim().split('\n').toSorted()
}

/** True when the first commit is in the history of the second. */
export async function isAncestor(top: string, one: string, other: string): Promise<boolean> {
  if (one === other) return true
  return (await git(top, ['merge-base', '--is-ancestor', one, other], {accept: [1]})).status === 0
}

/** What a merge could not settle by itself, and what people answer. */
import type {Plain} from '../model/node.ts'

/**
 * One field that both sides changed, each in its own way. A value that is undefined is not there on that side.
 * `mine` and `theirs` name the sides; `theirs` is always what came from others. Each value is what the field becomes when
 * it is chosen: of a text with what could be merged of it. Fields that only make sense together are one conflict, named
 * after the first of them, with maps of those that are there as values.
 */
export interface Conflict {
  /** Keys from the record's root: `['rhythms', 'weekly', 'place']`; `['attendance', 'ann']` for whether Ann was there; the items of a list by their position in the merged one, from 0. */
  readonly field: readonly string[]
  /** What it was when both began. */
  readonly base?: Plain
  readonly mine?: Plain
  readonly theirs?: Plain
  /** What keeping both gives, where that makes sense. */
  readonly both?: Plain
}

/** Which value stays. `base` is for the merge of several merge bases only, where nobody is asked. */
export type Choice = 'mine' | 'theirs' | 'both' | 'base'

/** Answers one conflict; undefined: no answer yet. */
export type Settle = (conflict: Conflict) => Choice | undefined

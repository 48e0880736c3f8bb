/** Where a merge puts its questions. */
import type {Plain} from '../model/node.ts'
import type {Conflict, Settle} from './conflict.ts'
import {same} from './same.ts'

/** Three versions of one value. The sides have an order of their own, so that no result hangs on which is called mine. */
export interface Three<T = Plain> {
  readonly base?: T | undefined
  readonly first?: T | undefined
  readonly second?: T | undefined
}

export interface Question extends Three {
  readonly field: readonly string[]
  /** What keeping both gives; left out where that is what one side has anyway. */
  readonly both?: Plain | undefined
  /** There has to be a value. */
  readonly required?: boolean
}

export interface Desk {
  /** The value that was chosen; without an answer mine, and a conflict is noted. */
  readonly ask: (question: Question) => Plain | undefined
  readonly remark: (text: string) => void
  readonly conflicts: Conflict[]
  readonly remarks: string[]
}

/** `mineIsFirst`: whether the first side is mine. */
export function deskFor(settle: Settle, mineIsFirst: boolean): Desk {
  const [conflicts, remarks]: [Conflict[], string[]] = [[], []]
  const ask = ({field, base, first, second, both, required}: Question): Plain | undefined => {
    const [mine, theirs] = mineIsFirst ? [first, second] : [second, first]
    const isBothOnly = both !== undefined && !same(both, first) && !same(both, second)
    const conflict: Conflict = {
      field,
      ...(base === undefined ? {} : {base}),
      ...(mine === undefined ? {} : {mine}),
      ...(theirs === undefined ? {} : {theirs}),
      ...(isBothOnly ? {both} : {}),
    }
    const choice = settle(conflict)
    if (choice === 'theirs') return theirs
    if (choice === 'both' && isBothOnly) return both
    if (choice === 'base') return base === undefined && required === true ? first : base
    if (choice !== 'mine') conflicts.push(conflict)
    return mine
  }
  return {ask, remark: (text) => remarks.push(text), conflicts, remarks}
}

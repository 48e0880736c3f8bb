import type {Commitment, MemberPage, SharedPage} from '../../model/gathering.ts'

/** What a member said they would do. Without an id it gets one, unless the same words stand on their page already. */
export interface Promised {
  readonly member: string
  readonly id?: string
  readonly commitment: Commitment
}

/** What became of an earlier commitment. Its id may be shortened. */
export type Fate =
  | {readonly id: string; readonly became: 'done'}
  | {readonly id: string; readonly became: 'dropped'; readonly why: string}
  /** Marked as done or dropped by mistake. */
  | {readonly id: string; readonly became: 'open'}

/** When and where, as far as a file says it. */
export type Frame = Pick<SharedPage, 'when' | 'lasts' | 'timezone' | 'place' | 'link' | 'title' | 'format'>

/**
 * What is told of a gathering: by flags, by a file, or at a terminal. Each part adds to what stands on its pages, or
 * corrects it; what is not told stays.
 */
export interface Told {
  /** It took place: also where nothing else is told of it. */
  readonly held?: true
  readonly frame: Frame
  /** Topic and notes replace what stands there; empty, they take it out. */
  readonly topic?: string
  readonly notes?: string
  /** Were there. */
  readonly present: readonly string[]
  /** Told us that they could not come. */
  readonly regrets: readonly string[]
  /** Neither: they are taken out of both lists. */
  readonly absent: readonly string[]
  readonly guests: readonly string[]
  /** Named as guests before, by mistake. */
  readonly strangers: readonly string[]
  /** Role to member; undefined takes the role out. */
  readonly roles: Readonly<Record<string, string | undefined>>
  readonly decisions: readonly {readonly id?: string; readonly text: string}[]
  readonly commitments: readonly Promised[]
  readonly fates: readonly Fate[]
  /** Taken out again: ids of decisions and open commitments of this gathering, and names of guests. */
  readonly removed: readonly string[]
  /** Member to what else their own page says. */
  readonly pages: Readonly<Record<string, Pick<MemberPage, 'rsvp' | 'why' | 'takeaway'>>>
}

export const nothingTold: Told = {
  frame: {}, present: [], regrets: [], absent: [], guests: [], strangers: [], roles: {}, decisions: [], commitments: [], fates: [], removed: [], pages: {},
}

/** Puts two tellings together; the second has the last word. */
export function both(first: Told, second: Told): Told {
  return {
    ...first,
    ...second,
    frame: {...first.frame, ...second.frame},
    present: [...first.present, ...second.present],
    regrets: [...first.regrets, ...second.regrets],
    absent: [...first.absent, ...second.absent],
    guests: [...first.guests, ...second.guests],
    strangers: [...first.strangers, ...second.strangers],
    roles: {...first.roles, ...second.roles},
    decisions: [...first.decisions, ...second.decisions],
    commitments: [...first.commitments, ...second.commitments],
    fates: [...first.fates, ...second.fates],
    removed: [...first.removed, ...second.removed],
    pages: Object.fromEntries([...new Set([...Object.keys(first.pages), ...Object.keys(second.pages)])].map((id) => [id, {...first.pages[id], ...second.pages[id]}])),
  }
}

/** True when nothing is told but these parts. */
export function tellsOnly(told: Told, parts: readonly (keyof Told)[]): boolean {
  const holds = (value: Told[keyof Told]): boolean => (typeof value === 'object' ? Object.keys(value).length > 0 : value !== undefined)
  return (Object.keys(told) as (keyof Told)[]).every((part) => parts.includes(part) || !holds(told[part]))
}

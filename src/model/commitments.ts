import type {Circle} from './circle.ts'
import type {Day} from './day.ts'
import {Fault} from './fault.ts'
import type {Commitment} from './gathering.ts'
import {nearest} from './nearest.ts'

/** A commitment with its address: the gathering where it was made, whose it is, and its short id. */
export interface Promised {
  readonly gathering: string
  readonly member: string
  readonly id: string
  readonly commitment: Commitment
}

export type CommitmentState = 'open' | 'done' | 'dropped'

/** All commitments of the circle, in the order of the gatherings where they were made, then of the members. */
export function commitmentsOf(circle: Pick<Circle, 'gatherings'>): Promised[] {
  return [...circle.gatherings.values()].flatMap(({id: gathering, pages}) =>
    [...pages].flatMap(([member, page]) =>
      Object.entries(page.commitments ?? {}).map(([id, commitment]) => ({gathering, member, id, commitment})),
    ),
  )
}

/** Done wins over dropped, where a page says both. */
export function stateOf(commitment: Commitment): CommitmentState {
  if (commitment.done !== undefined) return 'done'
  return commitment.dropped === undefined ? 'open' : 'dropped'
}

/** True for an open commitment whose day has passed. */
export function isOverdue(commitment: Commitment, today: Day): boolean {
  return stateOf(commitment) === 'open' && commitment.due !== undefined && commitment.due < today
}

/**
 * The commitment that was typed: an id, the beginning of one while no other begins so, or `gathering/member/id`.
 * Throws an `unknown` fault that says which there are.
 */
export function commitmentNamed(circle: Pick<Circle, 'gatherings'>, typed: string): Promised {
  const all = commitmentsOf(circle)
  const wanted = typed.trim().toLowerCase()
  const whole = all.filter(({gathering, member, id}) => id === wanted || `${gathering}/${member}/${id}` === wanted)
  const found = whole.length > 0 ? whole : all.filter(({id}) => id.startsWith(wanted) && wanted !== '')
  // A beginning that fits one open commitment means that one: the others are history.
  const open = found.filter(({commitment}) => stateOf(commitment) === 'open')
  const chosen = found.length === 1 ? found[0] : open.length === 1 ? open[0] : undefined
  if (chosen !== undefined) return chosen
  if (found.length > 1) {
    const which = found.slice(0, 6).map(({gathering, member, id, commitment}) => `${whole.length > 1 ? `${gathering}/${member}/${id}` : id} (${member}: ${commitment.what})`)
    throw new Fault('unknown', `${found.length} commitments begin with ${typed}`, {hint: `say which: ${which.join(', ')}${found.length > 6 ? ' …' : ''}`})
  }
  const meant = nearest(wanted, all.map(({id}) => id))
  throw new Fault('unknown', `no commitment has the id ${typed}`, {hint: meant === undefined ? '`circle commitments --open` lists them' : `did you mean ${meant}?`})
}

import type {Circle} from '../model/circle.ts'
import type {Promised} from '../model/commitments.ts'
import {Fault} from '../model/fault.ts'
import type {Commitment} from '../model/gathering.ts'
import {pagePath} from '../store/kinds.ts'
import type {Change} from './command.ts'

/** The change that gives a commitment on a member's page a new state. */
export function settled(circle: Circle, {gathering, member, id}: Promised, commitment: Commitment, words: Pick<Change, 'message' | 'show'>): Change {
  const page = circle.gatherings.get(gathering)!.pages.get(member)!
  return {
    ...words,
    writes: [{kind: 'page', id: gathering, member, record: {...page, commitments: {...page.commitments, [id]: commitment}}}],
    json: {commitment: {gathering, member, id, ...commitment}},
  }
}

/** What became of a commitment stays: the fault for an outcome that would overwrite another. */
export function alreadySettled({gathering, member, id, commitment: {done, dropped, why}}: Promised): Fault {
  const became = done === undefined ? `dropped on ${dropped}${why === undefined ? '' : `: ${why}`}` : `done on ${done}`
  return new Fault('refused', `${id} was ${became}`, {hint: `to take that back, edit ${pagePath(gathering, member)}`})
}

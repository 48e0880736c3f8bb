import type {Circle} from '../model/circle.ts'
import type {Promised} from '../model/commitments.ts'
import type {Commitment} from '../model/gathering.ts'
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

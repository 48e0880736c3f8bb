/** The ids of the mails that invite. */
import {createHash} from 'node:crypto'
import type {Need} from '../../calendar/invitations.ts'

/**
 * What such an id begins with, of a mail about the event `uid` to these members: it is known from the edition alone, so that answers to it can be told.
 */
export function messageName(uid: string, to: readonly {readonly member: string; readonly address: string}[], sequence: number, method: Need['method']): string {
  const who = to.map(({member, address}) => `${member} ${address}`).join()
  const sign = createHash('sha256').update(JSON.stringify([uid, who, sequence, method])).digest('hex').slice(0, 32)
  return `circle.${sign}`
}

/**
 * The whole id, up to the domain. The same mail again has the same, so that a mailbox which has it shows it once; one that says
 * anything else has another, also in the same edition.
 */
export function messageId(uid: string, to: readonly {readonly member: string; readonly address: string; readonly need: Pick<Need, 'when' | 'of' | 'parts'>}[], sequence: number, method: Need['method']): string {
  const said = JSON.stringify(to.map(({need: {when, of, parts}}) => [when, of, parts]))
  return `${messageName(uid, to, sequence, method)}.${createHash('sha256').update(said).digest('hex').slice(0, 8)}`
}

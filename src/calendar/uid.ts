/** What a gathering or a rhythm is called in calendars everywhere: its id and the circle's, which never change (RFC 7986 5.3). */
import {forms} from '../model/forms.ts'

/** What a UID is of. */
export interface Origin {
  /** The id in the circle's charter. */
  readonly circle: string
  /** The id of the gathering; absent for a whole rhythm. */
  readonly gathering?: string
  /** The id of the rhythm; absent for a gathering. */
  readonly rhythm?: string
}

/** The UID of a gathering, from its id and the id in its circle's charter: `2026-11-27-weekly.7k2mq9xw@circle`. */
export function uidOf(gathering: string, circle: string): string {
  return `${gathering}.${circle}@circle`
}

/** What the UID of a gathering, or of a rhythm as a series (`weekly.series.7k2mq9xw@circle`), is of; undefined for one that no circle made. */
export function originOf(uid: string): Origin | undefined {
  const found = /^([a-z0-9-]+)(\.series)?\.([a-z0-9-]+)@circle$/.exec(uid)
  if (found === null) return undefined
  const [, id = '', series, circle = ''] = found
  if (forms.id.fault(id) !== undefined || forms.id.fault(circle) !== undefined) return undefined
  return series === undefined ? {circle, gathering: id} : {circle, rhythm: id}
}

/** What a gathering is called in calendars everywhere: its id and the circle's, which never change (RFC 7986 5.3). */

/** As long as ids of a circle are, and nothing that they do not have: see forms.id of the model. */
const gatheringId = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/

/** The UID of a gathering, from its id and the id in its circle's charter: `2026-11-27-weekly.7k2mq9xw@circle`. */
export function uidOf(gathering: string, circle: string): string {
  return `${gathering}.${circle}@circle`
}

/** The id of the gathering of this circle (the id in its charter) that a UID is of; undefined when it is of none, or of a whole series. */
export function gatheringIn(uid: string, circle: string): string | undefined {
  const end = `.${circle}@circle`
  const id = uid.endsWith(end) ? uid.slice(0, -end.length) : ''
  return gatheringId.test(id) ? id : undefined
}

/** What is taken out of a gathering's pages again; git keeps it. */
import type {Circle} from '../../model/circle.ts'
import {commitmentsOf, stateOf} from '../../model/commitments.ts'
import type {Promised} from '../../model/commitments.ts'
import {Fault} from '../../model/fault.ts'
import {nearest} from '../../model/nearest.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {pageOf} from '../scheduled.ts'

/** One thing on the pages of a gathering that can be taken out. `text`: its words. */
type Entry =
  | {readonly kind: 'decision'; readonly id: string; readonly text: string}
  | {readonly kind: 'commitment'; readonly id: string; readonly text: string; readonly promised: Promised}
  | {readonly kind: 'guest'; readonly text: string}

export interface Removal {
  /** Their ids. */
  readonly decisions: readonly string[]
  readonly commitments: readonly Promised[]
  /** Their names, as they stand on the page. */
  readonly guests: readonly string[]
}

/**
 * What is meant by ids of decisions and commitments (the beginning will do while it is the only one) or guests' names.
 * Throws `unknown` for what is not on the gathering's pages, `refused` for a commitment that was made elsewhere or is
 * not open any more.
 */
export function removalOf(circle: Circle, one: Gathering, typed: readonly string[]): Removal {
  const entries = entriesOf(circle, one)
  const meant = [...new Set(typed.map((text) => entryNamed(circle, one, entries, text)))]
  return {
    decisions: meant.flatMap((entry) => (entry.kind === 'decision' ? [entry.id] : [])),
    commitments: meant.flatMap((entry) => (entry.kind === 'commitment' ? [entry.promised] : [])),
    guests: meant.flatMap((entry) => (entry.kind === 'guest' ? [entry.text] : [])),
  }
}

function entriesOf(circle: Circle, one: Gathering): Entry[] {
  const {decisions = {}, guests = []} = pageOf(circle, one)
  return [
    ...Object.entries(decisions).map(([id, text]): Entry => ({kind: 'decision', id, text})),
    ...commitmentsOf(circle).filter(({gathering}) => gathering === one.id).map((promised): Entry => ({kind: 'commitment', id: promised.id, text: promised.commitment.what, promised})),
    ...guests.map((text): Entry => ({kind: 'guest', text})),
  ]
}

function entryNamed(circle: Circle, one: Gathering, entries: readonly Entry[], typed: string): Entry {
  const wanted = plain(typed)
  const whole = entries.filter((entry) => namesOf(entry).includes(wanted))
  const found = whole.length > 0 ? whole : entries.filter((entry) => entry.kind !== 'guest' && wanted !== '' && entry.id.startsWith(wanted))
  const [chosen] = found
  if (found.length > 1) throw new Fault('unknown', `${found.length} entries of ${one.id} begin with ${typed}`, {hint: `say which: ${found.map((entry) => `${namesOf(entry).at(-1)} (${entry.text})`).join(', ')}`})
  if (chosen === undefined) throw notThere(circle, one, entries, typed)
  if (chosen.kind === 'commitment' && stateOf(chosen.promised.commitment) !== 'open') {
    throw new Fault('refused', `${chosen.id} is ${stateOf(chosen.promised.commitment)} already: ${chosen.text}`, {hint: `if that was a mistake, open it first: circle gather ${one.id} --reopen ${chosen.id}`})
  }
  return chosen
}

/** All that it can be called, the most exact name last. */
function namesOf(entry: Entry): string[] {
  if (entry.kind === 'guest') return [plain(entry.text)]
  return entry.kind === 'decision' ? [entry.id] : [entry.id, `${entry.promised.gathering}/${entry.promised.member}/${entry.id}`]
}

function notThere(circle: Circle, one: Gathering, entries: readonly Entry[], typed: string): Fault {
  const elsewhere = commitmentsOf(circle).find(({id}) => id === plain(typed))
  if (elsewhere !== undefined) {
    return new Fault('refused', `${elsewhere.id} was promised at ${elsewhere.gathering}, not at ${one.id}`, {hint: `circle gather ${elsewhere.gathering} --remove ${elsewhere.id}; or, to give it up: circle drop ${elsewhere.id} --why "…"`})
  }
  const meant = nearest(typed, entries.map((entry) => (entry.kind === 'guest' ? entry.text : entry.id)))
  return new Fault('unknown', `nothing of ${one.id} is called ${typed}`, {hint: meant === undefined ? `name the id of a decision or a commitment, or a guest; circle show ${one.id} lists them` : `did you mean ${meant}?`})
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase()
}

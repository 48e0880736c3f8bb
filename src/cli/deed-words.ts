/** What was done in a circle, in a person's words and as data. */
import {memberByEmail, shortName} from '../model/members.ts'
import type {Deed} from '../merge/deed.ts'
import {addDays} from '../model/day.ts'
import {grouped} from '../model/grouped.ts'
import {instantText, wallOf} from '../schedule/instant.ts'
import {counted, listed} from '../schedule/words.ts'
import {clausesOf, cut, dayOf, gatheringDay} from './deed-clauses.ts'
import type {Clause, Hearing} from './deed-clauses.ts'
import type {Doing} from './deeds-of.ts'

/** What one commit did, a sentence for each kind of thing: `Bo logged Fri 27 Nov, with 2 commitments`. */
export function doingWords(doing: Doing, hearing: Hearing): string[] {
  return sentences([doing], hearing)
}

/**
 * What all these commits (newest first) did, in at most `most` lines: joined by person and by what was done, in the order in
 * which it was done; the last line then is `and 12 more`. What was done again later is told once, as it was in the end.
 */
export function summarise(doings: readonly Doing[], most: number, hearing: Hearing): string[] {
  const lines = sentences(doings.toReversed(), hearing, true)
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`]
}

/** Who did it: `you`, a member's name, else what the commit says. */
export function authorWords(doing: Pick<Doing, 'name' | 'email'>, {circle, you}: Hearing): string {
  const member = authorOf(doing, circle)
  if (member === undefined) return cut(doing.name, 40) || cut(doing.email, 40) || 'somebody'
  return member === you ? 'you' : shortName(circle.members, member)
}

/** When it was done, where the circle is at home: `today 14:05`, `yesterday 09:10`, `Fri 20 Nov 19:00`. */
export function momentWords(seconds: number, {timezone, today}: Pick<Hearing, 'timezone' | 'today'>): string {
  const {day, time} = wallOf(timezone, seconds * 1000)
  const words = day === today ? 'today' : day === addDays(today, -1) ? 'yesterday' : dayOf(day, {today})
  return `${words} ${time}`
}

/** One commit as data. */
export function doingJson({oid, name, email, time, deeds}: Doing, {circle}: Pick<Hearing, 'circle'>): Record<string, unknown> {
  return {commit: oid, when: instantText(time * 1000), author: {name, email, member: authorOf({email}, circle) ?? null}, deeds}
}

function authorOf({email}: Pick<Doing, 'email'>, {members}: Hearing['circle']): string | undefined {
  return email === '' ? undefined : memberByEmail(members, email)
}

interface Said {
  readonly actor: string
  readonly clause: Clause
}

/** `whole`: what they have come to, with what came of it; else what each did by itself. */
function sentences(doings: readonly Doing[], hearing: Hearing, whole = false): string[] {
  const said = doings.flatMap((doing): Said[] => {
    const author = authorOf(doing, hearing.circle)
    const actor = authorWords(doing, hearing)
    return folded(doing.deeds, author, hearing).map((clause) => ({actor, clause}))
  })
  const last = new Map(said.flatMap(({clause}, index) => (clause.about === undefined ? [] : [[clause.about, index] as const])))
  const still = said.flatMap((one, index) => {
    const {about, since} = one.clause
    if (about !== undefined && last.get(about) !== index) return []
    if (!whole || since === undefined) return [one]
    const first = said.find(({clause}) => clause.about === about)?.clause.since ?? since
    return [{...one, clause: {...one.clause, alone: since.told(first.from)}}]
  })
  return grouped(still, ({actor}) => actor).flatMap((all) => grouped(all, ({clause}) => clause.key).map((alike) => `${alike[0]!.actor} ${together(alike.map(({clause}) => clause))}`))
}

function together(clauses: readonly Clause[]): string {
  const [first] = clauses
  return clauses.length === 1 ? first!.alone : first!.together(clauses.map(({item}) => item))
}

/** The clauses of one commit, where what belongs to one act is told with it: the members of a founding, the pages of a log. */
function folded(deeds: readonly Deed[], author: string | undefined, hearing: Hearing): Clause[] {
  const founding = deeds.some(({deed}) => deed === 'founded')
  const found = new Set(deeds.flatMap((deed) => (deed.deed === 'poll closed' ? [deed.gathering] : [])))
  const logs = new Set(deeds.flatMap((deed) => (deed.deed === 'logged' ? [deed.gathering] : [])))
  const isPart = (deed: Deed): boolean => {
    if (founding) return deed.deed !== 'founded'
    // The date that came of a poll is told with its closing.
    if (deed.deed === 'dated') return found.has(deed.gathering)
    return (deed.deed === 'promised' || (deed.deed === 'takeaway' && deed.change === 'added')) && logs.has(deed.gathering)
  }
  const parts = deeds.filter(isPart)
  return deeds.filter((deed) => !isPart(deed)).flatMap((deed) => clausesOf(deed, author, hearing).map((clause) => withParts(clause, deed, parts, author, hearing)))
}

function withParts(clause: Clause, deed: Deed, parts: readonly Deed[], author: string | undefined, hearing: Hearing): Clause {
  if (deed.deed === 'founded') {
    const others = parts.flatMap((part) => (part.deed === 'joined' && part.member !== author ? [part.member === hearing.you ? 'you' : shortName(hearing.circle.members, part.member)] : []))
    const logs = parts.filter((part) => part.deed === 'logged').length
    const company = others.length > 4 ? ` with ${others.length} others` : others.length > 0 ? ` with ${listed(others)}` : ''
    return {...clause, alone: `${clause.alone}${company}${logs === 0 ? '' : `, and logged ${counted(logs, 'gathering')}`}`}
  }
  if (deed.deed !== 'logged') return clause
  const here = parts.filter((part) => 'gathering' in part && part.gathering === deed.gathering)
  const promised = here.filter((part) => part.deed === 'promised').length
  const takeaways = here.length - promised
  const more = [...(promised > 0 ? [counted(promised, 'commitment')] : []), ...(takeaways > 0 ? [counted(takeaways, 'takeaway')] : [])]
  return more.length === 0 ? clause : {...clause, alone: `logged ${gatheringDay(deed.gathering, hearing)}, with ${listed(more)}`}
}

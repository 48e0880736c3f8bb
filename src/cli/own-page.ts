/** What a member says on their own page of a gathering. */
import type {Circle} from '../model/circle.ts'
import {Fault} from '../model/fault.ts'
import type {MemberPage} from '../model/gathering.ts'
import {shortName} from '../model/members.ts'
import {whenText} from '../model/when.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import {wallOf} from '../schedule/instant.ts'
import {shortDay} from '../schedule/words.ts'
import type {RecordWrite, Stage} from './command.ts'
import {hours} from './gathering-words.ts'
import {pageOf} from './scheduled.ts'
import {faint} from './terminal/lines.ts'
import type {Span} from './terminal/lines.ts'

/** Whose page it is, and whether that is the person at the keyboard. */
export interface Speaker {
  readonly member: string
  readonly isYou: boolean
}

/** Who speaks: the member of --as, else of git's e-mail. Throws a `usage` fault when that is nobody the circle knows. */
export async function speakerOf({actor, flags}: Pick<Stage, 'actor' | 'flags'>): Promise<Speaker> {
  const member = await actor()
  if (member === undefined) throw new Fault('usage', 'who are you? No member has your e-mail in git', {hint: 'if you are a member, say which: --as ann. If not yet: circle member add "Your Name <you@example.org>"'})
  return {member, isYou: flags.as === undefined}
}

/** `you`, or the short name of whom somebody else speaks for. */
export function calledFor({members}: Circle, {member, isYou}: Speaker): string {
  return isYou ? 'you' : shortName(members, member)
}

/** A member's own page as it stands; empty when there is none. */
export function ownPage(circle: Circle, gathering: string, member: string): MemberPage {
  return circle.gatherings.get(gathering)?.pages.get(member) ?? {}
}

/** Writes a member's own page, and before it the stub of the shared page, for a date that has no folder yet. */
export function ownPageWrites(circle: Circle, one: Gathering, member: string, record: MemberPage): RecordWrite[] {
  const stub: RecordWrite[] = circle.gatherings.has(one.id) ? [] : [{kind: 'gathering', id: one.id, record: pageOf(circle, one)}]
  return [...stub, {kind: 'page', id: one.id, member, record}]
}

/** `Fri 4 Dec 2026, 19:00–21:00`; with its zone, where that is not the circle's. */
export function shortWhen({charter}: Circle, one: Gathering): string {
  const zone = one.allDay || one.timezone === charter.timezone ? '' : ` (${one.timezone})`
  return `${shortDay(one.start.day)} ${one.start.day.slice(0, 4)}, ${hours(one)}${zone}`
}

/** The same time on a member's own clocks, `Sat 5 Dec 2026, 00:30–02:30 in Asia/Kolkata`; undefined where they show what ours do. */
export function elsewhere(circle: Circle, one: Gathering, member: string): Span | undefined {
  const timezone = circle.members.get(member)?.timezone ?? circle.charter.timezone
  const start = wallOf(timezone, one.startMs)
  if (one.allDay || whenText(start) === whenText(wallOf(one.timezone, one.startMs))) return undefined
  const there: Gathering = {...one, timezone, start, end: wallOf(timezone, one.endMs)}
  return faint(`${shortDay(start.day)} ${start.day.slice(0, 4)}, ${hours(there)} in ${timezone}`)
}

/** A text as it is written down: LF at the ends of lines, no blank lines around the words. */
export function tidy(text: string): string {
  return text.replace(/^\u{feff}/u, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(/^(?:[ \t]*\n)+|\s+$/g, '')
}

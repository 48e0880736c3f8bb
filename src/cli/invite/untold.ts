/** Which gatherings were changed or called off since members were invited to them, and who should hear of it. */
import {needsOf} from '../../calendar/invitations.ts'
import type {Need} from '../../calendar/invitations.ts'
import {lastTold, toldNow} from '../../calendar/told.ts'
import type {Circle} from '../../model/circle.ts'
import {shortName} from '../../model/members.ts'
import {byStart} from '../../schedule/gatherings.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {gatheringById} from '../../schedule/named.ts'
import {listed} from '../../schedule/words.ts'
import type {Change} from '../command.ts'
import {inviteesOn} from './people.ts'

/** A gathering of which members who were invited should hear something. */
export interface Untold {
  readonly gathering: Gathering
  /** One for each member, by seniority; never empty. */
  readonly needs: readonly Need[]
}

/** A gathering, where it is not over at `nowMs` and there is something new to say to members who were invited to it. */
function untoldIn(circle: Circle, id: string, nowMs: number): Untold | undefined {
  const {shared, pages} = circle.gatherings.get(id) ?? {pages: new Map()}
  const recorded = shared?.status === 'held' ? new Map() : lastTold(pages)
  const gathering = recorded.size === 0 ? undefined : gatheringById(circle, id)
  if (gathering === undefined || gathering.endMs <= nowMs) return undefined
  const people = inviteesOn(circle, gathering.start.day)
  const told = toldNow(recorded, people)
  const {needs: all} = needsOf({gathering, people, told, revision: 0, inviter: '', to: [...told.keys()]})
  // Whoever invited may be the very one who changed it.
  const needs = all.filter(({copy}) => copy === undefined)
  return needs.length === 0 ? undefined : {gathering, needs}
}

/** All such gatherings, the earliest first. */
export function untoldOf(circle: Circle, nowMs: number): Untold[] {
  return [...circle.gatherings.keys()].flatMap((id) => untoldIn(circle, id, nowMs) ?? []).toSorted((a, b) => byStart(a.gathering, b.gathering))
}

/** The short names of those who should hear of it: `Bo and Cy`. */
export function whoShouldHear({members}: Circle, {needs}: Untold): string {
  return listed(needs.map(({member}) => shortName(members, member)))
}

/** A change of shared pages of gatherings, with a remark for each on who was invited to it and what tells them. */
export function withInvited(circle: Circle, change: Change, nowMs: number): Change {
  const writes = change.writes ?? []
  const gatherings = new Map(circle.gatherings)
  for (const write of writes) if (write.kind === 'gathering') gatherings.set(write.id, {id: write.id, shared: write.record, pages: gatherings.get(write.id)?.pages ?? new Map()})
  const charter = writes.find((write) => write.kind === 'charter')?.record ?? circle.charter
  const after: Circle = {...circle, charter, gatherings}
  const notes = writes.flatMap((write) => (write.kind === 'gathering' ? invitedNotes(after, write.id, nowMs) : []))
  return {...change, notes: [...(change.notes ?? []), ...notes]}
}

function invitedNotes(circle: Circle, id: string, nowMs: number): string[] {
  const untold = untoldIn(circle, id, nowMs)
  return untold === undefined ? [] : [`${whoShouldHear(circle, untold)} ${untold.needs.length === 1 ? 'was' : 'were'} invited: circle invite ${id} tells them`]
}

/** A remark for each other gathering to come that was changed or called off since members were told of it. */
export function otherNotes(circle: Circle, but: string, nowMs: number): string[] {
  return untoldOf(circle, nowMs).filter(({gathering}) => gathering.id !== but).map((untold) => `${whoShouldHear(circle, untold)} should hear of ${untold.gathering.id} too: circle invite ${untold.gathering.id}`)
}

/** Which gathering `circle invite` is about where none is named. */
import type {Circle} from '../../model/circle.ts'
import {comingGathering} from '../../schedule/named.ts'
import type {Setting} from '../command.ts'
import {untoldOf, whoShouldHear} from './untold.ts'

/**
 * The earliest gathering of which somebody who was invited should hear something, so that nobody waits at the door; else `next`.
 * `to`: only these members count. With a remark, where that is not the next one.
 */
export function gatheringDue(circle: Circle, {nowMs, today}: Setting, to?: readonly string[]): {typed: string; notes: readonly string[]} {
  const first = untoldOf(circle, nowMs).find(({needs}) => to === undefined || needs.some(({member}) => to.includes(member)))
  const next = comingGathering(circle, nowMs, today)?.id
  if (first === undefined || first.gathering.id === next) return {typed: 'next', notes: []}
  const after = next === undefined ? '' : ` The next gathering: circle invite ${next}`
  return {typed: first.gathering.id, notes: [`This is about ${first.gathering.id} first: ${whoShouldHear(circle, first)} had been invited to it.${after}`]}
}

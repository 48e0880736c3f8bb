import type {Circle} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import {whenText} from '../../model/when.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {circleCommand} from '../command.ts'
import type {Change, Setting} from '../command.ts'
import {withInvited} from '../invite/untold.ts'
import {pageOf, scheduled} from '../scheduled.ts'

export const command = circleCommand<{id: string}>({
  answers: ({circle, setting}, input) => ({id: gatheringNamed(circle, input.gathering as string, setting).id}),

  change: (circle, {id}, setting) => withInvited(circle, restored(circle, id, setting), setting.nowMs),
})

function restored(circle: Circle, id: string, setting: Setting): Change {
  const one = gatheringNamed(circle, id, setting)
  const page = pageOf(circle, one)
  if (one.status === 'cancelled') {
    const {why: _, ...rest} = page
    return scheduled(circle, id, {...rest, status: 'planned'}, {message: `Restore ${id}`, done: 'takes place after all'})
  }
  if (page.rhythm !== undefined && page.when !== undefined && one.status === 'planned') {
    const {when: _, ...rest} = page
    return scheduled(circle, id, rest, {message: `Restore ${id}`, done: 'is back in its place'})
  }
  if (one.rhythm === undefined && one.start.day !== one.due && one.status === 'planned') {
    // Its first day is in its id; its first hour is nowhere.
    const notes = one.start.time === undefined ? [] : [`The hour from before the move is not written down, so it stays at ${one.start.time}.`]
    return scheduled(circle, id, {...page, when: whenText({...one.start, day: one.due})}, {message: `Restore ${id}`, done: 'is back on its day', notes})
  }
  throw new Fault('refused', `${id} is neither cancelled nor moved`, {hint: `\`circle show ${id}\` shows it`})
}

import type {Circle} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import {gatheringById} from '../../schedule/named.ts'
import {listed} from '../../schedule/words.ts'
import type {Change} from '../command.ts'
import {scheduled} from '../scheduled.ts'

/**
 * The change that takes back that a gathering was held: it is planned again, and nobody was there. Throws `refused` when
 * it was not logged, or when its pages tell more of it than who was there.
 */
export function notHeld(circle: Circle, id: string): Change {
  const one = gatheringById(circle, id)
  const record = circle.gatherings.get(id)
  if (one === undefined || record === undefined || one.status !== 'held') throw new Fault('refused', `${id} is not logged`, {hint: '`circle log` lists the gatherings held'})
  const {status: _, present: __, regrets: ___, ...shared} = record.shared
  const pages = [...record.pages.values()]
  const told = [
    ...(shared.guests === undefined ? [] : ['guests']),
    ...(shared.notes === undefined ? [] : ['notes']),
    ...(Object.keys(shared.decisions ?? {}).length === 0 ? [] : ['decisions']),
    ...(pages.some(({commitments}) => Object.keys(commitments ?? {}).length > 0) ? ['commitments'] : []),
    ...(pages.some(({takeaway}) => takeaway !== undefined) ? ['takeaways'] : []),
  ]
  if (told.length > 0) {
    throw new Fault('refused', `${id} has ${listed(told)} on its pages`, {hint: `take them out first (circle gather ${id} --remove …, or by hand in gatherings/${id}), then say --not-held again`})
  }
  return scheduled(circle, id, shared, {message: `Take back ${id}`, done: 'is planned again, not held'})
}

import type {Charter, Rhythm} from '../../model/charter.ts'
import {addDays} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {nearest} from '../../model/nearest.ts'
import {isBare} from '../../schedule/folders.ts'
import {gatherings} from '../../schedule/gatherings.ts'
import {circleCommand} from '../command.ts'
import {gatheringRow} from '../gathering-words.ts'
import type {Block} from '../terminal/lines.ts'
import {name} from '../terminal/lines.ts'
import {dayTyped} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly after: Day
}

export const command = circleCommand<Answers>({
  answers: async ({circle, setting}, input) => {
    const id = (input.id as string).trim()
    rhythmTyped(circle.charter, id)
    if (typeof input.after !== 'string') throw new Fault('usage', 'after which day does it end?', {hint: 'add --after 2026-12-31; that day still counts'})
    return {id, after: await dayTyped(input.after, setting)}
  },

  change: (circle, {id, after}) => {
    const {charter} = circle
    const rhythms = charter.rhythms ?? {}
    const rhythm = rhythmTyped(charter, id)
    if (after < rhythm.starts.slice(0, 10)) throw new Fault('usage', `${id} begins only on ${rhythm.starts.slice(0, 10)}`, {hint: 'end it on that day or later'})
    const record = {...charter, rhythms: {...rhythms, [id]: {...rhythm, until: after}}}
    const ended = {...circle, charter: record}
    const left = gatherings(ended, {from: addDays(after, -400), to: addDays(after, 400)}).filter((one) => one.rhythm === id)
    const last = left.findLast((one) => one.due <= after)
    // Folders of occurrences after the end hit nothing any more.
    const orphans = [...circle.gatherings.values()]
      .filter((record) => record.id.slice(11) === id && record.id.slice(0, 10) > after && record.shared.status !== 'held' && !isBare(record))
      .map((record) => record.id)
    const words = (ends: string): Block[] => [
      ['The rhythm ', name(id), ` ${ends} with ${after}.`, ...(last === undefined ? [] : [' Its last gathering:'])],
      ...(last === undefined ? [] : [{table: [gatheringRow(last, charter.timezone)], indent: 2}]),
    ]
    return {
      writes: [{kind: 'charter', record}],
      message: `End rhythm ${id}`,
      show: words('ends'),
      foreseen: words('would end'),
      notes: orphans.map((key) => `${key} comes after that, and has a page of its own; \`circle check\` will say that it hits no date.`),
      json: {rhythm: {id, ...record.rhythms[id]}},
    }
  },
})

/** Throws an `unknown` fault with the nearest rhythm, or with all of them. */
function rhythmTyped({rhythms = {}}: Charter, id: string): Rhythm {
  const rhythm = Object.hasOwn(rhythms, id) ? rhythms[id] : undefined
  if (rhythm !== undefined) return rhythm
  const meant = nearest(id, Object.keys(rhythms))
  throw new Fault('unknown', `there is no rhythm ${id}`, {hint: meant === undefined ? `the rhythms are ${Object.keys(rhythms).join(', ') || 'none yet'}` : `did you mean ${meant}?`})
}

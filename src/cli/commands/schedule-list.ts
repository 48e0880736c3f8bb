import {addDays} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {clashes, gatherings} from '../../schedule/gatherings.ts'
import {circleCommand} from '../command.ts'
import {clashNotes, gatheringJson, gatheringRow} from '../gathering-words.ts'
import {count, dayTyped} from '../typed.ts'

interface Answers {
  readonly next?: number
  readonly from?: Day
  readonly to?: Day
  /** Whoever reads it lives by other clocks than the circle. */
  readonly isElsewhere: boolean
}

/** How far ahead `--next` looks: a circle that gathers once a year fills it slowly. */
const horizonDays = 366 * 12

export const command = circleCommand<Answers>({
  answers: async ({circle: {charter, members}, setting, actor}, input) => {
    const next = count(input.next, '--next')
    const from = typeof input.from === 'string' ? await dayTyped(input.from, setting) : undefined
    const to = typeof input.to === 'string' ? await dayTyped(input.to, setting) : undefined
    if (from !== undefined && to !== undefined && to < from) throw new Fault('usage', `--to ${to} is before --from ${from}`, {hint: 'turn them round'})
    const isElsewhere = (zone: string | undefined): boolean => zone !== undefined && zone !== charter.timezone
    // Who it is, git is asked for, which takes its time: only where it matters.
    const you = [...members.values()].some(({timezone}) => isElsewhere(timezone)) ? await actor() : undefined
    return {isElsewhere: you !== undefined && isElsewhere(members.get(you)?.timezone), ...(next === undefined ? {} : {next}), ...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})}
  },

  change: (circle, {next, from, to, isElsewhere}, {today, nowMs}) => {
    const ahead = (days: number) =>
      gatherings(circle, {from: from ?? addDays(today, -31), to: to === undefined ? addDays(from ?? today, days) : addDays(to, 1)}).filter((one) => from !== undefined || one.endMs > nowMs)
    const wanted = next ?? (to === undefined ? 10 : Infinity)
    let found = ahead(to === undefined ? 400 : 0)
    if (to === undefined && found.length < wanted) found = ahead(horizonDays)
    const listed = found.slice(0, wanted)
    const none = from === undefined && to === undefined ? 'No gathering is planned. Plan one: circle schedule add "next friday 19:00"' : 'No gathering falls on these days.'
    return {
      show: listed.length === 0 ? [none] : [{table: listed.map((one) => gatheringRow(one, circle.charter.timezone))}],
      notes: [
        ...(isElsewhere && listed.some(({allDay, timezone}) => !allDay && timezone === circle.charter.timezone) ? [`Hours are by the clocks of ${circle.charter.timezone}.`] : []),
        ...clashNotes(clashes(listed)),
      ],
      json: {gatherings: listed.map(gatheringJson)},
    }
  },
})

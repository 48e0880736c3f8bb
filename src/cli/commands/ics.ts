import {join} from 'node:path'
import {eventsOf} from '../../calendar/events.ts'
import {calendarText} from '../../calendar/write.ts'
import {addDays, addMonths} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {idMeant} from '../../model/forms.ts'
import {gatherings} from '../../schedule/gatherings.ts'
import {counted} from '../../schedule/words.ts'
import {circleCommand} from '../command.ts'
import {historyOf} from '../history.ts'
import {outTyped} from '../out.ts'
import {dayTyped} from '../typed.ts'
import {programVersion} from '../version.ts'

interface Answers {
  readonly from: Day
  /** Exclusive. */
  readonly to: Day
  /** Where to write it, absolute; absent: standard output. */
  readonly out?: string
  /** It is only asked what would be written. */
  readonly dry?: boolean
  /** When what a gathering's event is made of last changed, in epoch seconds. */
  readonly changed: (gathering: string) => number
  readonly notes: readonly string[]
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {setting, circle, shelf, flags} = stage
    const from = typeof input.from === 'string' ? await dayTyped(input.from, setting) : addDays(setting.today, -30)
    const to = typeof input.to === 'string' ? addDays(await dayTyped(input.to, setting), 1) : addMonths(setting.today, 18)
    if (to <= from) throw new Fault('usage', `the calendar would end on ${addDays(to, -1)}, before it begins on ${from}`, {hint: 'turn --from and --to round, or give both'})
    const out = input.out === undefined ? join(shelf.root, `${idMeant(circle.charter.name) ?? 'circle'}.ics`) : outTyped(stage, input.out)
    return {from, to, dry: flags.dryRun, ...(out === undefined ? {} : {out}), ...(await historyOf(stage))}
  },

  change: (circle, {from, to, out, dry, changed, notes}) => {
    const listed = gatherings(circle, {from, to})
    const {charter} = circle
    const events = eventsOf(circle, listed, changed)
    const calendar = calendarText({name: charter.name, description: charter.purpose, timezone: charter.timezone, version: programVersion, events})
    const span = `${from} to ${addDays(to, -1)}`
    return {
      ...(out === undefined
        ? {file: calendar.text}
        : {exports: [{path: out, text: calendar.text, begins: 'BEGIN:VCALENDAR'}], show: [`${counted(listed.length, 'gathering')}, ${span}${dry === true ? ', would be written to ' : ': '}${out}`]}),
      notes: [...notes, ...calendar.notes],
      json: {file: out ?? null, from, to: addDays(to, -1), gatherings: listed.length, ...(out === undefined ? {text: calendar.text} : {})},
    }
  },
})

import type {Rhythm} from '../../model/charter.ts'
import {addDays} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {forms, longestId} from '../../model/forms.ts'
import type {When} from '../../model/when.ts'
import {whenText} from '../../model/when.ts'
import {clashes, gatherings} from '../../schedule/gatherings.ts'
import {circleCommand} from '../command.ts'
import {clashNotes, gatheringJson, gatheringRow} from '../gathering-words.ts'
import {name} from '../terminal/lines.ts'
import {detailsTyped, formed, oneLine, oneZone, whenTyped} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly starts: When
  readonly rhythm: Omit<Rhythm, 'starts'>
}

export const command = circleCommand<Answers>({
  answers: async ({setting}, input) => {
    const id = oneLine(input.id)!
    const fault = forms.id.fault(id) ?? (id.length > longestId - 11 ? `is longer than ${longestId - 11} characters` : undefined)
    if (fault !== undefined) throw new Fault('usage', `the name of a rhythm, ${id}, ${fault}`, {hint: `write one such as ${forms.id.meant?.(id) ?? 'monthly'}`})
    if (typeof input.starts !== 'string') throw new Fault('usage', 'from when does it count?', {hint: 'add --starts "2026-11-27 19:00", or a day alone for all day'})
    const {title, lasts, place, link} = detailsTyped(input)
    const rhythm = {
      title,
      repeats: formed(input.repeats, '--repeats', forms.repeats),
      lasts,
      timezone: oneZone(input.timezone),
      place,
      link,
      format: formed(input.format, '--format', forms.id),
    }
    return {id, starts: await whenTyped(input.starts, setting), rhythm: defined(rhythm)}
  },

  change: (circle, {id, starts, rhythm}) => {
    const {charter} = circle
    if (Object.hasOwn(charter.rhythms ?? {}, id)) throw new Fault('refused', `there is already a rhythm ${id}`, {hint: `end it first (circle schedule end-rhythm ${id} --after DAY), and give the new one another name`})
    const own = [...circle.gatherings.values()].find((page) => page.id.slice(11) === id && page.shared.rhythm === undefined)
    if (own !== undefined) throw new Fault('refused', `${own.id} is a date of its own, and would be taken for one of the rhythm ${id}`, {hint: 'give the rhythm another name'})
    const record = {...charter, rhythms: {...charter.rhythms, [id]: {...(rhythm.title === undefined ? {} : {title: rhythm.title}), starts: whenText(starts), ...rhythm}}}
    const after = {...circle, charter: record}
    const first = gatherings(after, {from: addDays(starts.day, -1), to: addDays(starts.day, 800)})
    const days = first.filter((one) => one.rhythm === id).slice(0, 3)
    const rows = {table: days.map((one) => gatheringRow(one, charter.timezone)), indent: 2}
    if (days.length === 0) throw new Fault('refused', `the rhythm ${id} never falls on a day within two years of ${starts.day}`, {hint: 'look at --repeats and --starts again'})
    return {
      writes: [{kind: 'charter', record}],
      message: `Add rhythm ${id}`,
      show: [['The rhythm ', name(id), ' begins:'], rows],
      foreseen: [['The rhythm ', name(id), ' would begin:'], rows],
      notes: clashNotes(clashes(first).filter((pair) => pair.some((one) => one.rhythm === id))),
      json: {rhythm: {id, ...record.rhythms[id]}, gatherings: days.map(gatheringJson)},
    }
  },
})

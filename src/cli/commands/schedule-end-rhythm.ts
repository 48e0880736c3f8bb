import type {Charter, Rhythm} from '../../model/charter.ts'
import type {GatheringRecord} from '../../model/circle.ts'
import {addDays} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {nearest} from '../../model/nearest.ts'
import {byStart, gatherings} from '../../schedule/gatherings.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {gatheringById} from '../../schedule/named.ts'
import {outlived} from '../../schedule/outlived.ts'
import {circleCommand} from '../command.ts'
import type {RecordWrite} from '../command.ts'
import {gatheringJson, gatheringRow} from '../gathering-words.ts'
import {withInvited} from '../invite/untold.ts'
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

  change: (circle, {id, after}, {nowMs}) => {
    const {charter} = circle
    const rhythms = charter.rhythms ?? {}
    const rhythm = rhythmTyped(charter, id)
    if (after < rhythm.starts.slice(0, 10)) throw new Fault('usage', `${id} begins only on ${rhythm.starts.slice(0, 10)}`, {hint: 'end it on that day or later'})
    const record = {...charter, rhythms: {...rhythms, [id]: {...rhythm, until: after}}}
    const ended = {...circle, charter: record}
    const left = gatherings(ended, {from: addDays(after, -400), to: addDays(after, 400)}).filter((one) => one.rhythm === id)
    const last = left.findLast((one) => one.due <= after)
    const {off, kept} = outlived(circle, id, after)
    const writes: RecordWrite[] = [{kind: 'charter', record}, ...[...off, ...kept].map((one): RecordWrite => ({kind: 'gathering', id: one.id, record: one.shared}))]
    const dates = {...ended, gatherings: new Map([...circle.gatherings, ...[...off, ...kept].map((one) => [one.id, one] as const)])}
    const settled = (some: readonly GatheringRecord[]): Gathering[] => some.flatMap((one) => gatheringById(dates, one.id) ?? []).toSorted(byStart)
    const rows = (some: readonly Gathering[]): Block => ({table: some.map((one) => gatheringRow(one, charter.timezone)), indent: 2})
    const isNew = ({id: key}: GatheringRecord): boolean => circle.gatherings.get(key)?.shared.status !== 'cancelled'
    const [calledOff, stays] = [settled(off.filter(isNew)), settled(kept.filter(isNew))]
    const words = (ends: string, gone: string): Block[] => [
      ['The rhythm ', name(id), ` ${ends} with ${after}.`, ...(last === undefined ? [] : [' Its last gathering:'])],
      ...(last === undefined ? [] : [rows([last])]),
      ...(calledOff.length === 0 ? [] : [`${gone} with it:`, rows(calledOff)]),
      ...(stays.length === 0 ? [] : ['Moved to that day or before it, so not called off:', rows(stays)]),
    ]
    return withInvited(circle, {
      writes,
      message: `End rhythm ${id}`,
      show: words('ends', 'Called off'),
      foreseen: words('would end', 'Would be called off'),
      json: {rhythm: {id, ...record.rhythms[id]}, calledOff: calledOff.map(gatheringJson), kept: stays.map(gatheringJson)},
    }, nowMs)
  },
})

/** Throws an `unknown` fault with the nearest rhythm, or with all of them. */
function rhythmTyped({rhythms = {}}: Charter, id: string): Rhythm {
  const rhythm = Object.hasOwn(rhythms, id) ? rhythms[id] : undefined
  if (rhythm !== undefined) return rhythm
  const meant = nearest(id, Object.keys(rhythms))
  throw new Fault('unknown', `there is no rhythm ${id}`, {hint: meant === undefined ? `the rhythms are ${Object.keys(rhythms).join(', ') || 'none yet'}` : `did you mean ${meant}?`})
}

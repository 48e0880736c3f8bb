import type {Circle} from '../model/circle.ts'
import type {SharedPage} from '../model/gathering.ts'
import {clashes, gatherings} from '../schedule/gatherings.ts'
import {gatheringById} from '../schedule/named.ts'
import {addDays} from '../model/day.ts'
import type {When} from '../model/when.ts'
import type {Change, Setting} from './command.ts'
import {clockWords, gatheringJson, hours, whenWords} from './gathering-words.ts'
import {faint, name, strong} from './terminal/lines.ts'

/**
 * The change that gives a gathering's shared page new content, shown as the schedule will then have it. A stretch of
 * time that another gathering of the circle has too is pointed out, not forbidden. `zone`: by whose clocks it is read, if not the circle's.
 */
export function scheduled(circle: Circle, id: string, record: SharedPage, {message, done, notes = [], zone = circle.charter.timezone}: {message: string; done: string; notes?: readonly string[]; zone?: string}): Change {
  const pages = circle.gatherings.get(id)?.pages ?? new Map()
  const after: Circle = {...circle, gatherings: new Map([...circle.gatherings, [id, {id, shared: record, pages}]])}
  const one = gatheringById(after, id)
  const around = one === undefined ? [] : gatherings(after, {from: addDays(one.start.day, -31), to: addDays(one.end.day, 2)})
  const clashing = clashes(around).filter((pair) => pair.some((each) => each.id === id)).map(([a, b]) => (a.id === id ? b : a))
  const clocks = one === undefined ? undefined : clockWords(one, zone)
  const gap = one?.kind === 'gap' ? [`${one.start.time} does not exist on ${one.start.day} in ${one.timezone}: clocks go forward. It is taken as ${hours(one)}.`] : []
  const overlap = one?.kind === 'overlap' ? [`${one.start.time} comes twice on ${one.start.day} in ${one.timezone}: clocks go back. The first is meant.`] : []
  return {
    writes: [{kind: 'gathering', id, record}],
    message,
    show: [[name(id), ` ${done}`, ...(one === undefined ? ['.'] : [': ', strong(whenWords(one)), ...(clocks === undefined ? [] : [faint(` (${clocks})`)]), '.'])]],
    notes: [...notes, ...gap, ...overlap, ...clashing.map((other) => `It is at the same time as ${other.id}, ${whenWords(other)}.`)],
    json: {gathering: one === undefined ? {id} : gatheringJson(one)},
  }
}

/** A remark for a day, or a time of day, that is past already: it may be planned, but it is logged otherwise. */
export function pastNotes(when: When, {today, time}: Setting, gathering: string): string[] {
  const past = when.day < today || (when.day === today && when.time !== undefined && when.time < time)
  return past ? [`That is in the past; \`circle gather ${gathering}\` logs it.`] : []
}

/** The shared page of a gathering as it stands; for one without a folder, the stub that names its rhythm. */
export function pageOf(circle: Circle, one: {readonly id: string; readonly rhythm?: string}): SharedPage {
  return circle.gatherings.get(one.id)?.shared ?? (one.rhythm === undefined ? {} : {rhythm: one.rhythm})
}

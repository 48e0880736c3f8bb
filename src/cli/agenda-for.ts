import {agendaOf} from '../agenda/agenda.ts'
import type {AgendaView} from '../agenda/agenda.ts'
import type {Circle} from '../model/circle.ts'
import {addDays} from '../model/day.ts'
import type {Format} from '../model/format.ts'
import {gatherings} from '../schedule/gatherings.ts'
import type {Gathering} from '../schedule/gatherings.ts'
import type {Setting} from './command.ts'

/** The agenda of a gathering as of the setting's day, counting those between as if held. */
export function agendaFor(circle: Circle, one: Gathering, formats: ReadonlyMap<string, Format>, {today}: Setting): AgendaView {
  const [from, to] = one.start.day < today ? [one.start.day, today] : [today, one.start.day]
  return agendaOf({circle, gathering: one, gatherings: gatherings(circle, {from: addDays(from, -1), to: addDays(to, 1)}), formats, today})
}

import type {Circle} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import {sameLength} from '../../model/duration.ts'
import {Fault} from '../../model/fault.ts'
import type {SharedPage} from '../../model/gathering.ts'
import {rhythmNamed} from '../../schedule/folders.ts'
import {gatheringById, gatheringNamed} from '../../schedule/named.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {circleCommand} from '../command.ts'
import type {Input} from '../command.ts'
import {gatheringJson} from '../gathering-words.ts'
import {withInvited} from '../invite/untold.ts'
import {pageOf, scheduled} from '../scheduled.ts'
import {faint} from '../terminal/lines.ts'
import type {Cell} from '../terminal/lines.ts'
import {detailsTyped, oneLine} from '../typed.ts'

const fields = ['title', 'lasts', 'place', 'link', 'topic'] as const
type Field = (typeof fields)[number]

interface Answers {
  readonly id: string
  /** By field; null takes out what stands on the gathering's own page. */
  readonly part: Readonly<Partial<Record<Field, string | null>>>
}

export const command = circleCommand<Answers>({
  answers: ({circle, setting}, input) => {
    const {id} = gatheringNamed(circle, input.gathering as string, setting)
    const part = partTyped(input)
    if (Object.keys(part).length === 0) throw new Fault('usage', `what is to change at ${id}?`, {hint: 'give --place, --link, --lasts, --title or --topic; when it is: circle schedule move'})
    return {id, part}
  },

  change: (circle, {id, part}, setting) => {
    const one = gatheringNamed(circle, id, setting)
    if (one.status === 'cancelled') throw new Fault('refused', `${id} is cancelled`, {hint: `first take that back: circle schedule restore ${id}`})
    const page = pageOf(circle, one)
    const record = pageWith(page, part, usual(circle, one))
    const change = scheduled(circle, id, record, {message: `Edit ${id}`, done: 'has changed'})
    const after: Circle = {...circle, gatherings: new Map([...circle.gatherings, [id, {id, shared: record, pages: circle.gatherings.get(id)?.pages ?? new Map()}]])}
    const settled = gatheringById(after, id)!
    const rows = fields.filter((field) => part[field] !== undefined).map((field) => row(field, record, usual(circle, one)))
    const json = {gathering: {...gatheringJson(settled), topic: settled.topic ?? null}}
    const isSame = fields.every((field) => page[field] === record[field])
    if (isSame) return {show: [{table: rows, indent: 2}], notes: ['Nothing changed: it was so already.'], json}
    return withInvited(circle, {...change, show: [...change.show!, {table: rows, indent: 2}], json}, setting.nowMs)
  },
})

/** What was typed; an empty text is null. */
function partTyped(input: Input): Answers['part'] {
  const isEmpty = (field: Field): boolean => typeof input[field] === 'string' && input[field].trim() === ''
  const given: Input = Object.fromEntries(fields.filter((field) => !isEmpty(field)).map((field) => [field, input[field]]))
  const texts: Partial<Record<Field, string>> = defined({...detailsTyped(given), topic: oneLine(given.topic)})
  return {...Object.fromEntries(fields.filter(isEmpty).map((field) => [field, null])), ...texts}
}

/** What a gathering has of its rhythm, where its own page says nothing. */
function usual(circle: Circle, one: Gathering): Partial<Record<Field, string>> {
  const {title, lasts, place, link} = (one.rhythm === undefined ? undefined : rhythmNamed(circle, one.rhythm)) ?? {}
  return defined({title, lasts, place, link})
}

/** The page with these fields; what is as the rhythm has it is not written down again. */
function pageWith(page: SharedPage, part: Answers['part'], ofRhythm: Partial<Record<Field, string>>): SharedPage {
  const isUsual = (field: Field, text: string): boolean => (field === 'lasts' ? sameLength(text, ofRhythm.lasts) : text === ofRhythm[field])
  const changed = Object.entries(part).map(([field, text]) => [field, text === null || isUsual(field as Field, text) ? undefined : text])
  return defined({...page, ...Object.fromEntries(changed)})
}

function row(field: Field, page: SharedPage, ofRhythm: Partial<Record<Field, string>>): Cell[] {
  const own = page[field]
  if (own !== undefined) return [field, own]
  const text = ofRhythm[field]
  return text === undefined ? [field, faint('none')] : [field, [text, faint(' as always')]]
}

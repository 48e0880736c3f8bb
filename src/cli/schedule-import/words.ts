/** What an import comes to, for people. */
import type {Left} from '../../calendar/import/lines.ts'
import type {Plan} from '../../calendar/import/plan.ts'
import type {Circle, GatheringRecord} from '../../model/circle.ts'
import {grouped} from '../../model/grouped.ts'
import {gatheringById} from '../../schedule/named.ts'
import {counted} from '../../schedule/words.ts'
import {gatheringRow} from '../gathering-words.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint, name, strong} from '../terminal/lines.ts'

/** The circle as it is with the plan carried out. */
export function circleAfter(circle: Circle, plan: Plan): Circle {
  const pages = plan.gatherings.map(({id, record}): [string, GatheringRecord] => [id, {id, shared: record, pages: new Map()}])
  return {...circle, charter: plan.charter ?? circle.charter, gatherings: new Map([...circle.gatherings, ...pages])}
}

const mostRows = 20
const mostAlike = 3

/** Everything the file becomes, and all that it does not. */
export function planBlocks(circle: Circle, plan: Plan): Block[] {
  const after = circleAfter(circle, plan)
  return [
    ...rhythmBlocks(plan), ...gatheringBlocks(after, plan), ...thereBlocks(plan), ...differBlocks(plan),
    ...leftBlocks('Exceptions that hit no date, so they were not taken:', plan.misses),
    ...leftBlocks('Not taken:', plan.notTaken),
  ]
}

function rhythmBlocks({rhythms}: Plan): Block[] {
  if (rhythms.length === 0) return []
  const rows = rhythms.map(({id, rhythm}): Cell[] => {
    const {starts, repeats = 'once', until, timezone, title = ''} = rhythm
    const end = until === undefined ? [] : [` until ${until}`]
    return [name(id), title, repeats, [`from ${starts}`, ...end, ...(timezone === undefined ? [] : [faint(` (${timezone})`)])]]
  })
  return [[strong(`${counted(rhythms.length, 'rhythm')}:`)], {table: rows, indent: 2}]
}

function gatheringBlocks(after: Circle, {gatherings}: Plan): Block[] {
  if (gatherings.length === 0) return []
  const rows = gatherings.slice(0, mostRows).flatMap(({id}): Cell[][] => {
    const one = gatheringById(after, id)
    return [one === undefined ? [name(id)] : gatheringRow(one, after.charter.timezone)]
  })
  return [[strong(`${counted(gatherings.length, 'gathering')}:`)], {table: rows, indent: 2}, ...more(gatherings.length - mostRows)]
}

function thereBlocks({there}: Plan): Block[] {
  if (there.length === 0) return []
  const [which, them] = there.length === 1 ? ['One is', 'it'] : [`${there.length} are`, 'them']
  return [[`${which} in the circle already, as the file has ${them}.`]]
}

function differBlocks({differs}: Plan): Block[] {
  if (differs.length === 0) return []
  const rows = differs.slice(0, mostRows).map(({line, id, how}): Cell[] => [faint(`line ${line}`), name(id), how])
  return [[strong('In the circle already, but otherwise; they stay as they are:')], {table: rows, indent: 2}, ...more(differs.length - mostRows)]
}

/** Those with one reason together: the first of them by name, then how many more. */
function leftBlocks(heading: string, left: readonly Left[]): Block[] {
  if (left.length === 0) return []
  const rows = grouped(left, ({why}) => why).flatMap((alike): Cell[][] => {
    const shown = alike.slice(0, mostAlike).map(({line, what, why}): Cell[] => [faint(`line ${line}`), what, why])
    const rest = alike.length - mostAlike
    return rest > 0 ? [...shown, [faint('…'), `${rest} more`, alike[0]!.why]] : shown
  })
  return [[strong(heading)], {table: rows.slice(0, mostRows * 3), indent: 2}, ...more(rows.length - mostRows * 3)]
}

function more(count: number): Block[] {
  return count > 0 ? [[`  … and ${count} more`]] : []
}

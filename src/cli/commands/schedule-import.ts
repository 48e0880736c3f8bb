import {eventsTaken} from '../../calendar/import/choice.ts'
import {mostBytes} from '../../calendar/import/lines.ts'
import {importPlan} from '../../calendar/import/plan.ts'
import type {Asked, Plan} from '../../calendar/import/plan.ts'
import {readCalendar} from '../../calendar/import/source.ts'
import type {Source} from '../../calendar/import/source.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {counted} from '../../schedule/words.ts'
import {circleCommand} from '../command.ts'
import type {RecordWrite, Stage} from '../command.ts'
import {bytesNamed} from '../files/named.ts'
import {planBlocks} from '../schedule-import/words.ts'
import {dayTyped, list} from '../typed.ts'
import {windowsZones} from '../windows-zones.ts'

const readable = {most: mostBytes, hint: 'export a shorter stretch of time, or one calendar at a time'}

interface Answers {
  readonly source: Source
  readonly asked: Asked
  /** A person has seen at the terminal what would be written. */
  readonly seen: boolean
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {context, setting, circle} = stage
    const from = typeof input.from === 'string' ? await dayTyped(input.from, setting, 'past') : setting.today
    const to = typeof input.to === 'string' ? await dayTyped(input.to, setting) : undefined
    if (to !== undefined && to < from) {
      throw new Fault('usage', `--to ${to} is before ${from}`, {hint: 'name a later day with --to, or an earlier one with --from'})
    }
    const source = readCalendar(await bytesNamed(context, input.file as string, readable))
    const windows = await windowsZones(source.zones)
    const asked: Asked = {from, ...defined({to}), secret: input.private === true, windows, skip: list(input.skip), only: list(input.only)}
    const {seen, left} = await ask(stage, source, importPlan(circle, source, asked))
    return {source, asked: {...asked, skip: [...asked.skip!, ...left]}, seen}
  },

  change: (circle, {source, asked, seen}) => {
    const plan = importPlan(circle, source, asked)
    const {rhythms, gatherings} = plan
    const blocks = planBlocks(circle, plan)
    const empty = rhythms.length + gatherings.length === 0
    const said = empty ? [...blocks, 'Nothing of the file is new here.'] : blocks
    return {
      writes: writesOf(plan),
      message: `Import ${counted(rhythms.length, 'rhythm')}, ${counted(gatherings.length, 'gathering')}`,
      show: seen ? [`${counted(rhythms.length, 'rhythm')} and ${counted(gatherings.length, 'gathering')} taken over.`] : said,
      foreseen: said,
      notes: seen ? [] : plan.remarks,
      json: jsonOf(plan),
    }
  },
})

function writesOf({charter, gatherings}: Plan): RecordWrite[] {
  return [
    ...(charter === undefined ? [] : [{kind: 'charter' as const, record: charter}]),
    ...gatherings.map(({id, record}) => ({kind: 'gathering' as const, id, record})),
  ]
}

interface Asking {
  /** It has asked, and so said all. */
  readonly seen: boolean
  /** Lines of the events that a person does not want. */
  readonly left: readonly string[]
}

/** Asks at a terminal, where Enter alone takes nothing over; `--yes` answers elsewhere. Of several events some can be left out. */
async function ask({context, flags, circle}: Pick<Stage, 'context' | 'flags' | 'circle'>, source: Source, plan: Plan): Promise<Asking> {
  const {rhythms, gatherings} = plan
  if (flags.yes || flags.dryRun || rhythms.length + gatherings.length === 0) return {seen: false, left: []}
  const what = `${counted(rhythms.length, 'rhythm')} and ${counted(gatherings.length, 'gathering')}`
  if (!context.asks) throw new Fault('usage', `take over ${what}?`, {hint: 'add --yes, or look at them first with --dry-run'})
  context.notes.blocks([...planBlocks(circle, plan), ...plan.remarks])
  const events = eventsTaken(source.drafts, plan)
  const {askChoice, askTicks, askYes} = await import('../terminal/prompts.ts')
  const stopped = new Fault('interrupted', 'Nothing was changed.')
  if (events.length === 1) {
    if (!await askYes(`Take over ${what}?`, false)) throw stopped
    return {seen: true, left: []}
  }
  const answer = await askChoice<'nothing' | 'all' | 'some'>(`Take over ${what}?`, [
    {name: 'No, nothing', value: 'nothing'}, {name: 'Yes, all', value: 'all'}, {name: 'Some of them', value: 'some'},
  ])
  if (answer === 'nothing') throw stopped
  if (answer === 'all') return {seen: true, left: []}
  const choices = events.map(({line, title}) => ({name: `${title} (line ${line})`, value: line, checked: true}))
  const taken = await askTicks('Which? Space takes one out, or in again', choices)
  if (taken.length === 0) throw stopped
  return {seen: true, left: events.flatMap(({line}) => (taken.includes(line) ? [] : [String(line)]))}
}

/** One object: what it becomes, and all that it does not, each with the line of the file. */
function jsonOf({rhythms, gatherings, there, differs, notTaken, misses, remarks}: Plan): unknown {
  return {
    rhythms: rhythms.map(({line, id, rhythm}) => ({line, id, ...rhythm})),
    gatherings: gatherings.map(({line, id, record}) => ({line, id, ...record})),
    there: there.length,
    differs,
    notTaken,
    misses,
    remarks,
  }
}

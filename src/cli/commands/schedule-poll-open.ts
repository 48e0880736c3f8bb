import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {longestId, slugOf} from '../../model/forms.ts'
import type {Poll} from '../../model/poll.ts'
import {circleCommand} from '../command.ts'
import type {Stage} from '../command.ts'
import {pollChange, requireToCome, whenProblem, writtenWhen} from '../poll/asked.ts'
import {dateNotes, deadlineNotes} from '../poll/notes.ts'
import {zoneFor} from '../poll/words.ts'
import {section, steps} from '../terminal/lines.ts'
import {detailsTyped, list, oneLine, oneZone} from '../typed.ts'

interface Answers {
  readonly about: Omit<Poll, 'options'>
  /** Each day or day and time once, as typed. */
  readonly options: readonly string[]
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {circle, setting, actor} = stage
    const typedZone = oneZone(input.timezone)
    const timezone = typedZone === circle.charter.timezone ? undefined : typedZone
    const zone = timezone ?? circle.charter.timezone
    const {title: _, ...details} = detailsTyped({lasts: input.lasts, place: input.place, link: input.link})
    const title = oneLine(input.title)!
    const about = oneLine(input.about)
    const poll: Answers['about'] = {title, ...defined({about, timezone}), ...details}
    // Whatever is wrong with the flags is said before anything is asked.
    const typed = oneLine(input.deadline)
    const written = typed === undefined ? undefined : await writtenWhen(typed, zone, setting)
    const judge = (deadline: string): void => requireToCome(circle, {...poll, deadline}, setting)
    if (written !== undefined) judge(written)
    const you = await actor()
    const options = await optionsTyped(stage, list(input.option), zone)
    const asks = written === undefined && list(input.option).length === 0
    const deadline = asks ? await askedDeadline(stage, zone, judge) : written
    return {about: {...poll, ...defined({deadline})}, options, ...defined({you})}
  },

  change: (circle, {about, options, you}, setting) => {
    const id = freshId(about.title, circle.polls, setting.newId)
    const entries: Record<string, {when: string}> = {}
    // They are numbered as they stand there: nobody has seen them yet, so the earliest may be the first.
    for (const when of options.toSorted()) entries[setting.newId((taken) => Object.hasOwn(entries, taken))] = {when}
    const poll = {id, shared: {...about, options: entries}, pages: new Map()}
    const zone = zoneFor(circle, you)
    return pollChange(circle, poll, {
      setting, zone, message: `Open the poll ${id}`, done: 'is open',
      notes: (tally) => [
        ...dateNotes(tally.slots, zone),
        ...deadlineNotes(tally, zone),
        ...(tally.slots.length < 2 ? [`One date is not much to choose from: circle schedule poll add-option ${id} "saturday 14:00"`] : []),
      ],
      below: section('Next', [steps([
        [`circle schedule poll vote ${id}`, 'answers, everybody on a page of their own'],
        ['circle sync', 'shares it, so that the others can answer'],
      ])]),
    })
  },
})

/** The title's words and four random letters, so that two polls that are opened at once are two. */
function freshId(title: string, polls: ReadonlyMap<string, unknown>, newId: (taken: (id: string) => boolean) => string): string {
  const slug = slugOf(title, longestId - 5) ?? 'poll'
  return `${slug}-${newId((letters) => polls.has(`${slug}-${letters}`))}`
}

async function optionsTyped({context, setting}: Stage, typed: readonly string[], zone: string): Promise<string[]> {
  const written = await Promise.all(typed.map((each) => writtenWhen(each, zone, setting)))
  if (written.length > 0) return [...new Set(written)]
  if (!context.asks) throw new Fault('usage', 'which dates shall the others choose from?', {hint: 'give each with --option "2026-12-05 14:00"'})
  const {askLines} = await import('../terminal/prompts.ts')
  const fault = (text: string): Promise<string | undefined> => whenProblem(text, zone, setting)
  const lines = await askLines({message: `Which dates? One a line, such as "saturday 14:00" (${zone})`, again: 'Another? (empty: no more)', fault})
  if (lines.length === 0) throw new Fault('usage', 'a poll needs a date to ask about', {hint: 'give each with --option "2026-12-05 14:00"'})
  return [...new Set(await Promise.all(lines.map((each) => writtenWhen(each, zone, setting))))]
}

/** Asked for only where the dates were asked for too. */
async function askedDeadline({context, setting}: Stage, zone: string, judge: (deadline: string) => void): Promise<string | undefined> {
  if (!context.asks) return undefined
  const {askLine} = await import('../terminal/prompts.ts')
  const fault = async (text: string): Promise<string | undefined> => (text === '' ? undefined : whenProblem(text, zone, setting, judge))
  const line = await askLine({message: 'Until when shall they answer? (empty: no end)', fault})
  return line === '' ? undefined : writtenWhen(line, zone, setting)
}

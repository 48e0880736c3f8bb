import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {longestId, slugOf} from '../../model/forms.ts'
import type {Poll} from '../../model/poll.ts'
import {dayWords} from '../../schedule/words.ts'
import {circleCommand} from '../command.ts'
import type {Setting, Stage} from '../command.ts'
import {pollChange, requireToCome, whenIn, writtenWhen} from '../poll/asked.ts'
import {dateNotes, deadlineNotes} from '../poll/notes.ts'
import {zoneFor} from '../poll/words.ts'
import {faint} from '../terminal/lines.ts'
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
    const options = await optionsTyped(stage, list(input.option), zone)
    const deadline = await deadlineTyped(stage, oneLine(input.deadline), zone, list(input.option).length === 0)
    const you = await actor()
    const about = oneLine(input.about)
    const poll: Answers['about'] = {title, ...defined({about, timezone, deadline}), ...details}
    requireToCome(circle, poll, setting)
    return {about: poll, options, ...defined({you})}
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
      below: ['', ['Everybody answers on a page of their own: ', faint(`circle schedule poll vote ${id}`)]],
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
  const fault = async (text: string): Promise<string | undefined> => {
    const wrong = await whenFault(text, zone, setting)
    return wrong === undefined ? undefined : [wrong.message, wrong.hint].filter((part) => part !== undefined).join('; ')
  }
  const lines = await askLines({message: `Which dates? One a line, such as "saturday 14:00" (${zone})`, again: 'Another? (empty: no more)', fault})
  if (lines.length === 0) throw new Fault('usage', 'a poll needs a date to ask about', {hint: 'give each with --option "2026-12-05 14:00"'})
  return [...new Set(await Promise.all(lines.map((each) => writtenWhen(each, zone, setting))))]
}

/** The deadline that was typed; asked for only where the dates were asked for too. */
async function deadlineTyped({context, setting}: Stage, typed: string | undefined, zone: string, asks: boolean): Promise<string | undefined> {
  if (typed !== undefined) return writtenWhen(typed, zone, setting)
  if (!asks || !context.asks) return undefined
  const {askLine} = await import('../terminal/prompts.ts')
  const fault = async (text: string): Promise<string | undefined> => {
    if (text === '') return undefined
    const wrong = await whenFault(text, zone, setting)
    if (wrong !== undefined) return wrong.message
    const {day} = await whenIn(text, zone, setting)
    return day >= setting.today ? undefined : `${dayWords(day)} is over`
  }
  const line = await askLine({message: 'Until when shall they answer? (empty: no end)', fault})
  return line === '' ? undefined : writtenWhen(line, zone, setting)
}

/** What is wrong with a day and perhaps a time, for the question that it was to answer. */
async function whenFault(text: string, zone: string, setting: Setting): Promise<Fault | undefined> {
  try {
    await whenIn(text, zone, setting)
    return undefined
  } catch (error) {
    if (error instanceof Fault && error.kind === 'usage') return error
    throw error
  }
}

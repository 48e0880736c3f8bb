import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {PollOption} from '../../model/poll.ts'
import {tallyOf} from '../../schedule/poll.ts'
import {circleCommand} from '../command.ts'
import type {Input, Setting} from '../command.ts'
import {pollChange, pollWith, whenProblem, writtenWhen} from '../poll/asked.ts'
import {dateNotes, deadlineNotes} from '../poll/notes.ts'
import {openPoll, pollAsked, pollNamed} from '../poll/which.ts'
import {pollBlocks, pollJson, slotWords, zoneFor} from '../poll/words.ts'
import {detailsTyped} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly option: PollOption
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {circle, setting, context, actor} = stage
    const {poll: typed, when} = wordsOf(input)
    const {id, shared} = openPoll(await pollAsked(stage, typed))
    const zone = shared.timezone ?? circle.charter.timezone
    const {title: _, ...details} = detailsTyped({lasts: input.lasts, place: input.place, link: input.link})
    const you = await actor()
    const text = when ?? (context.asks ? await askedWhen(id, zone, setting) : undefined)
    if (text === undefined) throw new Fault('usage', `which date shall be added to ${id}?`, {hint: `circle schedule poll add-option ${id} "saturday 14:00"`})
    return {id, option: {when: await writtenWhen(text, zone, setting), ...defined(details)}, ...defined({you})}
  },

  change: (circle, {id, option, you}, setting) => {
    const poll = openPoll(pollNamed(circle, id))
    const {options = {}} = poll.shared
    const zone = zoneFor(circle, you)
    const key = setting.newId((taken) => Object.hasOwn(options, taken))
    const after = pollWith(poll, {shared: {...poll.shared, options: {...options, [key]: option}}})
    const tally = tallyOf(circle, after, setting)
    const added = tally.slots.find(({ids}) => ids.includes(key))!
    if (added.ids.length > 1) {
      const before = tallyOf(circle, poll, setting)
      const notes = [`Nothing changed: that is date ${slotWords(added, zone)}, already.`]
      return {show: pollBlocks(circle, poll, before, zone), notes, json: {poll: pollJson(poll, before)}}
    }
    return pollChange(circle, after, {
      setting, zone, message: `Add ${key} to the poll ${id}`, done: `has another date, ${slotWords(added, zone)}`,
      notes: () => [
        ...dateNotes([added], zone), ...deadlineNotes(tally, zone),
        ...(poll.pages.size > 0 ? ['Whoever has answered already has not answered this one: circle schedule poll vote'] : []),
      ],
    })
  },
})

/** `add-option "saturday 14:00"` for the only open poll, `add-option winter "saturday 14:00"`. */
function wordsOf({poll, when}: Input): {poll: string | undefined; when: string | undefined} {
  const [first, second] = [poll, when].map((word) => (typeof word === 'string' ? word : undefined))
  return second === undefined ? {poll: undefined, when: first} : {poll: first, when: second}
}

async function askedWhen(id: string, zone: string, setting: Setting): Promise<string | undefined> {
  const {askLine} = await import('../terminal/prompts.ts')
  const message = `Which date shall be added to ${id}, such as "saturday 14:00" (${zone})?`
  const line = await askLine({message, fault: (text) => (text === '' ? 'a day, and a time' : whenProblem(text, zone, setting))})
  return line === '' ? undefined : line
}

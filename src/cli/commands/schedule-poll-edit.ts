import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {Poll} from '../../model/poll.ts'
import {circleCommand} from '../command.ts'
import {pollChange, pollWith, requireToCome, writtenWhen} from '../poll/asked.ts'
import {deadlineNotes} from '../poll/notes.ts'
import {openPoll, pollAsked, pollNamed} from '../poll/which.ts'
import {zoneFor} from '../poll/words.ts'
import {detailsTyped, oneLine} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly changes: Partial<Pick<Poll, 'title' | 'about' | 'lasts' | 'place' | 'link' | 'deadline'>>
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {circle, setting, actor} = stage
    const {id, shared} = openPoll(await pollAsked(stage, oneLine(input.poll)))
    const typed = oneLine(input.deadline)
    const deadline = typed === undefined ? undefined : await writtenWhen(typed, shared.timezone ?? circle.charter.timezone, setting)
    const changes: Answers['changes'] = {...detailsTyped(input), ...defined({about: oneLine(input.about), deadline})}
    if (Object.keys(changes).length === 0) {
      throw new Fault('usage', `what shall be other in ${id}?`, {hint: 'say it with --deadline, --title, --about, --lasts, --place or --link'})
    }
    if (deadline !== undefined) requireToCome(circle, {...shared, deadline}, setting)
    const you = await actor()
    return {id, changes, ...defined({you})}
  },

  change: (circle, {id, changes, you}, setting) => {
    const poll = openPoll(pollNamed(circle, id))
    const zone = zoneFor(circle, you)
    return pollChange(circle, pollWith(poll, {shared: {...poll.shared, ...changes}}), {
      setting, zone, message: `Change the poll ${id}`, done: 'is changed',
      notes: (tally) => [
        ...deadlineNotes(tally, zone),
        ...(changes.lasts !== undefined && poll.pages.size > 0 ? ['Those who have answered did so for another length: tell them.'] : []),
      ],
    })
  },
})

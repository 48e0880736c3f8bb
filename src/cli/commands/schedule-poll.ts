import type {Circle, PollRecord} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {nearest} from '../../model/nearest.ts'
import {tallyOf} from '../../schedule/poll.ts'
import {circleCommand} from '../command.ts'
import {openPolls, pollNamed} from '../poll/which.ts'
import {pollBlocks, pollJson, zoneFor} from '../poll/words.ts'

interface Answers {
  /** The poll that was asked for. */
  readonly id?: string
  readonly all: boolean
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async ({circle, actor}, {poll, all}) => {
    const you = await actor()
    return {all: all === true, ...defined({id: typeof poll === 'string' ? asked(circle, poll) : undefined, you})}
  },

  change: (circle, {id, all, you}, setting) => {
    const shown: PollRecord[] = id !== undefined ? [pollNamed(circle, id)] : all ? [...circle.polls.values()] : openPolls(circle)
    const told = shown.map((poll) => ({poll, tally: tallyOf(circle, poll, setting)}))
    const closed = circle.polls.size - openPolls(circle).length
    const none = `No poll is open. Open one: circle schedule poll open "Winter walk" --option "2026-12-05 14:00"`
    return {
      show: told.length === 0 ? [none] : told.flatMap(({poll, tally}, index) => [
        ...(index === 0 ? [] : ['']), ...pollBlocks(circle, poll, tally, zoneFor(circle, you)),
      ]),
      notes: id === undefined && !all && closed > 0 && told.length === 0 ? ['Those that were closed: circle schedule poll --all'] : [],
      json: {polls: told.map(({poll, tally}) => pollJson(poll, tally))},
    }
  },
})

const commands = ['open', 'vote', 'add-option', 'edit', 'close', 'cancel', 'reopen']

/** The poll that was typed; a word that is none may be meant for a command. */
function asked(circle: Circle, typed: string): string {
  try {
    return pollNamed(circle, typed).id
  } catch (error) {
    const meant = error instanceof Fault && error.kind === 'unknown' ? nearest(typed.trim().toLowerCase(), commands) : undefined
    if (meant === undefined) throw error
    throw new Fault('usage', `there is no poll ${typed}, and no such command`, {hint: `did you mean \`circle schedule poll ${meant}\`?`})
  }
}

import {Fault} from '../../model/fault.ts'
import type {When} from '../../model/when.ts'
import {whenText} from '../../model/when.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {circleCommand} from '../command.ts'
import {gatheringJson, whenWords} from '../gathering-words.ts'
import {withInvited} from '../invite/untold.ts'
import {answeredBefore} from '../rsvp/answer.ts'
import {pageOf, pastNotes, scheduled} from '../scheduled.ts'
import {name, strong} from '../terminal/lines.ts'
import {isTimeAlone, whenTyped} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly when: When
}

export const command = circleCommand<Answers>({
  answers: async ({circle, setting}, input) => {
    const one = gatheringNamed(circle, input.gathering as string, setting)
    const typed = input.when as string
    // "20:00" alone: the same day at another hour.
    const when = await whenTyped(isTimeAlone(typed) ? `${one.start.day} ${typed.trim().padStart(5, '0')}` : typed, setting)
    // A day alone: the same hour on another day.
    return {id: one.id, when: when.time === undefined && one.start.time !== undefined ? {...when, time: one.start.time} : when}
  },

  change: (circle, {id, when}, setting) => {
    const one = gatheringNamed(circle, id, setting)
    const page = pageOf(circle, one)
    if (one.status === 'held') throw new Fault('refused', `${id} has been held`, {hint: 'what happened stays where it was; to mend a slip, edit its `when` by hand'})
    if (one.status === 'cancelled') throw new Fault('refused', `${id} is cancelled`, {hint: `first take that back: circle schedule restore ${id}`})
    if (whenText(when) === whenText(one.start)) {
      return {show: [[name(id), ' is there already: ', strong(whenWords(one)), '.']], notes: ['Nothing changed: it was so already.'], json: {gathering: gatheringJson(one)}}
    }
    return withInvited(circle, scheduled(circle, id, {...page, when: whenText(when)}, {message: `Move ${id}`, done: 'is now on', notes: [...pastNotes(when, setting, id), ...answeredBefore(circle, id)]}), setting.nowMs)
  },
})

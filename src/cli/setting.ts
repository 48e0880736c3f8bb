import {wallOf} from '../schedule/instant.ts'
import type {Setting} from './command.ts'
import type {Context} from './context.ts'

/** When a command runs, in the wall-clock time of a zone. */
export function settingIn(context: Pick<Context, 'nowMs' | 'randomId'>, timezone: string): Setting {
  const {day, time} = wallOf(timezone, context.nowMs)
  return {
    nowMs: context.nowMs,
    timezone,
    today: day,
    time,
    newId: (taken) => {
      for (;;) {
        const id = context.randomId(4)
        if (!taken(id)) return id
      }
    },
  }
}

/** Reminders as people write them: `1d,15m`. */
import {inOrder} from '../../calendar/alarms.ts'
import {readDuration} from '../../model/duration.ts'
import {Fault} from '../../model/fault.ts'
import type {Input} from '../command.ts'
import {oneLine} from '../typed.ts'

const hint = 'write one or several such as --remind 1d,15m, or --remind none'

/** `--remind`: each length of time as it was typed, none for `none`; undefined when it was not given. Throws a `usage` fault. */
export function remindersTyped(typed: Input[string]): readonly string[] | undefined {
  const line = oneLine(typed)
  if (line === undefined) return undefined
  if (line.toLowerCase() === 'none') return []
  const words = line.split(',').map((word) => word.trim()).filter((word) => word !== '')
  const wrong = words.find((word) => readDuration(word) === undefined)
  if (wrong !== undefined) throw new Fault('usage', `--remind takes lengths of time, and this is none: ${wrong}`, {hint})
  if (words.length === 0) throw new Fault('usage', '--remind says no length of time', {hint})
  return [...new Set(words)]
}

/** Lengths of time in minutes, each once, the longest first. What is no length of time is not there: a file with one is not sound. */
export function reminderMinutes(lengths: readonly string[]): number[] {
  const minutes = lengths.flatMap((text) => {
    const length = readDuration(text)
    return length === undefined ? [] : [length.days * 1440 + length.minutes]
  })
  return inOrder(minutes)
}

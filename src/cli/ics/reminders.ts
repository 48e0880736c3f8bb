/** Reminders as people write them: `1d,15m`. */
import {inOrder} from '../../calendar/alarms.ts'
import {isOverYear, readAhead} from '../../model/duration.ts'
import {Fault} from '../../model/fault.ts'
import type {Input} from '../command.ts'
import {list, oneLine} from '../typed.ts'

const hint = 'write one or several such as --remind 1d,15m, 0m for right at the start, or --remind none'

/**
 * `--remind`, given once or several times: each length of time as it was typed, none for `none`; undefined when it was not given.
 * Throws a `usage` fault.
 */
export function remindersTyped(typed: Input[string]): readonly string[] | undefined {
  if (typed === undefined) return undefined
  const words = list(typed).flatMap((line) => oneLine(line)!.split(',')).map((word) => word.trim()).filter((word) => word !== '')
  if (words.length === 0) throw new Fault('usage', '--remind says no length of time', {hint})
  const lengths = words.filter((word) => word.toLowerCase() !== 'none')
  if (lengths.length === 0) return []
  if (lengths.length < words.length) throw new Fault('usage', `--remind none takes all reminders away, and ${lengths[0]} is one`, {hint: 'leave one of them out'})
  const wrong = lengths.find((word) => readAhead(word) === undefined)
  if (wrong !== undefined) {
    throw new Fault('usage', isOverYear(wrong) ? `--remind takes at most a year (366 days), and this is more: ${wrong}` : `--remind takes lengths of time, and this is none: ${wrong}`, {hint})
  }
  return [...new Set(lengths)]
}

/** Lengths of time in minutes, each once, the longest first. What is no length of time is not there: a file with one is not sound. */
export function reminderMinutes(lengths: readonly string[]): number[] {
  const minutes = lengths.flatMap((text) => {
    const length = readAhead(text)
    return length === undefined ? [] : [length.days * 1440 + length.minutes]
  })
  return inOrder(minutes)
}

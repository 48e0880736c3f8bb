/** The part of a rhythm that lies in the days that are asked for: it begins with a date of its own, and ends where they end. */
import type {Rhythm} from '../../model/charter.ts'
import {lastDay, shiftedDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {readWhen, whenText} from '../../model/when.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {repeatsText} from './phrase.ts'
import {firstFrom, ruleOf} from './rhythm.ts'

const lengths = {daily: 1, weekly: 7, monthly: 31, yearly: 366} as const
/** Forty years: what repeats less often is looked at no further. */
const longestLook = 15_000

/**
 * The rhythm from its first date on a day or later: counted from a date of its own it keeps its days, and of a number of times
 * what remains. As it was where it begins no earlier, and where its days would be others. Undefined when it is over by then.
 */
export function startingFrom(rhythm: Rhythm, home: string, asked: Day): Rhythm | undefined {
  const {day: own, ...clock} = readWhen(rhythm.starts)!
  const day = firstFrom(rhythm, home, asked)
  if (day === undefined || asked <= own) return day === undefined ? undefined : rhythm
  const rule = ruleOf(rhythm)
  if (rule === undefined) return rhythm
  const {count, ...endless} = rule
  const left = count === undefined ? {} : {count: occurrences(rhythm, home, {from: day, to: lastDay}).length}
  const repeats = count === undefined ? rhythm.repeats! : repeatsText({...endless, ...left}, day)
  const later: Rhythm = {...rhythm, starts: whenText({...clock, day}), repeats}
  const look = Math.min(longestLook, lengths[rule.freq] * rule.interval * 4 + 400)
  const window = {from: day, to: shiftedDay(day, look)}
  return occurrences(rhythm, home, window).join() === occurrences(later, home, window).join() ? later : rhythm
}

/** The rhythm until a day: it ends there if it goes on after it. */
export function endingBy(rhythm: Rhythm, home: string, to: Day | undefined): Rhythm {
  if (to === undefined || (rhythm.until !== undefined && rhythm.until <= to)) return rhythm
  const rule = ruleOf(rhythm)
  if (rule === undefined || firstFrom(rhythm, home, shiftedDay(to, 1)) === undefined) return rhythm
  const {count, ...endless} = rule
  const repeats = count === undefined ? rhythm.repeats! : repeatsText(endless, readWhen(rhythm.starts)!.day)
  return {...rhythm, repeats, until: to}
}

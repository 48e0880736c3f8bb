/** Remarks about the dates of a poll: hours that clocks skip or show twice, and dates that are past. */
import {inTime} from '../../schedule/poll.ts'
import type {Slot, Tally} from '../../schedule/poll.ts'
import {shortDay} from '../../schedule/words.ts'
import {hours} from '../gathering-words.ts'
import {slotWords} from './words.ts'

/** What is odd about these dates, a sentence each. */
export function dateNotes(slots: readonly Slot[], zone: string): string[] {
  return slots.flatMap((slot) => {
    const {gathering} = slot
    const {start, timezone, kind} = gathering
    return [
      ...(kind === 'gap'
        ? [`${start.time} does not exist on ${shortDay(start.day)} in ${timezone}: clocks go forward. It is taken as ${hours(gathering)}.`]
        : []),
      ...(kind === 'overlap' ? [`${start.time} comes twice on ${shortDay(start.day)} in ${timezone}: clocks go back. The first is meant.`] : []),
      ...(slot.isPast ? [`This date is past: ${slotWords(slot, zone)}.`] : []),
    ]
  })
}

/** What is odd about a deadline: it is over, or later than a date it decides on. */
export function deadlineNotes({deadlineMs, isOverdue, slots}: Tally, zone: string): string[] {
  const first = inTime(slots).find(({isPast}) => !isPast)
  if (deadlineMs === undefined || isOverdue || first === undefined) return []
  const {allDay, startMs, endMs} = first.gathering
  if (deadlineMs <= (allDay ? endMs : startMs)) return []
  return [`The time to answer ends after a date has begun: ${slotWords(first, zone)}.`]
}

import type {Circle} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import {longestId, slugOf} from '../model/forms.ts'

/**
 * The id of a gathering that is a date of its own: the day and a slug of the title; with a number when that is taken. It does
 * not look like an occurrence of a rhythm. Throws a `refused` fault after a hundred of one name on one day.
 */
export function ownDateId(day: Day, title: string | undefined, circle: Pick<Circle, 'gatherings' | 'charter'>): string {
  const slug = slugOf(title, longestId - 15) ?? 'gathering'
  const taken = (word: string): boolean => circle.gatherings.has(`${day}-${word}`) || Object.hasOwn(circle.charter.rhythms ?? {}, word)
  for (let number = 1; number < 100; number += 1) {
    const word = number === 1 ? slug : `${slug}-${number}`
    if (!taken(word)) return `${day}-${word}`
  }
  throw new Fault('refused', `there are already a hundred gatherings called ${slug} on ${day}`, {hint: 'give this one another --title'})
}

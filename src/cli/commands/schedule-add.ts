import {Fault} from '../../model/fault.ts'
import {idMeant, longestId} from '../../model/forms.ts'
import type {SharedPage} from '../../model/gathering.ts'
import type {When} from '../../model/when.ts'
import {whenText} from '../../model/when.ts'
import {circleCommand} from '../command.ts'
import {pastNotes, scheduled} from '../scheduled.ts'
import {detailsTyped, whenTyped} from '../typed.ts'

interface Answers {
  readonly when: When
  readonly details: Partial<SharedPage>
}

export const command = circleCommand<Answers>({
  answers: async ({setting}, input) => ({when: await whenTyped(input.when as string, setting), details: detailsTyped(input)}),

  change: (circle, {when, details}, setting) => {
    const id = ownDateId(when.day, details.title, circle)
    const record: SharedPage = {when: whenText(when), ...details}
    return scheduled(circle, id, record, {message: `Plan ${id}`, done: 'is planned', notes: pastNotes(when, setting, id)})
  },
})

/** The day and a slug of the title; with a number when that is taken. It must not look like an occurrence of a rhythm. */
function ownDateId(day: string, title: string | undefined, circle: {readonly gatherings: ReadonlyMap<string, unknown>; readonly charter: {readonly rhythms?: Readonly<Record<string, unknown>>}}): string {
  const slug = (idMeant(title ?? '') ?? 'gathering').slice(0, longestId - 15).replace(/-+$/, '')
  const taken = (word: string): boolean => circle.gatherings.has(`${day}-${word}`) || Object.hasOwn(circle.charter.rhythms ?? {}, word)
  for (let number = 1; number < 100; number += 1) {
    const word = number === 1 ? slug : `${slug}-${number}`
    if (!taken(word)) return `${day}-${word}`
  }
  throw new Fault('refused', `there are already a hundred gatherings called ${slug} on ${day}`, {hint: 'give this one another --title'})
}

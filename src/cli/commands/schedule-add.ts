import type {SharedPage} from '../../model/gathering.ts'
import type {When} from '../../model/when.ts'
import {whenText} from '../../model/when.ts'
import {circleCommand} from '../command.ts'
import {ownDateId} from '../own-date.ts'
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

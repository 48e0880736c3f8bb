import {agendaMarkdown} from '../../agenda/page.ts'
import type {Format} from '../../model/format.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {agendaFor} from '../agenda-for.ts'
import {circleCommand} from '../command.ts'
import {formatsFor, templateFor} from '../shipped.ts'
import {oneLine} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly format?: string
  readonly formats: ReadonlyMap<string, Format>
  readonly template: {readonly text: string; readonly file: string}
  /** Where to write it, absolute; absent: on the screen. */
  readonly out?: string
}

export const command = circleCommand<Answers>({
  answers: ({circle, shelf, setting, context}, input) => {
    const one = gatheringNamed(circle, (input.gathering as string | undefined) ?? 'next', setting)
    const format = oneLine(input.format)
    const out = oneLine(input.out)
    return {
      id: one.id,
      formats: formatsFor(circle, format ?? one.format),
      template: templateFor(shelf.root, 'agenda.md'),
      ...(format === undefined ? {} : {format}),
      ...(out === undefined || out === '-' ? {} : {out: context.path(out)}),
    }
  },

  change: (circle, {id, format, formats, template, out}, setting) => {
    const one = gatheringNamed(circle, id, setting)
    const view = agendaFor(circle, format === undefined ? one : {...one, format}, formats, setting)
    const text = agendaMarkdown(view, template.text, template.file)
    return {
      ...(out === undefined ? {file: text} : {exports: [{path: out, text}], show: [['The agenda of ', id, ' is in ', out, '.']]}),
      // On the screen they stand in the page itself.
      notes: out === undefined ? [] : view.warnings.map(({message, hint}) => `${message} ${hint}`),
      json: {agenda: view, markdown: text},
    }
  },
})
